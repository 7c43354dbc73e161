//! Where a pupil is enrolled, and how an enrolment ends on a day.

use khue_base::{Day, RecordId, TransferId, UnitId};
use khue_db::{DbError, Session, Statement, Tx, sql};
use khue_rules::accounts::Action;
use khue_rules::registry::record::{Facts, FieldValue, Kind};

use crate::registry::records::{
    Change, PRESENT, Record, RecordKey, Source, Target, Write, covers, current_of, keeper_of, list, mask,
    may_at, naming, newest_version, the, write_records,
};
use crate::{Ctx, OpError};

/// A pupil's place at a school.
#[derive(Clone, Debug)]
pub struct Seat {
    /// Who, without guarded fields.
    pub pupil: Record,
    /// The enrolment on the day, or the last one.
    pub enrolment: Record,
    /// The newest version of the enrolment, which a change must meet.
    pub newest: i64,
    /// The name of the class.
    pub class: String,
    /// Classes of the school that day: id and name, in order.
    pub classes: Vec<(RecordId, String)>,
    /// A change of schools that waits for an answer.
    pub open: Option<TransferId>,
}

impl Seat {
    /// Whether the pupil learns in the class.
    pub fn is_present(&self) -> bool {
        is_present(&self.enrolment)
    }
}

/// The place of a pupil at a unit, for somebody who may change it.
///
/// # Errors
/// Hidden when the pupil is not or no longer there; hidden or forbidden when the actor may not change records of
/// the unit.
pub async fn seat_of(ctx: &Ctx, unit: UnitId, pupil: RecordId, day: Day) -> Result<Seat, OpError> {
    let mut session = ctx.read().await?;
    may_at(ctx, &mut session, Action::ChangeRecords, &[unit]).await?;
    let province = keeper_of(&mut session, unit, ctx.today()).await?;
    let rows = enrolments_at(&mut session, province, pupil, unit).await?;
    let enrolment = rows.iter().max_by_key(|row| (covers(row, day), row.from));
    let enrolment = enrolment.filter(|row| !is_released(row)).cloned().ok_or(OpError::Hidden)?;
    let pupil_kind = the("pupil")?;
    let key = RecordKey { kind: pupil_kind, unit: None, id: pupil };
    let mut people = current_of(&mut session, province, key).await?;
    mask(pupil_kind, &mut people);
    let pupil_row = people.into_iter().max_by_key(|row| (covers(row, day), row.from));
    let all = list(&mut session, the("class")?, province, unit, day, None, u32::MAX).await?;
    let classes: Vec<_> = all.iter().map(|class| (class.key.id, class.called())).collect();
    let class = RecordId(enrolment.facts.record("class").unwrap_or_default());
    let name = classes.iter().find(|(id, _)| *id == class).map(|(_, name)| name.clone());
    Ok(Seat {
        pupil: pupil_row.ok_or(OpError::Hidden)?,
        newest: newest_version(&mut session, province, enrolment.key).await?,
        class: name.unwrap_or_default(),
        classes,
        open: open_transfer(&mut session, province, pupil).await?,
        enrolment,
    })
}

/// Rows of a pupil's enrolments at a unit that hold now, by first day.
pub(super) async fn enrolments_at(
    session: &mut Session,
    province: UnitId,
    pupil: RecordId,
    unit: UnitId,
) -> Result<Vec<Record>, OpError> {
    let mut rows = enrolments_of(session, province, pupil).await?;
    rows.retain(|row| row.key.unit == Some(unit));
    Ok(rows)
}

/// The same at every unit.
pub(super) async fn enrolments_of(
    session: &mut Session,
    province: UnitId,
    pupil: RecordId,
) -> Result<Vec<Record>, OpError> {
    naming(session, the("enrolment")?, "pupil", &[province.into(), pupil.into()]).await
}

/// Whether somebody with this enrolment learns in the class.
pub(super) fn is_present(row: &Record) -> bool {
    row.facts.text("status").is_some_and(|status| PRESENT.contains(&status))
}

/// Whether the enrolment says that its pupil went to another school.
fn is_released(row: &Record) -> bool {
    let released = row.key.kind.released.as_ref();
    released.is_some_and(|(field, code)| row.facts.text(field) == Some(code.as_str()))
}

/// The enrolment by which a pupil learns at a unit on a day, or a sentence why there is none.
pub(super) fn seat_on<'a>(rows: &'a [Record], name: &str, day: Day) -> Result<&'a Record, OpError> {
    rows.iter().find(|row| covers(row, day) && is_present(row)).ok_or_else(|| {
        OpError::field(
            "ngay",
            format!("{name} không học ở trường vào ngày {day}. Hãy chọn ngày trong thời gian đang học."),
        )
    })
}

/// From `day` on the enrolment on that day says `fields` until its own end; what was to follow does not come.
pub(super) async fn end_from(
    ctx: &Ctx,
    tx: &mut Tx,
    source: &mut Source,
    rows: &[Record],
    day: Day,
    fields: &[(&'static str, Option<FieldValue>)],
) -> Result<(), OpError> {
    let kind: &'static Kind = the("enrolment")?;
    let mut writes = Vec::new();
    for row in rows.iter().filter(|row| row.until.is_none_or(|until| day < until)) {
        let Some(unit) = row.key.unit else { continue };
        let is_now = row.from <= day;
        writes.push(Write {
            target: Target::There(row.key.id, None),
            unit,
            from: row.from.max(day),
            until: row.until,
            change: if is_now { Change::Alter(fields.to_vec()) } else { Change::End },
        });
    }
    write_records(ctx, tx, source, kind, writes).await?;
    Ok(())
}

/// A pupil who comes from another school.
pub(super) struct Arrival {
    pub pupil: RecordId,
    pub day: Day,
    pub other_school: Option<FieldValue>,
    pub paper: Option<FieldValue>,
}

/// Enrols the pupil in the class, from the first day until the class ends.
pub(super) async fn come_in(
    ctx: &Ctx,
    tx: &mut Tx,
    source: &mut Source,
    class: &Record,
    arrival: Arrival,
) -> Result<(), OpError> {
    let kind = the("enrolment")?;
    let came = || Some(FieldValue::Code("chuyen-den".to_owned()));
    let mut facts = Facts::new(kind);
    facts.set("pupil", Some(FieldValue::Record(arrival.pupil.0)));
    facts.set("class", Some(FieldValue::Record(class.key.id.0)));
    facts.set("year", class.facts.get("year").cloned());
    facts.set("status", came());
    facts.set("begun", came());
    facts.set("other_school", arrival.other_school);
    facts.set("transfer_paper", arrival.paper);
    let write = Write {
        target: Target::New(ctx.id()),
        unit: class.key.unit.ok_or(OpError::Hidden)?,
        from: arrival.day,
        until: class.until,
        change: Change::Set(facts),
    };
    write_records(ctx, tx, source, kind, vec![write]).await?;
    Ok(())
}

/// The transfer of a pupil that waits for an answer.
pub(super) async fn open_transfer(
    session: &mut Session,
    province: UnitId,
    pupil: RecordId,
) -> Result<Option<TransferId>, DbError> {
    let row: Option<OpenRow> = session.optional(OPEN_TRANSFER, &[province.into(), pupil.into()]).await?;
    Ok(row.map(|row| row.id))
}

/// Refuses while a change of schools waits for an answer.
pub(super) async fn refuse_open(
    session: &mut Session,
    province: UnitId,
    pupil: RecordId,
    name: &str,
) -> Result<(), OpError> {
    match open_transfer(session, province, pupil).await? {
        None => Ok(()),
        Some(_) => Err(OpError::refused(format!(
            "{name} đang có một đề nghị chuyển trường chờ trả lời. Hãy trả lời hoặc rút đề nghị đó trước."
        ))),
    }
}

/// A class of a unit on a day.
pub(super) async fn class_on(
    session: &mut Session,
    province: UnitId,
    unit: UnitId,
    class: RecordId,
    day: Day,
) -> Result<Record, OpError> {
    let key = RecordKey { kind: the("class")?, unit: Some(unit), id: class };
    let rows = current_of(session, province, key).await?;
    rows.into_iter().find(|row| covers(row, day)).ok_or_else(|| {
        OpError::field(
            "lop",
            format!("Lớp đã chọn không có vào ngày {day}. Hãy chọn lớp khác hoặc ngày khác."),
        )
    })
}

/// What a pupil is called on a day.
pub(super) async fn name_of(
    session: &mut Session,
    province: UnitId,
    pupil: RecordId,
    day: Day,
) -> Result<String, OpError> {
    let key = RecordKey { kind: the("pupil")?, unit: None, id: pupil };
    let rows = current_of(session, province, key).await?;
    let row = rows.into_iter().max_by_key(|row| (covers(row, day), row.from));
    Ok(row.ok_or(OpError::Hidden)?.called())
}

khue_db::row! {
    struct OpenRow {
        id: TransferId,
    }
}

const OPEN_TRANSFER: Statement = sql!("sql/open_transfer_of_pupil.sql");
