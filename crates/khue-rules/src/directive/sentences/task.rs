//! The result of one task, for a table.

use khue_base::Day;

use super::words::official_day;
use crate::directive::roll_up::StateCounts;
use crate::directive::state::TaskState;
use crate::directive::targets::count;

/// One task of the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskFacts {
    /// Its state.
    pub state: TaskState,
    /// Calendar days late, when overdue or done late.
    pub late_days: Option<i64>,
    /// Its due day.
    pub due: Option<Day>,
    /// Name of the lead.
    pub lead: Option<String>,
    /// Units given a part in it, by state.
    pub units: StateCounts,
    /// What they are: `đơn vị`, `trường`, `huyện`.
    pub noun: String,
    /// Pieces of evidence accepted.
    pub evidence: u32,
    /// All units are done; the assigner may close it.
    pub ready_to_close: bool,
}

/// The result of one task in a sentence or two.
pub fn task_result(facts: &TaskFacts) -> String {
    let days = facts.late_days.map(count).unwrap_or_default();
    let mut text = match (facts.state, facts.due) {
        (TaskState::DoneOnTime, Some(due)) => format!("Hoàn thành đúng hạn (hạn {})", official_day(due)),
        (TaskState::DoneOnTime, None) => "Đã hoàn thành".to_owned(),
        (TaskState::DoneLate, _) => format!("Hoàn thành muộn {days} ngày"),
        (TaskState::Overdue, Some(due)) => format!("Quá hạn {days} ngày (hạn {})", official_day(due)),
        (TaskState::Overdue, None) => format!("Quá hạn {days} ngày"),
        (TaskState::Waiting, _) if facts.ready_to_close => {
            "Đủ điều kiện đóng, chờ người giao việc kết luận".into()
        }
        (TaskState::Paused | TaskState::Cancelled, _) => facts.state.name().to_owned(),
        (state, Some(due)) => format!("{} (hạn {})", state.name(), official_day(due)),
        (state, None) => state.name().to_owned(),
    };
    if facts.units.total() > 0 {
        text.push_str(&format!("; {}", facts.units.sentence(&facts.noun)));
    }
    if let Some(lead) = &facts.lead {
        text.push_str(&format!(". {lead} chủ trì"));
    }
    text.push_str(match facts.evidence {
        0 if facts.state.is_done() => "; chưa có minh chứng kèm theo.",
        0 => ".",
        _ => "",
    });
    if facts.evidence > 0 {
        text.push_str(&format!("; {} minh chứng kèm theo.", count(facts.evidence.into())));
    }
    text
}
