//! Forms of the statistics as `catalogue/figures` describes them.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::registry::checks::{Path, RawTest, Test, place_of};
use crate::registry::record::{CatalogueError, CodeList, code_list, kinds};

/// A form: what is counted, in which lines and columns.
#[derive(Debug)]
pub struct Form {
    /// Its name in codes of figures: `hs`.
    pub code: String,
    /// As headings name it.
    pub title: String,
    /// The same in English.
    pub english: String,
    /// What is counted: `học sinh`.
    pub unit: String,
    /// The kind of record that is counted.
    pub kind: String,
    /// The form of the circular.
    pub basis: String,
    /// Whether the basis is still to be confirmed.
    pub is_to_confirm: bool,
    /// Its lines.
    pub rows: Vec<FormRow>,
    /// The codes of its columns besides the total.
    pub columns: &'static CodeList,
    pub(super) of: usize,
    pub(super) when: Vec<Test>,
    pub(super) column: Path,
}

/// A line of a form, or one line for each code of a list.
#[derive(Debug)]
pub struct FormRow {
    /// Its name in codes of figures: `nu`.
    pub code: String,
    /// As tables name it.
    pub label: String,
    /// The same in English.
    pub english: String,
    /// The list, when there is one line for each of its codes.
    pub each: Option<&'static CodeList>,
    /// Whether who is counted tells about a field that not everybody may see.
    pub is_guarded: bool,
    pub(super) part: Part,
}

#[derive(Debug)]
pub(super) enum Part {
    /// Those for which all of this holds.
    Where(Vec<Test>),
    /// A line for each code at the end of this path.
    Each(Path),
}

impl Form {
    /// The line to which the middle part of a figure's code leads, with the code of the list.
    pub fn row<'c>(&self, code: &'c str) -> Option<(&FormRow, Option<&'c str>)> {
        self.rows.iter().find_map(|row| match row.each {
            _ if row.code == code => Some((row, None)),
            None => None,
            Some(_) => Some((row, Some(code.strip_prefix(&row.code)?.strip_prefix('-')?))),
        })
    }

    /// What a line is called: for a line of a list the name of its code.
    pub fn label_of(&self, code: &str) -> Option<String> {
        let (row, each) = self.row(code)?;
        Some(match (row.each, each) {
            (Some(list), Some(code)) => {
                list.by_code(code).map_or_else(|| code.to_owned(), |code| code.name.clone())
            }
            _ => row.label.clone(),
        })
    }
}

/// All forms, in the order of pages.
pub fn forms() -> &'static [Form] {
    static FORMS: LazyLock<Vec<Form>> =
        LazyLock::new(|| read_all(FILES).unwrap_or_else(|error| panic!("{error}")));
    &FORMS
}

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../../../../catalogue/figures/", $name)))),*]
    };
}

const FILES: &[(&str, &str)] = files!("classes.toml", "pupils.toml", "staff.toml", "rooms.toml");

pub(super) fn read_all(files: &[(&str, &str)]) -> Result<Vec<Form>, CatalogueError> {
    let mut forms: Vec<Form> = Vec::new();
    for (file, text) in files {
        let wrong = |problem: String| CatalogueError { file: format!("figures/{file}"), problem };
        let raw: RawForm = toml::from_str(text).map_err(|error| wrong(error.to_string()))?;
        let form = raw.read().map_err(wrong)?;
        if forms.iter().any(|known| known.code == form.code) {
            return Err(wrong(format!("{} stands twice", form.code)));
        }
        forms.push(form);
    }
    Ok(forms)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawForm {
    code: String,
    title: String,
    english: String,
    unit: String,
    kind: String,
    #[serde(default)]
    when: Vec<RawTest>,
    columns: String,
    basis: String,
    #[serde(default)]
    confirm: bool,
    row: Vec<RawRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRow {
    code: String,
    label: String,
    english: String,
    #[serde(default)]
    when: Vec<RawTest>,
    each: Option<String>,
}

impl RawForm {
    fn read(self) -> Result<Form, String> {
        let of = place_of(&self.kind)?;
        let tests = |raw: Vec<RawTest>| raw.into_iter().map(|test| test.read(of)).collect::<Result<_, _>>();
        let (column, columns) = listed(of, &self.columns)?;
        let mut rows: Vec<FormRow> = Vec::new();
        for raw in self.row {
            let is_plain = |code: &str| !code.is_empty() && !code.contains(['.', '?', '/']);
            if !is_plain(&raw.code) || rows.iter().any(|row| row.code == raw.code) {
                return Err(format!("{} stands twice or is no code", raw.code));
            }
            let (part, each) = match &raw.each {
                None => (Part::Where(tests(raw.when)?), None),
                Some(path) if raw.when.is_empty() => {
                    let (path, list) = listed(of, path)?;
                    (Part::Each(path), Some(list))
                }
                Some(_) => return Err(format!("{}: either when or each", raw.code)),
            };
            let is_guarded = match &part {
                Part::Where(tests) => tests.iter().any(Test::reads_guarded),
                Part::Each(path) => path.is_guarded(),
            };
            rows.push(FormRow {
                code: raw.code,
                label: raw.label,
                english: raw.english,
                each,
                is_guarded,
                part,
            });
        }
        Ok(Form {
            when: tests(self.when)?,
            code: self.code,
            title: self.title,
            english: self.english,
            unit: self.unit,
            kind: self.kind,
            basis: self.basis,
            is_to_confirm: self.confirm,
            rows,
            columns,
            of,
            column,
        })
    }
}

/// A path that ends at a field with a code list.
fn listed(of: usize, text: &str) -> Result<(Path, &'static CodeList), String> {
    let path = Path::read(of, text)?;
    let field = path.steps.last().and_then(|(kind, place)| kinds().get(*kind)?.fields.get(*place));
    let list = field.and_then(|field| field.kind.list()).and_then(code_list);
    Ok((path, list.ok_or_else(|| format!("{text}: has no code list"))?))
}
