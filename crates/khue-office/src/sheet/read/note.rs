//! What a person should know about a file that was read.

use std::fmt;

/// Something in the file that was left out or read in a way worth telling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadNote {
    /// Macros.
    Macros,
    /// Values that come from other files.
    ExternalLinks,
    /// Pictures.
    Pictures,
    /// Sheets whose tab is hidden.
    HiddenSheet {
        /// The tab's name.
        sheet: String,
    },
    /// Rows that are hidden by hand or by a filter.
    HiddenRows {
        /// The tab's name.
        sheet: String,
        /// How many with content.
        count: u32,
    },
    /// Formulas without a result.
    NotComputed {
        /// The tab's name.
        sheet: String,
        /// How many.
        count: u32,
    },
    /// A text file in an old encoding.
    OldEncoding {
        /// Its name.
        encoding: &'static str,
    },
    /// The name says another kind of file.
    OtherExtension {
        /// What the name says.
        extension: String,
        /// What the file is.
        format: &'static str,
    },
}

impl fmt::Display for ReadNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Macros => {
                f.write_str("Tệp có macro; chỉ đọc giá trị trong ô, không chạy và không giữ macro.")
            }
            Self::ExternalLinks => {
                f.write_str("Tệp lấy số liệu từ tệp khác; đã đọc giá trị đang lưu trong ô, không mở tệp kia.")
            }
            Self::Pictures => f.write_str("Tệp có ảnh; ảnh không được đọc."),
            Self::HiddenSheet { sheet } => {
                write!(f, "Trang “{sheet}” đang bị ẩn; vẫn đọc được nhưng hãy xem có cần nhập không.")
            }
            Self::HiddenRows { sheet, count } => {
                write!(f, "Trang “{sheet}” có {count} hàng đang ẩn hoặc bị lọc; các hàng này vẫn được đọc.")
            }
            Self::NotComputed { sheet, count } => write!(
                f,
                "Trang “{sheet}” có {count} ô công thức chưa tính; hãy mở bằng Excel, lưu lại rồi gửi lại để có giá trị."
            ),
            Self::OldEncoding { encoding } => {
                write!(f, "Tệp dùng bảng mã {encoding}, đã chuyển sang Unicode; hãy soát lại họ tên.")
            }
            Self::OtherExtension { extension, format } => {
                write!(f, "Tệp mang đuôi .{extension} nhưng nội dung là {format}; đã đọc theo nội dung.")
            }
        }
    }
}
