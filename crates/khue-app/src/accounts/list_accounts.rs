//! The administrator's list of accounts.

use khue_base::{AccountId, Moment, PersonId, search_key};
use khue_db::{Statement, sql};
use khue_rules::accounts::{Action, Place};

use super::account::AccountState;
use crate::registry::{Post, posts_of_person};
use crate::{Ctx, OpError};

/// Accounts on one page.
pub const PAGE: u32 = 50;

/// One page of the list.
#[derive(Clone, Debug)]
pub struct AccountPage {
    /// The rows, by name.
    pub rows: Vec<AccountRow>,
    /// How many fit the search in all.
    pub total: u32,
}

/// One account.
#[derive(Clone, Debug)]
pub struct AccountRow {
    /// The account.
    pub id: AccountId,
    /// Its login.
    pub login: String,
    /// The holder's name.
    pub name: String,
    /// Whether it may sign in.
    pub state: AccountState,
    /// Whether a password was set.
    pub has_password: bool,
    /// Last sign-in.
    pub signed_in_at: Option<Moment>,
    /// Posts held today.
    pub posts: Vec<Post>,
}

khue_db::row! {
    struct Found {
        id: AccountId,
        person_id: PersonId,
        login: String,
        name: String,
        state: AccountState,
        has_password: bool,
        signed_in_at: Option<Moment>,
    }
}

khue_db::row! {
    struct Count {
        total: u32,
    }
}

/// Accounts whose name or login has `words`, with or without accents; `page` counts from 0.
///
/// # Errors
/// Hidden for all but the administrator.
pub async fn list_accounts(ctx: &Ctx, words: &str, page: u32) -> Result<AccountPage, OpError> {
    ctx.may(Action::ManageAccounts, Place::Nowhere)?;
    // What is no letter or digit stands for anything: neither % nor _ can be smuggled in.
    let pattern = format!("%{}%", search_key(words).replace(|c: char| !c.is_alphanumeric(), "%"));
    let mut db = ctx.read().await?;
    let count: Option<Count> = db.optional(COUNT_ACCOUNTS, &[pattern.as_str().into()]).await?;
    let offset = page.saturating_mul(PAGE);
    let found: Vec<Found> = db.all(ACCOUNTS, &[pattern.into(), PAGE.into(), offset.into()]).await?;
    let mut rows = Vec::with_capacity(found.len());
    for one in found {
        let posts = posts_of_person(&mut db, one.person_id, ctx.today()).await?;
        rows.push(AccountRow {
            id: one.id,
            login: one.login,
            name: one.name,
            state: one.state,
            has_password: one.has_password,
            signed_in_at: one.signed_in_at,
            posts,
        });
    }
    Ok(AccountPage { rows, total: count.map_or(0, |count| count.total) })
}

const ACCOUNTS: Statement = sql!("sql/accounts.sql");
const COUNT_ACCOUNTS: Statement = sql!("sql/count_accounts.sql");
