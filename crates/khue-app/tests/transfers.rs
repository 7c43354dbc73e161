//! Pupils who change schools or classes, come from outside or leave, on both databases.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)] // helpers of tests, outside test functions

use khue_app::registry::records::*;
use khue_app::registry::transfer::*;
use khue_app::{Actor, Ctx, MIGRATIONS, OpError};
use khue_base::{AccountId, Day, RecordId, UnitId};
use khue_db::Db;
use khue_rules::accounts::Role;
use khue_rules::registry::record::{Facts, Kind, kind};
use khue_testkit::province::{Province, Scale, load, system};
use khue_testkit::{for_each_database, written};

fn day(iso: &str) -> Day {
    iso.parse().unwrap()
}

fn the(code: &str) -> &'static Kind {
    kind(code).unwrap()
}

fn facts(code: &str, text: &str) -> Facts {
    written(day("2021-01-01"), code, text)
}

/// Two schools with a class each; Tám learns in the first.
struct Stage {
    ctx: Ctx,
    old: UnitId,
    new: UnitId,
    third: UnitId,
    department: UnitId,
    classes: [RecordId; 3],
    pupil: RecordId,
}

impl Stage {
    async fn set(db: &Db) -> Self {
        db.migrate(MIGRATIONS).await.unwrap();
        let ctx = system(db.clone(), day("2020-10-15"));
        let loaded = load(&ctx, &Province::make(Scale::Tiny, 2020)).await.unwrap();
        let [old, new, third] = ["th-218-01", "thcs-218-01", "mn-218-01"].map(|key| loaded.units[key]);
        let mut stage = Self {
            ctx,
            old,
            new,
            third,
            department: loaded.units["so-gddt"],
            classes: [RecordId(0); 3],
            pupil: RecordId(0),
        };
        for (place, (unit, name)) in [(old, "5A"), (new, "5B"), (old, "5C")].into_iter().enumerate() {
            let class = facts("class", &format!("year: 2020-2021; name: {name}; grade: 5"));
            stage.classes[place] = stage.keep(unit, class, Some("2021-08-01")).await;
        }
        let text = "full_name: Vi Văn Tám; birth_date: 05/03/2010; sex: Nam; ministry_code: 2412345678; \
                    personal_number: 024210000018; poverty: Hộ nghèo";
        stage.pupil = stage.keep(old, facts("pupil", text), None).await;
        let mother = format!("pupil: #{}; kinship: Mẹ; full_name: Lục Thị Xuân", stage.pupil);
        stage.keep(old, facts("guardian", &mother), None).await;
        let seat = format!(
            "pupil: #{}; class: #{}; year: 2020-2021; status: Đang học; begun: Lên lớp",
            stage.pupil, stage.classes[0]
        );
        stage.keep(old, facts("enrolment", &seat), Some("2021-08-01")).await;
        stage
    }

    async fn keep(&self, unit: UnitId, facts: Facts, until: Option<&str>) -> RecordId {
        let cmd = ChangeRecord {
            kind: facts.kind(),
            record: None,
            unit,
            from: day("2020-08-01"),
            until: until.map(day),
            change: Change::Set(facts),
            reason: String::new(),
        };
        change_record(&self.ctx, cmd).await.unwrap().id
    }

    fn acting(&self, role: Role, unit: UnitId) -> Ctx {
        let actor = Actor { account: Some(AccountId(1)), role, unit, ..self.ctx.actor.clone() };
        Ctx { actor, ..self.ctx.clone() }
    }

    fn clerk(&self, unit: UnitId) -> Ctx {
        self.acting(Role::Clerk, unit)
    }

    fn sending(&self) -> BeginTransfer {
        BeginTransfer {
            unit: self.old,
            pupil: self.pupil,
            to: self.new,
            day: day("2020-10-12"),
            reason: "Theo bố mẹ về quê".to_owned(),
            paper: "12/GCT".to_owned(),
        }
    }

    /// `5A: Đang học` and the like of a class on a day.
    async fn in_class(&self, unit: UnitId, class: RecordId, on: &str) -> (Vec<String>, Vec<String>) {
        let list = class_list(&self.ctx, unit, class, day(on)).await.unwrap();
        let said = |list: &[InClass]| {
            list.iter()
                .map(|one| format!("{} {}", one.pupil.called(), one.enrolment.facts.text("status").unwrap()))
                .collect()
        };
        (said(&list.pupils), said(&list.left))
    }

    async fn pupils_of(&self, unit: UnitId, on: &str) -> usize {
        records_as_of(&self.ctx, the("pupil"), unit, day(on), Seeing::Plain, None, 100)
            .await
            .unwrap()
            .records
            .len()
    }

    async fn file(&self, ctx: &Ctx, on: &str) -> Result<RecordFile, OpError> {
        let key = RecordKey { kind: the("pupil"), unit: None, id: self.pupil };
        record_file(ctx, key, day(on), Seeing::Plain).await
    }
}

#[track_caller]
fn refused<T: std::fmt::Debug>(result: Result<T, OpError>, says: &str) {
    match result {
        Err(OpError::Refused(refused)) if refused.sentence.contains(says) => {}
        other => panic!("expected a refusal with “{says}”, got {other:?}"),
    }
}

fn some(text: &str) -> Vec<String> {
    vec![text.to_owned()]
}

#[tokio::test]
async fn a_pupil_goes_over_when_both_schools_agree() {
    for_each_database(async |db| {
        let stage = Stage::set(&db).await;
        let (old, new) = (stage.clerk(stage.old), stage.clerk(stage.new));
        let id = begin_transfer(&old, stage.sending()).await.unwrap();
        // Until the answer nothing moves, and nobody asks twice.
        refused(begin_transfer(&old, stage.sending()).await, "đang có một đề nghị");
        assert_eq!(
            stage.in_class(stage.old, stage.classes[0], "2020-10-15").await.0,
            some("Vi Văn Tám dang-hoc")
        );
        assert!(matches!(stage.file(&new, "2020-10-15").await, Err(OpError::Hidden)));
        let waiting = transfers_of_unit(&new, stage.new, 50).await.unwrap();
        assert_eq!(waiting.len(), 1);
        assert_eq!(
            (waiting[0].pupil.called().as_str(), waiting[0].class_before.as_str()),
            ("Vi Văn Tám", "5A")
        );
        assert!(
            waiting[0].pupil.facts.text("personal_number").is_none(),
            "guarded until the pupil is theirs"
        );
        // The other side answers, with one of its own classes; a third school knows of nothing.
        let accept = |unit, class| AcceptTransfer { unit, transfer: id, class };
        assert!(matches!(
            accept_transfer(&old, accept(stage.old, Some(stage.classes[1]))).await,
            Err(OpError::Forbidden)
        ));
        let third = stage.clerk(stage.third);
        assert!(matches!(transfer(&third, stage.third, id).await, Err(OpError::Hidden)));
        assert!(matches!(transfer(&third, stage.new, id).await, Err(OpError::Hidden)));
        assert!(matches!(
            accept_transfer(&third, accept(stage.third, Some(stage.classes[1]))).await,
            Err(OpError::Hidden)
        ));
        refused(accept_transfer(&new, accept(stage.new, None)).await, "Chưa chọn lớp");
        refused(accept_transfer(&new, accept(stage.new, Some(stage.classes[0]))).await, "không có vào ngày");
        let source = accept_transfer(&new, accept(stage.new, Some(stage.classes[1]))).await.unwrap();
        assert!(matches!(
            accept_transfer(&new, accept(stage.new, Some(stage.classes[1]))).await,
            Err(OpError::Stale)
        ));

        // Right on every day, at both schools.
        let (present, left) = stage.in_class(stage.old, stage.classes[0], "2020-10-11").await;
        assert_eq!((present, left), (some("Vi Văn Tám dang-hoc"), Vec::new()));
        let (present, left) = stage.in_class(stage.old, stage.classes[0], "2020-10-12").await;
        assert_eq!((present, left), (Vec::new(), some("Vi Văn Tám chuyen-di")));
        let (present, _) = stage.in_class(stage.new, stage.classes[1], "2020-10-12").await;
        assert_eq!(present, some("Vi Văn Tám chuyen-den"));
        for (unit, on, count) in [
            (stage.old, "2020-10-11", 1),
            (stage.old, "2020-10-12", 0),
            (stage.new, "2020-10-11", 0),
            (stage.new, "2020-10-12", 1),
        ] {
            assert_eq!(stage.pupils_of(unit, on).await, count, "{unit} {on}");
        }
        // The new school has the pupil with all that belongs to it; the old one keeps what was.
        let file = stage.file(&new, "2020-10-15").await.unwrap();
        assert_eq!((file.units.as_slice(), file.may_change_for), ([stage.new].as_slice(), Some(stage.new)));
        assert_eq!(file.beside.iter().map(|beside| beside.records.len()).collect::<Vec<_>>(), [1, 3]);
        assert!(matches!(stage.file(&old, "2020-10-15").await, Err(OpError::Hidden)));
        let past = stage.file(&old, "2020-10-11").await.unwrap();
        assert_eq!((past.may_change_for, past.history.len()), (Some(stage.old), 0));
        let found = |ctx: Ctx| async move {
            find_in_records(&ctx, the("pupil"), "vi van tam", 10).await.unwrap().len()
        };
        assert_eq!((found(old.clone()).await, found(new.clone()).await), (0, 1));
        let told = transfer(&old, stage.old, id).await.unwrap();
        assert_eq!((told.transfer.outcome, told.class_after.as_str()), (Some(Outcome::Accepted), "5B"));

        // Taken back as a whole, by the school that has the pupil.
        undo_source(&new, source, "nhận nhầm").await.unwrap();
        assert_eq!(
            stage.in_class(stage.old, stage.classes[0], "2020-10-15").await.0,
            some("Vi Văn Tám dang-hoc")
        );
        assert_eq!(stage.pupils_of(stage.new, "2020-10-15").await, 0);
        assert!(transfer(&old, stage.old, id).await.unwrap().transfer.undone_by.is_some());
        begin_transfer(&old, stage.sending()).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_school_asks_for_a_pupil_by_number_and_birthday() {
    for_each_database(async |db| {
        let stage = Stage::set(&db).await;
        let (old, new) = (stage.clerk(stage.old), stage.clerk(stage.new));
        let asking = |number: &str, birth: &str, class| AskForPupil {
            unit: stage.new,
            from: stage.old,
            number: number.to_owned(),
            birth: birth.parse().unwrap(),
            class,
            day: day("2020-10-12"),
            reason: "Gia đình chuyển đến".to_owned(),
            paper: String::new(),
        };
        let class = stage.classes[1];
        // What is wrong is not said: nobody learns who is where by trying.
        for (number, birth) in [("2412345678", "2010-03-06"), ("2412345679", "2010-03-05")] {
            refused(ask_for_pupil(&new, asking(number, birth, class)).await, "không có học sinh đang học");
        }
        let elsewhere = AskForPupil { from: stage.third, ..asking("2412345678", "2010-03-05", class) };
        refused(ask_for_pupil(&new, elsewhere).await, "không có học sinh đang học");
        let id = ask_for_pupil(&new, asking("024210000018", "2010-03-05", class)).await.unwrap();
        let close = |unit, reason: &str| CloseTransfer { unit, transfer: id, reason: reason.to_owned() };
        refused(refuse_transfer(&old, close(stage.old, " ")).await, "Chưa ghi lý do");
        assert!(matches!(refuse_transfer(&new, close(stage.new, "x")).await, Err(OpError::Forbidden)));
        assert!(matches!(cancel_transfer(&old, close(stage.old, "x")).await, Err(OpError::Forbidden)));
        refuse_transfer(&old, close(stage.old, "Chưa có đơn của gia đình")).await.unwrap();
        assert!(matches!(cancel_transfer(&new, close(stage.new, "x")).await, Err(OpError::Stale)));
        let id = ask_for_pupil(&new, asking("2412345678", "2010-03-05", class)).await.unwrap();
        cancel_transfer(
            &new,
            CloseTransfer { unit: stage.new, transfer: id, reason: "Nhầm trường".to_owned() },
        )
        .await
        .unwrap();
        let id = ask_for_pupil(&new, asking("2412345678", "2010-03-05", class)).await.unwrap();
        // The Department may answer for a school.
        let department = stage.acting(Role::DepartmentSpecialist, stage.department);
        accept_transfer(&department, AcceptTransfer { unit: stage.old, transfer: id, class: None })
            .await
            .unwrap();
        assert_eq!(stage.in_class(stage.new, class, "2020-10-12").await.0, some("Vi Văn Tám chuyen-den"));
        let said: Vec<_> = transfers_of_unit(&old, stage.old, 50)
            .await
            .unwrap()
            .into_iter()
            .map(|case| (case.transfer.outcome, case.transfer.answer))
            .collect();
        assert_eq!(
            said,
            [
                (Some(Outcome::Accepted), String::new()),
                (Some(Outcome::Cancelled), "Nhầm trường".to_owned()),
                (Some(Outcome::Refused), "Chưa có đơn của gia đình".to_owned()),
            ]
        );
    })
    .await;
}

#[tokio::test]
async fn a_pupil_changes_class_drops_out_and_comes_back() {
    for_each_database(async |db| {
        let stage = Stage::set(&db).await;
        let clerk = stage.clerk(stage.old);
        let seen = async || seat_of(&clerk, stage.old, stage.pupil, day("2020-10-15")).await.unwrap();
        let seat = seen().await;
        assert_eq!((seat.class.as_str(), seat.classes.len(), seat.is_present()), ("5A", 2, true));
        let change = |seen, class, on: &str| ChangeClass {
            unit: stage.old,
            pupil: stage.pupil,
            seen,
            class,
            day: day(on),
            reason: "Cân lại sĩ số".to_owned(),
        };
        refused(
            change_class(&clerk, change(seat.newest, stage.classes[0], "2020-10-12")).await,
            "chính lớp này",
        );
        assert!(matches!(
            change_class(&stage.clerk(stage.new), change(seat.newest, stage.classes[2], "2020-10-12")).await,
            Err(OpError::Hidden)
        ));
        change_class(&clerk, change(seat.newest, stage.classes[2], "2020-10-12")).await.unwrap();
        assert!(matches!(
            change_class(&clerk, change(seat.newest, stage.classes[0], "2020-10-13")).await,
            Err(OpError::Stale)
        ));
        assert_eq!(stage.in_class(stage.old, stage.classes[0], "2020-10-11").await.0.len(), 1);
        assert_eq!(stage.in_class(stage.old, stage.classes[0], "2020-10-12").await.0.len(), 0);
        assert_eq!(stage.in_class(stage.old, stage.classes[2], "2020-10-12").await.0.len(), 1);

        let leave = |seen, how| LeaveSchool {
            unit: stage.old,
            pupil: stage.pupil,
            seen,
            day: day("2020-10-14"),
            how,
            note: String::new(),
        };
        let seat = seen().await;
        let none = Leaving::DroppedOut("khong-co".to_owned());
        refused(leave_school(&clerk, leave(seat.newest, none)).await, "Chưa chọn lý do");
        leave_school(&clerk, leave(seat.newest, Leaving::DroppedOut("kho-khan".to_owned()))).await.unwrap();
        assert_eq!(
            stage.in_class(stage.old, stage.classes[2], "2020-10-14").await.1,
            some("Vi Văn Tám thoi-hoc")
        );
        // The school still answers for who dropped out.
        assert_eq!(stage.pupils_of(stage.old, "2020-10-14").await, 1);
        refused(
            begin_transfer(&clerk, BeginTransfer { day: day("2020-10-15"), ..stage.sending() }).await,
            "không học",
        );
        let seat = seen().await;
        assert!(!seat.is_present());
        change_class(&clerk, change(seat.newest, stage.classes[2], "2020-10-15")).await.unwrap();
        assert_eq!(
            stage.in_class(stage.old, stage.classes[2], "2020-10-15").await.0,
            some("Vi Văn Tám dang-hoc")
        );

        let seat = seen().await;
        let outside =
            Leaving::Outside { school: "TH Đồng Mỏ, Lạng Sơn".to_owned(), paper: String::new() };
        leave_school(&clerk, LeaveSchool { day: day("2020-10-16"), ..leave(seat.newest, outside) })
            .await
            .unwrap();
        assert_eq!(stage.pupils_of(stage.old, "2020-10-16").await, 0);
        assert_eq!(stage.pupils_of(stage.old, "2020-10-15").await, 1);
    })
    .await;
}

#[tokio::test]
async fn who_comes_from_outside_is_new_or_known_by_the_number() {
    for_each_database(async |db| {
        let stage = Stage::set(&db).await;
        let new = stage.clerk(stage.new);
        let admit = |pupil: &str, on: &str| AdmitFromOutside {
            unit: stage.new,
            pupil: facts("pupil", pupil),
            class: stage.classes[1],
            day: day(on),
            other_school: "TH Đồng Mỏ, Lạng Sơn".to_owned(),
            paper: "7/GCT".to_owned(),
        };
        let may = "full_name: Vi Thị Mây; birth_date: 01/02/2010; sex: Nữ";
        let id = admit_from_outside(&new, admit(may, "2020-10-12")).await.unwrap();
        assert_eq!(
            stage.in_class(stage.new, stage.classes[1], "2020-10-12").await.0,
            some("Vi Thị Mây chuyen-den")
        );
        assert_ne!(id, stage.pupil);
        let tam = "full_name: Vi Văn Tám; birth_date: 05/03/2010; sex: Nam; ministry_code: 2412345678";
        refused(admit_from_outside(&new, admit(tam, "2020-10-12")).await, "đang học ở một trường khác");
        refused(
            admit_from_outside(&new, admit("full_name: Vi Thị Mây; birth_date: 01/02/2010", "2020-10-12"))
                .await,
            "",
        );
        // Gone out of the province and back: the same pupil, with the same past.
        let old = stage.clerk(stage.old);
        let seat = seat_of(&old, stage.old, stage.pupil, day("2020-10-15")).await.unwrap();
        let leave = LeaveSchool {
            unit: stage.old,
            pupil: stage.pupil,
            seen: seat.newest,
            day: day("2020-10-05"),
            how: Leaving::Outside { school: "TH Đồng Mỏ".to_owned(), paper: String::new() },
            note: String::new(),
        };
        leave_school(&old, leave).await.unwrap();
        let other = "full_name: Vi Văn Chín; birth_date: 06/03/2010; sex: Nam; ministry_code: 2412345678";
        refused(admit_from_outside(&new, admit(other, "2020-10-12")).await, "sinh ngày khác");
        let back = admit_from_outside(&new, admit(tam, "2020-10-12")).await.unwrap();
        assert_eq!(back, stage.pupil);
        assert_eq!(stage.file(&new, "2020-10-15").await.unwrap().beside[1].records.len(), 3);
    })
    .await;
}
