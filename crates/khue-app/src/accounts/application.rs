//! Applications: programs that read or write records of a unit in its name, and what is kept of them.
//!
//! An application acts as an official of its unit would, and never beyond its scopes. Its id stands where an
//! account's does: ids are never given twice, so both are told apart, and every trace names the application.

use khue_base::{ApplicationId, Moment, UnitId};
use khue_db::{DbError, Session, Statement, sql};
use khue_rules::accounts::{Action, Place, Role, Scopes};

use crate::registry::{UnitKind, place_of, unit_as_of};
use crate::{Ctx, OpError};

/// An application as lists show it.
#[derive(Clone, Debug)]
pub struct Application {
    /// Its id, which programs give as `client_id`.
    pub id: ApplicationId,
    /// Whose data it gets.
    pub unit: UnitId,
    /// The unit's name.
    pub unit_name: String,
    /// What it is called.
    pub name: String,
    /// What it may.
    pub scopes: Scopes,
    /// When it was registered.
    pub created_at: Moment,
    /// When it ends by itself.
    pub expires_at: Moment,
    /// Last use, to within five minutes.
    pub used_at: Option<Moment>,
    /// When somebody took its access away.
    pub revoked_at: Option<Moment>,
}

khue_db::row! {
    /// An application as a row holds it.
    pub(super) struct Kept {
        id: ApplicationId,
        unit_id: UnitId,
        name: String,
        scopes: String,
        created_at: Moment,
        expires_at: Moment,
        used_at: Option<Moment>,
        revoked_at: Option<Moment>,
    }
}

/// The applications that the actor may manage, newest first: an administrator's are all, a head's those of the
/// own unit.
///
/// # Errors
/// Hidden when the actor manages none.
pub async fn list_applications(ctx: &Ctx) -> Result<Vec<Application>, OpError> {
    let mut session = ctx.read().await?;
    let kept: Vec<Kept> = match ctx.may(Action::ManageApplications, Place::Nowhere) {
        Ok(()) => session.all(APPLICATIONS, &[]).await?,
        Err(_) => {
            ctx.may(Action::ManageApplications, Place::Own)?;
            session.all(APPLICATIONS_OF_UNIT, &[ctx.actor.unit.into()]).await?
        }
    };
    let mut all = Vec::with_capacity(kept.len());
    for one in kept {
        let unit = unit_as_of(&mut session, one.unit_id, ctx.today()).await?;
        all.push(Application {
            id: one.id,
            unit: one.unit_id,
            unit_name: unit.map(|unit| unit.name).unwrap_or_default(),
            name: one.name,
            scopes: Scopes::from_codes(&one.scopes),
            created_at: one.created_at,
            expires_at: one.expires_at,
            used_at: one.used_at,
            revoked_at: one.revoked_at,
        });
    }
    Ok(all)
}

/// Whether the actor may manage applications of this unit.
pub(super) async fn may_manage(ctx: &Ctx, session: &mut Session, unit: UnitId) -> Result<(), OpError> {
    let place = place_of(session, ctx.actor.unit, unit, ctx.today()).await?;
    ctx.may(Action::ManageApplications, place)
}

/// The application with this id.
pub(super) async fn application(session: &mut Session, id: ApplicationId) -> Result<Option<Kept>, DbError> {
    session.optional(APPLICATION, &[id.into()]).await
}

/// As whom an application of a unit of this kind acts.
pub(super) fn role_at(kind: UnitKind) -> Role {
    match kind {
        UnitKind::Province | UnitKind::Office => Role::ProvinceOffice,
        UnitKind::Department => Role::DepartmentSpecialist,
        // Other agencies of the province have no part in schools' records.
        UnitKind::Agency => Role::Teacher,
        UnitKind::District | UnitKind::DistrictOffice => Role::DistrictOfficer,
        UnitKind::Commune => Role::CommuneOfficer,
        _ => Role::Clerk,
    }
}

/// How the audit log names an application.
pub(super) fn subject(application: ApplicationId) -> String {
    format!("application/{application}")
}

const APPLICATIONS: Statement = sql!("sql/applications.sql");
const APPLICATIONS_OF_UNIT: Statement = sql!("sql/applications_of_unit.sql");
const APPLICATION: Statement = sql!("sql/application.sql");
