//! `law/registry/`: rounds of the statistics of schools, and the way on which their figures go up.

use std::sync::LazyLock;

use khue_base::Day;
use serde::Deserialize;

use crate::{LawError, LawTable};

/// A day of the year, without the year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct YearlyDay {
    /// 1 to 12.
    pub month: i8,
    /// 1 to 31.
    pub day: i8,
}

impl YearlyDay {
    /// The day in a calendar year.
    pub fn in_year(self, year: i16) -> Option<Day> {
        Day::new(year, self.month, self.day)
    }
}

/// A round of statistics.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportingRound {
    /// The day for which figures are taken.
    pub data_day: YearlyDay,
    /// The day by which the Department sends to the Ministry.
    pub due: YearlyDay,
    /// Days after the data day that are proposed to schools; the Department sets them.
    pub school_days: i64,
    /// Days after the data day that are proposed to those who approve; the Department sets them.
    pub approver_days: i64,
}

/// Rounds by school year and kind of round.
///
/// # Errors
/// [`LawError::File`] when the embedded file is broken (a test holds it whole).
pub fn reporting_rounds() -> Result<&'static LawTable<ReportingRound>, LawError> {
    static TABLE: LazyLock<Result<LawTable<ReportingRound>, LawError>> = LazyLock::new(|| {
        LawTable::parse(
            "law/registry/reporting-rounds.toml",
            include_str!("../../../law/registry/reporting-rounds.toml"),
        )
    });
    TABLE.as_ref().map_err(Clone::clone)
}

/// To whom a school's figures go first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FirstReceiver {
    /// The district's office.
    District,
    /// The commune's People's Committee.
    Commune,
    /// The Department itself.
    Department,
}

/// The way of a school's figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportingChain {
    /// Who decides on them first; the Department may always.
    pub first: FirstReceiver,
}

/// Ways by the data day and the kind of school.
///
/// # Errors
/// [`LawError::File`] when the embedded file is broken (a test holds it whole).
pub fn reporting_chains() -> Result<&'static LawTable<ReportingChain>, LawError> {
    static TABLE: LazyLock<Result<LawTable<ReportingChain>, LawError>> = LazyLock::new(|| {
        LawTable::parse(
            "law/registry/reporting-chain.toml",
            include_str!("../../../law/registry/reporting-chain.toml"),
        )
    });
    TABLE.as_ref().map_err(Clone::clone)
}

#[cfg(test)]
mod tests {
    use khue_base::SchoolYear;

    use super::*;
    use crate::{Confidence, Key};

    #[track_caller]
    fn due(year: i16, round: &str) -> Option<(i8, i8, Confidence)> {
        let found = reporting_rounds().unwrap().at_word(Key::SchoolYear(SchoolYear::starting(year)), round);
        found.ok().map(|found| (found.value.due.day, found.value.due.month, found.citation.mark))
    }

    #[test]
    fn the_ministrys_day_moved_with_the_circular_of_2024() {
        assert_eq!(due(2024, "start-of-year"), Some((30, 10, Confidence::Published)));
        assert_eq!(due(2025, "start-of-year"), Some((31, 10, Confidence::Published)));
        assert_eq!(due(2023, "end-of-year"), Some((30, 6, Confidence::Published)));
        assert_eq!(due(2024, "end-of-year"), Some((30, 6, Confidence::Unsure)));
        assert_eq!(due(2017, "start-of-year"), None);
    }

    #[test]
    fn the_way_changes_when_districts_end() {
        let first = |iso: &str, kind: &str| {
            let found = reporting_chains().unwrap().at_word(Key::Day(iso.parse().unwrap()), kind);
            found.map(|found| found.value.first).unwrap()
        };
        assert_eq!(first("2025-06-30", "primary"), FirstReceiver::District);
        assert_eq!(first("2025-07-01", "primary"), FirstReceiver::Commune);
        assert_eq!(first("2025-06-30", "upper-secondary"), FirstReceiver::Department);
        assert_eq!(first("2025-09-30", "upper-secondary"), FirstReceiver::Department);
    }
}
