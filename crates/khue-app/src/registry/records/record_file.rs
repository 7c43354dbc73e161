//! Everything about one record: as it is on a day, what belongs to it, how it changed and who read what is
//! guarded.

use std::collections::{BTreeMap, BTreeSet};

use khue_base::{AccountId, Day, Moment, SourceId, UnitId};
use khue_db::Session;
use khue_rules::accounts::Action;
use khue_rules::registry::record::{Field, Kind};

pub use super::names::Names;

use super::class_list::{naming, the};
use super::guarded::{Reading, Seeing, guarded_fields, guarded_readings, mask, note_reading};
use super::keeper::keeper_of;
use super::lists::{key_values, read_rows};
use super::names::{covers, names_in};
use super::reach::{When, may_at, units_of};
use super::record::{Record, RecordKey};
use super::source::{SourceKind, source_row};
use crate::accounts::holder_name;
use crate::registry::units_by_id;
use crate::{Ctx, OpError};

/// A record with its surroundings and its past.
#[derive(Clone, Debug)]
pub struct RecordFile {
    /// As it is on the day; as it was last, or will be first, when nothing holds on the day.
    pub record: Record,
    /// Whether it holds on the day.
    pub holds: bool,
    /// Units to which it belongs, or belonged last.
    pub units: Vec<UnitId>,
    /// Records that belong to it.
    pub beside: Vec<BesideRecords>,
    /// Names of the records that all of them name.
    pub names: Names,
    /// Names of the units that keep them.
    pub unit_names: BTreeMap<UnitId, String>,
    /// What was changed, newest first; absent for those who only see how it was while it was theirs.
    pub history: Vec<PastChange>,
    /// Who read guarded fields, newest first; absent for those who may not see them.
    pub readings: Option<Vec<SeenBy>>,
    /// Whether guarded fields may be asked for.
    pub may_see: bool,
    /// The unit for which the actor may change it.
    pub may_change_for: Option<UnitId>,
}

/// Records of a kind that belong to another.
#[derive(Clone, Debug)]
pub struct BesideRecords {
    /// Their kind.
    pub kind: &'static Kind,
    /// Those that hold now, whatever their period, by first day.
    pub records: Vec<Record>,
}

/// A change in the past.
#[derive(Clone, Debug)]
pub struct PastChange {
    /// When it was recorded.
    pub at: Moment,
    /// Who did it, by name; none for the program itself.
    pub by: Option<String>,
    /// What kind of writing it was.
    pub what: SourceKind,
    /// Why, or of what it was a part.
    pub note: String,
    /// From which day it holds.
    pub from: Day,
    /// Until before which day, when that is known.
    pub until: Option<Day>,
    /// Whether the record began with it.
    pub is_first: bool,
    /// What it changed.
    pub fields: Vec<FieldChange>,
}

/// A field that changed.
#[derive(Clone, Debug)]
pub struct FieldChange {
    /// The field.
    pub field: &'static Field,
    /// Before and after; absent for guarded fields that were not asked for.
    pub values: Option<(String, String)>,
}

/// Somebody who read guarded fields.
#[derive(Clone, Debug)]
pub struct SeenBy {
    /// When.
    pub at: Moment,
    /// Who.
    pub who: String,
    /// For which unit.
    pub unit: String,
    /// Codes of the fields; those of records beside it behind the code of their kind.
    pub fields: Vec<String>,
}

/// Kinds that belong to people, with the field that names the person.
fn beside_of(kind: &Kind) -> &'static [(&'static str, &'static str)] {
    match kind.code.as_str() {
        "pupil" => &[("guardian", "pupil"), ("enrolment", "pupil")],
        "staff" => &[
            ("engagement", "staff"),
            ("teaching", "teacher"),
            ("qualification", "staff"),
            ("training", "staff"),
            ("appraisal", "staff"),
        ],
        _ => &[],
    }
}

/// A record on a day with everything around it.
///
/// # Errors
/// Hidden when it does not exist or belongs to no unit that the actor may read; forbidden when guarded fields
/// are asked for by somebody who may not see them.
pub async fn record_file(ctx: &Ctx, key: RecordKey, day: Day, seeing: Seeing) -> Result<RecordFile, OpError> {
    let mut session = ctx.read().await?;
    let home = key.unit.unwrap_or(ctx.actor.unit);
    let province = keeper_of(&mut session, home, ctx.today()).await?;
    let (units, sees_now) = units_for(ctx, &mut session, province, key, day).await?;
    let written =
        read_rows(&mut session, key.kind, |table| table.history, &key_values(province, key, &[])).await?;
    let holding = written.iter().filter(|row| row.replaced_at.is_none());
    let record = holding.max_by_key(|row| (covers(row, day), row.from)).or(written.last());
    let record = record.cloned().ok_or(OpError::Hidden)?;
    let mut beside = Vec::new();
    for (code, field) in beside_of(key.kind) {
        let kind = the(code)?;
        let mut records = naming(&mut session, kind, field, &[province.into(), key.id.into()]).await?;
        if !sees_now {
            records.retain(|record| record.from <= day);
        }
        beside.push(BesideRecords { kind, records });
    }
    let may_see = may_at(ctx, &mut session, Action::SeeGuarded, &units).await.is_ok();
    let mut may_change_for = None;
    for unit in &units {
        if may_change_for.is_none()
            && may_at(ctx, &mut session, Action::ChangeRecords, &[*unit]).await.is_ok()
        {
            may_change_for = Some(*unit);
        }
    }
    let mut file = RecordFile {
        holds: covers(&record, day) && record.replaced_at.is_none(),
        record,
        names: Names::new(),
        unit_names: BTreeMap::new(),
        history: Vec::new(),
        readings: None,
        may_see,
        may_change_for,
        beside,
        units,
    };
    if sees_now {
        file.history = history(&mut session, &written, seeing).await?;
    }
    if may_see {
        file.readings = Some(readings(ctx, &mut session, province, key, &file.units).await?);
    }
    match seeing {
        Seeing::Guarded => {
            may_at(ctx, &mut session, Action::SeeGuarded, &file.units).await?;
            let fields = shown_guarded(&file);
            let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
            if !fields.is_empty() && ctx.actor.account.is_some() {
                let reading = Reading { kind: key.kind, province, units: &file.units, record: Some(key.id) };
                note_reading(ctx, &reading, &fields).await?;
            }
        }
        Seeing::Plain => {
            mask(key.kind, std::slice::from_mut(&mut file.record));
            for beside in &mut file.beside {
                mask(beside.kind, &mut beside.records);
            }
        }
    }
    let all = || std::iter::once(&file.record).chain(file.beside.iter().flat_map(|beside| &beside.records));
    let keepers: BTreeSet<UnitId> =
        file.units.iter().copied().chain(all().filter_map(|record| record.key.unit)).collect();
    let keepers: Vec<UnitId> = keepers.into_iter().collect();
    let names = names_in(&mut session, province, all(), home, day).await?;
    let units = units_by_id(&mut session, &keepers, day).await?;
    file.names = names;
    file.unit_names = units.into_iter().map(|(id, unit)| (id, unit.name)).collect();
    Ok(file)
}

/// The units through which the actor sees the record, and whether it is the actor's to see today.
async fn units_for(
    ctx: &Ctx,
    session: &mut Session,
    province: UnitId,
    key: RecordKey,
    day: Day,
) -> Result<(Vec<UnitId>, bool), OpError> {
    let mut units = units_of(session, province, key, When::On(ctx.today())).await?;
    if units.is_empty() {
        units = units_of(session, province, key, When::Ever).await?;
    }
    if may_at(ctx, session, Action::ReadRecords, &units).await.is_ok() {
        return Ok((units, true));
    }
    let then = units_of(session, province, key, When::On(day)).await?;
    may_at(ctx, session, Action::ReadRecords, &then).await?;
    Ok((then, false))
}

/// Guarded fields that are about to be shown.
fn shown_guarded(file: &RecordFile) -> Vec<String> {
    let mut fields: Vec<String> = guarded_fields(file.record.key.kind).map(str::to_owned).collect();
    for beside in file.beside.iter().filter(|beside| !beside.records.is_empty()) {
        fields.extend(guarded_fields(beside.kind).map(|field| format!("{}.{field}", beside.kind.code)));
    }
    fields
}

/// What each source changed, newest first.
async fn history(
    session: &mut Session,
    written: &[Record],
    seeing: Seeing,
) -> Result<Vec<PastChange>, OpError> {
    let mut sources: BTreeMap<SourceId, Option<(SourceKind, String)>> = BTreeMap::new();
    let mut people: BTreeMap<AccountId, Option<String>> = BTreeMap::new();
    let mut changes = Vec::new();
    for (place, row) in written.iter().enumerate() {
        // What held on the first day of the row until its source replaced it.
        let earlier = written.iter().take(place).rfind(|old| covers(old, row.from));
        let fields = match earlier {
            None => Vec::new(),
            Some(old) => differences(old, row, seeing),
        };
        // A remainder of a period that was cut says nothing new.
        if earlier.is_some() && fields.is_empty() {
            continue;
        }
        if let std::collections::btree_map::Entry::Vacant(entry) = sources.entry(row.source) {
            entry.insert(source_row(session, row.source).await?.map(|source| (source.what, source.note)));
        }
        let (what, note) =
            sources.get(&row.source).cloned().flatten().unwrap_or((SourceKind::Edit, String::new()));
        if let Some(account) = row.recorded_by
            && let std::collections::btree_map::Entry::Vacant(entry) = people.entry(account)
        {
            entry.insert(holder_name(session, account).await?);
        }
        changes.push(PastChange {
            at: row.recorded_at,
            by: row.recorded_by.and_then(|account| people.get(&account).cloned().flatten()),
            what,
            note,
            from: row.from,
            until: row.until,
            is_first: place == 0,
            fields,
        });
    }
    changes.reverse();
    Ok(changes)
}

fn differences(old: &Record, new: &Record, seeing: Seeing) -> Vec<FieldChange> {
    let pairs = old.facts.iter().zip(new.facts.values());
    let changed = pairs.filter(|((_, before), after)| *before != after.as_ref());
    changed
        .map(|((field, before), after)| {
            let shown = |value: Option<&khue_rules::registry::record::FieldValue>| {
                value.map_or_else(|| "(trống)".to_owned(), |value| value.shown(field))
            };
            let is_open = seeing == Seeing::Guarded || !field.guard.is_guarded();
            FieldChange { field, values: is_open.then(|| (shown(before), shown(after.as_ref()))) }
        })
        .collect()
}

async fn readings(
    ctx: &Ctx,
    session: &mut Session,
    province: UnitId,
    key: RecordKey,
    units: &[UnitId],
) -> Result<Vec<SeenBy>, OpError> {
    let rows = guarded_readings(ctx, key.kind, province, units, key.id).await?;
    let acting: BTreeSet<UnitId> = rows.iter().map(|row| row.acting_unit).collect();
    let acting: Vec<UnitId> = acting.into_iter().collect();
    let names = units_by_id(session, &acting, ctx.today()).await?;
    let mut seen = Vec::new();
    for row in rows {
        let who = match row.account() {
            Some(account) => holder_name(session, account).await?,
            None => None,
        };
        seen.push(SeenBy {
            at: row.read_at,
            who: who.unwrap_or_else(|| "không rõ".to_owned()),
            unit: names.get(&row.acting_unit).map(|unit| unit.name.clone()).unwrap_or_default(),
            fields: row.fields.split(',').map(str::to_owned).collect(),
        });
    }
    Ok(seen)
}
