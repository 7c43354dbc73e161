//! The form that urges units.

use std::collections::BTreeSet;

use axum::response::Response;
use khue_app::OpError;
use khue_app::directive::{UrgeUnits, Urged, urge_units};
use khue_app::registry::units_by_id;
use khue_base::{DirectiveId, TaskId, UnitId};

use crate::directive::show;
use crate::{Failure, Fields, InPath, Signed, done};

/// Names told after the urging; of more units only the number.
const NAMED: usize = 3;

/// `POST /chi-dao/{id}/don-doc`: urges the chosen units.
pub async fn urge(
    signed: Signed,
    InPath(id): InPath<DirectiveId>,
    fields: Fields,
) -> Result<Response, Failure> {
    let task: Option<TaskId> = fields.filled("nhiem-vu").and_then(|task| task.parse().ok());
    let order = UrgeUnits {
        directive: id,
        task,
        units: fields.all("don-vi").filter_map(|unit| unit.parse().ok()).collect(),
        words: fields.text("loi-nhan").to_owned(),
    };
    match urge_units(&signed.ctx, order).await {
        Ok(urged) => {
            let back = task.map_or(format!("/chi-dao/{id}"), |task| format!("/nhiem-vu/{task}"));
            Ok(done(&back, told(&signed, &urged).await?))
        }
        Err(OpError::Refused(refused)) => show::urge::refused(&signed, id, &fields, &refused).await,
        Err(error) => Err(Failure(error)),
    }
}

/// `Đã đôn đốc 3 đơn vị về 7 việc. Không gửi lại cho Huyện Lục Ngạn vì hôm nay đã đôn đốc.`
async fn told(signed: &Signed, urged: &Urged) -> Result<String, OpError> {
    let mut said = vec![format!("Đã đôn đốc {} đơn vị về {} việc.", urged.units.len(), urged.assignments)];
    if !urged.urged_today.is_empty() {
        let names = names(signed, &urged.urged_today).await?;
        said.push(format!("Không gửi lại cho {names} vì hôm nay đã đôn đốc."));
    }
    if !urged.owe_nothing.is_empty() {
        let names = names(signed, &urged.owe_nothing).await?;
        said.push(format!("Bỏ qua {names} vì không còn việc nào phải đôn đốc."));
    }
    Ok(said.join(" "))
}

async fn names(signed: &Signed, units: &BTreeSet<UnitId>) -> Result<String, OpError> {
    if units.len() > NAMED {
        return Ok(format!("{} đơn vị", units.len()));
    }
    let ids: Vec<UnitId> = units.iter().copied().collect();
    let mut session = signed.ctx.read().await?;
    let found = units_by_id(&mut session, &ids, signed.ctx.today()).await?;
    let names: Vec<String> = ids.iter().filter_map(|id| Some(found.get(id)?.name.clone())).collect();
    Ok(names.join(", "))
}
