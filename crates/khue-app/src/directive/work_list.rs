//! What lies with a unit: its assignments, and the reports that wait for its decision.

use khue_base::{AssignmentId, Day, DirectiveId, TaskId, UnitId};
use khue_db::{row, sql};
use khue_rules::accounts::{Action, Place};

use super::urgings::{Urging, urgings_of};
use crate::{Ctx, OpError, registry};

row! {
    /// One assignment in a list.
    pub struct WorkLine {
        /// The assignment.
        id: AssignmentId,
        /// The unit that has it.
        unit_id: UnitId,
        /// The task.
        task_id: TaskId,
        /// The directive.
        directive_id: DirectiveId,
        /// `II.2-03`.
        code: String,
        /// The clause.
        text: String,
        /// open, paused, cancelled, closed.
        standing: String,
        /// lead, support, carry-out.
        part: String,
        /// not-started, in-progress, waiting, done.
        stage: String,
        /// Due day.
        due_on: Option<Day>,
        /// Day on which it was done.
        done_on: Option<Day>,
        /// Day on which it last sent a report.
        heard_on: Option<Day>,
        /// none, draft, sent, accepted, returned.
        progress_state: String,
        /// What was said with the last event: the reason of a return.
        last_words: String,
    }
}

/// A unit's work.
#[derive(Clone, Debug, Default)]
pub struct WorkList {
    /// The unit's own assignments, by due day.
    pub own: Vec<WorkLine>,
    /// Sent reports that wait for the unit's decision, oldest first.
    pub to_decide: Vec<WorkLine>,
    /// Messages that urge the unit and that it has not answered, newest first.
    pub urgings: Vec<Urging>,
}

/// The work of the actor's unit.
///
/// # Errors
/// [`OpError::Hidden`] for those who have no part in assignments.
pub async fn work_list(ctx: &Ctx) -> Result<WorkList, OpError> {
    ctx.may(Action::ReadAssignment, Place::Own)?;
    let mut session = ctx.read().await?;
    let own = session.all(sql!("sql/work_of_unit.sql"), &[ctx.actor.unit.into()]).await?;
    let urgings = urgings_of(ctx, &mut session).await?;
    drop(session);
    Ok(WorkList { own, to_decide: to_decide(ctx).await?, urgings })
}

/// The work of any unit, by due day; nothing when the actor may not see it.
///
/// # Errors
/// [`OpError::Failed`] when the database refuses.
pub async fn work_of(ctx: &Ctx, unit: UnitId) -> Result<Option<Vec<WorkLine>>, OpError> {
    let mut session = ctx.read().await?;
    let place = registry::place_of(&mut session, ctx.actor.unit, unit, ctx.today()).await?;
    if ctx.may(Action::ReadAssignment, place).is_err() {
        return Ok(None);
    }
    Ok(Some(session.all(sql!("sql/work_of_unit.sql"), &[unit.into()]).await?))
}

/// Sent reports that wait for the actor's decision: those of units below, the
/// longest waiting first, at most 200.
///
/// # Errors
/// [`OpError::Failed`] when the database refuses.
pub async fn to_decide(ctx: &Ctx) -> Result<Vec<WorkLine>, OpError> {
    if ctx.may(Action::DecideProgress, Place::Below).is_err() {
        return Ok(Vec::new());
    }
    let everywhere = ctx.may(Action::DecideProgress, Place::Elsewhere).is_ok();
    let mut session = ctx.read().await?;
    let mut lines: Vec<WorkLine> =
        session.all(sql!("sql/work_to_decide.sql"), &[ctx.actor.unit.into(), everywhere.into()]).await?;
    if !everywhere {
        // A school in the district's territory may stand under somebody else.
        let below = registry::scope_of(&mut session, ctx.actor.unit, ctx.today()).await?;
        lines.retain(|line| below.contains(&line.unit_id));
    }
    Ok(lines)
}
