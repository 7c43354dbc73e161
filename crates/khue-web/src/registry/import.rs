//! `/don-vi/{id}/nhap-lieu`: sheets into records: choosing a file, looking at what it would do, taking back.

use crate::page::{Choice, Empty, FileCount, FileField, Link, Run, Shell, Tag, Tone, sample};

/// Choosing a sheet, templates, and the imports of the past (`POST` to the same address, multipart: `loai`, `tep`,
/// `nam-hoc`, `ngay`).
#[derive(Clone, Debug, Default, askama::Template)]
#[template(path = "registry/import.html")]
pub struct ImportPage {
    /// The frame.
    pub shell: Shell,
    /// Address of this page.
    pub here: String,
    /// The unit.
    pub unit: String,
    /// The file field.
    pub file: FileField,
    /// What its rows may be, `tự nhận ra` first.
    pub kinds: Vec<Choice>,
    /// As typed.
    pub year: String,
    /// As typed.
    pub day: String,
    /// For how long the file is kept.
    pub kept: String,
    /// Workbooks to fill in.
    pub templates: Vec<Link>,
    /// Where the roster is fetched for other software (`tu-ngay`).
    pub roster: String,
    /// What was written, newest first.
    pub past: Vec<PastImport>,
    /// What stands where nothing was written.
    pub empty: Empty,
}

/// Something that was written.
#[derive(Clone, Debug, Default)]
pub struct PastImport {
    /// `Học sinh: lop-6a1.xlsx`.
    pub what: String,
    /// `Nhập từ bảng · 24/11/2026 · 15 bản ghi`.
    pub when: String,
    /// Whether it holds.
    pub state: Tag,
    /// Where it is taken back.
    pub undo: Option<String>,
}

/// What a sheet would do (`POST …/ghi`: `lay`; `POST …/cot`: `loai`, `nam-hoc`, `ngay`, `cot-KEY`).
#[derive(Clone, Debug, Default, askama::Template)]
#[template(path = "registry/import_preview.html")]
pub struct ImportPreviewPage {
    /// The frame.
    pub shell: Shell,
    /// Address of this page.
    pub here: String,
    /// Where another file is chosen.
    pub back: String,
    /// `lop-6a1.xlsx`.
    pub heading: String,
    /// `14 hàng mới, 1 hàng bị từ chối.`
    pub lead: Vec<Run>,
    /// What was read, and what was not.
    pub notes: Vec<String>,
    /// Whether all can be written.
    pub writes_all: bool,
    /// `Ghi 14 hàng đúng`; empty when that cannot be done.
    pub writes_valid: String,
    /// A copy with marks, when something is wrong or odd.
    pub marked: Option<Link>,
    /// Errors first, then what is to be looked at.
    pub findings: Vec<FindingRow>,
    /// What the list leaves out.
    pub more_findings: String,
    /// What the checks of records would newly find.
    pub checks: Vec<CheckLine>,
    /// Values that change.
    pub changes: Vec<ChangeRow>,
    /// What the list leaves out.
    pub more_changes: String,
    /// Kinds to choose from.
    pub kinds: Vec<Choice>,
    /// The school year, where it matters.
    pub year: Option<String>,
    /// The day.
    pub day: String,
    /// The columns.
    pub columns: Vec<ColumnRow>,
    /// Whether the columns need a look.
    pub columns_open: bool,
}

/// One thing wrong or odd.
#[derive(Clone, Debug, Default)]
pub struct FindingRow {
    /// `Lớp 6A1!E9`.
    pub place: String,
    /// What stands there.
    pub said: String,
    /// Why.
    pub reason: String,
    /// What to do.
    pub fix: String,
    /// How grave it is.
    pub state: Tag,
}

/// What a check would newly find.
#[derive(Clone, Debug, Default)]
pub struct CheckLine {
    /// `Lớp chưa có giáo viên chủ nhiệm`.
    pub name: String,
    /// How often: `14 chỗ`.
    pub count: String,
    /// How grave it is.
    pub state: Tag,
}

/// One value that changes.
#[derive(Clone, Debug, Default)]
pub struct ChangeRow {
    /// The row of the sheet.
    pub row: String,
    /// Whose record.
    pub called: String,
    /// Which field.
    pub field: String,
    /// What holds.
    pub old: String,
    /// What shall hold.
    pub new: String,
}

/// What a column means.
#[derive(Clone, Debug, Default)]
pub struct ColumnRow {
    /// Name of the field of the form.
    pub name: String,
    /// `C`.
    pub letters: String,
    /// What stands over it.
    pub heading: String,
    /// Why it is taken so.
    pub why: String,
    /// What it may mean, `không lấy` first.
    pub choices: Vec<Choice>,
}

/// Taking an import back (`POST` to the same address: `ly-do`).
#[derive(Clone, Debug, Default, askama::Template)]
#[template(path = "registry/import_undo.html")]
pub struct ImportUndoPage {
    /// The frame.
    pub shell: Shell,
    /// Address of this page.
    pub here: String,
    /// Where giving up leads.
    pub back: String,
    /// `Học sinh: lop-6a1.xlsx`.
    pub what: String,
    /// `24/11/2026 · 15 bản ghi`.
    pub when: String,
    /// Why, as typed.
    pub reason: String,
    /// What stands in the way.
    pub obstacles: Vec<Obstructing>,
}

/// Something written later.
#[derive(Clone, Debug, Default)]
pub struct Obstructing {
    /// What it was.
    pub what: String,
    /// When, and what it touches.
    pub when: String,
}

impl ImportPage {
    /// The field for the file, `tep`.
    pub fn file_field() -> FileField {
        FileField {
            name: "tep".to_owned(),
            label: "Tệp bảng tính".to_owned(),
            accept: ".xlsx,.xls,.ods,.csv".to_owned(),
            allowed: "XLSX, XLS, ODS hoặc CSV; tối đa 20 MB. Hàng tiêu đề ở dòng nào cũng được.".to_owned(),
            max_bytes: 20 * 1024 * 1024,
            count: FileCount::One,
        }
    }

    /// What render tests show.
    pub fn samples() -> Vec<(&'static str, Self)> {
        let kinds = sample::choices(&["Tự nhận ra", "Học sinh", "Lớp"], 1);
        let past = |what: &str, state: Tag, undo: Option<&str>| PastImport {
            what: what.to_owned(),
            when: "Nhập từ bảng · 24/11/2026 · 15 bản ghi".to_owned(),
            state,
            undo: undo.map(str::to_owned),
        };
        let full = Self {
            shell: sample::shell_from_school(
                "Nhập dữ liệu",
                &[("Đơn vị", "/don-vi"), ("Trường THCS Tân Mỹ", "/don-vi/9")],
            ),
            here: "/don-vi/9/nhap-lieu".to_owned(),
            unit: "Trường THCS Tân Mỹ".to_owned(),
            file: Self::file_field(),
            kinds,
            year: String::new(),
            day: String::new(),
            roster: "/don-vi/7/oneroster".to_owned(),
            kept: Self::kept(),
            templates: vec![
                Link::new("Học sinh", "/don-vi/9/nhap-lieu/mau/pupil"),
                Link::new("Lớp", "/don-vi/9/nhap-lieu/mau/class"),
            ],
            past: vec![
                past(
                    "Học sinh: lop-6a1.xlsx",
                    Tag::new(Tone::Ok, "đã ghi"),
                    Some("/don-vi/9/nhap-lieu/hoan-tac/5"),
                ),
                past("Lớp: <danh sách> & lớp.ods", Tag::new(Tone::Cancelled, "đã hoàn tác"), None),
            ],
            empty: Self::nothing(),
        };
        let refused = Self {
            shell: Shell {
                errors: vec![sample::error("tep", "Chưa chọn tệp. Hãy chọn một bảng tính của trường.")],
                ..full.shell.clone()
            },
            past: Vec::new(),
            ..full.clone()
        };
        vec![("day-du", full), ("bi-tu-choi", refused)]
    }

    /// For how long the file is kept.
    pub fn kept() -> String {
        format!(
            "Tệp gửi lên được giữ {} ngày rồi tự xoá; hồ sơ đã ghi thì ở lại.",
            khue_rules::registry::keeping::days_of_sheets()
        )
    }

    /// What stands where nothing was written.
    pub fn nothing() -> Empty {
        Empty {
            title: "Chưa nhập bảng nào".to_owned(),
            why: "Những lần nhập đã ghi sẽ hiện ở đây để xem lại và hoàn tác.".to_owned(),
            step: None,
        }
    }
}

impl ImportPreviewPage {
    /// What render tests show.
    pub fn samples() -> Vec<(&'static str, Self)> {
        let finding = |state: Tag, place: &str| FindingRow {
            place: place.to_owned(),
            said: "con trai".to_owned(),
            reason: "Giới tính “con trai” không có trong danh mục.".to_owned(),
            fix: "Ghi đúng tên hoặc mã 1.".to_owned(),
            state,
        };
        let column = |letters: &str, heading: &str, why: &str, chosen: usize| ColumnRow {
            name: format!("cot-{letters}"),
            letters: letters.to_owned(),
            heading: heading.to_owned(),
            why: why.to_owned(),
            choices: sample::choices(&["Không lấy", "Họ và tên", "Ngày sinh"], chosen),
        };
        let wrong = Self {
            shell: sample::shell_from_school(
                "Xem trước khi ghi",
                &[
                    ("Đơn vị", "/don-vi"),
                    ("Trường THCS Tân Mỹ", "/don-vi/9"),
                    ("Nhập dữ liệu", "/don-vi/9/nhap-lieu"),
                ],
            ),
            here: "/don-vi/9/nhap-lieu/7".to_owned(),
            back: "/don-vi/9/nhap-lieu".to_owned(),
            heading: "lop-6a1.xlsx".to_owned(),
            lead: vec![
                Run::strong("12 hàng mới"),
                Run::plain(", 1 hàng thay đổi, 1 hàng giữ nguyên, "),
                Run::late("1 hàng bị từ chối"),
                Run::plain("."),
            ],
            notes: vec!["Trang “Lớp 6A1”: tiêu đề ở hàng 4, 15 hàng dữ liệu".to_owned()],
            writes_all: false,
            writes_valid: "Ghi 14 hàng đúng".to_owned(),
            marked: Some(Link::new("Tải bản đánh dấu các ô", "/don-vi/9/nhap-lieu/7/danh-dau")),
            findings: vec![
                finding(Tag::new(Tone::Late, "lỗi"), "Lớp 6A1!E9"),
                finding(Tag::new(Tone::Soon, "xem lại"), "Lớp 6A1!B7"),
            ],
            more_findings: "Còn 40 chỗ nữa; xem trong bản đánh dấu.".to_owned(),
            checks: vec![
                CheckLine {
                    name: "Khối không thuộc cấp học ghi ở lớp".to_owned(),
                    count: "1 chỗ".to_owned(),
                    state: Tag::new(Tone::Late, "lỗi"),
                },
                CheckLine {
                    name: "Lớp <chưa> có giáo viên chủ nhiệm".to_owned(),
                    count: "14 chỗ".to_owned(),
                    state: Tag::new(Tone::Soon, "xem lại"),
                },
            ],
            changes: vec![ChangeRow {
                row: "7".to_owned(),
                called: "Nguyễn Văn An".to_owned(),
                field: "Lớp học".to_owned(),
                old: "6A1".to_owned(),
                new: "6A2".to_owned(),
            }],
            more_changes: "Còn 40 thay đổi nữa.".to_owned(),
            kinds: sample::choices(&["Học sinh", "Lớp"], 1),
            year: Some("2026-2027".to_owned()),
            day: "24/11/2026".to_owned(),
            columns: vec![
                column("B", "Họ tên", "trùng cách ghi thường gặp", 2),
                column("C", "Tổ <thôn> & xóm", "không nhận ra", 1),
            ],
            columns_open: true,
        };
        let good = Self {
            lead: vec![Run::strong("14 hàng mới"), Run::plain(".")],
            writes_all: true,
            writes_valid: String::new(),
            marked: None,
            findings: Vec::new(),
            more_findings: String::new(),
            checks: Vec::new(),
            changes: Vec::new(),
            more_changes: String::new(),
            year: None,
            columns_open: false,
            ..wrong.clone()
        };
        let same = Self {
            lead: vec![Run::plain("Mọi hàng đã đúng như vậy từ trước, không có gì để ghi.")],
            writes_all: false,
            ..good.clone()
        };
        let refused = Self {
            shell: Shell {
                errors: vec![sample::error(
                    "ngay",
                    "Ngày 5/9/2019 không thuộc năm học 2026-2027 (từ 1/8/2026 đến 31/7/2027). Hãy sửa ngày hoặc chọn năm học khác.",
                )],
                ..wrong.shell.clone()
            },
            day: "5/9/2019".to_owned(),
            ..wrong.clone()
        };
        vec![("co-loi", wrong), ("dung-ca", good), ("nhu-cu", same), ("bi-tu-choi", refused)]
    }
}

impl ImportUndoPage {
    /// What render tests show.
    pub fn samples() -> Vec<(&'static str, Self)> {
        let free = Self {
            shell: sample::shell_from_school(
                "Hoàn tác lần ghi",
                &[
                    ("Đơn vị", "/don-vi"),
                    ("Trường THCS Tân Mỹ", "/don-vi/9"),
                    ("Nhập dữ liệu", "/don-vi/9/nhap-lieu"),
                ],
            ),
            here: "/don-vi/9/nhap-lieu/hoan-tac/5".to_owned(),
            back: "/don-vi/9/nhap-lieu".to_owned(),
            what: "Học sinh: lop-6a1.xlsx".to_owned(),
            when: "24/11/2026 · 15 bản ghi".to_owned(),
            reason: String::new(),
            obstacles: Vec::new(),
        };
        let blocked = Self {
            obstacles: vec![Obstructing {
                what: "Học sinh: lop-6a1-sua.xlsx".to_owned(),
                when: "Nhập từ bảng · 25/11/2026".to_owned(),
            }],
            ..free.clone()
        };
        let refused = Self {
            shell: Shell {
                errors: vec![sample::error("ly-do", "Chưa ghi lý do. Hãy ghi ngắn gọn vì sao hoàn tác.")],
                ..free.shell.clone()
            },
            ..free.clone()
        };
        vec![("duoc", free), ("vuong", blocked), ("bi-tu-choi", refused)]
    }
}
