//! Applying an import: all or the valid rows, in one transaction, under one source.

use khue_base::SourceId;
use khue_db::{Statement, Tx, sql};

use super::compare::weigh;
use super::open::{ImportOrder, Opened};
use super::preview::{ImportPreview, permitted};
use crate::registry::records::{SourceKind, begin_source, finish_source, write_records};
use crate::{Ctx, OpError};

/// What is written when some rows are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Take {
    /// Nothing.
    All,
    /// The other rows.
    Valid,
}

/// What was done.
#[derive(Clone, Debug)]
pub struct Applied {
    /// What the import was, as of the moment of writing.
    pub preview: ImportPreview,
    /// What was written and can be taken back; none when rows were refused or everything was so already.
    pub source: Option<SourceId>,
}

/// Imports a sheet. Nothing is written when a row is refused and all are wanted, or when nothing is new.
///
/// # Errors
/// Refused when the file gives no table; stale when somebody changed a record meanwhile; hidden or forbidden when
/// the actor may not change records of the unit.
pub async fn apply_import(ctx: &Ctx, order: &ImportOrder, take: Take) -> Result<Applied, OpError> {
    // The file is read before the database is held for writing.
    let opened = permitted(ctx, &mut ctx.read().await?, order).await?;
    let mut tx = ctx.begin().await?;
    let mut source = begin_source(ctx, &mut tx, SourceKind::Import, order.unit, &note(&opened)).await?;
    let mut weighed = weigh(ctx, &mut tx, source.province, &opened).await?;
    let writes = std::mem::take(&mut weighed.writes);
    let is_stopped = take == Take::All && weighed.has_errors();
    let preview = ImportPreview::of(&opened, weighed);
    if writes.is_empty() || is_stopped {
        tx.roll_back().await?;
        return Ok(Applied { preview, source: None });
    }
    for (kind, writes) in writes {
        write_records(ctx, &mut tx, &mut source, kind, writes).await?;
    }
    remember(ctx, &mut tx, &opened).await?;
    let id = finish_source(ctx, &mut tx, source).await?;
    tx.commit().await?;
    Ok(Applied { preview, source: Some(id) })
}

fn note(opened: &Opened) -> String {
    format!("{}: {}", opened.kind.title, opened.file_name)
}

/// The columns of a sheet that was applied are those of the next one.
async fn remember(ctx: &Ctx, tx: &mut Tx, opened: &Opened) -> Result<(), OpError> {
    let Some(layout) = opened.layouts.first() else { return Ok(()) };
    let values = [
        opened.unit.into(),
        opened.kind.code.as_str().into(),
        serde_json::to_string(&layout.remembered())?.into(),
        ctx.now().into(),
        ctx.actor.account.into(),
    ];
    tx.execute(REMEMBER_MAPPING, &values).await?;
    Ok(())
}

const REMEMBER_MAPPING: Statement = sql!("sql/remember_mapping.sql");
