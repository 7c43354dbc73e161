//! The outbox of a school, made anew from its records when they change and once a day.

use std::collections::HashMap;

use khue_base::{LinkId, Moment, UnitId};
use khue_db::{Job, JobError, Statement, Tx, Value, sql};
use khue_rules::accounts::Place;
use khue_rules::registry::exchange::{Message, Problem, messages};
use serde::{Deserialize, Serialize};

use super::links::{Link, acting_for, look_at_units, look_daily, sending_links};
use super::outbox::OutboxState;
use super::school::SchoolRead;
use super::wire::{digest, sent_rows};
use crate::registry::place_of;
use crate::{App, OpError};

/// The topic of a look at a school's records; the key is `unit/ID`.
pub const EXCHANGE_UNIT: &str = "registry.exchange";
/// The daily look at all records that a partner hears of; the key is `link/ID`.
pub const EXCHANGE_DAILY: &str = "registry.exchange.daily";

/// The digest of a record that is withdrawn.
pub(super) const CANCELLED: &str = "cancelled";

/// Records of a unit changed: somebody who listens shall look.
///
/// # Errors
/// [`JobError::Again`] when the database refuses.
pub async fn records_changed(app: &App, tx: &mut Tx, job: &Job) -> Result<(), JobError> {
    if sending_links(tx).await?.is_empty() {
        return Ok(());
    }
    let now = app.clock.now();
    Ok(tx.announce(app.chance.id(now), EXCHANGE_UNIT, &job.key, now).await?)
}

/// The daily look, which puts the next one down.
///
/// # Errors
/// [`JobError::Again`] when the database refuses.
pub async fn daily(app: &App, tx: &mut Tx, job: &Job) -> Result<(), JobError> {
    // A partner that was paused and let go again has a newer look of its own.
    let Some(link) = sending_links(tx).await?.into_iter().find(|link| link.daily_job == job.id) else {
        return Ok(());
    };
    let ctx = acting_for(app, &link);
    let next = ctx.id();
    tx.execute(SET_DAILY, &[link.id.into(), Value::from(next)]).await?;
    look_daily(&ctx, tx, link.id, next).await.map_err(again)?;
    look_at_units(&ctx, tx, &link).await.map_err(again)
}

fn again(error: OpError) -> JobError {
    JobError::Again(error.to_string())
}

/// Compares the records of a unit with what its partners were told, and writes down what differs.
///
/// # Errors
/// [`JobError::Again`] when the database refuses; [`JobError::Never`] for a key that names no unit.
pub async fn recompute_unit(app: &App, tx: &mut Tx, job: &Job) -> Result<(), JobError> {
    let unit = job.key.strip_prefix("unit/").and_then(|id| id.parse::<UnitId>().ok());
    let unit = unit.ok_or_else(|| JobError::Never(format!("no unit “{}”", job.key)))?;
    recompute(app, tx, unit).await.map_err(again)
}

async fn recompute(app: &App, tx: &mut Tx, unit: UnitId) -> Result<(), OpError> {
    let today = app.clock.today();
    let mut links = Vec::new();
    for link in sending_links(tx).await? {
        if matches!(place_of(tx, link.unit, unit, today).await?, Place::Own | Place::Below) {
            links.push(link);
        }
    }
    if links.is_empty() {
        return Ok(());
    }
    let Some(read) = SchoolRead::read(tx, unit, today).await? else { return Ok(()) };
    let made = messages(&read.view());
    for link in links {
        compare(app, tx, &link, unit, &read, &made).await?;
    }
    Ok(())
}

/// A problem as the outbox keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct StoredProblem {
    pub sentence: String,
    pub kind: String,
    pub record: i64,
    pub field: String,
}

impl StoredProblem {
    fn of(problem: &Problem) -> Self {
        let spot = problem.spot.as_ref();
        Self {
            sentence: problem.sentence.clone(),
            kind: spot.map_or("", |spot| spot.kind).to_owned(),
            record: spot.map_or(0, |spot| spot.record),
            field: spot.map_or("", |spot| &spot.field).to_owned(),
        }
    }
}

/// Reasons that are kept of one record.
const REASONS: usize = 10;

async fn compare(
    app: &App,
    tx: &mut Tx,
    link: &Link,
    unit: UnitId,
    read: &SchoolRead,
    made: &[Message],
) -> Result<(), OpError> {
    let rows: Vec<OutboxRow> = tx.all(OUTBOX_OF_UNIT, &[link.id.into(), unit.into()]).await?;
    let mut before: HashMap<(String, String), OutboxRow> =
        rows.into_iter().map(|row| ((row.table_code.clone(), row.record_key.clone()), row)).collect();
    for message in made {
        let table = &message.map.table.code;
        // What has no name yet is listed under our own number, which is never sent.
        let key = message.id.clone().unwrap_or_else(|| format!("?{}", message.record));
        let known = before.remove(&(table.clone(), key.clone()));
        let fresh = match message.for_demand(link.demand) {
            Ok(rows) => {
                let rows = sent_rows(&key, &rows);
                Fresh {
                    state: OutboxState::Waiting,
                    digest: digest(&rows),
                    content: Some(rows),
                    problems: None,
                }
            }
            Err(problems) => {
                let problems: Vec<StoredProblem> =
                    problems.into_iter().take(REASONS).map(StoredProblem::of).collect();
                let problems = serde_json::to_string(&problems)?;
                Fresh {
                    state: OutboxState::Invalid,
                    digest: String::new(),
                    content: None,
                    problems: Some(problems),
                }
            }
        };
        // What a partner refused stays refused while it says the same.
        let is_known = |known: &OutboxRow| {
            known.digest == fresh.digest && (!fresh.digest.is_empty() || known.problems == fresh.problems)
        };
        if known.as_ref().is_some_and(is_known) {
            continue;
        }
        let line = Line {
            link: link.id,
            unit,
            table,
            key,
            message,
            called: read.called(&message.map.kind.code, message.record),
        };
        write(tx, line, fresh).await?;
    }
    let this_year = read.year.to_string();
    for ((table, key), row) in before {
        if row.digest == CANCELLED || !row.school_year.is_empty() && row.school_year != this_year {
            continue;
        }
        let values = [link.id.into(), table.into(), key.into()];
        if row.version == 0 {
            tx.execute(DELETE_OUTBOX, &values).await?;
        } else {
            let [link, table, key] = values;
            tx.execute(CANCEL_OUTBOX, &[link, table, key, app.clock.now().into()]).await?;
        }
    }
    Ok(())
}

struct Fresh {
    state: OutboxState,
    digest: String,
    content: Option<Vec<super::wire::SentRow>>,
    problems: Option<String>,
}

struct Line<'a> {
    link: LinkId,
    unit: UnitId,
    table: &'a str,
    key: String,
    message: &'a Message,
    called: String,
}

async fn write(tx: &mut Tx, line: Line<'_>, fresh: Fresh) -> Result<(), OpError> {
    let message = line.message;
    let content = fresh.content.map(|rows| serde_json::to_string(&rows)).transpose()?;
    let changed_at: Moment = message.changed_at;
    let values: [Value; 14] = [
        line.link.into(),
        line.table.into(),
        line.key.into(),
        line.unit.into(),
        message.map.kind.code.as_str().into(),
        message.record.into(),
        line.called.into(),
        message.year.map(|year| year.to_string()).unwrap_or_default().into(),
        message.map.step.into(),
        fresh.state.code().into(),
        fresh.digest.into(),
        content.into(),
        changed_at.into(),
        fresh.problems.into(),
    ];
    tx.execute(PUT_OUTBOX, &values).await?;
    Ok(())
}

khue_db::row! {
    struct OutboxRow {
        table_code: String,
        record_key: String,
        school_year: String,
        digest: String,
        version: i64,
        problems: Option<String>,
    }
}

const OUTBOX_OF_UNIT: Statement = sql!("sql/outbox_of_unit.sql");
const PUT_OUTBOX: Statement = sql!("sql/put_outbox.sql");
const DELETE_OUTBOX: Statement = sql!("sql/delete_outbox.sql");
const CANCEL_OUTBOX: Statement = sql!("sql/cancel_outbox.sql");
const SET_DAILY: Statement = sql!("sql/set_daily.sql");
