//! A pupil comes from a school outside Khuê.

use khue_base::{Day, RecordId, UnitId};
use khue_db::Tx;
use khue_rules::registry::record::{Facts, FieldValue};

use super::seat::{Arrival, class_on, come_in, enrolments_of, is_present};
use crate::registry::records::{
    Change, RecordKey, SourceKind, Target, Write, begin_source, covers, current_of, finish_source,
    known_numbers, the, write_records,
};
use crate::{Ctx, OpError};

/// The order to take in a pupil from outside.
#[derive(Clone, Debug)]
pub struct AdmitFromOutside {
    /// The school.
    pub unit: UnitId,
    /// What the papers say of the pupil.
    pub pupil: Facts,
    /// The class.
    pub class: RecordId,
    /// First day.
    pub day: Day,
    /// The school outside.
    pub other_school: String,
    /// Number of the paper.
    pub paper: String,
}

/// Enrols a pupil who comes from outside. Who was here before and bears the same number stays the same pupil.
///
/// # Errors
/// Refused when the class is not there, something required is missing, or the number belongs to somebody who
/// learns in the province or was born on another day; hidden or forbidden when the actor may not change records of
/// the unit.
pub async fn admit_from_outside(ctx: &Ctx, cmd: AdmitFromOutside) -> Result<RecordId, OpError> {
    let other_school = cmd.other_school.trim();
    if other_school.is_empty() {
        return Err(OpError::field("truong-cu", "Chưa ghi trường cũ. Hãy ghi tên trường và tỉnh."));
    }
    let mut tx = ctx.begin().await?;
    let note = format!("Tiếp nhận từ {other_school}");
    let mut source = begin_source(ctx, &mut tx, SourceKind::Transfer, cmd.unit, &note).await?;
    let province = source.province;
    let class = class_on(&mut tx, province, cmd.unit, cmd.class, cmd.day).await?;
    let pupil_kind = the("pupil")?;
    let known = known_as(&mut tx, province, &cmd.pupil, cmd.day).await?;
    let pupil = match known {
        Some(pupil) => pupil,
        None => {
            let id: RecordId = ctx.id();
            let write = Write {
                target: Target::New(id),
                unit: cmd.unit,
                from: cmd.day,
                until: None,
                change: Change::Set(cmd.pupil),
            };
            write_records(ctx, &mut tx, &mut source, pupil_kind, vec![write]).await?;
            id
        }
    };
    let text = |text: &str| {
        Some(text.trim()).filter(|text| !text.is_empty()).map(|text| FieldValue::Text(text.to_owned()))
    };
    let (other_school, paper) = (text(other_school), text(&cmd.paper));
    come_in(ctx, &mut tx, &mut source, &class, Arrival { pupil, day: cmd.day, other_school, paper }).await?;
    finish_source(ctx, &mut tx, source).await?;
    tx.commit().await?;
    Ok(pupil)
}

/// Who bears one of the numbers already; nobody when nobody does.
async fn known_as(
    tx: &mut Tx,
    province: UnitId,
    pupil: &Facts,
    day: Day,
) -> Result<Option<RecordId>, OpError> {
    let kind = the("pupil")?;
    for field in ["ministry_code", "personal_number"] {
        let Some(number) = pupil.text(field) else { continue };
        let known = known_numbers(tx, kind, province, field, &[number.to_owned()]).await?;
        let Some((id, _)) = known.into_iter().next() else { continue };
        let seats = enrolments_of(tx, province, id).await?;
        if seats.iter().any(|row| covers(row, day) && is_present(row)) {
            return Err(OpError::field(
                field,
                "Học sinh có mã này đang học ở một trường khác trong tỉnh. Hãy dùng mục xin nhận học sinh từ trường trong tỉnh.",
            ));
        }
        let rows = current_of(tx, province, RecordKey { kind, unit: None, id }).await?;
        let born = rows.last().and_then(|row| row.facts.get("birth_date"));
        if born != pupil.get("birth_date") {
            return Err(OpError::field(
                field,
                "Mã này đang thuộc về một học sinh sinh ngày khác. Hãy kiểm tra lại mã và ngày sinh trên giấy tờ.",
            ));
        }
        return Ok(Some(id));
    }
    Ok(None)
}
