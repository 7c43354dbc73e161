//! Whether a value may be sent: required, fitting, not too long, in its list.

use super::schema::{Cell, Column, ColumnKind, Demand, Need, codes};

/// Where a problem is mended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The kind of record.
    pub kind: &'static str,
    /// The record.
    pub record: i64,
    /// The field.
    pub field: String,
}

/// Why a record cannot be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// One sentence.
    pub sentence: String,
    /// Who demands it.
    pub need: Need,
    /// Where it is mended; nowhere when Khuê does not keep the value.
    pub spot: Option<Spot>,
}

impl Problem {
    /// Whether it keeps a record from a partner with this demand.
    pub fn stops(&self, demand: Demand) -> bool {
        !demand.lets_be_missing(self.need)
    }
}

/// Why a value cannot stand in a column, with who demands it; nothing when it can. Sentences are shown and sent
/// where the value itself may not be seen: they never hold it.
pub fn refusal(column: &Column, cell: Option<&Cell>) -> Option<(String, Need)> {
    let Some(cell) = cell else {
        let sentence = || format!("{} còn trống mà lược đồ bắt buộc phải có.", column.label);
        return (column.need != Need::Free).then(|| (sentence(), column.need));
    };
    let Cell::Text(text) = cell else { return None };
    let always = |sentence: String| Some((sentence, Need::Always));
    let letters = text.chars().count();
    if let Some(most) = column.length.filter(|most| letters > *most) {
        return always(format!("{} dài {letters} ký tự, lược đồ nhận nhiều nhất {most}.", column.label));
    }
    if column.kind == ColumnKind::Day && text.parse::<khue_base::Day>().is_err() {
        return always(format!("{} không phải là ngày có trong lịch.", column.label));
    }
    let list = column.list.as_deref().and_then(codes);
    if list.is_some_and(|list| !list.contains_key(text)) {
        return always(format!("{} không thuộc danh mục của lược đồ.", column.label));
    }
    let is_personal_number = column.code.eq_ignore_ascii_case("sodinhdanh");
    if is_personal_number && (letters != 12 || !text.bytes().all(|byte| byte.is_ascii_digit())) {
        return always(format!("{} không đủ 12 chữ số.", column.label));
    }
    None
}
