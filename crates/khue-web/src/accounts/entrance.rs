//! `/` in the demo: choose whom to enter as.

use axum::extract::State;
use axum::response::Response;
use khue_app::OpError;
use khue_app::accounts;

use super::sign_in::end_former;
use crate::page::{Shell, sample};
use crate::session::{NewToken, home};
use crate::{AppState, DemoInfo, Failure, Fields, Visitor, see_other, show};

/// The entrance of the demo (`POST /vao-mau`, field `tai-khoan`).
#[derive(Clone, Debug, Default, askama::Template)]
#[template(path = "accounts/entrance.html")]
pub struct EntrancePage {
    /// The frame, without navigation.
    pub shell: Shell,
    /// `Tỉnh mẫu, năm học 2020–2021; hôm nay là 31/5/2021.`
    pub lead: String,
    /// Roles by level, highest first.
    pub levels: Vec<RoleLevel>,
}

/// Roles of one level.
#[derive(Clone, Debug, Default)]
pub struct RoleLevel {
    /// `Tỉnh`.
    pub name: String,
    /// They.
    pub roles: Vec<RoleEntry>,
}

/// Somebody to enter as.
#[derive(Clone, Debug, Default)]
pub struct RoleEntry {
    /// Value of the field.
    pub account: String,
    /// `Lãnh đạo UBND tỉnh`.
    pub role: String,
    /// `Lê Văn An · UBND tỉnh Bắc Giang`.
    pub person: String,
    /// What one can try: `Xem việc nào chậm, ai phải làm, lập báo cáo.`
    pub tries: String,
}

impl EntrancePage {
    /// What render tests show.
    pub fn samples() -> Vec<(&'static str, Self)> {
        let role = |account: &str, role: &str, person: &str, tries: &str| RoleEntry {
            account: account.to_owned(),
            role: role.to_owned(),
            person: person.to_owned(),
            tries: tries.to_owned(),
        };
        let level = |name: &str, roles| RoleLevel { name: name.to_owned(), roles };
        vec![(
            "day-du",
            Self {
                shell: Shell { person: None, nav: Vec::new(), ..sample::shell("Chọn vai", "") },
                lead: "Đây là tỉnh mẫu, năm học 2020–2021, với một chỉ thị đang thực hiện dở. Mọi tên người và số liệu đều là giả định.".to_owned(),
                levels: vec![
                    level("Tỉnh", vec![
                        role("chu-tich", "Lãnh đạo UBND tỉnh", "Lê Văn An · UBND tỉnh", "Xem việc nào chậm và ai phải làm."),
                        role("van-phong", "Văn phòng UBND tỉnh", "Đỗ Thị Hạnh · Văn phòng UBND tỉnh", "Đưa văn bản vào, đôn đốc, lập báo cáo."),
                        role("giam-doc", "Lãnh đạo Sở GDĐT", "Phạm Văn Minh · Sở GDĐT", "Ban hành, giao việc, duyệt báo cáo."),
                        role("chuyen-vien", "Chuyên viên Sở GDĐT", "Nguyễn Thị Hoa · Sở GDĐT", "Rà soát văn bản, trả lại báo cáo thiếu."),
                    ]),
                    level("Huyện, xã", vec![
                        role("huyen", "Cán bộ cấp huyện", "Vi Văn Thành · UBND huyện Lục Ngạn", "Giao tiếp cho trường, duyệt báo cáo của trường."),
                        role("xa", "Cán bộ cấp xã", "Hoàng Văn Nam · UBND xã Quý Sơn", "Xem và báo cáo việc của xã."),
                    ]),
                    level("Nhà trường", vec![
                        role("hieu-truong", "Hiệu trưởng", "Hoàng Thị Phương Thảo · Trường THCS Tân Mỹ", "Báo cáo kết quả kèm minh chứng."),
                        role("van-thu", "Văn thư nhà trường", "Lý Thị Mai · Trường THCS Tân Mỹ", "Ghi nháp báo cáo, tải tệp lên."),
                        role("giao-vien", "Giáo viên", "Trần Văn Đức · Trường THCS Tân Mỹ", "Xem việc của trường."),
                    ]),
                    level("Giám sát và vận hành", vec![
                        role("giam-sat", "Kiểm toán, giám sát", "Bùi Thị Ngân · Thanh tra tỉnh", "Xem tất cả, không sửa được gì."),
                        role("quan-tri", "Quản trị hệ thống", "Quản trị · Trung tâm CNTT", "Quản lí tài khoản, không xem số liệu."),
                    ]),
                ],
            },
        )]
    }
}

/// The choice of roles; there is none outside the demo.
pub(super) async fn page(State(state): State<AppState>, visitor: Visitor) -> Result<Response, Failure> {
    let demo = state.demo.as_ref().ok_or(OpError::Hidden)?;
    Ok(show_roles(demo, &visitor))
}

/// Enters as the holder of a post that the entrance offers.
pub(super) async fn enter(
    State(state): State<AppState>,
    visitor: Visitor,
    fields: Fields,
) -> Result<Response, Failure> {
    let demo = state.demo.as_ref().ok_or(OpError::Hidden)?;
    let post = fields.parse("tai-khoan")?;
    let offered = demo.roles.iter().any(|role| role.post == post);
    let post = Some(post).filter(|_| offered).ok_or(OpError::Hidden)?;
    let entered =
        accounts::enter_demo(&state.app, &demo.mode, post, &visitor.address, &visitor.agent).await?;
    end_former(&state, &visitor).await?;
    let mut answer = see_other(home(entered.role));
    answer.extensions_mut().insert(NewToken(entered.token));
    Ok(answer)
}

pub(super) fn show_roles(demo: &DemoInfo, visitor: &Visitor) -> Response {
    let mut levels: Vec<RoleLevel> = Vec::new();
    for role in &demo.roles {
        let entry = RoleEntry {
            account: role.post.to_string(),
            role: role.role.clone(),
            person: format!("{} · {}", role.name, role.unit),
            tries: role.sees.clone(),
        };
        match levels.last_mut().filter(|level| level.name == role.level) {
            Some(level) => level.roles.push(entry),
            None => levels.push(RoleLevel { name: role.level.clone(), roles: vec![entry] }),
        }
    }
    let shell = visitor.shell("Chọn vai");
    show(&EntrancePage { shell, lead: demo.lead.clone(), levels })
}
