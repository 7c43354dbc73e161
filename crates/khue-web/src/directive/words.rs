//! How figures and states of the directive area are said on its pages.

use khue_app::directive::{DirectiveHead, Overview, TaskLine};
use khue_base::{Day, DirectiveId, Quantity};
use khue_rules::directive::roll_up::StateCounts;
use khue_rules::directive::state::{Judged, TaskState};
use khue_rules::directive::targets::{Comparison, Figure as DeclaredFigure};

use crate::page::{Bar, ColumnKind, Figure, Share, Tag, Tone};

/// Longest title of a task in lists, in letters.
const TITLE_LETTERS: usize = 110;

/// The colour and sign of a state.
pub fn tone(state: TaskState) -> Tone {
    match state {
        TaskState::Overdue => Tone::Late,
        TaskState::Unknown => Tone::Unknown,
        TaskState::NotStarted => Tone::Quiet,
        TaskState::InProgress | TaskState::Waiting => Tone::Active,
        TaskState::Paused => Tone::Paused,
        TaskState::DoneLate | TaskState::DoneOnTime => Tone::Ok,
        TaskState::Cancelled => Tone::Cancelled,
    }
}

/// A judged thing's state: `▲ chậm 12 ngày`, `● còn 2 ngày`, `✓ hoàn thành đúng hạn`.
pub fn tag(judged: &Judged) -> Tag {
    let when = judged.when();
    if judged.state == TaskState::Overdue {
        let word = if when.is_empty() { "có đơn vị quá hạn".to_owned() } else { when };
        return Tag::new(Tone::Late, word);
    }
    if judged.soon {
        return Tag::new(Tone::Soon, when);
    }
    Tag::new(tone(judged.state), judged.state.name().to_lowercase())
}

/// A task's state; ready tasks say that they can be closed.
pub fn task_tag(task: &TaskLine) -> Tag {
    if task.ready_to_close {
        return Tag::new(Tone::Ok, "đủ điều kiện đóng");
    }
    tag(&task.judged)
}

/// Counts as tags, worst first: `▲ 2 quá hạn`, `✓ 5 hoàn thành`.
pub fn count_tags(counts: &StateCounts) -> Vec<Tag> {
    shares_of(counts)
        .into_iter()
        .filter(|(_, count, _, _)| *count > 0)
        .map(|(tone, count, word, _)| Tag::new(tone, format!("{count} {word}")))
        .collect()
}

/// Counts by what a reader cares about, worst first, with the code that filters a list by it.
fn shares_of(counts: &StateCounts) -> [(Tone, u32, &'static str, &'static str); 7] {
    let running = (counts.in_progress + counts.waiting + counts.not_started).saturating_sub(counts.soon);
    [
        (Tone::Late, counts.overdue, "quá hạn", "qua-han"),
        (Tone::Soon, counts.soon, "sắp đến hạn", "sap-den-han"),
        (Tone::Unknown, counts.unknown, "chưa báo cáo", "chua-bao-cao"),
        (Tone::Active, running, "đang thực hiện", "dang-lam"),
        (Tone::Paused, counts.paused, "tạm dừng", "tam-dung"),
        (Tone::Ok, counts.done(), "hoàn thành", "hoan-thanh"),
        (Tone::Cancelled, counts.cancelled, "huỷ bỏ", "huy-bo"),
    ]
}

/// Names and codes of the states by which lists are filtered, worst first.
pub const STATE_FILTERS: [(&str, &str); 7] = [
    ("qua-han", "Quá hạn"),
    ("sap-den-han", "Sắp đến hạn"),
    ("chua-bao-cao", "Chưa báo cáo"),
    ("dang-lam", "Đang thực hiện"),
    ("tam-dung", "Tạm dừng"),
    ("hoan-thanh", "Hoàn thành"),
    ("huy-bo", "Huỷ bỏ"),
];

/// Whether a judged thing belongs under a filter code of [`STATE_FILTERS`].
pub fn fits(judged: &Judged, code: &str) -> bool {
    match code {
        "qua-han" => judged.state == TaskState::Overdue,
        "sap-den-han" => judged.soon,
        "chua-bao-cao" => judged.state == TaskState::Unknown && !judged.soon,
        "dang-lam" => {
            !judged.soon
                && matches!(judged.state, TaskState::InProgress | TaskState::Waiting | TaskState::NotStarted)
        }
        "tam-dung" => judged.state == TaskState::Paused,
        "hoan-thanh" => judged.state.is_done(),
        "huy-bo" => judged.state == TaskState::Cancelled,
        _ => true,
    }
}

/// The stacked bar over all tasks; widths sum to 100.
pub fn shares(counts: &StateCounts, list: &str) -> Vec<Share> {
    let parts = shares_of(counts);
    let total: u32 = parts.iter().map(|(_, count, _, _)| count).sum();
    let mut start = 0;
    parts
        .into_iter()
        .filter(|(_, count, _, _)| *count > 0)
        .map(|(tone, count, word, code)| {
            let share = Share {
                start: percent(start, total),
                width: percent(count, total),
                tone,
                figure: count.to_string(),
                word: word.to_owned(),
                href: format!("{list}?trang-thai={code}"),
            };
            start += count;
            share
        })
        .collect()
}

/// The worst state among counted things, with how many: for a cell or a unit.
pub fn worst(counts: &StateCounts) -> (Tone, u32) {
    let parts = shares_of(counts);
    let found = parts.into_iter().find(|(_, count, _, _)| *count > 0);
    found.map_or((Tone::Quiet, 0), |(tone, count, _, _)| (tone, count))
}

/// `part` of `whole` in hundredths with one decimal, for the geometry of a picture.
pub fn percent(part: u32, whole: u32) -> String {
    if whole == 0 {
        return "0".to_owned();
    }
    let tenths = u64::from(part) * 1000 / u64::from(whole);
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// The beginning of a long clause, cut at a word.
pub fn title(text: &str) -> String {
    let mut letters = text.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    let whole = format!("{first}{}", letters.as_str());
    if whole.chars().count() <= TITLE_LETTERS {
        return whole;
    }
    let cut: String = whole.chars().take(TITLE_LETTERS).collect();
    let end = cut.rfind(' ').unwrap_or(cut.len());
    format!("{}…", cut.get(..end).unwrap_or(&cut).trim_end_matches([',', ';', ':']))
}

/// `Sở GDĐT · hạn 31/5/2021 · mục II.2`.
pub fn who(task: &TaskLine) -> String {
    let lead =
        if task.lead_name.is_empty() { "chưa giao chủ trì".to_owned() } else { task.lead_name.clone() };
    let due = task.due_on.map_or("không đặt hạn".to_owned(), |due| format!("hạn {due}"));
    format!("{lead} · {due} · {}", section_name(&task.section))
}

/// `mục II.2`, `phần tổ chức thực hiện`.
pub fn section_name(path: &str) -> String {
    match path {
        "KET" => "phần tổ chức thực hiện".to_owned(),
        "body" => "nội dung văn bản".to_owned(),
        path => format!("mục {path}"),
    }
}

/// `Chỉ thị 15/CT-UBND ngày 4/9/2020 của Chủ tịch UBND tỉnh`.
pub fn document(head: &DirectiveHead) -> String {
    match &head.issuer {
        Some(issuer) => format!("{} của {issuer}", head.name()),
        None => head.name(),
    }
}

/// The subject as a heading, without `Về việc`.
pub fn heading(head: &DirectiveHead) -> String {
    let subject = head.subject.trim();
    let bare = ["Về việc ", "về việc ", "V/v ", "Về ", "về "]
        .into_iter()
        .find_map(|start| subject.strip_prefix(start))
        .unwrap_or(subject);
    title(bare)
}

/// Links between the views of a directive; the one at `current` has no address.
pub fn views(id: DirectiveId, current: &str) -> Vec<crate::page::Link> {
    let all = [
        ("Tổng quan", String::new()),
        ("Nhiệm vụ", "/nhiem-vu".to_owned()),
        ("Ma trận", "/ma-tran".to_owned()),
        ("Văn bản", "/van-ban".to_owned()),
        ("So sánh", "/so-sanh".to_owned()),
        ("Báo cáo", "/bao-cao".to_owned()),
    ];
    all.into_iter()
        .map(|(label, end)| {
            let href = if label == current { String::new() } else { format!("/chi-dao/{id}{end}") };
            crate::page::Link::new(label, href)
        })
        .collect()
}

/// How far a target is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reached {
    /// What is shown as the value now: `98,1`, `0,99`, `37`; a dash when nobody reported.
    pub now: String,
    /// The value to reach: `100%`.
    pub goal: String,
    /// Whether it is reached; unknown without figures.
    pub met: Option<bool>,
    /// Thousandths of the goal that are reached, for the bar.
    pub share_of_goal: Option<u32>,
}

/// Compares what units declared with the value to reach. Shares and ratios are sums over sums, never
/// means of percentages. A text that names a bare number (“100% giáo viên”, “10 trường”) sets a level to
/// reach, so more than that is met too.
pub fn reached(
    value: Option<Quantity>,
    unit: Option<&str>,
    comparison: &str,
    numerator: Option<Quantity>,
    denominator: Option<Quantity>,
) -> Reached {
    let unit = unit.unwrap_or_default();
    let mark = match unit {
        "%" => "%".to_owned(),
        "" => String::new(),
        word => format!(" {word}"),
    };
    let goal = value.map_or(String::new(), |value| format!("{value}{mark}"));
    let unknown = Reached { now: "—".to_owned(), goal: goal.clone(), met: None, share_of_goal: None };
    let (Some(value), Some(numerator)) = (value, numerator) else { return unknown };
    let part = numerator.thousandths();
    let figure = match (unit, denominator.map(Quantity::thousandths)) {
        ("%", Some(whole)) => DeclaredFigure::Percent { part, whole },
        ("%", None) => return unknown,
        (_, Some(whole)) => DeclaredFigure::Ratio { part, whole },
        (_, None) => DeclaredFigure::Amount { amount: numerator },
    };
    let wanted = match Comparison::from_code(comparison) {
        None | Some(Comparison::Equal) => Comparison::AtLeast,
        Some(other) => other,
    };
    let Some(met) = figure.meets(wanted, value) else { return unknown };
    Reached { now: figure.shown(), goal, met: Some(met), share_of_goal: share_of_goal(figure, value) }
}

/// Thousandths of the goal that are reached, cut at three times the goal.
fn share_of_goal(figure: DeclaredFigure, value: Quantity) -> Option<u32> {
    let (part, whole) = match figure {
        DeclaredFigure::Percent { part, whole } => (i128::from(part) * 100, i128::from(whole)),
        DeclaredFigure::Ratio { part, whole } => (i128::from(part), i128::from(whole)),
        DeclaredFigure::Amount { amount } => (i128::from(amount.thousandths()), 1000),
    };
    let goal = i128::from(value.thousandths()) * whole;
    if goal <= 0 {
        return None;
    }
    u32::try_from((part * 1_000_000 / goal).clamp(0, 3000)).ok()
}

/// The bar of a target. The goal stands at 95 hundredths, so that overshooting shows.
pub fn bar(reached: &Reached) -> Option<Bar> {
    let permille = reached.share_of_goal?;
    let filled = (permille * 95 / 100).min(1000);
    let tone = match reached.met {
        Some(true) => Tone::Ok,
        Some(false) => Tone::Late,
        None => Tone::Quiet,
    };
    Some(Bar { filled: format!("{}.{}", filled / 10, filled % 10), goal: Some("95".to_owned()), tone })
}

/// `tất cả`-first choices of a filter.
pub fn choices(
    all: &str,
    options: impl IntoIterator<Item = (String, String)>,
    chosen: &str,
) -> Vec<crate::page::Choice> {
    let first = (String::new(), all.to_owned());
    std::iter::once(first)
        .chain(options)
        .map(|(value, label)| crate::page::Choice { chosen: value == chosen, value, label })
        .collect()
}

/// A figure under a column of figures.
pub fn figure(count: impl ToString, kind: ColumnKind) -> Figure {
    Figure { text: count.to_string(), kind }
}

/// The line that says up to when figures stand.
pub fn as_of(overview: &Overview, here: &str, today: Day) -> crate::page::AsOf {
    let live = overview.as_of == today;
    crate::page::AsOf {
        text: if live {
            format!("Số liệu đến {}", overview.counted_at)
        } else {
            format!("Số liệu đến hết ngày {}", overview.as_of)
        },
        day: overview.as_of.to_string(),
        first: overview.head.adopted_at.map_or(String::new(), |adopted| adopted.day().to_string()),
        last: today.to_string(),
        today: (!live).then(|| here.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_clause_is_cut_at_a_word() {
        let long = "xây dựng ".repeat(30);
        let short = title(&long);
        assert!(short.starts_with("Xây dựng") && short.ends_with("dựng…"), "{short}");
        assert_eq!(title("duy trì sĩ số"), "Duy trì sĩ số");
    }

    #[test]
    fn declared_figures_are_compared_with_the_goal() {
        let quantity = |text: &str| text.parse::<Quantity>().ok();
        let check = |unit, numerator, denominator| {
            let reached =
                reached(quantity("100"), Some(unit), "=", quantity(numerator), quantity(denominator));
            (reached.now, reached.met, reached.share_of_goal)
        };
        assert_eq!(check("%", "1959", "1996"), ("98,1%".to_owned(), Some(false), Some(981)));
        assert_eq!(check("%", "1996", "1996"), ("100%".to_owned(), Some(true), Some(1000)));
        assert_eq!(check("%", "1996", ""), ("—".to_owned(), None, None));
        assert_eq!(check("trường", "120", ""), ("120".to_owned(), Some(true), Some(1200)));
    }

    #[test]
    fn shares_name_what_is_worst_first() {
        let mut counts = StateCounts::default();
        counts.add(TaskState::DoneOnTime, 3);
        counts.add(TaskState::Overdue, 1);
        let shares = shares(&counts, "/x");
        let said: Vec<_> = shares.iter().map(|share| (share.figure.as_str(), share.width.as_str())).collect();
        assert_eq!(said, [("1", "25.0"), ("3", "75.0")]);
        assert_eq!(worst(&counts), (Tone::Late, 1));
    }
}
