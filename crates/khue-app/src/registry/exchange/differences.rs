//! The last comparison with a partner, and what is sent anew because of it.

use khue_base::{JobId, LinkId, UnitId};
use khue_db::{DbError, FromRow, Row, Statement, Value, sql};
use khue_rules::accounts::Action;
use serde_json::json;

use super::links::running;
use super::may;
use super::recompute::EXCHANGE_UNIT;
use crate::{Ctx, OpError};

/// Why a record is not the same on both sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DifferenceKind {
    /// It cannot be sent.
    Invalid,
    /// The partner refused it.
    Refused,
    /// It waits or is under way.
    OnTheWay,
    /// The partner confirmed it once and does not hold it.
    Missing,
    /// The partner holds what we do not have.
    Surplus,
    /// Both hold it and it says something else.
    Other,
}

impl DifferenceKind {
    /// All of them.
    pub const ALL: [DifferenceKind; 6] =
        [Self::Invalid, Self::Refused, Self::OnTheWay, Self::Missing, Self::Surplus, Self::Other];

    /// The code under which it is stored.
    pub fn code(self) -> &'static str {
        match self {
            Self::Invalid => "invalid",
            Self::Refused => "refused",
            Self::OnTheWay => "on-the-way",
            Self::Missing => "missing",
            Self::Surplus => "surplus",
            Self::Other => "other",
        }
    }
}

khue_db::row! {
    /// A table compared.
    pub struct Compared {
        /// Its code.
        table_code: String,
        /// How many records we have.
        ours: i64,
        /// How many the partner has.
        theirs: i64,
        /// How many are not the same.
        different: i64,
    }
}

/// A record that is not the same on both sides.
#[derive(Clone, Debug)]
pub struct Difference {
    /// Its table.
    pub table: String,
    /// Its name.
    pub key: String,
    /// Why.
    pub what: DifferenceKind,
    /// What lists call it, when we have it.
    pub called: Option<String>,
    /// Its school, when we have it.
    pub unit: Option<UnitId>,
    /// The last version that we gave.
    pub our_version: i64,
    /// The version that the partner holds.
    pub their_version: i64,
}

impl FromRow for Difference {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        let code: String = row.get("what")?;
        let what = DifferenceKind::ALL.into_iter().find(|kind| kind.code() == code);
        Ok(Self {
            table: row.get("table_code")?,
            key: row.get("record_key")?,
            what: what.ok_or_else(|| DbError::Column {
                column: "what".to_owned(),
                problem: "unknown code".to_owned(),
            })?,
            called: row.get("called")?,
            unit: row.get("unit_id")?,
            our_version: row.get("our_version")?,
            their_version: row.get("their_version")?,
        })
    }
}

/// The totals of the last comparison, table by table.
///
/// # Errors
/// Hidden when the actor has no part in the exchange.
pub async fn compared(ctx: &Ctx, link: LinkId) -> Result<Vec<Compared>, OpError> {
    may(ctx, Action::ReadExchange)?;
    Ok(ctx.read().await?.all(TOTALS, &[link.into()]).await?)
}

/// The names of the difference, at most `limit` after the table and name of the last one seen.
///
/// # Errors
/// Hidden when the actor has no part in the exchange.
pub async fn differences(
    ctx: &Ctx,
    link: LinkId,
    after: (&str, &str),
    limit: u32,
) -> Result<Vec<Difference>, OpError> {
    may(ctx, Action::ReadExchange)?;
    let values: [Value; 4] = [link.into(), after.0.into(), after.1.into(), limit.into()];
    Ok(ctx.read().await?.all(DIFFERENCES, &values).await?)
}

/// Sends anew what the partner lacks or holds otherwise, above the version that it holds. Answers how many.
///
/// # Errors
/// Hidden when there is no such partner; refused while it is paused; forbidden when the actor may not run
/// the exchange.
pub async fn resend_differences(ctx: &Ctx, id: LinkId) -> Result<u64, OpError> {
    may(ctx, Action::RunExchange)?;
    let mut tx = ctx.begin().await?;
    let link = running(&mut tx, id).await?;
    let units: Vec<UnitRow> = tx.all(UNITS_TO_RESEND, &[id.into()]).await?;
    let count = tx.execute(RESEND, &[id.into()]).await?;
    for unit in units {
        let job: JobId = ctx.id();
        tx.announce(job, EXCHANGE_UNIT, &format!("unit/{}", unit.unit_id), ctx.now()).await?;
    }
    let detail = json!({ "name": link.called, "records": count });
    ctx.audit(&mut tx, "exchange.resend", format!("exchange/{id}"), detail).await?;
    tx.commit().await?;
    Ok(count)
}

khue_db::row! {
    struct UnitRow {
        unit_id: UnitId,
    }
}

const TOTALS: Statement = sql!("sql/compared.sql");
const DIFFERENCES: Statement = sql!("sql/differences.sql");
const UNITS_TO_RESEND: Statement = sql!("sql/units_to_resend.sql");
const RESEND: Statement = sql!("sql/resend_differences.sql");
