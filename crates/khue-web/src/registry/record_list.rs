//! Lists of a school's records: classes, one class, staff, rooms.

use crate::directive::work::Fold;
use crate::page::{AsOf, Column, ColumnKind, Empty, Fact, Link, Shell, sample};

/// A list.
#[derive(Clone, Debug, Default, askama::Template)]
#[template(path = "registry/record_list.html")]
pub struct RecordListPage {
    /// The frame.
    pub shell: Shell,
    /// Address of this page.
    pub here: String,
    /// The day.
    pub as_of: AsOf,
    /// The school.
    pub kicker: String,
    /// What is listed.
    pub heading: String,
    /// The views of the school's records; the one shown leads nowhere.
    pub tabs: Vec<Link>,
    /// What is unusual about the day.
    pub notice: String,
    /// Sums.
    pub facts: Vec<Fact>,
    /// `CSV` and `Excel`.
    pub exports: Vec<Link>,
    /// Where the listed thing itself is seen and changed.
    pub steps: Vec<Link>,
    /// The records.
    pub groups: Vec<RecordGroup>,
    /// What stands there when there are none.
    pub empty: Empty,
}

/// Records that belong together.
#[derive(Clone, Debug, Default)]
pub struct RecordGroup {
    /// Id on the page.
    pub anchor: String,
    /// `Khối 6`.
    pub heading: String,
    /// What holds for all of them.
    pub note: String,
    /// Whether it is folded at first.
    pub fold: Fold,
    /// Whether rows are numbered.
    pub numbered: bool,
    /// Heads; the first is the record.
    pub columns: Vec<Column>,
    /// The records.
    pub rows: Vec<RecordRow>,
}

/// A record's line.
#[derive(Clone, Debug, Default)]
pub struct RecordRow {
    /// The record; an empty address leads nowhere.
    pub what: Link,
    /// Shown under it on a phone.
    pub note: String,
    /// Under the columns after the first, in their order.
    pub figures: Vec<RecordFigure>,
}

/// A cell.
#[derive(Clone, Debug, Default)]
pub struct RecordFigure {
    /// What it says.
    pub text: String,
    /// How it is set.
    pub kind: ColumnKind,
    /// Whether it is somebody's name or own words, which nobody translates.
    pub own: bool,
}

/// Heads with these words; words with a leading `!` are names or own words.
pub(super) fn columns(heads: &[(&str, ColumnKind)]) -> Vec<Column> {
    heads.iter().map(|(label, kind)| Column::new(label.trim_start_matches('!'), *kind)).collect()
}

/// The cells after the first under such heads.
pub(super) fn figures(heads: &[(&str, ColumnKind)], texts: Vec<String>) -> Vec<RecordFigure> {
    heads
        .iter()
        .skip(1)
        .zip(texts)
        .map(|((label, kind), text)| RecordFigure { text, kind: *kind, own: label.starts_with('!') })
        .collect()
}

impl RecordListPage {
    /// What render tests show.
    pub fn samples() -> Vec<(&'static str, Self)> {
        let heads = super::show::records::classes::PUPILS;
        let row = |name: &str, sex: &str, birth: &str, ethnic: &str, state: &str| RecordRow {
            what: Link::new(name, "/hoc-sinh/7"),
            note: format!("{sex} · {birth}"),
            figures: figures(heads, [sex, birth, ethnic, state].map(str::to_owned).to_vec()),
        };
        let group = |anchor: &str, heading: &str, fold, rows| RecordGroup {
            anchor: anchor.to_owned(),
            heading: heading.to_owned(),
            note: String::new(),
            fold,
            numbered: true,
            columns: columns(heads),
            rows,
        };
        let fact = |name: &str, text: &str, href: Option<&str>| Fact {
            name: name.to_owned(),
            text: text.to_owned(),
            href: href.map(str::to_owned),
        };
        let class = Self {
            shell: sample::shell_under("Lớp 6A1", "Đơn vị", &[("Đơn vị", "/don-vi")]),
            here: "/don-vi/7/lop/9".to_owned(),
            as_of: AsOf {
                text: "Theo hồ sơ ngày 31/5/2021".to_owned(),
                day: "31/5/2021".to_owned(),
                first: "1/1/2018".to_owned(),
                last: "nay, hoặc một ngày sắp tới".to_owned(),
                today: None,
            },
            kicker: "Trường THCS Phong Vân".to_owned(),
            heading: "Lớp 6A1".to_owned(),
            tabs: vec![
                Link::new("Thông tin", "/don-vi/7"),
                Link::new("Lớp, học sinh", ""),
                Link::new("Cán bộ", "/don-vi/7/can-bo"),
                Link::new("Cơ sở vật chất", "/don-vi/7/co-so"),
                Link::new("Còn thiếu", "/don-vi/7/con-thieu"),
            ],
            notice: String::new(),
            facts: vec![
                fact("Năm học", "2020-2021", None),
                fact("Sĩ số", "2", None),
                fact("Nam, nữ", "1 nam, 1 nữ", None),
                fact("Giáo viên chủ nhiệm", "Trần Thị Lan", Some("/can-bo/3")),
            ],
            exports: vec![
                Link::new("CSV", "/don-vi/7/lop/9/tai-ve/csv"),
                Link::new("Excel", "/don-vi/7/lop/9/tai-ve/xlsx"),
            ],
            steps: vec![Link::new("Thông tin của lớp", "/don-vi/7/ho-so/class/9")],
            groups: vec![
                group(
                    "danh-sach",
                    "Danh sách lớp",
                    Fold::Open,
                    vec![
                        row("Trần Thị An", "Nữ", "2/9/2009", "Kinh", "Đang học"),
                        row("Nguyễn Văn <Ân>", "Nam", "5/2009", "", "Đang học"),
                    ],
                ),
                group(
                    "da-roi-lop",
                    "Đã rời lớp (1)",
                    Fold::Folded,
                    vec![row("Vi Văn Ước", "Nam", "2009", "Kinh", "Thôi học")],
                ),
            ],
            empty: Empty::default(),
        };
        let none = Self {
            heading: "Lớp, học sinh".to_owned(),
            groups: Vec::new(),
            facts: Vec::new(),
            exports: Vec::new(),
            notice: "Ngày này lớp chưa có hoặc không còn; trang cho thấy lớp ngày 31/7/2021.".to_owned(),
            empty: super::show::records::nothing("lớp nào"),
            ..class.clone()
        };
        let long = Self { kicker: sample::LONG_UNIT.to_owned(), ..class.clone() };
        vec![("lop", class), ("chua-co", none), ("ten-dai", long)]
    }
}
