//! Recomputes every chain and names the first place that does not fit.

use sha2::{Digest as _, Sha256};

use super::{START, hash_of};
use crate::canonical::encode;
use crate::text::hex;
use crate::{Db, DbError, FromRow, Row, Session, Statement, Value, sql};

/// Rows read at a time, so that memory stays small.
const PAGE: i64 = 1000;

/// What the check of all chains found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditVerdict {
    /// Chains seen.
    pub chains: u64,
    /// Entries that fit.
    pub entries: u64,
    /// The first place that does not fit, if any.
    pub first_break: Option<Break>,
    /// A digest of all heads in order: what is published.
    pub digest: String,
}

/// A place where a chain is broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Break {
    /// The chain.
    pub chain: i64,
    /// The place in it.
    pub seq: i64,
    /// What does not fit, in Vietnamese.
    pub why: String,
}

crate::row! {
    struct Head {
        chain: i64,
        seq: i64,
        hash: Vec<u8>,
    }
}

crate::row! {
    struct Orphan {
        chain: i64,
        seq: i64,
    }
}

/// Checks all chains as they stand at one moment, while others go on writing.
///
/// # Errors
/// [`DbError`] when the database cannot be read; a broken chain is a verdict and no error.
pub async fn verify(db: &Db) -> Result<AuditVerdict, DbError> {
    verify_in(&mut db.snapshot().await?).await
}

/// As [`verify`], in a session that sees one moment.
pub(crate) async fn verify_in(session: &mut Session) -> Result<AuditVerdict, DbError> {
    let mut verdict = AuditVerdict { chains: 0, entries: 0, first_break: None, digest: String::new() };
    let mut digest = Sha256::new();
    let mut last = i64::MIN;
    loop {
        let heads: Vec<Head> = session.all(HEADS, &[last.into(), PAGE.into()]).await?;
        let Some(end) = heads.last() else { break };
        last = end.chain;
        for head in &heads {
            digest.update(encoded(head));
            verdict.chains += 1;
            let found = check_chain(session, head, &mut verdict.entries).await?;
            verdict.first_break = verdict.first_break.or(found);
        }
    }
    if let Some(Orphan { chain, seq }) = session.optional(ORPHAN, &[]).await? {
        let why = "chuỗi này không còn đầu chuỗi".to_owned();
        verdict.first_break = verdict.first_break.or(Some(Break { chain, seq, why }));
    }
    verdict.digest = hex(&digest.finalize());
    Ok(verdict)
}

fn encoded(head: &Head) -> Vec<u8> {
    let mut text = Vec::new();
    for value in [head.chain.into(), head.seq.into(), Value::from(head.hash.as_slice())] {
        encode(&mut text, &value);
    }
    text
}

/// The first break of one chain.
async fn check_chain(
    session: &mut Session,
    head: &Head,
    entries: &mut u64,
) -> Result<Option<Break>, DbError> {
    let broken = |seq: i64, why: &str| Ok(Some(Break { chain: head.chain, seq, why: why.to_owned() }));
    let mut seq = 0;
    let mut hash = START.to_vec();
    loop {
        let page: Vec<Stored> =
            session.all(ENTRIES_AFTER, &[head.chain.into(), seq.into(), PAGE.into()]).await?;
        let full = page.len() as i64 == PAGE;
        for stored in page {
            if stored.seq != seq + 1 {
                return broken(seq + 1, "thiếu dòng này: đã bị xoá");
            }
            if stored.previous_hash != hash {
                return broken(stored.seq, "không nối với dòng trước: đã bị chèn, đổi chỗ hoặc sửa");
            }
            if hash_of(&stored.values).as_slice() != stored.hash {
                return broken(stored.seq, "nội dung không khớp mã băm: đã bị sửa");
            }
            seq = stored.seq;
            hash = stored.hash;
            *entries += 1;
        }
        if !full {
            break;
        }
    }
    if seq < head.seq {
        return broken(seq + 1, "cuối chuỗi đã bị cắt");
    }
    if seq > head.seq || hash != head.hash {
        return broken(head.seq, "đầu chuỗi không khớp dòng cuối");
    }
    Ok(None)
}

/// An entry with the values that its hash covers.
struct Stored {
    seq: i64,
    previous_hash: Vec<u8>,
    hash: Vec<u8>,
    values: Vec<Value>,
}

impl FromRow for Stored {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        let seq: i64 = row.get("seq")?;
        let previous_hash: Vec<u8> = row.get("previous_hash")?;
        let values = vec![
            row.get::<i64>("chain")?.into(),
            seq.into(),
            row.get::<i64>("at")?.into(),
            row.get::<Option<i64>>("account")?.into(),
            row.get::<Option<i64>>("person")?.into(),
            row.get::<Option<i64>>("post")?.into(),
            row.get::<String>("action")?.into(),
            row.get::<String>("subject")?.into(),
            row.get::<String>("detail")?.into(),
            Value::from(previous_hash.as_slice()),
        ];
        Ok(Self { seq, previous_hash, hash: row.get("hash")?, values })
    }
}

const HEADS: Statement = sql!("heads.sql");
const ENTRIES_AFTER: Statement = sql!("entries_after.sql");
const ORPHAN: Statement = sql!("orphan.sql");
