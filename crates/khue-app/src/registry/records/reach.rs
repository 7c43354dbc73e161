//! To which units a record belongs, and who may therefore read or change it.

use khue_base::{Day, UnitId};
use khue_db::{DbError, Session};
use khue_rules::accounts::{Action, Place};

use super::record::RecordKey;
use super::tables::table;
use crate::registry::{Chain, Share, place_of, successors_on, unit_as_of};
use crate::{Ctx, OpError};

/// When a person must have been at a unit to belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::registry) enum When {
    On(Day),
    Ever,
}

/// The units to which a record belongs.
pub(in crate::registry) async fn units_of(
    session: &mut Session,
    province: UnitId,
    key: RecordKey,
    when: When,
) -> Result<Vec<UnitId>, DbError> {
    if let Some(unit) = key.unit {
        return Ok(vec![unit]);
    }
    let Some(table) = table(key.kind) else { return Ok(Vec::new()) };
    let rows: Vec<UnitRow> = match (when, table.reach, table.reach_ever) {
        (When::On(day), Some(reach), _) => {
            session.all(reach, &[province.into(), key.id.into(), day.into()]).await?
        }
        (When::Ever, _, Some(reach)) => session.all(reach, &[province.into(), key.id.into()]).await?,
        _ => Vec::new(),
    };
    Ok(rows.into_iter().map(|row| row.unit_id).collect())
}

/// How the nearest of the units stands to the unit of the actor's post.
pub(super) async fn nearest(ctx: &Ctx, session: &mut Session, units: &[UnitId]) -> Result<Place, DbError> {
    let mut nearest = Place::Elsewhere;
    for unit in units {
        match place_in_time(ctx, session, *unit).await? {
            Place::Own => return Ok(Place::Own),
            Place::Below => nearest = Place::Below,
            Place::Elsewhere | Place::Nowhere => {}
        }
    }
    Ok(nearest)
}

/// How a unit stands to that of the actor's post; one that ended stands as those do into which all of it went.
async fn place_in_time(ctx: &Ctx, session: &mut Session, unit: UnitId) -> Result<Place, DbError> {
    let (actor, today) = (ctx.actor.unit, ctx.today());
    let place = place_of(session, actor, unit, today).await?;
    if place != Place::Elsewhere || unit_as_of(session, unit, today).await?.is_some() {
        return Ok(place);
    }
    for heir in successors_on(session, unit, today).await? {
        if heir.share == Share::Whole {
            match place_of(session, actor, heir.unit, today).await? {
                Place::Elsewhere => {}
                near => return Ok(near),
            }
        }
    }
    Ok(place)
}

/// Whether the actor may do this to records that belong to these units; the program itself may.
pub(in crate::registry) async fn may_at(
    ctx: &Ctx,
    session: &mut Session,
    action: Action,
    units: &[UnitId],
) -> Result<(), OpError> {
    if ctx.actor.account.is_none() {
        return Ok(());
    }
    let place = nearest(ctx, session, units).await?;
    ctx.may(action, place)
}

/// The chain along which units see each other's records.
pub(super) const CHAIN: Chain = Chain::Authority;

khue_db::row! {
    struct UnitRow {
        unit_id: UnitId,
    }
}
