//! What the doctor says about a database, healthy and not.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)] // helpers of tests are tests

use khue_base::{FixedClock, JobId, Moment};
use khue_db::doctor::{Finding, State, examine};
use khue_db::{Db, Dialect, Migration, Statement, backup};
use khue_testkit::for_each_database;

const NOW: Moment = Moment(1_600_000_000_000);
const DAY_MS: i64 = 86_400_000;

const TENTH: Migration = Migration { number: 10, name: "0010_a.sql", text: "SELECT 1", postgres: None };

async fn at(db: &Db, migrations: &[Migration], now: Moment) -> Vec<Finding> {
    examine(db, migrations, &[&std::env::temp_dir()], &FixedClock(now)).await
}

fn of<'a>(findings: &'a [Finding], what: &str) -> &'a Finding {
    findings
        .iter()
        .find(|one| one.what == what)
        .unwrap_or_else(|| panic!("nothing about {what}: {findings:?}"))
}

#[tokio::test]
async fn what_somebody_should_act_on_is_told() {
    for_each_database(async |db: Db| {
        db.migrate(&[]).await.unwrap();
        let findings = at(&db, &[], NOW).await;
        let answers = of(&findings, "Cơ sở dữ liệu");
        assert_eq!(answers.state, State::Good);
        let name = if db.dialect() == Dialect::Lite { "SQLite 3" } else { "PostgreSQL 1" };
        assert!(answers.words.starts_with(name), "{}", answers.words);
        assert_eq!(of(&findings, "Cấu trúc dữ liệu").state, State::Good);
        assert_eq!(of(&findings, "Đồng hồ").state, State::Good);
        assert_eq!(of(&findings, "Việc nền").words, "0 việc đang chờ, 0 việc dừng vì lỗi");
        assert_eq!(of(&findings, "Bản sao lưu").words, "chưa sao lưu lần nào");
        of(&findings, "Chỗ trống trên đĩa");
        // The server of the tests is the very case: quick, and not safe.
        let durability = findings.iter().find(|one| one.what == "Ghi chắc xuống đĩa");
        assert_eq!(durability.is_some(), db.dialect() == Dialect::Postgres);
        if let Some(found) = durability {
            assert_eq!(found.words, "PostgreSQL đang tắt fsync, full_page_writes, synchronous_commit");
        }

        let path =
            std::env::temp_dir().join(format!("khue-doctor-{}-{:?}", std::process::id(), db.dialect()));
        backup::write(&db, &path, NOW).await.unwrap();
        std::fs::remove_file(&path).unwrap();
        for (days, state) in [(0, State::Good), (1, State::Good), (2, State::Warn), (8, State::Bad)] {
            let findings = at(&db, &[], NOW.plus_ms(days * DAY_MS)).await;
            assert_eq!(of(&findings, "Bản sao lưu").state, state, "after {days} days");
        }
        let back = at(&db, &[], NOW).await;
        assert_eq!(of(&back, "Đồng hồ").state, State::Bad);
        assert!(of(&back, "Đồng hồ").next.is_some());
        assert_eq!(of(&at(&db, &[], NOW).await, "Đồng hồ").state, State::Good);

        let mut tx = db.write().await.unwrap();
        tx.announce(JobId(1), "sum", "a", NOW).await.unwrap();
        tx.commit_unaudited().await.unwrap();
        assert_eq!(of(&at(&db, &[], NOW).await, "Việc nền").state, State::Good);
        let late = at(&db, &[], NOW.plus_ms(300_001)).await;
        assert_eq!(of(&late, "Việc nền").state, State::Warn);
        let mut tx = db.write().await.unwrap();
        let park = Statement { name: "park", text: "UPDATE job SET parked = 1", postgres: None };
        tx.execute(park, &[]).await.unwrap();
        tx.commit_unaudited().await.unwrap();
        let parked = at(&db, &[], NOW.plus_ms(300_001)).await;
        assert_eq!(of(&parked, "Việc nền").words, "0 việc đang chờ, 1 việc dừng vì lỗi");
        assert_eq!(of(&parked, "Việc nền").state, State::Warn);

        let pending = at(&db, &[TENTH], NOW).await;
        assert_eq!(of(&pending, "Cấu trúc dữ liệu").state, State::Warn);
        db.migrate(&[TENTH]).await.unwrap();
        assert_eq!(of(&at(&db, &[], NOW).await, "Cấu trúc dữ liệu").state, State::Bad);

        db.close().await;
        let closed = at(&db, &[], NOW).await;
        assert_eq!(of(&closed, "Cơ sở dữ liệu").state, State::Bad);
    })
    .await;
}
