//! The old school sends a pupil to another school.

use khue_base::{Day, RecordId, TransferId, UnitId};
use khue_db::{Statement, Tx, Value, sql};
use khue_rules::accounts::Action;
use serde_json::json;

use super::seat::{enrolments_at, name_of, refuse_open, seat_on};
use crate::registry::records::{keeper_of, may_at};
use crate::registry::{stale_if_taken, unit_as_of};
use crate::{Ctx, OpError};

/// The order to send a pupil to another school.
#[derive(Clone, Debug)]
pub struct BeginTransfer {
    /// The old school.
    pub unit: UnitId,
    /// Who.
    pub pupil: RecordId,
    /// The new school.
    pub to: UnitId,
    /// First day at the new school.
    pub day: Day,
    /// Why.
    pub reason: String,
    /// Number of the paper.
    pub paper: String,
}

/// Asks the new school to take a pupil in; until it answers the pupil stays.
///
/// # Errors
/// Refused when the pupil is not in class on the day, the other school cannot be one, no reason is given or a
/// change is open already; hidden or forbidden when the actor may not change records of the old school.
pub async fn begin_transfer(ctx: &Ctx, cmd: BeginTransfer) -> Result<TransferId, OpError> {
    let mut tx = ctx.begin().await?;
    may_at(ctx, &mut tx, Action::ChangeRecords, &[cmd.unit]).await?;
    let province = keeper_of(&mut tx, cmd.unit, ctx.today()).await?;
    let rows = enrolments_at(&mut tx, province, cmd.pupil, cmd.unit).await?;
    if rows.is_empty() {
        return Err(OpError::Hidden);
    }
    let name = name_of(&mut tx, province, cmd.pupil, cmd.day).await?;
    seat_on(&rows, &name, cmd.day)?;
    refuse_open(&mut tx, province, cmd.pupil, &name).await?;
    let request = Request {
        province,
        pupil: cmd.pupil,
        from: cmd.unit,
        to: cmd.to,
        begun_for: cmd.unit,
        class: None,
        day: cmd.day,
        reason: cmd.reason,
        paper: cmd.paper,
    };
    let id = ask(ctx, &mut tx, request).await?;
    tx.commit().await?;
    Ok(id)
}

/// What one side asks of the other.
pub(super) struct Request {
    pub province: UnitId,
    pub pupil: RecordId,
    pub from: UnitId,
    pub to: UnitId,
    pub begun_for: UnitId,
    pub class: Option<RecordId>,
    pub day: Day,
    pub reason: String,
    pub paper: String,
}

/// Writes down what is asked.
pub(super) async fn ask(ctx: &Ctx, tx: &mut Tx, request: Request) -> Result<TransferId, OpError> {
    let (reason, paper) = (request.reason.trim(), request.paper.trim());
    if reason.is_empty() {
        return Err(OpError::field("ly-do", "Chưa ghi lý do chuyển trường. Hãy ghi ngắn gọn vì sao chuyển."));
    }
    if request.from == request.to {
        return Err(OpError::field(
            "truong",
            "Trường nhận chính là trường đang học. Muốn đổi lớp, hãy dùng mục chuyển lớp.",
        ));
    }
    let there = unit_as_of(tx, request.to, request.day).await?.filter(|unit| unit.kind.is_school());
    if there.is_none() || keeper_of(tx, request.to, ctx.today()).await? != request.province {
        return Err(OpError::field(
            "truong",
            format!(
                "Trường nhận không có trong tỉnh vào ngày {}. Hãy chọn trường khác, hoặc ghi là chuyển ra ngoài.",
                request.day
            ),
        ));
    }
    let id: TransferId = ctx.id();
    let values: [Value; 12] = [
        request.province.into(),
        id.into(),
        request.pupil.into(),
        request.from.into(),
        request.to.into(),
        request.begun_for.into(),
        request.class.into(),
        request.day.into(),
        reason.into(),
        paper.into(),
        ctx.now().into(),
        ctx.actor.account.into(),
    ];
    tx.execute(INSERT_TRANSFER, &values).await.map_err(stale_if_taken)?;
    let detail = json!({ "unit": request.begun_for, "day": request.day, "reason": reason });
    ctx.audit(tx, "transfer.begin", format!("pupil/{}", request.pupil), detail).await?;
    Ok(id)
}

const INSERT_TRANSFER: Statement = sql!("sql/insert_transfer.sql");
