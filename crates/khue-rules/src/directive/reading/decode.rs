//! From bytes to text: UTF-8, UTF-16, and the old eight-bit encodings.

use super::legacy::{guess, repair_line};
use super::refusal::ReadRefusal;
use super::words::Words;

/// Most bytes of a text.
const LIMIT_MEGABYTES: usize = 20;

/// The encoding of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Encoding {
    /// UTF-8.
    Utf8,
    /// UTF-16, either end first.
    Utf16,
    /// TCVN3 (ABC).
    Tcvn3,
    /// VNI-Windows.
    Vni,
}

impl Encoding {
    /// Its name on a page.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16 => "UTF-16",
            Self::Tcvn3 => "TCVN3 (ABC)",
            Self::Vni => "VNI-Windows",
        }
    }
}

/// A text and how it was encoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text in Unicode, to be handed to `read`.
    pub text: String,
    /// What it was.
    pub encoding: Encoding,
    /// What a person should know, in Vietnamese.
    pub notes: Vec<String>,
}

/// Finds the encoding of `bytes` and converts them.
pub fn decode(bytes: &[u8]) -> Result<Decoded, ReadRefusal> {
    if bytes.len() > LIMIT_MEGABYTES * 1_000_000 {
        return Err(ReadRefusal::TooLong {
            megabytes: bytes.len().div_ceil(1_000_000),
            limit: LIMIT_MEGABYTES,
        });
    }
    if let Some(text) = utf16(bytes)? {
        return checked(text, Encoding::Utf16, Vec::new());
    }
    if is_binary(bytes) {
        return Err(ReadRefusal::Binary);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => repaired(text.strip_prefix('\u{feff}').unwrap_or(text), Certain::Yes),
        // Line by line: a file may have been put together from two encodings.
        Err(_) => {
            let lines: Vec<String> = bytes
                .split_inclusive(|byte| *byte == b'\n')
                .map(|line| match std::str::from_utf8(line) {
                    Ok(line) => line.to_owned(),
                    Err(_) => line.iter().map(|byte| char::from(*byte)).collect(),
                })
                .collect();
            repaired(&lines.concat(), Certain::No)
        }
    }
}

#[derive(PartialEq, Eq)]
enum Certain {
    Yes,
    No,
}

fn repaired(text: &str, unicode: Certain) -> Result<Decoded, ReadRefusal> {
    check(text)?;
    let words = Words::built_in();
    let Some(legacy) = guess(text, words) else {
        if unicode == Certain::No {
            return Err(ReadRefusal::UnknownEncoding);
        }
        return checked(text.to_owned(), Encoding::Utf8, Vec::new());
    };
    let (mut old, mut left) = (0_usize, 0_usize);
    let text: String = text
        .split_inclusive('\n')
        .map(|line| match repair_line(line, legacy, words) {
            Some(line) => {
                old += 1;
                line
            }
            None => {
                left += usize::from(!line.is_ascii());
                line.to_owned()
            }
        })
        .collect();
    if old == 0 {
        return checked(text, Encoding::Utf8, Vec::new());
    }
    let encoding = match legacy {
        super::legacy::Legacy::Tcvn3 => Encoding::Tcvn3,
        super::legacy::Legacy::Vni => Encoding::Vni,
    };
    let mut notes = vec![format!("Văn bản dùng bảng mã {}, đã chuyển sang Unicode.", encoding.name())];
    if left > 0 {
        notes.push(format!("Văn bản lẫn nhiều bảng mã: {old} dòng đã chuyển, {left} dòng giữ nguyên. Soát lại chữ trước khi dùng."));
    }
    checked(text, encoding, notes)
}

fn checked(text: String, encoding: Encoding, notes: Vec<String>) -> Result<Decoded, ReadRefusal> {
    check(&text)?;
    Ok(Decoded { text, encoding, notes })
}

/// Control characters that a few programs leave behind and that mean white space.
const FEW: usize = 3;

/// Refuses what is no text to read.
pub fn check(text: &str) -> Result<(), ReadRefusal> {
    if text.len() > LIMIT_MEGABYTES * 1_000_000 {
        return Err(ReadRefusal::TooLong {
            megabytes: text.len().div_ceil(1_000_000),
            limit: LIMIT_MEGABYTES,
        });
    }
    let (mut controls, mut letters, mut any) = (0_usize, false, false);
    for letter in text.chars() {
        controls += usize::from(is_control(letter));
        letters |= letter.is_alphabetic();
        any |= !letter.is_whitespace() && letter != '\u{feff}' && !letter.is_control();
    }
    if text.contains('\0') || controls * 10 > text.len() && controls > FEW {
        return Err(ReadRefusal::Binary);
    }
    if controls > FEW && controls * 2000 > text.len() {
        return Err(ReadRefusal::ControlCharacters { count: controls });
    }
    if !any {
        return Err(ReadRefusal::Empty);
    }
    if letters { Ok(()) } else { Err(ReadRefusal::NoWords) }
}

/// Control characters that are not white space; those between U+0080 and U+009F are letters of an old font.
fn is_control(letter: char) -> bool {
    letter.is_ascii_control() && !matches!(letter, '\t' | '\n' | '\r' | '\u{b}' | '\u{c}')
        || matches!(letter, '\u{fffe}' | '\u{ffff}' | '\u{fffd}')
}

fn is_binary(bytes: &[u8]) -> bool {
    const MAGIC: [&[u8]; 7] =
        [b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"\x7fELF", b"GIF8"];
    MAGIC.iter().any(|magic| bytes.starts_with(magic)) || bytes.contains(&0)
}

fn utf16(bytes: &[u8]) -> Result<Option<String>, ReadRefusal> {
    let (little, body) = match bytes {
        [0xff, 0xfe, rest @ ..] => (true, rest),
        [0xfe, 0xff, rest @ ..] => (false, rest),
        _ => return Ok(None),
    };
    let (pairs, rest) = body.as_chunks::<2>();
    if !rest.is_empty() {
        return Err(ReadRefusal::BrokenUtf16);
    }
    let units =
        pairs.iter().map(|pair| if little { u16::from_le_bytes(*pair) } else { u16::from_be_bytes(*pair) });
    char::decode_utf16(units).collect::<Result<String, _>>().map(Some).map_err(|_| ReadRefusal::BrokenUtf16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refuses(bytes: &[u8], expected: ReadRefusal) {
        assert_eq!(decode(bytes), Err(expected));
    }

    #[test]
    fn what_is_no_text_is_refused_by_name() {
        refuses(b"", ReadRefusal::Empty);
        refuses(b" \n\t\r\n\xef\xbb\xbf ", ReadRefusal::Empty);
        refuses(b"%PDF-1.7\n", ReadRefusal::Binary);
        refuses(b"PK\x03\x04abc", ReadRefusal::Binary);
        refuses(b"a\0b\0c", ReadRefusal::Binary);
        refuses(b"\xff\xfeA", ReadRefusal::BrokenUtf16);
        refuses(b"12, 13 - 14", ReadRefusal::NoWords);
        let mut dotted = "Chỉ thị về năm học. ".repeat(3).into_bytes();
        dotted.extend([1, 2, 3, 4, 5]);
        refuses(&dotted, ReadRefusal::ControlCharacters { count: 5 });
        refuses(&[0xc7, 0xe5, 0xf1, 0xe5, b' ', 0xc3, 0xf3, 0xf1, 0xfc, b'\n'], ReadRefusal::UnknownEncoding);
    }

    #[track_caller]
    fn check_decoded(bytes: &[u8], encoding: Encoding, text: &str) {
        let decoded = decode(bytes).unwrap();
        assert_eq!((decoded.encoding, decoded.text.as_str()), (encoding, text));
    }

    #[test]
    fn unicode_comes_through() {
        check_decoded("Chỉ thị".as_bytes(), Encoding::Utf8, "Chỉ thị");
        check_decoded(b"\xef\xbb\xbfN\xc4\x83m h\xe1\xbb\x8dc", Encoding::Utf8, "Năm học");
        let units: Vec<u8> =
            [0xfeff_u16].into_iter().chain("Năm học".encode_utf16()).flat_map(u16::to_le_bytes).collect();
        check_decoded(&units, Encoding::Utf16, "Năm học");
    }

    #[test]
    fn old_bytes_become_unicode() {
        let latin =
            |text: &str| -> Vec<u8> { text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect() };
        check_decoded(
            &latin("Chñ tÞch tØnh giao Së Gi¸o dôc vµ §µo t¹o"),
            Encoding::Tcvn3,
            "Chủ tịch tỉnh giao Sở Giáo dục và Đào tạo",
        );
        check_decoded(
            &latin("Chuû tòch tænh giao Sôû Giaùo duïc vaø Ñaøo taïo"),
            Encoding::Vni,
            "Chủ tịch tỉnh giao Sở Giáo dục và Đào tạo",
        );
        check_decoded(
            "Chñ tÞch tØnh giao Së Gi¸o dôc vµ §µo t¹o".as_bytes(),
            Encoding::Tcvn3,
            "Chủ tịch tỉnh giao Sở Giáo dục và Đào tạo",
        );
    }
}
