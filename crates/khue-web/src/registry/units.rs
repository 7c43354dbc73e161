//! `/don-vi`: the units of a day.

use crate::page::{
    AsOf, Choice, Column, ColumnKind, Empty, Figure, Filter, FilterSelect, Link, Pager, Shell, sample,
};

/// The list.
#[derive(Clone, Debug, Default, askama::Template)]
#[template(path = "registry/units.html")]
pub struct UnitsPage {
    /// The frame.
    pub shell: Shell,
    /// Address of this page.
    pub here: String,
    /// The day.
    pub as_of: AsOf,
    /// The filter.
    pub filter: Filter,
    /// `CSV` and `Excel`.
    pub exports: Vec<Link>,
    /// Heads; the first is the unit.
    pub columns: Vec<Column>,
    /// The units.
    pub rows: Vec<UnitRow>,
    /// Pages, when there is more than one.
    pub pager: Option<Pager>,
    /// What stands there when nothing matches.
    pub empty: Empty,
}

/// A unit's line.
#[derive(Clone, Debug, Default)]
pub struct UnitRow {
    /// The unit.
    pub unit: Link,
    /// `Trường tiểu học · Huyện Lục Ngạn`, shown under the unit on a phone.
    pub note: String,
    /// Under the columns after the first, in their order.
    pub figures: Vec<Figure>,
}

/// The columns of the list.
pub(super) fn columns() -> Vec<Column> {
    [
        ("Đơn vị", ColumnKind::Text),
        ("Loại", ColumnKind::Later),
        ("Địa bàn", ColumnKind::Later),
        ("Mã", ColumnKind::LaterFigure),
    ]
    .map(|(label, kind)| Column::new(label, kind))
    .to_vec()
}

impl UnitsPage {
    /// What render tests show.
    pub fn samples() -> Vec<(&'static str, Self)> {
        let row = |name: &str, kind: &str, place: &str, code: &str| UnitRow {
            unit: Link::new(name, "/don-vi/7"),
            note: format!("{kind} · {place}"),
            figures: [kind, place, code]
                .iter()
                .zip(columns().into_iter().skip(1))
                .map(|(text, column)| Figure { text: (*text).to_owned(), kind: column.kind })
                .collect(),
        };
        let choice = |label: &str| Choice { label: label.to_owned(), ..Choice::default() };
        let select = |name: &str, label: &str, first: &str, other: &str| FilterSelect {
            name: name.to_owned(),
            label: label.to_owned(),
            choices: vec![choice(first), choice(other)],
        };
        let full = Self {
            shell: sample::shell("Đơn vị", "Đơn vị"),
            here: "/don-vi".to_owned(),
            as_of: AsOf {
                text: "Theo danh mục ngày 31/5/2021".to_owned(),
                day: "31/5/2021".to_owned(),
                first: "1/1/2020".to_owned(),
                last: "nay, hoặc một ngày sắp tới".to_owned(),
                today: None,
            },
            filter: Filter {
                action: "/don-vi".to_owned(),
                text: Some(String::new()),
                selects: vec![
                    select("loai", "Loại", "Mọi loại", "Trường THCS"),
                    select("thuoc", "Địa bàn", "Cả tỉnh", "Huyện Lục Ngạn"),
                ],
                found: "1–2 trong 2 đơn vị".to_owned(),
                ..Filter::default()
            },
            exports: vec![Link::new("CSV", "/don-vi/tai-ve/csv"), Link::new("Excel", "/don-vi/tai-ve/xlsx")],
            columns: columns(),
            rows: vec![
                row("Trường THCS Phong Vân", "Trường THCS", "Huyện Lục Ngạn", "24215502"),
                row("Xã Đại Thành", "Xã, phường, thị trấn", "Huyện Hiệp Hòa", "07897"),
            ],
            pager: None,
            empty: Empty {
                title: "Không có đơn vị nào khớp".to_owned(),
                why: "Thử ít chữ hơn, bỏ bớt điều kiện, hoặc xem ở một ngày khác.".to_owned(),
                step: Some(Link::new("Bỏ lọc", "/don-vi")),
            },
        };
        let none = Self {
            rows: Vec::new(),
            filter: Filter {
                text: Some("<i>không có</i>".to_owned()),
                clear: Some("/don-vi".to_owned()),
                found: "0 đơn vị".to_owned(),
                ..full.filter.clone()
            },
            ..full.clone()
        };
        let long = Self {
            rows: vec![row(sample::LONG_UNIT, "Trường tiểu học và THCS", "Huyện Lục Ngạn", "24215599")],
            pager: Some(Pager {
                summary: "51–100 trong 1.234 đơn vị".to_owned(),
                previous: Some("/don-vi?trang=1".to_owned()),
                next: Some("/don-vi?trang=3".to_owned()),
            }),
            ..full.clone()
        };
        vec![("day-du", full), ("khong-khop", none), ("ten-dai", long)]
    }
}
