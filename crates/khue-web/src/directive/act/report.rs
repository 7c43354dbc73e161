//! Forms of official reports: drawing one up, rewording it, finishing it, locking its figures anew.

use std::collections::BTreeMap;

use axum::response::Response;
use khue_app::OpError;
use khue_app::directive::{
    MakeReport, ReportBlock, ReportStep, SaveReport, make_report, refresh_report, report_detail, save_report,
};
use khue_base::{DirectiveId, ReportId};

use super::review::parse_day;
use crate::directive::show;
use crate::directive::show::report::field_name;
use crate::{Failure, Fields, InPath, Signed, done};

/// `POST /chi-dao/{id}/bao-cao`: draws up a report and opens it.
///
/// # Errors
/// [`Failure`] for who may not.
pub async fn make(
    signed: Signed,
    InPath(id): InPath<DirectiveId>,
    fields: Fields,
) -> Result<Response, Failure> {
    let made = match parse_make(&signed, id, &fields) {
        Ok(cmd) => make_report(&signed.ctx, cmd).await,
        Err(error) => Err(error),
    };
    match made {
        Ok(report) => Ok(done(
            &format!("/bao-cao/{report}"),
            "Đã lập báo cáo từ số liệu. Hãy đọc lại, sửa câu chữ rồi ghi.",
        )),
        Err(OpError::Refused(refused)) => show::reports::refused(&signed, id, &fields, &refused).await,
        Err(error) => Err(Failure(error)),
    }
}

fn parse_make(signed: &Signed, directive: DirectiveId, fields: &Fields) -> Result<MakeReport, OpError> {
    Ok(MakeReport {
        directive,
        as_of: parse_day(fields, "ngay")?.unwrap_or(signed.ctx.today()),
        period: fields.text("ky").to_owned(),
        addressee: fields.text("noi-nhan").to_owned(),
    })
}

/// `POST /bao-cao/{id}`: writes the words, and finishes the report when asked to.
///
/// # Errors
/// [`Failure`] for who may not.
pub async fn save(signed: Signed, InPath(id): InPath<ReportId>, fields: Fields) -> Result<Response, Failure> {
    let cmd = parse_save(&signed, id, &fields).await?;
    let (step, restored) = (cmd.step, !cmd.restored.is_empty());
    match save_report(&signed.ctx, cmd).await {
        Ok(version) => {
            let said = match (step, restored) {
                (ReportStep::Finish, _) => "Đã chốt báo cáo.".to_owned(),
                (ReportStep::Save, true) => "Đã khôi phục câu gốc và ghi báo cáo.".to_owned(),
                (ReportStep::Save, false) => format!("Đã ghi báo cáo, bản {version}."),
            };
            Ok(done(&format!("/bao-cao/{id}"), said))
        }
        Err(error @ (OpError::Refused(_) | OpError::Stale)) => {
            show::report::again(&signed, id, &fields, error).await
        }
        Err(error) => Err(Failure(error)),
    }
}

async fn parse_save(signed: &Signed, report: ReportId, fields: &Fields) -> Result<SaveReport, OpError> {
    let detail = report_detail(&signed.ctx, report).await?;
    let (mut paragraphs, mut restored) = (BTreeMap::new(), Vec::new());
    let mut number = 0;
    for block in &detail.body {
        let ReportBlock::Paragraph(paragraph) = block else { continue };
        number += 1;
        let name = field_name(number);
        if let Some((_, typed)) = fields.0.iter().find(|(field, _)| *field == name) {
            paragraphs.insert(paragraph.key.clone(), typed.clone());
        }
        if fields.text("khoi-phuc") == name {
            restored.push(paragraph.key.clone());
        }
    }
    let text = |name: &str| fields.text(name).to_owned();
    Ok(SaveReport {
        report,
        seen: fields.parse("phien-ban")?,
        step: if fields.text("lam") == "chot" { ReportStep::Finish } else { ReportStep::Save },
        number: text("so-hieu"),
        place_and_day: text("noi-ngay"),
        subject: text("trich-yeu"),
        addressee: text("kinh-gui"),
        authority: text("quyen-han"),
        title: text("chuc-vu"),
        signer: text("nguoi-ky"),
        recipients: text("noi-nhan"),
        paragraphs,
        restored,
    })
}

/// `POST /bao-cao/{id}/khoa-lai`: locks the figures of the report's day as they are known now.
///
/// # Errors
/// [`Failure`] for who may not.
pub async fn refresh(signed: Signed, InPath(id): InPath<ReportId>) -> Result<Response, Failure> {
    let refreshed = refresh_report(&signed.ctx, id).await?;
    let kept = match (refreshed.kept, refreshed.dropped) {
        (_, 0) => String::new(),
        (_, dropped) => format!(
            " {dropped} đoạn đã sửa trở về câu viết sẵn vì số liệu trong đó đã đổi; bản trước vẫn được giữ."
        ),
    };
    Ok(done(&format!("/bao-cao/{id}"), format!("Đã khoá lại theo số liệu mới.{kept}")))
}
