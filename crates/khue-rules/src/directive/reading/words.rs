//! The word lists of `catalogue/reading/`, parsed once.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use serde::Deserialize;

use super::tokens::{Token, fold, tokens};

/// Phrases to look up at a token; the longest wins.
#[derive(Debug, Default)]
pub struct Phrases {
    by_first: HashMap<String, Vec<Vec<String>>>,
}

impl Phrases {
    fn new(list: &[String]) -> Self {
        let mut by_first: HashMap<String, Vec<Vec<String>>> = HashMap::new();
        for phrase in list {
            let keys: Vec<String> = tokens(phrase).into_iter().map(|token| token.key).collect();
            if let Some(first) = keys.first() {
                by_first.entry(first.clone()).or_default().push(keys);
            }
        }
        for phrases in by_first.values_mut() {
            phrases.sort_by_key(|keys| std::cmp::Reverse(keys.len()));
        }
        Self { by_first }
    }

    /// How many tokens the longest phrase that starts at `at` covers; 0 when there is none.
    pub fn at(&self, text: &[Token], at: usize) -> usize {
        let Some(first) = text.get(at) else { return 0 };
        let Some(candidates) = self.by_first.get(&first.key) else { return 0 };
        candidates
            .iter()
            .find(|keys| {
                keys.iter()
                    .enumerate()
                    .all(|(n, key)| text.get(at + n).is_some_and(|token| token.key == *key))
            })
            .map_or(0, Vec::len)
    }

    /// Whether the whole of `text` is one phrase of the list.
    pub fn is(&self, text: &[Token]) -> bool {
        !text.is_empty() && self.at(text, 0) == text.len()
    }
}

impl<'de> Deserialize<'de> for Phrases {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::<String>::deserialize(deserializer).map(|list| Self::new(&list))
    }
}

/// All word lists of the reader.
#[derive(Debug)]
pub struct Words {
    pub(super) verbs: VerbWords,
    pub(super) leads: LeadWords,
    pub(super) kinds: KindWords,
    pub(super) people: PeopleWords,
    pub(super) headings: HeadingWords,
    pub(super) targets: TargetWords,
    pub(super) times: TimeWords,
    pub(super) abbreviations: HashMap<String, String>,
    pub(super) places: PlaceWords,
    pub(super) names: NameWords,
    pub(super) syllables: HashSet<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct VerbWords {
    pub verbs: Phrases,
    pub noun_like: Phrases,
    pub adverbs: Phrases,
    pub adverbs_before_verb: Phrases,
    pub purpose: Phrases,
    pub modals: Phrases,
    pub urging: Phrases,
    pub duties: Phrases,
    pub of_shares: Phrases,
    pub telling: Phrases,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LeadWords {
    pub modality: Phrases,
    pub modality_alone: Phrases,
    pub operative: Phrases,
    pub bases: Phrases,
    pub circumstances: Phrases,
    pub closing: Phrases,
    pub labels_without_task: Phrases,
    pub statements: Phrases,
    pub recipients: Phrases,
    pub to: Phrases,
    pub decides: Phrases,
    pub scopes: Phrases,
    pub school_year_theme: Phrases,
    pub ordinals: Phrases,
    pub parts: Phrases,
    pub report: Phrases,
    pub coordinate: Phrases,
    pub unfinished: Phrases,
    pub unfinished_before_figure: Phrases,
    pub unfinished_before_capital: Phrases,
    pub directs: Phrases,
    pub makes: Phrases,
    pub aims: Phrases,
    pub subjects: Phrases,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KindWords {
    pub kind: Vec<Kind>,
    /// The names of `kind`, to look up.
    #[serde(skip)]
    pub names: Phrases,
    pub laws: Laws,
    pub titles: Titles,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Kind {
    pub name: String,
    pub abbreviation: Option<String>,
    #[serde(default)]
    pub head: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Laws {
    pub kinds: Phrases,
    pub names: Phrases,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Titles {
    pub starts: Phrases,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PeopleWords {
    pub heads: Phrases,
    pub quantifiers: Phrases,
    pub ends: Phrases,
    pub proper: Vec<String>,
    pub not_leads: Phrases,
    pub deciders: Phrases,
    #[serde(deserialize_with = "folded")]
    pub surnames: HashSet<String>,
    pub authorities: Phrases,
    pub roles: Phrases,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HeadingWords {
    pub openers: Phrases,
    pub task: Phrases,
    pub objective: Phrases,
    pub solution: Phrases,
    pub assignment: Phrases,
    pub milestone: Phrases,
    pub situation: Phrases,
    pub situation_alone: Phrases,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TargetWords {
    pub units: Phrases,
    pub not_units: Phrases,
    pub before: Phrases,
    pub never: Phrases,
    pub text_ends: Phrases,
    pub of_ends: Phrases,
    pub levels: Phrases,
    pub ranks: Phrases,
    pub comparison: Comparisons,
    pub qualitative: Qualitative,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Comparisons {
    pub at_least: Phrases,
    pub more: Phrases,
    pub at_most: Phrases,
    pub less: Phrases,
    pub or_more: Phrases,
    pub or_less: Phrases,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Qualitative {
    pub starts: Phrases,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TimeWords {
    pub recurring: Phrases,
    pub recurring_before_verb: Phrases,
    pub relative: Phrases,
    pub before: Phrases,
    pub after: Phrases,
    pub stops: Phrases,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PlaceWords {
    pub provinces: Vec<String>,
    pub before: Phrases,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NameWords {
    pub offices: Phrases,
    pub programmes: Phrases,
    pub no_programme: Phrases,
    pub central: Phrases,
    pub small: HashSet<String>,
    pub purposes: Vec<String>,
    pub short_forms: HashSet<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AbbreviationWords {
    common: HashMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SyllableWords {
    syllables: Vec<String>,
}

fn folded<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<HashSet<String>, D::Error> {
    Vec::<String>::deserialize(deserializer).map(|list| list.iter().map(|word| fold(word)).collect())
}

/// A list of the catalogue that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("Danh mục từ đọc văn bản có tệp {file} sai: {reason}. Sửa tệp đó trong catalogue/reading.")]
pub struct WordsError {
    /// Name of the file.
    pub file: &'static str,
    /// What the parser says.
    pub reason: String,
}

fn part<T: for<'de> Deserialize<'de>>(file: &'static str, text: &str) -> Result<T, WordsError> {
    toml::from_str(text).map_err(|error| WordsError { file, reason: error.to_string() })
}

macro_rules! catalogue {
    ($name:literal) => {
        part($name, include_str!(concat!("../../../../../catalogue/reading/", $name)))
    };
}

impl Words {
    /// Parses the lists built into the program.
    pub fn embedded() -> Result<Self, WordsError> {
        Ok(Self {
            verbs: catalogue!("verbs.toml")?,
            leads: catalogue!("leads.toml")?,
            kinds: catalogue!("kinds.toml").map(|list: KindWords| {
                let names: Vec<String> = list.kind.iter().map(|kind| kind.name.clone()).collect();
                KindWords { names: Phrases::new(&names), ..list }
            })?,
            people: catalogue!("people.toml")?,
            headings: catalogue!("headings.toml")?,
            targets: catalogue!("targets.toml")?,
            times: catalogue!("times.toml")?,
            abbreviations: catalogue!("abbreviations.toml").map(|list: AbbreviationWords| list.common)?,
            places: catalogue!("places.toml")?,
            names: catalogue!("names.toml")?,
            syllables: catalogue!("syllables.toml")
                .map(|list: SyllableWords| list.syllables.iter().map(|syllable| fold(syllable)).collect())?,
        })
    }

    /// The lists built into the program, parsed at the first call.
    pub fn built_in() -> &'static Self {
        static WORDS: LazyLock<Words> =
            LazyLock::new(|| Words::embedded().unwrap_or_else(|error| panic!("{error}")));
        &WORDS
    }

    /// Whether a leading verb in lower case starts at `at`, and how long it is.
    pub(super) fn verb_at(&self, text: &[Token], at: usize) -> usize {
        self.verbs.verbs.at(text, at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_lists_parse() {
        let words = Words::embedded().unwrap();
        let text = tokens("phối hợp chặt chẽ");
        assert_eq!(words.verb_at(&text, 0), 2);
        assert!(words.places.provinces.len() >= 63);
    }
}
