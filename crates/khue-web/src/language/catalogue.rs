//! The catalogue: whole texts, and patterns with holes.
//!
//! A key is the Vietnamese text with single spaces. Holes: `{n}` figures, `{day}` a day such as
//! 31/5/2021, `{code}` capitals and figures such as II.8, `{w}` words that the catalogue knows itself, `{name}` somebody's own words (left as
//! they are), `{any}` either. A figure after the kind tells two of a kind apart: `{n2}`. Of the
//! patterns that fit, the one with most letters outside its holes is taken. `{n:task/tasks}` in
//! English is the word that follows the figure `{n}`. Figures are set as English sets them.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// Words in words: `Báo cáo: {w}` around `chậm {n} ngày`, and no deeper than this.
const DEPTH: u8 = 5;
/// Texts remembered at most, some megabytes; longer texts seldom come again.
const MEMORY_TEXTS: usize = 10_000;
const MEMORY_BYTES: usize = 300;

/// A stretch of a translated text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// English.
    Said(String),
    /// The user's own words, as they were.
    Own(String),
    /// Vietnamese that the catalogue does not know.
    Unknown(String),
}

impl Piece {
    /// The words.
    pub fn text(&self) -> &str {
        match self {
            Piece::Said(text) | Piece::Own(text) | Piece::Unknown(text) => text,
        }
    }
}

/// Everything that can be said in the other language.
#[derive(Debug, Default)]
pub struct Catalogue {
    whole: HashMap<String, String>,
    /// Most letters outside holes first.
    patterns: Vec<Pattern>,
    /// Places of the patterns that begin with this letter.
    by_first: HashMap<char, Vec<usize>>,
    /// Places of the patterns that begin with a hole and end with this letter.
    by_last: HashMap<char, Vec<usize>>,
    /// Places of the patterns that begin and end with holes.
    open: Vec<usize>,
    /// What is wrong with the file; a test demands that nothing is.
    pub faults: Vec<String>,
    /// What was found before: pages say the same things all day.
    memory: RwLock<HashMap<String, Found>>,
}

type Found = Option<Arc<[Piece]>>;

#[derive(Debug)]
struct Pattern {
    source: Vec<Part>,
    target: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Words(String),
    Hole(Kind, String),
    /// The word for one, and for others, of what a hole counts.
    Counted(String, String, String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Figures,
    Day,
    Code,
    Known,
    Name,
    Any,
}

type Filled<'a> = Vec<(&'a str, Vec<Piece>)>;

impl Catalogue {
    /// Reads the file: tables of `"Tiếng Việt" = "English"`, one table a room.
    pub fn read(text: &str) -> Self {
        let mut catalogue = Self::default();
        let rooms = match text.parse::<toml::Table>() {
            Ok(rooms) => rooms,
            Err(error) => {
                catalogue.faults.push(error.to_string());
                return catalogue;
            }
        };
        for (room, entries) in &rooms {
            for (key, value) in entries.as_table().into_iter().flatten() {
                catalogue.add(room, key, value.as_str().unwrap_or_default());
            }
        }
        catalogue.patterns.sort_by_key(|pattern| std::cmp::Reverse(pattern.letters()));
        for (place, pattern) in catalogue.patterns.iter().enumerate() {
            let letters = |part: Option<&Part>| match part {
                Some(Part::Words(words)) => Some(words.clone()),
                _ => None,
            };
            let first = letters(pattern.source.first()).and_then(|words| words.chars().next());
            let last = letters(pattern.source.last()).and_then(|words| words.chars().next_back());
            match (first, last) {
                (Some(first), _) => catalogue.by_first.entry(first).or_default().push(place),
                (None, Some(last)) => catalogue.by_last.entry(last).or_default().push(place),
                (None, None) => catalogue.open.push(place),
            }
        }
        catalogue
    }

    /// Knows texts that are described elsewhere with their English, unless the file says otherwise.
    pub fn with(mut self, texts: impl Iterator<Item = (String, String)>) -> Self {
        for (text, english) in texts {
            self.whole.entry(text).or_insert(english);
        }
        self
    }

    fn add(&mut self, room: &str, key: &str, value: &str) {
        let (Some(source), Some(target)) = (parts(key), parts(value)) else {
            self.faults.push(format!("{room}: “{key}” has a hole that is none"));
            return;
        };
        if value.is_empty() || key.split_whitespace().collect::<Vec<_>>().join(" ") != key {
            self.faults.push(format!("{room}: “{key}” says nothing or has loose spaces"));
        }
        let holes = |parts: &[Part]| {
            let mut holes: Vec<_> =
                parts.iter().filter(|part| matches!(part, Part::Hole(..))).cloned().collect();
            holes.sort_by_key(|part| format!("{part:?}"));
            holes
        };
        let (asked, given) = (holes(&source), holes(&target));
        let counts_a_hole = |part: &Part| match part {
            Part::Counted(counted, ..) => {
                asked.iter().any(|part| matches!(part, Part::Hole(Kind::Figures, label) if label == counted))
            }
            _ => true,
        };
        if asked != given || !target.iter().all(counts_a_hole) {
            self.faults.push(format!("{room}: “{key}” and its English have different holes"));
        }
        if source.windows(2).any(|pair| matches!(pair, [Part::Hole(..), Part::Hole(..)])) {
            self.faults.push(format!("{room}: “{key}” has two holes in a row"));
        }
        if asked.is_empty() {
            if self.whole.insert(key.to_owned(), value.to_owned()).is_some() {
                self.faults.push(format!("{room}: “{key}” stands in another room too"));
            }
        } else {
            if self.patterns.iter().any(|pattern| pattern.source == source) {
                self.faults.push(format!("{room}: “{key}” stands in another room too"));
            }
            self.patterns.push(Pattern { source, target });
        }
    }

    /// The text in English; nothing when none of it is known.
    pub fn find(&self, text: &str) -> Option<Arc<[Piece]>> {
        let known = self.memory.read().unwrap_or_else(PoisonError::into_inner).get(text).cloned();
        if let Some(found) = known {
            return found;
        }
        let found: Found = self.find_at(text, 0).map(Arc::from);
        if text.len() <= MEMORY_BYTES {
            let mut memory = self.memory.write().unwrap_or_else(PoisonError::into_inner);
            if MEMORY_TEXTS <= memory.len() {
                memory.clear();
            }
            memory.insert(text.to_owned(), found.clone());
        }
        found
    }

    fn find_at(&self, text: &str, depth: u8) -> Option<Vec<Piece>> {
        if !text.chars().any(char::is_alphabetic) {
            return Some(vec![Piece::Said(figures(text))]);
        }
        if depth == DEPTH {
            return None;
        }
        if let Some(found) = self.as_written(text, depth).or_else(|| self.begun_small(text, depth)) {
            return Some(found);
        }
        // Parts that are all known say more than a pattern that fits anything beside a comma.
        let parts = self.by_parts(text, depth);
        if parts.as_ref().is_some_and(|pieces| all_known(pieces)) {
            return parts;
        }
        self.first_fit(self.open.iter().copied(), text, depth).or(parts)
    }

    fn as_written(&self, text: &str, depth: u8) -> Option<Vec<Piece>> {
        if let Some(found) = self.whole.get(text) {
            return Some(vec![Piece::Said(found.clone())]);
        }
        let first = text.chars().next().and_then(|letter| self.by_first.get(&letter));
        let last = text.chars().next_back().and_then(|letter| self.by_last.get(&letter));
        self.first_fit(first.into_iter().chain(last).flatten().copied(), text, depth)
    }

    fn first_fit(&self, places: impl Iterator<Item = usize>, text: &str, depth: u8) -> Option<Vec<Piece>> {
        let may_fit = |place: &usize| self.patterns.get(*place).is_some_and(|pattern| pattern.may_fit(text));
        let mut places: Vec<usize> = places.filter(may_fit).collect();
        places.sort_unstable();
        places.into_iter().filter_map(|place| self.patterns.get(place)).find_map(|pattern| {
            let mut filled = Vec::new();
            self.fits(&pattern.source, text, depth, &mut filled).then(|| pattern.say(&filled))
        })
    }

    /// `Quá hạn` at the beginning of a cell is `quá hạn` within a sentence.
    fn begun_small(&self, text: &str, depth: u8) -> Option<Vec<Piece>> {
        let first = text.chars().next().filter(|letter| letter.is_uppercase())?;
        let small: String = first.to_lowercase().chain(text.chars().skip(1)).collect();
        let mut found = self.as_written(&small, depth)?;
        if let Some(Piece::Said(words)) = found.first_mut() {
            let mut letters = words.chars();
            *words = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
            return Some(found);
        }
        None
    }

    /// Texts that stand beside each other: `Hiệu trưởng · Trường THCS Tân Mỹ`, `3 quá hạn, 2 chờ duyệt`.
    fn by_parts(&self, text: &str, depth: u8) -> Option<Vec<Piece>> {
        const BESIDE: &str = " · ";
        if text.contains(BESIDE) {
            let parts: Vec<_> =
                text.split(BESIDE).map(|part| (part, self.find_at(part, depth + 1))).collect();
            if parts.iter().all(|(_, found)| found.is_none()) {
                return None;
            }
            let parts = parts.into_iter().map(|(part, found)| found.unwrap_or_else(|| vec![unknown(part)]));
            return Some(joined(parts, BESIDE));
        }
        for between in [". ", "; ", ", "] {
            if !text.contains(between) {
                continue;
            }
            let parts: Option<Vec<_>> =
                text.split(between).map(|part| self.find_at(part, depth + 1)).collect();
            if let Some(parts) = parts {
                return Some(joined(parts.into_iter(), between));
            }
        }
        let bare = text.trim_end_matches(['.', ',', ';', ':', '?', '·', ' ']);
        if bare != text && !bare.is_empty() {
            let mut found = self.find_at(bare, depth + 1)?;
            found.push(Piece::Said(text.get(bare.len()..).unwrap_or_default().to_owned()));
            return Some(found);
        }
        let bare = text.trim_start_matches(['.', ',', ';', ':', ' ', '·', '(']);
        if bare != text && !bare.is_empty() {
            let mark = text.get(..text.len() - bare.len()).unwrap_or_default();
            let found = self.find_at(bare, depth + 1)?;
            return Some(std::iter::once(Piece::Said(mark.to_owned())).chain(found).collect());
        }
        if let Some(inside) = text.strip_suffix(')').filter(|inside| !inside.contains('(')) {
            let mut found = self.find_at(inside, depth + 1)?;
            found.push(Piece::Said(")".to_owned()));
            return Some(found);
        }
        None
    }

    fn fits<'a>(&self, parts: &'a [Part], text: &str, depth: u8, filled: &mut Filled<'a>) -> bool {
        match parts {
            [] => text.is_empty(),
            [Part::Words(words), rest @ ..] => {
                text.strip_prefix(words.as_str()).is_some_and(|left| self.fits(rest, left, depth, filled))
            }
            [Part::Counted(..), ..] => false,
            [Part::Hole(kind, label), rest @ ..] => {
                let ends: Vec<usize> = match rest.first() {
                    Some(Part::Words(next)) => text.match_indices(next.as_str()).map(|(at, _)| at).collect(),
                    _ => vec![text.len()],
                };
                ends.into_iter().any(|end| {
                    let (inside, left) = text.split_at(end);
                    let before = filled.len();
                    // The cheap question first: whether the rest fits; then what the hole holds.
                    if !kind.may_hold(inside) || !self.fits(rest, left, depth, filled) {
                        filled.truncate(before);
                        return false;
                    }
                    let Some(pieces) = self.fill(*kind, inside, depth) else {
                        filled.truncate(before);
                        return false;
                    };
                    filled.push((label, pieces));
                    true
                })
            }
        }
    }

    fn fill(&self, kind: Kind, inside: &str, depth: u8) -> Option<Vec<Piece>> {
        match kind {
            Kind::Figures => Some(vec![Piece::Said(figures(inside))]),
            Kind::Day | Kind::Code => Some(vec![Piece::Said(inside.to_owned())]),
            Kind::Name => Some(vec![Piece::Own(inside.to_owned())]),
            Kind::Known => {
                let found = self.find_at(inside, depth + 1)?;
                all_known(&found).then_some(found)
            }
            Kind::Any => {
                Some(self.find_at(inside, depth + 1).unwrap_or_else(|| vec![Piece::Own(inside.to_owned())]))
            }
        }
    }
}

impl Kind {
    fn may_hold(self, text: &str) -> bool {
        let mut letters = text.chars();
        match self {
            _ if text.is_empty() => false,
            Kind::Figures => {
                letters.all(|letter| letter.is_ascii_digit() || "+-–.,%/".contains(letter))
                    && text.contains(|letter: char| letter.is_ascii_digit())
            }
            Kind::Day => letters.all(|letter| letter.is_ascii_digit() || letter == '/') && text.contains('/'),
            Kind::Code => letters.all(|letter| {
                letter.is_ascii_uppercase() || letter.is_ascii_digit() || ".-/".contains(letter)
            }),
            Kind::Known | Kind::Any => true,
            Kind::Name => !text.contains(" · "),
        }
    }
}

impl Pattern {
    fn letters(&self) -> usize {
        let words = self.source.iter().map(|part| match part {
            Part::Words(words) => words.chars().count() * 4,
            // Of two with the same words, the one that asks more of its holes is meant.
            Part::Hole(Kind::Figures | Kind::Day | Kind::Code, _) => 3,
            Part::Hole(Kind::Known, _) => 2,
            Part::Hole(..) | Part::Counted(..) => 0,
        });
        words.sum()
    }

    /// Whether its ends fit: most patterns are told apart by this.
    fn may_fit(&self, text: &str) -> bool {
        let begins = match self.source.first() {
            Some(Part::Words(words)) => text.starts_with(words.as_str()),
            Some(Part::Hole(Kind::Figures | Kind::Day, _)) => {
                text.starts_with(|letter: char| letter.is_ascii_digit() || "+-–".contains(letter))
            }
            _ => true,
        };
        begins
            && match self.source.last() {
                Some(Part::Words(words)) => text.ends_with(words.as_str()),
                Some(Part::Hole(Kind::Figures | Kind::Day, _)) => {
                    text.ends_with(|letter: char| letter.is_ascii_digit() || letter == '%')
                }
                _ => true,
            }
    }

    fn say(&self, filled: &Filled<'_>) -> Vec<Piece> {
        let mut said: Vec<Piece> = Vec::new();
        for part in &self.target {
            match part {
                Part::Words(words) => said.push(Piece::Said(words.clone())),
                Part::Hole(_, label) => {
                    let pieces = filled.iter().find(|(known, _)| known == label).map(|(_, pieces)| pieces);
                    said.extend(pieces.into_iter().flatten().cloned());
                }
                Part::Counted(label, one, many) => {
                    let figure = filled.iter().find(|(known, _)| known == label).map(|(_, pieces)| pieces);
                    let single =
                        figure.and_then(|pieces| pieces.first()).is_some_and(|piece| piece.text() == "1");
                    said.push(Piece::Said(if single { one } else { many }.clone()));
                }
            }
        }
        said
    }
}

fn all_known(pieces: &[Piece]) -> bool {
    pieces.iter().all(|piece| !matches!(piece, Piece::Unknown(_)))
}

/// Capitals and figures alone (II.8, PDF) are the same in both languages.
fn unknown(text: &str) -> Piece {
    match text.chars().any(char::is_lowercase) {
        true => Piece::Unknown(text.to_owned()),
        false => Piece::Own(text.to_owned()),
    }
}

fn joined(parts: impl Iterator<Item = Vec<Piece>>, between: &str) -> Vec<Piece> {
    let mut all = Vec::new();
    for part in parts {
        if !all.is_empty() {
            all.push(Piece::Said(between.to_owned()));
        }
        all.extend(part);
    }
    all
}

/// Figures as English sets them: 1.204 becomes 1,204 and 98,4% becomes 98.4%.
fn figures(text: &str) -> String {
    let vietnamese = |word: &str| {
        let word = word.trim_matches(['+', '-', '–', '%', '(', ')', '≥', '≤']);
        let (whole, part) = word.split_once(',').unwrap_or((word, "0"));
        let digits = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        let mut groups = whole.split('.');
        digits(part)
            && groups.next().is_some_and(digits)
            && groups.all(|group| group.len() == 3 && digits(group))
    };
    let turned = |word: &str| match vietnamese(word) {
        true => word
            .chars()
            .map(|sign| {
                if sign == '.' {
                    ','
                } else if sign == ',' {
                    '.'
                } else {
                    sign
                }
            })
            .collect(),
        false => word.to_owned(),
    };
    let words = text.split(' ').map(|word| word.split('/').map(turned).collect::<Vec<_>>().join("/"));
    words.collect::<Vec<_>>().join(" ")
}

/// The words and holes of a text; nothing when a hole is not known.
fn parts(text: &str) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((words, after)) = rest.split_once('{') {
        let (label, after) = after.split_once('}')?;
        if !words.is_empty() {
            parts.push(Part::Words(words.to_owned()));
        }
        rest = after;
        if let Some((label, words)) = label.split_once(':') {
            let (one, many) = words.split_once('/')?;
            parts.push(Part::Counted(label.to_owned(), one.to_owned(), many.to_owned()));
            continue;
        }
        let kind = match label.trim_end_matches(|letter: char| letter.is_ascii_digit()) {
            "n" => Kind::Figures,
            "day" => Kind::Day,
            "code" => Kind::Code,
            "w" => Kind::Known,
            "name" => Kind::Name,
            "any" => Kind::Any,
            _ => return None,
        };
        parts.push(Part::Hole(kind, label.to_owned()));
    }
    if !rest.is_empty() {
        parts.push(Part::Words(rest.to_owned()));
    }
    Some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: &str = r#"
["task"]
"quá hạn" = "overdue"
"chậm {n} ngày" = "{n} days late"
"{n} quá hạn" = "{n} overdue"
"{n} chờ duyệt" = "{n} awaiting a decision"
"{n} việc" = "{n} {n:task/tasks}"
"{w} từ {day}" = "{w} since {day}"
"{n} trong {n2} nhiệm vụ" = "{n} of {n2} tasks"
"{name} chủ trì" = "led by {name}"
"Trả lại báo cáo của {name}" = "Returned the report of {name}"
"{name}: {w}" = "{name}: {w}"
"{w}, {name}" = "{w}, {name}"
"Mục {code}" = "Section {code}"
"#;

    #[track_caller]
    fn check(vietnamese: &str, english: &str) {
        let catalogue = Catalogue::read(SAMPLE);
        assert_eq!(catalogue.faults, Vec::<String>::new());
        let found = catalogue.find(vietnamese);
        let said: String = found.iter().flat_map(|pieces| pieces.iter()).map(Piece::text).collect();
        assert_eq!(said, english, "{found:?}");
    }

    #[test]
    fn texts_and_patterns_are_found() {
        check("quá hạn", "overdue");
        check("Quá hạn", "Overdue");
        check("Chậm 12 ngày", "12 days late");
        check("chậm mười ngày", "");
        check("3 trong 1.204 nhiệm vụ", "3 of 1,204 tasks");
        check("1 việc", "1 task");
        check("2 việc", "2 tasks");
        check("98,4%", "98.4%");
        check("1.234/5.000", "1,234/5,000");
        check("1.2", "1.2");
        check("chậm 3 ngày từ 31/5/2021", "3 days late since 31/5/2021");
        check("3 quá hạn, 2 chờ duyệt.", "3 overdue, 2 awaiting a decision.");
        check("3 quá hạn, hai chờ duyệt", "3 overdue, hai chờ duyệt");
        check("Mục II.8", "Section II.8");
        check("Mục tiêu chung", "");
        check("; 3 quá hạn", "; 3 overdue");
        check("31/5/2021", "31/5/2021");
    }

    #[test]
    fn names_stay_as_they_are() {
        check("Sở GDĐT chủ trì", "led by Sở GDĐT");
        check("Sở GDĐT chủ trì · chậm 2 ngày", "led by Sở GDĐT · 2 days late");
        check("Trả lại báo cáo của Quá hạn", "Returned the report of Quá hạn");
        check("Sơn Động: 41 quá hạn, 2 chờ duyệt", "Sơn Động: 41 overdue, 2 awaiting a decision");
    }

    #[test]
    fn faults_of_the_file_are_told() {
        let faults = |text: &str| Catalogue::read(&format!("[\"a\"]\n{text}")).faults.len();
        assert_eq!(faults("\"{n} việc\" = \"{n} tasks\""), 0);
        assert_eq!(faults("\"{n} việc\" = \"tasks\""), 1);
        assert_eq!(faults("\"{n} việc\" = \"{n} {n:task}\""), 1);
        assert_eq!(faults("\"{n} việc\" = \"{n} {n2:task/tasks}\""), 1);
        assert_eq!(faults("\"{x} việc\" = \"{x} tasks\""), 1);
        assert_eq!(faults("\"{n}{w}\" = \"{n}{w}\""), 1);
        assert_eq!(faults("\"a\" = \"\""), 1);
        assert_eq!(faults("\"a\" = \"b\"\n[\"c\"]\n\"a\" = \"b\""), 1);
    }
}
