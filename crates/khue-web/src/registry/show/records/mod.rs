//! Filling the pages of a school's records.

pub mod add;
pub mod classes;
pub mod edit;
pub mod missing;
pub mod record;
pub mod rooms;
pub mod staff;

use axum::response::Response;
use khue_app::OpError;
use khue_app::registry::records::{Names, Record, Seeing, count_records, records_as_of};
use khue_app::registry::{Unit, units_by_id};
use khue_base::{Day, UnitId};
use khue_office::sheet::{Cell, ColumnKind as SheetKind, Sheet, SheetColumn};
use khue_rules::registry::record::{FieldType, FieldValue, Kind, kind};

use super::unit_href;
use crate::directive::download;
use crate::page::{AsOf, ColumnKind, Empty, Link};
use crate::registry::record_list::RecordListPage;
use crate::{Failure, Signed};

/// The views of a school's records: word, end of the address.
pub(crate) const VIEWS: [(&str, &str); 7] = [
    ("Thông tin", ""),
    ("Lớp, học sinh", "/lop"),
    ("Chuyển trường", "/chuyen-truong"),
    ("Cán bộ", "/can-bo"),
    ("Cơ sở vật chất", "/co-so"),
    ("Còn thiếu", "/con-thieu"),
    ("Kỳ báo cáo", "/ky-bao-cao"),
];

/// The unit whose records are shown, with the day.
pub(crate) struct Place {
    pub unit: Unit,
    pub day: Day,
    pub today: Day,
}

impl Place {
    /// The unit as of the day; hidden when it is not there.
    pub async fn find(signed: &Signed, id: UnitId, day: Day) -> Result<Self, Failure> {
        let mut session = signed.ctx.read().await?;
        let unit = units_by_id(&mut session, &[id], day).await?.remove(&id).ok_or(OpError::Hidden)?;
        Ok(Self { unit, day, today: signed.ctx.today() })
    }

    /// An address under the unit, on the day.
    pub fn at(&self, end: &str) -> String {
        format!("/don-vi/{}{end}{}", self.unit.id, self.asked())
    }

    /// What an address ends with, so that it stands for the day.
    pub fn asked(&self) -> String {
        if self.day == self.today { String::new() } else { format!("?ngay={}", self.day.iso()) }
    }

    /// The views, of which `here` leads nowhere.
    pub fn tabs(&self, here: &str) -> Vec<Link> {
        let href = |end: &str| if end == here { String::new() } else { self.at(end) };
        VIEWS.iter().map(|(label, end)| Link::new(*label, href(end))).collect()
    }

    /// The way to a page under the unit.
    pub fn crumbs(&self) -> Vec<(String, String)> {
        vec![
            ("Đơn vị".to_owned(), "/don-vi".to_owned()),
            (self.unit.name.clone(), unit_href(self.unit.id, self.day, self.today)),
        ]
    }

    /// A list of the unit's records under the view at `end`, still without sums and groups; `what` is missed on
    /// an empty one.
    pub fn list(&self, signed: &Signed, heading: &str, end: &str, what: &str) -> RecordListPage {
        let here = format!("/don-vi/{}{end}", self.unit.id);
        RecordListPage {
            shell: self.shell(signed, heading),
            as_of: as_of(self.day, self.today, &here),
            kicker: self.unit.name.clone(),
            heading: heading.to_owned(),
            tabs: self.tabs(end),
            exports: exports(self, end),
            empty: nothing(what),
            here,
            ..RecordListPage::default()
        }
    }

    /// The frame of a page under the unit.
    pub fn shell(&self, signed: &Signed, title: &str) -> crate::page::Shell {
        let crumbs = self.crumbs();
        let crumbs: Vec<(&str, &str)> =
            crumbs.iter().map(|(label, href)| (label.as_str(), href.as_str())).collect();
        signed.shell(title, &crumbs)
    }
}

/// Whether the visitor may read the records of a unit.
pub(crate) async fn may_read(signed: &Signed, unit: UnitId, day: Day) -> Result<bool, OpError> {
    match count_records(&signed.ctx, the("class")?, unit, day).await {
        Ok(_) => Ok(true),
        Err(OpError::Hidden | OpError::Forbidden) => Ok(false),
        Err(error) => Err(error),
    }
}

/// The line that says for which day a page of records stands.
pub(crate) fn as_of(day: Day, today: Day, here: &str) -> AsOf {
    AsOf { text: format!("Theo hồ sơ ngày {day}"), ..super::as_of(day, today, here) }
}

/// What stands on a list without records.
pub(crate) fn nothing(what: &str) -> Empty {
    Empty {
        title: format!("Chưa có {what}"),
        why: "Vào ngày này trường chưa ghi hồ sơ nào loại này. Thử xem ở một ngày khác.".to_owned(),
        step: None,
    }
}

/// All records of a kind that the unit has on the day, without guarded fields.
pub(crate) async fn all_of(
    signed: &Signed,
    code: &str,
    unit: UnitId,
    day: Day,
) -> Result<Vec<Record>, OpError> {
    let page = records_as_of(&signed.ctx, the(code)?, unit, day, Seeing::Plain, None, u32::MAX - 1).await?;
    Ok(page.records)
}

/// A kind that pages name themselves.
pub(crate) fn the(code: &str) -> Result<&'static Kind, OpError> {
    kind(code).ok_or_else(|| OpError::Failed(format!("there is no kind {code}")))
}

/// A field of a record as pages show it; a record that it names by its name; nothing when it is not recorded.
pub(crate) fn shown(record: &Record, code: &str, names: &Names) -> String {
    let Some((field, value)) = record.key.kind.field(code).zip(record.facts.get(code)) else {
        return String::new();
    };
    match (&field.kind, value) {
        (FieldType::Record(of), FieldValue::Record(id)) => {
            names.get(&(of.as_str(), *id)).cloned().unwrap_or_default()
        }
        _ => value.shown(field),
    }
}

/// Where a record is seen.
pub(crate) fn record_href(record: &Record, unit: UnitId) -> String {
    let id = record.key.id;
    match record.key.kind.code.as_str() {
        "pupil" => format!("/hoc-sinh/{id}"),
        "staff" => format!("/can-bo/{id}"),
        "class" => format!("/don-vi/{unit}/lop/{id}"),
        kind => format!("/don-vi/{unit}/ho-so/{kind}/{id}"),
    }
}

/// `CSV` and `Excel` of a list.
pub(crate) fn exports(place: &Place, end: &str) -> Vec<Link> {
    [("CSV", "csv"), ("Excel", "xlsx")]
        .map(|(label, kind)| Link::new(label, place.at(&format!("{end}/tai-ve/{kind}"))))
        .to_vec()
}

/// A list as a file: its groups below each other, each row with the name of its group.
pub(crate) fn file(page: &RecordListPage, day: Day, kind: &str, name: &str) -> Result<Response, Failure> {
    let heads = page.groups.first().map(|group| group.columns.as_slice()).unwrap_or_default();
    let column = |title: &str, width, kind| SheetColumn { title: title.to_owned(), width, kind };
    let mut columns = vec![column("TT", 6, SheetKind::Number), column("Nhóm", 22, SheetKind::Text)];
    columns.extend(heads.iter().enumerate().map(|(place, head)| {
        let is_figure = matches!(head.kind, ColumnKind::Figure | ColumnKind::LaterFigure);
        let kind = if is_figure { SheetKind::Number } else { SheetKind::Text };
        column(&head.label, if place == 0 { 32 } else { 18 }, kind)
    }));
    let mut rows = Vec::new();
    for group in &page.groups {
        for (row, number) in group.rows.iter().zip(1_i64..) {
            let mut cells = vec![
                Cell::Whole(number),
                Cell::Text(group.heading.clone()),
                Cell::Text(row.what.label.clone()),
            ];
            cells.extend(row.figures.iter().map(|figure| match figure.text.parse::<i64>() {
                Ok(number) if matches!(figure.kind, ColumnKind::Figure | ColumnKind::LaterFigure) => {
                    Cell::Whole(number)
                }
                _ if figure.text.is_empty() => Cell::Empty,
                _ => Cell::Text(figure.text.clone()),
            }));
            rows.push(cells);
        }
    }
    let sheet = Sheet {
        name: page.heading.chars().filter(|letter| !"[]:*?/\\".contains(*letter)).take(30).collect(),
        title: format!("{}, {}", page.heading, page.kicker),
        notes: page.facts.iter().map(|fact| format!("{}: {}", fact.name, fact.text)).collect(),
        day,
        columns,
        rows,
    };
    download::sheet(&sheet, kind, name)
}
