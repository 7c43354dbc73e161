//! Classes of a school and who is in them.

use std::collections::BTreeMap;

use khue_base::{Day, RecordId, UnitId};
use khue_db::{Session, Statement, sql};
use khue_rules::accounts::Action;
use khue_rules::registry::record::{Kind, kind};

use super::guarded::mask;
use super::keeper::keeper_of;
use super::lists::{key_values, list, read_rows};
use super::names::{Names, covers, names_in, on_day, rows_of};
use super::reach::may_at;
use super::record::{Record, RecordKey};
use crate::{Ctx, OpError};

/// Codes of `pupil_status` of those who learn in a class.
pub(in crate::registry) const PRESENT: [&str; 2] = ["dang-hoc", "chuyen-den"];

/// A class with its size.
#[derive(Clone, Debug)]
pub struct ClassLine {
    /// The class.
    pub class: Record,
    /// Pupils on the day.
    pub size: i64,
    /// Girls among them.
    pub girls: i64,
    /// Boys among them.
    pub boys: i64,
}

/// Classes of a unit on a day, with the names of their teachers, sites and rooms.
///
/// # Errors
/// Hidden when the actor may not read records of the unit.
pub async fn classes_of_unit(ctx: &Ctx, unit: UnitId, day: Day) -> Result<(Vec<ClassLine>, Names), OpError> {
    let mut session = ctx.read().await?;
    may_at(ctx, &mut session, Action::ReadRecords, &[unit]).await?;
    let province = keeper_of(&mut session, unit, ctx.today()).await?;
    let classes = list(&mut session, the("class")?, province, unit, day, None, u32::MAX).await?;
    let sizes: Vec<SizeRow> = session.all(CLASS_SIZES, &[province.into(), unit.into(), day.into()]).await?;
    let names = names_in(&mut session, province, classes.iter(), unit, day).await?;
    let count = |class: RecordId, sex: Option<&str>| -> i64 {
        let of = sizes.iter().filter(|row| row.class_id == class.0 && sex.is_none_or(|sex| row.sex == sex));
        of.map(|row| row.number).sum()
    };
    let lines = classes.into_iter().map(|class| ClassLine {
        size: count(class.key.id, None),
        girls: count(class.key.id, Some("2")),
        boys: count(class.key.id, Some("1")),
        class,
    });
    Ok((lines.collect(), names))
}

/// A pupil in a class.
#[derive(Clone, Debug)]
pub struct InClass {
    /// Who.
    pub pupil: Record,
    /// The enrolment: as it is on the day, or as it was last.
    pub enrolment: Record,
}

/// A class with its pupils in the order of lists.
#[derive(Clone, Debug)]
pub struct ClassList {
    /// The class.
    pub class: Record,
    /// The day for which it stands: the one asked for, or the nearest on which the class is there.
    pub day: Day,
    /// Who is in it.
    pub pupils: Vec<InClass>,
    /// Who was in it and left before or on the day.
    pub left: Vec<InClass>,
    /// The teacher, the site and the room.
    pub names: Names,
}

/// A class on a day.
///
/// # Errors
/// Hidden when there is no such class or the actor may not read records of the unit.
pub async fn class_list(ctx: &Ctx, unit: UnitId, id: RecordId, day: Day) -> Result<ClassList, OpError> {
    let mut session = ctx.read().await?;
    may_at(ctx, &mut session, Action::ReadRecords, &[unit]).await?;
    let province = keeper_of(&mut session, unit, ctx.today()).await?;
    let class_kind = the("class")?;
    let key = RecordKey { kind: class_kind, unit: Some(unit), id };
    let periods =
        read_rows(&mut session, class_kind, |table| table.current, &key_values(province, key, &[])).await?;
    let Some((class, day)) = nearest(periods, day) else { return Err(OpError::Hidden) };
    let enrolments = enrolments(&mut session, province, unit, id).await?;
    let mut last: BTreeMap<RecordId, Record> = BTreeMap::new();
    for row in enrolments.into_iter().filter(|row| row.from <= day) {
        // Rows come in the order of their periods.
        last.insert(row.key.id, row);
    }
    let people: Vec<i64> = last.values().filter_map(|row| row.facts.record("pupil")).collect();
    let pupil_kind = the("pupil")?;
    let mut rows = rows_of(&mut session, pupil_kind, (province, unit), &people).await?;
    mask(pupil_kind, &mut rows);
    let known = on_day(rows, day);
    let mut all: Vec<InClass> = last
        .into_values()
        .filter_map(|mut enrolment| {
            let pupil = known.get(&enrolment.facts.record("pupil")?)?.clone();
            mask(enrolment.key.kind, std::slice::from_mut(&mut enrolment));
            Some(InClass { pupil, enrolment })
        })
        .collect();
    all.sort_by(|a, b| (&a.pupil.sort_key, a.pupil.key.id).cmp(&(&b.pupil.sort_key, b.pupil.key.id)));
    let (pupils, left) = all.into_iter().partition(|one| is_in(&one.enrolment, day));
    let names = names_in(&mut session, province, std::iter::once(&class), unit, day).await?;
    Ok(ClassList { class, day, pupils, left, names })
}

/// The row for the day, or the nearest with its nearest day.
fn nearest(periods: Vec<Record>, day: Day) -> Option<(Record, Day)> {
    let inside = |row: &Record| match row.until {
        _ if day < row.from => row.from,
        Some(until) if until <= day => until.plus_days(-1),
        _ => day,
    };
    periods
        .into_iter()
        .map(|row| (inside(&row), row))
        .min_by_key(|(near, _)| near.days_since(day).abs())
        .map(|(near, row)| (row, near))
}

async fn enrolments(
    session: &mut Session,
    province: UnitId,
    unit: UnitId,
    class: RecordId,
) -> Result<Vec<Record>, OpError> {
    let kind = the("enrolment")?;
    let values = [province.into(), class.into()];
    let mut rows = naming(session, kind, "class", &values).await?;
    // Ids of what schools keep are theirs alone.
    rows.retain(|row| row.key.unit == Some(unit));
    Ok(rows)
}

/// Rows of a kind that name a person or a class.
pub(in crate::registry) async fn naming(
    session: &mut Session,
    kind: &'static Kind,
    field: &str,
    values: &[khue_db::Value],
) -> Result<Vec<Record>, OpError> {
    let Some(statement) = super::tables::table(kind).and_then(|table| table.naming.get(field)) else {
        return Err(OpError::Failed(format!("{} is not found by {field}", kind.code)));
    };
    Ok(read_rows(session, kind, |_| *statement, values).await?)
}

fn is_in(enrolment: &Record, day: Day) -> bool {
    covers(enrolment, day) && enrolment.facts.text("status").is_some_and(|status| PRESENT.contains(&status))
}

/// A kind that the program itself names.
pub(in crate::registry) fn the(code: &str) -> Result<&'static Kind, OpError> {
    kind(code).ok_or_else(|| OpError::Failed(format!("there is no kind {code}")))
}

khue_db::row! {
    struct SizeRow {
        class_id: i64,
        sex: String,
        number: i64,
    }
}

const CLASS_SIZES: Statement = sql!("sql/class_sizes.sql");
