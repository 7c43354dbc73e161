//! Counting figures, and opening one to the records behind it.

use std::collections::BTreeMap;

use super::describe::{Form, Part, forms};
use crate::registry::checks::{Row, School, SchoolRecords, Test};
use crate::registry::record::FieldValue;

/// Numbers by the code of the figure, in order of codes. A figure that is not there is missing where its line's
/// total is missing too, else it is nil.
pub type Figures = BTreeMap<String, i64>;

/// In which column of its line a record stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Column<'a> {
    Total,
    Of(&'a str),
    /// The record does not tell whether it belongs to the line.
    Unknown,
}

/// Counts all figures of a school.
pub fn count(records: &SchoolRecords<'_>) -> Figures {
    let school = School::over(records);
    let mut figures = Figures::new();
    for form in forms() {
        let mut counts: BTreeMap<(usize, &str, Column<'_>), i64> = BTreeMap::new();
        if !records.rows(form.of).is_empty() {
            let fixed = form.rows.iter().enumerate().filter(|(_, row)| row.each.is_none());
            counts.extend(fixed.map(|(line, _)| ((line, "", Column::Total), 0)));
        }
        walk(&school, form, |line, each, column, _| *counts.entry((line, each, column)).or_default() += 1);
        for ((line, each, column), number) in counts {
            let Some(row) = form.rows.get(line) else { continue };
            let mut code = format!("{}.{}", form.code, row.code);
            if !each.is_empty() {
                code.push('-');
                code.push_str(each);
            }
            match column {
                Column::Total => {}
                Column::Of(column) => {
                    code.push('.');
                    code.push_str(column);
                }
                Column::Unknown => code.push_str(".?"),
            }
            figures.insert(code, number);
        }
    }
    figures
}

/// The form of a figure and the records that it counts, in the order of lists; nothing for a code that is none.
pub fn counted(records: &SchoolRecords<'_>, figure: &str) -> Option<(&'static Form, Vec<i64>)> {
    let mut parts = figure.split('.');
    let (form, line, column) = (parts.next()?, parts.next()?, parts.next());
    let form = forms().iter().find(|known| known.code == form)?;
    let (row, each) = form.row(line)?;
    // Of a line for each code of a list only those are counted as a whole of whom it tells nothing.
    if row.each.is_some() && each.is_none() && column != Some("?") {
        return None;
    }
    let wanted = match column {
        None => Column::Total,
        Some("?") => Column::Unknown,
        Some(code) => Column::Of(code),
    };
    let place = form.rows.iter().position(|known| known.code == row.code)?;
    let mut found = Vec::new();
    walk(&School::over(records), form, |line, of, at, id| {
        if line == place && of == each.unwrap_or_default() && at == wanted {
            found.push(id);
        }
    });
    Some((form, found))
}

/// Visits every place in which a record counts: line, code of the line's list, column, record.
fn walk<'a>(
    school: &School<'_, 'a>,
    form: &'static Form,
    mut visit: impl FnMut(usize, &'a str, Column<'a>, i64),
) {
    for row in school.records.rows(form.of) {
        let belongs = all(school, &form.when, row);
        if belongs == Some(false) {
            continue;
        }
        let column = match school.reach(row, &form.column) {
            Some((FieldValue::Code(code), _)) => Some(code.as_str()),
            _ => None,
        };
        let mut counts = |line: usize, each: &'a str| {
            visit(line, each, Column::Total, row.id);
            if let Some(column) = column {
                visit(line, each, Column::Of(column), row.id);
            }
        };
        let mut unknown = Vec::new();
        for (line, of) in form.rows.iter().enumerate() {
            match &of.part {
                Part::Where(tests) => match belongs.and_then(|_| all(school, tests, row)) {
                    Some(true) => counts(line, ""),
                    Some(false) => {}
                    None => unknown.push(line),
                },
                Part::Each(path) => match school.reach(row, path).filter(|_| belongs.is_some()) {
                    Some((FieldValue::Code(code), _)) => counts(line, code),
                    Some((FieldValue::Codes(codes), _)) => {
                        codes.iter().for_each(|code| counts(line, code));
                    }
                    _ => unknown.push(line),
                },
            }
        }
        unknown.into_iter().for_each(|line| visit(line, "", Column::Unknown, row.id));
    }
}

/// Whether all tests hold, when that can be known.
fn all(school: &School<'_, '_>, tests: &[Test], row: &Row<'_>) -> Option<bool> {
    let mut known = Some(true);
    for test in tests {
        match school.truth(test, row) {
            Some(true) => {}
            Some(false) => return Some(false),
            None => known = None,
        }
    }
    known
}
