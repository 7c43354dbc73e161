//! What goes over the line: packages, receipts, signatures, digests.

use hmac::{Hmac, KeyInit, Mac};
use khue_base::Moment;
use khue_db::hex;
use khue_rules::registry::exchange::{ColumnKind, ENVELOPE, Row, table};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

/// The protocol that both sides speak.
pub(super) const PROTOCOL: &str = "khue-exchange/1";
/// Who sends.
pub const SENDER_HEADER: &str = "khue-sender";
/// The signature over what is sent.
pub const SIGNATURE_HEADER: &str = "khue-signature";
/// Where a partner receives, below its address.
pub(super) const RECEIVE_PATH: &str = "/trao-doi/nhan";
/// Where a partner says what it holds.
pub(super) const HELD_PATH: &str = "/trao-doi/nhan/dang-giu";

/// Records sent together.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Package {
    pub protocol: String,
    /// Its id, the same however often it is sent.
    pub package: String,
    pub number: i64,
    pub records: Vec<SentRecord>,
}

/// A record with the rows that belong to it, its main row first.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct SentRecord {
    pub table: String,
    pub rows: Vec<SentRow>,
}

/// A row of the schema.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct SentRow {
    pub table: String,
    pub row: Map<String, Value>,
}

/// The answer to a package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The package.
    pub package: String,
    /// Record by record, in the order of the package.
    pub records: Vec<Receipted>,
}

/// What became of one record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipted {
    /// Its table.
    pub table: String,
    /// Its name.
    pub id: String,
    /// The version that was sent.
    pub version: i64,
    /// What became of it.
    pub verdict: Verdict,
    /// The version that is held now; 0 when none is.
    pub held: i64,
    /// Why it was refused.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

/// What became of one record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Kept, or held already just so.
    Accepted,
    /// Not kept: a version as new or newer is held.
    Ignored,
    /// Not kept: it is not as the schema says.
    Refused,
}

/// What a receiver holds of one record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldRow {
    /// Its name.
    pub id: String,
    /// Its version.
    pub version: i64,
    /// Its digest.
    pub digest: String,
    /// Whether it was withdrawn.
    pub is_cancelled: bool,
}

/// The signature of a request: of its method with its path, and of its body.
pub fn sign(secret: &str, what: &str, body: &[u8]) -> String {
    hex(&mac(secret, what, body).finalize().into_bytes())
}

/// Whether a signature fits, in a time that tells nothing about it.
pub(super) fn is_signed(secret: &str, what: &str, body: &[u8], signature: &str) -> bool {
    let bytes: Option<Vec<u8>> = (0..signature.len() / 2)
        .map(|at| u8::from_str_radix(signature.get(at * 2..at * 2 + 2)?, 16).ok())
        .collect();
    bytes.is_some_and(|bytes| mac(secret, what, body).verify_slice(&bytes).is_ok())
}

fn mac(secret: &str, what: &str, body: &[u8]) -> Hmac<Sha256> {
    let mut mac = match <Hmac<Sha256> as KeyInit>::new_from_slice(secret.as_bytes()) {
        Ok(mac) => mac,
        // A key of any length is taken.
        Err(_) => Hmac::<Sha256>::new(&Default::default()),
    };
    for part in [PROTOCOL.as_bytes(), what.as_bytes(), body] {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac
}

/// Rows as they are sent, without the envelope. Names of rows follow from that of the record.
pub(super) fn sent_rows(id: &str, rows: &[&Row]) -> Vec<SentRow> {
    let Some(main) = rows.first() else { return Vec::new() };
    let main_key = technical_key(&main.table.code, id);
    let made = rows.iter().map(|row| {
        let own = if row.end.is_empty() { id.to_owned() } else { format!("{id}-{}", row.end) };
        let mut cells = Map::new();
        for column in &row.table.columns {
            match column.kind {
                ColumnKind::Key => {
                    cells.insert(column.code.clone(), technical_key(&row.table.code, &own).into());
                }
                ColumnKind::ParentKey => {
                    cells.insert(column.code.clone(), main_key.as_str().into());
                }
                _ => {}
            }
        }
        cells.extend(row.cells.iter().map(|(column, cell)| (column.code.clone(), cell.json())));
        cells.insert("IdBanGhi".to_owned(), own.into());
        SentRow { table: row.table.code.clone(), row: cells }
    });
    made.collect()
}

/// The only row of a record that is withdrawn.
pub(super) fn cancelled_rows(code: &str, id: &str) -> Vec<SentRow> {
    let mut cells = Map::new();
    let key =
        table(code).and_then(|table| table.columns.iter().find(|column| column.kind == ColumnKind::Key));
    if let Some(key) = key {
        cells.insert(key.code.clone(), technical_key(code, id).into());
    }
    cells.insert("IdBanGhi".to_owned(), id.into());
    vec![SentRow { table: code.to_owned(), row: cells }]
}

/// The schema wants a key of 32 signs for each row: the same row has the same one for ever.
fn technical_key(table: &str, id: &str) -> String {
    let digest = Sha256::digest(format!("{table}:{id}").as_bytes());
    hex(digest.get(..16).unwrap_or(&digest))
}

/// The digest of rows, whatever the order of their fields; of the envelope the name alone counts.
pub(super) fn digest(rows: &[SentRow]) -> String {
    let mut hash = Sha256::new();
    for SentRow { table, row } in rows {
        hash.update(format!("{table}\n"));
        let mut cells: Vec<(&String, &Value)> = row.iter().filter(|(name, _)| counts(name)).collect();
        cells.sort_by_key(|(name, _)| *name);
        for (name, value) in cells {
            hash.update(format!("{name}={value}\n"));
        }
    }
    hex(&hash.finalize())
}

fn counts(name: &str) -> bool {
    name.eq_ignore_ascii_case("IdBanGhi") || !ENVELOPE.iter().any(|field| field.eq_ignore_ascii_case(name))
}

/// `2026-11-24T14:05:00` in Vietnam, as the schema writes moments.
pub(super) fn written(moment: Moment) -> String {
    let (hour, minute) = moment.hour_minute();
    let second = moment.0.div_euclid(1000).rem_euclid(60);
    format!("{}T{hour:02}:{minute:02}:{second:02}", moment.day().iso())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_signature_holds_for_its_key_its_address_and_its_body_only() {
        let signature = sign("khóa", "POST /trao-doi/nhan", b"body");
        let check =
            |secret, what, body: &[u8], fits| assert_eq!(is_signed(secret, what, body, &signature), fits);
        check("khóa", "POST /trao-doi/nhan", b"body", true);
        check("khoá", "POST /trao-doi/nhan", b"body", false);
        check("khóa", "GET /trao-doi/nhan", b"body", false);
        check("khóa", "POST /trao-doi/nhanb", b"ody", false);
        check("khóa", "POST /trao-doi/nhan", b"bodY", false);
        assert!(!is_signed("khóa", "", b"", ""));
        assert!(!is_signed("khóa", "", b"", "không phải số"));
    }

    #[test]
    fn the_digest_knows_content_and_not_the_envelope() {
        let rows = |value: Value| match value {
            Value::Object(row) => vec![SentRow { table: "site".to_owned(), row }],
            _ => Vec::new(),
        };
        let first = digest(&rows(json!({ "a": 1, "b": 140.5, "PhienBan": 1, "SuKien": "NEW" })));
        assert_eq!(first, digest(&rows(json!({ "b": 140.5, "a": 1, "PhienBan": 2, "SuKien": "UPdate" }))));
        assert_ne!(first, digest(&rows(json!({ "a": 1, "b": 140.6, "PhienBan": 1, "SuKien": "NEW" }))));
        assert_eq!(written(Moment(0)), "1970-01-01T07:00:00");
    }
}
