//! The audit chain on both databases: written, read in pages, and every way of tampering found.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)] // helpers of tests are tests

use khue_base::Moment;
use khue_db::audit::{self, AuditFilter, AuditVerdict, AuditWhere};
use khue_db::{AuditEntry, Db, DbError, Statement};
use khue_testkit::for_each_database;
use serde_json::json;

async fn write(db: &Db, chain: i64, subject: &str, at: i64) {
    let mut tx = db.write().await.unwrap();
    tx.audit(&AuditEntry {
        chain,
        at: Moment(at),
        account: Some(7),
        person: None,
        post: Some(9),
        action: "directive.adopt",
        subject: subject.to_owned(),
        detail: json!({"number": at, "words": "thông qua"}),
    })
    .await
    .unwrap();
    tx.commit().await.unwrap();
}

/// Two chains of five and three entries.
async fn fill(db: &Db) {
    db.migrate(&[]).await.unwrap();
    for at in 1..=5 {
        write(db, 1, "directive/1", at).await;
    }
    for at in 3..=5 {
        write(db, 2, "directive/1", at).await;
    }
}

async fn tamper(db: &Db, text: &'static str) {
    let mut tx = db.write().await.unwrap();
    for text in text.split(';') {
        tx.execute(Statement { name: "tamper", text, postgres: None }, &[]).await.unwrap();
    }
    tx.commit_unaudited().await.unwrap();
}

#[tokio::test]
async fn whole_chains_are_found_whole_and_alike() {
    let digests = std::sync::Mutex::new(Vec::new());
    for_each_database(async |db: Db| {
        fill(&db).await;
        let verdict = audit::verify(&db).await.unwrap();
        assert_eq!((verdict.chains, verdict.entries, verdict.first_break), (2, 8, None));
        digests.lock().unwrap().push(verdict.digest);
    })
    .await;
    let digests = digests.into_inner().unwrap();
    assert!(digests.iter().all(|one| *one == digests[0]), "{digests:?}");
}

#[tokio::test]
async fn tampering_is_found_where_it_is() {
    let cases: [(&str, i64, i64, &str); 12] = [
        ("UPDATE audit_entry SET detail = '{}' WHERE chain = 1 AND seq = 3", 1, 3, "đã bị sửa"),
        ("UPDATE audit_entry SET account = NULL WHERE chain = 1 AND seq = 1", 1, 1, "đã bị sửa"),
        ("UPDATE audit_entry SET at = at + 1 WHERE chain = 2 AND seq = 3", 2, 3, "đã bị sửa"),
        ("DELETE FROM audit_entry WHERE chain = 1 AND seq = 2", 1, 2, "đã bị xoá"),
        ("DELETE FROM audit_entry WHERE chain = 1 AND seq = 1", 1, 1, "đã bị xoá"),
        ("DELETE FROM audit_entry WHERE chain = 1 AND seq = 5", 1, 5, "cuối chuỗi đã bị cắt"),
        ("DELETE FROM audit_entry WHERE chain = 2", 2, 1, "cuối chuỗi đã bị cắt"),
        (
            "DELETE FROM audit_entry WHERE chain = 1 AND seq = 5;
             UPDATE audit_chain SET seq = 4 WHERE chain = 1",
            1,
            4,
            "đầu chuỗi không khớp",
        ),
        (
            "INSERT INTO audit_entry SELECT chain, 6, at, account, person, post, action, subject, detail, hash, hash
             FROM audit_entry WHERE chain = 1 AND seq = 5",
            1,
            6,
            "đã bị sửa",
        ),
        (
            "UPDATE audit_entry SET seq = 99 WHERE chain = 1 AND seq = 2;
             UPDATE audit_entry SET seq = 2 WHERE chain = 1 AND seq = 3;
             UPDATE audit_entry SET seq = 3 WHERE chain = 1 AND seq = 99",
            1,
            2,
            "không nối với dòng trước",
        ),
        ("DELETE FROM audit_chain WHERE chain = 2", 2, 1, "không còn đầu chuỗi"),
        ("UPDATE audit_chain SET hash = (SELECT hash FROM audit_entry WHERE chain = 1 AND seq = 1)", 1, 5, "đầu chuỗi"),
    ];
    for (text, chain, seq, why) in cases {
        for_each_database(async |db: Db| {
            fill(&db).await;
            tamper(&db, text).await;
            let found = audit::verify(&db).await.unwrap().first_break;
            let found = found.unwrap_or_else(|| panic!("not found: {text}"));
            assert_eq!((found.chain, found.seq), (chain, seq), "{text}: {}", found.why);
            assert!(found.why.contains(why), "{text}: {}", found.why);
        })
        .await;
    }
}

#[tokio::test]
async fn a_forged_whole_chain_changes_the_published_digest() {
    for_each_database(async |db: Db| {
        fill(&db).await;
        let published = audit::verify(&db).await.unwrap().digest;
        tamper(&db, "DELETE FROM audit_entry WHERE chain = 2; DELETE FROM audit_chain WHERE chain = 2").await;
        let AuditVerdict { first_break, digest, .. } = audit::verify(&db).await.unwrap();
        assert_eq!(first_break, None);
        assert_ne!(digest, published);
    })
    .await;
}

#[tokio::test]
async fn long_chains_are_read_in_pages() {
    for_each_database(async |db: Db| {
        db.migrate(&[]).await.unwrap();
        let mut tx = db.write().await.unwrap();
        for at in 0..2_000 {
            let detail = serde_json::Value::Null;
            let (account, person, post) = (None, None, None);
            let subject = format!("directive/{}", at % 2);
            let at = Moment(at / 10);
            tx.audit(&AuditEntry { chain: 5, at, account, person, post, action: "a", subject, detail })
                .await
                .unwrap();
        }
        tx.commit().await.unwrap();
        let verdict = audit::verify(&db).await.unwrap();
        assert_eq!((verdict.entries, verdict.first_break), (2_000, None));

        let mut session = db.read().await.unwrap();
        let (mut place, mut seen) = (AuditWhere::NEWEST, Vec::new());
        loop {
            let page = audit::of_subject(&mut session, "directive/1", place, 300).await.unwrap();
            let Some(last) = page.last() else { break };
            place = last.place();
            seen.extend(page.iter().map(|row| row.seq));
        }
        assert_eq!(seen, (1..=1_000).rev().map(|number| number * 2).collect::<Vec<_>>());

        let of = |chain| AuditFilter { chains: Some(vec![chain]), ..AuditFilter::default() };
        let page = audit::find(&mut session, &of(5), AuditWhere::NEWEST, 2).await.unwrap();
        let next = audit::find(&mut session, &of(5), page[1].place(), 2).await.unwrap();
        assert_eq!((page[0].seq, page[1].seq, next[0].seq), (2_000, 1_999, 1_998));
        assert!(audit::find(&mut session, &of(6), AuditWhere::NEWEST, 2).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn entries_are_found_by_day_unit_person_action_and_subject() {
    for_each_database(async |db: Db| {
        db.migrate(&[]).await.unwrap();
        let mut tx = db.write().await.unwrap();
        for (at, chain, person, action) in [
            (10, 1, Some(7), "a.b"),
            (20, 12, Some(17), "a.b"),
            (30, 1, None, "c.d"),
            (40, 2, Some(7), "c.d"),
        ] {
            let (account, post, detail) = (None, None, serde_json::Value::Null);
            let subject = format!("task/{at}");
            tx.audit(&AuditEntry { chain, at: Moment(at), account, person, post, action, subject, detail })
                .await
                .unwrap();
        }
        tx.commit().await.unwrap();
        let mut session = db.read().await.unwrap();
        let all = AuditFilter::default();
        for (filter, expected) in [
            (all.clone(), vec![40, 30, 20, 10]),
            (AuditFilter { from: Some(Moment(20)), until: Some(Moment(40)), ..all.clone() }, vec![30, 20]),
            (AuditFilter { chains: Some(vec![1]), ..all.clone() }, vec![30, 10]),
            (AuditFilter { chains: Some(vec![2, 12]), ..all.clone() }, vec![40, 20]),
            (AuditFilter { people: Some(vec![7]), ..all.clone() }, vec![40, 10]),
            (AuditFilter { people: Some(Vec::new()), ..all.clone() }, vec![]),
            (AuditFilter { action: "c.d".to_owned(), ..all.clone() }, vec![40, 30]),
            (AuditFilter { subject: "task/20".to_owned(), ..all.clone() }, vec![20]),
        ] {
            let found = audit::find(&mut session, &filter, AuditWhere::NEWEST, 9).await.unwrap();
            assert_eq!(found.iter().map(|row| row.at.0).collect::<Vec<_>>(), expected, "{filter:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_change_without_an_entry_is_lost() {
    for_each_database(async |db: Db| {
        fill(&db).await;
        let tx = db.write().await.unwrap();
        assert!(matches!(tx.commit().await, Err(DbError::Unaudited)));
        let mut tx = db.write().await.unwrap();
        tx.execute(Statement { name: "x", text: "DELETE FROM audit_chain", postgres: None }, &[])
            .await
            .unwrap();
        assert!(matches!(tx.commit().await, Err(DbError::Unaudited)));
        assert_eq!(audit::verify(&db).await.unwrap().first_break, None);
    })
    .await;
}

#[tokio::test]
async fn many_writers_of_one_chain_take_turns() {
    for_each_database(async |db: Db| {
        db.migrate(&[]).await.unwrap();
        let writers: Vec<_> = (0..20)
            .map(|at| {
                let db = db.clone();
                tokio::spawn(async move { write(&db, 1 + at % 2, "directive/1", at).await })
            })
            .collect();
        for writer in writers {
            writer.await.unwrap();
        }
        let verdict = audit::verify(&db).await.unwrap();
        assert_eq!((verdict.chains, verdict.entries, verdict.first_break), (2, 20, None));
    })
    .await;
}

#[tokio::test]
async fn verifying_sees_one_moment_while_others_write() {
    for_each_database(async |db: Db| {
        fill(&db).await;
        let writer = tokio::spawn({
            let db = db.clone();
            async move {
                for at in 0..50 {
                    write(&db, 1, "directive/2", at).await;
                }
            }
        });
        while !writer.is_finished() {
            assert_eq!(audit::verify(&db).await.unwrap().first_break, None);
        }
        writer.await.unwrap();
        assert_eq!(audit::verify(&db).await.unwrap().entries, 58);
    })
    .await;
}
