//! What hands choose for pupils before the roll-over is written.

use khue_base::{RecordId, SchoolYear, UnitId};
use khue_db::{Statement, Value, sql};
use khue_rules::accounts::Action;
use khue_rules::registry::roll_over::Decision;

use super::turn::{YearEnd, pupil_of};
use crate::registry::records::may_at;
use crate::{Ctx, OpError};

/// Choices for pupils of a class.
#[derive(Clone, Debug)]
pub struct ChooseTurns {
    /// The school.
    pub unit: UnitId,
    /// The year that ends.
    pub from: SchoolYear,
    /// The class.
    pub class: RecordId,
    /// Pupils with what is decided and the name of the class chosen by hand.
    pub choices: Vec<(RecordId, Decision, Option<String>)>,
}

/// Keeps choices until the roll-over is written; a pupil who goes up with the class needs none.
///
/// # Errors
/// Hidden when the class is none of the year's or a pupil is not in it at its end; hidden or forbidden when the actor may not change
/// records of the unit.
pub async fn choose_turns(ctx: &Ctx, cmd: ChooseTurns) -> Result<(), OpError> {
    let mut tx = ctx.begin().await?;
    may_at(ctx, &mut tx, Action::ChangeRecords, &[cmd.unit]).await?;
    let end = YearEnd::load(ctx, &mut tx, cmd.unit, cmd.from).await?;
    if !end.classes.iter().any(|class| class.key.id == cmd.class) {
        return Err(OpError::Hidden);
    }
    let is_in = |pupil: RecordId| {
        end.enrolments
            .iter()
            .any(|row| pupil_of(row) == pupil.0 && row.facts.record("class") == Some(cmd.class.0))
    };
    let year = cmd.from.to_string();
    for (pupil, decision, place) in &cmd.choices {
        if !is_in(*pupil) {
            return Err(OpError::Hidden);
        }
        let key: [Value; 3] = [cmd.unit.into(), (&year).into(), (*pupil).into()];
        if *decision == Decision::Up && place.is_none() {
            tx.execute(FORGET_CHOICE, &key).await?;
            continue;
        }
        let more = [decision.code().into(), place.into(), ctx.now().into(), ctx.actor.account.into()];
        let values: Vec<Value> = key.into_iter().chain(more).collect();
        tx.execute(CHOOSE, &values).await?;
    }
    Ok(tx.commit_unaudited().await?)
}

const CHOOSE: Statement = sql!("sql/choose.sql");
const FORGET_CHOICE: Statement = sql!("sql/forget_choice.sql");
