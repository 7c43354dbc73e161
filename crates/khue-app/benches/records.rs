//! Records of a whole province: writing 500,000 pupils with their enrolments, and finding them by name.
//!
//! `cargo xtask bench -p khue-app --bench records`. `KHUE_BENCH_PUPILS` sets another number.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)] // a measuring tool
#![expect(clippy::disallowed_methods, reason = "it measures time")]

use std::time::{Duration, Instant};

use khue_app::registry::records::*;
use khue_app::{Actor, Ctx, MIGRATIONS};
use khue_base::{AccountId, Day, RecordId, UnitId};
use khue_db::{Db, Dialect, Statement};
use khue_rules::accounts::Role;
use khue_rules::registry::record::{Facts, FieldValue, Kind, kind};
use khue_testkit::databases;
use khue_testkit::province::{Province, Scale, draw_names, load, system};

const SCHOOLS: usize = 850;
const CHUNK: usize = 20_000;
const CLASS_SIZE: usize = 40;

#[tokio::main]
async fn main() {
    let pupils =
        std::env::var("KHUE_BENCH_PUPILS").ok().and_then(|text| text.parse().ok()).unwrap_or(500_000);
    println!("{pupils} pupils in {SCHOOLS} schools");
    for test in databases().await {
        let db = test.db().clone();
        println!("{:?}", db.dialect());
        measure(db, pupils).await;
        test.remove().await;
    }
}

async fn measure(db: Db, pupils: usize) {
    db.migrate(MIGRATIONS).await.unwrap();
    let today: Day = "2020-11-24".parse().unwrap();
    let ctx = system(db, today);
    let province = Province::make(Scale::Tiny, 2020);
    let loaded = load(&ctx, &province).await.unwrap();
    let mut schools: Vec<UnitId> = province.schools.iter().map(|school| loaded.units[&school.key]).collect();
    // The others need no unit of their own to be measured.
    schools.extend((schools.len()..SCHOOLS).map(|number| UnitId(number as i64)));
    let names: Vec<(String, bool)> = draw_names(1, pupils).collect();

    let begun = Instant::now();
    let mut rows = 0;
    for (number, chunk) in names.chunks(CHUNK).enumerate() {
        rows += write(&ctx, &schools, chunk, number * CHUNK).await;
    }
    let took = begun.elapsed();
    println!(
        "  {rows} records in {took:.1?}: {:.0} a second, search words included",
        rows as f64 / took.as_secs_f64()
    );

    // PostgreSQL does this by itself a minute after so many rows have come.
    if ctx.app.db.dialect() == Dialect::Postgres {
        let analyze = Statement { name: "analyze", text: "ANALYZE", postgres: None };
        let mut tx = ctx.begin().await.unwrap();
        tx.execute(analyze, &[]).await.unwrap();
        tx.commit_unaudited().await.unwrap();
    }
    let department = acting(&ctx, Role::DepartmentSpecialist, loaded.units["so-gddt"]);
    let clerk = acting(&ctx, Role::Clerk, schools[0]);
    for (who, ctx) in [("the Department", &department), ("a clerk", &clerk)] {
        let mut times = Vec::new();
        for typed in typings(&names) {
            let begun = Instant::now();
            find_in_records(ctx, the("pupil"), &typed, 20).await.unwrap();
            times.push((begun.elapsed(), typed));
        }
        report(&format!("search by {who}"), times);
    }
    let mut times = Vec::new();
    for school in schools.iter().take(60) {
        let begun = Instant::now();
        let page = records_as_of(&ctx, the("pupil"), *school, today, Seeing::Plain, None, 50).await.unwrap();
        times.push((begun.elapsed(), format!("{} pupils of school {school}", page.records.len())));
    }
    report("first 50 pupils of a school", times);
}

/// One source for a chunk: pupils, then their enrolments.
async fn write(ctx: &Ctx, schools: &[UnitId], names: &[(String, bool)], first: usize) -> usize {
    let (pupil, enrolment) = (the("pupil"), the("enrolment"));
    let from: Day = "2020-09-01".parse().unwrap();
    let text = FieldValue::Text;
    let code = |code: &str| FieldValue::Code(code.to_owned());
    let mut tx = ctx.begin().await.unwrap();
    let mut source = begin_source(ctx, &mut tx, SourceKind::Sample, schools[0], "bench").await.unwrap();
    let (mut pupils, mut enrolments) = (Vec::new(), Vec::new());
    for (place, (name, is_female)) in names.iter().enumerate() {
        let number = first + place;
        // Schools fill class by class; a school has what falls to it.
        let unit = schools[number / CLASS_SIZE % schools.len()];
        let id: RecordId = ctx.id();
        let born = from.plus_days(-(11 * 365 + (number % 365) as i64));
        let personal = format!("024{}09{:06}", 2 + u8::from(*is_female), number * 7 % 1_000_000);
        let facts = Facts::new(pupil)
            .with("ministry_code", text(format!("24{number:08}")))
            .with("local_code", text(format!("HS{number:07}")))
            .with("full_name", text(name.clone()))
            .with("birth_date", FieldValue::Partial(born.into()))
            .with("sex", code(if *is_female { "2" } else { "1" }))
            .with("ethnic", code("01"))
            .with("nationality", code("VN"))
            .with("personal_number", text(personal))
            .with("hamlet", text("Thôn Trung".to_owned()))
            .with("residence", text("Thôn Trung, xã Tân Sơn".to_owned()));
        pupils.push(Write { target: Target::New(id), unit, from, until: None, change: Change::Set(facts) });
        let facts = Facts::new(enrolment)
            .with("pupil", FieldValue::Record(id.0))
            .with("year", FieldValue::SchoolYear("2020-2021".parse().unwrap()))
            .with("class", FieldValue::Record((number / CLASS_SIZE) as i64 + 1))
            .with("status", code("dang-hoc"))
            .with("begun", code("len-lop"));
        let target = Target::New(ctx.id());
        let until = "2021-08-31".parse().ok();
        enrolments.push(Write { target, unit, from, until, change: Change::Set(facts) });
    }
    let mut rows = write_records(ctx, &mut tx, &mut source, pupil, pupils).await.unwrap();
    rows += write_records(ctx, &mut tx, &mut source, enrolment, enrolments).await.unwrap();
    finish_source(ctx, &mut tx, source).await.unwrap();
    tx.commit().await.unwrap();
    rows
}

/// Names as people type them: letter by letter, some words, words in another order, frequent words together.
fn typings(names: &[(String, bool)]) -> Vec<String> {
    let mut all = Vec::new();
    for at in 0..100 {
        let name = &names[(at * 7919 + 13) % names.len()].0;
        let letters: Vec<char> = name.chars().collect();
        for share in [1, 2, 3, 4] {
            all.push(letters[..letters.len() * share / 4].iter().collect());
        }
        let mut words: Vec<&str> = name.split(' ').collect();
        all.push(words[words.len() - 1].to_owned());
        words.reverse();
        all.push(words.join(" "));
        all.push(words[..2].join(" "));
    }
    let hard = [
        "nguyen",
        "van thi",
        "thi van ",
        "nguyen thi v",
        "nguyen van thi",
        "tran le",
        "n",
        "h",
        "vi thi",
        "vu tran minh",
        "le le",
        "thi thi thi",
    ];
    all.extend(hard.iter().map(|text| (*text).to_owned()));
    all
}

fn report(what: &str, mut times: Vec<(Duration, String)>) {
    times.sort();
    let at = |share: usize| times[(times.len() * share / 100).min(times.len() - 1)].0;
    let (worst, typed) = times.last().unwrap();
    println!(
        "  {what}: {} times, half within {:.1?}, 99 of 100 within {:.1?}, worst {worst:.1?} ({typed})",
        times.len(),
        at(50),
        at(99),
    );
}

fn the(code: &str) -> &'static Kind {
    kind(code).unwrap()
}

fn acting(ctx: &Ctx, role: Role, unit: UnitId) -> Ctx {
    Ctx { actor: Actor { account: Some(AccountId(1)), role, unit, ..ctx.actor.clone() }, ..ctx.clone() }
}
