//! Pages of units: the list of a day, and one unit with its surroundings and its past.

mod show;
pub mod unit;
pub mod units;

use khue_rules::accounts::Action;

use crate::{Access, Route};

pub(crate) use show::unit_href;

/// Everybody but the administrator.
const READERS: Access = Access::May(Action::ReadUnits);

/// The table.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/don-vi", READERS, show::units::page),
        Route::get("/don-vi/tai-ve/{kind}", READERS, show::units::file),
        Route::get("/don-vi/{id}", READERS, show::unit::page),
    ]
}
