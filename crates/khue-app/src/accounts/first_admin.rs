//! The first administrator, on a machine where nobody can sign in yet.

use khue_db::AuditEntry;
use serde_json::json;

use super::invitation::{any_account, invite};
use crate::{App, OpError};

/// Makes the link of the first administrator and returns its token, once; the command line prints it. An
/// earlier link no longer works.
///
/// # Errors
/// Refused when there is an account already.
pub async fn create_first_admin_link(app: &App) -> Result<String, OpError> {
    let mut tx = app.db.write().await?;
    if any_account(&mut tx).await? {
        return Err(OpError::refused(
            "Hệ thống đã có tài khoản nên không tạo liên kết khởi tạo nữa; hãy nhờ quản trị hiện có gửi liên kết.",
        ));
    }
    let token = invite(&mut tx, app, None).await?;
    let entry = AuditEntry {
        chain: 0,
        at: app.clock.now(),
        account: None,
        person: None,
        post: None,
        action: "account.first-link",
        subject: "account/first".to_owned(),
        detail: json!({}),
    };
    tx.audit(&entry).await?;
    tx.commit().await?;
    Ok(token)
}
