//! An official report on its pages: drawn up, reworded, written by two at once, finished, fetched.

use axum::http::StatusCode;
use khue_app::Ctx;
use khue_app::directive::{self, AdoptDirective, UploadDirective};
use khue_base::DirectiveId;
use khue_rules::accounts::Role;
use khue_testkit::for_each_database;

use super::world::World;

const SAMPLE: &str = include_str!("../../../../catalogue/demo/directive.txt");

async fn adopted(ctx: &Ctx) -> DirectiveId {
    let (reading, file_type) = directive::read_file(SAMPLE.as_bytes(), "chi-thi.txt", None).unwrap();
    let content = SAMPLE.as_bytes().to_vec();
    let upload = UploadDirective { file_name: "chi-thi.txt".to_owned(), file_type, content, reading };
    let id = directive::upload_directive(ctx, upload).await.unwrap();
    directive::accept_remaining(ctx, id).await.unwrap();
    directive::adopt_directive(ctx, AdoptDirective { directive: id }).await.unwrap();
    id
}

/// The fields of the head and foot as the page holds them.
fn form<'a>(version: &'a str, closing: &'a str, number: &'a str, step: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("phien-ban", version),
        ("so-hieu", "7/BC-SGDĐT"),
        ("noi-ngay", "Bắc Giang, ngày 31 tháng 5 năm 2021"),
        ("trich-yeu", "Kết quả thực hiện Chỉ thị"),
        ("kinh-gui", "Chủ tịch UBND tỉnh Bắc Giang"),
        ("noi-nhan", "Như trên\nLưu: VT"),
        ("chuc-vu", "GIÁM ĐỐC"),
        (number, closing),
        ("lam", step),
    ]
}

#[tokio::test]
async fn a_report_is_drawn_up_reworded_finished_and_fetched() {
    for_each_database(async |db| {
        let world = World::plain(&db).await;
        let keeper = world.acting(Role::DepartmentLeader).await;
        let directive = adopted(&keeper).await;
        let (list, today) = (format!("/chi-dao/{directive}/bao-cao"), keeper.today().to_string());
        let mut leader = world.browser(Role::DepartmentLeader).await;
        assert!(leader.get(&list).await.body.contains("Chưa có báo cáo nào"));

        let future = leader.post(&list, &[("ngay", "1/7/2031"), ("ky", "quý III")]).await;
        assert_eq!(future.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(future.body.contains("Ngày 1/7/2031 chưa đến") && future.body.contains("quý III"));

        let made = leader.post(&list, &[("ngay", &today), ("ky", "quý III")]).await;
        let here = made.header("location").to_owned();
        assert!(here.starts_with("/bao-cao/"), "{here}");
        let page = leader.get(&here).await;
        assert!(page.body.contains("UBND TỈNH BẮC GIANG") && page.body.contains("SỞ GIÁO DỤC VÀ ĐÀO TẠO"));
        assert!(page.body.contains("bản thảo") && page.body.contains("Số đã khoá:"));

        let hostile = "<script>alert(1)</script> hết.";
        let saved = leader.post(&here, &form("1", hostile, "doan-1", "ghi")).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER);
        let page = leader.get(&here).await;
        assert!(page.body.contains("&#60;script&#62;alert(1)") && !page.body.contains("<script>alert(1)"));
        assert!(page.body.contains("Câu gốc:"));

        // Somebody else still has the first version open: told so, with what was typed.
        let stale = leader.post(&here, &form("1", "Câu của người sau.", "doan-1", "ghi")).await;
        assert_eq!(stale.status, StatusCode::CONFLICT);
        assert!(stale.body.contains("vừa ghi báo cáo này lúc") && stale.body.contains("Câu của người sau."));

        let mut restore = form("2", hostile, "doan-1", "");
        restore.push(("khoi-phuc", "doan-1"));
        leader.post(&here, &restore).await;
        assert!(!leader.get(&here).await.body.contains("Câu gốc:"));

        // Nobody outside the offices knows of it until it is finished.
        let mut head = world.browser(Role::Head).await;
        assert_eq!(head.get(&here).await.status, StatusCode::NOT_FOUND);
        assert_eq!(
            leader.post(&here, &form("3", "Báo cáo hết.", "doan-1", "chot")).await.status,
            StatusCode::SEE_OTHER
        );
        assert!(head.get(&here).await.body.contains("Báo cáo hết."));
        let files: [(&str, &[u8]); 2] = [("pdf", b"%PDF"), ("docx", b"PK")];
        for (kind, start) in files {
            let path = format!("{here}/tai-ve/{kind}");
            assert!(head.bytes(&path).await.starts_with(start), "{kind}");
            let name = format!("attachment; filename*=UTF-8''bao-cao-{}.{kind}", keeper.today().iso());
            assert_eq!(head.get(&path).await.header("content-disposition"), name);
        }
        assert_eq!(head.get(&format!("{here}/tai-ve/exe")).await.status, StatusCode::NOT_FOUND);
    })
    .await;
}
