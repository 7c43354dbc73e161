//! Programs that tests need: found, or installed with apt-get where we may.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::postgres_server::PostgresServer;

/// The folder of PostgreSQL's server programs.
pub fn postgres() -> Result<PathBuf, String> {
    find_or_install("PostgreSQL's server", &["postgresql"], PostgresServer::find_programs)
}

/// Chromium.
pub fn chromium() -> Result<PathBuf, String> {
    find_or_install("Chromium", &["chromium", "chromium-driver"], || {
        in_path(&["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"])
    })
}

/// The program through which tests steer Chromium.
pub fn chromedriver() -> Result<PathBuf, String> {
    find_or_install("chromedriver", &["chromium-driver"], || in_path(&["chromedriver"]))
}

/// The script that checks pages for accessibility, in `folder`; none without npm.
pub fn axe(folder: &Path) -> Option<PathBuf> {
    let script = folder.join("package/axe.min.js");
    if script.is_file() {
        return Some(script);
    }
    let npm = in_path(&["npm"])?;
    std::fs::create_dir_all(folder).ok()?;
    let pack =
        Command::new(npm).args(["pack", "--silent", "axe-core@4"]).current_dir(folder).output().ok()?;
    let archive = String::from_utf8(pack.stdout).ok()?;
    let archive = archive.lines().last()?.trim();
    let unpacked = Command::new("tar").args(["-xzf", archive]).current_dir(folder).status().ok()?;
    (unpacked.success() && script.is_file()).then_some(script)
}

fn find_or_install(
    what: &str,
    packages: &[&str],
    find: impl Fn() -> Option<PathBuf>,
) -> Result<PathBuf, String> {
    if let Some(found) = find() {
        return Ok(found);
    }
    let names = packages.join(" ");
    if !is_root() || in_path(&["apt-get"]).is_none() {
        return Err(format!("{what} is missing: install it with “sudo apt-get install {names}”"));
    }
    println!("{what} is missing: installing {names}");
    // An old list names packages that are gone.
    for arguments in
        [vec!["update"], [vec!["install", "-y", "--no-install-recommends"], packages.to_vec()].concat()]
    {
        let status = Command::new("apt-get")
            .arg("-q")
            .args(&arguments)
            .env("DEBIAN_FRONTEND", "noninteractive")
            .status();
        if !status.is_ok_and(|status| status.success()) {
            return Err(format!("{what} is missing, and “apt-get {}” failed", arguments.join(" ")));
        }
    }
    find().ok_or_else(|| format!("{what} is missing even after “apt-get install {names}”"))
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

fn in_path(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<_> = std::env::split_paths(&path).collect();
    names
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
        .find(|file| file.is_file())
}
