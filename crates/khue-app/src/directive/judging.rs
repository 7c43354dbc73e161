//! The calendar and settings by which tasks are judged on a day.

use khue_base::Day;
use khue_law::{DeadlineSettings, Key, LawError, deadline_settings};
use khue_rules::directive::state::{Judged, Standing, judge};
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

    /// How a task or assignment stands.
    pub fn judge(&self, standing: &Standing) -> Judged {
        judge(standing, self.day, self.calendar, self.settings)
    }
}
