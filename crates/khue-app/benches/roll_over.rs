//! The turn of a year in one large school: 2,000 pupils in 50 classes of four grades, with who teaches them.
//!
//! `cargo xtask bench -p khue-app --bench roll_over`. `KHUE_BENCH_PUPILS` sets another number.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)] // a measuring tool
#![expect(clippy::disallowed_methods, reason = "it measures time")]

use std::collections::BTreeSet;
use std::time::Instant;

use khue_app::registry::records::*;
use khue_app::registry::year::*;
use khue_app::{Actor, Ctx, MIGRATIONS};
use khue_base::{AccountId, Day, RecordId, SchoolYear, UnitId};
use khue_db::Db;
use khue_rules::accounts::Role;
use khue_rules::registry::record::{Facts, FieldValue, Kind, kind};
use khue_testkit::databases;
use khue_testkit::province::{Province, Scale, draw_names, load, system};

const CLASS_SIZE: usize = 40;
const SUBJECTS: [&str; 6] = ["toan", "ngu-van", "vat-li", "hoa-hoc", "sinh-hoc", "dia-li"];

#[tokio::main]
async fn main() {
    let pupils = std::env::var("KHUE_BENCH_PUPILS").ok().and_then(|text| text.parse().ok()).unwrap_or(2_000);
    println!("{pupils} pupils in {} classes", pupils / CLASS_SIZE);
    for test in databases().await {
        let db = test.db().clone();
        println!("{:?}", db.dialect());
        measure(db, pupils).await;
        test.remove().await;
    }
}

async fn measure(db: Db, pupils: usize) {
    db.migrate(MIGRATIONS).await.unwrap();
    let ctx = system(db, "2021-06-15".parse().unwrap());
    let province = Province::make(Scale::Tiny, 2020);
    let loaded = load(&ctx, &province).await.unwrap();
    let unit = loaded.units[&province.schools[0].key];
    write(&ctx, unit, pupils).await;
    let actor = Actor { account: Some(AccountId(1)), role: Role::Head, unit, ..ctx.actor.clone() };
    let head = Ctx { actor, ..ctx };
    let order = RollOverOrder {
        unit,
        from: SchoolYear::starting(2020),
        classes: BTreeSet::new(),
        carry: BTreeSet::from([Carry::Homeroom, Carry::Teaching, Carry::Groups]),
    };
    let begun = Instant::now();
    let year = preview_roll_over(&head, &order).await.unwrap();
    println!("  preview of {} classes: {:.1?}", year.classes.len(), begun.elapsed());
    let begun = Instant::now();
    let done = roll_over(&head, &order).await.unwrap();
    println!(
        "  roll-over: {:.1?} ({} up, {} finished, {} classes, {} assignments)",
        begun.elapsed(),
        done.up,
        done.finished,
        done.classes,
        done.carried.teaching
    );
    let begun = Instant::now();
    assert_eq!(roll_over(&head, &order).await.unwrap().source, None);
    println!("  the same again: {:.1?}", begun.elapsed());
    let begun = Instant::now();
    undo_source(&head, done.source.unwrap(), "bench").await.unwrap();
    println!("  taken back: {:.1?}", begun.elapsed());
}

async fn write(ctx: &Ctx, unit: UnitId, pupils: usize) {
    let (from, until): (Day, Day) = ("2020-08-01".parse().unwrap(), "2021-08-01".parse().unwrap());
    let text = |text: String| FieldValue::Text(text);
    let code = |code: &str| FieldValue::Code(code.to_owned());
    let year = FieldValue::SchoolYear(SchoolYear::starting(2020));
    let write = |id: RecordId, until: Option<Day>, facts: Facts| Write {
        target: Target::New(id),
        unit,
        from,
        until,
        change: Change::Set(facts),
    };
    let (mut staff, mut engagements, mut classes, mut teaching) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut people, mut enrolments) = (Vec::new(), Vec::new());
    let names: Vec<(String, bool)> = draw_names(1, pupils).collect();
    for (place, chunk) in names.chunks(CLASS_SIZE).enumerate() {
        let (teacher, class): (RecordId, RecordId) = (ctx.id(), ctx.id());
        let person =
            Facts::new(the("staff")).with("full_name", text(chunk[0].0.clone())).with("sex", code("2"));
        staff.push(write(
            teacher,
            None,
            person.with("birth_date", FieldValue::Partial("1980-01-01".parse().unwrap())),
        ));
        let engagement = Facts::new(the("engagement"))
            .with("staff", FieldValue::Record(teacher.0))
            .with("status", code("dang-lam"));
        engagements.push(write(ctx.id(), None, engagement));
        let grade = 6 + place % 4;
        let facts = Facts::new(the("class"))
            .with("year", year.clone())
            .with("name", text(format!("{grade}A{}", 1 + place / 4)))
            .with("grade", code(&grade.to_string()))
            .with("level", code("03"))
            .with("homeroom_teacher", FieldValue::Record(teacher.0));
        classes.push(write(class, Some(until), facts));
        for subject in SUBJECTS {
            let facts = Facts::new(the("teaching"))
                .with("year", year.clone())
                .with("teacher", FieldValue::Record(teacher.0))
                .with("class", FieldValue::Record(class.0))
                .with("subject", code(subject));
            teaching.push(write(ctx.id(), Some(until), facts));
        }
        for (name, is_female) in chunk {
            let id: RecordId = ctx.id();
            let facts = Facts::new(the("pupil"))
                .with("full_name", text(name.clone()))
                .with("birth_date", FieldValue::Partial("2009-09-02".parse().unwrap()))
                .with("sex", code(if *is_female { "2" } else { "1" }));
            people.push(write(id, None, facts));
            let facts = Facts::new(the("enrolment"))
                .with("pupil", FieldValue::Record(id.0))
                .with("year", year.clone())
                .with("class", FieldValue::Record(class.0))
                .with("status", code("dang-hoc"));
            enrolments.push(write(ctx.id(), Some(until), facts));
        }
    }
    let mut tx = ctx.begin().await.unwrap();
    let mut source = begin_source(ctx, &mut tx, SourceKind::Sample, unit, "bench").await.unwrap();
    for (kind, writes) in [
        ("staff", staff),
        ("engagement", engagements),
        ("class", classes),
        ("pupil", people),
        ("enrolment", enrolments),
        ("teaching", teaching),
    ] {
        write_records(ctx, &mut tx, &mut source, the(kind), writes).await.unwrap();
    }
    finish_source(ctx, &mut tx, source).await.unwrap();
    tx.commit().await.unwrap();
}

fn the(code: &str) -> &'static Kind {
    kind(code).unwrap()
}
