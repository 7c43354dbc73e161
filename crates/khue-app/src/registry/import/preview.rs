//! What an import would do, without doing it.

use std::sync::Arc;

use khue_base::{Day, SchoolYear};
use khue_db::Session;
use khue_office::sheet::mark::{Mark, MarkWeight, marked_copy};
use khue_rules::accounts::Action;
use khue_rules::registry::record::Kind;
use khue_rules::registry::sheet::{Column, Finding, Table, Weight};

use super::compare::{CheckCount, Counts, ImportChange, Weighed, weigh};
use super::open::{ImportOrder, Opened, open, remembered};
use crate::registry::records::{keeper_of, may_at};
use crate::{Ctx, OpError};

/// Rows that are named of each reason to skip them.
const NUMBERS: usize = 8;

/// What an import would do.
#[derive(Clone, Debug)]
pub struct ImportPreview {
    /// What the rows are.
    pub kind: &'static Kind,
    /// The name of the file.
    pub file_name: String,
    /// What should be known about the file: hidden rows, formulas, another extension.
    pub notes: Vec<String>,
    /// The tables that are taken.
    pub tables: Vec<ImportTable>,
    /// Sheets with a table whose columns differ, which are not taken.
    pub left_out: Vec<String>,
    /// The columns of the first table.
    pub columns: Vec<Column>,
    /// How many rows are what.
    pub counts: Counts,
    /// Everything wrong or odd, in the order of the file.
    pub findings: Vec<Finding>,
    /// What the checks would find that they do not find now, errors first.
    pub checks: Vec<CheckCount>,
    /// The first values that change.
    pub changes: Vec<ImportChange>,
    /// How many values change.
    pub change_count: usize,
    /// The school year of classes and enrolments.
    pub year: SchoolYear,
    /// From which day the rows hold.
    pub day: Day,
}

/// A table that is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportTable {
    /// The name of its sheet.
    pub sheet: String,
    /// The last row of its head.
    pub head_row: u32,
    /// Its rows.
    pub rows: usize,
    /// Rows that are no records, with why: `hàng 30, 31: phần cuối bảng (ký tên, ghi chú)`.
    pub skipped: Vec<String>,
}

impl ImportPreview {
    /// Whether anything must be corrected.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|finding| finding.weight == Weight::Error)
    }

    pub(super) fn of(opened: &Opened, weighed: Weighed) -> Self {
        let tables = weighed.tables.iter().map(|table| ImportTable {
            sheet: table.layout.sheet_name.clone(),
            head_row: table.layout.last_head_row,
            rows: table.rows.len(),
            skipped: skipped(table),
        });
        Self {
            kind: opened.kind,
            file_name: opened.file_name.clone(),
            notes: opened.sheet.notes.iter().map(ToString::to_string).collect(),
            tables: tables.collect(),
            left_out: opened.left_out.clone(),
            columns: opened.layouts.first().map(|layout| layout.columns.clone()).unwrap_or_default(),
            counts: weighed.counts,
            findings: weighed.findings,
            checks: weighed.checks,
            changes: weighed.changes,
            change_count: weighed.change_count,
            year: opened.year,
            day: opened.day,
        }
    }
}

/// Rows that are no records, those of one reason together.
fn skipped(table: &Table) -> Vec<String> {
    let mut reasons: Vec<(&'static str, Vec<String>)> = Vec::new();
    for row in &table.skipped {
        let number = row.number.to_string();
        match reasons.iter_mut().find(|(why, _)| *why == row.why.name()) {
            Some((_, numbers)) => numbers.push(number),
            None => reasons.push((row.why.name(), vec![number])),
        }
    }
    let told = reasons.into_iter().map(|(why, mut numbers)| {
        if numbers.len() > NUMBERS {
            numbers.truncate(NUMBERS);
            numbers.push("…".to_owned());
        }
        format!("hàng {}: {why}", numbers.join(", "))
    });
    told.collect()
}

/// What an import would do; nothing is written.
///
/// # Errors
/// Refused when the file gives no table; hidden or forbidden when the actor may not change records of the unit.
pub async fn preview_import(ctx: &Ctx, order: &ImportOrder) -> Result<ImportPreview, OpError> {
    let (opened, weighed) = looked_at(ctx, order).await?;
    Ok(ImportPreview::of(&opened, weighed))
}

/// A copy of the file with everything marked that is wrong or odd.
///
/// # Errors
/// As [`preview_import`].
pub async fn marked_import(ctx: &Ctx, order: &ImportOrder) -> Result<Vec<u8>, OpError> {
    let (opened, weighed) = looked_at(ctx, order).await?;
    let marks: Vec<Mark> = weighed
        .findings
        .into_iter()
        .map(|finding| Mark {
            sheet: finding.sheet,
            cell: finding.cell,
            value: finding.value,
            reason: finding.reason.problem,
            fix: finding.reason.fix,
            weight: match finding.weight {
                Weight::Error => MarkWeight::Error,
                Weight::Query => MarkWeight::Query,
            },
        })
        .collect();
    let today = ctx.today();
    let copy = tokio::task::spawn_blocking(move || marked_copy(&opened.sheet.grid, &marks, today)).await;
    let copy = copy.map_err(|error| OpError::Failed(format!("marking a sheet: {error}")))?;
    copy.map_err(|error| OpError::Failed(error.to_string()))
}

async fn looked_at(ctx: &Ctx, order: &ImportOrder) -> Result<(Arc<Opened>, Weighed), OpError> {
    let mut session = ctx.read().await?;
    let opened = permitted(ctx, &mut session, order).await?;
    let province = keeper_of(&mut session, order.unit, ctx.today()).await?;
    let weighed = weigh(ctx, &mut session, province, &opened).await?;
    Ok((opened, weighed))
}

/// Reads the file for somebody who may import it.
pub(super) async fn permitted(
    ctx: &Ctx,
    session: &mut Session,
    order: &ImportOrder,
) -> Result<Arc<Opened>, OpError> {
    may_at(ctx, session, Action::ChangeRecords, &[order.unit]).await?;
    let remembered = remembered(session, order.unit).await?;
    Ok(Arc::new(open(order, remembered, ctx.today()).await?))
}
