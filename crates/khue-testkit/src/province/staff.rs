//! People and their posts.

use khue_app::registry::{LoadPerson, LoadPost, UnitKind};
use khue_base::{Day, search_key};
use khue_rules::accounts::Role;

use super::names::{Names, Sex};
use super::prng::Prng;
use super::{Login, START, School, day};

/// Adds people with their posts and logins.
pub(super) struct Staff {
    names: Names,
    seed: u64,
    pub people: Vec<LoadPerson>,
    pub posts: Vec<LoadPost>,
    pub logins: Vec<Login>,
}

/// One post to fill.
pub(super) struct Place<'a> {
    pub login: &'a str,
    pub role: Role,
    pub title: &'a str,
    /// Where the person works, by periods in order; the first one begins in 2020.
    pub units: &'a [(&'a str, Day, Option<Day>)],
    /// Code of the district whose names the person may have.
    pub district: &'a str,
    /// Percent of women.
    pub women: u64,
}

impl Staff {
    pub fn new(seed: u64) -> Self {
        Self { names: Names::read(), seed, people: Vec::new(), posts: Vec::new(), logins: Vec::new() }
    }

    pub fn add(&mut self, place: &Place<'_>) {
        // Each person draws from an own sequence: adding one school does not rename the others' people.
        let mut prng = Prng::new(self.seed, &format!("person {}", place.login));
        let sex = if prng.happens(place.women) { Sex::Female } else { Sex::Male };
        let full_name = self.names.draw(&mut prng, sex, place.district);
        let key = place.login.to_owned();
        self.people.push(LoadPerson { key: key.clone(), full_name });
        for (number, (unit, from, until)) in place.units.iter().enumerate() {
            let key = if number == 0 { key.clone() } else { format!("{key}/{}", number + 1) };
            self.posts.push(LoadPost {
                key,
                person: place.login.to_owned(),
                role: place.role,
                title: place.title.to_owned(),
                unit: (*unit).to_owned(),
                from: *from,
                until: *until,
            });
        }
        let unit = place.units.first().map_or_else(String::new, |(unit, ..)| (*unit).to_owned());
        let (person, login) = (key.clone(), place.login.to_owned());
        self.logins.push(Login { person, post: key, role: place.role, unit, login });
    }

    /// Head, deputy, clerk and a teacher of a school.
    pub fn school(&mut self, school: &School) {
        let district = school.district.trim_start_matches("old-");
        let centre = school.kind == UnitKind::ContinuingCentre;
        let women = if school.kind == UnitKind::Preschool { 100 } else { 65 };
        let (head, deputy) = if centre {
            ("Giám đốc", "Phó Giám đốc")
        } else {
            ("Hiệu trưởng", "Phó Hiệu trưởng")
        };
        for (short, role, title) in [
            ("ht", Role::Head, head),
            ("pht", Role::Deputy, deputy),
            ("vt", Role::Clerk, "Văn thư"),
            ("gv", Role::Teacher, "Giáo viên"),
        ] {
            self.add(&Place {
                login: &format!("{short}.{}", school.key),
                role,
                title,
                units: &[(&school.key, day(START), None)],
                district,
                women,
            });
        }
    }
}

/// `Lục Nam` as a part of a login: `lucnam`.
pub(super) fn login_word(name: &str) -> String {
    search_key(name).chars().filter(char::is_ascii_alphanumeric).collect()
}
