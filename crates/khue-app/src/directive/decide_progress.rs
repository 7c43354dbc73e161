//! The level above accepts a report of progress or returns it with a reason.

use khue_base::{AssignmentId, Moment, ProgressId};
use khue_db::{row, sql};
use khue_rules::accounts::{Action, Place};
use serde_json::json;

use super::assign_task::Event;
use super::report_progress::{assignment_state, move_assignment};
use crate::{Ctx, OpError, registry};

/// What the level above decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// The report is taken.
    Accept,
    /// The unit must mend it, for this reason.
    Return(String),
}

/// A decision on a sent report.
#[derive(Clone, Debug)]
pub struct DecideProgress {
    /// The report.
    pub progress: ProgressId,
    /// The decision.
    pub decision: Decision,
}

row! {
    struct SentProgress {
        assignment_id: AssignmentId,
        state: String,
        stage: String,
        sent_at: Option<Moment>,
    }
}

/// Decides on a report that a unit sent.
///
/// # Errors
/// [`OpError::Stale`] when it was decided or taken back meanwhile; refused when a return has no
/// reason, or when somebody would decide on the own unit's report.
pub async fn decide_progress(ctx: &Ctx, cmd: DecideProgress) -> Result<AssignmentId, OpError> {
    let mut tx = ctx.begin().await?;
    let sent: SentProgress =
        tx.optional(sql!("sql/sent_progress.sql"), &[cmd.progress.into()]).await?.ok_or(OpError::Hidden)?;
    let state = assignment_state(&mut tx, sent.assignment_id).await?;
    let place = registry::place_of(&mut tx, ctx.actor.unit, state.unit_id, ctx.today()).await?;
    ctx.may(Action::DecideProgress, place)?;
    if place == Place::Own {
        return Err(OpError::refused(
            "Không tự duyệt báo cáo của chính đơn vị mình. Cấp trên của đơn vị sẽ xem xét.",
        ));
    }
    if sent.state != "sent" {
        return Err(OpError::Stale);
    }
    let (code, reason) = match &cmd.decision {
        Decision::Accept => ("accepted", None),
        Decision::Return(reason) if reason.trim().is_empty() => {
            return Err(OpError::field(
                "li-do",
                "Chưa ghi lý do trả lại. Hãy ghi điều đơn vị cần bổ sung hoặc sửa.",
            ));
        }
        Decision::Return(reason) => ("returned", Some(reason.trim())),
    };
    let row = [
        cmd.progress.into(),
        code.into(),
        ctx.now().into(),
        ctx.actor.account.into(),
        (&ctx.actor.name).into(),
        reason.into(),
    ];
    if tx.execute(sql!("sql/decide_progress.sql"), &row).await? == 0 {
        return Err(OpError::Stale);
    }
    let done = cmd.decision == Decision::Accept && sent.stage == "done";
    let event = Event {
        kind: code,
        stage: match (done, sent.stage.as_str()) {
            (true, _) => "done",
            (false, "not-started") => "not-started",
            (false, _) => "in-progress",
        },
        due_on: state.due_on,
        // A unit is on time by the day on which it sent the report, not by the day of the decision.
        done_on: sent.sent_at.filter(|_| done).map(Moment::day),
        heard_on: sent.sent_at.map(Moment::day),
        words: reason.unwrap_or_default(),
    };
    move_assignment(ctx, &mut tx, &state, &event, code).await?;
    let detail = json!({ "assignment": sent.assignment_id, "reason": reason });
    let action = match cmd.decision {
        Decision::Accept => "progress.accepted",
        Decision::Return(_) => "progress.returned",
    };
    ctx.audit(&mut tx, action, format!("progress/{}", cmd.progress), detail).await?;
    tx.commit().await?;
    Ok(sent.assignment_id)
}
