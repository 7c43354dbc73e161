//! A unit reports progress on its assignment: saves a draft, sends it, takes it back.

use khue_base::{AssignmentId, Day, DirectiveId, EvidenceId, ProgressId, Quantity, TargetId, TaskId, UnitId};
use khue_db::{Session, Tx, Value, row, sql};
use khue_rules::accounts::Action;
use serde_json::json;

use super::assign_task::{Event, record};
use super::recompute_tally::announce_task;
use crate::{Ctx, OpError, files, registry};

/// Most words a report may have, in bytes: some ten pages.
const BODY_LIMIT_BYTES: usize = 40_000;

/// How far the unit says it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProgressStep {
    /// Not begun, and says so.
    NotStarted,
    /// Still at work.
    InProgress,
    /// Done, in the unit's own judgement.
    Done,
}

impl ProgressStep {
    /// The code under which it is stored.
    pub fn code(self) -> &'static str {
        match self {
            ProgressStep::NotStarted => "not-started",
            ProgressStep::InProgress => "in-progress",
            ProgressStep::Done => "done",
        }
    }
}

/// A figure for a target: numerator, and for shares and ratios of how many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figure {
    /// For which target.
    pub target: TargetId,
    /// What was reached.
    pub numerator: Quantity,
    /// Of how many.
    pub denominator: Option<Quantity>,
}

/// A piece of evidence handed in.
#[derive(Clone, Debug)]
pub enum Attachment {
    /// A file whose content was checked.
    File {
        /// Name as shown.
        name: String,
        /// Media type found in the content.
        media_type: String,
        /// The content.
        content: Vec<u8>,
    },
    /// A link to a record or page.
    Link {
        /// Name as shown.
        name: String,
        /// Address: a path in Khuê or https.
        address: String,
    },
}

/// A report of progress.
#[derive(Clone, Debug)]
pub struct ReportProgress {
    /// On which assignment.
    pub assignment: AssignmentId,
    /// Newest version of its reports that the person has seen; 0 when none.
    pub seen: i64,
    /// How far it is.
    pub step: ProgressStep,
    /// What was done, in words.
    pub body: String,
    /// Figures for targets.
    pub figures: Vec<Figure>,
    /// New evidence.
    pub attachments: Vec<Attachment>,
    /// Evidence of the draft to leave out.
    pub dropped_evidence: Vec<EvidenceId>,
    /// Send it to the level above, or keep it as a draft.
    pub send: bool,
}

/// What was saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProgressSaved {
    /// The report.
    pub progress: ProgressId,
    /// Its version.
    pub version: i64,
}

row! {
    pub(super) struct AssignmentState {
        id: AssignmentId,
        directive_id: DirectiveId,
        task_id: TaskId,
        unit_id: UnitId,
        assigner_unit: UnitId,
        sequence: i64,
        stage: String,
        due_on: Option<Day>,
        done_on: Option<Day>,
        heard_on: Option<Day>,
        progress_state: String,
        standing: String,
    }
}

row! {
    struct NewestProgress {
        id: ProgressId,
        version: i64,
        state: String,
    }
}

/// Saves a report of progress.
///
/// # Errors
/// [`OpError::Stale`] when somebody of the unit saved a newer one; refused when the task is closed or
/// the content cannot be taken; hidden or forbidden for other units.
pub async fn report_progress(ctx: &Ctx, cmd: ReportProgress) -> Result<ProgressSaved, OpError> {
    let mut tx = ctx.begin().await?;
    let state = assignment_state(&mut tx, cmd.assignment).await?;
    let place = registry::place_of(&mut tx, ctx.actor.unit, state.unit_id, ctx.today()).await?;
    ctx.may(Action::ReportProgress, place)?;
    check(&state, &cmd)?;
    let newest: Option<NewestProgress> =
        tx.optional(sql!("sql/newest_progress.sql"), &[cmd.assignment.into()]).await?;
    let newest_version = newest.as_ref().map_or(0, |newest| newest.version);
    if newest_version != cmd.seen {
        return Err(OpError::Stale);
    }
    let draft = newest.filter(|newest| newest.state == "draft");
    let saved = match &draft {
        Some(draft) => ProgressSaved { progress: draft.id, version: draft.version },
        None => ProgressSaved { progress: ctx.id(), version: newest_version + 1 },
    };
    write_words(ctx, &mut tx, &cmd, saved, draft.is_some()).await?;
    write_figures(&mut tx, &cmd, saved.progress, state.task_id).await?;
    write_evidence(ctx, &mut tx, &cmd, saved.progress).await?;
    if cmd.send {
        send(ctx, &mut tx, &state, &cmd, saved.progress).await?;
    } else {
        set_progress_state(&mut tx, &state, "draft").await?;
    }
    let action = if cmd.send { "progress.send" } else { "progress.save" };
    let detail = json!({
        "assignment": cmd.assignment,
        "version": saved.version,
        "step": cmd.step.code(),
        "figures": cmd.figures.len(),
        "evidence": cmd.attachments.len(),
    });
    ctx.audit(&mut tx, action, format!("progress/{}", saved.progress), detail).await?;
    tx.commit().await?;
    Ok(saved)
}

/// Takes back a report that is sent but not decided: it becomes a draft again.
///
/// # Errors
/// Refused when it was decided meanwhile; hidden or forbidden for other units.
pub async fn withdraw_progress(ctx: &Ctx, assignment: AssignmentId) -> Result<(), OpError> {
    let mut tx = ctx.begin().await?;
    let state = assignment_state(&mut tx, assignment).await?;
    let place = registry::place_of(&mut tx, ctx.actor.unit, state.unit_id, ctx.today()).await?;
    ctx.may(Action::ReportProgress, place)?;
    let newest: Option<NewestProgress> =
        tx.optional(sql!("sql/newest_progress.sql"), &[assignment.into()]).await?;
    let Some(newest) = newest.filter(|newest| newest.state == "sent") else {
        return Err(OpError::refused(
            "Báo cáo đã được xem xét nên không thu hồi được. Hãy lập báo cáo mới để bổ sung.",
        ));
    };
    tx.execute(sql!("sql/withdraw_progress.sql"), &[newest.id.into()]).await?;
    let event = Event {
        kind: "withdrawn",
        stage: "in-progress",
        due_on: state.due_on,
        done_on: None,
        heard_on: state.heard_on,
        words: "",
    };
    move_assignment(ctx, &mut tx, &state, &event, "draft").await?;
    ctx.audit(&mut tx, "progress.withdraw", format!("progress/{}", newest.id), json!({})).await?;
    Ok(tx.commit().await?)
}

/// The assignment with what decides whether it can be reported on.
pub(super) async fn assignment_state(
    session: &mut Session,
    id: AssignmentId,
) -> Result<AssignmentState, OpError> {
    session.optional(sql!("sql/assignment_state.sql"), &[id.into()]).await?.ok_or(OpError::Hidden)
}

fn check(state: &AssignmentState, cmd: &ReportProgress) -> Result<(), OpError> {
    if state.standing != "open" {
        return Err(OpError::refused(
            "Nhiệm vụ đang tạm dừng, đã huỷ hoặc đã đóng nên chưa nhận báo cáo. Hãy liên hệ đơn vị giao việc.",
        ));
    }
    if state.progress_state == "sent" {
        return Err(OpError::refused(
            "Báo cáo trước đang chờ cấp trên xem xét. Hãy chờ kết quả, hoặc thu hồi báo cáo đó để sửa.",
        ));
    }
    if cmd.body.len() > BODY_LIMIT_BYTES {
        return Err(OpError::field(
            "noi-dung",
            "Nội dung quá dài. Hãy tóm tắt và gửi phần chi tiết thành tệp minh chứng.",
        ));
    }
    if cmd.send && cmd.body.trim().is_empty() {
        return Err(OpError::field(
            "noi-dung",
            "Chưa ghi kết quả thực hiện. Hãy ghi ngắn gọn việc đã làm trước khi gửi.",
        ));
    }
    for attachment in &cmd.attachments {
        if let Attachment::Link { address, .. } = attachment
            && !(address.starts_with("https://") || address.starts_with('/') && !address.starts_with("//"))
        {
            return Err(OpError::field(
                "lien-ket",
                "Liên kết phải bắt đầu bằng https:// hoặc là một trang trong hệ thống (bắt đầu bằng /).",
            ));
        }
    }
    for figure in &cmd.figures {
        let field = format!("so-{}", figure.target);
        if figure.numerator.thousandths() < 0
            || figure.denominator.is_some_and(|whole| whole.thousandths() < 0)
        {
            return Err(OpError::field(&field, "Số liệu không được âm. Hãy kiểm tra lại số đã nhập."));
        }
    }
    Ok(())
}

async fn write_words(
    ctx: &Ctx,
    tx: &mut Tx,
    cmd: &ReportProgress,
    saved: ProgressSaved,
    draft: bool,
) -> Result<(), OpError> {
    let words: [Value; 6] = [
        saved.progress.into(),
        cmd.step.code().into(),
        cmd.body.trim().into(),
        ctx.now().into(),
        ctx.actor.account.into(),
        (&ctx.actor.name).into(),
    ];
    if draft {
        tx.execute(sql!("sql/update_draft.sql"), &words).await?;
        return Ok(());
    }
    let mut row = words.to_vec();
    row.extend([cmd.assignment.into(), saved.version.into()]);
    if tx.execute(sql!("sql/insert_progress.sql"), &row).await? == 0 {
        return Err(OpError::Stale);
    }
    Ok(())
}

async fn write_figures(
    tx: &mut Tx,
    cmd: &ReportProgress,
    progress: ProgressId,
    task: TaskId,
) -> Result<(), OpError> {
    tx.execute(sql!("sql/clear_figures.sql"), &[progress.into()]).await?;
    for figure in &cmd.figures {
        let row = [
            progress.into(),
            figure.target.into(),
            figure.numerator.into(),
            figure.denominator.into(),
            task.into(),
        ];
        // Another task's target, or one that ended since the form was opened.
        if tx.execute(sql!("sql/insert_figure.sql"), &row).await? == 0 {
            return Err(OpError::Hidden);
        }
    }
    Ok(())
}

async fn write_evidence(
    ctx: &Ctx,
    tx: &mut Tx,
    cmd: &ReportProgress,
    progress: ProgressId,
) -> Result<(), OpError> {
    for evidence in &cmd.dropped_evidence {
        tx.execute(sql!("sql/drop_evidence.sql"), &[(*evidence).into(), progress.into()]).await?;
    }
    for attachment in &cmd.attachments {
        let id: EvidenceId = ctx.id();
        let (name, kind, media_type, size, digest, link) = match attachment {
            Attachment::File { name, media_type, content } => {
                let digest = files::store(tx, content, ctx.now()).await?;
                let size = i64::try_from(content.len()).ok();
                (name, "file", Some(media_type.as_str()), size, Some(digest), None)
            }
            Attachment::Link { name, address } => (name, "link", None, None, None, Some(address.as_str())),
        };
        let row = [
            id.into(),
            progress.into(),
            name.into(),
            kind.into(),
            media_type.into(),
            size.into(),
            digest.into(),
            link.into(),
            ctx.now().into(),
            ctx.actor.account.into(),
        ];
        tx.execute(sql!("sql/insert_evidence.sql"), &row).await?;
    }
    Ok(())
}

async fn send(
    ctx: &Ctx,
    tx: &mut Tx,
    state: &AssignmentState,
    cmd: &ReportProgress,
    progress: ProgressId,
) -> Result<(), OpError> {
    tx.execute(sql!("sql/send_progress.sql"), &[progress.into(), ctx.now().into()]).await?;
    let stage = match cmd.step {
        ProgressStep::NotStarted => "not-started",
        ProgressStep::InProgress => "in-progress",
        ProgressStep::Done => "waiting",
    };
    let event = Event {
        kind: "sent",
        stage,
        due_on: state.due_on,
        done_on: None,
        heard_on: Some(ctx.today()),
        words: "",
    };
    move_assignment(ctx, tx, state, &event, "sent").await
}

async fn set_progress_state(
    tx: &mut Tx,
    state: &AssignmentState,
    progress_state: &str,
) -> Result<(), OpError> {
    tx.execute(sql!("sql/set_progress_state.sql"), &[state.id.into(), progress_state.into()]).await?;
    Ok(())
}

/// Appends the event and lets the assignment show what it left.
pub(super) async fn move_assignment(
    ctx: &Ctx,
    tx: &mut Tx,
    state: &AssignmentState,
    event: &Event<'_>,
    progress_state: &str,
) -> Result<(), OpError> {
    let row = [
        state.id.into(),
        state.sequence.into(),
        event.stage.into(),
        event.due_on.into(),
        event.done_on.into(),
        event.heard_on.into(),
        progress_state.into(),
    ];
    if tx.execute(sql!("sql/move_assignment.sql"), &row).await? == 0 {
        return Err(OpError::Stale);
    }
    record(ctx, tx, state.id, state.sequence + 1, event).await?;
    announce_task(ctx, tx, state.task_id).await
}
