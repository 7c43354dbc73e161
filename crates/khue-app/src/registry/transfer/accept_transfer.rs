//! The other side agrees: the pupil goes over.

use khue_base::{RecordId, SourceId, TransferId, UnitId};
use khue_db::Tx;
use khue_rules::accounts::Action;
use khue_rules::registry::record::FieldValue;
use serde_json::json;

use super::Outcome;
use super::close_transfer::{Closing, close};
use super::seat::{Arrival, class_on, come_in, end_from, enrolments_at, name_of, seat_on};
use super::transfers::{Transfer, find};
use crate::registry::records::{Source, SourceKind, begin_source, finish_source, keeper_of, may_at};
use crate::registry::unit_as_of;
use crate::{Ctx, OpError};

/// The order to agree to a change of schools.
#[derive(Clone, Debug)]
pub struct AcceptTransfer {
    /// The school that was asked.
    pub unit: UnitId,
    /// The change.
    pub transfer: TransferId,
    /// The class at the new school, when the new school agrees.
    pub class: Option<RecordId>,
}

/// Ends the enrolment at the old school and begins one at the new school, in one transaction. The pupil stays the
/// same pupil; what the old school recorded stays to be seen as of its days.
///
/// # Errors
/// Refused when the pupil is no longer in class at the old school on the day or the class is not there; stale when
/// the change was closed meanwhile; hidden or forbidden when the actor may not change records of the school that
/// was asked.
pub async fn accept_transfer(ctx: &Ctx, cmd: AcceptTransfer) -> Result<SourceId, OpError> {
    let mut tx = ctx.begin().await?;
    may_at(ctx, &mut tx, Action::ChangeRecords, &[cmd.unit]).await?;
    let province = keeper_of(&mut tx, cmd.unit, ctx.today()).await?;
    let case = find(&mut tx, province, cmd.unit, cmd.transfer).await?;
    if case.outcome.is_some() {
        return Err(OpError::Stale);
    }
    if case.to_answer() != cmd.unit {
        return Err(OpError::Forbidden);
    }
    let class = case
        .class
        .or(cmd.class)
        .ok_or_else(|| OpError::field("lop", "Chưa chọn lớp tiếp nhận. Hãy chọn một lớp của trường."))?;
    let name = name_of(&mut tx, province, case.pupil, case.day).await?;
    let note = format!("Chuyển trường: {name}");
    let mut source = begin_source(ctx, &mut tx, SourceKind::Transfer, cmd.unit, &note).await?;
    // Both sides have agreed: one asked, the other does so now.
    source.allow(case.from);
    source.allow(case.to);
    go_over(ctx, &mut tx, &mut source, &case, (&name, class)).await?;
    let source = finish_source(ctx, &mut tx, source).await?;
    let closing =
        Closing { outcome: Outcome::Accepted, answer: "", source: Some(source), class: Some(class) };
    close(ctx, &mut tx, province, &case, closing).await?;
    let detail = json!({ "unit": cmd.unit, "day": case.day, "source": source });
    ctx.audit(&mut tx, "transfer.accept", format!("pupil/{}", case.pupil), detail).await?;
    tx.commit().await?;
    Ok(source)
}

async fn go_over(
    ctx: &Ctx,
    tx: &mut Tx,
    source: &mut Source,
    case: &Transfer,
    (name, class): (&str, RecordId),
) -> Result<(), OpError> {
    let province = source.province;
    let rows = enrolments_at(tx, province, case.pupil, case.from).await?;
    seat_on(&rows, name, case.day)?;
    let class_row = class_on(tx, province, case.to, class, case.day).await?;
    let school = async |tx: &mut Tx, unit: UnitId| -> Result<String, OpError> {
        Ok(unit_as_of(tx, unit, case.day).await?.map(|unit| unit.name).unwrap_or_default())
    };
    let (from, to) = (school(tx, case.from).await?, school(tx, case.to).await?);
    let code = |text: &str| Some(FieldValue::Code(text.to_owned()));
    let paper = Some(case.paper.clone()).filter(|paper| !paper.is_empty()).map(FieldValue::Text);
    let fields = [
        ("status", code("chuyen-di")),
        ("ended", code("chuyen-di")),
        ("other_school", Some(FieldValue::Text(to))),
        ("transfer_paper", paper.clone()),
    ];
    end_from(ctx, tx, source, &rows, case.day, &fields).await?;
    let other_school = Some(FieldValue::Text(from));
    let arrival = Arrival { pupil: case.pupil, day: case.day, other_school, paper };
    come_in(ctx, tx, source, &class_row, arrival).await
}
