//! Packages sent and received, as pages show them.

use khue_base::{LinkId, Moment, PackageId};
use khue_db::{Statement, Value, sql};
use khue_rules::accounts::Action;

use super::may;
use super::wire::Receipt;
use crate::{Ctx, OpError};

khue_db::row! {
    /// A package that was sent, or is under way.
    pub struct PackageLine {
        /// Its id.
        id: PackageId,
        /// Its number with this partner.
        number: i64,
        /// Whether its receipt is here.
        is_done: bool,
        /// How many records it holds.
        record_count: i64,
        /// When it was made.
        made_at: Moment,
        /// How often it was tried in vain.
        attempt: i64,
        /// When it is tried next.
        next_at: Moment,
        /// What went wrong the last time.
        problem: Option<String>,
        /// When its receipt came.
        done_at: Option<Moment>,
        /// Records that the partner holds now.
        accepted: i64,
        /// Records that it refused.
        refused: i64,
        /// Records of which it held a version as new.
        ignored: i64,
    }
}

/// Packages of a partner, newest first, at most `limit` before the one last seen.
///
/// # Errors
/// Hidden when the actor has no part in the exchange.
pub async fn packages(
    ctx: &Ctx,
    link: LinkId,
    before: Option<PackageId>,
    limit: u32,
) -> Result<Vec<PackageLine>, OpError> {
    may(ctx, Action::ReadExchange)?;
    let values: [Value; 3] = [link.into(), before.map_or(i64::MAX, |id| id.0).into(), limit.into()];
    Ok(ctx.read().await?.all(PACKAGES, &values).await?)
}

/// A package with its receipt, when it is here.
///
/// # Errors
/// Hidden when there is none, or the actor has no part in the exchange.
pub async fn package(
    ctx: &Ctx,
    link: LinkId,
    id: PackageId,
) -> Result<(PackageLine, Option<Receipt>), OpError> {
    may(ctx, Action::ReadExchange)?;
    let mut session = ctx.read().await?;
    let line = session.optional(PACKAGE, &[link.into(), id.into()]).await?.ok_or(OpError::Hidden)?;
    let row: Option<ReceiptRow> = session.optional(RECEIPT, &[link.into(), id.into()]).await?;
    let receipt = row.and_then(|row| row.receipt).map(|text| serde_json::from_str(&text)).transpose()?;
    Ok((line, receipt))
}

khue_db::row! {
    /// A package that was received.
    pub struct ReceivedLine {
        /// Its id.
        package_id: PackageId,
        /// When it came.
        received_at: Moment,
        /// How many records it held.
        record_count: i64,
        /// Records that are held now.
        accepted: i64,
        /// Records that were refused.
        refused: i64,
        /// Records of which a version as new was held.
        ignored: i64,
    }
}

/// Packages received from a partner, newest first, at most `limit` before the one last seen.
///
/// # Errors
/// Hidden when the actor has no part in the exchange.
pub async fn received(
    ctx: &Ctx,
    link: LinkId,
    before: Option<PackageId>,
    limit: u32,
) -> Result<Vec<ReceivedLine>, OpError> {
    may(ctx, Action::ReadExchange)?;
    let values: [Value; 3] = [link.into(), before.map_or(i64::MAX, |id| id.0).into(), limit.into()];
    Ok(ctx.read().await?.all(RECEIVED, &values).await?)
}

khue_db::row! {
    /// What is held of a table for a partner.
    pub struct TableTotal {
        /// The table.
        table_code: String,
        /// Records that hold.
        holding: i64,
        /// Records that were withdrawn.
        withdrawn: i64,
    }
}

/// What is held for a partner, table by table.
///
/// # Errors
/// Hidden when the actor has no part in the exchange.
pub async fn received_totals(ctx: &Ctx, link: LinkId) -> Result<Vec<TableTotal>, OpError> {
    may(ctx, Action::ReadExchange)?;
    Ok(ctx.read().await?.all(HELD_TOTALS, &[link.into()]).await?)
}

khue_db::row! {
    struct ReceiptRow {
        receipt: Option<String>,
    }
}

const PACKAGES: Statement = sql!("sql/packages.sql");
const PACKAGE: Statement = sql!("sql/package.sql");
const RECEIPT: Statement = sql!("sql/package_receipt.sql");
const RECEIVED: Statement = sql!("sql/received.sql");
const HELD_TOTALS: Statement = sql!("sql/held_totals.sql");
