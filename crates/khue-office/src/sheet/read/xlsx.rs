//! XLSX, cell by cell, so that neither a stated dimension nor empty rows cost memory.

use std::io::Cursor;

use calamine::{CellErrorType, DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use khue_base::{Epoch, Fault, Grid, GridCell, GridSheet};

use super::gather::{Gatherer, Room, iso_moment, moment, number};
use super::package::Package;
use super::{MOST_SHEETS, ReadNote, SheetFormat, Unreadable};

pub(super) fn read(bytes: &[u8]) -> Result<(Grid, Vec<ReadNote>), Unreadable> {
    let package = Package::open(bytes)?;
    let mut notes = Vec::new();
    for (found, note) in [
        (package.macros, ReadNote::Macros),
        (package.external_links, ReadNote::ExternalLinks),
        (package.pictures, ReadNote::Pictures),
    ] {
        if found {
            notes.push(note);
        }
    }
    let Package { plain, mut facts, .. } = package;
    let mut book = Xlsx::new(Cursor::new(plain)).map_err(fault)?;
    let epoch = if book.has_1904_epoch() { Epoch::Mac1904 } else { Epoch::Windows1900 };
    let tabs: Vec<_> =
        book.sheets_metadata().iter().filter(|tab| tab.typ == SheetType::WorkSheet).cloned().collect();
    if tabs.len() > MOST_SHEETS {
        return Err(Unreadable::TooManySheets);
    }
    let mut room = Room::new();
    let mut sheets = Vec::with_capacity(tabs.len());
    for tab in tabs {
        let Some((mut sheet, not_computed)) = cells(&mut book, &tab.name, &mut room, epoch)? else {
            continue;
        };
        sheet.hidden = tab.visible != SheetVisible::Visible;
        if let Some(facts) = facts.remove(&tab.name) {
            sheet.merged = facts.merged;
            let hidden = sheet.rows.iter().filter(|row| facts.hidden_rows.contains(&row.number)).count();
            sheet.hidden_rows = u32::try_from(hidden).unwrap_or(u32::MAX);
        }
        if not_computed > 0 {
            notes.push(ReadNote::NotComputed { sheet: tab.name, count: not_computed });
        }
        sheets.push(sheet);
    }
    Ok((Grid { sheets, epoch }, notes))
}

/// The cells of a sheet and how many formulas lack a result; nothing when it is no sheet of cells.
fn cells(
    book: &mut Xlsx<Cursor<Vec<u8>>>,
    name: &str,
    room: &mut Room,
    epoch: Epoch,
) -> Result<Option<(GridSheet, u32)>, Unreadable> {
    let mut cells = match book.worksheet_cells_reader(name) {
        Ok(cells) => cells,
        Err(XlsxError::NotAWorksheet(_)) => return Ok(None),
        Err(error) => return Err(fault(error)),
    };
    let mut gatherer = Gatherer::new(room, name.to_owned());
    let mut not_computed = 0;
    while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(fault)? {
        let value = match cell.value {
            DataRef::Empty if cell.formula.is_none() => continue,
            DataRef::Empty => {
                not_computed += 1;
                GridCell::Fault(Fault::NotComputed)
            }
            DataRef::Int(whole) => GridCell::Number { units: whole, places: 0 },
            DataRef::Float(value) => number(value),
            DataRef::String(text) => GridCell::Text(text.into()),
            DataRef::SharedString(text) => GridCell::Text(text.into()),
            DataRef::Bool(flag) => GridCell::Flag(flag),
            DataRef::DateTime(value) if value.is_duration() => number(value.as_f64()),
            DataRef::DateTime(value) => moment(value.as_f64(), epoch),
            DataRef::DateTimeIso(text) => iso_moment(&text),
            DataRef::DurationIso(text) => GridCell::Text(text.into()),
            DataRef::Error(error) => GridCell::Fault(fault_of(&error)),
        };
        let (row, column) = cell.pos;
        let column = u16::try_from(column).map_err(|_| Unreadable::Broken(SheetFormat::Xlsx))?;
        gatherer.add(row.saturating_add(1), column, value)?;
    }
    Ok(Some((gatherer.finish(), not_computed)))
}

/// What an error of a cell is called.
pub(super) fn fault_of(error: &CellErrorType) -> Fault {
    match error {
        CellErrorType::Div0 => Fault::Division,
        CellErrorType::NA => Fault::Missing,
        CellErrorType::Name => Fault::Name,
        CellErrorType::Null => Fault::Null,
        CellErrorType::Num => Fault::Number,
        CellErrorType::Ref => Fault::Reference,
        CellErrorType::Value => Fault::Value,
        CellErrorType::GettingData => Fault::NotComputed,
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it is what map_err hands over")]
fn fault(error: XlsxError) -> Unreadable {
    match error {
        XlsxError::Password => Unreadable::Password,
        _ => Unreadable::Broken(SheetFormat::Xlsx),
    }
}
