//! The national exchange: tables of the ministry's schema, what of our records goes into them, and how
//! versions are counted.
//!
//! A record is sent with all that belongs to it as one message: a pupil with the person, the father and the
//! mother. One version counts for the whole; `catalogue/exchange` says what stands where.

mod check;
mod coverage;
mod mapping;
mod message;
mod path;
mod received;
mod schema;
#[cfg(test)]
mod tests;
mod version;

pub use check::{Problem, Spot, refusal};
pub use coverage::{Coverage, Held, coverage};
pub use mapping::{RecordMap, record_map, record_maps};
pub use message::{Known, Message, Row, School, messages};
pub use received::{ENVELOPE, refuse_received};
pub use schema::{Cell, Column, ColumnKind, Demand, Need, Table, codes, table, tables};
pub use version::{Event, Offer, Taken, next_event, take};
