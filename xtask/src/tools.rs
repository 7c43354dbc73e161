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

/// What tests need from Python's registry: a validator of OpenAPI, schemathesis, and a client of OneRoster, which
/// wants Python 3.12 and is left out where there is none.
const PYTHON_TOOLS: [&str; 2] = ["schemathesis==4.32.5", "openapi-spec-validator==0.9.0"];
const ONEROSTER_CLIENT: &str = "timeback-oneroster==0.4.0";

/// A Python environment of its own with these tools, in `folder`.
pub fn python_tools(folder: &Path) -> Result<PathBuf, String> {
    let home = folder.join("python");
    let marker = home.join("installed");
    let wanted = [PYTHON_TOOLS.as_slice(), &[ONEROSTER_CLIENT]].concat().join(" ");
    if std::fs::read_to_string(&marker).is_ok_and(|installed| installed == wanted) {
        return Ok(home);
    }
    let python = find_or_install("Python", &["python3", "python3-venv"], newest_python)?;
    let _ = std::fs::remove_dir_all(&home);
    let made = Command::new(&python).args(["-m", "venv"]).arg(&home).status();
    if !made.is_ok_and(|status| status.success()) {
        return Err(format!("{} makes no environment: install python3-venv", python.display()));
    }
    let install = |packages: &[&str]| {
        let pip = home.join("bin/pip");
        let status = Command::new(pip)
            .args(["install", "--quiet", "--disable-pip-version-check"])
            .args(packages)
            .status();
        status.is_ok_and(|status| status.success())
    };
    if !install(&PYTHON_TOOLS) {
        return Err(format!("pip cannot install {}", PYTHON_TOOLS.join(" ")));
    }
    if !install(&[ONEROSTER_CLIENT]) {
        println!("{ONEROSTER_CLIENT} cannot be had: its test will say that it is skipped");
    }
    std::fs::write(&marker, wanted).map_err(|error| format!("{}: {error}", marker.display()))?;
    Ok(home)
}

/// The newest Python that works, also among those that pyenv keeps.
fn newest_python() -> Option<PathBuf> {
    let kept = std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".pyenv/versions"));
    let kept = kept.and_then(|folder| std::fs::read_dir(folder).ok()).into_iter().flatten().flatten();
    let kept = kept.map(|version| version.path().join("bin/python3"));
    let common = in_path(&["python3"]);
    let all = kept.chain(common).filter_map(|python| Some((minor_version(&python)?, python)));
    // Wheels of the newest are not always there yet.
    all.filter(|(minor, _)| (10..=13).contains(minor)).max().map(|(_, python)| python)
}

/// 12 of Python 3.12, when it can make environments.
fn minor_version(python: &Path) -> Option<u32> {
    let program = "import sys, ensurepip, venv; print(sys.version_info.minor)";
    let output = Command::new(python).args(["-c", program]).output().ok()?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
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
