//! Tables of figures, and what several pages of rounds share.

use crate::page::Tag;

/// A form with its figures.
#[derive(Clone, Debug, Default)]
pub struct FigureTable {
    /// Id on the page.
    pub anchor: String,
    /// `Trẻ em, học sinh`.
    pub title: String,
    /// The form of the circular.
    pub basis: String,
    /// `cần xác nhận`.
    pub doubt: Option<Tag>,
    /// Heads after the line's: the total first.
    pub columns: Vec<String>,
    /// Lines; none when nothing of the kind is recorded.
    pub rows: Vec<FigureRow>,
}

/// A line.
#[derive(Clone, Debug, Default)]
pub struct FigureRow {
    /// `Nữ`.
    pub label: String,
    /// Whether it only names the lines under it.
    pub is_heading: bool,
    /// Whether it stands under such a heading.
    pub is_under: bool,
    /// Whether its label is the name of a code, which nobody translates.
    pub is_code: bool,
    /// Under the columns.
    pub cells: Vec<FigureCell>,
}

/// A cell.
#[derive(Clone, Debug, Default)]
pub struct FigureCell {
    /// The number; empty for nil under a column.
    pub text: String,
    /// Where it opens; nowhere when empty.
    pub href: String,
    /// `nay 311`, where it is otherwise now.
    pub now: String,
}

/// Tables that samples of pages show.
pub(super) fn sample_tables() -> Vec<FigureTable> {
    let cell = |text: &str, now: &str| FigureCell {
        text: text.to_owned(),
        href: if text.is_empty() { String::new() } else { "/don-vi/7/ky-bao-cao/9/so-lieu/hs.nu".to_owned() },
        now: now.to_owned(),
    };
    let row = |label: &str, cells: [FigureCell; 3]| FigureRow {
        label: label.to_owned(),
        cells: cells.to_vec(),
        ..FigureRow::default()
    };
    let under = |label: &str, cells: [FigureCell; 3]| FigureRow {
        is_under: true,
        is_code: true,
        ..row(label, cells)
    };
    vec![
        FigureTable {
            anchor: "hs".to_owned(),
            title: "Trẻ em, học sinh".to_owned(),
            basis: "Biểu thống kê về học sinh".to_owned(),
            doubt: Some(Tag::new(crate::page::Tone::Soon, "cần xác nhận")),
            columns: ["Tổng số", "Khối 6", "Chưa rõ"].map(str::to_owned).to_vec(),
            rows: vec![
                row("Tổng số", [cell("312", "nay 311"), cell("80", ""), cell("", "")]),
                row("Nữ", [cell("150", ""), cell("41", "nay 40"), cell("1", "")]),
                FigureRow { label: "Dân tộc".to_owned(), is_heading: true, ..FigureRow::default() },
                under("Sán <Dìu>", [cell("12", ""), cell("3", ""), cell("", "")]),
            ],
        },
        FigureTable {
            anchor: "ph".to_owned(),
            title: "Phòng".to_owned(),
            basis: "Biểu thống kê về phòng".to_owned(),
            ..FigureTable::default()
        },
    ]
}
