//! Plays the story of the sample directive through the real operations, day by day.

use std::collections::HashMap;

use khue_app::directive::{
    AdoptDirective, AssignTask, Attachment, ChangeTask, DecideProgress, Decision, Figure, Part, ProgressStep,
    ProvisionEdit, ProvisionLine, ReportProgress, ReviewStep, Standing, TaskChange, UploadDirective,
    accept_remaining, adopt_directive, assign_task, assignments_of, change_task, decide_progress, provisions,
    read_file, report_progress, review_provision, task_detail, task_titles, upload_directive,
};
use khue_app::registry::{self, Chain, Relation, UnitFilter, UnitKind};
use khue_app::{App, Ctx, OpError};
use khue_base::{AssignmentId, Day, DirectiveId, ProgressId, Quantity, TargetId, TaskId, UnitId};
use khue_office::document::pdf;
use khue_office::sheet::{Cell, ColumnKind, Sheet, SheetColumn, xlsx};
use khue_rules::directive::progress::Claim;
use khue_rules::directive::story::{
    PlannedAssignment, PlannedDecision, PlannedReport, PlannedTask, SAMPLE_DIRECTIVE, Story, StoryTask,
    StoryUnit, Unfolded,
};
use khue_rules::directive::targets::Figure as Declared;
use khue_rules::working_days::WorkingCalendar;

use super::{Cast, worker};
use crate::clock::ShiftedClock;
use crate::command::Problem;

/// What happens on a day, in the order of a working day.
enum Happening<'a> {
    Report(&'a PlannedReport, AssignmentId, usize),
    Decide(&'a PlannedDecision, AssignmentId),
    Close(TaskId),
    Pause(TaskId, &'a str),
}

/// Adopts the sample directive and lets the year pass; answers the story's last day.
pub(super) async fn play(app: &App, clock: &ShiftedClock, cast: &Cast) -> Result<Day, Problem> {
    let story = Story::catalogue().map_err(|error| Problem(error.to_string()))?;
    clock.set_day(story.issued, 8, 30);
    let ctx = cast.ctx(app, cast.department.clone());
    let units = Units::of(&ctx).await?;
    let (reading, file_type) = read_file(SAMPLE_DIRECTIVE.as_bytes(), "chi-thi-15.txt", None)?;
    let upload = UploadDirective {
        file_name: "chi-thi-15.txt".to_owned(),
        file_type,
        content: SAMPLE_DIRECTIVE.as_bytes().to_vec(),
        reading,
    };
    let directive = upload_directive(&ctx, upload).await?;
    let lines = provisions(&ctx, directive).await?;
    let unfolded = unfold(story, &lines, &units)?;
    review(&ctx, &lines, &unfolded, &units).await?;
    accept_remaining(&ctx, directive).await?;
    adopt_directive(&ctx, AdoptDirective { directive }).await?;
    let tasks = task_titles(&ctx, directive).await?;
    // Provisions are accepted as they are, so tasks stand in their order.
    let ids: Vec<TaskId> = tasks.iter().map(|task| task.id).collect();
    assign(&ctx, &unfolded, &ids, &units).await?;
    let happenings = happenings(&ctx, directive, &unfolded, &ids, &units).await?;
    tracing::info!(happenings = happenings.len(), "the year begins");
    let files = Files::make(story.issued)?;
    tracing::info!("files made");
    let mut newest: HashMap<AssignmentId, (ProgressId, i64)> = HashMap::new();
    let targets = targets(&ctx, &ids).await?;
    for (number, (day, happening)) in happenings.iter().enumerate() {
        let minute = i64::try_from(number % 420).unwrap_or_default();
        clock.set_day(*day, 8 + minute / 60, minute % 60);
        match happening {
            Happening::Report(report, assignment, task) => {
                let Some(actor) = units.owner(*assignment).and_then(|unit| cast.by_unit.get(&unit)) else {
                    continue;
                };
                let seen = newest.get(assignment).map_or(0, |(_, version)| *version);
                let own = ids.get(*task).and_then(|task| targets.get(task));
                let command =
                    command(report, *assignment, seen, own.map(Vec::as_slice).unwrap_or_default(), &files);
                match report_progress(&cast.ctx(app, actor.clone()), command).await {
                    Ok(saved) => {
                        newest.insert(*assignment, (saved.progress, saved.version));
                    }
                    // The task was paused or closed meanwhile, or an earlier report still waits.
                    Err(OpError::Refused(_)) => {}
                    Err(error) => return Err(error.into()),
                }
            }
            Happening::Decide(decision, assignment) => {
                let Some((progress, _)) = newest.get(assignment) else { continue };
                let decision = match decision {
                    PlannedDecision::Accept { .. } => Decision::Accept,
                    PlannedDecision::Return { reason, .. } => Decision::Return(reason.clone()),
                };
                let own = units.owner(*assignment) == Some(ctx.actor.unit);
                let by = if own { cast.office()? } else { ctx.actor.clone() };
                match decide_progress(&cast.ctx(app, by), DecideProgress { progress: *progress, decision })
                    .await
                {
                    Ok(_) | Err(OpError::Stale) => {}
                    Err(error) => return Err(error.into()),
                }
            }
            Happening::Close(task) => {
                stand(&ctx, *task, Standing::Closed, "Mọi đơn vị đã hoàn thành, hồ sơ đầy đủ.").await?;
            }
            Happening::Pause(task, reason) => stand(&ctx, *task, Standing::Paused, reason).await?,
        }
    }
    tracing::info!("the year has passed");
    clock.set_day(story.as_of, 14, 0);
    worker(app).run_due().await?;
    Ok(story.as_of)
}

impl Cast {
    /// Somebody of the province's office: decides on the Department's own reports.
    fn office(&self) -> Result<khue_app::Actor, Problem> {
        let office =
            self.by_post.values().find(|actor| actor.role == khue_rules::accounts::Role::ProvinceOffice);
        office.cloned().ok_or_else(|| Problem("tỉnh mẫu không có Văn phòng UBND tỉnh".to_owned()))
    }
}

/// The units that the story knows, in a fixed order.
struct Units {
    ids: Vec<UnitId>,
    codes: Vec<String>,
    kinds: Vec<UnitKind>,
    names: Vec<String>,
    districts: Vec<Option<String>>,
    owners: std::cell::RefCell<HashMap<AssignmentId, UnitId>>,
}

impl Units {
    async fn of(ctx: &Ctx) -> Result<Self, Problem> {
        let mut session = ctx.app.db.read().await?;
        let day = ctx.today();
        let all = registry::units_as_of(&mut session, day, &UnitFilter::default()).await?;
        let mut district_of: HashMap<UnitId, String> = HashMap::new();
        for district in all.iter().filter(|unit| unit.kind == UnitKind::District) {
            let filter = UnitFilter {
                under: Some((district.id, Chain::Of(Relation::Territorial))),
                ..UnitFilter::default()
            };
            let code = district.code.clone().unwrap_or_default();
            for unit in registry::units_as_of(&mut session, day, &filter).await? {
                district_of.insert(unit.id, code.clone());
            }
            district_of.insert(district.id, code);
        }
        Ok(Self {
            ids: all.iter().map(|unit| unit.id).collect(),
            codes: all.iter().map(|unit| unit.code.clone().unwrap_or_else(|| unit.id.to_string())).collect(),
            kinds: all.iter().map(|unit| unit.kind).collect(),
            names: all.iter().map(|unit| unit.name.clone()).collect(),
            districts: all.iter().map(|unit| district_of.get(&unit.id).cloned()).collect(),
            owners: std::cell::RefCell::default(),
        })
    }

    fn id(&self, position: usize) -> Option<UnitId> {
        self.ids.get(position).copied()
    }

    fn owner(&self, assignment: AssignmentId) -> Option<UnitId> {
        self.owners.borrow().get(&assignment).copied()
    }
}

fn unfold(story: &Story, lines: &[ProvisionLine], units: &Units) -> Result<Unfolded, Problem> {
    let numbers: Vec<Vec<Option<Quantity>>> = lines.iter().map(numbers).collect();
    let tasks: Vec<StoryTask<'_>> = lines
        .iter()
        .zip(&numbers)
        .map(|(line, targets)| StoryTask { section: &line.section, text: &line.text, targets })
        .collect();
    let known: Vec<StoryUnit<'_>> = units
        .codes
        .iter()
        .zip(&units.kinds)
        .zip(units.names.iter().zip(&units.districts))
        .map(|((code, kind), (name, district))| StoryUnit {
            code,
            kind: kind.code(),
            name,
            district: district.as_deref(),
        })
        .collect();
    let calendar = WorkingCalendar::vietnam().map_err(|error| Problem(error.to_string()))?;
    Ok(story.unfold(&tasks, &known, calendar))
}

/// The numbers of a provision's targets, in order.
fn numbers(line: &ProvisionLine) -> Vec<Option<Quantity>> {
    let number = |value: &serde_json::Number| Quantity::from_json(&value.to_string()).ok();
    line.detail.targets.iter().map(|target| target.value.as_ref().and_then(number)).collect()
}

/// Writes the story's due days and units into the provisions, as a reviewer would.
async fn review(
    ctx: &Ctx,
    lines: &[ProvisionLine],
    unfolded: &Unfolded,
    units: &Units,
) -> Result<(), Problem> {
    for planned in &unfolded.tasks {
        let Some(line) = lines.get(planned.task) else { continue };
        let edit = ProvisionEdit {
            text: line.text.clone(),
            section: line.section.clone(),
            kind: line.kind.clone(),
            due_on: Some(planned.due),
            repeats: planned.repeats.map(|repeats| repeats.code().to_owned()),
            lead_unit: planned.lead.as_ref().and_then(|lead| units.id(lead.unit)),
            support_units: planned.support.iter().filter_map(|unit| units.id(*unit)).collect(),
            targets: line.detail.targets.clone(),
        };
        review_provision(ctx, line.id, line.version, ReviewStep::Edit(Box::new(edit))).await?;
    }
    Ok(())
}

async fn assign(ctx: &Ctx, unfolded: &Unfolded, ids: &[TaskId], units: &Units) -> Result<(), Problem> {
    for planned in &unfolded.tasks {
        let Some(task) = ids.get(planned.task) else { continue };
        let to: Vec<(UnitId, Part)> =
            planned.carry.iter().filter_map(|carry| Some((units.id(carry.unit)?, Part::CarryOut))).collect();
        if !to.is_empty() {
            let command = AssignTask {
                task: *task,
                units: to,
                due_on: Some(planned.due),
                note: String::new(),
                parent: None,
            };
            assign_task(ctx, command).await?;
        }
    }
    Ok(())
}

async fn happenings<'a>(
    ctx: &Ctx,
    directive: DirectiveId,
    unfolded: &'a Unfolded,
    ids: &[TaskId],
    units: &Units,
) -> Result<Vec<(Day, Happening<'a>)>, Problem> {
    let mut assignments: HashMap<(TaskId, UnitId), AssignmentId> = HashMap::new();
    for line in assignments_of(ctx, directive).await? {
        assignments.insert((line.task_id, line.unit_id), line.id);
        units.owners.borrow_mut().insert(line.id, line.unit_id);
    }
    let mut all: Vec<(Day, Happening<'a>)> = Vec::new();
    for planned in &unfolded.tasks {
        let Some(task) = ids.get(planned.task) else { continue };
        let parts: Vec<&PlannedAssignment> = planned.lead.iter().chain(&planned.carry).collect();
        for part in parts {
            let assignment = units.id(part.unit).and_then(|unit| assignments.get(&(*task, unit)));
            let Some(assignment) = assignment else { continue };
            for report in &part.reports {
                all.push((report.sent_on, Happening::Report(report, *assignment, planned.task)));
                if let Some(decision) = &report.decision {
                    all.push((decided_on(decision), Happening::Decide(decision, *assignment)));
                }
            }
        }
        close_or_pause(planned, *task, &mut all);
    }
    // Stable: what was pushed first comes first on the same day.
    all.sort_by_key(|(day, _)| *day);
    Ok(all)
}

fn decided_on(decision: &PlannedDecision) -> Day {
    match decision {
        PlannedDecision::Accept { on } | PlannedDecision::Return { on, .. } => *on,
    }
}

fn close_or_pause<'a>(planned: &'a PlannedTask, task: TaskId, all: &mut Vec<(Day, Happening<'a>)>) {
    if let Some((day, reason)) = &planned.paused {
        all.push((*day, Happening::Pause(task, reason)));
    }
    if let Some(day) = planned.closed_on {
        all.push((day, Happening::Close(task)));
    }
}

async fn targets(ctx: &Ctx, ids: &[TaskId]) -> Result<HashMap<TaskId, Vec<TargetId>>, Problem> {
    let mut targets = HashMap::new();
    for task in ids {
        let detail = task_detail(ctx, *task).await?;
        targets.insert(*task, detail.targets.iter().map(|target| target.id).collect());
    }
    Ok(targets)
}

fn command(
    report: &PlannedReport,
    assignment: AssignmentId,
    seen: i64,
    targets: &[TargetId],
    files: &Files,
) -> ReportProgress {
    let whole = |number: i64| Quantity::from_thousandths(number.saturating_mul(1000));
    let figure = report.figure.as_ref().and_then(|(place, declared)| {
        let target = *targets.get(*place)?;
        let (numerator, denominator) = match declared {
            Declared::Percent { part, whole: all } | Declared::Ratio { part, whole: all } => {
                (whole(*part), Some(whole(*all)))
            }
            Declared::Amount { amount } => (*amount, None),
        };
        Some(Figure { target, numerator, denominator })
    });
    ReportProgress {
        assignment,
        seen,
        step: match report.claim {
            Claim::NotStarted => ProgressStep::NotStarted,
            Claim::InProgress => ProgressStep::InProgress,
            Claim::Done => ProgressStep::Done,
        },
        body: report.text.clone(),
        figures: figure.into_iter().collect(),
        attachments: report.evidence.iter().filter_map(|name| files.attachment(name)).collect(),
        dropped_evidence: Vec::new(),
        send: true,
    }
}

async fn stand(ctx: &Ctx, task: TaskId, standing: Standing, reason: &str) -> Result<(), Problem> {
    let detail = task_detail(ctx, task).await?;
    let Some(version) = detail.versions.first() else { return Ok(()) };
    let command = ChangeTask {
        task,
        seen: version.version,
        change: TaskChange::Standing(standing),
        reason: reason.to_owned(),
        reason_field: "li-do".to_owned(),
    };
    change_task(ctx, command).await?;
    Ok(())
}

/// Small real files, one of each kind: the same content is kept once.
struct Files {
    pdf: Vec<u8>,
    xlsx: Vec<u8>,
}

/// A JPEG and a PNG of one grey point each.
const POINT_JPEG: &[u8] = include_bytes!("../../../../catalogue/demo/anh-mau.jpg");
const POINT_PNG: &[u8] = include_bytes!("../../../../catalogue/demo/anh-mau.png");

impl Files {
    fn make(day: Day) -> Result<Self, Problem> {
        let column = |title: &str, kind| SheetColumn { title: title.to_owned(), width: 20, kind };
        let sheet = Sheet {
            name: "Mẫu".to_owned(),
            title: "Tệp minh chứng của tỉnh mẫu".to_owned(),
            notes: vec!["Số liệu giả định.".to_owned()],
            day,
            columns: vec![column("Nội dung", ColumnKind::Text), column("Số lượng", ColumnKind::Number)],
            rows: vec![vec![Cell::Text("Đã thực hiện".to_owned()), Cell::Whole(1)]],
        };
        let failed = |error: khue_office::OfficeError| Problem(error.to_string());
        Ok(Self { pdf: pdf(&sample_document(day)).map_err(failed)?, xlsx: xlsx(&sheet).map_err(failed)? })
    }

    fn attachment(&self, name: &str) -> Option<Attachment> {
        let (_, end) = name.rsplit_once('.')?;
        let (media_type, content) = match end {
            "pdf" => ("application/pdf", self.pdf.as_slice()),
            "xlsx" => {
                ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", self.xlsx.as_slice())
            }
            "jpg" => ("image/jpeg", POINT_JPEG),
            "png" => ("image/png", POINT_PNG),
            _ => return None,
        };
        Some(Attachment::File {
            name: name.to_owned(),
            media_type: media_type.to_owned(),
            content: content.to_vec(),
        })
    }
}

fn sample_document(day: Day) -> khue_office::document::OfficialDocument {
    use khue_office::document::{Block, OfficialDocument, Signature};
    OfficialDocument {
        superior: None,
        issuer: "ĐƠN VỊ MẪU".to_owned(),
        number: None,
        symbol: "BB".to_owned(),
        place: "Bắc Giang".to_owned(),
        day,
        kind: "BIÊN BẢN".to_owned(),
        subject: "Minh chứng của tỉnh mẫu, nội dung giả định".to_owned(),
        bases: Vec::new(),
        opening: Vec::new(),
        body: vec![Block::Paragraph(
            "Tệp này minh hoạ cách đính kèm và xem minh chứng; không phải văn bản thật.".to_owned(),
        )],
        signature: Signature { authority: None, title: "NGƯỜI LẬP".to_owned(), name: None },
        recipients: vec!["Lưu: VT".to_owned()],
        draft: true,
        footnote: None,
        letter_to: None,
        annex: None,
    }
}
