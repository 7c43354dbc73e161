//! `GET /don-vi/{id}/sap-xep`: the forms that arrange a unit by a decision, and what an arrangement would do.

use std::collections::BTreeMap;

use axum::response::Response;
use khue_app::directive::work_of;
use khue_app::registry::arrange::{Arrange, Arranged};
use khue_app::registry::{UnitKind, place_of, unit_as_of};
use khue_app::{OpError, Refused};
use khue_base::UnitId;
use khue_rules::accounts::Action;

use super::records::{Place, all_of};
use super::unit_href;
use crate::page::{Link, Run};
use crate::registry::forms::{Filling, FormsPage, RecordForm};
use crate::registry::record::RecordFact;
use crate::{Asked, Failure, Fields, InPath, Signed, show};

/// The ways to arrange a unit: name of the form, what it is called, when it is used.
const WAYS: [(&str, &str, &str); 6] = [
    (
        "sap-nhap",
        "Sáp nhập",
        "Các đơn vị khác nhập vào đơn vị này, hoặc cùng đơn vị này thành một đơn vị mới.",
    ),
    ("tach", "Tách", "Một số lớp và điểm trường thành trường mới; trường này đi tiếp với phần còn lại."),
    ("doi-ten", "Đổi tên", "Tên cũ vẫn hiện ở các ngày trước."),
    ("doi-loai", "Đổi cấp học", "Ví dụ trường tiểu học thành trường tiểu học và THCS."),
    ("doi-ma", "Đổi mã", "Mã cũ vẫn tìm ra đơn vị ở các ngày trước."),
    (
        "giai-the",
        "Giải thể",
        "Hồ sơ, học sinh, người làm việc chuyển sang trường nhận; không có trường nhận thì kết thúc.",
    ),
];

/// The address of the page.
pub(in crate::registry) fn arrange_href(unit: UnitId) -> String {
    format!("/don-vi/{unit}/sap-xep")
}

/// Whether the visitor may arrange the unit: its records go along, so one must be allowed to change both.
pub(in crate::registry) async fn may_arrange(signed: &Signed, unit: UnitId) -> Result<(), OpError> {
    let (mut session, today) = (signed.ctx.read().await?, signed.ctx.today());
    let place = place_of(&mut session, signed.ctx.actor.unit, unit, today).await?;
    signed.ctx.may(Action::ManageUnits, place)?;
    match unit_as_of(&mut session, unit, today).await? {
        Some(unit) if unit.kind.is_school() => signed.ctx.may(Action::ChangeRecords, place),
        _ => Ok(()),
    }
}

/// Shows the form of one way.
pub async fn page(
    signed: Signed,
    InPath(unit): InPath<UnitId>,
    Asked(asked): Asked,
) -> Result<Response, Failure> {
    may_arrange(&signed, unit).await?;
    let place = Place::find(&signed, unit, signed.ctx.today()).await?;
    Ok(show(&fill(&signed, &place, asked.text("viec"), None).await?))
}

/// Shows the form again with what was refused.
pub(in crate::registry) async fn refused(
    signed: &Signed,
    unit: UnitId,
    way: &str,
    typed: &Fields,
    refused: &Refused,
) -> Result<Response, Failure> {
    let place = Place::find(signed, unit, signed.ctx.today()).await?;
    let page = fill(signed, &place, way, Some(typed)).await?;
    Ok(page.refused(signed, way, refused))
}

async fn fill(
    signed: &Signed,
    place: &Place,
    way: &str,
    typed: Option<&Fields>,
) -> Result<FormsPage, Failure> {
    let unit = &place.unit;
    let is_school = unit.kind.is_school();
    let ways: Vec<_> =
        WAYS.into_iter().filter(|(way, ..)| is_school || !matches!(*way, "tach" | "doi-loai")).collect();
    let chosen = ways.iter().find(|(name, ..)| *name == way).or(ways.first());
    let Some((form, title, says)) = chosen.copied() else { return Err(OpError::Hidden.into()) };
    let mut lead = vec![Run::plain("Việc khác: ")];
    for (name, label, _) in ways.iter().filter(|(name, ..)| *name != form) {
        if lead.len() > 1 {
            lead.push(Run::plain(" · "));
        }
        lead.push(Run::plain(*label).to(format!("{}?viec={name}", arrange_href(unit.id))));
    }
    let filling = Filling { form, typed };
    let mut fields = Vec::new();
    let kinds: Vec<(String, String)> =
        UnitKind::SCHOOLS.iter().map(|kind| (kind.code().to_owned(), kind.name().to_owned())).collect();
    let code_hint = "Để trống nếu chưa được cấp.";
    match form {
        "sap-nhap" => {
            fields.push(filling.text(
                "cac-don-vi",
                "Các đơn vị nhập vào",
                "Ghi mã hoặc tên đầy đủ; nhiều đơn vị thì cách nhau bằng dấu chấm phẩy.",
            ));
            let ways = [
                ("nay".to_owned(), "Đơn vị này đi tiếp".to_owned()),
                ("moi".to_owned(), "Tất cả thành một đơn vị mới".to_owned()),
            ];
            fields.push(filling.select("cach", "Sau sáp nhập", "", &ways));
            fields.push(filling.text("name", "Tên đơn vị mới", "Chỉ ghi khi thành đơn vị mới."));
            if is_school {
                fields.push(filling.select(
                    "loai",
                    "Loại của trường mới",
                    "Chỉ chọn khi thành đơn vị mới.",
                    &kinds,
                ));
            }
            fields.push(filling.text("code", "Mã đơn vị mới", code_hint));
        }
        "tach" => {
            let names = |records: Vec<khue_app::registry::records::Record>| -> Vec<(String, String)> {
                records.iter().map(|one| (one.key.id.to_string(), one.called())).collect()
            };
            let classes = names(all_of(signed, "class", unit.id, place.day).await?);
            let sites = names(all_of(signed, "site", unit.id, place.day).await?);
            fields.push(filling.checks(
                "lop",
                "Lớp về trường mới",
                "Học sinh, phân công của lớp đi theo.",
                &classes,
            ));
            fields.push(filling.checks(
                "diem",
                "Điểm trường về trường mới",
                "Phòng, nhà, đất của điểm đi theo.",
                &sites,
            ));
            fields.push(filling.text("name", "Tên trường mới", ""));
            fields.push(filling.select("loai", "Loại của trường mới", "", &kinds));
            fields.push(filling.text("code", "Mã trường mới", code_hint));
        }
        "doi-ten" => {
            fields.push(filling.known("name", "Tên mới", "Tên đầy đủ theo quyết định.", &unit.name));
            fields.push(filling.text("ten-ngan", "Tên ngắn", "Dùng trong bảng; để trống thì theo tên mới."));
        }
        "doi-loai" => {
            fields.push(filling.select("loai", "Loại mới", "", &kinds));
            fields.push(filling.known("name", "Tên mới", "Tên đầy đủ theo quyết định.", &unit.name));
        }
        "doi-ma" => fields.push(filling.known(
            "code",
            "Mã mới",
            "Chữ không dấu và chữ số.",
            unit.code.as_deref().unwrap_or_default(),
        )),
        _ => fields.push(filling.text(
            "noi-nhan",
            "Đơn vị nhận",
            "Ghi mã hoặc tên đầy đủ; để trống khi không còn gì phải bàn giao.",
        )),
    }
    fields.push(filling.day("ngay", "Từ ngày", "Ngày đầu theo tổ chức mới; ghi như 1/8/2021.", ""));
    fields.push(filling.text("so", "Số quyết định", "Ghi như 45/QĐ-UBND."));
    fields.push(filling.day("ngay-ky", "Ngày kí quyết định", "Ghi như 31/5/2021.", ""));
    fields.push(filling.text("noi-ra", "Cơ quan ra quyết định", ""));
    let heading = format!("{title}: {}", unit.name);
    Ok(FormsPage {
        shell: place.shell(signed, &heading),
        kicker: unit.name.clone(),
        heading,
        lead,
        forms: vec![RecordForm {
            anchor: form.to_owned(),
            heading: "Theo quyết định".to_owned(),
            says: says.to_owned(),
            action: arrange_href(unit.id),
            kept: vec![("viec".to_owned(), form.to_owned())],
            fields,
            button: "Xem trước".to_owned(),
        }],
        back: Link::new("Về trang đơn vị", unit_href(unit.id, place.day, place.today)),
        ..FormsPage::default()
    })
}

/// Shows what an arrangement would do, with the button that carries it out.
pub(in crate::registry) async fn preview(
    signed: &Signed,
    order: &Arrange,
    arranged: &Arranged,
    (way, typed): (&str, &Fields),
) -> Result<Response, Failure> {
    let place = Place::find(signed, order.unit, signed.ctx.today()).await?;
    let title = WAYS.iter().find(|(name, ..)| *name == way).map_or("Sắp xếp", |(_, title, _)| title);
    let heading = format!("{title}: {}", place.unit.name);
    let mut kept: Vec<(String, String)> =
        typed.0.iter().filter(|(name, _)| name != "csrf" && name != "buoc").cloned().collect();
    kept.push(("buoc".to_owned(), "ghi".to_owned()));
    let facts = facts(signed, order, arranged).await?;
    Ok(show(&FormsPage {
        shell: place.shell(signed, &heading),
        kicker: place.unit.name.clone(),
        heading,
        lead: vec![Run::strong("Xem trước: chưa có gì được ghi.")],
        facts,
        forms: vec![RecordForm {
            anchor: "thuc-hien".to_owned(),
            heading: "Thực hiện".to_owned(),
            says: "Hồ sơ ở đơn vị cũ kết thúc và bắt đầu ở đơn vị mới từ ngày đó; các ngày trước vẫn xem được như cũ. Việc này không hoàn tác bằng một nút.".to_owned(),
            action: arrange_href(order.unit),
            kept,
            fields: Vec::new(),
            button: "Thực hiện".to_owned(),
        }],
        back: Link::new("Sửa lại", format!("{}?viec={way}", arrange_href(order.unit))),
        ..FormsPage::default()
    }))
}

async fn facts(signed: &Signed, order: &Arrange, arranged: &Arranged) -> Result<Vec<RecordFact>, Failure> {
    let mut facts: Vec<RecordFact> = Vec::new();
    let mut add = |name: &str, text: String, own: bool| {
        if !text.is_empty() {
            facts.push(RecordFact { name: name.to_owned(), text, own });
        }
    };
    let name = |unit: UnitId| arranged.names.get(&unit).cloned().unwrap_or_default();
    let decision = &order.decision;
    add("Từ ngày", order.day.to_string(), false);
    add("Căn cứ", format!("{} ngày {}, {}", decision.number, decision.signed_on, decision.issuer), true);
    add("Đơn vị sau sắp xếp", arranged.name.clone(), true);
    let mut ways: BTreeMap<(UnitId, Option<UnitId>), Vec<String>> = BTreeMap::new();
    for moved in &arranged.moved {
        ways.entry((moved.from, moved.to)).or_default().push(format!("{} {}", moved.count, moved.kind.name));
    }
    let mut ending: Vec<UnitId> = Vec::new();
    for ((from, to), counts) in ways {
        let where_to = match to {
            Some(to) => format!("{} → {}", name(from), name(to)),
            None => format!("{}: kết thúc", name(from)),
        };
        add("Hồ sơ", format!("{where_to}: {}", counts.join(", ")), true);
        ending.push(from);
    }
    if arranged.pupils > 0 {
        add("Học sinh đang học đi theo", arranged.pupils.to_string(), false);
    }
    let renamed: Vec<String> =
        arranged.renamed.iter().map(|(before, after)| format!("{before} → {after}")).collect();
    add("Lớp trùng tên nên đổi tên", renamed.join(", "), true);
    let children: Vec<&str> = arranged.children.iter().map(|child| child.name.as_str()).collect();
    add("Đơn vị bên dưới chuyển theo", children.join(", "), true);
    let posts = |goes_on: bool| -> String {
        let some = arranged.posts.iter().filter(|one| one.goes_on == goes_on);
        let some: Vec<String> =
            some.map(|one| format!("{} ({})", one.post.person_name, one.post.title)).collect();
        some.join(", ")
    };
    add("Giữ tiếp chức vụ ở đơn vị sau sắp xếp", posts(true), true);
    add("Thôi chức vụ, chờ quyết định riêng", posts(false), true);
    if arranged.transfers > 0 {
        add("Đề nghị chuyển trường đang chờ", arranged.transfers.to_string(), false);
    }
    let mut open = 0;
    for unit in arranged.names.keys().filter(|unit| **unit != arranged.unit) {
        let work = work_of(&signed.ctx, *unit).await?.unwrap_or_default();
        open += work.iter().filter(|line| line.standing == "open" && line.stage != "done").count();
    }
    if open > 0 {
        add("Việc chỉ đạo đang mở, cần giao lại", open.to_string(), false);
    }
    Ok(facts)
}
