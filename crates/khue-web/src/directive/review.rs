//! `/chi-dao/{id}/ra-soat`: the source beside the provisions read from it.

use crate::page::{Bar, Choice, ChoiceGroup, Fact, Link, Shell, Tag, Tone, sample};

/// The review of a document before adoption.
#[derive(Clone, Debug, Default, askama::Template)]
#[template(path = "directive/review.html")]
pub struct ReviewPage {
    /// The frame.
    pub shell: Shell,
    /// Address of this page; forms post to it followed by `/{provision}`, `/them`, `/nhan-het`.
    pub here: String,
    /// Where adoption posts.
    pub adopt_href: String,
    /// The document's subject.
    pub heading: String,
    /// Kind, number, day, issuer, signer, recipients, as read.
    pub document: Vec<Fact>,
    /// What the reader wants a person to look at in the whole document.
    pub warnings: Vec<String>,
    /// `Đã xem 40 trên 61 nội dung`.
    pub progress: String,
    /// The same as a bar.
    pub progress_bar: Bar,
    /// Which provisions are shown: all, the rest, those with warnings.
    pub shown: Vec<ShownLink>,
    /// `Nhận 21 nội dung còn lại`; absent when none is left.
    pub accept_rest: Option<String>,
    /// The source, one entry a paragraph.
    pub source: Vec<SourceParagraph>,
    /// The provisions, in the order of the source.
    pub provisions: Vec<Provision>,
    /// The form to add one by hand.
    pub added: AddForm,
    /// What adoption publishes.
    pub adoption: Adoption,
    /// Whether this person may change anything here.
    pub access: Access,
}

/// Whether somebody may change what a page shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Access {
    /// May look only.
    #[default]
    Read,
    /// May change.
    Change,
}

/// A link that chooses which provisions are shown.
#[derive(Clone, Debug, Default)]
pub struct ShownLink {
    /// `Còn lại (21)`.
    pub label: String,
    /// Where it leads.
    pub href: String,
    /// Whether it is chosen.
    pub current: bool,
}

/// A paragraph of the source.
#[derive(Clone, Debug, Default)]
pub struct SourceParagraph {
    /// A heading stands out.
    pub kind: ParagraphKind,
    /// Its text in pieces, so that provisions can be marked.
    pub pieces: Vec<Piece>,
}

/// What a paragraph is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ParagraphKind {
    /// Running text.
    #[default]
    Text,
    /// A heading.
    Heading,
}

/// A stretch of a paragraph.
#[derive(Clone, Debug, Default)]
pub struct Piece {
    /// The words.
    pub text: String,
    /// The provision that stands here, if any.
    pub provision: Option<PieceMark>,
}

/// Which provision a stretch belongs to.
#[derive(Clone, Debug, Default)]
pub struct PieceMark {
    /// The provision's id; the mark's anchor is `p-ID`, the provision's `d-ID`.
    pub id: String,
    /// Its number on the page.
    pub number: String,
    /// Where it is shown: `#d-ID`, or an address when this page leaves it out.
    pub href: String,
    /// `done`, `dropped` or empty: how the mark looks.
    pub look: &'static str,
    /// Only the first stretch of a provision carries the anchor.
    pub first: bool,
}

/// A provision.
#[derive(Clone, Debug, Default)]
pub struct Provision {
    /// Its id.
    pub id: String,
    /// Its number on the page.
    pub number: String,
    /// Proposed, accepted or dropped.
    pub state: Tag,
    /// The clause.
    pub text: String,
    /// `II.2 · Nhiệm vụ · động từ “tập huấn”`.
    pub place: String,
    /// Lead, support, targets, deadline: each with its reason.
    pub suggestions: Vec<Suggestion>,
    /// What to look at in it.
    pub warnings: Vec<String>,
    /// Provisions of other sections that say the same.
    pub duplicates: Vec<Link>,
    /// The sentence of the source, for narrow screens; empty for one added by hand, which stands nowhere in
    /// the source.
    pub quote: String,
    /// What can be done with it now.
    pub stage: ProvisionStage,
    /// Whether another follows to merge with.
    pub has_next: bool,
    /// Address that opens it for editing.
    pub edit_href: String,
    /// The open form; at most one on a page.
    pub form: Option<ProvisionForm>,
}

/// How far a provision is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ProvisionStage {
    /// Proposed by the reader.
    #[default]
    Proposed,
    /// Taken.
    Accepted,
    /// Left out.
    Dropped,
}

/// Something proposed, with its reason.
#[derive(Clone, Debug, Default)]
pub struct Suggestion {
    /// `Chủ trì`.
    pub name: String,
    /// `Sở GDĐT`.
    pub text: String,
    /// `văn bản nêu tên`.
    pub reason: String,
}

/// The form of a provision (fields as the page names them).
#[derive(Clone, Debug, Default)]
pub struct ProvisionForm {
    /// `noi-dung`.
    pub text: String,
    /// `muc`.
    pub sections: Vec<Choice>,
    /// `loai`.
    pub kinds: Vec<Choice>,
    /// `dong-tu`.
    pub verb: String,
    /// `doi-tuong`, as written in the document.
    pub actors: String,
    /// `chu-tri`.
    pub leads: Vec<ChoiceGroup>,
    /// `phoi-hop`.
    pub supports: Vec<Choice>,
    /// `thoi-han`, words of the document.
    pub due_text: String,
    /// `ngay-han`, the day proposed from them.
    pub due_day: String,
    /// Why that day.
    pub due_reason: String,
    /// Targets, with empty rows to add; fields carry the index: `ct-0-so`.
    pub targets: Vec<TargetForm>,
    /// `tach`: the text with a line break at each cut.
    pub split: String,
}

/// A target of a provision's form.
#[derive(Clone, Debug, Default)]
pub struct TargetForm {
    /// Its index in the names of its fields.
    pub index: String,
    /// `ct-N-ss`.
    pub comparisons: Vec<Choice>,
    /// `ct-N-so`.
    pub value: String,
    /// `ct-N-dv`.
    pub unit: String,
    /// `ct-N-cua`.
    pub of: String,
}

/// The form to add a provision by hand (`POST {here}/them`).
#[derive(Clone, Debug, Default)]
pub struct AddForm {
    /// `noi-dung-moi`, kept after a refusal.
    pub text: String,
    /// `muc-moi`.
    pub sections: Vec<Choice>,
}

/// What adoption publishes.
#[derive(Clone, Debug, Default)]
pub struct Adoption {
    /// `58 nhiệm vụ, 14 chỉ tiêu, 31 thời hạn; 3 nội dung bỏ`.
    pub summary: Vec<String>,
    /// What is not settled yet; adoption is possible all the same.
    pub warnings: Vec<String>,
    /// Why it cannot be adopted yet; absent when it can.
    pub refusal: Option<String>,
}

impl ReviewPage {
    /// What render tests show.
    pub fn samples() -> Vec<(&'static str, Self)> {
        let full = full();
        let editing = editing();
        let empty = Self {
            provisions: Vec::new(),
            source: vec![SourceParagraph {
                kind: ParagraphKind::Text,
                pieces: vec![Piece { text: "Kính gửi các đơn vị để biết.".to_owned(), provision: None }],
            }],
            accept_rest: None,
            progress: "Chưa tách được nội dung nào".to_owned(),
            progress_bar: Bar { filled: "0".to_owned(), ..Bar::default() },
            adoption: Adoption {
                refusal: Some("Chưa có nội dung nào được nhận, nên chưa thể ban hành. Hãy nhận hoặc thêm ít nhất một nội dung.".to_owned()),
                ..Adoption::default()
            },
            ..full.clone()
        };
        let reading = Self { access: Access::Read, ..full.clone() };
        let error = Self {
            shell: Shell {
                errors: vec![sample::error(
                    "ngay-han",
                    "“31/4/2021” không phải là ngày có thật, tháng 4 chỉ có 30 ngày. Hãy ghi lại ngày hạn, như 30/4/2021.",
                )],
                ..editing.shell.clone()
            },
            ..editing.clone()
        };
        vec![("day-du", full), ("dang-sua", editing), ("loi", error), ("rong", empty), ("chi-xem", reading)]
    }
}

fn full() -> ReviewPage {
    let suggestion = |name: &str, text: &str, reason: &str| Suggestion {
        name: name.to_owned(),
        text: text.to_owned(),
        reason: reason.to_owned(),
    };
    let provision = |id: &str, text: &str, state: Tag, stage| Provision {
        id: id.to_owned(),
        number: id.to_owned(),
        state,
        text: text.to_owned(),
        place: "mục II.2 · nhiệm vụ · “tập huấn”".to_owned(),
        suggestions: vec![
            suggestion("Chủ trì", "Sở GDĐT", "văn bản nêu tên"),
            suggestion("Phối hợp", "UBND các huyện, thành phố", "sau chữ “phối hợp với”"),
            suggestion("Thời hạn", "31/5/2021", "“trong năm học”: ngày cuối năm học 2020–2021"),
        ],
        quote: text.to_owned(),
        stage,
        has_next: true,
        edit_href: format!("/chi-dao/7/ra-soat?sua={id}#d-{id}"),
        ..Provision::default()
    };
    let mut first = provision(
        "1",
        "Tập huấn chương trình mới cho 100% giáo viên dạy khối 2 và khối 6",
        Tag::new(Tone::Soon, "đề xuất"),
        ProvisionStage::Proposed,
    );
    first
        .suggestions
        .insert(2, suggestion("Chỉ tiêu", "= 100% giáo viên dạy khối 2 và khối 6", "số và đơn vị trong câu"));
    first.duplicates = vec![Link::new("nội dung 3, mục III.1", "#d-3")];
    let mut last = provision(
        "3",
        "Bồi dưỡng giáo viên theo chương trình mới trước khi vào năm học",
        Tag::new(Tone::Soon, "đề xuất"),
        ProvisionStage::Proposed,
    );
    last.has_next = false;
    last.warnings =
        vec!["Không rõ ai làm: câu không nêu đơn vị, tạm lấy các đơn vị ở đầu văn bản.".to_owned()];
    let piece = |text: &str| Piece { text: text.to_owned(), provision: None };
    let marked = |text: &str, id: &str, look: &'static str| Piece {
        text: text.to_owned(),
        provision: Some(PieceMark {
            id: id.to_owned(),
            number: id.to_owned(),
            href: format!("#d-{id}"),
            look,
            first: true,
        }),
    };
    let paragraph = |kind, pieces| SourceParagraph { kind, pieces };
    let link = |label: &str, href: &str, current| ShownLink {
        label: label.to_owned(),
        href: href.to_owned(),
        current,
    };
    let fact = |name: &str, text: &str| Fact { name: name.to_owned(), text: text.to_owned(), href: None };
    ReviewPage {
        shell: sample::shell_under("Rà soát", "Chỉ đạo", &[("Chỉ đạo", "/chi-dao")]),
        here: "/chi-dao/7/ra-soat".to_owned(),
        adopt_href: "/chi-dao/7/ban-hanh".to_owned(),
        heading: "Kế hoạch phát triển trường học an toàn".to_owned(),
        document: vec![
            fact("Loại", "Kế hoạch"),
            fact("Số, kí hiệu", "77/KH-UBND"),
            fact("Ngày", "10/5/2021"),
            fact("Cơ quan", "Ủy ban nhân dân tỉnh"),
            fact("Người ký", "Phó Chủ tịch Trần Văn Bình"),
        ],
        warnings: vec!["Dấu ngoặc kép mở ở đoạn 14 không có dấu đóng; hãy xem lại nội dung 2.".to_owned()],
        progress: "Đã xem 1 trên 3 nội dung".to_owned(),
        progress_bar: Bar { filled: "33.3".to_owned(), goal: None, tone: Tone::Ok },
        shown: vec![
            link("Tất cả (3)", "/chi-dao/7/ra-soat", true),
            link("Còn lại (2)", "/chi-dao/7/ra-soat?xem=con-lai", false),
            link("Có lưu ý (1)", "/chi-dao/7/ra-soat?xem=luu-y", false),
        ],
        accept_rest: Some("Nhận 2 nội dung còn lại".to_owned()),
        source: vec![
            paragraph(ParagraphKind::Heading, vec![piece("II. NHIỆM VỤ")]),
            paragraph(ParagraphKind::Heading, vec![piece("2. Đội ngũ")]),
            paragraph(
                ParagraphKind::Text,
                vec![
                    piece("Sở Giáo dục và Đào tạo phối hợp với Ủy ban nhân dân các huyện, thành phố: "),
                    marked("Tập huấn chương trình mới cho 100% giáo viên dạy khối 2 và khối 6", "1", ""),
                    piece("; "),
                    marked("rà soát, điều động giáo viên từ nơi thừa đến nơi thiếu", "2", "done"),
                    piece("."),
                ],
            ),
            paragraph(ParagraphKind::Heading, vec![piece("III. GIẢI PHÁP")]),
            paragraph(
                ParagraphKind::Text,
                vec![
                    piece("1. "),
                    marked("Bồi dưỡng giáo viên theo chương trình mới trước khi vào năm học", "3", ""),
                    piece("."),
                ],
            ),
        ],
        provisions: vec![
            first,
            provision(
                "2",
                "Rà soát, điều động giáo viên từ nơi thừa đến nơi thiếu",
                Tag::new(Tone::Ok, "đã nhận"),
                ProvisionStage::Accepted,
            ),
            last,
            Provision {
                quote: String::new(),
                ..provision("4", sample::LONG_TASK, Tag::new(Tone::Cancelled, "bỏ"), ProvisionStage::Dropped)
            },
        ],
        added: AddForm {
            text: String::new(),
            sections: sample::choices(&["II.2. Đội ngũ", "III.1. Giải pháp"], 1),
        },
        adoption: Adoption {
            summary: sample::words(&[
                "1 nhiệm vụ đã nhận",
                "0 chỉ tiêu, 1 thời hạn",
                "2 nội dung chưa xem, 1 nội dung bỏ",
            ]),
            warnings: sample::words(&[
                "2 nội dung chưa xem sẽ không được ban hành.",
                "1 nhiệm vụ trùng ý với nhiệm vụ khác.",
            ]),
            refusal: None,
        },
        access: Access::Change,
    }
}

fn editing() -> ReviewPage {
    let mut page = full();
    let comparisons = || sample::choices(&["bằng", "ít nhất", "nhiều nhất", "trên", "dưới"], 1);
    if let Some(first) = page.provisions.first_mut() {
        first.form = Some(ProvisionForm {
            text: first.text.clone(),
            sections: sample::choices(&["II.2. Đội ngũ", "III.1. Giải pháp"], 1),
            kinds: sample::choices(&["mục tiêu", "nhiệm vụ", "giải pháp", "giao việc", "mốc thời gian"], 2),
            verb: "tập huấn".to_owned(),
            actors: "Sở Giáo dục và Đào tạo; Ủy ban nhân dân các huyện, thành phố".to_owned(),
            leads: vec![
                ChoiceGroup {
                    label: "Sở, ngành".to_owned(),
                    choices: sample::choices(&["Sở GDĐT", "Sở Nội vụ"], 1),
                },
                ChoiceGroup {
                    label: "Huyện, thành phố".to_owned(),
                    choices: sample::choices(&sample::DISTRICTS, 0),
                },
            ],
            supports: sample::choices(&sample::DISTRICTS, 3),
            due_text: "trong năm học".to_owned(),
            due_day: "31/4/2021".to_owned(),
            due_reason: "Năm học 2020–2021 kết thúc ngày 31/5/2021.".to_owned(),
            targets: vec![
                TargetForm {
                    index: "0".to_owned(),
                    comparisons: comparisons(),
                    value: "100".to_owned(),
                    unit: "%".to_owned(),
                    of: "giáo viên dạy khối 2 và khối 6".to_owned(),
                },
                TargetForm { index: "1".to_owned(), comparisons: comparisons(), ..TargetForm::default() },
            ],
            split: first.text.clone(),
        });
    }
    page
}
