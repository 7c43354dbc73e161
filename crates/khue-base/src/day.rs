//! Calendar days and periods of valid time.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A calendar day. Prints as `5/9/2020`; stored and exchanged as `2020-09-05`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

/// A text that is no calendar day.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” không phải là ngày hợp lệ; hãy ghi như 05/9/2020")]
pub struct DayError(pub String);

impl Day {
    /// The day `year-month-day`, if the calendar has it.
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        Date::new(year, month, day).ok().map(Self)
    }

    /// Reads what people type: `5/9/2020`, `05-09-2020`, `05.9.2020` or ISO `2020-09-05`.
    ///
    /// # Errors
    /// [`DayError`] when the text is no calendar day.
    pub fn parse_vietnamese(text: &str) -> Result<Self, DayError> {
        let fail = || DayError(text.trim().to_owned());
        if let Ok(day) = text.trim().parse() {
            return Ok(day);
        }
        let parts: Vec<&str> = text.trim().split(['/', '-', '.']).map(str::trim).collect();
        let &[day, month, year] = parts.as_slice() else { return Err(fail()) };
        let number = |part: &str| part.parse::<i16>().map_err(|_| fail());
        let (day, month, year) = (number(day)?, number(month)?, number(year)?);
        let small = |number: i16| i8::try_from(number).map_err(|_| fail());
        if !(1900..=2200).contains(&year) {
            return Err(fail());
        }
        Self::new(year, small(month)?, small(day)?).ok_or_else(fail)
    }

    /// Days since 1970-01-01.
    pub fn epoch_days(self) -> i64 {
        i64::from(self.0.duration_since(Date::constant(1970, 1, 1)).as_hours() as i32 / 24)
    }

    /// The day that lies `days` after 1970-01-01, kept inside the calendar's range.
    pub fn from_epoch_days(days: i64) -> Self {
        Day(Date::constant(1970, 1, 1)).plus_days(days)
    }

    /// The day `days` later (earlier when negative), kept inside the calendar's range.
    pub fn plus_days(self, days: i64) -> Self {
        let span = jiff::SignedDuration::from_hours(days.clamp(-1_000_000, 1_000_000) * 24);
        Day(self.0.saturating_add(span))
    }

    /// Calendar days from `earlier` to this day; negative when this day is before it.
    pub fn days_since(self, earlier: Day) -> i64 {
        self.epoch_days() - earlier.epoch_days()
    }

    /// Year, month and day of month.
    pub fn parts(self) -> (i16, i8, i8) {
        (self.0.year(), self.0.month(), self.0.day())
    }

    /// ISO form, `2020-09-05`.
    pub fn iso(self) -> String {
        self.0.to_string()
    }

    /// Monday is 1, Sunday is 7.
    pub fn weekday(self) -> i8 {
        self.0.weekday().to_monday_one_offset()
    }

    /// The last day of this day's month.
    pub fn end_of_month(self) -> Self {
        Day(self.0.last_of_month())
    }

    /// As the place-and-day line of a document writes it: `ngày 05 tháng 9 năm 2020`
    /// (NĐ 30/2020: days 1–9 and months 1–2 carry a leading zero).
    pub fn in_words(self) -> String {
        let (year, month, day) = self.parts();
        if month <= 2 {
            format!("ngày {day:02} tháng {month:02} năm {year}")
        } else {
            format!("ngày {day:02} tháng {month} năm {year}")
        }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.parts();
        write!(f, "{day}/{month}/{year}")
    }
}

impl FromStr for Day {
    type Err = DayError;

    /// Reads the ISO form only.
    fn from_str(text: &str) -> Result<Self, DayError> {
        let fail = || DayError(text.to_owned());
        let mut parts = text.splitn(3, '-');
        let (Some(year), Some(month), Some(day)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(fail());
        };
        if year.len() != 4 || month.len() != 2 || day.len() != 2 {
            return Err(fail());
        }
        let (Ok(year), Ok(month), Ok(day)) = (year.parse(), month.parse(), day.parse()) else {
            return Err(fail());
        };
        Self::new(year, month, day).ok_or_else(fail)
    }
}

impl Serialize for Day {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// A period of valid time: `from` is inside, `until` (if known) is the first day outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Period {
    /// First day inside.
    pub from: Day,
    /// First day outside; open when absent.
    pub until: Option<Day>,
}

impl Period {
    /// Whether `day` lies inside.
    pub fn contains(self, day: Day) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(typed: &str, iso: &str) {
        assert_eq!(Day::parse_vietnamese(typed).map(Day::iso), Ok(iso.to_owned()));
    }

    #[test]
    fn reads_what_people_type() {
        check("5/9/2020", "2020-09-05");
        check(" 05-09-2020 ", "2020-09-05");
        check("05.9.2020", "2020-09-05");
        check("2020-09-05", "2020-09-05");
        check("29/2/2020", "2020-02-29");
    }

    #[test]
    fn refuses_days_that_the_calendar_lacks() {
        for typed in
            ["29/2/2021", "31/4/2021", "0/1/2021", "5/9/20", "5/9", "", "mai", "2020-9-5-1", "999999/1/2020"]
        {
            assert!(Day::parse_vietnamese(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn counts_days_over_leap_years_and_before_1970() {
        let day = |iso: &str| iso.parse::<Day>().unwrap();
        assert_eq!(day("2020-03-01").days_since(day("2020-02-28")), 2);
        assert_eq!(day("1969-12-31").epoch_days(), -1);
        assert_eq!(Day::from_epoch_days(day("2021-05-31").epoch_days()).iso(), "2021-05-31");
        assert_eq!(day("2020-12-31").plus_days(1).iso(), "2021-01-01");
    }

    #[test]
    fn writes_the_day_line_of_a_document() {
        assert_eq!("2021-02-03".parse::<Day>().unwrap().in_words(), "ngày 03 tháng 02 năm 2021");
        assert_eq!("2021-05-31".parse::<Day>().unwrap().in_words(), "ngày 31 tháng 5 năm 2021");
    }

    #[test]
    fn a_period_ends_before_its_until() {
        let period =
            Period { from: "2020-01-01".parse().unwrap(), until: Some("2025-07-01".parse().unwrap()) };
        assert!(period.contains("2025-06-30".parse().unwrap()));
        assert!(!period.contains("2025-07-01".parse().unwrap()));
    }
}
