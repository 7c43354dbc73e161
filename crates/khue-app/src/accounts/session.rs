//! Sessions: beginning one, seeing one's own, ending them.

use khue_base::{AccountId, Moment, PostId, SessionId};
use khue_db::{DbError, Statement, Tx, sql};
use serde_json::json;

use super::account::subject;
use super::token::digest;
use crate::{App, Ctx, OpError};

/// Nobody at the keyboard for that long: shared computers stand in every staff room.
pub(super) const IDLE_MS: i64 = 2 * 3_600_000;
/// One working day; then the password is asked for again.
pub(super) const LONGEST_MS: i64 = 12 * 3_600_000;
/// The last use is written down no more often than this: it would cost a commit on every page.
pub(super) const SEEN_EVERY_MS: i64 = 5 * 60_000;

/// From which network address and browser.
#[derive(Clone, Copy, Debug)]
pub(super) struct From<'a> {
    pub address: &'a str,
    pub agent: &'a str,
}

khue_db::row! {
    /// One of a person's own sessions.
    pub struct SessionRow {
        /// Its id.
        id: SessionId,
        /// When it began.
        created_at: Moment,
        /// Last use, to within five minutes.
        seen_at: Moment,
        /// Network address at sign-in.
        address: String,
        /// What the browser calls itself.
        agent: String,
    }
}

/// Begins a session under a token that has never been seen before, so that no token planted in the
/// browser becomes a signed-in one. Returns the token.
pub(super) async fn begin(
    tx: &mut Tx,
    app: &App,
    account: AccountId,
    post: PostId,
    from: From<'_>,
) -> Result<(SessionId, String), DbError> {
    let (now, token) = (app.clock.now(), app.chance.secret());
    let id: SessionId = app.chance.id(now);
    let values = [
        id.into(),
        digest(&token),
        account.into(),
        post.into(),
        now.into(),
        now.plus_ms(LONGEST_MS).into(),
        from.address.into(),
        from.agent.into(),
    ];
    tx.execute(INSERT_SESSION, &values).await?;
    Ok((id, token))
}

/// The actor's own open sessions, newest first.
///
/// # Errors
/// [`OpError::Failed`] when the database refuses.
pub async fn list_sessions(ctx: &Ctx) -> Result<Vec<SessionRow>, OpError> {
    let account = ctx.actor.account.ok_or(OpError::Hidden)?;
    let now = ctx.now();
    let values = [account.into(), now.into(), now.plus_ms(-IDLE_MS).into()];
    Ok(ctx.read().await?.all(OPEN_SESSIONS, &values).await?)
}

/// Ends one of the actor's own sessions.
///
/// # Errors
/// [`OpError::Hidden`] when there is no such session.
pub async fn end_session(ctx: &Ctx, session: SessionId) -> Result<(), OpError> {
    let account = ctx.actor.account.ok_or(OpError::Hidden)?;
    let mut tx = ctx.begin().await?;
    let values = [session.into(), account.into(), ctx.now().into(), "ended-by-owner".into()];
    if tx.execute(END_SESSION, &values).await? == 0 {
        return Err(OpError::Hidden);
    }
    ctx.audit(&mut tx, "account.end-session", subject(account), json!({ "session": session })).await?;
    Ok(tx.commit().await?)
}

/// Ends all of the actor's own sessions but `kept`; says how many.
///
/// # Errors
/// [`OpError::Failed`] when the database refuses.
pub async fn end_other_sessions(ctx: &Ctx, kept: SessionId) -> Result<u64, OpError> {
    let account = ctx.actor.account.ok_or(OpError::Hidden)?;
    let mut tx = ctx.begin().await?;
    let ended = end_all(&mut tx, account, ctx.now(), Some(kept), "ended-by-owner").await?;
    if 0 < ended {
        ctx.audit(&mut tx, "account.end-other-sessions", subject(account), json!({ "ended": ended })).await?;
        tx.commit().await?;
    }
    Ok(ended)
}

/// Ends every open session of `account` but `kept`; says how many.
pub(super) async fn end_all(
    tx: &mut Tx,
    account: AccountId,
    now: Moment,
    kept: Option<SessionId>,
    reason: &str,
) -> Result<u64, DbError> {
    let kept = kept.map_or(0, |kept| kept.0);
    tx.execute(END_SESSIONS, &[account.into(), now.into(), kept.into(), reason.into()]).await
}

const INSERT_SESSION: Statement = sql!("sql/insert_session.sql");
const OPEN_SESSIONS: Statement = sql!("sql/open_sessions.sql");
pub(super) const END_SESSION: Statement = sql!("sql/end_session.sql");
const END_SESSIONS: Statement = sql!("sql/end_sessions.sql");
