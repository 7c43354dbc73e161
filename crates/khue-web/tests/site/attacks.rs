//! What an attacker tries.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use khue_app::accounts::{create_first_admin_link, visit};
use khue_app::registry::end_post;
use khue_base::Clock;
use khue_rules::accounts::Role;
use khue_testkit::for_each_database;
use khue_web::Site;
use khue_web::state::{Proxy, Transport};

use super::world::{PASSWORD, World, form};

const FORM: &str = "application/x-www-form-urlencoded";

#[tokio::test]
async fn a_token_planted_before_sign_in_is_worth_nothing_after() {
    for_each_database(async |db| {
        let world = World::plain(&db).await;
        let planted = "ab".repeat(32);
        let mut victim = world.stranger();
        victim.cookies.insert("khue".to_owned(), planted.clone());
        let answer = victim.sign_in(world.login(Role::Head), PASSWORD).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        assert_ne!(victim.token(), planted);
        assert!(victim.is_signed_in().await);
        assert!(visit(&world.app, &planted).await.unwrap().is_none());
        // A second sign-in replaces the token again and ends the session before.
        let first = victim.token().to_owned();
        victim.csrf = csrf_of(&world, &first).await;
        victim.post("/dang-nhap", &[("ten", world.login(Role::Head)), ("mat-khau", PASSWORD)]).await;
        assert_ne!(victim.token(), first);
        assert!(visit(&world.app, &first).await.unwrap().is_none());
    })
    .await;
}

async fn csrf_of(world: &World, token: &str) -> String {
    let mut browser = world.stranger();
    browser.cookies.insert("khue".to_owned(), token.to_owned());
    browser.learn("/tai-khoan").await;
    browser.csrf
}

#[tokio::test]
async fn a_form_without_its_own_token_changes_nothing() {
    for_each_database(async |db| {
        let world = World::plain(&db).await;
        let mut head = world.browser(Role::Head).await;
        let other = world.browser(Role::Teacher).await.csrf;
        let own = head.csrf.clone();
        for wrong in ["", "x", other.as_str(), &own[1..], &own.to_uppercase()] {
            head.csrf = wrong.to_owned();
            let answer = head.post("/dang-xuat", &[("ghi-chu", "chữ đã gõ")]).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{wrong:?}");
            assert!(answer.body.contains("chữ đã gõ"), "what was typed comes back");
            assert!(!answer.body.contains(&format!("value=\"{own}\"")) || answer.body.contains("Gửi lại"));
        }
        assert!(head.is_signed_in().await);
        assert_eq!(head.post("/dang-xuat", &[]).await.status, StatusCode::SEE_OTHER);
        assert!(!head.is_signed_in().await);
    })
    .await;
}

#[tokio::test]
async fn another_site_cannot_post_even_with_the_token() {
    for_each_database(async |db| {
        let world = World::plain(&db).await;
        let mut head = world.browser(Role::Head).await;
        let body = form(&head.csrf, &[("ghi-chu", "chữ đã gõ")]);
        for (name, value) in [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("sec-fetch-site", "none"),
            ("origin", "https://evil.example"),
            ("origin", "null"),
            ("origin", "https://khue.test.evil.example"),
            ("origin", "https://evil.example/?khue.test"),
        ] {
            let request = head.request("POST", "/dang-xuat").header("content-type", FORM).header(name, value);
            let answer = world.send(request.body(Body::from(body.clone())).unwrap()).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{name}: {value}");
            assert!(!answer.body.contains("Gửi lại"), "another site's form is not offered to be sent");
        }
        assert!(head.is_signed_in().await);
        // The site's own origin passes in browsers that say nothing else.
        let request = head
            .request("POST", "/dang-xuat")
            .header("content-type", FORM)
            .header("origin", "http://khue.test");
        assert_eq!(world.send(request.body(Body::from(body)).unwrap()).await.status, StatusCode::SEE_OTHER);
        assert!(!head.is_signed_in().await);
    })
    .await;
}

#[tokio::test]
async fn a_form_with_files_needs_the_token_first_and_gives_texts_back() {
    for_each_database(async |db| {
        let world = World::plain(&db).await;
        let keeper = world.browser(Role::DepartmentSpecialist).await;
        let part = |name: &str, value: &str| {
            format!("--B\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let file = "--B\r\nContent-Disposition: form-data; name=\"tep\"; filename=\"a.txt\"\r\n\r\nabc\r\n";
        let send = async |body: String| {
            let request = keeper
                .request("POST", "/chi-dao/moi")
                .header("sec-fetch-site", "same-origin")
                .header("content-type", "multipart/form-data; boundary=B");
            world.send(request.body(Body::from(body + "--B--\r\n")).unwrap()).await
        };
        let text = part("van-ban", "chữ đã dán vào");
        let late = send(format!("{text}{file}{}", part("csrf", &keeper.csrf))).await;
        let wrong = send(format!("{}{text}{file}", part("csrf", "00"))).await;
        for answer in [late, wrong] {
            assert_eq!(answer.status, StatusCode::FORBIDDEN);
            assert!(answer.body.contains("chữ đã dán vào"));
            assert!(answer.body.contains("a.txt"), "the file must be chosen again");
        }
        let right = send(format!("{}{text}", part("csrf", &keeper.csrf))).await;
        assert_ne!(right.status, StatusCode::FORBIDDEN);
        assert!(!right.status.is_server_error());
    })
    .await;
}

#[tokio::test]
async fn guessing_is_stopped_by_login_and_by_address() {
    for_each_database(async |db| {
        let site = Site { proxy: Proxy::Trusted, ..Site::default() };
        let world = World::with(&db, site, false).await;
        let login = world.login(Role::Head);
        let mut guesser = world.stranger();
        for _ in 0..5 {
            let answer = guesser.sign_in(login, "sai mật khẩu").await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(answer.body.contains("không đúng"));
        }
        // Now even the right password is not looked at, from any address; others sign in as ever.
        let mut owner = world.stranger();
        assert!(owner.sign_in(login, PASSWORD).await.body.contains("sai quá nhiều lần"));
        assert_eq!(owner.sign_in(world.login(Role::Clerk), PASSWORD).await.status, StatusCode::SEE_OTHER);
        world.clock.move_on(16);
        assert_eq!(world.stranger().sign_in(login, PASSWORD).await.status, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn a_login_that_exists_and_one_that_does_not_are_answered_alike() {
    for_each_database(async |db| {
        let world = World::plain(&db).await;
        let mut stranger = world.stranger();
        let strip = |body: String, login: &str| body.replace(login, "TÊN");
        for _ in 0..6 {
            let known = stranger.sign_in(world.login(Role::Head), "sai mật khẩu").await;
            let unknown = stranger.sign_in("khong.co.ai", "sai mật khẩu").await;
            assert_eq!(known.status, unknown.status);
            assert_eq!(strip(known.body, world.login(Role::Head)), strip(unknown.body, "khong.co.ai"));
        }
    })
    .await;
}

#[tokio::test]
async fn sign_in_leads_nowhere_but_inside() {
    for_each_database(async |db| {
        let world = World::plain(&db).await;
        for (next, place) in [
            ("//evil.example/", "/viec"),
            ("https://evil.example/", "/viec"),
            ("/\\evil.example", "/viec"),
            ("javascript:alert(1)", "/viec"),
            ("/tai-khoan\r\nSet-Cookie: a=b", "/viec"),
            ("/tai-khoan?a=1", "/tai-khoan?a=1"),
        ] {
            let mut browser = world.stranger();
            browser.learn("/dang-nhap").await;
            let fields = [("ten", world.login(Role::Head)), ("mat-khau", PASSWORD), ("tiep", next)];
            let answer = browser.post("/dang-nhap", &fields).await;
            assert_eq!(
                (answer.status, answer.header("location")),
                (StatusCode::SEE_OTHER, place),
                "{next:?}"
            );
            assert_eq!(answer.set_cookies().len(), 1);
        }
        let answer = world.stranger().get("/tai-khoan?a=%0d%0aX:1&b=//c").await;
        assert_eq!(
            answer.header("location"),
            "/dang-nhap?tiep=%2Ftai-khoan%3Fa%3D%250d%250aX%3A1%26b%3D%2F%2Fc"
        );
    })
    .await;
}

#[tokio::test]
async fn what_is_too_large_is_refused_before_it_is_taken_in() {
    for_each_database(async |db| {
        let world = World::plain(&db).await;
        let head = world.browser(Role::Head).await;
        let big = form(&head.csrf, &[("ghi-chu", &"a".repeat(1 << 20))]);
        let announced = head
            .request("POST", "/dang-xuat")
            .header("content-type", FORM)
            .header("content-length", big.len());
        assert_eq!(
            world.send(announced.body(Body::empty()).unwrap()).await.status,
            StatusCode::PAYLOAD_TOO_LARGE
        );
        let unannounced = head.request("POST", "/dang-xuat").header("content-type", FORM);
        assert_eq!(
            world.send(unannounced.body(Body::from(big)).unwrap()).await.status,
            StatusCode::PAYLOAD_TOO_LARGE
        );
        assert!(head.clone().is_signed_in().await);
    })
    .await;
}

#[tokio::test]
async fn cookies_and_headers_are_strict() {
    for_each_database(async |db| {
        let world = World::plain(&db).await;
        let mut browser = world.stranger();
        let page = browser.get("/dang-nhap").await;
        let (name, value, rest) = page.set_cookies().remove(0);
        assert_eq!((name.as_str(), value.len()), ("khue", 64));
        assert_eq!(rest, " Path=/; HttpOnly; SameSite=Lax");
        assert!(page.header("content-security-policy").contains("default-src 'self'"));
        assert!(page.header("content-security-policy").contains("frame-ancestors 'none'"));
        assert_eq!(page.header("x-content-type-options"), "nosniff");
        assert_eq!(page.header("referrer-policy"), "same-origin");
        assert_eq!(page.header("cross-origin-opener-policy"), "same-origin");
        assert_eq!(page.header("cross-origin-resource-policy"), "same-origin");
        assert_eq!(page.header("cache-control"), "no-store");
        assert_eq!(page.header("strict-transport-security"), "");
        let asset = world.stranger().get("/assets/khue.css").await;
        assert_eq!(
            (asset.header("cache-control"), asset.header("x-content-type-options")),
            ("no-cache", "nosniff")
        );
        assert!(asset.set_cookies().is_empty());
    })
    .await;
}

#[tokio::test]
async fn over_https_the_cookie_belongs_to_this_host_alone() {
    for_each_database(async |db| {
        let site = Site {
            transport: Transport::Https,
            hosts: vec!["khue.test".to_owned()],
            address: Some("https://khue.test".to_owned()),
            ..Site::default()
        };
        let world = World::with(&db, site, false).await;
        let page = world.stranger().get("/dang-nhap").await;
        let (name, _, rest) = page.set_cookies().remove(0);
        assert_eq!(
            (name.as_str(), rest.as_str()),
            ("__Host-khue", " Path=/; HttpOnly; SameSite=Lax; Secure")
        );
        assert!(page.header("strict-transport-security").contains("max-age"));
        // A host that is not ours is not answered, whatever path it asks for.
        for host in ["evil.example", "khue.test.evil.example", "khue.test:8080"] {
            let request = Request::get("/dang-nhap").header("host", host).body(Body::empty()).unwrap();
            let answer = world.send(request).await;
            assert_eq!(answer.status, StatusCode::MISDIRECTED_REQUEST, "{host}");
            assert!(!answer.body.contains(host));
        }
    })
    .await;
}

#[tokio::test]
async fn a_one_time_link_never_takes_its_host_from_the_visitor() {
    for_each_database(async |db| {
        let world = World::plain(&db).await;
        let mut administrator = world.browser(Role::Administrator).await;
        let token = create_first_admin_link(&world.app).await;
        assert!(token.is_err(), "there are accounts already");
        let list = administrator.get("/quan-tri/tai-khoan").await;
        let action = list.body.split("action=\"").find(|rest| rest.contains("/lien-ket\"")).unwrap();
        let action = action.split('"').next().unwrap().to_owned();
        let body = form(&administrator.csrf, &[]);
        let request = Request::post(&action)
            .header("host", "evil.example")
            .header("cookie", format!("khue={}", administrator.token()))
            .header("content-type", FORM)
            .header("x-forwarded-host", "evil.example")
            .body(Body::from(body))
            .unwrap();
        let page = world.send(request).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.body.contains("/khoi-tao/"));
        assert!(!page.body.contains("evil.example"));
    })
    .await;
}

#[tokio::test]
async fn a_new_password_ends_every_other_session() {
    for_each_database(async |db| {
        let world = World::plain(&db).await;
        let login = world.login(Role::Head).to_owned();
        let (mut here, mut thief) = (world.stranger(), world.stranger());
        here.sign_in(&login, PASSWORD).await;
        thief.sign_in(&login, PASSWORD).await;
        here.learn("/tai-khoan").await;
        let new = "mưa rơi trên mái ngói";
        let fields = |old, new, again| [("mat-khau-cu", old), ("mat-khau", new), ("nhap-lai", again)];
        let wrong = here.post("/tai-khoan/mat-khau", &fields("đoán bừa thôi", new, new)).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let unlike = here.post("/tai-khoan/mat-khau", &fields(PASSWORD, new, "khác hẳn cái trên")).await;
        assert_eq!(unlike.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(thief.is_signed_in().await);
        let changed = here.post("/tai-khoan/mat-khau", &fields(PASSWORD, new, new)).await;
        assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.body);
        assert!(here.is_signed_in().await);
        assert!(!thief.is_signed_in().await);
        assert_eq!(thief.sign_in(&login, PASSWORD).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(thief.sign_in(&login, new).await.status, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn a_session_ends_with_the_post_the_account_and_the_day() {
    for_each_database(async |db| {
        let world = World::plain(&db).await;
        let mut head = world.browser(Role::Head).await;
        end_post(&world.program(), world.posts[&Role::Head].0, world.clock.today(), "nghỉ hưu")
            .await
            .unwrap();
        assert!(!head.is_signed_in().await, "the post has ended");

        let mut idle = world.browser(Role::Clerk).await;
        let mut busy = world.browser(Role::Deputy).await;
        for _ in 0..3 {
            world.clock.move_on(50);
            assert!(busy.is_signed_in().await);
        }
        assert!(!idle.is_signed_in().await, "nobody was at the keyboard for two hours");
        for _ in 0..12 {
            world.clock.move_on(50);
            busy.get("/tai-khoan").await;
        }
        assert!(!busy.is_signed_in().await, "a session lasts a working day at most");
    })
    .await;
}

#[tokio::test]
async fn a_lock_throws_out_at_once() {
    for_each_database(async |db| {
        let world = World::plain(&db).await;
        let mut teacher = world.browser(Role::Teacher).await;
        let mut administrator = world.browser(Role::Administrator).await;
        let list =
            administrator.get(&format!("/quan-tri/tai-khoan?tim={}", world.login(Role::Teacher))).await;
        let action = list.body.split("action=\"").find(|rest| rest.contains("/trang-thai\"")).unwrap();
        let action = action.split('"').next().unwrap().to_owned();
        assert_eq!(
            administrator.post(&action, &[("trang-thai", "locked")]).await.status,
            StatusCode::SEE_OTHER
        );
        assert!(!teacher.is_signed_in().await);
        let answer = world.stranger().sign_in(world.login(Role::Teacher), PASSWORD).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.body.contains("không đúng"), "a locked account looks like a wrong password");
        administrator.post(&action, &[("trang-thai", "active")]).await;
        assert_eq!(
            world.stranger().sign_in(world.login(Role::Teacher), PASSWORD).await.status,
            StatusCode::SEE_OTHER
        );
    })
    .await;
}

#[tokio::test]
async fn nobody_ends_anothers_session_or_takes_anothers_post() {
    for_each_database(async |db| {
        let world = World::plain(&db).await;
        let mut head = world.browser(Role::Head).await;
        let mut teacher = world.browser(Role::Teacher).await;
        let seen = visit(&world.app, head.token()).await.unwrap().unwrap();
        let session = seen.session.to_string();
        let answer = teacher.post("/tai-khoan/ket-thuc", &[("phien", &session)]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        assert!(head.is_signed_in().await);
        let post = world.posts[&Role::ProvinceLeader].0.to_string();
        assert_eq!(teacher.post("/doi-vai", &[("vai", &post)]).await.status, StatusCode::NOT_FOUND);
        let own = visit(&world.app, teacher.token()).await.unwrap().unwrap();
        assert_eq!(own.actor.role, Role::Teacher);
    })
    .await;
}

#[tokio::test]
async fn outside_the_demo_nobody_enters_without_a_password() {
    for_each_database(async |db| {
        let world = World::plain(&db).await;
        let mut stranger = world.stranger();
        stranger.learn("/dang-nhap").await;
        let post = world.posts[&Role::ProvinceLeader].0.to_string();
        assert_eq!(stranger.post("/vao-mau", &[("tai-khoan", &post)]).await.status, StatusCode::NOT_FOUND);
        assert!(!stranger.is_signed_in().await);
    })
    .await;
}

#[tokio::test]
async fn a_flood_of_forms_is_held_up() {
    for_each_database(async |db| {
        let world = World::plain(&db).await;
        let mut head = world.browser(Role::Head).await;
        let mut last = StatusCode::OK;
        for _ in 0..121 {
            last = head.post("/doi-vai", &[("vai", "1")]).await.status;
        }
        assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
        assert!(head.is_signed_in().await, "reading goes on");
        world.clock.move_on(1);
        assert_eq!(head.post("/doi-vai", &[("vai", "1")]).await.status, StatusCode::NOT_FOUND);
    })
    .await;
}
