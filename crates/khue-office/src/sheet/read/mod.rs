//! Tables out of XLSX, XLS, ODS and CSV. What a file is, is told by its content. Nothing in it
//! is run or fetched: of formulas the stored result counts, macros and links are told and left.

mod csv;
mod gather;
mod note;
mod ods;
mod package;
mod refusal;
mod xls;
mod xlsx;

use khue_base::Grid;

pub use note::ReadNote;
pub use refusal::{SheetFormat, SheetRefusal, Unreadable};

use crate::reading::{Content, MAX_BYTES, content_of, hush_reader_panics, shown_name};

/// Filled cells of a whole workbook that are taken: 20,000 rows of 70 columns twice over.
pub const MOST_CELLS: usize = 3_000_000;
/// Bytes of text in all cells together; a shared text counts each time it is used.
pub const MOST_TEXT_BYTES: usize = 64 << 20;
/// Sheets of a workbook that are taken.
pub const MOST_SHEETS: usize = 200;

/// A table read out of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadSheet {
    /// The cells.
    pub grid: Grid,
    /// What kind of file it was, by content.
    pub format: SheetFormat,
    /// What a person should know.
    pub notes: Vec<ReadNote>,
}

/// Turns bytes in an old Vietnamese encoding (TCVN3, VNI) into text and the encoding's name, or tells
/// that it cannot. The tables for that live with the rules of reading texts.
pub type OldText<'a> = &'a (dyn Fn(&[u8]) -> Option<(String, &'static str)> + Sync);

/// Reads a table; `old_text` serves CSV only.
///
/// # Errors
/// [`SheetRefusal`], one sentence for the user.
pub fn read(bytes: &[u8], file_name: &str, old_text: OldText<'_>) -> Result<ReadSheet, SheetRefusal> {
    hush_reader_panics();
    let file_name = shown_name(file_name);
    let refuse = |reason| SheetRefusal { file_name: file_name.clone(), reason };
    let format = format_of(bytes).map_err(refuse)?;
    // The readers are other people's code: a panic over a hostile file must end as a refusal.
    let read = std::thread::scope(|scope| {
        std::thread::Builder::new()
            .name("reading-sheet".to_owned())
            .spawn_scoped(scope, || match format {
                SheetFormat::Xlsx => xlsx::read(bytes),
                SheetFormat::Xls => xls::read(bytes),
                SheetFormat::Ods => ods::read(bytes),
                SheetFormat::Csv => csv::read(bytes, old_text),
            })
            .map_err(|_| Unreadable::Broken(format))?
            .join()
            .map_err(|_| Unreadable::Broken(format))?
    });
    let (grid, mut notes) = read.map_err(refuse)?;
    if grid.sheets.iter().all(|sheet| sheet.rows.is_empty()) {
        return Err(refuse(Unreadable::NoData));
    }
    notes.extend(other_extension(&file_name, format));
    for sheet in grid.sheets.iter().filter(|sheet| !sheet.rows.is_empty()) {
        // Hidden sheets of one or two columns are code lists.
        if sheet.hidden && sheet.rows.iter().any(|row| row.cells.len() > 3) {
            notes.push(ReadNote::HiddenSheet { sheet: sheet.name.clone() });
        }
        if sheet.hidden_rows > 0 {
            notes.push(ReadNote::HiddenRows { sheet: sheet.name.clone(), count: sheet.hidden_rows });
        }
    }
    Ok(ReadSheet { grid, format, notes })
}

fn format_of(bytes: &[u8]) -> Result<SheetFormat, Unreadable> {
    if bytes.len() > MAX_BYTES {
        return Err(Unreadable::TooLarge);
    }
    if bytes.iter().all(|byte| byte.is_ascii_whitespace()) || bytes == b"\xef\xbb\xbf" {
        return Err(Unreadable::Empty);
    }
    match content_of(bytes) {
        Content::Zip => package::format(bytes),
        Content::Compound => xls::check(bytes).map(|()| SheetFormat::Xls),
        Content::Markup => Err(markup(bytes)),
        Content::Text => {
            let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
            if start.trim_ascii_start().starts_with(b"<") { Err(markup(bytes)) } else { Ok(SheetFormat::Csv) }
        }
        Content::Rtf => Err(Unreadable::Document),
        content => Err(Unreadable::Other(content)),
    }
}

fn markup(bytes: &[u8]) -> Unreadable {
    let start = String::from_utf8_lossy(bytes.get(..4096).unwrap_or(bytes)).into_owned();
    if start.contains("schemas-microsoft-com:office:spreadsheet") && !start.contains("<html") {
        Unreadable::XmlWorkbook
    } else {
        Unreadable::WebPage
    }
}

fn other_extension(file_name: &str, format: SheetFormat) -> Option<ReadNote> {
    let (_, extension) = file_name.rsplit_once('.')?;
    let extension = extension.trim().to_lowercase();
    let sound = match format {
        SheetFormat::Xlsx => matches!(extension.as_str(), "xlsx" | "xlsm" | "xltx" | "xltm"),
        SheetFormat::Xls => matches!(extension.as_str(), "xls" | "xlt"),
        SheetFormat::Ods => matches!(extension.as_str(), "ods" | "ots"),
        SheetFormat::Csv => matches!(extension.as_str(), "csv" | "txt" | "tsv"),
    };
    (!sound).then(|| ReadNote::OtherExtension { extension, format: format.name() })
}

#[cfg(test)]
mod tests;
