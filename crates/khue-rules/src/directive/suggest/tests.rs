use super::units::{OTHER_KINDS, SCHOOL_KINDS, SCHOOLS};
use crate::directive::reading::{ActorRole, ReadTarget, ReadTask};

use super::*;
use crate::directive::reading::{ReadActor, Span, TaskKind};

fn task(section: &str, text: &str) -> ReadTask {
    ReadTask {
        id: "T001".into(),
        section: section.into(),
        kind: TaskKind::Task,
        text: text.into(),
        leading_verb: None,
        actors: Vec::new(),
        targets: Vec::new(),
        deadlines: Vec::new(),
        references: Vec::new(),
        scope: None,
        modality: None,
        report_to: None,
        span: Span::default(),
    }
}

fn actor(name: &str, role: ActorRole) -> ReadActor {
    ReadActor { name: name.into(), role, inherited_default: false }
}

/// Units as `lead: a, b | support: c | carry: d`, agencies by name.
fn shown(units: &[SuggestedUnit]) -> String {
    let of = |part: Part, name: &str| {
        let units = units.iter().filter(|unit| unit.part == part);
        let names: Vec<&str> = units.map(|unit| unit.name.as_deref().unwrap_or(&unit.kind)).collect();
        if names.is_empty() { None } else { Some(format!("{name}: {}", names.join(", "))) }
    };
    let parts = [of(Part::Lead, "lead"), of(Part::Support, "support"), of(Part::Carry, "carry")];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" | ")
}

#[track_caller]
fn check(text: &str, heading: &str, expected: &str) -> Vec<SuggestedUnit> {
    let units = Responsibility::catalogue().unwrap().suggest_units(&task("II.1", text), &[heading]);
    assert_eq!(shown(&units), expected, "{units:?}");
    units
}

#[test]
fn the_table_speaks_where_the_text_is_silent() {
    let units = check(
        "Xây mới 120 phòng học thay thế phòng học tạm",
        "",
        "lead: district | support: department, Sở Kế hoạch và Đầu tư, Sở Tài chính | carry: preschool, primary, primary-lower-secondary, lower-secondary, lower-upper-secondary, upper-secondary, continuing-centre",
    );
    assert_eq!(units[0].reason, "Lĩnh vực cơ sở vật chất, thiết bị: câu có cụm từ “phòng học tạm”.");
    check(
        "Huy động 100% trẻ em 5 tuổi ra lớp mẫu giáo",
        "",
        "lead: department | support: district | carry: preschool",
    );
    // The level narrows the schools.
    check(
        "Tập huấn giáo viên dạy lớp 2",
        "Đội ngũ",
        "lead: department | support: district | carry: primary, primary-lower-secondary",
    );
    // The heading decides when the sentence is silent.
    let units =
        check("Giữ vững kết quả đã đạt được", "Phổ cập giáo dục", "lead: department | support: district");
    assert_eq!(units[0].reason, "Lĩnh vực phổ cập giáo dục, xóa mù chữ: tên mục có cụm từ “phổ cập”.");
    let units = check("Giữ vững kết quả đã đạt được", "Các việc khác", "lead: department");
    assert!(units[0].reason.starts_with("Không nhận ra lĩnh vực"));
    // Of two fields named once each, the one that comes first.
    check(
        "Thanh tra 18 đơn vị, công khai kết luận",
        "",
        "lead: department | support: Thanh tra tỉnh, district",
    );
    // Whole words only: "bơi" is not in "bồi", "thcs" not in "thcsx".
    check("Nâng mức thcsx", "", "lead: department");
}

#[test]
fn whom_the_text_names_comes_first() {
    let mut named = task("KET", "UBND các huyện phối hợp với Sở Nội vụ tuyển dụng giáo viên");
    named.actors = vec![
        actor("UBND các huyện, thành phố", ActorRole::Lead),
        actor("Sở Nội vụ", ActorRole::Coordinate),
        actor("các ngành chức năng", ActorRole::Coordinate),
    ];
    let units = Responsibility::catalogue().unwrap().suggest_units(&named, &[]);
    assert_eq!(shown(&units), "lead: district | support: Sở Nội vụ, department");
    assert_eq!(units[0].reason, "Văn bản nêu tên “UBND các huyện, thành phố”.");
    assert!(units[2].reason.contains("biên chế, tuyển dụng"));
    let mut unplaced = task("KET", "các cấp ủy Đảng tăng cường lãnh đạo");
    unplaced.actors = vec![actor("các cấp ủy Đảng", ActorRole::Lead)];
    let units = Responsibility::catalogue().unwrap().suggest_units(&unplaced, &[]);
    assert_eq!(shown(&units), "lead: các cấp ủy Đảng | support: department");
    assert!(units[0].reason.ends_with("chọn đơn vị tương ứng."));
    // The document's addressees are nobody in particular.
    let mut default = task("II.1", "Giữ vững kết quả");
    default.actors =
        vec![ReadActor { name: "các sở".into(), role: ActorRole::Lead, inherited_default: true }];
    let units = Responsibility::catalogue().unwrap().suggest_units(&default, &[]);
    assert_eq!(shown(&units), "lead: department");
}

#[test]
fn every_unit_of_the_table_is_a_kind_or_a_name() {
    let table = Responsibility::catalogue().unwrap();
    let rules = table.rule.iter().chain([&table.default]);
    for unit in rules.flat_map(|rule| rule.lead.iter().chain(&rule.support).chain(&rule.carry)) {
        let named = unit.chars().next().is_some_and(char::is_uppercase);
        let kind = SCHOOL_KINDS.contains(&unit.as_str()) || OTHER_KINDS.contains(&unit.as_str());
        assert!(named || kind || unit == SCHOOLS, "{unit}");
    }
    let phrases =
        table.rule.iter().flat_map(|rule| &rule.words).chain(table.actor.iter().flat_map(|a| &a.words));
    for phrase in phrases.chain(table.level.iter().flat_map(|level| &level.words)) {
        assert_eq!(phrase.to_lowercase(), *phrase);
    }
}

#[track_caller]
fn check_target(text: &str, unit: &str, task: &str, expected: &str) {
    let target = ReadTarget {
        text: text.into(),
        value: None,
        range: None,
        unit: (!unit.is_empty()).then(|| unit.into()),
        comparison: ">=".into(),
        of: None,
        qualitative: false,
        span: Span::default(),
    };
    let guess = IndicatorWords::catalogue().unwrap().guess(&target, task);
    assert_eq!(guess.indicator.as_deref().unwrap_or("declared"), expected);
    assert_eq!(guess.source == TargetSource::Declared, expected == "declared");
}

#[test]
fn targets_that_records_can_answer() {
    check_target("100% giáo viên dạy lớp 2 được bồi dưỡng", "%", "", "teachers-trained");
    check_target("100%", "%", "bảo đảm 100% GV được tập huấn", "teachers-trained");
    check_target("01 phòng học/01 lớp", "phòng học/lớp", "", "rooms-per-class");
    check_target("93% trường đạt chuẩn quốc gia", "%", "Đầu tư phòng học kiên cố", "national-standard-share");
    check_target("95% phòng học kiên cố", "%", "", "solid-rooms-share");
    check_target(
        "03 buổi giao lưu",
        "buổi",
        "tổ chức 03 buổi giao lưu cho giáo viên được bồi dưỡng",
        "declared",
    );
    check_target("20 đề tài", "đề tài", "", "declared");
    check_target("dịch vụ công trực tuyến mức độ 4", "mức độ", "công khai dịch vụ công", "declared");
}

#[track_caller]
fn check_pair(first: &str, second: &str, expected: Option<u32>) {
    let tasks = [task("II.8", first), task("III.3", second)];
    let found = find_duplicates(&tasks);
    assert_eq!(found.first().map(|pair| pair.percent), expected, "{found:?}");
    assert!(find_duplicates(&[task("II.8", first), task("II.8", second)]).is_empty());
}

#[test]
fn near_repetitions_across_sections_are_found() {
    let long = "Bố trí đủ kinh phí sửa chữa trường lớp trước năm học mới, ưu tiên xã khó khăn";
    check_pair(long, "Bố trí đủ kinh phí sửa chữa trường lớp", Some(100));
    check_pair(long, &long.to_uppercase(), Some(100));
    // Ten words, nine pairs: six shared are 66 %, five are 55 %.
    check_pair("a b c d e f g h i k", "a b c d e f g x y z", Some(66));
    check_pair("a b c d e f g h i k", "a b c d e f u x y z", None);
    // Four shared pairs of four say too little.
    check_pair("a b c d e", "a b c d e", None);
    check_pair("a b c d e f", "a b c d e f", Some(100));
}

#[test]
fn a_sentence_repeated_everywhere_is_linked_to_its_first_place() {
    let text = "Báo cáo kết quả với Chủ tịch UBND tỉnh";
    let tasks: Vec<ReadTask> = (0..3000).map(|number| task(&format!("II.{number}"), text)).collect();
    let found = find_duplicates(&tasks);
    assert_eq!(found.len(), 2999);
    assert!(found.iter().all(|pair| pair.first == 0));
}
