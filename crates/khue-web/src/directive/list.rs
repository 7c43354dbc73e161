//! `/chi-dao`: every directive in one sentence, and the drafts that await review.

use crate::page::{Action, Empty, Method, Run, Share, Shell, Tag, Tone, sample};

/// The list of directives.
#[derive(Clone, Debug, Default, askama::Template)]
#[template(path = "directive/list.html")]
pub struct ListPage {
    /// The frame.
    pub shell: Shell,
    /// How all of them stand, in one sentence.
    pub lead: Vec<Run>,
    /// `Đưa văn bản vào`, for those who may.
    pub actions: Vec<Action>,
    /// Documents read but not adopted yet; only for those who review.
    pub drafts: Vec<DraftRow>,
    /// Adopted directives, newest first.
    pub directives: Vec<DirectiveRow>,
    /// What stands there when there is none.
    pub empty: Empty,
}

/// A document that awaits review.
#[derive(Clone, Debug, Default)]
pub struct DraftRow {
    /// Its subject.
    pub title: String,
    /// Its review page.
    pub href: String,
    /// `Đã xem 40 trên 61 · Nguyễn Thị Hoa tải lên 12/5/2021`.
    pub note: String,
    /// Where the review stands.
    pub state: Tag,
}

/// An adopted directive.
#[derive(Clone, Debug, Default)]
pub struct DirectiveRow {
    /// Its subject.
    pub title: String,
    /// Its overview.
    pub href: String,
    /// `Chỉ thị 09/CT-UBND · 28/8/2020 · Chủ tịch UBND tỉnh`.
    pub document: String,
    /// How it stands, in one sentence.
    pub sentence: Vec<Run>,
    /// Its worst state.
    pub state: Tag,
    /// `hết hạn 31/5/2021`.
    pub deadline: String,
    /// Its tasks by state; widths sum to 100.
    pub shares: Vec<Share>,
}

impl ListPage {
    /// What render tests show.
    pub fn samples() -> Vec<(&'static str, Self)> {
        let nothing = Self {
            shell: Shell { person: None, ..sample::shell("Chỉ đạo", "Chỉ đạo") },
            lead: vec![Run::plain("Chưa có văn bản nào được ban hành để theo dõi.")],
            actions: Vec::new(),
            drafts: Vec::new(),
            directives: Vec::new(),
            ..full()
        };
        let long = full();
        let long = Self {
            directives: long
                .directives
                .into_iter()
                .map(|row| DirectiveRow { title: sample::LONG_TASK.to_owned(), ..row })
                .collect(),
            ..long
        };
        vec![("day-du", full()), ("rong", nothing), ("ten-dai", long)]
    }
}

fn full() -> ListPage {
    let shares = |late: &str, rest: &str, done: &str| {
        [("0", late, Tone::Late), (late, rest, Tone::Active), ("60", done, Tone::Ok)]
            .map(|(start, width, tone)| Share {
                start: start.to_owned(),
                width: width.to_owned(),
                tone,
                ..Share::default()
            })
            .to_vec()
    };
    let row = |title: &str, document: &str, state, sentence, deadline: &str, shares| DirectiveRow {
        title: title.to_owned(),
        href: "/chi-dao/1".to_owned(),
        document: document.to_owned(),
        sentence,
        state,
        deadline: deadline.to_owned(),
        shares,
    };
    ListPage {
        shell: sample::shell("Chỉ đạo", "Chỉ đạo"),
        lead: vec![
            Run::strong("3 văn bản"),
            Run::plain(" đang thực hiện. "),
            Run::late("11 nhiệm vụ quá hạn"),
            Run::plain(", 9 trong đó thuộc Chỉ thị nhiệm vụ năm học."),
        ],
        actions: vec![Action {
            label: "Đưa văn bản vào".to_owned(),
            href: "/chi-dao/moi".to_owned(),
            method: Method::Open,
        }],
        drafts: vec![DraftRow {
            title: "Kế hoạch phát triển trường học an toàn".to_owned(),
            href: "/chi-dao/7/ra-soat".to_owned(),
            note: "Đã xem 40 trên 61 nội dung · Nguyễn Thị Hoa tải lên 12/5/2021".to_owned(),
            state: Tag::new(Tone::Soon, "chờ rà soát"),
        }],
        directives: vec![
            row(
                "Nhiệm vụ năm học 2020–2021",
                "Chỉ thị 09/CT-UBND · 28/8/2020 · Chủ tịch UBND tỉnh",
                Tag::new(Tone::Late, "9 quá hạn"),
                vec![
                    Run::strong("112"),
                    Run::plain(" trong 144 nhiệm vụ đúng tiến độ, "),
                    Run::late("9 quá hạn"),
                    Run::plain(", 12 chưa có báo cáo."),
                ],
                "hết hạn 31/5/2021",
                shares("6", "54", "40"),
            ),
            row(
                "Nâng cao chất lượng dạy và học ngoại ngữ",
                "Kế hoạch 61/KH-UBND · 3/2/2021 · UBND tỉnh",
                Tag::new(Tone::Late, "2 quá hạn"),
                vec![Run::strong("21"), Run::plain(" trong 24 nhiệm vụ đúng tiến độ, "), Run::late("2 quá hạn"), Run::plain(".")],
                "hết hạn 31/12/2025",
                shares("8", "52", "40"),
            ),
            row(
                "Phòng, chống dịch bệnh trong trường học",
                "Công văn 512/UBND-KGVX · 10/5/2021 · UBND tỉnh",
                Tag::new(Tone::Ok, "đúng tiến độ"),
                vec![Run::plain("Cả "), Run::strong("8 nhiệm vụ"), Run::plain(" đúng tiến độ.")],
                "hết hạn 30/6/2021",
                shares("0", "60", "40"),
            ),
        ],
        empty: Empty {
            title: "Nơi này liệt kê các văn bản đang được theo dõi".to_owned(),
            why: "Chưa có văn bản nào được ban hành trên hệ thống. Khi Sở GDĐT hoặc Văn phòng UBND tỉnh ban hành, \
                  văn bản và các nhiệm vụ của nó hiện ra ở đây."
                .to_owned(),
            step: None,
        },
    }
}
