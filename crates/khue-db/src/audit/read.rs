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

/// Which entries a page asks for. What is left empty lets everything through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Not before this moment.
    pub from: Option<Moment>,
    /// Before this moment.
    pub until: Option<Moment>,
    /// What these units did; an empty list lets nothing through.
    pub chains: Option<Vec<i64>>,
    /// What these people did; an empty list lets nothing through.
    pub people: Option<Vec<i64>>,
    /// This action alone.
    pub action: String,
    /// This subject alone.
    pub subject: String,
}

/// What the filter lets through, older than `before`.
///
/// # Errors
/// [`DbError`] when the database refuses.
pub async fn find(
    session: &mut Session,
    filter: &AuditFilter,
    before: AuditWhere,
    limit: u32,
) -> Result<Vec<AuditRow>, DbError> {
    let values = [
        filter.from.unwrap_or(Moment(i64::MIN)).into(),
        filter.until.unwrap_or(Moment(i64::MAX)).into(),
        listed(filter.chains.as_deref()).into(),
        listed(filter.people.as_deref()).into(),
        (&filter.action).into(),
        (&filter.subject).into(),
        before.at.into(),
        before.chain.into(),
        before.seq.into(),
        limit.into(),
    ];
    session.all(FIND, &values).await
}

/// `,12,15,`; a comma alone for an empty list, which no number stands in.
fn listed(ids: Option<&[i64]>) -> String {
    let Some(ids) = ids else { return String::new() };
    ids.iter().fold(",".to_owned(), |list, id| format!("{list}{id},"))
}

const FIND: Statement = sql!("find.sql");
const OF_SUBJECT: Statement = sql!("of_subject.sql");
