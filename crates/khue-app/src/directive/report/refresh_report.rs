//! Freezing a report's figures anew on somebody's order.

use khue_base::ReportId;
use serde_json::json;

use super::content::{ReportWords, Snapshot};
use super::make_report::{Frozen, freeze, frozen, write_version};
use super::report_detail::stored_report;
use super::save_report::stored_for_change;
use crate::{Ctx, OpError};

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refreshed {
    /// The new version.
    pub version: i64,
    /// Reworded paragraphs that were kept.
    pub kept: usize,
    /// Reworded paragraphs that read as drafted again, because their figures changed; the version before
    /// still has them.
    pub dropped: usize,
}

/// Freezes the figures of the report's day as they are known now. Words that people wrote stay where the
/// drafted sentence is what it was.
///
/// # Errors
/// [`OpError::Stale`] when somebody else wrote the report meanwhile; refused when it is final.
pub async fn refresh_report(ctx: &Ctx, report: ReportId) -> Result<Refreshed, OpError> {
    let mut session = ctx.read().await?;
    let seen = stored_report(&mut session, report).await?.version;
    let stored = stored_for_change(ctx, &mut session, report, seen).await?;
    drop(session);
    let Frozen { snapshot, revision, .. } = frozen(ctx, stored.directive_id, stored.as_of).await?;
    let before: Snapshot = serde_json::from_str(&stored.content)?;
    let mut words: ReportWords = serde_json::from_str(&stored.words)?;
    let all = words.edited.len();
    words.edited.retain(|key, _| {
        let of = |snapshot: &Snapshot| {
            snapshot
                .paragraphs()
                .find(|paragraph| paragraph.key == *key)
                .map(|paragraph| paragraph.text.clone())
        };
        let now = of(&snapshot);
        now.is_some() && now == of(&before)
    });
    let (number, version, kept) = (stored.snapshot + 1, stored.version + 1, words.edited.len());
    let mut tx = ctx.begin().await?;
    let digest = freeze(ctx, &mut tx, report, number, revision, &snapshot).await?;
    write_version(ctx, &mut tx, report, version, number, "draft", &words).await?;
    let detail = json!({ "version": version, "revision": revision, "digest": digest, "dropped": all - kept });
    ctx.audit(&mut tx, "report.refreshed", format!("report/{report}"), detail).await?;
    tx.commit().await?;
    Ok(Refreshed { version, kept, dropped: all - kept })
}
