//! Ways through records to a value, as `catalogue/exchange/records.toml` writes them.

use khue_base::SchoolYear;

use super::check::Spot;
use super::message::{Known, School};
use crate::registry::record::{Field, FieldType, FieldValue, Kind, kind};

/// The first of several ways that leads to a value.
#[derive(Debug)]
pub(super) struct Path {
    ways: Vec<Way>,
    /// Whether it may lead nowhere where a name is made of it.
    pub is_optional: bool,
}

#[derive(Debug)]
enum Way {
    /// Fields, each but the last naming another record.
    Fields(Vec<(&'static Kind, &'static Field)>),
    School,
    Level,
    Province,
    MainSite,
    Each,
}

/// Where a way begins.
#[derive(Clone, Copy)]
pub(super) struct Start<'s, 'a> {
    pub school: &'s School<'a>,
    pub record: Known<'a>,
    /// The code at hand where a list of codes makes rows.
    pub each: Option<&'s str>,
}

/// Where a way ended.
pub(super) struct Reached {
    pub value: Option<(FieldValue, Option<&'static Field>)>,
    /// Where the value stands, or should.
    pub spot: Option<Spot>,
}

impl Path {
    pub fn read(text: &str, of: &'static Kind) -> Result<Self, String> {
        let (text, is_optional) = text.strip_suffix('?').map_or((text, false), |text| (text, true));
        let mut ways = Vec::new();
        let mut first: Vec<&str> = Vec::new();
        for part in text.split('|') {
            let way = match part.strip_prefix('@') {
                Some("school") => Way::School,
                Some("level") => Way::Level,
                Some("province") => Way::Province,
                Some("main-site") => Way::MainSite,
                Some("each") => Way::Each,
                Some(other) => return Err(format!("@{other} is nothing known")),
                None => {
                    let mut steps: Vec<&str> = part.split('.').collect();
                    if let (1, Some((_, before))) = (steps.len(), first.split_last()) {
                        steps = before.iter().chain(&steps).copied().collect();
                    }
                    let fields = walk(&steps, of)?;
                    first = steps;
                    Way::Fields(fields)
                }
            };
            ways.push(way);
        }
        Ok(Self { ways, is_optional })
    }

    /// The way to a field, and on to the code of the record that the field names.
    pub fn of_field(
        prefix: &[&'static Field],
        field: &'static Field,
        of: &'static Kind,
    ) -> Result<Self, String> {
        let mut steps: Vec<&str> = prefix.iter().map(|field| field.code.as_str()).collect();
        steps.push(&field.code);
        let mut text = steps.join(".");
        if let FieldType::Record(named) = &field.kind {
            let is_person = matches!(named.as_str(), "pupil" | "staff");
            text += if is_person { ".local_code|ministry_code" } else { ".code" };
        }
        Self::read(&text, of)
    }

    pub fn find(&self, start: Start<'_, '_>) -> Reached {
        let mut spot = None;
        for way in &self.ways {
            let reached = way.find(start);
            spot = spot.or(reached.spot.clone());
            if reached.value.is_some() {
                return Reached { spot: reached.spot.or(spot), ..reached };
            }
        }
        Reached { value: None, spot }
    }

    /// The value as a part of a name.
    pub fn part(&self, start: Start<'_, '_>) -> Option<String> {
        let (value, _) = self.find(start).value?;
        let text = match value {
            FieldValue::Text(text) | FieldValue::Code(text) => text,
            FieldValue::SchoolYear(year) => year.to_string(),
            FieldValue::Partial(day) => day.iso(),
            FieldValue::Whole(number) => number.to_string(),
            _ => return None,
        };
        Some(text.split_whitespace().collect::<Vec<_>>().join("_"))
    }

    /// The fields at which it may end.
    pub fn ends(&self) -> impl Iterator<Item = &'static Field> {
        self.ways.iter().filter_map(|way| match way {
            Way::Fields(fields) => fields.last().map(|(_, field)| *field),
            _ => None,
        })
    }
}

fn walk(steps: &[&str], of: &'static Kind) -> Result<Vec<(&'static Kind, &'static Field)>, String> {
    let mut at = Some(of);
    let mut fields = Vec::new();
    for step in steps {
        let Some(here) = at else { return Err(format!("{steps:?} goes on behind a value")) };
        let field = here.field(step).ok_or_else(|| format!("{} has no field {step}", here.code))?;
        fields.push((here, field));
        at = match &field.kind {
            FieldType::Record(named) => kind(named),
            _ => None,
        };
    }
    Ok(fields)
}

impl Way {
    fn find(&self, start: Start<'_, '_>) -> Reached {
        let school = start.school;
        let text = |text: Option<&String>| Reached {
            value: text.map(|text| (FieldValue::Text(text.clone()), None)),
            spot: None,
        };
        match self {
            Self::Fields(fields) => follow(fields, start),
            Self::School => Reached { spot: school.profile_spot("code"), ..text(school.code.as_ref()) },
            Self::Level => Reached { spot: school.profile_spot("levels"), ..text(school.level().as_ref()) },
            Self::Province => text(school.province.as_ref()),
            Self::MainSite => text(school.main_site().as_ref()),
            Self::Each => text(start.each.map(str::to_owned).as_ref()),
        }
    }
}

fn follow(fields: &[(&'static Kind, &'static Field)], start: Start<'_, '_>) -> Reached {
    let mut record = start.record;
    let mut spot = None;
    for (kind, field) in fields {
        spot = Some(Spot { kind: &kind.code, record: record.id, field: field.code.clone() });
        match record.facts.get(&field.code) {
            Some(FieldValue::Record(id)) => match start.school.record_named(field, *id) {
                Some(next) => record = next,
                None => break,
            },
            Some(value) => return Reached { value: Some((value.clone(), Some(field))), spot },
            None => break,
        }
    }
    Reached { value: None, spot }
}

/// A question about a code: `level in 03,04`.
#[derive(Debug)]
pub(super) struct Test {
    path: Path,
    what: What,
}

#[derive(Debug)]
enum What {
    Given,
    In(Vec<String>),
    InOrNone(Vec<String>),
    NotIn(Vec<String>),
}

impl Test {
    pub fn read(text: &str, of: &'static Kind) -> Result<Self, String> {
        let codes = |text: &str| text.split(',').map(|code| code.trim().to_owned()).collect::<Vec<_>>();
        let (path, what) = if let Some((path, list)) = text.split_once(" not in ") {
            (path, What::NotIn(codes(list)))
        } else if let Some((path, list)) = text.split_once(" in ") {
            match list.strip_suffix(" or none") {
                Some(list) => (path, What::InOrNone(codes(list))),
                None => (path, What::In(codes(list))),
            }
        } else {
            (text, What::Given)
        };
        let path = Path::read(path, of)?;
        let listed = path.ends().filter_map(|field| crate::registry::record::code_list(field.kind.list()?));
        for list in listed {
            let (What::In(codes) | What::InOrNone(codes) | What::NotIn(codes)) = &what else { continue };
            if let Some(unknown) = codes.iter().find(|code| list.by_code(code).is_none()) {
                return Err(format!("{text}: {unknown} is no code of {}", list.name));
            }
        }
        Ok(Self { path, what })
    }

    /// Whether it is so; nothing when the value is not known.
    pub fn answer(&self, start: Start<'_, '_>) -> (Option<bool>, Option<Spot>) {
        let Reached { value, spot } = self.path.find(start);
        let code = value.and_then(|(value, _)| match value {
            FieldValue::Code(code) | FieldValue::Text(code) => Some(code),
            other => other.into_stored().map(|_| String::new()),
        });
        let answer = match (&self.what, code) {
            (What::Given, code) => Some(code.is_some()),
            (What::InOrNone(_), None) => Some(true),
            (_, None) => None,
            (What::In(codes) | What::InOrNone(codes), Some(code)) => Some(codes.contains(&code)),
            (What::NotIn(codes), Some(code)) => Some(!codes.contains(&code)),
        };
        (answer, spot)
    }

    pub fn ends(&self) -> impl Iterator<Item = &'static Field> {
        self.path.ends()
    }
}

/// The school year that a record names.
pub(super) fn year_of(record: Known<'_>) -> Option<SchoolYear> {
    match record.facts.get("year") {
        Some(FieldValue::SchoolYear(year)) => Some(*year),
        _ => None,
    }
}
