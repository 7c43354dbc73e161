//! XLS of Excel up to 2003: records in a compound file. The reader lays a sheet out as a
//! rectangle, so the extent of its cells is looked at first.

use std::io::{Cursor, Read};

use calamine::{Data, Reader, SheetType, SheetVisible, Xls, XlsError};
use khue_base::{CellAddress, Epoch, Grid, GridCell, Merged};

use super::gather::{Gatherer, Room, iso_moment, moment, number};
use super::xlsx::fault_of;
use super::{MOST_SHEETS, ReadNote, SheetFormat, Unreadable};

/// Cells of all rectangles together: a sheet of 65,536 rows of 100 columns.
const LARGEST_RECTANGLES: u64 = 8_000_000;

const BROKEN: Unreadable = Unreadable::Broken(SheetFormat::Xls);

/// Tells a workbook from other compound files.
pub(super) fn check(bytes: &[u8]) -> Result<(), Unreadable> {
    let file = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(|_| BROKEN)?;
    if file.exists("/EncryptedPackage") {
        Err(Unreadable::Password)
    } else if file.exists("/Workbook") || file.exists("/Book") {
        Ok(())
    } else if file.exists("/WordDocument") || file.exists("/PowerPoint Document") {
        Err(Unreadable::Document)
    } else {
        Err(Unreadable::Other(crate::reading::Content::Compound))
    }
}

pub(super) fn read(bytes: &[u8]) -> Result<(Grid, Vec<ReadNote>), Unreadable> {
    let outline = outline(bytes)?;
    let mut book = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
        XlsError::Password => Unreadable::Password,
        _ => BROKEN,
    })?;
    let epoch = if book.has_1904_epoch() { Epoch::Mac1904 } else { Epoch::Windows1900 };
    let tabs: Vec<_> = book.sheets_metadata().to_vec();
    let mut room = Room::new();
    let mut sheets = Vec::with_capacity(tabs.len());
    for (at, tab) in tabs.into_iter().enumerate() {
        if tab.typ != SheetType::WorkSheet {
            continue;
        }
        let range = book.worksheet_range(&tab.name).map_err(|_| BROKEN)?;
        let mut gatherer = Gatherer::new(&mut room, tab.name.clone());
        let (first_row, first_column) = range.start().unwrap_or_default();
        for (row, column, data) in range.used_cells() {
            let cell = match data {
                Data::Empty => continue,
                Data::Int(whole) => GridCell::Number { units: *whole, places: 0 },
                Data::Float(value) => number(*value),
                Data::String(text) => GridCell::Text(text.as_str().into()),
                Data::Bool(flag) => GridCell::Flag(*flag),
                Data::DateTime(value) if value.is_duration() => number(value.as_f64()),
                Data::DateTime(value) => moment(value.as_f64(), epoch),
                Data::DateTimeIso(text) => iso_moment(text),
                Data::DurationIso(text) => GridCell::Text(text.as_str().into()),
                Data::Error(error) => GridCell::Fault(fault_of(error)),
            };
            let row = u32::try_from(row).map_err(|_| BROKEN)? + first_row + 1;
            let column = u16::try_from(column as u64 + u64::from(first_column)).map_err(|_| BROKEN)?;
            gatherer.add(row, column, cell)?;
        }
        let mut sheet = gatherer.finish();
        sheet.hidden = tab.visible != SheetVisible::Visible;
        let merged = book.merge_cells_by_sheet_name(&tab.name).unwrap_or_default();
        sheet.merged = merged
            .iter()
            .filter_map(|area| Some(Merged { first: address(area.start)?, last: address(area.end)? }))
            .collect();
        if let Some(hidden) = outline.hidden_rows.get(at) {
            let count = sheet.rows.iter().filter(|row| hidden.contains(&row.number)).count();
            sheet.hidden_rows = u32::try_from(count).unwrap_or(u32::MAX);
        }
        sheets.push(sheet);
    }
    Ok((Grid { sheets, epoch }, outline.notes))
}

fn address((row, column): (u32, u32)) -> Option<CellAddress> {
    Some(CellAddress { row: row.checked_add(1)?, column: u16::try_from(column).ok()? })
}

struct Outline {
    notes: Vec<ReadNote>,
    /// In the order of the streams of the sheets, which is that of the tabs.
    hidden_rows: Vec<Vec<u32>>,
}

/// Looks at the records without reading values.
fn outline(bytes: &[u8]) -> Result<Outline, Unreadable> {
    const FILE_PASSWORD: u16 = 0x2f;
    const BEGIN: u16 = 0x0809;
    const END: u16 = 0x0a;
    const ROW: u16 = 0x0208;
    const MANY: [u16; 2] = [0xbd, 0xbe];
    const ONE: [u16; 9] = [0x06, 0xd6, 0xfd, 0x0201, 0x0203, 0x0204, 0x0205, 0x027e, 0x0406];
    const OTHER_BOOK: u16 = 0x01ae;
    const PICTURES: u16 = 0xeb;
    const SHEET: u16 = 0x85;

    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(|_| BROKEN)?;
    let macros = file.exists("/_VBA_PROJECT_CUR");
    let name = if file.exists("/Workbook") { "/Workbook" } else { "/Book" };
    let mut stream = Vec::new();
    let limit = bytes.len() as u64 + 1;
    file.open_stream(name).and_then(|part| part.take(limit).read_to_end(&mut stream)).map_err(|_| BROKEN)?;

    let (mut depth, mut sheets, mut cells) = (0usize, 0usize, 0u64);
    let mut extent: Option<[u32; 4]> = None;
    let (mut external_links, mut pictures) = (false, false);
    let mut hidden_rows: Vec<Vec<u32>> = Vec::new();
    let mut streams = 0usize;
    let mut left = stream.as_slice();
    while let Some((head, rest)) = left.split_at_checked(4) {
        let (kind, size) = (pair(head, 0).unwrap_or(0), usize::from(pair(head, 2).unwrap_or(0)));
        let Some((record, rest)) = rest.split_at_checked(size) else { break };
        left = rest;
        match kind {
            FILE_PASSWORD => return Err(Unreadable::Password),
            BEGIN => {
                if depth == 0 {
                    streams += 1;
                    // The first stream is the workbook's own.
                    if streams > 1 {
                        hidden_rows.push(Vec::new());
                    }
                }
                depth += 1;
            }
            END => {
                depth = depth.saturating_sub(1);
                if depth == 0
                    && let Some([top, left, bottom, right]) = extent.take()
                {
                    cells += u64::from(bottom - top + 1) * u64::from(right - left + 1);
                    if cells > LARGEST_RECTANGLES {
                        return Err(Unreadable::Bomb);
                    }
                }
            }
            SHEET => sheets += 1,
            OTHER_BOOK => external_links |= is_other_book(record),
            PICTURES => pictures |= holds_pictures(record),
            ROW => {
                const HIDDEN: u16 = 0x20;
                if let (Some(row), Some(flags), Some(rows)) =
                    (pair(record, 0), pair(record, 12), hidden_rows.last_mut())
                    && flags & HIDDEN != 0
                {
                    rows.push(u32::from(row) + 1);
                }
            }
            kind if ONE.contains(&kind) || MANY.contains(&kind) => {
                let (Some(row), Some(column)) = (pair(record, 0), pair(record, 2)) else { continue };
                let last = if MANY.contains(&kind) {
                    record.len().checked_sub(2).and_then(|at| pair(record, at)).unwrap_or(column)
                } else {
                    column
                };
                let (row, column, last) = (u32::from(row), u32::from(column), u32::from(last.max(column)));
                let [top, left, bottom, right] = extent.unwrap_or([row, column, row, last]);
                extent = Some([top.min(row), left.min(column), bottom.max(row), right.max(last)]);
            }
            _ => {}
        }
    }
    if sheets > MOST_SHEETS {
        return Err(Unreadable::TooManySheets);
    }
    let notes = [
        (macros, ReadNote::Macros),
        (external_links, ReadNote::ExternalLinks),
        (pictures, ReadNote::Pictures),
    ];
    let notes = notes.into_iter().filter(|(found, _)| *found).map(|(_, note)| note).collect();
    Ok(Outline { notes, hidden_rows })
}

/// References to the book itself and to functions of add-ins are written the same way.
fn is_other_book(record: &[u8]) -> bool {
    const ITSELF: u16 = 0x0401;
    const ADD_IN: u16 = 0x3a01;
    !matches!(pair(record, 2), Some(ITSELF | ADD_IN))
}

/// The record of drawings stands in books without pictures, too; pictures have a store in it.
fn holds_pictures(record: &[u8]) -> bool {
    const STORE: [u8; 2] = 0xf001u16.to_le_bytes();
    record.windows(2).any(|window| window == STORE)
}

fn pair(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at + 2).and_then(|pair| pair.try_into().ok()).map(u16::from_le_bytes)
}
