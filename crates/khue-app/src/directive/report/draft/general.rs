//! I. The result as a whole.

use khue_rules::directive::roll_up::StateCounts;
use khue_rules::directive::sentences::{ReportFacts, report_summary};

use super::super::super::overview::Overview;
use super::super::super::pictures::{Picture, own_counts, sections_with_tasks};
use super::super::figures;
use super::body::{Body, counts_row, section_title};

pub(super) fn general(
    body: &mut Body,
    overview: &Overview,
    about: &ReportFacts,
    drawn: [Option<Picture>; 2],
) {
    body.heading(1, "I. KẾT QUẢ CHUNG");
    body.sentence("chung", report_summary(about), &[]);
    let mut given = StateCounts::default();
    for group in &overview.groups {
        figures::add(&mut given, &group.counts);
    }
    if given.total() > 0 {
        let text = format!("Tính theo từng đơn vị được giao: {}.", given.sentence("lượt giao việc"));
        body.sentence("luot-giao", text, &[]);
    }
    let rows = sections_with_tasks(overview)
        .into_iter()
        .map(|path| counts_row(section_title(overview, path), &own_counts(overview, path)))
        .chain([counts_row("Cộng".to_owned(), &overview.counts)])
        .collect();
    body.table(
        "Nhiệm vụ theo mục của văn bản".to_owned(),
        &COUNTS,
        rows,
        "Đếm nhiệm vụ, trừ nhiệm vụ đã huỷ bỏ; “đang thực hiện” gồm cả chờ duyệt và chưa bắt đầu.",
    );
    body.pictures(drawn);
}

const COUNTS: [(&str, u16, bool); 8] = [
    ("Mục", 34, false),
    ("Tổng số", 9, true),
    ("Hoàn thành đúng hạn", 12, true),
    ("Hoàn thành muộn", 12, true),
    ("Đang thực hiện", 11, true),
    ("Quá hạn", 10, true),
    ("Chưa báo cáo", 11, true),
    ("Tạm dừng", 10, true),
];
