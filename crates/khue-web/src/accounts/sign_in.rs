//! `/dang-nhap`: sign in.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use khue_app::accounts::{self, SignIn};
use khue_app::{Ctx, OpError};

use crate::page::{Shell, Tone, sample};
use crate::reply::local_path;
use crate::session::{NewToken, home};
use crate::{AppState, Asked, Failure, Fields, Signed, Visitor, done, see_other, show, show_as};

/// The form to sign in (`POST /dang-nhap`).
#[derive(Clone, Debug, Default, askama::Template)]
#[template(path = "accounts/sign_in.html")]
pub struct SignInPage {
    /// The frame, without navigation.
    pub shell: Shell,
    /// `ten`, kept after a refusal; the password never is.
    pub user_name: String,
    /// `tiep`: where to go on afterwards, a path of this site.
    pub next: String,
    /// Whether the second step, a code, is asked (`ma`).
    pub step: SignInStep,
}

/// What is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SignInStep {
    /// Name and password.
    #[default]
    Password,
    /// The code of the device.
    Code,
}

impl SignInPage {
    /// What render tests show.
    pub fn samples() -> Vec<(&'static str, Self)> {
        let empty = Self {
            shell: Shell {
                person: None, nav: Vec::new(), demo_day: None, ..sample::shell("Đăng nhập", "")
            },
            user_name: String::new(),
            next: "/viec".to_owned(),
            step: SignInStep::Password,
        };
        let refused = Self {
            shell: Shell {
                errors: vec![sample::error(
                    "mat-khau",
                    "Tên hoặc mật khẩu không đúng. Còn 3 lần thử trước khi tài khoản tạm khoá 15 phút.",
                )],
                ..empty.shell.clone()
            },
            user_name: "hoa.nguyen".to_owned(),
            ..empty.clone()
        };
        let left = Self {
            shell: Shell {
                notices: vec![sample::notice(Tone::Ok, "Bạn đã đăng xuất.")],
                ..empty.shell.clone()
            },
            ..empty.clone()
        };
        let code = Self { step: SignInStep::Code, user_name: "hoa.nguyen".to_owned(), ..empty.clone() };
        vec![("trong", empty), ("bi-tu-choi", refused), ("da-ra", left), ("ma", code)]
    }
}

/// The form; somebody signed in goes on at once.
pub(super) async fn form(visitor: Visitor, asked: Asked) -> Response {
    let next = asked.0.text("tiep").to_owned();
    match visitor.role() {
        Some(role) => see_other(local_path(&next).unwrap_or(home(role))),
        None => show(&SignInPage { shell: visitor.shell("Đăng nhập"), next, ..SignInPage::default() }),
    }
}

/// Signs in. A session that this browser had before is ended, and the browser gets a token it never had.
pub(super) async fn enter(
    State(state): State<AppState>,
    visitor: Visitor,
    fields: Fields,
) -> Result<Response, Failure> {
    let cmd = SignIn {
        login: fields.text("ten").to_owned(),
        password: fields.raw("mat-khau").to_owned(),
        address: visitor.address.clone(),
        agent: visitor.agent.clone(),
    };
    let next = fields.text("tiep").to_owned();
    match accounts::sign_in(&state.app, cmd).await {
        Ok(signed_in) => {
            end_former(&state, &visitor).await?;
            let mut answer = see_other(local_path(&next).unwrap_or(home(signed_in.role)));
            answer.extensions_mut().insert(NewToken(signed_in.token));
            Ok(answer)
        }
        Err(OpError::Refused(refused)) => {
            let shell = visitor.refused("Đăng nhập", &refused);
            let page = SignInPage {
                shell,
                user_name: fields.text("ten").to_owned(),
                next,
                step: SignInStep::Password,
            };
            Ok(show_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(error) => Err(Failure(error)),
    }
}

/// Signs out; the browser's token is replaced, too.
pub(super) async fn leave(State(state): State<AppState>, signed: Signed) -> Result<Response, Failure> {
    accounts::sign_out(&signed.ctx, signed.session).await?;
    let mut answer = done("/dang-nhap", "Bạn đã đăng xuất.");
    answer.extensions_mut().insert(NewToken(state.app.chance.secret()));
    Ok(answer)
}

/// Ends the session in which somebody signs in anew.
pub(super) async fn end_former(state: &AppState, visitor: &Visitor) -> Result<(), OpError> {
    match &visitor.visit {
        Some(visit) => {
            let ctx = Ctx { app: state.app.clone(), actor: visit.actor.clone() };
            accounts::sign_out(&ctx, visit.session).await
        }
        None => Ok(()),
    }
}
