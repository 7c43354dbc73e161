//! `GET /trung-lap`, `/don-vi/{id}/trung-lap`, `/trung-lap/{one}/{other}`: pupils who may be recorded twice.

use axum::response::Response;
use khue_app::Refused;
use khue_app::registry::duplicates::{
    Candidate, PupilPair, candidates_in_province, candidates_of_unit, merged_into, merged_pupils, pupil_pair,
};
use khue_app::registry::records::RecordFile;
use khue_base::{RecordId, UnitId};
use khue_rules::accounts::{Action, may_somewhere};

use super::records::{Place, shown};
use super::unit_href;
use crate::page::{Link, Tag, Tone};
use crate::registry::duplicates::{DuplicateRow, DuplicatesPage, MergedRow};
use crate::registry::forms::{Filling, FormsPage, RecordForm};
use crate::registry::record::RecordFact;
use crate::{Asked, Failure, Fields, InPath, Signed, show};

const HEADING: &str = "Hồ sơ trùng";
const SAYS: &str = "Khuê chỉ nêu những cặp đáng xem; gộp hay không do người quyết định.";
/// Mergers that are listed.
const MERGED: u32 = 50;

/// Both records side by side.
pub(in crate::registry) fn pair_href(one: RecordId, other: RecordId) -> String {
    format!("/trung-lap/{one}/{other}")
}

/// Candidates of the province.
pub async fn province(signed: Signed, Asked(asked): Asked) -> Result<Response, Failure> {
    let found = candidates_in_province(&signed.ctx, asked.filled("sau")).await?;
    let merged = merged_pupils(&signed.ctx, MERGED).await?;
    let mut empty = DuplicatesPage::nobody();
    if found.next.is_some() {
        "Chưa thấy hồ sơ nào trùng trong các ngày sinh đã xem".clone_into(&mut empty.title);
        "Bấm “Tìm tiếp” để xem các ngày sinh sau.".clone_into(&mut empty.why);
    }
    Ok(show(&DuplicatesPage {
        shell: signed.shell(HEADING, &[("Đơn vị", "/don-vi")]),
        kicker: signed.ctx.actor.unit_name.clone(),
        heading: HEADING.to_owned(),
        says: SAYS.to_owned(),
        rows: found.found.iter().map(|found| row(&signed, found)).collect(),
        next: found.next.map(|after| Link::new("Tìm tiếp", format!("/trung-lap?sau={after}"))),
        merged: merged
            .into_iter()
            .map(|one| MergedRow {
                what: Link::new(one.reason, pair_href(one.kept, one.gone)),
                when: one.decided_at.to_string(),
            })
            .collect(),
        elsewhere: None,
        empty,
    }))
}

/// Candidates of a school.
pub async fn school(signed: Signed, InPath(id): InPath<UnitId>) -> Result<Response, Failure> {
    let found = candidates_of_unit(&signed.ctx, id).await?;
    let place = Place::find(&signed, id, signed.ctx.today()).await?;
    let whole = may_somewhere(signed.ctx.actor.role, Action::ManageUnits);
    Ok(show(&DuplicatesPage {
        shell: place.shell(&signed, HEADING),
        kicker: place.unit.name.clone(),
        heading: HEADING.to_owned(),
        says: SAYS.to_owned(),
        rows: found.iter().map(|found| row(&signed, found)).collect(),
        next: None,
        merged: Vec::new(),
        elsewhere: whole.then(|| Link::new("Tìm trong cả tỉnh", "/trung-lap")),
        empty: DuplicatesPage::nobody(),
    }))
}

fn row(signed: &Signed, found: &Candidate) -> DuplicateRow {
    let decides = may_somewhere(signed.ctx.actor.role, Action::ChangeRecords);
    let both = found.one.id.zip(found.other.id).filter(|_| decides);
    DuplicateRow {
        one: found.one.called.clone(),
        other: found.other.called.clone(),
        place: found.other.schools.join(", "),
        why: Tag::new(Tone::Soon, found.likeness.words()),
        href: both.map(|(one, other)| pair_href(one, other)).unwrap_or_default(),
    }
}

/// Two records side by side, with what can be decided.
pub async fn pair(
    signed: Signed,
    InPath((one, other)): InPath<(RecordId, RecordId)>,
) -> Result<Response, Failure> {
    Ok(show(&fill(&signed, one, other, None).await?))
}

/// The same with what was refused.
pub(in crate::registry) async fn refused(
    signed: &Signed,
    (one, other): (RecordId, RecordId),
    form: &str,
    typed: &Fields,
    refused: &Refused,
) -> Result<Response, Failure> {
    let page = fill(signed, one, other, Some((form, typed))).await?;
    Ok(page.refused(signed, form, refused))
}

async fn fill(
    signed: &Signed,
    one: RecordId,
    other: RecordId,
    typed: Option<(&str, &Fields)>,
) -> Result<FormsPage, Failure> {
    let pair = pupil_pair(&signed.ctx, one, other).await?;
    let is_merged = merged_into(&signed.ctx, other).await? == Some(one);
    let heading =
        if is_merged { "Hai hồ sơ đã gộp" } else { "Hai hồ sơ có phải một người?" };
    let filling = |form| Filling::of(form, typed);
    let form = |anchor: &str, heading: &str, says: &str, fields, button: &str| RecordForm {
        anchor: anchor.to_owned(),
        heading: heading.to_owned(),
        says: says.to_owned(),
        action: format!("{}/{anchor}", pair_href(one, other)),
        kept: Vec::new(),
        fields,
        button: button.to_owned(),
    };
    let why = |name, hint: &str| filling(name).text("ly-do", "Lý do", hint);
    let forms = if is_merged {
        let says = "Hai hồ sơ trở lại đúng như trước khi gộp, nếu chưa có gì ghi tiếp sau đó.";
        vec![form("tach", "Tách lại", says, vec![why("tach", "Vì sao đó là hai người.")], "Tách lại")]
    } else {
        let choices: Vec<(String, String)> =
            [(one, &pair.one, "Hồ sơ thứ nhất"), (other, &pair.other, "Hồ sơ thứ hai")]
                .into_iter()
                .map(|(id, file, which)| (id.to_string(), format!("{which}: {}", file.record.called())))
                .collect();
        let fields = vec![
            filling("gop").select("giu", "Giữ hồ sơ", "Số của hồ sơ kia vẫn tìm ra học sinh này.", &choices),
            why("gop", "Vì sao biết là một người."),
        ];
        vec![
            form(
                "gop",
                "Là một người: gộp",
                "Ghi danh, cha mẹ của hồ sơ kia chuyển sang hồ sơ giữ lại; ô còn trống được điền từ hồ sơ kia.",
                fields,
                "Gộp hồ sơ",
            ),
            form(
                "khac",
                "Là hai người",
                "Cặp này sẽ không hiện lại.",
                vec![why("khac", "Vì sao biết là hai người.")],
                "Không phải một người",
            ),
        ]
    };
    let province = may_somewhere(signed.ctx.actor.role, Action::ManageUnits);
    let back = match (province, pair.one.units.first()) {
        (false, Some(unit)) => Link::new("Về danh sách trùng", format!("/don-vi/{unit}/trung-lap")),
        _ => Link::new("Về danh sách trùng", "/trung-lap"),
    };
    let today = signed.ctx.today();
    let unit = pair.one.units.first().copied();
    let unit_name = unit.and_then(|unit| pair.one.unit_names.get(&unit)).cloned().unwrap_or_default();
    let up = unit.map(|unit| unit_href(unit, today, today)).unwrap_or_default();
    let mut crumbs = vec![("Đơn vị", "/don-vi")];
    if !unit_name.is_empty() {
        crumbs.push((unit_name.as_str(), up.as_str()));
    }
    Ok(FormsPage {
        shell: signed.shell(heading, &crumbs),
        kicker: unit_name.clone(),
        heading: heading.to_owned(),
        lead: Vec::new(),
        facts: side_by_side(&pair),
        beside: None,
        forms,
        back,
    })
}

/// Fields in which one of the two has something, and their schools and classes.
fn side_by_side(pair: &PupilPair) -> Vec<RecordFact> {
    let (one, other) = (&pair.one, &pair.other);
    let both = |one: String, other: String| match one == other {
        true => format!("{one} (như nhau)"),
        false => {
            let said = |text: String| if text.is_empty() { "(trống)".to_owned() } else { text };
            format!("{} ≠ {}", said(one), said(other))
        }
    };
    let mut facts = Vec::new();
    for field in one.record.key.kind.fields.iter().filter(|field| !field.guard.is_guarded()) {
        let text = |file: &RecordFile| shown(&file.record, &field.code, &file.names);
        let (first, second) = (text(one), text(other));
        if !first.is_empty() || !second.is_empty() {
            facts.push(RecordFact { name: field.label.clone(), text: both(first, second), own: true });
        }
    }
    for (code, fields) in [("guardian", ["kinship", "full_name"]), ("enrolment", ["year", "class"])] {
        let said = |file: &RecordFile| -> String {
            let Some(beside) = file.beside.iter().find(|beside| beside.kind.code == code) else {
                return String::new();
            };
            let each = beside.records.iter().map(|row| {
                let mut words: Vec<String> =
                    fields.iter().map(|field| shown(row, field, &file.names)).collect();
                words.extend(row.key.unit.and_then(|unit| file.unit_names.get(&unit).cloned()));
                words.join(" ")
            });
            each.collect::<Vec<_>>().join("; ")
        };
        let title =
            one.beside.iter().find(|beside| beside.kind.code == code).map(|beside| beside.kind.title.clone());
        let text = both(said(one), said(other));
        facts.push(RecordFact { name: title.unwrap_or_default(), text, own: true });
    }
    facts
}
