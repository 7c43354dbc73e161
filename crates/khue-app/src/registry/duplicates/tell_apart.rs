//! Two records are looked at side by side, and found to be of two people.

use khue_base::RecordId;
use serde_json::json;

use super::merge_pupils::{Decided, may_change, write_down};
use crate::registry::records::{RecordFile, RecordKey, Seeing, keeper_of, record_file, the};
use crate::{Ctx, OpError};

/// Two records side by side.
#[derive(Clone, Debug)]
pub struct PupilPair {
    /// The one.
    pub one: RecordFile,
    /// The other.
    pub other: RecordFile,
}

/// Two records with all that belongs to them, without guarded fields.
///
/// # Errors
/// Hidden when the actor may not read both.
pub async fn pupil_pair(ctx: &Ctx, one: RecordId, other: RecordId) -> Result<PupilPair, OpError> {
    let kind = the("pupil")?;
    let file =
        async |id| record_file(ctx, RecordKey { kind, unit: None, id }, ctx.today(), Seeing::Plain).await;
    Ok(PupilPair { one: file(one).await?, other: file(other).await? })
}

/// The order to note that two records are of two people.
#[derive(Clone, Debug)]
pub struct TellApart {
    /// The one.
    pub one: RecordId,
    /// The other.
    pub other: RecordId,
    /// How one knows.
    pub reason: String,
}

/// Notes that two records are of two people; they are no candidates any more.
///
/// # Errors
/// Refused without a reason; hidden or forbidden when the actor may not change records of the schools of both.
pub async fn tell_apart(ctx: &Ctx, cmd: TellApart) -> Result<(), OpError> {
    let reason = cmd.reason.trim();
    if reason.is_empty() {
        return Err(OpError::field("ly-do", "Chưa ghi lý do. Hãy ghi vì sao biết đó là hai người."));
    }
    let mut tx = ctx.begin().await?;
    let province = keeper_of(&mut tx, ctx.actor.unit, ctx.today()).await?;
    for id in [cmd.one, cmd.other] {
        if may_change(ctx, &mut tx, province, id).await?.is_empty() {
            return Err(OpError::Hidden);
        }
    }
    let decided = Decided { verdict: "different", merged: None, numbers: (None, None), reason, source: None };
    write_down(ctx, &mut tx, province, (cmd.one, cmd.other), decided).await?;
    let detail = json!({ "reason": reason });
    ctx.audit(&mut tx, "pupil.apart", format!("pupil/{}", cmd.one), detail).await?;
    Ok(tx.commit().await?)
}
