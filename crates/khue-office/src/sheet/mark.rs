//! A copy of somebody's workbook with what is wrong in it marked. The values stand in the cells where
//! they stood; widths, colours and formulas of the original are not kept, its results are.

use std::collections::{BTreeMap, HashMap, HashSet};

use khue_base::{CellAddress, Day, Grid, GridCell, GridSheet, Merged};
use rust_xlsxwriter::{
    Color, DocProperties, Format, FormatAlign, FormatBorder, Note, Url, Workbook, Worksheet,
};

use super::{excel_day, kept, sheet_name};
use crate::OfficeError;

/// One mark in a copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The name of the sheet.
    pub sheet: String,
    /// The cell.
    pub cell: CellAddress,
    /// What stands there.
    pub value: String,
    /// What is wrong.
    pub reason: String,
    /// What to do.
    pub fix: String,
    /// How grave it is.
    pub weight: MarkWeight,
}

/// How grave a mark is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MarkWeight {
    /// To be corrected.
    Error,
    /// To be looked at.
    Query,
}

impl MarkWeight {
    fn name(self) -> &'static str {
        match self {
            MarkWeight::Error => "Lỗi",
            MarkWeight::Query => "Cần xem lại",
        }
    }

    fn color(self) -> Color {
        match self {
            MarkWeight::Error => Color::RGB(0xFF_C7CE),
            MarkWeight::Query => Color::RGB(0xFF_EB9C),
        }
    }
}

/// Comments that a copy carries; beyond these the colour and the list of errors must do.
const MOST_COMMENTS: usize = 2000;
/// Cells that are joined in one sheet.
const MOST_JOINED: u64 = 20_000;
/// Rows that are looked at for the width of a column.
const ROWS_FOR_WIDTH: usize = 200;
const LARGEST_ROW: u32 = 1_048_576;
const LARGEST_COLUMN: u16 = 16_383;

/// The copy: a sheet "Lỗi" that lists every mark with a link to its cell, then the sheets.
///
/// # Errors
/// [`OfficeError::Workbook`] when the copy cannot be written.
pub fn marked_copy(grid: &Grid, marks: &[Mark], day: Day) -> Result<Vec<u8>, OfficeError> {
    let mut workbook = Workbook::new();
    let made = excel_day(day).unwrap_or_default();
    let properties =
        DocProperties::new().set_title("Bản đánh dấu lỗi").set_author("Khuê").set_creation_datetime(&made);
    workbook.set_properties(&properties);
    let names = tab_names(grid);
    list(workbook.add_worksheet(), marks, grid, &names)?;
    let mut comments = MOST_COMMENTS;
    for (sheet, name) in grid.sheets.iter().zip(&names) {
        let page = workbook.add_worksheet();
        page.set_name(name)?;
        page.set_hidden(sheet.hidden);
        copy(page, sheet, marks, &mut comments)?;
    }
    Ok(workbook.save_to_buffer()?)
}

const LIST: &str = "Lỗi";

/// Names that Excel takes, each once and none that of the list.
fn tab_names(grid: &Grid) -> Vec<String> {
    let mut taken: HashSet<String> = HashSet::from([LIST.to_lowercase()]);
    grid.sheets
        .iter()
        .map(|sheet| {
            let wanted = sheet_name(&sheet.name);
            let mut name = wanted.clone();
            let mut number = 2;
            while !taken.insert(name.to_lowercase()) {
                let front: String = wanted.chars().take(24).collect();
                name = format!("{front} ({number})");
                number += 1;
            }
            name
        })
        .collect()
}

fn list(page: &mut Worksheet, marks: &[Mark], grid: &Grid, names: &[String]) -> Result<(), OfficeError> {
    page.set_name(LIST)?.set_active(true);
    let head =
        Format::new().set_bold().set_background_color(Color::RGB(0xE7_F0F3)).set_border(FormatBorder::Thin);
    let wrap = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let columns =
        [("Trang", 18.0), ("Ô", 8.0), ("Giá trị", 28.0), ("Mức", 12.0), ("Lý do", 60.0), ("Cách sửa", 60.0)];
    for (column, (title, width)) in (0u16..).zip(columns) {
        page.set_column_width(column, width)?;
        page.write_string_with_format(0, column, title, &head)?;
    }
    page.set_freeze_panes(1, 0)?;
    let mut row = 0;
    for mark in marks.iter().take(LARGEST_ROW as usize - 1) {
        row += 1;
        page.write_string_with_format(row, 0, kept(&mark.sheet), &wrap)?;
        let tab = grid.sheets.iter().position(|sheet| sheet.name == mark.sheet).and_then(|at| names.get(at));
        let cell = mark.cell.to_string();
        // Excel takes no more than 65,530 links in a sheet.
        match tab.filter(|_| row < 65_000) {
            Some(tab) => {
                let place = format!("internal:'{}'!{cell}", tab.replace('\'', "''"));
                page.write_url_with_text(row, 1, Url::new(place), &cell)?;
            }
            None => {
                page.write_string(row, 1, &cell)?;
            }
        }
        page.write_string_with_format(row, 2, kept(&mark.value), &wrap)?;
        let weight = Format::new().set_background_color(mark.weight.color()).set_align(FormatAlign::Top);
        page.write_string_with_format(row, 3, mark.weight.name(), &weight)?;
        page.write_string_with_format(row, 4, kept(&mark.reason), &wrap)?;
        page.write_string_with_format(row, 5, kept(&mark.fix), &wrap)?;
    }
    page.autofilter(0, 0, row, 5)?;
    Ok(())
}

fn copy(
    page: &mut Worksheet,
    sheet: &GridSheet,
    marks: &[Mark],
    comments: &mut usize,
) -> Result<(), OfficeError> {
    let mut marked: BTreeMap<CellAddress, Vec<&Mark>> = BTreeMap::new();
    for mark in marks.iter().filter(|mark| mark.sheet == sheet.name) {
        marked.entry(mark.cell).or_default().push(mark);
    }
    widths(page, sheet)?;
    let mut room = MOST_JOINED;
    for merged in &sheet.merged {
        // Each cell of an area is written. Areas without end, or over one another, are left apart.
        let area = u64::from(merged.last.row - merged.first.row + 1)
            * u64::from(merged.last.column - merged.first.column + 1);
        if let Some(left) = room.checked_sub(area) {
            room = left;
            let _ = join(page, merged);
        }
    }
    let formats = Formats::new();
    for row in &sheet.rows {
        for (column, cell) in &row.cells {
            let address = CellAddress { row: row.number, column: *column };
            let weight = marked.get(&address).and_then(|marks| marks.iter().map(|mark| mark.weight).min());
            write(page, address, cell, formats.of(cell, weight))?;
        }
    }
    for (address, marks) in &marked {
        let Some((row, column)) = place(*address) else { continue };
        if sheet.cell(*address).is_none()
            && let Some(weight) = marks.iter().map(|mark| mark.weight).min()
        {
            page.write_blank(row, column, &Format::new().set_background_color(weight.color()))?;
        }
        if let Some(left) = comments.checked_sub(1) {
            *comments = left;
            let text: Vec<String> =
                marks.iter().map(|mark| format!("{} {}", mark.reason, mark.fix)).collect();
            let note = Note::new(kept(&text.join("\n"))).set_author("Khuê").set_width(320).set_height(120);
            page.insert_note(row, column, &note)?;
        }
    }
    Ok(())
}

fn place(address: CellAddress) -> Option<(u32, u16)> {
    let row = address.row.checked_sub(1)?;
    (row < LARGEST_ROW && address.column <= LARGEST_COLUMN).then_some((row, address.column))
}

fn widths(page: &mut Worksheet, sheet: &GridSheet) -> Result<(), OfficeError> {
    let mut widths: HashMap<u16, usize> = HashMap::new();
    // Titles that reach over the table say nothing about its columns.
    for row in sheet.rows.iter().filter(|row| row.cells.len() > 2).take(ROWS_FOR_WIDTH) {
        for (column, cell) in &row.cells {
            let width = widths.entry(*column).or_default();
            *width = (*width).max(cell.text().chars().count());
        }
    }
    for (column, width) in widths.into_iter().filter(|(column, _)| *column <= LARGEST_COLUMN) {
        let width = u32::try_from(width.clamp(6, 40) + 2).unwrap_or(12);
        page.set_column_width(column, f64::from(width))?;
    }
    Ok(())
}

fn join(page: &mut Worksheet, merged: &Merged) -> Option<()> {
    let (first, last) = (place(merged.first)?, place(merged.last)?);
    page.merge_range(first.0, first.1, last.0, last.1, "", &Format::new()).ok().map(|_| ())
}

/// Formats by kind of cell and mark, made once.
struct Formats {
    plain: [Format; 3],
    days: [Format; 3],
}

impl Formats {
    fn new() -> Self {
        let of = |format: Format| {
            let colored = |weight: MarkWeight| format.clone().set_background_color(weight.color());
            [colored(MarkWeight::Error), colored(MarkWeight::Query), format.clone()]
        };
        Self { plain: of(Format::new()), days: of(Format::new().set_num_format("dd/mm/yyyy")) }
    }

    fn of(&self, cell: &GridCell, weight: Option<MarkWeight>) -> &Format {
        let [error, query, none] = match cell {
            GridCell::Day(_) => &self.days,
            _ => &self.plain,
        };
        match weight {
            Some(MarkWeight::Error) => error,
            Some(MarkWeight::Query) => query,
            None => none,
        }
    }
}

fn write(
    page: &mut Worksheet,
    address: CellAddress,
    cell: &GridCell,
    format: &Format,
) -> Result<(), OfficeError> {
    // Cells outside the largest sheet of Excel can only come from text files.
    let Some((row, column)) = place(address) else { return Ok(()) };
    match cell {
        GridCell::Number { units, places } => {
            let number = *units as f64 / 10f64.powi(i32::from(*places));
            page.write_number_with_format(row, column, number, format)?;
        }
        GridCell::Flag(flag) => {
            page.write_boolean_with_format(row, column, *flag, format)?;
        }
        GridCell::Day(day) => match excel_day(*day) {
            Some(date) => {
                page.write_datetime_with_format(row, column, &date, format)?;
            }
            None => {
                page.write_string_with_format(row, column, cell.text(), format)?;
            }
        },
        _ => {
            page.write_string_with_format(row, column, kept(&cell.text()), format)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use super::*;
    use crate::sheet::read::read;

    fn part(file: &[u8], name: &str) -> String {
        let mut archive = zip::ZipArchive::new(Cursor::new(file)).unwrap();
        let mut text = String::new();
        archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    }

    fn mark(cell: &str, weight: MarkWeight) -> Mark {
        Mark {
            sheet: "Lỗi".into(),
            cell: cell.parse().unwrap(),
            value: "31/02/2014".into(),
            reason: "Ngày sinh “31/02/2014” không có trong lịch.".into(),
            fix: "Ghi ngày/tháng/năm.".into(),
            weight,
        }
    }

    #[test]
    fn the_copy_keeps_values_in_their_cells_and_marks_them() {
        let csv = "DANH SÁCH,,\n,,\nHọ tên,Ngày sinh,Ghi chú\nAn,31/02/2014,=1+1\nBình,,x\n";
        let mut grid = read(csv.as_bytes(), "a.csv", &|_| None).unwrap().grid;
        grid.sheets[0].name = "Lỗi".into();
        let areas = ["A1:XFD1048576", "A1:C1", "B1:D2"];
        grid.sheets[0].merged = areas.iter().map(|area| Merged::parse(area).unwrap()).collect();
        grid.sheets[0].rows[1].cells.push((3, GridCell::Day("2014-09-05".parse().unwrap())));
        grid.sheets[0].rows[1].cells.push((4, GridCell::Number { units: 825, places: 2 }));
        let marks =
            [mark("B4", MarkWeight::Error), mark("B4", MarkWeight::Query), mark("B5", MarkWeight::Query)];
        let copy = marked_copy(&grid, &marks, "2026-11-24".parse().unwrap()).unwrap();

        let again = read(&copy, "copy.xlsx", &|_| None).unwrap().grid;
        assert_eq!(
            again.sheets.iter().map(|sheet| sheet.name.as_str()).collect::<Vec<_>>(),
            ["Lỗi", "Lỗi (2)"]
        );
        // The list links to cells.
        let told: Vec<String> =
            again.sheets[0].rows[1].cells.iter().map(|(_, cell)| cell.text().into_owned()).collect();
        assert_eq!(
            told,
            [
                "Lỗi",
                "B4",
                "31/02/2014",
                "Lỗi",
                "Ngày sinh “31/02/2014” không có trong lịch.",
                "Ghi ngày/tháng/năm."
            ]
        );
        // The copy is the sheet cell by cell, joined cells included.
        assert_eq!(again.sheets[1].rows, grid.sheets[0].rows);
        assert_eq!(again.sheets[1].merged, [Merged::parse("A1:C1").unwrap()]);
        assert!(part(&copy, "xl/worksheets/sheet1.xml").contains("'Lỗi (2)'!B4"));
        assert!(!part(&copy, "xl/worksheets/sheet2.xml").contains("<f>"), "a formula came from text");
        let comments = part(&copy, "xl/comments1.xml");
        assert_eq!(comments.matches("<comment ").count(), 2);
        assert!(part(&copy, "xl/styles.xml").contains("FFFFC7CE"));
    }

    #[test]
    fn a_flood_of_marks_still_gives_a_copy() {
        let grid = read("a,b\n1,2\n".as_bytes(), "a.csv", &|_| None).unwrap().grid;
        let marks: Vec<Mark> = (1..3000)
            .map(|row| Mark {
                sheet: "CSV".into(),
                cell: CellAddress { row, column: 0 },
                ..mark("A1", MarkWeight::Error)
            })
            .collect();
        let copy = marked_copy(&grid, &marks, "2026-11-24".parse().unwrap()).unwrap();
        assert_eq!(part(&copy, "xl/comments1.xml").matches("<comment ").count(), MOST_COMMENTS);
        assert_eq!(read(&copy, "a.xlsx", &|_| None).unwrap().grid.sheets[0].rows.len(), 3000);
    }
}
