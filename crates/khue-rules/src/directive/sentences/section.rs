//! A paragraph on one section of the directive.

use super::words::{among_late, join_some, length, spoken, states};
use crate::directive::roll_up::StateCounts;
use crate::directive::state::TaskState;
use crate::directive::targets::count;

/// A task in a list of problems.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LateTask {
    /// Short title.
    pub title: String,
    /// Calendar days late.
    pub days: i64,
    /// Who must act, longest late first.
    pub units: Vec<String>,
}

/// One section of the directive.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SectionFacts {
    /// Tasks by state.
    pub tasks: StateCounts,
    /// Its overdue tasks, longest late first.
    pub late: Vec<LateTask>,
}

/// The opening paragraph of a section of the report: how many tasks stand how, which are late.
pub fn section_paragraph(facts: &SectionFacts) -> String {
    let tasks = &facts.tasks;
    let total = tasks.total();
    if total == 0 {
        return "Mục này không giao nhiệm vụ cụ thể.".to_owned();
    }
    let mut text = match (total, tasks.done()) {
        (1, 1) if tasks.done_late == 1 => "Nhiệm vụ duy nhất của mục này đã hoàn thành muộn.".to_owned(),
        (1, 1) => "Nhiệm vụ duy nhất của mục này đã hoàn thành đúng hạn.".to_owned(),
        (1, _) => {
            let state = TaskState::ALL
                .into_iter()
                .find(|state| tasks.of(*state) == 1 && *state != TaskState::Cancelled);
            format!("Nhiệm vụ duy nhất của mục này {}.", state.map_or("chưa rõ kết quả", spoken))
        }
        (_, done) if done == total => {
            format!("Cả {} nhiệm vụ của mục này đã hoàn thành{}.", count(total.into()), among_late(tasks))
        }
        _ => format!("Mục này có {} nhiệm vụ: {}.", count(total.into()), states(tasks)),
    };
    if total > 1 && tasks.overdue == 0 && tasks.done() < total {
        text.push_str(" Không có nhiệm vụ quá hạn.");
    }
    let shown = facts.late.iter().take(3);
    for late in shown {
        text.push_str(&format!(" {}", late_sentence(late)));
    }
    let rest = facts.late.len().saturating_sub(3);
    if rest > 0 {
        text.push_str(&format!(" Còn {} nhiệm vụ quá hạn khác nêu tại phụ lục.", count(length(rest))));
    }
    text
}

fn late_sentence(late: &LateTask) -> String {
    let units = match late.units.as_slice() {
        [] => String::new(),
        units => format!(", tại {}", join_some(units, 4, "đơn vị")),
    };
    format!("Nhiệm vụ “{}” chậm {} ngày{units}.", late.title, count(late.days))
}
