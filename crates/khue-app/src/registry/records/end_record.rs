//! Ending a record: it holds until a day and then no longer. Nothing is erased.

use khue_base::{Day, UnitId};
use khue_db::Session;
use khue_rules::registry::record::{Keeper, Kind, kinds};

use super::change_record::{ChangeRecord, Changed, change_record};
use super::keeper::keeper_of;
use super::lists::{current_of, ever_of_unit};
use super::record::RecordKey;
use super::write::Change;
use crate::{Ctx, OpError};

/// A record to end.
#[derive(Clone, Debug)]
pub struct EndRecord {
    /// Which.
    pub key: RecordKey,
    /// The newest version that the person saw.
    pub seen: i64,
    /// The unit for which it is ended.
    pub unit: UnitId,
    /// The last day on which it holds.
    pub last: Day,
    /// Why.
    pub reason: String,
}

/// Whether records of a kind are ended by themselves. People leave through their enrolment or engagement, and a
/// school ends with its unit.
pub fn can_end(kind: &Kind) -> bool {
    !matches!(kind.code.as_str(), "pupil" | "staff" | "school_profile")
}

/// Ends a record after a day.
///
/// # Errors
/// Refused when the day is outside its period, no reason is given, or something refers to it later; stale, hidden
/// or forbidden as [`change_record`].
pub async fn end_record(ctx: &Ctx, cmd: EndRecord) -> Result<Changed, OpError> {
    if !can_end(cmd.key.kind) {
        return Err(OpError::Hidden);
    }
    let first_without = cmd.last.plus_days(1);
    let until = {
        let mut session = ctx.read().await?;
        let province = keeper_of(&mut session, cmd.unit, ctx.today()).await?;
        let rows = current_of(&mut session, province, cmd.key).await?;
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return Err(OpError::Hidden) };
        if cmd.last < first.from || last.until.is_some_and(|until| until <= first_without) {
            return Err(OpError::field(
                "ngay-cuoi",
                "Ngày này nằm ngoài thời gian của hồ sơ. Hãy ghi ngày cuối cùng hồ sơ còn đúng.",
            ));
        }
        refuse_referred(&mut session, (province, cmd.unit), cmd.key, first_without).await?;
        last.until
    };
    let change = ChangeRecord {
        kind: cmd.key.kind,
        record: Some((cmd.key.id, cmd.seen)),
        unit: cmd.unit,
        from: first_without,
        until,
        change: Change::End,
        reason: cmd.reason,
    };
    change_record(ctx, change).await
}

async fn refuse_referred(
    session: &mut Session,
    (province, unit): (UnitId, UnitId),
    key: RecordKey,
    day: Day,
) -> Result<(), OpError> {
    if key.kind.kept_by != Keeper::School {
        return Ok(());
    }
    for kind in kinds() {
        let Some(link) = kind.link_to(&key.kind.code) else { continue };
        let rows = ever_of_unit(session, kind, province, unit).await?;
        let still = rows.iter().filter(|row| {
            row.facts.record(&link.code) == Some(key.id.0) && row.until.is_none_or(|until| day < until)
        });
        let count = still.count();
        if count > 0 {
            return Err(OpError::refused(format!(
                "Sau ngày đó còn {count} hồ sơ {} ghi theo hồ sơ này. Hãy kết thúc hoặc chuyển các hồ sơ ấy trước.",
                kind.name
            )));
        }
    }
    Ok(())
}
