//! The calendar of a school year as a page and as a file.

use axum::response::Response;
use khue_app::OpError;
use khue_app::registry::records::school_year_of;
use khue_base::{Day, SchoolYear};
use khue_office::calendar::{CalendarEvent, ics};
use khue_rules::registry::record::code_list;
use khue_rules::registry::year_calendar::{Entry, Term, Week, YearCalendar, year_calendar};

use crate::directive::download::attachment;
use crate::page::{Choice, Empty, Link, Tag, Tone};
use crate::registry::year_calendar::{CalendarEntry, CalendarPage, CalendarTerm, CalendarWeek};
use crate::{Asked, Failure, Fields, InPath, Signed, show};

/// What is said where the province's plan is not known.
pub(in crate::registry) const FRAME_ONLY: &str = "Chưa có kế hoạch thời gian năm học của tỉnh cho năm này; dưới đây là khung của Bộ. Số tuần và ngày bắt đầu học theo quyết định của tỉnh.";

pub(in crate::registry) fn calendar_href(year: SchoolYear, level: &str) -> String {
    format!("/lich?nam-hoc={year}&cap={level}")
}

/// `GET /lich`.
pub async fn page(signed: Signed, Asked(asked): Asked) -> Result<Response, Failure> {
    let today = signed.ctx.today();
    let level = level_asked(&asked);
    let typed = asked.filled("nam-hoc");
    let year = typed.map_or(Ok(school_year_of(today)), str::parse::<SchoolYear>);
    let heading = match (&year, typed) {
        (Ok(year), _) => format!("Lịch năm học {year}"),
        _ => "Lịch năm học".to_owned(),
    };
    let calendar = match &year {
        Ok(year) => year_calendar(*year, &level).map_err(|_| {
            format!(
                "Khuê chưa có kế hoạch thời gian năm học {year}. Hãy báo quản trị bổ sung khi tỉnh ban hành."
            )
        }),
        Err(error) => Err(format!("{error}.")),
    };
    let mut page = CalendarPage {
        shell: signed.shell(&heading, &[]),
        heading,
        level: level_name(&level),
        year: typed.map_or_else(|| school_year_of(today).to_string(), str::to_owned),
        levels: levels(&level),
        ..CalendarPage::default()
    };
    match (calendar, year) {
        (Ok(calendar), Ok(year)) => {
            page.file = Some(Link::new("Tải lịch (.ics)", format!("/lich/{year}.ics?cap={level}")));
            fill(&mut page, &calendar);
        }
        (Err(why), _) => {
            page.empty =
                Empty { title: "Chưa có lịch của năm học này".to_owned(), why, step: None };
        }
        (Ok(_), Err(_)) => {}
    }
    Ok(show(&page))
}

fn fill(page: &mut CalendarPage, calendar: &YearCalendar) {
    if calendar.terms.is_empty() {
        FRAME_ONLY.clone_into(&mut page.notice);
    }
    page.days = calendar.days.iter().map(entry).collect();
    page.holidays = calendar.holidays.iter().map(entry).collect();
    page.terms = calendar.terms.iter().map(|one| term(one, calendar)).collect();
    page.basis = calendar.basis.to_string();
}

fn span(from: Day, until: Day) -> String {
    if from == until { from.to_string() } else { format!("{from} – {until}") }
}

fn entry(entry: &Entry) -> CalendarEntry {
    CalendarEntry {
        when: span(entry.from, entry.until),
        name: entry.name.clone(),
        state: entry.notice.map(|notice| Tag::new(Tone::Soon, notice)),
    }
}

fn term_name(number: u8) -> &'static str {
    if number == 1 { "Học kì I" } else { "Học kì II" }
}

fn week_name(week: &Week) -> String {
    match (week.number, &week.pause) {
        (Some(number), _) => format!("Tuần {number}"),
        (None, Some(pause)) => pause.clone(),
        (None, None) => "Dự phòng, hoạt động khác".to_owned(),
    }
}

fn term(term: &Term, calendar: &YearCalendar) -> CalendarTerm {
    let note = |week: &Week| {
        let inside = calendar.holidays.iter().filter(|day| week.from <= day.from && day.from <= week.until);
        inside.map(|day| format!("{} {}", day.name, day.from)).collect::<Vec<_>>().join(", ")
    };
    CalendarTerm {
        anchor: format!("hoc-ki-{}", term.number),
        heading: format!("{}: {} tuần thực học", term_name(term.number), term.taught()),
        weeks: term
            .weeks
            .iter()
            .map(|week| CalendarWeek {
                name: week_name(week),
                when: span(week.from, week.until),
                note: if week.pause.is_some() { String::new() } else { note(week) },
            })
            .collect(),
    }
}

/// `GET /lich/{file}`: `2020-2021.ics`, for programs that keep calendars; it tells nothing that is not published.
pub async fn file(InPath(name): InPath<String>, Asked(asked): Asked) -> Result<Response, Failure> {
    let year: Option<SchoolYear> = name.strip_suffix(".ics").and_then(|year| year.parse().ok());
    let year = year.ok_or(OpError::Hidden)?;
    let level = level_asked(&asked);
    let calendar = year_calendar(year, &level).map_err(|_| OpError::Hidden)?;
    let content = ics(
        &format!("Lịch năm học {year}, {}", level_name(&level)),
        calendar.basis.checked,
        &events(year, &level, &calendar),
    );
    let kind = "text/calendar; charset=utf-8";
    Ok(attachment(kind, &format!("lich-{year}-{level}.ics"), content.into_bytes()))
}

fn events(year: SchoolYear, level: &str, calendar: &YearCalendar) -> Vec<CalendarEvent> {
    let basis = calendar.basis.to_string();
    let plain = calendar.days.iter().chain(&calendar.holidays).map(|entry| {
        let summary = match entry.notice {
            Some(notice) => format!("{} ({notice})", entry.name),
            None => entry.name.clone(),
        };
        (entry.from, entry.until, summary)
    });
    let weeks = calendar.terms.iter().flat_map(|term| {
        let taught = term.weeks.iter().filter(|week| week.number.is_some());
        taught
            .map(|week| (week.from, week.until, format!("{} ({})", week_name(week), term_name(term.number))))
    });
    plain
        .chain(weeks)
        .enumerate()
        .map(|(place, (from, until, summary))| CalendarEvent {
            uid: format!("{year}-{level}-{place}@khue"),
            from,
            until,
            summary,
            description: basis.clone(),
        })
        .collect()
}

/// The level asked for; lower secondary where none is.
fn level_asked(asked: &Fields) -> String {
    let typed = asked.text("cap");
    let list = code_list("level");
    let known = list.is_some_and(|list| list.by_code(typed).is_some());
    if known { typed } else { "03" }.to_owned()
}

fn level_name(level: &str) -> String {
    let found = code_list("level").and_then(|list| list.by_code(level));
    found.map(|code| code.name.clone()).unwrap_or_default()
}

fn levels(chosen: &str) -> Vec<Choice> {
    let codes = code_list("level").map(|list| list.codes.as_slice()).unwrap_or_default();
    codes
        .iter()
        .map(|code| Choice {
            value: code.code.clone(),
            label: code.name.clone(),
            chosen: code.code == chosen,
        })
        .collect()
}
