//! What the checks would say of the records once the rows are written, and do not say of them now.
//!
//! What contradicts something refuses its row. What is merely missing does not: the sheets of a school come one after
//! the other, and a class is written before its teacher. Nor does what a row brings about in a record that
//! is not in the sheet.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};

use khue_base::CellAddress;
use khue_rules::registry::checks::{self, Check, Level, Row, SchoolRecords, checks};
use khue_rules::registry::record::{Beside, Facts, FieldType, FieldValue, Kind, Reason, kind};
use khue_rules::registry::sheet::{Finding, Table, Weight};

use super::CheckCount;
use super::rows::{RowWrite, Weigher};
use crate::registry::import::known::Known;
use crate::registry::records::{Change, SchoolBook, Target};

/// The records of the school as they are.
pub(super) struct Now {
    pub book: SchoolBook,
    /// Whether the actor may see guarded fields.
    pub sees_guarded: bool,
}

/// Queries of one check that are told one by one; all of them are counted.
const TOLD: usize = 50;

/// A record: code of its kind, id.
type Key = (&'static str, i64);

impl Weigher<'_> {
    /// Tells what is new, refuses rows, and counts by check.
    pub(super) fn check(&mut self, now: &Now, tables: &[Table]) -> Vec<CheckCount> {
        let new = newly_found(self.known, now, &self.writes);
        let mut rows: HashMap<Key, (usize, Option<&'static Beside>)> = HashMap::new();
        for (kind, writes) in &self.writes {
            for one in writes {
                let (Target::New(id) | Target::There(id, _)) = one.write.target;
                rows.insert((kind.code.as_str(), id.0), (one.row, one.beside));
            }
        }
        let in_sheet = |finding: &checks::Finding| rows.get(&(finding.check.kind.as_str(), finding.record));
        let checks_in_sheet: HashSet<&str> = new
            .iter()
            .filter(|finding| in_sheet(finding).is_some())
            .map(|finding| finding.check.code.as_str())
            .collect();
        let mut counts: Vec<CheckCount> = Vec::new();
        let mut refused = BTreeSet::new();
        for finding in &new {
            let check = finding.check;
            let place = in_sheet(finding);
            // The other side of what is told at a row.
            if place.is_none() && checks_in_sheet.contains(check.code.as_str()) {
                continue;
            }
            let field = finding.field.and_then(|at| kind(&check.kind)?.fields.get(at));
            let beside = place.and_then(|(_, beside)| *beside);
            let code = match (field, beside) {
                (Some(field), Some(beside)) => format!("{}.{}", beside.code, field.code),
                (Some(field), None) if place.is_some() => field.code.clone(),
                _ => String::new(),
            };
            let outcome = place.and_then(|(row, _)| self.outcomes.get(*row)?.at(tables));
            let is_typed = outcome.is_some_and(|at| at.table.fields.iter().any(|(_, own)| own.code == code));
            if check.reads_guarded() && !now.sees_guarded && !is_typed {
                continue;
            }
            let weight = match (check.level, place) {
                (Level::Error, Some((row, _))) if !check.asks_for_more() => {
                    refused.insert(*row);
                    Weight::Error
                }
                _ => Weight::Query,
            };
            let level = if weight == Weight::Error { Level::Error } else { Level::Query };
            let counted = counts.iter_mut().find(|one| one.code == check.code && one.level == level);
            let number = match counted {
                Some(one) => {
                    one.count += 1;
                    one.count
                }
                None => {
                    counts.push(CheckCount { code: &check.code, name: &check.name, level, count: 1 });
                    1
                }
            };
            if weight == Weight::Query && number > TOLD {
                continue;
            }
            let reason = Reason::new(finding.says.clone(), check.fix.clone());
            match outcome {
                Some(at) => self.say(at, &code, String::new(), reason, weight),
                None => self.findings.extend(outside(self.known, check, finding, reason, tables)),
            }
            if let Some(last) = self.findings.last_mut() {
                last.check = Some(&check.code);
            }
        }
        self.refuse_rows(&refused, tables);
        counts.sort_by_key(|one| (one.level, std::cmp::Reverse(one.count)));
        counts
    }
}

/// Something about a record that no row stands for: told at the head of the first table.
fn outside(
    known: &Known,
    check: &'static Check,
    finding: &checks::Finding,
    reason: Reason,
    tables: &[Table],
) -> Option<Finding> {
    let table = tables.first()?;
    let column = table.fields.first().map_or(0, |(column, _)| *column);
    let entry = known.of(&check.kind).and_then(|held| held.of_id(khue_base::RecordId(finding.record)));
    Some(Finding {
        sheet: table.layout.sheet_name.clone(),
        cell: CellAddress { row: table.layout.last_head_row, column },
        field: String::new(),
        value: entry.and_then(|entry| entry.rows.last()).map(|row| row.called()).unwrap_or_default(),
        reason,
        weight: Weight::Query,
        check: None,
    })
}

fn newly_found(known: &Known, now: &Now, writes: &[(&'static Kind, Vec<RowWrite>)]) -> Vec<checks::Finding> {
    let after = After::of(known, now, writes);
    if after.facts.is_empty() {
        return Vec::new();
    }
    let then = checks::run(&after.view(&now.book), checks());
    let codes: HashSet<&str> = then.iter().map(|finding| finding.check.code.as_str()).collect();
    let asked = checks().iter().filter(|check| codes.contains(check.code.as_str()));
    let before: HashSet<(&str, i64)> = checks::run(&crate::registry::records::view(&now.book), asked)
        .into_iter()
        .map(|finding| (finding.check.code.as_str(), finding.record))
        .collect();
    then.into_iter()
        .filter(|finding| !before.contains(&(finding.check.code.as_str(), finding.record)))
        .collect()
}

/// Facts that hold on the day once the rows are written, where they differ from those that hold now.
struct After<'a> {
    facts: Vec<(Key, Cow<'a, Facts>)>,
    by_key: HashMap<Key, usize>,
}

impl<'a> After<'a> {
    fn of(known: &'a Known, now: &'a Now, writes: &'a [(&'static Kind, Vec<RowWrite>)]) -> Self {
        let mut after = Self { facts: Vec::new(), by_key: HashMap::new() };
        let mut recorded: HashMap<Key, &'a Facts> = HashMap::new();
        for (kind, records) in &now.book.kinds {
            recorded.extend(records.iter().map(|one| ((kind.code.as_str(), one.key.id.0), &one.facts)));
        }
        for (kind, writes) in writes {
            for one in writes {
                let write = &one.write;
                if now.book.day < write.from || write.until.is_some_and(|until| until <= now.book.day) {
                    continue;
                }
                let (Target::New(id) | Target::There(id, _)) = write.target;
                let key: Key = (kind.code.as_str(), id.0);
                match &write.change {
                    Change::Set(facts) => after.put(key, Cow::Borrowed(facts)),
                    Change::Alter(fields) => {
                        let known = || {
                            let entry = known.of(&kind.code)?.of_id(id)?;
                            entry.on(now.book.day).map(|row| &row.facts)
                        };
                        let Some(base) = recorded.get(&key).copied().or_else(known) else { continue };
                        let mut facts = base.clone();
                        for (field, value) in fields {
                            facts.set(field, value.clone());
                        }
                        after.put(key, Cow::Owned(facts));
                    }
                    // A sheet ends nothing.
                    Change::End => {}
                }
            }
        }
        after.take_up_people(known, &recorded);
        after
    }

    fn put(&mut self, key: Key, facts: Cow<'a, Facts>) {
        match self.by_key.get(&key).and_then(|at| self.facts.get_mut(*at)) {
            Some((_, known)) => *known = facts,
            None => {
                self.by_key.insert(key, self.facts.len());
                self.facts.push((key, facts));
            }
        }
    }

    /// People who come back: their enrolment is new, their own record is as it was.
    fn take_up_people(&mut self, known: &'a Known, recorded: &HashMap<Key, &'a Facts>) {
        let named: BTreeSet<Key> = self
            .facts
            .iter()
            .flat_map(|(_, facts)| facts.iter())
            .filter_map(|(field, value)| match (&field.kind, value) {
                (FieldType::Record(of), Some(FieldValue::Record(id))) => Some((of.as_str(), *id)),
                _ => None,
            })
            .filter(|key| !recorded.contains_key(key) && !self.by_key.contains_key(key))
            .collect();
        for key in named {
            let entry = known.of(key.0).and_then(|held| held.of_id(khue_base::RecordId(key.1)));
            if let Some(row) = entry.and_then(|entry| entry.nearest(known.day)) {
                self.put(key, Cow::Borrowed(&row.facts));
            }
        }
    }

    fn view<'v>(&'v self, book: &'v SchoolBook) -> SchoolRecords<'v> {
        let mut view = SchoolRecords::on(book.day);
        let mut is_seen = vec![false; self.facts.len()];
        for (kind, records) in &book.kinds {
            for record in records {
                let at = self.by_key.get(&(kind.code.as_str(), record.key.id.0)).copied();
                let changed = at.and_then(|at| {
                    if let Some(seen) = is_seen.get_mut(at) {
                        *seen = true;
                    }
                    self.facts.get(at)
                });
                let facts = changed.map_or(&record.facts, |(_, facts)| facts.as_ref());
                view.add(&kind.code, Row { id: record.key.id.0, values: facts.values() });
            }
        }
        for ((key, facts), is_seen) in self.facts.iter().zip(is_seen) {
            if !is_seen {
                view.add(key.0, Row { id: key.1, values: facts.values() });
            }
        }
        view
    }
}
