//! Adding one record by hand; a person together with the enrolment or the engagement through which they belong.

use khue_base::{Day, Moment, RecordId, SourceId, UnitId};
use khue_db::Session;
use khue_rules::accounts::Action;
use khue_rules::registry::record::{Beside, Facts, Field, FieldType, FieldValue, Keeper, Kind, kind};
use serde_json::json;

use super::edit::{RecordToEdit, offer};
use super::keeper::keeper_of;
use super::lists::{current_of, known_numbers};
use super::names::names_in;
use super::period::{PRESUMED, period_of, school_year_of};
use super::reach::{When, may_at, units_of};
use super::record::{Record, RecordKey};
use super::source::{SourceKind, begin_source, settle};
use super::write::{Change, Target, Write, write_records};
use crate::{Ctx, FieldProblem, OpError, Refused};

/// What a form for a new record needs.
#[derive(Clone, Debug)]
pub struct RecordToAdd {
    /// The record as far as it is known: the person whom it is about, the school year.
    pub blank: RecordToEdit,
    /// The record through which a person belongs to the unit, written together with theirs.
    pub way: Option<&'static Beside>,
    /// What fields of the way hold while nobody says otherwise: code as the form has it, code of the list.
    pub presumed: Vec<(String, &'static str)>,
}

/// What a form for a new record of a kind needs; `of` is the person whom it is about.
///
/// # Errors
/// Hidden when the kind is not added by hand, the person does not belong to the unit or the actor may not read
/// records there; forbidden when the actor may read but not change them.
pub async fn record_to_add(
    ctx: &Ctx,
    kind: &'static Kind,
    unit: UnitId,
    day: Day,
    of: Option<RecordId>,
) -> Result<RecordToAdd, OpError> {
    if !is_added_by_hand(kind) {
        return Err(OpError::Hidden);
    }
    let mut session = ctx.read().await?;
    may_at(ctx, &mut session, Action::ReadRecords, &[unit]).await?;
    may_at(ctx, &mut session, Action::ChangeRecords, &[unit]).await?;
    let province = keeper_of(&mut session, unit, ctx.today()).await?;
    let mut facts = Facts::new(kind);
    let person = person_field(kind);
    match (person, of) {
        (Some((field, of_kind)), Some(id)) => {
            here(&mut session, (province, unit), of_kind, id, day).await?;
            facts.set(&field.code, Some(FieldValue::Record(id.0)));
        }
        // Staff of a school are chosen from a list; pupils are too many, so one begins at the pupil.
        (Some((_, of_kind)), None) if of_kind.code == "pupil" => return Err(OpError::Hidden),
        _ => {}
    }
    if let Some(year) = kind.fields.iter().find(|field| field.kind == FieldType::SchoolYear) {
        facts.set(&year.code, Some(FieldValue::SchoolYear(school_year_of(day))));
    }
    let way = way_of(kind);
    let fields = kind.fields.iter().filter(|field| facts.get(&field.code).is_none());
    let fields = fields.chain(way.iter().flat_map(|way| &way.fields));
    let offer = offer(&mut session, (province, unit), fields, day).await?;
    let (from, until) = period_of(&facts, day);
    let record = Record {
        key: RecordKey { kind, unit: (kind.kept_by == Keeper::School).then_some(unit), id: RecordId(0) },
        version: 0,
        facts,
        from,
        until,
        sort_key: String::new(),
        recorded_at: Moment(0),
        recorded_by: None,
        source: SourceId(0),
        replaced_at: None,
        replaced_by: None,
        masked: Vec::new(),
    };
    let names = names_in(&mut session, province, std::iter::once(&record), unit, day).await?;
    let presumed = way.map(|way| {
        let of_way = PRESUMED.iter().filter(|(kind, ..)| *kind == way.kind);
        of_way.map(|(_, field, code)| (format!("{}.{field}", way.code), *code)).collect()
    });
    Ok(RecordToAdd {
        blank: RecordToEdit { record, newest: 0, records: offer.records, communes: offer.communes, names },
        way,
        presumed: presumed.unwrap_or_default(),
    })
}

/// A record to add.
#[derive(Clone, Debug)]
pub struct AddRecord {
    /// The unit that keeps it, or to which the person will belong.
    pub unit: UnitId,
    /// From which day it holds.
    pub from: Day,
    /// What is known of it.
    pub facts: Facts,
    /// For a person: what is known of the enrolment or the engagement, the person left open.
    pub way: Option<Facts>,
}

/// What was added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Added {
    /// The record.
    pub id: RecordId,
    /// The source that can be taken back.
    pub source: SourceId,
}

/// Adds a record.
///
/// # Errors
/// Refused when a required field is missing or a number belongs to somebody already; hidden or forbidden when the
/// actor may not change records of the unit or of the person.
pub async fn add_record(ctx: &Ctx, cmd: AddRecord) -> Result<Added, OpError> {
    let mut tx = ctx.begin().await?;
    let kind = cmd.facts.kind();
    if !is_added_by_hand(kind) {
        return Err(OpError::Hidden);
    }
    let mut source = begin_source(ctx, &mut tx, SourceKind::Edit, cmd.unit, "").await?;
    let province = source.province;
    if let Some((field, of_kind)) = person_field(kind)
        && let Some(id) = cmd.facts.record(&field.code)
    {
        here(&mut tx, (province, cmd.unit), of_kind, RecordId(id), cmd.from).await?;
    }
    refuse_known_numbers(&mut tx, province, &cmd.facts).await?;
    let id: RecordId = ctx.id();
    let named = |facts: &Facts| -> Vec<String> {
        let said = facts.iter().filter(|(_, value)| value.is_some());
        said.map(|(field, _)| field.code.clone()).collect()
    };
    let mut fields = named(&cmd.facts);
    let mut written = vec![cmd.facts];
    if let Some(way) = way_of(kind) {
        let of = super::class_list::the(&way.kind)?;
        let mut facts = cmd.way.unwrap_or_else(|| Facts::new(of));
        facts.set(&way.link, Some(FieldValue::Record(id.0)));
        if let Some(year) = of.fields.iter().find(|field| field.kind == FieldType::SchoolYear)
            && facts.get(&year.code).is_none()
        {
            facts.set(&year.code, Some(FieldValue::SchoolYear(school_year_of(cmd.from))));
        }
        refuse_gaps(way, &facts)?;
        fields.extend(named(&facts).into_iter().map(|code| format!("{}.{code}", way.code)));
        written.push(facts);
    }
    for (number, facts) in written.into_iter().enumerate() {
        let id = if number == 0 { id } else { ctx.id() };
        let (of, (from, until)) = (facts.kind(), period_of(&facts, cmd.from));
        let change = Change::Set(facts);
        let write = Write { target: Target::New(id), unit: cmd.unit, from, until, change };
        write_records(ctx, &mut tx, &mut source, of, vec![write]).await?;
    }
    let source_id = source.id;
    settle(ctx, &mut tx, source).await?;
    // Values are in the records themselves, where guarded ones are protected; the trail names the fields.
    let detail = json!({ "from": cmd.from, "fields": fields, "source": source_id, "unit": cmd.unit });
    ctx.audit(&mut tx, "record.change", format!("{}/{id}", kind.code), detail).await?;
    tx.commit().await?;
    Ok(Added { id, source: source_id })
}

/// Whether the actor may change records of a unit.
///
/// # Errors
/// [`OpError::Failed`] when the database refuses.
pub async fn may_change(ctx: &Ctx, unit: UnitId) -> Result<bool, OpError> {
    match must_change(ctx, unit).await {
        Ok(()) => Ok(true),
        Err(OpError::Hidden | OpError::Forbidden) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Refuses those who may not change records of the unit.
///
/// # Errors
/// Hidden or forbidden.
pub async fn must_change(ctx: &Ctx, unit: UnitId) -> Result<(), OpError> {
    may_at(ctx, &mut ctx.read().await?, Action::ChangeRecords, &[unit]).await
}

/// A school has one profile, from its beginning.
fn is_added_by_hand(kind: &Kind) -> bool {
    kind.code != "school_profile"
}

/// The field that names the person whom records of a kind are about.
fn person_field(kind: &'static Kind) -> Option<(&'static Field, &'static Kind)> {
    let about = kind.through.as_deref().filter(|through| matches!(*through, "pupil" | "staff"));
    let field = match about {
        Some(person) => kind.link_to(person),
        None => kind.field(&kind.called_by),
    }?;
    match &field.kind {
        FieldType::Record(of) if is_added_by_hand(kind) => Some((field, super::class_list::the(of).ok()?)),
        _ => None,
    }
}

/// What stands beside a person and makes them belong to a unit.
fn way_of(of: &'static Kind) -> Option<&'static Beside> {
    let through = of.through.as_deref()?;
    of.besides.iter().find(|beside| beside.kind == through && kind(&beside.kind).is_some())
}

/// Hidden when the person belongs, and ever belonged, to another unit only.
async fn here(
    session: &mut Session,
    (province, unit): (UnitId, UnitId),
    kind: &'static Kind,
    id: RecordId,
    day: Day,
) -> Result<(), OpError> {
    let key = RecordKey { kind, unit: None, id };
    let mut units = units_of(session, province, key, When::On(day)).await?;
    if units.is_empty() {
        units = units_of(session, province, key, When::Ever).await?;
    }
    if units.contains(&unit) { Ok(()) } else { Err(OpError::Hidden) }
}

async fn refuse_known_numbers(session: &mut Session, province: UnitId, facts: &Facts) -> Result<(), OpError> {
    let kind = facts.kind();
    if kind.kept_by != Keeper::Province {
        return Ok(());
    }
    let single = kind.identity.iter().filter_map(|fields| match fields.as_slice() {
        [code] => kind.field(code),
        _ => None,
    });
    for field in single {
        let Some(number) = facts.text(&field.code).map(str::to_owned) else { continue };
        let found = known_numbers(session, kind, province, &field.code, &[number]).await?;
        let Some((id, _)) = found.first() else { continue };
        let rows = current_of(session, province, RecordKey { kind, unit: None, id: *id }).await?;
        let name = rows.last().map(Record::called).unwrap_or_default();
        return Err(OpError::field(
            &field.code,
            format!(
                "{} này đã ghi cho {name}. Kiểm tra lại số; nếu là một người thì mở hồ sơ ấy, không lập hồ sơ mới.",
                field.label
            ),
        ));
    }
    Ok(())
}

fn refuse_gaps(way: &Beside, facts: &Facts) -> Result<(), OpError> {
    let problems = facts.problems();
    let Some((_, first)) = problems.first() else { return Ok(()) };
    let sentence = first.to_string();
    let fields = problems.iter().map(|(field, reason)| FieldProblem {
        field: format!("{}.{}", way.code, field.code),
        sentence: reason.to_string(),
    });
    Err(OpError::Refused(Refused { sentence, fields: fields.collect() }))
}
