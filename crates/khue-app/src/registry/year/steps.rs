//! What a school has for a year, and what is still to be done: the figures behind the steps of its setting up.

use khue_base::{Day, RecordId, SchoolYear, UnitId};
use khue_rules::accounts::Action;

use super::loads::loads;
use super::turn::{Turn, YearEnd, last_day};
use super::{is_of, the};
use crate::registry::records::{PRESENT, Record, may_at, whole_of_unit};
use crate::{Ctx, OpError};

/// How far a school is with a year.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct YearSteps {
    /// The record of the school itself.
    pub profile: Option<RecordId>,
    /// The levels that it teaches.
    pub levels: Vec<String>,
    /// Sites.
    pub sites: usize,
    /// Rooms.
    pub rooms: usize,
    /// People who work there.
    pub staff: usize,
    /// Pupils of the year before who are still to be rolled over.
    pub turn_open: usize,
    /// Pupils of the year before of whom it is written how they go on.
    pub turn_done: usize,
    /// Pupils who did not come from the year before.
    pub admitted: usize,
    /// Pupils without a class.
    pub waiting: usize,
    /// Classes of the year.
    pub classes: usize,
    /// Classes without a homeroom teacher.
    pub without_homeroom: usize,
    /// Pupils in classes.
    pub pupils: usize,
    /// Assignments of teaching.
    pub teaching: usize,
    /// Teachers above the norm in the first term.
    pub above: usize,
    /// Teachers below it.
    pub below: usize,
}

/// The figures of a year as of `day`.
///
/// # Errors
/// Hidden when the actor may not read records of the unit.
pub async fn year_steps(ctx: &Ctx, unit: UnitId, year: SchoolYear, day: Day) -> Result<YearSteps, OpError> {
    let mut session = ctx.read().await?;
    may_at(ctx, &mut session, Action::ReadRecords, &[unit]).await?;
    let before = SchoolYear::starting(year.first_year() - 1);
    let end = YearEnd::load(ctx, &mut session, unit, before).await?;
    let turns = end.turns();
    let mut of = async |kind: &str, day: Day| -> Result<Vec<Record>, OpError> {
        Ok(whole_of_unit(&mut session, the(kind)?, end.province, unit, day).await?)
    };
    let profile = of("school_profile", day).await?;
    let levels = profile.first().and_then(|row| match row.facts.get("levels") {
        Some(khue_rules::registry::record::FieldValue::Codes(levels)) => Some(levels.clone()),
        _ => None,
    });
    let closing = last_day(year)?;
    let mut enrolments = of("enrolment", closing).await?;
    enrolments.retain(|row| {
        is_of(row, year) && row.facts.text("status").is_some_and(|status| PRESENT.contains(&status))
    });
    let mut teaching = of("teaching", closing).await?;
    teaching.retain(|row| is_of(row, year));
    let loads = loads(&end.there, &teaching, (year, 1), day);
    let above = |one: &super::TeacherLoad| one.load.map_or(0, |load| load.above.thousandths());
    let comes_on = ["len-lop", "luu-ban"];
    let waiting = enrolments.iter().filter(|row| row.facts.get("class").is_none()).count();
    Ok(YearSteps {
        profile: profile.first().map(|row| row.key.id),
        levels: levels.unwrap_or_default(),
        sites: of("site", day).await?.len(),
        rooms: of("room", day).await?.len(),
        staff: of("staff", day).await?.len(),
        turn_open: turns.iter().filter(|one| one.turn.is_open()).count(),
        turn_done: turns.iter().filter(|one| Turn::is_done(&one.turn)).count(),
        admitted: enrolments
            .iter()
            .filter(|row| !row.facts.text("begun").is_some_and(|begun| comes_on.contains(&begun)))
            .count(),
        waiting,
        classes: end.there.len(),
        without_homeroom: end
            .there
            .iter()
            .filter(|class| class.facts.get("homeroom_teacher").is_none())
            .count(),
        pupils: enrolments.len() - waiting,
        teaching: teaching.len(),
        above: loads.iter().filter(|one| above(one) > 0).count(),
        below: loads.iter().filter(|one| above(one) < 0).count(),
    })
}
