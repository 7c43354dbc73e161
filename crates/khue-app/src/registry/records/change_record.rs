//! Changing one record by hand.

use khue_base::{Day, RecordId, SourceId, UnitId};
use khue_db::Tx;
use khue_rules::registry::record::Kind;
use serde_json::json;

use super::record::RecordKey;
use super::source::{SourceKind, begin_source, settle};
use super::write::{Change, Target, Write, newest_version, write_records};
use crate::{Ctx, OpError};

/// One fact for a period.
#[derive(Clone, Debug)]
pub struct ChangeRecord {
    /// The kind.
    pub kind: &'static Kind,
    /// Which record, and the newest version that the person saw; none for a new one.
    pub record: Option<(RecordId, i64)>,
    /// The unit for which it is changed.
    pub unit: UnitId,
    /// First day on which it holds.
    pub from: Day,
    /// First day on which it no longer holds; open when absent.
    pub until: Option<Day>,
    /// What holds.
    pub change: Change,
    /// Why.
    pub reason: String,
}

/// What was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The record.
    pub id: RecordId,
    /// Its newest version now.
    pub version: i64,
    /// The source that can be taken back.
    pub source: SourceId,
}

/// Records a fact for a period. What held there is replaced and stays to be seen; the rest of its period holds on.
///
/// # Errors
/// Refused when a required field is missing, no reason is given or nothing changes; stale when somebody
/// changed the record meanwhile; hidden or forbidden when the actor may not change it.
pub async fn change_record(ctx: &Ctx, cmd: ChangeRecord) -> Result<Changed, OpError> {
    let mut tx = ctx.begin().await?;
    let changed = change_in(ctx, &mut tx, cmd).await?;
    tx.commit().await?;
    Ok(changed)
}

async fn change_in(ctx: &Ctx, tx: &mut Tx, cmd: ChangeRecord) -> Result<Changed, OpError> {
    let reason = cmd.reason.trim();
    if cmd.record.is_some() && reason.is_empty() {
        return Err(OpError::field("reason", "Chưa ghi lý do thay đổi. Hãy ghi ngắn gọn vì sao sửa."));
    }
    let mut source = begin_source(ctx, tx, SourceKind::Edit, cmd.unit, reason).await?;
    let (id, target) = match cmd.record {
        Some((id, seen)) => (id, Target::There(id, Some(seen))),
        None => {
            let id: RecordId = ctx.id();
            (id, Target::New(id))
        }
    };
    let fields: Vec<String> = match &cmd.change {
        Change::Set(facts) => {
            facts.iter().filter(|(_, value)| value.is_some()).map(|(field, _)| field.code.clone()).collect()
        }
        Change::Alter(fields) => fields.iter().map(|(field, _)| (*field).to_owned()).collect(),
        Change::End => Vec::new(),
    };
    let is_end = matches!(cmd.change, Change::End);
    let write = Write { target, unit: cmd.unit, from: cmd.from, until: cmd.until, change: cmd.change };
    if write_records(ctx, tx, &mut source, cmd.kind, vec![write]).await? == 0 {
        return Err(OpError::refused(format!(
            "{} đã đúng như vậy từ trước, không có gì để thay đổi.",
            cmd.kind.title
        )));
    }
    let key = RecordKey {
        kind: cmd.kind,
        unit: (cmd.kind.kept_by == khue_rules::registry::record::Keeper::School).then_some(cmd.unit),
        id,
    };
    let (source_id, province) = (source.id, source.province);
    settle(ctx, tx, source).await?;
    // Values are in the versions themselves, where guarded ones are protected; the trail names the fields.
    let detail = json!({
        "from": cmd.from, "until": cmd.until, "fields": fields, "ended": is_end, "reason": reason,
        "source": source_id, "unit": cmd.unit,
    });
    ctx.audit(tx, "record.change", format!("{}/{id}", cmd.kind.code), detail).await?;
    let version = newest_version(tx, province, key).await?;
    Ok(Changed { id, version, source: source_id })
}
