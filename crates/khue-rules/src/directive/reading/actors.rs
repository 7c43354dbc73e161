//! Who is told to do something: names of offices and groups of people in a clause.

use super::Span;
use super::tokens::{Sort, Token};
use super::words::Words;

/// Names found one after another, and the token after them.
#[derive(Debug)]
pub struct Names {
    /// Their places.
    pub spans: Vec<Span>,
    /// Index of the first token outside.
    pub next: usize,
}

/// What "và" does between two names.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum And {
    /// Two names only when the second is a proper one.
    Binds,
    /// Always two names.
    Splits,
}

/// Whether verbs that are also nouns end a name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Nouns {
    /// They may be part of the name.
    Inside,
    /// They end it.
    End,
}

/// Most tokens of a run of names.
const MOST: usize = 80;

/// Tokens that a quantifier and the head of a name cover at `at`; 0 when no name starts there.
pub fn head_at(text: &[Token], at: usize, words: &Words) -> usize {
    let quantifier = words.people.quantifiers.at(text, at);
    match words.people.heads.at(text, at + quantifier) {
        0 => 0,
        head => quantifier + head,
    }
}

fn strong(text: &[Token], at: usize, words: &Words) -> bool {
    head_at(text, at, words) > 0
        && (words.people.quantifiers.at(text, at) > 0 || text.get(at).is_some_and(|token| token.capital))
}

/// The names that start at `at`.
pub fn names(text: &[Token], at: usize, words: &Words, and: And, nouns: Nouns) -> Option<Names> {
    let head = head_at(text, at, words);
    if head == 0 {
        return None;
    }
    let mut spans = Vec::new();
    let (mut start, mut last) = (at, at + head);
    let mut here = at + head;
    let mut inside_noun = false;
    let close = |spans: &mut Vec<Span>, start: usize, last: usize| {
        if let (Some(first), Some(end)) =
            (text.get(start), last.checked_sub(1).and_then(|last| text.get(last)))
        {
            spans.push(Span { start: first.span.start, end: end.span.end });
        }
    };
    while let Some(token) = text.get(here) {
        if here > at + MOST {
            break;
        }
        if token.sort == Sort::Mark {
            match token.key.as_str() {
                "," => match after_comma(
                    text,
                    here + 1,
                    words,
                    strong(text, start, words),
                    text.get(start).is_some_and(|t| t.capital),
                ) {
                    Comma::New => {
                        close(&mut spans, start, last);
                        start = here + 1;
                        here = start + head_at(text, start, words);
                        last = here;
                    }
                    Comma::Attach => {
                        here += 2;
                        last = here;
                    }
                    Comma::End => break,
                },
                "(" => match text
                    .get(here..)
                    .unwrap_or_default()
                    .iter()
                    .take(40)
                    .position(|token| token.is_mark(')'))
                {
                    Some(length) => here += length + 1,
                    None => break,
                },
                "-" | "/" | "&" => {
                    // "chính trị - xã hội" is one word to a reader.
                    let bound = token.is_mark('-')
                        && text.get(here + 1).is_some_and(|next| next.sort == Sort::Word)
                        && words.verb_at(text, here + 1) == 0
                        && words.verbs.adverbs.at(text, here + 1) == 0;
                    if !bound && text.get(here + 1).is_none_or(|next| !next.capital) {
                        break;
                    }
                    here += 2;
                    last = here;
                }
                _ => break,
            }
            continue;
        }
        if token.key == "và"
            || token.key == "cùng" && text.get(here + 1).is_some_and(|next| next.key == "các")
        {
            let next = here + 1;
            let proper = strong(text, next, words) && text.get(next).is_some_and(|token| token.capital);
            let splits = and == And::Splits && head_at(text, next, words) > 0 || proper;
            if splits {
                close(&mut spans, start, last);
                start = next;
                here = next + head_at(text, next, words);
                last = here;
                continue;
            }
            let verb = words.verb_at(text, next);
            // "các sở giáo dục và đào tạo": two nouns of one name.
            let noun = verb > 0 && words.verbs.noun_like.at(text, next) >= verb;
            if noun && inside_noun && nouns == Nouns::Inside {
                here = next + verb;
                last = here;
                continue;
            }
            let name = head_at(text, next, words) > 0 || text.get(next).is_some_and(|token| token.capital);
            if !name && verb > 0
                || text.get(next).is_none()
                || !name && words.verbs.adverbs.at(text, next) > 0
            {
                break;
            }
            here += 1;
            continue;
        }
        let lower = !token.capital;
        if !lower {
            // "Đào tạo" in a name: its second half is no verb.
            let phrase = words.verb_at(text, here).max(words.people.heads.at(text, here)).max(1);
            here += phrase;
            last = here;
            continue;
        }
        if words.leads.modality.at(text, here) > 0 && here > at {
            break;
        }
        if lower && (words.people.ends.at(text, here) > 0 || ends_by_adverb(text, here, words)) {
            break;
        }
        let verb = if lower { words.verb_at(text, here) } else { 0 };
        if verb > 0 {
            let noun = words.verbs.noun_like.at(text, here) >= verb;
            let inner = words.people.heads.at(text, here);
            if inner > verb {
                here += inner;
            } else if noun && nouns == Nouns::Inside {
                here += verb;
                inside_noun = true;
            } else {
                break;
            }
            last = here;
            continue;
        }
        here += 1;
        last = here;
    }
    close(&mut spans, start, last);
    Some(Names { spans, next: here })
}

fn ends_by_adverb(text: &[Token], at: usize, words: &Words) -> bool {
    words.verbs.adverbs.at(text, at) > 0
        || words.verbs.adverbs_before_verb.at(text, at) > 0
        || words.verbs.modals.at(text, at) > 0
}

enum Comma {
    New,
    Attach,
    End,
}

fn after_comma(
    text: &[Token],
    next: usize,
    words: &Words,
    current_strong: bool,
    current_capital: bool,
) -> Comma {
    let head = head_at(text, next, words);
    let Some(token) = text.get(next) else { return Comma::End };
    if strong(text, next, words) {
        return Comma::New;
    }
    let verb = words.verb_at(text, next);
    // "các sở, ban, ngành": one name; "gia đình, cộng đồng": two.
    if head > 0 && head >= verb {
        return if current_strong || current_capital { Comma::Attach } else { Comma::New };
    }
    if verb > 0
        || words.people.ends.at(text, next) > 0
        || words.verbs.adverbs.at(text, next) > 0
        || token.sort != Sort::Word
    {
        return Comma::End;
    }
    let all_caps = token.capital && token.key.chars().count() <= 5;
    if all_caps
        || current_strong
            && !token.capital
            && text.get(next + 1).is_some_and(|after| after.sort == Sort::Mark || after.key == "và")
    {
        Comma::Attach
    } else {
        Comma::End
    }
}
