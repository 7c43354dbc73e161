//! Sheets that were handed in are kept for some days and then forgotten: they hold what records protect. What was
//! written from them stays.

use khue_base::{JobId, Moment};
use khue_db::{Statement, Tx, sql};
use khue_rules::registry::keeping::days_of_sheets;

use crate::{App, OpError};

/// The topic under which a sheet announces when it is to be forgotten.
pub const SHEETS_KEPT: &str = "registry.import.forget";
/// One run answers all that is due.
const KEY: &str = "sheets";

const DAY_MS: i64 = 24 * 3_600_000;

/// Announces that a sheet handed in now is to be forgotten in time.
pub(super) async fn announce_forgetting(tx: &mut Tx, job: JobId, now: Moment) -> Result<(), OpError> {
    Ok(tx.announce(job, SHEETS_KEPT, KEY, now.plus_ms(days_of_sheets() * DAY_MS)).await?)
}

/// What the job does: forgets what was kept long enough.
///
/// # Errors
/// [`OpError::Failed`] when the database refuses.
pub(crate) async fn forget_sheets(app: &App, tx: &mut Tx) -> Result<(), OpError> {
    let now = app.clock.now();
    // Handed in before this moment. The job itself is due at the very moment.
    let before = now.plus_ms(1 - days_of_sheets() * DAY_MS);
    for statement in [FORGET_CONTENTS, FORGET_RUNS, FORGET_IMPORTS] {
        tx.execute(statement, &[before.into()]).await?;
    }
    // One run answers announcements that were not due yet, too.
    let oldest: Option<OldestRow> = tx.optional(OLDEST_IMPORT, &[]).await?;
    if let Some(at) = oldest.and_then(|row| row.handed_in_at) {
        announce_forgetting(tx, app.chance.id(now), at).await?;
    }
    Ok(())
}

khue_db::row! {
    struct OldestRow {
        handed_in_at: Option<Moment>,
    }
}

const FORGET_CONTENTS: Statement = sql!("sql/forget_contents.sql");
const FORGET_RUNS: Statement = sql!("sql/forget_runs.sql");
const FORGET_IMPORTS: Statement = sql!("sql/forget_imports.sql");
const OLDEST_IMPORT: Statement = sql!("sql/oldest_import.sql");
