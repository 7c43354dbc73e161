//! Urging: which units owe something, why, and the words that remind them.
//!
//! An assignment is owed while it is open at its unit and not handed in:
//! - overdue ⇔ its due day has passed;
//! - returned ⇔ its last report came back and no better one was sent;
//! - unreported ⇔ it was given before the current period opened (its own rhythm, else the quarter;
//!   windows of [`report_window`](crate::directive::report_window)) and nothing was sent since.
//!
//! The first that fits is the reason. One assignment is urged at most once a day; whoever was urged
//! within the days of the setting (`law/directive/deadlines.toml`) is listed but not proposed anew.

use khue_base::Day;
use khue_law::{DeadlineSettings, LawError};

use crate::directive::due::Repeats;
use crate::directive::report_window::ReportPeriod;
use crate::directive::state::{Judged, TaskState};
use crate::directive::targets::count;
use crate::working_days::WorkingCalendar;

/// Working days that the drafted message gives for the answer.
const ANSWER_WORKING_DAYS: i64 = 3;
/// Longest message, in characters: it stands above a list of tasks and is read on a phone.
const MESSAGE_MAX: usize = 1000;

/// Why a unit is urged about an assignment, the gravest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Owed {
    /// Open after its due day.
    Overdue {
        /// Calendar days after the due day.
        days: i64,
    },
    /// Its report was given back and not mended.
    Returned,
    /// Nothing was sent in the current period.
    Unreported {
        /// `quý II năm 2021`.
        period: String,
    },
}

/// What decides whether an assignment is owed.
#[derive(Clone, Debug)]
pub struct Work<'a> {
    /// How it stands today.
    pub judged: &'a Judged,
    /// State of its newest report: none, draft, sent, accepted, returned.
    pub progress_state: &'a str,
    /// When it was given.
    pub assigned_on: Day,
    /// When a report was last sent.
    pub heard_on: Option<Day>,
    /// How often the task wants a report.
    pub repeats: Option<Repeats>,
}

/// Why the unit must be urged about this work today, if it must.
///
/// # Errors
/// [`LawError::Gap`] when the windows of reports of that time are not known.
pub fn owed(work: &Work<'_>, today: Day) -> Result<Option<Owed>, LawError> {
    let state = work.judged.state;
    if !state.is_open() || work.progress_state == "sent" {
        return Ok(None);
    }
    if state == TaskState::Overdue {
        return Ok(Some(Owed::Overdue { days: work.judged.late.map_or(0, |late| late.days) }));
    }
    if work.progress_state == "returned" {
        return Ok(Some(Owed::Returned));
    }
    let period = ReportPeriod::of_rhythm_at(work.repeats.unwrap_or(Repeats::Quarter), today)?;
    let (opens, _) = period.window()?;
    let silent = work.assigned_on < opens && work.heard_on.is_none_or(|heard| heard < opens);
    Ok(silent.then(|| Owed::Unreported { period: period.name() }))
}

/// What one unit owes, counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Debt {
    /// Overdue assignments.
    pub overdue: u32,
    /// Days by which the latest of them is late.
    pub longest: i64,
    /// Returned reports that were not mended.
    pub returned: u32,
    /// Assignments without a report, by period.
    pub unreported: Vec<(String, u32)>,
}

impl Debt {
    /// Counts one more.
    pub fn add(&mut self, owed: &Owed) {
        match owed {
            Owed::Overdue { days } => {
                self.overdue += 1;
                self.longest = self.longest.max(*days);
            }
            Owed::Returned => self.returned += 1,
            Owed::Unreported { period } => {
                match self.unreported.iter_mut().find(|(name, _)| name == period) {
                    Some((_, number)) => *number += 1,
                    None => self.unreported.push((period.clone(), 1)),
                }
            }
        }
    }

    /// `2 việc quá hạn (chậm nhất 12 ngày), 1 báo cáo bị trả lại chưa sửa, chưa báo cáo quý II năm 2021
    /// về 3 việc`.
    pub fn sentence(&self) -> String {
        let number = |count_of: u32| count(i64::from(count_of));
        let mut parts = Vec::new();
        if self.overdue > 0 {
            parts.push(format!("{} việc quá hạn (chậm nhất {} ngày)", number(self.overdue), self.longest));
        }
        if self.returned > 0 {
            parts.push(format!("{} báo cáo bị trả lại chưa sửa", number(self.returned)));
        }
        for (period, tasks) in &self.unreported {
            parts.push(format!("chưa báo cáo {period} về {} việc", number(*tasks)));
        }
        parts.join(", ")
    }

    /// Order of a list: overdue first, then by how many and how long, then returned.
    pub fn severity(&self) -> impl Ord + use<> {
        std::cmp::Reverse((self.overdue, self.longest, self.returned, self.unreported.len()))
    }

    /// Whether the unit is proposed for urging: something is overdue or was given back, and nobody urged
    /// it within the days of the setting.
    pub fn proposed(&self, urged_on: Option<Day>, today: Day, settings: &DeadlineSettings) -> bool {
        let due_again = urged_on.is_none_or(|day| today.days_since(day) >= settings.urge_every_days);
        (self.overdue > 0 || self.returned > 0) && due_again
    }
}

/// The day by which the drafted message wants an answer; seven calendar days from now when the holidays
/// are not known.
pub fn answer_day(today: Day, calendar: &WorkingCalendar) -> Day {
    calendar.add_working_days(today, ANSWER_WORKING_DAYS).unwrap_or_else(|_| today.plus_days(7))
}

/// The message proposed for units that owe `debt` together.
pub fn draft(debt: &Debt, answer_by: Day) -> String {
    let wanted = match (debt.overdue > 0, debt.returned > 0) {
        (true, true) => {
            "hoàn thành các việc đã quá hạn, sửa và gửi lại các báo cáo bị trả lại; việc nào chưa xong thì báo cáo rõ đã làm đến đâu, vướng gì, ngày nào xong"
        }
        (true, false) => {
            "hoàn thành các việc đã quá hạn dưới đây; việc nào chưa xong thì báo cáo rõ đã làm đến đâu, vướng gì, ngày nào xong"
        }
        (false, true) => "bổ sung theo nhận xét và gửi lại các báo cáo bị trả lại dưới đây",
        (false, false) => "báo cáo kết quả và khó khăn, vướng mắc của các việc dưới đây",
    };
    format!("Đề nghị đơn vị {wanted}. Gửi báo cáo trên Khuê chậm nhất ngày {answer_by}.")
}

/// Words sent to a unit: they say something, in at most 1,000 characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message(String);

/// Why a message is not sent, and what to do instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MessageRefusal {
    /// Nothing was written.
    #[error("Chưa có lời nhắn. Hãy viết một câu để đơn vị biết cần làm gì, chậm nhất ngày nào.")]
    Missing,
    /// Too long to be read above a list.
    #[error("Lời nhắn quá dài (nhiều nhất 1.000 ký tự). Hãy rút gọn; danh sách việc đã được kèm tự động.")]
    Long,
}

impl Message {
    /// Reads what was typed.
    ///
    /// # Errors
    /// [`MessageRefusal`] when it is empty or too long.
    pub fn parse(typed: &str) -> Result<Self, MessageRefusal> {
        let text = typed.split_whitespace().collect::<Vec<_>>().join(" ");
        if !text.chars().any(char::is_alphanumeric) {
            return Err(MessageRefusal::Missing);
        }
        if text.chars().count() > MESSAGE_MAX {
            return Err(MessageRefusal::Long);
        }
        Ok(Self(text))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directive::state::{Standing, TaskStage, judge};

    fn day(iso: &str) -> Day {
        iso.parse().unwrap()
    }

    fn settings() -> DeadlineSettings {
        DeadlineSettings { soon_working_days: 3, urge_working_days: vec![-3, 0, 1], urge_every_days: 7 }
    }

    fn shown(owed: Option<Owed>) -> String {
        match owed {
            None => "nothing".to_owned(),
            Some(Owed::Overdue { days }) => format!("overdue {days}"),
            Some(Owed::Returned) => "returned".to_owned(),
            Some(Owed::Unreported { period }) => period,
        }
    }

    /// What an assignment given on 4/9/2020 owes on 31/5/2021.
    #[track_caller]
    fn check(stage: &str, due: &str, heard: &str, report: &str, repeats: &str, expected: &str) {
        let some = |text: &str| (!text.is_empty()).then(|| day(text));
        let standing = Standing {
            stage: TaskStage::from_code(stage).unwrap(),
            due: some(due),
            done_on: (stage == "done").then(|| day("2021-05-01")),
            heard_on: some(heard),
        };
        let today = day("2021-05-31");
        let judged = judge(&standing, today, WorkingCalendar::vietnam().unwrap(), &settings());
        let work = Work {
            judged: &judged,
            progress_state: report,
            assigned_on: day("2020-09-04"),
            heard_on: standing.heard_on,
            repeats: Repeats::from_code(repeats),
        };
        assert_eq!(shown(owed(&work, today).unwrap()), expected);
    }

    #[test]
    fn a_unit_owes_what_is_late_returned_or_unreported() {
        check("in-progress", "2021-05-30", "2021-05-20", "accepted", "", "overdue 1");
        check("in-progress", "2021-05-31", "2021-05-20", "accepted", "", "nothing"); // the due day is in time
        check("in-progress", "2021-05-30", "2021-05-20", "returned", "", "overdue 1"); // the graver reason
        check("in-progress", "2021-07-30", "2021-05-20", "returned", "", "returned");
        check("in-progress", "2021-07-30", "2021-03-14", "accepted", "", "quý II năm 2021");
        check("in-progress", "2021-07-30", "2021-03-15", "accepted", "", "nothing"); // quarter II has opened
        check("not-started", "2021-07-30", "", "none", "", "quý II năm 2021");
        check("not-started", "2021-07-30", "", "draft", "", "quý II năm 2021"); // a draft is no report
        check("in-progress", "2021-07-30", "2021-05-14", "accepted", "month", "tháng 6 năm 2021");
        check("in-progress", "2021-07-30", "2021-05-15", "accepted", "month", "nothing");
        check("in-progress", "2021-12-30", "2020-12-14", "accepted", "half-year", "6 tháng đầu năm 2021");
        check("in-progress", "2021-12-30", "2020-12-15", "accepted", "year", "nothing");
        check("waiting", "2021-05-20", "2021-05-25", "sent", "", "nothing"); // handed in late: others decide
        check("done", "2021-05-20", "2021-05-01", "accepted", "", "nothing");
        check("paused", "2021-05-20", "", "none", "", "nothing");
        check("cancelled", "2021-05-20", "", "none", "", "nothing");
    }

    #[test]
    fn what_was_given_in_this_period_is_not_owed_yet() {
        let standing = Standing { stage: TaskStage::NotStarted, due: None, done_on: None, heard_on: None };
        let today = day("2021-05-31");
        let judged = judge(&standing, today, WorkingCalendar::vietnam().unwrap(), &settings());
        let given = |assigned_on| Work {
            judged: &judged,
            progress_state: "none",
            assigned_on,
            heard_on: None,
            repeats: None,
        };
        assert_eq!(shown(owed(&given(day("2021-03-14")), today).unwrap()), "quý II năm 2021");
        assert_eq!(shown(owed(&given(day("2021-03-15")), today).unwrap()), "nothing");
    }

    #[test]
    fn what_a_unit_owes_is_told_in_one_sentence() {
        let mut debt = Debt::default();
        assert_eq!(debt.sentence(), "");
        debt.add(&Owed::Overdue { days: 3 });
        debt.add(&Owed::Overdue { days: 12 });
        debt.add(&Owed::Returned);
        let period = "quý II năm 2021".to_owned();
        debt.add(&Owed::Unreported { period: period.clone() });
        debt.add(&Owed::Unreported { period });
        assert_eq!(
            debt.sentence(),
            "2 việc quá hạn (chậm nhất 12 ngày), 1 báo cáo bị trả lại chưa sửa, chưa báo cáo quý II năm 2021 về 2 việc"
        );
        let silent = Debt { unreported: debt.unreported.clone(), ..Debt::default() };
        assert!(debt.severity() < silent.severity());
        assert_eq!(silent.sentence(), "chưa báo cáo quý II năm 2021 về 2 việc");
    }

    #[test]
    fn a_unit_is_proposed_again_after_the_days_of_the_setting() {
        let late = Debt { overdue: 1, ..Debt::default() };
        let today = day("2021-05-31");
        assert!(late.proposed(None, today, &settings()));
        assert!(late.proposed(Some(day("2021-05-24")), today, &settings()));
        assert!(!late.proposed(Some(day("2021-05-25")), today, &settings()));
        let silent = Debt { unreported: vec![("quý II năm 2021".to_owned(), 4)], ..Debt::default() };
        assert!(!silent.proposed(None, today, &settings()));
    }

    #[test]
    fn the_draft_asks_for_what_is_owed_and_names_a_working_day() {
        let calendar = WorkingCalendar::vietnam().unwrap();
        // 28/5/2021 is a Friday.
        assert_eq!(answer_day(day("2021-05-28"), calendar), day("2021-06-02"));
        let by = day("2021-06-03");
        let text = |overdue, returned| draft(&Debt { overdue, returned, ..Debt::default() }, by);
        assert!(text(1, 0).contains("quá hạn") && !text(1, 0).contains("trả lại"));
        assert!(text(0, 1).contains("trả lại") && !text(0, 1).contains("quá hạn"));
        assert!(text(1, 1).contains("quá hạn") && text(1, 1).contains("trả lại"));
        assert!(text(0, 0).starts_with("Đề nghị đơn vị báo cáo kết quả"));
        assert!(text(0, 0).ends_with("chậm nhất ngày 3/6/2021."));
        for (overdue, returned) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
            assert!(Message::parse(&text(overdue, returned)).is_ok());
        }
    }

    #[test]
    fn a_message_says_something_and_is_short() {
        let check = |typed: &str, expected: Result<&str, MessageRefusal>| {
            assert_eq!(Message::parse(typed).as_ref().map(Message::as_str).map_err(|no| *no), expected);
        };
        check(" \n…! ", Err(MessageRefusal::Missing));
        check(" Đề nghị\nbáo cáo ", Ok("Đề nghị báo cáo"));
        let long = "ă".repeat(1000);
        check(&long, Ok(&long));
        check(&format!("{long}ă"), Err(MessageRefusal::Long));
    }
}
