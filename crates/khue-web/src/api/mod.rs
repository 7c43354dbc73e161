//! For programs: tokens, the interface to records, how refusals are told. docs/adr/0023 is the manner that every
//! later interface keeps.

mod asked;
mod change;
pub(crate) mod gate;
mod oneroster;
mod openapi;
pub mod page;
pub mod problem;
mod records;
mod token;
mod units;
mod value;

pub use gate::Program;

use khue_rules::accounts::Scope;

use crate::{Access, Route};

/// Who reads records.
const READ: Access = Access::Program(&[Scope::ReadRecords, Scope::WriteRecords]);

/// Who changes them.
const WRITE: Access = Access::Program(&[Scope::WriteRecords]);

/// Who reads rosters.
const ROSTER: Access = Access::Program(&[Scope::Roster, Scope::Demographics]);

/// The table.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/api", Access::Anyone, page::page),
        Route::get("/api/v1/openapi.json", Access::Open, openapi::file),
        Route::post("/api/oauth/token", Access::Open, token::give),
        Route::get("/api/v1/units", READ, units::list),
        Route::get("/api/v1/units/{id}", READ, units::one),
        Route::get("/api/v1/units/{id}/history", READ, units::history),
        Route::get("/api/v1/{kind}", READ, records::list),
        Route::post("/api/v1/{kind}", WRITE, change::make),
        Route::get("/api/v1/{kind}/{id}", READ, records::one),
        Route::patch("/api/v1/{kind}/{id}", WRITE, change::alter),
        Route::post("/api/v1/{kind}/{id}/end", WRITE, change::end),
        Route::get("/ims/oneroster/rostering/v1p2/{*path}", ROSTER, oneroster::read),
        Route::get("/api/v1/{kind}/{id}/history", READ, records::history),
    ]
}
