//! What all charts share: the frame, escaped text, signs, patterns, links, the key.

use std::fmt::Write as _;

use super::{Frame, State};

pub(super) const INK: &str = "#1c2733";
pub(super) const SOFT: &str = "#5b6876";
pub(super) const LINE: &str = "#e3e0d8";
const FAMILY: &str = "Be Vietnam Pro, Inter, Segoe UI, Roboto, Noto Sans, sans-serif";
/// Size of writing where nothing else is said.
const SIZE: f64 = 13.0;

/// An element shorter than this is written twice rather than referred to.
const SHORT: usize = 150;

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
        Text { x, y, size: SIZE, fill: INK, anchor: Anchor::Start, bold: false }
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
        let (x, y) = (Number(look.x), Number(look.y));
        self.push(format_args!(r#"<text x="{x}" y="{y}""#));
        // The root says size and colour once for most.
        if look.size != SIZE {
            self.push(format_args!(r#" font-size="{}""#, Number(look.size)));
        }
        if look.fill != INK {
            self.push(format_args!(r#" fill="{}""#, look.fill));
        }
        self.push(format_args!("{anchor}{weight}>{}", escaped(text)));
        self.body.push_str("</text>");
    }

    /// A tip for pointers and the name of the mark it stands in.
    pub(super) fn tip(&mut self, text: &str) {
        self.push(format_args!("<title>{}</title>", escaped(text)));
    }

    /// Draws what `inside` draws as one mark, a link if `href` leads inside this site. The tip that
    /// `inside` begins with is its name.
    pub(super) fn linked(&mut self, href: Option<&str>, inside: impl FnOnce(&mut Self)) {
        match href.filter(|href| leads_inside(href)) {
            Some(href) => {
                self.linked = true;
                self.push(format_args!(r#"<a href="{}">"#, escaped(href)));
                inside(self);
                self.body.push_str("</a>");
            }
            None => {
                self.body.push_str("<g>");
                inside(self);
                self.body.push_str("</g>");
            }
        }
    }

    /// A shape in the paint of its state: colour, and strokes over it where colour alone
    /// would not survive a greyscale print. `element` is a tag's name and attributes, without fill.
    pub(super) fn shape(&mut self, state: State, element: &str, tip: &str) {
        let paint = state.paint();
        let (fill, id) = (paint.fill, self.id.clone());
        if !tip.is_empty() {
            self.body.push_str("<g>");
            self.tip(tip);
        }
        // Ground and strokes are drawn one over the other: a pattern with its own ground
        // shows the seams of its tiles in some PDF readers. A long outline is written once.
        let key = state.key();
        if paint.mark.is_empty() {
            self.push(format_args!(r#"<{element} fill="{fill}"/>"#));
        } else {
            if !self.patterns.contains(&state) {
                self.patterns.push(state);
            }
            if element.len() < SHORT {
                self.push(format_args!(
                    r##"<{element} fill="{fill}"/><{element} fill="url(#{id}-{key})"/>"##
                ));
            } else {
                self.shapes += 1;
                let at = self.shapes;
                self.push(format_args!(
                    r##"<defs><{element} id="{id}-{at}"/></defs><use href="#{id}-{at}" fill="{fill}"/><use href="#{id}-{at}" fill="url(#{id}-{key})"/>"##
                ));
            }
        }
        if !tip.is_empty() {
            self.body.push_str("</g>");
        }
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

    /// The whole picture; `class` names what style sheets may size.
    pub(super) fn finish(self, class: &str, width: f64, height: f64) -> String {
        // A picture hides what is inside from screen readers, so a chart with links is a group.
        let role = if self.linked { "group" } else { "img" };
        let (id, title, body) = (&self.id, escaped(&self.title), &self.body);
        let (width, height, size) = (Number(width), Number(height), Number(SIZE));
        let patterns: String = self.patterns.iter().map(|state| pattern(id, *state)).collect();
        let patterns = if patterns.is_empty() { patterns } else { format!("<defs>{patterns}</defs>") };
        format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" class="{class}" viewBox="0 0 {width} {height}" width="{width}" height="{height}" font-family="{FAMILY}" font-size="{size}" fill="{INK}" role="{role}" aria-labelledby="{id}-title"><title id="{id}-title">{title}</title>{patterns}{body}</svg>"#
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
        // Without the zero before the point, which SVG does not ask for.
        let (sign, whole, part) = (if tenths < 0 { "-" } else { "" }, tenths.abs() / 10, tenths.abs() % 10);
        match (whole, part) {
            (whole, 0) => write!(f, "{sign}{whole}"),
            (0, part) => write!(f, "{sign}.{part}"),
            (whole, part) => write!(f, "{sign}{whole}.{part}"),
        }
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

/// Room for a text in any of the faces that pages and paper use: a little more than it takes.
pub(super) fn text_width(text: &str, size: f64) -> f64 {
    text.chars().map(letter_width).sum::<f64>() * size
}

/// The advance of a letter as a share of the size, that of the widest face.
fn letter_width(letter: char) -> f64 {
    match letter {
        ' ' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' => 0.3,
        'i' | 'j' | 'l' | 'í' | 'ì' | 'ỉ' | 'ĩ' | 'ị' => 0.31,
        'f' | 't' | 'r' | 'I' | 'Í' | 'Ì' | 'Ỉ' | 'Ĩ' | 'Ị' | '(' | ')' | '-' | '/' => 0.43,
        'm' | 'w' | 'M' | 'W' | '%' | '…' => 0.97,
        '0'..='9' => 0.6,
        letter if letter.is_uppercase() => 0.8,
        letter if letter.is_ascii() => 0.63,
        letter if letter.is_alphabetic() => 0.68,
        // Signs of other scripts may be as wide as they are high.
        _ => 1.0,
    }
}

/// The text cut to fit `width`, with an ellipsis where it was cut.
pub(super) fn fitted(text: &str, size: f64, width: f64) -> String {
    if text_width(text, size) <= width {
        return text.to_owned();
    }
    let mut room = width - text_width("…", size);
    let fits = |letter: &char| {
        room -= letter_width(*letter) * size;
        room >= 0.0
    };
    let kept: String = text.chars().take_while(fits).collect();
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
