//! Time expressions of a clause.

use std::sync::LazyLock;

use khue_base::Day;
use regex::Regex;
use serde_json::Value;

use super::tokens::Token;
use super::words::{Phrases, Words};
use super::{ReadDeadline, Span};

/// A pattern of this module; a wrong one is found by its test.
pub fn pattern(source: &str) -> Regex {
    Regex::new(source).unwrap_or_else(|error| panic!("{source}: {error}"))
}

const DAY: &str = r"(?:\d{1,2}\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*(?:19|20)\d{2}|\d{1,2}\s+tháng\s+\d{1,2}(?:\s+năm\s+(?:19|20)\d{2}|\s*/\s*(?:19|20)\d{2})?|\d{1,2}\s*[/\-]\s*\d{1,2})";
const YEAR: &str = r"(?:19|20)\d{2}";
const MONTH: &str = r"tháng\s+\d{1,2}(?:\s*[/\-]\s*(?:19|20)\d{2}|\s+năm\s+(?:19|20)\d{2})?";

/// Patterns and the kind they mean; the earliest and then the longest wins.
static PATTERNS: LazyLock<Vec<(&str, Regex)>> = LazyLock::new(|| {
    let list = [
        ("range", format!(r"(?i)\b(?:từ\s+)?(?:ngày\s+)?{DAY}\s*(?:đến|tới|-|–)\s*(?:hết\s+)?(?:ngày\s+)?{DAY}\b")),
        ("range", format!(r"(?i)\btừ\s+ngày\s+\d{{1,2}}\s*(?:đến|tới|-|–)\s*(?:hết\s+)?(?:ngày\s+)?{DAY}\b")),
        ("range", format!(r"(?i)\btừ\s+{MONTH}\s*(?:đến|tới|-|–)\s*(?:hết\s+)?(?:cuối\s+)?{MONTH}\b")),
        ("range", format!(r"(?i)\btừ\s+năm\s+(?:học\s+)?{YEAR}(?:\s*[-–]\s*{YEAR})?\s*(?:đến|tới)\s*(?:hết\s+)?năm\s+(?:học\s+)?{YEAR}(?:\s*[-–]\s*{YEAR})?\b")),
        ("range", format!(r"(?i)\btừ\s+{YEAR}\s*(?:đến|tới|-|–)\s*(?:năm\s+)?{YEAR}\b")),
        ("before", format!(r"(?i)\b(?:xong\s+)?(?:trước|chậm\s+nhất|muộn\s+nhất|đến\s+hết|hết|đến|đến\s+trước)(?:\s+(?:là|vào|hết|đến|trước))*(?:\s+\d{{1,2}}\s*(?:h|giờ|g)\s*(?:\d{{2}})?(?:\s*phút)?\s*,?)?\s+(?:ngày\s+)?(?:thứ\s+\p{{L}}+\s*,?\s*)?(?:\(?ngày\s+)?{DAY}\b")),
        ("start", format!(r"(?i)\b(?:kể\s+)?từ\s+ngày\s+{DAY}\b")),
        ("date", format!(r"(?i)\b(?:vào\s+)?(?:\d{{1,2}}\s*(?:h|giờ)\s*(?:\d{{2}})?\s*,?\s*)?ngày\s+{DAY}\b")),
        ("date", format!(r"\b\d{{1,2}}/\d{{1,2}}/{YEAR}\b")),
        ("month", format!(r"(?i)\b(?:(?:trước|trong|hết|cuối|đầu|giữa|đến|từ|xong\s+trước|đến\s+hết|chậm\s+nhất)\s+)?{MONTH}\b")),
        ("month", r"(?i)\b(?:trong\s+)?(?:các\s+)?tháng\s+\d{1,2}(?:\s*,\s*(?:tháng\s+)?\d{1,2}\b)+".to_owned()),
        ("month", format!(r"\b\d{{1,2}}/{YEAR}\b")),
        ("quarter", format!(r"(?i)\b(?:(?:trước|trong|hết|cuối|đầu|đến\s+hết)\s+)?quý\s+(?:I{{1,3}}|IV|[1-4])\b(?:\s*[/,\-]\s*{YEAR}|\s+năm\s+{YEAR})?")),
        ("school_year", format!(r"(?i)\b(?:(?:từ|đến|hết|trước|đến\s+hết|kết\s+thúc|cuối|đầu)\s+)?(?:các\s+)?(?:học\s+k[ỳì]\s+(?:I{{1,2}}|[12])\s*,?\s*(?:của\s+)?)?năm\s+học\s+{YEAR}\s*[-–]\s*{YEAR}\b")),
        ("school_year", r"(?i)\b(?:(?:trong|hết|cuối|đầu|kết\s+thúc|đến\s+hết|sau)\s+)?học\s+k[ỳì]\s+(?:I{1,2}|[12])\b".to_owned()),
        ("period", format!(r"(?i)\b(?:năm\s+học\s+và\s+)?(?:giai\s+đoạn|thời\s+kỳ|nhiệm\s+kỳ|các\s+năm|những\s+năm)\s+(?:{YEAR}|từ\s+{YEAR})\s*(?:[-–]|đến)\s*{YEAR}\b")),
        ("year", format!(r"(?i)\b(?:(?:đến\s+hết|đến|hết|trong|từ|trước|cuối|đầu|tới|kể\s+từ|tính\s+đến)\s+)?(?:cuối\s+|hết\s+|đầu\s+)?năm\s+{YEAR}\b")),
        ("year", format!(r"(?i)\b(?:đến|trước)\s+{YEAR}\b")),
        ("relative", r"(?i)\b(?:trong\s+(?:vòng|thời\s+hạn|thời\s+gian)|chậm\s+nhất(?:\s+là)?|sau)\s+\d{1,3}\s+(?:ngày|tháng|tuần|năm|giờ)(?:\s+làm\s+việc)?(?:\s*,?\s*(?:kể\s+)?từ\s+(?:ngày|khi)[^,;.:]{0,60})?".to_owned()),
        ("recurring", r"(?i)\b(?:trước\s+|vào\s+)?ngày\s+\d{1,2}\s+(?:hằng|hàng)\s+(?:tháng|quý)\b".to_owned()),
        ("recurring", r"(?i)\b\d{1,2}\s+tháng\s*/\s*(?:một\s+|1\s+|01\s+)?lần\b".to_owned()),
    ];
    list.into_iter().map(|(kind, source)| (kind, pattern(&source))).collect()
});

static YEARS: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(?:19|20)\d{2}\b"));
static FULL_DAY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)(\d{1,2})\s*(?:[/.\-]|\s+tháng\s+)\s*(\d{1,2})\s*(?:[/.\-]|\s+năm\s+)\s*((?:19|20)\d{2})")
});

/// A day written anywhere in `text`.
pub fn day_in(text: &str) -> Option<(Day, Span)> {
    let found = FULL_DAY.captures(text)?;
    let number = |n: usize| found.get(n).and_then(|group| group.as_str().parse::<i16>().ok());
    let day = Day::new(number(3)?, i8::try_from(number(2)?).ok()?, i8::try_from(number(1)?).ok()?)?;
    let whole = found.get(0)?;
    Some((day, Span { start: whole.start(), end: whole.end() }))
}

/// The time expressions of the clause at `place`, whose tokens are `clause`; places in `hidden`, in order, are passed over
/// (days of cited documents).
pub fn deadlines(
    text: &str,
    place: Span,
    clause: &[Token],
    hidden: &[Span],
    words: &Words,
) -> Vec<ReadDeadline> {
    let Some(own) = text.get(place.start..place.end) else { return Vec::new() };
    let mut found: Vec<(Span, &'static str)> = Vec::new();
    // Figures are in nearly every pattern: a clause without one is spared.
    if own.bytes().any(|byte| byte.is_ascii_digit()) || own.contains("uý") || own.contains("ỳ I") {
        for (kind, pattern) in PATTERNS.iter() {
            for hit in pattern.find_iter(own) {
                found.push((Span { start: place.start + hit.start(), end: place.start + hit.end() }, kind));
            }
        }
    }
    by_words(clause, words, &mut found);
    found.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
    let mut taken: Vec<ReadDeadline> = Vec::new();
    let mut end = 0;
    for (span, kind) in found {
        if span.start < end || !within(hidden, |hidden| *hidden, span).is_empty() {
            continue;
        }
        end = span.end;
        let written = text.get(span.start..span.end).unwrap_or_default();
        let (start, last) = bounds(written, kind);
        taken.push(ReadDeadline {
            text: written.to_owned(),
            kind: kind.to_owned(),
            scope: "task".to_owned(),
            start,
            end: last,
            span,
        });
    }
    taken
}

/// Those of `sorted` that share a byte with `span`; starts and ends must both rise.
pub fn within<T>(sorted: &[T], place: impl Fn(&T) -> Span, span: Span) -> &[T] {
    let from = sorted.partition_point(|item| place(item).end <= span.start);
    let to = sorted.partition_point(|item| place(item).start < span.end);
    sorted.get(from..to).unwrap_or_default()
}

/// Whether two places share a byte.
pub fn overlaps(one: Span, other: Span) -> bool {
    one.start < other.end && other.start < one.end
}

fn bounds(written: &str, kind: &str) -> (Option<Value>, Option<Value>) {
    let mut days = Vec::new();
    let mut rest = written;
    while let Some((day, span)) = day_in(rest) {
        days.push(day.iso());
        rest = rest.get(span.end..).unwrap_or_default();
    }
    if let Some(first) = days.first() {
        let last = days.last().cloned().map(Value::from);
        return match kind {
            "start" => (Some(Value::from(first.clone())), None),
            "before" => (None, last),
            _ => (Some(Value::from(first.clone())), last),
        };
    }
    let years: Vec<i64> = YEARS.find_iter(written).filter_map(|year| year.as_str().parse().ok()).collect();
    match (years.first(), years.last()) {
        (Some(first), Some(last)) if years.len() > 1 => (Some(Value::from(*first)), Some(Value::from(*last))),
        (Some(only), _) => (None, Some(Value::from(*only))),
        _ => (None, None),
    }
}

/// Tokens that an event may run over.
const EVENT: usize = 14;

fn by_words(clause: &[Token], words: &Words, found: &mut Vec<(Span, &'static str)>) {
    let mut opening = true;
    for (at, token) in clause.iter().enumerate() {
        let mut add = |phrases: &Phrases, kind: &'static str| {
            let length = phrases.at(clause, at);
            if let Some(last) = length.checked_sub(1).and_then(|length| clause.get(at + length)) {
                found.push((Span { start: token.span.start, end: last.span.end }, kind));
            }
            length
        };
        add(&words.times.recurring, "recurring");
        add(&words.times.relative, "relative");
        // "thường xuyên báo cáo" says how often, "kinh phí thường xuyên" does not.
        let often = words.times.recurring_before_verb.at(clause, at);
        if opening && often > 0 && words.verb_at(clause, at + often) > 0 {
            add(&words.times.recurring_before_verb, "recurring");
        }
        opening &= words.verb_at(clause, at) == 0 && at < EVENT || token.is_mark(',');
        for (phrases, kind) in [(&words.times.before, "event_before"), (&words.times.after, "event_after")] {
            let length = phrases.at(clause, at);
            if length == 0 {
                continue;
            }
            let end = (at + length..(at + EVENT).min(clause.len()))
                .find(|n| {
                    words.times.stops.at(clause, *n) > 0
                        || clause.get(*n).is_some_and(|token| {
                            matches!(token.key.as_str(), "," | ";" | "." | ":" | "(" | ")")
                        })
                })
                .unwrap_or((at + EVENT).min(clause.len()));
            if let Some(last) = end.checked_sub(1).and_then(|last| clause.get(last)) {
                found.push((Span { start: token.span.start, end: last.span.end }, kind));
            }
        }
    }
}
