//! `khue province`: the sample province in a database that stays, for measuring and for looking around.

use std::sync::Arc;

use clap::{Args, ValueEnum};
use khue_app::{App, Chance, Ctx};
use khue_base::Moment;
use khue_testkit::province::{Province, Scale, load, load_records};

use super::{Database, Problem};
use crate::clock::ShiftedClock;
use crate::demo::{SEED, day, system};

/// What to make.
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    database: Database,
    /// Quy mô của tỉnh mẫu.
    #[arg(long, value_enum, default_value_t = Size::Demo)]
    scale: Size,
}

/// How much of the sample province.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Size {
    /// 6 trường, để thử.
    Tiny,
    /// Khoảng 60 trường của mọi huyện và loại hình.
    Demo,
    /// Toàn tỉnh.
    Full,
}

impl From<Size> for Scale {
    fn from(size: Size) -> Self {
        match size {
            Size::Tiny => Self::Tiny,
            Size::Demo => Self::Demo,
            Size::Full => Self::Full,
        }
    }
}

/// Makes the province as of October 2020 and loads it into an empty database.
///
/// # Errors
/// [`Problem`] when the database cannot be opened or has a province already.
pub async fn run(arguments: Arguments) -> Result<(), Problem> {
    let db = arguments.database.open_current().await?;
    let clock = Arc::new(ShiftedClock::starting(Moment::start_of(day("2020-10-15")?)));
    let app = App::new(db.clone(), clock, Chance::from_machine());
    let ctx = Ctx { app, actor: system() };
    let begun = ctx.now();
    let province = Province::make(arguments.scale.into(), SEED);
    let loaded = load(&ctx, &province).await?;
    println!("Đã nạp {} đơn vị, {} người có chức vụ.", loaded.units.len(), loaded.people.len());
    let counts = load_records(&ctx, &province, &loaded, SEED).await?;
    for (kind, count) in &counts {
        println!("  {kind:<16} {count:>9}");
    }
    let total: usize = counts.values().sum();
    println!("Đã nạp {total} bản ghi sau {} giây.", (ctx.now().0 - begun.0) / 1000);
    db.close().await;
    Ok(())
}
