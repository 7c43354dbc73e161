//! The figures of a report by name, and what changed in them since.

use khue_rules::directive::roll_up::StateCounts;

use super::super::overview::{Overview, TargetLine};
use super::draft::figure_of;

/// All figures of a report, in the order of its text.
pub(super) fn figures(overview: &Overview) -> Vec<(String, String)> {
    let mut found = counted("Nhiệm vụ", &overview.counts);
    let mut given = StateCounts::default();
    for group in &overview.groups {
        add(&mut given, &group.counts);
    }
    found.extend(counted("Lượt giao việc", &given));
    if let Some(last) = overview.timeline.last() {
        // By the day on which a result was handed in, which a later decision settles.
        let done = last.on_time + last.done_late;
        found.push(("Lượt giao việc hoàn thành, theo ngày nộp kết quả".to_owned(), done.to_string()));
        found.push(("Lượt giao việc quá hạn, theo ngày nộp kết quả".to_owned(), last.overdue.to_string()));
    }
    for section in &overview.sections {
        let name = |what: &str| format!("Mục {}, {what}", section.path);
        found.push((name("hoàn thành"), section.counts.done().to_string()));
        found.push((name("quá hạn"), section.counts.overdue.to_string()));
    }
    for target in &overview.targets {
        let name = format!("Chỉ tiêu {} “{}”", target.code, target.text);
        found.push((name, reached(target)));
    }
    found
}

/// `Nhiệm vụ quá hạn: 9 → 8`, one line a figure that is no longer what it was.
pub(super) fn changes(frozen: &[(String, String)], now: &[(String, String)]) -> Vec<String> {
    let value = |all: &[(String, String)], name: &str| {
        all.iter().find(|(other, _)| other == name).map(|(_, value)| value.clone())
    };
    let mut found = Vec::new();
    for (name, was) in frozen {
        let is = value(now, name).unwrap_or_else(|| "không còn".to_owned());
        if *was != is {
            found.push(format!("{name}: {was} → {is}"));
        }
    }
    for (name, is) in now {
        if value(frozen, name).is_none() {
            found.push(format!("{name}: chưa có → {is}"));
        }
    }
    found
}

/// The counts added up.
pub(super) fn add(sum: &mut StateCounts, more: &StateCounts) {
    for state in khue_rules::directive::state::TaskState::ALL {
        sum.add(state, more.of(state));
    }
    sum.soon += more.soon;
}

fn counted(what: &str, counts: &StateCounts) -> Vec<(String, String)> {
    [
        ("tổng số", counts.total()),
        ("hoàn thành đúng hạn", counts.done_on_time),
        ("hoàn thành muộn", counts.done_late),
        ("chờ duyệt", counts.waiting),
        ("đang thực hiện", counts.in_progress),
        ("chưa thực hiện", counts.not_started),
        ("quá hạn", counts.overdue),
        ("chưa báo cáo", counts.unknown),
        ("tạm dừng", counts.paused),
        ("huỷ bỏ", counts.cancelled),
    ]
    .into_iter()
    .map(|(state, count)| (format!("{what} {state}"), count.to_string()))
    .collect()
}

fn reached(target: &TargetLine) -> String {
    match figure_of(target) {
        None => "chưa có số liệu".to_owned(),
        Some(figure) => {
            let parts = figure.parts();
            let parts = if parts.is_empty() { parts } else { format!(" ({parts})") };
            format!("{}{parts}, {}/{} đơn vị", figure.shown(), target.units_reported, target.units_asked)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_changed_is_listed() {
        let all = |text: &str| -> Vec<(String, String)> {
            text.split(", ")
                .map(|pair| pair.split_once('=').unwrap())
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect()
        };
        let frozen = all("Quá hạn=9, Hoàn thành=41, Mục I, quá hạn=1".replace(", quá", "; quá").as_str());
        let now = all("Quá hạn=8, Hoàn thành=41, Mới=2");
        assert_eq!(
            changes(&frozen, &now),
            ["Quá hạn: 9 → 8", "Mục I; quá hạn: 1 → không còn", "Mới: chưa có → 2"]
        );
        assert!(changes(&now, &now).is_empty());
    }
}
