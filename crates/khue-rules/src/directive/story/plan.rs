//! What happens in the demo: units, tasks and the reports on them.

use khue_base::{Day, Quantity};

use crate::directive::due::Repeats;
use crate::directive::progress::Claim;
use crate::directive::targets::Figure;

/// A unit that may take part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoryUnit<'a> {
    /// Its code, unique among the units.
    pub code: &'a str,
    /// Code of its kind, as in the registry.
    pub kind: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Code of the district in which it lies, or its own for a district.
    pub district: Option<&'a str>,
}

/// An adopted task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoryTask<'a> {
    /// Its section: `II.8`, `KET`.
    pub section: &'a str,
    /// Its text.
    pub text: &'a str,
    /// The numbers of its targets, in order; nothing for a target in words.
    pub targets: &'a [Option<Quantity>],
}

/// What happens to one task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedTask {
    /// The story's own name for it.
    pub key: String,
    /// Position in the list of tasks handed in.
    pub task: usize,
    /// Last day in time.
    pub due: Day,
    /// How often it comes back.
    pub repeats: Option<Repeats>,
    /// Positions of supporting units, which do not report.
    pub support: Vec<usize>,
    /// The lead's own assignment, when a unit leads.
    pub lead: Option<PlannedAssignment>,
    /// Assignments of those who carry it out.
    pub carry: Vec<PlannedAssignment>,
    /// When the assigner closes it.
    pub closed_on: Option<Day>,
    /// When the assigner pauses it, and why.
    pub paused: Option<(Day, String)>,
}

/// A task given to a unit, with its reports in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedAssignment {
    /// Position of the unit.
    pub unit: usize,
    /// What it reports; nothing when it was never heard of.
    pub reports: Vec<PlannedReport>,
}

/// One report of progress.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedReport {
    /// When it is sent.
    pub sent_on: Day,
    /// What the unit says.
    pub claim: Claim,
    /// Its text.
    pub text: String,
    /// The figure for a target: its place among the targets handed in, and the figure.
    pub figure: Option<(usize, Figure)>,
    /// Names of evidence files.
    pub evidence: Vec<String>,
    /// What the level above does with it; nothing while it waits.
    pub decision: Option<PlannedDecision>,
}

/// What the level above does with a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlannedDecision {
    /// Accepts it.
    Accept {
        /// When.
        on: Day,
    },
    /// Gives it back.
    Return {
        /// When.
        on: Day,
        /// Why.
        reason: String,
    },
}

/// The plan for a directive.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unfolded {
    /// In the order of the story.
    pub tasks: Vec<PlannedTask>,
    /// Keys of story tasks for which the directive has none.
    pub unmatched: Vec<String>,
}
