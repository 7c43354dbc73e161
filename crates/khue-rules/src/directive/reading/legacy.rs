//! Eight-bit Vietnamese: TCVN3 (the ABC fonts) and VNI-Windows, as bytes or as Latin letters.

use super::tokens::fold;
use super::words::Words;

/// An old encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Legacy {
    /// TCVN 5712:1993 as the ABC fonts use it: one byte a letter.
    Tcvn3,
    /// VNI-Windows: a vowel and a mark after it.
    Vni,
}

/// What the bytes A0 to FF mean in TCVN3.
const TCVN3: &str =
    " ĂÂÊÔƠƯĐăâêôơưđẰ°±²³´àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ";

fn from_tcvn3(text: &str) -> String {
    let table: Vec<char> = TCVN3.chars().collect();
    let all_capitals = !text.chars().any(|letter| letter.is_ascii_lowercase());
    let mut decoded = String::with_capacity(text.len() * 2);
    for piece in text.split_inclusive(char::is_whitespace) {
        let plain: String = piece
            .chars()
            .map(|letter| match u32::from(letter) {
                code @ 0xa0..=0xff => table.get((code - 0xa0) as usize).copied().unwrap_or(letter),
                _ => letter,
            })
            .collect();
        // The capitals' font shows small letters as capitals: "CHØ THÞ" is "CHỈ THỊ".
        let capitals = piece.chars().filter(char::is_ascii_uppercase).count();
        let small = piece.chars().any(|letter| letter.is_ascii_lowercase());
        let capital_word = !small && (capitals > 1 || capitals == 1 && all_capitals);
        decoded.push_str(&if capital_word { plain.to_uppercase() } else { plain });
    }
    decoded
}

/// The vowel with its mark in VNI, in lower case.
fn vni_pair(vowel: char, mark: char) -> Option<char> {
    let row: &str = match vowel {
        'a' => "áàảãạăắằẳẵặâấầẩẫậ",
        'e' => "éèẻẽẹ______êếềểễệ",
        'o' => "óòỏõọ______ôốồổỗộ",
        'ô' => "ớờởỡợ____________",
        'ö' => "ứừửữự____________",
        'u' => "úùủũụ____________",
        'y' => "ýỳỷỹỵ____________",
        _ => return None,
    };
    let at = "ùøûõïêéèúüëâáàåãä".chars().position(|known| known == mark)?;
    row.chars().nth(at).filter(|letter| *letter != '_')
}

fn lower(letter: char) -> char {
    letter.to_lowercase().next().unwrap_or(letter)
}

fn from_vni(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let small = lower(letter);
        let pair = letters.peek().and_then(|mark| vni_pair(small, lower(*mark)));
        let single = match small {
            'ñ' => Some('đ'),
            'ô' => Some('ơ'),
            'ö' => Some('ư'),
            'æ' => Some('ỉ'),
            'ó' => Some('ĩ'),
            'ò' => Some('ị'),
            'î' => Some('ỵ'),
            _ => None,
        };
        if pair.is_some() {
            letters.next();
        }
        match pair.or(single) {
            Some(found) if letter.is_uppercase() => decoded.extend(found.to_uppercase()),
            Some(found) => decoded.push(found),
            None => decoded.push(letter),
        }
    }
    decoded
}

fn convert(text: &str, encoding: Legacy) -> String {
    match encoding {
        Legacy::Tcvn3 => from_tcvn3(text),
        Legacy::Vni => from_vni(text),
    }
}

fn has_latin(text: &str) -> bool {
    text.chars().any(|letter| matches!(letter, '\u{a1}'..='\u{ff}'))
}

/// Letters that only Unicode Vietnamese has.
fn has_unicode(text: &str) -> bool {
    text.chars().any(|letter| matches!(letter, 'ă' | 'đ' | 'ơ' | 'ư' | 'Ă' | 'Đ' | 'Ơ' | 'Ư' | '\u{1ea0}'..='\u{1ef9}' | '\u{300}'..='\u{323}'))
}

/// Words with marks that are frequent syllables.
fn known(text: &str, words: &Words) -> usize {
    text.split(|c: char| c.is_whitespace() || c.is_ascii_punctuation())
        .filter(|word| !word.is_ascii() && words.syllables.contains(&fold(word)))
        .count()
}

/// Bytes looked at to find the encoding of a whole text.
const SAMPLE: usize = 400_000;

/// The old encoding that most of the Latin letters of `text` speak for.
pub fn guess(text: &str, words: &Words) -> Option<Legacy> {
    let end = (0..=SAMPLE.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let sample: String = text
        .get(..end)
        .unwrap_or_default()
        .split(char::is_whitespace)
        .filter(|word| has_latin(word) && !has_unicode(word))
        .flat_map(|word| [word, " "])
        .collect();
    if sample.is_empty() {
        return None;
    }
    let plain = known(&sample, words);
    let (tcvn3, vni) = (known(&from_tcvn3(&sample), words), known(&from_vni(&sample), words));
    // A Unicode text has `và`, `có`, `giá` in Latin letters: an old encoding must explain more.
    let best = tcvn3.max(vni);
    let few = sample.len() < 60;
    if best < if few { 1 } else { 3 } || best <= plain && plain > 0 && !mixed(text, words) {
        return None;
    }
    Some(if tcvn3 >= vni { Legacy::Tcvn3 } else { Legacy::Vni })
}

/// Whether at least one line is better explained by an old encoding.
fn mixed(text: &str, words: &Words) -> bool {
    text.lines().filter(|line| line.len() < 4000 && !has_unicode(line) && has_latin(line)).take(5000).any(
        |line| {
            let plain = known(line, words);
            known(&from_tcvn3(line), words) > plain + 2 || known(&from_vni(line), words) > plain + 2
        },
    )
}

/// `line` in Unicode when the old encoding explains it better.
pub fn repair_line(line: &str, encoding: Legacy, words: &Words) -> Option<String> {
    if !has_latin(line) {
        return None;
    }
    if has_unicode(line) {
        return None;
    }
    let decoded = convert(line, encoding);
    let (before, after) = (known(line, words), known(&decoded, words));
    (after > before || after == before && before == 0 && has_unicode(&decoded)).then_some(decoded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(encoding: Legacy, written: &str, expected: &str) {
        assert_eq!(convert(written, encoding), expected);
    }

    #[test]
    fn abc_letters_become_unicode() {
        check(Legacy::Tcvn3, "Chñ tÞch ñy ban nh©n d©n tØnh", "Chủ tịch ủy ban nhân dân tỉnh");
        check(Legacy::Tcvn3, "CHØ THÞ", "CHỈ THỊ");
        check(Legacy::Tcvn3, "Bé tr\u{ad}ëng Bé Gi¸o dôc vµ §µo t¹o", "Bộ trưởng Bộ Giáo dục và Đào tạo");
    }

    #[test]
    fn vni_pairs_become_unicode() {
        check(Legacy::Vni, "UÛy ban nhaân daân tænh", "Ủy ban nhân dân tỉnh");
        check(Legacy::Vni, "Sôû Giaùo duïc vaø Ñaøo taïo", "Sở Giáo dục và Đào tạo");
        check(Legacy::Vni, "CHÆ THÒ", "CHỈ THỊ");
    }

    #[test]
    fn unicode_is_left_alone() {
        let words = Words::built_in();
        assert_eq!(guess("Tiếp tục nâng cao chất lượng và hiệu quả các hoạt động, có giá trị", words), None);
        assert_eq!(guess("và có và giá", words), None);
    }
}
