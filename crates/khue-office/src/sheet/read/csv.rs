//! Text with separated columns: finds the encoding and the separator.

use encoding_rs::WINDOWS_1258;
use khue_base::{Epoch, Grid, GridCell, to_nfc};

use super::gather::{Gatherer, Room};
use super::{OldText, ReadNote, Unreadable};

pub(super) fn read(bytes: &[u8], old_text: OldText<'_>) -> Result<(Grid, Vec<ReadNote>), Unreadable> {
    let (text, encoding) = decode(bytes, old_text)?;
    let notes = encoding.map(|encoding| ReadNote::OldEncoding { encoding }).into_iter().collect();
    let (separator, text) = separator(&text);
    let mut room = Room::new();
    let mut gatherer = Gatherer::new(&mut room, "CSV".to_owned());
    fields(text, separator, |row, column, field| gatherer.add(row, column, GridCell::Text(field.into())))?;
    Ok((Grid { sheets: vec![gatherer.finish()], epoch: Epoch::default() }, notes))
}

fn decode(bytes: &[u8], old_text: OldText<'_>) -> Result<(String, Option<&'static str>), Unreadable> {
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        let text = crate::reading::utf16(bytes).ok_or(Unreadable::UnknownEncoding)?;
        return Ok((text.trim_start_matches('\u{feff}').to_owned(), None));
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        // Latin letters in UTF-8 may be an old encoding that a program took for Latin.
        return Ok(match old_text(bytes) {
            Some((repaired, encoding)) => (repaired, Some(encoding)),
            None => (text.to_owned(), None),
        });
    }
    if let Some(text) = windows_1258(bytes) {
        return Ok((text, Some("Windows-1258")));
    }
    old_text(bytes).map(|(text, encoding)| (text, Some(encoding))).ok_or(Unreadable::UnknownEncoding)
}

/// Windows-1258 writes tones as letters of their own after the vowel. Other old encodings read
/// that way give foreign letters or signs inside words.
fn windows_1258(bytes: &[u8]) -> Option<String> {
    let (text, malformed) = WINDOWS_1258.decode_without_bom_handling(bytes);
    if malformed {
        return None;
    }
    let text = to_nfc(&text);
    let mut before = ' ';
    for letter in text.chars() {
        let foreign = letter.is_alphabetic() && !letter.is_ascii() && !is_vietnamese(letter);
        let sign = ('\u{80}'..='\u{bf}').contains(&letter) || matches!(letter, '×' | '÷');
        let mark = unicode_normalization::char::is_combining_mark(letter);
        if foreign || mark || sign && before.is_alphabetic() {
            return None;
        }
        before = letter;
    }
    Some(text)
}

fn is_vietnamese(letter: char) -> bool {
    const LETTERS: &str = "àáãạảăắằẳẵặâấầẩẫậèéẹẻẽêếềểễệđìíĩỉịòóõọỏôốồổỗộơớờởỡợùúũụủưứừửữựỳýỵỷỹ";
    letter.to_lowercase().all(|letter| LETTERS.contains(letter))
}

/// The separator, and the text without a line that only names it (`sep=;`).
fn separator(text: &str) -> (char, &str) {
    let first = text.lines().next().unwrap_or_default();
    if let Some(named) = first.trim_matches('"').strip_prefix("sep=").and_then(|rest| rest.chars().next()) {
        let rest = text.get(first.len()..).unwrap_or_default();
        let rest = rest.strip_prefix('\r').unwrap_or(rest);
        return (named, rest.strip_prefix('\n').unwrap_or(rest));
    }
    // The separator of a list stands equally often in most of its lines.
    const LINES: usize = 100;
    let mut best = (',', 0usize);
    // Prose and decimals hold commas, hardly a tab.
    for candidate in ['\t', ';', ','] {
        let mut counts: Vec<usize> = text
            .lines()
            .filter(|line| !line.trim().is_empty())
            .take(LINES)
            .map(|line| outside(line, candidate))
            .collect();
        counts.sort_unstable();
        let common = counts.get(counts.len() / 2).copied().unwrap_or_default();
        let agreeing = counts.iter().filter(|count| **count == common && common > 0).count();
        let score = agreeing * 1000 + common.min(999);
        if score > best.1 {
            best = (candidate, score);
        }
    }
    (best.0, text)
}

/// How often a separator stands outside quotation marks.
fn outside(line: &str, separator: char) -> usize {
    let (mut quoted, mut count) = (false, 0);
    for letter in line.chars() {
        match letter {
            '"' => quoted = !quoted,
            letter if letter == separator && !quoted => count += 1,
            _ => {}
        }
    }
    count
}

/// Hands out the fields; rows are numbered as a spreadsheet numbers them.
fn fields(
    text: &str,
    separator: char,
    mut hand: impl FnMut(u32, u16, &str) -> Result<(), Unreadable>,
) -> Result<(), Unreadable> {
    let (mut row, mut column) = (1u32, 0u16);
    let mut field = String::new();
    let mut letters = text.chars().peekable();
    let mut give = |row: u32, column: u16, field: &mut String| {
        let given = hand(row, column, unguarded(field));
        field.clear();
        given
    };
    while let Some(letter) = letters.next() {
        match letter {
            // A quotation mark inside a plain field is a plain letter.
            '"' if field.is_empty() => {
                let begun = row;
                loop {
                    match letters.next() {
                        Some('"') if letters.peek() == Some(&'"') => {
                            letters.next();
                            field.push('"');
                        }
                        Some('"') => break,
                        Some(inside) => field.push(inside),
                        None => return Err(Unreadable::OpenQuote { row: begun }),
                    }
                }
            }
            '\r' | '\n' => {
                if letter == '\r' && letters.peek() == Some(&'\n') {
                    letters.next();
                }
                give(row, column, &mut field)?;
                (row, column) = (row.saturating_add(1), 0);
            }
            letter if letter == separator => {
                give(row, column, &mut field)?;
                column = column.checked_add(1).ok_or(Unreadable::TooManyCells)?;
            }
            letter => field.push(letter),
        }
    }
    give(row, column, &mut field)
}

/// Undoes what keeps a spreadsheet from taking text for a formula or a number: `'=x`, `="024"`.
fn unguarded(field: &str) -> &str {
    if let Some(inner) = field.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')) {
        return inner;
    }
    match field.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '＝', '＋', '－', '＠']) => rest,
        _ => field,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(bytes: &[u8]) -> Vec<Vec<String>> {
        let (grid, _) = read(bytes, &|_| None).unwrap();
        grid.sheets[0]
            .rows
            .iter()
            .map(|row| row.cells.iter().map(|(_, cell)| cell.text().into_owned()).collect())
            .collect()
    }

    #[track_caller]
    fn check(bytes: &[u8], expected: &[&[&str]]) {
        assert_eq!(rows(bytes), expected);
    }

    #[test]
    fn separators_are_found() {
        check(b"a,b\n1,2\n", &[&["a", "b"], &["1", "2"]]);
        check("họ;tên\r\n\"An; Bình\";3,5".as_bytes(), &[&["họ", "tên"], &["An; Bình", "3,5"]]);
        check(b"a\tb, c\n1\t2, 3", &[&["a", "b, c"], &["1", "2, 3"]]);
        check(b"sep=;\na;b,c,d\n", &[&["a", "b,c,d"]]);
        check(
            "Danh sách lớp 6A, năm học\n\nSTT;Họ;Tên\n1;An;B\n2;Ba;C\n".as_bytes(),
            &[&["Danh sách lớp 6A, năm học"], &["STT", "Họ", "Tên"], &["1", "An", "B"], &["2", "Ba", "C"]],
        );
    }

    #[test]
    fn quotation_marks_hold_anything() {
        check(b"a,\"x\"\"y\nz\"\r1,2", &[&["a", "x\"y\nz"], &["1", "2"]]);
        check(b"5\" x,b", &[&["5\" x", "b"]]);
        let open = read(b"a,b\nc,\"d", &|_| None).unwrap_err();
        assert_eq!(open, Unreadable::OpenQuote { row: 2 });
    }

    #[test]
    fn guards_against_formulas_are_undone() {
        check(b"'=1+1,=\"024\",'an", &[&["=1+1", "024", "'an"]]);
    }

    #[test]
    fn rows_are_numbered_as_in_a_spreadsheet() {
        let (grid, _) = read(b"\n\n\"a\nb\"\n,c", &|_| None).unwrap();
        let sheet = &grid.sheets[0];
        assert_eq!(sheet.rows.iter().map(|row| row.number).collect::<Vec<_>>(), [3, 4]);
        assert_eq!(sheet.cell("B4".parse().unwrap()).unwrap().text(), "c");
    }

    #[test]
    fn encodings_are_found() {
        let text = "Họ tên,Nguyễn Đặng Thị Ước";
        let wanted: &[&[&str]] = &[&["Họ tên", "Nguyễn Đặng Thị Ước"]];
        check(text.as_bytes(), wanted);
        check(format!("\u{feff}{text}").as_bytes(), wanted);
        let wide: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        check(&wide, wanted);
        let wide: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_be_bytes).collect();
        check(&wide, wanted);
        // Windows-1258: ọ is o and a dot below (F2), ễ is ê and a tilde (DE).
        check(
            b"H\x6f\xf2 t\xean,Nguy\xea\xden \xd0\xe3\xf2ng Th\x69\xf2 \xdd\xf5\xec\x63",
            &[&["Họ tên", "Nguyễn Đặng Thị Ước"]],
        );
    }

    #[test]
    fn what_no_encoding_explains_goes_to_the_old_ones() {
        // TCVN3: the signs inside words are no Windows-1258.
        let bytes = b"H\xe4 t\xaan,Nguy\xd4n V\xa8n B\xb8ch \xae";
        assert_eq!(read(bytes, &|_| None).unwrap_err(), Unreadable::UnknownEncoding);
        let (grid, notes) = read(bytes, &|_| Some(("Họ tên,An".into(), "TCVN3"))).unwrap();
        assert_eq!(grid.sheets[0].rows[0].cells.len(), 2);
        assert_eq!(notes, [ReadNote::OldEncoding { encoding: "TCVN3" }]);
    }
}
