//! `/don-vi/{id}/nam-hoc`: the steps of setting a school year up.

use crate::page::{Link, Run, Shell, Tag, Tone, sample};

/// The steps (`GET`: `nam-hoc`).
#[derive(Clone, Debug, Default, askama::Template)]
#[template(path = "registry/year.html")]
pub struct YearPage {
    /// The frame.
    pub shell: Shell,
    /// The school.
    pub unit: String,
    /// `Chuẩn bị năm học 2021-2022`.
    pub heading: String,
    /// `6 trong 10 bước đã xong.`
    pub lead: Vec<Run>,
    /// The steps.
    pub steps: Vec<YearStep>,
    /// The year before and the year after.
    pub years: Vec<Link>,
}

/// A step.
#[derive(Clone, Debug, Default)]
pub struct YearStep {
    /// What it is, and where it is done.
    pub what: Link,
    /// How it stands.
    pub state: Tag,
    /// What there is and what is missing.
    pub says: String,
}

impl YearPage {
    /// What render tests show.
    pub fn samples() -> Vec<(&'static str, Self)> {
        let step = |name: &str, state: Tag, says: &str| YearStep {
            what: Link::new(name, "/don-vi/9/lop"),
            state,
            says: says.to_owned(),
        };
        let open = Self {
            shell: sample::shell_from_school(
                "Chuẩn bị năm học",
                &[("Đơn vị", "/don-vi"), ("Trường THCS Tân Mỹ", "/don-vi/9")],
            ),
            unit: "Trường THCS Tân Mỹ".to_owned(),
            heading: "Chuẩn bị năm học 2021-2022".to_owned(),
            lead: vec![Run::strong("2 trong 3 bước đã xong"), Run::plain(".")],
            steps: vec![
                step("Lịch năm học", Tag::new(Tone::Ok, "xong"), "Có kế hoạch thời gian của tỉnh"),
                step("Phòng học", Tag::new(Tone::Ok, "xong"), "24 phòng"),
                step(
                    "Kết chuyển từ năm học trước",
                    Tag::new(Tone::Active, "đang làm"),
                    "312 học sinh chưa kết chuyển, 40 đã ghi",
                ),
            ],
            years: vec![Link::new("Năm học 2020-2021", "/don-vi/9/nam-hoc?nam-hoc=2020-2021")],
        };
        let long = Self { unit: sample::LONG_UNIT.to_owned(), ..open.clone() };
        vec![("dang-lam", open), ("ten-dai", long)]
    }
}
