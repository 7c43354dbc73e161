//! Pupils who were admitted to a grade are shared out to its classes.

use std::collections::{BTreeMap, HashMap};

use khue_base::{RecordId, SchoolYear, SourceId, UnitId};
use khue_db::Session;
use khue_rules::accounts::Action;
use khue_rules::registry::class_split::{Admitted, Balance, split};
use khue_rules::registry::grade::{class_names, order_of};
use khue_rules::registry::record::FieldValue;
use khue_rules::registry::roll_over::NextClass;

use super::carry::class_facts;
use super::turn::{YearEnd, last_day, pupil_of};
use super::{is_of, the};
use crate::registry::existing;
use crate::registry::records::{
    Change, PRESENT, Record, SourceKind, Target, Write, begin_source, finish_source, mask, may_at, on_day,
    rows_of, whole_of_unit, write_records,
};
use crate::{Ctx, OpError};

/// Pupils of a grade who have no class yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The code of the grade; empty for those without one.
    pub grade: String,
    /// How many.
    pub pupils: usize,
}

/// How a grade shall be shared out.
#[derive(Clone, Debug)]
pub struct SplitWish {
    /// The school.
    pub unit: UnitId,
    /// The year.
    pub year: SchoolYear,
    /// The code of the grade.
    pub grade: String,
    /// How many classes; as many as the grade had the year before when absent.
    pub classes: Option<usize>,
    /// Pupils in a class at most.
    pub most: usize,
    /// What counts first.
    pub balance: Balance,
}

/// A proposal.
#[derive(Clone, Debug)]
pub struct SplitPlan {
    /// The classes, those there already first.
    pub classes: Vec<ClassShare>,
    /// The pupils in the order of lists.
    pub pupils: Vec<Placed>,
}

/// A class with what it would hold.
#[derive(Clone, Debug, Default)]
pub struct ClassShare {
    /// Its name.
    pub name: String,
    /// Whether the year has it already.
    pub id: Option<RecordId>,
    /// Pupils who are in it already.
    pub before: usize,
    /// Pupils it would have.
    pub size: usize,
    /// Girls among them.
    pub girls: usize,
    /// Scores together, in thousandths, and how many pupils have one.
    pub scores: (i64, usize),
}

/// A pupil with a place.
#[derive(Clone, Debug)]
pub struct Placed {
    /// Who, without guarded fields.
    pub pupil: Record,
    /// The score of admission, as lists print it.
    pub score: String,
    /// The place among the classes.
    pub class: usize,
}

/// What is to be written.
#[derive(Clone, Debug)]
pub struct SplitClasses {
    /// The school.
    pub unit: UnitId,
    /// The year.
    pub year: SchoolYear,
    /// The code of the grade.
    pub grade: String,
    /// The name of the class of each pupil; others stay without one.
    pub places: BTreeMap<RecordId, String>,
}

/// Who waits for a class in a year, by grade.
///
/// # Errors
/// Hidden when the actor may not read records of the unit.
pub async fn waiting_pupils(ctx: &Ctx, unit: UnitId, year: SchoolYear) -> Result<Vec<Waiting>, OpError> {
    let mut session = ctx.read().await?;
    may_at(ctx, &mut session, Action::ReadRecords, &[unit]).await?;
    let province = crate::registry::records::keeper_of(&mut session, unit, ctx.today()).await?;
    let mut counts: BTreeMap<(Option<usize>, String), usize> = BTreeMap::new();
    for row in enrolled(&mut session, province, unit, year).await? {
        if row.facts.get("class").is_none() {
            let grade = row.facts.text("grade").unwrap_or_default();
            *counts.entry((order_of(grade), grade.to_owned())).or_default() += 1;
        }
    }
    Ok(counts.into_iter().map(|((_, grade), pupils)| Waiting { grade, pupils }).collect())
}

/// Everybody who learns at the unit at the end of a year.
async fn enrolled(
    session: &mut Session,
    province: UnitId,
    unit: UnitId,
    year: SchoolYear,
) -> Result<Vec<Record>, OpError> {
    let mut rows = whole_of_unit(session, the("enrolment")?, province, unit, last_day(year)?).await?;
    rows.retain(|row| {
        is_of(row, year) && row.facts.text("status").is_some_and(|status| PRESENT.contains(&status))
    });
    rows.sort_by_key(|row| row.key.id);
    Ok(rows)
}

/// Proposes classes for those of a grade who wait: alike in size, sex, score and commune, taking into account
/// who is in them already. Writes nothing.
///
/// # Errors
/// Refused when there are too few classes; hidden when the actor may not read records of the unit.
pub async fn propose_split(ctx: &Ctx, wish: &SplitWish) -> Result<SplitPlan, OpError> {
    let mut session = ctx.read().await?;
    may_at(ctx, &mut session, Action::ReadRecords, &[wish.unit]).await?;
    let before = SchoolYear::starting(wish.year.first_year() - 1);
    let end = YearEnd::load(ctx, &mut session, wish.unit, before).await?;
    let there = of_grade(&end.there, &wish.grade);
    let mut rows = enrolled(&mut session, end.province, wish.unit, wish.year).await?;
    let place_in = |row: &Record| {
        let class = row.facts.record("class")?;
        there.iter().position(|known| known.key.id.0 == class)
    };
    rows.retain(|row| match row.facts.record("class") {
        None => row.facts.text("grade") == Some(wish.grade.as_str()),
        Some(_) => place_in(row).is_some(),
    });
    let ids: Vec<i64> = rows.iter().map(pupil_of).collect();
    let mut people = rows_of(&mut session, the("pupil")?, (end.province, wish.unit), &ids).await?;
    drop(session);
    mask(the("pupil")?, &mut people);
    let people = on_day(people, end.span.0);
    let known: Vec<String> = there.iter().map(|class| class.called()).collect();
    let last_year: Vec<String> =
        of_grade(&end.classes, &wish.grade).iter().map(|class| class.called()).collect();
    let count = wish.classes.unwrap_or(match last_year.len().max(known.len()) {
        0 => rows.len().div_ceil(wish.most.max(1)).max(1),
        count => count,
    });
    let mut like = known.clone();
    like.extend(last_year.into_iter().filter(|name| !known.contains(name)));
    let names = class_names(&wish.grade, &like, count.max(known.len()).min(MOST_CLASSES));
    let admitted: Vec<Admitted<'_>> = rows
        .iter()
        .map(|row| {
            let pupil = people.get(&pupil_of(row));
            let text = |field| pupil.and_then(|pupil| pupil.facts.text(field)).unwrap_or_default();
            Admitted {
                id: pupil_of(row),
                sex: text("sex"),
                score: score(row).map(|score| u32::try_from(score / 100).unwrap_or(u32::MAX)),
                commune: text("residence_commune"),
                fixed: place_in(row),
            }
        })
        .collect();
    let places = split(&admitted, names.len(), wish.most, wish.balance)
        .map_err(|error| OpError::field("so-lop", error.to_string()))?;
    let mut classes: Vec<ClassShare> =
        names.into_iter().map(|name| ClassShare { name, ..ClassShare::default() }).collect();
    for (share, class) in classes.iter_mut().zip(&there) {
        share.id = Some(class.key.id);
    }
    let mut pupils = Vec::new();
    for ((row, one), place) in rows.iter().zip(&admitted).zip(places) {
        let Some(share) = classes.get_mut(place) else { continue };
        share.size += 1;
        share.before += usize::from(one.fixed.is_some());
        share.girls += usize::from(one.sex == "2");
        if let Some(score) = score(row) {
            share.scores = (share.scores.0 + score, share.scores.1 + 1);
        }
        if let (None, Some(pupil)) = (one.fixed, people.get(&one.id)) {
            let field = row.key.kind.field("admission_score").zip(row.facts.get("admission_score"));
            let score = field.map(|(field, value)| value.shown(field)).unwrap_or_default();
            pupils.push(Placed { pupil: pupil.clone(), score, class: place });
        }
    }
    pupils.sort_by(|a, b| (&a.pupil.sort_key, a.pupil.key.id).cmp(&(&b.pupil.sort_key, b.pupil.key.id)));
    Ok(SplitPlan { classes, pupils })
}

/// Writes the classes that are new and puts pupils into them, in one transaction under one source. Returns the
/// source, and how many pupils got a class; no source when nobody of them waits any more.
///
/// # Errors
/// Refused when a class has no usable name; hidden or forbidden when the actor may not change records of the unit.
pub async fn split_classes(ctx: &Ctx, cmd: &SplitClasses) -> Result<(Option<SourceId>, usize), OpError> {
    for name in cmd.places.values() {
        if name.is_empty() || name.chars().count() > MOST_LETTERS || name.chars().any(char::is_control) {
            return Err(OpError::refused("Tên lớp để trống hoặc quá dài. Hãy chọn lại lớp cho từng em."));
        }
    }
    let mut tx = ctx.begin().await?;
    let note = format!("Chia lớp khối {}, năm học {}", cmd.grade, cmd.year);
    let mut source = begin_source(ctx, &mut tx, SourceKind::ClassSplit, cmd.unit, &note).await?;
    existing(&mut tx, cmd.unit, ctx.today()).await?;
    let before = SchoolYear::starting(cmd.year.first_year() - 1);
    let end = YearEnd::load(ctx, &mut tx, cmd.unit, before).await?;
    let mut ids: HashMap<String, RecordId> =
        of_grade(&end.there, &cmd.grade).into_iter().map(|class| (class.called(), class.key.id)).collect();
    let kind = the("class")?;
    let (mut classes, mut enrolments) = (Vec::new(), Vec::new());
    for row in enrolled(&mut tx, end.province, cmd.unit, cmd.year).await? {
        let is_waiting =
            row.facts.get("class").is_none() && row.facts.text("grade") == Some(cmd.grade.as_str());
        let Some(name) = cmd.places.get(&RecordId(pupil_of(&row))).filter(|_| is_waiting) else { continue };
        let class = *ids.entry(name.clone()).or_insert_with(|| {
            let id: RecordId = ctx.id();
            let class = NextClass { id: None, from: None, name: name.clone(), grade: cmd.grade.clone() };
            classes.push(Write {
                target: Target::New(id),
                unit: cmd.unit,
                from: end.span.0,
                until: Some(end.span.1),
                change: Change::Set(class_facts(&end, &class, kind)),
            });
            id
        });
        enrolments.push(Write {
            target: Target::There(row.key.id, None),
            unit: cmd.unit,
            from: row.from,
            until: row.until,
            change: Change::Alter(vec![("class", Some(FieldValue::Record(class.0)))]),
        });
    }
    if enrolments.is_empty() {
        tx.roll_back().await?;
        return Ok((None, 0));
    }
    write_records(ctx, &mut tx, &mut source, kind, classes).await?;
    let placed = write_records(ctx, &mut tx, &mut source, the("enrolment")?, enrolments).await?;
    let id = finish_source(ctx, &mut tx, source).await?;
    tx.commit().await?;
    Ok((Some(id), placed))
}

fn of_grade<'a>(classes: &'a [Record], grade: &str) -> Vec<&'a Record> {
    classes.iter().filter(|class| class.facts.text("grade") == Some(grade)).collect()
}

/// The score of admission in thousandths.
fn score(enrolment: &Record) -> Option<i64> {
    match enrolment.facts.get("admission_score") {
        Some(FieldValue::Decimal(score)) => Some(score.thousandths()),
        _ => None,
    }
}

/// Classes of a grade that are proposed at most.
const MOST_CLASSES: usize = 60;
/// Letters of the name of a class at most.
const MOST_LETTERS: usize = 50;
