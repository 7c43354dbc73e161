//! The demonstration: a sample province with a directive half carried out, in a database of its own.

mod rounds;
mod story;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use khue_app::accounts::{DemoMode, create_demo_accounts};
use khue_app::directive::{
    AdoptDirective, UploadDirective, accept_remaining, adopt_directive, read_file, upload_directive,
};
use khue_app::registry::exchange::{AddLink, Direction, LinkState, add_link, set_link_state};
use khue_app::registry::{self, Loaded};
use khue_app::{Actor, App, Chance, Ctx, MIGRATIONS};
use khue_base::{Day, DirectiveId, UnitId};
use khue_db::Db;
use khue_rules::accounts::Role;
use khue_rules::registry::exchange::Demand;
use khue_testkit::province::{Province, Scale, load, load_records};
use khue_web::{DemoInfo, DemoRole};

use crate::clock::ShiftedClock;
use crate::command::{Problem, program};

/// The same province at every start.
pub const SEED: u64 = 2020;
/// Accounts of the demonstration share it; it is printed at the start.
pub const PASSWORD: &str = "khue-chay-thu";
/// When the demonstration's day begins.
const TODAY: (i64, i64) = (14, 5);

/// A made demonstration.
pub struct Demo {
    /// The application on its database.
    pub app: App,
    /// What the entrance offers.
    pub info: DemoInfo,
    province: UnitId,
}

/// Makes the demonstration in a fresh database at `file`.
///
/// # Errors
/// What went wrong, in a sentence.
pub async fn make(file: &Path, scale: Scale, directive: Option<&Path>) -> Result<Demo, Problem> {
    let db = Db::open_throwaway(file).await?;
    db.migrate(MIGRATIONS).await?;
    let clock = Arc::new(ShiftedClock::starting(khue_base::Moment::start_of(day("2020-08-15")?)));
    let app = App { program: program(), ..App::new(db, clock.clone(), Chance::from_machine()) };
    let province = Province::make(scale, SEED);
    let loaded = load(&Ctx { app: app.clone(), actor: system() }, &province).await?;
    let cast = Cast::new(&app, &province, &loaded).await?;
    let today = match directive {
        None => story::play(&app, &clock, &cast).await?,
        Some(file) => adopt_as_it_is(&app, &clock, &cast, file).await?,
    };
    clock.set_day(today, TODAY.0, TODAY.1);
    load_records(&Ctx { app: app.clone(), actor: system() }, &province, &loaded, SEED).await?;
    if directive.is_none() {
        rounds::play(&app, &cast, &loaded).await?;
    }
    let mode = DemoMode::of_the_demo_command();
    let posts: Vec<_> = province
        .logins
        .iter()
        .filter_map(|login| Some((*loaded.posts.get(&login.post)?, login.login.clone())))
        .collect();
    create_demo_accounts(&app, &mode, &posts, PASSWORD).await?;
    let info = DemoInfo {
        mode,
        day: today.to_string(),
        lead: format!(
            "Tỉnh mẫu, năm học 2020-2021; hôm nay là {today}. Mọi tên người và số liệu đều là giả định."
        ),
        roles: roles(&province, &loaded, &cast),
    };
    let mut session = app.db.read().await?;
    let province = registry::root_of(&mut session, cast.department.unit, today).await?;
    drop(session);
    Ok(Demo { app, info, province })
}

impl Demo {
    /// Partners of the exchange to be tried out: what the province sends goes to this very program, which keeps it
    /// apart as a ministry would. It begins when somebody lets it.
    ///
    /// # Errors
    /// [`Problem`] when the database refuses.
    pub async fn add_partners(&self, address: SocketAddr) -> Result<(), Problem> {
        let ctx = Ctx { app: self.app.clone(), actor: system() };
        let add = |direction, called: &str, key: String| AddLink {
            direction,
            called: called.to_owned(),
            unit: self.province,
            address: format!("http://{address}"),
            sender: "tinh-bac-giang".to_owned(),
            key,
            demand: Demand::Known,
            state: LinkState::Paused,
        };
        let inward = add(Direction::Inward, "Tỉnh Bắc Giang, nhận như ở Bộ", String::new());
        let (taking, key) = add_link(&ctx, inward).await?;
        set_link_state(&ctx, taking, LinkState::Active).await?;
        add_link(&ctx, add(Direction::Out, "Bộ GDĐT (thử trong máy này)", key.unwrap_or_default())).await?;
        Ok(())
    }
}

/// A day written in the program.
///
/// # Errors
/// [`Problem`] when it is none.
pub fn day(iso: &str) -> Result<Day, Problem> {
    iso.parse().map_err(|error: khue_base::DayError| Problem(error.to_string()))
}

/// The program itself.
pub fn system() -> Actor {
    Actor::program(UnitId(0))
}

/// Another document is adopted as it was read, on the day after its own date or at the start of the
/// school year.
async fn adopt_as_it_is(app: &App, clock: &ShiftedClock, cast: &Cast, file: &Path) -> Result<Day, Problem> {
    let content = std::fs::read(file).map_err(|error| Problem(format!("{}: {error}", file.display())))?;
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let (reading, file_type) = read_file(&content, &name, app.program.as_deref())?;
    let issued = reading.metadata.date.unwrap_or(day("2020-09-07")?);
    clock.set_day(issued, 9, 0);
    let ctx = cast.ctx(app, cast.department.clone());
    let id = upload_directive(&ctx, UploadDirective { file_name: name, file_type, content, reading }).await?;
    adopt_all(&ctx, id).await?;
    Ok(issued)
}

/// Takes every proposal and adopts.
async fn adopt_all(ctx: &Ctx, id: DirectiveId) -> Result<(), Problem> {
    accept_remaining(ctx, id).await?;
    adopt_directive(ctx, AdoptDirective { directive: id }).await?;
    worker(&ctx.app).run_due().await?;
    Ok(())
}

/// The worker that keeps figures fresh.
pub fn worker(app: &App) -> khue_db::Worker {
    khue_app::worker(app)
}

/// Who acts for each unit in the sample province.
pub struct Cast {
    /// Somebody who may report for each unit.
    by_unit: HashMap<UnitId, Actor>,
    /// Keys of posts and their actors.
    by_post: HashMap<String, Actor>,
    /// The Department's specialist.
    department: Actor,
}

impl Cast {
    async fn new(app: &App, province: &Province, loaded: &Loaded) -> Result<Self, Problem> {
        let mut session = app.db.read().await?;
        let units =
            registry::units_as_of(&mut session, app.clock.today(), &registry::UnitFilter::default()).await?;
        let names: HashMap<UnitId, String> = units.into_iter().map(|unit| (unit.id, unit.name)).collect();
        let people: HashMap<&str, &str> = province
            .records
            .people
            .iter()
            .map(|person| (person.key.as_str(), person.full_name.as_str()))
            .collect();
        let (mut by_unit, mut by_post) = (HashMap::new(), HashMap::new());
        for login in &province.logins {
            let (Some(post), Some(person), Some(unit)) = (
                loaded.posts.get(&login.post),
                loaded.people.get(&login.person),
                loaded.units.get(&login.unit),
            ) else {
                continue;
            };
            let actor = Actor {
                account: None,
                person: Some(*person),
                post: Some(*post),
                role: login.role,
                unit: *unit,
                name: people.get(login.person.as_str()).map(|name| (*name).to_owned()).unwrap_or_default(),
                unit_name: names.get(unit).cloned().unwrap_or_default(),
                scopes: None,
            };
            let reports = !matches!(
                login.role,
                Role::Teacher | Role::Auditor | Role::Administrator | Role::ProvinceLeader
            );
            if reports {
                by_unit.entry(*unit).or_insert_with(|| actor.clone());
            }
            by_post.insert(login.post.clone(), actor);
        }
        let department = by_post
            .values()
            .find(|actor| actor.role == Role::DepartmentSpecialist)
            .cloned()
            .ok_or_else(|| Problem("tỉnh mẫu không có chuyên viên Sở".to_owned()))?;
        Ok(Self { by_unit, by_post, department })
    }

    fn ctx(&self, app: &App, actor: Actor) -> Ctx {
        Ctx { app: app.clone(), actor }
    }
}

/// One person for each role, with what one sees in it.
fn roles(province: &Province, loaded: &Loaded, cast: &Cast) -> Vec<DemoRole> {
    let wanted: [(Role, &str); 12] = [
        (Role::ProvinceLeader, "Xem việc nào chậm, ai phải làm; mở đến tận minh chứng."),
        (Role::ProvinceOffice, "Đưa văn bản vào, theo dõi, lập báo cáo cho Chủ tịch."),
        (Role::DepartmentLeader, "Ban hành, giao việc, duyệt báo cáo của toàn ngành."),
        (Role::DepartmentSpecialist, "Rà soát văn bản, giao việc, chấp nhận hoặc trả lại báo cáo."),
        (Role::DistrictOfficer, "Xem việc của huyện, giao tiếp cho trường, duyệt báo cáo của trường."),
        (Role::CommuneOfficer, "Xem việc của xã và các cơ sở trên địa bàn."),
        (Role::Head, "Xem việc của trường, báo cáo kèm minh chứng."),
        (Role::Deputy, "Như hiệu trưởng, theo phần việc được giao."),
        (Role::Clerk, "Soạn báo cáo, đính kèm minh chứng, gửi đi."),
        (Role::Teacher, "Xem việc trường được giao; không sửa."),
        (Role::Auditor, "Xem tất cả và nhật ký thay đổi; không sửa gì."),
        (Role::Administrator, "Quản lý tài khoản và hệ thống; không thấy dữ liệu ngành."),
    ];
    let school = province.logins.iter().find(|login| login.role == Role::Head).map(|login| &login.unit);
    wanted
        .into_iter()
        .filter_map(|(role, sees)| {
            let mut logins = province.logins.iter().filter(|login| login.role == role);
            // Departments have clerks, too: everybody of a school is shown at the same one.
            let login = logins.clone().find(|login| Some(&login.unit) == school).or_else(|| logins.next())?;
            let actor = cast.by_post.get(&login.post)?;
            Some(DemoRole {
                post: *loaded.posts.get(&login.post)?,
                login: login.login.clone(),
                level: level(role).to_owned(),
                role: role.name().to_owned(),
                name: actor.name.clone(),
                unit: actor.unit_name.clone(),
                sees: sees.to_owned(),
            })
        })
        .collect()
}

fn level(role: Role) -> &'static str {
    match role {
        Role::ProvinceLeader | Role::ProvinceOffice | Role::DepartmentLeader | Role::DepartmentSpecialist => {
            "Tỉnh"
        }
        Role::DistrictOfficer | Role::CommuneOfficer => "Huyện, xã",
        Role::Head | Role::Deputy | Role::Clerk | Role::Teacher => "Nhà trường",
        Role::Auditor | Role::Administrator => "Giám sát và hệ thống",
    }
}
