//! Working days of offices: Monday to Friday less public holidays and days in lieu, plus Saturdays
//! worked by swap.
//!
//! - Weekly rest is Saturday and Sunday (QĐ 188/1999/QĐ-TTg).
//! - A holiday on a day of weekly rest moves to the next working day (Bộ luật Lao động 2012, Điều
//!   115 khoản 3; Bộ luật Lao động 2019, Điều 111 khoản 3).
//! - Holidays and swaps come from `law/calendar/holidays.toml`; a year without data is refused.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use khue_base::Day;
use khue_law::{Confidence, HolidayYear, Key, LawError, LawTable, holidays};

/// Which days are worked, over the years for which the holidays are known.
#[derive(Debug)]
pub struct WorkingCalendar {
    table: &'static LawTable<HolidayYear>,
    first: i64,
    /// For each day from `first` on, how many working days there are up to and including it.
    worked: Vec<i64>,
    off: BTreeMap<Day, String>,
}

impl WorkingCalendar {
    /// The calendar of Vietnam's offices.
    ///
    /// # Errors
    /// [`LawError::File`] when `law/calendar/holidays.toml` is broken.
    pub fn vietnam() -> Result<&'static Self, LawError> {
        static CALENDAR: LazyLock<Result<WorkingCalendar, LawError>> =
            LazyLock::new(|| holidays().map(WorkingCalendar::build));
        CALENDAR.as_ref().map_err(Clone::clone)
    }

    /// Whether offices work on `day`.
    ///
    /// # Errors
    /// [`LawError::Gap`] when the holidays of its year are not known.
    pub fn is_working_day(&self, day: Day) -> Result<bool, LawError> {
        Ok(self.worked_until(day)? > self.worked_until(day.plus_days(-1)).unwrap_or(0))
    }

    /// Why offices rest on `day`: the name of the holiday or of the weekday; nothing on a working
    /// day.
    ///
    /// # Errors
    /// [`LawError::Gap`] when the holidays of its year are not known.
    pub fn why_off(&self, day: Day) -> Result<Option<String>, LawError> {
        if self.is_working_day(day)? {
            return Ok(None);
        }
        let weekend = if day.weekday() == 6 { "thứ Bảy" } else { "Chủ nhật" };
        Ok(Some(self.off.get(&day).cloned().unwrap_or_else(|| weekend.to_owned())))
    }

    /// Working days after `from` up to and including `to`; negative when `to` lies before `from`.
    /// From a Friday to the Monday after it is 1.
    ///
    /// # Errors
    /// [`LawError::Gap`] when the holidays of either year are not known.
    pub fn working_days_between(&self, from: Day, to: Day) -> Result<i64, LawError> {
        Ok(self.worked_until(to)? - self.worked_until(from)?)
    }

    /// The day that lies `count` working days after `day` (before it when negative): the first
    /// working day is the one after `day`, as time limits are counted. `0` gives `day` itself.
    ///
    /// # Errors
    /// [`LawError::Gap`] when the way leads into a year whose holidays are not known.
    pub fn add_working_days(&self, day: Day, count: i64) -> Result<Day, LawError> {
        if count == 0 {
            return self.worked_until(day).map(|_| day);
        }
        // Going back from a working day, that day itself does not count.
        let base =
            if count > 0 { self.worked_until(day)? } else { self.worked_until(day.plus_days(-1))? + 1 };
        let wanted = base + count;
        let position = self.worked.partition_point(|worked| *worked < wanted);
        if wanted <= 0 {
            return Err(self.gap(Day::from_epoch_days(self.first - 1)));
        }
        let found = Day::from_epoch_days(self.first + i64::try_from(position).unwrap_or(i64::MAX));
        self.worked_until(found).map(|_| found)
    }

    fn build(table: &'static LawTable<HolidayYear>) -> Self {
        let mut years: Vec<(i16, &HolidayYear)> = Vec::new();
        for (key, found) in table.rows() {
            let Key::CalendarYear(year) = key else { continue };
            // Days are counted through, so the known years end at the first gap.
            if years.last().is_some_and(|(last, _)| last + 1 != year) {
                break;
            }
            years.push((year, found.value));
        }
        let swaps = || years.iter().flat_map(|(_, year)| &year.swaps);
        let saturdays: BTreeSet<Day> = swaps().map(|swap| swap.work).collect();
        let mut off: BTreeMap<Day, String> = years
            .iter()
            .flat_map(|(_, year)| &year.holidays)
            .map(|holiday| {
                let unsure = holiday.mark.is_some_and(Confidence::needs_confirming);
                let notice = if unsure { " (cần xác nhận)" } else { "" };
                (holiday.day, format!("{}{notice}", holiday.name))
            })
            .collect();
        let law: Vec<(Day, String)> = off.iter().map(|(day, name)| (*day, name.clone())).collect();
        for (day, name) in law.into_iter().filter(|(day, _)| day.weekday() > 5) {
            let in_lieu = next_working_day(day, &off);
            off.insert(in_lieu, format!("{name}, nghỉ bù"));
        }
        for swap in swaps() {
            off.insert(swap.off, format!("nghỉ hoán đổi với ngày {}", swap.work));
        }
        let span = |day: Option<Day>| day.map_or(0, Day::epoch_days);
        let first = span(years.first().and_then(|(year, _)| Day::new(*year, 1, 1)));
        let last = span(years.last().and_then(|(year, _)| Day::new(*year, 12, 31)));
        let mut count = 0;
        let worked = (first..=last).map(Day::from_epoch_days).map(|day| {
            let rests = off.contains_key(&day) || day.weekday() > 5 && !saturdays.contains(&day);
            count += i64::from(!rests);
            count
        });
        let worked = if years.is_empty() { Vec::new() } else { worked.collect() };
        Self { table, first, worked, off }
    }

    fn worked_until(&self, day: Day) -> Result<i64, LawError> {
        let position = usize::try_from(day.epoch_days() - self.first).ok();
        let worked = position.and_then(|position| self.worked.get(position)).copied();
        worked.ok_or_else(|| self.gap(day))
    }

    fn gap(&self, day: Day) -> LawError {
        let key = Key::CalendarYear(day.parts().0);
        // A year after a gap has data of its own but cannot be counted to; name the first missing.
        let missing = self.table.at(key).err();
        missing.unwrap_or_else(|| {
            let last = self.first + i64::try_from(self.worked.len()).unwrap_or(0);
            let unknown = Key::CalendarYear(Day::from_epoch_days(last).parts().0);
            self.table.at(unknown).err().unwrap_or(LawError::File {
                file: "law/calendar/holidays.toml".into(),
                problem: format!("không tính được ngày làm việc của {key}"),
            })
        })
    }
}

fn next_working_day(day: Day, off: &BTreeMap<Day, String>) -> Day {
    let mut next = day.plus_days(1);
    while next.weekday() > 5 || off.contains_key(&next) {
        next = next.plus_days(1);
    }
    next
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(iso: &str) -> Day {
        iso.parse().unwrap()
    }

    /// The weekdays off between two days, both inside.
    #[track_caller]
    fn check_off(from: &str, to: &str, expected: &[&str]) {
        let calendar = WorkingCalendar::vietnam().unwrap();
        let length = day(to).days_since(day(from));
        let days = (0..=length).map(|step| day(from).plus_days(step));
        let off = days.filter(|day| !calendar.is_working_day(*day).unwrap() && day.weekday() <= 5);
        assert_eq!(off.map(Day::iso).collect::<Vec<_>>(), expected);
    }

    /// Breaks as announced in each year; the days in lieu are ours to reckon.
    #[test]
    fn breaks_fall_as_announced() {
        check_off(
            "2019-02-01",
            "2019-02-11",
            &["2019-02-04", "2019-02-05", "2019-02-06", "2019-02-07", "2019-02-08"],
        );
        check_off("2019-04-10", "2019-05-03", &["2019-04-15", "2019-04-29", "2019-04-30", "2019-05-01"]);
        check_off(
            "2020-01-20",
            "2020-01-31",
            &["2020-01-23", "2020-01-24", "2020-01-27", "2020-01-28", "2020-01-29"],
        );
        check_off("2020-08-31", "2020-09-04", &["2020-09-02"]);
        check_off(
            "2021-02-08",
            "2021-02-19",
            &["2021-02-10", "2021-02-11", "2021-02-12", "2021-02-15", "2021-02-16"],
        );
        check_off("2021-04-19", "2021-05-07", &["2021-04-21", "2021-04-30", "2021-05-03"]);
        check_off("2021-08-30", "2021-09-06", &["2021-09-02", "2021-09-03"]);
        check_off("2022-01-01", "2022-01-07", &["2022-01-03"]);
        check_off("2022-04-08", "2022-05-06", &["2022-04-11", "2022-05-02", "2022-05-03"]);
        check_off(
            "2023-01-16",
            "2023-01-31",
            &["2023-01-20", "2023-01-23", "2023-01-24", "2023-01-25", "2023-01-26"],
        );
        // Three holidays in a row of which two fall on the weekend.
        check_off("2023-04-24", "2023-05-05", &["2023-05-01", "2023-05-02", "2023-05-03"]);
        check_off("2023-08-28", "2023-09-08", &["2023-09-01", "2023-09-04"]);
        check_off(
            "2024-02-05",
            "2024-02-16",
            &["2024-02-08", "2024-02-09", "2024-02-12", "2024-02-13", "2024-02-14"],
        );
        check_off("2025-04-21", "2025-05-09", &["2025-04-30", "2025-05-01", "2025-05-02"]);
        check_off(
            "2026-02-09",
            "2026-02-27",
            &["2026-02-16", "2026-02-17", "2026-02-18", "2026-02-19", "2026-02-20"],
        );
    }

    #[track_caller]
    fn check(from: &str, to: &str, expected: i64) {
        let calendar = WorkingCalendar::vietnam().unwrap();
        assert_eq!(calendar.working_days_between(day(from), day(to)), Ok(expected), "{from} {to}");
        assert_eq!(calendar.working_days_between(day(to), day(from)), Ok(-expected), "{to} {from}");
    }

    #[test]
    fn counts_working_days_after_the_first_day() {
        check("2021-05-31", "2021-05-31", 0);
        check("2021-05-28", "2021-05-29", 0); // Friday to Saturday
        check("2021-05-28", "2021-05-31", 1); // Friday to Monday
        check("2021-05-24", "2021-05-31", 5);
        check("2021-04-29", "2021-05-04", 1); // 30/4, 1/5 and the day in lieu between
        check("2021-02-09", "2021-02-17", 1); // Tết: 8 calendar days, 1 working day
        check("2024-05-03", "2024-05-06", 2); // the Saturday 4/5 was worked
        check("2020-12-31", "2021-01-04", 1); // over the new year
    }

    #[track_caller]
    fn check_add(from: &str, count: i64, expected: &str) {
        let calendar = WorkingCalendar::vietnam().unwrap();
        assert_eq!(calendar.add_working_days(day(from), count).map(Day::iso), Ok(expected.to_owned()));
    }

    #[test]
    fn adds_working_days_both_ways() {
        check_add("2021-05-28", 0, "2021-05-28");
        check_add("2021-05-29", 0, "2021-05-29"); // a Saturday stays itself
        check_add("2021-05-28", 1, "2021-05-31");
        check_add("2021-05-29", 1, "2021-05-31");
        check_add("2021-02-09", 3, "2021-02-19"); // Tết
        check_add("2021-05-31", -1, "2021-05-28");
        check_add("2021-05-30", -1, "2021-05-28"); // back from a Sunday
        check_add("2021-05-31", -3, "2021-05-26");
        check_add("2021-05-04", -1, "2021-04-29");
    }

    #[test]
    fn says_why_a_day_is_off() {
        let calendar = WorkingCalendar::vietnam().unwrap();
        let why = |iso: &str| calendar.why_off(day(iso)).unwrap();
        assert_eq!(why("2021-05-03").as_deref(), Some("Ngày Quốc tế lao động, nghỉ bù"));
        assert_eq!(why("2024-04-29").as_deref(), Some("nghỉ hoán đổi với ngày 4/5/2024"));
        assert_eq!(why("2021-05-29").as_deref(), Some("thứ Bảy"));
        assert_eq!(why("2026-11-24").as_deref(), Some("Ngày Văn hóa Việt Nam (cần xác nhận)"));
        assert_eq!(why("2024-05-04"), None);
        assert_eq!(why("2021-05-31"), None);
    }

    #[test]
    fn years_without_data_are_refused_by_name() {
        let calendar = WorkingCalendar::vietnam().unwrap();
        let gap = |result: Result<Day, LawError>| result.unwrap_err().to_string();
        let after = calendar.is_working_day(day("2028-01-03")).unwrap_err().to_string();
        assert!(after.contains("chưa có dữ liệu cho năm 2028 (đã có: năm 2019 đến năm 2027)"), "{after}");
        assert!(calendar.is_working_day(day("2018-12-31")).unwrap_err().to_string().contains("năm 2018"));
        assert!(gap(calendar.add_working_days(day("2027-12-31"), 1)).contains("năm 2028"));
        assert!(gap(calendar.add_working_days(day("2019-01-02"), -1)).contains("năm 2018"));
        assert!(calendar.working_days_between(day("2027-12-30"), day("2028-01-05")).is_err());
        assert_eq!(calendar.is_working_day(day("2019-01-01")), Ok(false));
        assert_eq!(calendar.is_working_day(day("2027-12-31")), Ok(true));
    }
}
