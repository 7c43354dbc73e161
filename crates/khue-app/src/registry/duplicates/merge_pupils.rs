//! Two records of one pupil become one.

use std::collections::BTreeSet;

use khue_base::{Day, RecordId, SourceId, UnitId, search_key};
use khue_db::{Statement, Tx, Value, sql};
use khue_rules::accounts::Action;
use khue_rules::registry::record::FieldValue;
use serde_json::json;

use crate::registry::open_end;
use crate::registry::records::{
    Change, PRESENT, Record, RecordKey, Source, SourceKind, Target, When, Write, begin_source, covers,
    current_of, finish_source, keeper_of, may_at, naming, the, units_of, write_records,
};
use crate::{Ctx, OpError};

/// The order to merge two records of one pupil.
#[derive(Clone, Debug)]
pub struct MergePupils {
    /// The record that stays.
    pub keep: RecordId,
    /// The record that goes; what belongs to it belongs to the other then.
    pub gone: RecordId,
    /// How one knows.
    pub reason: String,
}

/// Merges two records of one pupil: enrolments and guardians go over, empty fields are filled, and the numbers of the
/// record that goes still find the pupil.
///
/// # Errors
/// Refused when both learn at two schools at once or no reason is given; hidden or forbidden when the actor may not
/// change records of every school of both.
pub async fn merge_pupils(ctx: &Ctx, cmd: MergePupils) -> Result<SourceId, OpError> {
    let reason = cmd.reason.trim();
    if reason.is_empty() {
        return Err(OpError::field("ly-do", "Chưa ghi lý do. Hãy ghi vì sao biết hai hồ sơ là một người."));
    }
    if cmd.keep == cmd.gone {
        return Err(OpError::Hidden);
    }
    let mut tx = ctx.begin().await?;
    let province = keeper_of(&mut tx, ctx.actor.unit, ctx.today()).await?;
    let mut units = Vec::new();
    for id in [cmd.keep, cmd.gone] {
        units.extend(may_change(ctx, &mut tx, province, id).await?);
    }
    let home = *units.first().ok_or(OpError::Hidden)?;
    let kept = person(&mut tx, province, cmd.keep).await?;
    let gone = person(&mut tx, province, cmd.gone).await?;
    let (Some(last), Some(going)) = (kept.last(), gone.last()) else { return Err(OpError::Hidden) };
    let note = format!("Gộp hồ sơ của {}: {reason}", last.called());
    let mut source = begin_source(ctx, &mut tx, SourceKind::MergePupils, home, &note).await?;
    units.iter().for_each(|unit| source.allow(*unit));
    let both = (cmd.keep, cmd.gone);
    hand_over_enrolments(ctx, &mut tx, &mut source, both).await?;
    hand_over_guardians(ctx, &mut tx, &mut source, both, home).await?;
    let kind = the("pupil")?;
    let empty =
        going.facts.iter().filter(|(field, value)| value.is_some() && last.facts.get(&field.code).is_none());
    let fill: Vec<_> = empty.map(|(field, value)| (field.code.as_str(), value.cloned())).collect();
    let change = |id, from: Day, change| Write {
        target: Target::There(id, None),
        unit: home,
        from,
        until: None,
        change,
    };
    let mut writes = vec![change(cmd.gone, first_day(&gone), Change::End)];
    if !fill.is_empty() {
        writes.push(change(cmd.keep, first_day(&kept), Change::Alter(fill)));
    }
    write_records(ctx, &mut tx, &mut source, kind, writes).await?;
    let number = |field: &str| going.facts.text(field).map(str::to_owned);
    let decided = Decided {
        verdict: "merged",
        merged: Some(both),
        numbers: (number("ministry_code"), number("personal_number")),
        reason,
        source: Some(source.id),
    };
    write_down(ctx, &mut tx, province, both, decided).await?;
    let source = finish_source(ctx, &mut tx, source).await?;
    let detail = json!({ "unit": home, "reason": reason, "source": source });
    ctx.audit(&mut tx, "pupil.merge", format!("pupil/{}", cmd.keep), detail).await?;
    tx.commit().await?;
    Ok(source)
}

/// The units of a pupil, all of which the actor may change.
pub(super) async fn may_change(
    ctx: &Ctx,
    tx: &mut Tx,
    province: UnitId,
    pupil: RecordId,
) -> Result<Vec<UnitId>, OpError> {
    let key = RecordKey { kind: the("pupil")?, unit: None, id: pupil };
    let units = units_of(tx, province, key, When::Ever).await?;
    for unit in &units {
        may_at(ctx, tx, Action::ChangeRecords, &[*unit]).await?;
    }
    Ok(units)
}

async fn person(tx: &mut Tx, province: UnitId, id: RecordId) -> Result<Vec<Record>, OpError> {
    Ok(current_of(tx, province, RecordKey { kind: the("pupil")?, unit: None, id }).await?)
}

fn first_day(rows: &[Record]) -> Day {
    rows.iter().map(|row| row.from).min().unwrap_or_else(open_end)
}

/// Enrolments go over; one that the other record has too, at the same school and time, goes.
async fn hand_over_enrolments(
    ctx: &Ctx,
    tx: &mut Tx,
    source: &mut Source,
    (keep, gone): (RecordId, RecordId),
) -> Result<(), OpError> {
    let kind = the("enrolment")?;
    let own = naming(tx, kind, "pupil", &[source.province.into(), keep.into()]).await?;
    let rows = naming(tx, kind, "pupil", &[source.province.into(), gone.into()]).await?;
    let end = |row: &Record| row.until.unwrap_or_else(open_end);
    let meet = |a: &Record, b: &Record| a.from < end(b) && b.from < end(a);
    let learns = |row: &Record| {
        covers(row, ctx.today()) && row.facts.text("status").is_some_and(|status| PRESENT.contains(&status))
    };
    let mut writes = Vec::new();
    for row in &rows {
        let Some(unit) = row.key.unit else { continue };
        let twice: Vec<&Record> = own.iter().filter(|other| meet(row, other)).collect();
        if learns(row) && twice.iter().any(|other| learns(other) && other.key.unit != Some(unit)) {
            return Err(OpError::refused(
                "Hai hồ sơ đang học ở hai trường cùng lúc. Hãy cho thôi học hoặc chuyển trường ở một nơi rồi gộp.",
            ));
        }
        let is_double = twice.iter().any(|other| other.key.unit == Some(unit));
        writes.push(Write {
            target: Target::There(row.key.id, None),
            unit,
            from: row.from,
            until: row.until,
            change: match is_double {
                true => Change::End,
                false => Change::Alter(vec![("pupil", Some(FieldValue::Record(keep.0)))]),
            },
        });
    }
    write_records(ctx, tx, source, kind, writes).await?;
    Ok(())
}

/// Guardians go over; one of the same name and kinship goes.
async fn hand_over_guardians(
    ctx: &Ctx,
    tx: &mut Tx,
    source: &mut Source,
    (keep, gone): (RecordId, RecordId),
    home: UnitId,
) -> Result<(), OpError> {
    let kind = the("guardian")?;
    let named = |row: &Record| {
        let text = |field: &str| row.facts.text(field).unwrap_or_default().to_owned();
        (text("kinship"), search_key(&text("full_name")))
    };
    let own = naming(tx, kind, "pupil", &[source.province.into(), keep.into()]).await?;
    let own: BTreeSet<(String, String)> = own.iter().map(named).collect();
    let rows = naming(tx, kind, "pupil", &[source.province.into(), gone.into()]).await?;
    let writes = rows.iter().map(|row| Write {
        target: Target::There(row.key.id, None),
        unit: home,
        from: row.from,
        until: row.until,
        change: match own.contains(&named(row)) {
            true => Change::End,
            false => Change::Alter(vec![("pupil", Some(FieldValue::Record(keep.0)))]),
        },
    });
    write_records(ctx, tx, source, kind, writes.collect()).await?;
    Ok(())
}

/// What was decided of two records.
pub(super) struct Decided<'a> {
    pub verdict: &'static str,
    /// Who stays and who goes.
    pub merged: Option<(RecordId, RecordId)>,
    /// The numbers of who goes.
    pub numbers: (Option<String>, Option<String>),
    pub reason: &'a str,
    pub source: Option<SourceId>,
}

pub(super) async fn write_down(
    ctx: &Ctx,
    tx: &mut Tx,
    province: UnitId,
    (one, other): (RecordId, RecordId),
    decided: Decided<'_>,
) -> Result<(), OpError> {
    let values: [Value; 13] = [
        province.into(),
        ctx.id::<RecordId>().into(),
        one.min(other).into(),
        one.max(other).into(),
        decided.verdict.into(),
        decided.merged.map(|(kept, _)| kept).into(),
        decided.merged.map(|(_, gone)| gone).into(),
        Value::Text(decided.numbers.0),
        Value::Text(decided.numbers.1),
        decided.reason.into(),
        decided.source.into(),
        ctx.now().into(),
        ctx.actor.account.into(),
    ];
    tx.execute(INSERT_SAME, &values).await?;
    Ok(())
}

const INSERT_SAME: Statement = sql!("sql/insert_same.sql");
