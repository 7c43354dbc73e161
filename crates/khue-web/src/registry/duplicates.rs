//! Pupils who may be recorded twice.

use crate::page::{Empty, Link, Shell, Tag, Tone, sample};

/// The list.
#[derive(Clone, Debug, Default, askama::Template)]
#[template(path = "registry/duplicates.html")]
pub struct DuplicatesPage {
    /// The frame.
    pub shell: Shell,
    /// The school, or the Department.
    pub kicker: String,
    /// `Hồ sơ trùng`.
    pub heading: String,
    /// What stands here.
    pub says: String,
    /// Candidates, the surest first.
    pub rows: Vec<DuplicateRow>,
    /// Where the search goes on.
    pub next: Option<Link>,
    /// Records that were merged, newest first.
    pub merged: Vec<MergedRow>,
    /// The same list of another reach.
    pub elsewhere: Option<Link>,
    /// What stands there when nobody is found.
    pub empty: Empty,
}

/// Two records that may be of one person.
#[derive(Clone, Debug, Default)]
pub struct DuplicateRow {
    /// The one, with the birthday.
    pub one: String,
    /// The other; empty when only the school may be told.
    pub other: String,
    /// The school of the other.
    pub place: String,
    /// Why.
    pub why: Tag,
    /// Both side by side; empty when one may not be seen.
    pub href: String,
}

/// A merger.
#[derive(Clone, Debug, Default)]
pub struct MergedRow {
    /// The reason; leads to both records.
    pub what: Link,
    /// When.
    pub when: String,
}

impl DuplicatesPage {
    /// What stands there when nobody is found.
    pub fn nobody() -> Empty {
        Empty {
            title: "Không thấy hồ sơ nào trùng".to_owned(),
            why: "Đã so số định danh, mã của Bộ, họ tên và ngày sinh, kể cả sai dấu và đảo ngày tháng."
                .to_owned(),
            step: None,
        }
    }

    /// What render tests show.
    pub fn samples() -> Vec<(&'static str, Self)> {
        let row = |one: &str, other: &str, why: &str, href: &str| DuplicateRow {
            one: one.to_owned(),
            other: other.to_owned(),
            place: "Trường THCS Phong Vân".to_owned(),
            why: Tag::new(Tone::Soon, why),
            href: href.to_owned(),
        };
        let some = Self {
            shell: sample::shell_under("Hồ sơ trùng", "Đơn vị", &[("Đơn vị", "/don-vi")]),
            kicker: "Sở Giáo dục và Đào tạo".to_owned(),
            heading: "Hồ sơ trùng".to_owned(),
            says: "Khuê chỉ nêu những cặp đáng xem; gộp hay không do người quyết định.".to_owned(),
            rows: vec![
                row(
                    "Lò Văn <Tám>, sinh 20/11/2012",
                    "Lo Van Tam, sinh 20/11/2012",
                    "cùng ngày sinh, họ tên chỉ khác dấu",
                    "/trung-lap/7/8",
                ),
                row("Vi Thị Hoài Thương, sinh 05/03/2012", "", "cùng họ tên, ngày và tháng sinh đảo chỗ", ""),
            ],
            next: Some(Link::new("Tìm tiếp", "/trung-lap?sau=2012-11-20")),
            merged: vec![MergedRow {
                what: Link::new("Cùng mẹ, cùng ngày sinh", "/trung-lap/7/9"),
                when: "14 giờ 05, 31/5/2021".to_owned(),
            }],
            elsewhere: Some(Link::new("Tìm trong cả tỉnh", "/trung-lap")),
            empty: Self::nobody(),
        };
        let none = Self {
            rows: Vec::new(),
            next: None,
            merged: Vec::new(),
            elsewhere: None,
            kicker: sample::LONG_UNIT.to_owned(),
            ..some.clone()
        };
        vec![("co", some), ("khong-co", none)]
    }
}
