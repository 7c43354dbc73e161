//! Pages of the exchange with partners above and below.

use crate::page::{Choice, Column, Empty, Fact, Link, Pager, Run, Shell, Tag, Tone, sample};
use crate::registry::record_list::{RecordRow, columns, figures};

/// A page of the exchange: what stands, and lists.
#[derive(Clone, Debug, Default, askama::Template)]
#[template(path = "registry/exchange.html")]
pub struct ExchangePage {
    /// The frame.
    pub shell: Shell,
    /// The partner or the school.
    pub kicker: String,
    /// What the page is about.
    pub heading: String,
    /// The answer in a sentence.
    pub lead: Vec<Run>,
    /// The views beside this one; the one shown leads nowhere.
    pub tabs: Vec<Link>,
    /// The parts, below each other.
    pub sections: Vec<ExchangeSection>,
    /// What stands there when there are none.
    pub empty: Empty,
}

/// A part of a page.
#[derive(Clone, Debug, Default)]
pub struct ExchangeSection {
    /// Id on the page.
    pub anchor: String,
    /// What it is about; a partner's own name when `own`.
    pub heading: String,
    /// Whether the heading is somebody's own word.
    pub own: bool,
    /// How it stands.
    pub state: Option<Tag>,
    /// Something that must be said.
    pub note: String,
    /// What is known in short.
    pub facts: Vec<Fact>,
    /// Where a form posts; its buttons are below.
    pub post: String,
    /// Value and words of the buttons; the first is the filled one.
    pub buttons: Vec<(String, String)>,
    /// Heads of the table.
    pub columns: Vec<Column>,
    /// Its rows.
    pub table: Vec<RecordRow>,
    /// Rows of a list.
    pub rows: Vec<ExchangeRow>,
    /// Further pages of either.
    pub pager: Option<Pager>,
    /// What stands there when there are no rows.
    pub empty: Option<Empty>,
}

/// A row of a list.
#[derive(Clone, Debug, Default)]
pub struct ExchangeRow {
    /// The record; an empty address leads nowhere.
    pub what: Link,
    /// How it stands.
    pub state: Option<Tag>,
    /// What there is to say, a sentence each.
    pub says: Vec<String>,
    /// The step to take.
    pub step: Option<Link>,
}

/// The administrator's page of partners.
#[derive(Clone, Debug, Default, askama::Template)]
#[template(path = "registry/exchange_links.html")]
pub struct ExchangeLinksPage {
    /// The frame.
    pub shell: Shell,
    /// The partners.
    pub rows: Vec<LinkRow>,
    /// `ten`.
    pub called: String,
    /// `chieu`.
    pub directions: Vec<Choice>,
    /// `don-vi`, as typed.
    pub unit: String,
    /// `don-vi-chon`, when what was typed fits several.
    pub units: Vec<Choice>,
    /// `dia-chi`.
    pub address: String,
    /// `ma-ben-gui`.
    pub sender: String,
    /// `muc`.
    pub demands: Vec<Choice>,
}

/// A partner as a row.
#[derive(Clone, Debug, Default)]
pub struct LinkRow {
    /// Its id.
    pub id: String,
    /// As people call it.
    pub called: String,
    /// Which way records go.
    pub direction: String,
    /// Whose records.
    pub unit: String,
    /// Where it receives.
    pub address: String,
    /// The name under which packages are sent.
    pub sender: String,
    /// The end of its key.
    pub key: String,
    /// Whether records go.
    pub state: Tag,
    /// Value of `viec` and the verb that changes the state.
    pub step: (String, String),
    /// Whether another key is typed, or made.
    pub types_key: bool,
}

/// The key of a partner that sends; shown once.
#[derive(Clone, Debug, Default, askama::Template)]
#[template(path = "registry/exchange_key.html")]
pub struct ExchangeKeyPage {
    /// The frame.
    pub shell: Shell,
    /// The partner.
    pub called: String,
    /// Where it sends, and under which name.
    pub facts: Vec<Fact>,
    /// The key.
    pub key: String,
}

impl ExchangePage {
    /// What render tests show.
    pub fn samples() -> Vec<(&'static str, Self)> {
        use super::show::exchange as filled;
        let fact = |name: &str, text: &str, href: Option<&str>| Fact {
            name: name.to_owned(),
            text: text.to_owned(),
            href: href.map(str::to_owned),
        };
        let line = |table: &str, counts: [&str; 5]| RecordRow {
            what: Link::new(table, ""),
            note: String::new(),
            figures: figures(filled::COUNTS, counts.map(str::to_owned).to_vec()),
        };
        let overview = Self {
            shell: sample::shell("Trao đổi dữ liệu", "Trao đổi"),
            heading: "Trao đổi dữ liệu".to_owned(),
            lead: vec![
                Run::late("112 bản ghi chưa hợp lệ").to("/trao-doi/7/ho-so"),
                Run::plain(", 3 đang chờ gửi."),
            ],
            tabs: filled::tabs(""),
            sections: vec![
                ExchangeSection {
                    anchor: "doi-tac-7".to_owned(),
                    heading: "Bộ GDĐT <thử>".to_owned(),
                    own: true,
                    state: Some(Tag::new(Tone::Active, "đang trao đổi")),
                    note: "Không gửi được đến bên nhận (io: Connection refused). Hệ thống sẽ gửi lại."
                        .to_owned(),
                    facts: vec![
                        fact("Gửi đến", "https://csdl.example.vn", None),
                        fact("Hồ sơ của", "Tỉnh Bắc Giang", None),
                        fact("Gói gần nhất", "gói 14, 14 giờ 05, 31/5/2021", Some("/trao-doi/7/goi")),
                    ],
                    post: "/trao-doi/7".to_owned(),
                    buttons: filled::buttons(khue_app::registry::exchange::LinkState::Active),
                    columns: columns(filled::COUNTS),
                    table: vec![
                        line("Trường", ["0", "0", "0", "0", "60"]),
                        line("Học sinh", ["112", "0", "3", "0", "21.050"]),
                    ],
                    ..ExchangeSection::default()
                },
                ExchangeSection {
                    anchor: "doi-tac-8".to_owned(),
                    heading: sample::LONG_UNIT.to_owned(),
                    own: true,
                    state: Some(Tag::new(Tone::Paused, "tạm dừng")),
                    columns: columns(filled::HELD),
                    empty: Some(filled::nothing_received()),
                    ..ExchangeSection::default()
                },
            ],
            ..Self::default()
        };
        let row = |called: &str, tag: Tag, says: &[&str], step: Option<Link>| ExchangeRow {
            what: Link::new(called, ""),
            state: Some(tag),
            says: sample::words(says),
            step,
        };
        let lines = Self {
            shell: sample::shell_under("Chưa hợp lệ", "Trao đổi", &[("Trao đổi dữ liệu", "/trao-doi")]),
            kicker: "Bộ GDĐT <thử>".to_owned(),
            heading: "Bản ghi theo trạng thái".to_owned(),
            lead: Vec::new(),
            tabs: filled::link_tabs(khue_base::LinkId(7), "/ho-so"),
            sections: vec![ExchangeSection {
                anchor: "danh-sach".to_owned(),
                heading: "Chưa hợp lệ".to_owned(),
                rows: vec![
                    row(
                        "Trần Thị <An>",
                        Tag::new(Tone::Late, "chưa hợp lệ"),
                        &[
                            "Số định danh cá nhân còn trống mà lược đồ bắt buộc phải có.",
                            "Học sinh · Trường THCS Phong Vân",
                        ],
                        Some(Link::new("Sửa", "/don-vi/7/ho-so/pupil/7/sua#f-personal_number")),
                    ),
                    row(
                        "Nguyễn Văn Ân",
                        Tag::new(Tone::Soon, "chờ gửi"),
                        &["Học sinh · 24217501-2020-2021-HS01"],
                        None,
                    ),
                ],
                pager: Some(Pager { next: Some("/trao-doi/7/ho-so?sau=x".to_owned()), ..Pager::default() }),
                ..ExchangeSection::default()
            }],
            empty: Empty::default(),
        };
        let none = Self {
            sections: Vec::new(),
            empty: filled::no_partner(None),
            lead: Vec::new(),
            ..overview.clone()
        };
        vec![("tong-quan", overview), ("danh-sach", lines), ("chua-co", none)]
    }
}

impl ExchangeLinksPage {
    /// What render tests show.
    pub fn samples() -> Vec<(&'static str, Self)> {
        let row = |id: &str, called: &str, direction: &str, types_key| LinkRow {
            id: id.to_owned(),
            called: called.to_owned(),
            direction: direction.to_owned(),
            unit: "Tỉnh Bắc Giang".to_owned(),
            address: "https://csdl.example.vn".to_owned(),
            sender: "so-bac-giang".to_owned(),
            key: "9f2c".to_owned(),
            state: Tag::new(Tone::Active, "đang trao đổi"),
            step: ("dung".to_owned(), "Tạm dừng".to_owned()),
            types_key,
        };
        let full = Self {
            shell: sample::shell("Đối tác trao đổi", ""),
            rows: vec![
                row("7", "Bộ GDĐT <thử>", "gửi lên", true),
                row("8", "Phòng GDĐT Lục Ngạn", "nhận về", false),
            ],
            directions: super::act::exchange::directions(""),
            demands: super::act::exchange::demands(""),
            ..Self::default()
        };
        let refused = Self {
            shell: Shell {
                errors: vec![sample::error(
                    "dia-chi",
                    "Địa chỉ phải bắt đầu bằng https. Hãy ghi như https://trao-doi.bacgiang.edu.vn.",
                )],
                ..full.shell.clone()
            },
            called: "Bộ".to_owned(),
            address: "ftp://bo".to_owned(),
            units: sample::choices(&["Phòng GDĐT Lục Ngạn", "Huyện Lục Ngạn"], 0),
            rows: Vec::new(),
            ..full.clone()
        };
        vec![("day-du", full), ("sai", refused)]
    }
}

impl ExchangeKeyPage {
    /// What render tests show.
    pub fn samples() -> Vec<(&'static str, Self)> {
        let crumbs = [("Đối tác trao đổi", "/quan-tri/trao-doi")];
        let shell = sample::shell_under("Khóa của bên gửi", "", &crumbs);
        let facts =
            vec![Fact { name: "Mã bên gửi".to_owned(), text: "phong-luc-ngan".to_owned(), href: None }];
        vec![("day-du", Self { shell, called: "Phòng <GDĐT>".to_owned(), facts, key: "9f2c41ab".repeat(8) })]
    }
}
