//! Evidence of a report of progress.

use khue_base::{EvidenceId, Moment, ProgressId, UnitId};
use khue_db::{Session, row, sql};
use khue_rules::accounts::Action;

use crate::{Ctx, OpError, files, registry};

row! {
    /// One piece of evidence.
    pub struct EvidenceLine {
        /// Id.
        id: EvidenceId,
        /// The report it belongs to.
        progress_id: ProgressId,
        /// Name as shown.
        name: String,
        /// file or link.
        kind: String,
        /// Media type of a file.
        media_type: Option<String>,
        /// Size of a file.
        size_bytes: Option<i64>,
        /// SHA-256 of a file.
        digest: Option<String>,
        /// Address of a link.
        link: Option<String>,
        /// When it was added.
        added_at: Moment,
    }
}

row! {
    struct Owner {
        unit_id: UnitId,
        assignment_id: khue_base::AssignmentId,
        writer_name: String,
        state: String,
    }
}

/// A piece of evidence with its content.
#[derive(Clone, Debug)]
pub struct EvidenceFile {
    /// What it is.
    pub line: EvidenceLine,
    /// The assignment on which it was reported.
    pub assignment: khue_base::AssignmentId,
    /// The unit that reported.
    pub unit: UnitId,
    /// Who handed it in.
    pub writer: String,
    /// The content of a file; empty for a link.
    pub content: Vec<u8>,
}

/// One piece of evidence, for those who may see its assignment. A draft's evidence is seen by its
/// own unit only.
///
/// # Errors
/// [`OpError::Hidden`] when it does not exist for the actor.
pub async fn evidence_file(ctx: &Ctx, id: EvidenceId) -> Result<EvidenceFile, OpError> {
    let mut session = ctx.read().await?;
    let line: EvidenceLine =
        session.optional(sql!("sql/evidence.sql"), &[id.into()]).await?.ok_or(OpError::Hidden)?;
    let owner: Owner = session
        .optional(sql!("sql/evidence_owner.sql"), &[line.progress_id.into()])
        .await?
        .ok_or(OpError::Hidden)?;
    let place = registry::place_of(&mut session, ctx.actor.unit, owner.unit_id, ctx.today()).await?;
    ctx.may(Action::ReadAssignment, place)?;
    if owner.state == "draft" && owner.unit_id != ctx.actor.unit {
        return Err(OpError::Hidden);
    }
    let content = match &line.digest {
        Some(digest) => files::content(&mut session, digest).await?,
        None => Vec::new(),
    };
    Ok(EvidenceFile {
        line,
        assignment: owner.assignment_id,
        unit: owner.unit_id,
        writer: owner.writer_name,
        content,
    })
}

/// The evidence of all reports on an assignment.
pub(super) async fn of_assignment(
    session: &mut Session,
    assignment: khue_base::AssignmentId,
) -> Result<Vec<EvidenceLine>, OpError> {
    Ok(session.all(sql!("sql/evidence_of_assignment.sql"), &[assignment.into()]).await?)
}
