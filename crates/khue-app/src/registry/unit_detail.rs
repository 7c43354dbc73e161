//! All that a page tells of one unit on a day.

use std::collections::HashMap;

use khue_base::{Day, UnitId};
use khue_db::{DbError, Session};
use khue_rules::accounts::{Action, Place, Role};

use super::store::load_record;
use super::{
    Basis, Chain, Counterpart, Post, Relation, Share, Succession, Unit, UnitFilter, UnitKind, UnitRecord,
    ancestors, place_of, posts_at_unit, predecessors_on, successions_of, successors_on, unit_as_of,
    unit_history, units_as_of,
};
use crate::{Ctx, OpError};

/// Whether the unit exists on the day asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Presence {
    /// It does.
    Present,
    /// It ended; the units of that day that stand for it.
    Ended(Vec<Heir>),
    /// It begins later; the units of that day that it is made of.
    NotYet(Vec<Heir>),
}

/// A unit of the day that stands for one that is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heir {
    /// The unit.
    pub unit: Unit,
    /// All of it, or a part.
    pub share: Share,
    /// How we know.
    pub basis: Basis,
}

/// What is known of a unit.
#[derive(Clone, Debug)]
pub struct UnitDetail {
    /// The unit as of `day`: the day asked about, or the nearest one on which it existed.
    pub unit: Unit,
    /// The day that everything below stands for.
    pub day: Day,
    /// Whether it exists on the day asked about.
    pub presence: Presence,
    /// Directly above it, by relation.
    pub parents: Vec<(Relation, Unit)>,
    /// Those above it by territory, nearest first: commune, district, province.
    pub territory: Vec<Unit>,
    /// How many units of each kind stand under it, in the order of the kinds.
    pub below: Vec<(UnitKind, usize)>,
    /// Who holds which post; leading posts only for those who stand elsewhere.
    pub posts: Vec<Post>,
    /// Whether `posts` is all of them.
    pub all_posts: bool,
    /// Its periods, oldest first.
    pub periods: Vec<Unit>,
    /// Codes and parents by periods.
    pub record: UnitRecord,
    /// Whence it came and where it went, oldest first.
    pub successions: Vec<Succession>,
    /// Names of the units that `record` and `successions` speak of.
    pub names: HashMap<UnitId, String>,
}

impl UnitKind {
    /// Along which chain the units under one of this kind are counted: those that lie in a territory,
    /// else those that it may give orders.
    pub fn chain_below(self) -> Chain {
        match self {
            UnitKind::Province | UnitKind::District | UnitKind::Commune => Chain::Of(Relation::Territorial),
            _ => Chain::Authority,
        }
    }
}

/// The unit on `day`, with its surroundings and its past; a unit that ended or begins later is shown as it
/// last or first was.
///
/// # Errors
/// [`OpError::Hidden`] when there never was such a unit, and for the administrator.
pub async fn unit_detail(ctx: &Ctx, id: UnitId, day: Day) -> Result<UnitDetail, OpError> {
    ctx.may(Action::ReadUnits, Place::Nowhere)?;
    let mut db = ctx.read().await?;
    let periods = unit_history(&mut db, id).await?;
    let (unit, shown, presence) = presence(&mut db, id, day, &periods).await?;
    let record = load_record(&mut db, id).await?;
    let mut parents = Vec::new();
    for (relation, spans) in &record.parents {
        if let Some(span) = spans.iter().find(|span| span.covers(shown))
            && let Some(parent) = unit_as_of(&mut db, span.value, shown).await?
        {
            parents.push((*relation, parent));
        }
    }
    let chain = unit.kind.chain_below();
    let filter = UnitFilter { under: Some((id, chain)), ..UnitFilter::default() };
    let under = units_as_of(&mut db, shown, &filter).await?;
    let count = |kind: UnitKind| under.iter().filter(|one| one.id != id && one.kind == kind).count();
    let below = UnitKind::ALL.iter().map(|kind| (*kind, count(*kind))).filter(|(_, count)| *count > 0);
    let place = place_of(&mut db, ctx.actor.unit, id, ctx.today()).await?;
    let all_posts = ctx.may(Action::ReadPosts, place).is_ok();
    let mut posts = posts_at_unit(&mut db, id, shown).await?;
    posts.retain(|post| all_posts || leads(post.role));
    let successions = successions_of(&mut db, id).await?;
    let names = names(&mut db, id, &record, &successions).await?;
    Ok(UnitDetail {
        territory: ancestors(&mut db, id, Chain::Of(Relation::Territorial), shown).await?,
        unit,
        day: shown,
        presence,
        parents,
        below: below.collect(),
        posts,
        all_posts,
        periods,
        record,
        successions,
        names,
    })
}

/// Who answers for a unit is known to everybody; the rest of its staff is not.
fn leads(role: Role) -> bool {
    matches!(
        role,
        Role::ProvinceLeader
            | Role::DepartmentLeader
            | Role::DistrictOfficer
            | Role::CommuneOfficer
            | Role::Head
            | Role::Deputy
    )
}

async fn presence(
    db: &mut Session,
    id: UnitId,
    day: Day,
    periods: &[Unit],
) -> Result<(Unit, Day, Presence), OpError> {
    let inside = |unit: &&Unit| unit.valid_from <= day && unit.valid_until.is_none_or(|until| day < until);
    if let Some(unit) = periods.iter().find(inside) {
        return Ok((unit.clone(), day, Presence::Present));
    }
    if let Some(last) = periods.iter().rfind(|unit| unit.valid_from <= day) {
        let shown = last.valid_until.map_or(day, |until| until.plus_days(-1));
        let heirs = successors_on(db, id, day).await?;
        return Ok((last.clone(), shown, Presence::Ended(heirs_of(db, &heirs, id, day).await?)));
    }
    let first = periods.first().ok_or(OpError::Hidden)?;
    let heirs = predecessors_on(db, id, day).await?;
    let heirs = heirs_of(db, &heirs, id, day).await?;
    Ok((first.clone(), first.valid_from, Presence::NotYet(heirs)))
}

async fn heirs_of(
    db: &mut Session,
    counterparts: &[Counterpart],
    id: UnitId,
    day: Day,
) -> Result<Vec<Heir>, DbError> {
    let mut heirs = Vec::new();
    for one in counterparts.iter().filter(|one| one.unit != id) {
        if let Some(unit) = unit_as_of(db, one.unit, day).await? {
            heirs.push(Heir { unit, share: one.share, basis: one.basis });
        }
    }
    heirs.sort_by(|one, other| one.unit.sort_key.cmp(&other.unit.sort_key));
    Ok(heirs)
}

/// The last name of every other unit that the record speaks of.
async fn names(
    db: &mut Session,
    id: UnitId,
    record: &UnitRecord,
    successions: &[Succession],
) -> Result<HashMap<UnitId, String>, DbError> {
    let parents = record.parents.values().flatten().map(|span| (span.value, span.from));
    let passings = successions.iter().map(|one| {
        // The receiver is named as it was when it received, the giver as it was the day before.
        if one.from_unit == id { (one.to_unit, one.day) } else { (one.from_unit, one.day.plus_days(-1)) }
    });
    let mut names = HashMap::new();
    for (unit, day) in parents.chain(passings) {
        if names.contains_key(&unit) {
            continue;
        }
        let named = match unit_as_of(db, unit, day).await? {
            Some(unit) => Some(unit),
            None => unit_history(db, unit).await?.pop(),
        };
        names.extend(named.map(|named| (unit, named.name)));
    }
    Ok(names)
}
