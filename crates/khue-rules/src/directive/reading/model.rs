//! What a reading holds; its JSON is the schema `directive-gold/1` with places in the text added.

use khue_base::Day;
use serde::{Deserialize, Serialize};

/// A place in [`Reading::text`]: byte offsets, `end` outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// First byte outside.
    pub end: usize,
}

/// A document as read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// Always `directive-gold/1`.
    pub schema: String,
    /// Kind, number, day, issuer and so on.
    pub metadata: Metadata,
    /// The tree of headings, in order.
    pub sections: Vec<Section>,
    /// One per obligation, in order.
    pub tasks: Vec<ReadTask>,
    /// Documents cited.
    pub references: Vec<ReadReference>,
    /// Names and abbreviations.
    pub entities: Entities,
    /// The normalised text: one paragraph a line.
    pub text: String,
    /// For each paragraph of `text`, in order: its place there and in the text that was handed in.
    pub paragraphs: Vec<Paragraph>,
    /// What a person should look at, in Vietnamese (mixed encodings, unclosed quotes, …).
    pub warnings: Vec<String>,
}

/// One line of [`Reading::text`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paragraph {
    /// Place in the normalised text.
    pub span: Span,
    /// Byte offsets in the text handed in.
    pub source: Span,
}

/// The head and foot of the document. What the text does not give is null.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Metadata {
    /// Kind as written: `Chỉ thị`, `Kế hoạch`, …
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// `666/CT-BGDĐT`.
    pub number: Option<String>,
    /// Day of issue.
    pub date: Option<Day>,
    /// Place of issue.
    pub place: Option<String>,
    /// Who issues.
    pub issuer: Option<String>,
    /// Province, without the word.
    pub province: Option<String>,
    /// Subject, without quotation marks.
    pub subject: Option<String>,
    /// `2020-2021`.
    pub school_year: Option<String>,
    /// Theme of the school year.
    pub theme: Option<String>,
    /// Each basis after Căn cứ, Thực hiện, Theo đề nghị.
    pub legal_bases: Vec<LegalBasis>,
    /// Whom the operative sentence commands.
    pub addressees: Vec<String>,
    /// Who signs.
    pub signer: Option<Signer>,
    /// Where it is sent.
    pub recipients: Vec<ReadRecipient>,
}

/// A basis of the document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LegalBasis {
    /// After the marker.
    pub text: String,
    /// Document number, when it is a document.
    pub number: Option<String>,
    /// The word that introduces it.
    pub marker: String,
    /// Its place.
    pub span: Span,
}

/// Who signs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Signer {
    /// `KT. CHỦ TỊCH`.
    pub authority: Option<String>,
    /// `PHÓ CHỦ TỊCH`.
    pub role: Option<String>,
    /// Name.
    pub name: Option<String>,
}

/// One line of Nơi nhận.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReadRecipient {
    /// Who receives it.
    pub name: String,
    /// `để b/c`, `Lưu`.
    pub purpose: Option<String>,
    /// Its place.
    pub span: Span,
}

/// A heading.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// Numbers from the root; `~1` for an unnumbered heading.
    pub path: Vec<String>,
    /// 1 for the outermost.
    pub level: u32,
    /// Its own number, empty when unnumbered.
    pub number: String,
    /// Text after the number.
    pub heading: String,
    /// Path of the section around it.
    pub parent: Vec<String>,
    /// What its tasks are: objective, task, solution, assignment, milestone.
    pub kind: TaskKind,
    /// Its place.
    pub span: Span,
}

/// What sort of obligation a task is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TaskKind {
    /// From a section of goals.
    Objective,
    /// Work to do.
    Task,
    /// From a section of solutions.
    Solution,
    /// Names who does it.
    Assignment,
    /// A dated event of a timetable.
    Milestone,
}

/// One obligation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReadTask {
    /// `T001` and on.
    pub id: String,
    /// Path joined by `.`, `KET` or `body`.
    pub section: String,
    /// What sort it is.
    pub kind: TaskKind,
    /// The clause.
    pub text: String,
    /// First verb, lower case.
    pub leading_verb: Option<String>,
    /// Who is named.
    pub actors: Vec<ReadActor>,
    /// Numbers to reach.
    pub targets: Vec<ReadTarget>,
    /// Time expressions.
    pub deadlines: Vec<ReadDeadline>,
    /// Numbers of documents cited in it.
    pub references: Vec<String>,
    /// What `Đối với …:` says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// `yêu cầu`, `đề nghị`, `giao`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modality: Option<String>,
    /// To whom it is reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report_to: Option<String>,
    /// Its place.
    pub span: Span,
}

/// Somebody named in a task.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReadActor {
    /// As written.
    pub name: String,
    /// Leads or supports.
    pub role: ActorRole,
    /// True when nobody is named and the addressees of the document are meant.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub inherited_default: bool,
}

/// How somebody takes part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ActorRole {
    /// Answers for it.
    Lead,
    /// After `phối hợp với`.
    Coordinate,
}

/// A number to reach.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(into = "WrittenTarget", from = "WrittenTarget")]
pub struct ReadTarget {
    /// As written.
    pub text: String,
    /// The number as a JSON number or null.
    pub value: Option<serde_json::Number>,
    /// Several numbers (`3, 4`, `5-10`); `value` is empty then, and the JSON has this as its value.
    pub range: Option<String>,
    /// `%`, `trường`, …
    pub unit: Option<String>,
    /// `=`, `>=`, `<=`, `>`, `<`.
    pub comparison: String,
    /// Of what.
    pub of: Option<String>,
    /// True without a number.
    pub qualitative: bool,
    /// Its place.
    pub span: Span,
}

/// A time expression.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReadDeadline {
    /// As written.
    pub text: String,
    /// school_year, year, period, date, before, start, range, month, quarter, recurring, relative,
    /// event_before, event_after.
    pub kind: String,
    /// `task`, or `title` inside the title of a cited document.
    pub scope: String,
    /// First year or ISO day, where the text gives one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<serde_json::Value>,
    /// Last year or ISO day, where the text gives one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<serde_json::Value>,
    /// Its place.
    pub span: Span,
}

/// A document cited.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReadReference {
    /// Kind as written.
    pub kind: String,
    /// Number, or a law's name with its year.
    pub number: String,
    /// Day, as the text says.
    pub date: Option<Day>,
    /// Who issued it.
    pub issuer: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// First mention.
    pub quote: String,
    /// Whether it stands among the bases.
    pub legal_basis: bool,
    /// Occurrences of the number.
    pub count: usize,
    /// Places of the mentions.
    pub spans: Vec<Span>,
}

/// Names found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Entities {
    /// Schools.
    pub schools: Vec<String>,
    /// Offices.
    pub units: Vec<String>,
    /// Programmes without a number.
    pub programmes: Vec<String>,
    /// Abbreviations.
    pub abbreviations: Vec<Abbreviation>,
}

/// An abbreviation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Abbreviation {
    /// `GDPT`.
    pub abbreviation: String,
    /// `giáo dục phổ thông`.
    pub expansion: Option<String>,
    /// in_text, common or inferred.
    pub defined: String,
    /// Occurrences.
    pub count: usize,
}

/// A target as JSON has it: one `value`, a number, a text or null.
#[derive(Serialize, Deserialize)]
struct WrittenTarget {
    text: String,
    value: Option<WrittenValue>,
    unit: Option<String>,
    comparison: String,
    of: Option<String>,
    qualitative: bool,
    #[serde(default)]
    span: Span,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum WrittenValue {
    Number(serde_json::Number),
    Range(String),
}

impl From<ReadTarget> for WrittenTarget {
    fn from(target: ReadTarget) -> Self {
        let ReadTarget { text, value, range, unit, comparison, of, qualitative, span } = target;
        let value = value.map(WrittenValue::Number).or(range.map(WrittenValue::Range));
        Self { text, value, unit, comparison, of, qualitative, span }
    }
}

impl From<WrittenTarget> for ReadTarget {
    fn from(written: WrittenTarget) -> Self {
        let WrittenTarget { text, value, unit, comparison, of, qualitative, span } = written;
        let (value, range) = match value {
            Some(WrittenValue::Number(number)) => (Some(number), None),
            Some(WrittenValue::Range(range)) => (None, Some(range)),
            None => (None, None),
        };
        Self { text, value, range, unit, comparison, of, qualitative, span }
    }
}
