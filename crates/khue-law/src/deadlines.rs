//! `law/directive/`: settings of following tasks up, windows of periodic reports.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::{LawError, LawTable};

/// When a task counts as due soon and when it is urged.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeadlineSettings {
    /// A task is due soon when at most so many working days are left.
    pub soon_working_days: i64,
    /// Working days relative to the due day on which the unit is urged (negative before it).
    pub urge_working_days: Vec<i64>,
    /// After the last of those, once every so many calendar days.
    pub urge_every_days: i64,
}

/// Settings by the day on which a task is judged.
///
/// # Errors
/// [`LawError::File`] when the embedded file is broken (a test holds it whole).
pub fn deadline_settings() -> Result<&'static LawTable<DeadlineSettings>, LawError> {
    static TABLE: LazyLock<Result<LawTable<DeadlineSettings>, LawError>> = LazyLock::new(|| {
        LawTable::parse("law/directive/deadlines.toml", include_str!("../../../law/directive/deadlines.toml"))
    });
    TABLE.as_ref().map_err(Clone::clone)
}

/// When the figures of a periodic report are closed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportWindow {
    /// Day of the period's last month on which it closes.
    pub closing_day: i8,
}

/// Windows of periodic reports by the day on which they close.
///
/// # Errors
/// [`LawError::File`] when the embedded file is broken (a test holds it whole).
pub fn report_windows() -> Result<&'static LawTable<ReportWindow>, LawError> {
    static TABLE: LazyLock<Result<LawTable<ReportWindow>, LawError>> = LazyLock::new(|| {
        LawTable::parse(
            "law/directive/report-windows.toml",
            include_str!("../../../law/directive/report-windows.toml"),
        )
    });
    TABLE.as_ref().map_err(Clone::clone)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Confidence, Key};

    #[test]
    fn three_working_days_are_soon_since_the_decision_on_following_tasks_up() {
        let at = |iso: &str| deadline_settings().unwrap().at(Key::Day(iso.parse().unwrap()));
        let found = at("2021-05-31").unwrap();
        assert_eq!(found.value.soon_working_days, 3);
        assert_eq!(found.value.urge_working_days, [-3, 0, 1]);
        assert_eq!(found.citation.mark, Confidence::Design);
        assert!(at("2018-06-30").is_err());
        assert!(at("2018-07-01").is_ok());
    }
}
