//! The routes of the directive area and who may reach them.

use khue_rules::accounts::Action;

use super::{act, show};
use crate::{Access, Route};

/// Everybody but the administrator: an adopted directive is an order to all.
const READERS: Access = Access::May(Action::ReadDirective);
/// Those who bring documents in and read them.
const UPLOADERS: Access = Access::May(Action::UploadDirective);
/// The same, and who watches them.
const REVIEWERS: Access = Access::May(Action::ReviewDirective);
/// Those who make a document's tasks an order.
const ADOPTERS: Access = Access::May(Action::AdoptDirective);
/// Those who keep tasks: to give one to units is part of it.
const KEEPERS: Access = Access::May(Action::EditTask);
/// Those who draw up the official report.
const AUTHORS: Access = Access::May(Action::MakeReport);
/// Those who give tasks to units, or pass work on to those below.
const ASSIGNERS: Access = Access::May(Action::AssignTask);
/// Those who see work given to units.
const PARTAKERS: Access = Access::May(Action::ReadAssignment);
/// Those who report for their unit.
const REPORTERS: Access = Access::May(Action::ReportProgress);
/// Those who decide on reports of units below.
const DECIDERS: Access = Access::May(Action::DecideProgress);
/// Those who urge units below.
const URGERS: Access = Access::May(Action::Urge);

/// The table.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/chi-dao", READERS, show::list::page),
        Route::get("/chi-dao/moi", UPLOADERS, act::upload::form),
        Route::post("/chi-dao/moi", UPLOADERS, act::upload::upload).uploading(),
        Route::get("/chi-dao/{id}/ra-soat", REVIEWERS, show::review::page),
        Route::post("/chi-dao/{id}/ra-soat/nhan-het", UPLOADERS, act::review::accept_rest),
        Route::post("/chi-dao/{id}/ra-soat/them", UPLOADERS, act::review::add),
        Route::post("/chi-dao/{id}/ra-soat/{provision}", UPLOADERS, act::review::step),
        Route::post("/chi-dao/{id}/ban-hanh", ADOPTERS, act::adopt::adopt),
        Route::get("/chi-dao/{id}", READERS, show::overview::page),
        Route::get("/chi-dao/{id}/nhiem-vu", READERS, show::tasks::page),
        Route::get("/chi-dao/{id}/nhiem-vu/tai-ve/{kind}", READERS, show::tasks::file),
        Route::get("/chi-dao/{id}/ma-tran", READERS, show::matrix::page),
        Route::get("/chi-dao/{id}/ma-tran/tai-ve/{kind}", READERS, show::matrix::file),
        Route::get("/chi-dao/{id}/don-doc", URGERS, show::urge::page),
        Route::post("/chi-dao/{id}/don-doc", URGERS, act::urge::urge),
        Route::get("/chi-dao/{id}/van-ban", READERS, show::text::page),
        Route::get("/chi-dao/{id}/van-ban/tep-goc", READERS, show::text::original),
        Route::get("/chi-dao/{id}/so-sanh", READERS, show::compare::page),
        Route::get("/chi-dao/{id}/bao-cao", READERS, show::reports::page),
        Route::post("/chi-dao/{id}/bao-cao", AUTHORS, act::report::make),
        Route::get("/bao-cao/{id}", READERS, show::report::page),
        Route::post("/bao-cao/{id}", AUTHORS, act::report::save),
        Route::post("/bao-cao/{id}/khoa-lai", AUTHORS, act::report::refresh),
        Route::get("/bao-cao/{id}/tai-ve/{kind}", READERS, show::report::file),
        Route::get("/nhiem-vu/{id}", READERS, show::task::page),
        Route::post("/nhiem-vu/{id}/giao", KEEPERS, act::task::assign),
        Route::post("/nhiem-vu/{id}/sua", KEEPERS, act::task::edit),
        Route::post("/nhiem-vu/{id}/tam-dung", KEEPERS, act::task::pause),
        Route::post("/nhiem-vu/{id}/tiep-tuc", KEEPERS, act::task::resume),
        Route::post("/nhiem-vu/{id}/huy", KEEPERS, act::task::cancel),
        Route::post("/nhiem-vu/{id}/dong", KEEPERS, act::task::close),
        Route::get("/viec", PARTAKERS, show::work::page),
        Route::get("/viec/{id}", PARTAKERS, show::assignment::page),
        Route::post("/viec/{id}/bao-cao", REPORTERS, act::assignment::report).uploading(),
        Route::post("/viec/{id}/rut-lai", REPORTERS, act::assignment::withdraw),
        Route::post("/viec/{id}/quyet-dinh", DECIDERS, act::assignment::decide),
        Route::post("/viec/{id}/giao-tiep", ASSIGNERS, act::assignment::pass_on),
        Route::get("/minh-chung/{id}", PARTAKERS, show::evidence::page),
        Route::get("/minh-chung/{id}/xem", PARTAKERS, show::evidence::inside),
        Route::get("/minh-chung/{id}/tai-ve", PARTAKERS, show::evidence::download),
        Route::get("/tim", READERS, show::search::page),
    ]
}
