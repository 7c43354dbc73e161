//! Heads, columns and rows of small sheets; whole files are read in `khue-app/tests/sheets`.

use khue_base::{Epoch, Fault, Grid, GridCell, GridRow, GridSheet, Merged};

use super::*;
use crate::registry::record::{Context, FieldValue, kind};

/// Rows of cells with `|` between; an empty line is an empty row.
fn sheet(text: &str) -> GridSheet {
    let rows = (1u32..).zip(text.trim_matches('\n').lines()).filter_map(|(number, line)| {
        let cells: Vec<(u16, GridCell)> = (0u16..)
            .zip(line.split('|'))
            .map(|(column, cell)| (column, cell.trim()))
            .filter(|(_, cell)| !cell.is_empty())
            .map(|(column, cell)| (column, content(cell)))
            .collect();
        (!cells.is_empty()).then_some(GridRow { number, cells })
    });
    GridSheet { name: "Sheet1".into(), rows: rows.collect(), ..GridSheet::default() }
}

fn content(cell: &str) -> GridCell {
    match cell.parse::<i64>() {
        Ok(units) if cell.len() < 6 => GridCell::Number { units, places: 0 },
        _ => GridCell::Text(cell.into()),
    }
}

fn grid(text: &str) -> Grid {
    Grid { sheets: vec![sheet(text)], epoch: Epoch::default() }
}

fn merged(grid: &mut Grid, areas: &[&str]) {
    grid.sheets[0].merged = areas.iter().map(|area| Merged::parse(area).unwrap()).collect();
}

fn best(grid: &Grid, code: &str) -> Layout {
    layouts(grid, kind(code).unwrap(), None).into_iter().next().expect("a head is found")
}

fn table(grid: &Grid, code: &str) -> Table {
    read(grid, &best(grid, code), Vec::new(), &Context::plain("2026-11-24".parse().unwrap()))
}

/// Columns with the codes of their fields.
fn fields(layout: &Layout) -> Vec<(u16, &str)> {
    layout.taken().map(|(column, field)| (column.column, field.code.as_str())).collect()
}

fn said(table: &Table) -> Vec<String> {
    table.findings().iter().map(|finding| format!("{}: {}", finding.cell, finding.reason.problem)).collect()
}

fn skipped(table: &Table) -> Vec<(u32, Skipped)> {
    table.skipped.iter().map(|row| (row.number, row.why)).collect()
}

#[test]
fn a_head_is_found_in_any_row() {
    for above in ["", "TRƯỜNG A\n", "SỞ GD&ĐT\nTRƯỜNG A\n\nDANH SÁCH HỌC SINH\n\n\nNăm học 2026-2027\n"]
    {
        let text = format!("{above}STT | họ tên | NGAY SINH | Giới  tính\n1 | Vi An | 01/02/2014 | Nam");
        let layout = best(&grid(&text), "pupil");
        assert_eq!(layout.first_head_row, above.matches('\n').count() as u32 + 1);
        assert_eq!(fields(&layout), [(1, "full_name"), (2, "birth_date"), (3, "sex")]);
    }
}

#[test]
fn text_without_a_head_gives_no_layout() {
    let text = "Kính gửi các trường\nĐề nghị gửi danh sách trước ngày 5/9";
    assert_eq!(layouts(&grid(text), kind("pupil").unwrap(), None), []);
    assert_eq!(layouts(&Grid::default(), kind("pupil").unwrap(), None), []);
}

#[test]
fn headings_over_one_another_are_read_together() {
    let text = "TT | Họ và tên | Giới tính | Cha || Mẹ | \n ||| Họ tên | Năm sinh | Họ tên | Năm sinh\n1 | Vi An | Nam | Vi Bình | 1985 | Lê Dung | 1986";
    let expected = [
        (1, "full_name"),
        (2, "sex"),
        (3, "father.full_name"),
        (4, "father.birth_year"),
        (5, "mother.full_name"),
        (6, "mother.birth_year"),
    ];
    // Not joined, as many type it.
    let mut plain = grid(text);
    let layout = best(&plain, "pupil");
    assert_eq!((layout.last_head_row, fields(&layout)), (2, expected.to_vec()));
    // Joined.
    merged(&mut plain, &["A1:A2", "B1:B2", "C1:C2", "D1:E1", "F1:G1"]);
    let layout = best(&plain, "pupil");
    assert_eq!((layout.last_head_row, fields(&layout)), (2, expected.to_vec()));
}

#[test]
fn a_heading_of_another_person_is_not_the_pupils_own() {
    let mut joined = grid(
        "Họ và tên | Ngày sinh | Giới tính | Thông tin về cha || \n ||| Họ và tên | Dân tộc\nVi An | 2014 | Nam | Vi Bình | Tày",
    );
    merged(&mut joined, &["D1:E1"]);
    let layout = best(&joined, "pupil");
    assert_eq!(fields(&layout), [(0, "full_name"), (1, "birth_date"), (2, "sex"), (3, "father.full_name")]);
}

#[test]
fn columns_that_may_mean_several_things_are_asked() {
    let layout = best(
        &grid(
            "Họ tên | Ngày sinh | Giới tính | Họ tên | Số sổ hộ nghèo cũ | Màu tóc\nVi An | 2014 | Nam | x | 1 | đen",
        ),
        "pupil",
    );
    assert!(
        matches!(&layout.columns[3].meaning, Meaning::Repeated { field, taken: 0 } if field.code == "full_name")
    );
    assert_eq!(layout.columns[3].key, "ho ten #2");
    assert!(
        matches!(&layout.columns[4].meaning, Meaning::Field { chosen, .. } if chosen.why == Why::Words)
            || matches!(&layout.columns[4].meaning, Meaning::Ambiguous(fields) if fields[0].field.code == "poverty_paper"),
        "{:?}",
        layout.columns[4]
    );
    assert_eq!(layout.columns[5].meaning, Meaning::Unknown);
}

#[test]
fn choices_are_remembered_by_heading() {
    let grid = grid("Họ tên | Ngày sinh | Giới tính | Cột lạ | Họ tên\nVi An | 2014 | Nam | 0912345678 | B");
    let chosen = Remembered {
        columns: [("cot la".to_owned(), Some("phone".to_owned())), ("ho ten #2".to_owned(), None)].into(),
    };
    let layout = layouts(&grid, kind("pupil").unwrap(), Some(&chosen)).remove(0);
    assert!(fields(&layout).contains(&(3, "phone")));
    assert_eq!(layout.columns[4].meaning, Meaning::LeftOut);
    let again = layout.remembered();
    assert_eq!(again.columns["cot la"].as_deref(), Some("phone"));
    assert_eq!(again.columns["ho ten #2"], None);
    assert_eq!(again.columns["ho ten"].as_deref(), Some("full_name"));
}

#[test]
fn rows_that_are_no_records_are_told() {
    let table = table(
        &grid(
            "STT | Họ và tên | Ngày sinh | Giới tính | Lớp
1 | 2 | 3 | 4 | 5
1 | Tống Văn Số | 01/02/2014 | Nam | 6A
2 | Công Thị Hà | 02/02/2014 | Nữ | 6A
Tổng số: 2 |||
STT | Họ và tên | Ngày sinh | Giới tính | Lớp
5 | Vi An | 03/02/2014 | Nam | 6B
6 ||||
| Tống Thị Tân
| Tổng cộng ||| 4
|| Lục Ngạn, ngày 5 tháng 9 năm 2026
| Người lập biểu || Hiệu trưởng
| Nguyễn Văn Lập || Trần Thị Trưởng",
        ),
        "pupil",
    );
    assert_eq!(
        skipped(&table),
        [
            (2, Skipped::ColumnNumbers),
            (5, Skipped::Sum),
            (6, Skipped::Head),
            (8, Skipped::OnlyNumber),
            (10, Skipped::Sum),
            (11, Skipped::Foot),
            (12, Skipped::Foot),
            (13, Skipped::Foot),
        ]
    );
    assert_eq!(table.rows.iter().map(|row| row.number).collect::<Vec<_>>(), [3, 4, 7, 9]);
    assert_eq!(said(&table), ["C9: Thiếu ngày sinh.", "D9: Thiếu giới tính."]);
}

#[test]
fn the_same_record_twice_is_found() {
    let table = table(
        &grid(
            "Mã học sinh | Họ và tên | Ngày sinh | Giới tính | Số định danh cá nhân | Tên cha
HS1 | Vi An | 01/02/2014 | Nam | 024214000001 | Vi Bình
HS2 | VI  AN | 1/2/2014 | Nam | 024214000002 | Vi Bình
hs1 | Lê Dung | 03/02/2014 | Nữ | 024314000003 | Lê Đạt
| Lê Hoà | 04/02/2014 | Nam | 024214000002 |
| Lê Hoà | 05/02/2014 | Nữ ||",
        ),
        "pupil",
    );
    let found: Vec<(String, Weight, String)> = table
        .findings()
        .into_iter()
        .map(|finding| (finding.cell.to_string(), finding.weight, finding.reason.problem))
        .collect();
    assert_eq!(
        found,
        [
            ("C3".into(), Weight::Query, "Họ và tên và Ngày sinh trùng với hàng 2.".into()),
            ("A4".into(), Weight::Error, "Mã học sinh trùng với hàng 2.".into()),
            ("E5".into(), Weight::Error, "Số định danh cá nhân trùng với hàng 3.".into()),
        ]
    );
}

#[test]
fn a_value_for_all_rows_completes_an_identity() {
    let grid = grid("Mã lớp | Tên lớp | Khối\nA1 | 6A | 6\nA1 | 6B | 6");
    let context = Context::plain("2026-11-24".parse().unwrap());
    let layout = best(&grid, "class");
    let without = read(&grid, &layout, Vec::new(), &context);
    assert_eq!(said(&without), ["A1: Bảng không có cột Năm học."]);
    let year =
        Fixed { field: "year".into(), value: FieldValue::SchoolYear(khue_base::SchoolYear::starting(2026)) };
    let with = read(&grid, &layout, vec![year], &context);
    assert_eq!(said(&with), ["A3: Mã lớp trùng với hàng 2."]);
}

#[test]
fn joined_cells_fill_the_rows_they_cover() {
    let mut grid = grid(
        "Lớp | Họ và tên | Ngày sinh | Giới tính\n6A | Vi An | 2014 | Nam\n | Lê Dung | 2014 | Nữ\n | Lê Hoà | 2014 | Nữ",
    );
    merged(&mut grid, &["A2:A3"]);
    let table = table(&grid, "pupil");
    let class = table.fields.iter().position(|(_, field)| field.code == "enrolment.class").unwrap();
    let classes: Vec<bool> = table
        .rows
        .iter()
        .map(|row| matches!(&row.cells[class], Some(Ok(parsed)) if parsed.value.is_some()))
        .collect();
    assert_eq!(classes, [true, true, false]);
}

#[test]
fn cells_that_hold_no_value_are_refused_each_in_its_way() {
    let mut grid = grid("Họ và tên | Ngày sinh | Giới tính | Lớp | Số định danh cá nhân\na | b | c | d | e");
    grid.epoch = Epoch::Mac1904;
    let day = GridCell::Day("2026-01-06".parse().unwrap());
    for (number, name, birth, class, person) in [
        (
            2,
            GridCell::Text("Vi An".into()),
            GridCell::NoDay(60),
            day,
            GridCell::Number { units: 24_214_000_001, places: 0 },
        ),
        (
            3,
            GridCell::Fault(Fault::NotComputed),
            GridCell::Number { units: 40_269, places: 0 },
            GridCell::Fault(Fault::Reference),
            GridCell::Text("x".repeat(40_000).into()),
        ),
    ] {
        let sex = GridCell::Text("Nam".into());
        let cells = [name, birth, sex, class, person];
        let row = GridRow { number, cells: (0u16..).zip(cells).collect() };
        grid.sheets[0].rows.retain(|row| row.number != number);
        grid.sheets[0].rows.push(row);
    }
    let table = table(&grid, "pupil");
    let found = said(&table);
    let expected = [
        "B2: Ngày sinh là số ngày 60, không có trong lịch.",
        "D2: Lớp học “06/01/2026” là một ngày; có lẽ bảng tính đã đổi chữ thành ngày.",
        "A3: Họ và tên là công thức chưa có kết quả.",
        "D3: Lớp học “#REF!” là lỗi công thức của bảng tính.",
        "E3: Số định danh cá nhân dài 40000 chữ, không phải giá trị của một ô danh sách.",
    ];
    assert_eq!(found, expected);
    assert!(table.findings().iter().all(|finding| finding.value.chars().count() <= 81));
    // The day of a workbook that counts from 1904.
    let birth = table.fields.iter().position(|(_, field)| field.code == "birth_date").unwrap();
    let Some(Ok(parsed)) = &table.rows[1].cells[birth] else { panic!("not read") };
    assert_eq!(parsed.value.as_ref().unwrap().shown(table.fields[birth].1), "02/04/2014");
}

#[test]
fn the_kind_is_told_by_headings_and_titles() {
    let guess = |text: &str| kinds_of(&grid(text)).remove(0).kind.code.clone();
    assert_eq!(
        guess("Họ và tên | Ngày sinh | Giới tính | Lớp | Tên cha\nVi An | 2014 | Nam | 6A | B"),
        "pupil"
    );
    assert_eq!(guess("DANH SÁCH HỌC SINH\nHọ và tên | Ngày sinh | Giới tính\nVi An | 2014 | Nam"), "pupil");
    assert_eq!(
        guess("DANH SÁCH GIÁO VIÊN\nHọ và tên | Ngày sinh | Giới tính | Môn dạy\nVi An | 1980 | Nam | Toán"),
        "staff"
    );
    assert_eq!(guess("Mã lớp | Tên lớp học | Khối học | GVCN\nA | 6A | 6 | Vi An"), "class");
    assert_eq!(guess("Mã phòng | Tên phòng | Loại phòng | Diện tích\nP1 | 101 | Phòng học | 48"), "room");
}

#[test]
fn the_sheet_with_the_table_comes_before_hidden_lists() {
    let mut book = grid("Họ và tên | Ngày sinh | Giới tính\nVi An | 2014 | Nam");
    let mut lists = sheet("Họ và tên | Ngày sinh | Giới tính | Lớp\nVi An | 2014 | Nam | 6A");
    lists.hidden = true;
    book.sheets.insert(0, lists);
    book.sheets.insert(1, sheet("Hướng dẫn nhập liệu\nĐọc kĩ trước khi nhập"));
    let found: Vec<usize> =
        layouts(&book, kind("pupil").unwrap(), None).iter().map(|layout| layout.sheet).collect();
    assert_eq!(found, [2, 0]);
}

#[test]
fn a_row_becomes_facts_of_its_record_and_of_those_beside_it() {
    let grid = grid(
        "Họ và tên | Ngày sinh | Giới tính | Lớp | Số ĐDCN | Họ tên cha | Năm sinh cha
Vi An | 01/02/2014 | Nam | 6A | 024214000001 | Vi Bình | 1985
Vi Ba | 01/02/2013 | Nữ | 6A | 024214000002 | | x",
    );
    let context = Context::plain("2026-11-24".parse().unwrap());
    let year = FieldValue::SchoolYear(khue_base::SchoolYear::starting(2026));
    let fixed = vec![Fixed { field: "enrolment.year".into(), value: year.clone() }];
    let table = read(&grid, &best(&grid, "pupil"), fixed, &context);
    let facts = table.facts(&table.rows[0]);
    assert_eq!(facts.own.text("full_name"), Some("Vi An"));
    let beside = |code: &str| &facts.besides.iter().find(|(beside, _)| beside.code == code).unwrap().1;
    assert_eq!(beside("enrolment").get("year"), Some(&year));
    assert_eq!(beside("father").text("full_name"), Some("Vi Bình"));
    assert_eq!(beside("father").text("kinship"), Some("cha"));
    assert!(facts.besides.iter().all(|(beside, _)| beside.code != "mother"));
    // Nothing is known of a father of whom only a wrong year stands there.
    assert_eq!(table.facts(&table.rows[1]).besides.len(), 1);
    let found: Vec<String> =
        table.findings().iter().map(|finding| format!("{} {:?}", finding.cell, finding.weight)).collect();
    assert_eq!(found, ["G3 Error", "E3 Query", "E3 Query"]);
}
