//! Assignments by state at the end of each month, reckoned from their days.

use khue_base::{Day, DirectiveId};
use khue_db::{Session, row, sql};

use crate::OpError;

/// How assignments stood at the end of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimePoint {
    /// The day.
    pub day: Day,
    /// Done in time.
    pub on_time: u32,
    /// Done late.
    pub done_late: u32,
    /// Open after the due day.
    pub overdue: u32,
    /// Open, in time.
    pub open: u32,
}

row! {
    struct Days {
        assigned_on: i64,
        due_on: Option<Day>,
        done_on: Option<Day>,
        assignments: u32,
    }
}

const DAY_MS: i64 = 86_400_000;
const VIETNAM_OFFSET_MS: i64 = 7 * 3_600_000;

pub(super) async fn load(
    session: &mut Session,
    directive: DirectiveId,
    from: Day,
    until: Day,
) -> Result<Vec<TimePoint>, OpError> {
    let values = [directive.into(), VIETNAM_OFFSET_MS.into(), DAY_MS.into()];
    let rows: Vec<Days> = session.all(sql!("../sql/overview_timeline.sql"), &values).await?;
    Ok(month_ends(from, until).into_iter().map(|day| point(day, &rows)).collect())
}

fn month_ends(from: Day, until: Day) -> Vec<Day> {
    let mut days = Vec::new();
    let mut end = from.end_of_month();
    while end < until && days.len() < 60 {
        days.push(end);
        end = end.plus_days(1).end_of_month();
    }
    days.push(until);
    days
}

fn point(day: Day, rows: &[Days]) -> TimePoint {
    let mut point = TimePoint { day, on_time: 0, done_late: 0, overdue: 0, open: 0 };
    for row in rows.iter().filter(|row| Day::from_epoch_days(row.assigned_on) <= day) {
        let done = row.done_on.filter(|done| *done <= day);
        let place = match (done, row.due_on) {
            (Some(done), Some(due)) if done > due => &mut point.done_late,
            (Some(_), _) => &mut point.on_time,
            (None, Some(due)) if due < day => &mut point.overdue,
            (None, _) => &mut point.open,
        };
        *place += row.assignments;
    }
    point
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(iso: &str) -> Day {
        iso.parse().unwrap()
    }

    #[test]
    fn months_end_and_the_last_point_is_the_day_asked_about() {
        let ends: Vec<String> =
            month_ends(day("2020-09-04"), day("2020-11-15")).iter().map(Day::to_string).collect();
        assert_eq!(ends, ["30/9/2020", "31/10/2020", "15/11/2020"]);
    }

    #[test]
    fn an_assignment_moves_from_open_to_overdue_to_done_late() {
        let row = Days {
            assigned_on: day("2020-09-04").epoch_days(),
            due_on: Some(day("2020-10-10")),
            done_on: Some(day("2020-11-20")),
            assignments: 3,
        };
        let at = |iso: &str| point(day(iso), std::slice::from_ref(&row));
        assert_eq!((at("2020-09-03").open, at("2020-09-30").open), (0, 3));
        assert_eq!((at("2020-10-10").open, at("2020-10-11").overdue), (3, 3));
        assert_eq!((at("2020-11-19").overdue, at("2020-11-20").done_late), (3, 3));
    }
}
