//! What all charts share: the frame, escaped text, signs, patterns, links, the key.

use std::fmt::Write as _;

use super::{Frame, State};

pub(super) const INK: &str = "#1c2733";
pub(super) const SOFT: &str = "#5b6876";
pub(super) const LINE: &str = "#e3e0d8";
const FAMILY: &str = "Be Vietnam Pro, Inter, Segoe UI, Roboto, Noto Sans, sans-serif";
/// The share of the size that a letter takes on average, on the safe side.
const LETTER: f64 = 0.56;

/// An SVG under construction.
pub(super) struct Svg {
    id: String,
    title: String,
    body: String,
    linked: bool,
    patterns: Vec<State>,
    shapes: usize,
}

/// How a text stands at its point.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

pub(super) struct Text<'a> {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) size: f64,
    pub(super) fill: &'a str,
    pub(super) anchor: Anchor,
    pub(super) bold: bool,
}

impl Text<'_> {
    pub(super) fn at(x: f64, y: f64) -> Self {
        Text { x, y, size: 13.0, fill: INK, anchor: Anchor::Start, bold: false }
    }
}

impl Svg {
    pub(super) fn new(frame: Frame<'_>) -> Self {
        let id: String = frame.id.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
        Self {
            id: if id.is_empty() { "chart".to_owned() } else { id },
            title: frame.title.to_owned(),
            body: String::new(),
            linked: false,
            patterns: Vec::new(),
            shapes: 0,
        }
    }

    pub(super) fn push(&mut self, markup: std::fmt::Arguments<'_>) {
        // Writing to a String cannot fail.
        let _ = self.body.write_fmt(markup);
    }

    pub(super) fn text(&mut self, look: &Text<'_>, text: &str) {
        let anchor = match look.anchor {
            Anchor::Start => "",
            Anchor::Middle => r#" text-anchor="middle""#,
            Anchor::End => r#" text-anchor="end""#,
        };
        let weight = if look.bold { r#" font-weight="600""# } else { "" };
        let (x, y, size, fill) = (Number(look.x), Number(look.y), Number(look.size), look.fill);
        self.push(format_args!(r#"<text x="{x}" y="{y}" font-size="{size}" fill="{fill}"{anchor}{weight}>"#));
        self.body.push_str(&escaped(text));
        self.body.push_str("</text>");
    }

    /// A tip for pointers and the name of the mark it stands in.
    pub(super) fn tip(&mut self, text: &str) {
        self.push(format_args!("<title>{}</title>", escaped(text)));
    }

    /// Draws what `inside` draws as one link, if `href` leads inside this site.
    pub(super) fn linked(&mut self, href: Option<&str>, name: &str, inside: impl FnOnce(&mut Self)) {
        match href.filter(|href| leads_inside(href)) {
            Some(href) => {
                self.linked = true;
                let (href, name) = (escaped(href), escaped(name));
                self.push(format_args!(r#"<a href="{href}" aria-label="{name}">"#));
                inside(self);
                self.body.push_str("</a>");
            }
            None => inside(self),
        }
    }

    /// A shape in the paint of its state: colour, and strokes over it where colour alone
    /// would not survive a greyscale print. `element` is a tag's name and attributes, without fill.
    pub(super) fn shape(&mut self, state: State, element: &str, tip: &str) {
        let paint = state.paint();
        let (fill, id) = (paint.fill, self.id.clone());
        self.push(format_args!("<g>"));
        if !tip.is_empty() {
            self.tip(tip);
        }
        if paint.mark.is_empty() {
            self.push(format_args!(r#"<{element} fill="{fill}"/></g>"#));
            return;
        }
        if !self.patterns.contains(&state) {
            self.patterns.push(state);
        }
        // Ground and strokes are drawn one over the other: a pattern with its own ground
        // shows the seams of its tiles in some PDF readers.
        self.shapes += 1;
        let (at, key) = (self.shapes, state.key());
        self.push(format_args!(
            r##"<defs><{element} id="{id}-{at}"/></defs><use href="#{id}-{at}" fill="{fill}"/><use href="#{id}-{at}" fill="url(#{id}-{key})"/></g>"##
        ));
    }

    /// The sign of a state in a square of `size` around a point.
    pub(super) fn sign(&mut self, state: State, x: f64, y: f64, size: f64, color: &str) {
        let half = size / 2.0;
        let point = |dx: f64, dy: f64| format!("{} {}", Number(x + dx * half), Number(y + dy * half));
        let shape = |points: &[(f64, f64)]| {
            points.iter().map(|(dx, dy)| point(*dx, *dy)).collect::<Vec<_>>().join("L")
        };
        let path = match state {
            State::Late => format!("M{}Z", shape(&[(0.0, -0.9), (1.0, 0.8), (-1.0, 0.8)])),
            State::Running => format!("M{}Z", shape(&[(-0.7, -0.9), (0.9, 0.0), (-0.7, 0.9)])),
            State::Waiting => format!(
                "M{}ZM{}Z",
                shape(&[(-0.8, -0.8), (-0.25, -0.8), (-0.25, 0.8), (-0.8, 0.8)]),
                shape(&[(0.25, -0.8), (0.8, -0.8), (0.8, 0.8), (0.25, 0.8)])
            ),
            State::Soon => {
                let (x, y, radius) = (Number(x), Number(y), Number(half * 0.75));
                return self.push(format_args!(r#"<circle cx="{x}" cy="{y}" r="{radius}" fill="{color}"/>"#));
            }
            State::Ok => {
                let (path, width) = (shape(&[(-0.9, 0.1), (-0.3, 0.7), (0.9, -0.7)]), Number(size / 6.0));
                return self.push(format_args!(
                    r#"<path d="M{path}" fill="none" stroke="{color}" stroke-width="{width}"/>"#
                ));
            }
            State::None => {
                let look = Text {
                    x,
                    y: y + size * 0.4,
                    size: size * 1.15,
                    fill: color,
                    anchor: Anchor::Middle,
                    bold: true,
                };
                return self.text(&look, "?");
            }
        };
        self.push(format_args!(r#"<path d="{path}" fill="{color}"/>"#));
    }

    /// Names the states that occur, each with its paint, sign and word; gives the height used.
    pub(super) fn key(&mut self, states: &[State], y: f64, width: f64) -> f64 {
        let (mut x, mut row) = (0.0, 0.0);
        for &state in states {
            let needed = 40.0 + text_width(state.word(), 13.0) + 14.0;
            if x > 0.0 && x + needed > width {
                (x, row) = (0.0, row + 22.0);
            }
            let (left, top) = (Number(x + 0.5), Number(y + row + 2.5));
            let swatch = format!(
                r#"rect x="{left}" y="{top}" width="32" height="15" rx="2" stroke="{SOFT}" stroke-width=".6""#
            );
            self.shape(state, &swatch, "");
            self.sign_on(state, x + 16.5, y + row + 10.0, 9.0);
            self.text(&Text { fill: SOFT, ..Text::at(x + 39.0, y + row + 14.5) }, state.word());
            x += needed;
        }
        if states.is_empty() { 0.0 } else { row + 22.0 }
    }

    /// A sign on its own state's paint, on a plain ground where that paint is patterned.
    pub(super) fn sign_on(&mut self, state: State, x: f64, y: f64, size: f64) {
        self.ground(state, x, y, size + 5.0);
        self.sign(state, x, y, size, state.paint().text);
    }

    /// Plain ground for writing on a patterned paint.
    pub(super) fn ground(&mut self, state: State, x: f64, y: f64, width: f64) {
        let paint = state.paint();
        if !paint.mark.is_empty() {
            let (left, top, width) = (Number(x - width / 2.0), Number(y - 7.5), Number(width));
            let fill = paint.fill;
            self.push(format_args!(
                r#"<rect x="{left}" y="{top}" width="{width}" height="15" rx="2" fill="{fill}"/>"#
            ));
        }
    }

    pub(super) fn finish(self, width: f64, height: f64) -> String {
        // A picture hides what is inside from screen readers, so a chart with links is a group.
        let role = if self.linked { "group" } else { "img" };
        let (id, title, body) = (&self.id, escaped(&self.title), &self.body);
        let (width, height) = (Number(width), Number(height));
        let patterns: String = self.patterns.iter().map(|state| pattern(id, *state)).collect();
        let patterns = if patterns.is_empty() { patterns } else { format!("<defs>{patterns}</defs>") };
        format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 {width} {height}" width="{width}" height="{height}" font-family="{FAMILY}" role="{role}" aria-labelledby="{id}-title"><title id="{id}-title">{title}</title>{patterns}{body}</svg>"#
        )
    }
}

fn pattern(id: &str, state: State) -> String {
    let mark = state.paint().mark;
    let (step, turn, stroke) = match state {
        State::Late => (7, 45, 1.6),
        State::Waiting => (6, 0, 1.4),
        _ => (6, 135, 0.9),
    };
    format!(
        r#"<pattern id="{id}-{}" width="{step}" height="{step}" patternUnits="userSpaceOnUse" patternTransform="rotate({turn})"><rect width="{stroke}" height="{step}" fill="{mark}"/></pattern>"#,
        state.key()
    )
}

/// A number with one decimal at most.
pub(super) struct Number(pub(super) f64);

impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let tenths = if self.0.is_finite() { (self.0 * 10.0).round() as i64 } else { 0 };
        let (sign, whole, part) = (if tenths < 0 { "-" } else { "" }, tenths.abs() / 10, tenths.abs() % 10);
        if part == 0 { write!(f, "{sign}{whole}") } else { write!(f, "{sign}{whole}.{part}") }
    }
}

/// Digits in groups of three, as Vietnam writes them: `1.234`.
pub(super) fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text
}

pub(super) fn text_width(text: &str, size: f64) -> f64 {
    text.chars().count() as f64 * size * LETTER
}

/// The text cut to fit `width`, with an ellipsis where it was cut.
pub(super) fn fitted(text: &str, size: f64, width: f64) -> String {
    let room = (width / (size * LETTER)).max(1.0) as usize;
    if text.chars().count() <= room {
        return text.to_owned();
    }
    let kept: String = text.chars().take(room.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// Markup characters as entities; characters that XML forbids are dropped.
pub(super) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '\n' | '\t' => safe.push(' '),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => safe.push(c),
        }
    }
    safe
}

/// A path, query or fragment of this site; never a scheme or another host.
fn leads_inside(href: &str) -> bool {
    href.starts_with(['/', '?', '#']) && !href.starts_with("//") && !href.contains('\\')
}
