//! `/tim?q=`: tasks, directives and units, found without accents.

use super::{Empty, Link, Pager, Shell, Tag, Tone, sample};

/// What was found.
#[derive(Clone, Debug, Default, askama::Template)]
#[template(path = "page/search.html")]
pub struct SearchPage {
    /// The frame; its `query` is what was sought.
    pub shell: Shell,
    /// `14 kết quả cho “phong hoc”`, or what to type.
    pub heading: String,
    /// Tasks, directives, units; empty groups are left out.
    pub groups: Vec<FoundGroup>,
    /// What stands there when nothing was found.
    pub empty: Empty,
    /// Pages, when there is more than one.
    pub pager: Option<Pager>,
}

/// Things of one kind.
#[derive(Clone, Debug, Default)]
pub struct FoundGroup {
    /// `Nhiệm vụ`.
    pub heading: String,
    /// `12 kết quả`.
    pub count: String,
    /// They.
    pub rows: Vec<Found>,
}

/// Something found.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Its name and page.
    pub link: Link,
    /// Where it belongs.
    pub note: String,
    /// Its state, if it has one.
    pub state: Option<Tag>,
}

impl SearchPage {
    /// What render tests show.
    pub fn samples() -> Vec<(&'static str, Self)> {
        let found = |label: &str, note: &str, state| Found {
            link: Link::new(label, "/nhiem-vu/28"),
            note: note.to_owned(),
            state,
        };
        let group = |heading: &str, count: &str, rows| FoundGroup {
            heading: heading.to_owned(),
            count: count.to_owned(),
            rows,
        };
        let full = Self {
            shell: Shell { query: "phong hoc".to_owned(), ..sample::shell("Tìm “phong hoc”", "") },
            heading: "4 kết quả cho “phong hoc”".to_owned(),
            groups: vec![
                group(
                    "Nhiệm vụ",
                    "2 kết quả",
                    vec![
                        found(
                            "Bảo đảm mỗi lớp một phòng học, xoá phòng tạm",
                            "Chỉ thị 09/CT-UBND, mục II.8 · UBND các huyện",
                            Some(Tag::new(Tone::Late, "chậm 3 ngày")),
                        ),
                        found(
                            sample::LONG_TASK,
                            "Kế hoạch 61/KH-UBND, mục III.2",
                            Some(Tag::new(Tone::Active, "đang làm")),
                        ),
                    ],
                ),
                group(
                    "Văn bản",
                    "1 kết quả",
                    vec![found("Kế hoạch kiên cố hoá phòng học", "Kế hoạch 88/KH-UBND · 2/4/2021", None)],
                ),
                group("Đơn vị", "1 kết quả", vec![found("Trường THCS Phong Vân", "huyện Lục Ngạn", None)]),
            ],
            empty: Empty::default(),
            pager: Some(Pager { summary: "1–4 trong 4 kết quả".to_owned(), ..Pager::default() }),
        };
        let nothing = Self {
            shell: Shell { query: "<b>bể bơi</b>".to_owned(), ..full.shell.clone() },
            heading: "Không tìm thấy “<b>bể bơi</b>”".to_owned(),
            groups: Vec::new(),
            empty: Empty {
                title: "Không có gì khớp".to_owned(),
                why: "Tìm trong nhiệm vụ, văn bản và đơn vị mà bạn được xem; gõ không dấu cũng được. Hãy thử ít chữ hơn, hoặc số của văn bản.".to_owned(),
                step: Some(Link::new("Xem các văn bản chỉ đạo", "/chi-dao")),
            },
            pager: None,
        };
        vec![("day-du", full), ("khong-thay", nothing)]
    }
}
