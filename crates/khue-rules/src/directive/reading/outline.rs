//! The tree of headings.

use super::frame::Role;
use super::numbering::Style;
use super::paragraphs::{Para, is_upper};
use super::sentences;
use super::tokens::Token;
use super::words::{HeadingWords, Words};
use super::{Section, Span, TaskKind};

/// Where a paragraph of the body hangs.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// Path of the nearest heading joined by `.`, or `Điều 2`, `KET`, `body`.
    pub section: String,
    /// What its tasks are.
    pub kind: TaskKind,
    /// Nothing is commanded here.
    pub situation: bool,
    /// The paragraph is a heading.
    pub heading: bool,
    /// Index of the nearest heading.
    pub parent: Option<usize>,
}

/// Most levels of headings.
const DEPTH: usize = 9;

struct Level {
    style: Style,
    rank: u32,
    order: usize,
    /// Index of its section when it is a heading.
    section: Option<usize>,
    /// Label for tasks when it is none: `Điều 2`.
    label: Option<String>,
    /// It has no heading's shape, so its siblings with the same ending have none either.
    leaf: bool,
}

struct Outline<'a> {
    text: &'a str,
    paras: &'a [Para],
    roles: &'a [Role],
    words: &'a Words,
    stack: Vec<Level>,
    sections: Vec<Section>,
    situations: Vec<bool>,
    bare: Vec<(usize, usize)>,
}

/// The sections, and for each paragraph its place.
pub fn outline(
    text: &str,
    paras: &[Para],
    roles: &[Role],
    words: &Words,
) -> (Vec<Section>, Vec<Option<Place>>) {
    let mut outline = Outline {
        text,
        paras,
        roles,
        words,
        stack: Vec::new(),
        sections: Vec::new(),
        situations: Vec::new(),
        bare: Vec::new(),
    };
    let mut places: Vec<Option<Place>> = Vec::with_capacity(paras.len());
    let mut name_of: Option<usize> = None;
    for at in 0..paras.len() {
        if roles.get(at) != Some(&Role::Body) {
            if roles.get(at) == Some(&Role::Head) {
                outline.stack.clear();
            }
            places.push(None);
            continue;
        }
        if name_of.take() == Some(at) {
            // The heading's name stood on the line after its number.
            let place = outline.place(true);
            places.push(Some(place));
            continue;
        }
        let heading = outline.take(at, &mut name_of);
        let place = outline.place(heading);
        places.push(Some(place));
    }
    outline.close(&mut places);
    (outline.sections, places)
}

fn rank(style: &Style) -> u32 {
    match style {
        Style::Part(word) => match word.as_str() {
            "phần" => 0,
            "chương" => 10,
            "mục" => 20,
            _ => 30,
        },
        Style::Roman(_) | Style::Capital(_) => 40,
        Style::Arabic(_) => 50,
        Style::Ordinal => 55,
        Style::Dotted(numbers) => 50 + 2 * u32::try_from(*numbers).unwrap_or(9),
        Style::Letter(_) => 80,
        Style::Bracketed => 85,
        Style::Bullet(_) => 90,
    }
}

fn same_kind(one: &Style, other: &Style) -> bool {
    std::mem::discriminant(one) == std::mem::discriminant(other)
        && match (one, other) {
            (Style::Part(one), Style::Part(other)) => one == other,
            (Style::Dotted(one), Style::Dotted(other)) => one == other,
            _ => true,
        }
}

impl Outline<'_> {
    fn written(&self, at: usize) -> &str {
        self.paras.get(at).and_then(|para| self.text.get(para.span.start..para.span.end)).unwrap_or_default()
    }

    fn body(&self, at: usize) -> Option<&Para> {
        self.paras.get(at).filter(|_| self.roles.get(at) == Some(&Role::Body))
    }

    /// Depth in the stack at which a number of this style is a sibling.
    fn sibling(&self, style: &Style, order: usize) -> Option<usize> {
        let exact = self.stack.iter().rposition(|level| level.style == *style);
        let loose = self.stack.iter().rposition(|level| {
            same_kind(&level.style, style)
                && (order == 0
                    || level.order + 1 == order
                    || !matches!(style, Style::Arabic(_) | Style::Letter(_)))
        });
        match (exact, loose) {
            (Some(exact), Some(loose)) => Some(exact.max(loose)),
            (exact, loose) => exact.or(loose),
        }
    }

    /// Reads paragraph `at`; whether it is a heading.
    fn take(&mut self, at: usize, name_of: &mut Option<usize>) -> bool {
        let Some(para) = self.paras.get(at) else { return false };
        let Some(marker) = para.marker.as_ref().filter(|marker| !marker.is_bullet()) else {
            return para.marker.is_none() && self.bare_heading(at);
        };
        let depth = self.sibling(&marker.style, marker.order);
        let own_rank = rank(&marker.style);
        let leaf_before = depth.and_then(|depth| self.stack.get(depth)).is_some_and(|level| level.leaf);
        match depth {
            Some(depth) => self.stack.truncate(depth),
            None => {
                while self.stack.last().is_some_and(|level| level.rank > own_rank) {
                    self.stack.pop();
                }
            }
        }
        if self.stack.len() >= DEPTH {
            return false;
        }
        let name = if para.rest().is_empty() { self.name_after(at) } else { Some(para.rest()) };
        let named_below = para.rest().is_empty() && name.is_some();
        let heading = named_below || self.is_heading(at, leaf_before);
        let label =
            matches!(&marker.style, Style::Part(word) if word == "điều").then(|| marker.number.clone());
        let mut level = Level {
            style: marker.style.clone(),
            rank: own_rank,
            order: marker.order,
            section: None,
            label,
            leaf: !heading,
        };
        if heading && let Some(name) = name {
            let below = if named_below { at + 1 } else { at };
            let end = self.paras.get(below).map_or(para.span.end, |para| para.span.end);
            let heading = trimmed_heading(self.text, name);
            level.section =
                Some(self.add(marker.number.clone(), heading, Span { start: para.span.start, end }));
            if named_below {
                *name_of = Some(below);
            }
        }
        self.stack.push(level);
        heading
    }

    /// The name of "Chương I" on the line below it.
    fn name_after(&self, at: usize) -> Option<&[Token]> {
        let next = self.body(at + 1)?;
        (next.marker.is_none() && next.tokens.len() <= 30 && !self.written(at + 1).ends_with(['.', ';']))
            .then_some(&next.tokens)
    }

    fn add(&mut self, number: String, heading: String, span: Span) -> usize {
        let parent_at = self.stack.iter().rev().find_map(|level| level.section);
        let parent = parent_at
            .and_then(|at| self.sections.get(at))
            .map(|section| section.path.clone())
            .unwrap_or_default();
        let mut path = parent.clone();
        let step = if number.is_empty() {
            let key = parent_at.map_or(0, |at| at + 1);
            let count = match self.bare.iter_mut().find(|(known, _)| *known == key) {
                Some((_, count)) => {
                    *count += 1;
                    *count
                }
                None => {
                    self.bare.push((key, 1));
                    1
                }
            };
            format!("~{count}")
        } else {
            number.clone()
        };
        path.push(step);
        let inherited = parent_at.and_then(|at| self.sections.get(at)).map(|section| section.kind);
        let situation_above = parent_at.and_then(|at| self.situations.get(at)).copied().unwrap_or(false);
        let (kind, situation) = kind(&heading, inherited, parent.is_empty(), self.words);
        let level = u32::try_from(path.len()).unwrap_or(u32::MAX);
        self.sections.push(Section {
            path,
            level,
            number,
            heading,
            parent,
            kind: kind.unwrap_or(TaskKind::Task),
            span,
        });
        self.situations.push(situation || situation_above && kind.is_none_or(|kind| Some(kind) == inherited));
        self.sections.len() - 1
    }

    /// Whether a deeper number, a bullet or prose follows.
    fn introduces(&self, at: usize) -> bool {
        let (Some(para), Some(next)) = (self.paras.get(at), self.body(at + 1)) else { return false };
        match &next.marker {
            None => true,
            Some(marker) if marker.is_bullet() => true,
            Some(marker) => {
                let own = para.marker.as_ref().map(|own| &own.style);
                own.is_some_and(|own| {
                    *own != marker.style && !(same_kind(own, &marker.style) && marker.order != 1)
                }) && self.sibling(&marker.style, marker.order).is_none()
                    && own.is_none_or(|own| rank(own) <= rank(&marker.style))
            }
        }
    }

    fn is_heading(&self, at: usize, leaf_before: bool) -> bool {
        let Some(para) = self.paras.get(at) else { return false };
        let written = self.written(at);
        let rest = para.rest();
        let Some(marker) = &para.marker else { return false };
        let upper = rest
            .first()
            .is_some_and(|first| self.text.get(first.span.start..para.span.end).is_some_and(is_upper));
        if upper && rank(&marker.style) <= 50 && rest.len() <= 60 {
            return true;
        }
        if written.ends_with([';', ','])
            || written.ends_with("./.")
            || matches!(marker.style, Style::Ordinal) && !written.ends_with(':')
        {
            return false;
        }
        let ends_colon = written.ends_with(':');
        // A label with its content behind it is a paragraph.
        let colon = rest.iter().position(|token| token.is_mark(':'));
        if colon.is_some_and(|colon| {
            colon + 1 < rest.len() && rest.get(colon + 1).is_some_and(|next| next.spaced)
        }) {
            return false;
        }
        let sentences = sentences::sentences(self.text, rest, self.words).len();
        if sentences > 1 || !self.introduces(at) {
            return false;
        }
        if ends_colon {
            return true;
        }
        if written.ends_with('.') {
            let prose_below = self.body(at + 1).is_some_and(|next| {
                next.marker.is_some()
                    || next.tokens.len() > if rest.len() > 12 { 14 } else { 6 }
                        && self.words.leads.closing.at(&next.tokens, 0) == 0
            });
            return rest.len() <= 22
                && prose_below
                && !leaf_before
                && !matches!(&marker.style, Style::Letter(_) | Style::Bracketed if leaf_before);
        }
        !leaf_before || rest.len() <= 12
    }

    /// A short line without a number that stands over prose.
    fn bare_heading(&mut self, at: usize) -> bool {
        let Some(para) = self.paras.get(at) else { return false };
        let written = self.written(at);
        let tokens = &para.tokens;
        let upper = is_upper(written);
        let first_capital = tokens.first().is_some_and(|first| first.capital);
        if !first_capital
            || tokens.len() > if upper { 40 } else { 16 }
            || tokens.len() < 2
            || written.ends_with(['.', ';', ',', '!', '?', ':']) && !(upper && written.ends_with(':'))
        {
            return false;
        }
        if self.words.leads.scopes.at(tokens, 0) > 0 && written.ends_with(':')
            || self.words.leads.statements.at(tokens, 0) > 0
            || self.words.leads.closing.at(tokens, 0) > 0
        {
            return false;
        }
        let Some(next) = self.body(at + 1) else { return false };
        let content = next.marker.is_some() || next.tokens.len() > 14 || upper && next.tokens.len() > 6;
        let row = |n: Option<usize>| {
            n.and_then(|n| self.body(n)).is_some_and(|para| {
                para.marker.is_none()
                    && para.tokens.len() <= 10
                    && !self
                        .text
                        .get(para.span.start..para.span.end)
                        .unwrap_or_default()
                        .ends_with(['.', ';', ':'])
            })
        };
        // Cells of a table stand in rows of short lines.
        let table = !upper
            && (row(at.checked_sub(1)) && !self.is_section_at(at.wrapping_sub(1)) || row(Some(at + 1)));
        let after_sentence = at.checked_sub(1).and_then(|before| self.body(before)).is_none_or(|before| {
            let text = self.text.get(before.span.start..before.span.end).unwrap_or_default();
            text.ends_with(['.', ';', '/', ':', ')']) || self.is_section_at(at - 1)
        });
        if !content
            || table
            || !after_sentence && !upper
            || next.tokens.first().is_none_or(|first| !first.capital) && next.marker.is_none()
        {
            return false;
        }
        if !upper
            && tokens.iter().any(|token| token.sort == super::tokens::Sort::Number && token.key.len() > 2)
            && tokens.len() > 10
        {
            return false;
        }
        let style = Style::Part(if upper { "~A".to_owned() } else { "~a".to_owned() });
        let own_rank = if upper { 38 } else { 78 };
        match self.stack.iter().rposition(|level| level.style == style) {
            Some(depth) => self.stack.truncate(depth),
            None => {
                while self.stack.last().is_some_and(|level| level.rank > own_rank || level.section.is_none())
                {
                    self.stack.pop();
                }
            }
        }
        if self.stack.len() >= DEPTH {
            return false;
        }
        let heading = trimmed_heading(self.text, tokens);
        let span = para.span;
        let section = self.add(String::new(), heading, span);
        self.stack.push(Level {
            style,
            rank: own_rank,
            order: 0,
            section: Some(section),
            label: None,
            leaf: false,
        });
        true
    }

    fn is_section_at(&self, at: usize) -> bool {
        self.paras
            .get(at)
            .is_some_and(|para| self.sections.last().is_some_and(|section| section.span.end == para.span.end))
    }

    fn place(&self, heading: bool) -> Place {
        let parent = self.stack.iter().rev().find_map(|level| level.section);
        let label = self
            .stack
            .iter()
            .rev()
            .take_while(|level| level.section.is_none())
            .find_map(|level| level.label.clone());
        let section = match (label, parent.and_then(|at| self.sections.get(at))) {
            (Some(label), _) => label,
            (None, Some(section)) => section.path.join("."),
            (None, None) => "body".to_owned(),
        };
        let kind = parent.and_then(|at| self.sections.get(at)).map_or(TaskKind::Task, |section| section.kind);
        let situation = parent.and_then(|at| self.situations.get(at)).copied().unwrap_or(false);
        Place { section, kind, situation, heading, parent }
    }

    /// Paragraphs after the last section's own content belong to the whole document.
    fn close(&self, places: &mut [Option<Place>]) {
        let last_body = places.iter().rposition(Option::is_some);
        let Some(last_heading) =
            places.iter().rposition(|place| place.as_ref().is_some_and(|place| place.heading))
        else {
            return;
        };
        let Some(last_body) = last_body else { return };
        // With an annex behind it the last heading is the annex's; its own closing counts there.
        let plain = |at: usize| self.body(at).is_none_or(|para| para.marker.is_none());
        let closing = (last_heading + 2..=last_body).find(|at| {
            self.body(*at).filter(|para| para.marker.is_none()).is_some_and(|para| {
                // After a list nobody names an office in running text but to close the document.
                let addresses = super::actors::head_at(&para.tokens, 0, self.words) > 0
                    && (last_heading + 1..*at).all(|n| !plain(n))
                    && (*at..=last_body).all(plain);
                addresses || self.words.leads.closing.at(&para.tokens, 0) > 0
            })
        });
        let Some(closing) = closing else { return };
        for place in places.iter_mut().skip(closing).flatten() {
            if !place.section.starts_with("Điều") {
                *place = Place {
                    section: "KET".to_owned(),
                    kind: TaskKind::Task,
                    situation: false,
                    heading: false,
                    parent: None,
                };
            }
        }
    }
}

/// The heading without its final mark.
fn trimmed_heading(text: &str, tokens: &[Token]) -> String {
    let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { return String::new() };
    text.get(first.span.start..last.span.end).unwrap_or_default().trim_end_matches(['.', ':', ' ']).to_owned()
}

/// What the tasks under `heading` are; whether nothing is commanded there.
fn kind(
    heading: &str,
    inherited: Option<TaskKind>,
    outermost: bool,
    words: &Words,
) -> (Option<TaskKind>, bool) {
    let tokens = super::tokens::tokens(heading);
    let HeadingWords {
        openers,
        task,
        objective,
        solution,
        assignment,
        milestone,
        situation,
        situation_alone,
    } = &words.headings;
    let mut start = 0;
    while openers.at(&tokens, start) > 0 {
        start += openers.at(&tokens, start);
    }
    let starts = [start, 0];
    let at_start = |phrases: &super::words::Phrases| starts.iter().any(|from| phrases.at(&tokens, *from) > 0);
    let alone = situation_alone.at(&tokens, start);
    if at_start(situation) || alone > 0 && start + alone == tokens.len() {
        return (inherited, true);
    }
    let cues = [
        (task, TaskKind::Task),
        (objective, TaskKind::Objective),
        (solution, TaskKind::Solution),
        (assignment, TaskKind::Assignment),
        (milestone, TaskKind::Milestone),
    ];
    // "Yêu cầu Ủy ban nhân dân các huyện": an order, not a demand to be met.
    let told = words.leads.modality.at(&tokens, 0);
    if told > 0 && super::actors::head_at(&tokens, told, words) > 0 {
        return (Some(TaskKind::Assignment), false);
    }
    if let Some((_, kind)) = cues.iter().find(|(phrases, _)| at_start(phrases)) {
        return (Some(*kind), false);
    }
    if outermost
        && let Some((_, kind)) =
            cues.iter().find(|(phrases, _)| (0..tokens.len()).any(|at| phrases.at(&tokens, at) > 0))
    {
        return (Some(*kind), false);
    }
    let addressed =
        super::actors::names(&tokens, start, words, super::actors::And::Splits, super::actors::Nouns::Inside)
            .is_some_and(|names| names.next >= tokens.len());
    if addressed {
        return (Some(TaskKind::Assignment), false);
    }
    (inherited, false)
}
