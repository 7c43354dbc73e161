//! Who acts, when, and on which database: the first argument of every operation.

use std::path::Path;
use std::sync::Arc;

use khue_base::{AccountId, Clock, Day, Moment, PersonId, PostId, UnitId};
use khue_db::{AuditEntry, Db, Session, Tx};
use khue_rules::accounts::{Action, Place, Refusal, Role, Scopes, may, may_within};
use serde_json::Value;

use crate::directive::OverviewCache;
use crate::registry::import::RunningImports;
use crate::registry::oneroster::RosterCache;
use crate::registry::records::MissingCache;
use crate::{Chance, OpError};

/// What the whole process shares.
#[derive(Clone)]
pub struct App {
    /// The database.
    pub db: Db,
    /// Where the present comes from.
    pub clock: Arc<dyn Clock>,
    /// Where ids and secrets come from.
    pub chance: Arc<Chance>,
    /// Figures kept until they change.
    pub overviews: Arc<OverviewCache>,
    /// Counts of what is missing in schools' records, kept until something is recorded.
    pub missing: Arc<MissingCache>,
    /// Rosters of schools, kept until something is recorded.
    pub rosters: Arc<RosterCache>,
    /// The imports that this process is writing.
    pub imports: Arc<RunningImports>,
    /// The running program, which is started again to read PDF files; none in tests.
    pub program: Option<Arc<Path>>,
}

impl App {
    /// The application on a database.
    pub fn new(db: Db, clock: Arc<dyn Clock>, chance: Chance) -> Self {
        Self {
            db,
            clock,
            chance: Arc::new(chance),
            overviews: Arc::default(),
            missing: Arc::default(),
            rosters: Arc::default(),
            imports: Arc::default(),
            program: None,
        }
    }
}

/// A person acting through a post, or an application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The account that signed in; the id of an application, which nobody's account has; none for the system
    /// itself.
    pub account: Option<AccountId>,
    /// The person; none for the system itself.
    pub person: Option<PersonId>,
    /// The post through which the person acts.
    pub post: Option<PostId>,
    /// The post's role.
    pub role: Role,
    /// The post's unit.
    pub unit: UnitId,
    /// The person's name.
    pub name: String,
    /// The unit's name.
    pub unit_name: String,
    /// To what an application is held beside its role; none for people.
    pub scopes: Option<Scopes>,
}

impl Actor {
    /// The program itself, acting for a unit in whose trail it writes.
    pub fn program(unit: UnitId) -> Self {
        Self {
            account: None,
            person: None,
            post: None,
            role: Role::Administrator,
            unit,
            name: "Khuê".to_owned(),
            unit_name: String::new(),
            scopes: None,
        }
    }
}

/// One actor's view of the application.
#[derive(Clone)]
pub struct Ctx {
    /// The shared parts.
    pub app: App,
    /// Who acts.
    pub actor: Actor,
}

impl Ctx {
    /// The present moment.
    pub fn now(&self) -> Moment {
        self.app.clock.now()
    }

    /// Today in Vietnam.
    pub fn today(&self) -> Day {
        self.app.clock.today()
    }

    /// A new id.
    pub fn id<T: From<i64>>(&self) -> T {
        self.app.chance.id(self.now())
    }

    /// A connection to read with.
    ///
    /// # Errors
    /// [`OpError::Failed`] when the database cannot be reached.
    pub async fn read(&self) -> Result<Session, OpError> {
        Ok(self.app.db.read().await?)
    }

    /// A transaction to write in.
    ///
    /// # Errors
    /// [`OpError::Failed`] when the database cannot be reached.
    pub async fn begin(&self) -> Result<Tx, OpError> {
        Ok(self.app.db.write().await?)
    }

    /// Whether the actor may do `action` on a subject standing at `place`.
    ///
    /// # Errors
    /// [`OpError::Hidden`] or [`OpError::Forbidden`].
    pub fn may(&self, action: Action, place: Place) -> Result<(), OpError> {
        let decided = match self.actor.scopes {
            None => may(self.actor.role, action, place),
            Some(scopes) => may_within(scopes, self.actor.role, action, place),
        };
        decided.map_err(|refusal| match refusal {
            Refusal::Hidden => OpError::Hidden,
            Refusal::Forbidden => OpError::Forbidden,
        })
    }

    /// Writes the audit entry of a change into its own transaction.
    ///
    /// # Errors
    /// [`OpError::Failed`] when the database refuses.
    pub async fn audit(
        &self,
        tx: &mut Tx,
        action: &str,
        subject: String,
        detail: Value,
    ) -> Result<(), OpError> {
        let entry = AuditEntry {
            chain: self.actor.unit.0,
            at: self.now(),
            account: self.actor.account.map(i64::from),
            person: self.actor.person.map(i64::from),
            post: self.actor.post.map(i64::from),
            action,
            subject,
            detail,
        };
        Ok(tx.audit(&entry).await?)
    }
}
