//! Pages of units: the list of a day, and one unit with its surroundings and its past.

mod act;
pub mod import;
mod show;
pub mod unit;
pub mod units;

use khue_rules::accounts::Action;

use crate::{Access, Route};

pub(crate) use show::unit_href;

/// Everybody but the administrator.
const READERS: Access = Access::May(Action::ReadUnits);

/// Who may write records somewhere.
const WRITERS: Access = Access::May(Action::ChangeRecords);

/// The table.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/don-vi", READERS, show::units::page),
        Route::get("/don-vi/tai-ve/{kind}", READERS, show::units::file),
        Route::get("/don-vi/{id}", READERS, show::unit::page),
        Route::get("/don-vi/{id}/nhap-lieu", WRITERS, show::import::start),
        Route::post("/don-vi/{id}/nhap-lieu", WRITERS, act::import::upload).uploading(),
        Route::get("/don-vi/{id}/nhap-lieu/mau/{kind}", WRITERS, show::import::template),
        Route::get("/don-vi/{id}/nhap-lieu/hoan-tac/{source}", WRITERS, show::import::undo),
        Route::post("/don-vi/{id}/nhap-lieu/hoan-tac/{source}", WRITERS, act::import::undo),
        Route::get("/don-vi/{id}/nhap-lieu/{import}", WRITERS, show::import::preview),
        Route::get("/don-vi/{id}/nhap-lieu/{import}/danh-dau", WRITERS, show::import::marked),
        Route::post("/don-vi/{id}/nhap-lieu/{import}/cot", WRITERS, act::import::choose),
        Route::post("/don-vi/{id}/nhap-lieu/{import}/ghi", WRITERS, act::import::apply),
    ]
}
