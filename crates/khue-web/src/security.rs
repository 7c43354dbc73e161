//! The gate that every request passes, and what every answer carries. docs/security.md tells what
//! each rule protects against.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{DefaultBodyLimit, FromRequest, MatchedPath, Multipart, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, ORIGIN, REFERRER_POLICY,
    RETRY_AFTER, SET_COOKIE, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::{StreamExt, stream};
use http_body_util::Limited;
use khue_base::Moment;

use crate::failure::{Kept, Trouble};
use crate::language::{self, Language};
use crate::reply::Flash;
use crate::session::{Menu, NewToken, Shows, cookies_for, csrf_fits};
use crate::state::Transport;
use crate::{Access, AppState, BodyLimit, Failure, Fields, Visitor, api, see_other};

/// Everything from this site and nothing written into the page; no frame around it.
const PAGE_POLICY: &str = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; \
                           frame-ancestors 'none'";

/// For the answer that shows a piece of evidence inside its page: it runs nothing, sends nothing, and
/// only this site may frame it. A handler sets it as `Content-Security-Policy`.
pub const EVIDENCE_POLICY: &str =
    "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'";

/// The same for PDF: the browser's own viewer, which runs apart from pages, does not start in a sandbox.
pub const PDF_POLICY: &str =
    "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'";

/// Field and header in which forms and scripts send the token.
const TOKEN_FIELD: &str = "csrf";
const TOKEN_HEADER: &str = "x-csrf";

/// A part's head and the token fit into this; files come after.
const FIRST_FIELD_BYTES: usize = 1024;

/// What one route's gate knows.
pub(crate) struct Gate {
    state: AppState,
    menu: Arc<Menu>,
    access: Access,
    body: BodyLimit,
}

impl Gate {
    pub fn new(state: &AppState, menu: &Arc<Menu>, access: Access, body: BodyLimit) -> Self {
        Self { state: state.clone(), menu: menu.clone(), access, body }
    }
}

/// Around everything: the host asked for, headers of every answer, the access log.
pub(crate) async fn front(State(state): State<AppState>, request: Request, next: Next) -> Response {
    // A monotonic measure of the machine's own work, no time of the application's.
    let begun = tokio::time::Instant::now();
    let method = request.method().clone();
    let language = language::of(request.headers());
    let pattern = request.extensions().get::<MatchedPath>().cloned();
    let mut response = match served_host(&state, request.headers()) {
        true => next.run(request).await,
        false => {
            let answer =
                (StatusCode::MISDIRECTED_REQUEST, "Địa chỉ này không thuộc hệ thống.").into_response();
            match language {
                Language::Vietnamese => answer,
                Language::English => language::in_english(answer).await,
            }
        }
    };
    harden(&state, response.headers_mut());
    let route = pattern.as_ref().map_or("-", MatchedPath::as_str);
    let (status, ms) = (response.status().as_u16(), begun.elapsed().as_millis());
    tracing::info!(target: "khue::access", %method, route, status, ms);
    response
}

fn served_host(state: &AppState, headers: &HeaderMap) -> bool {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    state.site.hosts.is_empty() || host.is_some_and(|host| state.site.hosts.iter().any(|known| known == host))
}

fn harden(state: &AppState, headers: &mut HeaderMap) {
    let mut unless_set = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    unless_set(CONTENT_SECURITY_POLICY, PAGE_POLICY);
    unless_set(X_CONTENT_TYPE_OPTIONS, "nosniff");
    unless_set(REFERRER_POLICY, "same-origin");
    unless_set(CACHE_CONTROL, "no-store");
    unless_set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    unless_set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    unless_set(HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()");
    if state.site.transport == Transport::Https {
        unless_set(STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
}

/// Before every handler: who asks, whether the request comes from this site's own page, whether
/// the role may come here, how much and how often.
pub(crate) async fn gate(State(gate): State<Arc<Gate>>, request: Request, next: Next) -> Response {
    match gate.access {
        Access::Open => return next.run(request).await,
        Access::Program(scopes) => {
            return api::gate::pass(&gate.state, scopes, gate.body, request, next).await;
        }
        Access::Anyone | Access::Signed | Access::May(_) => {}
    }
    let (parts, body) = request.into_parts();
    // What is not there under addresses of programs is answered to programs.
    let (path, speaks) = (parts.uri.path().to_owned(), api::problem::Speaks::of(&parts));
    let visitor = match Visitor::recognise(&gate.state, &gate.menu, &parts).await {
        Ok(visitor) => visitor,
        Err(error) => return Failure(error).into_response(),
    };
    let mut kept = Kept::default();
    let patience = Duration::from_secs(gate.body.seconds());
    let passing = pass(&gate, &visitor, parts, body, &mut kept, next);
    let response = match tokio::time::timeout(patience, passing).await {
        Ok(response) => response,
        Err(_) => Trouble::too_long().into_response(),
    };
    if api::problem::is_for_programs(&path) {
        return api::problem::draw(&gate.state, &speaks, response);
    }
    finish(&gate, &visitor, kept, response)
}

async fn pass(
    gate: &Gate,
    visitor: &Visitor,
    mut parts: Parts,
    body: Body,
    kept: &mut Kept,
    next: Next,
) -> Response {
    let reads = matches!(parts.method, Method::GET | Method::HEAD | Method::OPTIONS);
    let body = if reads {
        body
    } else {
        let sender = sender(&gate.state, &parts.headers);
        if sender == Sender::Foreign {
            return refuse_foreign();
        }
        let received = receive(gate, visitor, &mut parts, body, kept).await;
        // What comes back can be sent again with one press. Another site must never get that far.
        if sender != Sender::Own {
            *kept = Kept::default();
        }
        match received {
            Ok(body) => body,
            Err(answer) => return *answer,
        }
    };
    if let Some(answer) = stop(gate, visitor, &parts, reads) {
        return answer;
    }
    parts.extensions.insert(visitor.clone());
    let mut request = Request::from_parts(parts, body);
    DefaultBodyLimit::max(gate.body.bytes()).apply(&mut request);
    next.run(request).await
}

/// Which page sent a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sender {
    /// One of this site.
    Own,
    /// Another.
    Foreign,
    /// It is not said.
    Unsaid,
}

/// Browsers say where a request comes from: by `Sec-Fetch-Site`, older ones by `Origin`. What says
/// neither is no browser and has to know the token anyway.
fn sender(state: &AppState, headers: &HeaderMap) -> Sender {
    let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let own = match (text(HeaderName::from_static("sec-fetch-site")), text(ORIGIN)) {
        (Some(site), _) => site == "same-origin",
        (None, Some(origin)) => {
            let address = state.site.address.as_deref().map(|address| address.trim_end_matches('/'));
            let host = text(HOST).unwrap_or_default();
            address == Some(origin) || origin.split_once("://").is_some_and(|(_, name)| name == host)
        }
        (None, None) => return Sender::Unsaid,
    };
    if own { Sender::Own } else { Sender::Foreign }
}

fn refuse_foreign() -> Response {
    Trouble::new(
        StatusCode::FORBIDDEN,
        "Yêu cầu đến từ trang khác",
        "Một trang web khác đã gửi biểu mẫu này thay bạn nên hệ thống không nhận; chưa có gì được ghi. Nếu chính bạn \
         muốn làm việc này, hãy mở trang của hệ thống rồi làm lại.",
    )
    .into_response()
}

/// Takes in a form, checks its token, and leaves its fields where handlers find them. A form with files
/// is not held in memory: its token comes first and is looked at before the files arrive.
async fn receive(
    gate: &Gate,
    visitor: &Visitor,
    parts: &mut Parts,
    body: Body,
    kept: &mut Kept,
) -> Result<Body, Box<Response>> {
    let limit = gate.body.bytes();
    let announced =
        parts.headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|bytes| limit < bytes) {
        return Err(Box::new(Trouble::too_large().into_response()));
    }
    let media_type =
        parts.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let in_header = parts.headers.get(TOKEN_HEADER).and_then(|value| value.to_str().ok()).map(str::to_owned);
    if let Some(boundary) = boundary(media_type) {
        let boundary = boundary.to_owned();
        let (token, body) = first_field(Body::new(Limited::new(body, limit)), &boundary).await;
        if token.or(in_header).is_some_and(|token| csrf_fits(visitor, &token)) && !is_expired(gate, visitor) {
            return Ok(body);
        }
        *kept = typed_beside_files(parts, body, limit).await;
        return Err(Box::new(refuse_token(gate, visitor)));
    }
    let bytes = to_bytes(body, limit).await.map_err(|_| Box::new(Trouble::too_large().into_response()))?;
    let is_form = media_type.starts_with("application/x-www-form-urlencoded");
    let fields = if is_form { Fields::decode(&bytes) } else { Fields::default() };
    let sent = in_header.unwrap_or_else(|| fields.raw(TOKEN_FIELD).to_owned());
    *kept = Kept::of(parts.uri.path(), &fields, Vec::new());
    if !csrf_fits(visitor, &sent) {
        return Err(Box::new(refuse_token(gate, visitor)));
    }
    parts.extensions.insert(fields);
    Ok(Body::from(bytes))
}

fn is_expired(gate: &Gate, visitor: &Visitor) -> bool {
    gate.access.asks_who() && visitor.visit.is_none()
}

fn refuse_token(gate: &Gate, visitor: &Visitor) -> Response {
    if is_expired(gate, visitor) {
        return refuse_expired();
    }
    Trouble::new(
        StatusCode::FORBIDDEN,
        "Biểu mẫu đã hết hiệu lực",
        "Trang này mở từ trước lần đăng nhập hiện tại nên biểu mẫu chưa được ghi. Nếu phần đã nhập hiện ở dưới, hãy xem lại \
         rồi gửi lại; nếu không, hãy mở lại trang.",
    )
    .into_response()
}

fn refuse_expired() -> Response {
    Trouble::new(
        StatusCode::UNAUTHORIZED,
        "Phiên làm việc đã hết",
        "Phiên làm việc đã hết nên biểu mẫu chưa được ghi. Hãy mở trang đăng nhập ở một thẻ khác, đăng nhập lại, rồi về đây \
         gửi lại phần đã nhập.",
    )
    .into_response()
}

/// Who may not pass, and where to.
fn stop(gate: &Gate, visitor: &Visitor, parts: &Parts, reads: bool) -> Option<Response> {
    if !gate.access.asks_who() {
        return None;
    }
    let Some(visit) = &visitor.visit else {
        let asked = parts.uri.path_and_query().map_or("/", |path| path.as_str());
        let next: String = form_urlencoded::byte_serialize(asked.as_bytes()).collect();
        return Some(if reads { see_other(&format!("/dang-nhap?tiep={next}")) } else { refuse_expired() });
    };
    if !gate.access.admits(visit.actor.role) {
        return Some(Failure(khue_app::OpError::Hidden).into_response());
    }
    if reads || gate.state.writes.take(visit.account.0, gate.state.app.clock.now()) {
        return None;
    }
    let mut answer = Trouble::new(
        StatusCode::TOO_MANY_REQUESTS,
        "Gửi quá nhiều lần",
        "Tài khoản này vừa gửi quá nhiều biểu mẫu liên tiếp nên lần này chưa được ghi. Hãy chờ một phút rồi gửi lại.",
    )
    .into_response();
    answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("60"));
    Some(answer)
}

/// Draws refusals and failures for this visitor and sets the cookies that the answer asks for.
fn finish(gate: &Gate, visitor: &Visitor, kept: Kept, mut response: Response) -> Response {
    let new_token = response.extensions_mut().remove::<NewToken>();
    let flash = response.extensions_mut().remove::<Flash>();
    if let Some(trouble) = response.extensions_mut().remove::<Trouble>() {
        let reference = trouble.logged(&gate.state.app);
        let headers = std::mem::take(response.headers_mut());
        response = trouble.page(visitor, kept, reference);
        if let Some(wait) = headers.get(RETRY_AFTER) {
            response.headers_mut().insert(RETRY_AFTER, wait.clone());
        }
    }
    // A notice waits for a page that can show it.
    let is_page =
        response.headers().get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    let shows = if is_page { Shows::Page } else { Shows::Nothing };
    let new_token = new_token.map(|token| token.0);
    for cookie in cookies_for(&gate.state, visitor, new_token.as_deref(), flash.as_ref(), shows) {
        if let Ok(value) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(SET_COOKIE, value);
        }
    }
    response
}

fn boundary(media_type: &str) -> Option<&str> {
    let parameters = media_type.strip_prefix("multipart/form-data")?;
    let (_, boundary) = parameters.split_once("boundary=")?;
    let boundary = boundary.split(';').next()?.trim().trim_matches('"');
    (!boundary.is_empty() && boundary.len() <= 70).then_some(boundary)
}

/// The token, if the first field of the form is it, and the body as if nothing had been read.
async fn first_field(body: Body, boundary: &str) -> (Option<String>, Body) {
    let mut stream = body.into_data_stream();
    let (mut read, mut seen): (Vec<Result<Bytes, axum::Error>>, Vec<u8>) = (Vec::new(), Vec::new());
    let mut token = None;
    while token.is_none() && seen.len() < FIRST_FIELD_BYTES {
        let Some(piece) = stream.next().await else { break };
        let broken = piece.is_err();
        if let Ok(bytes) = &piece {
            seen.extend_from_slice(bytes);
            token = token_in_front(&seen, boundary);
        }
        read.push(piece);
        if broken {
            break;
        }
    }
    (token, Body::from_stream(stream::iter(read).chain(stream)))
}

/// `--boundary`, the head of a part named `csrf`, an empty line, the token, a line end.
fn token_in_front(seen: &[u8], boundary: &str) -> Option<String> {
    let seen = seen.get(..seen.len().min(FIRST_FIELD_BYTES)).unwrap_or_default();
    let text = String::from_utf8_lossy(seen);
    let rest = text.strip_prefix("--")?.strip_prefix(boundary)?.strip_prefix("\r\n")?;
    let (head, rest) = rest.split_once("\r\n\r\n")?;
    let (token, _) = rest.split_once("\r\n")?;
    let named = head.split("\r\n").any(|line| {
        let line = line.to_ascii_lowercase();
        line.starts_with("content-disposition:")
            && line.contains("name=\"csrf\"")
            && !line.contains("filename")
    });
    named.then(|| token.to_owned())
}

/// The texts of a form with files, to give back; the files' names only.
async fn typed_beside_files(parts: &Parts, body: Body, limit: usize) -> Kept {
    let mut request = Request::new(body);
    *request.headers_mut() = parts.headers.clone();
    DefaultBodyLimit::max(limit).apply(&mut request);
    let (mut fields, mut files) = (Vec::new(), Vec::new());
    if let Ok(mut form) = Multipart::from_request(request, &()).await {
        while let Ok(Some(field)) = form.next_field().await {
            let name = field.name().unwrap_or_default().to_owned();
            match field.file_name().map(str::to_owned) {
                Some(file) if file.is_empty() => {}
                Some(file) => files.push(file),
                None => fields.push((name, field.text().await.unwrap_or_default())),
            }
        }
    }
    Kept::of(parts.uri.path(), &Fields(fields), files)
}

/// How many requests each one may still make; it fills up again with time. An official who accepts a hundred
/// reports in a row is not held up, a script gone wild is.
pub(crate) struct Limit {
    at_once: i64,
    a_second: i64,
    buckets: Mutex<HashMap<i64, Bucket>>,
}

struct Bucket {
    /// In thousandths of a request.
    left: i64,
    at: Moment,
}

/// Buckets kept at most; full ones are forgotten first.
const BUCKETS: usize = 10_000;

impl Limit {
    /// For the forms of an account.
    pub fn of_writes() -> Self {
        Self::new(120, 2)
    }

    /// For an application, which reads a school's lists page by page.
    pub fn of_applications() -> Self {
        Self::new(1200, 40)
    }

    fn new(at_once: i64, a_second: i64) -> Self {
        Self { at_once, a_second, buckets: Mutex::default() }
    }

    /// Takes one request, if any is left.
    pub fn take(&self, whose: i64, now: Moment) -> bool {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if BUCKETS <= buckets.len() {
            buckets.retain(|_, bucket| self.filled(bucket, now) < self.at_once * 1000);
        }
        let bucket = buckets.entry(whose).or_insert(Bucket { left: self.at_once * 1000, at: now });
        bucket.left = self.filled(bucket, now);
        bucket.at = now;
        let enough = 1000 <= bucket.left;
        if enough {
            bucket.left -= 1000;
        }
        enough
    }

    fn filled(&self, bucket: &Bucket, now: Moment) -> i64 {
        let ms = (now.0 - bucket.at.0).max(0);
        ms.saturating_mul(self.a_second).saturating_add(bucket.left).min(self.at_once * 1000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_front(body: &str, token: Option<&str>) {
        assert_eq!(token_in_front(body.as_bytes(), "B").as_deref(), token, "{body:?}");
    }

    #[test]
    fn the_token_counts_only_as_first_field_of_a_form_with_files() {
        let field = "--B\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n";
        check_front(&format!("{field}abc\r\n--B\r\n"), Some("abc"));
        check_front(&format!("{field}abc"), None);
        check_front(&field.replace("csrf", "other"), None);
        check_front(
            "--B\r\nContent-Disposition: form-data; name=\"a\"; filename=\"x; name=\\\"csrf\"\r\n\r\nabc\r\n",
            None,
        );
        check_front("--C\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\nabc\r\n", None);
        check_front("", None);
        check_front(&format!("--B\r\nX: {}\r\n{}", "y".repeat(2000), "\r\nabc\r\n"), None);
    }

    #[test]
    fn writes_run_out_and_come_back_with_time() {
        let (limit, now) = (Limit::of_writes(), Moment(1_000_000));
        for _ in 0..120 {
            assert!(limit.take(1, now));
        }
        assert!(!limit.take(1, now));
        assert!(limit.take(2, now), "another account is not held up");
        assert!(!limit.take(1, now.plus_ms(499)));
        assert!(limit.take(1, now.plus_ms(500)));
        assert!(!limit.take(1, now.plus_ms(500)));
    }
}
