//! `GET /don-vi`: the units of a day, and the same as CSV and Excel.

use axum::response::Response;
use khue_app::registry::{UnitKind, UnitLine, UnitList, UnitListQuery, list_units};
use khue_base::Day;
use khue_office::sheet::{Cell, ColumnKind as SheetKind, Sheet, SheetColumn};

use super::{as_of, day_asked, unit_href};
use crate::directive::{download, words};
use crate::page::{ColumnKind, Empty, Figure, Filter, FilterSelect, Link, Pager};
use crate::registry::units::{UnitRow, UnitsPage, columns};
use crate::{Asked, Failure, Fields, InPath, Signed, show};

const HERE: &str = "/don-vi";
/// Units on one page.
const PAGE_ROWS: u32 = 50;
/// Fields that narrow the list.
const NARROWING: [&str; 3] = ["tim", "loai", "thuoc"];

/// Shows the list.
pub async fn page(signed: Signed, Asked(asked): Asked) -> Result<Response, Failure> {
    let today = signed.ctx.today();
    let day = day_asked(&asked, today)?;
    let number: u32 = asked.filled("trang").and_then(|page| page.parse().ok()).unwrap_or(1).max(1);
    let first = (number - 1).saturating_mul(PAGE_ROWS);
    let list = list_units(&signed.ctx, &query(&asked, day, first, Some(PAGE_ROWS))).await?;
    let clear = if day == today { HERE.to_owned() } else { format!("{HERE}?ngay={}", day.iso()) };
    Ok(show(&UnitsPage {
        shell: signed.shell("Đơn vị", &[]),
        here: HERE.to_owned(),
        as_of: as_of(day, today, HERE),
        filter: filter(&list, &asked, &clear),
        exports: [("CSV", "csv"), ("Excel", "xlsx")]
            .map(|(label, end)| Link::new(label, with(&format!("{HERE}/tai-ve/{end}"), &asked, None)))
            .to_vec(),
        columns: columns(),
        rows: list.lines.iter().map(|line| row(line, day, today)).collect(),
        pager: pager(&asked, number, list.total),
        empty: Empty {
            title: "Không có đơn vị nào khớp".to_owned(),
            why: "Thử ít chữ hơn, bỏ bớt điều kiện, hoặc xem ở một ngày khác.".to_owned(),
            step: Some(Link::new("Bỏ lọc", clear)),
        },
    }))
}

/// The same units, all pages, as a file.
pub async fn file(
    signed: Signed,
    InPath(kind): InPath<String>,
    Asked(asked): Asked,
) -> Result<Response, Failure> {
    let day = day_asked(&asked, signed.ctx.today())?;
    let list = list_units(&signed.ctx, &query(&asked, day, 0, None)).await?;
    download::sheet(&sheet(&list, day), &kind, &format!("don-vi-{}", day.iso()))
}

fn query(asked: &Fields, day: Day, first: u32, limit: Option<u32>) -> UnitListQuery<'_> {
    UnitListQuery {
        day,
        search: asked.text("tim"),
        kind: UnitKind::from_code(asked.text("loai")),
        under: asked.filled("thuoc").and_then(|id| id.parse().ok()),
        first,
        limit,
    }
}

fn filter(list: &UnitList, asked: &Fields, clear: &str) -> Filter {
    let kinds = UnitKind::ALL.iter().map(|kind| (kind.code().to_owned(), kind.name().to_owned()));
    let mut places: Vec<(String, String)> =
        list.places.iter().map(|unit| (unit.id.to_string(), unit.name.clone())).collect();
    if let Some(under) = list.under.as_ref().filter(|under| list.places.iter().all(|one| one.id != under.id))
    {
        places.insert(0, (under.id.to_string(), under.name.clone()));
    }
    let select = |name: &str, label: &str, choices| FilterSelect {
        name: name.to_owned(),
        label: label.to_owned(),
        choices,
    };
    Filter {
        action: HERE.to_owned(),
        text: Some(asked.text("tim").to_owned()),
        selects: vec![
            select("loai", "Loại", words::choices("Mọi loại", kinds, asked.text("loai"))),
            select("thuoc", "Địa bàn, cấp trên", words::choices("Tất cả", places, asked.text("thuoc"))),
        ],
        kept: asked.filled("ngay").map(|day| ("ngay".to_owned(), day.to_owned())).into_iter().collect(),
        clear: NARROWING.iter().any(|name| asked.filled(name).is_some()).then(|| clear.to_owned()),
        found: format!("{} đơn vị", list.total),
        ..Filter::default()
    }
}

fn row(line: &UnitLine, day: Day, today: Day) -> UnitRow {
    let unit = &line.unit;
    let place = line.place.clone().unwrap_or_default();
    let note = [unit.kind.name(), &place].into_iter().filter(|part| !part.is_empty());
    let figure = |text: String, kind| Figure { text, kind };
    UnitRow {
        unit: Link::new(&unit.name, unit_href(unit.id, day, today)),
        note: note.collect::<Vec<_>>().join(" · "),
        figures: vec![
            figure(unit.kind.name().to_owned(), ColumnKind::Later),
            figure(place, ColumnKind::Later),
            figure(unit.code.clone().unwrap_or_default(), ColumnKind::LaterFigure),
        ],
    }
}

/// The address with the fields asked for, on another page of the list.
fn with(place: &str, asked: &Fields, page: Option<u32>) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (field, value) in asked.0.iter().filter(|(field, value)| field != "trang" && !value.is_empty()) {
        query.append_pair(field, value);
    }
    if let Some(page) = page {
        query.append_pair("trang", &page.to_string());
    }
    let query = query.finish();
    if query.is_empty() { place.to_owned() } else { format!("{place}?{query}") }
}

fn pager(asked: &Fields, number: u32, total: u32) -> Option<Pager> {
    if total <= PAGE_ROWS {
        return None;
    }
    let first = (number - 1).saturating_mul(PAGE_ROWS);
    let last = first.saturating_add(PAGE_ROWS).min(total);
    Some(Pager {
        summary: format!("{}–{last} trong {total} đơn vị", first.saturating_add(1).min(total)),
        previous: (number > 1).then(|| with(HERE, asked, Some(number - 1))),
        next: (last < total).then(|| with(HERE, asked, Some(number + 1))),
    })
}

fn sheet(list: &UnitList, day: Day) -> Sheet {
    let column = |title: &str, width, kind| SheetColumn { title: title.to_owned(), width, kind };
    Sheet {
        name: "Đơn vị".to_owned(),
        title: "Danh mục đơn vị".to_owned(),
        notes: vec![format!("Theo danh mục ngày {day} · {} đơn vị", list.total)],
        day,
        columns: vec![
            column("Mã", 14, SheetKind::Text),
            column("Tên đơn vị", 48, SheetKind::Text),
            column("Tên gọi tắt", 24, SheetKind::Text),
            column("Loại", 26, SheetKind::Text),
            column("Cấp", 16, SheetKind::Text),
            column("Sở hữu", 16, SheetKind::Text),
            column("Địa bàn", 26, SheetKind::Text),
            column("Như vậy từ ngày", 14, SheetKind::Day),
        ],
        rows: list
            .lines
            .iter()
            .map(|line| {
                let unit = &line.unit;
                vec![
                    Cell::Text(unit.code.clone().unwrap_or_default()),
                    Cell::Text(unit.name.clone()),
                    Cell::Text(unit.short_name.clone()),
                    Cell::Text(unit.kind.name().to_owned()),
                    Cell::Text(unit.level.name().to_owned()),
                    Cell::Text(if unit.kind.is_school() {
                        unit.ownership.name().to_owned()
                    } else {
                        String::new()
                    }),
                    Cell::Text(line.place.clone().unwrap_or_default()),
                    Cell::Day(unit.valid_from),
                ]
            })
            .collect(),
    }
}
