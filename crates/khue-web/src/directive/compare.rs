//! `/chi-dao/{id}/so-sanh?tu=&den=`: what changed between two days.

use crate::page::{Link, Run, Shell, Tag, Tone, sample};

/// Two days side by side.
#[derive(Clone, Debug, Default, askama::Template)]
#[template(path = "directive/compare.html")]
pub struct ComparePage {
    /// The frame.
    pub shell: Shell,
    /// Address of this page.
    pub here: String,
    /// The directive's name.
    pub heading: String,
    /// The other views.
    pub views: Vec<Link>,
    /// Field `tu`, as typed.
    pub from: String,
    /// Field `den`, as typed.
    pub to: String,
    /// What changed, in one sentence.
    pub lead: Vec<Run>,
    /// A line per state.
    pub counts: Vec<CountRow>,
    /// Changes by what they mean, bad news first; empty groups are left out.
    pub groups: Vec<ChangeGroup>,
}

/// A state on both days.
#[derive(Clone, Debug, Default)]
pub struct CountRow {
    /// The state.
    pub state: Tag,
    /// On the first day.
    pub before: String,
    /// On the second day.
    pub after: String,
    /// `+7`, `−3`, `0`.
    pub change: String,
}

/// Changes of one sort.
#[derive(Clone, Debug, Default)]
pub struct ChangeGroup {
    /// `7 nhiệm vụ mới quá hạn`.
    pub heading: String,
    /// They.
    pub rows: Vec<ChangeRow>,
}

/// A task that changed.
#[derive(Clone, Debug, Default)]
pub struct ChangeRow {
    /// The task.
    pub title: String,
    /// Its page.
    pub href: String,
    /// Who leads it, section.
    pub who: String,
    /// State on the first day.
    pub before: Tag,
    /// State on the second day.
    pub after: Tag,
}

impl ComparePage {
    /// What render tests show.
    pub fn samples() -> Vec<(&'static str, Self)> {
        let count = |tone, word: &str, before: &str, after: &str, change: &str| CountRow {
            state: Tag::new(tone, word),
            before: before.to_owned(),
            after: after.to_owned(),
            change: change.to_owned(),
        };
        let row = |title: &str, before: Tag, after: Tag| ChangeRow {
            title: title.to_owned(),
            href: "/nhiem-vu/11".to_owned(),
            who: "Sở GDĐT · mục II.2".to_owned(),
            before,
            after,
        };
        let full = Self {
            shell: sample::shell_under(
                "So sánh hai ngày",
                "Chỉ đạo",
                &[("Chỉ đạo", "/chi-dao"), ("Chỉ thị nhiệm vụ năm học 2020–2021", "/chi-dao/1")],
            ),
            here: "/chi-dao/1/so-sanh".to_owned(),
            heading: "Từ 31/3/2021 đến 31/5/2021".to_owned(),
            views: super::overview::sample_views("So sánh hai ngày"),
            from: "31/3/2021".to_owned(),
            to: "31/5/2021".to_owned(),
            lead: vec![
                Run::plain("Thêm "),
                Run::strong("24 nhiệm vụ hoàn thành"),
                Run::plain(", "),
                Run::late("7 nhiệm vụ mới quá hạn"),
                Run::plain("; 3 nhiệm vụ quá hạn đã làm xong."),
            ],
            counts: vec![
                count(Tone::Late, "quá hạn", "5", "9", "+4"),
                count(Tone::Soon, "sắp đến hạn", "10", "11", "+1"),
                count(Tone::Unknown, "chưa báo cáo", "20", "12", "−8"),
                count(Tone::Active, "đang làm", "68", "47", "−21"),
                count(Tone::Ok, "đã xong", "41", "65", "+24"),
            ],
            groups: vec![
                ChangeGroup {
                    heading: "7 nhiệm vụ mới quá hạn".to_owned(),
                    rows: vec![
                        row(
                            "Tập huấn chương trình mới cho giáo viên khối 2 và khối 6",
                            Tag::new(Tone::Active, "đang làm"),
                            Tag::new(Tone::Late, "chậm 12 ngày"),
                        ),
                        row(
                            sample::LONG_TASK,
                            Tag::new(Tone::Soon, "còn 9 ngày"),
                            Tag::new(Tone::Late, "chậm 52 ngày"),
                        ),
                    ],
                },
                ChangeGroup {
                    heading: "24 nhiệm vụ mới hoàn thành".to_owned(),
                    rows: vec![row(
                        "Đánh giá hiệu trưởng theo chuẩn",
                        Tag::new(Tone::Active, "đang làm"),
                        Tag::new(Tone::Ok, "xong 20/4/2021"),
                    )],
                },
            ],
        };
        let same = Self {
            lead: vec![Run::plain("Không có nhiệm vụ nào đổi trạng thái giữa hai ngày.")],
            groups: Vec::new(),
            ..full.clone()
        };
        let wrong = Self {
            shell: Shell {
                errors: vec![sample::error(
                    "den",
                    "Ngày sau phải muộn hơn ngày trước. Hãy đổi chỗ hai ngày hoặc chọn ngày khác.",
                )],
                ..full.shell.clone()
            },
            heading: "So sánh hai ngày".to_owned(),
            from: "31/5/2021".to_owned(),
            to: "31/3/2021".to_owned(),
            lead: vec![Run::plain("Chọn hai ngày để xem những gì đã đổi.")],
            counts: Vec::new(),
            groups: Vec::new(),
            ..full.clone()
        };
        vec![("day-du", full), ("khong-doi", same), ("loi", wrong)]
    }
}
