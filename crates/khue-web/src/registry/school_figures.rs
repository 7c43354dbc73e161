//! A school in a round: what it sent, what its records say now, what is to be done.

use super::figures::{FigureTable, sample_tables};
use crate::page::{Choice, Event, Link, Run, Shell, Tag, Tone, sample};

/// The page.
#[derive(Clone, Debug, Default, askama::Template)]
#[template(path = "registry/school_figures.html")]
pub struct SchoolFiguresPage {
    /// The frame.
    pub shell: Shell,
    /// Address of this page.
    pub here: String,
    /// The school.
    pub kicker: String,
    /// `Cuối năm học 2020-2021`.
    pub heading: String,
    /// The views of the school's records.
    pub tabs: Vec<Link>,
    /// How the figures stand.
    pub state: Tag,
    /// What that means.
    pub lead: Vec<Run>,
    /// The number of the newest step.
    pub seen: String,
    /// The words to the newest step when it gave something back.
    pub words: String,
    /// What the school may do.
    pub own: OwnStep,
    /// What the level above may decide.
    pub decisions: Vec<Choice>,
    /// What was typed.
    pub typed: String,
    /// `Số liệu gửi lúc … ngày …, mã 3f2a…`, or that these are not sent yet.
    pub stands: String,
    /// Figures and records do not fit their digest.
    pub broken: bool,
    /// `CSV` and `Excel`.
    pub exports: Vec<Link>,
    /// Between which days one looks: label and address; the one shown has none.
    pub compared: Vec<Link>,
    /// The figures.
    pub tables: Vec<FigureTable>,
    /// Records that are otherwise now.
    pub changes: Vec<ChangeRow>,
    /// How many more there are.
    pub more_changes: String,
    /// What was done.
    pub history: Vec<Event>,
}

/// What a school may do with its figures.
#[derive(Clone, Debug, Default)]
pub enum OwnStep {
    /// Nothing, or it is not the visitor's to do.
    #[default]
    Nothing,
    /// Nothing yet: why, and where to go.
    Wait(String, Option<Link>),
    /// Send them.
    Send(String),
    /// Ask to unlock them.
    AskUnlock,
}

/// A record that is otherwise now.
#[derive(Clone, Debug, Default)]
pub struct ChangeRow {
    /// The record.
    pub label: String,
    /// Its page; none when it is gone.
    pub href: String,
    /// Its kind.
    pub kind: String,
    /// `sửa`, `mới`, `không còn`.
    pub what: Tag,
}

impl SchoolFiguresPage {
    /// What render tests show.
    pub fn samples() -> Vec<(&'static str, Self)> {
        let draft = Self {
            shell: sample::shell_from_school("Cuối năm học 2020-2021", &[("Đơn vị", "/don-vi")]),
            here: "/don-vi/7/ky-bao-cao/9".to_owned(),
            kicker: "Trường THCS Phong Vân".to_owned(),
            heading: "Cuối năm học 2020-2021".to_owned(),
            tabs: vec![Link::new("Thông tin", "/don-vi/7"), Link::new("Kỳ báo cáo", "/don-vi/7/ky-bao-cao")],
            state: Tag::new(Tone::Quiet, "chưa gửi"),
            lead: vec![
                Run::plain("Số liệu ngày 31/5/2021, trường gửi đến hết "),
                Run::strong("10/6/2021"),
                Run::plain("."),
            ],
            seen: "0".to_owned(),
            own: OwnStep::Wait(
                "Hồ sơ ngày 31/5/2021 còn 2 lỗi và 14 điểm chưa giải trình nên chưa gửi được.".to_owned(),
                Some(Link::new("Đến trang Còn thiếu", "/don-vi/7/con-thieu?ngay=2021-05-31")),
            ),
            stands: "Chưa gửi: số liệu dưới đây đếm từ hồ sơ hiện có, sẽ thay đổi khi hồ sơ thay đổi."
                .to_owned(),
            exports: vec![Link::new("Excel", "/don-vi/7/ky-bao-cao/9/tai-ve/xlsx")],
            tables: sample_tables(),
            ..Self::default()
        };
        let ready = Self { own: OwnStep::Send("Đã rà hết.".to_owned()), ..draft.clone() };
        let event = |what: &str, who: &str, note: Option<&str>, tone: Tone| Event {
            when: "14 giờ 05, 31/5/2021".to_owned(),
            who: who.to_owned(),
            what: what.to_owned(),
            note: note.map(str::to_owned),
            tone,
        };
        let locked = Self {
            state: Tag::new(Tone::Ok, "đã khóa"),
            seen: "3".to_owned(),
            own: OwnStep::AskUnlock,
            stands: "Số liệu gửi lúc 14 giờ 05, 31/5/2021, đếm từ 1.204 hồ sơ, mã 3f2a91c0d1e2.".to_owned(),
            broken: true,
            compared: vec![
                Link::new("hồ sơ hôm nay", ""),
                Link::new("hồ sơ ngày 31/5/2021 như ghi hôm nay", "/don-vi/7/ky-bao-cao/9?so-voi=ngay-chot"),
            ],
            changes: vec![
                ChangeRow {
                    label: "Trần Thị <An>".to_owned(),
                    href: "/hoc-sinh/7".to_owned(),
                    kind: "Học sinh".to_owned(),
                    what: Tag::new(Tone::Soon, "có sửa"),
                },
                ChangeRow {
                    label: "Vi Văn Ước".to_owned(),
                    href: String::new(),
                    kind: "Ghi danh".to_owned(),
                    what: Tag::new(Tone::Cancelled, "không còn"),
                },
            ],
            more_changes: "và 40 hồ sơ khác".to_owned(),
            history: vec![
                event("Gửi số liệu", "Hoàng Thị Phương Thảo, THCS Phong Vân", None, Tone::Active),
                event("Trả lại", "Nguyễn Thị Hoa, Sở GDĐT", Some("Thiếu lớp <ghép>."), Tone::Late),
                event("Tự khóa khi hết hạn", "Hệ thống", None, Tone::Quiet),
            ],
            ..draft.clone()
        };
        let back = Self {
            state: Tag::new(Tone::Late, "cần gửi lại"),
            words: "Thiếu lớp <ghép>.".to_owned(),
            ..ready.clone()
        };
        let decide = Self {
            shell: sample::shell_under("Cuối năm học 2020-2021", "Kỳ báo cáo", &[("Đơn vị", "/don-vi")]),
            state: Tag::new(Tone::Active, "chờ duyệt"),
            own: OwnStep::Nothing,
            decisions: vec![
                Choice { value: "approve".to_owned(), label: "Duyệt".to_owned(), chosen: false },
                Choice { value: "reject".to_owned(), label: "Trả lại".to_owned(), chosen: false },
            ],
            changes: Vec::new(),
            more_changes: String::new(),
            broken: false,
            ..locked.clone()
        };
        vec![
            ("chua-gui", draft),
            ("gui-duoc", ready),
            ("cho-duyet", decide),
            ("da-khoa", locked),
            ("tra-lai", back),
        ]
    }
}
