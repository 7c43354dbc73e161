//! A list of records on paper, in the form of official documents: for signing and hanging up.

use axum::response::Response;
use khue_app::OpError;
use khue_app::registry::{Chain, Relation, Unit, UnitKind, ancestors, posts_at_unit};
use khue_office::document::{Align, Block, Column, OfficialDocument, Signature, Table, pdf};
use khue_rules::accounts::Role;

use super::Place;
use crate::directive::download;
use crate::directive::work::Fold;
use crate::page::ColumnKind;
use crate::registry::record_list::{RecordGroup, RecordListPage};
use crate::{Failure, Signed};

/// The list as PDF. What is folded on the page (who has left) is not on the paper.
pub(super) async fn paper(
    signed: &Signed,
    page: &RecordListPage,
    place: &Place,
    name: &str,
) -> Result<Response, Failure> {
    let mut session = signed.ctx.read().await?;
    let (unit, day) = (&place.unit, place.day);
    let above = ancestors(&mut session, unit.id, Chain::Authority, day).await.map_err(OpError::from)?;
    let chain = Chain::Of(Relation::Territorial);
    let around = ancestors(&mut session, unit.id, chain, day).await.map_err(OpError::from)?;
    let posts = posts_at_unit(&mut session, unit.id, day).await.map_err(OpError::from)?;
    drop(session);
    let head = posts.iter().find(|post| post.role == Role::Head);
    let document = OfficialDocument {
        superior: above.first().map(|unit| unit.name.to_uppercase()),
        issuer: unit.name.to_uppercase(),
        number: None,
        symbol: "DS".to_owned(),
        place: locality(&around),
        day: place.today,
        kind: "Danh sách".to_owned(),
        subject: format!("{} (theo hồ sơ ngày {day})", page.heading),
        bases: Vec::new(),
        opening: vec![sums(page)],
        body: page.groups.iter().filter(|group| group.fold == Fold::Open).flat_map(blocks).collect(),
        signature: Signature {
            authority: None,
            title: head.map_or("HIỆU TRƯỞNG".to_owned(), |post| post.title.to_uppercase()),
            name: head.map(|post| post.person_name.clone()),
        },
        recipients: vec!["Lưu: VT".to_owned()],
        draft: false,
        footnote: None,
        letter_to: None,
        annex: None,
    };
    let failed = |error: String| Failure(OpError::Failed(error));
    // Setting a document takes long enough to hold up other visitors on an async thread.
    let written = tokio::task::spawn_blocking(move || pdf(&document)).await;
    let written = written.map_err(|error| failed(error.to_string()))?;
    let written = written.map_err(|error| failed(error.to_string()))?;
    Ok(download::attachment("application/pdf", &format!("{name}.pdf"), written))
}

/// The commune where it lies, else the district or the province, without what kind it is.
fn locality(around: &[Unit]) -> String {
    let kinds = [UnitKind::Commune, UnitKind::District, UnitKind::Province];
    let found = kinds.iter().find_map(|kind| around.iter().find(|unit| unit.kind == *kind));
    let name = found.map(|unit| unit.name.as_str()).unwrap_or_default();
    let bare = ["Xã ", "Phường ", "Thị trấn ", "Huyện ", "Thị xã ", "Thành phố ", "Tỉnh "]
        .into_iter()
        .find_map(|kind| name.strip_prefix(kind));
    bare.unwrap_or(name).to_owned()
}

/// The sums of the page as a sentence.
fn sums(page: &RecordListPage) -> String {
    let facts: Vec<String> = page
        .facts
        .iter()
        .filter(|fact| !fact.text.is_empty())
        .map(|fact| format!("{}: {}", fact.name, fact.text))
        .collect();
    format!("{}.", facts.join("; "))
}

fn blocks(group: &RecordGroup) -> Vec<Block> {
    let align = |kind: ColumnKind| match kind {
        ColumnKind::Figure | ColumnKind::LaterFigure => Align::Right,
        _ => Align::Left,
    };
    let column = |title: &str, align, weight| Column { title: title.to_owned(), align, weight };
    let mut columns = vec![column("TT", Align::Center, 1)];
    columns.extend(
        group
            .columns
            .iter()
            .enumerate()
            .map(|(at, head)| column(&head.label, align(head.kind), if at == 0 { 5 } else { 3 })),
    );
    let rows = group.rows.iter().zip(1..).map(|(row, number): (_, usize)| {
        let own = [number.to_string(), row.what.label.clone()];
        own.into_iter().chain(row.figures.iter().map(|figure| figure.text.clone())).collect()
    });
    vec![
        Block::Heading { level: 2, text: group.heading.clone() },
        Block::Table(Table { columns, rows: rows.collect(), ..Table::default() }),
    ]
}
