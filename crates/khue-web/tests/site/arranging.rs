//! The Department merges two schools by a decision, through the real router.

use axum::http::StatusCode;
use khue_app::registry::records::classes_of_unit;
use khue_app::registry::{UnitFilter, UnitKind, units_as_of};
use khue_rules::accounts::Role;
use khue_testkit::for_each_database;

use super::world::World;

#[tokio::test]
async fn two_schools_are_merged_and_last_years_list_is_still_right() {
    for_each_database(async |db| {
        let world = World::with_records(&db).await;
        let program = world.program();
        let today = program.today();
        let mut session = program.read().await.unwrap();
        let filter = UnitFilter { kinds: UnitKind::SCHOOLS, ..UnitFilter::default() };
        let schools = units_as_of(&mut session, today, &filter).await.unwrap();
        drop(session);
        let mut with_classes = Vec::new();
        for school in schools {
            let (classes, _) = classes_of_unit(&program, school.id, today).await.unwrap();
            if let Some(class) = classes.first() {
                with_classes.push((school, class.class.key.id));
            }
        }
        let [(stays, _), (goes, class), ..] = with_classes.as_slice() else {
            panic!("two schools have classes")
        };
        let here = format!("/don-vi/{}/sap-xep", stays.id);
        let mut department = world.browser(Role::DepartmentSpecialist).await;
        let page = department.get(&format!("/don-vi/{}", stays.id)).await;
        assert!(page.body.contains(&format!("href=\"{here}\"")), "{}", page.body);
        for way in ["", "?viec=tach", "?viec=doi-ten", "?viec=doi-loai", "?viec=doi-ma", "?viec=giai-the"] {
            assert_eq!(department.get(&format!("{here}{way}")).await.status, StatusCode::OK, "{way}");
        }
        let day = today.plus_days(1);
        let typed = |number: &str, step: &str| {
            [
                ("viec", "sap-nhap".to_owned()),
                ("buoc", step.to_owned()),
                ("sap-nhap.cac-don-vi", goes.code.clone().unwrap()),
                ("sap-nhap.cach", "nay".to_owned()),
                ("sap-nhap.ngay", day.to_string()),
                ("sap-nhap.so", number.to_owned()),
                ("sap-nhap.ngay-ky", today.to_string()),
                ("sap-nhap.noi-ra", "UBND <huyện>".to_owned()),
            ]
        };
        let post = async |browser: &mut super::world::Browser<'_>, number: &str, step: &str| {
            let fields = typed(number, step);
            let fields: Vec<(&str, &str)> =
                fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            browser.post(&here, &fields).await
        };
        let answer = post(&mut department, "", "").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            answer.body.contains("Chưa ghi số quyết định") && answer.body.contains("UBND &#60;huyện&#62;")
        );
        let answer = post(&mut department, "45/QĐ-UBND", "").await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        assert!(
            answer.body.contains("chưa có gì được ghi") && answer.body.contains(&goes.name),
            "{}",
            answer.body
        );
        assert!(answer.body.contains("Học sinh đang học đi theo"), "{}", answer.body);
        let list = format!("/don-vi/{}/lop/{class}", goes.id);
        let before = department.get(&list).await.body;
        let mut head = world.browser(Role::Head).await;
        assert_eq!(post(&mut head, "45/QĐ-UBND", "ghi").await.status, StatusCode::NOT_FOUND);
        let answer = post(&mut department, "45/QĐ-UBND", "ghi").await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);

        // Two days later: the list of the school that ended is as it was, and its page names its heir.
        world.clock.move_on(2 * 24 * 60);
        let mut department = world.browser(Role::DepartmentSpecialist).await;
        let after = department.get(&format!("{list}?ngay={}", today.iso())).await;
        assert_eq!(after.status, StatusCode::OK);
        let names = |page: &str| -> Vec<String> {
            let rows = page.split("class=\"through\"").skip(1);
            rows.map(|row| row.split('>').nth(1).unwrap().split('<').next().unwrap().to_owned()).collect()
        };
        assert!(!names(&before).is_empty());
        assert_eq!(names(&after.body), names(&before));
        let page = department.get(&format!("/don-vi/{}", goes.id)).await;
        assert!(page.body.contains("Kết thúc hoạt động") && page.body.contains(&stays.name), "{}", page.body);
        let page = department.get(&format!("/don-vi/{}/lop/{class}", stays.id)).await;
        assert_eq!(names(&page.body), names(&before));
    })
    .await;
}
