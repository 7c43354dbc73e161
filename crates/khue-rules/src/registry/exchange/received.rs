//! Whether a message that came from a partner may be kept.

use serde_json::{Map, Value};

use super::check::refusal;
use super::mapping::record_map;
use super::schema::{Cell, ColumnKind, Demand, Table, table};

/// The five fields that every row of the exchange carries beside those of its table.
pub const ENVELOPE: [&str; 5] = ["IdBanGhi", "SuKien", "PhienBan", "ThoiGianCapNhat", "NgayCapNhat"];

/// Why a message of `main` with these rows is refused, in a sentence; nothing when it may be kept.
pub fn refuse_received<'a>(
    main: &str,
    rows: impl IntoIterator<Item = (&'a str, &'a Map<String, Value>)>,
    demand: Demand,
) -> Option<String> {
    let Some(map) = record_map(main) else { return Some(format!("Không nhận bảng {main}.")) };
    let mut seen = Vec::new();
    for (code, row) in rows {
        let is_known =
            code == main && seen.is_empty() || map.children.iter().any(|child| child.table.code == code);
        let Some(table) = table(code).filter(|_| is_known) else {
            return Some(format!("Bảng {code} không thuộc bản ghi của {main}."));
        };
        if let Some(reason) = refuse_row(table, row, demand) {
            return Some(reason);
        }
        seen.push(code);
    }
    let mut must = map.children.iter().filter(|child| child.is_must).peekable();
    let has_person = must.peek().is_none() || must.any(|child| seen.contains(&child.table.code.as_str()));
    match seen.is_empty() || !has_person {
        true => Some(format!("Bản ghi {} thiếu dòng nhân thân đi kèm.", map.table.title.to_lowercase())),
        false => None,
    }
}

fn refuse_row(table: &Table, row: &Map<String, Value>, demand: Demand) -> Option<String> {
    let is_envelope = |name: &str| ENVELOPE.iter().any(|field| field.eq_ignore_ascii_case(name));
    for name in row.keys() {
        if !is_envelope(name) && table.column(name).is_none() {
            return Some(format!("Bảng {} không có trường {name}.", table.code));
        }
    }
    for column in &table.columns {
        let value =
            row.iter().find(|(name, _)| column.code.eq_ignore_ascii_case(name)).map(|(_, value)| value);
        let cell = match value {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) if text.is_empty() => None,
            Some(value) => match Cell::read(column, value) {
                Some(cell) => Some(cell),
                None => return Some(format!("{} không đúng kiểu dữ liệu của lược đồ.", column.label)),
            },
        };
        if matches!(column.kind, ColumnKind::Key | ColumnKind::ParentKey) && cell.is_none() {
            return Some(format!("Thiếu khóa {}.", column.code));
        }
        if let Some((sentence, need)) = refusal(column, cell.as_ref())
            && !demand.lets_be_missing(need)
        {
            return Some(sentence);
        }
    }
    None
}
