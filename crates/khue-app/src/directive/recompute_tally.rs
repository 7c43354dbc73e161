//! Sums of one task, recomputed in the background when something about it changed.

use khue_base::TaskId;
use khue_db::{Tx, sql};

use crate::{Ctx, OpError};

/// Topic of the announcement that a task, an assignment of it or a report on it changed.
pub const TASK_CHANGED: &str = "directive.task-changed";

/// Announces that something about a task changed, in the transaction of the change.
pub(super) async fn announce_task(ctx: &Ctx, tx: &mut Tx, task: TaskId) -> Result<(), OpError> {
    Ok(tx.announce(ctx.id(), TASK_CHANGED, &task.to_string(), ctx.now()).await?)
}

/// Recomputes the sums of a task and lets its directive's revision grow, so that pages see it.
///
/// # Errors
/// [`OpError::Failed`] when the database refuses.
pub async fn recompute_tally(tx: &mut Tx, task: TaskId) -> Result<(), OpError> {
    let id = [task.into()];
    tx.execute(sql!("sql/grow_revision.sql"), &id).await?;
    tx.execute(sql!("sql/clear_task_tally.sql"), &id).await?;
    tx.execute(sql!("sql/make_task_tally.sql"), &id).await?;
    tx.execute(sql!("sql/clear_target_tally.sql"), &id).await?;
    tx.execute(sql!("sql/make_target_tally.sql"), &id).await?;
    Ok(())
}
