//! `khue roster`: a school's roster as files for other software (OneRoster 1.2).

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use khue_app::registry::oneroster::roster_files;
use khue_app::{App, Chance};
use khue_base::{Day, Moment};

use super::import::acting;
use super::{Database, Problem};
use crate::clock::MachineClock;

/// Whose roster, and where to.
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    database: Database,
    /// Mã của trường.
    #[arg(long)]
    unit: String,
    /// Tệp ZIP sẽ ghi.
    #[arg(long)]
    to: PathBuf,
    /// Chỉ những thay đổi từ ngày này, dạng 2026-09-05.
    #[arg(long)]
    since: Option<String>,
}

/// Writes the archive.
///
/// # Errors
/// [`Problem`] when there is no such school or the file cannot be written.
pub async fn run(arguments: Arguments) -> Result<(), Problem> {
    let since = match &arguments.since {
        None => None,
        Some(text) => Some(text.parse::<Day>().map_err(|_| {
            Problem(format!("“{text}” không phải là ngày. Hãy ghi --since dạng 2026-09-05."))
        })?),
    };
    let db = arguments.database.open_current().await?;
    let app = App::new(db.clone(), Arc::new(MachineClock), Chance::from_machine());
    let ctx = acting(app, &arguments.unit).await?;
    let archive = roster_files(&ctx, ctx.actor.unit, since.map(Moment::start_of)).await?;
    std::fs::write(&arguments.to, &archive)?;
    println!("Đã ghi danh sách của {} vào {}.", ctx.actor.unit_name, arguments.to.display());
    db.close().await;
    Ok(())
}
