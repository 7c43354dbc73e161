//! Forms of imports: handing a sheet in, putting its columns right, writing, taking back.

use std::sync::Arc;

use axum::extract::Multipart;
use axum::response::Response;
use khue_app::OpError;
use khue_app::registry::import::{
    BACKGROUND_ROWS, ChooseColumns, ImportOrder, Take, apply_import, ask_import, choose_columns, hand_in,
    handed_in, preview_import, stop_import,
};
use khue_app::registry::records::undo_source;
use khue_base::{Day, ImportId, SchoolYear, SourceId, UnitId};
use khue_rules::registry::record::kind;
use khue_rules::registry::sheet::Remembered;

use crate::page::Tone;
use crate::posted::Posted;
use crate::registry::show::import::{preview_refused, start_href, start_refused, undo_refused, written_href};
use crate::reply::noted;
use crate::{Failure, Fields, InPath, Signed, done, see_other};

/// `POST /don-vi/{id}/nhap-lieu`: reads a sheet and leads to what it would do.
pub async fn upload(
    signed: Signed,
    InPath(unit): InPath<UnitId>,
    form: Multipart,
) -> Result<Response, Failure> {
    let posted = match Posted::read(form).await {
        Ok(posted) => posted,
        Err(answer) => return Ok(answer),
    };
    let fields = posted.fields.clone();
    match take(&signed, unit, posted).await {
        Ok(import) => Ok(see_other(&format!("{}/{import}", start_href(unit)))),
        Err(OpError::Refused(refused)) => start_refused(&signed, unit, &fields, &refused).await,
        Err(error) => Err(Failure(error)),
    }
}

async fn take(signed: &Signed, unit: UnitId, posted: Posted) -> Result<ImportId, OpError> {
    let file = posted.files.into_iter().next();
    let file =
        file.ok_or_else(|| OpError::field("tep", "Chưa chọn tệp. Hãy chọn một bảng tính của trường."))?;
    let order = ImportOrder {
        unit,
        kind: kind(posted.fields.text("loai")),
        file_name: file.name,
        content: Arc::new(file.content),
        mapping: None,
        year: year_in(&posted.fields)?,
        day: day_in(&posted.fields)?,
    };
    hand_in(&signed.ctx, &order).await
}

fn year_in(fields: &Fields) -> Result<Option<SchoolYear>, OpError> {
    let typed = fields.filled("nam-hoc").map(str::parse::<SchoolYear>).transpose();
    typed.map_err(|error| OpError::field("nam-hoc", format!("{error}.")))
}

fn day_in(fields: &Fields) -> Result<Option<Day>, OpError> {
    let typed = fields.filled("ngay").map(Day::parse_vietnamese).transpose();
    typed.map_err(|error| OpError::field("ngay", format!("{error}.")))
}

/// `POST /don-vi/{id}/nhap-lieu/{import}/cot`: reads the sheet as somebody chose.
pub async fn choose(
    signed: Signed,
    InPath((unit, import)): InPath<(UnitId, ImportId)>,
    fields: Fields,
) -> Result<Response, Failure> {
    let sheet = handed_in(&signed.ctx, unit, import).await?;
    match chosen(&signed, &sheet.order, import, &fields).await {
        Ok(()) => Ok(see_other(&format!("{}/{import}", start_href(unit)))),
        Err(OpError::Refused(refused)) => preview_refused(&signed, &sheet, &fields, &refused).await,
        Err(error) => Err(Failure(error)),
    }
}

async fn chosen(
    signed: &Signed,
    before: &ImportOrder,
    import: ImportId,
    fields: &Fields,
) -> Result<(), OpError> {
    let kind = kind(fields.text("loai")).or(before.kind).ok_or(OpError::Hidden)?;
    let is_other = before.kind.is_none_or(|before| before.code != kind.code);
    let columns = fields.0.iter().filter_map(|(name, code)| {
        let code = code.trim();
        let field = kind.sheet_fields().find(|field| field.code == code).map(|field| field.code.clone());
        Some((name.strip_prefix("cot-")?.to_owned(), field))
    });
    let mapping = Remembered { columns: columns.collect() };
    let mapping = (!is_other && !mapping.columns.is_empty()).then_some(mapping);
    let (year, day) = (year_in(fields)?, day_in(fields)?);
    let order = ImportOrder { kind: Some(kind), mapping: mapping.clone(), year, day, ..before.clone() };
    // What cannot be read so is refused before it is kept.
    preview_import(&signed.ctx, &order).await?;
    choose_columns(&signed.ctx, ChooseColumns { unit: order.unit, import, kind, mapping, year, day }).await
}

/// `POST /don-vi/{id}/nhap-lieu/{import}/ghi`: writes all rows or the valid ones.
pub async fn apply(
    signed: Signed,
    InPath((unit, import)): InPath<(UnitId, ImportId)>,
    fields: Fields,
) -> Result<Response, Failure> {
    let sheet = handed_in(&signed.ctx, unit, import).await?;
    let take = if fields.text("lay") == "dung" { Take::Valid } else { Take::All };
    if sheet.row_count > BACKGROUND_ROWS {
        ask_import(&signed.ctx, unit, import, take).await?;
        return Ok(see_other(&format!("{}/{import}/tien-do", start_href(unit))));
    }
    let applied = apply_import(&signed.ctx, &sheet.order, take).await?;
    let start = start_href(unit);
    let counts = applied.preview.counts;
    if applied.source.is_some() {
        return Ok(done(
            &start,
            format!("Đã ghi {} hàng mới và {} hàng thay đổi.", counts.new, counts.changed),
        ));
    }
    Ok(noted(&format!("{start}/{import}"), Tone::Soon, applied.nothing_because()))
}

/// `POST /don-vi/{id}/nhap-lieu/{import}/dung`: stops what is being written.
pub async fn stop(
    signed: Signed,
    InPath((unit, import)): InPath<(UnitId, ImportId)>,
) -> Result<Response, Failure> {
    let here = format!("{}/{import}/tien-do", start_href(unit));
    match stop_import(&signed.ctx, unit, import).await {
        Ok(()) => Ok(see_other(&here)),
        Err(OpError::Refused(refused)) => Ok(noted(&here, Tone::Soon, refused.sentence)),
        Err(error) => Err(Failure(error)),
    }
}

/// `POST /don-vi/{id}/nhap-lieu/hoan-tac/{source}`: takes an import back.
pub async fn undo(
    signed: Signed,
    InPath((unit, source)): InPath<(UnitId, SourceId)>,
    fields: Fields,
) -> Result<Response, Failure> {
    let undone = match fields.filled("ly-do") {
        Some(reason) => undo_source(&signed.ctx, source, reason).await,
        None => Err(OpError::field("ly-do", "Chưa ghi lý do. Hãy ghi ngắn gọn vì sao hoàn tác.")),
    };
    match undone {
        Ok(undone) => Ok(done(
            &written_href(unit, undone.what),
            format!(
                "Đã hoàn tác: {} bản ghi thôi hiệu lực, {} bản ghi trở lại như trước.",
                undone.withdrawn, undone.restored
            ),
        )),
        Err(OpError::Refused(refused)) => undo_refused(&signed, unit, source, &refused).await,
        Err(error) => Err(Failure(error)),
    }
}
