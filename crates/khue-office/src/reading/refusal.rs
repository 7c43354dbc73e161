//! Why a file is not taken.

use serde::{Deserialize, Serialize};

use super::Content;

/// Why a file is not taken; each prints one sentence that says what to do next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum FileRefusal {
    /// Nothing in it.
    #[error("Tệp “{name}” không có nội dung; hãy chọn lại tệp.")]
    Empty {
        /// The file's name.
        name: String,
    },
    /// More than [`super::MAX_BYTES`].
    #[error("Tệp “{name}” nặng hơn 20 MB; hãy nén ảnh trong tệp hoặc tách thành nhiều tệp rồi gửi lại.")]
    TooLarge {
        /// The file's name.
        name: String,
    },
    /// A PDF of pictures.
    #[error(
        "Tệp PDF “{name}” chỉ có ảnh chụp, không có chữ để đọc; hãy dùng bản PDF xuất từ Word, tệp DOCX, hoặc nhận dạng chữ (OCR) trước."
    )]
    ScannedPdf {
        /// The file's name.
        name: String,
    },
    /// A PDF that asks for a password.
    #[error("Tệp PDF “{name}” có mật khẩu; hãy bỏ mật khẩu rồi gửi lại.")]
    EncryptedPdf {
        /// The file's name.
        name: String,
    },
    /// A PDF that cannot be read.
    #[error("Tệp PDF “{name}” bị hỏng, không đọc được; hãy xuất lại PDF từ bản gốc hoặc gửi tệp DOCX.")]
    BrokenPdf {
        /// The file's name.
        name: String,
    },
    /// Reading took longer than allowed.
    #[error("Đọc tệp “{name}” quá lâu nên đã dừng; hãy gửi bản DOCX hoặc tách tệp thành từng phần.")]
    TooSlow {
        /// The file's name.
        name: String,
    },
    /// A DOCX that cannot be read.
    #[error("Tệp DOCX “{name}” bị hỏng, không đọc được; hãy mở bằng Word, lưu lại rồi gửi.")]
    BrokenDocx {
        /// The file's name.
        name: String,
    },
    /// An archive that unpacks to more than is sound.
    #[error(
        "Tệp “{name}” khi giải nén lớn bất thường nên không được nhận; hãy lưu lại tệp từ phần mềm soạn thảo."
    )]
    Bomb {
        /// The file's name.
        name: String,
    },
    /// Word up to 2003.
    #[error("Tệp “{name}” là tài liệu Word kiểu cũ (DOC); hãy mở bằng Word và lưu thành DOCX rồi gửi lại.")]
    OldDoc {
        /// The file's name.
        name: String,
    },
    /// An office file under a password.
    #[error("Tệp “{name}” có mật khẩu; hãy bỏ mật khẩu trong Word hoặc Excel rồi gửi lại.")]
    EncryptedOffice {
        /// The file's name.
        name: String,
    },
    /// A picture where text is needed.
    #[error("Tệp “{name}” là ảnh, không có chữ để đọc; hãy gửi bản DOCX hoặc PDF có chữ.")]
    Image {
        /// The file's name.
        name: String,
    },
    /// A workbook where a document is needed.
    #[error(
        "Tệp “{name}” là bảng tính, không phải văn bản chỉ đạo; hãy gửi bản DOCX, PDF hoặc văn bản thuần."
    )]
    Spreadsheet {
        /// The file's name.
        name: String,
    },
    /// Content that is not read at all.
    #[error("Tệp “{name}” là {found}, không đọc được thành văn bản; hãy gửi bản DOCX, PDF có chữ hoặc văn bản thuần.", found = content.name())]
    NotADocument {
        /// The file's name.
        name: String,
        /// What it is.
        content: Content,
    },
    /// A kind that evidence may not have.
    #[error(
        "Tệp “{name}” có đuôi {extension} không được nhận làm minh chứng; hãy gửi PDF, DOCX, XLSX, ODT, ODS, ảnh JPEG, PNG, WEBP hoặc tệp TXT, CSV.", extension = shown(extension)
    )]
    KindNotAllowed {
        /// The file's name.
        name: String,
        /// The end of the name.
        extension: String,
    },
    /// A name that says one thing and content that is another.
    #[error(
        "Tệp “{name}” mang đuôi .{extension} nhưng nội dung là {found}; hãy kiểm tra lại nguồn của tệp và gửi tệp đúng.", found = content.name()
    )]
    Disguised {
        /// The file's name.
        name: String,
        /// What the name says.
        extension: String,
        /// What it is.
        content: Content,
    },
    /// An office file of another kind than its name says, or no office file at all.
    #[error(
        "Tệp “{name}” mang đuôi .{extension} nhưng bên trong không phải tài liệu {extension}; hãy lưu lại từ phần mềm soạn thảo."
    )]
    WrongOfficeKind {
        /// The file's name.
        name: String,
        /// What the name says.
        extension: String,
    },
    /// Macros.
    #[error(
        "Tệp “{name}” chứa macro (mã lệnh) nên không được nhận; hãy lưu thành DOCX hoặc XLSX không có macro."
    )]
    Macros {
        /// The file's name.
        name: String,
    },
    /// The reading process failed; the fault is ours.
    #[error(
        "Chưa đọc được tệp “{name}” do lỗi của hệ thống; hãy thử lại, nếu vẫn lỗi thì báo người quản trị."
    )]
    ReaderFailed {
        /// The file's name.
        name: String,
    },
}

fn shown(extension: &str) -> String {
    if extension.is_empty() { "trống".to_owned() } else { format!(".{extension}") }
}
