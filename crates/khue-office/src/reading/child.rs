//! Reading in a process of its own, so that a hostile file can take neither the
//! server's time nor its memory.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use super::{Content, ExtractedText, FileRefusal, MAX_BYTES, content_of, shown_name, text_of};

/// Address space of the reading process.
#[cfg(unix)]
const MEMORY_KIB: u64 = 1536 << 10;
/// A longer answer than any file of [`MAX_BYTES`] can give.
const MOST_ANSWER: u64 = 256 << 20;

/// [`text_of`] in a child process: `executable arguments… FILE-NAME`, which must call
/// [`answer_parent`]. The child is ended when it takes longer than `limit`.
///
/// # Errors
/// [`FileRefusal`]: the child's own, [`FileRefusal::TooSlow`], or
/// [`FileRefusal::BrokenPdf`] when the child died over the file.
pub fn text_of_in_child(
    executable: &Path,
    arguments: &[&str],
    bytes: &[u8],
    file_name: &str,
    limit: Duration,
) -> Result<ExtractedText, FileRefusal> {
    let name = shown_name(file_name);
    // Other kinds are read by code of ours, within bounds.
    if content_of(bytes) != Content::Pdf || bytes.len() > MAX_BYTES {
        return text_of(bytes, file_name);
    }
    let failed = || FileRefusal::ReaderFailed { name: name.clone() };
    let mut child = command(executable)
        .args(arguments)
        .arg(&name)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|_| failed())?;
    let (mut input, output) =
        (child.stdin.take().ok_or_else(failed)?, child.stdout.take().ok_or_else(failed)?);
    let bytes = bytes.to_vec();
    // A child that does not read to the end closes the pipe; its answer counts, not our write.
    thread::spawn(move || input.write_all(&bytes));
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut answer = Vec::new();
        let read = output.take(MOST_ANSWER).read_to_end(&mut answer);
        let _ = sender.send(read.map(|_| answer));
    });
    let answer = receiver.recv_timeout(limit);
    // Ended in any case: after an answer it has nothing more to do.
    let _ = child.kill();
    let _ = child.wait();
    match answer {
        Err(_) => Err(FileRefusal::TooSlow { name }),
        Ok(Err(_)) => Err(failed()),
        Ok(Ok(answer)) if answer.is_empty() => Err(FileRefusal::BrokenPdf { name }),
        Ok(Ok(answer)) => serde_json::from_slice::<Result<ExtractedText, FileRefusal>>(&answer)
            .unwrap_or_else(|_| Err(failed())),
    }
}

/// Where the system has limits, the child starts under one for memory.
#[cfg(unix)]
fn command(executable: &Path) -> Command {
    let mut command = Command::new("/bin/sh");
    command.args(["-c", r#"ulimit -v "$0"; exec "$@""#]).arg(MEMORY_KIB.to_string()).arg(executable);
    command
}

#[cfg(not(unix))]
fn command(executable: &Path) -> Command {
    Command::new(executable)
}

/// The child's side: reads the file from standard input, writes the answer to standard output.
pub fn answer_parent(file_name: &str) -> ExitCode {
    let mut bytes = Vec::new();
    let most = MAX_BYTES as u64 + 1;
    if std::io::stdin().take(most).read_to_end(&mut bytes).is_err() {
        return ExitCode::FAILURE;
    }
    let answer = serde_json::to_vec(&text_of(&bytes, file_name));
    match answer.map(|answer| std::io::stdout().write_all(&answer)) {
        Ok(Ok(())) => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}
