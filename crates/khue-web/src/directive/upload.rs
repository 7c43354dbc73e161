//! `/chi-dao/moi`: bring in a document, as a file or as pasted text.

use crate::page::{FileCount, FileField, Shell, sample};

/// The form that brings in a document (`POST /chi-dao/moi`, multipart, fields `tep`, `van-ban`).
#[derive(Clone, Debug, Default, askama::Template)]
#[template(path = "directive/upload.html")]
pub struct UploadPage {
    /// The frame.
    pub shell: Shell,
    /// The file field.
    pub file: FileField,
    /// Pasted text, kept after a refusal.
    pub text: String,
}

impl UploadPage {
    /// The field for the file, `tep`.
    pub fn file_field() -> FileField {
        FileField {
            name: "tep".to_owned(),
            label: "Tệp văn bản".to_owned(),
            accept: ".pdf,.docx,.txt,application/pdf,text/plain".to_owned(),
            allowed: "PDF có chữ (không phải ảnh quét), DOCX hoặc TXT; tối đa 20 MB.".to_owned(),
            max_bytes: 20 * 1024 * 1024,
            count: FileCount::One,
        }
    }

    /// What render tests show.
    pub fn samples() -> Vec<(&'static str, Self)> {
        let shell = sample::shell_under("Đưa văn bản vào", "Chỉ đạo", &[("Chỉ đạo", "/chi-dao")]);
        let empty = Self { shell, file: Self::file_field(), text: String::new() };
        let refused = Self {
            shell: Shell {
                errors: vec![
                    sample::error(
                        "tep",
                        "Tệp “chi-thi-scan.pdf” chỉ có ảnh quét, không có chữ để đọc. Hãy dùng bản PDF xuất từ phần mềm soạn thảo, hoặc dán nội dung vào ô bên dưới.",
                    ),
                    sample::error(
                        "van-ban",
                        "Nội dung dán vào mới có 12 chữ, chưa đủ để nhận ra một văn bản. Hãy dán cả văn bản, từ quốc hiệu đến nơi nhận.",
                    ),
                ],
                ..empty.shell.clone()
            },
            text: "Kế hoạch triển khai <năm học> \"mới\" & các nhiệm vụ khác".to_owned(),
            ..empty.clone()
        };
        vec![("trong", empty), ("bi-tu-choi", refused)]
    }
}
