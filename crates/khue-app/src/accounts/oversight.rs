//! What the auditor and the administrator look at: the audit log, the state of the system, units to
//! give posts at.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::path::Path;

use khue_base::{AccountId, Day, JobId, Moment, PersonId, PostId, UnitId};
use khue_db::Session;
use khue_db::audit::{self, AuditFilter, AuditRow, AuditVerdict, AuditWhere};
use khue_db::doctor::{self, Finding};
use khue_db::queue::{self, ParkedJob, QueueCounts};
use khue_rules::accounts::{Action, Place};

use super::account::account;
use super::application_token::application_name;
use crate::registry::{
    Unit, UnitFilter, find_people, person_name, post, unit_as_of, unit_history, units_as_of,
};
use crate::{Ctx, MIGRATIONS, OpError};

/// Entries of the audit log on one page.
pub const AUDIT_PAGE: u32 = 50;
/// Units offered when a name fits many.
const UNITS_OFFERED: u32 = 20;
/// People or units whose entries are shown together when a name fits many.
const NAMES_FOLLOWED: u32 = 200;
/// Parked jobs shown.
const PARKED_SHOWN: u32 = 50;

/// Which part of the audit log, in the words of the person who looks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditQuery {
    /// From this day on.
    pub from: Option<Day>,
    /// Up to this day, itself included.
    pub until: Option<Day>,
    /// What people with these words in their name did.
    pub person: String,
    /// What units with these words in their name or code did.
    pub unit: String,
    /// What people of this unit did; unit 0 is the program itself.
    pub unit_id: Option<UnitId>,
    /// This action alone.
    pub action: String,
    /// What was done to this thing, such as `account/12`.
    pub subject: String,
}

/// An entry with the names behind its numbers.
#[derive(Clone, Debug)]
pub struct AuditLine {
    /// The entry.
    pub row: AuditRow,
    /// The person or the application that did it; none for the program itself.
    pub person: Option<String>,
    /// The unit in which the person acted, as it was on that day.
    pub unit: Option<String>,
}

/// Entries of the audit log, newest first, older than `before`.
///
/// # Errors
/// Hidden for all but the auditor.
pub async fn read_audit(
    ctx: &Ctx,
    query: &AuditQuery,
    before: AuditWhere,
) -> Result<Vec<AuditLine>, OpError> {
    ctx.may(Action::ReadAudit, Place::Nowhere)?;
    let mut db = ctx.read().await?;
    let alone = AuditQuery { subject: query.subject.clone(), ..AuditQuery::default() } == *query;
    let rows = if alone && !query.subject.is_empty() {
        audit::of_subject(&mut db, &query.subject, before, AUDIT_PAGE).await?
    } else {
        let filter = filter_of(ctx, &mut db, query).await?;
        audit::find(&mut db, &filter, before, AUDIT_PAGE).await?
    };
    let mut people: HashMap<i64, Option<String>> = HashMap::new();
    let mut programs: HashMap<i64, Option<String>> = HashMap::new();
    let mut units: HashMap<(i64, Day), Option<String>> = HashMap::new();
    for row in &rows {
        if let Some(Entry::Vacant(place)) = row.person.map(|person| people.entry(person)) {
            let person = PersonId(*place.key());
            place.insert(person_name(&mut db, person).await?);
        }
        // What has an account but no person was done by an application.
        let program = row.account.filter(|_| row.person.is_none());
        if let Some(Entry::Vacant(place)) = program.map(|program| programs.entry(program)) {
            let id = *place.key();
            place.insert(application_name(&mut db, id).await?);
        }
        if let Entry::Vacant(place) = units.entry((row.chain, row.at.day())) {
            let (unit, day) = *place.key();
            place.insert(unit_as_of(&mut db, UnitId(unit), day).await?.map(|unit| unit.name));
        }
    }
    let person = |row: &AuditRow| match (row.person, row.account) {
        (Some(person), _) => people.get(&person).cloned().flatten(),
        (None, Some(program)) => programs.get(&program).cloned().flatten(),
        (None, None) => None,
    };
    let unit = |row: &AuditRow| units.get(&(row.chain, row.at.day())).cloned().flatten();
    Ok(rows.into_iter().map(|row| AuditLine { person: person(&row), unit: unit(&row), row }).collect())
}

/// Names become ids; a name that nobody has lets nothing through.
async fn filter_of(ctx: &Ctx, db: &mut Session, query: &AuditQuery) -> Result<AuditFilter, OpError> {
    let chains = match (query.unit_id, query.unit.is_empty()) {
        (Some(unit), _) => Some(vec![unit.0]),
        (None, true) => None,
        (None, false) => {
            let filter =
                UnitFilter { search: &query.unit, limit: Some(NAMES_FOLLOWED), ..UnitFilter::default() };
            let day = query.until.unwrap_or(ctx.today());
            Some(units_as_of(db, day, &filter).await?.into_iter().map(|unit| unit.id.0).collect())
        }
    };
    let people = if query.person.is_empty() {
        None
    } else {
        let found = find_people(db, &query.person, NAMES_FOLLOWED).await?;
        Some(found.into_iter().map(|(person, _)| person.0).collect())
    };
    Ok(AuditFilter {
        from: query.from.map(Moment::start_of),
        until: query.until.map(|day| Moment::start_of(day.plus_days(1))),
        chains,
        people,
        action: query.action.clone(),
        subject: query.subject.clone(),
    })
}

/// How a thing of the accounts' and the registry's areas is called, such as `account/12`, `unit/7`,
/// `post/3`, `person/9`; nothing for things of other areas.
///
/// # Errors
/// Hidden for all but the auditor.
pub async fn audited_name(ctx: &Ctx, subject: &str) -> Result<Option<String>, OpError> {
    ctx.may(Action::ReadAudit, Place::Nowhere)?;
    let Some((kind, id)) = subject.split_once('/') else { return Ok(None) };
    let Ok(id) = id.parse::<i64>() else { return Ok(None) };
    let mut db = ctx.read().await?;
    Ok(match kind {
        "account" => account(&mut db, AccountId(id)).await?.map(|account| account.login),
        "application" => application_name(&mut db, id).await?,
        "person" => person_name(&mut db, PersonId(id)).await?,
        "post" => post(&mut db, PostId(id), ctx.today())
            .await?
            .map(|post| format!("{}, {}, {}", post.person_name, post.title, post.unit_name)),
        "unit" => unit_history(&mut db, UnitId(id)).await?.pop().map(|unit| unit.name),
        _ => None,
    })
}

/// Goes through the whole audit log and looks for the first break.
///
/// # Errors
/// Hidden for all but the auditor.
pub async fn verify_audit(ctx: &Ctx) -> Result<AuditVerdict, OpError> {
    ctx.may(Action::ReadAudit, Place::Nowhere)?;
    Ok(audit::verify(&ctx.app.db).await?)
}

/// How the system stands.
#[derive(Clone, Debug)]
pub struct SystemState {
    /// What was looked at.
    pub findings: Vec<Finding>,
    /// Work that waits.
    pub queue: QueueCounts,
    /// Work given up.
    pub parked: Vec<ParkedJob>,
}

/// Looks at the database, the disk and the queue.
///
/// # Errors
/// Hidden for all but the administrator and the auditor.
pub async fn see_system(ctx: &Ctx, folders: &[&Path]) -> Result<SystemState, OpError> {
    ctx.may(Action::SeeSystem, Place::Nowhere)?;
    let findings = doctor::examine(&ctx.app.db, MIGRATIONS, folders, ctx.app.clock.as_ref()).await;
    let mut db = ctx.read().await?;
    let queue = queue::counts(&mut db).await?;
    let parked = queue::parked(&mut db, JobId(0), PARKED_SHOWN).await?;
    Ok(SystemState { findings, queue, parked })
}

/// Units whose name or code has `words`, to give a post at.
///
/// # Errors
/// Hidden for all but the administrator.
pub async fn find_units(ctx: &Ctx, words: &str) -> Result<Vec<Unit>, OpError> {
    ctx.may(Action::ManageAccounts, Place::Nowhere)?;
    let mut db = ctx.read().await?;
    let filter = UnitFilter { search: words, limit: Some(UNITS_OFFERED), ..UnitFilter::default() };
    Ok(units_as_of(&mut db, ctx.today(), &filter).await?)
}
