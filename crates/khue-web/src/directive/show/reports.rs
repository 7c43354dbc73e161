//! `GET /chi-dao/{id}/bao-cao`: official reports drawn up so far, and the form for a new one.

use axum::http::StatusCode;
use axum::response::Response;
use khue_app::directive::{ReportLine, current_period, directive_head, reports};
use khue_app::{OpError, Refused};
use khue_base::{Day, DirectiveId};
use khue_rules::accounts::{Action as Deed, Place};

use crate::directive::reports::{NewReport, ReportRow, ReportsPage};
use crate::directive::words;
use crate::page::{Choice, Empty, Link, Tag, Tone};
use crate::{Asked, Failure, Fields, InPath, Signed, show, show_as};

/// To whom a report may go besides the Chairman, who comes first.
const OTHERS: [&str; 2] = ["Thường trực Tỉnh ủy", "Bộ Giáo dục và Đào tạo"];

/// Shows the page.
///
/// # Errors
/// [`Failure`] for a directive that does not exist for the visitor.
pub async fn page(
    signed: Signed,
    InPath(id): InPath<DirectiveId>,
    Asked(asked): Asked,
) -> Result<Response, Failure> {
    Ok(show(&built(&signed, id, &asked, None).await?))
}

/// Shows the page again with what was refused and what was typed.
pub(in crate::directive) async fn refused(
    signed: &Signed,
    id: DirectiveId,
    typed: &Fields,
    refused: &Refused,
) -> Result<Response, Failure> {
    Ok(show_as(StatusCode::UNPROCESSABLE_ENTITY, &built(signed, id, typed, Some(refused)).await?))
}

async fn built(
    signed: &Signed,
    id: DirectiveId,
    typed: &Fields,
    refused: Option<&Refused>,
) -> Result<ReportsPage, Failure> {
    let ctx = &signed.ctx;
    let head = directive_head(ctx, id).await?;
    if head.state != "adopted" {
        return Err(Failure(OpError::Hidden));
    }
    let heading = words::heading(&head);
    let up = format!("/chi-dao/{id}");
    let crumbs = [("Chỉ đạo", "/chi-dao"), (heading.as_str(), up.as_str())];
    let title = format!("Báo cáo · {heading}");
    let may_make = ctx.may(Deed::MakeReport, Place::Nowhere).is_ok();
    Ok(ReportsPage {
        shell: match refused {
            Some(refused) => signed.refused(&title, &crumbs, refused),
            None => signed.shell(&title, &crumbs),
        },
        here: format!("{up}/bao-cao"),
        heading: format!("Báo cáo thực hiện {heading}"),
        views: words::views(id, "Báo cáo"),
        reports: reports(ctx, id).await?.iter().map(row).collect(),
        empty: Empty {
            title: "Chưa có báo cáo nào".to_owned(),
            why: if may_make {
                "Báo cáo được viết sẵn từ số liệu của ngày bạn chọn, theo thể thức văn bản hành chính; bạn sửa câu chữ rồi xuất PDF hoặc DOCX."
            } else {
                "Báo cáo hiện ở đây sau khi đơn vị lập báo cáo chốt."
            }
            .to_owned(),
            step: None,
        },
        new: if may_make { Some(new_report(signed, typed)?) } else { None },
    })
}

fn row(line: &ReportLine) -> ReportRow {
    ReportRow {
        title: line.title.clone(),
        href: format!("/bao-cao/{}", line.id),
        note: format!("số liệu đến {} · {} lập {}", line.as_of, line.maker, line.made_at.day()),
        state: state(line.is_final, line.is_stale),
        files: files(&line.id.to_string()),
    }
}

/// Draft, finished, or out of date.
pub(super) fn state(is_final: bool, is_stale: bool) -> Tag {
    match (is_stale, is_final) {
        (true, _) => Tag::new(Tone::Late, "số liệu đã đổi"),
        (false, true) => Tag::new(Tone::Ok, "đã chốt"),
        (false, false) => Tag::new(Tone::Soon, "bản thảo"),
    }
}

/// Where the files of a report are.
pub(super) fn files(id: &str) -> Vec<Link> {
    [("PDF", "pdf"), ("DOCX", "docx")]
        .into_iter()
        .map(|(label, kind)| Link::new(label, format!("/bao-cao/{id}/tai-ve/{kind}")))
        .collect()
}

fn new_report(signed: &Signed, typed: &Fields) -> Result<NewReport, Failure> {
    let today = signed.ctx.today();
    let day = typed.filled("ngay").map_or_else(|| today.to_string(), str::to_owned);
    let asked = Day::parse_vietnamese(&day).unwrap_or(today);
    let period = match typed.filled("ky") {
        Some(period) => period.to_owned(),
        None => current_period(asked)?,
    };
    let chosen = typed.text("noi-nhan");
    let chairman =
        Choice {
            value: String::new(), label: "Chủ tịch UBND tỉnh".to_owned(), chosen: chosen.is_empty()
        };
    let others = OTHERS.iter().map(|name| Choice {
        value: (*name).to_owned(),
        label: (*name).to_owned(),
        chosen: chosen == *name,
    });
    Ok(NewReport { day, period, to: std::iter::once(chairman).chain(others).collect() })
}
