//! A school in its rounds: what it sent, what its records say now, and the difference.

use std::collections::HashMap;

use khue_base::{Day, Moment, RecordId, RoundId, UnitId};
use khue_db::Session;
use khue_rules::accounts::Action;
use khue_rules::registry::figures::{Figures, count};
use khue_rules::registry::record::Kind;
use khue_rules::registry::reporting::{State, Step, may_send};

use super::decide::Decider;
use super::frozen::{Frozen, book_of, frozen, kinds_counted, versions_in};
use super::round::{Round, round_of, rounds_seen};
use super::step::{PastStep, Standing, steps_of_school};
use crate::registry::records::{
    Record, SchoolBook, called_in, everything, keeper_of, may_at, missing_in_book, name_of_doer, view,
};
use crate::registry::{unit_as_of, units_by_id};
use crate::{Ctx, OpError};

/// A round as a school sees it in the list.
#[derive(Clone, Debug)]
pub struct SchoolRound {
    /// The round.
    pub round: Round,
    /// How the school's figures stand.
    pub state: State,
    /// When the newest step was taken.
    pub at: Option<Moment>,
    /// Words to it.
    pub note: String,
}

/// The rounds of a school's province with the state of the school in each, newest first.
///
/// # Errors
/// Hidden when the actor may not read records of the unit.
pub async fn rounds_of_school(ctx: &Ctx, unit: UnitId) -> Result<Vec<SchoolRound>, OpError> {
    let mut session = ctx.read().await?;
    may_at(ctx, &mut session, Action::ReadRecords, &[unit]).await?;
    let province = keeper_of(&mut session, unit, ctx.today()).await?;
    let steps = steps_of_school(&mut session, province, unit).await?;
    let rounds = rounds_seen(&mut session, province).await?;
    Ok(rounds
        .into_iter()
        .map(|round| {
            let newest = steps.iter().rfind(|step| step.round == round.id);
            SchoolRound {
                state: Standing::after(newest).state,
                at: newest.map(|step| step.at),
                note: newest.map(|step| step.note.clone()).unwrap_or_default(),
                round,
            }
        })
        .collect())
}

/// How a record differs between what was sent and now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// It has another version.
    Changed,
    /// It is there now and was not.
    New,
    /// It was there and is not.
    Gone,
}

/// A record that differs.
#[derive(Clone, Debug)]
pub struct RecordChange {
    /// Its kind.
    pub kind: &'static Kind,
    /// Its id.
    pub id: RecordId,
    /// What lists call it.
    pub called: String,
    /// How it differs.
    pub what: What,
}

/// A school in a round.
#[derive(Clone, Debug)]
pub struct SchoolFigures {
    /// The round.
    pub round: Round,
    /// How the figures stand.
    pub state: State,
    /// The number of the newest step; 0 before the first.
    pub seen: i64,
    /// What was done, oldest first, with the name of whoever did it and of the unit.
    pub history: Vec<(PastStep, Option<String>, String)>,
    /// The figures that were sent last.
    pub frozen: Option<Frozen>,
    /// The day of `now`.
    pub now_day: Day,
    /// What the records say of that day.
    pub now: Figures,
    /// Records that differ between what was sent and now.
    pub changes: Vec<RecordChange>,
    /// Errors and unexplained queries of the data day, and what is explained.
    pub findings: (usize, usize, usize),
    /// Whether the actor sends for the school.
    pub may_send: bool,
    /// Why nothing can be sent now, findings apart.
    pub refusal: Option<String>,
    /// What the actor may decide.
    pub decisions: Vec<Step>,
}

/// A school's figures in a round beside what its records say of `now_day`.
///
/// # Errors
/// Hidden when the actor may not read records of the unit, or there is no such round.
pub async fn school_figures(
    ctx: &Ctx,
    unit: UnitId,
    round: RoundId,
    now_day: Day,
) -> Result<SchoolFigures, OpError> {
    let mut session = ctx.read().await?;
    may_at(ctx, &mut session, Action::ReadRecords, &[unit]).await?;
    let sends = may_at(ctx, &mut session, Action::SendFigures, &[unit]).await.is_ok();
    let round = round_of(ctx, &mut session, unit, round).await?;
    let school = unit_as_of(&mut session, unit, round.data_day).await?.ok_or(OpError::Hidden)?;
    if !school.kind.is_school() {
        return Err(OpError::Hidden);
    }
    let mut steps = steps_of_school(&mut session, round.province, unit).await?;
    steps.retain(|step| step.round == round.id);
    let standing = Standing::after(steps.last());
    let frozen = match standing.snapshot {
        Some(number) => frozen(&mut session, &round, unit, number).await?,
        None => None,
    };
    let now = everything(ctx, &mut session, unit, now_day).await?;
    let at_data_day = if now_day == round.data_day {
        None
    } else {
        Some(everything(ctx, &mut session, unit, round.data_day).await?)
    };
    let checked = at_data_day.as_ref().unwrap_or(&now);
    let missing = missing_in_book(ctx, &mut session, unit, checked).await?;
    let changes = match &frozen {
        Some(frozen) => changes(&mut session, &round, unit, frozen, &now).await?,
        None => Vec::new(),
    };
    let decider = Decider::of(ctx, &mut session).await?;
    let decides = decider.may(ctx, &round, &school).is_ok();
    let decisions = Step::DECISIONS.into_iter().filter(|step| decides && step.from(standing.state).is_some());
    Ok(SchoolFigures {
        state: standing.state,
        seen: standing.seen,
        history: named(&mut session, steps, ctx.today()).await?,
        frozen,
        now_day,
        now: count(&view(&now)),
        changes,
        findings: (missing.errors, missing.queries, missing.explained),
        may_send: sends,
        refusal: may_send(standing.state, round.data_day, round.dues.school, ctx.today()).err(),
        decisions: decisions.collect(),
        round,
    })
}

async fn named(
    session: &mut Session,
    steps: Vec<PastStep>,
    day: Day,
) -> Result<Vec<(PastStep, Option<String>, String)>, OpError> {
    let mut units: Vec<UnitId> = steps.iter().map(|step| step.by_unit).collect();
    units.sort_unstable();
    units.dedup();
    let units = units_by_id(session, &units, day).await?;
    let mut named = Vec::new();
    for step in steps {
        let by = name_of_doer(session, step.by.0, step.by.1).await?;
        let unit = units.get(&step.by_unit).map(|unit| unit.short_name.clone()).unwrap_or_default();
        named.push((step, by, unit));
    }
    Ok(named)
}

/// Which records differ between what was sent and a book.
async fn changes(
    session: &mut Session,
    round: &Round,
    unit: UnitId,
    frozen: &Frozen,
    now: &SchoolBook,
) -> Result<Vec<RecordChange>, OpError> {
    let present = versions_in(now);
    if present == frozen.versions {
        return Ok(Vec::new());
    }
    let before = book_of(session, round, unit, frozen).await?;
    let (was, is) = (by_id(&before), by_id(now));
    let mut found = Vec::new();
    for kind in kinds_counted() {
        let code = kind.code.as_str();
        let mut differs = |record: &Record, what: What, names: &HashMap<(&str, i64), &Record>| {
            found.push(RecordChange { kind, id: record.key.id, called: called_in(record, names), what });
        };
        for record in before.of(code).iter().filter(|record| !is.contains_key(&(code, record.key.id.0))) {
            differs(record, What::Gone, &was);
        }
        for record in now.of(code) {
            match was.get(&(code, record.key.id.0)) {
                None => differs(record, What::New, &is),
                Some(before) if before.version != record.version => differs(record, What::Changed, &is),
                Some(_) => {}
            }
        }
    }
    Ok(found)
}

/// Records by kind and id.
pub(super) fn by_id(book: &SchoolBook) -> HashMap<(&str, i64), &Record> {
    let all = book.kinds.iter().flat_map(|(kind, records)| {
        records.iter().map(move |record| ((kind.code.as_str(), record.key.id.0), record))
    });
    all.collect()
}
