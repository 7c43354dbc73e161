//! Filling the pages of units from operations.

pub mod arrange;
pub mod duplicates;
pub mod exchange;
pub mod import;
pub mod import_run;
pub mod records;
pub mod roll_over;
pub mod rounds;
pub mod split_classes;
pub mod transfer;
pub mod unit;
pub mod units;
pub mod year;
pub mod year_calendar;

use khue_app::OpError;
use khue_base::{Day, UnitId};

use crate::Fields;
use crate::page::AsOf;

/// The first day that the registry knows of.
const FIRST: &str = "1/1/2020";

/// The page of a unit as of `day`.
pub(crate) fn unit_href(unit: UnitId, day: Day, today: Day) -> String {
    if day == today { format!("/don-vi/{unit}") } else { format!("/don-vi/{unit}?ngay={}", day.iso()) }
}

/// The day asked for in `ngay`, past or to come; today when none is.
fn day_asked(asked: &Fields, today: Day) -> Result<Day, OpError> {
    match asked.filled("ngay") {
        None => Ok(today),
        Some(_) => asked.day("ngay"),
    }
}

/// The line that says for which day a page of units stands.
fn as_of(day: Day, today: Day, here: &str) -> AsOf {
    AsOf {
        text: format!("Theo danh mục ngày {day}"),
        day: day.to_string(),
        first: FIRST.to_owned(),
        last: "nay, hoặc một ngày sắp tới".to_owned(),
        today: (day != today).then(|| here.to_owned()),
    }
}
