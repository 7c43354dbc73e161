//! Changes of schools as pages show them.

use std::collections::BTreeMap;

use khue_base::{Day, Moment, RecordId, SourceId, TransferId, UnitId};
use khue_db::{DbError, Row, Session, Statement, sql};
use khue_rules::accounts::Action;

use super::seat::enrolments_of;
use crate::registry::records::{
    Record, RecordKey, current_of, keeper_of, mask, may_at, on_day, rows_of, the,
};
use crate::registry::units_by_id;
use crate::{Ctx, OpError};

/// How a change of schools was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The other side agreed; the pupil went over.
    Accepted,
    /// The other side did not agree.
    Refused,
    /// The side that asked took it back.
    Cancelled,
}

impl Outcome {
    /// The code under which it is stored.
    pub fn code(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::Cancelled => "cancelled",
        }
    }
}

/// A change of schools.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// Its id.
    pub id: TransferId,
    /// Who.
    pub pupil: RecordId,
    /// From which school.
    pub from: UnitId,
    /// To which.
    pub to: UnitId,
    /// The school that asked.
    pub begun_for: UnitId,
    /// The class at the new school, as soon as it is chosen.
    pub class: Option<RecordId>,
    /// First day at the new school.
    pub day: Day,
    /// Why.
    pub reason: String,
    /// Number of the paper.
    pub paper: String,
    /// When it was asked for.
    pub begun_at: Moment,
    /// By which account.
    pub begun_by: Option<i64>,
    /// The answer; none while it waits.
    pub outcome: Option<Outcome>,
    /// Why it was answered so.
    pub answer: String,
    /// When.
    pub closed_at: Option<Moment>,
    /// What wrote the enrolments.
    pub source: Option<SourceId>,
    /// What took them back.
    pub undone_by: Option<SourceId>,
}

impl Transfer {
    /// The school that has to answer.
    pub fn to_answer(&self) -> UnitId {
        if self.begun_for == self.from { self.to } else { self.from }
    }
}

impl khue_db::FromRow for Transfer {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        let outcome = match row.get::<Option<String>>("outcome")?.as_deref() {
            None => None,
            Some("accepted") => Some(Outcome::Accepted),
            Some("refused") => Some(Outcome::Refused),
            Some("cancelled") => Some(Outcome::Cancelled),
            Some(other) => {
                let problem = format!("unknown code {other}");
                return Err(DbError::Column { column: "outcome".to_owned(), problem });
            }
        };
        Ok(Self {
            id: row.get("id")?,
            pupil: row.get("pupil")?,
            from: row.get("from_unit")?,
            to: row.get("to_unit")?,
            begun_for: row.get("begun_for")?,
            class: row.get::<Option<i64>>("class")?.map(RecordId),
            day: row.get("day")?,
            reason: row.get("reason")?,
            paper: row.get("paper")?,
            begun_at: row.get("begun_at")?,
            begun_by: row.get("begun_by")?,
            outcome,
            answer: row.get::<Option<String>>("answer")?.unwrap_or_default(),
            closed_at: row.get::<Option<i64>>("closed_at")?.map(Moment),
            source: row.get::<Option<i64>>("source")?.map(SourceId),
            undone_by: row.get::<Option<i64>>("undone_by")?.map(SourceId),
        })
    }
}

/// A change of schools with the names that belong to it.
#[derive(Clone, Debug)]
pub struct TransferCase {
    /// The change.
    pub transfer: Transfer,
    /// The pupil as both sides may see: without guarded fields.
    pub pupil: Record,
    /// The class at the old school, on the day before.
    pub class_before: String,
    /// The class at the new school, when it is chosen.
    pub class_after: String,
    /// The old school.
    pub from_name: String,
    /// The new school.
    pub to_name: String,
}

/// The newest changes of schools of a unit, those that wait for an answer first.
///
/// # Errors
/// Hidden when the actor may not read records of the unit.
pub async fn transfers_of_unit(ctx: &Ctx, unit: UnitId, limit: u32) -> Result<Vec<TransferCase>, OpError> {
    let mut session = ctx.read().await?;
    may_at(ctx, &mut session, Action::ReadRecords, &[unit]).await?;
    let province = keeper_of(&mut session, unit, ctx.today()).await?;
    let rows: Vec<Transfer> =
        session.all(TRANSFERS_OF_UNIT, &[province.into(), unit.into(), limit.into()]).await?;
    cases(ctx, &mut session, province, rows).await
}

/// One change of schools, seen by one of the two.
///
/// # Errors
/// Hidden when it does not concern the unit or the actor may not read records of the unit.
pub async fn transfer(ctx: &Ctx, unit: UnitId, id: TransferId) -> Result<TransferCase, OpError> {
    let mut session = ctx.read().await?;
    may_at(ctx, &mut session, Action::ReadRecords, &[unit]).await?;
    let province = keeper_of(&mut session, unit, ctx.today()).await?;
    let row = find(&mut session, province, unit, id).await?;
    cases(ctx, &mut session, province, vec![row]).await?.pop().ok_or(OpError::Hidden)
}

/// The row, when it concerns the unit.
pub(super) async fn find(
    session: &mut Session,
    province: UnitId,
    unit: UnitId,
    id: TransferId,
) -> Result<Transfer, OpError> {
    let row: Option<Transfer> = session.optional(TRANSFER, &[province.into(), id.into()]).await?;
    row.filter(|row| row.from == unit || row.to == unit).ok_or(OpError::Hidden)
}

async fn cases(
    ctx: &Ctx,
    session: &mut Session,
    province: UnitId,
    rows: Vec<Transfer>,
) -> Result<Vec<TransferCase>, OpError> {
    let kind = the("pupil")?;
    let pupils: Vec<i64> = rows.iter().map(|row| row.pupil.0).collect();
    let mut people = rows_of(session, kind, (province, UnitId(0)), &pupils).await?;
    mask(kind, &mut people);
    let people = on_day(people, ctx.today());
    let mut unit_names = BTreeMap::new();
    for row in &rows {
        // A school that ended since is named as on the day.
        let named = units_by_id(session, &[row.from, row.to], row.day).await?;
        unit_names.extend(named.into_iter().map(|(id, unit)| (id, unit.name)));
    }
    let mut cases = Vec::new();
    for transfer in rows {
        let Some(pupil) = people.get(&transfer.pupil.0).cloned() else { continue };
        let eve = transfer.day.plus_days(-1);
        let seats = enrolments_of(session, province, transfer.pupil).await?;
        let before = seats
            .iter()
            .rfind(|row| row.key.unit == Some(transfer.from) && row.from <= eve)
            .and_then(|row| row.facts.record("class"));
        let after = transfer.class.map(|class| class.0);
        let class_before = class_name(session, province, transfer.from, before, eve).await?;
        let class_after = class_name(session, province, transfer.to, after, transfer.day).await?;
        let unit_name = |unit: UnitId| unit_names.get(&unit).cloned().unwrap_or_default();
        cases.push(TransferCase {
            from_name: unit_name(transfer.from),
            to_name: unit_name(transfer.to),
            transfer,
            pupil,
            class_before,
            class_after,
        });
    }
    Ok(cases)
}

async fn class_name(
    session: &mut Session,
    province: UnitId,
    unit: UnitId,
    class: Option<i64>,
    day: Day,
) -> Result<String, OpError> {
    let Some(class) = class else { return Ok(String::new()) };
    let key = RecordKey { kind: the("class")?, unit: Some(unit), id: RecordId(class) };
    let rows = current_of(session, province, key).await?;
    Ok(on_day(rows, day).remove(&class).map(|row| row.called()).unwrap_or_default())
}

const TRANSFER: Statement = sql!("sql/transfer.sql");
const TRANSFERS_OF_UNIT: Statement = sql!("sql/transfers_of_unit.sql");
