//! Units as pages of figures group them.

use std::collections::{BTreeMap, BTreeSet};

use khue_base::{Day, UnitId};
use khue_db::{DbError, Session, Statement, sql};

use super::{Chain, Grouping, Relation};

khue_db::row! {
    struct InScope {
        unit_id: UnitId,
    }
}

/// The column of a table of figures in which each unit counts on `day`: the district that it lies in; the
/// commune where there are no districts any more; else itself.
///
/// # Errors
/// [`DbError`] when the database refuses.
pub async fn figure_groups(
    db: &mut Session,
    units: &[UnitId],
    day: Day,
) -> Result<BTreeMap<UnitId, UnitId>, DbError> {
    let mut groups = BTreeMap::new();
    for unit in units {
        let values = [(*unit).into(), Chain::Of(Relation::Territorial).code().into(), day.into()];
        let group: Option<Grouping> = db.optional(GROUP_OF_UNIT, &values).await?;
        groups.insert(*unit, group.map_or(*unit, |group| group.group_id));
    }
    Ok(groups)
}

/// The unit and all units that it may give orders to on `day`.
///
/// # Errors
/// [`DbError`] when the database refuses.
pub async fn scope_of(db: &mut Session, unit: UnitId, day: Day) -> Result<BTreeSet<UnitId>, DbError> {
    let values = [unit.into(), Chain::Authority.code().into(), day.into()];
    let rows: Vec<InScope> = db.all(SCOPE, &values).await?;
    Ok(rows.into_iter().map(|row| row.unit_id).collect())
}

const GROUP_OF_UNIT: Statement = sql!("sql/group_of_unit.sql");
const SCOPE: Statement = sql!("sql/scope.sql");
