//! `/chi-dao/{id}/bao-cao`: official reports drawn up so far, and a new one.

use crate::page::{Choice, Empty, Link, Shell, Tag, Tone, sample};

/// The reports of a directive.
#[derive(Clone, Debug, Default, askama::Template)]
#[template(path = "directive/reports.html")]
pub struct ReportsPage {
    /// The frame.
    pub shell: Shell,
    /// Address of this page; the form posts to it.
    pub here: String,
    /// The directive's name.
    pub heading: String,
    /// The other views.
    pub views: Vec<Link>,
    /// Reports, newest first.
    pub reports: Vec<ReportRow>,
    /// What stands there when there is none.
    pub empty: Empty,
    /// The form for a new one, for those who may.
    pub new: Option<NewReport>,
}

/// A report.
#[derive(Clone, Debug, Default)]
pub struct ReportRow {
    /// Its title.
    pub title: String,
    /// Its page.
    pub href: String,
    /// `số liệu đến 31/5/2021 · Nguyễn Thị Hoa lập 1/6/2021`.
    pub note: String,
    /// Draft, frozen, or out of date.
    pub state: Tag,
    /// `PDF`, `DOCX`.
    pub files: Vec<Link>,
}

/// The form for a new report.
#[derive(Clone, Debug, Default)]
pub struct NewReport {
    /// `ngay`.
    pub day: String,
    /// `ky`: words of the period, `quý II năm 2021`.
    pub period: String,
    /// `noi-nhan`: to whom.
    pub to: Vec<Choice>,
}

impl ReportsPage {
    /// What render tests show.
    pub fn samples() -> Vec<(&'static str, Self)> {
        let row = |title: &str, note: &str, state| ReportRow {
            title: title.to_owned(),
            href: "/bao-cao/3".to_owned(),
            note: note.to_owned(),
            state,
            files: vec![Link::new("PDF", "/bao-cao/3.pdf"), Link::new("DOCX", "/bao-cao/3.docx")],
        };
        let full = Self {
            shell: sample::shell_under("Báo cáo", "Chỉ đạo", &[("Chỉ đạo", "/chi-dao"), ("Chỉ thị nhiệm vụ năm học 2020–2021", "/chi-dao/1")]),
            here: "/chi-dao/1/bao-cao".to_owned(),
            heading: "Báo cáo thực hiện Chỉ thị nhiệm vụ năm học 2020–2021".to_owned(),
            views: super::overview::sample_views("Báo cáo"),
            reports: vec![
                row("Báo cáo quý II năm 2021", "số liệu đến 31/5/2021 · Nguyễn Thị Hoa lập 31/5/2021", Tag::new(Tone::Soon, "bản thảo")),
                row("Báo cáo quý I năm 2021", "số liệu đến 31/3/2021 · Nguyễn Thị Hoa lập 1/4/2021", Tag::new(Tone::Late, "số liệu đã đổi")),
                row("Báo cáo sơ kết học kì I", "số liệu đến 15/1/2021 · Trần Quốc Huy lập 16/1/2021", Tag::new(Tone::Ok, "đã chốt")),
            ],
            empty: Empty {
                title: "Chưa có báo cáo nào".to_owned(),
                why: "Báo cáo được viết sẵn từ số liệu của ngày bạn chọn, theo thể thức văn bản hành chính; bạn sửa câu chữ rồi xuất PDF hoặc DOCX.".to_owned(),
                step: None,
            },
            new: Some(NewReport {
                day: "31/5/2021".to_owned(),
                period: "quý II năm 2021".to_owned(),
                to: sample::choices(&["Chủ tịch UBND tỉnh", "Tỉnh ủy", "Bộ GDĐT"], 1),
            }),
        };
        let empty = Self { reports: Vec::new(), ..full.clone() };
        let reading = Self { new: None, ..full.clone() };
        let error = Self {
            shell: Shell {
                errors: vec![sample::error(
                    "ngay",
                    "Ngày 1/7/2021 chưa tới, nên chưa có số liệu. Hãy chọn ngày từ 28/8/2020 đến 31/5/2021.",
                )],
                ..full.shell.clone()
            },
            new: full.new.clone().map(|new| NewReport { day: "1/7/2021".to_owned(), ..new }),
            ..full.clone()
        };
        vec![("day-du", full), ("rong", empty), ("chi-xem", reading), ("loi", error)]
    }
}
