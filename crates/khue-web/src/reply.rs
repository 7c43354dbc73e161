//! Answers: a page, or a way on with a notice.

use askama::Template;
use axum::http::header::LOCATION;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use khue_app::OpError;

use crate::Failure;
use crate::page::Tone;

/// A message that the next page shows once; travels in a cookie that only this browser's session can
/// have made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flash {
    /// Good news, warning.
    pub tone: Tone,
    /// One or two sentences.
    pub text: String,
}

/// The page.
pub fn show(page: &impl Template) -> Response {
    show_as(StatusCode::OK, page)
}

/// The page with another status, such as 422 for a form that comes back.
pub fn show_as(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(text) => (status, Html(text)).into_response(),
        Err(error) => Failure(OpError::Failed(format!("template: {error}"))).into_response(),
    }
}

/// Sends the browser on to a page of this site.
pub fn see_other(path: &str) -> Response {
    let place = local_path(path).and_then(|path| HeaderValue::from_str(path).ok());
    let place = place.unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(LOCATION, place)]).into_response()
}

/// Sends the browser on after a change, with a sentence that says what was done.
pub fn done(path: &str, sentence: impl Into<String>) -> Response {
    noted(path, Tone::Ok, sentence)
}

/// Sends the browser on with a notice.
pub fn noted(path: &str, tone: Tone, sentence: impl Into<String>) -> Response {
    let mut response = see_other(path);
    response.extensions_mut().insert(Flash { tone, text: sentence.into() });
    response
}

/// The path, if it leads to a page of this very site: browsers take `//host`, `/\host` and
/// control characters for a way out.
pub fn local_path(path: &str) -> Option<&str> {
    let inside = path.starts_with('/')
        && !path.starts_with("//")
        && path.len() <= 1000
        && path.chars().all(|c| c.is_ascii_graphic() && c != '\\');
    inside.then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, leads_inside: bool) {
        assert_eq!(local_path(path).is_some(), leads_inside, "{path:?}");
        let place = see_other(path).headers().get(LOCATION).unwrap().to_str().unwrap().to_owned();
        assert_eq!(place, if leads_inside { path } else { "/" });
    }

    #[test]
    fn only_ways_inside_the_site_are_followed() {
        check("/viec", true);
        check("/nhiem-vu/12?tab=lich-su&x=//a", true);
        check("/a:b", true);
        for outside in [
            "",
            "viec",
            "//evil.example/",
            "/\\evil.example",
            "/a\\b",
            "\\\\evil.example",
            "https://evil.example/",
            "javascript:alert(1)",
            "/\t/evil.example",
            "/\n/evil.example",
            "/a\r\nSet-Cookie: khue=1",
            " /viec",
            "/viếc",
        ] {
            check(outside, false);
        }
        check(&format!("/{}", "a".repeat(1000)), false);
    }
}
