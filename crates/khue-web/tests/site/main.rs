//! The site as a browser and as an attacker meet it: the real router, on SQLite and on PostgreSQL.

// The allowance for tests in clippy.toml does not reach their helpers.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

mod api;
mod arranging;
mod attacks;
mod imports;
mod language;
mod matrix;
mod oneroster;
mod pages;
mod records;
mod reports;
mod rounds;
mod serving;
mod standards;
mod transfers;
mod world;
mod year;
