//! `/viec`: what a unit has to do, worst first, and what waits for its decision.

use crate::page::{Empty, Filter, Link, Pager, Run, Shell, Tag, Tone, sample};

/// A unit's page.
#[derive(Clone, Debug, Default, askama::Template)]
#[template(path = "directive/work.html")]
pub struct WorkPage {
    /// The frame.
    pub shell: Shell,
    /// The unit.
    pub heading: String,
    /// What is due, in one sentence.
    pub lead: Vec<Run>,
    /// Messages that urge the unit, newest first, until it has reported.
    pub urgings: Vec<UrgingNote>,
    /// Filter by directive and text, for units with much work.
    pub filter: Option<Filter>,
    /// Overdue, returned, due soon, waiting for one's decision, under way, done; empty groups are left out.
    pub groups: Vec<WorkGroup>,
    /// What stands there when there is nothing.
    pub empty: Empty,
    /// Pages of the done ones.
    pub pager: Option<Pager>,
}

/// A message that urges the unit.
#[derive(Clone, Debug, Default)]
pub struct UrgingNote {
    /// `Nguyễn Thị Hoa, Sở Giáo dục và Đào tạo`.
    pub who: String,
    /// `14 giờ 05, 31/5/2021`.
    pub when: String,
    /// The message.
    pub text: String,
    /// The unit's work that it is about, by due day.
    pub tasks: Vec<Link>,
    /// Work beyond the first few, folded; `5 việc nữa`.
    pub more: String,
    /// The folded work.
    pub more_tasks: Vec<Link>,
}

/// Work of one sort.
#[derive(Clone, Debug, Default)]
pub struct WorkGroup {
    /// Anchor, such as `qua-han`.
    pub anchor: String,
    /// `Quá hạn`.
    pub heading: String,
    /// `3 việc`.
    pub count: String,
    /// Folded at first (what is done).
    pub fold: Fold,
    /// The work.
    pub rows: Vec<WorkRow>,
}

/// Whether a group is folded at first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fold {
    /// Open.
    #[default]
    Open,
    /// Folded.
    Folded,
}

/// One piece of work.
#[derive(Clone, Debug, Default)]
pub struct WorkRow {
    /// What is asked.
    pub title: String,
    /// The assignment's page.
    pub href: String,
    /// Its state.
    pub state: Tag,
    /// `đôn đốc 28/5/2021`, until it is reported on.
    pub urged: Option<Tag>,
    /// `hạn 31/5/2021 · chủ trì · Chỉ thị 09/CT-UBND, mục II.2`.
    pub note: String,
    /// Why it was returned, when it was.
    pub reason: Option<String>,
    /// `Báo cáo`, `Sửa báo cáo`, `Xem và quyết định`.
    pub step: Option<Link>,
}

impl WorkPage {
    /// What render tests show.
    pub fn samples() -> Vec<(&'static str, Self)> {
        let row = |title: &str, state: Tag, note: &str, reason: Option<&str>, step: Option<&str>| WorkRow {
            title: title.to_owned(),
            href: "/viec/51".to_owned(),
            urged: (state.tone == Tone::Late).then(|| Tag::new(Tone::Soon, "đôn đốc 28/5/2021")),
            state,
            note: note.to_owned(),
            reason: reason.map(str::to_owned),
            step: step.map(|label| Link::new(label, "/viec/51#bao-cao")),
        };
        let group = |anchor: &str, heading: &str, count: &str, fold, rows| WorkGroup {
            anchor: anchor.to_owned(),
            heading: heading.to_owned(),
            count: count.to_owned(),
            fold,
            rows,
        };
        let full = Self {
            shell: sample::school_shell("Việc của Trường THCS Tân Mỹ", "Việc của đơn vị"),
            heading: "Việc của Trường THCS Tân Mỹ".to_owned(),
            lead: vec![
                Run::late("1 việc quá hạn").to("#qua-han"),
                Run::plain(", "),
                Run::strong("1 báo cáo bị trả lại").to("#bi-tra-lai"),
                Run::plain(", 2 việc đến hạn trong tuần này."),
            ],
            urgings: vec![UrgingNote {
                who: "Nguyễn Thị Hoa, Sở Giáo dục và Đào tạo".to_owned(),
                when: "9 giờ 20, 28/5/2021".to_owned(),
                text: "Đề nghị đơn vị hoàn thành các việc đã quá hạn dưới đây; việc nào chưa xong thì báo cáo rõ đã làm đến đâu, vướng gì, ngày nào xong. Gửi báo cáo trên Khuê chậm nhất ngày 2/6/2021.".to_owned(),
                tasks: vec![Link::new(sample::LONG_TASK, "/viec/51")],
                more: "1 việc nữa".to_owned(),
                more_tasks: vec![Link::new("Cử giáo viên khối 6 dự tập huấn chương trình mới", "/viec/52")],
            }],
            filter: None,
            groups: vec![
                group("qua-han", "Quá hạn", "1 việc", Fold::Open, vec![row(
                    "Công khai điều kiện bảo đảm chất lượng trên trang của trường",
                    Tag::new(Tone::Late, "chậm 4 ngày"),
                    "hạn 27/5/2021 · chủ trì · Chỉ thị 09/CT-UBND, mục II.6",
                    None,
                    Some("Báo cáo"),
                )]),
                group("bi-tra-lai", "Bị trả lại", "1 việc", Fold::Open, vec![row(
                    "Cử giáo viên khối 6 dự tập huấn chương trình mới",
                    Tag::new(Tone::Late, "bị trả lại 28/5/2021"),
                    "hạn 2/6/2021 · phối hợp · Chỉ thị 09/CT-UBND, mục II.2",
                    Some("Thiếu danh sách giáo viên chưa dự; đề nghị gửi kèm."),
                    Some("Sửa báo cáo"),
                )]),
                group("sap-den-han", "Sắp đến hạn", "2 việc", Fold::Open, vec![
                    row("Ký số học bạ điện tử khối 6, 7, 8", Tag::new(Tone::Soon, "còn 3 ngày"), "hạn 3/6/2021 · chủ trì · Chỉ thị 09/CT-UBND, mục II.9", None, Some("Báo cáo")),
                    row("Tập huấn phòng đuối nước trước hè", Tag::new(Tone::Soon, "còn 5 ngày"), "hạn 5/6/2021 · chủ trì · Chỉ thị 09/CT-UBND, mục II.7", None, Some("Báo cáo")),
                ]),
                group("cho-duyet", "Đã gửi, chờ duyệt", "1 việc", Fold::Open, vec![row("Kiểm tra bếp ăn bán trú", Tag::new(Tone::Active, "chờ duyệt"), "gửi 30/5/2021 · Phòng GDĐT thành phố duyệt", None, None)]),
                group("khac", "Việc khác", "1 việc", Fold::Open, vec![row(sample::LONG_TASK, Tag::new(Tone::Quiet, "chưa bắt đầu"), "hạn 31/8/2021 · phối hợp · Kế hoạch 61/KH-UBND, mục III.2", None, Some("Báo cáo"))]),
                group("da-xong", "Đã xong", "12 việc", Fold::Folded, vec![row("Đánh giá hiệu trưởng theo chuẩn", Tag::new(Tone::Ok, "xong đúng hạn 20/4/2021"), "hạn 30/4/2021 · chủ trì", None, None)]),
            ],
            empty: Empty {
                title: "Chưa có việc nào được giao".to_owned(),
                why: "Khi Sở hoặc huyện giao nhiệm vụ cho đơn vị của bạn, việc hiện ra ở đây cùng hạn và mẫu báo cáo.".to_owned(),
                step: Some(Link::new("Xem các văn bản chỉ đạo", "/chi-dao")),
            },
            pager: None,
        };
        let empty = Self {
            lead: vec![Run::plain("Đơn vị không có việc nào cần làm.")],
            urgings: Vec::new(),
            groups: Vec::new(),
            ..full.clone()
        };
        let district = Self {
            shell: sample::shell("Việc của Huyện Lục Ngạn", "Việc của đơn vị"),
            heading: "Việc của Huyện Lục Ngạn".to_owned(),
            lead: vec![
                Run::strong("12 báo cáo").to("#cho-quyet-dinh"),
                Run::plain(" của các trường chờ bạn quyết định; "),
                Run::late("3 việc quá hạn"),
                Run::plain("."),
            ],
            filter: Some(super::overview::sample_filter("/viec")),
            groups: vec![group(
                "cho-quyet-dinh",
                "Chờ bạn quyết định",
                "12 báo cáo",
                Fold::Open,
                vec![row(
                    "Trường THCS Phượng Sơn: cử giáo viên khối 6 dự tập huấn",
                    Tag::new(Tone::Soon, "chờ 2 ngày"),
                    "gửi 29/5/2021 · Trần Thị Lan",
                    None,
                    Some("Xem và quyết định"),
                )],
            )],
            ..full.clone()
        };
        vec![("day-du", full), ("rong", empty), ("huyen", district)]
    }
}
