//! Records of the sample province: three school years of classes and pupils, the staff, the rooms.
//!
//! Assumed throughout (no list of the real ones is public): how pupils spread over grades and classes, how
//! many repeat, move or leave, what teachers studied, which rooms a school has. What is fixed by print is
//! in `schools.rs`. A district is made at a time, so that the whole province fits into little memory.

mod draft;
mod people;
mod places;
mod pupils;
mod years;

use khue_base::Day;
use khue_rules::registry::record::FieldValue;

use super::names::Names;
use super::{Province, Scale, School};

/// The school years that are made, by the calendar year in which they begin.
pub(super) const YEARS: [i16; 3] = [2018, 2019, 2020];

/// Those for which pupils and classes are made: a demonstration has to be there within seconds, so it has the
/// current year only.
fn years_of(scale: Scale) -> &'static [i16] {
    match scale {
        Scale::Demo => YEARS.get(2..).unwrap_or_default(),
        Scale::Tiny | Scale::Full => &YEARS,
    }
}

/// A record as it is loaded.
#[derive(Clone, Debug)]
pub struct SampleRecord<'a> {
    /// The code of its kind.
    pub kind: &'static str,
    /// Its id; smaller than any id that the program gives.
    pub id: i64,
    /// The school that keeps it, or at which a person is.
    pub school: &'a School,
    /// Its first day.
    pub from: Day,
    /// The first day on which it no longer holds.
    pub until: Option<Day>,
    /// A value or nothing for every field of its kind.
    pub values: Vec<Option<FieldValue>>,
}

/// Makes the records of a province, district by district, each before those that refer to it.
/// `person_id` gives the id of a person of the registry by key: heads and clerks are in both.
pub fn make_records<'a>(
    province: &'a Province,
    seed: u64,
    person_id: &dyn Fn(&str) -> Option<i64>,
    sink: &mut dyn FnMut(SampleRecord<'a>),
) {
    let names = Names::read();
    let mut districts: Vec<&str> = province.schools.iter().map(|school| school.district.as_str()).collect();
    districts.sort_unstable();
    districts.dedup();
    for district in districts {
        let schools: Vec<&School> =
            province.schools.iter().filter(|school| school.district == district).collect();
        let number: i64 = district.trim_start_matches("old-").parse().unwrap_or_default();
        let years = years_of(province.scale);
        let mut maker = Maker {
            names: &names,
            seed,
            years,
            district: number,
            serials: [0; 32],
            person_id,
            sink: &mut *sink,
        };
        let staff: Vec<people::SchoolStaff> =
            schools.iter().map(|school| people::make_staff(&mut maker, school)).collect();
        for school in &schools {
            places::make_places(&mut maker, school);
        }
        let flow = pupils::flow(&schools, seed, years);
        let classes = years::make_classes(&mut maker, &schools, &staff);
        pupils::make_pupils(&mut maker, &schools, &flow, &classes);
        years::make_teaching(&mut maker, &schools, &classes, &staff);
    }
}

/// What all makers of a district share.
struct Maker<'m, 'a> {
    names: &'m Names,
    seed: u64,
    years: &'static [i16],
    district: i64,
    serials: [i64; 32],
    person_id: &'m dyn Fn(&str) -> Option<i64>,
    sink: &'m mut dyn FnMut(SampleRecord<'a>),
}

/// Kinds in the order of their ids; each refers to earlier ones only.
pub(super) const KINDS: [&str; 17] = [
    "school_profile",
    "site",
    "land",
    "building",
    "room",
    "staff",
    "engagement",
    "training",
    "appraisal",
    "class",
    "pupil",
    "guardian",
    "enrolment",
    "teaching",
    "equipment",
    "works",
    "qualification",
];

impl<'a> Maker<'_, 'a> {
    /// The next id of a kind in the district.
    fn id(&mut self, kind: &str) -> i64 {
        let place = KINDS.iter().position(|known| *known == kind).unwrap_or_default();
        let serial = self.serials.get_mut(place).map_or(0, |serial| {
            *serial += 1;
            *serial
        });
        (i64::try_from(place).unwrap_or_default() + 1) * 1_000_000_000_000
            + self.district * 1_000_000_000
            + serial
    }

    /// The district's place among the ten, for numbers that differ in the whole province.
    fn tenth(&self) -> i64 {
        if self.district == 213 { 0 } else { self.district - 214 }
    }

    fn give(
        &mut self,
        kind: &'static str,
        id: i64,
        school: &'a School,
        (from, until): (Day, Option<Day>),
        values: Vec<Option<FieldValue>>,
    ) {
        (self.sink)(SampleRecord { kind, id, school, from, until, values });
    }
}

/// A day of a year; the first day of 1970 for one that does not exist.
fn on(year: i16, month: i8, day: i8) -> Day {
    Day::new(year, month, day).unwrap_or_else(|| Day::from_epoch_days(0))
}

/// How long what belongs to a school year holds: classes are made in August and stay until the next are.
fn span_of(year: i16) -> (Day, Option<Day>) {
    (on(year, 8, 1), Some(on(year + 1, 8, 1)))
}

#[cfg(test)]
mod tests;
