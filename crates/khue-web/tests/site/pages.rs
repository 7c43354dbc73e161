//! What people do on the pages of this area.

use axum::http::StatusCode;
use khue_app::accounts::create_first_admin_link;
use khue_app::{App, Chance, MIGRATIONS};
use khue_rules::accounts::Role;
use khue_testkit::for_each_database;
use khue_testkit::province::{Province, Scale, load_admin, system};
use khue_web::{AppState, Site, router};

use super::world::{PASSWORD, World};

#[tokio::test]
async fn everybody_begins_where_their_work_is() {
    for_each_database(async |db| {
        let world = World::plain(&db).await;
        for (role, place) in [
            (Role::ProvinceLeader, "/chi-dao"),
            (Role::DepartmentSpecialist, "/chi-dao"),
            (Role::Auditor, "/chi-dao"),
            (Role::DistrictOfficer, "/viec"),
            (Role::CommuneOfficer, "/viec"),
            (Role::Teacher, "/viec"),
            (Role::Administrator, "/he-thong"),
        ] {
            let answer = world.browser(role).await.get("/").await;
            assert_eq!(
                (answer.status, answer.header("location")),
                (StatusCode::SEE_OTHER, place),
                "{role:?}"
            );
        }
        assert_eq!(world.stranger().get("/").await.header("location"), "/dang-nhap");
    })
    .await;
}

#[tokio::test]
async fn the_demo_lets_in_by_role() {
    for_each_database(async |db| {
        let world = World::with(&db, Site::default(), true).await;
        let mut visitor = world.stranger();
        let entrance = visitor.get("/").await;
        assert!(entrance.body.contains("Bạn muốn vào với vai nào?"));
        let (post, _) = &world.posts[&Role::Auditor];
        let entered = visitor.post("/vao-mau", &[("tai-khoan", &post.to_string())]).await;
        assert_eq!(entered.header("location"), "/chi-dao");
        assert!(visitor.is_signed_in().await);
        visitor.learn("/doi-vai").await;
        assert_eq!(visitor.post("/vao-mau", &[("tai-khoan", "12")]).await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn signing_out_says_so_once() {
    for_each_database(async |db| {
        let world = World::plain(&db).await;
        let mut head = world.browser(Role::Head).await;
        assert_eq!(head.post("/dang-xuat", &[]).await.header("location"), "/dang-nhap");
        assert!(head.get("/dang-nhap").await.body.contains("Bạn đã đăng xuất."));
        assert!(!head.get("/dang-nhap").await.body.contains("Bạn đã đăng xuất."));
    })
    .await;
}

#[tokio::test]
async fn the_administrator_hands_over_a_link_and_the_holder_sets_the_password() {
    for_each_database(async |db| {
        let world = World::plain(&db).await;
        let mut administrator = world.browser(Role::Administrator).await;
        administrator.learn("/quan-tri/tai-khoan/moi").await;
        let with = |unit| {
            [
                ("ho-ten", "Trần Văn Đức"),
                ("ten-dang-nhap", "duc.tran"),
                ("vai", "district-officer"),
                ("don-vi", unit),
                ("tu-ngay", "1/9/2020"),
            ]
        };
        let vague = administrator.post("/quan-tri/tai-khoan/moi", &with("huyen")).await;
        assert_eq!(vague.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            vague.body.contains("name=\"don-vi-chon\"") && vague.body.contains("Trần Văn Đức"),
            "{}",
            vague.body
        );
        let (_, choices) = vague.body.split_once("name=\"don-vi-chon\"").unwrap();
        let (_, choice) = choices.split_once("<option value=\"").unwrap();
        let unit = choice.split('"').next().unwrap();
        let mut fields = with("huyen").to_vec();
        fields.push(("don-vi-chon", unit));
        let made = administrator.post("/quan-tri/tai-khoan/moi", &fields).await;
        assert_eq!(made.status, StatusCode::OK, "{}", made.body);
        let (_, link) = made.body.split_once("/khoi-tao/").unwrap();
        let link = format!("/khoi-tao/{}", &link[..64]);

        let mut holder = world.stranger();
        holder.learn(&link).await;
        let easy = holder.post(&link, &[("mat-khau", "matkhau123"), ("nhap-lai", "matkhau123")]).await;
        assert_eq!(easy.status, StatusCode::UNPROCESSABLE_ENTITY);
        let good = [("mat-khau", PASSWORD), ("nhap-lai", PASSWORD)];
        assert_eq!(holder.post(&link, &good).await.header("location"), "/dang-nhap");
        assert_eq!(holder.get(&link).await.status, StatusCode::NOT_FOUND, "a link works once");
        assert_eq!(holder.sign_in("Duc.Tran", PASSWORD).await.header("location"), "/viec");

        // A link is good for a day, and a newer one voids it.
        let list = administrator.get("/quan-tri/tai-khoan?tim=duc.tran").await;
        let action = list.body.split("action=\"").find(|rest| rest.contains("/lien-ket\"")).unwrap();
        let action = action.split('"').next().unwrap().to_owned();
        let mut links = Vec::new();
        for _ in 0..2 {
            let page = administrator.post(&action, &[]).await;
            let (_, link) = page.body.split_once("/khoi-tao/").unwrap();
            links.push(format!("/khoi-tao/{}", &link[..64]));
        }
        assert_eq!(holder.get(&links[0]).await.status, StatusCode::NOT_FOUND);
        assert_eq!(holder.get(&links[1]).await.status, StatusCode::OK);
        world.clock.move_on(24 * 60 + 1);
        assert_eq!(holder.get(&links[1]).await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn the_first_administrator_comes_by_a_printed_link() {
    for_each_database(async |db| {
        db.migrate(MIGRATIONS).await.unwrap();
        let loader = system(db.clone(), "2020-09-05".parse().unwrap());
        load_admin(&loader, &Province::make(Scale::Tiny, 2020)).await.unwrap();
        let app = App::new(db.clone(), loader.app.clock.clone(), Chance::seeded(9));
        assert_eq!(app.clock.today(), loader.today());
        let token = create_first_admin_link(&app).await.unwrap();
        let site = router(AppState::new(app.clone(), Site::default(), None));
        let world = World::around(app, site);
        let mut person = world.stranger();
        let link = format!("/khoi-tao/{token}");
        person.learn(&link).await;
        let fields =
            [("ho-ten", ""), ("ten-dang-nhap", "quan.tri"), ("mat-khau", PASSWORD), ("nhap-lai", PASSWORD)];
        let nameless = person.post(&link, &fields).await;
        assert_eq!(nameless.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(nameless.body.contains("id=\"e-ho-ten\""), "the refusal stands at its field");
        let mut fields = fields;
        fields[0].1 = "Nguyễn Văn Bình";
        let made = person.post(&link, &fields).await;
        assert_eq!(made.header("location"), "/dang-nhap", "{}", made.body);
        assert_eq!(person.get(&link).await.status, StatusCode::NOT_FOUND);
        assert_eq!(person.sign_in("quan.tri", PASSWORD).await.header("location"), "/he-thong");
        assert!(create_first_admin_link(&world.app).await.is_err());
    })
    .await;
}

#[tokio::test]
async fn the_auditor_reads_who_did_what_and_checks_the_chain() {
    for_each_database(async |db| {
        let world = World::plain(&db).await;
        let mut head = world.stranger();
        head.sign_in(world.login(Role::Head), PASSWORD).await;
        let visit = khue_app::accounts::visit(&world.app, head.token()).await.unwrap().unwrap();
        let mut auditor = world.browser(Role::Auditor).await;
        let page = auditor.get(&format!("/nhat-ky?doi-tuong=account/{}&kiem-tra=1", visit.account)).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.body.contains("Đăng nhập") && page.body.contains(&visit.actor.name));
        assert!(page.body.contains("nguyên vẹn"), "{}", page.body);
        for code in [">account.", "&#34;address", "{&#34;"] {
            assert!(!page.body.contains(code), "{code} is not said in words");
        }
        let login = world.login(Role::Head);
        for (asked, found) in [
            ("viec=account.sign-in", true),
            ("viec=task.assign", false),
            ("tu=5/9/2020&den=5/9/2020", true),
            ("den=4/9/2020", false),
            ("nguoi=khong+co+ai+ten+nay", false),
            ("don-vi=khong+co+don+vi+nay", false),
        ] {
            let page = auditor.get(&format!("/nhat-ky?doi-tuong=account/{}&{asked}", visit.account)).await;
            assert_eq!(page.status, StatusCode::OK, "{asked}");
            assert_eq!(page.body.contains("<tr><th scope=\"row\">Đăng nhập"), found, "{asked}");
        }
        let person = form_urlencoded::byte_serialize(visit.actor.name.as_bytes()).collect::<String>();
        let of_person = auditor.get(&format!("/nhat-ky?nguoi={person}")).await;
        assert!(of_person.body.contains(login), "{}", of_person.body);
        let refused = auditor.get("/nhat-ky?tu=hôm+qua").await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(auditor.get("/he-thong").await.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn a_unit_is_shown_as_of_any_day_and_to_each_role_what_it_may_see() {
    for_each_database(async |db| {
        let world = World::plain(&db).await;
        let mut leader = world.browser(Role::DepartmentLeader).await;
        let list = leader.get("/don-vi?loai=commune").await;
        let (_, rest) = list.body.split_once("class=\"through\" href=\"").unwrap();
        let commune = rest.split('"').next().unwrap().to_owned();

        // A commune of 2020 is there on its last day and is not there on the next, with its heirs.
        let last = leader.get(&format!("{commune}?ngay=30/6/2025")).await;
        assert!(!last.body.contains("Kết thúc hoạt động từ ngày"), "{}", last.body);
        let ended = leader.get(&format!("{commune}?ngay=2025-12-31")).await;
        assert_eq!(ended.status, StatusCode::OK);
        assert!(ended.body.contains("Kết thúc hoạt động từ ngày 1/7/2025"), "{}", ended.body);
        assert!(ended.body.contains("kế thừa: "), "{}", ended.body);
        let (_, heir) = ended.body.split_once("kế thừa: ").unwrap();
        let (_, heir) = heir.split_once("href=\"").unwrap();
        let (heir, name) = heir.split_once("\">").unwrap();
        let name = name.split('<').next().unwrap();
        let heir_page = leader.get(heir).await;
        assert!(heir_page.body.contains("Tiền thân"), "{}", heir_page.body);
        let early = leader.get(heir.split('?').next().unwrap()).await;
        assert!(early.body.contains("Chưa có vào ngày 5/9/2020; có từ ngày 1/7/2025"), "{}", early.body);
        assert_eq!(leader.get(&format!("{commune}?ngay=mai")).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(leader.get("/don-vi/1").await.status, StatusCode::NOT_FOUND);

        // A school's own people and those above see all its posts and its work; others its heads only.
        let head = world.acting(Role::Head).await;
        let school = format!("/don-vi/{}", head.actor.unit);
        let other = leader.get("/don-vi?loai=upper-secondary").await;
        let upper = other.body.split("class=\"through\" href=\"").nth(1).unwrap().split('"').next().unwrap();
        for (role, path, all) in [
            (Role::DepartmentLeader, school.as_str(), true),
            (Role::Auditor, school.as_str(), true),
            (Role::Head, school.as_str(), true),
            (Role::Head, upper, false),
            (Role::Teacher, upper, false),
        ] {
            let page = world.browser(role).await.get(path).await;
            assert_eq!(page.status, StatusCode::OK, "{role:?} {path}");
            assert_eq!(page.body.contains("Chỉ nêu người đứng đầu"), !all, "{role:?} {path}");
            assert_eq!(page.body.contains("Việc phải làm"), all, "{role:?} {path}");
        }

        // The way up leads to the unit above, and the list narrows by kind, place and words.
        let page = leader.get(&school).await;
        let (_, above) = page.body.split_once("<dt>Trực thuộc</dt>").unwrap();
        let above = above.split_once("href=\"").unwrap().1.split('"').next().unwrap();
        assert_eq!(leader.get(above).await.status, StatusCode::OK);
        let found = leader.get(&format!("/tim?q={}", "truong")).await;
        assert!(found.body.contains("href=\"/don-vi/"), "{}", found.body);
        let none = leader.get("/don-vi?tim=khong+co+don+vi+nay").await;
        assert!(none.body.contains("Không có đơn vị nào khớp"));
        let csv = leader.bytes("/don-vi/tai-ve/csv?loai=commune&ngay=2025-12-31").await;
        let csv = String::from_utf8(csv).unwrap();
        assert!(csv.contains("Tên đơn vị") && csv.contains(name), "{csv}");
    })
    .await;
}
