//! The calendar of a school year for a level: terms with their weeks, breaks, holidays, days to keep.
//!
//! A term is cut into calendar weeks from Monday on; a week whose working days all lie in a break has no lessons.
//! The others are counted until the planned number is reached (18 + 17, continuing education 16 + 16); what is
//! left is time for other work.

use khue_base::{Day, SchoolYear};
use khue_law::{Citation, Key, LawError, TermPlan, YearPlan, holidays, school_calendars, year_plans};

use crate::working_days::WorkingCalendar;

/// The calendar of a year.
#[derive(Clone, Debug)]
pub struct YearCalendar {
    /// Days to keep, in order.
    pub days: Vec<Entry>,
    /// The two terms; none where the province's plan is not known.
    pub terms: Vec<Term>,
    /// Holidays from the opening until the end of the year, with days in lieu.
    pub holidays: Vec<Entry>,
    /// Where it comes from.
    pub basis: Citation,
}

/// A day or a time with a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its first day.
    pub from: Day,
    /// Its last day.
    pub until: Day,
    /// Its name.
    pub name: String,
    /// What stands beside it until somebody confirms it.
    pub notice: Option<&'static str>,
}

/// A term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// 1 or 2.
    pub number: u8,
    /// Its first day.
    pub from: Day,
    /// Its last day.
    pub until: Day,
    /// Weeks of lessons that are planned.
    pub planned: u8,
    /// Its weeks.
    pub weeks: Vec<Week>,
}

impl Term {
    /// Weeks of lessons that there are.
    pub fn taught(&self) -> usize {
        self.weeks.iter().filter(|week| week.number.is_some()).count()
    }
}

/// A week of a term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Week {
    /// Its number among the weeks of lessons of the year.
    pub number: Option<u8>,
    /// Its first day: Monday, or the first day of the term.
    pub from: Day,
    /// Its last day: Sunday, or the last day of the term.
    pub until: Day,
    /// The break that fills it.
    pub pause: Option<String>,
}

/// The calendar of a year for a level, by the code of the list `level`. Where the province's plan is not known, the
/// Ministry's frame tells the days that bind everybody.
///
/// # Errors
/// [`LawError::Gap`] when neither is known, or the holidays of the year are not.
pub fn year_calendar(year: SchoolYear, level: &str) -> Result<YearCalendar, LawError> {
    let key = Key::SchoolYear(year);
    let (days, terms, (first, last), basis) = match year_plans()?.at_word(key, level) {
        Ok(found) => {
            let plan = found.value;
            let span = (plan.back_to_school, plan.year_ends);
            (days_of(plan, found.citation.mark.notice()), terms_of(plan), span, found.citation.clone())
        }
        Err(_) => {
            let found = school_calendars()?.at(key)?;
            let frame = found.value;
            let notice = found.citation.mark.notice();
            let entry = |day: Day, name: &str| Entry { from: day, until: day, name: name.to_owned(), notice };
            let days = vec![
                entry(frame.back_to_school, "Tựu trường sớm nhất"),
                entry(frame.opening, "Khai giảng"),
                entry(frame.first_term_ends, "Hạn kết thúc học kì I"),
                entry(frame.second_term_ends, "Hạn hoàn thành chương trình học kì II"),
                entry(frame.year_ends, "Hạn kết thúc năm học"),
            ];
            (days, Vec::new(), (frame.back_to_school, frame.year_ends), found.citation.clone())
        }
    };
    Ok(YearCalendar { days, terms, holidays: holidays_between(first, last)?, basis })
}

fn days_of(plan: &YearPlan, notice: Option<&'static str>) -> Vec<Entry> {
    let entry = |from: Day, until: Day, name: &str| Entry { from, until, name: name.to_owned(), notice };
    let one = |day: Day, name: &str| entry(day, day, name);
    let mut days = vec![
        one(plan.back_to_school, "Tựu trường"),
        one(plan.opening, "Khai giảng"),
        entry(plan.first_term.from, plan.first_term.until, "Học kì I"),
        entry(plan.second_term.from, plan.second_term.until, "Học kì II"),
        one(plan.year_ends, "Kết thúc năm học"),
    ];
    days.extend(plan.breaks.iter().map(|pause| Entry {
        notice: pause.mark.map_or(notice, |mark| mark.notice()),
        ..entry(pause.from, pause.until, &pause.name)
    }));
    days.sort_by_key(|day| (day.from, day.until));
    days
}

fn terms_of(plan: &YearPlan) -> Vec<Term> {
    let mut taught = 0;
    [(1, &plan.first_term), (2, &plan.second_term)]
        .map(|(number, term)| {
            let weeks = weeks_of(plan, term, &mut taught);
            Term { number, from: term.from, until: term.until, planned: term.weeks, weeks }
        })
        .into()
}

fn weeks_of(plan: &YearPlan, term: &TermPlan, taught: &mut u8) -> Vec<Week> {
    let (mut weeks, mut left) = (Vec::new(), term.weeks);
    let mut monday = term.from.plus_days(1 - i64::from(term.from.weekday()));
    while monday <= term.until {
        let (from, until) = (monday.max(term.from), monday.plus_days(6).min(term.until));
        let pause =
            plan.breaks.iter().find(|pause| pause.from <= monday && monday.plus_days(4) <= pause.until);
        let is_taught = pause.is_none() && left > 0;
        if is_taught {
            left -= 1;
            *taught += 1;
        }
        weeks.push(Week {
            number: is_taught.then_some(*taught),
            from,
            until,
            pause: pause.map(|pause| pause.name.clone()),
        });
        monday = monday.plus_days(7);
    }
    weeks
}

fn holidays_between(first: Day, last: Day) -> Result<Vec<Entry>, LawError> {
    let calendar = WorkingCalendar::vietnam()?;
    let mut entries: Vec<Entry> = Vec::new();
    let mut day = first;
    while day <= last {
        let year = holidays()?.at(Key::CalendarYear(day.parts().0))?;
        let named = year.value.holidays.iter().find(|holiday| holiday.day == day);
        let (name, mark) = match named {
            Some(holiday) => (Some(holiday.name.clone()), holiday.mark.unwrap_or(year.citation.mark)),
            // Days in lieu, and days off against a Saturday.
            None if day.weekday() <= 5 => (calendar.why_off(day)?, year.citation.mark),
            None => (None, year.citation.mark),
        };
        if let Some(name) = name {
            let notice = mark.notice().filter(|_| mark.needs_confirming());
            entries.push(Entry { from: day, until: day, name, notice });
        }
        day = day.plus_days(1);
    }
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calendar(level: &str) -> YearCalendar {
        year_calendar(SchoolYear::starting(2020), level).unwrap()
    }

    #[test]
    fn a_year_has_its_weeks_of_lessons() {
        for (level, planned) in [("01", [18, 17]), ("03", [18, 17]), ("05", [16, 16])] {
            let terms = calendar(level).terms;
            let taught: Vec<usize> = terms.iter().map(Term::taught).collect();
            assert_eq!(taught, planned, "{level}");
            assert!(terms.iter().all(|term| usize::from(term.planned) == term.taught()), "{level}");
        }
    }

    #[test]
    fn weeks_are_counted_through_the_year_and_not_in_breaks() {
        let terms = calendar("03").terms;
        let (first, second) = (&terms[0].weeks, &terms[1].weeks);
        assert_eq!((first[0].number, first[0].from.iso().as_str()), (Some(1), "2020-09-07"));
        assert_eq!((first[17].number, first[18].number), (Some(18), None), "the last week is for other work");
        assert_eq!(first[18].until.iso(), "2021-01-15");
        assert_eq!((second[0].number, second[0].from.iso().as_str()), (Some(19), "2021-01-18"));
        let pause = second.iter().find(|week| week.pause.is_some()).unwrap();
        assert_eq!((pause.from.iso().as_str(), pause.number), ("2021-02-08", None));
        assert_eq!(second.iter().filter_map(|week| week.number).max(), Some(35));
    }

    #[test]
    fn holidays_stand_with_their_days_in_lieu() {
        let named = |iso: &str| {
            let found = calendar("02").holidays.into_iter().find(|entry| entry.from.iso() == iso);
            found.map(|entry| entry.name)
        };
        assert_eq!(named("2020-09-02").as_deref(), Some("Quốc khánh"));
        assert_eq!(named("2021-05-01").as_deref(), Some("Ngày Quốc tế lao động"));
        // 1 May 2021 is a Saturday.
        assert!(named("2021-05-03").is_some());
        assert_eq!(named("2021-03-01"), None);
    }

    #[test]
    fn without_a_plan_the_frame_stands_and_without_a_frame_the_gap_is_named() {
        let frame = year_calendar(SchoolYear::starting(2021), "03").unwrap();
        assert!(frame.terms.is_empty() && frame.days.iter().any(|day| day.name == "Khai giảng"));
        let gap = year_calendar(SchoolYear::starting(2022), "03").unwrap_err();
        assert!(gap.to_string().contains("2022-2023"), "{gap}");
    }
}
