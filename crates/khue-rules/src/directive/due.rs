//! The due day and rhythm proposed for a task from the time expressions of its text.
//!
//! - A time inside the title of a cited document is not the task's and does not count.
//! - The most exact expression wins (day, month, quarter, event, school year, year or stage); of
//!   equal ones the latest, as the task is done when its last part is.
//! - `trước X` ends on the day before X. A month, quarter or year ends on its last day; this school
//!   year on the closing day of `law/calendar/school-year.toml`, a later one on the day before
//!   pupils come back, because a directive prepares it.
//! - Nothing is invented: without a time of its own a task is proposed for the end of the
//!   directive's school year, and the reason says so. A person decides.

use khue_base::{Day, SchoolYear};
use khue_law::{Found, Key, LawError, SchoolCalendar, holidays, school_calendars};
use serde::{Deserialize, Serialize};

use crate::directive::reading::{Metadata, ReadDeadline};

/// How often a task comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Repeats {
    /// Every month.
    Month,
    /// Every quarter.
    Quarter,
    /// Every half-year or term.
    HalfYear,
    /// Every year.
    Year,
}

impl Repeats {
    /// All rhythms.
    pub const ALL: [Repeats; 4] = [Repeats::Month, Repeats::Quarter, Repeats::HalfYear, Repeats::Year];

    /// The code under which it is stored.
    pub fn code(self) -> &'static str {
        match self {
            Repeats::Month => "month",
            Repeats::Quarter => "quarter",
            Repeats::HalfYear => "half-year",
            Repeats::Year => "year",
        }
    }

    /// The rhythm stored under `code`.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|repeats| repeats.code() == code)
    }

    /// As screens name it.
    pub fn name(self) -> &'static str {
        match self {
            Repeats::Month => "hằng tháng",
            Repeats::Quarter => "hằng quý",
            Repeats::HalfYear => "6 tháng một lần",
            Repeats::Year => "hằng năm",
        }
    }
}

/// What a proposal rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DueBasis {
    /// The text gives the day or lets it be found.
    Text,
    /// The text gives none: the end of the directive's school year.
    SchoolYear,
    /// Nothing to go by.
    Nothing,
}

/// A proposed due day with its reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueProposal {
    /// The last day in time.
    pub due: Option<Day>,
    /// How often it comes back.
    pub repeats: Option<Repeats>,
    /// What it rests on.
    pub basis: DueBasis,
    /// Why, in Vietnamese.
    pub reason: String,
}

/// Proposes a due day and a rhythm from the time expressions of a task.
pub fn propose_due(deadlines: &[ReadDeadline], metadata: &Metadata) -> DueProposal {
    let frame = Frame {
        issued: metadata.date,
        year: metadata.school_year.as_deref().and_then(|year| year.parse().ok()),
    };
    let own = || deadlines.iter().filter(|deadline| deadline.scope != "title");
    let repeats = own().find_map(|deadline| Some((repeats_of(&deadline.text)?, deadline.text.as_str())));
    let (mut found, mut past, mut unusable) = (Vec::new(), Vec::new(), Vec::new());
    for deadline in own() {
        match frame.limit(deadline) {
            Some(limit) if frame.issued.is_some_and(|issued| limit.due < issued) => past.push(&deadline.text),
            Some(limit) => found.push((limit, &deadline.text)),
            None if repeats_of(&deadline.text).is_none() => unusable.push(&deadline.text),
            None => {}
        }
    }
    found.sort_by_key(|(limit, _)| (limit.exactness, limit.due));
    let mut proposal = match found.pop() {
        Some((limit, text)) => DueProposal {
            due: Some(limit.due),
            repeats: None,
            basis: DueBasis::Text,
            reason: format!("Vì văn bản ghi “{text}”{}.", limit.how),
        },
        None => frame.fallback(),
    };
    let others: Vec<String> = found
        .iter()
        .filter(|(limit, _)| Some(limit.due) != proposal.due)
        .map(|(limit, text)| format!("“{text}” ({})", limit.due))
        .collect();
    if !others.is_empty() {
        proposal.reason.push_str(&format!(" Văn bản còn ghi {}.", others.join(", ")));
    }
    for text in past {
        proposal.reason.push_str(&format!(" Mốc “{text}” đã qua khi ban hành văn bản."));
    }
    if proposal.basis != DueBasis::Text {
        for text in unusable {
            proposal.reason.push_str(&format!(" Từ “{text}” chưa suy ra được ngày cụ thể."));
        }
    }
    if let Some((repeats, text)) = repeats {
        proposal.repeats = Some(repeats);
        proposal.reason.push_str(&format!(" Lặp lại {} vì văn bản ghi “{text}”.", repeats.name()));
    }
    proposal
}

/// The document around a task.
struct Frame {
    issued: Option<Day>,
    year: Option<SchoolYear>,
}

/// A last day found in an expression.
struct Limit {
    due: Day,
    exactness: Exactness,
    /// How it was found, after the quotation; may be empty.
    how: String,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Exactness {
    Year,
    SchoolYear,
    Event,
    Quarter,
    Month,
    Day,
}

impl Frame {
    fn limit(&self, deadline: &ReadDeadline) -> Option<Limit> {
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

    fn fallback(&self) -> DueProposal {
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

/// Lower case, one space between words, `-` and `/` closed up, marks at the edges of words gone,
/// `kì` as `kỳ`.
fn simplify(text: &str) -> String {
    let lower = khue_base::to_nfc(text).to_lowercase().replace(['–', '−'], "-");
    let mut tight = String::with_capacity(lower.len());
    for word in lower.split_whitespace() {
        let word = word.trim_matches(|c: char| ".,;:()“”\"'".contains(c));
        let word = if word == "kì" {
            "kỳ"
        } else if word == "hàng" {
            "hằng"
        } else {
            word
        };
        let glue = |c: char| c == '-' || c == '/';
        let glued = tight.ends_with(glue) || word.starts_with(glue);
        if !tight.is_empty() && !word.is_empty() && !glued {
            tight.push(' ');
        }
        tight.push_str(word);
    }
    tight
}

fn number<T: std::str::FromStr>(word: &str) -> Option<T> {
    word.bytes().all(|byte| byte.is_ascii_digit()).then(|| word.parse().ok()).flatten()
}

fn year(word: &str) -> Option<i16> {
    number(word).filter(|year| (1990..=2100).contains(year))
}

type Parts = (i8, i8, Option<i16>);

/// Days as `15/3/2021`, `15/3` and `ngày 15 tháng 3 [năm 2021]`.
fn days_named(words: &[&str]) -> Vec<Parts> {
    let mut days = Vec::new();
    for (position, word) in words.iter().enumerate() {
        let before =
            position.checked_sub(1).and_then(|before| words.get(before)).copied().unwrap_or_default();
        let parts: Vec<&str> = word.split(['/', '-', '.']).collect();
        match parts.as_slice() {
            [day, month, named] => {
                days.extend(parts_of(day, month).zip(year(named)).map(|((d, m), y)| (d, m, Some(y))))
            }
            [day, month] if word.contains('/') && before != "tháng" && before != "quý" => {
                days.extend(parts_of(day, month).map(|(day, month)| (day, month, None)));
            }
            [day] if words.get(position + 1) == Some(&"tháng") => {
                let Some(month) = words.get(position + 2) else { continue };
                let (month, glued) = month.split_once('/').unwrap_or((month, ""));
                let apart =
                    (words.get(position + 3) == Some(&"năm")).then(|| words.get(position + 4)).flatten();
                let named = year(glued).or_else(|| year(apart.copied().unwrap_or_default()));
                days.extend(parts_of(day, month).map(|(day, month)| (day, month, named)));
            }
            _ => {}
        }
    }
    days
}

fn parts_of(day: &str, month: &str) -> Option<(i8, i8)> {
    let (day, month) = (number(day)?, number(month)?);
    ((1..=31).contains(&day) && (1..=12).contains(&month)).then_some((day, month))
}

/// `tháng 3/2021`, `tháng 3 năm 2021`, `tháng 3`.
fn month_named(words: &[&str]) -> Option<(i8, Option<i16>)> {
    let (value, named) = after(words, "tháng")?;
    number(value).filter(|month| (1..=12).contains(month)).map(|month| (month, named))
}

/// `quý II/2021`, `quý 2 năm 2021`, `quý II`.
fn quarter_named(words: &[&str]) -> Option<(i8, Option<i16>)> {
    let (value, named) = after(words, "quý")?;
    let quarter = match value {
        "i" | "1" => 1,
        "ii" | "2" => 2,
        "iii" | "3" => 3,
        "iv" | "4" => 4,
        _ => return None,
    };
    Some((quarter, named))
}

/// The last word after `name`, with the year glued to it or following.
fn after<'w>(words: &[&'w str], name: &str) -> Option<(&'w str, Option<i16>)> {
    let position = words.iter().rposition(|word| *word == name)?;
    let value = words.get(position + 1)?;
    let (value, glued) = value.split_once(['/', '-']).unwrap_or((value, ""));
    let apart = (words.get(position + 2) == Some(&"năm")).then(|| words.get(position + 3)).flatten();
    Some((value, year(glued).or_else(|| year(apart.copied().unwrap_or_default()))))
}

fn school_year_named(words: &[&str]) -> Option<SchoolYear> {
    let position = words.windows(2).rposition(|pair| pair == ["năm", "học"])?;
    words.get(position + 2)?.parse().ok()
}

/// The last calendar year in the words; of `2016-2020` the second.
fn last_year_named(words: &[&str]) -> Option<i16> {
    words.iter().rev().find_map(|word| match word.split_once('-') {
        Some((first, last)) => year(first).and_then(|_| year(last)),
        None => year(word),
    })
}

/// The day of the event that the text names, with the event's name.
fn event_day<'c>(text: &str, plan: &'c SchoolCalendar) -> Option<(Day, &'c str)> {
    let listed = plan.events.iter().find_map(|event| {
        event
            .words
            .iter()
            .find(|words| text.contains(words.as_str()))
            .map(|words| (event.day, words.as_str()))
    });
    let fixed = [
        ("khai giảng", plan.opening, "khai giảng"),
        ("tựu trường", plan.back_to_school, "tựu trường"),
        ("năm học mới", plan.back_to_school, "tựu trường"),
        ("học kỳ ii", plan.second_term_ends, "kết thúc học kỳ II"),
        ("học kỳ 2", plan.second_term_ends, "kết thúc học kỳ II"),
        ("học kỳ i", plan.first_term_ends, "kết thúc học kỳ I"),
        ("học kỳ 1", plan.first_term_ends, "kết thúc học kỳ I"),
        ("kết thúc năm học", plan.year_ends, "kết thúc năm học"),
        ("tổng kết năm học", plan.year_ends, "kết thúc năm học"),
        ("cuối năm học", plan.year_ends, "kết thúc năm học"),
    ];
    listed.or_else(|| {
        fixed.into_iter().find(|(words, _, _)| text.contains(words)).map(|(_, day, name)| (day, name))
    })
}

fn repeats_of(text: &str) -> Option<Repeats> {
    let text = simplify(text);
    let has = |phrases: &[&str]| phrases.iter().any(|phrase| text.contains(phrase));
    if has(&["hằng tháng", "mỗi tháng", "từng tháng"]) {
        Some(Repeats::Month)
    } else if has(&["hằng quý", "mỗi quý", "từng quý"]) {
        Some(Repeats::Quarter)
    } else if has(&["tháng đầu năm", "tháng cuối năm"]) && !has(&["hằng năm", "mỗi năm"]) {
        None
    } else if has(&["6 tháng", "06 tháng", "sáu tháng", "mỗi học kỳ", "từng học kỳ", "mỗi kỳ học"])
    {
        Some(Repeats::HalfYear)
    } else if has(&["hằng năm", "mỗi năm", "từng năm"]) {
        Some(Repeats::Year)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directive::reading::Span;

    fn metadata() -> Metadata {
        Metadata {
            date: Some("2020-09-04".parse().unwrap()),
            school_year: Some("2020-2021".into()),
            ..Metadata::default()
        }
    }

    fn read(kind: &str, text: &str) -> ReadDeadline {
        ReadDeadline {
            text: text.into(),
            kind: kind.into(),
            scope: "task".into(),
            start: None,
            end: None,
            span: Span::default(),
        }
    }

    /// Deadlines as `kind: text`, joined by `|`; expected is the ISO day (or `-`) and the rhythm.
    #[track_caller]
    fn check(deadlines: &str, expected: &str) -> String {
        let deadlines: Vec<ReadDeadline> = deadlines
            .split('|')
            .filter(|part| !part.is_empty())
            .map(|part| {
                let (kind, text) = part.split_once(": ").unwrap();
                read(kind, text)
            })
            .collect();
        let proposal = propose_due(&deadlines, &metadata());
        let due = proposal.due.map_or("-".into(), Day::iso);
        let repeats = proposal.repeats.map_or("", Repeats::code);
        assert_eq!(format!("{due} {repeats}").trim_end(), expected, "{}", proposal.reason);
        proposal.reason
    }

    #[test]
    fn days_as_documents_write_them() {
        check("date: chậm nhất ngày 15/10/2020", "2020-10-15");
        check("date: đến hết ngày 31-12-2020", "2020-12-31");
        check("date: ngày 05 tháng 3 năm 2021", "2021-03-05");
        check("date: ngày 05 tháng 3/2021", "2021-03-05");
        check("date: xong ngày 30/11", "2020-11-30"); // the first after the document
        check("date: xong ngày 03/9", "2021-09-03"); // the day before the document lies a year ahead
        check("date: xong ngày 04/9", "2020-09-04");
        check("range: từ ngày 01/10/2020 đến ngày 20/12/2020", "2020-12-20");
        check("start: từ ngày 01/10/2020", "2021-05-31"); // a beginning is no end
    }

    #[test]
    fn before_a_day_ends_the_day_before() {
        let reason = check("before: trước ngày 15/3/2021", "2021-03-14");
        assert_eq!(
            reason,
            "Vì văn bản ghi “trước ngày 15/3/2021”, nên ngày cuối còn trong hạn là 14/3/2021."
        );
        check("before: trước 01/3/2021", "2021-02-28");
        check("before: trước tháng 3/2021", "2021-02-28");
        check("before: trước quý II/2021", "2021-03-31");
        check("before: trước năm 2022", "2021-12-31");
    }

    #[test]
    fn months_quarters_and_years_end_on_their_last_day() {
        check("month: trong tháng 12/2020", "2020-12-31");
        check("month: tháng 02 năm 2021", "2021-02-28");
        check("month: tháng 8", "2021-08-31"); // August 2020 is over
        check("month: tháng 9", "2020-09-30"); // September 2020 is not
        check("quarter: trong quý IV/2020", "2020-12-31");
        check("quarter: quý 1 năm 2021", "2021-03-31");
        check("quarter: quý III", "2020-09-30");
        check("quarter: quý II", "2021-06-30");
        check("period: 6 tháng đầu năm 2021", "2021-06-30");
        check("period: 06 tháng cuối năm", "2020-12-31");
        check("year: năm 2021", "2021-12-31");
        check("period: giai đoạn 2016-2020", "2020-12-31");
        check("period: giai đoạn 2021 - 2025", "2025-12-31");
    }

    #[test]
    fn events_are_found_in_the_calendar() {
        let reason = check("event_before: trước khai giảng năm học 2021-2022", "2021-09-04");
        assert!(
            reason.contains("khai giảng: 5/9/2021, Quyết định 2551/QĐ-BGDĐT ngày 04/8/2021; cần xác nhận")
        );
        check("event_before: trước khi kết thúc học kỳ I", "2021-01-15");
        check("date: hết học kì 1", "2021-01-16");
        check("event_before: trước kỳ thi tốt nghiệp THPT năm 2021", "2021-07-06");
        check("event_before: trước kỳ nghỉ Tết Nguyên đán Tân Sửu", "2021-02-09");
        check("event_before: trước khi bước vào năm học mới", "2021-08-31");
        check("relative: cuối năm học", "2021-05-31");
        check("relative: trong vòng 02 ngày", "2021-05-31"); // the end of the school year by default
        check("date: kết thúc năm học", "2021-05-31");
        check("event_after: sau khi kết thúc học kỳ I", "2021-05-31"); // after is no limit
        let reason = check("event_before: trước thời điểm triển khai áp dụng", "2021-05-31");
        assert!(reason.contains("Từ “trước thời điểm triển khai áp dụng” chưa suy ra được ngày cụ thể."));
    }

    #[test]
    fn school_years() {
        let reason = check("school_year: năm học 2020-2021", "2021-05-31");
        assert_eq!(
            reason,
            "Vì văn bản ghi “năm học 2020-2021”, lấy ngày kết thúc năm học 31/5/2021 (Quyết định 2084/QĐ-BGDĐT ngày 16/7/2020)."
        );
        check("school_year: năm học 2021-2022", "2021-08-31"); // prepared for, not lasting until its end
        check("school_year: đến hết năm học 2021-2022", "2022-05-31");
        check("school_year: trong năm học", "2021-05-31");
    }

    #[test]
    fn rhythms_keep_the_end_of_the_school_year() {
        check("recurring: hằng quý", "2021-05-31 quarter");
        check("recurring: hàng tháng", "2021-05-31 month");
        check("recurring: định kỳ 6 tháng", "2021-05-31 half-year");
        check("recurring: hằng năm", "2021-05-31 year");
        let reason = check("recurring: hằng quý|date: ngày 20/6/2021", "2021-06-20 quarter");
        assert_eq!(reason, "Vì văn bản ghi “ngày 20/6/2021”. Lặp lại hằng quý vì văn bản ghi “hằng quý”.");
        check("recurring: thường xuyên", "2021-05-31");
    }

    #[test]
    fn the_most_exact_wins_then_the_latest() {
        check("school_year: năm học 2020-2021|date: ngày 30/9/2020", "2020-09-30");
        let reason = check("date: ngày 30/9/2020|date: ngày 15/5/2021", "2021-05-15");
        assert_eq!(reason, "Vì văn bản ghi “ngày 15/5/2021”. Văn bản còn ghi “ngày 30/9/2020” (30/9/2020).");
        check("year: năm 2021|quarter: quý I/2021", "2021-03-31");
    }

    #[test]
    fn without_a_time_of_its_own_the_school_year_is_proposed_and_said() {
        let reason = check("", "2021-05-31");
        assert_eq!(
            reason,
            "Văn bản không ghi thời hạn riêng; đề xuất ngày kết thúc năm học 2020-2021 là 31/5/2021 (Quyết định 2084/QĐ-BGDĐT ngày 16/7/2020)."
        );
        let reason = check("date: ngày 03/9/2020", "2021-05-31");
        assert!(reason.ends_with("Mốc “ngày 03/9/2020” đã qua khi ban hành văn bản."), "{reason}");
        let mut title = read("year", "đến năm 2030");
        title.scope = "title".into();
        let proposal = propose_due(&[title], &metadata());
        assert_eq!(
            (proposal.due.map(Day::iso).as_deref(), proposal.basis),
            (Some("2021-05-31"), DueBasis::SchoolYear)
        );
    }

    #[test]
    fn nothing_is_invented() {
        let none = propose_due(&[], &Metadata::default());
        assert_eq!((none.due, none.basis), (None, DueBasis::Nothing));
        let unknown = Metadata { school_year: Some("2031-2032".into()), ..Metadata::default() };
        let gap = propose_due(&[], &unknown);
        assert_eq!(gap.due, None);
        assert!(gap.reason.contains("chưa có kế hoạch thời gian năm học 2031-2032"));
        // A day without a year, in a document without day and school year.
        assert_eq!(propose_due(&[read("date", "ngày 15/3")], &Metadata::default()).due, None);
        for text in [
            "",
            "-",
            "ngày 45/13/2021",
            "tháng",
            "quý",
            "năm học",
            "tháng 99/2021",
            "ngày 30 tháng 2 năm 2021",
        ] {
            let proposal = propose_due(&[read("date", text)], &Metadata::default());
            assert_eq!((text, proposal.due), (text, None));
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_breaks_it(kind in "[a-z_]{0,12}", text in "(trước |đến |ngày |tháng |quý |năm học |[0-9]{1,5}[/-]?| |\\PC){0,12}") {
            let own = metadata();
            for metadata in [&own, &Metadata::default()] {
                proptest::prop_assert!(!propose_due(&[read(&kind, &text)], metadata).reason.is_empty());
            }
        }
    }

    #[test]
    fn the_readers_own_end_is_used_where_the_words_say_nothing() {
        let mut deadline = read("date", "đúng hẹn");
        deadline.end = Some("2021-03-15".into());
        assert_eq!(propose_due(&[deadline], &metadata()).due.map(Day::iso).as_deref(), Some("2021-03-15"));
        let mut deadline = read("year", "cuối kỳ kế hoạch");
        deadline.end = Some(2025.into());
        assert_eq!(propose_due(&[deadline], &metadata()).due.map(Day::iso).as_deref(), Some("2025-12-31"));
    }
}
