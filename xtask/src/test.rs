//! `cargo xtask test`.

use std::process::ExitCode;

use crate::environment::{Environment, cargo};
use crate::steps::{self, Totals};

/// Runs everything even after a failure, and ends with the totals.
pub fn run(chosen: &[String]) -> Result<ExitCode, String> {
    let environment = Environment::for_tests()?;
    let mut results: Vec<Totals> = Vec::new();
    let chosen: Vec<&str> = chosen.iter().map(String::as_str).collect();
    if chosen.is_empty() {
        results.push(steps::run("formats", cargo(&["fmt", "--all", "--check"])));
        let clippy = ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];
        results.push(steps::run("lints", cargo(&clippy)));
    }
    let what = if chosen.is_empty() { vec!["--workspace"] } else { chosen };
    let arguments = [vec!["test", "--no-fail-fast"], what].concat();
    results.push(steps::run("tests", environment.cargo(&arguments)));
    drop(environment);
    let totals = Totals::sum(&results);
    println!("{totals}");
    Ok(if totals.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
