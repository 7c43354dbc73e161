//! Makes the workbooks of tests/golden/registry/sheets: layouts of lists that schools keep and
//! systems export, with the faults such lists have. All people are invented.

use std::path::Path;
use std::process::Command;

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};
use unicode_normalization::UnicodeNormalization;

/// Writes all workbooks into `folder`; XLS and ODS need LibreOffice.
pub fn all(folder: &Path) {
    let save = |name: &str, mut book: Workbook| book.save(folder.join(name)).unwrap();
    save("hoc-sinh-danh-muc.xlsx", pupils_with_code_sheets());
    save("hoc-sinh-lop-6a1.xlsx", pupils_of_a_class());
    save("hoc-sinh-vnedu.xlsx", pupils_from_row_8());
    save("hoc-sinh-hai-dong-tieu-de.xlsx", pupils_under_two_heads());
    save("hoc-sinh-chinh-sach.xlsx", pupils_with_policies());
    save("can-bo-toan-tinh.xlsx", staff_of_the_province());
    save("phong-hoc.xlsx", rooms());
    std::fs::write(folder.join("hoc-sinh-khong-dau.csv"), pupils_without_accents()).unwrap();
    for (name, book, kind) in
        [("can-bo-vnedu", staff_from_row_8(), "xls"), ("lop-hoc-vnedu", classes(), "ods")]
    {
        let at = std::env::temp_dir().join(format!("{name}.xlsx"));
        save(at.to_str().unwrap(), book);
        let done = Command::new("soffice")
            .args(["--headless", "--convert-to", kind, "--outdir"])
            .args([folder, &at])
            .status()
            .unwrap();
        assert!(done.success());
        std::fs::remove_file(at).unwrap();
    }
}

const FAMILY: &[&str] = &["Nguyễn", "Trần", "Lê", "Hoàng", "Vi", "Nông", "Đặng", "Giáp"];
const MIDDLE: &[&str] = &["Văn", "Thị", "Minh", "Thị Thu", "Đức", "Ngọc"];
const GIVEN: &[&str] = &["An", "Bích", "Cường", "Dung", "Đạt", "Hằng", "Hoà", "Ước", "Yến"];

fn front(at: usize) -> String {
    format!("{} {}", FAMILY[at % FAMILY.len()], MIDDLE[at * 5 % MIDDLE.len()])
}

fn given(at: usize) -> &'static str {
    GIVEN[at * 7 % GIVEN.len()]
}

fn name(at: usize) -> String {
    format!("{} {}", front(at), given(at))
}

fn is_girl(at: usize) -> bool {
    MIDDLE[at * 5 % MIDDLE.len()].starts_with("Thị")
}

fn sex(at: usize) -> &'static str {
    if is_girl(at) { "Nữ" } else { "Nam" }
}

fn birth(at: usize) -> (u16, u8, u8) {
    (2014, u8::try_from(at % 12 + 1).unwrap(), u8::try_from(at * 3 % 27 + 1).unwrap())
}

fn birth_text(at: usize) -> String {
    let (year, month, day) = birth(at);
    format!("{day:02}/{month:02}/{year}")
}

fn code(at: usize) -> String {
    format!("24{:08}", 10_234_000 + at * 37)
}

fn personal_number(at: usize) -> String {
    format!("024{}14{:06}", if is_girl(at) { 3 } else { 2 }, 1_234 + at * 911)
}

fn days() -> Format {
    Format::new().set_num_format("dd/mm/yyyy")
}

fn day(page: &mut Worksheet, row: u32, column: u16, at: usize) {
    let (year, month, day) = birth(at);
    let date = ExcelDateTime::from_ymd(year, month, day).unwrap();
    page.write_datetime_with_format(row, column, &date, &days()).unwrap();
}

fn line(page: &mut Worksheet, row: u32, cells: &[&str]) {
    for (column, cell) in (0u16..).zip(cells) {
        if !cell.is_empty() {
            page.write_string(row, column, *cell).unwrap();
        }
    }
}

fn title(page: &mut Worksheet, row: u32, last: u16, text: &str) {
    page.merge_range(row, 0, row, last, text, &Format::new().set_bold()).unwrap();
}

/// The guide sheet of the Ministry's system: head in row 1, code lists in hidden sheets; personal
/// numbers typed as numbers, which loses their first digit.
fn pupils_with_code_sheets() -> Workbook {
    let mut book = Workbook::new();
    let lists: [(&str, &[&str]); 2] =
        [("GIOI_TINH", &["Nam", "Nữ"]), ("DAN_TOC", &["Kinh", "Tày", "Nùng", "Sán Dìu"])];
    for (name, values) in lists {
        let page = book.add_worksheet();
        page.set_name(name).unwrap().set_hidden(true);
        for (row, value) in (0u32..).zip(values) {
            page.write_string(row, 0, *value).unwrap();
        }
    }
    let page = book.add_worksheet();
    page.set_name("DANH MUC").unwrap().set_active(true);
    line(
        page,
        0,
        &[
            "STT",
            "Mã lớp",
            "Mã định danh Bộ GD&ĐT (trên CSDL ngành)",
            "Ngày sinh",
            "Giới tính",
            "Dân tộc",
            "Quốc tịch",
            "Tỉnh",
            "Huyện",
            "Xã",
            "Họ tên cha",
            "Năm sinh cha",
            "Họ tên mẹ",
            "Năm sinh mẹ",
            "Số ĐDCN",
        ],
    );
    for at in 0..12usize {
        let row = at as u32 + 1;
        page.write_number(row, 0, (at + 1) as f64).unwrap();
        line_from(page, row, 1, &["6A1", &code(at)]);
        day(page, row, 3, at);
        line_from(
            page,
            row,
            4,
            &[sex(at), if at == 4 { "Kinh Bắc" } else { ["Kinh", "Tày", "Nùng"][at % 3] }, "Việt Nam"],
        );
        line_from(
            page,
            row,
            7,
            &["Bắc Giang", "Lục Ngạn", "Quý Sơn", &name(at + 20), "1985", &name(at + 31), "1987"],
        );
        page.write_number(row, 14, personal_number(at).parse::<f64>().unwrap()).unwrap();
    }
    // A day that the calendar lacks, and one code twice.
    page.write_string(3, 3, "31/02/2014").unwrap();
    page.write_string(9, 2, code(3)).unwrap();
    book
}

fn line_from(page: &mut Worksheet, row: u32, first: u16, cells: &[&str]) {
    for (column, cell) in (first..).zip(cells) {
        if !cell.is_empty() {
            page.write_string(row, column, *cell).unwrap();
        }
    }
}

/// A class list of a Department's system: head in row 4 of 25 columns, text and Excel days mixed, a foot.
fn pupils_of_a_class() -> Workbook {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.set_name("Lớp 6A1").unwrap();
    title(page, 0, 24, "SỞ GIÁO DỤC VÀ ĐÀO TẠO BẮC GIANG");
    title(page, 1, 24, "DANH SÁCH HỌC SINH LỚP 6A1 - NĂM HỌC 2026-2027");
    line(
        page,
        3,
        &[
            "STT",
            "Mã định danh Bộ GD&ĐT",
            "Họ tên",
            "Ngày sinh",
            "Giới tính",
            "Dân tộc",
            "Trạng thái",
            "SĐT liên hệ",
            "Nơi sinh chi tiết",
            "Tổ/thôn Hộ khẩu thường trú",
            "Tỉnh thành quê quán",
            "Phường Xã quê quán",
            "Chỗ ở hiện nay",
            "Số CMND",
            "Ngày cấp",
            "Nơi cấp",
            "Tên cha",
            "Nghề nghiệp cha",
            "Năm sinh cha",
            "Tên mẹ",
            "Nghề nghiệp mẹ",
            "Năm sinh mẹ",
            "Lớp học",
            "Khối học",
            "Số định danh cá nhân",
        ],
    );
    for at in 0..15usize {
        let row = at as u32 + 4;
        page.write_number(row, 0, (at + 1) as f64).unwrap();
        line_from(page, row, 1, &[&code(at + 40), &name(at + 40)]);
        if at % 2 == 0 {
            day(page, row, 3, at + 40);
        } else {
            page.write_string(row, 3, birth_text(at + 40)).unwrap();
        }
        line_from(
            page,
            row,
            4,
            &[
                sex(at + 40),
                "Kinh",
                "Đang học",
                "0912345678",
                "Bệnh viện đa khoa",
                "Thôn Hạ",
                "Tỉnh Bắc Giang",
                "Xã Quý Sơn",
                "Thôn Hạ, xã Quý Sơn",
            ],
        );
        line_from(
            page,
            row,
            16,
            &[
                &name(at + 50),
                "Làm ruộng",
                "1984",
                &name(at + 61),
                "Công nhân",
                "1986",
                "6A1",
                "Khối 6",
                &personal_number(at + 40),
            ],
        );
    }
    // Personal number in the column of the Ministry's code; phone without its zero; a sex nobody knows.
    page.write_string(6, 1, personal_number(42)).unwrap();
    page.write_number(7, 7, 912_345_679.0).unwrap();
    page.write_string(8, 4, "Nan").unwrap();
    title(page, 19, 24, "Danh sách này có 15 học sinh");
    page.write_string(20, 19, "Bắc Giang, ngày 05 tháng 9 năm 2026").unwrap();
    page.write_string(21, 2, "NGƯỜI LẬP").unwrap();
    page.write_string(21, 19, "HIỆU TRƯỞNG").unwrap();
    page.write_string(25, 2, "Nguyễn Thị Lập").unwrap();
    page.write_string(25, 19, "Trần Văn Trưởng").unwrap();
    book
}

/// A list with its head in row 8, once more at the top of the second page, with sums by class.
fn pupils_from_row_8() -> Workbook {
    let head = [
        "STT",
        "Họ và tên",
        "Khối học/Nhóm lớp",
        "Lớp học",
        "Mã học sinh",
        "Mã định danh bộ GD&ĐT",
        "Ngày sinh",
        "Giới tính",
        "Trạng thái",
    ];
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.set_name("Danh sách").unwrap();
    title(page, 0, 3, "PHÒNG GD&ĐT LỤC NGẠN");
    title(page, 1, 3, "TRƯỜNG THCS QUÝ SƠN");
    title(page, 3, 8, "DANH SÁCH HỌC SINH");
    title(page, 4, 8, "Năm học 2026-2027");
    line(page, 7, &head);
    line(page, 8, &["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)", "(9)"]);
    let mut row = 9;
    for at in 0..14usize {
        if at == 7 {
            line(page, row, &["", "Tổng số: 7"]);
            line(page, row + 1, &head);
            row += 2;
        }
        // Numbers of rows may have gaps.
        page.write_number(row, 0, (at + 1 + at / 5) as f64).unwrap();
        let class = if at < 7 { "7A" } else { "7B" };
        line_from(
            page,
            row,
            1,
            &[&name(at + 80), "Khối 7", class, &format!("HS{:04}", at + 1), &code(at + 80)],
        );
        page.write_string(
            row,
            6,
            match at {
                2 => "2013".to_owned(),
                3 => "05/2013".to_owned(),
                5 => "12/25/2013".to_owned(),
                _ => birth_text(at + 80),
            },
        )
        .unwrap();
        line_from(page, row, 7, &[sex(at + 80), if at == 6 { "Thôi học" } else { "Đang học" }]);
        row += 1;
    }
    line(page, row, &["Tổng cộng", "", "", "", "", "", "", "", "14"]);
    book
}

/// Two rows of headings, names in two columns, the class joined over its pupils, one sheet a class.
fn pupils_under_two_heads() -> Workbook {
    let mut book = Workbook::new();
    let format = Format::new();
    for (sheet, first) in [("8A", 100usize), ("8B", 110)] {
        let page = book.add_worksheet();
        page.set_name(sheet).unwrap();
        title(page, 0, 12, "TRƯỜNG THCS QUÝ SƠN");
        title(page, 1, 12, &format!("SƠ YẾU LÝ LỊCH HỌC SINH LỚP {sheet}"));
        for (column, text) in
            [(0u16, "TT"), (1, "Lớp"), (4, "Ngày, tháng,\nnăm sinh"), (5, "Nam/Nữ"), (6, "Dân tộc")]
        {
            page.merge_range(3, column, 4, column, text, &format).unwrap();
        }
        page.merge_range(3, 2, 4, 3, "Họ và tên", &format).unwrap();
        page.merge_range(3, 7, 3, 9, "Cha", &format).unwrap();
        page.merge_range(3, 10, 3, 12, "Mẹ", &format).unwrap();
        line_from(page, 4, 7, &["Họ và tên", "Năm sinh", "Nghề nghiệp", "Họ và tên", "Năm sinh", "Số ĐT"]);
        for at in 0..8usize {
            let (row, person) = (at as u32 + 5, first + at);
            page.write_number(row, 0, (at + 1) as f64).unwrap();
            line_from(page, row, 2, &[&front(person), given(person)]);
            day(page, row, 4, person);
            line_from(
                page,
                row,
                5,
                &[
                    sex(person),
                    "Sán Dìu",
                    &name(person + 3),
                    "1982",
                    "Nông dân",
                    &name(person + 9),
                    "1985",
                    "0987 654 321",
                ],
            );
        }
        page.merge_range(5, 1, 12, 1, sheet, &format).unwrap();
    }
    book
}

/// Pupils with what the State supports; formulas, and a class that Excel took for a day.
fn pupils_with_policies() -> Workbook {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.set_name("Sheet1").unwrap();
    line(
        page,
        0,
        &[
            "Mã HS",
            "Họ đệm",
            "Tên",
            "Sinh ngày (dd/mm/yyyy) *",
            "Giới tính (*)",
            "Lớp",
            "Khu vực",
            "Loại khuyết tật",
            "Đối tượng CS",
            "Hộ nghèo",
            "Bán trú",
            "BHYT",
            "Điểm TB",
            "Ghi chú",
        ],
    );
    for at in 0..10usize {
        let (row, person) = (at as u32 + 1, at + 140);
        line(page, row, &[&format!("QS{:05}", at + 1), &front(person), given(person)]);
        day(page, row, 3, person);
        line_from(page, row, 4, &[sex(person)]);
        if at == 3 {
            let date = ExcelDateTime::from_ymd(2026, 1, 6).unwrap();
            page.write_datetime_with_format(row, 5, &date, &days()).unwrap();
        } else {
            page.write_string(row, 5, "6/1").unwrap();
        }
        page.write_number(row, 12, 7.5 + at as f64 / 10.0).unwrap();
        if at == 1 {
            page.write_string(row, 13, "ghi chú rất dài ".repeat(200)).unwrap();
        }
    }
    book
}

/// Headings without accents, content in decomposed Unicode, semicolons.
fn pupils_without_accents() -> Vec<u8> {
    let mut text = String::from(
        "DANH SACH HOC SINH;;;;;\r\n\r\nSo TT;HO VA TEN HOC SINH;NGAY SINH;GIOI TINH;DAN TOC;LOP;SO DDCN\r\n",
    );
    for at in 160..168usize {
        text += &format!(
            "{};{};{};{};Tày;9C;{}\r\n",
            at - 159,
            name(at),
            birth_text(at),
            sex(at),
            personal_number(at)
        );
    }
    text += "9;\"Vi Thị \"\"Bé\"\"\";01/13/2012;Nữ;Nùng;9C;024312\r\n";
    text.nfd().collect::<String>().into_bytes()
}

/// A staff list with its head in row 8.
fn staff_from_row_8() -> Workbook {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.set_name("GV").unwrap();
    title(page, 0, 4, "TRƯỜNG THCS QUÝ SƠN");
    title(page, 3, 11, "DANH SÁCH GIÁO VIÊN");
    line(
        page,
        7,
        &[
            "STT",
            "Mã cán bộ",
            "Mã định danh bộ GD&ĐT",
            "Họ và tên",
            "Ngày sinh",
            "Giới tính",
            "Trạng thái",
            "Loại cán bộ",
            "Nhóm chức vụ",
            "Hình thức hợp đồng",
            "T.Độ chuyên môn nghiệp vụ",
            "Môn dạy",
        ],
    );
    for at in 0..9usize {
        let (row, person) = (at as u32 + 8, at + 200);
        page.write_number(row, 0, (at + 1) as f64).unwrap();
        line_from(page, row, 1, &[&format!("CB{:03}", at + 1), &code(person), &name(person)]);
        let date = ExcelDateTime::from_ymd(1980 + at as u16, 5, 12).unwrap();
        page.write_datetime_with_format(row, 4, &date, &days()).unwrap();
        line_from(
            page,
            row,
            5,
            &[
                sex(person),
                "Đang làm việc",
                "Giáo viên",
                "Giáo viên",
                "Viên chức HĐLV không xác định thời hạn",
                "Đại học",
                ["Toán", "Ngữ văn", "Tiếng Anh"][at % 3],
            ],
        );
    }
    // The same code for two people.
    page.write_string(16, 1, "CB002").unwrap();
    book
}

/// The staff of a province after 1/7/2025: the commune and the school beside each person.
fn staff_of_the_province() -> Workbook {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.set_name("DanhSachCanBo").unwrap();
    line(page, 0, &["Danh sách cán bộ, giáo viên, nhân viên"]);
    line(
        page,
        3,
        &[
            "UBND Xã",
            "Tên trường",
            "Mã định danh Bộ GD&ĐT",
            "Họ tên",
            "Ngày sinh",
            "Trạng thái",
            "Vị trí việc làm",
            "Số CCCD",
            "Đảng viên",
            "Hệ số lương",
            "Bậc lương",
            "Ngày hưởng",
            "Mã số CDNN",
            "Hình thức hợp đồng",
        ],
    );
    for at in 0..10usize {
        let (row, person) = (at as u32 + 4, at + 220);
        line(
            page,
            row,
            &[
                "UBND xã Lục Ngạn",
                "Trường THCS Quý Sơn",
                &code(person),
                &name(person),
                "12/05/1979",
                if at % 2 == 0 { "Đang làm việc" } else { "Đang công tác" },
                if at == 4 { "Giáo viên trung học cơ sở hạng II" } else { "Giáo viên" },
            ],
        );
        page.write_string(row, 7, format!("0241790{:05}", at * 313)).unwrap();
        page.write_string(row, 8, if at % 3 == 0 { "x" } else { "" }).unwrap();
        page.write_number(row, 9, if at == 7 { 4.0 + 2.0 / 3.0 } else { 2.34 + 0.33 * at as f64 }).unwrap();
        page.write_number(row, 10, (at + 1) as f64).unwrap();
        page.write_string(row, 11, "01/2024").unwrap();
    }
    page.set_row_hidden(6).unwrap();
    book
}

fn classes() -> Workbook {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.set_name("Lop").unwrap();
    title(page, 0, 8, "TRƯỜNG THCS QUÝ SƠN");
    title(page, 2, 8, "DANH SÁCH LỚP HỌC");
    line(
        page,
        7,
        &[
            "STT",
            "Mã lớp",
            "Tên lớp học",
            "Khối học/Nhóm lớp",
            "Giáo viên chủ nhiệm",
            "Buổi học",
            "Học ngoại ngữ 1",
            "Lớp chuyên",
            "Số buổi học trên tuần",
        ],
    );
    for at in 0..8usize {
        let row = at as u32 + 8;
        let class = format!("{}{}", 6 + at / 2, ["A", "B"][at % 2]);
        page.write_number(row, 0, (at + 1) as f64).unwrap();
        line_from(
            page,
            row,
            1,
            &[
                &format!("L{class}"),
                &format!("Lớp {class}"),
                &format!("Khối {}", 6 + at / 2),
                &name(at + 200),
                "Sáng",
                "Tiếng Anh",
                "Không",
                "6",
            ],
        );
    }
    page.write_string(15, 1, "L6A").unwrap();
    book
}

fn rooms() -> Workbook {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.set_name("CSVC").unwrap();
    title(page, 0, 7, "DANH SÁCH PHÒNG HỌC, PHÒNG CHỨC NĂNG");
    line(
        page,
        2,
        &[
            "TT",
            "Mã phòng",
            "Tên phòng",
            "Loại phòng",
            "Kiên cố/Bán kiên cố/Tạm",
            "Diện tích (m2)",
            "Số chỗ",
            "Năm xây dựng",
            "Máy chiếu",
        ],
    );
    for at in 0..9usize {
        let row = at as u32 + 3;
        page.write_number(row, 0, (at + 1) as f64).unwrap();
        line_from(
            page,
            row,
            1,
            &[
                &format!("P{}", 101 + at),
                &format!("Phòng {}", 101 + at),
                if at < 7 { "Phòng học" } else { "Thư viện" },
                ["Kiên cố", "Bán kiên cố", "Tạm"][at % 3],
            ],
        );
        page.write_number(row, 5, 48.5 + at as f64).unwrap();
        page.write_number(row, 6, 45.0).unwrap();
        page.write_number(row, 7, 2010.0 + at as f64).unwrap();
        line_from(page, row, 8, &[if at % 2 == 0 { "x" } else { "" }]);
    }
    page.write_string(6, 5, "bốn mươi tám").unwrap();
    line(page, 12, &["Tổng", "", "9 phòng"]);
    book
}
