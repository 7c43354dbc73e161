//! `POST /don-vi/{id}/them/{kind}`: adds a record.

use axum::response::Response;
use khue_app::registry::records::{AddRecord, RecordToAdd, add_record, record_to_add};
use khue_app::{FieldProblem, OpError, Refused};
use khue_base::{Day, UnitId};
use khue_rules::registry::record::{Facts, Field, Kind, kind};

use super::record::{typed_in, value};
use crate::registry::show::records::add::{person, refused};
use crate::registry::show::records::edit::{day_of, is_fixed};
use crate::{Failure, Fields, InPath, Signed, done};

/// Adds the record and leads to it.
pub async fn add(
    signed: Signed,
    InPath((unit, code)): InPath<(UnitId, String)>,
    fields: Fields,
) -> Result<Response, Failure> {
    let kind = kind(&code).ok_or(OpError::Hidden)?;
    match added(&signed, unit, kind, &fields).await {
        Ok(place) => Ok(done(&place, "Đã thêm hồ sơ.")),
        Err(OpError::Refused(problem)) => refused(&signed, (unit, kind), &fields, &problem).await,
        Err(error) => Err(Failure(error)),
    }
}

async fn added(
    signed: &Signed,
    unit: UnitId,
    kind: &'static Kind,
    fields: &Fields,
) -> Result<String, OpError> {
    let day = day_of(fields, signed.ctx.today())?;
    let found = record_to_add(&signed.ctx, kind, unit, day, person(fields)?).await?;
    let (facts, way) = typed(&found, fields, day)?;
    let from = fields.day("valid_from")?;
    let added = add_record(&signed.ctx, AddRecord { unit, from, facts, way }).await?;
    let id = added.id;
    Ok(match kind.code.as_str() {
        "pupil" => format!("/hoc-sinh/{id}"),
        "staff" => format!("/can-bo/{id}"),
        "class" => format!("/don-vi/{unit}/lop/{id}"),
        code => format!("/don-vi/{unit}/ho-so/{code}/{id}"),
    })
}

/// What was typed of the record and of what makes a person belong, or all that is wrong with it.
fn typed(found: &RecordToAdd, fields: &Fields, day: Day) -> Result<(Facts, Option<Facts>), OpError> {
    let blank = &found.blank;
    let mut facts = blank.record.facts.clone();
    let mut problems: Vec<FieldProblem> = Vec::new();
    let mut read = |field: &Field, code: &str, facts: &mut Facts| match typed_in(fields, field)
        .map(|typed| value(blank, field, &typed, day))
    {
        None => {}
        Some(Ok(value)) => facts.set(code, value),
        Some(Err(sentence)) => problems.push(FieldProblem { field: field.code.clone(), sentence }),
    };
    let own = blank.record.key.kind.fields.iter().filter(|field| !is_fixed(blank, field));
    own.for_each(|field| read(field, &field.code, &mut facts));
    let mut of_way = None;
    if let Some((way, of)) = found.way.and_then(|way| Some((way, kind(&way.kind)?))) {
        let mut facts = Facts::new(of);
        for field in &way.fields {
            let code = field.code.split_once('.').map_or("", |(_, code)| code);
            read(field, code, &mut facts);
        }
        of_way = Some(facts);
    }
    match problems.first() {
        None => Ok((facts, of_way)),
        Some(first) => Err(OpError::Refused(Refused { sentence: first.sentence.clone(), fields: problems })),
    }
}
