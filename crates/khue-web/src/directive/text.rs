//! `/chi-dao/{id}/van-ban`: the adopted text, with the state of each task in the margin.

use crate::page::{Fact, Link, Shell, Tag, Tone, sample};

/// The adopted text.
#[derive(Clone, Debug, Default, askama::Template)]
#[template(path = "directive/text.html")]
pub struct TextPage {
    /// The frame.
    pub shell: Shell,
    /// The directive's name.
    pub heading: String,
    /// The other views.
    pub views: Vec<Link>,
    /// Number, day, issuer, signer, digest of the frozen text, file to download.
    pub document: Vec<Fact>,
    /// Its headings, for the table of contents.
    pub contents: Vec<Link>,
    /// Its paragraphs.
    pub paragraphs: Vec<TextParagraph>,
}

/// A paragraph of the adopted text.
#[derive(Clone, Debug, Default)]
pub struct TextParagraph {
    /// Anchor, empty when nothing refers to it.
    pub anchor: String,
    /// How it is set.
    pub kind: TextKind,
    /// Its text in pieces.
    pub pieces: Vec<TextPiece>,
    /// The tasks that stand in it, for the margin.
    pub tasks: Vec<MarginTask>,
}

/// How a paragraph is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TextKind {
    /// Running text.
    #[default]
    Text,
    /// Outermost heading.
    Heading,
    /// A heading below it.
    Subheading,
}

/// A stretch of a paragraph.
#[derive(Clone, Debug, Default)]
pub struct TextPiece {
    /// The words.
    pub text: String,
    /// Anchor of the task, such as `nv-11`, when it is one.
    pub anchor: Option<String>,
    /// Address of the task.
    pub href: Option<String>,
}

/// A task in the margin.
#[derive(Clone, Debug, Default)]
pub struct MarginTask {
    /// `Nhiệm vụ 11`.
    pub label: String,
    /// Its page.
    pub href: String,
    /// Its state.
    pub state: Tag,
}

impl TextPage {
    /// What render tests show.
    pub fn samples() -> Vec<(&'static str, Self)> {
        let plain = |text: &str| TextPiece { text: text.to_owned(), ..TextPiece::default() };
        let task = |text: &str, id: u32| TextPiece {
            text: text.to_owned(),
            anchor: Some(format!("nv-{id}")),
            href: Some(format!("/nhiem-vu/{id}")),
        };
        let margin = |id: u32, tone, word: &str| MarginTask {
            label: format!("Nhiệm vụ {id}"),
            href: format!("/nhiem-vu/{id}"),
            state: Tag::new(tone, word),
        };
        let heading = |anchor: &str, kind, text: &str| TextParagraph {
            anchor: anchor.to_owned(),
            kind,
            pieces: vec![plain(text)],
            tasks: Vec::new(),
        };
        let full = Self {
            shell: sample::shell_under(
                "Văn bản",
                "Chỉ đạo",
                &[("Chỉ đạo", "/chi-dao"), ("Chỉ thị nhiệm vụ năm học 2020–2021", "/chi-dao/1")],
            ),
            heading: "Chỉ thị nhiệm vụ năm học 2020–2021".to_owned(),
            views: super::overview::sample_views("Văn bản"),
            document: vec![
                Fact { name: "Số, kí hiệu".to_owned(), text: "09/CT-UBND".to_owned(), href: None },
                Fact { name: "Ngày".to_owned(), text: "28/8/2020".to_owned(), href: None },
                Fact {
                    name: "Người ký".to_owned(), text: "Chủ tịch Lê Văn An".to_owned(), href: None
                },
                Fact {
                    name: "Tệp gốc".to_owned(),
                    text: "chi-thi-09.pdf".to_owned(),
                    href: Some("/chi-dao/1/tep".to_owned()),
                },
            ],
            contents: vec![
                Link::new("II. Nhiệm vụ trọng tâm", "#m-II"),
                Link::new("II.2. Đội ngũ nhà giáo", "#m-II-2"),
            ],
            paragraphs: vec![
                heading("m-II", TextKind::Heading, "II. NHIỆM VỤ TRỌNG TÂM"),
                heading("m-II-2", TextKind::Subheading, "2. Đội ngũ nhà giáo"),
                TextParagraph {
                    pieces: vec![
                        plain("Sở Giáo dục và Đào tạo "),
                        task("tập huấn chương trình mới cho 100% giáo viên dạy khối 2 và khối 6", 11),
                        plain("; "),
                        task("rà soát, điều động giáo viên từ nơi thừa đến nơi thiếu", 12),
                        plain("."),
                    ],
                    tasks: vec![
                        margin(11, Tone::Late, "chậm 12 ngày"),
                        margin(12, Tone::Ok, "xong 20/4/2021"),
                    ],
                    ..TextParagraph::default()
                },
                TextParagraph {
                    pieces: vec![task(sample::LONG_TASK, 13), plain(".")],
                    tasks: vec![margin(13, Tone::Active, "đang làm, 72%")],
                    ..TextParagraph::default()
                },
            ],
        };
        vec![("day-du", full)]
    }
}
