//! The routes of the directive area and who may reach them.

use khue_rules::accounts::Role;

use super::{act, show};
use crate::{Access, Route};

use Role::{
    Auditor, Clerk, CommuneOfficer, DepartmentLeader, DepartmentSpecialist, Deputy, DistrictOfficer, Head,
    ProvinceLeader, ProvinceOffice, Teacher,
};

/// Everybody but the administrator: an adopted directive is an order to all.
const READERS: Access = Access::Roles(&[
    ProvinceLeader,
    ProvinceOffice,
    DepartmentLeader,
    DepartmentSpecialist,
    DistrictOfficer,
    CommuneOfficer,
    Head,
    Deputy,
    Clerk,
    Teacher,
    Auditor,
]);
/// Those who bring documents in, adopt them and keep tasks.
const KEEPERS: Access =
    Access::Roles(&[ProvinceLeader, ProvinceOffice, DepartmentLeader, DepartmentSpecialist]);
/// The keepers and who watches them.
const REVIEWERS: Access =
    Access::Roles(&[ProvinceLeader, ProvinceOffice, DepartmentLeader, DepartmentSpecialist, Auditor]);
/// Those who report for their unit.
const REPORTERS: Access = Access::Roles(&[
    ProvinceOffice,
    DepartmentLeader,
    DepartmentSpecialist,
    DistrictOfficer,
    CommuneOfficer,
    Head,
    Deputy,
    Clerk,
]);
/// Those who decide on reports of units below, urge them, or pass work on to them.
const DECIDERS: Access = Access::Roles(&[
    ProvinceLeader,
    ProvinceOffice,
    DepartmentLeader,
    DepartmentSpecialist,
    DistrictOfficer,
    CommuneOfficer,
]);

/// The table.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/chi-dao", READERS, show::list::page),
        Route::get("/chi-dao/moi", KEEPERS, act::upload::form),
        Route::post("/chi-dao/moi", KEEPERS, act::upload::upload).uploading(),
        Route::get("/chi-dao/{id}/ra-soat", REVIEWERS, show::review::page),
        Route::post("/chi-dao/{id}/ra-soat/nhan-het", KEEPERS, act::review::accept_rest),
        Route::post("/chi-dao/{id}/ra-soat/them", KEEPERS, act::review::add),
        Route::post("/chi-dao/{id}/ra-soat/{provision}", KEEPERS, act::review::step),
        Route::post("/chi-dao/{id}/ban-hanh", KEEPERS, act::adopt::adopt),
        Route::get("/chi-dao/{id}", READERS, show::overview::page),
        Route::get("/chi-dao/{id}/nhiem-vu", READERS, show::tasks::page),
        Route::get("/chi-dao/{id}/nhiem-vu/tai-ve/{kind}", READERS, show::tasks::file),
        Route::get("/chi-dao/{id}/ma-tran", READERS, show::matrix::page),
        Route::get("/chi-dao/{id}/ma-tran/tai-ve/{kind}", READERS, show::matrix::file),
        Route::get("/chi-dao/{id}/don-doc", DECIDERS, show::urge::page),
        Route::post("/chi-dao/{id}/don-doc", DECIDERS, act::urge::urge),
        Route::get("/chi-dao/{id}/van-ban", READERS, show::text::page),
        Route::get("/chi-dao/{id}/van-ban/tep-goc", READERS, show::text::original),
        Route::get("/chi-dao/{id}/so-sanh", READERS, show::compare::page),
        Route::get("/chi-dao/{id}/bao-cao", READERS, show::reports::page),
        Route::post("/chi-dao/{id}/bao-cao", KEEPERS, act::report::make),
        Route::get("/bao-cao/{id}", READERS, show::report::page),
        Route::post("/bao-cao/{id}", KEEPERS, act::report::save),
        Route::post("/bao-cao/{id}/khoa-lai", KEEPERS, act::report::refresh),
        Route::get("/bao-cao/{id}/tai-ve/{kind}", READERS, show::report::file),
        Route::get("/nhiem-vu/{id}", READERS, show::task::page),
        Route::post("/nhiem-vu/{id}/giao", KEEPERS, act::task::assign),
        Route::post("/nhiem-vu/{id}/sua", KEEPERS, act::task::edit),
        Route::post("/nhiem-vu/{id}/tam-dung", KEEPERS, act::task::pause),
        Route::post("/nhiem-vu/{id}/tiep-tuc", KEEPERS, act::task::resume),
        Route::post("/nhiem-vu/{id}/huy", KEEPERS, act::task::cancel),
        Route::post("/nhiem-vu/{id}/dong", KEEPERS, act::task::close),
        Route::get("/viec", READERS, show::work::page),
        Route::get("/viec/{id}", READERS, show::assignment::page),
        Route::post("/viec/{id}/bao-cao", REPORTERS, act::assignment::report).uploading(),
        Route::post("/viec/{id}/rut-lai", REPORTERS, act::assignment::withdraw),
        Route::post("/viec/{id}/quyet-dinh", DECIDERS, act::assignment::decide),
        Route::post("/viec/{id}/giao-tiep", DECIDERS, act::assignment::pass_on),
        Route::get("/minh-chung/{id}", READERS, show::evidence::page),
        Route::get("/minh-chung/{id}/xem", READERS, show::evidence::inside),
        Route::get("/minh-chung/{id}/tai-ve", READERS, show::evidence::download),
        Route::get("/tim", READERS, show::search::page),
    ]
}
