//! A pupil transfers between two schools, through the real router.

use axum::http::StatusCode;
use khue_app::registry::records::{class_list, classes_of_unit};
use khue_app::registry::{UnitFilter, UnitKind, units_as_of};
use khue_rules::accounts::Role;
use khue_testkit::for_each_database;

use super::world::World;

#[tokio::test]
async fn a_pupil_transfers_between_two_schools() {
    for_each_database(async |db| {
        let world = World::with_records(&db).await;
        let old = world.acting(Role::Head).await;
        let (from, today) = (old.actor.unit, old.today());
        let (classes, _) = classes_of_unit(&old, from, today).await.unwrap();
        let class = classes[0].class.key.id;
        let pupil = class_list(&old, from, class, today).await.unwrap().pupils[0].pupil.clone();
        let mut session = old.read().await.unwrap();
        let filter = UnitFilter { kinds: UnitKind::SCHOOLS, ..UnitFilter::default() };
        let schools = units_as_of(&mut session, today, &filter).await.unwrap();
        drop(session);
        let school = schools.into_iter().find(|school| school.id != from).unwrap();
        let to = school.id;
        let row = [("year", "2020-2021"), ("name", "6M"), ("grade", "6")];
        let there = world.keep("class", to, &row, &[]).await.to_string();

        let mut head = world.browser(Role::Head).await;
        let page = head.get(&format!("/hoc-sinh/{}", pupil.key.id)).await;
        let forms = format!("/don-vi/{from}/hoc-sinh/{}/chuyen", pupil.key.id);
        assert!(page.body.contains(&format!("href=\"{forms}\"")), "{}", page.body);
        let page = head.get(&forms).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        let send = format!("/don-vi/{from}/hoc-sinh/{}/chuyen-truong", pupil.key.id);
        let typed = |school: &str, reason: &str| {
            [
                ("chuyen-truong.phien-ban", "1".to_owned()),
                ("chuyen-truong.noi", "trong-tinh".to_owned()),
                ("chuyen-truong.truong", school.to_owned()),
                ("chuyen-truong.ngay", today.to_string()),
                ("chuyen-truong.ly-do", reason.to_owned()),
                ("chuyen-truong.giay", "12/GCT".to_owned()),
            ]
        };
        // What is wrong stands at its field, and what was typed stays.
        for (named, reason, says) in [
            ("Trường Không Có", "Theo <gia đình>", "Không có đơn vị nào trong tỉnh"),
            (school.name.as_str(), "", "Chưa ghi lý do chuyển trường"),
        ] {
            let fields = typed(named, reason);
            let fields: Vec<(&str, &str)> =
                fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let answer = head.post(&send, &fields).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.body);
            assert!(answer.body.contains(says) && answer.body.contains("12/GCT"), "{}", answer.body);
        }
        let code = school.code.clone().unwrap();
        let fields = typed(&code, "Theo <gia đình>");
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = head.post(&send, &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        let case = answer.header("location").to_owned();
        let case_there = case.replace(&format!("/don-vi/{from}/"), &format!("/don-vi/{to}/"));
        let page = head.get(&case).await;
        assert!(
            page.body.contains("Chờ bên kia trả lời.") && page.body.contains("Rút đề nghị"),
            "{}",
            page.body
        );

        // Who has nothing to do with it sees nothing; for the other school the Department answers here.
        let mut clerk = world.browser(Role::Clerk).await;
        for page in [&case, &case_there, &format!("/don-vi/{to}/chuyen-truong")] {
            assert_eq!(clerk.get(page).await.status, StatusCode::NOT_FOUND, "{page}");
        }
        let nobody = head.post(&format!("{case}/nhan"), &[("nhan.lop", there.as_str())]).await;
        assert_eq!(nobody.status, StatusCode::FORBIDDEN);
        assert_eq!(head.get(&case_there).await.status, StatusCode::NOT_FOUND);
        let mut clerk = world.browser(Role::DepartmentSpecialist).await;
        let list = clerk.get(&format!("/don-vi/{to}/chuyen-truong")).await;
        assert!(
            list.body.contains(&case_there) && list.body.contains("chờ trường này trả lời"),
            "{}",
            list.body
        );
        let csv = clerk.bytes(&format!("/don-vi/{to}/chuyen-truong/tai-ve/csv")).await;
        assert!(String::from_utf8(csv).unwrap().contains(&pupil.called()));
        let pupil_page = format!("/hoc-sinh/{}", pupil.key.id);
        let page = clerk.get(&case_there).await;
        assert!(page.body.contains("Theo &#60;gia đình&#62;"), "{}", page.body);
        let answer = clerk.post(&format!("{case_there}/nhan"), &[("nhan.lop", "")]).await;
        assert!(answer.body.contains("e-nhan.lop"), "{}", answer.body);
        let answer = clerk.post(&format!("{case_there}/nhan"), &[("nhan.lop", there.as_str())]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        let page = clerk.get(&case_there).await;
        assert!(page.body.contains("Đã chuyển.") && page.body.contains(&pupil_page), "{}", page.body);
        assert_eq!(clerk.get(&pupil_page).await.status, StatusCode::OK);
        let page = clerk.get(&format!("/don-vi/{to}/lop/{there}")).await;
        assert!(page.body.contains(&pupil_page));

        // The old school keeps the past: the class list leads to the pupil as of the last day.
        assert_eq!(head.get(&pupil_page).await.status, StatusCode::NOT_FOUND);
        let page = head.get(&format!("/don-vi/{from}/lop/{class}")).await;
        let then = format!("{pupil_page}?ngay={}", today.plus_days(-1).iso());
        assert!(
            page.body.contains("Đã rời lớp") && page.body.contains(&format!("href=\"{then}\"")),
            "{}",
            page.body
        );
        assert_eq!(head.get(&then).await.status, StatusCode::OK);
        assert_eq!(head.get(&forms).await.status, StatusCode::NOT_FOUND);
        let again = clerk.post(&format!("{case_there}/nhan"), &[("nhan.lop", there.as_str())]).await;
        assert_eq!(again.status, StatusCode::CONFLICT);
    })
    .await;
}
