//! Who asks: the cookie, the token in forms, the frame around a page.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::header::{COOKIE, REFERER, USER_AGENT};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method};
use khue_app::accounts::Visit;
use khue_app::{Actor, Ctx, OpError, Refused};
use khue_base::SessionId;
use khue_rules::accounts::Role;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::language::Language;
use crate::page::{FieldError, Link, NavItem, Notice, OtherPost, Person, Shell, Tone};
use crate::reply::Flash;
use crate::state::Transport;
use crate::{AppState, Failure, Route, Verb};

/// A token is 64 hexadecimal digits; anything else in the cookie is ignored.
const TOKEN_LENGTH: usize = 64;

/// Whoever asks for a page, signed in or not.
#[derive(Clone)]
pub struct Visitor {
    /// Secret of this browser: names the session when signed in, else only ties forms to the browser.
    pub(crate) token: String,
    /// Whether the browser does not know its token yet.
    pub(crate) fresh: bool,
    /// The session, when signed in.
    pub visit: Option<Visit>,
    /// Network address.
    pub address: String,
    /// What the browser calls itself.
    pub agent: String,
    notice: Option<Flash>,
    menu: Arc<Menu>,
    path: String,
    /// The page to come back to after a change of the language.
    place: String,
    language: Language,
    demo_day: Option<String>,
}

/// Somebody signed in, acting through a post.
#[derive(Clone)]
pub struct Signed {
    /// First argument of every operation.
    pub ctx: Ctx,
    /// The session.
    pub session: SessionId,
    /// The frame and the rest.
    pub visitor: Visitor,
}

/// Put into an answer, makes the browser change its token (sign in, sign out).
#[derive(Clone)]
pub(crate) struct NewToken(pub String);

impl Visitor {
    /// Looks up who sent `parts`.
    pub(crate) async fn recognise(
        state: &AppState,
        menu: &Arc<Menu>,
        parts: &Parts,
    ) -> Result<Self, OpError> {
        let known = cookie(&parts.headers, token_cookie(state)).filter(|token| is_token(token));
        let visit = match known {
            Some(token) => khue_app::accounts::visit(&state.app, token).await?,
            None => None,
        };
        let token = known.map_or_else(|| state.app.chance.secret(), str::to_owned);
        let header = |name| parts.headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
        Ok(Self {
            notice: cookie(&parts.headers, NOTICE_COOKIE).and_then(|value| read_notice(&token, value)),
            fresh: known.is_none(),
            token,
            visit,
            address: client_address(state, parts),
            agent: header(USER_AGENT).unwrap_or_default().chars().take(200).collect(),
            menu: menu.clone(),
            path: parts.uri.path().to_owned(),
            place: place(parts),
            language: crate::language::of(&parts.headers),
            demo_day: state.demo.as_ref().map(|demo| demo.day.clone()),
        })
    }

    /// The role that the visitor acts in, when signed in.
    pub fn role(&self) -> Option<Role> {
        self.visit.as_ref().map(|visit| visit.actor.role)
    }

    /// The token that forms must send back.
    pub fn csrf(&self) -> String {
        csrf(&self.token)
    }

    /// The frame of a page with this title.
    pub fn shell(&self, title: &str) -> Shell {
        let notice =
            self.notice.clone().map(|flash| Notice { tone: flash.tone, text: flash.text, link: None });
        Shell {
            title: title.to_owned(),
            nav: self.visit.as_ref().map(|visit| self.menu.nav(&visit.actor, &self.path)).unwrap_or_default(),
            person: self.visit.as_ref().map(person),
            csrf: self.csrf(),
            notices: notice.into_iter().collect(),
            demo_day: self.demo_day.clone(),
            place: self.place.clone(),
            language: self.language,
            ..Shell::default()
        }
    }

    /// The frame of a form that comes back: says what was refused.
    pub fn refused(&self, title: &str, refused: &Refused) -> Shell {
        let whole = FieldError { field: String::new(), text: refused.sentence.clone() };
        let fields = refused.fields.iter();
        let mut errors: Vec<_> =
            fields.map(|p| FieldError { field: p.field.clone(), text: p.sentence.clone() }).collect();
        if errors.is_empty() {
            errors.push(whole);
        }
        Shell { errors, notices: Vec::new(), ..self.shell(title) }
    }
}

impl Signed {
    /// The frame of a page with this title and the way to it.
    pub fn shell(&self, title: &str, crumbs: &[(&str, &str)]) -> Shell {
        let crumbs = crumbs.iter().map(|(label, href)| Link::new(*label, *href)).collect();
        Shell { crumbs, ..self.visitor.shell(title) }
    }

    /// The frame of a form that comes back: says what was refused.
    pub fn refused(&self, title: &str, crumbs: &[(&str, &str)], refused: &Refused) -> Shell {
        let crumbs = crumbs.iter().map(|(label, href)| Link::new(*label, *href)).collect();
        Shell { crumbs, ..self.visitor.refused(title, refused) }
    }
}

impl<S: Sync> FromRequestParts<S> for Visitor {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let visitor = parts.extensions.get::<Visitor>().cloned();
        visitor.ok_or_else(|| Failure(OpError::Failed("a route without a gate asked for its visitor".into())))
    }
}

impl FromRequestParts<AppState> for Signed {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Failure> {
        let visitor = Visitor::from_request_parts(parts, state).await?;
        let visit = visitor.visit.clone().ok_or(Failure(OpError::Hidden))?;
        let ctx = Ctx { app: state.app.clone(), actor: visit.actor };
        Ok(Self { ctx, session: visit.session, visitor })
    }
}

/// The page asked for; after a form that was refused, the page on which it stood.
fn place(parts: &Parts) -> String {
    if parts.method == Method::GET {
        return parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
    }
    let from = parts.headers.get(REFERER).and_then(|value| value.to_str().ok());
    let path = from
        .and_then(|from| from.split_once("://"))
        .and_then(|(_, rest)| Some(rest.split_at(rest.find('/')?).1));
    path.unwrap_or("/").to_owned()
}

fn person(visit: &Visit) -> Person {
    let name_of = |role: Role, unit: &str| format!("{} · {unit}", role.name());
    Person {
        name: visit.actor.name.clone(),
        post: name_of(visit.actor.role, &visit.actor.unit_name),
        other_posts: visit
            .other_posts
            .iter()
            .map(|post| OtherPost { value: post.id.to_string(), label: name_of(post.role, &post.unit_name) })
            .collect(),
    }
}

/// Entries of the main navigation that each role can open.
pub struct Menu(HashMap<Role, Vec<(&'static str, &'static str)>>);

/// In the order of the screen. An entry is shown to the roles that its route admits.
const ENTRIES: [(&str, &str); 10] = [
    ("Chỉ đạo", "/chi-dao"),
    ("Việc của đơn vị", "/viec"),
    ("Đơn vị", "/don-vi"),
    ("Kỳ báo cáo", "/ky-bao-cao"),
    ("Trao đổi", "/trao-doi"),
    ("Tài khoản", "/quan-tri/tai-khoan"),
    ("Đối tác", "/quan-tri/trao-doi"),
    ("Ứng dụng", "/ung-dung"),
    ("Nhật ký", "/nhat-ky"),
    ("Hệ thống", "/he-thong"),
];

impl Menu {
    /// The menu over these routes.
    pub fn of(routes: &[Route]) -> Self {
        let shown = |role: Role, href: &str| {
            routes
                .iter()
                .any(|route| route.verb == Verb::Get && route.path == href && route.access.admits(role))
        };
        let entries = |role| ENTRIES.into_iter().filter(|(_, href)| shown(role, href)).collect();
        Self(Role::ALL.into_iter().map(|role| (role, entries(role))).collect())
    }

    /// Somebody of a school finds the school's own pages in one step, before the list of all units.
    fn nav(&self, actor: &Actor, path: &str) -> Vec<NavItem> {
        let own = at_school(actor.role).then(|| ("Trường của tôi", format!("/don-vi/{}", actor.unit)));
        let shown = self.0.get(&actor.role).into_iter().flatten();
        let mut entries: Vec<(&str, String)> =
            shown.map(|(label, href)| (*label, (*href).to_owned())).collect();
        let units = entries.iter().position(|(_, href)| href == "/don-vi").unwrap_or(entries.len());
        entries.splice(units..units, own);
        let within =
            |href: &str| path.strip_prefix(href).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        let current = entries.iter().position(|(_, href)| within(href));
        let item = |(index, (label, href)): (usize, (&str, String))| NavItem {
            label: label.to_owned(),
            href,
            current: current == Some(index),
        };
        entries.into_iter().enumerate().map(item).collect()
    }
}

fn at_school(role: Role) -> bool {
    matches!(role, Role::Head | Role::Deputy | Role::Clerk | Role::Teacher)
}

/// Where somebody acting in this role begins.
pub fn home(role: Role) -> &'static str {
    match role {
        Role::ProvinceLeader
        | Role::ProvinceOffice
        | Role::DepartmentLeader
        | Role::DepartmentSpecialist
        | Role::Auditor => "/chi-dao",
        Role::DistrictOfficer
        | Role::CommuneOfficer
        | Role::Head
        | Role::Deputy
        | Role::Clerk
        | Role::Teacher => "/viec",
        Role::Administrator => "/he-thong",
    }
}

/// Ties forms to the browser's token without showing it. The token is replaced on every sign-in, so
/// this is too.
fn csrf(token: &str) -> String {
    hex(&Sha256::new().chain_update("khue form\0").chain_update(token).finalize())
}

/// Whether `sent` is the form token of `visitor`; takes the same time for every wrong one.
pub(crate) fn csrf_fits(visitor: &Visitor, sent: &str) -> bool {
    visitor.csrf().as_bytes().ct_eq(sent.as_bytes()).into()
}

fn is_token(text: &str) -> bool {
    text.len() == TOKEN_LENGTH && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn client_address(state: &AppState, parts: &Parts) -> String {
    let peer = parts.extensions.get::<crate::serve::Peer>().map(|peer| peer.0.ip().to_string());
    let named = match state.site.proxy {
        crate::state::Proxy::None => None,
        crate::state::Proxy::Trusted => parts
            .headers
            .get_all("x-forwarded-for")
            .iter()
            .next_back()
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.rsplit(',').next())
            .and_then(|value| value.trim().parse::<std::net::IpAddr>().ok())
            .map(|address| address.to_string()),
    };
    named.or(peer).unwrap_or_else(|| "không rõ".to_owned())
}

const NOTICE_COOKIE: &str = "khue-notice";

fn token_cookie(state: &AppState) -> &'static str {
    match state.site.transport {
        Transport::Plain => "khue",
        // The prefix makes browsers refuse the cookie from another host of the same domain.
        Transport::Https => "__Host-khue",
    }
}

pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

/// Whether an answer is a page, which shows a waiting notice, or only leads on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shows {
    /// A page.
    Page,
    /// Nothing.
    Nothing,
}

/// The `Set-Cookie` values that belong to an answer.
pub(crate) fn cookies_for(
    state: &AppState,
    visitor: &Visitor,
    new: Option<&str>,
    flash: Option<&Flash>,
    shows: Shows,
) -> Vec<String> {
    let secure = match state.site.transport {
        Transport::Plain => "",
        Transport::Https => "; Secure",
    };
    let rest = format!("; Path=/; HttpOnly; SameSite=Lax{secure}");
    let mut cookies = Vec::new();
    let token = new.unwrap_or(&visitor.token);
    if new.is_some() || visitor.fresh {
        cookies.push(format!("{}={token}{rest}", token_cookie(state)));
    }
    if let Some(flash) = flash {
        cookies.push(format!("{NOTICE_COOKIE}={}; Max-Age=120{rest}", write_notice(token, flash)));
    } else if visitor.notice.is_some() && shows == Shows::Page {
        cookies.push(format!("{NOTICE_COOKIE}=; Max-Age=0{rest}"));
    }
    cookies
}

fn write_notice(token: &str, flash: &Flash) -> String {
    let text: String = form_urlencoded::byte_serialize(flash.text.as_bytes()).collect();
    let said = format!("{}.{text}", flash.tone.class());
    format!("{}.{said}", seal(token, &said))
}

fn read_notice(token: &str, value: &str) -> Option<Flash> {
    let (sealed, said) = value.split_once('.')?;
    let (tone, text) = said.split_once('.')?;
    if !bool::from(seal(token, said).as_bytes().ct_eq(sealed.as_bytes())) {
        return None;
    }
    let tone = [Tone::Ok, Tone::Soon, Tone::Late].into_iter().find(|known| known.class() == tone)?;
    let (text, _) = form_urlencoded::parse(text.as_bytes()).next()?;
    Some(Flash { tone, text: text.into_owned() })
}

/// Only this site can have written the notice: the token is secret, and hashing twice leaves no way to
/// extend a known seal.
fn seal(token: &str, said: &str) -> String {
    let inner = Sha256::new().chain_update("khue notice\0").chain_update(token).chain_update(said).finalize();
    hex(&Sha256::new().chain_update(token).chain_update(inner).finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_comes_back_only_to_the_browser_it_was_written_for() {
        let flash = Flash {
            tone: Tone::Ok, text: "Đã đổi mật khẩu; hãy “ghi nhớ” = 100 %.".to_owned()
        };
        let written = write_notice("a", &flash);
        assert!(written.bytes().all(|b| b.is_ascii_graphic() && !b";,\"\\".contains(&b)), "{written}");
        assert_eq!(read_notice("a", &written), Some(flash));
        assert_eq!(read_notice("b", &written), None);
        assert_eq!(read_notice("a", &written.replace("100", "200")), None);
        assert_eq!(read_notice("a", "ok.xin+chao"), None);
    }

    #[test]
    fn cookies_are_found_by_their_whole_name() {
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, HeaderValue::from_static("xkhue=1; khue-notice=2;khue=3"));
        headers.append(COOKIE, HeaderValue::from_static("other=4"));
        assert_eq!(cookie(&headers, "khue"), Some("3"));
        assert_eq!(cookie(&headers, "other"), Some("4"));
        assert_eq!(cookie(&headers, "absent"), None);
    }
}
