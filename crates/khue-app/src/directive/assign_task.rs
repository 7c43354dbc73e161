//! Giving a task to units, one by one or in bulk.

use khue_base::{AssignmentId, Day, DirectiveId, TaskId, UnitId};
use khue_db::{Tx, row, sql};
use khue_rules::accounts::Action;
use serde_json::json;

use super::recompute_tally::announce_task;
use crate::{Ctx, OpError, registry};

/// The part that a unit takes in a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// Answers for the whole task.
    Lead,
    /// Helps the lead.
    Support,
    /// Does it in its own place and reports.
    CarryOut,
}

impl Part {
    /// The code under which it is stored.
    pub fn code(self) -> &'static str {
        match self {
            Part::Lead => "lead",
            Part::Support => "support",
            Part::CarryOut => "carry-out",
        }
    }

    /// As screens name it.
    pub fn name(self) -> &'static str {
        match self {
            Part::Lead => "Chủ trì",
            Part::Support => "Phối hợp",
            Part::CarryOut => "Thực hiện",
        }
    }

    /// The part stored under `code`.
    pub fn from_code(code: &str) -> Option<Self> {
        [Part::Lead, Part::Support, Part::CarryOut].into_iter().find(|part| part.code() == code)
    }
}

/// The order to give a task to units.
#[derive(Clone, Debug)]
pub struct AssignTask {
    /// Which task.
    pub task: TaskId,
    /// To whom, as what.
    pub units: Vec<(UnitId, Part)>,
    /// By when; the task's own day when absent.
    pub due_on: Option<Day>,
    /// What the unit should know beyond the task's words.
    pub note: String,
    /// The assignment that is handed down, when a unit passes its own task on.
    pub parent: Option<AssignmentId>,
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assigned {
    /// Units that have it now through this order.
    pub given: usize,
    /// Units that had it before.
    pub had_it: usize,
}

row! {
    struct OpenTask {
        directive_id: DirectiveId,
        due_on: Option<Day>,
        standing: String,
    }
}

/// Gives a task to units. Units that have it already are left as they are.
///
/// # Errors
/// Refused when the task is closed or cancelled, or no unit is named; hidden or forbidden when the
/// actor may not command one of the units.
pub async fn assign_task(ctx: &Ctx, cmd: AssignTask) -> Result<Assigned, OpError> {
    let mut tx = ctx.begin().await?;
    let task: OpenTask =
        tx.optional(sql!("sql/open_task.sql"), &[cmd.task.into()]).await?.ok_or(OpError::Hidden)?;
    if cmd.units.is_empty() {
        return Err(OpError::field(
            "don-vi",
            "Chưa chọn đơn vị nào. Hãy chọn ít nhất một đơn vị để giao việc.",
        ));
    }
    if task.standing != "open" {
        return Err(OpError::refused(
            "Nhiệm vụ không còn mở nên không giao thêm được. Hãy mở lại nhiệm vụ trước.",
        ));
    }
    for (unit, _) in &cmd.units {
        let place = registry::place_of(&mut tx, ctx.actor.unit, *unit, ctx.today()).await?;
        ctx.may(Action::AssignTask, place)?;
    }
    let due_on = cmd.due_on.or(task.due_on);
    let given =
        give(ctx, &mut tx, task.directive_id, cmd.task, &cmd.units, due_on, cmd.note.trim(), cmd.parent)
            .await?;
    let result = Assigned { given, had_it: cmd.units.len() - given };
    announce_task(ctx, &mut tx, cmd.task).await?;
    let units: Vec<i64> = cmd.units.iter().map(|(unit, _)| unit.0).collect();
    let detail = json!({ "units": units, "due_on": due_on, "given": given });
    ctx.audit(&mut tx, "task.assign", format!("task/{}", cmd.task), detail).await?;
    tx.commit().await?;
    Ok(result)
}

/// Writes the assignments with their first event; answers how many were new.
#[expect(clippy::too_many_arguments, reason = "one row of assignments has as many columns")]
pub(super) async fn give(
    ctx: &Ctx,
    tx: &mut Tx,
    directive: DirectiveId,
    task: TaskId,
    units: &[(UnitId, Part)],
    due_on: Option<Day>,
    note: &str,
    parent: Option<AssignmentId>,
) -> Result<usize, OpError> {
    let ids: Vec<UnitId> = units.iter().map(|(unit, _)| *unit).collect();
    let groups = registry::figure_groups(tx, &ids, ctx.today()).await?;
    let mut given = 0;
    for &(unit, part) in units {
        let id: AssignmentId = ctx.id();
        let group = groups.get(&unit).copied().unwrap_or(unit);
        let row = [
            id.into(),
            directive.into(),
            task.into(),
            unit.into(),
            group.into(),
            part.code().into(),
            parent.into(),
            ctx.now().into(),
            ctx.actor.account.into(),
            ctx.actor.unit.into(),
            due_on.into(),
        ];
        if tx.execute(sql!("sql/insert_assignment.sql"), &row).await? == 0 {
            continue;
        }
        let event = Event {
            kind: "assigned",
            stage: "not-started",
            due_on,
            done_on: None,
            heard_on: None,
            words: note,
        };
        record(ctx, tx, id, 1, &event).await?;
        given += 1;
    }
    Ok(given)
}

/// Something that happened to an assignment, with what it left.
pub(super) struct Event<'a> {
    pub kind: &'a str,
    pub stage: &'a str,
    pub due_on: Option<Day>,
    pub done_on: Option<Day>,
    pub heard_on: Option<Day>,
    pub words: &'a str,
}

/// Appends an event.
pub(super) async fn record(
    ctx: &Ctx,
    tx: &mut Tx,
    assignment: AssignmentId,
    sequence: i64,
    event: &Event<'_>,
) -> Result<(), OpError> {
    let row = [
        assignment.into(),
        sequence.into(),
        ctx.now().into(),
        event.kind.into(),
        event.stage.into(),
        event.due_on.into(),
        event.done_on.into(),
        event.heard_on.into(),
        event.words.into(),
        ctx.actor.account.into(),
        ctx.actor.person.into(),
    ];
    tx.execute(sql!("sql/insert_event.sql"), &row).await?;
    Ok(())
}
