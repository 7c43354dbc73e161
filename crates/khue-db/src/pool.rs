//! Pools and transactions over SQLite and PostgreSQL.

use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use futures_util::TryStreamExt as _;
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgArguments, PgConnectOptions, PgConnection, PgPool, PgPoolOptions, Postgres};
use sqlx::query::Query;
use sqlx::sqlite::{
    Sqlite, SqliteArguments, SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool,
    SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{
    AssertSqlSafe, Column, Connection as _, Executor as _, SqlSafeStr as _, Statement as _, Transaction,
    TypeInfo as _,
};
use tokio::sync::Notify;

use crate::audit::Head;
use crate::row::Inner as RowInner;
use crate::{DbError, FromRow, Row, Statement, Value};

/// The two databases that Khuê speaks to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// One file, one writer at a time.
    Lite,
    /// A server.
    Postgres,
}

/// An open database. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    pools: Pools,
    file: Option<Arc<Path>>,
    wake: Arc<Notify>,
}

#[derive(Clone)]
enum Pools {
    /// SQLite has one writer; readers see the last commit meanwhile.
    Lite {
        read: SqlitePool,
        write: SqlitePool,
    },
    Postgres(PgPool),
}

impl Db {
    /// Opens `sqlite:PATH` (created when absent) or `postgres://…`.
    ///
    /// # Errors
    /// [`DbError::Address`] for another address, [`DbError::Driver`] when it cannot be opened.
    pub async fn open(address: &str) -> Result<Self, DbError> {
        let (pools, file) = match address.split_once(':') {
            Some(("sqlite", path)) if !path.trim_start_matches("//").is_empty() => {
                let path = Path::new(path.trim_start_matches("//"));
                (open_lite(path, SqliteSynchronous::Full).await?, Some(path.into()))
            }
            Some(("postgres" | "postgresql", _)) => (open_postgres(address).await?, None),
            _ => return Err(DbError::Address(address.to_owned())),
        };
        Ok(Self { pools, file, wake: Arc::new(Notify::new()) })
    }

    /// The file of SQLite; none on PostgreSQL.
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// Opens an SQLite file whose content may be lost when the machine stops: for a demonstration that
    /// is made anew at every start.
    ///
    /// # Errors
    /// [`DbError::Driver`] when it cannot be opened.
    pub async fn open_throwaway(path: &Path) -> Result<Self, DbError> {
        let pools = open_lite(path, SqliteSynchronous::Off).await?;
        Ok(Self { pools, file: Some(path.into()), wake: Arc::new(Notify::new()) })
    }

    /// Which database this is.
    pub fn dialect(&self) -> Dialect {
        match self.pools {
            Pools::Lite { .. } => Dialect::Lite,
            Pools::Postgres(_) => Dialect::Postgres,
        }
    }

    /// A connection to read with.
    ///
    /// # Errors
    /// [`DbError::Driver`] when none can be had.
    pub async fn read(&self) -> Result<Session, DbError> {
        Ok(Session(match &self.pools {
            Pools::Lite { read, .. } => Inner::Lite(read.acquire().await?),
            Pools::Postgres(pool) => Inner::Postgres(pool.acquire().await?),
        }))
    }

    /// A transaction to write in; on SQLite it holds the one writer's place from the start.
    ///
    /// # Errors
    /// [`DbError::Driver`] when none can be had.
    pub async fn write(&self) -> Result<Tx, DbError> {
        let inner = match &self.pools {
            Pools::Lite { write, .. } => Inner::LiteTx(write.begin_with("BEGIN IMMEDIATE").await?),
            Pools::Postgres(pool) => Inner::PostgresTx(pool.begin().await?),
        };
        Ok(Tx {
            session: Session(inner),
            audited: false,
            enqueued: false,
            heads: BTreeMap::new(),
            wake: self.wake.clone(),
        })
    }

    /// A session that sees the database as it stands at its first read, however long it reads.
    ///
    /// # Errors
    /// [`DbError::Driver`] when none can be had.
    pub async fn snapshot(&self) -> Result<Session, DbError> {
        Ok(Session(match &self.pools {
            Pools::Lite { read, .. } => Inner::LiteTx(read.begin().await?),
            Pools::Postgres(pool) => {
                Inner::PostgresTx(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY").await?)
            }
        }))
    }

    /// Rings when work was committed in this process.
    pub(crate) fn wake(&self) -> &Notify {
        &self.wake
    }

    /// Closes all connections; on SQLite this folds the write-ahead log into the file.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Lite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}

async fn open_lite(path: &Path, synchronous: SqliteSynchronous) -> Result<Pools, DbError> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(synchronous)
        .busy_timeout(Duration::from_secs(10))
        .pragma("cache_size", "-16000")
        .pragma("temp_store", "memory");
    let pool = SqlitePoolOptions::new().test_before_acquire(false);
    // One writer, which touches pages all over the file: a larger cache for it costs memory once.
    let writing = options.clone().pragma("cache_size", "-64000");
    let write = pool.clone().max_connections(1).connect_with(writing).await?;
    let read = pool.max_connections(8).connect_with(options.pragma("query_only", "ON")).await?;
    Ok(Pools::Lite { read, write })
}

/// After so long a rest a connection may have been lost, to a restart of the server or a firewall.
const REST: Duration = Duration::from_secs(3);

async fn open_postgres(address: &str) -> Result<Pools, DbError> {
    let options = PgConnectOptions::from_str(address)?;
    let pool = PgPoolOptions::new().max_connections(16).test_before_acquire(false).before_acquire(
        |connection, used| {
            Box::pin(async move {
                // One in use a moment ago is taken as it is: asking first would cost every page a round trip.
                if REST < used.idle_for {
                    connection.ping().await?;
                }
                Ok(true)
            })
        },
    );
    let pool = pool.after_connect(|_, _| {
        Box::pin(async {
            crate::nodelay::send_at_once();
            Ok(())
        })
    });
    Ok(Pools::Postgres(pool.connect_with(options).await?))
}

/// A connection on which statements run.
pub struct Session(Inner);

enum Inner {
    Lite(PoolConnection<Sqlite>),
    LiteTx(Transaction<'static, Sqlite>),
    Postgres(PoolConnection<Postgres>),
    PostgresTx(Transaction<'static, Postgres>),
}

enum Connection<'a> {
    Lite(&'a mut SqliteConnection),
    Postgres(&'a mut PgConnection),
}

impl Session {
    /// Which database this is.
    pub fn dialect(&self) -> Dialect {
        match self.0 {
            Inner::Lite(_) | Inner::LiteTx(_) => Dialect::Lite,
            Inner::Postgres(_) | Inner::PostgresTx(_) => Dialect::Postgres,
        }
    }

    fn connection(&mut self) -> Connection<'_> {
        match &mut self.0 {
            Inner::Lite(connection) => Connection::Lite(connection),
            Inner::LiteTx(transaction) => Connection::Lite(transaction),
            Inner::Postgres(connection) => Connection::Postgres(connection),
            Inner::PostgresTx(transaction) => Connection::Postgres(transaction),
        }
    }

    /// Runs a statement and counts the rows it changed.
    ///
    /// # Errors
    /// [`DbError::Statement`] naming the statement.
    pub async fn execute(&mut self, statement: Statement, values: &[Value]) -> Result<u64, DbError> {
        let text = statement.text_for(self.dialect());
        match self.connection() {
            Connection::Lite(connection) => bind_lite(sqlx::query(text), values)
                .execute(connection)
                .await
                .map(|done| done.rows_affected()),
            Connection::Postgres(connection) => bind_postgres(sqlx::query(text), values)
                .execute(connection)
                .await
                .map(|done| done.rows_affected()),
        }
        .map_err(|source| DbError::Statement { statement: statement.name, source })
    }

    /// The same with values that are not needed afterwards: nothing is copied, which counts when a statement
    /// binds thousands.
    ///
    /// # Errors
    /// [`DbError::Statement`] naming the statement.
    pub async fn execute_owned(&mut self, statement: Statement, values: Vec<Value>) -> Result<u64, DbError> {
        let text = statement.text_for(self.dialect());
        match self.connection() {
            Connection::Lite(connection) => values
                .into_iter()
                .fold(sqlx::query(text), bind_to_lite)
                .execute(connection)
                .await
                .map(|done| done.rows_affected()),
            Connection::Postgres(connection) => values
                .into_iter()
                .fold(sqlx::query(text), bind_to_postgres)
                .execute(connection)
                .await
                .map(|done| done.rows_affected()),
        }
        .map_err(|source| DbError::Statement { statement: statement.name, source })
    }

    /// All rows of a query.
    ///
    /// # Errors
    /// [`DbError::Statement`] naming the statement, [`DbError::Column`] naming the column.
    pub async fn all<T: FromRow>(
        &mut self,
        statement: Statement,
        values: &[Value],
    ) -> Result<Vec<T>, DbError> {
        self.rows(statement, values).await?.iter().map(T::from_row).collect()
    }

    /// The first row of a query, if any.
    ///
    /// # Errors
    /// As [`Session::all`].
    pub async fn optional<T: FromRow>(
        &mut self,
        statement: Statement,
        values: &[Value],
    ) -> Result<Option<T>, DbError> {
        self.rows(statement, values).await?.first().map(T::from_row).transpose()
    }

    /// The rows of a query as they are.
    ///
    /// # Errors
    /// [`DbError::Statement`] naming the statement.
    pub async fn rows(&mut self, statement: Statement, values: &[Value]) -> Result<Vec<Row>, DbError> {
        let text = statement.text_for(self.dialect());
        match self.connection() {
            Connection::Lite(connection) => bind_lite(sqlx::query(text), values)
                .fetch_all(connection)
                .await
                .map(|rows| rows.into_iter().map(|row| Row(RowInner::Lite(row))).collect()),
            Connection::Postgres(connection) => bind_postgres(sqlx::query(text), values)
                .fetch_all(connection)
                .await
                .map(|rows| rows.into_iter().map(|row| Row(RowInner::Postgres(row))).collect()),
        }
        .map_err(|source| DbError::Statement { statement: statement.name, source })
    }

    /// Prepares a statement without running it: whether this database understands it. Returns the names
    /// and types of its columns, as the database calls them.
    ///
    /// # Errors
    /// [`DbError::Statement`] naming the statement.
    pub async fn prepare(&mut self, statement: Statement) -> Result<Vec<(String, String)>, DbError> {
        let text = statement.text_for(self.dialect()).into_sql_str();
        match self.connection() {
            Connection::Lite(connection) => {
                connection.prepare(text).await.map(|prepared| described(prepared.columns()))
            }
            Connection::Postgres(connection) => {
                connection.prepare(text).await.map(|prepared| described(prepared.columns()))
            }
        }
        .map_err(|source| DbError::Statement { statement: statement.name, source })
    }

    /// Runs a text that this crate made itself (migrations, backup, digests): never user input.
    pub(crate) async fn script(&mut self, name: &'static str, text: String) -> Result<(), DbError> {
        match self.connection() {
            Connection::Lite(connection) => {
                sqlx::raw_sql(AssertSqlSafe(text)).execute(connection).await.map(|_| ())
            }
            Connection::Postgres(connection) => {
                sqlx::raw_sql(AssertSqlSafe(text)).execute(connection).await.map(|_| ())
            }
        }
        .map_err(|source| DbError::Statement { statement: name, source })
    }

    /// Runs a text that this crate made itself, with values bound.
    pub(crate) async fn execute_made(
        &mut self,
        name: &'static str,
        text: &str,
        values: &[Value],
    ) -> Result<u64, DbError> {
        let text = AssertSqlSafe(text.to_owned());
        match self.connection() {
            Connection::Lite(connection) => bind_lite(sqlx::query(text), values)
                .execute(connection)
                .await
                .map(|done| done.rows_affected()),
            Connection::Postgres(connection) => bind_postgres(sqlx::query(text), values)
                .execute(connection)
                .await
                .map(|done| done.rows_affected()),
        }
        .map_err(|source| DbError::Statement { statement: name, source })
    }

    /// Gives each row of a query text that this crate made itself to `take`, one at a time, so that
    /// memory stays small however many there are.
    pub(crate) async fn each_made(
        &mut self,
        name: &'static str,
        text: String,
        mut take: impl FnMut(Row) -> Result<(), DbError>,
    ) -> Result<(), DbError> {
        let failed = |source| DbError::Statement { statement: name, source };
        match self.connection() {
            Connection::Lite(connection) => {
                let mut rows = sqlx::query(AssertSqlSafe(text)).persistent(false).fetch(connection);
                while let Some(row) = rows.try_next().await.map_err(failed)? {
                    take(Row(RowInner::Lite(row)))?;
                }
            }
            Connection::Postgres(connection) => {
                let mut rows = sqlx::query(AssertSqlSafe(text)).persistent(false).fetch(connection);
                while let Some(row) = rows.try_next().await.map_err(failed)? {
                    take(Row(RowInner::Postgres(row)))?;
                }
            }
        }
        Ok(())
    }
}

fn described<C: Column>(columns: &[C]) -> Vec<(String, String)> {
    columns.iter().map(|column| (column.name().to_owned(), column.type_info().name().to_owned())).collect()
}

fn bind_lite<'q>(
    query: Query<'q, Sqlite, SqliteArguments>,
    values: &[Value],
) -> Query<'q, Sqlite, SqliteArguments> {
    values.iter().cloned().fold(query, bind_to_lite)
}

fn bind_to_lite(
    query: Query<'_, Sqlite, SqliteArguments>,
    value: Value,
) -> Query<'_, Sqlite, SqliteArguments> {
    match value {
        Value::Int(number) => query.bind(number),
        Value::Text(text) => query.bind(text),
        Value::Bytes(bytes) => query.bind(bytes),
    }
}

fn bind_postgres<'q>(
    query: Query<'q, Postgres, PgArguments>,
    values: &[Value],
) -> Query<'q, Postgres, PgArguments> {
    values.iter().cloned().fold(query, bind_to_postgres)
}

fn bind_to_postgres(
    query: Query<'_, Postgres, PgArguments>,
    value: Value,
) -> Query<'_, Postgres, PgArguments> {
    match value {
        Value::Int(number) => query.bind(number),
        Value::Text(text) => query.bind(text),
        Value::Bytes(bytes) => query.bind(bytes),
    }
}

/// A transaction. What it changed is lost unless committed, and it can only be committed after an
/// audit entry was written in it.
pub struct Tx {
    session: Session,
    audited: bool,
    enqueued: bool,
    /// The ends of the audit chains that grew in this transaction; saved when it commits.
    pub(crate) heads: BTreeMap<i64, Head>,
    wake: Arc<Notify>,
}

/// A point of a transaction; one at a time.
#[derive(Debug)]
pub struct Mark {
    audited: bool,
    enqueued: bool,
    heads: BTreeMap<i64, Head>,
}

impl Tx {
    /// Makes the changes last.
    ///
    /// # Errors
    /// [`DbError::Unaudited`] when no audit entry was written, [`DbError::Driver`] when the database refuses.
    pub async fn commit(self) -> Result<(), DbError> {
        if !self.audited {
            return Err(DbError::Unaudited);
        }
        self.commit_unaudited().await
    }

    /// Makes changes last that are no one's decision: derived sums, sessions' last use, queue claims.
    ///
    /// # Errors
    /// [`DbError::Driver`] when the database refuses.
    pub async fn commit_unaudited(mut self) -> Result<(), DbError> {
        self.save_heads().await?;
        match self.session.0 {
            Inner::LiteTx(transaction) => transaction.commit().await?,
            Inner::PostgresTx(transaction) => transaction.commit().await?,
            Inner::Lite(_) | Inner::Postgres(_) => {}
        }
        if self.enqueued {
            self.wake.notify_waiters();
        }
        Ok(())
    }

    /// Gives the changes up at once; a dropped transaction is given up a little later.
    ///
    /// # Errors
    /// [`DbError::Driver`] when the database refuses.
    pub async fn roll_back(self) -> Result<(), DbError> {
        match self.session.0 {
            Inner::LiteTx(transaction) => transaction.rollback().await?,
            Inner::PostgresTx(transaction) => transaction.rollback().await?,
            Inner::Lite(_) | Inner::Postgres(_) => {}
        }
        Ok(())
    }

    /// Remembers this point of the transaction, to which [`Tx::back_to`] returns.
    ///
    /// # Errors
    /// [`DbError::Statement`] when the database refuses.
    pub async fn mark(&mut self) -> Result<Mark, DbError> {
        self.session.script("mark", "SAVEPOINT khue_mark".to_owned()).await?;
        Ok(Mark { audited: self.audited, enqueued: self.enqueued, heads: self.heads.clone() })
    }

    /// Gives up what was done since the mark, also after a statement failed; the transaction goes on.
    ///
    /// # Errors
    /// [`DbError::Statement`] when the database refuses.
    pub async fn back_to(&mut self, mark: &Mark) -> Result<(), DbError> {
        self.session.script("back_to", "ROLLBACK TO SAVEPOINT khue_mark".to_owned()).await?;
        (self.audited, self.enqueued, self.heads) = (mark.audited, mark.enqueued, mark.heads.clone());
        Ok(())
    }

    pub(crate) fn mark_audited(&mut self) {
        self.audited = true;
    }

    pub(crate) fn mark_enqueued(&mut self) {
        self.enqueued = true;
    }
}

impl Deref for Tx {
    type Target = Session;

    fn deref(&self) -> &Session {
        &self.session
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Session {
        &mut self.session
    }
}
