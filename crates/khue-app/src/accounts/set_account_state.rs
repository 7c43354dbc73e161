//! Locking, unlocking and closing accounts.

use khue_base::AccountId;
use khue_db::{Statement, sql};
use khue_rules::accounts::{Action, Place};
use serde_json::json;

use super::account::{AccountState, account, subject};
use super::session::end_all;
use crate::{Ctx, OpError};

/// Puts an account into another state. Locking and closing end its sessions at once; a closed account
/// stays closed. Unlocking forgets the wrong attempts, too.
///
/// # Errors
/// Hidden for all but the administrator; refused for one's own account and for a closed one.
pub async fn set_account_state(ctx: &Ctx, id: AccountId, state: AccountState) -> Result<(), OpError> {
    ctx.may(Action::ManageAccounts, Place::Nowhere)?;
    if ctx.actor.account == Some(id) {
        return Err(OpError::refused(
            "Không thể tự khoá hoặc đóng tài khoản đang dùng, kẻo không còn ai quản trị; hãy nhờ một quản trị khác.",
        ));
    }
    let mut tx = ctx.begin().await?;
    let account = account(&mut tx, id).await?.ok_or(OpError::Hidden)?;
    if account.state == AccountState::Closed {
        return Err(OpError::refused(
            "Tài khoản này đã đóng nên không đổi được nữa; nếu người đó trở lại, hãy tạo tài khoản khác.",
        ));
    }
    tx.execute(SET_STATE, &[id.into(), state.code().into()]).await?;
    let ended = match state {
        AccountState::Active => tx.execute(FORGIVE, &[account.login.as_str().into()]).await.map(|_| 0)?,
        AccountState::Locked | AccountState::Closed => {
            end_all(&mut tx, id, ctx.now(), None, state.code()).await?
        }
    };
    let detail = json!({ "from": account.state.code(), "to": state.code(), "ended_sessions": ended });
    ctx.audit(&mut tx, "account.set-state", subject(id), detail).await?;
    Ok(tx.commit().await?)
}

const SET_STATE: Statement = sql!("sql/set_state.sql");
const FORGIVE: Statement = sql!("sql/forgive.sql");
