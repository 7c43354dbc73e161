//! `GET /don-vi/{id}/ky-bao-cao/{round}/so-lieu/{figure}`: the records behind a figure.

use axum::response::Response;
use khue_app::registry::records::Seeing;
use khue_app::registry::snapshots::{FigureRecord, FigureRecords, figure_records};
use khue_base::{RoundId, UnitId};

use super::tables::called;
use super::written;
use crate::page::{Link, Run, Tag, Tone};
use crate::registry::figure::{CountedRow, FigurePage};
use crate::registry::show::records::Place;
use crate::{Failure, InPath, Signed, show};

/// Why there is no list.
pub(in crate::registry) const WITHHELD: &str = "Danh sách này cho biết thông tin riêng của từng người nên chỉ hiện khi có quyền, và mỗi lần xem được ghi lại.";

/// Shows the page.
pub async fn page(
    signed: Signed,
    InPath(path): InPath<(UnitId, RoundId, String)>,
) -> Result<Response, Failure> {
    filled(&signed, path, Seeing::Plain).await
}

/// `POST`: shows who is counted although that tells about guarded fields; the reading is written down.
pub async fn guarded(
    signed: Signed,
    InPath(path): InPath<(UnitId, RoundId, String)>,
) -> Result<Response, Failure> {
    filled(&signed, path, Seeing::Guarded).await
}

async fn filled(
    signed: &Signed,
    (unit, round, figure): (UnitId, RoundId, String),
    seeing: Seeing,
) -> Result<Response, Failure> {
    let found = figure_records(&signed.ctx, unit, round, &figure, seeing).await?;
    let place = Place::find(signed, unit, signed.ctx.today()).await?;
    let up = format!("/don-vi/{unit}/ky-bao-cao");
    let here = format!("{up}/{round}");
    let [form, line, column] = called(&figure);
    let heading = if column.is_empty() { line } else { format!("{line}, {column}") };
    let mut crumbs = place.crumbs();
    crumbs.push(("Kỳ báo cáo".to_owned(), up));
    crumbs.push((found.round.name(), format!("{here}#{}", found.form.code)));
    let crumbs: Vec<(&str, &str)> =
        crumbs.iter().map(|(label, href)| (label.as_str(), href.as_str())).collect();
    Ok(show(&FigurePage {
        shell: signed.shell(&heading, &crumbs),
        here: format!("{here}/so-lieu/{}", figure.replace('?', "%3F")),
        kicker: place.unit.name.clone(),
        heading: format!("{form}: {heading}"),
        lead: lead(&found),
        columns: FigurePage::heads(),
        rows: found.records.iter().flatten().map(|record| row(record, unit)).collect(),
        withheld: if found.records.is_some() { String::new() } else { WITHHELD.to_owned() },
        may_see: found.may_see,
        basis: found.form.basis.clone(),
    }))
}

fn lead(found: &FigureRecords) -> Vec<Run> {
    let as_of = match &found.frozen {
        Some(frozen) => format!(", theo hồ sơ như đã biết lúc {}.", frozen.taken_at),
        None => format!(", theo hồ sơ ngày {} như đang ghi.", found.round.data_day),
    };
    vec![Run::strong(format!("{} {}", written(found.number), found.form.unit)), Run::plain(as_of)]
}

fn row(record: &FigureRecord, unit: UnitId) -> CountedRow {
    let href = match record.person {
        Some(("pupil", id)) => format!("/hoc-sinh/{id}"),
        Some((_, id)) => format!("/can-bo/{id}"),
        None => format!("/don-vi/{unit}/ho-so/{}/{}", record.key.kind.code, record.key.id),
    };
    CountedRow {
        record: Link::new(&record.called, href),
        state: record.is_changed.then(|| Tag::new(Tone::Soon, "đã thay đổi")),
    }
}
