//! Messages that urge a unit, until it has reported.

use std::collections::HashMap;

use khue_base::{AssignmentId, Moment, UnitId};
use khue_db::{Session, row, sql};

use crate::registry::{self, Unit};
use crate::{Ctx, OpError};

row! {
    struct UrgingRow {
        id: i64,
        unit_id: UnitId,
        at: Moment,
        words: String,
        urger: String,
        assignment_id: AssignmentId,
    }
}

/// A message that urges a unit, with what it was about and is still owed.
#[derive(Clone, Debug)]
pub struct Urging {
    /// When.
    pub at: Moment,
    /// Who.
    pub urger: String,
    /// For which unit, as documents address it.
    pub urger_unit: String,
    /// The message.
    pub words: String,
    /// The unit's assignments on which nothing was reported since.
    pub assignments: Vec<AssignmentId>,
}

/// The messages to the actor's unit that it has not answered, newest first. An assignment stands under
/// the newest message only.
pub(super) async fn urgings_of(ctx: &Ctx, session: &mut Session) -> Result<Vec<Urging>, OpError> {
    let rows: Vec<UrgingRow> = session.all(sql!("sql/urgings_of_unit.sql"), &[ctx.actor.unit.into()]).await?;
    let mut units: Vec<UnitId> = rows.iter().map(|row| row.unit_id).collect();
    units.sort_unstable();
    units.dedup();
    let names = registry::units_by_id(session, &units, ctx.today()).await?;
    let mut order: Vec<i64> = Vec::new();
    let mut found: HashMap<i64, Urging> = HashMap::new();
    let mut told: Vec<AssignmentId> = Vec::new();
    for row in rows {
        if told.contains(&row.assignment_id) {
            continue;
        }
        told.push(row.assignment_id);
        let urging = found.entry(row.id).or_insert_with(|| {
            order.push(row.id);
            Urging {
                at: row.at,
                urger: row.urger,
                urger_unit: names.get(&row.unit_id).map(Unit::addressed_as).unwrap_or_default(),
                words: row.words,
                assignments: Vec::new(),
            }
        });
        urging.assignments.push(row.assignment_id);
    }
    Ok(order.into_iter().filter_map(|id| found.remove(&id)).collect())
}
