//! Requests under a key of the sender's choosing: sent again after a lost answer, they change nothing and are
//! answered the same.

use khue_db::{Statement, Tx, sql};

use super::token::digest;
use crate::{Ctx, OpError};

/// Answers are kept for a day; who tries again later looks first.
const KEPT_MS: i64 = 24 * 3_600_000;

/// A request that shall be carried out at most once.
#[derive(Clone, Debug)]
pub struct OnceKey {
    /// The key that the sender chose.
    pub key: String,
    /// All that was sent under it.
    pub request: String,
}

khue_db::row! {
    struct Answered {
        request_hash: Vec<u8>,
        answer: String,
    }
}

/// What the request was answered before; none when it is new.
///
/// # Errors
/// Refused when something else was sent under the same key.
pub async fn answered_before(ctx: &Ctx, tx: &mut Tx, once: &OnceKey) -> Result<Option<String>, OpError> {
    let since = ctx.now().plus_ms(-KEPT_MS);
    let values = [ctx.actor.account.into(), once.key.as_str().into(), since.into()];
    let Some(found) = tx.optional::<Answered>(ANSWERED, &values).await? else { return Ok(None) };
    if khue_db::Value::Bytes(Some(found.request_hash)) != digest(&once.request) {
        return Err(OpError::refused(
            "Khoá Idempotency-Key này đã dùng cho một yêu cầu có nội dung khác; hãy dùng khoá mới cho mỗi yêu cầu mới.",
        ));
    }
    Ok(Some(found.answer))
}

/// Keeps the answer in the transaction of what it tells.
///
/// # Errors
/// [`OpError::Stale`] when the same request is being carried out elsewhere.
pub async fn keep_answer(ctx: &Ctx, tx: &mut Tx, once: &OnceKey, answer: &str) -> Result<(), OpError> {
    tx.execute(FORGET_ANSWERS, &[ctx.now().plus_ms(-KEPT_MS).into()]).await?;
    let values = [
        ctx.actor.account.into(),
        once.key.as_str().into(),
        digest(&once.request),
        answer.into(),
        ctx.now().into(),
    ];
    match tx.execute(KEEP_ANSWER, &values).await {
        Ok(_) => Ok(()),
        Err(error) if error.is_conflict() => Err(OpError::Stale),
        Err(error) => Err(error.into()),
    }
}

const ANSWERED: Statement = sql!("sql/answered.sql");
const KEEP_ANSWER: Statement = sql!("sql/keep_answer.sql");
const FORGET_ANSWERS: Statement = sql!("sql/forget_answers.sql");
