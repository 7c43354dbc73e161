//! The background work of all areas.

use khue_base::{ImportId, TaskId};
use khue_db::{Job, JobError, Tx, Worker};

use crate::directive::{TASK_CHANGED, recompute_tally};
use crate::registry::UNIT_CHANGED;
use crate::registry::import::{IMPORT_ASKED, SHEETS_KEPT, forget_sheets, perform_import};
use crate::registry::records::RECORDS_CHANGED;
use crate::{App, OpError};

/// A worker that knows every topic of the application.
pub fn worker(app: &App) -> Worker {
    let (importing, forgetting) = (app.clone(), app.clone());
    Worker::new(app.db.clone(), app.clock.clone())
        .on(IMPORT_ASKED, move |tx, job| Box::pin(import_asked(importing.clone(), tx, job)))
        .on(SHEETS_KEPT, move |tx, _| {
            let app = forgetting.clone();
            Box::pin(async move { forget_sheets(&app, tx).await.map_err(job_error) })
        })
        .on(TASK_CHANGED, |tx, job| Box::pin(task_changed(tx, job)))
        // Nothing is derived from units beyond what their own transaction derives.
        // Nor from records; figures and checks of a unit will listen here.
        .on(RECORDS_CHANGED, |_, _| Box::pin(async { Ok(()) }))
        .on(UNIT_CHANGED, |_, _| Box::pin(async { Ok(()) }))
}

async fn task_changed(tx: &mut Tx, job: &Job) -> Result<(), JobError> {
    let task: TaskId = job.key.parse().map_err(|_| JobError::Never(format!("no task “{}”", job.key)))?;
    recompute_tally(tx, task).await.map_err(job_error)
}

async fn import_asked(app: App, tx: &mut Tx, job: &Job) -> Result<(), JobError> {
    let import: ImportId = job.key.parse().map_err(|_| JobError::Never(format!("no sheet “{}”", job.key)))?;
    perform_import(&app, tx, import).await.map_err(job_error)
}

fn job_error(error: OpError) -> JobError {
    match error {
        OpError::Failed(cause) => JobError::Again(cause),
        other => JobError::Never(other.to_string()),
    }
}
