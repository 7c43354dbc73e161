//! `khue import` as a process: what it prints, which code it ends with, and that a killed one leaves nothing.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)] // helpers of tests are tests

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use khue_app::registry::records::{Seeing, count_records, records_as_of, sources_of_unit};
use khue_app::{Ctx, MIGRATIONS};
use khue_base::{Day, UnitId};
use khue_rules::registry::record::kind;
use khue_testkit::TestDb;
use khue_testkit::province::{Province, Scale, load, system};
use serde_json::Value;

const CLASSES: &str = "Mã lớp,Tên lớp,Khối\nL6A,6A1,Lớp 6\nL6B,6B1,Lớp 6\n";

/// A school of the sample province with its code, and the program's own view of it.
async fn school(database: &TestDb) -> (Ctx, UnitId, String) {
    database.db().migrate(MIGRATIONS).await.unwrap();
    let loader = system(database.db().clone(), "2020-09-05".parse().unwrap());
    let province = Province::make(Scale::Tiny, 2020);
    let loaded = load(&loader, &province).await.unwrap();
    // The program under test has the machine's clock: records are kept under the province of today.
    let ctx = system(database.db().clone(), "2026-11-24".parse().unwrap());
    let school = &province.schools[0];
    (ctx, loaded.units[&school.key], school.code.clone())
}

/// Runs `khue import` and answers its code and what it printed.
fn khue(arguments: &[&str]) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_khue")).arg("import").args(arguments).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    (output.status.code().unwrap(), said)
}

/// A file that is gone with its owner.
struct Sheet(PathBuf);

impl Sheet {
    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for Sheet {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn file(name: &str, text: &str) -> Sheet {
    let path = std::env::temp_dir().join(format!("khue-import-{}-{name}.csv", std::process::id()));
    std::fs::write(&path, text).unwrap();
    Sheet(path)
}

fn day() -> Day {
    "2020-09-30".parse().unwrap()
}

#[tokio::test]
async fn a_sheet_is_looked_at_written_and_taken_back_by_command() {
    let database = TestDb::lite().await;
    let (ctx, unit, code) = school(&database).await;
    let good = file("lop", CLASSES);
    let bad = file("sai", &CLASSES.replace("6B1,Lớp 6", "6B1,Lớp sáu mươi"));
    let place = ["--unit", &code, "--database", database.address(), "--day", "5/9/2020"];
    let import = |sheet: &Sheet, more: &[&str]| khue(&[&["class", sheet.path()], &place[..], more].concat());
    let count = async || count_records(&ctx, kind("class").unwrap(), unit, day()).await.unwrap();

    let (status, said) = import(&good, &["--dry-run"]);
    assert!(status == 0 && said.contains("2 hàng mới") && said.contains("chưa ghi gì"), "{said}");
    let (status, said) = import(&bad, &["--json"]);
    let told: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(status, 2, "{said}");
    assert_eq!(told["counts"], serde_json::json!({ "new": 1, "changed": 0, "same": 0, "refused": 1 }));
    assert_eq!(told["source"], Value::Null);
    assert_eq!(told["errors"][0]["cell"], "C3");
    assert_eq!(told["errors"][0]["value"], "Lớp sáu mươi");
    assert!(told["errors"][0]["fix"].as_str().unwrap().starts_with("Ghi "), "{said}");
    assert_eq!(count().await, 0);

    let (status, said) = import(&bad, &["--valid-only"]);
    assert!(status == 2 && said.contains("khue import undo "), "{said}");
    assert_eq!(count().await, 1);
    let (status, said) = import(&good, &["--json"]);
    let told: Value = serde_json::from_str(&said).unwrap();
    assert_eq!((status, &told["counts"]["new"], &told["counts"]["same"]), (0, &1.into(), &1.into()));
    let source = told["source"].as_str().unwrap().to_owned();
    assert_eq!(count().await, 2);
    let (status, said) = khue(&["undo", &source, "--database", database.address()]);
    assert!(status == 0 && said.contains("Đã hoàn tác"), "{said}");
    assert_eq!(count().await, 1);

    let (status, said) =
        khue(&["class", good.path(), "--unit", "khong-co", "--database", database.address()]);
    assert!(status == 1 && said.contains("khong-co"), "{said}");
}

#[tokio::test]
async fn a_killed_import_leaves_nothing_on_sqlite() {
    killed(TestDb::lite().await).await;
}

#[tokio::test]
async fn a_killed_import_leaves_nothing_on_postgres() {
    if let Some(database) = TestDb::postgres().await {
        killed(database).await;
    }
}

/// Kills imports at ever later moments, from the start of the program to after its end.
async fn killed(database: TestDb) {
    const ROWS: usize = 1_500;
    let (ctx, unit, code) = school(&database).await;
    let classes = kind("class").unwrap();
    let rounds =
        if std::env::var_os("KHUE_CRASH_KILLS").is_some() { khue_testkit::crash::kills() } else { 8 };
    for round in 0..rounds {
        let rows: String = (0..ROWS).map(|row| format!("R{round}N{row},Lớp {round}.{row},Lớp 6\n")).collect();
        let name = format!("{round}-{}", database.address().starts_with("sqlite"));
        let sheet = file(&name, &format!("Mã lớp,Tên lớp,Khối\n{rows}"));
        let mut child = Command::new(env!("CARGO_BIN_EXE_khue"))
            .args(["import", "class", sheet.path(), "--unit", &code, "--day", "5/9/2020"])
            .args(["--database", database.address()])
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let pause = Duration::from_millis(u64::from(round * 331 % 1_700));
        tokio::task::spawn_blocking(move || {
            std::thread::sleep(pause);
            // It may have ended already.
            let _ = child.kill();
            child.wait().unwrap();
        })
        .await
        .unwrap();
        let there =
            records_as_of(&ctx, classes, unit, day(), Seeing::Plain, None, 100_000).await.unwrap().records;
        let prefix = format!("Lớp {round}.");
        let of_round = there.iter().filter(|record| record.called().starts_with(&prefix)).count();
        assert!(of_round == 0 || of_round == ROWS, "round {round}: {of_round} of {ROWS}");
        let written: i64 =
            sources_of_unit(&ctx, unit, 1_000).await.unwrap().iter().map(|source| source.row_count).sum();
        assert_eq!(usize::try_from(written).unwrap(), there.len());
    }
    // Left alone, it ends.
    let sheet = file(&format!("last-{}", database.address().starts_with("sqlite")), CLASSES);
    let place = ["--unit", &code, "--day", "5/9/2020", "--database", database.address()];
    let (status, said) = khue(&[&["class", sheet.path()], &place[..]].concat());
    assert!(status == 0 && said.contains("Đã ghi"), "{said}");
    let there = count_records(&ctx, classes, unit, day()).await.unwrap();
    assert_eq!(usize::try_from(there).unwrap() % ROWS, 2);
}
