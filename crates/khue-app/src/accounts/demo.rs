//! Accounts of the demonstration. Nothing here runs without a [`DemoMode`], which only the demo makes.

use khue_base::PostId;
use serde_json::json;

use super::account::{Account, AccountState, account_of, check_login, record};
use super::invitation::insert_account;
use super::password;
use super::session::{self, From};
use super::sign_in::{SIGNED_IN, SignedIn};
use crate::registry::post;
use crate::{App, OpError};

/// Says that this process is a demonstration with invented people: only then may accounts share a
/// password or be entered without one.
#[derive(Clone, Debug)]
pub struct DemoMode(());

impl DemoMode {
    /// For the command that starts the demonstration, and for nothing else.
    pub fn of_the_demo_command() -> Self {
        Self(())
    }
}

/// Makes an account for the holder of each post, all with one password. A person who has an account
/// already keeps it. Says how many were made.
///
/// # Errors
/// Hidden when a post is not held today; refused when a login cannot be one.
pub async fn create_demo_accounts(
    app: &App,
    _: &DemoMode,
    posts: &[(PostId, String)],
    password: &str,
) -> Result<u32, OpError> {
    let hash = password::hash(password, &app.chance).await?;
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let mut made = 0;
    for (id, login) in posts {
        check_login(login)?;
        let post = post(&mut tx, *id, app.clock.today()).await?.ok_or(OpError::Hidden)?;
        if account_of(&mut tx, post.person).await?.is_some() {
            continue;
        }
        let account = Account {
            id: app.chance.id(now),
            person_id: post.person,
            login: login.clone(),
            name: post.person_name,
            password_hash: Some(hash.clone()),
            state: AccountState::Active,
        };
        insert_account(&mut tx, &account, now).await?;
        record(&mut tx, now, None, ("account.demo", account.id), json!({ "login": login })).await?;
        made += 1;
    }
    // Without a change there is nothing to commit.
    if 0 < made {
        tx.commit().await?;
    }
    Ok(made)
}

/// Begins a session as the holder of `post`, without a password.
///
/// # Errors
/// Hidden when the post is not held today or its holder has no account.
pub async fn enter_demo(
    app: &App,
    _: &DemoMode,
    id: PostId,
    address: &str,
    agent: &str,
) -> Result<SignedIn, OpError> {
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let post = post(&mut tx, id, app.clock.today()).await?.ok_or(OpError::Hidden)?;
    let account = account_of(&mut tx, post.person).await?.ok_or(OpError::Hidden)?;
    tx.execute(SIGNED_IN, &[account.id.into(), now.into()]).await?;
    let from = From { address, agent };
    let (session, token) = session::begin(&mut tx, app, account.id, post.id, from).await?;
    let detail = json!({ "session": session, "post": id });
    record(&mut tx, now, Some((&account, Some(post.unit))), ("account.enter-demo", account.id), detail)
        .await?;
    tx.commit().await?;
    Ok(SignedIn { token, account: account.id, role: post.role })
}
