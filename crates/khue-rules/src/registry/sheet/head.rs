//! Where the head of a table stands, and of which kind the table is.

use std::collections::BTreeMap;

use khue_base::{CellAddress, Grid, GridCell, GridRow, GridSheet, Merged};

use super::Remembered;
use super::columns::{Column, Headings, Meaning, Why, is_serial, meanings};
use super::spellings::{SURE, Spellings, heading_key};
use crate::registry::record::{Field, Kind, folded, kinds};

/// A table in a sheet: its head and what its columns mean.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    /// What its rows are.
    pub kind: &'static Kind,
    /// The place of its sheet in the workbook.
    pub sheet: usize,
    /// The name of its sheet.
    pub sheet_name: String,
    /// The first row of its head.
    pub first_head_row: u32,
    /// The last row of its head.
    pub last_head_row: u32,
    /// Its columns from left to right.
    pub columns: Vec<Column>,
    /// Titles over the head.
    pub titles: Vec<String>,
    /// How sure it is; only to be compared.
    pub score: i32,
}

impl Layout {
    /// The columns whose values are taken, with their fields.
    pub fn taken(&self) -> impl Iterator<Item = (&Column, &'static Field)> {
        self.columns.iter().filter_map(|column| match &column.meaning {
            Meaning::Field { chosen, .. } => Some((column, chosen.field)),
            _ => None,
        })
    }

    /// Required fields without a column.
    pub fn missing(&self) -> Vec<&'static Field> {
        let has = |field: &Field| self.taken().any(|(_, taken)| taken.code == field.code);
        self.kind.fields.iter().filter(|field| field.must_be_given() && !has(field)).collect()
    }

    /// What is to be remembered of it when a person has confirmed it.
    pub fn remembered(&self) -> Remembered {
        let columns = self.columns.iter().filter(|column| !column.key.is_empty());
        let columns = columns.filter_map(|column| match &column.meaning {
            Meaning::Field { chosen, .. } => Some((column.key.clone(), Some(chosen.field.code.clone()))),
            Meaning::LeftOut => Some((column.key.clone(), None)),
            _ => None,
        });
        Remembered { columns: columns.collect() }
    }

    /// Whether another layout has the same columns for the same fields: sheets of one class each.
    pub fn is_like(&self, other: &Layout) -> bool {
        let fields = |layout: &Layout| -> Vec<(u16, String)> {
            layout.taken().map(|(column, field)| (column.column, field.code.clone())).collect()
        };
        self.kind.code == other.kind.code && fields(self) == fields(other)
    }
}

/// A head is looked for among so many rows with content.
const ROWS: usize = 60;
/// The score of a head with three fields that count.
const GOOD: i32 = 360;
/// Cells of a head that are looked at.
const MOST_COLUMNS: usize = 300;
/// Titles are kept up to this length.
const LONGEST_TITLE: usize = 200;

/// The tables of a workbook for a kind, likeliest first, at most one a sheet.
/// Hidden sheets come last: they hold code lists.
pub fn layouts(grid: &Grid, kind: &'static Kind, remembered: Option<&Remembered>) -> Vec<Layout> {
    among(grid, kind, remembered, usize::MAX)
}

/// The kinds that a workbook may hold, likeliest first, each with its best table. Of many sheets
/// the first visible ones are looked at.
pub fn kinds_of(grid: &Grid) -> Vec<Layout> {
    const SHEETS: usize = 12;
    let mut found: Vec<Layout> =
        kinds().iter().filter_map(|kind| among(grid, kind, None, SHEETS).into_iter().next()).collect();
    found.sort_by_key(|layout| std::cmp::Reverse(layout.score));
    found
}

fn among(
    grid: &Grid,
    kind: &'static Kind,
    remembered: Option<&Remembered>,
    most_sheets: usize,
) -> Vec<Layout> {
    let spellings = Spellings::of(kind);
    let is_hidden = |at: usize| grid.sheets.get(at).is_some_and(|sheet| sheet.hidden);
    let mut sheets: Vec<(usize, &GridSheet)> =
        grid.sheets.iter().enumerate().filter(|(_, sheet)| !sheet.rows.is_empty()).collect();
    sheets.sort_by_key(|(at, sheet)| (sheet.hidden, *at));
    let mut found: Vec<Layout> = sheets
        .into_iter()
        .take(most_sheets)
        .filter_map(|(at, sheet)| layout(sheet, at, kind, &spellings, remembered))
        .collect();
    found.sort_by_key(|layout| (is_hidden(layout.sheet), std::cmp::Reverse(layout.score), layout.sheet));
    found
}

fn layout(
    sheet: &GridSheet,
    at: usize,
    kind: &'static Kind,
    spellings: &Spellings,
    remembered: Option<&Remembered>,
) -> Option<Layout> {
    let mut best: Option<(i32, usize, Vec<Headings>, u32)> = None;
    for (place, row) in sheet.rows.iter().take(ROWS).enumerate() {
        // Below a good head there is no better one.
        if best.as_ref().is_some_and(|(score, at, ..)| *score >= GOOD && place > at + 3) {
            break;
        }
        let one = headings(sheet, row, None);
        let next = sheet.rows.get(place + 1).filter(|next| next.number == row.number + 1);
        let two = next.filter(|next| is_second_head(sheet, row, next));
        let mut candidates = vec![(one, row.number)];
        if let Some(next) = two {
            candidates.push((headings(sheet, row, Some(next)), next.number));
        }
        for (headings, last) in candidates {
            let score = score(kind, spellings, &headings, remembered);
            if score > best.as_ref().map_or(0, |best| best.0) {
                best = Some((score, place, headings, last));
            }
        }
    }
    let (score, place, headings, last_head_row) = best?;
    let row = sheet.rows.get(place)?;
    let columns = meanings(kind, spellings, &headings, remembered);
    let titles: Vec<String> = sheet
        .rows
        .iter()
        .take(place)
        .flat_map(|row| &row.cells)
        .filter_map(|(_, cell)| match cell {
            GridCell::Text(text) => Some(text.chars().take(LONGEST_TITLE).collect()),
            _ => None,
        })
        .collect();
    let data_rows = sheet.rows.len().saturating_sub(place + 1);
    let named = named_in_titles(kind, &titles, &sheet.name);
    let layout = Layout {
        kind,
        sheet: at,
        sheet_name: sheet.name.clone(),
        first_head_row: row.number,
        last_head_row,
        columns,
        titles,
        // A sheet with rows before an empty form.
        score: score + named + i32::from(data_rows > 0) * 20,
    };
    // One heading may stand in any title.
    let taken = layout.taken().count();
    let chosen = layout.columns.iter().any(
        |column| matches!(&column.meaning, Meaning::Field { chosen, .. } if chosen.why == Why::Remembered),
    );
    (taken >= 2 || chosen).then_some(layout)
}

/// How likely a row is the head: what it names, more for what finds records again.
fn score(
    kind: &'static Kind,
    spellings: &Spellings,
    headings: &[Headings],
    remembered: Option<&Remembered>,
) -> i32 {
    let mut fields: BTreeMap<&str, i32> = BTreeMap::new();
    let mut foreign = 0;
    for heading in headings {
        let shown = heading_key(&heading.parts.join(" / "));
        if let Some(Some(code)) = remembered.and_then(|remembered| remembered.columns.get(&shown))
            && let Some(field) = kind.sheet_fields().find(|field| field.code == *code)
        {
            fields.insert(&field.code, 120);
            continue;
        }
        let found = spellings.exactly(&heading.parts);
        match found.first() {
            Some(best) if best.score >= SURE => {
                let identity = kind.identity.iter().flatten().any(|code| *code == best.field.code);
                let bonus = if best.field.is_required || identity { 40 } else { 0 };
                let weight = i32::from(best.score) / if found.len() > 1 { 2 } else { 1 };
                let known = fields.entry(&best.field.code).or_default();
                *known = (*known).max(weight + bonus);
            }
            _ if heading.parts.last().is_some_and(|leaf| is_serial(&folded(leaf))) => {
                fields.insert("", 30);
            }
            _ => foreign += 1,
        }
    }
    fields.values().sum::<i32>() - foreign * 8
}

fn named_in_titles(kind: &Kind, titles: &[String], sheet_name: &str) -> i32 {
    let text = format!(" {} {} ", folded(&titles.join(" ")), folded(sheet_name));
    let named = kind
        .title
        .split(',')
        .map(folded)
        .any(|name| !name.is_empty() && text.contains(&format!(" danh sach {name} ")));
    let mentioned =
        kind.title.split(',').map(folded).any(|name| !name.is_empty() && text.contains(&format!(" {name} ")));
    if named {
        150
    } else if mentioned {
        40
    } else {
        0
    }
}

/// Whether the row under a head belongs to it: words only, and over some of them stands a heading
/// that covers several columns or none at all.
fn is_second_head(sheet: &GridSheet, first: &GridRow, second: &GridRow) -> bool {
    if !second.cells.iter().all(|(_, cell)| matches!(cell, GridCell::Text(text) if text.chars().count() < 80))
    {
        return false;
    }
    let over = touching(sheet, first, None);
    let covers = over.iter().any(|merged| {
        merged.first.row == first.number
            && merged.last.row == first.number
            && merged.last.column > merged.first.column
            && (merged.first.column..=merged.last.column.min(merged.first.column.saturating_add(100)))
                .filter(|column| second.cell(*column).is_some())
                .count()
                > 1
    });
    let gaps = second.cells.iter().filter(|(column, _)| first.cell(*column).is_none()).count();
    let tall = over.iter().any(|merged| merged.first.row == first.number && merged.last.row == second.number);
    covers || tall || gaps > 0 && second.cells.len() < first.cells.len() + gaps
}

/// The headings of the columns in one row, or in two over one another.
fn headings(sheet: &GridSheet, first: &GridRow, second: Option<&GridRow>) -> Vec<Headings> {
    let merged = touching(sheet, first, second);
    let covering = |address: CellAddress| merged.iter().find(|merged| merged.contains(address));
    let mut columns: Vec<u16> = first
        .cells
        .iter()
        .chain(second.iter().flat_map(|row| &row.cells))
        .map(|(column, _)| *column)
        .collect();
    columns.sort_unstable();
    columns.dedup();
    columns.truncate(MOST_COLUMNS);
    let text = |row: &GridRow, column| match row.cell(column) {
        Some(GridCell::Text(text)) => Some(text.to_string()),
        Some(other) => Some(other.text().into_owned()),
        None => None,
    };
    let mut found: Vec<Headings> = Vec::with_capacity(columns.len());
    let mut group: Option<(u16, String)> = None;
    for column in columns {
        let mut parts = Vec::new();
        if let Some(own) = text(first, column) {
            group = Some((column, own.clone()));
            parts.push(own);
        } else if second.is_some() {
            let address = CellAddress { row: first.number, column };
            let over = match covering(address) {
                Some(merged) => text(first, merged.first.column),
                // Not joined: the group reaches on while nothing else begins.
                None if sheet.merged.is_empty() => group.as_ref().map(|(_, text)| text.clone()),
                None => None,
            };
            parts.extend(over);
        }
        if let Some(own) = second.and_then(|row| text(row, column)) {
            parts.push(own);
        }
        if parts.is_empty() {
            continue;
        }
        let covers = match (second, covering(CellAddress { row: first.number, column })) {
            (None, Some(merged)) if merged.first.column == column => {
                let last = merged.last.column.min(column.saturating_add(3));
                (column + 1..=last).filter(|next| first.cell(*next).is_none()).collect()
            }
            (Some(below), Some(merged))
                if merged.first.column == column && merged.last.row > first.number =>
            {
                let last = merged.last.column.min(column.saturating_add(3));
                (column + 1..=last).filter(|next| below.cell(*next).is_none()).collect()
            }
            _ => Vec::new(),
        };
        found.push(Headings { column, parts, covers });
    }
    found
}

/// Joined cells that reach into one row or two; of a sound sheet hardly more than columns.
fn touching<'a>(sheet: &'a GridSheet, first: &GridRow, second: Option<&GridRow>) -> Vec<&'a Merged> {
    let last = second.map_or(first.number, |row| row.number);
    let touches = |merged: &&Merged| merged.first.row <= last && merged.last.row >= first.number;
    sheet.merged.iter().filter(touches).take(MOST_COLUMNS).collect()
}
