//! The life of a directive on both databases: uploaded, reviewed, adopted, assigned, reported, returned,
//! accepted, seen, closed.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // helpers of tests, outside test functions

mod stage;

use khue_app::directive::*;
use khue_app::registry::{UnitFilter, UnitKind, units_as_of};
use khue_app::{Actor, OpError};
use khue_base::{DirectiveId, TaskId};
use khue_rules::accounts::Role;
use khue_rules::directive::state::TaskState;
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
