//! A pupil changes to another class of the same school, or comes back into a class.

use khue_base::{Day, RecordId, UnitId};
use khue_rules::registry::record::FieldValue;

use super::seat::{class_on, seat_of};
use crate::registry::records::{Change, ChangeRecord, change_record, keeper_of};
use crate::{Ctx, OpError};

/// The order to put a pupil into another class.
#[derive(Clone, Debug)]
pub struct ChangeClass {
    /// The school.
    pub unit: UnitId,
    /// Who.
    pub pupil: RecordId,
    /// The newest version of the enrolment that the person saw.
    pub seen: i64,
    /// The class.
    pub class: RecordId,
    /// First day in it.
    pub day: Day,
    /// Why.
    pub reason: String,
}

/// Puts a pupil into another class from a day on; somebody who had left learns again.
///
/// # Errors
/// Refused when the class is of another school year or nothing changes; stale when the enrolment changed
/// meanwhile; hidden or forbidden when the actor may not change records of the unit.
pub async fn change_class(ctx: &Ctx, cmd: ChangeClass) -> Result<(), OpError> {
    let seat = seat_of(ctx, cmd.unit, cmd.pupil, cmd.day).await?;
    let mut session = ctx.read().await?;
    let province = keeper_of(&mut session, cmd.unit, ctx.today()).await?;
    let class = class_on(&mut session, province, cmd.unit, cmd.class, cmd.day).await?;
    drop(session);
    if class.facts.get("year") != seat.enrolment.facts.get("year") {
        return Err(OpError::field(
            "lop",
            "Lớp đã chọn thuộc năm học khác với năm học đang ghi danh. Hãy chọn lớp cùng năm học.",
        ));
    }
    let code = |text: &str| Some(FieldValue::Code(text.to_owned()));
    let mut fields = vec![("class", Some(FieldValue::Record(cmd.class.0)))];
    if seat.is_present() {
        fields.push(("begun", code("doi-lop")));
    } else {
        fields.extend([
            ("status", code("dang-hoc")),
            ("begun", code("tro-lai")),
            ("ended", None),
            ("leaving_reason", None),
        ]);
    }
    if seat.is_present() && seat.enrolment.facts.record("class") == Some(cmd.class.0) {
        return Err(OpError::field("lop", "Học sinh đang học chính lớp này. Hãy chọn lớp khác."));
    }
    let change = ChangeRecord {
        kind: seat.enrolment.key.kind,
        record: Some((seat.enrolment.key.id, cmd.seen)),
        unit: cmd.unit,
        from: cmd.day,
        until: seat.enrolment.until,
        change: Change::Alter(fields),
        reason: cmd.reason,
    };
    change_record(ctx, change).await?;
    Ok(())
}
