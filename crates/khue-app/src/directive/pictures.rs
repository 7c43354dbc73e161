//! Pictures of a directive's figures, for page and paper alike: states over time, by section, by unit, on
//! the map. Each comes with its finding, its numbers and where they are from.

use khue_office::chart::{Bar, Frame, Part, Shape, State, district_map, stacked_states, states_over_time};
use khue_rules::directive::roll_up::StateCounts;

use super::overview::{GroupLine, Overview, TimePoint};
use crate::registry::district_outlines_2020;

/// A picture with what it says.
#[derive(Clone, Debug)]
pub struct Picture {
    /// Its finding, as a sentence.
    pub title: String,
    /// The drawing.
    pub svg: String,
    /// Heads of the columns of its numbers.
    pub head: Vec<String>,
    /// Its numbers; the first cell of a row names it.
    pub rows: Vec<Vec<String>>,
    /// What was counted, or how exact the drawing is.
    pub source: String,
}

/// The pictures of a directive; one that would say nothing is absent.
#[derive(Clone, Debug)]
pub struct Pictures {
    /// Assignments by state over time.
    pub over_time: Option<Picture>,
    /// Tasks by state in each section.
    pub by_section: Option<Picture>,
    /// Assignments by state in each district or unit outside them.
    pub by_unit: Option<Picture>,
    /// Districts by their worst state.
    pub map: Option<Picture>,
}

/// What pictures are drawn for.
#[derive(Clone, Copy, Debug)]
pub enum Medium<'a> {
    /// A page: narrow enough for a phone, marks open the list of tasks below this address.
    Page(&'a str),
    /// Paper.
    Paper,
}

impl Medium<'_> {
    fn chart<'a>(self, id: &'a str, title: &'a str) -> Frame<'a> {
        let width = match self {
            Medium::Page(_) => 380,
            Medium::Paper => 600,
        };
        Frame { id, title, width }
    }

    /// A map has names in it, which need room.
    fn map<'a>(self, id: &'a str, title: &'a str) -> Frame<'a> {
        let width = match self {
            Medium::Page(_) => 700,
            Medium::Paper => 600,
        };
        Frame { id, title, width }
    }

    fn tasks(self, filter: std::fmt::Arguments<'_>) -> Option<String> {
        match self {
            Medium::Page(here) => Some(format!("{here}/nhiem-vu?{filter}")),
            Medium::Paper => None,
        }
    }
}

/// Draws the pictures of `overview`.
pub fn pictures(overview: &Overview, medium: Medium<'_>) -> Pictures {
    Pictures {
        over_time: over_time(overview, medium),
        by_section: by_section(overview, medium),
        by_unit: by_unit(overview, medium),
        map: map(overview, medium),
    }
}

fn over_time(overview: &Overview, medium: Medium<'_>) -> Option<Picture> {
    let last = overview.timeline.last()?;
    let done = last.on_time + last.done_late;
    let total = done + last.overdue + last.open;
    // One point is no course of time.
    if total == 0 || overview.timeline.len() < 2 {
        return None;
    }
    let late = match last.overdue {
        0 => "không có lượt nào quá hạn".to_owned(),
        late => format!("{late} quá hạn"),
    };
    let title = format!("Đến ngày {}, {done} trong {total} lượt giao việc đã hoàn thành, {late}", last.day);
    let parts = |point: &TimePoint| {
        vec![
            Part { state: State::Late, count: point.overdue },
            Part { state: State::Running, count: point.open },
            Part { state: State::Ok, count: point.on_time + point.done_late },
        ]
    };
    let points: Vec<_> = overview.timeline.iter().map(|point| (point.day, parts(point))).collect();
    let row = |point: &TimePoint| {
        let numbers = [point.overdue, point.open, point.done_late, point.on_time];
        std::iter::once(point.day.to_string()).chain(numbers.map(|number| number.to_string())).collect()
    };
    Some(Picture {
        svg: states_over_time(medium.chart("theo-thoi-gian", &title), &points),
        title,
        head: ["Đến ngày", "quá hạn", "đang làm", "xong muộn", "xong đúng hạn"].map(str::to_owned).to_vec(),
        rows: overview.timeline.iter().map(row).collect(),
        source: "Đếm từng đơn vị được giao, theo ngày giao, hạn và ngày nộp kết quả.".to_owned(),
    })
}

fn by_section(overview: &Overview, medium: Medium<'_>) -> Option<Picture> {
    let sections: Vec<(&str, StateCounts)> =
        sections_with_tasks(overview).into_iter().map(|path| (path, own_counts(overview, path))).collect();
    let (worst, counts) = sections.iter().rev().max_by_key(|(_, counts)| counts.overdue)?;
    let title = match counts.overdue {
        0 => "Không mục nào có nhiệm vụ quá hạn".to_owned(),
        late => format!("{} có nhiều nhiệm vụ quá hạn nhất: {late}", section_name(worst)),
    };
    let bar = |(path, counts): &(&str, StateCounts)| Bar {
        label: short_name(path),
        href: medium.tasks(format_args!("muc={path}")),
        parts: parts(counts),
    };
    let bars: Vec<Bar> = sections.iter().map(bar).collect();
    let named = |path: &str| match overview.sections.iter().find(|section| section.path == path) {
        Some(section) => format!("{path}. {}", section.heading),
        None => section_name(path),
    };
    Some(Picture {
        svg: stacked_states(medium.chart("theo-muc", &title), &bars),
        title,
        head: head("Mục"),
        rows: sections.iter().map(|(path, counts)| row(&named(path), counts)).collect(),
        source: "Đếm nhiệm vụ của văn bản.".to_owned(),
    })
}

fn by_unit(overview: &Overview, medium: Medium<'_>) -> Option<Picture> {
    let worst = overview.groups.iter().rev().max_by_key(|group| group.counts.overdue)?;
    let title = match worst.counts.overdue {
        0 => "Không đơn vị nào có việc quá hạn".to_owned(),
        late => format!("{} còn nhiều việc quá hạn nhất: {late}", worst.name),
    };
    let bar = |group: &GroupLine| Bar {
        label: group.name.clone(),
        href: medium.tasks(format_args!("don-vi={}", group.unit)),
        parts: parts(&group.counts),
    };
    let bars: Vec<Bar> = overview.groups.iter().map(bar).collect();
    Some(Picture {
        svg: stacked_states(medium.chart("theo-noi", &title), &bars),
        title,
        head: head("Đơn vị"),
        rows: overview.groups.iter().map(|group| row(&group.name, &group.counts)).collect(),
        source: "Đếm từng đơn vị được giao, gộp theo huyện, thành phố.".to_owned(),
    })
}

fn map(overview: &Overview, medium: Medium<'_>) -> Option<Picture> {
    let outlines = district_outlines_2020().ok()?;
    let groups: Vec<&GroupLine> = overview.groups.iter().filter(|group| group.district).collect();
    let shapes: Vec<Shape> = outlines
        .outlines
        .iter()
        .filter_map(|outline| {
            let group = groups.iter().find(|group| group.code.as_deref() == Some(outline.code.as_str()))?;
            let (state, count) = worst(&group.counts);
            let ring = |ring: &Vec<[i32; 2]>| ring.iter().map(|[x, y]| (*x, *y)).collect();
            Some(Shape {
                name: group.name.clone(),
                label: group.name.clone(),
                rings: outline.rings.iter().map(ring).collect(),
                state,
                text: if state == State::Ok {
                    "đã xong".to_owned()
                } else {
                    format!("{count} {}", state.word())
                },
                href: medium.tasks(format_args!("don-vi={}", group.unit)),
            })
        })
        .collect();
    if shapes.len() < 2 {
        return None;
    }
    let late = groups.iter().filter(|group| group.counts.overdue > 0).count();
    let title = match late {
        0 => "Không huyện, thành phố nào có việc quá hạn".to_owned(),
        late => format!("{late} trong {} huyện, thành phố có việc quá hạn", groups.len()),
    };
    Some(Picture {
        svg: district_map(medium.map("ban-do", &title), &shapes),
        title,
        head: head("Huyện"),
        rows: groups.iter().map(|group| row(&group.name, &group.counts)).collect(),
        source: outlines.note,
    })
}

/// Paths of the sections that give tasks themselves, in the order of the text.
pub(super) fn sections_with_tasks(overview: &Overview) -> Vec<&str> {
    let mut paths: Vec<&str> = Vec::new();
    for task in &overview.tasks {
        if !paths.contains(&task.section.as_str()) {
            paths.push(&task.section);
        }
    }
    paths
}

/// States of the tasks that a section gives itself.
pub(super) fn own_counts(overview: &Overview, path: &str) -> StateCounts {
    let mut counts = StateCounts::default();
    for task in overview.tasks.iter().filter(|task| task.section == path) {
        counts.add_judged(&task.judged);
    }
    counts
}

/// `Mục II.2`, `Phần tổ chức thực hiện`.
pub(super) fn section_name(path: &str) -> String {
    match path {
        "KET" => "Phần tổ chức thực hiện".to_owned(),
        "body" => "Nội dung văn bản".to_owned(),
        path => format!("Mục {path}"),
    }
}

/// The same, short enough to stand beside a bar.
fn short_name(path: &str) -> String {
    if path == "KET" { "Tổ chức thực hiện".to_owned() } else { section_name(path) }
}

/// Counts in the states that pictures know.
fn parts(counts: &StateCounts) -> Vec<Part> {
    let running = (counts.in_progress + counts.not_started + counts.paused).saturating_sub(counts.soon);
    let part = |state| {
        let count = match state {
            State::Late => counts.overdue,
            State::Soon => counts.soon,
            State::Running => running,
            State::Waiting => counts.waiting,
            State::Ok => counts.done(),
            State::None => counts.unknown,
        };
        Part { state, count }
    };
    State::ALL.map(part).to_vec()
}

fn head(first: &str) -> Vec<String> {
    std::iter::once(first).chain(State::ALL.map(State::word)).map(str::to_owned).collect()
}

fn row(name: &str, counts: &StateCounts) -> Vec<String> {
    let numbers = parts(counts).into_iter().map(|part| part.count.to_string());
    std::iter::once(name.to_owned()).chain(numbers).collect()
}

/// What a place is painted in, and how many are so.
fn worst(counts: &StateCounts) -> (State, u32) {
    let parts = parts(counts);
    [State::Late, State::Soon, State::None, State::Waiting, State::Running]
        .into_iter()
        .filter_map(|state| parts.iter().find(|part| part.state == state && part.count > 0))
        .map(|part| (part.state, part.count))
        .next()
        .unwrap_or((State::Ok, 0))
}
