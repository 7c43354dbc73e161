//! The legal bases it stands on.

use super::super::actors::{And, Nouns, head_at, names};
use super::super::frame::Role;
use super::super::sentences::{members, sentences};
use super::super::tokens::{Token, fold};
use super::super::words::Words;
use super::super::{LegalBasis, Span};
use super::Source;

/// Each basis: "Căn cứ …", "Thực hiện …", "Theo đề nghị …".
pub(super) fn bases(source: &Source<'_>) -> Vec<LegalBasis> {
    let mut found = Vec::new();
    for at in source.first_run(Role::Preamble) {
        let Some(para) = source.paras.get(at) else { continue };
        let own = para.rest();
        for (from, to) in sentences(source.text, own, source.words) {
            for (start, end) in members(own, from, to) {
                basis(source, at, own.get(start..end).unwrap_or_default(), &mut found);
            }
        }
    }
    if found.is_empty() {
        // A plan may list its bases under a heading of their own.
        let body = source.roles.iter().enumerate().filter(|(_, role)| **role == Role::Body).map(|(at, _)| at);
        for at in body.take(FIRST) {
            let Some(para) = source.paras.get(at) else { continue };
            let own = para.rest();
            if own.first().is_some_and(|first| first.key == "căn")
                && own.get(1).is_some_and(|second| second.key == "cứ")
            {
                basis(source, at, own, &mut found);
            }
        }
    }
    found
}

/// Paragraphs of the body in which bases are looked for when the preamble has none.
const FIRST: usize = 40;

fn basis(source: &Source<'_>, para: usize, member: &[Token], found: &mut Vec<LegalBasis>) {
    let start = member.iter().position(|token| token.sort == super::super::tokens::Sort::Word).unwrap_or(0);
    let marker = source.words.leads.bases.at(member, start);
    // "Căn cứ Luật …; Nghị định …": the word stands once for all members of the paragraph.
    let carried = found
        .last()
        .filter(|last| source.paras.get(para).is_some_and(|para| para.span.start <= last.span.start))
        .map(|last| last.marker.clone());
    let document = source.words.kinds.names.at(member, start) > 0
        && member.get(start).is_some_and(|token| token.capital);
    if marker == 0 && (carried.is_none() || !document) {
        return;
    }
    // The basis ends where somebody begins to act.
    let end = (start + marker..member.len())
        .find(|n| {
            member.get(*n).is_some_and(|token| token.is_mark(','))
                && member.get(n + 1).is_some_and(|next| next.capital)
                && head_at(member, n + 1, source.words) > 0
                && acts(member, n + 1, source.words)
        })
        .unwrap_or(member.len());
    let mut last = end;
    while last > start + marker
        && member.get(last - 1).is_some_and(|token| matches!(token.key.as_str(), "." | ";" | "," | ":" | "/"))
    {
        last -= 1;
    }
    let (Some(first), Some(last_token)) =
        (member.get(start + marker), last.checked_sub(1).and_then(|n| member.get(n)))
    else {
        return;
    };
    if first.span.start >= last_token.span.end {
        return;
    }
    let span = Span { start: first.span.start, end: last_token.span.end };
    let mentions = source.mentions.get(para).map_or(&[][..], Vec::as_slice);
    let number = super::super::times::within(mentions, |mention| mention.span, span)
        .first()
        .map(|mention| mention.number.clone());
    let word = match (marker, member.get(start), (start + marker).checked_sub(1).and_then(|n| member.get(n)))
    {
        (1.., Some(word), Some(end)) => {
            source.slice(Span { start: word.span.start, end: end.span.end }).to_owned()
        }
        _ => carried.unwrap_or_default(),
    };
    // "Theo dõi …" or "Thực hiện tốt …" of an order is no basis.
    let key = fold(&word);
    if number.is_none() && !key.starts_with("căn cứ") && !key.contains("đề nghị") {
        return;
    }
    found.push(LegalBasis { text: source.slice(span).to_owned(), number, marker: word, span });
}

/// Whether the names at `at` are followed by a word of command or a verb.
fn acts(member: &[Token], at: usize, words: &Words) -> bool {
    names(member, at, words, And::Binds, Nouns::Inside).is_some_and(|named| {
        words.leads.modality.at(member, named.next) > 0
            || words.leads.operative.at(member, named.next) > 0
            || words.verb_at(member, named.next) > 0
            || words.verbs.adverbs.at(member, named.next) > 0
    })
}
