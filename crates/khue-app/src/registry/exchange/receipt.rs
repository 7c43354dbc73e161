//! What a partner answered to a package, record by record.

use khue_base::PackageId;
use khue_db::{Statement, Tx, Value, sql};
use serde_json::json;

use super::links::{Link, acting_for};
use super::recompute::{EXCHANGE_UNIT, StoredProblem};
use super::wire::{Receipt, Receipted, Verdict};
use crate::{App, OpError};

/// Writes a receipt down. A record that changed since it was sent goes on waiting; one of which the partner
/// holds a version that we never gave (we were restored from an older copy) is raised above it and sent anew.
pub(super) async fn take_receipt(
    app: &App,
    tx: &mut Tx,
    link: &Link,
    package: PackageId,
    receipt: &Receipt,
) -> Result<(), OpError> {
    let now = app.clock.now();
    let count = |verdict| receipt.records.iter().filter(|one| one.verdict == verdict).count();
    let counts = [Verdict::Accepted, Verdict::Refused, Verdict::Ignored].map(count);
    let [accepted, refused, ignored] = counts.map(|count| i64::try_from(count).unwrap_or(i64::MAX));
    let values: [Value; 7] = [
        link.id.into(),
        package.into(),
        now.into(),
        accepted.into(),
        refused.into(),
        ignored.into(),
        serde_json::to_string(receipt)?.into(),
    ];
    if tx.execute(CLOSE_PACKAGE, &values).await? == 0 {
        // Another process was quicker.
        return Ok(());
    }
    let mut units = Vec::new();
    for one in &receipt.records {
        if let Some(unit) = settle(tx, link, package, one).await? {
            units.push(unit);
        }
    }
    units.sort_unstable();
    units.dedup();
    for unit in units {
        tx.announce(app.chance.id(now), EXCHANGE_UNIT, &format!("unit/{unit}"), now).await?;
    }
    let ctx = acting_for(app, link);
    let guarded: Option<GuardedRow> = tx.optional(GUARDED, &[link.id.into(), package.into()]).await?;
    let detail = json!({
        "name": link.called, "records": receipt.records.len(), "accepted": accepted, "refused": refused,
        "ignored": ignored, "guarded": guarded.map_or(0, |row| row.guarded_count),
    });
    ctx.audit(tx, "exchange.sent", format!("package/{package}"), detail).await
}

/// What became of one record; the unit whose record must be looked at again.
async fn settle(
    tx: &mut Tx,
    link: &Link,
    package: PackageId,
    one: &Receipted,
) -> Result<Option<i64>, OpError> {
    let key: [Value; 3] = [link.id.into(), one.table.as_str().into(), one.id.as_str().into()];
    let with = |more: &[Value]| [&key[..], more].concat();
    match one.verdict {
        Verdict::Accepted => {
            tx.execute(MARK_HELD, &with(&[package.into(), one.version.into()])).await?;
            Ok(None)
        }
        Verdict::Refused => {
            let problem = StoredProblem {
                sentence: format!("Bên nhận từ chối: {}", one.reason),
                kind: String::new(),
                record: 0,
                field: String::new(),
            };
            let problems = serde_json::to_string(&[problem])?;
            tx.execute(MARK_REFUSED, &with(&[package.into(), problems.into()])).await?;
            Ok(None)
        }
        Verdict::Ignored => {
            let row: Option<VersionRow> = tx.optional(VERSION, &key).await?;
            match row {
                Some(row) if one.held >= row.version => {
                    tx.execute(RAISE, &with(&[one.held.into()])).await?;
                    Ok(Some(row.unit_id))
                }
                _ => Ok(None),
            }
        }
    }
}

khue_db::row! {
    struct VersionRow {
        version: i64,
        unit_id: i64,
    }
}

khue_db::row! {
    struct GuardedRow {
        guarded_count: i64,
    }
}

const CLOSE_PACKAGE: Statement = sql!("sql/close_package.sql");
const GUARDED: Statement = sql!("sql/package_guarded.sql");
const MARK_HELD: Statement = sql!("sql/mark_held.sql");
const MARK_REFUSED: Statement = sql!("sql/mark_refused.sql");
const VERSION: Statement = sql!("sql/outbox_version.sql");
const RAISE: Statement = sql!("sql/raise_version.sql");
