//! Opening a round and setting its days.

use khue_base::{Day, JobId, Moment, RoundId, SchoolYear, UnitId};
use khue_db::{DbError, FromRow, NewJob, Row, Session, Statement, Tx, Value, sql};
use khue_rules::accounts::{Action, Place};
use khue_rules::registry::reporting::{RoundKind, RoundPlan, plan};
use serde_json::json;

use super::due::ROUND_DUE;
use super::step::announce;
use crate::registry::records::{keeper_of, may_at};
use crate::{Ctx, OpError};

/// The last days on which each level does its part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dues {
    /// Schools send.
    pub school: Day,
    /// Districts or communes decide.
    pub approver: Day,
    /// The Department sends to the Ministry.
    pub department: Day,
}

/// A round that is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round {
    /// The key of the province.
    pub province: UnitId,
    /// Its id.
    pub id: RoundId,
    /// What it is about.
    pub kind: RoundKind,
    /// Its school year.
    pub year: SchoolYear,
    /// The day for which figures are taken.
    pub data_day: Day,
    /// The Department that opened it.
    pub department: UnitId,
    /// Its days.
    pub dues: Dues,
    /// The version of its days.
    pub version: i64,
}

impl Round {
    /// `Đầu năm học 2020-2021`.
    pub fn name(&self) -> String {
        format!("{} {}", self.kind.name(), self.year)
    }
}

impl FromRow for Round {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        let wrong =
            |column: &str| DbError::Column { column: column.to_owned(), problem: "unknown".to_owned() };
        let (kind, year): (String, String) = (row.get("kind")?, row.get("school_year")?);
        Ok(Self {
            province: row.get("province_id")?,
            id: row.get("id")?,
            kind: RoundKind::from_code(&kind).ok_or_else(|| wrong("kind"))?,
            year: year.parse().map_err(|_| wrong("school_year"))?,
            data_day: row.get("data_day")?,
            department: row.get("department_id")?,
            dues: Dues {
                school: row.get("school_due")?,
                approver: row.get("approver_due")?,
                department: row.get("department_due")?,
            },
            version: row.get("version")?,
        })
    }
}

/// The rounds of the actor's province, newest first.
///
/// # Errors
/// Hidden for those who read no records.
pub async fn rounds(ctx: &Ctx) -> Result<Vec<Round>, OpError> {
    let mut session = ctx.read().await?;
    may_at(ctx, &mut session, Action::ReadRecords, &[ctx.actor.unit]).await?;
    let province = keeper_of(&mut session, ctx.actor.unit, ctx.today()).await?;
    Ok(rounds_seen(&mut session, province).await?)
}

/// The rounds kept under the key of a province, newest first.
///
/// # Errors
/// [`DbError`] when the database refuses.
pub async fn rounds_seen(session: &mut Session, province: UnitId) -> Result<Vec<Round>, DbError> {
    session.all(ROUNDS, &[province.into()]).await
}

/// The round, for an operation about `unit`; hidden when that province has no such round.
pub(super) async fn round_of(
    ctx: &Ctx,
    session: &mut Session,
    unit: UnitId,
    id: RoundId,
) -> Result<Round, OpError> {
    let province = keeper_of(session, unit, ctx.today()).await?;
    let all = rounds_seen(session, province).await?;
    all.into_iter().find(|round| round.id == id).ok_or(OpError::Hidden)
}

/// What law fixes and Khuê proposes for a round.
///
/// # Errors
/// Refused when the law does not know the round of that year.
pub fn proposed_round(kind: RoundKind, year: SchoolYear) -> Result<RoundPlan, OpError> {
    plan(kind, year).map_err(|error| OpError::field("nam-hoc", error.to_string()))
}

/// A round to be opened.
#[derive(Clone, Copy, Debug)]
pub struct OpenRound {
    /// What it is about.
    pub kind: RoundKind,
    /// The school year.
    pub year: SchoolYear,
    /// Another data day, where law leaves it to a yearly letter.
    pub data_day: Option<Day>,
    /// Its days; as proposed when absent.
    pub dues: Option<Dues>,
}

/// Opens a round for all schools of the province.
///
/// # Errors
/// Refused when the days contradict law or each other, or the round is open already; hidden or forbidden when the
/// actor is not of the Department.
pub async fn open_round(ctx: &Ctx, cmd: OpenRound) -> Result<RoundId, OpError> {
    ctx.may(Action::OpenRound, Place::Own)?;
    let plan = proposed_round(cmd.kind, cmd.year)?;
    let data_day = cmd.data_day.unwrap_or(plan.data_day);
    if data_day != plan.data_day && !plan.citation.mark.needs_confirming() {
        let sentence = format!(
            "Ngày chốt số liệu kỳ này là {} theo {}. Hãy để đúng ngày đó.",
            plan.data_day, plan.citation.text
        );
        return Err(OpError::field("ngay-chot", sentence));
    }
    let dues = cmd.dues.unwrap_or(Dues {
        school: plan.school_due,
        approver: plan.approver_due,
        department: plan.department_due,
    });
    in_order(data_day, dues)?;
    let mut tx = ctx.begin().await?;
    let id: RoundId = ctx.id();
    let province = keeper_of(&mut tx, ctx.actor.unit, ctx.today()).await?;
    let values: [Value; 8] = [
        province.into(),
        id.into(),
        cmd.kind.code().into(),
        cmd.year.to_string().into(),
        data_day.into(),
        ctx.actor.unit.into(),
        ctx.now().into(),
        ctx.actor.account.map(i64::from).into(),
    ];
    match tx.execute(INSERT_ROUND, &values).await {
        Ok(_) => {}
        Err(error) if error.is_conflict() => {
            let sentence =
                format!("Kỳ {} {} đã mở rồi. Hãy chọn kỳ hoặc năm học khác.", cmd.kind.name(), cmd.year);
            return Err(OpError::field("ky", sentence));
        }
        Err(error) => return Err(error.into()),
    }
    set_dues(ctx, &mut tx, (province, id), 1, dues, "").await?;
    let detail = json!({ "name": format!("{} {}", cmd.kind.name(), cmd.year), "day": data_day, "due_on": dues.school });
    ctx.audit(&mut tx, "round.open", format!("round/{id}"), detail).await?;
    announce(ctx, &mut tx, id).await?;
    tx.commit().await?;
    Ok(id)
}

/// Other days for a round.
#[derive(Clone, Debug)]
pub struct ChangeDues {
    /// The round.
    pub round: RoundId,
    /// The version of its days that the person saw.
    pub seen: i64,
    /// Its days.
    pub dues: Dues,
    /// Why.
    pub reason: String,
}

/// Sets other days. What was locked already stays locked.
///
/// # Errors
/// As [`open_round`]; stale when somebody else changed them.
pub async fn change_dues(ctx: &Ctx, cmd: ChangeDues) -> Result<(), OpError> {
    ctx.may(Action::OpenRound, Place::Own)?;
    let mut tx = ctx.begin().await?;
    let round = round_of(ctx, &mut tx, ctx.actor.unit, cmd.round).await?;
    if round.version != cmd.seen {
        return Err(OpError::Stale);
    }
    let reason = cmd.reason.trim();
    if reason.is_empty() {
        return Err(OpError::field("ly-do", "Chưa ghi lý do đổi hạn. Hãy ghi ngắn gọn để các trường biết."));
    }
    in_order(round.data_day, cmd.dues)?;
    set_dues(ctx, &mut tx, (round.province, round.id), round.version + 1, cmd.dues, reason).await?;
    let detail = json!({ "before": round.dues.school, "after": cmd.dues.school, "reason": reason });
    ctx.audit(&mut tx, "round.dues", format!("round/{}", round.id), detail).await?;
    announce(ctx, &mut tx, round.id).await?;
    Ok(tx.commit().await?)
}

fn in_order(data_day: Day, dues: Dues) -> Result<(), OpError> {
    let check = |field: &str, before: Day, what: &str, day: Day| {
        if day >= before {
            return Ok(());
        }
        Err(OpError::field(
            field,
            format!("Hạn {day} đứng trước {what} {before}. Hãy chọn ngày không sớm hơn."),
        ))
    };
    check("han-truong", data_day, "ngày chốt số liệu", dues.school)?;
    check("han-duyet", dues.school, "hạn của trường", dues.approver)?;
    check("han-so", dues.approver, "hạn của cấp duyệt", dues.department)
}

/// Writes the days and puts down the work of the day after the schools' last.
async fn set_dues(
    ctx: &Ctx,
    tx: &mut Tx,
    (province, round): (UnitId, RoundId),
    version: i64,
    dues: Dues,
    reason: &str,
) -> Result<(), OpError> {
    let values: [Value; 9] = [
        province.into(),
        round.into(),
        version.into(),
        dues.school.into(),
        dues.approver.into(),
        dues.department.into(),
        reason.into(),
        ctx.now().into(),
        ctx.actor.account.map(i64::from).into(),
    ];
    match tx.execute(INSERT_DUES, &values).await {
        Ok(_) => {}
        Err(error) if error.is_conflict() => return Err(OpError::Stale),
        Err(error) => return Err(error.into()),
    }
    let job = NewJob {
        id: ctx.id::<JobId>(),
        kind: ROUND_DUE,
        key: &format!("round/{round}"),
        payload: json!({ "province": province, "round": round }),
        run_at: Moment::start_of(dues.school.plus_days(1)),
    };
    Ok(tx.enqueue(&job).await?)
}

const ROUNDS: Statement = sql!("sql/rounds.sql");
const INSERT_ROUND: Statement = sql!("sql/insert_round.sql");
const INSERT_DUES: Statement = sql!("sql/insert_dues.sql");
