//! Tables of the exchange schema, read from `catalogue/exchange`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use khue_base::Quantity;
use serde_json::Value;

use crate::registry::record::cells;

/// A table of the schema. The five fields of the envelope, which all tables share, are not listed.
#[derive(Debug)]
pub struct Table {
    /// Its name in the schema.
    pub code: String,
    /// What people call its records.
    pub title: String,
    /// Its columns.
    pub columns: Vec<Column>,
}

impl Table {
    /// The column with this name, whatever its case: the schema itself is not firm in it.
    pub fn column(&self, code: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.code.eq_ignore_ascii_case(code))
    }
}

/// A column of a table.
#[derive(Debug)]
pub struct Column {
    /// Its name in the schema.
    pub code: String,
    /// Its name for people.
    pub label: String,
    /// What it holds.
    pub kind: ColumnKind,
    /// The most letters.
    pub length: Option<usize>,
    /// Who demands it.
    pub need: Need,
    /// The code list that it names.
    pub list: Option<String>,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// Words or a code.
    Text,
    /// Yes or no.
    Flag,
    /// A whole number.
    Whole,
    /// A number with decimals.
    Decimal,
    /// A day.
    Day,
    /// The technical key of the row.
    Key,
    /// The technical key of the row to which it belongs.
    ParentKey,
}

/// Who demands a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// Nobody.
    Free,
    /// The schema, though schools often cannot have it, or nobody has said what to send then.
    Schema,
    /// Everybody: without it a record cannot be told from others or hangs in the air.
    Always,
}

/// How much a partner demands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Demand {
    /// Every value that the schema demands.
    Full,
    /// What a record cannot do without; the rest as far as it is known.
    Known,
}

impl Demand {
    /// Both.
    pub const ALL: [Demand; 2] = [Demand::Known, Demand::Full];

    /// The code under which it is stored.
    pub fn code(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Known => "known",
        }
    }

    /// As screens name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Full => "đủ mọi trường bắt buộc của lược đồ",
            Self::Known => "trường cốt lõi bắt buộc, trường khác gửi khi đã có",
        }
    }

    /// The one with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|demand| demand.code() == code)
    }

    /// Whether a value may be missing.
    pub fn lets_be_missing(self, need: Need) -> bool {
        match self {
            Self::Full => need == Need::Free,
            Self::Known => need != Need::Always,
        }
    }
}

/// A value as it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Words, a code, a day.
    Text(String),
    /// Yes or no.
    Flag(bool),
    /// A whole number.
    Whole(i64),
    /// A number with decimals.
    Decimal(Quantity),
}

impl Cell {
    /// As JSON writes it.
    pub fn json(&self) -> Value {
        match self {
            Self::Text(text) => Value::from(text.as_str()),
            Self::Flag(flag) => Value::from(*flag),
            Self::Whole(number) => Value::from(*number),
            Self::Decimal(quantity) => {
                let number = quantity.thousandths();
                let text = format!(
                    "{}{}.{:03}",
                    if number < 0 { "-" } else { "" },
                    (number / 1000).abs(),
                    number.abs() % 1000
                );
                // JSON knows one kind of number; its reader is asked so that no float is made here.
                serde_json::from_str(&text).unwrap_or(Value::Null)
            }
        }
    }

    /// What came as JSON, when it fits the column.
    pub fn read(column: &Column, value: &Value) -> Option<Self> {
        match (column.kind, value) {
            (ColumnKind::Flag, Value::Bool(flag)) => Some(Self::Flag(*flag)),
            (ColumnKind::Whole, Value::Number(number)) => number.as_i64().map(Self::Whole),
            (ColumnKind::Decimal, Value::Number(number)) => {
                Quantity::from_json(&number.to_string()).ok().map(Self::Decimal)
            }
            (ColumnKind::Flag | ColumnKind::Whole | ColumnKind::Decimal, _) => None,
            (_, Value::String(text)) => Some(Self::Text(text.clone())),
            _ => None,
        }
    }
}

/// The table with this name.
pub fn table(code: &str) -> Option<&'static Table> {
    tables().iter().find(|table| table.code == code)
}

/// All tables, in the order of the schema.
pub fn tables() -> &'static [Table] {
    static TABLES: LazyLock<Vec<Table>> = LazyLock::new(|| {
        let titles = include_str!("../../../../../catalogue/exchange/tables.csv");
        read_tables(include_str!("../../../../../catalogue/exchange/fields.csv"), titles)
            .unwrap_or_else(|problem| panic!("catalogue/exchange: {problem}"))
    });
    &TABLES
}

/// Codes of a list with their labels; none for a list whose values nobody has published.
pub fn codes(list: &str) -> Option<&'static BTreeMap<String, String>> {
    static CODES: LazyLock<BTreeMap<String, BTreeMap<String, String>>> = LazyLock::new(|| {
        let mut lists: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
        for line in include_str!("../../../../../catalogue/exchange/codes.csv").lines().skip(1) {
            if let [list, code, label] = cells(line).as_slice() {
                lists.entry(list.clone()).or_default().insert(code.clone(), label.clone());
            }
        }
        lists
    });
    CODES.get(list)
}

fn read_tables(text: &str, titles: &str) -> Result<Vec<Table>, String> {
    let titles: BTreeMap<String, String> = titles
        .lines()
        .skip(1)
        .filter_map(|line| match cells(line).as_slice() {
            [table, title] => Some((table.clone(), title.clone())),
            _ => None,
        })
        .collect();
    let mut tables: Vec<Table> = Vec::new();
    for (index, line) in text.lines().enumerate().skip(1) {
        let wrong = |problem: &str| format!("line {}: {problem}", index + 1);
        let cells = cells(line);
        let [table, code, label, kind, length, need, list] = cells.as_slice() else {
            return Err(wrong("not seven columns"));
        };
        let column = Column {
            code: code.clone(),
            label: label.clone(),
            kind: match kind.as_str() {
                "text" => ColumnKind::Text,
                "flag" => ColumnKind::Flag,
                "whole" => ColumnKind::Whole,
                "decimal" => ColumnKind::Decimal,
                "day" => ColumnKind::Day,
                "key" => ColumnKind::Key,
                "parent-key" => ColumnKind::ParentKey,
                _ => return Err(wrong("unknown type")),
            },
            length: match length.as_str() {
                "" => None,
                number => Some(number.parse().map_err(|_| wrong("no length"))?),
            },
            need: match need.as_str() {
                "" => Need::Free,
                "schema" => Need::Schema,
                "always" => Need::Always,
                _ => return Err(wrong("unknown need")),
            },
            list: (!list.is_empty()).then(|| list.clone()),
        };
        match tables.last_mut().filter(|last| last.code == *table) {
            Some(last) => last.columns.push(column),
            None => {
                let title = titles.get(table).cloned().ok_or_else(|| wrong("a table without a title"))?;
                tables.push(Table { code: table.clone(), title, columns: vec![column] });
            }
        }
    }
    Ok(tables)
}
