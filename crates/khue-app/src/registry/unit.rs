//! Reading units as of a day.

use khue_base::{Day, Moment, UnitId, search_key};
use khue_db::{DbError, FromRow, Row, Session, Statement, Value, sql};

use super::timeline::open_end;
use super::{Chain, Ownership, UnitKind, UnitLevel};

/// A unit as it was on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Its id, which outlives names, codes and kinds.
    pub id: UnitId,
    /// What it is.
    pub kind: UnitKind,
    /// The level at which it stands.
    pub level: UnitLevel,
    /// Who owns it.
    pub ownership: Ownership,
    /// Its full name.
    pub name: String,
    /// Its name in tables.
    pub short_name: String,
    /// Its official code.
    pub code: Option<String>,
    /// Since when it is as shown.
    pub valid_from: Day,
    /// The first day on which it is no longer as shown, when known.
    pub valid_until: Option<Day>,
    /// Its place in lists, for the next page.
    pub sort_key: String,
}

impl Unit {
    /// As documents address it: a province, district or commune acts through its People's Committee.
    pub fn addressed_as(&self) -> String {
        match self.kind {
            UnitKind::Province | UnitKind::District | UnitKind::Commune => {
                let mut letters = self.name.chars();
                let first = letters.next().map(|first| first.to_lowercase().to_string()).unwrap_or_default();
                format!("UBND {first}{}", letters.as_str())
            }
            _ => self.name.clone(),
        }
    }
}

impl FromRow for Unit {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        let until: Day = row.get("valid_until")?;
        Ok(Self {
            id: row.get("id")?,
            kind: row.get("kind")?,
            level: row.get("level")?,
            ownership: row.get("ownership")?,
            name: row.get("name")?,
            short_name: row.get("short_name")?,
            code: row.get("code")?,
            valid_from: row.get("valid_from")?,
            valid_until: (until != open_end()).then_some(until),
            sort_key: row.get("sort_key")?,
        })
    }
}

/// Which units a list shows.
#[derive(Clone, Debug, Default)]
pub struct UnitFilter<'a> {
    /// Of these kinds; of all kinds when empty.
    pub kinds: &'a [UnitKind],
    /// Only this unit and those under it, along this chain.
    pub under: Option<(UnitId, Chain)>,
    /// Only those whose name or code has these words, in any order, with or without accents.
    pub search: &'a str,
    /// Only those that stand after this place in the list.
    pub after: Option<(&'a str, UnitId)>,
    /// At most so many; all when absent.
    pub limit: Option<u32>,
}

/// The unit as it was on `day`, if it existed.
///
/// # Errors
/// [`DbError`] when the database refuses.
pub async fn unit_as_of(db: &mut Session, unit: UnitId, day: Day) -> Result<Option<Unit>, DbError> {
    db.optional(UNIT_AS_OF, &[unit.into(), day.into()]).await
}

/// The unit on `day` as it was known at the moment `known`, before later corrections.
///
/// # Errors
/// [`DbError`] when the database refuses.
pub async fn unit_known_at(
    db: &mut Session,
    unit: UnitId,
    day: Day,
    known: Moment,
) -> Result<Option<KnownUnit>, DbError> {
    let row: Option<KnownRow> = db.optional(UNIT_KNOWN_AT, &[unit.into(), day.into(), known.into()]).await?;
    Ok(row.and_then(|row| {
        Some(KnownUnit {
            version: row.version,
            kind: UnitKind::from_code(&row.kind?)?,
            name: row.name?,
            recorded_at: row.recorded_at,
        })
    }))
}

/// What was recorded of a unit at some moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownUnit {
    /// The number of the version.
    pub version: i64,
    /// What it was.
    pub kind: UnitKind,
    /// Its name.
    pub name: String,
    /// When this was recorded.
    pub recorded_at: Moment,
}

/// The unit's periods, oldest first.
///
/// # Errors
/// [`DbError`] when the database refuses.
pub async fn unit_history(db: &mut Session, unit: UnitId) -> Result<Vec<Unit>, DbError> {
    db.all(UNIT_HISTORY, &[unit.into()]).await
}

/// The number of the unit's newest version, to be handed back when it is changed.
///
/// # Errors
/// [`DbError`] when the database refuses.
pub async fn unit_version(db: &mut Session, unit: UnitId) -> Result<i64, DbError> {
    let row: Option<NewestVersion> = db.optional(UNIT_VERSION, &[unit.into()]).await?;
    Ok(row.map_or(0, |row| row.version))
}

/// The units of `day` that the filter lets through, in order; the next page begins `after` the last one's
/// `sort_key` and `id`.
///
/// # Errors
/// [`DbError`] when the database refuses.
pub async fn units_as_of(db: &mut Session, day: Day, filter: &UnitFilter<'_>) -> Result<Vec<Unit>, DbError> {
    let mut values = filter_values(day, filter);
    let (sort_key, id) = filter.after.unwrap_or(("", UnitId(0)));
    values.extend([sort_key.into(), id.into(), filter.limit.map_or(i64::MAX, i64::from).into()]);
    match filter.under {
        None => db.all(UNITS, &values).await,
        Some((ancestor, chain)) => {
            values.extend([ancestor.into(), chain.code().into()]);
            db.all(UNITS_UNDER, &values).await
        }
    }
}

/// How many units of `day` the filter lets through, on all pages.
///
/// # Errors
/// [`DbError`] when the database refuses.
pub async fn count_units(db: &mut Session, day: Day, filter: &UnitFilter<'_>) -> Result<u32, DbError> {
    let mut values = filter_values(day, filter);
    let count: Option<Count> = match filter.under {
        None => db.optional(COUNT_UNITS, &values).await?,
        Some((ancestor, chain)) => {
            values.extend([ancestor.into(), chain.code().into()]);
            db.optional(COUNT_UNITS_UNDER, &values).await?
        }
    };
    Ok(count.map_or(0, |count| count.units))
}

/// The units of these kinds under a unit, itself included: all upper secondary schools of a province, all
/// units of a district.
///
/// # Errors
/// [`DbError`] when the database refuses.
pub async fn units_of_kind_under(
    db: &mut Session,
    kinds: &[UnitKind],
    ancestor: UnitId,
    chain: Chain,
    day: Day,
) -> Result<Vec<Unit>, DbError> {
    let filter = UnitFilter { kinds, under: Some((ancestor, chain)), ..UnitFilter::default() };
    units_as_of(db, day, &filter).await
}

/// The units directly under a unit on `day`.
///
/// # Errors
/// [`DbError`] when the database refuses.
pub async fn children(db: &mut Session, unit: UnitId, chain: Chain, day: Day) -> Result<Vec<Unit>, DbError> {
    db.all(CHILDREN, &[unit.into(), chain.code().into(), day.into()]).await
}

/// The units above a unit on `day`, nearest first, without itself.
///
/// # Errors
/// [`DbError`] when the database refuses.
pub async fn ancestors(db: &mut Session, unit: UnitId, chain: Chain, day: Day) -> Result<Vec<Unit>, DbError> {
    db.all(ANCESTORS, &[unit.into(), chain.code().into(), day.into()]).await
}

/// The unit that bears `code` of `system` on `day`.
///
/// # Errors
/// [`DbError`] when the database refuses.
pub async fn unit_by_code(
    db: &mut Session,
    system: &str,
    code: &str,
    day: Day,
) -> Result<Option<UnitId>, DbError> {
    let bearer: Option<Bearer> = db.optional(UNIT_BY_CODE, &[system.into(), code.into(), day.into()]).await?;
    Ok(bearer.map(|bearer| bearer.unit_id))
}

khue_db::row! {
    /// A unit and the one of a wanted kind that it lies in or stands under.
    pub struct Grouping {
        /// The unit.
        unit_id: UnitId,
        /// The unit above it.
        group_id: UnitId,
    }
}

/// For every unit under `ancestor`, the unit of `kind` above it on `day`: the district of each school.
///
/// # Errors
/// [`DbError`] when the database refuses.
pub async fn grouped_by(
    db: &mut Session,
    kind: UnitKind,
    chain: Chain,
    ancestor: UnitId,
    day: Day,
) -> Result<Vec<Grouping>, DbError> {
    db.all(GROUPED_BY, &[kind.code().into(), chain.code().into(), ancestor.into(), day.into()]).await
}

khue_db::row! {
    struct KnownRow {
        version: i64,
        kind: Option<String>,
        name: Option<String>,
        recorded_at: Moment,
    }
}

khue_db::row! {
    struct NewestVersion {
        version: i64,
    }
}

khue_db::row! {
    struct Count {
        units: u32,
    }
}

khue_db::row! {
    struct Bearer {
        unit_id: UnitId,
    }
}

const WORDS: usize = 4;

fn filter_values(day: Day, filter: &UnitFilter<'_>) -> Vec<Value> {
    let mut values = vec![Value::from(day), list_of_codes(filter.kinds).into()];
    let key = search_key(filter.search);
    let words: Vec<&str> =
        key.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    for place in 0..WORDS {
        // The last pattern takes all further words in their order.
        let pattern = match words.get(place) {
            Some(_) if place + 1 == WORDS => words.get(place..).unwrap_or_default().join("%"),
            Some(word) => (*word).to_owned(),
            None => String::new(),
        };
        values.push(format!("%{pattern}%").into());
    }
    values
}

/// `,primary,upper-secondary,`; empty for all kinds.
fn list_of_codes(kinds: &[UnitKind]) -> String {
    if kinds.is_empty() {
        return String::new();
    }
    let codes: Vec<&str> = kinds.iter().map(|kind| kind.code()).collect();
    format!(",{},", codes.join(","))
}

const UNIT_AS_OF: Statement = sql!("sql/unit_as_of.sql");
const UNIT_KNOWN_AT: Statement = sql!("sql/unit_known_at.sql");
const UNIT_HISTORY: Statement = sql!("sql/unit_history.sql");
const UNIT_VERSION: Statement = sql!("sql/unit_version.sql");
const UNITS: Statement = sql!("sql/units.sql");
const UNITS_UNDER: Statement = sql!("sql/units_under.sql");
const COUNT_UNITS: Statement = sql!("sql/count_units.sql");
const COUNT_UNITS_UNDER: Statement = sql!("sql/count_units_under.sql");
const CHILDREN: Statement = sql!("sql/children.sql");
const ANCESTORS: Statement = sql!("sql/ancestors.sql");
const UNIT_BY_CODE: Statement = sql!("sql/unit_by_code.sql");
const GROUPED_BY: Statement = sql!("sql/grouped_by.sql");
