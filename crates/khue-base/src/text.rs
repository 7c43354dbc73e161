//! Vietnamese text: normal form, keys to search by and to sort by.

use unicode_normalization::UnicodeNormalization;

/// The text in Unicode's composed form, with Eth (U+00D0) typed for Đ put right.
pub fn to_nfc(text: &str) -> String {
    text.nfc().map(|c| if c == '\u{d0}' { 'Đ' } else { c }).collect()
}

/// What a search compares: lower case, without marks, đ as d, one space between words.
pub fn search_key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    for c in text.nfd().flat_map(char::to_lowercase) {
        match c {
            'đ' | 'ð' => key.push('d'),
            c if unicode_normalization::char::is_combining_mark(c) => {}
            c if c.is_whitespace() => {
                if !key.is_empty() && !key.ends_with(' ') {
                    key.push(' ');
                }
            }
            c => key.push(c),
        }
    }
    key.truncate(key.trim_end().len());
    key
}

/// A key whose byte order is the Vietnamese alphabetical order: letters first
/// (a ă â b c d đ e ê …), then tones (level, grave, hook, tilde, acute, dot), then the text itself.
pub fn sort_key(text: &str) -> String {
    let (mut letters, mut tones) = (String::new(), String::new());
    for c in to_nfc(text).chars().flat_map(char::to_lowercase) {
        let (mut base, mut rank, mut tone) = (c, '0', '0');
        for part in std::iter::once(c).nfd() {
            match part {
                '\u{300}' => tone = '1',
                '\u{309}' => tone = '2',
                '\u{303}' => tone = '3',
                '\u{301}' => tone = '4',
                '\u{323}' => tone = '5',
                '\u{306}' | '\u{31b}' => rank = '2',
                '\u{302}' => rank = '1',
                'đ' => (base, rank) = ('d', '1'),
                other => base = other,
            }
        }
        // ă stands before â, but ô before ơ: only the breve comes first.
        if base == 'a' && rank != '0' {
            rank = if rank == '2' { '1' } else { '2' };
        }
        letters.push(base);
        if base.is_alphabetic() {
            letters.push(rank);
            tones.push(tone);
        }
    }
    format!("{letters} {tones}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn search_ignores_marks_and_case() {
        assert_eq!(search_key("  Lục Ngạn\u{a0}Đặng "), "luc ngan dang");
        assert_eq!(search_key("Lu\u{323}c"), "luc");
    }

    #[test]
    fn sorts_as_the_alphabet_does() {
        let expected = [
            "An",
            "Án",
            "Ăn",
            "Ân",
            "Dũng",
            "Đức",
            "Ô",
            "Ơ",
            "Uyên",
            "Ước",
            "Việt Yên",
            "Yên Dũng",
            "Yên Thế",
        ];
        let mut sorted = expected;
        sorted.reverse();
        sorted.sort_by_key(|word| sort_key(word));
        assert_eq!(sorted, expected);
    }
}
