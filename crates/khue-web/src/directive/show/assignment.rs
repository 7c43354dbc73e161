//! `GET /viec/{assignment}`: what one unit is asked, its reports, and the decision of the level above.

use std::collections::HashMap;

use axum::http::StatusCode;
use axum::response::Response;
use khue_app::directive::{
    AssignmentDetail, AssignmentHead, EvidenceLine, FigureLine, Judge, Part, ProgressLine, TaskTarget,
    assignment_detail, assignment_stage, directive_head,
};
use khue_app::registry::{Chain, Unit, UnitFilter, units_as_of, units_by_id};
use khue_app::{OpError, Refused};
use khue_base::{AssignmentId, UnitId};
use khue_rules::directive::roll_up::StateCounts;
use khue_rules::directive::state::{Judged, Standing};

use super::task::assignment_tag;
use crate::directive::assignment::{
    AssignmentPage, BelowRow, DecisionForm, EvidenceLink, FigureField, PassOnForm, ReportForm, SentReport,
};
use crate::directive::words;
use crate::page::{Choice, Fact, Link, Run, Tag, Tone};
use crate::{Failure, Fields, InPath, Signed, show, show_as};

/// Shows the page.
pub async fn page(signed: Signed, InPath(id): InPath<AssignmentId>) -> Result<Response, Failure> {
    Ok(show(&built(&signed, id, None).await?))
}

/// Shows the page again with what was refused and what was typed.
pub(in crate::directive) async fn refused(
    signed: &Signed,
    id: AssignmentId,
    typed: &Fields,
    refused: &Refused,
) -> Result<Response, Failure> {
    let mut page = built(signed, id, Some(refused)).await?;
    if let Some(form) = &mut page.report
        && typed.filled("muc-do").is_some()
    {
        typed.raw("noi-dung").clone_into(&mut form.text);
        typed.text("lien-ket").clone_into(&mut form.link);
        for stage in &mut form.stages {
            stage.chosen = stage.value == typed.text("muc-do");
        }
        for figure in &mut form.figures {
            typed.text(&figure.name).clone_into(&mut figure.value);
            typed.text(&figure.whole_name).clone_into(&mut figure.whole_value);
        }
    }
    if let Some(form) = &mut page.decision {
        typed.text("li-do").clone_into(&mut form.reason);
    }
    if let Some(form) = &mut page.pass_on {
        typed.text("ghi-chu").clone_into(&mut form.note);
        typed.text("ngay-han").clone_into(&mut form.due_day);
    }
    Ok(show_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

async fn built(
    signed: &Signed,
    id: AssignmentId,
    refused: Option<&Refused>,
) -> Result<AssignmentPage, Failure> {
    let ctx = &signed.ctx;
    let detail = assignment_detail(ctx, id).await?;
    let directive = directive_head(ctx, detail.task.directive_id).await?;
    let judge = Judge::on(ctx.today())?;
    let judged = judge_head(judge, &detail.head, &detail.task.standing);
    let mut wanted: Vec<UnitId> = detail.children.iter().map(|child| child.unit_id).collect();
    wanted.extend([detail.head.unit_id, detail.head.assigner_unit]);
    let mut session = ctx.read().await?;
    let names = units_by_id(&mut session, &wanted, ctx.today()).await.map_err(OpError::from)?;
    let below = if detail.may_assign {
        let filter =
            UnitFilter { under: Some((detail.head.unit_id, Chain::Authority)), ..UnitFilter::default() };
        units_as_of(&mut session, ctx.today(), &filter).await.map_err(OpError::from)?
    } else {
        Vec::new()
    };
    drop(session);
    let own = detail.head.unit_id == ctx.actor.unit;
    let heading = words::title(&detail.task.text);
    let unit_name = names.get(&detail.head.unit_id).map(|unit| unit.name.clone()).unwrap_or_default();
    let part = Part::from_code(&detail.head.part).map_or(String::new(), |part| part.name().to_lowercase());
    let crumbs: Vec<(&str, &str)> = if own { vec![("Việc của đơn vị", "/viec")] } else { Vec::new() };
    let title = format!("{heading} · {unit_name}");
    let sent = detail.reports.iter().find(|report| report.state == "sent");
    Ok(AssignmentPage {
        shell: match refused {
            Some(refused) => signed.refused(&title, &crumbs, refused),
            None => signed.shell(&title, &crumbs),
        },
        here: format!("/viec/{id}"),
        kicker: format!("{unit_name} · {part}"),
        state: assignment_tag(&judged, &detail.head.progress_state),
        lead: lead(&detail, &judged),
        facts: facts(&detail, &directive.name(), &names),
        task: Link::new("Xem nhiệm vụ", format!("/nhiem-vu/{}", detail.head.task_id)),
        decision: sent.filter(|_| detail.may_decide).map(|report| decision_form(report, &unit_name)),
        report: (detail.may_report && sent.is_none()).then(|| report_form(&detail)),
        closed: closed(&detail, own, sent.is_some()),
        withdraw: (detail.may_report && sent.is_some()).then(|| "Rút lại báo cáo".to_owned()),
        roll_up: roll_up_sentence(&detail, judge),
        below: detail
            .children
            .iter()
            .map(|child| below_row(child, &names, judge, &detail.task.standing))
            .collect(),
        pass_on: pass_on(&detail, &below),
        reports: detail
            .reports
            .iter()
            .filter(|report| report.state != "draft")
            .map(|report| sent_report(report, &detail))
            .collect(),
        heading,
    })
}

fn judge_head(judge: Judge, head: &AssignmentHead, standing: &str) -> Judged {
    let stage = assignment_stage(standing, &head.stage);
    judge.judge(&Standing { stage, due: head.due_on, done_on: head.done_on, heard_on: head.heard_on })
}

fn lead(detail: &AssignmentDetail, judged: &Judged) -> Vec<Run> {
    let newest = detail.reports.iter().find(|report| report.state != "draft");
    let Some(report) = newest else {
        let when = judged.when();
        return vec![Run::plain(match when.as_str() {
            "" => "Chưa có báo cáo nào.".to_owned(),
            when => format!("Chưa có báo cáo nào; {when}."),
        })];
    };
    let sent = report.sent_at.map(|at| at.day().to_string()).unwrap_or_default();
    match report.state.as_str() {
        "returned" => vec![
            Run::late(format!("Báo cáo gửi {sent} bị trả lại")),
            Run::plain(format!(": {}", report.decision_reason.clone().unwrap_or_default())),
        ],
        "sent" => vec![Run::plain(format!("Báo cáo gửi {sent} đang chờ cấp trên xem xét."))],
        _ if report.stage == "done" => {
            vec![Run::plain(format!("Đã hoàn thành, báo cáo gửi {sent} được chấp nhận."))]
        }
        _ => vec![Run::plain(format!("Báo cáo gần nhất gửi {sent} đã được chấp nhận; việc vẫn đang làm."))],
    }
}

fn facts(detail: &AssignmentDetail, document: &str, names: &HashMap<UnitId, Unit>) -> Vec<Fact> {
    let fact = |name: &str, text: String| Fact { name: name.to_owned(), text, href: None };
    let assigner = names.get(&detail.head.assigner_unit).map(|unit| unit.name.clone()).unwrap_or_default();
    let mut facts = vec![
        fact("Nội dung", detail.task.text.clone()),
        fact("Hạn", detail.head.due_on.map_or("không đặt".to_owned(), |due| due.to_string())),
        Fact {
            name: "Đơn vị thực hiện".to_owned(),
            text: names.get(&detail.head.unit_id).map(|unit| unit.name.clone()).unwrap_or_default(),
            href: Some(format!("/don-vi/{}", detail.head.unit_id)),
        },
        Fact {
            name: "Đơn vị giao".to_owned(),
            text: format!("{assigner}, ngày {}", detail.head.assigned_at.day()),
            href: Some(format!("/don-vi/{}", detail.head.assigner_unit)),
        },
        Fact {
            name: "Văn bản".to_owned(),
            text: format!("{document}, {}", words::section_name(&detail.task.section)),
            href: Some(format!("/chi-dao/{}", detail.task.directive_id)),
        },
    ];
    for target in detail.targets.iter().filter(|target| !target.ended) {
        facts.push(fact("Chỉ tiêu", target.text.clone()));
    }
    if let Some(note) = detail.events.iter().find(|event| event.kind == "assigned" && !event.words.is_empty())
    {
        facts.push(fact("Yêu cầu thêm", note.words.clone()));
    }
    if let Some(urged) = detail.events.iter().find(|event| event.kind == "urged") {
        facts.push(fact("Đôn đốc", format!("{}: {}", urged.at.day(), urged.words)));
    }
    facts
}

fn decision_form(report: &ProgressLine, unit: &str) -> DecisionForm {
    let at = report.sent_at.map(|at| at.to_string()).unwrap_or_default();
    let said = if report.stage == "done" { "báo đã xong" } else { "báo đang làm" };
    DecisionForm {
        report: report.id.to_string(),
        summary: format!("{unit} gửi lúc {at}, {said}."),
        reason: String::new(),
    }
}

fn closed(detail: &AssignmentDetail, own: bool, waiting: bool) -> Option<String> {
    if !own || detail.may_report && !waiting {
        return None;
    }
    Some(match detail.task.standing.as_str() {
        "paused" => "Nhiệm vụ đang tạm dừng nên chưa nhận báo cáo.".to_owned(),
        "cancelled" => "Nhiệm vụ đã huỷ, không cần báo cáo thêm.".to_owned(),
        "closed" => "Nhiệm vụ đã đóng, không cần báo cáo thêm.".to_owned(),
        _ if waiting => "Báo cáo đang chờ cấp trên xem xét. Nếu cần sửa, hãy rút lại báo cáo.".to_owned(),
        _ => "Vai trò của bạn chỉ xem việc này; cán bộ phụ trách của đơn vị gửi báo cáo.".to_owned(),
    })
}

fn report_form(detail: &AssignmentDetail) -> ReportForm {
    let newest = detail.reports.first();
    let draft = newest.filter(|report| report.state == "draft");
    // A returned report is mended, not written anew.
    let base = draft.or(newest.filter(|report| report.state == "returned"));
    let figures =
        base.and_then(|report| detail.figures.get(&report.id)).map(Vec::as_slice).unwrap_or_default();
    let accepted = detail.reports.iter().find(|report| report.state == "accepted");
    let before =
        accepted.and_then(|report| detail.figures.get(&report.id)).map(Vec::as_slice).unwrap_or_default();
    let chosen = base.map_or("in-progress", |report| report.stage.as_str());
    let stage = |value: &str, label: &str| Choice {
        value: value.to_owned(),
        label: label.to_owned(),
        chosen: value == chosen,
    };
    ReportForm {
        stages: vec![
            stage("not-started", "Chưa làm"),
            stage("in-progress", "Đang làm"),
            stage("done", "Đã xong"),
        ],
        text: base.map(|report| report.body.clone()).unwrap_or_default(),
        figures: detail
            .targets
            .iter()
            .filter(|target| !target.qualitative && !target.ended)
            .map(|target| figure_field(target, figures, before))
            .collect(),
        files: AssignmentPage::evidence_field(),
        kept_files: draft
            .and_then(|report| detail.evidence.get(&report.id))
            .map(|lines| lines.iter().map(evidence_link).collect())
            .unwrap_or_default(),
        link: String::new(),
        draft: draft.map(|report| format!("Bản nháp ghi lúc {}", report.written_at)),
        version: newest.map_or(0, |report| report.version).to_string(),
    }
}

fn figure_field(target: &TaskTarget, figures: &[FigureLine], before: &[FigureLine]) -> FigureField {
    let of = |lines: &[FigureLine]| lines.iter().find(|line| line.target_id == target.id).cloned();
    let (now, last) = (of(figures), of(before));
    let shared = target.unit.as_deref().is_some_and(|unit| unit == "%" || unit.contains('/'));
    let mut hint = target.value.map_or(String::new(), |value| {
        format!(
            "Đích {value}{}",
            match target.unit.as_deref() {
                Some("%") => "%".to_owned(),
                Some(unit) => format!(" {unit}"),
                None => String::new(),
            }
        )
    });
    if let Some(last) = last {
        let whole = last.denominator.map(|whole| format!(" trên {whole}")).unwrap_or_default();
        hint = format!("{hint}; lần trước {}{whole}", last.numerator);
    }
    FigureField {
        name: format!("so-{}", target.id),
        label: if shared { format!("{}: số đã đạt", target.text) } else { target.text.clone() },
        hint,
        value: now.as_ref().map(|line| line.numerator.to_string()).unwrap_or_default(),
        whole_name: if shared { format!("tren-{}", target.id) } else { String::new() },
        whole_label: if shared { "trên tổng số".to_owned() } else { String::new() },
        whole_value: now.and_then(|line| line.denominator).map(|whole| whole.to_string()).unwrap_or_default(),
    }
}

/// A piece of evidence as a link to its preview.
fn evidence_link(line: &EvidenceLine) -> EvidenceLink {
    let size =
        line.size_bytes.map(|bytes| format!(" · {} kB", bytes.div_euclid(1024).max(1))).unwrap_or_default();
    let end = line.name.rsplit_once('.').map(|(_, end)| end.to_uppercase()).unwrap_or_default();
    EvidenceLink {
        id: line.id.to_string(),
        label: line.name.clone(),
        href: match &line.link {
            Some(address) => address.clone(),
            None => format!("/minh-chung/{}", line.id),
        },
        note: if line.kind == "link" { "liên kết".to_owned() } else { format!("{end}{size}") },
    }
}

fn roll_up_sentence(detail: &AssignmentDetail, judge: Judge) -> Vec<Run> {
    if detail.children.is_empty() {
        return Vec::new();
    }
    let mut counts = StateCounts::default();
    for child in &detail.children {
        counts.add_judged(&judge_head(judge, child, &detail.task.standing));
    }
    vec![Run::plain(format!("{}.", counts.sentence("đơn vị bên dưới")))]
}

fn below_row(
    child: &AssignmentHead,
    names: &HashMap<UnitId, Unit>,
    judge: Judge,
    standing: &str,
) -> BelowRow {
    let judged = judge_head(judge, child, standing);
    BelowRow {
        unit: Link::new(
            names.get(&child.unit_id).map_or("đơn vị", |unit| unit.name.as_str()),
            format!("/viec/{}", child.id),
        ),
        state: assignment_tag(&judged, &child.progress_state),
        note: child.heard_on.map_or("chưa báo cáo".to_owned(), |day| format!("báo cáo {day}")),
    }
}

fn pass_on(detail: &AssignmentDetail, below: &[Unit]) -> Option<PassOnForm> {
    let given: Vec<UnitId> = detail.children.iter().map(|child| child.unit_id).collect();
    let units: Vec<&Unit> =
        below.iter().filter(|unit| unit.id != detail.head.unit_id && !given.contains(&unit.id)).collect();
    if units.is_empty() {
        return None;
    }
    let mut kinds: Vec<Choice> = Vec::new();
    for unit in &units {
        if kinds.iter().all(|choice| choice.value != unit.kind.code()) {
            let count = units.iter().filter(|other| other.kind == unit.kind).count();
            kinds.push(Choice {
                value: unit.kind.code().to_owned(),
                label: format!("{} ({count})", unit.kind.name()),
                chosen: false,
            });
        }
    }
    Some(PassOnForm {
        units: units
            .iter()
            .map(|unit| Choice { value: unit.id.to_string(), label: unit.name.clone(), chosen: false })
            .collect(),
        kinds,
        due_day: String::new(),
        due_hint: detail.head.due_on.map_or(String::new(), |due| format!("Không muộn hơn {due}.")),
        note: String::new(),
    })
}

fn sent_report(report: &ProgressLine, detail: &AssignmentDetail) -> SentReport {
    let state = match report.state.as_str() {
        "accepted" => Tag::new(Tone::Ok, "được chấp nhận"),
        "returned" => Tag::new(Tone::Late, "bị trả lại"),
        _ => Tag::new(Tone::Active, "chờ duyệt"),
    };
    let decision = report.decided_at.map(|at| {
        let who = report.decider_name.clone().unwrap_or_default();
        let verb = if report.state == "returned" { "trả lại" } else { "chấp nhận" };
        let reason = report.decision_reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
        format!("{who} {verb} lúc {at}{reason}")
    });
    let name = |figure: &FigureLine| {
        detail.targets.iter().find(|target| target.id == figure.target_id).map_or(String::new(), |target| {
            match target.ended {
                true => format!("{} (chỉ tiêu đã thôi)", target.text),
                false => target.text.clone(),
            }
        })
    };
    let figures = detail.figures.get(&report.id).map(Vec::as_slice).unwrap_or_default();
    let evidence = detail.evidence.get(&report.id).map(Vec::as_slice).unwrap_or_default();
    SentReport {
        anchor: format!("bc-{}", report.version),
        when: report.sent_at.map(|at| at.to_string()).unwrap_or_default(),
        who: report.writer_name.clone(),
        state,
        text: report.body.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect(),
        figures: figures
            .iter()
            .map(|figure| Fact {
                name: name(figure),
                text: match figure.denominator {
                    Some(whole) => format!("{} trên {whole}", figure.numerator),
                    None => figure.numerator.to_string(),
                },
                href: None,
            })
            .collect(),
        evidence: evidence.iter().map(evidence_link).collect(),
        decision,
    }
}
