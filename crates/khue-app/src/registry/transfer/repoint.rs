//! A school that goes into another one leaves its open changes of schools to it.

use khue_base::UnitId;
use khue_db::{Statement, Tx, sql};

use crate::{Ctx, OpError};

/// Lets open changes of `from` be those of `to`; a change between the two comes to nothing. Returns how many.
pub(in crate::registry) async fn repoint_transfers(
    ctx: &Ctx,
    tx: &mut Tx,
    (province, from, to): (UnitId, UnitId, UnitId),
) -> Result<u64, OpError> {
    let answer = "Hai trường đã sáp nhập.";
    let values =
        [province.into(), from.into(), to.into(), answer.into(), ctx.now().into(), ctx.actor.account.into()];
    let between = tx.execute(CLOSE_BETWEEN, &values).await?;
    let values = [province.into(), from.into(), to.into()];
    Ok(between + tx.execute(REPOINT, &values).await?)
}

const CLOSE_BETWEEN: Statement = sql!("sql/close_between.sql");
const REPOINT: Statement = sql!("sql/repoint.sql");
