//! Values bound to statements.

use khue_base::{Day, Moment, Quantity};
use serde::{Deserialize, Serialize};

/// The three types of columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    /// A `BIGINT`.
    Int,
    /// A `TEXT`.
    Text,
    /// A `BYTEA`.
    Bytes,
}

/// A bound value. The type of a null is kept, because PostgreSQL asks for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A `BIGINT`.
    Int(Option<i64>),
    /// A `TEXT`.
    Text(Option<String>),
    /// A `BYTEA`.
    Bytes(Option<Vec<u8>>),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::Text(Some(text.to_owned()))
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Value::Text(Some(text.clone()))
    }
}

impl From<Option<&str>> for Value {
    fn from(text: Option<&str>) -> Self {
        Value::Text(text.map(str::to_owned))
    }
}

impl From<&Option<String>> for Value {
    fn from(text: &Option<String>) -> Self {
        Value::Text(text.clone())
    }
}

impl From<&[u8]> for Value {
    fn from(bytes: &[u8]) -> Self {
        Value::Bytes(Some(bytes.to_vec()))
    }
}

macro_rules! bound {
    ($variant:ident: $($type:ty = $convert:expr),* $(,)?) => {$(
        impl From<$type> for Value {
            fn from(value: $type) -> Self {
                let convert: fn($type) -> _ = $convert;
                Value::$variant(Some(convert(value)))
            }
        }

        impl From<Option<$type>> for Value {
            fn from(value: Option<$type>) -> Self {
                let convert: fn($type) -> _ = $convert;
                Value::$variant(value.map(convert))
            }
        }
    )*};
}

bound!(Text: String = |text| text, Day = |day| day.iso());
bound!(Bytes: Vec<u8> = |bytes| bytes);
bound!(Int:
    i64 = |number| number,
    i32 = |number| number.into(),
    u32 = |number| number.into(),
    bool = |truth| truth.into(),
    Moment = |moment| moment.0,
    Quantity = |quantity| quantity.thousandths(),
    khue_base::UnitId = |id| id.0,
    khue_base::PersonId = |id| id.0,
    khue_base::PostId = |id| id.0,
    khue_base::AccountId = |id| id.0,
    khue_base::SessionId = |id| id.0,
    khue_base::DirectiveId = |id| id.0,
    khue_base::ProvisionId = |id| id.0,
    khue_base::TaskId = |id| id.0,
    khue_base::TargetId = |id| id.0,
    khue_base::AssignmentId = |id| id.0,
    khue_base::ProgressId = |id| id.0,
    khue_base::EvidenceId = |id| id.0,
    khue_base::ReportId = |id| id.0,
    khue_base::JobId = |id| id.0,
    khue_base::RecordId = |id| id.0,
    khue_base::SourceId = |id| id.0,
    khue_base::ImportId = |id| id.0,
    khue_base::RoundId = |id| id.0,
    khue_base::TransferId = |id| id.0,
    khue_base::LinkId = |id| id.0,
    khue_base::PackageId = |id| id.0,
    khue_base::ApplicationId = |id| id.0,
);
