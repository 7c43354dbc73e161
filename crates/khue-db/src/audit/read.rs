//! Pages of the audit log, newest first.

use khue_base::Moment;

use crate::{DbError, Session, Statement, sql};

crate::row! {
    /// One entry as a page shows it.
    pub struct AuditRow {
        /// The chain: the acting unit.
        chain: i64,
        /// The place in the chain.
        seq: i64,
        /// When it was done.
        at: Moment,
        /// The account that did it.
        account: Option<i64>,
        /// The person behind the account.
        person: Option<i64>,
        /// The post in which the person acted.
        post: Option<i64>,
        /// What was done.
        action: String,
        /// To what it was done.
        subject: String,
        /// What changed, as JSON.
        detail: String,
    }
}

impl AuditRow {
    /// Where the page after this row begins.
    pub fn place(&self) -> AuditWhere {
        AuditWhere { at: self.at, chain: self.chain, seq: self.seq }
    }
}

/// A place in the log: the next page holds what is older than this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuditWhere {
    /// When the last row that was shown happened.
    pub at: Moment,
    /// Its chain.
    pub chain: i64,
    /// Its place in the chain.
    pub seq: i64,
}

impl AuditWhere {
    /// Before everything: the first page.
    pub const NEWEST: Self = Self { at: Moment(i64::MAX), chain: i64::MAX, seq: i64::MAX };
}

/// What was done to `subject`, older than `before`.
///
/// # Errors
/// [`DbError`] when the database refuses.
pub async fn of_subject(
    session: &mut Session,
    subject: &str,
    before: AuditWhere,
    limit: u32,
) -> Result<Vec<AuditRow>, DbError> {
    let values = [subject.into(), before.at.into(), before.chain.into(), before.seq.into(), limit.into()];
    session.all(OF_SUBJECT, &values).await
}

/// What the unit of `chain` did, older than `before`.
///
/// # Errors
/// [`DbError`] when the database refuses.
pub async fn of_chain(
    session: &mut Session,
    chain: i64,
    before: AuditWhere,
    limit: u32,
) -> Result<Vec<AuditRow>, DbError> {
    session.all(OF_CHAIN, &[chain.into(), before.seq.into(), limit.into()]).await
}

const OF_SUBJECT: Statement = sql!("of_subject.sql");
const OF_CHAIN: Statement = sql!("of_chain.sql");
