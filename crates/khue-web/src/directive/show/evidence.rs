//! `GET /minh-chung/{id}`: a piece of evidence, shown without ever being run.

use axum::http::HeaderValue;
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::response::Response;
use khue_app::OpError;
use khue_app::directive::{EvidenceFile, evidence_file};
use khue_app::registry::unit_as_of;
use khue_base::EvidenceId;

use crate::directive::download;
use crate::directive::evidence::{EvidencePage, Preview};
use crate::page::{Fact, Link};
use crate::security::{EVIDENCE_POLICY, PDF_POLICY};
use crate::{Failure, InPath, Signed, see_other, show};

/// Longest text shown in a preview, in letters.
const TEXT_LETTERS: usize = 20_000;

/// Shows the preview.
pub async fn page(signed: Signed, InPath(id): InPath<EvidenceId>) -> Result<Response, Failure> {
    let file = evidence_file(&signed.ctx, id).await?;
    if file.line.kind == "link" {
        return Ok(see_other(&format!("/viec/{}", file.assignment)));
    }
    let mut session = signed.ctx.read().await?;
    let unit = unit_as_of(&mut session, file.unit, signed.ctx.today()).await?;
    drop(session);
    let fact = |name: &str, text: String| Fact { name: name.to_owned(), text, href: None };
    let size = file.line.size_bytes.unwrap_or_default();
    Ok(show(&EvidencePage {
        shell: signed.shell(&format!("Minh chứng {}", file.line.name), &[]),
        heading: file.line.name.clone(),
        facts: vec![
            fact("Đơn vị gửi", unit.map(|unit| unit.name).unwrap_or_default()),
            fact("Người gửi", file.writer.clone()),
            fact("Ngày gửi", file.line.added_at.to_string()),
            fact("Loại tệp", kind_in_words(media_type(&file)).to_owned()),
            fact("Kích thước", format!("{} kB", size.div_euclid(1024).max(1))),
            fact("Mã kiểm tra (SHA-256)", file.line.digest.clone().unwrap_or_default()),
        ],
        back: Link::new("Về báo cáo", format!("/viec/{}", file.assignment)),
        download_href: format!("/minh-chung/{id}/tai-ve"),
        preview: preview(&file, id),
    }))
}

fn preview(file: &EvidenceFile, id: EvidenceId) -> Preview {
    let shown = format!("/minh-chung/{id}/xem");
    match file.line.media_type.as_deref() {
        Some("application/pdf") => Preview::Pdf(shown),
        Some(kind) if kind.starts_with("image/") => Preview::Image(shown),
        Some(kind) if kind.starts_with("text/") => {
            Preview::Text(String::from_utf8_lossy(&file.content).chars().take(TEXT_LETTERS).collect())
        }
        _ => Preview::None,
    }
}

/// `GET /minh-chung/{id}/tai-ve`: the file, to be saved.
pub async fn download(signed: Signed, InPath(id): InPath<EvidenceId>) -> Result<Response, Failure> {
    let file = evidence_file(&signed.ctx, id).await?;
    Ok(download::attachment(media_type(&file), &file.line.name, file.content))
}

/// `GET /minh-chung/{id}/xem`: the file inside its preview; pictures and PDF only.
pub async fn inside(signed: Signed, InPath(id): InPath<EvidenceId>) -> Result<Response, Failure> {
    let file = evidence_file(&signed.ctx, id).await?;
    let kind = media_type(&file);
    if kind != "application/pdf" && !matches!(kind, "image/png" | "image/jpeg" | "image/webp") {
        return Err(Failure(OpError::Hidden));
    }
    let mut response = download::inline(kind, &file.line.name, file.content);
    let policy = if kind == "application/pdf" { PDF_POLICY } else { EVIDENCE_POLICY };
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    Ok(response)
}

/// What people call a kind of file.
fn kind_in_words(media_type: &str) -> &'static str {
    match media_type {
        "application/pdf" => "PDF",
        "image/png" => "Ảnh PNG",
        "image/jpeg" => "Ảnh JPEG",
        "image/webp" => "Ảnh WebP",
        "text/plain" => "Văn bản thuần",
        "text/csv" => "Bảng CSV",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => "Văn bản Word (DOCX)",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => "Bảng tính Excel (XLSX)",
        "application/vnd.oasis.opendocument.text" => "Văn bản OpenDocument (ODT)",
        "application/vnd.oasis.opendocument.spreadsheet" => "Bảng tính OpenDocument (ODS)",
        _ => "Tệp khác",
    }
}

/// The media type under which a kept file may be sent.
fn media_type(file: &EvidenceFile) -> &'static str {
    let known = [
        "application/pdf",
        "image/png",
        "image/jpeg",
        "image/webp",
        "text/plain",
        "text/csv",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.oasis.opendocument.text",
        "application/vnd.oasis.opendocument.spreadsheet",
    ];
    let stored = file.line.media_type.as_deref().unwrap_or_default();
    known.into_iter().find(|kind| stored.starts_with(kind)).unwrap_or("application/octet-stream")
}
