//! Pages of units: the list of a day, one unit with its surroundings and its past, its records, and the rounds in
//! which schools send figures.

mod act;
pub mod edit_record;
pub mod exchange;
pub mod figure;
pub mod figures;
pub mod forms;
pub mod import;
pub mod import_run;
pub mod missing;
pub mod record;
pub mod record_list;
pub mod roll_over;
pub mod round;
pub mod rounds;
pub mod school_figures;
mod show;
pub mod split_classes;
pub mod unit;
pub mod units;
pub mod year;
pub mod year_calendar;

use khue_rules::accounts::Action;

use crate::{Access, Route};

pub(crate) use show::unit_href;

/// Everybody but the administrator.
const READERS: Access = Access::May(Action::ReadUnits);

/// Whose post lets arrange units.
const ARRANGERS: Access = Access::May(Action::ManageUnits);
/// Whose post lets read records of some unit.
const RECORDS: Access = Access::May(Action::ReadRecords);
/// Whose post lets change them.
const KEEPERS: Access = Access::May(Action::ChangeRecords);
/// Whose post lets see guarded fields.
const GUARDIANS: Access = Access::May(Action::SeeGuarded);

/// Whose post lets open rounds of the statistics.
const OPENERS: Access = Access::May(Action::OpenRound);
/// Whose post lets send the figures of a school.
const HEADS: Access = Access::May(Action::SendFigures);
/// Whose post lets decide on them.
const DECIDERS: Access = Access::May(Action::DecideFigures);
/// Who sees how the exchange stands.
const TRADERS: Access = Access::May(Action::ReadExchange);
/// Who lets it go or stops it.
const SENDERS: Access = Access::May(Action::RunExchange);
/// Who keeps its partners and their keys.
const ADMINISTRATOR: Access = Access::May(Action::ManageAccounts);

/// The table.
pub fn routes() -> Vec<Route> {
    use show::{records, rounds, transfer};
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
        Route::post("/don-vi/{id}/con-thieu", KEEPERS, act::record::explain),
        Route::get("/don-vi/{id}/ho-so/{kind}/{record}", RECORDS, records::record::any),
        Route::post("/don-vi/{id}/ho-so/{kind}/{record}/hien", GUARDIANS, records::record::any_guarded),
        Route::get("/don-vi/{id}/ho-so/{kind}/{record}/sua", KEEPERS, records::edit::page),
        Route::post("/don-vi/{id}/ho-so/{kind}/{record}/sua", KEEPERS, act::record::change),
        Route::post("/don-vi/{id}/ho-so/{kind}/{record}/ket-thuc", KEEPERS, act::record::end),
        Route::get("/don-vi/{id}/them/{kind}", KEEPERS, records::add::page),
        Route::post("/don-vi/{id}/them/{kind}", KEEPERS, act::add::add),
        Route::get("/don-vi/{id}/len-lop", KEEPERS, show::roll_over::page),
        Route::post("/don-vi/{id}/len-lop", KEEPERS, act::roll_over::roll_over),
        Route::get("/don-vi/{id}/len-lop/{class}", KEEPERS, show::roll_over::class),
        Route::post("/don-vi/{id}/len-lop/{class}", KEEPERS, act::roll_over::class),
        Route::get("/don-vi/{id}/chia-lop", KEEPERS, show::split_classes::page),
        Route::post("/don-vi/{id}/chia-lop", KEEPERS, act::split_classes::split),
        Route::get("/don-vi/{id}/nam-hoc", RECORDS, show::year::page),
        Route::get("/don-vi/{id}/phan-cong", RECORDS, show::year::loads),
        Route::get("/lich", READERS, show::year_calendar::page),
        Route::get("/lich/{file}", Access::Anyone, show::year_calendar::file),
        Route::get("/don-vi/{id}/sap-xep", ARRANGERS, show::arrange::page),
        Route::post("/don-vi/{id}/sap-xep", ARRANGERS, act::arrange::arrange),
        Route::get("/don-vi/{id}/chuyen-truong", RECORDS, transfer::list::page),
        Route::get("/don-vi/{id}/chuyen-truong/tai-ve/{kind}", RECORDS, transfer::list::list_file),
        Route::get("/don-vi/{id}/chuyen-truong/xin", KEEPERS, transfer::receive::inside),
        Route::post("/don-vi/{id}/chuyen-truong/xin", KEEPERS, act::transfer::ask),
        Route::get("/don-vi/{id}/chuyen-truong/tiep-nhan", KEEPERS, transfer::receive::outside),
        Route::post("/don-vi/{id}/chuyen-truong/tiep-nhan", KEEPERS, act::transfer::admit),
        Route::get("/don-vi/{id}/chuyen-truong/{transfer}", RECORDS, transfer::case::page),
        Route::post("/don-vi/{id}/chuyen-truong/{transfer}/nhan", KEEPERS, act::transfer::accept),
        Route::post("/don-vi/{id}/chuyen-truong/{transfer}/tu-choi", KEEPERS, act::transfer::refuse),
        Route::post("/don-vi/{id}/chuyen-truong/{transfer}/rut", KEEPERS, act::transfer::cancel),
        Route::get("/don-vi/{id}/hoc-sinh/{pupil}/chuyen", KEEPERS, transfer::pupil::page),
        Route::post("/don-vi/{id}/hoc-sinh/{pupil}/chuyen-lop", KEEPERS, act::transfer::class),
        Route::post("/don-vi/{id}/hoc-sinh/{pupil}/chuyen-truong", KEEPERS, act::transfer::send),
        Route::post("/don-vi/{id}/hoc-sinh/{pupil}/thoi-hoc", KEEPERS, act::transfer::leave),
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
        Route::get("/don-vi/{id}/nhap-lieu/{import}/tien-do", KEEPERS, show::import_run::page),
        Route::post("/don-vi/{id}/nhap-lieu/{import}/dung", KEEPERS, act::import::stop),
        Route::get("/ky-bao-cao", RECORDS, rounds::page),
        Route::post("/ky-bao-cao/mo", OPENERS, act::rounds::open),
        Route::get("/ky-bao-cao/{round}", RECORDS, rounds::round::page),
        Route::get("/ky-bao-cao/{round}/tai-ve/{kind}", RECORDS, rounds::round::sums_file),
        Route::get("/ky-bao-cao/{round}/truong/{kind}", RECORDS, rounds::round::schools_file),
        Route::post("/ky-bao-cao/{round}/han", OPENERS, act::rounds::set_dues),
        Route::post("/ky-bao-cao/{round}/quyet-dinh", DECIDERS, act::rounds::decide),
        Route::get("/don-vi/{id}/ky-bao-cao", RECORDS, rounds::of_school),
        Route::get("/don-vi/{id}/ky-bao-cao/{round}", RECORDS, rounds::school::page),
        Route::get("/don-vi/{id}/ky-bao-cao/{round}/tai-ve/{kind}", RECORDS, rounds::school::file),
        Route::get("/don-vi/{id}/ky-bao-cao/{round}/so-lieu/{figure}", RECORDS, rounds::figure::page),
        Route::post("/don-vi/{id}/ky-bao-cao/{round}/so-lieu/{figure}", GUARDIANS, rounds::figure::guarded),
        Route::post("/don-vi/{id}/ky-bao-cao/{round}/gui", HEADS, act::rounds::send),
        Route::post("/don-vi/{id}/ky-bao-cao/{round}/xin-mo-khoa", HEADS, act::rounds::unlock),
        Route::post("/don-vi/{id}/ky-bao-cao/{round}/quyet-dinh", DECIDERS, act::rounds::decide_one),
        Route::get("/don-vi/{id}/trao-doi", RECORDS, show::exchange::unit::page),
        Route::get("/trao-doi", TRADERS, show::exchange::page),
        Route::get("/trao-doi/pham-vi", TRADERS, show::exchange::coverage::page),
        Route::post("/trao-doi/{link}", SENDERS, act::exchange::run),
        Route::get("/trao-doi/{link}/ho-so", TRADERS, show::exchange::lines::page),
        Route::get("/trao-doi/{link}/goi", TRADERS, show::exchange::packages::page),
        Route::get("/trao-doi/{link}/goi/{package}", TRADERS, show::exchange::packages::one),
        Route::get("/trao-doi/{link}/doi-soat", TRADERS, show::exchange::comparison::page),
        Route::get("/quan-tri/trao-doi", ADMINISTRATOR, show::exchange::links::page),
        Route::post("/quan-tri/trao-doi", ADMINISTRATOR, act::exchange::add),
        Route::post("/quan-tri/trao-doi/{link}/khoa", ADMINISTRATOR, act::exchange::key),
    ]
    .into_iter()
    .chain(receiving())
    .collect()
}

/// What partners of the exchange reach, who sign what they send; all that `khue receive` serves.
pub fn receiving() -> Vec<Route> {
    vec![
        Route::post("/trao-doi/nhan", Access::Open, act::receive::receive),
        Route::get("/trao-doi/nhan/dang-giu", Access::Open, act::receive::held),
    ]
}
