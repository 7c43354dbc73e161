//! `GET` and `POST /chi-dao/moi`: bringing in a document.

use axum::extract::Multipart;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use khue_app::directive::{UploadDirective, read_document, upload_directive};
use khue_app::{OpError, Refused};

use crate::directive::upload::UploadPage;
use crate::posted::Posted;
use crate::{Failure, Signed, done, show, show_as};

const CRUMBS: [(&str, &str); 1] = [("Chỉ đạo", "/chi-dao")];

/// Shows the form.
pub async fn form(signed: Signed) -> Response {
    show(&UploadPage {
        shell: signed.shell("Đưa văn bản vào", &CRUMBS),
        file: UploadPage::file_field(),
        text: String::new(),
    })
}

/// Reads the document and leads to its review.
pub async fn upload(signed: Signed, form: Multipart) -> Result<Response, Failure> {
    let posted = match Posted::read(form).await {
        Ok(posted) => posted,
        Err(answer) => return Ok(answer),
    };
    let text = posted.fields.raw("van-ban").to_owned();
    match take(&signed, posted).await {
        Ok((id, tasks)) => Ok(done(
            &format!("/chi-dao/{id}/ra-soat"),
            format!(
                "Đã đọc văn bản: {tasks} nội dung chờ rà soát. Chưa có gì được giao cho đến khi ban hành."
            ),
        )),
        Err(OpError::Refused(refused)) => Ok(refuse(&signed, text, &refused)),
        Err(error) => Err(Failure(error)),
    }
}

async fn take(signed: &Signed, posted: Posted) -> Result<(khue_base::DirectiveId, usize), OpError> {
    let pasted = posted.fields.text("van-ban").to_owned();
    let (name, content) = match posted.files.into_iter().next() {
        Some(file) => (file.name, file.content),
        None if pasted.is_empty() => {
            return Err(OpError::field(
                "tep",
                "Chưa chọn tệp và chưa dán nội dung. Hãy chọn một tệp hoặc dán văn bản.",
            ));
        }
        None => ("van-ban-dan.txt".to_owned(), pasted.into_bytes()),
    };
    let (reading, file_type) = read_document(&signed.ctx.app, content.clone(), name.clone()).await?;
    let tasks = reading.tasks.len();
    let id = upload_directive(&signed.ctx, UploadDirective { file_name: name, file_type, content, reading })
        .await?;
    Ok((id, tasks))
}

fn refuse(signed: &Signed, text: String, refused: &Refused) -> Response {
    let page = UploadPage {
        shell: signed.refused("Đưa văn bản vào", &CRUMBS, refused),
        file: UploadPage::file_field(),
        text,
    };
    show_as(StatusCode::UNPROCESSABLE_ENTITY, &page).into_response()
}
