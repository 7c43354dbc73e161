//! The outbox as pages show it.

use khue_base::{LinkId, Moment, UnitId};
use khue_db::{DbError, FromRow, Row, Statement, Value, sql};
use khue_rules::accounts::Action;
use khue_rules::registry::exchange::record_map;

use super::may;
use super::recompute::StoredProblem;
use crate::registry::records::may_at;
use crate::{Ctx, OpError};

/// How far a record has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OutboxState {
    /// It cannot be sent; the reasons are with it.
    Invalid,
    /// The partner refused it.
    Refused,
    /// It goes with the next package.
    Waiting,
    /// It is in a package whose receipt is not here yet.
    Sent,
    /// The partner holds it as it is.
    Held,
    /// It was withdrawn, and the partner knows.
    Withdrawn,
}

impl OutboxState {
    /// All of them, in the order of pages.
    pub const ALL: [OutboxState; 6] =
        [Self::Invalid, Self::Refused, Self::Waiting, Self::Sent, Self::Held, Self::Withdrawn];

    /// The code under which it is stored.
    pub fn code(self) -> &'static str {
        match self {
            Self::Invalid => "invalid",
            Self::Refused => "refused",
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Held => "held",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The one with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

khue_db::row! {
    struct CountRow {
        table_code: String,
        state: String,
        records: i64,
    }
}

/// How many records of which table are in which state.
pub type LinkCounts = Vec<(String, OutboxState, i64)>;

/// The counts of a partner.
///
/// # Errors
/// Hidden when the actor has no part in the exchange.
pub async fn counts_of_link(ctx: &Ctx, link: LinkId) -> Result<LinkCounts, OpError> {
    may(ctx, Action::ReadExchange)?;
    let rows: Vec<CountRow> = ctx.read().await?.all(COUNTS, &[link.into()]).await?;
    let read = |row: CountRow| Some((row.table_code, OutboxState::from_code(&row.state)?, row.records));
    Ok(rows.into_iter().filter_map(read).collect())
}

/// A record of the outbox.
#[derive(Clone, Debug)]
pub struct OutboxLine {
    /// Its table.
    pub table: String,
    /// Its name there.
    pub key: String,
    /// What lists call it.
    pub called: String,
    /// The school.
    pub unit: UnitId,
    /// How far it has come.
    pub state: OutboxState,
    /// The last version given.
    pub version: i64,
    /// The version that the partner confirmed.
    pub held_version: i64,
    /// When the newest of what it says was recorded.
    pub changed_at: Moment,
    /// What keeps it.
    pub problems: Vec<Told>,
}

/// What keeps a record, and where it is mended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// One sentence.
    pub sentence: String,
    /// Kind, record and field; none when Khuê does not keep the value, or the partner refused.
    pub spot: Option<(String, i64, String)>,
}

impl FromRow for OutboxLine {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        let wrong = |column: &str, problem: String| DbError::Column { column: column.to_owned(), problem };
        let state: String = row.get("state")?;
        let stored: Option<String> = row.get("problems")?;
        let problems: Vec<StoredProblem> = match &stored {
            Some(text) => serde_json::from_str(text).map_err(|error| wrong("problems", error.to_string()))?,
            None => Vec::new(),
        };
        Ok(Self {
            table: row.get("table_code")?,
            key: row.get("record_key")?,
            called: row.get("called")?,
            unit: row.get("unit_id")?,
            state: OutboxState::from_code(&state).ok_or_else(|| wrong("state", state.clone()))?,
            version: row.get("version")?,
            held_version: row.get("held_version")?,
            changed_at: row.get("changed_at")?,
            problems: problems
                .into_iter()
                .map(|one| Told {
                    spot: (!one.kind.is_empty()).then_some((one.kind, one.record, one.field)),
                    sentence: one.sentence,
                })
                .collect(),
        })
    }
}

/// Records of a partner in a state, of one table when one is named, at most `limit` after the table and name of
/// the last one seen.
///
/// # Errors
/// Hidden when the actor has no part in the exchange.
pub async fn outbox_page(
    ctx: &Ctx,
    link: LinkId,
    state: OutboxState,
    table: &str,
    after: (&str, &str),
    limit: u32,
) -> Result<Vec<OutboxLine>, OpError> {
    may(ctx, Action::ReadExchange)?;
    let step = record_map(after.0).map_or(0, |map| map.step);
    let values: [Value; 7] = [
        link.into(),
        state.code().into(),
        step.into(),
        after.0.into(),
        after.1.into(),
        limit.into(),
        table.into(),
    ];
    Ok(ctx.read().await?.all(PAGE, &values).await?)
}

/// What keeps a school's records from its partners: how many there are, and the first of them.
#[derive(Clone, Debug, Default)]
pub struct Invalid {
    /// How many.
    pub count: i64,
    /// The first, after the one asked for.
    pub lines: Vec<OutboxLine>,
}

/// Records of a school that cannot be sent or were refused, at most `limit` after the table and name of the last.
///
/// # Errors
/// Hidden when the actor may not read records of the unit.
pub async fn invalid_of_unit(
    ctx: &Ctx,
    unit: UnitId,
    after: (&str, &str),
    limit: u32,
) -> Result<Invalid, OpError> {
    let mut session = ctx.read().await?;
    may_at(ctx, &mut session, Action::ReadRecords, &[unit]).await?;
    let count: Option<NumberRow> = session.optional(COUNT_INVALID, &[unit.into()]).await?;
    let values: [Value; 4] = [unit.into(), after.0.into(), after.1.into(), limit.into()];
    let lines = session.all(INVALID, &values).await?;
    Ok(Invalid { count: count.map_or(0, |row| row.number), lines })
}

khue_db::row! {
    struct NumberRow {
        number: i64,
    }
}

const COUNTS: Statement = sql!("sql/outbox_counts.sql");
const PAGE: Statement = sql!("sql/outbox_page.sql");
const INVALID: Statement = sql!("sql/invalid_of_unit.sql");
const COUNT_INVALID: Statement = sql!("sql/count_invalid_of_unit.sql");
