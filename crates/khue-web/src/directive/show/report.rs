//! `GET /bao-cao/{id}`: an official report, its words editable, its figures locked; and its files.

use axum::http::StatusCode;
use axum::response::Response;
use khue_app::OpError;
use khue_app::directive::{
    ReportBlock, ReportDetail, ReportParagraph, ReportTable, ReportWords, directive_head, report_detail,
    report_docx, report_pdf,
};
use khue_base::ReportId;

use super::reports::{files, state};
use crate::directive::report::{Block, FrozenTable, Letterhead, Paragraph, ReportPage, Signature, Stale};
use crate::directive::review::Access;
use crate::directive::{download, words};
use crate::page::{Chart, Fact, FieldError, Link, Run, Svg, Tag, Tone};
use crate::{Failure, Fields, InPath, Signed, show, show_as};

/// Shows the page.
///
/// # Errors
/// [`Failure`] for a report that does not exist for the visitor.
pub async fn page(signed: Signed, InPath(id): InPath<ReportId>) -> Result<Response, Failure> {
    Ok(show(&built(&signed, &report_detail(&signed.ctx, id).await?).await?))
}

/// `GET /bao-cao/{id}/tai-ve/{kind}`: the report as a file.
///
/// # Errors
/// [`Failure`] for a report that does not exist for the visitor, or another kind of file.
pub async fn file(
    signed: Signed,
    InPath((id, kind)): InPath<(ReportId, String)>,
) -> Result<Response, Failure> {
    let (kind, media, content) = match kind.as_str() {
        "pdf" => ("pdf", "application/pdf", report_pdf(&signed.ctx, id).await?),
        "docx" => {
            let media = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
            ("docx", media, report_docx(&signed.ctx, id).await?)
        }
        _ => return Err(Failure(OpError::Hidden)),
    };
    let day = report_detail(&signed.ctx, id).await?.as_of.iso();
    Ok(download::attachment(media, &format!("bao-cao-{day}.{kind}"), content))
}

/// Shows the page again with what was refused and what was typed.
pub(in crate::directive) async fn again(
    signed: &Signed,
    id: ReportId,
    typed: &Fields,
    error: OpError,
) -> Result<Response, Failure> {
    let detail = report_detail(&signed.ctx, id).await?;
    let (status, errors) = match error {
        OpError::Refused(refused) => {
            let mut errors: Vec<FieldError> = refused
                .fields
                .iter()
                .map(|problem| FieldError { field: problem.field.clone(), text: problem.sentence.clone() })
                .collect();
            if errors.is_empty() {
                errors.push(FieldError { field: String::new(), text: refused.sentence });
            }
            (StatusCode::UNPROCESSABLE_ENTITY, errors)
        }
        OpError::Stale => {
            let (hour, minute) = detail.saved_at.hour_minute();
            let text = format!(
                "{} vừa ghi báo cáo này lúc {hour} giờ {minute:02} ngày {}. Những gì bạn nhập vẫn còn ở dưới; hãy đối chiếu với bản của người ấy (mở báo cáo ở cửa sổ khác) rồi ghi lại.",
                detail.saver,
                detail.saved_at.day()
            );
            (StatusCode::CONFLICT, vec![FieldError { field: String::new(), text }])
        }
        error => return Err(Failure(error)),
    };
    let mut page = built(signed, &detail).await?;
    page.shell.errors = errors;
    page.shell.notices.clear();
    keep_typed(&mut page, typed);
    Ok(show_as(status, &page))
}

fn keep_typed(page: &mut ReportPage, typed: &Fields) {
    let fields = [
        ("so-hieu", &mut page.letterhead.number),
        ("noi-ngay", &mut page.letterhead.place_and_day),
        ("kinh-gui", &mut page.letterhead.to),
        ("trich-yeu", &mut page.subject),
        ("noi-nhan", &mut page.signature.recipients),
        ("quyen-han", &mut page.signature.authority),
        ("chuc-vu", &mut page.signature.role),
        ("nguoi-ky", &mut page.signature.name),
    ];
    let sent = |name: &str| typed.0.iter().any(|(field, _)| field == name);
    for (name, shown) in fields {
        if sent(name) {
            typed.raw(name).clone_into(shown);
        }
    }
    for block in &mut page.blocks {
        if let Block::Paragraph(paragraph) = block
            && sent(&paragraph.name)
        {
            typed.raw(&paragraph.name).clone_into(&mut paragraph.text);
        }
    }
}

async fn built(signed: &Signed, detail: &ReportDetail) -> Result<ReportPage, Failure> {
    let head = directive_head(&signed.ctx, detail.directive).await?;
    let heading = words::heading(&head);
    let up = format!("/chi-dao/{}", detail.directive);
    let list = format!("{up}/bao-cao");
    let here = format!("/bao-cao/{}", detail.id);
    let crumbs = [("Chỉ đạo", "/chi-dao"), (heading.as_str(), up.as_str()), ("Báo cáo", list.as_str())];
    let tasks = format!("{up}/nhiem-vu?ngay={}", detail.as_of);
    let mut number = 0;
    let mut blocks: Vec<Block> =
        detail.body.iter().map(|block| shown(block, detail, &tasks, &mut number)).collect();
    if !detail.annex.is_empty() {
        blocks.push(Block::Heading("Phụ lục".to_owned()));
        blocks.extend(detail.annex.iter().map(|block| shown(block, detail, &tasks, &mut number)));
    }
    Ok(ReportPage {
        shell: signed.shell(&detail.title(), &crumbs),
        heading: detail.title(),
        state: if detail.intact {
            state(detail.is_final, !detail.changes.is_empty())
        } else {
            Tag::new(Tone::Late, "số liệu đã bị sửa ngoài hệ thống")
        },
        lead: lead(detail),
        stale: (!detail.changes.is_empty()).then(|| Stale {
            text: format!(
                "Số liệu của ngày {} đã thay đổi sau khi báo cáo khoá số liệu; báo cáo vẫn giữ số cũ.",
                detail.as_of
            ),
            changes: detail.changes.clone(),
            refresh_href: format!("{here}/khoa-lai"),
        }),
        files: files(&detail.id.to_string())
            .into_iter()
            .map(|link| Link::new(format!("Tải {}", link.label), link.href))
            .collect(),
        version: detail.version.to_string(),
        letterhead: letterhead(&detail.words),
        subject: detail.words.subject.clone(),
        blocks,
        signature: signature(&detail.words),
        access: if detail.may_change { Access::Change } else { Access::Read },
        here,
    })
}

fn lead(detail: &ReportDetail) -> Vec<Run> {
    let rest = if detail.is_final {
        format!("; {} chốt ngày {}.", detail.saver, detail.saved_at.day())
    } else {
        "; câu chữ sửa được, con số thì không.".to_owned()
    };
    vec![Run::plain("Số liệu khoá đến hết ngày "), Run::strong(detail.as_of.to_string()), Run::plain(rest)]
}

fn letterhead(words: &ReportWords) -> Letterhead {
    Letterhead {
        above: words.superior.clone(),
        issuer: words.issuer.clone(),
        number: format!("{}/{}", words.number, words.symbol),
        place_and_day: format!("{}, {}", words.place, words.day.in_words()),
        to: words.addressee.clone(),
    }
}

fn signature(words: &ReportWords) -> Signature {
    Signature {
        authority: words.authority.clone(),
        role: words.title.clone(),
        name: words.signer.clone(),
        recipients: words.recipients.join("\n"),
    }
}

fn shown(block: &ReportBlock, detail: &ReportDetail, tasks: &str, number: &mut usize) -> Block {
    match block {
        ReportBlock::Heading { text, .. } => Block::Heading(text.clone()),
        ReportBlock::Paragraph(paragraph) => {
            *number += 1;
            Block::Paragraph(shown_paragraph(paragraph, detail, tasks, *number))
        }
        ReportBlock::Table(table) => Block::Table(shown_table(table)),
        ReportBlock::Picture { title, svg, source } => Block::Picture(Chart {
            title: title.clone(),
            picture: Svg(svg.clone()),
            source: source.clone(),
            ..Chart::default()
        }),
    }
}

/// The name of a paragraph's field.
pub(in crate::directive) fn field_name(number: usize) -> String {
    format!("doan-{number}")
}

fn shown_paragraph(
    paragraph: &ReportParagraph,
    detail: &ReportDetail,
    tasks: &str,
    number: usize,
) -> Paragraph {
    Paragraph {
        name: field_name(number),
        label: format!("Đoạn {number}"),
        text: detail.words.text_of(paragraph).to_owned(),
        original: detail.words.edited.contains_key(&paragraph.key).then(|| paragraph.text.clone()),
        locked: paragraph
            .locks
            .iter()
            .map(|lock| Fact {
                name: lock.figure.clone(),
                text: lock.of.clone(),
                href: Some(tasks.to_owned()),
            })
            .collect(),
        warning: detail.warning(paragraph),
    }
}

fn shown_table(table: &ReportTable) -> FrozenTable {
    let head: Vec<String> = table.columns.iter().map(|column| column.title.clone()).collect();
    let figures: Vec<bool> = table.columns.iter().map(|column| column.figures).collect();
    FrozenTable::new(table.caption.clone(), &head, &figures, &table.rows, table.note.clone())
}
