//! The whole way of a directive in a real browser: brought in, reviewed, adopted, assigned, reported on,
//! returned, accepted, seen by the Chairman, told in a report. With scripts and without, on a desk and on a
//! phone; every page is checked for accessibility and for scrolling sideways.
//!
//! `KHUE_SAVE_SCREENSHOTS=1` rewrites the pictures of the guides (docs/guide/img).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)] // helpers of tests are tests
#![allow(clippy::disallowed_methods)] // waits on a real browser and measures it

mod common;

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use common::{Running, get, workspace};
use fantoccini::elements::{Element, ElementRef};
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;

const CHAIRMAN: &str = "Lãnh đạo UBND tỉnh";
const OFFICE: &str = "Văn phòng UBND tỉnh";
const SPECIALIST: &str = "Chuyên viên Sở GDĐT";
const DISTRICT: &str = "Cán bộ cấp huyện";
const HEAD: &str = "Hiệu trưởng";
const AUDITOR: &str = "Kiểm toán, giám sát";
const ADMINISTRATOR: &str = "Quản trị hệ thống";

/// What the edited provision says; nothing else in the province does.
const OWN_WORDS: &str = "Kiểm tra bếp ăn bán trú của trường mầm non và công khai kết quả";
const DUE: &str = "15/6/2021";

#[tokio::test]
async fn a_directive_goes_its_way_in_a_browser() {
    let Some(tools) = Tools::find() else { return };
    let demo = Running::khue(&["demo"]);
    let driver = tools.start_driver();
    let work = Folder::new("scripts");
    let desk = Browser::open(&tools, &driver, &demo, &work, Kind::DESK).await;
    let phone = Browser::open(&tools, &driver, &demo, &work, Kind::PHONE).await;
    let mut both = Both { desk, phone, role: String::new() };
    let adopted = journey(&mut both, &tools, &work).await;
    tools.tell_faults();
    write_report(&mut both, &tools, &adopted).await;
    tools.tell_faults();
    both.desk.client.close().await.unwrap();
    both.phone.client.close().await.unwrap();
}

#[tokio::test]
async fn figures_go_up_come_back_and_are_locked_in_a_browser() {
    let Some(tools) = Tools::find() else { return };
    let demo = Running::khue(&["demo"]);
    let driver = tools.start_driver();
    let work = Folder::new("figures");
    let desk = Browser::open(&tools, &driver, &demo, &work, Kind::DESK).await;
    let phone = Browser::open(&tools, &driver, &demo, &work, Kind::PHONE).await;
    let mut both = Both { desk, phone, role: String::new() };
    figures(&mut both, &tools).await;
    tools.tell_faults();
    both.desk.client.close().await.unwrap();
    both.phone.client.close().await.unwrap();
}

/// A head explains and sends, the district gives back, the head mends and explains again, the district approves,
/// the Department locks.
async fn figures(both: &mut Both, tools: &Tools) {
    both.look(tools, "ky-bao-cao-truong", Some(HEAD), "/ky-bao-cao").await;
    let school = both.desk.attribute("main li.hit a.through", "href").await;
    let (unit, round) = school.split_once("/ky-bao-cao/").unwrap();
    let (missing, of_round) = (format!("{unit}/con-thieu"), format!("/ky-bao-cao/{round}"));
    both.look(tools, "so-lieu-chua-gui", None, &school).await;
    assert!(both.desk.text("main").await.contains("chưa giải trình nên chưa gửi được"));
    both.look(tools, "con-thieu", None, &missing).await;
    explain(&both.desk, &missing).await;
    send(&both.desk, &school).await;

    decide_figures(&both.desk, DISTRICT, &of_round, &school, "reject", "Rà lại thôn cư trú.").await;
    both.look(tools, "so-lieu-tra-lai", Some(HEAD), &school).await;
    assert!(both.desk.text("main").await.contains("Rà lại thôn cư trú."));
    // A record is mended: what was said about it no longer stands.
    both.desk.go(&format!("{missing}?kiem-tra=HS-22")).await;
    let record = both.desk.attribute("main li.hit a.through", "href").await;
    both.desk.go(&format!("{record}/sua")).await;
    both.desk.fill("[name=hamlet]", "Thôn Hạ").await;
    both.desk.fill("[name=reason]", "Rà theo ý kiến cấp trên").await;
    both.desk.follow("main form[data-keep] button.main").await;
    both.desk.go(&school).await;
    assert!(both.desk.text("main").await.contains("còn 1 điểm chưa giải trình"));
    explain(&both.desk, &missing).await;
    send(&both.desk, &school).await;

    both.look(tools, "ky-bao-cao-huyen", Some(DISTRICT), &of_round).await;
    decide_figures(&both.desk, DISTRICT, &of_round, &school, "approve", "").await;
    both.look(tools, "ky-bao-cao", Some(SPECIALIST), "/ky-bao-cao").await;
    both.look(tools, "ky-bao-cao-so", None, &of_round).await;
    decide_figures(&both.desk, SPECIALIST, &of_round, &school, "lock", "").await;
    both.look(tools, "so-lieu-da-khoa", Some(HEAD), &school).await;
    let text = both.desk.text("main").await;
    assert!(text.contains("đã khóa") && text.contains("Xin mở khóa"), "{text}");
    both.look(tools, "so-lieu-ho-so", None, &format!("{school}/so-lieu/hs.nu")).await;
    assert!(both.desk.text("main").await.contains("như đã biết lúc"));
}

/// Explains every query that is left, check by check.
async fn explain(browser: &Browser, missing: &str) {
    for _ in 0..30 {
        browser.go(missing).await;
        if !browser.has("input[name=kiem-tra]").await {
            return;
        }
        let check = browser.attribute("input[name=kiem-tra]", "value").await;
        browser.go(&format!("{missing}?kiem-tra={check}")).await;
        browser.click("details.fold details.fold > summary").await;
        browser.fill("textarea[name=giai-trinh]", "Đã đối chiếu hồ sơ giấy, đúng như vậy.").await;
        browser.follow("details.fold details.fold button.main").await;
        assert!(browser.text("main").await.contains("Đã ghi giải trình"), "{}", browser.text("main").await);
    }
    panic!("explaining does not come to an end");
}

async fn send(browser: &Browser, school: &str) {
    browser.go(school).await;
    browser.follow("form[action$='/gui'] button.main").await;
    let text = browser.text("main").await;
    assert!(text.contains("chờ duyệt") && text.contains("Đã gửi số liệu"), "{text}");
}

async fn decide_figures(browser: &Browser, role: &str, round: &str, school: &str, step: &str, words: &str) {
    browser.enter(role).await;
    browser.go(round).await;
    browser.click(&format!("tr:has(a[href='{school}']) input[name=truong]")).await;
    browser.fill("textarea[name=loi]", words).await;
    browser.follow(&format!("button[name=lam][value={step}]")).await;
    let text = browser.text("main").await;
    assert!(text.contains("Đã ghi quyết định cho 1 trường."), "{text}");
}

#[tokio::test]
async fn the_same_way_is_open_without_scripts() {
    let Some(tools) = Tools::find() else { return };
    let demo = Running::khue(&["demo"]);
    let driver = tools.start_driver();
    let work = Folder::new("plain");
    let browser = Browser::open(&tools, &driver, &demo, &work, Kind::PLAIN).await;
    browser.go("/doi-vai").await;
    browser.speak("en").await;
    assert!(browser.text("h1").await.contains("In which role"));
    browser.speak("vi").await;
    let directive = adopt(&browser, &document()).await;
    let task = assign(&browser, &directive).await;
    change_target(&browser, &task).await;
    let assignment = report(&browser, &work, "Đã kiểm tra bếp ăn, còn thiếu biên bản.", &task).await;
    decide(&browser, &assignment, Decision::Return("Chưa có biên bản kiểm tra.")).await;
    mend(&browser, &assignment, "Chưa có biên bản kiểm tra.").await;
    decide(&browser, &assignment, Decision::Accept).await;
    browser.enter(CHAIRMAN).await;
    browser.go(&assignment).await;
    assert!(browser.text("main").await.contains("Đã bổ sung biên bản"));
    browser.follow("#da-gui ul.proofs a").await;
    assert!(browser.has("img, iframe").await, "the evidence is shown");
    browser.client.close().await.unwrap();
}

/// From the upload to the evidence, with pictures on the way; gives the address of the sample directive.
async fn journey(both: &mut Both, tools: &Tools, work: &Folder) -> String {
    both.look(tools, "vao", None, "/doi-vai").await;
    both.look(tools, "danh-sach-chi-dao", Some(CHAIRMAN), "/chi-dao").await;
    let adopted = both.desk.attribute("main li.hit a.through", "href").await;
    pages_of_the_sample(both, tools, &adopted).await;
    english_pages(both, tools, &adopted).await;
    both.look(tools, "tai-len", Some(SPECIALIST), "/chi-dao/moi").await;

    let document = document();
    let draft = upload(&both.desk, &document).await;
    both.look(tools, "ra-soat", Some(SPECIALIST), &draft).await;
    let directive = review_and_adopt(&both.desk, &draft).await;
    let task = assign(&both.desk, &directive).await;
    both.look(tools, "giao-viec", Some(SPECIALIST), &format!("{task}#giao")).await;
    change_target(&both.desk, &task).await;
    both.look(tools, "sua-chi-tieu", Some(SPECIALIST), &format!("{task}#f-chi-tieu")).await;

    both.look(tools, "viec-cua-truong", Some(HEAD), "/viec").await;
    let assignment = report(&both.desk, work, "Đã kiểm tra bếp ăn, còn thiếu biên bản.", &task).await;
    both.look(tools, "duyet-bao-cao", Some(SPECIALIST), &assignment).await;
    decide(&both.desk, &assignment, Decision::Return("Chưa có biên bản kiểm tra.")).await;
    both.look(tools, "bao-cao-tien-do", Some(HEAD), &assignment).await;
    mend(&both.desk, &assignment, "Chưa có biên bản kiểm tra.").await;

    // The phone is the Chairman's: it must show what the Department decides within a second.
    both.phone.enter(CHAIRMAN).await;
    both.phone.go(&directive).await;
    let before = both.phone.text("main").await;
    decide(&both.desk, &assignment, Decision::Accept).await;
    let since = Instant::now();
    both.phone.until_changed(&directive, &before).await;
    println!("the Chairman's page showed the accepted report after {} ms", since.elapsed().as_millis());

    both.role.clear();
    both.enter(CHAIRMAN).await;
    both.desk.go(&directive).await;
    both.desk.go(&task).await;
    both.desk.follow(&format!("a[href='{assignment}']")).await;
    let picture = both.desk.client.find(Locator::LinkText("bep-an.png")).await.unwrap();
    let evidence = picture.attr("href").await.unwrap().unwrap();
    both.look(tools, "minh-chung", Some(CHAIRMAN), &evidence).await;
    let shown = both.desk.attribute("section.preview img, section.preview iframe", "src").await;
    let inside = both.desk.fetch(&shown).await;
    assert_eq!(inside.status, 200, "{shown}");
    adopted
}

/// Pages that show the year which the demo has played.
async fn pages_of_the_sample(both: &mut Both, tools: &Tools, adopted: &str) {
    for (name, place) in [
        ("tong-quan", String::new()),
        ("danh-sach-nhiem-vu", "/nhiem-vu".to_owned()),
        ("ma-tran", "/ma-tran".to_owned()),
        ("so-sanh", "/so-sanh?tu=31/3/2021&den=31/5/2021".to_owned()),
        ("van-ban", "/van-ban".to_owned()),
    ] {
        both.look(tools, name, Some(CHAIRMAN), &format!("{adopted}{place}")).await;
    }
    both.desk.go(&format!("{adopted}/nhiem-vu")).await;
    let task = both.desk.attribute("tr.hit a.through", "href").await;
    both.look(tools, "nhiem-vu", Some(CHAIRMAN), &task).await;
    urge(both, tools, adopted).await;
    both.look(tools, "tim", Some(CHAIRMAN), "/tim?q=mam+non").await;
    both.look(tools, "don-vi", Some(CHAIRMAN), "/don-vi?tim=luc+ngan").await;
    both.desk.go("/don-vi?loai=district").await;
    let district = both.desk.attribute("tr.hit a.through", "href").await;
    both.look(tools, "don-vi-mot", Some(CHAIRMAN), &district).await;
    both.look(tools, "don-vi-da-het", Some(CHAIRMAN), &format!("{district}?ngay=2025-12-31")).await;
    both.look(tools, "tai-khoan", Some(HEAD), "/tai-khoan").await;
    both.look(tools, "he-thong", Some(ADMINISTRATOR), "/he-thong").await;
    both.look(tools, "quan-tri-tai-khoan", Some(ADMINISTRATOR), "/quan-tri/tai-khoan").await;
    both.look(tools, "nhat-ky", Some(AUDITOR), "/nhat-ky").await;
}

/// The Chairman's page and a task in English, and back.
async fn english_pages(both: &mut Both, tools: &Tools, adopted: &str) {
    both.enter(CHAIRMAN).await;
    both.desk.go(&format!("{adopted}/nhiem-vu")).await;
    let task = both.desk.attribute("tr.hit a.through", "href").await;
    for browser in [&both.desk, &both.phone] {
        browser.go(adopted).await;
        browser.speak("en").await;
        assert_eq!(browser.path().await, adopted, "the switch leads back to the page");
        let text = browser.text("main").await;
        assert!(text.contains("overdue") && !text.contains("quá hạn"), "{text}");
    }
    both.look(tools, "overview-en", None, adopted).await;
    both.look(tools, "task-en", None, &task).await;
    let text = both.desk.text("main").await;
    assert!(text.contains("Assigned to") && !text.contains("Đã giao cho"), "{text}");
    let heading = both.desk.find("h1").await;
    assert_eq!(
        heading.attr("lang").await.unwrap().as_deref(),
        Some("vi"),
        "the task itself stays Vietnamese"
    );
    for browser in [&both.desk, &both.phone] {
        browser.speak("vi").await;
    }
}

/// The Chairman urges the Department, which sees the message above its work; twice a day is refused.
async fn urge(both: &mut Both, tools: &Tools, adopted: &str) {
    both.enter(CHAIRMAN).await;
    both.desk.go(adopted).await;
    both.desk.follow(".acts a[href$='/don-doc']").await;
    both.look(tools, "don-doc", Some(CHAIRMAN), &format!("{adopted}/don-doc")).await;
    let words = "Đề nghị Sở báo cáo từng việc chậm, nêu rõ ngày xong, chậm nhất ngày 3/6/2021.";
    for said in ["Đã đôn đốc 1 đơn vị", "đều được đôn đốc hôm nay"] {
        both.desk.go(adopted).await;
        let href = both.desk.attribute("a.urge[aria-label*='Sở GDĐT']", "href").await;
        both.desk.go(&href).await;
        let department = "//label[contains(., 'Sở Giáo dục')]/input[@name='don-vi']";
        let tick = both.desk.client.find(Locator::XPath(department)).await.unwrap();
        if !tick.is_selected().await.unwrap() {
            tick.click().await.unwrap();
        }
        both.desk.fill("textarea[name=loi-nhan]", words).await;
        both.desk.follow("main form.card button.main").await;
        assert!(both.desk.text("main").await.contains(said), "{}", both.desk.text("main").await);
    }
    both.look(tools, "duoc-don-doc", Some(SPECIALIST), "/viec").await;
    let seen = both.desk.text("main .urging").await;
    assert!(seen.contains(words) && seen.contains("UBND tỉnh"), "{seen}");
    assert!(both.desk.text("main").await.contains("đôn đốc 31/5/2021"));
}

/// The report of the sample directive, with its files.
async fn write_report(both: &mut Both, tools: &Tools, adopted: &str) {
    both.enter(OFFICE).await;
    both.desk.go(&format!("{adopted}/bao-cao")).await;
    both.desk.follow("form[action$='/bao-cao'] button.main").await;
    let report = both.desk.path().await;
    assert!(report.starts_with("/bao-cao/"), "a report was made: {report}");
    both.look(tools, "lap-bao-cao", Some(OFFICE), &report).await;
    let subject = both.desk.text("h1").await;
    for (kind, magic) in [("pdf", &b"%PDF"[..]), ("docx", b"PK")] {
        let href = both.desk.attribute(&format!("a[download][href*='{kind}']"), "href").await;
        let file = both.desk.fetch(&href).await;
        assert_eq!(file.status, 200, "{href}");
        assert!(file.body.starts_with(magic), "{href} is no {kind}");
        let read = khue_office::reading::text_of(&file.body, &format!("bao-cao.{kind}")).unwrap();
        let khue_office::reading::Text::Unicode(text) = read.text else { panic!("{href} has no text") };
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains("BÁO CÁO") && text.contains("Chỉ thị"), "{subject}: {text:.500}");
    }
}

/// Brings the document in, reviews and adopts it; gives the directive's address.
async fn adopt(browser: &Browser, document: &Path) -> String {
    let draft = upload(browser, document).await;
    review_and_adopt(browser, &draft).await
}

/// Brings a document in; gives the address of its review.
async fn upload(browser: &Browser, document: &Path) -> String {
    browser.enter(SPECIALIST).await;
    browser.go("/chi-dao/moi").await;
    browser.fill("input[name=tep]", document.to_str().unwrap()).await;
    browser.follow("main form button.main").await;
    let draft = browser.path().await;
    assert!(draft.ends_with("/ra-soat"), "{draft}: {}", browser.text("main").await);
    draft
}

/// Accepts one, edits one, drops one, accepts the rest, adopts.
async fn review_and_adopt(browser: &Browser, draft: &str) -> String {
    let of = |number: u32, what: &str| format!("article.provision:nth-of-type({number}) {what}");
    browser.enter(SPECIALIST).await;
    browser.go(draft).await;
    browser.follow(&of(1, "button[value=nhan]")).await;
    browser.follow(&of(2, "a[data-edit]")).await;
    browser.fill("form.edit textarea[name=noi-dung]", OWN_WORDS).await;
    browser.fill("form.edit input[name=ngay-han]", DUE).await;
    browser.fill("form.edit input[name=ct-0-so]", "95").await;
    browser.fill("form.edit input[name=ct-0-dv]", "%").await;
    browser.fill("form.edit input[name=ct-0-cua]", "bếp ăn đạt yêu cầu").await;
    browser.choose("form.edit select[name=chu-tri]", "Sở GDĐT").await;
    browser.follow("form.edit button[value=ghi]").await;
    assert!(!browser.has("form.edit").await, "{}", browser.text("main").await);
    browser.follow(&of(3, "button[value=bo]")).await;
    browser.follow_and_agree("form[action$='/nhan-het'] button").await;
    browser.click("input[name=dong-y]").await;
    browser.follow("#ban-hanh form button.main").await;
    let directive = browser.path().await;
    assert_eq!(directive, draft.trim_end_matches("/ra-soat"), "{}", browser.text("main").await);
    directive
}

/// Gives the edited task to all kindergartens of one district; gives the task's address.
async fn assign(browser: &Browser, directive: &str) -> String {
    browser.enter(SPECIALIST).await;
    browser.go(&format!("{directive}/nhiem-vu?tim=bep+an+ban+tru")).await;
    let task = browser.attribute("tr.hit a.through", "href").await;
    browser.go(&task).await;
    assert!(browser.text("h1").await.contains(OWN_WORDS));
    browser.click("#giao > summary").await;
    browser.tick("loai-don-vi", "mầm non").await;
    browser.tick("huyen", "TP Bắc Giang").await;
    browser.fill("#giao input[name=ngay-han]", DUE).await;
    browser.follow("#giao button.main").await;
    assert!(browser.text("main").await.contains("Đã giao cho"), "{}", browser.text("main").await);
    task
}

/// Raises the target of the task; the history tells before and after.
async fn change_target(browser: &Browser, task: &str) {
    browser.enter(SPECIALIST).await;
    browser.go(task).await;
    browser.click("#sua > summary").await;
    browser.fill("#sua input[name=ct-0-so]", "98").await;
    browser.fill("#sua textarea[name=li-do]", "Theo kết luận cuộc họp ngày 28/5/2021").await;
    browser.follow("#sua button.main").await;
    let text = browser.text("main").await;
    assert!(text.contains("Đã ghi phiên bản 2"), "{text}");
    assert!(text.contains("chỉ tiêu “95% bếp ăn đạt yêu cầu” → “98% bếp ăn đạt yêu cầu”"), "{text}");
}

/// The school finds the work and reports with figures and two files; gives the assignment's address.
async fn report(browser: &Browser, work: &Folder, words: &str, task: &str) -> String {
    browser.enter(HEAD).await;
    browser.go("/viec").await;
    let link = browser.client.find(Locator::LinkText(OWN_WORDS)).await;
    let link = link.unwrap_or_else(|error| panic!("{task} is not among the school's work: {error}"));
    let assignment = link.attr("href").await.unwrap().unwrap();
    browser.go(&assignment).await;
    browser.click("input[name=muc-do][value=done]").await;
    browser.fill("textarea[name=noi-dung]", words).await;
    browser.fill("input[name^=so-]", "19").await;
    browser.fill("input[name^=tren-]", "20").await;
    let files = [work.write("bien-ban.pdf", &small_pdf()), work.write("bep-an.png", &picture())];
    let input = browser.find("input[name=tep]").await;
    for file in files {
        input.send_keys(file.to_str().unwrap()).await.unwrap();
    }
    browser.follow("#bao-cao button[value=gui]").await;
    let text = browser.text("main").await;
    assert!(text.contains("bien-ban.pdf") && text.contains("bep-an.png") && text.contains(words), "{text}");
    assignment
}

enum Decision<'a> {
    Accept,
    Return(&'a str),
}

async fn decide(browser: &Browser, assignment: &str, decision: Decision<'_>) {
    browser.enter(SPECIALIST).await;
    browser.go(assignment).await;
    let said = match decision {
        Decision::Accept => {
            browser.follow("button[value=chap-nhan]").await;
            "Đã chấp nhận báo cáo."
        }
        Decision::Return(reason) => {
            browser.fill("textarea[name=li-do]", reason).await;
            browser.follow("button[value=tra-lai]").await;
            "Đã trả lại báo cáo"
        }
    };
    assert!(browser.text("main").await.contains(said), "{}", browser.text("main").await);
}

/// The school reads why its report came back, and sends a better one.
async fn mend(browser: &Browser, assignment: &str, reason: &str) {
    browser.enter(HEAD).await;
    browser.go("/viec").await;
    assert!(browser.text("main").await.contains(reason), "{}", browser.text("main").await);
    browser.go(assignment).await;
    assert!(browser.text("main").await.contains(reason));
    browser.click("input[name=muc-do][value=done]").await;
    browser.fill("textarea[name=noi-dung]", "Đã bổ sung biên bản kiểm tra bếp ăn.").await;
    browser.fill("input[name^=so-]", "20").await;
    browser.fill("input[name^=tren-]", "20").await;
    browser.follow("#bao-cao button[value=gui]").await;
    assert!(browser.text("main").await.contains("Đã gửi báo cáo"), "{}", browser.text("main").await);
}

/// A desk and a phone that look at the same pages in the same role.
struct Both {
    desk: Browser,
    phone: Browser,
    role: String,
}

impl Both {
    async fn enter(&mut self, role: &str) {
        self.desk.enter(role).await;
        self.phone.enter(role).await;
        self.role = role.to_owned();
    }

    /// Opens a page on both, checks it and takes its picture.
    async fn look(&mut self, tools: &Tools, name: &str, role: Option<&str>, path: &str) {
        for browser in [&self.desk, &self.phone] {
            if let Some(role) = role {
                browser.enter(role).await;
            }
            browser.go(path).await;
            tools.check_width(browser, name).await;
            tools.check_access(browser, name).await;
            tools.take_picture(browser, name).await;
        }
    }
}

/// How a browser is set up.
#[derive(Clone, Copy)]
struct Kind {
    name: &'static str,
    width: u32,
    height: u32,
    scripts: bool,
}

impl Kind {
    const DESK: Self = Self { name: "1440", width: 1440, height: 1000, scripts: true };
    const PHONE: Self = Self { name: "360", width: 360, height: 800, scripts: true };
    const PLAIN: Self = Self { name: "plain", width: 1440, height: 1000, scripts: false };
}

struct Browser {
    client: Client,
    host: String,
    kind: Kind,
    role: RefCell<String>,
}

impl Browser {
    async fn open(tools: &Tools, driver: &Running, demo: &Running, work: &Folder, kind: Kind) -> Self {
        let (_, port) = driver.said.rsplit_once("on port ").unwrap();
        let port = port.trim().trim_end_matches('.');
        let mut arguments: Vec<String> = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--hide-scrollbars",
            "--force-prefers-reduced-motion",
            "--force-color-profile=srgb",
        ]
        .map(str::to_owned)
        .to_vec();
        arguments.push(format!("--user-data-dir={}", work.0.join(kind.name).display()));
        arguments.push(format!("--window-size={},{}", kind.width, kind.height));
        if !kind.scripts {
            arguments.push("--blink-settings=scriptEnabled=false".to_owned());
        }
        let phone = kind.width < 600;
        let metrics = json!({
            "width": kind.width, "height": kind.height, "pixelRatio": 1.0, "touch": phone, "mobile": phone,
        });
        let mut options = json!({ "binary": tools.chromium, "args": arguments });
        if kind.scripts {
            options["mobileEmulation"] = json!({ "deviceMetrics": metrics });
        }
        let mut wanted = serde_json::Map::new();
        wanted.insert("goog:chromeOptions".to_owned(), options);
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let client = builder.capabilities(wanted).connect(&format!("http://127.0.0.1:{port}")).await.unwrap();
        Self { client, host: demo.host(), kind, role: String::new().into() }
    }

    async fn go(&self, path: &str) {
        self.client.goto(&format!("http://{}{path}", self.host)).await.unwrap();
    }

    /// Enters as somebody of this role, as a visitor of the demo does.
    async fn enter(&self, role: &str) {
        if *self.role.borrow() == role {
            return;
        }
        self.go("/doi-vai").await;
        let button = format!("//button[b='{role}']");
        let former = self.find("html").await.element_id();
        self.client.find(Locator::XPath(&button)).await.unwrap().click().await.unwrap();
        self.arrive(&former).await;
        assert!(!self.path().await.starts_with("/doi-vai"), "entered as {role}");
        *self.role.borrow_mut() = role.to_owned();
    }

    /// Chooses the language of the screens.
    async fn speak(&self, code: &str) {
        self.follow(&format!("button[name=ngon-ngu][value={code}]")).await;
        assert_eq!(self.attribute("html", "lang").await, code);
    }

    async fn path(&self) -> String {
        self.client.current_url().await.unwrap().path().to_owned()
    }

    async fn find(&self, css: &str) -> Element {
        match self.client.find(Locator::Css(css)).await {
            Ok(found) => found,
            Err(error) => panic!("{css} on {}: {error}\n{}", self.path().await, self.text("main").await),
        }
    }

    async fn has(&self, css: &str) -> bool {
        !self.client.find_all(Locator::Css(css)).await.unwrap().is_empty()
    }

    async fn click(&self, css: &str) {
        let found = self.find(css).await;
        if let Err(error) = found.click().await {
            panic!("{css} on {} cannot be clicked: {error}", self.path().await);
        }
    }

    /// Clicks what leads to another page, and waits for that page.
    async fn follow(&self, css: &str) {
        let former = self.find("html").await.element_id();
        self.click(css).await;
        self.arrive(&former).await;
    }

    /// Clicks what asks back before it acts; without scripts nothing asks.
    async fn follow_and_agree(&self, css: &str) {
        let former = self.find("html").await.element_id();
        self.click(css).await;
        if self.kind.scripts {
            self.client.accept_alert().await.unwrap();
        }
        self.arrive(&former).await;
    }

    /// Waits for another document than the former one.
    async fn arrive(&self, former: &ElementRef) {
        for _ in 0..200 {
            if let Ok(found) = self.client.find(Locator::Css("html")).await
                && found.element_id() != *former
            {
                return;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("still on {}", self.path().await);
    }

    /// Replaces what a field holds. A file field only gets the file.
    async fn fill(&self, css: &str, value: &str) {
        let field = self.find(css).await;
        if field.attr("type").await.unwrap().as_deref() != Some("file") {
            field.clear().await.unwrap();
        }
        field.send_keys(value).await.unwrap();
    }

    /// Chooses the first option whose label contains `label`.
    async fn choose(&self, css: &str, label: &str) {
        let select = self.find(css).await;
        let option = format!(".//option[contains(., '{label}')]");
        match select.find(Locator::XPath(&option)).await {
            Ok(option) => option.click().await.unwrap(),
            Err(_) => panic!("{css} does not offer “{label}” but: {}", select.text().await.unwrap()),
        }
    }

    /// Ticks the first box of a list whose label contains `label`.
    async fn tick(&self, name: &str, label: &str) {
        let path = format!("//label[input[@name='{name}']][contains(., '{label}')]/input");
        let found = self.client.find(Locator::XPath(&path)).await;
        found.unwrap_or_else(|error| panic!("{name}: {label}: {error}")).click().await.unwrap();
    }

    async fn text(&self, css: &str) -> String {
        match self.client.find(Locator::Css(css)).await {
            Ok(found) => found.text().await.unwrap(),
            Err(_) => self.client.source().await.unwrap(),
        }
    }

    async fn attribute(&self, css: &str, name: &str) -> String {
        let value = self.find(css).await.attr(name).await.unwrap();
        value.unwrap_or_else(|| panic!("{css} has no {name}"))
    }

    /// The content behind a link, in this browser's session.
    async fn fetch(&self, path: &str) -> common::Answer {
        let cookie = self.client.get_named_cookie("khue").await.unwrap();
        get(&self.host, cookie.value(), path).await.unwrap()
    }

    async fn until_changed(&self, path: &str, before: &str) {
        let begun = Instant::now();
        loop {
            self.go(path).await;
            if self.text("main").await != before {
                return;
            }
            assert!(begun.elapsed() < Duration::from_secs(10), "{path} still shows what was before");
        }
    }
}

/// The programs that this test needs.
struct Tools {
    chromium: PathBuf,
    driver: PathBuf,
    axe: Option<String>,
    save: bool,
    /// What is wrong with pages; told all at once at the end.
    faults: RefCell<Vec<String>>,
}

impl Tools {
    fn find() -> Option<Self> {
        let program = |variable: &str, usual: &str| {
            let path = std::env::var_os(variable).map_or_else(|| PathBuf::from(usual), PathBuf::from);
            path.is_file().then_some(path)
        };
        let chromium = program("KHUE_TEST_CHROMIUM", "/usr/bin/chromium");
        let driver = program("KHUE_TEST_CHROMEDRIVER", "/usr/bin/chromedriver");
        let (Some(chromium), Some(driver)) = (chromium, driver) else {
            assert!(!khue_testkit::require_all(), "Chromium or chromedriver is not installed");
            khue_testkit::skipped("the way of a directive in a browser: no Chromium or chromedriver");
            return None;
        };
        let axe = std::env::var_os("KHUE_TEST_AXE").map(PathBuf::from);
        let axe = axe.or_else(|| {
            program("", &workspace().join("target/test-tools/package/axe.min.js").display().to_string())
        });
        if axe.is_none() {
            khue_testkit::skipped("accessibility of pages in a browser: no axe-core");
        }
        let axe = axe.map(|path| std::fs::read_to_string(path).unwrap());
        let save = std::env::var_os("KHUE_SAVE_SCREENSHOTS").is_some();
        Some(Self { chromium, driver, axe, save, faults: RefCell::default() })
    }

    fn start_driver(&self) -> Running {
        Running::start(
            Command::new(&self.driver).arg("--port=0").env("LANGUAGE", "vi"),
            "started successfully on port",
        )
    }

    fn tell_faults(&self) {
        let faults = self.faults.take();
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }

    /// No page is wider than its window.
    async fn check_width(&self, browser: &Browser, name: &str) {
        let script = "return [document.documentElement.scrollWidth, innerWidth]";
        let widths = browser.client.execute(script, Vec::new()).await.unwrap();
        let (page, window) = (widths[0].as_u64().unwrap(), u64::from(browser.kind.width));
        if widths[1] != window || window < page {
            self.faults.borrow_mut().push(format!("{name} is wider than {window} px: {widths}"));
        }
    }

    /// No serious fault for people who use a keyboard or a screen reader.
    async fn check_access(&self, browser: &Browser, name: &str) {
        let Some(axe) = &self.axe else { return };
        // The figures drawn in a chart are no label of its links; the links' names say more than they do.
        browser.client.execute(axe, Vec::new()).await.unwrap();
        let script = "const done = arguments[arguments.length - 1]; \
            axe.run(document, { resultTypes: ['violations'], iframes: false }).then((found) => done(found.violations \
            .filter((one) => ['serious', 'critical'].includes(one.impact)) \
            .map((one) => ({ ...one, nodes: one.nodes.filter((node) => one.id !== 'label-content-name-mismatch' \
                || !document.querySelector(node.target[0])?.closest('svg')) })) \
            .filter((one) => one.nodes.length > 0) \
            .map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 200)).slice(0, 3).join(' | ')}`)))";
        let found = browser.client.execute_async(script, Vec::new()).await.unwrap();
        let found =
            found.as_array().unwrap().iter().map(|fault| format!("{name} at {}: {fault}", browser.kind.name));
        self.faults.borrow_mut().extend(found);
    }

    async fn take_picture(&self, browser: &Browser, name: &str) {
        if !self.save {
            return;
        }
        let picture = browser.client.screenshot().await.unwrap();
        let folder = workspace().join("docs/guide/img");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(format!("{name}-{}.png", browser.kind.name)), picture).unwrap();
    }
}

/// A folder of this test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("khue-browser-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn write(&self, name: &str, content: &[u8]) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, content).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // The browser may still write into it; the system's folder is cleaned by others.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The real directive where it is at hand, else one of our own.
fn document() -> PathBuf {
    let real = workspace().parent().unwrap().join("shared/directives/000_71a8d10bee295e96.txt");
    // Pictures go into the repository, where that text must not be.
    if real.is_file() && std::env::var_os("KHUE_SAVE_SCREENSHOTS").is_none() {
        return real;
    }
    khue_testkit::skipped("the browser test with the real directive (../shared): it uses a sample instead");
    workspace().join("tests/golden/directive/chi-thi-tinh.txt")
}

fn picture() -> Vec<u8> {
    std::fs::read(workspace().join("catalogue/demo/anh-mau.png")).unwrap()
}

/// One empty page, with a right table of places.
fn small_pdf() -> Vec<u8> {
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] >>",
    ];
    let (mut pdf, mut places) = ("%PDF-1.4\n".to_owned(), Vec::new());
    for (index, object) in objects.iter().enumerate() {
        places.push(pdf.len());
        pdf += &format!("{} 0 obj\n{object}\nendobj\n", index + 1);
    }
    let table = pdf.len();
    pdf += &format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for place in places {
        pdf += &format!("{place:010} 00000 n \n");
    }
    pdf += &format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n", objects.len() + 1);
    pdf.into_bytes()
}
