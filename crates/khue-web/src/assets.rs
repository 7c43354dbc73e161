//! Style sheet, scripts and pictures, and the health of the process.

use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::page::assets::{asset, version};
use crate::{Access, Asked, Route};

/// The routes of this file.
pub fn routes() -> Vec<Route> {
    vec![Route::get("/assets/{name}", Access::Open, file), Route::get("/healthz", Access::Open, health)]
}

/// A file of the binary. Asked for by the current version, it never changes.
async fn file(Path(name): Path<String>, asked: Asked, headers: HeaderMap) -> Response {
    let Some(asset) = asset(&name) else { return StatusCode::NOT_FOUND.into_response() };
    let tag = format!("\"{}\"", version());
    let keep = match asked.0.raw("v") == version() {
        true => "public, max-age=31536000, immutable",
        false => "no-cache",
    };
    let head =
        [(CACHE_CONTROL, keep.to_owned()), (ETAG, tag.clone()), (CONTENT_TYPE, asset.media_type.to_owned())];
    if headers.get(IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        return (StatusCode::NOT_MODIFIED, head).into_response();
    }
    (head, asset.body).into_response()
}

/// Tells a watchdog that the process answers.
async fn health() -> &'static str {
    "ok"
}
