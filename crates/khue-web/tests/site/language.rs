//! Who chooses English reads English, and nobody else does.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use khue_rules::accounts::Role;
use khue_testkit::for_each_database;
use khue_web::{Site, state::Transport};

use super::world::{Browser, World};

async fn choose(browser: &mut Browser<'_>, code: &str, place: &str) -> String {
    let answer = browser.post("/ngon-ngu", &[("ngon-ngu", code), ("ve", place)]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    answer.header("location").to_owned()
}

#[tokio::test]
async fn pages_and_refusals_come_in_the_language_chosen() {
    for_each_database(async |db| {
        let world = World::plain(&db).await;
        let mut head = world.browser(Role::Head).await;
        let before = head.get("/viec?x=1").await.body;
        assert!(before.contains("<html lang=\"vi\">") && before.contains("Việc của đơn vị"));
        assert!(before.contains("name=\"ve\" value=\"/viec?x=1\""), "the switch leads back to the page");
        assert_eq!(choose(&mut head, "en", "/viec?x=1").await, "/viec?x=1");

        let work = head.get("/viec").await;
        assert_eq!(work.header("content-language"), "en");
        assert!(work.body.contains("<html lang=\"en\">") && work.body.contains("Our work"), "{}", work.body);
        assert!(!work.body.contains("Việc của đơn vị"));
        let missing = head.get("/khong-co").await;
        assert_eq!(missing.status, StatusCode::NOT_FOUND);
        assert!(missing.body.contains("This was not found."), "{}", missing.body);
        head.learn("/tai-khoan").await;
        let refused = head
            .post("/tai-khoan/mat-khau", &[("mat-khau-cu", "x"), ("mat-khau", "y"), ("nhap-lai", "z")])
            .await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains("The two new passwords differ"), "{}", refused.body);
        head.csrf = "stale".to_owned();
        assert!(head.post("/dang-xuat", &[]).await.body.contains("The form is no longer valid"));

        head.learn("/viec").await;
        choose(&mut head, "vi", "/viec").await;
        assert!(head.get("/viec").await.body.contains("Việc của đơn vị"));
    })
    .await;
}

/// A notice is written before the page that shows it is asked for.
#[tokio::test]
async fn notices_are_said_in_english() {
    for_each_database(async |db| {
        let world = World::plain(&db).await;
        let mut head = world.browser(Role::Head).await;
        choose(&mut head, "en", "/").await;
        head.learn("/tai-khoan").await;
        head.post("/dang-xuat", &[]).await;
        assert!(head.get("/dang-nhap").await.body.contains("You have signed out."));
    })
    .await;
}

#[tokio::test]
async fn the_browsers_own_language_is_not_followed() {
    for_each_database(async |db| {
        let world = World::plain(&db).await;
        for cookie in ["", "khue-language=xx", "khue-language=EN", "other=en"] {
            let request = Request::get("/dang-nhap")
                .header("host", "khue.test")
                .header("accept-language", "en-GB,en;q=0.9")
                .header("cookie", cookie);
            let page = world.send(request.body(Body::empty()).unwrap()).await;
            assert!(page.body.contains("<html lang=\"vi\">"), "{cookie}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_choice_leads_nowhere_else_and_is_a_strict_cookie() {
    for_each_database(async |db| {
        let https = Site { transport: Transport::Https, ..Site::default() };
        let world = World::with(&db, https, false).await;
        let mut stranger = world.stranger();
        stranger.learn("/dang-nhap").await;
        for outside in ["//evil.example/", "https://evil.example/", "", "/\\evil.example"] {
            assert_eq!(choose(&mut stranger, "en", outside).await, "/", "{outside}");
        }
        let answer = stranger.post("/ngon-ngu", &[("ngon-ngu", "en; Domain=evil"), ("ve", "/")]).await;
        let cookies = answer.set_cookies();
        let (_, value, rest) = cookies.iter().find(|(name, ..)| name == "khue-language").unwrap();
        assert_eq!(value, "vi");
        for attribute in ["HttpOnly", "SameSite=Lax", "Secure", "Path=/"] {
            assert!(rest.contains(attribute), "{rest}");
        }
        let token = std::mem::take(&mut stranger.csrf);
        let without = stranger.post("/ngon-ngu", &[("ngon-ngu", "en"), ("ve", "/")]).await;
        assert_eq!(without.status, StatusCode::FORBIDDEN, "a form without its token changes nothing");
        stranger.csrf = token;
    })
    .await;
}
