//! Classes of the three years, and who teaches what in the last of them.

use std::collections::BTreeMap;

use khue_app::registry::UnitKind;
use khue_base::Quantity;
use khue_rules::registry::record::FieldValue;

use super::draft::{Fields, code, flag, record, text, whole, year};
use super::people::SchoolStaff;
use super::pupils::{GRADES, grades_of};
use super::{Maker, span_of};
use crate::province::School;

/// The classes of a district: ids by year, school and grade.
pub(super) struct Classes {
    ids: BTreeMap<(usize, usize, usize), Vec<i64>>,
}

impl Classes {
    /// The class of a section; 0 where the school has no such grade.
    pub fn of(&self, year: usize, school: usize, grade: usize, section: u32) -> i64 {
        let Some(ids) = self.ids.get(&(year, school, grade)).filter(|ids| !ids.is_empty()) else { return 0 };
        ids.get(section as usize % ids.len()).copied().unwrap_or_default()
    }
}

/// How many classes each grade of a school has: all of them shared out in the proportions of its pupils.
fn classes_of(school: &School) -> Vec<(usize, u32)> {
    let grades = grades_of(school);
    let total: u32 = grades.iter().map(|(_, share)| share).sum::<u32>().max(1);
    let mut shared: Vec<(usize, u32)> =
        grades.iter().map(|(grade, share)| (*grade, (school.classes * share / total).max(1))).collect();
    let mut given: u32 = shared.iter().map(|(_, count)| count).sum();
    for place in (0..shared.len()).rev().cycle().take(64) {
        let Some((_, count)) = shared.get_mut(place) else { break };
        if given < school.classes {
            *count += 1;
            given += 1;
        } else if given > school.classes && *count > 1 {
            *count -= 1;
            given -= 1;
        }
    }
    shared
}

/// Gives the classes of all schools.
pub(super) fn make_classes<'a>(
    maker: &mut Maker<'_, 'a>,
    schools: &[&'a School],
    staff: &[SchoolStaff],
) -> Classes {
    let fields = Fields::of(
        "class",
        [
            "year",
            "code",
            "name",
            "grade",
            "level",
            "session",
            "weekly_sessions",
            "has_two_sessions",
            "programme",
            "first_language",
            "is_specialised",
            "is_day_boarding",
            "homeroom_teacher",
            "sort_number",
        ],
    );
    let mut ids = BTreeMap::new();
    for (place, starts) in maker.years.iter().enumerate() {
        for (at, school) in schools.iter().enumerate() {
            let mut number = 0_u32;
            for (grade, count) in classes_of(school) {
                let in_grade = ids.entry((place, at, grade)).or_insert_with(Vec::new);
                for section in 0..count {
                    let id = maker.id("class");
                    in_grade.push(id);
                    let (level, programme) = level_of(school, grade, *starts);
                    let is_young = grade < 9;
                    let name = class_name(school, grade, section);
                    let homeroom = staff.get(at).and_then(|staff| staff.homeroom(number));
                    let language = (grade >= 6).then_some("en");
                    number += 1;
                    let values = fields.fill([
                        year(*starts),
                        text(format!("{starts}-{name}")),
                        text(name),
                        GRADES.get(grade).copied().and_then(code),
                        code(level),
                        code(if is_young {
                            "ca-ngay"
                        } else if section % 2 == 0 {
                            "sang"
                        } else {
                            "chieu"
                        }),
                        code(if is_young { "9-10" } else { "6-8" }),
                        flag(is_young),
                        code(programme),
                        language.and_then(code),
                        flag(school.short_name == "THPT Chuyên Bắc Giang"),
                        flag(grade < 4),
                        homeroom.and_then(record),
                        whole(number),
                    ]);
                    maker.give("class", id, school, span_of(*starts), values);
                }
            }
        }
    }
    Classes { ids }
}

fn level_of(school: &School, grade: usize, starts: i16) -> (&'static str, &'static str) {
    if school.kind == UnitKind::ContinuingCentre {
        return ("05", "gdtx");
    }
    let level = match grade {
        0..=3 => return ("01", "mn"),
        4..=8 => "02",
        9..=12 => "03",
        _ => "04",
    };
    // Grade 1 from 2020 on; the other grades of these years still follow the old programme.
    (level, if grade == 4 && starts >= 2020 { "2018" } else { "2006" })
}

fn class_name(school: &School, grade: usize, section: u32) -> String {
    let letter = char::from(b'A' + u8::try_from(section % 26).unwrap_or_default());
    let grade_code = GRADES.get(grade).copied().unwrap_or_default();
    match grade {
        0 => format!("Nhóm 25-36 tháng {letter}"),
        1..=3 => format!("{} tuổi {letter}", grade + 2),
        _ if school.kind == UnitKind::ContinuingCentre => format!("{grade_code}GDTX{}", section + 1),
        4..=12 => format!("{grade_code}{letter}"),
        _ => format!("{grade_code}A{}", section + 1),
    }
}

/// Subjects with their periods a week in tenths, for the years in which only grade 1 was new (assumed where
/// a grade differs by half a period).
fn subjects(grade: usize) -> &'static [(&'static str, u32)] {
    match grade {
        0..=3 => &[("gdmn", 300)],
        4..=5 => &[("van-hoa-th", 200), ("am-nhac", 10), ("mi-thuat", 10), ("gdtc", 20)],
        6..=8 => &[
            ("van-hoa-th", 190),
            ("ngoai-ngu-1", 40),
            ("tin-hoc", 20),
            ("am-nhac", 10),
            ("mi-thuat", 10),
            ("gdtc", 20),
        ],
        9..=12 => &[
            ("ngu-van", 40),
            ("toan", 40),
            ("ngoai-ngu-1", 30),
            ("vat-li", 10),
            ("hoa-hoc", 20),
            ("sinh-hoc", 20),
            ("lich-su", 15),
            ("dia-li", 15),
            ("gdcd", 10),
            ("cong-nghe", 15),
            ("tin-hoc", 20),
            ("gdtc", 20),
            ("am-nhac", 10),
            ("mi-thuat", 10),
        ],
        _ => &[
            ("ngu-van", 35),
            ("toan", 40),
            ("ngoai-ngu-1", 30),
            ("vat-li", 20),
            ("hoa-hoc", 20),
            ("sinh-hoc", 15),
            ("lich-su", 15),
            ("dia-li", 15),
            ("gdcd", 10),
            ("tin-hoc", 20),
            ("cong-nghe", 10),
            ("gdtc", 20),
            ("gdqpan", 10),
        ],
    }
}

/// Which subjects a school teaches, with the periods of all its classes in tenths.
pub(super) fn load_of(school: &School) -> BTreeMap<&'static str, u32> {
    let mut load = BTreeMap::new();
    for (grade, count) in classes_of(school) {
        for (subject, periods) in subjects(grade) {
            *load.entry(*subject).or_default() += periods * count;
        }
    }
    load
}

/// Gives who teaches which subject in which class in the last year.
pub(super) fn make_teaching<'a>(
    maker: &mut Maker<'_, 'a>,
    schools: &[&'a School],
    classes: &Classes,
    staff: &[SchoolStaff],
) {
    let fields = Fields::of("teaching", ["year", "term", "teacher", "class", "subject", "periods_a_week"]);
    let place = maker.years.len().saturating_sub(1);
    let starts = maker.years.last().copied().unwrap_or_default();
    for (at, school) in schools.iter().enumerate() {
        let Some(staff) = staff.get(at) else { continue };
        let mut turn: BTreeMap<&str, usize> = BTreeMap::new();
        let mut number = 0;
        for (grade, _) in classes_of(school) {
            for class in classes.ids.get(&(place, at, grade)).into_iter().flatten() {
                for (subject, periods) in subjects(grade) {
                    let teacher = if ["van-hoa-th", "gdmn"].contains(subject) {
                        staff.homeroom(number)
                    } else {
                        let turn = turn.entry(subject).or_default();
                        *turn += 1;
                        staff.teacher_of(subject, *turn - 1)
                    };
                    let Some(teacher) = teacher else { continue };
                    let id = maker.id("teaching");
                    let values = fields.fill([
                        year(starts),
                        whole(1),
                        record(teacher),
                        record(*class),
                        code(*subject),
                        Some(FieldValue::Decimal(Quantity::from_thousandths(i64::from(*periods) * 100))),
                    ]);
                    maker.give("teaching", id, school, span_of(starts), values);
                }
                number += 1;
            }
        }
    }
}
