//! Urging units about what they owe: whom, about which work, in which words.

use std::collections::{BTreeMap, BTreeSet};

use khue_base::{AssignmentId, Day, DirectiveId, Moment, TaskId, UnitId};
use khue_db::{Session, row, sql};
use khue_law::LawError;
use khue_rules::accounts::{Action, Place};
use khue_rules::directive::due::Repeats;
use khue_rules::directive::state::{Standing, TaskStage};
use khue_rules::directive::urging::{Debt, Message, Owed, Work, answer_day, draft, owed};
use serde_json::json;

use super::assign_task::{Event, record};
use super::directives::head_for;
use super::judging::Judge;
use super::recompute_tally::announce_task;
use crate::{Ctx, OpError, registry};

row! {
    struct OwedRow {
        id: AssignmentId,
        task_id: TaskId,
        unit_id: UnitId,
        group_id: UnitId,
        sequence: i64,
        stage: String,
        due_on: Option<Day>,
        done_on: Option<Day>,
        heard_on: Option<Day>,
        progress_state: String,
        assigned_at: Moment,
        code: String,
        text: String,
        repeats: Option<String>,
        urged_at: Option<Moment>,
    }
}

/// One assignment that a unit owes.
#[derive(Clone, Debug)]
pub struct OwedWork {
    /// The assignment.
    pub assignment: AssignmentId,
    /// Its task.
    pub task: TaskId,
    /// `II.2-03`.
    pub code: String,
    /// The clause.
    pub text: String,
    /// Why it is owed.
    pub owed: Owed,
    /// When the unit was last urged about it.
    pub urged_on: Option<Day>,
}

/// A unit that owes something.
#[derive(Clone, Debug)]
pub struct UnitToUrge {
    /// The unit.
    pub unit: UnitId,
    /// Its name.
    pub name: String,
    /// Its name in tables.
    pub short_name: String,
    /// Its column of the matrix: the district, or itself.
    pub group: UnitId,
    /// What it owes, by due day.
    pub works: Vec<OwedWork>,
    /// The same, counted.
    pub debt: Debt,
    /// When it was last urged about any of it.
    pub urged_on: Option<Day>,
    /// Whether it should be urged now: something is late or was given back, and the last urging is not
    /// fresh.
    pub proposed: bool,
}

/// Whom the actor can urge about a directive.
#[derive(Clone, Debug)]
pub struct ToUrge {
    /// Units, those that owe most first.
    pub units: Vec<UnitToUrge>,
    /// The day by which the drafted message wants an answer.
    pub answer_by: Day,
}

impl ToUrge {
    /// The message proposed for these units.
    pub fn draft<'a>(&self, units: impl IntoIterator<Item = &'a UnitToUrge>) -> String {
        let mut debt = Debt::default();
        for work in units.into_iter().flat_map(|unit| &unit.works) {
            debt.add(&work.owed);
        }
        draft(&debt, self.answer_by)
    }
}

/// Units that owe something of a directive and that the actor may urge, with what they owe.
///
/// # Errors
/// [`OpError::Hidden`] when the directive does not exist for the actor or nothing of it is theirs to urge.
pub async fn units_to_urge(
    ctx: &Ctx,
    directive: DirectiveId,
    task: Option<TaskId>,
) -> Result<ToUrge, OpError> {
    let mut session = ctx.read().await?;
    adopted(ctx, &mut session, directive).await?;
    ctx.may(Action::Urge, Place::Below)?;
    let judge = Judge::on(ctx.today())?;
    let rows = rows_owed(ctx, &mut session, directive, task, judge).await?;
    let allowed = allowed(ctx, &mut session).await?;
    let mut units: BTreeMap<UnitId, (UnitId, Vec<OwedWork>)> = BTreeMap::new();
    for (row, owed) in rows {
        if !allowed.admits(row.unit_id) {
            continue;
        }
        let (_, works) = units.entry(row.unit_id).or_insert((row.group_id, Vec::new()));
        works.push(OwedWork {
            assignment: row.id,
            task: row.task_id,
            code: row.code,
            text: row.text,
            owed,
            urged_on: row.urged_at.map(Moment::day),
        });
    }
    let ids: Vec<UnitId> = units.keys().copied().collect();
    let names = registry::units_by_id(&mut session, &ids, ctx.today()).await?;
    let mut found: Vec<(String, UnitToUrge)> = units
        .into_iter()
        .filter_map(|(id, (group, works))| {
            let unit = names.get(&id)?;
            let mut debt = Debt::default();
            works.iter().for_each(|work| debt.add(&work.owed));
            let urged_on = works.iter().filter_map(|work| work.urged_on).max();
            let unit_to_urge = UnitToUrge {
                unit: id,
                name: unit.name.clone(),
                short_name: unit.short_name.clone(),
                group,
                proposed: debt.proposed(urged_on, judge.day, judge.settings()),
                works,
                debt,
                urged_on,
            };
            Some((unit.sort_key.clone(), unit_to_urge))
        })
        .collect();
    found.sort_by(|(left_name, left), (right_name, right)| {
        left.debt.severity().cmp(&right.debt.severity()).then_with(|| left_name.cmp(right_name))
    });
    Ok(ToUrge {
        units: found.into_iter().map(|(_, unit)| unit).collect(),
        answer_by: answer_day(judge.day, judge.calendar()),
    })
}

/// The order to urge units.
#[derive(Clone, Debug)]
pub struct UrgeUnits {
    /// About which directive.
    pub directive: DirectiveId,
    /// About this task only.
    pub task: Option<TaskId>,
    /// Whom.
    pub units: Vec<UnitId>,
    /// The message.
    pub words: String,
}

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Urged {
    /// Units that were urged.
    pub units: BTreeSet<UnitId>,
    /// Assignments about which they were urged.
    pub assignments: usize,
    /// Units left out because they were urged about all of it today.
    pub urged_today: BTreeSet<UnitId>,
    /// Units left out because they owe nothing any more.
    pub owe_nothing: BTreeSet<UnitId>,
}

/// Urges units about all that they owe of a directive, or of one task of it. What was urged today is left
/// out: a second message on one day adds nothing.
///
/// # Errors
/// Refused without words or units, or when nothing is left to urge about; hidden or forbidden when one of
/// the units is not the actor's to urge; [`OpError::Stale`] when one of them reports at this very moment.
pub async fn urge_units(ctx: &Ctx, cmd: UrgeUnits) -> Result<Urged, OpError> {
    let mut tx = ctx.begin().await?;
    adopted(ctx, &mut tx, cmd.directive).await?;
    ctx.may(Action::Urge, Place::Below)?;
    let wanted: BTreeSet<UnitId> = cmd.units.iter().copied().collect();
    for unit in &wanted {
        let place = registry::place_of(&mut tx, ctx.actor.unit, *unit, ctx.today()).await?;
        ctx.may(Action::Urge, place)?;
    }
    if wanted.is_empty() {
        return Err(OpError::field(
            "don-vi",
            "Chưa chọn đơn vị nào để đôn đốc. Hãy đánh dấu ít nhất một đơn vị.",
        ));
    }
    let words =
        Message::parse(&cmd.words).map_err(|refusal| OpError::field("loi-nhan", refusal.to_string()))?;
    let judge = Judge::on(ctx.today())?;
    let rows = rows_owed(ctx, &mut tx, cmd.directive, cmd.task, judge).await?;
    let rows: Vec<OwedRow> =
        rows.into_iter().map(|(row, _)| row).filter(|row| wanted.contains(&row.unit_id)).collect();
    let owing: BTreeSet<UnitId> = rows.iter().map(|row| row.unit_id).collect();
    let fresh: Vec<OwedRow> = rows
        .into_iter()
        .filter(|row| row.urged_at.is_none_or(|urged_at| urged_at.day() < judge.day))
        .collect();
    let urged = Urged {
        units: fresh.iter().map(|row| row.unit_id).collect(),
        assignments: fresh.len(),
        owe_nothing: wanted.difference(&owing).copied().collect(),
        ..Urged::default()
    };
    let urged = Urged { urged_today: owing.difference(&urged.units).copied().collect(), ..urged };
    if fresh.is_empty() {
        return Err(OpError::field("don-vi", nothing_left(&urged)));
    }
    let id: i64 = ctx.id();
    let row = [
        id.into(),
        cmd.directive.into(),
        ctx.actor.unit.into(),
        ctx.now().into(),
        words.as_str().into(),
        ctx.actor.account.into(),
        (&ctx.actor.name).into(),
    ];
    tx.execute(sql!("sql/insert_urging.sql"), &row).await?;
    let mut tasks: BTreeSet<TaskId> = BTreeSet::new();
    for row in &fresh {
        let moved = [
            row.id.into(),
            row.sequence.into(),
            (&row.stage).into(),
            row.due_on.into(),
            row.done_on.into(),
            row.heard_on.into(),
            (&row.progress_state).into(),
        ];
        if tx.execute(sql!("sql/move_assignment.sql"), &moved).await? == 0 {
            return Err(OpError::Stale);
        }
        let event = Event {
            kind: "urged",
            stage: &row.stage,
            due_on: row.due_on,
            done_on: row.done_on,
            heard_on: row.heard_on,
            words: words.as_str(),
        };
        record(ctx, &mut tx, row.id, row.sequence + 1, &event).await?;
        let about = [row.id.into(), id.into(), (row.sequence + 1).into()];
        tx.execute(sql!("sql/insert_urged.sql"), &about).await?;
        tasks.insert(row.task_id);
    }
    for task in tasks {
        announce_task(ctx, &mut tx, task).await?;
    }
    let detail = json!({
        "units": urged.units,
        "assignments": urged.assignments,
        "task": cmd.task,
        "words": words.as_str(),
    });
    ctx.audit(&mut tx, "directive.urge", format!("directive/{}", cmd.directive), detail).await?;
    tx.commit().await?;
    Ok(urged)
}

fn nothing_left(urged: &Urged) -> &'static str {
    match (urged.urged_today.is_empty(), urged.owe_nothing.is_empty()) {
        (false, true) => {
            "Các đơn vị đã chọn đều được đôn đốc hôm nay về những việc này. Hãy chờ báo cáo, hoặc đôn đốc lại từ ngày mai."
        }
        (true, _) => {
            "Các đơn vị đã chọn không còn việc nào phải đôn đốc: họ vừa báo cáo, hoặc việc đã đóng. Hãy chọn đơn vị khác."
        }
        (false, false) => {
            "Các đơn vị đã chọn hoặc vừa báo cáo, hoặc đã được đôn đốc hôm nay. Hãy chọn đơn vị khác, hoặc đôn đốc lại từ ngày mai."
        }
    }
}

/// The directive is adopted and exists for the actor.
async fn adopted(ctx: &Ctx, session: &mut Session, directive: DirectiveId) -> Result<(), OpError> {
    let head = head_for(ctx, session, directive).await?;
    head.adopted_at.map(|_| ()).ok_or(OpError::Hidden)
}

/// Assignments that are owed today, with the reason.
async fn rows_owed(
    ctx: &Ctx,
    session: &mut Session,
    directive: DirectiveId,
    task: Option<TaskId>,
    judge: Judge,
) -> Result<Vec<(OwedRow, Owed)>, OpError> {
    let rows: Vec<OwedRow> = session.all(sql!("sql/work_owed.sql"), &[directive.into()]).await?;
    let mut found = Vec::new();
    for row in rows.into_iter().filter(|row| task.is_none_or(|task| row.task_id == task)) {
        let judged = judge.judge(&Standing {
            stage: TaskStage::from_code(&row.stage).unwrap_or(TaskStage::NotStarted),
            due: row.due_on,
            done_on: row.done_on,
            heard_on: row.heard_on,
        });
        let work = Work {
            judged: &judged,
            progress_state: &row.progress_state,
            assigned_on: row.assigned_at.day(),
            heard_on: row.heard_on,
            repeats: row.repeats.as_deref().and_then(Repeats::from_code),
        };
        let failed = |error: LawError| OpError::Failed(error.to_string());
        if let Some(owed) = owed(&work, ctx.today()).map_err(failed)? {
            found.push((row, owed));
        }
    }
    Ok(found)
}

/// Which units the actor may urge.
enum Allowed {
    /// All but the own one.
    AllBut(UnitId),
    /// Those below.
    Below(BTreeSet<UnitId>),
}

impl Allowed {
    fn admits(&self, unit: UnitId) -> bool {
        match self {
            Allowed::AllBut(own) => unit != *own,
            Allowed::Below(units) => units.contains(&unit),
        }
    }
}

async fn allowed(ctx: &Ctx, session: &mut Session) -> Result<Allowed, OpError> {
    if ctx.may(Action::Urge, Place::Elsewhere).is_ok() {
        return Ok(Allowed::AllBut(ctx.actor.unit));
    }
    let mut below = registry::scope_of(session, ctx.actor.unit, ctx.today()).await?;
    below.remove(&ctx.actor.unit);
    Ok(Allowed::Below(below))
}
