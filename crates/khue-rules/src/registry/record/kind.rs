//! Kinds of records, read from `catalogue/records`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::field::{Exchange, Field, FieldType, Guard};
use super::{code_list, folded};

/// A kind of record: one table, one sheet, one address in the interface.
#[derive(Clone, Debug)]
pub struct Kind {
    /// Its name in the database and in the interface: `pupil`.
    pub code: String,
    /// As sentences name it: `học sinh`.
    pub name: String,
    /// As headings name it: `Học sinh`.
    pub title: String,
    /// Whose key stands first in its table.
    pub kept_by: Keeper,
    /// What finds the same record again, best first; several fields count together.
    pub identity: Vec<Vec<String>>,
    /// The field by which a record is called in lists.
    pub called_by: String,
    /// Whether people search it by the words of its name.
    pub is_searched: bool,
    /// For people kept by the province: the kind through which they belong to a unit.
    pub through: Option<String>,
    /// The field and the code by which a record says that its person no longer belongs to the unit.
    pub released: Option<(String, String)>,
    /// Its fields, in the order of sheets.
    pub fields: Vec<Field>,
    /// Records of other kinds that its sheets hold in the same row.
    pub besides: Vec<Beside>,
}

/// A record of another kind that a sheet holds in the same row: the father and the class beside a pupil.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beside {
    /// Its name within the kind: `father`.
    pub code: String,
    /// Its kind.
    pub kind: String,
    /// The field of its kind that names the record of the row.
    pub link: String,
    /// Fields of its kind whose value is known from its place: code of the field, value as stored.
    pub set: Vec<(String, String)>,
    /// Its fields that sheets hold. Their codes are those of the kind with its own name before: `father.phone`.
    pub fields: Vec<Field>,
}

/// Who keeps records of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Keeper {
    /// The province: people, whose records outlive schools.
    Province,
    /// A school: what belongs to it.
    School,
}

/// The code names a kind: keys of records are compared by the thousand, descriptions never.
impl PartialEq for Kind {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}

impl Eq for Kind {}

impl Kind {
    /// The field with this code.
    pub fn field(&self, code: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.code == code)
    }

    /// All columns that its sheets may have: its own fields, then those of the records beside it.
    pub fn sheet_fields(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().chain(self.besides.iter().flat_map(|beside| &beside.fields))
    }

    /// The field that names a record of another kind.
    pub fn link_to(&self, kind: &str) -> Option<&Field> {
        self.fields.iter().find(|field| matches!(&field.kind, FieldType::Record(other) if other == kind))
    }

    /// The place of a field among the fields.
    pub fn position(&self, code: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.code == code)
    }
}

/// The kind with this code.
pub fn kind(code: &str) -> Option<&'static Kind> {
    kinds().iter().find(|kind| kind.code == code)
}

/// All kinds, those first that others refer to.
pub fn kinds() -> &'static [Kind] {
    static KINDS: LazyLock<Vec<Kind>> =
        LazyLock::new(|| read_all(FILES).unwrap_or_else(|error| panic!("{error}")));
    &KINDS
}

/// A description in the catalogue that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("catalogue/{file}: {problem}")]
pub struct CatalogueError {
    /// The file.
    pub file: String,
    /// What is wrong.
    pub problem: String,
}

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../../../../catalogue/records/", $name)))),*]
    };
}

const FILES: &[(&str, &str)] = files!(
    "school_profile.toml",
    "site.toml",
    "land.toml",
    "building.toml",
    "room.toml",
    "staff.toml",
    "class.toml",
    "study_group.toml",
    "teaching.toml",
    "pupil.toml",
    "guardian.toml",
    "enrolment.toml",
    "engagement.toml",
    "qualification.toml",
    "training.toml",
    "appraisal.toml",
    "equipment.toml",
    "works.toml",
);

pub(super) fn read_all(files: &[(&str, &str)]) -> Result<Vec<Kind>, CatalogueError> {
    let mut kinds = Vec::new();
    let mut besides = Vec::new();
    for (file, text) in files {
        let wrong = |problem: String| CatalogueError { file: format!("records/{file}"), problem };
        let mut raw: RawKind = toml::from_str(text).map_err(|error| wrong(error.to_string()))?;
        besides.push(std::mem::take(&mut raw.beside));
        kinds.push(raw.read().map_err(wrong)?);
    }
    let named = kinds.clone();
    for ((kind, (file, _)), besides) in kinds.iter_mut().zip(files).zip(besides) {
        let wrong = |problem: String| CatalogueError { file: format!("records/{file}"), problem };
        for beside in besides {
            kind.besides.push(beside.read(&named).map_err(wrong)?);
        }
    }
    for (kind, (file, _)) in kinds.iter().zip(files) {
        let wrong = |problem: String| CatalogueError { file: format!("records/{file}"), problem };
        let through = kind.through.as_ref().map(|code| named.iter().find(|other| other.code == *code));
        let is_linked = |other: &Kind| kind.link_to(&other.code).or(other.link_to(&kind.code)).is_some();
        if matches!(through, Some(None)) || matches!(through, Some(Some(other)) if !is_linked(other)) {
            return Err(wrong("is not linked to the kind through which it belongs to a unit".to_owned()));
        }
        if through.is_some() != (kind.kept_by == Keeper::Province) {
            return Err(wrong(
                "people kept by the province, and only they, belong through another kind".to_owned(),
            ));
        }
        for field in &kind.fields {
            if let Some(other) = field.unless.as_ref().filter(|other| kind.field(other).is_none()) {
                return Err(wrong(format!("{}: no field {other}", field.code)));
            }
            if let FieldType::Record(other) = &field.kind
                && !named.iter().any(|kind| kind.code == *other)
            {
                return Err(wrong(format!("{}: no kind {other}", field.code)));
            }
        }
    }
    Ok(kinds)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawKind {
    kind: String,
    name: String,
    title: String,
    kept_by: Keeper,
    identity: Vec<Identity>,
    called_by: String,
    #[serde(default)]
    searched: bool,
    through: Option<String>,
    released: Option<RawReleased>,
    field: Vec<RawField>,
    #[serde(default)]
    beside: Vec<RawBeside>,
}

impl RawKind {
    fn read(self) -> Result<Kind, String> {
        let fields = self.field.into_iter().map(RawField::read).collect::<Result<Vec<_>, _>>()?;
        let kind = Kind {
            code: self.kind,
            name: self.name,
            title: self.title,
            kept_by: self.kept_by,
            identity: self.identity.into_iter().map(Identity::fields).collect(),
            called_by: self.called_by,
            is_searched: self.searched,
            through: self.through,
            released: self.released.map(|released| (released.field, released.code)),
            fields,
            besides: Vec::new(),
        };
        let released = kind.released.iter().map(|(field, _)| field);
        for code in kind.identity.iter().flatten().chain([&kind.called_by]).chain(released) {
            if kind.field(code).is_none() {
                return Err(format!("no field {code}"));
            }
        }
        Ok(kind)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawReleased {
    field: String,
    code: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawBeside {
    code: String,
    kind: String,
    link: String,
    #[serde(default)]
    set: BTreeMap<String, String>,
    field: Vec<RawBesideField>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawBesideField {
    code: String,
    label: String,
    #[serde(default)]
    headings: Vec<String>,
}

impl RawBeside {
    fn read(self, kinds: &[Kind]) -> Result<Beside, String> {
        let kind = kinds.iter().find(|kind| kind.code == self.kind);
        let kind = kind.ok_or_else(|| format!("{}: no kind {}", self.code, self.kind))?;
        let field = |code: &str| kind.field(code).ok_or_else(|| format!("{}: no field {code}", self.code));
        for code in self.set.keys().chain([&self.link]) {
            field(code)?;
        }
        let mut fields = Vec::new();
        for raw in &self.field {
            fields.push(Field {
                code: format!("{}.{}", self.code, raw.code),
                label: raw.label.clone(),
                headings: raw.headings.iter().map(|heading| folded(heading)).collect(),
                is_required: false,
                ..field(&raw.code)?.clone()
            });
        }
        let set = self.set.into_iter().collect();
        Ok(Beside { code: self.code, kind: self.kind, link: self.link, set, fields })
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Identity {
    One(String),
    Together(Vec<String>),
}

impl Identity {
    fn fields(self) -> Vec<String> {
        match self {
            Self::One(field) => vec![field],
            Self::Together(fields) => fields,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawField {
    code: String,
    label: String,
    english: String,
    #[serde(rename = "type")]
    kind: String,
    list: Option<String>,
    #[serde(rename = "kind")]
    record: Option<String>,
    min: Option<i64>,
    max: Option<i64>,
    #[serde(default)]
    required: bool,
    unless: Option<String>,
    #[serde(default)]
    past: bool,
    #[serde(default)]
    headings: Vec<String>,
    #[serde(default)]
    exchange: Vec<String>,
    #[serde(default)]
    guard: Guard,
    #[serde(default)]
    note: String,
    #[serde(default)]
    confirm: bool,
}

impl RawField {
    fn read(self) -> Result<Field, String> {
        let code = self.code;
        let list = || self.list.clone().ok_or_else(|| format!("{code}: names no list"));
        let kind = match self.kind.as_str() {
            "text" => FieldType::Text { max: self.max.and_then(|max| max.try_into().ok()).unwrap_or(255) },
            "name" => FieldType::Name,
            "day" => FieldType::Day,
            "partial-day" => FieldType::PartialDay,
            "month" => FieldType::Month,
            "year" => FieldType::Year,
            "school-year" => FieldType::SchoolYear,
            "list" => FieldType::List(list()?),
            "lists" => FieldType::Lists(list()?),
            "flag" => FieldType::Flag,
            "whole" => {
                FieldType::Whole { min: self.min.unwrap_or(0), max: self.max.unwrap_or(1_000_000_000) }
            }
            "decimal" => {
                FieldType::Decimal { min: self.min.unwrap_or(0), max: self.max.unwrap_or(1_000_000_000_000) }
            }
            "money" => FieldType::Money,
            "phone" => FieldType::Phone,
            "email" => FieldType::Email,
            "personal-number" => FieldType::PersonalNumber,
            "ministry-code" => FieldType::MinistryCode,
            "commune" => FieldType::Commune,
            "record" => FieldType::Record(self.record.ok_or_else(|| format!("{code}: names no kind"))?),
            other => return Err(format!("{code}: unknown type {other}")),
        };
        if let Some(list) = kind.list()
            && code_list(list).is_none()
        {
            return Err(format!("{code}: no code list {list}"));
        }
        let exchange = self.exchange.iter().map(|path| {
            let (table, field) =
                path.split_once('.').ok_or_else(|| format!("{code}: {path} is no table.field"))?;
            Ok(Exchange { table: table.to_owned(), field: field.to_owned() })
        });
        let exchange = exchange.collect::<Result<_, String>>()?;
        Ok(Field {
            label: self.label,
            english: self.english,
            kind,
            is_required: self.required,
            unless: self.unless,
            is_past: self.past,
            headings: self.headings.iter().map(|heading| folded(heading)).collect(),
            exchange,
            guard: self.guard,
            note: self.note,
            is_to_confirm: self.confirm,
            code,
        })
    }
}
