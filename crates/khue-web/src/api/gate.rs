//! The gate of programs: a bearer token instead of a cookie, JSON instead of pages.
//!
//! No cookie is looked at here, so another site has nothing to ride on and no form token is needed.

use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::{FromRequestParts, Request};
use axum::http::header::{AUTHORIZATION, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use khue_app::accounts::application_visit;
use khue_app::{Actor, Ctx, OpError};
use khue_rules::accounts::{Scope, Scopes};

use super::problem::{Speaks, draw};
use crate::failure::Trouble;
use crate::{AppState, BodyLimit, Failure};

/// An application that asks, with what its token opens.
#[derive(Clone)]
pub struct Program {
    /// First argument of every operation.
    pub ctx: Ctx,
}

impl Program {
    /// Whether its token has this scope.
    pub fn has(&self, scope: Scope) -> bool {
        self.ctx.actor.scopes.is_some_and(|scopes| scopes.has(scope))
    }
}

impl FromRequestParts<AppState> for Program {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Failure> {
        let actor = parts.extensions.get::<Actor>().cloned().ok_or(Failure(OpError::Hidden))?;
        Ok(Self { ctx: Ctx { app: state.app.clone(), actor } })
    }
}

/// Before every handler of programs: whose token it is, what it opens, how much and how often.
pub(crate) async fn pass(
    state: &AppState,
    scopes: &'static [Scope],
    limit: BodyLimit,
    request: Request,
    next: Next,
) -> Response {
    let (parts, body) = request.into_parts();
    let speaks = Speaks::of(&parts);
    let patience = Duration::from_secs(limit.seconds());
    let passing = admit(state, scopes, limit, parts, body, next);
    let response = match tokio::time::timeout(patience, passing).await {
        Ok(response) => response,
        Err(_) => Trouble::too_long().into_response(),
    };
    draw(state, &speaks, response)
}

async fn admit(
    state: &AppState,
    scopes: &'static [Scope],
    limit: BodyLimit,
    mut parts: Parts,
    body: Body,
    next: Next,
) -> Response {
    let actor = match bearer(&parts.headers) {
        None => return no_token(),
        Some(token) => match application_visit(&state.app, token).await {
            Ok(Some(actor)) => actor,
            Ok(None) => return bad_token(),
            Err(error) => return Failure(error).into_response(),
        },
    };
    let has = actor.scopes.unwrap_or_default();
    if !scopes.iter().any(|scope| has.has(*scope)) {
        return narrow_scope(scopes);
    }
    if !state.programs.take(actor.account.map_or(0, i64::from), state.app.clock.now()) {
        return too_often();
    }
    let Ok(bytes) = to_bytes(body, limit.bytes()).await else { return Trouble::too_large().into_response() };
    parts.extensions.insert(actor);
    next.run(Request::from_parts(parts, Body::from(bytes))).await
}

/// The token of `Authorization: Bearer …`.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

fn no_token() -> Response {
    unauthorised(
        "Bearer realm=\"khue\"",
        "Yêu cầu này không kèm mã truy cập. Hãy xin mã ở /api/oauth/token rồi gửi trong đầu mục Authorization: Bearer.",
    )
}

fn bad_token() -> Response {
    unauthorised(
        "Bearer realm=\"khue\", error=\"invalid_token\"",
        "Mã truy cập không đúng, đã hết hạn hoặc ứng dụng đã bị thu hồi. Hãy xin mã mới ở /api/oauth/token.",
    )
}

fn unauthorised(challenge: &'static str, sentence: &str) -> Response {
    let mut response = Trouble::new(StatusCode::UNAUTHORIZED, "Chưa xác thực", sentence).into_response();
    response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
    response
}

fn narrow_scope(scopes: &[Scope]) -> Response {
    let wanted = scopes.iter().fold(Scopes::default(), |all, scope| all.with(*scope)).codes();
    let mut response = Trouble::new(
        StatusCode::FORBIDDEN,
        "Không đủ quyền",
        "Mã truy cập không có quyền cần cho địa chỉ này. Hãy nhờ người quản lý ứng dụng cấp thêm quyền.",
    )
    .into_response();
    let challenge = format!("Bearer realm=\"khue\", error=\"insufficient_scope\", scope=\"{wanted}\"");
    if let Ok(challenge) = HeaderValue::from_str(&challenge) {
        response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
    }
    response
}

fn too_often() -> Response {
    let mut response = Trouble::new(
        StatusCode::TOO_MANY_REQUESTS,
        "Gửi quá nhiều lần",
        "Ứng dụng này vừa gửi quá nhiều yêu cầu liên tiếp. Hãy chờ một phút rồi gửi lại.",
    )
    .into_response();
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("60"));
    response
}
