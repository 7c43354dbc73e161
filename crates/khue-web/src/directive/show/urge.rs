//! `GET /chi-dao/{id}/don-doc`: whom to urge, about what, in which words.

use axum::http::StatusCode;
use axum::response::Response;
use khue_app::directive::{OwedWork, ToUrge, UnitToUrge, directive_head, units_to_urge};
use khue_app::registry::units_by_id;
use khue_app::{OpError, Refused};
use khue_base::{Day, DirectiveId, TaskId, UnitId, sort_key};
use khue_rules::directive::urging::Owed;

use crate::directive::urge::{UrgePage, UrgeUnit, UrgeWork};
use crate::directive::words;
use crate::page::{Choice, Filter, FilterSelect, Link, Run, Tag, Tone};
use crate::{Asked, Failure, Fields, InPath, Signed, show, show_as};

/// Units on one page; more are found by their place.
const UNITS: usize = 200;

/// What the list is bound to: one place (a district with all in it, or one unit), one task.
#[derive(Clone, Copy)]
struct Bounds {
    place: Option<UnitId>,
    task: Option<TaskId>,
}

/// Shows the page: `?don-vi=` binds it to a place, `?nhiem-vu=` to a task.
///
/// # Errors
/// [`Failure`] when the directive does not exist for the visitor.
pub async fn page(
    signed: Signed,
    InPath(id): InPath<DirectiveId>,
    Asked(asked): Asked,
) -> Result<Response, Failure> {
    let bounds = Bounds {
        place: asked.filled("don-vi").and_then(|unit| unit.parse().ok()),
        task: asked.filled("nhiem-vu").and_then(|task| task.parse().ok()),
    };
    Ok(show(&built(&signed, id, bounds, None).await?))
}

/// Shows the page again with what was refused and what was typed.
pub(in crate::directive) async fn refused(
    signed: &Signed,
    id: DirectiveId,
    typed: &Fields,
    refused: &Refused,
) -> Result<Response, Failure> {
    let bounds = Bounds {
        place: typed.filled("noi").and_then(|unit| unit.parse().ok()),
        task: typed.filled("nhiem-vu").and_then(|task| task.parse().ok()),
    };
    let mut page = built(signed, id, bounds, Some(refused)).await?;
    for unit in &mut page.units {
        unit.choice.chosen = typed.all("don-vi").any(|chosen| chosen == unit.choice.value);
    }
    typed.raw("loi-nhan").clone_into(&mut page.text);
    Ok(show_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

async fn built(
    signed: &Signed,
    id: DirectiveId,
    bounds: Bounds,
    refused: Option<&Refused>,
) -> Result<UrgePage, Failure> {
    let ctx = &signed.ctx;
    let to = units_to_urge(ctx, id, bounds.task).await?;
    let head = directive_head(ctx, id).await?;
    let mut places: Vec<UnitId> = to.units.iter().map(|unit| unit.group).chain(bounds.place).collect();
    places.sort_unstable();
    places.dedup();
    let mut session = ctx.read().await?;
    let names = units_by_id(&mut session, &places, ctx.today()).await.map_err(OpError::from)?;
    drop(session);
    let mut places: Vec<(String, String)> =
        places.iter().filter_map(|id| Some((id.to_string(), names.get(id)?.short_name.clone()))).collect();
    places.sort_by_key(|(_, name)| sort_key(name));
    let listed: Vec<&UnitToUrge> = to
        .units
        .iter()
        .filter(|unit| bounds.place.is_none_or(|place| unit.unit == place || unit.group == place))
        .collect();
    let today = ctx.today();
    let chosen: Vec<&UnitToUrge> =
        listed.iter().copied().take(UNITS).filter(|unit| is_chosen(unit, bounds, today)).collect();
    let up = format!("/chi-dao/{id}");
    let directive = words::heading(&head);
    let heading = heading(&to, bounds, &places);
    let crumbs = [("Chỉ đạo", "/chi-dao"), (directive.as_str(), up.as_str())];
    let here = format!("{up}/don-doc");
    Ok(UrgePage {
        shell: match refused {
            Some(refused) => signed.refused(&heading, &crumbs, refused),
            None => signed.shell(&heading, &crumbs),
        },
        lead: lead(&listed, chosen.len()),
        filter: (places.len() > 1).then(|| filter(&here, bounds, places, listed.len())),
        place: bounds.place.map(|place| place.to_string()).unwrap_or_default(),
        task: bounds.task.map(|task| task.to_string()).unwrap_or_default(),
        text: to.draft(if chosen.is_empty() { listed.clone() } else { chosen }),
        units: listed.iter().take(UNITS).map(|unit| row(unit, is_chosen(unit, bounds, today))).collect(),
        more: match listed.len().saturating_sub(UNITS) {
            0 => String::new(),
            rest => format!("Còn {rest} đơn vị nữa; hãy lọc theo nơi để thấy."),
        },
        back: bounds.task.map_or(up, |task| format!("/nhiem-vu/{task}")),
        heading,
        here,
    })
}

/// Whoever asks about a place or a task means all of it; else only what is late is proposed.
fn is_chosen(unit: &UnitToUrge, bounds: Bounds, today: Day) -> bool {
    let bound = bounds.place.is_some() || bounds.task.is_some();
    if bound { unit.works.iter().any(|work| work.urged_on != Some(today)) } else { unit.proposed }
}

fn heading(to: &ToUrge, bounds: Bounds, places: &[(String, String)]) -> String {
    let place = bounds.place.map(|place| place.to_string());
    let place = place.and_then(|id| places.iter().find(|(other, _)| *other == id)).map(|(_, name)| name);
    let task = bounds
        .task
        .and_then(|task| to.units.iter().flat_map(|unit| &unit.works).find(|work| work.task == task));
    match (place, task) {
        (Some(place), Some(work)) => format!("Đôn đốc {place} về nhiệm vụ {}", work.code),
        (Some(place), None) => format!("Đôn đốc {place}"),
        (None, Some(work)) => format!("Đôn đốc nhiệm vụ {}: {}", work.code, words::title(&work.text)),
        (None, None) => "Đôn đốc đơn vị chậm".to_owned(),
    }
}

fn lead(listed: &[&UnitToUrge], chosen: usize) -> Vec<Run> {
    if listed.is_empty() {
        return vec![Run::plain(
            "Không có đơn vị nào cần đôn đốc: không việc nào quá hạn, không báo cáo nào bị trả lại, kì này ai cũng đã báo cáo.",
        )];
    }
    let late = listed.iter().filter(|unit| unit.debt.overdue > 0).count();
    let mut runs = if late > 0 {
        vec![
            Run::late(format!("{late} đơn vị có việc quá hạn")),
            Run::plain(format!(" trong {} đơn vị còn nợ việc hoặc báo cáo", listed.len())),
        ]
    } else {
        vec![
            Run::strong(format!("{} đơn vị còn nợ báo cáo", listed.len())),
            Run::plain(", không việc nào quá hạn"),
        ]
    };
    runs.push(Run::plain(match chosen {
        0 => ". Chưa đánh dấu đơn vị nào vì đều vừa được đôn đốc hoặc chưa đến mức phải đôn đốc.".to_owned(),
        chosen => format!("; đã đánh dấu sẵn {chosen}."),
    }));
    runs
}

fn filter(here: &str, bounds: Bounds, places: Vec<(String, String)>, found: usize) -> Filter {
    let chosen = bounds.place.map(|place| place.to_string()).unwrap_or_default();
    let kept = bounds.task.map(|task| ("nhiem-vu".to_owned(), task.to_string()));
    Filter {
        action: here.to_owned(),
        selects: vec![FilterSelect {
            name: "don-vi".to_owned(),
            label: "Nơi".to_owned(),
            choices: words::choices("Mọi nơi", places, &chosen),
        }],
        kept: kept.into_iter().collect(),
        clear: (bounds.place.is_some() || bounds.task.is_some()).then(|| here.to_owned()),
        found: format!("{found} đơn vị"),
        ..Filter::default()
    }
}

fn row(unit: &UnitToUrge, chosen: bool) -> UrgeUnit {
    let debt = &unit.debt;
    let last = unit.urged_on.map(|day| format!("; lần đôn đốc gần nhất {day}")).unwrap_or_default();
    UrgeUnit {
        choice: Choice { value: unit.unit.to_string(), label: unit.name.clone(), chosen },
        owes: format!("{}{last}", debt.sentence()),
        state: if debt.overdue > 0 {
            Tag::new(Tone::Late, format!("{} quá hạn", debt.overdue))
        } else if debt.returned > 0 {
            Tag::new(Tone::Late, format!("{} bị trả lại", debt.returned))
        } else {
            Tag::new(Tone::Unknown, "chưa báo cáo kì này")
        },
        count: format!("{} việc", unit.works.len()),
        works: unit.works.iter().map(work).collect(),
    }
}

fn work(work: &OwedWork) -> UrgeWork {
    let why = match &work.owed {
        Owed::Overdue { days } => format!("chậm {days} ngày"),
        Owed::Returned => "báo cáo bị trả lại, chưa sửa".to_owned(),
        Owed::Unreported { period } => format!("chưa báo cáo {period}"),
    };
    let urged = work.urged_on.map(|day| format!(" · đôn đốc {day}")).unwrap_or_default();
    UrgeWork {
        link: Link::new(
            format!("{} {}", work.code, words::title(&work.text)),
            format!("/viec/{}", work.assignment),
        ),
        why: format!("{why}{urged}"),
    }
}
