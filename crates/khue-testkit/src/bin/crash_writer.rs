//! The process that the crash drill of the database kills: `crash_writer ADDRESS ROUND`.
//!
//! Three writers put down a row, an audit entry and a job in one transaction each and print the row's
//! number once it is committed; a worker does the jobs.

use std::io::Write as _;
use std::sync::Arc;

use khue_base::{FixedClock, JobId, Moment};
use khue_db::{AuditEntry, Db, DbError, NewJob, Statement, Worker};

/// Longer than any lease, so that a round finds the jobs of the round before.
const ROUND_MS: i64 = 100_000;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let address = arguments.next().ok_or("no address")?;
    let round: i64 = arguments.next().ok_or("no round")?.parse()?;
    let db = Db::open(&address).await?;
    let clock = Arc::new(FixedClock(Moment(round * ROUND_MS)));
    let worker = Worker::new(db.clone(), clock).on("effect", |tx, job| {
        Box::pin(async move {
            tx.execute(EFFECT, &[job.payload.as_i64().unwrap_or(-1).into()]).await?;
            Ok(())
        })
    });
    tokio::spawn(worker.run(std::future::pending()));
    let writers: Vec<_> = (0..3).map(|writer| tokio::spawn(write(db.clone(), round, writer))).collect();
    for writer in writers {
        writer.await??;
    }
    Ok(())
}

async fn write(db: Db, round: i64, writer: i64) -> Result<(), DbError> {
    for turn in 0..100_000 {
        let number = (round * 3 + writer) * 100_000 + turn;
        let now = Moment(round * ROUND_MS);
        let mut tx = db.write().await?;
        tx.execute(WRITTEN, &[number.into()]).await?;
        let payload = number.into();
        // One key for all, now and then: such jobs wait for each other.
        let key = if number % 3 == 0 { "one" } else { "" };
        tx.enqueue(&NewJob { id: JobId(number), kind: "effect", key, payload, run_at: now }).await?;
        tx.audit(&AuditEntry {
            chain: number % 2,
            at: now,
            account: None,
            person: None,
            post: None,
            action: "write",
            subject: format!("written/{number}"),
            detail: serde_json::Value::Null,
        })
        .await?;
        tx.commit().await?;
        let mut output = std::io::stdout();
        writeln!(output, "{number}")
            .and_then(|()| output.flush())
            .map_err(|error| DbError::File("standard output".to_owned(), error))?;
    }
    Ok(())
}

const WRITTEN: Statement =
    Statement { name: "written", text: "INSERT INTO written (number) VALUES ($1)", postgres: None };
const EFFECT: Statement =
    Statement { name: "effect", text: "INSERT INTO effect (number) VALUES ($1)", postgres: None };
