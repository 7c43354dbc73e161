//! Rosters for other software by the standard OneRoster 1.2: read object by object, or as files.

mod ask;
mod files;
mod roster;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use khue_base::{Day, Moment, UnitId};
use khue_db::Session;
use khue_rules::accounts::Action;
use serde_json::{Map, Value, json};

pub use ask::{Ask, Filter, Order, read_fields, read_filter, read_sort};
pub use files::Extent;
pub use roster::{BASE, Roster};

use crate::registry::records::{may_at, newest_source, school_records, school_records_known_at};
use crate::registry::{Chain, Unit, UnitKind, ancestors, unit_as_of, units_of_kind_under};
use crate::{Ctx, OpError};
use roster::{Objects, id_of};

/// What a request under [`BASE`] is answered.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// One object under its name.
    One(&'static str, Value),
    /// A page of a list under its name, and how many objects there are in all.
    Page(&'static str, Vec<Value>, usize),
}

/// Lists that can be asked for: name in addresses, name of the objects' file, name of one, the type or role that its
/// objects have.
const LISTS: [(&str, &str, &str, Option<&str>); 12] = [
    ("academicSessions", "academicSessions", "academicSession", None),
    ("terms", "academicSessions", "academicSession", Some("term")),
    ("gradingPeriods", "academicSessions", "academicSession", Some("gradingPeriod")),
    ("orgs", "orgs", "org", None),
    ("schools", "orgs", "org", Some("school")),
    ("courses", "courses", "course", None),
    ("classes", "classes", "class", None),
    ("users", "users", "user", None),
    ("students", "users", "user", Some("student")),
    ("teachers", "users", "user", Some("teacher")),
    ("enrollments", "enrollments", "enrollment", None),
    ("demographics", "demographics", "demographics", None),
];

/// Lists within an object of another: what stands before and behind its id.
const WITHIN: [(&str, &str); 14] = [
    ("schools", "classes"),
    ("schools", "courses"),
    ("schools", "enrollments"),
    ("schools", "students"),
    ("schools", "teachers"),
    ("schools", "terms"),
    ("classes", "students"),
    ("classes", "teachers"),
    ("courses", "classes"),
    ("students", "classes"),
    ("teachers", "classes"),
    ("users", "classes"),
    ("terms", "classes"),
    ("terms", "gradingPeriods"),
];

/// Whether an address asks for demographics, which need a scope of their own.
pub fn asks_for_demographics(path: &str) -> bool {
    path.split('/').next() == Some("demographics")
}

/// Answers a request under [`BASE`] from the schools that the actor may read.
///
/// # Errors
/// Hidden when there is no such address or object for the actor.
pub async fn answer(ctx: &Ctx, path: &str, ask: &Ask) -> Result<Answer, OpError> {
    let parts: Vec<&str> = path.split('/').collect();
    let school = match parts.as_slice() {
        ["schools", id, ..] => id.parse().ok().map(UnitId),
        _ => None,
    };
    let roster = everything(ctx, school).await?;
    match parts.as_slice() {
        [list] => page(&roster, list, ask, |_| true),
        [list, id] => one(&roster, list, id, ask),
        [outer, id, list] if WITHIN.contains(&(*outer, *list)) => {
            object(&roster, outer, id).ok_or(OpError::Hidden)?;
            page(&roster, list, ask, |object| is_within(&roster, (outer, id), list, object))
        }
        ["schools", school, "classes", class, list @ ("students" | "teachers" | "enrollments")] => {
            let held = object(&roster, "classes", class).filter(|class| id_of(class, "school") == *school);
            held.ok_or(OpError::Hidden)?;
            page(&roster, list, ask, |object| is_within(&roster, ("classes", class), list, object))
        }
        _ => Err(OpError::Hidden),
    }
}

type ListRow = (&'static str, &'static str, &'static str, Option<&'static str>);

fn list_row(name: &str) -> Result<ListRow, OpError> {
    LISTS.into_iter().find(|row| row.0 == name).ok_or(OpError::Hidden)
}

/// Whether an object belongs to a list that holds a type or a role only.
fn is_of(row: ListRow, object: &Map<String, Value>) -> bool {
    let Some(wanted) = row.3 else { return true };
    let has = |value: Option<&Value>| value.and_then(Value::as_str) == Some(wanted);
    let roles = object.get("roles").and_then(Value::as_array).into_iter().flatten();
    has(object.get("type")) || roles.into_iter().any(|role| has(role.get("role")))
}

fn object<'a>(roster: &'a Roster, list: &str, id: &str) -> Option<&'a Map<String, Value>> {
    let row = list_row(list).ok()?;
    roster.of(row.1)?.get(id).filter(|object| is_of(row, object))
}

fn one(roster: &Roster, list: &str, id: &str, ask: &Ask) -> Result<Answer, OpError> {
    let row = list_row(list)?;
    let object = object(roster, list, id).ok_or(OpError::Hidden)?;
    Ok(Answer::One(row.2, ask.chosen(object)))
}

fn page(
    roster: &Roster,
    list: &str,
    ask: &Ask,
    lets_through: impl Fn(&Map<String, Value>) -> bool,
) -> Result<Answer, OpError> {
    let row = list_row(list)?;
    let objects = roster.of(row.1).ok_or(OpError::Hidden)?.values();
    let (page, total) =
        ask.page(objects.filter(|object| is_of(row, object) && lets_through(object)).collect());
    Ok(Answer::Page(row.1, page, total))
}

/// Whether an object of a list belongs to the object that stands before the list in the address.
fn is_within(roster: &Roster, outer: (&str, &str), list: &str, object: &Map<String, Value>) -> bool {
    let id = object.get("sourcedId").and_then(Value::as_str).unwrap_or_default();
    // Who is in a class as what is told by the list itself, which holds people of one role only.
    let enrolled = |user: &str, class: &str| {
        let mut all = roster.enrollments.values();
        all.any(|one| id_of(one, "user") == user && id_of(one, "class") == class)
    };
    match (outer, list) {
        (("schools", school), "students" | "teachers") => {
            let roles = object.get("roles").and_then(Value::as_array).into_iter().flatten();
            roles.filter_map(Value::as_object).any(|role| id_of(role, "org") == school)
        }
        (("schools", school), "courses") => id_of(object, "org") == school,
        // The roster of one school holds its own terms only.
        (("schools", _), "terms") => true,
        (("schools", school), _) => id_of(object, "school") == school,
        (("classes", class), "students" | "teachers") => enrolled(id, class),
        (("classes", class), _) => id_of(object, "class") == class,
        (("courses", course), _) => id_of(object, "course") == course,
        (("students" | "teachers" | "users", user), _) => enrolled(user, id),
        (("terms", term), "gradingPeriods") => id_of(object, "parent") == term,
        ((_, term), _) => {
            let terms = object.get("terms").and_then(Value::as_array).into_iter().flatten();
            terms
                .filter_map(Value::as_object)
                .any(|one| one.get("sourcedId").and_then(Value::as_str) == Some(term))
        }
    }
}

/// The rosters of all schools that the actor may read, or of one of them, with the units above.
async fn everything(ctx: &Ctx, only: Option<UnitId>) -> Result<Roster, OpError> {
    let mut session = ctx.read().await?;
    let own = unit_as_of(&mut session, ctx.actor.unit, ctx.today()).await?.ok_or(OpError::Hidden)?;
    let mut schools = match own.kind.is_school() {
        true => vec![own.clone()],
        false => {
            let kinds = UnitKind::SCHOOLS;
            units_of_kind_under(&mut session, kinds, own.id, Chain::Authority, ctx.today()).await?
        }
    };
    if let Some(only) = only {
        schools.retain(|school| school.id == only);
    }
    let newest = newest_source(&mut session).await?;
    let mut whole = Roster::default();
    add_org(ctx, &mut session, &mut whole, &own).await?;
    for school in &schools {
        may_at(ctx, &mut session, Action::ReadRecords, &[school.id]).await?;
        let roster = match ctx.app.rosters.get(school.id, ctx.today(), newest) {
            Some(roster) => roster,
            None => {
                let roster = Arc::new(of_school(ctx, &mut session, school, None).await?);
                ctx.app.rosters.put(school.id, ctx.today(), newest, &roster);
                roster
            }
        };
        whole.take_in(&roster);
    }
    Ok(whole)
}

/// The roster of one school, as it is or as it was known at a moment.
async fn of_school(
    ctx: &Ctx,
    session: &mut Session,
    school: &Unit,
    known: Option<Moment>,
) -> Result<Roster, OpError> {
    let book = match known {
        None => school_records(ctx, school.id, ctx.today()).await?,
        Some(known) => school_records_known_at(ctx, school.id, known.day(), known).await?,
    };
    let mut roster = Roster::default();
    add_org(ctx, session, &mut roster, school).await?;
    roster.add_school(school, &book);
    Ok(roster.without_loose_ends())
}

/// A unit with those above it, up to the province.
async fn add_org(ctx: &Ctx, session: &mut Session, roster: &mut Roster, unit: &Unit) -> Result<(), OpError> {
    let above = ancestors(session, unit.id, Chain::Authority, ctx.today()).await?;
    let mut below = unit;
    for parent in &above {
        roster.add_org(below, Some(parent.id), Moment::start_of(below.valid_from));
        below = parent;
    }
    roster.add_org(below, None, Moment::start_of(below.valid_from));
    Ok(())
}

impl Roster {
    fn take_in(&mut self, other: &Roster) {
        let join = |all: &mut Objects, more: &Objects| {
            for (id, object) in more {
                all.entry(id.clone()).or_insert_with(|| object.clone());
            }
        };
        join(&mut self.orgs, &other.orgs);
        join(&mut self.sessions, &other.sessions);
        join(&mut self.courses, &other.courses);
        join(&mut self.classes, &other.classes);
        join(&mut self.users, &other.users);
        join(&mut self.enrollments, &other.enrollments);
        join(&mut self.demographics, &other.demographics);
    }

    /// What is new or different since `before`, and what is gone, which is marked so.
    fn since(&self, before: &Roster, now: Moment) -> Roster {
        let changed = |all: &Objects, old: &Objects| {
            let mut kept: Objects = all
                .iter()
                .filter(|(id, object)| old.get(*id) != Some(object))
                .map(|(id, object)| (id.clone(), object.clone()))
                .collect();
            for (id, object) in old.iter().filter(|(id, _)| !all.contains_key(*id)) {
                let mut gone = object.clone();
                gone.insert("status".to_owned(), json!("tobedeleted"));
                gone.insert("dateLastModified".to_owned(), json!(now.iso()));
                kept.insert(id.clone(), gone);
            }
            kept
        };
        Roster {
            orgs: changed(&self.orgs, &before.orgs),
            sessions: changed(&self.sessions, &before.sessions),
            courses: changed(&self.courses, &before.courses),
            classes: changed(&self.classes, &before.classes),
            users: changed(&self.users, &before.users),
            enrollments: changed(&self.enrollments, &before.enrollments),
            demographics: changed(&self.demographics, &before.demographics),
        }
    }
}

/// A school's roster as an archive of files: all of it, or what changed since a moment. That it was taken is
/// written down.
///
/// # Errors
/// Hidden or forbidden when the actor may not change records of the school.
pub async fn roster_files(ctx: &Ctx, unit: UnitId, since: Option<Moment>) -> Result<Vec<u8>, OpError> {
    let mut session = ctx.read().await?;
    may_at(ctx, &mut session, Action::ChangeRecords, &[unit]).await?;
    let school = unit_as_of(&mut session, unit, ctx.today()).await?.ok_or(OpError::Hidden)?;
    let now = of_school(ctx, &mut session, &school, None).await?;
    let (roster, extent) = match since {
        None => (now, Extent::Bulk),
        Some(moment) => {
            let before = of_school(ctx, &mut session, &school, Some(moment)).await?;
            (now.since(&before, ctx.now()), Extent::Delta)
        }
    };
    drop(session);
    let archive = files::archive(&roster, extent)?;
    let mut tx = ctx.begin().await?;
    let detail = json!({ "unit": unit, "people": roster.users.len() });
    ctx.audit(&mut tx, "roster.export", format!("unit/{unit}"), detail).await?;
    tx.commit().await?;
    Ok(archive)
}

/// Rosters of schools, kept while nothing is recorded anywhere.
#[derive(Debug, Default)]
pub struct RosterCache(Mutex<HashMap<UnitId, Kept>>);

#[derive(Debug)]
struct Kept {
    day: Day,
    newest: i64,
    roster: Arc<Roster>,
}

/// Schools that are kept at most: one of 600 pupils takes some megabytes.
const LIMIT: usize = 24;

impl RosterCache {
    fn get(&self, unit: UnitId, day: Day, newest: i64) -> Option<Arc<Roster>> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = all.get(&unit).filter(|kept| kept.day == day && kept.newest == newest);
        kept.map(|kept| kept.roster.clone())
    }

    fn put(&self, unit: UnitId, day: Day, newest: i64, roster: &Arc<Roster>) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= LIMIT {
            all.clear();
        }
        all.insert(unit, Kept { day, newest, roster: roster.clone() });
    }
}
