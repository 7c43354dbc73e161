//! Rules of the registry: what records of the sector are, and how they change in time.

pub mod checks;
pub mod class_split;
pub mod duplicates;
pub mod exchange;
pub mod figures;
pub mod grade;
pub mod keeping;
pub mod record;
pub mod reporting;
pub mod roll_over;
pub mod sheet;
pub mod teaching_load;
pub mod year_calendar;
