//! The sheet that a school already has: where its head stands, what its columns mean, what its rows say.
//!
//! The head is found by what is written in it, whatever row it stands in. Columns find their fields by
//! the spellings of `catalogue/records`; what a person chose before, wins. Every cell that cannot be
//! taken is told with its address, all at once.

mod columns;
mod facts;
mod findings;
mod head;
mod rows;
mod spellings;
mod template;
#[cfg(test)]
mod tests;

pub use columns::{Candidate, Column, Meaning, Why};
pub use facts::RowFacts;
pub use findings::{Finding, Weight};
pub use head::{Layout, kinds_of, layouts};
pub use rows::{Fixed, SheetRow, Skipped, SkippedRow, Table, read};
pub use spellings::heading_key;
pub use template::{FormColumn, form_columns};

/// What a person chose for a layout before: the key of each heading ([`heading_key`]) with the code of its field,
/// or nothing for a column that is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Remembered {
    /// Keys of headings with codes of fields. Of equal headings the second has ` #2` behind its key.
    pub columns: std::collections::BTreeMap<String, Option<String>>,
}
