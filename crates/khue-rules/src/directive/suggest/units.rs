//! Who leads, supports and carries out a task.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::CatalogueError;
use super::words::{holds, is_agency, longest_in, place_of, read, words_of};
use crate::directive::reading::{ActorRole, ReadTask};

/// How a unit takes part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// Answers for the task.
    Lead,
    /// Works with the lead.
    Support,
    /// Does its own share of the work and reports it.
    Carry,
}

impl Part {
    /// As screens name it.
    pub fn name(self) -> &'static str {
        match self {
            Part::Lead => "Chủ trì",
            Part::Support => "Phối hợp",
            Part::Carry => "Thực hiện",
        }
    }
}

/// A unit, or all units of a kind, offered for a task.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct SuggestedUnit {
    /// How it takes part.
    pub part: Part,
    /// Code of the kind of unit, as in the registry: `department`, `agency`, `district`,
    /// `upper-secondary`, …
    pub kind: String,
    /// The name, where one unit is meant (an agency of the province, or as the text names it);
    /// without it all units of the kind are meant.
    pub name: Option<String>,
    /// Why, in Vietnamese.
    pub reason: String,
}

/// Who does what where the text is silent.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Responsibility {
    pub(super) actor: Vec<ActorWords>,
    pub(super) level: Vec<LevelWords>,
    pub(super) rule: Vec<TopicRule>,
    pub(super) default: TopicRule,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ActorWords {
    unit: String,
    pub(super) words: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LevelWords {
    pub(super) words: Vec<String>,
    kinds: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TopicRule {
    topic: String,
    #[serde(default)]
    pub(super) words: Vec<String>,
    pub(super) lead: Vec<String>,
    #[serde(default)]
    pub(super) support: Vec<String>,
    #[serde(default)]
    pub(super) carry: Vec<String>,
}

/// In the table: every institution, narrowed by the levels that the task names.
pub(super) const SCHOOLS: &str = "schools";

pub(super) const SCHOOL_KINDS: [&str; 7] = [
    "preschool",
    "primary",
    "primary-lower-secondary",
    "lower-secondary",
    "lower-upper-secondary",
    "upper-secondary",
    "continuing-centre",
];

pub(super) const OTHER_KINDS: [&str; 5] = ["department", "district", "district-office", "commune", "office"];

impl Responsibility {
    /// The table of the catalogue.
    ///
    /// # Errors
    /// [`CatalogueError`] when the embedded file is broken.
    pub fn catalogue() -> Result<&'static Self, CatalogueError> {
        static TABLE: LazyLock<Result<Responsibility, CatalogueError>> = LazyLock::new(|| {
            read(
                "catalogue/directive/responsibility.toml",
                include_str!("../../../../../catalogue/directive/responsibility.toml"),
            )
        });
        TABLE.as_ref().map_err(Clone::clone)
    }

    /// Units for `task`, which stands under the headings `headings` (outermost first).
    pub fn suggest_units(&self, task: &ReadTask, headings: &[&str]) -> Vec<SuggestedUnit> {
        let text = words_of(&task.text);
        let mut units = self.named(task);
        let leads = units.iter().any(|unit| unit.part == Part::Lead);
        let headings: Vec<String> = headings.iter().map(|heading| words_of(heading)).collect();
        let Topic { rule, in_text, phrase } = self.topic(&text, &headings);
        let why = match phrase {
            Some(phrase) if in_text => format!("Lĩnh vực {}: câu có cụm từ “{phrase}”.", rule.topic),
            Some(phrase) => format!("Lĩnh vực {}: tên mục có cụm từ “{phrase}”.", rule.topic),
            None => format!("Không nhận ra lĩnh vực; {} do Sở GDĐT theo dõi.", rule.topic),
        };
        let from_table =
            [(Part::Lead, &rule.lead), (Part::Support, &rule.support), (Part::Carry, &rule.carry)];
        for (part, named) in from_table {
            // A heading says too little of who must do the work.
            if part == Part::Carry && !in_text {
                continue;
            }
            // A named lead keeps the lead; who would have led by the table supports it.
            let part = if part == Part::Lead && leads { Part::Support } else { part };
            for unit in named {
                for (kind, name) in self.kinds_of(unit, &text) {
                    let known = units.iter().any(|other| other.kind == kind && other.name == name);
                    if !known {
                        units.push(SuggestedUnit { part, kind, name, reason: why.clone() });
                    }
                }
            }
        }
        units.sort_by_key(|unit| unit.part);
        units
    }

    /// Units that the text names; the default addressees of the document are nobody in particular.
    fn named(&self, task: &ReadTask) -> Vec<SuggestedUnit> {
        let mut units: Vec<SuggestedUnit> = Vec::new();
        for actor in task.actors.iter().filter(|actor| !actor.inherited_default) {
            let part = match actor.role {
                ActorRole::Lead => Part::Lead,
                ActorRole::Coordinate => Part::Support,
            };
            let mut found = self.unit_named(&actor.name);
            let mut reason = format!("Văn bản nêu tên “{}”.", actor.name);
            // Whoever must answer is never replaced by somebody else only because we cannot place them.
            if found.is_empty() && part == Part::Lead {
                found.push(("agency".into(), Some(actor.name.trim().to_owned())));
                reason.push_str(" Chưa có đơn vị này trong danh sách; chọn đơn vị tương ứng.");
            }
            for (kind, name) in found {
                let reason = reason.clone();
                let known = units.iter().any(|other| other.kind == kind && other.name == name);
                if !known {
                    units.push(SuggestedUnit { part, kind, name, reason });
                }
            }
        }
        units
    }

    fn unit_named(&self, name: &str) -> Vec<(String, Option<String>)> {
        let words = words_of(name);
        let longest = self
            .actor
            .iter()
            .filter_map(|actor| longest_in(&words, &actor.words).map(|phrase| (phrase.len(), actor)))
            .max_by_key(|(length, _)| *length);
        match longest {
            Some((_, actor)) => self.kinds_of(&actor.unit, &words),
            None if is_agency(&words) => vec![("agency".into(), Some(name.trim().to_owned()))],
            None => Vec::new(),
        }
    }

    /// The rule of which the text holds most words, else the headings do. Of equal rules the one
    /// that its headings name too, then the one whose words come first in the text.
    fn topic(&self, text: &str, headings: &[String]) -> Topic<'_> {
        let mut best = Topic { rule: &self.default, in_text: false, phrase: None };
        let mut best_rank = (0, 0, std::cmp::Reverse(0));
        for rule in &self.rule {
            let weight = |text: &str| -> usize {
                let held = rule.words.iter().filter(|phrase| holds(text, phrase));
                held.map(|phrase| phrase.split(' ').count()).sum()
            };
            let (own, around) = (weight(text), headings.iter().map(|heading| weight(heading)).sum::<usize>());
            let place =
                rule.words.iter().filter_map(|phrase| place_of(text, phrase)).min().unwrap_or(usize::MAX);
            let rank = (own, around, std::cmp::Reverse(place));
            if own + around > 0 && rank > best_rank {
                let phrase = longest_in(text, &rule.words)
                    .or_else(|| headings.iter().find_map(|heading| longest_in(heading, &rule.words)));
                best = Topic { rule, in_text: own > 0, phrase };
                best_rank = rank;
            }
        }
        best
    }

    fn kinds_of(&self, unit: &str, text: &str) -> Vec<(String, Option<String>)> {
        if unit == SCHOOLS {
            return self.school_kinds(text).into_iter().map(|kind| (kind, None)).collect();
        }
        let known = SCHOOL_KINDS.contains(&unit) || OTHER_KINDS.contains(&unit);
        vec![if known { (unit.into(), None) } else { ("agency".into(), Some(unit.into())) }]
    }

    /// Kinds of institutions of the levels named in the text; all kinds when it names none.
    fn school_kinds(&self, text: &str) -> Vec<String> {
        let levels = self.level.iter().filter(|level| longest_in(text, &level.words).is_some());
        let wanted: BTreeSet<&str> =
            levels.flat_map(|level| level.kinds.iter().map(String::as_str)).collect();
        let all = wanted.is_empty();
        SCHOOL_KINDS.into_iter().filter(|kind| all || wanted.contains(kind)).map(str::to_owned).collect()
    }
}

/// A rule that fits, and by what.
struct Topic<'t> {
    rule: &'t TopicRule,
    in_text: bool,
    phrase: Option<&'t str>,
}
