//! `POST /don-vi/{id}/chia-lop`: puts admitted pupils into the classes that the page shows.

use std::collections::BTreeMap;

use axum::response::Response;
use khue_app::OpError;
use khue_app::registry::year::{SplitClasses, split_classes};
use khue_base::{RecordId, UnitId};

use crate::page::Tone;
use crate::registry::show::split_classes::{refused, split_href, year_of};
use crate::reply::noted;
use crate::{Failure, Fields, InPath, Signed, done};

/// Writes the classes.
pub async fn split(
    signed: Signed,
    InPath(unit): InPath<UnitId>,
    fields: Fields,
) -> Result<Response, Failure> {
    let year = year_of(&fields, signed.ctx.today())?;
    let places: BTreeMap<RecordId, String> = fields
        .0
        .iter()
        .filter_map(|(name, class)| Some((name.strip_prefix("hs-")?.parse().ok()?, class.trim().to_owned())))
        .filter(|(_, class)| !class.is_empty())
        .collect();
    let cmd = SplitClasses { unit, year, grade: fields.text("khoi").to_owned(), places };
    let place = split_href(unit, year);
    match split_classes(&signed.ctx, &cmd).await {
        Ok((None, _)) => {
            Ok(noted(&place, Tone::Soon, "Chưa ghi gì: không có em nào chờ chia lớp được chọn lớp."))
        }
        Ok((Some(_), placed)) => Ok(done(&place, format!("Đã xếp lớp cho {placed} em."))),
        Err(OpError::Refused(problem)) => refused(&signed, unit, year, &problem).await,
        Err(error) => Err(Failure(error)),
    }
}
