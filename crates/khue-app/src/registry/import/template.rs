//! A workbook to fill in, with what is recorded already.

use std::collections::HashMap;

use khue_base::{Day, RecordId, UnitId};
use khue_office::sheet::Cell;
use khue_office::sheet::template::{Template, TemplateColumn, template};
use khue_rules::accounts::Action;
use khue_rules::registry::record::{
    Beside, Facts, Field, FieldType, FieldValue, Kind, Storage, Stored, kind,
};
use khue_rules::registry::sheet::form_columns;

use crate::registry::records::{Record, Seeing, may_at, records_as_of};
use crate::registry::unit_as_of;
use crate::{Ctx, OpError};

/// Rows of one workbook at most; a school has a tenth of it.
const MOST_ROWS: u32 = 50_000;
/// Rows below the present ones.
const SPARE_ROWS: u32 = 200;

/// The workbook of a kind for a unit, with its records of `day`. Guarded fields are filled for those who may see
/// them, which is written down; for others they stay empty, and an empty cell changes nothing.
///
/// # Errors
/// Hidden or forbidden when the actor may not change records of the unit.
pub async fn import_template(
    ctx: &Ctx,
    unit: UnitId,
    kind_of_rows: &'static Kind,
    day: Day,
) -> Result<Vec<u8>, OpError> {
    let mut session = ctx.read().await?;
    may_at(ctx, &mut session, Action::ChangeRecords, &[unit]).await?;
    let seeing = match may_at(ctx, &mut session, Action::SeeGuarded, &[unit]).await {
        Ok(()) => Seeing::Guarded,
        Err(_) => Seeing::Plain,
    };
    let unit_name = unit_as_of(&mut session, unit, day).await?.map(|unit| unit.name).unwrap_or_default();
    drop(session);
    let read = Reader { ctx, unit, day, seeing };
    let records = read.all(kind_of_rows).await?;
    let mut besides: Vec<(&'static Beside, HashMap<RecordId, Record>)> = Vec::new();
    for beside in &kind_of_rows.besides {
        let Some(of) = kind(&beside.kind) else { continue };
        besides.push((beside, beside_of(beside, of, read.all(of).await?)));
    }
    let mut names: HashMap<(String, i64), String> = HashMap::new();
    for field in kind_of_rows.sheet_fields() {
        if let FieldType::Record(other) = &field.kind
            && let Some(of) = kind(other)
            && names.keys().all(|(known, _)| known != other)
        {
            let read = Reader { seeing: Seeing::Plain, ..read };
            names.extend(
                read.all(of).await?.into_iter().map(|one| ((other.clone(), one.key.id.0), one.called())),
            );
        }
    }
    let columns = form_columns(kind_of_rows, day);
    let rows = records.iter().map(|record| {
        columns.iter().map(|column| cell(column.field, record, &besides, &names)).collect::<Vec<Cell>>()
    });
    let rows = rows.collect();
    let workbook = Template {
        name: kind_of_rows.title.clone(),
        title: format!("{} · {unit_name} · ngày {day}", kind_of_rows.title),
        notes: vec![
            "Sửa hoặc thêm hàng rồi nhập lại; ô để trống không làm mất thông tin đã có, hàng xoá đi không làm mất hồ sơ.".to_owned(),
        ],
        day,
        columns: columns
            .iter()
            .map(|column| TemplateColumn {
                heading: column.field.label.clone(),
                hint: column.hint.clone(),
                width: width(column.field),
                choices: column.choices.clone(),
                is_required: column.field.is_required,
                is_key: column.is_key,
                is_number: false,
            })
            .collect(),
        rows,
        spare_rows: SPARE_ROWS,
    };
    let made = tokio::task::spawn_blocking(move || template(&workbook)).await;
    let made = made.map_err(|error| OpError::Failed(format!("making a template: {error}")))?;
    made.map_err(|error| OpError::Failed(error.to_string()))
}

#[derive(Clone, Copy)]
struct Reader<'a> {
    ctx: &'a Ctx,
    unit: UnitId,
    day: Day,
    seeing: Seeing,
}

impl Reader<'_> {
    async fn all(&self, kind: &'static Kind) -> Result<Vec<Record>, OpError> {
        let page = records_as_of(self.ctx, kind, self.unit, self.day, self.seeing, None, MOST_ROWS).await?;
        Ok(page.records)
    }
}

/// The records in this place beside others, by the record that they stand beside.
fn beside_of(beside: &Beside, of: &'static Kind, records: Vec<Record>) -> HashMap<RecordId, Record> {
    let mut set = Facts::new(of);
    for (code, text) in &beside.set {
        let Some(field) = of.field(code) else { continue };
        let stored = match field.kind.storage() {
            Storage::Text => Stored::Text(Some(text.clone())),
            Storage::Number => Stored::Number(text.parse().ok()),
        };
        set.set(code, FieldValue::read(field, &stored));
    }
    let mut found = HashMap::new();
    for record in records {
        let fits = beside.set.iter().all(|(code, _)| record.facts.get(code) == set.get(code));
        if let Some(id) = record.facts.record(&beside.link).filter(|_| fits) {
            found.entry(RecordId(id)).or_insert(record);
        }
    }
    found
}

fn cell(
    field: &Field,
    record: &Record,
    besides: &[(&'static Beside, HashMap<RecordId, Record>)],
    names: &HashMap<(String, i64), String>,
) -> Cell {
    let (record, code) = match field.code.split_once('.') {
        None => (Some(record), field.code.as_str()),
        Some((place, code)) => {
            let beside = besides.iter().find(|(beside, _)| beside.code == place);
            (beside.and_then(|(_, records)| records.get(&record.key.id)), code)
        }
    };
    let Some(value) = record.and_then(|record| record.facts.get(code)) else { return Cell::Empty };
    let text = match (value, &field.kind) {
        (FieldValue::Record(id), FieldType::Record(kind)) => {
            names.get(&(kind.clone(), *id)).cloned().unwrap_or_default()
        }
        _ => value.shown(field),
    };
    if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
}

fn width(field: &Field) -> u16 {
    match &field.kind {
        FieldType::Name => 26,
        FieldType::Text { max } if *max > 100 => 28,
        FieldType::Lists(_) => 24,
        FieldType::Flag | FieldType::Whole { .. } | FieldType::Year => 10,
        _ => 16,
    }
}
