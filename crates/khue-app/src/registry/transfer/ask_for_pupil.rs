//! The new school asks for a pupil of another school.

use khue_base::{Day, RecordId, TransferId, UnitId};
use khue_db::Session;
use khue_rules::accounts::Action;
use khue_rules::registry::record::{FieldValue, PartialDay};

use super::begin_transfer::{Request, ask};
use super::seat::{class_on, enrolments_at, name_of, refuse_open, seat_on};
use crate::registry::records::{RecordKey, current_of, keeper_of, known_numbers, may_at, the};
use crate::{Ctx, OpError};

/// The order to ask for a pupil. Who is meant is said by a number and the birthday, which the family's papers
/// show: a school cannot look among the pupils of another.
#[derive(Clone, Debug)]
pub struct AskForPupil {
    /// The new school.
    pub unit: UnitId,
    /// The old school.
    pub from: UnitId,
    /// Identity code of the Ministry or personal number.
    pub number: String,
    /// The birthday.
    pub birth: PartialDay,
    /// The class at the new school.
    pub class: RecordId,
    /// First day at the new school.
    pub day: Day,
    /// Why.
    pub reason: String,
    /// Number of the paper.
    pub paper: String,
}

/// Asks the old school to let a pupil go.
///
/// # Errors
/// Refused when the old school has no such pupil, the class is not there, no reason is given or a change is open
/// already; hidden or forbidden when the actor may not change records of the new school.
pub async fn ask_for_pupil(ctx: &Ctx, cmd: AskForPupil) -> Result<TransferId, OpError> {
    let mut tx = ctx.begin().await?;
    may_at(ctx, &mut tx, Action::ChangeRecords, &[cmd.unit]).await?;
    let province = keeper_of(&mut tx, cmd.unit, ctx.today()).await?;
    class_on(&mut tx, province, cmd.unit, cmd.class, cmd.day).await?;
    let nobody = || {
        OpError::field(
            "ma",
            "Trường cũ không có học sinh đang học với mã và ngày sinh này. Hãy kiểm tra lại trên giấy tờ của gia đình.",
        )
    };
    let pupil = numbered(&mut tx, province, &cmd.number, cmd.birth).await?.ok_or_else(nobody)?;
    let rows = enrolments_at(&mut tx, province, pupil, cmd.from).await?;
    seat_on(&rows, "", cmd.day).map_err(|_| nobody())?;
    let name = name_of(&mut tx, province, pupil, cmd.day).await?;
    refuse_open(&mut tx, province, pupil, &name).await?;
    let request = Request {
        province,
        pupil,
        from: cmd.from,
        to: cmd.unit,
        begun_for: cmd.unit,
        class: Some(cmd.class),
        day: cmd.day,
        reason: cmd.reason,
        paper: cmd.paper,
    };
    let id = ask(ctx, &mut tx, request).await?;
    tx.commit().await?;
    Ok(id)
}

/// The pupil who bears the number and was born that day.
pub(super) async fn numbered(
    session: &mut Session,
    province: UnitId,
    number: &str,
    birth: PartialDay,
) -> Result<Option<RecordId>, OpError> {
    let kind = the("pupil")?;
    for field in ["ministry_code", "personal_number"] {
        let known = known_numbers(session, kind, province, field, &[number.trim().to_owned()]).await?;
        for (id, _) in known {
            let rows = current_of(session, province, RecordKey { kind, unit: None, id }).await?;
            let born = rows.last().and_then(|row| row.facts.get("birth_date"));
            if born == Some(&FieldValue::Partial(birth)) {
                return Ok(Some(id));
            }
        }
    }
    Ok(None)
}
