//! The cells at the top: issuer, number, place and day.

use super::super::paragraphs::is_upper;
use super::super::times::day_in;
use super::super::tokens::fold;
use super::{NUMBER, PLACE_DAY, Source};

/// The cells of the head's lines; a header whose two columns have run together is cut where the second starts.
pub(super) fn header_cells(source: &Source<'_>, head: std::ops::Range<usize>) -> Vec<String> {
    let lines = head.filter_map(|at| source.paras.get(at)).flat_map(|para| para.lines.0..para.lines.1);
    let mut cells = Vec::new();
    for line in lines.filter_map(|at| source.lines.get(at)) {
        for cell in &line.cells {
            let folded = fold(cell);
            let second = ["cộng hòa xã hội", "độc lập - tự do", "đảng cộng sản việt nam"]
                .iter()
                .find_map(|title| folded.find(title))
                .filter(|at| *at > 0);
            match second {
                Some(at) if cell.is_char_boundary(at) && folded.len() == cell.len() => {
                    cells.push(cell.get(..at).unwrap_or_default().trim().to_owned());
                    cells.push(cell.get(at..).unwrap_or_default().to_owned());
                }
                _ => cells.push(cell.clone()),
            }
        }
    }
    cells
}

/// Joins cells that a narrow column broke: "CỘNG | HÒA XÃ HỘI", "Số: | 36/KH-UBND", "Cà | Mau, ngày".
pub(super) fn mended(cells: Vec<String>) -> Vec<String> {
    let mut mended: Vec<String> = Vec::with_capacity(cells.len());
    for cell in cells {
        let folded = fold(&cell);
        let open = mended.last().is_some_and(|last| {
            let before = fold(last);
            let words = before.split_whitespace().count();
            let dated = folded.find(", ngày").is_some_and(|at| at < 40) && !folded.starts_with("số");
            (before == "cộng" || before == "cộng hòa" || before == "cộng hòa xã hội")
                || before.trim_end_matches([':', ' ']) == "số"
                || ["năm", "tháng", "ngày"].iter().any(|word| before.ends_with(word))
                    && folded.starts_with(|c: char| c.is_ascii_digit() || c == 't' || c == 'n')
                || before.contains(", ngày") && day_in(last).is_none() && folded.starts_with("tháng")
                || words == 1 && is_upper(last) && is_upper(&cell) && last.chars().all(char::is_alphabetic)
                || dated
                    && words <= 2
                    && !is_upper(last)
                    && last.chars().all(|c| c.is_alphabetic() || c == ' ')
        });
        match mended.last_mut().filter(|_| open) {
            Some(last) => {
                last.push(' ');
                last.push_str(&cell);
            }
            None => mended.push(cell),
        }
    }
    mended
}

pub(super) fn place(cell: &str) -> Option<String> {
    // "Số: 12/CT-UBND Bắc Giang, ngày …" on one line.
    let rest = NUMBER.find(cell).map_or(cell, |number| cell.get(number.end()..).unwrap_or_default());
    let rest = if fold(rest).trim_start().starts_with("số") {
        rest.rsplit(['/', ':']).next().unwrap_or(rest).trim_start()
    } else {
        rest
    };
    let found = PLACE_DAY.captures(rest)?.get(1)?.as_str().trim();
    // Letters of a number left blank may stand before the place.
    let words: Vec<&str> = found
        .split_whitespace()
        .skip_while(|word| word.contains('-') && word.len() > 1 || is_upper(word) && word.len() > 3)
        .collect();
    (!words.is_empty()).then(|| words.join(" "))
}
