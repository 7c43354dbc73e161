//! One task with its targets, references, assignments and history.

use khue_base::{AssignmentId, Day, DirectiveId, Moment, Quantity, TargetId, TaskId, UnitId};
use khue_db::{Session, row, sql};
use khue_rules::accounts::{Action, Place};

use crate::{Ctx, OpError, registry};

row! {
    /// One version of a task.
    pub struct TaskVersion {
        /// The task.
        task_id: TaskId,
        /// Its directive.
        directive_id: DirectiveId,
        /// `II.2-03`.
        code: String,
        /// Path of its section.
        section: String,
        /// The task it repeats.
        duplicate_of: Option<TaskId>,
        /// Kinds of units proposed to carry it out, with commas.
        carry_kinds: String,
        /// Version, from 1.
        version: i64,
        /// objective, task, solution, assignment, milestone.
        kind: String,
        /// The clause.
        text: String,
        /// Its first verb.
        leading_verb: Option<String>,
        /// Place in the text.
        span_start: i64,
        /// Place in the text.
        span_end: i64,
        /// Lead unit.
        lead_unit: Option<UnitId>,
        /// Due day.
        due_on: Option<Day>,
        /// month, quarter, half-year, year.
        repeats: Option<String>,
        /// open, paused, cancelled, closed.
        standing: String,
        /// Day on which it was done.
        done_on: Option<Day>,
        /// Why this version.
        reason: String,
        /// When it was written.
        recorded_at: Moment,
        /// By whom.
        recorder: Option<String>,
    }
}

row! {
    /// A number that the task must reach, with what units declared.
    pub struct TaskTarget {
        /// Id.
        id: TargetId,
        /// Its version, from 1.
        version: i64,
        /// As written.
        text: String,
        /// The number.
        value: Option<Quantity>,
        /// %, trường, …
        unit: Option<String>,
        /// =, >=, <=, >, <.
        comparison: String,
        /// Of what.
        of_what: Option<String>,
        /// Without a number.
        qualitative: bool,
        /// Holds no more: nobody reports on it, what was declared stays readable.
        ended: bool,
        /// Since when it is as shown.
        recorded_at: Moment,
        /// Key of the computed indicator that wins over declared figures.
        indicator: Option<String>,
        /// Declared and accepted, summed over units.
        numerator: Option<Quantity>,
        /// Of how many, summed over units.
        denominator: Option<Quantity>,
        /// Units with an accepted figure.
        units_reported: Option<i64>,
        /// Units asked.
        units_asked: Option<i64>,
    }
}

row! {
    /// What a target asked for from one version of the task on.
    pub struct TargetVersion {
        /// The target.
        target_id: TargetId,
        /// Its version, from 1.
        version: i64,
        /// The version of the task that brought it.
        task_version: i64,
        /// As written.
        text: String,
        /// The number.
        value: Option<Quantity>,
        /// %, trường, …
        unit: Option<String>,
        /// =, >=, <=, >, <.
        comparison: String,
        /// Of what.
        of_what: Option<String>,
        /// Without a number.
        qualitative: bool,
        /// It ended with this version.
        ended: bool,
        /// When it was written.
        recorded_at: Moment,
    }
}

row! {
    /// A document cited.
    pub struct ReferenceLine {
        /// Kind.
        kind: String,
        /// Number.
        number: String,
        /// Day of issue.
        issued_on: Option<Day>,
        /// Title.
        title: Option<String>,
    }
}

row! {
    /// The task at one unit.
    pub struct AssignmentLine {
        /// Id.
        id: AssignmentId,
        /// The unit.
        unit_id: UnitId,
        /// The column of the matrix.
        group_id: UnitId,
        /// lead, support, carry-out.
        part: String,
        /// The assignment from which it was handed down.
        parent_id: Option<AssignmentId>,
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
    }
}

/// A task with all that belongs to it.
#[derive(Clone, Debug)]
pub struct TaskDetail {
    /// Versions, newest first.
    pub versions: Vec<TaskVersion>,
    /// Targets, those that ended too.
    pub targets: Vec<TaskTarget>,
    /// Every version of every target, oldest first within a target.
    pub target_versions: Vec<TargetVersion>,
    /// Documents cited.
    pub references: Vec<ReferenceLine>,
    /// The task at its units, as far as the actor may see them.
    pub assignments: Vec<AssignmentLine>,
}

/// One task.
///
/// # Errors
/// [`OpError::Hidden`] when it does not exist for the actor.
pub async fn task_detail(ctx: &Ctx, task: TaskId) -> Result<TaskDetail, OpError> {
    ctx.may(Action::ReadDirective, Place::Nowhere)?;
    let mut session = ctx.read().await?;
    let versions: Vec<TaskVersion> = session.all(sql!("sql/task_versions.sql"), &[task.into()]).await?;
    if versions.is_empty() {
        return Err(OpError::Hidden);
    }
    let targets = targets_of(&mut session, task).await?;
    let target_versions = target_versions_of(&mut session, task).await?;
    let references = session.all(sql!("sql/task_references.sql"), &[task.into()]).await?;
    let mut assignments: Vec<AssignmentLine> =
        session.all(sql!("sql/task_assignments.sql"), &[task.into()]).await?;
    if ctx.may(Action::ReadAssignment, Place::Elsewhere).is_err() {
        let visible = registry::scope_of(&mut session, ctx.actor.unit, ctx.today()).await?;
        let below = ctx.may(Action::ReadAssignment, Place::Below).is_ok();
        assignments.retain(|line| line.unit_id == ctx.actor.unit || below && visible.contains(&line.unit_id));
    }
    Ok(TaskDetail { versions, targets, target_versions, references, assignments })
}

row! {
    /// A task of a directive, in short.
    pub struct TaskTitle {
        /// The task.
        id: TaskId,
        /// `II.2-03`.
        code: String,
        /// The clause as adopted.
        text: String,
        /// The task it repeats.
        duplicate_of: Option<TaskId>,
    }
}

/// The tasks of a directive, in short.
///
/// # Errors
/// [`OpError::Hidden`] for those who have no part in directives.
pub async fn task_titles(ctx: &Ctx, directive: DirectiveId) -> Result<Vec<TaskTitle>, OpError> {
    ctx.may(Action::ReadDirective, Place::Nowhere)?;
    let mut session = ctx.read().await?;
    Ok(session.all(sql!("sql/task_titles.sql"), &[directive.into()]).await?)
}

/// All versions of a task's targets, oldest first within a target.
pub(super) async fn target_versions_of(
    session: &mut Session,
    task: TaskId,
) -> Result<Vec<TargetVersion>, OpError> {
    Ok(session.all(sql!("sql/target_versions.sql"), &[task.into()]).await?)
}

/// Targets of a task with what units declared, those that ended too.
pub(super) async fn targets_of(session: &mut Session, task: TaskId) -> Result<Vec<TaskTarget>, OpError> {
    Ok(session.all(sql!("sql/task_targets.sql"), &[task.into()]).await?)
}

/// The newest version of a task.
pub(super) async fn newest_version(session: &mut Session, task: TaskId) -> Result<TaskVersion, OpError> {
    session.optional(sql!("sql/task_versions.sql"), &[task.into()]).await?.ok_or(OpError::Hidden)
}

row! {
    /// An assignment of a directive, in short.
    pub struct AssignmentOf {
        /// The assignment.
        id: AssignmentId,
        /// Its task.
        task_id: TaskId,
        /// Its unit.
        unit_id: UnitId,
    }
}

/// All assignments of a directive, in short.
///
/// # Errors
/// [`OpError::Hidden`] for those who may not see all of them.
pub async fn assignments_of(ctx: &Ctx, directive: DirectiveId) -> Result<Vec<AssignmentOf>, OpError> {
    ctx.may(Action::ReadAssignment, Place::Elsewhere)?;
    let mut session = ctx.read().await?;
    Ok(session.all(sql!("sql/assignments_of_directive.sql"), &[directive.into()]).await?)
}
