//! `/ung-dung`: programs that get data of a unit: list, registering, taking access away.

use axum::http::StatusCode;
use axum::response::Response;
use khue_app::OpError;
use khue_app::accounts::{self, Application, RegisterApplication};
use khue_base::{ApplicationId, Day, Moment, UnitId};
use khue_rules::accounts::{Action, Place, Scope, Scopes};

use super::administrator::unit_typed;
use crate::page::{Choice, Shell, Tag, Tone, sample};
use crate::{Failure, Fields, InPath, Signed, done, show, show_as};

const LIST: &str = "/ung-dung";
const CRUMBS: [(&str, &str); 1] = [("Ứng dụng", LIST)];

/// The list.
#[derive(Clone, Debug, Default, askama::Template)]
#[template(path = "accounts/applications.html")]
pub struct ApplicationsPage {
    /// The frame.
    pub shell: Shell,
    /// The rows.
    pub rows: Vec<ApplicationLine>,
}

/// An application as a row.
#[derive(Clone, Debug, Default)]
pub struct ApplicationLine {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Whose data it gets.
    pub unit: String,
    /// What it may, a line each.
    pub scopes: Vec<String>,
    /// `đang dùng`, `đã hết hạn`, `đã thu hồi`.
    pub state: Tag,
    /// `đến hết 31/12/2026`.
    pub until: String,
    /// Last use.
    pub last: String,
    /// Where its access is taken away; absent when it has none.
    pub revoke: Option<String>,
}

/// The form.
#[derive(Clone, Debug, Default, askama::Template)]
#[template(path = "accounts/new_application.html")]
pub struct NewApplicationPage {
    /// The frame.
    pub shell: Shell,
    /// `ten`.
    pub app_name: String,
    /// `don-vi`, as typed; absent for who registers for the own unit only.
    pub unit: Option<String>,
    /// `don-vi-chon`, when what was typed fits several.
    pub units: Vec<Choice>,
    /// The own unit's name, when there is no choice.
    pub own_unit: String,
    /// `quyen`.
    pub scopes: Vec<Choice>,
    /// `den-ngay`, as typed.
    pub until: String,
}

/// Id and secret; shown once.
#[derive(Clone, Debug, Default, askama::Template)]
#[template(path = "accounts/application_secret.html")]
pub struct ApplicationSecretPage {
    /// The frame.
    pub shell: Shell,
    /// What it is called.
    pub app_name: String,
    /// `client_id`.
    pub client: String,
    /// `client_secret`.
    pub secret: String,
}

/// The list.
pub(super) async fn list(signed: Signed) -> Result<Response, Failure> {
    let all = accounts::list_applications(&signed.ctx).await?;
    let now = signed.ctx.now();
    let rows = all.iter().map(|one| line(one, now)).collect();
    Ok(show(&ApplicationsPage { shell: signed.shell("Ứng dụng", &[]), rows }))
}

fn line(one: &Application, now: Moment) -> ApplicationLine {
    let (state, is_open) = match one.revoked_at {
        Some(_) => (Tag::new(Tone::Cancelled, "đã thu hồi"), false),
        None if one.expires_at <= now => (Tag::new(Tone::Paused, "đã hết hạn"), false),
        None => (Tag::new(Tone::Ok, "đang dùng"), true),
    };
    ApplicationLine {
        id: one.id.to_string(),
        name: one.name.clone(),
        unit: one.unit_name.clone(),
        scopes: one.scopes.iter().map(|scope| scope.name().to_owned()).collect(),
        state,
        until: format!("đến hết {}", one.expires_at.plus_ms(-1).day()),
        last: one.used_at.map_or_else(|| "chưa lần nào".to_owned(), |at| at.to_string()),
        revoke: is_open.then(|| format!("{LIST}/{}/thu-hoi", one.id)),
    }
}

/// The form.
pub(super) async fn form(signed: Signed) -> Response {
    let shell = signed.shell(TITLE, &CRUMBS);
    let until = signed.ctx.today().plus_days(365).to_string();
    let scopes = choices(Scopes::default());
    show(&NewApplicationPage { shell, until, scopes, ..blank(&signed) })
}

/// Registers it and shows its secret.
pub(super) async fn register(signed: Signed, fields: Fields) -> Result<Response, Failure> {
    let chosen = fields.all("quyen").filter_map(Scope::from_code).fold(Scopes::default(), Scopes::with);
    let mut offered = Vec::new();
    let made = match wanted(&signed, &fields, chosen, &mut offered).await {
        Ok(cmd) => accounts::register_application(&signed.ctx, cmd).await,
        Err(error) => Err(error),
    };
    match made {
        Ok(made) => Ok(show(&ApplicationSecretPage {
            shell: signed.shell("Khoá của ứng dụng", &CRUMBS),
            app_name: fields.text("ten").to_owned(),
            client: made.id.to_string(),
            secret: made.secret,
        })),
        Err(OpError::Refused(refused)) => {
            let blank = blank(&signed);
            let page = NewApplicationPage {
                shell: signed.refused(TITLE, &CRUMBS, &refused),
                app_name: fields.text("ten").to_owned(),
                unit: blank.unit.map(|_| fields.text("don-vi").to_owned()),
                units: offered,
                own_unit: blank.own_unit,
                scopes: choices(chosen),
                until: fields.text("den-ngay").to_owned(),
            };
            Ok(show_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(error) => Err(Failure(error)),
    }
}

/// Takes its access away.
pub(super) async fn revoke(signed: Signed, InPath(id): InPath<ApplicationId>) -> Result<Response, Failure> {
    accounts::revoke_application(&signed.ctx, id).await?;
    Ok(done(LIST, "Đã thu hồi; ứng dụng đó không đọc và ghi được gì nữa."))
}

const TITLE: &str = "Đăng ký ứng dụng";

fn chooses_unit(signed: &Signed) -> bool {
    signed.ctx.may(Action::ManageApplications, Place::Nowhere).is_ok()
}

fn blank(signed: &Signed) -> NewApplicationPage {
    NewApplicationPage {
        unit: chooses_unit(signed).then(String::new),
        own_unit: signed.ctx.actor.unit_name.clone(),
        ..NewApplicationPage::default()
    }
}

async fn wanted(
    signed: &Signed,
    fields: &Fields,
    scopes: Scopes,
    offered: &mut Vec<Choice>,
) -> Result<RegisterApplication, OpError> {
    let last_day = Day::parse_vietnamese(fields.text("den-ngay"))
        .map_err(|error| OpError::field("den-ngay", error.to_string()))?;
    let unit: UnitId = match chooses_unit(signed) {
        true => unit_typed(signed, fields, offered).await?,
        false => signed.ctx.actor.unit,
    };
    Ok(RegisterApplication { name: fields.text("ten").to_owned(), unit, scopes, last_day })
}

fn choices(chosen: Scopes) -> Vec<Choice> {
    let choice = |scope: Scope| Choice {
        value: scope.code().to_owned(),
        label: scope.name().to_owned(),
        chosen: chosen.has(scope),
    };
    Scope::ALL.into_iter().map(choice).collect()
}

impl ApplicationsPage {
    /// What render tests show.
    pub fn samples() -> Vec<(&'static str, Self)> {
        let line = |id: &str, name: &str, scopes: &[Scope], state: Tag, last: &str| ApplicationLine {
            id: id.to_owned(),
            name: name.to_owned(),
            unit: "Trường THCS Tân Mỹ".to_owned(),
            scopes: scopes.iter().map(|scope| scope.name().to_owned()).collect(),
            state,
            until: "đến hết 31/5/2022".to_owned(),
            last: last.to_owned(),
            revoke: Some(format!("/ung-dung/{id}/thu-hoi")),
        };
        let full = Self {
            shell: sample::school_shell("Ứng dụng", ""),
            rows: vec![
                line(
                    "1",
                    "Thư viện <số>",
                    &[Scope::ReadRecords, Scope::Guarded],
                    Tag::new(Tone::Ok, "đang dùng"),
                    "8 giờ 02, 31/5/2021",
                ),
                ApplicationLine {
                    revoke: None,
                    ..line(
                        "2",
                        "Lớp học trực tuyến",
                        &[Scope::Roster],
                        Tag::new(Tone::Cancelled, "đã thu hồi"),
                        "chưa lần nào",
                    )
                },
            ],
        };
        let empty = Self { rows: Vec::new(), ..full.clone() };
        vec![("day-du", full), ("khong-co", empty)]
    }
}

impl NewApplicationPage {
    /// What render tests show.
    pub fn samples() -> Vec<(&'static str, Self)> {
        let own = Self {
            shell: sample::shell_under(TITLE, "", &CRUMBS),
            own_unit: "Trường THCS Tân Mỹ".to_owned(),
            scopes: choices(Scopes::default()),
            until: "31/5/2022".to_owned(),
            ..Self::default()
        };
        let error = "Chưa chọn quyền nào nên ứng dụng không làm được gì; hãy chọn ít nhất một quyền.";
        let refused = Self {
            shell: Shell { errors: vec![sample::error("quyen", error)], ..own.shell.clone() },
            app_name: "Thư viện số".to_owned(),
            unit: Some("Tân Mỹ".to_owned()),
            units: sample::choices(&["Trường THCS Tân Mỹ", "Trường Tiểu học Tân Mỹ"], 0),
            ..own.clone()
        };
        vec![("trong", own), ("loi", refused)]
    }
}

impl ApplicationSecretPage {
    /// What render tests show.
    pub fn samples() -> Vec<(&'static str, Self)> {
        let shell = sample::shell_under("Khoá của ứng dụng", "", &CRUMBS);
        let (client, secret) = ("185540012345678".to_owned(), "9f2c41ab".repeat(8));
        vec![("day-du", Self { shell, app_name: "Thư viện số".to_owned(), client, secret })]
    }
}
