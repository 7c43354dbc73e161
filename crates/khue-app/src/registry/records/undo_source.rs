//! Taking back what a source wrote.

use std::collections::BTreeSet;

use khue_base::{RecordId, SourceId, UnitId};
use khue_db::{Session, Statement, Tx, sql};
use khue_rules::accounts::Action;
use khue_rules::registry::record::kind;
use serde_json::json;

use super::reach::may_at;
use super::record::RecordKey;
use super::source::{Opening, SourceKind, SourceRow, links_people, open, settle, source_row};
use super::tables::{Table, table};
use crate::registry::open_end;
use crate::{Ctx, OpError};

/// What was written later and stands upon a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obstacle {
    /// In which kind of record, as sentences name it.
    pub kind: &'static str,
    /// What wrote it.
    pub source: SourceRow,
}

/// What was taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Undone {
    /// The source that took it back.
    pub source: SourceId,
    /// What kind of writing was taken back.
    pub what: SourceKind,
    /// Rows that no longer hold.
    pub withdrawn: u64,
    /// Rows that hold again.
    pub restored: u64,
}

/// What stands in the way of taking a source back.
///
/// # Errors
/// Hidden or forbidden when the actor may not change records of the unit.
pub async fn obstacles_to_undo(ctx: &Ctx, id: SourceId) -> Result<Vec<Obstacle>, OpError> {
    let mut session = ctx.read().await?;
    let source = known(ctx, &mut session, id).await?;
    obstacles(&mut session, &source).await
}

/// Takes back all that a source wrote: its rows hold no longer, what they replaced holds again. Both stay to
/// be seen.
///
/// # Errors
/// Refused when it was taken back already or something later stands upon it; hidden or forbidden when the
/// actor may not change records of the unit.
pub async fn undo_source(ctx: &Ctx, id: SourceId, reason: &str) -> Result<Undone, OpError> {
    let mut tx = ctx.begin().await?;
    let before = known(ctx, &mut tx, id).await?;
    if before.undone_by.is_some() {
        return Err(OpError::refused(
            "Lần ghi này đã được hoàn tác rồi. Xem lại danh sách các lần ghi dữ liệu.",
        ));
    }
    if before.what == SourceKind::Undo {
        return Err(OpError::refused(
            "Lần hoàn tác không hoàn tác lại được. Hãy nhập lại tệp hoặc sửa lại bản ghi.",
        ));
    }
    if before.what == SourceKind::Arrange {
        return Err(OpError::refused(
            "Việc sắp xếp trường không hoàn tác được vì đơn vị đã đổi theo. Nếu quyết định bị thay, hãy sắp xếp lại theo quyết định mới.",
        ));
    }
    let obstacles = obstacles(&mut tx, &before).await?;
    if let Some(first) = obstacles.first() {
        return Err(OpError::refused(format!(
            "Không hoàn tác được vì {} đã được ghi tiếp sau đó ({}, {}). Hãy hoàn tác các lần ghi sau trước.",
            first.kind,
            first.source.what.name().to_lowercase(),
            first.source.recorded_at,
        )));
    }
    let opening = Opening {
        what: SourceKind::Undo,
        unit: before.unit,
        note: reason,
        province: before.province,
        undoes: Some(id),
    };
    let mut source = open(ctx, &mut tx, opening).await?;
    let (mut withdrawn, mut restored) = (0, 0);
    for table in tables_of(&mut tx, id).await? {
        let touched: Vec<TouchedRow> = tx.all(table.of_source, &[before.province.into(), id.into()]).await?;
        let moments = [before.province.into(), id.into(), source.at.into(), source.by.into()];
        restored += tx.execute(table.restore, &moments).await?;
        let values = [before.province.into(), id.into(), source.at.into(), source.id.into()];
        withdrawn += tx.execute(table.withdraw, &values).await?;
        let people = links_people(table.kind);
        for row in touched {
            let unit = (row.unit_id != UnitId(0)).then_some(row.unit_id);
            source.wrote(RecordKey { kind: table.kind, unit, id: row.id }, None);
        }
        if let Some((person_kind, _)) = people {
            let rows: Vec<PersonRow> = match table.people_of_source {
                Some(statement) => tx.all(statement, &[before.province.into(), id.into()]).await?,
                None => Vec::new(),
            };
            for row in rows {
                source.linked(person_kind, row.person, before.unit, open_end());
            }
        }
    }
    let undone = Undone { source: source.id, what: before.what, withdrawn, restored };
    settle(ctx, &mut tx, source).await?;
    let detail = json!({
        "source": undone.source, "withdrawn": withdrawn, "restored": restored, "reason": reason,
        "unit": before.unit,
    });
    ctx.audit(&mut tx, "record.undo", format!("source/{id}"), detail).await?;
    tx.commit().await?;
    Ok(undone)
}

async fn known(ctx: &Ctx, session: &mut Session, id: SourceId) -> Result<SourceRow, OpError> {
    let source = source_row(session, id).await?.ok_or(OpError::Hidden)?;
    may_at(ctx, session, Action::ChangeRecords, &[source.unit]).await?;
    Ok(source)
}

async fn tables_of(tx: &mut Tx, id: SourceId) -> Result<Vec<&'static Table>, OpError> {
    let rows: Vec<KindRow> = tx.all(KINDS_OF_SOURCE, &[id.into()]).await?;
    Ok(rows.iter().filter_map(|row| kind(&row.kind)).filter_map(table).collect())
}

async fn obstacles(session: &mut Session, source: &SourceRow) -> Result<Vec<Obstacle>, OpError> {
    let rows: Vec<KindRow> = session.all(KINDS_OF_SOURCE, &[source.id.into()]).await?;
    let mut found: BTreeSet<(&'static str, SourceId)> = BTreeSet::new();
    for table in rows.iter().filter_map(|row| kind(&row.kind)).filter_map(table) {
        let values = [source.province.into(), source.id.into()];
        let upon: Vec<UponRow> = session.all(table.built_upon, &values).await?;
        found.extend(upon.into_iter().map(|row| (table.kind.name.as_str(), row.source)));
        for (other, statement) in &table.referred {
            let upon: Vec<UponRow> = session.all(*statement, &values).await?;
            found.extend(upon.into_iter().map(|row| (other.name.as_str(), row.source)));
        }
    }
    let mut obstacles = Vec::new();
    for (kind, id) in found {
        if let Some(source) = source_row(session, id).await? {
            obstacles.push(Obstacle { kind, source });
        }
    }
    Ok(obstacles)
}

khue_db::row! {
    struct KindRow {
        kind: String,
    }
}

khue_db::row! {
    struct UponRow {
        source: SourceId,
    }
}

khue_db::row! {
    struct TouchedRow {
        id: RecordId,
        unit_id: UnitId,
    }
}

khue_db::row! {
    struct PersonRow {
        person: RecordId,
    }
}

const KINDS_OF_SOURCE: Statement = sql!("sql/kinds_of_source.sql");
