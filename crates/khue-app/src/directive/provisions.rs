//! The provisions of a directive under review.

use khue_base::{Day, DirectiveId, ProvisionId, UnitId};
use khue_db::{DbError, FromRow, Row, Session, sql};
use khue_rules::accounts::{Action, Place};
use khue_rules::directive::reading::{ReadActor, ReadDeadline, ReadTarget, Span};
use serde::{Deserialize, Serialize};

use crate::{Ctx, OpError};

/// What the reader found inside a provision; kept as JSON while under review.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProvisionDetail {
    /// Who is named.
    pub actors: Vec<ReadActor>,
    /// Numbers to reach.
    pub targets: Vec<ReadTarget>,
    /// Time expressions.
    pub deadlines: Vec<ReadDeadline>,
    /// Numbers of cited documents.
    pub references: Vec<String>,
    /// What `Đối với …:` says.
    pub scope: Option<String>,
    /// yêu cầu, đề nghị, giao.
    pub modality: Option<String>,
    /// To whom it is reported.
    pub report_to: Option<String>,
    /// Kinds of units that are proposed to carry it out.
    pub carry_kinds: Vec<String>,
}

/// Where a provision stands in the review.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReviewState {
    /// Proposed by the reader, not looked at.
    Suggested,
    /// Will become a task.
    Accepted,
    /// Will not.
    Dropped,
}

impl ReviewState {
    /// The code under which it is stored.
    pub fn code(self) -> &'static str {
        match self {
            ReviewState::Suggested => "suggested",
            ReviewState::Accepted => "accepted",
            ReviewState::Dropped => "dropped",
        }
    }

    fn from_code(code: &str) -> Result<Self, DbError> {
        match code {
            "suggested" => Ok(ReviewState::Suggested),
            "accepted" => Ok(ReviewState::Accepted),
            "dropped" => Ok(ReviewState::Dropped),
            other => Err(DbError::Broken(format!("review state {other}"))),
        }
    }
}

/// One proposed obligation.
#[derive(Clone, Debug)]
pub struct ProvisionLine {
    /// Id.
    pub id: ProvisionId,
    /// Its directive.
    pub directive: DirectiveId,
    /// Order in the document.
    pub ordinal: i64,
    /// Grows with each change.
    pub version: i64,
    /// Where it stands.
    pub state: ReviewState,
    /// read, split, merged or hand.
    pub origin: String,
    /// Path of its section.
    pub section: String,
    /// objective, task, solution, assignment, milestone.
    pub kind: String,
    /// The clause.
    pub text: String,
    /// Its first verb.
    pub leading_verb: Option<String>,
    /// Its place in the text.
    pub span: Span,
    /// What was found in it.
    pub detail: ProvisionDetail,
    /// Proposed due day.
    pub due_on: Option<Day>,
    /// month, quarter, half-year, year.
    pub repeats: Option<String>,
    /// Why that day.
    pub due_reason: String,
    /// Proposed lead unit.
    pub lead_unit: Option<UnitId>,
    /// Proposed supporting units.
    pub support_units: Vec<UnitId>,
    /// Why these units.
    pub units_reason: String,
    /// The provision that it repeats.
    pub duplicate_of: Option<ProvisionId>,
}

impl FromRow for ProvisionLine {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        let offset = |column| {
            let bytes: i64 = row.get(column)?;
            usize::try_from(bytes).map_err(|e| DbError::Broken(e.to_string()))
        };
        let state: String = row.get("state")?;
        let detail: String = row.get("detail")?;
        let support: String = row.get("support_units")?;
        let json = |e: serde_json::Error| DbError::Broken(format!("stored provision: {e}"));
        Ok(Self {
            id: row.get("id")?,
            directive: row.get("directive_id")?,
            ordinal: row.get("ordinal")?,
            version: row.get("version")?,
            state: ReviewState::from_code(&state)?,
            origin: row.get("origin")?,
            section: row.get("section")?,
            kind: row.get("kind")?,
            text: row.get("text")?,
            leading_verb: row.get("leading_verb")?,
            span: Span { start: offset("span_start")?, end: offset("span_end")? },
            detail: serde_json::from_str(&detail).map_err(json)?,
            due_on: row.get("due_on")?,
            repeats: row.get("repeats")?,
            due_reason: row.get("due_reason")?,
            lead_unit: row.get("lead_unit")?,
            support_units: serde_json::from_str(&support).map_err(json)?,
            units_reason: row.get("units_reason")?,
            duplicate_of: row.get("duplicate_of")?,
        })
    }
}

/// The provisions of a directive in the order of the document.
///
/// # Errors
/// [`OpError::Hidden`] for those who do not review.
pub async fn provisions(ctx: &Ctx, directive: DirectiveId) -> Result<Vec<ProvisionLine>, OpError> {
    ctx.may(Action::ReviewDirective, Place::Nowhere)?;
    let mut session = ctx.read().await?;
    all_of(&mut session, directive).await
}

/// The provisions on a session at hand.
pub(super) async fn all_of(
    session: &mut Session,
    directive: DirectiveId,
) -> Result<Vec<ProvisionLine>, OpError> {
    Ok(session.all(sql!("sql/provisions.sql"), &[directive.into()]).await?)
}

/// One provision on a session at hand.
pub(super) async fn one_of(session: &mut Session, id: ProvisionId) -> Result<ProvisionLine, OpError> {
    session.optional(sql!("sql/provision.sql"), &[id.into()]).await?.ok_or(OpError::Hidden)
}

/// Writes a new provision.
pub(super) async fn insert(session: &mut Session, ctx: &Ctx, line: &ProvisionLine) -> Result<(), OpError> {
    let mut values = vec![line.id.into(), line.directive.into(), line.ordinal.into(), line.version.into()];
    values.extend(content(ctx, line)?);
    session.execute(sql!("sql/insert_provision.sql"), &values).await?;
    Ok(())
}

/// Writes the changed provision over the version that was read; [`OpError::Stale`] when somebody
/// else was first. Provisions are drafts: history begins with adoption, the audit trail before.
pub(super) async fn update(session: &mut Session, ctx: &Ctx, line: &ProvisionLine) -> Result<(), OpError> {
    let mut values = vec![line.id.into(), line.version.into()];
    values.extend(content(ctx, line)?);
    if session.execute(sql!("sql/update_provision.sql"), &values).await? == 0 {
        return Err(OpError::Stale);
    }
    Ok(())
}

fn content(ctx: &Ctx, line: &ProvisionLine) -> Result<Vec<khue_db::Value>, OpError> {
    let offset = |bytes: usize| i64::try_from(bytes).unwrap_or(i64::MAX).into();
    Ok(vec![
        line.state.code().into(),
        (&line.origin).into(),
        (&line.section).into(),
        (&line.kind).into(),
        (&line.text).into(),
        (&line.leading_verb).into(),
        offset(line.span.start),
        offset(line.span.end),
        serde_json::to_string(&line.detail)?.into(),
        line.due_on.into(),
        (&line.repeats).into(),
        (&line.due_reason).into(),
        line.lead_unit.into(),
        serde_json::to_string(&line.support_units)?.into(),
        (&line.units_reason).into(),
        line.duplicate_of.into(),
        ctx.now().into(),
        ctx.actor.account.into(),
    ])
}
