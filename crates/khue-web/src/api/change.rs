//! `POST` and `PATCH /api/v1/{kind}`: making, changing and ending records.

use axum::body::Bytes;
use axum::http::header::{CONTENT_TYPE, ETAG, IF_MATCH, LOCATION};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use khue_app::accounts::OnceKey;
use khue_app::registry::records::{
    AlterResource, Changed, NewResource, NewResources, alter_resource, make_resources,
};
use khue_app::{FieldProblem, OpError, Refused};
use khue_base::{Day, RecordId, UnitId};
use khue_rules::registry::record::Kind;
use serde_json::{Map, Value, json};

use super::Program;
use super::asked::bad_request;
use super::records::{Answer, either, etag, failed, json_answer, key_of, kind_of};
use super::value::{facts, fields};
use crate::InPath;
use crate::failure::Trouble;

/// Records that one request makes at most.
pub const MOST_MADE: usize = 500;
/// The longest key of a request that may be sent again.
const KEY_BYTES: usize = 200;

/// Makes one record, or several under one source.
pub(super) async fn make(
    program: Program,
    InPath(code): InPath<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    either(made(&program, &code, &headers, &body).await)
}

async fn made(program: &Program, code: &str, headers: &HeaderMap, body: &Bytes) -> Answer {
    let kind = kind_of(code)?;
    let mut sent = object(headers, body)?;
    let unit = unit_of(&mut sent, program)?;
    let reason = text_of(&mut sent, "reason")?.unwrap_or_default();
    let many = sent.remove("items");
    let mut problems = Vec::new();
    let mut items = Vec::new();
    let is_one = many.is_none();
    match many {
        None => items.extend(noted(item(kind, sent, ""), &mut problems)?),
        Some(Value::Array(list)) => {
            none_left(&sent)?;
            if list.is_empty() || MOST_MADE < list.len() {
                return Err(bad_request(
                    "/items",
                    "Mảng items phải có từ 1 đến 500 bản ghi; hãy chia thành nhiều lần gửi.",
                ));
            }
            for (at, one) in list.into_iter().enumerate() {
                let place = format!("/items/{at}");
                let Value::Object(one) = one else {
                    return Err(bad_request(&place, "Mỗi bản ghi trong items phải là một đối tượng JSON."));
                };
                items.extend(noted(item(kind, one, &place), &mut problems)?);
            }
        }
        Some(_) => return Err(bad_request("/items", "Trường items phải là một mảng bản ghi.")),
    }
    if !problems.is_empty() {
        return Err(refused(problems));
    }
    let once = once_key(program, code, headers, body)?;
    let cmd = NewResources { kind, unit, items, reason, once };
    let made = make_resources(&program.ctx, cmd).await.map_err(failed)?;
    let entry = |id: &RecordId| json!({ "id": id.to_string(), "version": 1 });
    let source = made.source.to_string();
    let (body, id) = match made.ids.as_slice() {
        [id] if is_one => (json!({ "id": id.to_string(), "version": 1, "source": source }), Some(id)),
        ids => (json!({ "items": ids.iter().map(entry).collect::<Vec<_>>(), "source": source }), None),
    };
    let mut response = json_answer(StatusCode::CREATED, &body);
    if let Some(id) = id {
        let place = format!("/api/v1/{code}/{id}?unit={unit}");
        for (name, value) in [(LOCATION, place), (ETAG, etag(1))] {
            if let Ok(value) = HeaderValue::from_str(&value) {
                response.headers_mut().insert(name, value);
            }
        }
    }
    if made.is_repeated {
        let name = HeaderName::from_static("idempotent-replayed");
        response.headers_mut().insert(name, HeaderValue::from_static("true"));
    }
    Ok(response)
}

/// Changes some fields of a record for a period.
pub(super) async fn alter(
    program: Program,
    InPath((code, id)): InPath<(String, RecordId)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    either(altered(&program, &code, id, &headers, &body).await)
}

async fn altered(program: &Program, code: &str, id: RecordId, headers: &HeaderMap, body: &Bytes) -> Answer {
    let kind = kind_of(code)?;
    let tag = tag_of(headers)?;
    let mut sent = object(headers, body)?;
    let unit = unit_of(&mut sent, program)?;
    let reason = reason_of(&mut sent)?;
    let from = first_day(&mut sent, "")?;
    let until = last_day(&mut sent, "")?;
    let Some(Value::Object(changed)) = sent.remove("fields") else {
        return Err(bad_request("/fields", "Thiếu fields: một đối tượng gồm các trường cần đổi."));
    };
    none_left(&sent)?;
    let changed = fields(kind, &changed, from, "").map_err(refused)?;
    let seen = seen(tag)?;
    let key = key_of(kind, unit, id);
    let cmd = AlterResource { key, unit, seen, from, until, fields: Some(changed), reason };
    Ok(receipt(&alter_resource(&program.ctx, cmd).await.map_err(failed)?))
}

/// Ends a record: from that day on nothing holds of it.
pub(super) async fn end(
    program: Program,
    InPath((code, id)): InPath<(String, RecordId)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    either(ended(&program, &code, id, &headers, &body).await)
}

async fn ended(program: &Program, code: &str, id: RecordId, headers: &HeaderMap, body: &Bytes) -> Answer {
    let kind = kind_of(code)?;
    let tag = tag_of(headers)?;
    let mut sent = object(headers, body)?;
    let unit = unit_of(&mut sent, program)?;
    let reason = reason_of(&mut sent)?;
    let from = first_day(&mut sent, "")?;
    none_left(&sent)?;
    let seen = seen(tag)?;
    let key = key_of(kind, unit, id);
    let cmd = AlterResource { key, unit, seen, from, until: None, fields: None, reason };
    Ok(receipt(&alter_resource(&program.ctx, cmd).await.map_err(failed)?))
}

fn receipt(changed: &Changed) -> Response {
    let body = json!({
        "id": changed.id.to_string(),
        "version": changed.version,
        "source": changed.source.to_string(),
    });
    let mut response = json_answer(StatusCode::OK, &body);
    if let Ok(tag) = HeaderValue::from_str(&etag(changed.version)) {
        response.headers_mut().insert(ETAG, tag);
    }
    response
}

/// One record as sent; inside, what is wrong with its fields.
type Item = Result<Result<NewResource, Vec<FieldProblem>>, Box<Response>>;

fn item(kind: &'static Kind, mut sent: Map<String, Value>, place: &str) -> Item {
    let from = first_day(&mut sent, place)?;
    let until = last_day(&mut sent, place)?.flatten();
    let Some(Value::Object(given)) = sent.remove("fields") else {
        let name = format!("{place}/fields");
        return Err(bad_request(&name, "Thiếu fields: một đối tượng gồm các trường của bản ghi."));
    };
    none_left(&sent)?;
    let made = fields(kind, &given, from, place).and_then(|read| facts(kind, read, place));
    Ok(made.map(|facts| NewResource { from, until, facts, place: place.to_owned() }))
}

fn noted(item: Item, problems: &mut Vec<FieldProblem>) -> Result<Option<NewResource>, Box<Response>> {
    match item? {
        Ok(item) => Ok(Some(item)),
        Err(found) => {
            problems.extend(found);
            Ok(None)
        }
    }
}

/// All that is wrong with fields; the first is said for the whole.
fn refused(problems: Vec<FieldProblem>) -> Box<Response> {
    let sentence = problems.first().map(|first| first.sentence.clone()).unwrap_or_default();
    failed(OpError::Refused(Refused { sentence, fields: problems }))
}

/// The body, which must be a JSON object and say so.
fn object(headers: &HeaderMap, body: &Bytes) -> Result<Map<String, Value>, Box<Response>> {
    let media_type = headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
    if !media_type.starts_with(b"application/json") {
        let trouble = Trouble::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "Không phải JSON",
            "Nội dung phải là JSON và có đầu mục Content-Type: application/json.",
        );
        return Err(Box::new(trouble.into_response()));
    }
    match serde_json::from_slice(body) {
        Ok(Value::Object(sent)) => Ok(sent),
        Ok(_) => Err(bad_request("", "Nội dung phải là một đối tượng JSON.")),
        Err(error) => {
            let (line, column) = (error.line(), error.column());
            Err(bad_request("", format!("Nội dung không phải là JSON đúng (dòng {line}, cột {column}).")))
        }
    }
}

/// For which unit: the application's own when none is named.
fn unit_of(sent: &mut Map<String, Value>, program: &Program) -> Result<UnitId, Box<Response>> {
    match sent.remove("unit") {
        None => Ok(program.ctx.actor.unit),
        Some(Value::String(text)) => {
            text.parse().map_err(|_| bad_request("/unit", "Trường unit phải là mã đơn vị dạng chuỗi chữ số."))
        }
        Some(_) => Err(bad_request("/unit", "Trường unit phải là mã đơn vị dạng chuỗi chữ số.")),
    }
}

fn text_of(sent: &mut Map<String, Value>, name: &str) -> Result<Option<String>, Box<Response>> {
    match sent.remove(name) {
        None => Ok(None),
        Some(Value::String(text)) if text.chars().count() <= 500 && !text.contains('\0') => Ok(Some(text)),
        Some(_) => {
            Err(bad_request(&format!("/{name}"), format!("Trường {name} phải là chuỗi không quá 500 chữ.")))
        }
    }
}

/// Why something changes: for people who read the history.
fn reason_of(sent: &mut Map<String, Value>) -> Result<String, Box<Response>> {
    let reason = text_of(sent, "reason")?.filter(|reason| !reason.trim().is_empty());
    reason.ok_or_else(|| {
        failed(OpError::field("/reason", "Chưa ghi lý do thay đổi. Hãy ghi ngắn gọn vì sao sửa."))
    })
}

fn first_day(sent: &mut Map<String, Value>, place: &str) -> Result<Day, Box<Response>> {
    let day = sent.remove("valid_from").as_ref().and_then(Value::as_str).and_then(|text| text.parse().ok());
    day.ok_or_else(|| {
        bad_request(
            &format!("{place}/valid_from"),
            "Thiếu valid_from: ngày bắt đầu có hiệu lực dạng 2026-09-05.",
        )
    })
}

/// Absent, open, or a day.
fn last_day(sent: &mut Map<String, Value>, place: &str) -> Result<Option<Option<Day>>, Box<Response>> {
    let wrong = || {
        bad_request(
            &format!("{place}/valid_until"),
            "Trường valid_until phải là ngày dạng 2026-09-05, hoặc null.",
        )
    };
    match sent.remove("valid_until") {
        None => Ok(None),
        Some(Value::Null) => Ok(Some(None)),
        Some(Value::String(text)) => text.parse().map(|day| Some(Some(day))).map_err(|_| wrong()),
        Some(_) => Err(wrong()),
    }
}

/// What nobody knows is refused: it may be a word misspelt that matters.
fn none_left(sent: &Map<String, Value>) -> Result<(), Box<Response>> {
    match sent.keys().next() {
        None => Ok(()),
        Some(name) => {
            Err(bad_request(&format!("/{name}"), format!("Không có trường “{name}” ở chỗ này của yêu cầu.")))
        }
    }
}

/// The ETag that a change must carry.
fn tag_of(headers: &HeaderMap) -> Result<&str, Box<Response>> {
    let Some(tag) = headers.get(IF_MATCH) else {
        let trouble = Trouble::new(
            StatusCode::PRECONDITION_REQUIRED,
            "Thiếu If-Match",
            "Thay đổi một bản ghi phải kèm đầu mục If-Match với ETag của lần đọc gần nhất, để không ghi đè bản mới hơn.",
        );
        return Err(Box::new(trouble.into_response()));
    };
    Ok(tag.to_str().unwrap_or_default().trim())
}

/// The version that the sender saw. A tag that never was one of ours is as stale as an old one.
fn seen(tag: &str) -> Result<i64, Box<Response>> {
    let number = tag.strip_prefix('"').and_then(|tag| tag.strip_suffix('"')).and_then(|tag| tag.parse().ok());
    number.ok_or_else(|| failed(OpError::Stale))
}

/// The key under which the request may be sent again; it holds for this address and body only.
fn once_key(
    program: &Program,
    code: &str,
    headers: &HeaderMap,
    body: &Bytes,
) -> Result<Option<OnceKey>, Box<Response>> {
    let Some(key) = headers.get("idempotency-key") else { return Ok(None) };
    let key = key.to_str().unwrap_or_default();
    if key.is_empty() || KEY_BYTES < key.len() || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(bad_request(
            "Idempotency-Key",
            "Đầu mục Idempotency-Key phải có từ 1 đến 200 kí tự ASCII, không có dấu cách.",
        ));
    }
    let request = format!("{} {code} {}", program.ctx.actor.unit, String::from_utf8_lossy(body));
    Ok(Some(OnceKey { key: key.to_owned(), request }))
}
