//! The crash drill: a process that writes is killed again and again, and what it acknowledged is looked
//! for afterwards.

use std::io::{BufRead as _, BufReader};
use std::process::{ChildStdout, Command, Stdio};
use std::time::Duration;

/// How often a drill kills: `KHUE_CRASH_KILLS`, or 10.
///
/// # Panics
/// When the variable is no number.
pub fn kills() -> u32 {
    match std::env::var("KHUE_CRASH_KILLS") {
        Ok(text) => text.parse().unwrap_or_else(|_| panic!("KHUE_CRASH_KILLS is no number: {text}")),
        Err(_) => 10,
    }
}

/// Starts `command(round)` and kills it with SIGKILL at a moment drawn from `seed`, `kills` times over.
/// The process must print one line for each write as soon as it is promised to last; `check` gets the
/// lines of each round after the kill.
///
/// # Panics
/// When the process cannot be started, ends by itself, or does not acknowledge anything for a minute.
pub async fn drill(
    kills: u32,
    seed: u64,
    mut command: impl FnMut(u32) -> Command,
    mut check: impl AsyncFnMut(u32, &[String]),
) {
    let mut random = Random(seed | 1);
    for round in 0..kills {
        let mut command = command(round);
        let writes = 1 + random.below(30);
        let pause = Duration::from_micros(random.below(8_000));
        let killed = tokio::task::spawn_blocking(move || run_and_kill(&mut command, writes, pause));
        match killed.await {
            Ok(acknowledged) => check(round, &acknowledged).await,
            Err(error) => panic!("round {round}: {error}"),
        }
    }
}

/// Lets the process make `writes` writes, and a moment's work more; returns what it acknowledged.
fn run_and_kill(command: &mut Command, writes: u64, pause: Duration) -> Vec<String> {
    let spawned = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
    let mut child = spawned.unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let Some(output) = child.stdout.take() else { panic!("the output of {command:?} is not piped") };
    let (reached, has_reached) = std::sync::mpsc::channel();
    let reader = std::thread::spawn(move || read_lines(output, writes, &reached));
    let outcome = has_reached.recv_timeout(Duration::from_secs(60));
    std::thread::sleep(pause);
    // Already ended: told below.
    let _ = child.kill();
    let status = child.wait();
    assert!(outcome.is_ok(), "{command:?} did not make {writes} writes: {status:?}");
    reader.join().unwrap_or_else(|_| panic!("the output of {command:?} cannot be read"))
}

/// Reads to the end, which comes with the kill. A line without its end was never promised.
fn read_lines(output: ChildStdout, writes: u64, reached: &std::sync::mpsc::Sender<()>) -> Vec<String> {
    let mut lines = Vec::new();
    let mut output = BufReader::new(output);
    let mut line = String::new();
    while output.read_line(&mut line).is_ok_and(|length| length > 0) {
        if let Some(whole) = line.strip_suffix('\n') {
            lines.push(whole.to_owned());
        }
        if lines.len() as u64 == writes {
            // Nobody listens any more: the kill has come.
            let _ = reached.send(());
        }
        line.clear();
    }
    lines
}

/// Xorshift: good enough to draw moments, and the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }
}
