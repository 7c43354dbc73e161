//! `GET /quan-tri/trao-doi`: the partners, as the administrator keeps them.

use axum::response::Response;
use khue_app::Refused;
use khue_app::registry::exchange::{Direction, Link as Partner, LinkState, links};
use khue_app::registry::units_by_id;
use khue_base::UnitId;

use super::state_tag;
use crate::page::Choice;
use crate::registry::act::exchange::{demands, directions};
use crate::registry::exchange::{ExchangeLinksPage, LinkRow};
use crate::{Failure, Fields, Signed, show, show_as};

const TITLE: &str = "Đối tác trao đổi";

/// Shows the partners and the form for another.
pub async fn page(signed: Signed) -> Result<Response, Failure> {
    let shell = signed.shell(TITLE, &[]);
    Ok(show(&ExchangeLinksPage { shell, ..filled(&signed, &Fields::default(), Vec::new()).await? }))
}

/// Shows the form again with what was refused and what was typed.
pub(in crate::registry) async fn refused(
    signed: &Signed,
    typed: &Fields,
    units: Vec<Choice>,
    refused: &Refused,
) -> Result<Response, Failure> {
    let page = filled(signed, typed, units).await?;
    let shell = signed.refused(TITLE, &[], refused);
    Ok(show_as(axum::http::StatusCode::UNPROCESSABLE_ENTITY, &ExchangeLinksPage { shell, ..page }))
}

async fn filled(signed: &Signed, typed: &Fields, offered: Vec<Choice>) -> Result<ExchangeLinksPage, Failure> {
    let all = links(&signed.ctx).await?;
    let units: Vec<UnitId> = all.iter().map(|link| link.unit).collect();
    let mut session = signed.ctx.read().await?;
    let names = units_by_id(&mut session, &units, signed.ctx.today()).await?;
    let row = |link: &Partner| LinkRow {
        id: link.id.to_string(),
        called: link.called.clone(),
        direction: match link.direction {
            Direction::Out => "gửi lên".to_owned(),
            Direction::Inward => "nhận về".to_owned(),
        },
        unit: names.get(&link.unit).map(|unit| unit.name.clone()).unwrap_or_default(),
        address: link.address.clone(),
        sender: link.sender.clone(),
        key: link.key_end(),
        state: state_tag(link.state),
        step: match link.state {
            LinkState::Active => ("dung".to_owned(), "Tạm dừng".to_owned()),
            LinkState::Paused => ("chay".to_owned(), "Tiếp tục".to_owned()),
        },
        types_key: link.direction == Direction::Out,
    };
    Ok(ExchangeLinksPage {
        rows: all.iter().map(row).collect(),
        called: typed.text("ten").to_owned(),
        directions: directions(typed.text("chieu")),
        unit: typed.text("don-vi").to_owned(),
        units: offered,
        address: typed.text("dia-chi").to_owned(),
        sender: typed.text("ma-ben-gui").to_owned(),
        demands: demands(typed.text("muc")),
        ..ExchangeLinksPage::default()
    })
}
