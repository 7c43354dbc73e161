//! `GET /don-vi/{id}/hoc-sinh/{pupil}/chuyen`: a pupil changes class, changes schools or leaves.

use axum::response::Response;
use khue_app::Refused;
use khue_app::registry::transfer::{Seat, seat_of};
use khue_base::{RecordId, UnitId};

use super::list_href;
use super::receive::codes;
use crate::page::{Link, Run};
use crate::registry::forms::{Filling, FormsPage, RecordForm};
use crate::registry::record::RecordFact;
use crate::registry::show::records::Place;
use crate::{Failure, Fields, InPath, Signed, show};

/// How a pupil leaves without another school, by the codes of `pupil_status`.
const LEAVING: [(&str, &str); 4] = [
    ("thoi-hoc", "Thôi học"),
    ("bao-luu", "Bảo lưu, tạm nghỉ"),
    ("hoan-thanh", "Học xong cấp học"),
    ("da-mat", "Đã mất"),
];

/// Shows the forms.
pub async fn page(
    signed: Signed,
    InPath((unit, pupil)): InPath<(UnitId, RecordId)>,
) -> Result<Response, Failure> {
    Ok(show(&fill(&signed, unit, pupil, None).await?))
}

/// Shows them again with what was refused in one of them.
pub(in crate::registry) async fn refused(
    signed: &Signed,
    (unit, pupil): (UnitId, RecordId),
    form: &str,
    typed: &Fields,
    refused: &Refused,
) -> Result<Response, Failure> {
    let page = fill(signed, unit, pupil, Some((form, typed))).await?;
    Ok(page.refused(signed, form, refused))
}

async fn fill(
    signed: &Signed,
    unit: UnitId,
    pupil: RecordId,
    typed: Option<(&str, &Fields)>,
) -> Result<FormsPage, Failure> {
    let today = signed.ctx.today();
    let seat = seat_of(&signed.ctx, unit, pupil, today).await?;
    let place = Place::find(signed, unit, today).await?;
    let name = seat.pupil.called();
    let heading = format!("Chuyển lớp, chuyển trường: {name}");
    let pupil_href = format!("/hoc-sinh/{pupil}");
    let mut shell = place.shell(signed, &heading);
    shell.crumbs.push(Link::new(name.clone(), pupil_href.clone()));
    let status = seat.enrolment.key.kind.field("status").zip(seat.enrolment.facts.get("status"));
    let fact = |name: &str, text: String, own| RecordFact { name: name.to_owned(), text, own };
    let lead = match seat.open {
        None => Vec::new(),
        Some(open) => vec![
            Run::strong("Đang có một đề nghị chuyển trường chờ trả lời.")
                .to(format!("{}/{open}", list_href(unit))),
        ],
    };
    Ok(FormsPage {
        shell,
        kicker: place.unit.name.clone(),
        lead,
        facts: vec![
            fact("Học sinh", name, true),
            fact("Lớp", seat.class.clone(), true),
            fact("Trạng thái", status.map(|(field, value)| value.shown(field)).unwrap_or_default(), false),
        ],
        beside: Some(Link::new("Xem hồ sơ", pupil_href.clone())),
        forms: forms(signed, (unit, pupil), &seat, typed),
        back: Link::new("Về trang học sinh", pupil_href),
        heading,
    })
}

fn forms(
    signed: &Signed,
    (unit, pupil): (UnitId, RecordId),
    seat: &Seat,
    typed: Option<(&str, &Fields)>,
) -> Vec<RecordForm> {
    let today = signed.ctx.today();
    let filling = |form| Filling::of(form, typed);
    let form = |anchor: &str, heading: &str, says: &str, fields, button: &str| RecordForm {
        anchor: anchor.to_owned(),
        heading: heading.to_owned(),
        says: says.to_owned(),
        action: format!("/don-vi/{unit}/hoc-sinh/{pupil}/{anchor}"),
        kept: vec![(format!("{anchor}.phien-ban"), seat.newest.to_string())],
        fields,
        button: button.to_owned(),
    };
    let day = |name, label: &str| filling(name).day("ngay", label, "Ghi như 31/5/2021.", &today.to_string());
    let now = seat.enrolment.facts.record("class").map(RecordId);
    let classes: Vec<(String, String)> = seat
        .classes
        .iter()
        .filter(|(id, _)| !seat.is_present() || Some(*id) != now)
        .map(|(id, name)| (id.to_string(), name.clone()))
        .collect();
    let (heading, button) = if seat.is_present() {
        ("Chuyển lớp trong trường", "Chuyển lớp")
    } else {
        ("Trở lại học", "Ghi trở lại học")
    };
    let class = filling("chuyen-lop");
    let mut forms = vec![form(
        "chuyen-lop",
        heading,
        "",
        vec![
            class.select("lop", "Lớp mới", "", &classes),
            day("chuyen-lop", "Từ ngày"),
            class.text("reason", "Lý do", ""),
        ],
        button,
    )];
    if seat.is_present() && seat.open.is_none() {
        let go = filling("chuyen-truong");
        let inside = [
            ("trong-tinh".to_owned(), "Trường trong tỉnh".to_owned()),
            ("ngoai-tinh".to_owned(), "Trường ngoài tỉnh, ngoài hệ thống".to_owned()),
        ];
        forms.push(form(
            "chuyen-truong",
            "Chuyển trường",
            "Trường trong tỉnh nhận được đề nghị và xếp lớp rồi học sinh mới chuyển. Trường ngoài tỉnh thì ghi xong là chuyển.",
            vec![
                go.select("noi", "Chuyển đến", "", &inside),
                go.text("truong", "Trường nhận", "Trong tỉnh: mã trường, hoặc tên đầy đủ. Ngoài tỉnh: tên trường và tỉnh."),
                day("chuyen-truong", "Ngày đầu học ở trường mới"),
                go.text("ly-do", "Lý do", ""),
                go.text("giay", "Giấy tờ kèm theo", "Số giấy giới thiệu chuyển trường, nếu có."),
            ],
            "Chuyển trường",
        ));
        let leave = filling("thoi-hoc");
        let ways = LEAVING.map(|(code, name)| (code.to_owned(), name.to_owned()));
        forms.push(form(
            "thoi-hoc",
            "Thôi học, bảo lưu, học xong",
            "",
            vec![
                leave.select("cach", "Rời lớp do", "", &ways),
                leave.select(
                    "ly-do-thoi-hoc",
                    "Lý do thôi học",
                    "Chỉ chọn khi thôi học.",
                    &codes("leaving_reason", today),
                ),
                day("thoi-hoc", "Ngày đầu không còn học"),
                leave.text("ghi-chu", "Ghi chú", ""),
            ],
            "Ghi rời lớp",
        ));
    }
    forms
}
