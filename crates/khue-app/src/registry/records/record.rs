//! A record as a row holds it.

use khue_base::{AccountId, Day, Moment, RecordId, SourceId, UnitId, sort_key};
use khue_db::{DbError, Row, Value};
use khue_rules::registry::record::{Facts, Field, FieldType, FieldValue, Keeper, Kind, Storage, Stored};

use super::tables::HOLDS;
use crate::registry::{name_order, open_end};

/// What names a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordKey {
    /// Its kind.
    pub kind: &'static Kind,
    /// The school that keeps it; none for people, whom the province keeps.
    pub unit: Option<UnitId>,
    /// Its id.
    pub id: RecordId,
}

/// What is recorded of one thing for a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// What names it.
    pub key: RecordKey,
    /// The version that this row is.
    pub version: i64,
    /// Its values; guarded ones are absent where `masked` names them.
    pub facts: Facts,
    /// First day inside.
    pub from: Day,
    /// First day outside, when known.
    pub until: Option<Day>,
    /// By what lists sort it.
    pub sort_key: String,
    /// When it was recorded.
    pub recorded_at: Moment,
    /// By whom; none for the program itself.
    pub recorded_by: Option<AccountId>,
    /// What wrote it.
    pub source: SourceId,
    /// When a newer version took over; none while it holds.
    pub replaced_at: Option<Moment>,
    /// What wrote the newer version.
    pub replaced_by: Option<SourceId>,
    /// Codes of fields that the reader may not see, whether they hold something or not.
    pub masked: Vec<&'static str>,
}

impl Record {
    /// What lists call it.
    pub fn called(&self) -> String {
        called(&self.facts)
    }

    /// One that shall be written, from a day on; it has no version yet.
    pub(in crate::registry) fn unwritten(key: RecordKey, facts: Facts, from: Day, source: SourceId) -> Self {
        Self {
            key,
            version: 0,
            sort_key: order_of(&facts),
            facts,
            from,
            until: None,
            recorded_at: Moment(0),
            recorded_by: None,
            source,
            replaced_at: None,
            replaced_by: None,
            masked: Vec::new(),
        }
    }

    pub(super) fn read(kind: &'static Kind, row: &Row) -> Result<Self, DbError> {
        let mut values = Vec::with_capacity(kind.fields.len());
        for field in &kind.fields {
            let stored = match field.kind.storage() {
                Storage::Text => Stored::Text(row.get(&field.code)?),
                Storage::Number => Stored::Number(row.get(&field.code)?),
            };
            let value = FieldValue::read(field, &stored);
            if value.is_none() && !matches!(stored, Stored::Text(None) | Stored::Number(None)) {
                let problem = format!("{stored:?} is no {:?}", field.kind);
                return Err(DbError::Column { column: field.code.clone(), problem });
            }
            values.push(value);
        }
        let unit = match kind.kept_by {
            Keeper::School => Some(row.get("unit_id")?),
            Keeper::Province => None,
        };
        let until: Day = row.get("valid_until")?;
        let replaced_at: i64 = row.get("replaced_at")?;
        Ok(Self {
            key: RecordKey { kind, unit, id: row.get("id")? },
            version: row.get("version")?,
            facts: Facts::from_values(kind, values),
            from: row.get("valid_from")?,
            until: (until != open_end()).then_some(until),
            sort_key: row.get("sort_key")?,
            recorded_at: row.get("recorded_at")?,
            recorded_by: row.get::<Option<i64>>("recorded_by")?.map(AccountId),
            source: row.get("source")?,
            replaced_at: (replaced_at != HOLDS).then_some(Moment(replaced_at)),
            replaced_by: row.get::<Option<i64>>("replaced_by")?.map(SourceId),
            masked: Vec::new(),
        })
    }
}

/// What lists call a record with these values.
pub(super) fn called(facts: &Facts) -> String {
    let kind = facts.kind();
    let field = kind.field(&kind.called_by);
    field.zip(facts.get(&kind.called_by)).map(|(field, value)| value.shown(field)).unwrap_or_default()
}

/// By what lists sort a record with these values: people by given name, the rest so that 6A2 stands before
/// 6A10.
pub(super) fn order_of(facts: &Facts) -> String {
    let kind = facts.kind();
    let called = called(facts);
    match kind.field(&kind.called_by).map(|field| &field.kind) {
        Some(FieldType::Name) => name_order(&called),
        Some(FieldType::Record(_)) => format!("{called:0>20}"),
        _ => sort_key(&with_long_numbers(&called)),
    }
}

fn with_long_numbers(text: &str) -> String {
    let mut long = String::with_capacity(text.len() + 8);
    let mut digits = String::new();
    let flush = |long: &mut String, digits: &mut String| {
        if !digits.is_empty() {
            long.push_str(&format!("{digits:0>6}"));
            digits.clear();
        }
    };
    for c in text.chars() {
        if c.is_ascii_digit() {
            digits.push(c);
        } else {
            flush(&mut long, &mut digits);
            long.push(c);
        }
    }
    flush(&mut long, &mut digits);
    long
}

/// A value as it is bound to the column of its field.
pub(super) fn bound(field: &Field, value: Option<FieldValue>) -> Value {
    let stored = value.and_then(FieldValue::into_stored);
    match (stored, field.kind.storage()) {
        (Some(Stored::Text(text)), _) => Value::Text(text),
        (Some(Stored::Number(number)), _) => Value::Int(number),
        (None, Storage::Text) => Value::Text(None),
        (None, Storage::Number) => Value::Int(None),
    }
}

#[cfg(test)]
mod tests {
    use khue_rules::registry::record::kind;

    use super::*;

    #[test]
    fn lists_sort_as_schools_write_them() {
        check("class", "name", &["6A2", "6A10", "6B", "7A", "10A1"]);
        check("pupil", "full_name", &["Trần Thị An", "Lê Văn Ân", "Vi Thị Uyên", "Nguyễn Văn Ước"]);
    }

    #[track_caller]
    fn check(code: &str, field: &str, in_order: &[&str]) {
        let order = |name: &&str| {
            order_of(&Facts::new(kind(code).unwrap()).with(field, FieldValue::Text((*name).to_owned())))
        };
        let mut sorted = in_order.to_vec();
        sorted.reverse();
        sorted.sort_by_key(order);
        assert_eq!(sorted, in_order);
    }
}
