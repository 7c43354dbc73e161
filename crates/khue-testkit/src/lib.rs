//! Sample province, two-database harness, page reader, golden runner. Only for tests and the demo.

pub mod crash;
pub mod databases;
pub mod postgres_server;
pub mod province;
mod written;

pub use databases::{TestDb, databases, for_each_database, require_all, skipped};
pub use written::written;
