//! Guarded fields: hidden unless asked for by somebody who may, and every reading written down.

use khue_base::{AccountId, JobId, Moment, PersonId, RecordId, UnitId};
use khue_db::{DbError, Session, Statement, Tx, Value, sql};
use khue_rules::accounts::Action;
use khue_rules::registry::record::Kind;

use super::reach::may_at;
use super::record::Record;
use crate::{Ctx, OpError};

/// Whether guarded fields are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seeing {
    /// Only what everybody sees who may read the record.
    Plain,
    /// Guarded fields too: needs a permission and leaves a trace.
    Guarded,
}

/// Codes of the fields of a kind that are guarded.
pub(super) fn guarded_fields(kind: &'static Kind) -> impl Iterator<Item = &'static str> {
    kind.fields.iter().filter(|field| field.guard.is_guarded()).map(|field| field.code.as_str())
}

/// Hides guarded fields, or writes down that they were read.
pub(super) async fn guard(
    ctx: &Ctx,
    session: &mut Session,
    reading: Reading<'_>,
    seeing: Seeing,
    records: &mut [Record],
) -> Result<(), OpError> {
    let fields: Vec<&'static str> = guarded_fields(reading.kind).collect();
    if fields.is_empty() || ctx.actor.account.is_none() {
        return Ok(());
    }
    match seeing {
        Seeing::Guarded => {
            may_at(ctx, session, Action::SeeGuarded, reading.units).await?;
            note_reading(ctx, &reading, &fields).await?;
        }
        Seeing::Plain => mask(reading.kind, records),
    }
    Ok(())
}

/// Writes down that guarded fields are being read.
pub(in crate::registry) async fn note_reading(
    ctx: &Ctx,
    reading: &Reading<'_>,
    fields: &[&str],
) -> Result<(), OpError> {
    // The reader's own connection may only read.
    let mut tx = ctx.begin().await?;
    write_down(ctx, &mut tx, reading, fields).await?;
    Ok(tx.commit_unaudited().await?)
}

/// Takes guarded values out.
pub(in crate::registry) fn mask(kind: &'static Kind, records: &mut [Record]) {
    let fields: Vec<&'static str> = guarded_fields(kind).collect();
    for record in records {
        for field in &fields {
            record.facts.set(field, None);
        }
        record.masked.clone_from(&fields);
    }
}

/// What is read, and of whom.
pub(in crate::registry) struct Reading<'a> {
    pub kind: &'static Kind,
    pub province: UnitId,
    pub units: &'a [UnitId],
    /// None for a list.
    pub record: Option<RecordId>,
}

async fn write_down(ctx: &Ctx, tx: &mut Tx, reading: &Reading<'_>, fields: &[&str]) -> Result<(), DbError> {
    let values: [Value; 11] = [
        ctx.id::<JobId>().0.into(),
        ctx.now().into(),
        ctx.actor.account.into(),
        ctx.actor.person.into(),
        ctx.actor.post.into(),
        ctx.actor.unit.into(),
        reading.province.into(),
        reading.units.first().map_or(0, |unit| unit.0).into(),
        reading.kind.code.as_str().into(),
        reading.record.map_or(0, |id| id.0).into(),
        fields.join(",").into(),
    ];
    tx.execute(INSERT_READING, &values).await?;
    Ok(())
}

khue_db::row! {
    /// One reading of guarded fields.
    pub struct GuardedReading {
        /// When.
        read_at: Moment,
        /// By whom.
        account_id: Option<AccountColumn>,
        /// By which person.
        person_id: Option<PersonId>,
        /// Acting for which unit.
        acting_unit: UnitId,
        /// Codes of the fields, with commas between.
        fields: String,
    }
}

/// An account's id as a column holds it.
pub type AccountColumn = i64;

/// Who read guarded fields of a record, newest first: the history of access that a person may ask for.
/// Readings of whole lists in which the record stood are those of its unit.
///
/// # Errors
/// [`OpError::Hidden`] or [`OpError::Forbidden`] when the actor may not see guarded fields there.
pub async fn guarded_readings(
    ctx: &Ctx,
    kind: &Kind,
    province: UnitId,
    units: &[UnitId],
    id: RecordId,
) -> Result<Vec<GuardedReading>, OpError> {
    let mut session = ctx.read().await?;
    may_at(ctx, &mut session, Action::SeeGuarded, units).await?;
    let values = [province.into(), kind.code.as_str().into(), id.into()];
    Ok(session.all(READINGS, &values).await?)
}

impl GuardedReading {
    /// The account that read.
    pub fn account(&self) -> Option<AccountId> {
        self.account_id.map(AccountId)
    }
}

const INSERT_READING: Statement = sql!("sql/insert_reading.sql");
const READINGS: Statement = sql!("sql/readings.sql");
