//! Entrance, sign-in, one's own account, what administrator and auditor see.

pub mod account;
pub mod administrator;
pub mod applications;
pub mod audit_log;
mod audit_words;
pub mod entrance;
pub mod home;
pub mod new_password;
pub mod sign_in;
pub mod system;

pub(crate) use administrator::unit_typed;

use khue_rules::accounts::Action;

use crate::{Access, Route};

const ADMINISTRATOR: Access = Access::May(Action::ManageAccounts);
const AUDITOR: Access = Access::May(Action::ReadAudit);
const KEEPERS: Access = Access::May(Action::ManageApplications);
const WATCHERS: Access = Access::May(Action::SeeSystem);

/// The table.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/", Access::Anyone, home::home),
        Route::get("/dang-nhap", Access::Anyone, sign_in::form),
        Route::post("/dang-nhap", Access::Anyone, sign_in::enter),
        Route::post("/dang-xuat", Access::Signed, sign_in::leave),
        Route::get("/doi-vai", Access::Anyone, entrance::page),
        Route::post("/doi-vai", Access::Signed, account::change_post),
        Route::post("/vao-mau", Access::Anyone, entrance::enter),
        Route::get("/khoi-tao/{token}", Access::Anyone, new_password::form),
        Route::post("/khoi-tao/{token}", Access::Anyone, new_password::set),
        Route::get("/tai-khoan", Access::Signed, account::page),
        Route::post("/tai-khoan/mat-khau", Access::Signed, account::change_password),
        Route::post("/tai-khoan/ket-thuc", Access::Signed, account::end_session),
        Route::get("/quan-tri/tai-khoan", ADMINISTRATOR, administrator::list),
        Route::get("/quan-tri/tai-khoan/moi", ADMINISTRATOR, administrator::form),
        Route::post("/quan-tri/tai-khoan/moi", ADMINISTRATOR, administrator::invite),
        Route::post("/quan-tri/tai-khoan/{id}/lien-ket", ADMINISTRATOR, administrator::invite_again),
        Route::post("/quan-tri/tai-khoan/{id}/trang-thai", ADMINISTRATOR, administrator::set_state),
        Route::get("/ung-dung", KEEPERS, applications::list),
        Route::get("/ung-dung/moi", KEEPERS, applications::form),
        Route::post("/ung-dung/moi", KEEPERS, applications::register),
        Route::post("/ung-dung/{id}/thu-hoi", KEEPERS, applications::revoke),
        Route::get("/nhat-ky", AUDITOR, audit_log::page),
        Route::get("/he-thong", WATCHERS, system::page),
    ]
}
