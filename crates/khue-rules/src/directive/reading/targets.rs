//! Numbers that a clause wants reached.

use super::tokens::{Sort, Token};
use super::words::Words;
use super::{ReadTarget, Span};

/// The targets of a clause; places in `hidden` are passed over (numbers and days of documents, times).
pub fn targets(text: &str, clause: &[Token], hidden: &[Span], words: &Words) -> Vec<ReadTarget> {
    let mut found = Vec::new();
    let mut hidden = hidden.iter().peekable();
    let mut at = 0;
    while let Some(token) = clause.get(at) {
        while hidden.peek().is_some_and(|place| place.end <= token.span.start) {
            hidden.next();
        }
        let covered = hidden.peek().is_some_and(|place| place.start <= token.span.start);
        let step = if covered {
            None
        } else if token.sort == Sort::Number
            || token.sort == Sort::Word && token.key.starts_with(|c: char| c.is_ascii_digit())
        {
            quantity(text, clause, at, hidden.peek().map_or(usize::MAX, |place| place.start), words)
        } else {
            level(text, clause, at, words)
                .or_else(|| rank(text, clause, at, words))
                .or_else(|| quality(text, clause, at, words))
        };
        match step {
            Some((target, next)) => {
                found.push(target);
                at = next.max(at + 1);
            }
            None => at += 1,
        }
    }
    found
}

fn place(clause: &[Token], from: usize, to: usize) -> Option<Span> {
    let (first, last) = (clause.get(from)?, clause.get(to.checked_sub(1)?)?);
    (first.span.start < last.span.end).then_some(Span { start: first.span.start, end: last.span.end })
}

/// `95,5` and `1.200` as a JSON number.
fn value(written: &str) -> Option<serde_json::Number> {
    let dots: Vec<&str> = written.split('.').collect();
    let thousands =
        dots.len() > 1 && dots.iter().skip(1).all(|group| group.len() == 3) && !written.contains(',');
    let plain = if thousands { dots.concat() } else { written.replace(',', ".") };
    let whole = plain.trim_start_matches('0');
    let whole =
        if whole.is_empty() || whole.starts_with('.') { format!("0{whole}") } else { whole.to_owned() };
    // A fraction of zeros is a whole number.
    let whole = match whole.split_once('.') {
        Some((head, tail)) if tail.bytes().all(|byte| byte == b'0') => head.to_owned(),
        _ => whole,
    };
    if whole.len() > 15 { None } else { serde_json::from_str(&whole).ok() }
}

/// Tokens of a target after its number.
const REACH: usize = 12;

fn quantity(
    text: &str,
    clause: &[Token],
    at: usize,
    limit: usize,
    words: &Words,
) -> Option<(ReadTarget, usize)> {
    let token = clause.get(at)?;
    if token.sort != Sort::Number {
        return None;
    }
    let mut unit_at = at + 1;
    let mut range = None;
    // "95-97%", "từ 5 đến 10 lớp".
    if clause.get(at + 1).is_some_and(|next| next.is_mark('-') || next.key == "đến")
        && let Some(second) = clause.get(at + 2).filter(|second| second.sort == Sort::Number)
    {
        range = Some(format!("{}-{}", token.key, second.key));
        unit_at = at + 3;
    }
    // "16/16 xã": all of them.
    if clause.get(at + 1).is_some_and(|slash| slash.is_mark('/'))
        && clause
            .get(at + 2)
            .is_some_and(|second| second.sort == Sort::Number && !second.spaced && second.key == token.key)
    {
        unit_at = at + 3;
    }
    let mut unit_length = words.targets.units.at(clause, unit_at);
    if unit_length == 0 && clause.get(unit_at).is_some_and(|next| next.is_mark('%')) {
        unit_length = 1;
    }
    // "Xây mới 12 nhà bán trú": a number behind a verb counts.
    if unit_length == 0
        && behind_verb(clause, at, words)
        && clause.get(unit_at).is_some_and(|next| next.sort == Sort::Word && !next.capital)
        && words.targets.not_units.at(clause, unit_at) == 0
    {
        unit_length = 1;
    }
    if unit_length == 0 {
        return None;
    }
    let percent = clause.get(unit_at).is_some_and(|next| next.is_mark('%'));
    if !percent && (names_a_thing(clause, at, words) || is_year(&token.key)) {
        return None;
    }
    if words.targets.never.at(clause, at) > 0 {
        return None;
    }
    let mut unit = text
        .get(
            place(clause, unit_at, unit_at + unit_length)?.start
                ..place(clause, unit_at, unit_at + unit_length)?.end,
        )?
        .to_owned();
    let mut next = unit_at + unit_length;
    // "01 phòng học/01 lớp", "2 buổi/tuần".
    if clause.get(next).is_some_and(|slash| slash.is_mark('/')) {
        let number = usize::from(clause.get(next + 1).is_some_and(|number| number.sort == Sort::Number));
        let other = words
            .targets
            .units
            .at(clause, next + 1 + number)
            .max(usize::from(clause.get(next + 1 + number).is_some_and(|word| word.sort == Sort::Word)));
        if let Some(span) = place(clause, next + 1 + number, next + 1 + number + other).filter(|_| other > 0)
        {
            unit = format!("{unit}/{}", text.get(span.start..span.end)?);
            next += 1 + number + other;
        }
    }
    let (comparison, from) = comparison(clause, at, next, words);
    let mut end = next;
    if words.targets.comparison.or_more.at(clause, next) > 0
        || words.targets.comparison.or_less.at(clause, next) > 0
    {
        end = next + 2;
    }
    let of_from = end;
    let mut stop = end;
    while stop < end + REACH
        && clause
            .get(stop)
            .is_some_and(|token| (token.sort != Sort::Mark || token.is_mark('-')) && token.span.start < limit)
    {
        if stop > of_from && words.targets.text_ends.at(clause, stop) > 0 {
            break;
        }
        stop += 1;
    }
    let of_end =
        (of_from..stop).find(|n| *n > of_from && words.targets.of_ends.at(clause, *n) > 0).unwrap_or(stop);
    let of_start = if percent { of_from } else { unit_at };
    let of = place(clause, of_start, of_end.max(of_start))
        .and_then(|span| text.get(span.start..span.end))
        .map(str::to_owned)
        .filter(|of| !of.is_empty());
    let span = place(clause, from, stop)?;
    let number = if range.is_some() { None } else { value(&token.key) };
    if number.is_none() && range.is_none() {
        return None;
    }
    let target = ReadTarget {
        text: text.get(span.start..span.end)?.to_owned(),
        value: number,
        range,
        unit: Some(unit),
        comparison: comparison.to_owned(),
        of,
        qualitative: false,
        span,
    };
    Some((target, next))
}

fn behind_verb(clause: &[Token], at: usize, words: &Words) -> bool {
    (1..=3).any(|back| {
        at.checked_sub(back).is_some_and(|from| {
            words.verb_at(clause, from) == back
                || back > 1
                    && words.verb_at(clause, from) + 1 == back
                    && clause
                        .get(at - 1)
                        .is_some_and(|token| matches!(token.key.as_str(), "thêm" | "mới" | "đủ" | "được"))
        })
    })
}

fn is_year(number: &str) -> bool {
    number.len() == 4 && (number.starts_with("19") || number.starts_with("20"))
}

/// "lớp 2", "vòng 2", "điều 5": the number is a name.
fn names_a_thing(clause: &[Token], at: usize, words: &Words) -> bool {
    (1..=3).any(|back| at.checked_sub(back).is_some_and(|from| words.targets.before.at(clause, from) == back))
        || at
            .checked_sub(1)
            .and_then(|before| clause.get(before))
            .is_some_and(|token| token.is_mark('/') || token.is_mark('-') && !token.spaced)
}

/// The comparison and where it starts.
fn comparison(clause: &[Token], at: usize, after_unit: usize, words: &Words) -> (&'static str, usize) {
    let lists = &words.targets.comparison;
    let before = |phrases: &super::words::Phrases| {
        (1..=4).rev().find(|back| at.checked_sub(*back).is_some_and(|from| phrases.at(clause, from) == *back))
    };
    // "từ 10% học sinh … trở lên": the words may stand behind what is counted.
    let later = (after_unit..after_unit + REACH + 2)
        .take_while(|n| clause.get(*n).is_some_and(|token| token.sort == Sort::Word))
        .find(|n| lists.or_more.at(clause, *n) > 0);
    if later.is_some() {
        return (">=", before(&lists.at_least).map_or(at, |back| at - back));
    }
    if lists.or_less.at(clause, after_unit) > 0 {
        return ("<=", at);
    }
    for (phrases, sign) in
        [(&lists.at_most, "<="), (&lists.at_least, ">="), (&lists.more, ">"), (&lists.less, "<")]
    {
        if let Some(back) = before(phrases) {
            let alone = back == 1
                && at.checked_sub(1).and_then(|n| clause.get(n)).is_some_and(|token| token.key == "từ");
            // "từ 5 lớp" is a least number only with "trở lên".
            if !alone {
                return (sign, at - back);
            }
        }
    }
    ("=", at)
}

/// "mức độ 3", "mức độ 3, 4".
fn level(text: &str, clause: &[Token], at: usize, words: &Words) -> Option<(ReadTarget, usize)> {
    let length = words.targets.levels.at(clause, at);
    let first = clause.get(at + length).filter(|token| length > 0 && token.sort == Sort::Number)?;
    let mut next = at + length + 1;
    let mut range = None;
    while clause.get(next).is_some_and(|mark| mark.is_mark(',') || mark.key == "và")
        && clause.get(next + 1).is_some_and(|number| number.sort == Sort::Number)
    {
        range =
            Some(format!("{}, {}", range.unwrap_or_else(|| first.key.clone()), clause.get(next + 1)?.key));
        next += 2;
    }
    // "3,4" is a list here, no decimal.
    if range.is_none() && first.key.contains(',') {
        range = Some(first.key.replace(',', ", "));
    }
    let unit = place(clause, at, at + length)?;
    let span = place(clause, at, next)?;
    let from = at.saturating_sub(4);
    let of = place(clause, from, at).and_then(|span| text.get(span.start..span.end)).map(str::to_owned);
    Some((
        ReadTarget {
            text: text.get(span.start..span.end)?.to_owned(),
            value: if range.is_some() { None } else { value(&first.key) },
            range,
            unit: Some(text.get(unit.start..unit.end)?.to_lowercase()),
            comparison: "=".to_owned(),
            of,
            qualitative: false,
            span,
        },
        next,
    ))
}

/// "trong tốp 15".
fn rank(text: &str, clause: &[Token], at: usize, words: &Words) -> Option<(ReadTarget, usize)> {
    let length = words.targets.ranks.at(clause, at);
    let number = clause.get(at + length).filter(|token| length > 0 && token.sort == Sort::Number)?;
    let from = if at
        .checked_sub(1)
        .and_then(|before| clause.get(before))
        .is_some_and(|token| token.key == "trong")
    {
        at - 1
    } else {
        at
    };
    let mut stop = at + length + 1;
    while stop < at + 6 && clause.get(stop).is_some_and(|token| token.sort == Sort::Word) {
        stop += 1;
    }
    let span = place(clause, from, stop)?;
    Some((
        ReadTarget {
            text: text.get(span.start..span.end)?.to_owned(),
            value: Some(value(&number.key)?),
            range: None,
            unit: Some("hạng".to_owned()),
            comparison: "<=".to_owned(),
            of: None,
            qualitative: false,
            span,
        },
        stop,
    ))
}

/// "toàn bộ", "không để xảy ra": a target without a number.
fn quality(text: &str, clause: &[Token], at: usize, words: &Words) -> Option<(ReadTarget, usize)> {
    let length = words.targets.qualitative.starts.at(clause, at);
    if length == 0 {
        return None;
    }
    let mut stop = at + length;
    while stop < at + length + REACH && clause.get(stop).is_some_and(|token| token.sort != Sort::Mark) {
        stop += 1;
    }
    let span = place(clause, at, stop)?;
    Some((
        ReadTarget {
            text: text.get(span.start..span.end)?.to_owned(),
            value: None,
            range: None,
            unit: None,
            comparison: "=".to_owned(),
            of: place(clause, at + length, stop)
                .and_then(|span| text.get(span.start..span.end))
                .map(str::to_owned),
            qualitative: true,
            span,
        },
        stop,
    ))
}
