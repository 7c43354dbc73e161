//! Development commands. `cargo xtask` lists them.

mod bench;
mod environment;
#[path = "../../crates/khue-testkit/src/postgres_server.rs"]
mod postgres_server;
mod province;
mod steps;
mod test;
mod tools;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(about = "Development commands of Khuê", arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Find or install what the tests need, then check formats and lints and run every test
    Test {
        /// Given to `cargo test` in place of `--workspace`; formats and lints are then left out
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        cargo: Vec<String>,
    },
    /// Run the benchmarks on both databases
    Bench {
        /// Given to `cargo bench` in place of `--workspace`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        cargo: Vec<String>,
    },
    /// Make the sample province and load it into an empty database
    Province {
        /// `--database sqlite:PATH|postgres://…` and `--scale tiny|demo|full`, as `khue province` takes them
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
}

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Test { cargo } => test::run(&cargo),
        Command::Bench { cargo } => bench::run(&cargo),
        Command::Province { arguments } => province::run(&arguments),
    };
    done.unwrap_or_else(|problem| {
        eprintln!("xtask: {problem}");
        ExitCode::FAILURE
    })
}
