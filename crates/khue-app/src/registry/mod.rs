//! The registry: units in valid time and recorded time, people and their posts.
//!
//! A unit's id outlives its names, codes, kinds and parents. Nothing recorded is changed: a change is a
//! new version for a period, and for any day the newest version that covers it holds. Lists read spans
//! and a scope that are derived from the versions in the same transaction.

mod add_person;
mod add_unit;
pub mod arrange;
mod change_unit;
mod end_post;
mod end_unit;
pub mod exchange;
mod give_post;
mod groups;
pub mod import;
mod import_admin;
mod kind;
mod list_units;
mod load;
mod merge_units;
mod move_unit;
mod names;
pub mod oneroster;
mod outlines;
mod people;
mod place;
mod recode_unit;
pub mod records;
pub mod snapshots;
mod split_unit;
mod store;
mod succession;
mod timeline;
pub mod transfer;
mod unit;
mod unit_detail;
mod unit_page;
pub mod year;

pub use add_person::{add_person, name_order};
pub use add_unit::{AddUnit, add_unit};
pub use change_unit::{ChangeUnit, change_unit};
pub use end_post::end_post;
pub use end_unit::{EndUnit, end_unit};
pub use give_post::{GivePost, give_post};
pub use groups::{figure_groups, scope_of};
pub use import_admin::{AdminDifference, AdminFiles, import_admin_units, preview_admin_units};
pub use kind::{Chain, Ownership, Relation, UnitKind, UnitLevel};
pub use list_units::{UnitLine, UnitList, UnitListQuery, list_units};
pub use load::{LoadPerson, LoadPost, LoadSuccession, LoadUnit, LoadUnits, Loaded, Parent, load};
pub use merge_units::{MergeInto, MergeUnits, merge_units};
pub use move_unit::{MoveUnit, move_unit};
pub use names::{root_of, units_by_id};
pub use outlines::{Outline, Outlines, commune_outlines_2025, district_outlines_2020};
pub use people::{Post, find_people, person_name, post, posts_at_unit, posts_of_person};
pub use place::place_of;
pub use recode_unit::{RecodeUnit, recode_unit};
pub use split_unit::{Rest, SplitUnit, split_unit};
pub use store::{UnitFacts, UnitRecord};
pub use succession::{
    Basis, Counterpart, Share, Succession, SuccessionKind, predecessors_on, successions_of, successors_on,
};
pub use timeline::{Span, open_end};
pub use unit::{
    Grouping, KnownUnit, Unit, UnitFilter, ancestors, children, count_units, grouped_by, unit_as_of,
    unit_by_code, unit_history, unit_known_at, unit_version, units_as_of, units_of_kind_under,
};
pub use unit_detail::{Heir, Presence, UnitDetail, unit_detail};
pub use unit_page::{UnitPageQuery, unit_page};

use khue_base::{Day, JobId, UnitId};
use khue_db::{DbError, Session, Tx, sql};
use khue_rules::accounts::{Action, Place};

use crate::{Ctx, OpError};
use store::Stamp;

/// The system of the official codes of administrative units.
pub const CODE_SYSTEM: &str = "gso";
/// The system of the codes of institutions.
pub const SCHOOL_CODE_SYSTEM: &str = "school";
/// The system of the keys of `catalogue/codes/admin`, and of the sample province.
pub const KEY_SYSTEM: &str = "key";
/// The topic under which a changed unit is announced; the key is `unit/ID`.
pub const UNIT_CHANGED: &str = "registry.unit";

/// The unit, for an operation that changes it; refused as hidden when it does not exist on `day`. Until the
/// transaction ends nobody else changes it: what is checked afterwards still holds when it is written.
async fn existing(db: &mut Tx, unit: UnitId, day: Day) -> Result<Unit, OpError> {
    db.execute(sql!("sql/hold_unit.sql"), &[unit.into()]).await?;
    unit_as_of(db, unit, day).await?.ok_or(OpError::Hidden)
}

/// Whether the actor may manage this unit; the program itself may.
async fn may_manage(ctx: &Ctx, db: &mut Session, unit: UnitId) -> Result<(), OpError> {
    if ctx.actor.account.is_none() {
        return Ok(());
    }
    let place = place_of(db, ctx.actor.unit, unit, ctx.today()).await?;
    ctx.may(Action::ManageUnits, place)
}

/// Whether the actor may do what only the administrator and the program itself may.
fn may_administer(ctx: &Ctx) -> Result<(), OpError> {
    match ctx.actor.account {
        None => Ok(()),
        Some(_) => ctx.may(Action::ManageAccounts, Place::Nowhere),
    }
}

/// Two people changed the same unit at once: the later one looks again.
fn stale_if_taken(error: DbError) -> OpError {
    if error.is_conflict() { OpError::Stale } else { error.into() }
}

fn stamp(ctx: &Ctx) -> Stamp {
    Stamp { at: ctx.now(), by: ctx.actor.account.map(i64::from) }
}

async fn announce(ctx: &Ctx, tx: &mut Tx, unit: UnitId) -> Result<(), OpError> {
    let id: JobId = ctx.id();
    Ok(tx.announce(id, UNIT_CHANGED, &format!("unit/{unit}"), ctx.now()).await?)
}
