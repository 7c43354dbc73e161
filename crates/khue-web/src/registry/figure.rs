//! The records behind a figure.

use crate::page::{Column, ColumnKind, Link, Run, Shell, Tag, Tone, sample};

/// The page.
#[derive(Clone, Debug, Default, askama::Template)]
#[template(path = "registry/figure.html")]
pub struct FigurePage {
    /// The frame.
    pub shell: Shell,
    /// Address of this page.
    pub here: String,
    /// The school.
    pub kicker: String,
    /// `Trẻ em, học sinh: nữ, khối 6`.
    pub heading: String,
    /// What it counts, and as of when.
    pub lead: Vec<Run>,
    /// Heads.
    pub columns: Vec<Column>,
    /// The records.
    pub rows: Vec<CountedRow>,
    /// Why there are no records, for figures that tell about guarded fields.
    pub withheld: String,
    /// Whether they may be asked for.
    pub may_see: bool,
    /// The form of the circular.
    pub basis: String,
}

/// A record that is counted.
#[derive(Clone, Debug, Default)]
pub struct CountedRow {
    /// The record.
    pub record: Link,
    /// Whether it is otherwise now.
    pub state: Option<Tag>,
}

impl FigurePage {
    /// The heads.
    pub(super) fn heads() -> Vec<Column> {
        vec![Column::new("Hồ sơ", ColumnKind::Text), Column::new("Từ khi gửi", ColumnKind::Text)]
    }

    /// What render tests show.
    pub fn samples() -> Vec<(&'static str, Self)> {
        let shown = Self {
            shell: sample::shell_from_school("Nữ", &[("Đơn vị", "/don-vi")]),
            here: "/don-vi/7/ky-bao-cao/9/so-lieu/hs.nu.6".to_owned(),
            kicker: "Trường THCS Phong Vân".to_owned(),
            heading: "Nữ, Khối 6".to_owned(),
            lead: vec![
                Run::strong("2 học sinh"),
                Run::plain(", theo hồ sơ như đã biết lúc 14 giờ 05, 31/5/2021."),
            ],
            columns: Self::heads(),
            rows: vec![
                CountedRow { record: Link::new("Trần Thị <An>", "/hoc-sinh/7"), state: None },
                CountedRow {
                    record: Link::new("Vi Thị Uyên", "/hoc-sinh/8"),
                    state: Some(Tag::new(Tone::Soon, "đã thay đổi")),
                },
            ],
            withheld: String::new(),
            may_see: false,
            basis: "Biểu thống kê về học sinh".to_owned(),
        };
        let guarded = Self {
            rows: Vec::new(),
            withheld: super::show::rounds::figure::WITHHELD.to_owned(),
            may_see: true,
            ..shown.clone()
        };
        let empty = Self { rows: Vec::new(), lead: vec![Run::strong("0 học sinh")], ..shown.clone() };
        vec![("ho-so", shown), ("thong-tin-rieng", guarded), ("khong", empty)]
    }
}
