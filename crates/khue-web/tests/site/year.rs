//! The school year through the real router: rolled over, taken back, shared out, looked at.

use axum::http::StatusCode;
use khue_app::registry::records::classes_of_unit;
use khue_rules::accounts::Role;
use khue_testkit::for_each_database;

use super::world::World;

/// The first address on a page that contains `part`.
fn link(body: &str, part: &str) -> String {
    let rest = body.split("href=\"").find(|rest| rest.split('"').next().unwrap().contains(part));
    rest.unwrap_or_else(|| panic!("no {part}: {body}")).split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_head_rolls_a_class_over_and_takes_it_back() {
    for_each_database(async |db| {
        let world = World::with_records(&db).await;
        let unit = world.acting(Role::Head).await.actor.unit;
        let mut head = world.browser(Role::Head).await;
        let here = format!("/don-vi/{unit}/len-lop");
        let asked = format!("{here}?tu=2020-2021");
        // The year before is over: its pupils are in this one.
        let page = head.get(&here).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.body.contains("Kết chuyển năm học 2019-2020 sang 2020-2021"), "{}", page.body);
        let page = head.get(&asked).await.body;
        assert!(page.contains("sẽ tạo") && page.contains("name=\"lop\""), "{page}");
        let none = head.post(&here, &[("tu", "2020-2021")]).await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(none.body.contains("Chưa chọn lớp nào"));

        // One pupil repeats; the choice stays, then the class is written.
        let class = link(&page, &format!("{here}/"));
        let form = head.get(&class).await;
        assert_eq!(form.status, StatusCode::OK, "{class}");
        let field = form.body.split("<select name=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let action = class.split('?').next().unwrap();
        let kept = head.post(action, &[("tu", "2020-2021"), (&field, "luu-ban")]).await;
        assert_eq!(kept.header("location"), asked);
        assert!(head.get(&class).await.body.contains("<option value=\"luu-ban\" selected>"));
        let wrong = head.post(action, &[("tu", "2020-2021"), (&field, "len-may-bay")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let id = action.rsplit('/').next().unwrap();
        let fields = [("tu", "2020-2021"), ("lop", id), ("mang", "chu-nhiem")];
        let written = head.post(&here, &fields).await;
        assert_eq!(written.header("location"), asked, "{}", written.body);
        let page = head.get(&asked).await.body;
        assert!(page.contains("Đã kết chuyển:") && page.contains("1 em ở lại"), "{page}");
        let again = head.post(&here, &fields).await;
        assert_eq!(again.header("location"), asked);
        assert!(head.get(&asked).await.body.contains("Không còn gì để kết chuyển"));

        // It stands in the list of what was written, and is taken back from there.
        let undo = link(&page, "/hoan-tac/");
        head.learn(&undo).await;
        let undone = head.post(&undo, &[("ly-do", "chưa xét xong")]).await;
        assert_eq!(undone.header("location"), here);
        let page = head.get(&asked).await.body;
        assert!(page.contains("đã hoàn tác"), "{page}");
        let ctx = world.acting(Role::Head).await;
        let after = classes_of_unit(&ctx, unit, "2021-09-05".parse().unwrap()).await.unwrap().0;
        assert!(after.is_empty());

        // Nobody from elsewhere, and nobody without the permission.
        let other = world.acting(Role::DepartmentLeader).await.actor.unit;
        for path in [&here, &class, &format!("/don-vi/{unit}/chia-lop"), &format!("/don-vi/{unit}/nam-hoc")] {
            let foreign = path.replace(&unit.to_string(), &other.to_string());
            assert_eq!(head.get(&foreign).await.status, StatusCode::NOT_FOUND, "{foreign}");
        }
        let mut teacher = world.browser(Role::Teacher).await;
        assert_eq!(teacher.get(&asked).await.status, StatusCode::NOT_FOUND);
        assert_eq!(teacher.post(&here, &fields).await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

const ADMITTED: &str = "DANH SÁCH TRÚNG TUYỂN\nHọ và tên,Ngày sinh,Giới tính,Khối\n\
    Vi Thị Uyên,1/9/2010,Nữ,Lớp 6\nVi Văn Ước,2/9/2010,Nam,Lớp 6\nLò Văn Ân,3/9/2010,Nam,Lớp 6\n";

#[tokio::test]
async fn an_admission_list_is_shared_out_and_the_steps_say_so() {
    for_each_database(async |db| {
        let world = World::plain(&db).await;
        let unit = world.acting(Role::Head).await.actor.unit;
        let mut head = world.browser(Role::Head).await;
        let steps = format!("/don-vi/{unit}/nam-hoc?nam-hoc=2020-2021");
        let page = head.get(&steps).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.body.contains("Có kế hoạch thời gian của tỉnh"), "{}", page.body);
        assert!(page.body.contains("Chưa nhập danh sách trúng tuyển"));
        assert!(head.get(&format!("/don-vi/{unit}")).await.body.contains("Chuẩn bị năm học"));

        let import = format!("/don-vi/{unit}/nhap-lieu");
        head.learn(&import).await;
        let sheet = [("loai", "pupil"), ("nam-hoc", "2020-2021"), ("tep\"; filename=\"tuyen.csv", ADMITTED)];
        let sent = head.post_files(&import, &sheet).await;
        let preview = sent.header("location").to_owned();
        head.learn(&preview).await;
        assert_eq!(
            head.post(&format!("{preview}/ghi"), &[("lay", "tat-ca")]).await.header("location"),
            import
        );

        let split = format!("/don-vi/{unit}/chia-lop?nam-hoc=2020-2021");
        assert!(head.get(&steps).await.body.contains("3 em chờ chia lớp trong 3 em mới vào trường"));
        let few = head.get(&format!("{split}&khoi=6&so-lop=1&toi-da=2")).await;
        assert_eq!(few.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(few.body.contains("3 học sinh không xếp hết vào 1 lớp"), "{}", few.body);
        let page = head.get(&format!("{split}&khoi=6&so-lop=2")).await.body;
        assert!(page.contains("6B") && page.contains("Lò Văn Ân"), "{page}");
        let fields: Vec<String> = page
            .split("<select name=\"hs-")
            .skip(1)
            .map(|rest| format!("hs-{}", rest.split('"').next().unwrap()))
            .collect();
        assert_eq!(fields.len(), 3);
        let form = [
            ("nam-hoc", "2020-2021"),
            ("khoi", "6"),
            (fields[0].as_str(), "6A"),
            (fields[1].as_str(), "6A"),
            (fields[2].as_str(), ""),
        ];
        let written = head.post(&format!("/don-vi/{unit}/chia-lop"), &form).await;
        assert_eq!(written.header("location"), split, "{}", written.body);
        let page = head.get(&split).await.body;
        assert!(page.contains("Đã xếp lớp cho 2 em.") && page.contains("1 em"), "{page}");
        assert!(head.get(&steps).await.body.contains("1 em chờ chia lớp trong 3 em mới vào trường"));
        let undo = link(&page, "/hoan-tac/");
        head.learn(&undo).await;
        let undone = head.post(&undo, &[("ly-do", "chia lại")]).await;
        assert_eq!(undone.header("location"), format!("/don-vi/{unit}/chia-lop"));
        assert!(head.get(&steps).await.body.contains("3 em chờ chia lớp"));
        assert!(head.get(&format!("/don-vi/{unit}/phan-cong")).await.body.contains("Chưa có phân công"));
    })
    .await;
}

#[tokio::test]
async fn the_calendar_is_a_page_and_a_file() {
    for_each_database(async |db| {
        let world = World::plain(&db).await;
        let mut head = world.browser(Role::Head).await;
        let page = head.get("/lich?nam-hoc=2020-2021&cap=05").await.body;
        assert!(page.contains("Học kì I: 16 tuần thực học") && page.contains("cần xác nhận"), "{page}");
        assert!(head.get("/lich?nam-hoc=2021-2022").await.body.contains("khung của Bộ"));
        let none = head.get("/lich?nam-hoc=2099-2100").await;
        assert_eq!(none.status, StatusCode::OK);
        assert!(none.body.contains("Chưa có lịch của năm học này"), "{}", none.body);
        assert!(head.get("/lich?nam-hoc=xx").await.body.contains("value=\"xx\""));
        // Calendar programs do not sign in.
        let mut anyone = world.stranger();
        let file = String::from_utf8(anyone.bytes("/lich/2020-2021.ics?cap=03").await).unwrap();
        assert!(
            file.starts_with("BEGIN:VCALENDAR\r\n") && file.contains("SUMMARY:Tuần 35 (Học kì II)"),
            "{file}"
        );
        assert_eq!(file.matches("BEGIN:VEVENT").count(), file.matches("UID:").count());
        for path in ["/lich/2020-2021.pdf", "/lich/2099-2100.ics", "/lich/x.ics"] {
            assert_eq!(anyone.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
    })
    .await;
}
