//! What of our records goes into which column, read from `catalogue/exchange/records.toml` and from the
//! exchange names in `catalogue/records`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::path::{Path, Test};
use super::schema::{Column, ColumnKind, Table, table};
use crate::registry::record::{Field, FieldType, Kind, kind};

/// How a record of ours becomes a message.
#[derive(Debug)]
pub struct RecordMap {
    /// The table of its main row.
    pub table: &'static Table,
    /// The kind of record that makes it.
    pub kind: &'static Kind,
    /// Messages with smaller steps go first, so that what they name is there already.
    pub step: i64,
    /// Whether a record is of no school year, though it names one.
    pub(super) is_of_any_year: bool,
    pub(super) id: Vec<Path>,
    pub(super) when: Option<Test>,
    pub(super) columns: Sources,
    pub(super) children: Vec<ChildMap>,
}

/// Where each column of a table comes from.
pub(super) type Sources = Vec<(&'static Column, Option<Source>)>;

#[derive(Debug)]
pub(super) enum Source {
    Path(Path),
    Test(Test),
}

impl Source {
    pub fn ends(&self) -> Vec<&'static Field> {
        match self {
            Self::Path(path) => path.ends().collect(),
            Self::Test(test) => test.ends().collect(),
        }
    }
}

/// How rows of a child table are made.
#[derive(Debug)]
pub(super) struct ChildMap {
    pub table: &'static Table,
    /// What its name ends with.
    pub end: String,
    pub rows: Rows,
    /// Whether it is asked of the main record, or of each record.
    pub when: Option<Test>,
    /// Whether the message is nothing without it.
    pub is_must: bool,
    pub columns: Sources,
}

#[derive(Debug)]
pub(super) enum Rows {
    /// One, of the main record.
    One,
    /// One for each code of a field.
    Codes(Path),
    /// One for each record of a kind whose link names the same record as the path.
    Records {
        kind: &'static Kind,
        link: String,
        to: Option<Vec<&'static Field>>,
        id: Vec<Path>,
        is_single: bool,
    },
}

/// How records of a table are made.
pub fn record_map(table: &str) -> Option<&'static RecordMap> {
    record_maps().iter().find(|map| map.table.code == table)
}

/// All of them, in the order of the file.
pub fn record_maps() -> &'static [RecordMap] {
    static MAPS: LazyLock<Vec<RecordMap>> = LazyLock::new(|| {
        read(include_str!("../../../../../catalogue/exchange/records.toml"))
            .unwrap_or_else(|problem| panic!("catalogue/exchange/records.toml: {problem}"))
    });
    &MAPS
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    record: Vec<RawRecord>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRecord {
    table: String,
    kind: String,
    step: i64,
    id: Vec<String>,
    when: Option<String>,
    #[serde(default)]
    any_year: bool,
    #[serde(default)]
    column: BTreeMap<String, String>,
    #[serde(default)]
    child: Vec<RawChild>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawChild {
    table: String,
    end: String,
    of: Option<String>,
    every: Option<String>,
    each: Option<String>,
    link: Option<String>,
    to: Option<String>,
    #[serde(default)]
    id: Vec<String>,
    when: Option<String>,
    #[serde(rename = "where")]
    only: Option<String>,
    #[serde(default)]
    must: bool,
    #[serde(default)]
    single: bool,
    #[serde(default)]
    column: BTreeMap<String, String>,
}

pub(super) fn read(text: &str) -> Result<Vec<RecordMap>, String> {
    let file: RawFile = toml::from_str(text).map_err(|error| error.to_string())?;
    file.record.into_iter().map(RawRecord::read).collect()
}

fn known_table(code: &str) -> Result<&'static Table, String> {
    table(code).ok_or_else(|| format!("no table {code}"))
}

fn known_kind(code: &str) -> Result<&'static Kind, String> {
    kind(code).ok_or_else(|| format!("no kind {code}"))
}

fn known_field(of: &'static Kind, code: &str) -> Result<&'static Field, String> {
    of.field(code).ok_or_else(|| format!("{} has no field {code}", of.code))
}

impl RawRecord {
    fn read(self) -> Result<RecordMap, String> {
        let (table, of) = (known_table(&self.table)?, known_kind(&self.kind)?);
        let wrong = |problem: String| format!("{}: {problem}", self.table);
        // Its own fields, then those of the records that it names.
        let mut prefixes: Vec<(Vec<&'static Field>, &'static Kind)> = vec![(Vec::new(), of)];
        for field in &of.fields {
            if let FieldType::Record(named) = &field.kind {
                prefixes.push((vec![field], known_kind(named)?));
            }
        }
        let columns = sources(table, of, &prefixes, &self.column).map_err(wrong)?;
        let paths = self.id.iter().map(|text| Path::read(text, of));
        Ok(RecordMap {
            table,
            kind: of,
            step: self.step,
            is_of_any_year: self.any_year,
            id: paths.collect::<Result<_, _>>().map_err(wrong)?,
            when: self.when.as_deref().map(|text| Test::read(text, of)).transpose().map_err(wrong)?,
            columns,
            children: self
                .child
                .into_iter()
                .map(|child| child.read(of))
                .collect::<Result<_, _>>()
                .map_err(|problem| format!("{}: {problem}", self.table))?,
        })
    }
}

impl RawChild {
    fn read(self, main: &'static Kind) -> Result<ChildMap, String> {
        let table = known_table(&self.table)?;
        let wrong = |problem: String| format!("{}: {problem}", self.table);
        let mut asked = main;
        let mut prefixes = Vec::new();
        if let Some(of) = &self.of {
            let field = known_field(main, of)?;
            let FieldType::Record(named) = &field.kind else {
                return Err(wrong(format!("{of} names no record")));
            };
            prefixes.push((vec![field], known_kind(named)?));
        }
        let rows = match (&self.every, &self.each) {
            (Some(path), None) => Rows::Codes(Path::read(path, main).map_err(wrong)?),
            (None, Some(each)) => {
                asked = known_kind(each)?;
                prefixes.push((Vec::new(), asked));
                let link = self.link.clone().ok_or_else(|| wrong("no link".to_owned()))?;
                known_field(asked, &link)?;
                let to = self.to.as_deref().map(|to| known_field(main, to).map(|field| vec![field]));
                let id = self.id.iter().map(|text| Path::read(text, asked));
                Rows::Records {
                    kind: asked,
                    link,
                    to: to.transpose()?,
                    id: id.collect::<Result<_, _>>().map_err(wrong)?,
                    is_single: self.single,
                }
            }
            _ => Rows::One,
        };
        let when = self.when.or(self.only);
        Ok(ChildMap {
            table,
            rows,
            when: when.as_deref().map(|text| Test::read(text, asked)).transpose().map_err(wrong)?,
            is_must: self.must,
            columns: sources(table, asked, &prefixes, &self.column).map_err(wrong)?,
            end: self.end,
        })
    }
}

/// Where the columns of `table` come from: as written, else from the field that names the column.
fn sources(
    table: &'static Table,
    of: &'static Kind,
    prefixes: &[(Vec<&'static Field>, &'static Kind)],
    written: &BTreeMap<String, String>,
) -> Result<Sources, String> {
    if let Some(unknown) = written.keys().find(|code| table.column(code).is_none()) {
        return Err(format!("no column {unknown}"));
    }
    let mut sources = Vec::new();
    for column in &table.columns {
        if matches!(column.kind, ColumnKind::Key | ColumnKind::ParentKey) {
            continue;
        }
        let text = written.iter().find(|(code, _)| code.eq_ignore_ascii_case(&column.code));
        let source = match text {
            Some((_, text)) if text.contains(" in ") => Some(Source::Test(Test::read(text, of)?)),
            Some((_, text)) => Some(Source::Path(Path::read(text, of)?)),
            None => named(table, column, of, prefixes)?.map(Source::Path),
        };
        sources.push((column, source));
    }
    Ok(sources)
}

fn named(
    table: &Table,
    column: &Column,
    of: &'static Kind,
    prefixes: &[(Vec<&'static Field>, &'static Kind)],
) -> Result<Option<Path>, String> {
    let names = |field: &&'static Field| {
        let mut names = field.exchange.iter();
        names.any(|name| name.table == table.code && name.field.eq_ignore_ascii_case(&column.code))
    };
    for (prefix, kind) in prefixes {
        if let Some(field) = kind.fields.iter().find(names) {
            return Path::of_field(prefix, field, of).map(Some);
        }
    }
    Ok(None)
}
