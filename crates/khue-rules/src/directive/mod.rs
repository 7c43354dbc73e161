//! Directives: reading the text, states and deadlines of tasks, sentences of the report.

pub mod due;
pub mod progress;
pub mod reading;
pub mod report_window;
pub mod roll_up;
pub mod sentences;
pub mod state;
pub mod story;
pub mod suggest;
pub mod target_change;
pub mod targets;
pub mod urging;
