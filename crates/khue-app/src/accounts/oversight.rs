//! What the auditor and the administrator look at: the audit log, the state of the system, units to
//! give posts at.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::path::Path;

use khue_base::{JobId, PersonId, UnitId};
use khue_db::audit::{self, AuditRow, AuditVerdict, AuditWhere};
use khue_db::doctor::{self, Finding};
use khue_db::queue::{self, ParkedJob, QueueCounts};
use khue_rules::accounts::{Action, Place};

use crate::registry::{Unit, UnitFilter, person_name, unit_as_of, units_as_of};
use crate::{Ctx, MIGRATIONS, OpError};

/// Entries of the audit log on one page.
pub const AUDIT_PAGE: u32 = 50;
/// Units offered when a name fits many.
const UNITS_OFFERED: u32 = 20;
/// Parked jobs shown.
const PARKED_SHOWN: u32 = 50;

/// Which part of the audit log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuditOf {
    /// What was done to a thing, such as `account/12`.
    Subject(String),
    /// What people of a unit did; unit 0 is the program itself.
    Unit(UnitId),
}

/// An entry with the names behind its numbers.
#[derive(Clone, Debug)]
pub struct AuditLine {
    /// The entry.
    pub row: AuditRow,
    /// The person who did it; none for the program itself.
    pub person: Option<String>,
}

/// Entries of the audit log, newest first, older than `before`.
///
/// # Errors
/// Hidden for all but the auditor.
pub async fn read_audit(ctx: &Ctx, of: &AuditOf, before: AuditWhere) -> Result<Vec<AuditLine>, OpError> {
    ctx.may(Action::ReadAudit, Place::Nowhere)?;
    let mut db = ctx.read().await?;
    let rows = match of {
        AuditOf::Subject(subject) => audit::of_subject(&mut db, subject, before, AUDIT_PAGE).await?,
        AuditOf::Unit(unit) => audit::of_chain(&mut db, unit.0, before, AUDIT_PAGE).await?,
    };
    let mut names: HashMap<i64, Option<String>> = HashMap::new();
    for person in rows.iter().filter_map(|row| row.person) {
        if let Entry::Vacant(place) = names.entry(person) {
            place.insert(person_name(&mut db, PersonId(person)).await?);
        }
    }
    let name = |row: &AuditRow| row.person.and_then(|person| names.get(&person).cloned().flatten());
    Ok(rows.into_iter().map(|row| AuditLine { person: name(&row), row }).collect())
}

/// Goes through the whole audit log and looks for the first break.
///
/// # Errors
/// Hidden for all but the auditor.
pub async fn verify_audit(ctx: &Ctx) -> Result<AuditVerdict, OpError> {
    ctx.may(Action::ReadAudit, Place::Nowhere)?;
    Ok(audit::verify(&ctx.app.db).await?)
}

/// The name of a unit today, for the head of a page.
///
/// # Errors
/// Hidden for all but the auditor.
pub async fn audited_unit(ctx: &Ctx, unit: UnitId) -> Result<Option<String>, OpError> {
    ctx.may(Action::ReadAudit, Place::Nowhere)?;
    let mut db = ctx.read().await?;
    Ok(unit_as_of(&mut db, unit, ctx.today()).await?.map(|unit| unit.name))
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
