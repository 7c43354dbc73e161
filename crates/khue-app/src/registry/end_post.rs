//! Ending a post.

use khue_base::{Day, PostId};
use khue_db::{Statement, sql};
use serde_json::json;

use super::{may_administer, stamp};
use crate::{Ctx, OpError};

/// Ends a post; `day` is the first day without it.
///
/// # Errors
/// Refused when it has ended before that day already; hidden when the actor may not manage posts.
pub async fn end_post(ctx: &Ctx, post: PostId, day: Day, reason: &str) -> Result<(), OpError> {
    may_administer(ctx)?;
    let mut tx = ctx.begin().await?;
    let stamp = stamp(ctx);
    let values = [post.into(), day.into(), stamp.at.into(), stamp.by.into()];
    if tx.execute(END_POST, &values).await? == 0 {
        return Err(OpError::refused(format!(
            "Vị trí này không còn hiệu lực vào ngày {day}, hoặc đã được kết thúc trước đó."
        )));
    }
    let detail = json!({ "day": day, "reason": reason });
    ctx.audit(&mut tx, "post.end", format!("post/{post}"), detail).await?;
    Ok(tx.commit().await?)
}

const END_POST: Statement = sql!("sql/end_post.sql");
