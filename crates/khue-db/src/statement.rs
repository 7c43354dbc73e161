//! Statements: one `.sql` file each, beside the operation that runs it.

use crate::Dialect;

/// A statement with its name, and its own text for PostgreSQL where a test proves the need.
#[derive(Clone, Copy, Debug)]
pub struct Statement {
    /// The file's name, for errors and measurements.
    pub name: &'static str,
    /// The text for SQLite, and for PostgreSQL too when `postgres` is empty.
    pub text: &'static str,
    /// The text for PostgreSQL, when it must differ.
    pub postgres: Option<&'static str>,
}

impl Statement {
    /// The text for `dialect`.
    pub fn text_for(&self, dialect: Dialect) -> &'static str {
        match (dialect, self.postgres) {
            (Dialect::Postgres, Some(text)) => text,
            _ => self.text,
        }
    }
}

/// Includes a `.sql` file: `sql!("sql/save_progress.sql")`, or with a second file for PostgreSQL.
#[macro_export]
macro_rules! sql {
    ($file:literal) => {
        $crate::Statement { name: $file, text: include_str!($file), postgres: None }
    };
    ($file:literal, $postgres:literal) => {
        $crate::Statement { name: $file, text: include_str!($file), postgres: Some(include_str!($postgres)) }
    };
}
