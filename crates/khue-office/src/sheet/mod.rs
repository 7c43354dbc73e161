//! Tables as XLSX and CSV: numbers stay numbers, days stay days, and no text
//! of a user ever becomes a formula.

pub mod mark;
pub mod read;
pub mod template;

use khue_base::Day;
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Url, Workbook, Worksheet,
};

use crate::OfficeError;

/// What Excel takes in one cell.
const LONGEST_CELL: usize = 32_767;
const LONGEST_SHEET_NAME: usize = 31;
/// Excel's first day is 1900; earlier days are written as text.
const FIRST_EXCEL_DAY: (i16, i8, i8) = (1900, 3, 1);

/// A table to hand out.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// The tab's name; what Excel forbids in it is replaced.
    pub name: String,
    /// Printed in bold over the table.
    pub title: String,
    /// Lines under the title, such as source, coverage and "as of".
    pub notes: Vec<String>,
    /// The day the file is made, kept in its properties.
    pub day: Day,
    /// The columns from left to right.
    pub columns: Vec<SheetColumn>,
    /// Cells, row by row.
    pub rows: Vec<Vec<Cell>>,
}

/// A column of a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetColumn {
    /// The head.
    pub title: String,
    /// Width in characters.
    pub width: u16,
    /// What its cells hold.
    pub kind: ColumnKind,
}

/// What the cells of a column hold; gives alignment and format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// Words; long ones wrap.
    Text,
    /// Figures.
    Number,
    /// Days.
    Day,
    /// Words that lead to an address.
    Link,
}

/// One cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing: unlike zero.
    Empty,
    /// Words, whatever they begin with.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// `units` at `places` decimals: 981 at 1 is 98,1.
    Decimal {
        /// The number without its decimal sign.
        units: i64,
        /// How many of its digits are decimals.
        places: u8,
    },
    /// A day.
    Day(Day),
    /// Words that lead to an address beginning with `http://` or `https://`; other addresses are left out.
    Link {
        /// The words.
        text: String,
        /// The address.
        url: String,
    },
}

/// The sheet as XLSX: title, notes, a frozen head with filters, then the rows.
///
/// # Errors
/// [`OfficeError::Workbook`] when the table is larger than Excel takes.
pub fn xlsx(sheet: &Sheet) -> Result<Vec<u8>, OfficeError> {
    let mut workbook = Workbook::new();
    let made = excel_day(sheet.day).unwrap_or_default();
    let properties =
        DocProperties::new().set_title(&sheet.title).set_author("Khuê").set_creation_datetime(&made);
    workbook.set_properties(&properties);
    let page = workbook.add_worksheet();
    page.set_name(sheet_name(&sheet.name))?;

    page.write_string_with_format(0, 0, kept(&sheet.title), &Format::new().set_bold().set_font_size(14.0))?;
    let soft = Format::new().set_italic().set_font_color(Color::RGB(0x5B_6876));
    let mut row = 1;
    for note in &sheet.notes {
        page.write_string_with_format(row, 0, kept(note), &soft)?;
        row += 1;
    }
    let head = row + 1;
    let head_format = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
        .set_background_color(Color::RGB(0xE7_F0F3))
        .set_border(FormatBorder::Thin);
    let formats: Vec<Format> = sheet.columns.iter().map(|column| column_format(column.kind)).collect();
    for (at, column) in (0u16..).zip(&sheet.columns) {
        page.set_column_width(at, f64::from(column.width.clamp(4, 120)))?;
        page.write_string_with_format(head, at, kept(&column.title), &head_format)?;
    }
    for (row, cells) in (head + 1..).zip(&sheet.rows) {
        for ((at, cell), format) in (0u16..).zip(cells).zip(&formats) {
            write(page, row, at, cell, format)?;
        }
    }
    let last = u32::try_from(sheet.rows.len()).unwrap_or(u32::MAX).saturating_add(head);
    if let Some(last_column) = u16::try_from(sheet.columns.len()).ok().and_then(|count| count.checked_sub(1))
    {
        page.autofilter(head, 0, last, last_column)?;
    }
    page.set_freeze_panes(head + 1, 0)?;
    page.set_repeat_rows(head, head)?;
    page.set_landscape();
    Ok(workbook.save_to_buffer()?)
}

fn write(
    page: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &Cell,
    format: &Format,
) -> Result<(), OfficeError> {
    match cell {
        Cell::Empty => page.write_blank(row, column, format)?,
        Cell::Text(text) => page.write_string_with_format(row, column, kept(text), format)?,
        Cell::Whole(number) => page.write_number_with_format(row, column, *number as f64, format)?,
        Cell::Decimal { units, places } => {
            let decimals = format!("#,##0.{}", "0".repeat(usize::from(*places)));
            let format = if *places == 0 { format.clone() } else { format.clone().set_num_format(decimals) };
            let number = *units as f64 / 10f64.powi(i32::from(*places));
            page.write_number_with_format(row, column, number, &format)?
        }
        Cell::Day(day) => match excel_day(*day) {
            Some(date) => page.write_datetime_with_format(row, column, &date, format)?,
            None => page.write_string_with_format(row, column, day.to_string(), format)?,
        },
        Cell::Link { text, url } => {
            let text = kept(text);
            let link = Url::new(url).set_text(&text);
            let whole = url.starts_with("https://") || url.starts_with("http://");
            if whole && page.write_url_with_format(row, column, link, format).is_ok() {
                return Ok(());
            }
            page.write_string_with_format(row, column, text, format)?
        }
    };
    Ok(())
}

fn column_format(kind: ColumnKind) -> Format {
    let format = Format::new().set_border(FormatBorder::Hair).set_align(FormatAlign::Top);
    match kind {
        ColumnKind::Text => format.set_text_wrap(),
        ColumnKind::Number => format.set_num_format("#,##0").set_align(FormatAlign::Right),
        ColumnKind::Day => format.set_num_format("d/m/yyyy").set_align(FormatAlign::Right),
        ColumnKind::Link => format.set_text_wrap().set_font_color(Color::RGB(0x0E_4F6E)),
    }
}

fn excel_day(day: Day) -> Option<ExcelDateTime> {
    let (year, month, of_month) = day.parts();
    if day.parts() < FIRST_EXCEL_DAY {
        return None;
    }
    let part = |number: i8| u8::try_from(number).ok();
    ExcelDateTime::from_ymd(u16::try_from(year).ok()?, part(month)?, part(of_month)?).ok()
}

fn kept(text: &str) -> String {
    let clean = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t'));
    // Excel counts UTF-16 units.
    let mut room = LONGEST_CELL - 1;
    let mut kept = String::with_capacity(text.len());
    for c in clean {
        let Some(left) = room.checked_sub(c.len_utf16()) else {
            kept.push('…');
            break;
        };
        room = left;
        kept.push(c);
    }
    kept
}

fn sheet_name(name: &str) -> String {
    let allowed = |c: char| if c.is_control() || "[]:*?/\\".contains(c) { ' ' } else { c };
    let mut room = LONGEST_SHEET_NAME;
    let mut kept = String::new();
    for c in name.chars().map(allowed) {
        let Some(left) = room.checked_sub(c.len_utf16()) else { break };
        room = left;
        kept.push(c);
    }
    let kept = kept.trim_matches(['\'', ' ']);
    if kept.is_empty() { "Bảng".to_owned() } else { kept.to_owned() }
}

/// The head and the rows as CSV after RFC 4180: UTF-8 with a byte order mark so that
/// Excel sees Vietnamese, a comma between fields, a point in decimals, days as
/// `2021-05-31`. Text that a spreadsheet would take for a formula gets an apostrophe.
pub fn csv(sheet: &Sheet) -> Vec<u8> {
    let mut text = String::from('\u{feff}');
    line(&mut text, sheet.columns.iter().map(|column| guarded(&column.title)));
    for row in &sheet.rows {
        line(&mut text, row.iter().take(sheet.columns.len()).map(plain));
    }
    text.into_bytes()
}

fn line(text: &mut String, fields: impl Iterator<Item = String>) {
    for (at, field) in fields.enumerate() {
        if at > 0 {
            text.push(',');
        }
        if field.contains([',', '"', '\n', '\r']) {
            text.push('"');
            text.push_str(&field.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(&field);
        }
    }
    text.push_str("\r\n");
}

fn plain(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) | Cell::Link { text, .. } => guarded(text),
        Cell::Whole(number) => number.to_string(),
        Cell::Decimal { units, places } => decimal(*units, *places),
        Cell::Day(day) => day.iso(),
    }
}

fn decimal(units: i64, places: u8) -> String {
    let places = usize::from(places);
    if places == 0 {
        return units.to_string();
    }
    let digits = format!("{:0>width$}", units.unsigned_abs(), width = places + 1);
    let (whole, part) = digits.split_at(digits.len() - places);
    format!("{}{whole}.{part}", if units < 0 { "-" } else { "" })
}

/// Text that begins as a formula does, set off by an apostrophe.
fn guarded(text: &str) -> String {
    let text = text.replace('\0', "");
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        format!("'{text}")
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use super::*;

    fn sheet() -> Sheet {
        let column = |title: &str, kind| SheetColumn { title: title.into(), width: 20, kind };
        Sheet {
            name: "Nhiệm vụ: quý II/2021 [toàn tỉnh] và các huyện".into(),
            title: "Nhiệm vụ đến hạn".into(),
            notes: vec!["Số liệu đến 31/5/2021".into()],
            day: Day::new(2021, 5, 31).unwrap(),
            columns: vec![
                column("Đơn vị", ColumnKind::Text),
                column("Số lượng", ColumnKind::Number),
                column("Tỉ lệ", ColumnKind::Number),
                column("Hạn", ColumnKind::Day),
                column("Hồ sơ", ColumnKind::Link),
            ],
            rows: vec![
                vec![
                    Cell::Text("Sơn Động".into()),
                    Cell::Whole(-5),
                    Cell::Decimal { units: 981, places: 1 },
                    Cell::Day(Day::new(2021, 2, 28).unwrap()),
                    Cell::Link { text: "xem".into(), url: "https://khue.example/tasks/1".into() },
                ],
                vec![
                    Cell::Text("=HYPERLINK(\"http://x\",\"y\")".into()),
                    Cell::Empty,
                    Cell::Decimal { units: -5, places: 2 },
                    Cell::Day(Day::new(1899, 1, 1).unwrap()),
                    Cell::Link { text: "@SUM(1)".into(), url: "javascript:alert(1)".into() },
                ],
                vec![Cell::Text("một, hai \"ba\"\nbốn".into())],
            ],
        }
    }

    fn part(file: &[u8], name: &str) -> String {
        let mut archive = zip::ZipArchive::new(Cursor::new(file)).unwrap();
        let mut text = String::new();
        archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn a_workbook_holds_numbers_days_and_no_formula() {
        let file = xlsx(&sheet()).unwrap();
        let page = part(&file, "xl/worksheets/sheet1.xml");
        assert!(!page.contains("<f>"), "a formula came from text");
        assert!(page.contains("<v>98.1</v>") && page.contains("<v>-5</v>") && page.contains("<v>44255</v>"));
        assert!(page.contains(r#"<autoFilter ref="A4:E7"/>"#) && page.contains(r#"topLeftCell="A5""#));
        assert!(part(&file, "xl/sharedStrings.xml").contains("=HYPERLINK"));
        let links = part(&file, "xl/worksheets/_rels/sheet1.xml.rels");
        assert!(links.contains("https://khue.example/tasks/1") && !links.contains("javascript"));
        assert!(part(&file, "xl/workbook.xml").contains(r#"name="Nhiệm vụ  quý II 2021  toàn tỉn""#));
        assert!(part(&file, "docProps/core.xml").contains("2021-05-31"));
    }

    #[test]
    fn csv_keeps_numbers_and_disarms_formulas() {
        let text = String::from_utf8(csv(&sheet())).unwrap();
        assert_eq!(
            text,
            "\u{feff}Đơn vị,Số lượng,Tỉ lệ,Hạn,Hồ sơ\r\n\
             Sơn Động,-5,98.1,2021-02-28,xem\r\n\
             \"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\",,-0.05,1899-01-01,'@SUM(1)\r\n\
             \"một, hai \"\"ba\"\"\nbốn\"\r\n"
        );
    }

    #[test]
    fn every_beginning_of_a_formula_is_disarmed() {
        for start in ["=1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", "＝1"] {
            assert!(guarded(start).starts_with('\''), "{start:?}");
        }
        assert_eq!(guarded("Lớp 1-2"), "Lớp 1-2");
    }

    #[test]
    fn long_texts_and_odd_names_fit() {
        assert_eq!(kept(&"ă".repeat(40_000)).chars().count(), LONGEST_CELL);
        assert_eq!(sheet_name("'///'"), "Bảng");
        let mut long = sheet();
        long.rows.push(vec![Cell::Text("x".repeat(50_000))]);
        assert!(xlsx(&long).is_ok());
    }
}
