//! Set a password from a one-time link: the first administrator, or after a reset.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use khue_app::OpError;
use khue_app::accounts::{self, Invitation, UseInvitation};

use crate::page::{Shell, sample};
use crate::{AppState, Failure, Fields, InPath, Visitor, done, show, show_as};

/// The form to set a password (`mat-khau`, `nhap-lai`).
#[derive(Clone, Debug, Default, askama::Template)]
#[template(path = "accounts/new_password.html")]
pub struct NewPasswordPage {
    /// The frame, without navigation.
    pub shell: Shell,
    /// Where it posts; the link's own address.
    pub action: String,
    /// Whose account it is.
    pub user_name: String,
    /// What the first administrator says about themselves; absent for an account that exists.
    pub newcomer: Option<Newcomer>,
}

/// Fields of the first administrator.
#[derive(Clone, Debug, Default)]
pub struct Newcomer {
    /// `ho-ten`.
    pub name: String,
    /// `ten-dang-nhap`.
    pub login: String,
}

impl NewPasswordPage {
    /// What render tests show.
    pub fn samples() -> Vec<(&'static str, Self)> {
        let empty = Self {
            shell: Shell {
                person: None,
                nav: Vec::new(),
                demo_day: None,
                ..sample::shell("Đặt mật khẩu", "")
            },
            action: "/khoi-tao/3f9a".to_owned(),
            user_name: "quan-tri".to_owned(),
            newcomer: None,
        };
        let refused = Self {
            shell: Shell {
                errors: vec![sample::error(
                    "mat-khau",
                    "Mật khẩu mới có 8 kí tự, dễ bị đoán. Hãy đặt ít nhất 10 kí tự; một câu ngắn là dễ nhớ nhất.",
                )],
                ..empty.shell.clone()
            },
            ..empty.clone()
        };
        let first = Self {
            newcomer: Some(Newcomer { name: "Nguyễn Văn Bình".to_owned(), login: "quan-tri".to_owned() }),
            ..refused.clone()
        };
        vec![("trong", empty), ("bi-tu-choi", refused), ("quan-tri-dau-tien", first)]
    }
}

/// The form behind a one-time link.
pub(super) async fn form(
    State(state): State<AppState>,
    visitor: Visitor,
    InPath(token): InPath<String>,
) -> Result<Response, Failure> {
    let invitation = accounts::look_at_invitation(&state.app, &token).await?;
    let shell = visitor.shell("Đặt mật khẩu");
    Ok(show(&page(shell, &token, &invitation, &Fields::default())))
}

/// Uses the link.
pub(super) async fn set(
    State(state): State<AppState>,
    visitor: Visitor,
    InPath(token): InPath<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let invitation = accounts::look_at_invitation(&state.app, &token).await?;
    let cmd = UseInvitation {
        name: fields.text("ho-ten").to_owned(),
        login: fields.text("ten-dang-nhap").to_owned(),
        password: fields.raw("mat-khau").to_owned(),
    };
    let used = match same_twice(&fields) {
        Ok(()) => accounts::use_invitation(&state.app, &token, cmd).await,
        Err(error) => Err(error),
    };
    match used {
        Ok(login) => Ok(done("/dang-nhap", format!("Đã đặt mật khẩu cho tài khoản {login}. Hãy đăng nhập."))),
        Err(OpError::Refused(refused)) => {
            let shell = visitor.refused("Đặt mật khẩu", &refused);
            Ok(show_as(StatusCode::UNPROCESSABLE_ENTITY, &page(shell, &token, &invitation, &fields)))
        }
        Err(error) => Err(Failure(error)),
    }
}

/// Whether the new password was typed alike twice.
pub(super) fn same_twice(fields: &Fields) -> Result<(), OpError> {
    if fields.raw("mat-khau") == fields.raw("nhap-lai") {
        return Ok(());
    }
    Err(OpError::field(
        "nhap-lai",
        "Hai lần nhập mật khẩu mới không giống nhau nên chưa ghi; hãy nhập lại cả hai.",
    ))
}

fn page(shell: Shell, token: &str, invitation: &Invitation, fields: &Fields) -> NewPasswordPage {
    let (user_name, newcomer) = match invitation {
        Invitation::Password { login, .. } => (login.clone(), None),
        Invitation::FirstAdministrator => {
            let [name, login] = ["ho-ten", "ten-dang-nhap"].map(|field| fields.text(field).to_owned());
            (login.clone(), Some(Newcomer { name, login }))
        }
    };
    NewPasswordPage { shell, action: format!("/khoi-tao/{token}"), user_name, newcomer }
}
