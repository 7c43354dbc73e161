//! `khue backup` and `khue restore`.

use std::path::PathBuf;

use clap::Args;
use khue_app::MIGRATIONS;
use khue_base::Clock;
use khue_db::backup::{restore as restore_into, write};

use super::{Database, Problem};
use crate::clock::MachineClock;

/// Where a backup goes.
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    database: Database,
    /// Tệp sao lưu sẽ ghi.
    file: PathBuf,
}

/// Where a backup comes from.
#[derive(Args)]
pub struct RestoreArguments {
    #[command(flatten)]
    database: Database,
    /// Tệp sao lưu.
    file: PathBuf,
}

/// Writes a verified backup while others work.
///
/// # Errors
/// [`Problem`] when it cannot be written whole.
pub async fn run(arguments: &Arguments) -> Result<(), Problem> {
    let db = arguments.database.open().await?;
    let made = write(&db, &arguments.file, MachineClock.now()).await?;
    println!(
        "Đã sao lưu {} bảng, {} dòng vào {} ({} kB), đã đọc lại và khớp.\nMã nội dung: {}",
        made.tables,
        made.rows,
        arguments.file.display(),
        made.bytes / 1024,
        made.digest
    );
    if let Some(found) = made.audit.first_break {
        println!("Chú ý: nhật ký trong bản sao bị đứt: {}", found.why);
    }
    Ok(())
}

/// Restores a backup into an empty database.
///
/// # Errors
/// [`Problem`] when the backup is damaged or the database is not empty.
pub async fn restore(arguments: &RestoreArguments) -> Result<(), Problem> {
    let db = arguments.database.open().await?;
    let restored = restore_into(&arguments.file, &db, MIGRATIONS).await?;
    println!(
        "Đã khôi phục {} dòng của bản sao lúc {}. Mã nội dung khớp: {}",
        restored.rows, restored.made_at, restored.digest
    );
    Ok(())
}
