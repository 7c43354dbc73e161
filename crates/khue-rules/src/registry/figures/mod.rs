//! Figures of the statistics, counted from the records of a school as `catalogue/figures` describes: classes
//! and pupils by grade, staff by group, rooms by permanence.
//!
//! A figure is a number of records, so that it can be opened to them. Missing is not zero: a school without
//! any record of a kind has no figure of it, and records of which a field does not tell whether they belong
//! are counted apart.

mod count;
mod describe;
#[cfg(test)]
mod tests;

pub use count::{Figures, count, counted};
pub use describe::{Form, FormRow, forms};
