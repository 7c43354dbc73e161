//! How many were in each state, day by day.

use khue_base::Day;

use super::svg::{Anchor, INK, LINE, Number, SOFT, Svg, Text, grouped, text_width};
use super::{Frame, Part, State};

const HEIGHT: f64 = 220.0;
const FOOT: f64 = 24.0;
const LABEL_STEP: f64 = 17.0;

/// States stacked over time, worst at the bottom, so that the late ones are read
/// against zero. Points stand in order of days; a state left out of a point counts zero.
pub fn states_over_time(frame: Frame<'_>, points: &[(Day, Vec<Part>)]) -> String {
    let mut svg = Svg::new(frame);
    let width = f64::from(frame.width.max(240));
    let (Some((first, _)), Some((last, latest))) = (points.first(), points.last()) else {
        return svg.finish("chart", width, 1.0);
    };
    let count = |parts: &[Part], state: State| -> u64 {
        parts.iter().filter(|part| part.state == state).map(|part| u64::from(part.count)).sum()
    };
    let used: Vec<State> = State::ALL
        .into_iter()
        .filter(|state| points.iter().any(|(_, parts)| count(parts, *state) > 0))
        .collect();
    let total = |parts: &[Part]| -> u64 { used.iter().map(|state| count(parts, *state)).sum() };
    let most = points.iter().map(|(_, parts)| total(parts)).max().unwrap_or(0).max(1);
    let step = tick(most);
    let ceiling = most.div_ceil(step) * step;

    let left = text_width(&grouped(ceiling), 12.0) + 8.0;
    let widest = used.iter().map(|state| text_width(&label(*state, count(latest, *state)), 13.0));
    let right = width - widest.fold(0.0, f64::max) - 26.0;
    let days = last.days_since(*first).max(1) as f64;
    let x = |day: Day| left + day.days_since(*first) as f64 / days * (right - left);
    let y = |value: u64| 8.0 + (HEIGHT - 8.0) * (1.0 - value as f64 / ceiling as f64);

    for value in (0..=ceiling).step_by(usize::try_from(step).unwrap_or(usize::MAX)) {
        let (at, from, to) = (Number(y(value)), Number(left), Number(right));
        let stroke = if value == 0 { INK } else { LINE };
        svg.push(format_args!(r#"<path d="M{from} {at}H{to}" stroke="{stroke}"/>"#));
        let look =
            Text { size: 12.0, fill: SOFT, anchor: Anchor::End, ..Text::at(left - 6.0, y(value) + 4.0) };
        svg.text(&look, &grouped(value));
    }

    let mut below = vec![0u64; points.len()];
    let mut middles = Vec::new();
    for &state in &used {
        let above: Vec<u64> =
            points.iter().zip(&below).map(|((_, parts), under)| under + count(parts, state)).collect();
        let corner = |((day, _), value): (&(Day, Vec<Part>), &u64)| {
            format!("{} {}", Number(x(*day)), Number(y(*value)))
        };
        let mut corners: Vec<String> = points.iter().zip(&above).map(corner).collect();
        corners.extend(points.iter().zip(&below).rev().map(corner));
        let band = format!(r##"path d="M{}Z" stroke="#ffffff""##, corners.join("L"));
        svg.shape(
            state,
            &band,
            &format!("{}: {} vào ngày {last}", state.word(), grouped(count(latest, state))),
        );
        let (low, high) = (below.last().copied().unwrap_or(0), above.last().copied().unwrap_or(0));
        middles.push((state, (y(low) + y(high)) / 2.0));
        below = above;
    }

    // Labels stand beside the end of their band, pushed apart where bands are thin.
    let mut floor = HEIGHT - 4.0;
    for (state, middle) in middles {
        let at = middle.min(floor);
        svg.sign(state, right + 14.0, at, 9.0, INK);
        svg.text(&Text::at(right + 24.0, at + 4.5), &label(state, count(latest, state)));
        floor = at - LABEL_STEP;
    }
    let ends = [(*first, left, Anchor::Start), (*last, right, Anchor::End)];
    for (day, at, anchor) in ends.into_iter().take(if first == last { 1 } else { 2 }) {
        svg.text(&Text { size: 12.0, fill: SOFT, anchor, ..Text::at(at, HEIGHT + 17.0) }, &day.to_string());
    }
    let months: Vec<Day> = months_between(*first, *last);
    let every = months.len().div_ceil(6).max(1);
    for day in months.into_iter().step_by(every) {
        let at = x(day);
        svg.push(format_args!(r#"<path d="M{0} {1}v4" stroke="{SOFT}"/>"#, Number(at), Number(HEIGHT)));
        if at > left + 90.0 && at < right - 90.0 {
            let (year, month, _) = day.parts();
            let look = Text { size: 12.0, fill: SOFT, anchor: Anchor::Middle, ..Text::at(at, HEIGHT + 17.0) };
            svg.text(&look, &format!("{month}/{year}"));
        }
    }
    svg.finish("chart", width, HEIGHT + FOOT)
}

fn label(state: State, count: u64) -> String {
    format!("{} {}", grouped(count), state.word())
}

/// A round step that gives three to six lines.
fn tick(most: u64) -> u64 {
    let mut step = 1;
    loop {
        for factor in [1, 2, 5] {
            if most / (step * factor) <= 5 {
                return step * factor;
            }
        }
        step *= 10;
    }
}

/// The first days of the months that begin between two days.
fn months_between(first: Day, last: Day) -> Vec<Day> {
    let mut months = Vec::new();
    let mut day = first.end_of_month().plus_days(1);
    while day < last && months.len() < 600 {
        months.push(day);
        day = day.end_of_month().plus_days(1);
    }
    months
}
