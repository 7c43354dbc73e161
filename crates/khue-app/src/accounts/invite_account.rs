//! The administrator gives somebody an account: by a one-time link, never by a password of their choosing.

use khue_base::{AccountId, Day, PersonId, UnitId};
use khue_rules::accounts::{Action, Place, Role};
use serde_json::json;

use super::account::{Account, AccountState, account, account_of, check_login, subject};
use super::invitation::{at_name, insert_account, invite};
use crate::registry::{GivePost, add_person, give_post, person_name};
use crate::{Ctx, OpError};

/// An account to make.
#[derive(Clone, Debug)]
pub struct InviteAccount {
    /// Login (field `ten-dang-nhap`).
    pub login: String,
    /// Whose it will be.
    pub person: Newcomer,
}

/// Whose account it will be.
#[derive(Clone, Debug)]
pub enum Newcomer {
    /// Somebody whom the registry knows.
    Known(PersonId),
    /// Somebody new, with a first post.
    New {
        /// Full name (field `ho-ten`).
        name: String,
        /// Role.
        role: Role,
        /// What the post is called.
        title: String,
        /// Where.
        unit: UnitId,
        /// First day.
        from: Day,
    },
}

/// An account and the link for its holder.
#[derive(Clone, Debug)]
pub struct Invited {
    /// The account.
    pub account: AccountId,
    /// Its login.
    pub login: String,
    /// Token of the link; shown once.
    pub token: String,
}

/// Makes an account without a password and a link by which its holder sets one.
///
/// # Errors
/// Hidden for all but the administrator; refused when the login cannot be one or is taken.
pub async fn invite_account(ctx: &Ctx, cmd: InviteAccount) -> Result<Invited, OpError> {
    ctx.may(Action::ManageAccounts, Place::Nowhere)?;
    check_login(&cmd.login)?;
    let person = match cmd.person {
        Newcomer::Known(person) => person,
        Newcomer::New { name, role, title, unit, from } => {
            let person = add_person(ctx, &name).await.map_err(at_name)?;
            give_post(ctx, GivePost { person, role, title, unit, from, until: None }).await?;
            person
        }
    };
    let mut tx = ctx.begin().await?;
    if account_of(&mut tx, person).await?.is_some() {
        return Err(OpError::refused(
            "Người này đã có tài khoản nên không tạo thêm; hãy tìm trong danh sách và gửi lại liên kết đặt mật khẩu.",
        ));
    }
    let account = Account {
        id: ctx.id(),
        person_id: person,
        login: cmd.login,
        name: person_name(&mut tx, person).await?.ok_or(OpError::Hidden)?,
        password_hash: None,
        state: AccountState::Active,
    };
    insert_account(&mut tx, &account, ctx.now()).await?;
    let token = invite(&mut tx, &ctx.app, Some(account.id)).await?;
    let detail = json!({ "login": account.login, "person": person });
    ctx.audit(&mut tx, "account.invite", subject(account.id), detail).await?;
    tx.commit().await?;
    Ok(Invited { account: account.id, login: account.login, token })
}

/// Makes a new link for an account whose holder lost the password or the link; earlier links no longer
/// work, the password stays until the link is used.
///
/// # Errors
/// Hidden for all but the administrator; refused when the account is closed.
pub async fn invite_again(ctx: &Ctx, id: AccountId) -> Result<Invited, OpError> {
    ctx.may(Action::ManageAccounts, Place::Nowhere)?;
    let mut tx = ctx.begin().await?;
    let account = account(&mut tx, id).await?.ok_or(OpError::Hidden)?;
    if account.state == AccountState::Closed {
        return Err(OpError::refused(
            "Tài khoản này đã đóng nên không gửi liên kết được nữa; nếu người đó trở lại, hãy tạo tài khoản khác.",
        ));
    }
    let token = invite(&mut tx, &ctx.app, Some(id)).await?;
    ctx.audit(&mut tx, "account.invite-again", subject(id), json!({ "login": account.login })).await?;
    tx.commit().await?;
    Ok(Invited { account: id, login: account.login, token })
}
