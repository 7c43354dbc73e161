//! Figures of all schools of a province as of a reference day: explained, sent one after another, summed up.
//!
//! `cargo xtask bench -p khue-app --bench snapshots`. `KHUE_BENCH_SCALE=demo` takes 63 schools with one school year
//! instead of all 860 with three.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)] // a measuring tool
#![expect(clippy::disallowed_methods, reason = "it measures time")]

use std::time::{Duration, Instant};

use khue_app::registry::records::{ExplainFindings, explain_findings, missing_in_records};
use khue_app::registry::snapshots::{
    OpenRound, RoundFilter, SendFigures, open_round, round_overview, school_figures, send_figures,
};
use khue_app::{Actor, Ctx, MIGRATIONS};
use khue_base::Day;
use khue_db::{Db, Dialect, Statement};
use khue_rules::accounts::Role;
use khue_rules::registry::reporting::RoundKind;
use khue_testkit::databases;
use khue_testkit::province::{Province, Scale, load, load_records, system};

#[tokio::main]
async fn main() {
    let is_small = std::env::var("KHUE_BENCH_SCALE").is_ok_and(|scale| scale == "demo");
    let scale = if is_small { Scale::Demo } else { Scale::Full };
    for test in databases().await {
        let db = test.db().clone();
        println!("{:?}", db.dialect());
        measure(db, scale).await;
        test.remove().await;
    }
}

async fn measure(db: Db, scale: Scale) {
    db.migrate(MIGRATIONS).await.unwrap();
    let today: Day = "2021-05-31".parse().unwrap();
    let ctx = system(db, today);
    let province = Province::make(scale, 2020);
    let loaded = load(&ctx, &province).await.unwrap();
    load_records(&ctx, &province, &loaded, 2020).await.unwrap();
    // PostgreSQL does this by itself a minute after so many rows have come.
    if ctx.app.db.dialect() == Dialect::Postgres {
        let analyze = Statement { name: "analyze", text: "ANALYZE", postgres: None };
        let mut tx = ctx.begin().await.unwrap();
        tx.execute(analyze, &[]).await.unwrap();
        tx.commit_unaudited().await.unwrap();
    }
    let unit = loaded.units["so-gddt"];
    let actor = Actor { role: Role::DepartmentSpecialist, unit, ..ctx.actor.clone() };
    let department = Ctx { actor, ..ctx.clone() };
    let order = OpenRound {
        kind: RoundKind::EndOfYear,
        year: "2020-2021".parse().unwrap(),
        data_day: None,
        dues: None,
    };
    let round = open_round(&department, order).await.unwrap();
    let (mut explaining, mut sending) = (Duration::ZERO, Vec::new());
    let mut with_errors = 0;
    for school in &province.schools {
        let unit = loaded.units[&school.key];
        let begun = Instant::now();
        let missing = missing_in_records(&ctx, unit, today).await.unwrap();
        if missing.errors > 0 {
            with_errors += 1;
            continue;
        }
        let findings = missing
            .checks
            .iter()
            .flat_map(|found| found.open().map(|one| (found.check.code.clone(), one.key.id, one.version)));
        let text = "Đã đối chiếu hồ sơ giấy".to_owned();
        let order = ExplainFindings { unit, day: today, findings: findings.collect(), text };
        explain_findings(&ctx, order).await.unwrap();
        explaining += begun.elapsed();
        let begun = Instant::now();
        let order = SendFigures { unit, round, seen: 0, note: String::new() };
        send_figures(&ctx, order).await.unwrap();
        sending.push(begun.elapsed());
    }
    sending.sort();
    let total: Duration = sending.iter().sum();
    println!(
        "  {} schools sent in {total:.2?} (one: median {:.1?}, longest {:.1?}); checked and explained in {explaining:.2?}; \
         {with_errors} with errors",
        sending.len(),
        sending[sending.len() / 2],
        sending[sending.len() - 1]
    );
    let begun = Instant::now();
    let overview = round_overview(&department, round, RoundFilter::default()).await.unwrap();
    println!(
        "  sums over {} schools, {} figures, in {:.1?}",
        overview.counted(),
        overview.sums.len(),
        begun.elapsed()
    );
    let begun = Instant::now();
    let unit = loaded.units[&province.schools[0].key];
    let found = school_figures(&ctx, unit, round, today).await.unwrap();
    println!("  one school beside its records: {} figures in {:.1?}", found.now.len(), begun.elapsed());
}
