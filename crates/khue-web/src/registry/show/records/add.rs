//! `GET /don-vi/{id}/them/{kind}`: the form for a new record.

use axum::http::StatusCode;
use axum::response::Response;
use khue_app::registry::records::{RecordToAdd, record_to_add};
use khue_app::{OpError, Refused};
use khue_base::{RecordId, UnitId};
use khue_rules::registry::record::{Field, Kind, kind};

use super::Place;
use super::edit::form_field;
use crate::page::Link;
use crate::registry::edit_record::{EditRecordPage, FormField};
use crate::registry::show::day_asked;
use crate::{Asked, Failure, Fields, InPath, Signed, show, show_as};

/// Shows the form. `cua` names the person whom the record is about, `lop` the class of a new pupil.
pub async fn page(
    signed: Signed,
    InPath((unit, code)): InPath<(UnitId, String)>,
    Asked(asked): Asked,
) -> Result<Response, Failure> {
    let kind = kind(&code).ok_or(OpError::Hidden)?;
    let day = day_asked(&asked, signed.ctx.today())?;
    let found = record_to_add(&signed.ctx, kind, unit, day, person(&asked)?).await?;
    let place = Place::find(&signed, unit, day).await?;
    let mut typed: Vec<(String, String)> =
        found.presumed.iter().map(|(field, code)| (field.clone(), (*code).to_owned())).collect();
    typed.extend(asked.filled("lop").map(|class| ("enrolment.class".to_owned(), class.to_owned())));
    typed.push(("valid_from".to_owned(), found.blank.record.from.to_string()));
    Ok(show(&form(&signed, &place, &found, &asked, &Fields(typed))))
}

/// Shows the form again with what was refused and what was typed.
pub(in crate::registry) async fn refused(
    signed: &Signed,
    (unit, kind): (UnitId, &'static Kind),
    typed: &Fields,
    refused: &Refused,
) -> Result<Response, Failure> {
    let day = super::edit::day_of(typed, signed.ctx.today())?;
    let found = record_to_add(&signed.ctx, kind, unit, day, person(typed)?).await?;
    let place = Place::find(signed, unit, day).await?;
    let mut page = form(signed, &place, &found, typed, typed);
    let crumbs = place.crumbs();
    let crumbs: Vec<(&str, &str)> =
        crumbs.iter().map(|(label, href)| (label.as_str(), href.as_str())).collect();
    page.shell = signed.refused(&page.heading, &crumbs, refused);
    Ok(show_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

/// The person whom the record is about.
pub(in crate::registry) fn person(fields: &Fields) -> Result<Option<RecordId>, OpError> {
    fields.filled("cua").map(|id| id.parse().map_err(|_| OpError::Hidden)).transpose()
}

fn form(
    signed: &Signed,
    place: &Place,
    found: &RecordToAdd,
    asked: &Fields,
    typed: &Fields,
) -> EditRecordPage {
    let blank = &found.blank;
    let kind = blank.record.key.kind;
    let heading = format!("Thêm {}", kind.name);
    // A box of a list shows what is known already while nothing is typed.
    let field = |field: &Field| {
        let is_known = typed.filled(&field.code).is_none() && blank.record.facts.get(&field.code).is_some();
        form_field(blank, field, (!is_known).then_some(typed), place.day)
    };
    let (guarded, plain): (Vec<&Field>, Vec<&Field>) =
        kind.fields.iter().partition(|field| field.guard.is_guarded());
    let guarded: Vec<FormField> = guarded.into_iter().map(field).collect();
    let of = asked.text("cua");
    let way = found.way.map(|way| {
        let of = khue_rules::registry::record::kind(&way.kind);
        let heading = of.map(|of| of.title.clone()).unwrap_or_default();
        (heading, way.fields.iter().map(field).collect())
    });
    EditRecordPage {
        shell: place.shell(signed, &heading),
        here: format!("/don-vi/{}/them/{}", place.unit.id, kind.code),
        kicker: place.unit.name.clone(),
        heading,
        back: back(place, kind, of),
        newest: String::new(),
        day: place.day.iso(),
        fields: plain.into_iter().map(field).collect(),
        guarded_open: guarded.iter().any(|one| typed.filled(&one.name).is_some()),
        guarded,
        from: typed.text("valid_from").to_owned(),
        of: of.to_owned(),
        reason: String::new(),
        way,
        end: None,
    }
}

/// The list, or the person, from where one came.
fn back(place: &Place, kind: &Kind, of: &str) -> String {
    match (kind.through.as_deref().unwrap_or(&kind.called_by), kind.code.as_str()) {
        ("pupil", _) if !of.is_empty() => format!("/hoc-sinh/{of}"),
        ("staff", _) if !of.is_empty() => format!("/can-bo/{of}"),
        (_, "class" | "study_group" | "pupil" | "enrolment") => place.at("/lop"),
        (_, "staff" | "engagement" | "teaching" | "qualification" | "training" | "appraisal") => {
            place.at("/can-bo")
        }
        _ => place.at("/co-so"),
    }
}

/// Where records of these kinds are added, for those who may.
pub(in crate::registry) fn links(unit: UnitId, kinds: &[&str], ask: &str) -> Vec<Link> {
    let known = kinds.iter().filter_map(|code| kind(code));
    known
        .map(|kind| {
            Link::new(format!("Thêm {}", kind.name), format!("/don-vi/{unit}/them/{}{ask}", kind.code))
        })
        .collect()
}
