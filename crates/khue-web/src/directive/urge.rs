//! `/chi-dao/{id}/don-doc`: whom to urge, about what, in which words.

use crate::page::{Choice, Filter, FilterSelect, Link, Run, Shell, Tag, Tone, sample};

/// The form that urges units (`POST` to the same address).
#[derive(Clone, Debug, Default, askama::Template)]
#[template(path = "directive/urge.html")]
pub struct UrgePage {
    /// The frame.
    pub shell: Shell,
    /// Address of this page.
    pub here: String,
    /// `Đôn đốc đơn vị chậm`.
    pub heading: String,
    /// Who owes something and whose boxes are ticked, in one sentence.
    pub lead: Vec<Run>,
    /// Filter by place, when several places owe something.
    pub filter: Option<Filter>,
    /// The place that the list is bound to (`noi`), sent back with the form.
    pub place: String,
    /// The task that the urging is bound to (`nhiem-vu`), sent back with the form.
    pub task: String,
    /// Units with what they owe (`don-vi`), those that owe most first.
    pub units: Vec<UrgeUnit>,
    /// `Còn 40 đơn vị nữa; hãy lọc theo nơi để thấy.`
    pub more: String,
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
    /// `3 việc`.
    pub count: String,
    /// The work that it owes.
    pub works: Vec<UrgeWork>,
}

/// A piece of work that a unit owes.
#[derive(Clone, Debug, Default)]
pub struct UrgeWork {
    /// The assignment.
    pub link: Link,
    /// `chậm 12 ngày · đôn đốc 12/5/2021`.
    pub why: String,
}

impl UrgePage {
    /// What render tests show.
    pub fn samples() -> Vec<(&'static str, Self)> {
        let unit = |value: &str, label: &str, owes: &str, state| UrgeUnit {
            choice: Choice { value: value.to_owned(), label: label.to_owned(), chosen: true },
            owes: owes.to_owned(),
            state,
            count: "2 việc".to_owned(),
            works: vec![
                UrgeWork {
                    link: Link::new(sample::LONG_TASK, "/viec/51"),
                    why: "chậm 12 ngày · đôn đốc 12/5/2021".to_owned(),
                },
                UrgeWork {
                    link: Link::new("II.8-01 Xoá phòng học tạm", "/viec/52"),
                    why: "bị trả lại, chưa sửa".to_owned(),
                },
            ],
        };
        let full = Self {
            shell: sample::shell_under(
                "Đôn đốc",
                "Chỉ đạo",
                &[("Chỉ đạo", "/chi-dao"), ("Chỉ thị nhiệm vụ năm học 2020–2021", "/chi-dao/1")],
            ),
            here: "/chi-dao/1/don-doc".to_owned(),
            heading: "Đôn đốc đơn vị chậm".to_owned(),
            lead: vec![
                Run::late("3 đơn vị còn nợ việc"),
                Run::plain("; đã đánh dấu sẵn 3 đơn vị có việc quá hạn hoặc báo cáo bị trả lại."),
            ],
            filter: Some(Filter {
                action: "/chi-dao/1/don-doc".to_owned(),
                selects: vec![FilterSelect {
                    name: "don-vi".to_owned(),
                    label: "Nơi".to_owned(),
                    choices: sample::filter_choices("Mọi nơi", &sample::DISTRICTS),
                }],
                found: "3 đơn vị".to_owned(),
                ..Filter::default()
            }),
            place: String::new(),
            task: "11".to_owned(),
            more: "Còn 40 đơn vị nữa; hãy lọc theo nơi để thấy.".to_owned(),
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
            filter: None,
            units: Vec::new(),
            ..full.clone()
        };
        vec![("day-du", full), ("loi", error), ("rong", none)]
    }
}
