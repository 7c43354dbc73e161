//! Ending a unit.

use khue_base::{Day, UnitId};
use khue_db::{Statement, Tx, sql};
use serde_json::json;

use super::store::{load_record, save_record};
use super::succession::insert_succession;
use super::timeline::overlaid;
use super::{
    Basis, Chain, Relation, Share, Span, Succession, SuccessionKind, announce, children, existing,
    may_manage, stale_if_taken, stamp,
};
use crate::{Ctx, OpError};

/// The order to end a unit.
#[derive(Clone, Debug)]
pub struct EndUnit {
    /// Which unit.
    pub unit: UnitId,
    /// The first day without it.
    pub day: Day,
    /// Who takes over its files and tasks, and how much of them.
    pub receivers: Vec<(UnitId, Share)>,
    /// By which decision.
    pub decision: String,
}

/// Ends a unit, and the posts at it.
///
/// # Errors
/// Refused while other units stand under it; hidden or forbidden when the actor may not manage it.
pub async fn end_unit(ctx: &Ctx, cmd: EndUnit) -> Result<(), OpError> {
    let mut tx = ctx.begin().await?;
    end_in(ctx, &mut tx, &cmd).await?;
    Ok(tx.commit().await?)
}

/// The same within a transaction of more.
pub(super) async fn end_in(ctx: &Ctx, tx: &mut Tx, cmd: &EndUnit) -> Result<(), OpError> {
    may_manage(ctx, tx, cmd.unit).await?;
    let unit = existing(tx, cmd.unit, cmd.day).await?;
    for relation in [Relation::Administrative, Relation::Professional, Relation::Territorial] {
        let below = children(tx, cmd.unit, Chain::Of(relation), cmd.day).await?;
        if let Some(first) = below.first() {
            return Err(OpError::refused(format!(
                "{} còn {} đơn vị trực thuộc (như {}). Hãy chuyển các đơn vị đó trước ngày {}.",
                unit.name,
                below.len(),
                first.name,
                cmd.day
            )));
        }
    }
    let mut receivers = Vec::new();
    for (receiver, share) in &cmd.receivers {
        existing(tx, *receiver, cmd.day).await?;
        receivers.push((*receiver, *share));
    }
    close(ctx, tx, cmd.unit, cmd.day).await?;
    for (to_unit, share) in receivers {
        let kind = SuccessionKind::Dissolve;
        pass(ctx, tx, (cmd.unit, to_unit), (kind, share), cmd.day, &cmd.decision).await?;
    }
    let detail = json!({ "day": cmd.day, "decision": cmd.decision });
    announce(ctx, tx, cmd.unit).await?;
    ctx.audit(tx, "unit.end", format!("unit/{}", cmd.unit), detail).await?;
    Ok(())
}

/// Records that there is no unit from `day` on, neither name nor parent nor code, and ends its posts.
pub(super) async fn close(ctx: &Ctx, tx: &mut Tx, unit: UnitId, day: Day) -> Result<(), OpError> {
    let mut record = load_record(tx, unit).await?;
    record.facts = overlaid(&record.facts, Span::open(day, None));
    for spans in record.parents.values_mut() {
        *spans = overlaid(spans, Span::open(day, None));
    }
    for spans in record.codes.values_mut() {
        *spans = overlaid(spans, Span::open(day, None));
    }
    record.parents.retain(|_, spans| !spans.is_empty());
    record.codes.retain(|_, spans| !spans.is_empty());
    let stamp = stamp(ctx);
    save_record(tx, stamp, unit, &record).await.map_err(stale_if_taken)?;
    tx.execute(END_POSTS_AT_UNIT, &[unit.into(), day.into(), stamp.at.into(), stamp.by.into()]).await?;
    Ok(())
}

/// Records one passing by a decision.
pub(super) async fn pass(
    ctx: &Ctx,
    tx: &mut Tx,
    (from_unit, to_unit): (UnitId, UnitId),
    (kind, share): (SuccessionKind, Share),
    day: Day,
    decision: &str,
) -> Result<(), OpError> {
    let decision = decision.to_owned();
    let one = Succession { from_unit, to_unit, day, kind, share, decision, basis: Basis::Source };
    Ok(insert_succession(tx, stamp(ctx), &one).await?)
}

const END_POSTS_AT_UNIT: Statement = sql!("sql/end_posts_at_unit.sql");
