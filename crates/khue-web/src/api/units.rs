//! `GET /api/v1/units`: organisations in time.

use axum::http::StatusCode;
use axum::response::Response;
use khue_app::OpError;
use khue_app::registry::records::Cursor;
use khue_app::registry::{Presence, Unit, UnitKind, UnitPageQuery, unit_detail, unit_page};
use khue_base::{RecordId, UnitId};
use serde_json::{Value, json};

use super::Program;
use super::asked::{Parameters, bad_request, write_cursor};
use super::records::{Answer, either, failed, json_answer, link_to_next};
use crate::{Asked, InPath};

/// The longest words that are looked for.
const LETTERS: usize = 200;

/// Units of a day, page by page.
pub(super) async fn list(program: Program, asked: Asked) -> Response {
    either(list_of(&program, &asked).await)
}

async fn list_of(program: &Program, asked: &Asked) -> Answer {
    let mut parameters = Parameters::of(&asked.0)?;
    let day = parameters.day(program.ctx.today())?;
    let (limit, after, under) = (parameters.limit()?, parameters.after()?, parameters.under()?);
    let kind = match parameters.text("kind") {
        None => None,
        Some(code) => Some(UnitKind::from_code(&code).ok_or_else(|| {
            bad_request("kind", "Tham số “kind” phải là một loại đơn vị đã nêu trong mô tả.")
        })?),
    };
    let (search, code) = (parameters.text("search").unwrap_or_default(), parameters.text("code"));
    parameters.done()?;
    for (name, text) in [("search", &search), ("code", code.as_ref().unwrap_or(&search))] {
        if text.contains('\0') || LETTERS < text.chars().count() {
            return Err(bad_request(name, "Chữ cần tìm không quá 200 kí tự và không có kí tự NUL."));
        }
    }
    let query = UnitPageQuery {
        day,
        kind,
        under,
        search: &search,
        code: code.as_deref(),
        after: after.as_ref().map(|cursor| (cursor.sort_key.as_str(), UnitId(cursor.id.0))),
        limit,
    };
    let (units, has_more) = unit_page(&program.ctx, &query).await.map_err(failed)?;
    let items: Vec<Value> = units.iter().map(unit_json).collect();
    let last = units.last().filter(|_| has_more);
    let next =
        last.map(|unit| write_cursor(&Cursor { sort_key: unit.sort_key.clone(), id: RecordId(unit.id.0) }));
    let mut response = json_answer(StatusCode::OK, &json!({ "items": items, "next": next }));
    if let Some(next) = &next {
        link_to_next(&mut response, "/api/v1/units", asked, next);
    }
    Ok(response)
}

/// One unit on a day, with those directly above it.
pub(super) async fn one(program: Program, InPath(id): InPath<UnitId>, asked: Asked) -> Response {
    either(one_of(&program, id, &asked).await)
}

async fn one_of(program: &Program, id: UnitId, asked: &Asked) -> Answer {
    let mut parameters = Parameters::of(&asked.0)?;
    let day = parameters.day(program.ctx.today())?;
    parameters.done()?;
    let detail = unit_detail(&program.ctx, id, day).await.map_err(failed)?;
    // Pages show a unit that is gone as it was last; a program asks for a day and means it.
    if detail.presence != Presence::Present {
        return Err(failed(OpError::Hidden));
    }
    let mut body = unit_json(&detail.unit);
    let parents: Vec<Value> = detail
        .parents
        .iter()
        .map(|(relation, unit)| json!({ "relation": relation.code(), "unit": unit.id.to_string(), "name": unit.name }))
        .collect();
    if let Value::Object(fields) = &mut body {
        fields.insert("parents".to_owned(), json!(parents));
    }
    Ok(json_answer(StatusCode::OK, &body))
}

/// The periods of a unit, oldest first.
pub(super) async fn history(program: Program, InPath(id): InPath<UnitId>, asked: Asked) -> Response {
    either(history_of(&program, id, &asked).await)
}

async fn history_of(program: &Program, id: UnitId, asked: &Asked) -> Answer {
    Parameters::of(&asked.0)?.done()?;
    let detail = unit_detail(&program.ctx, id, program.ctx.today()).await.map_err(failed)?;
    let items: Vec<Value> = detail.periods.iter().map(unit_json).collect();
    Ok(json_answer(StatusCode::OK, &json!({ "items": items })))
}

fn unit_json(unit: &Unit) -> Value {
    json!({
        "id": unit.id.to_string(),
        "kind": unit.kind.code(),
        "level": unit.level.code(),
        "ownership": unit.ownership.code(),
        "name": unit.name,
        "short_name": unit.short_name,
        "code": unit.code,
        "valid_from": unit.valid_from.iso(),
        "valid_until": unit.valid_until.map(|day| day.iso()),
    })
}
