//! Records that were merged: where they went, under which numbers they were known, and how to take it back.

use khue_base::{Moment, RecordId, SourceId, UnitId};
use khue_db::{DbError, Session, Statement, sql};
use khue_rules::accounts::{Action, Place};

use crate::registry::records::{Undone, keeper_of, undo_source};
use crate::{Ctx, OpError};

khue_db::row! {
    /// A merger that holds.
    #[derive(PartialEq, Eq)]
    pub struct Merged {
        /// Its id.
        id: RecordId,
        /// The record that stayed.
        kept: RecordId,
        /// The record that went.
        gone: RecordId,
        /// The Ministry's code of the record that went.
        ministry_code: Option<String>,
        /// Its personal number.
        personal_number: Option<String>,
        /// How one knew.
        reason: String,
        /// What wrote it.
        source: SourceId,
        /// When.
        decided_at: Moment,
    }
}

/// The newest mergers that hold.
///
/// # Errors
/// Hidden or forbidden when the actor may not manage units.
pub async fn merged_pupils(ctx: &Ctx, limit: u32) -> Result<Vec<Merged>, OpError> {
    ctx.may(Action::ManageUnits, Place::Nowhere)?;
    let mut session = ctx.read().await?;
    let province = keeper_of(&mut session, ctx.actor.unit, ctx.today()).await?;
    Ok(session.all(MERGED, &[province.into(), limit.into()]).await?)
}

/// The record into which another one went; none when it did not. Whoever may see that record may follow.
///
/// # Errors
/// [`OpError::Failed`] when the database refuses.
pub async fn merged_into(ctx: &Ctx, gone: RecordId) -> Result<Option<RecordId>, OpError> {
    let mut session = ctx.read().await?;
    let province = keeper_of(&mut session, ctx.actor.unit, ctx.today()).await?;
    let row: Option<KeptRow> = session.optional(MERGED_INTO, &[province.into(), gone.into()]).await?;
    Ok(row.map(|row| row.kept))
}

/// Takes a merger back, exactly: both records are as they were before.
///
/// # Errors
/// Refused while something was built upon it; hidden or forbidden when there is none or the actor may not change
/// records of the school.
pub async fn unmerge_pupils(ctx: &Ctx, id: RecordId, reason: &str) -> Result<Undone, OpError> {
    let all = merged_pupils(ctx, u32::MAX).await?;
    let merged = all.into_iter().find(|merged| merged.id == id).ok_or(OpError::Hidden)?;
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(OpError::field("ly-do", "Chưa ghi lý do. Hãy ghi vì sao đó là hai người."));
    }
    undo_source(ctx, merged.source, reason).await
}

/// People by the numbers of records that went into theirs; `field` is the one of the two numbers.
pub(in crate::registry) async fn merged_numbers(
    session: &mut Session,
    province: UnitId,
    field: &str,
    numbers: &[String],
) -> Result<Vec<(RecordId, String)>, DbError> {
    let all: Vec<Merged> = session.all(MERGED, &[province.into(), u32::MAX.into()]).await?;
    let mut found = Vec::new();
    for merged in &all {
        let number = match field {
            "ministry_code" => merged.ministry_code.as_ref(),
            "personal_number" => merged.personal_number.as_ref(),
            _ => None,
        };
        let Some(number) = number.filter(|number| numbers.contains(number)) else { continue };
        // Who stayed may have gone into somebody else later.
        let mut kept = merged.kept;
        for later in all.iter().rev() {
            if later.gone == kept {
                kept = later.kept;
            }
        }
        found.push((kept, number.clone()));
    }
    Ok(found)
}

khue_db::row! {
    struct KeptRow {
        kept: RecordId,
    }
}

const MERGED: Statement = sql!("sql/merged.sql");
const MERGED_INTO: Statement = sql!("sql/merged_into.sql");
