//! Who may be recorded twice. People are compared with those born on the same day, or on the day with day and month the
//! other way round: a few dozen each, however many pupils the province has.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use khue_base::{Day, RecordId, UnitId};
use khue_db::{DbError, Session, Statement, Value, sql};
use khue_rules::accounts::{Action, Place};
use khue_rules::registry::duplicates::{Known, Likeness, Pair, pairs};
use khue_rules::registry::record::{FieldValue, PartialDay, Stored};

use crate::registry::records::{RecordKey, When, keeper_of, list, may_at, the, units_of};
use crate::registry::units_by_id;
use crate::{Ctx, OpError};

/// Days that one statement takes.
const DAYS: usize = 40;
/// Days that one page walks through at most.
const MOST_DAYS: usize = 800;
/// Candidates after which a page ends.
const ENOUGH: usize = 50;

/// Two records that may be of one person.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The one, which the actor may see.
    pub one: Someone,
    /// The other. Of somebody at a school that the actor may not see, only the school is told.
    pub other: Someone,
    /// Why.
    pub likeness: Likeness,
}

/// One of the two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Someone {
    /// The record; none for somebody whom the actor may not see.
    pub id: Option<RecordId>,
    /// The name and the birthday; empty likewise.
    pub called: String,
    /// The schools.
    pub schools: Vec<String>,
}

/// A page of candidates.
#[derive(Clone, Debug)]
pub struct Candidates {
    /// They, the surest first within each page.
    pub found: Vec<Candidate>,
    /// The birthday after which the next page begins; none at the end.
    pub next: Option<String>,
}

/// Candidates of the whole province, in the order of birthdays after `after`; those with the same number first.
///
/// # Errors
/// Hidden or forbidden when the actor may not manage units.
pub async fn candidates_in_province(ctx: &Ctx, after: Option<&str>) -> Result<Candidates, OpError> {
    ctx.may(Action::ManageUnits, Place::Nowhere)?;
    let mut session = ctx.read().await?;
    let province = keeper_of(&mut session, ctx.actor.unit, ctx.today()).await?;
    let apart = told_apart(&mut session, province).await?;
    let mut found: Vec<(Pair, BTreeMap<i64, Row>)> = Vec::new();
    let mut keep = |rows: Vec<Row>, own: &dyn Fn(&Row) -> bool| {
        let people: BTreeMap<i64, Row> = rows.into_iter().map(|row| (row.id.0, row)).collect();
        for pair in compare(&people) {
            let is_own = [pair.one, pair.other].iter().any(|id| people.get(id).is_some_and(own));
            if is_own && !apart.contains(&(pair.one, pair.other)) {
                let two = [pair.one, pair.other].into_iter();
                let two = two.filter_map(|id| Some((id, people.get(&id)?.clone()))).collect();
                found.push((pair, two));
            }
        }
        found.len()
    };
    if after.is_none() {
        for statement in [SAME_MINISTRY_CODE, SAME_PERSONAL_NUMBER] {
            keep(session.all(statement, &[province.into()]).await?, &|_| true);
        }
    }
    let mut place = after.unwrap_or_default().to_owned();
    let mut next = None;
    for _ in 0..MOST_DAYS.div_ceil(DAYS / 2) {
        let values =
            [province.into(), place.as_str().into(), Value::from(i64::try_from(DAYS / 2).unwrap_or(1))];
        let days: Vec<BirthRow> = session.all(BIRTHDAYS_AFTER, &values).await?;
        let Some(last) = days.last() else {
            next = None;
            break;
        };
        place.clone_from(&last.birth_date);
        next = Some(place.clone());
        let days: BTreeSet<String> = days.into_iter().map(|row| row.birth_date).collect();
        let rows = born_on(&mut session, province, &days).await?;
        // A pair over two days is told on the earlier one.
        let is_own = |row: &Row| {
            let swapped = swapped(&row.birth_date);
            days.contains(&row.birth_date)
                && swapped.is_none_or(|other| row.birth_date <= other || days.contains(&other))
        };
        if keep(rows, &is_own) >= ENOUGH {
            break;
        }
    }
    let mut seen = BTreeSet::new();
    found.retain(|(pair, _)| seen.insert((pair.one, pair.other)));
    found.sort_by_key(|(pair, _)| pair.likeness);
    Ok(Candidates { found: told(ctx, &mut session, province, found).await?, next })
}

/// Candidates among the pupils of a unit, and between them and the others of the province.
///
/// # Errors
/// Hidden or forbidden when the actor may not change records of the unit.
pub async fn candidates_of_unit(ctx: &Ctx, unit: UnitId) -> Result<Vec<Candidate>, OpError> {
    let mut session = ctx.read().await?;
    may_at(ctx, &mut session, Action::ChangeRecords, &[unit]).await?;
    let province = keeper_of(&mut session, unit, ctx.today()).await?;
    let apart = told_apart(&mut session, province).await?;
    let own = list(&mut session, the("pupil")?, province, unit, ctx.today(), None, u32::MAX).await?;
    let ids: HashSet<i64> = own.iter().map(|row| row.key.id.0).collect();
    let days: BTreeSet<String> = own.iter().filter_map(|row| stored(row.facts.get("birth_date"))).collect();
    let days: Vec<String> = days.into_iter().collect();
    let mut found: BTreeMap<(i64, i64), (Pair, BTreeMap<i64, Row>)> = BTreeMap::new();
    for some in days.chunks(DAYS / 2) {
        let rows = born_on(&mut session, province, &some.iter().cloned().collect()).await?;
        let people: BTreeMap<i64, Row> = rows.into_iter().map(|row| (row.id.0, row)).collect();
        for pair in compare(&people) {
            let key = (pair.one, pair.other);
            if (ids.contains(&pair.one) || ids.contains(&pair.other)) && !apart.contains(&key) {
                let two = [pair.one, pair.other].into_iter();
                let two = two.filter_map(|id| Some((id, people.get(&id)?.clone()))).collect();
                found.entry(key).or_insert((pair, two));
            }
        }
    }
    let mut found: Vec<_> = found.into_values().collect();
    found.sort_by_key(|(pair, _)| pair.likeness);
    told(ctx, &mut session, province, found).await
}

/// A value as its column holds it.
fn stored(value: Option<&FieldValue>) -> Option<String> {
    match value?.clone().into_stored()? {
        Stored::Text(text) => text,
        Stored::Number(_) => None,
    }
}

/// People born on these days, and on those with day and month the other way round.
async fn born_on(
    session: &mut Session,
    province: UnitId,
    days: &BTreeSet<String>,
) -> Result<Vec<Row>, DbError> {
    let mut all: BTreeSet<String> = days.clone();
    all.extend(days.iter().filter_map(|day| swapped(day)));
    let all: Vec<String> = all.into_iter().collect();
    let mut rows: Vec<Row> = Vec::new();
    for some in all.chunks(DAYS) {
        let mut values: Vec<Value> = vec![province.into()];
        values.extend(some.iter().map(Value::from));
        // A statement takes always as many; the last stands again.
        values.resize(DAYS + 1, some.last().map_or(Value::Text(None), Value::from));
        rows.extend(session.all::<Row>(BORN_ON, &values).await?);
    }
    Ok(rows)
}

/// `2012-05-03` for `2012-03-05`, when that is a day too and another one.
fn swapped(day: &str) -> Option<String> {
    let (year, month, of_month) = day.parse::<Day>().ok()?.parts();
    let other = Day::new(year, of_month, month)?;
    (of_month != month).then(|| other.iso())
}

fn compare(people: &BTreeMap<i64, Row>) -> Vec<Pair> {
    let known: Vec<Known<'_>> = people
        .values()
        .map(|row| Known {
            id: row.id.0,
            name: row.full_name.as_str(),
            birth: row.birth_date.parse::<PartialDay>().ok(),
            sex: row.sex.as_deref(),
            personal_number: row.personal_number.as_deref(),
            ministry_code: row.ministry_code.as_deref(),
            guardian: None,
        })
        .collect();
    pairs(&known)
}

async fn told_apart(session: &mut Session, province: UnitId) -> Result<HashSet<(i64, i64)>, DbError> {
    let rows: Vec<PairRow> = session.all(TOLD_APART, &[province.into()]).await?;
    Ok(rows.into_iter().map(|row| (row.one, row.other)).collect())
}

/// What the actor may know of each pair.
async fn told(
    ctx: &Ctx,
    session: &mut Session,
    province: UnitId,
    found: Vec<(Pair, BTreeMap<i64, Row>)>,
) -> Result<Vec<Candidate>, OpError> {
    let mut told = Vec::new();
    for (pair, people) in found {
        let mut two = Vec::new();
        for id in [pair.one, pair.other] {
            let Some(row) = people.get(&id) else { continue };
            two.push(someone(ctx, session, province, row).await?);
        }
        // Whom the actor may see stands first.
        two.sort_by_key(|one| one.id.is_none());
        let mut two = two.into_iter();
        if let (Some(one), Some(other)) = (two.next(), two.next()) {
            told.push(Candidate { one, other, likeness: pair.likeness });
        }
    }
    Ok(told)
}

async fn someone(ctx: &Ctx, session: &mut Session, province: UnitId, row: &Row) -> Result<Someone, OpError> {
    let key = RecordKey { kind: the("pupil")?, unit: None, id: row.id };
    let mut units = units_of(session, province, key, When::On(ctx.today())).await?;
    if units.is_empty() {
        units = units_of(session, province, key, When::Ever).await?;
    }
    let names = units_by_id(session, &units, ctx.today()).await?;
    let schools = units.iter().filter_map(|unit| Some(names.get(unit)?.name.clone())).collect();
    if may_at(ctx, session, Action::ReadRecords, &units).await.is_err() {
        return Ok(Someone { id: None, called: String::new(), schools });
    }
    let born = row.birth_date.parse::<PartialDay>().map(|day| day.to_string()).unwrap_or_default();
    Ok(Someone { id: Some(row.id), called: format!("{}, sinh {born}", row.full_name), schools })
}

khue_db::row! {
    #[derive(PartialEq, Eq)]
    struct Row {
        id: RecordId,
        full_name: String,
        birth_date: String,
        sex: Option<String>,
        ministry_code: Option<String>,
        personal_number: Option<String>,
    }
}

khue_db::row! {
    struct BirthRow {
        birth_date: String,
    }
}

khue_db::row! {
    struct PairRow {
        one: i64,
        other: i64,
    }
}

const BIRTHDAYS_AFTER: Statement = sql!("sql/birthdays_after.sql");
const BORN_ON: Statement = sql!("sql/born_on.sql");
const SAME_MINISTRY_CODE: Statement = sql!("sql/same_ministry_code.sql");
const SAME_PERSONAL_NUMBER: Statement = sql!("sql/same_personal_number.sql");
const TOLD_APART: Statement = sql!("sql/told_apart.sql");
