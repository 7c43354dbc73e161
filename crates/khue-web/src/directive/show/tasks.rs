//! `GET /chi-dao/{id}/nhiem-vu`: all tasks as a table, and the same as CSV and Excel.

use axum::response::Response;
use khue_app::directive::{Overview, TaskLine, overview_at};
use khue_base::{Day, DirectiveId, UnitId, search_key};
use khue_office::sheet::{Cell, ColumnKind as SheetKind, Sheet, SheetColumn};

use super::overview::{Urging, day_asked, sorted_by_severity};
use crate::directive::download;
use crate::directive::tasks::{TaskRow, TasksPage};
use crate::directive::words;
use crate::page::{
    Action, Column, ColumnKind, Empty, Figure, Filter, FilterSelect, Link, Method, Pager, Sorted,
};
use crate::{Asked, Failure, Fields, InPath, Signed, show};

/// Tasks on one page.
const PAGE_ROWS: usize = 50;

/// Shows the table.
pub async fn page(
    signed: Signed,
    InPath(id): InPath<DirectiveId>,
    Asked(asked): Asked,
) -> Result<Response, Failure> {
    let today = signed.ctx.today();
    let day = day_asked(&asked, today).map_err(khue_app::OpError::Refused)?;
    let overview = overview_at(&signed.ctx, id, day).await?;
    let here = format!("/chi-dao/{id}/nhiem-vu");
    let rows = chosen(&overview, &asked);
    let total = rows.len();
    let number: usize = asked.filled("trang").and_then(|page| page.parse().ok()).unwrap_or(1).max(1);
    let first = (number - 1) * PAGE_ROWS;
    let heading = words::heading(&overview.head);
    let up = format!("/chi-dao/{id}");
    Ok(show(&TasksPage {
        shell: signed.shell(&format!("Nhiệm vụ · {heading}"), &[("Chỉ đạo", "/chi-dao"), (&heading, &up)]),
        views: words::views(id, "Nhiệm vụ"),
        as_of: words::as_of(&overview, &here, today),
        filter: filter(&overview, &here, &asked, total),
        actions: urge(&overview, Urging::of(&signed.ctx, &overview), &up, &asked).into_iter().collect(),
        exports: ["csv", "xlsx"].into_iter().map(|end| export(&here, &asked, end)).collect(),
        columns: columns(&here, &asked),
        rows: rows.iter().skip(first).take(PAGE_ROWS).map(|task| row(task)).collect(),
        pager: pager(&here, &asked, number, total),
        empty: Empty {
            title: "Không có nhiệm vụ nào khớp".to_owned(),
            why: "Bộ lọc đang chọn không có nhiệm vụ nào.".to_owned(),
            step: Some(Link::new("Bỏ lọc", here.clone())),
        },
        heading,
        here,
    }))
}

/// The way to urge the place that the filter names.
fn urge(overview: &Overview, urging: Urging, up: &str, asked: &Fields) -> Option<Action> {
    let unit: UnitId = asked.filled("don-vi")?.parse().ok()?;
    let group = overview.groups.iter().find(|group| group.unit == unit)?;
    let link = urging.link(group, up)?;
    Some(Action { label: format!("{} {}", link.label, group.name), href: link.href, method: Method::Open })
}

/// The same rows as a file.
pub async fn file(
    signed: Signed,
    InPath((id, kind)): InPath<(DirectiveId, String)>,
    Asked(asked): Asked,
) -> Result<Response, Failure> {
    let day = day_asked(&asked, signed.ctx.today()).map_err(khue_app::OpError::Refused)?;
    let overview = overview_at(&signed.ctx, id, day).await?;
    let sheet = sheet(&overview, &chosen(&overview, &asked));
    download::sheet(&sheet, &kind, &format!("nhiem-vu-{}", overview.as_of.iso()))
}

/// The tasks that the filter lets through, in the order asked for.
fn chosen<'a>(overview: &'a Overview, asked: &Fields) -> Vec<&'a TaskLine> {
    let section = asked.text("muc");
    let below = format!("{section}.");
    let state = asked.text("trang-thai");
    let unit: Option<UnitId> = asked.filled("don-vi").and_then(|id| id.parse().ok());
    let lead: Option<UnitId> = asked.filled("chu-tri").and_then(|id| id.parse().ok());
    let sought = search_key(asked.text("tim"));
    let day = |name: &str| asked.filled(name).and_then(|typed| Day::parse_vietnamese(typed).ok());
    let (from, until) = (day("tu"), day("den"));
    let fits = |task: &&TaskLine| {
        let text = || search_key(&format!("{} {}", task.code, task.text));
        (section.is_empty() || task.section == section || task.section.starts_with(&below))
            && (state == "du-dieu-kien-dong" && task.ready_to_close
                || state != "du-dieu-kien-dong" && words::fits(&task.judged, state))
            && unit.is_none_or(|unit| task.groups.iter().any(|(group, _)| *group == unit))
            && lead.is_none_or(|lead| task.lead_unit == Some(lead))
            && from.is_none_or(|from| task.due_on.is_some_and(|due| due >= from))
            && until.is_none_or(|until| task.due_on.is_some_and(|due| due <= until))
            && (sought.is_empty() || sought.split(' ').all(|word| text().contains(word)))
    };
    let tasks = overview.tasks.iter().filter(fits);
    let mut tasks: Vec<&TaskLine> = match asked.text("xep") {
        "ma" | "ma-giam" => tasks.collect(),
        "han" | "han-giam" => {
            let mut tasks: Vec<_> = tasks.collect();
            tasks.sort_by_key(|task| (task.due_on.is_none(), task.due_on));
            tasks
        }
        "chu-tri" | "chu-tri-giam" => {
            let mut tasks: Vec<_> = tasks.collect();
            tasks.sort_by_key(|task| khue_base::sort_key(&task.lead_name));
            tasks
        }
        _ => sorted_by_severity(tasks),
    };
    if asked.text("xep").ends_with("-giam") {
        tasks.reverse();
    }
    tasks
}

fn filter(overview: &Overview, here: &str, asked: &Fields, found: usize) -> Filter {
    let select = |name: &str, label: &str, all: &str, options: Vec<(String, String)>| FilterSelect {
        name: name.to_owned(),
        label: label.to_owned(),
        choices: words::choices(all, options, asked.text(name)),
    };
    let sections = overview.sections.iter().map(|section| {
        (section.path.clone(), words::title(&format!("{}. {}", section.path, section.heading)))
    });
    let mut states = words::STATE_FILTERS.map(|(code, name)| (code.to_owned(), name.to_owned())).to_vec();
    states.push(("du-dieu-kien-dong".to_owned(), "Đủ điều kiện đóng".to_owned()));
    let units = overview.groups.iter().map(|group| (group.unit.to_string(), group.name.clone()));
    let mut leads: Vec<(String, String)> = overview
        .tasks
        .iter()
        .filter_map(|task| Some((task.lead_unit?.to_string(), task.lead_name.clone())))
        .collect();
    leads.sort_by_key(|(_, name)| khue_base::sort_key(name));
    leads.dedup();
    let names = ["muc", "trang-thai", "don-vi", "chu-tri", "tim", "tu", "den"];
    let active = names.iter().any(|name| asked.filled(name).is_some());
    let kept =
        ["xep", "ngay"].iter().filter_map(|name| Some(((*name).to_owned(), asked.filled(name)?.to_owned())));
    Filter {
        action: here.to_owned(),
        selects: vec![
            select("trang-thai", "Trạng thái", "Mọi trạng thái", states),
            select("muc", "Mục", "Mọi mục", sections.collect()),
            select("don-vi", "Nơi thực hiện", "Mọi nơi", units.collect()),
            select("chu-tri", "Chủ trì", "Mọi đơn vị", leads),
        ],
        text: Some(asked.text("tim").to_owned()),
        due: Some((asked.text("tu").to_owned(), asked.text("den").to_owned())),
        kept: kept.collect(),
        clear: active.then(|| here.to_owned()),
        found: format!("{found} trong {} nhiệm vụ", overview.tasks.len()),
        ..Filter::default()
    }
}

/// The address of this list with one field changed.
fn with(here: &str, asked: &Fields, name: &str, value: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (field, old) in
        asked.0.iter().filter(|(field, old)| field != name && field != "trang" && !old.is_empty())
    {
        query.append_pair(field, old);
    }
    query.append_pair(name, value);
    format!("{here}?{}", query.finish())
}

fn columns(here: &str, asked: &Fields) -> Vec<Column> {
    let now = asked.text("xep");
    let column = |label: &str, key: &str, kind| {
        let down = format!("{key}-giam");
        let sorted = if now == key {
            Sorted::Up
        } else if now == down {
            Sorted::Down
        } else {
            Sorted::No
        };
        let next = if now == key { down.as_str() } else { key };
        let href = (!key.is_empty()).then(|| with(here, asked, "xep", next));
        Column { label: label.to_owned(), href, sorted, kind }
    };
    vec![
        column("Nhiệm vụ", "ma", ColumnKind::Text),
        Column {
            label: "Tình trạng".to_owned(),
            href: Some(with(here, asked, "xep", "")),
            sorted: Sorted::No,
            kind: ColumnKind::Later,
        },
        column("Chủ trì", "chu-tri", ColumnKind::Later),
        column("Hạn", "han", ColumnKind::LaterFigure),
        column("Đơn vị xong", "", ColumnKind::LaterFigure),
    ]
}

fn row(task: &TaskLine) -> TaskRow {
    let done = format!("{}/{}", task.counts.done(), task.counts.total());
    let later = |text: String, kind| Figure { text, kind };
    TaskRow {
        task: Link::new(
            format!("{} {}", task.code, words::title(&task.text)),
            format!("/nhiem-vu/{}", task.id),
        ),
        note: words::who(task),
        state: words::task_tag(task),
        figures: vec![
            later(task.lead_name.clone(), ColumnKind::Later),
            later(task.due_on.map(|due| due.to_string()).unwrap_or_default(), ColumnKind::LaterFigure),
            later(done, ColumnKind::LaterFigure),
        ],
    }
}

fn pager(here: &str, asked: &Fields, number: usize, total: usize) -> Option<Pager> {
    if total <= PAGE_ROWS {
        return None;
    }
    let first = (number - 1) * PAGE_ROWS;
    let last = (first + PAGE_ROWS).min(total);
    Some(Pager {
        summary: format!("{}–{last} trong {total} nhiệm vụ", first + 1),
        previous: (number > 1).then(|| with(here, asked, "trang", &(number - 1).to_string())),
        next: (last < total).then(|| with(here, asked, "trang", &(number + 1).to_string())),
    })
}

fn export(here: &str, asked: &Fields, end: &str) -> Link {
    let label = if end == "csv" { "CSV" } else { "Excel" };
    Link::new(label, with(&format!("{here}/tai-ve/{end}"), asked, "xep", asked.text("xep")))
}

fn sheet(overview: &Overview, tasks: &[&TaskLine]) -> Sheet {
    let column = |title: &str, width, kind| SheetColumn { title: title.to_owned(), width, kind };
    let whole = |count: u32| Cell::Whole(count.into());
    Sheet {
        name: "Nhiệm vụ".to_owned(),
        title: overview.head.subject.clone(),
        notes: vec![
            format!("{} · {} nhiệm vụ", overview.head.name(), tasks.len()),
            format!("Số liệu đến {}", overview.as_of),
        ],
        day: overview.as_of,
        columns: vec![
            column("Mã", 10, SheetKind::Text),
            column("Mục", 8, SheetKind::Text),
            column("Nhiệm vụ", 70, SheetKind::Text),
            column("Trạng thái", 18, SheetKind::Text),
            column("Đơn vị chủ trì", 22, SheetKind::Text),
            column("Hạn", 12, SheetKind::Day),
            column("Chậm (ngày)", 11, SheetKind::Number),
            column("Đơn vị được giao", 11, SheetKind::Number),
            column("Hoàn thành", 11, SheetKind::Number),
            column("Quá hạn", 11, SheetKind::Number),
            column("Chưa báo cáo", 11, SheetKind::Number),
            column("Tình hình", 50, SheetKind::Text),
        ],
        rows: tasks
            .iter()
            .map(|task| {
                vec![
                    Cell::Text(task.code.clone()),
                    Cell::Text(task.section.clone()),
                    Cell::Text(task.text.clone()),
                    Cell::Text(words::task_tag(task).word),
                    Cell::Text(task.lead_name.clone()),
                    task.due_on.map_or(Cell::Empty, Cell::Day),
                    task.judged.late.map_or(Cell::Empty, |late| Cell::Whole(late.days)),
                    whole(task.counts.total()),
                    whole(task.counts.done()),
                    whole(task.counts.overdue),
                    whole(task.counts.unknown),
                    Cell::Text(task.reason.clone()),
                ]
            })
            .collect(),
    }
}
