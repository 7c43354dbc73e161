//! A school's records as the exchange reads them.

use std::collections::HashMap;

use khue_base::{Day, SchoolYear, UnitId};
use khue_db::Session;
use khue_rules::registry::exchange::{Known, School};
use khue_rules::registry::record::kind;

use crate::OpError;
use crate::registry::records::school_year_of;
use crate::registry::records::{Record, ever_of_unit, keeper_of};
use crate::registry::{root_of, unit_as_of};

/// Kinds of which the row of the day counts.
const OF_THE_DAY: [&str; 3] = ["school_profile", "site", "engagement"];
/// Kinds of which the last row counts: whoever left during the year is still told of.
const OF_THE_YEAR: [&str; 7] = ["staff", "class", "teaching", "pupil", "guardian", "enrolment", "training"];

/// What was read of a school.
pub(super) struct SchoolRead {
    pub year: SchoolYear,
    code: Option<String>,
    province: Option<String>,
    records: Vec<Record>,
    places: HashMap<(&'static str, i64), usize>,
}

impl SchoolRead {
    /// Reads a school as of `day`; nothing when the unit is none, or not there.
    pub async fn read(session: &mut Session, unit: UnitId, day: Day) -> Result<Option<Self>, OpError> {
        let Some(school) = unit_as_of(session, unit, day).await?.filter(|unit| unit.kind.is_school()) else {
            return Ok(None);
        };
        let root = root_of(session, unit, day).await?;
        let province_code = unit_as_of(session, root, day).await?.and_then(|root| root.code);
        let province = keeper_of(session, unit, day).await?;
        let mut records = Vec::new();
        for code in OF_THE_DAY.into_iter().chain(OF_THE_YEAR) {
            let Some(kind) = kind(code) else { continue };
            let rows = ever_of_unit(session, kind, province, unit).await?;
            let is_of_day = OF_THE_DAY.contains(&code);
            records.extend(
                rows.into_iter().filter(|row| {
                    row.from <= day && (!is_of_day || row.until.is_none_or(|until| day < until))
                }),
            );
        }
        let profile = records.iter().find(|record| record.key.kind.code == "school_profile");
        let code = profile.and_then(|profile| profile.facts.text("code").map(str::to_owned)).or(school.code);
        let place = |(at, record): (usize, &Record)| ((record.key.kind.code.as_str(), record.key.id.0), at);
        let places = records.iter().enumerate().map(place).collect();
        Ok(Some(Self { year: school_year_of(day), code, province: province_code, records, places }))
    }

    /// As rules look at it.
    pub fn view(&self) -> School<'_> {
        let mut school = School::new(self.year, self.code.clone(), self.province.clone());
        for record in &self.records {
            school.add(Known {
                id: record.key.id.0,
                facts: &record.facts,
                recorded_at: record.recorded_at,
                from: record.from,
            });
        }
        school
    }

    /// What lists call the person or thing that a record is about.
    pub fn called(&self, kind: &'static str, id: i64) -> String {
        let find = |kind, id| self.places.get(&(kind, id)).and_then(|at| self.records.get(*at));
        let Some(record) = find(kind, id) else { return String::new() };
        let person = ["pupil", "staff"].into_iter().find_map(|of| find(of, record.facts.record(of)?));
        person.unwrap_or(record).called()
    }
}
