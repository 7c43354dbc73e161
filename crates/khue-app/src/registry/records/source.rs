//! What writes records: an edit, an import, a roll-over. A source is written into one transaction from its
//! beginning to its finish, and is taken back as a whole.

use std::collections::{BTreeMap, BTreeSet};

use khue_base::{Day, JobId, Moment, RecordId, SourceId, UnitId};
use khue_db::{DbError, FromRow, Row, Session, Statement, Tx, Value, sql};
use khue_rules::accounts::Action;
use khue_rules::registry::record::{Kind, kind, kinds};
use serde_json::json;

use super::RECORDS_CHANGED;
use super::keeper::{keeper_of, settle_keeper};
use super::reach::{When, may_at, units_of};
use super::record::RecordKey;
use super::search::{Fresh, refresh_words};
use super::tables::way_to_school;
use crate::{Ctx, OpError};

/// What kind of writing it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceKind {
    /// Somebody changed one record by hand.
    Edit,
    /// A sheet.
    Import,
    /// Another program, many records at once.
    Interface,
    /// The passing of classes into a new school year.
    RollOver,
    /// The sharing out of admitted pupils to classes.
    ClassSplit,
    /// A pupil who came from or went to another school.
    Transfer,
    /// The merger, splitting or closing of a school.
    Arrange,
    /// The sample province.
    Sample,
    /// The taking back of another source.
    Undo,
}

impl SourceKind {
    const ALL: [SourceKind; 9] = [
        Self::Edit,
        Self::Import,
        Self::Interface,
        Self::RollOver,
        Self::ClassSplit,
        Self::Transfer,
        Self::Arrange,
        Self::Sample,
        Self::Undo,
    ];

    /// The code under which it is stored.
    pub fn code(self) -> &'static str {
        match self {
            Self::Edit => "edit",
            Self::Import => "import",
            Self::Interface => "interface",
            Self::RollOver => "roll-over",
            Self::ClassSplit => "class-split",
            Self::Transfer => "transfer",
            Self::Arrange => "arrange",
            Self::Sample => "sample",
            Self::Undo => "undo",
        }
    }

    /// As screens name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Edit => "Sửa tay",
            Self::Import => "Nhập từ bảng",
            Self::Interface => "Ứng dụng khác ghi",
            Self::RollOver => "Kết chuyển năm học",
            Self::ClassSplit => "Chia lớp",
            Self::Transfer => "Chuyển trường",
            Self::Arrange => "Sắp xếp trường",
            Self::Sample => "Dữ liệu mẫu",
            Self::Undo => "Hoàn tác",
        }
    }
}

/// A source being written.
#[derive(Debug)]
pub struct Source {
    /// Its id.
    pub id: SourceId,
    /// What it is.
    pub what: SourceKind,
    /// The province whose records it writes.
    pub province: UnitId,
    /// For which unit it was begun.
    pub unit: UnitId,
    pub(super) at: Moment,
    pub(super) by: Option<i64>,
    /// Units for which the actor was allowed to write.
    pub(super) allowed: BTreeSet<UnitId>,
    /// By unit and kind: numbers are told apart more quickly than words.
    counts: BTreeMap<(UnitId, &'static str), i64>,
    units: BTreeSet<UnitId>,
    /// People whose search words must be made anew: by id and kind, with what is known already.
    people: BTreeMap<(RecordId, &'static str), Option<Fresh>>,
}

impl Source {
    /// Rows written so far.
    pub fn row_count(&self) -> i64 {
        self.counts.values().sum()
    }

    /// Lets the source write for another unit too, whose consent the operation has.
    pub(in crate::registry) fn allow(&mut self, unit: UnitId) {
        self.allowed.insert(unit);
    }

    /// Counts a row, and remembers whose search words it changes. `fresh` is known of a person who is new.
    pub(super) fn wrote(&mut self, key: RecordKey, fresh: Option<Fresh>) {
        let unit = key.unit.unwrap_or(UnitId(0));
        *self.counts.entry((unit, key.kind.code.as_str())).or_default() += 1;
        self.units.extend(key.unit);
        if key.kind.is_searched {
            self.people.entry((key.id, key.kind.code.as_str())).or_insert(fresh);
        }
    }

    /// Counts that a record ended, for which no row is written.
    pub(super) fn ended(&mut self, key: RecordKey) {
        self.wrote(key, None);
    }

    /// Remembers that a person's belonging to a unit changed, `until` that day.
    pub(super) fn linked(&mut self, kind: &'static Kind, person: RecordId, unit: UnitId, until: Day) {
        if let Some(Some(fresh)) = self.people.get_mut(&(person, kind.code.as_str())) {
            fresh.units.push((unit, until));
            return;
        }
        self.people.insert((person, kind.code.as_str()), None);
    }
}

/// Begins to write for a unit.
///
/// # Errors
/// Hidden or forbidden when the actor may not change records of the unit.
pub async fn begin_source(
    ctx: &Ctx,
    tx: &mut Tx,
    what: SourceKind,
    unit: UnitId,
    note: &str,
) -> Result<Source, OpError> {
    may_at(ctx, tx, Action::ChangeRecords, &[unit]).await?;
    let province = settle_keeper(tx, unit, ctx.today()).await?;
    open(ctx, tx, Opening { what, unit, note, province, undoes: None }).await
}

pub(super) struct Opening<'a> {
    pub what: SourceKind,
    pub unit: UnitId,
    pub note: &'a str,
    pub province: UnitId,
    pub undoes: Option<SourceId>,
}

pub(super) async fn open(ctx: &Ctx, tx: &mut Tx, opening: Opening<'_>) -> Result<Source, OpError> {
    let (id, at, by) = (ctx.id::<SourceId>(), ctx.now(), ctx.actor.account.map(i64::from));
    let values: [Value; 8] = [
        id.into(),
        opening.province.into(),
        opening.unit.into(),
        opening.what.code().into(),
        opening.note.into(),
        at.into(),
        by.into(),
        opening.undoes.into(),
    ];
    tx.execute(INSERT_SOURCE, &values).await?;
    Ok(Source {
        id,
        what: opening.what,
        province: opening.province,
        unit: opening.unit,
        at,
        by,
        allowed: BTreeSet::from([opening.unit]),
        counts: BTreeMap::new(),
        units: BTreeSet::from([opening.unit]),
        people: BTreeMap::new(),
    })
}

/// Finishes what was written: search words, counts, one announcement for each unit, one row of the audit
/// trail. The caller commits.
///
/// # Errors
/// [`OpError::Failed`] when the database refuses.
pub async fn finish_source(ctx: &Ctx, tx: &mut Tx, source: Source) -> Result<SourceId, OpError> {
    let id = source.id;
    let counts: BTreeMap<&str, i64> =
        source.counts.iter().fold(BTreeMap::new(), |mut sums, ((_, kind), count)| {
            *sums.entry(*kind).or_default() += count;
            sums
        });
    let detail = json!({ "unit": source.unit, "what": source.what.code(), "rows": counts });
    settle(ctx, tx, source).await?;
    ctx.audit(tx, "record.write", format!("source/{id}"), detail).await?;
    Ok(id)
}

/// The same without the row of the audit trail, which the caller writes in its own words.
pub(super) async fn settle(ctx: &Ctx, tx: &mut Tx, mut source: Source) -> Result<(), OpError> {
    for ((unit, kind), count) in &source.counts {
        let values = [source.id.into(), Value::from(*kind), (*unit).into(), (*count).into()];
        tx.execute(INSERT_COUNT, &values).await?;
    }
    let people = std::mem::take(&mut source.people);
    for ((id, code), fresh) in &people {
        match (fresh, kind(code)) {
            (Some(fresh), _) => source.units.extend(fresh.units.iter().map(|(unit, _)| *unit)),
            (None, Some(kind)) => {
                let key = RecordKey { kind, unit: None, id: *id };
                source.units.extend(units_of(tx, source.province, key, When::On(ctx.today())).await?);
            }
            (None, None) => {}
        }
    }
    refresh_words(tx, source.province, ctx.today(), people).await?;
    for unit in &source.units {
        let job: JobId = ctx.id();
        tx.announce(job, RECORDS_CHANGED, &format!("unit/{unit}"), source.at).await?;
    }
    Ok(())
}

/// The searched kind whose people a kind links to a unit, with the field that names the person.
pub(super) fn links_people(of: &Kind) -> Option<(&'static Kind, &'static str)> {
    kinds().iter().filter(|kind| kind.is_searched).find_map(|kind| {
        let way = way_to_school(kind)?;
        (way.kind.code == of.code).then_some((kind, way.link))
    })
}

/// A source that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceRow {
    /// Its id.
    pub id: SourceId,
    /// The province whose records it wrote.
    pub province: UnitId,
    /// For which unit.
    pub unit: UnitId,
    /// What it is.
    pub what: SourceKind,
    /// What the person said about it: the name of the file, the reason.
    pub note: String,
    /// When.
    pub recorded_at: Moment,
    /// By which account.
    pub recorded_by: Option<i64>,
    /// What it took back.
    pub undoes: Option<SourceId>,
    /// What took it back.
    pub undone_by: Option<SourceId>,
    /// How many rows it wrote.
    pub row_count: i64,
}

impl FromRow for SourceRow {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        let what: String = row.get("what")?;
        let what = SourceKind::ALL.into_iter().find(|kind| kind.code() == what);
        Ok(Self {
            id: row.get("id")?,
            province: row.get("province_id")?,
            unit: row.get("unit_id")?,
            what: what.ok_or_else(|| DbError::Column {
                column: "what".to_owned(),
                problem: "unknown code".to_owned(),
            })?,
            note: row.get("note")?,
            recorded_at: row.get("recorded_at")?,
            recorded_by: row.get("recorded_by")?,
            undoes: row.get("undoes")?,
            undone_by: row.get("undone_by")?,
            row_count: row.get("row_count")?,
        })
    }
}

/// What was written for a unit, newest first, edits by hand left out.
///
/// # Errors
/// Hidden when the actor may not read records of the unit.
pub async fn sources_of_unit(ctx: &Ctx, unit: UnitId, limit: u32) -> Result<Vec<SourceRow>, OpError> {
    let mut session = ctx.read().await?;
    may_at(ctx, &mut session, Action::ReadRecords, &[unit]).await?;
    let province = keeper_of(&mut session, unit, ctx.today()).await?;
    let edit = SourceKind::Edit.code();
    Ok(session.all(SOURCES_OF_UNIT, &[province.into(), unit.into(), edit.into(), limit.into()]).await?)
}

pub(super) async fn source_row(session: &mut Session, id: SourceId) -> Result<Option<SourceRow>, DbError> {
    session.optional(SOURCE, &[id.into()]).await
}

const INSERT_SOURCE: Statement = sql!("sql/insert_source.sql");
const INSERT_COUNT: Statement = sql!("sql/insert_count.sql");
const SOURCE: Statement = sql!("sql/source.sql");
const SOURCES_OF_UNIT: Statement = sql!("sql/sources_of_unit.sql");
