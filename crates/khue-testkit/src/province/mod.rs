//! The sample province: Bắc Giang in the school year 2020-2021, and the same schools on the map of 1/7/2025.
//!
//! Districts and communes are real, schools and people are invented. What is printed somewhere is met
//! exactly; what is not is assumed (`schools.rs`). The same seed gives the same province for ever.

mod load;
mod load_records;
mod names;
mod office;
mod prng;
mod records;
mod schools;
mod staff;
mod territory;

pub use load::{load, load_admin, system};
pub use load_records::{RecordCounts, load_records};
pub use names::draw_names;
pub use records::{SampleRecord, make_records};
pub use schools::{NationalStandard, School};
pub use territory::Stay;

use khue_app::registry::{LoadUnits, UnitKind};
use khue_base::Day;
use khue_rules::accounts::Role;

/// The first day of the registry.
pub const START: &str = "2020-01-01";
/// The day on which the province merged and its districts ended.
pub const MERGER: &str = "2025-07-01";

/// How much of the province is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// 6 schools of 2 districts, for tests.
    Tiny,
    /// About 60 schools of all districts and kinds.
    Demo,
    /// All 849 schools and the 11 centres.
    Full,
}

/// A province as plain data. Keys are stable names; ids are given when it is loaded.
#[derive(Clone, Debug)]
pub struct Province {
    /// How much of it was made.
    pub scale: Scale,
    /// Units besides the administrative ones, people, posts.
    pub records: LoadUnits,
    /// Schools with their figures.
    pub schools: Vec<School>,
    /// A login for every person, with the role and the unit.
    pub logins: Vec<Login>,
    /// Keys of the administrative units that it needs; empty for all.
    admin_keys: Vec<String>,
}

/// A suggestion for an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login {
    /// Key of the person.
    pub person: String,
    /// Key of the person's post in 2020.
    pub post: String,
    /// The post's role.
    pub role: Role,
    /// Key of the post's unit.
    pub unit: String,
    /// The name to sign in with.
    pub login: String,
}

impl Province {
    /// Makes a province.
    pub fn make(scale: Scale, seed: u64) -> Self {
        let districts = territory::districts();
        let schools: Vec<School> = schools::all_schools(&districts, seed)
            .into_iter()
            .filter(|school| belongs(scale, school))
            .collect();
        let districts: Vec<territory::District> = match scale {
            Scale::Tiny => districts
                .into_iter()
                .filter(|district| TINY_DISTRICTS.contains(&district.code.as_str()))
                .collect(),
            _ => districts,
        };
        let mut province = Self {
            scale,
            records: LoadUnits::default(),
            schools,
            logins: Vec::new(),
            admin_keys: Vec::new(),
        };
        let mut staff = staff::Staff::new(seed);
        office::add_offices(&mut province, &mut staff, &districts);
        office::add_schools(&mut province, &mut staff);
        province.records.people = staff.people;
        province.records.posts = staff.posts;
        province.logins = staff.logins;
        if scale == Scale::Tiny {
            province.admin_keys = tiny_admin_keys(&province.schools);
        }
        province
    }
}

const TINY_DISTRICTS: [&str; 2] = ["213", "218"];

const TINY_SCHOOLS: [&str; 6] =
    ["th-213-01", "thcs-213-01", "mn-218-01", "th-218-01", "thcs-218-01", "thpt-218-01"];

/// Whether a school of the full province is in a smaller one.
fn belongs(scale: Scale, school: &School) -> bool {
    let place = school.key.rsplit('-').next().unwrap_or_default();
    match scale {
        Scale::Full => true,
        Scale::Tiny => TINY_SCHOOLS.contains(&school.key.as_str()),
        Scale::Demo => match school.kind {
            UnitKind::Preschool | UnitKind::LowerSecondary | UnitKind::ContinuingCentre => place == "01",
            UnitKind::UpperSecondary => place == "01" || school.key == "thpt-213-02",
            UnitKind::PrimaryLowerSecondary => {
                place == "01" && ["old-215", "old-220"].contains(&school.district.as_str())
            }
            _ => place == "01" || place == "02",
        },
    }
}

fn tiny_admin_keys(schools: &[School]) -> Vec<String> {
    let mut keys = vec!["old-24".to_owned(), "new-24".to_owned()];
    keys.extend(TINY_DISTRICTS.map(|code| format!("old-{code}")));
    keys.extend(schools.iter().flat_map(|school| school.stays.iter().map(|stay| stay.commune.clone())));
    keys.sort();
    keys.dedup();
    keys
}

fn day(iso: &str) -> Day {
    // The two constants above are days; a test says so.
    iso.parse().unwrap_or_else(|_| Day::from_epoch_days(0))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn check(scale: Scale, schools: std::ops::RangeInclusive<usize>) -> Province {
        let province = Province::make(scale, 2020);
        assert!(schools.contains(&province.schools.len()), "{} schools", province.schools.len());
        let records = &province.records;
        let units: BTreeSet<&str> = records.units.iter().map(|unit| unit.key.as_str()).collect();
        let people: BTreeSet<&str> = records.people.iter().map(|person| person.key.as_str()).collect();
        assert_eq!(units.len(), records.units.len());
        assert_eq!(people.len(), records.people.len());
        for post in &records.posts {
            assert!(people.contains(post.person.as_str()), "{}", post.key);
            let admin = post.unit.starts_with("old-") || post.unit.starts_with("new-");
            assert!(admin || units.contains(post.unit.as_str()), "{}", post.unit);
        }
        let roles: BTreeSet<Role> = records.posts.iter().map(|post| post.role).collect();
        assert_eq!(roles, BTreeSet::from(Role::ALL));
        let logins: BTreeSet<&str> = province.logins.iter().map(|login| login.login.as_str()).collect();
        assert_eq!(logins.len(), records.people.len());
        province
    }

    #[test]
    fn every_scale_hangs_together_and_has_every_role() {
        check(Scale::Tiny, 6..=6);
        check(Scale::Full, 860..=860);
        let demo = check(Scale::Demo, 58..=66);
        let districts: BTreeSet<&str> = demo.schools.iter().map(|school| school.district.as_str()).collect();
        assert_eq!(districts.len(), 10);
        assert!(demo.schools.iter().any(|school| school.short_name == "THPT Lục Nam"));
        assert!(demo.schools.iter().any(|school| school.short_name == "THPT Chuyên Bắc Giang"));
    }

    #[test]
    fn the_same_seed_gives_the_same_people_at_every_scale() {
        let (demo, full) = (Province::make(Scale::Demo, 7), Province::make(Scale::Full, 7));
        let name = |province: &Province, key: &str| {
            province
                .records
                .people
                .iter()
                .find(|person| person.key == key)
                .map(|person| person.full_name.clone())
        };
        for login in ["ht.thpt-218-01", "gd.sogddt", "pgd.lucnam"] {
            assert!(name(&demo, login).is_some(), "{login}");
            assert_eq!(name(&demo, login), name(&full, login));
        }
        let other = Province::make(Scale::Demo, 8);
        assert_ne!(name(&demo, "gd.sogddt"), name(&other, "gd.sogddt"));
    }

    #[test]
    fn constants_are_days() {
        assert_eq!([day(START), day(MERGER)].map(Day::iso), [START, MERGER].map(str::to_owned));
    }
}
