//! `GET /trao-doi/{link}/goi`: packages with their receipts.

use axum::response::Response;
use khue_app::registry::exchange::{
    Direction, Link as Partner, PackageLine, Receipt, ReceivedLine, Verdict, link, package, packages,
    received,
};
use khue_base::{LinkId, PackageId};

use super::{CRUMBS, HERE, ROWS, fact, figure, link_tabs, table_name};
use crate::page::{ColumnKind, Empty, Link, Pager, Tag, Tone};
use crate::registry::exchange::{ExchangePage, ExchangeRow, ExchangeSection};
use crate::registry::record_list::{RecordRow, columns, figures};
use crate::{Asked, Failure, InPath, Signed, show};

const HEADS: &[(&str, ColumnKind)] = &[
    ("Gói", ColumnKind::Text),
    ("Bản ghi", ColumnKind::Figure),
    ("Nhận", ColumnKind::Figure),
    ("Từ chối", ColumnKind::Figure),
    ("Bỏ qua", ColumnKind::LaterFigure),
    ("Trạng thái", ColumnKind::Later),
];
/// Records of a receipt that are named; the rest were taken and has nothing to say.
const NAMED: usize = 500;

/// Shows the packages, newest first.
pub async fn page(
    signed: Signed,
    InPath(id): InPath<LinkId>,
    Asked(asked): Asked,
) -> Result<Response, Failure> {
    let partner = link(&signed.ctx, id).await?;
    let here = format!("{HERE}/{id}/goi");
    let before: Option<PackageId> = asked.filled("truoc").and_then(|id| id.parse().ok());
    let (rows, last): (Vec<RecordRow>, Option<PackageId>) = match partner.direction {
        Direction::Out => {
            let found = packages(&signed.ctx, id, before, ROWS).await?;
            let rows = found.iter().map(|line| sent(&here, line)).collect();
            (rows, found.last().map(|line| line.id))
        }
        Direction::Inward => {
            let found = received(&signed.ctx, id, before, ROWS).await?;
            (found.iter().map(taken).collect(), found.last().map(|line| line.package_id))
        }
    };
    let last = last.filter(|_| rows.len() == ROWS as usize);
    let heading = heading(&partner);
    Ok(show(&ExchangePage {
        shell: signed.shell(heading, &CRUMBS),
        kicker: partner.called.clone(),
        heading: heading.to_owned(),
        tabs: if partner.direction == Direction::Out { link_tabs(id, "/goi") } else { Vec::new() },
        sections: vec![ExchangeSection {
            anchor: "danh-sach".to_owned(),
            heading: "Mới nhất trước".to_owned(),
            columns: columns(HEADS),
            table: rows,
            pager: last.map(|last| Pager {
                summary: String::new(),
                previous: None,
                next: Some(format!("{here}?truoc={last}")),
            }),
            empty: Some(Empty {
                title: "Chưa có gói nào".to_owned(),
                why: "Gói đầu tiên được lập khi có bản ghi hợp lệ chờ gửi.".to_owned(),
                step: None,
            }),
            ..ExchangeSection::default()
        }],
        ..ExchangePage::default()
    }))
}

fn heading(partner: &Partner) -> &'static str {
    match partner.direction {
        Direction::Out => "Gói đã gửi",
        Direction::Inward => "Gói đã nhận",
    }
}

fn sent(here: &str, line: &PackageLine) -> RecordRow {
    let state = match (line.is_done, line.attempt) {
        (true, _) => "có biên nhận",
        (false, 0) => "đang gửi",
        (false, _) => "chờ gửi lại",
    };
    let texts = [
        figure(line.record_count),
        figure(line.accepted),
        figure(line.refused),
        figure(line.ignored),
        state.to_owned(),
    ];
    RecordRow {
        what: Link::new(format!("Gói {}, {}", line.number, line.made_at), format!("{here}/{}", line.id)),
        note: state.to_owned(),
        figures: figures(HEADS, texts.to_vec()),
    }
}

fn taken(line: &ReceivedLine) -> RecordRow {
    let counts = [line.record_count, line.accepted, line.refused, line.ignored].map(figure);
    RecordRow {
        what: Link::new(line.received_at.to_string(), ""),
        note: String::new(),
        figures: figures(HEADS, [&counts[..], &["đã nhận".to_owned()]].concat()),
    }
}

/// `GET /trao-doi/{link}/goi/{package}`: one package with its receipt, what was not taken first.
pub async fn one(
    signed: Signed,
    InPath((id, package_id)): InPath<(LinkId, PackageId)>,
) -> Result<Response, Failure> {
    let partner = link(&signed.ctx, id).await?;
    let (line, receipt) = package(&signed.ctx, id, package_id).await?;
    let list = format!("{HERE}/{id}/goi");
    let title = format!("Gói {}", line.number);
    let mut facts = vec![
        fact("Lập lúc", &line.made_at.to_string(), None),
        fact("Bản ghi", &figure(line.record_count), None),
        fact("Số lần gửi hỏng", &figure(line.attempt), None),
    ];
    match line.done_at {
        Some(at) => facts.push(fact("Có biên nhận lúc", &at.to_string(), None)),
        None => facts.push(fact("Gửi lần tới lúc", &line.next_at.to_string(), None)),
    }
    let named: Vec<ExchangeRow> = receipt.as_ref().map(named).unwrap_or_default();
    Ok(show(&ExchangePage {
        shell: signed.shell(&title, &[CRUMBS[0], (heading(&partner), &list)]),
        kicker: partner.called.clone(),
        heading: title,
        tabs: link_tabs(id, ""),
        sections: vec![
            ExchangeSection {
                anchor: "goi".to_owned(),
                heading: "Thông tin gói".to_owned(),
                note: line.problem.clone().unwrap_or_default(),
                facts,
                ..ExchangeSection::default()
            },
            ExchangeSection {
                anchor: "bien-nhan".to_owned(),
                heading: "Biên nhận từng bản ghi".to_owned(),
                note: match receipt.as_ref().map_or(0, |receipt| receipt.records.len().saturating_sub(NAMED)) {
                    0 => String::new(),
                    more => format!("Còn {more} bản ghi nữa, đều đã được nhận hoặc đã xem ở các gói khác."),
                },
                rows: named,
                empty: Some(Empty {
                    title: "Chưa có biên nhận".to_owned(),
                    why: "Bên nhận chưa trả lời; gói được gửi lại cho đến khi có biên nhận, bên nhận không ghi hai lần."
                        .to_owned(),
                    step: None,
                }),
                ..ExchangeSection::default()
            },
        ],
        ..ExchangePage::default()
    }))
}

fn named(receipt: &Receipt) -> Vec<ExchangeRow> {
    let mut records: Vec<_> = receipt.records.iter().collect();
    records.sort_by_key(|one| match one.verdict {
        Verdict::Refused => 0,
        Verdict::Ignored => 1,
        Verdict::Accepted => 2,
    });
    let row = |one: &&khue_app::registry::exchange::Receipted| {
        let state = match one.verdict {
            Verdict::Accepted => Tag::new(Tone::Ok, "đã nhận"),
            Verdict::Ignored => Tag::new(Tone::Quiet, "bỏ qua, bên nhận giữ bản mới hơn"),
            Verdict::Refused => Tag::new(Tone::Late, "từ chối"),
        };
        let mut says = vec![format!("{} · phiên bản {}", table_name(&one.table), one.version)];
        if !one.reason.is_empty() {
            says.insert(0, one.reason.clone());
        }
        ExchangeRow { what: Link::new(one.id.clone(), ""), state: Some(state), says, step: None }
    };
    records.iter().take(NAMED).map(row).collect()
}
