//! Takes jobs and runs their handlers.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use khue_base::{Clock, JobId};
use tokio::sync::watch;

use super::Job;
use crate::{Db, DbError, Dialect, Statement, Tx, sql};

/// Work that other processes put down is found after this long.
const POLL_MS: u64 = 250;
/// How long a claim lasts before the work has begun. Once it has begun, the row itself is locked, so
/// this only has to cover the wait for a connection.
const LEASE_MS: i64 = 15_000;
/// Tries before a job is parked.
const ATTEMPTS: i64 = 8;
const FIRST_PAUSE_MS: i64 = 1_000;
const LONGEST_PAUSE_MS: i64 = 600_000;
/// Jobs run at the same time on PostgreSQL; SQLite has one writer.
const POSTGRES_TASKS: usize = 4;

/// What a handler returns.
pub type JobFuture<'a> = Pin<Box<dyn Future<Output = Result<(), JobError>> + Send + 'a>>;

type Handler = Arc<dyn for<'a> Fn(&'a mut Tx, &'a Job) -> JobFuture<'a> + Send + Sync>;

/// Why a job was not done.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// It may go well later: tried again with growing pauses.
    #[error("{0}")]
    Again(String),
    /// It will never go well: parked at once.
    #[error("{0}")]
    Never(String),
}

impl From<DbError> for JobError {
    fn from(error: DbError) -> Self {
        JobError::Again(error.to_string())
    }
}

/// Runs jobs. Several workers, in several processes, may serve one database.
#[derive(Clone)]
pub struct Worker {
    db: Db,
    clock: Arc<dyn Clock>,
    handlers: BTreeMap<&'static str, Handler>,
}

impl Worker {
    /// A worker without handlers.
    pub fn new(db: Db, clock: Arc<dyn Clock>) -> Self {
        Self { db, clock, handlers: BTreeMap::new() }
    }

    /// Sets the handler of `kind`. What it writes through the transaction and the end of the job are
    /// committed together; it must not reach outside the database in a way that cannot be repeated.
    #[must_use]
    pub fn on<F>(mut self, kind: &'static str, handler: F) -> Self
    where
        F: for<'a> Fn(&'a mut Tx, &'a Job) -> JobFuture<'a> + Send + Sync + 'static,
    {
        self.handlers.insert(kind, Arc::new(handler));
        self
    }

    /// Works until `stop` is ready, or this future is dropped; jobs that have begun are finished.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        let tasks = match self.db.dialect() {
            Dialect::Lite => 1,
            Dialect::Postgres => POSTGRES_TASKS,
        };
        let (stopper, stopped) = watch::channel(false);
        let running: Vec<_> = (0..tasks).map(|_| tokio::spawn(self.clone().serve(stopped.clone()))).collect();
        stop.await;
        stopper.send_replace(true);
        for task in running {
            if let Err(error) = task.await {
                tracing::error!(%error, "a worker task broke off");
            }
        }
    }

    /// Does what is due now, and what that brings about at once; returns the number of runs.
    ///
    /// # Errors
    /// [`DbError`] when the database does not answer; a failing job is no error.
    pub async fn run_due(&self) -> Result<u64, DbError> {
        let mut runs = 0;
        while let Some(claimed) = self.claim().await? {
            self.perform(claimed).await?;
            runs += 1;
        }
        Ok(runs)
    }

    async fn serve(self, mut stopped: watch::Receiver<bool>) {
        while !*stopped.borrow() {
            // Asked for before looking, so that no ring is missed in between.
            let rung = self.db.wake().notified();
            let claimed = match self.claim().await {
                Ok(claimed) => claimed,
                Err(error) => {
                    tracing::error!(%error, "the queue cannot be read");
                    None
                }
            };
            if let Some(claimed) = claimed {
                if let Err(error) = self.perform(claimed).await {
                    tracing::error!(%error, "a job could not be finished or put back");
                }
                continue;
            }
            tokio::select! {
                () = rung => {}
                () = tokio::time::sleep(Duration::from_millis(POLL_MS)) => {}
                changed = stopped.changed() => {
                    if changed.is_err() {
                        // Whoever ran the worker is gone.
                        break;
                    }
                }
            }
        }
    }

    async fn claim(&self) -> Result<Option<Claimed>, DbError> {
        let now = self.clock.now();
        // On SQLite a look as a reader spares the one writer's place.
        if self.db.read().await?.rows(ANY_DUE, &[now.into()]).await?.is_empty() {
            return Ok(None);
        }
        let mut tx = self.db.write().await?;
        let claimed = tx.optional(CLAIM, &[now.into(), now.plus_ms(LEASE_MS).into()]).await?;
        tx.commit_unaudited().await?;
        Ok(claimed)
    }

    async fn perform(&self, claimed: Claimed) -> Result<(), DbError> {
        let handler = self.handlers.get(claimed.kind.as_str()).cloned();
        let outcome = match handler {
            _ if claimed.attempt > ATTEMPTS => {
                Err(JobError::Never(format!("the program ended {ATTEMPTS} times during this job")))
            }
            None => Err(JobError::Never(format!("nothing here handles “{}”", claimed.kind))),
            Some(handler) => match claimed.job() {
                Ok(job) => self.run_in_transaction(handler, &claimed, job).await,
                Err(error) => Err(error),
            },
        };
        match outcome {
            Ok(()) => Ok(()),
            Err(error) => self.put_back(&claimed, &error).await,
        }
    }

    async fn run_in_transaction(
        &self,
        handler: Handler,
        claimed: &Claimed,
        job: Job,
    ) -> Result<(), JobError> {
        let mut tx = self.db.write().await?;
        if !begin(&mut tx, claimed).await? {
            tx.roll_back().await?;
            return Ok(());
        }
        // A task of its own, so that a panic is this job's failure and not the worker's end.
        let done = tokio::spawn(async move {
            let outcome = handler(&mut tx, &job).await;
            (tx, outcome)
        });
        match done.await {
            Ok((tx, Ok(()))) => Ok(tx.commit_unaudited().await?),
            Ok((tx, Err(error))) => {
                tx.roll_back().await?;
                Err(error)
            }
            Err(error) => Err(JobError::Again(error.to_string())),
        }
    }

    async fn put_back(&self, claimed: &Claimed, error: &JobError) -> Result<(), DbError> {
        let park = matches!(error, JobError::Never(_)) || claimed.attempt >= ATTEMPTS;
        tracing::warn!(job = %claimed.id, kind = claimed.kind, attempt = claimed.attempt, park, %error, "job failed");
        let run_at = self.clock.now().plus_ms(pause_ms(claimed.attempt));
        let mut tx = self.db.write().await?;
        let values =
            [claimed.id.into(), claimed.attempt.into(), run_at.into(), park.into(), error.to_string().into()];
        tx.execute(PUT_BACK, &values).await?;
        tx.commit_unaudited().await
    }
}

crate::row! {
    struct Claimed {
        id: JobId,
        kind: String,
        key: String,
        payload: String,
        announcement: bool,
        attempt: i64,
    }
}

impl Claimed {
    fn job(&self) -> Result<Job, JobError> {
        let payload = serde_json::from_str(&self.payload)
            .map_err(|error| JobError::Never(format!("payload: {error}")))?;
        let (kind, key) = (self.kind.clone(), self.key.clone());
        Ok(Job { id: self.id, kind, key, payload, attempt: self.attempt })
    }
}

/// Takes the job out of the queue first of all; whether it was still ours to take.
///
/// The announcements that one run answers are removed before the handler reads anything: whatever they
/// announced is then committed and seen.
async fn begin(tx: &mut Tx, claimed: &Claimed) -> Result<bool, DbError> {
    if tx.dialect() == Dialect::Postgres && !claimed.key.is_empty() {
        // Waits for another run of the same key; locked in the order of ids, so no two can wait for
        // each other. SQLite's one writer needs none of this.
        tx.rows(LOCK_KEY, &[claimed.kind.as_str().into(), claimed.key.as_str().into()]).await?;
    }
    if tx.execute(REMOVE, &[claimed.id.into(), claimed.attempt.into()]).await? == 0 {
        return Ok(false);
    }
    if claimed.announcement {
        tx.execute(REMOVE_ANNOUNCED, &[claimed.kind.as_str().into(), claimed.key.as_str().into()]).await?;
    }
    Ok(true)
}

fn pause_ms(attempt: i64) -> i64 {
    let doublings = attempt.clamp(1, 20) - 1;
    (FIRST_PAUSE_MS << doublings).min(LONGEST_PAUSE_MS)
}

const ANY_DUE: Statement = sql!("any_due.sql");
const CLAIM: Statement = sql!("claim.sql", "claim.pg.sql");
const LOCK_KEY: Statement = sql!("lock_key.pg.sql");
const REMOVE: Statement = sql!("remove.sql");
const REMOVE_ANNOUNCED: Statement = sql!("remove_announced.sql");
const PUT_BACK: Statement = sql!("put_back.sql");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_ten_minutes() {
        let pauses: Vec<i64> = [0, 1, 2, 3, 8, 10, 11, 1_000].map(pause_ms).to_vec();
        assert_eq!(pauses, [1_000, 1_000, 2_000, 4_000, 128_000, 512_000, 600_000, 600_000]);
    }
}
