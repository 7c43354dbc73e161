//! Giving a unit another code from a day on.

use khue_base::{Day, UnitId};
use khue_db::Tx;
use serde_json::json;

use super::store::{load_record, save_record};
use super::timeline::overlaid;
use super::{Span, announce, existing, may_manage, stale_if_taken, stamp, unit_by_code};
use crate::{Ctx, OpError};

const LONGEST: usize = 20;

/// The order to give a unit another code.
#[derive(Clone, Debug)]
pub struct RecodeUnit {
    /// Which unit.
    pub unit: UnitId,
    /// In which system: [`super::CODE_SYSTEM`], [`super::SCHOOL_CODE_SYSTEM`].
    pub system: String,
    /// The code.
    pub code: String,
    /// From which day on.
    pub from: Day,
    /// By which decision.
    pub decision: String,
}

/// Gives a unit another code; the earlier one still finds it on its days.
///
/// # Errors
/// Refused when the code cannot be one or belongs to another unit then; hidden or forbidden when the actor may not
/// manage the unit.
pub async fn recode_unit(ctx: &Ctx, cmd: RecodeUnit) -> Result<(), OpError> {
    let mut tx = ctx.begin().await?;
    recode_in(ctx, &mut tx, &cmd).await?;
    Ok(tx.commit().await?)
}

/// The same within a transaction of more.
pub(super) async fn recode_in(ctx: &Ctx, tx: &mut Tx, cmd: &RecodeUnit) -> Result<(), OpError> {
    may_manage(ctx, tx, cmd.unit).await?;
    existing(tx, cmd.unit, cmd.from).await?;
    let code = cmd.code.trim();
    if code.is_empty() || code.chars().count() > LONGEST || !code.chars().all(|c| c.is_ascii_alphanumeric()) {
        return Err(OpError::field(
            "code",
            format!("Mã đơn vị chỉ gồm chữ không dấu và chữ số, dài nhất {LONGEST} kí tự. Hãy ghi lại mã."),
        ));
    }
    match unit_by_code(tx, &cmd.system, code, cmd.from).await? {
        Some(other) if other == cmd.unit => {
            return Err(OpError::field(
                "code",
                format!("Mã {code} đang là mã của đơn vị này. Hãy ghi mã mới."),
            ));
        }
        Some(_) => {
            return Err(OpError::field(
                "code",
                format!(
                    "Mã {code} đang thuộc về một đơn vị khác vào ngày {}. Hãy kiểm tra lại mã.",
                    cmd.from
                ),
            ));
        }
        None => {}
    }
    let mut record = load_record(tx, cmd.unit).await?;
    let spans = record.codes.remove(&cmd.system).unwrap_or_default();
    let was = spans.iter().find(|span| span.covers(cmd.from)).map(|span| span.value.clone());
    let spans = overlaid(&spans, Span::open(cmd.from, Some(code.to_owned())));
    record.codes.insert(cmd.system.clone(), spans);
    save_record(tx, stamp(ctx), cmd.unit, &record).await.map_err(stale_if_taken)?;
    let detail = json!({ "from": cmd.from, "before": was, "after": code, "decision": cmd.decision });
    announce(ctx, tx, cmd.unit).await?;
    ctx.audit(tx, "unit.recode", format!("unit/{}", cmd.unit), detail).await
}
