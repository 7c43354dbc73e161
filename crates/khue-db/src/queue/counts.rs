//! How the queue stands, for `khue doctor` and the page of parked work.

use khue_base::{JobId, Moment};

use crate::{DbError, Session, Statement, Tx, sql};

crate::row! {
    /// How much work waits.
    pub struct QueueCounts {
        /// Jobs that will run by themselves.
        pending: u32,
        /// Jobs given up after repeated failures.
        parked: u32,
        /// When the oldest pending one was due.
        oldest: Option<Moment>,
    }
}

crate::row! {
    /// A job given up after repeated failures.
    pub struct ParkedJob {
        /// Its id.
        id: JobId,
        /// Names the handler.
        kind: String,
        /// What it is about.
        key: String,
        /// How often it was tried.
        attempt: i64,
        /// What went wrong the last time.
        error: Option<String>,
    }
}

/// How the queue stands.
///
/// # Errors
/// [`DbError`] when the database refuses.
pub async fn counts(session: &mut Session) -> Result<QueueCounts, DbError> {
    let found = session.optional(COUNTS, &[]).await?;
    Ok(found.unwrap_or(QueueCounts { pending: 0, parked: 0, oldest: None }))
}

/// Parked jobs after `after`, in the order of their ids.
///
/// # Errors
/// [`DbError`] when the database refuses.
pub async fn parked(session: &mut Session, after: JobId, limit: u32) -> Result<Vec<ParkedJob>, DbError> {
    session.all(PARKED, &[after.into(), limit.into()]).await
}

/// Lets a parked job run again; whether there was one.
///
/// # Errors
/// [`DbError`] when the database refuses.
pub async fn unpark(tx: &mut Tx, id: JobId, now: Moment) -> Result<bool, DbError> {
    let changed = tx.execute(UNPARK, &[id.into(), now.into()]).await?;
    tx.mark_enqueued();
    Ok(changed == 1)
}

const COUNTS: Statement = sql!("counts.sql");
const PARKED: Statement = sql!("parked.sql");
const UNPARK: Statement = sql!("unpark.sql");
