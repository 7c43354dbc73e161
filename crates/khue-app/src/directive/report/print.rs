//! The report on paper: PDF and DOCX in the form of NĐ 30/2020, from the newest version.

use khue_base::ReportId;
use khue_office::OfficeError;
use khue_office::document::{Align, Annex, Block, Column, OfficialDocument, Signature, Table, docx, pdf};

use super::content::{ReportBlock, ReportTable};
use super::report_detail::{ReportDetail, report_detail};
use crate::{Ctx, OpError};

/// Letters of the digest printed under the report, enough to compare by eye.
const DIGEST_LETTERS: usize = 16;

/// The report as PDF.
///
/// # Errors
/// [`OpError::Hidden`] when it does not exist for the actor.
pub async fn report_pdf(ctx: &Ctx, id: ReportId) -> Result<Vec<u8>, OpError> {
    printed(ctx, id, pdf).await
}

/// The report as DOCX.
///
/// # Errors
/// [`OpError::Hidden`] when it does not exist for the actor.
pub async fn report_docx(ctx: &Ctx, id: ReportId) -> Result<Vec<u8>, OpError> {
    printed(ctx, id, docx).await
}

type Writer = fn(&OfficialDocument) -> Result<Vec<u8>, OfficeError>;

async fn printed(ctx: &Ctx, id: ReportId, write: Writer) -> Result<Vec<u8>, OpError> {
    let document = document(&report_detail(ctx, id).await?);
    let failed = |error: String| OpError::Failed(error);
    // Setting a document takes long enough to hold up other visitors on an async thread.
    let written = tokio::task::spawn_blocking(move || write(&document)).await;
    written.map_err(|error| failed(error.to_string()))?.map_err(|error| failed(error.to_string()))
}

/// The paper as the writers want it.
fn document(detail: &ReportDetail) -> OfficialDocument {
    let words = &detail.words;
    let some = |text: &str| (!text.trim().is_empty()).then(|| text.to_owned());
    let mut body = Vec::new();
    for block in &detail.body {
        add(&mut body, block, words);
    }
    let mut annex = Vec::new();
    for block in &detail.annex {
        add(&mut annex, block, words);
    }
    let digest: String = detail.digest.chars().take(DIGEST_LETTERS).collect();
    OfficialDocument {
        superior: some(&words.superior),
        issuer: words.issuer.clone(),
        number: some(&words.number),
        symbol: words.symbol.clone(),
        place: words.place.clone(),
        day: words.day,
        kind: "Báo cáo".to_owned(),
        subject: words.subject.clone(),
        bases: words.bases.clone(),
        opening: Vec::new(),
        body,
        signature: Signature {
            authority: some(&words.authority),
            title: words.title.clone(),
            name: some(&words.signer),
        },
        recipients: words.recipients.clone(),
        draft: !detail.is_final,
        footnote: Some(format!(
            "Số liệu khóa đến hết ngày {}, chốt lúc {}; mã kiểm tra số liệu {digest}.",
            detail.as_of, detail.frozen_at
        )),
        letter_to: some(&words.addressee).map(|addressee| vec![addressee]),
        annex: (!annex.is_empty()).then_some(Annex {
            title: "Tiến độ theo đơn vị".to_owned(),
            issuer: words.reporter.clone(),
            body: annex,
        }),
    }
}

fn add(body: &mut Vec<Block>, block: &ReportBlock, words: &super::ReportWords) {
    match block {
        ReportBlock::Heading { level, text } => {
            body.push(Block::Heading { level: *level, text: text.clone() })
        }
        ReportBlock::Paragraph(paragraph) => {
            let text = words.text_of(paragraph);
            if text.trim().is_empty() {
                return;
            }
            match (paragraph.item, body.last_mut()) {
                (true, Some(Block::List(items))) => items.push(text.to_owned()),
                (true, _) => body.push(Block::List(vec![text.to_owned()])),
                (false, _) => body.push(Block::Paragraph(text.to_owned())),
            }
        }
        ReportBlock::Table(table) => body.push(Block::Table(printed_table(table))),
        ReportBlock::Picture { title, svg, source } => body.push(Block::Figure {
            title: title.clone(),
            svg: svg.clone(),
            source: (!source.is_empty()).then(|| source.clone()),
        }),
    }
}

fn printed_table(table: &ReportTable) -> Table {
    Table {
        caption: table.caption.clone(),
        columns: table
            .columns
            .iter()
            .map(|column| Column {
                title: column.title.clone(),
                align: if column.figures { Align::Right } else { Align::Left },
                weight: column.weight,
            })
            .collect(),
        rows: table.rows.clone(),
        note: (!table.note.is_empty()).then(|| table.note.clone()),
    }
}
