//! `GET /don-vi/{id}/chuyen-truong/xin`, `/tiep-nhan`: the forms by which a pupil comes to a school.

use axum::response::Response;
use khue_app::registry::records::must_change;
use khue_app::{OpError, Refused};
use khue_base::{Day, UnitId};
use khue_rules::registry::record::code_list;

use super::list_href;
use crate::page::Link;
use crate::registry::forms::{Filling, FormsPage, RecordForm};
use crate::registry::show::records::{Place, all_of};
use crate::{Failure, Fields, InPath, Signed, show};

/// How a pupil comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::registry) enum Way {
    /// From a school of the province, which has to agree.
    Inside,
    /// From elsewhere.
    Outside,
}

impl Way {
    /// The name of its form, and the end of its address.
    pub fn form(self) -> &'static str {
        match self {
            Way::Inside => "xin",
            Way::Outside => "tiep-nhan",
        }
    }
}

/// Shows the form that asks for a pupil of another school.
pub async fn inside(signed: Signed, InPath(unit): InPath<UnitId>) -> Result<Response, Failure> {
    Ok(show(&fill(&signed, unit, Way::Inside, None).await?))
}

/// Shows the form that takes in a pupil from outside.
pub async fn outside(signed: Signed, InPath(unit): InPath<UnitId>) -> Result<Response, Failure> {
    Ok(show(&fill(&signed, unit, Way::Outside, None).await?))
}

/// Shows the form again with what was refused.
pub(in crate::registry) async fn refused(
    signed: &Signed,
    unit: UnitId,
    way: Way,
    typed: &Fields,
    refused: &Refused,
) -> Result<Response, Failure> {
    let page = fill(signed, unit, way, Some(typed)).await?;
    Ok(page.refused(signed, way.form(), refused))
}

async fn fill(signed: &Signed, unit: UnitId, way: Way, typed: Option<&Fields>) -> Result<FormsPage, Failure> {
    must_change(&signed.ctx, unit).await?;
    let today = signed.ctx.today();
    let place = Place::find(signed, unit, today).await?;
    let classes = classes(signed, unit, today).await?;
    let filling = Filling { form: way.form(), typed };
    let (heading, says, button, mut fields) = match way {
        Way::Inside => (
            "Xin nhận học sinh từ trường trong tỉnh",
            "Trường cũ nhận được đề nghị này và trả lời; học sinh chỉ chuyển khi trường cũ đồng ý.",
            "Gửi đề nghị",
            vec![
                filling.text("truong-cu", "Trường cũ", "Ghi mã trường, hoặc tên đầy đủ của trường."),
                filling.text(
                    "ma",
                    "Mã định danh của học sinh",
                    "Mã của Bộ (10 chữ số) hoặc số định danh cá nhân (12 chữ số).",
                ),
                filling.text("ngay-sinh", "Ngày sinh", "Ghi như 31/5/2010, đúng như hồ sơ của trường cũ."),
            ],
        ),
        Way::Outside => (
            "Tiếp nhận học sinh từ ngoài tỉnh",
            "Dùng khi trường cũ không ở trong hệ thống này. Học sinh từng học trong tỉnh được nhận ra theo mã.",
            "Ghi tiếp nhận",
            vec![
                filling.text("full_name", "Họ và tên", "Ghi như giấy khai sinh."),
                filling.text("birth_date", "Ngày sinh", "Ghi như 31/5/2010."),
                filling.select("sex", "Giới tính", "", &codes("sex", today)),
                filling.select("ethnic", "Dân tộc", "", &codes("ethnic", today)),
                filling.text("ministry_code", "Mã định danh của Bộ", "Để trống nếu chưa có."),
                filling.text("personal_number", "Số định danh cá nhân", "12 chữ số; để trống nếu chưa có."),
                filling.text("truong-cu", "Trường cũ", "Ghi tên trường và tỉnh."),
            ],
        ),
    };
    fields.push(filling.select("lop", "Lớp tiếp nhận", "", &classes));
    fields.push(filling.day("ngay", "Học từ ngày", "Ghi như 31/5/2021.", &today.to_string()));
    if way == Way::Inside {
        fields.push(filling.text("ly-do", "Lý do chuyển", "Trường cũ đọc được lời này."));
    }
    fields.push(filling.text("giay", "Giấy tờ kèm theo", "Số giấy giới thiệu chuyển trường, nếu có."));
    let mut shell = place.shell(signed, heading);
    shell.crumbs.push(Link::new("Chuyển trường", list_href(unit)));
    Ok(FormsPage {
        shell,
        kicker: place.unit.name.clone(),
        heading: heading.to_owned(),
        forms: vec![RecordForm {
            anchor: way.form().to_owned(),
            heading: "Học sinh và lớp tiếp nhận".to_owned(),
            says: says.to_owned(),
            action: format!("{}/{}", list_href(unit), way.form()),
            kept: Vec::new(),
            fields,
            button: button.to_owned(),
        }],
        back: Link::new("Về danh sách chuyển trường", list_href(unit)),
        ..FormsPage::default()
    })
}

/// Codes of a list on a day, with their names.
pub(super) fn codes(list: &str, day: Day) -> Vec<(String, String)> {
    let codes = code_list(list).map(|list| list.codes.as_slice()).unwrap_or_default();
    codes
        .iter()
        .filter(|code| code.holds_on(day))
        .map(|code| (code.code.clone(), code.name.clone()))
        .collect()
}

/// Classes of the unit on a day.
pub(super) async fn classes(
    signed: &Signed,
    unit: UnitId,
    day: Day,
) -> Result<Vec<(String, String)>, OpError> {
    let classes = all_of(signed, "class", unit, day).await?;
    Ok(classes.iter().map(|class| (class.key.id.to_string(), class.called())).collect())
}
