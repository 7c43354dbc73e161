//! `GET /don-vi/{id}/chuyen-truong`: pupils who come to a school and who go.

use axum::response::Response;
use khue_app::registry::records::may_change;
use khue_app::registry::transfer::{TransferCase, transfers_of_unit};
use khue_base::UnitId;

use super::state;
use crate::directive::work::Fold;
use crate::page::{ColumnKind, Empty, Fact, Link};
use crate::registry::record_list::{RecordGroup, RecordListPage, RecordRow, columns, figures};
use crate::registry::show::records::{Place, file};
use crate::{Failure, InPath, Signed, show};

/// Changes that are listed.
const LISTED: u32 = 500;

const COLUMNS: &[(&str, ColumnKind)] = &[
    ("Học sinh", ColumnKind::Text),
    ("Ngày sinh", ColumnKind::Later),
    ("!Từ", ColumnKind::Later),
    ("!Đến", ColumnKind::Later),
    ("Ngày chuyển", ColumnKind::Text),
    ("Tình trạng", ColumnKind::Later),
];

/// Shows the list.
pub async fn page(signed: Signed, InPath(id): InPath<UnitId>) -> Result<Response, Failure> {
    Ok(show(&list(&signed, id).await?.0))
}

/// The same as a file.
pub async fn list_file(
    signed: Signed,
    InPath((id, kind)): InPath<(UnitId, String)>,
) -> Result<Response, Failure> {
    let (page, place) = list(&signed, id).await?;
    file(&signed, &page, &place, &kind, &format!("chuyen-truong-{}", place.day.iso())).await
}

async fn list(signed: &Signed, id: UnitId) -> Result<(RecordListPage, Place), Failure> {
    let place = Place::find(signed, id, signed.ctx.today()).await?;
    let cases = transfers_of_unit(&signed.ctx, id, LISTED).await?;
    let (open, done): (Vec<_>, Vec<_>) = cases.iter().partition(|case| case.transfer.outcome.is_none());
    let (ours, theirs): (Vec<_>, Vec<_>) = open.into_iter().partition(|case| case.transfer.to_answer() == id);
    let steps = if may_change(&signed.ctx, id).await? {
        vec![
            Link::new("Xin nhận từ trường trong tỉnh", place.at("/chuyen-truong/xin")),
            Link::new("Tiếp nhận từ ngoài tỉnh", place.at("/chuyen-truong/tiep-nhan")),
        ]
    } else {
        Vec::new()
    };
    let count =
        |name: &str, number: usize| Fact { name: name.to_owned(), text: number.to_string(), href: None };
    let base = place.list(signed, "Chuyển trường", "/chuyen-truong", "lượt chuyển trường nào");
    let page = RecordListPage {
        facts: vec![
            count("Chờ trường này trả lời", ours.len()),
            count("Chờ bên kia trả lời", theirs.len()),
            count("Đã xong", done.len()),
        ],
        groups: [
            ("cho-minh", "Chờ trường này trả lời", Fold::Open, ours),
            ("cho-ho", "Chờ bên kia trả lời", Fold::Open, theirs),
            ("da-xong", "Đã xong", Fold::Open, done),
        ]
        .into_iter()
        .filter(|(.., cases)| !cases.is_empty())
        .map(|(anchor, heading, fold, cases)| group(&place, anchor, heading, fold, &cases))
        .collect(),
        steps,
        empty: Empty {
            title: "Chưa có lượt chuyển trường nào".to_owned(),
            why: "Học sinh chuyển đi bắt đầu từ trang của học sinh; học sinh chuyển đến bắt đầu ở đây."
                .to_owned(),
            step: None,
        },
        ..base
    };
    Ok((page, place))
}

fn group(place: &Place, anchor: &str, heading: &str, fold: Fold, cases: &[&TransferCase]) -> RecordGroup {
    let row = |case: &&TransferCase| {
        let transfer = &case.transfer;
        let birth = case.pupil.key.kind.field("birth_date").zip(case.pupil.facts.get("birth_date"));
        let birth = birth.map(|(field, value)| value.shown(field)).unwrap_or_default();
        let state = state(transfer, place.unit.id).word;
        let side = |school: &str, class: &str| {
            if class.is_empty() { school.to_owned() } else { format!("{class}, {school}") }
        };
        let (from, to) = (side(&case.from_name, &case.class_before), side(&case.to_name, &case.class_after));
        RecordRow {
            what: Link::new(case.pupil.called(), place.at(&format!("/chuyen-truong/{}", transfer.id))),
            note: state.clone(),
            figures: figures(COLUMNS, vec![birth, from, to, transfer.day.to_string(), state]),
        }
    };
    RecordGroup {
        anchor: anchor.to_owned(),
        heading: heading.to_owned(),
        fold,
        numbered: true,
        columns: columns(COLUMNS),
        rows: cases.iter().map(row).collect(),
        ..RecordGroup::default()
    }
}
