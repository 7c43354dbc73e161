//! Why a file gives no table.

use std::fmt;

use super::{MOST_CELLS, MOST_SHEETS};
use crate::reading::Content;

/// A file that gives no table; prints one sentence that says what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Tệp “{file_name}” {reason}")]
pub struct SheetRefusal {
    /// The name as shown: without folders and control characters.
    pub file_name: String,
    /// What is the matter.
    pub reason: Unreadable,
}

/// What is the matter with a file; prints the second half of a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// No byte but white space.
    Empty,
    /// A workbook without a single filled cell.
    NoData,
    /// More bytes than are taken.
    TooLarge,
    /// It unpacks to more than is sound.
    Bomb,
    /// More filled cells than are taken.
    TooManyCells,
    /// More text than is taken.
    TooMuchText,
    /// More sheets than are taken.
    TooManySheets,
    /// Under a password.
    Password,
    /// XLSB.
    BinaryWorkbook,
    /// A web page under the name of a workbook.
    WebPage,
    /// A workbook of Excel 2003 as XML.
    XmlWorkbook,
    /// A text document, such as DOCX or ODT.
    Document,
    /// An archive without a workbook.
    Archive,
    /// Something else.
    Other(Content),
    /// Text in an encoding that is not known.
    UnknownEncoding,
    /// Text with a quotation mark that is never closed.
    OpenQuote {
        /// The row where the quotation begins.
        row: u32,
    },
    /// The content is damaged.
    Broken(SheetFormat),
}

/// The kinds of files that hold tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SheetFormat {
    /// Excel since 2007.
    Xlsx,
    /// Excel up to 2003.
    Xls,
    /// OpenDocument.
    Ods,
    /// Text with separated columns.
    Csv,
}

impl SheetFormat {
    /// As users call it.
    pub fn name(self) -> &'static str {
        match self {
            SheetFormat::Xlsx => "XLSX",
            SheetFormat::Xls => "XLS",
            SheetFormat::Ods => "ODS",
            SheetFormat::Csv => "CSV",
        }
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sentence = match self {
            Self::Empty => "không có nội dung; hãy chọn lại tệp.",
            Self::NoData => "không có ô nào chứa dữ liệu; hãy mở tệp xem lại rồi gửi tệp có danh sách.",
            Self::TooLarge => "nặng hơn 20 MB; hãy xoá ảnh trong bảng hoặc tách thành nhiều tệp rồi gửi lại.",
            Self::Bomb => {
                "khi giải nén lớn bất thường, thường do định dạng hàng triệu ô trống; hãy chép riêng vùng có dữ liệu sang một tệp mới rồi gửi lại."
            }
            Self::TooManyCells => {
                return write!(
                    f,
                    "có hơn {} triệu ô chứa dữ liệu; hãy tách thành nhiều tệp, mỗi tệp một trường hoặc một khối, rồi gửi lại.",
                    MOST_CELLS / 1_000_000
                );
            }
            Self::TooMuchText => {
                "chứa quá nhiều chữ so với một danh sách; hãy xoá các cột ghi chú dài rồi gửi lại."
            }
            Self::TooManySheets => {
                return write!(
                    f,
                    "có hơn {MOST_SHEETS} trang tính; hãy chỉ giữ các trang cần nhập rồi gửi lại."
                );
            }
            Self::Password => {
                "có mật khẩu mở tệp nên không đọc được; hãy mở bằng Excel, vào Tệp → Thông tin → Bảo vệ sổ làm việc → Mã hoá bằng mật khẩu, xoá mật khẩu, lưu lại rồi gửi."
            }
            Self::BinaryWorkbook => {
                "là bảng tính nhị phân (XLSB); hãy mở bằng Excel, chọn Lưu thành, kiểu Sổ làm việc Excel (.xlsx), rồi gửi lại."
            }
            Self::WebPage => {
                "thực ra là trang web mang tên bảng tính; hãy mở bằng Excel, chọn Lưu thành, kiểu Sổ làm việc Excel (.xlsx), rồi gửi lại."
            }
            Self::XmlWorkbook => {
                "là bảng tính dạng XML của Excel 2003; hãy mở bằng Excel, chọn Lưu thành, kiểu Sổ làm việc Excel (.xlsx), rồi gửi lại."
            }
            Self::Document => {
                "là văn bản, không phải bảng tính; hãy chép bảng sang Excel, lưu thành .xlsx rồi gửi lại."
            }
            Self::Archive => {
                "là tệp nén, bên trong không phải bảng tính; hãy giải nén rồi gửi từng tệp XLSX, XLS, ODS hoặc CSV."
            }
            Self::Other(content) => {
                return write!(
                    f,
                    "là {}, không phải bảng tính; hãy gửi tệp XLSX, XLS, ODS hoặc CSV.",
                    content.name()
                );
            }
            Self::UnknownEncoding => {
                "là văn bản có bảng mã lạ (đã thử UTF-8, UTF-16, Windows-1258, TCVN3, VNI); hãy mở bằng Excel, lưu thành .xlsx rồi gửi lại."
            }
            Self::OpenQuote { row } => {
                return write!(
                    f,
                    "có dấu ngoặc kép mở ở dòng {row} mà không đóng nên không tách được cột; hãy sửa dòng đó hoặc lưu thành .xlsx rồi gửi lại."
                );
            }
            Self::Broken(format) => {
                return write!(
                    f,
                    "là bảng tính {} bị hỏng, không đọc được; hãy mở bằng Excel hoặc LibreOffice, lưu lại thành .xlsx rồi gửi.",
                    format.name()
                );
            }
        };
        f.write_str(sentence)
    }
}
