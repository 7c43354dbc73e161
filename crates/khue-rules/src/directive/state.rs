//! The state of a task or an assignment on a day, from what is stored and the day itself.
//!
//! Model rules: QĐ 42/2014/QĐ-TTg amended by QĐ 23/2018 (states of assigned tasks); how many working
//! days count as "soon" is a setting in `law/directive/deadlines.toml`.
//!
//! - overdue ⇔ open and today > due (the due day itself is still in time);
//! - soon ⇔ open, in time, and working days after today up to the due day ≤ the setting;
//! - a result handed in by the due day and waiting for a decision is not overdue: the unit has done
//!   its part; handed in later it is;
//! - done late ⇔ done after the due day; the day that counts is that on which the accepted result
//!   was handed in;
//! - nothing heard is "chưa báo cáo", not "chưa thực hiện": not known is neither zero nor good.

use khue_base::Day;
use khue_law::{DeadlineSettings, LawError};
use serde::{Deserialize, Serialize};

use crate::working_days::WorkingCalendar;

/// What is stored of a task or an assignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TaskStage {
    /// Given out, work not begun.
    NotStarted,
    /// Work goes on.
    InProgress,
    /// A result was handed in and waits for the level above.
    Waiting,
    /// Accepted (an assignment) or closed by the assigner (a task).
    Done,
    /// Put off by the assigner.
    Paused,
    /// Called off by the assigner.
    Cancelled,
}

impl TaskStage {
    /// All stages.
    pub const ALL: [TaskStage; 6] = [
        TaskStage::NotStarted,
        TaskStage::InProgress,
        TaskStage::Waiting,
        TaskStage::Done,
        TaskStage::Paused,
        TaskStage::Cancelled,
    ];

    /// The code under which it is stored.
    pub fn code(self) -> &'static str {
        match self {
            TaskStage::NotStarted => "not-started",
            TaskStage::InProgress => "in-progress",
            TaskStage::Waiting => "waiting",
            TaskStage::Done => "done",
            TaskStage::Paused => "paused",
            TaskStage::Cancelled => "cancelled",
        }
    }

    /// The stage stored under `code`.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.code() == code)
    }

    /// As screens name it.
    pub fn name(self) -> &'static str {
        match self {
            TaskStage::NotStarted => "Chưa thực hiện",
            TaskStage::InProgress => "Đang thực hiện",
            TaskStage::Waiting => "Chờ duyệt",
            TaskStage::Done => "Hoàn thành",
            TaskStage::Paused => "Tạm dừng",
            TaskStage::Cancelled => "Huỷ bỏ",
        }
    }
}

/// What a reader is told; listed from the one that needs most attention.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TaskState {
    /// Open after its due day.
    Overdue,
    /// Nothing was ever reported.
    Unknown,
    /// The unit says that it has not begun.
    NotStarted,
    /// Work goes on, in time.
    InProgress,
    /// Handed in in time, not decided.
    Waiting,
    /// Put off.
    Paused,
    /// Done after the due day.
    DoneLate,
    /// Done by the due day, or without one.
    DoneOnTime,
    /// Called off.
    Cancelled,
}

/// How a state is coloured; colour never stands without sign and word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tone {
    /// Red.
    Late,
    /// Amber.
    Soon,
    /// Green.
    Ok,
    /// Blue: work goes on.
    Running,
    /// Waits for a decision.
    Waiting,
    /// Grey: not known, or of no account.
    None,
}

impl Tone {
    /// The code, as a class of the style sheet.
    pub fn code(self) -> &'static str {
        match self {
            Tone::Late => "late",
            Tone::Soon => "soon",
            Tone::Ok => "ok",
            Tone::Running => "running",
            Tone::Waiting => "waiting",
            Tone::None => "none",
        }
    }
}

impl TaskState {
    /// All states, the one that needs most attention first.
    pub const ALL: [TaskState; 9] = [
        TaskState::Overdue,
        TaskState::Unknown,
        TaskState::NotStarted,
        TaskState::InProgress,
        TaskState::Waiting,
        TaskState::Paused,
        TaskState::DoneLate,
        TaskState::DoneOnTime,
        TaskState::Cancelled,
    ];

    /// The code under which it is exchanged.
    pub fn code(self) -> &'static str {
        match self {
            TaskState::Overdue => "overdue",
            TaskState::Unknown => "unknown",
            TaskState::NotStarted => "not-started",
            TaskState::InProgress => "in-progress",
            TaskState::Waiting => "waiting",
            TaskState::Paused => "paused",
            TaskState::DoneLate => "done-late",
            TaskState::DoneOnTime => "done-on-time",
            TaskState::Cancelled => "cancelled",
        }
    }

    /// The state exchanged under `code`.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// As screens name it.
    pub fn name(self) -> &'static str {
        match self {
            TaskState::Overdue => "Quá hạn",
            TaskState::Unknown => "Chưa báo cáo",
            TaskState::NotStarted => "Chưa thực hiện",
            TaskState::InProgress => "Đang thực hiện",
            TaskState::Waiting => "Chờ duyệt",
            TaskState::Paused => "Tạm dừng",
            TaskState::DoneLate => "Hoàn thành muộn",
            TaskState::DoneOnTime => "Hoàn thành đúng hạn",
            TaskState::Cancelled => "Huỷ bỏ",
        }
    }

    /// Its colour.
    pub fn tone(self) -> Tone {
        match self {
            TaskState::Overdue => Tone::Late,
            TaskState::InProgress => Tone::Running,
            TaskState::Waiting => Tone::Waiting,
            TaskState::DoneLate | TaskState::DoneOnTime => Tone::Ok,
            TaskState::Unknown | TaskState::NotStarted | TaskState::Paused | TaskState::Cancelled => {
                Tone::None
            }
        }
    }

    /// Its sign, read in greyscale.
    pub fn sign(self) -> &'static str {
        match self {
            TaskState::Overdue => "▲",
            TaskState::Unknown => "?",
            TaskState::NotStarted => "○",
            TaskState::InProgress => "◐",
            TaskState::Waiting => "…",
            TaskState::Paused => "‖",
            TaskState::DoneLate | TaskState::DoneOnTime => "✓",
            TaskState::Cancelled => "✕",
        }
    }

    /// Whether somebody must still act.
    pub fn is_open(self) -> bool {
        matches!(
            self,
            TaskState::Overdue
                | TaskState::Unknown
                | TaskState::NotStarted
                | TaskState::InProgress
                | TaskState::Waiting
        )
    }

    /// Whether it is done, on time or late.
    pub fn is_done(self) -> bool {
        matches!(self, TaskState::DoneOnTime | TaskState::DoneLate)
    }
}

/// What is known of a task or an assignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The stored stage.
    pub stage: TaskStage,
    /// The last day in time; some tasks have none.
    pub due: Option<Day>,
    /// When the accepted result was handed in (an assignment), or what
    /// [`finished_on`](crate::directive::roll_up::finished_on) gives (a task).
    pub done_on: Option<Day>,
    /// When anything was last reported on it.
    pub heard_on: Option<Day>,
}

/// How late something is or was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lateness {
    /// Calendar days after the due day.
    pub days: i64,
    /// Working days after the due day; absent when the holidays of a year are not known.
    pub working_days: Option<i64>,
}

/// The state on a day, with what explains it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// The state.
    pub state: TaskState,
    /// Due within the few working days of the setting.
    pub soon: bool,
    /// Calendar days until the due day, while open and in time.
    pub days_left: Option<i64>,
    /// Working days until the due day, while open and in time.
    pub working_days_left: Option<i64>,
    /// How late it is (overdue) or was (done late).
    pub late: Option<Lateness>,
    /// The holidays that are missing, when working days could not be counted.
    pub gap: Option<LawError>,
}

impl Judged {
    /// Its colour: soon wins over the state's own.
    pub fn tone(&self) -> Tone {
        if self.soon { Tone::Soon } else { self.state.tone() }
    }

    /// Its sign: soon wins over the state's own.
    pub fn sign(&self) -> &'static str {
        if self.soon { "●" } else { self.state.sign() }
    }

    /// Where it stands in a list that shows red first: 0 is first. Sort by this, then by the later
    /// lateness, then by the nearer due day.
    pub fn severity(&self) -> u8 {
        match self.state {
            TaskState::Overdue => 0,
            _ if self.soon => 1,
            state => TaskState::ALL
                .iter()
                .zip(1u8..)
                .find(|(each, _)| **each == state)
                .map_or(10, |(_, rank)| rank),
        }
    }

    /// When, in few words: `chậm 12 ngày`, `hạn hôm nay`, `còn 5 ngày`; empty without a due day.
    pub fn when(&self) -> String {
        match (self.late, self.days_left) {
            (Some(late), _) => format!("chậm {} ngày", late.days),
            (None, Some(0)) => "hạn hôm nay".to_owned(),
            (None, Some(left)) => format!("còn {left} ngày"),
            (None, None) => String::new(),
        }
    }
}

/// The state of `standing` at the end of `today`. What was done after `today` had not happened then,
/// so that an earlier day can be asked about.
pub fn judge(
    standing: &Standing,
    today: Day,
    calendar: &WorkingCalendar,
    settings: &DeadlineSettings,
) -> Judged {
    let heard = standing.heard_on.filter(|day| *day <= today);
    let done_on = standing.done_on.filter(|day| *day <= today);
    let plain = |state| Judged {
        state,
        soon: false,
        days_left: None,
        working_days_left: None,
        late: None,
        gap: None,
    };
    let open = match standing.stage {
        TaskStage::Cancelled => return plain(TaskState::Cancelled),
        TaskStage::Paused => return plain(TaskState::Paused),
        TaskStage::Done => match (done_on, standing.done_on) {
            (Some(done), _) => return judge_done(done, standing.due, calendar),
            (None, Some(_)) => TaskState::InProgress,
            // Done on an unrecorded day: nobody can say whether it was in time.
            (None, None) if standing.due.is_some() => return plain(TaskState::Unknown),
            (None, None) => return plain(TaskState::DoneOnTime),
        },
        // Handed in after the day asked about: then the work still went on.
        TaskStage::Waiting if heard.is_none() && standing.heard_on.is_some() => TaskState::InProgress,
        TaskStage::Waiting => TaskState::Waiting,
        TaskStage::InProgress => TaskState::InProgress,
        TaskStage::NotStarted if heard.is_some() => TaskState::NotStarted,
        TaskStage::NotStarted => TaskState::Unknown,
    };
    let Some(due) = standing.due else { return plain(open) };
    let handed_in_time = open == TaskState::Waiting && heard.is_none_or(|day| day <= due);
    if today > due {
        if handed_in_time {
            return plain(TaskState::Waiting);
        }
        let (working_days, gap) = split(calendar.working_days_between(due, today));
        let late = Some(Lateness { days: today.days_since(due), working_days });
        return Judged { late, gap, ..plain(TaskState::Overdue) };
    }
    let (working_days_left, gap) = split(calendar.working_days_between(today, due));
    let soon = open != TaskState::Waiting
        && working_days_left.is_some_and(|left| left <= settings.soon_working_days);
    Judged { soon, days_left: Some(due.days_since(today)), working_days_left, gap, ..plain(open) }
}

fn judge_done(done: Day, due: Option<Day>, calendar: &WorkingCalendar) -> Judged {
    let late_since = due.filter(|due| done > *due);
    let (state, late, gap) = match late_since {
        None => (TaskState::DoneOnTime, None, None),
        Some(due) => {
            let (working_days, gap) = split(calendar.working_days_between(due, done));
            (TaskState::DoneLate, Some(Lateness { days: done.days_since(due), working_days }), gap)
        }
    };
    Judged { state, soon: false, days_left: None, working_days_left: None, late, gap }
}

fn split(count: Result<i64, LawError>) -> (Option<i64>, Option<LawError>) {
    match count {
        Ok(count) => (Some(count), None),
        Err(gap) => (None, Some(gap)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use khue_law::{Key, deadline_settings};

    fn day(iso: &str) -> Day {
        iso.parse().unwrap()
    }

    fn days(text: &str) -> Option<Day> {
        (text != "-").then(|| day(text))
    }

    /// `row` is: stage, due, done on, heard on (`-` is nothing); expected is state, sign and when.
    #[track_caller]
    fn check(row: &str, today: &str, expected: &str) -> Judged {
        let parts: Vec<&str> = row.split(' ').collect();
        let standing = Standing {
            stage: TaskStage::from_code(parts[0]).unwrap(),
            due: days(parts[1]),
            done_on: days(parts[2]),
            heard_on: days(parts[3]),
        };
        let today = day(today);
        let settings = deadline_settings().unwrap().at(Key::Day(day("2021-05-31"))).unwrap().value;
        let judged = judge(&standing, today, WorkingCalendar::vietnam().unwrap(), settings);
        let shown = format!("{} {} {}", judged.state.code(), judged.sign(), judged.when());
        assert_eq!(shown.trim_end(), expected);
        judged
    }

    #[test]
    fn the_due_day_is_still_in_time() {
        check("in-progress 2021-05-31 - 2021-05-01", "2021-05-31", "in-progress ● hạn hôm nay");
        let late = check("in-progress 2021-05-31 - 2021-05-01", "2021-06-01", "overdue ▲ chậm 1 ngày");
        assert_eq!(late.late, Some(Lateness { days: 1, working_days: Some(1) }));
        // Due on a Friday, judged on the Sunday: two days late, no working day lost.
        let late = check("in-progress 2021-05-28 - -", "2021-05-30", "overdue ▲ chậm 2 ngày");
        assert_eq!(late.late, Some(Lateness { days: 2, working_days: Some(0) }));
        assert_eq!(late.severity(), 0);
    }

    #[test]
    fn soon_is_at_most_three_working_days() {
        // From Wednesday 26/5: Thursday, Friday, Monday are three working days, Tuesday the fourth.
        let soon = check("in-progress 2021-05-31 - 2021-05-01", "2021-05-26", "in-progress ● còn 5 ngày");
        assert_eq!((soon.working_days_left, soon.tone(), soon.severity()), (Some(3), Tone::Soon, 1));
        let later = check("in-progress 2021-06-01 - 2021-05-01", "2021-05-26", "in-progress ◐ còn 6 ngày");
        assert_eq!((later.working_days_left, later.tone()), (Some(4), Tone::Running));
        // Over Tết ten calendar days are three working days; counting calendar days says not soon.
        check("in-progress 2021-02-19 - 2021-01-05", "2021-02-09", "in-progress ● còn 10 ngày");
        check("not-started 2021-05-31 - -", "2021-05-28", "unknown ● còn 3 ngày");
    }

    #[test]
    fn not_heard_of_is_not_not_started() {
        check("not-started 2021-07-31 - -", "2021-05-31", "unknown ? còn 61 ngày");
        check("not-started 2021-07-31 - 2021-03-01", "2021-05-31", "not-started ○ còn 61 ngày");
        // Asked about an earlier day, the report of 1/3 had not come.
        check("not-started 2021-07-31 - 2021-03-01", "2021-02-28", "unknown ? còn 153 ngày");
        check("not-started - - -", "2021-05-31", "unknown ?");
    }

    #[test]
    fn done_is_on_time_up_to_the_due_day() {
        check("done 2021-05-31 2021-05-31 2021-05-31", "2021-06-15", "done-on-time ✓");
        let late = check("done 2021-05-31 2021-06-01 2021-06-01", "2021-06-15", "done-late ✓ chậm 1 ngày");
        assert_eq!(late.late, Some(Lateness { days: 1, working_days: Some(1) }));
        check("done - 2021-06-01 2021-06-01", "2021-06-15", "done-on-time ✓");
        // Not yet done on the day asked about.
        check("done 2021-05-31 2021-06-01 2021-06-01", "2021-05-31", "in-progress ● hạn hôm nay");
        check("done 2021-05-31 2021-06-10 2021-06-10", "2021-06-03", "overdue ▲ chậm 3 ngày");
        check("done 2021-05-31 - 2021-05-01", "2021-06-15", "unknown ?");
        check("done - - -", "2021-06-15", "done-on-time ✓");
    }

    #[test]
    fn what_was_handed_in_in_time_is_not_overdue_while_it_waits() {
        check("waiting 2021-05-31 - 2021-05-31", "2021-06-10", "waiting …");
        check("waiting 2021-05-31 - 2021-06-01", "2021-06-10", "overdue ▲ chậm 10 ngày");
        check("waiting 2021-05-31 - 2021-05-20", "2021-05-28", "waiting … còn 3 ngày");
        check("waiting 2021-05-31 - 2021-06-01", "2021-05-31", "in-progress ● hạn hôm nay"); // as of then
        check("waiting - - 2021-05-20", "2021-05-28", "waiting …");
    }

    #[test]
    fn paused_and_cancelled_are_never_late() {
        check("paused 2021-01-31 - -", "2021-05-31", "paused ‖");
        check("cancelled 2021-01-31 - -", "2021-05-31", "cancelled ✕");
    }

    #[test]
    fn a_year_without_holidays_leaves_calendar_days_and_names_the_gap() {
        let far = check("in-progress 2028-05-31 - 2021-05-01", "2027-05-31", "in-progress ◐ còn 366 ngày");
        assert_eq!((far.soon, far.working_days_left), (false, None));
        assert!(far.gap.unwrap().to_string().contains("năm 2028"));
        let late = check("in-progress 2027-12-30 - -", "2028-01-05", "overdue ▲ chậm 6 ngày");
        assert_eq!(late.late, Some(Lateness { days: 6, working_days: None }));
    }

    #[test]
    fn codes_come_back_and_severity_follows_the_list() {
        for stage in TaskStage::ALL {
            assert_eq!(TaskStage::from_code(stage.code()), Some(stage));
            assert_eq!(serde_json::to_value(stage).unwrap(), stage.code());
        }
        let mut severity = Vec::new();
        for state in TaskState::ALL {
            assert_eq!(TaskState::from_code(state.code()), Some(state));
            assert_eq!(serde_json::to_value(state).unwrap(), state.code());
            let judged = Judged {
                state,
                soon: false,
                days_left: None,
                working_days_left: None,
                late: None,
                gap: None,
            };
            severity.push(judged.severity());
        }
        assert_eq!(severity, [0, 2, 3, 4, 5, 6, 7, 8, 9]);
        assert_eq!(TaskStage::from_code("Done"), None);
    }
}
