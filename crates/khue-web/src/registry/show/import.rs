//! Pages of imports: the start, what a sheet would do, taking back.

use axum::http::StatusCode;
use axum::response::Response;
use khue_app::registry::import::{
    HandedIn, ImportPreview, handed_in, import_template, marked_import, preview_import, year_matters,
};
use khue_app::registry::oneroster::roster_files;
use khue_app::registry::records::{SourceKind, SourceRow, obstacles_to_undo, sources_of_unit};
use khue_app::registry::unit_as_of;
use khue_app::{OpError, Refused};
use khue_base::{Day, ImportId, Moment, SourceId, UnitId, column_letters};
use khue_rules::registry::checks::Level;
use khue_rules::registry::record::{Kind, kind, kinds};
use khue_rules::registry::sheet::{Column, Meaning, Weight};

use crate::directive::download::attachment;
use crate::page::{Choice, Link, Run, Tag, Tone};
use crate::registry::import::{
    ChangeRow, CheckLine, ColumnRow, FindingRow, ImportPage, ImportPreviewPage, ImportUndoPage, Obstructing,
    PastImport,
};
use crate::{Asked, Failure, Fields, InPath, Signed, show, show_as};

/// Findings and changes on one page; the marked copy has all.
const LISTED: usize = 200;
/// Imports of the past that are listed.
pub(in crate::registry) const PAST: u32 = 50;
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

pub(in crate::registry) fn start_href(unit: UnitId) -> String {
    format!("/don-vi/{unit}/nhap-lieu")
}

/// The page that lists what was written so.
pub(in crate::registry) fn written_href(unit: UnitId, what: SourceKind) -> String {
    match what {
        SourceKind::RollOver => format!("/don-vi/{unit}/len-lop"),
        SourceKind::ClassSplit => format!("/don-vi/{unit}/chia-lop"),
        SourceKind::Transfer => format!("/don-vi/{unit}/chuyen-truong"),
        SourceKind::Arrange => format!("/don-vi/{unit}/sap-xep"),
        SourceKind::Edit
        | SourceKind::Import
        | SourceKind::Interface
        | SourceKind::Sample
        | SourceKind::Undo => start_href(unit),
    }
}

/// `GET /don-vi/{id}/nhap-lieu`.
pub async fn start(signed: Signed, InPath(unit): InPath<UnitId>) -> Result<Response, Failure> {
    Ok(show(&start_page(&signed, unit, &Fields::default(), None).await?))
}

/// The start again with what was refused.
pub(in crate::registry) async fn start_refused(
    signed: &Signed,
    unit: UnitId,
    typed: &Fields,
    refused: &Refused,
) -> Result<Response, Failure> {
    let page = start_page(signed, unit, typed, Some(refused)).await?;
    Ok(show_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

async fn start_page(
    signed: &Signed,
    unit: UnitId,
    typed: &Fields,
    refused: Option<&Refused>,
) -> Result<ImportPage, Failure> {
    let sources = sources_of_unit(&signed.ctx, unit, PAST).await?;
    let name = unit_name(signed, unit).await?;
    let up = format!("/don-vi/{unit}");
    let crumbs = [("Đơn vị", "/don-vi"), (name.as_str(), up.as_str())];
    let here = start_href(unit);
    let guessed = Choice { value: String::new(), label: "Tự nhận ra".to_owned(), chosen: false };
    Ok(ImportPage {
        shell: match refused {
            Some(refused) => signed.refused("Nhập dữ liệu", &crumbs, refused),
            None => signed.shell("Nhập dữ liệu", &crumbs),
        },
        file: ImportPage::file_field(),
        kinds: std::iter::once(guessed).chain(kind_choices(kind(typed.text("loai")))).collect(),
        year: typed.text("nam-hoc").to_owned(),
        day: typed.text("ngay").to_owned(),
        roster: format!("/don-vi/{unit}/oneroster"),
        kept: ImportPage::kept(),
        templates: kinds()
            .iter()
            .map(|kind| Link::new(&kind.title, format!("{here}/mau/{}", kind.code)))
            .collect(),
        past: sources.iter().map(|source| past(source, &here)).collect(),
        empty: ImportPage::nothing(),
        unit: name.clone(),
        here,
    })
}

pub(in crate::registry) fn past(source: &SourceRow, here: &str) -> PastImport {
    let is_undone = source.undone_by.is_some();
    let can_undo = !is_undone && source.undoes.is_none();
    PastImport {
        what: called(source),
        when: format!("{} · {} · {} bản ghi", source.what.name(), source.recorded_at, source.row_count),
        state: if is_undone {
            Tag::new(Tone::Cancelled, "đã hoàn tác")
        } else {
            Tag::new(Tone::Ok, "đã ghi")
        },
        undo: can_undo.then(|| format!("{here}/hoan-tac/{}", source.id)),
    }
}

fn called(source: &SourceRow) -> String {
    if source.note.is_empty() { source.what.name().to_owned() } else { source.note.clone() }
}

pub(in crate::registry) async fn unit_name(signed: &Signed, unit: UnitId) -> Result<String, Failure> {
    let mut session = signed.ctx.read().await?;
    let found = unit_as_of(&mut session, unit, signed.ctx.today()).await.map_err(OpError::from)?;
    Ok(found.ok_or(OpError::Hidden)?.name)
}

fn kind_choices(chosen: Option<&'static Kind>) -> impl Iterator<Item = Choice> {
    kinds().iter().map(move |kind| Choice {
        value: kind.code.clone(),
        label: kind.title.clone(),
        chosen: chosen.is_some_and(|chosen| chosen.code == kind.code),
    })
}

/// `GET /don-vi/{id}/nhap-lieu/{import}`.
pub async fn preview(
    signed: Signed,
    InPath((unit, import)): InPath<(UnitId, ImportId)>,
) -> Result<Response, Failure> {
    let sheet = handed_in(&signed.ctx, unit, import).await?;
    Ok(show(&preview_page(&signed, &sheet, None).await?))
}

/// The same with what was refused and what was typed.
pub(in crate::registry) async fn preview_refused(
    signed: &Signed,
    sheet: &HandedIn,
    typed: &Fields,
    refused: &Refused,
) -> Result<Response, Failure> {
    let mut page = preview_page(signed, sheet, Some(refused)).await?;
    typed.text("ngay").clone_into(&mut page.day);
    if let Some(year) = &mut page.year {
        typed.text("nam-hoc").clone_into(year);
    }
    page.columns_open = true;
    Ok(show_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

async fn preview_page(
    signed: &Signed,
    sheet: &HandedIn,
    refused: Option<&Refused>,
) -> Result<ImportPreviewPage, Failure> {
    let preview = preview_import(&signed.ctx, &sheet.order).await?;
    let unit = sheet.order.unit;
    let name = unit_name(signed, unit).await?;
    let (up, back) = (format!("/don-vi/{unit}"), start_href(unit));
    let crumbs = [("Đơn vị", "/don-vi"), (name.as_str(), up.as_str()), ("Nhập dữ liệu", back.as_str())];
    let here = format!("{back}/{}", sheet.id);
    let has_errors = preview.has_errors();
    let counts = preview.counts;
    let writable = counts.new + counts.changed;
    let marked = Link::new("Tải bản đánh dấu các ô", format!("{here}/danh-dau"));
    Ok(ImportPreviewPage {
        shell: match refused {
            Some(refused) => signed.refused("Xem trước khi ghi", &crumbs, refused),
            None => signed.shell("Xem trước khi ghi", &crumbs),
        },
        heading: preview.file_name.clone(),
        lead: lead(&preview),
        notes: notes(&preview),
        writes_all: !has_errors && writable > 0,
        writes_valid: if has_errors && writable > 0 {
            format!("Ghi {writable} hàng đúng")
        } else {
            String::new()
        },
        marked: (!preview.findings.is_empty()).then_some(marked),
        findings: findings(&preview),
        more_findings: match preview.findings.len().saturating_sub(LISTED) {
            0 => String::new(),
            more => format!("Còn {more} chỗ nữa; xem trong bản đánh dấu."),
        },
        checks: preview
            .checks
            .iter()
            .map(|one| CheckLine {
                name: one.name.to_owned(),
                count: format!("{} chỗ", one.count),
                state: weight_tag(if one.level == Level::Error { Weight::Error } else { Weight::Query }),
            })
            .collect(),
        changes: preview
            .changes
            .iter()
            .take(LISTED)
            .map(|change| ChangeRow {
                row: change.row.to_string(),
                called: change.called.clone(),
                field: change.field.clone(),
                old: change.old.clone(),
                new: change.new.clone(),
            })
            .collect(),
        more_changes: match preview.change_count.saturating_sub(LISTED) {
            0 => String::new(),
            more => format!("Còn {more} thay đổi nữa."),
        },
        kinds: kind_choices(Some(preview.kind)).collect(),
        year: year_matters(preview.kind).then(|| preview.year.to_string()),
        day: preview.day.to_string(),
        columns_open: preview.columns.iter().any(|column| matches!(column.meaning, Meaning::Ambiguous(_)))
            || counts.refused > 0 && writable + counts.same == 0,
        columns: preview.columns.iter().filter_map(|column| column_row(preview.kind, column)).collect(),
        back,
        here,
    })
}

fn lead(preview: &ImportPreview) -> Vec<Run> {
    let counts = preview.counts;
    if counts.new + counts.changed + counts.refused == 0 && !preview.has_errors() {
        return vec![Run::plain("Mọi hàng đã đúng như vậy từ trước, không có gì để ghi.")];
    }
    let mut runs: Vec<Run> = Vec::new();
    let parts = [
        (counts.new, Run::strong(format!("{} hàng mới", counts.new))),
        (counts.changed, Run::strong(format!("{} hàng thay đổi", counts.changed))),
        (counts.same, Run::plain(format!("{} hàng giữ nguyên", counts.same))),
        (counts.refused, Run::late(format!("{} hàng bị từ chối", counts.refused))),
    ];
    for (_, run) in parts.into_iter().filter(|(count, _)| *count > 0) {
        if !runs.is_empty() {
            runs.push(Run::plain(", "));
        }
        runs.push(run);
    }
    runs.push(Run::plain("."));
    runs
}

fn notes(preview: &ImportPreview) -> Vec<String> {
    let mut notes = Vec::new();
    for table in &preview.tables {
        let mut note = format!(
            "Trang “{}”: tiêu đề ở hàng {}, {} hàng dữ liệu",
            table.sheet, table.head_row, table.rows
        );
        if !table.skipped.is_empty() {
            note.push_str(&format!("; không đọc {}", table.skipped.join("; ")));
        }
        notes.push(note);
    }
    let left_out =
        preview.left_out.iter().map(|sheet| format!("Trang “{sheet}” có các cột khác nên chưa được đọc"));
    notes.extend(left_out);
    notes.extend(preview.notes.iter().cloned());
    notes
}

fn findings(preview: &ImportPreview) -> Vec<FindingRow> {
    let of = |weight: Weight| preview.findings.iter().filter(move |finding| finding.weight == weight);
    of(Weight::Error)
        .chain(of(Weight::Query))
        .take(LISTED)
        .map(|finding| FindingRow {
            place: format!("{}!{}", finding.sheet, finding.cell),
            said: finding.value.clone(),
            reason: finding.reason.problem.clone(),
            fix: finding.reason.fix.clone(),
            state: weight_tag(finding.weight),
        })
        .collect()
}

fn weight_tag(weight: Weight) -> Tag {
    match weight {
        Weight::Error => Tag::new(Tone::Late, "lỗi"),
        Weight::Query => Tag::new(Tone::Soon, "xem lại"),
    }
}

/// A column to choose a field for; numbers of rows and second halves of names are none.
fn column_row(kind: &'static Kind, column: &Column) -> Option<ColumnRow> {
    if column.key.is_empty() {
        return None;
    }
    let (chosen, why) = match &column.meaning {
        Meaning::Serial | Meaning::Continued => return None,
        Meaning::Field { chosen, .. } => (chosen.field.code.as_str(), chosen.why.to_string()),
        Meaning::Ambiguous(fields) => {
            let labels: Vec<&str> = fields.iter().map(|one| one.field.label.as_str()).collect();
            ("", format!("có thể là {}; hãy chọn", labels.join(" hoặc ")))
        }
        Meaning::Repeated { taken, .. } => ("", format!("đã lấy từ cột {}", column_letters(*taken))),
        Meaning::LeftOut => ("", "theo lựa chọn lần trước".to_owned()),
        Meaning::Unknown => ("", "không nhận ra".to_owned()),
    };
    let none = Choice { value: String::new(), label: "Không lấy".to_owned(), chosen: chosen.is_empty() };
    let fields = kind.sheet_fields().map(|field| Choice {
        value: field.code.clone(),
        label: field.label.clone(),
        chosen: field.code == chosen,
    });
    Some(ColumnRow {
        name: format!("cot-{}", column.key),
        letters: column_letters(column.column),
        heading: column.heading.clone(),
        why,
        choices: std::iter::once(none).chain(fields).collect(),
    })
}

/// `GET /don-vi/{id}/nhap-lieu/{import}/danh-dau`: the copy with marks.
pub async fn marked(
    signed: Signed,
    InPath((unit, import)): InPath<(UnitId, ImportId)>,
) -> Result<Response, Failure> {
    let sheet = handed_in(&signed.ctx, unit, import).await?;
    let copy = marked_import(&signed.ctx, &sheet.order).await?;
    let name =
        sheet.order.file_name.rsplit_once('.').map_or(sheet.order.file_name.as_str(), |(name, _)| name);
    Ok(attachment(XLSX, &format!("{name}-danh-dau.xlsx"), copy))
}

/// `GET /don-vi/{id}/nhap-lieu/mau/{kind}`: a workbook to fill in.
pub async fn template(
    signed: Signed,
    InPath((unit, code)): InPath<(UnitId, String)>,
) -> Result<Response, Failure> {
    let kind = kind(&code).ok_or(OpError::Hidden)?;
    let workbook = import_template(&signed.ctx, unit, kind, signed.ctx.today()).await?;
    Ok(attachment(XLSX, &format!("mau-{}.xlsx", kind.code), workbook))
}

/// `GET /don-vi/{id}/oneroster`: the roster as files for other software, all of it or what changed since a day.
pub async fn roster(signed: Signed, InPath(unit): InPath<UnitId>, asked: Asked) -> Result<Response, Failure> {
    let since = match asked.0.filled("tu-ngay") {
        None => None,
        Some(typed) => Some(
            Day::parse_vietnamese(typed).map_err(|error| OpError::field("tu-ngay", format!("{error}.")))?,
        ),
    };
    let archive = roster_files(&signed.ctx, unit, since.map(Moment::start_of)).await?;
    Ok(attachment("application/zip", &format!("oneroster-{}.zip", signed.ctx.today().iso()), archive))
}

/// `GET /don-vi/{id}/nhap-lieu/hoan-tac/{source}`: what stands in the way of taking back, or the question why.
pub async fn undo(
    signed: Signed,
    InPath((unit, source)): InPath<(UnitId, SourceId)>,
) -> Result<Response, Failure> {
    Ok(show(&undo_page(&signed, unit, source, None).await?))
}

/// The same with what was refused.
pub(in crate::registry) async fn undo_refused(
    signed: &Signed,
    unit: UnitId,
    source: SourceId,
    refused: &Refused,
) -> Result<Response, Failure> {
    let page = undo_page(signed, unit, source, Some(refused)).await?;
    Ok(show_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

async fn undo_page(
    signed: &Signed,
    unit: UnitId,
    id: SourceId,
    refused: Option<&Refused>,
) -> Result<ImportUndoPage, Failure> {
    let obstacles = obstacles_to_undo(&signed.ctx, id).await?;
    let sources = sources_of_unit(&signed.ctx, unit, PAST).await?;
    let source = sources.iter().find(|source| source.id == id).ok_or(OpError::Hidden)?;
    let name = unit_name(signed, unit).await?;
    let (up, start, back) = (format!("/don-vi/{unit}"), start_href(unit), written_href(unit, source.what));
    let crumbs = [("Đơn vị", "/don-vi"), (name.as_str(), up.as_str()), ("Nhập dữ liệu", start.as_str())];
    Ok(ImportUndoPage {
        shell: match refused {
            Some(refused) => signed.refused("Hoàn tác lần ghi", &crumbs, refused),
            None => signed.shell("Hoàn tác lần ghi", &crumbs),
        },
        here: format!("{start}/hoan-tac/{id}"),
        what: called(source),
        when: format!("{} · {} bản ghi", source.recorded_at, source.row_count),
        reason: String::new(),
        obstacles: obstacles
            .iter()
            .map(|obstacle| Obstructing {
                what: called(&obstacle.source),
                when: format!(
                    "{} · {} · {}",
                    obstacle.source.what.name(),
                    obstacle.source.recorded_at,
                    obstacle.kind
                ),
            })
            .collect(),
        back,
    })
}
