//! The answer at the head of a page: how many are on time, how many late, who is silent.

use std::fmt;

use super::words::{join, length};
use crate::directive::roll_up::StateCounts;
use crate::directive::targets::count;

/// A stretch of a sentence and how it is set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// As the rest.
    Plain(String),
    /// Bold.
    Strong(String),
    /// Bold and in the colour of lateness.
    Late(String),
}

impl Piece {
    /// The words.
    pub fn text(&self) -> &str {
        match self {
            Piece::Plain(text) | Piece::Strong(text) | Piece::Late(text) => text,
        }
    }
}

/// A sentence in pieces; shown plainly, the pieces follow each other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sentence(pub Vec<Piece>);

impl Sentence {
    fn plain(&mut self, text: impl Into<String>) -> &mut Self {
        self.0.push(Piece::Plain(text.into()));
        self
    }

    fn strong(&mut self, text: impl Into<String>) -> &mut Self {
        self.0.push(Piece::Strong(text.into()));
        self
    }

    fn late(&mut self, text: impl Into<String>) -> &mut Self {
        self.0.push(Piece::Late(text.into()));
        self
    }
}

impl fmt::Display for Sentence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|piece| f.write_str(piece.text()))
    }
}

/// Who has not sent the report of a period.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Silent {
    /// How many units were to report.
    pub expected: u32,
    /// Names of those who did not, in the order of the list of units.
    pub names: Vec<String>,
    /// What they are: `huyện`, `đơn vị`.
    pub noun: String,
    /// Which report: `báo cáo quý`, `báo cáo quý II năm 2021`.
    pub report: String,
}

/// The whole directive at a glance.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overview {
    /// Tasks by state.
    pub tasks: StateCounts,
    /// Where most overdue tasks lie, most first, as words within a sentence: `phòng học`.
    pub overdue_mostly: Vec<String>,
    /// Who has not reported; nothing when no report is expected.
    pub silent: Option<Silent>,
}

/// The first sentence of the Chairman's page: what is on schedule, what is late and where, who has
/// not reported.
pub fn lead_sentence(overview: &Overview) -> Sentence {
    let mut sentence = Sentence::default();
    let tasks = &overview.tasks;
    let total = tasks.total();
    if total == 0 {
        sentence.plain("Chưa có nhiệm vụ nào được giao.");
        return sentence;
    }
    let on_schedule = tasks.on_schedule();
    let all = count(total.into());
    if tasks.done() == total {
        sentence.plain("Cả ").strong(&all).plain(" nhiệm vụ đã hoàn thành");
        if tasks.done_late > 0 {
            sentence.plain(format!(", trong đó {} hoàn thành muộn", count(tasks.done_late.into())));
        }
        sentence.plain(". ");
    } else if on_schedule == total {
        sentence.plain("Cả ").strong(&all).plain(" nhiệm vụ đúng tiến độ. ");
    } else if on_schedule == 0 {
        sentence.plain(format!("Chưa có nhiệm vụ nào trong {all} nhiệm vụ đúng tiến độ. "));
    } else {
        sentence.strong(count(on_schedule.into())).plain(format!(" trong {all} nhiệm vụ đúng tiến độ. "));
    }
    if tasks.overdue > 0 {
        sentence.late(format!("{} nhiệm vụ quá hạn", count(tasks.overdue.into())));
        if !overview.overdue_mostly.is_empty() {
            let mostly = if tasks.overdue == 1 { ", ở " } else { ", chủ yếu ở " };
            sentence.plain(format!("{mostly}{}", join(&overview.overdue_mostly)));
        }
    } else {
        sentence.plain("Không có nhiệm vụ quá hạn");
    }
    if tasks.unknown > 0 {
        sentence
            .plain("; ")
            .strong(format!("{} nhiệm vụ", count(tasks.unknown.into())))
            .plain(" chưa có báo cáo");
    }
    if let Some(silent) = overview.silent.as_ref().filter(|silent| silent.expected > 0) {
        let late = silent.names.len();
        if late == 0 {
            let expected = count(silent.expected.into());
            sentence.plain(format!("; cả {expected} {} đã gửi {}", silent.noun, silent.report));
        } else {
            let late = format!("{} {}", count(length(late)), silent.noun);
            sentence.plain("; ").strong(late).plain(format!(" chưa gửi {}", silent.report));
        }
    }
    sentence.plain(".");
    sentence
}
