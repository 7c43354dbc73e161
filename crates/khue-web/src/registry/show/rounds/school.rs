//! `GET /don-vi/{id}/ky-bao-cao/{round}`: a school in a round, and its figures as a file.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use axum::response::Response;
use khue_app::Refused;
use khue_app::registry::snapshots::{Frozen, SchoolFigures, What, school_figures};
use khue_base::{Day, RoundId, UnitId};
use khue_rules::registry::reporting::{State, Step};

use super::tables::{Shown, sheet, tables};
use super::{state_tag, written};
use crate::directive::download;
use crate::page::{Choice, Event, Link, Run, Tag, Tone};
use crate::registry::school_figures::{ChangeRow, OwnStep, SchoolFiguresPage};
use crate::registry::show::records::Place;
use crate::{Asked, Failure, Fields, InPath, Signed, show, show_as};

/// Changed records on the page.
const LISTED: usize = 100;
/// Digits of a digest that are enough to compare it by eye.
const DIGEST_LETTERS: usize = 12;
/// What asks to compare with the records of the data day.
const DATA_DAY: &str = "ngay-chot";

/// Shows the page; `?so-voi=ngay-chot` compares with the data day as it is recorded now.
pub async fn page(
    signed: Signed,
    InPath((unit, round)): InPath<(UnitId, RoundId)>,
    Asked(asked): Asked,
) -> Result<Response, Failure> {
    Ok(show(&filled(&signed, unit, round, &asked, None).await?))
}

/// The page again with what was refused.
pub(in crate::registry) async fn refused(
    signed: &Signed,
    (unit, round): (UnitId, RoundId),
    typed: &Fields,
    refused: &Refused,
) -> Result<Response, Failure> {
    let page = filled(signed, unit, round, typed, Some(refused)).await?;
    Ok(show_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

/// The school's figures beside what its records say: of today where something was sent, else of the data day.
async fn found(
    signed: &Signed,
    unit: UnitId,
    round: RoundId,
    by_data_day: bool,
) -> Result<SchoolFigures, Failure> {
    let today = signed.ctx.today();
    let found = school_figures(&signed.ctx, unit, round, today).await?;
    let data_day = found.round.data_day;
    if data_day != today && (by_data_day || found.frozen.is_none()) {
        return Ok(school_figures(&signed.ctx, unit, round, data_day).await?);
    }
    Ok(found)
}

async fn filled(
    signed: &Signed,
    unit: UnitId,
    round: RoundId,
    typed: &Fields,
    refused: Option<&Refused>,
) -> Result<SchoolFiguresPage, Failure> {
    let by_data_day = typed.text("so-voi") == DATA_DAY;
    let found = found(signed, unit, round, by_data_day).await?;
    let place = Place::find(signed, unit, signed.ctx.today()).await?;
    let up = format!("/don-vi/{unit}/ky-bao-cao");
    let here = format!("{up}/{round}");
    let title = found.round.name();
    let mut crumbs = place.crumbs();
    crumbs.push(("Kỳ báo cáo".to_owned(), up));
    let crumbs: Vec<(&str, &str)> =
        crumbs.iter().map(|(label, href)| (label.as_str(), href.as_str())).collect();
    let shown = Shown {
        figures: found.frozen.as_ref().map_or(&found.now, |frozen| &frozen.figures),
        now: found.frozen.as_ref().map(|_| &found.now),
        opens: Some(format!("{here}/so-lieu")),
    };
    let newest = found.history.last().map(|(step, _, _)| step);
    let words = newest.filter(|step| matches!(step.step, Step::Reject | Step::Unlock | Step::KeepLocked));
    Ok(SchoolFiguresPage {
        shell: match refused {
            Some(refused) => signed.refused(&title, &crumbs, refused),
            None => signed.shell(&title, &crumbs),
        },
        kicker: place.unit.name.clone(),
        heading: title,
        tabs: place.tabs("/ky-bao-cao/mot"),
        state: state_tag(found.state),
        lead: vec![
            Run::plain(format!("Số liệu ngày {}, trường gửi đến hết ", found.round.data_day)),
            Run::strong(found.round.dues.school.to_string()),
            Run::plain("."),
        ],
        seen: found.seen.to_string(),
        words: words.map(|step| step.note.clone()).unwrap_or_default(),
        own: own_step(&found, unit, signed.ctx.today(), typed),
        decisions: choices(&found.decisions),
        typed: typed.filled("loi").unwrap_or(typed.text("ly-do")).to_owned(),
        stands: stands(found.frozen.as_ref()),
        broken: found.frozen.as_ref().is_some_and(|frozen| !frozen.is_intact),
        exports: [("CSV", "csv"), ("Excel", "xlsx")]
            .map(|(label, kind)| Link::new(label, format!("{here}/tai-ve/{kind}")))
            .to_vec(),
        compared: compared(&found, signed.ctx.today(), by_data_day, &here),
        tables: tables(&shown),
        changes: found.changes.iter().take(LISTED).map(|change| changed(change, unit)).collect(),
        more_changes: match found.changes.len().saturating_sub(LISTED) {
            0 => String::new(),
            more => format!("và {more} hồ sơ khác"),
        },
        history: found.history.iter().rev().map(event).collect(),
        here,
    })
}

/// Decisions as buttons.
pub(super) fn choices(steps: &[Step]) -> Vec<Choice> {
    let choice =
        |step: &Step| Choice { value: step.code().to_owned(), label: step.name().to_owned(), chosen: false };
    steps.iter().map(choice).collect()
}

fn own_step(found: &SchoolFigures, unit: UnitId, today: Day, typed: &Fields) -> OwnStep {
    if !found.may_send {
        return OwnStep::Nothing;
    }
    if found.state == State::Locked {
        return OwnStep::AskUnlock;
    }
    if let Some(why) = &found.refusal {
        return match found.state {
            State::Draft | State::Rejected => OwnStep::Wait(why.clone(), None),
            _ => OwnStep::Nothing,
        };
    }
    let (errors, queries, _) = found.findings;
    if errors + queries == 0 {
        return OwnStep::Send(typed.text("loi").to_owned());
    }
    let day = found.round.data_day;
    let what = match (errors, queries) {
        (0, queries) => format!("{queries} điểm chưa giải trình"),
        (errors, 0) => format!("{errors} lỗi"),
        (errors, queries) => format!("{errors} lỗi và {queries} điểm chưa giải trình"),
    };
    let asked = if day == today { String::new() } else { format!("?ngay={}", day.iso()) };
    OwnStep::Wait(
        format!("Hồ sơ ngày {day} còn {what} nên chưa gửi được."),
        Some(Link::new("Đến trang Còn thiếu", format!("/don-vi/{unit}/con-thieu{asked}"))),
    )
}

fn stands(frozen: Option<&Frozen>) -> String {
    match frozen {
        None => "Chưa gửi: số liệu dưới đây đếm từ hồ sơ hiện có, sẽ thay đổi khi hồ sơ thay đổi.".to_owned(),
        Some(frozen) => format!(
            "Số liệu gửi lúc {}, đếm từ {} hồ sơ, mã {}.",
            frozen.taken_at,
            written(i64::try_from(frozen.record_count()).unwrap_or(i64::MAX)),
            frozen.digest.get(..DIGEST_LETTERS).unwrap_or_default()
        ),
    }
}

fn compared(found: &SchoolFigures, today: Day, by_data_day: bool, here: &str) -> Vec<Link> {
    if found.frozen.is_none() {
        return Vec::new();
    }
    let on_today = "hồ sơ hôm nay";
    if found.round.data_day == today {
        return vec![Link::new(on_today, "")];
    }
    let href = |is_shown: bool, place: String| if is_shown { String::new() } else { place };
    vec![
        Link::new(on_today, href(!by_data_day, here.to_owned())),
        Link::new(
            format!("hồ sơ ngày {} như ghi hôm nay", found.round.data_day),
            href(by_data_day, format!("{here}?so-voi={DATA_DAY}")),
        ),
    ]
}

fn changed(change: &khue_app::registry::snapshots::RecordChange, unit: UnitId) -> ChangeRow {
    let (tone, word) = match change.what {
        What::Changed => (Tone::Soon, "có sửa"),
        What::New => (Tone::Ok, "mới"),
        What::Gone => (Tone::Cancelled, "không còn"),
    };
    ChangeRow {
        label: change.called.clone(),
        href: if change.what == What::Gone {
            String::new()
        } else {
            format!("/don-vi/{unit}/ho-so/{}/{}", change.kind.code, change.id)
        },
        kind: change.kind.title.clone(),
        what: Tag::new(tone, word),
    }
}

fn event((step, by, unit): &(khue_app::registry::snapshots::PastStep, Option<String>, String)) -> Event {
    let who: Vec<&str> =
        [by.as_deref().unwrap_or("Hệ thống"), unit].into_iter().filter(|part| !part.is_empty()).collect();
    Event {
        when: step.at.to_string(),
        who: who.join(", "),
        what: step.step.name().to_owned(),
        note: (!step.note.is_empty()).then(|| step.note.clone()),
        tone: match step.step {
            Step::Send | Step::AskUnlock => Tone::Active,
            Step::Approve | Step::Lock => Tone::Ok,
            Step::Reject => Tone::Late,
            Step::Unlock | Step::KeepLocked => Tone::Soon,
            Step::PassDue => Tone::Quiet,
        },
    }
}

/// `GET /don-vi/{id}/ky-bao-cao/{round}/tai-ve/{kind}`: the figures as a file.
pub async fn file(
    signed: Signed,
    InPath((unit, round, kind)): InPath<(UnitId, RoundId, String)>,
) -> Result<Response, Failure> {
    let found = found(&signed, unit, round, false).await?;
    let place = Place::find(&signed, unit, signed.ctx.today()).await?;
    let (codes, numbers): (BTreeSet<&String>, &[&str]) = match &found.frozen {
        None => (found.now.keys().collect(), &["Số liệu"]),
        Some(frozen) => {
            (frozen.figures.keys().chain(found.now.keys()).collect(), &["Số liệu đã gửi", "Hiện nay"])
        }
    };
    let rows = codes.into_iter().map(|code| {
        let now = found.now.get(code).copied();
        let numbers = match &found.frozen {
            None => vec![now],
            Some(frozen) => vec![frozen.figures.get(code).copied(), now],
        };
        (code.clone(), numbers)
    });
    let notes = vec![
        format!("Số liệu ngày {} · {}", found.round.data_day, found.state.name()),
        stands(found.frozen.as_ref()),
    ];
    let title = format!("{}, {}", found.round.name(), place.unit.name);
    let made = sheet(title, notes, found.round.data_day, numbers, rows);
    download::sheet(&made, &kind, &format!("so-lieu-{}", found.round.data_day.iso()))
}
