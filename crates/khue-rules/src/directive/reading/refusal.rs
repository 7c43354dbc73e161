//! Why a text cannot be read.

/// A refusal: the person can act on it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadRefusal {
    /// Nothing but white space.
    #[error("Văn bản trống, không có chữ nào để đọc. Kiểm tra lại tệp rồi gửi tệp có nội dung.")]
    Empty,
    /// Not text at all.
    #[error("Tệp là dữ liệu nhị phân, không phải văn bản chữ. Gửi tệp văn bản, DOCX hoặc PDF có lớp chữ.")]
    Binary,
    /// Control characters in between.
    #[error(
        "Văn bản có {count} ký tự điều khiển nên không tin được nội dung. Mở tệp gốc, sao chép lại phần chữ rồi gửi lại."
    )]
    ControlCharacters {
        /// How many.
        count: usize,
    },
    /// Letters that no known encoding explains.
    #[error(
        "Không nhận ra bảng mã của văn bản (đã thử UTF-8, UTF-16, TCVN3, VNI). Lưu lại tệp theo UTF-8 rồi gửi lại."
    )]
    UnknownEncoding,
    /// UTF-16 that breaks off or is wrong inside.
    #[error("Văn bản UTF-16 bị hỏng ở giữa tệp. Lưu lại tệp theo UTF-8 rồi gửi lại.")]
    BrokenUtf16,
    /// No letters.
    #[error("Văn bản không có chữ cái nào, chỉ có số và dấu. Kiểm tra lại tệp rồi gửi tệp có nội dung.")]
    NoWords,
    /// Longer than any official document.
    #[error(
        "Văn bản dài {megabytes} MB, quá giới hạn {limit} MB. Tách phần văn bản chỉ đạo ra khỏi phụ lục rồi gửi lại."
    )]
    TooLong {
        /// Length in millions of bytes.
        megabytes: usize,
        /// The limit in millions of bytes.
        limit: usize,
    },
}
