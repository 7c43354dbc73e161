//! Rows read back, without the caller knowing the dialect.

use khue_base::{Day, Moment, Quantity};
use sqlx::Row as _;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;

use crate::value::Kind;
use crate::{DbError, Value};

/// One row of a result.
pub struct Row(pub(crate) Inner);

pub(crate) enum Inner {
    Lite(SqliteRow),
    Postgres(PgRow),
}

impl Row {
    /// The value of `column`.
    ///
    /// # Errors
    /// [`DbError::Column`] when the column is missing or of another type.
    pub fn get<T: FromColumn>(&self, column: &str) -> Result<T, DbError> {
        T::from_column(self, column)
    }

    pub(crate) fn int(&self, column: &str) -> Result<Option<i64>, DbError> {
        match &self.0 {
            Inner::Lite(row) => row.try_get(column),
            Inner::Postgres(row) => row.try_get(column),
        }
        .map_err(|e| problem(column, &e))
    }

    pub(crate) fn text(&self, column: &str) -> Result<Option<String>, DbError> {
        match &self.0 {
            Inner::Lite(row) => row.try_get(column),
            Inner::Postgres(row) => row.try_get(column),
        }
        .map_err(|e| problem(column, &e))
    }

    pub(crate) fn bytes(&self, column: &str) -> Result<Option<Vec<u8>>, DbError> {
        match &self.0 {
            Inner::Lite(row) => row.try_get(column),
            Inner::Postgres(row) => row.try_get(column),
        }
        .map_err(|e| problem(column, &e))
    }

    /// The value at `index`, whose column is of `kind`.
    pub(crate) fn value_at(&self, index: usize, kind: Kind) -> Result<Value, DbError> {
        match (&self.0, kind) {
            (Inner::Lite(row), Kind::Int) => row.try_get(index).map(Value::Int),
            (Inner::Lite(row), Kind::Text) => row.try_get(index).map(Value::Text),
            (Inner::Lite(row), Kind::Bytes) => row.try_get(index).map(Value::Bytes),
            (Inner::Postgres(row), Kind::Int) => row.try_get(index).map(Value::Int),
            (Inner::Postgres(row), Kind::Text) => row.try_get(index).map(Value::Text),
            (Inner::Postgres(row), Kind::Bytes) => row.try_get(index).map(Value::Bytes),
        }
        .map_err(|e| problem(&format!("number {index}"), &e))
    }
}

fn problem(column: &str, error: &sqlx::Error) -> DbError {
    DbError::Column { column: column.to_owned(), problem: error.to_string() }
}

/// A type that one column holds.
pub trait FromColumn: Sized {
    /// Reads it.
    ///
    /// # Errors
    /// [`DbError::Column`] when the column is missing or holds something else.
    fn from_column(row: &Row, column: &str) -> Result<Self, DbError>;
}

/// A type that one row holds; see the macro [`row!`](crate::row).
pub trait FromRow: Sized {
    /// Reads it.
    ///
    /// # Errors
    /// [`DbError::Column`] when a column is missing or holds something else.
    fn from_row(row: &Row) -> Result<Self, DbError>;
}

impl<T: FromColumn> FromColumn for Option<T>
where
    T: Nullable,
{
    fn from_column(row: &Row, column: &str) -> Result<Self, DbError> {
        T::nullable(row, column)
    }
}

/// A type whose column may be null.
pub trait Nullable: Sized {
    /// Reads it, or nothing when the column is null.
    ///
    /// # Errors
    /// [`DbError::Column`] when the column is missing or holds something else.
    fn nullable(row: &Row, column: &str) -> Result<Option<Self>, DbError>;
}

macro_rules! column {
    ($($type:ty: $read:ident => $convert:expr),* $(,)?) => {$(
        impl Nullable for $type {
            fn nullable(row: &Row, column: &str) -> Result<Option<Self>, DbError> {
                let convert: fn(_) -> Result<$type, String> = $convert;
                row.$read(column)?
                    .map(|raw| {
                        convert(raw).map_err(|problem| DbError::Column { column: column.to_owned(), problem })
                    })
                    .transpose()
            }
        }

        impl FromColumn for $type {
            fn from_column(row: &Row, column: &str) -> Result<Self, DbError> {
                <$type as Nullable>::nullable(row, column)?
                    .ok_or_else(|| DbError::Column { column: column.to_owned(), problem: "is null".to_owned() })
            }
        }
    )*};
}

column!(
    i64: int => |number: i64| Ok(number),
    bool: int => |number: i64| Ok(number != 0),
    u32: int => |number: i64| number.try_into().map_err(|_| format!("{number} is out of range")),
    Moment: int => |number: i64| Ok(Moment(number)),
    Quantity: int => |number: i64| Ok(Quantity::from_thousandths(number)),
    String: text => |text: String| Ok(text),
    Day: text => |text: String| text.parse().map_err(|e: khue_base::DayError| e.to_string()),
    Vec<u8>: bytes => |bytes: Vec<u8>| Ok(bytes),
    khue_base::UnitId: int => |number: i64| Ok(number.into()),
    khue_base::PersonId: int => |number: i64| Ok(number.into()),
    khue_base::PostId: int => |number: i64| Ok(number.into()),
    khue_base::AccountId: int => |number: i64| Ok(number.into()),
    khue_base::SessionId: int => |number: i64| Ok(number.into()),
    khue_base::DirectiveId: int => |number: i64| Ok(number.into()),
    khue_base::ProvisionId: int => |number: i64| Ok(number.into()),
    khue_base::TaskId: int => |number: i64| Ok(number.into()),
    khue_base::TargetId: int => |number: i64| Ok(number.into()),
    khue_base::AssignmentId: int => |number: i64| Ok(number.into()),
    khue_base::ProgressId: int => |number: i64| Ok(number.into()),
    khue_base::EvidenceId: int => |number: i64| Ok(number.into()),
    khue_base::ReportId: int => |number: i64| Ok(number.into()),
    khue_base::JobId: int => |number: i64| Ok(number.into()),
    khue_base::RecordId: int => |number: i64| Ok(number.into()),
    khue_base::SourceId: int => |number: i64| Ok(number.into()),
    khue_base::RoundId: int => |number: i64| Ok(number.into()),
    khue_base::TransferId: int => |number: i64| Ok(number.into()),
    khue_base::LinkId: int => |number: i64| Ok(number.into()),
    khue_base::PackageId: int => |number: i64| Ok(number.into()),
    khue_base::ApplicationId: int => |number: i64| Ok(number.into()),
);

/// Declares a struct whose fields are the columns of the same names.
///
/// ```
/// khue_db::row! {
///     /// A unit's name.
///     pub struct UnitName {
///         id: khue_base::UnitId,
///         name: String,
///     }
/// }
/// ```
#[macro_export]
macro_rules! row {
    ($(#[$meta:meta])* $visibility:vis struct $name:ident {
        $($(#[$field_meta:meta])* $field:ident : $type:ty),* $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Clone, Debug)]
        $visibility struct $name {
            $($(#[$field_meta])* pub $field: $type,)*
        }

        impl $crate::FromRow for $name {
            fn from_row(row: &$crate::Row) -> Result<Self, $crate::DbError> {
                Ok(Self { $($field: row.get(stringify!($field))?,)* })
            }
        }
    };
}
