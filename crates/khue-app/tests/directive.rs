//! The life of a directive on both databases: uploaded, reviewed, adopted, assigned, reported, returned,
//! accepted, seen, closed.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // helpers of tests, outside test functions

mod stage;

use khue_app::directive::*;
use khue_app::registry::{UnitFilter, UnitKind, units_as_of};
use khue_app::{Actor, Ctx, MIGRATIONS, OpError};
use khue_base::{DirectiveId, TaskId, UnitId};
use khue_db::Statement;
use khue_rules::accounts::Role;
use khue_rules::directive::state::TaskState;
use khue_rules::directive::target_change::TypedGoal;
use khue_rules::directive::targets::Comparison;
use khue_testkit::for_each_database;
use stage::{Stage, TEXT, day};

impl Stage {
    async fn state_of(&self, directive: DirectiveId, task: TaskId) -> TaskState {
        let overview = overview(&self.ctx(&self.office), directive).await.unwrap();
        overview.tasks.iter().find(|line| line.id == task).unwrap().judged.state
    }
}

fn report(assignment: khue_base::AssignmentId, seen: i64, step: ProgressStep) -> ReportProgress {
    ReportProgress {
        assignment,
        seen,
        step,
        body: "Đã kiểm tra 12 phòng học.".to_owned(),
        figures: Vec::new(),
        attachments: Vec::new(),
        dropped_evidence: Vec::new(),
        send: true,
    }
}

#[tokio::test]
async fn a_report_goes_up_comes_back_and_is_accepted() {
    for_each_database(async |db| {
        let stage = Stage::set(db).await;
        let (directive, tasks) = stage.adopted().await;
        let check = tasks.iter().find(|task| task.text.contains("phòng học")).unwrap();
        stage.assign(check.id, &[&stage.school, &stage.other_school], "2020-09-30").await;
        let school = stage.ctx(&stage.school);
        let mine = work_list(&school).await.unwrap().own;
        let assignment = mine.iter().find(|line| line.task_id == check.id).unwrap().id;
        let detail = assignment_detail(&school, assignment).await.unwrap();
        let target = detail.targets.iter().find(|target| !target.qualitative).unwrap();

        stage.to("2020-09-20");
        let evidence = Attachment::File {
            name: "bien-ban.txt".to_owned(),
            media_type: "text/plain".to_owned(),
            content: "Biên bản kiểm tra".as_bytes().to_vec(),
        };
        let figure =
            Figure { target: target.id, numerator: "11".parse().unwrap(), denominator: "12".parse().ok() };
        let first = ReportProgress {
            figures: vec![figure],
            attachments: vec![evidence],
            ..report(assignment, 0, ProgressStep::Done)
        };
        let sent = report_progress(&school, first.clone()).await.unwrap();
        // Sent twice from another window.
        assert!(matches!(report_progress(&school, first).await, Err(OpError::Refused(_))));
        stage.work().await;
        assert_eq!(stage.state_of(directive, check.id).await, TaskState::InProgress);

        let department = stage.ctx(&stage.department);
        let waiting = to_decide(&department).await.unwrap();
        assert_eq!(waiting.iter().map(|line| line.id).collect::<Vec<_>>(), [assignment]);
        let no_reason =
            DecideProgress { progress: sent.progress, decision: Decision::Return(" ".to_owned()) };
        assert!(matches!(decide_progress(&department, no_reason).await, Err(OpError::Refused(_))));
        let back = DecideProgress {
            progress: sent.progress,
            decision: Decision::Return("Còn một phòng chưa kiểm tra.".to_owned()),
        };
        decide_progress(&department, back.clone()).await.unwrap();
        assert!(matches!(decide_progress(&department, back).await, Err(OpError::Stale)));

        stage.to("2020-09-29");
        let whole =
            Figure { target: target.id, numerator: "12".parse().unwrap(), denominator: "12".parse().ok() };
        let again = ReportProgress { figures: vec![whole], ..report(assignment, 1, ProgressStep::Done) };
        let sent = report_progress(&school, again).await.unwrap();
        assert_eq!(sent.version, 2);
        stage.to("2020-10-05");
        let accept = DecideProgress { progress: sent.progress, decision: Decision::Accept };
        decide_progress(&department, accept).await.unwrap();
        stage.work().await;

        // Sent in time and decided later: done on time. The other school and the lead were never heard of.
        let overview = overview(&stage.ctx(&stage.office), directive).await.unwrap();
        let line = overview.tasks.iter().find(|line| line.id == check.id).unwrap();
        assert_eq!((line.counts.done_on_time, line.counts.overdue), (1, 2));
        assert_eq!(line.judged.state, TaskState::Overdue);
        let target = overview.targets.iter().find(|target| target.task == check.id).unwrap();
        assert_eq!((target.units_reported, target.units_asked), (1, 2));
        assert_eq!(target.numerator, "12".parse().ok());

        // As of a day between, nothing was accepted yet.
        let before = overview_at(&stage.ctx(&stage.office), directive, day("2020-09-25")).await.unwrap();
        let line = before.tasks.iter().find(|line| line.id == check.id).unwrap();
        assert_eq!((line.counts.done(), line.counts.overdue), (0, 0));
        let target = before.targets.iter().find(|target| target.task == check.id).unwrap();
        assert_eq!((target.units_reported, target.numerator), (0, None));

        let verdict = khue_db::audit::verify(&stage.app.db).await.unwrap();
        assert!(verdict.first_break.is_none() && verdict.entries > 5);
    })
    .await;
}

#[tokio::test]
async fn only_those_concerned_see_and_act() {
    for_each_database(async |db| {
        let stage = Stage::set(db).await;
        let (directive, tasks) = stage.adopted().await;
        let task = tasks.first().unwrap().id;
        stage.assign(task, &[&stage.school], "2020-09-30").await;
        let own = stage.ctx(&stage.school);
        let assignment =
            work_list(&own).await.unwrap().own.iter().find(|line| line.task_id == task).unwrap().id;

        let stranger = stage.ctx(&stage.other_school);
        assert!(matches!(assignment_detail(&stranger, assignment).await, Err(OpError::Hidden)));
        let theirs = report(assignment, 0, ProgressStep::Done);
        assert!(matches!(report_progress(&stranger, theirs.clone()).await, Err(OpError::Hidden)));
        let teacher = stage.ctx(&stage.teacher);
        let may = report_progress(&teacher, theirs.clone()).await;
        assert!(matches!(may, Err(OpError::Hidden | OpError::Forbidden)));
        let auditor = stage.ctx(&stage.auditor);
        assert!(assignment_detail(&auditor, assignment).await.is_ok());
        assert!(matches!(report_progress(&auditor, theirs.clone()).await, Err(OpError::Forbidden)));
        let administrator = stage.ctx(&Actor { role: Role::Administrator, ..stage.auditor.clone() });
        assert!(matches!(overview(&administrator, directive).await, Err(OpError::Hidden)));

        // A draft is nobody else's business, and a school does not decide on itself.
        let draft = ReportProgress { send: false, ..theirs };
        let saved = report_progress(&own, draft).await.unwrap();
        assert!(assignment_detail(&auditor, assignment).await.unwrap().reports.is_empty());
        let decide = DecideProgress { progress: saved.progress, decision: Decision::Accept };
        assert!(decide_progress(&own, decide).await.is_err());
        let seen = task_detail(&stranger, task).await.unwrap();
        assert!(seen.assignments.iter().all(|line| line.unit_id == stage.other_school.unit));
    })
    .await;
}

#[tokio::test]
async fn a_task_changes_only_with_a_reason_and_from_the_newest_version() {
    for_each_database(async |db| {
        let stage = Stage::set(db).await;
        let (directive, tasks) = stage.adopted().await;
        let task = tasks.first().unwrap().id;
        let ctx = stage.ctx(&stage.department);
        let change = |seen, change, reason: &str| ChangeTask {
            task,
            seen,
            change,
            reason: reason.to_owned(),
            reason_field: "li-do".to_owned(),
        };
        let pause = || TaskChange::Standing(Standing::Paused);
        assert!(matches!(change_task(&ctx, change(1, pause(), "")).await, Err(OpError::Refused(_))));
        assert_eq!(change_task(&ctx, change(1, pause(), "Chờ kinh phí")).await.unwrap(), 2);
        assert!(matches!(change_task(&ctx, change(1, pause(), "Chờ kinh phí")).await, Err(OpError::Stale)));
        stage.work().await;
        assert_eq!(stage.state_of(directive, task).await, TaskState::Paused);
        let open = TaskChange::Standing(Standing::Open);
        change_task(&ctx, change(2, open, "Đã có kinh phí")).await.unwrap();
        let close = TaskChange::Standing(Standing::Closed);
        change_task(&ctx, change(3, close, "Đã xong")).await.unwrap();
        stage.work().await;
        assert!(stage.state_of(directive, task).await.is_done());
        assert_eq!(task_detail(&ctx, task).await.unwrap().versions.len(), 4);
    })
    .await;
}

#[tokio::test]
async fn a_review_splits_merges_and_refuses_to_adopt_what_nobody_saw() {
    for_each_database(async |db| {
        let stage = Stage::set(db).await;
        let ctx = stage.ctx(&stage.department);
        let (reading, file_type) = read_file(TEXT.as_bytes(), "chi-thi.txt", None).unwrap();
        let upload = UploadDirective {
            file_name: "chi-thi.txt".to_owned(),
            file_type,
            content: TEXT.as_bytes().to_vec(),
            reading,
        };
        let id = upload_directive(&ctx, upload.clone()).await.unwrap();
        assert!(
            matches!(upload_directive(&ctx, upload).await, Err(OpError::Refused(_))),
            "the same text twice"
        );
        let early = adopt_directive(&ctx, AdoptDirective { directive: id }).await;
        assert!(matches!(early, Err(OpError::Refused(_))));
        let lines = provisions(&ctx, id).await.unwrap();
        let first = lines.first().unwrap();
        let parts = vec!["Kiểm tra 100% phòng học".to_owned(), "trước ngày 30/9/2020".to_owned()];
        review_provision(&ctx, first.id, first.version, ReviewStep::Split(parts)).await.unwrap();
        let after = provisions(&ctx, id).await.unwrap();
        assert_eq!(after.len(), lines.len() + 1);
        assert_eq!(after[1].text, "trước ngày 30/9/2020");
        assert!(after[0].detail.targets.len() == 1 && after[1].detail.targets.is_empty());
        let stale = review_provision(&ctx, first.id, first.version, ReviewStep::Drop).await;
        assert!(matches!(stale, Err(OpError::Stale)));
        review_provision(&ctx, after[0].id, after[0].version, ReviewStep::MergeWithNext).await.unwrap();
        let merged = provisions(&ctx, id).await.unwrap();
        assert!(merged[0].text.contains("phòng học; trước ngày"));
        assert_eq!(merged[1].state, ReviewState::Dropped);
        accept_remaining(&ctx, id).await.unwrap();
        let adopted = adopt_directive(&ctx, AdoptDirective { directive: id }).await.unwrap();
        assert_eq!(adopted.tasks, lines.len());
        assert!(adopt_directive(&ctx, AdoptDirective { directive: id }).await.is_err());
        let text = adopted_text(&ctx, id).await.unwrap();
        assert!(text.intact);
        let found = search_tasks(&ctx, "phong hoc").await.unwrap();
        assert_eq!(found.len(), 1);
        // Everything can be named.
        let mut session = ctx.read().await.unwrap();
        let kinds = [UnitKind::Department];
        let filter = UnitFilter { kinds: &kinds, ..UnitFilter::default() };
        assert_eq!(units_as_of(&mut session, ctx.today(), &filter).await.unwrap().len(), 1);
    })
    .await;
}

fn typed(value: &str, unit: &str, of_what: &str) -> TypedGoal {
    TypedGoal {
        value: value.parse().unwrap(),
        unit: unit.to_owned(),
        comparison: Comparison::AtLeast,
        of_what: of_what.to_owned(),
    }
}

fn edit(step: TargetStep) -> TargetEdit {
    TargetEdit { field: "ct-0-so".to_owned(), step }
}

#[tokio::test]
async fn targets_change_only_with_their_task_and_keep_what_was_declared() {
    for_each_database(async |db| {
        let stage = Stage::set(db).await;
        let (directive, tasks) = stage.adopted().await;
        let check = tasks.iter().find(|task| task.text.contains("phòng học")).unwrap();
        let ctx = stage.ctx(&stage.department);
        stage.assign(check.id, &[&stage.school, &stage.other_school], "2020-09-30").await;
        let school = stage.ctx(&stage.school);
        let assignment =
            work_list(&school).await.unwrap().own.iter().find(|line| line.task_id == check.id).unwrap().id;
        let target = task_detail(&ctx, check.id).await.unwrap().targets[0].id;
        let figure = |target, part: &str| Figure {
            target,
            numerator: part.parse().unwrap(),
            denominator: "12".parse().ok(),
        };
        let accept = async |figures: Vec<Figure>, seen: i64| {
            let told = ReportProgress { figures, ..report(assignment, seen, ProgressStep::InProgress) };
            let sent = report_progress(&school, told).await.unwrap();
            let accept = DecideProgress { progress: sent.progress, decision: Decision::Accept };
            decide_progress(&ctx, accept).await.unwrap();
            stage.work().await;
        };
        accept(vec![figure(target, "11")], 0).await;

        // Without a reason nothing changes, nor from an old version, nor by a target of another task.
        let change = |seen, reason: &str, steps: Vec<TargetStep>| ChangeTask {
            task: check.id,
            seen,
            change: TaskChange::Content {
                text: check.text.clone(),
                lead_unit: Some(stage.department.unit),
                due_on: Some(day("2020-09-30")),
                targets: steps.into_iter().map(edit).collect(),
            },
            reason: reason.to_owned(),
            reason_field: "li-do".to_owned(),
        };
        stage.to("2020-09-20");
        let lower = || vec![TargetStep::Set(target, typed("90", "%", "phòng học"))];
        assert!(matches!(change_task(&ctx, change(1, " ", lower())).await, Err(OpError::Refused(_))));
        assert_eq!(change_task(&ctx, change(1, "Thiếu thợ", lower())).await.unwrap(), 2);
        assert!(matches!(change_task(&ctx, change(1, "Thiếu thợ", lower())).await, Err(OpError::Stale)));
        assert!(change_task(&school, change(2, "Xin giảm", lower())).await.is_err());
        let foreign = ChangeTask {
            task: tasks.iter().find(|task| task.id != check.id).unwrap().id,
            ..change(1, "Nhầm nhiệm vụ", lower())
        };
        assert!(matches!(change_task(&ctx, foreign).await, Err(OpError::Hidden)));
        let above = vec![TargetStep::Add(typed("120", "%", "trường"))];
        assert!(matches!(change_task(&ctx, change(2, "Thử", above)).await, Err(OpError::Refused(_))));

        // Another number: figures count on, and each day shows what held then.
        stage.work().await;
        let office = stage.ctx(&stage.office);
        let line = async |iso: &str| {
            let overview = overview_at(&office, directive, day(iso)).await.unwrap();
            let of_task = overview.targets.iter().filter(|line| line.task == check.id);
            of_task.map(|line| (line.text.clone(), line.numerator.map(|n| n.to_string()))).collect::<Vec<_>>()
        };
        let eleven = || Some("11".to_owned());
        assert_eq!(line("2020-09-20").await, [("ít nhất 90% phòng học".to_owned(), eleven())]);
        assert_eq!(line("2020-09-19").await[0].1, eleven());
        assert!(!line("2020-09-19").await[0].0.contains("90%"));

        // Another unit: the old one ends with its figures, the new one begins without.
        stage.to("2020-09-25");
        let rooms = vec![TargetStep::Set(target, typed("12", "phòng", ""))];
        assert_eq!(change_task(&ctx, change(2, "Tính theo phòng", rooms)).await.unwrap(), 3);
        stage.work().await;
        assert_eq!(line("2020-09-25").await, [("ít nhất 12 phòng".to_owned(), None)]);
        assert_eq!(line("2020-09-24").await, [("ít nhất 90% phòng học".to_owned(), eleven())]);
        let gone = ReportProgress {
            figures: vec![figure(target, "12")],
            ..report(assignment, 1, ProgressStep::InProgress)
        };
        assert!(report_progress(&school, gone).await.is_err(), "a figure for what ended");
        let new = task_detail(&ctx, check.id).await.unwrap();
        let new = new.targets.iter().find(|line| !line.ended).unwrap().id;
        stage.to("2020-09-26");
        accept(vec![Figure { denominator: None, ..figure(new, "12") }], 1).await;

        // What was declared against the ended one stays readable, on the task's page and in the report.
        let detail = task_detail(&ctx, check.id).await.unwrap();
        let old = detail.targets.iter().find(|line| line.id == target).unwrap();
        assert!(old.ended);
        assert_eq!((old.numerator, old.units_reported), ("11".parse().ok(), Some(1)));
        let new = detail.targets.iter().find(|line| line.id == new).unwrap();
        assert_eq!((new.numerator, new.units_reported), ("12".parse().ok(), Some(1)));
        let told: Vec<(i64, i64, bool)> = detail
            .target_versions
            .iter()
            .filter(|version| version.target_id == target)
            .map(|version| (version.version, version.task_version, version.ended))
            .collect();
        assert_eq!(told, [(1, 1, false), (2, 2, false), (3, 3, true)]);
        let first = assignment_detail(&school, assignment).await.unwrap();
        let figures: Vec<_> = first.figures.values().flatten().map(|figure| figure.target_id).collect();
        assert!(figures.contains(&target) && first.targets.iter().any(|line| line.id == target));

        // What ended does not end twice.
        let again = vec![TargetStep::End(target)];
        assert!(matches!(change_task(&ctx, change(3, "Thôi", again)).await, Err(OpError::Stale)));
        let end = vec![TargetStep::End(new.id)];
        change_task(&ctx, change(3, "Không đếm nữa", end)).await.unwrap();
        stage.work().await;
        assert!(line("2020-09-26").await.is_empty());
        assert_eq!(line("2020-09-25").await.len(), 1);
        let verdict = khue_db::audit::verify(&stage.app.db).await.unwrap();
        assert!(verdict.first_break.is_none());
    })
    .await;
}

#[tokio::test]
async fn targets_from_before_are_kept_as_their_first_version() {
    for_each_database(async |db| {
        let (before, _) = MIGRATIONS.split_at(4);
        db.migrate(before).await.unwrap();
        let mut tx = db.write().await.unwrap();
        for text in [
            "INSERT INTO directive (id, owner_unit, state, subject, search_key, file_name, uploaded_at, revision)
                VALUES (1, 1, 'adopted', 'x', 'x', 'x', 5, 1)",
            "INSERT INTO task (id, directive_id, code, section, ordinal, carry_kinds, published_at)
                VALUES (2, 1, 'I-01', 'I', 0, '', 7)",
            "INSERT INTO task_version (task_id, version, kind, text, search_key, span_start, span_end, standing, reason,
                recorded_at) VALUES (2, 1, 'task', 'x', 'x', 0, 1, 'open', 'x', 7)",
            "INSERT INTO task_target (id, task_id, ordinal, text, value, unit, comparison, of_what, qualitative)
                VALUES (3, 2, 0, '100% phòng học', 100000, '%', '=', 'phòng học', 0)",
        ] {
            let statement = Statement { name: "before", text, postgres: None };
            tx.execute(statement, &[]).await.unwrap();
        }
        tx.commit_unaudited().await.unwrap();
        assert!(db.migrate(MIGRATIONS).await.unwrap().contains(&14));
        let text = "SELECT target_id, version, task_version, text, value, ended, recorded_at FROM target_version";
        let mut session = db.read().await.unwrap();
        let rows = session.rows(Statement { name: "after", text, postgres: None }, &[]).await.unwrap();
        let row = rows.first().unwrap();
        let number = |column: &str| row.get::<i64>(column).unwrap();
        assert_eq!(row.get::<String>("text").unwrap(), "100% phòng học");
        let found =
            ["target_id", "version", "task_version", "value", "ended", "recorded_at"].map(number);
        assert_eq!((rows.len(), found), (1, [3, 1, 1, 100_000, 0, 7]));
    })
    .await;
}

#[tokio::test]
async fn urging_reaches_who_owes_something_once_a_day_and_until_they_report() {
    for_each_database(async |db| {
        let stage = Stage::set(db).await;
        let (directive, tasks) = stage.adopted().await;
        let check = tasks.iter().find(|task| task.text.contains("phòng học")).unwrap();
        stage.assign(check.id, &[&stage.school, &stage.other_school], "2020-09-30").await;
        let department = stage.ctx(&stage.department);
        let (own, other) = (stage.school.unit, stage.other_school.unit);
        let owing = async |ctx: &Ctx| {
            let to = units_to_urge(ctx, directive, Some(check.id)).await.unwrap();
            to.units.iter().map(|unit| (unit.unit, unit.proposed)).collect::<Vec<_>>()
        };
        assert!(owing(&department).await.is_empty(), "nothing is owed on the first day");
        stage.to("2020-10-02");
        let found = owing(&department).await;
        assert!(found.contains(&(own, true)) && found.contains(&(other, true)), "{found:?}");

        let order = |units: &[UnitId]| UrgeUnits {
            directive,
            task: Some(check.id),
            units: units.to_vec(),
            words: "Đề nghị báo cáo trước ngày 7/10/2020.".to_owned(),
        };
        // A school urges nobody, nor does who only reads; words and units are needed.
        for actor in [&stage.school, &stage.teacher, &stage.auditor] {
            let ctx = stage.ctx(actor);
            let refused = urge_units(&ctx, order(&[other])).await;
            assert!(matches!(refused, Err(OpError::Hidden | OpError::Forbidden)), "{:?}", actor.role);
            assert!(units_to_urge(&ctx, directive, None).await.is_err());
        }
        let mute = UrgeUnits { words: " … ".to_owned(), ..order(&[own]) };
        assert!(matches!(urge_units(&department, mute).await, Err(OpError::Refused(_))));
        assert!(matches!(urge_units(&department, order(&[])).await, Err(OpError::Refused(_))));
        let itself = urge_units(&department, order(&[stage.department.unit])).await;
        assert!(matches!(itself, Err(OpError::Forbidden)), "nobody urges the own unit");

        let urged = urge_units(&department, order(&[own])).await.unwrap();
        assert_eq!((urged.units.len(), urged.assignments), (1, 1));
        stage.work().await;
        let school = stage.ctx(&stage.school);
        let list = work_list(&school).await.unwrap();
        assert_eq!((list.urgings.len(), list.urgings[0].assignments.len()), (1, 1));
        assert_eq!(list.urgings[0].urger, stage.department.name);
        assert_eq!(list.urgings[0].words, "Đề nghị báo cáo trước ngày 7/10/2020.");
        assert!(work_list(&stage.ctx(&stage.other_school)).await.unwrap().urgings.is_empty());
        // The same day again: alone refused, among others left out and told.
        assert!(matches!(urge_units(&department, order(&[own])).await, Err(OpError::Refused(_))));
        let both = urge_units(&department, order(&[own, other])).await.unwrap();
        assert_eq!((both.units.contains(&other), both.units.len()), (true, 1));
        assert_eq!(both.urged_today.into_iter().collect::<Vec<_>>(), [own]);
        assert!(owing(&department).await.contains(&(own, false)), "not proposed anew at once");
        stage.to("2020-10-09");
        assert!(owing(&department).await.contains(&(own, true)), "proposed anew after a week");

        // A draft is no answer, a sent report is; taken back it is owed again.
        let assignment = list.urgings[0].assignments[0];
        let draft = ReportProgress { send: false, ..report(assignment, 0, ProgressStep::InProgress) };
        report_progress(&school, draft).await.unwrap();
        assert_eq!(work_list(&school).await.unwrap().urgings.len(), 1);
        report_progress(&school, report(assignment, 1, ProgressStep::InProgress)).await.unwrap();
        assert!(work_list(&school).await.unwrap().urgings.is_empty());
        assert!(owing(&department).await.iter().all(|(unit, _)| *unit != own));
        withdraw_progress(&school, assignment).await.unwrap();
        assert_eq!(work_list(&school).await.unwrap().urgings.len(), 1);
        stage.work().await;

        // Urging changes no figure: as of that day the task stands as it did.
        let overview = overview_at(&stage.ctx(&stage.office), directive, day("2020-10-02")).await.unwrap();
        let line = overview.tasks.iter().find(|line| line.id == check.id).unwrap();
        assert_eq!(line.judged.state, TaskState::Overdue);
        let events = assignment_detail(&department, assignment).await.unwrap().events;
        assert_eq!(events.iter().filter(|event| event.kind == "urged").count(), 1);
        assert!(khue_db::audit::verify(&stage.app.db).await.unwrap().first_break.is_none());
    })
    .await;
}

#[tokio::test]
async fn a_return_is_still_told_after_an_urging() {
    for_each_database(async |db| {
        let stage = Stage::set(db).await;
        let (directive, tasks) = stage.adopted().await;
        let task = tasks.first().unwrap().id;
        stage.assign(task, &[&stage.school], "2020-12-30").await;
        let (school, department) = (stage.ctx(&stage.school), stage.ctx(&stage.department));
        let own = work_list(&school).await.unwrap().own;
        let assignment = own.iter().find(|line| line.task_id == task).unwrap().id;
        let sent =
            report_progress(&school, report(assignment, 0, ProgressStep::InProgress)).await.unwrap().progress;
        let back = Decision::Return("Còn thiếu biên bản.".to_owned());
        decide_progress(&department, DecideProgress { progress: sent, decision: back }).await.unwrap();
        let order = UrgeUnits {
            directive,
            task: None,
            units: vec![stage.school.unit],
            words: "Sửa báo cáo.".to_owned(),
        };
        urge_units(&department, order).await.unwrap();
        stage.work().await;
        let own = work_list(&school).await.unwrap().own;
        let line = own.iter().find(|line| line.id == assignment).unwrap();
        assert_eq!(
            (line.progress_state.as_str(), line.last_words.as_str()),
            ("returned", "Còn thiếu biên bản.")
        );
        stage.to("2020-09-10");
        let overview = overview_at(&department, directive, day("2020-09-07")).await.unwrap();
        assert_eq!(overview.tasks.iter().find(|line| line.id == task).unwrap().returned, 1);
    })
    .await;
}
