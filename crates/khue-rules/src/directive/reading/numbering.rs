//! Numbers and bullets at the start of a line.

use super::tokens::{Sort, Token};
use super::words::Words;

/// How a line is numbered. Lines of one style under one heading are siblings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Style {
    /// `Phần thứ nhất`, `Chương I`, `Mục 1`, `Điều 1`, by their word.
    Part(String),
    /// `I.`
    Roman(char),
    /// `A.`
    Capital(char),
    /// `1.`, `1)`, by their mark.
    Arabic(char),
    /// `1.1.`, by how many numbers.
    Dotted(usize),
    /// `a)`.
    Letter(char),
    /// `(1)`, `(a)`, `(i)`.
    Bracketed,
    /// `Một là`, `Thứ nhất`.
    Ordinal,
    /// `-`, `+`, `•`, `*`.
    Bullet(char),
}

/// A number at the start of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marker {
    /// How it is written.
    pub style: Style,
    /// The number as a path element: `I`, `1`, `1.1`, `a`, `Điều 1`.
    pub number: String,
    /// Its place in the order; 0 when it has none.
    pub order: usize,
    /// Tokens it covers.
    pub tokens: usize,
}

impl Marker {
    /// Whether it is a bullet.
    pub fn is_bullet(&self) -> bool {
        matches!(self.style, Style::Bullet(_))
    }
}

/// The number of a Roman numeral.
pub fn roman(text: &str) -> Option<usize> {
    let value = |letter| match letter {
        'I' => Some(1),
        'V' => Some(5),
        'X' => Some(10),
        'L' => Some(50),
        _ => None,
    };
    let digits: Vec<usize> = text.chars().map(value).collect::<Option<_>>()?;
    if digits.is_empty() || digits.len() > 8 {
        return None;
    }
    let (mut sum, mut greatest) = (0_usize, 0);
    for digit in digits.into_iter().rev() {
        sum = if digit < greatest { sum.saturating_sub(digit) } else { sum + digit };
        greatest = greatest.max(digit);
    }
    Some(sum)
}

const LETTERS: &str = "abcdđeghiklmnopqrstuvxy";

fn letter_order(letter: char) -> usize {
    LETTERS.chars().position(|known| known == letter).map_or(0, |at| at + 1)
}

/// Most numbers of a dotted number.
const DOTTED: usize = 8;

/// The marker that `line` starts with. `text` is what the tokens are places of.
pub fn marker(text: &str, line: &[Token], words: &Words) -> Option<Marker> {
    let first = line.first()?;
    let written = |from: usize, to: usize| -> &str {
        let start = line.get(from).map_or(0, |token| token.span.start);
        let end = to.checked_sub(1).and_then(|to| line.get(to)).map_or(start, |token| token.span.end);
        text.get(start..end).unwrap_or_default()
    };
    let mark = |at: usize| -> Option<char> {
        line.get(at).filter(|token| token.sort == Sort::Mark).and_then(|token| token.key.chars().next())
    };
    if first.sort == Sort::Mark {
        return bullet(first, line).or_else(|| bracketed(line, &written));
    }
    if first.capital && words.leads.ordinals.at(line, 0) > 0 {
        let length = words.leads.ordinals.at(line, 0);
        if mark(length).is_some_and(|c| matches!(c, ',' | ':' | '-' | '.')) {
            let order = 0;
            return Some(Marker {
                style: Style::Ordinal,
                number: written(0, length).to_owned(),
                order,
                tokens: length + 1,
            });
        }
    }
    if first.capital && words.leads.parts.at(line, 0) > 0 {
        return part(line, words, &written, &mark);
    }
    if first.sort == Sort::Number {
        return arabic(line, first, &written, &mark);
    }
    let name = written(0, 1);
    // `II.1.`, `A.2`: a letter or numeral and a number.
    if let (Some('.'), Some(second)) = (mark(1), line.get(2))
        && second.sort == Sort::Number
        && !second.spaced
        && (roman(name).is_some() || name.chars().count() == 1)
        && second.key.len() <= 5
    {
        let tokens = if mark(3).is_some_and(|c| matches!(c, '.' | ')')) { 4 } else { 3 };
        line.get(tokens).filter(|next| next.capital && next.spaced)?;
        let order = second.key.rsplit('.').next().and_then(|n| n.parse().ok()).unwrap_or(0);
        let depth = 1 + second.key.split('.').count();
        return Some(Marker { style: Style::Dotted(depth), number: written(0, 3).to_owned(), order, tokens });
    }
    let separator = mark(1).filter(|c| matches!(c, '.' | ')' | '/' | '-' | '–' | ':'))?;
    let after = line.get(2);
    // "V/v", "b/c", "KH/TU": a slash inside a short form numbers nothing.
    if separator == '/' && !after.is_some_and(|next| next.spaced || is_title_case(written(2, 3))) {
        return None;
    }
    let closed = after.is_none_or(|next| next.spaced || next.sort == Sort::Word && separator != '-');
    if !closed || line.get(1).is_some_and(|token| token.spaced && !matches!(separator, '-' | '–')) {
        return None;
    }
    let mut letters = name.chars();
    let (only, second) = (letters.next()?, letters.next());
    if let Some(order) = roman(name) {
        return Some(Marker { style: Style::Roman(separator), number: name.to_owned(), order, tokens: 2 });
    }
    if second.is_none() && only.is_uppercase() {
        let order = letter_order(only.to_lowercase().next()?);
        return Some(Marker { style: Style::Capital(separator), number: name.to_owned(), order, tokens: 2 });
    }
    if second.is_none() && only.is_lowercase() && !matches!(separator, '-' | '–' | ':') {
        return Some(Marker {
            style: Style::Letter(separator),
            number: name.to_owned(),
            order: letter_order(only),
            tokens: 2,
        });
    }
    None
}

fn bullet(first: &Token, line: &[Token]) -> Option<Marker> {
    let letter = first.key.chars().next()?;
    let same = match letter {
        '-' => '-',
        '+' => '+',
        '*' => '*',
        '•' | '●' | '▪' | '■' | '◦' | '○' | '·' | '∙' | '♦' | '◆' | '►' | '➢' | '✓' | '\u{f0b7}'
        | '\u{f02d}' => '•',
        _ => return None,
    };
    let second = line.get(1)?;
    // `***` and `----` are rules, `-5` is a number.
    if second.sort == Sort::Mark && second.key == first.key
        || second.sort == Sort::Number && !second.spaced && same != '•'
    {
        return None;
    }
    Some(Marker { style: Style::Bullet(same), number: String::new(), order: 0, tokens: 1 })
}

fn bracketed<'t>(line: &[Token], written: &dyn Fn(usize, usize) -> &'t str) -> Option<Marker> {
    let inner = line.get(1)?;
    let short = inner.sort == Sort::Number && inner.key.len() <= 2
        || inner.sort == Sort::Word && inner.key.chars().count() == 1
        || matches!(inner.key.as_str(), "ii" | "iii" | "iv" | "vi");
    let closed = line.first()?.is_mark('(') && line.get(2)?.is_mark(')');
    (short && closed && line.len() > 3).then(|| Marker {
        style: Style::Bracketed,
        number: written(1, 2).to_owned(),
        order: inner.key.parse().unwrap_or(0),
        tokens: 3,
    })
}

fn part<'t>(
    line: &[Token],
    words: &Words,
    written: &dyn Fn(usize, usize) -> &'t str,
    mark: &dyn Fn(usize) -> Option<char>,
) -> Option<Marker> {
    let word = words.leads.parts.at(line, 0);
    let name = line.first()?.key.clone();
    let number = line.get(word)?;
    let mut length = word + 1;
    let order = if number.sort == Sort::Number {
        number.key.parse::<usize>().ok()?
    } else if let Some(order) = roman(written(word, word + 1)) {
        order
    } else if number.key == "thứ" && line.len() > word + 1 {
        length += 1;
        0
    } else if number.key.chars().count() == 1 && number.capital {
        letter_order(number.key.chars().next()?)
    } else {
        return None;
    };
    let tokens = match mark(length) {
        Some('.' | ':' | '-' | '–' | '/' | ')') => length + 1,
        // "Điều 5 Thông tư" is a citation; a bare number stands alone or before capitals.
        None if line.len() == length => length,
        None if name != "điều" && name != "mục" && line.get(length).is_some_and(|next| next.capital) => {
            length
        }
        _ => return None,
    };
    Some(Marker { style: Style::Part(name), number: written(0, length).to_owned(), order, tokens })
}

/// A capital and a small letter after it.
fn is_title_case(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_uppercase) && letters.next().is_some_and(char::is_lowercase)
}

fn arabic<'t>(
    line: &[Token],
    first: &Token,
    written: &dyn Fn(usize, usize) -> &'t str,
    mark: &dyn Fn(usize) -> Option<char>,
) -> Option<Marker> {
    let numbers: Vec<usize> = first.key.split('.').map(|n| n.parse().ok()).collect::<Option<_>>()?;
    let order = *numbers.last()?;
    let after = |at: usize| {
        line.get(at).is_none_or(|next| next.spaced || next.sort == Sort::Word || next.sort == Sort::Mark)
    };
    if numbers.len() == 1 {
        if order > 300 || first.key.len() > 3 {
            return None;
        }
        let separator = mark(1).filter(|c| matches!(c, '.' | ')' | '/' | '-' | '–'))?;
        let next = line.get(2);
        let dash = matches!(separator, '-' | '–');
        let fits = next.is_some_and(|next| {
            next.sort != Sort::Number
                && (!dash || next.capital)
                && (next.spaced || next.sort == Sort::Word)
                && (separator != '/' || next.spaced || is_title_case(written(2, 3)))
        });
        let fits = fits
            || next.is_some_and(|next| {
                next.sort == Sort::Number && next.spaced && !dash && mark(3) != Some('/')
            });
        let fits = fits || next.is_some_and(|next| next.sort == Sort::Mark && !dash && separator != '/');
        return fits.then(|| Marker {
            style: Style::Arabic(separator),
            number: first.key.clone(),
            order,
            tokens: 2,
        });
    }
    if numbers.len() > DOTTED || numbers.iter().any(|n| *n == 0 || *n > 99) || first.key.contains(',') {
        return None;
    }
    let tokens = if mark(1).is_some_and(|c| matches!(c, '.' | ')' | '/')) { 2 } else { 1 };
    let next = line.get(tokens)?;
    (after(tokens) && next.sort == Sort::Word && next.capital).then(|| Marker {
        style: Style::Dotted(numbers.len()),
        number: first.key.clone(),
        order,
        tokens,
    })
}
