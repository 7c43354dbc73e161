//! Every page, from its samples: sound HTML, one h1, labels, no script or style inside, Vietnamese.
//! `cargo test -p khue-web gallery` also writes them to `target/gallery` to be looked at.

// The allowance for tests in clippy.toml does not reach their helpers.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

mod english;
mod html;

use std::path::Path;

use askama::Template;
use khue_web::page::assets;

/// Page, sample, HTML.
type Rendered = (&'static str, &'static str, String);

fn rendered() -> Vec<Rendered> {
    let mut all = Vec::new();
    macro_rules! pages {
        ($($name:literal $page:path),+ $(,)?) => {
            $({
                let samples = <$page>::samples();
                assert!(!samples.is_empty(), "{} has no samples", $name);
                for (sample, page) in samples {
                    all.push(($name, sample, page.render().expect(sample)));
                }
            })+
        };
    }
    pages! {
        "chi-dao" khue_web::directive::list::ListPage,
        "chi-dao-moi" khue_web::directive::upload::UploadPage,
        "chi-dao-ra-soat" khue_web::directive::review::ReviewPage,
        "chi-dao-nhiem-vu" khue_web::directive::tasks::TasksPage,
        "chi-dao-ma-tran" khue_web::directive::matrix::MatrixPage,
        "chi-dao-van-ban" khue_web::directive::text::TextPage,
        "chi-dao-so-sanh" khue_web::directive::compare::ComparePage,
        "nhiem-vu" khue_web::directive::task::TaskPage,
        "viec" khue_web::directive::work::WorkPage,
        "viec-mot" khue_web::directive::assignment::AssignmentPage,
        "minh-chung" khue_web::directive::evidence::EvidencePage,
        "chi-dao-bao-cao" khue_web::directive::reports::ReportsPage,
        "bao-cao" khue_web::directive::report::ReportPage,
        "chi-dao-don-doc" khue_web::directive::urge::UrgePage,
        "tim" khue_web::page::search::SearchPage,
        "tu-choi" khue_web::page::refusal::RefusalPage,
        "vao" khue_web::accounts::entrance::EntrancePage,
        "dang-nhap" khue_web::accounts::sign_in::SignInPage,
        "dat-mat-khau" khue_web::accounts::new_password::NewPasswordPage,
        "quan-tri-tai-khoan" khue_web::accounts::administrator::AccountsPage,
        "quan-tri-tai-khoan-moi" khue_web::accounts::administrator::NewAccountPage,
        "quan-tri-lien-ket" khue_web::accounts::administrator::OneTimeLinkPage,
        "ung-dung" khue_web::accounts::applications::ApplicationsPage,
        "ung-dung-moi" khue_web::accounts::applications::NewApplicationPage,
        "ung-dung-khoa" khue_web::accounts::applications::ApplicationSecretPage,
        "api" khue_web::api::page::ApiPage,
        "nhat-ky" khue_web::accounts::audit_log::AuditPage,
        "he-thong" khue_web::accounts::system::SystemPage,
        "tai-khoan" khue_web::accounts::account::AccountPage,
        "don-vi" khue_web::registry::units::UnitsPage,
        "don-vi-mot" khue_web::registry::unit::UnitPage,
        "don-vi-ho-so" khue_web::registry::record_list::RecordListPage,
        "ho-so" khue_web::registry::record::RecordPage,
        "bieu-mau" khue_web::registry::forms::FormsPage,
        "ho-so-sua" khue_web::registry::edit_record::EditRecordPage,
        "don-vi-con-thieu" khue_web::registry::missing::MissingPage,
        "ky-bao-cao" khue_web::registry::rounds::RoundsPage,
        "ky-bao-cao-mot" khue_web::registry::round::RoundPage,
        "don-vi-ky-bao-cao" khue_web::registry::school_figures::SchoolFiguresPage,
        "don-vi-so-lieu" khue_web::registry::figure::FigurePage,
        "chia-lop" khue_web::registry::split_classes::SplitPage,
        "lich" khue_web::registry::year_calendar::CalendarPage,
        "nam-hoc" khue_web::registry::year::YearPage,
        "len-lop" khue_web::registry::roll_over::RollOverPage,
        "len-lop-mot-lop" khue_web::registry::roll_over::ClassTurnPage,
        "trao-doi" khue_web::registry::exchange::ExchangePage,
        "quan-tri-trao-doi" khue_web::registry::exchange::ExchangeLinksPage,
        "quan-tri-trao-doi-khoa" khue_web::registry::exchange::ExchangeKeyPage,
        "nhap-lieu" khue_web::registry::import::ImportPage,
        "nhap-lieu-xem-truoc" khue_web::registry::import::ImportPreviewPage,
        "nhap-lieu-tien-do" khue_web::registry::import_run::ImportRunPage,
        "nhap-lieu-hoan-tac" khue_web::registry::import::ImportUndoPage,
        "chi-dao-tong-quan" khue_web::directive::overview::OverviewPage,
    }
    all
}

#[test]
fn gallery() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/gallery");
    std::fs::create_dir_all(&folder).unwrap();
    for asset in &assets::ASSETS {
        std::fs::write(folder.join(asset.name), asset.body).unwrap();
    }
    let version = format!("?v={}", assets::version());
    for (name, sample, page) in rendered() {
        let page = page.replace(&version, "").replace("\"/assets/", "\"");
        std::fs::write(folder.join(format!("{name}--{sample}.html")), page).unwrap();
    }
}

/// The checks themselves see what they are for.
#[test]
fn faults_are_found() {
    let sound = "<!doctype html><html lang=\"vi\"><title>Trang</title><body><header></header><main><h1>Trang</h1>\
                 </main><footer></footer></body></html>";
    assert_eq!(html::faults(sound), Vec::<String>::new());
    #[track_caller]
    fn check(sound: &str, inside: &str, fault: &str) {
        let page = sound.replace("</main>", &format!("{inside}</main>"));
        let faults = html::faults(&page);
        assert!(faults.iter().any(|found| found.contains(fault)), "{inside}: {faults:?}");
    }
    check(sound, "<h1>Hai</h1>", "2 × <h1>");
    check(sound, "<p><b>chữ</p></b>", "closes");
    check(sound, "<p>chữ", "closes <p>");
    check(sound, "<i id=\"a\">x</i><i id=\"a\">y</i>", "used twice");
    check(sound, "<a href=\"#b\">đến</a>", "not on the page");
    check(sound, "<p style=\"color:red\">x</p>", "has style");
    check(sound, "<p onclick=\"x()\">x</p>", "has onclick");
    check(sound, "<script>x()</script>", "inside the page");
    check(sound, "<a href=\"javascript:x\">x</a>", "leads to");
    check(sound, "<form method=\"post\" action=\"/x\"></form>", "no token");
    check(sound, "<input name=\"x\">", "no label");
    check(sound, "<button></button>", "says nothing");
    check(sound, "<a href=\"/x\" title=\" \"></a>", "says nothing");
    check(sound, "<p>Submit</p>", "English");
    check(sound, "<h3>Xa</h3>", "follows <h1>");
    check(sound, "<input type=\"file\" aria-label=\"Tệp\">", "sends no files");
}

#[test]
fn every_page_is_sound() {
    let faults: Vec<String> = rendered()
        .iter()
        .flat_map(|(name, sample, page)| {
            html::faults(page).into_iter().map(move |fault| format!("{name} ({sample}): {fault}"))
        })
        .collect();
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

/// What was typed comes back after a refusal, escaped.
#[test]
fn typed_values_are_kept() {
    let pages = rendered();
    #[track_caller]
    fn check(pages: &[Rendered], name: &str, sample: &str, kept: &str) {
        let page = pages.iter().find(|page| page.0 == name && page.1 == sample).expect("no such sample");
        assert!(page.2.contains(kept), "{name} ({sample}) lost {kept}");
    }
    check(&pages, "dang-nhap", "bi-tu-choi", r#"name="ten" value="hoa.nguyen""#);
    check(&pages, "chi-dao-moi", "bi-tu-choi", "&#60;năm học&#62; &#34;mới&#34; &#38; các");
    check(&pages, "chi-dao-ra-soat", "loi", r#"name="ngay-han" value="31/4/2021""#);
    check(&pages, "chi-dao-so-sanh", "loi", r#"name="den" value="31/3/2021""#);
    check(&pages, "viec-mot", "loi", r#"name="so-12" value="chín mươi""#);
    check(&pages, "viec-mot", "loi", "giáo viên dự tập huấn &#60;đợt 2&#62;.");
    check(
        &pages,
        "nhiem-vu",
        "loi",
        r#"name="li-do-dong" rows="2" aria-invalid="true" aria-describedby="e-li-do-dong""#,
    );
    check(&pages, "nhiem-vu", "loi", r#"id="sua" open"#);
    check(&pages, "chi-dao-bao-cao", "loi", r#"name="ngay" value="1/7/2021""#);
    check(&pages, "tu-choi", "het-han", "&#60;/textarea&#62;&#60;script&#62;");
    check(&pages, "tim", "khong-thay", r#"name="q" value="&#60;b&#62;bể bơi&#60;/b&#62;""#);
}

/// Only drawings of khue-office go into a page as they are: no template unescapes anything, and
/// no other type is marked as safe.
#[test]
fn nothing_but_drawings_is_unescaped() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut marked = Vec::new();
    for (folder, forbidden) in [
        ("templates", &["|safe", "| safe", "|escape", "| escape", "|e("][..]),
        (
            "src",
            &["impl HtmlSafe", "HtmlSafeOutput", "filters::Safe", "escape = \"none\"", "ext = \"txt\""][..],
        ),
    ] {
        for path in files(&root.join(folder)) {
            let text = std::fs::read_to_string(&path).unwrap();
            for line in text.lines().filter(|line| forbidden.iter().any(|word| line.contains(word))) {
                marked.push(line.trim().to_owned());
            }
        }
    }
    assert_eq!(marked, ["impl HtmlSafe for Svg {}"]);
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// Words stand out from what is behind them: WCAG asks 4.5 to 1.
#[test]
fn colours_can_be_told_apart() {
    let css = assets::asset("khue.css").unwrap().body;
    let colour = |name: &str| {
        let start =
            css.find(&format!("--{name}:#")).unwrap_or_else(|| panic!("no colour {name}")) + name.len() + 4;
        let hex: String = css[start..].chars().take_while(char::is_ascii_hexdigit).collect();
        let hex = if hex.len() == 3 { hex.chars().flat_map(|digit| [digit, digit]).collect() } else { hex };
        let part = |place: usize| {
            let value = f64::from(u8::from_str_radix(&hex[place..place + 2], 16).unwrap()) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(0) + 0.7152 * part(2) + 0.0722 * part(4)
    };
    let ratio = |one: &str, other: &str| {
        let (one, other) = (colour(one), colour(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    };
    for ground in ["paper", "card", "wash"] {
        for ink in ["ink", "soft", "brand", "late", "soon", "ok"] {
            assert!(ratio(ink, ground) >= 4.5, "{ink} on {ground}: {:.2}", ratio(ink, ground));
        }
    }
    for state in ["late", "soon", "ok", "active", "quiet", "none"] {
        let ground = format!("{state}-2");
        assert!(ratio(state, &ground) >= 4.5, "{state} on its ground: {:.2}", ratio(state, &ground));
    }
    assert!(ratio("card", "brand") >= 4.5, "white on a button");
}

#[test]
fn pages_and_assets_stay_small() {
    for (name, sample, page) in rendered().iter().filter(|page| page.1 != "ten-dai") {
        assert!(page.len() < 60_000, "{name} ({sample}): {} bytes", page.len());
    }
    assert!(assets::asset("khue.css").unwrap().body.len() < 33_000);
    let scripts = ["khue.js", "review.js"].map(|name| assets::asset(name).unwrap().body.len());
    assert!(scripts.iter().sum::<usize>() < 15_000, "{scripts:?}");
    assert!(assets::asset("../Cargo.toml").is_none());
}
