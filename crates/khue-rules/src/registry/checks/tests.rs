use std::collections::BTreeSet;

use super::describe::read_all;
use super::*;
use crate::registry::record::{Context, FieldValue, kind, parse};

/// A school written down as `kind id field=text; …`; `#7` names the record 7.
struct Sample {
    rows: Vec<(String, i64, Vec<Option<FieldValue>>)>,
}

fn sample(text: &str) -> Sample {
    let context = Context::plain(day());
    let rows = text.lines().map(str::trim).filter(|line| !line.is_empty()).map(|line| {
        let (head, fields) = line.split_once(':').unwrap();
        let (code, id) = head.split_once(' ').unwrap();
        let kind = kind(code).unwrap_or_else(|| panic!("no kind {code}"));
        let mut values = vec![None; kind.fields.len()];
        for part in fields.split(';').map(str::trim).filter(|part| !part.is_empty()) {
            let (field, text) = part.split_once('=').unwrap();
            let place = kind.position(field).unwrap_or_else(|| panic!("{code} has no field {field}"));
            values[place] = match text.strip_prefix('#') {
                Some(id) => Some(FieldValue::Record(id.parse().unwrap())),
                None => parse(&kind.fields[place], text, &context).unwrap_or_else(|e| panic!("{e}")).value,
            };
        }
        (code.to_owned(), id.parse().unwrap(), values)
    });
    Sample { rows: rows.collect() }
}

fn day() -> khue_base::Day {
    "2020-10-15".parse().unwrap()
}

impl Sample {
    fn findings(&self) -> Vec<Finding> {
        let mut records = SchoolRecords::on(day());
        for (kind, id, values) in &self.rows {
            records.add(kind, Row { id: *id, values });
        }
        run(&records, checks())
    }

    /// What one check says, one line a finding.
    fn says(&self, code: &str) -> Vec<String> {
        assert!(checks().iter().any(|check| check.code == code), "no check {code}");
        self.findings().into_iter().filter(|found| found.check.code == code).map(|found| found.says).collect()
    }
}

const CLASS: &str = "class 1: name=1A; year=2020-2021; grade=1; level=Tiểu học";

fn pupils_in_class(count: i64) -> String {
    let mut text = format!("{CLASS}\n");
    for id in 100..100 + count {
        text += &format!("pupil {id}: full_name=Vi Văn Tám; birth_date=1/2/2014; sex=Nam\n");
        text += &format!("enrolment {}: pupil=#{id}; class=#1; year=2020-2021; status=Đang học\n", id + 1000);
    }
    text
}

#[test]
fn there_are_many_checks_and_each_says_on_what_it_rests() {
    assert!(checks().len() >= 80, "{} checks", checks().len());
    for check in checks() {
        assert!(
            check.basis.len() > 10 && check.fix.ends_with('.') && !check.name.ends_with('.'),
            "{}",
            check.code
        );
    }
    let kinds: BTreeSet<&str> = checks().iter().map(|check| check.kind.as_str()).collect();
    assert!(kinds.len() >= 12, "{kinds:?}");
}

#[test]
fn a_name_that_does_not_exist_is_refused_with_its_check() {
    let check = |must: &str| {
        format!(
            "[[check]]\ncode='X'\nkind='pupil'\nlevel='error'\nname='n'\nconsequence=1\nmust={{ {must} }}\n\
             says='s'\nfix='f.'\nbasis='b'\n"
        )
    };
    for (must, problem) in [
        ("of='nothing', present=true", "X: nothing: pupil has no field nothing"),
        ("of='full_name.x', present=true", "X: full_name.x: full_name names no record"),
        ("count='pupils', at_least=1", "X: no kind pupils"),
        ("of='full_name'", "X: one claim is wanted"),
        ("present=true", "X: one of of, count, sum, years is wanted"),
        ("of='full_name', presnt=true", "unknown field"),
    ] {
        let text = check(must);
        let error = read_all(&[("x.toml", &text)]).unwrap_err().to_string();
        assert!(error.contains(problem), "{error}");
    }
}

#[test]
fn a_class_is_too_large_from_the_36th_pupil() {
    assert!(sample(&pupils_in_class(35)).says("LO-03").is_empty());
    assert_eq!(sample(&pupils_in_class(36)).says("LO-03"), ["Lớp 1A có 36 học sinh, quá 35."]);
}

#[test]
fn those_who_left_do_not_count() {
    let text = pupils_in_class(36).replacen("status=Đang học", "status=Chuyển đi", 1);
    assert!(sample(&text).says("LO-03").is_empty());
}

#[test]
fn leaving_needs_a_reason() {
    let left = "enrolment 2: pupil=#5; class=#1; year=2020-2021; status=Thôi học\npupil 5: full_name=Vi Văn Tám; birth_date=2014; sex=Nam";
    assert_eq!(sample(left).says("XL-01"), ["Vi Văn Tám thôi học nhưng chưa ghi lí do."]);
    let told = left.replace("status=Thôi học", "status=Thôi học; leaving_reason=Lý do khác");
    assert!(sample(&told).says("XL-01").is_empty());
}

#[test]
fn age_counts_by_calendar_years_and_needs_a_year_of_birth() {
    let text = |birth: &str| {
        format!(
            "{CLASS}\npupil 5: full_name=Vi Văn Tám; {birth} sex=Nam\n\
             enrolment 6: pupil=#5; class=#1; year=2020-2021; status=Đang học"
        )
    };
    assert!(sample(&text("birth_date=31/12/2014;")).says("XL-04").is_empty());
    assert_eq!(sample(&text("birth_date=1/1/2015;")).says("XL-04"), ["Vi Văn Tám học lớp 1 khi mới 5 tuổi."]);
    assert!(sample(&text("")).says("XL-04").is_empty(), "an unknown age is no young age");
}

#[test]
fn a_sum_with_a_part_missing_says_nothing() {
    let school = "school_profile 1: name=Trường Tiểu học Mẫu; levels=Tiểu học; land_area_m2=5000\n";
    let land = |second: &str| {
        format!("{school}land 2: name=Thửa một; area_m2=3000\nland 3: name=Thửa hai; {second}")
    };
    assert!(sample(&land("area_m2=2000")).says("TR-03").is_empty());
    assert!(sample(&land("")).says("TR-03").is_empty());
    let found = sample(&land("area_m2=1500")).says("TR-03");
    assert_eq!(found, ["Hồ sơ trường ghi 5.000 m² đất, các thửa cộng lại 4.500 m²."]);
}

#[test]
fn rooms_are_compared_with_classes_exactly() {
    let school = |rooms: i64, classes: i64| {
        let mut text = "school_profile 1: name=Trường THCS Mẫu; levels=Trung học cơ sở\n".to_owned();
        for id in 0..rooms {
            text += &format!("room {}: name=Phòng {id}; purpose=Phòng học\n", 100 + id);
        }
        for id in 0..classes {
            text +=
                &format!("class {}: name=6A{id}; year=2020-2021; grade=6; level=Trung học cơ sở\n", 200 + id);
        }
        sample(&text)
    };
    assert!(school(6, 10).says("TR-02").is_empty(), "0,6 of 10 classes are 6 rooms");
    assert_eq!(school(6, 11).says("TR-02"), ["Trường có 6 phòng học, mức tối thiểu là 6,6."]);
}

#[test]
fn twins_are_found_on_both_sides() {
    let text = "pupil 1: full_name=Vi Văn Tám; birth_date=1/2/2014; sex=Nam; ministry_code=2412345678\n\
                pupil 2: full_name=Vi Văn Chín; birth_date=1/3/2014; sex=Nam; ministry_code=2412345678\n\
                pupil 3: full_name=Vi Văn Mười; birth_date=1/4/2014; sex=Nam";
    assert_eq!(sample(text).says("HS-05").len(), 2);
}

#[test]
fn a_personal_number_agrees_with_birth_and_sex() {
    let pupil = |number: &str, sex: &str, birth: &str| {
        sample(&format!(
            "pupil 1: full_name=Vi Văn Tám; birth_date={birth}; sex={sex}; personal_number={number}"
        ))
    };
    assert!(pupil("024214000123", "Nam", "1/2/2014").says("HS-03").is_empty());
    assert!(pupil("024214000123", "Nam", "2014").says("HS-03").is_empty());
    assert_eq!(pupil("024214000123", "Nữ", "1/2/2014").says("HS-03").len(), 1);
    assert_eq!(pupil("024214000123", "Nam", "1/2/2013").says("HS-03").len(), 1);
    assert_eq!(pupil("024314000123", "Nữ", "1/2/2014").says("HS-03").len(), 0);
}

#[test]
fn a_teacher_is_trained_before_teaching_the_new_programme() {
    let teacher = "class 1: name=1A; year=2020-2021; grade=1; level=Tiểu học; programme=2018\n\
                   staff 2: full_name=Lục Thị Xuân; birth_date=2/3/1985; sex=Nữ\n\
                   teaching 3: year=2020-2021; teacher=#2; class=#1; subject=Toán; periods_a_week=3\n";
    assert_eq!(sample(teacher).says("CB-23").len(), 1);
    let training = |result: &str| format!("{teacher}training 4: staff=#2; programme=gdpt-2018; {result}");
    assert_eq!(sample(&training("result=Đang học")).says("CB-23").len(), 1);
    assert!(sample(&training("result=Hoàn thành")).says("CB-23").is_empty());
    assert!(sample(&training("")).says("CB-23").is_empty(), "a result not known is asked for elsewhere");
}

#[test]
fn a_check_holds_between_its_days() {
    let school = "school_profile 1: name=Trường Tiểu học Mẫu; levels=Tiểu học; ownership=1\n\
                  engagement 2: staff=#9; post=Phó hiệu trưởng; status=Đang làm việc\n\
                  engagement 3: staff=#8; post=Phó hiệu trưởng; status=Đang làm việc\n\
                  engagement 4: staff=#7; post=Phó hiệu trưởng; status=Đang làm việc";
    assert!(sample(school).says("TR-06").is_empty(), "the decree holds from 1/12/2020");
}

#[test]
fn a_finding_points_to_the_field_to_mend() {
    let findings = sample(CLASS).findings();
    let found = findings.iter().find(|found| found.check.code == "LO-01").unwrap();
    assert_eq!((found.record, found.field), (1, kind("class").unwrap().position("homeroom_teacher")));
    assert_eq!(found.says, "Lớp 1A năm học 2020-2021 chưa có giáo viên chủ nhiệm.");
}
