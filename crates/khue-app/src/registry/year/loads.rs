//! How much the teachers of a school teach in a term, against the norm.

use std::collections::{BTreeMap, HashMap};

use khue_base::{Day, Quantity, RecordId, SchoolYear, UnitId};
use khue_db::Session;
use khue_rules::accounts::Action;
use khue_rules::registry::record::FieldValue;
use khue_rules::registry::teaching_load::{Load, Taught, load};

use super::turn::last_day;
use super::{is_of, the};
use crate::registry::records::{Record, keeper_of, may_at, on_day, rows_of, whole_of_unit};
use crate::{Ctx, OpError};

/// A teacher with the load of a term.
#[derive(Clone, Debug)]
pub struct TeacherLoad {
    /// Who.
    pub teacher: RecordId,
    /// The name.
    pub name: String,
    /// The key by which lists sort the name.
    pub sort_key: String,
    /// What is recorded.
    pub taught: Taught,
    /// The level in which most is taught.
    pub level: String,
    /// The load; none where the law has no norm for the level.
    pub load: Option<Load>,
}

/// The loads of a term, in the order of names.
///
/// # Errors
/// Hidden when the actor may not read records of the unit.
pub async fn teaching_loads(
    ctx: &Ctx,
    unit: UnitId,
    year: SchoolYear,
    term: i64,
) -> Result<Vec<TeacherLoad>, OpError> {
    let mut session = ctx.read().await?;
    may_at(ctx, &mut session, Action::ReadRecords, &[unit]).await?;
    let province = keeper_of(&mut session, unit, ctx.today()).await?;
    let end = last_day(year)?;
    let classes = whole_of_unit(&mut session, the("class")?, province, unit, end).await?;
    let teaching = whole_of_unit(&mut session, the("teaching")?, province, unit, end).await?;
    let mut loads = loads(&classes, &teaching, (year, term), begins(year)?);
    name(&mut session, (province, unit), &mut loads, end).await?;
    loads.sort_by(|a, b| (&a.sort_key, a.teacher).cmp(&(&b.sort_key, b.teacher)));
    Ok(loads)
}

/// The day whose law holds for the lessons of a year.
fn begins(year: SchoolYear) -> Result<Day, OpError> {
    Day::new(year.first_year(), 9, 5).ok_or_else(|| OpError::Failed(format!("no such year: {year}")))
}

/// The loads without names, in no order.
pub(super) fn loads(
    classes: &[Record],
    teaching: &[Record],
    (year, term): (SchoolYear, i64),
    day: Day,
) -> Vec<TeacherLoad> {
    let mut levels: HashMap<i64, &str> = HashMap::new();
    let mut homerooms: HashMap<i64, usize> = HashMap::new();
    for class in classes.iter().filter(|class| is_of(class, year)) {
        levels.insert(class.key.id.0, class.facts.text("level").unwrap_or_default());
        if let Some(teacher) = class.facts.record("homeroom_teacher") {
            *homerooms.entry(teacher).or_default() += 1;
        }
    }
    let mut sums: BTreeMap<i64, (i64, i64, BTreeMap<&str, i64>)> = BTreeMap::new();
    for row in teaching.iter().filter(|row| is_of(row, year)) {
        let of_term = match row.facts.get("term") {
            Some(FieldValue::Whole(own)) => *own == term,
            _ => true,
        };
        let Some(teacher) = row.facts.record("teacher").filter(|_| of_term) else { continue };
        let number = |field: &str| match row.facts.get(field) {
            Some(FieldValue::Decimal(number)) => number.thousandths(),
            _ => 0,
        };
        let (periods, reduced, by_level) = sums.entry(teacher).or_default();
        *periods += number("periods_a_week");
        *reduced += number("reduced_periods");
        if let Some(level) = row.facts.record("class").and_then(|class| levels.get(&class)) {
            *by_level.entry(level).or_default() += number("periods_a_week");
        }
    }
    let each = sums.into_iter().map(|(teacher, (periods, reduced, by_level))| {
        let level = by_level.into_iter().max_by_key(|(_, periods)| *periods).map_or("", |(level, _)| level);
        let taught = Taught {
            periods: Quantity::from_thousandths(periods),
            reduced: Quantity::from_thousandths(reduced),
            homerooms: homerooms.get(&teacher).copied().unwrap_or_default(),
        };
        TeacherLoad {
            teacher: RecordId(teacher),
            name: String::new(),
            sort_key: String::new(),
            taught,
            level: level.to_owned(),
            load: load(taught, level, day).ok(),
        }
    });
    each.collect()
}

async fn name(
    session: &mut Session,
    place: (UnitId, UnitId),
    loads: &mut [TeacherLoad],
    day: Day,
) -> Result<(), OpError> {
    let ids: Vec<i64> = loads.iter().map(|one| one.teacher.0).collect();
    let staff = on_day(rows_of(session, the("staff")?, place, &ids).await?, day);
    for one in loads {
        if let Some(record) = staff.get(&one.teacher.0) {
            one.name = record.called();
            one.sort_key.clone_from(&record.sort_key);
        }
    }
    Ok(())
}
