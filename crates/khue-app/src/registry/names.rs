//! Units by id, for pages that name many.

use std::collections::HashMap;

use khue_base::{Day, UnitId};
use khue_db::{DbError, Session};

use super::{Chain, Relation, Unit, UnitFilter, ancestors, unit_as_of, units_as_of};

/// From so many on, one look at all units is quicker than a look for each.
const MANY: usize = 24;

/// The units with these ids as they were on `day`; those that were not there are left out.
///
/// # Errors
/// [`DbError`] when the database refuses.
pub async fn units_by_id(
    session: &mut Session,
    ids: &[UnitId],
    day: Day,
) -> Result<HashMap<UnitId, Unit>, DbError> {
    let mut found = HashMap::new();
    if ids.len() < MANY {
        for id in ids {
            if let Some(unit) = unit_as_of(session, *id, day).await? {
                found.insert(*id, unit);
            }
        }
        return Ok(found);
    }
    let all = units_as_of(session, day, &UnitFilter::default()).await?;
    found.extend(all.into_iter().filter(|unit| ids.contains(&unit.id)).map(|unit| (unit.id, unit)));
    Ok(found)
}

/// The unit at the top over `unit` on `day`: the province, or the unit itself when nothing stands above.
///
/// # Errors
/// [`DbError`] when the database refuses.
pub async fn root_of(session: &mut Session, unit: UnitId, day: Day) -> Result<UnitId, DbError> {
    let above = ancestors(session, unit, Chain::Of(Relation::Territorial), day).await?;
    Ok(above.last().map_or(unit, |unit| unit.id))
}
