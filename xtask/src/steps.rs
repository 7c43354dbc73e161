//! Runs a step, shows what it prints, and counts the tests in it.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};
use std::thread;

/// What tests came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Tests that passed.
    pub passed: u64,
    /// Tests, or whole steps, that failed.
    pub failed: u64,
    /// Tests that the harness left out.
    pub ignored: u64,
    /// Tests that skipped themselves and said why; the harness knows no such outcome and takes them for
    /// passed.
    pub skipped: u64,
}

impl Totals {
    /// Counts what stands in one line of output.
    fn count(&mut self, line: &str) {
        if line.starts_with("skipped: ") {
            self.skipped += 1;
        }
        let Some((_, results)) =
            line.trim_start().strip_prefix("test result: ").and_then(|r| r.split_once(". "))
        else {
            return;
        };
        for result in results.split("; ") {
            let Some((number, kind)) = result.split_once(' ') else { continue };
            let Ok(number) = number.parse::<u64>() else { continue };
            match kind {
                "passed" => self.passed += number,
                "failed" => self.failed += number,
                "ignored" => self.ignored += number,
                _ => {}
            }
        }
    }

    /// All of `parts` together.
    pub fn sum(parts: &[Self]) -> Self {
        Self {
            passed: parts.iter().map(|part| part.passed).sum(),
            failed: parts.iter().map(|part| part.failed).sum(),
            ignored: parts.iter().map(|part| part.ignored).sum(),
            skipped: parts.iter().map(|part| part.skipped).sum(),
        }
    }
}

impl std::fmt::Display for Totals {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} passed, {} failed", self.passed.saturating_sub(self.skipped), self.failed)?;
        match self.skipped + self.ignored {
            0 => Ok(()),
            skipped => write!(f, ", {skipped} skipped"),
        }
    }
}

/// Runs `command` to its end. A step that fails without a failed test counts as one failure.
pub fn run(name: &str, mut command: Command) -> Totals {
    println!("== {name}");
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = match child {
        Ok(child) => child,
        Err(error) => {
            println!("{name}: {error}");
            return Totals { failed: 1, ..Totals::default() };
        }
    };
    let errors =
        child.stderr.take().map(|pipe| thread::spawn(move || show(pipe, |line| eprintln!("{line}"))));
    let mut totals =
        child.stdout.take().map_or_else(Totals::default, |pipe| show(pipe, |line| println!("{line}")));
    if let Some(Ok(more)) = errors.map(thread::JoinHandle::join) {
        totals = Totals::sum(&[totals, more]);
    }
    let good = child.wait().is_ok_and(|status| status.success());
    if !good && totals.failed == 0 {
        println!("{name}: failed");
        totals.failed = 1;
    }
    totals
}

fn show(pipe: impl Read, print: fn(&str)) -> Totals {
    let mut totals = Totals::default();
    let mut reader = BufReader::new(pipe);
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
        let text = String::from_utf8_lossy(&line);
        let text = text.trim_end_matches('\n');
        totals.count(text);
        print(text);
        line.clear();
    }
    totals
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(lines: &[&str], says: &str) {
        let mut totals = Totals::default();
        lines.iter().for_each(|line| totals.count(line));
        assert_eq!(totals.to_string(), says);
    }

    #[test]
    fn results_are_summed_up() {
        check(&[], "0 passed, 0 failed");
        check(
            &[
                "test result: ok. 4 passed; 0 failed; 0 ignored; 0 measured; 2 filtered out; finished in 0.00s",
                "test a::b ... ok",
                "test result: FAILED. 9 passed; 1 failed; 2 ignored; 0 measured; 0 filtered out; finished in 2.62s",
            ],
            "13 passed, 1 failed, 2 skipped",
        );
        check(
            &[
                "test result: ok. 4 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s",
                "skipped: the seed: ../shared is not here",
            ],
            "3 passed, 0 failed, 1 skipped",
        );
    }

    #[test]
    fn a_step_that_fails_counts() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo compiling; exit 3"]);
        assert_eq!(run("a step", command), Totals { failed: 1, ..Totals::default() });
        assert_eq!(run("no program", Command::new("/no/such/program")).failed, 1);
    }
}
