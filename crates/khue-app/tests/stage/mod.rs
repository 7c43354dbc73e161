//! What the tests of directives and of reports stand on.

use std::sync::{Arc, Mutex};

use khue_app::directive::*;
use khue_app::{Actor, App, Chance, Ctx, MIGRATIONS, worker};
use khue_base::{Clock, Day, DirectiveId, Moment, TaskId, UnitId};
use khue_db::Db;
use khue_rules::accounts::Role;
use khue_testkit::province::{Province, Scale, load};

/// The directive: two sections, three tasks.
pub const TEXT: &str = "ỦY BAN NHÂN DÂN\nTỈNH BẮC GIANG\n\nSố: 21/CT-UBND\n\nBắc Giang, ngày 07 tháng 9 năm 2020\n\nCHỈ THỊ\n\nVề việc kiểm tra trường lớp năm học 2020-2021\n\nI. NHIỆM VỤ\n\n1. Trường lớp\n\nKiểm tra 100% phòng học trước ngày 30/9/2020. Sửa chữa cổng, tường rào của các trường trước ngày 15/10/2020; báo cáo kết quả hằng quý.\n\n2. Đội ngũ\n\nBồi dưỡng giáo viên lớp 2 trong năm học 2020-2021.\n\nNơi nhận:\n- Sở Giáo dục và Đào tạo;\n- Lưu: VT.\n";

/// A clock that a test moves.
#[derive(Clone)]
struct Hands(Arc<Mutex<Moment>>);

impl Clock for Hands {
    fn now(&self) -> Moment {
        *self.0.lock().unwrap()
    }
}

/// A tiny province with a directive to carry out, and people of each role in it.
pub struct Stage {
    pub app: App,
    hands: Hands,
    pub department: Actor,
    pub office: Actor,
    pub school: Actor,
    pub other_school: Actor,
    pub teacher: Actor,
    pub auditor: Actor,
}

/// The day written `2020-09-07`.
pub fn day(iso: &str) -> Day {
    iso.parse().unwrap()
}

impl Stage {
    /// The province on 7/9/2020, before any directive.
    pub async fn set(db: Db) -> Self {
        db.migrate(MIGRATIONS).await.unwrap();
        let hands = Hands(Arc::new(Mutex::new(Moment::start_of(day("2020-09-07")).plus_ms(9 * 3_600_000))));
        let app = App::new(db, Arc::new(hands.clone()), Chance::seeded(7));
        let province = Province::make(Scale::Tiny, 1);
        let loaded =
            load(&Ctx { app: app.clone(), actor: Actor::program(UnitId(0)) }, &province).await.unwrap();
        let actors: Vec<Actor> = province
            .logins
            .iter()
            .map(|login| Actor {
                account: None,
                person: Some(loaded.people[&login.person]),
                post: Some(loaded.posts[&login.post]),
                role: login.role,
                unit: loaded.units[&login.unit],
                name: login.login.clone(),
                unit_name: login.unit.clone(),
                scopes: None,
            })
            .collect();
        let of = |role: Role| actors.iter().find(|actor| actor.role == role).cloned().unwrap();
        let schools: Vec<Actor> = actors.iter().filter(|actor| actor.role == Role::Head).cloned().collect();
        Self {
            department: of(Role::DepartmentSpecialist),
            office: of(Role::ProvinceOffice),
            school: schools[0].clone(),
            other_school: schools[1].clone(),
            teacher: of(Role::Teacher),
            auditor: of(Role::Auditor),
            app,
            hands,
        }
    }

    /// Moves the clock to ten o'clock of a day.
    pub fn to(&self, iso: &str) {
        *self.hands.0.lock().unwrap() = Moment::start_of(day(iso)).plus_ms(10 * 3_600_000);
    }

    /// What `actor` works in.
    pub fn ctx(&self, actor: &Actor) -> Ctx {
        Ctx { app: self.app.clone(), actor: actor.clone() }
    }

    /// The directive read, accepted as proposed and adopted.
    pub async fn adopted(&self) -> (DirectiveId, Vec<TaskTitle>) {
        let ctx = self.ctx(&self.department);
        let (reading, file_type) = read_file(TEXT.as_bytes(), "chi-thi.txt", None).unwrap();
        let content = TEXT.as_bytes().to_vec();
        let upload = UploadDirective { file_name: "chi-thi.txt".to_owned(), file_type, content, reading };
        let id = upload_directive(&ctx, upload).await.unwrap();
        accept_remaining(&ctx, id).await.unwrap();
        adopt_directive(&ctx, AdoptDirective { directive: id }).await.unwrap();
        self.work().await;
        (id, task_titles(&ctx, id).await.unwrap())
    }

    /// Does what waits in the queue.
    pub async fn work(&self) {
        worker(&self.app).run_due().await.unwrap();
    }

    /// Gives a task to units.
    pub async fn assign(&self, task: TaskId, units: &[&Actor], due: &str) {
        let command = AssignTask {
            task,
            units: units.iter().map(|actor| (actor.unit, Part::CarryOut)).collect(),
            due_on: Some(day(due)),
            note: "Gửi ảnh trước và sau khi sửa.".to_owned(),
            parent: None,
        };
        assign_task(&self.ctx(&self.department), command).await.unwrap();
        self.work().await;
    }
}
