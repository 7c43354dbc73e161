//! What a form needs that changes a record by hand.

use std::collections::BTreeMap;

use khue_base::{Day, RecordId, UnitId};
use khue_db::Session;
use khue_rules::accounts::Action;
use khue_rules::registry::record::{Field, FieldType, Keeper, kind};

use super::guarded::mask;
use super::keeper::keeper_of;
use super::lists::{key_values, list, read_rows};
use super::names::{Names, covers, names_in};
use super::reach::{When, may_at, units_of};
use super::record::{Record, RecordKey};
use crate::registry::{Chain, Relation, UnitKind, root_of, units_of_kind_under};
use crate::{Ctx, OpError};

/// A record with all that its form offers.
#[derive(Clone, Debug)]
pub struct RecordToEdit {
    /// As it is on the day, or as it was last, without guarded fields.
    pub record: Record,
    /// Its newest version, which the change must meet.
    pub newest: i64,
    /// Records that its fields may name, by the code of their kind: id and name, in order.
    pub records: BTreeMap<&'static str, Vec<(RecordId, String)>>,
    /// Communes that its fields may name: code and name.
    pub communes: Vec<(String, String)>,
    /// What the records are called that it names now.
    pub names: Names,
}

/// A record as somebody wants to change it for `unit`.
///
/// # Errors
/// Hidden when it does not exist for the actor; forbidden when the actor may read but not change it.
pub async fn record_to_edit(
    ctx: &Ctx,
    key: RecordKey,
    unit: UnitId,
    day: Day,
) -> Result<RecordToEdit, OpError> {
    let mut session = ctx.read().await?;
    let province = keeper_of(&mut session, unit, ctx.today()).await?;
    let mut units = units_of(&mut session, province, key, When::On(day)).await?;
    if units.is_empty() {
        units = units_of(&mut session, province, key, When::Ever).await?;
    }
    if !units.contains(&unit) {
        return Err(OpError::Hidden);
    }
    may_at(ctx, &mut session, Action::ReadRecords, &[unit]).await?;
    may_at(ctx, &mut session, Action::ChangeRecords, &[unit]).await?;
    let rows =
        read_rows(&mut session, key.kind, |table| table.history, &key_values(province, key, &[])).await?;
    let newest = rows.last().map_or(0, |row| row.version);
    let holding = rows.into_iter().filter(|row| row.replaced_at.is_none());
    let record = holding.max_by_key(|row| (covers(row, day), row.from)).ok_or(OpError::Hidden)?;
    let mut record = record;
    mask(key.kind, std::slice::from_mut(&mut record));
    // The person to whom a record belongs is not changed.
    let fields = key.kind.fields.iter().filter(|field| key.kind.called_by != field.code);
    let offer = offer(&mut session, (province, unit), fields, day).await?;
    let names = names_in(&mut session, province, std::iter::once(&record), unit, day).await?;
    Ok(RecordToEdit { record, newest, records: offer.records, communes: offer.communes, names })
}

/// What fields may name.
pub(super) struct Offer {
    pub records: BTreeMap<&'static str, Vec<(RecordId, String)>>,
    pub communes: Vec<(String, String)>,
}

/// What these fields may name: communes of the province, records of the unit's own.
pub(super) async fn offer(
    session: &mut Session,
    (province, unit): (UnitId, UnitId),
    fields: impl Iterator<Item = &'static Field>,
    day: Day,
) -> Result<Offer, OpError> {
    let mut records = BTreeMap::new();
    let mut has_communes = false;
    for field in fields {
        has_communes |= field.kind == FieldType::Commune;
        let FieldType::Record(of) = &field.kind else { continue };
        let Some(of) = kind(of).filter(|of| of.kept_by == Keeper::School || of.code == "staff") else {
            continue;
        };
        if !records.contains_key(of.code.as_str()) {
            let all = list(session, of, province, unit, day, None, u32::MAX).await?;
            let all: Vec<_> = all.into_iter().map(|one| (one.key.id, one.called())).collect();
            records.insert(of.code.as_str(), all);
        }
    }
    let mut communes = Vec::new();
    if has_communes {
        let root = root_of(session, unit, day).await?;
        let chain = Chain::Of(Relation::Administrative);
        let found = units_of_kind_under(session, &[UnitKind::Commune], root, chain, day).await?;
        communes.extend(found.into_iter().filter_map(|unit| Some((unit.code?, unit.name))));
    }
    Ok(Offer { records, communes })
}
