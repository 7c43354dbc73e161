//! The Chairman's page under load: 50 directives × 150 tasks × 300 units, 50 users, on both databases.
//!
//! `cargo xtask bench -p khue --bench chairman`. Prints what docs/performance.md tells.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)] // a measuring tool
#![expect(clippy::disallowed_methods, reason = "it measures time")]

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use khue_app::accounts::{DemoMode, create_demo_accounts, enter_demo};
use khue_app::directive::recompute_tally;
use khue_app::registry::{UnitFilter, UnitKind, figure_groups, units_as_of};
use khue_app::{App, Chance, MIGRATIONS};
use khue_base::{DirectiveId, FixedClock, Moment, PostId, TaskId};
use khue_db::{Db, Statement, Tx, Value};
use khue_rules::accounts::Role;
use khue_testkit::databases;
use khue_testkit::province::{Province, Scale, load};
use khue_web::{AppState, Site, router, serve};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const DIRECTIVES: i64 = 50;
const TASKS: i64 = 150;
const UNITS: usize = 300;
const USERS: usize = 50;
/// The last directive's id; the others count down from it.
const FIRST: i64 = 1_000_000;

const fn statement(text: &'static str) -> Statement {
    Statement { name: "bench", text, postgres: None }
}

#[tokio::main]
async fn main() {
    println!("{DIRECTIVES} directives × {TASKS} tasks × {UNITS} units, {USERS} users");
    for test in databases().await {
        let db = test.db().clone();
        println!("{:?}", db.dialect());
        measure(db).await;
        test.remove().await;
    }
}

async fn measure(db: Db) {
    db.migrate(MIGRATIONS).await.unwrap();
    let today = Moment::start_of("2021-05-31".parse().unwrap()).plus_ms(10 * 3_600_000);
    let app = App::new(db, Arc::new(FixedClock(today)), Chance::seeded(1));
    let begun = Instant::now();
    let tokens = fill(&app).await;
    println!("  filled in {:.0?}", begun.elapsed());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let site = tokio::spawn(serve(listener, router(AppState::new(app, Site::default(), None)), async {
        let _ = stopped.await;
    }));
    let begun = Instant::now();
    let cold = get(&mut connect(address).await, &tokens[0], FIRST).await;
    println!("  first page {:.1?}, {} bytes", begun.elapsed(), cold);
    for directive in 0..DIRECTIVES {
        get(&mut connect(address).await, &tokens[0], FIRST + directive).await;
    }
    run(address, &tokens, "one click a second each", 20, Duration::from_millis(1000)).await;
    run(address, &tokens, "without a pause", 40, Duration::ZERO).await;
    stop.send(()).unwrap();
    site.await.unwrap();
}

async fn run(address: SocketAddr, tokens: &[String], how: &str, clicks: i64, pause: Duration) {
    let begun = Instant::now();
    let users = tokens.iter().cloned().enumerate().map(|(number, token)| {
        tokio::spawn(async move {
            let mut stream = connect(address).await;
            let mut times = Vec::new();
            let number = i64::try_from(number).unwrap();
            // Not all at the same moment.
            tokio::time::sleep(pause * u32::try_from(number).unwrap() / u32::try_from(USERS).unwrap()).await;
            for click in 0..clicks {
                let directive = FIRST + (number * 7 + click * 13) % DIRECTIVES;
                let begun = Instant::now();
                get(&mut stream, &token, directive).await;
                times.push(begun.elapsed());
                tokio::time::sleep(pause).await;
            }
            times
        })
    });
    let mut times = Vec::new();
    for user in users.collect::<Vec<_>>() {
        times.extend(user.await.unwrap());
    }
    times.sort();
    let at = |percent: usize| times[(times.len() - 1) * percent / 100];
    println!(
        "  {how}: {} pages, {:.0} a second, p50 {:.1?}, p90 {:.1?}, p99 {:.1?}, worst {:.1?}",
        times.len(),
        times.len() as f64 / begun.elapsed().as_secs_f64(),
        at(50),
        at(90),
        at(99),
        at(100)
    );
}

async fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).await.unwrap();
    stream.set_nodelay(true).unwrap();
    stream
}

/// Gets the page over a kept connection; answers its size.
async fn get(stream: &mut TcpStream, token: &str, directive: i64) -> usize {
    let request =
        format!("GET /chi-dao/{directive} HTTP/1.1\r\nHost: localhost\r\nCookie: khue={token}\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut received = Vec::with_capacity(1 << 18);
    loop {
        let mut chunk = [0; 1 << 16];
        let count = stream.read(&mut chunk).await.unwrap();
        assert!(count > 0, "the server hung up");
        received.extend_from_slice(&chunk[..count]);
        let Some(end) = received.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
        let head = String::from_utf8_lossy(&received[..end]).to_lowercase();
        assert!(head.starts_with("http/1.1 200"), "{head}");
        let length: usize = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "))
            .unwrap()
            .trim()
            .parse()
            .unwrap();
        if received.len() >= end + 4 + length {
            return length;
        }
    }
}

async fn fill(app: &App) -> Vec<String> {
    let province = Province::make(Scale::Full, 2020);
    let ctx = khue_testkit::province::system(app.db.clone(), "2020-09-05".parse().unwrap());
    let loaded = load(&ctx, &province).await.unwrap();
    let mode = DemoMode::of_the_demo_command();
    let leaders =
        [Role::ProvinceLeader, Role::ProvinceOffice, Role::DepartmentLeader, Role::DepartmentSpecialist];
    let posts: Vec<(PostId, String)> = province
        .logins
        .iter()
        .filter(|login| leaders.contains(&login.role))
        .map(|login| (loaded.posts[&login.post], login.login.clone()))
        .collect();
    create_demo_accounts(app, &mode, &posts, "mot-mat-khau-dai").await.unwrap();
    let mut tokens = Vec::new();
    for user in 0..USERS {
        let (post, _) = posts[user % posts.len()];
        tokens.push(enter_demo(app, &mode, post, "127.0.0.1", "bench").await.unwrap().token);
    }
    let mut tx = app.db.write().await.unwrap();
    units(&ctx, &mut tx).await;
    let owner = Value::from(1_i64);
    for directive in 0..DIRECTIVES {
        let id = FIRST + directive;
        insert_directive(&mut tx, id, &owner).await;
        for task in 0..TASKS {
            insert_task(&mut tx, id, id * 1000 + task, task).await;
        }
    }
    tx.commit_unaudited().await.unwrap();
    for directive in 0..DIRECTIVES {
        let mut tx = app.db.write().await.unwrap();
        let id = FIRST + directive;
        tx.execute(statement(ASSIGN), &[id.into()]).await.unwrap();
        for task in 0..TASKS {
            recompute_tally(&mut tx, TaskId(id * 1000 + task)).await.unwrap();
        }
        tx.commit_unaudited().await.unwrap();
    }
    tokens
}

/// The units that have the tasks: a bench's own table, so that assignments are made by one statement.
async fn units(ctx: &khue_app::Ctx, tx: &mut Tx) {
    let create = "CREATE TABLE bench_unit (n BIGINT NOT NULL PRIMARY KEY, unit_id BIGINT, group_id BIGINT)";
    tx.execute(statement(create), &[]).await.unwrap();
    let filter = UnitFilter { kinds: UnitKind::SCHOOLS, ..UnitFilter::default() };
    let all = units_as_of(tx, ctx.today(), &filter).await.unwrap();
    let ids: Vec<_> = all.iter().map(|unit| unit.id).step_by(2).take(UNITS).collect();
    assert_eq!(ids.len(), UNITS);
    let groups = figure_groups(tx, &ids, ctx.today()).await.unwrap();
    for (n, unit) in (0_i64..).zip(&ids) {
        let row = [n.into(), (*unit).into(), groups[unit].into()];
        tx.execute(statement("INSERT INTO bench_unit (n, unit_id, group_id) VALUES ($1, $2, $3)"), &row)
            .await
            .unwrap();
    }
}

async fn insert_directive(tx: &mut Tx, id: i64, owner: &Value) {
    let adopted = Moment::start_of("2020-09-07".parse().unwrap());
    let text = "INSERT INTO directive (id, owner_unit, state, kind, number, issued_on, subject, search_key, file_name,
        uploaded_at, adopted_at, revision) VALUES ($1, $2, 'adopted', 'Chỉ thị', $3, '2020-09-04',
        'Về nhiệm vụ năm học', 'x', 'x.txt', $4, $4, 1)";
    let number = format!("{}/CT-UBND", id - FIRST + 1);
    tx.execute(statement(text), &[DirectiveId(id).into(), owner.clone(), number.into(), adopted.into()])
        .await
        .unwrap();
    for section in 0_i64..15 {
        let text = "INSERT INTO directive_section (directive_id, ordinal, path, level, number, heading, kind, span_start,
            span_end) VALUES ($1, $2, $3, 2, $3, 'Nâng cao chất lượng dạy và học ở các cấp học', 'task', 0, 0)";
        let path = format!("II.{}", section + 1);
        tx.execute(statement(text), &[id.into(), section.into(), path.into()]).await.unwrap();
    }
}

async fn insert_task(tx: &mut Tx, directive: i64, id: i64, ordinal: i64) {
    let section = format!("II.{}", ordinal / 10 + 1);
    let text = "INSERT INTO task (id, directive_id, code, section, ordinal, carry_kinds, published_at)
        VALUES ($1, $2, $3, $4, $5, '', 0)";
    let code = format!("{section}-{:02}", ordinal % 10 + 1);
    let row = [id.into(), directive.into(), code.into(), section.into(), ordinal.into()];
    tx.execute(statement(text), &row).await.unwrap();
    let text = "INSERT INTO task_version (task_id, version, kind, text, search_key, span_start, span_end, due_on, standing,
        reason, recorded_at) VALUES ($1, 1, 'task', $2, 'x', 0, 0, $3, 'open', '', 0)";
    let due = format!("2021-{:02}-15", ordinal % 12 + 1);
    let words =
        "Tiếp tục rà soát, sắp xếp trường, lớp học bảo đảm đủ phòng học cho năm học mới theo đúng quy định";
    tx.execute(statement(text), &[id.into(), words.into(), due.into()]).await.unwrap();
    if ordinal % 10 == 0 {
        let text = "INSERT INTO task_target (id, task_id, ordinal) VALUES ($1, $1, 0)";
        tx.execute(statement(text), &[id.into()]).await.unwrap();
        let text = "INSERT INTO target_version (target_id, version, task_version, text, value, unit, comparison, qualitative,
            ended, recorded_at) VALUES ($1, 1, 1, '100% trường', 100000, '%', '=', 0, 0, 0)";
        tx.execute(statement(text), &[id.into()]).await.unwrap();
    }
}

/// Every unit gets every task: two thirds done, a sixth under way, a sixth not begun.
const ASSIGN: &str = "INSERT INTO assignment (id, directive_id, task_id, unit_id, group_id, part, assigned_at,
    assigner_unit, sequence, stage, due_on, done_on, heard_on, progress_state)
SELECT t.id * 1000 + u.n, t.directive_id, t.id, u.unit_id, u.group_id, 'carry-out', 1599440400000, 1, 1,
    CASE WHEN (t.id + u.n) % 6 < 4 THEN 'done' WHEN (t.id + u.n) % 6 = 4 THEN 'in-progress' ELSE 'not-started' END,
    v.due_on,
    CASE WHEN (t.id + u.n) % 6 < 3 THEN '2020-12-01' WHEN (t.id + u.n) % 6 = 3 THEN '2021-05-20' END,
    CASE WHEN (t.id + u.n) % 6 < 5 THEN '2020-12-01' END,
    CASE WHEN (t.id + u.n) % 6 < 5 THEN 'accepted' ELSE 'none' END
FROM task t
JOIN task_version v ON v.task_id = t.id
CROSS JOIN bench_unit u
WHERE t.directive_id = $1";
