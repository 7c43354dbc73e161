//! `GET /chi-dao/{id}`: the Chairman's page.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::Response;
use khue_app::directive::{GroupLine, Overview, SectionLine, TargetLine, TaskLine, overview_at};
use khue_app::{Ctx, OpError};
use khue_base::{Day, DirectiveId, UnitId};
use khue_rules::accounts::{Action as Deed, Place};
use khue_rules::directive::state::TaskState;

use crate::directive::overview::{
    OrderLink, OverviewPage, SourceMark, TargetRow, TreeSection, TreeTask, UnitRow, UrgentRow,
};
use crate::directive::words;
use crate::page::{
    Action, Cell, Column, ColumnKind, Filter, FilterSelect, Link, Matrix, MatrixRow, Method, Run, Tag, Tone,
};
use crate::{AppState, Asked, Failure, Fields, InPath, Signed, show};

/// Rows of "deal with first".
const URGENT_ROWS: usize = 6;
/// Targets shown at first.
const TARGET_ROWS: usize = 8;

/// Shows the page.
///
/// # Errors
/// [`Failure`] when the directive does not exist for the visitor.
pub async fn page(
    State(state): State<AppState>,
    signed: Signed,
    InPath(id): InPath<DirectiveId>,
    Asked(asked): Asked,
) -> Result<Response, Failure> {
    let today = signed.ctx.today();
    let (overview, refused) = match day_asked(&asked, today) {
        Ok(day) => match overview_at(&signed.ctx, id, day).await {
            Err(OpError::Refused(refused)) => (overview_at(&signed.ctx, id, today).await?, Some(refused)),
            other => (other?, None),
        },
        Err(refused) => (overview_at(&signed.ctx, id, today).await?, Some(refused)),
    };
    let here = format!("/chi-dao/{id}");
    let crumbs = [("Chỉ đạo", "/chi-dao")];
    let heading = words::heading(&overview.head);
    let shell = match &refused {
        Some(refused) => signed.refused(&heading, &crumbs, refused),
        None => signed.shell(&heading, &crumbs),
    };
    let may_report = signed.ctx.may(Deed::MakeReport, Place::Nowhere).is_ok();
    let urging = Urging::of(&signed.ctx, &overview);
    let charts = state.pictures.of(&overview, &here);
    Ok(show(&OverviewPage {
        shell,
        document: words::document(&overview.head),
        views: words::views(id, "Tổng quan"),
        as_of: words::as_of(&overview, &here, today),
        lead: lead(&overview, &here),
        actions: actions(&overview, &here, may_report, urging),
        shares: words::shares(&overview.counts, &format!("{here}/nhiem-vu")),
        urgent: urgent(&overview),
        urgent_all: urgent_all(&overview, &here),
        targets: targets(&overview, &asked),
        targets_all: targets_all(&overview, &here, &asked),
        filter: filter(&overview, &here, &asked),
        order: order(&here, &asked),
        tree: tree(&overview, &asked),
        matrix: matrix(&overview, &here, urging),
        matrix_link: Some(Link::new("bảng đầy đủ, xuất Excel", format!("{here}/ma-tran"))),
        map: charts.map.clone(),
        charts: charts.others.clone(),
        unit_columns: unit_columns(),
        units: overview.groups.iter().map(|group| unit_row(group, &here, urging)).collect(),
        heading,
        here,
    }))
}

/// Whom the visitor may urge from a page of figures.
#[derive(Clone, Copy)]
pub(super) enum Urging {
    /// Nobody: not their part, or the figures are of a day gone by.
    Nobody,
    /// Every place but the own unit.
    AllBut(UnitId),
    /// Units in the own place.
    Within(UnitId),
}

impl Urging {
    pub(super) fn of(ctx: &Ctx, overview: &Overview) -> Self {
        let own = ctx.actor.unit;
        if overview.as_of != ctx.today() || ctx.may(Deed::Urge, Place::Below).is_err() {
            return Urging::Nobody;
        }
        if ctx.may(Deed::Urge, Place::Elsewhere).is_ok() { Urging::AllBut(own) } else { Urging::Within(own) }
    }

    /// The way to the form, for a place where something is late.
    pub(super) fn link(self, group: &GroupLine, here: &str) -> Option<Link> {
        let theirs = match self {
            Urging::Nobody => false,
            Urging::AllBut(own) => group.unit != own,
            Urging::Within(own) => group.unit == own,
        };
        (theirs && group.counts.overdue > 0)
            .then(|| Link::new("Đôn đốc", format!("{here}/don-doc?don-vi={}", group.unit)))
    }
}

/// The day in `?ngay=`, today when absent.
pub(super) fn day_asked(asked: &Fields, today: Day) -> Result<Day, khue_app::Refused> {
    let Some(typed) = asked.filled("ngay") else { return Ok(today) };
    Day::parse_vietnamese(typed).map_err(|error| khue_app::Refused {
        sentence: error.to_string(),
        fields: vec![khue_app::FieldProblem { field: "ngay".to_owned(), sentence: error.to_string() }],
    })
}

/// The answer in one sentence: how many are on time, how many late and where, who is silent.
fn lead(overview: &Overview, here: &str) -> Vec<Run> {
    let counts = &overview.counts;
    let total = counts.total();
    if total == 0 {
        return vec![Run::plain("Văn bản này chưa có nhiệm vụ nào đang theo dõi.")];
    }
    let list = format!("{here}/nhiem-vu");
    let mut runs = vec![
        Run::strong((counts.on_schedule() + counts.done_late).to_string()).to(list.clone()),
        Run::plain(format!(" trong {total} nhiệm vụ đã xong hoặc đúng tiến độ. ")),
    ];
    if counts.overdue == 0 {
        runs.push(Run::plain("Không có nhiệm vụ nào quá hạn"));
    } else {
        runs.push(
            Run::late(format!("{} nhiệm vụ quá hạn", counts.overdue))
                .to(format!("{list}?trang-thai=qua-han")),
        );
        let places = late_sections(overview);
        if !places.is_empty() {
            runs.push(Run::plain(format!(", nhiều nhất ở {}", places.join(" và "))));
        }
    }
    let silent: Vec<&GroupLine> = overview.groups.iter().filter(|group| group.silent > 0).collect();
    if let Some(first) = silent.first() {
        let noun = if silent.iter().all(|group| group.district) { "huyện" } else { "đơn vị" };
        let named = if silent.len() == 1 { first.name.clone() } else { format!("{} {noun}", silent.len()) };
        runs.push(Run::plain("; "));
        runs.push(Run::strong(named).to(format!("{here}#theo-don-vi")));
        runs.push(Run::plain(" có việc quá hạn mà chưa báo cáo"));
    }
    runs.push(Run::plain("."));
    runs
}

/// The two sections with most overdue tasks, by number and heading.
fn late_sections(overview: &Overview) -> Vec<String> {
    let mut late: BTreeMap<&str, u32> = BTreeMap::new();
    for task in overview.tasks.iter().filter(|task| task.judged.state == TaskState::Overdue) {
        *late.entry(&task.section).or_default() += 1;
    }
    let mut late: Vec<_> = late.into_iter().collect();
    late.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let named = |path: &str| {
        let section = overview.sections.iter().find(|section| section.path == path);
        section.map_or_else(
            || words::section_name(path),
            |section| format!("{} ({})", words::section_name(path), short(&section.heading)),
        )
    };
    late.into_iter().take(2).map(|(path, _)| named(path)).collect()
}

/// The first words of a heading, enough to know it by.
fn short(heading: &str) -> String {
    let words: Vec<&str> = heading.split_whitespace().collect();
    match words.get(..6) {
        Some(first) if words.len() > 7 => {
            format!("{}…", first.join(" ").trim_end_matches([',', ';']).to_lowercase())
        }
        _ => heading.to_lowercase(),
    }
}

fn actions(overview: &Overview, here: &str, may_report: bool, urging: Urging) -> Vec<Action> {
    let mut actions = Vec::new();
    let late = overview.groups.iter().filter(|group| urging.link(group, here).is_some()).count();
    if late > 0 {
        let label = match urging {
            Urging::AllBut(_) => format!("Đôn đốc {late} nơi chậm"),
            _ => "Đôn đốc đơn vị chậm".to_owned(),
        };
        actions.push(Action { label, href: format!("{here}/don-doc"), method: Method::Open });
    }
    if may_report {
        let label = format!("Lập báo cáo đến {}", overview.as_of);
        let href = format!("{here}/bao-cao?ngay={}", overview.as_of);
        actions.push(Action { label, href, method: Method::Open });
    }
    let waiting: u32 =
        overview.tasks.iter().filter(|task| task.ready_to_close).count().try_into().unwrap_or(u32::MAX);
    if may_report && waiting > 0 {
        actions.push(Action {
            label: format!("Đóng {waiting} nhiệm vụ đã xong"),
            href: format!("{here}/nhiem-vu?trang-thai=du-dieu-kien-dong"),
            method: Method::Open,
        });
    }
    actions
}

fn urgent(overview: &Overview) -> Vec<UrgentRow> {
    sorted_by_severity(
        overview.tasks.iter().filter(|task| task.judged.state == TaskState::Overdue || task.judged.soon),
    )
    .into_iter()
    .take(URGENT_ROWS)
    .map(|task| UrgentRow {
        title: words::title(&task.text),
        href: format!("/nhiem-vu/{}", task.id),
        state: words::task_tag(task),
        who: who_must_act(overview, task),
    })
    .collect()
}

/// Red first: by severity, then the longest late, then the nearest due day.
pub(super) fn sorted_by_severity<'a>(tasks: impl Iterator<Item = &'a TaskLine>) -> Vec<&'a TaskLine> {
    let mut tasks: Vec<&TaskLine> = tasks.collect();
    tasks.sort_by_key(|task| {
        let late = task.judged.late.map_or(0, |late| -late.days);
        (task.judged.severity(), late, std::cmp::Reverse(task.counts.overdue), task.due_on)
    });
    tasks
}

/// `Sơn Động 41, Lục Ngạn 38, 4 đơn vị khác 33 · Sở GDĐT chủ trì · mục II.8`.
fn who_must_act(overview: &Overview, task: &TaskLine) -> String {
    let name = |unit: &UnitId| {
        overview
            .groups
            .iter()
            .find(|group| group.unit == *unit)
            .map_or("đơn vị", |group| group.name.as_str())
    };
    let mut parts = Vec::new();
    let groups = task.late_groups();
    let (first, rest) = groups.split_at(groups.len().min(3));
    let mut late: Vec<String> = first.iter().map(|(unit, count)| format!("{} {count}", name(unit))).collect();
    if !rest.is_empty() {
        late.push(format!("{} nơi khác {}", rest.len(), rest.iter().map(|(_, count)| count).sum::<u32>()));
    }
    if !late.is_empty() {
        parts.push(format!("Còn chậm: {}", late.join(", ")));
    }
    if task.lead_name.is_empty() {
        parts.push("chưa giao chủ trì".to_owned());
    } else {
        parts.push(format!("{} chủ trì", task.lead_name));
    }
    parts.push(words::section_name(&task.section));
    parts.join(" · ")
}

fn urgent_all(overview: &Overview, here: &str) -> Option<Link> {
    (overview.counts.overdue > 0).then(|| {
        Link::new(
            format!("tất cả {} việc", overview.counts.overdue),
            format!("{here}/nhiem-vu?trang-thai=qua-han"),
        )
    })
}

/// Targets, those not reached first, then those without figures; a few unless all are asked for.
fn targets(overview: &Overview, asked: &Fields) -> Vec<TargetRow> {
    let mut lines: Vec<(u8, &TargetLine)> = overview
        .targets
        .iter()
        .map(|line| {
            let order = match measured(line).met {
                Some(false) => 0,
                Some(true) => 1,
                None => 2,
            };
            (order, line)
        })
        .collect();
    lines.sort_by_key(|(order, _)| *order);
    let shown = if asked.text("chi-tieu") == "tat-ca" { lines.len() } else { TARGET_ROWS };
    lines.into_iter().take(shown).map(|(_, line)| target_row(line)).collect()
}

fn targets_all(overview: &Overview, here: &str, asked: &Fields) -> Option<Link> {
    let more = overview.targets.len() > TARGET_ROWS && asked.text("chi-tieu") != "tat-ca";
    more.then(|| {
        Link::new(
            format!("tất cả {} chỉ tiêu", overview.targets.len()),
            format!("{here}?chi-tieu=tat-ca#chi-tieu"),
        )
    })
}

fn measured(line: &TargetLine) -> words::Reached {
    words::reached(line.value, line.unit.as_deref(), &line.comparison, line.numerator, line.denominator)
}

/// A target with its bar.
pub(super) fn target_row(line: &TargetLine) -> TargetRow {
    let reached = measured(line);
    let verdict = match reached.met {
        Some(true) => "đã đạt",
        Some(false) => "chưa đạt",
        None => "chưa có số liệu",
    };
    TargetRow {
        name: words::title(&line.text),
        href: format!("/nhiem-vu/{}", line.task),
        now_and_goal: format!("{} / {}", reached.now, reached.goal),
        says: verdict.to_owned(),
        bar: words::bar(&reached),
        source: SourceMark::Declared,
        source_text: format!(
            "đơn vị báo cáo, chưa đối chiếu · {}/{} đơn vị",
            line.units_reported, line.units_asked
        ),
    }
}

fn filter(overview: &Overview, here: &str, asked: &Fields) -> Filter {
    let sections = overview.sections.iter().map(|section| (section.path.clone(), section_label(section)));
    let units = overview.groups.iter().map(|group| (group.unit.to_string(), group.name.clone()));
    let states = words::STATE_FILTERS.map(|(code, name)| (code.to_owned(), name.to_owned()));
    let shown = filtered(overview, asked).len();
    let select = |name: &str, label: &str, all: &str, options: Vec<(String, String)>| FilterSelect {
        name: name.to_owned(),
        label: label.to_owned(),
        choices: words::choices(all, options, asked.text(name)),
    };
    let active = ["muc", "trang-thai", "don-vi"].iter().any(|name| asked.filled(name).is_some());
    let kept = ["thu-tu", "ngay"]
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), asked.filled(name)?.to_owned())));
    Filter {
        action: format!("{here}#cay"),
        selects: vec![
            select("muc", "Mục", "Mọi mục", sections.collect()),
            select("trang-thai", "Trạng thái", "Mọi trạng thái", states.to_vec()),
            select("don-vi", "Đơn vị", "Mọi đơn vị", units.collect()),
        ],
        kept: kept.collect(),
        clear: active.then(|| format!("{here}#cay")),
        found: format!("{shown} trong {} nhiệm vụ", overview.tasks.len()),
        ..Filter::default()
    }
}

fn section_label(section: &SectionLine) -> String {
    words::title(&format!("{}. {}", section.path, section.heading))
}

/// Tasks that the filter of the page lets through.
fn filtered<'a>(overview: &'a Overview, asked: &Fields) -> Vec<&'a TaskLine> {
    let section = asked.text("muc");
    let below = format!("{section}.");
    let state = asked.text("trang-thai");
    let unit: Option<UnitId> = asked.filled("don-vi").and_then(|id| id.parse().ok());
    let fits = |task: &&TaskLine| {
        (section.is_empty() || task.section == section || task.section.starts_with(&below))
            && words::fits(&task.judged, state)
            && unit.is_none_or(|unit| task.groups.iter().any(|(group, _)| *group == unit))
    };
    overview.tasks.iter().filter(fits).collect()
}

fn order(here: &str, asked: &Fields) -> Vec<OrderLink> {
    let by_text = asked.text("thu-tu") == "muc";
    let link = |label: &str, end: &str, current| OrderLink {
        label: label.to_owned(),
        href: format!("{here}{end}#cay"),
        current,
    };
    vec![link("Chậm trước", "", !by_text), link("Theo văn bản", "?thu-tu=muc", by_text)]
}

fn tree(overview: &Overview, asked: &Fields) -> Vec<TreeSection> {
    let shown = filtered(overview, asked);
    let late_first = asked.text("thu-tu") != "muc";
    let narrowed = shown.len() < overview.tasks.len();
    let mut sections: Vec<(u32, TreeSection)> = Vec::new();
    let mut paths: Vec<(&str, u8, String)> = overview
        .sections
        .iter()
        .map(|section| {
            (section.path.as_str(), u8::try_from(section.level).unwrap_or(3).min(3), section_label(section))
        })
        .collect();
    for outside in ["body", "KET"] {
        if !paths.iter().any(|(path, _, _)| *path == outside) {
            let name = words::section_name(outside);
            paths.push((outside, 1, words::title(&name)));
        }
    }
    for (path, level, name) in paths {
        let tasks: Vec<&TaskLine> = shown.iter().copied().filter(|task| task.section == path).collect();
        let mut counts = khue_rules::directive::roll_up::StateCounts::default();
        for task in &tasks {
            counts.add_judged(&task.judged);
        }
        let heading_only = tasks.is_empty();
        if heading_only && (late_first || narrowed || matches!(path, "body" | "KET")) {
            continue;
        }
        let tasks = if late_first { sorted_by_severity(tasks.into_iter()) } else { tasks };
        let section = TreeSection {
            anchor: format!("m-{}", path.replace(['.', '~'], "-")),
            level: if late_first { 2 } else { level },
            name,
            states: words::count_tags(&counts),
            open: counts.overdue > 0 || narrowed,
            tasks: tasks.into_iter().map(|task| tree_task(overview, task)).collect(),
        };
        sections.push((counts.overdue, section));
    }
    if late_first {
        sections.sort_by_key(|(late, _)| std::cmp::Reverse(*late));
    }
    sections.into_iter().map(|(_, section)| section).collect()
}

fn tree_task(overview: &Overview, task: &TaskLine) -> TreeTask {
    let target = overview.targets.iter().find(|target| target.task == task.id && target.numerator.is_some());
    TreeTask {
        title: words::title(&task.text),
        href: format!("/nhiem-vu/{}", task.id),
        who: words::who(task),
        target: target.map(|target| target_row(target).now_and_goal).unwrap_or_default(),
        state: words::task_tag(task),
    }
}

/// Section × unit. A cell says the worst state and how many stand in it.
pub(super) fn matrix(overview: &Overview, here: &str, urging: Urging) -> Matrix {
    let columns: Vec<Link> = overview
        .groups
        .iter()
        .map(|group| Link::new(&group.name, format!("/don-vi/{}", group.unit)))
        .collect();
    let mut paths: Vec<(&str, String)> =
        overview.sections.iter().map(|section| (section.path.as_str(), section_label(section))).collect();
    paths.push(("body", words::title(&words::section_name("body"))));
    paths.push(("KET", words::title(&words::section_name("KET"))));
    let rows = paths
        .into_iter()
        .filter(|(path, _)| overview.tasks.iter().any(|task| task.section == *path))
        .map(|(path, label)| MatrixRow {
            head: Link::new(label.clone(), format!("{here}/nhiem-vu?muc={path}")),
            cells: overview.groups.iter().map(|group| cell(overview, here, path, group)).collect(),
        })
        .collect();
    let urge: Vec<Option<Link>> = overview.groups.iter().map(|group| urging.link(group, here)).collect();
    let urge = if urge.iter().all(Option::is_none) { Vec::new() } else { urge };
    Matrix { corner: "Mục".to_owned(), columns, rows, urge }
}

fn cell(overview: &Overview, here: &str, path: &str, group: &GroupLine) -> Cell {
    let Some(cell) = overview.cells.get(&(path.to_owned(), group.unit)) else {
        return Cell {
            tone: Tone::Quiet,
            figure: "–".to_owned(),
            says: "không giao việc".to_owned(),
            href: None,
        };
    };
    let place = format!("{}, {}", group.name, words::section_name(path));
    let (tone, count) = words::worst(&cell.counts);
    let figure = match tone {
        Tone::Late | Tone::Soon => count.to_string(),
        Tone::Unknown => "chưa".to_owned(),
        _ => String::new(),
    };
    // The sentence tells states; that some of the open ones are due soon is told first.
    let soon = if tone == Tone::Soon { format!("{count} sắp đến hạn; ") } else { String::new() };
    Cell {
        tone,
        figure,
        says: format!("{place}: {soon}{}", cell.counts.sentence("việc")),
        href: Some(format!("{here}/nhiem-vu?muc={path}&don-vi={}", group.unit)),
    }
}

fn unit_columns() -> Vec<Column> {
    vec![
        Column::new("Đơn vị", ColumnKind::Text),
        Column::new("Tình trạng", ColumnKind::Text),
        Column::new("Được giao", ColumnKind::LaterFigure),
        Column::new("Hoàn thành", ColumnKind::Figure),
        Column::new("Quá hạn", ColumnKind::Figure),
        Column::new("Chờ duyệt", ColumnKind::LaterFigure),
        Column::new("Chưa báo cáo", ColumnKind::LaterFigure),
    ]
}

fn unit_row(group: &GroupLine, here: &str, urging: Urging) -> UnitRow {
    let counts = &group.counts;
    let state = if group.silent > 0 {
        Tag::new(Tone::Late, format!("{} việc quá hạn chưa báo cáo", group.silent))
    } else if counts.overdue > 0 {
        Tag::new(Tone::Late, format!("{} việc quá hạn", counts.overdue))
    } else if counts.done() == counts.total() {
        Tag::new(Tone::Ok, "đã xong")
    } else {
        Tag::new(Tone::Active, "đúng tiến độ")
    };
    UnitRow {
        unit: Link::new(&group.name, format!("{here}/nhiem-vu?don-vi={}", group.unit)),
        state,
        urge: urging.link(group, here),
        figures: vec![
            words::figure(counts.total(), ColumnKind::LaterFigure),
            words::figure(counts.done(), ColumnKind::Figure),
            words::figure(counts.overdue, ColumnKind::Figure),
            words::figure(counts.waiting, ColumnKind::LaterFigure),
            words::figure(counts.unknown, ColumnKind::LaterFigure),
        ],
    }
}
