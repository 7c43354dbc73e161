//! From hard lines to paragraphs, and the normalised text they stand in.

use super::lines::Line;
use super::numbering::{Marker, Style, marker};
use super::tokens::{Sort, Token, tokens, tokens_from};
use super::words::{Phrases, Words};
use super::{Paragraph, Span};

/// One paragraph.
#[derive(Debug)]
pub struct Para {
    /// Place in the normalised text.
    pub span: Span,
    /// Place in the text handed in.
    pub source: Span,
    /// Its lines: from, to (outside).
    pub lines: (usize, usize),
    /// Its tokens; places in the normalised text.
    pub tokens: Vec<Token>,
    /// The number or bullet it starts with.
    pub marker: Option<Marker>,
}

impl Para {
    /// The tokens after the marker.
    pub fn rest(&self) -> &[Token] {
        let from = self.marker.as_ref().map_or(0, |marker| marker.tokens);
        self.tokens.get(from..).unwrap_or_default()
    }

    /// What a page needs.
    pub fn place(&self) -> Paragraph {
        Paragraph { span: self.span, source: self.source }
    }
}

/// How the lines of the text were broken.
struct Wrapping {
    /// A line of this many letters may run on in the next one.
    full: usize,
    /// A line longer than this was never wrapped.
    longest: usize,
    /// Blank lines stand between some lines and not between others, so they mean something.
    blanks_tell: bool,
}

/// Share of lines that must run on in lower case before a text counts as hard-wrapped: one in `WRAPPED`.
const WRAPPED: usize = 8;

fn ends_open(line: &str) -> bool {
    !line.ends_with(['.', ';', ':', '!', '?', '…', '”', '"', ')'])
}

fn starts_lower(line: &str) -> bool {
    line.chars().next().is_some_and(char::is_lowercase)
}

impl Wrapping {
    fn of(lines: &[Line]) -> Self {
        let mut run_on: Vec<usize> = Vec::new();
        let (mut tight, mut loose) = (0_usize, 0_usize);
        for pair in lines.windows(2) {
            let [line, next] = pair else { continue };
            if next.blank_before {
                loose += 1;
            } else {
                tight += 1;
            }
            if starts_lower(&next.text)
                && !line.text.ends_with(['.', ';', ':'])
                && line.length > 25
                && line.length < 200
            {
                run_on.push(line.length);
            }
        }
        run_on.sort_unstable();
        let enough = run_on.len() >= 2 && run_on.len() * WRAPPED >= lines.len();
        // The shortest sixth are headings in bold and lines before a long word.
        let full = run_on
            .get(run_on.len() / 6)
            .filter(|_| enough)
            .map_or(usize::MAX, |length| length.saturating_sub(3));
        let longest =
            run_on.get(run_on.len() * 9 / 10).map_or(usize::MAX, |length| length.saturating_mul(3) / 2);
        let all = tight + loose;
        Self { full, longest, blanks_tell: all > 4 && tight * 4 >= all && loose * 12 >= all }
    }

    fn is_full(&self, line: &Line) -> bool {
        if line.length > self.longest {
            return false;
        }
        // Capitals are wider.
        if is_upper(&line.text) {
            line.length >= self.full.saturating_mul(7) / 10
        } else {
            line.length >= self.full
        }
    }
}

/// Whether the letters of `text` are capitals.
pub fn is_upper(text: &str) -> bool {
    let (mut upper, mut lower) = (0, 0);
    for letter in text.chars() {
        upper += usize::from(letter.is_uppercase());
        lower += usize::from(letter.is_lowercase());
    }
    upper > 1 && lower * 8 <= upper
}

struct Joiner<'w> {
    words: &'w Words,
    wrapping: Wrapping,
    /// The Arabic number that would come next.
    next_number: usize,
    /// The tail of the document has begun: lines there are no sentences.
    foot: bool,
}

fn short_mark(line: &str) -> bool {
    line.chars().count() < 4
}

impl Joiner<'_> {
    /// Whether `next` carries on the paragraph that `line` ends.
    fn joins(&mut self, line: &Line, next: &Line, head: &[Token], first: &Line) -> bool {
        if glued(&line.text, &next.text) {
            return true;
        }
        let marker = marker(&next.text, head, self.words);
        let open = ends_open(&line.text);
        let full = self.wrapping.is_full(line) || open && self.is_unfinished(&line.text, &next.text);
        if let Some(marker) = &marker {
            return self.marker_is_prose(marker, open && full, line);
        }
        if self.words.leads.recipients.at(head, 0) > 0
            && head.len() <= self.words.leads.recipients.at(head, 0) + 12
        {
            return false;
        }
        if self.starts_block(head, open) || header_row(&line.text) || header_row(&next.text) {
            return false;
        }
        if self.foot {
            return starts_lower(&next.text) && open && !is_upper(&line.text);
        }
        if is_upper(&line.text) != is_upper(&next.text)
            && open
            && (is_upper(&line.text) || is_upper(&next.text))
            && !starts_lower(&next.text)
            && head.len() > 2
        {
            return false;
        }
        if is_upper(&line.text)
            && is_upper(&next.text)
            && self.words.people.deciders.at(head, 0) > 0
            && !self.ends_unfinished(&line.text, &next.text)
        {
            return false;
        }
        // "II. ĐỐI TƯỢNG | CỦA CHƯƠNG TRÌNH": a heading in capitals broken early.
        if is_upper(&line.text)
            && is_upper(&next.text)
            && open
            && next.cells.len() == 1
            && numbered(&first.text, self.words)
        {
            return true;
        }
        if next.cells.len() > 1 && line.cells.len() > 1 {
            return false;
        }
        if starts_lower(&next.text) {
            // A list without marks ends its members with semicolons on short lines.
            return open
                || full
                || !self.wrapping.blanks_tell
                || !next.blank_before
                || line.text.ends_with(';');
        }
        if self.wrapping.blanks_tell && next.blank_before {
            return open && full && line.text.ends_with(',');
        }
        if open && !self.is_unfinished(&line.text, &next.text) && self.starts_obligation(head) {
            return false;
        }
        if open {
            return full && !rule(&line.text) && !rule(&next.text) && !short_mark(&line.text)
                || line.text.ends_with(',') && !is_upper(&first.text);
        }
        // The end of a sentence at the end of a full line: the paragraph most often runs on.
        full && !line.text.ends_with([':']) && !line.text.ends_with("./.")
    }

    /// A verb or adverb with a capital opens a sentence, so the line before it was a heading.
    fn starts_obligation(&self, head: &[Token]) -> bool {
        let verbs = &self.words.verbs;
        let verb = verbs.verbs.at(head, 0);
        let adverb = verbs.adverbs.at(head, 0).max(verbs.adverbs_before_verb.at(head, 0));
        verb.max(adverb) > 1
            && verbs.noun_like.at(head, 0) < verb.max(adverb)
            && head.get(1).is_some_and(|second| !second.capital)
    }

    /// Whether the last words leave something open ("ngày", "của").
    fn is_unfinished(&self, line: &str, next: &str) -> bool {
        !is_upper(line) && self.ends_unfinished(line, next)
    }

    fn ends_unfinished(&self, line: &str, next: &str) -> bool {
        let from = line.len().saturating_sub(40);
        let from = (from..line.len()).find(|at| line.is_char_boundary(*at)).unwrap_or(line.len());
        let tail = tokens(line.get(from..).unwrap_or_default());
        let leads = &self.words.leads;
        let figure = next.starts_with(|letter: char| letter.is_ascii_digit());
        let ends = |list: &Phrases| {
            [2, 1].iter().any(|back| {
                tail.len().checked_sub(*back).is_some_and(|at| at > 0 && list.at(&tail, at) == *back)
            })
        };
        let name = tail.len() > 1
            && tail.last().is_some_and(|last| last.capital)
            && next.starts_with(char::is_uppercase)
            && !is_upper(line);
        ends(&leads.unfinished)
            || name && ends(&leads.unfinished_before_capital)
            || figure && ends(&leads.unfinished_before_figure)
    }

    /// A number or dash at a line's start may belong to the sentence ("lớp | 2. Tiếp tục").
    fn marker_is_prose(&mut self, marker: &Marker, running: bool, line: &Line) -> bool {
        match marker.style {
            Style::Arabic(_) => {
                let follows = marker.order == 1 || marker.order == self.next_number;
                let prose = running && !follows;
                if !prose {
                    self.next_number = marker.order + 1;
                }
                prose
            }
            Style::Bullet('-') => running && line.text.ends_with([',']),
            Style::Roman(_) | Style::Capital(_) => running && marker.order > 1 && self.next_number == 0,
            Style::Part(_) => running && marker.tokens == 2,
            _ => false,
        }
    }

    /// Lines that open a part of the document whatever stands before.
    fn starts_block(&self, head: &[Token], open: bool) -> bool {
        let Some(first) = head.first() else { return true };
        if !first.capital {
            return false;
        }
        let base = self.words.leads.to.at(head, 0) > 0;
        let considered = first.key == "căn" && head.get(1).is_some_and(|second| second.key == "cứ");
        base || considered && !self.wrapping.blanks_tell && head.len() > 3
            // In the middle of a sentence these words close nothing ("Sở | Giao thông vận tải").
            || !open && self.words.leads.closing.at(head, 0) > 0
            || self.words.leads.scopes.at(head, 0) > 0 && head.iter().take(25).any(|token| token.is_mark(':'))
    }
}

fn numbered(line: &str, words: &Words) -> bool {
    marker(line, &tokens(head_of(line, HEAD)), words).is_some_and(|marker| !marker.is_bullet())
}

/// A line without letters and figures.
fn rule(line: &str) -> bool {
    !line.is_empty() && line.chars().all(|c| !c.is_alphanumeric() && c != '…')
        || line.chars().all(|c| matches!(c, '-' | '_' | '*' | '=' | '–' | '—' | '.' | ' '))
}

/// Lines of a header: the national title, number and day.
fn header_row(line: &str) -> bool {
    let lower = super::tokens::fold(line.get(..line.len().min(240)).unwrap_or_else(|| head_of(line, 200)));
    lower.contains("cộng hòa xã hội")
        || lower.contains("độc lập - tự do")
        || lower.starts_with("số:")
        || lower.starts_with("số :")
        || rule(line)
}

fn head_of(line: &str, most: usize) -> &str {
    let end = (0..=most.min(line.len())).rev().find(|at| line.is_char_boundary(*at)).unwrap_or(0);
    line.get(..end).unwrap_or_default()
}

/// A hyphen that is glued to the word before it at the end of a line, and what it is glued to.
fn glued(line: &str, next: &str) -> bool {
    let mut back = line.chars().rev();
    back.next() == Some('-')
        && back.next().is_some_and(|before| before != '-' && !before.is_whitespace())
        && next.chars().next().is_some_and(|first| first.is_uppercase() || first.is_ascii_digit())
}

/// Tokens of a line's start that decide whether it joins.
const HEAD: usize = 200;

/// Joins `lines` to paragraphs; gives the normalised text too.
pub fn paragraphs(lines: &[Line], words: &Words) -> (String, Vec<Para>) {
    let mut joiner = Joiner { words, wrapping: Wrapping::of(lines), next_number: 0, foot: false };
    let mut text = String::with_capacity(lines.iter().map(|line| line.text.len() + 1).sum());
    let mut paras: Vec<Para> = Vec::new();
    let mut first = 0;
    for (n, line) in lines.iter().enumerate() {
        let head = tokens(head_of(&line.text, HEAD));
        let before = n.checked_sub(1).and_then(|n| lines.get(n));
        let joins = match (before, lines.get(first)) {
            (Some(before), Some(opening)) => joiner.joins(before, line, &head, opening),
            _ => false,
        };
        if words.leads.recipients.at(&head, 0) > 0 && head.len() < 12 {
            joiner.foot = true;
        } else if joiner.foot
            && head.len() >= 12
            && head.first().is_some_and(|first| first.sort == Sort::Word)
        {
            // Prose again: an annex.
            joiner.foot = false;
        }
        if joins && let Some(para) = paras.last_mut() {
            if before.is_none_or(|before| !glued(&before.text, &line.text)) {
                text.push(' ');
            }
            text.push_str(&line.text);
            para.span.end = text.len();
            para.source.end = line.source.end;
            para.lines.1 = n + 1;
        } else {
            if !text.is_empty() {
                text.push('\n');
            }
            first = n;
            let start = text.len();
            text.push_str(&line.text);
            paras.push(Para {
                span: Span { start, end: text.len() },
                source: line.source,
                lines: (n, n + 1),
                tokens: Vec::new(),
                marker: None,
            });
        }
    }
    for para in &mut paras {
        let own = text.get(para.span.start..para.span.end).unwrap_or_default();
        para.tokens = tokens_from(own, para.span.start);
        para.marker = marker(&text, &para.tokens, words);
    }
    (text, paras)
}
