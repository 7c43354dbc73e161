//! Names: schools, offices, programmes, abbreviations.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::actors::{And, Nouns, names};
use super::paragraphs::{Para, is_upper};
use super::references::Mention;
use super::tokens::{Sort, Token, fold};
use super::words::Words;
use super::{Abbreviation, Entities, Span};

/// Most names of a sort; a longer list helps nobody.
const MOST: usize = 200;

/// The names of the text.
pub fn entities(text: &str, paras: &[Para], mentions: &[Vec<Mention>], words: &Words) -> Entities {
    let mut found = Entities { abbreviations: abbreviations(text, paras, words), ..Entities::default() };
    let mut seen: HashSet<String> = HashSet::new();
    for (n, para) in paras.iter().enumerate() {
        if text.get(para.span.start..para.span.end).is_some_and(is_upper) {
            continue;
        }
        let mut at = 0;
        while at < para.tokens.len() {
            let next = school(text, &para.tokens, at)
                .map(|span| (span, 0))
                .or_else(|| unit(text, &para.tokens, at, words).map(|span| (span, 1)))
                .or_else(|| programme(&para.tokens, at, mentions.get(n), words).map(|span| (span, 2)));
            let Some((span, sort)) = next else {
                at += 1;
                continue;
            };
            at = para.tokens.partition_point(|token| token.span.start < span.end).max(at + 1);
            let name = text.get(span.start..span.end).unwrap_or_default().to_owned();
            if !seen.insert(fold(&name)) {
                continue;
            }
            let list = match sort {
                0 => &mut found.schools,
                1 => &mut found.units,
                _ => &mut found.programmes,
            };
            if list.len() < MOST {
                list.push(name);
            }
        }
    }
    found
}

/// "Trường THPT Lục Nam", "THPT Lục Nam", "Trung tâm GDNN-GDTX huyện …": a proper name is needed.
fn school(text: &str, tokens: &[Token], at: usize) -> Option<Span> {
    let first = tokens.get(at)?;
    let level =
        |token: &Token| matches!(token.key.as_str(), "thpt" | "thcs" | "ptdtnt" | "ptdtbt" | "gdtx" | "gdnn");
    let opens = matches!(first.key.as_str(), "trường") && tokens.get(at + 1).is_some_and(|next| next.capital)
        || level(first) && first.capital
        || first.key == "trung"
            && tokens.get(at + 1).is_some_and(|next| next.key == "tâm")
            && tokens.get(at + 2).is_some_and(|next| next.key.starts_with("gd"));
    if !opens {
        return None;
    }
    let mut end = at + 1;
    let mut proper = first.key == "trung";
    while let Some(token) = tokens.get(end) {
        let goes_on = match token.sort {
            Sort::Mark => {
                matches!(token.key.as_str(), "-" | "&")
                    && tokens.get(end + 1).is_some_and(|next| next.capital)
            }
            Sort::Number => false,
            Sort::Word => {
                token.capital
                    || matches!(token.key.as_str(), "tâm" | "học" | "đẳng" | "non" | "thông") && end <= at + 3
            }
        };
        if !goes_on || end > at + 12 {
            break;
        }
        let written = text.get(token.span.start..token.span.end).unwrap_or_default();
        proper |= token.sort == Sort::Word
            && token.capital
            && !is_upper(written)
            && token.key != "tiểu"
            && token.key != "mầm"
            && token.key != "trung";
        end += 1;
    }
    let last = tokens.get(end - 1)?;
    proper.then_some(Span { start: first.span.start, end: last.span.end })
}

/// An office with a proper name.
fn unit(text: &str, tokens: &[Token], at: usize, words: &Words) -> Option<Span> {
    tokens.get(at).filter(|token| token.capital)?;
    if words.names.offices.at(tokens, at) == 0 || words.people.heads.at(tokens, at) == 0 {
        return None;
    }
    let named = names(tokens, at, words, And::Splits, Nouns::Inside)?;
    let span = named.spans.first().copied()?;
    let name = text.get(span.start..span.end)?;
    let long = name.chars().count() > 70;
    let alone = tokens.get(at + 1).is_none_or(|next| next.span.start >= span.end);
    (!long
        && (!alone || is_upper(name))
        && name.split(' ').skip(1).any(|word| {
            word.chars().next().is_some_and(char::is_uppercase) || matches!(word, "tỉnh" | "phủ" | "ủy")
        }))
    .then_some(span)
}

/// A plan, project or programme that is named without a number.
fn programme(tokens: &[Token], at: usize, mentions: Option<&Vec<Mention>>, words: &Words) -> Option<Span> {
    let first = tokens.get(at).filter(|token| token.capital)?;
    let kind = words.names.programmes.at(tokens, at);
    let start = at + kind;
    let bare = tokens.get(start).is_none_or(|next| next.sort == Sort::Mark && next.key != "“");
    if kind == 0 || bare || words.names.no_programme.at(tokens, start) > 0 {
        return None;
    }
    if mentions.is_some_and(|mentions| {
        !super::times::within(mentions, |mention| mention.quote, first.span).is_empty()
    }) {
        return None;
    }
    let mut end = start;
    let mut quoted = false;
    while let Some(token) = tokens.get(end) {
        if token.is_mark('“') {
            quoted = true;
        } else if token.is_mark('”') {
            end += 1;
            break;
        } else if !quoted
            && (matches!(token.key.as_str(), ";" | ":" | "(" | ")" | "nhằm" | "để")
                || token.key == "."
                || token.key == "," && words.verb_at(tokens, end + 1) > 0
                || token.key == "," && tokens.get(end + 1).is_some_and(|next| next.capital))
            || end > at + 45
        {
            break;
        }
        end += 1;
    }
    let last = tokens.get(end.checked_sub(1)?)?;
    (end > start + 1).then_some(Span { start: first.span.start, end: last.span.end })
}

/// Words in capitals, with what the text or the list says they stand for.
fn abbreviations(text: &str, paras: &[Para], words: &Words) -> Vec<Abbreviation> {
    let mut counts: BTreeMap<usize, (String, usize)> = BTreeMap::new();
    let mut first_at: HashMap<String, usize> = HashMap::new();
    let mut explained: HashMap<String, String> = HashMap::new();
    for para in paras {
        let line_upper = text.get(para.span.start..para.span.end).is_some_and(is_upper);
        for (at, token) in para.tokens.iter().enumerate() {
            let mut written = text.get(token.span.start..token.span.end).unwrap_or_default();
            // "b/c", "p/h".
            if written.chars().count() == 1
                && para.tokens.get(at + 1).is_some_and(|slash| slash.is_mark('/'))
                && let Some(second) = para.tokens.get(at + 2)
            {
                written = text.get(token.span.start..second.span.end).unwrap_or_default();
                if !words.abbreviations.contains_key(written) {
                    continue;
                }
            } else if token.sort != Sort::Word
                || !is_abbreviation(written)
                || line_upper && !words.abbreviations.contains_key(written)
            {
                continue;
            }
            let bracketed = at > 0
                && para.tokens.get(at - 1).is_some_and(|open| open.is_mark('('))
                && para.tokens.get(at + 1).is_some_and(|close| close.is_mark(')'));
            if bracketed
                && !explained.contains_key(written)
                && let Some(expansion) = expansion(text, &para.tokens, at - 1, written)
            {
                explained.insert(written.to_owned(), expansion);
            }
            let place = *first_at.entry(written.to_owned()).or_insert(token.span.start);
            counts.entry(place).or_insert_with(|| (written.to_owned(), 0)).1 += 1;
        }
    }
    counts
        .into_values()
        .take(MOST)
        .map(|(abbreviation, count)| {
            let in_text = explained.remove(&abbreviation);
            let (expansion, defined) = match (in_text, words.abbreviations.get(&abbreviation)) {
                (Some(expansion), _) => (Some(expansion), "in_text"),
                (None, Some(expansion)) => (Some(expansion.clone()), "common"),
                (None, None) => (None, "inferred"),
            };
            Abbreviation { abbreviation, expansion, defined: defined.to_owned(), count }
        })
        .collect()
}

fn is_abbreviation(word: &str) -> bool {
    let letters = word.chars().count();
    (2..=10).contains(&letters)
        && word.chars().all(char::is_alphabetic)
        && word.chars().filter(|letter| letter.is_uppercase()).count() * 2 > letters
        && word.chars().next().is_some_and(char::is_uppercase)
        && super::numbering::roman(word).is_none()
        // A syllable in capitals has marks or vowels where an abbreviation has none.
        && !(word.chars().any(|letter| "ÀÁẢÃẠẰẮẲẴẶẦẤẨẪẬÈÉẺẼẸỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌỒỐỔỖỘỜỚỞỠỢÙÚỦŨỤỪỨỬỮỰỲÝỶỸỴ".contains(letter)))
}

/// The words before a bracket whose first letters make the abbreviation.
fn expansion(text: &str, tokens: &[Token], bracket: usize, abbreviation: &str) -> Option<String> {
    let mut letters: Vec<char> = abbreviation.chars().flat_map(char::to_uppercase).collect();
    let mut at = bracket;
    let mut skipped = 0;
    while let Some(wanted) = letters.last().copied() {
        at = at.checked_sub(1)?;
        let token = tokens.get(at)?;
        if token.sort == Sort::Mark {
            skipped += 1;
        } else {
            let initial =
                text.get(token.span.start..token.span.end)?.chars().next()?.to_uppercase().next()?;
            if plain(initial) == plain(wanted) {
                letters.pop();
            } else {
                skipped += 1;
            }
        }
        if skipped > 3 {
            return None;
        }
    }
    let (first, last) = (tokens.get(at)?, tokens.get(bracket.checked_sub(1)?)?);
    text.get(first.span.start..last.span.end).map(str::to_owned)
}

/// The letter without its mark; Đ stays.
fn plain(letter: char) -> char {
    use unicode_normalization::UnicodeNormalization;
    letter.nfd().next().unwrap_or(letter)
}
