//! A school sends its figures.

use khue_base::{RoundId, UnitId};
use khue_rules::accounts::Action;
use khue_rules::registry::reporting::{Step, may_send};
use serde_json::json;

use super::frozen::freeze;
use super::round::round_of;
use super::step::{Standing, announce, steps_of_school, take_step};
use crate::registry::records::{everything, may_at, missing_in_book};
use crate::{Ctx, OpError};

/// What a school sends.
#[derive(Clone, Debug)]
pub struct SendFigures {
    /// The school.
    pub unit: UnitId,
    /// The round.
    pub round: RoundId,
    /// The number of the newest step that the person saw; 0 before the first.
    pub seen: i64,
    /// Words to those above; may be empty.
    pub note: String,
}

/// What was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// The number of the step.
    pub number: i64,
    /// Over figures and records.
    pub digest: String,
}

/// Counts the figures from the records as of the data day, freezes them and hands them to the level above.
///
/// # Errors
/// Refused before the data day, after the school's last day, while the checks find errors or queries that nobody
/// explained; stale when something was done meanwhile; hidden or forbidden when the actor may not send for the
/// school.
pub async fn send_figures(ctx: &Ctx, cmd: SendFigures) -> Result<Sent, OpError> {
    let mut tx = ctx.begin().await?;
    may_at(ctx, &mut tx, Action::SendFigures, &[cmd.unit]).await?;
    let round = round_of(ctx, &mut tx, cmd.unit, cmd.round).await?;
    let steps = steps_of_school(&mut tx, round.province, cmd.unit).await?;
    let standing = Standing::after(steps.iter().rfind(|step| step.round == round.id));
    if standing.seen != cmd.seen {
        return Err(OpError::Stale);
    }
    may_send(standing.state, round.data_day, round.dues.school, ctx.today()).map_err(OpError::refused)?;
    let state = Step::Send.from(standing.state).ok_or(OpError::Stale)?;
    let book = everything(ctx, &mut tx, cmd.unit, round.data_day).await?;
    let missing = missing_in_book(ctx, &mut tx, cmd.unit, &book).await?;
    if missing.errors > 0 {
        return Err(OpError::refused(format!(
            "Chưa gửi được vì hồ sơ ngày {} còn {} lỗi. Hãy sửa ở trang “Còn thiếu” rồi gửi.",
            round.data_day, missing.errors
        )));
    }
    if missing.queries > 0 {
        return Err(OpError::refused(format!(
            "Chưa gửi được vì còn {} điểm chưa giải trình. Hãy sửa hoặc giải trình ở trang “Còn thiếu” rồi gửi.",
            missing.queries
        )));
    }
    let note = cmd.note.trim();
    let number = take_step(ctx, &mut tx, &round, cmd.unit, standing, (Step::Send, state), note).await?;
    let frozen = freeze(ctx, &mut tx, &round, cmd.unit, number, &book).await?;
    let detail = json!({
        "unit": cmd.unit, "name": round.name(), "day": round.data_day, "digest": frozen.digest,
        "explained": missing.explained, "note": note,
    });
    ctx.audit(&mut tx, "figures.send", format!("round/{}", round.id), detail).await?;
    announce(ctx, &mut tx, round.id).await?;
    tx.commit().await?;
    Ok(Sent { number, digest: frozen.digest })
}
