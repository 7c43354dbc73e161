//! Every route × every role: the status that the real router answers, held in `matrix.txt`.
//!
//! A route without a row here fails the test, and so does a row without a route. After a change that is
//! meant, `KHUE_WRITE=1 cargo test -p khue-web role_by_route` writes the file anew.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use axum::http::StatusCode;
use khue_app::accounts::{
    InviteAccount, Newcomer, RegisterApplication, invite_account, register_application,
};
use khue_app::directive::{
    self, AdoptDirective, AssignTask, Attachment, MakeReport, Part, ProgressStep, ReportProgress,
    UploadDirective,
};
use khue_app::registry::exchange::{self, AddLink, Direction, LinkState};
use khue_app::registry::import::{ImportOrder, Take, apply_import, ask_import, hand_in};
use khue_app::registry::snapshots::{OpenRound, open_round};
use khue_app::registry::transfer::{BeginTransfer, begin_transfer};
use khue_app::registry::{UnitFilter, UnitKind};
use khue_app::{Ctx, registry};
use khue_base::{DirectiveId, UnitId};
use khue_db::Db;
use khue_rules::accounts::{Place, Role, Scope, Scopes, may};
use khue_rules::registry::exchange::Demand;
use khue_rules::registry::reporting::RoundKind;
use khue_testkit::for_each_database;
use khue_web::{Access, BodyLimit, Verb, routes};

use super::world::World;

/// A row: how the route is asked. `{…}` in a path stands for a subject of [`Subjects`].
struct Row {
    verb: Verb,
    route: &'static str,
    path: &'static str,
    form: &'static [(&'static str, &'static str)],
}

const fn get(route: &'static str) -> Row {
    Row { verb: Verb::Get, route, path: route, form: &[] }
}

const fn post(route: &'static str, form: &'static [(&'static str, &'static str)]) -> Row {
    Row { verb: Verb::Post, route, path: route, form }
}

/// One row per route, in any order.
const ROWS: &[Row] = &[
    Row { verb: Verb::Get, route: "/assets/{name}", path: "/assets/khue.css", form: &[] },
    get("/healthz"),
    get("/"),
    get("/dang-nhap"),
    post("/dang-nhap", &[("ten", "khong-co-ai"), ("mat-khau", "sai")]),
    post("/dang-xuat", &[]),
    get("/doi-vai"),
    post("/doi-vai", &[("vai", "1")]),
    post("/vao-mau", &[("tai-khoan", "1")]),
    get("/khoi-tao/{token}"),
    post("/khoi-tao/{token}", &[("mat-khau", "x"), ("nhap-lai", "x")]),
    get("/tai-khoan"),
    post("/tai-khoan/mat-khau", &[("mat-khau-cu", "x"), ("mat-khau", "y"), ("nhap-lai", "z")]),
    post("/tai-khoan/ket-thuc", &[("phien", "khac")]),
    get("/quan-tri/tai-khoan"),
    get("/quan-tri/tai-khoan/moi"),
    post("/quan-tri/tai-khoan/moi", &[("ho-ten", "Trần Văn A")]),
    post("/quan-tri/tai-khoan/{account}/lien-ket", &[]),
    post("/quan-tri/tai-khoan/{account}/trang-thai", &[("trang-thai", "active")]),
    get("/ung-dung"),
    get("/ung-dung/moi"),
    post("/ung-dung/moi", &[("ten", "Thư viện số")]),
    post("/ung-dung/{application}/thu-hoi", &[]),
    // Browsers have no token: every one of them is turned away.
    get("/api"),
    get("/api/v1/openapi.json"),
    post("/api/oauth/token", &[("grant_type", "client_credentials")]),
    get("/api/v1/units"),
    get("/api/v1/units/{unit}"),
    get("/api/v1/units/{unit}/history"),
    get("/api/v1/{of}"),
    post("/api/v1/{of}", &[]),
    get("/api/v1/{of}/{class}"),
    Row { verb: Verb::Patch, route: "/api/v1/{of}/{class}", path: "/api/v1/{of}/{class}", form: &[] },
    post("/api/v1/{of}/{class}/end", &[]),
    get("/api/v1/{of}/{class}/history"),
    Row {
        verb: Verb::Get,
        route: "/ims/oneroster/rostering/v1p2/{path}",
        path: "/ims/oneroster/rostering/v1p2/users",
        form: &[],
    },
    get("/don-vi/{unit}/oneroster"),
    get("/nhat-ky"),
    get("/he-thong"),
    get("/chi-dao"),
    get("/chi-dao/moi"),
    post("/chi-dao/moi", &[]),
    get("/chi-dao/{draft}/ra-soat"),
    post("/chi-dao/{draft}/ra-soat/nhan-het", &[]),
    post("/chi-dao/{draft}/ra-soat/them", &[]),
    post("/chi-dao/{draft}/ra-soat/{provision}", &[]),
    post("/chi-dao/{draft}/ban-hanh", &[]),
    get("/chi-dao/{directive}"),
    get("/chi-dao/{directive}/nhiem-vu"),
    get("/chi-dao/{directive}/nhiem-vu/tai-ve/{kind}"),
    get("/chi-dao/{directive}/ma-tran"),
    get("/chi-dao/{directive}/ma-tran/tai-ve/{kind}"),
    get("/chi-dao/{directive}/don-doc"),
    post("/chi-dao/{directive}/don-doc", &[]),
    get("/chi-dao/{directive}/van-ban"),
    get("/chi-dao/{directive}/van-ban/tep-goc"),
    get("/chi-dao/{directive}/so-sanh"),
    get("/chi-dao/{directive}/bao-cao"),
    post("/chi-dao/{directive}/bao-cao", &[("ngay", "hôm nay")]),
    get("/bao-cao/{report}"),
    post("/bao-cao/{report}", &[]),
    post("/bao-cao/{report}/khoa-lai", &[]),
    Row {
        verb: Verb::Get,
        route: "/bao-cao/{report}/tai-ve/{kind}",
        path: "/bao-cao/{report}/tai-ve/docx",
        form: &[],
    },
    get("/nhiem-vu/{task}"),
    post("/nhiem-vu/{task}/giao", &[]),
    post("/nhiem-vu/{task}/sua", &[]),
    post("/nhiem-vu/{task}/tam-dung", &[]),
    post("/nhiem-vu/{task}/tiep-tuc", &[]),
    post("/nhiem-vu/{task}/huy", &[]),
    post("/nhiem-vu/{task}/dong", &[]),
    get("/viec"),
    get("/viec/{assignment}"),
    post("/viec/{assignment}/bao-cao", &[]),
    post("/viec/{assignment}/rut-lai", &[]),
    post("/viec/{assignment}/quyet-dinh", &[]),
    post("/viec/{assignment}/giao-tiep", &[]),
    get("/minh-chung/{evidence}"),
    get("/minh-chung/{evidence}/xem"),
    get("/minh-chung/{evidence}/tai-ve"),
    get("/tim"),
    post("/ngon-ngu", &[("ngon-ngu", "en"), ("ve", "/chi-dao?x=1")]),
    get("/don-vi"),
    get("/don-vi/tai-ve/{kind}"),
    get("/don-vi/{unit}"),
    get("/don-vi/{unit}/lop"),
    get("/don-vi/{unit}/lop/tai-ve/{kind}"),
    get("/don-vi/{unit}/lop/{class}"),
    get("/don-vi/{unit}/lop/{class}/tai-ve/{kind}"),
    get("/don-vi/{unit}/can-bo"),
    get("/don-vi/{unit}/can-bo/tai-ve/{kind}"),
    get("/don-vi/{unit}/co-so"),
    get("/don-vi/{unit}/co-so/tai-ve/{kind}"),
    get("/don-vi/{unit}/con-thieu"),
    post("/don-vi/{unit}/con-thieu", &[("ngay", "2020-09-05")]),
    get("/don-vi/{unit}/ho-so/{of}/{class}"),
    post("/don-vi/{unit}/ho-so/{of}/{class}/hien", &[]),
    get("/don-vi/{unit}/ho-so/{of}/{class}/sua"),
    post("/don-vi/{unit}/ho-so/{of}/{class}/sua", &[("phien-ban", "1"), ("name", "6A")]),
    get("/don-vi/{unit}/len-lop"),
    post("/don-vi/{unit}/len-lop", &[]),
    Row {
        verb: Verb::Get,
        route: "/don-vi/{unit}/len-lop/{class}",
        path: "/don-vi/{unit}/len-lop/{class}?tu=2020-2021",
        form: &[],
    },
    post("/don-vi/{unit}/len-lop/{class}", &[("tu", "2020-2021")]),
    get("/don-vi/{unit}/chia-lop"),
    post("/don-vi/{unit}/chia-lop", &[]),
    get("/don-vi/{unit}/nam-hoc"),
    get("/don-vi/{unit}/phan-cong"),
    get("/lich"),
    Row { verb: Verb::Get, route: "/lich/{file}", path: "/lich/2020-2021.ics?cap=03", form: &[] },
    get("/don-vi/{unit}/sap-xep"),
    post("/don-vi/{unit}/sap-xep", &[("viec", "doi-ten")]),
    get("/don-vi/{unit}/chuyen-truong"),
    get("/don-vi/{unit}/chuyen-truong/tai-ve/{kind}"),
    get("/don-vi/{unit}/chuyen-truong/xin"),
    post("/don-vi/{unit}/chuyen-truong/xin", &[]),
    get("/don-vi/{unit}/chuyen-truong/tiep-nhan"),
    post("/don-vi/{unit}/chuyen-truong/tiep-nhan", &[]),
    get("/don-vi/{unit}/chuyen-truong/{transfer}"),
    post("/don-vi/{unit}/chuyen-truong/{transfer}/nhan", &[]),
    post("/don-vi/{unit}/chuyen-truong/{transfer}/tu-choi", &[]),
    post("/don-vi/{unit}/chuyen-truong/{transfer}/rut", &[]),
    get("/don-vi/{unit}/hoc-sinh/{pupil}/chuyen"),
    post("/don-vi/{unit}/hoc-sinh/{pupil}/chuyen-lop", &[]),
    post("/don-vi/{unit}/hoc-sinh/{pupil}/chuyen-truong", &[]),
    post("/don-vi/{unit}/hoc-sinh/{pupil}/thoi-hoc", &[]),
    get("/hoc-sinh/{pupil}"),
    post("/hoc-sinh/{pupil}/hien", &[]),
    get("/can-bo/{person}"),
    post("/can-bo/{person}/hien", &[]),
    get("/don-vi/{unit}/nhap-lieu"),
    post("/don-vi/{unit}/nhap-lieu", &[]),
    Row {
        verb: Verb::Get,
        route: "/don-vi/{unit}/nhap-lieu/mau/{kind}",
        path: "/don-vi/{unit}/nhap-lieu/mau/class",
        form: &[],
    },
    get("/don-vi/{unit}/nhap-lieu/hoan-tac/{source}"),
    post("/don-vi/{unit}/nhap-lieu/hoan-tac/{source}", &[]),
    get("/don-vi/{unit}/nhap-lieu/{import}/tien-do"),
    post("/don-vi/{unit}/nhap-lieu/{import}/dung", &[]),
    Row { verb: Verb::Get, route: "/don-vi/{unit}/them/{kind}", path: "/don-vi/{unit}/them/room", form: &[] },
    Row {
        verb: Verb::Post,
        route: "/don-vi/{unit}/them/{kind}",
        path: "/don-vi/{unit}/them/room",
        form: &[],
    },
    post("/don-vi/{unit}/ho-so/{of}/{class}/ket-thuc", &[]),
    get("/don-vi/{unit}/nhap-lieu/{import}"),
    get("/don-vi/{unit}/nhap-lieu/{import}/danh-dau"),
    post("/don-vi/{unit}/nhap-lieu/{import}/cot", &[("loai", "class")]),
    post("/don-vi/{unit}/nhap-lieu/{import}/ghi", &[("lay", "tat-ca")]),
    get("/ky-bao-cao"),
    post("/ky-bao-cao/mo", &[]),
    get("/ky-bao-cao/{round}"),
    get("/ky-bao-cao/{round}/tai-ve/{kind}"),
    get("/ky-bao-cao/{round}/truong/{kind}"),
    post("/ky-bao-cao/{round}/han", &[]),
    post("/ky-bao-cao/{round}/quyet-dinh", &[]),
    get("/don-vi/{unit}/ky-bao-cao"),
    get("/don-vi/{unit}/ky-bao-cao/{round}"),
    get("/don-vi/{unit}/ky-bao-cao/{round}/tai-ve/{kind}"),
    get("/don-vi/{unit}/ky-bao-cao/{round}/so-lieu/{figure}"),
    post("/don-vi/{unit}/ky-bao-cao/{round}/so-lieu/{figure}", &[]),
    post("/don-vi/{unit}/ky-bao-cao/{round}/gui", &[("buoc", "0")]),
    post("/don-vi/{unit}/ky-bao-cao/{round}/xin-mo-khoa", &[("buoc", "0")]),
    post("/don-vi/{unit}/ky-bao-cao/{round}/quyet-dinh", &[("buoc", "0"), ("lam", "approve")]),
    get("/don-vi/{unit}/trao-doi"),
    get("/trao-doi"),
    get("/trao-doi/pham-vi"),
    post("/trao-doi/{link}", &[("viec", "doi-soat")]),
    get("/trao-doi/{link}/ho-so"),
    get("/trao-doi/{link}/goi"),
    get("/trao-doi/{link}/goi/{package}"),
    get("/trao-doi/{link}/doi-soat"),
    get("/quan-tri/trao-doi"),
    post("/quan-tri/trao-doi", &[("chieu", "inward")]),
    post("/quan-tri/trao-doi/{link}/khoa", &[("khoa", "một khóa mới mà bên nhận vừa cấp")]),
    post("/trao-doi/nhan", &[]),
    get("/trao-doi/nhan/dang-giu"),
];

/// What the paths speak of: a draft, an adopted directive, a task of it that is given to the head's
/// school, a report of the head with a piece of evidence, and a report of the Department in the making.
struct Subjects(Vec<(&'static str, String)>);

impl Subjects {
    async fn make(world: &World) -> Self {
        let person = registry::add_person(&world.program(), "Người Thứ Ba").await.unwrap();
        let cmd = InviteAccount { login: "nguoi.thu.ba".to_owned(), person: Newcomer::Known(person) };
        let invited = invite_account(&world.program(), cmd).await.unwrap();
        let keeper = world.acting(Role::DepartmentLeader).await;
        let head = world.acting(Role::Head).await;
        let draft = upload(&keeper, &SAMPLE.replace("Số: ", "Số: 9")).await;
        let provision = directive::provisions(&keeper, draft).await.unwrap()[0].id;
        let adopted = upload(&keeper, SAMPLE).await;
        directive::accept_remaining(&keeper, adopted).await.unwrap();
        directive::adopt_directive(&keeper, AdoptDirective { directive: adopted }).await.unwrap();
        let task = directive::task_titles(&keeper, adopted).await.unwrap()[0].id;
        let units = vec![(head.actor.unit, Part::Lead)];
        let order = AssignTask { task, units, due_on: None, note: String::new(), parent: None };
        directive::assign_task(&keeper, order).await.unwrap();
        let given = directive::assignments_of(&keeper, adopted).await.unwrap();
        let assignment = given.iter().find(|one| one.unit_id == head.actor.unit).unwrap().id;
        let link = Attachment::Link { name: "Biên bản".to_owned(), address: "/viec".to_owned() };
        let report = ReportProgress {
            assignment,
            seen: 0,
            step: ProgressStep::InProgress,
            body: "Đã sửa hai phòng học.".to_owned(),
            figures: Vec::new(),
            attachments: vec![link],
            dropped_evidence: Vec::new(),
            send: true,
        };
        directive::report_progress(&head, report).await.unwrap();
        let detail = directive::assignment_detail(&head, assignment).await.unwrap();
        let evidence = detail.evidence.values().next().unwrap()[0].id;
        let order = MakeReport {
            directive: adopted,
            as_of: keeper.today(),
            period: String::new(),
            addressee: String::new(),
        };
        let official = directive::make_report(&keeper, order).await.unwrap();
        let unit = head.actor.unit;
        let class =
            world.keep("class", unit, &[("year", "2020-2021"), ("name", "6A"), ("grade", "6")], &[]).await;
        let pupil = [("full_name", "Trần Thị An"), ("birth_date", "2/9/2009"), ("sex", "Nữ")];
        let pupil = world.keep("pupil", unit, &pupil, &[]).await;
        let row = [("year", "2020-2021"), ("status", "Đang học")];
        world.keep("enrolment", unit, &row, &[("pupil", pupil), ("class", class)]).await;
        let mut session = world.program().read().await.unwrap();
        let schools = UnitFilter { kinds: UnitKind::SCHOOLS, ..UnitFilter::default() };
        let schools = registry::units_as_of(&mut session, head.today(), &schools).await.unwrap();
        drop(session);
        let going = BeginTransfer {
            unit,
            pupil,
            to: schools.iter().find(|school| school.id != unit).unwrap().id,
            day: head.today(),
            reason: "Theo gia đình".to_owned(),
            paper: String::new(),
        };
        let transfer = begin_transfer(&head, going).await.unwrap();
        let person = [("full_name", "Lê Văn Bình"), ("birth_date", "1/5/1980"), ("sex", "Nam")];
        let person = world.keep("staff", unit, &person, &[]).await;
        world.keep("engagement", unit, &[("status", "Đang làm việc")], &[("staff", person)]).await;
        let administrator = world.acting(Role::Administrator).await;
        let application = RegisterApplication {
            name: "Thư viện số".to_owned(),
            unit,
            scopes: Scopes::default().with(Scope::ReadRecords),
            last_day: keeper.today(),
        };
        let application = register_application(&administrator, application).await.unwrap();
        let sheet = ImportOrder {
            unit: head.actor.unit,
            kind: None,
            file_name: "lop.csv".to_owned(),
            content: Arc::new("Mã lớp,Tên lớp,Khối\n6A1,6A1,Lớp 6\n".as_bytes().to_vec()),
            mapping: None,
            year: None,
            day: None,
        };
        let import = hand_in(&head, &sheet).await.unwrap();
        ask_import(&head, unit, import, Take::All).await.unwrap();
        let source = apply_import(&head, &sheet, Take::All).await.unwrap().source.unwrap();
        let order = OpenRound {
            kind: RoundKind::StartOfYear,
            year: "2020-2021".parse().unwrap(),
            data_day: None,
            dues: None,
        };
        let round = open_round(&keeper, order).await.unwrap();
        let profile = [("name", "THCS"), ("levels", "THCS"), ("ownership", "Công lập")];
        world.keep("school_profile", unit, &profile, &[]).await;
        let program = world.program();
        let (link, _) = exchange::add_link(&program, partner(head.actor.unit)).await.unwrap();
        khue_app::worker(&world.app).run_due().await.unwrap();
        // Nobody listens there: the package stays open.
        exchange::deliver_due(&world.app).await.unwrap();
        let package = exchange::packages(&program, link, None, 1).await.unwrap()[0].id;
        Self(vec![
            ("{round}", round.to_string()),
            ("{figure}", "hs.kt".to_owned()),
            ("{link}", link.to_string()),
            ("{package}", package.to_string()),
            ("{class}", class.to_string()),
            ("{of}", "class".to_owned()),
            ("{pupil}", pupil.to_string()),
            ("{person}", person.to_string()),
            ("{transfer}", transfer.to_string()),
            ("{import}", import.to_string()),
            ("{source}", source.to_string()),
            ("{report}", official.to_string()),
            ("{application}", application.id.to_string()),
            ("{account}", invited.account.to_string()),
            ("{token}", invited.token),
            ("{draft}", draft.to_string()),
            ("{provision}", provision.to_string()),
            ("{directive}", adopted.to_string()),
            ("{kind}", "csv".to_owned()),
            ("{unit}", head.actor.unit.to_string()),
            ("{task}", task.to_string()),
            ("{assignment}", assignment.to_string()),
            ("{evidence}", evidence.to_string()),
        ])
    }

    fn fill(&self, path: &str) -> String {
        self.0.iter().fold(path.to_owned(), |path, (name, value)| path.replace(name, value))
    }
}

fn partner(unit: UnitId) -> AddLink {
    AddLink {
        direction: Direction::Out,
        called: "Bộ GDĐT".to_owned(),
        unit,
        address: "http://127.0.0.1:9".to_owned(),
        sender: "so-bac-giang".to_owned(),
        key: "một khóa dài hơn ba mươi hai ký tự".to_owned(),
        demand: Demand::Known,
        state: LinkState::Active,
    }
}

const SAMPLE: &str = include_str!("../../../../catalogue/demo/directive.txt");

async fn upload(ctx: &Ctx, text: &str) -> DirectiveId {
    let (reading, file_type) = directive::read_file(text.as_bytes(), "chi-thi.txt", None).unwrap();
    let content = text.as_bytes().to_vec();
    let cmd = UploadDirective { file_name: "chi-thi.txt".to_owned(), file_type, content, reading };
    directive::upload_directive(ctx, cmd).await.unwrap()
}

#[tokio::test]
async fn role_by_route() {
    for_each_database(async |db| check(&db).await).await;
}

#[test]
fn every_route_has_a_row() {
    let name = |verb: Verb, path: &str| format!("{} {path}", verb.name());
    let known: BTreeSet<String> = routes().iter().map(|route| name(route.verb, &shape(route.path))).collect();
    let rows: BTreeSet<String> = ROWS.iter().map(|row| name(row.verb, &shape(row.route))).collect();
    assert_eq!(rows.len(), ROWS.len(), "a route has two rows");
    let without: Vec<_> = known.difference(&rows).collect();
    assert!(without.is_empty(), "routes without a row in matrix.rs: {without:#?}");
    let left: Vec<_> = rows.difference(&known).collect();
    assert!(left.is_empty(), "rows without a route: {left:#?}");
}

/// Names of the parts in braces do not matter.
fn shape(path: &str) -> String {
    path.split('/').map(|part| if part.starts_with('{') { "{}" } else { part }).collect::<Vec<_>>().join("/")
}

async fn check(db: &Db) {
    let world = World::plain(db).await;
    let subjects = Subjects::make(&world).await;
    let mut stranger = world.stranger();
    stranger.learn("/dang-nhap").await;
    let visitors: Vec<Option<Role>> = std::iter::once(None).chain(Role::ALL.map(Some)).collect();
    let mut table = String::from("route");
    for role in &visitors {
        table.push_str(&format!(" {}", role.map_or("-", Role::code)));
    }
    table.push('\n');
    let mut all = routes();
    all.sort_by_key(|route| (route.path, route.verb));
    for route in &all {
        let row = ROWS.iter().find(|row| row.verb == route.verb && shape(row.route) == shape(route.path));
        let Some(row) = row else { continue };
        // Ids hold the time and few random bits: hundreds of sessions in one millisecond would meet.
        world.clock.move_on(1);
        let path = subjects.fill(row.path);
        table.push_str(&format!("{} {}", route.verb.name(), route.path));
        for role in visitors.iter().copied() {
            // What one row changes (ending sessions, above all) must not reach the next.
            let mut reader = match role {
                Some(role) => world.browser(role).await,
                None => stranger.clone(),
            };
            let status = match route.verb {
                Verb::Get => reader.get(&path).await.status,
                Verb::Post if route.body == BodyLimit::Upload => {
                    reader.post_files(&path, row.form).await.status
                }
                Verb::Post => reader.post(&path, row.form).await.status,
                Verb::Patch => reader.send_as("PATCH", &path, row.form).await.status,
            };
            hold_to_access(route.access, route.verb, role, status, route.path);
            table.push_str(&format!(" {}", status.as_u16()));
        }
        table.push('\n');
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/site/matrix.txt");
    if std::env::var_os("KHUE_WRITE").is_some() {
        std::fs::write(&file, &table).unwrap();
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(table, kept, "the matrix changed; see the head of matrix.rs");
}

/// One place decides: a route is open to a role exactly when it may do somewhere what the route is for.
#[test]
fn a_route_opens_to_those_who_may_do_it_somewhere() {
    let places = [Place::Own, Place::Below, Place::Elsewhere, Place::Nowhere];
    let mut held = 0;
    for route in routes() {
        let Access::May(action) = route.access else { continue };
        for role in Role::ALL {
            let allowed = places.iter().any(|place| may(role, action, *place).is_ok());
            assert_eq!(route.access.admits(role), allowed, "{} as {role:?}", route.path);
            held += usize::from(!allowed);
        }
    }
    assert!(held > 50, "most routes are closed to somebody: {held}");
}

/// Whatever a handler answers: a route does not exist for the roles that its row leaves out.
fn hold_to_access(access: Access, verb: Verb, role: Option<Role>, status: StatusCode, path: &str) {
    if !access.asks_who() {
        return;
    }
    if matches!(access, Access::Program(_)) {
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{path}: cookies open nothing for programs");
        return;
    }
    match role {
        None if verb == Verb::Get => assert_eq!(status, StatusCode::SEE_OTHER, "{path}"),
        None => assert_eq!(status, StatusCode::UNAUTHORIZED, "{path}"),
        Some(role) if !access.admits(role) => {
            assert_eq!(status, StatusCode::NOT_FOUND, "{path} as {role:?}")
        }
        Some(role) => assert!(status.as_u16() < 500, "{path} as {role:?}: {status}"),
    }
}
