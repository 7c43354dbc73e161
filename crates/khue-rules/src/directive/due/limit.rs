//! The last day that one time expression gives, in the document around it.

use khue_base::{Day, SchoolYear};
use khue_law::{Found, Key, LawError, SchoolCalendar, holidays, school_calendars};

use super::words::{
    days_named, event_day, last_year_named, month_named, quarter_named, school_year_named, simplify,
};
use super::{DueBasis, DueProposal};
use crate::directive::reading::ReadDeadline;

/// The document around a task.
pub(super) struct Frame {
    pub(super) issued: Option<Day>,
    pub(super) year: Option<SchoolYear>,
}

/// A last day found in an expression.
pub(super) struct Limit {
    pub(super) due: Day,
    pub(super) exactness: Exactness,
    /// How it was found, after the quotation; may be empty.
    pub(super) how: String,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Exactness {
    Year,
    SchoolYear,
    Event,
    Quarter,
    Month,
    Day,
}

impl Frame {
    pub(super) fn limit(&self, deadline: &ReadDeadline) -> Option<Limit> {
        let text = simplify(&deadline.text);
        let words: Vec<&str> = text.split(' ').collect();
        let starts = matches!(deadline.kind.as_str(), "start" | "event_after");
        let range = words.contains(&"đến") || words.contains(&"tới");
        if starts && !range || words.first() == Some(&"sau") {
            return None;
        }
        let before =
            (text.starts_with("trước") && !text.starts_with("trước mắt")) || text.contains(" trước ");
        // A day that the calendar lacks is a slip of the text, not a hint at its month or year.
        if !days_named(&words).is_empty() {
            return self.day(&words, before);
        }
        self.month(&words, before)
            .or_else(|| self.quarter(&words, before))
            .or_else(|| self.half_year(&text, &words, before))
            .or_else(|| self.event(&text, &words, before))
            .or_else(|| self.school_year(&text, &words, before))
            .or_else(|| self.iso(deadline, before))
            .or_else(|| self.calendar_year(deadline, &words, before))
    }

    fn day(&self, words: &[&str], before: bool) -> Option<Limit> {
        let named = days_named(words).into_iter().filter_map(|(day, month, year)| {
            let year = year.or_else(|| self.year_of(month, Some(day)))?;
            Day::new(year, month, day)
        });
        let day = named.max()?;
        Some(before_or_on(day, before, Exactness::Day, String::new()))
    }

    fn month(&self, words: &[&str], before: bool) -> Option<Limit> {
        let (month, year) = month_named(words)?;
        let first = Day::new(year.or_else(|| self.year_of(month, None))?, month, 1)?;
        if before {
            return Some(before_or_on(first, true, Exactness::Month, String::new()));
        }
        Some(Limit {
            due: first.end_of_month(),
            exactness: Exactness::Month,
            how: ", lấy ngày cuối tháng".into(),
        })
    }

    fn quarter(&self, words: &[&str], before: bool) -> Option<Limit> {
        let (quarter, year) = quarter_named(words)?;
        let last_month = quarter * 3;
        let year = year.or_else(|| self.year_of(last_month, None))?;
        if before {
            let first = Day::new(year, last_month - 2, 1)?;
            return Some(before_or_on(first, true, Exactness::Quarter, String::new()));
        }
        let due = Day::new(year, last_month, 1)?.end_of_month();
        Some(Limit { due, exactness: Exactness::Quarter, how: ", lấy ngày cuối quý".into() })
    }

    /// `6 tháng đầu năm 2021`.
    fn half_year(&self, text: &str, words: &[&str], before: bool) -> Option<Limit> {
        let first = text.contains("tháng đầu năm");
        if before || !(first || text.contains("tháng cuối năm")) {
            return None;
        }
        let last_month = if first { 6 } else { 12 };
        let year = last_year_named(words).or_else(|| self.year_of(last_month, None))?;
        let due = Day::new(year, last_month, 1)?.end_of_month();
        Some(Limit { due, exactness: Exactness::Quarter, how: ", lấy ngày cuối kỳ".into() })
    }

    /// An event of the school year, or Tết.
    fn event(&self, text: &str, words: &[&str], before: bool) -> Option<Limit> {
        if text.contains("tết nguyên đán") || text.contains("tết âm lịch") || text.ends_with(" tết")
        {
            return self.lunar_new_year(words, before);
        }
        let wanted = school_year_named(words);
        let calendar_year = (wanted.is_none()).then(|| last_year_named(words)).flatten();
        let tables = school_calendars().ok()?;
        let years = tables.rows().filter_map(|(key, found)| match key {
            Key::SchoolYear(year) => Some((year, found)),
            _ => None,
        });
        let mut days: Vec<(Day, &str, Found<'_, SchoolCalendar>)> = years
            .filter(|(year, _)| wanted.is_none_or(|wanted| wanted == *year))
            .filter_map(|(_, found)| event_day(text, found.value).map(|(day, name)| (day, name, found)))
            .filter(|(day, _, _)| calendar_year.is_none_or(|wanted| wanted == day.parts().0))
            .filter(|(day, _, _)| wanted.is_some() || self.reaches(*day))
            .collect();
        days.sort_by_key(|(day, _, _)| *day);
        let (day, name, found) = days.into_iter().next()?;
        let mut how = format!(" ({name}: {day}, {}", found.citation.text);
        if let Some(notice) = found.citation.mark.notice() {
            how.push_str(&format!("; {notice}"));
        }
        how.push(')');
        Some(before_or_on(day, before, Exactness::Event, how))
    }

    fn lunar_new_year(&self, words: &[&str], before: bool) -> Option<Limit> {
        let table = holidays().ok()?;
        let wanted = last_year_named(words);
        let day = table
            .rows()
            .filter_map(|(_, found)| {
                found.value.holidays.iter().find(|each| each.name.starts_with("Tết Nguyên đán"))
            })
            .map(|holiday| holiday.day)
            .find(|day| wanted.map_or_else(|| self.reaches(*day), |year| year == day.parts().0))?;
        let how = format!(" (nghỉ Tết Nguyên đán từ {day})");
        Some(before_or_on(day, before, Exactness::Event, how))
    }

    fn school_year(&self, text: &str, words: &[&str], before: bool) -> Option<Limit> {
        let named = school_year_named(words);
        let this = ["năm học này", "trong năm học", "cả năm học", "hết năm học", "đến năm học"];
        let year = named
            .or_else(|| this.iter().any(|phrase| text.contains(phrase)).then_some(self.year).flatten())?;
        let found = school_calendars().ok()?.at(Key::SchoolYear(year)).ok()?;
        let later = self.year.is_some_and(|own| year > own);
        let until = ["hết", "đến", "cuối"].iter().any(|word| words.contains(word));
        let cite = &found.citation.text;
        if (later && !until) || before {
            let back = found.value.back_to_school;
            let how = format!(", phải xong trước ngày tựu trường {back} của năm học đó ({cite})");
            return Some(Limit { due: back.plus_days(-1), exactness: Exactness::SchoolYear, how });
        }
        let due = found.value.year_ends;
        let how = format!(", lấy ngày kết thúc năm học {due} ({cite})");
        Some(Limit { due, exactness: Exactness::SchoolYear, how })
    }

    /// What the reader made of it, when the words say nothing that we know.
    fn iso(&self, deadline: &ReadDeadline, before: bool) -> Option<Limit> {
        let day: Day = deadline.end.as_ref()?.as_str()?.parse().ok()?;
        Some(before_or_on(day, before, Exactness::Day, String::new()))
    }

    fn calendar_year(&self, deadline: &ReadDeadline, words: &[&str], before: bool) -> Option<Limit> {
        let read = || {
            deadline.end.as_ref().and_then(serde_json::Value::as_i64).and_then(|year| year.try_into().ok())
        };
        let year: i16 = last_year_named(words).or_else(read)?;
        if before {
            return Some(before_or_on(Day::new(year, 1, 1)?, true, Exactness::Year, String::new()));
        }
        Some(Limit {
            due: Day::new(year, 12, 31)?,
            exactness: Exactness::Year,
            how: ", lấy ngày cuối năm".into(),
        })
    }

    pub(super) fn fallback(&self) -> DueProposal {
        let nothing =
            |reason: String| DueProposal { due: None, repeats: None, basis: DueBasis::Nothing, reason };
        let Some(year) = self.year else {
            return nothing(
                "Văn bản không ghi thời hạn riêng và không ghi năm học; người duyệt đặt thời hạn.".into(),
            );
        };
        match school_calendars().and_then(|table| table.at(Key::SchoolYear(year))) {
            Ok(found) => DueProposal {
                due: Some(found.value.year_ends),
                repeats: None,
                basis: DueBasis::SchoolYear,
                reason: format!(
                    "Văn bản không ghi thời hạn riêng; đề xuất ngày kết thúc năm học {year} là {} ({}).",
                    found.value.year_ends, found.citation.text
                ),
            },
            Err(LawError::Gap { .. }) => nothing(format!(
                "Văn bản không ghi thời hạn riêng; chưa có kế hoạch thời gian năm học {year} để đề xuất."
            )),
            Err(error) => nothing(error.to_string()),
        }
    }

    /// Whether a day without a named year can be meant: it does not lie before the document.
    fn reaches(&self, day: Day) -> bool {
        match (self.issued, self.year) {
            (Some(issued), _) => day >= issued,
            (None, Some(year)) => Day::new(year.first_year(), 8, 1).is_some_and(|first| day >= first),
            (None, None) => false,
        }
    }

    /// The year of a month (and day) given without one: the first that comes after the document.
    fn year_of(&self, month: i8, day: Option<i8>) -> Option<i16> {
        let first = match (self.issued, self.year) {
            (Some(issued), _) => issued.parts().0,
            (None, Some(year)) => year.first_year(),
            (None, None) => return None,
        };
        [first, first + 1].into_iter().find(|year| {
            let at = match day {
                Some(day) => Day::new(*year, month, day),
                None => Day::new(*year, month, 1).map(Day::end_of_month),
            };
            at.is_some_and(|at| self.reaches(at))
        })
    }
}

/// The limit on `day`, or on the day before it.
fn before_or_on(day: Day, before: bool, exactness: Exactness, how: String) -> Limit {
    if !before {
        return Limit { due: day, exactness, how };
    }
    let due = day.plus_days(-1);
    Limit { due, exactness, how: format!("{how}, nên ngày cuối còn trong hạn là {due}") }
}
