//! What is written when a year turns: classes, who is in them, who teaches them.

use std::collections::{BTreeSet, HashMap, HashSet};

use khue_base::{RecordId, UnitId};
use khue_law::{Key, programmes};
use khue_rules::registry::grade::{grade_after, level_of, name_after};
use khue_rules::registry::record::{Facts, FieldValue, Kind};
use khue_rules::registry::roll_over::{Decision, NextClass};

use super::turn::{PupilTurn, Turn, YearEnd, last_day, pupil_of};
use super::{is_of, the};
use crate::registry::records::{Change, Record, Target, Write, whole_of_unit};
use crate::{Ctx, OpError};

/// What comes along into the next year beside the pupils.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Carry {
    /// Homeroom teachers.
    Homeroom,
    /// Who teaches which subject.
    Teaching,
    /// Study groups.
    Groups,
}

/// How much comes along.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Carried {
    /// Homeroom teachers.
    pub homeroom: usize,
    /// Homeroom teachers who will not be at the school.
    pub homeroom_left: usize,
    /// Assignments of teaching.
    pub teaching: usize,
    /// Assignments whose teacher will not be there or whose class gets another curriculum.
    pub teaching_left: usize,
    /// Study groups.
    pub groups: usize,
}

/// What is wanted.
pub(super) struct Wanted<'a> {
    /// The classes of the year that ends; all when there are none.
    pub classes: &'a BTreeSet<RecordId>,
    pub carry: &'a BTreeSet<Carry>,
}

impl Wanted<'_> {
    pub fn takes(&self, class: i64) -> bool {
        self.classes.is_empty() || self.classes.contains(&RecordId(class))
    }
}

/// Records of the school that may come along.
pub(super) struct Along {
    /// Those who work at the school when the year begins.
    staff: HashSet<i64>,
    teaching: Vec<Record>,
    teaching_there: Vec<Record>,
    groups: Vec<Record>,
    groups_there: Vec<Record>,
}

impl Along {
    pub async fn load(session: &mut khue_db::Session, end: &YearEnd) -> Result<Self, OpError> {
        let (before, begins, after) = (last_day(end.from)?, end.span.0, last_day(end.to)?);
        let place = (end.province, end.unit);
        let staff = of_day(session, "engagement", place, begins).await?;
        let mut along = Self {
            staff: staff
                .iter()
                .filter(|row| !row.facts.text("status").is_some_and(|code| GONE.contains(&code)))
                .filter_map(|row| row.facts.record("staff"))
                .collect(),
            teaching: of_day(session, "teaching", place, before).await?,
            teaching_there: of_day(session, "teaching", place, after).await?,
            groups: of_day(session, "study_group", place, before).await?,
            groups_there: of_day(session, "study_group", place, after).await?,
        };
        for (records, year) in [
            (&mut along.teaching, end.from),
            (&mut along.teaching_there, end.to),
            (&mut along.groups, end.from),
            (&mut along.groups_there, end.to),
        ] {
            records.retain(|record| is_of(record, year));
            records.sort_by_key(|record| record.key.id.0);
        }
        Ok(along)
    }
}

async fn of_day(
    session: &mut khue_db::Session,
    kind: &str,
    (province, unit): (UnitId, UnitId),
    day: khue_base::Day,
) -> Result<Vec<Record>, OpError> {
    Ok(whole_of_unit(session, the(kind)?, province, unit, day).await?)
}

/// What is to be written, by kind, in the order in which records name each other.
pub(super) struct Draft {
    pub writes: Vec<(&'static Kind, Vec<Write>)>,
    pub carried: Carried,
}

/// Makes the writes for the wanted classes out of where everybody goes.
pub(super) fn draft(
    ctx: &Ctx,
    end: &YearEnd,
    along: &Along,
    turns: &[PupilTurn],
    wanted: &Wanted<'_>,
) -> Result<Draft, OpError> {
    let mut drafter = Drafter { ctx, end, along, wanted, carried: Carried::default() };
    let (classes, ids) = drafter.classes(turns)?;
    let enrolments = drafter.enrolments(turns, &ids)?;
    let (groups, group_ids) = drafter.groups()?;
    let teaching = drafter.teaching(&ids, &group_ids)?;
    let writes = vec![
        (the("class")?, classes),
        (the("study_group")?, groups),
        (the("enrolment")?, enrolments),
        (the("teaching")?, teaching),
    ];
    Ok(Draft { writes, carried: drafter.carried })
}

struct Drafter<'a> {
    ctx: &'a Ctx,
    end: &'a YearEnd,
    along: &'a Along,
    wanted: &'a Wanted<'a>,
    carried: Carried,
}

impl Drafter<'_> {
    /// Classes of the next year that are needed and not there yet, and the ids of all by their place.
    fn classes(&mut self, turns: &[PupilTurn]) -> Result<(Vec<Write>, HashMap<usize, RecordId>), OpError> {
        let mut needed = BTreeSet::new();
        for (row, pupil) in self.end.enrolments.iter().zip(turns) {
            if let Turn::Up(place) | Turn::Again(place) = pupil.turn
                && self.wanted.takes(row.facts.record("class").unwrap_or_default())
            {
                needed.insert(place);
            }
        }
        let kind = the("class")?;
        let (mut writes, mut ids) = (Vec::new(), HashMap::new());
        for (place, class) in self.end.plan.classes.iter().enumerate() {
            if let Some(id) = class.id {
                ids.insert(place, RecordId(id));
            } else if needed.contains(&place) {
                let id: RecordId = self.ctx.id();
                ids.insert(place, id);
                let facts = self.class(class, kind);
                writes.push(self.fresh(id, facts));
            }
        }
        Ok((writes, ids))
    }

    /// The class, with its homeroom teacher where that is wanted and possible.
    fn class(&mut self, class: &NextClass, kind: &'static Kind) -> Facts {
        let mut facts = class_facts(self.end, class, kind);
        let old = self.end.classes.iter().find(|old| Some(old.key.id.0) == class.from);
        let teacher = old.and_then(|old| old.facts.record("homeroom_teacher"));
        let stays = teacher.is_some_and(|teacher| self.along.staff.contains(&teacher));
        let is_wanted = self.wanted.carry.contains(&Carry::Homeroom);
        if is_wanted && stays {
            facts.set("homeroom_teacher", teacher.map(FieldValue::Record));
        }
        if is_wanted && teacher.is_some() {
            self.carried.homeroom += usize::from(stays);
            self.carried.homeroom_left += usize::from(!stays);
        }
        facts
    }

    fn enrolments(&self, turns: &[PupilTurn], ids: &HashMap<usize, RecordId>) -> Result<Vec<Write>, OpError> {
        let kind = the("enrolment")?;
        let mut writes = Vec::new();
        for (row, pupil) in self.end.enrolments.iter().zip(turns) {
            if !self.wanted.takes(row.facts.record("class").unwrap_or_default()) {
                continue;
            }
            let (place, begun) = match pupil.turn {
                Turn::Up(place) => (place, "len-lop"),
                Turn::Again(place) => (place, "luu-ban"),
                Turn::Finished | Turn::Out => {
                    let ended = match pupil.decision {
                        Decision::Up | Decision::Again => FINISHED,
                        gone => gone.code(),
                    };
                    writes.push(Write {
                        target: Target::There(row.key.id, None),
                        unit: self.end.unit,
                        from: row.from,
                        until: row.until,
                        change: Change::Alter(vec![("ended", Some(FieldValue::Code(ended.to_owned())))]),
                    });
                    continue;
                }
                _ => continue,
            };
            let Some(class) = ids.get(&place) else { continue };
            let mut facts = Facts::new(kind)
                .with("pupil", FieldValue::Record(pupil_of(row)))
                .with("year", FieldValue::SchoolYear(self.end.to))
                .with("class", FieldValue::Record(class.0))
                .with("status", FieldValue::Code("dang-hoc".to_owned()))
                .with("begun", FieldValue::Code(begun.to_owned()))
                .with("is_repeater", FieldValue::Flag(begun == "luu-ban"));
            for field in KEPT {
                facts.set(field, row.facts.get(field).cloned());
            }
            writes.push(self.fresh(self.ctx.id(), facts));
        }
        Ok(writes)
    }

    /// Study groups in which wanted classes are, under the names of their new classes.
    fn groups(&mut self) -> Result<(Vec<Write>, HashMap<i64, RecordId>), OpError> {
        let (mut writes, mut ids) = (Vec::new(), HashMap::new());
        if !self.wanted.carry.contains(&Carry::Groups) {
            return Ok((writes, ids));
        }
        let becomes: HashMap<String, (i64, &str)> = self
            .end
            .classes
            .iter()
            .filter_map(|old| {
                let next = self.end.plan.classes.iter().find(|next| next.from == Some(old.key.id.0))?;
                Some((old.called(), (old.key.id.0, next.name.as_str())))
            })
            .collect();
        for group in &self.along.groups {
            let said = group.facts.text("classes").unwrap_or_default();
            let names: Vec<&str> =
                said.split([',', ';']).map(str::trim).filter(|name| !name.is_empty()).collect();
            let next: Vec<&str> = names
                .iter()
                .filter_map(|name| becomes.get(*name))
                .filter(|(old, _)| self.wanted.takes(*old))
                .map(|(_, name)| *name)
                .collect();
            let grade = group.facts.text("grade");
            let after = grade.and_then(grade_after);
            // A group goes on with all of its classes, or not yet.
            if names.is_empty() || next.len() < names.len() || grade.is_some() && after.is_none() {
                continue;
            }
            let name = match (grade, after) {
                (Some(grade), Some(after)) => name_after(&group.called(), grade, after),
                _ => group.called(),
            };
            if let Some(there) = self.along.groups_there.iter().find(|there| there.called() == name) {
                ids.insert(group.key.id.0, there.key.id);
                continue;
            }
            let id: RecordId = self.ctx.id();
            ids.insert(group.key.id.0, id);
            let mut facts = group.facts.clone();
            facts.set("year", Some(FieldValue::SchoolYear(self.end.to)));
            facts.set("name", Some(FieldValue::Text(name)));
            facts.set("grade", after.map(|grade| FieldValue::Code(grade.to_owned())));
            facts.set("classes", Some(FieldValue::Text(next.join(", "))));
            if facts.record("teacher").is_some_and(|teacher| !self.along.staff.contains(&teacher)) {
                facts.set("teacher", None);
            }
            self.carried.groups += 1;
            writes.push(self.fresh(id, facts));
        }
        Ok((writes, ids))
    }

    fn teaching(
        &mut self,
        ids: &HashMap<usize, RecordId>,
        groups: &HashMap<i64, RecordId>,
    ) -> Result<Vec<Write>, OpError> {
        let mut writes = Vec::new();
        if !self.wanted.carry.contains(&Carry::Teaching) {
            return Ok(writes);
        }
        // The next class of each class, where its curriculum stays.
        let mut next: HashMap<i64, (RecordId, bool)> = HashMap::new();
        for (place, class) in self.end.plan.classes.iter().enumerate() {
            let (Some(from), Some(id)) = (class.from, ids.get(&place)) else { continue };
            let Some(old) = self.end.classes.iter().find(|old| old.key.id.0 == from) else { continue };
            let programme = programme(self.end, &old.facts, &class.grade);
            let stays = programme.is_none_or(|new| old.facts.text("programme") == Some(new.as_str()));
            next.insert(from, (*id, stays));
        }
        let key = |facts: &Facts| {
            let code = |field: &str| facts.get(field).cloned();
            ["teacher", "class", "study_group", "subject", "term"].map(code)
        };
        let mut there: Vec<_> = self.along.teaching_there.iter().map(|row| key(&row.facts)).collect();
        for row in &self.along.teaching {
            let (class, group) = (row.facts.record("class"), row.facts.record("study_group"));
            let mut facts = row.facts.clone();
            facts.set("year", Some(FieldValue::SchoolYear(self.end.to)));
            match (class, group) {
                (Some(class), _) => {
                    let Some((id, stays)) = next.get(&class).filter(|_| self.wanted.takes(class)) else {
                        continue;
                    };
                    if !stays {
                        self.carried.teaching_left += 1;
                        continue;
                    }
                    facts.set("class", Some(FieldValue::Record(id.0)));
                    let group = group.and_then(|group| groups.get(&group));
                    facts.set("study_group", group.map(|group| FieldValue::Record(group.0)));
                }
                (None, Some(group)) => {
                    let Some(id) = groups.get(&group) else { continue };
                    facts.set("study_group", Some(FieldValue::Record(id.0)));
                }
                // Duties beside teaching are given anew every year.
                (None, None) => continue,
            }
            if !facts.record("teacher").is_some_and(|teacher| self.along.staff.contains(&teacher)) {
                self.carried.teaching_left += 1;
                continue;
            }
            if there.contains(&key(&facts)) {
                continue;
            }
            there.push(key(&facts));
            self.carried.teaching += 1;
            writes.push(self.fresh(self.ctx.id(), facts));
        }
        Ok(writes)
    }

    /// A record that is new and holds for the whole of the next year.
    fn fresh(&self, id: RecordId, facts: Facts) -> Write {
        Write {
            target: Target::New(id),
            unit: self.end.unit,
            from: self.end.span.0,
            until: Some(self.end.span.1),
            change: Change::Set(facts),
        }
    }
}

/// What is recorded of a class of the next year: as of the class from which it comes, else as of a class of the
/// same grade before it; nobody is its homeroom teacher.
pub(super) fn class_facts(end: &YearEnd, class: &NextClass, kind: &'static Kind) -> Facts {
    let old = end.classes.iter().find(|old| Some(old.key.id.0) == class.from);
    let of_grade = |old: &&Record| old.facts.text("grade") == Some(class.grade.as_str());
    let like = old
        .or_else(|| end.classes.iter().filter(of_grade).find(|old| old.called() == class.name))
        .or_else(|| end.classes.iter().find(of_grade));
    let mut facts = like.map_or_else(|| Facts::new(kind), |old| old.facts.clone());
    facts.set("year", Some(FieldValue::SchoolYear(end.to)));
    facts.set("name", Some(FieldValue::Text(class.name.clone())));
    facts.set("grade", Some(FieldValue::Code(class.grade.clone())));
    facts.set("code", like.and_then(|old| code(end, old, &class.name)).map(FieldValue::Text));
    // Continuing education keeps its level, whatever the grade.
    if facts.text("level") != Some(CONTINUING) {
        facts.set("level", level_of(&class.grade).map(|level| FieldValue::Code(level.to_owned())));
    }
    if let Some(programme) = programme(end, &facts, &class.grade) {
        facts.set("programme", Some(FieldValue::Code(programme)));
    }
    let beside: Vec<String> = match facts.get("grades_beside") {
        Some(FieldValue::Codes(grades)) if class.from.is_some() => {
            grades.iter().filter_map(|grade| grade_after(grade)).map(str::to_owned).collect()
        }
        Some(FieldValue::Codes(grades)) => grades.clone(),
        _ => Vec::new(),
    };
    facts.set("grades_beside", (!beside.is_empty()).then_some(FieldValue::Codes(beside)));
    facts.set("sort_number", None);
    facts.set("homeroom_teacher", None);
    facts
}

/// The code that goes with the new name and year, where the old one is made of them.
fn code(end: &YearEnd, old: &Record, name: &str) -> Option<String> {
    let code = old.facts.text("code")?;
    let rest = code.strip_suffix(old.called().as_str())?;
    let (before, after) = (end.from.first_year().to_string(), end.to.first_year().to_string());
    let code = format!("{}{name}", rest.replacen(&before, &after, 1));
    let is_taken = |class: &Record| class.facts.text("code") == Some(code.as_str());
    (!end.there.iter().any(is_taken)).then_some(code)
}

/// The curriculum of general education that the grade follows in the next year, when the class has one.
fn programme(end: &YearEnd, facts: &Facts, grade: &str) -> Option<String> {
    facts.text("programme").filter(|code| GENERAL.contains(code))?;
    let found = programmes().ok()?.at_word(Key::SchoolYear(end.to), grade).ok()?;
    Some(found.value.programme.clone())
}

/// Codes of `work_status` of those who are no longer there.
const GONE: [&str; 4] = ["chuyen-di", "nghi-huu", "thoi-viec", "da-mat"];
/// The level of continuing education.
const CONTINUING: &str = "05";
/// Curricula of general education, which follow each other grade by grade.
const GENERAL: [&str; 2] = ["2006", "2018"];
/// The code of `enrolment_end` of who finished the level.
const FINISHED: &str = "hoan-thanh";
/// Fields of an enrolment that go on; fees and support are granted anew every year.
const KEPT: [&str; 4] = ["boarding", "has_two_sessions", "learns_ethnic_language", "has_more_vietnamese"];
