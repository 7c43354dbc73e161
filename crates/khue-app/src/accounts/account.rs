//! What an account is, and how changes to it are recorded.

use khue_base::{AccountId, Moment, PersonId, UnitId};
use khue_db::{AuditEntry, DbError, FromColumn, Row, Session, Statement, Tx, sql};
use serde_json::Value as Json;

use super::application_token::application_name;
use crate::OpError;

/// Whether an account may sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountState {
    /// It may.
    Active,
    /// Not until an administrator unlocks it.
    Locked,
    /// Never again.
    Closed,
}

impl AccountState {
    /// All states.
    pub const ALL: [AccountState; 3] = [AccountState::Active, AccountState::Locked, AccountState::Closed];

    /// The code under which it is stored.
    pub fn code(self) -> &'static str {
        match self {
            AccountState::Active => "active",
            AccountState::Locked => "locked",
            AccountState::Closed => "closed",
        }
    }

    /// The state stored under `code`.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// As screens name it.
    pub fn name(self) -> &'static str {
        match self {
            AccountState::Active => "đang dùng",
            AccountState::Locked => "tạm khoá",
            AccountState::Closed => "đã đóng",
        }
    }
}

impl FromColumn for AccountState {
    fn from_column(row: &Row, column: &str) -> Result<Self, DbError> {
        let code: String = row.get(column)?;
        Self::from_code(&code).ok_or_else(|| DbError::Column {
            column: column.to_owned(),
            problem: format!("unknown code {code}"),
        })
    }
}

khue_db::row! {
    /// An account as operations need it.
    pub(super) struct Account {
        id: AccountId,
        person_id: PersonId,
        login: String,
        name: String,
        password_hash: Option<String>,
        state: AccountState,
    }
}

/// The account `id`.
pub(super) async fn account(db: &mut Session, id: AccountId) -> Result<Option<Account>, DbError> {
    db.optional(ACCOUNT, &[id.into()]).await
}

/// The name of the person whose account this is, or of the application.
///
/// # Errors
/// [`DbError`] when the database refuses.
pub async fn holder_name(db: &mut Session, id: AccountId) -> Result<Option<String>, DbError> {
    match account(db, id).await? {
        Some(account) => Ok(Some(account.name)),
        None => application_name(db, id.0).await,
    }
}

/// The account that signs in with `login_key`.
pub(super) async fn account_by_login(db: &mut Session, login_key: &str) -> Result<Option<Account>, DbError> {
    db.optional(ACCOUNT_BY_LOGIN, &[login_key.into()]).await
}

/// The account of `person`.
pub(super) async fn account_of(db: &mut Session, person: PersonId) -> Result<Option<Account>, DbError> {
    db.optional(ACCOUNT_OF_PERSON, &[person.into()]).await
}

/// Refuses what cannot be a login: it is typed by hand and read aloud on the telephone.
pub(super) fn check_login(login: &str) -> Result<(), OpError> {
    let fits = (3..=64).contains(&login.len())
        && login
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._-".contains(&byte));
    if fits {
        return Ok(());
    }
    Err(OpError::field(
        "ten-dang-nhap",
        "Tên đăng nhập phải có từ 3 đến 64 kí tự, chỉ gồm chữ thường không dấu, chữ số và các dấu . _ -; hãy đặt lại, ví \
         dụ: hoa.nguyen.",
    ))
}

/// Records a change that an account's holder made without acting through a post yet, or that the
/// program made: it goes to the chain of the holder's unit, else to the chain of the program.
pub(super) async fn record(
    tx: &mut Tx,
    at: Moment,
    holder: Option<(&Account, Option<UnitId>)>,
    (action, account): (&str, AccountId),
    detail: Json,
) -> Result<(), DbError> {
    let entry = AuditEntry {
        chain: holder.and_then(|(_, unit)| unit).map_or(PROGRAM_CHAIN, |unit| unit.0),
        at,
        account: holder.map(|(account, _)| account.id.0),
        person: holder.map(|(account, _)| account.person_id.0),
        post: None,
        action,
        subject: subject(account),
        detail,
    };
    tx.audit(&entry).await
}

/// How the audit log names an account.
pub(super) fn subject(account: AccountId) -> String {
    format!("account/{account}")
}

/// The chain of what nobody's unit did.
const PROGRAM_CHAIN: i64 = 0;

const ACCOUNT: Statement = sql!("sql/account.sql");
const ACCOUNT_BY_LOGIN: Statement = sql!("sql/account_by_login.sql");
const ACCOUNT_OF_PERSON: Statement = sql!("sql/account_of_person.sql");
