//! II. The result of each section.

use khue_rules::directive::sentences::{
    ReportFacts, SectionFacts, TaskFacts, section_paragraph, short_title, task_result,
};
use khue_rules::directive::state::TaskState;

use super::super::super::overview::{Overview, TaskLine};
use super::super::super::pictures::{own_counts, section_name, sections_with_tasks};
use super::super::facts::Facts;
use super::body::{Body, TABLE_TITLE, lead, section_title};
use super::late::late_tasks;
use super::lower_first;

pub(super) fn by_section(body: &mut Body, overview: &Overview, facts: &Facts, about: &ReportFacts) {
    body.heading(1, format!("II. KẾT QUẢ THEO TỪNG MỤC CỦA {}", about.kind.to_uppercase()));
    let mut above: Option<&str> = None;
    for path in sections_with_tasks(overview) {
        // The outer section's own heading comes once, before the first section inside it.
        let outer = path.split_once('.').map(|(outer, _)| outer);
        if let Some(outer) = outer.filter(|outer| above != Some(*outer)) {
            body.heading(2, section_title(overview, outer));
        }
        above = Some(outer.unwrap_or(path));
        body.heading(if outer.is_some() { 3 } else { 2 }, section_title(overview, path));
        let tasks: Vec<&TaskLine> = overview.tasks.iter().filter(|task| task.section == path).collect();
        let late = late_tasks(tasks.iter().copied(), facts);
        let section = SectionFacts { tasks: own_counts(overview, path), late };
        body.sentence(&format!("muc-{path}"), section_paragraph(&section), &[]);
        let rows = tasks.into_iter().map(|task| task_row(task, facts)).collect();
        body.table(format!("Kết quả thực hiện, {}", lower_first(&section_name(path))), &TASKS, rows, "");
    }
}

const TASKS: [(&str, u16, bool); 4] =
    [("Mã số", 12, false), ("Nhiệm vụ", 42, false), ("Chủ trì", 14, false), ("Kết quả", 32, false)];

fn task_row(task: &TaskLine, facts: &Facts) -> Vec<String> {
    let own = task.judged.late.as_ref().map(|late| late.days);
    // Units may have been given an earlier day than the whole task has.
    let earlier = task.judged.state == TaskState::Overdue && own.is_none();
    let result = task_result(&TaskFacts {
        state: task.judged.state,
        late_days: own.or_else(|| facts.most_days(task.id)),
        due: if earlier { None } else { task.due_on },
        lead: None,
        units: task.counts,
        noun: "đơn vị".to_owned(),
        evidence: facts.evidence.get(&task.id).copied().unwrap_or(0),
        ready_to_close: task.ready_to_close,
    });
    vec![task.code.clone(), short_title(&task.text, TABLE_TITLE), lead(task), result]
}
