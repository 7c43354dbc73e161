//! `POST /chi-dao/{id}/ban-hanh`: adopting a directive.

use axum::response::Response;
use khue_app::OpError;
use khue_app::directive::{AdoptDirective, adopt_directive};
use khue_base::DirectiveId;

use crate::directive::show;
use crate::{Failure, Fields, InPath, Signed, done};

/// Adopts it and leads to its overview.
pub async fn adopt(
    signed: Signed,
    InPath(id): InPath<DirectiveId>,
    fields: Fields,
) -> Result<Response, Failure> {
    if fields.filled("dong-y").is_none() {
        let refused = OpError::field(
            "dong-y",
            "Chưa đánh dấu đồng ý. Hãy xem lại tóm tắt rồi đánh dấu trước khi ban hành.",
        );
        return again(&signed, id, &fields, refused).await;
    }
    match adopt_directive(&signed.ctx, AdoptDirective { directive: id }).await {
        Ok(adopted) => Ok(done(
            &format!("/chi-dao/{id}"),
            format!(
                "Đã ban hành {} nhiệm vụ; {} lượt giao cho đơn vị chủ trì, phối hợp.",
                adopted.tasks, adopted.assignments
            ),
        )),
        Err(error) => again(&signed, id, &fields, error).await,
    }
}

async fn again(
    signed: &Signed,
    id: DirectiveId,
    fields: &Fields,
    error: OpError,
) -> Result<Response, Failure> {
    match error {
        OpError::Refused(refused) => show::review::refused(signed, id, fields, None, &refused).await,
        error => Err(Failure(error)),
    }
}
