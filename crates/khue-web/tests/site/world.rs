//! A site over the sample province with one account per role, and a browser to visit it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use khue_app::accounts::{DemoMode, create_demo_accounts, enter_demo};
use khue_app::registry::records::{Change, ChangeRecord, change_record};
use khue_app::registry::{KEY_SYSTEM, Loaded, unit_by_code};
use khue_app::{App, Chance, Ctx, MIGRATIONS};
use khue_base::{Clock, Moment, PostId, RecordId, UnitId};
use khue_db::Db;
use khue_rules::accounts::Role;
use khue_rules::registry::record::{Context, Facts, FieldValue, kind, parse};
use khue_testkit::province::{Province, Scale, load, load_records, system};
use khue_web::{AppState, DemoInfo, DemoRole, Site, router};
use tower::ServiceExt;

pub const PASSWORD: &str = "sông lặng cầu tre";

/// A clock that a test moves by hand.
pub struct HandClock(AtomicI64);

impl HandClock {
    pub fn move_on(&self, minutes: i64) {
        self.move_on_ms(minutes * 60_000);
    }

    pub fn move_on_ms(&self, ms: i64) {
        self.0.fetch_add(ms, Ordering::Relaxed);
    }
}

impl Clock for HandClock {
    fn now(&self) -> Moment {
        Moment(self.0.load(Ordering::Relaxed))
    }
}

pub struct World {
    pub app: App,
    pub clock: Arc<HandClock>,
    pub site: Router,
    pub posts: BTreeMap<Role, (PostId, String)>,
}

impl World {
    /// A site that a test has made itself; nobody is known in it.
    pub fn around(app: App, site: Router) -> Self {
        let clock = Arc::new(HandClock(AtomicI64::new(app.clock.now().0)));
        Self { app, clock, site, posts: BTreeMap::new() }
    }

    pub async fn plain(db: &Db) -> Self {
        Self::with(db, Site::default(), false).await
    }

    /// With the records of the sample's schools.
    #[allow(dead_code, reason = "not every test that shares this file needs them")]
    pub async fn with_records(db: &Db) -> Self {
        let world = Self::plain(db).await;
        let loader = world.program();
        let province = Province::make(Scale::Tiny, 2020);
        let mut loaded = Loaded::default();
        let mut session = loader.read().await.unwrap();
        let keys = province.schools.iter().flat_map(|school| [&school.key, &school.district]);
        for key in keys {
            let unit = unit_by_code(&mut session, KEY_SYSTEM, key, loader.today()).await.unwrap();
            loaded.units.insert(key.clone(), unit.unwrap());
        }
        drop(session);
        load_records(&loader, &province, &loaded, 2020).await.unwrap();
        world
    }

    pub async fn with(db: &Db, site: Site, demo: bool) -> Self {
        db.migrate(MIGRATIONS).await.unwrap();
        let day = "2020-09-05".parse().unwrap();
        let loader = system(db.clone(), day);
        let province = Province::make(Scale::Tiny, 2020);
        let loaded = load(&loader, &province).await.unwrap();
        let clock = Arc::new(HandClock(AtomicI64::new(loader.now().0)));
        let app = App::new(db.clone(), clock.clone(), Chance::seeded(7));
        let mut posts = BTreeMap::new();
        for role in Role::ALL {
            let login = province.logins.iter().find(|login| login.role == role);
            let login = login.unwrap_or_else(|| panic!("nobody in the sample province is {role:?}"));
            posts.insert(role, (loaded.posts[&login.post], login.login.clone()));
        }
        let wanted: Vec<_> = posts.values().cloned().collect();
        create_demo_accounts(&app, &DemoMode::of_the_demo_command(), &wanted, PASSWORD).await.unwrap();
        let roles = posts.iter().map(|(role, (post, login))| DemoRole {
            post: *post,
            login: login.clone(),
            level: "Tỉnh".to_owned(),
            role: role.name().to_owned(),
            name: login.clone(),
            unit: "đơn vị mẫu".to_owned(),
            sees: "Xem thử.".to_owned(),
        });
        let info = DemoInfo {
            mode: DemoMode::of_the_demo_command(),
            day: "5/9/2020".to_owned(),
            lead: "Tỉnh mẫu.".to_owned(),
            roles: roles.collect(),
        };
        let state = AppState::new(app.clone(), site, demo.then_some(info));
        Self { app, clock, site: router(state), posts }
    }

    /// The program itself, to arrange things.
    pub fn program(&self) -> Ctx {
        let actor = system(self.app.db.clone(), self.clock.today()).actor;
        Ctx { app: self.app.clone(), actor }
    }

    /// Somebody of this role, to arrange things.
    pub async fn acting(&self, role: Role) -> Ctx {
        let token = self.browser(role).await.token().to_owned();
        let visit = khue_app::accounts::visit(&self.app, &token).await.unwrap().unwrap();
        Ctx { app: self.app.clone(), actor: visit.actor }
    }

    /// Records something of a unit from 1/8/2020 on, as the program: texts as people write them, and records
    /// that it names.
    pub async fn keep(
        &self,
        code: &str,
        unit: UnitId,
        texts: &[(&str, &str)],
        records: &[(&str, RecordId)],
    ) -> RecordId {
        let kind = kind(code).unwrap();
        let from = "2020-08-01".parse().unwrap();
        let mut facts = Facts::new(kind);
        for (field, text) in texts {
            let parsed = parse(kind.field(field).unwrap(), text, &Context::plain(self.clock.today()));
            facts.set(field, parsed.unwrap_or_else(|reason| panic!("{reason}")).value);
        }
        for (field, id) in records {
            facts.set(field, Some(FieldValue::Record(id.0)));
        }
        let (change, reason) = (Change::Set(facts), String::new());
        let cmd = ChangeRecord { kind, record: None, unit, from, until: None, change, reason };
        change_record(&self.program(), cmd).await.unwrap().id
    }

    pub fn login(&self, role: Role) -> &str {
        &self.posts[&role].1
    }

    /// A browser that has never been here.
    pub fn stranger(&self) -> Browser<'_> {
        Browser { world: self, cookies: BTreeMap::new(), csrf: String::new() }
    }

    /// A browser in which somebody of this role is signed in.
    pub async fn browser(&self, role: Role) -> Browser<'_> {
        let mode = DemoMode::of_the_demo_command();
        let entered = enter_demo(&self.app, &mode, self.posts[&role].0, "10.0.0.1", "test").await.unwrap();
        let mut browser = self.stranger();
        browser.cookies.insert("khue".to_owned(), entered.token);
        browser.learn("/tai-khoan").await;
        browser
    }

    /// A request as it is, without a browser's help.
    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.site.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&body).into_owned(),
        }
    }
}

/// Keeps cookies and the token of the last form that it saw.
#[derive(Clone)]
pub struct Browser<'a> {
    world: &'a World,
    pub cookies: BTreeMap<String, String>,
    pub csrf: String,
}

impl Browser<'_> {
    pub fn token(&self) -> &str {
        self.cookies.get("khue").map_or("", String::as_str)
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        let answer = self.world.send(self.request("GET", path).body(Body::empty()).unwrap()).await;
        self.remember(&answer);
        answer
    }

    /// A file as it comes.
    #[allow(dead_code, reason = "the attack drill shares this file and is the one to use it")]
    pub async fn bytes(&self, path: &str) -> Vec<u8> {
        let request = self.request("GET", path).body(Body::empty()).unwrap();
        let response = self.world.site.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec()
    }

    /// Posts a form of the page last seen.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.send_as("POST", path, fields).await
    }

    /// The same by another method.
    pub async fn send_as(&mut self, method: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let request = self.request(method, path).header("sec-fetch-site", "same-origin");
        let body = form(&self.csrf, fields);
        let kind = "application/x-www-form-urlencoded";
        let answer =
            self.world.send(request.header("content-type", kind).body(Body::from(body)).unwrap()).await;
        self.remember(&answer);
        answer
    }

    /// Posts a form that may carry files, of the page last seen.
    pub async fn post_files(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut body = String::new();
        for (name, value) in [("csrf", self.csrf.as_str())].iter().chain(fields) {
            body += &format!("--B\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        }
        let request = self.request("POST", path).header("sec-fetch-site", "same-origin");
        let request = request.header("content-type", "multipart/form-data; boundary=B");
        let answer = self.world.send(request.body(Body::from(body + "--B--\r\n")).unwrap()).await;
        self.remember(&answer);
        answer
    }

    pub fn request(&self, method: &str, path: &str) -> axum::http::request::Builder {
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        Request::builder()
            .method(method)
            .uri(path)
            .header("host", "khue.test")
            .header("cookie", cookies.join("; "))
    }

    /// Opens a page for the sake of its form's token.
    pub async fn learn(&mut self, path: &str) {
        let answer = self.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
    }

    pub async fn sign_in(&mut self, login: &str, password: &str) -> Answer {
        self.learn("/dang-nhap").await;
        self.post("/dang-nhap", &[("ten", login), ("mat-khau", password)]).await
    }

    pub async fn is_signed_in(&mut self) -> bool {
        self.get("/tai-khoan").await.status == StatusCode::OK
    }

    fn remember(&mut self, answer: &Answer) {
        for (name, value, attributes) in answer.set_cookies() {
            if attributes.contains("Max-Age=0") {
                self.cookies.remove(&name);
            } else {
                self.cookies.insert(name, value);
            }
        }
        if let Some((_, rest)) = answer.body.split_once("name=\"csrf\" value=\"") {
            self.csrf = rest.split('"').next().unwrap_or_default().to_owned();
        }
    }
}

pub fn form(csrf: &str, fields: &[(&str, &str)]) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("csrf", csrf);
    for (name, value) in fields {
        form.append_pair(name, value);
    }
    form.finish()
}

#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Name, value and the rest of every cookie that is set.
    pub fn set_cookies(&self) -> Vec<(String, String, String)> {
        let values = self.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap());
        values
            .map(|text| {
                let (pair, rest) = text.split_once(';').unwrap();
                let (name, value) = pair.split_once('=').unwrap();
                (name.to_owned(), value.to_owned(), rest.to_owned())
            })
            .collect()
    }
}
