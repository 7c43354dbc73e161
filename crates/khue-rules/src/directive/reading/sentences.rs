//! Sentences and members of sentences.

use super::tokens::{Sort, Token};
use super::words::Words;

/// Depth of quotation marks and brackets at each token; what is not closed does not count.
fn depths(tokens: &[Token]) -> Vec<bool> {
    let mut inside = vec![0_i32; tokens.len() + 1];
    let mut open: Vec<(usize, char)> = Vec::new();
    let mut straight: Option<usize> = None;
    let mut mark = |from: usize, to: usize| {
        if let Some(slot) = inside.get_mut(from) {
            *slot += 1;
        }
        if let Some(slot) = inside.get_mut(to) {
            *slot -= 1;
        }
    };
    for (at, token) in tokens.iter().enumerate() {
        if token.sort != Sort::Mark {
            continue;
        }
        let Some(letter) = token.key.chars().next() else { continue };
        match letter {
            '“' | '«' | '(' | '[' => open.push((at, letter)),
            '”' | '»' | ')' | ']' => {
                let matching = match letter {
                    '”' => '“',
                    '»' => '«',
                    ')' => '(',
                    _ => '[',
                };
                // Only the last few openings can be meant: a text of openings alone stays quick.
                if let Some(back) = open.iter().rev().take(8).position(|(_, known)| *known == matching) {
                    let keep = open.len() - 1 - back;
                    if let Some((from, _)) = open.get(keep).copied() {
                        mark(from, at);
                    }
                    open.truncate(keep);
                }
            }
            '"' => match straight.take() {
                Some(from) => mark(from, at),
                None => straight = Some(at),
            },
            _ => {}
        }
    }
    let mut depth = 0;
    inside
        .iter()
        .take(tokens.len())
        .map(|step| {
            depth += step;
            depth > 0
        })
        .collect()
}

/// A word whose full stop ends no sentence.
fn is_short_form(text: &str, token: &Token, words: &Words) -> bool {
    let written = text.get(token.span.start..token.span.end).unwrap_or_default();
    words.names.short_forms.contains(written) || written.chars().count() == 1 && token.capital
}

/// Index ranges of the sentences of `tokens`, final marks left out.
pub fn sentences(text: &str, tokens: &[Token], words: &Words) -> Vec<(usize, usize)> {
    let inside = depths(tokens);
    let mut found = Vec::new();
    let mut start = 0;
    for (at, token) in tokens.iter().enumerate() {
        if token.sort != Sort::Mark
            || !matches!(token.key.as_str(), "." | "!" | "?" | "…")
            || inside.get(at) == Some(&true)
        {
            continue;
        }
        let next = tokens.get(at + 1);
        let ends = next.is_none_or(|next| {
            next.spaced
                && (next.capital
                    || next.sort == Sort::Number
                    || next.sort == Sort::Mark && !matches!(next.key.as_str(), ")" | "," | ";" | ":"))
        });
        let short = token.key == "."
            && at
                .checked_sub(1)
                .and_then(|before| tokens.get(before))
                .is_some_and(|before| is_short_form(text, before, words) && !token.spaced && next.is_some());
        if ends && !short {
            if at > start {
                found.push((start, at));
            }
            start = at + 1;
        }
    }
    if start < tokens.len() {
        found.push((start, tokens.len()));
    }
    found
}

/// Index ranges of the members that semicolons set apart.
pub fn members(tokens: &[Token], from: usize, to: usize) -> Vec<(usize, usize)> {
    let own = tokens.get(from..to).unwrap_or_default();
    let inside = depths(own);
    let mut found = Vec::new();
    let mut start = 0;
    for (at, token) in own.iter().enumerate() {
        if token.is_mark(';') && inside.get(at) != Some(&true) {
            if at > start {
                found.push((from + start, from + at));
            }
            start = at + 1;
        }
    }
    if start < own.len() {
        found.push((from + start, to));
    }
    found
}
