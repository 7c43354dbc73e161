//! The page of a large sheet that is being written.

use axum::http::header::REFRESH;
use axum::response::{IntoResponse, Response};
use khue_app::OpError;
use khue_app::registry::import::{ImportRun, ImportStep, RunState, handed_in, import_run};
use khue_base::{ImportId, UnitId};

use super::import::{start_href, unit_name};
use crate::page::Link;
use crate::registry::import_run::ImportRunPage;
use crate::{Failure, InPath, Signed, show};

/// Seconds after which a page of something that goes on is loaded again.
const AGAIN_S: &str = "2";

/// `GET /don-vi/{id}/nhap-lieu/{import}/tien-do`.
pub async fn page(
    signed: Signed,
    InPath((unit, import)): InPath<(UnitId, ImportId)>,
) -> Result<Response, Failure> {
    let sheet = handed_in(&signed.ctx, unit, import).await?;
    let run = import_run(&signed.ctx, unit, import).await?.ok_or(OpError::Hidden)?;
    let name = unit_name(&signed, unit).await?;
    let (up, back) = (format!("/don-vi/{unit}"), start_href(unit));
    let crumbs = [("Đơn vị", "/don-vi"), (name.as_str(), up.as_str()), ("Nhập dữ liệu", back.as_str())];
    let here = format!("{back}/{import}");
    let is_waiting = run.state == RunState::Waiting;
    let title = if is_waiting { "Đang ghi bảng" } else { "Kết quả ghi" };
    let page = ImportRunPage {
        shell: signed.shell(title, &crumbs),
        stop: if is_waiting { format!("{here}/dung") } else { String::new() },
        heading: sheet.order.file_name,
        says: says(&run),
        asked: format!("{} · {}", run.asked_by, run.asked_at),
        progress: run.progress.filter(|now| now.total > 0).map(|now| (now.done, now.total)),
        steps: match run.state {
            RunState::Waiting => Vec::new(),
            RunState::Written => vec![Link::new("Về trang Nhập dữ liệu", back)],
            RunState::Nothing | RunState::Stopped => {
                vec![Link::new("Xem lại bảng", here), Link::new("Về trang Nhập dữ liệu", back)]
            }
        },
    };
    let page = show(&page);
    Ok(if is_waiting { ([(REFRESH, AGAIN_S)], page).into_response() } else { page })
}

fn says(run: &ImportRun) -> String {
    match (run.state, run.progress.map(|now| now.step)) {
        (RunState::Waiting, None) => "Đang chờ đến lượt.".to_owned(),
        (RunState::Waiting, Some(ImportStep::Compare)) => {
            "Đang đọc tệp và đối chiếu với hồ sơ đã ghi.".to_owned()
        }
        (RunState::Waiting, Some(ImportStep::Write)) => "Đang ghi hồ sơ.".to_owned(),
        (RunState::Waiting, Some(ImportStep::Settle)) => {
            "Đã ghi hồ sơ, đang đưa tên vào mục lục tìm kiếm.".to_owned()
        }
        (RunState::Written, _) => {
            let (new, changed) = run.counts.unwrap_or_default();
            format!("Đã ghi {new} hàng mới và {changed} hàng thay đổi.")
        }
        (RunState::Stopped, _) => "Đã dừng theo yêu cầu; chưa ghi gì.".to_owned(),
        (RunState::Nothing, _) => run.sentence.clone(),
    }
}
