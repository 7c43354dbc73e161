//! The exchange between two running programs: `khue serve` sends through a line that breaks, `khue receive` takes in.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)] // helpers of tests are tests

mod common;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use common::Running;
use khue_app::registry::exchange::*;
use khue_app::registry::records::{
    Change, ChangeRecord, Seeing, SourceKind, Target, Write, begin_source, change_record, finish_source,
    record_as_of, records_as_of, write_records,
};
use khue_app::registry::root_of;
use khue_app::{Ctx, MIGRATIONS};
use khue_base::{Day, LinkId, RecordId, SchoolYear, UnitId};
use khue_rules::registry::exchange::Demand;
use khue_rules::registry::record::{Facts, FieldValue, kind};
use khue_testkit::TestDb;
use khue_testkit::province::{Province, Scale, load, load_records, system};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

#[tokio::test]
async fn two_programs_agree_over_a_breaking_line_on_sqlite() {
    exchange(TestDb::lite().await, TestDb::lite().await).await;
}

#[tokio::test]
async fn two_programs_agree_over_a_breaking_line_on_postgres() {
    if let (Some(sender), Some(receiver)) = (TestDb::postgres().await, TestDb::postgres().await) {
        exchange(sender, receiver).await;
    }
}

async fn exchange(here: TestDb, there: TestDb) {
    let receiver = Side::new(&there, false).await;
    let add = |direction, address: &str, key: &str, unit| AddLink {
        direction,
        called: "Sở GDĐT".to_owned(),
        unit,
        address: address.to_owned(),
        sender: "so-bac-giang".to_owned(),
        key: key.to_owned(),
        demand: Demand::Known,
        state: LinkState::Active,
    };
    let (inward, key) = add_link(&receiver.ctx, add(Direction::Inward, "", "", receiver.root)).await.unwrap();
    let key = key.unwrap();
    let mut taking = Running::khue(&["receive", "--database", there.address()]);
    // Requests break off before they arrive whole, answers after the package was taken in.
    let line = Line::to(taking.host(), &[Cut::Request(30_000), Cut::Answer(0)]).await;

    let sender = Side::new(&here, true).await;
    let address = format!("http://{}", line.host);
    let (out, _) = add_link(&sender.ctx, add(Direction::Out, &address, &key, sender.root)).await.unwrap();
    let mut sending = Running::khue(&["serve", "--database", here.address()]);
    sender.settled(out).await;
    assert_eq!(line.cuts_left.load(Ordering::Relaxed), 0, "the line broke as often as it should");

    // The receiver is killed and comes back elsewhere, the sender is killed and comes back.
    let pupil = sender.change_a_pupil("Nguyễn Thị Đổi Tên").await;
    taking.kill();
    sending.kill();
    let taking = Running::khue(&["receive", "--database", there.address()]);
    *line.target.lock().unwrap() = taking.host();
    let _sending = Running::khue(&["serve", "--database", here.address()]);
    sender.settled(out).await;

    // What cannot be sent is all that is missing there.
    let (mut invalid, first) = sender.differences(out).await;
    assert!(invalid > 0, "some pupils of the sample have no number");
    let totals = receiver_totals(&receiver.ctx, inward).await;
    assert_eq!(totals.0, first - invalid, "they hold what we have, but for what cannot be sent");

    // A pupil whose number is mended goes, and one more name is off the list.
    sender.mend_a_number(out).await;
    sender.settled(out).await;
    let (left, ours) = sender.differences(out).await;
    assert_eq!((left, ours), (invalid - 1, first));
    invalid = left;

    // Every package once more, the last first: the same receipts, and nothing changes.
    let before = receiver_totals(&receiver.ctx, inward).await;
    let sent = line.sent.lock().unwrap().clone();
    let whole: Vec<&Vec<u8>> = sent.iter().filter(|one| is_whole(one)).collect();
    assert!(whole.len() >= 3);
    let mut receipts = Vec::new();
    for request in whole.iter().rev() {
        receipts.push(raw(&taking.host(), request).await);
    }
    for (request, first) in whole.iter().rev().zip(&receipts) {
        assert_eq!(&raw(&taking.host(), request).await, first, "a package has one receipt");
        assert!(first.contains("\"verdict\""), "{first}");
    }
    assert_eq!(receiver_totals(&receiver.ctx, inward).await, before);
    let (left, _) = sender.differences(out).await;
    assert_eq!(left, invalid);

    // An old version under a new package is dropped; a broken signature is nobody's.
    let forged = String::from_utf8_lossy(whole[0]).replace("khue-signature: ", "khue-signature: 0");
    assert!(raw(&taking.host(), forged.as_bytes()).await.contains("chữ ký"));
    assert!(pupil.0 > 0);
}

/// How a connection breaks.
#[derive(Clone, Copy)]
enum Cut {
    /// After so many bytes of the request.
    Request(usize),
    /// After so many bytes of the answer.
    Answer(usize),
}

/// A line that breaks as told, once for each cut, and keeps what went over it.
struct Line {
    host: String,
    target: Arc<Mutex<String>>,
    cuts_left: Arc<AtomicUsize>,
    sent: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Line {
    async fn to(target: String, cuts: &[Cut]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let host = listener.local_addr().unwrap().to_string();
        let line = Self {
            host,
            target: Arc::new(Mutex::new(target)),
            cuts_left: Arc::new(AtomicUsize::new(cuts.len())),
            sent: Arc::default(),
        };
        let (target, left, sent) = (line.target.clone(), line.cuts_left.clone(), line.sent.clone());
        let cuts = cuts.to_vec();
        tokio::spawn(async move {
            loop {
                let (client, _) = listener.accept().await.unwrap();
                let number = cuts.len() - left.load(Ordering::Relaxed);
                let cut = cuts.get(number).copied();
                if cut.is_some() {
                    left.fetch_sub(1, Ordering::Relaxed);
                }
                let to = target.lock().unwrap().clone();
                tokio::spawn(carry(client, to, cut, sent.clone()));
            }
        });
        line
    }
}

async fn carry(mut client: TcpStream, to: String, cut: Option<Cut>, sent: Arc<Mutex<Vec<Vec<u8>>>>) {
    let Ok(mut server) = TcpStream::connect(to).await else { return };
    let (mut up, mut down) = (0, 0);
    let (mut from_client, mut from_server) = (vec![0; 16_384], vec![0; 16_384]);
    let mut request = Vec::new();
    loop {
        tokio::select! {
            read = client.read(&mut from_client) => {
                let Ok(read @ 1..) = read else { break };
                up += read;
                request.extend_from_slice(&from_client[..read]);
                let keep = match cut { Some(Cut::Request(most)) if up > most => read - (up - most).min(read), _ => read };
                if server.write_all(&from_client[..keep]).await.is_err() || keep < read { break }
            }
            read = server.read(&mut from_server) => {
                let Ok(read @ 1..) = read else { break };
                down += read;
                if matches!(cut, Some(Cut::Answer(most)) if down > most) { break }
                if client.write_all(&from_server[..read]).await.is_err() { break }
            }
        }
    }
    sent.lock().unwrap().push(request);
}

/// Whether a request carries a package to its end.
fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request);
    let Some((head, _)) = text.split_once("\r\n\r\n") else { return false };
    let length =
        head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
    let body = request.windows(4).position(|four| four == b"\r\n\r\n").map_or(0, |at| request.len() - at - 4);
    head.starts_with("POST /trao-doi/nhan ") && length == Some(body)
}

/// Sends the bytes of a request and answers the body of what comes back.
async fn raw(host: &str, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(host).await.unwrap();
    stream.write_all(request).await.unwrap();
    let (mut answer, mut piece) = (Vec::new(), vec![0; 65_536]);
    loop {
        let text = String::from_utf8_lossy(&answer);
        let is_end = text.split_once("\r\n\r\n").is_some_and(|(head, body)| {
            let length = head
                .lines()
                .find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse::<usize>().ok());
            length.is_some_and(|length| length <= body.len())
        });
        if is_end {
            return text.split_once("\r\n\r\n").unwrap().1.to_owned();
        }
        match stream.read(&mut piece).await.unwrap() {
            0 => return text.into_owned(),
            read => answer.extend_from_slice(&piece[..read]),
        }
    }
}

async fn receiver_totals(ctx: &Ctx, link: LinkId) -> (i64, i64) {
    let totals = received_totals(ctx, link).await.unwrap();
    (totals.iter().map(|one| one.holding).sum(), totals.iter().map(|one| one.withdrawn).sum())
}

/// One of the two programs, seen through its database.
struct Side {
    ctx: Ctx,
    root: UnitId,
    schools: Vec<UnitId>,
}

fn year_begins() -> Day {
    "2026-08-01".parse().unwrap()
}

impl Side {
    /// The tiny province; with records, its pupils of 2020 are those of the present year.
    async fn new(database: &TestDb, with_records: bool) -> Self {
        database.db().migrate(MIGRATIONS).await.unwrap();
        let loader = system(database.db().clone(), "2020-09-05".parse().unwrap());
        let province = Province::make(Scale::Tiny, 2020);
        let loaded = load(&loader, &province).await.unwrap();
        // The programs have the machine's clock.
        let mut ctx = system(database.db().clone(), "2026-11-24".parse().unwrap());
        let schools: Vec<UnitId> = province.schools.iter().map(|school| loaded.units[&school.key]).collect();
        let root = root_of(&mut ctx.read().await.unwrap(), schools[0], ctx.today()).await.unwrap();
        ctx.actor.unit = root;
        let side = Self { ctx, root, schools };
        if with_records {
            load_records(&loader, &province, &loaded, 2020).await.unwrap();
            for school in &side.schools {
                side.begin_the_year(&loader, *school).await;
            }
        }
        side
    }

    /// The classes of the last year of the sample, with all who were in them, go on in the present one.
    async fn begin_the_year(&self, loader: &Ctx, school: UnitId) {
        let day: Day = "2021-05-20".parse().unwrap();
        let year = FieldValue::SchoolYear(SchoolYear::starting(2026));
        let mut tx = self.ctx.begin().await.unwrap();
        let mut source =
            begin_source(&self.ctx, &mut tx, SourceKind::Sample, school, "năm nay").await.unwrap();
        let mut classes = std::collections::BTreeMap::new();
        for code in ["class", "enrolment"] {
            let kind = kind(code).unwrap();
            let page = records_as_of(loader, kind, school, day, Seeing::Guarded, None, 10_000).await.unwrap();
            let mut writes = Vec::new();
            for record in page.records {
                let id: RecordId = self.ctx.id();
                let mut facts: Facts = record.facts.with("year", year.clone());
                if code == "class" {
                    classes.insert(record.key.id.0, id.0);
                } else if let Some(class) = facts.record("class") {
                    facts.set("class", Some(FieldValue::Record(classes[&class])));
                }
                let (from, until) = (year_begins(), Some("2027-08-01".parse().unwrap()));
                let (target, change) = (Target::New(id), Change::Set(facts));
                writes.push(Write { target, unit: school, from, until, change });
            }
            write_records(&self.ctx, &mut tx, &mut source, kind, writes).await.unwrap();
        }
        finish_source(&self.ctx, &mut tx, source).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Waits until nothing waits and nothing is under way.
    async fn settled(&self, link: LinkId) {
        let mut quiet = 0;
        for _ in 0..1_200 {
            tokio::time::sleep(Duration::from_millis(100)).await;
            let counts = counts_of_link(&self.ctx, link).await.unwrap();
            let pending = |state: &OutboxState| matches!(state, OutboxState::Waiting | OutboxState::Sent);
            let is_busy = counts.is_empty()
                || counts.iter().any(|(_, state, count)| pending(state) && *count > 0)
                || self.jobs().await > 0;
            quiet = if is_busy { 0 } else { quiet + 1 };
            if quiet == 3 {
                return;
            }
        }
        panic!("{:?}", counts_of_link(&self.ctx, link).await);
    }

    async fn jobs(&self) -> u32 {
        let now = self.ctx.app.db.read().await.unwrap();
        let mut session = now;
        let counts = khue_db::queue::counts(&mut session).await.unwrap();
        // The daily look waits for tomorrow.
        counts.pending.saturating_sub(1)
    }

    /// Compares; how many records differ, and how many we have.
    async fn differences(&self, link: LinkId) -> (i64, i64) {
        request_comparison(&self.ctx, link).await.unwrap();
        for _ in 0..300 {
            tokio::time::sleep(Duration::from_millis(100)).await;
            let now = khue_app::registry::exchange::link(&self.ctx, link).await.unwrap();
            if now.compare == Compare::No {
                assert_eq!(now.compare_problem, None);
                break;
            }
        }
        let totals = compared(&self.ctx, link).await.unwrap();
        let named = differences(&self.ctx, link, ("", ""), 10_000).await.unwrap();
        assert!(named.iter().all(|one| one.what == DifferenceKind::Invalid), "{named:#?}");
        let sum = |of: fn(&Compared) -> i64| totals.iter().map(of).sum::<i64>();
        assert_eq!(sum(|one| one.different), named.len() as i64);
        assert_eq!(sum(|one| one.ours) - sum(|one| one.theirs), named.len() as i64);
        (named.len() as i64, sum(|one| one.ours))
    }

    async fn change_a_pupil(&self, name: &str) -> RecordId {
        let pupils = kind("pupil").unwrap();
        let page =
            records_as_of(&self.ctx, pupils, self.schools[0], self.ctx.today(), Seeing::Guarded, None, 1);
        let pupil = page.await.unwrap().records.remove(0);
        self.alter(pupil.key.id, pupil.version, "full_name", name).await;
        pupil.key.id
    }

    /// Gives the first pupil who cannot be sent for want of a number one.
    async fn mend_a_number(&self, link: LinkId) {
        let lines = outbox_page(&self.ctx, link, OutboxState::Invalid, "", ("", ""), 1_000).await.unwrap();
        let mut spots = lines.iter().flat_map(|line| &line.problems).filter_map(|told| told.spot.clone());
        let is_number = |spot: &(String, i64, String)| spot.2 == "personal_number";
        let (_, id, field) = spots.find(is_number).unwrap();
        let key = khue_app::registry::records::RecordKey {
            kind: kind("pupil").unwrap(),
            unit: None,
            id: RecordId(id),
        };
        let pupil = record_as_of(&self.ctx, key, self.ctx.today(), Seeing::Guarded).await.unwrap().unwrap();
        self.alter(key.id, pupil.version, &field, "024309000017").await;
    }

    async fn alter(&self, id: RecordId, version: i64, field: &str, text: &str) {
        let kind = kind("pupil").unwrap();
        let field = kind.field(field).unwrap().code.as_str();
        let (from, until) = (self.ctx.today(), None);
        let change = Change::Alter(vec![(field, Some(FieldValue::Text(text.to_owned())))]);
        let unit = self.schools[0];
        let record = Some((id, version));
        let reason = "theo giấy khai sinh".to_owned();
        change_record(&self.ctx, ChangeRecord { kind, record, unit, from, until, change, reason })
            .await
            .unwrap();
    }
}
