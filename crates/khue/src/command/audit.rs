//! `khue audit verify`: whether the audit trail is whole.

use clap::Subcommand;

use super::{Database, Problem};

/// What to do with the audit trail.
#[derive(Subcommand)]
pub enum Command {
    /// Kiểm tra chuỗi băm của nhật ký; nêu chỗ đứt đầu tiên và in mã tóm tắt để công bố.
    Verify(Database),
}

/// Runs it.
///
/// # Errors
/// [`Problem`] naming the first break.
pub async fn run(command: Command) -> Result<(), Problem> {
    let Command::Verify(database) = command;
    let db = database.open().await?;
    let verdict = khue_db::audit::verify(&db).await?;
    println!("{} chuỗi, {} dòng khớp. Mã tóm tắt: {}", verdict.chains, verdict.entries, verdict.digest);
    match verdict.first_break {
        None => Ok(()),
        Some(found) => Err(Problem(format!(
            "Nhật ký bị đứt ở chuỗi {}, dòng {}: {}. Giữ nguyên hiện trạng, lấy bản sao lưu gần nhất để đối chiếu.",
            found.chain, found.seq, found.why
        ))),
    }
}
