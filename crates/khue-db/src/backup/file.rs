//! Reads a backup's file, trusting nothing in it.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use khue_base::Moment;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::content::ContentDigest;
use super::{BackupError, SIGN, file_error};
use crate::canonical::decode;
use crate::value::Kind;
use crate::{AppliedMigration, Dialect, Value};

/// The length of a SHA-256 at the end of the file.
const SEAL: u64 = 32;
/// Longer headers are no headers of ours.
const LONGEST_HEAD: usize = 4 * 1024 * 1024;

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Header {
    pub made_at: Moment,
    /// For the curious; a backup restores into either.
    pub database: String,
    pub migrations: Vec<HeaderMigration>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct HeaderMigration {
    pub number: i64,
    pub name: String,
    pub digest: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct TableHead {
    pub name: String,
    pub columns: Vec<(String, Kind)>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct TableEnd {
    pub rows: i64,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Finish {
    pub content: String,
}

impl Header {
    pub fn new(made_at: Moment, dialect: Dialect, migrations: &[AppliedMigration]) -> Self {
        let database = match dialect {
            Dialect::Lite => "SQLite",
            Dialect::Postgres => "PostgreSQL",
        };
        let migrations = migrations.iter().map(|one| HeaderMigration {
            number: one.number,
            name: one.name.clone(),
            digest: one.digest.clone(),
        });
        Self { made_at, database: database.to_owned(), migrations: migrations.collect() }
    }
}

/// What a backup holds.
#[derive(Clone, Debug)]
pub struct BackupSummary {
    /// When it was made.
    pub made_at: Moment,
    /// Tables.
    pub tables: u64,
    /// Rows.
    pub rows: u64,
    /// Size of the file.
    pub bytes: u64,
    /// The digest of the content.
    pub digest: String,
}

/// Reads a backup from end to end and proves that it is whole and unchanged.
///
/// # Errors
/// [`BackupError::Refused`] when it is not.
pub fn check(path: &Path) -> Result<BackupSummary, BackupError> {
    let mut reader = Reader::open(path)?;
    let mut summary = BackupSummary {
        made_at: reader.header.made_at,
        tables: 0,
        rows: 0,
        bytes: reader.length,
        digest: String::new(),
    };
    let mut content = ContentDigest::default();
    loop {
        match reader.next()? {
            Part::Table(table) => {
                summary.tables += 1;
                content.table(&table.name, table.columns.iter().map(|(name, _)| name.as_str()));
            }
            Part::Rows { encoded, .. } => content.row(&encoded),
            Part::End { rows } => {
                summary.rows += rows.unsigned_abs();
                content.end(rows);
            }
            Part::Finish { content: said } => {
                summary.digest = content.finish();
                if said != summary.digest {
                    return Err(damaged(path, "mã băm nội dung không khớp"));
                }
                return Ok(summary);
            }
        }
    }
}

/// A part of a backup.
pub(super) enum Part {
    Table(TableHead),
    Rows { encoded: Vec<u8>, rows: Vec<Vec<Value>> },
    End { rows: i64 },
    Finish { content: String },
}

/// Gives a backup's parts in their order.
pub(super) struct Reader<'a> {
    path: &'a Path,
    file: BufReader<File>,
    hash: Sha256,
    length: u64,
    left: u64,
    table: Option<(TableHead, i64)>,
    pub header: Header,
}

impl<'a> Reader<'a> {
    pub fn open(path: &'a Path) -> Result<Self, BackupError> {
        let file = File::open(path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => BackupError::Refused(format!(
                "Không có tệp {}. Hãy xem lại đường dẫn tới bản sao lưu.",
                path.display()
            )),
            _ => file_error(path, error),
        })?;
        let length = file.metadata().map_err(|error| file_error(path, error))?.len();
        let header = Header { made_at: Moment(0), database: String::new(), migrations: Vec::new() };
        let mut reader = Self {
            path,
            file: BufReader::new(file),
            hash: Sha256::new(),
            length,
            left: length.saturating_sub(SEAL),
            table: None,
            header,
        };
        if reader.bytes(SIGN.len()).ok().as_deref() != Some(SIGN) {
            return Err(BackupError::Refused(format!(
                "Tệp {} không phải là bản sao lưu của Khuê. Hãy chọn tệp do lệnh khue backup tạo ra.",
                path.display()
            )));
        }
        reader.header = match reader.frame()? {
            (b'H', payload) => reader.json(&payload)?,
            _ => return Err(damaged(path, "thiếu phần đầu")),
        };
        Ok(reader)
    }

    /// The next part. After `Finish` the whole file has been proved by its seal.
    pub fn next(&mut self) -> Result<Part, BackupError> {
        let (kind, payload) = self.frame()?;
        match (kind, self.table.take()) {
            (b'T', None) => {
                let head: TableHead = self.json(&payload)?;
                self.table = Some((head.clone(), 0));
                Ok(Part::Table(head))
            }
            (b'R', Some((head, seen))) => {
                let rows = decode_rows(&payload, &head.columns)
                    .ok_or_else(|| damaged(self.path, "có dòng không đọc được"))?;
                self.table = Some((head, seen + rows.len() as i64));
                Ok(Part::Rows { encoded: payload, rows })
            }
            (b'E', Some((_, seen))) => {
                let TableEnd { rows } = self.json(&payload)?;
                if rows != seen {
                    return Err(damaged(self.path, "số dòng không khớp"));
                }
                Ok(Part::End { rows })
            }
            (b'F', None) => {
                let Finish { content } = self.json(&payload)?;
                self.check_seal()?;
                Ok(Part::Finish { content })
            }
            _ => Err(damaged(self.path, "các phần không đúng thứ tự")),
        }
    }

    fn check_seal(&mut self) -> Result<(), BackupError> {
        let expected = self.hash.clone().finalize();
        let mut seal = Vec::new();
        self.file.read_to_end(&mut seal).map_err(|error| file_error(self.path, error))?;
        if self.left != 0 || seal != expected.as_slice() {
            return Err(damaged(self.path, "mã băm cuối tệp không khớp"));
        }
        Ok(())
    }

    fn frame(&mut self) -> Result<(u8, Vec<u8>), BackupError> {
        let head = self.bytes(5)?;
        let [kind, length @ ..] = head.as_slice() else { return Err(damaged(self.path, "bị cắt cụt")) };
        let length = length.try_into().map_or(0, u32::from_be_bytes) as usize;
        if *kind != b'R' && length > LONGEST_HEAD {
            return Err(damaged(self.path, "một phần đầu quá dài"));
        }
        let kind = *kind;
        Ok((kind, self.bytes(length)?))
    }

    /// Exactly `length` bytes; a broken length never asks for more than the file holds.
    fn bytes(&mut self, length: usize) -> Result<Vec<u8>, BackupError> {
        if length as u64 > self.left {
            return Err(damaged(self.path, "bị cắt cụt"));
        }
        let mut bytes = vec![0; length];
        self.file.read_exact(&mut bytes).map_err(|error| file_error(self.path, error))?;
        self.left -= length as u64;
        self.hash.update(&bytes);
        Ok(bytes)
    }

    fn json<T: serde::de::DeserializeOwned>(&self, payload: &[u8]) -> Result<T, BackupError> {
        serde_json::from_slice(payload).map_err(|_| damaged(self.path, "một phần đầu không đọc được"))
    }
}

fn decode_rows(mut payload: &[u8], columns: &[(String, Kind)]) -> Option<Vec<Vec<Value>>> {
    let mut rows = Vec::new();
    while !payload.is_empty() {
        // A row without columns would never end.
        columns.first()?;
        rows.push(columns.iter().map(|(_, kind)| decode(&mut payload, *kind)).collect::<Option<Vec<_>>>()?);
    }
    Some(rows)
}

pub(super) fn damaged(path: &Path, what: &str) -> BackupError {
    BackupError::Refused(format!(
        "Bản sao lưu {} bị hỏng hoặc bị sửa ({what}), không phục hồi được. Hãy dùng bản sao lưu khác.",
        path.display()
    ))
}
