//! Reading records: of a unit on a day, of one thing through time, as they were known at a moment.

use khue_base::{Day, Moment, RecordId, UnitId};
use khue_db::{DbError, Session, Value};
use khue_rules::accounts::Action;
use khue_rules::registry::record::{Keeper, Kind};

use super::guarded::{Reading, Seeing, guard};
use super::keeper::keeper_of;
use super::reach::{When, may_at, units_of};
use super::record::{Record, RecordKey};
use super::tables::{AMONG, Table, table};
use crate::{Ctx, OpError};

/// Where a page of a list ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The sort key of the last record.
    pub sort_key: String,
    /// Its id.
    pub id: RecordId,
}

/// A page of a list.
#[derive(Clone, Debug)]
pub struct RecordPage {
    /// Its records, in order.
    pub records: Vec<Record>,
    /// Where the next page begins; none at the end.
    pub next: Option<Cursor>,
}

/// Records of a kind that belong to a unit on `day`, in order, at most `limit` after `after`.
///
/// # Errors
/// Hidden when the actor may not read records of the unit; forbidden when guarded fields are asked for by
/// somebody who may not see them.
pub async fn records_as_of(
    ctx: &Ctx,
    kind: &'static Kind,
    unit: UnitId,
    day: Day,
    seeing: Seeing,
    after: Option<&Cursor>,
    limit: u32,
) -> Result<RecordPage, OpError> {
    let mut session = ctx.read().await?;
    may_at(ctx, &mut session, Action::ReadRecords, &[unit]).await?;
    let province = keeper_of(&mut session, unit, ctx.today()).await?;
    let more = limit.saturating_add(1);
    let mut records = list(&mut session, kind, province, unit, day, after, more).await?;
    let has_more = records.len() > limit as usize;
    records.truncate(limit as usize);
    let next = records.last().filter(|_| has_more);
    let next = next.map(|last| Cursor { sort_key: last.sort_key.clone(), id: last.key.id });
    let reading = Reading { kind, province, units: &[unit], record: None };
    guard(ctx, &mut session, reading, seeing, &mut records).await?;
    Ok(RecordPage { records, next })
}

/// The same without asking who reads, for operations that compare what is with what shall be.
pub(in crate::registry) async fn list(
    session: &mut Session,
    kind: &'static Kind,
    province: UnitId,
    unit: UnitId,
    day: Day,
    after: Option<&Cursor>,
    limit: u32,
) -> Result<Vec<Record>, DbError> {
    let values: [Value; 6] = [
        province.into(),
        unit.into(),
        day.into(),
        after.map_or("", |cursor| cursor.sort_key.as_str()).into(),
        after.map_or(i64::MIN, |cursor| cursor.id.0).into(),
        limit.into(),
    ];
    read_rows(session, kind, |table| table.list, &values).await
}

/// How many records of a kind belong to a unit on `day`.
///
/// # Errors
/// Hidden when the actor may not read records of the unit.
pub async fn count_records(ctx: &Ctx, kind: &'static Kind, unit: UnitId, day: Day) -> Result<i64, OpError> {
    let mut session = ctx.read().await?;
    may_at(ctx, &mut session, Action::ReadRecords, &[unit]).await?;
    let province = keeper_of(&mut session, unit, ctx.today()).await?;
    let Some(table) = table(kind) else { return Err(OpError::Hidden) };
    let values = [province.into(), unit.into(), day.into()];
    Ok(session.optional::<NumberRow>(table.count, &values).await?.map_or(0, |row| row.number))
}

/// One record on `day`; none when nothing holds on that day.
///
/// # Errors
/// Hidden when it does not exist or belongs to no unit that the actor may read; forbidden when guarded fields
/// are asked for by somebody who may not see them.
pub async fn record_as_of(
    ctx: &Ctx,
    key: RecordKey,
    day: Day,
    seeing: Seeing,
) -> Result<Option<Record>, OpError> {
    let records = read(ctx, key, When::On(day), seeing, |table| table.as_of, &[day.into()]).await?;
    Ok(records.into_iter().next())
}

/// Everything ever recorded of one thing, in the order in which it was written: for those to whom it belongs
/// today, or belonged last.
///
/// # Errors
/// As [`record_as_of`].
pub async fn record_history(ctx: &Ctx, key: RecordKey, seeing: Seeing) -> Result<Vec<Record>, OpError> {
    read(ctx, key, When::On(ctx.today()), seeing, |table| table.history, &[]).await
}

/// One record on `day` as it was known at `moment`.
///
/// # Errors
/// As [`record_as_of`].
pub async fn record_known_at(
    ctx: &Ctx,
    key: RecordKey,
    day: Day,
    moment: Moment,
    seeing: Seeing,
) -> Result<Option<Record>, OpError> {
    let more = [day.into(), moment.into()];
    let records = read(ctx, key, When::On(day), seeing, |table| table.known_at, &more).await?;
    Ok(records.into_iter().next())
}

async fn read(
    ctx: &Ctx,
    key: RecordKey,
    when: When,
    seeing: Seeing,
    statement: impl Fn(&Table) -> khue_db::Statement,
    more: &[Value],
) -> Result<Vec<Record>, OpError> {
    let mut session = ctx.read().await?;
    let home = key.unit.unwrap_or(ctx.actor.unit);
    let province = keeper_of(&mut session, home, ctx.today()).await?;
    let mut units = units_of(&mut session, province, key, when).await?;
    if units.is_empty() {
        units = units_of(&mut session, province, key, When::Ever).await?;
    }
    may_at(ctx, &mut session, Action::ReadRecords, &units).await?;
    let values = key_values(province, key, more);
    let mut records = read_rows(&mut session, key.kind, statement, &values).await?;
    let reading = Reading { kind: key.kind, province, units: &units, record: Some(key.id) };
    guard(ctx, &mut session, reading, seeing, &mut records).await?;
    Ok(records)
}

/// Ids of the records whose identifying field has this value: within the unit for what a school keeps.
///
/// # Errors
/// [`DbError`] when the database refuses or the field identifies nothing.
pub async fn find_records(
    session: &mut Session,
    kind: &Kind,
    province: UnitId,
    unit: UnitId,
    field: &str,
    value: &str,
) -> Result<Vec<RecordId>, DbError> {
    let statement = table(kind).and_then(|table| table.by_text.get(field));
    let statement =
        statement.ok_or_else(|| DbError::Broken(format!("{} is not found by {field} alone", kind.code)))?;
    let mut values: Vec<Value> = vec![province.into(), value.into()];
    if kind.kept_by == Keeper::School {
        values.push(unit.into());
    }
    let rows: Vec<IdRow> = session.all(*statement, &values).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Every row that holds now of all records that ever belonged to a unit, whatever its period, rows of one
/// record together: for operations that compare what is with what shall be.
pub(in crate::registry) async fn ever_of_unit(
    session: &mut Session,
    kind: &'static Kind,
    province: UnitId,
    unit: UnitId,
) -> Result<Vec<Record>, DbError> {
    read_rows(session, kind, |table| table.ever, &[province.into(), unit.into()]).await
}

/// Every row ever written of all records that ever belonged to a unit, whether it holds or not.
pub(in crate::registry) async fn every_version(
    session: &mut Session,
    kind: &'static Kind,
    province: UnitId,
    unit: UnitId,
) -> Result<Vec<Record>, DbError> {
    read_rows(session, kind, |table| table.versions, &[province.into(), unit.into()]).await
}

/// Everything of a kind that belongs to a unit on a day, in no order, without asking who reads.
pub(in crate::registry) async fn whole_of_unit(
    session: &mut Session,
    kind: &'static Kind,
    province: UnitId,
    unit: UnitId,
    day: Day,
) -> Result<Vec<Record>, DbError> {
    read_rows(session, kind, |table| table.whole, &[province.into(), unit.into(), day.into()]).await
}

/// Every row of a record that holds now, whatever its period.
pub(in crate::registry) async fn current_of(
    session: &mut Session,
    province: UnitId,
    key: RecordKey,
) -> Result<Vec<Record>, DbError> {
    read_rows(session, key.kind, |table| table.current, &key_values(province, key, &[])).await
}

/// People of the whole province who bear one of these numbers in `field`, with the number.
pub(in crate::registry) async fn known_numbers(
    session: &mut Session,
    kind: &'static Kind,
    province: UnitId,
    field: &str,
    numbers: &[String],
) -> Result<Vec<(RecordId, String)>, DbError> {
    let Some(statement) = table(kind).and_then(|table| table.among.get(field)) else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for part in numbers.chunks(AMONG) {
        let mut values: Vec<Value> = vec![province.into()];
        values.extend(part.iter().map(Value::from));
        // A statement takes always as many; the last stands again.
        values.resize(AMONG + 1, part.last().map_or(Value::Text(None), Value::from));
        let rows: Vec<NumberedRow> = session.all(*statement, &values).await?;
        found.extend(rows.into_iter().map(|row| (row.id, row.value)));
    }
    Ok(found)
}

/// Rows of a kind by one of its statements.
pub(super) async fn read_rows(
    session: &mut Session,
    kind: &'static Kind,
    statement: impl Fn(&Table) -> khue_db::Statement,
    values: &[Value],
) -> Result<Vec<Record>, DbError> {
    let Some(table) = table(kind) else { return Ok(Vec::new()) };
    session.rows(statement(table), values).await?.iter().map(|row| Record::read(kind, row)).collect()
}

/// Province, unit where a school keeps it, id, and what follows.
pub(super) fn key_values(province: UnitId, key: RecordKey, more: &[Value]) -> Vec<Value> {
    let mut values: Vec<Value> = vec![province.into()];
    values.extend(key.unit.map(Value::from));
    values.push(key.id.into());
    values.extend_from_slice(more);
    values
}

khue_db::row! {
    struct NumberRow {
        number: i64,
    }
}

khue_db::row! {
    struct IdRow {
        id: RecordId,
    }
}

khue_db::row! {
    struct NumberedRow {
        id: RecordId,
        value: String,
    }
}
