//! The records of a school as checks see them.

use std::collections::HashMap;

use khue_base::Day;

use crate::registry::record::{FieldValue, kinds};

/// A record with its values, in the order of the fields of its kind.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// Its id.
    pub id: i64,
    /// A value or nothing for every field.
    pub values: &'a [Option<FieldValue>],
}

impl<'a> Row<'a> {
    /// The value of the field at a place.
    pub(super) fn value(&self, place: usize) -> Option<&'a FieldValue> {
        self.values.get(place)?.as_ref()
    }

    /// The record that the field at a place names.
    pub(super) fn link(&self, place: usize) -> Option<i64> {
        match self.value(place) {
            Some(FieldValue::Record(id)) => Some(*id),
            _ => None,
        }
    }
}

/// All that is recorded of one school on a day: its own records, and those of its pupils and staff.
#[derive(Debug)]
pub struct SchoolRecords<'a> {
    /// The day.
    pub day: Day,
    /// Rows by the place of their kind among all kinds.
    rows: Vec<Vec<Row<'a>>>,
    by_id: Vec<HashMap<i64, usize>>,
}

impl<'a> SchoolRecords<'a> {
    /// Nothing yet.
    pub fn on(day: Day) -> Self {
        let kinds = kinds().len();
        Self { day, rows: vec![Vec::new(); kinds], by_id: vec![HashMap::new(); kinds] }
    }

    /// Adds a record of a kind; of a kind that does not exist nothing is added.
    pub fn add(&mut self, kind: &str, row: Row<'a>) {
        let Some(kind) = kinds().iter().position(|known| known.code == kind) else { return };
        if let (Some(rows), Some(by_id)) = (self.rows.get_mut(kind), self.by_id.get_mut(kind)) {
            by_id.insert(row.id, rows.len());
            rows.push(row);
        }
    }

    pub(in crate::registry) fn rows(&self, kind: usize) -> &[Row<'a>] {
        self.rows.get(kind).map_or(&[], Vec::as_slice)
    }

    pub(super) fn row(&self, kind: usize, id: i64) -> Option<&Row<'a>> {
        let place = self.by_id.get(kind)?.get(&id)?;
        self.rows.get(kind)?.get(*place)
    }
}
