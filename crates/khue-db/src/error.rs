//! What can go wrong below the operations.

/// A failure of the database or of how it is used; never something that a user can mend.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// The address is no database address.
    #[error("database address “{0}”: use sqlite:PATH or postgres://USER@HOST/NAME")]
    Address(String),
    /// The database refused a statement.
    #[error("statement {statement}: {source}")]
    Statement {
        /// Name of the `.sql` file.
        statement: &'static str,
        /// What the driver said.
        source: sqlx::Error,
    },
    /// Connecting, beginning or committing failed.
    #[error(transparent)]
    Driver(#[from] sqlx::Error),
    /// A column is missing or of another type.
    #[error("column {column}: {problem}")]
    Column {
        /// Name of the column.
        column: String,
        /// What is wrong with it.
        problem: String,
    },
    /// A change was to be committed without an audit entry.
    #[error("a change was committed without an audit entry")]
    Unaudited,
    /// A migration that ran here differs from the one in the program.
    #[error("migration {0}: {1}")]
    Migration(i64, String),
    /// A file of a backup or of the database could not be read or written.
    #[error("{0}: {1}")]
    File(String, std::io::Error),
    /// Anything else that must not happen.
    #[error("{0}")]
    Broken(String),
}

impl DbError {
    /// Whether a unique or foreign key refused the row (somebody else was first).
    pub fn is_conflict(&self) -> bool {
        let (DbError::Statement { source, .. } | DbError::Driver(source)) = self else { return false };
        source.as_database_error().is_some_and(|e| e.is_unique_violation() || e.is_foreign_key_violation())
    }
}
