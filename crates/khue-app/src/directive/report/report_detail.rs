//! A report as it stands, with what changed since its figures were frozen; the list of reports.

use khue_base::{Day, DirectiveId, Moment, ReportId, UnitId};
use khue_db::{Session, row, sql};
use khue_rules::accounts::{Action, Place};

use super::super::directives::head_for;
use super::super::overview::overview_at;
use super::content::{ReportBlock, ReportParagraph, ReportWords, Snapshot};
use super::{figures, locks};
use crate::{Ctx, OpError, files};

row! {
    /// The newest version of a report with its snapshot, as stored.
    pub(super) struct StoredReport {
        id: ReportId,
        directive_id: DirectiveId,
        unit_id: UnitId,
        as_of: Day,
        period: String,
        made_at: Moment,
        maker_name: String,
        version: i64,
        snapshot: i64,
        state: String,
        words: String,
        saved_at: Moment,
        saver_name: String,
        revision: i64,
        content: String,
        digest: String,
        frozen_at: Moment,
    }
}

row! {
    struct StoredLine {
        id: ReportId,
        as_of: Day,
        period: String,
        made_at: Moment,
        maker_name: String,
        unit_id: UnitId,
        version: i64,
        state: String,
        revision: i64,
        digest: String,
    }
}

/// A report.
#[derive(Clone, Debug)]
pub struct ReportDetail {
    /// Id.
    pub id: ReportId,
    /// On which directive.
    pub directive: DirectiveId,
    /// Whose it is.
    pub unit: UnitId,
    /// The day whose state it shows.
    pub as_of: Day,
    /// Words of the period.
    pub period: String,
    /// When it was drawn up.
    pub made_at: Moment,
    /// By whom.
    pub maker: String,
    /// Newest version.
    pub version: i64,
    /// Whether its words may no longer change.
    pub is_final: bool,
    /// When the newest version was written.
    pub saved_at: Moment,
    /// By whom.
    pub saver: String,
    /// Head, foot and reworded paragraphs.
    pub words: ReportWords,
    /// The frozen text.
    pub body: Vec<ReportBlock>,
    /// What stands behind the signature.
    pub annex: Vec<ReportBlock>,
    /// When the figures were frozen.
    pub frozen_at: Moment,
    /// SHA-256 of the frozen part.
    pub digest: String,
    /// Whether the digest still fits.
    pub intact: bool,
    /// Figures of that day that are known otherwise now: `Nhiệm vụ quá hạn: 9 → 8`.
    pub changes: Vec<String>,
    /// Whether the actor may change it.
    pub may_change: bool,
}

impl ReportDetail {
    /// `Báo cáo quý II năm 2021`.
    pub fn title(&self) -> String {
        title(&self.period, self.as_of)
    }

    /// What is wrong with the words of a paragraph, if anything.
    pub fn warning(&self, paragraph: &ReportParagraph) -> Option<String> {
        let edited = self.words.edited.get(&paragraph.key)?;
        locks::warning(&paragraph.text, &paragraph.locks, edited)
    }
}

/// A report in the list.
#[derive(Clone, Debug)]
pub struct ReportLine {
    /// Id.
    pub id: ReportId,
    /// `Báo cáo quý II năm 2021`.
    pub title: String,
    /// The day whose state it shows.
    pub as_of: Day,
    /// When it was drawn up.
    pub made_at: Moment,
    /// By whom.
    pub maker: String,
    /// Whether its words may no longer change.
    pub is_final: bool,
    /// Whether figures of its day are known otherwise now.
    pub is_stale: bool,
}

fn title(period: &str, as_of: Day) -> String {
    if period.is_empty() { format!("Báo cáo đến ngày {as_of}") } else { format!("Báo cáo {period}") }
}

/// The reports on a directive, newest first; those still in the making only for who reviews.
///
/// # Errors
/// [`OpError::Hidden`] when the directive does not exist for the actor.
pub async fn reports(ctx: &Ctx, directive: DirectiveId) -> Result<Vec<ReportLine>, OpError> {
    let mut session = ctx.read().await?;
    let head = head_for(ctx, &mut session, directive).await?;
    let stored: Vec<StoredLine> = session.all(sql!("sql/reports.sql"), &[directive.into()]).await?;
    let mut lines = Vec::new();
    for line in stored {
        if !sees(ctx, &line.state) {
            continue;
        }
        let is_stale = head.revision != line.revision && {
            let stored = stored_report(&mut session, line.id).await?;
            let snapshot: Snapshot = serde_json::from_str(&stored.content)?;
            !changes(ctx, directive, &snapshot).await?.is_empty()
        };
        lines.push(ReportLine {
            id: line.id,
            title: title(&line.period, line.as_of),
            as_of: line.as_of,
            made_at: line.made_at,
            maker: line.maker_name,
            is_final: line.state == "final",
            is_stale,
        });
    }
    Ok(lines)
}

/// One report.
///
/// # Errors
/// [`OpError::Hidden`] when it does not exist for the actor.
pub async fn report_detail(ctx: &Ctx, id: ReportId) -> Result<ReportDetail, OpError> {
    let mut session = ctx.read().await?;
    let stored = stored_report(&mut session, id).await?;
    let head = head_for(ctx, &mut session, stored.directive_id).await?;
    drop(session);
    if !sees(ctx, &stored.state) {
        return Err(OpError::Hidden);
    }
    let snapshot: Snapshot = serde_json::from_str(&stored.content)?;
    let changes = if head.revision == stored.revision {
        Vec::new()
    } else {
        changes(ctx, stored.directive_id, &snapshot).await?
    };
    let is_final = stored.state == "final";
    Ok(ReportDetail {
        id,
        directive: stored.directive_id,
        unit: stored.unit_id,
        as_of: stored.as_of,
        period: stored.period,
        made_at: stored.made_at,
        maker: stored.maker_name,
        version: stored.version,
        is_final,
        saved_at: stored.saved_at,
        saver: stored.saver_name,
        words: serde_json::from_str(&stored.words)?,
        body: snapshot.body,
        annex: snapshot.annex,
        frozen_at: stored.frozen_at,
        intact: files::digest(stored.content.as_bytes()) == stored.digest,
        digest: stored.digest,
        changes,
        may_change: !is_final && may_change(ctx, stored.unit_id).is_ok(),
    })
}

/// The newest version of a report.
pub(super) async fn stored_report(session: &mut Session, id: ReportId) -> Result<StoredReport, OpError> {
    session.optional(sql!("sql/report.sql"), &[id.into()]).await?.ok_or(OpError::Hidden)
}

/// A report is changed only by the unit whose report it is.
pub(super) fn may_change(ctx: &Ctx, unit: UnitId) -> Result<(), OpError> {
    ctx.may(Action::MakeReport, Place::Nowhere)?;
    if ctx.actor.unit == unit { Ok(()) } else { Err(OpError::Forbidden) }
}

/// A report in the making is not yet anybody's word.
fn sees(ctx: &Ctx, state: &str) -> bool {
    let action = if state == "final" { Action::ReadDirective } else { Action::ReviewDirective };
    ctx.may(action, Place::Nowhere).is_ok()
}

async fn changes(ctx: &Ctx, directive: DirectiveId, snapshot: &Snapshot) -> Result<Vec<String>, OpError> {
    let now = overview_at(ctx, directive, snapshot.as_of).await?;
    Ok(figures::changes(&snapshot.figures, &figures::figures(&now)))
}
