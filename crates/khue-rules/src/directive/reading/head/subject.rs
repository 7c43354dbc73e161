//! What kind of document it is and what it is about.

use super::super::frame::Role;
use super::super::paragraphs::is_upper;
use super::super::tokens::fold;
use super::super::words::Words;
use super::{PLACE_DAY, Source};

/// The kind that stands as a title.
pub(super) fn document_kind(source: &Source<'_>, head: std::ops::Range<usize>) -> Option<String> {
    head.clone()
        .find_map(|at| title_kind(source.written(at), source.words))
        // A decision says it again before its provisions.
        .or_else(|| {
            let preamble = source.first_run(Role::Preamble);
            preamble.rev().find_map(|at| title_kind(source.written(at), source.words))
        })
}

pub(super) fn title_kind(line: &str, words: &Words) -> Option<String> {
    let folded = fold(line);
    let folded = folded.trim_end_matches([':', ' ']);
    let first_upper = line.split_whitespace().next().is_some_and(is_upper);
    if !first_upper {
        return None;
    }
    words
        .kinds
        .kind
        .iter()
        .filter(|kind| kind.head)
        .filter(|kind| {
            let name = fold(&kind.name);
            // "KẾ HOẠCH" alone, or with its subject in capitals behind it.
            folded == name
                || folded.strip_prefix(&name).is_some_and(|rest| {
                    rest.starts_with(' ')
                        && line.chars().take(name.chars().count()).all(|c| !c.is_lowercase())
                })
        })
        .max_by_key(|kind| kind.name.len())
        .map(|kind| kind.name.clone())
}

/// The lines under the title, or "V/v …" of a letter.
pub(super) fn subject(source: &Source<'_>, head: std::ops::Range<usize>) -> Option<String> {
    let title = head.clone().rev().find(|at| title_kind(source.written(*at), source.words).is_some());
    if let Some(title) = title {
        let mut parts: Vec<&str> = Vec::new();
        for at in title + 1..head.end {
            let line = source.written(at);
            let folded = fold(line);
            let stop = folded.starts_with("số:")
                || folded.contains("cộng hòa xã hội")
                || folded.contains(", ngày")
                || line.starts_with('(')
                || source.paras.get(at).is_some_and(|para| source.words.leads.to.at(&para.tokens, 0) > 0);
            if stop {
                break;
            }
            if !line.chars().any(char::is_alphanumeric) {
                if parts.is_empty() { continue } else { break }
            }
            // Who decides stands in capitals between the subject and the bases.
            let decider =
                source.paras.get(at).is_some_and(|para| source.words.people.deciders.at(&para.tokens, 0) > 0);
            let office =
                is_upper(line) && !parts.is_empty() && (decider || parts.iter().any(|part| !is_upper(part)));
            if office {
                break;
            }
            parts.push(line);
        }
        // "KẾ HOẠCH THỰC HIỆN NHIỆM VỤ NĂM HỌC" on one line.
        let line = source.written(title);
        let kind = title_kind(line, source.words)?;
        let rest = line.chars().skip(kind.chars().count()).collect::<String>();
        let rest = rest.trim();
        if !rest.trim_matches(':').is_empty() {
            parts.insert(0, rest);
        }
        if !parts.is_empty() {
            return Some(unquoted(&parts.join(" ")));
        }
    }
    let lines = head.filter_map(|at| source.paras.get(at));
    let mut parts: Vec<String> = Vec::new();
    for para in lines {
        let written = source.slice(para.span);
        let folded = fold(written);
        if parts.is_empty() {
            if folded.starts_with("v/v") || folded.starts_with("về việc") {
                // The place and day of the right column may stand on the same line.
                let cell = source
                    .lines
                    .get(para.lines.0)
                    .and_then(|line| line.cells.first())
                    .cloned()
                    .unwrap_or_default();
                let own = if para.lines.1 - para.lines.0 > 1
                    || source.lines.get(para.lines.0).is_some_and(|line| line.cells.len() == 1)
                {
                    written.to_owned()
                } else {
                    cell
                };
                parts.push(PLACE_DAY.find(&own).map_or(own.clone(), |found| {
                    own.get(..found.start()).unwrap_or_default().trim().to_owned()
                }));
            }
        } else if folded.contains(", ngày")
            || source.words.leads.to.at(&para.tokens, 0) > 0
            || is_upper(written)
            || !written.chars().any(char::is_alphabetic)
        {
            break;
        } else {
            parts.push(written.to_owned());
        }
    }
    (!parts.is_empty()).then(|| unquoted(&parts.join(" ")))
}

fn unquoted(subject: &str) -> String {
    subject
        .trim_matches(|letter: char| {
            letter.is_whitespace() || matches!(letter, '"' | '“' | '”' | '-' | '_' | '*' | '.')
        })
        .to_owned()
}
