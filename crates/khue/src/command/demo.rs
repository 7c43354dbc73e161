//! `khue demo`: a sample province with a directive half carried out.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;
use khue_web::{AppState, Site};

use super::Problem;
use super::province::Size;
use super::serve::{asked_to_end, listen, run_site};
use crate::demo::{Demo, PASSWORD, make};

/// How to run the demonstration.
#[derive(Args)]
pub struct Arguments {
    /// Thông qua tệp văn bản này thay cho chỉ thị mẫu.
    #[arg(long)]
    pub directive: Option<PathBuf>,
    /// Quy mô của tỉnh mẫu; toàn tỉnh cần vài phút và khoảng 3 GB đĩa.
    #[arg(long, value_enum, default_value_t = Size::Demo)]
    scale: Size,
    /// Địa chỉ lắng nghe; cổng 0 là cổng trống bất kỳ.
    #[arg(long, default_value = "127.0.0.1:8020")]
    listen: SocketAddr,
}

/// A folder that goes away with the demonstration.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            tracing::warn!(%error, "the demonstration's folder stays behind");
        }
    }
}

/// Makes the demonstration and serves it until it is asked to end.
///
/// # Errors
/// [`Problem`] when it cannot be made.
pub async fn run(arguments: Arguments) -> Result<(), Problem> {
    let folder = Folder(std::env::temp_dir().join(format!("khue-demo-{}", std::process::id())));
    std::fs::create_dir_all(&folder.0)?;
    // Another demonstration may have the usual port.
    let listener = match listen(arguments.listen).await {
        Ok(listener) => listener,
        Err(_) if arguments.listen.port() != 0 => listen(SocketAddr::new(arguments.listen.ip(), 0)).await?,
        Err(problem) => return Err(problem),
    };
    println!("Đang dựng tỉnh mẫu…");
    let file = folder.0.join("demo.db");
    // Who no longer wants to wait leaves nothing behind.
    let demo = tokio::select! {
        made = make(&file, arguments.scale.into(), arguments.directive.as_deref()) => made?,
        () = asked_to_end() => return Ok(()),
    };
    demo.add_partners(listener.local_addr()?).await?;
    print_roles(&demo, listener.local_addr()?);
    run_site(AppState::new(demo.app, Site::default(), Some(demo.info)), listener).await
}

fn print_roles(demo: &Demo, address: SocketAddr) {
    println!("Khuê chạy thử ở http://{address}");
    println!("Hôm nay trong tỉnh mẫu là {}. Mọi tên người và số liệu đều là giả định.", demo.info.day);
    println!("Trang đầu cho chọn vai để vào; cũng có thể đăng nhập bằng mật khẩu chung “{PASSWORD}”:");
    for role in &demo.info.roles {
        println!("  {:<22} {:<18} {}, {}", role.role, role.login, role.name, role.unit);
    }
    println!("Nhấn Ctrl-C để dừng; dữ liệu chạy thử được xoá.");
}
