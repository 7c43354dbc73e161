//! `law/staffing/teaching-norm.toml`: periods that a teacher owes each week.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::{LawError, LawTable};

/// The norm of a level.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TeachingNorm {
    /// Periods a week.
    pub periods_a_week: i64,
    /// Periods fewer for a homeroom teacher.
    pub homeroom_reduction: i64,
}

/// Norms by the day on which lessons are given and by level.
///
/// # Errors
/// [`LawError::File`] when the embedded file is broken (a test holds it whole).
pub fn teaching_norms() -> Result<&'static LawTable<TeachingNorm>, LawError> {
    static TABLE: LazyLock<Result<LawTable<TeachingNorm>, LawError>> = LazyLock::new(|| {
        LawTable::parse(
            "law/staffing/teaching-norm.toml",
            include_str!("../../../law/staffing/teaching-norm.toml"),
        )
    });
    TABLE.as_ref().map_err(Clone::clone)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Key;

    #[test]
    fn homeroom_teachers_of_primary_schools_owe_one_period_less_since_2025() {
        #[track_caller]
        fn check(day: &str, level: &str, expected: (i64, i64)) {
            let found =
                teaching_norms().unwrap().at_word(Key::Day(day.parse().unwrap()), level).unwrap().value;
            assert_eq!((found.periods_a_week, found.homeroom_reduction), expected, "{day} {level}");
        }
        check("2020-09-07", "02", (23, 3));
        check("2025-04-21", "02", (23, 3));
        check("2025-04-22", "02", (23, 4));
        check("2020-09-07", "03", (19, 4));
        check("2026-09-07", "04", (17, 4));
        assert!(teaching_norms().unwrap().at_word(Key::Day("2020-09-07".parse().unwrap()), "01").is_err());
    }
}
