//! Tells one task: who reports what and when, and what is decided on it.

use std::collections::BTreeMap;

use khue_base::{Day, Quantity};

use super::file::{FigureKind, FigureRule, Outcome, Story, TaskRule};
use super::plan::{PlannedAssignment, PlannedDecision, PlannedReport, PlannedTask, StoryUnit};
use crate::directive::progress::Claim;
use crate::directive::targets::Figure;
use crate::working_days::WorkingCalendar;

/// Tells one task of the story.
pub(super) struct Teller<'s> {
    pub(super) story: &'s Story,
    pub(super) rule: &'s TaskRule,
    pub(super) units: &'s [StoryUnit<'s>],
    pub(super) calendar: &'s WorkingCalendar,
    pub(super) target: Option<usize>,
}

impl Teller<'_> {
    pub(super) fn tell(&self, task: usize) -> PlannedTask {
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
