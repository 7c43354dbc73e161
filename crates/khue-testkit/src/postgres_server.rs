//! A private PostgreSQL server for tests: own folder, own port, gone afterwards.
//!
//! Only the standard library, because `xtask` includes this file too.

use std::fs;
use std::io::{self, Write as _};
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Output, Stdio};

/// A running server. Stops when dropped, and also when this process dies: a watcher then sees the end of
/// its input.
pub struct PostgresServer {
    address: String,
    watcher: Child,
    lifeline: Option<ChildStdin>,
}

impl PostgresServer {
    /// The folder of `initdb` and `pg_ctl`: the newest under `/usr/lib/postgresql`, else from `PATH`.
    pub fn find_programs() -> Option<PathBuf> {
        let mut versions: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
            .into_iter()
            .flatten()
            .flatten()
            .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
            .collect();
        versions.sort();
        let from_path = std::env::var_os("PATH");
        let from_path = from_path.iter().flat_map(std::env::split_paths);
        versions
            .into_iter()
            .rev()
            .map(|(_, folder)| folder)
            .chain(from_path)
            .find(|folder| folder.join("initdb").is_file() && folder.join("pg_ctl").is_file())
    }

    /// Makes a fresh server in `folder` (which must not exist) with the programs of
    /// [`PostgresServer::find_programs`].
    ///
    /// # Errors
    /// What `initdb` or `pg_ctl` said.
    pub fn start(programs: &Path, folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o755))?;
        let user = ServerUser::find(folder)?;
        let data = folder.join("data");
        // First of all, so that whatever fails below leaves nothing behind.
        let mut watcher = watch(&user, programs, folder, &data)?;
        let lifeline = watcher.stdin.take();
        let mut server = Self { address: String::new(), watcher, lifeline };
        let init = user
            .command(&programs.join("initdb"))
            .args(["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C", "--no-sync"])
            .arg("--pgdata")
            .arg(&data)
            .stdin(Stdio::null())
            .output()?;
        said("initdb", &init)?;
        // Another process may take the port before the server does: then another one is tried.
        let mut tries = 0;
        let port = loop {
            let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
            match start_server(&user, programs, folder, &data, port) {
                Ok(()) => break port,
                Err(error) if tries == 3 => return Err(error),
                Err(_) => tries += 1,
            }
        };
        server.address = format!("postgres://postgres@127.0.0.1:{port}/postgres");
        Ok(server)
    }

    /// The address of its first database.
    pub fn address(&self) -> &str {
        &self.address
    }
}

impl Drop for PostgresServer {
    fn drop(&mut self) {
        drop(self.lifeline.take());
        if let Err(error) = self.watcher.wait() {
            // Nothing can be done in a destructor but to say so.
            let _ = writeln!(io::stderr(), "PostgreSQL may still run: {error}");
        }
    }
}

/// PostgreSQL refuses to run as root; then it runs as the user `postgres` that its package makes.
struct ServerUser {
    switch: bool,
}

impl ServerUser {
    fn find(folder: &Path) -> io::Result<Self> {
        let own = |path: &Path| fs::metadata(path).map(|found| std::os::unix::fs::MetadataExt::uid(&found));
        if own(folder)? != 0 {
            return Ok(Self { switch: false });
        }
        let users = fs::read_to_string("/etc/passwd")?;
        let ids = users.lines().find_map(|line| {
            let mut fields = line.strip_prefix("postgres:")?.split(':').skip(1);
            Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
        });
        let (user, group) = ids.ok_or_else(|| {
            io::Error::other("PostgreSQL does not run as root, and there is no user “postgres”")
        })?;
        chown(folder, Some(user), Some(group))?;
        Ok(Self { switch: true })
    }

    fn command(&self, program: &Path) -> Command {
        let mut command = if self.switch {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        // The server's user may not enter the folder of the tests.
        command.current_dir("/").env("LC_ALL", "C");
        command
    }
}

/// Data that lives for minutes need not survive a power cut, so nothing waits for the disk.
fn start_server(user: &ServerUser, programs: &Path, folder: &Path, data: &Path, port: u16) -> io::Result<()> {
    let options = format!(
        "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={} -c fsync=off \
         -c synchronous_commit=off -c full_page_writes=off -c max_connections=300 -c shared_buffers=64MB \
         -c autovacuum=off -c wal_level=minimal -c max_wal_senders=0",
        folder.display()
    );
    let log = folder.join("log");
    let status = user
        .command(&programs.join("pg_ctl"))
        .arg("--pgdata")
        .arg(data)
        .arg("--log")
        .arg(&log)
        .args(["--options", &options, "--wait", "--timeout=60", "start"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()?;
    if status.success() {
        return Ok(());
    }
    let log = fs::read_to_string(&log).unwrap_or_default();
    Err(io::Error::other(format!("pg_ctl start failed: {}", log.trim())))
}

/// Waits for the end of its input, stops the server and removes the folder. In a group of its own and
/// deaf to signals, so that Ctrl-C does not end it before its work.
fn watch(user: &ServerUser, programs: &Path, folder: &Path, data: &Path) -> io::Result<Child> {
    let script = "trap '' INT TERM HUP; cat >/dev/null; \"$1\" --pgdata \"$2\" --mode=immediate --wait stop >/dev/null 2>&1; \
                  rm -rf \"$3/data\" \"$3/log\"; rmdir \"$3\" 2>/dev/null; true";
    user.command(Path::new("sh"))
        .args(["-c", script, "sh"])
        .arg(programs.join("pg_ctl"))
        .arg(data)
        .arg(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
}

fn said(program: &str, output: &Output) -> io::Result<()> {
    if output.status.success() {
        return Ok(());
    }
    let text = String::from_utf8_lossy(&output.stderr);
    Err(io::Error::other(format!("{program} failed: {}", text.trim())))
}
