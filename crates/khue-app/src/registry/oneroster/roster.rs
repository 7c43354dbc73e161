//! A school's roster as OneRoster 1.2 tells it, made from the school's records of a day.
//!
//! A class is its homeroom class; each subject taught to it by somebody is a scheduled class with the same pupils.
//! Courses are grades, and subjects of a grade. Contacts and numbers of papers are guarded and not told.

use std::collections::{BTreeMap, BTreeSet};

use khue_base::{Moment, SchoolYear, UnitId};
use khue_law::{Key, school_calendars};
use khue_rules::registry::record::{FieldValue, Sex, code_list};
use serde_json::{Map, Value, json};

use crate::registry::records::{Record, SchoolBook};
use crate::registry::{Unit, UnitKind};

/// Objects of one sort, by their ids.
pub type Objects = BTreeMap<String, Map<String, Value>>;

/// Where the objects live.
pub const BASE: &str = "/ims/oneroster/rostering/v1p2";

/// Everything about one school, or about units above schools.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Roster {
    /// Units.
    pub orgs: Objects,
    /// School years and terms.
    pub sessions: Objects,
    /// Grades, and subjects of a grade.
    pub courses: Objects,
    /// Homeroom classes and classes of a subject.
    pub classes: Objects,
    /// Pupils and staff.
    pub users: Objects,
    /// Who is in which class.
    pub enrollments: Objects,
    /// Birthdays and sex of pupils.
    pub demographics: Objects,
}

/// Codes of `pupil_status` of those who learn in a class.
const PRESENT: [&str; 2] = ["dang-hoc", "chuyen-den"];

impl Roster {
    /// A unit alone, with the unit above it.
    pub fn add_org(&mut self, unit: &Unit, parent: Option<UnitId>, at: Moment) {
        let kind = match unit.kind {
            UnitKind::Province | UnitKind::Office => "state",
            UnitKind::Department | UnitKind::Agency | UnitKind::DistrictOffice => "department",
            UnitKind::District => "district",
            UnitKind::Commune => "local",
            _ => "school",
        };
        let mut org = object(&unit.id.to_string(), at);
        put(&mut org, "name", json!(unit.name));
        put(&mut org, "type", json!(kind));
        put(&mut org, "identifier", json!(unit.code));
        if let Some(parent) = parent {
            put(&mut org, "parent", link("orgs", "org", &parent.to_string()));
        }
        self.orgs.insert(unit.id.to_string(), org);
    }

    /// All of a school.
    pub fn add_school(&mut self, unit: &Unit, book: &SchoolBook) {
        let school = unit.id.to_string();
        for class in book.of("class") {
            self.add_class(&school, class, book);
        }
        for pupil in book.of("pupil") {
            self.add_pupil(&school, pupil);
        }
        self.add_staff(&school, book);
        self.add_teaching(&school, book);
        for enrolment in book.of("enrolment") {
            let status = enrolment.facts.text("status").unwrap_or_default();
            let (Some(pupil), Some(class)) =
                (enrolment.facts.record("pupil"), enrolment.facts.record("class"))
            else {
                continue;
            };
            if !PRESENT.contains(&status) || !self.users.contains_key(&pupil.to_string()) {
                continue;
            }
            let place = class.to_string();
            let same = |id: &&String| {
                **id == place || id.strip_prefix(&place).is_some_and(|rest| rest.starts_with('-'))
            };
            let classes: Vec<String> = self.classes.keys().filter(same).cloned().collect();
            for class in classes {
                let id = match class.strip_prefix(&place) {
                    Some("") | None => enrolment.key.id.to_string(),
                    Some(subject) => format!("{}{subject}", enrolment.key.id),
                };
                self.enroll(&school, &id, (&pupil.to_string(), &class, "student"), enrolment);
            }
        }
    }

    fn add_class(&mut self, school: &str, class: &Record, book: &SchoolBook) {
        let Some(FieldValue::SchoolYear(year)) = class.facts.get("year") else { return };
        let grade = class.facts.text("grade").unwrap_or_default();
        let terms = self.add_year(*year, book);
        let course = format!("{school}-{grade}");
        if !self.courses.contains_key(&course) {
            let title = name_of("grade", grade);
            self.add_course(school, &course, &title, grade, None, class.recorded_at);
        }
        let id = class.key.id.to_string();
        let mut made = object(&id, class.recorded_at);
        put(&mut made, "title", json!(class.called()));
        put(&mut made, "classCode", json!(class.facts.text("code")));
        put(&mut made, "classType", json!("homeroom"));
        put(&mut made, "grades", json!([grade_code(grade)]));
        put(&mut made, "course", link("courses", "course", &course));
        put(&mut made, "school", link("orgs", "org", school));
        put(&mut made, "terms", terms);
        self.classes.insert(id.clone(), made);
        if let Some(teacher) = class.facts.record("homeroom_teacher") {
            let place = format!("{id}-homeroom");
            self.enroll(school, &place, (&teacher.to_string(), &id, "teacher"), class);
        }
    }

    fn add_course(
        &mut self,
        school: &str,
        id: &str,
        title: &str,
        grade: &str,
        subject: Option<&str>,
        at: Moment,
    ) {
        let mut course = object(id, at);
        put(&mut course, "title", json!(title));
        put(&mut course, "courseCode", json!(id));
        put(&mut course, "grades", json!([grade_code(grade)]));
        if let Some(subject) = subject {
            put(&mut course, "subjects", json!([name_of("subject", subject)]));
            put(&mut course, "subjectCodes", json!([subject]));
        }
        put(&mut course, "org", link("orgs", "org", school));
        self.courses.insert(id.to_owned(), course);
    }

    /// The school year with its terms as the law sets them; without a value of the law, the year as classes have
    /// it. Returns links to the terms, or to the year that has none.
    fn add_year(&mut self, year: SchoolYear, book: &SchoolBook) -> Value {
        let id = year.to_string();
        let terms = [format!("{id}-1"), format!("{id}-2")];
        if !self.sessions.contains_key(&id) {
            let of_year = |record: &&Record| record.facts.get("year") == Some(&FieldValue::SchoolYear(year));
            let first = book.of("class").iter().filter(of_year).min_by_key(|record| record.from);
            let Some(first) = first else { return json!([]) };
            let plan = school_calendars()
                .ok()
                .and_then(|all| all.at(Key::SchoolYear(year)).ok())
                .map(|found| found.value);
            let begins = plan.map_or(first.from, |plan| plan.back_to_school);
            let ends = plan.map(|plan| plan.year_ends).or(year.closing_day()).unwrap_or(first.from);
            let session =
                |id: &str, title: String, kind: &str, from: khue_base::Day, until: khue_base::Day| {
                    let mut session = object(id, first.recorded_at);
                    put(&mut session, "title", json!(title));
                    put(&mut session, "type", json!(kind));
                    put(&mut session, "startDate", json!(from.iso()));
                    put(&mut session, "endDate", json!(until.iso()));
                    put(&mut session, "schoolYear", json!((year.first_year() + 1).to_string()));
                    session
                };
            let mut whole = session(&id, format!("Năm học {id}"), "schoolYear", begins, ends);
            if let Some(plan) = plan {
                let parts = [
                    ("Học kì I", begins, plan.first_term_ends),
                    ("Học kì II", plan.first_term_ends.plus_days(1), plan.second_term_ends),
                ];
                for (place, (title, from, until)) in terms.iter().zip(parts) {
                    let mut term = session(place, format!("{title}, {id}"), "term", from, until);
                    put(&mut term, "parent", link("academicSessions", "academicSession", &id));
                    self.sessions.insert(place.to_owned(), term);
                }
                put(
                    &mut whole,
                    "children",
                    json!(terms.each_ref().map(|term| link("academicSessions", "academicSession", term))),
                );
            }
            self.sessions.insert(id.clone(), whole);
        }
        let known: Vec<&String> = terms.iter().filter(|term| self.sessions.contains_key(*term)).collect();
        let shown = if known.is_empty() { vec![&id] } else { known };
        shown.into_iter().map(|term| link("academicSessions", "academicSession", term)).collect()
    }

    fn add_pupil(&mut self, school: &str, pupil: &Record) {
        let id = pupil.key.id.to_string();
        let mut user = person(&id, pupil);
        put(&mut user, "roles", json!([role("student", school)]));
        put(&mut user, "primaryOrg", link("orgs", "org", school));
        self.users.insert(id.clone(), user);
        let mut about = object(&id, pupil.recorded_at);
        if let Some(FieldValue::Partial(day)) = pupil.facts.get("birth_date")
            && let Some(day) = day.full()
        {
            put(&mut about, "birthDate", json!(day.iso()));
        }
        let sex = pupil.facts.text("sex").and_then(Sex::from_code);
        put(&mut about, "sex", json!(sex.map(|sex| if sex == Sex::Male { "male" } else { "female" })));
        self.demographics.insert(id, about);
    }

    fn add_staff(&mut self, school: &str, book: &SchoolBook) {
        let people: BTreeMap<i64, &Record> = book.of("staff").iter().map(|one| (one.key.id.0, one)).collect();
        for engagement in book.of("engagement") {
            let person_of = engagement.facts.record("staff").and_then(|id| people.get(&id));
            let Some(found) = person_of else { continue };
            let does = match engagement.facts.text("staff_group") {
                Some("quan-ly") => "administrator",
                Some("nhan-vien") => "aide",
                _ => "teacher",
            };
            let id = found.key.id.to_string();
            let mut user = person(&id, found);
            put(&mut user, "roles", json!([role(does, school)]));
            put(&mut user, "primaryOrg", link("orgs", "org", school));
            self.users.entry(id).or_insert(user);
        }
    }

    /// Classes of subjects, from who teaches what to whom.
    fn add_teaching(&mut self, school: &str, book: &SchoolBook) {
        let classes: BTreeMap<i64, &Record> =
            book.of("class").iter().map(|one| (one.key.id.0, one)).collect();
        let mut made: BTreeSet<String> = BTreeSet::new();
        for teaching in book.of("teaching") {
            let (Some(subject), Some(teacher)) =
                (teaching.facts.text("subject"), teaching.facts.record("teacher"))
            else {
                continue;
            };
            let Some(class) = teaching.facts.record("class").and_then(|id| classes.get(&id)) else {
                continue;
            };
            let id = format!("{}-{subject}", class.key.id);
            if made.insert(id.clone()) {
                let grade = class.facts.text("grade").unwrap_or_default();
                let course = format!("{school}-{grade}-{subject}");
                let name = name_of("subject", subject);
                if !self.courses.contains_key(&course) {
                    let title = format!("{name}, {}", name_of("grade", grade));
                    self.add_course(school, &course, &title, grade, Some(subject), teaching.recorded_at);
                }
                let Some(homeroom) = self.classes.get(&class.key.id.to_string()) else { continue };
                let mut scheduled = homeroom.clone();
                put(&mut scheduled, "sourcedId", json!(id));
                put(&mut scheduled, "title", json!(format!("{name} {}", class.called())));
                put(&mut scheduled, "classType", json!("scheduled"));
                put(&mut scheduled, "subjects", json!([name]));
                put(&mut scheduled, "subjectCodes", json!([subject]));
                put(&mut scheduled, "course", link("courses", "course", &course));
                let at = teaching.recorded_at.max(class.recorded_at);
                put(&mut scheduled, "dateLastModified", json!(at.iso()));
                self.classes.insert(id.clone(), scheduled);
            }
            let place = teaching.key.id.to_string();
            self.enroll(school, &place, (&teacher.to_string(), &id, "teacher"), teaching);
        }
    }

    fn enroll(&mut self, school: &str, id: &str, who: (&str, &str, &str), record: &Record) {
        let (user, class, role) = who;
        let mut enrollment = object(id, record.recorded_at);
        put(&mut enrollment, "user", link("users", "user", user));
        put(&mut enrollment, "class", link("classes", "class", class));
        put(&mut enrollment, "school", link("orgs", "org", school));
        put(&mut enrollment, "role", json!(role));
        put(&mut enrollment, "primary", json!(role == "teacher"));
        put(&mut enrollment, "beginDate", json!(record.from.iso()));
        if let Some(until) = record.until {
            put(&mut enrollment, "endDate", json!(until.plus_days(-1).iso()));
        }
        self.enrollments.insert(id.to_owned(), enrollment);
    }

    /// Leaves out whose user or class is not told.
    pub fn without_loose_ends(mut self) -> Self {
        let (users, classes) = (&self.users, &self.classes);
        self.enrollments.retain(|_, one| {
            users.contains_key(id_of(one, "user")) && classes.contains_key(id_of(one, "class"))
        });
        self
    }

    /// The objects of a sort, by the name of its file.
    pub fn of(&self, sort: &str) -> Option<&Objects> {
        Some(match sort {
            "orgs" => &self.orgs,
            "academicSessions" => &self.sessions,
            "courses" => &self.courses,
            "classes" => &self.classes,
            "users" => &self.users,
            "enrollments" => &self.enrollments,
            "demographics" => &self.demographics,
            _ => return None,
        })
    }
}

/// The id to which a link leads.
pub fn id_of<'a>(object: &'a Map<String, Value>, field: &str) -> &'a str {
    object.get(field).and_then(|link| link.get("sourcedId")).and_then(Value::as_str).unwrap_or_default()
}

fn object(id: &str, at: Moment) -> Map<String, Value> {
    let mut object = Map::new();
    put(&mut object, "sourcedId", json!(id));
    put(&mut object, "status", json!("active"));
    put(&mut object, "dateLastModified", json!(at.iso()));
    object
}

/// What is not known is not told.
fn put(object: &mut Map<String, Value>, name: &str, value: Value) {
    if !value.is_null() {
        object.insert(name.to_owned(), value);
    }
}

fn link(sort: &str, kind: &str, id: &str) -> Value {
    json!({ "href": format!("{BASE}/{sort}/{id}"), "sourcedId": id, "type": kind })
}

fn role(role: &str, school: &str) -> Value {
    json!({ "roleType": "primary", "role": role, "org": link("orgs", "org", school) })
}

/// A Vietnamese name: the family's first, the given one last.
fn person(id: &str, record: &Record) -> Map<String, Value> {
    let name = record.called();
    let words: Vec<&str> = name.split_whitespace().collect();
    let (family, middle, given) = match words.as_slice() {
        [] => ("", String::new(), ""),
        [only] => (*only, String::new(), *only),
        [family, middle @ .., given] => (*family, middle.join(" "), *given),
    };
    let mut user = object(id, record.recorded_at);
    put(&mut user, "enabledUser", json!(true));
    put(&mut user, "givenName", json!(given));
    put(&mut user, "familyName", json!(family));
    if !middle.is_empty() {
        put(&mut user, "middleName", json!(middle));
    }
    user
}

fn name_of(list: &str, code: &str) -> String {
    let found = code_list(list).and_then(|list| list.by_code(code));
    found.map_or_else(|| code.to_owned(), |code| code.name.clone())
}

/// The codes of grades that the specification names: 01 to 12, and those before school.
fn grade_code(grade: &str) -> String {
    match (grade.parse::<u8>(), grade) {
        (Ok(number), _) => format!("{number:02}"),
        (_, "M5") => "PK".to_owned(),
        (_, "M3" | "M4") => "PR".to_owned(),
        (_, code) if code.starts_with('N') => "IT".to_owned(),
        (_, code) => code.to_owned(),
    }
}
