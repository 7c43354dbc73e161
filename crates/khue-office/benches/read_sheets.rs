//! Reading a list of 20,000 rows × 30 columns, beside calamine alone on the same file in the same run.
//!
//! `cargo xtask bench -p khue-office --bench read_sheets`. Prints what docs/performance.md tells.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)] // a measuring tool
#![expect(clippy::disallowed_methods, reason = "it measures time")]

use std::fmt::Write;
use std::io::Cursor;
use std::time::{Duration, Instant};

use calamine::{Data, Reader, Xlsx};
use khue_office::sheet::read::read;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

const ROWS: u32 = 20_000;
const COLUMNS: u16 = 30;
const TIMES: usize = 7;

fn main() {
    let book = workbook();
    println!("{ROWS} rows × {COLUMNS} columns, XLSX of {} KiB", book.len() / 1024);
    // In turns, so that a busy moment of the machine meets both.
    let (mut bare, mut ours) = (Vec::new(), Vec::new());
    for _ in 0..TIMES {
        let begun = Instant::now();
        let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(book.as_slice())).unwrap();
        let name = workbook.sheet_names()[0].clone();
        let range = workbook.worksheet_range(&name).unwrap();
        bare.push(begun.elapsed());
        let filled = range.used_cells().filter(|(_, _, data)| !matches!(data, Data::Empty)).count();

        let begun = Instant::now();
        let sheet = read(&book, "list.xlsx", &|_| None).unwrap();
        ours.push(begun.elapsed());
        let cells: usize = sheet.grid.sheets[0].rows.iter().map(|row| row.cells.len()).sum();
        assert_eq!(cells, filled);
    }
    let (bare, ours) = (median(bare), median(ours));
    println!("  calamine alone  {bare:.0?}");
    println!("  to a grid       {ours:.0?}, {:.2} ×", ours.as_secs_f64() / bare.as_secs_f64());
    let text = csv();
    let times: Vec<Duration> = (0..TIMES)
        .map(|_| {
            let begun = Instant::now();
            assert_eq!(
                read(text.as_bytes(), "a.csv", &|_| None).unwrap().grid.sheets[0].rows.len(),
                ROWS as usize
            );
            begun.elapsed()
        })
        .collect();
    println!("  CSV of {} KiB  {:.0?}", text.len() / 1024, median(times));
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// A third text that repeats, a third text of its own, days and numbers.
fn workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    let days = Format::new().set_num_format("dd/mm/yyyy");
    for row in 0..ROWS {
        for column in 0..COLUMNS {
            match column % 6 {
                0 | 1 => {
                    page.write_string(row, column, ["Nam", "Nữ", "Kinh", "Đang học"][(row % 4) as usize])
                }
                2 | 3 => page.write_string(row, column, format!("Nguyễn Văn {row} {column}")),
                4 => {
                    let date =
                        ExcelDateTime::from_ymd(2010 + (row % 8) as u16, 1 + (row % 12) as u8, 5).unwrap();
                    page.write_datetime_with_format(row, column, &date, &days)
                }
                _ => page.write_number(row, column, f64::from(row) / 4.0),
            }
            .unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

fn csv() -> String {
    let mut text = String::new();
    for row in 0..ROWS {
        for column in 0..COLUMNS {
            write!(text, "{}Nguyễn Văn {row} {column}", if column == 0 { "" } else { ";" }).unwrap();
        }
        text.push('\n');
    }
    text
}
