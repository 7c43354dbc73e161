//! The real program as a process, and a plain HTTP client.

#![allow(dead_code)] // each test uses its part

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A process that ends with its owner.
pub struct Running {
    child: Child,
    /// What it printed up to the line that was waited for.
    pub said: String,
}

impl Running {
    /// Starts it and reads its output up to a line that contains `word`.
    pub fn start(command: &mut Command, word: &str) -> Self {
        let spawned = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
        let mut child = spawned.unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut said = String::new();
        while !said.lines().last().is_some_and(|line| line.contains(word)) {
            assert!(output.read_line(&mut said).unwrap() > 0, "{command:?} ended without “{word}”: {said}");
        }
        // What it says later is not kept, but it must find somebody who reads.
        std::thread::spawn(move || std::io::copy(&mut output, &mut std::io::sink()));
        Self { child, said }
    }

    /// `khue` with these arguments, serving at a port of its own.
    pub fn khue(arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_khue"));
        command.args(arguments).args(["--listen", "127.0.0.1:0"]);
        Self::start(&mut command, "ở http://")
    }

    /// Where it serves: `127.0.0.1:PORT`.
    pub fn host(&self) -> String {
        let (_, rest) = self.said.split_once("ở http://").unwrap();
        rest.split_whitespace().next().unwrap().to_owned()
    }

    /// Kills it with SIGKILL and waits until it is gone.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Asked to end it takes its folders away; it may be gone already.
        let _ = Command::new("kill").arg(self.child.id().to_string()).stderr(Stdio::null()).status();
        for _ in 0..50 {
            if let Ok(Some(_)) = self.child.try_wait() {
                return;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An answer.
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The value of the cookie `khue`, when it is set.
    pub fn token(&self) -> Option<String> {
        let (_, rest) = self.head.split_once("khue=")?;
        Some(rest.split(';').next()?.to_owned())
    }

    /// The token of the first form.
    pub fn csrf(&self) -> String {
        let text = self.text();
        let (_, rest) =
            text.split_once("name=\"csrf\" value=\"").unwrap_or_else(|| panic!("no form: {text}"));
        rest.split('"').next().unwrap().to_owned()
    }
}

/// One request over its own connection; an error when the server went away before its answer was whole.
pub async fn request(
    host: &str,
    token: &str,
    head: &str,
    content_type: &str,
    body: &[u8],
) -> std::io::Result<Answer> {
    let mut stream = TcpStream::connect(host).await?;
    let head = format!(
        "{head} HTTP/1.1\r\nHost: {host}\r\nCookie: khue={token}\r\nContent-Type: {content_type}\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    let cut = || std::io::Error::other("the answer was cut off");
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").ok_or_else(cut)?;
    let head = String::from_utf8_lossy(&answer[..end]).into_owned();
    let body = answer[end + 4..].to_vec();
    let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).ok_or_else(cut)?;
    let lower = head.to_ascii_lowercase();
    let body =
        if lower.contains("transfer-encoding: chunked") { unchunk(&body).ok_or_else(cut)? } else { body };
    Ok(Answer { status, head, body })
}

fn unchunk(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::new();
    loop {
        let line = body.windows(2).position(|two| two == b"\r\n")?;
        let length = usize::from_str_radix(std::str::from_utf8(body.get(..line)?).ok()?.trim(), 16).ok()?;
        body = body.get(line + 2..)?;
        if length == 0 {
            return Some(whole);
        }
        whole.extend_from_slice(body.get(..length)?);
        body = body.get(length + 2..)?;
    }
}

pub async fn get(host: &str, token: &str, path: &str) -> std::io::Result<Answer> {
    request(host, token, &format!("GET {path}"), "text/plain", b"").await
}

pub async fn post(host: &str, token: &str, path: &str, fields: &[(&str, &str)]) -> std::io::Result<Answer> {
    let mut body = String::new();
    for (name, value) in fields {
        body += &format!("--B\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    }
    body += "--B--\r\n";
    request(host, token, &format!("POST {path}"), "multipart/form-data; boundary=B", body.as_bytes()).await
}

/// Runs `khue` to its end and gives what it printed; fails when it fails.
pub fn run(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_khue")).args(arguments).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "khue {arguments:?}: {said}{}", String::from_utf8_lossy(&output.stderr));
    said
}

/// The root of the workspace.
pub fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap()
}
