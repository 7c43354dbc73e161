//! What is wrong or missing in a school's records.

use crate::page::{AsOf, Choice, Empty, Link, Run, Shell, Tag, Tone, sample};

/// The page.
#[derive(Clone, Debug, Default, askama::Template)]
#[template(path = "registry/missing.html")]
pub struct MissingPage {
    /// The frame.
    pub shell: Shell,
    /// Address of this page.
    pub here: String,
    /// The day.
    pub as_of: AsOf,
    /// The school.
    pub kicker: String,
    /// `Còn thiếu, cần sửa`.
    pub heading: String,
    /// The views of the school's records.
    pub tabs: Vec<Link>,
    /// How many errors and queries.
    pub lead: Vec<Run>,
    /// What is explained already.
    pub explained: String,
    /// What is left out.
    pub withheld: String,
    /// The day for which the checks are run, as a form sends it.
    pub day: String,
    /// Records that could not be sent to partners, when there are any.
    pub unsent: Option<Link>,
    /// By check.
    pub groups: Vec<CheckGroup>,
    /// What stands there when nothing is found.
    pub empty: Empty,
}

/// What one check finds.
#[derive(Clone, Debug, Default)]
pub struct CheckGroup {
    /// `HS-07`; id on the page too.
    pub code: String,
    /// What it is about.
    pub name: String,
    /// How many.
    pub count: String,
    /// Error or query.
    pub level: Tag,
    /// Whether it is open at first.
    pub open: bool,
    /// What to do.
    pub fix: String,
    /// The clause.
    pub basis: String,
    /// Where.
    pub rows: Vec<FindingRow>,
    /// The rest.
    pub more: Option<Link>,
    /// The form that explains; absent when nothing is left to explain, or it is not the visitor's to do.
    pub explaining: Option<ExplainForm>,
}

/// What explains findings of a check.
#[derive(Clone, Debug, Default)]
pub struct ExplainForm {
    /// Findings that are not explained yet.
    pub choices: Vec<Choice>,
    /// What was typed.
    pub text: String,
    /// The refusal that belongs to it.
    pub error: String,
}

/// A record with its finding.
#[derive(Clone, Debug, Default)]
pub struct FindingRow {
    /// The record.
    pub label: String,
    /// Its page.
    pub href: String,
    /// What is wrong.
    pub says: String,
    /// What the school says about it.
    pub explanation: String,
    /// Who says so, and when.
    pub by: String,
}

impl MissingPage {
    /// What render tests show.
    pub fn samples() -> Vec<(&'static str, Self)> {
        let group = |code: &str, name: &str, level: Tag, rows: Vec<FindingRow>| CheckGroup {
            code: code.to_owned(),
            name: name.to_owned(),
            count: "2".to_owned(),
            level,
            open: true,
            fix: "Xem giấy khai sinh rồi ghi vào hồ sơ.".to_owned(),
            basis: "Lược đồ trao đổi của Bộ GDĐT: trường bắt buộc".to_owned(),
            rows,
            more: Some(Link::new("Xem cả 2", "/don-vi/7/con-thieu?kiem-tra=HS-02#HS-02")),
            explaining: None,
        };
        let row = |label: &str, says: &str| FindingRow {
            label: label.to_owned(),
            href: "/don-vi/7/ho-so/pupil/7".to_owned(),
            says: says.to_owned(),
            ..FindingRow::default()
        };
        let explained = FindingRow {
            explanation: "Đã đăng ký, công an xã <hẹn> tháng 7.".to_owned(),
            by: "Hoàng Thị Phương Thảo, 14 giờ 05, 31/5/2021".to_owned(),
            ..row("Vi Văn Ước", "Vi Văn Ước chưa có thẻ bảo hiểm y tế.")
        };
        let some = Self {
            shell: sample::shell_under("Còn thiếu", "Đơn vị", &[("Đơn vị", "/don-vi")]),
            here: "/don-vi/7/con-thieu".to_owned(),
            as_of: AsOf {
                text: "Theo hồ sơ ngày 31/5/2021".to_owned(),
                day: "31/5/2021".to_owned(),
                first: "1/1/2018".to_owned(),
                last: "nay, hoặc một ngày sắp tới".to_owned(),
                today: None,
            },
            kicker: "Trường THCS Phong Vân".to_owned(),
            heading: "Còn thiếu, cần sửa".to_owned(),
            tabs: vec![Link::new("Thông tin", "/don-vi/7"), Link::new("Còn thiếu", "")],
            lead: vec![
                Run::late("3 lỗi phải sửa"),
                Run::plain(", "),
                Run::strong("12 điểm cần sửa hoặc giải trình"),
                Run::plain(" trong hồ sơ của trường."),
            ],
            explained: "1 điểm đã giải trình.".to_owned(),
            day: "2021-05-31".to_owned(),
            withheld: "2 kiểm tra về thông tin riêng có kết quả nhưng không hiện với vai này.".to_owned(),
            unsent: Some(Link::new("Hồ sơ chưa gửi lên cấp trên: 112", "/don-vi/7/trao-doi")),
            groups: vec![
                group(
                    "HS-02",
                    "Thiếu số định danh cá nhân",
                    Tag::new(Tone::Late, "lỗi"),
                    vec![row("Trần Thị <An>", "Trần Thị An chưa có số định danh cá nhân.")],
                ),
                CheckGroup {
                    explaining: Some(ExplainForm {
                        choices: vec![Choice {
                            value: "7-1".to_owned(),
                            label: "Trần Thị <An>".to_owned(),
                            chosen: true,
                        }],
                        text: "Đang".to_owned(),
                        error: "Lời giải trình còn trống hoặc quá ngắn. Hãy ghi vì sao hồ sơ đúng như vậy."
                            .to_owned(),
                    }),
                    ..group(
                        "HS-22",
                        "Chưa có thẻ bảo hiểm y tế",
                        Tag::new(Tone::Soon, "cần giải trình"),
                        vec![explained, row("Trần Thị <An>", "Trần Thị An chưa có thẻ bảo hiểm y tế.")],
                    )
                },
            ],
            empty: Empty::default(),
        };
        let none = Self {
            groups: Vec::new(),
            withheld: String::new(),
            explained: String::new(),
            lead: vec![Run::plain("Các kiểm tra không thấy gì trong hồ sơ của trường.")],
            empty: super::show::records::missing::all_right(),
            ..some.clone()
        };
        vec![("co-loi", some), ("du", none)]
    }
}
