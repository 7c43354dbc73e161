//! The background work of all areas.

use khue_base::{ImportId, TaskId};
use khue_db::{Job, JobError, Tx, Worker};

use crate::directive::{TASK_CHANGED, recompute_tally};
use crate::registry::import::{IMPORT_ASKED, SHEETS_KEPT, forget_sheets, perform_import};
use crate::registry::records::RECORDS_CHANGED;
use crate::registry::snapshots::{ROUND_CHANGED, ROUND_DUE, pass_due};
use crate::registry::{UNIT_CHANGED, exchange};
use crate::{App, OpError};

/// A worker that knows every topic of the application.
pub fn worker(app: &App) -> Worker {
    let (importing, forgetting) = (app.clone(), app.clone());
    let at_due = app.clone();
    let (changed, looked, daily) = (app.clone(), app.clone(), app.clone());
    Worker::new(app.db.clone(), app.clock.clone())
        .on(IMPORT_ASKED, move |tx, job| Box::pin(import_asked(importing.clone(), tx, job)))
        .on(SHEETS_KEPT, move |tx, _| {
            let app = forgetting.clone();
            Box::pin(async move { forget_sheets(&app, tx).await.map_err(job_error) })
        })
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
        .on(ROUND_CHANGED, |_, _| Box::pin(async { Ok(()) }))
        .on(ROUND_DUE, move |tx, job| {
            let app = at_due.clone();
            Box::pin(async move { pass_due(&app, tx, &job.payload).await.map_err(job_error) })
        })
}

fn job_error(error: OpError) -> JobError {
    match error {
        OpError::Failed(cause) => JobError::Again(cause),
        other => JobError::Never(other.to_string()),
    }
}

async fn task_changed(tx: &mut Tx, job: &Job) -> Result<(), JobError> {
    let task: TaskId = job.key.parse().map_err(|_| JobError::Never(format!("no task “{}”", job.key)))?;
    recompute_tally(tx, task).await.map_err(job_error)
}

async fn import_asked(app: App, tx: &mut Tx, job: &Job) -> Result<(), JobError> {
    let import: ImportId = job.key.parse().map_err(|_| JobError::Never(format!("no sheet “{}”", job.key)))?;
    perform_import(&app, tx, import).await.map_err(job_error)
}
