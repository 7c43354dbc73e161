//! The interface against the tools of others: a validator of OpenAPI, and schemathesis, which makes thousands of
//! requests from the description, right ones and wrong ones, and holds the answers against it.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use khue_rules::accounts::{Role, Scope};
use khue_testkit::{TestDb, for_each_database, require_all, skipped};
use tokio::net::TcpListener;
use tokio::process::Command;
use tokio::sync::oneshot;

use super::world::World;

/// A program of the Python environment that `cargo xtask test` makes; none when it is not there.
pub fn python_tool(name: &str) -> Option<PathBuf> {
    let made = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/test-tools/python");
    let folder = std::env::var_os("KHUE_TEST_PYTHON").map_or(made, PathBuf::from);
    let tool = folder.join("bin").join(name);
    if tool.is_file() {
        return Some(tool);
    }
    assert!(!require_all(), "{} is not there", tool.display());
    skipped(&format!("{name} is not there; cargo xtask test installs it"));
    None
}

/// The site on a port, with a clock that runs faster than ours, so that no allowance of requests is used up.
pub async fn serving<T>(world: &World, work: impl AsyncFnOnce(String) -> T) -> T {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let (end, ended) = oneshot::channel::<()>();
    let serving = tokio::spawn(khue_web::serve(listener, world.site.clone(), async move {
        let _ = ended.await;
    }));
    let clock = world.clock.clone();
    let ticking = tokio::spawn(async move {
        loop {
            tokio::time::sleep(Duration::from_millis(50)).await;
            clock.move_on_ms(500);
        }
    });
    let done = work(address).await;
    ticking.abort();
    end.send(()).unwrap();
    serving.await.unwrap();
    done
}

/// Runs a tool to its end; its output when it is content.
pub async fn run(tool: PathBuf, arguments: &[&str], variables: &[(&str, &str)]) -> String {
    let output = Command::new(&tool)
        .args(arguments)
        .current_dir(std::env::temp_dir())
        .env("NO_COLOR", "1")
        .envs(variables.iter().copied())
        .stdin(Stdio::null())
        .output()
        .await
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "{}: {said}\n{}",
        tool.display(),
        String::from_utf8_lossy(&output.stderr)
    );
    said
}

#[tokio::test]
async fn the_description_is_sound_openapi() {
    let Some(validator) = python_tool("openapi-spec-validator") else { return };
    let database = TestDb::lite().await;
    let world = World::plain(database.db()).await;
    let answer = world.stranger().get("/api/v1/openapi.json").await;
    let file = std::env::temp_dir().join(format!("khue-openapi-{}.json", std::process::id()));
    std::fs::write(&file, &answer.body).unwrap();
    run(validator, &[file.to_str().unwrap()], &[]).await;
    std::fs::remove_file(file).unwrap();
    database.remove().await;
}

/// All kinds go through the same code: a few with every type of field, both ways of keeping and guarded fields.
const TRIED: [&str; 7] = ["units", "class", "pupil", "enrolment", "site", "works", "qualification"];

#[tokio::test]
async fn schemathesis_finds_nothing_to_blame() {
    let Some(schemathesis) = python_tool("schemathesis") else { return };
    for_each_database(async |db| {
        let world = World::with_records(&db).await;
        let unit = world.acting(Role::Head).await.actor.unit;
        let scopes = Scope::ALL.map(Scope::code).join(" ");
        let token = world.client(unit, &scopes).await.token;
        serving(&world, async |address| {
            let place = format!("{address}/api/v1/openapi.json");
            let settings = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/site/schemathesis.toml");
            let mut arguments = vec!["--config-file", settings, "run", &place];
            arguments.extend(TRIED.iter().flat_map(|tag| ["--include-tag", tag]));
            let said = run(schemathesis.clone(), &arguments, &[("KHUE_TOKEN", &token)]).await;
            let numbers =
                said.lines().filter_map(|line| line.trim().split_once(" generated")?.0.parse().ok());
            let tried: u32 = numbers.max().unwrap_or_default();
            assert!(1000 < tried, "it has tried little: {said}");
        })
        .await;
    })
    .await;
}
