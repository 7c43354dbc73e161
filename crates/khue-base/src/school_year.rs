//! School years, named by the calendar year in which they begin.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Day;

/// A school year; 2020 is `2020-2021`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SchoolYear(i16);

/// A text that is no school year.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” không phải là năm học; hãy ghi như 2020-2021")]
pub struct SchoolYearError(pub String);

impl SchoolYear {
    /// The school year that begins in calendar year `year`.
    pub fn starting(year: i16) -> Self {
        Self(year)
    }

    /// The calendar year in which it begins.
    pub fn first_year(self) -> i16 {
        self.0
    }

    /// The last day of the plan of a school year as a deadline: 31 May, the day on which general
    /// schools close their year; provinces may set another day in their calendar.
    pub fn closing_day(self) -> Option<Day> {
        Day::new(self.0 + 1, 5, 31)
    }
}

impl fmt::Display for SchoolYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.0, self.0 + 1)
    }
}

impl FromStr for SchoolYear {
    type Err = SchoolYearError;

    fn from_str(text: &str) -> Result<Self, SchoolYearError> {
        let fail = || SchoolYearError(text.to_owned());
        let (first, second) = text.trim().split_once(['-', '–', '/']).ok_or_else(fail)?;
        let year = |part: &str| part.trim().parse::<i16>().map_err(|_| fail());
        let (first, second) = (year(first)?, year(second)?);
        if second != first + 1 || !(1900..=2200).contains(&first) {
            return Err(fail());
        }
        Ok(Self(first))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_school_year_spans_two_years_in_a_row() {
        assert_eq!("2020-2021".parse::<SchoolYear>().unwrap().to_string(), "2020-2021");
        assert_eq!("2020 – 2021".parse::<SchoolYear>().unwrap(), SchoolYear::starting(2020));
        assert!("2020-2022".parse::<SchoolYear>().is_err());
    }
}
