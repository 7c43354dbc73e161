//! What records are called that others name.

use std::collections::{BTreeMap, BTreeSet};

use khue_base::{Day, UnitId};
use khue_db::{DbError, Session, Value};
use khue_rules::registry::record::{FieldType, FieldValue, Keeper, Kind, kind};

use super::lists::read_rows;
use super::record::Record;
use super::tables::IDS;

/// Names of records by the code of their kind and their id.
pub type Names = BTreeMap<(&'static str, i64), String>;

/// Rows of these records that hold now, whatever their period; of what a school keeps, those of `unit`.
pub(in crate::registry) async fn rows_of(
    session: &mut Session,
    of: &'static Kind,
    (province, unit): (UnitId, UnitId),
    ids: &[i64],
) -> Result<Vec<Record>, DbError> {
    let mut rows = Vec::with_capacity(ids.len());
    for some in ids.chunks(IDS) {
        let mut values: Vec<Value> = vec![province.into()];
        if of.kept_by == Keeper::School {
            values.push(unit.into());
        }
        // Every place of the statement is filled; no record has this id.
        values.extend((0..IDS).map(|place| Value::from(some.get(place).copied().unwrap_or(i64::MIN))));
        rows.extend(read_rows(session, of, |table| table.of_ids, &values).await?);
    }
    Ok(rows)
}

/// Of several rows of a record, the one that holds on the day, else the last.
pub(in crate::registry) fn on_day(rows: Vec<Record>, day: Day) -> BTreeMap<i64, Record> {
    let mut best: BTreeMap<i64, Record> = BTreeMap::new();
    for row in rows {
        let better = best
            .get(&row.key.id.0)
            .is_none_or(|known| covers(&row, day) || !covers(known, day) && known.from < row.from);
        if better {
            best.insert(row.key.id.0, row);
        }
    }
    best
}

/// Whether a row holds on the day.
pub(in crate::registry) fn covers(row: &Record, day: Day) -> bool {
    row.from <= day && row.until.is_none_or(|until| day < until)
}

/// What the records are called on the day that these name.
pub(super) async fn names_in(
    session: &mut Session,
    province: UnitId,
    records: impl Iterator<Item = &Record>,
    home: UnitId,
    day: Day,
) -> Result<Names, DbError> {
    let mut wanted: BTreeMap<(&'static str, UnitId), BTreeSet<i64>> = BTreeMap::new();
    for record in records {
        for (field, value) in record.facts.iter() {
            if let (FieldType::Record(of), Some(FieldValue::Record(id))) = (&field.kind, value) {
                let unit = record.key.unit.unwrap_or(home);
                wanted.entry((of.as_str(), unit)).or_default().insert(*id);
            }
        }
    }
    let mut names = Names::new();
    for ((code, unit), ids) in wanted {
        let Some(of) = kind(code) else { continue };
        let ids: Vec<i64> = ids.into_iter().collect();
        let rows = rows_of(session, of, (province, unit), &ids).await?;
        names.extend(on_day(rows, day).into_iter().map(|(id, row)| ((of.code.as_str(), id), row.called())));
    }
    Ok(names)
}
