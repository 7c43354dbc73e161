//! `GET /nhiem-vu/{id}`: a task, whom it is given to, where it comes from, what happened to it.

use std::collections::HashMap;

use axum::http::StatusCode;
use axum::response::Response;
use khue_app::directive::{
    AdoptedText, AssignmentLine, DirectiveHead, Judge, Part, TargetVersion, TaskDetail, TaskTarget as Target,
    TaskVersion, adopted_text, assignment_stage, directive_head, task_detail, task_stage, task_titles,
};
use khue_app::registry::{Unit, UnitFilter, UnitKind, units_as_of};
use khue_app::{Ctx, OpError, Refused};
use khue_base::{TaskId, UnitId};
use khue_rules::accounts::{Action as Deed, Place};
use khue_rules::directive::roll_up::{StateCounts, roll_up};
use khue_rules::directive::state::{Judged, Standing, TaskState};

use super::review::{COMPARISONS, unit_groups};
use crate::directive::review::Access;
use crate::directive::task::{
    AssignForm, AssignmentRow, EditForm, EditTarget, EndedTarget, SourcePart, SourceRun, StepForm,
    StepWeight, TaskPage, TaskTarget,
};
use crate::directive::words;
use crate::page::{Choice, Column, ColumnKind, Event, Fact, Figure, Link, Run, Tag, Tone};
use crate::{Failure, Fields, InPath, Signed, show, show_as};

/// Empty places offered for more targets.
const SPARE_TARGETS: usize = 2;

/// Shows the page.
pub async fn page(signed: Signed, InPath(id): InPath<TaskId>) -> Result<Response, Failure> {
    Ok(show(&built(&signed, id, None).await?))
}

/// Shows the page again with what was refused and what was typed.
pub(in crate::directive) async fn refused(
    signed: &Signed,
    id: TaskId,
    typed: &Fields,
    refused: &Refused,
) -> Result<Response, Failure> {
    let mut page = built(signed, id, Some(refused)).await?;
    if let Some(form) = &mut page.edit {
        if let Some(text) = typed.filled("noi-dung") {
            text.clone_into(&mut form.text);
        }
        if let Some(day) = typed.filled("han-moi") {
            day.clone_into(&mut form.due_day);
        }
        typed.text("li-do").clone_into(&mut form.reason);
        form.targets.iter_mut().for_each(|target| keep_typed(target, typed));
    }
    if let Some(form) = &mut page.assign {
        typed.text("ngay-han").clone_into(&mut form.due_day);
        typed.text("ghi-chu").clone_into(&mut form.note);
    }
    for step in &mut page.steps {
        typed.text(&format!("li-do-{}", step.verb)).clone_into(&mut step.reason);
    }
    Ok(show_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

fn keep_typed(target: &mut EditTarget, typed: &Fields) {
    if typed.0.iter().all(|(name, _)| *name != target.field()) {
        return;
    }
    let part = |part: &str| typed.text(&format!("ct-{}-{part}", target.index)).to_owned();
    let (value, unit, of, sign, end) = (part("so"), part("dv"), part("cua"), part("ss"), part("bo"));
    (target.value, target.unit, target.of) = (value, unit, of);
    target.comparisons.iter_mut().for_each(|choice| choice.chosen = choice.value == sign);
    if let Some(box_) = &mut target.end {
        box_.chosen = end == box_.value;
    }
}

async fn built(signed: &Signed, id: TaskId, refused: Option<&Refused>) -> Result<TaskPage, Failure> {
    let ctx = &signed.ctx;
    let detail = task_detail(ctx, id).await?;
    let task = detail.versions.first().ok_or(OpError::Hidden)?;
    let head = directive_head(ctx, task.directive_id).await?;
    let text = adopted_text(ctx, task.directive_id).await?;
    let titles = task_titles(ctx, task.directive_id).await?;
    let mut session = ctx.read().await?;
    let units =
        units_as_of(&mut session, ctx.today(), &UnitFilter::default()).await.map_err(OpError::from)?;
    drop(session);
    let names: HashMap<UnitId, &Unit> = units.iter().map(|unit| (unit.id, unit)).collect();
    let judge = Judge::on(ctx.today())?;
    let judged: Vec<(&AssignmentLine, Judged)> =
        detail.assignments.iter().map(|line| (line, judge_line(judge, line, &task.standing))).collect();
    let mut counts = StateCounts::default();
    // Who only supports does not report, so nothing of theirs can be late.
    for (_, judged) in judged.iter().filter(|(line, _)| line.part != Part::Support.code()) {
        counts.add_judged(judged);
    }
    let own = judge.judge(&Standing {
        stage: task_stage(&task.standing),
        due: task.due_on,
        done_on: task.done_on,
        heard_on: None,
    });
    let rolled = roll_up(own.state, &counts, "đơn vị");
    let may_edit = ctx.may(Deed::EditTask, Place::Nowhere).is_ok();
    let heading = words::title(&task.text);
    let up = format!("/chi-dao/{}", task.directive_id);
    let directive = words::heading(&head);
    let title = format!("{} {heading}", task.code);
    let crumbs = [("Chỉ đạo", "/chi-dao"), (directive.as_str(), up.as_str())];
    Ok(TaskPage {
        shell: match refused {
            Some(refused) => signed.refused(&title, &crumbs, refused),
            None => signed.shell(&title, &crumbs),
        },
        here: format!("/nhiem-vu/{id}"),
        kicker: format!("Nhiệm vụ {} · {}", task.code, words::section_name(&task.section)),
        state: state_tag(&own, rolled.state, rolled.ready_to_close),
        lead: vec![Run::plain(rolled.reason)],
        facts: facts(task, &head, &names, &judged),
        source: source(&text, detail.versions.last().unwrap_or(task)),
        source_link: Some(Link::new("Xem trong văn bản", format!("{up}/van-ban#nv-{id}"))),
        urge: (task.standing == "open")
            .then(|| urge(ctx, task, &judged))
            .flatten()
            .map(|label| Link::new(label, format!("{up}/don-doc?nhiem-vu={id}"))),
        targets: detail.targets.iter().filter(|line| !line.ended).map(target).collect(),
        ended_targets: detail
            .targets
            .iter()
            .filter(|line| line.ended)
            .map(|line| ended_target(line, &detail))
            .collect(),
        references: references(&detail),
        duplicates: titles
            .iter()
            .filter(|other| task.duplicate_of == Some(other.id) || other.duplicate_of == Some(id))
            .map(|other| {
                Link::new(
                    format!("{} {}", other.code, words::title(&other.text)),
                    format!("/nhiem-vu/{}", other.id),
                )
            })
            .collect(),
        columns: columns(),
        assignments: assignment_rows(judged, &names),
        assign: (may_edit && task.standing == "open").then(|| assign_form(task, &units)),
        edit: may_edit.then(|| edit_form(task, &detail.targets, &units)),
        steps: if may_edit { steps(&task.standing, rolled.ready_to_close) } else { Vec::new() },
        history: history(&detail, &names),
        access: if may_edit { Access::Change } else { Access::Read },
        heading,
    })
}

/// `Đôn đốc 4 đơn vị quá hạn`, when the visitor may urge and something is late or came back.
fn urge(ctx: &Ctx, task: &TaskVersion, judged: &[(&AssignmentLine, Judged)]) -> Option<String> {
    ctx.may(Deed::Urge, Place::Below).ok()?;
    let own = ctx.actor.unit;
    let theirs =
        || judged.iter().filter(|(line, _)| line.part != Part::Support.code() && line.unit_id != own);
    let late = theirs().filter(|(_, judged)| judged.state == TaskState::Overdue).count();
    let open = theirs().any(|(_, judged)| judged.state.is_open());
    match late {
        0 if open && task.due_on.is_some() => Some("Đôn đốc".to_owned()),
        0 => None,
        late => Some(format!("Đôn đốc {late} đơn vị quá hạn")),
    }
}

/// How one assignment stands.
pub(super) fn judge_line(judge: Judge, line: &AssignmentLine, standing: &str) -> Judged {
    let stage = assignment_stage(standing, &line.stage);
    judge.judge(&Standing { stage, due: line.due_on, done_on: line.done_on, heard_on: line.heard_on })
}

fn state_tag(own: &Judged, state: TaskState, ready: bool) -> Tag {
    if ready {
        return Tag::new(Tone::Ok, "đủ điều kiện đóng");
    }
    if own.state == state || own.soon {
        return words::tag(own);
    }
    words::tag(&Judged { state, soon: false, late: None, ..own.clone() })
}

fn facts(
    task: &TaskVersion,
    head: &DirectiveHead,
    names: &HashMap<UnitId, &Unit>,
    judged: &[(&AssignmentLine, Judged)],
) -> Vec<Fact> {
    let fact = |name: &str, text: String| Fact { name: name.to_owned(), text, href: None };
    let name = |id: UnitId| names.get(&id).map_or_else(String::new, |unit| unit.name.clone());
    let unit = |name: &str, id: UnitId, text: String| Fact {
        name: name.to_owned(),
        text,
        href: Some(format!("/don-vi/{id}")),
    };
    let mut facts = vec![match task.lead_unit {
        Some(lead) => unit("Chủ trì", lead, name(lead)),
        None => fact("Chủ trì", "chưa giao".to_owned()),
    }];
    let support = judged.iter().filter(|(line, _)| line.part == Part::Support.code());
    facts.extend(support.map(|(line, _)| unit("Phối hợp", line.unit_id, name(line.unit_id))));
    facts.push(fact("Hạn", task.due_on.map_or("không đặt".to_owned(), |due| due.to_string())));
    if let Some(repeats) = task.repeats.as_deref().and_then(khue_rules::directive::due::Repeats::from_code) {
        facts.push(fact("Định kì", repeats.name().to_owned()));
    }
    facts.push(Fact {
        name: "Văn bản".to_owned(),
        text: head.name(),
        href: Some(format!("/chi-dao/{}", task.directive_id)),
    });
    facts.push(fact("Phiên bản", format!("{}, ghi {}", task.version, task.recorded_at)));
    facts
}

/// The paragraph of the source with the task's own words marked.
fn source(text: &AdoptedText, task: &TaskVersion) -> Vec<SourceRun> {
    let offset = |bytes: i64| usize::try_from(bytes).unwrap_or_default();
    let (start, end) = (offset(task.span_start), offset(task.span_end));
    let Some(paragraph) = text.paragraphs.iter().find(|span| span.start <= start && start < span.end) else {
        return Vec::new();
    };
    let run = |from: usize, to: usize, part| SourceRun {
        text: text.text.get(from..to).unwrap_or_default().replace('\n', " "),
        part,
    };
    let around = paragraph.end.max(end);
    let runs = [
        run(paragraph.start, start, SourcePart::Around),
        run(start, end, SourcePart::Own),
        run(end, around, SourcePart::Around),
    ];
    runs.into_iter().filter(|run| !run.text.is_empty()).collect()
}

/// `98,1% (1.471 trên 1.500)`: what units reported, together.
fn declared(line: &Target) -> String {
    let numerator = line.numerator.filter(|_| line.units_reported.unwrap_or(0) > 0);
    let reached =
        words::reached(line.value, line.unit.as_deref(), &line.comparison, numerator, line.denominator);
    match (numerator, line.denominator) {
        (Some(part), Some(whole)) => format!("{} ({part} trên {whole})", reached.now),
        (Some(_), None) => reached.now,
        (None, _) => "chưa có".to_owned(),
    }
}

fn ended_target(line: &Target, detail: &TaskDetail) -> EndedTarget {
    let ending = detail.target_versions.iter().rfind(|version| version.target_id == line.id);
    let reason = ending
        .and_then(|ending| detail.versions.iter().find(|version| version.version == ending.task_version))
        .map(|version| format!(": {}", version.reason))
        .unwrap_or_default();
    EndedTarget {
        goal: line.text.clone(),
        why: format!("thôi từ {}{reason}", line.recorded_at),
        declared: if line.qualitative {
            "Chỉ tiêu bằng lời, xem báo cáo của đơn vị.".to_owned()
        } else {
            format!("{}, {} đơn vị", declared(line), line.units_reported.unwrap_or(0))
        },
    }
}

fn target(line: &Target) -> TaskTarget {
    let asked = line.units_asked.unwrap_or(0);
    let reported = line.units_reported.unwrap_or(0);
    let numerator = line.numerator.filter(|_| reported > 0);
    let reached =
        words::reached(line.value, line.unit.as_deref(), &line.comparison, numerator, line.denominator);
    TaskTarget {
        goal: line.text.clone(),
        declared: declared(line),
        declared_note: if line.qualitative {
            "chỉ tiêu bằng lời, xem báo cáo của đơn vị".to_owned()
        } else {
            format!("đơn vị báo cáo và được duyệt: {reported} trên {asked} đơn vị; chưa đối chiếu")
        },
        computed: "chưa nối chỉ số".to_owned(),
        computed_note: "khi có chỉ số tính từ hồ sơ, số ấy thay số đơn vị báo cáo".to_owned(),
        computed_href: None,
        state: match reached.met {
            Some(true) => Tag::new(Tone::Ok, "đã đạt"),
            Some(false) => Tag::new(Tone::Late, "chưa đạt"),
            None => Tag::new(Tone::Unknown, "chưa có số liệu"),
        },
        bar: words::bar(&reached),
    }
}

fn references(detail: &TaskDetail) -> Vec<Fact> {
    detail
        .references
        .iter()
        .map(|reference| Fact {
            // A law is named by its number alone: “Luật Giáo dục 2019”.
            name: if reference.number.starts_with(&reference.kind) {
                reference.number.clone()
            } else {
                format!("{} {}", reference.kind, reference.number)
            },
            text: [
                reference.issued_on.map(|day| format!("ngày {day}")),
                reference.title.as_ref().map(|title| {
                    format!("về {}", title.trim_start_matches("về ").trim_start_matches("việc "))
                }),
            ]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" "),
            href: None,
        })
        .collect()
}

fn columns() -> Vec<Column> {
    vec![
        Column::new("Đơn vị", ColumnKind::Text),
        Column::new("Tình trạng", ColumnKind::Text),
        Column::new("Vai trò", ColumnKind::Later),
        Column::new("Hạn", ColumnKind::LaterFigure),
        Column::new("Báo cáo gần nhất", ColumnKind::LaterFigure),
    ]
}

fn assignment_rows(
    mut judged: Vec<(&AssignmentLine, Judged)>,
    names: &HashMap<UnitId, &Unit>,
) -> Vec<AssignmentRow> {
    let place = |line: &AssignmentLine| {
        let order = match Part::from_code(&line.part) {
            Some(Part::Lead) => 0,
            Some(Part::Support) => 1,
            _ => 2,
        };
        let name = names.get(&line.unit_id).map(|unit| unit.sort_key.clone()).unwrap_or_default();
        (order, name)
    };
    judged.sort_by_key(|(line, judged)| {
        let (order, name) = place(line);
        (order, judged.severity(), name)
    });
    let figure = |text: String, kind| Figure { text, kind };
    judged
        .into_iter()
        .map(|(line, judged)| AssignmentRow {
            unit: Link::new(
                names.get(&line.unit_id).map_or("đơn vị", |unit| unit.name.as_str()),
                format!("/viec/{}", line.id),
            ),
            state: if line.part == Part::Support.code() {
                Tag::new(Tone::Quiet, "phối hợp")
            } else {
                assignment_tag(&judged, &line.progress_state)
            },
            figures: vec![
                figure(
                    Part::from_code(&line.part).map_or(String::new(), |part| part.name().to_lowercase()),
                    ColumnKind::Later,
                ),
                figure(line.due_on.map(|due| due.to_string()).unwrap_or_default(), ColumnKind::LaterFigure),
                figure(
                    line.heard_on.map_or("chưa có".to_owned(), |day| day.to_string()),
                    ColumnKind::LaterFigure,
                ),
            ],
        })
        .collect()
}

/// An assignment's state; a returned report says so.
pub(super) fn assignment_tag(judged: &Judged, progress_state: &str) -> Tag {
    match progress_state {
        "returned" if judged.state == TaskState::Overdue => {
            Tag::new(Tone::Late, format!("bị trả lại, {}", judged.when()))
        }
        "returned" => Tag::new(Tone::Late, "bị trả lại"),
        "sent" if judged.state != TaskState::Overdue => Tag::new(Tone::Active, "chờ duyệt"),
        _ => words::tag(judged),
    }
}

fn assign_form(task: &TaskVersion, units: &[Unit]) -> AssignForm {
    let suggested: Vec<&str> = task.carry_kinds.split(',').filter(|kind| !kind.is_empty()).collect();
    let mut kinds = vec![UnitKind::District, UnitKind::DistrictOffice, UnitKind::Commune];
    kinds.extend(UnitKind::SCHOOLS);
    let count = |kind: UnitKind| units.iter().filter(|unit| unit.kind == kind).count();
    let choice = |value: String, label: String| Choice { value, label, chosen: false };
    AssignForm {
        roles: [Part::CarryOut, Part::Support, Part::Lead]
            .map(|part| Choice {
                chosen: part == Part::CarryOut,
                ..choice(part.code().to_owned(), part.name().to_owned())
            })
            .to_vec(),
        kinds: kinds
            .into_iter()
            .filter(|kind| count(*kind) > 0)
            .map(|kind| {
                let hint = if suggested.contains(&kind.code()) { ", gợi ý" } else { "" };
                choice(kind.code().to_owned(), format!("{} ({}{hint})", kind.name(), count(kind)))
            })
            .collect(),
        districts: units
            .iter()
            .filter(|unit| unit.kind == UnitKind::District)
            .map(|unit| choice(unit.id.to_string(), unit.short_name.clone()))
            .collect(),
        units: units
            .iter()
            .filter(|unit| !unit.kind.is_school() && unit.kind != UnitKind::Commune)
            .map(|unit| choice(unit.id.to_string(), unit.name.clone()))
            .collect(),
        due_day: String::new(),
        due_hint: task.due_on.map_or("Việc này không có hạn chung.".to_owned(), |due| {
            format!("Việc này đến hạn {due}; để trống là lấy ngày ấy.")
        }),
        note: String::new(),
    }
}

fn edit_form(task: &TaskVersion, targets: &[Target], units: &[Unit]) -> EditForm {
    let heads: Vec<Unit> = units
        .iter()
        .filter(|unit| !unit.kind.is_school() && unit.kind != UnitKind::Commune)
        .cloned()
        .collect();
    EditForm {
        version: task.version.to_string(),
        text: task.text.clone(),
        leads: unit_groups(&heads, task.lead_unit),
        due_day: task.due_on.map(|due| due.to_string()).unwrap_or_default(),
        targets: edit_targets(targets),
        reason: String::new(),
    }
}

fn edit_targets(targets: &[Target]) -> Vec<EditTarget> {
    let holding = targets.iter().filter(|target| !target.ended).map(Some);
    holding
        .chain(std::iter::repeat_n(None, SPARE_TARGETS))
        .enumerate()
        .map(|(index, target)| EditTarget {
            index: index.to_string(),
            id: target.map(|target| target.id.to_string()).unwrap_or_default(),
            label: target.map_or("Chỉ tiêu mới".to_owned(), |target| target.text.clone()),
            hint: match target {
                None => "Để trống ô số nếu không thêm.".to_owned(),
                Some(target) if target.qualitative => {
                    "Chỉ tiêu bằng lời; để trống ô số nếu giữ nguyên.".to_owned()
                }
                Some(_) => String::new(),
            },
            comparisons: COMPARISONS
                .iter()
                .map(|(code, name)| Choice {
                    value: (*code).to_owned(),
                    label: (*name).to_owned(),
                    chosen: target.map_or("=", |target| target.comparison.as_str()) == *code,
                })
                .collect(),
            value: target
                .filter(|target| !target.qualitative)
                .and_then(|target| target.value)
                .map(|value| value.to_string())
                .unwrap_or_default(),
            unit: target.and_then(|target| target.unit.clone()).unwrap_or_default(),
            of: target.and_then(|target| target.of_what.clone()).unwrap_or_default(),
            end: target.map(|_| Choice {
                value: "1".to_owned(),
                label: "Thôi theo dõi chỉ tiêu này".to_owned(),
                chosen: false,
            }),
        })
        .collect()
}

fn steps(standing: &str, ready: bool) -> Vec<StepForm> {
    let step = |verb: &str, label: &str, hint: &str, weight| StepForm {
        verb: verb.to_owned(),
        label: label.to_owned(),
        hint: hint.to_owned(),
        reason: String::new(),
        weight,
    };
    let close_hint = if ready {
        "Mọi đơn vị đã xong. Đóng xong, đơn vị không báo cáo thêm."
    } else {
        "Chưa phải mọi đơn vị đã xong; hãy ghi rõ vì sao vẫn đóng."
    };
    match standing {
        "open" => vec![
            step("dong", "Đóng nhiệm vụ", close_hint, StepWeight::Light),
            step("tam-dung", "Tạm dừng", "Không tính quá hạn cho đến khi tiếp tục.", StepWeight::Light),
            step(
                "huy",
                "Huỷ nhiệm vụ",
                "Nhiệm vụ không còn được theo dõi; báo cáo cũ vẫn giữ.",
                StepWeight::Grave,
            ),
        ],
        "paused" => vec![
            step("tiep-tuc", "Tiếp tục", "Nhiệm vụ trở lại với hạn đang có.", StepWeight::Light),
            step(
                "huy",
                "Huỷ nhiệm vụ",
                "Nhiệm vụ không còn được theo dõi; báo cáo cũ vẫn giữ.",
                StepWeight::Grave,
            ),
        ],
        _ => vec![step("tiep-tuc", "Mở lại", "Nhiệm vụ trở lại danh sách đang theo dõi.", StepWeight::Light)],
    }
}

fn history(detail: &TaskDetail, names: &HashMap<UnitId, &Unit>) -> Vec<Event> {
    detail
        .versions
        .iter()
        .map(|version| {
            let before = detail.versions.iter().find(|other| other.version == version.version - 1);
            Event {
                when: version.recorded_at.to_string(),
                who: version.recorder.clone().unwrap_or_default(),
                what: match before {
                    None => "Ban hành nhiệm vụ".to_owned(),
                    Some(before) => {
                        format!("Phiên bản {}: {}", version.version, changes(before, version, detail, names))
                    }
                },
                note: before.map(|_| version.reason.clone()),
                tone: match version.standing.as_str() {
                    "closed" => Tone::Ok,
                    "paused" => Tone::Paused,
                    "cancelled" => Tone::Cancelled,
                    _ => Tone::Quiet,
                },
            }
        })
        .collect()
}

/// What a version changed, before → after: `hạn 30/9/2020 → 15/10/2020; chỉ tiêu “100% trường” → “95% trường”`.
fn changes(
    before: &TaskVersion,
    after: &TaskVersion,
    detail: &TaskDetail,
    names: &HashMap<UnitId, &Unit>,
) -> String {
    let mut told = Vec::new();
    if before.standing != after.standing {
        told.push(standing_name(&after.standing).to_owned());
    }
    if before.text != after.text {
        told.push(format!("nội dung “{}” → “{}”", words::title(&before.text), words::title(&after.text)));
    }
    if before.lead_unit != after.lead_unit {
        let name = |unit: Option<UnitId>| {
            unit.and_then(|unit| names.get(&unit)).map_or("chưa giao", |unit| unit.short_name.as_str())
        };
        told.push(format!("chủ trì {} → {}", name(before.lead_unit), name(after.lead_unit)));
    }
    if before.due_on != after.due_on {
        let day = |due: Option<khue_base::Day>| due.map_or("không đặt".to_owned(), |due| due.to_string());
        told.push(format!("hạn {} → {}", day(before.due_on), day(after.due_on)));
    }
    let brought = detail.target_versions.iter().filter(|version| version.task_version == after.version);
    told.extend(brought.map(|version| target_change(version, &detail.target_versions)));
    if told.is_empty() { "ghi lại, không đổi nội dung".to_owned() } else { told.join("; ") }
}

fn target_change(version: &TargetVersion, all: &[TargetVersion]) -> String {
    let before =
        all.iter().find(|other| other.target_id == version.target_id && other.version == version.version - 1);
    match before {
        None => format!("thêm chỉ tiêu “{}”", version.text),
        Some(_) if version.ended => format!("thôi chỉ tiêu “{}”", version.text),
        Some(before) => format!("chỉ tiêu “{}” → “{}”", before.text, version.text),
    }
}

fn standing_name(standing: &str) -> &'static str {
    match standing {
        "paused" => "tạm dừng",
        "cancelled" => "huỷ",
        "closed" => "đóng",
        _ => "tiếp tục thực hiện",
    }
}
