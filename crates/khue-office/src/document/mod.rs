//! Official documents in the form of Decree 30/2020/NĐ-CP, as PDF and as DOCX.
//!
//! Both writers read the same [`paper::Paper`], so that what is decided once
//! (numbering, length of rules, size of figures) looks the same in both.

mod docx;
mod faces;
mod paper;
mod pdf;
mod picture;

use khue_base::Day;

pub use docx::docx;
pub use faces::{FaceSource, face_in_use};
pub use pdf::pdf;

/// A report, plan or letter before it is laid out.
#[derive(Clone, Debug, PartialEq)]
pub struct OfficialDocument {
    /// The body above the issuer, printed over its name.
    pub superior: Option<String>,
    /// The body that issues the document.
    pub issuer: String,
    /// The number given by the registry; absent or empty leaves room to write it.
    pub number: Option<String>,
    /// What follows the number: `BC-SGDĐT`.
    pub symbol: String,
    /// Where it is signed.
    pub place: String,
    /// The day it is signed.
    pub day: Day,
    /// `BÁO CÁO`, `KẾ HOẠCH` …; empty for an official letter, which then prints `V/v` and the subject.
    pub kind: String,
    /// What it is about.
    pub subject: String,
    /// Legal bases, one paragraph each, printed in italics.
    pub bases: Vec<String>,
    /// Paragraphs before the first heading.
    pub opening: Vec<String>,
    /// The text proper.
    pub body: Vec<Block>,
    /// Who signs.
    pub signature: Signature,
    /// Where it is sent; the last line is usually `Lưu: VT, …`.
    pub recipients: Vec<String>,
    /// Whether to mark it `DỰ THẢO`.
    pub draft: bool,
    /// A small line at the end, such as the snapshot its figures are locked to.
    pub footnote: Option<String>,
    /// Addressees of `Kính gửi`.
    pub letter_to: Option<Vec<String>>,
    /// What stands behind the signature, on pages of its own.
    pub annex: Option<Annex>,
}

/// An annex: headed `PHỤ LỤC`, its title, and the document that it belongs to.
#[derive(Clone, Debug, PartialEq)]
pub struct Annex {
    /// What it holds.
    pub title: String,
    /// The issuer's name as a sentence writes it.
    pub issuer: String,
    /// Its text and tables; tables and figures count on from those of the document.
    pub body: Vec<Block>,
}

/// The signature block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// `TM. ỦY BAN NHÂN DÂN` or `KT. GIÁM ĐỐC`.
    pub authority: Option<String>,
    /// The post of the signer.
    pub title: String,
    /// The name of the signer; absent leaves the place empty.
    pub name: Option<String>,
}

/// One piece of the text.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// A heading that carries its own number; level 1 is the outermost.
    Heading {
        /// 1 to 4.
        level: u8,
        /// Number and words.
        text: String,
    },
    /// A justified paragraph.
    Paragraph(String),
    /// Items that begin with a dash.
    List(Vec<String>),
    /// A ruled table.
    Table(Table),
    /// A chart or map.
    Figure {
        /// The finding, printed over the picture and read to those who cannot see it.
        title: String,
        /// The picture.
        svg: String,
        /// Where the figures come from.
        source: Option<String>,
    },
}

/// A table whose head repeats on every page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// Printed above with a running number; empty prints nothing.
    pub caption: String,
    /// The columns from left to right.
    pub columns: Vec<Column>,
    /// Cells, row by row; short rows are filled with empty cells, surplus cells are dropped.
    pub rows: Vec<Vec<String>>,
    /// A line below, such as source and coverage.
    pub note: Option<String>,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// The head.
    pub title: String,
    /// How cells stand.
    pub align: Align,
    /// Its share of the width, relative to the other columns.
    pub weight: u16,
}

/// How the cells of a column stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// For names and sentences.
    Left,
    /// For signs and short marks.
    Center,
    /// For figures.
    Right,
}

#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
mod tests;
