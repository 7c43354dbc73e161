//! The school year and the theme it speaks of.

use std::sync::LazyLock;

use regex::Regex;

use super::super::Span;
use super::super::sentences::sentences;
use super::super::times::pattern;
use super::Source;

static SCHOOL_YEAR: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)năm\s+học\s*:?\s*((?:19|20)\d{2})\s*[-–]\s*((?:19|20)\d{2})"));

/// The school year of the subject, or the one named most.
pub(super) fn school_year(source: &Source<'_>, subject: Option<&str>) -> Option<String> {
    let years = |text: &str| {
        SCHOOL_YEAR
            .captures(text)
            .and_then(|found| Some(format!("{}-{}", found.get(1)?.as_str(), found.get(2)?.as_str())))
    };
    if let Some(year) = subject.and_then(years) {
        return Some(year);
    }
    let mut counts: Vec<(usize, String)> = Vec::new();
    for found in SCHOOL_YEAR.captures_iter(source.text) {
        let (Some(first), Some(second)) = (found.get(1), found.get(2)) else { continue };
        let year = format!("{}-{}", first.as_str(), second.as_str());
        let room = counts.len() < 100;
        match counts.iter_mut().find(|(_, known)| *known == year) {
            Some((count, _)) => *count += 1,
            None if room => counts.push((1, year)),
            None => {}
        }
    }
    let most = counts.iter().map(|(count, _)| *count).max()?;
    counts.into_iter().find(|(count, _)| *count == most).map(|(_, year)| year)
}

/// "Chủ đề năm học: …".
pub(super) fn theme(source: &Source<'_>) -> Option<String> {
    source.paras.iter().find_map(|para| {
        (0..para.tokens.len()).find_map(|at| {
            let words = source.words.leads.school_year_theme.at(&para.tokens, at);
            if words == 0 {
                return None;
            }
            let colon = (at + words..at + words + 8)
                .find(|n| para.tokens.get(*n).is_some_and(|token| token.is_mark(':') || token.key == "là"))?;
            let from =
                colon + 1 + usize::from(para.tokens.get(colon + 1).is_some_and(|token| token.is_mark(':')));
            let rest = para.tokens.get(from..).unwrap_or_default();
            let (start, end) = sentences(source.text, rest, source.words).first().copied()?;
            let (first, last) = (rest.get(start)?, rest.get(end.checked_sub(1)?)?);
            let theme = source.slice(Span { start: first.span.start, end: last.span.end });
            Some(theme.trim_matches(|c: char| matches!(c, '“' | '”' | '"' | '.' | ' ' | '/')).to_owned())
        })
    })
}
