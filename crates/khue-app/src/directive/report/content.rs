//! What a report holds: the frozen part and the part that people write.

use std::collections::BTreeMap;

use khue_base::{Day, Moment};
use serde::{Deserialize, Serialize};

/// The frozen part. Its JSON text is stored with its digest and never changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The day whose state it shows.
    pub as_of: Day,
    /// Up to when changes are counted in.
    pub counted_at: Moment,
    /// The text proper.
    pub body: Vec<ReportBlock>,
    /// What stands behind the signature.
    pub annex: Vec<ReportBlock>,
    /// The figures by name, in order, to tell later what changed.
    pub figures: Vec<(String, String)>,
}

impl Snapshot {
    /// Its paragraphs, in order.
    pub fn paragraphs(&self) -> impl Iterator<Item = &ReportParagraph> {
        self.body.iter().filter_map(|block| match block {
            ReportBlock::Paragraph(paragraph) => Some(paragraph),
            _ => None,
        })
    }
}

/// One piece of the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReportBlock {
    /// A heading with its own number.
    Heading {
        /// 1 for the outermost.
        level: u8,
        /// Number and words.
        text: String,
    },
    /// Sentences drafted from figures.
    Paragraph(ReportParagraph),
    /// Figures in a table.
    Table(ReportTable),
    /// A chart or map.
    Picture {
        /// The finding.
        title: String,
        /// The drawing.
        svg: String,
        /// Where its figures come from.
        source: String,
    },
}

/// Sentences drafted from figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportParagraph {
    /// Its name within the report, the same in every snapshot.
    pub key: String,
    /// As drafted.
    pub text: String,
    /// Whether it is an item that begins with a dash.
    pub item: bool,
    /// Its figures.
    pub locks: Vec<Lock>,
}

/// A figure that the words must keep.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lock {
    /// `112`, `38/60`, `98,1%`.
    pub figure: String,
    /// The words beside it.
    pub of: String,
}

/// A table of frozen figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportTable {
    /// What it shows.
    pub caption: String,
    /// Columns from left to right.
    pub columns: Vec<ReportColumn>,
    /// Cells, row by row.
    pub rows: Vec<Vec<String>>,
    /// A line below; may be empty.
    pub note: String,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportColumn {
    /// Its head.
    pub title: String,
    /// Whether it holds figures.
    pub figures: bool,
    /// Its share of the width.
    pub weight: u16,
}

/// The part that people write: head, foot and reworded paragraphs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportWords {
    /// The body above the issuer; may be empty.
    pub superior: String,
    /// Who issues it.
    pub issuer: String,
    /// The issuer as sentences name it: `Sở Giáo dục và Đào tạo`.
    pub reporter: String,
    /// The number given by the registry; empty until then.
    pub number: String,
    /// What follows the number: `BC-SGDĐT`.
    pub symbol: String,
    /// Where it is signed.
    pub place: String,
    /// The day it is signed.
    pub day: Day,
    /// What it is about.
    pub subject: String,
    /// To whom.
    pub addressee: String,
    /// What it is based on.
    pub bases: Vec<String>,
    /// `KT. GIÁM ĐỐC`; may be empty.
    pub authority: String,
    /// The signer's post.
    pub title: String,
    /// The signer's name; may be empty.
    pub signer: String,
    /// Recipients, the keeping unit last.
    pub recipients: Vec<String>,
    /// Paragraphs that read otherwise than drafted, by key; an empty one is left out.
    pub edited: BTreeMap<String, String>,
}

impl ReportWords {
    /// The words of a paragraph now.
    pub fn text_of<'a>(&'a self, paragraph: &'a ReportParagraph) -> &'a str {
        self.edited.get(&paragraph.key).unwrap_or(&paragraph.text)
    }
}
