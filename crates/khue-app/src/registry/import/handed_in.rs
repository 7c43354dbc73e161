//! A sheet between its upload and its application: kept, so that its columns can be put right without sending it
//! again.

use std::sync::Arc;

use khue_base::{Day, ImportId, SchoolYear, UnitId};
use khue_db::{Session, Statement, Value, sql};
use khue_rules::accounts::Action;
use khue_rules::registry::record::{Kind, kind};
use khue_rules::registry::sheet::Remembered;

use super::forget::announce_forgetting;
use super::open::ImportOrder;
use super::preview::permitted;
use crate::registry::records::may_at;
use crate::{Ctx, OpError, files};

/// A sheet that was handed in.
#[derive(Clone, Debug)]
pub struct HandedIn {
    /// Its id.
    pub id: ImportId,
    /// What it is, and what was chosen for it.
    pub order: ImportOrder,
    /// How many rows its tables had when it was handed in.
    pub row_count: usize,
}

/// What somebody chose for a sheet.
#[derive(Clone, Debug)]
pub struct ChooseColumns {
    /// The unit.
    pub unit: UnitId,
    /// The sheet.
    pub import: ImportId,
    /// What its rows are.
    pub kind: &'static Kind,
    /// What its columns mean; as found by itself when absent.
    pub mapping: Option<Remembered>,
    /// The school year.
    pub year: Option<SchoolYear>,
    /// From which day its rows hold.
    pub day: Option<Day>,
}

/// Keeps a sheet in which a table was found.
///
/// # Errors
/// Refused when the file gives no table; hidden or forbidden when the actor may not change records of the unit.
pub async fn hand_in(ctx: &Ctx, order: &ImportOrder) -> Result<ImportId, OpError> {
    let opened = permitted(ctx, &mut ctx.read().await?, order).await?;
    let mut tx = ctx.begin().await?;
    let digest = files::digest(&order.content);
    let id: ImportId = ctx.id();
    let mapping = order.mapping.as_ref().map(serde_json::to_string).transpose()?;
    let values: [Value; 10] = [
        id.into(),
        order.unit.into(),
        opened.kind.code.as_str().into(),
        order.file_name.as_str().into(),
        digest.into(),
        Value::Text(mapping),
        Value::Text(order.year.map(|year| year.to_string())),
        order.day.into(),
        ctx.now().into(),
        ctx.actor.account.into(),
    ];
    tx.execute(INSERT_IMPORT, &values).await?;
    let rows = i64::try_from(opened.row_count()).unwrap_or(i64::MAX);
    let content: Value = order.content.as_slice().into();
    tx.execute(INSERT_CONTENT, &[id.into(), rows.into(), content]).await?;
    announce_forgetting(&mut tx, ctx.id(), ctx.now()).await?;
    // No record has changed yet; what is applied is audited.
    tx.commit_unaudited().await?;
    Ok(id)
}

/// A sheet that was handed in for a unit.
///
/// # Errors
/// Hidden when there is none; hidden or forbidden when the actor may not change records of the unit.
pub async fn handed_in(ctx: &Ctx, unit: UnitId, id: ImportId) -> Result<HandedIn, OpError> {
    let mut session = ctx.read().await?;
    may_at(ctx, &mut session, Action::ChangeRecords, &[unit]).await?;
    let row = import(&mut session, unit, id).await?;
    let kept: Option<ContentRow> = session.optional(CONTENT, &[id.into()]).await?;
    let kept = kept.ok_or(OpError::Hidden)?;
    let order = ImportOrder {
        unit,
        kind: kind(&row.kind),
        content: Arc::new(kept.content),
        file_name: row.file_name,
        mapping: row.mapping.as_deref().map(serde_json::from_str).transpose()?,
        year: row.school_year.and_then(|year| year.parse().ok()),
        day: row.holds_from,
    };
    Ok(HandedIn { id, order, row_count: usize::try_from(kept.row_count).unwrap_or_default() })
}

/// Keeps what somebody chose for a sheet.
///
/// # Errors
/// As [`handed_in`].
pub async fn choose_columns(ctx: &Ctx, cmd: ChooseColumns) -> Result<(), OpError> {
    let mut tx = ctx.begin().await?;
    may_at(ctx, &mut tx, Action::ChangeRecords, &[cmd.unit]).await?;
    import(&mut tx, cmd.unit, cmd.import).await?;
    let mapping = cmd.mapping.as_ref().map(serde_json::to_string).transpose()?;
    let values: [Value; 5] = [
        cmd.import.into(),
        cmd.kind.code.as_str().into(),
        Value::Text(mapping),
        Value::Text(cmd.year.map(|year| year.to_string())),
        cmd.day.into(),
    ];
    tx.execute(CHOOSE, &values).await?;
    Ok(tx.commit_unaudited().await?)
}

/// Hidden when the unit was handed no such sheet.
pub(super) async fn known_here(session: &mut Session, unit: UnitId, id: ImportId) -> Result<(), OpError> {
    import(session, unit, id).await.map(|_| ())
}

async fn import(session: &mut Session, unit: UnitId, id: ImportId) -> Result<ImportRow, OpError> {
    let row: Option<ImportRow> = session.optional(IMPORT, &[id.into()]).await?;
    row.filter(|row| row.unit_id == unit).ok_or(OpError::Hidden)
}

khue_db::row! {
    struct ImportRow {
        unit_id: UnitId,
        kind: String,
        file_name: String,
        mapping: Option<String>,
        school_year: Option<String>,
        holds_from: Option<Day>,
    }
}

khue_db::row! {
    struct ContentRow {
        row_count: i64,
        content: Vec<u8>,
    }
}

const INSERT_CONTENT: Statement = sql!("sql/insert_content.sql");
const CONTENT: Statement = sql!("sql/content.sql");
const INSERT_IMPORT: Statement = sql!("sql/insert_import.sql");
const IMPORT: Statement = sql!("sql/import.sql");
const CHOOSE: Statement = sql!("sql/choose.sql");
