//! Steps of a school's figures: what was done, by whom, and the state after it.

use khue_base::{JobId, Moment, PersonId, RoundId, UnitId};
use khue_db::{DbError, FromRow, Row, Session, Statement, Tx, Value, sql};
use khue_rules::registry::reporting::{State, Step};

use super::ROUND_CHANGED;
use super::round::Round;
use crate::{Ctx, OpError};

/// Something that was done with a school's figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastStep {
    /// The school.
    pub unit: UnitId,
    /// The round.
    pub round: RoundId,
    /// Its number among those of the school in the round, from 1.
    pub number: i64,
    /// What was done.
    pub step: Step,
    /// The state after it.
    pub state: State,
    /// The newest figures that were sent.
    pub snapshot: Option<i64>,
    /// Words to it.
    pub note: String,
    /// When.
    pub at: Moment,
    /// The account and the person who did it; none for the program itself.
    pub by: (Option<i64>, Option<PersonId>),
    /// For which unit.
    pub by_unit: UnitId,
}

impl FromRow for PastStep {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        let wrong =
            |column: &str| DbError::Column { column: column.to_owned(), problem: "unknown code".to_owned() };
        let (step, state): (String, String) = (row.get("step")?, row.get("state")?);
        Ok(Self {
            unit: row.get("unit_id")?,
            round: row.get("round_id")?,
            number: row.get("number")?,
            step: Step::from_code(&step).ok_or_else(|| wrong("step"))?,
            state: State::from_code(&state).ok_or_else(|| wrong("state"))?,
            snapshot: row.get("snapshot")?,
            note: row.get("note")?,
            at: row.get("at")?,
            by: (row.get("by_account")?, row.get("by_person")?),
            by_unit: row.get("by_unit")?,
        })
    }
}

/// Where a school stands in a round: the newest step, if there is any.
#[derive(Clone, Copy, Debug)]
pub(super) struct Standing {
    pub state: State,
    /// The number of the newest step.
    pub seen: i64,
    pub snapshot: Option<i64>,
}

impl Standing {
    pub fn after(newest: Option<&PastStep>) -> Self {
        newest.map_or(Self { state: State::Draft, seen: 0, snapshot: None }, |step| Self {
            state: step.state,
            seen: step.number,
            snapshot: step.snapshot,
        })
    }
}

/// All steps of a school in all rounds, in order.
pub(super) async fn steps_of_school(
    session: &mut Session,
    province: UnitId,
    unit: UnitId,
) -> Result<Vec<PastStep>, DbError> {
    session.all(EVENTS_OF_SCHOOL, &[province.into(), unit.into()]).await
}

/// The newest step of every school in a round.
pub(super) async fn newest_steps(session: &mut Session, round: &Round) -> Result<Vec<PastStep>, DbError> {
    session.all(NEWEST_EVENTS, &[round.province.into(), round.id.into()]).await
}

/// Takes a step from where the school stands.
///
/// # Errors
/// Stale when somebody else was first.
pub(super) async fn take_step(
    ctx: &Ctx,
    tx: &mut Tx,
    round: &Round,
    unit: UnitId,
    standing: Standing,
    (step, state): (Step, State),
    note: &str,
) -> Result<i64, OpError> {
    let number = standing.seen + 1;
    let snapshot = if step == Step::Send { Some(number) } else { standing.snapshot };
    let values: [Value; 12] = [
        round.province.into(),
        unit.into(),
        round.id.into(),
        number.into(),
        step.code().into(),
        state.code().into(),
        Value::Int(snapshot),
        note.into(),
        ctx.now().into(),
        ctx.actor.account.map(i64::from).into(),
        ctx.actor.person.into(),
        ctx.actor.unit.into(),
    ];
    match tx.execute(INSERT_EVENT, &values).await {
        Ok(_) => Ok(number),
        Err(error) if error.is_conflict() => Err(OpError::Stale),
        Err(error) => Err(error.into()),
    }
}

/// Says that something happened in a round.
pub(super) async fn announce(ctx: &Ctx, tx: &mut Tx, round: RoundId) -> Result<(), OpError> {
    let id: JobId = ctx.id();
    Ok(tx.announce(id, ROUND_CHANGED, &format!("round/{round}"), ctx.now()).await?)
}

const EVENTS_OF_SCHOOL: Statement = sql!("sql/events_of_school.sql");
const NEWEST_EVENTS: Statement = sql!("sql/newest_events.sql");
const INSERT_EVENT: Statement = sql!("sql/insert_event.sql");
