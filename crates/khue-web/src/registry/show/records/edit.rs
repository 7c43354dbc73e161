//! `GET /don-vi/{id}/ho-so/{kind}/{record}/sua`: the form that changes one record.

use axum::http::StatusCode;
use axum::response::Response;
use khue_app::registry::records::{Record, RecordKey, RecordToEdit, can_end, record_to_edit};
use khue_app::{OpError, Refused};
use khue_base::{Day, RecordId, UnitId};
use khue_rules::registry::record::{Field, FieldType, FieldValue, code_list};

use super::record::key_of;
use super::{Place, record_href, shown};
use crate::page::Choice;
use crate::registry::edit_record::{EditRecordPage, EndForm, FormField, Input};
use crate::registry::show::day_asked;
use crate::{Asked, Failure, Fields, InPath, Signed, show, show_as};

/// Shows the form.
pub async fn page(
    signed: Signed,
    InPath((unit, code, id)): InPath<(UnitId, String, RecordId)>,
    Asked(asked): Asked,
) -> Result<Response, Failure> {
    let key = key_of(unit, &code, id)?;
    let day = day_asked(&asked, signed.ctx.today())?;
    let found = record_to_edit(&signed.ctx, key, unit, day).await?;
    let place = Place::find(&signed, unit, day).await?;
    Ok(show(&form(&signed, &place, &found, None)))
}

/// Shows the form again with what was refused and what was typed.
pub(in crate::registry) async fn refused(
    signed: &Signed,
    (key, unit, day): (RecordKey, UnitId, Day),
    typed: &Fields,
    refused: &Refused,
) -> Result<Response, Failure> {
    let found = record_to_edit(&signed.ctx, key, unit, day).await?;
    let place = Place::find(signed, unit, day).await?;
    let mut page = form(signed, &place, &found, Some(typed));
    let crumbs = place.crumbs();
    let crumbs: Vec<(&str, &str)> =
        crumbs.iter().map(|(label, href)| (label.as_str(), href.as_str())).collect();
    page.shell = signed.refused(&page.heading, &crumbs, refused);
    Ok(show_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

fn form(signed: &Signed, place: &Place, found: &RecordToEdit, typed: Option<&Fields>) -> EditRecordPage {
    let record = &found.record;
    let (kind, unit) = (record.key.kind, place.unit.id);
    let name = record.called();
    let is_named =
        !matches!(kind.field(&kind.called_by).map(|field| &field.kind), Some(FieldType::Record(_)));
    let heading = if is_named { format!("Sửa: {name}") } else { format!("Sửa: {}", kind.title) };
    let field = |field: &Field| form_field(found, field, typed, place.day);
    let (guarded, plain): (Vec<&Field>, Vec<&Field>) =
        kind.fields.iter().partition(|field| field.guard.is_guarded());
    let guarded: Vec<FormField> = guarded.into_iter().map(field).collect();
    let text = |name: &str, otherwise: String| typed.map_or(otherwise, |typed| typed.text(name).to_owned());
    EditRecordPage {
        shell: place.shell(signed, &heading),
        here: format!("/don-vi/{unit}/ho-so/{}/{}/sua", kind.code, record.key.id),
        kicker: place.unit.name.clone(),
        heading,
        back: format!("{}{}", record_href(record, unit), place.asked()),
        newest: text("phien-ban", found.newest.to_string()),
        day: place.day.iso(),
        fields: plain.into_iter().map(field).collect(),
        guarded_open: typed.is_some_and(|typed| guarded.iter().any(|one| typed.filled(&one.name).is_some())),
        guarded,
        from: text("valid_from", record.from.to_string()),
        reason: text("reason", String::new()),
        end: can_end(kind).then(|| EndForm {
            action: format!("/don-vi/{unit}/ho-so/{}/{}/ket-thuc", kind.code, record.key.id),
            last: text("ngay-cuoi", String::new()),
            reason: text("ly-do", String::new()),
            is_open: typed.is_some_and(|typed| typed.filled("ngay-cuoi").is_some()),
        }),
        ..EditRecordPage::default()
    }
}

/// A field of the form, as recorded or as typed.
pub(super) fn form_field(found: &RecordToEdit, field: &Field, typed: Option<&Fields>, day: Day) -> FormField {
    let now = found.record.facts.get(&field.code);
    let (input, all) = inputs(found, field, day);
    let held = held(&found.record, field);
    let value = match typed {
        Some(typed) if input != Input::Fixed => typed.text(&field.code).to_owned(),
        _ => held,
    };
    let several: Vec<String> = match (typed, now) {
        (Some(typed), _) => typed.all(&field.code).map(str::to_owned).collect(),
        (None, Some(FieldValue::Codes(codes))) => codes.clone(),
        _ => vec![value.clone()],
    };
    let mut choices: Vec<Choice> = Vec::new();
    if input == Input::Select {
        choices
            .push(Choice { value: String::new(), label: "(trống)".to_owned(), chosen: value.is_empty() });
    }
    choices.extend(all.into_iter().map(|(code, label)| Choice {
        chosen: if input == Input::Checks { several.contains(&code) } else { code == value },
        value: code,
        label,
    }));
    // What is recorded stays possible, even when the list no longer has it.
    if input == Input::Select && !value.is_empty() && !choices.iter().any(|choice| choice.chosen) {
        choices.push(Choice { label: value.clone(), value: value.clone(), chosen: true });
    }
    let value = if input == Input::Fixed { shown(&found.record, &field.code, &found.names) } else { value };
    FormField {
        name: field.code.clone(),
        label: if field.must_be_given() {
            format!("{} (bắt buộc)", field.label)
        } else {
            field.label.clone()
        },
        hint: hint(field),
        input,
        typed: value,
        choices,
    }
}

/// The person whom a record is about stays the same.
pub(in crate::registry) fn is_fixed(found: &RecordToEdit, field: &Field) -> bool {
    let FieldType::Record(of) = &field.kind else { return false };
    let is_known = found.record.facts.get(&field.code).is_some();
    let is_new = found.newest == 0;
    !found.records.contains_key(of.as_str())
        || !is_new && found.record.key.kind.called_by == field.code
        || is_new && is_known
}

/// How a field is typed, and what there is to choose.
fn inputs(found: &RecordToEdit, field: &Field, day: Day) -> (Input, Vec<(String, String)>) {
    let codes = |list: &str| -> Vec<(String, String)> {
        let codes = code_list(list).map(|list| list.codes.as_slice()).unwrap_or_default();
        let held = codes.iter().filter(|code| code.holds_on(day));
        held.map(|code| (code.code.clone(), code.name.clone())).collect()
    };
    match &field.kind {
        FieldType::List(list) => (Input::Select, codes(list)),
        FieldType::Lists(list) => (Input::Checks, codes(list)),
        FieldType::Flag => {
            (Input::Select, vec![("1".to_owned(), "Có".to_owned()), ("0".to_owned(), "Không".to_owned())])
        }
        FieldType::Commune if !found.communes.is_empty() => (Input::Select, found.communes.clone()),
        FieldType::Record(_) if is_fixed(found, field) => (Input::Fixed, Vec::new()),
        FieldType::Record(of) => {
            let all = found.records.get(of.as_str()).into_iter().flatten();
            (Input::Select, all.map(|(id, name)| (id.to_string(), name.clone())).collect())
        }
        _ => (Input::Text, Vec::new()),
    }
}

/// What a field holds, as its input takes it.
pub(in crate::registry) fn held(record: &Record, field: &Field) -> String {
    match record.facts.get(&field.code) {
        None => String::new(),
        Some(FieldValue::Code(code)) => code.clone(),
        Some(FieldValue::Codes(codes)) => codes.join(","),
        Some(FieldValue::Flag(flag)) => u8::from(*flag).to_string(),
        Some(FieldValue::Record(id)) => id.to_string(),
        Some(value) => value.shown(field),
    }
}

fn hint(field: &Field) -> String {
    let way = match &field.kind {
        FieldType::Day => "Ghi như 31/5/2021.",
        FieldType::PartialDay => "Ghi như 31/5/2021; chỉ biết tháng hoặc năm thì ghi 5/2021 hoặc 2021.",
        FieldType::Month => "Ghi như 5/2021.",
        FieldType::SchoolYear => "Ghi như 2020-2021.",
        FieldType::PersonalNumber => "12 chữ số.",
        FieldType::MinistryCode => "10 chữ số.",
        _ => "",
    };
    way.to_owned()
}

/// The day on which the form was looked at.
pub(in crate::registry) fn day_of(fields: &Fields, today: Day) -> Result<Day, OpError> {
    match fields.filled("ngay-xem") {
        None => Ok(today),
        Some(_) => fields.parse("ngay-xem"),
    }
}
