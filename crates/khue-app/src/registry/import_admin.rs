//! Bringing in the administrative units of the State, in time, with what became of each.

use std::collections::{BTreeMap, BTreeSet};

use khue_base::{Day, UnitId};
use khue_db::Session;
use serde_json::json;

use super::store::{load_records_by_code, save_records};
use super::succession::{all_successions, insert_succession};
use super::{
    Basis, CODE_SYSTEM, KEY_SYSTEM, Ownership, Relation, Share, Span, Succession, SuccessionKind, UnitFacts,
    UnitKind, UnitRecord, may_administer, open_end, stamp,
};
use crate::{Ctx, OpError};

/// The two tables of `catalogue/codes/admin`, or newer ones of the same columns.
#[derive(Clone, Copy, Debug)]
pub struct AdminFiles<'a> {
    /// One row for every period of a unit.
    pub units: &'a str,
    /// One row for every passing of a unit into another.
    pub successions: &'a str,
}

impl AdminFiles<'static> {
    /// The units of Bắc Giang and Bắc Ninh that the program carries.
    pub fn built_in() -> Self {
        Self {
            units: include_str!("../../../../catalogue/codes/admin/units.csv"),
            successions: include_str!("../../../../catalogue/codes/admin/successions.csv"),
        }
    }
}

/// One thing that an import would change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AdminDifference {
    /// The registry does not have this unit.
    NewUnit {
        /// Its key in the file.
        key: String,
        /// Its last name.
        name: String,
    },
    /// The registry has it with other periods, names, parents or codes.
    OtherUnit {
        /// Its key in the file.
        key: String,
        /// Its last name.
        name: String,
    },
    /// The registry does not know that this one went into that one.
    NewSuccession {
        /// Key of the one that went.
        from: String,
        /// Key of the one that took it.
        to: String,
        /// When.
        day: Day,
    },
}

/// What an import would change; nothing when it was done before.
///
/// # Errors
/// Refused when a file cannot be understood; hidden when the actor may not administer.
pub async fn preview_admin_units(ctx: &Ctx, files: AdminFiles<'_>) -> Result<Vec<AdminDifference>, OpError> {
    may_administer(ctx)?;
    let mut session = ctx.read().await?;
    Ok(plan(ctx, &mut session, &parse(files)?).await?.differences)
}

/// Brings the administrative units in, all or nothing, and returns what changed.
///
/// # Errors
/// Refused when a file cannot be understood; hidden when the actor may not administer.
pub async fn import_admin_units(ctx: &Ctx, files: AdminFiles<'_>) -> Result<Vec<AdminDifference>, OpError> {
    may_administer(ctx)?;
    let parsed = parse(files)?;
    let mut tx = ctx.begin().await?;
    let plan = plan(ctx, &mut tx, &parsed).await?;
    if plan.differences.is_empty() {
        return Ok(Vec::new());
    }
    save_records(&mut tx, stamp(ctx), &plan.known, &plan.records).await?;
    for succession in &plan.successions {
        insert_succession(&mut tx, stamp(ctx), succession).await?;
    }
    let detail = json!({ "units": plan.records.len(), "successions": plan.successions.len() });
    ctx.audit(&mut tx, "units.import", "unit".to_owned(), detail).await?;
    tx.commit().await?;
    Ok(plan.differences)
}

struct Plan {
    differences: Vec<AdminDifference>,
    known: BTreeMap<UnitId, UnitRecord>,
    records: Vec<(UnitId, UnitRecord)>,
    successions: Vec<Succession>,
}

async fn plan(ctx: &Ctx, db: &mut Session, files: &Parsed) -> Result<Plan, OpError> {
    let existing = load_records_by_code(db, KEY_SYSTEM).await?;
    let mut ids: BTreeMap<&str, UnitId> = existing.iter().map(|(key, (id, _))| (key.as_str(), *id)).collect();
    let early = -i64::try_from(files.units.len()).unwrap_or_default();
    // A millisecond for each, so that ids made at once cannot meet.
    for (early, key) in (early..).zip(files.units.keys()) {
        ids.entry(key).or_insert_with(|| ctx.app.chance.id(ctx.now().plus_ms(early)));
    }
    let id_of = |key: &str| ids.get(key).copied().ok_or_else(|| unknown(key));
    let mut plan = Plan {
        differences: Vec::new(),
        known: BTreeMap::new(),
        records: Vec::new(),
        successions: Vec::new(),
    };
    for (key, unit) in &files.units {
        let id = id_of(key)?;
        let current = existing.get(key).map(|(_, record)| record);
        let wanted = wanted_record(key, unit, current, &id_of)?;
        if current == Some(&wanted) {
            continue;
        }
        let (key, name) = (key.clone(), unit.last_name());
        plan.differences.push(match current {
            None => AdminDifference::NewUnit { key, name },
            Some(_) => AdminDifference::OtherUnit { key, name },
        });
        if let Some(current) = current {
            plan.known.insert(id, current.clone());
        }
        plan.records.push((id, wanted));
    }
    let known: BTreeSet<(UnitId, UnitId, Day)> =
        all_successions(db).await?.into_iter().map(|one| (one.from_unit, one.to_unit, one.day)).collect();
    for one in &files.successions {
        let (from_unit, to_unit) = (id_of(&one.from)?, id_of(&one.to)?);
        if known.contains(&(from_unit, to_unit, one.day)) {
            continue;
        }
        let (from, to) = (one.from.clone(), one.to.clone());
        plan.differences.push(AdminDifference::NewSuccession { from, to, day: one.day });
        plan.successions.push(Succession {
            from_unit,
            to_unit,
            day: one.day,
            kind: one.kind,
            share: one.share,
            decision: one.decision.clone(),
            basis: one.basis,
        });
    }
    Ok(plan)
}

/// What the file says of a unit, over what the registry has of it besides.
fn wanted_record(
    key: &str,
    unit: &AdminUnit,
    current: Option<&UnitRecord>,
    id_of: &impl Fn(&str) -> Result<UnitId, OpError>,
) -> Result<UnitRecord, OpError> {
    let mut record = current.cloned().unwrap_or_default();
    let mut parents: Vec<Span<UnitId>> = Vec::new();
    let mut facts: Vec<Span<UnitFacts>> = Vec::new();
    let mut codes: Vec<Span<String>> = Vec::new();
    for row in &unit.rows {
        let (from, until) = (row.from, row.until);
        push(&mut facts, Span { from, until, value: row.facts.clone() });
        push(&mut codes, Span { from, until, value: row.code.clone() });
        if !row.parent.is_empty() {
            push(&mut parents, Span { from, until, value: id_of(&row.parent)? });
        }
    }
    let first = facts.first().map(|span| span.from).ok_or_else(|| unknown(key))?;
    record.facts = facts;
    record.codes.insert(CODE_SYSTEM.to_owned(), codes);
    record
        .codes
        .insert(KEY_SYSTEM.to_owned(), vec![Span { from: first, until: open_end(), value: key.to_owned() }]);
    if !parents.is_empty() {
        record.parents.insert(Relation::Administrative, parents.clone());
        record.parents.insert(Relation::Territorial, parents);
    }
    Ok(record)
}

/// Adds a span, or lengthens the last one when it goes on unchanged.
fn push<T: PartialEq>(spans: &mut Vec<Span<T>>, span: Span<T>) {
    match spans.last_mut() {
        Some(last) if last.until == span.from && last.value == span.value => last.until = span.until,
        _ => spans.push(span),
    }
}

struct Parsed {
    units: BTreeMap<String, AdminUnit>,
    successions: Vec<AdminSuccession>,
}

#[derive(Default)]
struct AdminUnit {
    rows: Vec<AdminRow>,
}

impl AdminUnit {
    fn last_name(&self) -> String {
        self.rows.last().map(|row| row.facts.name.clone()).unwrap_or_default()
    }
}

struct AdminRow {
    from: Day,
    until: Day,
    facts: UnitFacts,
    code: String,
    parent: String,
}

struct AdminSuccession {
    from: String,
    to: String,
    kind: SuccessionKind,
    share: Share,
    day: Day,
    decision: String,
    basis: Basis,
}

fn parse(files: AdminFiles<'_>) -> Result<Parsed, OpError> {
    let mut units: BTreeMap<String, AdminUnit> = BTreeMap::new();
    for (place, line) in files.units.lines().enumerate().skip(1) {
        let row = unit_row(line).ok_or_else(|| wrong("đơn vị", place, line))?;
        let unit = units.entry(row.0).or_default();
        if unit.rows.last().is_some_and(|last| row.1.from < last.until) || row.1.until <= row.1.from {
            return Err(wrong("đơn vị", place, line));
        }
        unit.rows.push(row.1);
    }
    let mut successions = Vec::new();
    for (place, line) in files.successions.lines().enumerate().skip(1) {
        successions.push(succession_row(line).ok_or_else(|| wrong("kế thừa", place, line))?);
    }
    Ok(Parsed { units, successions })
}

fn unit_row(line: &str) -> Option<(String, AdminRow)> {
    let cells: Vec<&str> = line.split(',').collect();
    let &[key, level, _style, code, name, parent, from, until, _lat, _lon] = cells.as_slice() else {
        return None;
    };
    let kind = UnitKind::from_code(level)?;
    if key.is_empty() || code.is_empty() || name.is_empty() || name.contains('"') {
        return None;
    }
    let until = if until.is_empty() { open_end() } else { until.parse().ok()? };
    let facts =
        UnitFacts { kind, ownership: Ownership::Public, name: name.to_owned(), short_name: short_name(name) };
    let row =
        AdminRow { from: from.parse().ok()?, until, facts, code: code.to_owned(), parent: parent.to_owned() };
    Some((key.to_owned(), row))
}

fn succession_row(line: &str) -> Option<AdminSuccession> {
    let cells: Vec<&str> = line.split(',').collect();
    let &[from, to, kind, share, day, decision, basis] = cells.as_slice() else { return None };
    Some(AdminSuccession {
        from: from.to_owned(),
        to: to.to_owned(),
        kind: SuccessionKind::from_code(kind)?,
        share: Share::from_code(share)?,
        day: day.parse().ok()?,
        decision: decision.to_owned(),
        basis: Basis::from_code(basis)?,
    })
}

/// As tables name it: `Lục Nam`, `TP Bắc Giang`, `TT Vôi`.
fn short_name(name: &str) -> String {
    let forms = [
        ("Thành phố ", "TP "),
        ("Thị xã ", "TX "),
        ("Thị trấn ", "TT "),
        ("Phường ", "P. "),
        ("Huyện ", ""),
        ("Xã ", ""),
        ("Tỉnh ", ""),
    ];
    let short = forms.iter().find_map(|(long, short)| Some(format!("{short}{}", name.strip_prefix(long)?)));
    short.unwrap_or_else(|| name.to_owned())
}

fn wrong(table: &str, place: usize, line: &str) -> OpError {
    let shown: String = line.chars().take(80).collect();
    OpError::refused(format!(
        "Bảng {table}, dòng {}: không đọc được “{shown}”. Hãy sửa dòng này rồi nhập lại.",
        place + 1
    ))
}

fn unknown(key: &str) -> OpError {
    OpError::refused(format!("Bảng đơn vị thiếu đơn vị có khoá “{key}”. Hãy bổ sung rồi nhập lại."))
}
