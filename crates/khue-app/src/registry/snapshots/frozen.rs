//! Figures as they were sent, with the very records from which they were counted.

use std::collections::BTreeMap;
use std::fmt::Write;

use khue_base::{Day, Moment, UnitId};
use khue_db::{DbError, Session, Statement, Tx, Value, sql};
use khue_rules::registry::figures::{Figures, count, forms};
use khue_rules::registry::record::{FieldType, Kind, kind, kinds};
use sha2::{Digest, Sha256};

use super::round::Round;
use crate::registry::records::{Record, SchoolBook, every_version, view};
use crate::{Ctx, OpError};

/// Bytes of one record in a list.
const LENGTH: usize = 12;

/// Ids and versions of records, in order of ids, by the code of their kind.
pub(super) type Versions = BTreeMap<String, Vec<(i64, i64)>>;

/// Figures as they were sent.
#[derive(Clone, Debug)]
pub struct Frozen {
    /// The number of the step that sent them.
    pub number: i64,
    /// The day for which they stand.
    pub data_day: Day,
    /// When they were taken.
    pub taken_at: Moment,
    /// The figures.
    pub figures: Figures,
    /// Over figures and records.
    pub digest: String,
    /// Whether figures and records are still those of the digest.
    pub is_intact: bool,
    pub(super) versions: Versions,
}

impl Frozen {
    /// From how many records the figures were counted.
    pub fn record_count(&self) -> usize {
        self.versions.values().map(Vec::len).sum()
    }
}

/// Kinds whose records are kept with the figures: those that forms count, and those that they name.
pub(super) fn kinds_counted() -> impl Iterator<Item = &'static Kind> {
    let is_form = |code: &str| forms().iter().any(|form| form.kind == code);
    kinds().iter().filter(move |one| {
        let is_named = |form: &str| {
            let fields = kind(form).into_iter().flat_map(|kind| &kind.fields);
            fields.into_iter().any(|field| matches!(&field.kind, FieldType::Record(of) if *of == one.code))
        };
        is_form(&one.code) || forms().iter().any(|form| is_named(&form.kind))
    })
}

/// The versions of the records in a book that figures are counted from.
pub(super) fn versions_in(book: &SchoolBook) -> Versions {
    let kept = kinds_counted().map(|kind| {
        let records = book.of(&kind.code).iter();
        let mut versions: Vec<(i64, i64)> = records.map(|record| (record.key.id.0, record.version)).collect();
        versions.sort_unstable();
        (kind.code.clone(), versions)
    });
    kept.filter(|(_, versions)| !versions.is_empty()).collect()
}

/// Freezes what a book says.
pub(super) async fn freeze(
    ctx: &Ctx,
    tx: &mut Tx,
    round: &Round,
    unit: UnitId,
    number: i64,
    book: &SchoolBook,
) -> Result<Frozen, OpError> {
    let figures = count(&view(book));
    let versions = versions_in(book);
    let digest = digest(round, unit, book.day, &figures, &versions);
    let key: [Value; 4] = [round.province.into(), unit.into(), round.id.into(), number.into()];
    let with = |more: Vec<Value>| key.iter().cloned().chain(more).collect::<Vec<_>>();
    let values = with(vec![
        book.day.into(),
        ctx.now().into(),
        serde_json::to_string(&figures)?.into(),
        digest.as_str().into(),
    ]);
    tx.execute(INSERT_SNAPSHOT, &values).await?;
    for (kind, records) in &versions {
        tx.execute(INSERT_RECORDS, &with(vec![kind.as_str().into(), packed(records)?.into()])).await?;
    }
    let (data_day, taken_at) = (book.day, ctx.now());
    Ok(Frozen { number, data_day, taken_at, figures, digest, is_intact: true, versions })
}

/// The figures that a school sent with a step.
pub(super) async fn frozen(
    session: &mut Session,
    round: &Round,
    unit: UnitId,
    number: i64,
) -> Result<Option<Frozen>, OpError> {
    let key: [Value; 4] = [round.province.into(), unit.into(), round.id.into(), number.into()];
    let Some(row) = session.optional::<SnapshotRow>(SNAPSHOT, &key).await? else { return Ok(None) };
    let figures: Figures = serde_json::from_str(&row.figures)?;
    let lists: Vec<RecordsRow> = session.all(RECORDS_OF_SNAPSHOT, &key).await?;
    let versions: Versions = lists.into_iter().map(|list| (list.kind, unpacked(&list.records))).collect();
    let is_intact = digest(round, unit, row.data_day, &figures, &versions) == row.digest;
    Ok(Some(Frozen {
        number: row.number,
        data_day: row.data_day,
        taken_at: row.taken_at,
        figures,
        digest: row.digest,
        is_intact,
        versions,
    }))
}

/// The records of a snapshot as they were known when it was taken.
pub(super) async fn book_of(
    session: &mut Session,
    round: &Round,
    unit: UnitId,
    frozen: &Frozen,
) -> Result<SchoolBook, DbError> {
    let mut all = Vec::new();
    for kind in kinds_counted() {
        let wanted = frozen.versions.get(&kind.code).map(Vec::as_slice).unwrap_or_default();
        let mut records: Vec<Record> = Vec::new();
        if !wanted.is_empty() {
            let versions = every_version(session, kind, round.province, unit).await?;
            records.extend(
                versions
                    .into_iter()
                    .filter(|record| wanted.binary_search(&(record.key.id.0, record.version)).is_ok()),
            );
        }
        all.push((kind, records));
    }
    Ok(SchoolBook { day: frozen.data_day, kinds: all })
}

fn digest(round: &Round, unit: UnitId, day: Day, figures: &Figures, versions: &Versions) -> String {
    let mut hash = Sha256::new();
    hash.update(format!("khue figures 1\n{} {unit} {}\n", round.id, day.iso()));
    for (figure, number) in figures {
        hash.update(format!("{figure}={number}\n"));
    }
    for (kind, records) in versions {
        hash.update(format!("{kind}\n"));
        for (id, version) in records {
            hash.update(format!("{id}:{version}\n"));
        }
    }
    hash.finalize().iter().fold(String::new(), |mut text, byte| {
        // Writing into a text cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn packed(records: &[(i64, i64)]) -> Result<Vec<u8>, OpError> {
    let mut bytes = Vec::with_capacity(records.len() * LENGTH);
    for (id, version) in records {
        let version = u32::try_from(*version)
            .map_err(|_| OpError::Failed(format!("record {id} has version {version}")))?;
        bytes.extend(id.to_be_bytes());
        bytes.extend(version.to_be_bytes());
    }
    Ok(bytes)
}

fn unpacked(bytes: &[u8]) -> Vec<(i64, i64)> {
    let number = |bytes: &[u8]| bytes.iter().fold(0_i64, |number, byte| (number << 8) | i64::from(*byte));
    bytes
        .chunks_exact(LENGTH)
        .map(|one| one.split_at(8))
        .map(|(id, version)| (number(id), number(version)))
        .collect()
}

khue_db::row! {
    struct SnapshotRow {
        number: i64,
        data_day: Day,
        taken_at: Moment,
        figures: String,
        digest: String,
    }
}

khue_db::row! {
    struct RecordsRow {
        kind: String,
        records: Vec<u8>,
    }
}

const INSERT_SNAPSHOT: Statement = sql!("sql/insert_snapshot.sql");
const INSERT_RECORDS: Statement = sql!("sql/insert_records.sql");
const SNAPSHOT: Statement = sql!("sql/snapshot.sql");
const RECORDS_OF_SNAPSHOT: Statement = sql!("sql/records_of_snapshot.sql");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_records_come_back_as_they_were() {
        for records in [vec![], vec![(1, 1)], vec![(-5, 2), (7, 300), (i64::MAX, 4_000_000_000)]] {
            assert_eq!(unpacked(&packed(&records).unwrap()), records);
        }
        assert!(packed(&[(1, -1)]).is_err());
    }

    #[test]
    fn what_figures_read_is_kept_with_them() {
        let kinds: Vec<&str> = kinds_counted().map(|kind| kind.code.as_str()).collect();
        for needed in ["class", "enrolment", "pupil", "engagement", "staff", "room"] {
            assert!(kinds.contains(&needed), "{needed} among {kinds:?}");
        }
        assert!(!kinds.contains(&"guardian"));
    }
}
