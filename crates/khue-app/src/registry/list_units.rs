//! The list of units of a day.

use std::collections::HashMap;

use khue_base::{Day, UnitId};
use khue_rules::accounts::{Action, Place};

use super::{
    Chain, Relation, Unit, UnitFilter, UnitKind, count_units, grouped_by, root_of, unit_as_of, units_as_of,
};
use crate::{Ctx, OpError};

/// What a list of units asks for.
#[derive(Clone, Debug)]
pub struct UnitListQuery<'a> {
    /// The day.
    pub day: Day,
    /// Words of the name or the code.
    pub search: &'a str,
    /// Of this kind.
    pub kind: Option<UnitKind>,
    /// This unit and those under it.
    pub under: Option<UnitId>,
    /// So many are passed over.
    pub first: u32,
    /// At most so many; all when absent.
    pub limit: Option<u32>,
}

/// A unit of the list.
#[derive(Clone, Debug)]
pub struct UnitLine {
    /// The unit.
    pub unit: Unit,
    /// The district, or where there are none any more the commune, that it lies in.
    pub place: Option<String>,
}

/// The list.
#[derive(Clone, Debug)]
pub struct UnitList {
    /// The units in the order of names.
    pub lines: Vec<UnitLine>,
    /// How many there are on all pages.
    pub total: u32,
    /// The districts of the day, or where there are none any more the communes.
    pub places: Vec<Unit>,
    /// The unit under which was looked.
    pub under: Option<Unit>,
}

/// The units of a day that the query lets through.
///
/// # Errors
/// [`OpError::Hidden`] for the administrator.
pub async fn list_units(ctx: &Ctx, query: &UnitListQuery<'_>) -> Result<UnitList, OpError> {
    ctx.may(Action::ReadUnits, Place::Nowhere)?;
    let mut db = ctx.read().await?;
    let day = query.day;
    let kinds: Vec<UnitKind> = query.kind.into_iter().collect();
    let under = match query.under {
        Some(unit) => unit_as_of(&mut db, unit, day).await?,
        None => None,
    };
    let filter = UnitFilter {
        kinds: &kinds,
        // A unit that is not there on the day has nothing under it.
        under: query
            .under
            .map(|id| (id, under.as_ref().map_or(Chain::Authority, |unit| unit.kind.chain_below()))),
        search: query.search,
        after: None,
        limit: query.limit.map(|limit| query.first.saturating_add(limit)),
    };
    let total = count_units(&mut db, day, &filter).await?;
    let mut units = units_as_of(&mut db, day, &filter).await?;
    units.drain(..usize::try_from(query.first).unwrap_or(usize::MAX).min(units.len()));
    let of_kind = |kinds| UnitFilter { kinds, ..UnitFilter::default() };
    let mut place_kind = UnitKind::District;
    let mut places = units_as_of(&mut db, day, &of_kind(&[UnitKind::District])).await?;
    if places.is_empty() {
        place_kind = UnitKind::Commune;
        places = units_as_of(&mut db, day, &of_kind(&[UnitKind::Commune])).await?;
    }
    let names: HashMap<UnitId, &str> = places.iter().map(|unit| (unit.id, unit.name.as_str())).collect();
    let mut place_of_unit: HashMap<UnitId, String> = HashMap::new();
    if let Some(one) = places.first() {
        let root = root_of(&mut db, one.id, day).await?;
        for group in grouped_by(&mut db, place_kind, Chain::Of(Relation::Territorial), root, day).await? {
            let name = names.get(&group.group_id).filter(|_| group.group_id != group.unit_id);
            place_of_unit.extend(name.map(|name| (group.unit_id, (*name).to_owned())));
        }
    }
    let lines =
        units.into_iter().map(|unit| UnitLine { place: place_of_unit.remove(&unit.id), unit }).collect();
    Ok(UnitList { lines, total, places, under })
}
