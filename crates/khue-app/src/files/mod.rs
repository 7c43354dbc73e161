//! Contents of files, kept by digest in the database, so that one backup holds everything.

use khue_base::Moment;
use khue_db::{Session, Tx, sql};
use sha2::{Digest, Sha256};

use crate::OpError;

/// Keeps a file's content once and answers its digest (SHA-256, hexadecimal). The change that refers
/// to it writes the audit entry.
///
/// # Errors
/// [`OpError::Failed`] when the database refuses.
pub async fn store(tx: &mut Tx, content: &[u8], now: Moment) -> Result<String, OpError> {
    let digest = digest(content);
    let size = i64::try_from(content.len()).unwrap_or(i64::MAX);
    tx.execute(sql!("sql/store.sql"), &[(&digest).into(), size.into(), content.into(), now.into()]).await?;
    Ok(digest)
}

/// The content with this digest.
///
/// # Errors
/// [`OpError::Hidden`] when there is none.
pub async fn content(session: &mut Session, digest: &str) -> Result<Vec<u8>, OpError> {
    let rows = session.rows(sql!("sql/content.sql"), &[digest.into()]).await?;
    Ok(rows.first().ok_or(OpError::Hidden)?.get("content")?)
}

/// SHA-256 in hexadecimal.
pub fn digest(content: &[u8]) -> String {
    Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect()
}
