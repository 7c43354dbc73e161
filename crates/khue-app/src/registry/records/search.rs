//! Finding people by the words of their names, as somebody types.
//!
//! A list is walked in the order of names from its rarest word on, so that the first page is there at once
//! however many there are; the other words are looked up for each name on the way.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use khue_base::{Day, RecordId, UnitId};
use khue_db::{DbError, Session, Statement, Tx, Value, sql};
use khue_rules::accounts::{Action, Place};
use khue_rules::registry::record::{Kind, kind, pairs_with, search_words, wanted};

use super::guarded::{Reading, Seeing, guard};
use super::keeper::keeper_of;
use super::lists::{key_values, read_rows};
use super::reach::{CHAIN, When, units_of};
use super::record::{Record, RecordKey};
use super::tables::table;
use crate::{Ctx, OpError};

/// Up to so many units are looked through one by one; above, the province is, and what is outside is left out.
const FEW_UNITS: usize = 24;
/// Up to so many words that begin as typed are looked up one by one.
const FEW_WORDS: usize = 8;
/// More words than so many that begin as typed are not looked at.
const MOST_WORDS: u32 = 80;
/// Other words that a statement checks.
const CHECKED: usize = 4;
/// Words with more names than this are equally bad to begin with.
const COUNTED: i64 = 2000;

/// A person found.
#[derive(Clone, Debug)]
pub struct Hit {
    /// The person's record as it is today, without guarded fields.
    pub record: Record,
    /// Units to which the person belongs today.
    pub units: Vec<UnitId>,
}

/// People of a kind whose names have the words typed, with or without accents, in the order of names; the last
/// word may be unfinished. Only those whom the actor may see.
///
/// # Errors
/// Hidden when the actor may read no records at all.
pub async fn find_in_records(
    ctx: &Ctx,
    kind: &'static Kind,
    typed: &str,
    limit: u32,
) -> Result<Vec<Hit>, OpError> {
    let mut session = ctx.read().await?;
    let scope = scope(ctx, &mut session).await?;
    let province = keeper_of(&mut session, ctx.actor.unit, ctx.today()).await?;
    let look = Look { province, kind, day: ctx.today(), limit };
    let wanted = wanted(typed);
    let mut found: BTreeSet<(String, RecordId)> = BTreeSet::new();
    match &scope {
        Scope::Units(units) => {
            for unit in units {
                found.extend(
                    look.in_unit(&mut session, *unit, &wanted.words, wanted.beginning.as_deref()).await?,
                );
            }
        }
        Scope::All | Scope::Under(_) => {
            let under = if let Scope::Under(unit) = scope { Some(unit) } else { None };
            found = look.in_province(&mut session, under, &wanted.words, wanted.beginning.as_deref()).await?;
        }
    }
    let mut hits = Vec::new();
    for (_, id) in found {
        if hits.len() >= limit as usize {
            break;
        }
        hits.extend(look.hit(ctx, &mut session, &scope, id).await?);
    }
    Ok(hits)
}

/// Among whom the actor may look.
enum Scope {
    All,
    Units(Vec<UnitId>),
    Under(UnitId),
}

async fn scope(ctx: &Ctx, session: &mut Session) -> Result<Scope, OpError> {
    let may = |place| ctx.may(Action::ReadRecords, place).is_ok();
    if ctx.actor.account.is_none() || may(Place::Elsewhere) {
        return Ok(Scope::All);
    }
    if !may(Place::Below) {
        ctx.may(Action::ReadRecords, Place::Own)?;
        return Ok(Scope::Units(vec![ctx.actor.unit]));
    }
    let most = i64::try_from(FEW_UNITS + 1).unwrap_or(i64::MAX);
    let values = [ctx.actor.unit.into(), CHAIN.code().into(), ctx.today().into(), most.into()];
    let units: Vec<UnitRow> = session.all(UNITS_BELOW, &values).await?;
    if units.len() > FEW_UNITS {
        return Ok(Scope::Under(ctx.actor.unit));
    }
    Ok(Scope::Units(units.into_iter().map(|row| row.unit_id).collect()))
}

struct Look {
    province: UnitId,
    kind: &'static Kind,
    day: Day,
    limit: u32,
}

type Found = Vec<(String, RecordId)>;

impl Look {
    async fn in_unit(
        &self,
        session: &mut Session,
        unit: UnitId,
        words: &[String],
        beginning: Option<&str>,
    ) -> Result<Found, DbError> {
        // Within one school every list is short: begin with the longest word, which is the rarest more often
        // than not, or with what is being typed.
        let words: Vec<&String> = words.iter().filter(|word| !is_pair(word)).collect();
        let first = words.iter().max_by_key(|word| word.len());
        let (from, until, prefix) = match (first, beginning) {
            (Some(word), prefix) => ((*word).clone(), after_word(word), prefix),
            (None, Some(prefix)) => (prefix.to_owned(), after_prefix(prefix), None),
            (None, None) => return Ok(Vec::new()),
        };
        let others = words.iter().filter(|word| Some(*word) != first).map(|word| word.as_str());
        let mut values: Vec<Value> = vec![
            self.province.into(),
            self.kind.code.as_str().into(),
            unit.into(),
            from.into(),
            until.into(),
        ];
        self.fill(&mut values, others, prefix);
        rows(session, FIND_IN_UNIT, &values).await
    }

    async fn in_province(
        &self,
        session: &mut Session,
        under: Option<UnitId>,
        words: &[String],
        beginning: Option<&str>,
    ) -> Result<BTreeSet<(String, RecordId)>, DbError> {
        let mut counts = HashMap::new();
        let Some(prefix) = beginning else {
            return Ok(self
                .with_words(session, under, words, None, &mut counts)
                .await?
                .into_iter()
                .collect());
        };
        let most =
            if words.is_empty() { MOST_WORDS } else { u32::try_from(FEW_WORDS + 1).unwrap_or(MOST_WORDS) };
        let values = [
            self.province.into(),
            self.kind.code.as_str().into(),
            prefix.into(),
            after_prefix(prefix).into(),
            most.into(),
        ];
        let possible: Vec<WordRow> = session.all(WORDS_BEGINNING, &values).await?;
        if !words.is_empty() && possible.len() > FEW_WORDS {
            let found = self.with_words(session, under, words, Some(prefix), &mut counts).await?;
            return Ok(found.into_iter().collect());
        }
        let mut found = BTreeSet::new();
        for row in possible {
            let mut all = pairs_with(words, &row.word);
            all.extend(words.iter().cloned());
            all.push(row.word);
            found.extend(self.with_words(session, under, &all, None, &mut counts).await?);
        }
        Ok(found)
    }

    /// Names with all the words, walked from the rarest on.
    async fn with_words(
        &self,
        session: &mut Session,
        under: Option<UnitId>,
        words: &[String],
        prefix: Option<&str>,
        counts: &mut HashMap<String, i64>,
    ) -> Result<Found, DbError> {
        let mut rarest: Option<(i64, &String)> = None;
        if let [only] = words {
            rarest = Some((0, only));
        } else {
            for word in words {
                let count = match counts.get(word) {
                    Some(count) => *count,
                    None => {
                        let values = [
                            self.province.into(),
                            self.kind.code.as_str().into(),
                            word.into(),
                            COUNTED.into(),
                        ];
                        let row: Option<NumberRow> = session.optional(COUNT_WORD, &values).await?;
                        let count = row.map_or(0, |row| row.number);
                        counts.insert(word.clone(), count);
                        count
                    }
                };
                if count == 0 {
                    return Ok(Vec::new());
                }
                if rarest.is_none_or(|(least, _)| count < least) {
                    rarest = Some((count, word));
                }
            }
        }
        let Some((_, first)) = rarest else { return Ok(Vec::new()) };
        let others = words.iter().filter(|word| *word != first && !is_pair(word)).map(String::as_str);
        let others =
            others.filter(|word| !(is_pair(first) && first.split(['~', ' ']).any(|part| part == *word)));
        let mut values: Vec<Value> = vec![self.province.into(), self.kind.code.as_str().into(), first.into()];
        self.fill(&mut values, others, prefix);
        values.extend([under.map_or(0, |unit| unit.0).into(), CHAIN.code().into(), self.day.into()]);
        rows(session, FIND_IN_PROVINCE, &values).await
    }

    /// Words to check, the beginning of a word to check, and how many are wanted.
    fn fill<'a>(&self, values: &mut Vec<Value>, others: impl Iterator<Item = &'a str>, prefix: Option<&str>) {
        let mut others: Vec<&str> = others.take(CHECKED).collect();
        others.resize(CHECKED, "");
        values.extend(others.into_iter().map(Value::from));
        values.push(prefix.unwrap_or_default().into());
        values.push(prefix.map(after_prefix).unwrap_or_default().into());
        // A person at several units stands several times; some may turn out not to be visible.
        values.push(self.limit.saturating_mul(2).into());
    }

    /// The person as of today, when the actor may see the person.
    async fn hit(
        &self,
        ctx: &Ctx,
        session: &mut Session,
        scope: &Scope,
        id: RecordId,
    ) -> Result<Option<Hit>, OpError> {
        let key = RecordKey { kind: self.kind, unit: None, id };
        let units = units_of(session, self.province, key, When::On(self.day)).await?;
        let is_visible = match scope {
            // Whom the list of the whole chain found, the chain covers.
            Scope::All | Scope::Under(_) => true,
            Scope::Units(visible) => units.iter().any(|unit| visible.contains(unit)),
        };
        if !is_visible {
            return Ok(None);
        }
        let values = key_values(self.province, key, &[self.day.into()]);
        let mut records = read_rows(session, self.kind, |table| table.as_of, &values).await?;
        let reading = Reading { kind: self.kind, province: self.province, units: &units, record: Some(id) };
        guard(ctx, session, reading, Seeing::Plain, &mut records).await?;
        Ok(records.into_iter().next().map(|record| Hit { record, units }))
    }
}

async fn rows(session: &mut Session, statement: Statement, values: &[Value]) -> Result<Found, DbError> {
    let rows: Vec<FoundRow> = session.all(statement, values).await?;
    Ok(rows.into_iter().map(|row| (row.sort_key, row.id)).collect())
}

fn is_pair(word: &str) -> bool {
    word.starts_with('~')
}

/// What no word that begins with `prefix` reaches.
fn after_prefix(prefix: &str) -> String {
    format!("{prefix}\u{10ffff}")
}

/// What stands right behind a word.
fn after_word(word: &str) -> String {
    format!("{word}\u{1}")
}

/// What is known of a person who is new in a source.
#[derive(Clone, Debug)]
pub(super) struct Fresh {
    pub called: String,
    pub sort_key: String,
    /// Units with the first day after the person's time there.
    pub units: Vec<(UnitId, Day)>,
}

/// Rows of the search that one statement inserts.
const MANY: usize = 100;

/// Makes the search words of people anew.
pub(super) async fn refresh_words(
    tx: &mut Tx,
    province: UnitId,
    today: Day,
    people: BTreeMap<(RecordId, &'static str), Option<Fresh>>,
) -> Result<(), DbError> {
    let mut rows: Vec<(&str, String, String, RecordId, UnitId)> = Vec::new();
    for ((id, code), fresh) in people {
        let fresh = match fresh {
            Some(fresh) => Some(fresh),
            None => {
                tx.execute(FORGET_WORDS, &[province.into(), code.into(), id.into()]).await?;
                match kind(code) {
                    Some(kind) => known(tx, province, kind, id, today).await?,
                    None => None,
                }
            }
        };
        let Some(fresh) = fresh else { continue };
        let units = units_to_find_in(&fresh.units, today);
        for word in search_words(&fresh.called) {
            rows.extend(units.iter().map(|unit| (code, word.clone(), fresh.sort_key.clone(), id, *unit)));
        }
    }
    // In the order of the table's key: neighbours fall on the same pages, however many there are.
    rows.sort_unstable();
    let mut values: Vec<Value> = Vec::new();
    for (code, word, sort_key, id, unit) in rows {
        values.extend([province.into(), code.into(), word.into(), sort_key.into(), id.into(), unit.into()]);
        if values.len() == MANY * 6 {
            tx.execute_owned(INSERT_WORDS, std::mem::take(&mut values)).await?;
            values.reserve(MANY * 6);
        }
    }
    for row in values.chunks(6) {
        tx.execute(INSERT_WORD, row).await?;
    }
    Ok(())
}

/// Where a person is or will be; else where the person was last; else nowhere, which is 0.
fn units_to_find_in(units: &[(UnitId, Day)], today: Day) -> BTreeSet<UnitId> {
    let last = units.iter().map(|(_, until)| *until).max();
    let is_there = |until: Day| today < until || last.is_some_and(|last| last <= today && until == last);
    let found: BTreeSet<UnitId> =
        units.iter().filter(|(_, until)| is_there(*until)).map(|(unit, _)| *unit).collect();
    if found.is_empty() { BTreeSet::from([UnitId(0)]) } else { found }
}

/// Name and units of a person as they are recorded now.
async fn known(
    tx: &mut Tx,
    province: UnitId,
    kind: &Kind,
    id: RecordId,
    today: Day,
) -> Result<Option<Fresh>, DbError> {
    let Some(named) = table(kind).and_then(|table| table.named.as_ref()) else { return Ok(None) };
    let names: Vec<NameRow> = tx.all(named.names, &[province.into(), id.into()]).await?;
    let is_today = |row: &&NameRow| row.valid_from <= today && today < row.valid_until;
    let Some(name) = names.iter().find(is_today).or(names.last()) else { return Ok(None) };
    let units: Vec<PlaceRow> = tx.all(named.units, &[province.into(), id.into()]).await?;
    Ok(Some(Fresh {
        called: name.called.clone().unwrap_or_default(),
        sort_key: name.sort_key.clone(),
        units: units.into_iter().map(|row| (row.unit_id, row.valid_until)).collect(),
    }))
}

khue_db::row! {
    struct UnitRow {
        unit_id: UnitId,
    }
}

khue_db::row! {
    struct FoundRow {
        sort_key: String,
        id: RecordId,
    }
}

khue_db::row! {
    struct WordRow {
        word: String,
    }
}

khue_db::row! {
    struct NumberRow {
        number: i64,
    }
}

khue_db::row! {
    struct NameRow {
        called: Option<String>,
        sort_key: String,
        valid_from: Day,
        valid_until: Day,
    }
}

khue_db::row! {
    struct PlaceRow {
        unit_id: UnitId,
        valid_until: Day,
    }
}

const UNITS_BELOW: Statement = sql!("sql/units_below.sql");
const FIND_IN_UNIT: Statement = sql!("sql/find_in_unit.sql");
const FIND_IN_PROVINCE: Statement = sql!("sql/find_in_province.sql");
const WORDS_BEGINNING: Statement = sql!("sql/words_beginning.sql");
const COUNT_WORD: Statement = sql!("sql/count_word.sql");
const FORGET_WORDS: Statement = sql!("sql/forget_words.sql");
const INSERT_WORD: Statement = sql!("sql/insert_word.sql");
const INSERT_WORDS: Statement = sql!("sql/insert_words.sql", "sql/insert_words.pg.sql");
