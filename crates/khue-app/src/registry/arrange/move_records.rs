//! What a school keeps goes to another unit: from the day on under the key of the other, with the same ids, so that a
//! class stays the same class.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use khue_base::{Day, RecordId, UnitId};
use khue_db::Tx;
use khue_rules::registry::record::{Facts, FieldType, FieldValue, Keeper, Kind, kinds};

use crate::registry::records::{
    Change, PRESENT, Record, RecordKey, Source, Target, Write, covers, ever_of_unit, newest_version, the,
    write_records,
};
use crate::{Ctx, OpError};

/// How many records of a kind went from one unit to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// From which unit.
    pub from: UnitId,
    /// To which; none for what ended with the unit.
    pub to: Option<UnitId>,
    /// The kind.
    pub kind: &'static Kind,
    /// How many records.
    pub count: usize,
}

/// What a unit keeps from a day on, by kind, in the order in which kinds refer to each other.
pub(super) struct Kept {
    unit: UnitId,
    day: Day,
    kinds: Vec<(&'static Kind, Vec<Record>)>,
}

impl Kept {
    /// Everything that the unit keeps on the day or later.
    pub async fn read(tx: &mut Tx, province: UnitId, unit: UnitId, day: Day) -> Result<Self, OpError> {
        let mut all = Vec::new();
        for kind in kinds().iter().filter(|kind| kind.kept_by == Keeper::School) {
            let mut rows = ever_of_unit(tx, kind, province, unit).await?;
            rows.retain(|row| row.until.is_none_or(|until| day < until));
            all.push((kind, rows));
        }
        Ok(Self { unit, day, kinds: all })
    }

    /// Rows of a kind.
    pub fn of(&self, code: &str) -> &[Record] {
        self.kinds.iter().find(|(kind, _)| kind.code == code).map_or(&[], |(_, rows)| rows)
    }

    /// Changes rows of a kind on their way.
    pub fn change(&mut self, code: &str, change: impl Fn(&mut Record)) {
        let of_kind = self.kinds.iter_mut().filter(|(kind, _)| kind.code == code);
        of_kind.flat_map(|(_, rows)| rows).for_each(change);
    }

    /// Adds a record that has not been before.
    pub fn add(&mut self, record: Record) {
        let of_kind = self.kinds.iter_mut().find(|(kind, _)| *kind == record.key.kind);
        if let Some((_, rows)) = of_kind {
            rows.push(record);
        }
    }

    /// Pupils who learn in its classes on the day.
    pub fn pupils(&self) -> usize {
        let present = |row: &&Record| {
            covers(row, self.day) && row.facts.text("status").is_some_and(|status| PRESENT.contains(&status))
        };
        self.of("enrolment").iter().filter(present).count()
    }

    /// Only what `wanted` lets through.
    pub fn retain(&mut self, wanted: impl Fn(&Record) -> bool) {
        for (_, rows) in &mut self.kinds {
            rows.retain(&wanted);
        }
    }
}

/// Ends what is kept at its unit from the day on, and begins it at `to`; without `to` it only ends.
pub(super) async fn move_records(
    ctx: &Ctx,
    tx: &mut Tx,
    source: &mut Source,
    kept: Kept,
    to: Option<UnitId>,
) -> Result<Vec<Moved>, OpError> {
    let (from, day) = (kept.unit, kept.day);
    source.allow(from);
    let goes: BTreeMap<&str, BTreeSet<i64>> = kept
        .kinds
        .iter()
        .map(|(kind, rows)| (kind.code.as_str(), rows.iter().map(|row| row.key.id.0).collect()))
        .collect();
    let mut moved = Vec::new();
    for (kind, rows) in kept.kinds {
        let ids: BTreeSet<RecordId> = rows.iter().map(|row| row.key.id).collect();
        let was_there: BTreeSet<RecordId> =
            rows.iter().filter(|row| row.version > 0).map(|row| row.key.id).collect();
        let end = |id: &RecordId| Write {
            target: Target::There(*id, None),
            unit: from,
            from: day,
            until: None,
            change: Change::End,
        };
        write_records(ctx, tx, source, kind, was_there.iter().map(end).collect()).await?;
        if let Some(to) = to {
            source.allow(to);
            let mut known = BTreeMap::new();
            for id in &ids {
                let key = RecordKey { kind, unit: Some(to), id: *id };
                known.insert(*id, newest_version(tx, source.province, key).await? > 0);
            }
            let begin = |row: Record| Write {
                target: match known.get(&row.key.id) {
                    Some(true) => Target::There(row.key.id, None),
                    _ => Target::New(row.key.id),
                },
                unit: to,
                from: row.from.max(day),
                until: row.until,
                change: Change::Set(without_strangers(row.facts, &goes)),
            };
            write_records(ctx, tx, source, kind, rows.into_iter().map(begin).collect()).await?;
        }
        if !ids.is_empty() {
            moved.push(Moved { from, to, kind, count: ids.len() });
        }
    }
    Ok(moved)
}

/// The facts without what they name of things that stay behind.
fn without_strangers(mut facts: Facts, goes: &BTreeMap<&str, BTreeSet<i64>>) -> Facts {
    let kind = facts.kind();
    for field in kind.fields.iter().filter(|field| !field.is_required) {
        let FieldType::Record(of) = &field.kind else { continue };
        let (Some(ids), Some(id)) = (goes.get(of.as_str()), facts.record(&field.code)) else { continue };
        if !ids.contains(&id) {
            facts.set(&field.code, None);
        }
    }
    facts
}

/// Makes what goes fit among what the receiving unit keeps: its sites are no main sites there, what stood at no
/// site stands at one that bears the name of the old school, and classes whose name is taken bear that name too.
/// Returns the classes that bear another name: before and after.
pub(super) fn fit_in(
    ctx: &Ctx,
    kept: &mut Kept,
    host: &Kept,
    old_name: &str,
    source: &Source,
) -> Result<Vec<(String, String)>, OpError> {
    let text = |text: &str| Some(FieldValue::Text(text.to_owned()));
    let main = kept.of("site").iter().find(|site| site.facts.get("is_main") == Some(&FieldValue::Flag(true)));
    let main = main.or(kept.of("site").first()).map(|site| site.key.id);
    let home = match main {
        Some(id) => id,
        None => {
            let id: RecordId = ctx.id();
            let kind = the("site")?;
            let facts = Facts::new(kind).with("name", FieldValue::Text(old_name.to_owned()));
            kept.add(Record::unwritten(RecordKey { kind, unit: None, id }, facts, kept.day, source.id));
            id
        }
    };
    kept.change("site", |site| {
        site.facts.set("is_main", Some(FieldValue::Flag(false)));
        if site.key.id == home {
            site.facts.set("name", text(old_name));
        }
    });
    for code in ["class", "room", "building", "land"] {
        kept.change(code, |row| {
            if row.facts.kind().field("site").is_some() && row.facts.record("site").is_none() {
                row.facts.set("site", Some(FieldValue::Record(home.0)));
            }
        });
    }
    let names = |rows: &[Record], field: &str| -> HashSet<(Option<FieldValue>, String)> {
        let named = rows
            .iter()
            .filter_map(|row| Some((row.facts.get("year").cloned(), row.facts.text(field)?.to_owned())));
        named.collect()
    };
    let mut renamed = BTreeMap::new();
    let (taken, codes) = (names(host.of("class"), "name"), names(host.of("class"), "code"));
    for (kind, rows) in &mut kept.kinds {
        for class in rows.iter_mut().filter(|_| kind.code == "class") {
            let year = class.facts.get("year").cloned();
            let has = |set: &HashSet<_>, name: &str| set.contains(&(year.clone(), name.to_owned()));
            let name = class.facts.text("name").unwrap_or_default().to_owned();
            if has(&taken, &name) {
                let longer = format!("{name} ({old_name})");
                class.facts.set("name", text(&longer));
                renamed.insert(class.key.id, (name, longer));
            }
            if class.facts.text("code").is_some_and(|code| has(&codes, code)) {
                class.facts.set("code", None);
            }
        }
    }
    Ok(renamed.into_values().collect())
}
