//! `GET /viec`: what the unit has to do, worst first, and what waits for its decision.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use axum::response::Response;
use khue_app::directive::{DirectiveHead, Judge, Part, Urging, WorkLine, directive_head, work_list};
use khue_app::registry::{Unit, units_by_id};
use khue_app::{Ctx, OpError};
use khue_base::{DirectiveId, UnitId};
use khue_rules::directive::state::{Judged, Standing, TaskStage, TaskState};

use super::task::assignment_tag;
use crate::directive::words;
use crate::directive::work::{Fold, UrgingNote, WorkGroup, WorkPage, WorkRow};
use crate::page::{Empty, Link, Run, Tag, Tone};
use crate::{Failure, Signed, show};

/// Groups in the order of the page: anchor, heading, folded or not.
const GROUPS: [(&str, &str, Fold); 8] = [
    ("qua-han", "Quá hạn", Fold::Open),
    ("bi-tra-lai", "Bị trả lại", Fold::Open),
    ("cho-duyet", "Chờ đơn vị quyết định", Fold::Open),
    ("sap-den-han", "Sắp đến hạn", Fold::Open),
    ("dang-lam", "Đang làm", Fold::Open),
    ("da-gui", "Đã gửi, chờ cấp trên duyệt", Fold::Open),
    ("phoi-hop", "Phối hợp với đơn vị khác, không phải báo cáo", Fold::Folded),
    ("da-xong", "Đã xong", Fold::Folded),
];

/// Work named under a message at first.
const URGED_TASKS: usize = 5;

/// Shows the page.
pub async fn page(signed: Signed) -> Result<Response, Failure> {
    let ctx = &signed.ctx;
    let work = work_list(ctx).await?;
    let judge = Judge::on(ctx.today())?;
    let heads = heads_of(ctx, work.own.iter().chain(&work.to_decide)).await?;
    let others: Vec<UnitId> = work.to_decide.iter().map(|line| line.unit_id).collect();
    let mut session = ctx.read().await?;
    let units = units_by_id(&mut session, &others, ctx.today()).await.map_err(OpError::from)?;
    drop(session);
    let mut groups = empty_groups();
    for line in &work.own {
        let judged = judged(judge, line);
        let urged = work.urgings.iter().find(|urging| urging.assignments.contains(&line.id));
        put(&mut groups, group_of(&judged, line), own_row(line, &judged, &heads, urged));
    }
    for line in &work.to_decide {
        put(&mut groups, "cho-duyet", decide_row(line, &heads, &units));
    }
    let groups = counted(groups);
    Ok(show(&WorkPage {
        shell: signed.shell("Việc của đơn vị", &[]),
        heading: ctx.actor.unit_name.clone(),
        lead: lead(&groups),
        urgings: work.urgings.iter().map(|urging| urging_note(urging, &work.own)).collect(),
        filter: None,
        groups,
        empty: Empty {
            title: "Đơn vị chưa có việc nào".to_owned(),
            why: "Khi cấp trên giao một nhiệm vụ cho đơn vị, việc hiện ở đây kèm hạn và mẫu báo cáo."
                .to_owned(),
            step: Some(Link::new("Xem các văn bản chỉ đạo", "/chi-dao")),
        },
        pager: None,
    }))
}

/// What another unit has to do, as its page shows it: what presses is open, the rest folded; nothing to
/// step on. With it the sentence that sums it up.
pub(crate) async fn groups_of_unit(
    signed: &Signed,
    lines: &[WorkLine],
) -> Result<(Vec<Run>, Vec<WorkGroup>), Failure> {
    let judge = Judge::on(signed.ctx.today())?;
    let heads = heads_of(&signed.ctx, lines.iter()).await?;
    let mut groups = empty_groups();
    for line in lines {
        let judged = judged(judge, line);
        let row = WorkRow { step: None, ..own_row(line, &judged, &heads, None) };
        put(&mut groups, group_of(&judged, line), row);
    }
    for group in &mut groups {
        if !matches!(group.anchor.as_str(), "qua-han" | "bi-tra-lai" | "sap-den-han") {
            group.fold = Fold::Folded;
        }
    }
    let groups = counted(groups);
    Ok((lead(&groups), groups))
}

async fn heads_of(
    ctx: &Ctx,
    lines: impl Iterator<Item = &WorkLine>,
) -> Result<HashMap<DirectiveId, DirectiveHead>, Failure> {
    let mut heads: HashMap<DirectiveId, DirectiveHead> = HashMap::new();
    for line in lines {
        if let Entry::Vacant(place) = heads.entry(line.directive_id) {
            place.insert(directive_head(ctx, line.directive_id).await?);
        }
    }
    Ok(heads)
}

fn empty_groups() -> Vec<WorkGroup> {
    let group = |(anchor, heading, fold): &(&str, &str, Fold)| WorkGroup {
        anchor: (*anchor).to_owned(),
        heading: (*heading).to_owned(),
        fold: *fold,
        ..WorkGroup::default()
    };
    GROUPS.iter().map(group).collect()
}

fn put(groups: &mut [WorkGroup], anchor: &str, row: WorkRow) {
    if let Some(group) = groups.iter_mut().find(|group| group.anchor == anchor) {
        group.rows.push(row);
    }
}

fn counted(mut groups: Vec<WorkGroup>) -> Vec<WorkGroup> {
    groups.retain(|group| !group.rows.is_empty());
    for group in &mut groups {
        group.count = format!("{} việc", group.rows.len());
    }
    groups
}

fn judged(judge: Judge, line: &WorkLine) -> Judged {
    let stage = match (line.standing.as_str(), TaskStage::from_code(&line.stage)) {
        (_, Some(TaskStage::Done)) => TaskStage::Done,
        ("paused", _) => TaskStage::Paused,
        ("cancelled", _) => TaskStage::Cancelled,
        ("closed", _) => TaskStage::Done,
        (_, stage) => stage.unwrap_or(TaskStage::NotStarted),
    };
    judge.judge(&Standing { stage, due: line.due_on, done_on: line.done_on, heard_on: line.heard_on })
}

fn group_of(judged: &Judged, line: &WorkLine) -> &'static str {
    if line.part == Part::Support.code() {
        return "phoi-hop";
    }
    if line.progress_state == "returned" && judged.state.is_open() {
        return "bi-tra-lai";
    }
    match judged.state {
        TaskState::Overdue => "qua-han",
        TaskState::DoneLate | TaskState::DoneOnTime | TaskState::Cancelled => "da-xong",
        _ if line.progress_state == "sent" => "da-gui",
        _ if line.standing == "closed" => "da-xong",
        _ if judged.soon => "sap-den-han",
        _ => "dang-lam",
    }
}

fn own_row(
    line: &WorkLine,
    judged: &Judged,
    heads: &HashMap<DirectiveId, DirectiveHead>,
    urged: Option<&Urging>,
) -> WorkRow {
    let href = format!("/viec/{}", line.id);
    let supports = line.part == Part::Support.code();
    let open =
        !supports && judged.state.is_open() && line.standing == "open" && line.progress_state != "sent";
    let label = match line.progress_state.as_str() {
        "returned" => "Sửa báo cáo",
        "draft" => "Viết tiếp bản nháp",
        _ => "Báo cáo",
    };
    WorkRow {
        title: words::title(&line.text),
        state: if supports {
            Tag::new(Tone::Quiet, "phối hợp")
        } else {
            assignment_tag(judged, &line.progress_state)
        },
        urged: urged.map(|urging| Tag::new(Tone::Soon, format!("đôn đốc {}", urging.at.day()))),
        note: note(line, heads),
        reason: Some(line.last_words.clone())
            .filter(|words| line.progress_state == "returned" && !words.is_empty()),
        step: open.then(|| Link::new(label, format!("{href}#bao-cao"))),
        href,
    }
}

fn urging_note(urging: &Urging, own: &[WorkLine]) -> UrgingNote {
    let mut tasks: Vec<Link> = own
        .iter()
        .filter(|line| urging.assignments.contains(&line.id))
        .map(|line| Link::new(words::title(&line.text), format!("/viec/{}", line.id)))
        .collect();
    let more_tasks = tasks.split_off(tasks.len().min(URGED_TASKS));
    UrgingNote {
        who: format!("{}, {}", urging.urger, urging.urger_unit),
        when: urging.at.to_string(),
        text: urging.words.clone(),
        more: format!("{} việc nữa", more_tasks.len()),
        tasks,
        more_tasks,
    }
}

fn decide_row(
    line: &WorkLine,
    heads: &HashMap<DirectiveId, DirectiveHead>,
    units: &HashMap<UnitId, Unit>,
) -> WorkRow {
    let href = format!("/viec/{}", line.id);
    let unit = units.get(&line.unit_id).map_or("đơn vị", |unit| unit.name.as_str());
    WorkRow {
        title: format!("{unit}: {}", words::title(&line.text)),
        state: Tag::new(Tone::Soon, line.heard_on.map_or("chờ duyệt".to_owned(), |day| format!("gửi {day}"))),
        urged: None,
        note: note(line, heads),
        reason: None,
        step: Some(Link::new("Xem và quyết định", format!("{href}#quyet-dinh"))),
        href,
    }
}

fn note(line: &WorkLine, heads: &HashMap<DirectiveId, DirectiveHead>) -> String {
    let due = line.due_on.map_or("không đặt hạn".to_owned(), |due| format!("hạn {due}"));
    let part = Part::from_code(&line.part).map_or(String::new(), |part| part.name().to_lowercase());
    let document = heads.get(&line.directive_id).map(DirectiveHead::name).unwrap_or_default();
    format!("{due} · {part} · {document}, {}", line.code)
}

fn lead(groups: &[WorkGroup]) -> Vec<Run> {
    let count =
        |anchor: &str| groups.iter().find(|group| group.anchor == anchor).map_or(0, |group| group.rows.len());
    let urgent = [
        ("qua-han", "việc quá hạn", true),
        ("bi-tra-lai", "báo cáo bị trả lại", true),
        ("cho-duyet", "báo cáo chờ quyết định", false),
        ("sap-den-han", "việc sắp đến hạn", false),
    ];
    let mut runs = Vec::new();
    for (anchor, what, late) in urgent {
        let number = count(anchor);
        if number == 0 {
            continue;
        }
        if !runs.is_empty() {
            runs.push(Run::plain(", "));
        }
        let text = format!("{number} {what}");
        let run = if late { Run::late(text) } else { Run::strong(text) };
        runs.push(run.to(format!("#{anchor}")));
    }
    if runs.is_empty() {
        let open = count("dang-lam");
        return vec![Run::plain(match open {
            0 => "Không có việc nào đang chờ đơn vị.".to_owned(),
            open => format!("{open} việc đang làm, không có việc nào quá hạn hay bị trả lại."),
        })];
    }
    runs.push(Run::plain("."));
    runs
}
