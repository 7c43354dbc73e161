use super::*;
use khue_base::Quantity;

use crate::directive::roll_up::StateCounts;
use crate::directive::state::TaskState;
use crate::directive::suggest::TargetSource;
use crate::directive::targets::{Comparison, Figure};

/// Counts as `state number` joined by commas.
fn counts(text: &str) -> StateCounts {
    let mut all = StateCounts::default();
    for part in text.split(", ").filter(|part| !part.is_empty()) {
        let (state, number) = part.split_once(' ').unwrap();
        all.add(TaskState::from_code(state).unwrap(), number.parse().unwrap());
    }
    all
}

fn names(text: &str) -> Vec<String> {
    text.split(", ").filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

fn silent(text: &str, expected: u32) -> Option<Silent> {
    Some(Silent { expected, names: names(text), noun: "huyện".into(), report: "báo cáo quý".into() })
}

#[track_caller]
fn check_lead(tasks: &str, mostly: &str, silent: Option<Silent>, expected: &str) {
    let overview = Overview { tasks: counts(tasks), overdue_mostly: names(mostly), silent };
    assert_eq!(lead_sentence(&overview).to_string(), expected);
}

#[test]
fn the_first_sentence_says_what_is_late_and_who_is_silent() {
    check_lead(
        "done-on-time 70, in-progress 42, overdue 9, unknown 23",
        "phòng học, bồi dưỡng giáo viên",
        silent("Lục Ngạn, Sơn Động, Yên Thế", 10),
        "112 trong 144 nhiệm vụ đúng tiến độ. 9 nhiệm vụ quá hạn, chủ yếu ở phòng học và bồi dưỡng giáo viên; 23 nhiệm vụ chưa có báo cáo; 3 huyện chưa gửi báo cáo quý.",
    );
    check_lead(
        "done-on-time 60",
        "",
        silent("", 10),
        "Cả 60 nhiệm vụ đã hoàn thành. Không có nhiệm vụ quá hạn; cả 10 huyện đã gửi báo cáo quý.",
    );
    check_lead(
        "done-on-time 58, done-late 2",
        "",
        None,
        "Cả 60 nhiệm vụ đã hoàn thành, trong đó 2 hoàn thành muộn. Không có nhiệm vụ quá hạn.",
    );
    check_lead(
        "done-on-time 1, in-progress 59",
        "",
        None,
        "Cả 60 nhiệm vụ đúng tiến độ. Không có nhiệm vụ quá hạn.",
    );
    check_lead(
        "overdue 1, in-progress 1233",
        "phòng học",
        silent("Yên Thế", 10),
        "1.233 trong 1.234 nhiệm vụ đúng tiến độ. 1 nhiệm vụ quá hạn, ở phòng học; 1 huyện chưa gửi báo cáo quý.",
    );
    check_lead(
        "overdue 2",
        "",
        None,
        "Chưa có nhiệm vụ nào trong 2 nhiệm vụ đúng tiến độ. 2 nhiệm vụ quá hạn.",
    );
    check_lead("", "", silent("A", 1), "Chưa có nhiệm vụ nào được giao.");
    check_lead("cancelled 4", "", None, "Chưa có nhiệm vụ nào được giao.");
}

#[test]
fn lateness_is_set_apart_in_the_first_sentence() {
    let overview = Overview { tasks: counts("overdue 1, in-progress 2"), ..Overview::default() };
    let pieces = lead_sentence(&overview).0;
    assert!(pieces.contains(&Piece::Late("1 nhiệm vụ quá hạn".into())));
    assert_eq!(pieces.first(), Some(&Piece::Strong("2".into())));
}

#[track_caller]
fn check_section(tasks: &str, late: &[LateTask], expected: &str) {
    assert_eq!(section_paragraph(&SectionFacts { tasks: counts(tasks), late: late.to_vec() }), expected);
}

fn late(title: &str, days: i64, units: &str) -> LateTask {
    LateTask { title: title.into(), days, units: names(units) }
}

#[test]
fn a_section_in_a_paragraph() {
    check_section(
        "done-on-time 7, done-late 1, in-progress 3, overdue 1",
        &[late("Xây 120 phòng học", 12, "Lục Ngạn, Sơn Động")],
        "Mục này có 12 nhiệm vụ: 8 đã hoàn thành, trong đó 1 hoàn thành muộn, 3 đang thực hiện, 1 quá hạn. Nhiệm vụ “Xây 120 phòng học” chậm 12 ngày, tại Lục Ngạn và Sơn Động.",
    );
    check_section(
        "done-on-time 2, in-progress 1",
        &[],
        "Mục này có 3 nhiệm vụ: 2 đã hoàn thành, 1 đang thực hiện. Không có nhiệm vụ quá hạn.",
    );
    check_section("done-on-time 3", &[], "Cả 3 nhiệm vụ của mục này đã hoàn thành.");
    check_section("done-late 3", &[], "Cả 3 nhiệm vụ của mục này đã hoàn thành, đều muộn.");
    check_section("done-on-time 1", &[], "Nhiệm vụ duy nhất của mục này đã hoàn thành đúng hạn.");
    check_section("unknown 1", &[], "Nhiệm vụ duy nhất của mục này chưa có báo cáo.");
    check_section(
        "overdue 1",
        &[late("Xây phòng học", 1, "")],
        "Nhiệm vụ duy nhất của mục này đã quá hạn. Nhiệm vụ “Xây phòng học” chậm 1 ngày.",
    );
    check_section("", &[], "Mục này không giao nhiệm vụ cụ thể.");
    let five: Vec<LateTask> = (1..=5).map(|days| late("X", days, "A, B, C, D, E, F")).collect();
    let text = section_paragraph(&SectionFacts { tasks: counts("overdue 5"), late: five });
    assert!(text.contains("tại A, B, C, D và 2 đơn vị khác."), "{text}");
    assert!(text.ends_with("Còn 2 nhiệm vụ quá hạn khác nêu tại phụ lục."), "{text}");
}

#[track_caller]
fn check_task(state: &str, late_days: Option<i64>, units: &str, evidence: u32, expected: &str) {
    let facts = TaskFacts {
        state: TaskState::from_code(state).unwrap(),
        late_days,
        due: Some("2021-05-31".parse().unwrap()),
        lead: Some("Sở GDĐT".into()),
        units: counts(units),
        noun: "trường".into(),
        evidence,
        ready_to_close: state == "waiting",
    };
    assert_eq!(task_result(&facts), expected);
}

#[test]
fn a_task_in_a_line() {
    check_task(
        "overdue",
        Some(12),
        "done-on-time 38, overdue 3",
        4,
        "Quá hạn 12 ngày (hạn 31/5/2021); 38/41 trường hoàn thành, 3 quá hạn. Sở GDĐT chủ trì; 4 minh chứng kèm theo.",
    );
    check_task(
        "done-on-time",
        None,
        "",
        0,
        "Hoàn thành đúng hạn (hạn 31/5/2021). Sở GDĐT chủ trì; chưa có minh chứng kèm theo.",
    );
    check_task(
        "done-late",
        Some(3),
        "done-late 1",
        1,
        "Hoàn thành muộn 3 ngày; 1/1 trường hoàn thành, trong đó 1 hoàn thành muộn. Sở GDĐT chủ trì; 1 minh chứng kèm theo.",
    );
    check_task(
        "waiting",
        None,
        "done-on-time 2",
        0,
        "Đủ điều kiện đóng, chờ người giao việc kết luận; 2/2 trường hoàn thành. Sở GDĐT chủ trì.",
    );
    check_task(
        "unknown",
        None,
        "unknown 2",
        0,
        "Chưa báo cáo (hạn 31/5/2021); chưa có trường nào hoàn thành (0/2), 2 chưa báo cáo. Sở GDĐT chủ trì.",
    );
}

fn target(figure: Option<Figure>, covered: u32) -> TargetFacts {
    TargetFacts {
        name: "Giáo viên dạy lớp 2, lớp 6 được bồi dưỡng".into(),
        comparison: Comparison::Equal,
        wanted: Some(Quantity::whole(100)),
        unit: "%".into(),
        figure,
        source: TargetSource::Declared,
        covered,
        expected: 60,
        noun: "đơn vị".into(),
        most_missing: vec![("Lục Ngạn".into(), 20), ("Sơn Động".into(), 17)],
    }
}

#[test]
fn a_target_says_where_its_figure_comes_from() {
    assert_eq!(
        target_sentence(&target(Some(Figure::Percent { part: 1963, whole: 2000 }), 52)),
        "Giáo viên dạy lớp 2, lớp 6 được bồi dưỡng: 98,2% (1.963/2.000), mục tiêu 100%, chưa đạt; còn thiếu nhiều nhất: Lục Ngạn 20, Sơn Động 17; đơn vị báo cáo, chưa đối chiếu; 52/60 đơn vị có số liệu."
    );
    assert_eq!(
        target_sentence(&target(Some(Figure::Percent { part: 2000, whole: 2000 }), 60)),
        "Giáo viên dạy lớp 2, lớp 6 được bồi dưỡng: 100% (2.000/2.000), mục tiêu 100%, đạt; đơn vị báo cáo, chưa đối chiếu; đủ 60 đơn vị."
    );
    assert_eq!(
        target_sentence(&target(None, 0)),
        "Giáo viên dạy lớp 2, lớp 6 được bồi dưỡng: chưa có số liệu (mục tiêu 100%); chưa đơn vị nào báo cáo."
    );
    let rooms = TargetFacts {
        name: "Phòng học xây mới".into(),
        comparison: Comparison::AtLeast,
        wanted: Some(Quantity::whole(1200)),
        unit: "phòng".into(),
        figure: Some(Figure::Amount { amount: Quantity::whole(1234) }),
        source: TargetSource::Computed,
        expected: 0,
        ..target(None, 0)
    };
    assert_eq!(
        target_sentence(&rooms),
        "Phòng học xây mới: 1.234 phòng, mục tiêu ít nhất 1.200 phòng, đạt; tính từ hồ sơ."
    );
    let words = TargetFacts { wanted: None, ..rooms };
    assert_eq!(
        target_sentence(&words),
        "Phòng học xây mới: 1.234 phòng, mục tiêu không ghi số; tính từ hồ sơ."
    );
    assert_eq!(target_met(&words), None);
}

#[test]
fn nothing_outstanding_is_said_in_one_sentence() {
    let nothing = Outstanding::default();
    assert_eq!(problems(&nothing), ["Không có tồn tại, hạn chế cần báo cáo."]);
    assert!(next_steps(&nothing).is_empty());
}

#[test]
fn what_is_outstanding_and_what_is_asked_for() {
    let facts = Outstanding {
        late: vec![late("Xây 120 phòng học", 62, "Lục Ngạn, Sơn Động"), late("Bồi dưỡng", 12, "Sơn Động")],
        silent: silent("Yên Thế, Lục Ngạn, Sơn Động", 10),
        unmet_targets: names("Phòng học trên lớp"),
        unknown_targets: Vec::new(),
        returned: 7,
        undecided: 12,
        ready_to_close: 5,
        soon: 3,
        until: Some("2021-06-05".parse().unwrap()),
    };
    assert_eq!(
        problems(&facts),
        [
            "2 nhiệm vụ quá hạn, chậm nhất 62 ngày: “Xây 120 phòng học”; tập trung ở Lục Ngạn và Sơn Động.",
            "3 huyện chưa gửi báo cáo quý: Yên Thế, Lục Ngạn và Sơn Động.",
            "1 chỉ tiêu chưa đạt: “Phòng học trên lớp”.",
            "7 báo cáo bị trả lại, chưa gửi lại.",
        ]
    );
    assert_eq!(
        next_steps(&facts),
        [
            "Yêu cầu Lục Ngạn và Sơn Động hoàn thành dứt điểm 2 nhiệm vụ quá hạn trước ngày 05/6/2021.",
            "Đôn đốc Yên Thế, Lục Ngạn và Sơn Động gửi báo cáo quý trước ngày 05/6/2021.",
            "Yêu cầu các đơn vị bổ sung, gửi lại 7 báo cáo bị trả lại trước ngày 05/6/2021.",
            "Xem xét, duyệt 12 báo cáo đang chờ.",
            "Theo dõi sát 3 nhiệm vụ sắp đến hạn.",
            "Xem xét đóng 5 nhiệm vụ đã đủ điều kiện.",
        ]
    );
    let one = Outstanding { late: vec![late("Xây", 1, "")], ..Outstanding::default() };
    assert_eq!(problems(&one), ["1 nhiệm vụ quá hạn, chậm 1 ngày: “Xây”."]);
    assert_eq!(next_steps(&one), ["Yêu cầu các đơn vị chủ trì hoàn thành dứt điểm 1 nhiệm vụ quá hạn."]);
}

fn report(tasks: &str, units: u32) -> ReportFacts {
    ReportFacts {
        kind: "Chỉ thị".into(),
        number: Some("15/CT-UBND".into()),
        issued: Some("2020-09-04".parse().unwrap()),
        issuer: Some("Chủ tịch UBND tỉnh".into()),
        subject: Some("Về nhiệm vụ năm học 2020-2021".into()),
        reporter: "Sở Giáo dục và Đào tạo".into(),
        as_of: "2021-05-31".parse().unwrap(),
        tasks: counts(tasks),
        units,
    }
}

#[test]
fn a_report_opens_with_what_it_is_about() {
    let facts = report("done-on-time 39, done-late 2, overdue 9, in-progress 8, waiting 2", 1234);
    assert_eq!(
        report_opening(&facts),
        "Thực hiện Chỉ thị số 15/CT-UBND ngày 04/9/2020 của Chủ tịch UBND tỉnh về nhiệm vụ năm học 2020-2021, Sở Giáo dục và Đào tạo báo cáo kết quả thực hiện đến ngày 31/5/2021 như sau:"
    );
    assert_eq!(report_subject(&facts), "Kết quả thực hiện Chỉ thị số 15/CT-UBND của Chủ tịch UBND tỉnh");
    assert_eq!(
        report_summary(&facts),
        "Chỉ thị đã được cụ thể hóa thành 60 nhiệm vụ, giao cho 1.234 đơn vị. Đến ngày 31/5/2021, 41/60 nhiệm vụ đã hoàn thành (68,3%), trong đó 2 hoàn thành muộn; 8 đang thực hiện, 2 chờ duyệt, 9 quá hạn."
    );
    assert_eq!(
        report_summary(&report("in-progress 3", 0)),
        "Chỉ thị đã được cụ thể hóa thành 3 nhiệm vụ. Đến ngày 31/5/2021, chưa có nhiệm vụ nào hoàn thành; 3 đang thực hiện. Không có nhiệm vụ quá hạn."
    );
    assert_eq!(report_summary(&report("", 0)), "Đến ngày 31/5/2021, chưa có nhiệm vụ nào được giao.");
    let bare = ReportFacts { number: None, issued: None, issuer: None, subject: None, ..report("", 0) };
    assert_eq!(directive_name(&bare), "Chỉ thị");
}

#[test]
fn days_carry_zeros_as_in_official_documents() {
    let shown = |iso: &str| official_day(iso.parse().unwrap());
    assert_eq!((shown("2021-02-09"), shown("2021-03-09")), ("09/02/2021".into(), "09/3/2021".into()));
    assert_eq!((shown("2021-03-10"), shown("2020-12-31")), ("10/3/2021".into(), "31/12/2020".into()));
}

#[test]
fn names_in_a_row() {
    let row = |text: &str| join_some(&names(text), 2, "huyện");
    assert_eq!(row(""), "");
    assert_eq!(row("A"), "A");
    assert_eq!(row("A, B"), "A và B");
    assert_eq!(row("A, B, C"), "A, B và C"); // naming the third is no longer than counting it
    assert_eq!(row("A, B, C, D"), "A, B và 2 huyện khác");
}

#[test]
fn titles_are_cut_between_words() {
    assert_eq!(short_title("  tổ chức\ntốt kỳ thi; ", 80), "Tổ chức tốt kỳ thi");
    assert_eq!(short_title("tổ chức tốt kỳ thi", 18), "Tổ chức tốt kỳ thi");
    assert_eq!(short_title("tổ chức tốt kỳ thi", 17), "Tổ chức tốt kỳ…");
    assert_eq!(short_title("rà soát, sắp xếp", 9), "Rà soát…");
    assert_eq!(short_title("mộttừrấtdài", 3), "Mộttừrấtdài");
    assert_eq!(short_title("", 10), "");
}
