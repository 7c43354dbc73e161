//! Fields of a kind of record.

use serde::Deserialize;

/// One field of a kind: a column of its table, of sheets, of the interface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name in the database and in the interface.
    pub code: String,
    /// Its name on screens and in sheets.
    pub label: String,
    /// Its name in English.
    pub english: String,
    /// What it holds.
    pub kind: FieldType,
    /// Whether a record without it is refused.
    pub is_required: bool,
    /// The field that may stand instead of it: a grade, until there is a class.
    pub unless: Option<String>,
    /// Whether it lies in the past: a birth, an appointment.
    pub is_past: bool,
    /// Spellings that sheets use beside the label, folded by [`super::folded`].
    pub headings: Vec<String>,
    /// Where the national exchange keeps it.
    pub exchange: Vec<Exchange>,
    /// Who may read it.
    pub guard: Guard,
    /// The clause or the reason for it.
    pub note: String,
    /// Whether the fact about the field is still to be confirmed.
    pub is_to_confirm: bool,
}

impl Field {
    /// Whether a record is refused without it whatever else it holds.
    pub fn must_be_given(&self) -> bool {
        self.is_required && self.unless.is_none()
    }
}

/// What a field holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldType {
    /// Words, at most `max` letters.
    Text {
        /// The most letters.
        max: usize,
    },
    /// A person's name.
    Name,
    /// A day.
    Day,
    /// A day of which only the month or the year may be known.
    PartialDay,
    /// A month.
    Month,
    /// A calendar year.
    Year,
    /// A school year, `2020-2021`.
    SchoolYear,
    /// One code of the list.
    List(String),
    /// Some codes of the list.
    Lists(String),
    /// Yes or no.
    Flag,
    /// A whole number.
    Whole {
        /// The least.
        min: i64,
        /// The greatest.
        max: i64,
    },
    /// A number with at most three decimals, in thousandths.
    Decimal {
        /// The least, in thousandths.
        min: i64,
        /// The greatest, in thousandths.
        max: i64,
    },
    /// An amount in đồng.
    Money,
    /// A telephone number.
    Phone,
    /// An address for electronic mail.
    Email,
    /// A personal identification number of 12 digits.
    PersonalNumber,
    /// An identity code of the Ministry, 10 digits.
    MinistryCode,
    /// The code of a commune that exists on the day.
    Commune,
    /// Another record, of the kind named.
    Record(String),
}

/// How a field is kept in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Storage {
    /// As `TEXT`.
    Text,
    /// As `BIGINT`.
    Number,
}

impl FieldType {
    /// How it is kept in the database.
    pub fn storage(&self) -> Storage {
        match self {
            Self::Year
            | Self::Flag
            | Self::Whole { .. }
            | Self::Decimal { .. }
            | Self::Money
            | Self::Record(_) => Storage::Number,
            _ => Storage::Text,
        }
    }

    /// The code list whose codes it holds.
    pub fn list(&self) -> Option<&str> {
        match self {
            Self::List(list) | Self::Lists(list) => Some(list),
            _ => None,
        }
    }
}

/// A field of the national exchange schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// Its table.
    pub table: String,
    /// Its column.
    pub field: String,
}

/// What kind of knowledge a field is, which decides who may read it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Guard {
    /// Everybody who may read the record.
    #[default]
    None,
    /// Numbers and papers that prove who a person is.
    Identity,
    /// Health.
    Health,
    /// Disability.
    Disability,
    /// Poverty and support.
    Poverty,
    /// Religion and membership.
    Belief,
    /// How a person is reached.
    Contact,
}

impl Guard {
    /// Whether reading it needs a permission of its own.
    pub fn is_guarded(self) -> bool {
        self != Guard::None
    }

    /// As screens say why it is hidden.
    pub fn name(self) -> &'static str {
        match self {
            Guard::None => "thông tin chung",
            Guard::Identity => "giấy tờ định danh",
            Guard::Health => "sức khỏe",
            Guard::Disability => "khuyết tật",
            Guard::Poverty => "hoàn cảnh kinh tế",
            Guard::Belief => "tín ngưỡng và đoàn thể",
            Guard::Contact => "liên hệ riêng",
        }
    }
}
