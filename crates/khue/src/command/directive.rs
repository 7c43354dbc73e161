//! `khue directive read`: reading a document from a file.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use khue_app::directive::read_file;
use khue_rules::directive::reading::Reading;

use super::Problem;

/// What to do with directives.
#[derive(Subcommand)]
pub enum Command {
    /// Đọc một tệp văn bản chỉ đạo (TXT, PDF có chữ, DOCX).
    Read(ReadArguments),
    /// Lập báo cáo gửi Chủ tịch UBND tỉnh về một văn bản, theo số liệu của một ngày.
    Report(super::report::Arguments),
}

/// Which file to read.
#[derive(Args)]
pub struct ReadArguments {
    /// Tệp văn bản.
    file: PathBuf,
    /// In kết quả dạng JSON.
    #[arg(long)]
    json: bool,
}

/// Reads the file and prints what was found.
///
/// # Errors
/// [`Problem`] with what is wrong with the file.
pub fn read(arguments: &ReadArguments) -> Result<(), Problem> {
    let file = &arguments.file;
    let content = std::fs::read(file).map_err(|error| {
        Problem(format!("Không mở được {}: {error}. Hãy kiểm tra đường dẫn và quyền đọc.", file.display()))
    })?;
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let (reading, _) = read_file(&content, &name, std::env::current_exe().ok().as_deref())?;
    if arguments.json {
        println!("{}", serde_json::to_string_pretty(&reading)?);
    } else {
        print_summary(&reading);
    }
    Ok(())
}

fn print_summary(reading: &Reading) {
    let metadata = &reading.metadata;
    let known = |text: &Option<String>| text.clone().unwrap_or_else(|| "không rõ".to_owned());
    println!("{} {}: {}", known(&metadata.kind), known(&metadata.number), known(&metadata.subject));
    println!(
        "{} mục, {} nhiệm vụ, {} văn bản được dẫn",
        reading.sections.len(),
        reading.tasks.len(),
        reading.references.len()
    );
    for warning in &reading.warnings {
        println!("● {warning}");
    }
    for task in &reading.tasks {
        println!("{:>6}  {}", task.section, task.text);
        for target in &task.targets {
            println!("        chỉ tiêu: {}", target.text);
        }
        for deadline in task.deadlines.iter().filter(|deadline| deadline.scope != "title") {
            println!("        thời hạn: {}", deadline.text);
        }
    }
}
