//! How one unit stands to another, for deciding who may do what.

use khue_base::{Day, UnitId};
use khue_db::{DbError, Session, Statement, sql};
use khue_rules::accounts::Place;

use super::Chain;

/// How `subject` stands to the unit of the actor's post on `day`: in the administrative or in the
/// professional chain.
///
/// # Errors
/// [`DbError`] when the database refuses.
pub async fn place_of(db: &mut Session, actor: UnitId, subject: UnitId, day: Day) -> Result<Place, DbError> {
    if actor == subject {
        return Ok(Place::Own);
    }
    let values = [actor.into(), subject.into(), Chain::Authority.code().into(), day.into()];
    Ok(if db.rows(PLACE_OF, &values).await?.is_empty() { Place::Elsewhere } else { Place::Below })
}

const PLACE_OF: Statement = sql!("sql/place_of.sql");
