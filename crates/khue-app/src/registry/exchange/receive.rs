//! Receiving: packages of partners below are checked, the newest version of each record is kept, and each
//! package gets one receipt, the same however often it comes.

use khue_base::PackageId;
use khue_db::{DbError, Session, Statement, Tx, Value, hex, sql};
use khue_rules::registry::exchange::{Event, Offer, Taken, record_map, refuse_received, take};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::links::{Link, LinkState, acting_for};
use super::wire::{
    HeldRow, PROTOCOL, Package, RECEIVE_PATH, Receipt, Receipted, SentRecord, Verdict, digest, is_signed,
};
use crate::{App, OpError};

/// Why a request of a partner is not answered.
#[derive(Debug, thiserror::Error)]
pub enum ReceiveError {
    /// Nobody of that name sends here, or the signature is not the partner's.
    #[error("Không nhận ra bên gửi, hoặc chữ ký không đúng.")]
    Unknown,
    /// Receiving is paused.
    #[error("Đang tạm dừng nhận từ bên gửi này.")]
    Paused,
    /// It cannot be read.
    #[error("Gói không đọc được: {0}")]
    Unreadable(String),
    /// Another content came under the same id.
    #[error("Gói này đã nhận với nội dung khác.")]
    Changed,
    /// We must act.
    #[error("{0}")]
    Failed(String),
}

impl From<DbError> for ReceiveError {
    fn from(error: DbError) -> Self {
        Self::Failed(error.to_string())
    }
}

impl From<OpError> for ReceiveError {
    fn from(error: OpError) -> Self {
        Self::Failed(error.to_string())
    }
}

/// Records of one package at most.
const MOST_RECORDS: usize = 2_000;

/// Takes a package in and answers its receipt.
///
/// # Errors
/// As [`ReceiveError`] says; nothing is kept then.
pub async fn receive(app: &App, sender: &str, signature: &str, body: &[u8]) -> Result<Receipt, ReceiveError> {
    let mut session = app.db.read().await?;
    let link = partner(&mut session, sender).await?.ok_or(ReceiveError::Unknown)?;
    drop(session);
    if !is_signed(&link.secret, &format!("POST {RECEIVE_PATH}"), body, signature) {
        return Err(ReceiveError::Unknown);
    }
    if link.state == LinkState::Paused {
        return Err(ReceiveError::Paused);
    }
    let package: Package =
        serde_json::from_slice(body).map_err(|error| ReceiveError::Unreadable(error.to_string()))?;
    if package.protocol != PROTOCOL {
        return Err(ReceiveError::Unreadable(format!(
            "giao thức {} không phải {PROTOCOL}",
            package.protocol
        )));
    }
    if package.records.len() > MOST_RECORDS {
        return Err(ReceiveError::Unreadable(format!("hơn {MOST_RECORDS} bản ghi trong một gói")));
    }
    let id: PackageId = package
        .package
        .parse()
        .map_err(|_| ReceiveError::Unreadable("mã gói không phải là số".to_owned()))?;
    let content = hex(&Sha256::digest(body));
    let mut tx = app.db.write().await?;
    // The row is taken first: of two copies that arrive at once, the second waits here and finds the receipt.
    let count = i64::try_from(package.records.len()).unwrap_or(i64::MAX);
    let values: [Value; 5] =
        [link.id.into(), id.into(), content.as_str().into(), app.clock.now().into(), count.into()];
    if tx.execute(TAKE_PACKAGE, &values).await? == 0 {
        let known: Option<KnownRow> = tx.optional(KNOWN_PACKAGE, &[link.id.into(), id.into()]).await?;
        tx.roll_back().await?;
        let known = known.ok_or_else(|| ReceiveError::Failed("a package came and went".to_owned()))?;
        if known.digest != content {
            return Err(ReceiveError::Changed);
        }
        return serde_json::from_str(&known.receipt).map_err(|error| ReceiveError::Failed(error.to_string()));
    }
    let mut records = Vec::with_capacity(package.records.len());
    for record in &package.records {
        records.push(keep(app, &mut tx, &link, id, record).await?);
    }
    let receipt = Receipt { package: package.package, records };
    finish(app, &mut tx, &link, id, &receipt).await?;
    tx.commit().await?;
    Ok(receipt)
}

async fn partner(session: &mut Session, sender: &str) -> Result<Option<Link>, DbError> {
    session.optional(LINK_OF_SENDER, &[sender.into()]).await
}

async fn finish(
    app: &App,
    tx: &mut Tx,
    link: &Link,
    id: PackageId,
    receipt: &Receipt,
) -> Result<(), ReceiveError> {
    let count = |verdict| receipt.records.iter().filter(|one| one.verdict == verdict).count();
    let [accepted, refused, ignored] = [Verdict::Accepted, Verdict::Refused, Verdict::Ignored]
        .map(|verdict| i64::try_from(count(verdict)).unwrap_or(i64::MAX));
    let text = serde_json::to_string(receipt).map_err(|error| ReceiveError::Failed(error.to_string()))?;
    let values: [Value; 6] =
        [link.id.into(), id.into(), accepted.into(), refused.into(), ignored.into(), text.into()];
    tx.execute(SET_RECEIPT, &values).await?;
    let detail = json!({
        "name": link.called, "records": receipt.records.len(), "accepted": accepted, "refused": refused,
        "ignored": ignored,
    });
    let ctx = acting_for(app, link);
    Ok(ctx.audit(tx, "exchange.received", format!("package/{id}"), detail).await?)
}

/// What the envelope of a record says.
struct Sealed<'a> {
    id: &'a str,
    event: Event,
    version: i64,
    changed_at: &'a str,
}

async fn keep(
    app: &App,
    tx: &mut Tx,
    link: &Link,
    package: PackageId,
    record: &SentRecord,
) -> Result<Receipted, ReceiveError> {
    let sealed = match read_envelope(record) {
        Ok(sealed) => sealed,
        Err(reason) => return Ok(refused(record, "", 0, 0, reason)),
    };
    if sealed.event != Event::Cancel {
        let rows = record.rows.iter().map(|row| (row.table.as_str(), &row.row));
        if let Some(reason) = refuse_received(&record.table, rows, link.demand) {
            let held = held(tx, link, record, sealed.id).await?.map_or(0, |held| held.version);
            return Ok(refused(record, sealed.id, sealed.version, held, reason));
        }
    }
    let digest = match sealed.event {
        Event::Cancel => super::recompute::CANCELLED.to_owned(),
        Event::New | Event::Update => digest(&record.rows),
    };
    let offered = Offer { version: sealed.version, digest: &digest };
    let before = held(tx, link, record, sealed.id).await?;
    let taken =
        take(before.as_ref().map(|held| Offer { version: held.version, digest: &held.digest }), offered);
    let answer = |verdict, held| Receipted {
        table: record.table.clone(),
        id: sealed.id.to_owned(),
        version: sealed.version,
        verdict,
        held,
        reason: String::new(),
    };
    match (taken, before) {
        (Taken::Same, _) => Ok(answer(Verdict::Accepted, sealed.version)),
        (Taken::Older, Some(before)) => Ok(answer(Verdict::Ignored, before.version)),
        _ => {
            let content = serde_json::to_string(&record.rows)
                .map_err(|error| ReceiveError::Failed(error.to_string()))?;
            let values: [Value; 10] = [
                link.id.into(),
                record.table.as_str().into(),
                sealed.id.into(),
                sealed.version.into(),
                sealed.event.code().into(),
                digest.as_str().into(),
                content.into(),
                sealed.changed_at.into(),
                app.clock.now().into(),
                package.into(),
            ];
            // Another package may have brought a newer one in the meantime: the statement looks once more.
            let kept = tx.execute(KEEP, &values).await? == 1;
            let verdict = if kept { Verdict::Accepted } else { Verdict::Ignored };
            Ok(answer(verdict, sealed.version))
        }
    }
}

fn refused(record: &SentRecord, id: &str, version: i64, held: i64, reason: String) -> Receipted {
    let (table, id) = (record.table.clone(), id.to_owned());
    Receipted { table, id, version, verdict: Verdict::Refused, held, reason }
}

fn read_envelope(record: &SentRecord) -> Result<Sealed<'_>, String> {
    if record_map(&record.table).is_none() {
        return Err(format!("Không nhận bảng {}.", record.table));
    }
    let main = record.rows.first().filter(|row| row.table == record.table);
    let cells = &main.ok_or("Bản ghi không có dòng chính.")?.row;
    let text = |name: &str| cells.get(name).and_then(|value| value.as_str()).filter(|text| !text.is_empty());
    let id = text("IdBanGhi").filter(|id| id.chars().count() <= 150);
    let id = id.ok_or("IdBanGhi trống hoặc dài quá 150 ký tự.")?;
    let event = text("SuKien").and_then(Event::from_code).ok_or("SuKien phải là NEW, UPdate hoặc CANCEL.")?;
    let version = cells.get("PhienBan").and_then(serde_json::Value::as_i64).filter(|version| *version > 0);
    let version = version.ok_or("PhienBan phải là số nguyên lớn hơn 0.")?;
    let changed_at = text("ThoiGianCapNhat").filter(|text| text.len() == 19);
    let changed_at = changed_at.ok_or("ThoiGianCapNhat phải ghi như 2026-11-24T14:05:00.")?;
    Ok(Sealed { id, event, version, changed_at })
}

async fn held(
    tx: &mut Tx,
    link: &Link,
    record: &SentRecord,
    id: &str,
) -> Result<Option<HeldVersion>, DbError> {
    tx.optional(HELD, &[link.id.into(), record.table.as_str().into(), id.into()]).await
}

/// A part of what is held for a partner.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct HeldPage {
    /// Records in the order of their names.
    pub records: Vec<HeldRow>,
    /// Whether there may be more behind the last.
    pub has_more: bool,
}

/// Records of one page of what is held.
const HELD_ROWS: u32 = 1_000;

/// What is held of a table for a partner, after a name. `target` is the path with its query, as it was signed.
///
/// # Errors
/// As [`ReceiveError`] says.
pub async fn held_page(
    app: &App,
    sender: &str,
    signature: &str,
    target: &str,
    table: &str,
    after: &str,
) -> Result<HeldPage, ReceiveError> {
    let mut session = app.db.read().await?;
    let link = partner(&mut session, sender).await?.ok_or(ReceiveError::Unknown)?;
    if !is_signed(&link.secret, &format!("GET {target}"), b"", signature) {
        return Err(ReceiveError::Unknown);
    }
    let values: [Value; 4] = [link.id.into(), table.into(), after.into(), HELD_ROWS.into()];
    let rows: Vec<HeldPageRow> = session.all(HELD_PAGE, &values).await?;
    let has_more = rows.len() == HELD_ROWS as usize;
    let read = |row: HeldPageRow| HeldRow {
        id: row.record_key,
        version: row.version,
        is_cancelled: row.event == Event::Cancel.code(),
        digest: row.digest,
    };
    Ok(HeldPage { records: rows.into_iter().map(read).collect(), has_more })
}

khue_db::row! {
    struct KnownRow {
        digest: String,
        receipt: String,
    }
}

khue_db::row! {
    struct HeldVersion {
        version: i64,
        digest: String,
    }
}

khue_db::row! {
    struct HeldPageRow {
        record_key: String,
        version: i64,
        event: String,
        digest: String,
    }
}

const LINK_OF_SENDER: Statement = sql!("sql/link_of_sender.sql");
const TAKE_PACKAGE: Statement = sql!("sql/take_package.sql");
const KNOWN_PACKAGE: Statement = sql!("sql/known_package.sql");
const SET_RECEIPT: Statement = sql!("sql/set_receipt.sql");
const HELD: Statement = sql!("sql/held.sql");
const KEEP: Statement = sql!("sql/keep_held.sql");
const HELD_PAGE: Statement = sql!("sql/held_page.sql");
