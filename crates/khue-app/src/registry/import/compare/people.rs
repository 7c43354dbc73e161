//! People whom the sheet names and who are not at the unit now.

use std::collections::{BTreeSet, HashMap};

use khue_base::{RecordId, UnitId};
use khue_db::Session;
use khue_rules::accounts::Action;
use khue_rules::registry::record::{Facts, FieldValue, Keeper, Kind, Reason};
use khue_rules::registry::sheet::Table;

use super::matching::{Match, matched, numbers};
use crate::registry::import::known::Known;
use crate::registry::import::open::Opened;
use crate::registry::records::{When, known_numbers, may_at, units_of};
use crate::{Ctx, OpError};

/// People of other units whose numbers stand in the sheet.
pub(super) async fn take_up_others(
    session: &mut Session,
    province: UnitId,
    kind: &'static Kind,
    tables: &[Table],
    known: &mut Known,
) -> Result<(), OpError> {
    if kind.kept_by == Keeper::School {
        return Ok(());
    }
    let mut ids = BTreeSet::new();
    for (way, field) in numbers(kind) {
        let mut unknown = BTreeSet::new();
        for table in tables {
            let Some(at) = table.fields.iter().position(|(_, column)| column.code == field.code) else {
                continue;
            };
            for row in &table.rows {
                if let Some(Some(Ok(parsed))) = row.cells.get(at)
                    && let Some(FieldValue::Text(number)) = &parsed.value
                {
                    let facts = Facts::new(kind).with(&field.code, FieldValue::Text(number.clone()));
                    if known.of(&kind.code).is_some_and(|held| held.found_by(way, &facts).is_empty()) {
                        unknown.insert(number.clone());
                    }
                }
            }
        }
        let unknown: Vec<String> = unknown.into_iter().collect();
        let found = known_numbers(session, kind, province, &field.code, &unknown).await?;
        ids.extend(found.into_iter().map(|(id, _)| id));
    }
    if let Some(held) = known.of_mut(&kind.code) {
        for id in ids {
            held.take_up(session, province, id).await?;
        }
    }
    Ok(())
}

/// People of the sheet who are recorded but are not at the unit now.
pub(super) fn matched_people(kind: &'static Kind, tables: &[Table], known: &Known) -> BTreeSet<RecordId> {
    let mut found = BTreeSet::new();
    let Some(held) = known.of(&kind.code).filter(|held| held.kind.kept_by == Keeper::Province) else {
        return found;
    };
    for table in tables {
        for row in &table.rows {
            if let Match::There(at, _) = matched(held, &table.facts(row).own)
                && let Some(entry) = held.entry(at)
                && (entry.is_foreign || !known.is_here(kind, entry.id, known.day))
            {
                found.insert(entry.id);
            }
        }
    }
    found
}

/// Whom of them the actor may not take up, and why.
pub(super) async fn barred(
    ctx: &Ctx,
    session: &mut Session,
    province: UnitId,
    opened: &Opened,
    known: &Known,
    people: BTreeSet<RecordId>,
) -> Result<HashMap<RecordId, Reason>, OpError> {
    let mut barred = HashMap::new();
    let Some(held) = known.of(&opened.kind.code) else { return Ok(barred) };
    let day = opened.day.max(ctx.today());
    for id in people {
        let Some(row) = held.of_id(id).and_then(|entry| entry.rows.first()) else { continue };
        let now = units_of(session, province, row.key, When::On(day)).await?;
        let is_elsewhere = !now.is_empty() && !now.contains(&opened.unit);
        let units =
            if now.is_empty() { units_of(session, province, row.key, When::Ever).await? } else { now };
        if units.is_empty() || units.contains(&opened.unit) {
            continue;
        }
        let is_pupil = opened.kind.through.as_deref() == Some("enrolment");
        if is_elsewhere && is_pupil {
            let reason = Reason::new(
                format!("{} đang học ở một trường khác.", row.called()),
                "Đề nghị trường đó ghi cho chuyển trường trước, rồi nhập lại hàng này.",
            );
            barred.insert(id, reason);
            continue;
        }
        match may_at(ctx, session, Action::ChangeRecords, &units).await {
            Ok(()) => {}
            Err(OpError::Hidden | OpError::Forbidden) => {
                let reason = Reason::new(
                    format!("Hồ sơ của {} do một đơn vị khác giữ.", row.called()),
                    "Đề nghị Sở Giáo dục và Đào tạo nhập hàng này, hoặc kiểm tra lại mã.",
                );
                barred.insert(id, reason);
            }
            Err(other) => return Err(other),
        }
    }
    Ok(barred)
}
