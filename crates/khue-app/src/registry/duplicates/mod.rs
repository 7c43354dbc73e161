//! Pupils recorded twice: candidates with their reasons, merging and its taking back, and what was found to be two
//! people. The rule is `khue_rules::registry::duplicates`; a person decides.

mod candidates;
mod merge_pupils;
mod merged;
mod tell_apart;

pub use candidates::{Candidate, Candidates, Someone, candidates_in_province, candidates_of_unit};
pub use merge_pupils::{MergePupils, merge_pupils};
pub(in crate::registry) use merged::merged_numbers;
pub use merged::{Merged, merged_into, merged_pupils, unmerge_pupils};
pub use tell_apart::{PupilPair, TellApart, pupil_pair, tell_apart};
