//! The demo's story: how the sample directive was half carried out. `catalogue/demo/story.toml`
//! says it in words and explains its own form; [`Story::unfold`] spreads it over the units at hand.
//!
//! The same file and the same list of units always give the same plan: what looks random (which
//! school is late, how many teachers it has) is drawn from a hash of task and unit code.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use khue_base::{Day, Quantity, search_key};
use serde::{Deserialize, Deserializer};

use crate::directive::due::Repeats;
use crate::directive::progress::Claim;
use crate::directive::suggest::CatalogueError;
use crate::directive::targets::Figure;
use crate::working_days::WorkingCalendar;

/// The sample directive, as a text file.
pub const SAMPLE_DIRECTIVE: &str = include_str!("../../../../catalogue/demo/directive.txt");

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
    silent: SilentRule,
    texts: BTreeMap<Outcome, Vec<String>>,
    reasons: BTreeMap<String, Vec<String>>,
    task: Vec<TaskRule>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SilentRule {
    #[serde(deserialize_with = "toml_day")]
    from: Day,
    districts: Vec<String>,
    kinds: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Outcome {
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
struct TaskRule {
    key: String,
    section: String,
    phrase: String,
    ordinal: usize,
    lead: String,
    #[serde(default)]
    support: Vec<String>,
    #[serde(default)]
    carry: Vec<String>,
    #[serde(deserialize_with = "toml_day")]
    due: Day,
    repeats: Option<Repeats>,
    #[serde(default, deserialize_with = "toml_day_maybe")]
    closed: Option<Day>,
    #[serde(default, deserialize_with = "toml_day_maybe")]
    paused: Option<Day>,
    #[serde(default)]
    note: String,
    outcome: Option<Outcome>,
    #[serde(rename = "lead_outcome")]
    lead_outcome: Option<Outcome>,
    #[serde(default)]
    except: Vec<Exception>,
    #[serde(default = "sent_default")]
    sent: (u32, u32),
    #[serde(default, deserialize_with = "toml_days")]
    reports: Vec<Day>,
    figure: Option<FigureRule>,
    #[serde(default)]
    texts: BTreeMap<Outcome, Vec<String>>,
    #[serde(default)]
    reasons: Vec<String>,
    #[serde(default)]
    evidence: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Exception {
    district: String,
    outcome: Outcome,
    percent: Option<usize>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FigureRule {
    kind: FigureKind,
    wanted: Option<String>,
    whole: Option<(u32, u32)>,
    #[serde(default)]
    permille: BTreeMap<Outcome, (u32, u32)>,
    #[serde(default)]
    districts: BTreeMap<String, String>,
    lead: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum FigureKind {
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
            let text = include_str!("../../../../catalogue/demo/story.toml");
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
    fn find_tasks(&self, tasks: &[StoryTask<'_>]) -> Vec<Option<usize>> {
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
    fn target(&self, targets: &[Option<Quantity>]) -> Option<usize> {
        let wanted: Quantity = self.figure.as_ref()?.wanted.as_deref()?.parse().ok()?;
        targets.iter().position(|target| *target == Some(wanted))
    }
}

/// Tells one task of the story.
struct Teller<'s> {
    story: &'s Story,
    rule: &'s TaskRule,
    units: &'s [StoryUnit<'s>],
    calendar: &'s WorkingCalendar,
    target: Option<usize>,
}

impl Teller<'_> {
    fn tell(&self, task: usize) -> PlannedTask {
        let rule = self.rule;
        let lead = self.unit_named(&rule.lead).or_else(|| self.unit_named("department"));
        let support: Vec<usize> = rule
            .support
            .iter()
            .filter_map(|name| self.unit_named(name))
            .filter(|unit| Some(*unit) != lead)
            .collect();
        let usual = if rule.closed.is_some() { Outcome::Done } else { Outcome::InProgress };
        let carry = self.outcomes(rule.outcome.unwrap_or(usual));
        PlannedTask {
            key: rule.key.clone(),
            task,
            due: rule.due,
            repeats: rule.repeats,
            support,
            lead: lead.map(|unit| self.lead(unit, rule.lead_outcome.unwrap_or(usual))),
            carry: carry.into_iter().map(|(unit, outcome)| self.assignment(unit, outcome)).collect(),
            closed_on: rule.closed,
            paused: rule.paused.map(|day| (day, rule.note.clone())),
        }
    }

    fn unit_named(&self, name: &str) -> Option<usize> {
        self.units.iter().position(|unit| unit.kind == name || unit.kind == "agency" && unit.name == name)
    }

    /// Each carrying unit with its outcome: exceptions in order, then the usual one.
    fn outcomes(&self, usual: Outcome) -> BTreeMap<usize, Outcome> {
        let nothing = |unit: &StoryUnit<'_>| {
            let figure = self.rule.figure.as_ref();
            figure
                .zip(unit.district)
                .and_then(|(figure, district)| figure.districts.get(district))
                .is_some_and(|text| text == "0/0")
        };
        let carries =
            |unit: &StoryUnit<'_>| self.rule.carry.iter().any(|kind| kind == unit.kind) && !nothing(unit);
        let carrying = self.units.iter().enumerate().filter(|(_, unit)| carries(unit));
        let mut outcomes: BTreeMap<usize, Option<Outcome>> =
            carrying.map(|(position, _)| (position, None)).collect();
        for (number, exception) in self.rule.except.iter().enumerate() {
            let inside = |position: &usize| {
                let district = self.units.get(*position).and_then(|unit| unit.district);
                exception.district == "*" || district == Some(&exception.district)
            };
            let mut free: Vec<usize> = outcomes
                .iter()
                .filter(|(_, outcome)| outcome.is_none())
                .map(|(position, _)| *position)
                .collect();
            free.retain(inside);
            free.sort_by_key(|position| self.draw(*position, &format!("except {number}")));
            let wanted = free.len() * exception.percent.unwrap_or(100);
            for position in free.into_iter().take(wanted.div_ceil(100)) {
                outcomes.insert(position, Some(exception.outcome));
            }
        }
        outcomes.into_iter().map(|(position, outcome)| (position, outcome.unwrap_or(usual))).collect()
    }

    fn assignment(&self, unit: usize, outcome: Outcome) -> PlannedAssignment {
        let figure = self.figure(unit, outcome);
        let reports = if self.rule.reports.is_empty() {
            self.report(unit, outcome, figure).into_iter().collect()
        } else {
            let kept = self
                .rule
                .reports
                .iter()
                .filter(|day| !(self.is_silent(unit) && **day >= self.story.silent.from));
            kept.map(|day| self.periodic(unit, *day)).collect()
        };
        PlannedAssignment { unit, reports }
    }

    /// The lead reports for the whole: when it closes, or lately how far it is.
    fn lead(&self, unit: usize, outcome: Outcome) -> PlannedAssignment {
        let figure = self.rule.figure.as_ref().and_then(|rule| {
            let (part, whole) = parts(rule.lead.as_deref()?)?;
            Some((rule, part, whole))
        });
        let mut report = self.report(unit, outcome, figure);
        if let (Some(report), Some(closed)) = (&mut report, self.rule.closed) {
            report.sent_on = self.working_day_until(closed.plus_days(-1)).max(self.story.issued);
            report.decision = Some(PlannedDecision::Accept { on: closed });
        }
        PlannedAssignment { unit, reports: report.into_iter().collect() }
    }

    fn report(
        &self,
        unit: usize,
        outcome: Outcome,
        figure: Option<(&FigureRule, i64, i64)>,
    ) -> Option<PlannedReport> {
        let (as_of, due) = (self.story.as_of, self.rule.due);
        let drawn = |name: &str, from: u32, to: u32| i64::from(self.between(unit, name, from, to));
        let sent_on = match outcome {
            Outcome::Silent => return None,
            Outcome::Done => due.plus_days(-drawn("sent", self.rule.sent.0, self.rule.sent.1)),
            Outcome::DoneLate => due.plus_days(drawn("sent", 2, 11)),
            Outcome::Waiting => as_of.plus_days(-drawn("sent", 1, 5)),
            Outcome::Returned => as_of.plus_days(-drawn("sent", 10, 24)),
            Outcome::InProgress => as_of.plus_days(-drawn("sent", 6, 40)),
            Outcome::NotStarted => as_of.plus_days(-drawn("sent", 20, 60)),
        };
        let sent_on = self.heard_until(unit, sent_on);
        let decided = self.working_day_from(sent_on.plus_days(drawn("decided", 1, 4))).min(as_of);
        let decision = match outcome {
            Outcome::Waiting => None,
            Outcome::Returned => Some(PlannedDecision::Return { on: decided, reason: self.reason(unit) }),
            _ => Some(PlannedDecision::Accept { on: decided }),
        };
        let claim = match outcome {
            Outcome::InProgress => Claim::InProgress,
            Outcome::NotStarted => Claim::NotStarted,
            _ => Claim::Done,
        };
        let text = self.text(unit, outcome, figure);
        let evidence = if claim == Claim::Done { self.evidence(unit) } else { Vec::new() };
        let figure = self
            .target
            .zip(figure)
            .map(|(target, (rule, part, whole))| (target, figure_of(rule.kind, part, whole)));
        Some(PlannedReport { sent_on, claim, text, figure, evidence, decision })
    }

    fn periodic(&self, unit: usize, day: Day) -> PlannedReport {
        let sent_on = self.working_day_until(day.plus_days(-i64::from(self.between(unit, &day.iso(), 0, 4))));
        let decided = self.working_day_from(sent_on.plus_days(2)).min(self.story.as_of);
        PlannedReport {
            sent_on,
            claim: Claim::InProgress,
            text: self.text(unit, Outcome::InProgress, None),
            figure: None,
            evidence: self.evidence(unit),
            decision: Some(PlannedDecision::Accept { on: decided }),
        }
    }

    fn figure(&self, unit: usize, outcome: Outcome) -> Option<(&FigureRule, i64, i64)> {
        let rule = self.rule.figure.as_ref()?;
        let at = self.units.get(unit)?;
        if let Some(text) = at.district.and_then(|district| rule.districts.get(district)) {
            let (part, whole) = parts(text)?;
            return Some((rule, part, whole));
        }
        let (from, to) = rule.whole?;
        let (least, most) = *rule.permille.get(&outcome)?;
        let whole = i64::from(self.between(unit, "whole", from, to));
        let part = whole * i64::from(self.between(unit, "part", least, most)) / 1000;
        Some((rule, part, whole))
    }

    /// A text of the task for the outcome, else a common one; figures are named only when known.
    fn text(&self, unit: usize, outcome: Outcome, figure: Option<(&FigureRule, i64, i64)>) -> String {
        let usable = |text: &&String| figure.is_some() || !text.contains('{');
        let own = self.rule.texts.get(&outcome).into_iter().flatten().filter(usable);
        let common = self.story.texts.get(&outcome).into_iter().flatten();
        let own: Vec<&String> = own.collect();
        let choices = if own.is_empty() { common.collect() } else { own };
        let chosen = self.pick(unit, "text", &choices).map_or("", |text| text.as_str());
        let (part, whole) = figure.map_or((0, 0), |(_, part, whole)| (part, whole));
        let name = self.units.get(unit).map_or("", |unit| unit.name);
        let number = |number: i64| Quantity::from_thousandths(number.saturating_mul(1000)).to_string();
        chosen
            .replace("{part}", &number(part))
            .replace("{whole}", &number(whole))
            .replace("{missing}", &number(whole - part))
            .replace("{unit}", name)
    }

    fn reason(&self, unit: usize) -> String {
        let common = self.story.reasons.get("default").into_iter().flatten();
        let own: Vec<&String> = self.rule.reasons.iter().collect();
        let choices = if own.is_empty() { common.collect() } else { own };
        self.pick(unit, "reason", &choices).map(|reason| reason.to_string()).unwrap_or_default()
    }

    /// The first file always; of the others every second one, by unit.
    fn evidence(&self, unit: usize) -> Vec<String> {
        let numbered = self.rule.evidence.iter().enumerate();
        let kept = numbered.filter(|(number, name)| *number == 0 || self.draw(unit, name).is_multiple_of(2));
        kept.map(|(_, name)| name.clone()).collect()
    }

    fn is_silent(&self, unit: usize) -> bool {
        let silent = &self.story.silent;
        self.units.get(unit).is_some_and(|unit| {
            silent.kinds.iter().any(|kind| kind == unit.kind)
                && unit.district.is_some_and(|district| silent.districts.iter().any(|each| each == district))
        })
    }

    /// A working day on which the unit may report: after the directive, not after the story's end,
    /// and before its silence.
    fn heard_until(&self, unit: usize, day: Day) -> Day {
        let mut day = day.min(self.story.as_of);
        if self.is_silent(unit) && day >= self.story.silent.from {
            day = self.story.silent.from.plus_days(-i64::from(self.between(unit, "silent", 2, 20)));
        }
        self.working_day_until(day).max(self.story.issued.plus_days(7))
    }

    /// `day` or the working day before it; `day` itself where the holidays are not known.
    fn working_day_until(&self, day: Day) -> Day {
        let before = (0..20).map(|back| day.plus_days(-back));
        before.into_iter().find(|day| self.calendar.is_working_day(*day).unwrap_or(true)).unwrap_or(day)
    }

    fn working_day_from(&self, day: Day) -> Day {
        let after = (0..20).map(|ahead| day.plus_days(ahead));
        after.into_iter().find(|day| self.calendar.is_working_day(*day).unwrap_or(true)).unwrap_or(day)
    }

    fn pick<'c>(&self, unit: usize, name: &str, choices: &[&'c String]) -> Option<&'c String> {
        let count = u64::try_from(choices.len()).ok().filter(|count| *count > 0)?;
        let position = usize::try_from(self.draw(unit, name) % count).ok()?;
        choices.get(position).copied()
    }

    fn between(&self, unit: usize, name: &str, from: u32, to: u32) -> u32 {
        let width = u64::from(to.saturating_sub(from)) + 1;
        from + u32::try_from(self.draw(unit, name) % width).unwrap_or(0)
    }

    /// A number that depends on the task, the unit's code and `name` alone (FNV-1a, stirred).
    fn draw(&self, unit: usize, name: &str) -> u64 {
        let code = self.units.get(unit).map_or("", |unit| unit.code);
        let bytes = [self.rule.key.as_str(), "/", code, "/", name].into_iter().flat_map(str::bytes);
        let mut hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        hash ^= hash >> 33;
        hash = hash.wrapping_mul(0xff51_afd7_ed55_8ccd);
        hash ^ (hash >> 33)
    }
}

fn figure_of(kind: FigureKind, part: i64, whole: i64) -> Figure {
    match kind {
        FigureKind::Percent => Figure::Percent { part, whole },
        FigureKind::Ratio => Figure::Ratio { part, whole },
        FigureKind::Amount => {
            Figure::Amount { amount: Quantity::from_thousandths(part.saturating_mul(1000)) }
        }
    }
}

/// `41/43`.
fn parts(text: &str) -> Option<(i64, i64)> {
    let (part, whole) = text.split_once('/')?;
    Some((part.parse().ok()?, whole.parse().ok()?))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directive::progress::{ProgressState, assignment_stage};
    use crate::directive::roll_up::{StateCounts, roll_up};
    use crate::directive::state::{Standing, TaskStage, TaskState, judge};
    use khue_law::{Key, deadline_settings};

    /// Tasks of the sample directive as the reader finds them: section, text, numbers of targets.
    fn read_tasks() -> Vec<(String, String, Vec<Option<Quantity>>)> {
        let reading = crate::directive::reading::read(SAMPLE_DIRECTIVE).unwrap();
        let number = |target: &crate::directive::reading::ReadTarget| {
            target.value.as_ref().and_then(|value| value.to_string().parse().ok())
        };
        let tasks = reading.tasks.into_iter();
        tasks.map(|task| (task.section, task.text, task.targets.iter().map(number).collect())).collect()
    }

    /// Ten districts with six schools each, the department and some agencies.
    fn units() -> Vec<[String; 4]> {
        let unit = |code: &str, kind: &str, name: &str, district: &str| {
            [code.to_owned(), kind.to_owned(), name.to_owned(), district.to_owned()]
        };
        let mut units = vec![unit("SO", "department", "Sở Giáo dục và Đào tạo", "")];
        units.extend(
            ["Sở Nội vụ", "Sở Tài chính", "Báo Bắc Giang"].map(|name| unit(name, "agency", name, "")),
        );
        for district in ["213", "215", "216", "217", "218", "219", "220", "221", "222", "223"] {
            units.push(unit(district, "district", &format!("Huyện {district}"), district));
            units.push(unit(
                &format!("P{district}"),
                "district-office",
                &format!("Phòng {district}"),
                district,
            ));
            for kind in [
                "preschool",
                "primary",
                "primary-lower-secondary",
                "lower-secondary",
                "upper-secondary",
                "continuing-centre",
            ] {
                units.push(unit(
                    &format!("{district}-{kind}"),
                    kind,
                    &format!("Trường {kind} {district}"),
                    district,
                ));
            }
        }
        units
    }

    fn unfolded() -> Unfolded {
        let (tasks, units) = (read_tasks(), units());
        let tasks: Vec<StoryTask<'_>> =
            tasks.iter().map(|(section, text, targets)| StoryTask { section, text, targets }).collect();
        let units: Vec<StoryUnit<'_>> = units
            .iter()
            .map(|[code, kind, name, district]| StoryUnit {
                code,
                kind,
                name,
                district: (!district.is_empty()).then_some(district.as_str()),
            })
            .collect();
        Story::catalogue().unwrap().unfold(&tasks, &units, WorkingCalendar::vietnam().unwrap())
    }

    #[test]
    fn every_phrase_meets_one_task_of_the_directive_in_its_section() {
        let tasks = read_tasks();
        let mut met = Vec::new();
        for rule in &Story::catalogue().unwrap().task {
            let phrase = search_key(&rule.phrase);
            let holds = |position: &usize| search_key(&tasks[*position].1).contains(&phrase);
            let found: Vec<usize> = (0..tasks.len()).filter(holds).collect();
            assert_eq!(found.len(), 1, "{}: {found:?}", rule.key);
            assert_eq!(tasks[found[0]].0, rule.section, "{}", rule.key);
            let wanted = rule.figure.as_ref().and_then(|figure| figure.wanted.as_ref());
            assert_eq!(rule.target(&tasks[found[0]].2).is_some(), wanted.is_some(), "{}", rule.key);
            met.extend(found);
        }
        met.sort_unstable();
        assert!(met.iter().copied().eq(0..tasks.len()), "tasks without a story: {met:?} of {}", tasks.len());
    }

    #[test]
    fn a_task_without_its_phrase_is_found_by_its_place_unless_taken() {
        let story = Story::catalogue().unwrap();
        let place = |key: &str| story.task.iter().position(|rule| rule.key == key).unwrap();
        let tasks = [
            StoryTask { section: "II.8", text: "Dựng thêm phòng học", targets: &[] },
            StoryTask { section: "II.8", text: "Xóa 96 PHÒNG HỌC TẠM", targets: &[] },
            StoryTask { section: "II.8", text: "Nâng cấp 210 công trình vệ sinh", targets: &[] },
        ];
        let found = story.find_tasks(&tasks);
        assert_eq!(found[place("new-rooms")], Some(0));
        assert_eq!(found[place("temporary-rooms")], Some(1));
        assert_eq!(found[place("toilets")], Some(2));
        assert_eq!(found[place("equipment")], None);
        // The phrase of another task stands at the place of this one.
        let found = story.find_tasks(&tasks[1..2]);
        assert_eq!((found[place("new-rooms")], found[place("temporary-rooms")]), (None, Some(0)));
    }

    /// The state that the pages will show, reckoned by the rules from the planned reports.
    fn state_of(task: &PlannedTask, as_of: Day) -> (TaskState, StateCounts) {
        let calendar = WorkingCalendar::vietnam().unwrap();
        let settings = deadline_settings().unwrap().at(Key::Day(as_of)).unwrap().value;
        let mut counts = StateCounts::default();
        let mut latest = None;
        for assignment in task.lead.iter().chain(&task.carry) {
            let mut stage = (TaskStage::NotStarted, None);
            for report in &assignment.reports {
                let state = match report.decision {
                    None => ProgressState::Sent,
                    Some(PlannedDecision::Accept { .. }) => ProgressState::Accepted,
                    Some(PlannedDecision::Return { .. }) => ProgressState::Returned,
                };
                stage = assignment_stage(stage, state, report.claim, report.sent_on);
            }
            latest = latest.max(stage.1);
            let heard_on = assignment.reports.last().map(|report| report.sent_on);
            let standing = Standing { stage: stage.0, due: Some(task.due), done_on: stage.1, heard_on };
            counts.add_judged(&judge(&standing, as_of, calendar, settings));
        }
        let stage = match (&task.paused, task.closed_on) {
            (Some(_), _) => TaskStage::Paused,
            (None, Some(_)) => TaskStage::Done,
            _ => TaskStage::NotStarted,
        };
        let done_on = task.closed_on.map(|closed| latest.unwrap_or(closed));
        let own = judge(
            &Standing { stage, due: Some(task.due), done_on, heard_on: None },
            as_of,
            calendar,
            settings,
        );
        (roll_up(own.state, &counts, "đơn vị").state, counts)
    }

    #[test]
    fn the_page_shows_a_true_looking_mix() {
        let plan = unfolded();
        assert!(plan.unmatched.is_empty(), "{:?}", plan.unmatched);
        let as_of = Story::catalogue().unwrap().as_of;
        let mut counts = StateCounts::default();
        let mut late = Vec::new();
        for task in &plan.tasks {
            let (state, units) = state_of(task, as_of);
            counts.add(state, 1);
            if state == TaskState::Overdue {
                late.push(task.key.as_str());
            }
            if task.closed_on.is_some() {
                assert_eq!(units.done(), units.total(), "{} was closed too early: {units:?}", task.key);
            }
        }
        assert_eq!(counts.overdue, 9, "{late:?}");
        assert!(
            ["new-rooms", "temporary-rooms", "toilets", "train-teachers"]
                .iter()
                .all(|key| late.contains(key))
        );
        assert_eq!((counts.total(), counts.paused), (67, 1));
        let done = counts.done() * 100 / counts.total();
        assert!((60..=68).contains(&done), "{done} %: {counts:?}");
        assert!(counts.done_late >= 4 && counts.unknown <= 2, "{counts:?}");
    }

    #[test]
    fn three_districts_are_silent_since_the_middle_of_march() {
        let plan = unfolded();
        let units = units();
        let since = Story::catalogue().unwrap().silent.from;
        let mut heard: Vec<&str> = Vec::new();
        for assignment in plan.tasks.iter().flat_map(|task| &task.carry) {
            let [_, kind, _, district] = &units[assignment.unit];
            if kind == "district" && assignment.reports.iter().any(|report| report.sent_on >= since) {
                heard.push(district);
            }
        }
        heard.sort_unstable();
        heard.dedup();
        assert_eq!(heard, ["213", "216", "217", "219", "220", "221", "222"]);
    }

    #[test]
    fn every_report_can_have_happened() {
        let plan = unfolded();
        let story = Story::catalogue().unwrap();
        let calendar = WorkingCalendar::vietnam().unwrap();
        let mut returned = 0;
        for task in &plan.tasks {
            for report in task.lead.iter().chain(&task.carry).flat_map(|assignment| &assignment.reports) {
                let sent = report.sent_on;
                assert!(sent > story.issued && sent <= story.as_of, "{}: {sent}", task.key);
                assert_eq!(calendar.is_working_day(sent), Ok(true), "{}: {sent}", task.key);
                assert!(
                    !report.text.is_empty() && !report.text.contains('{'),
                    "{}: {}",
                    task.key,
                    report.text
                );
                let decided = match &report.decision {
                    None => sent,
                    Some(PlannedDecision::Accept { on }) => *on,
                    Some(PlannedDecision::Return { on, reason }) => {
                        returned += 1;
                        assert!(crate::directive::progress::Reason::parse(reason).is_ok());
                        *on
                    }
                };
                assert!(decided >= sent && decided <= story.as_of, "{}: {sent} {decided}", task.key);
                if let Some((_, Figure::Percent { part, whole })) = report.figure {
                    assert!(part >= 0 && whole > 0 && part <= whole, "{}: {part}/{whole}", task.key);
                }
            }
        }
        assert!((10..=40).contains(&returned), "{returned}");
    }

    #[test]
    fn the_same_units_give_the_same_story_and_figures_add_up() {
        let (first, second) = (unfolded(), unfolded());
        assert_eq!(first, second);
        let sum = |key: &str| {
            let task = first.tasks.iter().find(|task| task.key == key).unwrap();
            let reports = task.carry.iter().filter_map(|assignment| assignment.reports.last());
            Figure::sum(reports.filter_map(|report| report.figure).map(|(_, figure)| figure)).unwrap().shown()
        };
        assert_eq!(sum("new-rooms"), "100"); // of 180; two districts are silent
        let english = first.tasks.iter().find(|task| task.key == "english-lessons").unwrap();
        let target = english.carry[0].reports[0].figure.map(|(target, _)| target);
        assert_eq!(target, Some(1)); // 85 % of the pupils, not 4 lessons a week
        assert_eq!(sum("temporary-rooms"), "73"); // of 96
        let trained: Quantity = sum("train-teachers").trim_end_matches('%').parse().unwrap();
        assert!((90_000..100_000).contains(&trained.thousandths()), "{trained}");
    }
}
