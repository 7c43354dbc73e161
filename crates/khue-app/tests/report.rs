//! The official report on both databases: frozen, edited, out of date, frozen anew, printed.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // helpers of tests, outside test functions

mod stage;

use std::collections::BTreeMap;

use khue_app::OpError;
use khue_app::directive::*;
use khue_base::{AssignmentId, Day, DirectiveId, ProgressId, ReportId};
use khue_office::reading::{Text, text_of};
use khue_testkit::for_each_database;
use stage::Stage;

impl Stage {
    /// The school checks its rooms and says so; the report of progress waits for a decision.
    async fn checked(&self, assignment: AssignmentId) -> ProgressId {
        let school = self.ctx(&self.school);
        let detail = assignment_detail(&school, assignment).await.unwrap();
        let target = detail.targets.iter().find(|target| !target.qualitative).unwrap().id;
        let sent = report_progress(
            &school,
            ReportProgress {
                assignment,
                seen: 0,
                step: ProgressStep::Done,
                body: "Đã kiểm tra 12 phòng học.".to_owned(),
                figures: vec![Figure {
                    target,
                    numerator: "11".parse().unwrap(),
                    denominator: "12".parse().ok(),
                }],
                attachments: Vec::new(),
                dropped_evidence: Vec::new(),
                send: true,
            },
        )
        .await
        .unwrap();
        self.work().await;
        sent.progress
    }

    async fn accept(&self, progress: ProgressId) {
        let accept = DecideProgress { progress, decision: Decision::Accept };
        decide_progress(&self.ctx(&self.department), accept).await.unwrap();
        self.work().await;
    }

    /// A directive whose first task two schools have since 30/9; one handed its result in on 29/9.
    async fn at_work(&self) -> (DirectiveId, ProgressId) {
        let (directive, tasks) = self.adopted().await;
        let check = tasks.iter().find(|task| task.text.contains("phòng học")).unwrap().id;
        self.assign(check, &[&self.school, &self.other_school], "2020-09-30").await;
        let mine = work_list(&self.ctx(&self.school)).await.unwrap().own;
        let assignment = mine.iter().find(|line| line.task_id == check).unwrap().id;
        self.to("2020-09-29");
        let progress = self.checked(assignment).await;
        self.to("2020-10-12");
        (directive, progress)
    }

    async fn made(&self, directive: DirectiveId) -> ReportId {
        make_report(&self.ctx(&self.department), order(directive, self.app.clock.today())).await.unwrap()
    }
}

fn order(directive: DirectiveId, as_of: Day) -> MakeReport {
    MakeReport { directive, as_of, period: "quý IV năm 2020".to_owned(), addressee: String::new() }
}

/// Everything as it stands on the page, to be changed by a test.
fn unchanged(detail: &ReportDetail) -> SaveReport {
    let words = &detail.words;
    SaveReport {
        report: detail.id,
        seen: detail.version,
        step: ReportStep::Save,
        number: format!("{}/{}", words.number, words.symbol),
        place_and_day: format!("{}, {}", words.place, words.day.in_words()),
        subject: words.subject.clone(),
        addressee: words.addressee.clone(),
        authority: words.authority.clone(),
        title: words.title.clone(),
        signer: words.signer.clone(),
        recipients: words.recipients.join("\n"),
        paragraphs: paragraphs(detail)
            .map(|paragraph| (paragraph.key.clone(), words.text_of(paragraph).to_owned()))
            .collect(),
        restored: Vec::new(),
    }
}

fn paragraphs(detail: &ReportDetail) -> impl Iterator<Item = &ReportParagraph> {
    detail.body.iter().filter_map(|block| match block {
        ReportBlock::Paragraph(paragraph) => Some(paragraph),
        _ => None,
    })
}

fn drafted<'a>(detail: &'a ReportDetail, key: &str) -> &'a ReportParagraph {
    paragraphs(detail).find(|paragraph| paragraph.key == key).unwrap()
}

fn edit(key: &str, text: &str) -> BTreeMap<String, String> {
    BTreeMap::from([(key.to_owned(), text.to_owned())])
}

#[tokio::test]
async fn frozen_figures_stay_and_what_changed_is_told() {
    for_each_database(async |db| {
        let stage = Stage::set(db).await;
        let (directive, progress) = stage.at_work().await;
        let id = stage.made(directive).await;
        let ctx = stage.ctx(&stage.department);
        let before = report_detail(&ctx, id).await.unwrap();
        assert!(before.changes.is_empty() && before.intact && before.may_change && !before.is_final);
        assert_eq!(before.words.superior, "UBND TỈNH BẮC GIANG");
        assert_eq!(before.words.issuer, "SỞ GIÁO DỤC VÀ ĐÀO TẠO");
        assert_eq!(before.words.symbol, "BC-SGDĐT");
        assert_eq!(before.words.addressee, "Chủ tịch UBND tỉnh Bắc Giang");
        assert_eq!((before.words.title.as_str(), before.words.signer.is_empty()), ("GIÁM ĐỐC", false));
        assert_eq!(before.title(), "Báo cáo quý IV năm 2020");
        assert!(before.words.bases[0].starts_with(
            "Căn cứ Chỉ thị số 21/CT-UBND ngày 07/9/2020 của Ủy ban nhân dân tỉnh Bắc Giang về việc kiểm tra"
        ));

        stage.accept(progress).await;
        let after = report_detail(&ctx, id).await.unwrap();
        assert_eq!((&after.body, &after.annex, &after.digest), (&before.body, &before.annex, &before.digest));
        let told = after.changes.join("\n");
        assert!(told.contains("Lượt giao việc hoàn thành đúng hạn: 0 → 1"), "{told}");
        assert!(told.contains("chưa có số liệu → 91,7% (11/12), 1/2 đơn vị"), "{told}");
        assert!(reports(&ctx, directive).await.unwrap()[0].is_stale);

        // On the next day, too, the report is compared with its own day.
        stage.to("2020-10-13");
        assert_eq!(report_detail(&ctx, id).await.unwrap().changes, after.changes);

        let refreshed = refresh_report(&ctx, id).await.unwrap();
        assert_eq!(refreshed, Refreshed { version: 2, kept: 0, dropped: 0 });
        let fresh = report_detail(&ctx, id).await.unwrap();
        assert!(fresh.changes.is_empty() && fresh.digest != before.digest);
        assert!(drafted(&fresh, "luot-giao").text.contains("1/"), "{}", drafted(&fresh, "luot-giao").text);
        assert!(!reports(&ctx, directive).await.unwrap()[0].is_stale);
        let verdict = khue_db::audit::verify(&stage.app.db).await.unwrap();
        assert!(verdict.first_break.is_none());
    })
    .await;
}

#[tokio::test]
async fn words_change_figures_do_not() {
    for_each_database(async |db| {
        let stage = Stage::set(db).await;
        let (directive, progress) = stage.at_work().await;
        let id = stage.made(directive).await;
        let ctx = stage.ctx(&stage.department);
        let first = report_detail(&ctx, id).await.unwrap();
        let summary = drafted(&first, "chung");
        assert!(summary.locks.iter().any(|lock| lock.figure == "4"), "{:?}", summary.locks);

        let changed = SaveReport {
            number: "45/BC-SGDĐT".to_owned(),
            recipients: "- Như trên;\n- Lưu: VT, GDTrH.".to_owned(),
            paragraphs: edit("chung", "Công việc đang được triển khai."),
            ..unchanged(&first)
        };
        assert_eq!(save_report(&ctx, changed.clone()).await.unwrap(), 2);
        assert!(matches!(save_report(&ctx, changed).await, Err(OpError::Stale)), "the same page sent twice");
        let second = report_detail(&ctx, id).await.unwrap();
        assert_eq!((second.words.number.as_str(), second.digest == first.digest), ("45", true));
        assert_eq!(second.words.recipients, ["Như trên", "Lưu: VT, GDTrH"]);
        let warning = second.warning(drafted(&second, "chung")).unwrap();
        assert!(warning.starts_with("Câu gốc ghi 4 nhiệm vụ"), "{warning}");
        assert!(second.warning(drafted(&second, "ket")).is_none());

        let restored = SaveReport { restored: vec!["chung".to_owned()], ..unchanged(&second) };
        save_report(&ctx, restored).await.unwrap();
        assert!(report_detail(&ctx, id).await.unwrap().words.edited.is_empty());

        // Words stay when their sentence does; they go when its figures changed.
        let now = report_detail(&ctx, id).await.unwrap();
        let closing = "Sở trân trọng báo cáo./.";
        let mut paragraphs = edit("ket", closing);
        paragraphs.extend(edit("luot-giao", "Các đơn vị đang thực hiện."));
        save_report(&ctx, SaveReport { paragraphs, ..unchanged(&now) }).await.unwrap();
        stage.accept(progress).await;
        let refreshed = refresh_report(&ctx, id).await.unwrap();
        assert_eq!((refreshed.kept, refreshed.dropped), (1, 1));
        let now = report_detail(&ctx, id).await.unwrap();
        assert_eq!(now.words.edited, edit("ket", closing));

        let wrong = SaveReport { place_and_day: "Bắc Giang".to_owned(), ..unchanged(&now) };
        let Err(OpError::Refused(refused)) = save_report(&ctx, wrong).await else { panic!("no day") };
        assert_eq!(refused.fields[0].field, "noi-ngay");

        save_report(&ctx, SaveReport { step: ReportStep::Finish, ..unchanged(&now) }).await.unwrap();
        let done = report_detail(&ctx, id).await.unwrap();
        assert!(done.is_final && !done.may_change);
        assert!(matches!(save_report(&ctx, unchanged(&done)).await, Err(OpError::Refused(_))));
        assert!(matches!(refresh_report(&ctx, id).await, Err(OpError::Refused(_))));
    })
    .await;
}

#[tokio::test]
async fn only_the_reporting_unit_writes_and_others_see_what_is_finished() {
    for_each_database(async |db| {
        let stage = Stage::set(db).await;
        let (directive, _) = stage.at_work().await;
        let day = stage.app.clock.today();
        for actor in [&stage.school, &stage.teacher, &stage.auditor] {
            let made = make_report(&stage.ctx(actor), order(directive, day)).await;
            assert!(matches!(made, Err(OpError::Forbidden)), "{:?}", actor.role);
        }
        let department = stage.ctx(&stage.department);
        for wrong in ["2020-10-13", "2020-09-01"] {
            let made = make_report(&department, order(directive, wrong.parse().unwrap())).await;
            assert!(matches!(made, Err(OpError::Refused(_))), "{wrong}");
        }
        let id = stage.made(directive).await;
        let detail = report_detail(&department, id).await.unwrap();

        let (office, school) = (stage.ctx(&stage.office), stage.ctx(&stage.school));
        assert!(!report_detail(&office, id).await.unwrap().may_change);
        assert!(matches!(save_report(&office, unchanged(&detail)).await, Err(OpError::Forbidden)));
        assert!(matches!(refresh_report(&office, id).await, Err(OpError::Forbidden)));
        assert!(report_detail(&stage.ctx(&stage.auditor), id).await.is_ok());

        // A report in the making does not exist for a school.
        assert!(matches!(report_detail(&school, id).await, Err(OpError::Hidden)));
        assert!(matches!(save_report(&school, unchanged(&detail)).await, Err(OpError::Hidden)));
        assert!(matches!(report_docx(&school, id).await, Err(OpError::Hidden)));
        assert!(reports(&school, directive).await.unwrap().is_empty());
        save_report(&department, SaveReport { step: ReportStep::Finish, ..unchanged(&detail) })
            .await
            .unwrap();
        assert_eq!(reports(&school, directive).await.unwrap().len(), 1);
        assert!(report_docx(&school, id).await.is_ok());
    })
    .await;
}

/// Text without differences of spacing, which depend on where lines end.
fn running(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn both_files_hold_the_same_sentences_and_figures() {
    for_each_database(async |db| {
        let stage = Stage::set(db).await;
        let (directive, progress) = stage.at_work().await;
        stage.accept(progress).await;
        let id = stage.made(directive).await;
        let ctx = stage.ctx(&stage.department);
        let detail = report_detail(&ctx, id).await.unwrap();
        let reworded = "Sở Giáo dục và Đào tạo kính báo cáo Chủ tịch./.";
        save_report(&ctx, SaveReport { paragraphs: edit("ket", reworded), ..unchanged(&detail) })
            .await
            .unwrap();
        let pdf = report_pdf(&ctx, id).await.unwrap();
        let docx = report_docx(&ctx, id).await.unwrap();
        for (name, file) in [("bao-cao.pdf", pdf), ("bao-cao.docx", docx)] {
            let Text::Unicode(text) = text_of(&file, name).unwrap().text else { panic!("bytes") };
            let text = running(&text);
            let mut expected: Vec<String> = paragraphs(&detail)
                .filter(|paragraph| paragraph.key != "ket")
                .map(|paragraph| paragraph.text.clone())
                .collect();
            expected.push(reworded.to_owned());
            expected.push("Kính gửi: Chủ tịch UBND tỉnh Bắc Giang".to_owned());
            expected.push("Mục I.1. Trường lớp".to_owned());
            expected.push("PHỤ LỤC".to_owned());
            for sentence in expected {
                assert!(text.contains(&running(&sentence)), "{name} lacks “{sentence}”:\n{text}");
            }
            // Cells wrap, so that their figures are looked for one by one.
            for figure in ["91,7%", "(11/12)", "30/9/2020", "15/10/2020"] {
                assert!(text.contains(figure), "{name} lacks {figure}");
            }
        }
    })
    .await;
}
