//! What tables the database has, as the database itself tells it.

use std::collections::BTreeMap;

use crate::value::Kind;
use crate::{DbError, Dialect, Session, Statement, sql};

/// A table with its columns in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Table {
    pub name: String,
    pub columns: Vec<(String, Kind)>,
    /// Columns of the primary key, in its order.
    pub key: Vec<String>,
}

impl Table {
    /// All rows in the order of the primary key.
    pub fn select(&self) -> String {
        format!(
            "SELECT {} FROM {} ORDER BY {}",
            list(self.columns.iter().map(|(name, _)| name)),
            quoted(&self.name),
            list(&self.key)
        )
    }

    /// An INSERT of `rows` rows.
    pub fn insert(&self, rows: usize) -> String {
        let width = self.columns.len();
        let row = |row: usize| {
            let binds: Vec<_> = (1..=width).map(|column| format!("${}", row * width + column)).collect();
            format!("({})", binds.join(", "))
        };
        format!(
            "INSERT INTO {} ({}) VALUES {}",
            quoted(&self.name),
            list(self.columns.iter().map(|(name, _)| name)),
            (0..rows).map(row).collect::<Vec<_>>().join(", ")
        )
    }
}

/// A name as it stands in a statement.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn list<'a>(names: impl IntoIterator<Item = &'a String>) -> String {
    names.into_iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", ")
}

crate::row! {
    struct Column {
        table_name: String,
        column_name: String,
        declared: String,
        key_place: i64,
    }
}

crate::row! {
    /// A foreign key of PostgreSQL.
    pub(crate) struct ForeignKey {
        key: String,
        table_name: String,
        definition: String,
    }
}

impl Session {
    /// All tables in the order of their names.
    pub(crate) async fn tables(&mut self) -> Result<Vec<Table>, DbError> {
        let mut tables: BTreeMap<String, (Table, BTreeMap<i64, String>)> = BTreeMap::new();
        for column in self.all::<Column>(COLUMNS, &[]).await? {
            let kind = kind_of(&column)?;
            let (table, key) = tables.entry(column.table_name.clone()).or_insert_with(|| {
                let table = Table { name: column.table_name, columns: Vec::new(), key: Vec::new() };
                (table, BTreeMap::new())
            });
            if column.key_place > 0 {
                key.insert(column.key_place, column.column_name.clone());
            }
            table.columns.push((column.column_name, kind));
        }
        let with_key = |(mut table, key): (Table, BTreeMap<i64, String>)| {
            table.key = key.into_values().collect();
            if table.key.is_empty() {
                return Err(DbError::Broken(format!("table {} has no primary key", table.name)));
            }
            Ok(table)
        };
        tables.into_values().map(with_key).collect()
    }

    /// The foreign keys, which only PostgreSQL checks row by row; none on SQLite.
    pub(crate) async fn foreign_keys(&mut self) -> Result<Vec<ForeignKey>, DbError> {
        match self.dialect() {
            Dialect::Lite => Ok(Vec::new()),
            Dialect::Postgres => self.all(FOREIGN_KEYS, &[]).await,
        }
    }
}

fn kind_of(column: &Column) -> Result<Kind, DbError> {
    match column.declared.to_ascii_lowercase().as_str() {
        "bigint" => Ok(Kind::Int),
        "text" => Ok(Kind::Text),
        "bytea" => Ok(Kind::Bytes),
        other => Err(DbError::Broken(format!(
            "column {} of table {} is {other}: use BIGINT, TEXT or BYTEA",
            column.column_name, column.table_name
        ))),
    }
}

const COLUMNS: Statement = sql!("columns.sql", "columns.pg.sql");
const FOREIGN_KEYS: Statement = sql!("foreign_keys.pg.sql");
