//! Khuê: one program for a school, a province or the ministry.

mod clock;
mod command;
mod demo;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Điều hành nhiệm vụ giáo dục của tỉnh: từ văn bản chỉ đạo đến báo cáo.
#[derive(Parser)]
#[command(name = "khue", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Chạy thử với tỉnh mẫu và một chỉ thị đang được thực hiện.
    Demo(command::demo::Arguments),
    /// Nạp tỉnh mẫu vào một cơ sở dữ liệu trống.
    #[command(hide = true)]
    Province(command::province::Arguments),
    /// Chạy máy chủ web.
    Serve(command::serve::Arguments),
    /// Chỉ nhận gói trao đổi của các bên gửi đã khai báo, không có trang nào.
    Receive(command::serve::Arguments),
    /// Cập nhật cấu trúc cơ sở dữ liệu.
    Migrate(command::Database),
    /// Đọc một văn bản chỉ đạo, hoặc lập báo cáo về nó.
    #[command(subcommand)]
    Directive(command::directive::Command),
    /// Nhập bảng của trường (XLSX, XLS, ODS, CSV) vào hồ sơ, hoặc hoàn tác một lần nhập.
    Import(command::import::Arguments),
    /// Xuất danh sách lớp của một trường cho phần mềm khác (OneRoster 1.2).
    Roster(command::roster::Arguments),
    /// Nhật ký thay đổi.
    #[command(subcommand)]
    Audit(command::audit::Command),
    /// Sao lưu cơ sở dữ liệu khi đang chạy; bản sao được kiểm chứng.
    Backup(command::backup::Arguments),
    /// Khôi phục từ bản sao lưu vào một cơ sở dữ liệu trống.
    Restore(command::backup::RestoreArguments),
    /// Đọc một tệp PDF thay cho tiến trình cha.
    #[command(name = khue_app::directive::READ_FOR_PARENT, hide = true)]
    ReadForParent {
        /// Tên tệp.
        name: String,
    },
    /// Kiểm tra máy chủ: đĩa, đồng hồ, sao lưu, phông chữ, cơ sở dữ liệu.
    Doctor(command::Database),
}

fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_default_env()
                .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn")),
        )
        .with_writer(std::io::stderr)
        .init();
    let cli = Cli::parse_from(own_arguments(std::env::args_os()));
    if let Command::ReadForParent { name } = &cli.command {
        return khue_office::reading::answer_parent(name);
    }
    match run(cli.command) {
        Ok(code) => code,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

/// Without the `--` of `cargo demo -- --directive FILE`: the alias has set one before `demo` already.
fn own_arguments(given: impl Iterator<Item = OsString>) -> impl Iterator<Item = OsString> {
    let mut before = OsString::new();
    given.enumerate().filter_map(move |(place, argument)| {
        let is_divider = place == 2 && before == "demo" && argument == "--";
        before.clone_from(&argument);
        (!is_divider).then_some(argument)
    })
}

fn run(command: Command) -> Result<ExitCode, command::Problem> {
    tokio::runtime::Runtime::new()?.block_on(run_async(command))
}

async fn run_async(command: Command) -> Result<ExitCode, command::Problem> {
    match command {
        Command::Import(arguments) => return command::import::run(arguments).await,
        Command::Demo(arguments) => command::demo::run(arguments).await,
        Command::Province(arguments) => command::province::run(arguments).await,
        Command::Serve(arguments) => command::serve::run(arguments).await,
        Command::Receive(arguments) => command::serve::run_receiver(arguments).await,
        Command::Migrate(database) => command::migrate(&database).await,
        Command::Directive(command::directive::Command::Read(arguments)) => {
            command::directive::read(&arguments)
        }
        Command::Directive(command::directive::Command::Report(arguments)) => {
            command::report::report(arguments).await
        }
        Command::Roster(arguments) => command::roster::run(arguments).await,
        Command::Audit(command) => command::audit::run(command).await,
        Command::Backup(arguments) => command::backup::run(&arguments).await,
        Command::Restore(arguments) => command::backup::restore(&arguments).await,
        Command::Doctor(database) => command::doctor(&database).await,
        // Answered before anything else was set up.
        Command::ReadForParent { .. } => Ok(()),
    }
    .map(|()| ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_of_the_demonstration_may_follow_two_dashes() {
        let directive = |line: &str| {
            let given = line.split(' ').map(OsString::from);
            match Cli::try_parse_from(own_arguments(given)).map(|cli| cli.command) {
                Ok(Command::Demo(arguments)) => arguments.directive,
                _ => panic!("{line} is not understood"),
            }
        };
        assert_eq!(directive("khue demo"), None);
        assert_eq!(directive("khue demo --directive a.txt"), Some("a.txt".into()));
        assert_eq!(directive("khue demo -- --directive a.txt"), Some("a.txt".into()));
    }

    #[test]
    fn two_dashes_elsewhere_stay() {
        let given = ["khue", "directive", "read", "--", "-a.txt"].map(OsString::from);
        assert_eq!(own_arguments(given.clone().into_iter()).collect::<Vec<_>>(), given);
    }
}
