//! One-time links: how an account gets its password without anybody choosing it for its holder.

use khue_base::{AccountId, Moment, search_key, sort_key, to_nfc};
use khue_db::{DbError, Session, Statement, Tx, Value, sql};
use khue_rules::accounts::Role;
use serde_json::json;

use super::account::{Account, AccountState, account, check_login, record};
use super::password;
use super::session::end_all;
use super::token::digest;
use crate::registry::{GivePost, UnitFilter, UnitKind, add_person, give_post, units_as_of};
use crate::{Actor, App, Ctx, OpError};

/// A link is good for one day.
pub(super) const GOOD_FOR_MS: i64 = 24 * 3_600_000;

/// What a link is good for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Invitation {
    /// Making the first administrator.
    FirstAdministrator,
    /// Setting the password of this login.
    Password {
        /// The login.
        login: String,
        /// The holder's name.
        name: String,
    },
}

/// What somebody with a link types.
#[derive(Clone, Debug, Default)]
pub struct UseInvitation {
    /// Name; for the first administrator only (field `ho-ten`).
    pub name: String,
    /// Login; for the first administrator only (field `ten-dang-nhap`).
    pub login: String,
    /// The password (field `mat-khau`).
    pub password: String,
}

khue_db::row! {
    struct Open {
        id: i64,
        account_id: Option<AccountId>,
    }
}

/// What the link with `token` is good for.
///
/// # Errors
/// Hidden when it was used, is too old or never existed.
pub async fn look_at_invitation(app: &App, token: &str) -> Result<Invitation, OpError> {
    let mut db = app.db.read().await?;
    Ok(match find(&mut db, app.clock.now(), token).await? {
        (_, None) => Invitation::FirstAdministrator,
        (_, Some(account)) => Invitation::Password { login: account.login, name: account.name },
    })
}

/// Uses the link: sets the password, or makes the first administrator. Says the login.
///
/// # Errors
/// Hidden as [`look_at_invitation`]; refused when the password is easily guessed or the login cannot be one.
pub async fn use_invitation(app: &App, token: &str, cmd: UseInvitation) -> Result<String, OpError> {
    let mut db = app.db.read().await?;
    let (open, account) = find(&mut db, app.clock.now(), token).await?;
    drop(db);
    match account {
        Some(account) => set_password(app, &open, &account, &cmd.password).await.map(|()| account.login),
        None => make_administrator(app, &open, &cmd).await,
    }
}

async fn find(db: &mut Session, now: Moment, token: &str) -> Result<(Open, Option<Account>), OpError> {
    let open: Open =
        db.optional(OPEN_INVITATION, &[digest(token), now.into()]).await?.ok_or(OpError::Hidden)?;
    let Some(id) = open.account_id else {
        // As soon as somebody can manage accounts, the first administrator's link is void.
        return if any_account(db).await? { Err(OpError::Hidden) } else { Ok((open, None)) };
    };
    let account = account(db, id).await?.filter(|account| account.state != AccountState::Closed);
    Ok((open, Some(account.ok_or(OpError::Hidden)?)))
}

async fn set_password(app: &App, open: &Open, account: &Account, new: &str) -> Result<(), OpError> {
    password::check("mat-khau", new, &account.login)?;
    let hash = password::hash(new, &app.chance).await?;
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    use_up(&mut tx, open, now).await?;
    tx.execute(SET_PASSWORD, &[account.id.into(), hash.into()]).await?;
    let ended = end_all(&mut tx, account.id, now, None, "password-set").await?;
    let detail = json!({ "ended_sessions": ended });
    record(&mut tx, now, Some((account, None)), ("account.set-password", account.id), detail).await?;
    Ok(tx.commit().await?)
}

async fn make_administrator(app: &App, open: &Open, cmd: &UseInvitation) -> Result<String, OpError> {
    check_login(&cmd.login)?;
    password::check("mat-khau", &cmd.password, &cmd.login)?;
    let hash = password::hash(&cmd.password, &app.chance).await?;
    let mut db = app.db.read().await?;
    let filter = UnitFilter { kinds: &[UnitKind::Province], limit: Some(1), ..UnitFilter::default() };
    let unit = units_as_of(&mut db, app.clock.today(), &filter).await?.into_iter().next().ok_or_else(|| {
        OpError::refused(
            "Chưa có đơn vị cấp tỉnh nào trong hệ thống nên chưa tạo được quản trị; hãy nạp danh mục đơn vị hành chính trước.",
        )
    })?;
    drop(db);
    let ctx = program(app, unit.id);
    let person = add_person(&ctx, &cmd.name).await.map_err(at_name)?;
    let from = app.clock.today();
    let post = GivePost {
        person,
        role: Role::Administrator,
        title: String::new(),
        unit: unit.id,
        from,
        until: None,
    };
    give_post(&ctx, post).await?;
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    use_up(&mut tx, open, now).await?;
    if any_account(&mut tx).await? {
        return Err(OpError::Hidden);
    }
    let account = Account {
        id: app.chance.id(now),
        person_id: person,
        login: cmd.login.clone(),
        name: to_nfc(cmd.name.trim()),
        password_hash: Some(hash),
        state: AccountState::Active,
    };
    insert_account(&mut tx, &account, now).await?;
    let holder = Some((&account, Some(unit.id)));
    record(&mut tx, now, holder, ("account.first-administrator", account.id), json!({ "login": cmd.login }))
        .await?;
    tx.commit().await?;
    Ok(account.login)
}

/// The program itself, acting at `unit`.
pub(super) fn program(app: &App, unit: khue_base::UnitId) -> Ctx {
    let actor = Actor { name: "Hệ thống".to_owned(), ..Actor::program(unit) };
    Ctx { app: app.clone(), actor }
}

/// A refusal of the name, at the field as these forms call it.
pub(super) fn at_name(error: OpError) -> OpError {
    match error {
        OpError::Refused(refused) => OpError::field("ho-ten", refused.sentence),
        other => other,
    }
}

/// Two people with the same link: the second finds it used.
async fn use_up(tx: &mut Tx, open: &Open, now: Moment) -> Result<(), OpError> {
    match tx.execute(USE_INVITATION, &[open.id.into(), now.into()]).await? {
        0 => Err(OpError::Hidden),
        _ => Ok(()),
    }
}

/// Whether anybody has an account.
pub(super) async fn any_account(db: &mut Session) -> Result<bool, DbError> {
    Ok(!db.rows(ANY_ACCOUNT, &[]).await?.is_empty())
}

/// Writes a new link; earlier ones for the same account no longer work. Returns its token.
pub(super) async fn invite(tx: &mut Tx, app: &App, account: Option<AccountId>) -> Result<String, DbError> {
    let (now, token) = (app.clock.now(), app.chance.secret());
    let id: i64 = app.chance.id(now);
    tx.execute(VOID_INVITATIONS, &[account.into(), now.into()]).await?;
    let values = [id.into(), digest(&token), account.into(), now.into(), now.plus_ms(GOOD_FOR_MS).into()];
    tx.execute(INSERT_INVITATION, &values).await?;
    Ok(token)
}

/// Writes a new account.
pub(super) async fn insert_account(tx: &mut Tx, account: &Account, now: Moment) -> Result<(), OpError> {
    let searched = format!("{} {}", search_key(&account.name), search_key(&account.login));
    let values: [Value; 9] = [
        account.id.into(),
        account.person_id.into(),
        Value::from(&account.login),
        search_key(&account.login).into(),
        Value::from(&account.name),
        sort_key(&account.name).into(),
        searched.into(),
        (&account.password_hash).into(),
        now.into(),
    ];
    match tx.execute(INSERT_ACCOUNT, &values).await {
        Ok(_) => Ok(()),
        Err(error) if error.is_conflict() => Err(OpError::field(
            "ten-dang-nhap",
            "Tên đăng nhập này đã có người dùng, hoặc người này đã có tài khoản; hãy tìm trong danh sách hoặc đặt tên khác.",
        )),
        Err(error) => Err(error.into()),
    }
}

const OPEN_INVITATION: Statement = sql!("sql/open_invitation.sql");
const USE_INVITATION: Statement = sql!("sql/use_invitation.sql");
const VOID_INVITATIONS: Statement = sql!("sql/void_invitations.sql");
const INSERT_INVITATION: Statement = sql!("sql/insert_invitation.sql");
const INSERT_ACCOUNT: Statement = sql!("sql/insert_account.sql");
const ANY_ACCOUNT: Statement = sql!("sql/any_account.sql");
const SET_PASSWORD: Statement = sql!("sql/set_password.sql");
