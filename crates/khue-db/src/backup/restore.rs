//! Brings a backup into an empty database, all or nothing.

use std::path::Path;

use khue_base::Moment;

use super::content::{Nowhere, content_tables, walk};
use super::file::{Header, Part, Reader, TableHead, check, damaged};
use super::{BackupError, LEFT_OUT};
use crate::schema::{Table, quoted};
use crate::{Db, DbError, Dialect, Migration, Session, Tx, Value};

/// PostgreSQL takes 65 535 values in one statement, SQLite 32 766.
const MOST_VALUES: usize = 30_000;
const MOST_ROWS: usize = 200;

/// What was restored.
#[derive(Clone, Debug)]
pub struct Restored {
    /// When the backup was made.
    pub made_at: Moment,
    /// Rows.
    pub rows: u64,
    /// The digest of the content, found again in this database.
    pub digest: String,
}

/// Restores the backup at `path` into `db`, which must hold no data, and brings it up to `migrations`.
///
/// # Errors
/// [`BackupError::Refused`] when the backup is damaged or does not suit this program or this database;
/// the database then holds no data still.
pub async fn restore(path: &Path, db: &Db, migrations: &[Migration]) -> Result<Restored, BackupError> {
    let summary = check(path)?;
    let mut reader = Reader::open(path)?;
    check_program(&reader.header, migrations)?;
    check_empty(db, &reader.header).await?;
    let numbers: Vec<i64> = reader.header.migrations.iter().map(|one| one.number).collect();
    db.migrate_only(migrations, |number| numbers.contains(&number)).await?;

    let mut tx = db.write().await?;
    let keys = tx.foreign_keys().await?;
    let tables = content_tables(&mut tx).await?;
    if tx.dialect() == Dialect::Lite {
        tx.script("restore", "PRAGMA defer_foreign_keys = ON".to_owned()).await?;
    }
    // Rows come in the order of tables' names, not of their keys. PostgreSQL checks keys row by row, so
    // they are taken off and put on again, which checks all rows at once.
    for key in &keys {
        let text = format!("ALTER TABLE {} DROP CONSTRAINT {}", quoted(&key.table_name), quoted(&key.key));
        tx.script("restore", text).await?;
    }
    // Migrations may have put down rows of their own; the backup has them as they were.
    for table in &tables {
        tx.script("restore", format!("DELETE FROM {}", quoted(&table.name))).await?;
    }
    load(path, &mut tx, &mut reader, &tables).await?;
    for key in &keys {
        let text = format!(
            "ALTER TABLE {} ADD CONSTRAINT {} {}",
            quoted(&key.table_name),
            quoted(&key.key),
            key.definition
        );
        tx.script("restore", text).await?;
    }
    let digest = walk(&mut tx, &mut Nowhere).await?;
    if digest != summary.digest {
        return Err(DbError::Broken("what was restored differs from the backup".to_owned()).into());
    }
    tx.commit_unaudited().await?;
    db.migrate(migrations).await?;
    Ok(Restored { made_at: summary.made_at, rows: summary.rows, digest })
}

fn check_program(header: &Header, migrations: &[Migration]) -> Result<(), BackupError> {
    let known = |number: i64| crate::MIGRATIONS.iter().chain(migrations).find(|one| one.number == number);
    for one in &header.migrations {
        if known(one.number).is_none_or(|known| known.digest() != one.digest) {
            return Err(BackupError::Refused(format!(
                "Bản sao lưu này do bản Khuê khác tạo ra (bước {} của cơ sở dữ liệu, {}, không có trong bản \
                 này). Hãy cài bản Khuê mới hơn rồi phục hồi lại.",
                one.number, one.name
            )));
        }
    }
    Ok(())
}

async fn check_empty(db: &Db, header: &Header) -> Result<(), BackupError> {
    let not_empty = |why: String| {
        Err(BackupError::Refused(format!(
            "Không phục hồi vào cơ sở dữ liệu này vì {why}. Hãy phục hồi vào một cơ sở dữ liệu mới."
        )))
    };
    let applied = db.applied_migrations().await?;
    if let Some(one) = applied.iter().find(|one| header.migrations.iter().all(|its| its.number != one.number))
    {
        return not_empty(format!("nó đã được nâng cấp quá bản sao lưu (bước {})", one.number));
    }
    let mut session = db.read().await?;
    let tables = session.tables().await?;
    for table in tables.iter().filter(|table| !LEFT_OUT.contains(&table.name.as_str())) {
        if has_rows(&mut session, table).await? {
            return not_empty(format!("nó đã có dữ liệu (bảng {})", table.name));
        }
    }
    Ok(())
}

async fn has_rows(session: &mut Session, table: &Table) -> Result<bool, DbError> {
    let mut found = false;
    let text = format!("SELECT 1 FROM {} LIMIT 1", quoted(&table.name));
    session
        .each_made("restore", text, |_| {
            found = true;
            Ok(())
        })
        .await?;
    Ok(found)
}

async fn load(
    path: &Path,
    tx: &mut Tx,
    reader: &mut Reader<'_>,
    tables: &[Table],
) -> Result<(), BackupError> {
    let mut current: Option<&Table> = None;
    loop {
        match reader.next()? {
            Part::Table(head) => current = Some(same_table(path, &head, tables)?),
            Part::Rows { rows, .. } => {
                let table = current.ok_or_else(|| damaged(path, "dòng đứng ngoài bảng"))?;
                insert(tx, table, &rows).await?;
            }
            Part::End { .. } => current = None,
            Part::Finish { .. } => return Ok(()),
        }
    }
}

fn same_table<'a>(path: &Path, head: &TableHead, tables: &'a [Table]) -> Result<&'a Table, BackupError> {
    tables
        .iter()
        .find(|table| table.name == head.name && table.columns == head.columns)
        .ok_or_else(|| damaged(path, &format!("bảng {} không đúng mẫu", head.name)))
}

async fn insert(tx: &mut Tx, table: &Table, rows: &[Vec<Value>]) -> Result<(), DbError> {
    let at_once = (MOST_VALUES / table.columns.len().max(1)).clamp(1, MOST_ROWS);
    for some in rows.chunks(at_once) {
        let values: Vec<Value> = some.iter().flatten().cloned().collect();
        tx.execute_made("restore", &table.insert(some.len()), &values).await?;
    }
    Ok(())
}
