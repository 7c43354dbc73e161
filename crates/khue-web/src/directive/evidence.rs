//! `/minh-chung/{id}`: a piece of evidence, shown without ever being run.

use crate::page::{Fact, Link, Shell, sample};

/// A piece of evidence.
#[derive(Clone, Debug, Default, askama::Template)]
#[template(path = "directive/evidence.html")]
pub struct EvidencePage {
    /// The frame.
    pub shell: Shell,
    /// Name of the file.
    pub heading: String,
    /// Who sent it, when, for what; size, kind, digest.
    pub facts: Vec<Fact>,
    /// The assignment it belongs to.
    pub back: Link,
    /// Where the file itself is sent as an attachment.
    pub download_href: String,
    /// How it is shown.
    pub preview: Preview,
}

/// How a file is shown.
#[derive(Clone, Debug, Default)]
pub enum Preview {
    /// Not at all: download only, with the reason.
    #[default]
    None,
    /// A picture at this address.
    Image(String),
    /// A PDF at this address, in a frame that may run nothing.
    Pdf(String),
    /// Text, cut when it is long.
    Text(String),
    /// Sheets or letters: only their text, a table a sheet.
    Table(Vec<Vec<String>>),
}

impl EvidencePage {
    /// What render tests show.
    pub fn samples() -> Vec<(&'static str, Self)> {
        let fact = |name: &str, text: &str| Fact { name: name.to_owned(), text: text.to_owned(), href: None };
        let of = |name: &str, preview| Self {
            shell: sample::shell_under(
                name,
                "Chỉ đạo",
                &[
                    ("Chỉ đạo", "/chi-dao"),
                    ("Nhiệm vụ 11", "/nhiem-vu/11"),
                    ("Trường THCS Tân Mỹ", "/viec/51"),
                ],
            ),
            heading: name.to_owned(),
            facts: vec![
                fact("Người gửi", "Hoàng Thị Phương Thảo, Trường THCS Tân Mỹ"),
                fact("Gửi lúc", "16 giờ 40, 26/5/2021"),
                fact("Cho báo cáo", "Cử giáo viên khối 6 dự tập huấn, 26/5/2021"),
                fact("Loại, cỡ", "PDF · 240 kB"),
                fact("Mã kiểm", "sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
            ],
            back: Link::new("Về báo cáo của Trường THCS Tân Mỹ", "/viec/51#bc-7"),
            download_href: "/minh-chung/9/tep".to_owned(),
            preview,
        };
        vec![
            ("pdf", of("quyet-dinh-cu-giao-vien.pdf", Preview::Pdf("/minh-chung/9/xem".to_owned()))),
            ("anh", of("lop-tap-huan.jpg", Preview::Image("/minh-chung/9/xem".to_owned()))),
            (
                "chu",
                of(
                    "ghi-chu.txt",
                    Preview::Text("Danh sách giáo viên <chưa dự>:\n1. Nguyễn Thị Mai\n".to_owned()),
                ),
            ),
            (
                "bang",
                of(
                    "danh-sach.csv",
                    Preview::Table(vec![
                        sample::words(&["STT", "Họ và tên", "Khối"]),
                        sample::words(&["1", "Nguyễn Thị Mai", "6"]),
                    ]),
                ),
            ),
            (
                "khong-xem-duoc",
                of(
                    "bao-cao-tong-hop-ket-qua-boi-duong-giao-vien-nam-hoc-2020-2021-ban-chinh-thuc.docx",
                    Preview::None,
                ),
            ),
        ]
    }
}
