//! From when until when a new record holds.

use khue_base::{Day, SchoolYear};
use khue_rules::registry::record::{Facts, FieldValue, Keeper, PartialDay};

/// What a sheet or a form need not say of somebody who is new: kind, field, code.
pub(in crate::registry) const PRESUMED: [(&str, &str, &str); 2] =
    [("enrolment", "status", "dang-hoc"), ("engagement", "status", "dang-lam")];
/// Kinds whose records hold for the whole school year whenever they are entered: nobody joins them later.
const YEARLY: [&str; 2] = ["class", "study_group"];

/// The period that the kind of a new record asks for, when it is entered for a day.
pub(in crate::registry) fn period_of(facts: &Facts, day: Day) -> (Day, Option<Day>) {
    let kind = facts.kind();
    let year = match facts.get("year") {
        Some(FieldValue::SchoolYear(year)) if kind.kept_by == Keeper::School => span_of(*year),
        _ => None,
    };
    match year {
        None => (day, None),
        Some((first, end)) if YEARLY.contains(&kind.code.as_str()) || day < first || end <= day => {
            (first, Some(end))
        }
        Some((_, end)) => (day, Some(end)),
    }
}

/// The school year in which a day lies: schools make the classes of a year in August.
pub fn school_year_of(day: Day) -> SchoolYear {
    let day = PartialDay::from(day);
    SchoolYear::starting(if day.month().unwrap_or(1) >= 8 { day.year() } else { day.year() - 1 })
}

/// From when until when what belongs to a school year holds.
pub(in crate::registry) fn span_of(year: SchoolYear) -> Option<(Day, Day)> {
    Some((Day::new(year.first_year(), 8, 1)?, Day::new(year.first_year() + 1, 8, 1)?))
}
