//! Metadata: what the head, the preamble and the body say about the document itself.

use std::sync::LazyLock;

use regex::Regex;

use super::actors::{And, Nouns, head_at, names};
use super::frame::Role;
use super::lines::Line;
use super::paragraphs::{Para, is_upper};
use super::references::Mention;
use super::sentences::{members, sentences};
use super::times::{day_in, pattern};
use super::tokens::{Token, fold, tokens};
use super::words::Words;
use super::{LegalBasis, Metadata, Signer, Span, foot};

static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^\s*Số\s*:?\s*(\d{1,6}\s?(?:/\s?(?:19|20)\d{2}\s?)?[/\-–]\s?[\p{Lu}Đ][\p{L}\d&]*(?:\s?[-–/]\s?[\p{Lu}Đ][\p{L}\d&]*)*)",
    )
});
static PLACE_DAY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"((?:(?:TP|Tp)\.?\s*)?\p{Lu}[\p{L}.]*(?:\s+(?:-\s+)?[\p{L}\d][\p{L}\d.]*){0,5}?)\s*,\s*ngày\b")
});
static SCHOOL_YEAR: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)năm\s+học\s*:?\s*((?:19|20)\d{2})\s*[-–]\s*((?:19|20)\d{2})"));

/// All a reading of metadata looks at.
pub struct Source<'a> {
    pub text: &'a str,
    pub lines: &'a [Line],
    pub paras: &'a [Para],
    pub roles: &'a [Role],
    pub mentions: &'a [Vec<Mention>],
    pub words: &'a Words,
}

impl Source<'_> {
    fn written(&self, at: usize) -> &str {
        self.paras.get(at).map_or("", |para| self.slice(para.span))
    }

    fn slice(&self, span: Span) -> &str {
        self.text.get(span.start..span.end).unwrap_or_default()
    }

    /// The first run of paragraphs with this role.
    fn first_run(&self, role: Role) -> std::ops::Range<usize> {
        let limit = self.roles.iter().position(|found| *found == Role::Body).unwrap_or(self.roles.len());
        let own = |at: &usize| self.roles.get(*at) == Some(&role);
        let start = (0..limit).find(own).unwrap_or(limit);
        let end = (start..limit).find(|at| !own(at)).unwrap_or(limit);
        start..end
    }
}

/// Reads the metadata.
pub fn metadata(source: &Source<'_>) -> Metadata {
    let head = source.first_run(Role::Head);
    let cells = mended(header_cells(source, head.clone()));
    let mut metadata = Metadata::default();
    for cell in &cells {
        if metadata.number.is_none()
            && let Some(number) = NUMBER.captures(cell).and_then(|found| found.get(1))
        {
            metadata.number = Some(
                number
                    .as_str()
                    .chars()
                    .filter(|letter| !letter.is_whitespace())
                    .map(|c| if c == '–' { '-' } else { c })
                    .collect(),
            );
        }
        if metadata.place.is_none()
            && let Some(place) = place(cell)
        {
            metadata.place = Some(place);
        }
        if metadata.date.is_none() && PLACE_DAY.is_match(cell) {
            metadata.date = day_in(cell).map(|(day, _)| day);
        }
    }
    metadata.kind = document_kind(source, head.clone());
    metadata.subject = subject(source, head.clone());
    metadata.legal_bases = bases(source);
    let (addressees, commander) = operative(source);
    metadata.addressees =
        if addressees.is_empty() { letter_addressees(source, head.clone()) } else { addressees };
    metadata.issuer = issuer(source, &cells).or(commander);
    metadata.province = province(source, &cells, metadata.issuer.as_deref(), metadata.place.as_deref());
    metadata.school_year = school_year(source, metadata.subject.as_deref());
    metadata.theme = theme(source);
    let (recipients, signer) =
        foot::foot(source.text, source.lines, source.paras, source.roles, source.words);
    metadata.recipients = recipients;
    metadata.signer = signer;
    if metadata.issuer.is_none() {
        metadata.issuer = metadata
            .signer
            .as_ref()
            .and_then(Signer::on_behalf)
            .filter(|name| name.contains(' '))
            .map(|name| proper(&name, source.words));
    }
    if metadata.kind.is_none() && has_to(source, head) {
        metadata.kind = Some("Công văn".to_owned());
    }
    metadata
}

fn has_to(source: &Source<'_>, head: std::ops::Range<usize>) -> bool {
    head.into_iter()
        .any(|at| source.paras.get(at).is_some_and(|para| source.words.leads.to.at(&para.tokens, 0) > 0))
}

/// The cells of the head's lines; a header whose two columns have run together is cut where the second starts.
fn header_cells(source: &Source<'_>, head: std::ops::Range<usize>) -> Vec<String> {
    let lines = head.filter_map(|at| source.paras.get(at)).flat_map(|para| para.lines.0..para.lines.1);
    let mut cells = Vec::new();
    for line in lines.filter_map(|at| source.lines.get(at)) {
        for cell in &line.cells {
            let folded = fold(cell);
            let second = ["cộng hòa xã hội", "độc lập - tự do", "đảng cộng sản việt nam"]
                .iter()
                .find_map(|title| folded.find(title))
                .filter(|at| *at > 0);
            match second {
                Some(at) if cell.is_char_boundary(at) && folded.len() == cell.len() => {
                    cells.push(cell.get(..at).unwrap_or_default().trim().to_owned());
                    cells.push(cell.get(at..).unwrap_or_default().to_owned());
                }
                _ => cells.push(cell.clone()),
            }
        }
    }
    cells
}

/// Joins cells that a narrow column broke: "CỘNG | HÒA XÃ HỘI", "Số: | 36/KH-UBND", "Cà | Mau, ngày".
fn mended(cells: Vec<String>) -> Vec<String> {
    let mut mended: Vec<String> = Vec::with_capacity(cells.len());
    for cell in cells {
        let folded = fold(&cell);
        let open = mended.last().is_some_and(|last| {
            let before = fold(last);
            let words = before.split_whitespace().count();
            let dated = folded.find(", ngày").is_some_and(|at| at < 40) && !folded.starts_with("số");
            (before == "cộng" || before == "cộng hòa" || before == "cộng hòa xã hội")
                || before.trim_end_matches([':', ' ']) == "số"
                || ["năm", "tháng", "ngày"].iter().any(|word| before.ends_with(word))
                    && folded.starts_with(|c: char| c.is_ascii_digit() || c == 't' || c == 'n')
                || before.contains(", ngày") && day_in(last).is_none() && folded.starts_with("tháng")
                || words == 1 && is_upper(last) && is_upper(&cell) && last.chars().all(char::is_alphabetic)
                || dated
                    && words <= 2
                    && !is_upper(last)
                    && last.chars().all(|c| c.is_alphabetic() || c == ' ')
        });
        match mended.last_mut().filter(|_| open) {
            Some(last) => {
                last.push(' ');
                last.push_str(&cell);
            }
            None => mended.push(cell),
        }
    }
    mended
}

fn place(cell: &str) -> Option<String> {
    // "Số: 12/CT-UBND Bắc Giang, ngày …" on one line.
    let rest = NUMBER.find(cell).map_or(cell, |number| cell.get(number.end()..).unwrap_or_default());
    let rest = if fold(rest).trim_start().starts_with("số") {
        rest.rsplit(['/', ':']).next().unwrap_or(rest).trim_start()
    } else {
        rest
    };
    let found = PLACE_DAY.captures(rest)?.get(1)?.as_str().trim();
    // Letters of a number left blank may stand before the place.
    let words: Vec<&str> = found
        .split_whitespace()
        .skip_while(|word| word.contains('-') && word.len() > 1 || is_upper(word) && word.len() > 3)
        .collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// The kind that stands as a title.
fn document_kind(source: &Source<'_>, head: std::ops::Range<usize>) -> Option<String> {
    head.clone()
        .find_map(|at| title_kind(source.written(at), source.words))
        // A decision says it again before its provisions.
        .or_else(|| {
            let preamble = source.first_run(Role::Preamble);
            preamble.rev().find_map(|at| title_kind(source.written(at), source.words))
        })
}

fn title_kind(line: &str, words: &Words) -> Option<String> {
    let folded = fold(line);
    let folded = folded.trim_end_matches([':', ' ']);
    let first_upper = line.split_whitespace().next().is_some_and(is_upper);
    if !first_upper {
        return None;
    }
    words
        .kinds
        .kind
        .iter()
        .filter(|kind| kind.head)
        .filter(|kind| {
            let name = fold(&kind.name);
            // "KẾ HOẠCH" alone, or with its subject in capitals behind it.
            folded == name
                || folded.strip_prefix(&name).is_some_and(|rest| {
                    rest.starts_with(' ')
                        && line.chars().take(name.chars().count()).all(|c| !c.is_lowercase())
                })
        })
        .max_by_key(|kind| kind.name.len())
        .map(|kind| kind.name.clone())
}

/// The lines under the title, or "V/v …" of a letter.
fn subject(source: &Source<'_>, head: std::ops::Range<usize>) -> Option<String> {
    let title = head.clone().rev().find(|at| title_kind(source.written(*at), source.words).is_some());
    if let Some(title) = title {
        let mut parts: Vec<&str> = Vec::new();
        for at in title + 1..head.end {
            let line = source.written(at);
            let folded = fold(line);
            let stop = folded.starts_with("số:")
                || folded.contains("cộng hòa xã hội")
                || folded.contains(", ngày")
                || line.starts_with('(')
                || source.paras.get(at).is_some_and(|para| source.words.leads.to.at(&para.tokens, 0) > 0);
            if stop {
                break;
            }
            if !line.chars().any(char::is_alphanumeric) {
                if parts.is_empty() { continue } else { break }
            }
            // Who decides stands in capitals between the subject and the bases.
            let decider =
                source.paras.get(at).is_some_and(|para| source.words.people.deciders.at(&para.tokens, 0) > 0);
            let office =
                is_upper(line) && !parts.is_empty() && (decider || parts.iter().any(|part| !is_upper(part)));
            if office {
                break;
            }
            parts.push(line);
        }
        // "KẾ HOẠCH THỰC HIỆN NHIỆM VỤ NĂM HỌC" on one line.
        let line = source.written(title);
        let kind = title_kind(line, source.words)?;
        let rest = line.chars().skip(kind.chars().count()).collect::<String>();
        let rest = rest.trim();
        if !rest.trim_matches(':').is_empty() {
            parts.insert(0, rest);
        }
        if !parts.is_empty() {
            return Some(unquoted(&parts.join(" ")));
        }
    }
    let lines = head.filter_map(|at| source.paras.get(at));
    let mut parts: Vec<String> = Vec::new();
    for para in lines {
        let written = source.slice(para.span);
        let folded = fold(written);
        if parts.is_empty() {
            if folded.starts_with("v/v") || folded.starts_with("về việc") {
                // The place and day of the right column may stand on the same line.
                let cell = source
                    .lines
                    .get(para.lines.0)
                    .and_then(|line| line.cells.first())
                    .cloned()
                    .unwrap_or_default();
                let own = if para.lines.1 - para.lines.0 > 1
                    || source.lines.get(para.lines.0).is_some_and(|line| line.cells.len() == 1)
                {
                    written.to_owned()
                } else {
                    cell
                };
                parts.push(PLACE_DAY.find(&own).map_or(own.clone(), |found| {
                    own.get(..found.start()).unwrap_or_default().trim().to_owned()
                }));
            }
        } else if folded.contains(", ngày")
            || source.words.leads.to.at(&para.tokens, 0) > 0
            || is_upper(written)
            || !written.chars().any(char::is_alphabetic)
        {
            break;
        } else {
            parts.push(written.to_owned());
        }
    }
    (!parts.is_empty()).then(|| unquoted(&parts.join(" ")))
}

fn unquoted(subject: &str) -> String {
    subject
        .trim_matches(|letter: char| {
            letter.is_whitespace() || matches!(letter, '"' | '“' | '”' | '-' | '_' | '*' | '.')
        })
        .to_owned()
}

/// Each basis: "Căn cứ …", "Thực hiện …", "Theo đề nghị …".
fn bases(source: &Source<'_>) -> Vec<LegalBasis> {
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
    let start = member.iter().position(|token| token.sort == super::tokens::Sort::Word).unwrap_or(0);
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
    let number = super::times::within(mentions, |mention| mention.span, span)
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

/// Whom the operative sentence commands, and who commands.
fn operative(source: &Source<'_>) -> (Vec<String>, Option<String>) {
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
fn letter_addressees(source: &Source<'_>, head: std::ops::Range<usize>) -> Vec<String> {
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
            let from = member.iter().position(|token| token.sort != super::tokens::Sort::Mark).unwrap_or(0);
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

/// The issuer in the head: the lowest line of the left column.
fn issuer(source: &Source<'_>, cells: &[String]) -> Option<String> {
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
    if super::actors::head_at(&tokens(left.first().copied().unwrap_or_default()), 0, source.words) == 0 {
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
fn province(
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

/// The school year of the subject, or the one named most.
fn school_year(source: &Source<'_>, subject: Option<&str>) -> Option<String> {
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
fn theme(source: &Source<'_>) -> Option<String> {
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
