//! How operations fail: refused (the person can act) or failed (we must act).

use khue_db::DbError;

/// Why an operation did not happen.
#[derive(Debug, thiserror::Error)]
pub enum OpError {
    /// The subject does not exist, or must not be known to exist.
    #[error("Không tìm thấy nội dung này. Có thể nó đã được chuyển, hoặc bạn không phụ trách đơn vị đó.")]
    Hidden,
    /// The person sees the subject but may not do this.
    #[error("Bạn không có quyền làm việc này với vai trò hiện tại. Hãy liên hệ người giao việc nếu cần.")]
    Forbidden,
    /// Somebody else was first.
    #[error("Nội dung vừa được người khác thay đổi. Hãy xem bản mới nhất rồi làm lại.")]
    Stale,
    /// The input cannot be taken; nothing was written.
    #[error("{0}")]
    Refused(Refused),
    /// We must act; the person sees a reference number only.
    #[error("{0}")]
    Failed(String),
}

/// What is wrong with an input: one sentence for the whole and one per field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refused {
    /// What, why and what to do next, in one Vietnamese sentence.
    pub sentence: String,
    /// The fields concerned.
    pub fields: Vec<FieldProblem>,
}

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldProblem {
    /// The field's name in the form.
    pub field: String,
    /// One Vietnamese sentence.
    pub sentence: String,
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.sentence)
    }
}

impl OpError {
    /// A refusal of the whole input.
    pub fn refused(sentence: impl Into<String>) -> Self {
        Self::Refused(Refused { sentence: sentence.into(), fields: Vec::new() })
    }

    /// A refusal because of one field.
    pub fn field(field: &str, sentence: impl Into<String>) -> Self {
        let sentence = sentence.into();
        let problem = FieldProblem { field: field.to_owned(), sentence: sentence.clone() };
        Self::Refused(Refused { sentence, fields: vec![problem] })
    }
}

impl From<DbError> for OpError {
    fn from(error: DbError) -> Self {
        Self::Failed(error.to_string())
    }
}

impl From<serde_json::Error> for OpError {
    fn from(error: serde_json::Error) -> Self {
        Self::Failed(format!("stored JSON: {error}"))
    }
}
