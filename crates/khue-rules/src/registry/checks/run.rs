//! Running checks over a school's records.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use khue_base::Day;

use super::describe::{Check, Claim, Group, Operand, Path, Source, Test, Word};
use super::view::{Row, SchoolRecords};
use crate::registry::record::{FieldValue, Sex, told_by};

/// A record that a check speaks about.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The check.
    pub check: &'static Check,
    /// The record.
    pub record: i64,
    /// The place of the field where it is mended, among the fields of its kind.
    pub field: Option<usize>,
    /// What is wrong, as a sentence.
    pub says: String,
}

/// What the checks find in a school's records on their day, in the order of the checks.
pub fn run(records: &SchoolRecords<'_>, checks: impl IntoIterator<Item = &'static Check>) -> Vec<Finding> {
    let school = School::over(records);
    let mut findings = Vec::new();
    for check in checks.into_iter().filter(|check| holds_on(check, records.day)) {
        let twins = match &check.must {
            Test::Unique(paths) => Some(school.twins(check, paths)),
            _ => None,
        };
        for row in records.rows(check.of) {
            if !check.when.iter().all(|test| school.truth(test, row) == Some(true)) {
                continue;
            }
            let fails = match &twins {
                Some(twins) => twins.contains(&row.id),
                None => school.truth(&check.must, row) == Some(false),
            };
            if fails {
                let (value, limit) = school.sides(&check.must, row);
                findings.push(Finding {
                    check,
                    record: row.id,
                    field: check.field_at,
                    says: check.says.write(&school, row, &value, &limit),
                });
            }
        }
    }
    findings
}

fn holds_on(check: &Check, day: Day) -> bool {
    check.from.is_none_or(|from| from <= day) && check.until.is_none_or(|until| day < until)
}

/// A value as it is compared.
#[derive(Debug)]
pub(super) enum Held<'a> {
    Missing,
    Text(&'a str),
    Codes(&'a [String]),
    Flag(bool),
    /// In thousandths.
    Number(i64),
    /// The first and the last day that are meant.
    Days(Day, Day),
    Record(i64),
}

/// Rows of a kind by the record that one of their fields names.
type Links = HashMap<i64, Vec<usize>>;

pub(in crate::registry) struct School<'r, 'a> {
    pub records: &'r SchoolRecords<'a>,
    /// Made when first asked for, by kind and place of the field.
    links: RefCell<HashMap<(usize, usize), Links>>,
}

impl<'r, 'a> School<'r, 'a> {
    /// Looks at these records.
    pub fn over(records: &'r SchoolRecords<'a>) -> Self {
        Self { records, links: RefCell::default() }
    }

    /// The value at the end of a path, with the kind and the place of its field.
    pub fn reach(&self, row: &Row<'a>, path: &Path) -> Option<(&'a FieldValue, (usize, usize))> {
        let (first, _) = *path.steps.first()?;
        let mut row = if path.from_school { *self.records.rows(first).first()? } else { *row };
        let (last, before) = path.steps.split_last()?;
        let mut next = path.steps.iter().skip(1);
        for (_, place) in before {
            let (kind, _) = next.next()?;
            row = *self.records.row(*kind, row.link(*place)?)?;
        }
        Some((row.value(last.1)?, *last))
    }

    fn held(&self, row: &Row<'a>, path: &Path) -> Held<'a> {
        match self.reach(row, path) {
            None => Held::Missing,
            Some((value, _)) => match value {
                FieldValue::Text(text) | FieldValue::Code(text) | FieldValue::Mention(text) => {
                    Held::Text(text)
                }
                FieldValue::Codes(codes) => Held::Codes(codes),
                FieldValue::Flag(flag) => Held::Flag(*flag),
                FieldValue::Whole(number) | FieldValue::Money(number) => {
                    Held::Number(number.saturating_mul(1000))
                }
                FieldValue::Decimal(number) => Held::Number(number.thousandths()),
                FieldValue::Year(year) => Held::Number(i64::from(*year) * 1000),
                FieldValue::SchoolYear(year) => Held::Number(i64::from(year.first_year()) * 1000),
                FieldValue::Day(day) => Held::Days(*day, *day),
                FieldValue::Partial(day) => Held::Days(day.earliest(), day.latest()),
                FieldValue::Record(id) => Held::Record(*id),
            },
        }
    }

    /// Whether a test holds for a row, when that can be known.
    pub fn truth(&self, test: &Test, row: &Row<'a>) -> Option<bool> {
        match test {
            Test::Any(tests) => {
                let truths: Vec<Option<bool>> = tests.iter().map(|test| self.truth(test, row)).collect();
                if truths.contains(&Some(true)) {
                    Some(true)
                } else if truths.contains(&None) {
                    None
                } else {
                    Some(false)
                }
            }
            Test::Unique(_) => None,
            Test::Agrees { number, birth, sex } => {
                let (Held::Text(number), Held::Days(first, last), Held::Text(sex)) =
                    (self.held(row, number), self.held(row, birth), self.held(row, sex))
                else {
                    return None;
                };
                agrees(number, first, last, sex)
            }
            Test::Claim(source, claim) => {
                let held = self.source(source, row);
                match claim {
                    Claim::Present(wanted) => Some(!matches!(held, Held::Missing) == *wanted),
                    Claim::Full(wanted) => match held {
                        Held::Days(first, last) => Some((first == last) == *wanted),
                        _ => None,
                    },
                    Claim::In(words) => among(&held, words),
                    Claim::NotIn(words) => among(&held, words).map(|found| !found),
                    Claim::AtLeast(limit) => compare(&held, &self.operand(limit, row), Side::AtLeast),
                    Claim::AtMost(limit) => compare(&held, &self.operand(limit, row), Side::AtMost),
                    Claim::Equals(limit) => compare(&held, &self.operand(limit, row), Side::Equals),
                }
            }
        }
    }

    /// Both sides of the claim, for the sentence.
    fn sides(&self, test: &Test, row: &Row<'a>) -> (Held<'a>, Held<'a>) {
        match test {
            Test::Claim(source, claim) => {
                let limit = match claim {
                    Claim::AtLeast(limit) | Claim::AtMost(limit) | Claim::Equals(limit) => {
                        self.operand(limit, row)
                    }
                    _ => Held::Missing,
                };
                (self.source(source, row), limit)
            }
            _ => (Held::Missing, Held::Missing),
        }
    }

    fn operand(&self, operand: &Operand, row: &Row<'a>) -> Held<'a> {
        match operand {
            Operand::Number(number) => Held::Number(*number),
            Operand::Source(source, times) => match self.source(source, row) {
                Held::Number(number) if *times != 1000 => Held::Number(number.saturating_mul(*times) / 1000),
                held => held,
            },
        }
    }

    fn source(&self, source: &Source, row: &Row<'a>) -> Held<'a> {
        match source {
            Source::Value(path) => self.held(row, path),
            Source::Count(group) => {
                let mut count = 0;
                let known = self.each(group, row, |_| count += 1);
                if known { Held::Number(count * 1000) } else { Held::Missing }
            }
            Source::Sum(place, group) => {
                let (mut sum, mut is_whole) = (0_i64, true);
                let known = self.each(group, row, |found| match found.value(*place) {
                    Some(FieldValue::Whole(number) | FieldValue::Money(number)) => {
                        sum = sum.saturating_add(number.saturating_mul(1000));
                    }
                    Some(FieldValue::Decimal(number)) => sum = sum.saturating_add(number.thousandths()),
                    // A sum with a part missing is not known.
                    _ => is_whole = false,
                });
                if known && is_whole { Held::Number(sum) } else { Held::Missing }
            }
            Source::Years { born, year } => self.years(row, born, year.as_ref()),
        }
    }

    fn years(&self, row: &Row<'a>, born: &Path, year: Option<&Path>) -> Held<'a> {
        let Held::Days(first, last) = self.held(row, born) else { return Held::Missing };
        let years = |end: i64, birth: Day| end - i64::from(birth.parts().0);
        let age = match year {
            Some(year) => match self.held(row, year) {
                Held::Number(start) if first.parts().0 == last.parts().0 => years(start / 1000, first),
                _ => return Held::Missing,
            },
            None => {
                let (now, month, day) = self.records.day.parts();
                let completed = |birth: Day| {
                    let (_, birth_month, birth_day) = birth.parts();
                    years(now.into(), birth) - i64::from((month, day) < (birth_month, birth_day))
                };
                // A birth known in part may leave the age open by a year.
                if completed(first) != completed(last) {
                    return Held::Missing;
                }
                completed(first)
            }
        };
        Held::Number(age * 1000)
    }

    /// Visits the rows of a group; false when it is not known of some row whether it belongs.
    fn each(&self, group: &Group, row: &Row<'a>, mut visit: impl FnMut(&Row<'a>)) -> bool {
        let rows = self.records.rows(group.kind);
        let mut is_known = true;
        let mut look = |found: &Row<'a>| {
            let mut belongs = Some(true);
            for test in &group.tests {
                belongs = match (belongs, self.truth(test, found)) {
                    (Some(false), _) | (_, Some(false)) => Some(false),
                    (Some(true), truth) => truth,
                    (None, _) => None,
                };
            }
            match belongs {
                Some(true) => visit(found),
                Some(false) => {}
                None => is_known = false,
            }
        };
        match group.by {
            None => rows.iter().for_each(&mut look),
            Some(place) => {
                let linked: Vec<usize> = self
                    .links
                    .borrow_mut()
                    .entry((group.kind, place))
                    .or_insert_with(|| links(rows, place))
                    .get(&row.id)
                    .cloned()
                    .unwrap_or_default();
                linked.iter().filter_map(|at| rows.get(*at)).for_each(&mut look);
            }
        }
        is_known
    }

    /// The rows that have all these values in common with another one.
    fn twins(&self, check: &Check, paths: &[Path]) -> HashSet<i64> {
        let mut first: HashMap<Vec<&FieldValue>, i64> = HashMap::new();
        let mut twins = HashSet::new();
        for row in self.records.rows(check.of) {
            if !check.when.iter().all(|test| self.truth(test, row) == Some(true)) {
                continue;
            }
            let key: Option<Vec<&FieldValue>> =
                paths.iter().map(|path| self.reach(row, path).map(|(value, _)| value)).collect();
            let Some(key) = key else { continue };
            if let Some(other) = first.get(&key) {
                twins.insert(*other);
                twins.insert(row.id);
            } else {
                first.insert(key, row.id);
            }
        }
        twins
    }
}

fn links(rows: &[Row<'_>], place: usize) -> Links {
    let mut links = Links::new();
    for (at, row) in rows.iter().enumerate() {
        if let Some(id) = row.link(place) {
            links.entry(id).or_default().push(at);
        }
    }
    links
}

fn among(held: &Held<'_>, words: &[Word]) -> Option<bool> {
    let has = |found: &dyn Fn(&Word) -> bool| Some(words.iter().any(found));
    match held {
        Held::Missing | Held::Days(..) | Held::Record(_) => None,
        Held::Text(text) => has(&|word| matches!(word, Word::Code(code) if code == text)),
        Held::Codes(codes) => has(&|word| matches!(word, Word::Code(code) if codes.contains(code))),
        Held::Flag(flag) => has(&|word| *word == Word::Flag(*flag)),
        Held::Number(number) => has(&|word| *word == Word::Number(*number)),
    }
}

#[derive(Clone, Copy)]
enum Side {
    AtLeast,
    AtMost,
    Equals,
}

fn compare(held: &Held<'_>, limit: &Held<'_>, side: Side) -> Option<bool> {
    match (held, limit) {
        (Held::Number(held), Held::Number(limit)) => Some(match side {
            Side::AtLeast => held >= limit,
            Side::AtMost => held <= limit,
            Side::Equals => held == limit,
        }),
        // Days known in part are compared only as far as they are surely apart.
        (Held::Days(first, last), Held::Days(from, until)) => match side {
            Side::AtLeast if first >= until => Some(true),
            Side::AtLeast if last < from => Some(false),
            Side::AtMost if last <= from => Some(true),
            Side::AtMost if first > until => Some(false),
            Side::Equals if first == last && from == until => Some(first == from),
            _ => None,
        },
        (Held::Text(held), Held::Text(limit)) if matches!(side, Side::Equals) => Some(held == limit),
        (Held::Record(held), Held::Record(limit)) if matches!(side, Side::Equals) => Some(held == limit),
        (Held::Flag(held), Held::Flag(limit)) if matches!(side, Side::Equals) => Some(held == limit),
        (Held::Codes(codes), Held::Text(code)) if matches!(side, Side::Equals) => {
            Some(codes.iter().any(|known| known == code))
        }
        (Held::Text(code), Held::Codes(codes)) if matches!(side, Side::Equals) => {
            Some(codes.iter().any(|known| known == code))
        }
        _ => None,
    }
}

/// Whether sex and year of birth inside a personal number are those of the person; unknown for what has not 12
/// digits.
fn agrees(number: &str, first: Day, last: Day, sex: &str) -> Option<bool> {
    if number.chars().filter(char::is_ascii_digit).count() != 12 {
        return None;
    }
    let (its_sex, its_year) = told_by(number)?;
    let sex = Sex::from_code(sex)?;
    Some((first.parts().0..=last.parts().0).contains(&its_year) && its_sex == sex)
}
