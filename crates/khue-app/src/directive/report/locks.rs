//! Figures inside sentences: which they are, and whether an edited sentence still holds them.

use super::content::Lock;

/// Words after which a number only names something: a day, a grade, a section.
const NAMING: &[&str] = &["ngày", "tháng", "năm", "lớp", "khối", "mục", "điều", "khoản", "quý", "số"];
/// Longest description of a figure, in words after it and before it.
const WORDS: (usize, usize) = (5, 3);

/// The figures of a drafted sentence. What stands in quotation marks, and the `names` in it, are the
/// directive's own words and no figures.
pub(super) fn locks(sentence: &str, names: &[&str]) -> Vec<Lock> {
    let mut masked = sentence.to_owned();
    for name in names.iter().filter(|name| !name.is_empty()) {
        masked = masked.replace(name, "_");
    }
    let words: Vec<&str> = masked.split_whitespace().collect();
    let mut found: Vec<Lock> = Vec::new();
    for (at, figure) in figures(&words) {
        if found.iter().all(|lock| lock.figure != figure) {
            found.push(Lock { of: described(&words, at), figure: figure.to_owned() });
        }
    }
    found
}

/// What is wrong with an edited sentence, in a sentence: figures that it lost or that nobody computed.
pub(super) fn warning(drafted: &str, locks: &[Lock], edited: &str) -> Option<String> {
    let now: Vec<&str> = edited.split_whitespace().collect();
    let before: Vec<&str> = drafted.split_whitespace().collect();
    let held: Vec<&str> = figures(&now).into_iter().map(|(_, figure)| figure).collect();
    let drafted: Vec<&str> = figures(&before).into_iter().map(|(_, figure)| figure).collect();
    let lost: Vec<String> = locks
        .iter()
        .filter(|lock| !held.contains(&lock.figure.as_str()))
        .map(|lock| format!("{} {}", lock.figure, lock.of).trim().to_owned())
        .collect();
    let foreign: Vec<&str> = held
        .iter()
        .filter(|figure| !drafted.contains(figure) && locks.iter().all(|lock| lock.figure != **figure))
        .copied()
        .collect();
    let mut sentences = Vec::new();
    if !lost.is_empty() {
        let these = if lost.len() == 1 { "số này" } else { "các số này" };
        sentences.push(format!("Câu gốc ghi {}; câu đã sửa không còn {these}.", lost.join("; ")));
    }
    if !foreign.is_empty() {
        sentences.push(format!("Câu đã sửa có số {} không nằm trong số liệu đã khoá.", foreign.join(", ")));
    }
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

/// Figures among words, with the place of their word.
fn figures<'a>(words: &[&'a str]) -> Vec<(usize, &'a str)> {
    let mut found = Vec::new();
    let mut quoted = false;
    for (at, word) in words.iter().enumerate() {
        let opens = word.contains('“');
        quoted |= opens;
        let inside = quoted;
        if word.contains('”') {
            quoted = false;
        }
        let bare = bare(word);
        let named = at
            .checked_sub(1)
            .and_then(|before| words.get(before))
            .is_some_and(|before| NAMING.contains(&before.to_lowercase().as_str()));
        if !inside && !named && is_figure(bare) {
            found.push((at, bare));
        }
    }
    found
}

/// The word without brackets and marks around it.
fn bare(word: &str) -> &str {
    word.trim_start_matches(['(', '“']).trim_end_matches(['.', ',', ';', ':', ')', '”'])
}

/// `112`, `1.234,5`, `98,1%`, `38/60`; a day such as 31/5/2021 is none.
fn is_figure(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
        && word.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '%' | '/'))
        && word.matches('/').count() < 2
}

/// The words after a figure up to the next mark; before it, when a mark follows at once.
fn described(words: &[&str], at: usize) -> String {
    let ends = |word: &str| word.ends_with([',', ';', '.', ':', ')']);
    let mut told: Vec<&str> = Vec::new();
    if words.get(at).is_some_and(|figure| !ends(figure)) {
        for word in words.iter().skip(at + 1).take(WORDS.0) {
            if word.starts_with('(') {
                break;
            }
            told.push(bare(word));
            if ends(word) {
                break;
            }
        }
    } else {
        for word in words.iter().take(at).rev().take(WORDS.1) {
            if ends(word) || is_figure(bare(word)) {
                break;
            }
            told.insert(0, word);
        }
    }
    told.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(sentence: &str, expected: &str) {
        let found: Vec<String> = locks(sentence, &["Giáo viên lớp 2"])
            .into_iter()
            .map(|lock| format!("{}={}", lock.figure, lock.of))
            .collect();
        assert_eq!(found.join("|"), expected);
    }

    #[test]
    fn figures_are_told_from_days_numbers_and_titles() {
        check(
            "Đến ngày 31/5/2021, 41/60 nhiệm vụ đã hoàn thành (68,3%); 9 quá hạn.",
            "41/60=nhiệm vụ đã hoàn thành|68,3%=đã hoàn thành|9=quá hạn",
        );
        check("Thực hiện Chỉ thị số 15/CT-UBND năm học 2020-2021, quý 2:", "");
        check("Nhiệm vụ “Xây 120 phòng học” chậm 12 ngày, tại Lục Ngạn.", "12=ngày");
        check("Giáo viên lớp 2: 98,2% (1.963/2.000), mục tiêu 100%.", "98,2%=|1.963/2.000=|100%=mục tiêu");
    }

    #[track_caller]
    fn check_edit(edited: &str, expected: Option<&str>) {
        let drafted = "9 nhiệm vụ quá hạn, chậm nhất 62 ngày.";
        assert_eq!(warning(drafted, &locks(drafted, &[]), edited).as_deref(), expected);
    }

    #[test]
    fn an_edit_may_change_words_but_not_figures() {
        check_edit("Còn 9 nhiệm vụ quá hạn, trong đó có nhiệm vụ chậm 62 ngày.", None);
        check_edit("Còn 9 nhiệm vụ quá hạn.", Some("Câu gốc ghi 62 ngày; câu đã sửa không còn số này."));
        check_edit(
            "Còn 8 nhiệm vụ quá hạn, chậm nhất 62 ngày.",
            Some(
                "Câu gốc ghi 9 nhiệm vụ quá hạn; câu đã sửa không còn số này. Câu đã sửa có số 8 không nằm trong số liệu đã khoá.",
            ),
        );
        // 9 inside 19 or 9,5 is another number.
        check_edit(
            "Còn 19 nhiệm vụ quá hạn, chậm nhất 62 ngày.",
            Some(
                "Câu gốc ghi 9 nhiệm vụ quá hạn; câu đã sửa không còn số này. Câu đã sửa có số 19 không nằm trong số liệu đã khoá.",
            ),
        );
    }
}
