//! `GET /trao-doi/{link}/doi-soat`: what the partner holds against what we have, with the names of the difference.

use axum::response::Response;
use khue_app::registry::exchange::{
    Compare, Compared, Difference, DifferenceKind, Link as Partner, LinkState, compared, differences,
};
use khue_base::LinkId;
use khue_rules::accounts::{Action, may_somewhere};

use super::{CRUMBS, HERE, ROWS, after, figure, link_tabs, next, sent_to, table_name};
use crate::page::{ColumnKind, Empty, Link, Pager, Run, Tag, Tone};
use crate::registry::exchange::{ExchangePage, ExchangeRow, ExchangeSection};
use crate::registry::record_list::{RecordRow, columns, figures};
use crate::{Asked, Failure, InPath, Signed, show};

const HEADS: &[(&str, ColumnKind)] = &[
    ("Loại hồ sơ", ColumnKind::Text),
    ("Ta có", ColumnKind::Figure),
    ("Bên nhận giữ", ColumnKind::Figure),
    ("Khác nhau", ColumnKind::Figure),
];

/// Shows the last comparison.
pub async fn page(
    signed: Signed,
    InPath(id): InPath<LinkId>,
    Asked(asked): Asked,
) -> Result<Response, Failure> {
    let partner = sent_to(&signed, id).await?;
    let totals = compared(&signed.ctx, id).await?;
    let (table, key) = after(&asked);
    let found = differences(&signed.ctx, id, (&table, &key), ROWS).await?;
    let here = format!("{HERE}/{id}/doi-soat");
    let pager = found.last().filter(|_| found.len() == ROWS as usize).map(|last| Pager {
        summary: String::new(),
        previous: None,
        next: Some(next(&here, &[], &last.table, &last.key)),
    });
    let mut sections = vec![ExchangeSection {
        anchor: "tong-so".to_owned(),
        heading: "Tổng số từng loại".to_owned(),
        note: partner.compare_problem.clone().unwrap_or_default(),
        post: format!("{HERE}/{id}"),
        buttons: buttons(&signed, &partner, &totals),
        columns: columns(HEADS),
        table: totals.iter().filter(|one| one.ours + one.theirs > 0).map(row).collect(),
        empty: Some(Empty {
            title: "Chưa đối soát lần nào".to_owned(),
            why: "Bấm Đối soát để hỏi bên nhận đang giữ những bản ghi nào.".to_owned(),
            step: None,
        }),
        ..ExchangeSection::default()
    }];
    if !found.is_empty() {
        sections.push(ExchangeSection {
            anchor: "khac-nhau".to_owned(),
            heading: "Bản ghi khác nhau".to_owned(),
            rows: found.iter().map(named).collect(),
            pager,
            ..ExchangeSection::default()
        });
    }
    Ok(show(&ExchangePage {
        shell: signed.shell("Đối soát", &CRUMBS),
        kicker: partner.called.clone(),
        heading: "Đối soát".to_owned(),
        lead: lead(&partner, &totals),
        tabs: link_tabs(id, "/doi-soat"),
        sections,
        empty: Empty::default(),
    }))
}

fn buttons(signed: &Signed, partner: &Partner, totals: &[Compared]) -> Vec<(String, String)> {
    let may_run = may_somewhere(signed.ctx.actor.role, Action::RunExchange);
    if !may_run || partner.state == LinkState::Paused {
        return Vec::new();
    }
    let mut buttons = vec![("doi-soat".to_owned(), "Đối soát".to_owned())];
    if totals.iter().any(|one| one.different > 0) {
        buttons.push(("gui-lai".to_owned(), "Gửi lại bản ghi lệch".to_owned()));
    }
    buttons
}

fn lead(partner: &Partner, totals: &[Compared]) -> Vec<Run> {
    if partner.compare == Compare::Wanted {
        return vec![Run::plain("Đang đối soát; hãy tải lại trang sau ít phút.")];
    }
    let Some(at) = partner.compared_at else { return Vec::new() };
    let different: i64 = totals.iter().map(|one| one.different).sum();
    let first = match different {
        0 => Run::strong("Hai bên khớp nhau"),
        different => Run::late(format!("{} bản ghi khác nhau", figure(different))),
    };
    vec![first, Run::plain(format!(", đối soát lúc {at}."))]
}

fn row(total: &Compared) -> RecordRow {
    RecordRow {
        what: Link::new(table_name(&total.table_code), ""),
        note: String::new(),
        figures: figures(HEADS, [total.ours, total.theirs, total.different].map(figure).to_vec()),
    }
}

fn named(one: &Difference) -> ExchangeRow {
    let state = match one.what {
        DifferenceKind::Invalid => Tag::new(Tone::Late, "chưa hợp lệ"),
        DifferenceKind::Refused => Tag::new(Tone::Late, "bị từ chối"),
        DifferenceKind::OnTheWay => Tag::new(Tone::Active, "đang trên đường"),
        DifferenceKind::Missing => Tag::new(Tone::Late, "bên nhận thiếu"),
        DifferenceKind::Surplus => Tag::new(Tone::Soon, "bên nhận thừa"),
        DifferenceKind::Other => Tag::new(Tone::Soon, "nội dung khác"),
    };
    let called = one.called.clone().filter(|called| !called.is_empty()).unwrap_or_else(|| one.key.clone());
    let says = format!(
        "{} · {} · phiên bản {} và {}",
        table_name(&one.table),
        one.key.trim_start_matches('?'),
        one.our_version,
        one.their_version
    );
    ExchangeRow { what: Link::new(called, ""), state: Some(state), says: vec![says], step: None }
}
