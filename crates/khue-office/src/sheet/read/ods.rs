//! ODS, read event by event: repeated rows and cells cost nothing unless they hold something.

use std::collections::HashSet;

use khue_base::{CellAddress, Epoch, Grid, GridCell, Merged};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::gather::{Gatherer, Room, decimal, fault_of, iso_moment};
use super::{MOST_SHEETS, ReadNote, SheetFormat, Unreadable, package};

const BROKEN: Unreadable = Unreadable::Broken(SheetFormat::Ods);
/// Rows and columns of the largest sheets there are.
const MOST_ROWS: u32 = 1_048_576;
const MOST_COLUMNS: u32 = 16_384;

pub(super) fn read(bytes: &[u8]) -> Result<(Grid, Vec<ReadNote>), Unreadable> {
    let mut zip = package::open(bytes)?;
    let names = package::names(&mut zip)?;
    let mut room = package::room();
    let mut part = |name| package::part(&mut zip, name, &mut room).map_err(as_ods);
    let manifest = part("META-INF/manifest.xml")?.unwrap_or_default();
    if manifest.windows(15).any(|window| window == b"encryption-data") {
        return Err(Unreadable::Password);
    }
    let content = part("content.xml")?.ok_or(BROKEN)?;
    let mut notes = Vec::new();
    let lower: Vec<String> = names.iter().map(|name| name.to_lowercase()).collect();
    if lower.iter().any(|name| name.starts_with("basic/") || name.starts_with("scripts/")) {
        notes.push(ReadNote::Macros);
    }
    if lower.iter().any(|name| name.starts_with("pictures/") && !name.ends_with('/')) {
        notes.push(ReadNote::Pictures);
    }
    let mut walk =
        Walk { sheets: Vec::new(), room: Room::new(), hidden_styles: HashSet::new(), links: false };
    walk.book(&content)?;
    if walk.links {
        notes.push(ReadNote::ExternalLinks);
    }
    Ok((Grid { sheets: walk.sheets, epoch: Epoch::default() }, notes))
}

fn as_ods(fault: Unreadable) -> Unreadable {
    if matches!(fault, Unreadable::Broken(_)) { BROKEN } else { fault }
}

struct Walk {
    sheets: Vec<khue_base::GridSheet>,
    room: Room,
    hidden_styles: HashSet<String>,
    links: bool,
}

impl Walk {
    fn book(&mut self, content: &[u8]) -> Result<(), Unreadable> {
        let mut reader = Reader::from_reader(content);
        reader.config_mut().expand_empty_elements = true;
        let mut style = None;
        loop {
            match reader.read_event().map_err(|_| BROKEN)? {
                Event::Start(tag) => match local(&tag) {
                    "style" => style = attribute(&tag, "name"),
                    "table-properties" if attribute(&tag, "display").as_deref() == Some("false") => {
                        self.hidden_styles.extend(style.take());
                    }
                    "table" => self.table(&mut reader, &tag)?,
                    _ => {}
                },
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    fn table(&mut self, reader: &mut Reader<&[u8]>, tag: &BytesStart<'_>) -> Result<(), Unreadable> {
        if self.sheets.len() >= MOST_SHEETS {
            return Err(Unreadable::TooManySheets);
        }
        let name = attribute(tag, "name").unwrap_or_default();
        let hidden = attribute(tag, "style-name").is_some_and(|style| self.hidden_styles.contains(&style));
        let mut gatherer = Gatherer::new(&mut self.room, name.clone());
        let (mut merged, mut hidden_rows) = (Vec::new(), 0u32);
        let mut row = 1u32;
        // A table inside a cell is not read; neither are copies of other books' tables.
        let linked = name.starts_with("'file:");
        self.links |= linked;
        loop {
            match reader.read_event().map_err(|_| BROKEN)? {
                Event::Start(tag) => match local(&tag) {
                    "table-row" => {
                        let repeated = count(&tag, "number-rows-repeated").min(MOST_ROWS);
                        let is_hidden =
                            attribute(&tag, "visibility").is_some_and(|visibility| visibility != "visible");
                        let cells = row_cells(reader, row, &mut merged, &mut self.links)?;
                        if !cells.is_empty() && !linked {
                            for at in 0..repeated.min((MOST_ROWS + 1).saturating_sub(row)) {
                                for (column, cell) in &cells {
                                    gatherer.add(row + at, *column, cell.clone())?;
                                }
                            }
                            if is_hidden {
                                hidden_rows = hidden_rows.saturating_add(repeated);
                            }
                        }
                        row = row.saturating_add(repeated);
                    }
                    "table-source" => self.links = true,
                    _ => {}
                },
                Event::End(tag) if tag.local_name().as_ref() == "table" => break,
                Event::Eof => return Err(BROKEN),
                _ => {}
            }
        }
        let mut sheet = gatherer.finish();
        if !linked {
            (sheet.hidden, sheet.merged, sheet.hidden_rows) = (hidden, merged, hidden_rows);
            self.sheets.push(sheet);
        }
        Ok(())
    }
}

fn row_cells(
    reader: &mut Reader<&[u8]>,
    row: u32,
    merged: &mut Vec<Merged>,
    links: &mut bool,
) -> Result<Vec<(u16, GridCell)>, Unreadable> {
    let mut cells = Vec::new();
    let mut column = 0u32;
    loop {
        match reader.read_event().map_err(|_| BROKEN)? {
            Event::Start(tag) if matches!(local(&tag), "table-cell" | "covered-table-cell") => {
                let repeated = count(&tag, "number-columns-repeated").min(MOST_COLUMNS);
                let covered = local(&tag) == "covered-table-cell";
                if let Some(formula) = attribute(&tag, "formula") {
                    *links |= formula.contains("'file:");
                }
                let area = (count(&tag, "number-columns-spanned"), count(&tag, "number-rows-spanned"));
                let value = Value::of(&tag);
                let text = paragraphs(reader, if covered { "covered-table-cell" } else { "table-cell" })?;
                if area != (1, 1) && !covered {
                    merged.extend(spanned(row, column, area));
                }
                let cell = value.cell(text);
                // What a joined cell covers is not shown to anybody.
                if !covered && !cell.is_blank() {
                    for at in column..(column + repeated).min(MOST_COLUMNS) {
                        cells.push((u16::try_from(at).map_err(|_| BROKEN)?, cell.clone()));
                    }
                }
                column = (column + repeated).min(MOST_COLUMNS);
            }
            Event::End(tag) if tag.local_name().as_ref() == "table-row" => return Ok(cells),
            Event::Eof => return Err(BROKEN),
            _ => {}
        }
    }
}

fn spanned(row: u32, column: u32, (columns, rows): (u32, u32)) -> Option<Merged> {
    let last_row = row.checked_add(rows.min(MOST_ROWS))? - 1;
    let last_column = (column + columns.min(MOST_COLUMNS) - 1).min(MOST_COLUMNS - 1);
    Some(Merged {
        first: CellAddress { row, column: u16::try_from(column).ok()? },
        last: CellAddress { row: last_row, column: u16::try_from(last_column).ok()? },
    })
}

enum Value {
    Number(String),
    Day(String),
    Time(String),
    Flag(bool),
    Text,
}

impl Value {
    fn of(tag: &BytesStart<'_>) -> Self {
        let value = |name| attribute(tag, name);
        match attribute(tag, "value-type").as_deref() {
            Some("float" | "percentage" | "currency") => value("value").map_or(Value::Text, Value::Number),
            Some("date") => value("date-value").map_or(Value::Text, Value::Day),
            Some("time") => value("time-value").map_or(Value::Text, Value::Time),
            Some("boolean") => value("boolean-value").map_or(Value::Text, |flag| Value::Flag(flag == "true")),
            _ => Value::Text,
        }
    }

    fn cell(self, text: String) -> GridCell {
        if let Some(fault) = fault_of(text.trim()) {
            return GridCell::Fault(fault);
        }
        match self {
            Value::Number(value) => decimal(&value).unwrap_or_else(|| GridCell::Text(value.into())),
            Value::Day(value) => iso_moment(&value),
            Value::Time(value) => time(&value).map_or_else(|| GridCell::Text(text.into()), GridCell::Time),
            Value::Flag(flag) => GridCell::Flag(flag),
            Value::Text => GridCell::Text(text.into()),
        }
    }
}

/// Reads `PT07H30M00S`.
fn time(value: &str) -> Option<u16> {
    let (hours, rest) = value.strip_prefix("PT")?.split_once('H')?;
    let (minutes, _) = rest.split_once('M')?;
    let minutes = hours.parse::<u16>().ok()?.checked_mul(60)?.checked_add(minutes.parse().ok()?)?;
    (minutes < 24 * 60).then_some(minutes)
}

/// The text up to the end of a cell: a line a paragraph, without notes.
fn paragraphs(reader: &mut Reader<&[u8]>, end: &str) -> Result<String, Unreadable> {
    let mut text = String::new();
    let mut inside_note = 0u32;
    let mut begun = false;
    loop {
        match reader.read_event().map_err(|_| BROKEN)? {
            Event::Start(tag) => match local(&tag) {
                "annotation" | "table" => inside_note += 1,
                "p" if inside_note == 0 => {
                    if begun {
                        text.push('\n');
                    }
                    begun = true;
                }
                "s" if inside_note == 0 => {
                    text.extend(std::iter::repeat_n(' ', count(&tag, "c").min(100) as usize));
                }
                "tab" if inside_note == 0 => text.push('\t'),
                "line-break" if inside_note == 0 => text.push('\n'),
                _ => {}
            },
            Event::End(tag) => match tag.local_name().as_ref() {
                "annotation" | "table" => inside_note = inside_note.saturating_sub(1),
                name if name == end && inside_note == 0 => return Ok(text),
                _ => {}
            },
            Event::Text(piece) if begun && inside_note == 0 => text.push_str(&piece.xml10_content()),
            Event::GeneralRef(entity) if begun && inside_note == 0 => {
                if let Ok(Some(letter)) = entity.resolve_char_ref() {
                    text.push(letter);
                } else {
                    text.push_str(quick_xml::escape::resolve_predefined_entity(&entity).unwrap_or_default());
                }
            }
            Event::Eof => return Err(BROKEN),
            _ => {}
        }
    }
}

fn local<'a>(tag: &'a BytesStart<'_>) -> &'a str {
    tag.local_name().into_inner()
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    quick_xml::escape::unescape(&found.value).ok().map(std::borrow::Cow::into_owned)
}

fn count(tag: &BytesStart<'_>, name: &str) -> u32 {
    attribute(tag, name).and_then(|count| count.parse().ok()).filter(|count| *count > 0).unwrap_or(1)
}
