//! Words, numbers and marks of a paragraph, with their places.

use super::Span;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// Letters, maybe with digits.
    Word,
    /// Digits, maybe with `.` or `,` inside.
    Number,
    /// One mark.
    Mark,
}

/// One token.
#[derive(Clone, Debug)]
pub struct Token {
    /// Place in the paragraph.
    pub span: Span,
    /// Folded form for comparing.
    pub key: String,
    /// What it is.
    pub sort: Sort,
    /// Starts with a capital.
    pub capital: bool,
    /// White space stands before it.
    pub spaced: bool,
}

impl Token {
    /// Whether it is this mark.
    pub fn is_mark(&self, mark: char) -> bool {
        self.sort == Sort::Mark && self.key.starts_with(mark)
    }
}

/// Lower case, one placing of the tone mark (`hoà` = `hòa`), `ð` = `đ`.
pub fn fold(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    let mut before = ' ';
    for letter in word.chars().flat_map(char::to_lowercase) {
        let moved = match (before, letter) {
            ('o', 'à') => Some(('ò', 'a')),
            ('o', 'á') => Some(('ó', 'a')),
            ('o', 'ả') => Some(('ỏ', 'a')),
            ('o', 'ã') => Some(('õ', 'a')),
            ('o', 'ạ') => Some(('ọ', 'a')),
            ('o', 'è') => Some(('ò', 'e')),
            ('o', 'é') => Some(('ó', 'e')),
            ('o', 'ẻ') => Some(('ỏ', 'e')),
            ('o', 'ẽ') => Some(('õ', 'e')),
            ('o', 'ẹ') => Some(('ọ', 'e')),
            ('u', 'ỳ') => Some(('ù', 'y')),
            ('u', 'ý') => Some(('ú', 'y')),
            ('u', 'ỷ') => Some(('ủ', 'y')),
            ('u', 'ỹ') => Some(('ũ', 'y')),
            ('u', 'ỵ') => Some(('ụ', 'y')),
            _ => None,
        };
        before = letter;
        match moved {
            Some((first, second)) => {
                folded.pop();
                folded.push(first);
                folded.push(second);
            }
            None if letter == 'ð' => folded.push('đ'),
            None if matches!(letter, '\u{2010}'..='\u{2015}' | '\u{2212}') => folded.push('-'),
            None => folded.push(letter),
        }
    }
    folded
}

/// The tokens of `text`, whose first byte is byte `base` of the whole.
pub fn tokens_from(text: &str, base: usize) -> Vec<Token> {
    let mut found = tokens(text);
    for token in &mut found {
        token.span.start += base;
        token.span.end += base;
    }
    found
}

/// The tokens of `text`.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut found = Vec::with_capacity(text.len() / 5);
    let mut letters = text.char_indices().peekable();
    let mut spaced = true;
    while let Some((start, letter)) = letters.next() {
        if letter.is_whitespace() {
            spaced = true;
            continue;
        }
        let mut end = start + letter.len_utf8();
        let sort = if letter.is_ascii_digit() {
            let mut sort = Sort::Number;
            while let Some(&(at, next)) = letters.peek() {
                let inside = if next.is_ascii_digit() {
                    true
                } else if matches!(next, '.' | ',') {
                    text.get(at + 1..)
                        .and_then(|rest| rest.chars().next())
                        .is_some_and(|c| c.is_ascii_digit())
                } else if next.is_alphabetic() {
                    sort = Sort::Word;
                    true
                } else {
                    false
                };
                if !inside {
                    break;
                }
                end = at + next.len_utf8();
                letters.next();
            }
            sort
        } else if letter.is_alphanumeric() {
            while let Some(&(at, next)) = letters.peek() {
                if !next.is_alphanumeric() {
                    break;
                }
                end = at + next.len_utf8();
                letters.next();
            }
            Sort::Word
        } else {
            Sort::Mark
        };
        found.push(Token {
            span: Span { start, end },
            key: fold(text.get(start..end).unwrap_or_default()),
            sort,
            capital: letter.is_uppercase(),
            spaced,
        });
        spaced = false;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tone_marks_are_placed_one_way() {
        assert_eq!(fold("HOÀ"), fold("hòa"));
        assert_eq!(fold("uỷ"), fold("Ủy"));
        assert_eq!(fold("quý"), fold("QUÝ"));
    }

    #[test]
    fn a_number_keeps_its_decimal_part() {
        let keys: Vec<String> = tokens("đạt 95,5% trở lên.").into_iter().map(|token| token.key).collect();
        assert_eq!(keys, ["đạt", "95,5", "%", "trở", "lên", "."]);
    }
}
