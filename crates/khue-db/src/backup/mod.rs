//! Backups: one file that restores into either database and proves itself by digest.
//!
//! The file holds the rows themselves and no database's own format, so an office can begin on SQLite and
//! move to PostgreSQL with `backup` and `restore`. Its layout: the sign [`SIGN`], frames (one byte for the
//! kind, four for the length, then that many), and the SHA-256 of all before. Frames: `H` what it is;
//! for each table in the order of names `T` its columns, `R` some rows in the order of the primary key,
//! …, `E` how many there were; at last `F` the digest of the content.

mod content;
mod file;
mod restore;
mod write;

pub use content::digest;
pub use file::{BackupSummary, check};
pub use restore::{Restored, restore};
pub use write::{BackupMade, write};

use crate::DbError;

const SIGN: &[u8; 8] = b"KHUEBAK1";

/// Tables that tell about this machine and not about the office's work.
const LEFT_OUT: [&str; 2] = ["schema_migration", "machine_note"];

/// Why a backup was not made or not restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The person can act: a Vietnamese sentence.
    #[error("{0}")]
    Refused(String),
    /// We must act.
    #[error(transparent)]
    Failed(#[from] DbError),
}

fn file_error(path: &std::path::Path, error: std::io::Error) -> BackupError {
    DbError::File(path.display().to_string(), error).into()
}
