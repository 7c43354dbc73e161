//! The rows of a sheet one by one: what each would write, or why it is refused.

use std::collections::{BTreeSet, HashMap, HashSet};

use khue_base::RecordId;
use khue_rules::registry::record::{Beside, Facts, FieldType, FieldValue, Kind, Reason, kind};
use khue_rules::registry::sheet::{Finding, RowFacts, SheetRow, Table, Weight};

use super::checked::Now;
use super::matching::{Match, matched};
use super::words::{lower, same_value};
use super::{CheckCount, Counts, ImportChange, Weighed};
use crate::Ctx;
use crate::registry::import::known::{Entry, Known};
use crate::registry::import::open::Opened;
use crate::registry::records::{Change, PRESUMED, Target, Write, period_of};

/// Changes that are listed.
const LISTED: usize = 300;
/// What stands for a guarded value that somebody may not see.
const GUARDED: &str = "(thông tin được bảo vệ)";
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    New,
    Changed,
    Same,
    Refused,
}

pub(super) struct Weigher<'a> {
    ctx: &'a Ctx,
    pub opened: &'a Opened,
    pub known: &'a Known,
    barred: &'a HashMap<RecordId, Reason>,
    pub findings: Vec<Finding>,
    changes: Vec<ImportChange>,
    /// What became of each row, in order.
    pub outcomes: Vec<Outcome>,
    pub writes: Vec<(&'static Kind, Vec<RowWrite>)>,
    /// Records that rows stand for, with the first such row.
    seen: HashMap<RecordId, (String, u32)>,
}

/// What became of a row.
pub(super) struct Outcome {
    /// The place of its table.
    table: usize,
    /// Its place in the table.
    row: usize,
    verdict: Verdict,
    /// How many values it changes.
    change_count: usize,
}

impl Outcome {
    pub fn at<'t>(&self, tables: &'t [Table]) -> Option<At<'t>> {
        let table = tables.get(self.table)?;
        Some(At { table, row: table.rows.get(self.row)? })
    }
}

/// Something to write, and the row that asks for it.
pub(super) struct RowWrite {
    /// The place of the row among the outcomes.
    pub row: usize,
    /// As what it stands beside the record of the row, unless it is that record.
    pub beside: Option<&'static Beside>,
    pub write: Write,
}

/// What a row would do, kept until nothing refuses it.
#[derive(Default)]
struct Draft {
    writes: Vec<(&'static Kind, Option<&'static Beside>, Write)>,
    changes: Vec<ImportChange>,
}

/// A row with its table.
#[derive(Clone, Copy)]
pub(super) struct At<'t> {
    pub table: &'t Table,
    pub row: &'t SheetRow,
}

impl<'a> Weigher<'a> {
    pub fn weigh(
        ctx: &'a Ctx,
        opened: &'a Opened,
        known: &'a Known,
        barred: &'a HashMap<RecordId, Reason>,
        now: &Now,
        tables: Vec<Table>,
    ) -> Weighed {
        let mut weigher = Self {
            ctx,
            opened,
            known,
            barred,
            findings: Vec::new(),
            changes: Vec::new(),
            outcomes: Vec::new(),
            writes: Vec::new(),
            seen: HashMap::new(),
        };
        for (place, table) in tables.iter().enumerate() {
            let findings = table.findings();
            let errors = findings.iter().filter(|finding| finding.weight == Weight::Error);
            let refused: HashSet<u32> = errors.map(|finding| finding.cell.row).collect();
            // A required column is missing: no row can be taken.
            let is_whole = refused.contains(&table.layout.last_head_row);
            weigher.findings.extend(findings);
            let class = weigher.classes_of(table);
            for (number, row) in table.rows.iter().enumerate() {
                let mut outcome =
                    Outcome { table: place, row: number, verdict: Verdict::Refused, change_count: 0 };
                if !is_whole && !refused.contains(&row.number) {
                    (outcome.verdict, outcome.change_count) = weigher.row(At { table, row }, &class);
                }
                weigher.outcomes.push(outcome);
            }
        }
        let checks = weigher.check(now, &tables);
        weigher.finish(checks, tables)
    }

    /// Refuses rows that were weighed already: nothing of them is written.
    pub fn refuse_rows(&mut self, refused: &BTreeSet<usize>, tables: &[Table]) {
        if refused.is_empty() {
            return;
        }
        for (_, writes) in &mut self.writes {
            writes.retain(|one| !refused.contains(&one.row));
        }
        let mut places = HashSet::new();
        for row in refused {
            let Some(outcome) = self.outcomes.get_mut(*row) else { continue };
            outcome.verdict = Verdict::Refused;
            outcome.change_count = 0;
            let at = outcome.at(tables);
            places.extend(at.map(|at| (at.table.layout.sheet_name.as_str(), at.row.number)));
        }
        self.changes.retain(|change| !places.contains(&(change.sheet.as_str(), change.row)));
    }

    fn finish(self, checks: Vec<CheckCount>, tables: Vec<Table>) -> Weighed {
        let Self { mut findings, changes, outcomes, writes, .. } = self;
        let place = |finding: &Finding| {
            tables.iter().position(|table| table.layout.sheet_name == finding.sheet).unwrap_or(tables.len())
        };
        findings.sort_by_key(|finding| (place(finding), finding.cell));
        let count = |verdict: Verdict| outcomes.iter().filter(|outcome| outcome.verdict == verdict).count();
        let counts = Counts {
            new: count(Verdict::New),
            changed: count(Verdict::Changed),
            same: count(Verdict::Same),
            refused: count(Verdict::Refused),
        };
        let change_count = outcomes.iter().map(|outcome| outcome.change_count).sum();
        let writes = writes
            .into_iter()
            .map(|(kind, writes)| (kind, writes.into_iter().map(|one| one.write).collect::<Vec<_>>()))
            .filter(|(_, writes)| !writes.is_empty())
            .collect();
        Weighed { tables, counts, findings, checks, changes, change_count, writes }
    }

    /// What becomes of a row, and how many values it changes.
    fn row(&mut self, at: At<'_>, presumed: &[(&'static str, FieldValue)]) -> (Verdict, usize) {
        let mut draft = Draft::default();
        let verdict = self.drafted(at, presumed, &mut draft);
        if verdict == Verdict::Refused {
            return (verdict, 0);
        }
        let row = self.outcomes.len();
        for (kind, beside, write) in draft.writes {
            let one = RowWrite { row, beside, write };
            match self.writes.iter_mut().find(|(other, _)| other.code == kind.code) {
                Some((_, writes)) => writes.push(one),
                None => self.writes.push((kind, vec![one])),
            }
        }
        let count = draft.changes.len();
        let room = LISTED.saturating_sub(self.changes.len());
        self.changes.extend(draft.changes.into_iter().take(room));
        (verdict, count)
    }

    fn drafted(&mut self, at: At<'_>, presumed: &[(&'static str, FieldValue)], draft: &mut Draft) -> Verdict {
        let RowFacts { mut own, mut besides } = at.table.facts(at.row);
        let mut is_sound = self.settle(at, None, &mut own);
        for (beside, facts) in &mut besides {
            is_sound &= self.settle(at, Some(beside), facts);
        }
        let kind = self.opened.kind;
        let Some(held) = self.known.of(&kind.code).filter(|_| is_sound) else { return Verdict::Refused };
        let (id, entry, mut verdict) = match matched(held, &own) {
            Match::Doubt(code, reason) => return self.refuse(at, &code, reason),
            Match::New(namesake) => {
                if let Some(at_namesake) = namesake {
                    self.ask_about_namesake(at, held, at_namesake);
                }
                let problems = own.problems();
                for (field, reason) in &problems {
                    let has_column = at.table.fields.iter().any(|(_, column)| column.code == field.code);
                    let reason = if has_column { reason.clone() } else { self.not_known(field) };
                    self.say(at, &field.code, String::new(), reason, Weight::Error);
                }
                if !problems.is_empty() {
                    return Verdict::Refused;
                }
                let id: RecordId = self.ctx.id();
                draft.writes.push((kind, None, self.fresh(id, own.clone())));
                (id, None, Verdict::New)
            }
            Match::There(place, way) => {
                let Some(entry) = held.entry(place) else { return Verdict::Refused };
                let code =
                    kind.identity.get(way).and_then(|fields| fields.first()).cloned().unwrap_or_default();
                if let Some(reason) = self.barred.get(&entry.id) {
                    return self.refuse(at, &code, reason.clone());
                }
                let place = (at.table.layout.sheet_name.clone(), at.row.number);
                if let Some((sheet, row)) = self.seen.get(&entry.id) {
                    let also =
                        if *sheet == place.0 { String::new() } else { format!(" trang “{sheet}”") };
                    let problem = format!("Hàng {row}{also} cũng là hồ sơ này.");
                    return self.refuse(
                        at,
                        &code,
                        Reason::new(problem, "Xoá một trong hai hàng, hoặc sửa lại mã."),
                    );
                }
                self.seen.insert(entry.id, place);
                let did = self.alter(at, kind, entry, &own, None, draft);
                (entry.id, Some(entry), if did { Verdict::Changed } else { Verdict::Same })
            }
        };
        if !self.besides(at, id, entry, besides, presumed, draft) {
            return Verdict::Refused;
        }
        if verdict == Verdict::Same && !draft.writes.is_empty() {
            verdict = Verdict::Changed;
        }
        verdict
    }

    /// The records beside the row's own; false when the row is refused because of them.
    fn besides(
        &mut self,
        at: At<'_>,
        id: RecordId,
        entry: Option<&Entry>,
        mut besides: Vec<(&'static Beside, Facts)>,
        presumed: &[(&'static str, FieldValue)],
        draft: &mut Draft,
    ) -> bool {
        let kind_of_rows = self.opened.kind;
        let through = kind_of_rows.through.as_deref();
        let is_here = entry.is_some() && self.known.is_here(kind_of_rows, id, self.opened.day);
        if let Some(way) = kind_of_rows.besides.iter().find(|beside| Some(beside.kind.as_str()) == through)
            && !is_here
            && besides.iter().all(|(beside, _)| beside.code != way.code)
            && let Some(of) = kind(&way.kind)
        {
            besides.push((way, Facts::new(of)));
        }
        for (beside, mut facts) in besides {
            let of = facts.kind();
            facts.set(&beside.link, Some(FieldValue::Record(id.0)));
            let year = of.fields.iter().find(|field| field.kind == FieldType::SchoolYear);
            if let Some(year) = year.filter(|year| facts.get(&year.code).is_none()) {
                facts.set(&year.code, Some(FieldValue::SchoolYear(self.opened.year)));
            }
            let is_way = Some(of.code.as_str()) == through;
            let there = entry.and_then(|_| self.beside_of(beside, of, id, &facts));
            if let Some(there) = there {
                self.alter(at, of, there, &facts, Some(beside), draft);
                continue;
            }
            if is_way {
                for (field, value) in presumed {
                    if facts.get(field).is_none() {
                        facts.set(field, Some(value.clone()));
                    }
                }
                for (_, field, code) in PRESUMED.iter().filter(|(of_kind, ..)| *of_kind == of.code) {
                    if facts.get(field).is_none() {
                        facts.set(field, Some(FieldValue::Code((*code).to_owned())));
                    }
                }
            }
            let problems = facts.problems();
            let Some((field, _)) = problems.first() else {
                let beside_id = self.ctx.id();
                draft.writes.push((of, Some(beside), self.fresh(beside_id, facts)));
                continue;
            };
            let code = format!("{}.{}", beside.code, field.code);
            if is_way && !is_here {
                let reason = Reason::new(
                    format!("Chưa biết {} của {}.", lower(&field.label), kind_of_rows.name),
                    format!("Thêm cột {} và ghi đủ, hoặc đặt tên trang tính theo lớp.", field.label),
                );
                self.say(at, &code, String::new(), reason, Weight::Error);
                return false;
            }
            let said = beside
                .fields
                .iter()
                .find(|own| facts.get(own.code.split_once('.').map_or("", |(_, code)| code)).is_some());
            let said = said.map_or_else(|| of.name.clone(), |field| field.label.clone());
            let reason = Reason::new(
                format!("Chưa có {} nên không ghi {}.", lower(&field.label), lower(&said)),
                "Ghi thêm ô còn thiếu rồi nhập lại.",
            );
            self.say(at, &code, String::new(), reason, Weight::Query);
        }
        true
    }

    /// The record beside that a row means: the same by its identity, else the only one in its place.
    fn beside_of(
        &self,
        beside: &'static Beside,
        of: &'static Kind,
        id: RecordId,
        facts: &Facts,
    ) -> Option<&'a Entry> {
        let held = self.known.of(&of.code)?;
        let day = self.opened.day;
        let in_place: Vec<&'a Entry> = held
            .linked(&beside.link, id)
            .iter()
            .filter_map(|at| held.entry(*at))
            .filter(|entry| {
                let Some(row) = entry.nearest(day) else { return false };
                beside.set.iter().all(|(code, _)| row.facts.get(code) == facts.get(code))
            })
            .collect();
        let identity: Vec<&str> = of.identity.first().into_iter().flatten().map(String::as_str).collect();
        let said: Vec<&str> =
            identity.into_iter().filter(|code| *code != beside.link && facts.get(code).is_some()).collect();
        let same = in_place.iter().find(|entry| {
            entry
                .nearest(day)
                .is_some_and(|row| said.iter().all(|code| same_value(row.facts.get(code), facts.get(code))))
        });
        match (same, in_place.as_slice()) {
            (Some(same), _) if !said.is_empty() => Some(same),
            // A father is corrected, not joined by a second one; somebody has one post here.
            (_, [only]) if !beside.set.is_empty() || said.is_empty() => Some(only),
            _ => None,
        }
    }

    /// Writes what a row says otherwise than what holds; whether it says anything new.
    fn alter(
        &self,
        at: At<'_>,
        kind: &'static Kind,
        entry: &Entry,
        facts: &Facts,
        beside: Option<&'static Beside>,
        draft: &mut Draft,
    ) -> bool {
        let day = self.opened.day;
        let Some(base) = entry.nearest(day) else { return false };
        let mut fields: Vec<(&'static str, Option<FieldValue>)> = Vec::new();
        let mut merged = base.facts.clone();
        for (field, value) in facts.iter() {
            let (Some(new), old) = (value, base.facts.get(&field.code)) else { continue };
            if Some(new) == old {
                continue;
            }
            fields.push((field.code.as_str(), Some(new.clone())));
            merged.set(&field.code, Some(new.clone()));
            let label = beside.and_then(|beside| {
                let code = format!("{}.{}", beside.code, field.code);
                beside.fields.iter().find(|own| own.code == code).map(|own| own.label.clone())
            });
            let old = match old {
                None => String::new(),
                Some(_) if field.guard.is_guarded() => GUARDED.to_owned(),
                Some(old) => self.known.shown(field, old),
            };
            draft.changes.push(ImportChange {
                sheet: at.table.layout.sheet_name.clone(),
                row: at.row.number,
                called: self.called(at, entry, beside.is_some()),
                field: label.unwrap_or_else(|| field.label.clone()),
                old,
                new: self.known.shown(field, new),
            });
        }
        let holds = entry.on(day).is_some();
        // A person whose record holds from a later day on is known from this day on.
        if fields.is_empty() && (holds || beside.is_some() && entry.lasts(day)) {
            return false;
        }
        let write = if holds {
            Write {
                target: Target::There(entry.id, None),
                unit: self.opened.unit,
                from: day,
                until: None,
                change: Change::Alter(fields),
            }
        } else {
            Write { target: Target::There(entry.id, None), ..self.fresh(entry.id, merged) }
        };
        draft.writes.push((kind, beside, write));
        true
    }

    fn called(&self, at: At<'_>, entry: &Entry, is_beside: bool) -> String {
        let own = if is_beside { None } else { entry.nearest(self.opened.day).map(|row| row.called()) };
        own.unwrap_or_else(|| {
            let kind = self.opened.kind;
            let facts = at.table.facts(at.row).own;
            let value = facts.get(&kind.called_by).zip(kind.field(&kind.called_by));
            value.map(|(value, field)| self.known.shown(field, value)).unwrap_or_default()
        })
    }

    /// A record that is new, for the period that its kind asks for.
    fn fresh(&self, id: RecordId, facts: Facts) -> Write {
        let (from, until) = period_of(&facts, self.opened.day);
        Write { target: Target::New(id), unit: self.opened.unit, from, until, change: Change::Set(facts) }
    }
}
