//! Where units went and where they came from.

use std::collections::BTreeMap;

use khue_base::{Day, UnitId};
use khue_db::{DbError, FromColumn, Row, Session, Statement, Tx, sql};

use super::store::Stamp;
use super::unit_as_of;

/// What happened to a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SuccessionKind {
    /// It went into another one.
    Merge,
    /// A part became a unit of its own.
    Split,
    /// It goes on under another id.
    Rename,
    /// It was dissolved; the other one took over what was left.
    Dissolve,
    /// Its files or tasks went to another one.
    Transfer,
}

/// How much of it went there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Share {
    /// A part.
    Part,
    /// All of it.
    Whole,
}

/// How we know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// An assumption: whoever shows it says so.
    Assumed,
    /// A decision or an official list.
    Source,
}

macro_rules! stored {
    ($name:ident { $($variant:ident = $code:literal)* }) => {
        impl $name {
            /// The code under which it is stored.
            pub fn code(self) -> &'static str {
                match self { $($name::$variant => $code,)* }
            }

            /// The one stored under `code`.
            pub fn from_code(code: &str) -> Option<Self> {
                match code {
                    $($code => Some($name::$variant),)*
                    _ => None,
                }
            }
        }

        impl FromColumn for $name {
            fn from_column(row: &Row, column: &str) -> Result<Self, DbError> {
                let code: String = row.get(column)?;
                Self::from_code(&code)
                    .ok_or_else(|| DbError::Column { column: column.to_owned(), problem: format!("unknown code {code}") })
            }
        }
    };
}

stored!(SuccessionKind {
    Merge = "merge"
    Split = "split"
    Rename = "rename"
    Dissolve = "dissolve"
    Transfer = "transfer"
});
stored!(Share { Part = "part" Whole = "whole" });
stored!(Basis { Assumed = "assumed" Source = "source" });

khue_db::row! {
    /// One passing of a unit, or of a part of it, into another.
    #[derive(PartialEq, Eq)]
    pub struct Succession {
        /// Whence.
        from_unit: UnitId,
        /// Whither.
        to_unit: UnitId,
        /// From which day on.
        day: Day,
        /// What happened.
        kind: SuccessionKind,
        /// How much.
        share: Share,
        /// By which decision.
        decision: String,
        /// How we know.
        basis: Basis,
    }
}

/// A unit of another day that stands for the one asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counterpart {
    /// The unit.
    pub unit: UnitId,
    /// Whether all of it, or of the one asked about, is meant.
    pub share: Share,
    /// The weakest knowledge on the way.
    pub basis: Basis,
}

/// The units of `day` into which `unit` went by then; itself while it goes on.
///
/// # Errors
/// [`DbError`] when the database refuses.
pub async fn successors_on(db: &mut Session, unit: UnitId, day: Day) -> Result<Vec<Counterpart>, DbError> {
    follow(db, unit, day, FROM_UNIT, |step| (step.to_unit, step.day <= day)).await
}

/// The units of `day` that `unit` was made of later; itself when it existed already.
///
/// # Errors
/// [`DbError`] when the database refuses.
pub async fn predecessors_on(db: &mut Session, unit: UnitId, day: Day) -> Result<Vec<Counterpart>, DbError> {
    follow(db, unit, day, INTO_UNIT, |step| (step.from_unit, step.day > day)).await
}

/// All passings from a unit and into it, oldest first.
///
/// # Errors
/// [`DbError`] when the database refuses.
pub async fn successions_of(db: &mut Session, unit: UnitId) -> Result<Vec<Succession>, DbError> {
    db.all(SUCCESSIONS_OF, &[unit.into()]).await
}

pub(super) async fn all_successions(db: &mut Session) -> Result<Vec<Succession>, DbError> {
    db.all(ALL_SUCCESSIONS, &[]).await
}

pub(super) async fn insert_succession(tx: &mut Tx, stamp: Stamp, one: &Succession) -> Result<(), DbError> {
    let values = [
        one.from_unit.into(),
        one.to_unit.into(),
        one.day.into(),
        one.kind.code().into(),
        one.share.code().into(),
        (&one.decision).into(),
        one.basis.code().into(),
        stamp.at.into(),
        stamp.by.into(),
    ];
    tx.execute(INSERT_SUCCESSION, &values).await?;
    Ok(())
}

async fn follow(
    db: &mut Session,
    unit: UnitId,
    day: Day,
    steps_of: Statement,
    step: impl Fn(&Succession) -> (UnitId, bool),
) -> Result<Vec<Counterpart>, DbError> {
    let start = Counterpart { unit, share: Share::Whole, basis: Basis::Source };
    let mut found: BTreeMap<UnitId, Counterpart> = BTreeMap::new();
    let mut seen = BTreeMap::from([(unit, (start.share, start.basis))]);
    let mut open = vec![start];
    while let Some(one) = open.pop() {
        if unit_as_of(db, one.unit, day).await?.is_some() {
            found.insert(one.unit, one);
        }
        let steps: Vec<Succession> = db.all(steps_of, &[one.unit.into()]).await?;
        for passing in &steps {
            let (next, counts) = step(passing);
            let weight = (one.share.min(passing.share), one.basis.min(passing.basis));
            // A second way to the same unit is followed only when it carries more.
            if counts && seen.get(&next).is_none_or(|known| weight > *known) {
                seen.insert(next, weight);
                open.push(Counterpart { unit: next, share: weight.0, basis: weight.1 });
            }
        }
    }
    Ok(found.into_values().collect())
}

const FROM_UNIT: Statement = sql!("sql/successions_from.sql");
const INTO_UNIT: Statement = sql!("sql/successions_into.sql");
const SUCCESSIONS_OF: Statement = sql!("sql/successions_of.sql");
const ALL_SUCCESSIONS: Statement = sql!("sql/all_successions.sql");
const INSERT_SUCCESSION: Statement = sql!("sql/insert_succession.sql");
