//! Putting a unit under another one.

use khue_base::{Day, UnitId};
use serde_json::json;

use super::store::{load_record, save_record};
use super::timeline::overlaid;
use super::{
    Chain, Relation, Span, announce, existing, may_manage, stale_if_taken, stamp, units_of_kind_under,
};
use crate::{Ctx, OpError};

/// The order to put a unit under another one.
#[derive(Clone, Debug)]
pub struct MoveUnit {
    /// Which unit.
    pub unit: UnitId,
    /// In which relation.
    pub relation: Relation,
    /// Under whom; under nobody when absent.
    pub parent: Option<UnitId>,
    /// From which day on.
    pub from: Day,
    /// By which decision.
    pub decision: String,
}

/// Puts a unit under another one from a day on.
///
/// # Errors
/// Refused when the new parent stands under the unit itself; hidden or forbidden when the actor may not
/// manage both, or one of them does not exist on that day.
pub async fn move_unit(ctx: &Ctx, cmd: MoveUnit) -> Result<(), OpError> {
    let mut tx = ctx.begin().await?;
    may_manage(ctx, &mut tx, cmd.unit).await?;
    let unit = existing(&mut tx, cmd.unit, cmd.from).await?;
    if let Some(parent) = cmd.parent {
        may_manage(ctx, &mut tx, parent).await?;
        let parent = existing(&mut tx, parent, cmd.from).await?;
        let below = units_of_kind_under(&mut tx, &[], cmd.unit, Chain::Of(cmd.relation), cmd.from).await?;
        if below.iter().any(|below| below.id == parent.id) {
            return Err(OpError::field(
                "parent",
                format!(
                    "{} đang ở dưới {} nên không thể làm đơn vị cấp trên. Hãy chọn đơn vị khác.",
                    parent.name, unit.name
                ),
            ));
        }
    }
    let mut record = load_record(&mut tx, cmd.unit).await?;
    let spans = record.parents.remove(&cmd.relation).unwrap_or_default();
    let spans = overlaid(&spans, Span::open(cmd.from, cmd.parent));
    if !spans.is_empty() {
        record.parents.insert(cmd.relation, spans);
    }
    save_record(&mut tx, stamp(ctx), cmd.unit, &record).await.map_err(stale_if_taken)?;
    let detail = json!({
        "relation": cmd.relation.code(), "parent": cmd.parent, "from": cmd.from, "decision": cmd.decision,
    });
    announce(ctx, &mut tx, cmd.unit).await?;
    ctx.audit(&mut tx, "unit.move", format!("unit/{}", cmd.unit), detail).await?;
    Ok(tx.commit().await?)
}
