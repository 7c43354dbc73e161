//! `GET /chi-dao/{id}/so-sanh?tu=&den=`: what changed between two days.

use std::collections::HashMap;

use axum::response::Response;
use khue_app::OpError;
use khue_app::directive::{Overview, TaskLine, overview_at};
use khue_base::{Day, DirectiveId};
use khue_rules::directive::roll_up::StateCounts;
use khue_rules::directive::state::TaskState;

use crate::directive::compare::{ChangeGroup, ChangeRow, ComparePage, CountRow};
use crate::directive::words;
use crate::page::{Run, Tag};
use crate::{Asked, Failure, Fields, InPath, Signed, show};

/// Compared with so many days ago when nothing is asked.
const DAYS_BACK: i64 = 30;

/// Shows the page.
pub async fn page(
    signed: Signed,
    InPath(id): InPath<DirectiveId>,
    Asked(asked): Asked,
) -> Result<Response, Failure> {
    let today = signed.ctx.today();
    let now = overview_at(&signed.ctx, id, today).await?;
    let first = now.head.adopted_at.map_or(today, |adopted| adopted.day());
    let (days, refused) = match days_asked(&asked, first, today) {
        Ok(days) => (days, None),
        Err(OpError::Refused(refused)) => ((today.plus_days(-DAYS_BACK).max(first), today), Some(refused)),
        Err(error) => return Err(Failure(error)),
    };
    let before = overview_at(&signed.ctx, id, days.0).await?;
    let after = overview_at(&signed.ctx, id, days.1).await?;
    let heading = words::heading(&now.head);
    let up = format!("/chi-dao/{id}");
    let title = format!("So sánh · {heading}");
    let crumbs = [("Chỉ đạo", "/chi-dao"), (heading.as_str(), up.as_str())];
    let groups = changes(&before, &after);
    Ok(show(&ComparePage {
        shell: match &refused {
            Some(refused) => signed.refused(&title, &crumbs, refused),
            None => signed.shell(&title, &crumbs),
        },
        here: format!("{up}/so-sanh"),
        views: words::views(id, "So sánh"),
        from: days.0.to_string(),
        to: days.1.to_string(),
        lead: lead(&groups, days),
        counts: counts(&before.counts, &after.counts),
        groups: groups.into_iter().map(|(_, group)| group).collect(),
        heading: heading.clone(),
    }))
}

fn days_asked(asked: &Fields, first: Day, today: Day) -> Result<(Day, Day), OpError> {
    let day = |name: &str, absent: Day| match asked.filled(name) {
        None => Ok(absent),
        Some(typed) => Day::parse_vietnamese(typed).map_err(|error| OpError::field(name, error.to_string())),
    };
    let from = day("tu", today.plus_days(-DAYS_BACK).max(first))?;
    let to = day("den", today)?;
    if from < first || to > today {
        return Err(OpError::field(
            "tu",
            format!("Chỉ so sánh được từ {first} đến {today}. Hãy chọn lại ngày."),
        ));
    }
    if from > to {
        return Err(OpError::field("tu", "Ngày đầu đang sau ngày cuối. Hãy đổi lại hai ngày."));
    }
    Ok((from, to))
}

fn lead(groups: &[(TaskState, ChangeGroup)], days: (Day, Day)) -> Vec<Run> {
    let count = |wanted: fn(TaskState) -> bool| -> usize {
        groups.iter().filter(|(state, _)| wanted(*state)).map(|(_, group)| group.rows.len()).sum()
    };
    let (done, late) = (count(TaskState::is_done), count(|state| state == TaskState::Overdue));
    if groups.is_empty() {
        return vec![Run::plain(format!(
            "Không có nhiệm vụ nào đổi trạng thái từ {} đến {}.",
            days.0, days.1
        ))];
    }
    vec![
        Run::plain(format!("Từ {} đến {}: ", days.0, days.1)),
        Run::strong(format!("{done} nhiệm vụ mới hoàn thành")),
        Run::plain(", "),
        Run {
            weight: if late > 0 { crate::page::Weight::Late } else { crate::page::Weight::Plain },
            ..Run::plain(format!("{late} nhiệm vụ mới quá hạn"))
        },
        Run::plain("."),
    ]
}

fn counts(before: &StateCounts, after: &StateCounts) -> Vec<CountRow> {
    TaskState::ALL
        .into_iter()
        .filter(|state| before.of(*state) + after.of(*state) > 0)
        .map(|state| {
            let change = i64::from(after.of(state)) - i64::from(before.of(state));
            CountRow {
                state: Tag::new(words::tone(state), state.name().to_lowercase()),
                before: before.of(state).to_string(),
                after: after.of(state).to_string(),
                change: match change {
                    0 => "0".to_owned(),
                    more if more > 0 => format!("+{more}"),
                    less => format!("−{}", less.abs()),
                },
            }
        })
        .collect()
}

/// Tasks whose state changed, by the state that they came to, bad news first.
fn changes(before: &Overview, after: &Overview) -> Vec<(TaskState, ChangeGroup)> {
    let earlier: HashMap<_, &TaskLine> = before.tasks.iter().map(|task| (task.id, task)).collect();
    TaskState::ALL
        .into_iter()
        .filter_map(|state| {
            let rows: Vec<ChangeRow> = after
                .tasks
                .iter()
                .filter(|task| task.judged.state == state)
                .filter_map(|task| {
                    let old = earlier.get(&task.id).filter(|old| old.judged.state != state)?;
                    Some(ChangeRow {
                        title: words::title(&task.text),
                        href: format!("/nhiem-vu/{}", task.id),
                        who: words::who(task),
                        before: words::task_tag(old),
                        after: words::task_tag(task),
                    })
                })
                .collect();
            let heading = format!("{} nhiệm vụ chuyển sang “{}”", rows.len(), state.name().to_lowercase());
            (!rows.is_empty()).then_some((state, ChangeGroup { heading, rows }))
        })
        .collect()
}
