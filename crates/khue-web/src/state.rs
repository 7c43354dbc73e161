//! What all handlers share.

use std::sync::Arc;

use khue_app::App;
use khue_app::accounts::DemoMode;
use khue_base::PostId;

use crate::directive::Pictures;
use crate::security::Limit;

/// The application as the web sees it. Cheap to clone.
#[derive(Clone)]
pub struct AppState {
    /// Database, clock, chance.
    pub app: App,
    /// How the site is reached.
    pub site: Arc<Site>,
    /// Present in the demonstration only.
    pub demo: Option<Arc<DemoInfo>>,
    /// Writes of each account.
    pub(crate) writes: Arc<Limit>,
    /// Requests of each application.
    pub(crate) programs: Arc<Limit>,
    /// Pictures of directives.
    pub(crate) pictures: Arc<Pictures>,
}

impl AppState {
    /// The state of a running site.
    pub fn new(app: App, site: Site, demo: Option<DemoInfo>) -> Self {
        Self {
            app,
            site: Arc::new(site),
            demo: demo.map(Arc::new),
            writes: Arc::new(Limit::of_writes()),
            programs: Arc::new(Limit::of_applications()),
            pictures: Arc::default(),
        }
    }
}

/// How the site is reached.
#[derive(Clone, Debug, Default)]
pub struct Site {
    /// `https://chidao.bacgiang.edu.vn`, for links that leave the site (one-time links); without it
    /// such links show their path only, because the `Host` header is the visitor's word.
    pub address: Option<String>,
    /// Hosts that are answered, with port; all when empty.
    pub hosts: Vec<String>,
    /// Whether browsers come by HTTPS only: cookies are then `Secure` and HSTS is sent.
    pub transport: Transport,
    /// Folders whose disk the page of the system looks at (evidence, backups).
    pub folders: Vec<std::path::PathBuf>,
    /// Whether the last `X-Forwarded-For` entry is the visitor's address.
    pub proxy: Proxy,
}

/// How browsers reach the site.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Transport {
    /// Plain HTTP: one machine, a test, a demonstration.
    #[default]
    Plain,
    /// HTTPS, ended by a proxy in front.
    Https,
}

/// Whether a proxy stands in front and names the visitor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Proxy {
    /// None: the peer is the visitor.
    #[default]
    None,
    /// One trusted proxy; the visitor is the last entry of `X-Forwarded-For`.
    Trusted,
}

impl Site {
    /// `path` as it can be sent to somebody.
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.address.as_deref().unwrap_or_default().trim_end_matches('/'))
    }
}

/// What the demonstration offers on its entrance.
#[derive(Clone, Debug)]
pub struct DemoInfo {
    /// Proof that accounts without a password of their own may exist here.
    pub mode: DemoMode,
    /// The day that counts as today, for the banner.
    pub day: String,
    /// What the demonstration is, in a sentence or two.
    pub lead: String,
    /// Whom one can enter as.
    pub roles: Vec<DemoRole>,
}

/// Somebody whom a visitor of the demonstration can enter as.
#[derive(Clone, Debug)]
pub struct DemoRole {
    /// The post.
    pub post: PostId,
    /// Login of the account, shown so that one can also sign in.
    pub login: String,
    /// `Tỉnh`, `Huyện, xã`, `Nhà trường`; roles of one level stand together.
    pub level: String,
    /// `Chủ tịch UBND tỉnh`.
    pub role: String,
    /// Name of the person.
    pub name: String,
    /// Name of the unit.
    pub unit: String,
    /// What one sees in this role, in a sentence.
    pub sees: String,
}
