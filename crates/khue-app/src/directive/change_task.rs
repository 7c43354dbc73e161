//! Changing an adopted task and its targets: a new version with a reason; nothing is overwritten.

use khue_base::{Day, TaskId, UnitId, search_key};
use khue_db::{row, sql};
use khue_rules::accounts::{Action, Place};
use khue_rules::directive::roll_up::finished_on;
use serde_json::json;

use super::change_targets::{TargetEdit, change_targets};
use super::recompute_tally::announce_task;
use super::task_detail::{TaskVersion, newest_version};
use crate::{Ctx, OpError};

/// Whether a task is at work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// At work.
    Open,
    /// Stopped for a time.
    Paused,
    /// Given up.
    Cancelled,
    /// Finished, by the assigner's decision.
    Closed,
}

impl Standing {
    /// The code under which it is stored.
    pub fn code(self) -> &'static str {
        match self {
            Standing::Open => "open",
            Standing::Paused => "paused",
            Standing::Cancelled => "cancelled",
            Standing::Closed => "closed",
        }
    }
}

/// What changes.
#[derive(Clone, Debug)]
pub enum TaskChange {
    /// Its words, lead unit, due day or targets.
    Content {
        /// The clause.
        text: String,
        /// Lead unit.
        lead_unit: Option<UnitId>,
        /// Due day.
        due_on: Option<Day>,
        /// What happens to its targets.
        targets: Vec<TargetEdit>,
    },
    /// Whether it is at work.
    Standing(Standing),
}

/// A change of a task.
#[derive(Clone, Debug)]
pub struct ChangeTask {
    /// The task.
    pub task: TaskId,
    /// The version that the person has seen.
    pub seen: i64,
    /// What changes.
    pub change: TaskChange,
    /// Why; kept with the version.
    pub reason: String,
    /// The form's field for the reason, to which a refusal points.
    pub reason_field: String,
}

/// Writes a new version of a task.
///
/// # Errors
/// [`OpError::Stale`] when it changed meanwhile; refused without a reason or words, or for a target that
/// nobody can report on.
pub async fn change_task(ctx: &Ctx, cmd: ChangeTask) -> Result<i64, OpError> {
    let mut tx = ctx.begin().await?;
    let old = newest_version(&mut tx, cmd.task).await?;
    ctx.may(Action::EditTask, Place::Nowhere)?;
    if cmd.reason.trim().is_empty() {
        return Err(OpError::field(
            &cmd.reason_field,
            "Chưa ghi lí do thay đổi. Hãy ghi lí do; lí do được giữ trong lịch sử của nhiệm vụ.",
        ));
    }
    if old.version != cmd.seen {
        return Err(OpError::Stale);
    }
    let results: Vec<Results> = tx.all(sql!("sql/results_of_task.sql"), &[cmd.task.into()]).await?;
    let (new, action) = changed(ctx, old, &cmd.change, results.into_iter().map(|result| result.done_on))?;
    let row = [
        cmd.task.into(),
        new.version.into(),
        (&new.kind).into(),
        (&new.text).into(),
        search_key(&format!("{} {}", new.code, new.text)).into(),
        (&new.leading_verb).into(),
        new.span_start.into(),
        new.span_end.into(),
        new.lead_unit.into(),
        new.due_on.into(),
        (&new.repeats).into(),
        (&new.standing).into(),
        new.done_on.into(),
        cmd.reason.trim().into(),
        ctx.now().into(),
        ctx.actor.account.into(),
        (&ctx.actor.name).into(),
    ];
    if tx.execute(sql!("sql/insert_task_version.sql"), &row).await? == 0 {
        return Err(OpError::Stale);
    }
    let targets = match &cmd.change {
        TaskChange::Content { targets, .. } => {
            change_targets(ctx, &mut tx, cmd.task, new.version, targets).await?
        }
        TaskChange::Standing(_) => Vec::new(),
    };
    announce_task(ctx, &mut tx, cmd.task).await?;
    let mut detail = json!({ "version": new.version, "reason": cmd.reason.trim() });
    if let (false, Some(detail)) = (targets.is_empty(), detail.as_object_mut()) {
        detail.insert("targets".to_owned(), targets.into());
    }
    ctx.audit(&mut tx, action, format!("task/{}", cmd.task), detail).await?;
    tx.commit().await?;
    Ok(new.version)
}

row! {
    struct Results {
        done_on: Option<Day>,
    }
}

fn changed(
    ctx: &Ctx,
    old: TaskVersion,
    change: &TaskChange,
    results: impl Iterator<Item = Option<Day>>,
) -> Result<(TaskVersion, &'static str), OpError> {
    let mut new = TaskVersion { version: old.version + 1, ..old };
    match change {
        TaskChange::Content { text, lead_unit, due_on, .. } => {
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            if text.is_empty() {
                return Err(OpError::field(
                    "noi-dung",
                    "Nội dung nhiệm vụ đang để trống. Hãy ghi nội dung nhiệm vụ.",
                ));
            }
            (new.text, new.lead_unit, new.due_on) = (text, *lead_unit, *due_on);
            Ok((new, "task.edit"))
        }
        TaskChange::Standing(standing) => {
            if new.standing == standing.code() {
                return Err(OpError::Stale);
            }
            new.done_on = (*standing == Standing::Closed).then(|| finished_on(results, ctx.today()));
            standing.code().clone_into(&mut new.standing);
            let action = match standing {
                Standing::Open => "task.reopen",
                Standing::Paused => "task.pause",
                Standing::Cancelled => "task.cancel",
                Standing::Closed => "task.close",
            };
            Ok((new, action))
        }
    }
}
