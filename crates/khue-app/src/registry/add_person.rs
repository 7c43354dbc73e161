//! Adding a person.

use khue_base::{Moment, PersonId, search_key, sort_key, to_nfc};
use khue_db::{DbError, Statement, Tx, Value, sql};
use serde_json::json;

use super::may_administer;
use crate::{Ctx, OpError};

/// Adds a person.
///
/// # Errors
/// Refused when the name cannot be one; hidden when the actor may not manage accounts.
pub async fn add_person(ctx: &Ctx, full_name: &str) -> Result<PersonId, OpError> {
    may_administer(ctx)?;
    let name = to_nfc(full_name).split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() || name.chars().count() > 100 || name.chars().any(char::is_control) {
        return Err(OpError::field(
            "full_name",
            "Chưa có họ tên, hoặc họ tên dài quá 100 chữ. Hãy ghi lại họ tên.",
        ));
    }
    let mut tx = ctx.begin().await?;
    let id: PersonId = ctx.id();
    insert_person(&mut tx, id, &name, ctx.now()).await?;
    ctx.audit(&mut tx, "person.add", format!("person/{id}"), json!({ "name": name })).await?;
    tx.commit().await?;
    Ok(id)
}

/// A key that orders people as Vietnamese lists do: by given name, then by the whole name.
pub fn name_order(full_name: &str) -> String {
    let given = full_name.split_whitespace().next_back().unwrap_or_default();
    format!("{} {}", sort_key(given), sort_key(full_name))
}

pub(super) async fn insert_person(tx: &mut Tx, id: PersonId, name: &str, at: Moment) -> Result<(), DbError> {
    let values = [id.into(), Value::from(name), name_order(name).into(), search_key(name).into(), at.into()];
    tx.execute(INSERT_PERSON, &values).await?;
    Ok(())
}

const INSERT_PERSON: Statement = sql!("sql/insert_person.sql");
