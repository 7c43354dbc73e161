//! Pictures of a directive's figures, each with its finding and its numbers.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use khue_app::directive::{GroupLine, Overview, TimePoint};
use khue_app::registry::district_outlines_2020;
use khue_base::{Day, DirectiveId};
use khue_office::chart::{Bar, Frame, Part, Shape, State, district_map, stacked_states, states_over_time};
use khue_rules::directive::roll_up::StateCounts;

use crate::directive::words;
use crate::page::{Chart, Svg};

/// Width of a chart on a page, in screen pixels at full size.
const WIDTH: u16 = 720;

/// The pictures of one page.
pub struct Charts {
    /// Districts by their worst state; absent where there are no districts.
    pub map: Option<Chart>,
    /// Over time, by section, by unit.
    pub others: Vec<Chart>,
}

/// Pictures kept until their directive's figures change: drawing them costs more than all the rest of a page.
#[derive(Default)]
pub struct Pictures(Mutex<HashMap<Key, Arc<Charts>>>);

/// Directive, day, revision.
type Key = (DirectiveId, Day, i64);

/// Most directives and days kept.
const KEPT: usize = 200;

impl Pictures {
    /// The pictures of a directive, drawn now or before.
    pub(super) fn of(&self, overview: &Overview, here: &str) -> Arc<Charts> {
        let key = (overview.head.id, overview.as_of, overview.head.revision);
        let kept = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(charts) = kept().get(&key) {
            return Arc::clone(charts);
        }
        let charts = Arc::new(draw(overview, here));
        let mut all = kept();
        all.retain(|old, _| (old.0, old.1) != (key.0, key.1));
        if all.len() >= KEPT {
            all.clear();
        }
        all.insert(key, Arc::clone(&charts));
        charts
    }
}

fn draw(overview: &Overview, here: &str) -> Charts {
    let others = [over_time(overview), by_section(overview, here), by_unit(overview, here)];
    Charts { map: map(overview, here), others: others.into_iter().flatten().collect() }
}

fn frame<'a>(id: &'a str, title: &'a str) -> Frame<'a> {
    Frame { id, title, width: WIDTH }
}

/// Counts in the states that pictures know.
fn parts(counts: &StateCounts) -> Vec<Part> {
    let part = |state, count| Part { state, count };
    let running = (counts.in_progress + counts.not_started + counts.paused).saturating_sub(counts.soon);
    vec![
        part(State::Late, counts.overdue),
        part(State::Soon, counts.soon),
        part(State::Running, running),
        part(State::Waiting, counts.waiting),
        part(State::Ok, counts.done()),
        part(State::None, counts.unknown),
    ]
}

fn numbers(counts: &StateCounts) -> Vec<String> {
    parts(counts).into_iter().map(|part| part.count.to_string()).collect()
}

fn head(first: &str) -> Vec<String> {
    let states = [State::Late, State::Soon, State::Running, State::Waiting, State::Ok, State::None];
    std::iter::once(first.to_owned()).chain(states.into_iter().map(|state| state.word().to_owned())).collect()
}

fn row(name: &str, counts: &StateCounts) -> Vec<String> {
    std::iter::once(name.to_owned()).chain(numbers(counts)).collect()
}

pub(in crate::directive) fn over_time(overview: &Overview) -> Option<Chart> {
    let last = overview.timeline.last()?;
    let total = last.on_time + last.done_late + last.overdue + last.open;
    if total == 0 {
        return None;
    }
    let done = last.on_time + last.done_late;
    let title = format!(
        "Đến {}, {done} trong {total} lượt giao việc đã hoàn thành, {} quá hạn",
        last.day, last.overdue
    );
    let points: Vec<_> = overview.timeline.iter().map(|point| (point.day, time_parts(point))).collect();
    let line = |point: &TimePoint| {
        vec![
            point.day.to_string(),
            point.overdue.to_string(),
            point.open.to_string(),
            point.done_late.to_string(),
            point.on_time.to_string(),
        ]
    };
    Some(Chart {
        picture: Svg(states_over_time(frame("theo-thoi-gian", &title), &points)),
        title,
        head: ["Đến ngày", "quá hạn", "đang làm", "xong muộn", "xong đúng hạn"].map(str::to_owned).to_vec(),
        rows: overview.timeline.iter().map(line).collect(),
        source: "đếm từng đơn vị được giao, theo ngày giao, hạn và ngày hoàn thành".to_owned(),
    })
}

fn time_parts(point: &TimePoint) -> Vec<Part> {
    vec![
        Part { state: State::Late, count: point.overdue },
        Part { state: State::Running, count: point.open },
        Part { state: State::Ok, count: point.on_time + point.done_late },
    ]
}

pub(in crate::directive) fn by_section(overview: &Overview, here: &str) -> Option<Chart> {
    let sections: Vec<_> = overview
        .sections
        .iter()
        .filter(|section| overview.tasks.iter().any(|task| task.section == section.path))
        .collect();
    let worst = sections.iter().max_by_key(|section| section.counts.overdue)?;
    let title = if worst.counts.overdue == 0 {
        "Không mục nào có nhiệm vụ quá hạn".to_owned()
    } else {
        format!("Mục {} có nhiều nhiệm vụ quá hạn nhất: {}", worst.path, worst.counts.overdue)
    };
    let bars: Vec<Bar> = sections
        .iter()
        .map(|section| Bar {
            label: format!("Mục {}", section.path),
            href: Some(format!("{here}/nhiem-vu?muc={}", section.path)),
            parts: parts(&section.counts),
        })
        .collect();
    Some(Chart {
        picture: Svg(stacked_states(frame("theo-muc", &title), &bars)),
        title,
        head: head("Mục"),
        rows: sections
            .iter()
            .map(|section| row(&format!("{}. {}", section.path, section.heading), &section.counts))
            .collect(),
        source: "đếm nhiệm vụ của văn bản".to_owned(),
    })
}

pub(in crate::directive) fn by_unit(overview: &Overview, here: &str) -> Option<Chart> {
    let worst = overview.groups.iter().max_by_key(|group| group.counts.overdue)?;
    let title = if worst.counts.overdue == 0 {
        "Không đơn vị nào có việc quá hạn".to_owned()
    } else {
        format!("{} còn nhiều việc quá hạn nhất: {}", worst.name, worst.counts.overdue)
    };
    let bars: Vec<Bar> = overview
        .groups
        .iter()
        .map(|group| Bar {
            label: group.name.clone(),
            href: Some(format!("{here}/nhiem-vu?don-vi={}", group.unit)),
            parts: parts(&group.counts),
        })
        .collect();
    Some(Chart {
        picture: Svg(stacked_states(frame("theo-noi", &title), &bars)),
        title,
        head: head("Đơn vị"),
        rows: overview.groups.iter().map(|group| row(&group.name, &group.counts)).collect(),
        source: "đếm từng đơn vị được giao, gộp theo huyện".to_owned(),
    })
}

/// The state that a place is painted in.
fn painted(counts: &StateCounts) -> State {
    let states = [State::Late, State::Soon, State::None, State::Waiting, State::Running];
    let parts = parts(counts);
    let has = |state: &State| parts.iter().any(|part| part.state == *state && part.count > 0);
    states.into_iter().find(has).unwrap_or(State::Ok)
}

fn map(overview: &Overview, here: &str) -> Option<Chart> {
    let outlines = district_outlines_2020().ok()?;
    let groups: Vec<&GroupLine> = overview.groups.iter().filter(|group| group.district).collect();
    let shapes: Vec<Shape> = outlines
        .outlines
        .iter()
        .filter_map(|outline| {
            let group = groups.iter().find(|group| group.code.as_deref() == Some(outline.code.as_str()))?;
            let (_, worst) = words::worst(&group.counts);
            let state = painted(&group.counts);
            let text =
                if state == State::Ok { "đã xong".to_owned() } else { format!("{worst} {}", state.word()) };
            Some(Shape {
                name: group.name.clone(),
                label: group.name.clone(),
                rings: outline
                    .rings
                    .iter()
                    .map(|ring| ring.iter().map(|[x, y]| (*x, *y)).collect())
                    .collect(),
                state,
                text,
                href: Some(format!("{here}/nhiem-vu?don-vi={}", group.unit)),
            })
        })
        .collect();
    if shapes.is_empty() {
        return None;
    }
    let late = groups.iter().filter(|group| group.counts.overdue > 0).count();
    let title = match late {
        0 => "Không huyện nào có việc quá hạn".to_owned(),
        late => format!("{late} trong {} huyện, thành phố có việc quá hạn", groups.len()),
    };
    Some(Chart {
        picture: Svg(district_map(Frame { id: "ban-do", title: &title, width: WIDTH }, &shapes)),
        title,
        head: head("Huyện"),
        rows: groups.iter().map(|group| row(&group.name, &group.counts)).collect(),
        source: outlines.note,
    })
}
