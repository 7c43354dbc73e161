//! Forms of rounds: opening one, its days, sending, deciding, asking to unlock.

use axum::response::Response;
use khue_app::OpError;
use khue_app::registry::snapshots::{
    AskUnlock, ChangeDues, DecideFigures, Dues, OpenRound, SendFigures, ask_unlock, change_dues,
    decide_figures, open_round, proposed_round, send_figures,
};
use khue_base::{Day, RoundId, SchoolYear, UnitId};
use khue_rules::registry::reporting::{RoundKind, Step};

use crate::registry::show::rounds::{DUES, HERE, refused, round, school};
use crate::{Failure, Fields, InPath, Signed, done};

/// Names told after a decision; of more schools only the number.
const NAMED: usize = 5;

/// `POST /ky-bao-cao/mo`: opens a round.
pub async fn open(signed: Signed, fields: Fields) -> Result<Response, Failure> {
    let opened = async {
        let cmd = opening(&fields)?;
        open_round(&signed.ctx, cmd).await
    };
    match opened.await {
        Ok(round) => Ok(done(&format!("{HERE}/{round}"), "Đã mở kỳ báo cáo; các trường thấy ngay.")),
        Err(OpError::Refused(problem)) => refused(&signed, &fields, &problem).await,
        Err(error) => Err(Failure(error)),
    }
}

fn opening(fields: &Fields) -> Result<OpenRound, OpError> {
    let kind = RoundKind::from_code(fields.text("ky"))
        .ok_or_else(|| OpError::field("ky", "Chưa chọn kỳ. Hãy chọn kỳ báo cáo cần mở."))?;
    let year: SchoolYear = fields
        .text("nam-hoc")
        .parse()
        .map_err(|error: khue_base::SchoolYearError| OpError::field("nam-hoc", format!("{error}.")))?;
    let plan = proposed_round(kind, year)?;
    let or = |field: &str, proposed: Day| Ok::<Day, OpError>(day_in(fields, field)?.unwrap_or(proposed));
    let [school, approver, department] = DUES;
    let dues = Dues {
        school: or(school, plan.school_due)?,
        approver: or(approver, plan.approver_due)?,
        department: or(department, plan.department_due)?,
    };
    Ok(OpenRound { kind, year, data_day: day_in(fields, "ngay-chot")?, dues: Some(dues) })
}

fn day_in(fields: &Fields, field: &str) -> Result<Option<Day>, OpError> {
    let typed = fields.filled(field).map(Day::parse_vietnamese).transpose();
    typed.map_err(|error| OpError::field(field, format!("{error}.")))
}

/// `POST /ky-bao-cao/{round}/han`: sets other days.
pub async fn set_dues(
    signed: Signed,
    InPath(id): InPath<RoundId>,
    fields: Fields,
) -> Result<Response, Failure> {
    let set = async {
        let wanted = |field: &str| {
            day_in(&fields, field)?
                .ok_or_else(|| OpError::field(field, "Chưa ghi ngày. Hãy ghi như 31/5/2021."))
        };
        let [school, approver, department] = DUES;
        let dues =
            Dues { school: wanted(school)?, approver: wanted(approver)?, department: wanted(department)? };
        let reason = fields.text("ly-do").to_owned();
        change_dues(&signed.ctx, ChangeDues { round: id, seen: fields.parse("phien-ban")?, dues, reason })
            .await
    };
    match set.await {
        Ok(()) => Ok(done(&format!("{HERE}/{id}"), "Đã đổi hạn của kỳ báo cáo.")),
        Err(OpError::Refused(problem)) => round::refused(&signed, id, &fields, &problem).await,
        Err(error) => Err(Failure(error)),
    }
}

/// `POST /ky-bao-cao/{round}/quyet-dinh`: decides on the chosen schools.
pub async fn decide(
    signed: Signed,
    InPath(id): InPath<RoundId>,
    fields: Fields,
) -> Result<Response, Failure> {
    let decided = async {
        let schools = fields.all("truong").map(|chosen| {
            let parts = chosen
                .split_once('-')
                .and_then(|(unit, seen)| Some((unit.parse().ok()?, seen.parse().ok()?)));
            parts.ok_or(OpError::Stale)
        });
        let schools = schools.collect::<Result<Vec<(UnitId, i64)>, OpError>>()?;
        let cmd = DecideFigures {
            round: id,
            schools,
            step: step_in(&fields)?,
            note: fields.text("loi").to_owned(),
        };
        decide_figures(&signed.ctx, cmd).await
    };
    match decided.await {
        Ok(decided) => {
            let mut said = format!("Đã ghi quyết định cho {} trường.", decided.done);
            if !decided.left.is_empty() {
                let left = if decided.left.len() > NAMED {
                    format!("{} trường", decided.left.len())
                } else {
                    decided.left.join(", ")
                };
                said.push_str(&format!(" Bỏ qua {left} vì trạng thái không cho phép hoặc vừa thay đổi."));
            }
            let here = format!("{HERE}/{id}");
            let back = Some(fields.text("ve")).filter(|place| place.starts_with(&here)).unwrap_or(&here);
            Ok(done(back, said))
        }
        Err(OpError::Refused(problem)) => round::refused(&signed, id, &fields, &problem).await,
        Err(error) => Err(Failure(error)),
    }
}

fn step_in(fields: &Fields) -> Result<Step, OpError> {
    let step = Step::from_code(fields.text("lam")).filter(|step| Step::DECISIONS.contains(step));
    step.ok_or_else(|| OpError::refused("Chưa chọn việc cần làm. Hãy bấm một trong các nút quyết định."))
}

/// `POST /don-vi/{id}/ky-bao-cao/{round}/gui`: sends the school's figures.
pub async fn send(
    signed: Signed,
    InPath((unit, id)): InPath<(UnitId, RoundId)>,
    fields: Fields,
) -> Result<Response, Failure> {
    let sent = async {
        let (seen, note) = (fields.parse("buoc")?, fields.text("loi").to_owned());
        send_figures(&signed.ctx, SendFigures { unit, round: id, seen, note }).await.map(|_| ())
    };
    let sent = sent.await;
    answer(&signed, (unit, id), &fields, sent, "Đã gửi số liệu lên cấp duyệt.").await
}

/// `POST /don-vi/{id}/ky-bao-cao/{round}/xin-mo-khoa`: asks to unlock.
pub async fn unlock(
    signed: Signed,
    InPath((unit, id)): InPath<(UnitId, RoundId)>,
    fields: Fields,
) -> Result<Response, Failure> {
    let asked = async {
        let (seen, reason) = (fields.parse("buoc")?, fields.text("ly-do").to_owned());
        ask_unlock(&signed.ctx, AskUnlock { unit, round: id, seen, reason }).await
    };
    let asked = asked.await;
    answer(&signed, (unit, id), &fields, asked, "Đã gửi đề nghị mở khóa.").await
}

/// `POST /don-vi/{id}/ky-bao-cao/{round}/quyet-dinh`: decides on one school.
pub async fn decide_one(
    signed: Signed,
    InPath((unit, id)): InPath<(UnitId, RoundId)>,
    fields: Fields,
) -> Result<Response, Failure> {
    let decided = async {
        let schools = vec![(unit, fields.parse("buoc")?)];
        let cmd = DecideFigures {
            round: id,
            schools,
            step: step_in(&fields)?,
            note: fields.text("loi").to_owned(),
        };
        decide_figures(&signed.ctx, cmd).await.map(|_| ())
    };
    let decided = decided.await;
    answer(&signed, (unit, id), &fields, decided, "Đã ghi quyết định về số liệu của trường.").await
}

async fn answer(
    signed: &Signed,
    (unit, id): (UnitId, RoundId),
    fields: &Fields,
    outcome: Result<(), OpError>,
    said: &str,
) -> Result<Response, Failure> {
    match outcome {
        Ok(()) => Ok(done(&format!("/don-vi/{unit}/ky-bao-cao/{id}"), said)),
        Err(OpError::Refused(problem)) => school::refused(signed, (unit, id), fields, &problem).await,
        Err(error) => Err(Failure(error)),
    }
}
