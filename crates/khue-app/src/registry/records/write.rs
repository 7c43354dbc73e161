//! Writing many records under one source.

use khue_base::{Day, RecordId, UnitId};
use khue_db::{DbError, Session, Tx, Value};
use khue_rules::accounts::Action;
use khue_rules::registry::record::periods::{Held, plan};
use khue_rules::registry::record::{Facts, FieldValue, Keeper, Kind};

use super::lists::{key_values, read_rows};
use super::reach::{When, may_at, units_of};
use super::record::{RecordKey, bound, called, order_of};
use super::search::Fresh;
use super::source::{Source, links_people};
use super::tables::{Table, table};
use crate::registry::{open_end, stale_if_taken};
use crate::{Ctx, FieldProblem, OpError, Refused};

/// One fact to be written.
#[derive(Clone, Debug)]
pub struct Write {
    /// Which record.
    pub target: Target,
    /// The unit for which it is written: it keeps the record, or the person belongs to it.
    pub unit: UnitId,
    /// First day on which it holds.
    pub from: Day,
    /// First day on which it no longer holds; open when absent.
    pub until: Option<Day>,
    /// What holds.
    pub change: Change,
}

/// Which record is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// One that is new, under an id from [`Ctx::id`]. Several in a row under the same id are what holds of it
    /// in one period after the other.
    New(RecordId),
    /// One that is there already, and the newest version that the person saw, when somebody did.
    There(RecordId, Option<i64>),
}

/// What shall hold in the period.
#[derive(Clone, Debug)]
pub enum Change {
    /// These facts.
    Set(Facts),
    /// What holds there, with these fields changed; where nothing holds, nothing comes.
    Alter(Vec<(&'static str, Option<FieldValue>)>),
    /// Nothing.
    End,
}

/// Writes facts of one kind under a source, in order. What holds already is not written again. Returns for how
/// many of them something was written.
///
/// # Errors
/// Refused when facts lack a required field; stale when a record changed since it was seen; hidden or
/// forbidden when the actor may not change records of a unit.
pub async fn write_records(
    ctx: &Ctx,
    tx: &mut Tx,
    source: &mut Source,
    kind: &'static Kind,
    writes: Vec<Write>,
) -> Result<usize, OpError> {
    let Some(table) = table(kind) else { return Err(OpError::Hidden) };
    let mut batch = Batch { table, values: Vec::new(), ids: Vec::new() };
    let links = links_people(kind);
    let mut written = 0;
    let mut last_new: Option<(RecordKey, i64, Day)> = None;
    for write in writes {
        may_write(ctx, tx, source, kind, &write).await?;
        let unit = (kind.kept_by == Keeper::School).then_some(write.unit);
        let until = write.until.unwrap_or_else(open_end);
        if until <= write.from {
            return Err(OpError::field(
                "valid_until",
                "Ngày kết thúc phải sau ngày bắt đầu. Hãy ghi lại thời gian.",
            ));
        }
        match (write.target, write.change) {
            (Target::New(id), Change::Set(facts)) => {
                refuse_problems(&facts)?;
                let key = RecordKey { kind, unit, id };
                let version = match last_new {
                    Some((last, version, ended)) if last == key && ended <= write.from => version + 1,
                    _ => 1,
                };
                last_new = Some((key, version, until));
                let order = order_of(&facts);
                let fresh = kind.is_searched.then(|| Fresh {
                    called: called(&facts),
                    sort_key: order.clone(),
                    units: Vec::new(),
                });
                note_link(source, links, &facts, write.unit, until);
                source.wrote(key, fresh);
                let line = Line { key, version, facts, order, from: write.from, until };
                batch.push(tx, source, line).await?;
                written += 1;
            }
            (Target::New(_), _) => {}
            (Target::There(id, seen), change) => {
                let key = RecordKey { kind, unit, id };
                if batch.ids.contains(&id) {
                    batch.flush(tx).await?;
                }
                let newest = newest(tx, table, source.province, key).await?;
                if newest == 0 {
                    return Err(OpError::Hidden);
                }
                if seen.is_some_and(|seen| seen != newest) {
                    return Err(OpError::Stale);
                }
                let change = |now: Option<&Facts>| match &change {
                    Change::Set(facts) => Some(facts.clone()),
                    Change::Alter(fields) => now.map(|now| {
                        let mut then = now.clone();
                        for (field, value) in fields {
                            then.set(field, value.clone());
                        }
                        then
                    }),
                    Change::End => None,
                };
                let rows = read_rows(tx, kind, |table| table.current, &key_values(source.province, key, &[]))
                    .await?;
                let held: Vec<Held<i64, Facts>> = rows
                    .into_iter()
                    .map(|row| Held {
                        key: row.version,
                        from: row.from,
                        until: row.until.unwrap_or_else(open_end),
                        value: row.facts,
                    })
                    .collect();
                let plan = plan(&held, write.from, until, change);
                if plan.is_empty() {
                    continue;
                }
                for version in &plan.replaced {
                    let more = [(*version).into(), source.at.into(), source.id.into()];
                    let done = tx.execute(table.replace, &key_values(source.province, key, &more)).await?;
                    if done != 1 {
                        return Err(OpError::Stale);
                    }
                    let before = held.iter().find(|row| row.key == *version);
                    if let Some(row) = before {
                        note_link(source, links, &row.value, write.unit, row.until);
                    }
                }
                let is_ended = plan.written.is_empty();
                for (version, row) in (newest + 1..).zip(plan.written) {
                    refuse_problems(&row.value)?;
                    let order = order_of(&row.value);
                    note_link(source, links, &row.value, write.unit, row.until);
                    let line =
                        Line { key, version, facts: row.value, order, from: row.from, until: row.until };
                    source.wrote(key, None);
                    batch.push(tx, source, line).await?;
                }
                if is_ended {
                    source.ended(key);
                }
                written += 1;
            }
        }
    }
    batch.flush(tx).await?;
    Ok(written)
}

/// The newest version of a record; 0 when there is none.
pub(super) async fn newest(
    session: &mut Session,
    table: &Table,
    province: UnitId,
    key: RecordKey,
) -> Result<i64, DbError> {
    let row: Option<VersionRow> = session.optional(table.newest, &key_values(province, key, &[])).await?;
    Ok(row.map_or(0, |row| row.version))
}

/// The same, for operations that show a version and want it back.
pub(in crate::registry) async fn newest_version(
    session: &mut Session,
    province: UnitId,
    key: RecordKey,
) -> Result<i64, DbError> {
    match table(key.kind) {
        Some(table) => newest(session, table, province, key).await,
        None => Ok(0),
    }
}

/// Whether the actor may write this: for its unit, and a person only where the person belongs or is new.
async fn may_write(
    ctx: &Ctx,
    tx: &mut Tx,
    source: &mut Source,
    kind: &'static Kind,
    write: &Write,
) -> Result<(), OpError> {
    if ctx.actor.account.is_none() {
        return Ok(());
    }
    if !source.allowed.contains(&write.unit) {
        may_at(ctx, tx, Action::ChangeRecords, &[write.unit]).await?;
        source.allowed.insert(write.unit);
    }
    if let (Target::There(id, _), Keeper::Province) = (write.target, kind.kept_by) {
        let key = RecordKey { kind, unit: None, id };
        let day = write.from.max(ctx.today());
        let mut units = units_of(tx, source.province, key, When::On(day)).await?;
        if units.is_empty() {
            units = units_of(tx, source.province, key, When::Ever).await?;
        }
        // Who belongs nowhere yet may be taken up by anybody who may write for the unit.
        if !units.is_empty() && !units.contains(&write.unit) {
            may_at(ctx, tx, Action::ChangeRecords, &units).await?;
        }
    }
    Ok(())
}

/// A record of the kind that links people to units changes where its person is found.
fn note_link(
    source: &mut Source,
    links: Option<(&'static Kind, &'static str)>,
    facts: &Facts,
    unit: UnitId,
    until: Day,
) {
    if let Some((person_kind, link)) = links
        && let Some(person) = facts.record(link)
    {
        source.linked(person_kind, RecordId(person), unit, until);
    }
}

fn refuse_problems(facts: &Facts) -> Result<(), OpError> {
    let problems = facts.problems();
    let Some((_, first)) = problems.first() else { return Ok(()) };
    let sentence = first.to_string();
    let fields = problems
        .iter()
        .map(|(field, reason)| FieldProblem { field: field.code.clone(), sentence: reason.to_string() })
        .collect();
    Err(OpError::Refused(Refused { sentence, fields }))
}

/// Rows waiting to be inserted together.
struct Batch {
    table: &'static Table,
    values: Vec<Value>,
    /// The record of each row.
    ids: Vec<RecordId>,
}

struct Line {
    key: RecordKey,
    version: i64,
    facts: Facts,
    order: String,
    from: Day,
    until: Day,
}

impl Batch {
    async fn push(&mut self, tx: &mut Tx, source: &Source, line: Line) -> Result<(), OpError> {
        self.values.push(source.province.into());
        self.values.extend(line.key.unit.map(Value::from));
        self.values.extend([line.key.id.into(), line.version.into()]);
        self.values.extend(line.facts.into_fields().map(|(field, value)| bound(field, value)));
        self.values.extend([
            line.order.into(),
            line.from.into(),
            line.until.into(),
            source.at.into(),
            source.by.into(),
            source.id.into(),
        ]);
        self.ids.push(line.key.id);
        if self.ids.len() == self.table.many {
            self.flush(tx).await?;
        }
        Ok(())
    }

    async fn flush(&mut self, tx: &mut Tx) -> Result<(), OpError> {
        if self.ids.len() == self.table.many {
            let capacity = self.values.len();
            let values = std::mem::replace(&mut self.values, Vec::with_capacity(capacity));
            tx.execute_owned(self.table.insert_many, values).await.map_err(stale_if_taken)?;
        } else if let Some(columns) = self.values.len().checked_div(self.ids.len()) {
            for row in self.values.chunks(columns) {
                tx.execute(self.table.insert, row).await.map_err(stale_if_taken)?;
            }
        }
        self.values.clear();
        self.ids.clear();
        Ok(())
    }
}

khue_db::row! {
    struct VersionRow {
        version: i64,
    }
}
