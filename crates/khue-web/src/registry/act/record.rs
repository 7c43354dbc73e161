//! Forms of records: changing one, and explaining what the checks find.

use axum::response::Response;
use khue_app::registry::records::{
    Change, ChangeRecord, EndRecord, ExplainFindings, RecordKey, RecordToEdit, change_record, end_record,
    explain_findings, record_to_edit,
};
use khue_app::{FieldProblem, OpError, Refused};
use khue_base::{Day, RecordId, UnitId};
use khue_rules::registry::record::{Context, Field, FieldType, FieldValue, code_list, parse};

use crate::registry::show::records::edit::{day_of, held, is_fixed, refused};
use crate::registry::show::records::{missing, record::key_of, record_href};
use crate::{Failure, Fields, InPath, Signed, done};

/// `POST /don-vi/{id}/con-thieu`: explains findings of a check.
pub async fn explain(
    signed: Signed,
    InPath(unit): InPath<UnitId>,
    fields: Fields,
) -> Result<Response, Failure> {
    let explained = async {
        let check = fields.text("kiem-tra");
        let findings = fields.all("ghi").map(|chosen| {
            let parts = chosen.split_once('-');
            let parts = parts.and_then(|(id, version)| Some((id.parse().ok()?, version.parse().ok()?)));
            parts.map(|(id, version)| (check.to_owned(), id, version)).ok_or(OpError::Stale)
        });
        let cmd = ExplainFindings {
            unit,
            day: fields.parse("ngay")?,
            findings: findings.collect::<Result<_, _>>()?,
            text: fields.text("giai-trinh").to_owned(),
        };
        let day = cmd.day;
        Ok((day, explain_findings(&signed.ctx, cmd).await?))
    };
    match explained.await {
        Ok((day, count)) => {
            let asked =
                if day == signed.ctx.today() { String::new() } else { format!("?ngay={}", day.iso()) };
            let back = format!("/don-vi/{unit}/con-thieu{asked}");
            Ok(done(&back, format!("Đã ghi giải trình cho {count} hồ sơ.")))
        }
        Err(OpError::Refused(problem)) => missing::refused(&signed, unit, &fields, &problem).await,
        Err(error) => Err(Failure(error)),
    }
}

/// `POST /don-vi/{id}/ho-so/{kind}/{record}/sua`: changes the record.
pub async fn change(
    signed: Signed,
    InPath((unit, code, id)): InPath<(UnitId, String, RecordId)>,
    fields: Fields,
) -> Result<Response, Failure> {
    let key = key_of(unit, &code, id)?;
    let day = day_of(&fields, signed.ctx.today())?;
    match changed(&signed, key, unit, day, &fields).await {
        Ok(place) => Ok(done(&place, "Đã ghi thay đổi; bản trước vẫn xem được ở lịch sử.")),
        Err(OpError::Refused(problem)) => refused(&signed, (key, unit, day), &fields, &problem).await,
        Err(error) => Err(Failure(error)),
    }
}

async fn changed(
    signed: &Signed,
    key: RecordKey,
    unit: UnitId,
    day: Day,
    fields: &Fields,
) -> Result<String, OpError> {
    let found = record_to_edit(&signed.ctx, key, unit, day).await?;
    let alterations = alterations(&found, fields, day)?;
    let from = fields.day("valid_from")?;
    if found.record.until.is_some_and(|until| until <= from) {
        return Err(OpError::field(
            "valid_from",
            "Bản ghi này đã hết hiệu lực trước ngày đó. Hãy chọn ngày trong thời gian của bản ghi.",
        ));
    }
    if alterations.is_empty() {
        return Err(OpError::refused("Chưa có ô nào thay đổi nên chưa ghi gì. Hãy sửa ít nhất một ô."));
    }
    let cmd = ChangeRecord {
        kind: key.kind,
        record: Some((key.id, fields.parse("phien-ban")?)),
        unit,
        from,
        until: found.record.until,
        change: Change::Alter(alterations),
        reason: fields.text("reason").to_owned(),
    };
    change_record(&signed.ctx, cmd).await?;
    let asked = if day == signed.ctx.today() { String::new() } else { format!("?ngay={}", day.iso()) };
    Ok(format!("{}{asked}", record_href(&found.record, unit)))
}

/// Fields that were changed, or all that is wrong with what was typed.
fn alterations(
    found: &RecordToEdit,
    fields: &Fields,
    day: Day,
) -> Result<Vec<(&'static str, Option<FieldValue>)>, OpError> {
    let kind = found.record.key.kind;
    let (mut changes, mut problems) = (Vec::new(), Vec::new());
    for field in &kind.fields {
        let Some(typed) = typed_in(fields, field) else { continue };
        // A guarded field left empty stays as it is: the form does not show what it holds.
        let is_kept = typed.is_empty() && field.guard.is_guarded();
        if is_kept || is_fixed(found, field) || typed == held(&found.record, field) {
            continue;
        }
        match value(found, field, &typed, day) {
            Ok(value) => changes.push((field.code.as_str(), value)),
            Err(sentence) => problems.push(FieldProblem { field: field.code.clone(), sentence }),
        }
    }
    match problems.first() {
        None => Ok(changes),
        Some(first) => Err(OpError::Refused(Refused { sentence: first.sentence.clone(), fields: problems })),
    }
}

/// What the form says in a field; nothing when the field was not sent.
pub(super) fn typed_in(fields: &Fields, field: &Field) -> Option<String> {
    fields.all(&field.code).next()?;
    Some(match field.kind {
        FieldType::Lists(_) => {
            fields.all(&field.code).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(",")
        }
        _ => fields.text(&field.code).to_owned(),
    })
}

/// Ends the record.
pub async fn end(
    signed: Signed,
    InPath((unit, code, id)): InPath<(UnitId, String, RecordId)>,
    fields: Fields,
) -> Result<Response, Failure> {
    let key = key_of(unit, &code, id)?;
    let day = day_of(&fields, signed.ctx.today())?;
    match ended(&signed, key, unit, day, &fields).await {
        Ok(()) => Ok(done(
            &format!("/don-vi/{unit}/ho-so/{code}/{id}"),
            "Đã kết thúc hồ sơ; những ngày trước vẫn xem được.",
        )),
        Err(OpError::Refused(problem)) => refused(&signed, (key, unit, day), &fields, &problem).await,
        Err(error) => Err(Failure(error)),
    }
}

async fn ended(
    signed: &Signed,
    key: RecordKey,
    unit: UnitId,
    day: Day,
    fields: &Fields,
) -> Result<(), OpError> {
    record_to_edit(&signed.ctx, key, unit, day).await?;
    let last = fields.day("ngay-cuoi")?;
    let reason = fields.filled("ly-do").ok_or_else(|| {
        OpError::field("ly-do", "Chưa ghi lý do kết thúc. Hãy ghi ngắn gọn vì sao hồ sơ thôi đúng.")
    })?;
    let cmd = EndRecord { key, seen: fields.parse("phien-ban")?, unit, last, reason: reason.to_owned() };
    end_record(&signed.ctx, cmd).await.map(|_| ())
}

/// The value that was typed; a choice only when the form offers it.
pub(super) fn value(
    found: &RecordToEdit,
    field: &Field,
    typed: &str,
    day: Day,
) -> Result<Option<FieldValue>, String> {
    let gone = || "Lựa chọn này không còn đúng. Hãy tải lại trang rồi chọn lại.".to_owned();
    let holds = |list: &str, code: &str| {
        let found = code_list(list).and_then(|list| list.by_code(code));
        found.is_some_and(|code| code.holds_on(day))
    };
    if typed.is_empty() && field.must_be_given() {
        return Err(parse(field, "", &Context::plain(day))
            .err()
            .map_or_else(gone, |reason| reason.to_string()));
    }
    if typed.is_empty() {
        return Ok(None);
    }
    let value = match &field.kind {
        FieldType::List(list) if holds(list, typed) => FieldValue::Code(typed.to_owned()),
        FieldType::Lists(list) if typed.split(',').all(|code| holds(list, code)) => {
            let mut codes: Vec<String> = typed.split(',').map(str::to_owned).collect();
            codes.sort();
            codes.dedup();
            FieldValue::Codes(codes)
        }
        FieldType::Flag if matches!(typed, "0" | "1") => FieldValue::Flag(typed == "1"),
        FieldType::Commune if found.communes.iter().any(|(code, _)| code == typed) => {
            FieldValue::Code(typed.to_owned())
        }
        FieldType::Record(of) => {
            let known = found.records.get(of.as_str()).into_iter().flatten();
            let chosen = known.map(|(id, _)| *id).find(|id| id.to_string() == typed);
            FieldValue::Record(chosen.ok_or_else(gone)?.0)
        }
        FieldType::List(_) | FieldType::Lists(_) | FieldType::Flag | FieldType::Commune => return Err(gone()),
        _ => {
            return match parse(field, typed, &Context::plain(day)) {
                Ok(parsed) => Ok(parsed.value),
                Err(reason) => Err(reason.to_string()),
            };
        }
    };
    Ok(Some(value))
}
