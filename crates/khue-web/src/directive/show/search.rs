//! `GET /tim?q=`: tasks, directives, units and people, found without accents.

use axum::response::Response;
use khue_app::OpError;
use khue_app::directive::{directives, search_tasks};
use khue_app::registry::records::find_in_records;
use khue_app::registry::{UnitListQuery, list_units, units_by_id};
use khue_base::{UnitId, search_key};
use khue_rules::registry::record::kind;

use crate::directive::words;
use crate::page::search::{Found, FoundGroup, SearchPage};
use crate::page::{Empty, Link};
use crate::{Asked, Failure, Signed, show};

/// Most units shown.
const UNITS: u32 = 30;
/// Most people of a kind shown.
const PEOPLE: u32 = 30;

/// Shows what was found.
pub async fn page(signed: Signed, Asked(asked): Asked) -> Result<Response, Failure> {
    let query = asked.text("q").to_owned();
    let mut groups = Vec::new();
    if !search_key(&query).is_empty() {
        groups.push(tasks(&signed, &query).await?);
        groups.push(documents(&signed, &query).await?);
        groups.push(units(&signed, &query).await?);
        groups.push(people(&signed, "pupil", "Học sinh", "/hoc-sinh", &query).await?);
        groups.push(people(&signed, "staff", "Cán bộ, giáo viên, nhân viên", "/can-bo", &query).await?);
    }
    groups.retain(|group| !group.rows.is_empty());
    let total: usize = groups.iter().map(|group| group.rows.len()).sum();
    let mut shell = signed.shell("Tìm", &[]);
    shell.query.clone_from(&query);
    Ok(show(&SearchPage {
        shell,
        heading: if query.is_empty() {
            "Tìm việc, văn bản, đơn vị, người".to_owned()
        } else {
            format!("{total} kết quả cho “{query}”")
        },
        groups,
        empty: Empty {
            title: "Không tìm thấy gì".to_owned(),
            why: "Gõ vài từ có trong nhiệm vụ, tên đơn vị, tên người, hoặc số, tên văn bản; không cần dấu."
                .to_owned(),
            step: None,
        },
        pager: None,
    }))
}

fn group(heading: &str, rows: Vec<Found>) -> FoundGroup {
    FoundGroup { heading: heading.to_owned(), count: format!("{} kết quả", rows.len()), rows }
}

async fn tasks(signed: &Signed, query: &str) -> Result<FoundGroup, Failure> {
    let found = search_tasks(&signed.ctx, query).await?;
    let rows = found.into_iter().map(|task| Found {
        link: Link::new(
            format!("{} {}", task.code, words::title(&task.text)),
            format!("/nhiem-vu/{}", task.id),
        ),
        note: format!(
            "{}{}",
            words::title(&task.subject),
            task.due_on.map(|due| format!(" · hạn {due}")).unwrap_or_default()
        ),
        state: None,
    });
    Ok(group("Nhiệm vụ", rows.collect()))
}

async fn documents(signed: &Signed, query: &str) -> Result<FoundGroup, Failure> {
    let key = search_key(query);
    let rows = directives(&signed.ctx).await?.into_iter().filter_map(|(head, _)| {
        let text = search_key(&format!("{} {}", head.name(), head.subject));
        let fits = key.split(' ').all(|word| text.contains(word));
        let end = if head.state == "adopted" { "" } else { "/ra-soat" };
        fits.then(|| Found {
            link: Link::new(words::heading(&head), format!("/chi-dao/{}{end}", head.id)),
            note: words::document(&head),
            state: None,
        })
    });
    Ok(group("Văn bản", rows.collect()))
}

async fn units(signed: &Signed, query: &str) -> Result<FoundGroup, Failure> {
    let asked = UnitListQuery {
        day: signed.ctx.today(),
        search: query,
        kind: None,
        under: None,
        first: 0,
        limit: Some(UNITS),
    };
    let found = list_units(&signed.ctx, &asked).await?;
    let rows = found.lines.into_iter().map(|line| Found {
        link: Link::new(line.unit.name, format!("/don-vi/{}", line.unit.id)),
        note: match line.place {
            Some(place) => format!("{} · {place}", line.unit.kind.name()),
            None => line.unit.kind.name().to_owned(),
        },
        state: None,
    });
    Ok(group("Đơn vị", rows.collect()))
}

/// Pupils or staff whom the visitor may see; nobody for those who may read no records.
async fn people(
    signed: &Signed,
    code: &str,
    heading: &str,
    place: &str,
    query: &str,
) -> Result<FoundGroup, Failure> {
    let Some(kind) = kind(code) else { return Ok(FoundGroup::default()) };
    let found = match find_in_records(&signed.ctx, kind, query, PEOPLE).await {
        Ok(found) => found,
        Err(OpError::Hidden | OpError::Forbidden) => Vec::new(),
        Err(error) => return Err(Failure(error)),
    };
    let mut ids: Vec<UnitId> = found.iter().flat_map(|hit| hit.units.iter().copied()).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut session = signed.ctx.read().await?;
    let units = units_by_id(&mut session, &ids, signed.ctx.today()).await?;
    let rows = found.iter().map(|hit| {
        let facts = &hit.record.facts;
        let birth = kind.field("birth_date").zip(facts.get("birth_date"));
        let birth = birth.map(|(field, value)| format!("sinh {}", value.shown(field)));
        let at = hit.units.iter().filter_map(|unit| Some(units.get(unit)?.name.clone()));
        Found {
            link: Link::new(hit.record.called(), format!("{place}/{}", hit.record.key.id)),
            note: birth.into_iter().chain(at).collect::<Vec<_>>().join(" · "),
            state: None,
        }
    });
    Ok(group(heading, rows.collect()))
}
