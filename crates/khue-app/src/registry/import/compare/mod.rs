//! Every row of a sheet against what is recorded: new, changed, same or refused.

mod checked;
mod matching;
mod people;
mod rows;
mod words;

use std::sync::Arc;

use khue_base::UnitId;
use khue_db::Session;
use khue_rules::accounts::Action;
use khue_rules::registry::checks::Level;
use khue_rules::registry::record::{Context, FieldType, FieldValue, Kind, kind};
use khue_rules::registry::sheet::{Finding, Fixed, Layout, Table, Weight, read};

use self::checked::Now;
use self::people::{barred, matched_people, take_up_others};
use self::rows::Weigher;
use super::known::Known;
use super::open::Opened;
use crate::registry::records::{Write, everything, may_at};
use crate::{Ctx, OpError};

/// How many rows of a sheet are what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Records that are not there yet.
    pub new: usize,
    /// Records that become different, or get something beside them.
    pub changed: usize,
    /// Records that are so already.
    pub same: usize,
    /// Rows that are not taken until they are corrected.
    pub refused: usize,
}

/// One value that an import changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportChange {
    /// The name of the sheet.
    pub sheet: String,
    /// The row.
    pub row: u32,
    /// What lists call the record.
    pub called: String,
    /// The name of the field.
    pub field: String,
    /// What holds; a guarded value is not shown.
    pub old: String,
    /// What shall hold.
    pub new: String,
}

/// What one of the checks says about records as they would be, and does not say of them now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckCount {
    /// Its code: `HS-07`.
    pub code: &'static str,
    /// What it is about.
    pub name: &'static str,
    /// How its findings are to be taken.
    pub level: Level,
    /// How many of them are new.
    pub count: usize,
}

/// A sheet, compared.
pub(super) struct Weighed {
    pub tables: Vec<Table>,
    pub counts: Counts,
    pub findings: Vec<Finding>,
    /// What the checks would find, by check.
    pub checks: Vec<CheckCount>,
    /// The first of them; `change_count` counts all.
    pub changes: Vec<ImportChange>,
    pub change_count: usize,
    /// In the order in which they must be written: records before those that link to them.
    pub writes: Vec<(&'static Kind, Vec<Write>)>,
}

impl Weighed {
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|finding| finding.weight == Weight::Error)
    }
}

/// Compares what was read with what is recorded. Reads the database only.
pub(super) async fn weigh(
    ctx: &Ctx,
    session: &mut Session,
    province: UnitId,
    opened: &Arc<Opened>,
) -> Result<Weighed, OpError> {
    let known = Known::load(session, province, opened).await?;
    let here = opened.clone();
    let (mut known, tables) = beside_requests(move || {
        let tables: Vec<Table> = here.layouts.iter().map(|layout| table(&here, layout, &known)).collect();
        (known, tables)
    })
    .await?;
    take_up_others(session, province, opened.kind, &tables, &mut known).await?;
    let matched = matched_people(opened.kind, &tables, &known);
    let barred = barred(ctx, session, province, opened, &known, matched).await?;
    let now = Now {
        book: everything(ctx, session, opened.unit, opened.day).await?,
        sees_guarded: may_at(ctx, session, Action::SeeGuarded, &[opened.unit]).await.is_ok(),
    };
    let (here, ctx) = (opened.clone(), ctx.clone());
    beside_requests(move || Weigher::weigh(&ctx, &here, &known, &barred, &now, tables)).await
}

async fn beside_requests<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, OpError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| OpError::Failed(format!("comparing a sheet: {error}")))
}

fn table(opened: &Opened, layout: &Layout, known: &Known) -> Table {
    let context = Context { lookup: known, ..Context::plain(opened.day) };
    let years = opened
        .kind
        .sheet_fields()
        .filter(|field| field.kind == FieldType::SchoolYear)
        .map(|field| field.code.clone());
    let besides = opened.kind.besides.iter().filter_map(|beside| {
        let field = kind(&beside.kind)?.fields.iter().find(|field| field.kind == FieldType::SchoolYear)?;
        Some(format!("{}.{}", beside.code, field.code))
    });
    let fixed = years.chain(besides).map(|field| Fixed { field, value: FieldValue::SchoolYear(opened.year) });
    read(&opened.sheet.grid, layout, fixed.collect(), &context)
}
