//! What a target demands and what was reached.

use khue_base::Quantity;

use super::words::with_unit;
use crate::directive::suggest::TargetSource;
use crate::directive::targets::{Comparison, Figure, count};

/// One target of the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetFacts {
    /// What is measured, as words that can begin a sentence.
    pub name: String,
    /// How the figure must stand to the wanted one.
    pub comparison: Comparison,
    /// The wanted number; none when the target is in words only.
    pub wanted: Option<Quantity>,
    /// Its unit: `%`, `phòng học`.
    pub unit: String,
    /// What was reached; none when nobody gave a figure.
    pub figure: Option<Figure>,
    /// Declared by units or computed from records.
    pub source: TargetSource,
    /// How many units gave a figure.
    pub covered: u32,
    /// How many were to give one.
    pub expected: u32,
    /// What they are: `đơn vị`, `trường`.
    pub noun: String,
    /// Where most is missing, most first: name and how many.
    pub most_missing: Vec<(String, i64)>,
}

/// Whether a target is met; nothing when the figure or the number is missing.
pub fn target_met(facts: &TargetFacts) -> Option<bool> {
    facts.figure?.meets(facts.comparison, facts.wanted?)
}

/// A target in a sentence: reached, wanted, met or not, where from and how complete.
pub fn target_sentence(facts: &TargetFacts) -> String {
    let wanted = match facts.wanted {
        Some(wanted) => format!("mục tiêu {}{}", facts.comparison.words(), with_unit(wanted, &facts.unit)),
        None => "mục tiêu không ghi số".to_owned(),
    };
    let Some(figure) = facts.figure else {
        return format!("{}: chưa có số liệu ({wanted}); chưa đơn vị nào báo cáo.", facts.name);
    };
    let reached = match figure {
        Figure::Percent { .. } => format!("{} ({})", figure.shown(), figure.parts()),
        Figure::Ratio { .. } => format!("{} ({})", figure.shown(), figure.parts()),
        Figure::Amount { amount } => with_unit(amount, &facts.unit),
    };
    let verdict = match target_met(facts) {
        Some(true) => ", đạt",
        Some(false) => ", chưa đạt",
        None => "",
    };
    let mut text = format!("{}: {reached}, {wanted}{verdict}", facts.name);
    let missing: Vec<String> = facts
        .most_missing
        .iter()
        .take(3)
        .map(|(name, number)| format!("{name} {}", count(*number)))
        .collect();
    if !missing.is_empty() && target_met(facts) == Some(false) {
        text.push_str(&format!("; còn thiếu nhiều nhất: {}", missing.join(", ")));
    }
    text.push_str(&format!("; {}.", source_note(facts)));
    text
}

/// Where a figure comes from and how complete it is, as stands under it: `đơn vị báo cáo, chưa đối
/// chiếu; 52/60 đơn vị có số liệu`.
pub fn source_note(facts: &TargetFacts) -> String {
    let source = match facts.source {
        TargetSource::Declared => "đơn vị báo cáo, chưa đối chiếu",
        TargetSource::Computed => "tính từ hồ sơ",
    };
    if facts.expected == 0 {
        return source.to_owned();
    }
    let (covered, expected) = (count(facts.covered.into()), count(facts.expected.into()));
    if facts.covered == facts.expected {
        format!("{source}; đủ {expected} {}", facts.noun)
    } else {
        format!("{source}; {covered}/{expected} {} có số liệu", facts.noun)
    }
}
