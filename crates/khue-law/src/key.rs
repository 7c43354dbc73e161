//! The key under which a fact asks for its value.

use std::fmt;

use khue_base::{Day, SchoolYear};

/// What kind of key a table is asked by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyKind {
    /// A calendar year, such as an exam year.
    CalendarYear,
    /// A school year.
    SchoolYear,
    /// A day: of a decision, of a statistic, of entitlement.
    Day,
}

impl KeyKind {
    /// The kind named `code` in a file.
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "calendar-year" => Some(KeyKind::CalendarYear),
            "school-year" => Some(KeyKind::SchoolYear),
            "day" => Some(KeyKind::Day),
            _ => None,
        }
    }
}

/// The fact's own key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// A calendar year.
    CalendarYear(i16),
    /// A school year.
    SchoolYear(SchoolYear),
    /// A day.
    Day(Day),
}

impl Key {
    /// What kind it is.
    pub fn kind(self) -> KeyKind {
        match self {
            Key::CalendarYear(_) => KeyKind::CalendarYear,
            Key::SchoolYear(_) => KeyKind::SchoolYear,
            Key::Day(_) => KeyKind::Day,
        }
    }

    /// Reads a key as a file writes it.
    pub(crate) fn read(kind: KeyKind, value: &toml::Value) -> Option<Self> {
        match (kind, value) {
            (KeyKind::CalendarYear, toml::Value::Integer(year)) => {
                i16::try_from(*year).ok().map(Key::CalendarYear)
            }
            (KeyKind::SchoolYear, toml::Value::String(text)) => text.parse().ok().map(Key::SchoolYear),
            (KeyKind::Day, toml::Value::Datetime(day)) => day.to_string().parse().ok().map(Key::Day),
            _ => None,
        }
    }
}

/// As a refusal names it: `năm 2028`, `năm học 2027-2028`, `ngày 1/7/2025`.
impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Key::CalendarYear(year) => write!(f, "năm {year}"),
            Key::SchoolYear(year) => write!(f, "năm học {year}"),
            Key::Day(day) => write!(f, "ngày {day}"),
        }
    }
}
