//! The choice of language: a cookie of the browser. `Accept-Language` is not followed, because
//! browsers on offices' machines often say English to people who read Vietnamese.

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_LANGUAGE, CONTENT_LENGTH, CONTENT_TYPE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::session::cookie;
use crate::state::Transport;
use crate::{Access, AppState, Fields, Route, see_other};

const COOKIE_NAME: &str = "khue-language";
const YEAR_SECONDS: u32 = 31_536_000;
/// A finished page; the longest of the demonstration have under 1 MB.
const PAGE_BYTES: usize = 32 << 20;

/// A language of the screens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// As everything is written.
    #[default]
    Vietnamese,
    /// Rewritten by the catalogue.
    English,
}

/// The table.
pub fn routes() -> Vec<Route> {
    vec![Route::post("/ngon-ngu", Access::Anyone, choose)]
}

/// Remembers the language for this browser and goes back to where the person was.
async fn choose(State(state): State<AppState>, fields: Fields) -> Response {
    let code = if fields.raw("ngon-ngu") == "en" { "en" } else { "vi" };
    let secure = match state.site.transport {
        Transport::Plain => "",
        Transport::Https => "; Secure",
    };
    let cookie =
        format!("{COOKIE_NAME}={code}; Max-Age={YEAR_SECONDS}; Path=/; HttpOnly; SameSite=Lax{secure}");
    let mut response = see_other(fields.raw("ve"));
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

/// The language that the browser has chosen.
pub(crate) fn of(headers: &HeaderMap) -> Language {
    match cookie(headers, COOKIE_NAME) {
        Some("en") => Language::English,
        _ => Language::Vietnamese,
    }
}

/// Around every answer: pages and sentences in the language chosen. Files stay as they are.
pub(crate) async fn speak(request: Request, next: Next) -> Response {
    match of(request.headers()) {
        Language::Vietnamese => next.run(request).await,
        Language::English => in_english(next.run(request).await).await,
    }
}

/// The answer with its page, or its sentence that tells why there is none, in English.
pub(crate) async fn in_english(response: Response) -> Response {
    let kind = response.headers().get(CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
    let is_page = kind.starts_with(b"text/html");
    let refused = response.status().is_client_error() || response.status().is_server_error();
    let is_sentence = refused && kind.starts_with(b"text/plain");
    if !is_page && !is_sentence {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, PAGE_BYTES).await else {
        tracing::error!("a page could not be read to be translated");
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let text = String::from_utf8_lossy(&bytes);
    let said = match is_page {
        true => super::english(&text).html,
        false => super::english_sentence(&text).unwrap_or_else(|| text.into_owned()),
    };
    parts.headers.remove(CONTENT_LENGTH);
    parts.headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static("en"));
    Response::from_parts(parts, Body::from(said))
}
