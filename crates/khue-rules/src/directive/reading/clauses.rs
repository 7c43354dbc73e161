//! How a clause of an obligation opens: adverbs, verb, who is told, by what word.

use super::Span;
use super::actors::{And, Nouns, head_at, names};
use super::tokens::{Sort, Token};
use super::words::Words;

/// The opening of a clause; indices are of its tokens.
#[derive(Debug, Default)]
pub struct Opening {
    /// First token of the text of the task.
    pub from: usize,
    /// The verb: where, how long.
    pub verb: Option<(usize, usize)>,
    /// Who is named before the verb.
    pub lead: Vec<Span>,
    /// "yêu cầu", "giao".
    pub modality: Option<Span>,
    /// The verb is also a noun and nothing before it shows that it is the verb.
    pub doubtful: bool,
}

/// Commas at which the main clause is looked for.
const COMMAS: usize = 12;
/// Commas looked at behind a name.
const NESTED_COMMAS: usize = 4;
/// Tokens in which the verb of a quantity is looked for.
const REACH: usize = 40;

/// Reads the opening of `clause`; nothing when it commands nothing.
pub fn opening(clause: &[Token], words: &Words) -> Option<Opening> {
    let start = clause.iter().position(|token| token.sort != Sort::Mark)?;
    let circumstance = words.leads.circumstances.at(clause, start);
    // "Thực hiện Công văn …, Sở đề nghị các trường …": the order stands behind the basis.
    if words.leads.bases.at(clause, start) > 0
        && let Some(found) = order_behind_basis(clause, start, words)
    {
        return Some(found);
    }
    if circumstance > words.verb_at(clause, start)
        && let Some(found) = behind_circumstance(clause, start, words)
    {
        return Some(found);
    }
    if let Some(core) = core(clause, start, words, Doubt::Allowed) {
        return Some(core);
    }
    if circumstance > 0
        && let Some(found) = behind_circumstance(clause, start, words)
    {
        return Some(found);
    }
    // "Nhằm hỗ trợ …" as a sentence: an aim is all it says.
    let aim = words.leads.aims.at(clause, start);
    let verb = skip_adverbs(clause, start + aim, words);
    let length = words.verb_at(clause, verb);
    if aim > 0 && length > 0 {
        return Some(Opening { from: start, verb: Some((verb, length)), ..Opening::default() });
    }
    quantity(clause, start, words)
        .or_else(|| subject(clause, start, words))
        .or_else(|| duty(clause, start, words))
        .or_else(|| modal(clause, start, words))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Doubt {
    /// A noun that is also a verb may open the clause.
    Allowed,
    /// It may not.
    Refused,
    /// It may not, and a circumstance behind a name is not looked into.
    Nested,
}

/// The order of a sentence that opens with what it rests on.
fn order_behind_basis(clause: &[Token], start: usize, words: &Words) -> Option<Opening> {
    commas(clause, start)
        .filter(|comma| {
            clause.get(comma + 1).is_some_and(|token| token.capital) && head_at(clause, comma + 1, words) > 0
        })
        .find_map(|comma| {
            core(clause, comma + 1, words, Doubt::Refused).filter(|found| found.modality.is_some())
        })
}

/// Adverbs and what may stand between them; the first token behind.
fn skip_adverbs(clause: &[Token], start: usize, words: &Words) -> usize {
    let mut at = start;
    loop {
        let verb = words.verb_at(clause, at);
        let adverb = words.verbs.adverbs.at(clause, at);
        let next = at + adverb;
        if adverb > 0 && adverb >= verb && (verb == 0 || continues(clause, next, words)) {
            at = next;
            continue;
        }
        let before_verb = words.verbs.adverbs_before_verb.at(clause, at);
        if before_verb > 0 && words.verb_at(clause, at + before_verb) > 0 {
            at += before_verb;
            continue;
        }
        if at > start
            && clause.get(at).is_some_and(|token| token.is_mark(',') || token.key == "và")
            && continues(clause, at + 1, words)
        {
            at += 1;
            continue;
        }
        return at;
    }
}

fn continues(clause: &[Token], at: usize, words: &Words) -> bool {
    words.verb_at(clause, at) > 0
        || words.verbs.adverbs.at(clause, at) > 0
        || words.verbs.adverbs_before_verb.at(clause, at) > 0
}

/// A modality that commands somebody or something at `at`: its length and what follows.
fn modality(clause: &[Token], at: usize, words: &Words) -> Option<(usize, usize)> {
    let length = words.leads.modality.at(clause, at);
    if length == 0 {
        return None;
    }
    let mut next = at + length;
    if clause.get(next).is_some_and(|token| token.key == "cho") {
        next += 1;
    }
    Some((length, next))
}

fn span(clause: &[Token], from: usize, to: usize) -> Option<Span> {
    let (first, last) = (clause.get(from)?, clause.get(to.checked_sub(1)?)?);
    Some(Span { start: first.span.start, end: last.span.end })
}

/// A clause that opens with its verb, with who does it, or with a word of command.
fn core(clause: &[Token], start: usize, words: &Words, doubt: Doubt) -> Option<Opening> {
    let at = skip_adverbs(clause, start, words);
    if let Some((length, next)) = modality(clause, at, words) {
        if head_at(clause, next, words) > 0 {
            let mut found = actor_clause(clause, next, words, doubt).unwrap_or_default();
            if found.verb.is_some() {
                found.from = next;
                found.modality = found.modality.or_else(|| span(clause, at, at + length));
                return Some(found);
            }
        } else if words.verb_at(clause, skip_adverbs(clause, next, words)) > 0
            && words.leads.modality_alone.at(clause, at) == length
        {
            let verb = skip_adverbs(clause, next, words);
            return Some(Opening {
                from: next,
                verb: Some((verb, words.verb_at(clause, verb))),
                modality: span(clause, at, at + length),
                ..Opening::default()
            });
        }
    }
    let verb = words.verb_at(clause, at);
    let head = head_at(clause, at, words);
    let noun = verb > 0 && words.verbs.noun_like.at(clause, at) >= verb;
    if verb > 0 && head <= verb {
        let sure = at > start || !noun;
        // "Giáo dục mầm non tiếp tục đổi mới …": the noun is the subject.
        if !sure && let Some(later) = later_verb(clause, at + verb, words) {
            return Some(Opening { from: start, verb: Some(later), ..Opening::default() });
        }
        if !sure && doubt != Doubt::Allowed {
            return None;
        }
        return Some(Opening { from: start, verb: Some((at, verb)), doubtful: !sure, ..Opening::default() });
    }
    if head > 0 {
        return actor_clause(clause, at, words, doubt).map(|found| Opening {
            from: if found.modality.is_some() { found.from } else { start },
            ..found
        });
    }
    // "kịp thời di dời …": only a verb stands behind such an adverb, though the list lacks it.
    if at > start
        && words.verbs.urging.at(clause, start) > 0
        && clause.get(at).is_some_and(|token| token.sort == Sort::Word && !token.capital)
        && words.people.ends.at(clause, at) == 0
    {
        let two = clause.get(at + 1).is_some_and(|token| token.sort == Sort::Word && !token.capital);
        return Some(Opening {
            from: start,
            verb: Some((at, if two { 2 } else { 1 })),
            ..Opening::default()
        });
    }
    // "Tiếp tục cuộc vận động …": the adverb is all the verb there is.
    let adverb = words.verbs.adverbs.at(clause, start);
    (at > start && adverb > 0 && clause.get(start).is_some_and(|token| token.key == "tiếp"))
        .then(|| Opening { from: start, verb: Some((start, adverb)), ..Opening::default() })
}

/// Tokens of a subject before its adverb and verb.
const SUBJECT: usize = 8;

/// An adverb and a verb behind a noun that looks like a verb.
fn later_verb(clause: &[Token], from: usize, words: &Words) -> Option<(usize, usize)> {
    for at in from..(from + SUBJECT).min(clause.len()) {
        let token = clause.get(at)?;
        if token.sort == Sort::Mark {
            return None;
        }
        let adverb = words.verbs.adverbs.at(clause, at).max(words.verbs.adverbs_before_verb.at(clause, at));
        if adverb > 1 && !token.capital {
            let verb = skip_adverbs(clause, at, words);
            let length = words.verb_at(clause, verb);
            if verb > at && length > 0 && at > from {
                return Some((verb, length));
            }
        }
    }
    None
}

/// Names at `at`, then what they do.
fn actor_clause(clause: &[Token], at: usize, words: &Words, doubt: Doubt) -> Option<Opening> {
    for nouns in [Nouns::Inside, Nouns::End] {
        let mut named = names(clause, at, words, And::Binds, nouns)?;
        let mut next = named.next;
        let quantifier = words.people.quantifiers.at(clause, at);
        if words.people.not_leads.at(clause, at + quantifier)
            >= words.people.heads.at(clause, at + quantifier)
        {
            named.spans.clear();
        }
        if words.verbs.telling.at(clause, next) > 0 {
            return None;
        }
        if let Some((length, behind)) = modality(clause, next, words)
            && (head_at(clause, behind, words) > 0
                || words.verb_at(clause, skip_adverbs(clause, behind, words)) > 0)
        {
            // "Chủ tịch UBND tỉnh yêu cầu Sở …": whom, not who.
            let word = span(clause, next, next + length);
            if head_at(clause, behind, words) > 0
                && head_at(clause, behind, words) >= words.verb_at(clause, behind)
            {
                if let Some(inner) = whom(clause, behind, words, doubt) {
                    return Some(Opening { from: behind, modality: word, ..inner });
                }
            } else {
                let verb = skip_adverbs(clause, behind, words);
                return Some(Opening {
                    from: behind,
                    verb: Some((verb, words.verb_at(clause, verb))),
                    modality: word,
                    ..Opening::default()
                });
            }
        }
        for _ in 0..6 {
            let modal = words.verbs.modals.at(clause, next);
            let moved = skip_adverbs(clause, next + modal, words);
            if moved == next {
                break;
            }
            next = moved;
        }
        // "…, căn cứ tình hình, xây dựng": a circumstance between.
        if words.verb_at(clause, next) == 0
            && clause
                .get(next)
                .is_some_and(|token| token.is_mark(',') || words.leads.circumstances.at(clause, next) > 0)
            && let Some(inner) = after_commas(clause, next, words, doubt)
        {
            return Some(Opening { from: at, lead: named.spans, verb: inner.verb, ..Opening::default() });
        }
        let verb = words.verb_at(clause, next);
        if verb > 0 && clause.get(next).is_some_and(|token| !token.capital) {
            return Some(Opening {
                from: at,
                lead: named.spans,
                verb: Some((next, verb)),
                ..Opening::default()
            });
        }
        // "Giáo viên chủ nhiệm đến nhà vận động …": the verb stands a little further on.
        if nouns == Nouns::End
            && let Some(found) = near_verb(clause, named.next, words)
        {
            return Some(Opening {
                from: at,
                lead: named.spans,
                verb: Some(found),
                doubtful: true,
                ..Opening::default()
            });
        }
    }
    None
}

/// Tokens after a name in which its verb is looked for.
const NEAR: usize = 7;

fn near_verb(clause: &[Token], from: usize, words: &Words) -> Option<(usize, usize)> {
    (from..(from + NEAR).min(clause.len()))
        .take_while(|at| clause.get(*at).is_some_and(|token| token.sort == Sort::Word))
        .find_map(|at| {
            let length = words.verb_at(clause, at);
            let sure = length > 1 && words.verbs.noun_like.at(clause, at) < length;
            (sure && clause.get(at).is_some_and(|token| !token.capital)).then_some((at, length))
        })
}

fn whom(clause: &[Token], at: usize, words: &Words, doubt: Doubt) -> Option<Opening> {
    for nouns in [Nouns::Inside, Nouns::End] {
        let named = names(clause, at, words, And::Binds, nouns)?;
        let mut next = named.next;
        for _ in 0..6 {
            let modal = words.verbs.modals.at(clause, next);
            let moved = skip_adverbs(clause, next + modal, words);
            if moved == next {
                break;
            }
            next = moved;
        }
        let verb = words.verb_at(clause, next);
        if verb > 0 {
            return Some(Opening {
                from: at,
                lead: named.spans,
                verb: Some((next, verb)),
                ..Opening::default()
            });
        }
        if clause
            .get(next)
            .is_some_and(|token| token.is_mark(',') || words.leads.circumstances.at(clause, next) > 0)
            && let Some(inner) = after_commas(clause, next, words, doubt)
        {
            return Some(Opening { from: at, lead: named.spans, verb: inner.verb, ..Opening::default() });
        }
    }
    None
}

fn commas(clause: &[Token], start: usize) -> impl Iterator<Item = usize> {
    clause
        .iter()
        .enumerate()
        .skip(start)
        .filter(|(_, token)| token.is_mark(','))
        .map(|(at, _)| at)
        .take(COMMAS)
}

/// A main clause behind a comma behind a name; there is no second such step, or commas would multiply.
fn after_commas(clause: &[Token], start: usize, words: &Words, doubt: Doubt) -> Option<Opening> {
    if doubt == Doubt::Nested {
        return None;
    }
    commas(clause, start).take(NESTED_COMMAS).find_map(|comma| core(clause, comma + 1, words, Doubt::Nested))
}

/// "Trong bối cảnh …, chủ động xây dựng …": the main clause stands behind a comma.
fn behind_circumstance(clause: &[Token], start: usize, words: &Words) -> Option<Opening> {
    let found = [Doubt::Refused, Doubt::Allowed]
        .into_iter()
        .find_map(|doubt| commas(clause, start).find_map(|comma| core(clause, comma + 1, words, doubt)));
    let found = found.or_else(|| commas(clause, start).find_map(|comma| quantity(clause, comma + 1, words)));
    let found = found.or_else(|| {
        // No comma: "Năm học 2020-2021 tiếp tục thực hiện …".
        (start + 1..(start + 14).min(clause.len())).find_map(|at| {
            let adverb =
                words.verbs.adverbs.at(clause, at) > 1 || words.verbs.adverbs_before_verb.at(clause, at) > 0;
            (adverb && clause.get(at).is_some_and(|token| !token.capital))
                .then(|| core(clause, at, words, Doubt::Refused))
                .flatten()
        })
    })?;
    let from = if found.modality.is_some() { found.from } else { start };
    Some(Opening { from, ..found })
}

/// "100% các đơn vị thực hiện …", "Tỷ lệ … đạt …".
fn quantity(clause: &[Token], opening: usize, words: &Words) -> Option<Opening> {
    let start =
        if clause.get(opening).is_some_and(|token| token.key == "có") { opening + 1 } else { opening };
    let first = clause.get(start)?;
    let lists = &words.targets.comparison;
    let compared = [&lists.at_least, &lists.more, &lists.at_most, &lists.less]
        .iter()
        .map(|list| list.at(clause, start))
        .max()
        .unwrap_or(0);
    let counted = compared > 0
        && clause.get(start + compared).is_some_and(|token| token.sort == Sort::Number)
        || first.sort == Sort::Number && clause.get(start + 1).is_some_and(|token| token.is_mark('%'))
        || matches!(first.key.as_str(), "tỷ" | "tỉ")
            && clause.get(start + 1).is_some_and(|token| token.key == "lệ")
        || first.sort == Sort::Number
            && clause.get(start + 1).is_some_and(|slash| slash.is_mark('/'))
            && words.targets.units.at(clause, start + 3) > 0
        || first.key == "số"
        || first.sort == Sort::Number && words.targets.units.at(clause, start + 1) > 0
        || ["trên", "ít", "tối"].contains(&first.key.as_str())
            && clause.iter().skip(start).take(5).any(|token| token.is_mark('%'));
    if !counted {
        return None;
    }
    // "Tỷ lệ … biết chữ đạt 99%": the verb that stands next to the share.
    let share = clause.iter().take(start + REACH).rposition(|token| token.is_mark('%'));
    let rate = matches!(first.key.as_str(), "tỷ" | "tỉ");
    if let Some(share) = share.filter(|_| rate) {
        let beside = (share.saturating_sub(6).max(start + 2)..share).rev().find_map(|at| {
            let length = words.verbs.of_shares.at(clause, at).max(words.verb_at(clause, at));
            (words.verbs.noun_like.at(clause, at) < length).then_some((at, length))
        });
        if let Some(verb) = beside {
            return Some(Opening { from: opening, verb: Some(verb), ..Opening::default() });
        }
    }
    // "Có ít nhất 05 giải": "có" is the verb.
    let verb = (start > opening).then_some((opening, 1));
    let verb = verb.or_else(|| {
        (start + 2..(start + REACH).min(clause.len())).find_map(|at| {
            let length = words.verb_at(clause, at).max(words.verbs.of_shares.at(clause, at));
            let sure = (length > 1 || words.verbs.of_shares.at(clause, at) > 0)
                && clause.get(at).is_some_and(|token| !token.capital)
                && words.verbs.noun_like.at(clause, at) < length;
            sure.then_some((at, length))
        })
    });
    // "Trên 80% trường tổ chức …": a verb that is also a noun, behind what is counted.
    let verb = verb.or_else(|| {
        (start + 4..(start + REACH).min(clause.len())).find_map(|at| {
            let length = words.verb_at(clause, at);
            (length > 1 && clause.get(at).is_some_and(|token| !token.capital)).then_some((at, length))
        })
    });
    let percent = clause.iter().skip(start).take(REACH).any(|token| token.is_mark('%'));
    (verb.is_some() || percent).then(|| Opening { from: opening, verb, ..Opening::default() })
}

/// "Việc tuyển sinh thực hiện theo …", "Công tác … được tổ chức …".
fn subject(clause: &[Token], start: usize, words: &Words) -> Option<Opening> {
    let length = words.leads.subjects.at(clause, start);
    if length == 0 {
        return None;
    }
    let verb = (start + length + 1..(start + NAME + 2).min(clause.len())).find_map(|at| {
        let found = words.verb_at(clause, at);
        let sure = found > 1 && words.verbs.noun_like.at(clause, at) < found;
        (sure && clause.get(at).is_some_and(|token| !token.capital)).then_some((at, found))
    });
    verb.map(|verb| Opening { from: start, verb: Some(verb), doubtful: true, ..Opening::default() })
}

/// Tokens of a name that no list has.
const NAME: usize = 12;

/// "Viễn thông tỉnh chủ trì …": a name that no list has, before a verb that only an office is the subject of.
fn duty(clause: &[Token], start: usize, words: &Words) -> Option<Opening> {
    let first = clause.get(start).filter(|token| token.capital && token.sort == Sort::Word)?;
    let end = (start + 1..(start + NAME).min(clause.len())).find(|at| {
        words.verbs.duties.at(clause, *at) > 0
            || words.verbs.adverbs.at(clause, *at) > 1
            || clause.get(*at).is_none_or(|token| token.sort == Sort::Mark && !token.is_mark('-'))
    })?;
    let verb = skip_adverbs(clause, end, words);
    let duty = words.verbs.duties.at(clause, verb);
    let verb_length = words.verb_at(clause, verb);
    let last = clause.get(end.checked_sub(1)?)?;
    (duty > 0 && verb_length > 0).then(|| Opening {
        from: start,
        verb: Some((verb, verb_length)),
        lead: vec![Span { start: first.span.start, end: last.span.end }],
        ..Opening::default()
    })
}

/// "Các khoản thu phải công khai": somebody or something must.
fn modal(clause: &[Token], start: usize, words: &Words) -> Option<Opening> {
    (start + 1..(start + REACH).min(clause.len())).find_map(|at| {
        let length = words.verbs.modals.at(clause, at);
        if length == 0 || clause.get(at).is_some_and(|token| token.capital) {
            return None;
        }
        let verb = skip_adverbs(clause, at + length, words);
        let found = words.verb_at(clause, verb);
        (found > 0).then(|| Opening { from: start, verb: Some((verb, found)), ..Opening::default() })
    })
}
