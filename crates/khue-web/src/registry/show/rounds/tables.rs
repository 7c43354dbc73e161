//! Figures as tables, and as sheets.

use std::collections::BTreeSet;

use khue_office::sheet::{Cell, ColumnKind as SheetKind, Sheet, SheetColumn};
use khue_rules::registry::figures::{Figures, Form, FormRow, forms};

use super::written;
use crate::page::{Tag, Tone};
use crate::registry::figures::{FigureCell, FigureRow, FigureTable};

/// The column of those of whom a field does not tell whether they belong.
const UNKNOWN: &str = "?";

/// What is shown.
pub(super) struct Shown<'a> {
    /// The figures.
    pub figures: &'a Figures,
    /// What the records say now, where that is compared.
    pub now: Option<&'a Figures>,
    /// Where a figure opens; nowhere when absent.
    pub opens: Option<String>,
}

/// All forms as tables; those that are empty before and now have no lines.
pub(super) fn tables(shown: &Shown<'_>) -> Vec<FigureTable> {
    forms().iter().map(|form| table(form, shown)).collect()
}

fn table(form: &'static Form, shown: &Shown<'_>) -> FigureTable {
    let columns = columns_of(form, shown);
    let mut rows = Vec::new();
    for row in &form.rows {
        let lines = lines_of(form, row, shown);
        if let (Some(list), false) = (row.each, lines.is_empty()) {
            rows.push(FigureRow { label: row.label.clone(), is_heading: true, ..FigureRow::default() });
            // In the order of the list; what tells nothing of the list comes last.
            let order = |line: &str| {
                let code = line.strip_prefix(&row.code).and_then(|code| code.strip_prefix('-'));
                list.codes.iter().position(|known| Some(known.code.as_str()) == code).unwrap_or(usize::MAX)
            };
            let mut lines = lines;
            lines.sort_by_key(|line| order(line));
            for line in lines {
                let label = if line == row.code { "chưa ghi".to_owned() } else { label(form, &line) };
                let (is_under, is_code) = (true, line != row.code);
                rows.push(FigureRow { label, is_under, is_code, ..line_of(form, &line, &columns, shown) });
            }
        } else {
            for line in lines {
                rows.push(FigureRow { label: label(form, &line), ..line_of(form, &line, &columns, shown) });
            }
        }
    }
    let name = |column: &String| match column.as_str() {
        "" => "Tổng số".to_owned(),
        UNKNOWN => "Chưa rõ".to_owned(),
        code => form.columns.by_code(code).map_or_else(|| code.to_owned(), |code| code.name.clone()),
    };
    FigureTable {
        anchor: form.code.clone(),
        title: form.title.clone(),
        basis: form.basis.clone(),
        doubt: form.is_to_confirm.then(|| Tag::new(Tone::Soon, "cần xác nhận")),
        columns: columns.iter().map(name).collect(),
        rows,
    }
}

fn label(form: &Form, line: &str) -> String {
    form.label_of(line).unwrap_or_else(|| line.to_owned())
}

/// Codes of the columns in use: the total, those of the list, then the unknown.
fn columns_of(form: &Form, shown: &Shown<'_>) -> Vec<String> {
    let used: BTreeSet<&str> = codes(form, shown).filter_map(|code| code.split('.').nth(2)).collect();
    let listed = form.columns.codes.iter().map(|code| code.code.as_str());
    let listed = listed.filter(|code| used.contains(code));
    let unknown = [UNKNOWN].into_iter().filter(|code| used.contains(code));
    std::iter::once("").chain(listed).chain(unknown).map(str::to_owned).collect()
}

/// Codes of all figures of a form, before and now.
fn codes<'a>(form: &'a Form, shown: &'a Shown<'_>) -> impl Iterator<Item = &'a String> {
    let now = shown.now.into_iter().flat_map(|now| now.keys());
    let is_of = |code: &&String| code.split('.').next() == Some(form.code.as_str());
    shown.figures.keys().chain(now).filter(is_of)
}

/// Lines of a row that have any figure.
fn lines_of(form: &'static Form, row: &FormRow, shown: &Shown<'_>) -> Vec<String> {
    let lines: BTreeSet<&str> = codes(form, shown).filter_map(|code| code.split('.').nth(1)).collect();
    let belongs = |line: &&str| form.row(line).is_some_and(|(found, _)| found.code == row.code);
    lines.into_iter().filter(belongs).map(str::to_owned).collect()
}

fn line_of(form: &Form, line: &str, columns: &[String], shown: &Shown<'_>) -> FigureRow {
    let cells = columns.iter().map(|column| {
        let code = match column.as_str() {
            "" => format!("{}.{line}", form.code),
            column => format!("{}.{line}.{column}", form.code),
        };
        let number = shown.figures.get(&code).copied();
        let now = shown.now.map(|now| now.get(&code).copied());
        let differs = now.is_some_and(|now| now.unwrap_or_default() != number.unwrap_or_default());
        FigureCell {
            text: number.map(written).unwrap_or_default(),
            href: match (&shown.opens, number) {
                (Some(place), Some(_)) => format!("{place}/{}", code.replace(UNKNOWN, "%3F")),
                _ => String::new(),
            },
            now: match now {
                Some(now) if differs => {
                    now.map_or_else(|| "nay không có".to_owned(), |now| format!("nay {}", written(now)))
                }
                _ => String::new(),
            },
        }
    });
    FigureRow { cells: cells.collect(), ..FigureRow::default() }
}

/// What a figure is called: form, line, column.
pub(super) fn called(code: &str) -> [String; 3] {
    let mut parts = code.split('.');
    let (form, line, column) = (parts.next(), parts.next().unwrap_or_default(), parts.next());
    let Some(form) = form.and_then(|form| forms().iter().find(|known| known.code == form)) else {
        return [code.to_owned(), String::new(), String::new()];
    };
    let named = match form.row(line) {
        // A code of a list is told with what the list is about.
        Some((row, Some(_))) => format!("{}: {}", row.label, label(form, line)),
        _ => label(form, line),
    };
    let column = match column {
        None => String::new(),
        Some(UNKNOWN) => "Chưa rõ".to_owned(),
        Some(code) => form.columns.by_code(code).map_or_else(|| code.to_owned(), |code| code.name.clone()),
    };
    [form.title.clone(), named, column]
}

/// Figures as a sheet: a row a figure, with more numbers beside it.
pub(super) fn sheet(
    title: String,
    notes: Vec<String>,
    day: khue_base::Day,
    numbers: &[&str],
    rows: impl Iterator<Item = (String, Vec<Option<i64>>)>,
) -> Sheet {
    let column = |title: &str, width, kind| SheetColumn { title: title.to_owned(), width, kind };
    let mut columns = vec![
        column("Biểu", 30, SheetKind::Text),
        column("Chỉ tiêu", 40, SheetKind::Text),
        column("Cột", 24, SheetKind::Text),
        column("Mã", 22, SheetKind::Text),
    ];
    columns.extend(numbers.iter().map(|title| column(title, 16, SheetKind::Number)));
    let rows = rows.map(|(code, numbers)| {
        let mut cells: Vec<Cell> = called(&code).into_iter().map(text).collect();
        cells.push(Cell::Text(code));
        cells.extend(numbers.into_iter().map(|number| number.map_or(Cell::Empty, Cell::Whole)));
        cells
    });
    Sheet { name: "Số liệu".to_owned(), title, notes, day, columns, rows: rows.collect() }
}

fn text(text: String) -> Cell {
    if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
}
