//! Which province's records those of a unit are.

use khue_base::{Day, UnitId};
use khue_db::{DbError, Session, Statement, Tx, sql};

use crate::registry::{root_of, successions_of, unit_as_of, unit_history};

/// The province under whose key records of `unit` are kept. A province that takes in another keeps the key of
/// the one that had records first, so that nothing recorded has to move.
///
/// # Errors
/// [`DbError`] when the database refuses.
pub async fn keeper_of(session: &mut Session, unit: UnitId, day: Day) -> Result<UnitId, DbError> {
    let root = root(session, unit, day).await?;
    Ok(known(session, root).await?.unwrap_or(root))
}

/// The same, written down for good, for an operation that records something.
pub(in crate::registry) async fn settle_keeper(
    tx: &mut Tx,
    unit: UnitId,
    day: Day,
) -> Result<UnitId, DbError> {
    let root = root(tx, unit, day).await?;
    let province = known(tx, root).await?.unwrap_or(root);
    tx.execute(SETTLE_KEEPER, &[root.into(), province.into()]).await?;
    Ok(province)
}

/// The province of a unit on the day, or on the nearest day on which the unit is there: a school that ended keeps
/// its records where they are.
async fn root(session: &mut Session, unit: UnitId, day: Day) -> Result<UnitId, DbError> {
    let root = root_of(session, unit, day).await?;
    if root != unit || unit_as_of(session, unit, day).await?.is_some() {
        return Ok(root);
    }
    let periods = unit_history(session, unit).await?;
    let last = periods.iter().rfind(|period| period.valid_from <= day).and_then(|last| last.valid_until);
    match (last, periods.first()) {
        (Some(until), _) => root_of(session, unit, until.plus_days(-1)).await,
        (None, Some(first)) => root_of(session, unit, first.valid_from).await,
        (None, None) => Ok(root),
    }
}

/// The key in use for this root or for one that went into it.
async fn known(session: &mut Session, root: UnitId) -> Result<Option<UnitId>, DbError> {
    if let Some(row) = session.optional::<KeeperRow>(KEEPER, &[root.into()]).await? {
        return Ok(Some(row.province_id));
    }
    for passing in successions_of(session, root).await?.iter().filter(|passing| passing.to_unit == root) {
        let before: Option<KeeperRow> = session.optional(KEEPER, &[passing.from_unit.into()]).await?;
        if let Some(row) = before {
            return Ok(Some(row.province_id));
        }
    }
    Ok(None)
}

khue_db::row! {
    struct KeeperRow {
        province_id: UnitId,
    }
}

const KEEPER: Statement = sql!("sql/keeper.sql");
const SETTLE_KEEPER: Statement = sql!("sql/settle_keeper.sql");
