//! What is still open: problems, and what to do next.

use khue_base::Day;

use super::lead::Silent;
use super::section::LateTask;
use super::words::{join_some, length, official_day, quoted};
use crate::directive::targets::count;

/// What the report names as outstanding and what it asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outstanding {
    /// Overdue tasks, longest late first.
    pub late: Vec<LateTask>,
    /// Who has not reported.
    pub silent: Option<Silent>,
    /// Names of targets not met.
    pub unmet_targets: Vec<String>,
    /// Names of targets without any figure.
    pub unknown_targets: Vec<String>,
    /// Reports given back and not sent again.
    pub returned: u32,
    /// Reports waiting for a decision.
    pub undecided: u32,
    /// Tasks that the assigner may close.
    pub ready_to_close: u32,
    /// Tasks due within a few working days.
    pub soon: u32,
    /// The day until which the next steps are asked for.
    pub until: Option<Day>,
}

/// What is outstanding, a sentence each; one sentence when nothing is.
pub fn problems(facts: &Outstanding) -> Vec<String> {
    let mut list = Vec::new();
    let late = facts.late.len();
    if late > 0 {
        let mut text = format!("{} nhiệm vụ quá hạn", count(length(late)));
        if let Some(longest) = facts.late.iter().max_by_key(|task| task.days) {
            let what = if late == 1 { "chậm" } else { "chậm nhất" };
            text.push_str(&format!(", {what} {} ngày: “{}”", count(longest.days), longest.title));
        }
        let units = facts.late_units();
        if !units.is_empty() {
            text.push_str(&format!("; tập trung ở {}", join_some(&units, 4, "đơn vị")));
        }
        list.push(format!("{text}."));
    }
    if let Some(silent) = facts.silent.as_ref().filter(|silent| !silent.names.is_empty()) {
        list.push(format!(
            "{} {} chưa gửi {}: {}.",
            count(length(silent.names.len())),
            silent.noun,
            silent.report,
            join_some(&silent.names, 6, &silent.noun)
        ));
    }
    if !facts.unmet_targets.is_empty() {
        let names = quoted(&facts.unmet_targets);
        list.push(format!("{} chỉ tiêu chưa đạt: {names}.", count(length(facts.unmet_targets.len()))));
    }
    if !facts.unknown_targets.is_empty() {
        let names = quoted(&facts.unknown_targets);
        list.push(format!(
            "{} chỉ tiêu chưa có số liệu: {names}.",
            count(length(facts.unknown_targets.len()))
        ));
    }
    if facts.returned > 0 {
        list.push(format!("{} báo cáo bị trả lại, chưa gửi lại.", count(facts.returned.into())));
    }
    if list.is_empty() {
        list.push("Không có tồn tại, hạn chế cần báo cáo.".to_owned());
    }
    list
}

/// What is asked for next, a sentence each; empty when nothing is.
pub fn next_steps(facts: &Outstanding) -> Vec<String> {
    let until = facts.until.map(|day| format!(" trước ngày {}", official_day(day))).unwrap_or_default();
    let mut list = Vec::new();
    let late = facts.late.len();
    if late > 0 {
        let units = facts.late_units();
        let who = if units.is_empty() {
            "các đơn vị chủ trì".to_owned()
        } else {
            join_some(&units, 6, "đơn vị")
        };
        list.push(format!(
            "Yêu cầu {who} hoàn thành dứt điểm {} nhiệm vụ quá hạn{until}.",
            count(length(late))
        ));
    }
    if let Some(silent) = facts.silent.as_ref().filter(|silent| !silent.names.is_empty()) {
        list.push(format!(
            "Đôn đốc {} gửi {}{until}.",
            join_some(&silent.names, 6, &silent.noun),
            silent.report
        ));
    }
    if facts.returned > 0 {
        list.push(format!(
            "Yêu cầu các đơn vị bổ sung, gửi lại {} báo cáo bị trả lại{until}.",
            count(facts.returned.into())
        ));
    }
    if facts.undecided > 0 {
        list.push(format!("Xem xét, duyệt {} báo cáo đang chờ.", count(facts.undecided.into())));
    }
    if !facts.unknown_targets.is_empty() {
        list.push(format!(
            "Yêu cầu báo cáo số liệu của {} chỉ tiêu chưa có số liệu.",
            count(length(facts.unknown_targets.len()))
        ));
    }
    if facts.soon > 0 {
        list.push(format!("Theo dõi sát {} nhiệm vụ sắp đến hạn.", count(facts.soon.into())));
    }
    if facts.ready_to_close > 0 {
        list.push(format!("Xem xét đóng {} nhiệm vụ đã đủ điều kiện.", count(facts.ready_to_close.into())));
    }
    list
}

impl Outstanding {
    /// Units named by late tasks, each once, in order.
    fn late_units(&self) -> Vec<String> {
        let mut units: Vec<String> = Vec::new();
        for unit in self.late.iter().flat_map(|task| &task.units) {
            if !units.contains(unit) {
                units.push(unit.clone());
            }
        }
        units
    }
}
