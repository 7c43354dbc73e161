//! `/don-vi/{id}/len-lop`: the turn of a school year, of the whole school and of one class.

use crate::page::{Choice, Empty, Link, Run, Shell, Tag, Tone, sample};
use crate::registry::import::PastImport;

/// The turn of the year of a school (`POST` to the same address: `tu`, `lop` of each class, `mang` of what comes
/// along).
#[derive(Clone, Debug, Default, askama::Template)]
#[template(path = "registry/roll_over.html")]
pub struct RollOverPage {
    /// The frame.
    pub shell: Shell,
    /// Address of this page without the year.
    pub here: String,
    /// The school.
    pub unit: String,
    /// The year that ends, `2020-2021`.
    pub year: String,
    /// `Kết chuyển năm học 2020-2021 sang 2021-2022`.
    pub heading: String,
    /// `312 học sinh lên lớp, 3 ở lại lớp.`
    pub lead: Vec<Run>,
    /// What stands in the way.
    pub notes: Vec<String>,
    /// Classes of the year that ends.
    pub classes: Vec<TurningClass>,
    /// What may come along.
    pub carry: Vec<Choice>,
    /// Whether anything is left to be written.
    pub is_open: bool,
    /// Classes of the year that begins.
    pub next: Vec<NextClassRow>,
    /// What was written, newest first.
    pub past: Vec<PastImport>,
    /// What stands where the year has no classes.
    pub empty: Empty,
}

/// A class of the year that ends.
#[derive(Clone, Debug, Default)]
pub struct TurningClass {
    /// Its id.
    pub id: String,
    /// Its name, and where its pupils are chosen.
    pub name: Link,
    /// The name of the class that it becomes.
    pub becomes: String,
    /// Pupils who go up.
    pub up: String,
    /// Pupils who repeat.
    pub again: String,
    /// Pupils who finish the level.
    pub finished: String,
    /// Pupils who leave.
    pub out: String,
    /// How it stands.
    pub state: Tag,
    /// Whether something is left to be written.
    pub is_open: bool,
}

/// A class of the year that begins.
#[derive(Clone, Debug, Default)]
pub struct NextClassRow {
    /// Its name; its page when it is there.
    pub name: Link,
    /// From which class it comes.
    pub from: String,
    /// How many pupils it has or would have.
    pub size: String,
    /// Whether it is there.
    pub state: Tag,
}

/// A class at the end of the year (`POST` to the same address: `tu`, `hs-ID` of each pupil, `ghi` to write at once).
#[derive(Clone, Debug, Default, askama::Template)]
#[template(path = "registry/class_turn.html")]
pub struct ClassTurnPage {
    /// The frame.
    pub shell: Shell,
    /// Address of this page without the year.
    pub here: String,
    /// The whole school.
    pub back: String,
    /// The school.
    pub unit: String,
    /// The year that ends.
    pub year: String,
    /// `Lớp 6A`.
    pub heading: String,
    /// What happens with the class.
    pub lead: Vec<Run>,
    /// Whether anything is left to be written.
    pub is_open: bool,
    /// Its pupils.
    pub pupils: Vec<TurningPupil>,
}

/// A pupil at the end of the year.
#[derive(Clone, Debug, Default)]
pub struct TurningPupil {
    /// The name and the page.
    pub name: Link,
    /// Name of the field.
    pub field: String,
    /// The birth date.
    pub born: String,
    /// Where the pupil may go; empty when it is written already or cannot be.
    pub choices: Vec<Choice>,
    /// How it stands.
    pub state: Tag,
}

impl RollOverPage {
    /// What stands where a year has no classes.
    pub fn nothing(import: &str) -> Empty {
        Empty {
            title: "Năm học này chưa có lớp nào".to_owned(),
            why: "Kết chuyển đưa học sinh của năm học đã ghi sang năm học sau. Hãy nhập danh sách lớp và học sinh trước."
                .to_owned(),
            step: Some(Link::new("Nhập dữ liệu từ bảng", import)),
        }
    }

    /// What render tests show.
    pub fn samples() -> Vec<(&'static str, Self)> {
        let class = |name: &str, becomes: &str, state: Tag, is_open| TurningClass {
            id: "7".to_owned(),
            name: Link::new(name, "/don-vi/9/len-lop/7?tu=2020-2021"),
            becomes: becomes.to_owned(),
            up: "38".to_owned(),
            again: "1".to_owned(),
            finished: String::new(),
            out: "1".to_owned(),
            state,
            is_open,
        };
        let next = |name: &str, state: Tag, href: &str| NextClassRow {
            name: Link::new(name, href),
            from: "6A".to_owned(),
            size: "39".to_owned(),
            state,
        };
        let open = Self {
            shell: sample::shell_from_school(
                "Kết chuyển năm học",
                &[("Đơn vị", "/don-vi"), ("Trường THCS Tân Mỹ", "/don-vi/9")],
            ),
            here: "/don-vi/9/len-lop".to_owned(),
            unit: "Trường THCS Tân Mỹ".to_owned(),
            year: "2020-2021".to_owned(),
            heading: "Kết chuyển năm học 2020-2021 sang 2021-2022".to_owned(),
            lead: vec![
                Run::strong("38 học sinh lên lớp"),
                Run::plain(", 1 ở lại lớp, 0 học hết cấp, 1 rời trường"),
                Run::plain("; đã ghi 40."),
            ],
            notes: vec![
                "1 học sinh đã được trường khác ghi vào năm học sau nên không kết chuyển.".to_owned(),
            ],
            classes: vec![
                class("6A", "7A", Tag::new(Tone::Quiet, "chưa ghi"), true),
                class("6B", "7B", Tag::new(Tone::Ok, "đã ghi"), false),
            ],
            carry: sample::choices(&["2 giáo viên chủ nhiệm", "24 phân công giảng dạy", "0 nhóm học"], 1),
            is_open: true,
            next: vec![
                next("7A", Tag::new(Tone::Quiet, "sẽ tạo"), ""),
                next("7B", Tag::new(Tone::Ok, "đã có"), "/don-vi/9/lop/8"),
            ],
            past: vec![PastImport {
                what: "Năm học 2020-2021 sang 2021-2022, 1 lớp".to_owned(),
                when: "Kết chuyển năm học · 15/6/2021 · 41 bản ghi".to_owned(),
                state: Tag::new(Tone::Ok, "đã ghi"),
                undo: Some("/don-vi/9/nhap-lieu/hoan-tac/5".to_owned()),
            }],
            empty: Empty::default(),
        };
        let done = Self {
            lead: vec![Run::plain("Mọi học sinh đã được kết chuyển, không còn gì để ghi.")],
            notes: Vec::new(),
            is_open: false,
            ..open.clone()
        };
        let none = Self {
            lead: Vec::new(),
            notes: Vec::new(),
            classes: Vec::new(),
            next: Vec::new(),
            past: Vec::new(),
            is_open: false,
            empty: Self::nothing("/don-vi/9/nhap-lieu"),
            ..open.clone()
        };
        let refused = Self {
            shell: Shell {
                errors: vec![sample::error("lop", "Chưa chọn lớp nào. Hãy đánh dấu lớp cần kết chuyển.")],
                ..open.shell.clone()
            },
            ..open.clone()
        };
        vec![("con-viec", open), ("xong", done), ("chua-co", none), ("bi-tu-choi", refused)]
    }
}

impl ClassTurnPage {
    /// What render tests show.
    pub fn samples() -> Vec<(&'static str, Self)> {
        let pupil = |name: &str, choices: Vec<Choice>, state: Tag| TurningPupil {
            name: Link::new(name, "/hoc-sinh/7"),
            field: format!("hs-{}", name.len()),
            born: "2/9/2009".to_owned(),
            choices,
            state,
        };
        let choices = |chosen| {
            sample::choices(&["Lên lớp 7A", "Lên lớp 7B", "Ở lại lớp", "Thôi học", "Chuyển trường"], chosen)
        };
        let open = Self {
            shell: sample::shell_from_school(
                "Lớp 6A",
                &[
                    ("Đơn vị", "/don-vi"),
                    ("Trường THCS Tân Mỹ", "/don-vi/9"),
                    ("Kết chuyển năm học", "/don-vi/9/len-lop?tu=2020-2021"),
                ],
            ),
            here: "/don-vi/9/len-lop/7".to_owned(),
            back: "/don-vi/9/len-lop?tu=2020-2021".to_owned(),
            unit: "Trường THCS Tân Mỹ".to_owned(),
            year: "2020-2021".to_owned(),
            heading: "Lớp 6A".to_owned(),
            lead: vec![Run::plain("Cả lớp lên "), Run::strong("7A"), Run::plain(", trừ những em chọn khác.")],
            is_open: true,
            pupils: vec![
                pupil("Trần Thị An", choices(1), Tag::new(Tone::Quiet, "chưa ghi")),
                pupil("Nguyễn Văn <Ân>", Vec::new(), Tag::new(Tone::Ok, "đã ghi vào 7B")),
                pupil("Vi Văn Ước", choices(3), Tag::new(Tone::Soon, "trường khác đã ghi vào năm học sau")),
            ],
        };
        let done = Self {
            is_open: false,
            lead: vec![Run::plain("Học sinh lớp này đã được kết chuyển.")],
            ..open.clone()
        };
        vec![("con-viec", open), ("xong", done)]
    }
}
