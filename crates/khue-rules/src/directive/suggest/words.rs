//! Finding phrases of the tables in a text.

use super::CatalogueError;

pub(super) fn read<T: serde::de::DeserializeOwned>(
    file: &'static str,
    text: &str,
) -> Result<T, CatalogueError> {
    toml::from_str(text).map_err(|error| CatalogueError { file, problem: error.to_string() })
}

/// Lower case, words apart by one space, a space at both ends, no marks between words.
pub(super) fn words_of(text: &str) -> String {
    let lower = khue_base::to_nfc(text).to_lowercase();
    let mut words = String::with_capacity(lower.len() + 2);
    words.push(' ');
    for word in lower.split_whitespace() {
        let word = word.trim_matches(|c: char| !(c.is_alphanumeric() || c == '%'));
        if !word.is_empty() {
            words.push_str(word);
            words.push(' ');
        }
    }
    words
}

/// Whether the words hold the phrase, whole words only.
pub(super) fn holds(words: &str, phrase: &str) -> bool {
    place_of(words, phrase).is_some()
}

pub(super) fn place_of(words: &str, phrase: &str) -> Option<usize> {
    let mut places = words.match_indices(phrase).map(|(start, _)| start);
    places.find(|start| {
        let before = words.get(..*start).and_then(|before| before.chars().next_back());
        let after = words.get(start + phrase.len()..).and_then(|after| after.chars().next());
        before.is_none_or(|c| !c.is_alphanumeric()) && after.is_none_or(|c| !c.is_alphanumeric())
    })
}

pub(super) fn longest_in<'p>(words: &str, phrases: &'p [String]) -> Option<&'p str> {
    phrases.iter().map(String::as_str).filter(|phrase| holds(words, phrase)).max_by_key(|phrase| phrase.len())
}

/// Whether a name is that of one agency of the province, not of "các sở, ban, ngành".
pub(super) fn is_agency(words: &str) -> bool {
    let starts = [
        " sở ",
        " công an tỉnh",
        " ban dân tộc",
        " thanh tra tỉnh",
        " báo ",
        " đài ",
        " tỉnh đoàn",
        " kho bạc",
    ];
    starts.iter().any(|start| words.starts_with(start)) && !words.contains(" ban ngành")
}
