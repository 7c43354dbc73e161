//! What the State decided, as data: values in `law/`, each with its key, citation and the day on
//! which it was checked. A value is found by the fact's own key; outside known spans the answer
//! is an error that names the gap, never the nearest value.
//!
//! A file of `law/` is TOML:
//!
//! ```toml
//! title = "Ngày nghỉ lễ, tết"       # names the table in a refusal
//! key = ["calendar-year"]            # calendar-year | school-year | day, then words such as "grade"
//!
//! [[value]]
//! at = 2021                          # or from = …, to = … (both inside); without `to` it holds
//!                                    # until a value with a later `from` follows
//! cite = "Bộ luật Lao động 2019, Điều 112"
//! checked = 2026-11-24
//! mark = "S"                         # confidence, see [`Confidence`]
//! # … the value's own fields
//! ```
//!
//! With a second key part `from` is a table: `from = { "6" = "2021-2022", "7,10" = "2022-2023" }`.

mod calendar;
mod citation;
mod deadlines;
mod key;
mod programme;
mod reporting;
mod table;
mod teaching_norm;

pub use calendar::{
    Break, Holiday, HolidayYear, SchoolCalendar, SchoolEvent, Swap, TermPlan, YearPlan, holidays,
    school_calendars, year_plans,
};
pub use citation::{Citation, Confidence};
pub use deadlines::{DeadlineSettings, ReportWindow, deadline_settings, report_windows};
pub use key::{Key, KeyKind};
pub use programme::{Programme, programmes};
pub use reporting::{
    FirstReceiver, ReportingChain, ReportingRound, YearlyDay, reporting_chains, reporting_rounds,
};
pub use table::{Found, LawError, LawTable};
pub use teaching_norm::{TeachingNorm, teaching_norms};
