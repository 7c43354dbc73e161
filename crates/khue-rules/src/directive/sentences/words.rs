//! Words and lists that all sentences are made of.

use khue_base::{Day, Quantity};

use crate::directive::roll_up::StateCounts;
use crate::directive::state::TaskState;
use crate::directive::targets::count;

/// A day as official documents write it: `04/9/2020` (days 1–9 and months 1–2 carry a zero).
pub fn official_day(day: Day) -> String {
    let (year, month, day) = day.parts();
    if month <= 2 { format!("{day:02}/{month:02}/{year}") } else { format!("{day:02}/{month}/{year}") }
}

/// Names in a row: `A`, `A và B`, `A, B và C`.
pub fn join(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} và {last}", first.join(", ")),
    }
}

/// At most `most` names, the rest counted: `A, B và 3 huyện khác`. One name left over is named.
pub fn join_some(names: &[String], most: usize, noun: &str) -> String {
    match names.get(..most) {
        Some(shown) if names.len() > most + 1 => {
            format!("{} và {} {noun} khác", shown.join(", "), count(length(names.len() - most)))
        }
        _ => join(names),
    }
}

/// The first words of a task as its title: cut between words, at most `most` characters.
pub fn short_title(text: &str, most: usize) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = text.trim_end_matches(['.', ';', ',', ':']);
    let mut title = String::new();
    let mut cut = false;
    for word in text.split(' ') {
        if !title.is_empty() && title.chars().count() + 1 + word.chars().count() > most {
            cut = true;
            break;
        }
        if !title.is_empty() {
            title.push(' ');
        }
        title.push_str(word);
    }
    if cut {
        title.truncate(title.trim_end_matches([',', ';', ':', '-', ' ']).len());
        title.push('…');
    }
    upper_first(&title)
}

/// A state inside a sentence.
pub(super) fn spoken(state: TaskState) -> &'static str {
    match state {
        TaskState::Overdue => "đã quá hạn",
        TaskState::Unknown => "chưa có báo cáo",
        TaskState::NotStarted => "chưa thực hiện",
        TaskState::InProgress => "đang thực hiện",
        TaskState::Waiting => "đang chờ duyệt",
        TaskState::Paused => "tạm dừng",
        TaskState::DoneLate => "đã hoàn thành muộn",
        TaskState::DoneOnTime => "đã hoàn thành đúng hạn",
        TaskState::Cancelled => "đã huỷ bỏ",
    }
}

pub(super) fn states(tasks: &StateCounts) -> String {
    let mut parts = Vec::new();
    if tasks.done() > 0 {
        parts.push(format!("{} đã hoàn thành{}", count(tasks.done().into()), among_late(tasks)));
    }
    parts.extend(open_states(tasks));
    parts.join(", ")
}

pub(super) fn open_states(tasks: &StateCounts) -> Vec<String> {
    let open = [
        (tasks.in_progress, "đang thực hiện"),
        (tasks.waiting, "chờ duyệt"),
        (tasks.not_started, "chưa thực hiện"),
        (tasks.unknown, "chưa có báo cáo"),
        (tasks.paused, "tạm dừng"),
        (tasks.overdue, "quá hạn"),
    ];
    let present = open.into_iter().filter(|(number, _)| *number > 0);
    present.map(|(number, what)| format!("{} {what}", count(number.into()))).collect()
}

pub(super) fn among_late(tasks: &StateCounts) -> String {
    match tasks.done_late {
        0 => String::new(),
        late if late == tasks.done() => ", đều muộn".to_owned(),
        late => format!(", trong đó {} hoàn thành muộn", count(late.into())),
    }
}

pub(super) fn with_unit(number: Quantity, unit: &str) -> String {
    match unit {
        "" => number.to_string(),
        "%" => format!("{number}%"),
        unit => format!("{number} {unit}"),
    }
}

pub(super) fn quoted(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("“{name}”")).collect();
    join_some(&names, 5, "chỉ tiêu")
}

pub(super) fn length(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

pub(super) fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_lowercase().chain(chars).collect()).unwrap_or_default()
}

fn upper_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
