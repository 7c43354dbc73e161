//! Checks as `catalogue/checks` describes them, with every name resolved to a kind and a field.

use std::sync::LazyLock;

use khue_base::{Day, Quantity};
use serde::Deserialize;

use super::message::Message;
use crate::registry::record::{CatalogueError, FieldType, kinds};

/// How a finding is to be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// It must be mended before the records are sent.
    Error,
    /// It must be mended or explained.
    Query,
}

/// A check of one kind of record.
#[derive(Debug)]
pub struct Check {
    /// Its name: `HS-07`.
    pub code: String,
    /// The kind of record that it looks at.
    pub kind: String,
    /// How a finding is to be taken.
    pub level: Level,
    /// What it is about, as a heading: `Lớp quá sĩ số`.
    pub name: String,
    /// The field where it is mended.
    pub field: Option<String>,
    /// What follows from a finding, the gravest first: 1 changes money or rights, 2 changes a reported
    /// figure, 3 is a gap.
    pub consequence: u8,
    /// What to do about it.
    pub fix: String,
    /// The clause, or the reason when no clause is known.
    pub basis: String,
    /// Whether the basis is still to be confirmed.
    pub is_to_confirm: bool,
    /// The first day on which it holds.
    pub from: Option<Day>,
    /// The first day on which it no longer holds.
    pub until: Option<Day>,
    pub(super) of: usize,
    pub(super) field_at: Option<usize>,
    pub(super) when: Vec<Test>,
    pub(super) must: Test,
    pub(super) says: Message,
}

impl Check {
    /// Whether it looks at a field that not everybody may see: what it finds tells about that field.
    pub fn reads_guarded(&self) -> bool {
        self.when.iter().chain([&self.must]).any(Test::reads_guarded)
            || self.says.paths().any(Path::is_guarded)
    }

    /// Whether what it finds is a gap: recording more answers it, correcting nothing does.
    pub fn asks_for_more(&self) -> bool {
        self.must.asks_for_more()
    }
}

impl Test {
    fn asks_for_more(&self) -> bool {
        match self {
            Test::Any(tests) => tests.iter().any(Test::asks_for_more),
            Test::Claim(source, Claim::Present(true) | Claim::Full(true)) => {
                matches!(source, Source::Value(_))
            }
            Test::Claim(Source::Count(_) | Source::Sum(..), Claim::AtLeast(_)) => true,
            Test::Claim(..) | Test::Unique(_) | Test::Agrees { .. } => false,
        }
    }

    pub(in crate::registry) fn reads_guarded(&self) -> bool {
        match self {
            Test::Any(tests) => tests.iter().any(Test::reads_guarded),
            Test::Unique(paths) => paths.iter().any(Path::is_guarded),
            Test::Agrees { number, birth, sex } => [number, birth, sex].into_iter().any(Path::is_guarded),
            Test::Claim(source, claim) => {
                source.reads_guarded()
                    || match claim {
                        Claim::AtLeast(Operand::Source(source, _))
                        | Claim::AtMost(Operand::Source(source, _))
                        | Claim::Equals(Operand::Source(source, _)) => source.reads_guarded(),
                        _ => false,
                    }
            }
        }
    }
}

impl Source {
    fn reads_guarded(&self) -> bool {
        match self {
            Source::Value(path) => path.is_guarded(),
            Source::Years { born, year } => born.is_guarded() || year.as_ref().is_some_and(Path::is_guarded),
            // A number of people tells of none of them.
            Source::Count(_) | Source::Sum(..) => false,
        }
    }
}

/// A statement about a record that is true, false or not known.
#[derive(Debug)]
pub(in crate::registry) enum Test {
    Any(Vec<Test>),
    Unique(Vec<Path>),
    Agrees { number: Path, birth: Path, sex: Path },
    Claim(Source, Claim),
}

#[derive(Debug)]
pub(in crate::registry) enum Claim {
    Present(bool),
    /// Known to the day.
    Full(bool),
    In(Vec<Word>),
    NotIn(Vec<Word>),
    AtLeast(Operand),
    AtMost(Operand),
    Equals(Operand),
}

/// What a list of a claim holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::registry) enum Word {
    Code(String),
    Flag(bool),
    /// In thousandths.
    Number(i64),
}

#[derive(Debug)]
pub(in crate::registry) enum Operand {
    /// In thousandths.
    Number(i64),
    /// Another source, times so many thousandths.
    Source(Box<Source>, i64),
}

#[derive(Debug)]
pub(in crate::registry) enum Source {
    Value(Path),
    /// How many rows of a kind.
    Count(Group),
    /// The sum of a field over rows of a kind.
    Sum(usize, Group),
    /// Years of age: by the calendar year in which a school year begins, else completed on the day.
    Years {
        born: Path,
        year: Option<Path>,
    },
}

/// Rows of a kind.
#[derive(Debug)]
pub(in crate::registry) struct Group {
    pub kind: usize,
    /// Only those whose field at this place names the record that is checked.
    pub by: Option<usize>,
    pub tests: Vec<Test>,
}

/// The way from a record to a value: through records that it names, or from the school's profile.
#[derive(Clone, Debug)]
pub(in crate::registry) struct Path {
    /// Whether it begins at the school's profile.
    pub from_school: bool,
    /// Kind and place of the field at every step.
    pub steps: Vec<(usize, usize)>,
}

impl Path {
    pub fn is_guarded(&self) -> bool {
        let field = |(kind, place): &(usize, usize)| kinds().get(*kind)?.fields.get(*place);
        self.steps.last().and_then(field).is_some_and(|field| field.guard.is_guarded())
    }

    pub fn read(kind: usize, text: &str) -> Result<Self, String> {
        let (from_school, rest) = match text.strip_prefix("school.") {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let mut at = if from_school { place_of("school_profile")? } else { kind };
        let mut steps = Vec::new();
        let words: Vec<&str> = rest.split('.').collect();
        for (number, word) in words.iter().enumerate() {
            let here = kinds().get(at).ok_or("no kind")?;
            let place =
                here.position(word).ok_or_else(|| format!("{text}: {} has no field {word}", here.code))?;
            steps.push((at, place));
            if number + 1 < words.len() {
                match here.fields.get(place).map(|field| &field.kind) {
                    Some(FieldType::Record(next)) => at = place_of(next)?,
                    _ => return Err(format!("{text}: {word} names no record")),
                }
            }
        }
        Ok(Self { from_school, steps })
    }
}

pub(in crate::registry) fn place_of(kind: &str) -> Result<usize, String> {
    kinds().iter().position(|known| known.code == kind).ok_or_else(|| format!("no kind {kind}"))
}

/// All checks, in the order of the catalogue.
pub fn checks() -> &'static [Check] {
    static CHECKS: LazyLock<Vec<Check>> =
        LazyLock::new(|| read_all(FILES).unwrap_or_else(|error| panic!("{error}")));
    &CHECKS
}

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../../../../catalogue/checks/", $name)))),*]
    };
}

const FILES: &[(&str, &str)] =
    files!("school.toml", "class.toml", "pupil.toml", "enrolment.toml", "staff.toml", "facilities.toml");

pub(super) fn read_all(files: &[(&str, &str)]) -> Result<Vec<Check>, CatalogueError> {
    let mut checks: Vec<Check> = Vec::new();
    for (file, text) in files {
        let wrong = |problem: String| CatalogueError { file: format!("checks/{file}"), problem };
        let raw: RawFile = toml::from_str(text).map_err(|error| wrong(error.to_string()))?;
        for raw in raw.check {
            let code = raw.code.clone();
            if checks.iter().any(|known| known.code == code) {
                return Err(wrong(format!("{code} stands twice")));
            }
            checks.push(raw.read().map_err(|problem| wrong(format!("{code}: {problem}")))?);
        }
    }
    Ok(checks)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    check: Vec<RawCheck>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCheck {
    code: String,
    kind: String,
    level: Level,
    name: String,
    field: Option<String>,
    consequence: u8,
    #[serde(default)]
    when: Vec<RawTest>,
    must: RawTest,
    says: String,
    fix: String,
    basis: String,
    #[serde(default)]
    confirm: bool,
    from: Option<String>,
    until: Option<String>,
}

/// One source and one claim about it, or `any`, `unique`, `agrees`.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(in crate::registry) struct RawTest {
    any: Option<Vec<RawTest>>,
    unique: Option<Vec<String>>,
    agrees: Option<[String; 3]>,
    of: Option<String>,
    count: Option<String>,
    sum: Option<String>,
    by: Option<String>,
    #[serde(rename = "where")]
    tests: Vec<RawTest>,
    years: Option<String>,
    in_year: Option<String>,
    present: Option<bool>,
    full: Option<bool>,
    is: Option<RawWord>,
    #[serde(rename = "in")]
    among: Option<Vec<RawWord>>,
    not_in: Option<Vec<RawWord>>,
    at_least: Option<RawOperand>,
    at_most: Option<RawOperand>,
    equals: Option<RawOperand>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct RawSource {
    of: Option<String>,
    count: Option<String>,
    sum: Option<String>,
    by: Option<String>,
    #[serde(rename = "where")]
    tests: Vec<RawTest>,
    years: Option<String>,
    in_year: Option<String>,
    times: Option<RawNumber>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum RawOperand {
    Number(RawNumber),
    Source(Box<RawSource>),
}

/// `35`, or `"0,6"`.
#[derive(Deserialize)]
#[serde(untagged)]
enum RawNumber {
    Whole(i64),
    Written(String),
}

impl RawNumber {
    fn thousandths(&self) -> Result<i64, String> {
        match self {
            Self::Whole(number) => number.checked_mul(1000).ok_or_else(|| "too great".to_owned()),
            Self::Written(text) => {
                text.parse::<Quantity>().map(Quantity::thousandths).map_err(|error| error.to_string())
            }
        }
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum RawWord {
    Flag(bool),
    Number(i64),
    Code(String),
}

impl RawWord {
    fn read(self) -> Word {
        match self {
            Self::Flag(flag) => Word::Flag(flag),
            Self::Number(number) => Word::Number(number.saturating_mul(1000)),
            Self::Code(code) => Word::Code(code),
        }
    }
}

impl RawCheck {
    fn read(self) -> Result<Check, String> {
        let of = place_of(&self.kind)?;
        let kind = kinds().get(of).ok_or("no kind")?;
        let day = |text: &Option<String>| {
            text.as_ref().map(|text| text.parse::<Day>().map_err(|error| error.to_string())).transpose()
        };
        let field_at = match &self.field {
            None => None,
            Some(field) => Some(kind.position(field).ok_or_else(|| format!("no field {field}"))?),
        };
        if !(1..=3).contains(&self.consequence) {
            return Err("consequence is 1, 2 or 3".to_owned());
        }
        Ok(Check {
            of,
            field_at,
            when: self.when.into_iter().map(|test| test.read(of)).collect::<Result<_, _>>()?,
            must: self.must.read(of)?,
            says: Message::read(of, &self.says)?,
            from: day(&self.from)?,
            until: day(&self.until)?,
            code: self.code,
            kind: self.kind,
            level: self.level,
            name: self.name,
            field: self.field,
            consequence: self.consequence,
            fix: self.fix,
            basis: self.basis,
            is_to_confirm: self.confirm,
        })
    }
}

impl RawTest {
    pub fn read(self, kind: usize) -> Result<Test, String> {
        if let Some(tests) = self.any {
            return Ok(Test::Any(tests.into_iter().map(|test| test.read(kind)).collect::<Result<_, _>>()?));
        }
        if let Some(fields) = self.unique {
            let paths = fields.iter().map(|field| Path::read(kind, field)).collect::<Result<_, _>>()?;
            return Ok(Test::Unique(paths));
        }
        if let Some([number, birth, sex]) = self.agrees {
            return Ok(Test::Agrees {
                number: Path::read(kind, &number)?,
                birth: Path::read(kind, &birth)?,
                sex: Path::read(kind, &sex)?,
            });
        }
        let words = |words: Vec<RawWord>| words.into_iter().map(RawWord::read).collect::<Vec<_>>();
        let mut claims = Vec::new();
        claims.extend(self.present.map(Claim::Present));
        claims.extend(self.full.map(Claim::Full));
        claims.extend(self.is.map(|word| Claim::In(vec![word.read()])));
        claims.extend(self.among.map(|list| Claim::In(words(list))));
        claims.extend(self.not_in.map(|list| Claim::NotIn(words(list))));
        for (operand, make) in [
            (self.at_least, Claim::AtLeast as fn(Operand) -> Claim),
            (self.at_most, Claim::AtMost),
            (self.equals, Claim::Equals),
        ] {
            if let Some(operand) = operand {
                claims.push(make(operand.read(kind)?));
            }
        }
        let source = RawSource {
            of: self.of,
            count: self.count,
            sum: self.sum,
            by: self.by,
            tests: self.tests,
            years: self.years,
            in_year: self.in_year,
            times: None,
        };
        let (source, _) = source.read(kind)?;
        match (claims.pop(), claims.is_empty()) {
            (Some(claim), true) => Ok(Test::Claim(source, claim)),
            _ => Err("one claim is wanted".to_owned()),
        }
    }
}

impl RawOperand {
    fn read(self, kind: usize) -> Result<Operand, String> {
        match self {
            Self::Number(number) => number.thousandths().map(Operand::Number),
            Self::Source(source) => {
                let (source, times) = source.read(kind)?;
                Ok(Operand::Source(Box::new(source), times.unwrap_or(1000)))
            }
        }
    }
}

impl RawSource {
    fn read(self, kind: usize) -> Result<(Source, Option<i64>), String> {
        let times = self.times.as_ref().map(RawNumber::thousandths).transpose()?;
        let group = |of: &str| -> Result<Group, String> {
            let at = place_of(of)?;
            let here = kinds().get(at).ok_or("no kind")?;
            let by = match &self.by {
                None => None,
                Some(field) => {
                    Some(here.position(field).ok_or_else(|| format!("{of} has no field {field}"))?)
                }
            };
            Ok(Group { kind: at, by, tests: Vec::new() })
        };
        let source = match (&self.of, &self.count, &self.sum, &self.years) {
            (Some(path), None, None, None) => Source::Value(Path::read(kind, path)?),
            (None, Some(of), None, None) => Source::Count(group(of)?),
            (None, None, Some(sum), None) => {
                let (of, field) = sum.split_once('.').ok_or_else(|| format!("{sum} is no kind.field"))?;
                let group = group(of)?;
                let here = kinds().get(group.kind).ok_or("no kind")?;
                let place = here.position(field).ok_or_else(|| format!("{of} has no field {field}"))?;
                Source::Sum(place, group)
            }
            (None, None, None, Some(born)) => Source::Years {
                born: Path::read(kind, born)?,
                year: self.in_year.as_ref().map(|year| Path::read(kind, year)).transpose()?,
            },
            _ => return Err("one of of, count, sum, years is wanted".to_owned()),
        };
        let tests = |group: &Group| -> Result<Vec<Test>, String> {
            self.tests.into_iter().map(|test| test.read(group.kind)).collect()
        };
        let source = match source {
            Source::Count(group) => {
                let tests = tests(&group)?;
                Source::Count(Group { tests, ..group })
            }
            Source::Sum(place, group) => {
                let tests = tests(&group)?;
                Source::Sum(place, Group { tests, ..group })
            }
            other => other,
        };
        Ok((source, times))
    }
}
