//! Every row of a sheet against what is recorded: new, changed, same or refused.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use khue_base::{CellAddress, Day, RecordId, UnitId};
use khue_db::Session;
use khue_rules::accounts::Action;
use khue_rules::registry::record::{
    Beside, Context, Facts, Field, FieldType, FieldValue, Found, Keeper, Kind, Reason, folded, kind,
};
use khue_rules::registry::sheet::{Finding, Fixed, Layout, RowFacts, SheetRow, Table, Weight, read};

use super::known::{Entry, Held, Known};
use super::open::{Opened, span_of};
use crate::registry::records::{Change, Target, When, Write, known_numbers, may_at, units_of};
use crate::{Ctx, OpError};

/// How many rows of a sheet are what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Records that are not there yet.
    pub new: usize,
    /// Records that become different, or get something beside them.
    pub changed: usize,
    /// Records that are so already.
    pub same: usize,
    /// Rows that are not taken until they are corrected.
    pub refused: usize,
}

/// One value that an import changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportChange {
    /// The name of the sheet.
    pub sheet: String,
    /// The row.
    pub row: u32,
    /// What lists call the record.
    pub called: String,
    /// The name of the field.
    pub field: String,
    /// What holds; a guarded value is not shown.
    pub old: String,
    /// What shall hold.
    pub new: String,
}

/// A sheet, compared.
pub(super) struct Weighed {
    pub tables: Vec<Table>,
    pub counts: Counts,
    pub findings: Vec<Finding>,
    /// The first of them; `change_count` counts all.
    pub changes: Vec<ImportChange>,
    pub change_count: usize,
    /// In the order in which they must be written: records before those that link to them.
    pub writes: Vec<(&'static Kind, Vec<Write>)>,
}

impl Weighed {
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|finding| finding.weight == Weight::Error)
    }
}

/// Changes that are listed.
const LISTED: usize = 300;
/// What stands for a guarded value that somebody may not see.
const GUARDED: &str = "(thông tin được bảo vệ)";
/// Kinds whose records hold for the whole school year whenever they are entered: nobody joins them later.
const YEARLY: [&str; 2] = ["class", "study_group"];
/// What a sheet need not say of somebody who is new: kind, field, code.
const PRESUMED: [(&str, &str, &str); 2] =
    [("enrolment", "status", "dang-hoc"), ("engagement", "status", "dang-lam")];

/// Compares what was read with what is recorded. Reads the database only.
pub(super) async fn weigh(
    ctx: &Ctx,
    session: &mut Session,
    province: UnitId,
    opened: &Arc<Opened>,
) -> Result<Weighed, OpError> {
    let known = Known::load(session, province, opened).await?;
    let here = opened.clone();
    let (mut known, tables) = beside_requests(move || {
        let tables: Vec<Table> = here.layouts.iter().map(|layout| table(&here, layout, &known)).collect();
        (known, tables)
    })
    .await?;
    take_up_others(session, province, opened.kind, &tables, &mut known).await?;
    let matched = matched_people(opened.kind, &tables, &known);
    let barred = barred(ctx, session, province, opened, &known, matched).await?;
    let (here, ctx) = (opened.clone(), ctx.clone());
    beside_requests(move || Weigher::weigh(&ctx, &here, &known, &barred, tables)).await
}

async fn beside_requests<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, OpError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| OpError::Failed(format!("comparing a sheet: {error}")))
}

fn table(opened: &Opened, layout: &Layout, known: &Known) -> Table {
    let context = Context { lookup: known, ..Context::plain(opened.day) };
    let years = opened
        .kind
        .sheet_fields()
        .filter(|field| field.kind == FieldType::SchoolYear)
        .map(|field| field.code.clone());
    let besides = opened.kind.besides.iter().filter_map(|beside| {
        let field = kind(&beside.kind)?.fields.iter().find(|field| field.kind == FieldType::SchoolYear)?;
        Some(format!("{}.{}", beside.code, field.code))
    });
    let fixed = years.chain(besides).map(|field| Fixed { field, value: FieldValue::SchoolYear(opened.year) });
    read(&opened.sheet.grid, layout, fixed.collect(), &context)
}

fn is_number(field: &Field) -> bool {
    matches!(field.kind, FieldType::MinistryCode | FieldType::PersonalNumber)
}

/// Ways to find a person by one number alone.
fn numbers(kind: &'static Kind) -> impl Iterator<Item = (usize, &'static Field)> {
    kind.identity.iter().enumerate().filter_map(|(way, fields)| match fields.as_slice() {
        [code] => Some((way, kind.field(code).filter(|field| is_number(field))?)),
        _ => None,
    })
}

/// People of other units whose numbers stand in the sheet.
async fn take_up_others(
    session: &mut Session,
    province: UnitId,
    kind: &'static Kind,
    tables: &[Table],
    known: &mut Known,
) -> Result<(), OpError> {
    if kind.kept_by == Keeper::School {
        return Ok(());
    }
    let mut ids = BTreeSet::new();
    for (way, field) in numbers(kind) {
        let mut unknown = BTreeSet::new();
        for table in tables {
            let Some(at) = table.fields.iter().position(|(_, column)| column.code == field.code) else {
                continue;
            };
            for row in &table.rows {
                if let Some(Some(Ok(parsed))) = row.cells.get(at)
                    && let Some(FieldValue::Text(number)) = &parsed.value
                {
                    let facts = Facts::new(kind).with(&field.code, FieldValue::Text(number.clone()));
                    if known.of(&kind.code).is_some_and(|held| held.found_by(way, &facts).is_empty()) {
                        unknown.insert(number.clone());
                    }
                }
            }
        }
        let unknown: Vec<String> = unknown.into_iter().collect();
        let found = known_numbers(session, kind, province, &field.code, &unknown).await?;
        ids.extend(found.into_iter().map(|(id, _)| id));
    }
    if let Some(held) = known.of_mut(&kind.code) {
        for id in ids {
            held.take_up(session, province, id).await?;
        }
    }
    Ok(())
}

/// People of the sheet who are recorded but are not at the unit now.
fn matched_people(kind: &'static Kind, tables: &[Table], known: &Known) -> BTreeSet<RecordId> {
    let mut found = BTreeSet::new();
    let Some(held) = known.of(&kind.code).filter(|held| held.kind.kept_by == Keeper::Province) else {
        return found;
    };
    for table in tables {
        for row in &table.rows {
            if let Match::There(at, _) = matched(held, &table.facts(row).own)
                && let Some(entry) = held.entry(at)
                && (entry.is_foreign || !known.is_here(kind, entry.id, known.day))
            {
                found.insert(entry.id);
            }
        }
    }
    found
}

/// Whom of them the actor may not take up, and why.
async fn barred(
    ctx: &Ctx,
    session: &mut Session,
    province: UnitId,
    opened: &Opened,
    known: &Known,
    people: BTreeSet<RecordId>,
) -> Result<HashMap<RecordId, Reason>, OpError> {
    let mut barred = HashMap::new();
    let Some(held) = known.of(&opened.kind.code) else { return Ok(barred) };
    let day = opened.day.max(ctx.today());
    for id in people {
        let Some(row) = held.of_id(id).and_then(|entry| entry.rows.first()) else { continue };
        let now = units_of(session, province, row.key, When::On(day)).await?;
        let is_elsewhere = !now.is_empty() && !now.contains(&opened.unit);
        let units =
            if now.is_empty() { units_of(session, province, row.key, When::Ever).await? } else { now };
        if units.is_empty() || units.contains(&opened.unit) {
            continue;
        }
        let is_pupil = opened.kind.through.as_deref() == Some("enrolment");
        if is_elsewhere && is_pupil {
            let reason = Reason::new(
                format!("{} đang học ở một trường khác.", row.called()),
                "Đề nghị trường đó ghi cho chuyển trường trước, rồi nhập lại hàng này.",
            );
            barred.insert(id, reason);
            continue;
        }
        match may_at(ctx, session, Action::ChangeRecords, &units).await {
            Ok(()) => {}
            Err(OpError::Hidden | OpError::Forbidden) => {
                let reason = Reason::new(
                    format!("Hồ sơ của {} do một đơn vị khác giữ.", row.called()),
                    "Đề nghị Sở Giáo dục và Đào tạo nhập hàng này, hoặc kiểm tra lại mã.",
                );
                barred.insert(id, reason);
            }
            Err(other) => return Err(other),
        }
    }
    Ok(barred)
}

/// What a row is in what is recorded.
enum Match {
    /// Nothing; whether somebody of the same name and birthday bears another number.
    New(Option<usize>),
    /// A record, and by which way it was found.
    There(usize, usize),
    /// It cannot be told: the field, and why.
    Doubt(String, Reason),
}

fn matched(held: &Held, facts: &Facts) -> Match {
    let kind = held.kind;
    let name = |at: usize| {
        let entry = held.entry(at);
        entry.and_then(|entry| entry.rows.last()).map(|row| row.called()).unwrap_or_default()
    };
    let mut by_number: Option<(usize, usize)> = None;
    for (way, field) in numbers(kind) {
        match (held.found_by(way, facts), by_number) {
            ([], _) => {}
            ([one], None) => by_number = Some((*one, way)),
            ([one], Some((before, _))) if *one == before => {}
            ([one], Some((before, _))) => {
                let problem = format!(
                    "{} này là của {}, còn mã khác trong hàng là của {}.",
                    field.label,
                    name(*one),
                    name(before)
                );
                let fix = "Đối chiếu giấy tờ rồi sửa lại mã hoặc số định danh.";
                return Match::Doubt(field.code.clone(), Reason::new(problem, fix));
            }
            (many, _) => {
                let problem = format!("{} này đang ghi cho {} hồ sơ.", field.label, many.len());
                return Match::Doubt(
                    field.code.clone(),
                    Reason::new(problem, "Sửa các hồ sơ trùng trước, rồi nhập lại."),
                );
            }
        }
    }
    if let Some((at, way)) = by_number {
        return Match::There(at, way);
    }
    let mut namesake = None;
    for (way, fields) in kind.identity.iter().enumerate() {
        if numbers(kind).any(|(number, _)| number == way) {
            continue;
        }
        let mut fitting = Vec::new();
        for at in held.found_by(way, facts) {
            let Some(entry) = held.entry(*at).filter(|entry| !entry.is_foreign) else { continue };
            if contradicts(kind, entry, facts) {
                namesake = Some(*at);
            } else {
                fitting.push(*at);
            }
        }
        match fitting.as_slice() {
            [] => {}
            [one] => return Match::There(*one, way),
            many => {
                let labels: Vec<&str> = fields
                    .iter()
                    .filter_map(|code| kind.field(code))
                    .map(|field| field.label.as_str())
                    .collect();
                let problem = format!("Có {} {} trùng {}.", many.len(), kind.name, labels.join(" và "));
                let fix = "Ghi thêm mã để biết hàng này là hồ sơ nào.";
                return Match::Doubt(fields.first().cloned().unwrap_or_default(), Reason::new(problem, fix));
            }
        }
    }
    Match::New(namesake)
}

/// Whether a number, or the place where something stands, is known on both sides and differs.
fn contradicts(kind: &Kind, entry: &Entry, facts: &Facts) -> bool {
    let Some(row) = entry.rows.last() else { return false };
    let deciding = kind.identity.iter().flatten().filter_map(|code| kind.field(code));
    deciding.filter(|field| is_number(field) || matches!(field.kind, FieldType::Record(_))).any(
        |field| match (row.facts.get(&field.code), facts.get(&field.code)) {
            (Some(known), Some(said)) => known != said,
            _ => false,
        },
    )
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    New,
    Changed,
    Same,
    Refused,
}

struct Weigher<'a> {
    ctx: &'a Ctx,
    opened: &'a Opened,
    known: &'a Known,
    barred: &'a HashMap<RecordId, Reason>,
    findings: Vec<Finding>,
    changes: Vec<ImportChange>,
    change_count: usize,
    writes: Vec<(&'static Kind, Vec<Write>)>,
    /// Records that rows stand for, with the first such row.
    seen: HashMap<RecordId, (String, u32)>,
}

/// What a row would do, kept until nothing refuses it.
#[derive(Default)]
struct Draft {
    writes: Vec<(&'static Kind, Write)>,
    changes: Vec<ImportChange>,
}

/// A row with its table.
#[derive(Clone, Copy)]
struct At<'t> {
    table: &'t Table,
    row: &'t SheetRow,
}

impl<'a> Weigher<'a> {
    fn weigh(
        ctx: &'a Ctx,
        opened: &'a Opened,
        known: &'a Known,
        barred: &'a HashMap<RecordId, Reason>,
        tables: Vec<Table>,
    ) -> Weighed {
        let mut weigher = Self {
            ctx,
            opened,
            known,
            barred,
            findings: Vec::new(),
            changes: Vec::new(),
            change_count: 0,
            writes: Vec::new(),
            seen: HashMap::new(),
        };
        let mut counts = Counts::default();
        for table in &tables {
            let findings = table.findings();
            let errors = findings.iter().filter(|finding| finding.weight == Weight::Error);
            let refused: HashSet<u32> = errors.map(|finding| finding.cell.row).collect();
            // A required column is missing: no row can be taken.
            let is_whole = refused.contains(&table.layout.last_head_row);
            let first = weigher.findings.len();
            weigher.findings.extend(findings);
            let class = weigher.classes_of(table);
            for row in &table.rows {
                let verdict = if is_whole || refused.contains(&row.number) {
                    Verdict::Refused
                } else {
                    weigher.row(At { table, row }, &class)
                };
                match verdict {
                    Verdict::New => counts.new += 1,
                    Verdict::Changed => counts.changed += 1,
                    Verdict::Same => counts.same += 1,
                    Verdict::Refused => counts.refused += 1,
                }
            }
            if let Some(own) = weigher.findings.get_mut(first..) {
                own.sort_by_key(|finding| finding.cell);
            }
        }
        let Self { findings, changes, change_count, writes, .. } = weigher;
        Weighed { tables, counts, findings, changes, change_count, writes }
    }

    fn row(&mut self, at: At<'_>, presumed: &[(&'static str, FieldValue)]) -> Verdict {
        let RowFacts { mut own, mut besides } = at.table.facts(at.row);
        let mut is_sound = self.settle(at, None, &mut own);
        for (beside, facts) in &mut besides {
            is_sound &= self.settle(at, Some(beside), facts);
        }
        let kind = self.opened.kind;
        let Some(held) = self.known.of(&kind.code).filter(|_| is_sound) else { return Verdict::Refused };
        let mut draft = Draft::default();
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
                draft.writes.push((kind, self.fresh(id, own.clone())));
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
                let did = self.alter(at, kind, entry, &own, None, &mut draft);
                (entry.id, Some(entry), if did { Verdict::Changed } else { Verdict::Same })
            }
        };
        if !self.besides(at, id, entry, besides, presumed, &mut draft) {
            return Verdict::Refused;
        }
        if verdict == Verdict::Same && !draft.writes.is_empty() {
            verdict = Verdict::Changed;
        }
        for (kind, write) in draft.writes {
            match self.writes.iter_mut().find(|(other, _)| other.code == kind.code) {
                Some((_, writes)) => writes.push(write),
                None => self.writes.push((kind, vec![write])),
            }
        }
        self.change_count += draft.changes.len();
        let room = LISTED.saturating_sub(self.changes.len());
        self.changes.extend(draft.changes.into_iter().take(room));
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
                draft.writes.push((of, self.fresh(beside_id, facts)));
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
        draft.writes.push((kind, write));
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
        let kind = facts.kind();
        let year = match facts.get("year") {
            Some(FieldValue::SchoolYear(year)) if kind.kept_by == Keeper::School => span_of(*year),
            _ => None,
        };
        let day = self.opened.day;
        let (from, until): (Day, Option<Day>) = match year {
            None => (day, None),
            Some((first, end)) if YEARLY.contains(&kind.code.as_str()) || day < first || end <= day => {
                (first, Some(end))
            }
            Some((_, end)) => (day, Some(end)),
        };
        Write { target: Target::New(id), unit: self.opened.unit, from, until, change: Change::Set(facts) }
    }

    /// Words that name nothing recorded: they refuse the row where they are required, else they are left out.
    fn settle(&mut self, at: At<'_>, beside: Option<&'static Beside>, facts: &mut Facts) -> bool {
        let mentions: Vec<(&'static Field, String)> = facts
            .iter()
            .filter_map(|(field, value)| match value {
                Some(FieldValue::Mention(text)) => Some((field, text.clone())),
                _ => None,
            })
            .collect();
        let mut is_sound = true;
        for (field, text) in mentions {
            facts.set(&field.code, None);
            let weight = if field.is_required { Weight::Error } else { Weight::Query };
            is_sound &= weight == Weight::Query;
            let reason = self.unknown(field, &text);
            let code = match beside {
                Some(beside) => format!("{}.{}", beside.code, field.code),
                None => field.code.clone(),
            };
            self.say(at, &code, text, reason, weight);
        }
        is_sound
    }

    fn unknown(&self, field: &Field, text: &str) -> Reason {
        let left_out = if field.is_required { "" } else { " Ô này được để trống." };
        let FieldType::Record(of) = &field.kind else {
            let count = self.known.commune_codes(text).len();
            let problem = match count {
                0 => format!("{} “{text}” không có trong danh mục xã, phường.{left_out}", field.label),
                _ => format!("{} “{text}” là tên của {count} xã, phường.{left_out}", field.label),
            };
            return Reason::new(problem, "Ghi mã 5 chữ số của xã, phường thay cho tên.");
        };
        let name = kind(of).map_or(of.as_str(), |of| of.name.as_str());
        match self.known.find(of, text) {
            Found::Many(names) => {
                let names: Vec<&str> = names.iter().take(4).map(String::as_str).collect();
                Reason::new(
                    format!("{} “{text}” có thể là {}.{left_out}", field.label, names.join(" hoặc ")),
                    "Ghi mã thay cho tên.",
                )
            }
            _ => {
                let year = if of == "class" {
                    format!(" trong năm học {}", self.opened.year)
                } else {
                    String::new()
                };
                Reason::new(
                    format!("{} “{text}” chưa có{year}.{left_out}", field.label),
                    format!("Nhập danh sách {name} trước, hoặc sửa lại cho đúng tên đã có."),
                )
            }
        }
    }

    /// What the name of a sheet or its titles say for all its rows: the class that a list is of.
    fn classes_of(&self, table: &Table) -> Vec<(&'static str, FieldValue)> {
        let kind_of_rows = self.opened.kind;
        let through = kind_of_rows.through.as_deref();
        let Some(way) = kind_of_rows.besides.iter().find(|beside| Some(beside.kind.as_str()) == through)
        else {
            return Vec::new();
        };
        let Some(of) = kind(&way.kind) else { return Vec::new() };
        let mut said = Vec::new();
        for field in of.fields.iter().filter(|field| field.is_required && field.code != way.link) {
            let FieldType::Record(other) = &field.kind else { continue };
            let texts = std::iter::once(folded(&table.layout.sheet_name))
                .chain(table.layout.titles.iter().flat_map(|title| named_classes(title)));
            let found = texts.into_iter().find_map(|text| match self.known.find(other, &text) {
                Found::One(id) => Some(FieldValue::Record(id)),
                _ => None,
            });
            said.extend(found.map(|value| (field.code.as_str(), value)));
        }
        said
    }

    /// A row that names nobody recorded, in a table that cannot make somebody new.
    fn not_known(&self, missing: &Field) -> Reason {
        Reason::new(
            format!("Chưa có {} này, mà bảng không có cột {}.", self.opened.kind.name, missing.label),
            format!("Kiểm tra lại mã của hàng này, hoặc thêm cột {}.", missing.label),
        )
    }

    fn ask_about_namesake(&mut self, at: At<'_>, held: &Held, namesake: usize) {
        let Some(row) = held.entry(namesake).and_then(|entry| entry.rows.last()) else { return };
        let reason = Reason::new(
            format!(
                "Đã có {} cùng tên, cùng ngày sinh nhưng mang mã khác; hàng này được coi là người khác.",
                row.called()
            ),
            "Nếu là một người thì sửa mã trong hồ sơ hoặc trong tệp cho khớp.",
        );
        let code = self.opened.kind.called_by.clone();
        let value = row.called();
        self.say(at, &code, value, reason, Weight::Query);
    }

    fn refuse(&mut self, at: At<'_>, code: &str, reason: Reason) -> Verdict {
        self.say(at, code, String::new(), reason, Weight::Error);
        Verdict::Refused
    }

    /// A finding at the cell of a field; at the first cell that is read when the field has no column.
    fn say(&mut self, at: At<'_>, code: &str, value: String, reason: Reason, weight: Weight) {
        let place = at.table.fields.iter().position(|(_, field)| field.code == code);
        let column =
            place.or(Some(0)).and_then(|place| at.table.fields.get(place)).map_or(0, |(column, _)| *column);
        let shown = place.and_then(|place| match (at.row.cells.get(place), at.table.fields.get(place)) {
            (Some(Some(Ok(parsed))), Some((_, field))) => {
                parsed.value.as_ref().map(|value| self.known.shown(field, value))
            }
            _ => None,
        });
        self.findings.push(Finding {
            sheet: at.table.layout.sheet_name.clone(),
            cell: CellAddress { row: at.row.number, column },
            field: code.to_owned(),
            value: if value.is_empty() { shown.unwrap_or_default() } else { value },
            reason,
            weight,
        });
    }
}

fn same_value(one: Option<&FieldValue>, other: Option<&FieldValue>) -> bool {
    match (one, other) {
        (Some(FieldValue::Text(one)), Some(FieldValue::Text(other))) => folded(one) == folded(other),
        (one, other) => one == other,
    }
}

/// What may be the name of a class after the word `lớp`, longest first.
fn named_classes(title: &str) -> Vec<String> {
    let key = folded(title);
    let words: Vec<&str> = key.split(' ').collect();
    let starts = words.iter().enumerate().filter(|(_, word)| **word == "lop").map(|(at, _)| at + 1);
    starts
        .flat_map(|start| (1..=4).rev().map(move |count| start..start + count))
        .filter_map(|range| words.get(range))
        .map(|words| words.join(" "))
        .collect()
}

fn lower(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_lowercase().to_string()).unwrap_or_default();
    format!("{first}{}", letters.as_str())
}
