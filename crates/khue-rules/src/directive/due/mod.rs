//! The due day and rhythm proposed for a task from the time expressions of its text.
//!
//! - A time inside the title of a cited document is not the task's and does not count.
//! - The most exact expression wins (day, month, quarter, event, school year, year or stage); of
//!   equal ones the latest, as the task is done when its last part is.
//! - `trước X` ends on the day before X. A month, quarter or year ends on its last day; this school
//!   year on the closing day of `law/calendar/school-year.toml`, a later one on the day before
//!   pupils come back, because a directive prepares it.
//! - Nothing is invented: without a time of its own a task is proposed for the end of the
//!   directive's school year, and the reason says so. A person decides.

mod limit;
#[cfg(test)]
mod tests;
mod words;

use khue_base::Day;
use serde::{Deserialize, Serialize};

use crate::directive::reading::{Metadata, ReadDeadline};
use limit::Frame;
use words::repeats_of;

/// How often a task comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Repeats {
    /// Every month.
    Month,
    /// Every quarter.
    Quarter,
    /// Every half-year or term.
    HalfYear,
    /// Every year.
    Year,
}

impl Repeats {
    /// All rhythms.
    pub const ALL: [Repeats; 4] = [Repeats::Month, Repeats::Quarter, Repeats::HalfYear, Repeats::Year];

    /// The code under which it is stored.
    pub fn code(self) -> &'static str {
        match self {
            Repeats::Month => "month",
            Repeats::Quarter => "quarter",
            Repeats::HalfYear => "half-year",
            Repeats::Year => "year",
        }
    }

    /// The rhythm stored under `code`.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|repeats| repeats.code() == code)
    }

    /// As screens name it.
    pub fn name(self) -> &'static str {
        match self {
            Repeats::Month => "hằng tháng",
            Repeats::Quarter => "hằng quý",
            Repeats::HalfYear => "6 tháng một lần",
            Repeats::Year => "hằng năm",
        }
    }
}

/// What a proposal rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DueBasis {
    /// The text gives the day or lets it be found.
    Text,
    /// The text gives none: the end of the directive's school year.
    SchoolYear,
    /// Nothing to go by.
    Nothing,
}

/// A proposed due day with its reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueProposal {
    /// The last day in time.
    pub due: Option<Day>,
    /// How often it comes back.
    pub repeats: Option<Repeats>,
    /// What it rests on.
    pub basis: DueBasis,
    /// Why, in Vietnamese.
    pub reason: String,
}

/// Proposes a due day and a rhythm from the time expressions of a task.
pub fn propose_due(deadlines: &[ReadDeadline], metadata: &Metadata) -> DueProposal {
    let frame = Frame {
        issued: metadata.date,
        year: metadata.school_year.as_deref().and_then(|year| year.parse().ok()),
    };
    let own = || deadlines.iter().filter(|deadline| deadline.scope != "title");
    let repeats = own().find_map(|deadline| Some((repeats_of(&deadline.text)?, deadline.text.as_str())));
    let (mut found, mut past, mut unusable) = (Vec::new(), Vec::new(), Vec::new());
    for deadline in own() {
        match frame.limit(deadline) {
            Some(limit) if frame.issued.is_some_and(|issued| limit.due < issued) => past.push(&deadline.text),
            Some(limit) => found.push((limit, &deadline.text)),
            None if repeats_of(&deadline.text).is_none() => unusable.push(&deadline.text),
            None => {}
        }
    }
    found.sort_by_key(|(limit, _)| (limit.exactness, limit.due));
    let mut proposal = match found.pop() {
        Some((limit, text)) => DueProposal {
            due: Some(limit.due),
            repeats: None,
            basis: DueBasis::Text,
            reason: format!("Vì văn bản ghi “{text}”{}.", limit.how),
        },
        None => frame.fallback(),
    };
    let others: Vec<String> = found
        .iter()
        .filter(|(limit, _)| Some(limit.due) != proposal.due)
        .map(|(limit, text)| format!("“{text}” ({})", limit.due))
        .collect();
    if !others.is_empty() {
        proposal.reason.push_str(&format!(" Văn bản còn ghi {}.", others.join(", ")));
    }
    for text in past {
        proposal.reason.push_str(&format!(" Mốc “{text}” đã qua khi ban hành văn bản."));
    }
    if proposal.basis != DueBasis::Text {
        for text in unusable {
            proposal.reason.push_str(&format!(" Từ “{text}” chưa suy ra được ngày cụ thể."));
        }
    }
    if let Some((repeats, text)) = repeats {
        proposal.repeats = Some(repeats);
        proposal.reason.push_str(&format!(" Lặp lại {} vì văn bản ghi “{text}”.", repeats.name()));
    }
    proposal
}

type Parts = (i8, i8, Option<i16>);
