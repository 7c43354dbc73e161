//! Cases of reading values, and checks of the catalogue itself.

use std::collections::BTreeSet;

use khue_base::Day;

use super::*;

fn day(iso: &str) -> Day {
    iso.parse().unwrap()
}

fn field(kind_and_field: &str) -> &'static Field {
    let (code, field) = kind_and_field.split_once('.').unwrap();
    kind(code).unwrap().field(field).unwrap()
}

fn parsed(name: &str, text: &str) -> Result<Parsed, Reason> {
    parse(field(name), text, &Context::plain(day("2026-11-24")))
}

/// Read, stored and read back, as the column holds it.
#[track_caller]
fn check(name: &str, text: &str, stored: &str) {
    let field = field(name);
    let parsed = parsed(name, text).unwrap_or_else(|reason| panic!("{text}: {reason}"));
    let value = parsed.value.unwrap();
    let column = value.clone().into_stored().unwrap();
    assert_eq!(FieldValue::read(field, &column), Some(value.clone()), "{text} does not come back");
    let written = match column {
        Stored::Text(text) => text.unwrap(),
        Stored::Number(number) => number.unwrap().to_string(),
    };
    assert_eq!(written, stored, "{text}");
}

#[track_caller]
fn refused(name: &str, text: &str, says: &str) {
    match parsed(name, text) {
        Ok(parsed) => panic!("{text} is taken as {:?}", parsed.value),
        Err(reason) => {
            let said = reason.to_string();
            assert!(said.contains(says), "{text}: {said}");
        }
    }
}

#[track_caller]
fn asked(name: &str, text: &str, stored: &str, says: &str) {
    check(name, text, stored);
    let queries = parsed(name, text).unwrap().queries;
    assert!(queries.iter().any(|query| query.to_string().contains(says)), "{text}: {queries:?}");
}

#[test]
fn days_are_read_in_the_forms_of_sheets() {
    let name = "pupil.birth_date";
    for text in [
        "12/05/2010",
        "12/5/2010",
        "12-05-2010",
        "12.5.2010",
        " 12 / 05 / 2010 ",
        "2010-05-12",
        "2010-05-12 00:00:00",
        "2010-05-12T00:00:00",
        "12/05/2010 00:00",
        "ngày 12 tháng 5 năm 2010",
        "12 tháng 05 năm 2010",
        "40310",
        "40310.0",
        "40310,5",
        "20100512",
        "'12/05/2010",
        "\u{200b}12/05/2010\u{a0}",
    ] {
        check(name, text, "2010-05-12");
    }
    for text in ["05/2010", "5/2010", "2010-05", "tháng 5/2010", "00/05/2010", "../05/2010", "--/05/2010"] {
        check(name, text, "2010-05");
    }
    for text in ["2010", "00/00/2010", "năm 2010"] {
        check(name, text, "2010");
    }
    check(name, "29/02/2012", "2012-02-29");
    refused(name, "29/02/2010", "không có trong lịch");
    refused(
        name,
        "31/02/2010",
        "Ngày sinh “31/02/2010” không có trong lịch. Ghi ngày/tháng/năm, ví dụ 01/02/2010.",
    );
    refused(name, "05/31/2010", "31/05/2010");
    refused(name, "12/05/10", "hai chữ số");
    refused(name, "mồng 3 tết", "không phải là ngày");
    refused(name, "12/05/1810", "không có trong lịch");
    refused(name, "25/11/2026", "ở sau ngày 24/11/2026");
    check(name, "24/11/2026", "2026-11-24");
    refused(name, "", "Thiếu ngày sinh.");
    refused(name, "#REF!", "lỗi công thức");
}

#[test]
fn workbooks_count_days_from_two_beginnings() {
    let field = field("pupil.birth_date");
    let context = Context { day_system: DaySystem::From1904, ..Context::plain(day("2026-11-24")) };
    let value = parse(field, "38848", &context).unwrap().value;
    assert_eq!(value, Some(FieldValue::Partial(day("2010-05-12").into())));
}

#[test]
fn codes_are_found_by_code_name_and_habit() {
    for text in ["08", "8", "Hmông", "H'Mông", "H’mông", "Mông", "mong", "HMONG", "Mèo"] {
        check("pupil.ethnic", text, "08");
    }
    for text in ["Kinh", "kinh (việt)", "KINH", "Việt", "01"] {
        check("pupil.ethnic", text, "01");
    }
    for text in ["Sán Chí", "Cao Lan", "San Chay"] {
        check("pupil.ethnic", text, "15");
    }
    for text in ["Phật giáo Hoà Hảo", "Phật giáo Hòa Hảo", "Hòa Hảo", "3"] {
        check("pupil.religion", text, "03");
    }
    check("pupil.sex", "NỮ", "2");
    check("pupil.sex", "Nu\u{31b}\u{303}", "2");
    check("class.grade", "Lớp 6", "6");
    check("class.grade", "06", "6");
    check("class.grade", "Khối 10", "10");
    check("class.grade", "Mẫu giáo 5 tuổi", "M5");
    check("staff.rank", "V.07.04.31", "V.07.04.31");
    check("staff.main_subject", "Mỹ thuật", "mi-thuat");
    check("pupil.policy_groups", "Con thương binh; hộ nghèo", "con-thuong-binh,ho-ngheo");
    check("pupil.policy_groups", "hộ nghèo, mồ côi, hộ nghèo", "mo-coi,ho-ngheo");
    refused("pupil.ethnic", "Nungg", "Có phải là “Nùng” không?");
    refused("pupil.ethnic", "Người Việt Nam", "không có trong danh mục");
    refused("pupil.sex", "khác", "Ghi một trong: Nam, Nữ, Chưa có thông tin.");
}

#[test]
fn flags_are_read_from_marks_and_words() {
    for text in ["x", "X", "có", "Có", "co", "1", "✓", "true"] {
        check("class.is_mixed", text, "1");
    }
    check("class.is_mixed", "Lớp ghép", "1");
    check("class.is_mixed", "0", "0");
    check("class.is_mixed", "Không", "0");
    check("class.is_mixed", "Ko", "0");
    assert_eq!(parsed("class.is_mixed", " - ").unwrap().value, None);
    refused("class.is_mixed", "đôi khi", "không rõ là có hay không");
}

#[test]
fn numbers_are_vietnamese_and_bounded() {
    check("room.area_m2", "48,5", "48500");
    check("room.area_m2", "48.5 m2", "48500");
    check("room.area_m2", "1.234", "1234000");
    check("room.seats", "45", "45");
    check("room.seats", "45,0", "45");
    check("room.seats", "1,234", "1234");
    refused("room.seats", "45,5", "số nguyên");
    refused("room.seats", "5000", "từ 0 đến 2.000");
    refused("room.area_m2", "rộng", "không phải là số");
    check("works.needed_vnd", "1.250.000.000 đồng", "1250000000");
    check("works.needed_vnd", "1,5 tỷ", "1500000000");
    check("works.needed_vnd", "1,250,000", "1250000");
    refused("works.needed_vnd", "-5", "không phải là số tiền");
    check("class.year", "2020 – 2021", "2020-2021");
    check("class.year", "Năm học 2020-21", "2020-2021");
    refused("class.year", "2020-2022", "không phải là năm học");
    check("guardian.birth_year", "1980", "1980");
    check("guardian.birth_year", "12/3/1980", "1980");
    refused("guardian.birth_year", "80", "bốn chữ số");
}

#[test]
fn people_keep_their_names_and_numbers() {
    check("pupil.full_name", "  Nguyễn\u{a0} Văn\tAn ", "Nguyễn Văn An");
    check("pupil.full_name", "Nguye\u{302}\u{303}n Va\u{306}n An", "Nguyễn Văn An");
    check("pupil.full_name", "Y Nguyên Mlô", "Y Nguyên Mlô");
    check("pupil.full_name", "K’ Brẻo", "K’ Brẻo");
    asked("pupil.full_name", "An", "An", "chỉ có một chữ");
    refused("pupil.full_name", "NguyÔn V¨n An", "phông chữ cũ");
    refused("pupil.full_name", "1. Nguyễn Văn An", "chữ số");
    refused("pupil.full_name", "Nguyễn <b>", "ký tự lạ");
    check("staff.personal_number", "024 206 012 345", "024206012345");
    asked("staff.personal_number", "24206012345", "024206012345", "đã thêm số 0");
    asked("staff.personal_number", "999206012345", "999206012345", "mã nơi đăng ký khai sinh");
    refused("staff.personal_number", "121234567", "chứng minh nhân dân");
    refused("staff.personal_number", "2,4206E+10", "dạng số mũ");
    check("pupil.ministry_code", "2401234567", "2401234567");
    asked("pupil.ministry_code", "024206012345", "024206012345", "12 chữ số");
    refused("pupil.ministry_code", "HS001", "10 chữ số");
    check("staff.phone", "0912 345 678", "0912345678");
    check("staff.phone", "+84 912.345.678", "0912345678");
    asked("staff.phone", "912345678", "0912345678", "thiếu số 0");
    asked("staff.phone", "0912345678, 0987654321", "0912345678", "nhiều số");
    refused("staff.phone", "12345", "số điện thoại");
    check("staff.email", "An.Nguyen@bacgiang.edu.vn", "an.nguyen@bacgiang.edu.vn");
    refused("staff.email", "an.nguyen", "thư điện tử");
}

#[test]
fn records_and_communes_are_looked_up_or_kept_as_mentions() {
    struct Classes;
    impl Lookup for Classes {
        fn record(&self, kind: &str, text: &str) -> Found<i64> {
            match (kind, text) {
                ("class", "6A") => Found::One(7),
                ("class", "6") => Found::Many(vec!["6A".to_owned(), "6B".to_owned()]),
                _ => Found::Nothing,
            }
        }

        fn commune(&self, text: &str, _day: Day) -> Found<String> {
            if text == "07444" { Found::One(text.to_owned()) } else { Found::Nothing }
        }
    }
    let context = Context { lookup: &Classes, ..Context::plain(day("2026-11-24")) };
    let class = field("enrolment.class");
    assert_eq!(parse(class, "6A", &context).unwrap().value, Some(FieldValue::Record(7)));
    assert!(parse(class, "6", &context).unwrap_err().to_string().contains("6A hoặc 6B"));
    assert!(parse(class, "9Z", &context).unwrap_err().to_string().contains("chưa có trong dữ liệu"));
    let commune = field("pupil.residence_commune");
    assert_eq!(parse(commune, "07444", &context).unwrap().value, Some(FieldValue::Code("07444".to_owned())));
    assert!(parse(commune, "Lục Nam", &context).unwrap_err().to_string().contains("24/11/2026"));
    let mention = parsed("enrolment.class", "6A").unwrap().value.unwrap();
    assert_eq!(mention, FieldValue::Mention("6A".to_owned()));
    assert_eq!(mention.clone().into_stored(), None);
}

#[test]
fn a_personal_number_is_compared_with_sex_and_birth_year() {
    let check = |number: &str, sex: &str, born: &str, says: &[&str]| {
        let facts = ["personal_number", "sex", "birth_date"].iter().zip([number, sex, born]).fold(
            Facts::new(kind("pupil").unwrap()),
            |facts, (code, text)| {
                let value = parsed(&format!("pupil.{code}"), text).unwrap().value.unwrap();
                facts.with(code, value)
            },
        );
        let found: Vec<String> = facts.queries().iter().map(|(_, reason)| reason.to_string()).collect();
        assert_eq!(found.len(), says.len(), "{found:?}");
        assert!(found.iter().zip(says).all(|(found, says)| found.contains(says)), "{found:?}");
    };
    check("024210012345", "Nam", "12/05/2010", &[]);
    check("024310012345", "Nữ", "2010", &[]);
    check("024210012345", "Nữ", "05/2010", &["là số của nam"]);
    check("024210012345", "Nam", "2011", &["năm sinh 2010, khác năm sinh đã ghi là 2011"]);
    check("024085012345", "Nữ", "1985", &["là số của nam"]);
    check("024185012345", "Nữ", "1986", &["năm sinh 1985"]);
}

#[test]
fn the_catalogue_is_sound() {
    assert!(kinds().len() >= 18);
    for kind in kinds() {
        let codes: BTreeSet<&str> = kind.sheet_fields().map(|field| field.code.as_str()).collect();
        assert_eq!(codes.len(), kind.sheet_fields().count(), "{}: a field twice", kind.code);
        assert!(!kind.is_searched || kind.field(&kind.called_by).unwrap().kind == FieldType::Name);
        for field in &kind.fields {
            let is_plain = |c: char| c.is_ascii_lowercase() || c == '_' || c.is_ascii_digit();
            assert!(field.code.chars().all(is_plain), "{}.{}", kind.code, field.code);
            assert!(!field.label.is_empty() && !field.english.is_empty());
            let is_unconfirmed_list = field
                .kind
                .list()
                .is_some_and(|list| code_list(list).unwrap().codes.iter().all(|code| code.is_to_confirm));
            assert!(!is_unconfirmed_list || field.is_to_confirm, "{}.{} is marked", kind.code, field.code);
        }
    }
}

#[test]
fn names_of_a_code_list_mean_one_code() {
    let mut unclear = Vec::new();
    for list in code_lists() {
        let codes: BTreeSet<&str> = list.codes.iter().map(|code| code.code.as_str()).collect();
        assert_eq!(codes.len(), list.codes.len(), "{}: a code twice", list.name);
        for code in &list.codes {
            assert!(!code.source.is_empty(), "{} {}", list.name, code.code);
            for word in [&code.code, &code.name].into_iter().chain(&code.aliases) {
                let found: Vec<&str> =
                    list.find(word, day("2026-11-24")).iter().map(|found| found.code.as_str()).collect();
                if found != [code.code.as_str()] {
                    unclear.push(format!("{} {}: {word} means {found:?}", list.name, code.code));
                }
            }
        }
    }
    assert!(unclear.is_empty(), "{}", unclear.join("\n"));
}

#[test]
fn broken_descriptions_are_named() {
    let good = include_str!("../../../../../catalogue/records/site.toml");
    let check = |text: String, says: &str| {
        let error = kind::read_all(&[("site.toml", &text)]).unwrap_err().to_string();
        assert!(error.contains("site.toml") && error.contains(says), "{error}");
    };
    check(good.replace("type = \"phone\"", "type = \"telephone\""), "unknown type telephone");
    check(good.replace("list = \"travel_means\"", "list = \"flying\""), "no code list flying");
    check(good.replace("called_by = \"name\"", "called_by = \"nick\""), "no field nick");
    check(good.replace("required = true", "needed = true"), "unknown field");
}
