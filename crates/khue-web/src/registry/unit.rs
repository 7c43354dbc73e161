//! `/don-vi/{id}`: one unit as of a day.

use crate::directive::work::{Fold, WorkGroup, WorkRow};
use crate::page::{AsOf, Fact, Link, Run, Shell, Svg, Tag, Tone, sample};

/// A unit's page.
#[derive(Clone, Debug, Default, askama::Template)]
#[template(path = "registry/unit.html")]
pub struct UnitPage {
    /// The frame.
    pub shell: Shell,
    /// Address of this page.
    pub here: String,
    /// `Trường THCS · Phường Thọ Xương, Thành phố Bắc Giang`.
    pub kicker: String,
    /// Its name.
    pub heading: String,
    /// The day.
    pub as_of: AsOf,
    /// The views of a school's records, for those who may read them.
    pub tabs: Vec<Link>,
    /// What is wrong or missing in them, and where it stands.
    pub missing: Vec<Run>,
    /// When it is not there on the day: since or until when, and what stands for it.
    pub absence: Vec<Run>,
    /// Kind, codes, what stands above it.
    pub facts: Vec<Fact>,
    /// What it has to do; absent for those who may not see it, and for other days than today.
    pub work: Option<UnitWork>,
    /// Kinds of units under it with their counts.
    pub below: Vec<Below>,
    /// Who holds which post.
    pub posts: Vec<PostRow>,
    /// What the list of posts leaves out.
    pub posts_note: String,
    /// Whence it came.
    pub before: Vec<Passing>,
    /// Where it went.
    pub after: Vec<Passing>,
    /// What changed, newest first.
    pub history: Vec<Past>,
    /// Where it lies.
    pub map: Option<PlaceMap>,
    /// Where its records are brought in, for those who may.
    pub import: Option<String>,
    /// Where a school prepares its year; empty for others.
    pub year: String,
    /// Where it is merged, split, renamed or closed, for those who may.
    pub arrange: Option<String>,
}

/// What a unit has to do.
#[derive(Clone, Debug, Default)]
pub struct UnitWork {
    /// In one sentence.
    pub lead: Vec<Run>,
    /// Overdue, returned, due soon, and the rest folded.
    pub groups: Vec<WorkGroup>,
}

/// Units of one kind under a unit.
#[derive(Clone, Debug, Default)]
pub struct Below {
    /// The kind; leads to their list.
    pub kind: Link,
    /// How many.
    pub count: String,
}

/// Somebody's post.
#[derive(Clone, Debug, Default)]
pub struct PostRow {
    /// Who.
    pub name: String,
    /// What the post is called.
    pub title: String,
    /// Since when.
    pub since: String,
}

/// One passing of a unit into another.
#[derive(Clone, Debug, Default)]
pub struct Passing {
    /// The other unit.
    pub unit: Link,
    /// `toàn bộ nhập vào từ 1/7/2025`.
    pub how: String,
    /// By which decision.
    pub decision: String,
    /// `cần xác nhận`, when it is an assumption.
    pub doubt: Option<Tag>,
}

/// A change in the past, or one to come.
#[derive(Clone, Debug, Default)]
pub struct Past {
    /// The day.
    pub when: String,
    /// What changed.
    pub what: String,
}

/// A map with the unit's district or commune marked.
#[derive(Clone, Debug, Default)]
pub struct PlaceMap {
    /// `Huyện Lục Ngạn trong tỉnh`.
    pub title: String,
    /// The picture.
    pub picture: Svg,
    /// How exact it is.
    pub note: String,
}

impl UnitPage {
    /// What render tests show.
    pub fn samples() -> Vec<(&'static str, Self)> {
        let fact = |name: &str, text: &str, href: Option<&str>| Fact {
            name: name.to_owned(),
            text: text.to_owned(),
            href: href.map(str::to_owned),
        };
        let passing = |name: &str, how: &str, doubt: bool| Passing {
            unit: Link::new(name, "/don-vi/9"),
            how: how.to_owned(),
            decision: "NQ 1658/NQ-UBTVQH15".to_owned(),
            doubt: doubt.then(|| Tag::new(Tone::Soon, "cần xác nhận")),
        };
        let past = |when: &str, what: &str| Past { when: when.to_owned(), what: what.to_owned() };
        let post = |name: &str, title: &str| PostRow {
            name: name.to_owned(),
            title: title.to_owned(),
            since: "từ 1/1/2020".to_owned(),
        };
        let work = |title: &str, state: Tag| WorkRow {
            title: title.to_owned(),
            href: "/viec/51".to_owned(),
            state,
            note: "hạn 27/5/2021 · chủ trì · Chỉ thị 09/CT-UBND, mục II.6".to_owned(),
            ..WorkRow::default()
        };
        let group = |anchor: &str, heading: &str, fold, rows| WorkGroup {
            anchor: anchor.to_owned(),
            heading: heading.to_owned(),
            count: "1 việc".to_owned(),
            fold,
            rows,
        };
        let square = r#"<svg viewBox="0 0 40 30" role="img" aria-label="Huyện Lục Ngạn"><path d="M4 4h20v20z" fill="currentColor"/></svg>"#;
        let district = Self {
            shell: sample::shell_under("Huyện Lục Ngạn", "Đơn vị", &[("Đơn vị", "/don-vi")]),
            here: "/don-vi/7".to_owned(),
            kicker: "Huyện, thành phố · Tỉnh Bắc Giang".to_owned(),
            heading: "Huyện Lục Ngạn".to_owned(),
            as_of: AsOf {
                text: "Theo danh mục ngày 31/5/2021".to_owned(),
                day: "31/5/2021".to_owned(),
                first: "1/1/2020".to_owned(),
                last: "nay, hoặc một ngày sắp tới".to_owned(),
                today: None,
            },
            tabs: Vec::new(),
            missing: Vec::new(),
            absence: Vec::new(),
            facts: vec![
                fact("Loại", "Huyện, thành phố", None),
                fact("Mã đơn vị hành chính", "219", None),
                fact("Trực thuộc", "Tỉnh Bắc Giang", Some("/don-vi/1")),
            ],
            work: Some(UnitWork {
                lead: vec![Run::late("1 việc quá hạn").to("#qua-han"), Run::plain(".")],
                groups: vec![
                    group(
                        "qua-han",
                        "Quá hạn",
                        Fold::Open,
                        vec![work(
                            "Công khai điều kiện bảo đảm chất lượng",
                            Tag::new(Tone::Late, "chậm 4 ngày"),
                        )],
                    ),
                    group(
                        "da-xong",
                        "Đã xong",
                        Fold::Folded,
                        vec![work(sample::LONG_TASK, Tag::new(Tone::Ok, "hoàn thành đúng hạn"))],
                    ),
                ],
            }),
            below: vec![Below {
                kind: Link::new("Xã, phường, thị trấn", "/don-vi?thuoc=7&loai=commune"),
                count: "29".to_owned(),
            }],
            posts: vec![post("Trần Thị Lan", "Phó Chủ tịch UBND huyện")],
            posts_note: "Chỉ nêu người đứng đầu và cấp phó.".to_owned(),
            before: Vec::new(),
            after: vec![passing("Xã Lục Ngạn", "một phần về xã này từ 1/7/2025", true)],
            history: vec![past("1/7/2025", "Kết thúc hoạt động"), past("1/1/2020", "Có trong danh mục")],
            import: Some("/don-vi/7/nhap-lieu".to_owned()),
            year: "/don-vi/7/nam-hoc".to_owned(),
            arrange: Some("/don-vi/7/sap-xep".to_owned()),
            map: Some(PlaceMap {
                title: "Huyện Lục Ngạn trong tỉnh".to_owned(),
                picture: Svg(square.to_owned()),
                note: "Ranh giới gần đúng".to_owned(),
            }),
        };
        let ended = Self {
            heading: "Xã Tân Mỹ".to_owned(),
            kicker: "Xã, phường, thị trấn · Thành phố Bắc Giang".to_owned(),
            absence: vec![
                Run::strong("Kết thúc hoạt động từ ngày 1/7/2025"),
                Run::plain("; kế thừa: "),
                Run::plain("Phường Bắc Giang").to("/don-vi/9?ngay=2025-12-31"),
                Run::plain("."),
            ],
            as_of: AsOf { today: Some("/don-vi/7".to_owned()), ..district.as_of.clone() },
            work: None,
            below: Vec::new(),
            posts: Vec::new(),
            posts_note: String::new(),
            before: vec![passing("Xã <Tân Mỹ> cũ", "đổi tên thành đơn vị này từ 1/1/2020", false)],
            map: None,
            ..district.clone()
        };
        let long = Self {
            heading: sample::LONG_UNIT.to_owned(),
            work: Some(UnitWork::default()),
            ..district.clone()
        };
        let school = Self {
            heading: "Trường THCS Phong Vân".to_owned(),
            tabs: vec![Link::new("Thông tin", ""), Link::new("Lớp, học sinh", "/don-vi/7/lop")],
            missing: vec![
                Run::late("3 lỗi phải sửa").to("/don-vi/7/con-thieu"),
                Run::plain(" trong hồ sơ của trường."),
            ],
            below: Vec::new(),
            ..district.clone()
        };
        vec![("huyen", district), ("truong", school), ("da-ket-thuc", ended), ("ten-dai", long)]
    }
}
