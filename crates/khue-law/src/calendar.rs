//! `law/calendar/`: public holidays and the plan of the school year.

use std::sync::LazyLock;

use khue_base::Day;
use serde::{Deserialize, Deserializer};

use crate::{Confidence, LawError, LawTable};

/// Public holidays of one calendar year, before days in lieu.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HolidayYear {
    /// Days off by law, in order.
    pub holidays: Vec<Holiday>,
    /// Working days moved to a Saturday.
    #[serde(default)]
    pub swaps: Vec<Swap>,
}

/// One day off by law.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    /// The day.
    #[serde(deserialize_with = "toml_day")]
    pub day: Day,
    /// Its name.
    pub name: String,
    /// Source, where it differs from that of the year.
    pub cite: Option<String>,
    /// Confidence, where it differs from that of the year.
    pub mark: Option<Confidence>,
}

/// A working day taken off against a Saturday worked, decided year by year.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Swap {
    /// The working day off.
    #[serde(deserialize_with = "toml_day")]
    pub off: Day,
    /// The Saturday worked instead.
    #[serde(deserialize_with = "toml_day")]
    pub work: Day,
    /// Confidence, where it differs from that of the year.
    pub mark: Option<Confidence>,
}

/// The frame of a school year set by the Ministry; a province's plan stays inside it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchoolCalendar {
    /// First day on which pupils may be called back.
    #[serde(deserialize_with = "toml_day")]
    pub back_to_school: Day,
    /// Opening ceremony.
    #[serde(deserialize_with = "toml_day")]
    pub opening: Day,
    /// Last day for the end of the first term.
    #[serde(deserialize_with = "toml_day")]
    pub first_term_ends: Day,
    /// Last day for the programme of the second term.
    #[serde(deserialize_with = "toml_day")]
    pub second_term_ends: Day,
    /// Last day of the school year.
    #[serde(deserialize_with = "toml_day")]
    pub year_ends: Day,
    /// Days on which other events of the year begin.
    #[serde(default)]
    pub events: Vec<SchoolEvent>,
}

/// An event that directives use as a deadline.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchoolEvent {
    /// Phrases by which a text names it, lower case.
    pub words: Vec<String>,
    /// Its first day.
    #[serde(deserialize_with = "toml_day")]
    pub day: Day,
    /// Confidence, where it differs from that of the year.
    pub mark: Option<Confidence>,
}

/// What a province decided about a school year.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct YearPlan {
    /// Day on which pupils come back.
    #[serde(deserialize_with = "toml_day")]
    pub back_to_school: Day,
    /// Opening ceremony.
    #[serde(deserialize_with = "toml_day")]
    pub opening: Day,
    /// The first term.
    pub first_term: TermPlan,
    /// The second term.
    pub second_term: TermPlan,
    /// Times without lessons inside the terms.
    #[serde(default)]
    pub breaks: Vec<Break>,
    /// Last day of the school year.
    #[serde(deserialize_with = "toml_day")]
    pub year_ends: Day,
}

/// A term.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TermPlan {
    /// Its first day.
    #[serde(deserialize_with = "toml_day")]
    pub from: Day,
    /// Its last day.
    #[serde(deserialize_with = "toml_day")]
    pub until: Day,
    /// Weeks of lessons in it.
    pub weeks: u8,
}

/// A time without lessons.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Break {
    /// Its first day.
    #[serde(deserialize_with = "toml_day")]
    pub from: Day,
    /// Its last day.
    #[serde(deserialize_with = "toml_day")]
    pub until: Day,
    /// Its name.
    pub name: String,
    /// Confidence, where it differs from that of the year.
    pub mark: Option<Confidence>,
}

/// Public holidays by calendar year.
///
/// # Errors
/// [`LawError::File`] when the embedded file is broken (a test holds it whole).
pub fn holidays() -> Result<&'static LawTable<HolidayYear>, LawError> {
    static TABLE: LazyLock<Result<LawTable<HolidayYear>, LawError>> = LazyLock::new(|| {
        LawTable::parse("law/calendar/holidays.toml", include_str!("../../../law/calendar/holidays.toml"))
    });
    TABLE.as_ref().map_err(Clone::clone)
}

/// The frame of each school year.
///
/// # Errors
/// [`LawError::File`] when the embedded file is broken (a test holds it whole).
pub fn school_calendars() -> Result<&'static LawTable<SchoolCalendar>, LawError> {
    static TABLE: LazyLock<Result<LawTable<SchoolCalendar>, LawError>> = LazyLock::new(|| {
        LawTable::parse(
            "law/calendar/school-year.toml",
            include_str!("../../../law/calendar/school-year.toml"),
        )
    });
    TABLE.as_ref().map_err(Clone::clone)
}

/// What the province decided, by school year and level.
///
/// # Errors
/// [`LawError::File`] when the embedded file is broken (a test holds it whole).
pub fn year_plans() -> Result<&'static LawTable<YearPlan>, LawError> {
    static TABLE: LazyLock<Result<LawTable<YearPlan>, LawError>> = LazyLock::new(|| {
        LawTable::parse("law/calendar/year-plan.toml", include_str!("../../../law/calendar/year-plan.toml"))
    });
    TABLE.as_ref().map_err(Clone::clone)
}

/// A day written as a TOML date.
fn toml_day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Day, D::Error> {
    let datetime = toml::value::Datetime::deserialize(deserializer)?;
    datetime.to_string().parse().map_err(serde::de::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Key;
    use khue_base::SchoolYear;

    #[test]
    fn every_year_has_its_holidays_in_order_and_inside_the_year() {
        let table = holidays().unwrap();
        for year in 2019..=2027 {
            let found = table.at(Key::CalendarYear(year)).unwrap();
            let days: Vec<Day> = found.value.holidays.iter().map(|holiday| holiday.day).collect();
            assert!(days.is_sorted() && days.iter().all(|day| day.parts().0 == year), "{year}: {days:?}");
            // One day more for National Day since 2021; the culture day since 2026.
            let expected = if year < 2021 {
                10
            } else if year < 2026 {
                11
            } else {
                12
            };
            assert_eq!(days.len(), expected, "{year}");
            for swap in &found.value.swaps {
                assert!(swap.off.weekday() <= 5 && swap.work.weekday() == 6, "{swap:?}");
            }
        }
        assert!(table.at(Key::CalendarYear(2018)).is_err());
        assert!(table.at(Key::CalendarYear(2028)).is_err());
    }

    /// New year and the day of the Hùng kings as the lunar calendar of each year gives them.
    #[test]
    fn lunar_days_stand_where_the_moon_puts_them() {
        let expected = [
            (2019, "2019-02-05", "2019-04-14"),
            (2020, "2020-01-25", "2020-04-02"),
            (2021, "2021-02-12", "2021-04-21"),
            (2022, "2022-02-01", "2022-04-10"),
            (2023, "2023-01-22", "2023-04-29"),
            (2024, "2024-02-10", "2024-04-18"),
            (2025, "2025-01-29", "2025-04-07"),
            (2026, "2026-02-17", "2026-04-26"),
            (2027, "2027-02-06", "2027-04-16"),
        ];
        for (year, new_year, kings) in expected {
            let found = holidays().unwrap().at(Key::CalendarYear(year)).unwrap();
            let days_of = |name: &str| -> Vec<String> {
                let named = found.value.holidays.iter().filter(|holiday| holiday.name.starts_with(name));
                named.map(|holiday| holiday.day.iso()).collect()
            };
            let tet = days_of("Tết Nguyên đán");
            assert_eq!(tet.len(), 5, "{year}");
            assert!(tet.contains(&new_year.to_owned()), "{year}: {tet:?}");
            assert_eq!(days_of("Giỗ Tổ"), [kings]);
        }
    }

    /// A province's plan stays inside the Ministry's frame.
    #[test]
    fn a_plan_stays_inside_the_frame() {
        let key = Key::SchoolYear(SchoolYear::starting(2020));
        let frame = school_calendars().unwrap().at(key).unwrap().value;
        for level in ["01", "02", "03", "04", "05"] {
            let plan = year_plans().unwrap().at_word(key, level).unwrap().value;
            assert!(frame.back_to_school <= plan.back_to_school, "{level}");
            assert!(plan.first_term.until <= frame.first_term_ends, "{level}");
            assert!(plan.second_term.until <= frame.second_term_ends, "{level}");
            assert!(plan.year_ends <= frame.year_ends, "{level}");
        }
        assert!(year_plans().unwrap().at_word(Key::SchoolYear(SchoolYear::starting(2021)), "03").is_err());
    }

    #[test]
    fn a_school_year_runs_forward() {
        for year in [2020, 2021, 2025] {
            let key = Key::SchoolYear(SchoolYear::starting(year));
            let plan = school_calendars().unwrap().at(key).unwrap().value;
            let days = [
                plan.back_to_school,
                plan.opening,
                plan.first_term_ends,
                plan.second_term_ends,
                plan.year_ends,
            ];
            assert!(days.is_sorted(), "{days:?}");
        }
        assert!(school_calendars().unwrap().at(Key::SchoolYear(SchoolYear::starting(2019))).is_err());
    }
}
