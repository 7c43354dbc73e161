//! Pages of rounds, through the real router.

use axum::http::StatusCode;
use khue_app::registry::records::missing_in_records;
use khue_app::registry::snapshots::{OpenRound, open_round};
use khue_rules::accounts::Role;
use khue_rules::registry::reporting::RoundKind;
use khue_testkit::for_each_database;

use super::world::World;

/// Minutes from the world's day to the day after the last of September.
const TO_OCTOBER: i64 = 26 * 24 * 60;

#[tokio::test]
async fn a_school_explains_sends_and_hears_back() {
    for_each_database(async |db| {
        let world = World::with_records(&db).await;
        let department = world.acting(Role::DepartmentSpecialist).await;
        let order = OpenRound {
            kind: RoundKind::StartOfYear,
            year: "2020-2021".parse().unwrap(),
            data_day: None,
            dues: None,
        };
        let round = open_round(&department, order).await.unwrap();
        let unit = world.acting(Role::Head).await.actor.unit;
        let school = format!("/don-vi/{unit}/ky-bao-cao/{round}");
        let mut head = world.browser(Role::Head).await;
        let page = head.get(&school).await;
        assert!(page.body.contains("Chưa đến ngày chốt số liệu"), "{}", page.body);
        assert!(head.get("/ky-bao-cao").await.status == StatusCode::SEE_OTHER);

        world.clock.move_on(TO_OCTOBER);
        let mut head = world.browser(Role::Head).await;
        let page = head.get(&school).await;
        assert!(page.body.contains("chưa giải trình nên chưa gửi được"), "{}", page.body);
        let page = head.post(&format!("{school}/gui"), &[("buoc", "0")]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);

        // What was typed and chosen comes back with a refusal.
        let missing = format!("/don-vi/{unit}/con-thieu");
        let ctx = world.acting(Role::Head).await;
        let data_day = "2020-09-30".parse().unwrap();
        let found = missing_in_records(&ctx, unit, data_day).await.unwrap();
        assert_eq!(found.errors, 0);
        for (number, check) in found.checks.iter().enumerate() {
            let code = check.check.code.as_str();
            let values: Vec<String> =
                check.findings.iter().map(|one| format!("{}-{}", one.key.id, one.version)).collect();
            let mut fields = vec![("kiem-tra", code), ("ngay", "2020-09-30")];
            fields.extend(values.iter().map(|value| ("ghi", value.as_str())));
            if number == 0 {
                fields.push(("giai-trinh", "ừ"));
                let page = head.post(&missing, &fields).await;
                assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
                assert!(page.body.contains("quá ngắn") && page.body.contains(">\nừ</textarea>"));
                fields.pop();
            }
            fields.push(("giai-trinh", "Đang chờ <giấy> của xã"));
            let answer = head.post(&missing, &fields).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{code}: {}", answer.body);
        }
        let page = head.get(&format!("{missing}?ngay=2020-09-30")).await;
        assert!(page.body.contains("Đang chờ &#60;giấy&#62; của xã"), "{}", page.body);
        assert!(!page.body.contains("name=\"giai-trinh\""), "nothing is left to explain");

        assert_eq!(head.post(&format!("{school}/gui"), &[("buoc", "0")]).await.status, StatusCode::SEE_OTHER);
        let page = head.get(&school).await;
        assert!(page.body.contains("chờ duyệt") && page.body.contains("Không có gì khác với lúc gửi"));
        assert_eq!(head.post(&format!("{school}/gui"), &[("buoc", "0")]).await.status, StatusCode::CONFLICT);
        // Every figure of the page opens.
        let figures: Vec<&str> = page.body.split(&format!("href=\"{school}/so-lieu/")).skip(1).collect();
        assert!(figures.len() > 40, "{}", figures.len());
        for figure in figures.iter().step_by(9).map(|rest| rest.split('"').next().unwrap()) {
            let page = head.get(&format!("{school}/so-lieu/{figure}")).await;
            assert_eq!(page.status, StatusCode::OK, "{figure}");
        }
        let shown = head.post(&format!("{school}/so-lieu/hs.kt"), &[]).await;
        assert!(!shown.body.contains("Hiện danh sách"), "{}", shown.body);
        assert!(head.bytes(&format!("{school}/tai-ve/xlsx")).await.starts_with(b"PK"));

        // The district sees it waiting, and gives it back with words.
        let mut district = world.browser(Role::DistrictOfficer).await;
        let page = district.get(&format!("/ky-bao-cao/{round}?trang-thai=submitted")).await;
        let value = format!("{unit}-1");
        assert!(page.body.contains(&format!("value=\"{value}\"")), "{}", page.body);
        let here = format!("/ky-bao-cao/{round}");
        let decide = format!("{here}/quyet-dinh");
        let fields = [("truong", value.as_str()), ("lam", "reject"), ("loi", ""), ("ve", here.as_str())];
        let page = district.post(&decide, &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.body.contains("Chưa ghi lý do"));
        assert!(
            page.body.contains(&format!("value=\"{value}\" aria-label=")) && page.body.contains("checked")
        );
        let fields = [("truong", value.as_str()), ("lam", "reject"), ("loi", "Thiếu <lớp ghép>"), ("ve", "")];
        assert_eq!(district.post(&decide, &fields).await.status, StatusCode::SEE_OTHER);
        let page = head.get(&school).await;
        assert!(page.body.contains("Thiếu &#60;lớp ghép&#62;") && page.body.contains("cần gửi lại"));
        for end in ["/tai-ve/csv", "/truong/csv", "/truong/xlsx"] {
            assert!(!district.bytes(&format!("{here}{end}")).await.is_empty(), "{end}");
        }

        // Another school's figures do not exist for a head, nor does another round.
        let program = world.program();
        let mut session = program.read().await.unwrap();
        let filter = khue_app::registry::UnitFilter::default();
        let units = khue_app::registry::units_as_of(&mut session, program.today(), &filter).await.unwrap();
        drop(session);
        let other = units.iter().find(|other| other.kind.is_school() && other.id != unit).unwrap().id;
        for path in [
            format!("/don-vi/{other}/ky-bao-cao"),
            format!("/don-vi/{other}/ky-bao-cao/{round}"),
            format!("/don-vi/{other}/ky-bao-cao/{round}/so-lieu/hs.nu"),
            format!("/don-vi/{other}/ky-bao-cao/{round}/tai-ve/csv"),
            format!("/don-vi/{unit}/ky-bao-cao/1"),
            "/ky-bao-cao/1".to_owned(),
            format!("{school}/so-lieu/hs.khong-co"),
        ] {
            assert_eq!(head.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        for path in [
            format!("/don-vi/{other}/ky-bao-cao/{round}/gui"),
            format!("/don-vi/{other}/ky-bao-cao/{round}/xin-mo-khoa"),
        ] {
            let answer = head.post(&path, &[("buoc", "0"), ("ly-do", "thử")]).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        }
    })
    .await;
}
