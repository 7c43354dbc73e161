//! Background work that is put down in the same transaction as the change that asks for it.
//!
//! A job leaves the queue in the transaction that holds the effects of doing it, so it takes effect
//! once, whatever dies in between. Jobs of one kind and one non-empty key run one after another.

mod counts;
mod worker;

pub use counts::{ParkedJob, QueueCounts, counts, parked, unpark};
pub use worker::{JobError, JobFuture, Worker};

use khue_base::{JobId, Moment};

use crate::{DbError, Statement, Tx, Value, sql};

/// Work to put into the queue.
#[derive(Clone, Debug)]
pub struct NewJob<'a> {
    /// Its id.
    pub id: JobId,
    /// Names the handler: `report.print`.
    pub kind: &'a str,
    /// What it is about: `report/5`; empty when such jobs may run at the same time.
    pub key: &'a str,
    /// What the handler needs to know.
    pub payload: serde_json::Value,
    /// Not before this moment.
    pub run_at: Moment,
}

/// Work taken from the queue.
#[derive(Clone, Debug)]
pub struct Job {
    /// Its id.
    pub id: JobId,
    /// Names the handler.
    pub kind: String,
    /// What it is about.
    pub key: String,
    /// What the handler needs to know.
    pub payload: serde_json::Value,
    /// 1 at the first attempt.
    pub attempt: i64,
}

impl Tx {
    /// Puts a job down. It is seen by workers when this transaction commits, and never otherwise.
    ///
    /// # Errors
    /// [`DbError`] when the database refuses.
    pub async fn enqueue(&mut self, job: &NewJob<'_>) -> Result<(), DbError> {
        self.insert_job(job, Announcement::No).await
    }

    /// Says that `key` changed, for the handler of `topic`. Any number of announcements of one topic and
    /// key that nobody has begun are answered by one run.
    ///
    /// They are joined when they are taken and not here: to join them here, writers would have to wait
    /// for each other, or a change could be missed that commits after the run began.
    ///
    /// # Errors
    /// [`DbError`] when the database refuses.
    pub async fn announce(&mut self, id: JobId, topic: &str, key: &str, now: Moment) -> Result<(), DbError> {
        let payload = serde_json::Value::Null;
        let job = NewJob { id, kind: topic, key, payload, run_at: now };
        self.insert_job(&job, Announcement::Yes).await
    }

    async fn insert_job(&mut self, job: &NewJob<'_>, announcement: Announcement) -> Result<(), DbError> {
        let values: [Value; 6] = [
            job.id.into(),
            job.kind.into(),
            job.key.into(),
            job.payload.to_string().into(),
            (announcement == Announcement::Yes).into(),
            job.run_at.into(),
        ];
        self.execute(INSERT, &values).await?;
        self.mark_enqueued();
        Ok(())
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Announcement {
    Yes,
    No,
}

const INSERT: Statement = sql!("insert.sql");
