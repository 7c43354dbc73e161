//! One assignment with its reports, figures, evidence and history.

use std::collections::HashMap;

use khue_base::{AssignmentId, Day, Moment, ProgressId, Quantity, TargetId, TaskId, UnitId};
use khue_db::{row, sql};
use khue_rules::accounts::Action;

use super::evidence::{self, EvidenceLine};
use super::task_detail::{TaskTarget, TaskVersion, newest_version, targets_of};
use crate::{Ctx, OpError, registry};

row! {
    /// What identifies an assignment and where it stands.
    pub struct AssignmentHead {
        /// Id.
        id: AssignmentId,
        /// The task.
        task_id: TaskId,
        /// The unit that has it.
        unit_id: UnitId,
        /// lead, support, carry-out.
        part: String,
        /// The assignment from which it was handed down.
        parent_id: Option<AssignmentId>,
        /// The unit that gave it.
        assigner_unit: UnitId,
        /// When it was given.
        assigned_at: Moment,
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

row! {
    /// One report of progress.
    pub struct ProgressLine {
        /// Id.
        id: ProgressId,
        /// Version, from 1.
        version: i64,
        /// draft, sent, accepted, returned.
        state: String,
        /// in-progress or done.
        stage: String,
        /// What was done, in words.
        body: String,
        /// When it was last written.
        written_at: Moment,
        /// By whom.
        writer_name: String,
        /// When it was sent.
        sent_at: Option<Moment>,
        /// When it was decided.
        decided_at: Option<Moment>,
        /// By whom.
        decider_name: Option<String>,
        /// Why it was returned.
        decision_reason: Option<String>,
    }
}

row! {
    /// A declared figure.
    pub struct FigureLine {
        /// The report.
        progress_id: ProgressId,
        /// The target.
        target_id: TargetId,
        /// What was reached.
        numerator: Quantity,
        /// Of how many.
        denominator: Option<Quantity>,
    }
}

row! {
    /// Something that happened.
    pub struct EventLine {
        /// When.
        at: Moment,
        /// assigned, sent, accepted, returned, withdrawn, …
        kind: String,
        /// The stage it left.
        stage: String,
        /// Reason or remark.
        words: String,
    }
}

/// An assignment with all that belongs to it.
#[derive(Clone, Debug)]
pub struct AssignmentDetail {
    /// Where it stands.
    pub head: AssignmentHead,
    /// The task as it is now.
    pub task: TaskVersion,
    /// The task's targets, those that ended too: reports of that time still show their figures.
    pub targets: Vec<TaskTarget>,
    /// Reports, newest first; drafts for the own unit only.
    pub reports: Vec<ProgressLine>,
    /// Figures of the reports.
    pub figures: HashMap<ProgressId, Vec<FigureLine>>,
    /// Evidence of the reports.
    pub evidence: HashMap<ProgressId, Vec<EvidenceLine>>,
    /// History, newest first.
    pub events: Vec<EventLine>,
    /// Assignments handed down from it.
    pub children: Vec<AssignmentHead>,
    /// Whether the actor may report on it.
    pub may_report: bool,
    /// Whether the actor may decide on its reports.
    pub may_decide: bool,
    /// Whether the actor may hand it down.
    pub may_assign: bool,
}

/// One assignment.
///
/// # Errors
/// [`OpError::Hidden`] when it does not exist for the actor.
pub async fn assignment_detail(ctx: &Ctx, id: AssignmentId) -> Result<AssignmentDetail, OpError> {
    let mut session = ctx.read().await?;
    let head: AssignmentHead =
        session.optional(sql!("sql/assignment.sql"), &[id.into()]).await?.ok_or(OpError::Hidden)?;
    let place = registry::place_of(&mut session, ctx.actor.unit, head.unit_id, ctx.today()).await?;
    ctx.may(Action::ReadAssignment, place)?;
    let own = head.unit_id == ctx.actor.unit;
    let task = newest_version(&mut session, head.task_id).await?;
    let targets = targets_of(&mut session, head.task_id).await?;
    let mut reports: Vec<ProgressLine> =
        session.all(sql!("sql/progress_of_assignment.sql"), &[id.into()]).await?;
    reports.retain(|report| own || report.state != "draft");
    let mut figures: HashMap<ProgressId, Vec<FigureLine>> = HashMap::new();
    for figure in session.all::<FigureLine>(sql!("sql/figures_of_assignment.sql"), &[id.into()]).await? {
        figures.entry(figure.progress_id).or_default().push(figure);
    }
    let mut evidence: HashMap<ProgressId, Vec<EvidenceLine>> = HashMap::new();
    for line in evidence::of_assignment(&mut session, id).await? {
        evidence.entry(line.progress_id).or_default().push(line);
    }
    let events = session.all(sql!("sql/events_of_assignment.sql"), &[id.into()]).await?;
    let children = session.all(sql!("sql/children_of_assignment.sql"), &[id.into()]).await?;
    Ok(AssignmentDetail {
        may_report: ctx.may(Action::ReportProgress, place).is_ok() && task.standing == "open",
        may_decide: !own && ctx.may(Action::DecideProgress, place).is_ok(),
        may_assign: own && ctx.may(Action::AssignTask, place).is_ok() && task.standing == "open",
        head,
        task,
        targets,
        reports,
        figures,
        evidence,
        events,
        children,
    })
}
