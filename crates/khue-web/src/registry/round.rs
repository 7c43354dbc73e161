//! A round as those above see it: schools with their states, sums, decisions.

use super::figures::{FigureTable, sample_tables};
use crate::page::{
    Choice, Column, ColumnKind, Empty, Filter, FilterSelect, Link, Pager, Run, Shell, Tag, Tone, sample,
};

/// The page.
#[derive(Clone, Debug, Default, askama::Template)]
#[template(path = "registry/round.html")]
pub struct RoundPage {
    /// The frame.
    pub shell: Shell,
    /// Address of this page.
    pub here: String,
    /// Address of this page as it is filtered.
    pub place: String,
    /// `Cuối năm học 2020-2021`.
    pub heading: String,
    /// Days, and how many schools are where.
    pub lead: Vec<Run>,
    /// By district: states.
    pub place_columns: Vec<Column>,
    /// Districts, or communes.
    pub places: Vec<PlaceRow>,
    /// The filter.
    pub filter: Filter,
    /// Excel of the schools.
    pub school_exports: Vec<Link>,
    /// What may be decided.
    pub decisions: Vec<Choice>,
    /// What was typed.
    pub typed: String,
    /// The schools.
    pub schools: Vec<SchoolRow>,
    /// Pages of the schools, when there is more than one.
    pub pager: Option<Pager>,
    /// What stands there when nothing matches.
    pub empty: Empty,
    /// Over how many schools sums go.
    pub sums_note: String,
    /// Excel of the sums.
    pub sum_exports: Vec<Link>,
    /// Sums.
    pub tables: Vec<FigureTable>,
    /// The form that sets other days; for the Department.
    pub dues: Option<DuesForm>,
}

/// A district.
#[derive(Clone, Debug, Default)]
pub struct PlaceRow {
    /// The district.
    pub place: Link,
    /// How many of its schools are in each state, in the order of the columns.
    pub counts: Vec<String>,
}

/// A school.
#[derive(Clone, Debug, Default)]
pub struct SchoolRow {
    /// Value of its box: id and number of the newest step; empty when it is not the visitor's to decide on.
    pub choice: Choice,
    /// Its page in the round.
    pub school: Link,
    /// The district.
    pub place: String,
    /// How its figures stand.
    pub state: Tag,
    /// When the newest step was taken.
    pub at: String,
    /// Somebody's words to it.
    pub words: String,
    /// Classes, pupils, staff; empty while nothing was sent.
    pub figures: Vec<String>,
}

/// Days to set.
#[derive(Clone, Debug, Default)]
pub struct DuesForm {
    /// The version of the days.
    pub version: String,
    /// Of schools, of those who decide, of the Department.
    pub dues: [String; 3],
    /// Why.
    pub reason: String,
}

impl RoundPage {
    /// What render tests show.
    pub fn samples() -> Vec<(&'static str, Self)> {
        let row = |name: &str, state: Tag, seen: &str, figures: &[&str]| SchoolRow {
            choice: Choice { value: format!("7-{seen}"), label: name.to_owned(), chosen: seen == "1" },
            school: Link::new(name, "/don-vi/7/ky-bao-cao/9"),
            place: "Huyện Lục Ngạn".to_owned(),
            state,
            at: if seen == "0" { String::new() } else { "14 giờ 05, 31/5/2021".to_owned() },
            words: if seen == "2" { "Thiếu lớp <ghép>.".to_owned() } else { String::new() },
            figures: figures.iter().map(|text| (*text).to_owned()).collect(),
        };
        let choice = |label: &str| Choice { label: label.to_owned(), ..Choice::default() };
        let select = |name: &str, label: &str, first: &str, other: &str| FilterSelect {
            name: name.to_owned(),
            label: label.to_owned(),
            choices: vec![choice(first), choice(other)],
        };
        let full = Self {
            shell: sample::shell_under(
                "Cuối năm học 2020-2021",
                "Kỳ báo cáo",
                &[("Kỳ báo cáo", "/ky-bao-cao")],
            ),
            here: "/ky-bao-cao/9".to_owned(),
            place: "/ky-bao-cao/9?trang-thai=submitted".to_owned(),
            heading: "Cuối năm học 2020-2021".to_owned(),
            lead: vec![
                Run::plain(
                    "Số liệu ngày 31/5/2021; trường gửi đến hết 10/6/2021, cấp duyệt đến hết 20/6/2021, Sở gửi Bộ đến \
                     hết 30/6/2021. ",
                ),
                Run::strong("4/63 trường"),
                Run::plain(" đã gửi"),
                Run::plain("."),
            ],
            place_columns: super::show::rounds::round::place_columns(),
            places: vec![PlaceRow {
                place: Link::new("Huyện Lục Ngạn", "/ky-bao-cao/9?dia-ban=7"),
                counts: ["6", "2", "1", "1", "", "1", "1"].map(str::to_owned).to_vec(),
            }],
            filter: Filter {
                action: "/ky-bao-cao/9".to_owned(),
                selects: vec![
                    select("dia-ban", "Địa bàn", "Cả tỉnh", "Huyện Lục Ngạn"),
                    select("loai", "Loại", "Mọi loại", "Trường THCS"),
                    select("trang-thai", "Trạng thái", "Mọi trạng thái", "chờ duyệt"),
                ],
                found: "3 trường".to_owned(),
                ..Filter::default()
            },
            school_exports: vec![Link::new("Excel", "/ky-bao-cao/9/truong/xlsx")],
            decisions: [("approve", "Duyệt"), ("reject", "Trả lại"), ("lock", "Khóa số liệu")]
                .map(|(value, label)| Choice {
                    value: value.to_owned(),
                    label: label.to_owned(),
                    chosen: false,
                })
                .to_vec(),
            typed: String::new(),
            schools: vec![
                row("THCS Phong Vân", Tag::new(Tone::Active, "chờ duyệt"), "1", &["12", "402", "25"]),
                row(sample::LONG_UNIT, Tag::new(Tone::Late, "cần gửi lại"), "2", &[]),
                SchoolRow {
                    choice: Choice::default(),
                    ..row("THPT Lục Nam", Tag::new(Tone::Quiet, "chưa gửi"), "0", &[])
                },
            ],
            pager: Some(Pager {
                summary: "1–100 trong 849 trường".to_owned(),
                previous: None,
                next: Some("/ky-bao-cao/9?trang=2#truong".to_owned()),
            }),
            empty: Empty::default(),
            sums_note: "Cộng từ 4 trong 63 trường; trường chưa gửi không có trong tổng.".to_owned(),
            sum_exports: vec![Link::new("Excel", "/ky-bao-cao/9/tai-ve/xlsx")],
            tables: sample_tables(),
            dues: Some(DuesForm {
                version: "1".to_owned(),
                dues: ["10/6/2021", "20/6/2021", "30/6/2021"].map(str::to_owned),
                reason: String::new(),
            }),
        };
        let reader = Self {
            decisions: Vec::new(),
            dues: None,
            schools: Vec::new(),
            tables: Vec::new(),
            pager: None,
            empty: super::show::rounds::round::no_schools("/ky-bao-cao/9"),
            sums_note: "Chưa trường nào gửi nên chưa có tổng.".to_owned(),
            sum_exports: Vec::new(),
            ..full.clone()
        };
        vec![("duyet", full), ("chi-xem", reader)]
    }
}

/// Columns of a school's line after its name, place and state.
pub(super) const FIGURES: [(&str, &str); 3] =
    [("lop.tong", "Lớp"), ("hs.tong", "Học sinh"), ("cb.tong", "Cán bộ")];

/// The heads of the schools.
impl RoundPage {
    /// Heads of the schools' table, after the box.
    pub fn school_columns(&self) -> Vec<Column> {
        let mut columns = vec![
            Column::new("Trường", ColumnKind::Text),
            Column::new("Địa bàn", ColumnKind::Later),
            Column::new("Trạng thái", ColumnKind::Text),
        ];
        columns.extend(FIGURES.map(|(_, label)| Column::new(label, ColumnKind::LaterFigure)));
        columns
    }
}
