//! `GET /don-vi/{id}/trao-doi`: what keeps a school's records from being sent.

use axum::response::Response;
use khue_app::registry::exchange::invalid_of_unit;
use khue_base::UnitId;

use super::lines::rows;
use super::{ROWS, after, figure, next};
use crate::page::{Empty, Pager, Run};
use crate::registry::exchange::{ExchangePage, ExchangeSection};
use crate::registry::show::records::Place;
use crate::{Asked, Failure, InPath, Signed, show};

/// Shows the records with their reasons and where each is mended.
pub async fn page(
    signed: Signed,
    InPath(id): InPath<UnitId>,
    Asked(asked): Asked,
) -> Result<Response, Failure> {
    let (table, key) = after(&asked);
    let invalid = invalid_of_unit(&signed.ctx, id, (&table, &key), ROWS).await?;
    let place = Place::find(&signed, id, signed.ctx.today()).await?;
    let here = format!("/don-vi/{id}/trao-doi");
    let pager = invalid.lines.last().filter(|_| invalid.lines.len() == ROWS as usize).map(|last| Pager {
        summary: format!("{} bản ghi", figure(invalid.count)),
        previous: None,
        next: Some(next(&here, &[], &last.table, &last.key)),
    });
    Ok(show(&ExchangePage {
        shell: place.shell(&signed, "Chưa gửi đi được"),
        kicker: place.unit.name.clone(),
        heading: "Chưa gửi đi được".to_owned(),
        lead: lead(invalid.count),
        tabs: place.tabs("/trao-doi"),
        sections: vec![ExchangeSection {
            anchor: "danh-sach".to_owned(),
            heading: "Bản ghi phải sửa".to_owned(),
            rows: rows(&signed.ctx, invalid.lines).await?,
            pager,
            empty: Some(Empty {
                title: "Không có bản ghi nào bị giữ lại".to_owned(),
                why: "Mọi hồ sơ hợp lệ của trường được gửi lên cấp trên trong ngày; khi một hồ sơ không hợp lệ, nó hiện ở đây."
                    .to_owned(),
                step: None,
            }),
            ..ExchangeSection::default()
        }],
        empty: Empty::default(),
    }))
}

fn lead(count: i64) -> Vec<Run> {
    match count {
        0 => Vec::new(),
        count => vec![
            Run::late(format!("{} bản ghi chưa gửi đi được", figure(count))),
            Run::plain("; sửa xong thì hồ sơ tự đi, không phải gửi lại bằng tay."),
        ],
    }
}
