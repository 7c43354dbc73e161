//! The list of rounds: those of the province, or those of one school.

use crate::page::{Choice, Empty, Link, Shell, Tag, Tone, sample};

/// The page.
#[derive(Clone, Debug, Default, askama::Template)]
#[template(path = "registry/rounds.html")]
pub struct RoundsPage {
    /// The frame.
    pub shell: Shell,
    /// Address of this page.
    pub here: String,
    /// The school; empty on the page of the province.
    pub kicker: String,
    /// `Kỳ báo cáo`.
    pub heading: String,
    /// The views of a school's records.
    pub tabs: Vec<Link>,
    /// The rounds, newest first.
    pub rows: Vec<RoundRow>,
    /// The form that opens a round; for the Department.
    pub opening: Option<OpenForm>,
    /// What stands there when there is none.
    pub empty: Empty,
}

/// A round's line.
#[derive(Clone, Debug, Default)]
pub struct RoundRow {
    /// The round.
    pub round: Link,
    /// How the school stands in it, or whether it is open.
    pub state: Tag,
    /// `Số liệu ngày 31/5/2021 · trường gửi đến hết 10/6/2021`.
    pub days: String,
    /// Somebody's words to the newest step.
    pub words: String,
}

/// What opens a round.
#[derive(Clone, Debug, Default)]
pub struct OpenForm {
    /// Kinds of rounds.
    pub kinds: Vec<Choice>,
    /// The school year, as typed.
    pub year: String,
    /// Another data day, as typed.
    pub data_day: String,
    /// Other last days of schools, of those who decide, of the Department, as typed.
    pub dues: [String; 3],
    /// What law says of each kind for that year.
    pub proposals: Vec<Proposal>,
}

/// What law says of a round.
#[derive(Clone, Debug, Default)]
pub struct Proposal {
    /// `Cuối năm học: số liệu ngày 31/5/2021, trường gửi đến hết 10/6/2021 …`.
    pub text: String,
    /// The circular.
    pub basis: String,
    /// `cần xác nhận`.
    pub doubt: Option<Tag>,
}

impl RoundsPage {
    /// What render tests show.
    pub fn samples() -> Vec<(&'static str, Self)> {
        let row = |name: &str, state: Tag, words: &str| RoundRow {
            round: Link::new(name, "/ky-bao-cao/7"),
            state,
            days: "Số liệu ngày 31/5/2021 · trường gửi đến hết 10/6/2021".to_owned(),
            words: words.to_owned(),
        };
        let department = Self {
            shell: sample::shell("Kỳ báo cáo", "Kỳ báo cáo"),
            here: "/ky-bao-cao".to_owned(),
            kicker: String::new(),
            heading: "Kỳ báo cáo".to_owned(),
            tabs: Vec::new(),
            rows: vec![
                row("Cuối năm học 2020-2021", Tag::new(Tone::Active, "đang mở"), ""),
                row("Đầu năm học 2020-2021", Tag::new(Tone::Quiet, "đã qua hạn"), ""),
            ],
            opening: Some(OpenForm {
                kinds: vec![
                    Choice {
                        value: "start-of-year".to_owned(),
                        label: "Đầu năm học".to_owned(),
                        chosen: true,
                    },
                    Choice {
                        value: "mid-year".to_owned(),
                        label: "Giữa năm học".to_owned(),
                        chosen: false,
                    },
                ],
                year: "2021-2022".to_owned(),
                data_day: String::new(),
                dues: Default::default(),
                proposals: vec![Proposal {
                    text: "Giữa năm học: số liệu ngày 20/1/2022, trường gửi đến hết 24/1/2022, cấp duyệt đến hết \
                           28/1/2022, Sở gửi Bộ đến hết 31/1/2022"
                        .to_owned(),
                    basis: "Công văn hằng năm của Bộ GDĐT về báo cáo EQMS giữa năm học".to_owned(),
                    doubt: Some(Tag::new(Tone::Soon, "cần xác nhận")),
                }],
            }),
            empty: Empty::default(),
        };
        let school = Self {
            shell: sample::shell_from_school("Kỳ báo cáo", &[("Đơn vị", "/don-vi")]),
            here: "/don-vi/7/ky-bao-cao".to_owned(),
            kicker: sample::LONG_UNIT.to_owned(),
            tabs: vec![Link::new("Thông tin", "/don-vi/7"), Link::new("Kỳ báo cáo", "")],
            rows: vec![row(
                "Cuối năm học 2020-2021",
                Tag::new(Tone::Late, "cần gửi lại"),
                "Thiếu số liệu <phòng học>.",
            )],
            opening: None,
            ..department.clone()
        };
        let none = Self { rows: Vec::new(), empty: super::show::rounds::no_rounds(), ..school.clone() };
        vec![("cua-so", department), ("cua-truong", school), ("chua-co", none)]
    }
}
