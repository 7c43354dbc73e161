//! Comparison with a partner: what it holds of each table against what it should.

use std::cmp::Ordering;

use khue_db::{Session, Statement, Tx, Value, sql};
use khue_rules::registry::exchange::record_maps;

use super::deliver::get;
use super::differences::DifferenceKind;
use super::links::{Link, sending_links};
use super::outbox::OutboxState;
use super::receive::HeldPage;
use super::wire::{HELD_PATH, HeldRow};
use crate::{App, OpError};

/// Records of ours that are read at once.
const ROWS: u32 = 1_000;
/// Names that are kept of one table: whoever is further apart has to send anew, not to read names.
const NAMES: i64 = 10_000;

/// Compares with every partner for whom somebody asked for it.
///
/// # Errors
/// [`OpError::Failed`] when the database refuses.
pub async fn compare_due(app: &App) -> Result<(), OpError> {
    for link in sending_links(&mut app.db.read().await?).await? {
        if link.compare == super::links::Compare::Wanted {
            compare_with(app, &link).await?;
        }
    }
    Ok(())
}

/// Compares table by table, and keeps the totals with the names of the difference. A partner that does not answer
/// leaves the last comparison as it was, with the reason.
pub(super) async fn compare_with(app: &App, link: &Link) -> Result<(), OpError> {
    let mut tables: Vec<&str> = record_maps().iter().map(|map| map.table.code.as_str()).collect();
    tables.sort_unstable();
    let mut found = Vec::new();
    let mut problem = None;
    for table in tables {
        match compare_table(app, link, table).await? {
            Ok(compared) => found.push(compared),
            Err(sentence) => {
                problem = Some(sentence);
                break;
            }
        }
    }
    let mut tx = app.db.write().await?;
    let now = app.clock.now();
    match problem {
        Some(sentence) => {
            tx.execute(END, &[link.id.into(), Value::Int(None), sentence.into()]).await?;
        }
        None => {
            tx.execute(FORGET_TOTALS, &[link.id.into()]).await?;
            tx.execute(FORGET_DIFFERENCES, &[link.id.into()]).await?;
            for compared in found {
                keep(&mut tx, link, compared).await?;
            }
            tx.execute(END, &[link.id.into(), Value::Int(Some(now.0)), Value::Text(None)]).await?;
        }
    }
    Ok(tx.commit_unaudited().await?)
}

/// A table compared.
struct Compared {
    table: &'static str,
    ours: i64,
    theirs: i64,
    different: i64,
    names: Vec<Named>,
}

struct Named {
    key: String,
    what: DifferenceKind,
    ours: i64,
    theirs: i64,
}

/// Both sides are walked in the order of names, a page of each at a time.
async fn compare_table(
    app: &App,
    link: &Link,
    table: &'static str,
) -> Result<Result<Compared, String>, OpError> {
    let mut session = app.db.read().await?;
    let (mut ours, mut theirs) = (Ours::new(table), Theirs::new(table));
    let mut compared = Compared { table, ours: 0, theirs: 0, different: 0, names: Vec::new() };
    loop {
        ours.fill(&mut session, link).await?;
        if let Err(problem) = theirs.fill(link).await {
            return Ok(Err(problem));
        }
        let order = match (ours.rows.last(), theirs.rows.last()) {
            (None, None) => return Ok(Ok(compared)),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(ours), Some(theirs)) => ours.record_key.as_bytes().cmp(theirs.id.as_bytes()),
        };
        let our = if order == Ordering::Greater { None } else { ours.rows.pop() };
        let their = if order == Ordering::Less { None } else { theirs.rows.pop() };
        compared.count(our, their);
    }
}

impl Compared {
    fn count(&mut self, our: Option<OurRow>, their: Option<HeldRow>) {
        // What was withdrawn counts on neither side.
        let state = our.as_ref().and_then(|our| OutboxState::from_code(&our.state));
        let is_ours = our.as_ref().is_some_and(|our| our.digest != super::recompute::CANCELLED);
        let is_theirs = their.as_ref().is_some_and(|their| !their.is_cancelled);
        self.ours += i64::from(is_ours);
        self.theirs += i64::from(is_theirs);
        let key = our.as_ref().map(|our| &our.record_key).or(their.as_ref().map(|their| &their.id));
        let Some(key) = key.cloned() else { return };
        let (our_version, their_version) =
            (our.as_ref().map_or(0, |our| our.version), their.as_ref().map_or(0, |their| their.version));
        let what = match (is_ours, is_theirs, state) {
            (false, false, _) => return,
            (true, _, Some(OutboxState::Invalid)) => DifferenceKind::Invalid,
            (true, _, Some(OutboxState::Refused)) => DifferenceKind::Refused,
            (_, _, Some(OutboxState::Waiting | OutboxState::Sent)) => DifferenceKind::OnTheWay,
            (true, false, _) => DifferenceKind::Missing,
            (false, true, _) => DifferenceKind::Surplus,
            (true, true, _) => {
                let is_same = our.zip(their).is_some_and(|(our, their)| our.digest == their.digest);
                if is_same {
                    return;
                }
                DifferenceKind::Other
            }
        };
        self.different += 1;
        if self.different <= NAMES {
            self.names.push(Named { key, what, ours: our_version, theirs: their_version });
        }
    }
}

/// Our side, the next row last.
struct Ours {
    table: &'static str,
    after: String,
    rows: Vec<OurRow>,
    is_at_end: bool,
}

impl Ours {
    fn new(table: &'static str) -> Self {
        Self { table, after: String::new(), rows: Vec::new(), is_at_end: false }
    }

    async fn fill(&mut self, session: &mut Session, link: &Link) -> Result<(), OpError> {
        if !self.rows.is_empty() || self.is_at_end {
            return Ok(());
        }
        let values: [Value; 4] = [link.id.into(), self.table.into(), self.after.as_str().into(), ROWS.into()];
        self.rows = session.all(OURS, &values).await?;
        self.is_at_end = self.rows.len() < ROWS as usize;
        if let Some(last) = self.rows.last() {
            self.after.clone_from(&last.record_key);
        }
        self.rows.reverse();
        Ok(())
    }
}

/// Their side, the next row last.
struct Theirs {
    table: &'static str,
    after: String,
    rows: Vec<HeldRow>,
    is_at_end: bool,
}

impl Theirs {
    fn new(table: &'static str) -> Self {
        Self { table, after: String::new(), rows: Vec::new(), is_at_end: false }
    }

    async fn fill(&mut self, link: &Link) -> Result<(), String> {
        if !self.rows.is_empty() || self.is_at_end {
            return Ok(());
        }
        let after: String = self.after.bytes().map(escaped).collect();
        let text = get(link, &format!("{HELD_PATH}?bang={}&sau={after}", self.table)).await?;
        let page: HeldPage = serde_json::from_str(&text)
            .map_err(|error| format!("Bên nhận trả lời không đọc được ({error})."))?;
        self.is_at_end = !page.has_more;
        if let Some(last) = page.records.last() {
            self.after.clone_from(&last.id);
        }
        self.rows = page.records;
        self.rows.reverse();
        Ok(())
    }
}

/// A byte as an address writes it.
fn escaped(byte: u8) -> String {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    }
}

async fn keep(tx: &mut Tx, link: &Link, compared: Compared) -> Result<(), OpError> {
    let values: [Value; 5] = [
        link.id.into(),
        compared.table.into(),
        compared.ours.into(),
        compared.theirs.into(),
        compared.different.into(),
    ];
    tx.execute(KEEP_TOTAL, &values).await?;
    for named in compared.names {
        let values: [Value; 6] = [
            link.id.into(),
            compared.table.into(),
            named.key.into(),
            named.what.code().into(),
            named.ours.into(),
            named.theirs.into(),
        ];
        tx.execute(KEEP_DIFFERENCE, &values).await?;
    }
    Ok(())
}

khue_db::row! {
    struct OurRow {
        record_key: String,
        state: String,
        digest: String,
        version: i64,
    }
}

const OURS: Statement = sql!("sql/outbox_of_table.sql");
const END: Statement = sql!("sql/end_comparison.sql");
const FORGET_TOTALS: Statement = sql!("sql/forget_totals.sql");
const FORGET_DIFFERENCES: Statement = sql!("sql/forget_differences.sql");
const KEEP_TOTAL: Statement = sql!("sql/keep_total.sql");
const KEEP_DIFFERENCE: Statement = sql!("sql/keep_difference.sql");
