//! `GET /trao-doi/{link}/ho-so`: records of a partner by how far they have come.

use axum::response::Response;
use khue_app::Ctx;
use khue_app::registry::exchange::{LinkCounts, OutboxLine, OutboxState, counts_of_link, outbox_page};
use khue_app::registry::units_by_id;
use khue_base::{LinkId, UnitId};
use khue_rules::accounts::{Action, may_somewhere};

use super::{CRUMBS, HERE, ROWS, after, figure, link_tabs, next, record_tag, sent_to, sum, table_name};
use crate::page::{Empty, Link, Pager, Run};
use crate::registry::exchange::{ExchangePage, ExchangeRow, ExchangeSection};
use crate::{Asked, Failure, InPath, Signed, show};

/// Shows the records in the state asked for, else the first state in which there are any.
pub async fn page(
    signed: Signed,
    InPath(id): InPath<LinkId>,
    Asked(asked): Asked,
) -> Result<Response, Failure> {
    let partner = sent_to(&signed, id).await?;
    let counts = counts_of_link(&signed.ctx, id).await?;
    let here = format!("{HERE}/{id}/ho-so");
    let asked_state = OutboxState::from_code(asked.text("tinh-trang"));
    let of = asked.text("bang");
    let counts: Vec<_> = counts.into_iter().filter(|(table, _, _)| of.is_empty() || table == of).collect();
    let first = OutboxState::ALL.into_iter().find(|state| sum(&counts, &[*state]) > 0);
    let state = asked_state.or(first).unwrap_or(OutboxState::Held);
    let (table, key) = after(&asked);
    let lines = outbox_page(&signed.ctx, id, state, of, (&table, &key), ROWS).await?;
    let pager = lines.last().filter(|_| lines.len() == ROWS as usize).map(|last| Pager {
        summary: format!("{} bản ghi", figure(sum(&counts, &[state]))),
        previous: None,
        next: Some(next(&here, &[("tinh-trang", state.code()), ("bang", of)], &last.table, &last.key)),
    });
    Ok(show(&ExchangePage {
        shell: signed.shell("Bản ghi theo trạng thái", &CRUMBS),
        kicker: partner.called.clone(),
        heading: "Bản ghi theo trạng thái".to_owned(),
        lead: states(&here, of, state, &counts),
        tabs: link_tabs(id, "/ho-so"),
        sections: vec![ExchangeSection {
            anchor: "danh-sach".to_owned(),
            heading: if of.is_empty() { heading(state) } else { table_name(of) },
            rows: rows(&signed.ctx, lines).await?,
            pager,
            empty: Some(Empty {
                title: "Không có bản ghi nào".to_owned(),
                why: "Không có bản ghi nào đang ở trạng thái này.".to_owned(),
                step: None,
            }),
            ..ExchangeSection::default()
        }],
        empty: Empty::default(),
    }))
}

/// Every state with its count, as links.
fn states(here: &str, of: &str, shown: OutboxState, counts: &LinkCounts) -> Vec<Run> {
    let mut runs = Vec::new();
    for state in OutboxState::ALL {
        let count = sum(counts, &[state]);
        if count == 0 && state != shown {
            continue;
        }
        if !runs.is_empty() {
            runs.push(Run::plain(" · "));
        }
        let text = format!("{} {}", figure(count), record_tag(state).word);
        runs.push(match state == shown {
            true => Run::strong(text),
            false => Run::plain(text).to(format!("{here}?tinh-trang={}&bang={of}", state.code())),
        });
    }
    runs
}

fn heading(state: OutboxState) -> String {
    let word = record_tag(state).word;
    let mut letters = word.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}", letters.as_str())
}

/// Records as rows: what keeps them, and the step that mends it for those who may.
pub(super) async fn rows(ctx: &Ctx, lines: Vec<OutboxLine>) -> Result<Vec<ExchangeRow>, Failure> {
    let units: Vec<UnitId> = lines.iter().map(|line| line.unit).collect();
    let mut session = ctx.read().await?;
    let names = units_by_id(&mut session, &units, ctx.today()).await?;
    let may_mend = may_somewhere(ctx.actor.role, Action::ChangeRecords);
    let row = |line: OutboxLine| {
        let mend = line.problems.iter().find_map(|told| told.spot.as_ref()).filter(|_| may_mend);
        let step = mend.map(|(kind, record, field)| {
            Link::new("Sửa", format!("/don-vi/{}/ho-so/{kind}/{record}/sua#f-{field}", line.unit))
        });
        let unit = names.get(&line.unit).map(|unit| unit.name.clone()).unwrap_or_default();
        let mut says: Vec<String> = line.problems.into_iter().map(|told| told.sentence).collect();
        let place = [table_name(&line.table), unit, line.key.trim_start_matches('?').to_owned()];
        says.push(place.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · "));
        let called = if line.called.is_empty() { line.key } else { line.called };
        // Lists are of one state but for what a partner refused, which stands beside what was never sent.
        let state = (line.state == OutboxState::Refused).then(|| record_tag(line.state));
        ExchangeRow { what: Link::new(called, ""), state, says, step }
    };
    Ok(lines.into_iter().map(row).collect())
}
