//! V. What falls due in the next period.

use khue_base::Day;
use khue_rules::directive::report_window::ReportPeriod;
use khue_rules::directive::sentences::{Outstanding, next_steps, official_day, short_title};
use khue_rules::directive::state::TaskState;

use super::super::super::overview::{Overview, TaskLine};
use super::body::{Body, TABLE_TITLE, lead};
use crate::OpError;

/// A next period shorter than this many days is taken together with the one after it.
const SHORTEST_NEXT: i64 = 30;

pub(super) fn ahead(body: &mut Body, overview: &Overview, outstanding: &Outstanding, until: Day) {
    body.heading(1, "V. NHIỆM VỤ, KIẾN NGHỊ THỜI GIAN TỚI");
    for (at, text) in next_steps(outstanding).into_iter().enumerate() {
        body.item(&format!("toi-{}", at + 1), text, &[]);
    }
    let coming = |task: &&TaskLine| {
        task.judged.state.is_open()
            && task.judged.state != TaskState::Paused
            && task.due_on.is_some_and(|due| overview.as_of <= due && due <= until)
    };
    let mut due: Vec<&TaskLine> = overview.tasks.iter().filter(coming).collect();
    due.sort_by_key(|task| task.due_on);
    let day = official_day(until);
    let text = match due.len() {
        0 => format!("Từ nay đến ngày {day} không có nhiệm vụ nào đến hạn."),
        number => {
            format!("Từ nay đến ngày {day} có {number} nhiệm vụ đến hạn, cần tập trung chỉ đạo hoàn thành.")
        }
    };
    body.sentence("den-han", text, &[]);
    let rows = due
        .iter()
        .map(|task| {
            let due = task.due_on.map_or(String::new(), official_day);
            vec![task.code.clone(), short_title(&task.text, TABLE_TITLE), lead(task), due]
        })
        .collect();
    let columns = [("Mã số", 12, false), ("Nhiệm vụ", 55, false), ("Chủ trì", 18, false), ("Hạn", 15, false)];
    body.table(format!("Nhiệm vụ đến hạn từ nay đến ngày {day}"), &columns, rows, "");
}

/// Until when the next period runs: the closing day of the quarter in whose window `day` lies, or of the one
/// after it when that is near.
pub(super) fn next_until(day: Day) -> Result<Day, OpError> {
    let failed = |error: khue_law::LawError| OpError::Failed(error.to_string());
    let end = |day: Day| ReportPeriod::quarter_at(day).and_then(ReportPeriod::window).map_err(failed);
    let (_, near) = end(day.plus_days(1))?;
    if near.days_since(day) >= SHORTEST_NEXT { Ok(near) } else { Ok(end(near.plus_days(1))?.1) }
}
