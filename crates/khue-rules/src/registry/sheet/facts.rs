//! What a row says, as facts of its record and of the records beside it.

use super::rows::{SheetRow, Table};
use crate::registry::record::{Beside, Facts, FieldValue, Storage, Stored, kind};

/// The facts of one row. Cells that are refused are unknown here.
#[derive(Clone, Debug, PartialEq)]
pub struct RowFacts {
    /// Of the record itself.
    pub own: Facts,
    /// Of the records beside it that the row says anything about: father, enrolment. The fields that
    /// link them to the record itself are open.
    pub besides: Vec<(&'static Beside, Facts)>,
}

impl Table {
    /// The facts of a row, with the values that hold for every row.
    pub fn facts(&self, row: &SheetRow) -> RowFacts {
        let kind_of_rows = self.layout.kind;
        let mut own = Facts::new(kind_of_rows);
        let mut besides: Vec<(&'static Beside, Facts)> = Vec::new();
        let cells = self.fields.iter().zip(&row.cells).filter_map(|((_, field), cell)| match cell {
            Some(Ok(parsed)) => Some((field.code.as_str(), parsed.value.as_ref()?)),
            _ => None,
        });
        for (code, value) in cells {
            let Some((place, code)) = code.split_once('.') else {
                own.set(code, Some(value.clone()));
                continue;
            };
            let known = besides.iter().position(|(beside, _)| beside.code == place);
            if let Some((_, facts)) = known.and_then(|at| besides.get_mut(at)) {
                facts.set(code, Some(value.clone()));
            } else if let Some((beside, mut facts)) =
                kind_of_rows.besides.iter().find(|beside| beside.code == place).and_then(begun)
            {
                facts.set(code, Some(value.clone()));
                besides.push((beside, facts));
            }
        }
        for fixed in self.fixed() {
            match fixed.field.split_once('.') {
                None if own.get(&fixed.field).is_none() => own.set(&fixed.field, Some(fixed.value.clone())),
                Some((place, code)) => {
                    let known = besides.iter_mut().find(|(beside, _)| beside.code == place);
                    if let Some((_, facts)) = known.filter(|(_, facts)| facts.get(code).is_none()) {
                        facts.set(code, Some(fixed.value.clone()));
                    }
                }
                None => {}
            }
        }
        RowFacts { own, besides }
    }
}

/// A record beside another, with what is known from its place.
fn begun(beside: &'static Beside) -> Option<(&'static Beside, Facts)> {
    let kind = kind(&beside.kind)?;
    let mut facts = Facts::new(kind);
    for (code, stored) in &beside.set {
        let field = kind.field(code)?;
        let stored = match field.kind.storage() {
            Storage::Text => Stored::Text(Some(stored.clone())),
            Storage::Number => Stored::Number(stored.parse().ok()),
        };
        facts.set(code, FieldValue::read(field, &stored));
    }
    Some((beside, facts))
}
