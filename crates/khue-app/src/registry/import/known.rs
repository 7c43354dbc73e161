//! What is recorded already: the records of the unit, and those that a sheet may name.

use std::collections::{BTreeSet, HashMap};

use khue_base::{Day, RecordId, SchoolYear, UnitId};
use khue_db::Session;
use khue_rules::registry::record::{
    Facts, Field, FieldType, FieldValue, Found, Keeper, Kind, Lookup, folded, kind,
};

use super::open::Opened;
use crate::OpError;
use crate::registry::records::{Record, RecordKey, current_of, ever_of_unit};
use crate::registry::{UnitFilter, UnitKind, units_as_of};

/// One record with all that holds of it now, in order of time.
pub(super) struct Entry {
    pub id: RecordId,
    pub rows: Vec<Record>,
    /// Not found through the unit but by a number of the person.
    pub is_foreign: bool,
}

impl Entry {
    /// The row that holds on the day.
    pub fn on(&self, day: Day) -> Option<&Record> {
        self.rows.iter().find(|row| row.from <= day && row.until.is_none_or(|until| day < until))
    }

    /// The row that holds on the day, else the next one, else the last one.
    pub fn nearest(&self, day: Day) -> Option<&Record> {
        self.on(day).or_else(|| self.rows.iter().find(|row| row.from > day)).or(self.rows.last())
    }

    /// Whether it holds on the day or later.
    pub fn lasts(&self, day: Day) -> bool {
        self.rows.iter().any(|row| row.until.is_none_or(|until| day < until))
    }
}

/// All records of one kind that belong to the unit or ever did.
pub(super) struct Held {
    pub kind: &'static Kind,
    pub entries: Vec<Entry>,
    by_id: HashMap<RecordId, usize>,
    /// Places by each way to find a record again: number of the way, key of its values.
    by_identity: HashMap<(usize, String), Vec<usize>>,
    /// Places by the record that a field names.
    by_link: HashMap<(&'static str, i64), Vec<usize>>,
    /// Places by what people call them.
    by_name: HashMap<String, Vec<usize>>,
    day: Day,
}

impl Held {
    fn new(kind: &'static Kind, day: Day) -> Self {
        Self {
            kind,
            entries: Vec::new(),
            by_id: HashMap::new(),
            by_identity: HashMap::new(),
            by_link: HashMap::new(),
            by_name: HashMap::new(),
            day,
        }
    }

    async fn load(
        session: &mut Session,
        kind: &'static Kind,
        province: UnitId,
        opened: &Opened,
    ) -> Result<Self, OpError> {
        let mut held = Self::new(kind, opened.day);
        let mut rows: Vec<Record> = Vec::new();
        for row in ever_of_unit(session, kind, province, opened.unit).await? {
            if rows.first().is_some_and(|first| first.key.id != row.key.id) {
                held.add(std::mem::take(&mut rows), false);
            }
            rows.push(row);
        }
        held.add(rows, false);
        Ok(held)
    }

    fn add(&mut self, rows: Vec<Record>, is_foreign: bool) {
        let Some(id) = rows.first().map(|row| row.key.id) else { return };
        let entry = Entry { id, rows, is_foreign };
        let at = self.entries.len();
        self.by_id.insert(id, at);
        if let Some(row) = entry.nearest(self.day) {
            for (way, fields) in self.kind.identity.iter().enumerate() {
                if let Some(key) = identity_key(&row.facts, fields) {
                    self.by_identity.entry((way, key)).or_default().push(at);
                }
            }
            for (field, value) in row.facts.iter() {
                if let Some(FieldValue::Record(other)) = value {
                    self.by_link.entry((field.code.as_str(), *other)).or_default().push(at);
                }
            }
            let single = self.kind.identity.iter().filter_map(|fields| match fields.as_slice() {
                [code] => Some(code.as_str()),
                [.., code] if code == "code" => Some("code"),
                _ => None,
            });
            let names: BTreeSet<String> = single
                .chain([self.kind.called_by.as_str()])
                .filter_map(|code| row.facts.text(code))
                .map(folded)
                .collect();
            for name in names {
                self.by_name.entry(name).or_default().push(at);
            }
        }
        self.entries.push(entry);
    }

    /// Takes up somebody of another unit.
    pub async fn take_up(
        &mut self,
        session: &mut Session,
        province: UnitId,
        id: RecordId,
    ) -> Result<(), OpError> {
        if !self.by_id.contains_key(&id) && self.kind.kept_by == Keeper::Province {
            let key = RecordKey { kind: self.kind, unit: None, id };
            self.add(current_of(session, province, key).await?, true);
        }
        Ok(())
    }

    pub fn entry(&self, at: usize) -> Option<&Entry> {
        self.entries.get(at)
    }

    pub fn of_id(&self, id: RecordId) -> Option<&Entry> {
        self.entries.get(*self.by_id.get(&id)?)
    }

    /// Those that one way finds by these facts.
    pub fn found_by(&self, way: usize, facts: &Facts) -> &[usize] {
        let key = self.kind.identity.get(way).and_then(|fields| identity_key(facts, fields));
        key.and_then(|key| self.by_identity.get(&(way, key))).map_or(&[], Vec::as_slice)
    }

    /// Those whose field names a record.
    pub fn linked(&self, field: &'static str, id: RecordId) -> &[usize] {
        self.by_link.get(&(field, id.0)).map_or(&[], Vec::as_slice)
    }

    fn called(&self, text: &str, year: SchoolYear, day: Day) -> Vec<usize> {
        let fits = |at: &usize| {
            let Some(entry) = self.entries.get(*at) else { return false };
            match entry.nearest(day).and_then(|row| row.facts.get("year")) {
                Some(FieldValue::SchoolYear(its)) => *its == year,
                _ => !entry.is_foreign && entry.lasts(day),
            }
        };
        let key = folded(text);
        let by = |key: &str| -> Vec<usize> {
            self.by_name.get(key).into_iter().flatten().copied().filter(|at| fits(at)).collect()
        };
        let found = by(&key);
        match key.strip_prefix("lop ") {
            Some(rest) if found.is_empty() => by(rest),
            _ => found,
        }
    }
}

/// What is compared of facts: the values of all fields of a way, or nothing when one is unknown.
fn identity_key(facts: &Facts, fields: &[String]) -> Option<String> {
    let mut key = String::new();
    for code in fields {
        let value = match facts.get(code)? {
            FieldValue::Text(text) => folded(text),
            FieldValue::Mention(_) => return None,
            other => format!("{other:?}"),
        };
        if value.is_empty() {
            return None;
        }
        key.push_str(&value);
        key.push('\n');
    }
    Some(key)
}

/// Everything that is recorded already and matters for a sheet.
pub(super) struct Known {
    kinds: Vec<Held>,
    /// Codes of communes by code and by folded name.
    communes: HashMap<String, Vec<String>>,
    pub year: SchoolYear,
    pub day: Day,
}

impl Known {
    pub async fn load(session: &mut Session, province: UnitId, opened: &Opened) -> Result<Self, OpError> {
        let mut wanted: Vec<&'static Kind> = vec![opened.kind];
        let besides = opened.kind.besides.iter().filter_map(|beside| kind(&beside.kind));
        wanted.extend(besides);
        let named: Vec<&'static Kind> = wanted
            .iter()
            .flat_map(|of| &of.fields)
            .filter_map(|field| match &field.kind {
                FieldType::Record(other) => kind(other),
                _ => None,
            })
            .collect();
        wanted.extend(&named);
        // Who left the unit is not named by its sheets.
        wanted.extend(named.iter().filter_map(|of| kind(of.through.as_deref()?)));
        let mut kinds: Vec<Held> = Vec::new();
        for of in wanted {
            if kinds.iter().all(|held| held.kind.code != of.code) {
                kinds.push(Held::load(session, of, province, opened).await?);
            }
        }
        let mut known = Self { kinds, communes: HashMap::new(), year: opened.year, day: opened.day };
        let has_communes = opened.layouts.iter().flat_map(|layout| layout.taken());
        if has_communes.into_iter().any(|(_, field)| field.kind == FieldType::Commune) {
            known.load_communes(session).await?;
        }
        Ok(known)
    }

    async fn load_communes(&mut self, session: &mut Session) -> Result<(), OpError> {
        let filter = UnitFilter { kinds: &[UnitKind::Commune], ..UnitFilter::default() };
        for unit in units_as_of(session, self.day, &filter).await? {
            let Some(code) = unit.code else { continue };
            let names =
                BTreeSet::from([code.clone(), folded(&unit.name), bare(&folded(&unit.name)).to_owned()]);
            for name in names {
                self.communes.entry(name).or_default().push(code.clone());
            }
        }
        Ok(())
    }

    pub fn of(&self, code: &str) -> Option<&Held> {
        self.kinds.iter().find(|held| held.kind.code == code)
    }

    pub fn of_mut(&mut self, code: &str) -> Option<&mut Held> {
        self.kinds.iter_mut().find(|held| held.kind.code == code)
    }

    /// A record of a kind by what people call it.
    pub fn find(&self, kind: &str, text: &str) -> Found<i64> {
        let Some(held) = self.of(kind) else { return Found::Nothing };
        let mut found = held.called(text, self.year, self.day);
        found.retain(|at| held.entry(*at).is_some_and(|entry| self.is_here(held.kind, entry.id, self.day)));
        match found.as_slice() {
            [] => Found::Nothing,
            [one] => held.entry(*one).map_or(Found::Nothing, |entry| Found::One(entry.id.0)),
            many => Found::Many(
                many.iter().filter_map(|at| held.entry(*at)).map(|one| told(one, self.day)).collect(),
            ),
        }
    }

    /// Whether a person belongs to the unit on the day or later; what a school keeps always does.
    pub fn is_here(&self, of: &'static Kind, id: RecordId, day: Day) -> bool {
        let Some(through) = of.through.as_deref().and_then(|through| self.of(through)) else { return true };
        let Some(link) = through.kind.link_to(&of.code) else { return true };
        let mut links = through.linked(&link.code, id).iter().filter_map(|at| through.entry(*at));
        links.any(|entry| entry.lasts(day))
    }

    pub fn commune_codes(&self, text: &str) -> &[String] {
        let first = text.split(',').next().unwrap_or_default();
        let key = folded(first);
        let found = self.communes.get(&key).or_else(|| self.communes.get(bare(&key)));
        found.map_or(&[], Vec::as_slice)
    }

    /// A value as people read it: records by their names.
    pub fn shown(&self, field: &Field, value: &FieldValue) -> String {
        if let (FieldType::Record(kind), FieldValue::Record(id)) = (&field.kind, value)
            && let Some(entry) = self.of(kind).and_then(|held| held.of_id(RecordId(*id)))
        {
            return entry.nearest(self.day).map(Record::called).unwrap_or_default();
        }
        value.shown(field)
    }
}

/// A record and what tells it from others of its name.
fn told(entry: &Entry, day: Day) -> String {
    let Some(row) = entry.nearest(day) else { return String::new() };
    let more = ["code", "local_code", "birth_date", "year"].into_iter().find_map(|code| {
        let field = row.key.kind.field(code)?;
        Some(row.facts.get(code)?.shown(field))
    });
    match more {
        Some(more) => format!("{} ({more})", row.called()),
        None => row.called(),
    }
}

/// The name of a commune without what kind of commune it is.
fn bare(name: &str) -> &str {
    ["xa ", "phuong ", "thi tran "].into_iter().find_map(|prefix| name.strip_prefix(prefix)).unwrap_or(name)
}

/// What is not found stays a mention: the comparison tells whether that refuses the row.
impl Lookup for Known {
    fn record(&self, kind: &str, text: &str) -> Found<i64> {
        match self.find(kind, text) {
            Found::One(id) => Found::One(id),
            _ => Found::NotLooked,
        }
    }

    fn commune(&self, text: &str, _day: Day) -> Found<String> {
        match self.commune_codes(text) {
            [one] => Found::One(one.clone()),
            _ => Found::NotLooked,
        }
    }
}
