//! Who stands behind a token: session, account and a post that is valid today.

use khue_base::{AccountId, Moment, PersonId, PostId, SessionId};
use khue_db::{Session, Statement, sql};

use super::session::{IDLE_MS, SEEN_EVERY_MS};
use super::token::digest;
use crate::registry::{Post, posts_of_person};
use crate::{Actor, App, OpError};

/// One request of a signed-in browser.
#[derive(Clone, Debug)]
pub struct Visit {
    /// The session.
    pub session: SessionId,
    /// The account.
    pub account: AccountId,
    /// Its login.
    pub login: String,
    /// Who acts, through which post.
    pub actor: Actor,
    /// Other posts of the same person today.
    pub other_posts: Vec<Post>,
}

khue_db::row! {
    struct Found {
        id: SessionId,
        post_id: PostId,
        seen_at: Moment,
        account_id: AccountId,
        person_id: PersonId,
        login: String,
        name: String,
    }
}

/// The visit that `token` stands for; none when the session has ended, the account is locked, or the
/// post is not held today.
///
/// # Errors
/// [`OpError::Failed`] when the database refuses.
pub async fn visit(app: &App, token: &str) -> Result<Option<Visit>, OpError> {
    let now = app.clock.now();
    let mut db = app.db.read().await?;
    let since = now.plus_ms(-IDLE_MS);
    let found: Option<Found> = db.optional(OPEN_SESSION, &[digest(token), now.into(), since.into()]).await?;
    let Some(found) = found else { return Ok(None) };
    let visit = through_post(&mut db, app, &found).await?;
    drop(db);
    if visit.is_some() && found.seen_at.plus_ms(SEEN_EVERY_MS) < now {
        let mut tx = app.db.write().await?;
        tx.execute(SEEN, &[found.id.into(), now.into()]).await?;
        tx.commit_unaudited().await?;
    }
    Ok(visit)
}

async fn through_post(db: &mut Session, app: &App, found: &Found) -> Result<Option<Visit>, OpError> {
    let held = posts_of_person(db, found.person_id, app.clock.today()).await?;
    let (current, other_posts): (Vec<_>, Vec<_>) =
        held.into_iter().partition(|post| post.id == found.post_id);
    let Some(post) = current.into_iter().next() else { return Ok(None) };
    let actor = Actor {
        account: Some(found.account_id),
        person: Some(found.person_id),
        post: Some(post.id),
        role: post.role,
        unit: post.unit,
        name: found.name.clone(),
        unit_name: post.unit_name,
        scopes: None,
    };
    Ok(Some(Visit {
        session: found.id,
        account: found.account_id,
        login: found.login.clone(),
        actor,
        other_posts,
    }))
}

const OPEN_SESSION: Statement = sql!("sql/open_session.sql");
const SEEN: Statement = sql!("sql/seen.sql");
