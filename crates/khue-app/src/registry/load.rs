//! Bringing in many units, people and posts at once, by symbolic keys: a sample province, or the first
//! filling of a province's own.

use std::collections::BTreeMap;

use khue_base::{Day, PersonId, PostId, UnitId};
use khue_db::{Session, Statement, sql};
use khue_rules::accounts::Role;
use serde_json::json;

use super::add_person::insert_person;
use super::give_post::insert_post;
use super::store::save_records;
use super::succession::insert_succession;
use super::{
    Basis, GivePost, KEY_SYSTEM, Ownership, Relation, SCHOOL_CODE_SYSTEM, Share, Span, Succession,
    SuccessionKind, UnitFacts, UnitKind, UnitRecord, may_administer, open_end, stamp,
};
use crate::{Ctx, OpError};

/// What to bring in. Keys of parents may be those of units that are there already.
#[derive(Clone, Debug, Default)]
pub struct LoadUnits {
    /// Units.
    pub units: Vec<LoadUnit>,
    /// People.
    pub people: Vec<LoadPerson>,
    /// Their posts.
    pub posts: Vec<LoadPost>,
    /// What became of units.
    pub successions: Vec<LoadSuccession>,
}

/// The passing of one unit, or of a part of its work, to another.
#[derive(Clone, Debug)]
pub struct LoadSuccession {
    /// Key of the one that went.
    pub from: String,
    /// Key of the one that took it.
    pub to: String,
    /// When.
    pub day: Day,
    /// What happened.
    pub kind: SuccessionKind,
    /// How much.
    pub share: Share,
    /// By which decision.
    pub decision: String,
    /// How we know.
    pub basis: Basis,
}

/// A unit by key.
#[derive(Clone, Debug)]
pub struct LoadUnit {
    /// Its key.
    pub key: String,
    /// What it is.
    pub kind: UnitKind,
    /// Who owns it.
    pub ownership: Ownership,
    /// Its full name.
    pub name: String,
    /// Its name in tables.
    pub short_name: String,
    /// Its code as an institution.
    pub code: Option<String>,
    /// Its first day.
    pub from: Day,
    /// The first day without it.
    pub until: Option<Day>,
    /// Under whom it stands, by periods in order.
    pub parents: Vec<Parent>,
}

/// Under whom a unit stands for a period.
#[derive(Clone, Debug)]
pub struct Parent {
    /// In which relation.
    pub relation: Relation,
    /// The other unit's key.
    pub key: String,
    /// First day.
    pub from: Day,
    /// First day after it.
    pub until: Option<Day>,
}

/// A person by key.
#[derive(Clone, Debug)]
pub struct LoadPerson {
    /// The key.
    pub key: String,
    /// The name.
    pub full_name: String,
}

/// A post by keys.
#[derive(Clone, Debug)]
pub struct LoadPost {
    /// The key.
    pub key: String,
    /// The person's key.
    pub person: String,
    /// What it lets the person act as.
    pub role: Role,
    /// What it is called.
    pub title: String,
    /// The unit's key.
    pub unit: String,
    /// First day.
    pub from: Day,
    /// First day after it.
    pub until: Option<Day>,
}

/// The ids that were given to the keys; units that were there before are among them.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// Ids of units.
    pub units: BTreeMap<String, UnitId>,
    /// Ids of people.
    pub people: BTreeMap<String, PersonId>,
    /// Ids of posts.
    pub posts: BTreeMap<String, PostId>,
}

/// Brings everything in, in one transaction.
///
/// # Errors
/// Refused when a unit is there already or a key is unknown; hidden when the actor may not administer.
pub async fn load(ctx: &Ctx, what: &LoadUnits) -> Result<Loaded, OpError> {
    may_administer(ctx)?;
    let mut tx = ctx.begin().await?;
    let mut loaded = Loaded { units: keys(&mut tx).await?, ..Loaded::default() };
    // A millisecond for each, so that ids made at once cannot meet.
    let total = what.units.len() + what.people.len() + what.posts.len();
    let mut early = -i64::try_from(total).unwrap_or_default();
    let mut moment = || {
        early += 1;
        ctx.now().plus_ms(early)
    };
    for unit in &what.units {
        if loaded.units.insert(unit.key.clone(), ctx.app.chance.id(moment())).is_some() {
            return Err(OpError::refused(format!(
                "Đơn vị “{}” đã có trong hệ thống nên không nạp lại.",
                unit.name
            )));
        }
    }
    let mut records = Vec::with_capacity(what.units.len());
    for unit in &what.units {
        records.push((find(&loaded.units, &unit.key)?, record_of(unit, &loaded.units)?));
    }
    save_records(&mut tx, stamp(ctx), &BTreeMap::new(), &records).await?;
    for one in &what.successions {
        let succession = Succession {
            from_unit: find(&loaded.units, &one.from)?,
            to_unit: find(&loaded.units, &one.to)?,
            day: one.day,
            kind: one.kind,
            share: one.share,
            decision: one.decision.clone(),
            basis: one.basis,
        };
        insert_succession(&mut tx, stamp(ctx), &succession).await?;
    }
    for person in &what.people {
        let id = ctx.app.chance.id(moment());
        insert_person(&mut tx, id, &person.full_name, ctx.now()).await?;
        loaded.people.insert(person.key.clone(), id);
    }
    for post in &what.posts {
        let id = ctx.app.chance.id(moment());
        let give = GivePost {
            person: find(&loaded.people, &post.person)?,
            role: post.role,
            title: post.title.clone(),
            unit: find(&loaded.units, &post.unit)?,
            from: post.from,
            until: post.until,
        };
        insert_post(&mut tx, stamp(ctx), id, &give).await?;
        loaded.posts.insert(post.key.clone(), id);
    }
    let detail = json!({ "units": what.units.len(), "people": what.people.len(), "posts": what.posts.len() });
    ctx.audit(&mut tx, "units.load", "unit".to_owned(), detail).await?;
    tx.commit().await?;
    Ok(loaded)
}

fn record_of(unit: &LoadUnit, ids: &BTreeMap<String, UnitId>) -> Result<UnitRecord, OpError> {
    let facts = UnitFacts {
        kind: unit.kind,
        ownership: unit.ownership,
        name: unit.name.clone(),
        short_name: unit.short_name.clone(),
    };
    let mut record =
        UnitRecord { facts: vec![Span::new(unit.from, unit.until, facts)], ..UnitRecord::default() };
    for parent in &unit.parents {
        let span = Span::new(parent.from, parent.until, find(ids, &parent.key)?);
        record.parents.entry(parent.relation).or_default().push(span);
    }
    if let Some(code) = &unit.code {
        let span = Span::new(unit.from, unit.until, code.clone());
        record.codes.insert(SCHOOL_CODE_SYSTEM.to_owned(), vec![span]);
    }
    let key = Span { from: unit.from, until: open_end(), value: unit.key.clone() };
    record.codes.insert(KEY_SYSTEM.to_owned(), vec![key]);
    Ok(record)
}

fn find<T: Copy>(ids: &BTreeMap<String, T>, key: &str) -> Result<T, OpError> {
    ids.get(key)
        .copied()
        .ok_or_else(|| OpError::refused(format!("Dữ liệu nạp vào thiếu mục có khoá “{key}”.")))
}

khue_db::row! {
    struct Keyed {
        code: String,
        unit_id: UnitId,
    }
}

async fn keys(db: &mut Session) -> Result<BTreeMap<String, UnitId>, OpError> {
    let rows: Vec<Keyed> = db.all(KEYS, &[KEY_SYSTEM.into()]).await?;
    Ok(rows.into_iter().map(|row| (row.code, row.unit_id)).collect())
}

const KEYS: Statement = sql!("sql/keys.sql");
