//! Makes a backup while others go on working.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use khue_base::Moment;
use sha2::{Digest as _, Sha256};

use super::content::{Sink, walk};
use super::file::{Finish, Header, TableEnd, TableHead, check};
use super::{BackupError, SIGN, file_error};
use crate::audit::{self, AuditVerdict};
use crate::doctor::notes::{LAST_BACKUP, remember};
use crate::schema::Table;
use crate::value::Kind;
use crate::{Db, DbError, Dialect, Session, Value};

/// Rows are put into frames of about this size.
const FRAME_BYTES: usize = 256 * 1024;

/// What was backed up, and what was seen on the way.
#[derive(Clone, Debug)]
pub struct BackupMade {
    /// Tables.
    pub tables: u64,
    /// Rows.
    pub rows: u64,
    /// Size of the file.
    pub bytes: u64,
    /// The digest of the content.
    pub digest: String,
    /// How the audit log stands. A broken log is backed up as it is.
    pub audit: AuditVerdict,
}

/// Writes a backup to `path`, reads it back, and only then gives it its name.
///
/// # Errors
/// [`BackupError::Refused`] when the database is damaged or the file exists; [`BackupError::Failed`] when
/// something cannot be read or written.
pub async fn write(db: &Db, path: &Path, now: Moment) -> Result<BackupMade, BackupError> {
    if path.exists() {
        return Err(BackupError::Refused(format!(
            "Tệp {} đã có, không ghi đè. Hãy đặt tên khác.",
            path.display()
        )));
    }
    let mut session = db.snapshot().await?;
    let header = Header::new(now, session.dialect(), &session.applied_migrations().await?);
    if session.dialect() == Dialect::Lite {
        check_lite(&mut session).await?;
    }
    let audit = audit::verify_in(&mut session).await?;
    let unfinished = unfinished_name(path);
    let made = write_file(&mut session, &unfinished, &header).await;
    drop(session);
    let checked = made.and_then(|digest| {
        let found = check(&unfinished)?;
        if found.digest != digest {
            return Err(DbError::Broken("the backup does not read back as it was written".to_owned()).into());
        }
        std::fs::rename(&unfinished, path).map_err(|error| file_error(path, error))?;
        sync_folder(path).map_err(|error| file_error(path, error))?;
        Ok(found)
    });
    let found = match checked {
        Ok(found) => found,
        Err(error) => {
            // The first error is the one to tell.
            let _ = std::fs::remove_file(&unfinished);
            return Err(error);
        }
    };
    remember(db, LAST_BACKUP, now).await?;
    Ok(BackupMade { tables: found.tables, rows: found.rows, bytes: found.bytes, digest: found.digest, audit })
}

/// What only SQLite can have: a damaged file, or keys that lead nowhere.
async fn check_lite(session: &mut Session) -> Result<(), BackupError> {
    for (text, what) in [
        ("PRAGMA integrity_check", "tệp cơ sở dữ liệu bị hỏng"),
        ("PRAGMA foreign_key_check", "có dòng trỏ tới dòng không còn"),
    ] {
        let mut found = None;
        session
            .each_made("check", text.to_owned(), |row| {
                if let Value::Text(Some(words)) = row.value_at(0, Kind::Text)?
                    && words != "ok"
                {
                    found.get_or_insert(words);
                }
                Ok(())
            })
            .await?;
        if let Some(words) = found {
            return Err(BackupError::Refused(format!(
                "Không sao lưu được vì {what} ({words}). Hãy phục hồi từ bản sao lưu gần nhất."
            )));
        }
    }
    Ok(())
}

async fn write_file(session: &mut Session, path: &Path, header: &Header) -> Result<String, BackupError> {
    let file = File::create(path).map_err(|error| file_error(path, error))?;
    let mut writer = Writer {
        path: path.to_owned(),
        file: BufWriter::new(file),
        hash: Sha256::new(),
        rows: Vec::with_capacity(FRAME_BYTES),
    };
    writer.bytes(SIGN)?;
    writer.json(b'H', header)?;
    let digest = walk(session, &mut writer).await?;
    writer.json(b'F', &Finish { content: digest.clone() })?;
    let hash = writer.hash.clone().finalize();
    writer.bytes(&hash)?;
    let finished = writer.file.into_inner().map_err(std::io::IntoInnerError::into_error);
    finished.and_then(|file| file.sync_all()).map_err(|error| file_error(path, error))?;
    Ok(digest)
}

struct Writer {
    path: PathBuf,
    file: BufWriter<File>,
    hash: Sha256,
    rows: Vec<u8>,
}

impl Writer {
    fn bytes(&mut self, bytes: &[u8]) -> Result<(), DbError> {
        self.hash.update(bytes);
        self.file.write_all(bytes).map_err(|error| DbError::File(self.path.display().to_string(), error))
    }

    fn frame(&mut self, kind: u8, payload: &[u8]) -> Result<(), DbError> {
        let length = u32::try_from(payload.len())
            .map_err(|_| DbError::Broken("a row of 4 GiB does not fit into a backup".to_owned()))?;
        self.bytes(&[kind])?;
        self.bytes(&length.to_be_bytes())?;
        self.bytes(payload)
    }

    fn json(&mut self, kind: u8, value: &impl serde::Serialize) -> Result<(), DbError> {
        let text = serde_json::to_vec(value).map_err(|error| DbError::Broken(error.to_string()))?;
        self.frame(kind, &text)
    }

    fn flush_rows(&mut self) -> Result<(), DbError> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let mut rows = std::mem::take(&mut self.rows);
        self.frame(b'R', &rows)?;
        rows.clear();
        self.rows = rows;
        Ok(())
    }
}

impl Sink for Writer {
    fn table(&mut self, table: &Table) -> Result<(), DbError> {
        self.json(b'T', &TableHead { name: table.name.clone(), columns: table.columns.clone() })
    }

    fn row(&mut self, encoded: &[u8]) -> Result<(), DbError> {
        self.rows.extend_from_slice(encoded);
        if self.rows.len() >= FRAME_BYTES { self.flush_rows() } else { Ok(()) }
    }

    fn end(&mut self, rows: i64) -> Result<(), DbError> {
        self.flush_rows()?;
        self.json(b'E', &TableEnd { rows })
    }
}

fn unfinished_name(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".unfinished");
    name.into()
}

/// A new name lasts only when its folder was written too.
fn sync_folder(path: &Path) -> std::io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}
