//! Applying an import: all or the valid rows, in one transaction, under one source.

use std::sync::Arc;

use khue_base::SourceId;
use khue_db::{Statement, Tx, sql};

use super::compare::weigh;
use super::open::{ImportOrder, Opened};
use super::preview::{ImportPreview, permitted};
use super::progress::{ImportStep, Watch};
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

impl Applied {
    /// Why nothing was written, as a sentence.
    pub fn nothing_because(&self) -> &'static str {
        if self.preview.has_errors() {
            "Chưa ghi gì vì có hàng bị từ chối. Hãy sửa tệp, hoặc chỉ ghi các hàng đúng."
        } else {
            "Mọi hàng đã đúng như vậy từ trước, không có gì để ghi."
        }
    }
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
    let applied = apply_in(ctx, &mut tx, &opened, take, &Watch::nobody()).await?;
    let applied =
        applied.ok_or_else(|| OpError::Failed("an import stopped that nobody watches".to_owned()))?;
    match applied.source {
        Some(_) => tx.commit().await?,
        None => tx.roll_back().await?,
    }
    Ok(applied)
}

/// The same within a transaction, which the caller commits when something was written and else gives up;
/// nothing when somebody stopped it.
pub(super) async fn apply_in(
    ctx: &Ctx,
    tx: &mut Tx,
    opened: &Arc<Opened>,
    take: Take,
    watch: &Watch<'_>,
) -> Result<Option<Applied>, OpError> {
    let mut source = begin_source(ctx, tx, SourceKind::Import, opened.unit, &note(opened)).await?;
    let mut weighed = weigh(ctx, tx, source.province, opened).await?;
    let writes = std::mem::take(&mut weighed.writes);
    let is_refused = take == Take::All && weighed.has_errors();
    let preview = ImportPreview::of(opened, weighed);
    if writes.is_empty() || is_refused {
        return Ok(Some(Applied { preview, source: None }));
    }
    let total: usize = writes.iter().map(|(_, writes)| writes.len()).sum();
    let mut done = 0;
    for (kind, mut writes) in writes {
        while !writes.is_empty() {
            if !watch.reached(ImportStep::Write, done, total) {
                return Ok(None);
            }
            let rest = writes.split_off(writes.len().min(AT_ONCE));
            done += writes.len();
            write_records(ctx, tx, &mut source, kind, writes).await?;
            writes = rest;
        }
    }
    remember(ctx, tx, opened).await?;
    if !watch.reached(ImportStep::Settle, done, total) {
        return Ok(None);
    }
    let id = finish_source(ctx, tx, source).await?;
    Ok(Some(Applied { preview, source: Some(id) }))
}

/// Records written between two looks at whether somebody wants it stopped.
const AT_ONCE: usize = 2000;

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
