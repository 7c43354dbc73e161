//! Drawing up a report: the figures of a day are frozen, sentences drafted from them.

use std::collections::BTreeMap;

use khue_base::{Day, DirectiveId, ReportId};
use khue_db::{Tx, sql};
use khue_rules::accounts::{Action, Place};
use khue_rules::directive::report_window::ReportPeriod;
use khue_rules::directive::sentences::{directive_name, report_subject};
use serde_json::json;

use super::super::overview::overview_at;
use super::content::{ReportWords, Snapshot};
use super::draft::{about, draft};
use super::facts::facts;
use super::letterhead::{Letterhead, letterhead};
use crate::{Ctx, OpError, files};

/// Longest words of a period, in letters.
const PERIOD_LETTERS: usize = 100;

/// The order to draw up a report.
#[derive(Clone, Debug)]
pub struct MakeReport {
    /// On which directive.
    pub directive: DirectiveId,
    /// The day whose state it shows.
    pub as_of: Day,
    /// Words of the period, such as `quý II năm 2021`; may be empty.
    pub period: String,
    /// To whom; the Chairman of the province when empty.
    pub addressee: String,
}

/// Words of the period that is reported on at `day`: `quý II năm 2021`.
///
/// # Errors
/// [`OpError::Failed`] when the law's files do not know the periods of that time.
pub fn current_period(day: Day) -> Result<String, OpError> {
    Ok(ReportPeriod::quarter_at(day).map_err(|error| OpError::Failed(error.to_string()))?.name())
}

/// Draws up a report for the actor's unit.
///
/// # Errors
/// [`OpError::Hidden`] when the directive does not exist for the actor; refused for a day before its
/// adoption or in the future.
pub async fn make_report(ctx: &Ctx, cmd: MakeReport) -> Result<ReportId, OpError> {
    ctx.may(Action::MakeReport, Place::Nowhere)?;
    let period = one_line(&cmd.period);
    if period.chars().count() > PERIOD_LETTERS {
        return Err(OpError::field(
            "ky",
            format!("Kì báo cáo dài quá {PERIOD_LETTERS} chữ. Hãy viết ngắn, như “quý II năm 2021”."),
        ));
    }
    let Frozen { snapshot, revision, paper, subject, basis } = frozen(ctx, cmd.directive, cmd.as_of).await?;
    let id: ReportId = ctx.id();
    let words = ReportWords {
        superior: paper.superior,
        issuer: paper.issuer,
        reporter: paper.reporter,
        number: String::new(),
        symbol: paper.symbol,
        place: paper.place,
        day: ctx.today(),
        subject: if period.is_empty() { subject } else { format!("{subject}, {period}") },
        addressee: match one_line(&cmd.addressee) {
            empty if empty.is_empty() => format!("Chủ tịch UBND {}", paper.province),
            addressee => addressee,
        },
        bases: vec![basis],
        authority: paper.authority,
        title: paper.title,
        signer: paper.signer,
        recipients: paper.recipients,
        edited: BTreeMap::new(),
    };
    let mut tx = ctx.begin().await?;
    let row = [
        id.into(),
        cmd.directive.into(),
        ctx.actor.unit.into(),
        cmd.as_of.into(),
        (&period).into(),
        ctx.now().into(),
        ctx.actor.account.into(),
        (&ctx.actor.name).into(),
    ];
    tx.execute(sql!("sql/insert_report.sql"), &row).await?;
    let digest = freeze(ctx, &mut tx, id, 1, revision, &snapshot).await?;
    write_version(ctx, &mut tx, id, 1, 1, "draft", &words).await?;
    let detail =
        json!({ "directive": cmd.directive, "as_of": cmd.as_of, "revision": revision, "digest": digest });
    ctx.audit(&mut tx, "report.made", format!("report/{id}"), detail).await?;
    tx.commit().await?;
    Ok(id)
}

/// What a day's figures give.
pub(super) struct Frozen {
    pub snapshot: Snapshot,
    pub revision: i64,
    pub paper: Letterhead,
    pub subject: String,
    pub basis: String,
}

/// Drafts from the figures of a day as they are known now.
pub(super) async fn frozen(ctx: &Ctx, directive: DirectiveId, day: Day) -> Result<Frozen, OpError> {
    let overview = overview_at(ctx, directive, day).await?;
    let mut session = ctx.read().await?;
    let facts = facts(&mut session, &overview).await?;
    let paper = letterhead(&mut session, ctx.actor.unit, ctx.today(), day).await?;
    let about = about(&overview, facts.units, &paper.reporter);
    Ok(Frozen {
        snapshot: draft(&overview, &facts, &paper)?,
        revision: overview.head.revision,
        subject: report_subject(&about),
        basis: format!("Căn cứ {}", directive_name(&about)),
        paper,
    })
}

/// Stores a snapshot and answers its digest.
pub(super) async fn freeze(
    ctx: &Ctx,
    tx: &mut Tx,
    report: ReportId,
    number: i64,
    revision: i64,
    snapshot: &Snapshot,
) -> Result<String, OpError> {
    let content = serde_json::to_string(snapshot)?;
    let digest = files::digest(content.as_bytes());
    let row = [
        report.into(),
        number.into(),
        revision.into(),
        content.into(),
        (&digest).into(),
        ctx.now().into(),
        ctx.actor.account.into(),
    ];
    if tx.execute(sql!("sql/insert_snapshot.sql"), &row).await? == 0 {
        return Err(OpError::Stale);
    }
    Ok(digest)
}

/// Stores a version; stale when somebody else wrote it first.
pub(super) async fn write_version(
    ctx: &Ctx,
    tx: &mut Tx,
    report: ReportId,
    version: i64,
    snapshot: i64,
    state: &str,
    words: &ReportWords,
) -> Result<(), OpError> {
    let row = [
        report.into(),
        version.into(),
        snapshot.into(),
        state.into(),
        serde_json::to_string(words)?.into(),
        ctx.now().into(),
        ctx.actor.account.into(),
        (&ctx.actor.name).into(),
    ];
    if tx.execute(sql!("sql/insert_version.sql"), &row).await? == 0 {
        return Err(OpError::Stale);
    }
    Ok(())
}

/// The text with single spaces and no line ends.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
