//! `kill -9` during writes: what was acknowledged lasts, once, with its audit entry and its effect.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)] // helpers of tests are tests

use std::collections::BTreeSet;
use std::process::Command;
use std::sync::Arc;

use khue_base::{FixedClock, Moment};
use khue_db::{Db, Migration, Statement, Worker, audit, queue};
use khue_testkit::{TestDb, crash};

/// No unique keys: what happens twice shall be seen twice.
const TENTH: Migration = Migration {
    number: 10,
    name: "0010_drill.sql",
    text: "CREATE TABLE written (number BIGINT NOT NULL); CREATE TABLE effect (number BIGINT NOT NULL);",
    postgres: None,
};
const WRITTEN: Statement =
    Statement { name: "written", text: "SELECT number FROM written ORDER BY number", postgres: None };
const EFFECTS: Statement =
    Statement { name: "effects", text: "SELECT number FROM effect ORDER BY number", postgres: None };
const EFFECT: Statement =
    Statement { name: "effect", text: "INSERT INTO effect (number) VALUES ($1)", postgres: None };

khue_db::row! {
    struct Number {
        number: i64,
    }
}

#[tokio::test]
async fn acknowledged_writes_survive_kills_on_sqlite() {
    drill(TestDb::lite().await).await;
}

#[tokio::test]
async fn acknowledged_writes_survive_kills_on_postgres() {
    if let Some(database) = TestDb::postgres().await {
        drill(database).await;
    }
}

async fn drill(database: TestDb) {
    database.migrate(&[TENTH]).await.unwrap();
    let mut acknowledged = BTreeSet::new();
    let kills = crash::kills();
    let writer = |round: u32| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_crash_writer"));
        command.arg(database.address()).arg(round.to_string());
        command
    };
    crash::drill(kills, 2_021, writer, async |round: u32, lines: &[String]| {
        acknowledged.extend(lines.iter().map(|line| line.parse::<i64>().unwrap()));
        let written = numbers(&database, WRITTEN).await;
        let lost: Vec<_> = acknowledged.difference(&written).collect();
        assert!(lost.is_empty(), "round {round}: lost {lost:?}");
        // Each of the three writers may have been cut off between the commit and the word.
        let untold = written.len() - acknowledged.len();
        assert!(untold <= 3 * (round as usize + 1), "round {round}: {untold} writes were not told");
        assert_eq!(audit::verify(&database).await.unwrap().first_break, None, "round {round}");
    })
    .await;
    finish_the_work(&database, kills).await;
    let written = numbers(&database, WRITTEN).await;
    assert_eq!(numbers(&database, EFFECTS).await, written);
    let verdict = audit::verify(&database).await.unwrap();
    assert_eq!((verdict.entries, verdict.first_break), (written.len() as u64, None));
    println!("{kills} kills, {} acknowledged writes, {} written", acknowledged.len(), written.len());
    database.remove().await;
}

/// Each number once.
async fn numbers(db: &Db, statement: Statement) -> BTreeSet<i64> {
    let rows: Vec<Number> = db.read().await.unwrap().all(statement, &[]).await.unwrap();
    let once: BTreeSet<i64> = rows.iter().map(|row| row.number).collect();
    assert_eq!(once.len(), rows.len(), "a number is there twice ({})", statement.name);
    once
}

async fn finish_the_work(db: &Db, kills: u32) {
    let clock = Arc::new(FixedClock(Moment(i64::from(kills) * 100_000)));
    let worker = Worker::new(db.clone(), clock).on("effect", |tx, job| {
        Box::pin(async move {
            tx.execute(EFFECT, &[job.payload.as_i64().unwrap().into()]).await?;
            Ok(())
        })
    });
    worker.run_due().await.unwrap();
    let left = queue::counts(&mut db.read().await.unwrap()).await.unwrap();
    assert_eq!((left.pending, left.parked), (0, 0));
}
