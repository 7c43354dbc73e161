//! `POST /don-vi/{id}/sap-xep`: shows what an arrangement would do, then carries it out.

use axum::response::Response;
use khue_app::OpError;
use khue_app::registry::arrange::{
    Arrange, Arrangement, Decision, Into, Part, arrange_unit, preview_arrangement,
};
use khue_app::registry::{UnitKind, units_by_id};
use khue_base::{RecordId, UnitId};

use super::transfer::named_unit;
use crate::registry::forms::typed_in;
use crate::registry::show::arrange::{may_arrange, preview, refused};
use crate::{Failure, Fields, InPath, Signed, done};

/// Shows or carries out an arrangement.
pub async fn arrange(
    signed: Signed,
    InPath(unit): InPath<UnitId>,
    fields: Fields,
) -> Result<Response, Failure> {
    may_arrange(&signed, unit).await?;
    let way = fields.text("viec");
    let typed = typed_in(way, &fields);
    let arranged = async {
        let order = order(&signed, unit, way, &typed).await?;
        let arranged = if fields.text("buoc") == "ghi" {
            arrange_unit(&signed.ctx, &order).await?
        } else {
            preview_arrangement(&signed.ctx, &order).await?
        };
        Ok((order, arranged))
    };
    match arranged.await {
        Ok((order, arranged)) if fields.text("buoc") == "ghi" => {
            let place = format!("/don-vi/{}?ngay={}", arranged.unit, order.day.iso());
            Ok(done(&place, "Đã ghi việc sắp xếp; các ngày trước vẫn xem được như cũ."))
        }
        Ok((order, arranged)) => preview(&signed, &order, &arranged, (way, &fields)).await,
        Err(OpError::Refused(problem)) => refused(&signed, unit, way, &fields, &problem).await,
        Err(error) => Err(Failure(error)),
    }
}

async fn order(signed: &Signed, unit: UnitId, way: &str, typed: &Fields) -> Result<Arrange, OpError> {
    let day = typed.day("ngay")?;
    let mut session = signed.ctx.read().await?;
    let here = units_by_id(&mut session, &[unit], day).await?.remove(&unit).ok_or_else(|| {
        OpError::field("ngay", format!("Đơn vị không có vào ngày {day}. Hãy chọn ngày khác."))
    })?;
    drop(session);
    let kinds = if here.kind.is_school() { UnitKind::SCHOOLS } else { std::slice::from_ref(&here.kind) };
    let text = |field: &str| typed.text(field).to_owned();
    let what = match way {
        "tach" => Arrangement::Split(Part {
            kind: kind_in(typed)?,
            name: text("name"),
            code: text("code"),
            classes: ids(typed, "lop"),
            sites: ids(typed, "diem"),
        }),
        "doi-ten" => Arrangement::Rename { name: text("name"), short_name: text("ten-ngan") },
        "doi-loai" => Arrangement::ChangeKind { kind: kind_in(typed)?, name: text("name") },
        "doi-ma" => Arrangement::Recode(text("code")),
        "giai-the" => match typed.filled("noi-nhan") {
            None => Arrangement::Close(None),
            Some(named) => Arrangement::Close(Some(named_unit(signed, "noi-nhan", named, day, kinds).await?)),
        },
        _ => {
            let mut others = Vec::new();
            for named in typed.text("cac-don-vi").split(';').map(str::trim).filter(|named| !named.is_empty())
            {
                others.push(named_unit(signed, "cac-don-vi", named, day, kinds).await?);
            }
            let into = match typed.text("cach") {
                "nay" => Into::This,
                "moi" => Into::New {
                    kind: if here.kind.is_school() { kind_in(typed)? } else { here.kind },
                    name: text("name"),
                    code: text("code"),
                },
                _ => {
                    return Err(OpError::field(
                        "cach",
                        "Chưa chọn sau sáp nhập đơn vị nào đi tiếp. Hãy chọn một mục.",
                    ));
                }
            };
            Arrangement::Merge { others, into }
        }
    };
    let decision = Decision { number: text("so"), signed_on: typed.day("ngay-ky")?, issuer: text("noi-ra") };
    Ok(Arrange { unit, what, day, decision })
}

fn kind_in(typed: &Fields) -> Result<UnitKind, OpError> {
    let kind = UnitKind::from_code(typed.text("loai")).filter(|kind| kind.is_school());
    kind.ok_or_else(|| OpError::field("loai", "Chưa chọn loại trường. Hãy chọn một loại trong danh sách."))
}

fn ids(typed: &Fields, field: &str) -> Vec<RecordId> {
    typed.all(field).filter_map(|id| id.parse().ok()).collect()
}
