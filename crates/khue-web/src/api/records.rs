//! `GET /api/v1/{kind}`: records of a unit, one record, what was ever recorded of it.

use axum::http::header::{CONTENT_TYPE, ETAG, LINK};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use khue_app::OpError;
use khue_app::registry::records::{
    Record, RecordKey, Resource, ResourceQuery, record_history, resource, resources,
};
use khue_base::{RecordId, UnitId};
use khue_rules::registry::record::{Keeper, Kind, kind};
use serde_json::{Map, Value, json};

use super::Program;
use super::asked::{Parameters, bad_request, unknown, write_cursor};
use super::value::{from_query, is_asked_for, to_json};
use crate::{Asked, Failure, InPath};

/// What a handler answers: both sides are answers.
pub(super) type Answer = Result<Response, Box<Response>>;

/// Records of a unit on a day, page by page.
pub(super) async fn list(program: Program, InPath(code): InPath<String>, asked: Asked) -> Response {
    either(list_of(&program, &code, &asked).await)
}

async fn list_of(program: &Program, code: &str, asked: &Asked) -> Answer {
    let kind = kind_of(code)?;
    let mut parameters = Parameters::of(&asked.0)?;
    let unit = parameters.unit(program)?;
    let as_of = parameters.as_of(program.ctx.today())?;
    let (limit, after, seeing) = (parameters.limit()?, parameters.after()?, parameters.seeing()?);
    let mut filter = Vec::new();
    for (name, text) in parameters.rest() {
        let field =
            kind.field(&name).filter(|field| is_asked_for(kind, field)).ok_or_else(|| unknown(&name))?;
        let value = from_query(field, &text, as_of.day).map_err(|sentence| bad_request(&name, sentence))?;
        filter.push((field, value));
    }
    let query = ResourceQuery { kind, unit, as_of, filter: &filter, after: after.as_ref(), limit, seeing };
    let page = resources(&program.ctx, &query).await.map_err(failed)?;
    let items: Vec<Value> = page.records.iter().map(record_json).collect();
    let next = page.next.as_ref().map(write_cursor);
    let mut response = json_answer(StatusCode::OK, &json!({ "items": items, "next": next }));
    if let Some(next) = &next {
        link_to_next(&mut response, &format!("/api/v1/{code}"), asked, next);
    }
    Ok(response)
}

/// One record on a day.
pub(super) async fn one(
    program: Program,
    InPath((code, id)): InPath<(String, RecordId)>,
    asked: Asked,
) -> Response {
    either(one_of(&program, &code, id, &asked).await)
}

async fn one_of(program: &Program, code: &str, id: RecordId, asked: &Asked) -> Answer {
    let kind = kind_of(code)?;
    let mut parameters = Parameters::of(&asked.0)?;
    let key = key_of(kind, parameters.unit(program)?, id);
    let (as_of, seeing) = (parameters.as_of(program.ctx.today())?, parameters.seeing()?);
    parameters.done()?;
    let found = resource(&program.ctx, key, as_of, seeing).await.map_err(failed)?;
    Ok(shown(StatusCode::OK, &found))
}

/// Everything ever recorded of one thing, in the order in which it was written.
pub(super) async fn history(
    program: Program,
    InPath((code, id)): InPath<(String, RecordId)>,
    asked: Asked,
) -> Response {
    either(history_of(&program, &code, id, &asked).await)
}

async fn history_of(program: &Program, code: &str, id: RecordId, asked: &Asked) -> Answer {
    let kind = kind_of(code)?;
    let mut parameters = Parameters::of(&asked.0)?;
    let key = key_of(kind, parameters.unit(program)?, id);
    let seeing = parameters.seeing()?;
    parameters.done()?;
    let rows = record_history(&program.ctx, key, seeing).await.map_err(failed)?;
    if rows.is_empty() {
        return Err(failed(OpError::Hidden));
    }
    let items: Vec<Value> = rows.iter().map(record_json).collect();
    Ok(json_answer(StatusCode::OK, &json!({ "items": items })))
}

/// A record with the number that a change must send back.
pub(super) fn shown(status: StatusCode, found: &Resource) -> Response {
    let mut response = json_answer(status, &record_json(&found.record));
    if let Ok(tag) = HeaderValue::from_str(&etag(found.newest)) {
        response.headers_mut().insert(ETAG, tag);
    }
    response
}

/// The number of the newest version, as it is sent.
pub(super) fn etag(newest: i64) -> String {
    format!("\"{newest}\"")
}

/// A record as JSON.
fn record_json(record: &Record) -> Value {
    let fields: Map<String, Value> = record
        .facts
        .iter()
        .filter(|(field, _)| !record.masked.contains(&field.code.as_str()))
        .map(|(field, value)| (field.code.clone(), value.map_or(Value::Null, to_json)))
        .collect();
    json!({
        "id": record.key.id.to_string(),
        "kind": record.key.kind.code,
        "unit": record.key.unit.map(|unit| unit.to_string()),
        "version": record.version,
        "valid_from": record.from.iso(),
        "valid_until": record.until.map(|day| day.iso()),
        "recorded_at": record.recorded_at.iso(),
        "replaced_at": record.replaced_at.map(|at| at.iso()),
        "source": record.source.to_string(),
        "fields": fields,
        "masked": record.masked,
    })
}

pub(super) fn kind_of(code: &str) -> Result<&'static Kind, Box<Response>> {
    kind(code).ok_or_else(|| failed(OpError::Hidden))
}

/// What a school keeps is named with its unit; people are named alone.
pub(super) fn key_of(kind: &'static Kind, unit: UnitId, id: RecordId) -> RecordKey {
    RecordKey { kind, unit: (kind.kept_by == Keeper::School).then_some(unit), id }
}

pub(super) fn failed(error: OpError) -> Box<Response> {
    Box::new(Failure(error).into_response())
}

pub(super) fn either(answer: Answer) -> Response {
    answer.unwrap_or_else(|refused| *refused)
}

pub(super) fn json_answer(status: StatusCode, body: &Value) -> Response {
    let head: [(HeaderName, &'static str); 1] = [(CONTENT_TYPE, "application/json")];
    (status, head, body.to_string()).into_response()
}

/// `Link: <…after=…>; rel="next"`: the same request from where this page ended.
pub(super) fn link_to_next(response: &mut Response, path: &str, asked: &Asked, next: &str) {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in asked.0.0.iter().filter(|(name, _)| name != "after") {
        query.append_pair(name, value);
    }
    query.append_pair("after", next);
    if let Ok(link) = HeaderValue::from_str(&format!("<{path}?{}>; rel=\"next\"", query.finish())) {
        response.headers_mut().insert(LINK, link);
    }
}
