//! Days, months, years and school years.

use khue_base::{Day, SchoolYear, search_key};

use super::{Context, DaySystem, Reason};
use crate::registry::record::{Field, PartialDay};

const YEARS: std::ops::RangeInclusive<i64> = 1900..=2200;

/// A whole day.
pub(super) fn full(field: &Field, text: &str, context: &Context<'_>) -> Result<Day, Reason> {
    let day = partial(field, text, context)?;
    day.full().ok_or_else(|| {
        let missing = if day.month().is_some() { "ngày" } else { "ngày và tháng" };
        Reason::new(format!("{} “{text}” thiếu {missing}.", field.label), write_day())
    })
}

/// A day of which only the month or the year may be known.
pub(super) fn partial(field: &Field, text: &str, context: &Context<'_>) -> Result<PartialDay, Reason> {
    let no_day = || Reason::new(format!("{} “{text}” không phải là ngày.", field.label), write_day());
    let parts = parts(text).ok_or_else(no_day)?;
    match parts.as_slice() {
        [Part { value, digits: 4, .. }] if YEARS.contains(value) => year_of(field, text, *value),
        [Part { value, digits: 5, .. }] => serial(field, text, *value, context.day_system),
        // yyyymmdd
        [Part { value, digits: 8, .. }] => {
            day_of(field, text, value / 10_000, value / 100 % 100, value % 100)
        }
        [month, Part { value: year, digits: 4, .. }] => month_of(field, text, *year, month.value),
        [Part { value: year, digits: 4, .. }, month] => month_of(field, text, *year, month.value),
        [Part { value: year, digits: 4, .. }, month, day] => {
            day_of(field, text, *year, month.value, day.value)
        }
        [day, month, Part { value: year, digits: 4, .. }] => {
            day_of(field, text, *year, month.value, day.value)
        }
        [_, _, Part { digits: 1..=2, .. }] => Err(Reason::new(
            format!("{} “{text}” ghi năm bằng hai chữ số.", field.label),
            "Ghi đủ bốn chữ số của năm, ví dụ 01/02/2010.",
        )),
        _ => Err(no_day()),
    }
}

/// A month.
pub(super) fn month(field: &Field, text: &str, context: &Context<'_>) -> Result<PartialDay, Reason> {
    let day = partial(field, text, context)
        .map_err(|reason| Reason { fix: "Ghi tháng/năm, ví dụ 09/2020.".to_owned(), ..reason })?;
    day.month().and_then(|month| PartialDay::month_only(day.year(), month)).ok_or_else(|| {
        Reason::new(format!("{} “{text}” thiếu tháng.", field.label), "Ghi tháng/năm, ví dụ 09/2020.")
    })
}

/// A calendar year.
pub(super) fn year(field: &Field, text: &str) -> Result<i16, Reason> {
    let year = match parts(text).as_deref() {
        Some([Part { value, digits: 4, .. }]) => Some(*value),
        Some([.., Part { value, digits: 4, .. }]) => Some(*value),
        _ => None,
    };
    year.filter(|year| YEARS.contains(year)).and_then(|year| i16::try_from(year).ok()).ok_or_else(|| {
        Reason::new(
            format!("{} “{text}” không phải là năm.", field.label),
            "Ghi năm bằng bốn chữ số, ví dụ 1980.",
        )
    })
}

/// A school year: `2020-2021`, `2020-21`.
pub(super) fn school_year(field: &Field, text: &str) -> Result<SchoolYear, Reason> {
    let wrong = || {
        Reason::new(
            format!("{} “{text}” không phải là năm học.", field.label),
            "Ghi hai năm liền nhau, ví dụ 2020-2021.",
        )
    };
    let parts = parts(text).ok_or_else(wrong)?;
    let [Part { value: first, digits: 4, .. }, second] = parts.as_slice() else { return Err(wrong()) };
    let follows = match second.digits {
        4 => second.value == first + 1,
        2 => second.value == (first + 1) % 100,
        _ => false,
    };
    if !follows || !YEARS.contains(first) {
        return Err(wrong());
    }
    i16::try_from(*first).map(SchoolYear::starting).map_err(|_| wrong())
}

#[derive(Clone, Copy, Debug)]
struct Part {
    value: i64,
    digits: usize,
}

/// The numbers of `ngày 5 tháng 9 năm 2020`, `05/9/2020`, `2020-09-05T00:00:00`; nothing when there is
/// something else in it. Dots or dashes in place of a number count as unknown, which is 0.
fn parts(text: &str) -> Option<Vec<Part>> {
    let key = search_key(text).replace("thang", "/").replace("nam hoc", "").replace("nam", "/");
    let key = key.replace("ngay", "");
    let key = without_time(key.trim().trim_start_matches('/').trim());
    // A serial day with a time of day.
    if let Some((whole, fraction)) = key.split_once([',', '.'])
        && whole.len() == 5
        && [whole, fraction].iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
    {
        return parts(whole);
    }
    let separator = ['/', '-', '.', '–'].into_iter().find(|sign| key.contains(*sign)).unwrap_or(' ');
    let separator = if key.contains('/') { '/' } else { separator };
    let mut found = Vec::new();
    for part in key.split(separator).map(str::trim) {
        let is_unknown = !part.is_empty() && part.chars().all(|c| matches!(c, '.' | '-' | '…' | '_' | '?'));
        if is_unknown {
            found.push(Part { value: 0, digits: 2 });
            continue;
        }
        if part.is_empty() || part.len() > 8 || !part.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        found.push(Part { value: part.parse().ok()?, digits: part.len() });
    }
    Some(found)
}

/// `2010-05-12T00:00:00`, `12/05/2010 00:00` without the time of day.
fn without_time(text: &str) -> &str {
    match text.split_once([' ', 't']) {
        Some((day, time)) if time.contains(':') => day,
        _ => text,
    }
}

fn year_of(field: &Field, text: &str, year: i64) -> Result<PartialDay, Reason> {
    let exists = YEARS.contains(&year).then_some(year).and_then(|year| i16::try_from(year).ok());
    exists.and_then(PartialDay::year_only).ok_or_else(|| outside(field, text))
}

fn month_of(field: &Field, text: &str, year: i64, month: i64) -> Result<PartialDay, Reason> {
    if month == 0 {
        return year_of(field, text, year);
    }
    if !YEARS.contains(&year) {
        return Err(outside(field, text));
    }
    let found = i16::try_from(year).ok().zip(i8::try_from(month).ok());
    found.and_then(|(year, month)| PartialDay::month_only(year, month)).ok_or_else(|| outside(field, text))
}

fn day_of(field: &Field, text: &str, year: i64, month: i64, day: i64) -> Result<PartialDay, Reason> {
    if day == 0 {
        return month_of(field, text, year, month);
    }
    if !YEARS.contains(&year) {
        return Err(outside(field, text));
    }
    let exists =
        |month: i64, day: i64| Day::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?);
    if let Some(day) = exists(month, day) {
        return Ok(day.into());
    }
    Err(match exists(day, month) {
        Some(swapped) => Reason::new(
            format!("{} “{text}” không có trong lịch; có lẽ tháng đứng trước ngày.", field.label),
            format!("Ghi ngày/tháng/năm, ví dụ {}.", PartialDay::from(swapped)),
        ),
        None => outside(field, text),
    })
}

/// A day as workbooks count it. Excel believes that 1900 had a 29 February: serial 60.
fn serial(field: &Field, text: &str, serial: i64, system: DaySystem) -> Result<PartialDay, Reason> {
    let first = match system {
        DaySystem::From1900 => Day::new(1899, 12, 30),
        DaySystem::From1904 => Day::new(1904, 1, 1),
    };
    let day = first.map(|first| first.plus_days(serial));
    day.filter(|day| YEARS.contains(&day.parts().0.into()))
        .map(PartialDay::from)
        .ok_or_else(|| outside(field, text))
}

fn outside(field: &Field, text: &str) -> Reason {
    Reason::new(format!("{} “{text}” không có trong lịch.", field.label), write_day())
}

fn write_day() -> &'static str {
    "Ghi ngày/tháng/năm, ví dụ 01/02/2010."
}
