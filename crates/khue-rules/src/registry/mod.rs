//! Rules of the registry: what records of the sector are, and how they change in time.

pub mod checks;
pub mod record;
pub mod sheet;
