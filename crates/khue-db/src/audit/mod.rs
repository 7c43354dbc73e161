//! The audit log: one row for every change, in the change's own transaction, chained by hash.
//!
//! There is one chain for each acting unit and not one for all, because a chain is a lock until the
//! transaction ends. Whoever can write to the database can still forge a whole chain anew: against that
//! stands the digest of all heads, which is published outside the database.

mod read;
mod verify;

pub use read::{AuditFilter, AuditRow, AuditWhere, find, of_subject};
pub(crate) use verify::verify_in;
pub use verify::{AuditVerdict, Break, verify};

use khue_base::Moment;
use sha2::{Digest as _, Sha256};

use crate::canonical::encode;
use crate::{DbError, Statement, Tx, Value, sql};

/// The hash before the first entry of a chain.
const START: [u8; 32] = [0; 32];

/// Who did what to which thing.
#[derive(Clone, Debug)]
pub struct AuditEntry<'a> {
    /// The chain it goes to: the acting unit.
    pub chain: i64,
    /// When it was done.
    pub at: Moment,
    /// The account that did it; none for the program itself.
    pub account: Option<i64>,
    /// The person behind the account.
    pub person: Option<i64>,
    /// The post in which the person acted.
    pub post: Option<i64>,
    /// What was done: `directive.adopt`.
    pub action: &'a str,
    /// To what it was done: `directive/123`.
    pub subject: String,
    /// What changed.
    pub detail: serde_json::Value,
}

crate::row! {
    /// The end of a chain.
    pub(crate) struct Head {
        seq: i64,
        hash: Vec<u8>,
    }
}

impl Tx {
    /// Writes one entry at the end of its chain. Call it late: the chain stays locked until the end of
    /// the transaction.
    ///
    /// # Errors
    /// [`DbError`] when the database refuses.
    pub async fn audit(&mut self, entry: &AuditEntry<'_>) -> Result<(), DbError> {
        let chain = Value::from(entry.chain);
        let head = match self.heads.get(&entry.chain).cloned() {
            Some(head) => head,
            None => self.take_head(&chain).await?,
        };
        let seq = head.seq + 1;
        let mut values = vec![
            chain,
            seq.into(),
            entry.at.into(),
            entry.account.into(),
            entry.person.into(),
            entry.post.into(),
            entry.action.into(),
            Value::from(&entry.subject),
            entry.detail.to_string().into(),
            head.hash.into(),
        ];
        let hash = hash_of(&values);
        values.push(hash.as_slice().into());
        self.execute(INSERT_ENTRY, &values).await?;
        self.heads.insert(entry.chain, Head { seq, hash: hash.to_vec() });
        self.mark_audited();
        Ok(())
    }

    /// Locks the chain until the end of the transaction, so that from here on its head is ours to keep.
    async fn take_head(&mut self, chain: &Value) -> Result<Head, DbError> {
        if let Some(head) = self.optional(LOCK_CHAIN, std::slice::from_ref(chain)).await? {
            return Ok(head);
        }
        self.execute(START_CHAIN, &[chain.clone(), START.as_slice().into()]).await?;
        self.optional(LOCK_CHAIN, std::slice::from_ref(chain))
            .await?
            .ok_or_else(|| DbError::Broken(format!("audit chain {chain:?} could not be started")))
    }

    /// Writes the heads down once, however many entries there were: thousands of versions of one row in
    /// one transaction would make PostgreSQL slow.
    pub(crate) async fn save_heads(&mut self) -> Result<(), DbError> {
        for (chain, head) in std::mem::take(&mut self.heads) {
            self.execute(SET_HEAD, &[chain.into(), head.seq.into(), head.hash.into()]).await?;
        }
        Ok(())
    }
}

/// The hash of an entry's columns from `chain` to `previous_hash`.
fn hash_of(values: &[Value]) -> [u8; 32] {
    let mut text = b"khue audit 1".to_vec();
    for value in values {
        encode(&mut text, value);
    }
    Sha256::digest(text).into()
}

const LOCK_CHAIN: Statement = sql!("lock_chain.sql");
const START_CHAIN: Statement = sql!("start_chain.sql");
const INSERT_ENTRY: Statement = sql!("insert_entry.sql");
const SET_HEAD: Statement = sql!("set_head.sql");
