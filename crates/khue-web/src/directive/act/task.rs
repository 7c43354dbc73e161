//! Forms of a task's page: giving it to units, changing it, pausing, cancelling, closing.

use axum::response::Response;
use khue_app::OpError;
use khue_app::directive::{
    AssignTask, ChangeTask, Part, Standing, TargetEdit, TargetStep, TaskChange, TaskTarget, assign_task,
    change_task, task_detail,
};
use khue_app::registry::{Chain, Relation, UnitKind, units_of_kind_under};
use khue_base::{Quantity, QuantityError, TargetId, TaskId, UnitId};
use khue_rules::directive::target_change::TypedGoal;
use khue_rules::directive::targets::Comparison;

use super::review::parse_day;
use crate::directive::show;
use crate::{Failure, Fields, InPath, Signed, done};

/// Most targets that a form of a task can hold.
const TARGETS: usize = 24;

/// `POST /nhiem-vu/{id}/giao`: gives the task to units, one by one and by kind.
pub async fn assign(signed: Signed, InPath(id): InPath<TaskId>, fields: Fields) -> Result<Response, Failure> {
    let given = match parse_assign(&signed, id, &fields).await {
        Ok(cmd) => assign_task(&signed.ctx, cmd).await,
        Err(error) => Err(error),
    };
    match given {
        Ok(assigned) => {
            let had = if assigned.had_it == 0 {
                String::new()
            } else {
                format!("; {} đơn vị đã có từ trước", assigned.had_it)
            };
            Ok(done(
                &format!("/nhiem-vu/{id}#da-giao"),
                format!("Đã giao cho {} đơn vị{had}.", assigned.given),
            ))
        }
        Err(error) => again(&signed, id, &fields, error).await,
    }
}

async fn parse_assign(signed: &Signed, task: TaskId, fields: &Fields) -> Result<AssignTask, OpError> {
    let part = Part::from_code(fields.text("vai-tro")).unwrap_or(Part::CarryOut);
    let mut units: Vec<UnitId> = fields.all("don-vi").filter_map(|id| id.parse().ok()).collect();
    let kinds: Vec<UnitKind> = fields.all("loai-don-vi").filter_map(UnitKind::from_code).collect();
    let districts: Vec<UnitId> = fields.all("huyen").filter_map(|id| id.parse().ok()).collect();
    if !kinds.is_empty() {
        units.extend(units_of(signed, &kinds, &districts).await?);
    }
    units.sort_unstable();
    units.dedup();
    Ok(AssignTask {
        task,
        units: units.into_iter().map(|unit| (unit, part)).collect(),
        due_on: parse_day(fields, "ngay-han")?,
        note: fields.text("ghi-chu").to_owned(),
        parent: None,
    })
}

/// All units of these kinds: in these districts' territory, or under the actor's own unit.
pub(super) async fn units_of(
    signed: &Signed,
    kinds: &[UnitKind],
    districts: &[UnitId],
) -> Result<Vec<UnitId>, OpError> {
    let day = signed.ctx.today();
    let mut session = signed.ctx.read().await?;
    let mut found = Vec::new();
    if districts.is_empty() {
        let root = khue_app::registry::root_of(&mut session, signed.ctx.actor.unit, day).await?;
        let units =
            units_of_kind_under(&mut session, kinds, root, Chain::Of(Relation::Territorial), day).await?;
        found.extend(units.into_iter().map(|unit| unit.id));
    }
    for district in districts {
        let units =
            units_of_kind_under(&mut session, kinds, *district, Chain::Of(Relation::Territorial), day)
                .await?;
        found.extend(units.into_iter().map(|unit| unit.id));
    }
    Ok(found)
}

/// `POST /nhiem-vu/{id}/sua`: writes a new version.
pub async fn edit(signed: Signed, InPath(id): InPath<TaskId>, fields: Fields) -> Result<Response, Failure> {
    let detail = task_detail(&signed.ctx, id).await?;
    let changed = match parse_edit(id, &detail.targets, &fields) {
        Ok(cmd) => change_task(&signed.ctx, cmd).await,
        Err(error) => Err(error),
    };
    match changed {
        Ok(version) => {
            Ok(done(&format!("/nhiem-vu/{id}"), format!("Đã ghi phiên bản {version} của nhiệm vụ.")))
        }
        Err(error) => again(&signed, id, &fields, error).await,
    }
}

fn parse_edit(id: TaskId, targets: &[TaskTarget], fields: &Fields) -> Result<ChangeTask, OpError> {
    let lead_unit = match fields.filled("chu-tri") {
        Some(_) => Some(fields.parse("chu-tri")?),
        None => None,
    };
    let mut edits = Vec::new();
    for index in 0..TARGETS {
        edits.extend(parse_target(targets, fields, index)?);
    }
    Ok(ChangeTask {
        task: id,
        seen: fields.parse("phien-ban")?,
        change: TaskChange::Content {
            text: fields.text("noi-dung").to_owned(),
            lead_unit,
            due_on: parse_day(fields, "han-moi")?,
            targets: edits,
        },
        reason: fields.text("li-do").to_owned(),
        reason_field: "li-do".to_owned(),
    })
}

/// What the form says about one target; nothing when it is left alone.
fn parse_target(
    targets: &[TaskTarget],
    fields: &Fields,
    index: usize,
) -> Result<Option<TargetEdit>, OpError> {
    let text = |part: &str| fields.text(&format!("ct-{index}-{part}"));
    let field = format!("ct-{index}-so");
    let id: Option<TargetId> = match text("ma") {
        "" => None,
        _ => Some(fields.parse(&format!("ct-{index}-ma"))?),
    };
    if let (Some(id), "1") = (id, text("bo")) {
        return Ok(Some(TargetEdit { field, step: TargetStep::End(id) }));
    }
    if text("so").is_empty() {
        let old = id.and_then(|id| targets.iter().find(|target| target.id == id));
        return match old {
            Some(old) if !old.qualitative => Err(OpError::field(
                &field,
                format!(
                    "Chỉ tiêu “{}” đang để trống số. Hãy ghi số, hoặc đánh dấu thôi theo dõi chỉ tiêu.",
                    old.text
                ),
            )),
            None if !text("dv").is_empty() || !text("cua").is_empty() => Err(OpError::field(
                &field,
                "Chỉ tiêu mới chưa có số. Hãy ghi số phải đạt, hoặc xoá trắng cả dòng nếu không thêm.",
            )),
            _ => Ok(None),
        };
    }
    let typed = TypedGoal {
        value: text("so")
            .parse::<Quantity>()
            .map_err(|error: QuantityError| OpError::field(&field, error.to_string()))?,
        unit: text("dv").to_owned(),
        comparison: Comparison::from_code(text("ss")).unwrap_or(Comparison::Equal),
        of_what: text("cua").to_owned(),
    };
    let step = id.map_or_else(|| TargetStep::Add(typed.clone()), |id| TargetStep::Set(id, typed.clone()));
    Ok(Some(TargetEdit { field, step }))
}

/// `POST /nhiem-vu/{id}/tam-dung`.
pub async fn pause(signed: Signed, id: InPath<TaskId>, fields: Fields) -> Result<Response, Failure> {
    stand(signed, id, fields, "tam-dung", Standing::Paused, "Đã tạm dừng nhiệm vụ.").await
}

/// `POST /nhiem-vu/{id}/tiep-tuc`.
pub async fn resume(signed: Signed, id: InPath<TaskId>, fields: Fields) -> Result<Response, Failure> {
    stand(signed, id, fields, "tiep-tuc", Standing::Open, "Nhiệm vụ đã trở lại danh sách đang theo dõi.")
        .await
}

/// `POST /nhiem-vu/{id}/huy`.
pub async fn cancel(signed: Signed, id: InPath<TaskId>, fields: Fields) -> Result<Response, Failure> {
    stand(signed, id, fields, "huy", Standing::Cancelled, "Đã huỷ nhiệm vụ.").await
}

/// `POST /nhiem-vu/{id}/dong`.
pub async fn close(signed: Signed, id: InPath<TaskId>, fields: Fields) -> Result<Response, Failure> {
    stand(signed, id, fields, "dong", Standing::Closed, "Đã đóng nhiệm vụ.").await
}

async fn stand(
    signed: Signed,
    InPath(id): InPath<TaskId>,
    fields: Fields,
    verb: &str,
    standing: Standing,
    said: &str,
) -> Result<Response, Failure> {
    let detail = task_detail(&signed.ctx, id).await?;
    let seen = detail.versions.first().ok_or(OpError::Hidden)?.version;
    let reason_field = format!("li-do-{verb}");
    let cmd = ChangeTask {
        task: id,
        seen,
        change: TaskChange::Standing(standing),
        reason: fields.text(&reason_field).to_owned(),
        reason_field,
    };
    match change_task(&signed.ctx, cmd).await {
        Ok(_) => Ok(done(&format!("/nhiem-vu/{id}"), said)),
        Err(error) => again(&signed, id, &fields, error).await,
    }
}

async fn again(signed: &Signed, id: TaskId, fields: &Fields, error: OpError) -> Result<Response, Failure> {
    match error {
        OpError::Refused(refused) => show::task::refused(signed, id, fields, &refused).await,
        error => Err(Failure(error)),
    }
}
