//! Writing the values of a record by the places of its fields.

use khue_base::SchoolYear;
use khue_rules::registry::record::{FieldValue, PartialDay, kind};

/// The places of fields of a kind, found once.
pub(super) struct Fields<const N: usize> {
    places: [usize; N],
    count: usize,
}

impl<const N: usize> Fields<N> {
    /// # Panics
    /// When a field does not exist, which a test finds out.
    pub fn of(code: &str, names: [&str; N]) -> Self {
        let kind = kind(code).unwrap_or_else(|| panic!("no kind {code}"));
        let place = |name: &str| kind.position(name).unwrap_or_else(|| panic!("{code} has no field {name}"));
        Self { places: names.map(place), count: kind.fields.len() }
    }

    /// A record with these values, in the order in which the fields were named.
    pub fn fill(&self, values: [Option<FieldValue>; N]) -> Vec<Option<FieldValue>> {
        let mut all = vec![None; self.count];
        for (place, value) in self.places.iter().zip(values) {
            if let Some(slot) = all.get_mut(*place) {
                *slot = value;
            }
        }
        all
    }
}

pub(super) fn text(text: impl Into<String>) -> Option<FieldValue> {
    Some(FieldValue::Text(text.into()))
}

pub(super) fn code(code: impl Into<String>) -> Option<FieldValue> {
    Some(FieldValue::Code(code.into()))
}

pub(super) fn flag(flag: bool) -> Option<FieldValue> {
    Some(FieldValue::Flag(flag))
}

pub(super) fn whole(number: u32) -> Option<FieldValue> {
    Some(FieldValue::Whole(number.into()))
}

pub(super) fn record(id: i64) -> Option<FieldValue> {
    Some(FieldValue::Record(id))
}

pub(super) fn year(year: i16) -> Option<FieldValue> {
    Some(FieldValue::SchoolYear(SchoolYear::starting(year)))
}

pub(super) fn day(year: i16, month: i8, day: i8) -> Option<FieldValue> {
    Some(FieldValue::Partial(PartialDay::from(super::on(year, month, day))))
}
