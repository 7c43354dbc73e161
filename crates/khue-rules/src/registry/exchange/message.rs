//! Messages made from the records of a school.

use std::collections::{BTreeMap, HashMap, HashSet};

use khue_base::{Day, Moment, SchoolYear};

use super::check::{Problem, Spot, refusal};
use super::mapping::{ChildMap, RecordMap, Rows, Source, Sources, record_maps};
use super::path::{Path, Start, year_of};
use super::schema::{Cell, Column, ColumnKind, Demand, Need, Table};
use crate::registry::record::{Facts, Field, FieldType, FieldValue};

/// A record as the exchange sees it.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// Its id.
    pub id: i64,
    /// Its values, guarded ones too.
    pub facts: &'a Facts,
    /// When this was recorded.
    pub recorded_at: Moment,
    /// Since when it holds.
    pub from: Day,
}

/// What is recorded of a school: of this school year as it is or was last.
#[derive(Debug)]
pub struct School<'a> {
    /// The school year that is sent.
    pub year: SchoolYear,
    /// The school's code.
    pub code: Option<String>,
    /// The code of its province.
    pub province: Option<String>,
    records: BTreeMap<&'static str, Vec<Known<'a>>>,
    by_id: HashMap<(&'static str, i64), usize>,
}

impl<'a> School<'a> {
    /// A school of which nothing is known yet.
    pub fn new(year: SchoolYear, code: Option<String>, province: Option<String>) -> Self {
        Self { year, code, province, records: BTreeMap::new(), by_id: HashMap::new() }
    }

    /// Adds a record. Of a record of which something is known already, what holds later stays.
    pub fn add(&mut self, record: Known<'a>) {
        let kind = record.facts.kind().code.as_str();
        let records = self.records.entry(kind).or_default();
        match self.by_id.get(&(kind, record.id)).and_then(|at| records.get_mut(*at)) {
            Some(known) if known.from < record.from => *known = record,
            Some(_) => {}
            None => {
                self.by_id.insert((kind, record.id), records.len());
                records.push(record);
            }
        }
    }

    fn of(&self, kind: &str) -> &[Known<'a>] {
        self.records.get(kind).map_or(&[], Vec::as_slice)
    }

    pub(super) fn record_named(&self, field: &'static Field, id: i64) -> Option<Known<'a>> {
        let FieldType::Record(kind) = &field.kind else { return None };
        let at = self.by_id.get(&(kind.as_str(), id))?;
        self.of(kind).get(*at).copied()
    }

    fn profile(&self) -> Option<Known<'a>> {
        self.of("school_profile").first().copied()
    }

    pub(super) fn profile_spot(&self, field: &str) -> Option<Spot> {
        let profile = self.profile()?;
        Some(Spot { kind: &profile.facts.kind().code, record: profile.id, field: field.to_owned() })
    }

    /// The first level: the schema takes one.
    pub(super) fn level(&self) -> Option<String> {
        match self.profile()?.facts.get("levels")? {
            FieldValue::Codes(codes) => codes.first().cloned(),
            _ => None,
        }
    }

    pub(super) fn main_site(&self) -> Option<String> {
        let is_main = |site: &&Known<'_>| site.facts.get("is_main") == Some(&FieldValue::Flag(true));
        let site = self.of("site").iter().find(is_main)?;
        site.facts.text("code").map(str::to_owned)
    }
}

/// A record of ours as it is sent, with all that belongs to it.
#[derive(Clone, Debug)]
pub struct Message {
    /// How it was made.
    pub map: &'static RecordMap,
    /// Its name, the same for ever; none while a part of the name is unknown.
    pub id: Option<String>,
    /// The record of ours.
    pub record: i64,
    /// The school year to which it belongs.
    pub year: Option<SchoolYear>,
    /// When the newest of what it says was recorded.
    pub changed_at: Moment,
    /// The main row first.
    rows: Vec<Row>,
}

/// A row of a message.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its table.
    pub table: &'static Table,
    /// What its name adds to that of the message; empty for the main row.
    pub end: String,
    /// What stands in it.
    pub cells: Vec<(&'static Column, Cell)>,
    /// Whether a value in it is guarded.
    pub is_guarded: bool,
    is_must: bool,
    problems: Vec<Problem>,
}

impl Message {
    /// The rows that a partner with this demand takes, or why none can be sent. Rows that are not needed
    /// (a father whose number is unknown) stay at home alone.
    ///
    /// # Errors
    /// The problems that keep it here.
    pub fn for_demand(&self, demand: Demand) -> Result<Vec<&Row>, Vec<&Problem>> {
        let stops = |row: &Row| row.problems.iter().any(|problem| problem.stops(demand));
        let must = self.rows.iter().filter(|row| row.is_must);
        let found: Vec<&Problem> =
            must.flat_map(|row| &row.problems).filter(|problem| problem.stops(demand)).collect();
        if !found.is_empty() || self.id.is_none() {
            return Err(found);
        }
        Ok(self.rows.iter().filter(|row| !stops(row)).collect())
    }
}

/// All messages of a school, in the order in which they go.
pub fn messages(school: &School<'_>) -> Vec<Message> {
    let mut all = Vec::new();
    for map in record_maps() {
        let mut of_map: Vec<(Day, Message)> = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        for record in school.of(&map.kind.code) {
            let start = Start { school, record: *record, each: None };
            // Records of other years were sent in their time and stay as they were.
            let year = year_of(*record).filter(|_| !map.is_of_any_year);
            if year.is_some_and(|year| year != school.year)
                || map.when.as_ref().is_some_and(|test| test.answer(start).0 != Some(true))
            {
                continue;
            }
            let message = make(map, year, start);
            // Whoever left and came back within a year is one record there: the later counts.
            let at = message.id.as_ref().and_then(|id| places.get(id).copied());
            match at.and_then(|at| of_map.get_mut(at)) {
                Some(before) if before.0 <= record.from => *before = (record.from, message),
                Some(_) => {}
                None => {
                    if let Some(id) = &message.id {
                        places.insert(id.clone(), of_map.len());
                    }
                    of_map.push((record.from, message));
                }
            }
        }
        all.extend(of_map.into_iter().map(|(_, message)| message));
    }
    all
}

fn make(map: &'static RecordMap, year: Option<SchoolYear>, start: Start<'_, '_>) -> Message {
    let mut changed_at = start.record.recorded_at;
    let mut main = row(map.table, String::new(), &map.columns, start, &mut changed_at);
    main.is_must = true;
    let id = name(&map.id, start);
    if id.is_none() {
        let lost = map.id.iter().find(|path| !path.is_optional && path.part(start).is_none());
        main.problems.push(Problem {
            sentence: "Thiếu mã nên chưa lập được mã bản ghi.".to_owned(),
            need: Need::Always,
            spot: lost.and_then(|path| path.find(start).spot),
        });
    }
    let mut rows = vec![main];
    for child in &map.children {
        rows.extend(children(child, start, &mut changed_at));
    }
    Message { map, id, record: start.record.id, year, changed_at, rows }
}

/// The parts of a name; none when one that must be there is not.
fn name(paths: &[Path], start: Start<'_, '_>) -> Option<String> {
    let mut parts = Vec::new();
    for path in paths {
        match path.part(start) {
            Some(part) => parts.push(part),
            None if path.is_optional => {}
            None => return None,
        }
    }
    Some(parts.join("-"))
}

fn children(child: &'static ChildMap, start: Start<'_, '_>, changed_at: &mut Moment) -> Vec<Row> {
    let fits = |start| child.when.as_ref().is_none_or(|test| test.answer(start).0 == Some(true));
    let mut made = |end: String, start: Start<'_, '_>| {
        let row = row(child.table, end, &child.columns, start, changed_at);
        Row { is_must: child.is_must, ..row }
    };
    match &child.rows {
        Rows::One if fits(start) => vec![made(child.end.clone(), start)],
        Rows::One => Vec::new(),
        Rows::Codes(path) => {
            let Some((FieldValue::Codes(codes), _)) = path.find(start).value else { return Vec::new() };
            codes
                .iter()
                .map(|code| made(format!("{}-{code}", child.end), Start { each: Some(code), ..start }))
                .collect()
        }
        Rows::Records { kind, link, to, id, is_single } => {
            let to = match to.as_ref().and_then(|fields| fields.first()) {
                Some(field) => start.record.facts.record(&field.code),
                None => Some(start.record.id),
            };
            let Some(to) = to else { return Vec::new() };
            let mut ends = HashSet::new();
            let mut rows = Vec::new();
            for record in start.school.linked(&kind.code, link, to) {
                let start = Start { record, ..start };
                if !fits(start) {
                    continue;
                }
                let end = match name(id, start) {
                    Some(part) if !part.is_empty() => format!("{}-{part}", child.end),
                    _ => child.end.clone(),
                };
                if ends.insert(end.clone()) {
                    rows.push(made(end, start));
                }
                if *is_single {
                    break;
                }
            }
            rows
        }
    }
}

impl<'a> School<'a> {
    /// Records of a kind whose link names this record, in order.
    fn linked(&self, kind: &str, link: &str, to: i64) -> Vec<Known<'a>> {
        self.of(kind).iter().filter(|record| record.facts.record(link) == Some(to)).copied().collect()
    }
}

fn row(
    table: &'static Table,
    end: String,
    columns: &'static Sources,
    start: Start<'_, '_>,
    changed_at: &mut Moment,
) -> Row {
    *changed_at = (*changed_at).max(start.record.recorded_at);
    let mut row =
        Row { table, end, cells: Vec::new(), is_guarded: false, is_must: false, problems: Vec::new() };
    for (column, source) in columns {
        let (cell, spot) = match source {
            None => {
                if column.need != Need::Free {
                    row.problems.push(Problem {
                        sentence: format!("Khuê chưa giữ {}, lược đồ bắt buộc phải có.", column.label),
                        need: column.need,
                        spot: None,
                    });
                }
                continue;
            }
            Some(Source::Test(test)) => {
                let (answer, spot) = test.answer(start);
                (answer.map(|answer| flag(column, answer)), spot)
            }
            Some(Source::Path(path)) => {
                let reached = path.find(start);
                if let Some((_, Some(field))) = &reached.value {
                    row.is_guarded |= field.guard.is_guarded();
                }
                let cell = reached.value.and_then(|(value, field)| cell(column, &value, field));
                (cell, reached.spot)
            }
        };
        if let Some((sentence, need)) = refusal(column, cell.as_ref()) {
            row.problems.push(Problem { sentence, need, spot });
        }
        row.cells.extend(cell.map(|cell| (*column, cell)));
    }
    row
}

fn flag(column: &Column, answer: bool) -> Cell {
    match column.kind {
        ColumnKind::Flag => Cell::Flag(answer),
        _ => Cell::Text(i32::from(answer).to_string()),
    }
}

/// A value as a column takes it; nothing when it is not known so exactly.
fn cell(column: &Column, value: &FieldValue, field: Option<&'static Field>) -> Option<Cell> {
    match (column.kind, value) {
        (_, FieldValue::Flag(answer)) => Some(flag(column, *answer)),
        (ColumnKind::Whole, FieldValue::Whole(number)) => Some(Cell::Whole(*number)),
        (ColumnKind::Decimal, FieldValue::Whole(number)) => {
            Some(Cell::Decimal(khue_base::Quantity::from_thousandths(number.checked_mul(1000)?)))
        }
        (ColumnKind::Decimal, FieldValue::Decimal(quantity)) => Some(Cell::Decimal(*quantity)),
        (ColumnKind::Day, FieldValue::Day(day)) => Some(Cell::Text(day.iso())),
        (ColumnKind::Day, FieldValue::Partial(day)) => day.full().map(|day| Cell::Text(day.iso())),
        (ColumnKind::Text, FieldValue::Partial(day)) => {
            // Three columns hold a birth: the day, else the month, else the year.
            let fits = match column.length {
                Some(7) => day.full().is_none() && day.month().is_some(),
                Some(4) => day.month().is_none(),
                _ => true,
            };
            fits.then(|| Cell::Text(day.iso()))
        }
        (ColumnKind::Text, FieldValue::Text(text) | FieldValue::Code(text)) => Some(Cell::Text(text.clone())),
        (ColumnKind::Text, FieldValue::Codes(codes)) => {
            let joined = match (&column.list, field) {
                (None, Some(field)) => value.shown(field),
                _ => codes.join(","),
            };
            let fits = column.length.is_none_or(|most| joined.chars().count() <= most);
            if fits { Some(Cell::Text(joined)) } else { codes.first().cloned().map(Cell::Text) }
        }
        (ColumnKind::Text, FieldValue::Year(year)) => Some(Cell::Text(year.to_string())),
        (ColumnKind::Text, FieldValue::SchoolYear(year)) => Some(Cell::Text(year.to_string())),
        (ColumnKind::Text, FieldValue::Whole(number)) => Some(Cell::Text(number.to_string())),
        _ => None,
    }
}
