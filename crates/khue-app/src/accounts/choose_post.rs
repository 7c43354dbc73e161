//! Acting through another of one's posts.

use khue_base::{PostId, SessionId};
use khue_db::{Statement, sql};
use serde_json::json;

use super::account::subject;
use crate::registry::posts_of_person;
use crate::{Ctx, OpError};

/// Makes the session act through `post`, which the same person must hold today.
///
/// # Errors
/// [`OpError::Hidden`] when the person does not hold it.
pub async fn choose_post(ctx: &Ctx, session: SessionId, post: PostId) -> Result<(), OpError> {
    let (Some(account), Some(person)) = (ctx.actor.account, ctx.actor.person) else {
        return Err(OpError::Hidden);
    };
    let mut tx = ctx.begin().await?;
    let held = posts_of_person(&mut tx, person, ctx.today()).await?;
    let Some(chosen) = held.iter().find(|held| held.id == post) else { return Err(OpError::Hidden) };
    tx.execute(SET_POST, &[session.into(), account.into(), chosen.id.into()]).await?;
    let detail = json!({ "session": session, "from": ctx.actor.post, "to": post });
    ctx.audit(&mut tx, "account.choose-post", subject(account), detail).await?;
    Ok(tx.commit().await?)
}

const SET_POST: Statement = sql!("sql/set_post.sql");
