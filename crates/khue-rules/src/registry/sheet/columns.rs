//! What the columns of a sheet mean.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use super::Remembered;
use super::spellings::{SURE, Spellings, heading_key};
use crate::registry::record::{Field, FieldType, Kind, folded};

/// A column of a sheet under its heading.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// A is 0.
    pub column: u16,
    /// As the sheet writes it; headings over one another with ` / ` between.
    pub heading: String,
    /// What it is remembered by.
    pub key: String,
    /// What it means.
    pub meaning: Meaning,
}

/// What a column means.
#[derive(Clone, Debug, PartialEq)]
pub enum Meaning {
    /// The values of a field; those of further columns follow after a space (family name, given name).
    Field {
        /// The field, and why.
        chosen: Candidate,
        /// Further columns.
        joined: Vec<u16>,
    },
    /// Several fields may be meant; somebody must choose.
    Ambiguous(Vec<Candidate>),
    /// The field is taken from another column already.
    Repeated {
        /// The field.
        field: &'static Field,
        /// The column that is taken.
        taken: u16,
    },
    /// Numbers of rows.
    Serial,
    /// Part of the column before: a name in two columns.
    Continued,
    /// Left out by choice.
    LeftOut,
    /// No field.
    Unknown,
}

/// A field that may be meant.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// The field.
    pub field: &'static Field,
    /// Out of 100.
    pub score: u8,
    /// Why.
    pub why: Why,
}

/// Why a column is taken for a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// A person chose so before.
    Remembered,
    /// The heading is the field's name.
    Label,
    /// The heading is one of the usual spellings.
    Heading,
    /// The heading shares most words with a spelling.
    Words,
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Why::Remembered => "theo lựa chọn lần trước",
            Why::Label => "trùng tên trường thông tin",
            Why::Heading => "trùng cách ghi thường gặp",
            Why::Words => "gần giống tên trường thông tin",
        })
    }
}

/// Headings of a column over one another, the lowest last.
pub(super) struct Headings {
    pub column: u16,
    pub parts: Vec<String>,
    /// Columns to the right that the heading covers and that have none of their own.
    pub covers: Vec<u16>,
}

impl Headings {
    fn shown(&self) -> String {
        let parts: Vec<String> =
            self.parts.iter().map(|part| part.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        parts.join(" / ")
    }
}

const SERIAL: &[&str] = &["stt", "tt", "so tt", "so thu tu", "s t t", "t t", "no"];
const FRONT_NAMES: &[&str] = &[
    "ho",
    "ho dem",
    "ho va dem",
    "ho lot",
    "ho va ten dem",
    "ho va ten lot",
    "ho va chu dem",
    "ho ten dem",
    "ho chu dem",
];
const LAST_NAMES: &[&str] = &["ten", "ten goi"];

pub(super) fn is_serial(key: &str) -> bool {
    SERIAL.contains(&key)
}

/// Gives each column its meaning.
pub(super) fn meanings(
    kind: &'static Kind,
    spellings: &Spellings,
    headings: &[Headings],
    remembered: Option<&Remembered>,
) -> Vec<Column> {
    let mut seen: HashMap<String, u32> = HashMap::new();
    let mut columns: Vec<Column> = Vec::with_capacity(headings.len());
    let mut skip_next = false;
    for (at, heading) in headings.iter().enumerate() {
        let shown = heading.shown();
        let plain = heading_key(&shown);
        let count = seen.entry(plain.clone()).or_default();
        *count += 1;
        let key = if *count > 1 { format!("{plain} #{count}") } else { plain };
        let next = headings.get(at + 1);
        let meaning = if std::mem::take(&mut skip_next) {
            Meaning::Continued
        } else if let Some(chosen) = remembered.and_then(|remembered| remembered.columns.get(&key)) {
            match chosen.as_ref().map(|code| kind.sheet_fields().find(|field| field.code == *code)) {
                None => Meaning::LeftOut,
                Some(Some(field)) => {
                    let mut joined = heading.covers.clone();
                    // The second half of a name is remembered with the first.
                    let half = name_in_two(kind, heading, next).filter(|(name, _)| name.code == field.code);
                    if let Some((_, second)) = half {
                        joined.push(second);
                        skip_next = true;
                    }
                    Meaning::Field { chosen: Candidate { field, score: 100, why: Why::Remembered }, joined }
                }
                // The field is gone from the description.
                Some(None) => found(spellings, heading),
            }
        } else if heading.parts.last().is_some_and(|leaf| is_serial(&folded(leaf))) {
            Meaning::Serial
        } else if let Some((field, next)) = name_in_two(kind, heading, next) {
            skip_next = true;
            Meaning::Field { chosen: Candidate { field, score: 95, why: Why::Heading }, joined: vec![next] }
        } else {
            found(spellings, heading)
        };
        columns.push(Column { column: heading.column, heading: shown, key, meaning });
        for covered in &heading.covers {
            columns.push(Column {
                column: *covered,
                heading: String::new(),
                key: String::new(),
                meaning: Meaning::Continued,
            });
        }
    }
    one_column_a_field(&mut columns);
    columns
}

fn found(spellings: &Spellings, heading: &Headings) -> Meaning {
    let mut candidates = spellings.exactly(&heading.parts);
    if candidates.first().is_none_or(|best| best.score < SURE) {
        for near in spellings.nearly(&heading.parts) {
            if candidates.iter().all(|known| known.field.code != near.field.code) {
                candidates.push(near);
            }
        }
        candidates.sort_by_key(|candidate| std::cmp::Reverse(candidate.score));
    }
    let Some(best) = candidates.first() else { return Meaning::Unknown };
    let alone = candidates.get(1).is_none_or(|second| second.score + 5 <= best.score);
    if best.score >= SURE && alone {
        // Only names are kept in two columns under one heading.
        let is_name = best.field.kind == FieldType::Name;
        let joined = if is_name { heading.covers.clone() } else { Vec::new() };
        return Meaning::Field { chosen: best.clone(), joined };
    }
    candidates.truncate(4);
    Meaning::Ambiguous(candidates)
}

/// `Họ đệm` beside `Tên` is a name in two columns.
fn name_in_two(
    kind: &'static Kind,
    heading: &Headings,
    next: Option<&Headings>,
) -> Option<(&'static Field, u16)> {
    let (front, next) = (heading.parts.last()?, next?);
    let last = next.parts.last()?;
    if !FRONT_NAMES.contains(&folded(front).as_str())
        || !LAST_NAMES.contains(&folded(last).as_str())
        || next.column != heading.column + 1
    {
        return None;
    }
    let field = kind.field(&kind.called_by).filter(|field| field.kind == FieldType::Name)?;
    Some((field, next.column))
}

/// Of several columns for one field the likeliest stays, of equal ones the first.
fn one_column_a_field(columns: &mut [Column]) {
    let mut best: BTreeMap<&str, (u8, u16)> = BTreeMap::new();
    for column in columns.iter() {
        if let Meaning::Field { chosen, .. } = &column.meaning {
            let rank = (chosen.score, column.column);
            let known = best.entry(chosen.field.code.as_str()).or_insert(rank);
            if rank.0 > known.0 {
                *known = rank;
            }
        }
    }
    for column in columns {
        if let Meaning::Field { chosen, .. } = &column.meaning
            && let Some((_, taken)) = best.get(chosen.field.code.as_str())
            && *taken != column.column
        {
            column.meaning = Meaning::Repeated { field: chosen.field, taken: *taken };
        }
    }
}
