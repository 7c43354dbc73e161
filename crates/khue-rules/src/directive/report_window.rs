//! The window of a periodic report: from when to when its figures are taken (NĐ 09/2019/NĐ-CP).
//!
//! A period closes on the closing day (the 14th) of its last month and opens on the day after the
//! period before it closed: quarter II of 2021 runs from 15/3 to 14/6/2021, not from 1/4 to 30/6.

use khue_base::Day;
use khue_law::{Key, LawError, report_windows};

use crate::directive::due::Repeats;

/// A period that is reported on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReportPeriod {
    year: i16,
    first_month: i8,
    last_month: i8,
}

impl ReportPeriod {
    /// Month 1–12 of a year.
    pub fn month(year: i16, month: i8) -> Option<Self> {
        (1..=12).contains(&month).then_some(Self { year, first_month: month, last_month: month })
    }

    /// Quarter 1–4 of a year.
    pub fn quarter(year: i16, quarter: i8) -> Option<Self> {
        let last_month = (1..=4).contains(&quarter).then_some(quarter * 3)?;
        Some(Self { year, first_month: last_month - 2, last_month })
    }

    /// January to June.
    pub fn first_half(year: i16) -> Self {
        Self { year, first_month: 1, last_month: 6 }
    }

    /// July to December.
    pub fn second_half(year: i16) -> Self {
        Self { year, first_month: 7, last_month: 12 }
    }

    /// January to September.
    pub fn nine_months(year: i16) -> Self {
        Self { year, first_month: 1, last_month: 9 }
    }

    /// The whole year.
    pub fn year(year: i16) -> Self {
        Self { year, first_month: 1, last_month: 12 }
    }

    /// The quarter in whose window `day` lies: the one that is being reported on.
    ///
    /// # Errors
    /// [`LawError::Gap`] when the windows of that time are not known.
    pub fn quarter_at(day: Day) -> Result<Self, LawError> {
        let (year, month, _) = day.parts();
        let own = Self { year, first_month: (month - 1) / 3 * 3 + 1, last_month: (month - 1) / 3 * 3 + 3 };
        Ok(if day <= own.window()?.1 { own } else { own.next_quarter() })
    }

    /// The period of this rhythm in whose window `day` lies.
    ///
    /// # Errors
    /// [`LawError::Gap`] when the windows of that time are not known.
    pub fn of_rhythm_at(rhythm: Repeats, day: Day) -> Result<Self, LawError> {
        let (year, month, _) = day.parts();
        let own = match rhythm {
            Repeats::Month => Self { year, first_month: month, last_month: month },
            Repeats::Quarter => return Self::quarter_at(day),
            Repeats::HalfYear if month <= 6 => Self::first_half(year),
            Repeats::HalfYear => Self::second_half(year),
            Repeats::Year => Self::year(year),
        };
        if day <= own.window()?.1 {
            return Ok(own);
        }
        let months = own.last_month - own.first_month + 1;
        Ok(match own.last_month {
            12 => Self { year: year + 1, first_month: 1, last_month: months },
            last => Self { first_month: last + 1, last_month: last + months, ..own },
        })
    }

    /// First and last day of its window.
    ///
    /// # Errors
    /// [`LawError::Gap`] when the windows of that time are not known.
    pub fn window(self) -> Result<(Day, Day), LawError> {
        let first = Day::from_epoch_days(0);
        let month_of = |month: i8| Day::new(self.year, month, 1).unwrap_or(first);
        let law = report_windows()?.at(Key::Day(month_of(self.last_month).end_of_month()))?.value;
        let closing = i64::from(law.closing_day);
        let opens = month_of(self.first_month).plus_days(-1);
        let (year, month, _) = opens.parts();
        let opens = Day::new(year, month, 1).unwrap_or(first).plus_days(closing);
        Ok((opens, month_of(self.last_month).plus_days(closing - 1)))
    }

    /// `tháng 3 năm 2021`, `quý II năm 2021`, `6 tháng đầu năm 2021`, `năm 2021`.
    pub fn name(self) -> String {
        let year = self.year;
        match (self.first_month, self.last_month) {
            (1, 12) => format!("năm {year}"),
            (1, 9) => format!("9 tháng đầu năm {year}"),
            (1, 6) => format!("6 tháng đầu năm {year}"),
            (7, 12) => format!("6 tháng cuối năm {year}"),
            (first, last) if first == last => format!("tháng {first} năm {year}"),
            (_, 3) => format!("quý I năm {year}"),
            (_, 6) => format!("quý II năm {year}"),
            (_, 9) => format!("quý III năm {year}"),
            _ => format!("quý IV năm {year}"),
        }
    }

    fn next_quarter(self) -> Self {
        match self.last_month {
            12 => Self { year: self.year + 1, first_month: 1, last_month: 3 },
            last => Self { first_month: last + 1, last_month: last + 3, ..self },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(period: ReportPeriod, name: &str, from: &str, to: &str) {
        let (opens, closes) = period.window().unwrap();
        assert_eq!(
            (period.name().as_str(), opens.iso(), closes.iso()),
            (name, from.to_owned(), to.to_owned())
        );
    }

    #[test]
    fn windows_run_from_the_fifteenth_to_the_fourteenth() {
        check(ReportPeriod::month(2021, 3).unwrap(), "tháng 3 năm 2021", "2021-02-15", "2021-03-14");
        check(ReportPeriod::month(2021, 1).unwrap(), "tháng 1 năm 2021", "2020-12-15", "2021-01-14");
        check(ReportPeriod::quarter(2021, 1).unwrap(), "quý I năm 2021", "2020-12-15", "2021-03-14");
        check(ReportPeriod::quarter(2021, 2).unwrap(), "quý II năm 2021", "2021-03-15", "2021-06-14");
        check(ReportPeriod::quarter(2021, 4).unwrap(), "quý IV năm 2021", "2021-09-15", "2021-12-14");
        check(ReportPeriod::first_half(2021), "6 tháng đầu năm 2021", "2020-12-15", "2021-06-14");
        check(ReportPeriod::second_half(2021), "6 tháng cuối năm 2021", "2021-06-15", "2021-12-14");
        check(ReportPeriod::nine_months(2021), "9 tháng đầu năm 2021", "2020-12-15", "2021-09-14");
        check(ReportPeriod::year(2021), "năm 2021", "2020-12-15", "2021-12-14");
    }

    #[track_caller]
    fn check_at(day: &str, quarter: &str) {
        assert_eq!(
            ReportPeriod::quarter_at(day.parse().unwrap()).map(ReportPeriod::name),
            Ok(quarter.to_owned())
        );
    }

    #[test]
    fn a_day_lies_in_one_quarters_window() {
        check_at("2021-05-31", "quý II năm 2021");
        check_at("2021-06-14", "quý II năm 2021");
        check_at("2021-06-15", "quý III năm 2021"); // the calendar says quarter II
        check_at("2021-03-14", "quý I năm 2021");
        check_at("2021-03-15", "quý II năm 2021");
        check_at("2020-12-14", "quý IV năm 2020");
        check_at("2020-12-15", "quý I năm 2021");
    }

    #[test]
    fn a_day_lies_in_one_window_of_every_rhythm() {
        let check = |rhythm: Repeats, day: &str, name: &str| {
            let found = ReportPeriod::of_rhythm_at(rhythm, day.parse().unwrap());
            assert_eq!(found.map(ReportPeriod::name), Ok(name.to_owned()), "{rhythm:?} {day}");
        };
        check(Repeats::Month, "2021-05-14", "tháng 5 năm 2021");
        check(Repeats::Month, "2021-05-15", "tháng 6 năm 2021");
        check(Repeats::Month, "2020-12-15", "tháng 1 năm 2021");
        check(Repeats::Quarter, "2021-06-15", "quý III năm 2021");
        check(Repeats::HalfYear, "2021-06-14", "6 tháng đầu năm 2021");
        check(Repeats::HalfYear, "2021-06-15", "6 tháng cuối năm 2021");
        check(Repeats::HalfYear, "2021-12-15", "6 tháng đầu năm 2022");
        check(Repeats::Year, "2021-12-14", "năm 2021");
        check(Repeats::Year, "2021-12-15", "năm 2022");
    }

    #[test]
    fn what_the_law_does_not_cover_is_refused() {
        assert!(ReportPeriod::quarter(2018, 4).unwrap().window().is_err());
        assert!(ReportPeriod::quarter(2019, 1).unwrap().window().is_ok());
        assert_eq!((ReportPeriod::month(2021, 0), ReportPeriod::quarter(2021, 5)), (None, None));
    }
}
