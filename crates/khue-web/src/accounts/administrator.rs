//! `/quan-tri/tai-khoan`: the administrator's list of accounts, new accounts, links, locks.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use khue_app::OpError;
use khue_app::accounts::{self, AccountRow as Row, AccountState, InviteAccount, Invited, Newcomer, PAGE};
use khue_base::{AccountId, Day, UnitId};
use khue_rules::accounts::Role;

use crate::page::{Choice, Pager, Shell, Tag, Tone, sample};
use crate::{AppState, Asked, Failure, Fields, InPath, Signed, done, show, show_as};

const LIST: &str = "/quan-tri/tai-khoan";
const CRUMBS: [(&str, &str); 1] = [("Tài khoản", LIST)];

/// The list.
#[derive(Clone, Debug, Default, askama::Template)]
#[template(path = "accounts/administrator.html")]
pub struct AccountsPage {
    /// The frame.
    pub shell: Shell,
    /// What is sought (`tim`).
    pub words: String,
    /// `144 tài khoản`.
    pub found: String,
    /// The rows of this page.
    pub rows: Vec<AccountLine>,
    /// Pages.
    pub pager: Pager,
}

/// An account as a row.
#[derive(Clone, Debug, Default)]
pub struct AccountLine {
    /// Its id.
    pub id: String,
    /// Name of the holder.
    pub name: String,
    /// Login.
    pub login: String,
    /// Posts held today, a line each.
    pub posts: Vec<String>,
    /// `đang dùng`, `tạm khoá`, `đã đóng`, `chưa đặt mật khẩu`.
    pub state: Tag,
    /// Last sign-in.
    pub last: String,
    /// What can be done with it: value of `trang-thai` and the verb.
    pub steps: Vec<(String, String)>,
    /// Where a link is made; absent for a closed account.
    pub link: Option<String>,
}

/// The form for a new account.
#[derive(Clone, Debug, Default, askama::Template)]
#[template(path = "accounts/new_account.html")]
pub struct NewAccountPage {
    /// The frame.
    pub shell: Shell,
    /// `ho-ten`.
    pub full_name: String,
    /// `ten-dang-nhap`.
    pub login: String,
    /// `vai`.
    pub roles: Vec<Choice>,
    /// `chuc-danh`.
    pub title: String,
    /// `don-vi`, as typed.
    pub unit: String,
    /// `don-vi-chon`, when what was typed fits several.
    pub units: Vec<Choice>,
    /// `tu-ngay`, as typed.
    pub from: String,
}

/// The link that was just made; shown once.
#[derive(Clone, Debug, Default, askama::Template)]
#[template(path = "accounts/one_time_link.html")]
pub struct OneTimeLinkPage {
    /// The frame.
    pub shell: Shell,
    /// For whom.
    pub login: String,
    /// The address to hand over.
    pub link: String,
}

/// The list.
pub(super) async fn list(signed: Signed, asked: Asked) -> Result<Response, Failure> {
    let words = asked.0.text("tim").to_owned();
    let page: u32 = asked.0.text("trang").parse().unwrap_or(0);
    let found = accounts::list_accounts(&signed.ctx, &words, page).await?;
    let sought: String = form_urlencoded::byte_serialize(words.as_bytes()).collect();
    let to = |page: u32| format!("{LIST}?tim={sought}&trang={page}");
    let first = page.saturating_mul(PAGE);
    let last = first.saturating_add(u32::try_from(found.rows.len()).unwrap_or(PAGE));
    let pager = Pager {
        summary: format!("{}–{last} trong {} tài khoản", found.total.min(first + 1), found.total),
        previous: page.checked_sub(1).map(to),
        next: (last < found.total).then(|| to(page.saturating_add(1))),
    };
    Ok(show(&AccountsPage {
        shell: signed.shell("Tài khoản", &[]),
        words,
        found: format!("{} tài khoản", found.total),
        rows: found.rows.iter().map(|row| line(row, signed.ctx.actor.account)).collect(),
        pager,
    }))
}

fn line(row: &Row, own: Option<AccountId>) -> AccountLine {
    let state = match (row.state, row.has_password) {
        (AccountState::Active, true) => Tag::new(Tone::Ok, AccountState::Active.name()),
        (AccountState::Active, false) => Tag::new(Tone::Soon, "chưa đặt mật khẩu"),
        (AccountState::Locked, _) => Tag::new(Tone::Paused, AccountState::Locked.name()),
        (AccountState::Closed, _) => Tag::new(Tone::Cancelled, AccountState::Closed.name()),
    };
    let steps: &[(AccountState, &str)] = match row.state {
        _ if own == Some(row.id) => &[],
        AccountState::Active => &[(AccountState::Locked, "Khoá"), (AccountState::Closed, "Đóng")],
        AccountState::Locked => &[(AccountState::Active, "Mở khoá"), (AccountState::Closed, "Đóng")],
        AccountState::Closed => &[],
    };
    AccountLine {
        id: row.id.to_string(),
        name: row.name.clone(),
        login: row.login.clone(),
        posts: row.posts.iter().map(|post| format!("{}, {}", post.title, post.unit_name)).collect(),
        state,
        last: row.signed_in_at.map_or_else(|| "chưa lần nào".to_owned(), |at| at.to_string()),
        steps: steps.iter().map(|(state, verb)| (state.code().to_owned(), (*verb).to_owned())).collect(),
        link: (row.state != AccountState::Closed).then(|| format!("{LIST}/{}/lien-ket", row.id)),
    }
}

/// The form for a new account.
pub(super) async fn form(signed: Signed) -> Response {
    let from = signed.ctx.today().to_string();
    let shell = signed.shell("Thêm tài khoản", &CRUMBS);
    show(&NewAccountPage { shell, from, roles: roles(""), ..NewAccountPage::default() })
}

/// Makes the account and shows its link.
pub(super) async fn invite(
    State(state): State<AppState>,
    signed: Signed,
    fields: Fields,
) -> Result<Response, Failure> {
    let mut units = Vec::new();
    let made = match newcomer(&signed, &fields, &mut units).await {
        Ok(person) => {
            let login = fields.text("ten-dang-nhap").to_owned();
            accounts::invite_account(&signed.ctx, InviteAccount { login, person }).await
        }
        Err(error) => Err(error),
    };
    match made {
        Ok(invited) => Ok(link_page(&state, &signed, invited)),
        Err(OpError::Refused(refused)) => {
            let page = NewAccountPage {
                shell: signed.refused("Thêm tài khoản", &CRUMBS, &refused),
                full_name: fields.text("ho-ten").to_owned(),
                login: fields.text("ten-dang-nhap").to_owned(),
                roles: roles(fields.text("vai")),
                title: fields.text("chuc-danh").to_owned(),
                unit: fields.text("don-vi").to_owned(),
                units,
                from: fields.text("tu-ngay").to_owned(),
            };
            Ok(show_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(error) => Err(Failure(error)),
    }
}

async fn newcomer(signed: &Signed, fields: &Fields, offered: &mut Vec<Choice>) -> Result<Newcomer, OpError> {
    let role = Role::from_code(fields.text("vai"))
        .ok_or_else(|| OpError::field("vai", "Chưa chọn vai trò; hãy chọn một vai trò trong danh sách."))?;
    let from = Day::parse_vietnamese(fields.text("tu-ngay"))
        .map_err(|error| OpError::field("tu-ngay", error.to_string()))?;
    let unit = unit_typed(signed, fields, offered).await?;
    let [name, title] = ["ho-ten", "chuc-danh"].map(|field| fields.text(field).to_owned());
    Ok(Newcomer::New { name, role, title, unit, from })
}

/// The unit typed in `don-vi`, or chosen in `don-vi-chon` among those `offered` before.
///
/// # Errors
/// Refused when none fits, or several do.
pub(crate) async fn unit_typed(
    signed: &Signed,
    fields: &Fields,
    offered: &mut Vec<Choice>,
) -> Result<UnitId, OpError> {
    match fields.filled("don-vi-chon") {
        Some(_) => fields.parse("don-vi-chon"),
        None => {
            let typed = fields.filled("don-vi").ok_or_else(|| {
                OpError::field("don-vi", "Chưa ghi đơn vị; hãy ghi tên hoặc mã của đơn vị.")
            })?;
            let found = accounts::find_units(&signed.ctx, typed).await?;
            match found.as_slice() {
                [] => Err(OpError::field(
                    "don-vi",
                    "Không có đơn vị nào có tên hoặc mã như vậy; hãy kiểm tra lại cách viết.",
                )),
                [one] => Ok(one.id),
                many => {
                    let choice =
                        |(id, name): (String, String)| Choice { value: id, label: name, chosen: false };
                    *offered =
                        many.iter().map(|unit| choice((unit.id.to_string(), unit.name.clone()))).collect();
                    Err(OpError::field(
                        "don-vi-chon",
                        "Có nhiều đơn vị khớp với tên đã ghi; hãy chọn một đơn vị trong danh sách.",
                    ))
                }
            }
        }
    }
}

/// Makes a new link for an account.
pub(super) async fn invite_again(
    State(state): State<AppState>,
    signed: Signed,
    InPath(id): InPath<AccountId>,
) -> Result<Response, Failure> {
    let invited = accounts::invite_again(&signed.ctx, id).await?;
    Ok(link_page(&state, &signed, invited))
}

/// Locks, unlocks or closes an account.
pub(super) async fn set_state(
    signed: Signed,
    InPath(id): InPath<AccountId>,
    fields: Fields,
) -> Result<Response, Failure> {
    let state = AccountState::from_code(fields.text("trang-thai")).ok_or(OpError::Hidden)?;
    accounts::set_account_state(&signed.ctx, id, state).await?;
    Ok(done(LIST, format!("Tài khoản nay ở trạng thái: {}.", state.name())))
}

fn link_page(state: &AppState, signed: &Signed, invited: Invited) -> Response {
    show(&OneTimeLinkPage {
        shell: signed.shell("Liên kết dùng một lần", &CRUMBS),
        login: invited.login,
        link: state.site.link(&format!("/khoi-tao/{}", invited.token)),
    })
}

fn roles(chosen: &str) -> Vec<Choice> {
    let choice = |role: Role| Choice {
        value: role.code().to_owned(),
        label: role.name().to_owned(),
        chosen: role.code() == chosen,
    };
    let none =
        Choice { value: String::new(), label: "chọn vai trò".to_owned(), chosen: chosen.is_empty() };
    std::iter::once(none).chain(Role::ALL.into_iter().map(choice)).collect()
}

impl AccountsPage {
    /// What render tests show.
    pub fn samples() -> Vec<(&'static str, Self)> {
        let line = |id: &str, name: &str, login: &str, post: &str, state: Tag| AccountLine {
            id: id.to_owned(),
            name: name.to_owned(),
            login: login.to_owned(),
            posts: vec![post.to_owned()],
            state,
            last: "8 giờ 02, 31/5/2021".to_owned(),
            steps: vec![("locked".to_owned(), "Khoá".to_owned()), ("closed".to_owned(), "Đóng".to_owned())],
            link: Some(format!("/quan-tri/tai-khoan/{id}/lien-ket")),
        };
        let full = Self {
            shell: sample::shell("Tài khoản", ""),
            words: String::new(),
            found: "2 tài khoản".to_owned(),
            rows: vec![
                line(
                    "1",
                    "Nguyễn Thị Hoa",
                    "hoa.nguyen",
                    "Chuyên viên, Sở GDĐT",
                    Tag::new(Tone::Ok, "đang dùng"),
                ),
                line(
                    "2",
                    "Hoàng Thị Phương Thảo",
                    "thao.hoang",
                    sample::LONG_UNIT,
                    Tag::new(Tone::Soon, "chưa đặt mật khẩu"),
                ),
            ],
            pager: Pager { summary: "1–2 trong 2 tài khoản".to_owned(), ..Pager::default() },
        };
        let empty = Self {
            words: "không có ai".to_owned(),
            found: "0 tài khoản".to_owned(),
            rows: Vec::new(),
            pager: Pager { summary: "0–0 trong 0 tài khoản".to_owned(), ..Pager::default() },
            ..full.clone()
        };
        vec![("day-du", full), ("khong-co", empty)]
    }
}

impl NewAccountPage {
    /// What render tests show.
    pub fn samples() -> Vec<(&'static str, Self)> {
        let empty = Self {
            shell: sample::shell_under("Thêm tài khoản", "", &CRUMBS),
            roles: roles(""),
            from: "31/5/2021".to_owned(),
            ..Self::default()
        };
        let error = "Có nhiều đơn vị khớp với tên đã ghi; hãy chọn một đơn vị trong danh sách.";
        let many = Self {
            shell: Shell { errors: vec![sample::error("don-vi-chon", error)], ..empty.shell.clone() },
            full_name: "Trần Văn <Đức>".to_owned(),
            login: "duc.tran".to_owned(),
            roles: roles("teacher"),
            unit: "Tân Mỹ".to_owned(),
            units: sample::choices(&["Trường THCS Tân Mỹ", "Trường Tiểu học Tân Mỹ"], 0),
            ..empty.clone()
        };
        vec![("trong", empty), ("nhieu-don-vi", many)]
    }
}

impl OneTimeLinkPage {
    /// What render tests show.
    pub fn samples() -> Vec<(&'static str, Self)> {
        let shell = sample::shell_under("Liên kết dùng một lần", "", &CRUMBS);
        let link = format!("https://chidao.example.vn/khoi-tao/{}", "9f2c41ab".repeat(8));
        vec![("day-du", Self { shell, login: "duc.tran".to_owned(), link })]
    }
}
