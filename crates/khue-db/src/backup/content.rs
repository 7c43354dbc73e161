//! Walks through all rows in one fixed order and digests them.

use sha2::{Digest as _, Sha256};

use super::LEFT_OUT;
use crate::canonical::encode;
use crate::schema::Table;
use crate::text::hex;
use crate::{Db, DbError, Session, Value};

/// Where the walk leads: a file, or nowhere when only the digest is wanted.
pub(super) trait Sink {
    fn table(&mut self, table: &Table) -> Result<(), DbError>;
    fn row(&mut self, encoded: &[u8]) -> Result<(), DbError>;
    fn end(&mut self, rows: i64) -> Result<(), DbError>;
}

/// The digest of all content, the same on both databases: SHA-256 over tables in the order of names,
/// rows in the order of primary keys.
///
/// # Errors
/// [`DbError`] when the database refuses.
pub async fn digest(db: &Db) -> Result<String, DbError> {
    walk(&mut db.snapshot().await?, &mut Nowhere).await
}

/// Leads all rows to `sink` and returns the digest.
pub(super) async fn walk(session: &mut Session, sink: &mut impl Sink) -> Result<String, DbError> {
    let mut content = ContentDigest::default();
    for table in content_tables(session).await? {
        sink.table(&table)?;
        content.table(&table.name, table.columns.iter().map(|(name, _)| name.as_str()));
        let mut encoded = Vec::new();
        let mut rows = 0;
        let select = table.select();
        session
            .each_made("backup", select, |row| {
                encoded.clear();
                for (index, (_, kind)) in table.columns.iter().enumerate() {
                    encode(&mut encoded, &row.value_at(index, *kind)?);
                }
                rows += 1;
                content.row(&encoded);
                sink.row(&encoded)
            })
            .await?;
        content.end(rows);
        sink.end(rows)?;
    }
    Ok(content.finish())
}

/// The tables that hold content.
pub(super) async fn content_tables(session: &mut Session) -> Result<Vec<Table>, DbError> {
    let mut tables = session.tables().await?;
    tables.retain(|table| !LEFT_OUT.contains(&table.name.as_str()));
    Ok(tables)
}

/// The digest while it grows.
#[derive(Default)]
pub(super) struct ContentDigest(Sha256);

impl ContentDigest {
    pub fn table<'a>(&mut self, name: &str, columns: impl Iterator<Item = &'a str>) {
        let mut head = Vec::new();
        encode(&mut head, &name.into());
        columns.for_each(|column| encode(&mut head, &column.into()));
        self.0.update(head);
    }

    pub fn row(&mut self, encoded: &[u8]) {
        self.0.update(encoded);
    }

    /// The count closes the table, so that no row of one table can pass for the next one's head.
    pub fn end(&mut self, rows: i64) {
        let mut foot = Vec::new();
        encode(&mut foot, &Value::Bytes(None));
        encode(&mut foot, &rows.into());
        self.0.update(foot);
    }

    pub fn finish(self) -> String {
        hex(&self.0.finalize())
    }
}

/// A walk for the digest alone.
pub(super) struct Nowhere;

impl Sink for Nowhere {
    fn table(&mut self, _: &Table) -> Result<(), DbError> {
        Ok(())
    }

    fn row(&mut self, _: &[u8]) -> Result<(), DbError> {
        Ok(())
    }

    fn end(&mut self, _: i64) -> Result<(), DbError> {
        Ok(())
    }
}
