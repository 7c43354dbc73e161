//! The demo's story: how the sample directive was half carried out. `catalogue/demo/story.toml`
//! says it in words and explains its own form; [`Story::unfold`] spreads it over the units at hand.
//!
//! The same file and the same list of units always give the same plan: what looks random (which
//! school is late, how many teachers it has) is drawn from a hash of task and unit code.

mod file;
mod plan;
mod tell;
#[cfg(test)]
mod tests;

pub use file::Story;
pub use plan::{
    PlannedAssignment, PlannedDecision, PlannedReport, PlannedTask, StoryTask, StoryUnit, Unfolded,
};

/// The sample directive, as a text file.
pub const SAMPLE_DIRECTIVE: &str = include_str!("../../../../../catalogue/demo/directive.txt");
