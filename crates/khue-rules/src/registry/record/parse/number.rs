//! Whole numbers, numbers with decimals, amounts of money.

use khue_base::Quantity;

use super::{Reason, is_scientific, scientific};
use crate::registry::record::Field;

/// A whole number.
pub(super) fn whole(field: &Field, text: &str, min: i64, max: i64) -> Result<i64, Reason> {
    let number = quantity(field, text)?;
    let number = whole_of(number, text).ok_or_else(|| {
        Reason::new(
            format!("{} “{text}” không phải là số nguyên.", field.label),
            "Ghi số không có phần thập phân, ví dụ 35.",
        )
    })?;
    if (min..=max).contains(&number) {
        return Ok(number);
    }
    let shown = |number: i64| Quantity::from_thousandths(number.saturating_mul(1000)).to_string();
    Err(out_of_range(field, text, &shown(min), &shown(max)))
}

/// A number with at most three decimals, between two numbers of thousandths.
pub(super) fn decimal(field: &Field, text: &str, min: i64, max: i64) -> Result<Quantity, Reason> {
    let number = quantity(field, text)?;
    if (min..=max).contains(&number.thousandths()) {
        return Ok(number);
    }
    let shown = |number: i64| Quantity::from_thousandths(number).to_string();
    Err(out_of_range(field, text, &shown(min), &shown(max)))
}

/// An amount in đồng: `1.250.000`, `1.250.000 đ`, `1,5 triệu`.
pub(super) fn money(field: &Field, text: &str) -> Result<i64, Reason> {
    let wrong = || {
        Reason::new(
            format!("{} “{text}” không phải là số tiền.", field.label),
            "Ghi số đồng, ví dụ 1.250.000.",
        )
    };
    let lower = text.to_lowercase();
    let plain = lower.trim_end_matches(['đ', '₫', '.']).trim();
    let plain = ["đồng", "vnđ", "vnd"].iter().fold(plain, |text, unit| text.trim_end_matches(unit).trim());
    let scales = [("triệu", 1_000_000), ("tr", 1_000_000), ("tỷ", 1_000_000_000), ("tỉ", 1_000_000_000)];
    let scaled = scales.iter().find_map(|(unit, scale)| Some((plain.strip_suffix(unit)?.trim(), *scale)));
    let (plain, scale) = scaled.unwrap_or((plain, 1));
    let number: Quantity = plain.parse().or_else(|_| ungrouped(plain).parse()).map_err(|_| wrong())?;
    let amount =
        if scale == 1 { whole_of(number, plain) } else { number.thousandths().checked_mul(scale / 1000) };
    amount.filter(|amount| *amount >= 0).ok_or_else(wrong)
}

fn quantity(field: &Field, text: &str) -> Result<Quantity, Reason> {
    if is_scientific(text) {
        return Err(scientific(field, text));
    }
    let lower = text.to_lowercase();
    let plain = UNITS.iter().find_map(|unit| lower.strip_suffix(unit)).unwrap_or(&lower).trim();
    plain.parse().or_else(|_| ungrouped(plain).parse()).map_err(|_| {
        Reason::new(
            format!("{} “{text}” không phải là số.", field.label),
            "Ghi số như 1.234,5 (tối đa 3 chữ số thập phân).",
        )
    })
}

/// Units that people write behind a number.
const UNITS: [&str; 16] = [
    "m2",
    "m²",
    "ha",
    "km",
    "kg",
    "cm",
    "m",
    "%",
    "tiết",
    "tuổi",
    "chỗ",
    "phòng",
    "lớp",
    "học sinh",
    "cái",
    "bộ",
];

/// `12` of `12,0`; `1234` of `1,234`, which English sheets write so.
fn whole_of(number: Quantity, text: &str) -> Option<i64> {
    let thousandths = number.thousandths();
    if thousandths % 1000 == 0 {
        return Some(thousandths / 1000);
    }
    let grouped = ungrouped(text);
    (grouped != text).then(|| grouped.parse().ok()).flatten()
}

/// `1,234,567` without its commas, when they group.
fn ungrouped(text: &str) -> String {
    let mut groups = text.split(',');
    let first = groups.next().unwrap_or_default();
    let is_group = |group: &str| group.len() == 3 && group.bytes().all(|byte| byte.is_ascii_digit());
    let mut rest = groups.peekable();
    let has_rest = rest.peek().is_some();
    if has_rest && (1..=3).contains(&first.trim_start_matches('-').len()) && rest.all(is_group) {
        return text.replace(',', "");
    }
    text.to_owned()
}

fn out_of_range(field: &Field, text: &str, min: &str, max: &str) -> Reason {
    Reason::new(
        format!("{} “{text}” nằm ngoài khoảng từ {min} đến {max}.", field.label),
        "Kiểm tra lại số và đơn vị rồi ghi lại.",
    )
}
