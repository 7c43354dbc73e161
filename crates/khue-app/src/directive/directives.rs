//! The list of directives, and the head of one.

use khue_base::{Day, DirectiveId, Moment, UnitId};
use khue_db::{Session, row, sql};
use khue_rules::accounts::{Action, Place};

use crate::{Ctx, OpError};

row! {
    /// What identifies a directive.
    pub struct DirectiveHead {
        /// Id.
        id: DirectiveId,
        /// The unit that keeps it.
        owner_unit: UnitId,
        /// review, adopted or withdrawn.
        state: String,
        /// Chỉ thị, Kế hoạch, …
        kind: Option<String>,
        /// Its number.
        number: Option<String>,
        /// Day of issue.
        issued_on: Option<Day>,
        /// Who issued it.
        issuer: Option<String>,
        /// Subject.
        subject: String,
        /// School year, as written.
        school_year: Option<String>,
        /// Name of the uploaded file.
        file_name: String,
        /// When it was uploaded.
        uploaded_at: Moment,
        /// When it was adopted.
        adopted_at: Option<Moment>,
        /// Grows with every change that pages of figures show.
        revision: i64,
    }
}

impl DirectiveHead {
    /// How people call it: `Chỉ thị 15/CT-UBND ngày 4/9/2020`.
    pub fn name(&self) -> String {
        let mut name = self.kind.clone().unwrap_or_else(|| "Văn bản".to_owned());
        if let Some(number) = &self.number {
            name = format!("{name} {number}");
        }
        if let Some(day) = self.issued_on {
            name = format!("{name} ngày {day}");
        }
        name
    }
}

row! {
    /// A directive with its counts, for the list.
    pub struct DirectiveLine {
        /// Id.
        id: DirectiveId,
        /// Tasks, or provisions still proposed.
        tasks: i64,
        /// Provisions not looked at yet.
        unseen: i64,
    }
}

/// All directives that the actor may see, newest first, with their counts. Drafts under review are
/// shown to those who review.
///
/// # Errors
/// [`OpError::Hidden`] for those who have no part in directives.
pub async fn directives(ctx: &Ctx) -> Result<Vec<(DirectiveHead, DirectiveLine)>, OpError> {
    ctx.may(Action::ReadDirective, Place::Nowhere)?;
    let reviews = ctx.may(Action::ReviewDirective, Place::Nowhere).is_ok();
    let mut session = ctx.read().await?;
    let heads: Vec<DirectiveHead> = session.all(sql!("sql/directives.sql"), &[reviews.into()]).await?;
    let lines: Vec<DirectiveLine> = session.all(sql!("sql/directive_counts.sql"), &[]).await?;
    let count = |head: &DirectiveHead| {
        let line = lines.iter().find(|line| line.id == head.id).cloned();
        line.unwrap_or(DirectiveLine { id: head.id, tasks: 0, unseen: 0 })
    };
    Ok(heads.into_iter().map(|head| (count(&head), head)).map(|(line, head)| (head, line)).collect())
}

/// The head of one directive.
///
/// # Errors
/// [`OpError::Hidden`] when it does not exist for the actor.
pub async fn directive_head(ctx: &Ctx, id: DirectiveId) -> Result<DirectiveHead, OpError> {
    let mut session = ctx.read().await?;
    head_for(ctx, &mut session, id).await
}

/// The head of one directive, on a session at hand.
pub(super) async fn head_for(
    ctx: &Ctx,
    session: &mut Session,
    id: DirectiveId,
) -> Result<DirectiveHead, OpError> {
    let head: DirectiveHead =
        session.optional(sql!("sql/directive_head.sql"), &[id.into()]).await?.ok_or(OpError::Hidden)?;
    let action = if head.state == "adopted" { Action::ReadDirective } else { Action::ReviewDirective };
    ctx.may(action, Place::Nowhere)?;
    Ok(head)
}
