//! Checks of a school's records, described by data (`catalogue/checks`): inside a record, across records
//! and across sources, the contradictions between classes, rooms, staff and what the school says of itself.
//!
//! An **error** must be mended, a **query** must be explained. A check speaks only about what is known:
//! a missing value is found by the check that asks for it and is never taken for nothing.

mod describe;
mod message;
mod run;
#[cfg(test)]
mod tests;
mod view;

pub use describe::{Check, Level, checks};
pub(in crate::registry) use describe::{Path, RawTest, Test, place_of};
pub(in crate::registry) use run::School;
pub use run::{Finding, run};
pub use view::{Row, SchoolRecords};
