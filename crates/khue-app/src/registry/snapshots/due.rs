//! What happens when the schools' last day has passed.

use khue_base::{Moment, RoundId, UnitId};
use khue_db::Tx;
use khue_rules::registry::reporting::Step;
use serde::Deserialize;
use serde_json::{Value, json};

use super::overview::schools_of;
use super::round::rounds_seen;
use super::step::{Standing, announce, newest_steps, take_step};
use crate::{Actor, App, Ctx, OpError};

/// The job that is put down for the day after the schools' last.
pub const ROUND_DUE: &str = "registry.round.due";

#[derive(Deserialize)]
struct Payload {
    province: UnitId,
    round: RoundId,
}

/// Locks what was not sent, or was approved, in a round whose last day for schools has passed. Nothing happens
/// when the Department set a later day meanwhile: that day has a job of its own.
///
/// # Errors
/// [`OpError::Failed`] when the payload is none or the database refuses.
pub async fn pass_due(app: &App, tx: &mut Tx, payload: &Value) -> Result<(), OpError> {
    let payload = Payload::deserialize(payload)?;
    let all = rounds_seen(tx, payload.province).await?;
    let Some(round) = all.into_iter().find(|round| round.id == payload.round) else { return Ok(()) };
    let ctx = Ctx { app: app.clone(), actor: Actor::program(round.department) };
    if ctx.now() < Moment::start_of(round.dues.school.plus_days(1)) {
        return Ok(());
    }
    let newest = newest_steps(tx, &round).await?;
    let mut locked = 0;
    for school in schools_of(tx, &round).await? {
        let standing = Standing::after(newest.iter().find(|step| step.unit == school.id));
        let Some(state) = Step::PassDue.from(standing.state) else { continue };
        take_step(&ctx, tx, &round, school.id, standing, (Step::PassDue, state), "").await?;
        locked += 1;
    }
    if locked > 0 {
        let detail = json!({ "name": round.name(), "due_on": round.dues.school, "schools": locked });
        ctx.audit(tx, "round.pass-due", format!("round/{}", round.id), detail).await?;
        announce(&ctx, tx, round.id).await?;
    }
    Ok(())
}
