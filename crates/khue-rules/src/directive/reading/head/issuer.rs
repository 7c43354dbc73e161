//! Who issued it, by its proper name, and in which province.

use super::super::Span;
use super::super::actors::head_at;
use super::super::paragraphs::is_upper;
use super::super::tokens::{fold, tokens};
use super::super::words::Words;
use super::Source;
use super::subject::title_kind;

/// The issuer in the head: the lowest line of the left column.
pub(super) fn issuer(source: &Source<'_>, cells: &[String]) -> Option<String> {
    let mut left: Vec<&str> = Vec::new();
    for cell in cells {
        let folded = fold(cell);
        if folded.contains("cộng hòa xã hội") || folded.contains("độc lập") {
            continue;
        }
        let ends = folded.starts_with("số")
            || folded.starts_with("v/v")
            || title_kind(cell, source.words).is_some()
            || folded.contains(", ngày");
        if ends && left.is_empty() {
            continue;
        }
        if ends {
            break;
        }
        if !cell.chars().any(char::is_alphabetic) {
            continue;
        }
        // What a site or a scan wrote above the head is passed over.
        if !is_upper(cell) && left.is_empty() {
            continue;
        }
        if !is_upper(cell) || left.len() >= 5 {
            break;
        }
        left.push(cell);
    }
    let last = *left.last()?;
    if super::super::actors::head_at(&tokens(left.first().copied().unwrap_or_default()), 0, source.words) == 0
    {
        return None;
    }
    // "ỦY BAN NHÂN DÂN | TỈNH BẮC GIANG" is one name on two lines.
    let starts_office = |line: &str| {
        head_at(&tokens(line), 0, source.words) > 0
            && !["tỉnh", "thành phố", "huyện", "quận", "thị xã", "xã", "phường"]
                .iter()
                .any(|word| fold(line).starts_with(word))
    };
    let mut from = left.len() - 1;
    while from > 0 && !left.get(from).is_some_and(|line| starts_office(line)) {
        from -= 1;
    }
    let joined = left.get(from..).map_or_else(|| last.to_owned(), |lines| lines.join(" "));
    Some(proper(&joined, source.words))
}

/// A name in capitals in ordinary case.
pub fn proper(name: &str, words: &Words) -> String {
    if !is_upper(name) {
        return name.to_owned();
    }
    let folded = fold(name);
    let mut rest = folded.as_str();
    let mut start = String::new();
    if let Some(known) = words
        .people
        .proper
        .iter()
        .filter(|known| folded.starts_with(&fold(known)))
        .max_by_key(|known| known.len())
    {
        start.clone_from(known);
        rest = folded.get(fold(known).len()..).unwrap_or_default();
    }
    let mut out = start;
    for (n, word) in rest.split_whitespace().enumerate() {
        if !out.is_empty() {
            out.push(' ');
        }
        let abbreviation =
            words.abbreviations.keys().find(|known| known.to_lowercase() == word && known.len() > 2);
        match abbreviation {
            Some(known) => out.push_str(known),
            None if words.names.small.contains(word) && (n > 0 || !out.is_empty()) => out.push_str(word),
            None => {
                let mut letters = word.chars();
                out.extend(letters.next().into_iter().flat_map(char::to_uppercase));
                out.push_str(letters.as_str());
            }
        }
    }
    out
}

/// The province: of the issuer, of the place, or the one the text names most.
pub(super) fn province(
    source: &Source<'_>,
    cells: &[String],
    issuer: Option<&str>,
    place: Option<&str>,
) -> Option<String> {
    let provinces = &source.words.places.provinces;
    let in_text = |text: &str| {
        let folded = fold(text);
        provinces
            .iter()
            .filter(|province| folded.contains(&fold(province)))
            .max_by_key(|province| province.len())
            .cloned()
    };
    if let Some(found) = cells.iter().filter(|cell| is_upper(cell)).find_map(|cell| in_text(cell)) {
        return Some(found);
    }
    if let Some(found) = issuer.and_then(in_text) {
        return Some(found);
    }
    if issuer.is_some_and(|issuer| source.words.names.central.at(&tokens(issuer), 0) > 0) {
        return None;
    }
    if let Some(found) = place.and_then(in_text) {
        return Some(found);
    }
    let mut counts: Vec<(usize, &String)> = Vec::new();
    for para in source.paras {
        for at in 0..para.tokens.len() {
            let before = source.words.places.before.at(&para.tokens, at);
            if before == 0 {
                continue;
            }
            let Some(first) = para.tokens.get(at + before) else { continue };
            let reach = para
                .tokens
                .get((at + before + 4).min(para.tokens.len() - 1))
                .map_or(first.span.end, |token| token.span.end);
            let folded = fold(source.slice(Span { start: first.span.start, end: reach.max(first.span.end) }));
            if let Some(province) = provinces
                .iter()
                .filter(|province| folded.starts_with(&fold(province)))
                .max_by_key(|province| province.len())
            {
                match counts.iter_mut().find(|(_, known)| *known == province) {
                    Some((count, _)) => *count += 1,
                    None => counts.push((1, province)),
                }
            }
        }
    }
    counts.into_iter().max_by_key(|(count, _)| *count).map(|(_, province)| province.clone())
}
