//! The school year of a school: the turn from one year to the next, classes out of lists of admission.
//!
//! What is planned is looked at first (`preview_…`), changed by hand, and written in one transaction under one
//! source, so that it can be taken back as a whole. What is done already is seen as done and not done again.

mod carry;
mod choose_turns;
mod loads;
mod roll_over;
mod split_classes;
mod steps;
mod turn;

pub use carry::{Carried, Carry};
pub use choose_turns::{ChooseTurns, choose_turns};
pub use loads::{TeacherLoad, teaching_loads};
pub use roll_over::{RollOverOrder, RolledOver, preview_roll_over, roll_over};
pub use split_classes::{
    ClassShare, Placed, SplitClasses, SplitPlan, SplitWish, Waiting, propose_split, split_classes,
    waiting_pupils,
};
pub use steps::{YearSteps, year_steps};
pub use turn::{ClassTurn, NextSize, PupilTurn, Turn, TurnOfYear, Why, turn_of_class};

use khue_base::SchoolYear;
use khue_rules::registry::record::{FieldValue, Kind, kind};

use super::records::Record;
use crate::OpError;

/// The school year after this one.
pub fn year_after(year: SchoolYear) -> SchoolYear {
    SchoolYear::starting(year.first_year() + 1)
}

/// A kind that the program itself names.
fn the(code: &str) -> Result<&'static Kind, OpError> {
    kind(code).ok_or_else(|| OpError::Failed(format!("there is no kind {code}")))
}

fn is_of(record: &Record, year: SchoolYear) -> bool {
    record.facts.get("year") == Some(&FieldValue::SchoolYear(year))
}
