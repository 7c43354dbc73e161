use khue_base::Day;

use crate::directive::reading::{Metadata, ReadDeadline, Span};

use super::*;

fn metadata() -> Metadata {
    Metadata {
        date: Some("2020-09-04".parse().unwrap()),
        school_year: Some("2020-2021".into()),
        ..Metadata::default()
    }
}

fn read(kind: &str, text: &str) -> ReadDeadline {
    ReadDeadline {
        text: text.into(),
        kind: kind.into(),
        scope: "task".into(),
        start: None,
        end: None,
        span: Span::default(),
    }
}

/// Deadlines as `kind: text`, joined by `|`; expected is the ISO day (or `-`) and the rhythm.
#[track_caller]
fn check(deadlines: &str, expected: &str) -> String {
    let deadlines: Vec<ReadDeadline> = deadlines
        .split('|')
        .filter(|part| !part.is_empty())
        .map(|part| {
            let (kind, text) = part.split_once(": ").unwrap();
            read(kind, text)
        })
        .collect();
    let proposal = propose_due(&deadlines, &metadata());
    let due = proposal.due.map_or("-".into(), Day::iso);
    let repeats = proposal.repeats.map_or("", Repeats::code);
    assert_eq!(format!("{due} {repeats}").trim_end(), expected, "{}", proposal.reason);
    proposal.reason
}

#[test]
fn days_as_documents_write_them() {
    check("date: chậm nhất ngày 15/10/2020", "2020-10-15");
    check("date: đến hết ngày 31-12-2020", "2020-12-31");
    check("date: ngày 05 tháng 3 năm 2021", "2021-03-05");
    check("date: ngày 05 tháng 3/2021", "2021-03-05");
    check("date: xong ngày 30/11", "2020-11-30"); // the first after the document
    check("date: xong ngày 03/9", "2021-09-03"); // the day before the document lies a year ahead
    check("date: xong ngày 04/9", "2020-09-04");
    check("range: từ ngày 01/10/2020 đến ngày 20/12/2020", "2020-12-20");
    check("start: từ ngày 01/10/2020", "2021-05-31"); // a beginning is no end
}

#[test]
fn before_a_day_ends_the_day_before() {
    let reason = check("before: trước ngày 15/3/2021", "2021-03-14");
    assert_eq!(reason, "Vì văn bản ghi “trước ngày 15/3/2021”, nên ngày cuối còn trong hạn là 14/3/2021.");
    check("before: trước 01/3/2021", "2021-02-28");
    check("before: trước tháng 3/2021", "2021-02-28");
    check("before: trước quý II/2021", "2021-03-31");
    check("before: trước năm 2022", "2021-12-31");
}

#[test]
fn months_quarters_and_years_end_on_their_last_day() {
    check("month: trong tháng 12/2020", "2020-12-31");
    check("month: tháng 02 năm 2021", "2021-02-28");
    check("month: tháng 8", "2021-08-31"); // August 2020 is over
    check("month: tháng 9", "2020-09-30"); // September 2020 is not
    check("quarter: trong quý IV/2020", "2020-12-31");
    check("quarter: quý 1 năm 2021", "2021-03-31");
    check("quarter: quý III", "2020-09-30");
    check("quarter: quý II", "2021-06-30");
    check("period: 6 tháng đầu năm 2021", "2021-06-30");
    check("period: 06 tháng cuối năm", "2020-12-31");
    check("year: năm 2021", "2021-12-31");
    check("period: giai đoạn 2016-2020", "2020-12-31");
    check("period: giai đoạn 2021 - 2025", "2025-12-31");
}

#[test]
fn events_are_found_in_the_calendar() {
    let reason = check("event_before: trước khai giảng năm học 2021-2022", "2021-09-04");
    assert!(reason.contains("khai giảng: 5/9/2021, Quyết định 2551/QĐ-BGDĐT ngày 04/8/2021; cần xác nhận"));
    check("event_before: trước khi kết thúc học kỳ I", "2021-01-15");
    check("date: hết học kì 1", "2021-01-16");
    check("event_before: trước kỳ thi tốt nghiệp THPT năm 2021", "2021-07-06");
    check("event_before: trước kỳ nghỉ Tết Nguyên đán Tân Sửu", "2021-02-09");
    check("event_before: trước khi bước vào năm học mới", "2021-08-31");
    check("relative: cuối năm học", "2021-05-31");
    check("relative: trong vòng 02 ngày", "2021-05-31"); // the end of the school year by default
    check("date: kết thúc năm học", "2021-05-31");
    check("event_after: sau khi kết thúc học kỳ I", "2021-05-31"); // after is no limit
    let reason = check("event_before: trước thời điểm triển khai áp dụng", "2021-05-31");
    assert!(reason.contains("Từ “trước thời điểm triển khai áp dụng” chưa suy ra được ngày cụ thể."));
}

#[test]
fn school_years() {
    let reason = check("school_year: năm học 2020-2021", "2021-05-31");
    assert_eq!(
        reason,
        "Vì văn bản ghi “năm học 2020-2021”, lấy ngày kết thúc năm học 31/5/2021 (Quyết định 2084/QĐ-BGDĐT ngày 16/7/2020)."
    );
    check("school_year: năm học 2021-2022", "2021-08-31"); // prepared for, not lasting until its end
    check("school_year: đến hết năm học 2021-2022", "2022-05-31");
    check("school_year: trong năm học", "2021-05-31");
}

#[test]
fn rhythms_keep_the_end_of_the_school_year() {
    check("recurring: hằng quý", "2021-05-31 quarter");
    check("recurring: hàng tháng", "2021-05-31 month");
    check("recurring: định kỳ 6 tháng", "2021-05-31 half-year");
    check("recurring: hằng năm", "2021-05-31 year");
    let reason = check("recurring: hằng quý|date: ngày 20/6/2021", "2021-06-20 quarter");
    assert_eq!(reason, "Vì văn bản ghi “ngày 20/6/2021”. Lặp lại hằng quý vì văn bản ghi “hằng quý”.");
    check("recurring: thường xuyên", "2021-05-31");
}

#[test]
fn the_most_exact_wins_then_the_latest() {
    check("school_year: năm học 2020-2021|date: ngày 30/9/2020", "2020-09-30");
    let reason = check("date: ngày 30/9/2020|date: ngày 15/5/2021", "2021-05-15");
    assert_eq!(reason, "Vì văn bản ghi “ngày 15/5/2021”. Văn bản còn ghi “ngày 30/9/2020” (30/9/2020).");
    check("year: năm 2021|quarter: quý I/2021", "2021-03-31");
}

#[test]
fn without_a_time_of_its_own_the_school_year_is_proposed_and_said() {
    let reason = check("", "2021-05-31");
    assert_eq!(
        reason,
        "Văn bản không ghi thời hạn riêng; đề xuất ngày kết thúc năm học 2020-2021 là 31/5/2021 (Quyết định 2084/QĐ-BGDĐT ngày 16/7/2020)."
    );
    let reason = check("date: ngày 03/9/2020", "2021-05-31");
    assert!(reason.ends_with("Mốc “ngày 03/9/2020” đã qua khi ban hành văn bản."), "{reason}");
    let mut title = read("year", "đến năm 2030");
    title.scope = "title".into();
    let proposal = propose_due(&[title], &metadata());
    assert_eq!(
        (proposal.due.map(Day::iso).as_deref(), proposal.basis),
        (Some("2021-05-31"), DueBasis::SchoolYear)
    );
}

#[test]
fn nothing_is_invented() {
    let none = propose_due(&[], &Metadata::default());
    assert_eq!((none.due, none.basis), (None, DueBasis::Nothing));
    let unknown = Metadata { school_year: Some("2031-2032".into()), ..Metadata::default() };
    let gap = propose_due(&[], &unknown);
    assert_eq!(gap.due, None);
    assert!(gap.reason.contains("chưa có kế hoạch thời gian năm học 2031-2032"));
    // A day without a year, in a document without day and school year.
    assert_eq!(propose_due(&[read("date", "ngày 15/3")], &Metadata::default()).due, None);
    for text in
        ["", "-", "ngày 45/13/2021", "tháng", "quý", "năm học", "tháng 99/2021", "ngày 30 tháng 2 năm 2021"]
    {
        let proposal = propose_due(&[read("date", text)], &Metadata::default());
        assert_eq!((text, proposal.due), (text, None));
    }
}

proptest::proptest! {
    #[test]
    fn no_text_breaks_it(kind in "[a-z_]{0,12}", text in "(trước |đến |ngày |tháng |quý |năm học |[0-9]{1,5}[/-]?| |\\PC){0,12}") {
        let own = metadata();
        for metadata in [&own, &Metadata::default()] {
            proptest::prop_assert!(!propose_due(&[read(&kind, &text)], metadata).reason.is_empty());
        }
    }
}

#[test]
fn the_readers_own_end_is_used_where_the_words_say_nothing() {
    let mut deadline = read("date", "đúng hẹn");
    deadline.end = Some("2021-03-15".into());
    assert_eq!(propose_due(&[deadline], &metadata()).due.map(Day::iso).as_deref(), Some("2021-03-15"));
    let mut deadline = read("year", "cuối kỳ kế hoạch");
    deadline.end = Some(2025.into());
    assert_eq!(propose_due(&[deadline], &metadata()).due.map(Day::iso).as_deref(), Some("2025-12-31"));
}
