//! Where a value comes from and how sure we are of it.

use std::fmt;

use khue_base::Day;
use serde::{Deserialize, Serialize};

/// How well a value was checked; shown beside it until somebody confirms it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Confidence {
    /// Read in a published source.
    #[serde(rename = "S")]
    Published,
    /// Read in a draft; the issued text is still to be checked.
    #[serde(rename = "S-draft")]
    Draft,
    /// Known in the field, text not checked.
    #[serde(rename = "M")]
    FieldKnowledge,
    /// Unsure or reconstructed.
    #[serde(rename = "U")]
    Unsure,
    /// Our own choice, not law; an office may set another value.
    #[serde(rename = "D")]
    Design,
}

impl Confidence {
    /// Whether a person must still compare the value with the text.
    pub fn needs_confirming(self) -> bool {
        matches!(self, Confidence::Draft | Confidence::Unsure)
    }

    /// What stands beside the value on screen; nothing when it is sure.
    pub fn notice(self) -> Option<&'static str> {
        match self {
            Confidence::Published => None,
            Confidence::Draft => Some("theo dự thảo, cần xác nhận"),
            Confidence::FieldKnowledge => Some("theo thực tiễn, chưa đối chiếu văn bản"),
            Confidence::Unsure => Some("cần xác nhận"),
            Confidence::Design => Some("thông số của hệ thống, có thể thay đổi"),
        }
    }
}

/// The source of a value.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Citation {
    /// Document, article, clause and point.
    pub text: String,
    /// The day on which somebody last compared the value with the text.
    pub checked: Day,
    /// How sure we are.
    pub mark: Confidence,
}

/// `TT 22/2021/TT-BGDĐT, Điều 9 (kiểm tra ngày 24/11/2026; cần xác nhận)`.
impl fmt::Display for Citation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (kiểm tra ngày {}", self.text, self.checked)?;
        if let Some(notice) = self.mark.notice() {
            write!(f, "; {notice}")?;
        }
        write!(f, ")")
    }
}
