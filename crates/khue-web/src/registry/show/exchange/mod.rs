//! Filling the pages of the exchange.

pub mod comparison;
pub mod coverage;
pub mod lines;
pub mod links;
pub mod packages;
pub mod unit;

use axum::response::Response;
use khue_app::OpError;
use khue_app::registry::exchange::{
    Direction, Link as Partner, LinkCounts, LinkState, OutboxState, TableTotal, counts_of_link, link, links,
    packages, received, received_totals,
};
use khue_app::registry::units_by_id;
use khue_base::{LinkId, UnitId};
use khue_rules::accounts::{Action, Role, may_somewhere};
use khue_rules::registry::exchange::{record_maps, table as schema_table};

use crate::page::{ColumnKind, Empty, Fact, Link, Run, Tag, Tone};
use crate::registry::exchange::{ExchangePage, ExchangeSection};
use crate::registry::record_list::{RecordRow, columns, figures};
use crate::{Failure, Signed, show};

/// Where the pages of the exchange begin.
pub(crate) const HERE: &str = "/trao-doi";
/// The way to a page under it.
pub(crate) const CRUMBS: [(&str, &str); 1] = [("Trao đổi dữ liệu", HERE)];
/// A partner to whom we send; those who send to us have no such page.
async fn sent_to(signed: &Signed, id: LinkId) -> Result<Partner, Failure> {
    let partner = link(&signed.ctx, id).await?;
    match partner.direction {
        Direction::Out => Ok(partner),
        Direction::Inward => Err(OpError::Hidden.into()),
    }
}

/// Rows of a page of a list.
const ROWS: u32 = 50;

/// Heads of a partner's counts.
pub(crate) const COUNTS: &[(&str, ColumnKind)] = &[
    ("Loại hồ sơ", ColumnKind::Text),
    ("Chưa hợp lệ", ColumnKind::Figure),
    ("Bị từ chối", ColumnKind::LaterFigure),
    ("Chờ gửi", ColumnKind::LaterFigure),
    ("Đang gửi", ColumnKind::LaterFigure),
    ("Bên nhận giữ", ColumnKind::Figure),
];
/// Heads of what is held for a partner.
pub(crate) const HELD: &[(&str, ColumnKind)] =
    &[("Loại hồ sơ", ColumnKind::Text), ("Đang giữ", ColumnKind::Figure), ("Đã hủy", ColumnKind::Figure)];

/// `GET /trao-doi`: every partner, with counts.
pub async fn page(signed: Signed) -> Result<Response, Failure> {
    let all = links(&signed.ctx).await?;
    let units: Vec<UnitId> = all.iter().map(|link| link.unit).collect();
    let mut session = signed.ctx.read().await?;
    let names = units_by_id(&mut session, &units, signed.ctx.today()).await?;
    drop(session);
    let mut sections = Vec::new();
    let (mut invalid, mut waiting) = (0, 0);
    let mut first_invalid = None;
    for link in &all {
        let unit = names.get(&link.unit).map(|unit| unit.name.clone()).unwrap_or_default();
        match link.direction {
            Direction::Out => {
                let counts = counts_of_link(&signed.ctx, link.id).await?;
                let stuck = sum(&counts, &[OutboxState::Invalid, OutboxState::Refused]);
                if stuck > 0 {
                    first_invalid.get_or_insert(link.id);
                }
                invalid += stuck;
                waiting += sum(&counts, &[OutboxState::Waiting, OutboxState::Sent]);
                sections.push(outward(&signed, link, &unit, &counts).await?);
            }
            Direction::Inward => sections.push(inward(&signed, link, &unit).await?),
        }
    }
    let role = signed.ctx.actor.role;
    Ok(show(&ExchangePage {
        shell: signed.shell("Trao đổi dữ liệu", &[]),
        heading: "Trao đổi dữ liệu".to_owned(),
        lead: if sections.is_empty() { Vec::new() } else { lead(invalid, waiting, first_invalid) },
        tabs: tabs(""),
        sections,
        empty: no_partner(Some(role)),
        ..ExchangePage::default()
    }))
}

/// The views of the exchange, of which `here` leads nowhere.
pub(crate) fn tabs(here: &str) -> Vec<Link> {
    let views = [("Đối tác", ""), ("Phạm vi lược đồ", "/pham-vi")];
    let href = |end: &str| if end == here { String::new() } else { format!("{HERE}{end}") };
    views.map(|(label, end)| Link::new(label, href(end))).to_vec()
}

/// The views of a partner that hears from us.
pub(crate) fn link_tabs(link: LinkId, here: &str) -> Vec<Link> {
    let views = [("Bản ghi", "/ho-so"), ("Gói đã gửi", "/goi"), ("Đối soát", "/doi-soat")];
    let href = |end: &str| if end == here { String::new() } else { format!("{HERE}/{link}{end}") };
    views.map(|(label, end)| Link::new(label, href(end))).to_vec()
}

/// The buttons of a partner that hears from us.
pub(crate) fn buttons(state: LinkState) -> Vec<(String, String)> {
    let list: &[(&str, &str)] = match state {
        LinkState::Active => &[("gui", "Gửi ngay"), ("doi-soat", "Đối soát"), ("dung", "Tạm dừng")],
        LinkState::Paused => &[("chay", "Tiếp tục")],
    };
    list.iter().map(|(value, label)| ((*value).to_owned(), (*label).to_owned())).collect()
}

/// How a partner stands.
pub(crate) fn state_tag(state: LinkState) -> Tag {
    match state {
        LinkState::Active => Tag::new(Tone::Active, "đang trao đổi"),
        LinkState::Paused => Tag::new(Tone::Paused, "tạm dừng"),
    }
}

/// How far a record has come.
pub(crate) fn record_tag(state: OutboxState) -> Tag {
    let (tone, word) = match state {
        OutboxState::Invalid => (Tone::Late, "chưa hợp lệ"),
        OutboxState::Refused => (Tone::Late, "bị từ chối"),
        OutboxState::Waiting => (Tone::Soon, "chờ gửi"),
        OutboxState::Sent => (Tone::Active, "đang gửi"),
        OutboxState::Held => (Tone::Ok, "bên nhận giữ"),
        OutboxState::Withdrawn => (Tone::Cancelled, "đã hủy"),
    };
    Tag::new(tone, word)
}

/// What stands there without partners; the administrator can add one.
pub(crate) fn no_partner(role: Option<Role>) -> Empty {
    let may_add = role.is_some_and(|role| may_somewhere(role, Action::ManageAccounts));
    Empty {
        title: "Chưa có đối tác trao đổi".to_owned(),
        why: "Quản trị hệ thống khai báo cấp trên nhận hồ sơ và cấp dưới gửi hồ sơ, rồi trang này cho biết từng bản ghi \
              đi đến đâu."
            .to_owned(),
        step: may_add.then(|| Link::new("Khai báo đối tác", "/quan-tri/trao-doi")),
    }
}

/// What stands there while nothing has come.
pub(crate) fn nothing_received() -> Empty {
    Empty {
        title: "Chưa nhận được gói nào".to_owned(),
        why: "Bên gửi chưa gửi, hoặc mã bên gửi và khóa ở hai bên không khớp.".to_owned(),
        step: None,
    }
}

/// What people call the records of a table.
pub(crate) fn table_name(table: &str) -> String {
    schema_table(table).map_or_else(|| table.to_owned(), |table| table.title.clone())
}

/// A figure with its thousands apart.
pub(crate) fn figure(number: i64) -> String {
    khue_base::Quantity::from_thousandths(number.saturating_mul(1000)).to_string()
}

fn sum(counts: &LinkCounts, states: &[OutboxState]) -> i64 {
    counts.iter().filter(|(_, state, _)| states.contains(state)).map(|(_, _, count)| count).sum()
}

fn lead(invalid: i64, waiting: i64, first: Option<LinkId>) -> Vec<Run> {
    let mut runs = match (invalid, first) {
        (1.., Some(link)) => {
            vec![
                Run::late(format!("{} bản ghi chưa gửi đi được", figure(invalid)))
                    .to(format!("{HERE}/{link}/ho-so")),
            ]
        }
        _ => vec![Run::plain("Không có bản ghi nào bị giữ lại")],
    };
    runs.push(Run::plain(match waiting {
        0 => ", không có gì đang chờ.".to_owned(),
        waiting => format!(", {} đang trên đường.", figure(waiting)),
    }));
    runs
}

async fn outward(
    signed: &Signed,
    link: &Partner,
    unit: &str,
    counts: &LinkCounts,
) -> Result<ExchangeSection, Failure> {
    let last = packages(&signed.ctx, link.id, None, 1).await?.into_iter().next();
    let mut facts = vec![
        fact("Gửi đến", &link.address, None),
        fact("Hồ sơ của", unit, None),
        fact("Yêu cầu", link.demand.name(), None),
    ];
    if let Some(last) = &last {
        let text = format!("gói {}, {}", last.number, last.made_at);
        facts.push(fact("Gói gần nhất", &text, Some(format!("{HERE}/{}/goi", link.id))));
    }
    facts.push(match link.compared_at {
        Some(at) => fact("Đối soát", &at.to_string(), Some(format!("{HERE}/{}/doi-soat", link.id))),
        None => fact("Đối soát", "chưa lần nào", Some(format!("{HERE}/{}/doi-soat", link.id))),
    });
    let may_run = may_somewhere(signed.ctx.actor.role, Action::RunExchange);
    let row = |table: &str, name: &str| {
        let count = |states: &[OutboxState]| {
            let of_table = counts.iter().filter(|(code, state, _)| code == table && states.contains(state));
            figure(of_table.map(|(_, _, count)| count).sum())
        };
        let texts = [
            count(&[OutboxState::Invalid]),
            count(&[OutboxState::Refused]),
            count(&[OutboxState::Waiting]),
            count(&[OutboxState::Sent]),
            count(&[OutboxState::Held]),
        ];
        RecordRow {
            what: Link::new(name, format!("{HERE}/{}/ho-so?bang={table}", link.id)),
            note: String::new(),
            figures: figures(COUNTS, texts.to_vec()),
        }
    };
    let seen = record_maps().iter().filter(|map| counts.iter().any(|(code, _, _)| *code == map.table.code));
    Ok(ExchangeSection {
        anchor: format!("doi-tac-{}", link.id),
        heading: link.called.clone(),
        own: true,
        state: Some(state_tag(link.state)),
        note: last.and_then(|last| last.problem).unwrap_or_default(),
        facts,
        post: format!("{HERE}/{}", link.id),
        buttons: if may_run { buttons(link.state) } else { Vec::new() },
        columns: columns(COUNTS),
        table: seen.map(|map| row(&map.table.code, &map.table.title)).collect(),
        empty: Some(Empty {
            title: "Chưa có bản ghi nào".to_owned(),
            why: match link.state {
                LinkState::Paused => {
                    "Trao đổi đang tạm dừng; bấm Tiếp tục để lập danh sách bản ghi và gửi.".to_owned()
                }
                LinkState::Active => {
                    "Hệ thống đang lập danh sách bản ghi; hãy xem lại sau ít phút.".to_owned()
                }
            },
            step: None,
        }),
        ..ExchangeSection::default()
    })
}

async fn inward(signed: &Signed, link: &Partner, unit: &str) -> Result<ExchangeSection, Failure> {
    let totals = received_totals(&signed.ctx, link.id).await?;
    let last = received(&signed.ctx, link.id, None, 1).await?.into_iter().next();
    let mut facts = vec![fact("Nhận từ", unit, None), fact("Mã bên gửi", &link.sender, None)];
    if let Some(last) = last {
        let text = format!("{} bản ghi, {}", last.record_count, last.received_at);
        facts.push(fact("Gói gần nhất", &text, Some(format!("{HERE}/{}/goi", link.id))));
    }
    let may_run = may_somewhere(signed.ctx.actor.role, Action::RunExchange);
    let row = |total: &TableTotal| RecordRow {
        what: Link::new(table_name(&total.table_code), ""),
        note: String::new(),
        figures: figures(HELD, vec![figure(total.holding), figure(total.withdrawn)]),
    };
    Ok(ExchangeSection {
        anchor: format!("doi-tac-{}", link.id),
        heading: link.called.clone(),
        own: true,
        state: Some(state_tag(link.state)),
        facts,
        post: format!("{HERE}/{}", link.id),
        buttons: if may_run {
            buttons(link.state)
                .into_iter()
                .filter(|(value, _)| matches!(value.as_str(), "dung" | "chay"))
                .collect()
        } else {
            Vec::new()
        },
        columns: columns(HELD),
        table: totals.iter().map(row).collect(),
        empty: Some(nothing_received()),
        ..ExchangeSection::default()
    })
}

pub(in crate::registry) fn fact(name: &str, text: &str, href: Option<String>) -> Fact {
    Fact { name: name.to_owned(), text: text.to_owned(), href }
}

/// Where a list went on: `table/name`, as its address carries it.
fn after(asked: &crate::Fields) -> (String, String) {
    let (table, key) = asked.text("sau").split_once('/').unwrap_or_default();
    (table.to_owned(), key.to_owned())
}

/// The address of the next page of a list.
fn next(here: &str, kept: &[(&str, &str)], table: &str, key: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in kept.iter().filter(|(_, value)| !value.is_empty()) {
        query.append_pair(name, value);
    }
    query.append_pair("sau", &format!("{table}/{key}"));
    format!("{here}?{}", query.finish())
}
