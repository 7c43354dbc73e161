//! Append-only migrations: each runs once, in its own transaction, in ascending order.

use sha2::{Digest as _, Sha256};

use crate::text::hex;
use crate::{Db, DbError, Dialect, Session, Statement, Tx, sql};

/// The last number that belongs to this crate; the application's begin after it.
const OWN_LAST: i64 = 9;

/// One step of the schema. Once released, its text never changes.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// Its place in the order.
    pub number: i64,
    /// The file's name.
    pub name: &'static str,
    /// The text for both databases.
    pub text: &'static str,
    /// The text for PostgreSQL, when it must differ.
    pub postgres: Option<&'static str>,
}

/// Includes a migration: `migration!(10, "../migrations/0010_units.sql")`, or with a second file for
/// PostgreSQL.
#[macro_export]
macro_rules! migration {
    ($number:literal, $file:literal) => {
        $crate::Migration {
            number: $number,
            name: $crate::file_name($file),
            text: include_str!($file),
            postgres: None,
        }
    };
    ($number:literal, $file:literal, $postgres:literal) => {
        $crate::Migration {
            number: $number,
            name: $crate::file_name($file),
            text: include_str!($file),
            postgres: Some(include_str!($postgres)),
        }
    };
}

/// This crate's own tables.
pub const MIGRATIONS: &[Migration] = &[
    migration!(1, "../../migrations/0001_audit.sql"),
    migration!(2, "../../migrations/0002_queue.sql"),
    migration!(3, "../../migrations/0003_doctor.sql"),
    migration!(4, "../../migrations/0004_audit_in_time.sql"),
];

impl Migration {
    /// What tells whether the text was changed after it ran.
    pub fn digest(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(self.text);
        if let Some(text) = self.postgres {
            hash.update([0]);
            hash.update(text);
        }
        hex(&hash.finalize())
    }
}

crate::row! {
    /// A migration that ran here.
    pub struct AppliedMigration {
        /// Its place in the order.
        number: i64,
        /// The file's name.
        name: String,
        /// The digest of the text that ran.
        digest: String,
    }
}

impl Db {
    /// Brings the schema up to date: this crate's own migrations and the given ones. Returns the
    /// numbers that ran now. Two processes may start at once; one of them waits.
    ///
    /// # Errors
    /// [`DbError::Migration`] when the given ones do not continue what ran here before.
    pub async fn migrate(&self, migrations: &[Migration]) -> Result<Vec<i64>, DbError> {
        self.migrate_only(migrations, |_| true).await
    }

    /// As [`Db::migrate`], but only the numbers that are `wanted`.
    pub(crate) async fn migrate_only(
        &self,
        migrations: &[Migration],
        wanted: impl Fn(i64) -> bool,
    ) -> Result<Vec<i64>, DbError> {
        let all = in_order(migrations)?;
        let applied = self.prepare_table().await?;
        check_applied(&all, &applied)?;
        let mut ran = Vec::new();
        for migration in all.iter().filter(|one| wanted(one.number)) {
            if applied.iter().all(|one| one.number != migration.number) && self.run(migration).await? {
                ran.push(migration.number);
            }
        }
        Ok(ran)
    }

    /// The migrations that ran here, none when the database is new.
    ///
    /// # Errors
    /// [`DbError`] when the database does not answer.
    pub async fn applied_migrations(&self) -> Result<Vec<AppliedMigration>, DbError> {
        self.read().await?.applied_migrations().await
    }

    async fn prepare_table(&self) -> Result<Vec<AppliedMigration>, DbError> {
        let mut tx = self.write().await?;
        lock(&mut tx).await?;
        check_sort_order(&mut tx).await?;
        tx.execute(CREATE, &[]).await?;
        let applied = tx.all(APPLIED, &[]).await?;
        tx.commit_unaudited().await?;
        Ok(applied)
    }

    /// Whether it ran now; another process may have been first.
    async fn run(&self, migration: &Migration) -> Result<bool, DbError> {
        let mut tx = self.write().await?;
        lock(&mut tx).await?;
        let applied: Vec<AppliedMigration> = tx.all(APPLIED, &[]).await?;
        if applied.iter().any(|one| one.number == migration.number) {
            return Ok(false);
        }
        let text = match (tx.dialect(), migration.postgres) {
            (Dialect::Postgres, Some(text)) => text,
            _ => migration.text,
        };
        tx.script(migration.name, text.to_owned()).await?;
        let values = [migration.number.into(), migration.name.into(), migration.digest().into()];
        tx.execute(RECORD, &values).await?;
        tx.commit_unaudited().await?;
        Ok(true)
    }
}

impl Session {
    pub(crate) async fn applied_migrations(&mut self) -> Result<Vec<AppliedMigration>, DbError> {
        match self.table_exists("schema_migration").await? {
            true => self.all(APPLIED, &[]).await,
            false => Ok(Vec::new()),
        }
    }

    /// Whether the database has a table of this name.
    pub(crate) async fn table_exists(&mut self, name: &str) -> Result<bool, DbError> {
        Ok(!self.rows(TABLE_EXISTS, &[name.into()]).await?.is_empty())
    }
}

const TABLE_EXISTS: Statement = sql!("table_exists.sql", "table_exists.pg.sql");
const CREATE: Statement = sql!("create.sql");
const APPLIED: Statement = sql!("applied.sql");
const RECORD: Statement = sql!("record.sql", "record.pg.sql");
const LOCK: Statement = sql!("lock.pg.sql");
const SORT_ORDER: Statement = sql!("sort_order.pg.sql");

/// This crate's own and the given ones, each once.
fn in_order(given: &[Migration]) -> Result<Vec<Migration>, DbError> {
    let mut all = MIGRATIONS.to_vec();
    for migration in given {
        if MIGRATIONS.iter().any(|own| own.number == migration.number && own.name == migration.name) {
            continue;
        }
        let previous = all.last().map_or(OWN_LAST, |one| one.number.max(OWN_LAST));
        if migration.number <= previous {
            return Err(DbError::Migration(
                migration.number,
                format!("its number must be above {previous}, which stands before it"),
            ));
        }
        all.push(*migration);
    }
    Ok(all)
}

/// The numbers that have not run yet.
///
/// # Errors
/// [`DbError::Migration`] when `given` do not continue what ran.
pub(crate) fn pending(given: &[Migration], applied: &[AppliedMigration]) -> Result<Vec<i64>, DbError> {
    let all = in_order(given)?;
    check_applied(&all, applied)?;
    let mut numbers: Vec<i64> = all.iter().map(|one| one.number).collect();
    numbers.retain(|number| applied.iter().all(|ran| ran.number != *number));
    Ok(numbers)
}

fn check_applied(all: &[Migration], applied: &[AppliedMigration]) -> Result<(), DbError> {
    for one in applied {
        let known = all.iter().find(|known| known.number == one.number).ok_or_else(|| {
            DbError::Migration(
                one.number,
                format!("{} ran here, but this program does not know it", one.name),
            )
        })?;
        if known.digest() != one.digest {
            return Err(DbError::Migration(
                one.number,
                format!("{} was changed after it ran here: add a new migration instead", one.name),
            ));
        }
    }
    let last = applied.iter().map(|one| one.number).max().unwrap_or(0);
    let late = all.iter().find(|one| {
        one.number > OWN_LAST && one.number < last && applied.iter().all(|ran| ran.number != one.number)
    });
    match late {
        Some(late) => Err(DbError::Migration(late.number, format!("it comes too late: {last} ran already"))),
        None => Ok(()),
    }
}

/// On SQLite the transaction holds the one writer's place anyway.
async fn lock(tx: &mut Tx) -> Result<(), DbError> {
    if tx.dialect() == Dialect::Postgres {
        tx.rows(LOCK, &[]).await?;
    }
    Ok(())
}

crate::row! {
    struct SortOrder {
        sort_order: String,
        encoding: String,
    }
}

/// Sort keys are made for comparing by code point, as SQLite does; another order of PostgreSQL would
/// sort names differently and let indexes break when the system's locales are upgraded.
async fn check_sort_order(tx: &mut Tx) -> Result<(), DbError> {
    if tx.dialect() != Dialect::Postgres {
        return Ok(());
    }
    let found: Option<SortOrder> = tx.optional(SORT_ORDER, &[]).await?;
    match found {
        Some(found)
            if found.encoding == "UTF8"
                && ["C", "POSIX", "C.UTF-8", "C.utf8"].contains(&found.sort_order.as_str()) =>
        {
            Ok(())
        }
        found => Err(DbError::Broken(format!(
            "this PostgreSQL database has the sort order {} and the encoding {}; \
             make one with: createdb --template=template0 --encoding=UTF8 --locale=C.UTF-8 NAME",
            found.as_ref().map_or("?", |one| &one.sort_order),
            found.as_ref().map_or("?", |one| &one.encoding),
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TENTH: Migration = Migration { number: 10, name: "0010_a.sql", text: "SELECT 1", postgres: None };

    fn check(given: &[Migration], applied: &[(i64, &Migration)], says: &str) {
        let applied: Vec<_> = applied
            .iter()
            .map(|(number, of)| AppliedMigration {
                number: *number,
                name: of.name.to_owned(),
                digest: of.digest(),
            })
            .collect();
        let outcome = in_order(given).and_then(|all| check_applied(&all, &applied));
        let said = outcome.map_or_else(|e| e.to_string(), |()| "good".to_owned());
        assert!(said.contains(says), "{said}");
    }

    #[test]
    fn migrations_only_ever_go_on() {
        let twelfth = Migration { number: 12, name: "0012_c.sql", ..TENTH };
        let eleventh = Migration { number: 11, name: "0011_b.sql", ..TENTH };
        let edited = Migration { text: "SELECT 2", ..TENTH };
        check(&[TENTH, twelfth], &[], "good");
        check(&[TENTH, twelfth], &[(10, &TENTH)], "good");
        check(&[MIGRATIONS, &[TENTH]].concat(), &[(1, &MIGRATIONS[0]), (10, &TENTH)], "good");
        check(&[TENTH, TENTH], &[], "must be above 10");
        check(&[Migration { number: 9, ..TENTH }], &[], "must be above 9");
        check(&[edited], &[(10, &TENTH)], "was changed after it ran");
        check(&[TENTH], &[(10, &TENTH), (12, &twelfth)], "does not know it");
        check(&[TENTH, eleventh, twelfth], &[(10, &TENTH), (12, &twelfth)], "comes too late");
    }
}
