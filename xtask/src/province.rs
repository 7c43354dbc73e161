//! `cargo xtask province`.

use std::process::ExitCode;

use crate::environment::cargo;

/// Loads the sample province with the program as it is installed: in a development build the whole province
/// takes minutes longer.
pub fn run(arguments: &[String]) -> Result<ExitCode, String> {
    let mut all = vec!["run", "--release", "-p", "khue", "--", "province"];
    all.extend(arguments.iter().map(String::as_str));
    let status = cargo(&all).status().map_err(|error| format!("cargo: {error}"))?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
