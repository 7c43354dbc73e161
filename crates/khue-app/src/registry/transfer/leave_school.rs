//! A pupil leaves: drops out, pauses, completes the level, dies, or goes to a school outside Khuê.

use khue_base::{Day, RecordId, UnitId};
use khue_rules::registry::record::{FieldValue, code_list};

use super::seat::{end_from, enrolments_at, name_of, refuse_open, seat_on};
use crate::registry::records::{SourceKind, begin_source, finish_source, newest_version};
use crate::{Ctx, OpError};

/// How a pupil leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Leaving {
    /// Drops out, for a reason of the list `leaving_reason`.
    DroppedOut(String),
    /// Pauses; the results are kept.
    Paused,
    /// Has completed the level.
    Completed,
    /// Has died.
    Died,
    /// Goes to a school outside Khuê.
    Outside {
        /// The school and its province.
        school: String,
        /// Number of the paper.
        paper: String,
    },
}

/// The order to end a pupil's enrolment.
#[derive(Clone, Debug)]
pub struct LeaveSchool {
    /// The school.
    pub unit: UnitId,
    /// Who.
    pub pupil: RecordId,
    /// The newest version of the enrolment that the person saw.
    pub seen: i64,
    /// First day without the pupil.
    pub day: Day,
    /// How.
    pub how: Leaving,
    /// What else is to be known.
    pub note: String,
}

/// Ends a pupil's time in class from a day on; until the end of the enrolment the record says why.
///
/// # Errors
/// Refused when the pupil is not in class that day or what is required is missing; stale when the enrolment changed
/// meanwhile; hidden or forbidden when the actor may not change records of the unit.
pub async fn leave_school(ctx: &Ctx, cmd: LeaveSchool) -> Result<(), OpError> {
    let code = |text: &str| Some(FieldValue::Code(text.to_owned()));
    let (what, said, mut fields) = match &cmd.how {
        Leaving::DroppedOut(reason) => {
            if code_list("leaving_reason").and_then(|list| list.by_code(reason)).is_none() {
                return Err(OpError::field(
                    "ly-do-thoi-hoc",
                    "Chưa chọn lý do thôi học. Hãy chọn một lý do trong danh sách.",
                ));
            }
            (SourceKind::Edit, "thoi-hoc", vec![("leaving_reason", code(reason))])
        }
        Leaving::Paused => (SourceKind::Edit, "bao-luu", Vec::new()),
        Leaving::Completed => (SourceKind::Edit, "hoan-thanh", Vec::new()),
        Leaving::Died => (SourceKind::Edit, "da-mat", Vec::new()),
        Leaving::Outside { school, paper } => {
            let text = |text: &str| {
                Some(text.trim())
                    .filter(|text| !text.is_empty())
                    .map(|text| FieldValue::Text(text.to_owned()))
            };
            if school.trim().is_empty() {
                return Err(OpError::field("truong", "Chưa ghi nơi chuyển đến. Hãy ghi tên trường và tỉnh."));
            }
            let fields = vec![("other_school", text(school)), ("transfer_paper", text(paper))];
            (SourceKind::Transfer, "chuyen-di", fields)
        }
    };
    fields.extend([("status", code(said)), ("ended", code(said))]);
    let mut tx = ctx.begin().await?;
    let mut source = begin_source(ctx, &mut tx, what, cmd.unit, cmd.note.trim()).await?;
    let rows = enrolments_at(&mut tx, source.province, cmd.pupil, cmd.unit).await?;
    if rows.is_empty() {
        return Err(OpError::Hidden);
    }
    let name = name_of(&mut tx, source.province, cmd.pupil, cmd.day).await?;
    refuse_open(&mut tx, source.province, cmd.pupil, &name).await?;
    let seat = seat_on(&rows, &name, cmd.day)?;
    if newest_version(&mut tx, source.province, seat.key).await? != cmd.seen {
        return Err(OpError::Stale);
    }
    end_from(ctx, &mut tx, &mut source, &rows, cmd.day, &fields).await?;
    finish_source(ctx, &mut tx, source).await?;
    Ok(tx.commit().await?)
}
