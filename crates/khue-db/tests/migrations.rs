//! Migrations on both databases.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)] // helpers of tests are tests

use khue_db::{Db, MIGRATIONS, Migration};
use khue_testkit::for_each_database;

const TENTH: Migration = Migration {
    number: 10,
    name: "0010_lamp.sql",
    text: "CREATE TABLE lamp (id BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, picture BYTEA);
           INSERT INTO lamp (id, name) VALUES (1, 'đèn bàn');",
    postgres: None,
};
const ELEVENTH: Migration = Migration {
    number: 11,
    name: "0011_lamp.sql",
    text: "ALTER TABLE lamp ADD COLUMN colour TEXT",
    postgres: None,
};
const BROKEN: Migration = Migration {
    number: 12,
    name: "0012_lamp.sql",
    text: "CREATE TABLE half (id BIGINT NOT NULL PRIMARY KEY); INSERT INTO nowhere (id) VALUES (1);",
    postgres: None,
};

fn own_numbers() -> Vec<i64> {
    MIGRATIONS.iter().map(|one| one.number).collect()
}

#[tokio::test]
async fn each_migration_runs_once() {
    for_each_database(async |db: Db| {
        assert_eq!(db.migrate(&[TENTH]).await.unwrap(), [own_numbers(), vec![10]].concat());
        assert_eq!(db.migrate(&[TENTH]).await.unwrap(), Vec::<i64>::new());
        assert_eq!(db.migrate(&[TENTH, ELEVENTH]).await.unwrap(), [11]);
        let applied = db.applied_migrations().await.unwrap();
        assert_eq!(applied.last().unwrap().name, "0011_lamp.sql");
    })
    .await;
}

#[tokio::test]
async fn an_edited_migration_is_refused() {
    for_each_database(async |db: Db| {
        db.migrate(&[TENTH]).await.unwrap();
        let edited = Migration { text: "CREATE TABLE lamp (id BIGINT NOT NULL PRIMARY KEY)", ..TENTH };
        let error = db.migrate(&[edited]).await.unwrap_err().to_string();
        assert!(error.contains("0010_lamp.sql was changed after it ran here"), "{error}");
    })
    .await;
}

#[tokio::test]
async fn a_failing_migration_leaves_nothing() {
    for_each_database(async |db: Db| {
        let error = db.migrate(&[TENTH, ELEVENTH, BROKEN]).await.unwrap_err().to_string();
        assert!(error.contains("0012_lamp.sql"), "{error}");
        let mended = Migration { text: "CREATE TABLE half (id BIGINT NOT NULL PRIMARY KEY)", ..BROKEN };
        assert_eq!(db.migrate(&[TENTH, ELEVENTH, mended]).await.unwrap(), [12]);
    })
    .await;
}

#[tokio::test]
async fn two_starts_at_once_migrate_once() {
    for database in khue_testkit::databases().await {
        let others = [
            Db::open(database.address()).await.unwrap(),
            Db::open(database.address()).await.unwrap(),
            Db::open(database.address()).await.unwrap(),
        ];
        let starts =
            others.clone().map(|db| tokio::spawn(async move { db.migrate(&[TENTH, ELEVENTH]).await }));
        let mut ran = Vec::new();
        for start in starts {
            ran.extend(start.await.unwrap().unwrap());
        }
        ran.sort_unstable();
        assert_eq!(ran, [own_numbers(), vec![10, 11]].concat());
        for other in others {
            other.close().await;
        }
        database.remove().await;
    }
}
