//! Splitting a unit.

use khue_base::{Day, UnitId};
use khue_db::Tx;
use serde_json::json;

use super::end_unit::{close, pass};
use super::{
    AddUnit, Chain, Relation, Share, SuccessionKind, add_unit, announce, children, existing, may_manage,
};
use crate::{Ctx, OpError};

/// The order to split a unit.
#[derive(Clone, Debug)]
pub struct SplitUnit {
    /// Which unit.
    pub unit: UnitId,
    /// The new units.
    pub parts: Vec<AddUnit>,
    /// What becomes of the old one.
    pub rest: Rest,
    /// The first day of the new units.
    pub day: Day,
    /// By which decision.
    pub decision: String,
}

/// What becomes of a unit that is split.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rest {
    /// It goes on with what is left.
    GoesOn,
    /// It ends.
    Ends,
}

/// Splits a unit. Units that stood under it must be moved to the new ones if it ends.
///
/// # Errors
/// Refused when no part is named or the unit ends while others stand under it; hidden or forbidden when
/// the actor may not manage it.
pub async fn split_unit(ctx: &Ctx, cmd: SplitUnit) -> Result<Vec<UnitId>, OpError> {
    let mut tx = ctx.begin().await?;
    let parts = split_in(ctx, &mut tx, &cmd).await?;
    tx.commit().await?;
    Ok(parts)
}

/// The same within a transaction of more.
pub(super) async fn split_in(ctx: &Ctx, tx: &mut Tx, cmd: &SplitUnit) -> Result<Vec<UnitId>, OpError> {
    may_manage(ctx, tx, cmd.unit).await?;
    let unit = existing(tx, cmd.unit, cmd.day).await?;
    if cmd.parts.is_empty() {
        return Err(OpError::field(
            "parts",
            "Chưa có đơn vị mới nào. Hãy ghi ít nhất một đơn vị được tách ra.",
        ));
    }
    if cmd.rest == Rest::Ends {
        for relation in Relation::ALL {
            if let Some(first) = children(tx, cmd.unit, Chain::Of(*relation), cmd.day).await?.first() {
                return Err(OpError::refused(format!(
                    "{} còn đơn vị trực thuộc (như {}). Hãy chuyển các đơn vị đó trước ngày {}.",
                    unit.name, first.name, cmd.day
                )));
            }
        }
        close(ctx, tx, cmd.unit, cmd.day).await?;
    }
    let mut parts = Vec::new();
    for part in &cmd.parts {
        for parent in part.parents.values() {
            may_manage(ctx, tx, *parent).await?;
        }
        let id = add_unit::insert(ctx, tx, &AddUnit { from: cmd.day, ..part.clone() }).await?;
        let how = (SuccessionKind::Split, Share::Part);
        pass(ctx, tx, (cmd.unit, id), how, cmd.day, &cmd.decision).await?;
        parts.push(id);
    }
    let detail = json!({ "parts": parts, "day": cmd.day, "decision": cmd.decision });
    announce(ctx, tx, cmd.unit).await?;
    ctx.audit(tx, "unit.split", format!("unit/{}", cmd.unit), detail).await?;
    Ok(parts)
}
