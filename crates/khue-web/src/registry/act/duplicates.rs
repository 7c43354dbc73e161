//! Forms of two records that may be of one pupil.

use axum::response::Response;
use khue_app::OpError;
use khue_app::registry::duplicates::{
    MergePupils, TellApart, merge_pupils, merged_pupils, tell_apart, unmerge_pupils,
};
use khue_base::RecordId;

use crate::registry::forms::{answered, typed_in};
use crate::registry::show::duplicates::{pair_href, refused};
use crate::{Failure, Fields, InPath, Signed};

/// `POST /trung-lap/{one}/{other}/gop`: merges both.
pub async fn merge(
    signed: Signed,
    InPath((one, other)): InPath<(RecordId, RecordId)>,
    fields: Fields,
) -> Result<Response, Failure> {
    let typed = typed_in("gop", &fields);
    let merged = async {
        let keep: RecordId = typed
            .text("giu")
            .parse()
            .ok()
            .filter(|keep| [one, other].contains(keep))
            .ok_or_else(|| OpError::field("giu", "Chưa chọn hồ sơ giữ lại. Hãy chọn một trong hai."))?;
        let gone = if keep == one { other } else { one };
        merge_pupils(&signed.ctx, MergePupils { keep, gone, reason: typed.text("ly-do").to_owned() }).await?;
        Ok((format!("/hoc-sinh/{keep}"), "Đã gộp hai hồ sơ; tách lại được khi chưa ghi tiếp."))
    };
    let merged = merged.await;
    answered(merged, async |why| refused(&signed, (one, other), "gop", &fields, &why).await).await
}

/// `POST …/khac`: notes that they are two people.
pub async fn apart(
    signed: Signed,
    InPath((one, other)): InPath<(RecordId, RecordId)>,
    fields: Fields,
) -> Result<Response, Failure> {
    let reason = typed_in("khac", &fields).text("ly-do").to_owned();
    let told = tell_apart(&signed.ctx, TellApart { one, other, reason }).await;
    let told = told
        .map(|()| (pair_href(one, other), "Đã ghi là hai người; cặp này không hiện lại trong danh sách."));
    answered(told, async |why| refused(&signed, (one, other), "khac", &fields, &why).await).await
}

/// `POST …/tach`: takes a merger back.
pub async fn unmerge(
    signed: Signed,
    InPath((one, other)): InPath<(RecordId, RecordId)>,
    fields: Fields,
) -> Result<Response, Failure> {
    let typed = typed_in("tach", &fields);
    let parted = async {
        let all = merged_pupils(&signed.ctx, u32::MAX).await?;
        let merged = all.iter().find(|merged| (merged.kept, merged.gone) == (one, other));
        unmerge_pupils(&signed.ctx, merged.ok_or(OpError::Hidden)?.id, typed.text("ly-do")).await?;
        Ok((pair_href(one, other), "Hai hồ sơ đã trở lại như trước khi gộp."))
    };
    let parted = parted.await;
    answered(parted, async |why| refused(&signed, (one, other), "tach", &fields, &why).await).await
}
