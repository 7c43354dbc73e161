//! Pictures of a report: states over time, by section, by unit, on the map.

use khue_office::chart::{Bar, Frame, Part, Shape, State, district_map, stacked_states, states_over_time};
use khue_rules::directive::roll_up::StateCounts;

use super::super::overview::{GroupLine, Overview};
use super::content::ReportBlock;
use super::draft::{own_counts, section_name, sections_with_tasks};
use crate::registry::district_outlines_2020;

/// Width on paper, in the units of charts.
const WIDTH: u16 = 600;

pub(super) fn over_time(overview: &Overview) -> Option<ReportBlock> {
    let last = overview.timeline.last()?;
    let done = last.on_time + last.done_late;
    let total = done + last.overdue + last.open;
    // One point is no course of time.
    if total == 0 || overview.timeline.len() < 2 {
        return None;
    }
    let title = format!(
        "Đến ngày {}, {done} trong {total} lượt giao việc đã hoàn thành, {}",
        last.day,
        match last.overdue {
            0 => "không có lượt nào quá hạn".to_owned(),
            late => format!("{late} quá hạn"),
        }
    );
    let points: Vec<_> = overview
        .timeline
        .iter()
        .map(|point| {
            let parts = vec![
                Part { state: State::Late, count: point.overdue },
                Part { state: State::Running, count: point.open },
                Part { state: State::Ok, count: point.on_time + point.done_late },
            ];
            (point.day, parts)
        })
        .collect();
    let svg = states_over_time(frame("theo-thoi-gian", &title), &points);
    let source = "Đếm từng đơn vị được giao, theo ngày giao, hạn và ngày nộp kết quả.".to_owned();
    Some(ReportBlock::Picture { title, svg, source })
}

pub(super) fn by_section(overview: &Overview) -> Option<ReportBlock> {
    let sections: Vec<(String, StateCounts)> = sections_with_tasks(overview)
        .into_iter()
        .map(|path| (section_name(path), own_counts(overview, path)))
        .collect();
    let (worst, counts) = sections.iter().rev().max_by_key(|(_, counts)| counts.overdue)?;
    let title = match counts.overdue {
        0 => "Không mục nào có nhiệm vụ quá hạn".to_owned(),
        late => format!("{worst} có nhiều nhiệm vụ quá hạn nhất: {late}"),
    };
    let bars: Vec<Bar> = sections
        .iter()
        .map(|(name, counts)| Bar { label: name.clone(), href: None, parts: parts(counts) })
        .collect();
    let svg = stacked_states(frame("theo-muc", &title), &bars);
    Some(ReportBlock::Picture { title, svg, source: "Đếm nhiệm vụ của văn bản.".to_owned() })
}

pub(super) fn by_unit(overview: &Overview) -> Option<ReportBlock> {
    let worst = overview.groups.iter().max_by_key(|group| group.counts.overdue)?;
    let title = match worst.counts.overdue {
        0 => "Không đơn vị nào có việc quá hạn".to_owned(),
        late => format!("{} còn nhiều việc quá hạn nhất: {late}", worst.name),
    };
    let bars: Vec<Bar> = overview
        .groups
        .iter()
        .map(|group| Bar { label: group.name.clone(), href: None, parts: parts(&group.counts) })
        .collect();
    let svg = stacked_states(frame("theo-don-vi", &title), &bars);
    let source = "Đếm từng đơn vị được giao, gộp theo huyện, thành phố.".to_owned();
    Some(ReportBlock::Picture { title, svg, source })
}

pub(super) fn map(overview: &Overview) -> Option<ReportBlock> {
    let outlines = district_outlines_2020().ok()?;
    let groups: Vec<&GroupLine> = overview.groups.iter().filter(|group| group.district).collect();
    let shapes: Vec<Shape> = outlines
        .outlines
        .iter()
        .filter_map(|outline| {
            let group = groups.iter().find(|group| group.code.as_deref() == Some(outline.code.as_str()))?;
            let (state, count) = worst(&group.counts);
            Some(Shape {
                name: group.name.clone(),
                label: group.name.clone(),
                rings: outline
                    .rings
                    .iter()
                    .map(|ring| ring.iter().map(|[x, y]| (*x, *y)).collect())
                    .collect(),
                state,
                text: if state == State::Ok {
                    "đã xong".to_owned()
                } else {
                    format!("{count} {}", state.word())
                },
                href: None,
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
    let svg = district_map(frame("ban-do", &title), &shapes);
    Some(ReportBlock::Picture { title, svg, source: outlines.note })
}

fn frame<'a>(id: &'a str, title: &'a str) -> Frame<'a> {
    Frame { id, title, width: WIDTH }
}

/// Counts in the states that pictures know.
fn parts(counts: &StateCounts) -> Vec<Part> {
    let running = (counts.in_progress + counts.not_started + counts.paused).saturating_sub(counts.soon);
    [
        (State::Late, counts.overdue),
        (State::Soon, counts.soon),
        (State::Running, running),
        (State::Waiting, counts.waiting),
        (State::Ok, counts.done()),
        (State::None, counts.unknown),
    ]
    .into_iter()
    .map(|(state, count)| Part { state, count })
    .collect()
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
