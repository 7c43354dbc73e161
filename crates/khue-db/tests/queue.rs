//! The queue on both databases: once, in order, again after a failure, never after a roll-back.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)] // helpers of tests are tests

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use khue_base::{Clock, JobId, Moment};
use khue_db::queue::{self, QueueCounts};
use khue_db::{Db, Job, JobError, Migration, NewJob, Statement, Tx, Value, Worker};
use khue_testkit::for_each_database;
use serde_json::json;

/// A clock that tests move.
#[derive(Default)]
struct HandClock(AtomicI64);

impl HandClock {
    fn forward(&self, ms: i64) {
        self.0.fetch_add(ms, Ordering::SeqCst);
    }
}

impl Clock for HandClock {
    fn now(&self) -> Moment {
        Moment(self.0.load(Ordering::SeqCst))
    }
}

const DONE: Migration = Migration {
    number: 10,
    name: "0010_done.sql",
    text: "CREATE TABLE done (id BIGINT NOT NULL, key TEXT NOT NULL, attempt BIGINT NOT NULL);
           CREATE TABLE fact (key TEXT NOT NULL, number BIGINT NOT NULL);
           CREATE TABLE sum (key TEXT NOT NULL PRIMARY KEY, total BIGINT NOT NULL);",
    postgres: None,
};

khue_db::row! {
    struct Done {
        id: i64,
        key: String,
        attempt: i64,
    }
}

khue_db::row! {
    struct Total {
        total: i64,
    }
}

const fn statement(text: &'static str) -> Statement {
    Statement { name: "test", text, postgres: None }
}

async fn note(tx: &mut Tx, job: &Job) -> Result<(), JobError> {
    let values: [Value; 3] = [job.id.into(), job.key.as_str().into(), job.attempt.into()];
    tx.execute(statement("INSERT INTO done (id, key, attempt) VALUES ($1, $2, $3)"), &values).await?;
    Ok(())
}

async fn done(db: &Db) -> Vec<(i64, String, i64)> {
    let mut session = db.read().await.unwrap();
    let rows: Vec<Done> =
        session.all(statement("SELECT id, key, attempt FROM done ORDER BY id"), &[]).await.unwrap();
    rows.into_iter().map(|row| (row.id, row.key, row.attempt)).collect()
}

fn worker(db: &Db, clock: &Arc<HandClock>) -> Worker {
    Worker::new(db.clone(), clock.clone())
        .on("good", |tx, job| Box::pin(note(tx, job)))
        .on("bad", |tx, job| {
            Box::pin(async move {
                note(tx, job).await?;
                if job.payload["fails"].as_i64().unwrap_or(i64::MAX) < job.attempt {
                    return Ok(());
                }
                Err(JobError::Again("đĩa đầy".to_owned()))
            })
        })
        .on("hopeless", |_, _| Box::pin(async { Err(JobError::Never("không có hồ sơ".to_owned())) }))
        .on("panics", |_, _| Box::pin(async { panic!("a bug") }))
}

async fn enqueue(db: &Db, jobs: &[(i64, &str, &str, serde_json::Value, i64)]) {
    let mut tx = db.write().await.unwrap();
    for (id, kind, key, payload, run_at) in jobs {
        let (id, payload, run_at) = (JobId(*id), payload.clone(), Moment(*run_at));
        tx.enqueue(&NewJob { id, kind, key, payload, run_at }).await.unwrap();
    }
    tx.commit_unaudited().await.unwrap();
}

async fn counts(db: &Db) -> (u32, u32, Option<i64>) {
    let QueueCounts { pending, parked, oldest } = queue::counts(&mut db.read().await.unwrap()).await.unwrap();
    (pending, parked, oldest.map(|moment| moment.0))
}

#[tokio::test]
async fn jobs_run_once_when_due() {
    for_each_database(async |db: Db| {
        db.migrate(&[DONE]).await.unwrap();
        let clock = Arc::new(HandClock::default());
        enqueue(&db, &[(1, "good", "a", json!({}), 0), (2, "good", "", json!({}), 5_000)]).await;
        assert_eq!(counts(&db).await, (2, 0, Some(0)));
        let worker = worker(&db, &clock);
        assert_eq!(worker.run_due().await.unwrap(), 1);
        assert_eq!(worker.run_due().await.unwrap(), 0);
        clock.forward(5_000);
        assert_eq!(worker.run_due().await.unwrap(), 1);
        assert_eq!(done(&db).await, [(1, "a".to_owned(), 1), (2, String::new(), 1)]);
        assert_eq!(counts(&db).await, (0, 0, None));
    })
    .await;
}

#[tokio::test]
async fn a_rolled_back_change_enqueues_nothing() {
    for_each_database(async |db: Db| {
        db.migrate(&[DONE]).await.unwrap();
        let mut tx = db.write().await.unwrap();
        tx.announce(JobId(1), "good", "a", Moment(0)).await.unwrap();
        tx.roll_back().await.unwrap();
        assert_eq!(worker(&db, &Arc::default()).run_due().await.unwrap(), 0);
    })
    .await;
}

#[tokio::test]
async fn a_failed_job_leaves_nothing_and_is_tried_again() {
    for_each_database(async |db: Db| {
        db.migrate(&[DONE]).await.unwrap();
        let clock = Arc::new(HandClock::default());
        let worker = worker(&db, &clock);
        enqueue(&db, &[(1, "bad", "a", json!({"fails": 2}), 0)]).await;
        worker.run_due().await.unwrap();
        assert_eq!(done(&db).await, []);
        assert_eq!(counts(&db).await, (1, 0, Some(1_000)));
        clock.forward(999);
        assert_eq!(worker.run_due().await.unwrap(), 0);
        clock.forward(1);
        worker.run_due().await.unwrap();
        clock.forward(2_000);
        worker.run_due().await.unwrap();
        assert_eq!(done(&db).await, [(1, "a".to_owned(), 3)]);
        assert_eq!(counts(&db).await, (0, 0, None));
    })
    .await;
}

#[tokio::test]
async fn hopeless_jobs_are_parked_with_their_error() {
    for_each_database(async |db: Db| {
        db.migrate(&[DONE]).await.unwrap();
        let clock = Arc::new(HandClock::default());
        let worker = worker(&db, &clock);
        let jobs = ["bad", "hopeless", "panics", "nobody's"];
        for (id, kind) in (1..).zip(jobs) {
            enqueue(&db, &[(id, kind, "a", json!({}), 0)]).await;
        }
        for _ in 0..20 {
            worker.run_due().await.unwrap();
            clock.forward(600_000);
        }
        assert_eq!(counts(&db).await, (0, 4, None));
        let parked = queue::parked(&mut db.read().await.unwrap(), JobId(0), 10).await.unwrap();
        let said: Vec<_> = parked.iter().map(|job| (job.attempt, job.error.clone().unwrap())).collect();
        assert_eq!(said[0], (8, "đĩa đầy".to_owned()));
        assert_eq!(said[1], (1, "không có hồ sơ".to_owned()));
        assert!(said[2].0 == 8 && said[2].1.contains("panicked"), "{:?}", said[2]);
        assert!(said[3].1.contains("nobody's"), "{:?}", said[3]);

        let mut tx = db.write().await.unwrap();
        assert!(queue::unpark(&mut tx, JobId(2), clock.now()).await.unwrap());
        assert!(!queue::unpark(&mut tx, JobId(99), clock.now()).await.unwrap());
        tx.commit_unaudited().await.unwrap();
        assert_eq!(worker.run_due().await.unwrap(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_job_that_ends_the_program_is_parked_in_the_end() {
    for_each_database(async |db: Db| {
        db.migrate(&[DONE]).await.unwrap();
        let clock = Arc::new(HandClock::default());
        enqueue(&db, &[(1, "good", "a", json!({}), 0)]).await;
        // What eight dead processes leave: claims that nobody ended.
        let mut tx = db.write().await.unwrap();
        tx.execute(statement("UPDATE job SET attempt = 8, leased_until = 15000"), &[]).await.unwrap();
        tx.commit_unaudited().await.unwrap();
        let worker = worker(&db, &clock);
        assert_eq!(worker.run_due().await.unwrap(), 0);
        clock.forward(15_000);
        assert_eq!(worker.run_due().await.unwrap(), 1);
        assert_eq!(counts(&db).await, (0, 1, None));
        assert_eq!(done(&db).await, []);
    })
    .await;
}

#[tokio::test]
async fn announcements_are_answered_by_one_run() {
    for_each_database(async |db: Db| {
        db.migrate(&[DONE]).await.unwrap();
        for (id, key) in (1..).zip(["a", "b", "a", "a", "b"]) {
            let mut tx = db.write().await.unwrap();
            tx.announce(JobId(id), "good", key, Moment(0)).await.unwrap();
            tx.commit_unaudited().await.unwrap();
        }
        assert_eq!(worker(&db, &Arc::default()).run_due().await.unwrap(), 2);
        let keys: Vec<_> = done(&db).await.into_iter().map(|(_, key, _)| key).collect();
        assert_eq!(keys, ["a", "b"]);
        assert_eq!(counts(&db).await, (0, 0, None));
    })
    .await;
}

/// Writers add facts and announce them while workers in several places sum up: the last sum is right.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_announced_change_is_missed() {
    for_each_database(async |db: Db| {
        db.migrate(&[DONE]).await.unwrap();
        let (stop, _) = tokio::sync::broadcast::channel::<()>(1);
        let workers: Vec<_> = (0..3)
            .map(|_| {
                let worker = Worker::new(db.clone(), Arc::new(HandClock::default()))
                    .on("sum", |tx, job| Box::pin(sum_up(tx, job)));
                let mut stopped = stop.subscribe();
                tokio::spawn(worker.run(async move {
                    stopped.recv().await.ok();
                }))
            })
            .collect();
        let writers: Vec<_> = (0..8).map(|writer| tokio::spawn(add_facts(db.clone(), writer))).collect();
        for writer in writers {
            writer.await.unwrap();
        }
        while counts(&db).await.0 > 0 {
            tokio::task::yield_now().await;
        }
        stop.send(()).unwrap();
        for worker in workers {
            worker.await.unwrap();
        }
        assert_eq!(counts(&db).await, (0, 0, None));
        for key in ["x", "y"] {
            let total: Total = db
                .read()
                .await
                .unwrap()
                .optional(statement("SELECT total FROM sum WHERE key = $1"), &[key.into()])
                .await
                .unwrap()
                .unwrap();
            assert_eq!(total.total, 80, "{key}");
        }
    })
    .await;
}

async fn add_facts(db: Db, writer: i64) {
    for number in 0..20 {
        let key = if number % 2 == 0 { "x" } else { "y" };
        let mut tx = db.write().await.unwrap();
        tx.execute(statement("INSERT INTO fact (key, number) VALUES ($1, 1)"), &[key.into()]).await.unwrap();
        tx.announce(JobId(writer * 1_000 + number), "sum", key, Moment(0)).await.unwrap();
        tx.commit_unaudited().await.unwrap();
    }
}

/// The second run of a key waits for the first, even after the first one's lease has run out; else the
/// first would write its older sum last. Only PostgreSQL: SQLite's one writer leaves no such case.
#[tokio::test]
async fn runs_of_one_key_take_turns() {
    let Some(db) = khue_testkit::TestDb::postgres().await else { return };
    db.migrate(&[DONE]).await.unwrap();
    let clock = Arc::new(HandClock::default());
    let (has_read, mut first_has_read) = tokio::sync::mpsc::unbounded_channel();
    let go_on = Arc::new(tokio::sync::Semaphore::new(0));
    let gate = go_on.clone();
    let slow = Worker::new(db.clone(), clock.clone()).on("sum", move |tx, job| {
        let (has_read, gate) = (has_read.clone(), gate.clone());
        Box::pin(async move {
            let total = count_facts(tx, job).await?;
            has_read.send(()).ok();
            gate.acquire().await.unwrap().forget();
            save_sum(tx, job, total).await
        })
    });
    let quick = Worker::new(db.clone(), clock.clone()).on("sum", |tx, job| Box::pin(sum_up(tx, job)));
    add_fact(&db, 1).await;
    let first = tokio::spawn(async move { slow.run_due().await });
    first_has_read.recv().await.unwrap();
    add_fact(&db, 2).await;
    clock.forward(20_000);
    let mut second = tokio::spawn(async move { quick.run_due().await });
    let waited = tokio::time::timeout(std::time::Duration::from_millis(300), &mut second).await;
    assert!(waited.is_err(), "the second run did not wait");
    go_on.add_permits(2);
    first.await.unwrap().unwrap();
    assert_eq!(second.await.unwrap().unwrap(), 1);
    let mut session = db.read().await.unwrap();
    let total: Option<Total> =
        session.optional(statement("SELECT total FROM sum WHERE key = 'x'"), &[]).await.unwrap();
    assert_eq!(total.unwrap().total, 2);
    drop(session);
    db.remove().await;
}

async fn add_fact(db: &Db, id: i64) {
    let mut tx = db.write().await.unwrap();
    tx.execute(statement("INSERT INTO fact (key, number) VALUES ('x', 1)"), &[]).await.unwrap();
    let job = NewJob { id: JobId(id), kind: "sum", key: "x", payload: json!(null), run_at: Moment(0) };
    tx.enqueue(&job).await.unwrap();
    tx.commit_unaudited().await.unwrap();
}

async fn sum_up(tx: &mut Tx, job: &Job) -> Result<(), JobError> {
    let total = count_facts(tx, job).await?;
    save_sum(tx, job, total).await
}

async fn count_facts(tx: &mut Tx, job: &Job) -> Result<i64, JobError> {
    let count = "SELECT COUNT(*) AS total FROM fact WHERE key = $1";
    let total: Option<Total> = tx.optional(statement(count), &[job.key.as_str().into()]).await?;
    // Gives others a chance to come in between.
    tokio::task::yield_now().await;
    Ok(total.map_or(0, |row| row.total))
}

async fn save_sum(tx: &mut Tx, job: &Job, total: i64) -> Result<(), JobError> {
    let save = "INSERT INTO sum (key, total) VALUES ($1, $2)
                ON CONFLICT (key) DO UPDATE SET total = excluded.total";
    tx.execute(statement(save), &[job.key.as_str().into(), total.into()]).await?;
    Ok(())
}

/// Work put down in this process starts at once: far sooner than the poll could find it, a hundred
/// times in a row.
#[tokio::test]
async fn work_of_this_process_starts_at_once() {
    for_each_database(async |db: Db| {
        db.migrate(&[DONE]).await.unwrap();
        let (done_one, mut one_done) = tokio::sync::mpsc::unbounded_channel();
        let worker = Worker::new(db.clone(), Arc::new(HandClock::default())).on("ring", move |_, job| {
            let (done_one, id) = (done_one.clone(), job.id);
            Box::pin(async move {
                done_one.send(id).ok();
                Ok(())
            })
        });
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let running = tokio::spawn(worker.run(async {
            stopped.await.ok();
        }));
        let hundred = async {
            for id in 1..=100 {
                enqueue(&db, &[(id, "ring", "", json!(null), 0)]).await;
                assert_eq!(one_done.recv().await, Some(JobId(id)));
            }
        };
        // By polling alone it would take 25 seconds.
        tokio::time::timeout(std::time::Duration::from_secs(12), hundred).await.expect("too slow");
        stop.send(()).unwrap();
        running.await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn work_of_another_process_is_found() {
    for database in khue_testkit::databases().await {
        let other = Db::open(database.address()).await.unwrap();
        database.migrate(&[DONE]).await.unwrap();
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let running = tokio::spawn(worker(&database, &Arc::default()).run(async {
            stopped.await.ok();
        }));
        enqueue(&other, &[(1, "good", "a", json!({}), 0)]).await;
        while done(&other).await.is_empty() {
            tokio::task::yield_now().await;
        }
        stop.send(()).unwrap();
        running.await.unwrap();
        other.close().await;
        database.remove().await;
    }
}
