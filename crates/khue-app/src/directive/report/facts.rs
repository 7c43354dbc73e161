//! What a report says beyond the overview: who is late by how much, who was never heard, which reasons were
//! given, how much evidence there is.

use std::collections::HashMap;

use khue_base::{AssignmentId, TaskId, UnitId};
use khue_db::{Session, row, sql};
use khue_rules::directive::state::TaskState;

use super::super::overview::Overview;
use crate::registry::{Unit, UnitKind};
use crate::{OpError, registry};

row! {
    struct LateRow {
        assignment_id: AssignmentId,
        task_id: TaskId,
        unit_id: UnitId,
        due_on: khue_base::Day,
        silent: bool,
    }
}

row! {
    struct ReasonRow {
        assignment_id: AssignmentId,
        task_id: TaskId,
        unit_id: UnitId,
        body: String,
    }
}

row! {
    struct EvidenceRow {
        task_id: TaskId,
        pieces: u32,
    }
}

row! {
    struct UnitsRow {
        units: u32,
    }
}

/// Data behind the sentences.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    /// Units with a part in the directive.
    pub units: u32,
    /// Overdue assignments of overdue tasks, longest late first: unit's name and days.
    pub late: HashMap<TaskId, Vec<(String, i64)>>,
    /// Units with something overdue of which nothing was ever heard, in the order of lists.
    pub silent: Vec<String>,
    /// What units with something overdue wrote last: task, unit, words.
    pub reasons: Vec<(TaskId, String, String)>,
    /// Names of the columns of the matrix, as sentences write them.
    pub groups: HashMap<UnitId, String>,
    /// Pieces of evidence in accepted reports.
    pub evidence: HashMap<TaskId, u32>,
}

impl Facts {
    /// Days by which the latest unit of a task is late.
    pub fn most_days(&self, task: TaskId) -> Option<i64> {
        self.late.get(&task)?.iter().map(|(_, days)| *days).max()
    }
}

pub(super) async fn facts(session: &mut Session, overview: &Overview) -> Result<Facts, OpError> {
    let (directive, until, day) = (overview.head.id, overview.counted_at, overview.as_of);
    let at = [directive.into(), until.into()];
    let late: Vec<LateRow> =
        session.all(sql!("sql/late_units.sql"), &[directive.into(), until.into(), day.into()]).await?;
    let reasons: Vec<ReasonRow> = session.all(sql!("sql/reasons_given.sql"), &at).await?;
    let evidence: Vec<EvidenceRow> = session.all(sql!("sql/evidence_of_tasks.sql"), &at).await?;
    let given: Option<UnitsRow> = session.optional(sql!("sql/units_given.sql"), &at).await?;
    // A task that its assigner paused, cancelled or closed makes nobody late.
    let overdue = |task: TaskId| {
        overview.tasks.iter().any(|line| line.id == task && line.judged.state == TaskState::Overdue)
    };
    let late: Vec<LateRow> = late.into_iter().filter(|row| overdue(row.task_id)).collect();
    let mut wanted: Vec<UnitId> = late.iter().map(|row| row.unit_id).collect();
    wanted.extend(overview.groups.iter().map(|group| group.unit));
    wanted.sort_unstable();
    wanted.dedup();
    let names = registry::units_by_id(session, &wanted, day).await?;
    let name = |unit: UnitId| names.get(&unit).map(official_name).unwrap_or_default();
    let mut found = Facts {
        units: given.map_or(0, |row| row.units),
        groups: overview.groups.iter().map(|group| (group.unit, name(group.unit))).collect(),
        evidence: evidence.into_iter().map(|row| (row.task_id, row.pieces)).collect(),
        ..Facts::default()
    };
    let mut silent: Vec<UnitId> = Vec::new();
    for row in &late {
        found.late.entry(row.task_id).or_default().push((name(row.unit_id), day.days_since(row.due_on)));
        if row.silent && !silent.contains(&row.unit_id) {
            silent.push(row.unit_id);
        }
    }
    silent.sort_by_key(|unit| names.get(unit).map(|unit| unit.sort_key.clone()));
    found.silent = silent.into_iter().map(name).collect();
    for row in reasons {
        if late.iter().any(|late| late.assignment_id == row.assignment_id) && !row.body.trim().is_empty() {
            found.reasons.push((row.task_id, name(row.unit_id), row.body));
        }
    }
    Ok(found)
}

/// `huyện Lục Ngạn`, `Trường Tiểu học Cẩm Sơn`, `Sở GDĐT`: as a report names a unit within a sentence.
fn official_name(unit: &Unit) -> String {
    match unit.kind {
        UnitKind::District | UnitKind::Commune => {
            let mut letters = unit.name.chars();
            letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
        }
        kind if kind.is_school() => unit.name.clone(),
        _ => unit.short_name.clone(),
    }
}
