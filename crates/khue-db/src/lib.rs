//! Database mechanism: pools, transactions, two dialects, migrations, queue, audit chain.
//! Knows no word of schools.
//!
//! One `.sql` text serves SQLite and PostgreSQL: `$1` binds, `BIGINT`, `TEXT`, `BYTEA`; days are ISO
//! text, moments are milliseconds since 1970 as `BIGINT`, truth values are 0 and 1.

pub mod audit;
pub mod backup;
mod canonical;
pub mod doctor;
mod error;
mod migrate;
mod nodelay;
mod pool;
pub mod queue;
mod row;
mod schema;
mod statement;
mod text;
mod value;

pub use audit::AuditEntry;
pub use error::DbError;
pub use migrate::{AppliedMigration, MIGRATIONS, Migration};
pub use pool::{Db, Dialect, Mark, Session, Tx};
pub use queue::{Job, JobError, JobFuture, NewJob, Worker};
pub use row::{FromColumn, FromRow, Row};
pub use statement::Statement;
pub use text::{file_name, hex};
pub use value::Value;
