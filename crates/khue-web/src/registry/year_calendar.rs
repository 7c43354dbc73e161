//! `/lich`: the calendar of a school year for a level.

use crate::page::{Choice, Empty, Link, Shell, Tag, sample};

/// The calendar (`GET`: `nam-hoc`, `cap`).
#[derive(Clone, Debug, Default, askama::Template)]
#[template(path = "registry/year_calendar.html")]
pub struct CalendarPage {
    /// The frame.
    pub shell: Shell,
    /// `Lịch năm học 2020-2021`.
    pub heading: String,
    /// The level.
    pub level: String,
    /// As typed.
    pub year: String,
    /// Levels to choose from.
    pub levels: Vec<Choice>,
    /// Where the file is.
    pub file: Option<Link>,
    /// What is unusual about it.
    pub notice: String,
    /// Days to keep.
    pub days: Vec<CalendarEntry>,
    /// Holidays.
    pub holidays: Vec<CalendarEntry>,
    /// The terms.
    pub terms: Vec<CalendarTerm>,
    /// Where it comes from.
    pub basis: String,
    /// What stands where nothing is known.
    pub empty: Empty,
}

/// A day or a time.
#[derive(Clone, Debug, Default)]
pub struct CalendarEntry {
    /// `5/9/2020`, `7/9/2020 – 15/1/2021`.
    pub when: String,
    /// Its name.
    pub name: String,
    /// What stands beside it.
    pub state: Option<Tag>,
}

/// A term.
#[derive(Clone, Debug, Default)]
pub struct CalendarTerm {
    /// Id on the page.
    pub anchor: String,
    /// `Học kì I: 18 tuần thực học`.
    pub heading: String,
    /// Its weeks.
    pub weeks: Vec<CalendarWeek>,
}

/// A week.
#[derive(Clone, Debug, Default)]
pub struct CalendarWeek {
    /// `Tuần 1`, the name of the break.
    pub name: String,
    /// Its days.
    pub when: String,
    /// Holidays in it.
    pub note: String,
}

impl CalendarPage {
    /// What render tests show.
    pub fn samples() -> Vec<(&'static str, Self)> {
        let entry = |when: &str, name: &str, state: Option<Tag>| CalendarEntry {
            when: when.to_owned(),
            name: name.to_owned(),
            state,
        };
        let week = |name: &str, when: &str, note: &str| CalendarWeek {
            name: name.to_owned(),
            when: when.to_owned(),
            note: note.to_owned(),
        };
        let confirm = || Some(Tag::new(crate::page::Tone::Soon, "cần xác nhận"));
        let full = Self {
            shell: sample::shell("Lịch năm học", "Đơn vị"),
            heading: "Lịch năm học 2020-2021".to_owned(),
            level: "Trung học cơ sở".to_owned(),
            year: "2020-2021".to_owned(),
            levels: sample::choices(&["Mầm non", "Trung học cơ sở"], 2),
            file: Some(Link::new("Tải lịch (.ics)", "/lich/2020-2021.ics?cap=03")),
            notice: String::new(),
            days: vec![
                entry("5/9/2020", "Khai giảng", confirm()),
                entry("7/9/2020 – 15/1/2021", "Học kì I", None),
            ],
            holidays: vec![entry("1/1/2021", "Tết Dương lịch", None)],
            terms: vec![CalendarTerm {
                anchor: "hoc-ki-1".to_owned(),
                heading: "Học kì I: 18 tuần thực học".to_owned(),
                weeks: vec![
                    week("Tuần 1", "7/9/2020 – 13/9/2020", ""),
                    week("Tuần 17", "28/12/2020 – 3/1/2021", "Tết Dương lịch 1/1/2021"),
                    week("Dự phòng, hoạt động khác", "11/1/2021 – 15/1/2021", ""),
                ],
            }],
            basis: "Quyết định 2084/QĐ-BGDĐT ngày 16/7/2020 (kiểm tra ngày 24/11/2026; cần xác nhận)"
                .to_owned(),
            empty: Empty::default(),
        };
        let frame = Self {
            notice: super::show::year_calendar::FRAME_ONLY.to_owned(),
            terms: Vec::new(),
            ..full.clone()
        };
        let none = Self {
            file: None,
            days: Vec::new(),
            holidays: Vec::new(),
            terms: Vec::new(),
            basis: String::new(),
            empty: Empty {
                title: "Chưa có lịch của năm học này".to_owned(),
                why: "Khuê chưa có kế hoạch thời gian năm học 2022-2023. Hãy báo quản trị bổ sung khi tỉnh ban hành."
                    .to_owned(),
                step: None,
            },
            ..full.clone()
        };
        vec![("day-du", full), ("khung", frame), ("chua-co", none)]
    }
}
