//! Pages of a school's records, through the real router.

use axum::http::StatusCode;
use khue_app::Ctx;
use khue_app::registry::records::{class_list, classes_of_unit, missing_in_records, school_records};
use khue_app::registry::{UnitFilter, units_as_of};
use khue_base::{RecordId, UnitId};
use khue_rules::accounts::Role;
use khue_testkit::for_each_database;

use super::world::World;

/// A school that is not `own`, with a class, a pupil and somebody of the staff.
async fn another(program: &Ctx, own: UnitId) -> (UnitId, RecordId, RecordId, RecordId) {
    let mut session = program.read().await.unwrap();
    let units = units_as_of(&mut session, program.today(), &UnitFilter::default()).await.unwrap();
    drop(session);
    for unit in units.into_iter().filter(|unit| unit.kind.is_school() && unit.id != own) {
        let book = school_records(program, unit.id, program.today()).await.unwrap();
        let first = |kind: &str| book.of(kind).first().map(|record| record.key.id);
        if let (Some(class), Some(pupil), Some(staff)) = (first("class"), first("pupil"), first("staff")) {
            return (unit.id, class, pupil, staff);
        }
    }
    panic!("no other school has records");
}

#[tokio::test]
async fn a_school_reads_and_mends_its_records() {
    for_each_database(async |db| {
        let world = World::with_records(&db).await;
        let ctx = world.acting(Role::Head).await;
        let (unit, today) = (ctx.actor.unit, ctx.today());
        let (classes, _) = classes_of_unit(&ctx, unit, today).await.unwrap();
        let first = &classes[0];
        let list = class_list(&ctx, unit, first.class.key.id, today).await.unwrap();
        assert_eq!(list.pupils.len() as i64, first.size);
        assert_eq!(first.size, first.boys + first.girls);
        assert!(list.pupils.windows(2).all(|two| two[0].pupil.sort_key <= two[1].pupil.sort_key));
        let missing = missing_in_records(&ctx, unit, today).await.unwrap();
        assert!(missing.errors + missing.queries > 0, "the sample has gaps");

        let mut head = world.browser(Role::Head).await;
        let page = head.get(&format!("/don-vi/{unit}")).await;
        assert!(page.body.contains("trong hồ sơ của trường"), "{}", page.body);
        let page = head.get(&format!("/don-vi/{unit}/lop")).await;
        assert_eq!(page.status, StatusCode::OK);
        for line in &classes {
            assert!(page.body.contains(&format!("/lop/{}\"", line.class.key.id)));
        }
        let class = format!("/don-vi/{unit}/lop/{}", first.class.key.id);
        let page = head.get(&class).await;
        let pupil = &list.pupils[0].pupil;
        let pupil_page = format!("/hoc-sinh/{}", pupil.key.id);
        assert!(page.body.contains(&format!("href=\"{pupil_page}\"")), "{}", page.body);
        let csv = String::from_utf8(head.bytes(&format!("{class}/tai-ve/csv")).await).unwrap();
        assert!(csv.contains(&pupil.called()), "{csv}");
        assert!(head.bytes(&format!("{class}/tai-ve/xlsx")).await.starts_with(b"PK"));
        for end in ["/can-bo", "/co-so", "/con-thieu", "/lop?ngay=1/3/2020"] {
            let page = head.get(&format!("/don-vi/{unit}{end}")).await;
            assert_eq!(page.status, StatusCode::OK, "{end}");
            assert!(!page.body.contains("class=\"empty\""), "{end}: {}", page.body);
        }
        for end in ["/can-bo/tai-ve/csv", "/co-so/tai-ve/csv", "/lop/tai-ve/csv"] {
            assert!(!head.bytes(&format!("/don-vi/{unit}{end}")).await.is_empty());
        }
        // Every finding leads to its record, and the record to its form.
        let page = head.get(&format!("/don-vi/{unit}/con-thieu")).await;
        let links: Vec<&str> = page.body.split("class=\"what through\" href=\"").skip(1).collect();
        for link in links.iter().take(40).map(|rest| rest.split('"').next().unwrap()) {
            let page = head.get(link).await;
            assert_eq!(page.status, StatusCode::OK, "{link}");
            let form = page.body.split("href=\"").find(|rest| rest.contains("/sua\"")).unwrap();
            let form = form.split('"').next().unwrap();
            assert_eq!(head.get(form).await.status, StatusCode::OK, "{form}");
        }

        // Guarded fields are hidden, shown on demand, and the reading is told.
        let page = head.get(&pupil_page).await;
        assert!(page.body.contains("Hiện thông tin riêng") && page.body.contains("Chưa có ai xem"));
        let number = "<dt>Số thẻ bảo hiểm y tế</dt>";
        assert!(!page.body.contains(number), "{}", page.body);
        let shown = head.post(&format!("{pupil_page}/hien"), &[]).await;
        assert_eq!(shown.status, StatusCode::OK);
        assert!(shown.body.contains("Lần xem này đã được ghi lại"), "{}", shown.body);
        let page = head.get(&pupil_page).await;
        assert!(page.body.contains("Xem thông tin riêng") && !page.body.contains("Chưa có ai xem"));
        let mut teacher = world.browser(Role::Teacher).await;
        let page = teacher.get(&pupil_page).await;
        if page.status == StatusCode::OK {
            assert!(page.body.contains("che với vai này") && !page.body.contains("Ai đã xem"));
        }
        assert_eq!(teacher.post(&format!("{pupil_page}/hien"), &[]).await.status, StatusCode::NOT_FOUND);

        // A change needs a reason and what was seen; what is wrong stands beside its field, and nothing is lost.
        let form = format!("/don-vi/{unit}/ho-so/pupil/{}/sua", pupil.key.id);
        let page = head.get(&form).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(!page.body.contains("HS42424"), "the form shows a guarded value");
        let version =
            page.body.split("name=\"phien-ban\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        let version = version.to_owned();
        let since =
            page.body.split("name=\"valid_from\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        let since = since.to_owned();
        let with = |name: &'static str, birth: &'static str, reason: &'static str| {
            [
                ("phien-ban", version.clone()),
                ("valid_from", since.clone()),
                ("full_name", name.to_owned()),
                ("birth_date", birth.to_owned()),
                ("reason", reason.to_owned()),
            ]
        };
        for (name, birth, reason, said) in [
            ("Vi Thị Uyên", "1/9/2012", "", "Chưa ghi lý do"),
            ("Vi Thị Uyên", "31/2/2012", "sửa", "31/2/2012"),
            ("", "1/9/2012", "sửa", "e-full_name"),
        ] {
            let fields = with(name, birth, reason);
            let fields: Vec<(&str, &str)> =
                fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let answer = head.post(&form, &fields).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
            assert!(answer.body.contains(said), "{said}: {}", answer.body);
        }
        let fields = with("Vi Thị Uyên", "1/9/2012", "theo <giấy khai sinh>");
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = head.post(&form, &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        assert_eq!(answer.header("location"), pupil_page);
        let page = head.get(&pupil_page).await;
        assert!(page.body.contains("→ Vi Thị Uyên"), "{}", page.body);
        assert!(page.body.contains("theo &#60;giấy khai sinh&#62;") && page.body.contains(&ctx.actor.name));
        // The other fields stayed, guarded ones too.
        let shown = head.post(&format!("{pupil_page}/hien"), &[]).await;
        assert!(shown.body.contains("Hộ nghèo, cận nghèo") && shown.body.contains("Dân tộc"));
        let stale = head.post(&form, &fields).await;
        assert_eq!(stale.status, StatusCode::CONFLICT);
        let found = head.get("/tim?q=vi+thi+uyen").await;
        assert!(found.body.contains(&format!("href=\"{pupil_page}\"")), "{}", found.body);
    })
    .await;
}

#[tokio::test]
async fn another_schools_records_do_not_exist() {
    for_each_database(async |db| {
        let world = World::with_records(&db).await;
        let own = world.acting(Role::Head).await.actor.unit;
        let (other, class, pupil, staff) = another(&world.program(), own).await;
        let pages = [
            format!("/don-vi/{other}/lop"),
            format!("/don-vi/{other}/lop/tai-ve/csv"),
            format!("/don-vi/{other}/lop/{class}"),
            format!("/don-vi/{other}/lop/{class}/tai-ve/csv"),
            // Somebody else's class under one's own school.
            format!("/don-vi/{own}/lop/{class}"),
            format!("/don-vi/{own}/ho-so/class/{class}"),
            format!("/don-vi/{own}/ho-so/class/{class}/sua"),
            format!("/don-vi/{other}/can-bo"),
            format!("/don-vi/{other}/co-so"),
            format!("/don-vi/{other}/con-thieu"),
            format!("/don-vi/{other}/ho-so/class/{class}"),
            format!("/don-vi/{other}/ho-so/pupil/{pupil}"),
            format!("/don-vi/{own}/ho-so/pupil/{pupil}"),
            format!("/don-vi/{own}/ho-so/pupil/{pupil}/sua"),
            format!("/don-vi/{own}/ho-so/khong-co/{pupil}"),
            format!("/hoc-sinh/{pupil}"),
            format!("/can-bo/{staff}"),
        ];
        for role in [Role::Head, Role::Deputy, Role::Clerk, Role::Teacher, Role::Administrator] {
            let home = world.acting(role).await.actor.unit;
            if home == other {
                continue;
            }
            let mut browser = world.browser(role).await;
            for page in pages.iter().filter(|page| home == own || !page.contains(&format!("/{own}/"))) {
                assert_eq!(browser.get(page).await.status, StatusCode::NOT_FOUND, "{role:?} {page}");
            }
            for page in [format!("/hoc-sinh/{pupil}/hien"), format!("/can-bo/{staff}/hien")] {
                assert_eq!(browser.post(&page, &[]).await.status, StatusCode::NOT_FOUND, "{role:?} {page}");
            }
            let form = format!("/don-vi/{own}/ho-so/pupil/{pupil}/sua");
            let fields =
                [("phien-ban", "1"), ("valid_from", "1/8/2020"), ("full_name", "X Y"), ("reason", "x")];
            assert_eq!(browser.post(&form, &fields).await.status, StatusCode::NOT_FOUND, "{role:?}");
        }
        // The Department reads them all.
        let mut department = world.browser(Role::DepartmentSpecialist).await;
        for page in [&pages[2], &pages[7], &pages[9], &pages[15], &pages[16]] {
            assert_eq!(department.get(page).await.status, StatusCode::OK, "{page}");
        }
    })
    .await;
}

/// The value of a field of a form.
fn value_of(body: &str, name: &str) -> String {
    let rest = body.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn records_are_added_and_ended_by_hand() {
    for_each_database(async |db| {
        let world = World::with_records(&db).await;
        let ctx = world.acting(Role::Head).await;
        let (unit, today) = (ctx.actor.unit, ctx.today());
        let mut head = world.browser(Role::Head).await;
        let (classes, _) = classes_of_unit(&ctx, unit, today).await.unwrap();
        let class = classes[0].class.key.id;
        let page = head.get(&format!("/don-vi/{unit}/lop/{class}")).await;
        let form = format!("/don-vi/{unit}/them/pupil");
        assert!(page.body.contains(&format!("href=\"{form}?lop={class}\"")), "{}", page.body);
        let page = head.get(&format!("{form}?lop={class}")).await;
        assert!(page.body.contains(&format!("value=\"{class}\" selected")), "{}", page.body);
        let class_text = class.to_string();
        let day = today.to_string();
        let typed = |name: &'static str| {
            vec![
                ("full_name", name),
                ("birth_date", "5/3/2012"),
                ("sex", "2"),
                ("enrolment.class", class_text.as_str()),
                ("enrolment.status", "dang-hoc"),
                ("valid_from", day.as_str()),
            ]
        };
        // What is wrong stands beside its field, and what was typed is kept.
        let answer = head.post(&form, &typed("")).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.body.contains("e-full_name") && answer.body.contains("value=\"5/3/2012\""));
        let mut without = typed("Hà Thị Mới");
        without[3].1 = "";
        let answer = head.post(&form, &without).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.body.contains("e-enrolment.class"), "{}", answer.body);
        let answer = head.post(&form, &typed("Hà Thị Mới")).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        let pupil = answer.header("location").to_owned();
        assert!(head.get(&pupil).await.body.contains("Hà Thị Mới"));
        let list = class_list(&ctx, unit, class, today).await.unwrap();
        assert!(list.pupils.iter().any(|one| one.pupil.called() == "Hà Thị Mới"));
        assert!(head.get("/tim?q=ha+thi+moi").await.body.contains(&pupil));
        // About a person, from the person's page.
        let id = pupil.rsplit('/').next().unwrap();
        let about = format!("/don-vi/{unit}/them/guardian");
        let with_id = format!("{about}?cua={id}");
        assert!(head.get(&pupil).await.body.contains(&with_id));
        let page = head.get(&with_id).await;
        assert!(page.body.contains("Hà Thị Mới"), "{}", page.body);
        let father =
            [("cua", id), ("full_name", "Hà Văn Cha"), ("kinship", "cha"), ("valid_from", day.as_str())];
        let answer = head.post(&about, &father).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        assert!(head.get(&pupil).await.body.contains("Hà Văn Cha"));

        // What is in use is not ended; what is not in use ends, with a reason, and stays to be seen.
        let edit = format!("/don-vi/{unit}/ho-so/class/{class}");
        let version = value_of(&head.get(&format!("{edit}/sua")).await.body, "phien-ban");
        let end = [("phien-ban", version.as_str()), ("ngay-cuoi", day.as_str()), ("ly-do", "giải thể")];
        let answer = head.post(&format!("{edit}/ket-thuc"), &end).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.body.contains("Sau ngày đó còn"), "{}", answer.body);
        let room = [("name", "Kho <mới>"), ("purpose", "kho"), ("valid_from", "1/1/2021")];
        let answer = head.post(&format!("/don-vi/{unit}/them/room"), &room).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        let room = answer.header("location").to_owned();
        let version = value_of(&head.get(&format!("{room}/sua")).await.body, "phien-ban");
        let silent = [("phien-ban", version.as_str()), ("ngay-cuoi", "1/2/2021")];
        let answer = head.post(&format!("{room}/ket-thuc"), &silent).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.body.contains("e-ly-do") && answer.body.contains("value=\"1/2/2021\""));
        let end = [("phien-ban", version.as_str()), ("ngay-cuoi", "1/2/2021"), ("ly-do", "tháo dỡ")];
        assert_eq!(head.post(&format!("{room}/ket-thuc"), &end).await.status, StatusCode::SEE_OTHER);
        let rooms = |book: &khue_app::registry::records::SchoolBook| {
            book.of("room").iter().filter(|room| room.called() == "Kho <mới>").count()
        };
        let on = async |iso: &str| school_records(&ctx, unit, iso.parse().unwrap()).await.unwrap();
        assert_eq!((rooms(&on("2021-02-01").await), rooms(&on("2021-02-02").await)), (1, 0));

        // Another school's people and forms do not exist.
        let (other, _, foreign, _) = another(&world.program(), unit).await;
        for path in [
            format!("/don-vi/{unit}/them/guardian?cua={foreign}"),
            format!("/don-vi/{other}/them/room"),
            format!("/don-vi/{unit}/them/guardian"),
            format!("/don-vi/{unit}/them/school_profile"),
            format!("/don-vi/{unit}/them/khong-co"),
        ] {
            assert_eq!(head.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
            let of = path.split("cua=").nth(1).unwrap_or_default();
            let named = [("cua", of), ("full_name", "X Y"), ("name", "X"), ("kinship", "cha")];
            assert_eq!(head.post(&path, &named).await.status, StatusCode::NOT_FOUND, "{path}");
        }
    })
    .await;
}
