//! Values of fields, and how they are stored.

use khue_base::{Day, Quantity, SchoolYear};

use super::field::{Field, FieldType, Storage};
use super::{PartialDay, code_list};

/// The value of one field.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum FieldValue {
    /// Words, names, numbers of papers, addresses.
    Text(String),
    /// A day.
    Day(Day),
    /// A day or month known in part.
    Partial(PartialDay),
    /// A calendar year.
    Year(i16),
    /// A school year.
    SchoolYear(SchoolYear),
    /// A code of the field's list, or of a commune.
    Code(String),
    /// Codes of the field's list, each once, in order.
    Codes(Vec<String>),
    /// Yes or no.
    Flag(bool),
    /// A whole number.
    Whole(i64),
    /// A number with decimals.
    Decimal(Quantity),
    /// An amount in đồng.
    Money(i64),
    /// The id of another record.
    Record(i64),
    /// A record or commune named in words, which the operation must still find; never stored.
    Mention(String),
}

/// A value as a column holds it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Stored {
    /// A `TEXT`.
    Text(Option<String>),
    /// A `BIGINT`.
    Number(Option<i64>),
}

impl FieldValue {
    /// As a column holds it; nothing for a mention, which names no record yet.
    pub fn into_stored(self) -> Option<Stored> {
        let text = |text: String| Some(Stored::Text(Some(text)));
        let number = |number: i64| Some(Stored::Number(Some(number)));
        match self {
            Self::Text(value) | Self::Code(value) => text(value),
            Self::Day(day) => text(day.iso()),
            Self::Partial(day) => text(day.iso()),
            Self::SchoolYear(year) => text(year.to_string()),
            Self::Codes(codes) => text(codes.join(",")),
            Self::Year(year) => number(year.into()),
            Self::Flag(flag) => number(flag.into()),
            Self::Whole(value) | Self::Money(value) | Self::Record(value) => number(value),
            Self::Decimal(value) => number(value.thousandths()),
            Self::Mention(_) => None,
        }
    }

    /// What a column of `field` holds; nothing when it is null or does not fit the field.
    pub fn read(field: &Field, stored: &Stored) -> Option<Self> {
        match stored {
            Stored::Text(None) | Stored::Number(None) => None,
            Stored::Text(Some(text)) => match &field.kind {
                FieldType::Day => text.parse().ok().map(Self::Day),
                FieldType::PartialDay | FieldType::Month => text.parse().ok().map(Self::Partial),
                FieldType::SchoolYear => text.parse().ok().map(Self::SchoolYear),
                FieldType::List(_) | FieldType::Commune => Some(Self::Code(text.clone())),
                FieldType::Lists(_) => Some(Self::Codes(text.split(',').map(str::to_owned).collect())),
                other => (other.storage() == Storage::Text).then(|| Self::Text(text.clone())),
            },
            Stored::Number(Some(number)) => match &field.kind {
                FieldType::Year => i16::try_from(*number).ok().map(Self::Year),
                FieldType::Flag => Some(Self::Flag(*number != 0)),
                FieldType::Whole { .. } => Some(Self::Whole(*number)),
                FieldType::Decimal { .. } => Some(Self::Decimal(Quantity::from_thousandths(*number))),
                FieldType::Money => Some(Self::Money(*number)),
                FieldType::Record(_) => Some(Self::Record(*number)),
                _ => None,
            },
        }
    }

    /// As lists, sheets and forms print it: names of codes, days as `12/05/2010`, `Có` or `Không`.
    /// Records print as their id; the operation that shows them knows their names.
    pub fn shown(&self, field: &Field) -> String {
        let name = |code: &String| {
            let list = field.kind.list().and_then(code_list);
            list.and_then(|list| list.by_code(code)).map_or_else(|| code.clone(), |found| found.name.clone())
        };
        match self {
            Self::Text(text) | Self::Mention(text) => text.clone(),
            Self::Day(day) => PartialDay::from(*day).to_string(),
            Self::Partial(day) => day.to_string(),
            Self::Year(year) => year.to_string(),
            Self::SchoolYear(year) => year.to_string(),
            Self::Code(code) => name(code),
            Self::Codes(codes) => codes.iter().map(name).collect::<Vec<_>>().join("; "),
            Self::Flag(true) => "Có".to_owned(),
            Self::Flag(false) => "Không".to_owned(),
            Self::Whole(number) | Self::Record(number) => number.to_string(),
            Self::Money(amount) => Quantity::from_thousandths(amount.saturating_mul(1000)).to_string(),
            Self::Decimal(quantity) => quantity.to_string(),
        }
    }
}
