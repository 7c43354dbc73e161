//! What is said about a row: of words that name nothing, of people who are not known.

use khue_base::CellAddress;
use khue_rules::registry::record::{
    Beside, Facts, Field, FieldType, FieldValue, Found, Reason, folded, kind,
};
use khue_rules::registry::sheet::{Finding, Table, Weight};

use super::rows::{At, Verdict, Weigher};
use crate::registry::import::known::Held;

impl Weigher<'_> {
    /// Words that name nothing recorded: they refuse the row where they are required, else they are left out.
    pub(super) fn settle(&mut self, at: At<'_>, beside: Option<&'static Beside>, facts: &mut Facts) -> bool {
        let mentions: Vec<(&'static Field, String)> = facts
            .iter()
            .filter_map(|(field, value)| match value {
                Some(FieldValue::Mention(text)) => Some((field, text.clone())),
                _ => None,
            })
            .collect();
        let mut is_sound = true;
        for (field, text) in mentions {
            facts.set(&field.code, None);
            let weight = if field.is_required { Weight::Error } else { Weight::Query };
            is_sound &= weight == Weight::Query;
            let reason = self.unknown(field, &text);
            let code = match beside {
                Some(beside) => format!("{}.{}", beside.code, field.code),
                None => field.code.clone(),
            };
            self.say(at, &code, text, reason, weight);
        }
        is_sound
    }

    fn unknown(&self, field: &Field, text: &str) -> Reason {
        let left_out = if field.is_required { "" } else { " Ô này được để trống." };
        let FieldType::Record(of) = &field.kind else {
            let count = self.known.commune_codes(text).len();
            let problem = match count {
                0 => format!("{} “{text}” không có trong danh mục xã, phường.{left_out}", field.label),
                _ => format!("{} “{text}” là tên của {count} xã, phường.{left_out}", field.label),
            };
            return Reason::new(problem, "Ghi mã 5 chữ số của xã, phường thay cho tên.");
        };
        let name = kind(of).map_or(of.as_str(), |of| of.name.as_str());
        match self.known.find(of, text) {
            Found::Many(names) => {
                let names: Vec<&str> = names.iter().take(4).map(String::as_str).collect();
                Reason::new(
                    format!("{} “{text}” có thể là {}.{left_out}", field.label, names.join(" hoặc ")),
                    "Ghi mã thay cho tên.",
                )
            }
            _ => {
                let year = if of == "class" {
                    format!(" trong năm học {}", self.opened.year)
                } else {
                    String::new()
                };
                Reason::new(
                    format!("{} “{text}” chưa có{year}.{left_out}", field.label),
                    format!("Nhập danh sách {name} trước, hoặc sửa lại cho đúng tên đã có."),
                )
            }
        }
    }

    /// What the name of a sheet or its titles say for all its rows: the class that a list is of.
    pub(super) fn classes_of(&self, table: &Table) -> Vec<(&'static str, FieldValue)> {
        let kind_of_rows = self.opened.kind;
        let through = kind_of_rows.through.as_deref();
        let Some(way) = kind_of_rows.besides.iter().find(|beside| Some(beside.kind.as_str()) == through)
        else {
            return Vec::new();
        };
        let Some(of) = kind(&way.kind) else { return Vec::new() };
        let mut said = Vec::new();
        for field in of.fields.iter().filter(|field| field.is_required && field.code != way.link) {
            let FieldType::Record(other) = &field.kind else { continue };
            let texts = std::iter::once(folded(&table.layout.sheet_name))
                .chain(table.layout.titles.iter().flat_map(|title| named_classes(title)));
            let found = texts.into_iter().find_map(|text| match self.known.find(other, &text) {
                Found::One(id) => Some(FieldValue::Record(id)),
                _ => None,
            });
            said.extend(found.map(|value| (field.code.as_str(), value)));
        }
        said
    }

    /// A row that names nobody recorded, in a table that cannot make somebody new.
    pub(super) fn not_known(&self, missing: &Field) -> Reason {
        Reason::new(
            format!("Chưa có {} này, mà bảng không có cột {}.", self.opened.kind.name, missing.label),
            format!("Kiểm tra lại mã của hàng này, hoặc thêm cột {}.", missing.label),
        )
    }

    pub(super) fn ask_about_namesake(&mut self, at: At<'_>, held: &Held, namesake: usize) {
        let Some(row) = held.entry(namesake).and_then(|entry| entry.rows.last()) else { return };
        let reason = Reason::new(
            format!(
                "Đã có {} cùng tên, cùng ngày sinh nhưng mang mã khác; hàng này được coi là người khác.",
                row.called()
            ),
            "Nếu là một người thì sửa mã trong hồ sơ hoặc trong tệp cho khớp.",
        );
        let code = self.opened.kind.called_by.clone();
        let value = row.called();
        self.say(at, &code, value, reason, Weight::Query);
    }

    pub(super) fn refuse(&mut self, at: At<'_>, code: &str, reason: Reason) -> Verdict {
        self.say(at, code, String::new(), reason, Weight::Error);
        Verdict::Refused
    }

    /// A finding at the cell of a field; at the first cell that is read when the field has no column.
    pub(super) fn say(&mut self, at: At<'_>, code: &str, value: String, reason: Reason, weight: Weight) {
        let place = at.table.fields.iter().position(|(_, field)| field.code == code);
        let column =
            place.or(Some(0)).and_then(|place| at.table.fields.get(place)).map_or(0, |(column, _)| *column);
        let shown = place.and_then(|place| match (at.row.cells.get(place), at.table.fields.get(place)) {
            (Some(Some(Ok(parsed))), Some((_, field))) => {
                parsed.value.as_ref().map(|value| self.known.shown(field, value))
            }
            _ => None,
        });
        self.findings.push(Finding {
            sheet: at.table.layout.sheet_name.clone(),
            cell: CellAddress { row: at.row.number, column },
            field: code.to_owned(),
            value: if value.is_empty() { shown.unwrap_or_default() } else { value },
            reason,
            weight,
            check: None,
        });
    }
}
pub(super) fn same_value(one: Option<&FieldValue>, other: Option<&FieldValue>) -> bool {
    match (one, other) {
        (Some(FieldValue::Text(one)), Some(FieldValue::Text(other))) => folded(one) == folded(other),
        (one, other) => one == other,
    }
}

/// What may be the name of a class after the word `lớp`, longest first.
fn named_classes(title: &str) -> Vec<String> {
    let key = folded(title);
    let words: Vec<&str> = key.split(' ').collect();
    let starts = words.iter().enumerate().filter(|(_, word)| **word == "lop").map(|(at, _)| at + 1);
    starts
        .flat_map(|start| (1..=4).rev().map(move |count| start..start + count))
        .filter_map(|range| words.get(range))
        .map(|words| words.join(" "))
        .collect()
}

pub(super) fn lower(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_lowercase().to_string()).unwrap_or_default();
    format!("{first}{}", letters.as_str())
}
