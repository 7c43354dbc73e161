//! The records behind a figure.

use std::collections::HashMap;

use khue_base::{RoundId, UnitId};
use khue_rules::accounts::Action;
use khue_rules::registry::figures::{Form, counted};
use khue_rules::registry::record::{Kind, kind};

use super::frozen::{Frozen, book_of, frozen};
use super::round::{Round, round_of};
use super::school::by_id;
use super::step::{Standing, steps_of_school};
use crate::registry::records::{
    Reading, Record, RecordKey, Seeing, called_in, everything, may_at, note_reading, view,
};
use crate::{Ctx, OpError};

/// A record that a figure counts.
#[derive(Clone, Debug)]
pub struct FigureRecord {
    /// What names it.
    pub key: RecordKey,
    /// What lists call it.
    pub called: String,
    /// The version that was counted.
    pub version: i64,
    /// Whether it is otherwise now: another version, or gone.
    pub is_changed: bool,
    /// The person whom it is about, when it is a person's.
    pub person: Option<(&'static str, i64)>,
}

/// A figure with the records behind it.
#[derive(Clone, Debug)]
pub struct FigureRecords {
    /// The round.
    pub round: Round,
    /// The form.
    pub form: &'static Form,
    /// The kind of record that is counted.
    pub kind: &'static Kind,
    /// The number.
    pub number: i64,
    /// The figures that were sent; none while nothing was.
    pub frozen: Option<Frozen>,
    /// The records; none when they tell about a guarded field and it was not asked for.
    pub records: Option<Vec<FigureRecord>>,
    /// Whether the actor may see them although they tell about a guarded field.
    pub may_see: bool,
}

/// The records that a figure of a school counts: those of the figures that were sent last, as known then; before the
/// first sending as they are now.
///
/// # Errors
/// Hidden when there is no such figure or the actor may not read records of the unit; forbidden when guarded fields
/// are asked for by somebody who may not see them.
pub async fn figure_records(
    ctx: &Ctx,
    unit: UnitId,
    round: RoundId,
    figure: &str,
    seeing: Seeing,
) -> Result<FigureRecords, OpError> {
    let mut session = ctx.read().await?;
    may_at(ctx, &mut session, Action::ReadRecords, &[unit]).await?;
    let may_see = may_at(ctx, &mut session, Action::SeeGuarded, &[unit]).await.is_ok();
    let round = round_of(ctx, &mut session, unit, round).await?;
    let steps = steps_of_school(&mut session, round.province, unit).await?;
    let standing = Standing::after(steps.iter().rfind(|step| step.round == round.id));
    let frozen = match standing.snapshot {
        Some(number) => frozen(&mut session, &round, unit, number).await?,
        None => None,
    };
    let now = everything(ctx, &mut session, unit, round.data_day).await?;
    let then = match &frozen {
        Some(frozen) => Some(book_of(&mut session, &round, unit, frozen).await?),
        None => None,
    };
    let book = then.as_ref().unwrap_or(&now);
    let view = view(book);
    let (form, ids) = counted(&view, figure).ok_or(OpError::Hidden)?;
    let kind = kind(&form.kind).ok_or(OpError::Hidden)?;
    let line = figure.split('.').nth(1).unwrap_or_default();
    let is_guarded = form.row(line).is_some_and(|(row, _)| row.is_guarded);
    let number = i64::try_from(ids.len()).unwrap_or(i64::MAX);
    let is_shown = match (is_guarded, seeing) {
        (false, _) => true,
        (true, Seeing::Plain) => false,
        (true, Seeing::Guarded) => {
            may_at(ctx, &mut session, Action::SeeGuarded, &[unit]).await?;
            if ctx.actor.account.is_some() {
                let reading = Reading { kind, province: round.province, units: &[unit], record: None };
                note_reading(ctx, &reading, &[figure]).await?;
            }
            true
        }
    };
    let names = by_id(book);
    let present = by_id(&now);
    let records = is_shown.then(|| {
        let found = ids.iter().filter_map(|id| names.get(&(form.kind.as_str(), *id)));
        found.map(|record| line_of(record, &names, &present)).collect()
    });
    drop(session);
    Ok(FigureRecords { round, form, kind, number, records, may_see, frozen })
}

fn line_of(
    record: &Record,
    names: &HashMap<(&str, i64), &Record>,
    present: &HashMap<(&str, i64), &Record>,
) -> FigureRecord {
    let code = record.key.kind.code.as_str();
    let person = ["pupil", "staff"]
        .into_iter()
        .find_map(|kind| (record.key.kind.called_by == kind).then_some((kind, record.facts.record(kind)?)));
    let is_same =
        |key: (&str, i64), version: i64| present.get(&key).is_some_and(|now| now.version == version);
    let own = is_same((code, record.key.id.0), record.version);
    let of_person = person.is_none_or(|key| names.get(&key).is_some_and(|then| is_same(key, then.version)));
    FigureRecord {
        key: record.key,
        called: called_in(record, names),
        version: record.version,
        is_changed: !(own && of_person),
        person,
    }
}
