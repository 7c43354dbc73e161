//! The rows under a head: which are records, which are not, and what their cells say.

use std::collections::{HashMap, HashSet};

use khue_base::{CellAddress, Epoch, Fault, Grid, GridCell, GridRow, GridSheet};

use super::columns::Meaning;
use super::findings::shown;
use super::head::Layout;
use super::spellings::heading_key;
use crate::registry::record::{
    Context, DaySystem, Field, FieldType, FieldValue, Parsed, Reason, folded, parse,
};

/// A sheet, read.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Where it stands and what its columns mean.
    pub layout: Layout,
    /// The columns that are taken, with their fields; the cells of rows stand in this order.
    pub fields: Vec<(u16, &'static Field)>,
    /// Its records.
    pub rows: Vec<SheetRow>,
    /// Rows with content that are no records.
    pub skipped: Vec<SkippedRow>,
    /// Values that hold for every row.
    pub(super) fixed: Vec<Fixed>,
}

/// A value that holds for every row, such as the school year of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Fixed {
    /// The code of its field.
    pub field: String,
    /// The value.
    pub value: FieldValue,
}

/// One record of a sheet.
#[derive(Clone, Debug, PartialEq)]
pub struct SheetRow {
    /// As the program shows it.
    pub number: u32,
    /// What each column says, in the order of [`Table::fields`].
    pub cells: Vec<Option<Result<Parsed, Reason>>>,
    /// What stands in cells that are refused or asked about: place among the fields, text shortened.
    pub texts: Vec<(usize, String)>,
}

impl SheetRow {
    /// Whether no cell is refused.
    pub fn is_sound(&self) -> bool {
        self.cells.iter().flatten().all(Result::is_ok)
    }
}

/// A row with content that is no record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkippedRow {
    /// As the program shows it.
    pub number: u32,
    /// Why.
    pub why: Skipped,
    /// Its first words.
    pub text: String,
}

/// Why a row is no record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Skipped {
    /// The head once more.
    Head,
    /// Numbers of columns under the head.
    ColumnNumbers,
    /// Sums.
    Sum,
    /// Signatures and remarks under the table.
    Foot,
    /// A title between rows.
    Title,
    /// A number of a row and nothing else.
    OnlyNumber,
}

impl Skipped {
    /// As pages say it.
    pub fn name(self) -> &'static str {
        match self {
            Skipped::Head => "tiêu đề lặp lại",
            Skipped::ColumnNumbers => "số thứ tự cột",
            Skipped::Sum => "hàng tổng",
            Skipped::Foot => "phần cuối bảng (ký tên, ghi chú)",
            Skipped::Title => "tiêu đề xen giữa",
            Skipped::OnlyNumber => "chỉ có số thứ tự",
        }
    }
}

/// Longer texts are no values of records; they are refused unread.
const LONGEST: usize = 2000;

/// Reads the rows of a table.
pub fn read(grid: &Grid, layout: &Layout, fixed: Vec<Fixed>, context: &Context<'_>) -> Table {
    let fields: Vec<(u16, &'static Field)> =
        layout.taken().map(|(column, field)| (column.column, field)).collect();
    let mut table = Table { layout: layout.clone(), fields, rows: Vec::new(), skipped: Vec::new(), fixed };
    let Some(sheet) = grid.sheets.get(layout.sheet) else { return table };
    let day_system = match grid.epoch {
        Epoch::Windows1900 => DaySystem::From1900,
        Epoch::Mac1904 => DaySystem::From1904,
    };
    let context = Context { day_system, ..*context };
    let reader = Reader::new(sheet, layout);
    let start = sheet.rows.partition_point(|row| row.number <= layout.last_head_row);
    let rows = sheet.rows.get(start..).unwrap_or_default();
    table.rows.reserve(rows.len());
    let mut in_foot = false;
    for (at, row) in rows.iter().enumerate() {
        match reader.skipped(row, at == 0, &mut in_foot) {
            Some(why) => table.skipped.push(SkippedRow { number: row.number, why, text: first_words(row) }),
            None => table.rows.push(reader.row(row, &context)),
        }
    }
    table
}

fn first_words(row: &GridRow) -> String {
    let words: Vec<_> = row.cells.iter().take(6).map(|(_, cell)| cell.text()).collect();
    shown(&words.join(" "))
}

struct Reader<'a> {
    sheet: &'a GridSheet,
    /// Column, further columns, field.
    columns: Vec<(u16, &'a [u16], &'static Field)>,
    /// Columns that are read or number rows.
    known: Vec<u16>,
    headings: Vec<(u16, String)>,
    /// Cells that reach over three columns or more.
    titles: HashSet<CellAddress>,
    /// By column: first and last rows of cells that are joined downwards.
    joined: HashMap<u16, Vec<(u32, u32)>>,
}

/// Rows of sums: alone, or before a number.
const SUM: &[&str] = &["tong", "cong", "tong so", "tong cong", "cong so", "tong toan truong"];
/// Rows of sums: before anything. Names begin with Tống or Công, too, but not so.
const SUM_OF: &[&str] = &["tong so ", "tong cong ", "tong toan truong "];
/// How rows under a table begin.
const FEET: &[&str] = &[
    "nguoi lap",
    "hieu truong",
    "pho hieu truong",
    "kt hieu truong",
    "thu truong",
    "giam doc",
    "ke toan",
    "van thu",
    "giao vien chu nhiem ky",
    "ky ten",
    "ky va ghi ro",
    "ky ghi ro",
    "xac nhan",
    "danh sach nay",
    "danh sach gom",
    "danh sach co",
    "an dinh danh sach",
    "tm",
    "nguoi lap bieu",
    "luu y",
    "ghi chu",
];

impl<'a> Reader<'a> {
    fn new(sheet: &'a GridSheet, layout: &'a Layout) -> Self {
        let columns: Vec<_> = layout
            .columns
            .iter()
            .filter_map(|column| match &column.meaning {
                Meaning::Field { chosen, joined } => Some((column.column, joined.as_slice(), chosen.field)),
                _ => None,
            })
            .collect();
        let mut joined: HashMap<u16, Vec<(u32, u32)>> = HashMap::new();
        for merged in &sheet.merged {
            if merged.first.column == merged.last.column && merged.first.row > layout.last_head_row {
                joined.entry(merged.first.column).or_default().push((merged.first.row, merged.last.row));
            }
        }
        let titles = sheet.merged.iter().filter(|merged| merged.last.column > merged.first.column + 1);
        let titles = titles.map(|merged| merged.first).collect();
        for spans in joined.values_mut() {
            spans.sort_unstable();
        }
        let last_parts = layout.columns.iter().filter(|column| !column.key.is_empty());
        let headings = last_parts
            .map(|column| {
                let leaf = column.heading.rsplit(" / ").next().unwrap_or_default();
                (column.column, heading_key(leaf))
            })
            .collect();
        let serial = layout.columns.iter().filter(|column| column.meaning == Meaning::Serial);
        let known = columns.iter().map(|column| column.0).chain(serial.map(|column| column.column)).collect();
        Self { sheet, columns, known, headings, titles, joined }
    }

    /// Why a row is no record, if it is none.
    fn skipped(&self, row: &GridRow, follows_head: bool, in_foot: &mut bool) -> Option<Skipped> {
        let filled = self.columns.iter().filter(|(column, _, _)| row.cell(*column).is_some()).count();
        let first = row.cells.iter().find_map(|(_, cell)| match cell {
            GridCell::Text(text) => Some(folded(text)),
            _ => None,
        });
        if self.is_head(row) {
            return Some(Skipped::Head);
        }
        if follows_head && is_column_numbers(row) {
            return Some(Skipped::ColumnNumbers);
        }
        if let Some(first) = &first {
            let begins = |starts: &[&str]| {
                starts.iter().any(|start| {
                    first.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
                })
            };
            let is_sum = SUM.iter().any(|sum| {
                first.strip_prefix(sum).is_some_and(|rest| {
                    rest.is_empty()
                        || rest.starts_with(' ') && rest.chars().all(|c| c == ' ' || c.is_ascii_digit())
                })
            }) || SUM_OF.iter().any(|sum| first.starts_with(sum));
            if is_sum && filled * 2 <= self.columns.len() + 1 && !self.looks_like_record(row) {
                return Some(Skipped::Sum);
            }
            if filled <= 2 && (begins(FEET) || is_day_line(first)) {
                *in_foot = true;
                return Some(Skipped::Foot);
            }
        }
        if *in_foot && filled <= 2 {
            return Some(Skipped::Foot);
        }
        // Another list may follow under the signatures.
        *in_foot = false;
        if filled == 0 {
            let only_number = row
                .cells
                .iter()
                .all(|(column, cell)| self.known.contains(column) || matches!(cell, GridCell::Number { .. }));
            return Some(if only_number { Skipped::OnlyNumber } else { Skipped::Title });
        }
        if let [(column, _)] = row.cells.as_slice()
            && self.titles.contains(&CellAddress { row: row.number, column: *column })
        {
            return Some(Skipped::Title);
        }
        None
    }

    /// Whether a day, a code or a personal number stands in a column for it.
    fn looks_like_record(&self, row: &GridRow) -> bool {
        self.columns.iter().any(|(column, _, field)| {
            matches!(
                field.kind,
                FieldType::Day | FieldType::PartialDay | FieldType::PersonalNumber | FieldType::MinistryCode
            ) && row.cell(*column).is_some()
        })
    }

    fn is_head(&self, row: &GridRow) -> bool {
        let same = self
            .headings
            .iter()
            .filter(|(column, key)| match row.cell(*column) {
                Some(GridCell::Text(text)) => !key.is_empty() && folded(text) == *key,
                _ => false,
            })
            .count();
        same >= 2 && same * 10 >= self.headings.len() * 6
    }

    fn row(&self, row: &GridRow, context: &Context<'_>) -> SheetRow {
        let mut cells = Vec::with_capacity(self.columns.len());
        let mut texts = Vec::new();
        for (at, (column, joined, field)) in self.columns.iter().enumerate() {
            let cell = self.cell(row, *column);
            let mut text = cell.map(GridCell::text).unwrap_or_default();
            for further in *joined {
                if let Some(more) = self.cell(row, *further) {
                    text = format!("{text} {}", more.text()).into();
                }
            }
            let said = value(field, cell, &text, context);
            if said.as_ref().map_or(true, |parsed| !parsed.queries.is_empty()) {
                texts.push((at, shown(&text)));
            }
            cells.push(Some(said));
        }
        SheetRow { number: row.number, cells, texts }
    }

    /// The cell, or the one that it is joined to upwards.
    fn cell(&self, row: &'a GridRow, column: u16) -> Option<&'a GridCell> {
        if let Some(own) = row.cell(column) {
            return Some(own);
        }
        let spans = self.joined.get(&column)?;
        let before = spans.partition_point(|(first, _)| *first <= row.number).checked_sub(1)?;
        let (first, last) = spans.get(before)?;
        (row.number <= *last).then(|| self.sheet.cell(CellAddress { row: *first, column }))?
    }
}

fn value(
    field: &'static Field,
    cell: Option<&GridCell>,
    text: &str,
    context: &Context<'_>,
) -> Result<Parsed, Reason> {
    match cell {
        Some(GridCell::Fault(Fault::NotComputed)) => {
            return Err(Reason::new(
                format!("{} là công thức chưa có kết quả.", field.label),
                "Mở tệp bằng Excel, lưu lại rồi gửi, hoặc gõ thẳng giá trị vào ô.",
            ));
        }
        Some(GridCell::Day(_))
            if matches!(field.kind, FieldType::Record(_) | FieldType::List(_) | FieldType::Lists(_)) =>
        {
            return Err(Reason::new(
                format!("{} “{text}” là một ngày; có lẽ bảng tính đã đổi chữ thành ngày.", field.label),
                "Đổi ô sang kiểu Văn bản (Text) rồi gõ lại.",
            ));
        }
        Some(GridCell::NoDay(_)) => {
            return Err(Reason::new(
                format!("{} là số ngày {text}, không có trong lịch.", field.label),
                "Ghi ngày/tháng/năm, ví dụ 01/02/2010.",
            ));
        }
        _ => {}
    }
    if let Some(GridCell::Number { units, places }) = cell {
        return number(field, *units, *places, text, context);
    }
    if text.len() > LONGEST {
        let letters = text.chars().count();
        return Err(Reason::new(
            format!("{} dài {letters} chữ, không phải giá trị của một ô danh sách.", field.label),
            "Xoá phần thừa trong ô rồi gửi lại.",
        ));
    }
    parse(field, text, context)
}

/// A number cell: it cannot keep the zeros before a number, and keeps more decimals than it shows.
fn number(
    field: &'static Field,
    units: i64,
    places: u8,
    text: &str,
    context: &Context<'_>,
) -> Result<Parsed, Reason> {
    const DECIMALS: u8 = 3;
    let digits = match field.kind {
        FieldType::PersonalNumber => 12,
        FieldType::MinistryCode | FieldType::Phone => 10,
        _ => 0,
    };
    if places == 0 && units > 0 && text.len() + 1 == digits {
        return parse(field, &format!("0{text}"), context);
    }
    if matches!(field.kind, FieldType::Decimal { .. }) && places > DECIMALS {
        let step = 10i64.saturating_pow(u32::from(places - DECIMALS));
        let half = step / 2 * units.signum();
        let thousandths = units.saturating_add(half) / step;
        let rounded = GridCell::Number { units: thousandths, places: DECIMALS };
        let mut parsed = parse(field, &rounded.text(), context)?;
        parsed.queries.push(Reason::new(
            format!(
                "{} “{text}” có quá ba chữ số thập phân; đã làm tròn thành {}.",
                field.label,
                rounded.text()
            ),
            "Kiểm tra lại, hoặc làm tròn trong tệp.",
        ));
        return Ok(parsed);
    }
    parse(field, text, context)
}

/// `1 2 3 …`, `(1) (2) (3)` or `A B 1 2` under a head.
fn is_column_numbers(row: &GridRow) -> bool {
    let keys: Vec<String> = row.cells.iter().map(|(_, cell)| folded(&cell.text())).collect();
    let numbers: Vec<u32> = keys.iter().filter_map(|key| key.parse().ok()).collect();
    let letters = keys.iter().filter(|key| key.len() == 1 && key.chars().all(char::is_alphabetic)).count();
    numbers.len() >= 2
        && numbers.len() + letters == keys.len()
        && keys.len() >= 3
        && numbers.windows(2).all(|pair| matches!(pair, [one, next] if *next == one + 1))
        && numbers.first().is_some_and(|first| *first <= 3)
}

/// `Bắc Giang, ngày 05 tháng 9 năm 2020`.
fn is_day_line(first: &str) -> bool {
    first.contains("ngay") && first.contains(" thang ") && first.contains(" nam ")
}
