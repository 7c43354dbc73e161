//! What a check says about a record: a sentence with holes.

use khue_base::Quantity;

use super::describe::Path;
use super::run::{Held, School};
use super::view::Row;
use crate::registry::record::{FieldValue, kinds};

/// A sentence whose holes are fields of the record, `{value}` and `{limit}`.
#[derive(Debug)]
pub(super) struct Message {
    pieces: Vec<Piece>,
}

#[derive(Debug)]
enum Piece {
    Words(String),
    Field(Path),
    Value,
    Limit,
}

impl Message {
    pub fn read(kind: usize, text: &str) -> Result<Self, String> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((words, after)) = rest.split_once('{') {
            let (hole, after) = after.split_once('}').ok_or_else(|| format!("{text}: a brace is open"))?;
            pieces.push(Piece::Words(words.to_owned()));
            pieces.push(match hole {
                "value" => Piece::Value,
                "limit" => Piece::Limit,
                path => Piece::Field(Path::read(kind, path)?),
            });
            rest = after;
        }
        pieces.push(Piece::Words(rest.to_owned()));
        Ok(Self { pieces })
    }

    /// The fields that it shows.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Field(path) => Some(path),
            _ => None,
        })
    }

    pub fn write(
        &self,
        school: &School<'_, '_>,
        row: &Row<'_>,
        value: &Held<'_>,
        limit: &Held<'_>,
    ) -> String {
        let mut text = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Words(words) => text.push_str(words),
                Piece::Field(path) => text.push_str(&shown(school, row, path)),
                Piece::Value => text.push_str(&number(value)),
                Piece::Limit => text.push_str(&number(limit)),
            }
        }
        text
    }
}

fn number(held: &Held<'_>) -> String {
    match held {
        Held::Number(thousandths) => Quantity::from_thousandths(*thousandths).to_string(),
        _ => "chưa rõ".to_owned(),
    }
}

/// A value as lists show it; a record by what it is called.
fn shown(school: &School<'_, '_>, row: &Row<'_>, path: &Path) -> String {
    let Some((value, (kind, place))) = school.reach(row, path) else { return "(chưa ghi)".to_owned() };
    let Some(field) = kinds().get(kind).and_then(|kind| kind.fields.get(place)) else { return String::new() };
    if let (FieldValue::Record(id), crate::registry::record::FieldType::Record(of)) = (value, &field.kind)
        && let Some(at) = kinds().iter().position(|kind| kind.code == *of)
        && let Some(called) = kinds().get(at).and_then(|kind| kind.position(&kind.called_by))
        && let Some(name) = school.records.row(at, *id).and_then(|row| row.value(called))
    {
        return name.shown(field);
    }
    value.shown(field)
}
