//! Changing what a unit is called or is, for a period.

use khue_base::{Day, UnitId, to_nfc};
use khue_db::Tx;
use serde_json::json;

use super::add_unit::checked_name;
use super::store::{load_record, save_record};
use super::timeline::overlaid;
use super::{Ownership, Span, UnitKind, announce, existing, may_manage, stale_if_taken, stamp, unit_version};
use crate::{Ctx, OpError};

/// What changes; what is absent stays.
#[derive(Clone, Debug)]
pub struct ChangeUnit {
    /// Which unit.
    pub unit: UnitId,
    /// The newest version that the person saw.
    pub seen: i64,
    /// From which day on.
    pub from: Day,
    /// The first day on which the change no longer holds, for the correction of a past period.
    pub until: Option<Day>,
    /// Another name.
    pub name: Option<String>,
    /// Another name in tables.
    pub short_name: Option<String>,
    /// Another kind: a lower secondary school that takes in a primary school.
    pub kind: Option<UnitKind>,
    /// Another owner.
    pub ownership: Option<Ownership>,
    /// By which decision, or why.
    pub reason: String,
}

/// Records the change as a new version; what was recorded before stays to be seen.
///
/// # Errors
/// Stale when somebody else changed the unit meanwhile; refused when nothing changes or the name cannot be
/// one; hidden when the unit does not exist on the first day; forbidden when the actor may not manage it.
pub async fn change_unit(ctx: &Ctx, cmd: ChangeUnit) -> Result<(), OpError> {
    let mut tx = ctx.begin().await?;
    change_in(ctx, &mut tx, &cmd).await?;
    Ok(tx.commit().await?)
}

/// The same within a transaction of more.
pub(super) async fn change_in(ctx: &Ctx, tx: &mut Tx, cmd: &ChangeUnit) -> Result<(), OpError> {
    may_manage(ctx, tx, cmd.unit).await?;
    let before = existing(tx, cmd.unit, cmd.from).await?;
    if unit_version(tx, cmd.unit).await? != cmd.seen {
        return Err(OpError::Stale);
    }
    let name = cmd.name.as_deref().map(checked_name).transpose()?;
    let mut record = load_record(tx, cmd.unit).await?;
    let change = Span::new(cmd.from, cmd.until, ());
    for span in record.facts.clone() {
        let (from, until) = (span.from.max(change.from), span.until.min(change.until));
        if from >= until {
            continue;
        }
        let mut facts = span.value;
        if let Some(name) = &name {
            // A short name that was the full name follows it.
            if facts.short_name == facts.name {
                facts.short_name.clone_from(name);
            }
            facts.name.clone_from(name);
        }
        if let Some(short_name) = &cmd.short_name {
            facts.short_name = to_nfc(short_name.trim());
        }
        facts.kind = cmd.kind.unwrap_or(facts.kind);
        facts.ownership = cmd.ownership.unwrap_or(facts.ownership);
        record.facts = overlaid(&record.facts, Span { from, until, value: Some(facts) });
    }
    if !save_record(tx, stamp(ctx), cmd.unit, &record).await.map_err(stale_if_taken)? {
        return Err(OpError::refused(format!(
            "{} đã đúng như vậy từ trước, không có gì để thay đổi.",
            before.name
        )));
    }
    let detail = json!({
        "from": cmd.from, "until": cmd.until, "name": name, "kind": cmd.kind.map(UnitKind::code),
        "ownership": cmd.ownership.map(Ownership::code), "was": before.name, "reason": cmd.reason,
    });
    announce(ctx, tx, cmd.unit).await?;
    ctx.audit(tx, "unit.change", format!("unit/{}", cmd.unit), detail).await?;
    Ok(())
}
