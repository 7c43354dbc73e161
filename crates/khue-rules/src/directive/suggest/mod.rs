//! What a reviewer is offered for a task, each with its reason: who leads, supports and carries it
//! out; whether a target can be computed; which tasks of other sections say the same.
//!
//! Tables: `catalogue/directive/responsibility.toml`, `catalogue/directive/indicators.toml`.
//! Whoever the text names comes first; the table speaks only where the text is silent.

mod duplicates;
mod indicators;
#[cfg(test)]
mod tests;
mod units;
mod words;

pub use duplicates::{Duplicate, find_duplicates};
pub use indicators::{IndicatorWords, TargetGuess, TargetSource};
pub use units::{Part, Responsibility, SuggestedUnit};

/// A table of the catalogue that breaks its form; held whole by a test.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {problem}")]
pub struct CatalogueError {
    /// Path under the repository's root.
    pub file: &'static str,
    /// What is wrong.
    pub problem: String,
}
