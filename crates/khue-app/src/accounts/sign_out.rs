//! Signing out.

use khue_base::SessionId;
use serde_json::json;

use super::account::subject;
use super::session::END_SESSION;
use crate::{Ctx, OpError};

/// Ends the session that the actor works in.
///
/// # Errors
/// [`OpError::Failed`] when the database refuses.
pub async fn sign_out(ctx: &Ctx, session: SessionId) -> Result<(), OpError> {
    let account = ctx.actor.account.ok_or(OpError::Hidden)?;
    let mut tx = ctx.begin().await?;
    let values = [session.into(), account.into(), ctx.now().into(), "signed-out".into()];
    // Somebody who signs out twice, in two tabs, is signed out all the same.
    if tx.execute(END_SESSION, &values).await? == 1 {
        ctx.audit(&mut tx, "account.sign-out", subject(account), json!({ "session": session })).await?;
        tx.commit().await?;
    }
    Ok(())
}
