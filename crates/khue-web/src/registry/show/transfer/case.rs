//! `GET /don-vi/{id}/chuyen-truong/{transfer}`: one change of schools, with what the school may do about it.

use axum::response::Response;
use khue_app::registry::records::may_change;
use khue_app::registry::transfer::{Outcome, TransferCase, transfer};
use khue_app::{OpError, Refused};
use khue_base::{TransferId, UnitId};

use super::receive::classes;
use super::{list_href, state};
use crate::page::{Link, Run};
use crate::registry::forms::{Filling, FormsPage, RecordForm};
use crate::registry::record::RecordFact;
use crate::registry::show::records::Place;
use crate::{Failure, Fields, InPath, Signed, show};

/// Shows the change.
pub async fn page(
    signed: Signed,
    InPath((unit, id)): InPath<(UnitId, TransferId)>,
) -> Result<Response, Failure> {
    Ok(show(&fill(&signed, unit, id, None).await?))
}

/// Shows it again with what was refused in one of its forms.
pub(in crate::registry) async fn refused(
    signed: &Signed,
    (unit, id): (UnitId, TransferId),
    form: &str,
    typed: &Fields,
    refused: &Refused,
) -> Result<Response, Failure> {
    let page = fill(signed, unit, id, Some((form, typed))).await?;
    Ok(page.refused(signed, form, refused))
}

async fn fill(
    signed: &Signed,
    unit: UnitId,
    id: TransferId,
    typed: Option<(&str, &Fields)>,
) -> Result<FormsPage, Failure> {
    let case = transfer(&signed.ctx, unit, id).await?;
    let place = Place::find(signed, unit, signed.ctx.today()).await?;
    let heading = format!("Chuyển trường: {}", case.pupil.called());
    let state = state(&case.transfer, unit);
    let forms = if case.transfer.outcome.is_none() && may_change(&signed.ctx, unit).await? {
        forms(signed, unit, &case, typed).await?
    } else {
        Vec::new()
    };
    let transfer = &case.transfer;
    let is_theirs = match transfer.outcome {
        Some(Outcome::Accepted) if transfer.undone_by.is_none() => transfer.to == unit,
        _ => transfer.from == unit,
    };
    let pupil = format!("/hoc-sinh/{}", transfer.pupil);
    let mut shell = place.shell(signed, &heading);
    shell.crumbs.push(Link::new("Chuyển trường", list_href(unit)));
    Ok(FormsPage {
        shell,
        kicker: place.unit.name.clone(),
        lead: vec![Run::strong(sentence(&state.word))],
        facts: facts(&case),
        beside: is_theirs.then(|| Link::new("Xem hồ sơ", pupil)),
        forms,
        back: Link::new("Về danh sách chuyển trường", list_href(unit)),
        heading,
    })
}

/// A word of state as a sentence.
fn sentence(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

fn facts(case: &TransferCase) -> Vec<RecordFact> {
    let transfer = &case.transfer;
    let shown = |code: &str| {
        let value = case.pupil.key.kind.field(code).zip(case.pupil.facts.get(code));
        value.map(|(field, value)| value.shown(field)).unwrap_or_default()
    };
    let facts = [
        ("Học sinh", case.pupil.called(), true),
        ("Ngày sinh", shown("birth_date"), false),
        ("Giới tính", shown("sex"), false),
        ("Trường cũ", case.from_name.clone(), true),
        ("Lớp cũ", case.class_before.clone(), true),
        ("Trường mới", case.to_name.clone(), true),
        ("Lớp mới", case.class_after.clone(), true),
        ("Ngày chuyển", transfer.day.to_string(), false),
        ("Lý do", transfer.reason.clone(), true),
        ("Giấy tờ kèm theo", transfer.paper.clone(), true),
        ("Đề nghị lúc", transfer.begun_at.to_string(), false),
        ("Trả lời lúc", transfer.closed_at.map(|at| at.to_string()).unwrap_or_default(), false),
        ("Lời trả lời", transfer.answer.clone(), true),
    ];
    facts
        .into_iter()
        .filter(|(_, text, _)| !text.is_empty())
        .map(|(name, text, own)| RecordFact { name: name.to_owned(), text, own })
        .collect()
}

async fn forms(
    signed: &Signed,
    unit: UnitId,
    case: &TransferCase,
    typed: Option<(&str, &Fields)>,
) -> Result<Vec<RecordForm>, OpError> {
    let here = format!("{}/{}", list_href(unit), case.transfer.id);
    let filling = |form| Filling::of(form, typed);
    let form = |anchor: &str, heading: &str, says: &str, fields, button: &str| RecordForm {
        anchor: anchor.to_owned(),
        heading: heading.to_owned(),
        says: says.to_owned(),
        action: format!("{here}/{anchor}"),
        kept: Vec::new(),
        fields,
        button: button.to_owned(),
    };
    let why = |name| vec![filling(name).text("ly-do", "Lý do", "Bên kia đọc được lời này.")];
    if case.transfer.to_answer() != unit {
        return Ok(vec![form("rut", "Rút đề nghị", "Học sinh ở lại trường cũ.", why("rut"), "Rút đề nghị")]);
    }
    let (says, fields, button) = if case.transfer.to == unit {
        let classes = classes(signed, unit, case.transfer.day).await?;
        let fields = vec![filling("nhan").select("lop", "Lớp tiếp nhận", "", &classes)];
        ("Từ ngày chuyển, học sinh thuộc trường này với toàn bộ hồ sơ.", fields, "Nhận học sinh")
    } else {
        (
            "Từ ngày chuyển, học sinh thuộc trường mới; trường này giữ hồ sơ đến ngày đó.",
            Vec::new(),
            "Đồng ý cho chuyển",
        )
    };
    Ok(vec![
        form("nhan", "Đồng ý", says, fields, button),
        form("tu-choi", "Không đồng ý", "Học sinh ở lại trường cũ.", why("tu-choi"), "Không đồng ý"),
    ])
}
