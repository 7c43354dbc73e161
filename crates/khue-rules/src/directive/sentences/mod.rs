//! Sentences of pages and of the official report, drafted from counts and names.
//!
//! Every function takes plain facts and gives whole Vietnamese sentences; a person may edit them.
//! Zero, one, all and unknown have their own wording: "Không có nhiệm vụ quá hạn.", never "0 nhiệm
//! vụ quá hạn". Numbers stand as Vietnam writes them (1.234,5).

mod lead;
mod outstanding;
mod report;
mod section;
mod target;
mod task;
#[cfg(test)]
mod tests;
mod words;

pub use lead::{Overview, Piece, Sentence, Silent, lead_sentence};
pub use outstanding::{Outstanding, next_steps, problems};
pub use report::{ReportFacts, directive_name, report_opening, report_subject, report_summary};
pub use section::{LateTask, SectionFacts, section_paragraph};
pub use target::{TargetFacts, source_note, target_met, target_sentence};
pub use task::{TaskFacts, task_result};
pub use words::{join, join_some, official_day, short_title};
