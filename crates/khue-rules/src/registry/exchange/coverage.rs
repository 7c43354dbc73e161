//! How much of the schema Khuê fills, column by column.

use super::mapping::{Source, Sources, record_maps};
use super::schema::{Column, ColumnKind, Need, Table, codes, tables};

/// A table of the schema with what Khuê holds of it.
#[derive(Debug)]
pub struct Coverage {
    /// The table.
    pub table: &'static Table,
    /// Whether it is sent at all.
    pub is_sent: bool,
    /// Its columns with what is held.
    pub columns: Vec<(&'static Column, Held)>,
}

/// What Khuê holds of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Held {
    /// These fields of records, as people call them.
    Fields(Vec<String>),
    /// It follows from the school or from other values.
    Derived,
    /// Nothing yet.
    Nothing,
}

impl Coverage {
    /// How many columns that the schema demands are held, and how many there are.
    pub fn required(&self) -> (usize, usize) {
        let required = self.columns.iter().filter(|(column, _)| column.need != Need::Free);
        let held = required.clone().filter(|(_, held)| *held != Held::Nothing);
        (held.count(), required.count())
    }

    /// Lists that columns name and whose values nobody has published.
    pub fn unpublished_lists(&self) -> Vec<&'static str> {
        let sent = self.columns.iter().filter(|(_, held)| *held != Held::Nothing);
        let mut lists: Vec<&str> = sent
            .filter_map(|(column, _)| column.list.as_deref())
            .filter(|list| codes(list).is_none())
            .collect();
        lists.sort_unstable();
        lists.dedup();
        lists
    }
}

/// All tables.
pub fn coverage() -> Vec<Coverage> {
    tables().iter().map(of_table).collect()
}

fn of_table(table: &'static Table) -> Coverage {
    let mut all = record_maps().iter().flat_map(|map| {
        let children = map.children.iter().map(|child| (child.table, &child.columns));
        std::iter::once((map.table, &map.columns)).chain(children)
    });
    let sources: Option<&'static Sources> =
        all.find(|(known, _)| known.code == table.code).map(|(_, sources)| sources);
    let of_column = |column: &'static Column| {
        if matches!(column.kind, ColumnKind::Key | ColumnKind::ParentKey) {
            return if sources.is_some() { Held::Derived } else { Held::Nothing };
        }
        let mut sources = sources.into_iter().flatten();
        let source =
            sources.find(|(known, _)| known.code == column.code).and_then(|(_, source)| source.as_ref());
        held(source)
    };
    Coverage {
        table,
        is_sent: sources.is_some(),
        columns: table.columns.iter().map(|column| (column, of_column(column))).collect(),
    }
}

fn held(source: Option<&Source>) -> Held {
    let Some(source) = source else { return Held::Nothing };
    let mut labels: Vec<String> = source.ends().into_iter().map(|field| field.label.clone()).collect();
    labels.dedup();
    if labels.is_empty() { Held::Derived } else { Held::Fields(labels) }
}
