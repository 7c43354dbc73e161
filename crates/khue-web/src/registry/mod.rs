//! Pages of units: the list of a day, and one unit with its surroundings and its past.

mod act;
pub mod edit_record;
pub mod import;
pub mod missing;
pub mod record;
pub mod record_list;
mod show;
pub mod unit;
pub mod units;

use khue_rules::accounts::Action;

use crate::{Access, Route};

pub(crate) use show::unit_href;

/// Everybody but the administrator.
const READERS: Access = Access::May(Action::ReadUnits);

/// Whose post lets read records of some unit.
const RECORDS: Access = Access::May(Action::ReadRecords);
/// Whose post lets change them.
const KEEPERS: Access = Access::May(Action::ChangeRecords);
/// Whose post lets see guarded fields.
const GUARDIANS: Access = Access::May(Action::SeeGuarded);

/// The table.
pub fn routes() -> Vec<Route> {
    use show::records;
    vec![
        Route::get("/don-vi", READERS, show::units::page),
        Route::get("/don-vi/tai-ve/{kind}", READERS, show::units::file),
        Route::get("/don-vi/{id}", READERS, show::unit::page),
        Route::get("/don-vi/{id}/lop", RECORDS, records::classes::page),
        Route::get("/don-vi/{id}/lop/tai-ve/{kind}", RECORDS, records::classes::classes_file),
        Route::get("/don-vi/{id}/lop/{class}", RECORDS, records::classes::class),
        Route::get("/don-vi/{id}/lop/{class}/tai-ve/{kind}", RECORDS, records::classes::class_file),
        Route::get("/don-vi/{id}/can-bo", RECORDS, records::staff::page),
        Route::get("/don-vi/{id}/can-bo/tai-ve/{kind}", RECORDS, records::staff::staff_file),
        Route::get("/don-vi/{id}/co-so", RECORDS, records::rooms::page),
        Route::get("/don-vi/{id}/co-so/tai-ve/{kind}", RECORDS, records::rooms::rooms_file),
        Route::get("/don-vi/{id}/con-thieu", RECORDS, records::missing::page),
        Route::get("/don-vi/{id}/ho-so/{kind}/{record}", RECORDS, records::record::any),
        Route::post("/don-vi/{id}/ho-so/{kind}/{record}/hien", GUARDIANS, records::record::any_guarded),
        Route::get("/don-vi/{id}/ho-so/{kind}/{record}/sua", KEEPERS, records::edit::page),
        Route::post("/don-vi/{id}/ho-so/{kind}/{record}/sua", KEEPERS, act::record::change),
        Route::get("/hoc-sinh/{id}", RECORDS, records::record::pupil),
        Route::post("/hoc-sinh/{id}/hien", GUARDIANS, records::record::pupil_guarded),
        Route::get("/can-bo/{id}", RECORDS, records::record::staff),
        Route::post("/can-bo/{id}/hien", GUARDIANS, records::record::staff_guarded),
        Route::get("/don-vi/{id}/oneroster", KEEPERS, show::import::roster),
        Route::get("/don-vi/{id}/nhap-lieu", KEEPERS, show::import::start),
        Route::post("/don-vi/{id}/nhap-lieu", KEEPERS, act::import::upload).uploading(),
        Route::get("/don-vi/{id}/nhap-lieu/mau/{kind}", KEEPERS, show::import::template),
        Route::get("/don-vi/{id}/nhap-lieu/hoan-tac/{source}", KEEPERS, show::import::undo),
        Route::post("/don-vi/{id}/nhap-lieu/hoan-tac/{source}", KEEPERS, act::import::undo),
        Route::get("/don-vi/{id}/nhap-lieu/{import}", KEEPERS, show::import::preview),
        Route::get("/don-vi/{id}/nhap-lieu/{import}/danh-dau", KEEPERS, show::import::marked),
        Route::post("/don-vi/{id}/nhap-lieu/{import}/cot", KEEPERS, act::import::choose),
        Route::post("/don-vi/{id}/nhap-lieu/{import}/ghi", KEEPERS, act::import::apply),
    ]
}
