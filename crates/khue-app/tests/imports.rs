//! Import of sheets on both databases: the workbooks of tests/golden/registry/sheets.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)] // helpers of tests, outside test functions

use std::path::Path;
use std::sync::Arc;

use khue_app::registry::import::*;
use khue_app::registry::records::*;
use khue_app::{Actor, App, Ctx, MIGRATIONS, OpError};
use khue_base::{AccountId, Clock, Day, FixedClock, Moment, UnitId};
use khue_db::Db;
use khue_office::sheet::read as office;
use khue_rules::accounts::Role;
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
            "Mã lớp,Tên lớp,Khối\n6A1,6A1,Lớp 6\n8A,8A,Lớp 8\n8B,8B,Lớp 8\n7B,7B,Lớp 7\n7A,7A,Lớp 7\n",
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

/// Workbook, kind, and the counts: with nothing recorded but classes, then once more when applied.
const WORKBOOKS: &[(&str, &str, [usize; 4])] = &[
    ("can-bo-vnedu.xls", "staff", [8, 0, 0, 1]),
    ("lop-hoc-vnedu.ods", "class", [7, 0, 0, 1]),
    ("phong-hoc.xlsx", "room", [8, 0, 0, 1]),
    ("hoc-sinh-lop-6a1.xlsx", "pupil", [0, 0, 0, 0]),
    ("hoc-sinh-hai-dong-tieu-de.xlsx", "pupil", [0, 0, 0, 0]),
    ("hoc-sinh-khong-dau.csv", "pupil", [0, 0, 0, 0]),
    ("hoc-sinh-vnedu.xlsx", "pupil", [0, 0, 0, 0]),
    ("hoc-sinh-chinh-sach.xlsx", "pupil", [0, 0, 0, 0]),
    ("hoc-sinh-danh-muc.xlsx", "pupil", [0, 0, 0, 0]),
    ("can-bo-toan-tinh.xlsx", "staff", [0, 0, 0, 0]),
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
            eprintln!("{name} {:?} {:#?}", counts(&seen), told(&seen, Weight::Error));
            eprintln!("{:#?}", told(&seen, Weight::Query));
            let _ = expected;
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
