//! Pupils and how they pass through three school years: fresh ones at the beginning and in preschools,
//! promoted or kept year by year, from preschool to primary school in the commune, then on in the district.

use std::collections::BTreeMap;

use khue_app::registry::UnitKind;
use khue_rules::registry::record::FieldValue;

use super::draft::{Fields, code, day, flag, record, text, year};
use super::years::Classes;
use super::{Maker, on, span_of};
use crate::province::School;
use crate::province::names::{Names, Sex};
use crate::province::prng::Prng;

/// Grades from the youngest: group of 25 to 36 months, three of kindergarten, then 1 to 12.
pub(super) const GRADES: [&str; 16] =
    ["N3", "M3", "M4", "M5", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"];
const FIRST: usize = 4;
const SIXTH: usize = 9;
const TENTH: usize = 13;

/// How a year of a pupil began and ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// New in the school.
    Fresh,
    /// From the grade below.
    Promoted,
    /// Once more in the same grade.
    Kept,
}

/// What happened within a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Event {
    /// Nothing.
    None,
    /// Left for no other school.
    Left,
    /// Moved to the school at this place of the district's list.
    Moved(usize),
}

/// A year of a pupil.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stay {
    /// Place of the school year among those that are made.
    pub year: usize,
    /// Place of the school in the district's list.
    pub school: usize,
    /// Place of the grade among [`GRADES`].
    pub grade: usize,
    /// Which class of the grade, turned by the number of classes.
    pub section: u32,
    pub way: Way,
    pub event: Event,
}

/// A pupil of the district.
pub(super) struct Pupil {
    pub birth_year: i16,
    pub stays: Vec<Stay>,
}

/// Grades of a school with their share of its pupils, in thousandths.
pub(super) fn grades_of(school: &School) -> Vec<(usize, u32)> {
    let even = |grades: std::ops::Range<usize>| {
        let share = 1000 / u32::try_from(grades.len()).unwrap_or(1);
        grades.map(|grade| (grade, share)).collect()
    };
    match school.kind {
        UnitKind::Preschool => vec![(0, 100), (1, 240), (2, 310), (3, 350)],
        UnitKind::Primary => even(FIRST..SIXTH),
        UnitKind::PrimaryLowerSecondary => even(FIRST..TENTH),
        UnitKind::LowerSecondary => even(SIXTH..TENTH),
        UnitKind::LowerUpperSecondary => even(SIXTH..16),
        _ => even(TENTH..16),
    }
}

/// Pupils per grade of a school.
fn wanted(school: &School) -> Vec<(usize, usize)> {
    let share = |(grade, share): (usize, u32)| (grade, (school.pupils * share / 1000) as usize);
    grades_of(school).into_iter().map(share).collect()
}

/// The age in calendar years at which a grade begins.
fn age(grade: usize) -> i16 {
    i16::try_from(grade).unwrap_or_default() + 2
}

/// All pupils who were at a school of the district in one of the years.
pub(super) fn flow(schools: &[&School], seed: u64, years: &[i16]) -> Vec<Pupil> {
    let district = schools.first().map_or("", |school| school.district.as_str());
    let mut prng = Prng::new(seed, &format!("pupils {district}"));
    let mut pupils: Vec<Pupil> = Vec::new();
    for (place, year) in years.iter().enumerate() {
        let mut coming = match place.checked_sub(1) {
            None => BTreeMap::new(),
            Some(before) => promote(&mut pupils, schools, before),
        };
        for (at, school) in schools.iter().enumerate() {
            for (grade, size) in wanted(school) {
                let mut own = coming.remove(&(at, grade)).unwrap_or_default();
                // A preschool takes in at every age; elsewhere a gap is filled by those who move to the district.
                for _ in own.len()..size {
                    let late = i16::from(prng.happens(1));
                    pupils.push(Pupil { birth_year: year - age(grade) - late, stays: Vec::new() });
                    own.push((
                        pupils.len() - 1,
                        if place == 0 && grade != FIRST && grade != SIXTH && grade != TENTH && grade > 1 {
                            Way::Promoted
                        } else {
                            Way::Fresh
                        },
                    ));
                }
                for (number, (pupil, way)) in own.into_iter().enumerate() {
                    let event = event(&mut prng, schools, at, grade);
                    let Some(pupil) = pupils.get_mut(pupil) else { continue };
                    let section = match (way, pupil.stays.last()) {
                        (Way::Promoted, Some(last)) if last.school == at => last.section,
                        _ => u32::try_from(number).unwrap_or_default(),
                    };
                    pupil.stays.push(Stay { year: place, school: at, grade, section, way, event });
                }
            }
        }
    }
    pupils
}

type Coming = BTreeMap<(usize, usize), Vec<(usize, Way)>>;

/// Who comes into which grade of which school after the year at `before`.
fn promote(pupils: &mut [Pupil], schools: &[&School], before: usize) -> Coming {
    let mut coming = Coming::new();
    // Who has finished at a school and may enter the next level, by the grade they enter.
    let mut finished: BTreeMap<usize, Vec<(usize, usize)>> = BTreeMap::new();
    for (place, pupil) in pupils.iter().enumerate() {
        let Some(last) = pupil.stays.last().filter(|stay| stay.year == before) else { continue };
        let at = match last.event {
            Event::Left => continue,
            Event::Moved(to) => to,
            Event::None => last.school,
        };
        let Some(school) = schools.get(at) else { continue };
        // Five of a thousand repeat a year.
        let number = (place as u64).wrapping_mul(0x9e37_79b9) >> 7;
        if last.grade >= FIRST && number % 1000 < 5 {
            coming.entry((at, last.grade)).or_default().push((place, Way::Kept));
        } else if grades_of(school).iter().any(|(grade, _)| *grade == last.grade + 1) {
            coming.entry((at, last.grade + 1)).or_default().push((place, Way::Promoted));
        } else if last.grade < 15 {
            finished.entry(last.grade + 1).or_default().push((place, at));
        }
    }
    for (grade, mut leavers) in finished {
        for near in [true, false] {
            for (at, school) in schools.iter().enumerate() {
                let Some((_, size)) = wanted(school).into_iter().find(|(wanted, _)| *wanted == grade) else {
                    continue;
                };
                let own = coming.entry((at, grade)).or_default();
                let mut rest = Vec::new();
                for (pupil, from) in leavers {
                    let is_near = schools.get(from).is_some_and(|from| from.commune == school.commune);
                    if own.len() < size && (is_near || !near) {
                        own.push((pupil, Way::Fresh));
                    } else {
                        rest.push((pupil, from));
                    }
                }
                leavers = rest;
            }
        }
    }
    coming
}

/// Some move to a school of the same kind nearby in the winter, a few of the older ones leave.
fn event(prng: &mut Prng, schools: &[&School], at: usize, grade: usize) -> Event {
    let drawn = prng.below(1000);
    let Some(school) = schools.get(at) else { return Event::None };
    if drawn < 4 {
        let others: Vec<usize> = (0..schools.len())
            .filter(|other| {
                *other != at && schools.get(*other).is_some_and(|other| other.kind == school.kind)
            })
            .collect();
        let place = prng.below(others.len() as u64) as usize;
        return others.get(place).map_or(Event::None, |other| Event::Moved(*other));
    }
    if grade >= SIXTH && drawn < if grade >= TENTH { 12 } else { 7 } {
        return Event::Left;
    }
    Event::None
}

const REASONS: [&str; 6] = ["kho-khan", "hoc-yeu", "theo-gia-dinh", "lao-dong", "hoc-nghe", "khac"];

/// Gives the pupils with their years.
pub(super) fn make_pupils<'a>(
    maker: &mut Maker<'_, 'a>,
    schools: &[&'a School],
    flow: &[Pupil],
    classes: &Classes,
) {
    let fields = Fields::of(
        "pupil",
        [
            "ministry_code",
            "local_code",
            "full_name",
            "birth_date",
            "sex",
            "ethnic",
            "nationality",
            "personal_number",
            "residence_commune",
            "hamlet",
            "phone",
            "poverty",
            "poverty_paper",
            "disability_kind",
            "disability_degree",
            "health_insurance",
            "is_pioneer",
            "is_union_member",
        ],
    );
    let guardian = Fields::of(
        "guardian",
        ["pupil", "kinship", "full_name", "birth_year", "occupation", "phone", "is_to_be_told"],
    );
    let enrolment = Fields::of(
        "enrolment",
        [
            "pupil",
            "year",
            "class",
            "status",
            "begun",
            "ended",
            "leaving_reason",
            "other_school",
            "boarding",
            "has_two_sessions",
            "is_repeater",
            "has_fee_exemption",
        ],
    );
    let district_code = maker.district.to_string();
    let mut prng = Prng::new(maker.seed, &format!("who {district_code}"));
    let communes = commune_codes(schools);
    for (serial, pupil) in flow.iter().enumerate() {
        let Some(first) = pupil.stays.first() else { continue };
        let Some(school) = schools.get(first.school).copied() else { continue };
        let id = maker.id("pupil");
        let sex = if prng.below(1000) < 478 { Sex::Female } else { Sex::Male };
        let group = Names::draw_group(&mut prng, &district_code);
        let name = maker.names.draw_of(&mut prng, sex, group);
        let (month, on_day) = (1 + prng.below(12) as i8, 1 + prng.below(28) as i8);
        let is_poor = prng.happens(if matches!(maker.district, 219 | 220) { 14 } else { 4 });
        let is_near_poor = !is_poor && prng.happens(4);
        let is_disabled = prng.below(1000) < 8;
        let last_grade = pupil.stays.last().map_or(0, |stay| stay.grade);
        let century = u64::from(pupil.birth_year >= 2000) * 2 + u64::from(sex == Sex::Female);
        let number = format!(
            "024{century}{:02}{:06}",
            pupil.birth_year.rem_euclid(100),
            maker.tenth() * 100_000 + serial as i64 % 100_000
        );
        let parent = maker.names.draw_of(&mut prng, Sex::Female, group);
        let phone = format!("09{:08}", prng.below(100_000_000));
        let values = fields.fill([
            text(format!("24{:08}", maker.district % 100 * 1_000_000 + serial as i64)),
            text(format!("{}-{serial:06}", maker.district)),
            text(name),
            day(pupil.birth_year, month, on_day),
            code(if sex == Sex::Female { "2" } else { "1" }),
            code(ethnic_code(group)),
            code("VN"),
            // A few families have not brought the paper yet.
            text(number).filter(|_| !prng.happens(2)),
            communes.get(first.school).cloned().flatten().and_then(code),
            text(format!("Thôn {}", 1 + prng.below(12))),
            text(phone.clone()),
            code(if is_poor {
                "ngheo"
            } else if is_near_poor {
                "can-ngheo"
            } else {
                "khong"
            }),
            text(format!("HN{:06}", prng.below(1_000_000))).filter(|_| is_poor || is_near_poor),
            code("tri-tue").filter(|_| is_disabled),
            code("nhe").filter(|_| is_disabled),
            text(format!("HS42424{:08}", serial)).filter(|_| !prng.happens(3)),
            flag((8..13).contains(&last_grade)),
            flag(last_grade > TENTH && prng.happens(60)),
        ]);
        let since = (on(maker.years.get(first.year).copied().unwrap_or_default(), 8, 1), None);
        maker.give("pupil", id, school, since, values);
        let guardian_id = maker.id("guardian");
        let values = guardian.fill([
            record(id),
            code("me"),
            text(parent),
            Some(FieldValue::Year(pupil.birth_year - 22 - prng.below(14) as i16)),
            text(OCCUPATIONS.get(prng.below(6) as usize).copied().unwrap_or_default()),
            text(phone),
            flag(true),
        ]);
        maker.give("guardian", guardian_id, school, since, values);
        let who = Who { pupil, id, is_poor };
        make_stays(maker, schools, classes, &enrolment, who, &mut prng);
    }
}

const OCCUPATIONS: [&str; 6] =
    ["Nông dân", "Công nhân", "Buôn bán", "Giáo viên", "Nội trợ", "Lao động tự do"];

/// A pupil whose years are given.
struct Who<'p> {
    pupil: &'p Pupil,
    id: i64,
    is_poor: bool,
}

fn make_stays<'a>(
    maker: &mut Maker<'_, 'a>,
    schools: &[&'a School],
    classes: &Classes,
    fields: &Fields<12>,
    Who { pupil, id, is_poor }: Who<'_>,
    prng: &mut Prng,
) {
    for stay in &pupil.stays {
        let Some(school) = schools.get(stay.school).copied() else { continue };
        let starts = maker.years.get(stay.year).copied().unwrap_or_default();
        let (from, until) = span_of(starts);
        let changed = on(starts + 1, 1, 4 + prng.below(24) as i8);
        let is_young = stay.grade < SIXTH;
        let row = |class: i64,
                   status: &str,
                   begun: &str,
                   ended: Option<&str>,
                   reason: Option<&str>,
                   other: Option<&School>| {
            fields.fill([
                record(id),
                year(starts),
                record(class),
                code(status),
                code(begun),
                ended.and_then(code),
                reason.and_then(code),
                other.and_then(|other| text(other.name.clone())),
                code(if stay.grade < FIRST { "ban-tru" } else { "khong" }),
                flag(is_young),
                flag(stay.way == Way::Kept),
                flag(is_poor && stay.grade != FIRST),
            ])
        };
        let begun = match stay.way {
            Way::Fresh => "tuyen-moi",
            Way::Promoted => "len-lop",
            Way::Kept => "luu-ban",
        };
        let enrolment = maker.id("enrolment");
        let class = classes.of(stay.year, stay.school, stay.grade, stay.section);
        match stay.event {
            Event::None => {
                maker.give(
                    "enrolment",
                    enrolment,
                    school,
                    (from, until),
                    row(class, "dang-hoc", begun, None, None, None),
                );
            }
            Event::Left => {
                let reason = REASONS.get(prng.below(REASONS.len() as u64) as usize).copied();
                let before = (from, Some(changed));
                maker.give(
                    "enrolment",
                    enrolment,
                    school,
                    before,
                    row(class, "dang-hoc", begun, None, None, None),
                );
                let after = row(class, "thoi-hoc", begun, Some("thoi-hoc"), reason, None);
                maker.give("enrolment", enrolment, school, (changed, until), after);
            }
            Event::Moved(to) => {
                let Some(other) = schools.get(to).copied() else { continue };
                let before = (from, Some(changed));
                maker.give(
                    "enrolment",
                    enrolment,
                    school,
                    before,
                    row(class, "dang-hoc", begun, None, None, None),
                );
                let after = row(class, "chuyen-di", begun, Some("chuyen-di"), None, Some(other));
                maker.give("enrolment", enrolment, school, (changed, until), after);
                let there = maker.id("enrolment");
                let class = classes.of(stay.year, to, stay.grade, stay.section);
                let came = row(class, "chuyen-den", "chuyen-den", None, None, Some(school));
                maker.give("enrolment", there, other, (changed, until), came);
            }
        }
    }
}

/// The official code of each school's commune in the last of the years.
fn commune_codes(schools: &[&School]) -> Vec<Option<String>> {
    let code = |school: &&School| school.commune.strip_prefix("old-").map(str::to_owned);
    schools.iter().map(code).collect()
}

pub(super) fn ethnic_code(group: &str) -> &'static str {
    match group {
        "Tày" => "02",
        "Hoa" => "04",
        "Nùng" => "07",
        "Dao" => "09",
        "Sán Chay" => "15",
        "Sán Dìu" => "18",
        _ => "01",
    }
}
