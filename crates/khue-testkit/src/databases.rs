//! A fresh SQLite and a fresh PostgreSQL database for every test.
//!
//! `KHUE_TEST_POSTGRES` names a server that is there already (`cargo xtask test` sets it); else each test
//! process starts its own. Without PostgreSQL that half is skipped, and said so; with
//! `KHUE_TEST_REQUIRE_ALL=1` that is a failure.

use std::ops::Deref;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use khue_db::{Db, Dialect, Statement};

use crate::postgres_server::PostgresServer;

/// An empty database that is gone when dropped.
pub struct TestDb {
    db: Db,
    address: String,
    home: Home,
}

enum Home {
    Folder(PathBuf),
    Server { server: String, name: String },
}

/// The databases that a test must run on.
///
/// # Panics
/// When a database cannot be made.
pub async fn databases() -> Vec<TestDb> {
    let mut databases = vec![TestDb::lite().await];
    databases.extend(TestDb::postgres().await);
    databases
}

/// Runs `test` on every database in turn and removes each afterwards, also after a failure.
///
/// # Panics
/// When a database cannot be made, and when `test` does.
pub async fn for_each_database(test: impl AsyncFn(Db)) {
    for database in databases().await {
        test(database.db.clone()).await;
        database.remove().await;
    }
}

impl TestDb {
    /// A SQLite file in a folder of its own.
    ///
    /// # Panics
    /// When it cannot be made.
    pub async fn lite() -> Self {
        let folder = std::env::temp_dir().join(format!("khue-test-{}", unique_name()));
        // A killed run of the same process number may have left its own.
        let _ = std::fs::remove_dir_all(&folder);
        must("make a folder", std::fs::create_dir_all(&folder));
        let address = format!("sqlite:{}", folder.join("khue.db").display());
        let db = must("open SQLite", Db::open(&address).await);
        Self { db, address, home: Home::Folder(folder) }
    }

    /// A database on the PostgreSQL server of this run; none when PostgreSQL is not installed.
    ///
    /// # Panics
    /// When it cannot be made, or is missing although `KHUE_TEST_REQUIRE_ALL` is set.
    pub async fn postgres() -> Option<Self> {
        let server = server_address()?;
        let name = format!("khue_test_{}", unique_name().replace('-', "_"));
        let create =
            format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'");
        run_on_server(server, format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
        run_on_server(server, create).await;
        let address = match server.rsplit_once('/') {
            Some((before, _)) => format!("{before}/{name}"),
            None => return None,
        };
        let db = must("open PostgreSQL", Db::open(&address).await);
        Some(Self { db, address, home: Home::Server { server: server.to_owned(), name } })
    }

    /// The open database.
    pub fn db(&self) -> &Db {
        &self.db
    }

    /// Its address, for a process of its own.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Closes and removes it.
    pub async fn remove(self) {
        // A task that a test left behind may hold a connection for ever.
        let _ = tokio::time::timeout(Duration::from_secs(5), self.db.close()).await;
    }
}

impl Deref for TestDb {
    type Target = Db;

    fn deref(&self) -> &Db {
        &self.db
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let which = match self.db.dialect() {
                Dialect::Lite => "SQLite",
                Dialect::Postgres => "PostgreSQL",
            };
            eprintln!("this test failed on {which}");
        }
        match &self.home {
            Home::Folder(folder) => {
                if let Err(error) = std::fs::remove_dir_all(folder) {
                    eprintln!("{}: {error}", folder.display());
                }
            }
            Home::Server { server, name } => drop_database(server.clone(), name),
        }
    }
}

/// Whether something that tests need may be missing.
pub fn require_all() -> bool {
    std::env::var("KHUE_TEST_REQUIRE_ALL").is_ok_and(|value| value == "1")
}

/// Says on the error output that a test, or a part of it, did not run: `skipped: WHAT`. Unlike what
/// `eprintln!` prints, it is seen although the test passes; `cargo xtask test` counts these lines.
pub fn skipped(what: &str) {
    use std::io::Write as _;
    // There is nowhere else to say that this failed.
    let _ = writeln!(std::io::stderr(), "skipped: {what}");
}

/// The server of this test process, started at first use; its watcher stops it when the process ends.
fn server_address() -> Option<&'static str> {
    static SERVER: OnceLock<Option<(String, Option<PostgresServer>)>> = OnceLock::new();
    SERVER.get_or_init(find_server).as_ref().map(|(address, _)| address.as_str())
}

fn find_server() -> Option<(String, Option<PostgresServer>)> {
    if let Ok(address) = std::env::var("KHUE_TEST_POSTGRES") {
        return Some((address, None));
    }
    let Some(programs) = PostgresServer::find_programs() else {
        assert!(!require_all(), "PostgreSQL is not installed");
        skipped("the half on PostgreSQL: PostgreSQL is not installed");
        return None;
    };
    let folder = std::env::temp_dir().join(format!("khue-postgres-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    let server = must("start PostgreSQL", PostgresServer::start(&programs, &folder));
    Some((server.address().to_owned(), Some(server)))
}

async fn run_on_server(server: &str, text: String) {
    let db = must("reach PostgreSQL", Db::open(server).await);
    // Statements are constants of the program; a test's few bytes may stay.
    let statement = Statement { name: "test database", text: text.leak(), postgres: None };
    let mut session = must("reach PostgreSQL", db.read().await);
    must("make or drop a database", session.execute(statement, &[]).await);
    drop(session);
    db.close().await;
}

/// A destructor cannot wait for a task of the runtime it may be in, so a thread does it.
fn drop_database(server: String, name: &str) {
    let text = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
    let thread = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        must("make a runtime", runtime).block_on(run_on_server(&server, text));
    });
    if thread.join().is_err() {
        eprintln!("{name} could not be dropped");
    }
}

fn unique_name() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!("{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}

fn must<T, E: std::fmt::Display>(what: &str, outcome: Result<T, E>) -> T {
    match outcome {
        Ok(value) => value,
        Err(error) => panic!("cannot {what}: {error}"),
    }
}
