//! `/don-vi/{id}/chia-lop`: admitted pupils are shared out to classes.

use crate::page::{Choice, Empty, Fact, Link, Shell, Tag, Tone, sample};
use crate::registry::import::PastImport;

/// Who waits, and a proposal for one grade (`GET`: `nam-hoc`, `khoi`, `so-lop`, `toi-da`, `theo`; `POST`: `nam-hoc`, `khoi`,
/// `hs-ID` of each pupil).
#[derive(Clone, Debug, Default, askama::Template)]
#[template(path = "registry/split_classes.html")]
pub struct SplitPage {
    /// The frame.
    pub shell: Shell,
    /// Address of this page.
    pub here: String,
    /// The school.
    pub unit: String,
    /// `Chia lớp năm học 2021-2022`.
    pub heading: String,
    /// The year.
    pub year: String,
    /// Grades with those who wait: `Khối 6`, `120 em`.
    pub waiting: Vec<Fact>,
    /// The grade being shared out.
    pub split: Option<GradeSplit>,
    /// What was written, newest first.
    pub past: Vec<PastImport>,
    /// What stands where nobody waits.
    pub empty: Empty,
}

/// A grade being shared out.
#[derive(Clone, Debug, Default)]
pub struct GradeSplit {
    /// Its code.
    pub grade: String,
    /// `Khối 6: 120 em`.
    pub heading: String,
    /// As typed.
    pub count: String,
    /// As typed.
    pub most: String,
    /// What counts first.
    pub balance: Vec<Choice>,
    /// The classes.
    pub classes: Vec<SplitClass>,
    /// The pupils.
    pub pupils: Vec<SplitPupil>,
}

/// A class of a proposal.
#[derive(Clone, Debug, Default)]
pub struct SplitClass {
    /// Its name.
    pub name: String,
    /// Whether it is there.
    pub state: Tag,
    /// Pupils it would have.
    pub size: String,
    /// Girls among them.
    pub girls: String,
    /// The average score.
    pub score: String,
}

/// A pupil of a proposal.
#[derive(Clone, Debug, Default)]
pub struct SplitPupil {
    /// The name and the page.
    pub name: Link,
    /// Name of the field.
    pub field: String,
    /// The sex.
    pub sex: String,
    /// The commune of residence.
    pub commune: String,
    /// The score of admission.
    pub score: String,
    /// The classes, the proposed one chosen; the first leaves the pupil without one.
    pub choices: Vec<Choice>,
}

impl SplitPage {
    /// What stands where nobody waits for a class.
    pub fn nothing(import: &str) -> Empty {
        Empty {
            title: "Không có học sinh nào chờ chia lớp".to_owned(),
            why: "Danh sách trúng tuyển nhập vào với cột Khối và không có cột Lớp sẽ hiện ở đây để chia lớp."
                .to_owned(),
            step: Some(Link::new("Nhập danh sách trúng tuyển", import)),
        }
    }

    /// What render tests show.
    pub fn samples() -> Vec<(&'static str, Self)> {
        let class = |name: &str, state: Tag| SplitClass {
            name: name.to_owned(),
            state,
            size: "31".to_owned(),
            girls: "15".to_owned(),
            score: "18,4".to_owned(),
        };
        let pupil = |name: &str, chosen| SplitPupil {
            name: Link::new(name, "/hoc-sinh/7"),
            field: format!("hs-{}", name.len()),
            sex: "Nữ".to_owned(),
            commune: "Xã Tân Mỹ".to_owned(),
            score: "18,5".to_owned(),
            choices: sample::choices(&["chưa xếp", "6A", "6B"], chosen),
        };
        let split = Self {
            shell: sample::shell_from_school(
                "Chia lớp",
                &[("Đơn vị", "/don-vi"), ("Trường THCS Tân Mỹ", "/don-vi/9")],
            ),
            here: "/don-vi/9/chia-lop".to_owned(),
            unit: "Trường THCS Tân Mỹ".to_owned(),
            heading: "Chia lớp năm học 2021-2022".to_owned(),
            year: "2021-2022".to_owned(),
            waiting: vec![Fact {
                name: "Khối 6".to_owned(),
                text: "61 em".to_owned(),
                href: Some("/don-vi/9/chia-lop?nam-hoc=2021-2022&khoi=6".to_owned()),
            }],
            split: Some(GradeSplit {
                grade: "6".to_owned(),
                heading: "Khối 6: 61 em".to_owned(),
                count: "2".to_owned(),
                most: "45".to_owned(),
                balance: sample::choices(&BALANCES.map(|(_, label)| label), 1),
                classes: vec![
                    class("6A", Tag::new(Tone::Ok, "đã có")),
                    class("6B", Tag::new(Tone::Quiet, "sẽ tạo")),
                ],
                pupils: vec![pupil("Trần Thị An", 2), pupil("Nguyễn Văn <Ân>", 3)],
            }),
            past: vec![PastImport {
                what: "Chia lớp khối 7, năm học 2021-2022".to_owned(),
                when: "Chia lớp · 15/6/2021 · 41 bản ghi".to_owned(),
                state: Tag::new(Tone::Cancelled, "đã hoàn tác"),
                undo: None,
            }],
            empty: Empty::default(),
        };
        let refused = Self {
            shell: Shell {
                errors: vec![sample::error(
                    "so-lop",
                    "61 học sinh không xếp hết vào 1 lớp, mỗi lớp nhiều nhất 45. Hãy thêm lớp hoặc tăng sĩ số.",
                )],
                ..split.shell.clone()
            },
            split: split.split.clone().map(|split| GradeSplit {
                count: "1".to_owned(),
                classes: Vec::new(),
                pupils: Vec::new(),
                ..split
            }),
            ..split.clone()
        };
        let none = Self {
            waiting: Vec::new(),
            split: None,
            past: Vec::new(),
            empty: Self::nothing("/don-vi/9/nhap-lieu"),
            ..split.clone()
        };
        vec![("de-xuat", split), ("bi-tu-choi", refused), ("khong-co", none)]
    }
}

/// What may count first: value, words.
pub(super) const BALANCES: [(&str, &str); 3] =
    [("gioi", "Đều nam nữ, rồi điểm"), ("diem", "Đều điểm, rồi nam nữ"), ("xa", "Cùng xã học cùng lớp")];
