//! A school brings its own sheet in: looks, puts a column right, writes, takes back.

use axum::http::StatusCode;
use khue_app::registry::import::BACKGROUND_ROWS;
use khue_app::worker;
use khue_rules::accounts::Role;
use khue_testkit::for_each_database;

use super::world::World;

/// A file field of a form with files.
const FILE: &str = "tep\"; filename=\"lop hoc.csv";
const CLASSES: &str =
    "DANH SÁCH LỚP\nMã lớp,Tên lớp,Khối,Ca học\nL6A,6A1,Lớp 6,Sáng\nL6B,6B1,Lớp sáu mươi,Chiều\n";

#[tokio::test]
async fn a_sheet_is_looked_at_corrected_written_and_taken_back() {
    for_each_database(async |db| {
        let world = World::plain(&db).await;
        let mut head = world.browser(Role::Head).await;
        let unit = world.acting(Role::Head).await.actor.unit;
        let start = format!("/don-vi/{unit}/nhap-lieu");
        assert!(head.get(&format!("/don-vi/{unit}")).await.body.contains(&format!("href=\"{start}\"")));
        head.learn(&start).await;

        let none = head.post_files(&start, &[("loai", "class"), ("nam-hoc", "2020-2021")]).await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(none.body.contains("value=\"2020-2021\""), "what was typed is kept");
        let junk = head.post_files(&start, &[(FILE, "<html><table></table></html>")]).await;
        assert_eq!(junk.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(junk.body.contains("trang web"), "{}", junk.body);

        let sent = head.post_files(&start, &[("loai", ""), (FILE, CLASSES)]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
        let here = sent.header("location").to_owned();
        let page = head.get(&here).await.body;
        for words in ["1 hàng mới", "1 hàng bị từ chối", "CSV!C4", "Ghi 1 hàng đúng"] {
            assert!(page.contains(words), "{words}: {page}");
        }
        assert!(!page.contains("Ghi tất cả"));
        assert!(head.bytes(&format!("{here}/danh-dau")).await.starts_with(b"PK"));

        let day = head.post(&format!("{here}/cot"), &[("loai", "class"), ("ngay", "hôm nay")]).await;
        assert_eq!(day.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(day.body.contains("value=\"hôm nay\""));
        let columns = [
            ("loai", "class"),
            ("nam-hoc", "2020-2021"),
            ("ngay", "5/9/2020"),
            ("cot-ma lop", "code"),
            ("cot-ten lop", "name"),
            ("cot-khoi", "grade"),
            ("cot-ca hoc", ""),
        ];
        assert_eq!(head.post(&format!("{here}/cot"), &columns).await.header("location"), here);
        assert!(head.get(&here).await.body.contains("theo lựa chọn lần trước"));

        // All are wanted, one is refused: nothing is written.
        let all = head.post(&format!("{here}/ghi"), &[("lay", "tat-ca")]).await;
        assert_eq!(all.header("location"), here);
        let valid = head.post(&format!("{here}/ghi"), &[("lay", "dung")]).await;
        assert_eq!(valid.header("location"), start);
        let list = head.get(&start).await.body;
        assert!(list.contains("Đã ghi 1 hàng mới và 0 hàng thay đổi."), "{list}");
        let undo = list.split("href=\"").find(|rest| rest.contains("/hoan-tac/")).unwrap();
        let undo = undo.split('"').next().unwrap().to_owned();
        assert!(head.get(&here).await.body.contains("1 hàng giữ nguyên"));

        head.learn(&undo).await;
        let silent = head.post(&undo, &[]).await;
        assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(head.post(&undo, &[("ly-do", "nhập nhầm năm")]).await.header("location"), start);
        assert!(head.get(&start).await.body.contains("đã hoàn tác"));
        assert!(head.get(&here).await.body.contains("1 hàng mới"));

        // Elsewhere none of it exists.
        let other = world.acting(Role::DepartmentLeader).await.actor.unit;
        for path in [
            start.replace(&unit.to_string(), &other.to_string()),
            here.replace(&unit.to_string(), &other.to_string()),
        ] {
            assert_eq!(head.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_large_sheet_is_written_in_the_background_and_may_be_stopped() {
    for_each_database(async |db| {
        let world = World::plain(&db).await;
        let mut head = world.browser(Role::Head).await;
        let ctx = world.acting(Role::Head).await;
        let unit = ctx.actor.unit;
        let start = format!("/don-vi/{unit}/nhap-lieu");
        head.learn(&start).await;
        let mut sheet = String::from("Tên phòng,Công dụng\n");
        for number in 1..=BACKGROUND_ROWS + 1 {
            sheet.push_str(&format!("Phòng {number},Phòng học\n"));
        }
        let sent = head.post_files(&start, &[("loai", "room"), (FILE, sheet.as_str())]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
        let here = sent.header("location").to_owned();
        let run = format!("{here}/tien-do");
        assert_eq!(head.get(&run).await.status, StatusCode::NOT_FOUND, "nobody asked yet");
        let page = head.get(&here).await.body;
        assert!(page.contains("501 hàng mới"), "{page}");
        assert_eq!(head.post(&format!("{here}/ghi"), &[("lay", "tat-ca")]).await.header("location"), run);
        let waiting = head.get(&run).await;
        assert_eq!(waiting.header("refresh"), "2");
        assert!(waiting.body.contains("Đang chờ đến lượt"), "{}", waiting.body);
        assert_eq!(head.post(&format!("{here}/dung"), &[]).await.header("location"), run);
        let stopped = head.get(&run).await;
        assert!(stopped.body.contains("chưa ghi gì"), "{}", stopped.body);
        worker(&ctx.app).run_due().await.unwrap();
        assert!(head.get(&here).await.body.contains("501 hàng mới"));

        head.post(&format!("{here}/ghi"), &[("lay", "tat-ca")]).await;
        worker(&ctx.app).run_due().await.unwrap();
        let ended = head.get(&run).await;
        assert!(ended.body.contains("Đã ghi 501 hàng mới và 0 hàng thay đổi."), "{}", ended.body);
        head.post(&format!("{here}/dung"), &[]).await;
        assert!(head.get(&run).await.body.contains("không dừng được nữa"));
        assert!(head.get(&start).await.body.contains("đã ghi"));
    })
    .await;
}
