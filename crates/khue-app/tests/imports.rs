//! Import of sheets on both databases: the workbooks of tests/golden/registry/sheets.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)] // helpers of tests, outside test functions

use std::path::Path;
use std::sync::Arc;

use khue_app::registry::import::*;
use khue_app::registry::posts_at_unit;
use khue_app::registry::records::*;
use khue_app::{Actor, App, Ctx, MIGRATIONS, OpError, worker};
use khue_base::{AccountId, Clock, Day, FixedClock, ImportId, Moment, UnitId};
use khue_db::{Db, audit};
use khue_rules::accounts::Role;
use khue_rules::registry::checks::Level;
use khue_rules::registry::keeping::days_of_sheets;
use khue_rules::registry::record::{Kind, kind, kinds};
use khue_rules::registry::sheet::Weight;
use khue_testkit::for_each_database;
use khue_testkit::province::{Province, Scale, load, system};

fn day(iso: &str) -> Day {
    iso.parse().unwrap()
}

fn the(code: &str) -> &'static Kind {
    kind(code).unwrap()
}

struct World {
    program: Ctx,
    schools: Vec<UnitId>,
}

impl World {
    async fn new(db: &Db) -> Self {
        db.migrate(MIGRATIONS).await.unwrap();
        let loader = system(db.clone(), day("2020-09-05"));
        let province = Province::make(Scale::Tiny, 2020);
        let loaded = load(&loader, &province).await.unwrap();
        let keys = province.schools.iter().map(|school| &school.key).filter(|key| key.contains("-218-"));
        let schools = keys.map(|key| loaded.units[key]).collect();
        let clock: Arc<dyn Clock> =
            Arc::new(FixedClock(Moment::start_of(day("2026-11-24")).plus_ms(9 * 3_600_000)));
        let program = Ctx { app: App { clock, ..loader.app.clone() }, actor: loader.actor };
        Self { program, schools }
    }

    fn clerk(&self, school: usize) -> Ctx {
        let actor = Actor {
            account: Some(AccountId(1)),
            role: Role::Clerk,
            unit: self.schools[school],
            ..self.program.actor.clone()
        };
        Ctx { actor, ..self.program.clone() }
    }

    fn order(&self, kind: &str, name: &str, content: Vec<u8>) -> ImportOrder {
        ImportOrder {
            unit: self.schools[0],
            kind: Some(the(kind)),
            file_name: name.to_owned(),
            content: Arc::new(content),
            mapping: None,
            year: None,
            day: None,
        }
    }

    fn workbook(&self, kind: &str, name: &str) -> ImportOrder {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden/registry/sheets");
        self.order(kind, name, std::fs::read(folder.join(name)).unwrap())
    }

    fn csv(&self, kind: &str, text: &str) -> ImportOrder {
        self.order(kind, "danh-sach.csv", text.as_bytes().to_vec())
    }

    /// The classes that the workbooks speak of.
    async fn classes(&self, ctx: &Ctx) {
        let sheet = self.csv(
            "class",
            "Mã lớp,Tên lớp,Khối\n6A1,6A1,Lớp 6\n8A,8A,Lớp 8\n8B,8B,Lớp 8\n7B,7B,Lớp 7\n7A,7A,Lớp 7\n9C,9C,Lớp 9\n6/1,6/1,Lớp 6\n",
        );
        apply(ctx, &sheet).await;
    }
}

fn counts(preview: &ImportPreview) -> [usize; 4] {
    let Counts { new, changed, same, refused } = preview.counts;
    [new, changed, same, refused]
}

fn told(preview: &ImportPreview, weight: Weight) -> Vec<String> {
    let findings = preview.findings.iter().filter(|finding| finding.weight == weight);
    findings.map(|finding| format!("{}: {}", finding.cell, finding.reason)).collect()
}

async fn preview(ctx: &Ctx, order: &ImportOrder) -> ImportPreview {
    preview_import(ctx, order).await.unwrap()
}

async fn apply(ctx: &Ctx, order: &ImportOrder) -> Applied {
    let applied = apply_import(ctx, order, Take::All).await.unwrap();
    assert_eq!(told(&applied.preview, Weight::Error), Vec::<String>::new());
    applied
}

/// Everything that holds at the unit, by kind.
async fn state(world: &World) -> Vec<(String, Vec<Record>)> {
    let mut all = Vec::new();
    for kind in kinds() {
        let page = records_as_of(
            &world.program,
            kind,
            world.schools[0],
            day("2026-11-24"),
            Seeing::Plain,
            None,
            1000,
        );
        let records = page.await.unwrap().records.into_iter();
        // Taken back, a row stands again under another version, but says the same.
        let records =
            records.map(|record| Record { version: 0, recorded_at: Moment(0), recorded_by: None, ..record });
        all.push((kind.code.clone(), records.collect()));
    }
    all
}

fn called(state: &[(String, Vec<Record>)], kind: &str) -> Vec<String> {
    let (_, records) = state.iter().find(|(code, _)| code == kind).unwrap();
    records.iter().map(Record::called).collect()
}

/// Workbook, kind, and what its rows are where only classes are recorded: new, changed, same, refused.
const WORKBOOKS: &[(&str, &str, [usize; 4])] = &[
    ("can-bo-vnedu.xls", "staff", [8, 0, 0, 1]),
    ("lop-hoc-vnedu.ods", "class", [7, 0, 0, 1]),
    ("phong-hoc.xlsx", "room", [8, 0, 0, 1]),
    ("hoc-sinh-lop-6a1.xlsx", "pupil", [14, 0, 0, 1]),
    ("hoc-sinh-hai-dong-tieu-de.xlsx", "pupil", [16, 0, 0, 0]),
    ("hoc-sinh-khong-dau.csv", "pupil", [8, 0, 0, 1]),
    ("hoc-sinh-vnedu.xlsx", "pupil", [13, 0, 0, 1]),
    ("hoc-sinh-chinh-sach.xlsx", "pupil", [8, 0, 0, 2]),
    // These add to people who are there; nobody is.
    ("hoc-sinh-danh-muc.xlsx", "pupil", [0, 0, 0, 12]),
    ("can-bo-toan-tinh.xlsx", "staff", [0, 0, 0, 10]),
];

#[tokio::test]
async fn workbooks_are_applied_twice_the_same_and_taken_back() {
    for_each_database(async |db| {
        let world = World::new(&db).await;
        let clerk = world.clerk(0);
        world.classes(&clerk).await;
        for (name, kind, expected) in WORKBOOKS {
            let before = state(&world).await;
            let order = world.workbook(kind, name);
            let seen = preview(&clerk, &order).await;
            assert_eq!(counts(&seen), *expected, "{name}: {:#?}", told(&seen, Weight::Error));
            assert_eq!(state(&world).await, before, "{name}: looking wrote something");
            let guessed = preview(&clerk, &ImportOrder { kind: None, ..order.clone() }).await;
            assert_eq!(guessed.kind.code, *kind, "{name}");
            if seen.has_errors() {
                let refused = apply_import(&clerk, &order, Take::All).await.unwrap();
                assert_eq!(refused.source, None, "{name}");
                assert_eq!(state(&world).await, before, "{name}: refused, yet something was written");
            }
            let applied = apply_import(&clerk, &order, Take::Valid).await.unwrap();
            assert_eq!(counts(&applied.preview), counts(&seen), "{name}");
            let Some(source) = applied.source else { continue };
            let again = apply_import(&clerk, &order, Take::Valid).await.unwrap();
            let [new, changed, _, refused] = counts(&seen);
            assert_eq!(counts(&again.preview)[..2], [0, 0], "{name} twice: {:?}", again.preview.changes);
            assert_eq!(counts(&again.preview)[3], refused, "{name}");
            assert_eq!(again.source, None, "{name}");
            assert!(new + changed > 0);
            undo_source(&clerk, source, "nhập nhầm").await.unwrap();
            assert_eq!(state(&world).await, before, "{name}: not as before");
        }
    })
    .await;
}

const PUPILS: &str = "Mã định danh Bộ GD&ĐT,Họ và tên,Ngày sinh,Giới tính,Lớp,Họ tên cha,SĐT cha,Dân tộc\n\
2410000001,Nguyễn Văn An,01/02/2014,Nam,6A1,Nguyễn Văn Cha,0912345678,Kinh\n\
2410000002,Trần Thị Bích,05/09/2014,Nữ,6A1,,,Tày\n\
,Vi Văn Cường,12/12/2013,Nam,7A,,,Nùng\n";

#[tokio::test]
async fn a_changed_sheet_shows_and_writes_exactly_its_differences() {
    for_each_database(async |db| {
        let world = World::new(&db).await;
        let clerk = world.clerk(0);
        world.classes(&clerk).await;
        assert_eq!(counts(&apply(&clerk, &world.csv("pupil", PUPILS)).await.preview), [3, 0, 0, 0]);
        let first = state(&world).await;
        assert_eq!(called(&first, "pupil"), ["Nguyễn Văn An", "Trần Thị Bích", "Vi Văn Cường"]);
        assert_eq!(called(&first, "guardian"), ["Nguyễn Văn Cha"]);

        // A class, a corrected name of a father, a mother who is new, an ethnic group; an empty cell says nothing.
        let edited = PUPILS
            .replace("Nam,6A1,Nguyễn Văn Cha,0912345678,Kinh", "Nam,7B,Nguyễn Văn Chà,0987654321,")
            .replace("Nam,7A,,,Nùng", "Nam,7A,Vi Văn Dũng,,Dao");
        let seen = preview(&clerk, &world.csv("pupil", &edited)).await;
        assert_eq!(counts(&seen), [0, 2, 1, 0], "{:#?}", seen.findings);
        let changes: Vec<String> = seen
            .changes
            .iter()
            .map(|change| {
                format!("{} {} {}: {} → {}", change.row, change.called, change.field, change.old, change.new)
            })
            .collect();
        assert_eq!(
            changes,
            [
                "2 Nguyễn Văn An Lớp học: 6A1 → 7B",
                "2 Nguyễn Văn An Họ tên cha: Nguyễn Văn Cha → Nguyễn Văn Chà",
                "2 Nguyễn Văn An Điện thoại cha: (thông tin được bảo vệ) → 0987654321",
                "4 Vi Văn Cường Dân tộc: Nùng → Dao",
            ]
        );
        let applied = apply(&clerk, &world.csv("pupil", &edited)).await;
        let second = state(&world).await;
        assert_eq!(called(&second, "guardian"), ["Nguyễn Văn Chà", "Vi Văn Dũng"]);
        undo_source(&clerk, applied.source.unwrap(), "nhập nhầm").await.unwrap();
        assert_eq!(state(&world).await, first);
    })
    .await;
}

#[tokio::test]
async fn a_filled_workbook_comes_back_with_its_differences_only() {
    for_each_database(async |db| {
        let world = World::new(&db).await;
        let clerk = world.clerk(0);
        world.classes(&clerk).await;
        apply(&clerk, &world.csv("pupil", PUPILS)).await;
        for code in ["class", "pupil"] {
            let book = import_template(&clerk, world.schools[0], the(code), day("2026-11-24")).await.unwrap();
            let seen = preview(&clerk, &world.order(code, "mau.xlsx", book)).await;
            let [new, changed, same, refused] = counts(&seen);
            assert_eq!(
                [new, changed, refused],
                [0, 0, 0],
                "{code}: {:#?} {:#?}",
                seen.findings,
                seen.changes
            );
            assert!(same > 2);
        }
    })
    .await;
}

#[tokio::test]
async fn what_may_not_be_imported_is_refused_and_nothing_is_written() {
    for_each_database(async |db| {
        let world = World::new(&db).await;
        let (clerk, other) = (world.clerk(0), world.clerk(1));
        world.classes(&clerk).await;
        let pupils = world.csv("pupil", PUPILS);
        apply(&clerk, &pupils).await;
        let before = state(&world).await;

        // Another school neither sees, hands in, writes nor takes back.
        assert!(matches!(preview_import(&other, &pupils).await, Err(OpError::Hidden)));
        assert!(matches!(apply_import(&other, &pupils, Take::Valid).await, Err(OpError::Hidden)));
        assert!(matches!(hand_in(&other, &pupils).await, Err(OpError::Hidden)));
        let id = hand_in(&clerk, &pupils).await.unwrap();
        assert!(matches!(handed_in(&other, world.schools[0], id).await, Err(OpError::Hidden)));
        assert!(matches!(handed_in(&other, world.schools[1], id).await, Err(OpError::Hidden)));
        assert_eq!(*handed_in(&clerk, world.schools[0], id).await.unwrap().order.content, PUPILS.as_bytes());
        let made = import_template(&other, world.schools[0], the("pupil"), day("2026-11-24")).await;
        assert!(matches!(made, Err(OpError::Hidden)));

        // A pupil of another school is not taken over.
        let classes = world.csv("class", "Mã lớp,Tên lớp,Khối\n6A1,6A1,Lớp 6\n7A,7A,Lớp 7\n");
        let there = |order: ImportOrder| ImportOrder { unit: world.schools[1], ..order };
        apply(&other, &there(classes)).await;
        let seen = preview(&other, &there(pupils.clone())).await;
        assert_eq!(counts(&seen), [1, 0, 0, 2]);
        let told = told(&seen, Weight::Error).join("\n");
        assert!(told.starts_with("A2: Nguyễn Văn An đang học ở một trường khác."), "{told}");

        // A class that is not there, one person twice, a code of one with the number of another.
        let wrong = "Mã định danh Bộ GD&ĐT,Họ và tên,Ngày sinh,Giới tính,Lớp\n\
            2410000001,Nguyễn Văn An,01/02/2014,Nam,6A9\n,Trần Thị Bích,05/09/2014,Nữ,6A1\n\
            2410000002,Trần Thị Bích,05/09/2014,Nữ,6A1\n";
        let seen = preview(&clerk, &world.csv("pupil", wrong)).await;
        assert_eq!(counts(&seen), [0, 0, 1, 2], "{:#?}", seen.findings);
        assert!(
            seen.findings
                .iter()
                .any(|finding| finding.reason.problem == "Lớp “6A9” chưa có trong năm học 2026-2027.")
        );

        for (name, content) in [
            ("trong.xlsx", Vec::new()),
            ("trang-web.xls", b"<html><table><tr><td>a</td></tr></table></html>".to_vec()),
            ("anh.xlsx", b"\x89PNG\r\n\x1a\n0000000000".to_vec()),
            ("rac.csv", b"a,b\n1,2\n".to_vec()),
            ("hong.xlsx", b"PK\x03\x04hong".to_vec()),
        ] {
            let refused = apply_import(&clerk, &world.order("pupil", name, content), Take::Valid).await;
            assert!(matches!(refused, Err(OpError::Refused(_))), "{name}: {refused:?}");
        }
        assert_eq!(state(&world).await, before);
    })
    .await;
}

#[tokio::test]
async fn a_mapping_is_remembered_for_the_next_sheet() {
    for_each_database(async |db| {
        let world = World::new(&db).await;
        let clerk = world.clerk(0);
        let sheet = world.csv("class", "Tên lớp,Khối,Điều gì đó\n6A1,Lớp 6,L61\n");
        let id = hand_in(&clerk, &sheet).await.unwrap();
        let chosen = |field: &str| {
            let pairs = [("ten lop", "name"), ("khoi", "grade"), ("dieu gi do", field)];
            let columns = pairs.map(|(key, code)| (key.to_owned(), Some(code.to_owned())));
            khue_rules::registry::sheet::Remembered { columns: columns.into() }
        };
        let order = ChooseColumns {
            unit: world.schools[0],
            import: id,
            kind: the("class"),
            mapping: Some(chosen("code")),
            year: None,
            day: None,
        };
        choose_columns(&clerk, order).await.unwrap();
        let sheet = handed_in(&clerk, world.schools[0], id).await.unwrap().order;
        apply(&clerk, &sheet).await;
        let next = world.csv("class", "Tên lớp,Khối,Điều gì đó\n6A2,Lớp 6,L62\n");
        let seen = preview(&clerk, &next).await;
        assert!(seen.columns.iter().any(|column| matches!(
            &column.meaning,
            khue_rules::registry::sheet::Meaning::Field { chosen, .. } if chosen.field.code == "code"
        )));
    })
    .await;
}

/// Given up at whatever point, an import has written all or nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_given_up_in_the_middle_leaves_nothing() {
    for_each_database(async |db| {
        let world = World::new(&db).await;
        let clerk = world.clerk(0);
        world.classes(&clerk).await;
        let sheet = world.csv("pupil", PUPILS);
        let before = state(&world).await;
        for steps in 0..24 {
            let (ctx, order) = (clerk.clone(), sheet.clone());
            let running =
                tokio::spawn(async move { apply_import(&ctx, &order, Take::All).await.map(|_| ()) });
            for _ in 0..steps * steps * 20 {
                tokio::task::yield_now().await;
            }
            running.abort();
            let _ = running.await;
            let after = state(&world).await;
            if after != before {
                assert_eq!(called(&after, "pupil").len(), 3);
                assert_eq!(called(&after, "enrolment").len(), 3);
                let sources = sources_of_unit(&clerk, world.schools[0], 1).await.unwrap();
                undo_source(&clerk, sources[0].id, "thử").await.unwrap();
                assert_eq!(state(&world).await, before);
            }
        }
        apply(&clerk, &sheet).await;
    })
    .await;
}

#[tokio::test]
async fn what_the_checks_would_newly_find_is_told_at_its_cell() {
    for_each_database(async |db| {
        let world = World::new(&db).await;
        let clerk = world.clerk(0);
        world.classes(&clerk).await;
        // The second one contradicts itself; none of them has a teacher yet.
        let classes = world.csv(
            "class",
            "Mã lớp,Tên lớp,Khối,Cấp học\n6K,6K,Lớp 6,THCS\n7K,7K,Lớp 7,THPT\n8K,8K,Lớp 8,THCS\n",
        );
        let seen = preview(&clerk, &classes).await;
        assert_eq!(counts(&seen), [2, 0, 0, 1]);
        let at = |preview: &ImportPreview, check: &str| -> Vec<(String, Weight)> {
            let found = preview.findings.iter().filter(|finding| finding.check == Some(check));
            found.map(|finding| (finding.cell.to_string(), finding.weight)).collect()
        };
        assert_eq!(at(&seen, "LO-13"), [("D3".to_owned(), Weight::Error)]);
        assert_eq!(at(&seen, "LO-01").len(), 3, "a missing teacher refuses nothing");
        let counted = seen.checks.iter().find(|one| one.code == "LO-01").unwrap();
        assert_eq!((counted.count, counted.level), (3, Level::Query));
        assert!(apply_import(&clerk, &classes, Take::All).await.unwrap().source.is_none());
        let applied = apply_import(&clerk, &classes, Take::Valid).await.unwrap();
        assert_eq!((counts(&applied.preview), applied.source.is_some()), ([2, 0, 0, 1], true));
        let names = called(&state(&world).await, "class");
        assert!(names.contains(&"6K".to_owned()) && !names.contains(&"7K".to_owned()));
        // A record beside the row, at the row's cell; what was found before is not told again.
        let pupils = world.csv(
            "pupil",
            "Mã học sinh,Họ và tên,Ngày sinh,Giới tính,Lớp\n2400000003,Lê Văn Ba,7/3/2019,Nam,6K\n",
        );
        assert_eq!(at(&preview(&clerk, &pupils).await, "XL-05").len(), 1);
        apply(&clerk, &pupils).await;
        assert_eq!(preview(&clerk, &pupils).await.checks, []);
        let older = world.csv(
            "pupil",
            "Mã học sinh,Họ và tên,Ngày sinh,Giới tính,Lớp\n2400000003,Lê Văn Ba,7/3/2018,Nam,6K\n",
        );
        let seen = preview(&clerk, &older).await;
        assert_eq!((counts(&seen), at(&seen, "XL-05")), ([0, 1, 0, 0], Vec::new()));
    })
    .await;
}

/// A head with a real post, as a job asks for one.
async fn head(world: &World) -> Ctx {
    let mut session = world.program.read().await.unwrap();
    let posts = posts_at_unit(&mut session, world.schools[0], world.program.today()).await.unwrap();
    let post = posts.into_iter().find(|post| post.role == Role::Head).unwrap();
    let actor =
        Actor { person: Some(post.person), post: Some(post.id), role: Role::Head, ..world.clerk(0).actor };
    Ctx { actor, ..world.program.clone() }
}

async fn run_of(ctx: &Ctx, world: &World, id: ImportId) -> ImportRun {
    import_run(ctx, world.schools[0], id).await.unwrap().unwrap()
}

#[tokio::test]
async fn a_sheet_is_written_in_the_background_once() {
    for_each_database(async |db| {
        let world = World::new(&db).await;
        let (head, unit) = (head(&world).await, world.schools[0]);
        world.classes(&head).await;
        let before = state(&world).await;
        let id = hand_in(&head, &world.csv("pupil", PUPILS)).await.unwrap();
        assert!(import_run(&head, unit, id).await.unwrap().is_none());
        // Stopped before it begins.
        ask_import(&head, unit, id, Take::All).await.unwrap();
        assert_eq!(run_of(&head, &world, id).await.state, RunState::Waiting);
        stop_import(&head, unit, id).await.unwrap();
        worker(&head.app).run_due().await.unwrap();
        assert_eq!(run_of(&head, &world, id).await.state, RunState::Stopped);
        assert_eq!(state(&world).await, before);
        // Asked twice, written once.
        for _ in 0..2 {
            ask_import(&head, unit, id, Take::All).await.unwrap();
        }
        worker(&head.app).run_due().await.unwrap();
        let run = run_of(&head, &world, id).await;
        assert_eq!((run.state, run.counts), (RunState::Written, Some((3, 0))));
        assert_eq!(called(&state(&world).await, "pupil").len(), 3);
        assert!(matches!(stop_import(&head, unit, id).await, Err(OpError::Refused(_))));
        undo_source(&head, run.source.unwrap(), "thử").await.unwrap();
        assert_eq!(state(&world).await, before);
        // A refused row refuses all, and that is kept as the outcome.
        let wrong =
            hand_in(&head, &world.csv("class", "Tên lớp,Khối\n6A2,Lớp 6\n6A3,Lớp bảy\n")).await.unwrap();
        ask_import(&head, unit, wrong, Take::All).await.unwrap();
        worker(&head.app).run_due().await.unwrap();
        let run = run_of(&head, &world, wrong).await;
        assert!(run.state == RunState::Nothing && run.sentence.contains("bị từ chối"), "{run:?}");
        assert_eq!(state(&world).await, before);
        // Whoever holds no post writes nothing, and other schools see nothing of it.
        ask_import(&world.clerk(0), unit, id, Take::All).await.unwrap();
        worker(&head.app).run_due().await.unwrap();
        let run = run_of(&head, &world, id).await;
        assert!(run.state == RunState::Nothing && run.sentence.contains("không còn giữ"), "{run:?}");
        assert_eq!(state(&world).await, before);
        let other = world.clerk(1);
        assert!(matches!(ask_import(&other, unit, id, Take::All).await, Err(OpError::Hidden)));
        assert!(matches!(import_run(&other, unit, id).await, Err(OpError::Hidden)));
        assert!(matches!(stop_import(&other, unit, id).await, Err(OpError::Hidden)));
        assert!(matches!(stop_import(&other, world.schools[1], id).await, Err(OpError::Hidden)));
    })
    .await;
}

/// Stopped at whatever point, a background import has written all or nothing, and says which.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_background_import_that_is_stopped_says_what_became_of_it() {
    for_each_database(async |db| {
        let world = World::new(&db).await;
        let (head, unit) = (head(&world).await, world.schools[0]);
        world.classes(&head).await;
        let before = state(&world).await;
        let id = hand_in(&head, &world.csv("pupil", PUPILS)).await.unwrap();
        for round in 0..12 {
            ask_import(&head, unit, id, Take::All).await.unwrap();
            let app = head.app.clone();
            let running = tokio::spawn(async move { worker(&app).run_due().await.unwrap() });
            for _ in 0..round * round * 40 {
                tokio::task::yield_now().await;
            }
            let stopped = stop_import(&head, unit, id).await;
            running.await.unwrap();
            let run = run_of(&head, &world, id).await;
            let pupils = called(&state(&world).await, "pupil").len();
            if stopped.is_ok() {
                assert_eq!((run.state, pupils), (RunState::Stopped, 0));
            } else {
                assert_eq!((run.state, pupils), (RunState::Written, 3));
                undo_source(&head, run.source.unwrap(), "thử").await.unwrap();
            }
            assert_eq!(state(&world).await, before);
        }
        assert_eq!(audit::verify(&db).await.unwrap().first_break, None);
    })
    .await;
}

#[tokio::test]
async fn sheets_are_forgotten_in_time_and_what_was_written_stays() {
    for_each_database(async |db| {
        let world = World::new(&db).await;
        let clerk = world.clerk(0);
        let id = hand_in(&clerk, &world.csv("class", "Tên lớp,Khối\n6A2,Lớp 6\n")).await.unwrap();
        let sheet = handed_in(&clerk, world.schools[0], id).await.unwrap();
        assert_eq!(sheet.row_count, 1);
        apply(&clerk, &sheet.order).await;
        let at = |days: i64| {
            let clock: Arc<dyn Clock> = Arc::new(FixedClock(clerk.now().plus_ms(days * 24 * 3_600_000)));
            Ctx { app: App { clock, ..clerk.app.clone() }, actor: clerk.actor.clone() }
        };
        let later = at(20);
        let second = hand_in(&later, &world.csv("class", "Tên lớp,Khối\n6A3,Lớp 6\n")).await.unwrap();
        worker(&later.app).run_due().await.unwrap();
        assert!(handed_in(&clerk, world.schools[0], id).await.is_ok());
        worker(&at(days_of_sheets()).app).run_due().await.unwrap();
        assert!(matches!(handed_in(&clerk, world.schools[0], id).await, Err(OpError::Hidden)));
        assert!(handed_in(&clerk, world.schools[0], second).await.is_ok());
        worker(&at(20 + days_of_sheets()).app).run_due().await.unwrap();
        assert!(matches!(handed_in(&clerk, world.schools[0], second).await, Err(OpError::Hidden)));
        assert!(called(&state(&world).await, "class").contains(&"6A2".to_owned()));
    })
    .await;
}
