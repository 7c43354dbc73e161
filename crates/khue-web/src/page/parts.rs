//! Pieces that many pages share. Each holds text ready to show; `templates/parts` draws them.

use std::fmt;

use askama::filters::HtmlSafe;

/// How something stands. It is always shown as colour, sign and word together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Tone {
    /// Overdue, returned, refused.
    Late,
    /// The day is near, or something needs a look.
    Soon,
    /// Done or in time.
    Ok,
    /// Under way.
    Active,
    /// Not started, draft, neutral.
    #[default]
    Quiet,
    /// Nothing is known. Grey is neither zero nor good.
    Unknown,
    /// Held for a time.
    Paused,
    /// Given up.
    Cancelled,
}

impl Tone {
    /// Class in the style sheet.
    pub fn class(self) -> &'static str {
        match self {
            Tone::Late => "late",
            Tone::Soon => "soon",
            Tone::Ok => "ok",
            Tone::Active => "active",
            Tone::Quiet => "quiet",
            Tone::Unknown => "none",
            Tone::Paused => "paused",
            Tone::Cancelled => "gone",
        }
    }

    /// The sign that tells it without colour.
    pub fn sign(self) -> &'static str {
        match self {
            Tone::Late => "▲",
            Tone::Soon => "●",
            Tone::Ok => "✓",
            Tone::Active => "→",
            Tone::Quiet => "○",
            Tone::Unknown => "?",
            Tone::Paused => "=",
            Tone::Cancelled => "×",
        }
    }
}

/// A state: `▲ chậm 12 ngày`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tag {
    /// Colour and sign.
    pub tone: Tone,
    /// The word.
    pub word: String,
}

impl Tag {
    /// The state `word` in `tone`.
    pub fn new(tone: Tone, word: impl Into<String>) -> Self {
        Self { tone, word: word.into() }
    }
}

/// A link.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// What it says.
    pub label: String,
    /// Where it leads.
    pub href: String,
}

impl Link {
    /// The link `label` to `href`.
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self { label: label.into(), href: href.into() }
    }
}

/// A stretch of a sentence, so that figures in it can stand out and be opened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// The words, with the spaces around them.
    pub text: String,
    /// How it stands out.
    pub weight: Weight,
    /// What opens behind it.
    pub href: Option<String>,
}

/// How a stretch of a sentence stands out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Weight {
    /// Not at all.
    #[default]
    Plain,
    /// Bold.
    Strong,
    /// Bold and in the colour of what is late.
    Late,
}

impl Run {
    /// Words that do not stand out.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// Words in bold.
    pub fn strong(text: impl Into<String>) -> Self {
        Self { text: text.into(), weight: Weight::Strong, href: None }
    }

    /// Words that say what is late.
    pub fn late(text: impl Into<String>) -> Self {
        Self { text: text.into(), weight: Weight::Late, href: None }
    }

    /// The same words as a link.
    pub fn to(self, href: impl Into<String>) -> Self {
        Self { href: Some(href.into()), ..self }
    }
}

/// What one can do from a page; the first is the filled button.
#[derive(Clone, Debug)]
pub struct Action {
    /// Verb with its object: `Đôn đốc 3 huyện`.
    pub label: String,
    /// Where it leads or posts.
    pub href: String,
    /// Opens a page, or changes something at once.
    pub method: Method,
}

/// How an action is carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// A link to another page.
    Open,
    /// A form that posts.
    Post,
}

/// One choice of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// Value of the field.
    pub value: String,
    /// Words on the screen.
    pub label: String,
    /// Whether it is chosen now.
    pub chosen: bool,
}

/// Choices under a common name (units by kind).
#[derive(Clone, Debug, Default)]
pub struct ChoiceGroup {
    /// `Huyện, thành phố`.
    pub label: String,
    /// The choices.
    pub choices: Vec<Choice>,
}

/// The filter of a list; posts nothing, works by `GET`.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Address of the list.
    pub action: String,
    /// Lists to choose from.
    pub selects: Vec<FilterSelect>,
    /// Words sought (field `tim`); absent when the list has none.
    pub text: Option<String>,
    /// Further words to type.
    pub words: Vec<FilterWords>,
    /// Days between which it falls due (fields `tu`, `den`), as typed.
    pub due: Option<(String, String)>,
    /// What the first of these days is called; `Hạn từ` when empty.
    pub due_label: String,
    /// Fields to carry along (sorting, day), name and value.
    pub kept: Vec<(String, String)>,
    /// Where the filter is taken off; absent when nothing is filtered.
    pub clear: Option<String>,
    /// `12 trong 144 nhiệm vụ`.
    pub found: String,
}

impl Filter {
    /// Whether a phone folds it, so that the list itself is on the first screen.
    pub fn folds(&self) -> bool {
        let days = if self.due.is_some() { 2 } else { 0 };
        self.selects.len() + self.words.len() + usize::from(self.text.is_some()) + days > 2
    }
}

/// Words to type into a filter.
#[derive(Clone, Debug, Default)]
pub struct FilterWords {
    /// Name of the field.
    pub name: String,
    /// Its label.
    pub label: String,
    /// As typed.
    pub value: String,
}

/// One list of a filter.
#[derive(Clone, Debug, Default)]
pub struct FilterSelect {
    /// Name of the field.
    pub name: String,
    /// Its label.
    pub label: String,
    /// The choices, `tất cả` first.
    pub choices: Vec<Choice>,
}

/// Head of a column.
#[derive(Clone, Debug, Default)]
pub struct Column {
    /// The word.
    pub label: String,
    /// Where a click sorts by it.
    pub href: Option<String>,
    /// How the table is sorted by it now.
    pub sorted: Sorted,
    /// Figures stand right, and a phone leaves out `Later` columns.
    pub kind: ColumnKind,
}

impl Column {
    /// A head by which nobody sorts.
    pub fn new(label: impl Into<String>, kind: ColumnKind) -> Self {
        Self { label: label.into(), kind, ..Self::default() }
    }
}

/// How a table is sorted by a column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sorted {
    /// Not by this one.
    #[default]
    No,
    /// Smallest first.
    Up,
    /// Greatest first.
    Down,
}

/// How a column is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColumnKind {
    /// Words.
    #[default]
    Text,
    /// Figures, right-aligned.
    Figure,
    /// Words that a phone leaves out.
    Later,
    /// Figures that a phone leaves out.
    LaterFigure,
}

impl ColumnKind {
    /// Class in the style sheet.
    pub fn class(self) -> &'static str {
        match self {
            ColumnKind::Text => "t",
            ColumnKind::Figure => "n",
            ColumnKind::Later => "t later",
            ColumnKind::LaterFigure => "n later",
        }
    }
}

/// A cell of a table under a column of the same kind.
#[derive(Clone, Debug, Default)]
pub struct Figure {
    /// What it says.
    pub text: String,
    /// How it is set.
    pub kind: ColumnKind,
}

/// Pages of a long list.
#[derive(Clone, Debug, Default)]
pub struct Pager {
    /// `51–100 trong 144 nhiệm vụ`.
    pub summary: String,
    /// Address of the page before.
    pub previous: Option<String>,
    /// Address of the page after.
    pub next: Option<String>,
}

/// What stands where a list would be.
#[derive(Clone, Debug, Default)]
pub struct Empty {
    /// What would stand here.
    pub title: String,
    /// Why it is empty.
    pub why: String,
    /// The one step that fills it.
    pub step: Option<Link>,
}

/// A file field.
#[derive(Clone, Debug, Default)]
pub struct FileField {
    /// Name of the field.
    pub name: String,
    /// Its label.
    pub label: String,
    /// The `accept` attribute.
    pub accept: String,
    /// `PDF, DOCX, XLSX, JPG, PNG; mỗi tệp tối đa 20 MB`.
    pub allowed: String,
    /// Greatest size of a file in bytes, so that the browser can warn before sending.
    pub max_bytes: u64,
    /// One file or several.
    pub count: FileCount,
}

/// How many files a field takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FileCount {
    /// One.
    #[default]
    One,
    /// Several.
    Many,
}

/// A bar from 0 to 100 with a mark for the goal; widths are reckoned by the handler.
#[derive(Clone, Debug, Default)]
pub struct Bar {
    /// Width of the filled part, 0 to 100, with a decimal point.
    pub filled: String,
    /// Place of the goal's line, 0 to 100.
    pub goal: Option<String>,
    /// Colour.
    pub tone: Tone,
}

/// A part of a stacked bar with its words under it.
#[derive(Clone, Debug, Default)]
pub struct Share {
    /// Where it starts, 0 to 100.
    pub start: String,
    /// How wide it is.
    pub width: String,
    /// Colour and sign.
    pub tone: Tone,
    /// `9`.
    pub figure: String,
    /// `quá hạn`.
    pub word: String,
    /// The list it counts.
    pub href: String,
}

/// A picture drawn by khue-office, which escapes every text in it. The one type that templates
/// put into a page as it is.
#[derive(Clone, Debug, Default)]
pub struct Svg(pub String);

impl fmt::Display for Svg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for Svg {}

/// A chart or map with its numbers.
#[derive(Clone, Debug, Default)]
pub struct Chart {
    /// Its finding, as a sentence.
    pub title: String,
    /// The picture.
    pub picture: Svg,
    /// Heads of the columns of its numbers.
    pub head: Vec<String>,
    /// Its numbers; the first cell of a row names it.
    pub rows: Vec<Vec<String>>,
    /// Where the numbers come from.
    pub source: String,
}

/// A table section × unit.
#[derive(Clone, Debug, Default)]
pub struct Matrix {
    /// What the first column names.
    pub corner: String,
    /// Units.
    pub columns: Vec<Link>,
    /// Sections.
    pub rows: Vec<MatrixRow>,
    /// One per column: the way to urge that unit; none at all for those who urge nobody.
    pub urge: Vec<Option<Link>>,
}

/// A row of a matrix.
#[derive(Clone, Debug, Default)]
pub struct MatrixRow {
    /// The section.
    pub head: Link,
    /// One per column.
    pub cells: Vec<Cell>,
}

/// A cell of a matrix.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    /// Colour and sign.
    pub tone: Tone,
    /// `2`, `chưa`, or empty.
    pub figure: String,
    /// What a link's whole sentence for screen readers and the pointer is: `Lục Ngạn, II.8: 2 quá hạn trong 5`;
    /// without a link a few words, the heads of the table tell the place.
    pub says: String,
    /// The list it counts; absent where the section does not concern the unit.
    pub href: Option<String>,
}

/// An entry of a history.
#[derive(Clone, Debug, Default)]
pub struct Event {
    /// `14 giờ 05, 31/5/2021`.
    pub when: String,
    /// `Nguyễn Thị Hoa, Sở GDĐT`.
    pub who: String,
    /// What happened, as a sentence without the person.
    pub what: String,
    /// Reason or text given.
    pub note: Option<String>,
    /// Colour and sign.
    pub tone: Tone,
}

/// The day that figures stand for.
#[derive(Clone, Debug, Default)]
pub struct AsOf {
    /// `Số liệu đến 14 giờ 05, 31/5/2021`.
    pub text: String,
    /// The day in the date field, as people write it: `31/5/2021`.
    pub day: String,
    /// First day that can be asked.
    pub first: String,
    /// Last day that can be asked.
    pub last: String,
    /// When a day before today is shown: where today is.
    pub today: Option<String>,
}

/// A thing with a name and its text: `Đơn vị chủ trì` → `Sở GDĐT`.
#[derive(Clone, Debug, Default)]
pub struct Fact {
    /// What it is.
    pub name: String,
    /// What it says.
    pub text: String,
    /// What opens behind it.
    pub href: Option<String>,
}
