//! The form of `catalogue/demo/story.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use khue_base::{Day, Quantity, search_key};
use serde::{Deserialize, Deserializer};

use super::plan::{StoryTask, StoryUnit, Unfolded};
use super::tell::Teller;
use crate::directive::due::Repeats;
use crate::directive::suggest::CatalogueError;
use crate::working_days::WorkingCalendar;

/// The story as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Story {
    /// The day of the directive.
    #[serde(deserialize_with = "toml_day")]
    pub issued: Day,
    /// The day on which the story is told.
    #[serde(deserialize_with = "toml_day")]
    pub as_of: Day,
    pub(super) silent: SilentRule,
    pub(super) texts: BTreeMap<Outcome, Vec<String>>,
    pub(super) reasons: BTreeMap<String, Vec<String>>,
    pub(super) task: Vec<TaskRule>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SilentRule {
    #[serde(deserialize_with = "toml_day")]
    pub(super) from: Day,
    pub(super) districts: Vec<String>,
    pub(super) kinds: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Outcome {
    Done,
    DoneLate,
    Waiting,
    InProgress,
    Returned,
    NotStarted,
    Silent,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct TaskRule {
    pub(super) key: String,
    pub(super) section: String,
    pub(super) phrase: String,
    ordinal: usize,
    pub(super) lead: String,
    #[serde(default)]
    pub(super) support: Vec<String>,
    #[serde(default)]
    pub(super) carry: Vec<String>,
    #[serde(deserialize_with = "toml_day")]
    pub(super) due: Day,
    pub(super) repeats: Option<Repeats>,
    #[serde(default, deserialize_with = "toml_day_maybe")]
    pub(super) closed: Option<Day>,
    #[serde(default, deserialize_with = "toml_day_maybe")]
    pub(super) paused: Option<Day>,
    #[serde(default)]
    pub(super) note: String,
    pub(super) outcome: Option<Outcome>,
    #[serde(rename = "lead_outcome")]
    pub(super) lead_outcome: Option<Outcome>,
    #[serde(default)]
    pub(super) except: Vec<Exception>,
    #[serde(default = "sent_default")]
    pub(super) sent: (u32, u32),
    #[serde(default, deserialize_with = "toml_days")]
    pub(super) reports: Vec<Day>,
    pub(super) figure: Option<FigureRule>,
    #[serde(default)]
    pub(super) texts: BTreeMap<Outcome, Vec<String>>,
    #[serde(default)]
    pub(super) reasons: Vec<String>,
    #[serde(default)]
    pub(super) evidence: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Exception {
    pub(super) district: String,
    pub(super) outcome: Outcome,
    pub(super) percent: Option<usize>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FigureRule {
    pub(super) kind: FigureKind,
    pub(super) wanted: Option<String>,
    pub(super) whole: Option<(u32, u32)>,
    #[serde(default)]
    pub(super) permille: BTreeMap<Outcome, (u32, u32)>,
    #[serde(default)]
    pub(super) districts: BTreeMap<String, String>,
    pub(super) lead: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum FigureKind {
    Percent,
    Ratio,
    Amount,
}

/// Done reports come so many days before the due day, unless the story says otherwise.
fn sent_default() -> (u32, u32) {
    (4, 25)
}

impl Story {
    /// The story of the catalogue.
    ///
    /// # Errors
    /// [`CatalogueError`] when the embedded file is broken.
    pub fn catalogue() -> Result<&'static Self, CatalogueError> {
        static STORY: LazyLock<Result<Story, CatalogueError>> = LazyLock::new(|| {
            let text = include_str!("../../../../../catalogue/demo/story.toml");
            let problem = |error: toml::de::Error| CatalogueError {
                file: "catalogue/demo/story.toml",
                problem: error.to_string(),
            };
            toml::from_str(text).map_err(problem)
        });
        STORY.as_ref().map_err(Clone::clone)
    }

    /// Spreads the story over the tasks and units at hand. A unit that the story names and the list
    /// lacks takes no part; the department leads in its stead.
    pub fn unfold(
        &self,
        tasks: &[StoryTask<'_>],
        units: &[StoryUnit<'_>],
        calendar: &WorkingCalendar,
    ) -> Unfolded {
        let mut unfolded = Unfolded::default();
        for (rule, task) in self.task.iter().zip(self.find_tasks(tasks)) {
            match task {
                Some(task) => {
                    let target = rule.target(tasks.get(task).map_or(&[], |task| task.targets));
                    unfolded.tasks.push(Teller { story: self, rule, units, calendar, target }.tell(task));
                }
                None => unfolded.unmatched.push(rule.key.clone()),
            }
        }
        unfolded
    }

    /// For each task of the story the task that holds its phrase, in its section or else anywhere;
    /// then, for those left over, the one at its place in the section if no phrase claimed it.
    pub(super) fn find_tasks(&self, tasks: &[StoryTask<'_>]) -> Vec<Option<usize>> {
        let keys: Vec<String> = tasks.iter().map(|task| search_key(task.text)).collect();
        let inside = |rule: &TaskRule, position: usize| {
            tasks.get(position).is_some_and(|task| task.section == rule.section)
        };
        let by_phrase = |rule: &TaskRule| {
            let phrase = search_key(&rule.phrase);
            let holding: Vec<usize> =
                (0..).zip(&keys).filter(|(_, key)| key.contains(&phrase)).map(|(at, _)| at).collect();
            holding.iter().find(|position| inside(rule, **position)).or(holding.first()).copied()
        };
        let mut found: Vec<Option<usize>> = self.task.iter().map(by_phrase).collect();
        for (number, rule) in self.task.iter().enumerate() {
            let place = rule.ordinal.saturating_sub(1);
            let candidate = (0..tasks.len()).filter(|position| inside(rule, *position)).nth(place);
            let free = candidate.filter(|position| !found.contains(&Some(*position)));
            if let Some(slot) = found.get_mut(number).filter(|slot| slot.is_none()) {
                *slot = free;
            }
        }
        found
    }
}

impl TaskRule {
    /// The target that the figures answer: the one with the wanted number.
    pub(super) fn target(&self, targets: &[Option<Quantity>]) -> Option<usize> {
        let wanted: Quantity = self.figure.as_ref()?.wanted.as_deref()?.parse().ok()?;
        targets.iter().position(|target| *target == Some(wanted))
    }
}

fn toml_day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Day, D::Error> {
    let datetime = toml::value::Datetime::deserialize(deserializer)?;
    datetime.to_string().parse().map_err(serde::de::Error::custom)
}

fn toml_day_maybe<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Day>, D::Error> {
    toml_day(deserializer).map(Some)
}

fn toml_days<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Day>, D::Error> {
    let datetimes = Vec::<toml::value::Datetime>::deserialize(deserializer)?;
    datetimes.iter().map(|day| day.to_string().parse().map_err(serde::de::Error::custom)).collect()
}
