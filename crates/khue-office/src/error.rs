/// A file that could not be made; we must act, not the user.
#[derive(Debug, thiserror::Error)]
pub enum OfficeError {
    /// The typesetter refused the document.
    #[error("không dàn được trang PDF: {0}")]
    Typeset(String),
    /// A figure is no valid SVG.
    #[error("không vẽ được hình “{title}”: {reason}")]
    Figure {
        /// The figure's title.
        title: String,
        /// What the renderer said.
        reason: String,
    },
    /// The archive of a DOCX could not be written.
    #[error("không ghi được tệp DOCX: {0}")]
    Archive(#[from] zip::result::ZipError),
    /// Writing to memory failed.
    #[error("không ghi được tệp: {0}")]
    Write(#[from] std::io::Error),
    /// The workbook could not be written.
    #[error("không ghi được tệp Excel: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
}
