//! What is wrong or odd in a sheet, each with its cell.

use std::collections::HashMap;

use khue_base::{CellAddress, to_nfc};

use super::rows::{Fixed, Table};
use crate::registry::record::{Field, FieldType, FieldValue, Reason, folded};

/// One thing to correct or to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The name of the sheet.
    pub sheet: String,
    /// The cell; that of the head's first column when a whole column is missing.
    pub cell: CellAddress,
    /// The code of the field.
    pub field: String,
    /// What stands in the cell, shortened.
    pub value: String,
    /// Why, and what to do.
    pub reason: Reason,
    /// How grave it is.
    pub weight: Weight,
    /// The code of the check that says so, when it is one of records and not of this cell.
    pub check: Option<&'static str>,
}

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// The row is not taken until it is corrected.
    Error,
    /// The row is taken; somebody should look.
    Query,
}

/// Text that is shown of a cell.
const SHOWN: usize = 80;

pub(super) fn shown(text: &str) -> String {
    let mut letters = text.chars();
    let mut shown = to_nfc(&letters.by_ref().take(SHOWN).collect::<String>());
    if letters.next().is_some() {
        shown.push('…');
    }
    shown
}

impl Table {
    /// All that is wrong or odd, in the order of the sheet: missing columns, cells,
    /// fields that disagree, then the same record twice.
    pub fn findings(&self) -> Vec<Finding> {
        let mut findings = self.missing_columns();
        findings.extend(self.cells());
        findings.extend(self.odd_records());
        findings.extend(self.repeats());
        findings
    }

    /// Required fields that neither a column nor a given value fills. A sheet with codes can still
    /// add to records that are there.
    fn missing_columns(&self) -> Vec<Finding> {
        let layout = &self.layout;
        let first = layout.columns.first().map_or(0, |column| column.column);
        let finds = |identity: &Vec<String>| match identity.as_slice() {
            [code] => self.fields.iter().any(|(_, field)| field.code == *code),
            _ => false,
        };
        let adds = layout.kind.identity.iter().any(finds);
        let given = |field: &Field| self.fixed.iter().any(|fixed| fixed.field == field.code);
        layout
            .missing()
            .into_iter()
            .filter(|field| !given(field))
            .map(|field| Finding {
                sheet: layout.sheet_name.clone(),
                cell: CellAddress { row: layout.last_head_row, column: first },
                field: field.code.clone(),
                value: String::new(),
                reason: Reason::new(
                    if adds {
                        format!(
                            "Bảng không có cột {} nên chỉ bổ sung được cho {} đã có.",
                            field.label, layout.kind.name
                        )
                    } else {
                        format!("Bảng không có cột {}.", field.label)
                    },
                    format!("Chọn cột chứa {} hoặc thêm cột này vào tệp rồi gửi lại.", field.label),
                ),
                weight: if adds { Weight::Query } else { Weight::Error },
                check: None,
            })
            .collect()
    }

    fn cells(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        for row in &self.rows {
            for (at, cell) in row.cells.iter().enumerate() {
                let (reasons, weight) = match cell {
                    Some(Err(reason)) => (std::slice::from_ref(reason), Weight::Error),
                    Some(Ok(parsed)) => (parsed.queries.as_slice(), Weight::Query),
                    None => continue,
                };
                for reason in reasons {
                    findings.extend(self.finding(row.number, at, reason.clone(), weight));
                }
            }
        }
        findings
    }

    fn finding(&self, row: u32, at: usize, reason: Reason, weight: Weight) -> Option<Finding> {
        let (column, field) = self.fields.get(at)?;
        let cell = CellAddress { row, column: *column };
        let found = self.rows.binary_search_by_key(&row, |row| row.number).ok()?;
        let value = self.rows.get(found)?.texts.iter().find(|(place, _)| *place == at);
        Some(Finding {
            sheet: self.layout.sheet_name.clone(),
            cell,
            field: field.code.clone(),
            value: value.map(|(_, text)| text.clone()).unwrap_or_default(),
            reason,
            weight,
            check: None,
        })
    }

    /// Fields of one row that disagree: a personal number with sex and birth year.
    fn odd_records(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        for row in &self.rows {
            let facts = self.facts(row);
            let own = facts.own.queries().into_iter().map(|(field, reason)| (field.code.clone(), reason));
            let besides = facts.besides.iter().flat_map(|(beside, facts)| {
                let named = |field: &Field| format!("{}.{}", beside.code, field.code);
                facts.queries().into_iter().map(move |(field, reason)| (named(field), reason))
            });
            for (code, reason) in own.chain(besides) {
                let Some(at) = self.fields.iter().position(|(_, field)| field.code == code) else { continue };
                let value = self.shown_value(row.number, at).unwrap_or_default();
                let finding = self.finding(row.number, at, reason, Weight::Query);
                findings.extend(finding.map(|finding| Finding { value, ..finding }));
            }
        }
        findings
    }

    /// Rows that name the same record twice. Of people with one name and one birthday there may be two,
    /// so that is asked; the same code or personal number is an error.
    fn repeats(&self) -> Vec<Finding> {
        let mut identities: Vec<Vec<&str>> =
            self.layout.kind.identity.iter().map(|one| one.iter().map(String::as_str).collect()).collect();
        // Numbers of persons belong to one person even where they find no record.
        for (_, field) in &self.fields {
            let own = !field.code.contains('.') && field.kind == FieldType::PersonalNumber;
            if own && !identities.iter().any(|one| one.as_slice() == [field.code.as_str()]) {
                identities.push(vec![&field.code]);
            }
        }
        let mut findings = Vec::new();
        for identity in identities {
            self.repeats_of(&identity, &mut findings);
        }
        findings.sort_by_key(|finding| finding.cell);
        findings
    }

    fn repeats_of(&self, identity: &[&str], findings: &mut Vec<Finding>) {
        // Each part is a column or a value that is the same for all rows.
        let mut places = Vec::new();
        for code in identity {
            match self.fields.iter().position(|(_, field)| field.code == *code) {
                Some(at) => places.push(at),
                None if self.fixed.iter().any(|fixed| fixed.field == *code) => {}
                None => return,
            }
        }
        let Some(shown_at) = places.last().copied() else { return };
        let names: Vec<String> = places
            .iter()
            .filter_map(|at| self.fields.get(*at))
            .map(|(_, field)| field.label.clone())
            .collect();
        let named = places
            .iter()
            .filter_map(|at| self.fields.get(*at))
            .any(|(_, field)| field.kind == FieldType::Name);
        let weight = if named { Weight::Query } else { Weight::Error };
        let mut first: HashMap<Vec<String>, u32> = HashMap::with_capacity(self.rows.len());
        for row in &self.rows {
            let key: Option<Vec<String>> = places
                .iter()
                .map(|at| match row.cells.get(*at) {
                    Some(Some(Ok(parsed))) => parsed.value.as_ref().map(identity_key),
                    _ => None,
                })
                .collect();
            let Some(key) = key else { continue };
            let before = *first.entry(key).or_insert(row.number);
            if before == row.number {
                continue;
            }
            let fix = match weight {
                Weight::Error => "Xoá một trong hai hàng, hoặc sửa lại cho đúng.".to_owned(),
                Weight::Query => {
                    "Nếu là hai người khác nhau thì giữ nguyên; nếu ghi lặp thì xoá một hàng.".to_owned()
                }
            };
            let reason = Reason::new(format!("{} trùng với hàng {before}.", names.join(" và ")), fix);
            let text = row.texts.iter().find(|(at, _)| *at == shown_at).map(|(_, text)| text.clone());
            let value = text.or_else(|| self.shown_value(row.number, shown_at)).unwrap_or_default();
            if let Some(finding) = self.finding(row.number, shown_at, reason, weight) {
                findings.push(Finding { value, ..finding });
            }
        }
    }

    fn shown_value(&self, row: u32, at: usize) -> Option<String> {
        let found = self.rows.binary_search_by_key(&row, |row| row.number).ok()?;
        let (_, field) = self.fields.get(at)?;
        match self.rows.get(found)?.cells.get(at)? {
            Some(Ok(parsed)) => parsed.value.as_ref().map(|value| shown(&value.shown(field))),
            _ => None,
        }
    }

    /// Values that hold for every row.
    pub fn fixed(&self) -> &[Fixed] {
        &self.fixed
    }
}

fn identity_key(value: &FieldValue) -> String {
    match value {
        FieldValue::Text(text) | FieldValue::Mention(text) => folded(text),
        other => format!("{other:?}"),
    }
}
