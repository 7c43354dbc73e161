//! How programs are refused: problem details (RFC 9457), or what OneRoster prescribes under its own addresses.

use axum::http::header::{
    ACCEPT_LANGUAGE, CONTENT_LANGUAGE, CONTENT_LENGTH, CONTENT_TYPE, IF_MATCH, RETRY_AFTER, WWW_AUTHENTICATE,
};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use crate::AppState;
use crate::failure::Trouble;
use crate::language::{Language, english_sentence};

/// Everything that can go wrong, with what to do: status, name in `type`, hint.
pub const KINDS: &[(u16, &str, &str)] = &[
    (400, "bad-request", "Sửa tham số hoặc nội dung theo mô tả ở /api/v1/openapi.json rồi gửi lại."),
    (401, "no-token", "Xin mã truy cập ở /api/oauth/token; mã dùng được một giờ."),
    (403, "forbidden", "Nhờ người quản lý ứng dụng cấp thêm quyền, rồi xin mã truy cập mới."),
    (
        404,
        "not-found",
        "Kiểm tra địa chỉ, đơn vị và ngày; những gì ứng dụng không được thấy cũng trả lời như vậy.",
    ),
    (409, "conflict", "Chờ một giây rồi gửi lại cùng khoá Idempotency-Key."),
    (412, "stale", "Đọc lại bản ghi để lấy ETag mới, so sánh rồi gửi lại với If-Match mới."),
    (413, "too-large", "Chia nhỏ nội dung rồi gửi nhiều lần."),
    (415, "not-json", "Gửi nội dung JSON với Content-Type: application/json."),
    (422, "invalid", "Sửa các trường đã nêu rồi gửi lại; chưa có gì được ghi."),
    (428, "if-match-required", "Đọc bản ghi, lấy ETag rồi gửi trong đầu mục If-Match."),
    (429, "too-often", "Chờ số giây nêu ở Retry-After rồi gửi lại."),
    (500, "failed", "Thử lại sau ít phút; nếu vẫn lỗi, báo quản trị hệ thống kèm mã reference."),
    (503, "too-long", "Thử lại sau ít phút, hoặc hỏi ít dữ liệu hơn mỗi lần."),
];

/// How an answer is to be worded.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Speaks {
    language: Language,
    form: Form,
    /// Whether the sender said which version it had seen.
    has_seen: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Problem,
    StatusInfo,
}

/// Whether an address is for programs.
pub(crate) fn is_for_programs(path: &str) -> bool {
    path.starts_with("/api/") || path.starts_with("/ims/")
}

impl Speaks {
    pub fn of(parts: &Parts) -> Self {
        let form = if parts.uri.path().starts_with("/ims/") { Form::StatusInfo } else { Form::Problem };
        Self { language: preferred(&parts.headers), form, has_seen: parts.headers.contains_key(IF_MATCH) }
    }
}

/// Vietnamese, unless English is named before it.
fn preferred(headers: &HeaderMap) -> Language {
    let asked = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut languages = asked.split(',').filter_map(|part| part.trim().get(..2));
    match languages.find(|code| matches!(*code, "vi" | "en")) {
        Some("en") => Language::English,
        _ => Language::Vietnamese,
    }
}

/// The answer, with refusals and failures as programs read them.
pub(crate) fn draw(state: &AppState, speaks: &Speaks, mut response: Response) -> Response {
    let Some(mut trouble) = response.extensions_mut().remove::<Trouble>() else { return response };
    if trouble.status == StatusCode::CONFLICT && speaks.has_seen {
        trouble.status = StatusCode::PRECONDITION_FAILED;
    }
    let reference = trouble.logged(&state.app);
    let headers = std::mem::take(response.headers_mut());
    let mut answer = match speaks.form {
        Form::Problem => problem(&trouble, speaks, reference),
        Form::StatusInfo => status_info(&trouble, speaks, reference),
    };
    for name in [RETRY_AFTER, WWW_AUTHENTICATE] {
        if let Some(value) = headers.get(&name) {
            answer.headers_mut().insert(name, value.clone());
        }
    }
    answer
}

fn problem(trouble: &Trouble, speaks: &Speaks, reference: Option<String>) -> Response {
    let status = trouble.status.as_u16();
    let (_, name, hint) = KINDS.iter().find(|(known, ..)| *known == status).unwrap_or(&(500, "failed", ""));
    let mut body = Map::new();
    body.insert("type".to_owned(), json!(format!("/api#{name}")));
    body.insert("title".to_owned(), json!(said(trouble.title, speaks)));
    body.insert("status".to_owned(), json!(status));
    body.insert("detail".to_owned(), json!(said(&trouble.sentence, speaks)));
    body.insert("hint".to_owned(), json!(said(hint, speaks)));
    if !trouble.fields.is_empty() {
        let errors = trouble
            .fields
            .iter()
            .map(|problem| json!({ "field": problem.field, "detail": said(&problem.sentence, speaks) }));
        body.insert("errors".to_owned(), errors.collect());
    }
    if let Some(reference) = reference {
        body.insert("reference".to_owned(), json!(reference));
    }
    json_as(trouble.status, "application/problem+json", speaks, &Value::Object(body))
}

/// Names of what went wrong as the OneRoster specification lists them.
fn status_info(trouble: &Trouble, speaks: &Speaks, reference: Option<String>) -> Response {
    let field = trouble.fields.first().map(|problem| problem.field.as_str());
    let (status, minor) = match (trouble.status.as_u16(), field) {
        (422, Some("filter")) => (StatusCode::BAD_REQUEST, "invalid_filter_field"),
        (422, Some("fields")) => (StatusCode::BAD_REQUEST, "invalid_selection_field"),
        (400 | 422, _) => (StatusCode::UNPROCESSABLE_ENTITY, "invaliddata"),
        (401, _) => (StatusCode::UNAUTHORIZED, "unauthorisedrequest"),
        (403, _) => (StatusCode::FORBIDDEN, "forbidden"),
        (404, _) => (StatusCode::NOT_FOUND, "unknownobject"),
        (429 | 503, _) => (StatusCode::TOO_MANY_REQUESTS, "server_busy"),
        _ => (StatusCode::INTERNAL_SERVER_ERROR, "internal_server_error"),
    };
    let mut sentence = said(&trouble.sentence, speaks);
    if let Some(reference) = reference {
        sentence = format!("{sentence} [{reference}]");
    }
    let body = json!({
        "imsx_codeMajor": "failure",
        "imsx_severity": "error",
        "imsx_description": sentence,
        "imsx_CodeMinor": {
            "imsx_codeMinorField": [{
                "imsx_codeMinorFieldName": "TargetEndSystem",
                "imsx_codeMinorFieldValue": minor,
            }]
        },
    });
    json_as(status, "application/json", speaks, &body)
}

fn said(sentence: &str, speaks: &Speaks) -> String {
    match speaks.language {
        Language::Vietnamese => sentence.to_owned(),
        Language::English => english_sentence(sentence).unwrap_or_else(|| sentence.to_owned()),
    }
}

fn json_as(status: StatusCode, media_type: &'static str, speaks: &Speaks, body: &Value) -> Response {
    let language = match speaks.language {
        Language::Vietnamese => "vi",
        Language::English => "en",
    };
    let head: [(HeaderName, &'static str); 2] = [(CONTENT_TYPE, media_type), (CONTENT_LANGUAGE, language)];
    let mut response = (status, head, body.to_string()).into_response();
    response
        .headers_mut()
        .insert(HeaderName::from_static("vary"), HeaderValue::from_static("accept-language"));
    response.headers_mut().remove(CONTENT_LENGTH);
    response
}
