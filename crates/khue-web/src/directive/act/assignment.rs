//! Forms of an assignment: reporting, withdrawing, deciding, passing on.

use axum::extract::Multipart;
use axum::response::Response;
use khue_app::OpError;
use khue_app::directive::{
    AssignTask, Attachment, DecideProgress, Decision, Figure, Part, ProgressStep, ReportProgress,
    assign_task, assignment_detail, decide_progress, report_progress, withdraw_progress,
};
use khue_app::registry::{Chain, UnitKind, units_of_kind_under};
use khue_base::{AssignmentId, Quantity, QuantityError, TargetId, UnitId};
use khue_office::upload::check_evidence;

use super::review::parse_day;
use crate::directive::show;
use crate::posted::{Posted, PostedFile};
use crate::{Failure, Fields, InPath, Signed, done};

/// Most files in one report.
const FILES: usize = 20;

/// `POST /viec/{id}/bao-cao`: saves or sends a report of progress.
pub async fn report(
    signed: Signed,
    InPath(id): InPath<AssignmentId>,
    form: Multipart,
) -> Result<Response, Failure> {
    let posted = match Posted::read(form).await {
        Ok(posted) => posted,
        Err(answer) => return Ok(answer),
    };
    let fields = posted.fields.clone();
    let saved = match parse_report(&signed, id, posted).await {
        Ok(cmd) => {
            let sent = cmd.send;
            report_progress(&signed.ctx, cmd).await.map(|_| sent)
        }
        Err(error) => Err(error),
    };
    match saved {
        Ok(true) => {
            Ok(done(&format!("/viec/{id}"), "Đã gửi báo cáo. Cấp trên sẽ xem và trả lời ở trang này."))
        }
        Ok(false) => {
            Ok(done(&format!("/viec/{id}#bao-cao"), "Đã ghi nháp. Cấp trên chưa thấy cho đến khi bạn gửi."))
        }
        Err(error) => again(&signed, id, &fields, error).await,
    }
}

async fn parse_report(signed: &Signed, id: AssignmentId, posted: Posted) -> Result<ReportProgress, OpError> {
    let fields = &posted.fields;
    let detail = assignment_detail(&signed.ctx, id).await?;
    if !detail.may_report && detail.task.standing == "open" {
        return Err(OpError::Forbidden);
    }
    let step = match fields.text("muc-do") {
        "not-started" => ProgressStep::NotStarted,
        "in-progress" => ProgressStep::InProgress,
        "done" => ProgressStep::Done,
        _ => {
            return Err(OpError::field(
                "muc-do",
                "Chưa chọn đến đâu rồi. Hãy chọn “Chưa làm”, “Đang làm” hoặc “Đã xong”.",
            ));
        }
    };
    let mut figures = Vec::new();
    for target in detail.targets.iter().filter(|target| !target.qualitative) {
        let figure = parse_figure(fields, target.id)?;
        // Ended since the form was opened: the figure must not get lost without a word.
        if target.ended && figure.is_some() {
            return Err(OpError::refused(format!(
                "Chỉ tiêu “{}” vừa được thôi theo dõi nên ô số của nó không còn. Hãy xem lại các số rồi gửi lại.",
                target.text
            )));
        }
        figures.extend(figure);
    }
    let mut attachments = parse_files(posted.files).await?;
    if let Some(address) = fields.filled("lien-ket") {
        attachments.push(Attachment::Link {
            name: address.chars().take(120).collect(),
            address: address.to_owned(),
        });
    }
    Ok(ReportProgress {
        assignment: id,
        seen: fields.parse("phien-ban")?,
        step,
        body: fields.raw("noi-dung").replace("\r\n", "\n"),
        figures,
        attachments,
        dropped_evidence: fields.all("bo-tep").filter_map(|id| id.parse().ok()).collect(),
        send: fields.text("lam") == "gui",
    })
}

fn parse_figure(fields: &Fields, target: TargetId) -> Result<Option<Figure>, OpError> {
    let number = |name: &str| {
        fields
            .filled(name)
            .map(|typed| {
                typed
                    .parse::<Quantity>()
                    .map_err(|error: QuantityError| OpError::field(name, error.to_string()))
            })
            .transpose()
    };
    let (part_name, whole_name) = (format!("so-{target}"), format!("tren-{target}"));
    let (part, whole) = (number(&part_name)?, number(&whole_name)?);
    let asks_whole = fields.0.iter().any(|(name, _)| *name == whole_name);
    match (part, whole) {
        (None, None) => Ok(None),
        (Some(_), None) if asks_whole => Err(OpError::field(
            &whole_name,
            "Còn thiếu tổng số. Hãy ghi cả số đã đạt và tổng số, ví dụ 41 trên 43.",
        )),
        (None, Some(_)) => Err(OpError::field(
            &part_name,
            "Còn thiếu số đã đạt. Hãy ghi cả số đã đạt và tổng số, ví dụ 41 trên 43.",
        )),
        (Some(_), Some(whole)) if whole.thousandths() == 0 => Err(OpError::field(
            &whole_name,
            "Tổng số bằng 0 nên không tính được tỉ lệ. Nếu đơn vị không có đối tượng này, hãy để trống cả hai ô.",
        )),
        (Some(numerator), denominator) => Ok(Some(Figure { target, numerator, denominator })),
    }
}

async fn parse_files(files: Vec<PostedFile>) -> Result<Vec<Attachment>, OpError> {
    if files.len() > FILES {
        return Err(OpError::field(
            "tep",
            format!("Một báo cáo nhận nhiều nhất {FILES} tệp. Hãy gộp bớt tệp rồi gửi lại."),
        ));
    }
    let checked = tokio::task::spawn_blocking(move || {
        files
            .into_iter()
            .map(|file| {
                let kind = check_evidence(&file.content, &file.name)
                    .map_err(|refusal| OpError::field("tep", refusal.to_string()))?;
                Ok(Attachment::File {
                    name: file.name,
                    media_type: kind.mime.to_owned(),
                    content: file.content,
                })
            })
            .collect()
    });
    checked.await.map_err(|error| OpError::Failed(format!("checking files: {error}")))?
}

/// `POST /viec/{id}/rut-lai`: takes back a report that is not decided.
pub async fn withdraw(signed: Signed, InPath(id): InPath<AssignmentId>) -> Result<Response, Failure> {
    withdraw_progress(&signed.ctx, id).await?;
    Ok(done(&format!("/viec/{id}#bao-cao"), "Đã rút lại báo cáo; hãy sửa rồi gửi lại."))
}

/// `POST /viec/{id}/quyet-dinh`: accepts or returns a report.
pub async fn decide(
    signed: Signed,
    InPath(id): InPath<AssignmentId>,
    fields: Fields,
) -> Result<Response, Failure> {
    let decided = match parse_decision(&fields) {
        Ok(cmd) => decide_progress(&signed.ctx, cmd).await,
        Err(error) => Err(error),
    };
    match decided {
        Ok(assignment) => {
            let said = if fields.text("quyet-dinh") == "tra-lai" {
                "Đã trả lại báo cáo kèm lí do."
            } else {
                "Đã chấp nhận báo cáo."
            };
            Ok(done(&format!("/viec/{assignment}"), said))
        }
        Err(error) => again(&signed, id, &fields, error).await,
    }
}

fn parse_decision(fields: &Fields) -> Result<DecideProgress, OpError> {
    let decision = match fields.text("quyet-dinh") {
        "chap-nhan" => Decision::Accept,
        "tra-lai" => Decision::Return(fields.text("li-do").to_owned()),
        _ => return Err(OpError::refused("Chưa rõ chấp nhận hay trả lại. Hãy bấm một trong hai nút.")),
    };
    Ok(DecideProgress { progress: fields.parse("bao-cao")?, decision })
}

/// `POST /viec/{id}/giao-tiep`: passes the task on to units below.
pub async fn pass_on(
    signed: Signed,
    InPath(id): InPath<AssignmentId>,
    fields: Fields,
) -> Result<Response, Failure> {
    let given = match parse_pass_on(&signed, id, &fields).await {
        Ok(cmd) => assign_task(&signed.ctx, cmd).await,
        Err(error) => Err(error),
    };
    match given {
        Ok(assigned) => {
            Ok(done(&format!("/viec/{id}"), format!("Đã giao tiếp cho {} đơn vị.", assigned.given)))
        }
        Err(error) => again(&signed, id, &fields, error).await,
    }
}

async fn parse_pass_on(signed: &Signed, id: AssignmentId, fields: &Fields) -> Result<AssignTask, OpError> {
    let detail = assignment_detail(&signed.ctx, id).await?;
    if !detail.may_assign {
        return Err(OpError::Forbidden);
    }
    let due_on = parse_day(fields, "ngay-han")?;
    if let (Some(own), Some(due)) = (detail.head.due_on, due_on)
        && due > own
    {
        return Err(OpError::field(
            "ngay-han",
            format!("Hạn giao tiếp {due} muộn hơn hạn của đơn vị ({own}). Hãy chọn ngày sớm hơn."),
        ));
    }
    let mut units: Vec<UnitId> = fields.all("don-vi").filter_map(|id| id.parse().ok()).collect();
    let kinds: Vec<UnitKind> = fields.all("loai-don-vi").filter_map(UnitKind::from_code).collect();
    if !kinds.is_empty() {
        let mut session = signed.ctx.read().await?;
        let below = units_of_kind_under(
            &mut session,
            &kinds,
            detail.head.unit_id,
            Chain::Authority,
            signed.ctx.today(),
        )
        .await?;
        units.extend(below.into_iter().map(|unit| unit.id));
    }
    units.sort_unstable();
    units.dedup();
    units.retain(|unit| *unit != detail.head.unit_id);
    Ok(AssignTask {
        task: detail.head.task_id,
        units: units.into_iter().map(|unit| (unit, Part::CarryOut)).collect(),
        due_on: due_on.or(detail.head.due_on),
        note: fields.text("ghi-chu").to_owned(),
        parent: Some(id),
    })
}

async fn again(
    signed: &Signed,
    id: AssignmentId,
    fields: &Fields,
    error: OpError,
) -> Result<Response, Failure> {
    match error {
        OpError::Refused(refused) => show::assignment::refused(signed, id, fields, &refused).await,
        error => Err(Failure(error)),
    }
}
