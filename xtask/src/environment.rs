//! What tests and benchmarks find in their environment.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::postgres_server::PostgresServer;
use crate::tools;

/// A running PostgreSQL and the variables that lead to it and to the other tools.
pub struct Environment {
    variables: Vec<(&'static str, String)>,
    // Kept because the server stops when this is dropped.
    _server: PostgresServer,
}

impl Environment {
    /// Everything that tests need.
    pub fn for_tests() -> Result<Self, String> {
        let mut environment = Self::for_benches()?;
        let mut set = |name, path: PathBuf| environment.variables.push((name, path.display().to_string()));
        set("KHUE_TEST_CHROMIUM", tools::chromium()?);
        set("KHUE_TEST_CHROMEDRIVER", tools::chromedriver()?);
        match tools::axe(&target().join("test-tools")) {
            Some(script) => set("KHUE_TEST_AXE", script),
            None => println!(
                "axe-core cannot be had (no npm): accessibility tests will say that they are skipped"
            ),
        }
        environment.variables.push((
            "KHUE_TEST_PYTHON",
            tools::python_tools(&target().join("test-tools"))?.display().to_string(),
        ));
        environment.variables.push(("KHUE_TEST_REQUIRE_ALL", "1".to_owned()));
        Ok(environment)
    }

    /// A PostgreSQL server.
    pub fn for_benches() -> Result<Self, String> {
        let programs = tools::postgres()?;
        // Not under target/: as root, the server runs as another user, who may not enter this folder.
        let folder = std::env::temp_dir().join(format!("khue-xtask-{}", std::process::id()));
        let server = PostgresServer::start(&programs, &folder)
            .map_err(|error| format!("PostgreSQL does not start: {error}"))?;
        let variables = vec![
            ("KHUE_TEST_POSTGRES", server.address().to_owned()),
            // typst recurses deeply; a thread of 2 MiB would abort the process.
            ("RUST_MIN_STACK", "33554432".to_owned()),
        ];
        Ok(Self { variables, _server: server })
    }

    /// `cargo` in the workspace's folder with these variables.
    pub fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = cargo(arguments);
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }
}

/// `cargo` in the workspace's folder.
pub fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments).current_dir(workspace());
    command
}

fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace().join("target"), PathBuf::from)
}

fn workspace() -> &'static Path {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap_or(own)
}
