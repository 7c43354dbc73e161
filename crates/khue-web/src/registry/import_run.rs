//! `/don-vi/{id}/nhap-lieu/{import}/tien-do`: how far the writing of a large sheet is, and how it ended.

use crate::page::{Link, Shell, sample};

/// How far it is (`POST …/dung` stops it). The browser loads the page again by itself while something is done.
#[derive(Clone, Debug, Default, askama::Template)]
#[template(path = "registry/import_run.html")]
pub struct ImportRunPage {
    /// The frame.
    pub shell: Shell,
    /// Where it is stopped; empty when it has ended.
    pub stop: String,
    /// `lop-6a1.xlsx`.
    pub heading: String,
    /// How it stands, in one or two sentences.
    pub says: String,
    /// Who asked for it, and when.
    pub asked: String,
    /// Written and to be written, once both are known.
    pub progress: Option<(usize, usize)>,
    /// Where to go on when it has ended.
    pub steps: Vec<Link>,
}

impl ImportRunPage {
    /// What render tests show.
    pub fn samples() -> Vec<(&'static str, Self)> {
        let writing = Self {
            shell: sample::shell_from_school(
                "Đang ghi bảng",
                &[
                    ("Đơn vị", "/don-vi"),
                    ("Trường THCS Tân Mỹ", "/don-vi/9"),
                    ("Nhập dữ liệu", "/don-vi/9/nhap-lieu"),
                ],
            ),
            stop: "/don-vi/9/nhap-lieu/7/dung".to_owned(),
            heading: "toan-truong <2026>.xlsx".to_owned(),
            says: "Đang ghi hồ sơ.".to_owned(),
            asked: "Nguyễn Thị Hoa · 24/11/2026".to_owned(),
            progress: Some((4000, 12_500)),
            steps: Vec::new(),
        };
        let comparing = Self {
            says: "Đang đọc tệp và đối chiếu với hồ sơ đã ghi.".to_owned(),
            progress: None,
            ..writing.clone()
        };
        let written = Self {
            stop: String::new(),
            says: "Đã ghi 6000 hàng mới và 12 hàng thay đổi.".to_owned(),
            progress: None,
            steps: vec![Link::new("Về trang Nhập dữ liệu", "/don-vi/9/nhap-lieu")],
            ..writing.clone()
        };
        let stopped =
            Self { says: "Đã dừng theo yêu cầu; chưa ghi gì.".to_owned(), ..written.clone() };
        vec![("dang-ghi", writing), ("dang-doc", comparing), ("da-ghi", written), ("da-dung", stopped)]
    }
}
