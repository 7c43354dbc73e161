//! Waiting records are put into a package.

use khue_base::{Moment, PackageId};
use khue_db::{Statement, Tx, Value, sql};
use khue_rules::registry::exchange::{Event, next_event};

use super::links::Link;
use super::recompute::CANCELLED;
use super::wire::{PROTOCOL, Package, SentRecord, SentRow, cancelled_rows, written};
use crate::{Ctx, OpError};

/// Records of one package at most.
const RECORDS: u32 = 500;
/// Letters of one package, roughly: it must pass a school's line in a minute.
const LETTERS: usize = 1_500_000;

/// Puts what waits for a partner into a package; whether there was anything.
pub(super) async fn pack(ctx: &Ctx, tx: &mut Tx, link: &Link) -> Result<bool, OpError> {
    let rows: Vec<WaitingRow> = tx.all(WAITING, &[link.id.into(), RECORDS.into()]).await?;
    if rows.is_empty() {
        return Ok(false);
    }
    let (id, now): (PackageId, Moment) = (ctx.id(), ctx.now());
    let last: Option<NumberRow> = tx.optional(LAST_NUMBER, &[link.id.into()]).await?;
    let number = last.map_or(1, |row| row.number + 1);
    let (mut records, mut letters, mut guarded) = (Vec::new(), 0, 0_i64);
    for row in rows {
        if letters > LETTERS {
            break;
        }
        let (event, version) = next_event(row.version, row.digest != CANCELLED);
        let sent = sealed(&row, event, version, now)?;
        letters += row.content.as_ref().map_or(0, String::len);
        guarded += i64::from(is_of_person(&row.kind));
        let values: [Value; 7] = [
            link.id.into(),
            row.table_code.into(),
            row.record_key.into(),
            version.into(),
            event.code().into(),
            id.into(),
            row.digest.into(),
        ];
        // What changed since it was read, or went with another process, is not of this package.
        if tx.execute(MARK_SENT, &values).await? == 1 {
            records.push(sent);
        }
    }
    if records.is_empty() {
        return Ok(false);
    }
    let count = i64::try_from(records.len()).unwrap_or(i64::MAX);
    let package = Package { protocol: PROTOCOL.to_owned(), package: id.to_string(), number, records };
    let body = serde_json::to_string(&package)?;
    let values: [Value; 7] =
        [link.id.into(), id.into(), number.into(), body.into(), count.into(), guarded.into(), now.into()];
    tx.execute(INSERT_PACKAGE, &values).await?;
    Ok(true)
}

/// Records of people carry fields that are guarded here.
fn is_of_person(kind: &str) -> bool {
    matches!(kind, "enrolment" | "engagement")
}

/// The rows of a record with the five fields of the envelope in each.
fn sealed(row: &WaitingRow, event: Event, version: i64, now: Moment) -> Result<SentRecord, OpError> {
    let mut rows: Vec<SentRow> = match &row.content {
        Some(content) if event != Event::Cancel => serde_json::from_str(content)?,
        _ => cancelled_rows(&row.table_code, &row.record_key),
    };
    for SentRow { row: cells, .. } in &mut rows {
        cells.insert("SuKien".to_owned(), event.code().into());
        cells.insert("PhienBan".to_owned(), version.into());
        cells.insert("ThoiGianCapNhat".to_owned(), written(row.changed_at).into());
        cells.insert("NgayCapNhat".to_owned(), written(now).into());
    }
    Ok(SentRecord { table: row.table_code.clone(), rows })
}

khue_db::row! {
    struct WaitingRow {
        table_code: String,
        record_key: String,
        kind: String,
        digest: String,
        content: Option<String>,
        changed_at: Moment,
        version: i64,
    }
}

khue_db::row! {
    struct NumberRow {
        number: i64,
    }
}

const WAITING: Statement = sql!("sql/waiting.sql");
const LAST_NUMBER: Statement = sql!("sql/last_number.sql");
const MARK_SENT: Statement = sql!("sql/mark_sent.sql");
const INSERT_PACKAGE: Statement = sql!("sql/insert_package.sql");
