//! `/chi-dao/{id}/don-doc`: whom to urge, about what, in which words.

use crate::page::{Choice, Run, Shell, Tag, Tone, sample};

/// The form that urges units (`POST` to the same address).
#[derive(Clone, Debug, Default, askama::Template)]
#[template(path = "directive/urge.html")]
pub struct UrgePage {
    /// The frame.
    pub shell: Shell,
    /// Address of this page.
    pub here: String,
    /// `Đôn đốc 3 huyện`.
    pub heading: String,
    /// What it does, in one sentence.
    pub lead: Vec<Run>,
    /// Units with what they owe (`don-vi`).
    pub units: Vec<UrgeUnit>,
    /// `loi-nhan`, drafted from data.
    pub text: String,
    /// Where giving up leads.
    pub back: String,
}

/// A unit to urge.
#[derive(Clone, Debug, Default)]
pub struct UrgeUnit {
    /// The box.
    pub choice: Choice,
    /// `2 việc quá hạn, chưa gửi báo cáo quý II; lần đôn đốc trước 12/5/2021`.
    pub owes: String,
    /// Its worst state.
    pub state: Tag,
}

impl UrgePage {
    /// What render tests show.
    pub fn samples() -> Vec<(&'static str, Self)> {
        let unit = |value: &str, label: &str, owes: &str, state| UrgeUnit {
            choice: Choice { value: value.to_owned(), label: label.to_owned(), chosen: true },
            owes: owes.to_owned(),
            state,
        };
        let full = Self {
            shell: sample::shell_under(
                "Đôn đốc",
                "Chỉ đạo",
                &[("Chỉ đạo", "/chi-dao"), ("Chỉ thị nhiệm vụ năm học 2020–2021", "/chi-dao/1")],
            ),
            here: "/chi-dao/1/don-doc".to_owned(),
            heading: "Đôn đốc 3 huyện".to_owned(),
            lead: vec![
                Run::plain("Mỗi đơn vị thấy lời nhắn trên trang việc của mình, kèm "),
                Run::strong("danh sách việc của riêng đơn vị ấy"),
                Run::plain("."),
            ],
            units: vec![
                unit(
                    "6",
                    "Huyện Sơn Động",
                    "3 việc quá hạn; lần trước 12/5/2021",
                    Tag::new(Tone::Late, "3 quá hạn"),
                ),
                unit("5", "Huyện Lục Ngạn", "3 việc quá hạn", Tag::new(Tone::Late, "3 quá hạn")),
                unit(
                    "9",
                    "Huyện Hiệp Hòa",
                    "chưa gửi báo cáo quý II",
                    Tag::new(Tone::Unknown, "chưa báo cáo"),
                ),
            ],
            text: "Đề nghị đơn vị báo cáo kết quả và vướng mắc của các việc dưới đây trước ngày 4/6/2021."
                .to_owned(),
            back: "/chi-dao/1".to_owned(),
        };
        let error = Self {
            shell: Shell {
                errors: vec![sample::error(
                    "loi-nhan",
                    "Chưa có lời nhắn. Hãy viết một câu để đơn vị biết cần làm gì, trước ngày nào.",
                )],
                ..full.shell.clone()
            },
            text: String::new(),
            ..full.clone()
        };
        let none = Self {
            heading: "Không có đơn vị nào cần đôn đốc".to_owned(),
            lead: vec![Run::plain("Mọi đơn vị đã báo cáo và không có việc quá hạn.")],
            units: Vec::new(),
            ..full.clone()
        };
        vec![("day-du", full), ("loi", error), ("rong", none)]
    }
}
