//! Documents cited: numbers, and laws by name.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;

use super::actors::{And, Nouns, names};
use super::times::{day_in, pattern};
use super::tokens::{Sort, Token};
use super::words::Words;
use super::{ReadReference, Span};
use khue_base::Day;

/// One mention of a document.
#[derive(Clone, Debug)]
pub struct Mention {
    /// The number or the law's name.
    pub span: Span,
    /// From the kind to the end of the day.
    pub quote: Span,
    /// The title, when there is one.
    pub title: Option<Span>,
    /// From the kind to the end of the title.
    pub whole: Span,
    kind: String,
    pub number: String,
    date: Option<Day>,
    issuer: Option<String>,
}

static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\d{1,6}(?:\s?/\s?(?:19|20)\d{2})?\s?[/\-–]\s?",
        r"[A-ZĐÐÔƠƯ][\p{L}\d&]*(?:\s?[-–]\s?[A-ZĐÐ][A-ZĐÐ\d&]+\b|[-–]\s[A-ZĐÐ]{2}[\p{L}\d&]*|[-–/&][A-ZĐÐ][\p{L}\d&]*)*",
    ))
});

static DATE_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^\s*[,(]?\s*(?:ban\s+hành\s+)?(?:ngày\s+)?\d{1,2}\s*(?:[/.\-]|\s+tháng\s+)\s*\d{1,2}\s*(?:[/.\-]|\s+năm\s+)\s*(?:19|20)\d{2}",
    )
});

/// Bytes after a number that are searched for its day.
const NEAR: usize = 60;

/// The mentions of one paragraph, in order.
pub fn mentions(text: &str, para: Span, tokens: &[Token], words: &Words) -> Vec<Mention> {
    let Some(own) = text.get(para.start..para.end) else { return Vec::new() };
    let mut found: Vec<Mention> = Vec::new();
    for hit in NUMBER.find_iter(own) {
        let span = Span { start: para.start + hit.start(), end: para.start + hit.end() };
        if let Some(mention) = numbered(text, span, tokens, found.last(), words) {
            found.push(mention);
        }
    }
    laws(text, tokens, &mut found, words);
    found.sort_by_key(|mention| mention.span.start);
    found
}

fn index_at(tokens: &[Token], place: usize) -> usize {
    tokens.partition_point(|token| token.span.start < place)
}

fn numbered(
    text: &str,
    span: Span,
    tokens: &[Token],
    before: Option<&Mention>,
    words: &Words,
) -> Option<Mention> {
    let written = text.get(span.start..span.end)?;
    let number: String = written
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .map(|letter| match letter {
            '–' => '-',
            'Ð' => 'Đ',
            letter => letter,
        })
        .collect();
    // "…/2020/TT-BGDĐT" with its number left blank.
    let prefix = text.get(..span.start)?.chars().next_back();
    if prefix.is_some_and(|letter| letter.is_alphanumeric() || matches!(letter, '/' | '-' | '.' | ',' | '…'))
    {
        return None;
    }
    let letters: Vec<&str> =
        number.split(['/', '-']).filter(|part| part.starts_with(|c: char| c.is_alphabetic())).collect();
    let capitals = number.chars().filter(|letter| letter.is_uppercase()).count();
    let first_number = index_at(tokens, span.start);
    let kind_at =
        kind_before(text, tokens, first_number, before.map_or(0, |mention| mention.span.end), words);
    let said = first_number
        .checked_sub(1)
        .and_then(|at| tokens.get(at))
        .is_some_and(|token| token.key == "số" || token.is_mark(':'));
    let coded = letters.first().is_some_and(|first| {
        words.kinds.kind.iter().any(|kind| kind.abbreviation.as_deref() == Some(*first))
            || first.starts_with("QH")
    });
    let known = said || kind_at.is_some() || coded || number.contains('/') && letters.len() > 1;
    if capitals < 2 || !known {
        return None;
    }
    let (kind, from) = match kind_at {
        Some((kind, at)) => (kind, at),
        None => (implied_kind(&letters, before, text, span, words), first_number),
    };
    let start = tokens.get(from).map_or(span.start, |token| token.span.start);
    let (date, quote_end, issuer, title) = details(text, tokens, span, words);
    let title_end = title.map_or(quote_end, |title| title.end);
    Some(Mention {
        span,
        quote: Span { start, end: quote_end },
        title,
        whole: Span { start, end: title_end.max(quote_end) },
        kind,
        number,
        date,
        issuer,
    })
}

/// Tokens before a number that are searched for its kind.
const BACK: usize = 14;

fn kind_before(
    text: &str,
    tokens: &[Token],
    number: usize,
    floor: usize,
    words: &Words,
) -> Option<(String, usize)> {
    let mut at = number;
    for _ in 0..BACK {
        at = at.checked_sub(1)?;
        let token = tokens.get(at)?;
        if token.span.start < floor || token.is_mark(';') || token.is_mark('.') || token.is_mark(')') {
            return None;
        }
        // The longest kind that ends here.
        let longest = (1..=4).rev().find_map(|length| {
            let start = (at + 1).checked_sub(length)?;
            (words.kinds.names.at(tokens, start) == length).then_some(start)
        });
        let Some(start) = longest else { continue };
        let near = number - at <= 3;
        let capital = tokens.get(start).is_some_and(|token| token.capital);
        if near || capital {
            let written = text.get(tokens.get(start)?.span.start..token.span.end)?;
            let named = words
                .kinds
                .kind
                .iter()
                .find(|kind| super::tokens::fold(&kind.name) == super::tokens::fold(written));
            return named.map(|kind| (kind.name.clone(), start));
        }
    }
    None
}

fn implied_kind(letters: &[&str], before: Option<&Mention>, text: &str, span: Span, words: &Words) -> String {
    let coded = letters.first().and_then(|first| {
        words
            .kinds
            .kind
            .iter()
            .find(|kind| kind.abbreviation.as_deref() == Some(*first))
            .map(|kind| kind.name.clone())
    });
    // "các Thông tư số 1/…, số 2/…": the kind is said once.
    let carried = before
        .filter(|before| {
            text.get(before.whole.end..span.start)
                .is_some_and(|between| between.len() < 30 && !between.contains(['.', ';']))
        })
        .map(|before| before.kind.clone());
    coded
        .or(carried)
        .unwrap_or_else(|| if letters.len() > 1 { "Công văn".to_owned() } else { "Văn bản".to_owned() })
}

type Details = (Option<Day>, usize, Option<String>, Option<Span>);

/// Day, issuer and title after a number.
fn details(text: &str, tokens: &[Token], span: Span, words: &Words) -> Details {
    let mut end = span.end;
    let mut date = None;
    let mut at = index_at(tokens, span.end);
    let mut issuer = None;
    for _ in 0..2 {
        let near_end = (end..=(end + NEAR).min(text.len()))
            .rev()
            .find(|place| text.is_char_boundary(*place))
            .unwrap_or(end);
        let near = text.get(end..near_end).unwrap_or_default();
        if date.is_none()
            && let Some(hit) = DATE_AFTER.find(near)
            && let Some((day, _)) = day_in(hit.as_str())
        {
            date = Some(day);
            end += hit.end();
            at = index_at(tokens, end);
            if text.get(end..).is_some_and(|rest| rest.starts_with(')')) {
                at += 1;
            }
        }
        if issuer.is_none() && tokens.get(at).is_some_and(|token| token.key == "của" || token.key == "do") {
            let next = issuer_end(tokens, at + 1, words);
            if next > at + 1
                && let (Some(first), Some(last)) = (tokens.get(at + 1), tokens.get(next - 1))
            {
                issuer = text.get(first.span.start..last.span.end).map(str::to_owned);
                at = next;
                if date.is_none() {
                    let place = last.span.end;
                    let rest_end = (place..=(place + NEAR).min(text.len()))
                        .rev()
                        .find(|place| text.is_char_boundary(*place))
                        .unwrap_or(place);
                    if let Some(hit) = DATE_AFTER.find(text.get(place..rest_end).unwrap_or_default()) {
                        date = day_in(hit.as_str()).map(|(day, _)| day);
                        end = place + hit.end();
                        at = index_at(tokens, end);
                    }
                }
            }
        }
    }
    (date, end, issuer, title(tokens, at, words))
}

/// Most tokens of an issuer's name.
const ISSUER: usize = 24;

fn issuer_end(tokens: &[Token], from: usize, words: &Words) -> usize {
    let mut at = from;
    while at < from + ISSUER {
        let Some(token) = tokens.get(at) else { break };
        let next_capital = tokens.get(at + 1).is_some_and(|next| {
            next.capital
                && super::actors::head_at(tokens, at + 1, words) == 0
                && !is_kind(tokens, at + 1, words)
        });
        let ends = match token.sort {
            Sort::Mark => !(matches!(token.key.as_str(), "-" | "&" | ",") && next_capital),
            Sort::Number => true,
            Sort::Word => {
                token.key == "ngày"
                    || token.key == "số"
                    || at > from
                        && words.kinds.titles.starts.at(tokens, at) > 0
                        && !(token.capital && next_lower_name(tokens, at))
                    || !token.capital && words.people.ends.at(tokens, at) > 0
                    || (token.key == "và" || token.key == "các")
                        && (is_kind(tokens, at + 1, words)
                            || super::actors::head_at(tokens, at + 1, words) > 0 && token.key == "và")
                    || at > from
                        && !token.capital
                        && words.verb_at(tokens, at) > 0
                        && words.verbs.noun_like.at(tokens, at) == 0
            }
        };
        if ends {
            break;
        }
        at += if token.capital { words.verb_at(tokens, at).max(1) } else { 1 };
    }
    at
}

/// "Tổ chức", "Hướng dẫn" in capitals inside a name.
fn next_lower_name(tokens: &[Token], at: usize) -> bool {
    tokens.get(at).is_some_and(|token| token.key == "tổ" || token.key == "giao" || token.key == "xây")
}

fn is_kind(tokens: &[Token], at: usize, words: &Words) -> bool {
    tokens.get(at).is_some_and(|first| first.capital) && words.kinds.names.at(tokens, at) > 0
}

/// Most tokens of a title.
const TITLE: usize = 110;

fn title(tokens: &[Token], at: usize, words: &Words) -> Option<Span> {
    let first = tokens.get(at)?;
    let from = if first.is_mark(',') || first.is_mark('(') { at + 1 } else { at };
    let opening = words.kinds.titles.starts.at(tokens, from);
    if opening == 0 {
        return None;
    }
    let about = tokens.get(from).is_some_and(|token| token.key == "về" || token.key == "v");
    let start = if about { from + opening } else { from };
    let mut depth = 0_usize;
    let mut end = start;
    while end < start + TITLE {
        let Some(token) = tokens.get(end) else { break };
        match token.key.as_str() {
            ";" | ":" => break,
            "." if token.sort == Sort::Mark => break,
            "(" | "“" => depth += 1,
            ")" | "”" if depth == 0 => break,
            ")" | "”" => depth -= 1,
            "," if depth == 0 => {
                let next = end + 1;
                // "sửa đổi, bổ sung" is one expression.
                if tokens.get(next).is_some_and(|token| token.key == "bổ") {
                    end = next;
                    continue;
                }
                let verb = tokens.get(next).is_some_and(|token| !token.capital)
                    && words.verb_at(tokens, next) > 0
                    && words.verbs.noun_like.at(tokens, next) == 0;
                let purpose = words.verbs.purpose.at(tokens, next) > 0
                    || words.verbs.adverbs.at(tokens, next) > 0
                        && tokens.get(next).is_some_and(|token| token.key != "có");
                let number = tokens.get(next).is_some_and(|token| token.key == "số");
                let office = tokens.get(next).is_some_and(|token| token.capital)
                    && names(tokens, next, words, And::Binds, Nouns::Inside).is_some_and(|named| {
                        words.verb_at(tokens, named.next) > 0
                            || words.leads.modality.at(tokens, named.next) > 0
                    });
                if verb
                    || purpose
                    || number
                    || office
                    || is_kind(tokens, next, words)
                    || words.verbs.adverbs_before_verb.at(tokens, next) > 0
                {
                    break;
                }
            }
            "và" if is_kind(tokens, end + 1, words) && cited_soon(tokens, end + 1) => break,
            "nhằm" => break,
            _ => {}
        }
        end += 1;
    }
    let (first, last) = (tokens.get(start)?, tokens.get(end.checked_sub(1)?)?);
    (first.span.start < last.span.end).then_some(Span { start: first.span.start, end: last.span.end })
}

fn cited_soon(tokens: &[Token], at: usize) -> bool {
    (at..at + 6).any(|n| tokens.get(n).is_some_and(|token| token.key == "số" || token.sort == Sort::Number))
}

/// Laws cited by name, unless a number follows.
fn laws(text: &str, tokens: &[Token], found: &mut Vec<Mention>, words: &Words) {
    let numbered_count = found.len();
    for (at, token) in tokens.iter().enumerate() {
        if !token.capital {
            continue;
        }
        let kind = words.kinds.laws.kinds.at(tokens, at);
        if kind == 0 {
            continue;
        }
        let named = match words.kinds.laws.names.at(tokens, at + kind) {
            0 => capital_run(tokens, at + kind),
            length => length,
        };
        let Some(last) = named.checked_sub(1).and_then(|named| tokens.get(at + kind + named)) else {
            continue;
        };
        let bare = Span { start: token.span.start, end: last.span.end };
        let mut next = at + kind + named;
        if tokens.get(next).is_some_and(|token| token.key == "năm") {
            next += 1;
        }
        let year = tokens.get(next).filter(|year| {
            year.sort == Sort::Number
                && year.key.len() == 4
                && (year.key.starts_with("20") || year.key.starts_with("19"))
        });
        let span = Span { start: bare.start, end: year.map_or(bare.end, |year| year.span.end) };
        // "Luật Giáo dục số 43/2019/QH14", "Luật Giáo dục ngày 14/6/2019 số …" stand in the list by number.
        let numbered_found = found.get(..numbered_count).unwrap_or_default();
        let next_number = numbered_found.partition_point(|mention| mention.span.start < bare.end);
        let by_number = numbered_found
            .get(next_number)
            .is_some_and(|mention| mention.quote.start <= bare.start && mention.span.start - bare.end < 60);
        if by_number {
            continue;
        }
        let name = text.get(bare.start..bare.end).unwrap_or_default();
        let number = year.map_or_else(|| name.to_owned(), |year| format!("{name} {}", year.key));
        let near_end = (span.end..=(span.end + NEAR).min(text.len()))
            .rev()
            .find(|place| text.is_char_boundary(*place))
            .unwrap_or(span.end);
        let date = DATE_AFTER
            .find(text.get(span.end..near_end).unwrap_or_default())
            .and_then(|hit| day_in(hit.as_str()))
            .map(|(day, _)| day);
        let kind_word = tokens.get(at + kind - 1).map_or(token.span.end, |token| token.span.end);
        found.push(Mention {
            span,
            quote: span,
            title: Some(bare),
            whole: span,
            kind: text.get(token.span.start..kind_word).unwrap_or_default().to_owned(),
            number,
            date,
            issuer: None,
        });
    }
}

/// A law whose name is not listed: words in capitals after the kind.
fn capital_run(tokens: &[Token], from: usize) -> usize {
    if tokens.get(from).is_none_or(|first| !first.capital) {
        return 0;
    }
    // The whole name when something closes it soon; else its words in capitals.
    let closed = (from + 1..from + 14).find(|at| {
        tokens.get(*at).is_none_or(|token| {
            token.sort != Sort::Word
                || matches!(token.key.as_str(), "năm" | "ngày" | "số" | "và" | "được" | "quy")
        })
    });
    if let Some(closed) = closed
        && tokens.get(closed).is_none_or(|token| {
            token.sort == Sort::Mark || matches!(token.key.as_str(), "năm" | "ngày" | "số")
        })
    {
        return closed - from;
    }
    (0..6)
        .find(|length| {
            !tokens.get(from + length).is_some_and(|token| token.sort == Sort::Word && token.capital)
        })
        .unwrap_or(6)
}

fn key(number: &str) -> String {
    number.chars().filter(|letter| !letter.is_whitespace()).flat_map(char::to_uppercase).collect()
}

/// One entry per document, in the order of first mention.
pub fn references(text: &str, mentions: &[Mention], bases: &[Span]) -> Vec<ReadReference> {
    let mut order: Vec<ReadReference> = Vec::new();
    let mut at: HashMap<String, usize> = HashMap::new();
    for mention in mentions {
        let basis = !super::times::within(bases, |basis| *basis, mention.span).is_empty();
        let known = at.get(&key(&mention.number)).copied();
        if let Some(reference) = known.and_then(|known| order.get_mut(known)) {
            reference.count += 1;
            reference.spans.push(mention.span);
            reference.legal_basis |= basis;
            reference.date = reference.date.or(mention.date);
            if reference.issuer.is_none() {
                reference.issuer.clone_from(&mention.issuer);
            }
            if reference.title.is_none() {
                reference.title =
                    mention.title.and_then(|span| text.get(span.start..span.end)).map(str::to_owned);
            }
            continue;
        }
        at.insert(key(&mention.number), order.len());
        order.push(ReadReference {
            kind: mention.kind.clone(),
            number: mention.number.clone(),
            date: mention.date,
            issuer: mention.issuer.clone(),
            title: mention.title.and_then(|span| text.get(span.start..span.end)).map(str::to_owned),
            quote: text.get(mention.quote.start..mention.quote.end).unwrap_or_default().to_owned(),
            legal_basis: basis,
            count: 1,
            spans: vec![mention.span],
        });
    }
    order
}
