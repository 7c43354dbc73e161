//! Tokens of applications: given for a secret, good for an hour, looked up at every request.

use khue_base::{AccountId, ApplicationId, Moment, UnitId};
use khue_db::{AuditEntry, Session, Statement, Value, sql};
use khue_rules::accounts::Scopes;
use serde_json::json;

use super::application::{application, role_at, subject};
use super::session::SEEN_EVERY_MS;
use super::token::digest;
use crate::registry::unit_as_of;
use crate::{Actor, App, OpError};

/// A token is good for an hour.
pub const TOKEN_SECONDS: i64 = 3600;

/// A token for a while.
#[derive(Clone, Debug)]
pub struct Issued {
    /// The token; it is not stored anywhere.
    pub token: String,
    /// What it opens.
    pub scopes: Scopes,
}

/// Why no token is given.
#[derive(Debug, thiserror::Error)]
pub enum IssueError {
    /// No such application, another secret, revoked or expired: nobody learns which.
    #[error("Mã ứng dụng hoặc khoá bí mật không đúng, hoặc ứng dụng đã bị thu hồi hay hết hạn.")]
    Unknown,
    /// The application has none of the scopes asked for.
    #[error("Ứng dụng không được cấp quyền nào trong các quyền đã xin.")]
    NoScope,
    /// We must act.
    #[error(transparent)]
    Failed(#[from] OpError),
}

impl From<khue_db::DbError> for IssueError {
    fn from(error: khue_db::DbError) -> Self {
        Self::Failed(error.into())
    }
}

/// Gives an application a token for its secret; with all of its scopes when none are asked for.
///
/// # Errors
/// [`IssueError`].
pub async fn issue_token(
    app: &App,
    id: ApplicationId,
    secret: &str,
    asked: Option<&str>,
) -> Result<Issued, IssueError> {
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let found = tx.rows(FIT_SECRET, &[id.into(), digest(secret), now.into()]).await?;
    let kept = application(&mut tx, id).await?.filter(|_| !found.is_empty()).ok_or(IssueError::Unknown)?;
    let has = Scopes::from_codes(&kept.scopes);
    let scopes = asked.map_or(has, |asked| Scopes::from_codes(asked).within(has));
    if scopes.is_empty() {
        return Err(IssueError::NoScope);
    }
    let token = app.chance.secret();
    tx.execute(FORGET_TOKENS, &[now.into()]).await?;
    let values: [Value; 5] = [
        digest(&token),
        id.into(),
        scopes.codes().into(),
        now.into(),
        now.plus_ms(TOKEN_SECONDS * 1000).into(),
    ];
    tx.execute(INSERT_TOKEN, &values).await?;
    let entry = AuditEntry {
        chain: kept.unit_id.0,
        at: now,
        account: Some(id.0),
        person: None,
        post: None,
        action: "application.enter",
        subject: subject(id),
        detail: json!({ "scopes": scopes.codes() }),
    };
    tx.audit(&entry).await?;
    tx.commit().await?;
    Ok(Issued { token, scopes })
}

khue_db::row! {
    struct Found {
        application_id: ApplicationId,
        unit_id: UnitId,
        name: String,
        scopes: String,
        used_at: Option<Moment>,
    }
}

/// Who a token stands for; nobody when it is too old, or its application revoked or expired, or the unit is no
/// longer there.
///
/// # Errors
/// [`OpError::Failed`] when the database refuses.
pub async fn application_visit(app: &App, token: &str) -> Result<Option<Actor>, OpError> {
    let now = app.clock.now();
    let mut session = app.db.read().await?;
    let found: Option<Found> = session.optional(OPEN_TOKEN, &[digest(token), now.into()]).await?;
    let Some(found) = found else { return Ok(None) };
    let Some(unit) = unit_as_of(&mut session, found.unit_id, app.clock.today()).await? else {
        return Ok(None);
    };
    drop(session);
    if found.used_at.is_none_or(|used| used.plus_ms(SEEN_EVERY_MS) < now) {
        let mut tx = app.db.write().await?;
        tx.execute(APPLICATION_USED, &[found.application_id.into(), now.into()]).await?;
        // The last use is its own record.
        tx.commit_unaudited().await?;
    }
    Ok(Some(Actor {
        account: Some(AccountId(found.application_id.0)),
        person: None,
        post: None,
        role: role_at(unit.kind),
        unit: unit.id,
        name: found.name,
        unit_name: unit.name,
        scopes: Some(Scopes::from_codes(&found.scopes)),
    }))
}

/// The name of an application.
pub(super) async fn application_name(
    session: &mut Session,
    id: i64,
) -> Result<Option<String>, khue_db::DbError> {
    Ok(application(session, ApplicationId(id)).await?.map(|kept| kept.name))
}

const FIT_SECRET: Statement = sql!("sql/fit_secret.sql");
const FORGET_TOKENS: Statement = sql!("sql/forget_tokens.sql");
const INSERT_TOKEN: Statement = sql!("sql/insert_token.sql");
const OPEN_TOKEN: Statement = sql!("sql/open_token.sql");
const APPLICATION_USED: Statement = sql!("sql/application_used.sql");
