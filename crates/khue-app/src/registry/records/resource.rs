//! Records as programs read and write them: one with the number that a change must meet, lists with filters, many
//! new ones at once.

use std::collections::BTreeMap;

use khue_base::{Day, Moment, RecordId, SourceId, UnitId};
use khue_db::{Session, Tx, Value};
use khue_rules::accounts::Action;
use khue_rules::registry::record::{Facts, Field, FieldType, FieldValue, Keeper, Kind, kind};
use serde::{Deserialize, Serialize};

use super::change_record::{ChangeRecord, Changed, change_record};
use super::guarded::{Reading, Seeing, guard};
use super::keeper::keeper_of;
use super::lists::{Cursor, RecordPage, key_values, list, read_rows};
use super::names::rows_of;
use super::reach::{When, may_at, units_of};
use super::record::{Record, RecordKey};
use super::source::{SourceKind, begin_source, finish_source};
use super::tables::table;
use super::write::{Change, Target, Write, newest, write_records};
use crate::accounts::{OnceKey, answered_before, keep_answer};
use crate::registry::{CODE_SYSTEM, unit_by_code};
use crate::{Ctx, FieldProblem, OpError, Refused};

/// When something is asked for: the day on which it holds, and the moment at which it was known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AsOf {
    /// The day.
    pub day: Day,
    /// The moment; now when absent.
    pub known: Option<Moment>,
}

/// A record with the number of its newest version, which a change must meet.
#[derive(Clone, Debug)]
pub struct Resource {
    /// As it is on the day.
    pub record: Record,
    /// Its newest version, whatever its period.
    pub newest: i64,
}

/// One record as of a day, as it was known at a moment.
///
/// # Errors
/// Hidden when nothing holds on the day or the actor may not read records of any of its units.
pub async fn resource(ctx: &Ctx, key: RecordKey, as_of: AsOf, seeing: Seeing) -> Result<Resource, OpError> {
    let found = match as_of.known {
        Some(known) => super::record_known_at(ctx, key, as_of.day, known, seeing).await?,
        None => super::record_as_of(ctx, key, as_of.day, seeing).await?,
    };
    let record = found.ok_or(OpError::Hidden)?;
    let mut session = ctx.read().await?;
    let province = keeper_of(&mut session, key.unit.unwrap_or(ctx.actor.unit), ctx.today()).await?;
    let table = table(key.kind).ok_or(OpError::Hidden)?;
    let newest = newest(&mut session, table, province, key).await?;
    Ok(Resource { record, newest })
}

/// Which records of a unit a list shows.
#[derive(Clone, Debug)]
pub struct ResourceQuery<'a> {
    /// Their kind.
    pub kind: &'static Kind,
    /// To which unit they belong.
    pub unit: UnitId,
    /// When.
    pub as_of: AsOf,
    /// Fields that must hold these values; one of several holds when it is among them.
    pub filter: &'a [(&'static Field, FieldValue)],
    /// Where the page before ended.
    pub after: Option<&'a Cursor>,
    /// At most so many.
    pub limit: u32,
    /// Whether guarded fields are wanted.
    pub seeing: Seeing,
}

/// Rows read at once while a filter lets only some of them through.
const CHUNK: u32 = 500;

/// A page of the records of a unit that the query lets through.
///
/// # Errors
/// Hidden when the actor may not read records of the unit; forbidden when guarded fields are asked for by
/// somebody who may not see them.
pub async fn resources(ctx: &Ctx, query: &ResourceQuery<'_>) -> Result<RecordPage, OpError> {
    let mut session = ctx.read().await?;
    may_at(ctx, &mut session, Action::ReadRecords, &[query.unit]).await?;
    let province = keeper_of(&mut session, query.unit, ctx.today()).await?;
    let wanted = query.limit as usize;
    let chunk = if query.filter.is_empty() { query.limit.saturating_add(1) } else { CHUNK };
    let mut after = query.after.cloned();
    let mut records: Vec<Record> = Vec::new();
    // One more than wanted tells that there is a next page.
    while records.len() <= wanted {
        let rows = page(&mut session, query, province, after.as_ref(), chunk).await?;
        let is_last = rows.len() < chunk as usize;
        after = rows.last().map(|last| Cursor { sort_key: last.sort_key.clone(), id: last.key.id });
        records.extend(rows.into_iter().filter(|row| fits(row, query.filter)));
        if is_last {
            break;
        }
    }
    let has_more = wanted < records.len();
    records.truncate(wanted);
    let next = records.last().filter(|_| has_more);
    let next = next.map(|last| Cursor { sort_key: last.sort_key.clone(), id: last.key.id });
    let reading = Reading { kind: query.kind, province, units: &[query.unit], record: None };
    guard(ctx, &mut session, reading, query.seeing, &mut records).await?;
    Ok(RecordPage { records, next })
}

async fn page(
    session: &mut Session,
    query: &ResourceQuery<'_>,
    province: UnitId,
    after: Option<&Cursor>,
    limit: u32,
) -> Result<Vec<Record>, OpError> {
    let Some(known) = query.as_of.known else {
        return Ok(list(session, query.kind, province, query.unit, query.as_of.day, after, limit).await?);
    };
    let values: [Value; 7] = [
        province.into(),
        query.unit.into(),
        query.as_of.day.into(),
        after.map_or("", |cursor| cursor.sort_key.as_str()).into(),
        after.map_or(i64::MIN, |cursor| cursor.id.0).into(),
        limit.into(),
        known.into(),
    ];
    Ok(read_rows(session, query.kind, |table| table.list_known_at, &values).await?)
}

fn fits(record: &Record, filter: &[(&'static Field, FieldValue)]) -> bool {
    filter.iter().all(|(field, wanted)| match (record.facts.get(&field.code), wanted) {
        (Some(FieldValue::Codes(codes)), FieldValue::Codes(wanted)) => {
            wanted.iter().all(|code| codes.contains(code))
        }
        (held, wanted) => held == Some(wanted),
    })
}

/// A record to be made.
#[derive(Clone, Debug)]
pub struct NewResource {
    /// First day on which it holds.
    pub from: Day,
    /// First day on which it no longer holds; open when absent.
    pub until: Option<Day>,
    /// What holds.
    pub facts: Facts,
    /// Where it stands in what was sent, for what is said about it: empty, or `/3`.
    pub place: String,
}

/// Records to be made, all or none.
#[derive(Clone, Debug)]
pub struct NewResources {
    /// Their kind.
    pub kind: &'static Kind,
    /// For which unit.
    pub unit: UnitId,
    /// The records.
    pub items: Vec<NewResource>,
    /// Why, for the history.
    pub reason: String,
    /// Present when the same request may be sent again.
    pub once: Option<OnceKey>,
}

/// What was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// The records, in the order sent.
    pub ids: Vec<RecordId>,
    /// The source, which can be taken back as a whole.
    pub source: SourceId,
    /// Whether it was made before, by the same request.
    pub is_repeated: bool,
}

/// As an answer is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    ids: Vec<RecordId>,
    source: SourceId,
}

/// Makes records of one kind under one source.
///
/// # Errors
/// Refused when a field is missing or names something that is not there for the unit; hidden or forbidden when
/// the actor may not change records of the unit.
pub async fn make_resources(ctx: &Ctx, cmd: NewResources) -> Result<Made, OpError> {
    let mut tx = ctx.begin().await?;
    may_at(ctx, &mut tx, Action::ChangeRecords, &[cmd.unit]).await?;
    if let Some(once) = &cmd.once
        && let Some(answer) = answered_before(ctx, &mut tx, once).await?
    {
        let Kept { ids, source } = serde_json::from_str(&answer)?;
        return Ok(Made { ids, source, is_repeated: true });
    }
    let mut known = Known::new(&mut tx, ctx, cmd.unit).await?;
    let mut problems = Vec::new();
    for item in &cmd.items {
        for (field, value) in item.facts.iter() {
            let Some(sentence) = known.problem(ctx, &mut tx, field, value, item.from).await? else {
                continue;
            };
            problems.push(FieldProblem { field: format!("{}/fields/{}", item.place, field.code), sentence });
        }
    }
    if let Some(first) = problems.first() {
        return Err(OpError::Refused(Refused { sentence: first.sentence.clone(), fields: problems }));
    }
    let what = if cmd.items.len() == 1 { SourceKind::Edit } else { SourceKind::Interface };
    let mut source = begin_source(ctx, &mut tx, what, cmd.unit, &cmd.reason).await?;
    let mut ids = Vec::with_capacity(cmd.items.len());
    let mut writes = Vec::with_capacity(cmd.items.len());
    for item in cmd.items {
        let id: RecordId = ctx.id();
        ids.push(id);
        writes.push(Write {
            target: Target::New(id),
            unit: cmd.unit,
            from: item.from,
            until: item.until,
            change: Change::Set(item.facts),
        });
    }
    write_records(ctx, &mut tx, &mut source, cmd.kind, writes).await?;
    let source = finish_source(ctx, &mut tx, source).await?;
    if let Some(once) = &cmd.once {
        let answer = serde_json::to_string(&Kept { ids: ids.clone(), source })?;
        keep_answer(ctx, &mut tx, once, &answer).await?;
    }
    tx.commit().await?;
    Ok(Made { ids, source, is_repeated: false })
}

/// A change of some fields of one record.
#[derive(Clone, Debug)]
pub struct AlterResource {
    /// Which record, for which unit.
    pub key: RecordKey,
    /// The unit for which it is changed.
    pub unit: UnitId,
    /// The newest version that the sender saw.
    pub seen: i64,
    /// From which day.
    pub from: Day,
    /// Until before which day: as long as what holds on the first day when absent.
    pub until: Option<Option<Day>>,
    /// What changes; nothing holds any more when absent.
    pub fields: Option<Vec<(&'static Field, Option<FieldValue>)>>,
    /// Why.
    pub reason: String,
}

/// Changes a record for a period, or ends it.
///
/// # Errors
/// As [`change_record`]; refused when a field names something that is not there for the unit.
pub async fn alter_resource(ctx: &Ctx, cmd: AlterResource) -> Result<Changed, OpError> {
    let mut tx = ctx.begin().await?;
    may_at(ctx, &mut tx, Action::ChangeRecords, &[cmd.unit]).await?;
    let mut known = Known::new(&mut tx, ctx, cmd.unit).await?;
    let rows =
        read_rows(&mut tx, cmd.key.kind, |table| table.current, &key_values(known.province, cmd.key, &[]))
            .await?;
    let mut problems = Vec::new();
    for (field, value) in cmd.fields.iter().flatten() {
        if let Some(sentence) = known.problem(ctx, &mut tx, field, value.as_ref(), cmd.from).await? {
            problems.push(FieldProblem { field: format!("/fields/{}", field.code), sentence });
        }
    }
    drop(tx);
    if let Some(first) = problems.first() {
        return Err(OpError::Refused(Refused { sentence: first.sentence.clone(), fields: problems }));
    }
    let held = rows.iter().find(|row| row.from <= cmd.from && row.until.is_none_or(|until| cmd.from < until));
    let until = match (&cmd.fields, cmd.until) {
        (None, _) => None,
        (Some(_), Some(until)) => until,
        (Some(_), None) => held.and_then(|row| row.until),
    };
    let change = match cmd.fields {
        None => Change::End,
        Some(fields) => {
            Change::Alter(fields.into_iter().map(|(field, value)| (field.code.as_str(), value)).collect())
        }
    };
    let change = ChangeRecord {
        kind: cmd.key.kind,
        record: Some((cmd.key.id, cmd.seen)),
        unit: cmd.unit,
        from: cmd.from,
        until,
        change,
        reason: cmd.reason,
    };
    change_record(ctx, change).await
}

/// What records may name for a unit: its own, and people whom the actor may write about. Otherwise whoever
/// guesses an id would get hold of another school's pupil.
struct Known {
    province: UnitId,
    unit: UnitId,
    records: BTreeMap<(&'static str, i64), bool>,
}

impl Known {
    async fn new(session: &mut Session, ctx: &Ctx, unit: UnitId) -> Result<Self, OpError> {
        let province = keeper_of(session, unit, ctx.today()).await?;
        Ok(Self { province, unit, records: BTreeMap::new() })
    }

    async fn problem(
        &mut self,
        ctx: &Ctx,
        tx: &mut Tx,
        field: &'static Field,
        value: Option<&FieldValue>,
        day: Day,
    ) -> Result<Option<String>, OpError> {
        match (&field.kind, value) {
            (FieldType::Record(of), Some(FieldValue::Record(id))) => {
                let is_there = match self.records.get(&(of.as_str(), *id)) {
                    Some(is_there) => *is_there,
                    None => {
                        let is_there = self.is_there(ctx, tx, of, *id).await?;
                        self.records.insert((of.as_str(), *id), is_there);
                        is_there
                    }
                };
                Ok((!is_there).then(|| {
                    format!(
                        "{} “{id}” không có trong dữ liệu của đơn vị. Hãy tạo bản ghi đó trước, hoặc kiểm tra lại mã.",
                        field.label
                    )
                }))
            }
            (FieldType::Commune, Some(FieldValue::Code(code))) => {
                let found = unit_by_code(tx, CODE_SYSTEM, code, day).await?;
                Ok(found.is_none().then(|| {
                    format!(
                        "{} “{code}” không có trong danh mục xã, phường ngày {day}. Hãy ghi mã 5 chữ số.",
                        field.label
                    )
                }))
            }
            _ => Ok(None),
        }
    }

    async fn is_there(&self, ctx: &Ctx, tx: &mut Tx, of: &'static str, id: i64) -> Result<bool, OpError> {
        let Some(of) = kind(of) else { return Ok(false) };
        if rows_of(tx, of, (self.province, self.unit), &[id]).await?.is_empty() {
            return Ok(false);
        }
        if of.kept_by == Keeper::School {
            return Ok(true);
        }
        let key = RecordKey { kind: of, unit: None, id: RecordId(id) };
        let mut units = units_of(tx, self.province, key, When::On(ctx.today())).await?;
        if units.is_empty() {
            units = units_of(tx, self.province, key, When::Ever).await?;
        }
        Ok(units.is_empty()
            || units.contains(&self.unit)
            || may_at(ctx, tx, Action::ChangeRecords, &units).await.is_ok())
    }
}
