//! `POST /api/oauth/token`: a token for an application's id and secret (OAuth 2, client credentials).

use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use khue_app::accounts::{IssueError, TOKEN_SECONDS, issue_token};
use khue_base::ApplicationId;
use serde_json::json;

use crate::failure::Trouble;
use crate::{AppState, Fields};

/// How the header begins.
const PREFIX: &str = "basic ";

/// Gives a token.
pub(super) async fn give(State(state): State<AppState>, headers: HeaderMap, body: Bytes) -> Response {
    let media_type = headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
    if !media_type.starts_with(b"application/x-www-form-urlencoded") {
        return refused(StatusCode::BAD_REQUEST, "invalid_request", "The body is a form: grant_type, scope.");
    }
    let fields = Fields::decode(&body);
    if fields.text("grant_type") != "client_credentials" {
        let says = "Only grant_type=client_credentials is known here.";
        return refused(StatusCode::BAD_REQUEST, "unsupported_grant_type", says);
    }
    let Some((id, secret)) = credentials(&headers, &fields) else {
        return refused(
            StatusCode::UNAUTHORIZED,
            "invalid_client",
            "No client_id and client_secret were sent.",
        );
    };
    if !state.programs.take(id.0, state.app.clock.now()) {
        return refused(StatusCode::TOO_MANY_REQUESTS, "slow_down", "Too many requests; wait a minute.");
    }
    match issue_token(&state.app, id, &secret, fields.filled("scope")).await {
        Ok(issued) => {
            let body = json!({
                "access_token": issued.token,
                "token_type": "Bearer",
                "expires_in": TOKEN_SECONDS,
                "scope": issued.scopes.codes(),
            });
            (StatusCode::OK, [(CONTENT_TYPE, "application/json")], body.to_string()).into_response()
        }
        Err(error @ IssueError::Unknown) => {
            refused(StatusCode::UNAUTHORIZED, "invalid_client", &error.to_string())
        }
        Err(error @ IssueError::NoScope) => {
            refused(StatusCode::BAD_REQUEST, "invalid_scope", &error.to_string())
        }
        Err(IssueError::Failed(error)) => {
            Trouble::failed(error.to_string()).logged(&state.app);
            refused(StatusCode::INTERNAL_SERVER_ERROR, "server_error", "The server failed; try again later.")
        }
    }
}

/// From the header `Authorization: Basic …` or from the form.
fn credentials(headers: &HeaderMap, fields: &Fields) -> Option<(ApplicationId, String)> {
    let header = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let (id, secret) = match header {
        Some(header) => {
            let (scheme, coded) = header.split_at_checked(PREFIX.len())?;
            if !scheme.eq_ignore_ascii_case(PREFIX) {
                return None;
            }
            let text = String::from_utf8(base64(coded.trim())?).ok()?;
            let (id, secret) = text.split_once(':')?;
            (id.to_owned(), secret.to_owned())
        }
        None => (fields.text("client_id").to_owned(), fields.text("client_secret").to_owned()),
    };
    Some((id.parse().ok()?, secret))
}

/// Bytes written in base64; nothing when it is none.
fn base64(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    let mut bytes = Vec::new();
    let (mut held, mut bits) = (0_u32, 0);
    for byte in text.trim_end_matches('=').bytes() {
        held = (held << 6 | u32::from(digit(byte)?)) & 0xffff;
        bits += 6;
        if 8 <= bits {
            bits -= 8;
            bytes.push(u8::try_from(held >> bits & 0xff).ok()?);
        }
    }
    Some(bytes)
}

fn refused(status: StatusCode, error: &str, says: &str) -> Response {
    let body = json!({ "error": error, "error_description": says });
    let mut response = (status, [(CONTENT_TYPE, "application/json")], body.to_string()).into_response();
    if status == StatusCode::UNAUTHORIZED {
        let challenge = HeaderValue::from_static("Basic realm=\"khue\"");
        response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn base64_is_read() {
        for (coded, text) in
            [("", ""), ("Zg==", "f"), ("Zm8=", "fo"), ("Zm9v", "foo"), ("MTI6YWI/fg==", "12:ab?~")]
        {
            assert_eq!(base64(coded), Some(text.as_bytes().to_vec()), "{coded}");
        }
        assert_eq!(base64("Z*=="), None);
    }
}
