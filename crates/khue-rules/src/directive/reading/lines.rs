//! Hard lines of the text handed in: page numbers dropped, white space collapsed, cells kept apart.

use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::Span;
use super::legacy;
use super::words::Words;

/// One hard line.
#[derive(Debug)]
pub struct Line {
    /// Words with one space between.
    pub text: String,
    /// Parts that wide gaps or tabs set apart (two columns, tables); one when there is no gap.
    pub cells: Vec<String>,
    /// Place in the text handed in.
    pub source: Span,
    /// A blank line stands before it.
    pub blank_before: bool,
    /// Letters, marks and spaces.
    pub length: usize,
}

/// What was found on the way.
#[derive(Debug, Default)]
pub struct Notes {
    /// Lines that were in an old eight-bit encoding taken for Latin.
    pub repaired: usize,
}

/// Gap that sets two columns apart.
const GAP: usize = 3;

/// The lines of `text` that carry words.
pub fn lines(text: &str, words: &Words) -> (Vec<Line>, Notes) {
    let mut found: Vec<Line> = Vec::new();
    let mut notes = Notes::default();
    let legacy = legacy::guess(text, words);
    let mut blank_before = true;
    for (start, raw) in hard_lines(text) {
        if raw.chars().all(blank) {
            blank_before = true;
            continue;
        }
        let lead = raw.len() - raw.trim_start_matches(blank).len();
        let trimmed = raw.trim_matches(blank);
        if blank_before && is_page_number(trimmed) {
            // The blank line before the number is the page's, not the paragraph's.
            continue;
        }
        let repaired = legacy.and_then(|encoding| legacy::repair_line(trimmed, encoding, words));
        notes.repaired += usize::from(repaired.is_some());
        let plain = repaired.as_deref().unwrap_or(trimmed);
        let composed: String = if is_nfc(plain) { plain.to_owned() } else { plain.nfc().collect::<String>() };
        let cells = cells(&composed);
        let line = cells.join(" ");
        // Rows of a table that a program wrote out with bars.
        let cells: Vec<String> = cells
            .iter()
            .flat_map(|cell| cell.split(['|', '│']))
            .map(str::trim)
            .filter(|cell| !cell.is_empty())
            .map(str::to_owned)
            .collect();
        if line.is_empty() || is_ruled_page_number(&line) {
            continue;
        }
        let source = Span { start: start + lead, end: start + lead + trimmed.len() };
        found.push(Line { length: line.chars().count(), text: line, cells, source, blank_before });
        blank_before = false;
    }
    (found, notes)
}

fn hard_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive(['\n', '\r', '\u{b}', '\u{c}', '\u{2028}', '\u{2029}']).filter_map(move |piece| {
        let start = at;
        at += piece.len();
        // The second half of a CR LF is no blank line.
        if piece == "\n" && start > 0 && text.as_bytes().get(start - 1) == Some(&b'\r') {
            return None;
        }
        Some((start, piece))
    })
}

fn blank(letter: char) -> bool {
    // The soft hyphen stays until old encodings are dealt with: there it is a letter.
    letter.is_whitespace() || dropped(letter) && letter != '\u{ad}'
}

fn dropped(letter: char) -> bool {
    matches!(letter, '\u{feff}' | '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{ad}' | '\u{2060}')
}

fn is_page_number(line: &str) -> bool {
    (1..=3).contains(&line.len()) && line.bytes().all(|byte| byte.is_ascii_digit())
}

/// `- 2 -` and `Trang 2/10` are page numbers wherever they stand.
fn is_ruled_page_number(line: &str) -> bool {
    let dash = |c: char| matches!(c, '-' | '–' | '—');
    if line.starts_with(dash) && line.ends_with(dash) {
        return is_page_number(line.trim_matches(|c: char| dash(c) || c == ' '));
    }
    line.strip_prefix("Trang ").is_some_and(|rest| {
        let mut numbers = rest.split('/');
        numbers.next().is_some_and(|n| is_page_number(n.trim())) && numbers.all(|n| is_page_number(n.trim()))
    })
}

fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::with_capacity(line.len())];
    let mut gap = 0;
    let mut tab = false;
    for letter in line.chars() {
        if dropped(letter) {
            continue;
        }
        if letter.is_whitespace() {
            gap += 1;
            tab |= letter == '\t';
            continue;
        }
        if let Some(cell) = cells.last_mut()
            && !cell.is_empty()
            && gap > 0
            && gap < GAP
            && !tab
        {
            cell.push(' ');
        } else if gap > 0 && cells.last().is_some_and(|cell| !cell.is_empty()) {
            cells.push(String::new());
        }
        gap = 0;
        tab = false;
        if let Some(cell) = cells.last_mut() {
            cell.push(letter);
        }
    }
    cells.retain(|cell| !cell.is_empty());
    cells
}
