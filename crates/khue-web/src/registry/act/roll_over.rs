//! Forms of the turn of a school year.

use std::collections::BTreeSet;

use axum::response::Response;
use khue_app::OpError;
use khue_app::registry::year::{
    Carry, ChooseTurns, RollOverOrder, RolledOver, choose_turns, roll_over as roll,
};
use khue_base::{RecordId, UnitId};
use khue_rules::registry::roll_over::Decision;

use crate::page::Tone;
use crate::registry::show::roll_over::{CARRY, refused, roll_over_href, year_asked};
use crate::reply::noted;
use crate::{Failure, Fields, InPath, Signed, done};

/// `POST /don-vi/{id}/len-lop`: writes the classes that are marked.
pub async fn roll_over(
    signed: Signed,
    InPath(unit): InPath<UnitId>,
    fields: Fields,
) -> Result<Response, Failure> {
    let from = year_asked(&fields, signed.ctx.today())?;
    let classes: BTreeSet<RecordId> = fields.all("lop").filter_map(|id| id.parse().ok()).collect();
    let carry = CARRY.iter().filter(|(value, _)| fields.all("mang").any(|marked| marked == *value));
    let order = RollOverOrder { unit, from, classes, carry: carry.map(|(_, carry)| *carry).collect() };
    let rolled = if order.classes.is_empty() {
        Err(OpError::field("lop", "Chưa chọn lớp nào. Hãy đánh dấu lớp cần kết chuyển."))
    } else {
        roll(&signed.ctx, &order).await
    };
    match rolled {
        Ok(rolled) => Ok(told(&roll_over_href(unit, from), &rolled)),
        Err(OpError::Refused(problem)) => refused(&signed, unit, from, &problem).await,
        Err(error) => Err(Failure(error)),
    }
}

fn told(place: &str, rolled: &RolledOver) -> Response {
    if rolled.source.is_none() {
        return noted(place, Tone::Soon, "Không còn gì để kết chuyển ở các lớp đã chọn.");
    }
    done(
        place,
        format!(
            "Đã kết chuyển: {} em lên lớp, {} em ở lại, {} em học hết cấp, {} em rời trường; tạo {} lớp.",
            rolled.up, rolled.again, rolled.finished, rolled.out, rolled.classes
        ),
    )
}

/// `POST /don-vi/{id}/len-lop/{class}`: keeps what is chosen for pupils, and writes the class when asked.
pub async fn class(
    signed: Signed,
    InPath((unit, class)): InPath<(UnitId, RecordId)>,
    fields: Fields,
) -> Result<Response, Failure> {
    let from = year_asked(&fields, signed.ctx.today())?;
    let choices = choices(&fields)?;
    choose_turns(&signed.ctx, ChooseTurns { unit, from, class, choices }).await?;
    if fields.filled("ghi").is_none() {
        return Ok(done(&roll_over_href(unit, from), "Đã giữ lựa chọn; chưa ghi sang năm học mới."));
    }
    let carry = BTreeSet::from([Carry::Homeroom, Carry::Teaching, Carry::Groups]);
    let order = RollOverOrder { unit, from, classes: BTreeSet::from([class]), carry };
    Ok(told(&roll_over_href(unit, from), &roll(&signed.ctx, &order).await?))
}

/// What the page offered: `hs-7=len-lop:7B`.
fn choices(fields: &Fields) -> Result<Vec<(RecordId, Decision, Option<String>)>, OpError> {
    let mut choices = Vec::new();
    for (name, value) in &fields.0 {
        let Some(pupil) = name.strip_prefix("hs-").and_then(|id| id.parse().ok()) else { continue };
        let (code, place) =
            value.split_once(':').map_or((value.as_str(), None), |(code, place)| (code, Some(place)));
        let Some(decision) = Decision::from_code(code) else {
            return Err(OpError::field(name, "Lựa chọn này không còn đúng. Hãy tải lại trang rồi chọn lại."));
        };
        choices.push((pupil, decision, place.map(str::to_owned)));
    }
    Ok(choices)
}
