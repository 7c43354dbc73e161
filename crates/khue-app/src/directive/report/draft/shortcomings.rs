//! IV. What is late, why, and whose it is.

use khue_base::Day;
use khue_rules::directive::sentences::{
    Outstanding, Silent, join_some, official_day, problems, short_title, target_met,
};
use khue_rules::directive::state::TaskState;
use khue_rules::directive::targets::count;

use super::super::super::overview::{Overview, TargetLine, TaskLine};
use super::super::facts::Facts;
use super::body::{Body, TABLE_TITLE, lead};
use super::late::{days_late, late_tasks, units_late};
use super::targets::target_facts;

/// Reasons quoted from reports of units.
const REASONS: usize = 5;

/// Longest quotation from a report of a unit, in letters.
const QUOTED: usize = 160;

pub(super) fn outstanding(overview: &Overview, facts: &Facts, until: Day) -> Outstanding {
    let names = |met: Option<bool>, known: bool| {
        let of = |target: &TargetLine| {
            let facts = target_facts(target);
            (target_met(&facts) == met && facts.figure.is_some() == known).then_some(facts.name)
        };
        overview.targets.iter().filter_map(of).collect::<Vec<String>>()
    };
    let silent = (!facts.silent.is_empty()).then(|| Silent {
        expected: facts.units,
        names: facts.silent.clone(),
        noun: "đơn vị".to_owned(),
        report: "báo cáo tiến độ về nhiệm vụ đã đến hạn".to_owned(),
    });
    let ready = overview.tasks.iter().filter(|task| task.ready_to_close).count();
    Outstanding {
        late: late_tasks(&overview.tasks, facts),
        silent,
        unmet_targets: names(Some(false), true),
        unknown_targets: names(None, false),
        returned: overview.tasks.iter().map(|task| task.returned).sum(),
        undecided: overview.tasks.iter().map(|task| task.counts.waiting).sum(),
        ready_to_close: u32::try_from(ready).unwrap_or(u32::MAX),
        soon: overview.counts.soon,
        until: Some(until),
    }
}

pub(super) fn shortcomings(body: &mut Body, overview: &Overview, facts: &Facts, outstanding: &Outstanding) {
    body.heading(1, "IV. TỒN TẠI, NGUYÊN NHÂN, TRÁCH NHIỆM");
    for (at, text) in problems(outstanding).into_iter().enumerate() {
        body.item(&format!("ton-tai-{}", at + 1), text, &[]);
    }
    let mut late: Vec<&TaskLine> =
        overview.tasks.iter().filter(|task| task.judged.state == TaskState::Overdue).collect();
    if late.is_empty() {
        return;
    }
    late.sort_by_key(|task| std::cmp::Reverse(days_late(task, facts)));
    let rows = late
        .iter()
        .map(|task| {
            let due = task.due_on.map_or(String::new(), official_day);
            let days = count(days_late(task, facts));
            let who = join_some(&units_late(task, facts), 4, "đơn vị");
            vec![task.code.clone(), short_title(&task.text, TABLE_TITLE), lead(task), due, days, who]
        })
        .collect();
    let columns = [
        ("Mã số", 12, false),
        ("Nhiệm vụ", 27, false),
        ("Chủ trì", 13, false),
        ("Hạn", 15, false),
        ("Chậm nhất (ngày)", 9, true),
        ("Đơn vị chưa hoàn thành", 24, false),
    ];
    body.table(
        "Nhiệm vụ quá hạn".to_owned(),
        &columns,
        rows,
        "Số ngày chậm tính theo lịch, của đơn vị chậm nhất.",
    );
    body.sentence("nguyen-nhan", reasons(overview, facts), &[]);
    let responsible = responsible(overview, facts);
    if !responsible.is_empty() {
        let text = format!("Về trách nhiệm, số việc quá hạn theo đơn vị: {}.", responsible.join(", "));
        body.sentence("trach-nhiem", text, &[]);
    }
}

/// Reasons in the words of the units that are late; nobody else's guess.
fn reasons(overview: &Overview, facts: &Facts) -> String {
    let code = |task| overview.tasks.iter().find(|line| line.id == task).map(|line| line.code.clone());
    let quoted: Vec<String> = facts
        .reasons
        .iter()
        .filter(|(_, _, words)| gives_reason(words))
        .take(REASONS)
        .filter_map(|(task, unit, words)| {
            Some(format!("{unit} (nhiệm vụ {}): “{}”", code(*task)?, short_title(words, QUOTED)))
        })
        .collect();
    if quoted.is_empty() {
        return "Về nguyên nhân, các đơn vị có việc quá hạn chưa nêu lý do trong báo cáo tiến độ.".to_owned();
    }
    format!("Về nguyên nhân, theo báo cáo của đơn vị có việc quá hạn: {}.", quoted.join("; "))
}

/// Whether words tell why something is late, not only that work goes on.
fn gives_reason(words: &str) -> bool {
    const TELLING: &[&str] = &["do", "vì", "thiếu", "chờ", "khó khăn", "vướng", "chậm", "chưa", "lùi"];
    let words = format!(" {} ", words.to_lowercase().replace(|c: char| !c.is_alphanumeric(), " "));
    TELLING.iter().any(|word| words.contains(&format!(" {word} ")))
}

/// Groups with work overdue, most first: `huyện Lục Ngạn 3`.
fn responsible(overview: &Overview, facts: &Facts) -> Vec<String> {
    let mut groups: Vec<_> = overview.groups.iter().filter(|group| group.counts.overdue > 0).collect();
    groups.sort_by_key(|group| std::cmp::Reverse(group.counts.overdue));
    groups
        .iter()
        .map(|group| {
            let name = facts.groups.get(&group.unit).unwrap_or(&group.name);
            format!("{name} {}", count(group.counts.overdue.into()))
        })
        .collect()
}
