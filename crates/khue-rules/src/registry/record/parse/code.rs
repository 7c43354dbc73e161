//! Codes of lists, and yes or no.

use khue_base::Day;

use super::Reason;
use crate::registry::record::codes::{Code, CodeList};
use crate::registry::record::{Field, code_list, folded};

/// One code of a list.
pub(super) fn one(field: &Field, list: &str, text: &str, day: Day) -> Result<String, Reason> {
    let Some(list) = code_list(list) else { return Err(unknown(field, text, &[])) };
    match list.find(text, day).as_slice() {
        [code] => Ok(code.code.clone()),
        [] => Err(not_found(field, list, text, day)),
        several => {
            let names: Vec<&str> = several.iter().map(|code| code.name.as_str()).collect();
            Err(Reason::new(
                format!("{} “{text}” có thể là {}.", field.label, names.join(" hoặc ")),
                "Ghi mã thay cho tên, hoặc ghi tên đầy đủ.",
            ))
        }
    }
}

/// Some codes of a list, separated by commas, semicolons, strokes or lines.
pub(super) fn several(field: &Field, list: &str, text: &str, day: Day) -> Result<Vec<String>, Reason> {
    let Some(codes) = code_list(list) else { return Err(unknown(field, text, &[])) };
    // A name may hold a comma itself.
    if let [code] = codes.find(text, day).as_slice() {
        return Ok(vec![code.code.clone()]);
    }
    let mut found = Vec::new();
    let separators: &[char] = if text.contains([';', '\n']) { &[';', '\n'] } else { &[',', '/', '+', '|'] };
    for part in text.split(separators).map(str::trim).filter(|part| !part.is_empty()) {
        found.push(one(field, list, part, day)?);
    }
    let order = |code: &String| codes.codes.iter().position(|one| one.code == *code);
    found.sort_by_key(order);
    found.dedup();
    Ok(found)
}

/// Yes or no.
pub(super) fn flag(field: &Field, text: &str) -> Result<bool, Reason> {
    let key = folded(text);
    let is_mark = text.chars().all(|c| matches!(c, '×' | '✓' | '✔' | '☑' | '√' | '+' | '*'));
    if is_mark || YES.contains(&key.as_str()) || key == folded(&field.label) {
        return Ok(true);
    }
    if NO.contains(&key.as_str()) {
        return Ok(false);
    }
    Err(Reason::new(
        format!("{} “{text}” không rõ là có hay không.", field.label),
        "Ghi Có hoặc Không; đánh dấu x cũng được, để trống là chưa biết.",
    ))
}

const YES: [&str; 11] = ["x", "v", "co", "c", "1", "yes", "y", "true", "dung", "phai", "dat"];
const NO: [&str; 11] = ["khong", "ko", "k", "kg", "0", "no", "n", "false", "sai", "chua", "khong co"];

fn not_found(field: &Field, list: &CodeList, text: &str, day: Day) -> Reason {
    let known = list
        .codes
        .iter()
        .find(|code| code.code == text || code.names().any(|name| folded(name) == folded(text)));
    if let Some(code) = known.filter(|code| !code.holds_on(day)) {
        return Reason::new(
            format!("{} “{}” không dùng vào ngày {day}.", field.label, code.name),
            format!("Chọn mục còn hiệu lực của danh mục {}.", field.label.to_lowercase()),
        );
    }
    let holding: Vec<&Code> = list.codes.iter().filter(|code| code.holds_on(day)).collect();
    unknown(field, text, &holding)
}

fn unknown(field: &Field, text: &str, holding: &[&Code]) -> Reason {
    let problem = format!("{} “{text}” không có trong danh mục.", field.label);
    let key = folded(text);
    let near = holding.iter().find(|code| {
        key.len() > 2
            && code.names().map(|name| folded(name)).any(|name| name.len() > 2 && is_near(&name, &key))
    });
    if let Some(code) = near {
        return Reason::new(
            problem,
            format!("Có phải là “{}” không? Ghi đúng tên hoặc mã {}.", code.name, code.code),
        );
    }
    let names: Vec<&str> = holding.iter().take(8).map(|code| code.name.as_str()).collect();
    let fix = match (names.len(), holding.len()) {
        (0, _) => "Ghi đúng tên hoặc mã của danh mục.".to_owned(),
        (shown, all) if shown == all => format!("Ghi một trong: {}.", names.join(", ")),
        _ => format!("Ghi đúng tên hoặc mã của danh mục, ví dụ: {}.", names.join(", ")),
    };
    Reason::new(problem, fix)
}

/// Whether one letter was left out, added, changed or two were swapped.
fn is_near(first: &str, second: &str) -> bool {
    let (first, second): (Vec<char>, Vec<char>) = (first.chars().collect(), second.chars().collect());
    if first.len().abs_diff(second.len()) > 1 {
        return false;
    }
    let same_front = first.iter().zip(&second).take_while(|(a, b)| a == b).count();
    let same_back = first.iter().rev().zip(second.iter().rev()).take_while(|(a, b)| a == b).count();
    let longest = first.len().max(second.len());
    let swapped = first.len() == second.len()
        && same_front + same_back + 2 == longest
        && first.get(same_front) == second.get(same_front + 1)
        && first.get(same_front + 1) == second.get(same_front);
    swapped || same_front + same_back + 1 >= longest
}
