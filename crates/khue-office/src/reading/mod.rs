//! Text out of uploaded files. What a file is, is told by its content, never by its name.

mod archive;
mod child;
mod docx;
mod hush;
mod magic;
mod pdf;
mod refusal;

use serde::{Deserialize, Serialize};

pub(crate) use archive::{Archive, ArchiveFault};
pub use child::{answer_parent, text_of_in_child};
pub(crate) use hush::hush_reader_panics;
pub(crate) use magic::utf16;
pub use magic::{Content, content_of};
pub use refusal::FileRefusal;

/// The largest file that is taken.
pub const MAX_BYTES: usize = 20 << 20;

/// What a file said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtractedText {
    /// The text.
    pub text: Text,
    /// How many pages, where the file knows.
    pub pages: Option<u32>,
    /// What kind of file it came from.
    pub kind: TextSource,
}

/// The text of a file, or its bytes where the encoding is still to be found out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Text {
    /// Unicode: a line a printed line (PDF) or a paragraph (DOCX), a form feed between pages.
    Unicode(String),
    /// A plain text file as it came.
    Raw(Vec<u8>),
}

/// What kind of file a text came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TextSource {
    /// PDF with a text layer.
    Pdf,
    /// DOCX.
    Docx,
    /// A plain text file.
    Plain,
}

/// The text of a PDF, DOCX or plain text file. A hostile PDF can make its reader crash
/// or hang; panics and long runs end as refusals here, and memory is bounded where the
/// caller goes through [`text_of_in_child`].
///
/// # Errors
/// [`FileRefusal`], one sentence for the user.
pub fn text_of(bytes: &[u8], file_name: &str) -> Result<ExtractedText, FileRefusal> {
    let name = shown_name(file_name);
    check_size(bytes, &name)?;
    match content_of(bytes) {
        Content::Pdf => pdf::text(bytes, &name),
        Content::Zip => docx::text(bytes, &name),
        Content::Text => match magic::utf16(bytes) {
            Some(text) => {
                Ok(ExtractedText { text: Text::Unicode(text), pages: None, kind: TextSource::Plain })
            }
            None => {
                Ok(ExtractedText { text: Text::Raw(bytes.to_vec()), pages: None, kind: TextSource::Plain })
            }
        },
        Content::Compound => Err(compound_refusal(bytes, name)),
        Content::Png | Content::Jpeg | Content::Webp | Content::OtherImage => {
            Err(FileRefusal::Image { name })
        }
        content => Err(FileRefusal::NotADocument { name, content }),
    }
}

/// The part of a name that is shown: without folders, control and direction characters, not endless.
pub(crate) fn shown_name(file_name: &str) -> String {
    let base = file_name.rsplit(['/', '\\']).next().unwrap_or_default();
    let unsafe_mark = |c: &char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let name: String = base.chars().filter(|c| !unsafe_mark(c)).take(120).collect();
    if name.trim().is_empty() { "không tên".to_owned() } else { name.trim().to_owned() }
}

pub(crate) fn check_size(bytes: &[u8], name: &str) -> Result<(), FileRefusal> {
    if bytes.len() > MAX_BYTES {
        return Err(FileRefusal::TooLarge { name: name.to_owned() });
    }
    if bytes.iter().all(|byte| byte.is_ascii_whitespace()) || bytes == b"\xef\xbb\xbf" {
        return Err(FileRefusal::Empty { name: name.to_owned() });
    }
    Ok(())
}

/// Names of streams in a compound file are UTF-16.
pub(crate) fn compound_refusal(bytes: &[u8], name: String) -> FileRefusal {
    let has = |stream: &str| {
        let wide: Vec<u8> = stream.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(wide.len()).any(|window| window == wide)
    };
    if has("EncryptedPackage") {
        FileRefusal::EncryptedOffice { name }
    } else if has("WordDocument") {
        FileRefusal::OldDoc { name }
    } else if has("Workbook") || has("Book") {
        FileRefusal::Spreadsheet { name }
    } else {
        FileRefusal::NotADocument { name, content: Content::Compound }
    }
}

#[cfg(test)]
mod tests;
