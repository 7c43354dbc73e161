//! Whom it is addressed to: by its operative words, or by `Kính gửi`.

use super::super::Span;
use super::super::actors::{And, Nouns, head_at, names};
use super::super::frame::Role;
use super::super::sentences::members;
use super::super::tokens::Token;
use super::Source;

/// Whom the operative sentence commands, and who commands.
pub(super) fn operative(source: &Source<'_>) -> (Vec<String>, Option<String>) {
    let mut commander = None;
    let preamble = source.first_run(Role::Preamble);
    for at in preamble.rev().take(6) {
        let Some(para) = source.paras.get(at) else { continue };
        let own = &para.tokens;
        for n in 0..own.len() {
            let modality = source.words.leads.modality.at(own, n);
            if modality == 0 {
                continue;
            }
            if commander.is_none() {
                commander = who_before(source, own, n);
            }
            let from = n + modality;
            if head_at(own, from, source.words) == 0 {
                continue;
            }
            if let Some(named) = names(own, from, source.words, And::Splits, Nouns::Inside) {
                let list = named.spans.iter().map(|span| source.slice(*span).to_owned()).collect();
                return (list, who_before(source, own, n).or(commander));
            }
        }
    }
    (Vec::new(), commander)
}

fn who_before(source: &Source<'_>, own: &[Token], modality: usize) -> Option<String> {
    (modality.saturating_sub(16)..modality).find_map(|start| {
        if start > 0
            && own
                .get(start - 1)
                .is_some_and(|before| !before.is_mark(',') && !before.is_mark(';') && !before.is_mark('.'))
        {
            return None;
        }
        if !own.get(start).is_some_and(|token| token.capital) || head_at(own, start, source.words) == 0 {
            return None;
        }
        let named = names(own, start, source.words, And::Binds, Nouns::Inside)?;
        (named.next == modality)
            .then(|| named.spans.first().map(|span| source.slice(*span).to_owned()))
            .flatten()
    })
}

/// Those a letter is addressed to.
pub(super) fn letter_addressees(source: &Source<'_>, head: std::ops::Range<usize>) -> Vec<String> {
    let mut found = Vec::new();
    let mut after = false;
    for at in head {
        let Some(para) = source.paras.get(at) else { continue };
        let to = source.words.leads.to.at(&para.tokens, 0);
        let own = if to > 0 { para.tokens.get(to..).unwrap_or_default() } else { para.rest() };
        if to > 0 {
            after = true;
        } else if !after {
            continue;
        }
        let own: &[Token] =
            own.get(usize::from(own.first().is_some_and(|token| token.is_mark(':')))..).unwrap_or_default();
        for (start, end) in members(own, 0, own.len()) {
            let member = own.get(start..end).unwrap_or_default();
            let from =
                member.iter().position(|token| token.sort != super::super::tokens::Sort::Mark).unwrap_or(0);
            if let (Some(first), Some(last)) = (
                member.get(from),
                member.iter().rev().find(|token| !matches!(token.key.as_str(), "." | ";" | ",")),
            ) && first.span.start < last.span.end
            {
                found.push(source.slice(Span { start: first.span.start, end: last.span.end }).to_owned());
            }
        }
    }
    found
}
