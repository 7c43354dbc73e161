//! Signing in with login and password.

use khue_base::{AccountId, Moment, search_key};
use khue_db::{Statement, Tx, sql};
use khue_rules::accounts::Role;
use serde_json::json;

use super::account::{Account, AccountState, account_by_login, record};
use super::password;
use super::session::{self, From};
use crate::registry::posts_of_person;
use crate::{App, OpError};

/// What somebody typed, and from where.
#[derive(Clone, Debug)]
pub struct SignIn {
    /// Login.
    pub login: String,
    /// Password.
    pub password: String,
    /// Network address.
    pub address: String,
    /// What the browser calls itself.
    pub agent: String,
}

/// A session has begun.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// For the cookie; it is not stored anywhere else.
    pub token: String,
    /// Whose session it is.
    pub account: AccountId,
    /// The role of the post that it acts through.
    pub role: Role,
}

/// Attempts are counted over this time.
const WINDOW_MS: i64 = 15 * 60_000;
/// Wrong passwords for one login: after these, guessing has to wait.
const WRONG_PER_LOGIN: i64 = 5;
/// Wrong passwords from one address: a school or a whole Department sits behind one, so one pupil must
/// not shut it out; a machine that guesses for many logins meets this bound.
const WRONG_PER_ADDRESS: i64 = 100;
/// Attempts are kept for a day, to look into a complaint; the audit log keeps what succeeded.
const KEPT_MS: i64 = 24 * 3_600_000;

/// Signs in. Unknown login, wrong password, locked and closed account give the same answer after the same
/// work, so that nobody learns which logins exist.
///
/// # Errors
/// Refused when the two do not fit, when there were too many attempts, or when the person holds no post
/// today.
pub async fn sign_in(app: &App, cmd: SignIn) -> Result<SignedIn, OpError> {
    let key = search_key(&cmd.login);
    let attempt = count_attempt(app, &key, &cmd.address).await?;
    let mut db = app.db.read().await?;
    let account = account_by_login(&mut db, &key).await?;
    drop(db);
    let usable = account.filter(|account| account.state == AccountState::Active);
    let hash = usable.as_ref().and_then(|account| account.password_hash.as_deref());
    let fits = password::verify(&cmd.password, hash).await?;
    match usable {
        Some(account) if fits => admit(app, &cmd, &account, attempt).await,
        _ => Err(wrong()),
    }
}

/// Counts the attempt as a wrong one before the password is looked at, so that many at once cannot slip
/// through; a right one is taken off again.
async fn count_attempt(app: &App, key: &str, address: &str) -> Result<i64, OpError> {
    let now = app.clock.now();
    let key: String = key.chars().take(64).collect();
    let mut tx = app.db.write().await?;
    tx.execute(TAKE_TURN, &[key.as_str().into(), now.into()]).await?;
    let since = now.plus_ms(-WINDOW_MS);
    let wrong = wrong_since(&mut tx, &key, address, since).await?;
    if WRONG_PER_LOGIN <= wrong.of_login || WRONG_PER_ADDRESS <= wrong.of_address {
        return Err(too_many());
    }
    let id: i64 = app.chance.id(now);
    tx.execute(INSERT_ATTEMPT, &[id.into(), now.into(), key.as_str().into(), address.into()]).await?;
    if wrong.of_login + 1 == WRONG_PER_LOGIN {
        let account = account_by_login(&mut tx, &key).await?;
        if let Some(account) = account {
            record(&mut tx, now, None, ("account.last-attempt", account.id), json!({ "address": address }))
                .await?;
        }
    }
    // An attempt is no change of anything; the table is its own record.
    tx.commit_unaudited().await?;
    Ok(id)
}

khue_db::row! {
    struct Wrong {
        of_login: i64,
        of_address: i64,
    }
}

async fn wrong_since(tx: &mut Tx, key: &str, address: &str, since: Moment) -> Result<Wrong, OpError> {
    let found = tx.optional(WRONG_ATTEMPTS, &[key.into(), address.into(), since.into()]).await?;
    Ok(found.unwrap_or(Wrong { of_login: 0, of_address: 0 }))
}

async fn admit(app: &App, cmd: &SignIn, account: &Account, attempt: i64) -> Result<SignedIn, OpError> {
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let posts = posts_of_person(&mut tx, account.person_id, app.clock.today()).await?;
    let Some(post) = posts.first() else {
        return Err(OpError::refused(
            "Mật khẩu đúng nhưng hôm nay tài khoản không gắn với chức vụ nào nên chưa vào được; hãy báo quản trị hệ thống \
             cập nhật chức vụ.",
        ));
    };
    tx.execute(ATTEMPT_SUCCEEDED, &[attempt.into()]).await?;
    // Here and not where turns are taken: two who forget while each holds a turn could wait for each other.
    let forgotten = now.plus_ms(-KEPT_MS);
    tx.execute(FORGET_ATTEMPTS, &[forgotten.into()]).await?;
    tx.execute(FORGET_TURNS, &[forgotten.into()]).await?;
    tx.execute(SIGNED_IN, &[account.id.into(), now.into()]).await?;
    let from = From { address: &cmd.address, agent: &cmd.agent };
    let (session, token) = session::begin(&mut tx, app, account.id, post.id, from).await?;
    let detail = json!({ "session": session, "post": post.id, "address": cmd.address });
    record(&mut tx, now, Some((account, Some(post.unit))), ("account.sign-in", account.id), detail).await?;
    tx.commit().await?;
    Ok(SignedIn { token, account: account.id, role: post.role })
}

fn wrong() -> OpError {
    OpError::field(
        "mat-khau",
        "Tên đăng nhập hoặc mật khẩu không đúng nên chưa vào được; hãy nhập lại, sau 5 lần sai phải chờ 15 phút.",
    )
}

fn too_many() -> OpError {
    OpError::field(
        "mat-khau",
        "Đã nhập sai quá nhiều lần nên việc đăng nhập tạm dừng; hãy thử lại sau 15 phút hoặc nhờ quản trị gửi liên kết đặt \
         lại mật khẩu.",
    )
}

const TAKE_TURN: Statement = sql!("sql/take_turn.sql");
const FORGET_TURNS: Statement = sql!("sql/forget_turns.sql");
const WRONG_ATTEMPTS: Statement = sql!("sql/wrong_attempts.sql");
const INSERT_ATTEMPT: Statement = sql!("sql/insert_attempt.sql");
const FORGET_ATTEMPTS: Statement = sql!("sql/forget_attempts.sql");
const ATTEMPT_SUCCEEDED: Statement = sql!("sql/attempt_succeeded.sql");
pub(super) const SIGNED_IN: Statement = sql!("sql/signed_in.sql");
