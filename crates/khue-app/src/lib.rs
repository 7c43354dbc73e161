//! Operations and their private SQL: a module an area, a file a verb.
//!
//! The web, the command line and background jobs call the same operations. Areas call each
//! other's exported functions, never each other's tables.

mod chance;
mod context;
mod error;
mod migrations;
mod worker;

pub mod accounts;
pub mod directive;
pub mod files;
pub mod registry;

pub use chance::Chance;
pub use context::{Actor, App, Ctx};
pub use error::{FieldProblem, OpError, Refused};
pub use migrations::MIGRATIONS;
pub use worker::worker;
