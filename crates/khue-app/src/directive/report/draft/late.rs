//! Tasks that are late: how long, and who.

use khue_rules::directive::sentences::{LateTask, short_title};
use khue_rules::directive::state::TaskState;

use super::super::super::overview::TaskLine;
use super::super::facts::Facts;
use super::body::SENTENCE_TITLE;

/// Overdue tasks, longest late first.
pub(super) fn late_tasks<'a>(tasks: impl IntoIterator<Item = &'a TaskLine>, facts: &Facts) -> Vec<LateTask> {
    let mut late: Vec<LateTask> = tasks
        .into_iter()
        .filter(|task| task.judged.state == TaskState::Overdue)
        .map(|task| LateTask {
            title: short_title(&task.text, SENTENCE_TITLE),
            days: days_late(task, facts),
            units: units_late(task, facts),
        })
        .collect();
    late.sort_by_key(|task| std::cmp::Reverse(task.days));
    late
}

pub(super) fn days_late(task: &TaskLine, facts: &Facts) -> i64 {
    let own = task.judged.late.as_ref().map_or(0, |late| late.days);
    own.max(facts.most_days(task.id).unwrap_or(0))
}

/// Units with the task overdue, longest late first; the lead when it is late as a whole only.
pub(super) fn units_late(task: &TaskLine, facts: &Facts) -> Vec<String> {
    match facts.late.get(&task.id) {
        Some(units) => units.iter().map(|(name, _)| name.clone()).collect(),
        None if task.lead_name.is_empty() => Vec::new(),
        None => vec![task.lead_name.clone()],
    }
}
