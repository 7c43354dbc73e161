//! The background work of all areas.

use khue_base::TaskId;
use khue_db::{Job, JobError, Tx, Worker};

use crate::directive::{TASK_CHANGED, recompute_tally};
use crate::registry::records::RECORDS_CHANGED;
use crate::registry::{UNIT_CHANGED, exchange};
use crate::{App, OpError};

/// A worker that knows every topic of the application.
pub fn worker(app: &App) -> Worker {
    let (changed, looked, daily) = (app.clone(), app.clone(), app.clone());
    Worker::new(app.db.clone(), app.clock.clone())
        .on(TASK_CHANGED, |tx, job| Box::pin(task_changed(tx, job)))
        // Nothing is derived from units beyond what their own transaction derives.
        // What changed in records may have to be told to partners.
        .on(RECORDS_CHANGED, move |tx, job| {
            let app = changed.clone();
            Box::pin(async move { exchange::records_changed(&app, tx, job).await })
        })
        .on(exchange::EXCHANGE_UNIT, move |tx, job| {
            let app = looked.clone();
            Box::pin(async move { exchange::recompute_unit(&app, tx, job).await })
        })
        .on(exchange::EXCHANGE_DAILY, move |tx, job| {
            let app = daily.clone();
            Box::pin(async move { exchange::daily(&app, tx, job).await })
        })
        .on(UNIT_CHANGED, |_, _| Box::pin(async { Ok(()) }))
}

async fn task_changed(tx: &mut Tx, job: &Job) -> Result<(), JobError> {
    let task: TaskId = job.key.parse().map_err(|_| JobError::Never(format!("no task “{}”", job.key)))?;
    recompute_tally(tx, task).await.map_err(|error| match error {
        OpError::Failed(cause) => JobError::Again(cause),
        other => JobError::Never(other.to_string()),
    })
}
