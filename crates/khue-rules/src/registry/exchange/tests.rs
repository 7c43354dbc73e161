use khue_base::{Moment, SchoolYear};
use serde_json::json;

use super::*;
use crate::registry::record::{Context, Facts, FieldValue, kind, parse};

/// `full_name: Nguyễn Văn An; sex: Nam`, as people write it; a number after `#` is a record.
fn facts(code: &str, text: &str) -> Facts {
    let kind = kind(code).unwrap();
    text.split("; ").filter(|part| !part.is_empty()).fold(Facts::new(kind), |facts, part| {
        let (field, text) = part.split_once(": ").unwrap();
        let value = match text.strip_prefix('#') {
            Some(id) => FieldValue::Record(id.parse().unwrap()),
            None => {
                let context = Context::plain("2026-11-24".parse().unwrap());
                parse(kind.field(field).unwrap(), text, &context).unwrap().value.unwrap()
            }
        };
        facts.with(field, value)
    })
}

const PUPIL: &str = "local_code: HS01; full_name: Vi Thị An; birth_date: 2/9/2009; sex: Nữ; ethnic: Nùng; \
                     nationality: Việt Nam; personal_number: 024309000017; poverty: Hộ nghèo; height_cm: 140,5";
const ENROLMENT: &str = "pupil: #2; year: 2020-2021; class: #3; status: Đang học; boarding: Bán trú";
const CLASS: &str = "year: 2020-2021; code: 6A; name: 6A1; grade: Lớp 6; level: THCS; homeroom_teacher: #9";
const MOTHER: &str = "pupil: #2; kinship: Mẹ; full_name: Vi Thị Bích; birth_year: 1985";
const TEACHER: &str = "local_code: GV1; full_name: Lê Văn Ân; birth_date: 1980; sex: Nam";

/// Messages of a school with one pupil, made from these texts.
fn made(pupil: &str, enrolment: &str, class: &str) -> Vec<Message> {
    let all = [
        (
            1,
            facts(
                "school_profile",
                "name: THCS Phong Vân; code: 24217501; levels: THCS; ownership: Công lập",
            ),
        ),
        (2, facts("pupil", pupil)),
        (3, facts("class", class)),
        (4, facts("enrolment", enrolment)),
        (5, facts("guardian", MOTHER)),
        (9, facts("staff", TEACHER)),
    ];
    let mut school =
        School::new(SchoolYear::starting(2020), Some("24217501".to_owned()), Some("24".to_owned()));
    for (id, facts) in &all {
        let from = "2020-09-05".parse().unwrap();
        school.add(Known { id: *id, facts, recorded_at: Moment(*id * 1000), from });
    }
    messages(&school)
}

fn pupil_of(messages: &[Message]) -> &Message {
    messages.iter().find(|message| message.map.kind.code == "enrolment").unwrap()
}

/// `HS01 THCS… · field=value …` of each row.
fn told(rows: &[&Row]) -> Vec<String> {
    rows.iter()
        .map(|row| {
            let cells = row.cells.iter().map(|(column, cell)| format!("{}={}", column.code, cell.json()));
            format!("{} {}", row.end, cells.collect::<Vec<_>>().join(" "))
        })
        .collect()
}

#[test]
fn a_pupil_goes_with_the_person_and_the_mother() {
    let messages = made(PUPIL, ENROLMENT, CLASS);
    let pupil = pupil_of(&messages);
    assert_eq!(pupil.id.as_deref(), Some("24217501-2020-2021-HS01"));
    assert_eq!(pupil.year, Some(SchoolYear::starting(2020)));
    assert_eq!(pupil.changed_at, Moment(5000), "the newest of what it says");
    let rows = pupil.for_demand(Demand::Known).unwrap();
    let told = told(&rows);
    assert_eq!(told.len(), 3, "{told:#?}");
    for part in [
        "matruong=\"24217501\"",
        "makhoi=\"6\"",
        "malop=\"6A\"",
        "mahocsinh=\"HS01\"",
        "chieucao=140.5",
        "matrangthaihientai=\"dang-hoc\"",
        "hongheo=true",
        "cohocsinhbantru=true",
        "manhomcaphoc=\"03\"",
    ] {
        assert!(told[0].contains(part), "{part} in {}", told[0]);
    }
    assert!(told[1].starts_with("CD sodinhdanh=\"024309000017\" hovaten=\"Vi Thị An\""), "{}", told[1]);
    assert!(
        told[1].contains("ngaythangnamsinh=\"2009-09-02\"") && !told[1].contains(" namsinh"),
        "{}",
        told[1]
    );
    assert_eq!(told[2], "ME hovaten=\"Vi Thị Bích\" namsinh=\"1985\"");
    assert!(rows[0].is_guarded && rows[1].is_guarded && !rows[2].is_guarded);
    let full = pupil.for_demand(Demand::Full).unwrap_err();
    assert!(full.iter().any(|problem| problem.sentence.starts_with("Nhóm máu")), "{full:#?}");
    assert!(
        full.iter().any(|problem| problem.sentence.starts_with("Khuê chưa giữ") && problem.spot.is_none())
    );
}

#[test]
fn what_cannot_be_sent_says_why_and_where() {
    let cases: &[(&str, &str, &str, &str, &str, i64, &str)] = &[
        ("personal_number: 024309000017; ", "", "", "Số định danh", "pupil", 2, "personal_number"),
        ("ethnic: Nùng; ", "", "", "Dân tộc", "pupil", 2, "ethnic"),
        ("local_code: HS01; ", "", "", "Mã học sinh", "pupil", 2, "local_code"),
        ("", "", "code: 6A; ", "Mã lớp", "class", 3, "code"),
    ];
    for (pupil, enrolment, class, says, kind, record, field) in cases {
        let messages =
            made(&PUPIL.replace(pupil, ""), &ENROLMENT.replace(enrolment, ""), &CLASS.replace(class, ""));
        let problems = pupil_of(&messages).for_demand(Demand::Known).unwrap_err();
        let found = problems.iter().find(|problem| problem.sentence.contains(says));
        let found = found.unwrap_or_else(|| panic!("{says}: {problems:#?}"));
        let spot = found.spot.as_ref().unwrap();
        assert_eq!((spot.kind, spot.record, spot.field.as_str()), (*kind, *record, *field), "{says}");
    }
}

#[test]
fn a_birth_known_in_part_stands_in_its_own_column() {
    for (written, column) in [
        ("2/9/2009", "ngaythangnamsinh=\"2009-09-02\""),
        ("9/2009", "thangnamsinh=\"2009-09\""),
        ("2009", "namsinh=\"2009\""),
    ] {
        let messages = made(&PUPIL.replace("2/9/2009", written), ENROLMENT, CLASS);
        let told = told(&pupil_of(&messages).for_demand(Demand::Known).unwrap());
        assert!(told[1].contains(column), "{}", told[1]);
        assert_eq!(told[1].matches("sinh=").count(), 1, "{}", told[1]);
    }
}

#[test]
fn a_class_without_its_teacher_stays_and_other_years_are_left_alone() {
    let class_of = |class: &str| {
        let messages = made(PUPIL, ENROLMENT, class);
        messages.into_iter().find(|message| message.map.kind.code == "class")
    };
    let class = class_of(CLASS).unwrap();
    assert_eq!(class.id.as_deref(), Some("24217501-2020-2021-6A"));
    assert!(told(&class.for_demand(Demand::Known).unwrap())[0].contains("magiaoviencn=\"GV1\""));
    let without = class_of(&CLASS.replace("; homeroom_teacher: #9", "")).unwrap();
    let problems = without.for_demand(Demand::Known).unwrap_err();
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].spot.as_ref().unwrap().field, "homeroom_teacher");
    assert!(class_of(&CLASS.replace("2020-2021", "2019-2020")).is_none());
}

#[test]
fn a_foreigner_has_the_row_of_foreigners_only() {
    for (nationality, end) in [("Việt Nam", "CD"), ("Lào", "NN")] {
        let messages = made(&PUPIL.replace("Việt Nam", nationality), ENROLMENT, CLASS);
        let rows = pupil_of(&messages).for_demand(Demand::Known).unwrap();
        let ends: Vec<&str> = rows.iter().map(|row| row.end.as_str()).collect();
        assert_eq!(ends, ["", end, "ME"]);
    }
}

#[test]
fn the_greatest_version_wins_in_whatever_order() {
    let offer = |version, digest| Offer { version, digest };
    let check = |held: Option<Offer<'_>>, offered, expected| assert_eq!(take(held, offered), expected);
    check(None, offer(1, "a"), Taken::Newer);
    check(Some(offer(1, "a")), offer(2, "b"), Taken::Newer);
    check(Some(offer(2, "b")), offer(2, "b"), Taken::Same);
    check(Some(offer(2, "b")), offer(2, "c"), Taken::Older);
    check(Some(offer(2, "b")), offer(1, "b"), Taken::Older);
    assert_eq!(next_event(0, true), (Event::New, 1));
    assert_eq!(next_event(4, true), (Event::Update, 5));
    assert_eq!(next_event(4, false), (Event::Cancel, 5));
    assert_eq!(Event::from_code("UPDATE"), Some(Event::Update));
}

#[test]
fn values_are_checked_as_the_schema_says() {
    let column = |table: &str, code: &str| super::table(table).unwrap().column(code).unwrap();
    let says = |column: &Column, value: serde_json::Value| {
        refusal(column, Cell::read(column, &value).as_ref()).map(|(sentence, _)| sentence)
    };
    let person = "thongtinhocsinhcapmnththcsthpttx_nguoivn";
    let sex = column(person, "GIOITINH");
    assert_eq!(says(sex, json!("2")), None);
    assert!(says(sex, json!("3")).unwrap().contains("danh mục"));
    assert!(says(sex, json!("21")).unwrap().contains("nhiều nhất 1"));
    assert!(says(sex, json!(2)).unwrap().contains("còn trống"), "a number is no code");
    let number = column(person, "sodinhdanh");
    assert_eq!(says(number, json!("024309000017")), None);
    let refused = says(number, json!("02430900001")).unwrap();
    assert!(refused.contains("12 chữ số") && !refused.contains("0243"), "{refused}");
    let birth = column(person, "ngaythangnamsinh");
    assert!(says(birth, json!("2009-02-30")).unwrap().contains("không phải là ngày"));
    assert_eq!(says(birth, serde_json::Value::Null), None);
}

#[test]
fn the_catalogue_of_the_exchange_holds_together() {
    assert_eq!(tables().len(), 34);
    let all = coverage();
    let sent = all.iter().filter(|table| table.is_sent).count();
    assert!(sent >= 18, "{sent} tables");
    // Every exchange name of a record's field leads to a column that is there.
    for kind in crate::registry::record::kinds() {
        for field in &kind.fields {
            for name in &field.exchange {
                let table = table(&name.table).unwrap_or_else(|| panic!("{}: no table", name.table));
                assert!(table.column(&name.field).is_some(), "{}.{}", name.table, name.field);
            }
        }
    }
    // What everybody demands is held.
    for table in all.iter().filter(|table| table.is_sent) {
        for (column, held) in &table.columns {
            assert!(
                column.need != Need::Always || *held != Held::Nothing,
                "{}.{}",
                table.table.code,
                column.code
            );
        }
    }
}
