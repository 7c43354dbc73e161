//! Writing versions of units and deriving from them what lists read.

use std::collections::{BTreeMap, BTreeSet};

use khue_base::{Day, Moment, UnitId, search_key, sort_key};
use khue_db::{DbError, FromRow, Row, Session, Statement, Tx, Value, sql};

use super::timeline::{additions, beginning, flatten, open_end};
use super::{Ownership, Relation, Span, UnitKind};

/// A chain longer than this is a circle or a mistake.
const DEEPEST: i64 = 12;

/// What a unit is during a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitFacts {
    /// What it is.
    pub kind: UnitKind,
    /// Who owns it.
    pub ownership: Ownership,
    /// Its full name.
    pub name: String,
    /// Its name in tables.
    pub short_name: String,
}

/// All that is recorded of a unit, by periods.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitRecord {
    /// What it is.
    pub facts: Vec<Span<UnitFacts>>,
    /// Under whom it stands.
    pub parents: BTreeMap<Relation, Vec<Span<UnitId>>>,
    /// Its codes by system.
    pub codes: BTreeMap<String, Vec<Span<String>>>,
}

/// When and by whom something is recorded.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stamp {
    pub at: Moment,
    pub by: Option<i64>,
}

/// Everything recorded of one unit as it holds now.
pub(super) async fn load_record(db: &mut Session, unit: UnitId) -> Result<UnitRecord, DbError> {
    let facts: Vec<Version<UnitFacts>> = db.all(FACTS_OF_UNIT, &[unit.into()]).await?;
    let parents: Vec<Version<UnitId>> = db.all(PARENTS_OF_UNIT, &[unit.into()]).await?;
    let codes: Vec<Version<String>> = db.all(CODES_OF_UNIT, &[unit.into()]).await?;
    Ok(record_of(facts, parents, codes))
}

/// Everything recorded of the units that have a code in `system`, by that code.
pub(super) async fn load_records_by_code(
    db: &mut Session,
    system: &str,
) -> Result<BTreeMap<String, (UnitId, UnitRecord)>, DbError> {
    let values = [system.into()];
    let facts = by_unit(db.all(FACTS_BY_SYSTEM, &values).await?);
    let parents = by_unit(db.all(PARENTS_BY_SYSTEM, &values).await?);
    let codes = by_unit(db.all(CODES_BY_SYSTEM, &values).await?);
    let of = |unit: &UnitId| {
        record_of(
            facts.get(unit).cloned().unwrap_or_default(),
            parents.get(unit).cloned().unwrap_or_default(),
            codes.get(unit).cloned().unwrap_or_default(),
        )
    };
    let mut records = BTreeMap::new();
    for unit in codes.keys() {
        let record = of(unit);
        let key = record.codes.get(system).and_then(|spans| spans.first()).map(|span| span.value.clone());
        if let Some(key) = key {
            records.insert(key, (*unit, record));
        }
    }
    Ok(records)
}

/// Records what is missing so that `wanted` holds, and derives spans and scope anew. Returns whether
/// anything was missing.
pub(super) async fn save_record(
    tx: &mut Tx,
    stamp: Stamp,
    unit: UnitId,
    wanted: &UnitRecord,
) -> Result<bool, DbError> {
    let current = load_record(tx, unit).await?;
    if current == *wanted {
        return Ok(false);
    }
    append(tx, stamp, unit, &current, wanted).await?;
    let below: Vec<Below> = tx.all(ALL_BELOW, &[unit.into()]).await?;
    let mut work = vec![(unit, wanted.clone())];
    for one in below.iter().filter(|one| one.unit_id != unit) {
        work.push((one.unit_id, load_record(tx, one.unit_id).await?));
    }
    derive(tx, &work).await?;
    Ok(true)
}

/// Records many units at once; they may stand under each other. Those of `known` exist already.
pub(super) async fn save_records(
    tx: &mut Tx,
    stamp: Stamp,
    known: &BTreeMap<UnitId, UnitRecord>,
    wanted: &[(UnitId, UnitRecord)],
) -> Result<(), DbError> {
    let nothing = UnitRecord::default();
    for (unit, _) in wanted.iter().filter(|(unit, _)| !known.contains_key(unit)) {
        tx.execute(INSERT_UNIT, &[(*unit).into(), stamp.at.into()]).await?;
    }
    let mut work = wanted.to_vec();
    let mut touched: BTreeSet<UnitId> = wanted.iter().map(|(unit, _)| *unit).collect();
    for (unit, record) in wanted {
        append(tx, stamp, *unit, known.get(unit).unwrap_or(&nothing), record).await?;
        if known.contains_key(unit) {
            let below: Vec<Below> = tx.all(ALL_BELOW, &[(*unit).into()]).await?;
            for one in below {
                if touched.insert(one.unit_id) {
                    work.push((one.unit_id, load_record(tx, one.unit_id).await?));
                }
            }
        }
    }
    derive(tx, &work).await
}

async fn append(
    tx: &mut Tx,
    stamp: Stamp,
    unit: UnitId,
    current: &UnitRecord,
    wanted: &UnitRecord,
) -> Result<(), DbError> {
    let stamped = |span: (Day, Day)| [span.0.into(), span.1.into(), stamp.at.into(), stamp.by.into()];
    for span in additions(&current.facts, &wanted.facts) {
        let facts = span.value.as_ref();
        let mut values: Vec<Value> = vec![
            unit.into(),
            facts.map(|facts| facts.kind.code()).into(),
            facts.map(|facts| facts.ownership.code()).into(),
            facts.map(|facts| facts.name.as_str()).into(),
            facts.map(|facts| facts.short_name.as_str()).into(),
        ];
        values.extend(stamped((span.from, span.until)));
        tx.execute(INSERT_VERSION, &values).await?;
    }
    for relation in Relation::ALL {
        let spans = |record: &UnitRecord| record.parents.get(relation).cloned().unwrap_or_default();
        for span in additions(&spans(current), &spans(wanted)) {
            let mut values: Vec<Value> = vec![unit.into(), relation.code().into(), span.value.into()];
            values.extend(stamped((span.from, span.until)));
            tx.execute(INSERT_RELATION, &values).await?;
        }
    }
    let systems: BTreeSet<&String> = current.codes.keys().chain(wanted.codes.keys()).collect();
    for system in systems {
        let spans = |record: &UnitRecord| record.codes.get(system).cloned().unwrap_or_default();
        for span in additions(&spans(current), &spans(wanted)) {
            let mut values: Vec<Value> = vec![unit.into(), system.into(), span.value.into()];
            values.extend(stamped((span.from, span.until)));
            tx.execute(INSERT_CODE, &values).await?;
        }
    }
    Ok(())
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Above {
    ancestor: UnitId,
    depth: i64,
    from: Day,
    until: Day,
}

/// Writes the spans and the scope of these units anew.
async fn derive(tx: &mut Tx, work: &[(UnitId, UnitRecord)]) -> Result<(), DbError> {
    let records: BTreeMap<UnitId, &UnitRecord> = work.iter().map(|(unit, record)| (*unit, record)).collect();
    let mut chains: BTreeMap<(UnitId, Relation), Vec<Above>> = BTreeMap::new();
    let parents: BTreeSet<UnitId> = work
        .iter()
        .flat_map(|(_, record)| record.parents.values().flatten().map(|span| span.value))
        .filter(|parent| !records.contains_key(parent))
        .collect();
    for parent in parents {
        for relation in Relation::ALL {
            let above = tx.all::<AboveRow>(SCOPE_OF_UNIT, &[parent.into(), relation.code().into()]).await?;
            chains.insert((parent, *relation), above.into_iter().map(|row| row.0).collect());
        }
    }
    for (unit, record) in work {
        tx.execute(DELETE_SPANS, &[(*unit).into()]).await?;
        for span in spans_with_codes(record) {
            insert_span(tx, *unit, &span).await?;
        }
        tx.execute(DELETE_SCOPE, &[(*unit).into()]).await?;
        let mut authority = Vec::new();
        for relation in Relation::ALL {
            let above = chain(*unit, *relation, &records, &mut chains, 0)?;
            insert_scope(tx, *unit, relation.code(), &above).await?;
            if *relation != Relation::Territorial {
                authority.extend(above);
            }
        }
        insert_scope(tx, *unit, "authority", &without_doubles(&authority)).await?;
    }
    Ok(())
}

/// All units above `unit` along one relation, itself at depth 0.
fn chain(
    unit: UnitId,
    relation: Relation,
    records: &BTreeMap<UnitId, &UnitRecord>,
    chains: &mut BTreeMap<(UnitId, Relation), Vec<Above>>,
    steps: i64,
) -> Result<Vec<Above>, DbError> {
    if let Some(known) = chains.get(&(unit, relation)) {
        return Ok(known.clone());
    }
    if steps > DEEPEST {
        return Err(DbError::Broken(format!("unit {unit} stands under itself ({})", relation.code())));
    }
    let mut all = vec![Above { ancestor: unit, depth: 0, from: beginning(), until: open_end() }];
    let parents = records.get(&unit).and_then(|record| record.parents.get(&relation));
    for span in parents.into_iter().flatten() {
        for above in chain(span.value, relation, records, chains, steps + 1)? {
            let (from, until) = (above.from.max(span.from), above.until.min(span.until));
            if above.depth < DEEPEST && from < until {
                all.push(Above { ancestor: above.ancestor, depth: above.depth + 1, from, until });
            }
        }
    }
    let all = without_doubles(&all);
    chains.insert((unit, relation), all.clone());
    Ok(all)
}

/// One row for an ancestor and a period: the shortest way, and neighbouring periods joined.
fn without_doubles(all: &[Above]) -> Vec<Above> {
    let mut by_ancestor: BTreeMap<UnitId, Vec<Span<Option<i64>>>> = BTreeMap::new();
    for above in all {
        let span = Span { from: above.from, until: above.until, value: Some(above.depth) };
        by_ancestor.entry(above.ancestor).or_default().push(span);
    }
    let mut kept = Vec::new();
    for (ancestor, mut spans) in by_ancestor {
        // The last version wins, so the shortest way comes last.
        spans.sort_by_key(|span| std::cmp::Reverse(span.value));
        let held = flatten(&spans).into_iter();
        kept.extend(held.map(|span| Above {
            ancestor,
            depth: span.value,
            from: span.from,
            until: span.until,
        }));
    }
    kept
}

type CodedFacts = (UnitFacts, Option<String>);

/// The unit's facts with its official code, cut where either changes.
fn spans_with_codes(record: &UnitRecord) -> Vec<Span<CodedFacts>> {
    let codes = record.codes.get(super::CODE_SYSTEM).or_else(|| record.codes.get(super::SCHOOL_CODE_SYSTEM));
    let mut versions: Vec<Span<Option<CodedFacts>>> = Vec::new();
    for facts in &record.facts {
        let value = Some((facts.value.clone(), None));
        versions.push(Span { from: facts.from, until: facts.until, value });
        for code in codes.into_iter().flatten() {
            let (from, until) = (facts.from.max(code.from), facts.until.min(code.until));
            if from < until {
                let value = Some((facts.value.clone(), Some(code.value.clone())));
                versions.push(Span { from, until, value });
            }
        }
    }
    flatten(&versions)
}

async fn insert_span(tx: &mut Tx, unit: UnitId, span: &Span<CodedFacts>) -> Result<(), DbError> {
    let (facts, code) = &span.value;
    let values = [
        unit.into(),
        span.from.into(),
        span.until.into(),
        facts.kind.code().into(),
        facts.kind.level().code().into(),
        facts.ownership.code().into(),
        Value::from(&facts.name),
        Value::from(&facts.short_name),
        Value::from(code),
        place_in_lists(facts).into(),
        search_key(&format!("{} {}", facts.name, code.as_deref().unwrap_or_default())).into(),
    ];
    tx.execute(INSERT_SPAN, &values).await?;
    Ok(())
}

/// Lists show units by kind, then in the order of the alphabet, a city among the districts.
fn place_in_lists(facts: &UnitFacts) -> String {
    let rank = UnitKind::ALL.iter().position(|kind| *kind == facts.kind).unwrap_or_default();
    let bare = ["TP ", "TX ", "TT ", "P. "].iter().find_map(|prefix| facts.short_name.strip_prefix(prefix));
    format!("{rank:02} {}", sort_key(bare.unwrap_or(&facts.short_name)))
}

async fn insert_scope(tx: &mut Tx, unit: UnitId, relation: &str, above: &[Above]) -> Result<(), DbError> {
    for one in above {
        let values = [
            one.ancestor.into(),
            relation.into(),
            unit.into(),
            one.from.into(),
            one.until.into(),
            one.depth.into(),
        ];
        tx.execute(INSERT_SCOPE, &values).await?;
    }
    Ok(())
}

/// One recorded version, of a unit and (for relations and codes) of one kind.
#[derive(Clone)]
struct Version<T> {
    unit: UnitId,
    group: String,
    span: Span<Option<T>>,
}

impl<T: Recorded> FromRow for Version<T> {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        let value = T::recorded(row)?;
        Ok(Self {
            unit: row.get("unit_id")?,
            group: row.get("grouped")?,
            span: Span { from: row.get("valid_from")?, until: row.get("valid_until")?, value },
        })
    }
}

/// What a version holds; nothing when it says that there is nothing.
trait Recorded: Sized {
    fn recorded(row: &Row) -> Result<Option<Self>, DbError>;
}

impl Recorded for UnitFacts {
    fn recorded(row: &Row) -> Result<Option<Self>, DbError> {
        let kind: Option<String> = row.get("kind")?;
        if kind.is_none() {
            return Ok(None);
        }
        Ok(Some(Self {
            kind: row.get("kind")?,
            ownership: row.get("ownership")?,
            name: row.get("name")?,
            short_name: row.get("short_name")?,
        }))
    }
}

impl Recorded for UnitId {
    fn recorded(row: &Row) -> Result<Option<Self>, DbError> {
        row.get("parent_id")
    }
}

impl Recorded for String {
    fn recorded(row: &Row) -> Result<Option<Self>, DbError> {
        row.get("code")
    }
}

struct AboveRow(Above);

impl FromRow for AboveRow {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        Ok(Self(Above {
            ancestor: row.get("ancestor_id")?,
            depth: row.get("depth")?,
            from: row.get("valid_from")?,
            until: row.get("valid_until")?,
        }))
    }
}

khue_db::row! {
    struct Below {
        unit_id: UnitId,
    }
}

fn by_unit<T>(versions: Vec<Version<T>>) -> BTreeMap<UnitId, Vec<Version<T>>> {
    let mut units: BTreeMap<UnitId, Vec<Version<T>>> = BTreeMap::new();
    for version in versions {
        units.entry(version.unit).or_default().push(version);
    }
    units
}

fn record_of(
    facts: Vec<Version<UnitFacts>>,
    parents: Vec<Version<UnitId>>,
    codes: Vec<Version<String>>,
) -> UnitRecord {
    let facts = facts.into_iter().map(|version| version.span).collect::<Vec<_>>();
    let parents = grouped(parents)
        .into_iter()
        .filter_map(|(relation, spans)| Some((Relation::from_code(&relation)?, spans)))
        .collect();
    UnitRecord { facts: flatten(&facts), parents, codes: grouped(codes) }
}

fn grouped<T: Clone + PartialEq>(versions: Vec<Version<T>>) -> BTreeMap<String, Vec<Span<T>>> {
    let mut groups: BTreeMap<String, Vec<Span<Option<T>>>> = BTreeMap::new();
    for version in versions {
        groups.entry(version.group).or_default().push(version.span);
    }
    groups
        .into_iter()
        .map(|(group, versions)| (group, flatten(&versions)))
        .filter(|(_, spans)| !spans.is_empty())
        .collect()
}

const FACTS_OF_UNIT: Statement = sql!("sql/facts_of_unit.sql");
const PARENTS_OF_UNIT: Statement = sql!("sql/parents_of_unit.sql");
const CODES_OF_UNIT: Statement = sql!("sql/codes_of_unit.sql");
const FACTS_BY_SYSTEM: Statement = sql!("sql/facts_by_system.sql");
const PARENTS_BY_SYSTEM: Statement = sql!("sql/parents_by_system.sql");
const CODES_BY_SYSTEM: Statement = sql!("sql/codes_by_system.sql");
const ALL_BELOW: Statement = sql!("sql/all_below.sql");
const SCOPE_OF_UNIT: Statement = sql!("sql/scope_of_unit.sql");
const INSERT_UNIT: Statement = sql!("sql/insert_unit.sql");
const INSERT_VERSION: Statement = sql!("sql/insert_version.sql");
const INSERT_RELATION: Statement = sql!("sql/insert_relation.sql");
const INSERT_CODE: Statement = sql!("sql/insert_code.sql");
const INSERT_SPAN: Statement = sql!("sql/insert_span.sql");
const INSERT_SCOPE: Statement = sql!("sql/insert_scope.sql");
const DELETE_SPANS: Statement = sql!("sql/delete_spans.sql");
const DELETE_SCOPE: Statement = sql!("sql/delete_scope.sql");
