//! Targets within a change of a task: versions of them, each with the task's version that brought it.

use khue_base::{Quantity, TargetId, TaskId};
use khue_db::{Tx, Value, row, sql};
use khue_rules::directive::target_change::{Goal, GoalRefusal, TargetFate, TypedGoal, fate};
use serde_json::json;

use super::task_detail::{TargetVersion, target_versions_of};
use crate::{Ctx, OpError};

/// What happens to one target in a change of its task; a target without an edit stays as it is.
#[derive(Clone, Debug)]
pub struct TargetEdit {
    /// The form's field, to which a refusal points.
    pub field: String,
    /// What happens.
    pub step: TargetStep,
}

/// What happens to a target.
#[derive(Clone, Debug)]
pub enum TargetStep {
    /// A new one.
    Add(TypedGoal),
    /// It asks for this from now on.
    Set(TargetId, TypedGoal),
    /// It holds no more; figures declared for it stay readable.
    End(TargetId),
}

/// Most targets that hold at one time; more than that nobody follows in one task.
const MOST: usize = 20;

row! {
    struct NextOrdinal {
        ordinal: i64,
    }
}

/// Writes a new target with its first version.
pub(super) async fn add_target(
    ctx: &Ctx,
    tx: &mut Tx,
    task: TaskId,
    ordinal: i64,
    task_version: i64,
    goal: &Goal,
) -> Result<TargetId, OpError> {
    let id: TargetId = ctx.id();
    tx.execute(sql!("sql/insert_target.sql"), &[id.into(), task.into(), ordinal.into()]).await?;
    insert(ctx, tx, (id, 1), task_version, goal, Holds::Yes).await?;
    Ok(id)
}

/// Applies edits in the transaction of the task's change; answers what changed, for the audit trail.
pub(super) async fn change_targets(
    ctx: &Ctx,
    tx: &mut Tx,
    task: TaskId,
    task_version: i64,
    edits: &[TargetEdit],
) -> Result<Vec<serde_json::Value>, OpError> {
    let all = target_versions_of(tx, task).await?;
    // Versions come oldest first, so the last of a target is the one that holds.
    let newest = |id: TargetId| all.iter().rfind(|version| version.target_id == id);
    let holding = all
        .iter()
        .filter(|version| newest(version.target_id).is_some_and(|last| last.version == version.version))
        .filter(|version| !version.ended)
        .count();
    let next: Option<NextOrdinal> = tx.optional(sql!("sql/next_target_ordinal.sql"), &[task.into()]).await?;
    let mut ordinal = next.map_or(0, |next| next.ordinal);
    let (mut added, mut ended) = (0, 0);
    let mut told = Vec::new();
    for edit in edits {
        let refused = |refusal: GoalRefusal| OpError::field(&edit.field, refusal.to_string());
        let new = match &edit.step {
            TargetStep::Add(typed) => Some(typed.goal().map_err(refused)?),
            TargetStep::End(id) => {
                let old = still_holding(newest(*id))?;
                insert(ctx, tx, (*id, old.version + 1), task_version, &goal_of(old), Holds::NoMore).await?;
                told.push(json!({ "target": id, "before": old.text, "ended": true }));
                ended += 1;
                None
            }
            TargetStep::Set(id, typed) => {
                let old = still_holding(newest(*id))?;
                match fate(&goal_of(old), typed).map_err(refused)? {
                    TargetFate::Kept => None,
                    TargetFate::Changed(goal) => {
                        insert(ctx, tx, (*id, old.version + 1), task_version, &goal, Holds::Yes).await?;
                        told.push(json!({ "target": id, "before": old.text, "after": goal.text }));
                        None
                    }
                    TargetFate::Replaced(goal) => {
                        let ends = goal_of(old);
                        insert(ctx, tx, (*id, old.version + 1), task_version, &ends, Holds::NoMore).await?;
                        told.push(json!({ "target": id, "before": old.text, "ended": true }));
                        ended += 1;
                        Some(goal)
                    }
                }
            }
        };
        if let Some(goal) = new {
            added += 1;
            if holding + added > MOST + ended {
                return Err(OpError::field(
                    &edit.field,
                    format!("Một nhiệm vụ có nhiều nhất {MOST} chỉ tiêu. Hãy thôi bớt chỉ tiêu cũ trước."),
                ));
            }
            let id = add_target(ctx, tx, task, ordinal, task_version, &goal).await?;
            ordinal += 1;
            told.push(json!({ "target": id, "after": goal.text }));
        }
    }
    Ok(told)
}

/// Whether a target holds from a version on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    Yes,
    NoMore,
}

fn still_holding(version: Option<&TargetVersion>) -> Result<&TargetVersion, OpError> {
    // Another task's target does not exist here; one that ended was ended by somebody else meanwhile.
    let version = version.ok_or(OpError::Hidden)?;
    if version.ended { Err(OpError::Stale) } else { Ok(version) }
}

fn goal_of(version: &TargetVersion) -> Goal {
    Goal {
        text: version.text.clone(),
        value: version.value.filter(|_: &Quantity| !version.qualitative),
        unit: version.unit.clone(),
        comparison: version.comparison.clone(),
        of_what: version.of_what.clone(),
    }
}

async fn insert(
    ctx: &Ctx,
    tx: &mut Tx,
    (target, version): (TargetId, i64),
    task_version: i64,
    goal: &Goal,
    holds: Holds,
) -> Result<(), OpError> {
    let row: [Value; 11] = [
        target.into(),
        version.into(),
        task_version.into(),
        (&goal.text).into(),
        goal.value.into(),
        (&goal.unit).into(),
        (&goal.comparison).into(),
        (&goal.of_what).into(),
        goal.value.is_none().into(),
        (holds == Holds::NoMore).into(),
        ctx.now().into(),
    ];
    if tx.execute(sql!("sql/insert_target_version.sql"), &row).await? == 0 {
        return Err(OpError::Stale);
    }
    Ok(())
}
