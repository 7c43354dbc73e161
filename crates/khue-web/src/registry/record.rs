//! One record with its surroundings and its past.

use crate::page::{AsOf, Event, Link, Shell, Tone, sample};

/// A record's page.
#[derive(Clone, Debug, Default, askama::Template)]
#[template(path = "registry/record.html")]
pub struct RecordPage {
    /// The frame.
    pub shell: Shell,
    /// Address of this page.
    pub here: String,
    /// The day.
    pub as_of: AsOf,
    /// The kind.
    pub kicker: String,
    /// The units to which it belongs.
    pub units: Vec<Link>,
    /// What it is called.
    pub heading: String,
    /// What is unusual about the day.
    pub notice: String,
    /// The form that changes it, for those who may.
    pub edit: Option<String>,
    /// What can be added about a person.
    pub adds: Vec<Link>,
    /// Where a pupil changes class or school, for those who may.
    pub moves: Option<String>,
    /// What is recorded.
    pub facts: Vec<RecordFact>,
    /// What is not.
    pub blank: String,
    /// Whether its kind has guarded fields.
    pub has_guarded: bool,
    /// Whether they are shown.
    pub shown: bool,
    /// Where they are asked for, for those who may.
    pub reveal: Option<String>,
    /// Guarded fields, when they are shown.
    pub guarded: Vec<RecordFact>,
    /// Those without a value.
    pub guarded_blank: String,
    /// Records that belong to it.
    pub beside: Vec<BesideGroup>,
    /// What changed, newest first.
    pub history: Vec<PastRecord>,
    /// Who read guarded fields; absent for those who may not see them.
    pub readings: Option<Vec<Event>>,
}

/// A field with its value.
#[derive(Clone, Debug, Default)]
pub struct RecordFact {
    /// The field.
    pub name: String,
    /// The value.
    pub text: String,
    /// Whether it is somebody's name or own words, which nobody translates.
    pub own: bool,
}

/// Records of one kind that belong to the record.
#[derive(Clone, Debug, Default)]
pub struct BesideGroup {
    /// Id on the page.
    pub anchor: String,
    /// The kind.
    pub heading: String,
    /// They.
    pub rows: Vec<BesideRow>,
}

/// One of them.
#[derive(Clone, Debug, Default)]
pub struct BesideRow {
    /// What it is called.
    pub title: String,
    /// `1/8/2020 – 31/7/2021`.
    pub when: String,
    /// The rest.
    pub facts: Vec<RecordFact>,
    /// The form that changes it, for those who may.
    pub edit: Option<String>,
}

/// A change.
#[derive(Clone, Debug, Default)]
pub struct PastRecord {
    /// What, when, who, why.
    pub event: Event,
    /// Fields: `trước → sau`.
    pub fields: Vec<RecordFact>,
}

impl RecordPage {
    /// What render tests show.
    pub fn samples() -> Vec<(&'static str, Self)> {
        let fact =
            |name: &str, text: &str, own| RecordFact { name: name.to_owned(), text: text.to_owned(), own };
        let row = |title: &str, facts: Vec<RecordFact>, edit: Option<&str>| BesideRow {
            title: title.to_owned(),
            when: "1/8/2020 – 31/7/2021".to_owned(),
            facts,
            edit: edit.map(str::to_owned),
        };
        let group = |anchor: &str, heading: &str, rows| BesideGroup {
            anchor: anchor.to_owned(),
            heading: heading.to_owned(),
            rows,
        };
        let past = |what: &str, who: &str, note: Option<&str>, fields| PastRecord {
            event: Event {
                when: "14 giờ 05, 31/5/2021".to_owned(),
                who: who.to_owned(),
                what: what.to_owned(),
                note: note.map(str::to_owned),
                tone: Tone::Quiet,
            },
            fields,
        };
        let hidden = Self {
            shell: sample::shell_under("Trần Thị An", "Đơn vị", &[("Đơn vị", "/don-vi")]),
            here: "/hoc-sinh/7".to_owned(),
            as_of: AsOf {
                text: "Theo hồ sơ ngày 31/5/2021".to_owned(),
                day: "31/5/2021".to_owned(),
                first: "1/1/2018".to_owned(),
                last: "nay, hoặc một ngày sắp tới".to_owned(),
                today: None,
            },
            kicker: "Học sinh".to_owned(),
            units: vec![Link::new("Trường THCS Phong Vân", "/don-vi/7")],
            heading: "Trần Thị <An>".to_owned(),
            notice: String::new(),
            edit: Some("/don-vi/7/ho-so/pupil/7/sua".to_owned()),
            adds: vec![Link::new("Thêm ghi danh", "/don-vi/7/them/enrolment?cua=7")],
            moves: Some("/don-vi/7/hoc-sinh/7/chuyen".to_owned()),
            facts: vec![
                fact("Họ và tên", "Trần Thị An", true),
                fact("Ngày sinh", "2/9/2009", false),
                fact("Giới tính", "Nữ", false),
                fact("Dân tộc", "Kinh", false),
            ],
            blank: "Tên gọi khác, Nơi sinh".to_owned(),
            has_guarded: true,
            shown: false,
            reveal: Some("/hoc-sinh/7/hien".to_owned()),
            guarded: Vec::new(),
            guarded_blank: String::new(),
            beside: vec![
                group(
                    "guardian",
                    "Cha mẹ, người giám hộ",
                    vec![row("Mẹ: Lê Thị Hà", vec![fact("Nghề nghiệp", "Nông dân", true)], None)],
                ),
                group(
                    "enrolment",
                    "Ghi danh",
                    vec![row(
                        "2020-2021, Lớp 6A1, Trường THCS Phong Vân",
                        vec![fact("Trạng thái", "Đang học", false), fact("Vào lớp do", "Tuyển mới", false)],
                        Some("/don-vi/7/ho-so/enrolment/8/sua"),
                    )],
                ),
            ],
            history: vec![
                past(
                    "Sửa, đúng từ 1/8/2020",
                    "Nguyễn Thị Hoa",
                    Some("Theo giấy khai sinh <bản sao>"),
                    vec![fact("Ngày sinh", "2009 → 2/9/2009", true)],
                ),
                past("Lập hồ sơ, đúng từ 1/8/2020", "hệ thống", None, Vec::new()),
            ],
            readings: Some(Vec::new()),
        };
        let shown = Self {
            shown: true,
            reveal: None,
            guarded: vec![fact("Số định danh cá nhân", "024309000001", true)],
            guarded_blank: "Tôn giáo".to_owned(),
            readings: Some(vec![Event {
                when: "14 giờ 05, 31/5/2021".to_owned(),
                who: "Nguyễn Thị Hoa, Trường THCS Phong Vân".to_owned(),
                what: "Xem thông tin riêng".to_owned(),
                note: None,
                tone: Tone::Quiet,
            }]),
            ..hidden.clone()
        };
        let closed = Self {
            notice: "Ngày này hồ sơ chưa có hoặc không còn hiệu lực; trang cho thấy lần ghi gần nhất."
                .to_owned(),
            edit: None,
            moves: None,
            reveal: None,
            readings: None,
            history: Vec::new(),
            blank: String::new(),
            units: vec![Link::new(sample::LONG_UNIT, "/don-vi/7")],
            ..hidden.clone()
        };
        vec![("che", hidden), ("hien", shown), ("chi-xem", closed)]
    }
}
