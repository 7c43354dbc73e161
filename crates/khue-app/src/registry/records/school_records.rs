//! All that is recorded of one school on a day.

use khue_base::{Day, Moment, UnitId};
use khue_db::{Session, Value};
use khue_rules::accounts::Action;
use khue_rules::registry::checks::{Row, SchoolRecords};
use khue_rules::registry::record::{Kind, kinds};

use super::guarded::mask;
use super::keeper::keeper_of;
use super::lists::{read_rows, whole_of_unit};
use super::reach::may_at;
use super::record::Record;
use crate::{Ctx, OpError};

/// The records of a school, of its pupils and of its staff.
#[derive(Clone, Debug)]
pub struct SchoolBook {
    /// The day.
    pub day: Day,
    /// By kind, in the order of kinds; each in the order of lists.
    pub kinds: Vec<(&'static Kind, Vec<Record>)>,
}

impl SchoolBook {
    /// Records of a kind.
    pub fn of(&self, code: &str) -> &[Record] {
        self.kinds.iter().find(|(kind, _)| kind.code == code).map_or(&[], |(_, records)| records)
    }
}

/// Everything that belongs to a unit on a day, one statement a kind, without guarded fields.
///
/// # Errors
/// Hidden when the actor may not read records of the unit.
pub async fn school_records(ctx: &Ctx, unit: UnitId, day: Day) -> Result<SchoolBook, OpError> {
    let mut session = ctx.read().await?;
    may_at(ctx, &mut session, Action::ReadRecords, &[unit]).await?;
    let mut book = everything(ctx, &mut session, unit, day).await?;
    for (kind, records) in &mut book.kinds {
        mask(kind, records);
    }
    Ok(book)
}

/// The same as it was known at a moment.
///
/// # Errors
/// As [`school_records`].
pub(in crate::registry) async fn school_records_known_at(
    ctx: &Ctx,
    unit: UnitId,
    day: Day,
    known: Moment,
) -> Result<SchoolBook, OpError> {
    let mut session = ctx.read().await?;
    may_at(ctx, &mut session, Action::ReadRecords, &[unit]).await?;
    let province = keeper_of(&mut session, unit, ctx.today()).await?;
    let mut all = Vec::new();
    for kind in kinds() {
        let (first, most) = (Value::from(i64::MIN), Value::from(i64::MAX));
        let values = [province.into(), unit.into(), day.into(), "".into(), first, most, known.into()];
        let mut records = read_rows(&mut session, kind, |table| table.list_known_at, &values).await?;
        mask(kind, &mut records);
        all.push((kind, records));
    }
    Ok(SchoolBook { day, kinds: all })
}

/// The same with guarded fields, for what does not show them.
pub(in crate::registry) async fn everything(
    ctx: &Ctx,
    session: &mut Session,
    unit: UnitId,
    day: Day,
) -> Result<SchoolBook, OpError> {
    let province = keeper_of(session, unit, ctx.today()).await?;
    let mut all = Vec::new();
    for kind in kinds() {
        let mut records = whole_of_unit(session, kind, province, unit, day).await?;
        records.sort_by(|a, b| (&a.sort_key, a.key.id).cmp(&(&b.sort_key, b.key.id)));
        all.push((kind, records));
    }
    Ok(SchoolBook { day, kinds: all })
}

/// As checks look at them.
pub(in crate::registry) fn view(book: &SchoolBook) -> SchoolRecords<'_> {
    let mut view = SchoolRecords::on(book.day);
    for (kind, records) in &book.kinds {
        for record in records {
            view.add(&kind.code, Row { id: record.key.id.0, values: record.facts.values() });
        }
    }
    view
}
