//! What is wrong or missing in the records of a school: the checks over all that is recorded of it, with what
//! the school explains.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use khue_base::{Day, Moment, UnitId};
use khue_db::{DbError, Session, Statement, sql};
use khue_rules::accounts::Action;
use khue_rules::registry::checks::{Check, Level, checks, run};

use super::explain::{Explanation, explanations};
use super::keeper::keeper_of;
use super::reach::may_at;
use super::record::{Record, RecordKey};
use super::school_records::{SchoolBook, everything, view};
use crate::{Ctx, OpError};

/// What the checks find in a school's records.
#[derive(Clone, Debug)]
pub struct Missing {
    /// The day.
    pub day: Day,
    /// Findings that must be mended.
    pub errors: usize,
    /// Findings that must be mended or explained, and are not explained yet.
    pub queries: usize,
    /// Findings that are explained.
    pub explained: usize,
    /// By check, the gravest consequence first, errors before queries, many before few.
    pub checks: Vec<MissingCheck>,
    /// Checks that found something in fields that the actor may not see: counted nowhere above.
    pub withheld: usize,
    /// Whether the actor may explain.
    pub may_explain: bool,
}

/// What one check finds.
#[derive(Clone, Debug)]
pub struct MissingCheck {
    /// The check.
    pub check: &'static Check,
    /// Where.
    pub findings: Vec<MissingIn>,
}

/// A record in which a check finds something.
#[derive(Clone, Debug)]
pub struct MissingIn {
    /// The record.
    pub key: RecordKey,
    /// What lists call it, or the person whom it names.
    pub called: String,
    /// The version of the record in which it is found.
    pub version: i64,
    /// What is wrong, as a sentence.
    pub says: String,
    /// What the school says about it; none for errors, which must be mended.
    pub explanation: Option<Explanation>,
}

impl MissingCheck {
    /// Findings that nobody explained yet.
    pub fn open(&self) -> impl Iterator<Item = &MissingIn> {
        self.findings.iter().filter(|finding| finding.explanation.is_none())
    }
}

/// Runs all checks over the records of a unit on a day. Findings that tell about guarded fields are left out
/// for those who may not see them.
///
/// # Errors
/// Hidden when the actor may not read records of the unit.
pub async fn missing_in_records(ctx: &Ctx, unit: UnitId, day: Day) -> Result<Missing, OpError> {
    let mut session = ctx.read().await?;
    may_at(ctx, &mut session, Action::ReadRecords, &[unit]).await?;
    let sees_all = may_at(ctx, &mut session, Action::SeeGuarded, &[unit]).await.is_ok();
    let book = everything(ctx, &mut session, unit, day).await?;
    let mut missing = missing_in_book(ctx, &mut session, unit, &book).await?;
    missing.may_explain = may_at(ctx, &mut session, Action::ChangeRecords, &[unit]).await.is_ok();
    drop(session);
    if !sees_all {
        let before = missing.checks.len();
        missing.checks.retain(|one| !one.check.reads_guarded());
        missing.withheld = before - missing.checks.len();
        missing.count();
    }
    Ok(missing)
}

/// All that the checks find in what is recorded of a unit, guarded fields included.
pub(in crate::registry) async fn missing_in_book(
    ctx: &Ctx,
    session: &mut Session,
    unit: UnitId,
    book: &SchoolBook,
) -> Result<Missing, OpError> {
    let province = keeper_of(session, unit, ctx.today()).await?;
    let mut explained = explanations(session, province, unit).await?;
    let found = run(&view(book), checks());
    let mut records: HashMap<(&str, i64), &Record> = HashMap::new();
    for (kind, of_kind) in &book.kinds {
        records.extend(of_kind.iter().map(|record| ((kind.code.as_str(), record.key.id.0), record)));
    }
    let mut missing = Missing {
        day: book.day,
        errors: 0,
        queries: 0,
        explained: 0,
        checks: Vec::new(),
        withheld: 0,
        may_explain: false,
    };
    for finding in found {
        let check = finding.check;
        let Some(record) = records.get(&(check.kind.as_str(), finding.record)) else { continue };
        if missing.checks.last().is_none_or(|last| !std::ptr::eq(last.check, check)) {
            missing.checks.push(MissingCheck { check, findings: Vec::new() });
        }
        let Some(last) = missing.checks.last_mut() else { continue };
        let explanation = match check.level {
            Level::Error => None,
            Level::Query => explained
                .remove(&(check.code.clone(), record.key.id))
                .filter(|explanation| explanation.version == record.version),
        };
        last.findings.push(MissingIn {
            key: record.key,
            called: called_in(record, &records),
            version: record.version,
            says: finding.says,
            explanation,
        });
    }
    missing
        .checks
        .sort_by_key(|one| (one.check.consequence, one.check.level, std::cmp::Reverse(one.findings.len())));
    missing.count();
    Ok(missing)
}

impl Missing {
    fn count(&mut self) {
        (self.errors, self.queries, self.explained) = (0, 0, 0);
        for one in &self.checks {
            let open = one.open().count();
            match one.check.level {
                Level::Error => self.errors += open,
                Level::Query => self.queries += open,
            }
            self.explained += one.findings.len() - open;
        }
    }
}

/// How many errors and unexplained queries [`missing_in_records`] finds; kept until something is recorded or
/// explained.
///
/// # Errors
/// As [`missing_in_records`].
pub async fn missing_counts(ctx: &Ctx, unit: UnitId, day: Day) -> Result<(usize, usize), OpError> {
    let mut session = ctx.read().await?;
    may_at(ctx, &mut session, Action::ReadRecords, &[unit]).await?;
    let sees_all = may_at(ctx, &mut session, Action::SeeGuarded, &[unit]).await.is_ok();
    let source = newest_source(&mut session).await?;
    let explained = session.optional::<NewestRow>(NEWEST_EXPLANATION, &[]).await?.map_or(0, |row| row.newest);
    let newest = (source, explained);
    drop(session);
    let key = (unit, day, sees_all);
    if let Some(counts) = ctx.app.missing.get(&key, newest, ctx.now()) {
        return Ok(counts);
    }
    let missing = missing_in_records(ctx, unit, day).await?;
    let counts = (missing.errors, missing.queries);
    ctx.app.missing.put(key, Kept { newest, at: ctx.now(), counts });
    Ok(counts)
}

/// The newest source of all: what was read before it may have changed.
pub(in crate::registry) async fn newest_source(session: &mut Session) -> Result<i64, DbError> {
    Ok(session.optional::<NewestRow>(NEWEST_SOURCE, &[]).await?.map_or(0, |row| row.newest))
}

/// The unit, the day, and whether guarded fields are counted.
type Key = (UnitId, Day, bool);

/// Counts of findings, kept while nothing is recorded anywhere.
#[derive(Debug, Default)]
pub struct MissingCache(Mutex<HashMap<Key, Kept>>);

#[derive(Clone, Copy, Debug)]
struct Kept {
    /// The newest source and the newest explanation.
    newest: (i64, i64),
    at: Moment,
    counts: (usize, usize),
}

/// Units that are kept at most.
const LIMIT: usize = 2000;
/// A source that took long may be committed behind a newer one: no count is kept longer than this.
const LONGEST_MS: i64 = 600_000;

impl MissingCache {
    fn get(&self, key: &Key, newest: (i64, i64), now: Moment) -> Option<(usize, usize)> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = all.get(key).filter(|kept| kept.newest == newest && now.0 - kept.at.0 < LONGEST_MS);
        kept.map(|kept| kept.counts)
    }

    fn put(&self, key: Key, kept: Kept) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= LIMIT {
            all.clear();
        }
        all.insert(key, kept);
    }
}

khue_db::row! {
    struct NewestRow {
        newest: i64,
    }
}

const NEWEST_SOURCE: Statement = sql!("sql/newest_source.sql");
const NEWEST_EXPLANATION: Statement = sql!("sql/newest_explanation.sql");

/// A record by its name; one that is called by a person, by the person's.
pub(in crate::registry) fn called_in(record: &Record, records: &HashMap<(&str, i64), &Record>) -> String {
    let person = ["pupil", "staff"].into_iter().find_map(|kind| {
        (record.key.kind.called_by == kind).then(|| record.facts.record(kind).map(|id| (kind, id))).flatten()
    });
    person.and_then(|key| records.get(&key)).map_or_else(|| record.called(), |person| person.called())
}
