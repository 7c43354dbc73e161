//! Letting a program in, and out again.

use khue_base::{ApplicationId, Day, Moment, UnitId, to_nfc};
use khue_db::{Statement, Value, sql};
use khue_rules::accounts::Scopes;
use serde_json::json;

use super::application::{application, may_manage, subject};
use super::token::digest;
use crate::registry::unit_as_of;
use crate::{Ctx, OpError};

/// An application to let in.
#[derive(Clone, Debug)]
pub struct RegisterApplication {
    /// What it is called (field `ten`).
    pub name: String,
    /// Whose data it gets (field `don-vi`).
    pub unit: UnitId,
    /// What it may (field `quyen`).
    pub scopes: Scopes,
    /// Its last day (field `den-ngay`).
    pub last_day: Day,
}

/// An application with its secret.
#[derive(Clone, Debug)]
pub struct Registered {
    /// Its id.
    pub id: ApplicationId,
    /// Its secret; it is not stored anywhere.
    pub secret: String,
}

/// The longest name, in letters.
const NAME_LETTERS: usize = 100;
/// A secret that nobody renews is a secret that nobody watches.
const LONGEST_DAYS: i64 = 3 * 366;

/// Registers an application. Its secret is shown this once.
///
/// # Errors
/// Hidden when the actor manages no applications of the unit; refused when something is missing.
pub async fn register_application(ctx: &Ctx, cmd: RegisterApplication) -> Result<Registered, OpError> {
    let mut tx = ctx.begin().await?;
    may_manage(ctx, &mut tx, cmd.unit).await?;
    unit_as_of(&mut tx, cmd.unit, ctx.today()).await?.ok_or(OpError::Hidden)?;
    let name = to_nfc(cmd.name.trim());
    if name.is_empty() || NAME_LETTERS < name.chars().count() {
        return Err(OpError::field(
            "ten",
            "Tên ứng dụng phải có từ 1 đến 100 chữ; hãy ghi tên phần mềm và nơi dùng, ví dụ: Thư viện số, THCS Tân Mỹ.",
        ));
    }
    if cmd.scopes.is_empty() {
        return Err(OpError::field(
            "quyen",
            "Chưa chọn quyền nào nên ứng dụng không làm được gì; hãy chọn ít nhất một quyền.",
        ));
    }
    let left = cmd.last_day.days_since(ctx.today());
    if !(0..=LONGEST_DAYS).contains(&left) {
        return Err(OpError::field(
            "den-ngay",
            "Ngày hết hạn phải từ hôm nay trở đi và không quá 3 năm; hãy chọn ngày gần hơn và gia hạn bằng cách đăng ký lại.",
        ));
    }
    let (id, secret): (ApplicationId, String) = (ctx.id(), ctx.app.chance.secret());
    let values: [Value; 8] = [
        id.into(),
        cmd.unit.into(),
        Value::from(&name),
        cmd.scopes.codes().into(),
        digest(&secret),
        ctx.now().into(),
        ctx.actor.account.into(),
        Moment::start_of(cmd.last_day.plus_days(1)).into(),
    ];
    tx.execute(INSERT_APPLICATION, &values).await?;
    let detail =
        json!({ "name": name, "unit": cmd.unit, "scopes": cmd.scopes.codes(), "last_day": cmd.last_day });
    ctx.audit(&mut tx, "application.register", subject(id), detail).await?;
    tx.commit().await?;
    Ok(Registered { id, secret })
}

/// Takes an application's access away at once and for good.
///
/// # Errors
/// Hidden when there is no such application for the actor; refused when it has no access any more.
pub async fn revoke_application(ctx: &Ctx, id: ApplicationId) -> Result<(), OpError> {
    let mut tx = ctx.begin().await?;
    let kept = application(&mut tx, id).await?.ok_or(OpError::Hidden)?;
    may_manage(ctx, &mut tx, kept.unit_id).await?;
    if tx.execute(REVOKE_APPLICATION, &[id.into(), ctx.now().into()]).await? == 0 {
        return Err(OpError::refused(
            "Ứng dụng này đã bị thu hồi từ trước; nếu cần dùng lại, hãy đăng ký một ứng dụng khác.",
        ));
    }
    tx.execute(FORGET_TOKENS_OF, &[id.into()]).await?;
    ctx.audit(&mut tx, "application.revoke", subject(id), json!({ "name": kept.name })).await?;
    Ok(tx.commit().await?)
}

const INSERT_APPLICATION: Statement = sql!("sql/insert_application.sql");
const REVOKE_APPLICATION: Statement = sql!("sql/revoke_application.sql");
const FORGET_TOKENS_OF: Statement = sql!("sql/forget_tokens_of.sql");
