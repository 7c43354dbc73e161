//! Days, months, quarters, years and rhythms named in words.

use khue_base::{Day, SchoolYear};
use khue_law::SchoolCalendar;

use super::{Parts, Repeats};

/// Lower case, one space between words, `-` and `/` closed up, marks at the edges of words gone,
/// `kì` as `kỳ`.
pub(super) fn simplify(text: &str) -> String {
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

pub(super) fn year(word: &str) -> Option<i16> {
    number(word).filter(|year| (1990..=2100).contains(year))
}

/// Days as `15/3/2021`, `15/3` and `ngày 15 tháng 3 [năm 2021]`.
pub(super) fn days_named(words: &[&str]) -> Vec<Parts> {
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
pub(super) fn month_named(words: &[&str]) -> Option<(i8, Option<i16>)> {
    let (value, named) = after(words, "tháng")?;
    number(value).filter(|month| (1..=12).contains(month)).map(|month| (month, named))
}

/// `quý II/2021`, `quý 2 năm 2021`, `quý II`.
pub(super) fn quarter_named(words: &[&str]) -> Option<(i8, Option<i16>)> {
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

pub(super) fn school_year_named(words: &[&str]) -> Option<SchoolYear> {
    let position = words.windows(2).rposition(|pair| pair == ["năm", "học"])?;
    words.get(position + 2)?.parse().ok()
}

/// The last calendar year in the words; of `2016-2020` the second.
pub(super) fn last_year_named(words: &[&str]) -> Option<i16> {
    words.iter().rev().find_map(|word| match word.split_once('-') {
        Some((first, last)) => year(first).and_then(|_| year(last)),
        None => year(word),
    })
}

/// The day of the event that the text names, with the event's name.
pub(super) fn event_day<'c>(text: &str, plan: &'c SchoolCalendar) -> Option<(Day, &'c str)> {
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

pub(super) fn repeats_of(text: &str) -> Option<Repeats> {
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
