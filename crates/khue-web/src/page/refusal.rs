//! Pages that say no: what, why, what next, and what was typed is not lost.

use super::{Link, Shell, sample};

/// A refusal or failure as a page.
#[derive(Clone, Debug, Default, askama::Template)]
#[template(path = "page/refusal.html")]
pub struct RefusalPage {
    /// The frame, as far as it is known.
    pub shell: Shell,
    /// The refusal in a few words.
    pub heading: String,
    /// One or two sentences: why, and what next.
    pub text: String,
    /// Number under which it was logged.
    pub reference: Option<String>,
    /// What to do next.
    pub steps: Vec<Link>,
    /// What was posted, to be sent again.
    pub retry: Option<Retry>,
}

/// A form posted too late, to be sent again with a fresh token.
#[derive(Clone, Debug, Default)]
pub struct Retry {
    /// Where it posts.
    pub action: String,
    /// Fields as they came, without the token.
    pub fields: Vec<PostedField>,
    /// Names of files that must be chosen anew.
    pub lost_files: Vec<String>,
}

/// A field as it came.
#[derive(Clone, Debug, Default)]
pub struct PostedField {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// Long text that is worth showing, or a value that is only carried along.
    pub show: Show,
}

/// Whether a posted field is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Show {
    /// Carried along unseen.
    #[default]
    Hidden,
    /// Shown in a box that can be copied or changed.
    Text,
}

impl RefusalPage {
    /// 404: there is no such page, or none for this person; the two look the same.
    pub fn not_found(shell: Shell) -> Self {
        Self {
            shell: Shell { title: "Không có trang này".to_owned(), ..shell },
            heading: "Không có trang này".to_owned(),
            text: "Địa chỉ không đúng, trang đã được bỏ, hoặc không thuộc phạm vi của bạn. Hãy kiểm tra địa chỉ, hoặc tìm theo tên."
                .to_owned(),
            steps: vec![Link::new("Về trang đầu", "/")],
            ..Self::default()
        }
    }

    /// 403: the person sees it but may not do this; `text` says why and who can.
    pub fn forbidden(shell: Shell, text: &str) -> Self {
        Self {
            shell: Shell { title: "Bạn không được làm việc này".to_owned(), ..shell },
            heading: "Bạn không được làm việc này".to_owned(),
            text: text.to_owned(),
            steps: vec![Link::new("Về trang đầu", "/")],
            ..Self::default()
        }
    }

    /// The token of a form was missing or old: what was typed stands here, to be sent again.
    pub fn expired(shell: Shell, retry: Retry) -> Self {
        Self {
            shell: Shell { title: "Phiên đã hết hạn".to_owned(), ..shell },
            heading: "Trang mở đã lâu, chưa ghi được".to_owned(),
            text: "Vì an toàn, trang để mở quá lâu phải gửi lại một lần nữa. Những gì bạn nhập còn nguyên ở dưới."
                .to_owned(),
            retry: Some(retry),
            ..Self::default()
        }
    }

    /// 413: what was sent is too large; `limit` such as `20 MB`.
    pub fn too_large(shell: Shell, limit: &str) -> Self {
        Self {
            shell: Shell { title: "Tệp quá lớn".to_owned(), ..shell },
            heading: "Tệp quá lớn".to_owned(),
            text: format!(
                "Mỗi lần gửi nhận tối đa {limit}. Hãy quay lại trang trước, chọn tệp nhỏ hơn hoặc chia làm nhiều lần; ảnh có thể giảm cỡ trước khi gửi."
            ),
            ..Self::default()
        }
    }

    /// 429: too many requests; `wait` such as `2 phút`.
    pub fn too_many(shell: Shell, wait: &str) -> Self {
        Self {
            shell: Shell { title: "Quá nhiều lần liên tiếp".to_owned(), ..shell },
            heading: "Quá nhiều lần liên tiếp".to_owned(),
            text: format!(
                "Máy chủ tạm ngừng nhận từ bạn để giữ an toàn cho mọi người. Hãy thử lại sau {wait}."
            ),
            ..Self::default()
        }
    }

    /// 500: we must act; `reference` is the number in the log.
    pub fn failed(shell: Shell, reference: &str) -> Self {
        Self {
            shell: Shell { title: "Máy chủ gặp trục trặc".to_owned(), ..shell },
            heading: "Máy chủ gặp trục trặc".to_owned(),
            text: "Việc vừa rồi chưa được ghi. Lỗi thuộc về hệ thống, không phải do bạn. Hãy thử lại sau ít phút; nếu vẫn vậy, báo quản trị số dưới đây."
                .to_owned(),
            reference: Some(reference.to_owned()),
            steps: vec![Link::new("Về trang đầu", "/")],
            ..Self::default()
        }
    }

    /// What render tests show.
    pub fn samples() -> Vec<(&'static str, Self)> {
        let shell = || sample::shell("", "");
        let stranger = Shell { person: None, nav: Vec::new(), ..shell() };
        let retry = Retry {
            action: "/viec/51/bao-cao".to_owned(),
            fields: vec![
                PostedField { name: "muc-do".to_owned(), value: "2".to_owned(), show: Show::Hidden },
                PostedField {
                    name: "noi-dung".to_owned(),
                    value: "Đã cử 11 trên 12 giáo viên </textarea><script>".to_owned(),
                    show: Show::Text,
                },
            ],
            lost_files: sample::words(&["danh-sach.pdf"]),
        };
        vec![
            ("404", Self::not_found(stranger)),
            (
                "403",
                Self::forbidden(
                    shell(),
                    "Chỉ Sở GDĐT và Văn phòng UBND tỉnh được ban hành văn bản. Hãy báo người phụ trách của Sở khi văn bản đã rà soát xong.",
                ),
            ),
            ("het-han", Self::expired(shell(), retry)),
            ("413", Self::too_large(shell(), "20 MB")),
            ("429", Self::too_many(shell(), "2 phút")),
            ("500", Self::failed(shell(), "K7-20210531-0042")),
        ]
    }
}
