//! The cells of a workbook as they stand, whatever kind of file they came from.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use crate::Day;

/// The sheets of one workbook.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grid {
    /// In the order of their tabs.
    pub sheets: Vec<GridSheet>,
    /// Where the workbook's day numbers begin.
    pub epoch: Epoch,
}

/// One sheet; rows and cells without content are absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GridSheet {
    /// The tab's name.
    pub name: String,
    /// Whether the tab is hidden.
    pub hidden: bool,
    /// Rows with content, by rising number.
    pub rows: Vec<GridRow>,
    /// Cells joined into one; the value stands in the first.
    pub merged: Vec<Merged>,
    /// How many rows with content are hidden by hand or by a filter.
    pub hidden_rows: u32,
}

/// One row with content.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GridRow {
    /// As the program shows it: the first row is 1.
    pub number: u32,
    /// Column (A is 0) and content, by rising column.
    pub cells: Vec<(u16, GridCell)>,
}

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GridCell {
    /// Words.
    Text(Box<str>),
    /// A number: `units` at `places` decimals.
    Number {
        /// The number without its decimal sign.
        units: i64,
        /// How many of its digits are decimals.
        places: u8,
    },
    /// A day, kept as the program keeps days or told as such.
    Day(Day),
    /// A day number which the calendar lacks, such as 29/02/1900 or anything negative.
    NoDay(i64),
    /// A time of day, in minutes.
    Time(u16),
    /// True or false.
    Flag(bool),
    /// An error of a formula.
    Fault(Fault),
}

/// Why a cell holds no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// `#DIV/0!`
    Division,
    /// `#N/A`
    Missing,
    /// `#NAME?`
    Name,
    /// `#NULL!`
    Null,
    /// `#NUM!`
    Number,
    /// `#REF!`
    Reference,
    /// `#VALUE!` and whatever else went wrong.
    Value,
    /// A formula that was saved without its result.
    NotComputed,
}

impl Fault {
    /// As the cell shows it.
    pub fn shown(self) -> &'static str {
        match self {
            Fault::Division => "#DIV/0!",
            Fault::Missing => "#N/A",
            Fault::Name => "#NAME?",
            Fault::Null => "#NULL!",
            Fault::Number => "#NUM!",
            Fault::Reference => "#REF!",
            Fault::Value => "#VALUE!",
            Fault::NotComputed => "(công thức chưa tính)",
        }
    }
}

impl GridCell {
    /// The content as a person would type it: `8.5`, `05/09/2014`, `07:30`, `1` for true.
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            GridCell::Text(text) => Cow::Borrowed(text),
            GridCell::Number { units, places } => Cow::Owned(decimal(*units, *places)),
            GridCell::Day(day) => {
                let (year, month, of_month) = day.parts();
                Cow::Owned(format!("{of_month:02}/{month:02}/{year:04}"))
            }
            GridCell::NoDay(serial) => Cow::Owned(serial.to_string()),
            GridCell::Time(minutes) => Cow::Owned(format!("{:02}:{:02}", minutes / 60, minutes % 60)),
            GridCell::Flag(flag) => Cow::Borrowed(if *flag { "1" } else { "0" }),
            GridCell::Fault(fault) => Cow::Borrowed(fault.shown()),
        }
    }

    /// Whether nothing but white space stands here.
    pub fn is_blank(&self) -> bool {
        matches!(self, GridCell::Text(text) if text.trim().is_empty())
    }
}

fn decimal(units: i64, places: u8) -> String {
    let places = usize::from(places);
    if places == 0 {
        return units.to_string();
    }
    let digits = format!("{:0>width$}", units.unsigned_abs(), width = places + 1);
    let (whole, part) = digits.split_at(digits.len() - places);
    format!("{}{whole},{part}", if units < 0 { "-" } else { "" })
}

impl GridSheet {
    /// The row with this number, if it has content.
    pub fn row(&self, number: u32) -> Option<&GridRow> {
        let at = self.rows.binary_search_by_key(&number, |row| row.number).ok()?;
        self.rows.get(at)
    }

    /// What stands in a cell itself.
    pub fn cell(&self, address: CellAddress) -> Option<&GridCell> {
        self.row(address.row)?.cell(address.column)
    }
}

impl GridRow {
    /// What stands in a column.
    pub fn cell(&self, column: u16) -> Option<&GridCell> {
        // Nearly every row is filled from A on.
        if let Some((at, cell)) = self.cells.get(usize::from(column))
            && *at == column
        {
            return Some(cell);
        }
        let at = self.cells.binary_search_by_key(&column, |(column, _)| *column).ok()?;
        self.cells.get(at).map(|(_, cell)| cell)
    }
}

/// A rectangle of joined cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Merged {
    /// Where the value stands.
    pub first: CellAddress,
    /// The cell opposite.
    pub last: CellAddress,
}

impl Merged {
    /// Whether `address` lies inside.
    pub fn contains(self, address: CellAddress) -> bool {
        (self.first.row..=self.last.row).contains(&address.row)
            && (self.first.column..=self.last.column).contains(&address.column)
    }

    /// Reads `B2:D3`.
    pub fn parse(text: &str) -> Option<Self> {
        let (first, last) = text.split_once(':')?;
        let (one, other): (CellAddress, CellAddress) = (first.parse().ok()?, last.parse().ok()?);
        Some(Self {
            first: CellAddress { row: one.row.min(other.row), column: one.column.min(other.column) },
            last: CellAddress { row: one.row.max(other.row), column: one.column.max(other.column) },
        })
    }
}

/// The place of a cell in its sheet; prints as `B12`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellAddress {
    /// The first row is 1.
    pub row: u32,
    /// A is 0.
    pub column: u16,
}

impl fmt::Display for CellAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", column_letters(self.column), self.row)
    }
}

/// The letters over a column: A for 0, AA for 26.
pub fn column_letters(column: u16) -> String {
    let (mut left, mut letters) = (u32::from(column) + 1, Vec::new());
    while left > 0 {
        left -= 1;
        letters.push(char::from(b'A' + u8::try_from(left % 26).unwrap_or_default()));
        left /= 26;
    }
    letters.iter().rev().collect()
}

/// A text that names no cell.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” không phải địa chỉ ô; hãy ghi như B12")]
pub struct AddressError(pub String);

impl FromStr for CellAddress {
    type Err = AddressError;

    /// Reads `B12`, also `$B$12`.
    fn from_str(text: &str) -> Result<Self, AddressError> {
        let fail = || AddressError(text.chars().take(40).collect());
        let plain: String = text.chars().filter(|c| *c != '$').collect();
        let digits = plain.find(|c: char| c.is_ascii_digit()).ok_or_else(fail)?;
        let (letters, number) = plain.split_at_checked(digits).ok_or_else(fail)?;
        if letters.is_empty() || letters.len() > 3 {
            return Err(fail());
        }
        let mut column = 0u32;
        for letter in letters.chars() {
            let letter = letter.to_ascii_uppercase();
            if !letter.is_ascii_uppercase() {
                return Err(fail());
            }
            column = column * 26 + (u32::from(letter) - u32::from('A') + 1);
        }
        let row = number.parse().ok().filter(|row| *row > 0).ok_or_else(fail)?;
        Ok(Self { row, column: u16::try_from(column - 1).map_err(|_| fail())? })
    }
}

/// Where day numbers begin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Epoch {
    /// Day 1 is 1/1/1900, and day 60 is a 29/2/1900 that never was.
    #[default]
    Windows1900,
    /// Day 0 is 1/1/1904.
    Mac1904,
}

impl Epoch {
    /// The day with this number, if there is one up to the year 2200.
    pub fn day(self, serial: i64) -> Option<Day> {
        const LAST: i64 = 109_939;
        let days_from_1970 = match self {
            Epoch::Windows1900 => match serial {
                1..=59 => serial - 25_568,
                61..=LAST => serial - 25_569,
                _ => return None,
            },
            Epoch::Mac1904 => {
                if !(0..=LAST - 1462).contains(&serial) {
                    return None;
                }
                serial - 24_107
            }
        };
        Some(Day::from_epoch_days(days_from_1970))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_address(text: &str, row: u32, column: u16) {
        let address = CellAddress { row, column };
        assert_eq!(text.parse(), Ok(address));
        assert_eq!(address.to_string(), text);
    }

    #[test]
    fn addresses_are_read_and_written() {
        check_address("A1", 1, 0);
        check_address("Z9", 9, 25);
        check_address("AA10", 10, 26);
        check_address("BS16000", 16_000, 70);
        check_address("XFD1048576", 1_048_576, 16_383);
        assert_eq!("$b$12".parse(), Ok(CellAddress { row: 12, column: 1 }));
        for text in ["", "A", "12", "A0", "A1B", "AAAA1", "Ă1", "ZZZZZZZ1"] {
            assert!(text.parse::<CellAddress>().is_err(), "{text}");
        }
    }

    #[track_caller]
    fn check_day(epoch: Epoch, serial: i64, iso: Option<&str>) {
        assert_eq!(epoch.day(serial).map(Day::iso).as_deref(), iso);
    }

    #[test]
    fn day_numbers_follow_their_epoch() {
        check_day(Epoch::Windows1900, 1, Some("1900-01-01"));
        check_day(Epoch::Windows1900, 59, Some("1900-02-28"));
        check_day(Epoch::Windows1900, 60, None);
        check_day(Epoch::Windows1900, 61, Some("1900-03-01"));
        check_day(Epoch::Windows1900, 44_255, Some("2021-02-28"));
        check_day(Epoch::Windows1900, 0, None);
        check_day(Epoch::Windows1900, -1, None);
        check_day(Epoch::Windows1900, 109_939, Some("2200-12-31"));
        check_day(Epoch::Windows1900, 109_940, None);
        check_day(Epoch::Mac1904, 0, Some("1904-01-01"));
        check_day(Epoch::Mac1904, 42_793, Some("2021-02-28"));
        check_day(Epoch::Mac1904, 108_477, Some("2200-12-31"));
    }

    #[test]
    fn cells_print_as_people_type() {
        let number = |units, places| GridCell::Number { units, places }.text().into_owned();
        assert_eq!(number(-5, 2), "-0,05");
        assert_eq!(number(24_201_004_321, 0), "24201004321");
        assert_eq!(GridCell::Day("2014-09-05".parse().unwrap()).text(), "05/09/2014");
        assert_eq!(GridCell::Time(450).text(), "07:30");
    }

    #[test]
    fn cells_are_found_in_gapped_rows() {
        let cell = |text: &str| GridCell::Text(text.into());
        let row = GridRow { number: 4, cells: vec![(0, cell("a")), (2, cell("c")), (70, cell("z"))] };
        assert_eq!(row.cell(2), Some(&cell("c")));
        assert_eq!(row.cell(1), None);
        assert_eq!(row.cell(70), Some(&cell("z")));
    }

    #[test]
    fn joined_cells_are_read_in_any_direction() {
        let merged = Merged::parse("D3:B2").unwrap();
        assert!(merged.contains("C2".parse().unwrap()) && !merged.contains("C4".parse().unwrap()));
        assert_eq!(merged.first.to_string(), "B2");
        assert_eq!(Merged::parse("B2"), None);
    }
}
