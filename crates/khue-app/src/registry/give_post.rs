//! Giving a post to a person.

use khue_base::{Day, PersonId, PostId, UnitId};
use khue_db::{DbError, Statement, Tx, Value, sql};
use khue_rules::accounts::Role;
use serde_json::json;

use super::store::Stamp;
use super::timeline::open_end;
use super::{existing, may_administer, person_name, stamp};
use crate::{Ctx, OpError};

/// A post to give.
#[derive(Clone, Debug)]
pub struct GivePost {
    /// To whom.
    pub person: PersonId,
    /// What it lets the person act as.
    pub role: Role,
    /// What it is called; the role's name when empty.
    pub title: String,
    /// Where.
    pub unit: UnitId,
    /// Its first day.
    pub from: Day,
    /// The first day after it, when known.
    pub until: Option<Day>,
}

/// Gives a post to a person.
///
/// # Errors
/// Refused when the period is empty; hidden when the person or the unit does not exist, or when the actor
/// may not manage posts.
pub async fn give_post(ctx: &Ctx, cmd: GivePost) -> Result<PostId, OpError> {
    may_administer(ctx)?;
    if cmd.until.is_some_and(|until| until <= cmd.from) {
        return Err(OpError::field(
            "until",
            "Ngày kết thúc phải sau ngày bắt đầu. Hãy ghi lại ngày kết thúc.",
        ));
    }
    let mut tx = ctx.begin().await?;
    person_name(&mut tx, cmd.person).await?.ok_or(OpError::Hidden)?;
    existing(&mut tx, cmd.unit, cmd.from).await?;
    let id: PostId = ctx.id();
    insert_post(&mut tx, stamp(ctx), id, &cmd).await?;
    let detail = json!({
        "person": cmd.person, "role": cmd.role.code(), "unit": cmd.unit, "from": cmd.from, "until": cmd.until,
    });
    ctx.audit(&mut tx, "post.give", format!("post/{id}"), detail).await?;
    tx.commit().await?;
    Ok(id)
}

pub(super) async fn insert_post(
    tx: &mut Tx,
    stamp: Stamp,
    id: PostId,
    cmd: &GivePost,
) -> Result<(), DbError> {
    let title = if cmd.title.trim().is_empty() { cmd.role.name() } else { cmd.title.trim() };
    let values: [Value; 9] = [
        id.into(),
        cmd.person.into(),
        cmd.role.code().into(),
        title.into(),
        cmd.unit.into(),
        cmd.from.into(),
        cmd.until.unwrap_or_else(open_end).into(),
        stamp.at.into(),
        stamp.by.into(),
    ];
    tx.execute(INSERT_POST, &values).await?;
    Ok(())
}

const INSERT_POST: Statement = sql!("sql/insert_post.sql");
