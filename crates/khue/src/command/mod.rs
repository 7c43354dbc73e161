//! The subcommands: a file each.

pub mod audit;
pub mod backup;
pub mod demo;
pub mod directive;
pub mod import;
pub mod province;
pub mod report;
pub mod roster;
pub mod serve;

use std::path::Path;
use std::sync::Arc;

use clap::Args;
use khue_app::{MIGRATIONS, OpError};
use khue_db::backup::BackupError;
use khue_db::doctor::{State, examine};
use khue_db::{Db, DbError};

use crate::clock::MachineClock;

/// Why a command did not do its work: one sentence for who typed it.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Problem(pub String);

macro_rules! problem_from {
    ($($type:ty),*) => {$(
        impl From<$type> for Problem {
            fn from(error: $type) -> Self {
                Self(error.to_string())
            }
        }
    )*};
}

problem_from!(OpError, DbError, BackupError, std::io::Error, serde_json::Error);

/// The running program, to be started again for reading PDF files.
pub fn program() -> Option<Arc<Path>> {
    std::env::current_exe().ok().map(Arc::from)
}

/// Which database a command works on.
#[derive(Args, Clone, Debug)]
pub struct Database {
    /// sqlite:ĐƯỜNG_DẪN hoặc postgres://NGƯỜI_DÙNG@MÁY/TÊN.
    #[arg(long, env = "KHUE_DATABASE", default_value = "sqlite:khue.db")]
    pub database: String,
}

impl Database {
    /// Opens it as it is.
    ///
    /// # Errors
    /// [`Problem`] when it cannot be opened.
    pub async fn open(&self) -> Result<Db, Problem> {
        Ok(Db::open(&self.database).await?)
    }

    /// Opens it and brings its schema up to date.
    ///
    /// # Errors
    /// [`Problem`] when it cannot be opened or belongs to another version.
    pub async fn open_current(&self) -> Result<Db, Problem> {
        let db = self.open().await?;
        db.migrate(MIGRATIONS).await?;
        Ok(db)
    }
}

/// `khue migrate`.
///
/// # Errors
/// [`Problem`] when it cannot be done.
pub async fn migrate(database: &Database) -> Result<(), Problem> {
    let db = database.open().await?;
    let applied = db.migrate(MIGRATIONS).await?;
    match applied.len() {
        0 => println!("Cấu trúc dữ liệu đã đúng với bản này."),
        count => println!("Đã chạy {count} bước nâng cấp: {applied:?}."),
    }
    Ok(())
}

/// `khue doctor`: fails when something is bad.
///
/// # Errors
/// [`Problem`] when something is bad.
pub async fn doctor(database: &Database) -> Result<(), Problem> {
    let db = database.open().await?;
    let findings = examine(&db, MIGRATIONS, &[], &MachineClock).await;
    let mut bad = 0;
    for finding in &findings {
        let sign = match finding.state {
            State::Good => "✓",
            State::Warn => "●",
            State::Bad => "▲",
        };
        bad += usize::from(finding.state == State::Bad);
        println!("{sign} {}: {}", finding.what, finding.words);
        if let Some(next) = &finding.next {
            println!("    {next}");
        }
    }
    println!("✓ Phông chữ in: {}", khue_office::document::face_in_use());
    println!("{}", audit_line(&db).await?);
    match bad {
        0 => Ok(()),
        bad => Err(Problem(format!("{bad} điểm cần xử lý ngay."))),
    }
}

async fn audit_line(db: &Db) -> Result<String, Problem> {
    let verdict = khue_db::audit::verify(db).await?;
    Ok(match verdict.first_break {
        None => format!("✓ Nhật ký thay đổi: {} dòng, nguyên vẹn", verdict.entries),
        Some(found) => {
            format!("▲ Nhật ký thay đổi: {} (chuỗi {}, dòng {})", found.why, found.chain, found.seq)
        }
    })
}
