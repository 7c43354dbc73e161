//! Rounds of the statistics: figures that schools send as of a reference day, frozen as they were sent, decided
//! on by the level above and closed.
//!
//! A snapshot keeps its figures and the versions of the records from which they were counted, so that every
//! figure opens to what was known then. Records go on changing beside it; the difference is always shown.

mod decide;
mod due;
mod frozen;
mod overview;
mod round;
mod school;
mod send;
mod step;
mod why;

pub use decide::{AskUnlock, DecideFigures, Decided, ask_unlock, decide_figures};
pub use due::{ROUND_DUE, pass_due};
pub use frozen::Frozen;
pub use overview::{RoundFilter, RoundOverview, SchoolLine, Sum, round_overview};
pub use round::{
    ChangeDues, Dues, OpenRound, Round, change_dues, open_round, proposed_round, rounds, rounds_seen,
};
pub use school::{RecordChange, SchoolFigures, SchoolRound, What, rounds_of_school, school_figures};
pub use send::{SendFigures, Sent, send_figures};
pub use step::PastStep;
pub use why::{FigureRecord, FigureRecords, figure_records};

/// The topic under which a step of a school in a round is announced; the key is `round/ID`.
pub const ROUND_CHANGED: &str = "registry.round";
