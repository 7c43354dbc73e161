//! From a file to the tables in it.

use std::collections::BTreeMap;
use std::sync::Arc;

use khue_base::{Day, SchoolYear, UnitId};
use khue_db::{Session, Statement, sql};
use khue_office::sheet::read::{ReadSheet, read};
use khue_rules::directive::reading::{Encoding, decode};
use khue_rules::registry::record::{FieldType, Kind, kind};
use khue_rules::registry::sheet::{Layout, Remembered, kinds_of, layouts};

use crate::OpError;
use crate::registry::records::{school_year_of, span_of};

/// A sheet and how it is to be taken.
#[derive(Clone, Debug)]
pub struct ImportOrder {
    /// The unit whose records it holds.
    pub unit: UnitId,
    /// What its rows are; guessed when absent.
    pub kind: Option<&'static Kind>,
    /// The name of the file.
    pub file_name: String,
    /// The file.
    pub content: Arc<Vec<u8>>,
    /// What its columns mean; when absent, as the unit confirmed it the last time.
    pub mapping: Option<Remembered>,
    /// The school year of classes and enrolments; when absent, the one in the titles of the sheet, else that of the day.
    pub year: Option<SchoolYear>,
    /// From which day its rows hold; when absent, today, or the first day of a school year that is not the present one.
    pub day: Option<Day>,
}

/// A file, read.
pub(super) struct Opened {
    pub unit: UnitId,
    pub kind: &'static Kind,
    pub sheet: ReadSheet,
    /// The tables that are taken: those with the same columns as the best one.
    pub layouts: Vec<Layout>,
    /// Other sheets with a table that is not taken.
    pub left_out: Vec<String>,
    pub year: SchoolYear,
    pub day: Day,
    pub file_name: String,
}

impl Opened {
    /// Rows under the heads of its tables.
    pub fn row_count(&self) -> usize {
        let rows = self.layouts.iter().filter_map(|layout| {
            let sheet = self.sheet.grid.sheets.get(layout.sheet)?;
            Some(sheet.rows.iter().filter(|row| row.number > layout.last_head_row).count())
        });
        rows.sum()
    }
}

/// Whether sheets of a kind speak of a school year.
pub fn year_matters(of: &Kind) -> bool {
    let has = |kind: &Kind| kind.fields.iter().any(|field| field.kind == FieldType::SchoolYear);
    has(of) || of.besides.iter().filter_map(|beside| kind(&beside.kind)).any(has)
}

/// What the unit chose for the columns of each kind.
pub(super) async fn remembered(
    session: &mut Session,
    unit: UnitId,
) -> Result<BTreeMap<String, Remembered>, OpError> {
    let rows: Vec<MappingRow> = session.all(MAPPINGS, &[unit.into()]).await?;
    rows.into_iter().map(|row| Ok((row.kind, serde_json::from_str(&row.mapping)?))).collect()
}

/// Reads a file beside the request threads and finds its tables.
pub(super) async fn open(
    order: &ImportOrder,
    remembered: BTreeMap<String, Remembered>,
    today: Day,
) -> Result<Opened, OpError> {
    let order = order.clone();
    let opened = tokio::task::spawn_blocking(move || open_here(&order, &remembered, today));
    opened.await.map_err(|error| OpError::Failed(format!("reading a sheet: {error}")))?
}

fn open_here(
    order: &ImportOrder,
    remembered: &BTreeMap<String, Remembered>,
    today: Day,
) -> Result<Opened, OpError> {
    let sheet = read(&order.content, &order.file_name, &old_text)
        .map_err(|refusal| OpError::field("tep", refusal.to_string()))?;
    let kind = match order.kind {
        Some(kind) => kind,
        None => kinds_of(&sheet.grid).first().map(|layout| layout.kind).ok_or_else(|| {
            OpError::field(
                "tep",
                "Không nhận ra bảng nào trong tệp này. Hãy chọn loại hồ sơ, và kiểm tra bảng có hàng tiêu đề với tên các cột.",
            )
        })?,
    };
    let mapping = order.mapping.as_ref().or_else(|| remembered.get(&kind.code));
    let mut found = layouts(&sheet.grid, kind, mapping);
    if found.is_empty() {
        return Err(OpError::field(
            "tep",
            format!(
                "Không tìm thấy bảng {} trong tệp này. Hãy kiểm tra hàng tiêu đề có tên các cột như trong mẫu, hoặc chọn loại hồ sơ khác.",
                kind.name
            ),
        ));
    }
    let best = found.remove(0);
    let (like, other): (Vec<Layout>, Vec<Layout>) =
        found.into_iter().partition(|layout| layout.is_like(&best));
    let is_hidden = |layout: &Layout| sheet.grid.sheets.get(layout.sheet).is_some_and(|sheet| sheet.hidden);
    let left_out = other.iter().filter(|layout| !is_hidden(layout)).map(|layout| layout.sheet_name.clone());
    let left_out = left_out.collect();
    let mut layouts = vec![best];
    layouts.extend(like);
    layouts.sort_by_key(|layout| layout.sheet);
    let (year, day) = when(order, kind, &layouts, today)?;
    Ok(Opened {
        unit: order.unit,
        kind,
        sheet,
        layouts,
        left_out,
        year,
        day,
        file_name: order.file_name.clone(),
    })
}

fn when(
    order: &ImportOrder,
    kind: &Kind,
    layouts: &[Layout],
    today: Day,
) -> Result<(SchoolYear, Day), OpError> {
    let titles = layouts.iter().flat_map(|layout| &layout.titles);
    let told = titles.filter_map(|title| year_in(title)).next();
    let year = match (order.year, order.day) {
        (Some(year), _) => year,
        (None, Some(day)) => school_year_of(day),
        (None, None) => told.unwrap_or_else(|| school_year_of(today)),
    };
    let span = span_of(year).filter(|_| year_matters(kind));
    let day = match (order.day, span) {
        (Some(day), Some((from, until))) if day < from || until <= day => {
            return Err(OpError::field(
                "ngay",
                format!(
                    "Ngày {day} không thuộc năm học {year} (từ {from} đến {}). Hãy sửa ngày hoặc chọn năm học khác.",
                    until.plus_days(-1)
                ),
            ));
        }
        (Some(day), _) => day,
        (None, Some((from, until))) if today < from || until <= today => from,
        (None, _) => today,
    };
    Ok((year, day))
}

/// The school year in a title: `NĂM HỌC 2026 – 2027`.
fn year_in(title: &str) -> Option<SchoolYear> {
    let signs: Vec<char> = title.chars().filter(|sign| !sign.is_whitespace()).collect();
    signs.windows(9).find_map(|window| window.iter().collect::<String>().parse().ok())
}

fn old_text(bytes: &[u8]) -> Option<(String, &'static str)> {
    let decoded = decode(bytes).ok()?;
    match decoded.encoding {
        Encoding::Utf8 | Encoding::Utf16 => None,
        old => Some((decoded.text, old.name())),
    }
}

khue_db::row! {
    struct MappingRow {
        kind: String,
        mapping: String,
    }
}

const MAPPINGS: Statement = sql!("sql/mappings.sql");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn school_years_begin_in_august_and_stand_in_titles() {
        let year = |iso: &str| school_year_of(iso.parse().unwrap()).to_string();
        assert_eq!(year("2020-07-31"), "2019-2020");
        assert_eq!(year("2020-08-01"), "2020-2021");
        let told = |title: &str| year_in(title).map(|year| year.to_string());
        assert_eq!(told("DANH SÁCH LỚP 6A1 - NĂM HỌC 2026 – 2027"), Some("2026-2027".to_owned()));
        assert_eq!(told("Quyết định 2020-2022"), None);
    }
}
