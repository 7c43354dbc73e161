//! Merging units into one.

use khue_base::{Day, UnitId};
use khue_db::Tx;
use serde_json::json;

use super::end_unit::{close, pass};
use super::store::{load_record, save_record};
use super::timeline::overlaid;
use super::{
    AddUnit, Chain, Relation, Share, Span, SuccessionKind, add_unit, announce, children, existing,
    may_manage, stamp,
};
use crate::{Ctx, OpError};

/// The order to merge units.
#[derive(Clone, Debug)]
pub struct MergeUnits {
    /// Those that end.
    pub units: Vec<UnitId>,
    /// The one that takes them in.
    pub into: MergeInto,
    /// The first day of the merged unit.
    pub day: Day,
    /// By which decision.
    pub decision: String,
}

/// Which unit takes the others in.
#[derive(Clone, Debug)]
pub enum MergeInto {
    /// One that goes on.
    Existing(UnitId),
    /// A new one.
    New(Box<AddUnit>),
}

/// Merges units; what stood under them stands under the merged unit from that day on.
///
/// # Errors
/// Refused when there is nothing to merge; hidden or forbidden when the actor may not manage the units.
pub async fn merge_units(ctx: &Ctx, cmd: MergeUnits) -> Result<UnitId, OpError> {
    let mut tx = ctx.begin().await?;
    let target = merge_in(ctx, &mut tx, &cmd).await?;
    tx.commit().await?;
    Ok(target)
}

/// The same within a transaction of more.
pub(super) async fn merge_in(ctx: &Ctx, tx: &mut Tx, cmd: &MergeUnits) -> Result<UnitId, OpError> {
    let mut units = cmd.units.clone();
    units.sort_unstable();
    units.dedup();
    for unit in &units {
        may_manage(ctx, tx, *unit).await?;
        existing(tx, *unit, cmd.day).await?;
    }
    let target = match &cmd.into {
        MergeInto::Existing(unit) => {
            may_manage(ctx, tx, *unit).await?;
            existing(tx, *unit, cmd.day).await?.id
        }
        MergeInto::New(new) => {
            for parent in new.parents.values() {
                may_manage(ctx, tx, *parent).await?;
            }
            // The new unit may bear the code of one that ends on the same day.
            for unit in &units {
                release_codes(ctx, tx, *unit, cmd.day).await?;
            }
            add_unit::insert(ctx, tx, &AddUnit { from: cmd.day, ..(**new).clone() }).await?
        }
    };
    units.retain(|unit| *unit != target);
    if units.is_empty() {
        return Err(OpError::field(
            "units",
            "Chưa chọn đơn vị nào để sáp nhập. Hãy chọn ít nhất một đơn vị.",
        ));
    }
    for unit in &units {
        hand_over_children(ctx, tx, *unit, target, cmd.day).await?;
        close(ctx, tx, *unit, cmd.day).await?;
        let how = (SuccessionKind::Merge, Share::Whole);
        pass(ctx, tx, (*unit, target), how, cmd.day, &cmd.decision).await?;
        announce(ctx, tx, *unit).await?;
    }
    let detail = json!({ "units": units, "day": cmd.day, "decision": cmd.decision });
    announce(ctx, tx, target).await?;
    ctx.audit(tx, "unit.merge", format!("unit/{target}"), detail).await?;
    Ok(target)
}

async fn release_codes(ctx: &Ctx, tx: &mut Tx, unit: UnitId, day: Day) -> Result<(), OpError> {
    let mut record = load_record(tx, unit).await?;
    for spans in record.codes.values_mut() {
        *spans = overlaid(spans, Span::open(day, None));
    }
    record.codes.retain(|_, spans| !spans.is_empty());
    save_record(tx, stamp(ctx), unit, &record).await?;
    Ok(())
}

async fn hand_over_children(
    ctx: &Ctx,
    tx: &mut Tx,
    from: UnitId,
    to: UnitId,
    day: Day,
) -> Result<(), OpError> {
    for relation in Relation::ALL {
        for child in children(tx, from, Chain::Of(*relation), day).await? {
            let mut record = load_record(tx, child.id).await?;
            let spans = record.parents.remove(relation).unwrap_or_default();
            // A unit that takes in its own parent does not come to stand under itself.
            let parent = (child.id != to).then_some(to);
            let spans = overlaid(&spans, Span::open(day, parent));
            if !spans.is_empty() {
                record.parents.insert(*relation, spans);
            }
            save_record(tx, stamp(ctx), child.id, &record).await?;
        }
    }
    Ok(())
}
