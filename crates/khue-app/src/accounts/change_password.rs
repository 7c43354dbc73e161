//! Changing one's own password.

use khue_base::SessionId;
use khue_db::{Statement, sql};
use serde_json::json;

use super::account::{account, subject};
use super::password;
use super::session::end_all;
use crate::{Ctx, OpError};

/// The old password proves that it is the holder and not somebody at an open screen.
#[derive(Clone, Debug)]
pub struct ChangePassword {
    /// The one until now (field `mat-khau-cu`).
    pub old: String,
    /// The one from now on (field `mat-khau`).
    pub new: String,
}

/// Changes the actor's password and ends all other sessions.
///
/// # Errors
/// Refused when the old one is wrong or the new one is easily guessed.
pub async fn change_password(ctx: &Ctx, session: SessionId, cmd: ChangePassword) -> Result<(), OpError> {
    let id = ctx.actor.account.ok_or(OpError::Hidden)?;
    let mut db = ctx.read().await?;
    let account = account(&mut db, id).await?.ok_or(OpError::Hidden)?;
    drop(db);
    if !password::verify(&cmd.old, account.password_hash.as_deref()).await? {
        return Err(OpError::field(
            "mat-khau-cu",
            "Mật khẩu hiện nay không đúng nên chưa đổi; hãy nhập lại.",
        ));
    }
    password::check("mat-khau", &cmd.new, &account.login)?;
    let hash = password::hash(&cmd.new, &ctx.app.chance).await?;
    let mut tx = ctx.begin().await?;
    // The old hash is asked for again: two changes at once must not both succeed.
    let values = [id.into(), hash.into(), (&account.password_hash).into()];
    if tx.execute(CHANGE_PASSWORD, &values).await? == 0 {
        return Err(OpError::Stale);
    }
    let ended = end_all(&mut tx, id, ctx.now(), Some(session), "password-changed").await?;
    ctx.audit(&mut tx, "account.change-password", subject(id), json!({ "ended_sessions": ended })).await?;
    Ok(tx.commit().await?)
}

const CHANGE_PASSWORD: Statement = sql!("sql/change_password.sql");
