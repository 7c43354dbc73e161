//! The exchange on both databases: what is sent when, what is kept, and who may.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)] // helpers of tests, outside test functions

use khue_app::registry::exchange::*;
use khue_app::registry::records::*;
use khue_app::{Actor, App, Ctx, MIGRATIONS, OpError};
use khue_base::{AccountId, Day, LinkId, RecordId, UnitId};
use khue_db::Db;
use khue_rules::accounts::Role;
use khue_rules::registry::exchange::Demand;
use khue_rules::registry::record::{Facts, FieldValue, kind};
use khue_testkit::province::{Province, Scale, load, system};
use khue_testkit::{for_each_database, written};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

const SITES: &str = "thongtindiemtruongcapmnththcsthpttx";
const PUPILS: &str = "thongtinhocsinhcapmnththcsthpttx";

fn today() -> Day {
    "2020-09-30".parse().unwrap()
}

fn facts(code: &str, text: &str) -> Facts {
    written(today(), code, text)
}

/// A school that sends to the very database that holds it, over a line of its own.
struct World {
    ctx: Ctx,
    school: UnitId,
    other: UnitId,
    address: String,
    key: String,
    inward: LinkId,
}

impl World {
    async fn new(db: &Db, demand: Demand) -> Self {
        db.migrate(MIGRATIONS).await.unwrap();
        let mut ctx = system(db.clone(), today());
        let province = Province::make(Scale::Tiny, 2020);
        let loaded = load(&ctx, &province).await.unwrap();
        let schools: Vec<UnitId> = province.schools.iter().map(|school| loaded.units[&school.key]).collect();
        ctx.actor.unit = schools[0];
        let address = serve(ctx.app.clone()).await;
        let mut world = Self {
            ctx,
            school: schools[0],
            other: schools[1],
            address,
            key: String::new(),
            inward: LinkId(0),
        };
        let add =
            AddLink { demand, direction: Direction::Inward, state: LinkState::Paused, ..world.partner() };
        let (inward, key) = add_link(&world.ctx, add).await.unwrap();
        (world.inward, world.key) = (inward, key.unwrap());
        world
    }

    fn partner(&self) -> AddLink {
        AddLink {
            direction: Direction::Out,
            called: "Sở GDĐT".to_owned(),
            unit: self.school,
            address: self.address.clone(),
            sender: "truong-1".to_owned(),
            key: self.key.clone(),
            demand: Demand::Known,
            state: LinkState::Active,
        }
    }

    /// A record of the school that holds from August on.
    async fn keep(&self, code: &str, text: &str) -> RecordId {
        let change = ChangeRecord {
            kind: kind(code).unwrap(),
            record: None,
            unit: self.school,
            from: "2020-08-01".parse().unwrap(),
            until: None,
            change: Change::Set(facts(code, text)),
            reason: String::new(),
        };
        change_record(&self.ctx, change).await.unwrap().id
    }

    async fn alter(&self, code: &str, id: RecordId, change: Change) {
        let kind = kind(code).unwrap();
        let unit = (code == "site").then_some(self.school);
        let record = record_as_of(&self.ctx, RecordKey { kind, unit, id }, today(), Seeing::Guarded).await;
        let version = record.unwrap().unwrap().version;
        let (from, reason) = (today(), "sửa".to_owned());
        let record = Some((id, version));
        change_record(
            &self.ctx,
            ChangeRecord { kind, record, unit: self.school, from, until: None, change, reason },
        )
        .await
        .unwrap();
    }

    /// Lets everything run that is due.
    async fn run(&self) {
        khue_app::worker(&self.ctx.app).run_due().await.unwrap();
        while deliver_due(&self.ctx.app).await.unwrap() {
            khue_app::worker(&self.ctx.app).run_due().await.unwrap();
        }
    }

    /// `site held 1, …`, in the order of states.
    async fn told(&self, link: LinkId) -> Vec<(String, i64, i64)> {
        let mut told = Vec::new();
        for state in OutboxState::ALL {
            for line in outbox_page(&self.ctx, link, state, "", ("", ""), 100).await.unwrap() {
                told.push((format!("{} {}", line.called, state.code()), line.version, line.held_version));
            }
        }
        told
    }

    async fn package(&self, id: i64, table: &str, rows: Value) -> Result<Receipt, ReceiveError> {
        let records = json!([{ "table": table, "rows": rows }]);
        let package = json!({ "protocol": "khue-exchange/1", "package": id.to_string(), "number": 1, "records": records });
        let body = package.to_string();
        let signature = sign(&self.key, "POST /trao-doi/nhan", body.as_bytes());
        receive(&self.ctx.app, "truong-1", &signature, body.as_bytes()).await
    }

    async fn acting(&self, role: Role, unit: UnitId) -> Ctx {
        let actor = Actor { account: Some(AccountId(1)), role, unit, ..self.ctx.actor.clone() };
        Ctx { actor, ..self.ctx.clone() }
    }
}

/// Answers partners on a port of its own.
async fn serve(app: App) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let app = app.clone();
            tokio::spawn(async move { answer(app, stream).await });
        }
    });
    address
}

async fn answer(app: App, mut stream: TcpStream) {
    let mut request = Vec::new();
    let (head, body) = loop {
        let mut piece = vec![0; 65_536];
        let read = stream.read(&mut piece).await.unwrap();
        if read == 0 {
            return;
        }
        request.extend_from_slice(&piece[..read]);
        let Some(end) = request.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
        let head = String::from_utf8(request[..end].to_vec()).unwrap();
        let length = header(&head, "content-length").parse().unwrap_or(0);
        if request.len() - end - 4 >= length {
            break (head, request[end + 4..].to_vec());
        }
    };
    let (sender, signature) = (header(&head, SENDER_HEADER), header(&head, SIGNATURE_HEADER));
    let target = head.split(' ').nth(1).unwrap();
    let answer = match target.split_once('?') {
        None => receive(&app, &sender, &signature, &body).await.map(|receipt| json!(receipt)),
        Some((_, query)) => {
            let (table, after) = query.strip_prefix("bang=").unwrap().split_once("&sau=").unwrap();
            held_page(&app, &sender, &signature, target, table, after).await.map(|page| json!(page))
        }
    };
    let (status, text) = match answer {
        Ok(answer) => (200, answer.to_string()),
        Err(ReceiveError::Paused) => (503, String::new()),
        Err(ReceiveError::Unknown) => (401, String::new()),
        Err(_) => (500, String::new()),
    };
    let head = format!("HTTP/1.1 {status} x\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", text.len());
    stream.write_all(format!("{head}{text}").as_bytes()).await.unwrap();
}

fn header(head: &str, name: &str) -> String {
    let of = |line: &str| {
        let (known, value) = line.split_once(':')?;
        known.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    };
    head.lines().find_map(of).unwrap_or_default()
}

#[tokio::test]
async fn what_changes_goes_and_what_ends_is_withdrawn() {
    for_each_database(async |db| {
        let world = World::new(&db, Demand::Known).await;
        set_link_state(&world.ctx, world.inward, LinkState::Active).await.unwrap();
        let first = world.keep("site", "code: 01; name: Điểm Bến").await;
        world.keep("site", "code: 02; name: Điểm Đồi").await;
        world.keep("site", "name: Điểm chưa có mã").await;
        let (link, key) = add_link(&world.ctx, world.partner()).await.unwrap();
        assert_eq!(key, None, "a key that was typed is not shown again");
        world.run().await;
        let told = |rows: &[(&str, i64, i64)]| -> Vec<(String, i64, i64)> {
            rows.iter().map(|(what, version, held)| ((*what).to_owned(), *version, *held)).collect()
        };
        let invalid = ("Điểm chưa có mã invalid", 0, 0);
        assert_eq!(
            world.told(link).await,
            told(&[invalid, ("Điểm Bến held", 1, 1), ("Điểm Đồi held", 1, 1)])
        );

        // A change goes as a new version; what did not change is not sent again.
        let name = Change::Alter(vec![("name", Some(FieldValue::Text("Điểm Bến Mới".to_owned())))]);
        world.alter("site", first, name).await;
        world.run().await;
        send_now(&world.ctx, link).await.unwrap();
        world.run().await;
        assert_eq!(
            world.told(link).await,
            told(&[invalid, ("Điểm Bến Mới held", 2, 2), ("Điểm Đồi held", 1, 1)])
        );
        assert_eq!(packages(&world.ctx, link, None, 10).await.unwrap().len(), 2);

        // What ends is withdrawn there.
        world.alter("site", first, Change::End).await;
        world.run().await;
        assert_eq!(
            world.told(link).await,
            told(&[invalid, ("Điểm Đồi held", 1, 1), ("Điểm Bến Mới withdrawn", 3, 3)])
        );
        let totals = received_totals(&world.ctx, world.inward).await.unwrap();
        assert_eq!((totals[0].holding, totals[0].withdrawn), (1, 1));
        request_comparison(&world.ctx, link).await.unwrap();
        world.run().await;
        let sum = |of: fn(&Compared) -> i64, all: &[Compared]| all.iter().map(of).sum::<i64>();
        let all = compared(&world.ctx, link).await.unwrap();
        assert_eq!(
            (sum(|one| one.ours, &all), sum(|one| one.theirs, &all), sum(|one| one.different, &all)),
            (2, 1, 1)
        );
        let named = differences(&world.ctx, link, ("", ""), 10).await.unwrap();
        assert_eq!(named[0].what, DifferenceKind::Invalid);

        // Paused, nothing goes; what changed meanwhile goes afterwards.
        set_link_state(&world.ctx, link, LinkState::Paused).await.unwrap();
        world.keep("site", "code: 04; name: Điểm Núi").await;
        world.run().await;
        assert_eq!(packages(&world.ctx, link, None, 10).await.unwrap().len(), 3);
        assert!(matches!(send_now(&world.ctx, link).await, Err(OpError::Refused(_))));
        set_link_state(&world.ctx, link, LinkState::Active).await.unwrap();
        world.run().await;
        assert!(world.told(link).await.contains(&("Điểm Núi held".to_owned(), 1, 1)));
    })
    .await;
}

#[tokio::test]
async fn an_outbox_that_was_lost_goes_on_above_what_is_held() {
    for_each_database(async |db| {
        let world = World::new(&db, Demand::Known).await;
        set_link_state(&world.ctx, world.inward, LinkState::Active).await.unwrap();
        let site = world.keep("site", "code: 01; name: Điểm Bến").await;
        let (before, _) = add_link(&world.ctx, world.partner()).await.unwrap();
        world.run().await;
        for name in ["Hai", "Ba"] {
            let name = Change::Alter(vec![("name", Some(FieldValue::Text(name.to_owned())))]);
            world.alter("site", site, name).await;
            world.run().await;
        }
        assert_eq!(world.told(before).await, [("Ba held".to_owned(), 3, 3)]);
        set_link_state(&world.ctx, before, LinkState::Paused).await.unwrap();
        let name = Change::Alter(vec![("name", Some(FieldValue::Text("Bốn".to_owned())))]);
        world.alter("site", site, name).await;

        // The same sender with an outbox that knows nothing of it.
        let (after, _) = add_link(&world.ctx, world.partner()).await.unwrap();
        world.run().await;
        assert_eq!(world.told(after).await, [("Bốn held".to_owned(), 4, 4)]);
        let sent = packages(&world.ctx, after, None, 10).await.unwrap();
        assert_eq!(sent.iter().map(|one| (one.accepted, one.ignored)).collect::<Vec<_>>(), [(1, 0), (0, 1)]);

        // What the receiver lost is found by comparing with the outbox that thinks it is held.
        set_link_state(&world.ctx, after, LinkState::Paused).await.unwrap();
        set_link_state(&world.ctx, before, LinkState::Active).await.unwrap();
        world.run().await;
        let last = world.told(before).await;
        assert_eq!(
            last,
            [("Bốn held".to_owned(), 4, 4)],
            "the same version with the same content is held already"
        );
    })
    .await;
}

#[tokio::test]
async fn what_a_receiver_refuses_stays_with_its_reason() {
    for_each_database(async |db| {
        let world = World::new(&db, Demand::Full).await;
        world.keep("site", "code: 01; name: Điểm Bến").await;
        let (link, _) = add_link(&world.ctx, world.partner()).await.unwrap();
        // The receiver is paused at first: the package waits.
        world.run().await;
        assert_eq!(world.told(link).await, [("Điểm Bến sent".to_owned(), 1, 0)]);
        let open = packages(&world.ctx, link, None, 1).await.unwrap().remove(0);
        assert!(!open.is_done && open.problem.unwrap().contains("tạm dừng") && open.attempt == 1);
        set_link_state(&world.ctx, world.inward, LinkState::Active).await.unwrap();
        send_now(&world.ctx, link).await.unwrap();
        world.run().await;
        assert_eq!(world.told(link).await, [("Điểm Bến refused".to_owned(), 1, 0)]);
        let line =
            outbox_page(&world.ctx, link, OutboxState::Refused, SITES, ("", ""), 10).await.unwrap().remove(0);
        assert!(line.problems[0].sentence.starts_with("Bên nhận từ chối: "), "{line:?}");
        let of_school = invalid_of_unit(&world.ctx, world.school, ("", ""), 10).await.unwrap();
        assert_eq!((of_school.count, of_school.lines.len()), (1, 1));
        // It is not sent again by itself, and is when somebody wants it.
        world.keep("site", "code: 02; name: Điểm Đồi").await;
        world.run().await;
        assert!(world.told(link).await.contains(&("Điểm Bến refused".to_owned(), 1, 0)));
        send_now(&world.ctx, link).await.unwrap();
        world.run().await;
        assert!(world.told(link).await.contains(&("Điểm Bến refused".to_owned(), 2, 0)));
    })
    .await;
}

#[tokio::test]
async fn a_pupil_goes_with_the_person_and_hides_nothing_of_the_reason() {
    for_each_database(async |db| {
        let world = World::new(&db, Demand::Known).await;
        set_link_state(&world.ctx, world.inward, LinkState::Active).await.unwrap();
        let class = "year: 2020-2021; code: 6A; name: 6A1; grade: Lớp 6; level: THCS";
        let class = world.keep("class", class).await;
        let pupil = world
            .keep("pupil", "local_code: HS1; full_name: Vi Thị An; birth_date: 2/9/2009; sex: Nữ; ethnic: Nùng; nationality: Việt Nam")
            .await;
        let enrolment = format!("pupil: #{pupil}; year: 2020-2021; class: #{class}; status: Đang học");
        world.keep("enrolment", &enrolment).await;
        let (link, _) = add_link(&world.ctx, world.partner()).await.unwrap();
        world.run().await;
        let lines = outbox_page(&world.ctx, link, OutboxState::Invalid, PUPILS, ("", ""), 10).await.unwrap();
        assert_eq!(lines[0].called, "Vi Thị An");
        let spot = ("pupil".to_owned(), pupil.0, "personal_number".to_owned());
        assert_eq!(lines[0].problems[0].spot, Some(spot));
        let number = FieldValue::Text("024309000017".to_owned());
        world.alter("pupil", pupil, Change::Alter(vec![("personal_number", Some(number))])).await;
        world.run().await;
        assert!(world.told(link).await.contains(&("Vi Thị An held".to_owned(), 1, 1)));
        // What was sent is written down without what it says.
        let mut session = world.ctx.read().await.unwrap();
        let entries = session
            .rows(
                khue_db::Statement {
                    name: "entries",
                    text: "SELECT detail FROM audit_entry WHERE action = 'exchange.sent'",
                    postgres: None,
                },
                &[],
            )
            .await
            .unwrap();
        let details: Vec<String> = entries.iter().map(|row| row.get("detail").unwrap()).collect();
        assert!(!details.is_empty() && details.iter().all(|one| !one.contains("0243") && !one.contains("Vi Thị")));
        assert!(details.iter().any(|one| one.contains("\"guarded\":1")), "{details:?}");
    })
    .await;
}

#[tokio::test]
async fn packages_in_any_order_end_in_the_same_state() {
    for_each_database(async |db| {
        let world = World::new(&db, Demand::Known).await;
        set_link_state(&world.ctx, world.inward, LinkState::Active).await.unwrap();
        let rows = |version: i64, name: &str, event: &str| {
            json!([{ "table": SITES, "row": {
                "keythongtindiemtruongcapmnththcsthpttx": "a".repeat(32), "matruong": "1", "madiemtruong": "2",
                "tendiemtruong": name, "IdBanGhi": "1-2", "SuKien": event, "PhienBan": version,
                "ThoiGianCapNhat": "2020-09-30T12:00:00", "NgayCapNhat": "2020-09-30T12:00:00",
            } }])
        };
        let check = async |id: i64, version: i64, name: &str, event: &str, expected: (Verdict, i64)| {
            let receipt = world.package(id, SITES, rows(version, name, event)).await.unwrap();
            let one = &receipt.records[0];
            assert_eq!((one.verdict, one.held), expected, "{id} {version}: {}", one.reason);
            let again = world.package(id, SITES, rows(version, name, event)).await.unwrap();
            assert_eq!(again, receipt, "a package has one receipt");
        };
        check(1, 3, "Ba", "UPDATE", (Verdict::Accepted, 3)).await;
        check(2, 1, "Một", "NEW", (Verdict::Ignored, 3)).await;
        check(3, 3, "Ba", "UPdate", (Verdict::Accepted, 3)).await;
        check(4, 3, "Khác", "UPdate", (Verdict::Ignored, 3)).await;
        check(5, 5, "", "CANCEL", (Verdict::Accepted, 5)).await;
        check(6, 4, "Bốn", "UPdate", (Verdict::Ignored, 5)).await;
        check(7, 6, "", "UPdate", (Verdict::Refused, 5)).await;
        check(8, 6, &"x".repeat(201), "UPdate", (Verdict::Refused, 5)).await;
        check(9, 0, "Không", "UPdate", (Verdict::Refused, 0)).await;
        check(10, 7, "Trở lại", "UPdate", (Verdict::Accepted, 7)).await;
        let totals = received_totals(&world.ctx, world.inward).await.unwrap();
        assert_eq!((totals[0].holding, totals[0].withdrawn), (1, 0));
        let changed = world.package(10, SITES, rows(8, "Lén đổi", "UPdate")).await;
        assert!(matches!(changed, Err(ReceiveError::Changed)));
        assert!(matches!(
            receive(&world.ctx.app, "truong-1", "00", b"{}").await,
            Err(ReceiveError::Unknown)
        ));
        assert!(matches!(
            receive(&world.ctx.app, "ai-do", "00", b"{}").await,
            Err(ReceiveError::Unknown)
        ));
        let signature = sign(&world.key, "POST /trao-doi/nhan", b"{}");
        let unreadable = receive(&world.ctx.app, "truong-1", &signature, b"{}").await;
        assert!(matches!(unreadable, Err(ReceiveError::Unreadable(_))));
        let wrong = world.package(11, "cosovatchatphonghoctieuhoc", rows(1, "x", "NEW")).await.unwrap();
        assert_eq!(wrong.records[0].verdict, Verdict::Refused);
    })
    .await;
}

#[tokio::test]
async fn the_exchange_belongs_to_the_department_and_keys_to_the_administrator() {
    for_each_database(async |db| {
        let world = World::new(&db, Demand::Known).await;
        let (link, _) = add_link(&world.ctx, world.partner()).await.unwrap();
        for role in [Role::Head, Role::Teacher, Role::DistrictOfficer, Role::ProvinceLeader] {
            let ctx = world.acting(role, world.school).await;
            assert!(matches!(links(&ctx).await, Err(OpError::Hidden)), "{role:?}");
            assert!(matches!(send_now(&ctx, link).await, Err(OpError::Hidden)), "{role:?}");
        }
        let auditor = world.acting(Role::Auditor, world.school).await;
        assert_eq!(links(&auditor).await.unwrap().len(), 2);
        assert!(matches!(send_now(&auditor, link).await, Err(OpError::Forbidden)));
        let department = world.acting(Role::DepartmentSpecialist, world.school).await;
        send_now(&department, link).await.unwrap();
        assert!(matches!(change_key(&department, link, &"k".repeat(40)).await, Err(OpError::Hidden)));
        assert!(matches!(add_link(&department, world.partner()).await, Err(OpError::Hidden)));
        let own = world.acting(Role::Head, world.school).await;
        assert_eq!(invalid_of_unit(&own, world.school, ("", ""), 10).await.unwrap().count, 0);
        let elsewhere = invalid_of_unit(&own, world.other, ("", ""), 10).await;
        assert!(matches!(elsewhere, Err(OpError::Hidden)));

        let administrator = world.acting(Role::Administrator, world.school).await;
        let refused = |field: &'static str, result: Result<(LinkId, Option<String>), OpError>| match result {
            Err(OpError::Refused(refused)) => assert_eq!(refused.fields[0].field, field),
            other => panic!("{field}: {other:?}"),
        };
        let add = async |change: fn(&mut AddLink)| {
            let mut partner = AddLink { sender: "truong-2".to_owned(), ..world.partner() };
            change(&mut partner);
            add_link(&administrator, partner).await
        };
        refused("ten", add(|one| one.called.clear()).await);
        refused("ma-ben-gui", add(|one| one.sender = "trường".to_owned()).await);
        refused("dia-chi", add(|one| one.address = "http://bo.example.vn".to_owned()).await);
        refused("dia-chi", add(|one| one.address = "bo.example.vn".to_owned()).await);
        refused("khoa", add(|one| one.key = "ngắn".to_owned()).await);
        refused("don-vi", add(|one| one.unit = UnitId(1)).await);
        refused(
            "ma-ben-gui",
            add(|one| (one.direction, one.sender) = (Direction::Inward, "truong-1".to_owned())).await,
        );
        add(|one| one.address = "https://bo.example.vn/".to_owned()).await.unwrap();
        let new = change_key(&administrator, world.inward, "").await.unwrap().unwrap();
        assert_ne!(new, world.key);
        world.keep("site", "code: 01; name: Điểm Bến").await;
        set_link_state(&world.ctx, world.inward, LinkState::Active).await.unwrap();
        world.run().await;
        let open = packages(&world.ctx, link, None, 1).await.unwrap().remove(0);
        assert!(open.problem.unwrap().contains("chữ ký"), "the old key is nobody's");
        change_key(&administrator, link, &new).await.unwrap();
        send_now(&world.ctx, link).await.unwrap();
        world.run().await;
        assert!(packages(&world.ctx, link, None, 1).await.unwrap()[0].is_done);
    })
    .await;
}
