//! Exact decimal quantities of targets and declared figures.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A quantity in thousandths: 98,1 is 98_100. Never a float.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Quantity(i64);

/// A text that is no quantity.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” không phải là số; hãy ghi như 1.234,5 (tối đa 3 chữ số thập phân)")]
pub struct QuantityError(pub String);

impl Quantity {
    /// From thousandths.
    pub fn from_thousandths(thousandths: i64) -> Self {
        Self(thousandths)
    }

    /// From a whole number.
    pub fn whole(number: i32) -> Self {
        Self(i64::from(number) * 1000)
    }

    /// From a number as JSON writes it, where the point is always the decimal mark.
    ///
    /// # Errors
    /// [`QuantityError`] for more than three decimals or what is no plain number.
    pub fn from_json(number: &str) -> Result<Self, QuantityError> {
        number.replace('.', ",").parse()
    }

    /// In thousandths.
    pub fn thousandths(self) -> i64 {
        self.0
    }
}

impl FromStr for Quantity {
    type Err = QuantityError;

    /// Reads Vietnamese numbers: `.` groups thousands, `,` marks decimals; a lone `.` that cannot
    /// group (as in `98.1`) is read as the decimal mark.
    fn from_str(text: &str) -> Result<Self, QuantityError> {
        let fail = || QuantityError(text.trim().to_owned());
        let compact: String = text.chars().filter(|c| !c.is_whitespace() && *c != '\u{a0}').collect();
        let (negative, body) = match compact.strip_prefix(['-', '−']) {
            Some(rest) => (true, rest.to_owned()),
            None => (false, compact),
        };
        let (whole, decimals) = split_decimals(&body).ok_or_else(fail)?;
        if whole.is_empty() || whole.len() > 14 || decimals.len() > 3 {
            return Err(fail());
        }
        let digits = format!("{whole}{decimals:0<3}");
        if !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(fail());
        }
        let value: i64 = digits.parse().map_err(|_| fail())?;
        Ok(Self(if negative { -value } else { value }))
    }
}

fn split_decimals(body: &str) -> Option<(String, String)> {
    if let Some((whole, decimals)) = body.split_once(',') {
        return Some((ungroup(whole)?, decimals.to_owned()));
    }
    match body.rsplit_once('.') {
        Some((whole, decimals)) if decimals.len() != 3 && !whole.contains('.') => {
            Some((whole.to_owned(), decimals.to_owned()))
        }
        _ => Some((ungroup(body)?, String::new())),
    }
}

/// Takes the grouping points out of `1.234.567`; nothing when they stand in wrong places.
fn ungroup(whole: &str) -> Option<String> {
    let mut groups = whole.split('.');
    let first = groups.next().unwrap_or_default();
    let rest: Vec<&str> = groups.collect();
    let grouped = !rest.is_empty();
    if grouped && (first.is_empty() || first.len() > 3) || rest.iter().any(|group| group.len() != 3) {
        return None;
    }
    Some(format!("{first}{}", rest.concat()))
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let magnitude = self.0.unsigned_abs();
        let whole = (magnitude / 1000).to_string();
        let mut grouped = String::new();
        for (position, digit) in whole.chars().enumerate() {
            if position > 0 && (whole.len() - position).is_multiple_of(3) {
                grouped.push('.');
            }
            grouped.push(digit);
        }
        let sign = if self.0 < 0 { "-" } else { "" };
        let decimals = format!("{:03}", magnitude % 1000);
        match decimals.trim_end_matches('0') {
            "" => write!(f, "{sign}{grouped}"),
            decimals => write!(f, "{sign}{grouped},{decimals}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(typed: &str, shown: &str) {
        assert_eq!(typed.parse::<Quantity>().map(|quantity| quantity.to_string()), Ok(shown.to_owned()));
    }

    #[test]
    fn reads_and_writes_vietnamese_numbers() {
        check("100", "100");
        check("98,1", "98,1");
        check("98.1", "98,1");
        check("1.234,5", "1.234,5");
        check("1.234", "1.234");
        check("12 345", "12.345");
        check("-0,25", "-0,25");
        check("01", "1");
    }

    #[test]
    fn a_json_number_has_a_decimal_point() {
        assert_eq!(Quantity::from_json("1.125"), Ok(Quantity::from_thousandths(1125)));
        assert_eq!(Quantity::from_json("1125"), Ok(Quantity::whole(1125)));
    }

    #[test]
    fn refuses_what_is_no_number() {
        for typed in
            ["", "abc", "1,2345", "1,2,3", "12.34.567", "1..2", ",5", "99999999999999999", "1e5", "٣"]
        {
            assert!(typed.parse::<Quantity>().is_err(), "{typed}");
        }
    }
}
