use super::describe::read_all;
use super::{count, counted, forms};
use crate::registry::checks::{Row, SchoolRecords};
use crate::registry::record::{FieldValue, kind};

/// `grade: 6; name: 6A`, a number after `#` is a record, `yes` and `no` are flags.
fn values(code: &str, text: &str) -> Vec<Option<FieldValue>> {
    let kind = kind(code).unwrap();
    let mut values = vec![None; kind.fields.len()];
    for part in text.split("; ").filter(|part| !part.is_empty()) {
        let (field, text) = part.split_once(": ").unwrap();
        let place = kind.position(field).unwrap_or_else(|| panic!("{code} has no {field}"));
        values[place] = Some(match (text, kind.fields[place].kind.list()) {
            ("yes" | "no", _) => FieldValue::Flag(text == "yes"),
            (_, Some(_)) if text.contains('+') || field == "policy_groups" => {
                FieldValue::Codes(text.split('+').map(str::to_owned).collect())
            }
            (_, Some(_)) => FieldValue::Code(text.to_owned()),
            (_, None) if text.starts_with('#') => FieldValue::Record(text[1..].parse().unwrap()),
            (_, None) => FieldValue::Text(text.to_owned()),
        });
    }
    values
}

/// Figures of a school with these records, each `kind id: values`; `figure=number` for all that are expected,
/// `figure=` for one that must be missing.
#[track_caller]
fn check(records: &[(&str, i64, &str)], expected: &str) {
    let rows: Vec<_> = records.iter().map(|(kind, id, text)| (*kind, *id, values(kind, text))).collect();
    let mut school = SchoolRecords::on("2021-05-31".parse().unwrap());
    for (kind, id, values) in &rows {
        school.add(kind, Row { id: *id, values });
    }
    let figures = count(&school);
    for wanted in expected.split(' ') {
        let (figure, number) = wanted.split_once('=').unwrap();
        let found = figures.get(figure).copied();
        assert_eq!(found, number.parse().ok(), "{figure} among {figures:?}");
        let (_, opened) = counted(&school, figure).unwrap();
        assert_eq!(opened.len() as i64, found.unwrap_or_default(), "{figure} opens to {opened:?}");
    }
}

const SCHOOL: &[(&str, i64, &str)] = &[
    ("class", 1, "grade: 6; has_two_sessions: yes"),
    ("class", 2, "grade: 7; has_two_sessions: no"),
    ("pupil", 11, "sex: 2; ethnic: 07; poverty: ngheo; policy_groups: mo-coi+ho-ngheo"),
    ("pupil", 12, "sex: 1; ethnic: 01"),
    ("pupil", 13, "ethnic: 07"),
    ("pupil", 14, "sex: 2; ethnic: 01"),
    ("enrolment", 21, "pupil: #11; class: #1; status: dang-hoc"),
    ("enrolment", 22, "pupil: #12; class: #1; status: dang-hoc"),
    ("enrolment", 23, "pupil: #13; class: #2; status: chuyen-den"),
    ("enrolment", 24, "pupil: #14; class: #2; status: thoi-hoc"),
];

#[test]
fn pupils_are_counted_by_grade_sex_ethnicity_and_policy() {
    check(SCHOOL, "lop.tong=2 lop.tong.6=1 lop.tong.7=1 lop.hai-buoi=1 lop.hai-buoi.7=");
    check(SCHOOL, "hs.tong=3 hs.tong.6=2 hs.tong.7=1 hs.nu=1 hs.nu.6=1 hs.dtts=2 hs.nu-dtts=1");
    check(SCHOOL, "hs.cs-mo-coi=1 hs.cs-ho-ngheo=1 hs.ngheo-ngheo.6=1 hs.dt-07=2 hs.dt-01.6=1");
}

#[test]
fn what_is_not_known_is_counted_apart() {
    // The sex of one pupil is not recorded: neither a girl nor not a girl.
    check(SCHOOL, "hs.nu.?=1 hs.nu-dtts.?=1 hs.ngheo.?=2 lop.ghep=0 lop.ghep.?=2 hs.kt=0");
    // Whether somebody still comes is not recorded: no line can tell.
    check(&[("enrolment", 21, "class: #1"), ("class", 1, "grade: 6")], "hs.tong=0 hs.tong.?=1 hs.nu.?=1");
}

#[test]
fn missing_is_not_nil() {
    check(&[("class", 1, "grade: 6")], "lop.tong=1 lop.chuyen=0 hs.tong= hs.nu= ph.tong=");
    check(
        &[("room", 1, "purpose: thu-vien; permanence: kien-co")],
        "ph.tong=1 ph.hoc=0 ph.cd-thu-vien.kien-co=1",
    );
    check(&[("engagement", 1, "status: nghi-huu; staff_group: giao-vien")], "cb.tong=0 cb.nu=0");
}

#[test]
fn codes_that_are_none_open_nothing() {
    let school = SchoolRecords::on("2021-05-31".parse().unwrap());
    for code in ["", "hs", "xx.tong", "hs.khong-co", "hs.dt"] {
        assert!(counted(&school, code).is_none(), "{code}");
    }
    assert!(forms().iter().all(|form| form.rows.first().is_some_and(|row| row.code == "tong")));
    let pupils = forms().iter().find(|form| form.code == "hs").unwrap();
    assert_eq!(pupils.label_of("dt-07").unwrap(), "Nùng");
    let guarded = |code: &str| pupils.row(code).unwrap().0.is_guarded;
    assert!(guarded("kt") && guarded("ngheo-ngheo") && guarded("cs-mo-coi"));
    assert!(!guarded("nu") && !guarded("dt-07"));
}

#[test]
fn broken_descriptions_are_refused() {
    let refuse = |text: &str, says: &str| {
        let text = format!("title = \"T\"\nenglish = \"T\"\nunit = \"u\"\nbasis = \"B\"\n{text}");
        let error = read_all(&[("x.toml", &text)]).unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
    };
    refuse("code = \"a\"\nkind = \"clas\"\ncolumns = \"grade\"\nrow = []", "no kind");
    refuse("code = \"a\"\nkind = \"class\"\ncolumns = \"name\"\nrow = []", "no code list");
    let twice = "code = \"a\"\nkind = \"class\"\ncolumns = \"grade\"\n\
                 [[row]]\ncode = \"x\"\nlabel = \"X\"\nenglish = \"X\"\n[[row]]\ncode = \"x\"\nlabel = \"X\"\nenglish = \"X\"";
    refuse(twice, "stands twice");
}
