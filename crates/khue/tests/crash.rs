//! `kill -9` of the real server while schools report over HTTP: every report that was answered is there
//! afterwards, once; the audit trail is whole; the sums equal those made anew. A backup of what is left
//! restores to the same. And `kill -9` while large sheets are written: each is there as a whole, once, or not at all.
//!
//! `KHUE_CRASH_KILLS` says how often each database's server is killed; 5 when it is not set.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)] // helpers of tests are tests
#![allow(clippy::disallowed_methods)] // bounds waits by the machine's clock

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use common::{Running, get, post, request, run};
use khue_app::accounts::{DemoMode, create_demo_accounts};
use khue_app::directive::{
    AdoptDirective, AssignTask, Part, UploadDirective, accept_remaining, adopt_directive, assign_task,
    read_file, recompute_tally, task_titles, upload_directive,
};
use khue_app::{Actor, App, Chance, Ctx, MIGRATIONS, worker};
use khue_base::{AssignmentId, Clock, Day, Moment, TaskId, UnitId};
use khue_db::{Db, Statement, audit, queue, row};
use khue_rules::accounts::Role;
use khue_testkit::province::{Province, Scale, load};
use khue_testkit::{TestDb, crash};

const PASSWORD: &str = "sông lặng cầu tre";
/// Schools that report at the same time.
const SCHOOLS: usize = 4;

/// Bodies of sent reports.
const SENT: Statement = Statement {
    name: "sent",
    text: "SELECT p.body, p.assignment_id FROM progress p WHERE p.state = 'sent' ORDER BY p.id",
    postgres: None,
};
/// Which unit has which assignment.
const ASSIGNMENTS: Statement = Statement {
    name: "assignments",
    text: "SELECT id, unit_id, task_id FROM assignment ORDER BY unit_id, id",
    postgres: None,
};
/// Sums of tasks, in their order.
const TALLIES: Statement = Statement {
    name: "tallies",
    text: "SELECT task_id, group_id, stage, due_on, late, heard, returned, assignments FROM task_tally \
           ORDER BY task_id, group_id, stage, due_on, late, heard, returned",
    postgres: None,
};

row! {
    struct Sent {
        body: String,
        assignment_id: AssignmentId,
    }
}

row! {
    struct Given {
        id: AssignmentId,
        unit_id: UnitId,
        task_id: TaskId,
    }
}

row! {
    #[derive(PartialEq)]
    struct Tally {
        task_id: TaskId,
        group_id: UnitId,
        stage: String,
        due_on: String,
        late: i64,
        heard: i64,
        returned: i64,
        assignments: i64,
    }
}

/// The machine's clock, as the server under test has it.
struct Now;

impl Clock for Now {
    fn now(&self) -> Moment {
        #[allow(clippy::disallowed_methods)] // the server's own clock is what this test runs against
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
        Moment(i64::try_from(since.as_millis()).unwrap())
    }
}

#[tokio::test]
async fn reports_survive_kills_of_the_server_on_sqlite() {
    drill(TestDb::lite().await).await;
}

#[tokio::test]
async fn reports_survive_kills_of_the_server_on_postgres() {
    if let Some(database) = TestDb::postgres().await {
        drill(database).await;
    }
}

#[tokio::test]
async fn imports_survive_kills_of_the_server_on_sqlite() {
    import_drill(TestDb::lite().await).await;
}

#[tokio::test]
async fn imports_survive_kills_of_the_server_on_postgres() {
    if let Some(database) = TestDb::postgres().await {
        import_drill(database).await;
    }
}

/// Rows of each sheet: enough to be written in the background.
const ROWS: i64 = 501;

/// Schools have large sheets written; the server is killed while it does so. At every moment each sheet is
/// there as a whole or not at all, and in the end all are there, once.
async fn import_drill(database: TestDb) {
    let kills = if std::env::var_os("KHUE_CRASH_KILLS").is_some() { crash::kills() } else { 3 };
    let stage = Stage::set(&database, 0).await;
    let mut schools = stage.schools(&database).await;
    let mut server = Running::khue(&["serve", "--database", database.address()]);
    for school in &mut schools {
        school.sign_in(&server.host()).await;
    }
    let mut random = Random(2_026);
    let mut asked = 0;
    for round in 0..kills {
        let school = &schools[round as usize % schools.len()];
        school.import(&server.host(), round).await;
        asked += ROWS;
        tokio::time::sleep(Duration::from_millis(random.below(2_500))).await;
        server.kill();
        let there = rooms(&database).await;
        assert!(there % ROWS == 0 && there <= asked, "round {round}: {there} rooms of {asked}");
        assert_eq!(audit::verify(&database).await.unwrap().first_break, None, "round {round}");
        server = Running::khue(&["serve", "--database", database.address()]);
    }
    // What a killed server had begun is free again when its time is over.
    let patience = Instant::now() + Duration::from_secs(60 + 10 * u64::from(kills));
    while rooms(&database).await < asked {
        assert!(Instant::now() < patience, "{} rooms of {asked}", rooms(&database).await);
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    server.kill();
    // A sheet handed in waits to be forgotten.
    stage.finish_the_work(&database, 1).await;
    assert_eq!(rooms(&database).await, asked, "every sheet once");
    println!("{kills} kills, {asked} rooms, all there");
    database.remove().await;
}

/// Rooms that hold.
async fn rooms(db: &Db) -> i64 {
    let found: Option<Count> = db.read().await.unwrap().optional(ROOMS, &[]).await.unwrap();
    found.unwrap().number
}

const ROOMS: Statement = Statement {
    name: "rooms",
    text: "SELECT CAST(COUNT(*) AS BIGINT) AS number FROM room WHERE name LIKE 'Phòng %'",
    postgres: None,
};

row! {
    struct Count {
        number: i64,
    }
}

async fn drill(database: TestDb) {
    let kills = if std::env::var_os("KHUE_CRASH_KILLS").is_some() { crash::kills() } else { 5 };
    let stage = Stage::set(&database, kills).await;
    let mut schools = stage.schools(&database).await;
    let mut server = Running::khue(&["serve", "--database", database.address()]);
    for school in &mut schools {
        school.sign_in(&server.host()).await;
    }
    let mut random = Random(2_021);
    let mut acknowledged: BTreeSet<String> = BTreeSet::new();
    let begun = Instant::now();
    for round in 0..kills {
        let host = server.host();
        let wanted = 1 + random.below(6);
        let pause = Duration::from_micros(random.below(9_000));
        acknowledged.extend(report_until_killed(&mut schools, &host, &mut server, wanted, pause).await);
        let sent = sent(&database).await;
        let lost: Vec<_> = acknowledged.iter().filter(|body| !sent.contains_key(*body)).collect();
        assert!(lost.is_empty(), "round {round}: answered, but lost: {lost:?}");
        assert_eq!(audit::verify(&database).await.unwrap().first_break, None, "round {round}");
        server = Running::khue(&["serve", "--database", database.address()]);
    }
    server.kill();
    let written = sent(&database).await.len();
    // A report may be written whose answer the kill cut off: at most one of each school and round.
    let untold = written - acknowledged.len();
    assert!(untold <= SCHOOLS * kills as usize, "{untold} reports were not told");
    println!(
        "{}: {kills} kills in {:.0} s, {} reports answered, all there; {untold} more written, not answered",
        database.address().split(':').next().unwrap(),
        begun.elapsed().as_secs_f32(),
        acknowledged.len(),
    );
    assert!(run(&["audit", "verify", "--database", database.address()]).contains("khớp"));
    stage.finish_the_work(&database, 0).await;
    backup_and_restore(&database).await;
    database.remove().await;
}

/// Every school sends one report after another; when `wanted` are answered, a moment passes and the server
/// is killed. Gives what was answered.
async fn report_until_killed(
    schools: &mut [School],
    host: &str,
    server: &mut Running,
    wanted: u64,
    pause: Duration,
) -> Vec<String> {
    let (told, mut hears) = tokio::sync::mpsc::unbounded_channel();
    let mut at_work = tokio::task::JoinSet::new();
    for (index, school) in schools.iter().enumerate() {
        let (mut school, host, told) = (school.clone(), host.to_owned(), told.clone());
        at_work.spawn(async move {
            while let Some(body) = school.report(&host).await {
                // The other end hears until all are gone.
                let _ = told.send(body);
            }
            (index, school.open)
        });
    }
    drop(told);
    let mut answered = Vec::new();
    let patience = tokio::time::Instant::now() + Duration::from_secs(60);
    while (answered.len() as u64) < wanted {
        match tokio::time::timeout_at(patience, hears.recv()).await {
            Ok(Some(body)) => answered.push(body),
            _ => panic!("only {} of {wanted} reports were answered within a minute", answered.len()),
        }
    }
    tokio::time::sleep(pause).await;
    server.kill();
    while let Some(body) = hears.recv().await {
        answered.push(body);
    }
    while let Some(ended) = at_work.join_next().await {
        let (index, open) = ended.unwrap();
        schools[index].open = open;
    }
    answered
}

/// A school's head with a session and the assignments not reported on yet.
#[derive(Clone)]
struct School {
    unit: UnitId,
    login: String,
    token: String,
    csrf: String,
    open: Vec<AssignmentId>,
}

impl School {
    /// As a browser does it: the form, then the form sent.
    async fn sign_in(&mut self, host: &str) {
        let form = get(host, "", "/dang-nhap").await.unwrap();
        let fresh = form.token().unwrap();
        let mut sent = form_urlencoded::Serializer::new(String::new());
        sent.append_pair("csrf", &form.csrf())
            .append_pair("ten", &self.login)
            .append_pair("mat-khau", PASSWORD);
        let kind = "application/x-www-form-urlencoded";
        let answer = request(host, &fresh, "POST /dang-nhap", kind, sent.finish().as_bytes()).await.unwrap();
        assert_eq!(answer.status, 303, "{}", answer.text());
        self.token = answer.token().unwrap();
        self.csrf = get(host, &self.token, "/tai-khoan").await.unwrap().csrf();
    }

    /// Hands a large sheet in and asks to write it.
    async fn import(&self, host: &str, round: u32) {
        let mut sheet = String::from("Tên phòng,Công dụng\n");
        for row in 0..ROWS {
            sheet.push_str(&format!("Phòng {round}-{row},Phòng học\n"));
        }
        let start = format!("/don-vi/{}/nhap-lieu", self.unit);
        let fields =
            [("csrf", self.csrf.as_str()), ("loai", "room"), ("tep\"; filename=\"phong.csv", sheet.as_str())];
        let answer = post(host, &self.token, &start, &fields).await.unwrap();
        assert_eq!(answer.status, 303, "{}", answer.text());
        let here = answer.head.lines().find_map(|line| line.strip_prefix("location: ")).unwrap().to_owned();
        let kind = "application/x-www-form-urlencoded";
        let form = format!("csrf={}&lay=tat-ca", self.csrf);
        let answer = request(host, &self.token, &format!("POST {here}/ghi"), kind, form.as_bytes()).await;
        let answer = answer.unwrap();
        assert_eq!(answer.status, 303, "{}", answer.text());
        assert!(answer.head.contains("/tien-do"), "{}", answer.head);
    }

    /// Sends a report on the next assignment; gives its words when the server took it, nothing when the
    /// server is gone.
    async fn report(&mut self, host: &str) -> Option<String> {
        let assignment = self.open.pop().expect("more kills than assignments to report on");
        let body = format!("Đã làm xong việc {assignment}.");
        let fields = [
            ("csrf", self.csrf.as_str()),
            ("phien-ban", "0"),
            ("muc-do", "done"),
            ("noi-dung", &body),
            ("lam", "gui"),
        ];
        let answer = post(host, &self.token, &format!("/viec/{assignment}/bao-cao"), &fields).await.ok()?;
        assert_eq!(answer.status, 303, "{}", answer.text());
        Some(body)
    }
}

/// A province with an adopted directive whose tasks lie with schools.
struct Stage {
    app: App,
    logins: BTreeMap<UnitId, String>,
}

impl Stage {
    async fn set(database: &TestDb, kills: u32) -> Self {
        database.migrate(MIGRATIONS).await.unwrap();
        let app = App::new(database.db().clone(), Arc::new(Now), Chance::seeded(7));
        let province = Province::make(Scale::Demo, 1);
        let system = actor(Role::Administrator, UnitId(0));
        let loaded = load(&Ctx { app: app.clone(), actor: system }, &province).await.unwrap();
        let mode = DemoMode::of_the_demo_command();
        let heads: Vec<_> =
            province.logins.iter().filter(|login| login.role == Role::Head).take(SCHOOLS).collect();
        let posts: Vec<_> =
            heads.iter().map(|login| (loaded.posts[&login.post], login.login.clone())).collect();
        create_demo_accounts(&app, &mode, &posts, PASSWORD).await.unwrap();
        let logins: BTreeMap<_, _> =
            heads.iter().map(|login| (loaded.units[&login.unit], login.login.clone())).collect();
        let specialist =
            province.logins.iter().find(|login| login.role == Role::DepartmentSpecialist).unwrap();
        let department = actor(Role::DepartmentSpecialist, loaded.units[&specialist.unit]);
        let ctx = Ctx { app: app.clone(), actor: department };
        // Each task of each school takes one report; a round uses some eight.
        for number in 0..=kills / 20 {
            give_out(&ctx, number, &logins).await;
        }
        worker(&app).run_due().await.unwrap();
        Self { app, logins }
    }

    async fn schools(&self, db: &Db) -> Vec<School> {
        let given: Vec<Given> = db.read().await.unwrap().all(ASSIGNMENTS, &[]).await.unwrap();
        let open =
            |unit: UnitId| given.iter().filter(move |one| one.unit_id == unit).map(|one| one.id).collect();
        let school = |(unit, login): (&UnitId, &String)| School {
            unit: *unit,
            login: login.clone(),
            token: String::new(),
            csrf: String::new(),
            open: open(*unit),
        };
        self.logins.iter().map(school).collect()
    }

    /// Lets the jobs that were left do their work; then the sums must be those made anew.
    async fn finish_the_work(&self, db: &Db, waiting: u32) {
        // A killed worker's jobs are free again when their time is over; nothing else is asked of the clock.
        let app = App::new(db.clone(), Arc::new(Later), Chance::seeded(8));
        worker(&app).run_due().await.unwrap();
        let left = queue::counts(&mut db.read().await.unwrap()).await.unwrap();
        assert_eq!((left.pending, left.parked), (waiting, 0));
        let kept: Vec<Tally> = db.read().await.unwrap().all(TALLIES, &[]).await.unwrap();
        let given: Vec<Given> = db.read().await.unwrap().all(ASSIGNMENTS, &[]).await.unwrap();
        assert!(!kept.is_empty() || given.is_empty());
        let tasks: BTreeSet<TaskId> = given.iter().map(|one| one.task_id).collect();
        let mut tx = self.app.db.write().await.unwrap();
        for task in tasks {
            recompute_tally(&mut tx, task).await.unwrap();
        }
        let anew: Vec<Tally> = tx.all(TALLIES, &[]).await.unwrap();
        tx.roll_back().await.unwrap();
        assert_eq!(kept, anew, "sums kept by the jobs, and sums made anew");
    }
}

/// A day later than now.
struct Later;

impl Clock for Later {
    fn now(&self) -> Moment {
        Now.now().plus_ms(24 * 3_600_000)
    }
}

fn actor(role: Role, unit: UnitId) -> Actor {
    Actor { role, ..Actor::program(unit) }
}

/// Adopts a copy of the sample directive and gives every task to every school.
async fn give_out(ctx: &Ctx, number: u32, schools: &BTreeMap<UnitId, String>) {
    let text = std::fs::read_to_string(common::workspace().join("catalogue/demo/directive.txt")).unwrap();
    let text = text.replacen("CHỈ THỊ", &format!("CHỈ THỊ\n\nBản {number}"), 1);
    let (reading, file_type) = read_file(text.as_bytes(), "chi-thi.txt", None).unwrap();
    let content = text.into_bytes();
    let upload = UploadDirective { file_name: "chi-thi.txt".to_owned(), file_type, content, reading };
    let directive = upload_directive(ctx, upload).await.unwrap();
    accept_remaining(ctx, directive).await.unwrap();
    adopt_directive(ctx, AdoptDirective { directive }).await.unwrap();
    let due: Day = "2027-05-31".parse().unwrap();
    for task in task_titles(ctx, directive).await.unwrap() {
        let units = schools.keys().map(|unit| (*unit, Part::CarryOut)).collect();
        let given = AssignTask { task: task.id, units, due_on: Some(due), note: String::new(), parent: None };
        assign_task(ctx, given).await.unwrap();
    }
}

/// Every sent report once, by its words.
async fn sent(db: &Db) -> BTreeMap<String, AssignmentId> {
    let rows: Vec<Sent> = db.read().await.unwrap().all(SENT, &[]).await.unwrap();
    let count = rows.len();
    let once: BTreeMap<_, _> = rows.into_iter().map(|row| (row.body, row.assignment_id)).collect();
    assert_eq!(once.len(), count, "a report is there twice");
    once
}

/// A backup restores into an empty database to the same content, by the commands.
async fn backup_and_restore(database: &TestDb) {
    let empty = if database.address().starts_with("sqlite") {
        TestDb::lite().await
    } else {
        TestDb::postgres().await.unwrap()
    };
    let folder =
        std::env::temp_dir().join(format!("khue-crash-{}-{:?}", std::process::id(), database.dialect()));
    std::fs::create_dir_all(&folder).unwrap();
    let (first, second) = (folder.join("first"), folder.join("second"));
    let of = |said: &str| said.split_whitespace().last().unwrap().to_owned();
    let backup = |db: &TestDb, file: &std::path::Path| {
        of(&run(&["backup", "--database", db.address(), file.to_str().unwrap()]))
    };
    let digest = backup(database, &first);
    assert!(digest.len() >= 64, "{digest}");
    let restored = of(&run(&["restore", "--database", empty.address(), first.to_str().unwrap()]));
    assert_eq!(restored, digest);
    assert_eq!(backup(&empty, &second), digest, "what was restored, backed up again");
    std::fs::remove_dir_all(&folder).unwrap();
    empty.remove().await;
}

/// Xorshift: the same moments in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }
}
