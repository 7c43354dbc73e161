//! Pupils recorded twice, on both databases.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)] // helpers of tests, outside test functions

use khue_app::registry::duplicates::*;
use khue_app::registry::records::*;
use khue_app::registry::transfer::*;
use khue_app::{Actor, Ctx, MIGRATIONS, OpError};
use khue_base::{AccountId, Day, RecordId, UnitId};
use khue_db::Db;
use khue_rules::accounts::Role;
use khue_rules::registry::duplicates::Likeness;
use khue_rules::registry::record::{Facts, FieldValue, Kind, kind};
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

struct Stage {
    ctx: Ctx,
    department: Ctx,
    schools: [UnitId; 2],
    classes: Vec<RecordId>,
}

impl Stage {
    async fn set(db: &Db) -> Self {
        db.migrate(MIGRATIONS).await.unwrap();
        let ctx = system(db.clone(), day("2020-10-15"));
        let loaded = load(&ctx, &Province::make(Scale::Tiny, 2020)).await.unwrap();
        let schools = ["th-218-01", "thcs-218-01"].map(|key| loaded.units[key]);
        let unit = loaded.units["so-gddt"];
        let actor = Actor {
            account: Some(AccountId(1)),
            role: Role::DepartmentSpecialist,
            unit,
            ..ctx.actor.clone()
        };
        let department = Ctx { actor, ..ctx.clone() };
        let mut stage = Self { ctx, department, schools, classes: Vec::new() };
        for unit in schools {
            let class = facts("class", "year: 2020-2021; name: 3A; grade: 3");
            let class = stage.keep(unit, class).await;
            stage.classes.push(class);
        }
        stage
    }

    async fn keep(&self, unit: UnitId, facts: Facts) -> RecordId {
        let cmd = ChangeRecord {
            kind: facts.kind(),
            record: None,
            unit,
            from: day("2020-08-01"),
            until: None,
            change: Change::Set(facts),
            reason: String::new(),
        };
        change_record(&self.ctx, cmd).await.unwrap().id
    }

    async fn pupil(&self, school: usize, text: &str) -> RecordId {
        let unit = self.schools[school];
        let pupil = self.keep(unit, facts("pupil", text)).await;
        let class = self.classes[school];
        let seat = format!("pupil: #{pupil}; class: #{class}; year: 2020-2021; status: Đang học");
        self.keep(unit, facts("enrolment", &seat)).await;
        pupil
    }

    fn clerk(&self, school: usize) -> Ctx {
        let actor = Actor { role: Role::Clerk, unit: self.schools[school], ..self.department.actor.clone() };
        Ctx { actor, ..self.ctx.clone() }
    }

    async fn all(&self) -> Vec<(Likeness, String, String)> {
        let mut all = Vec::new();
        let mut after = None;
        loop {
            let page = candidates_in_province(&self.department, after.as_deref()).await.unwrap();
            all.extend(page.found.into_iter().map(|one| (one.likeness, one.one.called, one.other.called)));
            after = page.next;
            if after.is_none() {
                return all;
            }
        }
    }

    async fn held(&self, pupil: RecordId) -> Vec<(String, Facts, Day, Option<Day>)> {
        let key = RecordKey { kind: the("pupil"), unit: None, id: pupil };
        let mut held = Vec::new();
        let file = record_file(&self.department, key, day("2020-10-15"), Seeing::Guarded).await.unwrap();
        let rows = file.beside.iter().flat_map(|beside| &beside.records).chain([&file.record]);
        for row in rows.filter(|row| row.replaced_at.is_none()) {
            held.push((
                format!("{}/{}", row.key.kind.code, row.key.id),
                row.facts.clone(),
                row.from,
                row.until,
            ));
        }
        held.sort_by(|one, other| one.0.cmp(&other.0));
        held
    }
}

#[track_caller]
fn refused<T: std::fmt::Debug>(result: Result<T, OpError>, says: &str) {
    match result {
        Err(OpError::Refused(refused)) if refused.sentence.contains(says) => {}
        other => panic!("expected a refusal with “{says}”, got {other:?}"),
    }
}

#[tokio::test]
async fn candidates_are_found_with_their_reasons_and_told_only_to_those_who_may() {
    for_each_database(async |db| {
        let stage = Stage::set(&db).await;
        let thuong = stage.pupil(0, "full_name: Vi Thị Hoài Thương; birth_date: 05/03/2012; sex: Nữ").await;
        let swapped = stage.pupil(1, "full_name: Vi Thị Hoài Thương; birth_date: 03/05/2012; sex: Nữ").await;
        stage.pupil(0, "full_name: Lò Văn Tám; birth_date: 20/11/2012; sex: Nam").await;
        stage.pupil(0, "full_name: Lo Van Tam; birth_date: 20/11/2012; sex: Nam").await;
        let number = "personal_number: 024212000017";
        stage.pupil(1, &format!("full_name: Hà Văn Bảy; birth_date: 01/06/2012; sex: Nam; {number}")).await;
        stage.pupil(1, &format!("full_name: Hà Văn Bẩy; birth_date: 11/06/2012; sex: Nam; {number}")).await;
        stage.pupil(1, "full_name: Hà Văn Chín; birth_date: 01/07/2012; sex: Nam").await;
        let said = |text: &str, born: &str| format!("{text}, sinh {born}");
        let all = stage.all().await;
        assert_eq!(
            all,
            [
                (Likeness::SameNumber, said("Hà Văn Bảy", "01/06/2012"), said("Hà Văn Bẩy", "11/06/2012")),
                (
                    Likeness::DayAndMonthSwapped,
                    said("Vi Thị Hoài Thương", "05/03/2012"),
                    said("Vi Thị Hoài Thương", "03/05/2012")
                ),
                (Likeness::AccentsDiffer, said("Lò Văn Tám", "20/11/2012"), said("Lo Van Tam", "20/11/2012")),
            ]
        );
        // A school sees its own; of another school's pupil only where to ask.
        let own = candidates_of_unit(&stage.clerk(0), stage.schools[0]).await.unwrap();
        assert_eq!(own.len(), 2);
        assert_eq!((own[0].likeness, own[0].one.id), (Likeness::DayAndMonthSwapped, Some(thuong)));
        assert_eq!((own[0].other.id, own[0].other.called.as_str()), (None, ""));
        assert_eq!(own[0].other.schools.len(), 1);
        assert!(own[1].other.id.is_some());
        assert!(matches!(candidates_of_unit(&stage.clerk(0), stage.schools[1]).await, Err(OpError::Hidden)));
        assert!(candidates_in_province(&stage.clerk(0), None).await.is_err());
        assert!(matches!(pupil_pair(&stage.clerk(0), thuong, swapped).await, Err(OpError::Hidden)));
        // What was found to be two people comes up no more.
        let apart = |reason: &str| TellApart { one: swapped, other: thuong, reason: reason.to_owned() };
        refused(tell_apart(&stage.department, apart("")).await, "Chưa ghi lý do");
        assert!(tell_apart(&stage.clerk(0), apart("hai chị em")).await.is_err());
        tell_apart(&stage.department, apart("hai chị em họ")).await.unwrap();
        assert_eq!(stage.all().await.len(), 2);
        assert_eq!(candidates_of_unit(&stage.clerk(0), stage.schools[0]).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn two_records_become_one_and_two_again() {
    for_each_database(async |db| {
        let stage = Stage::set(&db).await;
        let keep = "full_name: Lò Văn Tám; birth_date: 20/11/2012; sex: Nam; ministry_code: 2412345678";
        let gone = "full_name: Lo Van Tam; birth_date: 20/11/2012; sex: Nam; ministry_code: 2412345679; \
                    personal_number: 024212000025; ethnic: Thái";
        let keep = stage.pupil(0, keep).await;
        let gone = stage.pupil(1, gone).await;
        for (pupil, unit, who) in
            [(keep, 0, "Lục Thị Xuân"), (gone, 1, "Luc Thi Xuan"), (gone, 1, "Lò Thị Hạ")]
        {
            let text = format!("pupil: #{pupil}; kinship: Mẹ; full_name: {who}");
            stage.keep(stage.schools[unit], facts("guardian", &text)).await;
        }
        let merge = |reason: &str| MergePupils { keep, gone, reason: reason.to_owned() };
        refused(merge_pupils(&stage.department, merge("")).await, "Chưa ghi lý do");
        refused(merge_pupils(&stage.department, merge("cùng mẹ")).await, "ở hai trường cùng lúc");
        assert!(merge_pupils(&stage.clerk(0), merge("cùng mẹ")).await.is_err());
        let clerk = stage.clerk(1);
        let seat = seat_of(&clerk, stage.schools[1], gone, day("2020-10-15")).await.unwrap();
        let leave = LeaveSchool {
            unit: stage.schools[1],
            pupil: gone,
            seen: seat.newest,
            day: day("2020-09-20"),
            how: Leaving::DroppedOut("khac".to_owned()),
            note: String::new(),
        };
        leave_school(&clerk, leave).await.unwrap();
        let before = (stage.held(keep).await, stage.held(gone).await);
        merge_pupils(&stage.department, merge("cùng mẹ, cùng ngày sinh")).await.unwrap();

        // One pupil with the enrolments of both, one mother once, and what the other record knew.
        let key = RecordKey { kind: the("pupil"), unit: None, id: keep };
        let file = record_file(&stage.department, key, day("2020-10-15"), Seeing::Guarded).await.unwrap();
        assert_eq!(file.record.called(), "Lò Văn Tám");
        assert_eq!(file.record.facts.text("personal_number"), Some("024212000025"));
        assert_eq!(file.record.facts.text("ministry_code"), Some("2412345678"));
        let mothers = file.beside[0].records.iter().map(Record::called).collect::<Vec<_>>();
        assert_eq!(mothers, ["Lục Thị Xuân", "Lò Thị Hạ"]);
        let schools: Vec<_> = file.beside[1].records.iter().map(|row| row.key.unit.unwrap()).collect();
        assert_eq!(schools.len(), 3);
        assert!(schools.contains(&stage.schools[0]) && schools.contains(&stage.schools[1]));
        let list =
            class_list(&stage.ctx, stage.schools[1], stage.classes[1], day("2020-09-10")).await.unwrap();
        assert_eq!(list.pupils.iter().map(|one| one.pupil.key.id).collect::<Vec<_>>(), [keep]);
        assert_eq!(merged_into(&stage.department, gone).await.unwrap(), Some(keep));
        assert_eq!(stage.all().await, []);
        // The number of the record that went still finds the pupil.
        let asking = AskForPupil {
            unit: stage.schools[1],
            from: stage.schools[0],
            number: "2412345679".to_owned(),
            birth: "2012-11-20".parse().unwrap(),
            class: stage.classes[1],
            day: day("2020-10-15"),
            reason: "chuyển về".to_owned(),
            paper: String::new(),
        };
        let asked = ask_for_pupil(&clerk, asking).await.unwrap();
        let case = transfer(&clerk, stage.schools[1], asked).await.unwrap();
        assert_eq!(case.transfer.pupil, keep);

        let merged = merged_pupils(&stage.department, 50).await.unwrap();
        assert_eq!((merged.len(), merged[0].kept, merged[0].gone), (1, keep, gone));
        refused(unmerge_pupils(&stage.department, merged[0].id, "").await, "Chưa ghi lý do");
        unmerge_pupils(&stage.department, merged[0].id, "hai anh em sinh đôi").await.unwrap();
        assert_eq!((stage.held(keep).await, stage.held(gone).await), before, "exactly as before");
        assert_eq!(merged_into(&stage.department, gone).await.unwrap(), None);
        assert_eq!(merged_pupils(&stage.department, 50).await.unwrap(), []);

        // Not while something was built upon it.
        merge_pupils(&stage.department, merge("thật là một")).await.unwrap();
        let seat = record_file(&stage.department, key, day("2020-10-15"), Seeing::Plain).await.unwrap();
        let edit = ChangeRecord {
            kind: the("pupil"),
            record: Some((keep, seat.record.version)),
            unit: stage.schools[0],
            from: day("2020-08-01"),
            until: None,
            change: Change::Alter(vec![("hamlet", Some(FieldValue::Text("Bản Chu".to_owned())))]),
            reason: "bổ sung".to_owned(),
        };
        change_record(&stage.department, edit).await.unwrap();
        let merged = merged_pupils(&stage.department, 50).await.unwrap();
        refused(unmerge_pupils(&stage.department, merged[0].id, "nhầm").await, "Không hoàn tác được");
    })
    .await;
}
