//! `cargo xtask bench`.

use std::process::ExitCode;

use crate::environment::Environment;

/// Runs the benchmarks with a PostgreSQL server at hand; what they measure is in docs/performance.md.
pub fn run(chosen: &[String]) -> Result<ExitCode, String> {
    let environment = Environment::for_benches()?;
    let mut arguments = vec!["bench"];
    match chosen {
        [] => arguments.extend(["--workspace", "--benches"]),
        chosen => arguments.extend(chosen.iter().map(String::as_str)),
    }
    let status = environment.cargo(&arguments).status().map_err(|error| format!("cargo: {error}"))?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
