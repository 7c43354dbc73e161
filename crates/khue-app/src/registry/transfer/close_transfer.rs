//! A change of schools comes to nothing: the other side refuses, or the side that asked takes it back.

use khue_base::{RecordId, SourceId, TransferId, UnitId};
use khue_db::{Statement, Tx, Value, sql};
use khue_rules::accounts::Action;
use serde_json::json;

use super::Outcome;
use super::transfers::{Transfer, find};
use crate::registry::records::{keeper_of, may_at};
use crate::{Ctx, OpError};

/// The order to refuse a change of schools or to take it back.
#[derive(Clone, Debug)]
pub struct CloseTransfer {
    /// The school that does so.
    pub unit: UnitId,
    /// The change.
    pub transfer: TransferId,
    /// Why.
    pub reason: String,
}

/// The school that was asked does not agree.
///
/// # Errors
/// Refused without a reason; stale when it was closed meanwhile; hidden or forbidden when the actor may not change
/// records of the school that was asked.
pub async fn refuse_transfer(ctx: &Ctx, cmd: CloseTransfer) -> Result<(), OpError> {
    end(ctx, cmd, Outcome::Refused).await
}

/// The school that asked takes it back.
///
/// # Errors
/// As [`refuse_transfer`], of the school that asked.
pub async fn cancel_transfer(ctx: &Ctx, cmd: CloseTransfer) -> Result<(), OpError> {
    end(ctx, cmd, Outcome::Cancelled).await
}

async fn end(ctx: &Ctx, cmd: CloseTransfer, outcome: Outcome) -> Result<(), OpError> {
    let mut tx = ctx.begin().await?;
    may_at(ctx, &mut tx, Action::ChangeRecords, &[cmd.unit]).await?;
    let province = keeper_of(&mut tx, cmd.unit, ctx.today()).await?;
    let case = find(&mut tx, province, cmd.unit, cmd.transfer).await?;
    let (acts, action) = match outcome {
        Outcome::Cancelled => (case.begun_for, "transfer.cancel"),
        _ => (case.to_answer(), "transfer.refuse"),
    };
    if acts != cmd.unit {
        return Err(OpError::Forbidden);
    }
    let reason = cmd.reason.trim();
    if reason.is_empty() {
        return Err(OpError::field("ly-do", "Chưa ghi lý do. Hãy ghi ngắn gọn để bên kia biết."));
    }
    close(
        ctx,
        &mut tx,
        province,
        &case,
        Closing { outcome, answer: reason, source: None, class: case.class },
    )
    .await?;
    let detail = json!({ "unit": cmd.unit, "reason": reason });
    ctx.audit(&mut tx, action, format!("pupil/{}", case.pupil), detail).await?;
    Ok(tx.commit().await?)
}

/// How a change is closed.
pub(super) struct Closing<'a> {
    pub outcome: Outcome,
    pub answer: &'a str,
    pub source: Option<SourceId>,
    pub class: Option<RecordId>,
}

/// Closes a change, once.
pub(super) async fn close(
    ctx: &Ctx,
    tx: &mut Tx,
    province: UnitId,
    case: &Transfer,
    closing: Closing<'_>,
) -> Result<(), OpError> {
    let values: [Value; 8] = [
        province.into(),
        case.id.into(),
        closing.outcome.code().into(),
        closing.answer.into(),
        ctx.now().into(),
        ctx.actor.account.into(),
        closing.source.into(),
        closing.class.into(),
    ];
    match tx.execute(CLOSE_TRANSFER, &values).await? {
        1 => Ok(()),
        _ => Err(OpError::Stale),
    }
}

const CLOSE_TRANSFER: Statement = sql!("sql/close_transfer.sql");
