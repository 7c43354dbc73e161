//! For programs: tokens, the interface to records, how refusals are told. docs/adr/0023 is the manner that every
//! later interface keeps.

pub(crate) mod gate;
pub mod problem;
mod token;

pub use gate::Program;

use crate::{Access, Route};

/// The table.
pub fn routes() -> Vec<Route> {
    vec![Route::post("/api/oauth/token", Access::Open, token::give)]
}
