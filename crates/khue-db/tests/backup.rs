//! Backups on both databases and from each to the other.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)] // helpers of tests are tests

use std::path::{Path, PathBuf};

use khue_base::{JobId, Moment};
use khue_db::backup::{self, BackupError};
use khue_db::{AuditEntry, Db, Migration, Statement, Value, audit, queue};
use khue_testkit::{TestDb, databases, for_each_database};
use serde_json::json;

/// Keys lead backwards in the order of names, and within a table to later rows.
const TENTH: Migration = Migration {
    number: 10,
    name: "0010_office.sql",
    text: "CREATE TABLE unit (
               id BIGINT NOT NULL PRIMARY KEY,
               parent BIGINT REFERENCES unit (id),
               name TEXT NOT NULL
           );
           CREATE TABLE evidence (
               unit BIGINT NOT NULL REFERENCES unit (id),
               code TEXT NOT NULL,
               file BYTEA,
               PRIMARY KEY (code, unit)
           );
           INSERT INTO unit (id, parent, name) VALUES (1, NULL, 'đặt sẵn');",
    postgres: None,
};
const ELEVENTH: Migration = Migration {
    number: 11,
    name: "0011_office.sql",
    text: "ALTER TABLE evidence ADD COLUMN note TEXT",
    postgres: None,
};

const NOW: Moment = Moment(1_600_000_000_000);

const fn statement(text: &'static str) -> Statement {
    Statement { name: "test", text, postgres: None }
}

async fn fill(db: &Db) {
    db.migrate(&[TENTH]).await.unwrap();
    let mut tx = db.write().await.unwrap();
    tx.execute(statement("UPDATE unit SET name = 'Sở Giáo dục'"), &[]).await.unwrap();
    for id in (2..=700).rev() {
        let unit = statement("INSERT INTO unit (id, name) VALUES ($1, $2)");
        tx.execute(unit, &[i64::into(id), Value::from(format!("Trường số {id}"))]).await.unwrap();
        let evidence = statement("INSERT INTO evidence (unit, code, file) VALUES ($1, $2, $3)");
        let code = ["Ă", "a", "B", "đ", "_", "Z"][id as usize % 6];
        let file = (id % 3 > 0).then(|| vec![id as u8; 2_000]);
        tx.execute(evidence, &[id.into(), code.into(), file.into()]).await.unwrap();
    }
    tx.execute(statement("UPDATE unit SET parent = 701 - id WHERE id < 701"), &[]).await.unwrap();
    tx.announce(JobId(5), "sum", "unit/1", NOW).await.unwrap();
    tx.audit(&AuditEntry {
        chain: 1,
        at: NOW,
        account: Some(1),
        person: None,
        post: None,
        action: "unit.import",
        subject: "unit/1".to_owned(),
        detail: json!({"rows": 700}),
    })
    .await
    .unwrap();
    tx.commit().await.unwrap();
}

/// A folder that is gone when dropped.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("khue-backup-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).ok();
    }
}

fn refusal<T: std::fmt::Debug>(outcome: Result<T, BackupError>) -> String {
    match outcome {
        Err(BackupError::Refused(words)) => words,
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn a_backup_restores_into_either_database() {
    let folder = Folder::new("either");
    let mut digests = Vec::new();
    for (number, source) in databases().await.into_iter().enumerate() {
        fill(&source).await;
        let path = folder.file(&format!("{number}.khue"));
        let made = backup::write(&source, &path, NOW).await.unwrap();
        assert_eq!(made.digest, backup::digest(&source).await.unwrap());
        assert_eq!((made.tables, made.rows), (5, 700 + 699 + 1 + 1 + 1));
        assert_eq!(made.bytes, std::fs::metadata(&path).unwrap().len());
        assert_eq!((made.audit.entries, &made.audit.first_break), (1, &None));
        digests.push(made.digest.clone());
        for target in databases().await {
            let restored = backup::restore(&path, &target, &[TENTH]).await.unwrap();
            assert_eq!((restored.rows, restored.made_at), (made.rows, NOW));
            assert_eq!(restored.digest, made.digest);
            assert_eq!(backup::digest(&target).await.unwrap(), made.digest);
            assert_eq!(audit::verify(&target).await.unwrap(), made.audit);
            assert_eq!(queue::counts(&mut target.read().await.unwrap()).await.unwrap().pending, 1);
            keys_hold(&target).await;
            target.remove().await;
        }
        source.remove().await;
    }
    assert!(digests.iter().all(|digest| *digest == digests[0]), "{digests:?}");
}

/// Foreign keys refuse again what leads nowhere.
async fn keys_hold(db: &Db) {
    let mut tx = db.write().await.unwrap();
    let orphan = statement("INSERT INTO evidence (unit, code) VALUES (9999, 'x')");
    assert!(tx.execute(orphan, &[]).await.unwrap_err().is_conflict());
}

#[tokio::test]
async fn an_older_backup_is_brought_up_to_date() {
    let folder = Folder::new("older");
    for source in databases().await {
        fill(&source).await;
        let path = folder.file(&format!("{:?}.khue", source.dialect()));
        backup::write(&source, &path, NOW).await.unwrap();
        let target = TestDb::lite().await;
        backup::restore(&path, &target, &[TENTH, ELEVENTH]).await.unwrap();
        let last = target.applied_migrations().await.unwrap().pop().unwrap();
        assert_eq!(last.number, 11);

        source.migrate(&[TENTH, ELEVENTH]).await.unwrap();
        let newer = folder.file(&format!("{:?}-newer.khue", source.dialect()));
        backup::write(&source, &newer, NOW).await.unwrap();
        let said = refusal(backup::restore(&newer, TestDb::lite().await.db(), &[TENTH]).await);
        assert!(said.contains("Hãy cài bản Khuê mới hơn"), "{said}");
        source.remove().await;
        target.remove().await;
    }
}

#[tokio::test]
async fn only_an_empty_database_is_restored_into() {
    let folder = Folder::new("empty");
    for_each_database(async |db: Db| {
        fill(&db).await;
        let path = folder.file(&format!("{:?}.khue", db.dialect()));
        backup::write(&db, &path, NOW).await.unwrap();
        let before = backup::digest(&db).await.unwrap();
        let said = refusal(backup::restore(&path, &db, &[TENTH]).await);
        assert!(said.contains("đã có dữ liệu (bảng "), "{said}");
        assert_eq!(backup::digest(&db).await.unwrap(), before);
    })
    .await;
}

#[tokio::test]
async fn a_damaged_backup_is_refused() {
    let folder = Folder::new("damaged");
    let source = TestDb::lite().await;
    fill(&source).await;
    let path = folder.file("whole.khue");
    backup::write(&source, &path, NOW).await.unwrap();
    let whole = std::fs::read(&path).unwrap();
    let damaged = folder.file("damaged.khue");
    let check = |bytes: &[u8], says: &str| {
        std::fs::write(&damaged, bytes).unwrap();
        let said = refusal(backup::check(&damaged));
        assert!(said.contains(says), "{said}");
    };
    for length in (0..whole.len()).step_by(whole.len() / 97).chain(whole.len() - 40..whole.len()) {
        check(&whole[..length], if length < 40 { "không phải là bản sao lưu" } else { "bị hỏng" });
    }
    for place in (8..whole.len()).step_by(whole.len() / 203).chain(whole.len() - 40..whole.len()) {
        let mut edited = whole.clone();
        edited[place] ^= 1;
        check(&edited, "bị hỏng hoặc bị sửa");
    }
    check(&[whole.as_slice(), b"x"].concat(), "bị hỏng");
    check(b"", "không phải là bản sao lưu");
    check(b"PK\x03\x04 another kind of file altogether, long enough", "không phải là bản sao lưu");
    let said = refusal(backup::check(Path::new("/nowhere/x.khue")));
    assert!(said.contains("Không có tệp /nowhere/x.khue"), "{said}");

    // Refused before anything is touched.
    std::fs::write(&damaged, &whole[..whole.len() - 1]).unwrap();
    for target in databases().await {
        refusal(backup::restore(&damaged, &target, &[TENTH]).await);
        assert!(target.applied_migrations().await.unwrap().is_empty());
        target.remove().await;
    }
    source.remove().await;
}

#[tokio::test]
async fn a_backup_replaces_no_file_and_leaves_no_half() {
    let folder = Folder::new("half");
    for_each_database(async |db: Db| {
        fill(&db).await;
        let path = folder.file("taken.khue");
        std::fs::write(&path, "mine").unwrap();
        let said = refusal(backup::write(&db, &path, NOW).await);
        assert!(said.contains("đã có, không ghi đè"), "{said}");
        assert_eq!(std::fs::read(&path).unwrap(), b"mine");
        let nowhere = folder.file("no/such/folder.khue");
        assert!(matches!(backup::write(&db, &nowhere, NOW).await, Err(BackupError::Failed(_))));
        assert_eq!(std::fs::read_dir(&folder.0).unwrap().count(), 1);
    })
    .await;
}

#[tokio::test]
async fn keys_that_lead_nowhere_are_told() {
    let folder = Folder::new("nowhere");
    let source = TestDb::lite().await;
    fill(&source).await;
    // What another program does that opens the file without checking keys.
    let mut tx = source.write().await.unwrap();
    tx.execute(statement("PRAGMA writable_schema = ON"), &[]).await.unwrap();
    let unchecked =
        "UPDATE sqlite_schema SET sql = replace(sql, 'REFERENCES unit (id),', 'REFERENCES gone (id),')
                     WHERE name = 'evidence'";
    assert_eq!(tx.execute(statement(unchecked), &[]).await.unwrap(), 1);
    tx.commit_unaudited().await.unwrap();
    let other = Db::open(source.address()).await.unwrap();
    let said = refusal(backup::write(&other, &folder.file("x.khue"), NOW).await);
    assert!(said.contains("có dòng trỏ tới dòng không còn (evidence)"), "{said}");
    other.close().await;
    source.remove().await;
}

/// Others go on writing: the backup holds one moment, chain and all.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_holds_one_moment() {
    let folder = Folder::new("moment");
    for_each_database(async |db: Db| {
        fill(&db).await;
        let writer = tokio::spawn({
            let db = db.clone();
            async move {
                for id in 1_000..1_200_i64 {
                    let mut tx = db.write().await.unwrap();
                    let unit = statement("INSERT INTO unit (id, name) VALUES ($1, 'mới')");
                    tx.execute(unit, &[id.into()]).await.unwrap();
                    let (account, person, post) = (None, None, None);
                    let (subject, detail) = (format!("unit/{id}"), json!(null));
                    tx.audit(&AuditEntry {
                        chain: 1,
                        at: NOW,
                        account,
                        person,
                        post,
                        action: "add",
                        subject,
                        detail,
                    })
                    .await
                    .unwrap();
                    tx.commit().await.unwrap();
                }
            }
        });
        let path = folder.file(&format!("{:?}.khue", db.dialect()));
        let made = backup::write(&db, &path, NOW).await.unwrap();
        writer.await.unwrap();
        let target = TestDb::lite().await;
        backup::restore(&path, &target, &[TENTH]).await.unwrap();
        let verdict = audit::verify(&target).await.unwrap();
        assert_eq!(verdict.first_break, None);
        // 700 + 699 + chain + job + the first entry, then one unit with each further entry.
        assert_eq!(made.rows, 1_402 + 2 * (verdict.entries - 1));
        target.remove().await;
    })
    .await;
}
