//! `/hoc-sinh/{id}`, `/can-bo/{id}`, `/don-vi/{id}/ho-so/{kind}/{record}`: everything about one record in time.

use axum::response::Response;
use khue_app::OpError;
use khue_app::registry::records::{
    BesideRecords, PastChange, Record, RecordFile, RecordKey, Seeing, SeenBy, SourceKind, record_file,
};
use khue_base::{Day, RecordId, UnitId};
use khue_rules::registry::record::{Field, FieldType, Keeper, Kind, kind};

use super::{as_of, shown, the};
use crate::page::{Event, Link, Tone};
use crate::registry::record::{BesideGroup, BesideRow, PastRecord, RecordFact, RecordPage};
use crate::registry::show::{day_asked, unit_href};
use crate::{Asked, Failure, Fields, InPath, Signed, show};

/// Shows a pupil.
pub async fn pupil(
    signed: Signed,
    InPath(id): InPath<RecordId>,
    Asked(asked): Asked,
) -> Result<Response, Failure> {
    person(&signed, "pupil", id, &asked, Seeing::Plain).await
}

/// `POST /hoc-sinh/{id}/hien`: shows a pupil with guarded fields and writes the reading down.
pub async fn pupil_guarded(
    signed: Signed,
    InPath(id): InPath<RecordId>,
    Asked(asked): Asked,
) -> Result<Response, Failure> {
    person(&signed, "pupil", id, &asked, Seeing::Guarded).await
}

/// Shows somebody of the staff.
pub async fn staff(
    signed: Signed,
    InPath(id): InPath<RecordId>,
    Asked(asked): Asked,
) -> Result<Response, Failure> {
    person(&signed, "staff", id, &asked, Seeing::Plain).await
}

/// `POST /can-bo/{id}/hien`: shows somebody of the staff with guarded fields and writes the reading down.
pub async fn staff_guarded(
    signed: Signed,
    InPath(id): InPath<RecordId>,
    Asked(asked): Asked,
) -> Result<Response, Failure> {
    person(&signed, "staff", id, &asked, Seeing::Guarded).await
}

/// Shows a record of any kind.
pub async fn any(
    signed: Signed,
    InPath((unit, code, id)): InPath<(UnitId, String, RecordId)>,
    Asked(asked): Asked,
) -> Result<Response, Failure> {
    let key = key_of(unit, &code, id)?;
    page(&signed, key, format!("/don-vi/{unit}/ho-so/{code}/{id}"), &asked, Seeing::Plain).await
}

/// `POST …/hien`: the same with guarded fields; the reading is written down.
pub async fn any_guarded(
    signed: Signed,
    InPath((unit, code, id)): InPath<(UnitId, String, RecordId)>,
    Asked(asked): Asked,
) -> Result<Response, Failure> {
    let key = key_of(unit, &code, id)?;
    page(&signed, key, format!("/don-vi/{unit}/ho-so/{code}/{id}"), &asked, Seeing::Guarded).await
}

/// The record that an address names.
pub(in crate::registry) fn key_of(unit: UnitId, code: &str, id: RecordId) -> Result<RecordKey, OpError> {
    let kind = kind(code).ok_or(OpError::Hidden)?;
    Ok(RecordKey { kind, unit: (kind.kept_by == Keeper::School).then_some(unit), id })
}

async fn person(
    signed: &Signed,
    code: &str,
    id: RecordId,
    asked: &Fields,
    seeing: Seeing,
) -> Result<Response, Failure> {
    let key = RecordKey { kind: the(code)?, unit: None, id };
    let place = if code == "pupil" { "hoc-sinh" } else { "can-bo" };
    page(signed, key, format!("/{place}/{id}"), asked, seeing).await
}

async fn page(
    signed: &Signed,
    key: RecordKey,
    here: String,
    asked: &Fields,
    seeing: Seeing,
) -> Result<Response, Failure> {
    let today = signed.ctx.today();
    let day = day_asked(asked, today)?;
    let file = record_file(&signed.ctx, key, day, seeing).await?;
    let heading = called(&file);
    let asked_day = if day == today { String::new() } else { format!("?ngay={}", day.iso()) };
    let is_shown = seeing == Seeing::Guarded;
    let (facts, blank) = facts(&file, |field| !field.guard.is_guarded());
    let (guarded, guarded_blank) = facts_of_guarded(&file, is_shown);
    let has_guarded = key.kind.fields.iter().any(|field| field.guard.is_guarded())
        || file.beside.iter().any(|beside| beside.kind.fields.iter().any(|field| field.guard.is_guarded()));
    let units: Vec<Link> = file
        .units
        .iter()
        .filter_map(|unit| Some(Link::new(file.unit_names.get(unit)?, unit_href(*unit, day, today))))
        .collect();
    let mut crumbs = vec![("Đơn vị", "/don-vi")];
    crumbs.extend(units.first().map(|unit| (unit.label.as_str(), unit.href.as_str())));
    Ok(show(&RecordPage {
        shell: signed.shell(&heading, &crumbs),
        as_of: as_of(day, today, &here),
        kicker: key.kind.title.clone(),
        heading,
        notice: if file.holds {
            String::new()
        } else {
            "Ngày này hồ sơ chưa có hoặc không còn hiệu lực; trang cho thấy lần ghi gần nhất.".to_owned()
        },
        edit: file.may_change_for.map(|unit| edit_href(unit, &file.record, &asked_day)),
        adds: adds(&file, day, today),
        moves: file
            .may_change_for
            .filter(|_| key.kind.code == "pupil" && day == today)
            .map(|unit| format!("/don-vi/{unit}/hoc-sinh/{}/chuyen", key.id)),
        facts,
        blank,
        has_guarded,
        shown: is_shown,
        reveal: (file.may_see && !is_shown).then(|| format!("{here}/hien{asked_day}")),
        guarded,
        guarded_blank,
        beside: file.beside.iter().filter_map(|beside| group(&file, beside, &asked_day)).collect(),
        history: file.history.iter().map(past).collect(),
        readings: file.readings.as_ref().map(|list| list.iter().map(reading).collect()),
        units,
        here,
    }))
}

/// What can be added about a person.
fn adds(file: &RecordFile, day: Day, today: Day) -> Vec<Link> {
    let kinds: &[&str] = match file.record.key.kind.code.as_str() {
        "pupil" => &["guardian", "enrolment"],
        "staff" => &["engagement", "qualification", "training", "appraisal"],
        _ => &[],
    };
    let Some(unit) = file.may_change_for else { return Vec::new() };
    let asked = if day == today { String::new() } else { format!("&ngay={}", day.iso()) };
    super::add::links(unit, kinds, &format!("?cua={}{asked}", file.record.key.id))
}

/// What the page calls the record: its name, or that of the person whom it names.
pub(super) fn called(file: &RecordFile) -> String {
    let name = shown(&file.record, &file.record.key.kind.called_by, &file.names);
    if name.is_empty() { file.record.key.kind.title.clone() } else { name }
}

fn edit_href(unit: UnitId, record: &Record, asked_day: &str) -> String {
    format!("/don-vi/{unit}/ho-so/{}/{}/sua{asked_day}", record.key.kind.code, record.key.id)
}

/// Fields with a value, and the names of those without.
fn facts(file: &RecordFile, wanted: impl Fn(&Field) -> bool) -> (Vec<RecordFact>, String) {
    let fields = || file.record.key.kind.fields.iter().filter(|field| wanted(field));
    let all: Vec<(&Field, RecordFact)> =
        fields().map(|field| (field, fact(&file.record, field, file))).collect();
    let blank: Vec<&str> =
        all.iter().filter(|(_, fact)| fact.text.is_empty()).map(|(field, _)| field.label.as_str()).collect();
    let blank = blank.join(", ");
    (all.into_iter().map(|(_, fact)| fact).filter(|fact| !fact.text.is_empty()).collect(), blank)
}

fn facts_of_guarded(file: &RecordFile, is_shown: bool) -> (Vec<RecordFact>, String) {
    if is_shown { facts(file, |field| field.guard.is_guarded()) } else { (Vec::new(), String::new()) }
}

fn fact(record: &Record, field: &Field, file: &RecordFile) -> RecordFact {
    RecordFact {
        name: field.label.clone(),
        text: shown(record, &field.code, &file.names),
        own: matches!(
            field.kind,
            FieldType::Text { .. } | FieldType::Name | FieldType::Record(_) | FieldType::Commune
        ),
    }
}

/// Fields that stand in the title of a record beside a person.
fn in_title(kind: &Kind) -> &'static [&'static str] {
    match kind.code.as_str() {
        "guardian" => &["kinship", "full_name"],
        "enrolment" => &["year", "class"],
        "engagement" => &["post"],
        "teaching" => &["year", "subject", "class"],
        _ => &[],
    }
}

fn group(file: &RecordFile, beside: &BesideRecords, asked_day: &str) -> Option<BesideGroup> {
    if beside.records.is_empty() {
        return None;
    }
    let rows = beside.records.iter().rev().map(|record| row(file, record, asked_day));
    Some(BesideGroup {
        anchor: beside.kind.code.clone(),
        heading: beside.kind.title.clone(),
        rows: rows.collect(),
    })
}

fn row(file: &RecordFile, record: &Record, asked_day: &str) -> BesideRow {
    let kind = record.key.kind;
    let title_fields = in_title(kind);
    let mut title: Vec<String> = title_fields
        .iter()
        .map(|code| shown(record, code, &file.names))
        .filter(|text| !text.is_empty())
        .collect();
    if title_fields.is_empty() {
        title.push(shown(record, &kind.called_by, &file.names));
    }
    title.extend(record.key.unit.and_then(|unit| file.unit_names.get(&unit).cloned()));
    let person = file.record.key.kind.code.as_str();
    let is_rest = |field: &&Field| {
        !title_fields.contains(&field.code.as_str())
            && (!title_fields.is_empty() || field.code != kind.called_by)
            && !matches!(&field.kind, FieldType::Record(of) if of == person)
    };
    let rest = kind.fields.iter().filter(is_rest).map(|field| fact(record, field, file));
    let own_unit = file.may_change_for.filter(|unit| record.key.unit.is_none_or(|keeper| keeper == *unit));
    BesideRow {
        title: title.join(", "),
        when: period(record.from, record.until),
        facts: rest.filter(|fact| !fact.text.is_empty()).collect(),
        edit: own_unit.map(|unit| edit_href(unit, record, asked_day)),
    }
}

/// `1/8/2020 – 31/7/2021`, or `từ 1/8/2020`.
fn period(from: Day, until: Option<Day>) -> String {
    match until {
        Some(until) => format!("{from} – {}", until.plus_days(-1)),
        None => format!("từ {from}"),
    }
}

fn past(change: &PastChange) -> PastRecord {
    let what = match (change.is_first, change.fields.is_empty()) {
        (true, _) => "Lập hồ sơ",
        (_, true) => "Ghi thêm",
        _ => "Sửa",
    };
    let how = match change.what {
        SourceKind::Edit => String::new(),
        other => format!(" ({})", other.name().to_lowercase()),
    };
    let holds = match change.until {
        None => format!("đúng từ {}", change.from),
        Some(until) => format!("đúng từ {} đến {}", change.from, until.plus_days(-1)),
    };
    let field = |change: &khue_app::registry::records::FieldChange| RecordFact {
        name: change.field.label.clone(),
        text: change
            .values
            .as_ref()
            .map_or_else(|| "có thay đổi".to_owned(), |(before, after)| format!("{before} → {after}")),
        own: true,
    };
    PastRecord {
        event: Event {
            when: change.at.to_string(),
            who: change.by.clone().unwrap_or_else(|| "hệ thống".to_owned()),
            what: format!("{what}{how}, {holds}"),
            note: Some(change.note.clone()).filter(|note| !note.is_empty()),
            tone: Tone::Quiet,
        },
        fields: change.fields.iter().map(field).collect(),
    }
}

fn reading(seen: &SeenBy) -> Event {
    Event {
        when: seen.at.to_string(),
        who: format!("{}, {}", seen.who, seen.unit),
        what: "Xem thông tin riêng".to_owned(),
        note: None,
        tone: Tone::Quiet,
    }
}
