//! The level above decides; a school asks to unlock.

use std::collections::{BTreeMap, BTreeSet};

use khue_base::{RoundId, UnitId};
use khue_db::Session;
use khue_rules::accounts::{Action, Place};
use khue_rules::registry::reporting::{FirstReceiver, Step, first_receiver};
use serde_json::json;

use super::overview::schools_of;
use super::round::{Round, round_of};
use super::step::{Standing, announce, newest_steps, steps_of_school, take_step};
use crate::registry::records::may_at;
use crate::registry::{Unit, UnitKind, UnitLevel, scope_of, unit_as_of};
use crate::{Ctx, OpError};

/// A decision about some schools of a round.
#[derive(Clone, Debug)]
pub struct DecideFigures {
    /// The round.
    pub round: RoundId,
    /// The schools, each with the number of the newest step that the person saw.
    pub schools: Vec<(UnitId, i64)>,
    /// What is decided.
    pub step: Step,
    /// Why.
    pub note: String,
}

/// What was decided.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decided {
    /// For so many schools.
    pub done: usize,
    /// Names of schools for which it could not be: their state does not allow it, or somebody was first.
    pub left: Vec<String>,
}

/// Takes a step for all schools of which it can be taken.
///
/// # Errors
/// Refused when words are wanted, or it can be taken for none; hidden when one of them is not the actor's to decide
/// on.
pub async fn decide_figures(ctx: &Ctx, cmd: DecideFigures) -> Result<Decided, OpError> {
    let written_as = match cmd.step {
        Step::Approve => "figures.approve",
        Step::Reject => "figures.reject",
        Step::Lock => "figures.lock",
        Step::Unlock => "figures.unlock",
        Step::KeepLocked => "figures.keep-locked",
        Step::Send | Step::AskUnlock | Step::PassDue => return Err(OpError::Forbidden),
    };
    let note = cmd.note.trim();
    if cmd.step.needs_words() && note.is_empty() {
        return Err(OpError::field(
            "loi",
            format!("Chưa ghi lý do. “{}” cần một lời để trường biết phải làm gì.", cmd.step.name()),
        ));
    }
    if cmd.schools.is_empty() {
        return Err(OpError::field("truong", "Chưa chọn trường nào. Hãy đánh dấu ít nhất một trường."));
    }
    let mut tx = ctx.begin().await?;
    let round = round_of(ctx, &mut tx, ctx.actor.unit, cmd.round).await?;
    let all: BTreeMap<UnitId, Unit> =
        schools_of(&mut tx, &round).await?.into_iter().map(|school| (school.id, school)).collect();
    let newest = newest_steps(&mut tx, &round).await?;
    let decider = Decider::of(ctx, &mut tx).await?;
    let mut decided = Decided::default();
    for (unit, seen) in &cmd.schools {
        let school = all.get(unit).ok_or(OpError::Hidden)?;
        decider.may(ctx, &round, school)?;
        let standing = Standing::after(newest.iter().find(|step| step.unit == *unit));
        let state = cmd.step.from(standing.state).filter(|_| standing.seen == *seen);
        let Some(state) = state else {
            decided.left.push(school.short_name.clone());
            continue;
        };
        take_step(ctx, &mut tx, &round, *unit, standing, (cmd.step, state), note).await?;
        let detail = json!({ "unit": unit, "name": round.name(), "note": note });
        ctx.audit(&mut tx, written_as, format!("round/{}", round.id), detail).await?;
        decided.done += 1;
    }
    if decided.done == 0 {
        return Err(OpError::refused(format!(
            "Không trường nào đã chọn ở trạng thái “{}” được. Hãy tải lại trang, xem trạng thái từng trường rồi chọn lại.",
            cmd.step.name()
        )));
    }
    announce(ctx, &mut tx, round.id).await?;
    tx.commit().await?;
    Ok(decided)
}

/// On whose figures the actor decides.
pub(super) struct Decider {
    /// The actor's unit with those below it; none for the program itself, which may always.
    post: Option<(Unit, BTreeSet<UnitId>)>,
}

impl Decider {
    pub async fn of(ctx: &Ctx, session: &mut Session) -> Result<Self, OpError> {
        if ctx.actor.account.is_none() && ctx.actor.person.is_none() {
            return Ok(Self { post: None });
        }
        let own = unit_as_of(session, ctx.actor.unit, ctx.today()).await?.ok_or(OpError::Hidden)?;
        let below = scope_of(session, own.id, ctx.today()).await?;
        Ok(Self { post: Some((own, below)) })
    }

    /// Whether it is the receiver that the way of the school names, or the Department.
    ///
    /// # Errors
    /// Hidden or forbidden.
    pub fn may(&self, ctx: &Ctx, round: &Round, school: &Unit) -> Result<(), OpError> {
        let Some((own, below)) = &self.post else { return Ok(()) };
        let place = match below.contains(&school.id) {
            _ if own.id == school.id => Place::Own,
            true => Place::Below,
            false => Place::Elsewhere,
        };
        ctx.may(Action::DecideFigures, place)?;
        if receives(own, school, round)? { Ok(()) } else { Err(OpError::Forbidden) }
    }
}

/// Whether a unit stands on the way of the school's figures.
fn receives(unit: &Unit, school: &Unit, round: &Round) -> Result<bool, OpError> {
    if unit.kind == UnitKind::Department {
        return Ok(true);
    }
    let first = first_receiver(school.kind.code(), round.data_day)
        .map_err(|error| OpError::Failed(error.to_string()))?;
    Ok(match first {
        FirstReceiver::District => unit.level == UnitLevel::District,
        FirstReceiver::Commune => unit.level == UnitLevel::Commune,
        FirstReceiver::Department => false,
    })
}

/// A school's wish to open its figures again.
#[derive(Clone, Debug)]
pub struct AskUnlock {
    /// The school.
    pub unit: UnitId,
    /// The round.
    pub round: RoundId,
    /// The number of the newest step that the person saw.
    pub seen: i64,
    /// Why.
    pub reason: String,
}

/// Asks the level above to open locked figures.
///
/// # Errors
/// Refused without a reason or when nothing is locked; stale when something was done meanwhile; hidden or forbidden
/// when the actor may not send for the school.
pub async fn ask_unlock(ctx: &Ctx, cmd: AskUnlock) -> Result<(), OpError> {
    let mut tx = ctx.begin().await?;
    may_at(ctx, &mut tx, Action::SendFigures, &[cmd.unit]).await?;
    let round = round_of(ctx, &mut tx, cmd.unit, cmd.round).await?;
    let reason = cmd.reason.trim();
    if reason.is_empty() {
        return Err(OpError::field(
            "ly-do",
            "Chưa ghi lý do xin mở khóa. Hãy ghi số liệu nào sai và vì sao.",
        ));
    }
    let steps = steps_of_school(&mut tx, round.province, cmd.unit).await?;
    let standing = Standing::after(steps.iter().rfind(|step| step.round == round.id));
    if standing.seen != cmd.seen {
        return Err(OpError::Stale);
    }
    let state = Step::AskUnlock.from(standing.state).ok_or_else(|| {
        OpError::refused(
            "Số liệu của kỳ này chưa khóa nên không cần xin mở. Hãy tải lại trang để xem trạng thái.",
        )
    })?;
    take_step(ctx, &mut tx, &round, cmd.unit, standing, (Step::AskUnlock, state), reason).await?;
    let detail = json!({ "unit": cmd.unit, "name": round.name(), "reason": reason });
    ctx.audit(&mut tx, "figures.ask-unlock", format!("round/{}", round.id), detail).await?;
    announce(ctx, &mut tx, round.id).await?;
    Ok(tx.commit().await?)
}
