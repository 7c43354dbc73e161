//! The turn of a school year on both databases, over the sample province.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)] // helpers of tests, outside test functions

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use khue_app::registry::import::{ImportOrder, Take, apply_import};
use khue_app::registry::records::*;
use khue_app::registry::year::*;
use khue_app::{Actor, Ctx, MIGRATIONS, OpError};
use khue_base::{AccountId, Day, RecordId, SchoolYear, UnitId};
use khue_db::Db;
use khue_rules::accounts::Role;
use khue_rules::registry::class_split::Balance;
use khue_rules::registry::record::FieldValue;
use khue_rules::registry::roll_over::Decision;
use khue_testkit::for_each_database;
use khue_testkit::province::{Province, Scale, load, load_records, system};

const SEED: u64 = 2020;

fn day(iso: &str) -> Day {
    iso.parse().unwrap()
}

/// The sample province at the end of its last year, and the head of a school with that many classes at least.
async fn world(db: &Db, level: &str) -> (Ctx, Ctx) {
    db.migrate(MIGRATIONS).await.unwrap();
    let program = system(db.clone(), day("2021-06-15"));
    let province = Province::make(Scale::Tiny, SEED);
    let loaded = load(&program, &province).await.unwrap();
    load_records(&program, &province, &loaded, SEED).await.unwrap();
    for school in &province.schools {
        let unit = loaded.units[&school.key];
        let head = acting(&program, Role::Head, unit);
        let (classes, _) = classes_of_unit(&head, unit, program.today()).await.unwrap();
        if classes.len() > 4 && classes.iter().all(|line| line.class.facts.text("level") == Some(level)) {
            return (program, head);
        }
    }
    panic!("no school of level {level}");
}

fn acting(program: &Ctx, role: Role, unit: UnitId) -> Ctx {
    let actor = Actor { account: Some(AccountId(1)), role, unit, ..program.actor.clone() };
    Ctx { actor, ..program.clone() }
}

fn last_year() -> SchoolYear {
    SchoolYear::starting(2020)
}

fn order(head: &Ctx, classes: &[RecordId]) -> RollOverOrder {
    RollOverOrder {
        unit: head.actor.unit,
        from: last_year(),
        classes: classes.iter().copied().collect(),
        carry: BTreeSet::from([Carry::Homeroom, Carry::Teaching, Carry::Groups]),
    }
}

/// Sizes of classes on a day by name.
async fn sizes(head: &Ctx, on: &str) -> BTreeMap<String, i64> {
    let (lines, _) = classes_of_unit(head, head.actor.unit, day(on)).await.unwrap();
    lines.into_iter().map(|line| (line.class.called(), line.size)).collect()
}

#[tokio::test]
async fn a_school_rolls_over_class_by_class_and_takes_it_back() {
    for_each_database(async |db| {
        let (program, head) = world(&db, "03").await;
        let unit = head.actor.unit;
        let before = sizes(&head, "2021-06-15").await;
        assert!(sizes(&head, "2021-09-05").await.is_empty());

        let year = preview_roll_over(&head, &order(&head, &[])).await.unwrap();
        assert_eq!((year.from.to_string(), year.to.to_string()), ("2020-2021".into(), "2021-2022".into()));
        let by_name: BTreeMap<String, i64> =
            year.classes.iter().map(|class| (class.name.clone(), class.open() as i64)).collect();
        assert_eq!(by_name, before, "everybody who learns goes somewhere");
        assert!(year.without_class.is_empty());
        assert!(year.carried.homeroom > 0 && year.carried.teaching > 0);
        let class = |name: &str| year.classes.iter().find(|class| class.name == name).unwrap();
        let (sixth, ninth) = (class("6A"), class("9A"));
        assert_eq!((sixth.becomes.as_deref(), ninth.becomes.as_deref()), (Some("7A"), None));
        assert_eq!(ninth.count(|turn| *turn == Turn::Finished), ninth.pupils.len());

        let steps = year_steps(&head, unit, year.to, day("2021-06-15")).await.unwrap();
        assert_eq!((steps.turn_open as i64, steps.turn_done), (before.values().sum::<i64>(), 0));
        assert!(steps.profile.is_some() && steps.rooms > 0 && steps.staff > 0 && steps.sites > 0);
        assert_eq!((steps.classes, steps.waiting, steps.teaching), (0, 0, 0));
        let loads = teaching_loads(&head, unit, last_year(), 1).await.unwrap();
        assert!(!loads.is_empty() && loads.windows(2).all(|two| two[0].sort_key <= two[1].sort_key));
        assert!(loads.iter().all(|one| !one.name.is_empty() && one.level == "03" && one.load.is_some()));

        // Hands: one repeats, one leaves, one changes the class.
        let pupils: Vec<RecordId> = sixth.pupils.iter().map(|pupil| pupil.pupil).collect();
        let choose = |class: RecordId, choices| {
            let cmd = ChooseTurns { unit, from: last_year(), class, choices };
            choose_turns(&head, cmd)
        };
        let choices = vec![
            (pupils[0], Decision::Again, None),
            (pupils[1], Decision::Moves, None),
            (pupils[2], Decision::Up, Some("7B".to_owned())),
            (pupils[3], Decision::Up, Some("8A".to_owned())),
        ];
        choose(sixth.id, choices).await.unwrap();
        let stranger = vec![(ninth.pupils[0].pupil, Decision::Again, None)];
        assert!(matches!(choose(sixth.id, stranger).await, Err(OpError::Hidden)));
        let (turn, _, names) = turn_of_class(&head, unit, last_year(), sixth.id).await.unwrap();
        let of = |pupil: RecordId| turn.pupils.iter().find(|one| one.pupil == pupil).unwrap().turn.clone();
        assert!(matches!(of(pupils[0]), Turn::Again(_)) && of(pupils[1]) == Turn::Out);
        assert_eq!(of(pupils[3]), Turn::KeptOut(Why::NoPlace), "8A is no class for those of grade 6");
        assert_eq!(names.len(), pupils.len());
        assert!(names.values().all(|pupil| pupil.facts.get("poverty").is_none()));
        choose(sixth.id, vec![(pupils[3], Decision::Up, None)]).await.unwrap();

        // One class first. The repeater goes into a class of grade 6, which is made for that.
        let done = roll_over(&head, &order(&head, &[sixth.id])).await.unwrap();
        assert_eq!((done.up, done.again, done.out, done.finished), (pupils.len() - 2, 1, 1, 0));
        let after = sizes(&head, "2021-09-05").await;
        assert_eq!(after["7A"], pupils.len() as i64 - 3);
        assert_eq!((after["7B"], after["6A"]), (1, 1));
        let made = classes_of_unit(&head, unit, day("2021-09-05")).await.unwrap().0;
        let seventh = made.iter().find(|line| line.class.called() == "7A").unwrap();
        assert_eq!(seventh.class.facts.text("code"), Some("2021-7A"));
        assert_eq!(seventh.class.facts.text("programme"), Some("2006"));
        let first = made.iter().find(|line| line.class.called() == "6A").unwrap();
        assert_eq!(first.class.facts.text("programme"), Some("2018"), "grade 6 follows it from 2021 on");
        assert!(seventh.class.facts.record("homeroom_teacher").is_some());

        // The same again writes nothing; the rest is written where it was left.
        let again = roll_over(&head, &order(&head, &[sixth.id])).await.unwrap();
        assert_eq!((again.source, again.up, again.classes), (None, 0, 0));
        let rest = roll_over(&head, &order(&head, &[])).await.unwrap();
        assert!(
            rest.source.is_some()
                && rest.finished
                    == before["9A"] as usize
                        + before
                            .iter()
                            .filter(|(name, _)| name.starts_with('9') && *name != "9A")
                            .map(|(_, size)| *size as usize)
                            .sum::<usize>()
        );
        let whole = sizes(&head, "2021-09-05").await;
        let of_grade = |sizes: &BTreeMap<String, i64>, grade: &str| {
            sizes.iter().filter(|(name, _)| name.starts_with(grade)).map(|(_, size)| *size).sum::<i64>()
        };
        assert_eq!(of_grade(&whole, "8"), of_grade(&before, "7"));
        assert_eq!(of_grade(&whole, "7"), of_grade(&before, "6") - 2);
        assert_eq!(of_grade(&whole, "9"), of_grade(&before, "8"));
        let nothing = roll_over(&head, &order(&head, &[])).await.unwrap();
        assert_eq!(nothing, RolledOver { kept_out: nothing.kept_out, ..RolledOver::default() });
        let year = preview_roll_over(&head, &order(&head, &[])).await.unwrap();
        assert!(year.classes.iter().all(|class| class.open() == 0));
        assert!(year.next.iter().all(|class| whole.get(&class.name).copied() == Some(class.size as i64)));
        let taught = school_records(&head, unit, day("2021-09-05")).await.unwrap();
        assert!(!taught.of("teaching").is_empty());

        let steps = year_steps(&head, unit, year.to, day("2021-09-05")).await.unwrap();
        assert_eq!((steps.turn_open, steps.waiting, steps.admitted), (0, 0, 0));
        assert_eq!((steps.classes, steps.pupils as i64), (whole.len(), whole.values().sum::<i64>()));
        assert_eq!(steps.teaching, taught.of("teaching").len());

        // Who moved away is said to have ended so; the old year is otherwise as it was.
        assert_eq!(sizes(&head, "2021-06-15").await, before);
        let rows = school_records(&head, unit, day("2021-06-15")).await.unwrap();
        let ended = |pupil: RecordId| {
            let rows = rows.of("enrolment").iter();
            let mut own = rows.filter(|row| row.facts.record("pupil") == Some(pupil.0));
            own.next().and_then(|row| row.facts.text("ended").map(str::to_owned))
        };
        assert_eq!(ended(pupils[1]).as_deref(), Some("chuyen-di"));
        assert_eq!(ended(ninth.pupils[0].pupil).as_deref(), Some("hoan-thanh"));
        assert_eq!(ended(pupils[4]), None);

        // The first class stands under the rest only where the rest refers to its classes.
        undo_source(&head, rest.source.unwrap(), "làm lại").await.unwrap();
        undo_source(&head, done.source.unwrap(), "làm lại").await.unwrap();
        assert!(sizes(&head, "2021-09-05").await.is_empty());
        assert_eq!(sizes(&head, "2021-06-15").await, before);
        let year = preview_roll_over(&head, &order(&head, &[])).await.unwrap();
        assert_eq!(
            year.classes.iter().map(|class| class.open() as i64).sum::<i64>(),
            before.values().sum::<i64>()
        );
        // Choices outlive the undoing.
        let class = year.classes.iter().find(|class| class.id == sixth.id).unwrap();
        assert_eq!(class.count(|turn| matches!(turn, Turn::Again(_))), 1);

        // Nobody else's school.
        let other = acting(&program, Role::Head, UnitId(unit.0 + 1));
        let foreign = RollOverOrder { unit, ..order(&other, &[]) };
        assert!(matches!(preview_roll_over(&other, &foreign).await, Err(OpError::Hidden)));
        assert!(matches!(roll_over(&other, &foreign).await, Err(OpError::Hidden)));
        let teacher = acting(&program, Role::Teacher, unit);
        assert!(matches!(roll_over(&teacher, &foreign).await, Err(OpError::Forbidden)));
        let unknown = order(&head, &[RecordId(7)]);
        assert!(matches!(roll_over(&head, &unknown).await, Err(OpError::Refused(_))));
    })
    .await;
}

#[tokio::test]
async fn who_is_elsewhere_or_suspended_is_kept_out_with_a_reason() {
    for_each_database(async |db| {
        let (program, head) = world(&db, "03").await;
        let unit = head.actor.unit;
        let year = preview_roll_over(&head, &order(&head, &[])).await.unwrap();
        let class = year.classes.iter().find(|class| class.name == "7A").unwrap();
        let (moved, suspended) = (&class.pupils[0], &class.pupils[1]);
        let kind = khue_rules::registry::record::kind("enrolment").unwrap();
        // Another school of the province has entered one of them already.
        let mut tx = program.begin().await.unwrap();
        let elsewhere = UnitId(unit.0 + 1);
        let mut source = begin_source(&program, &mut tx, SourceKind::Import, unit, "").await.unwrap();
        let facts = khue_rules::registry::record::Facts::new(kind)
            .with("pupil", FieldValue::Record(moved.pupil.0))
            .with("year", FieldValue::SchoolYear(year.to))
            .with("grade", FieldValue::Code("8".to_owned()))
            .with("status", FieldValue::Code("chuyen-den".to_owned()));
        let writes = vec![
            Write {
                target: Target::New(program.id()),
                unit: elsewhere,
                from: day("2021-08-01"),
                until: Some(day("2022-08-01")),
                change: Change::Set(facts),
            },
            Write {
                target: Target::There(suspended.enrolment, None),
                unit,
                from: day("2021-05-01"),
                until: Some(day("2021-08-01")),
                change: Change::Alter(vec![("status", Some(FieldValue::Code("bao-luu".to_owned())))]),
            },
        ];
        write_records(&program, &mut tx, &mut source, kind, writes).await.unwrap();
        finish_source(&program, &mut tx, source).await.unwrap();
        tx.commit().await.unwrap();

        let done = roll_over(&head, &order(&head, &[class.id])).await.unwrap();
        assert_eq!((done.up, done.kept_out), (class.pupils.len() - 2, 2));
        let year = preview_roll_over(&head, &order(&head, &[])).await.unwrap();
        let class = year.classes.iter().find(|one| one.id == class.id).unwrap();
        let turn = |pupil: &PupilTurn| {
            class.pupils.iter().find(|one| one.pupil == pupil.pupil).unwrap().turn.clone()
        };
        assert_eq!(turn(moved), Turn::KeptOut(Why::Elsewhere));
        assert_eq!(turn(suspended), Turn::KeptOut(Why::Suspended));
    })
    .await;
}

/// Ten admitted pupils, without and with a score, by an import like the lists that schools get.
async fn admit(head: &Ctx, count: usize) {
    let mut sheet =
        "DANH SÁCH TRÚNG TUYỂN LỚP 6\nHọ và tên,Ngày sinh,Giới tính,Khối,Điểm tuyển sinh\n".to_owned();
    for number in 0..count {
        let sex = if number % 3 == 0 { "Nữ" } else { "Nam" };
        let letters = ["An", "Bình", "Chi", "Dũng", "Giang", "Hà"][number % 6];
        sheet += &format!(
            "Vi Thử {letters} {letters},{}/9/2010,{sex},Lớp 6,\"{},5\"\n",
            1 + number % 28,
            10 + number % 20
        );
    }
    let order = ImportOrder {
        unit: head.actor.unit,
        kind: khue_rules::registry::record::kind("pupil"),
        file_name: "trung-tuyen.csv".to_owned(),
        content: Arc::new(sheet.into_bytes()),
        mapping: None,
        year: Some(SchoolYear::starting(2021)),
        day: None,
    };
    let applied = apply_import(head, &order, Take::All).await.unwrap();
    assert!(applied.source.is_some(), "{:?}", applied.preview.findings);
}

#[tokio::test]
async fn an_admission_list_becomes_classes_and_is_taken_back() {
    for_each_database(async |db| {
        let (program, head) = world(&db, "03").await;
        let (unit, year) = (head.actor.unit, SchoolYear::starting(2021));
        assert!(waiting_pupils(&head, unit, year).await.unwrap().is_empty());
        admit(&head, 61).await;
        let waiting = waiting_pupils(&head, unit, year).await.unwrap();
        assert_eq!(waiting, [Waiting { grade: "6".to_owned(), pupils: 61 }]);
        assert!(sizes(&head, "2021-09-05").await.is_empty(), "nobody is in a class");

        // A repeater is in 6A already and counts.
        let turn = preview_roll_over(&head, &order(&head, &[])).await.unwrap();
        let sixth = turn.classes.iter().find(|class| class.name == "6A").unwrap();
        let choices = vec![(sixth.pupils[0].pupil, Decision::Again, None)];
        choose_turns(&head, ChooseTurns { unit, from: last_year(), class: sixth.id, choices }).await.unwrap();
        roll_over(&head, &order(&head, &[sixth.id])).await.unwrap();

        let wish = |classes| SplitWish {
            unit,
            year,
            grade: "6".to_owned(),
            classes,
            most: 45,
            balance: Balance::SexFirst,
        };
        let plan = propose_split(&head, &wish(Some(2))).await.unwrap();
        assert_eq!(plan.classes.iter().map(|class| class.name.as_str()).collect::<Vec<_>>(), ["6A", "6B"]);
        assert_eq!(
            plan.classes.iter().map(|class| (class.before, class.size)).collect::<Vec<_>>(),
            [(1, 31), (0, 31)]
        );
        assert!(plan.classes[0].girls.abs_diff(plan.classes[1].girls) <= 1);
        assert_eq!(plan.pupils.len(), 61);
        assert_eq!(plan.classes.iter().map(|class| class.scores.1).sum::<usize>(), 61);
        let few = propose_split(&head, &wish(Some(1))).await;
        assert!(matches!(few, Err(OpError::Refused(_))), "61 and one do not fit into 45");

        // One is moved by hand, one stays without a class.
        let mut places: BTreeMap<RecordId, String> =
            plan.pupils.iter().map(|one| (one.pupil.key.id, plan.classes[one.class].name.clone())).collect();
        let (first, last) = (plan.pupils[0].pupil.key.id, plan.pupils[60].pupil.key.id);
        let other = if places[&first] == "6A" { "6B" } else { "6A" };
        places.insert(first, other.to_owned());
        places.remove(&last);
        let cmd = SplitClasses { unit, year, grade: "6".to_owned(), places };
        let (source, placed) = split_classes(&head, &cmd).await.unwrap();
        assert_eq!(placed, 60);
        let after = sizes(&head, "2021-09-05").await;
        assert_eq!(after["6A"] + after["6B"], 61);
        let rows = classes_of_unit(&head, unit, day("2021-09-05")).await.unwrap().0;
        let made = rows.iter().find(|line| line.class.called() == "6B").unwrap();
        assert_eq!(made.class.facts.text("code"), Some("2021-6B"));
        assert_eq!(made.class.facts.text("programme"), Some("2018"));
        assert_eq!(made.class.facts.record("homeroom_teacher"), None);
        let waiting = waiting_pupils(&head, unit, year).await.unwrap();
        assert_eq!(waiting[0].pupils, 1);
        assert_eq!(split_classes(&head, &cmd).await.unwrap(), (None, 0), "nothing is done twice");

        undo_source(&head, source.unwrap(), "chia lại").await.unwrap();
        assert_eq!(waiting_pupils(&head, unit, year).await.unwrap()[0].pupils, 61);
        assert!(!sizes(&head, "2021-09-05").await.contains_key("6B"));

        let stranger = acting(&program, Role::Head, UnitId(unit.0 + 1));
        assert!(matches!(split_classes(&stranger, &cmd).await, Err(OpError::Hidden)));
        assert!(matches!(propose_split(&stranger, &wish(None)).await, Err(OpError::Hidden)));
    })
    .await;
}
