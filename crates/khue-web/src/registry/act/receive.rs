//! What partners ask of us, apart from all pages: `POST /trao-doi/nhan` brings a package, `GET
//! /trao-doi/nhan/dang-giu` asks what is held. Who asks is told by a signature, not by a session.

use axum::body::{Body, to_bytes};
use axum::extract::{OriginalUri, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use khue_app::registry::exchange::{
    ReceiveError, SENDER_HEADER, SIGNATURE_HEADER, held_page, receive as receive_package,
};
use serde::Serialize;
use serde_json::json;

use crate::{AppState, Asked};

/// A package holds at most five hundred records of a few kilobytes.
const PACKAGE_BYTES: usize = 8 << 20;

/// Takes a package in and answers its receipt.
pub async fn receive(State(state): State<AppState>, headers: HeaderMap, body: Body) -> Response {
    let Ok(body) = to_bytes(body, PACKAGE_BYTES).await else {
        return problem(StatusCode::PAYLOAD_TOO_LARGE, "Gói quá lớn, hoặc chưa đến hết.");
    };
    let [sender, signature] = [SENDER_HEADER, SIGNATURE_HEADER].map(|name| header(&headers, name));
    answer(receive_package(&state.app, sender, signature, &body).await)
}

/// Answers what is held of a table, after a name.
pub async fn held(
    State(state): State<AppState>,
    OriginalUri(target): OriginalUri,
    headers: HeaderMap,
    Asked(asked): Asked,
) -> Response {
    let [sender, signature] = [SENDER_HEADER, SIGNATURE_HEADER].map(|name| header(&headers, name));
    let target = target.path_and_query().map(|target| target.as_str()).unwrap_or_default();
    let (table, after) = (asked.raw("bang"), asked.raw("sau"));
    answer(held_page(&state.app, sender, signature, target, table, after).await)
}

fn header<'h>(headers: &'h HeaderMap, name: &str) -> &'h str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn answer(answer: Result<impl Serialize, ReceiveError>) -> Response {
    let error = match answer.map(|answer| serde_json::to_string(&answer)) {
        Ok(Ok(text)) => return (StatusCode::OK, [(CONTENT_TYPE, "application/json")], text).into_response(),
        Ok(Err(error)) => ReceiveError::Failed(error.to_string()),
        Err(error) => error,
    };
    let status = match error {
        ReceiveError::Unknown => StatusCode::UNAUTHORIZED,
        ReceiveError::Paused => StatusCode::SERVICE_UNAVAILABLE,
        ReceiveError::Unreadable(_) => StatusCode::BAD_REQUEST,
        ReceiveError::Changed => StatusCode::CONFLICT,
        ReceiveError::Failed(cause) => {
            tracing::error!(cause, "a package could not be taken in");
            return problem(StatusCode::INTERNAL_SERVER_ERROR, "Bên nhận gặp trục trặc, hãy gửi lại sau.");
        }
    };
    problem(status, &error.to_string())
}

fn problem(status: StatusCode, says: &str) -> Response {
    let text = json!({ "problem": says }).to_string();
    (status, [(CONTENT_TYPE, "application/json")], text).into_response()
}
