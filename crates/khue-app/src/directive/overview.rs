//! The figures of one directive as of a day: what the Chairman's page, the lists, the exports and the
//! report are made from. Today's figures come from the sums of each task; an earlier day's from the
//! history of the assignments.

mod cache;
mod timeline;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use khue_base::{Day, DirectiveId, Moment, Quantity, TargetId, TaskId, UnitId};
use khue_db::{Session, row, sql};
use khue_rules::directive::roll_up::{StateCounts, roll_up};
use khue_rules::directive::state::{Judged, Standing, TaskStage, TaskState};

pub use cache::OverviewCache;
pub use timeline::TimePoint;

use super::directives::{DirectiveHead, head_for};
use super::judging::{Judge, assignment_stage, task_stage};
use crate::{Ctx, OpError, registry};

/// The figures of one directive.
#[derive(Clone, Debug)]
pub struct Overview {
    /// The directive.
    pub head: DirectiveHead,
    /// The day asked about.
    pub as_of: Day,
    /// Up to when changes are counted in.
    pub counted_at: Moment,
    /// Sections in the order of the text.
    pub sections: Vec<SectionLine>,
    /// Tasks in the order of the text.
    pub tasks: Vec<TaskLine>,
    /// Columns of the matrix: districts and the units outside them.
    pub groups: Vec<GroupLine>,
    /// Assignments by section and group.
    pub cells: HashMap<(String, UnitId), Cell>,
    /// Targets with what units declared.
    pub targets: Vec<TargetLine>,
    /// Tasks by state.
    pub counts: StateCounts,
    /// Assignments by state over time.
    pub timeline: Vec<TimePoint>,
}

/// A section with its tasks' states.
#[derive(Clone, Debug)]
pub struct SectionLine {
    /// Path joined by `.`.
    pub path: String,
    /// 1 for the outermost.
    pub level: u32,
    /// Its words.
    pub heading: String,
    /// States of the tasks in it and below it.
    pub counts: StateCounts,
}

/// A task with its state.
#[derive(Clone, Debug)]
pub struct TaskLine {
    /// The task.
    pub id: TaskId,
    /// `II.2-03`.
    pub code: String,
    /// Path of its section.
    pub section: String,
    /// The clause.
    pub text: String,
    /// Lead unit.
    pub lead_unit: Option<UnitId>,
    /// Lead unit's name.
    pub lead_name: String,
    /// Due day.
    pub due_on: Option<Day>,
    /// The state to show.
    pub judged: Judged,
    /// Why this state, in words.
    pub reason: String,
    /// All units are done: the assigner may close it.
    pub ready_to_close: bool,
    /// States of its assignments.
    pub counts: StateCounts,
    /// Assignments whose newest report was returned.
    pub returned: u32,
    /// States of its assignments by group.
    pub groups: Vec<(UnitId, StateCounts)>,
}

impl TaskLine {
    /// Groups with overdue assignments and how many, most first.
    pub fn late_groups(&self) -> Vec<(UnitId, u32)> {
        let late = self.groups.iter().filter(|(_, counts)| counts.overdue > 0);
        let mut late: Vec<_> = late.map(|(unit, counts)| (*unit, counts.overdue)).collect();
        late.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        late
    }
}

/// A column of the matrix.
#[derive(Clone, Debug)]
pub struct GroupLine {
    /// The unit.
    pub unit: UnitId,
    /// Its short name.
    pub name: String,
    /// Its official code, when it has one.
    pub code: Option<String>,
    /// Whether it is a district (and stands on the map).
    pub district: bool,
    /// States of its assignments.
    pub counts: StateCounts,
    /// Assignments overdue on which nothing was ever reported.
    pub silent: u32,
}

/// A cell of the matrix.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    /// States of the assignments in it.
    pub counts: StateCounts,
}

/// A target with what units declared and had accepted.
#[derive(Clone, Debug)]
pub struct TargetLine {
    /// The target.
    pub id: TargetId,
    /// Its task.
    pub task: TaskId,
    /// The task's code.
    pub code: String,
    /// As written.
    pub text: String,
    /// The number to reach.
    pub value: Option<Quantity>,
    /// %, trường, …
    pub unit: Option<String>,
    /// =, >=, <=, >, <.
    pub comparison: String,
    /// Sum of what was reached.
    pub numerator: Option<Quantity>,
    /// Sum of how many.
    pub denominator: Option<Quantity>,
    /// Units with an accepted figure.
    pub units_reported: u32,
    /// Units asked.
    pub units_asked: u32,
}

row! {
    struct TaskRow {
        id: TaskId,
        code: String,
        section: String,
        text: String,
        lead_unit: Option<UnitId>,
        due_on: Option<Day>,
        standing: String,
        done_on: Option<Day>,
    }
}

row! {
    struct TallyRow {
        task_id: TaskId,
        group_id: UnitId,
        stage: String,
        due_on: String,
        late: bool,
        heard: i64,
        returned: i64,
        assignments: u32,
    }
}

row! {
    struct TargetRow {
        id: TargetId,
        task_id: TaskId,
        text: String,
        value: Option<Quantity>,
        unit: Option<String>,
        comparison: String,
        numerator: Option<Quantity>,
        denominator: Option<Quantity>,
        units_reported: Option<u32>,
        units_asked: Option<u32>,
    }
}

row! {
    struct SectionRow {
        path: String,
        level: u32,
        heading: String,
    }
}

/// The figures of a directive as of today, from the cache when nothing changed.
///
/// # Errors
/// [`OpError::Hidden`] when it does not exist for the actor.
pub async fn overview(ctx: &Ctx, directive: DirectiveId) -> Result<Arc<Overview>, OpError> {
    overview_at(ctx, directive, ctx.today()).await
}

/// The figures of a directive as of `day`, from the cache when nothing changed.
///
/// # Errors
/// [`OpError::Hidden`] when it does not exist for the actor; refused for days before its adoption or
/// in the future.
pub async fn overview_at(ctx: &Ctx, directive: DirectiveId, day: Day) -> Result<Arc<Overview>, OpError> {
    let mut session = ctx.read().await?;
    let head = head_for(ctx, &mut session, directive).await?;
    let Some(adopted_at) = head.adopted_at else { return Err(OpError::Hidden) };
    if day > ctx.today() {
        return Err(OpError::field(
            "ngay",
            format!("Ngày {day} chưa đến. Hãy chọn ngày từ hôm nay trở về trước."),
        ));
    }
    if day < adopted_at.day() {
        let adopted = adopted_at.day();
        return Err(OpError::field(
            "ngay",
            format!(
                "Ngày {day} trước khi văn bản được thông qua ({adopted}). Hãy chọn ngày từ {adopted} trở đi."
            ),
        ));
    }
    let key = (directive, day, head.revision);
    if let Some(overview) = ctx.app.overviews.get(&key) {
        return Ok(overview);
    }
    let overview = Arc::new(load(ctx, &mut session, head, day).await?);
    ctx.app.overviews.put(key, Arc::clone(&overview));
    Ok(overview)
}

async fn load(ctx: &Ctx, session: &mut Session, head: DirectiveHead, day: Day) -> Result<Overview, OpError> {
    let directive = head.id;
    let live = day == ctx.today();
    let until = if live { ctx.now() } else { Moment::start_of(day.plus_days(1)).plus_ms(-1) };
    let at = [directive.into(), until.into()];
    let rows: Vec<TaskRow> = session.all(sql!("sql/overview_tasks.sql"), &at).await?;
    let tallies: Vec<TallyRow> = if live {
        session.all(sql!("sql/overview_tallies.sql"), &[directive.into()]).await?
    } else {
        session.all(sql!("sql/overview_tallies_at.sql"), &at).await?
    };
    let targets: Vec<TargetRow> = if live {
        session.all(sql!("sql/overview_targets.sql"), &[directive.into()]).await?
    } else {
        session.all(sql!("sql/overview_targets_at.sql"), &at).await?
    };
    let sections: Vec<SectionRow> =
        session.all(sql!("sql/overview_sections.sql"), &[directive.into()]).await?;
    let timeline = timeline::load(session, directive, head.adopted_at.map_or(day, Moment::day), day).await?;

    let mut units: Vec<UnitId> = tallies.iter().map(|row| row.group_id).collect();
    units.extend(rows.iter().filter_map(|row| row.lead_unit));
    units.sort_unstable();
    units.dedup();
    let names = registry::units_by_id(session, &units, day).await?;
    let name = |unit: UnitId| names.get(&unit).map(|unit| unit.short_name.clone()).unwrap_or_default();

    let judge = Judge::on(day)?;
    let mut figures = Figures::default();
    let section_of: HashMap<TaskId, &str> = rows.iter().map(|row| (row.id, row.section.as_str())).collect();
    let standing_of: HashMap<TaskId, &str> = rows.iter().map(|row| (row.id, row.standing.as_str())).collect();
    for tally in &tallies {
        let Some(section) = section_of.get(&tally.task_id) else { continue };
        let standing = standing_of.get(&tally.task_id).copied().unwrap_or("open");
        figures.add(tally, section, judge_tally(tally, standing, judge));
    }
    let tasks: Vec<TaskLine> = rows
        .into_iter()
        .map(|row| {
            let lead_name = row.lead_unit.map(name).unwrap_or_default();
            figures.task_line(row, lead_name, judge)
        })
        .collect();
    let mut counts = StateCounts::default();
    for task in &tasks {
        counts.add_judged(&task.judged);
    }
    let mut groups: Vec<(String, GroupLine)> = figures
        .groups
        .iter()
        .filter_map(|(unit, (counts, silent))| {
            let unit_name = names.get(unit)?;
            let line = GroupLine {
                unit: *unit,
                name: unit_name.short_name.clone(),
                code: unit_name.code.clone(),
                district: unit_name.kind == registry::UnitKind::District,
                counts: *counts,
                silent: *silent,
            };
            Some((unit_name.sort_key.clone(), line))
        })
        .collect();
    // Districts first by their code, as people know the map; offices after them by name.
    groups.sort_by(|(left_name, left), (right_name, right)| {
        let place = |line: &GroupLine| (!line.district, line.code.clone().filter(|_| line.district));
        place(left).cmp(&place(right)).then_with(|| left_name.cmp(right_name))
    });
    Ok(Overview {
        sections: sections.into_iter().map(|section| section_line(section, &tasks)).collect(),
        targets: targets.into_iter().filter_map(|row| target_line(row, &tasks)).collect(),
        groups: groups.into_iter().map(|(_, line)| line).collect(),
        cells: figures.cells,
        counted_at: until,
        as_of: day,
        counts,
        timeline,
        tasks,
        head,
    })
}

#[derive(Clone, Default)]
struct TaskFigures {
    counts: StateCounts,
    returned: u32,
    groups: BTreeMap<UnitId, StateCounts>,
}

#[derive(Default)]
struct Figures {
    tasks: HashMap<TaskId, TaskFigures>,
    groups: HashMap<UnitId, (StateCounts, u32)>,
    cells: HashMap<(String, UnitId), Cell>,
}

impl Figures {
    fn add(&mut self, tally: &TallyRow, section: &str, judged: Judged) {
        let add = |counts: &mut StateCounts| {
            counts.add(judged.state, tally.assignments);
            if judged.soon {
                counts.soon += tally.assignments;
            }
        };
        let task = self.tasks.entry(tally.task_id).or_default();
        add(&mut task.counts);
        add(task.groups.entry(tally.group_id).or_default());
        if tally.returned > 0 {
            task.returned += tally.assignments;
        }
        let (counts, silent) = self.groups.entry(tally.group_id).or_default();
        add(counts);
        if tally.heard == 0 && judged.state == TaskState::Overdue {
            *silent += tally.assignments;
        }
        add(&mut self.cells.entry((section.to_owned(), tally.group_id)).or_default().counts);
    }

    fn task_line(&self, row: TaskRow, lead_name: String, judge: Judge) -> TaskLine {
        let TaskFigures { counts, returned, groups } = self.tasks.get(&row.id).cloned().unwrap_or_default();
        let standing = Standing {
            stage: task_stage(&row.standing),
            due: row.due_on,
            done_on: row.done_on,
            heard_on: None,
        };
        let mut judged = judge.judge(&standing);
        let rolled = roll_up(judged.state, &counts, "đơn vị");
        if rolled.state != judged.state {
            // The state comes from the units; lateness is still told by the task's own day.
            let lateness = if rolled.state == TaskState::Overdue { judged.late } else { None };
            judged = Judged { state: rolled.state, late: lateness, ..judged };
            if !rolled.state.is_open()
                || rolled.state == TaskState::Waiting
                || rolled.state == TaskState::Overdue
            {
                judged.soon = false;
            }
        }
        TaskLine {
            id: row.id,
            code: row.code,
            section: row.section,
            text: row.text,
            lead_unit: row.lead_unit,
            lead_name,
            due_on: row.due_on,
            judged,
            reason: rolled.reason,
            ready_to_close: rolled.ready_to_close,
            counts,
            returned,
            groups: groups.into_iter().collect(),
        }
    }
}

fn judge_tally(tally: &TallyRow, standing: &str, judge: Judge) -> Judged {
    let day = judge.day;
    let due: Option<Day> = tally.due_on.parse().ok();
    let stage = assignment_stage(standing, &tally.stage);
    // A tally knows on which side of the due day things happened, which is all that judging asks.
    let side = |after: bool| match (due, after) {
        (Some(due), true) => due.plus_days(1).min(day),
        (Some(due), false) => due.min(day),
        (None, _) => day,
    };
    let standing = Standing {
        stage,
        due,
        done_on: (stage == TaskStage::Done).then(|| side(tally.late)),
        heard_on: (tally.heard > 0).then(|| side(tally.heard > 1)),
    };
    judge.judge(&standing)
}

fn section_line(section: SectionRow, tasks: &[TaskLine]) -> SectionLine {
    let mut counts = StateCounts::default();
    let below = format!("{}.", section.path);
    for task in tasks.iter().filter(|task| task.section == section.path || task.section.starts_with(&below)) {
        counts.add_judged(&task.judged);
    }
    SectionLine { path: section.path, level: section.level, heading: section.heading, counts }
}

fn target_line(row: TargetRow, tasks: &[TaskLine]) -> Option<TargetLine> {
    let task = tasks.iter().find(|task| task.id == row.task_id)?;
    Some(TargetLine {
        id: row.id,
        task: row.task_id,
        code: task.code.clone(),
        text: row.text,
        value: row.value,
        unit: row.unit,
        comparison: row.comparison,
        numerator: row.numerator.filter(|_| row.units_reported.unwrap_or(0) > 0),
        denominator: row.denominator,
        units_reported: row.units_reported.unwrap_or(0),
        units_asked: row.units_asked.unwrap_or(0),
    })
}
