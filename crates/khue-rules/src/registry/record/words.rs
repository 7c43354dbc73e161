//! The words by which people are searched.

use std::collections::BTreeSet;

use super::folded;

/// Words that many names have (4 in 100 and more, counted in the name lists of the sample province): a search
/// for two of them would have to look through both long lists, so their pairs are kept as words too.
const FREQUENT: [&str; 16] = [
    "anh", "dinh", "hoang", "le", "minh", "ngoc", "nguyen", "pham", "phuong", "thanh", "thi", "thu", "thuy",
    "tran", "van", "vu",
];

/// Stands before pairs, and sorts after all letters, so that no beginning of a word finds them.
const PAIR: char = '~';

/// Longer names are searched by their first words only.
const MOST_WORDS: usize = 8;

/// What is kept of a name: its folded words, each once, and the pairs of very frequent ones.
pub fn search_words(name: &str) -> Vec<String> {
    let folded = folded(name);
    let words: BTreeSet<&str> = folded.split(' ').filter(|word| !word.is_empty()).take(MOST_WORDS).collect();
    let words: Vec<&str> = words.into_iter().collect();
    let mut all: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
    all.extend(pairs(&words));
    all
}

/// What somebody looks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Words that a name must have, and pairs of very frequent ones among them.
    pub words: Vec<String>,
    /// What one more word begins with: the word still being typed.
    pub beginning: Option<String>,
}

/// Reads what somebody typed; the last word may be unfinished unless a space follows.
pub fn wanted(typed: &str) -> Wanted {
    let folded = folded(typed);
    let mut words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).take(MOST_WORDS).collect();
    let is_finished = typed.ends_with(char::is_whitespace);
    let beginning = if is_finished { None } else { words.pop().map(str::to_owned) };
    words.sort_unstable();
    words.dedup();
    let mut all: Vec<String> = pairs(&words);
    all.extend(words.iter().map(|word| (*word).to_owned()));
    Wanted { words: all, beginning }
}

/// The pairs that `words`, which are sorted, make together with one more word.
pub fn pairs_with(words: &[String], word: &str) -> Vec<String> {
    let is_frequent = |word: &str| FREQUENT.contains(&word);
    if !is_frequent(word) {
        return Vec::new();
    }
    let others = words.iter().map(String::as_str).filter(|other| is_frequent(other) && *other != word);
    others.map(|other| pair(other.min(word), other.max(word))).collect()
}

fn pairs(words: &[&str]) -> Vec<String> {
    let frequent: Vec<&str> = words.iter().copied().filter(|word| FREQUENT.contains(word)).collect();
    let mut pairs = Vec::new();
    for (at, first) in frequent.iter().enumerate() {
        pairs.extend(frequent.iter().skip(at + 1).map(|second| pair(first, second)));
    }
    pairs
}

fn pair(first: &str, second: &str) -> String {
    format!("{PAIR}{first} {second}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_kept_by_their_words_and_frequent_pairs() {
        assert_eq!(search_words("Nguyễn Thị Hoà"), ["hoa", "nguyen", "thi", "~nguyen thi"]);
        assert_eq!(search_words("Vi Văn Văn"), ["van", "vi"]);
        assert_eq!(search_words(""), Vec::<String>::new());
    }

    #[test]
    fn the_last_word_may_be_unfinished() {
        let check = |typed: &str, words: &[&str], beginning: Option<&str>| {
            let found = wanted(typed);
            assert_eq!(found.words, words, "{typed}");
            assert_eq!(found.beginning.as_deref(), beginning, "{typed}");
        };
        check("nguyễn thị h", &["~nguyen thi", "nguyen", "thi"], Some("h"));
        check("Hoà ", &["hoa"], None);
        check("  ", &[], None);
        check("thi", &[], Some("thi"));
        assert_eq!(pairs_with(&["nguyen".to_owned(), "vi".to_owned()], "thi"), ["~nguyen thi"]);
        assert!(pairs_with(&["nguyen".to_owned()], "hoa").is_empty());
    }
}
