//! The attack drill over the directive area: other units' ids, paths, uploads and injected text, through the
//! real router on SQLite and on PostgreSQL. What attackers try on sessions and forms: `site/attacks.rs`.

// The allowance for tests in clippy.toml does not reach their helpers.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

#[path = "site/world.rs"]
#[allow(dead_code)] // shared with the tests of the site
mod world;

use axum::body::Body;
use axum::http::StatusCode;
use khue_app::directive::*;
use khue_app::registry::{UnitFilter, units_as_of};
use khue_app::{Actor, Ctx, worker};
use khue_base::{AssignmentId, DirectiveId, EvidenceId, TaskId, UnitId};
use khue_db::Db;
use khue_rules::accounts::Role;
use khue_testkit::for_each_database;
use world::{Answer, Browser, World};

/// Stands in everything that only its own unit and those above may read.
const SECRET: &str = "BÍ MẬT CỦA TRƯỜNG BẠN";
const SCRIPT: &str = "<script>alert(1)</script>";
const IMAGE: &str = "\"><img src=x onerror=alert(1)>";
const FORMULA: &str = "=HYPERLINK(\"http://evil.example\";\"xem\")";

/// Two schools with work from the Department.
struct Stage {
    world: World,
    department: Ctx,
    directive: DirectiveId,
    tasks: Vec<TaskTitle>,
    own: AssignmentId,
    others: AssignmentId,
    evidence: EvidenceId,
    draft_evidence: EvidenceId,
}

fn document(number: u32, extra: &str) -> String {
    format!(
        "ỦY BAN NHÂN DÂN\nTỈNH BẮC GIANG\n\nSố: {number}/CT-UBND\n\nBắc Giang, ngày 07 tháng 9 năm 2020\n\nCHỈ THỊ\n\n\
         Về việc kiểm tra trường lớp {extra}\n\nI. NHIỆM VỤ\n\n1. Trường lớp\n\nKiểm tra 100% phòng học trước ngày \
         30/9/2020. Sửa chữa cổng, tường rào của các trường trước ngày 15/10/2020.\n\n2. Đội ngũ\n\nBồi dưỡng giáo \
         viên lớp 2 trong năm học 2020-2021.\n\nNơi nhận:\n- Sở Giáo dục và Đào tạo;\n- Lưu: VT.\n"
    )
}

impl Stage {
    async fn set(db: &Db) -> Self {
        let world = World::plain(db).await;
        let department = world.acting(Role::DepartmentSpecialist).await;
        let own_unit = world.acting(Role::Head).await.actor.unit;
        let directive = upload(&department, &document(21, "")).await;
        accept_remaining(&department, directive).await.unwrap();
        adopt_directive(&department, AdoptDirective { directive }).await.unwrap();
        let tasks = task_titles(&department, directive).await.unwrap();
        let other_unit = other_school(&department, own_unit).await;
        let own = assign(&department, tasks[0].id, own_unit).await;
        let others = assign(&department, tasks[0].id, other_unit).await;
        let drafted = assign(&department, tasks[1].id, other_unit).await;
        let other = Ctx { app: world.app.clone(), actor: head_of(other_unit) };
        let evidence = report(&other, others, true).await;
        let draft_evidence = report(&other, drafted, false).await;
        worker(&world.app).run_due().await.unwrap();
        Self { world, department, directive, tasks, own, others, evidence, draft_evidence }
    }

    async fn head(&self) -> Browser<'_> {
        self.world.browser(Role::Head).await
    }

    fn report_path(&self) -> String {
        format!("/viec/{}/bao-cao", self.own)
    }

    async fn own_evidence(&self) -> Vec<EvidenceLine> {
        let head = self.world.acting(Role::Head).await;
        assignment_detail(&head, self.own).await.unwrap().evidence.into_values().flatten().collect()
    }
}

fn head_of(unit: UnitId) -> Actor {
    Actor {
        role: Role::Head,
        name: SECRET.to_owned(),
        unit_name: "Trường bạn".to_owned(),
        ..Actor::program(unit)
    }
}

async fn other_school(ctx: &Ctx, own: UnitId) -> UnitId {
    let mut session = ctx.read().await.unwrap();
    let kind = units_as_of(&mut session, ctx.today(), &UnitFilter::default()).await.unwrap();
    let own_kind = kind.iter().find(|unit| unit.id == own).unwrap().kind;
    let other = kind.iter().find(|unit| unit.id != own && unit.kind == own_kind);
    other.expect("the tiny province has two schools of a kind").id
}

async fn upload(ctx: &Ctx, text: &str) -> DirectiveId {
    let (reading, file_type) = read_file(text.as_bytes(), "chi-thi.txt", None).unwrap();
    let content = text.as_bytes().to_vec();
    let upload = UploadDirective { file_name: "chi-thi.txt".to_owned(), file_type, content, reading };
    upload_directive(ctx, upload).await.unwrap()
}

async fn assign(ctx: &Ctx, task: TaskId, unit: UnitId) -> AssignmentId {
    let due_on = Some("2020-12-31".parse().unwrap());
    let units = vec![(unit, Part::CarryOut)];
    assign_task(ctx, AssignTask { task, units, due_on, note: String::new(), parent: None }).await.unwrap();
    let detail = task_detail(ctx, task).await.unwrap();
    detail.assignments.iter().find(|line| line.unit_id == unit).unwrap().id
}

/// A report with the secret in its words and in its file.
async fn report(ctx: &Ctx, assignment: AssignmentId, send: bool) -> EvidenceId {
    let file = Attachment::File {
        name: format!("{SECRET}.txt"),
        media_type: "text/plain; charset=utf-8".to_owned(),
        content: SECRET.as_bytes().to_vec(),
    };
    let cmd = ReportProgress {
        assignment,
        seen: 0,
        step: ProgressStep::Done,
        body: SECRET.to_owned(),
        figures: Vec::new(),
        attachments: vec![file],
        dropped_evidence: Vec::new(),
        send,
    };
    report_progress(ctx, cmd).await.unwrap();
    assignment_detail(ctx, assignment).await.unwrap().evidence.values().flatten().next().unwrap().id
}

#[track_caller]
fn assert_hidden(answer: &Answer, what: &str) {
    let refused = [StatusCode::NOT_FOUND, StatusCode::FORBIDDEN].contains(&answer.status);
    assert!(refused, "{what}: {} {:.600}", answer.status, answer.body);
    assert!(!answer.body.contains(SECRET), "{what} leaks");
}

#[tokio::test]
async fn a_school_reaches_nothing_of_another_school_by_its_ids() {
    for_each_database(async |db| {
        let stage = Stage::set(&db).await;
        let mut head = stage.head().await;
        let (others, evidence, drafts) = (stage.others, stage.evidence, stage.draft_evidence);
        for path in [
            format!("/viec/{others}"),
            format!("/minh-chung/{evidence}"),
            format!("/minh-chung/{evidence}/xem"),
            format!("/minh-chung/{evidence}/tai-ve"),
            format!("/minh-chung/{drafts}"),
            format!("/minh-chung/{drafts}/tai-ve"),
        ] {
            assert_hidden(&head.get(&path).await, &path);
        }
        let before = assignment_detail(&stage.department, others).await.unwrap();
        head.learn("/tai-khoan").await;
        for (path, fields) in [
            (format!("/viec/{others}/rut-lai"), vec![]),
            (format!("/viec/{others}/quyet-dinh"), vec![("quyet-dinh", "chap-nhan")]),
            (format!("/viec/{others}/giao-tiep"), vec![("ghi-chu", "x")]),
        ] {
            assert_hidden(&head.post(&path, &fields).await, &path);
        }
        let fields = [("phien-ban", "1"), ("muc-do", "done"), ("noi-dung", "của người khác"), ("lam", "gui")];
        assert_hidden(
            &head.post_files(&format!("/viec/{others}/bao-cao"), &fields).await,
            "a report for others",
        );
        // Dropping another report's file through one's own form.
        let dropped = evidence.to_string();
        let fields = [
            ("phien-ban", "0"),
            ("muc-do", "done"),
            ("noi-dung", "xong"),
            ("bo-tep", dropped.as_str()),
            ("lam", "nhap"),
        ];
        assert_eq!(head.post_files(&stage.report_path(), &fields).await.status, StatusCode::SEE_OTHER);
        let after = assignment_detail(&stage.department, others).await.unwrap();
        assert_eq!(after.evidence.len(), before.evidence.len());
        assert_eq!(after.head.progress_state, "sent");
    })
    .await;
}

#[tokio::test]
async fn a_school_reads_an_order_but_neither_drafts_nor_the_reports_of_others() {
    for_each_database(async |db| {
        let stage = Stage::set(&db).await;
        let draft = upload(&stage.department, &document(22, SECRET)).await;
        let lines = provisions(&stage.department, draft).await.unwrap();
        let mut head = stage.head().await;
        for path in [
            "",
            "/ra-soat",
            "/nhiem-vu",
            "/ma-tran",
            "/van-ban",
            "/van-ban/tep-goc",
            "/so-sanh",
            "/nhiem-vu/tai-ve/csv",
        ] {
            let path = format!("/chi-dao/{draft}{path}");
            assert_hidden(&head.get(&path).await, &path);
        }
        head.learn("/tai-khoan").await;
        let (directive, task) = (stage.directive, stage.tasks[0].id);
        for path in [
            format!("/chi-dao/{draft}/ra-soat/{}", lines[0].id),
            format!("/chi-dao/{draft}/ra-soat/nhan-het"),
            format!("/chi-dao/{draft}/ra-soat/them"),
            format!("/chi-dao/{draft}/ban-hanh"),
            format!("/chi-dao/{directive}/ban-hanh"),
            format!("/nhiem-vu/{task}/giao"),
            format!("/nhiem-vu/{task}/sua"),
            format!("/nhiem-vu/{task}/tam-dung"),
            format!("/nhiem-vu/{task}/huy"),
            format!("/nhiem-vu/{task}/dong"),
        ] {
            assert_hidden(&head.post(&path, &[("lam", "nhan"), ("li-do", "x")]).await, &path);
        }
        for path in [
            format!("/chi-dao/{directive}"),
            format!("/chi-dao/{directive}/nhiem-vu"),
            format!("/chi-dao/{directive}/ma-tran"),
            format!("/nhiem-vu/{task}"),
            "/viec".to_owned(),
            "/tim?q=bi+mat".to_owned(),
        ] {
            let answer = head.get(&path).await;
            assert_eq!(answer.status, StatusCode::OK, "{path}");
            assert!(!answer.body.contains(SECRET), "{path} leaks");
        }
    })
    .await;
}

#[tokio::test]
async fn no_path_leads_out_of_what_is_served() {
    for_each_database(async |db| {
        let stage = Stage::set(&db).await;
        let mut keeper = stage.world.browser(Role::DepartmentSpecialist).await;
        let directive = stage.directive;
        let names = [
            "..%2f..%2f..%2fetc%2fpasswd",
            "..%5c..%5cwindows",
            "%2e%2e",
            "%00",
            "1%00",
            "-1",
            "0",
            "99999999999999999999",
            "1'%20OR%20'1'='1",
            "1;DROP%20TABLE%20task",
            "%c3%28",
            "null",
        ];
        for name in names {
            for path in [
                format!("/chi-dao/{name}"),
                format!("/chi-dao/{name}/ra-soat"),
                format!("/chi-dao/{name}/nhiem-vu"),
                format!("/chi-dao/{name}/ma-tran"),
                format!("/chi-dao/{name}/van-ban"),
                format!("/chi-dao/{name}/van-ban/tep-goc"),
                format!("/chi-dao/{name}/so-sanh"),
                format!("/chi-dao/{directive}/nhiem-vu/tai-ve/{name}"),
                format!("/chi-dao/{directive}/ma-tran/tai-ve/{name}"),
                format!("/nhiem-vu/{name}"),
                format!("/viec/{name}"),
                format!("/minh-chung/{name}"),
                format!("/minh-chung/{name}/xem"),
                format!("/minh-chung/{name}/tai-ve"),
                format!("/khoi-tao/{name}"),
                format!("/assets/{name}"),
            ] {
                let answer = keeper.get(&path).await;
                assert!(answer.status.is_client_error(), "{path}: {}", answer.status);
                assert!(!answer.body.contains("root:"), "{path}");
            }
        }
    })
    .await;
}

/// Posts a report with one file.
async fn send_file(stage: &Stage, head: &Browser<'_>, name: &str, content: &[u8]) -> Answer {
    let mut body = Vec::new();
    let fields = [
        ("csrf", head.csrf.as_str()),
        ("phien-ban", "0"),
        ("muc-do", "done"),
        ("noi-dung", "xong"),
        ("lam", "nhap"),
    ];
    for (field, value) in fields {
        body.extend(
            format!("--B\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n").bytes(),
        );
    }
    let name = name.replace('"', "%22");
    body.extend(
        format!("--B\r\nContent-Disposition: form-data; name=\"tep\"; filename=\"{name}\"\r\n\r\n").bytes(),
    );
    body.extend_from_slice(content);
    body.extend(b"\r\n--B--\r\n");
    let request = head
        .request("POST", &stage.report_path())
        .header("sec-fetch-site", "same-origin")
        .header("content-type", "multipart/form-data; boundary=B");
    stage.world.send(request.body(Body::from(body)).unwrap()).await
}

/// A document of a few hundred kilobytes that unpacks to 420 MB.
fn bomb() -> Vec<u8> {
    use std::io::Write as _;
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    archive.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
    for _ in 0..420 {
        archive.write_all(&[b' '; 1 << 20]).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn office(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    use std::io::Write as _;
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in parts {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(content).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[tokio::test]
async fn uploads_that_are_too_large_or_not_what_they_say_are_refused_and_not_kept() {
    for_each_database(async |db| {
        let stage = Stage::set(&db).await;
        let head = stage.head().await;
        let types = b"<Types xmlns=\"x\"><Override ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>";
        let macros = office(&[
            ("[Content_Types].xml", types.to_vec()),
            ("word/document.xml", b"<w/>".to_vec()),
            ("word/vbaProject.bin", b"x".to_vec()),
        ]);
        let page = b"<!doctype html><html><body><script>alert(1)</script></body></html>";
        let picture = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
        for (name, content) in [
            ("bao-cao.pdf", b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff".to_vec()),
            ("anh.png", page.to_vec()),
            ("anh.svg", picture.to_vec()),
            ("anh.png", picture.to_vec()),
            ("trang.html", page.to_vec()),
            ("chay.exe", b"MZ\x90\x00".to_vec()),
            ("bao-cao.pdf.exe", b"%PDF-1.4".to_vec()),
            ("bom.docx", bomb()),
            ("macro.docx", macros),
            ("rong.pdf", Vec::new()),
        ] {
            let answer = send_file(&stage, &head, name, &content).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}: {:.300}", answer.body);
            assert!(answer.body.contains("id=\"e-tep\""), "{name} is told at its field");
            assert_eq!(stage.own_evidence().await.len(), 0, "{name}");
        }
        for announced in [true, false] {
            let front = format!("--B\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{}\r\n", head.csrf);
            let file = "--B\r\nContent-Disposition: form-data; name=\"tep\"; filename=\"lon.txt\"\r\n\r\n";
            // As the network brings it, piece by piece; a sender may keep the length to itself.
            let pieces = [front + file].into_iter().chain((0..26 * 16).map(|_| "a".repeat(1 << 16)));
            let body = Body::from_stream(futures_util::stream::iter(pieces.map(Ok::<_, std::io::Error>)));
            let mut request = head.request("POST", &stage.report_path()).header("sec-fetch-site", "same-origin");
            request = request.header("content-type", "multipart/form-data; boundary=B");
            if announced {
                request = request.header("content-length", (27 << 20).to_string());
            }
            let answer = stage.world.send(request.body(body).unwrap()).await;
            assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE, "{announced}: {:.300}", answer.body);
            assert!(answer.body.contains("nơi nộp tệp nhận tối đa 25 MB mỗi lần"), "{:.2000}", answer.body);
        }
        assert_eq!(stage.own_evidence().await.len(), 0);
    })
    .await;
}

#[tokio::test]
async fn nobody_urges_or_changes_targets_beyond_the_own_reach() {
    for_each_database(async |db| {
        let stage = Stage::set(&db).await;
        let world = &stage.world;
        let path = format!("/chi-dao/{}/don-doc", stage.directive);
        let other = assignment_detail(&stage.department, stage.others).await.unwrap().head.unit_id;
        let other = other.to_string();
        let form = [("don-vi", other.as_str()), ("loi-nhan", "Nộp ngay cho tôi.")];
        let urged = async || {
            let own = assignment_detail(&stage.department, stage.own).await.unwrap().events;
            let others = assignment_detail(&stage.department, stage.others).await.unwrap().events;
            own.iter().chain(&others).filter(|event| event.kind == "urged").count()
        };
        // Past the due day of both.
        world.clock.move_on(150 * 24 * 60);
        for role in [Role::Head, Role::Deputy, Role::Clerk, Role::Teacher, Role::Auditor] {
            let mut browser = world.browser(role).await;
            assert_hidden(&browser.get(&path).await, &format!("{path} as {role:?}"));
            assert_hidden(&browser.post(&path, &form).await, &format!("urging as {role:?}"));
        }
        // Who may urge reaches only units below: not one's own, not those of others, not what does not exist.
        let mut commune = world.browser(Role::CommuneOfficer).await;
        let department = stage.department.actor.unit.to_string();
        for unit in [department.as_str(), "1"] {
            let answer = commune.post(&path, &[("don-vi", unit), ("loi-nhan", "Nộp ngay cho tôi.")]).await;
            assert_hidden(&answer, &format!("urging {unit}"));
        }
        let page = commune.get(&path).await;
        assert!(!page.body.contains(&format!("value=\"{department}\"")));
        let draft = upload(&stage.department, &document(23, "")).await;
        let mut keeper = world.browser(Role::DepartmentLeader).await;
        for directive in [draft.to_string(), "1".to_owned()] {
            let path = format!("/chi-dao/{directive}/don-doc");
            assert_hidden(&keeper.post(&path, &form).await, "urging about what is not adopted");
        }
        assert_eq!(urged().await, 0);
        let own = assignment_detail(&stage.department, stage.own).await.unwrap().head.unit_id.to_string();
        let words = format!("Nộp {SCRIPT}");
        let sent = keeper.post(&path, &[("don-vi", own.as_str()), ("loi-nhan", words.as_str())]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
        assert_eq!(urged().await, 1);
        let shown = stage.head().await.get("/viec").await.body;
        assert!(shown.contains("Đôn đốc của") && !shown.contains(SCRIPT));

        // A target is changed through its own task only, and by who keeps tasks.
        let (task, another) = (stage.tasks[0].id, stage.tasks[1].id);
        let target = task_detail(&stage.department, task).await.unwrap().targets[0].id.to_string();
        let edit = [
            ("phien-ban", "1"),
            ("noi-dung", "việc khác"),
            ("li-do", "thử"),
            ("ct-0-ma", target.as_str()),
            ("ct-0-so", "1"),
            ("ct-0-dv", "%"),
        ];
        assert_hidden(&keeper.post(&format!("/nhiem-vu/{another}/sua"), &edit).await, "a foreign target");
        let mut head = stage.head().await;
        assert_hidden(&head.post(&format!("/nhiem-vu/{task}/sua"), &edit).await, "a school edits");
        let after = task_detail(&stage.department, task).await.unwrap();
        assert_eq!((after.versions.len(), after.targets[0].version), (1, 1));
        let detail = task_detail(&stage.department, another).await.unwrap();
        assert_eq!(detail.versions.len(), 1, "nothing of a refused change is kept");
    })
    .await;
}

#[tokio::test]
async fn the_name_of_a_file_leads_nowhere_and_its_content_is_not_run() {
    for_each_database(async |db| {
        let stage = Stage::set(&db).await;
        let mut head = stage.head().await;
        let name = format!("../../../etc/{SCRIPT}/..\\{}.txt", "bien-ban\u{202e}");
        let page = format!("Biên bản là chữ trong tệp {SCRIPT}");
        let answer = send_file(&stage, &head, &name, page.as_bytes()).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{:.600}", answer.body);
        let kept = stage.own_evidence().await;
        assert!(!kept[0].name.contains(['/', '\\']), "{}", kept[0].name);
        let shown = head.get(&format!("/minh-chung/{}", kept[0].id)).await;
        assert!(!shown.body.contains(SCRIPT));
        assert!(shown.body.contains("là chữ trong tệp"));
        assert_eq!(head.get(&format!("/minh-chung/{}/xem", kept[0].id)).await.status, StatusCode::NOT_FOUND);
        let saved = head.get(&format!("/minh-chung/{}/tai-ve", kept[0].id)).await;
        assert!(saved.header("content-disposition").starts_with("attachment"));
        assert_eq!(saved.header("x-content-type-options"), "nosniff");
    })
    .await;
}

#[tokio::test]
async fn markup_in_any_field_comes_back_as_text() {
    for_each_database(async |db| {
        let stage = Stage::set(&db).await;
        for payload in [SCRIPT, IMAGE] {
            let mut keeper = stage.world.browser(Role::DepartmentSpecialist).await;
            let mut head = stage.head().await;
            let (task, own) = (stage.tasks[0].id, stage.own);
            let version = task_detail(&stage.department, task).await.unwrap().versions[0].version.to_string();
            let edit = [("phien-ban", version.as_str()), ("noi-dung", payload), ("li-do", payload)];
            assert_eq!(
                keeper.post(&format!("/nhiem-vu/{task}/sua"), &edit).await.status,
                StatusCode::SEE_OTHER
            );
            let detail = assignment_detail(&stage.department, own).await.unwrap();
            let seen = detail.reports.iter().map(|line| line.version).max().unwrap_or(0).to_string();
            let link = format!("https://evil.example/{payload}");
            let fields = [
                ("phien-ban", seen.as_str()),
                ("muc-do", "done"),
                ("noi-dung", payload),
                ("lien-ket", link.as_str()),
                ("lam", "gui"),
            ];
            let sent = head.post_files(&stage.report_path(), &fields).await;
            assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
            let detail = assignment_detail(&stage.department, own).await.unwrap();
            let sent = detail.reports.iter().find(|line| line.state == "sent").unwrap().id.to_string();
            let decision = [("bao-cao", sent.as_str()), ("quyet-dinh", "tra-lai"), ("li-do", payload)];
            let returned = keeper.post(&format!("/viec/{own}/quyet-dinh"), &decision).await;
            assert_eq!(returned.status, StatusCode::SEE_OTHER, "{}", returned.body);
            worker(&stage.world.app).run_due().await.unwrap();
            let asked: String = form_urlencoded::byte_serialize(payload.as_bytes()).collect();
            let directive = stage.directive;
            for path in [
                format!("/viec/{own}"),
                "/viec".to_owned(),
                format!("/nhiem-vu/{task}"),
                format!("/chi-dao/{directive}"),
                format!("/chi-dao/{directive}/nhiem-vu?tim={asked}&muc={asked}&trang-thai={asked}"),
                format!("/chi-dao/{directive}/van-ban"),
                format!("/chi-dao/{directive}/so-sanh?tu={asked}&den={asked}"),
                format!("/chi-dao/{directive}/ma-tran?cot={asked}"),
                format!("/chi-dao/{directive}/don-doc?don-vi={asked}&nhiem-vu={asked}"),
                format!("/chi-dao/{directive}?ngay={asked}"),
                format!("/tim?q={asked}"),
            ] {
                for browser in [&mut keeper, &mut head] {
                    let answer = browser.get(&path).await;
                    assert!(!answer.status.is_server_error(), "{path}: {}", answer.status);
                    assert!(!answer.body.contains(payload), "{path} gives markup back");
                }
            }
            let refused = keeper
                .post(&format!("/nhiem-vu/{task}/giao"), &[("ngay-han", payload), ("ghi-chu", payload)])
                .await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(!refused.body.contains(payload), "a refused form gives markup back");
        }
    })
    .await;
}

#[tokio::test]
async fn a_directive_full_of_markup_is_read_as_text() {
    for_each_database(async |db| {
        let stage = Stage::set(&db).await;
        let mut keeper = stage.world.browser(Role::DepartmentSpecialist).await;
        for (number, payload) in [(31, SCRIPT), (32, IMAGE)] {
            let text = document(number, payload).replace("phòng học", &format!("phòng học {payload}"));
            let answer = keeper.post_files("/chi-dao/moi", &[("van-ban", &text)]).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
            let review = answer.header("location").to_owned();
            for path in [review.as_str(), "/chi-dao"] {
                let page = keeper.get(path).await;
                assert_eq!(page.status, StatusCode::OK);
                assert!(!page.body.contains(payload), "{path}");
            }
            assert!(keeper.get(&review).await.body.contains("alert(1)"), "it stands there as text");
        }
    })
    .await;
}

#[tokio::test]
async fn links_that_run_something_are_refused() {
    for_each_database(async |db| {
        let stage = Stage::set(&db).await;
        let mut head = stage.head().await;
        for link in [
            "javascript:alert(1)",
            "JaVaScript:alert(1)",
            "data:text/html,x",
            "//evil.example",
            "http://evil.example",
            "\u{1}javascript:alert(1)",
        ] {
            let fields = [
                ("phien-ban", "0"),
                ("muc-do", "done"),
                ("noi-dung", "xong"),
                ("lien-ket", link),
                ("lam", "nhap"),
            ];
            let answer = head.post_files(&stage.report_path(), &fields).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{link}");
            assert!(!answer.body.contains(&format!("href=\"{link}")));
            assert_eq!(stage.own_evidence().await.len(), 0, "{link}");
        }
    })
    .await;
}

#[tokio::test]
async fn sheets_carry_no_formula() {
    for_each_database(async |db| {
        let stage = Stage::set(&db).await;
        let mut keeper = stage.world.browser(Role::DepartmentSpecialist).await;
        for (task, payload) in stage.tasks.iter().zip([FORMULA, "+1+cmd|' /C calc'!A0", "@SUM(1+1)", "-2+3"])
        {
            let change = ChangeTask {
                task: task.id,
                seen: 1,
                change: TaskChange::Content {
                    text: payload.to_owned(),
                    lead_unit: None,
                    due_on: None,
                    targets: Vec::new(),
                },
                reason: payload.to_owned(),
                reason_field: "li-do".to_owned(),
            };
            change_task(&stage.department, change).await.unwrap();
        }
        worker(&stage.world.app).run_due().await.unwrap();
        for view in ["nhiem-vu", "ma-tran"] {
            let path = format!("/chi-dao/{}/{view}/tai-ve", stage.directive);
            let text = keeper.get(&format!("{path}/csv")).await;
            assert_eq!(text.status, StatusCode::OK, "{path}");
            let text = text.body.trim_start_matches('\u{feff}').to_owned();
            for cell in text.split(['\n', ';', ',', '\t']).map(|cell| cell.trim().trim_start_matches('"')) {
                let number =
                    cell.trim_end_matches('"').chars().all(|c| c.is_ascii_digit() || "-+.%".contains(c));
                assert!(number || !cell.starts_with(['=', '+', '@', '-']), "{path}: {cell}");
            }
            let sheet = keeper.bytes(&format!("{path}/xlsx")).await;
            let mut archive = zip::ZipArchive::new(std::io::Cursor::new(sheet)).unwrap();
            for index in 0..archive.len() {
                let part = std::io::read_to_string(archive.by_index(index).unwrap()).unwrap_or_default();
                assert!(!part.contains("<f>") && !part.contains("<f "), "{path} has a formula");
            }
        }
    })
    .await;
}
