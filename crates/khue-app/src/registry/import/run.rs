//! Large sheets are written by the queue: asked for, watched, stopped. The job takes effect once, whatever dies.

use khue_base::{AccountId, ImportId, JobId, Moment, PersonId, PostId, SourceId, UnitId};
use khue_db::queue::NewJob;
use khue_db::{DbError, FromRow, Row, Session, Statement, Tx, Value, sql};
use khue_rules::accounts::{Action, Role};

use super::apply::{Applied, Take, apply_in};
use super::handed_in::{handed_in, known_here};
use super::preview::permitted;
use super::progress::ImportProgress;
use crate::registry::post;
use crate::registry::records::may_at;
use crate::{Actor, App, Ctx, OpError};

/// The kind of the job that writes a sheet; its key is the id of the sheet.
pub const IMPORT_ASKED: &str = "registry.import";

/// Sheets with more rows are written in the background.
pub const BACKGROUND_ROWS: usize = 500;

/// How writing a sheet in the background stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportRun {
    /// How it stands.
    pub state: RunState,
    /// Who asked for it.
    pub asked_by: String,
    /// When it was asked for.
    pub asked_at: Moment,
    /// When it ended.
    pub ended_at: Option<Moment>,
    /// What was written and can be taken back.
    pub source: Option<SourceId>,
    /// Rows that were new and rows that changed.
    pub counts: Option<(i64, i64)>,
    /// Why nothing was written.
    pub sentence: String,
    /// How far it is, while this process writes it.
    pub progress: Option<ImportProgress>,
}

/// How writing a sheet stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunState {
    /// It waits or is being done.
    Waiting,
    /// All is written.
    Written,
    /// Nothing is written: rows were refused, or all was so already.
    Nothing,
    /// Somebody stopped it; nothing is written.
    Stopped,
}

impl RunState {
    const ALL: [RunState; 4] = [Self::Waiting, Self::Written, Self::Nothing, Self::Stopped];

    fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Written => "written",
            Self::Nothing => "nothing",
            Self::Stopped => "stopped",
        }
    }
}

/// Asks to write a sheet in the background; asked twice, it is written once.
///
/// # Errors
/// Hidden when there is none; hidden or forbidden when the actor may not change records of the unit.
pub async fn ask_import(ctx: &Ctx, unit: UnitId, id: ImportId, take: Take) -> Result<(), OpError> {
    let mut tx = ctx.begin().await?;
    may_at(ctx, &mut tx, Action::ChangeRecords, &[unit]).await?;
    known_here(&mut tx, unit, id).await?;
    let values: [Value; 8] = [
        id.into(),
        unit.into(),
        take_code(take).into(),
        ctx.actor.account.into(),
        ctx.actor.person.into(),
        ctx.actor.post.into(),
        ctx.actor.name.as_str().into(),
        ctx.now().into(),
    ];
    if tx.execute(ASK_RUN, &values).await? == 1 {
        let job: JobId = ctx.id();
        let payload = serde_json::Value::Null;
        let key = id.to_string();
        tx.enqueue(&NewJob { id: job, kind: IMPORT_ASKED, key: &key, payload, run_at: ctx.now() }).await?;
    }
    // No record has changed yet; what is written is audited.
    Ok(tx.commit_unaudited().await?)
}

/// How writing a sheet stands; none when nobody asked for it.
///
/// # Errors
/// As [`ask_import`].
pub async fn import_run(ctx: &Ctx, unit: UnitId, id: ImportId) -> Result<Option<ImportRun>, OpError> {
    let mut session = ctx.read().await?;
    may_at(ctx, &mut session, Action::ChangeRecords, &[unit]).await?;
    let Some(row) = run(&mut session, id).await?.filter(|row| row.unit == unit) else { return Ok(None) };
    let progress = ctx.app.imports.progress(id).filter(|_| row.state == RunState::Waiting);
    Ok(Some(ImportRun {
        state: row.state,
        asked_by: row.asked_by,
        asked_at: row.asked_at,
        ended_at: row.ended_at,
        source: row.source,
        counts: row.counts,
        sentence: row.sentence.unwrap_or_default(),
        progress,
    }))
}

/// Stops writing a sheet: nothing of it is written.
///
/// # Errors
/// Refused when it has ended; else as [`ask_import`].
pub async fn stop_import(ctx: &Ctx, unit: UnitId, id: ImportId) -> Result<(), OpError> {
    {
        let mut session = ctx.read().await?;
        may_at(ctx, &mut session, Action::ChangeRecords, &[unit]).await?;
        run(&mut session, id).await?.filter(|row| row.unit == unit).ok_or(OpError::Hidden)?;
    }
    // First the one who writes: on SQLite it holds the place that the next statement waits for.
    ctx.app.imports.stop(id);
    let mut tx = ctx.begin().await?;
    let ended = Ended { state: RunState::Stopped, source: None, counts: None, sentence: String::new() };
    let is_stopped = end(&mut tx, id, ctx.now(), &ended).await?;
    let state = run(&mut tx, id).await?.map(|row| row.state);
    tx.commit_unaudited().await?;
    if is_stopped || state == Some(RunState::Stopped) {
        return Ok(());
    }
    Err(OpError::refused(
        "Lần nhập này đã xong nên không dừng được nữa. Nếu đã ghi nhầm thì hãy hoàn tác ở trang Nhập dữ liệu.",
    ))
}

/// What the job does: writes the sheet for whoever asked, and how that ended, in one transaction.
///
/// # Errors
/// [`OpError::Failed`] when it must be tried again.
pub(crate) async fn perform_import(app: &App, tx: &mut Tx, id: ImportId) -> Result<(), OpError> {
    let Some(row) = run(tx, id).await?.filter(|row| row.state == RunState::Waiting) else { return Ok(()) };
    let mark = tx.mark().await?;
    let ended = match written(app, tx, &row, id).await {
        Ok(Some(applied)) => ended(&applied),
        Ok(None) => Ended { state: RunState::Stopped, source: None, counts: None, sentence: String::new() },
        Err(OpError::Failed(cause)) => return Err(OpError::Failed(cause)),
        Err(refusal) => {
            Ended { state: RunState::Nothing, source: None, counts: None, sentence: refusal.to_string() }
        }
    };
    let now = app.clock.now();
    if ended.state != RunState::Written {
        tx.back_to(&mark).await?;
        end(tx, id, now, &ended).await?;
    } else if !end(tx, id, now, &ended).await? {
        // Stopped by another process, before this one could know.
        tx.back_to(&mark).await?;
    }
    Ok(())
}

async fn written(app: &App, tx: &mut Tx, row: &RunRow, id: ImportId) -> Result<Option<Applied>, OpError> {
    let ctx = Ctx { app: app.clone(), actor: actor(app, tx, row).await? };
    let watch = app.imports.watch(id);
    let sheet = handed_in(&ctx, row.unit, id).await?;
    let opened = permitted(&ctx, tx, &sheet.order).await?;
    apply_in(&ctx, tx, &opened, row.take, &watch).await
}

/// Whoever asked, as far as the post still holds.
async fn actor(app: &App, session: &mut Session, row: &RunRow) -> Result<Actor, OpError> {
    if row.account.is_none() {
        return Ok(Actor {
            role: Role::DepartmentSpecialist,
            name: row.asked_by.clone(),
            ..Actor::program(row.unit)
        });
    }
    let held = match row.post {
        Some(id) => post(session, id, app.clock.today()).await?,
        None => None,
    };
    let held = held.filter(|held| Some(held.person) == row.person).ok_or_else(|| {
        OpError::refused(
            "Người yêu cầu không còn giữ nhiệm vụ ấy nên chưa ghi gì. Hãy để người đang phụ trách bấm ghi lại.",
        )
    })?;
    Ok(Actor {
        account: row.account,
        person: row.person,
        post: row.post,
        role: held.role,
        unit: held.unit,
        name: row.asked_by.clone(),
        unit_name: held.unit_name,
        scopes: None,
    })
}

struct Ended {
    state: RunState,
    source: Option<SourceId>,
    counts: Option<(i64, i64)>,
    sentence: String,
}

fn ended(applied: &Applied) -> Ended {
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let counts = applied.preview.counts;
    match applied.source {
        Some(_) => Ended {
            state: RunState::Written,
            source: applied.source,
            counts: Some((number(counts.new), number(counts.changed))),
            sentence: String::new(),
        },
        None => Ended {
            state: RunState::Nothing,
            source: None,
            counts: None,
            sentence: applied.nothing_because().to_owned(),
        },
    }
}

async fn end(tx: &mut Tx, id: ImportId, now: Moment, ended: &Ended) -> Result<bool, DbError> {
    let values: [Value; 7] = [
        id.into(),
        ended.state.code().into(),
        now.into(),
        ended.source.into(),
        Value::Int(ended.counts.map(|(new, _)| new)),
        Value::Int(ended.counts.map(|(_, changed)| changed)),
        ended.sentence.as_str().into(),
    ];
    Ok(tx.execute(END_RUN, &values).await? == 1)
}

async fn run(session: &mut Session, id: ImportId) -> Result<Option<RunRow>, DbError> {
    session.optional(RUN, &[id.into()]).await
}

fn take_code(take: Take) -> &'static str {
    match take {
        Take::All => "all",
        Take::Valid => "valid",
    }
}

struct RunRow {
    unit: UnitId,
    take: Take,
    state: RunState,
    account: Option<AccountId>,
    person: Option<PersonId>,
    post: Option<PostId>,
    asked_by: String,
    asked_at: Moment,
    ended_at: Option<Moment>,
    source: Option<SourceId>,
    counts: Option<(i64, i64)>,
    sentence: Option<String>,
}

impl FromRow for RunRow {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        let unknown =
            |column: &str| DbError::Column { column: column.to_owned(), problem: "unknown code".to_owned() };
        let (take, state): (String, String) = (row.get("take")?, row.get("state")?);
        let (new, changed): (Option<i64>, Option<i64>) = (row.get("new_count")?, row.get("changed_count")?);
        Ok(Self {
            unit: row.get("unit_id")?,
            take: [Take::All, Take::Valid]
                .into_iter()
                .find(|one| take_code(*one) == take)
                .ok_or_else(|| unknown("take"))?,
            state: RunState::ALL
                .into_iter()
                .find(|one| one.code() == state)
                .ok_or_else(|| unknown("state"))?,
            account: row.get("account_id")?,
            person: row.get("person_id")?,
            post: row.get("post_id")?,
            asked_by: row.get("asked_by_name")?,
            asked_at: row.get("asked_at")?,
            ended_at: row.get("ended_at")?,
            source: row.get("source_id")?,
            counts: new.zip(changed),
            sentence: row.get("sentence")?,
        })
    }
}

const ASK_RUN: Statement = sql!("sql/ask_run.sql");
const END_RUN: Statement = sql!("sql/end_run.sql");
const RUN: Statement = sql!("sql/run.sql");
