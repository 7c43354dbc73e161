//! A workbook to fill in: the present rows, lists to choose from, and heads and keys that cannot be
//! overwritten by accident.

use khue_base::{Day, column_letters};
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DocProperties, Format, FormatAlign, FormatBorder,
    Formula, Note, ProtectionOptions, Workbook, Worksheet,
};

use super::{Cell, excel_day, kept, sheet_name};
use crate::OfficeError;

/// A workbook to fill in.
#[derive(Clone, Debug, PartialEq)]
pub struct Template {
    /// The tab's name.
    pub name: String,
    /// Printed in bold over the table.
    pub title: String,
    /// Lines under the title.
    pub notes: Vec<String>,
    /// The day the file is made, kept in its properties.
    pub day: Day,
    /// The columns from left to right.
    pub columns: Vec<TemplateColumn>,
    /// The present rows.
    pub rows: Vec<Vec<Cell>>,
    /// Rows below them that are ready to be filled.
    pub spare_rows: u32,
}

/// A column to fill in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateColumn {
    /// The head.
    pub heading: String,
    /// A comment at the head: what the column may hold.
    pub hint: String,
    /// Width in characters.
    pub width: u16,
    /// Values to choose from; anything else is refused by Excel.
    pub choices: Vec<String>,
    /// Whether it must be filled, shown by its colour.
    pub is_required: bool,
    /// Whether its present values are locked.
    pub is_key: bool,
    /// Whether its cells are numbers; all others are text, so that zeros and days stay as typed.
    pub is_number: bool,
}

const LISTS: &str = "Danh mục";

/// The workbook. Days are written as text `dd/mm/yyyy`: Excel cannot turn them around.
///
/// # Errors
/// [`OfficeError::Workbook`] when the table is larger than Excel takes.
pub fn template(template: &Template) -> Result<Vec<u8>, OfficeError> {
    let mut workbook = Workbook::new();
    let made = excel_day(template.day).unwrap_or_default();
    let properties =
        DocProperties::new().set_title(&template.title).set_author("Khuê").set_creation_datetime(&made);
    workbook.set_properties(&properties);
    let mut name = sheet_name(&template.name);
    if name == LISTS {
        name.push_str(" 1");
    }
    let page = workbook.add_worksheet();
    page.set_name(&name)?;
    page.write_string_with_format(
        0,
        0,
        kept(&template.title),
        &Format::new().set_bold().set_font_size(14.0),
    )?;
    let soft = Format::new().set_italic().set_font_color(Color::RGB(0x5B_6876));
    let mut head = 1;
    for note in &template.notes {
        page.write_string_with_format(head, 0, kept(note), &soft)?;
        head += 1;
    }
    head += 1;
    let first = head + 1;
    let present = u32::try_from(template.rows.len()).unwrap_or(u32::MAX);
    let last = first.saturating_add(present).saturating_add(template.spare_rows).saturating_sub(1).max(first);
    for (at, column) in (0u16..).zip(&template.columns) {
        lay_out(page, head, at, column)?;
    }
    for (row, cells) in (first..).zip(&template.rows) {
        for ((at, cell), column) in (0u16..).zip(cells).zip(&template.columns) {
            write(page, row, at, cell, column)?;
        }
    }
    page.set_freeze_panes(head + 1, 0)?;
    page.set_repeat_rows(head, head)?;
    page.set_landscape();
    let mut lists: Vec<&TemplateColumn> = Vec::new();
    for (at, column) in (0u16..).zip(&template.columns).filter(|(_, column)| !column.choices.is_empty()) {
        // Columns with the same choices share a list.
        let place = match lists.iter().position(|known| known.choices == column.choices) {
            Some(known) => known,
            None => {
                lists.push(column);
                lists.len() - 1
            }
        };
        let letters = column_letters(u16::try_from(place).unwrap_or(u16::MAX));
        let source = format!("='{LISTS}'!${letters}$2:${letters}${}", column.choices.len() + 1);
        let rule = DataValidation::new()
            .allow_list_formula(Formula::new(source))
            .set_error_style(DataValidationErrorStyle::Stop)
            .set_error_title("Giá trị ngoài danh mục")?
            .set_error_message("Chọn một mục trong danh sách, hoặc để trống.")?;
        page.add_data_validation(first, at, last, at, &rule)?;
    }
    // Without a password: a guard against slips, not against people.
    let free = ProtectionOptions {
        format_cells: true,
        format_columns: true,
        format_rows: true,
        insert_rows: true,
        sort: true,
        use_autofilter: true,
        ..ProtectionOptions::default()
    };
    page.protect_with_options(&free);
    if !lists.is_empty() {
        let hidden = workbook.add_worksheet();
        hidden.set_name(LISTS)?.set_hidden(true);
        for (at, column) in (0u16..).zip(&lists) {
            hidden.write_string(0, at, kept(&column.heading))?;
            for (row, choice) in (1u32..).zip(&column.choices) {
                hidden.write_string(row, at, kept(choice))?;
            }
        }
    }
    Ok(workbook.save_to_buffer()?)
}

fn lay_out(page: &mut Worksheet, head: u32, at: u16, column: &TemplateColumn) -> Result<(), OfficeError> {
    page.set_column_width(at, f64::from(column.width.clamp(4, 120)))?;
    page.set_column_format(at, &cell_format(column).set_unlocked())?;
    let color = if column.is_required { Color::RGB(0xFB_E3C8) } else { Color::RGB(0xE7_F0F3) };
    let format = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
        .set_background_color(color)
        .set_border(FormatBorder::Thin);
    page.write_string_with_format(head, at, kept(&column.heading), &format)?;
    if !column.hint.is_empty() {
        page.insert_note(head, at, &Note::new(kept(&column.hint)).set_author("Khuê"))?;
    }
    Ok(())
}

fn cell_format(column: &TemplateColumn) -> Format {
    Format::new().set_num_format(if column.is_number { "General" } else { "@" })
}

fn write(
    page: &mut Worksheet,
    row: u32,
    at: u16,
    cell: &Cell,
    column: &TemplateColumn,
) -> Result<(), OfficeError> {
    let format = if column.is_key && *cell != Cell::Empty {
        cell_format(column).set_background_color(Color::RGB(0xEE_EEEE))
    } else {
        cell_format(column).set_unlocked()
    };
    let text = match cell {
        Cell::Empty => return Ok(()),
        Cell::Whole(number) if column.is_number => {
            page.write_number_with_format(row, at, *number as f64, &format)?;
            return Ok(());
        }
        Cell::Decimal { units, places } if column.is_number => {
            let number = *units as f64 / 10f64.powi(i32::from(*places));
            page.write_number_with_format(row, at, number, &format)?;
            return Ok(());
        }
        Cell::Text(text) | Cell::Link { text, .. } => text.clone(),
        Cell::Whole(number) => number.to_string(),
        Cell::Decimal { units, places } => super::decimal(*units, *places).replace('.', ","),
        Cell::Day(day) => khue_base::GridCell::Day(*day).text().into_owned(),
    };
    page.write_string_with_format(row, at, kept(&text), &format)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use super::*;

    fn part(file: &[u8], name: &str) -> String {
        let mut archive = zip::ZipArchive::new(Cursor::new(file)).unwrap();
        let mut text = String::new();
        archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    }

    fn column(heading: &str, choices: &[&str]) -> TemplateColumn {
        TemplateColumn {
            heading: heading.into(),
            hint: "Ghi vào đây.".into(),
            width: 20,
            choices: choices.iter().map(|choice| (*choice).to_owned()).collect(),
            is_required: true,
            is_key: heading == "Mã",
            is_number: heading == "Cao",
        }
    }

    #[test]
    fn what_is_filled_in_stays_as_typed() {
        let file = template(&Template {
            name: "Danh mục".into(),
            title: "Học sinh".into(),
            notes: vec!["Điền từ hàng 4.".into()],
            day: "2026-11-24".parse().unwrap(),
            columns: vec![
                column("Mã", &[]),
                column("Ngày sinh", &[]),
                column("Giới tính", &["Nam", "Nữ"]),
                column("Giới tính cha", &["Nam", "Nữ"]),
                column("Cao", &[]),
            ],
            rows: vec![vec![
                Cell::Text("0241".into()),
                Cell::Day("2014-09-05".parse().unwrap()),
                Cell::Text("Nam".into()),
                Cell::Empty,
                Cell::Decimal { units: 1425, places: 1 },
            ]],
            spare_rows: 50,
        })
        .unwrap();
        let page = part(&file, "xl/worksheets/sheet1.xml");
        assert!(page.contains("<sheetProtection sheet=\"1\""), "the head is not protected");
        assert_eq!(page.matches("<formula1>'Danh mục'!$A$2:$A$3</formula1>").count(), 2, "{page}");
        assert!(page.contains("sqref=\"C5:C55\""));
        assert!(page.contains("<v>142.5</v>"));
        assert!(part(&file, "xl/workbook.xml").contains("name=\"Danh mục\" sheetId=\"2\" state=\"hidden\""));
        assert_eq!(part(&file, "xl/comments1.xml").matches("<comment ").count(), 5);
        let read = crate::sheet::read::read(&file, "a.xlsx", &|_| None).unwrap();
        let row: Vec<String> =
            read.grid.sheets[0].rows[3].cells.iter().map(|(_, cell)| cell.text().into_owned()).collect();
        assert_eq!(row, ["0241", "05/09/2014", "Nam", "142,5"]);
    }
}
