//! The round of the end of the year, in motion: some schools are locked, some wait, one has to send again.

use khue_app::App;
use khue_app::registry::Loaded;
use khue_app::registry::records::{ExplainFindings, MissingCheck, explain_findings, missing_in_records};
use khue_app::registry::snapshots::{
    DecideFigures, OpenRound, SendFigures, decide_figures, open_round, send_figures,
};
use khue_base::{RoundId, UnitId};
use khue_rules::registry::reporting::{RoundKind, Step};

use super::Cast;
use crate::command::Problem;

/// Schools that have sent, and what was decided on them since. The smallest ones: the demonstration has to be there
/// within seconds.
const SENT: [(&str, &[Step]); 4] = [
    ("gdtx-219-01", &[Step::Approve, Step::Lock]),
    ("mn-215-01", &[Step::Approve, Step::Lock]),
    ("gdtx-222-01", &[]),
    ("mn-217-01", &[Step::Reject]),
];
/// The school at which visitors begin: it has begun to explain.
const BEGUN: &str = "mn-213-01";

const EXPLAINED: &str = "Đã đối chiếu hồ sơ giấy, đúng như đã ghi.";
const GIVEN_BACK: &str = "Số phòng học chưa khớp biên bản kiểm kê. Rà lại rồi gửi.";

/// Opens the round and lets it begin.
pub(super) async fn play(app: &App, cast: &Cast, loaded: &Loaded) -> Result<(), Problem> {
    let department = cast.ctx(app, cast.department.clone());
    let order = OpenRound {
        kind: RoundKind::EndOfYear,
        year: "2020-2021".parse().map_err(|error: khue_base::SchoolYearError| Problem(error.to_string()))?,
        data_day: None,
        dues: None,
    };
    let round = open_round(&department, order).await?;
    for (key, steps) in SENT {
        // Smaller provinces have not all of them.
        let Some(unit) = loaded.units.get(key).copied() else { continue };
        explain(app, cast, unit, |_| true).await?;
        let Some(head) = cast.by_unit.get(&unit) else { continue };
        let mut seen = 0;
        let order = SendFigures { unit, round, seen, note: String::new() };
        send_figures(&cast.ctx(app, head.clone()), order).await?;
        for step in steps {
            seen += 1;
            let note = if step.needs_words() { GIVEN_BACK } else { "" };
            decide_figures(&department, decision(round, (unit, seen), *step, note)).await?;
        }
    }
    if let Some(unit) = loaded.units.get(BEGUN) {
        explain(app, cast, *unit, |check| check.check.code == "HS-02").await?;
    }
    Ok(())
}

fn decision(round: RoundId, school: (UnitId, i64), step: Step, note: &str) -> DecideFigures {
    DecideFigures { round, schools: vec![school], step, note: note.to_owned() }
}

async fn explain(
    app: &App,
    cast: &Cast,
    unit: UnitId,
    wanted: impl Fn(&&MissingCheck) -> bool,
) -> Result<(), Problem> {
    let Some(head) = cast.by_unit.get(&unit) else { return Ok(()) };
    let ctx = cast.ctx(app, head.clone());
    let day = ctx.today();
    let missing = missing_in_records(&ctx, unit, day).await?;
    let findings = missing
        .checks
        .iter()
        .filter(wanted)
        .flat_map(|found| found.open().map(|one| (found.check.code.clone(), one.key.id, one.version)));
    let order = ExplainFindings { unit, day, findings: findings.collect(), text: EXPLAINED.to_owned() };
    if !order.findings.is_empty() {
        explain_findings(&ctx, order).await?;
    }
    Ok(())
}
