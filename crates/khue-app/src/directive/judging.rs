//! The calendar and settings by which tasks are judged on a day.

use khue_base::Day;
use khue_law::{DeadlineSettings, Key, LawError, deadline_settings};
use khue_rules::directive::state::{Judged, Standing, TaskStage, judge};
use khue_rules::working_days::WorkingCalendar;

use crate::OpError;

/// Judges tasks as of one day.
#[derive(Clone, Copy)]
pub struct Judge {
    /// The day.
    pub day: Day,
    calendar: &'static WorkingCalendar,
    settings: &'static DeadlineSettings,
}

impl Judge {
    /// The judge for `day`.
    ///
    /// # Errors
    /// [`OpError::Failed`] when the law's files have no settings for that day.
    pub fn on(day: Day) -> Result<Self, OpError> {
        let failed = |error: LawError| OpError::Failed(error.to_string());
        let settings = deadline_settings().and_then(|table| table.at(Key::Day(day))).map_err(failed)?.value;
        Ok(Self { day, calendar: WorkingCalendar::vietnam().map_err(failed)?, settings })
    }

    /// The working days by which it counts.
    pub fn calendar(&self) -> &'static WorkingCalendar {
        self.calendar
    }

    /// The settings of that day.
    pub fn settings(&self) -> &'static DeadlineSettings {
        self.settings
    }

    /// How a task or assignment stands.
    pub fn judge(&self, standing: &Standing) -> Judged {
        judge(standing, self.day, self.calendar, self.settings)
    }
}

/// The stage that the assigner's decision (open, paused, cancelled, closed) gives a task; an open one is
/// judged by its units.
pub fn task_stage(standing: &str) -> TaskStage {
    match standing {
        "closed" => TaskStage::Done,
        "paused" => TaskStage::Paused,
        "cancelled" => TaskStage::Cancelled,
        _ => TaskStage::NotStarted,
    }
}

/// The stage of an assignment of a task: what is done stays done, what is not rests with the task.
pub fn assignment_stage(standing: &str, stage: &str) -> TaskStage {
    match (standing, TaskStage::from_code(stage)) {
        (_, Some(TaskStage::Done)) => TaskStage::Done,
        ("paused", _) => TaskStage::Paused,
        ("cancelled", _) => TaskStage::Cancelled,
        (_, stage) => stage.unwrap_or(TaskStage::NotStarted),
    }
}
