//! One bar a unit or section, cut by state.

use super::svg::{Anchor, LINE, Number, SOFT, Svg, Text, fitted, grouped, text_width};
use super::{Frame, Part, State};

const BAR: f64 = 22.0;
const LABEL_SIZE: f64 = 13.0;
const NUMBER_SIZE: f64 = 12.0;
/// Below this width labels stand over their bars instead of beside them.
const NARROW: u16 = 360;

/// One bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// What it counts.
    pub label: String,
    /// Where its records are listed.
    pub href: Option<String>,
    /// Its parts; drawn worst first, whatever their order here.
    pub parts: Vec<Part>,
}

impl Bar {
    fn total(&self) -> u64 {
        self.parts.iter().map(|part| u64::from(part.count)).sum()
    }

    fn count(&self, state: State) -> u64 {
        self.parts.iter().filter(|part| part.state == state).map(|part| u64::from(part.count)).sum()
    }
}

/// Bars on one scale that starts at zero, each with its total.
pub fn stacked_states(frame: Frame<'_>, bars: &[Bar]) -> String {
    let width = f64::from(frame.width.max(240));
    let narrow = frame.width < NARROW;
    let most = bars.iter().map(Bar::total).max().unwrap_or(0).max(1);
    let total_room = text_width(&grouped(most), LABEL_SIZE) + 12.0;
    let longest = bars.iter().map(|bar| text_width(&bar.label, LABEL_SIZE)).fold(0.0, f64::max);
    let label_room = if narrow { 0.0 } else { (longest + 12.0).min(width * 0.4) };
    let scale = (width - label_room - total_room) / most as f64;

    let mut svg = Svg::new(frame);
    let used: Vec<State> =
        State::ALL.into_iter().filter(|state| bars.iter().any(|bar| bar.count(*state) > 0)).collect();
    let top = svg.key(&used, 0.0, width) + 6.0;
    let step = if narrow { BAR + 28.0 } else { BAR + 8.0 };
    let bars_bottom = top + step * bars.len() as f64;
    if !bars.is_empty() {
        let (x, top, bottom) = (Number(label_room - 0.5), Number(top), Number(bars_bottom - 4.0));
        svg.push(format_args!(r#"<path d="M{x} {top}V{bottom}" stroke="{LINE}"/>"#));
    }
    for (at, bar) in bars.iter().enumerate() {
        let y = top + step * at as f64;
        svg.linked(bar.href.as_deref(), |svg| {
            svg.tip(&spoken(bar));
            let bar_top = if narrow { y + 20.0 } else { y };
            let label = if narrow {
                Text::at(0.0, y + 14.0)
            } else {
                Text { anchor: Anchor::End, ..Text::at(label_room - 8.0, y + BAR / 2.0 + 4.5) }
            };
            let room = if narrow { width } else { label_room - 8.0 };
            svg.text(&label, &fitted(&bar.label, LABEL_SIZE, room));
            draw(svg, bar, label_room, bar_top, scale);
        });
    }
    svg.finish("chart", width, bars_bottom)
}

fn draw(svg: &mut Svg, bar: &Bar, left: f64, top: f64, scale: f64) {
    let mut x = left;
    let mut numbers = Vec::new();
    for state in State::ALL {
        let count = bar.count(state);
        if count == 0 {
            continue;
        }
        let (width, text) = (count as f64 * scale, grouped(count));
        // A gap of one between parts; a small count stays visible beside a large one.
        let (from, wide) = (Number(x), Number((width - 1.0).max(1.5)));
        let part = format!(r#"path d="M{from} {}h{wide}v{BAR}h-{wide}z""#, Number(top));
        svg.shape(state, &part, "");
        let (middle, text_room) = (x + width / 2.0, text_width(&text, NUMBER_SIZE) * 1.1);
        if width >= text_room + 20.0 {
            svg.ground(state, middle, top + BAR / 2.0, text_room + 18.0);
            svg.sign(state, middle - text_room / 2.0 - 2.0, top + BAR / 2.0, 9.0, state.paint().text);
            numbers.push((state, middle + 6.0, text));
        } else if width >= text_room + 2.0 {
            svg.ground(state, middle, top + BAR / 2.0, text_room + 1.0);
            numbers.push((state, middle, text));
        }
        x += width;
    }
    if !numbers.is_empty() {
        svg.push(format_args!(r#"<g font-size="{NUMBER_SIZE}" font-weight="600" text-anchor="middle">"#));
        for (state, x, text) in numbers {
            let (x, y, fill) = (Number(x), Number(top + 15.5), state.paint().text);
            svg.push(format_args!(r#"<text x="{x}" y="{y}" fill="{fill}">{text}</text>"#));
        }
        svg.push(format_args!("</g>"));
    }
    svg.text(&Text { fill: SOFT, ..Text::at(x + 6.0, top + 15.5) }, &grouped(bar.total()));
}

fn spoken(bar: &Bar) -> String {
    let parts: Vec<String> = State::ALL
        .into_iter()
        .filter(|state| bar.count(*state) > 0)
        .map(|state| format!("{} {}", grouped(bar.count(state)), state.word()))
        .collect();
    format!(
        "{}: {}",
        bar.label,
        if parts.is_empty() { "không có nhiệm vụ".to_owned() } else { parts.join(", ") }
    )
}
