//! `/tai-khoan`: one's own account: posts, password, sessions.

use axum::http::StatusCode;
use axum::response::Response;
use khue_app::OpError;
use khue_app::accounts::{self, ChangePassword};
use khue_base::PostId;

use super::new_password::same_twice;
use crate::page::{Fact, Shell, Tag, Tone, sample};
use crate::{Failure, Fields, Signed, done, see_other, show, show_as};

/// One's own account.
#[derive(Clone, Debug, Default, askama::Template)]
#[template(path = "accounts/account.html")]
pub struct AccountPage {
    /// The frame.
    pub shell: Shell,
    /// Sign-in name, for the browser's store of passwords.
    pub user_name: String,
    /// Name, sign-in name, posts with their periods.
    pub facts: Vec<Fact>,
    /// Where one is signed in.
    pub sessions: Vec<SessionRow>,
}

/// A session.
#[derive(Clone, Debug, Default)]
pub struct SessionRow {
    /// Value of `phien` when it is ended (`POST /tai-khoan/ket-thuc`).
    pub id: String,
    /// `Chrome trên Windows`.
    pub device: String,
    /// `từ 8 giờ 02, 31/5/2021 · 10.1.2.3`.
    pub note: String,
    /// This one, or another.
    pub state: Tag,
    /// Whether it is the one in use.
    pub place: SessionPlace,
}

/// Which session it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SessionPlace {
    /// Elsewhere.
    #[default]
    Other,
    /// The one in use.
    Here,
}

impl AccountPage {
    /// What render tests show.
    pub fn samples() -> Vec<(&'static str, Self)> {
        let fact = |name: &str, text: &str| Fact { name: name.to_owned(), text: text.to_owned(), href: None };
        let session = |id: &str, device: &str, note: &str, state, place| SessionRow {
            id: id.to_owned(),
            device: device.to_owned(),
            note: note.to_owned(),
            state,
            place,
        };
        let full = Self {
            shell: sample::school_shell("Tài khoản của tôi", ""),
            user_name: "thao.hoang".to_owned(),
            facts: vec![
                fact("Họ và tên", "Hoàng Thị Phương Thảo"),
                fact("Tên đăng nhập", "thao.hoang"),
                fact("Chức vụ", "Hiệu trưởng, Trường THCS Tân Mỹ, từ 1/8/2018"),
            ],
            sessions: vec![
                session(
                    "1",
                    "Chrome trên Windows",
                    "từ 8 giờ 02, 31/5/2021",
                    Tag::new(Tone::Ok, "máy này"),
                    SessionPlace::Here,
                ),
                session(
                    "2",
                    "Safari trên iPhone",
                    "từ 20 giờ 15, 28/5/2021",
                    Tag::new(Tone::Quiet, "nơi khác"),
                    SessionPlace::Other,
                ),
            ],
        };
        let refused = Self {
            shell: Shell {
                errors: vec![sample::error(
                    "mat-khau-cu",
                    "Mật khẩu hiện nay không đúng, nên chưa đổi. Hãy nhập lại.",
                )],
                ..full.shell.clone()
            },
            ..full.clone()
        };
        vec![("day-du", full), ("loi", refused)]
    }
}

/// The page.
pub(super) async fn page(signed: Signed) -> Result<Response, Failure> {
    let shell = signed.shell(TITLE, &[]);
    Ok(show(&filled(&signed, shell).await?))
}

/// Changes the password; the other sessions end.
pub(super) async fn change_password(signed: Signed, fields: Fields) -> Result<Response, Failure> {
    let cmd =
        ChangePassword { old: fields.raw("mat-khau-cu").to_owned(), new: fields.raw("mat-khau").to_owned() };
    let changed = match same_twice(&fields) {
        Ok(()) => accounts::change_password(&signed.ctx, signed.session, cmd).await,
        Err(error) => Err(error),
    };
    match changed {
        Ok(()) => Ok(done("/tai-khoan", "Đã đổi mật khẩu; các phiên đăng nhập ở nơi khác đã kết thúc.")),
        Err(OpError::Refused(refused)) => {
            let shell = signed.refused(TITLE, &[], &refused);
            Ok(show_as(StatusCode::UNPROCESSABLE_ENTITY, &filled(&signed, shell).await?))
        }
        Err(error) => Err(Failure(error)),
    }
}

/// Ends one of one's own sessions, or all others.
pub(super) async fn end_session(signed: Signed, fields: Fields) -> Result<Response, Failure> {
    if fields.text("phien") == ALL_OTHERS {
        let ended = accounts::end_other_sessions(&signed.ctx, signed.session).await?;
        return Ok(done("/tai-khoan", format!("Đã kết thúc {ended} phiên ở nơi khác.")));
    }
    accounts::end_session(&signed.ctx, fields.parse("phien")?).await?;
    Ok(done("/tai-khoan", "Đã kết thúc phiên đó."))
}

/// Acts through another of one's posts from now on.
pub(super) async fn change_post(signed: Signed, fields: Fields) -> Result<Response, Failure> {
    let post: PostId = fields.parse("vai")?;
    accounts::choose_post(&signed.ctx, signed.session, post).await?;
    Ok(see_other("/"))
}

const TITLE: &str = "Tài khoản của tôi";
/// Value of `phien` that stands for all but this one.
const ALL_OTHERS: &str = "khac";

async fn filled(signed: &Signed, shell: Shell) -> Result<AccountPage, Failure> {
    let sessions = accounts::list_sessions(&signed.ctx).await?;
    let Some(visit) = &signed.visitor.visit else { return Err(Failure(OpError::Hidden)) };
    let fact = |name: &str, text: String| Fact { name: name.to_owned(), text, href: None };
    let post = |role: khue_rules::accounts::Role, unit: &str| format!("{}, {unit}", role.name());
    let mut facts = vec![
        fact("Họ và tên", visit.actor.name.clone()),
        fact("Tên đăng nhập", visit.login.clone()),
        fact("Đang làm việc với vai", post(visit.actor.role, &visit.actor.unit_name)),
    ];
    facts.extend(visit.other_posts.iter().map(|other| fact("Vai khác", post(other.role, &other.unit_name))));
    let row = |session: accounts::SessionRow| {
        let here = session.id == signed.session;
        SessionRow {
            id: session.id.to_string(),
            device: device(&session.agent),
            note: format!(
                "từ {} · {} · dùng lần cuối {}",
                session.created_at, session.address, session.seen_at
            ),
            state: if here { Tag::new(Tone::Ok, "máy này") } else { Tag::new(Tone::Quiet, "nơi khác") },
            place: if here { SessionPlace::Here } else { SessionPlace::Other },
        }
    };
    let sessions = sessions.into_iter().map(row).collect();
    Ok(AccountPage { shell, user_name: visit.login.clone(), facts, sessions })
}

/// `Chrome trên Windows`, from what the browser calls itself; the order matters, because browsers name
/// each other.
fn device(agent: &str) -> String {
    let named = |list: &[(&str, &'static str)]| {
        list.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
    };
    let browser = named(&[
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("coc_coc", "Cốc Cốc"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = named(&[
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "máy Mac"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} trên {system}"),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => "Trình duyệt không rõ".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::device;

    #[track_caller]
    fn check(agent: &str, name: &str) {
        assert_eq!(device(agent), name);
    }

    #[test]
    fn browsers_are_named_as_people_know_them() {
        check(
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120.0 Safari/537.36",
            "Chrome trên Windows",
        );
        check("Mozilla/5.0 (Windows NT 10.0) Chrome/120.0 Safari/537.36 Edg/120.0", "Edge trên Windows");
        check(
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1",
            "Safari trên iPhone",
        );
        check("Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko Firefox/120.0", "Firefox trên Linux");
        check("curl/8", "Trình duyệt không rõ");
    }
}
