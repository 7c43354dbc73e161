//! Cells gathered into sheets within bounds, and what a number of a file is.

use khue_base::{Day, Epoch, Fault, GridCell, GridRow, GridSheet};

use super::{MOST_CELLS, MOST_TEXT_BYTES, Unreadable};

/// What a workbook may still hold.
pub(super) struct Room {
    cells: usize,
    text: usize,
}

impl Room {
    pub(super) fn new() -> Self {
        Self { cells: MOST_CELLS, text: MOST_TEXT_BYTES }
    }

    fn take(&mut self, cell: &GridCell) -> Result<(), Unreadable> {
        self.cells = self.cells.checked_sub(1).ok_or(Unreadable::TooManyCells)?;
        if let GridCell::Text(text) = cell {
            self.text = self.text.checked_sub(text.len()).ok_or(Unreadable::TooMuchText)?;
        }
        Ok(())
    }
}

/// One sheet in the making.
pub(super) struct Gatherer<'a> {
    room: &'a mut Room,
    sheet: GridSheet,
    disordered: bool,
}

impl<'a> Gatherer<'a> {
    pub(super) fn new(room: &'a mut Room, name: String) -> Self {
        Self { room, sheet: GridSheet { name, ..GridSheet::default() }, disordered: false }
    }

    /// Adds a cell; blank ones are dropped.
    pub(super) fn add(&mut self, row: u32, column: u16, cell: GridCell) -> Result<(), Unreadable> {
        if cell.is_blank() {
            return Ok(());
        }
        self.room.take(&cell)?;
        match self.sheet.rows.last_mut().filter(|last| last.number == row) {
            Some(last) => {
                self.disordered |= last.cells.last().is_some_and(|(before, _)| *before >= column);
                last.cells.push((column, cell));
            }
            None => {
                self.disordered |= self.sheet.rows.last().is_some_and(|last| last.number > row);
                // Rows of a list are of one length.
                let expected = self.sheet.rows.last().map_or(8, |last| last.cells.len());
                let mut cells = Vec::with_capacity(expected.min(1024));
                cells.push((column, cell));
                self.sheet.rows.push(GridRow { number: row, cells });
            }
        }
        Ok(())
    }

    pub(super) fn finish(mut self) -> GridSheet {
        if self.disordered {
            let mut cells: Vec<(u32, u16, GridCell)> = std::mem::take(&mut self.sheet.rows)
                .into_iter()
                .flat_map(|row| row.cells.into_iter().map(move |(column, cell)| (row.number, column, cell)))
                .collect();
            // Stable: of two cells at one address the first counts.
            cells.sort_by_key(|(row, column, _)| (*row, *column));
            cells.dedup_by_key(|(row, column, _)| (*row, *column));
            for (row, column, cell) in cells {
                match self.sheet.rows.last_mut().filter(|last| last.number == row) {
                    Some(last) => last.cells.push((column, cell)),
                    None => self.sheet.rows.push(GridRow { number: row, cells: vec![(column, cell)] }),
                }
            }
        }
        self.sheet
    }
}

/// Digits that Excel keeps and shows.
const DIGITS: usize = 15;

/// A number as a person reads it: 15 digits, so that 0.1 + 0.2 is 0.3.
pub(super) fn number(value: f64) -> GridCell {
    const WHOLE: f64 = 1e15;
    if value.fract() == 0.0 && value.abs() < WHOLE {
        // In range by the line before.
        return GridCell::Number { units: value as i64, places: 0 };
    }
    if !value.is_finite() {
        return GridCell::Fault(Fault::Number);
    }
    // Marks and coefficients have a decimal or two; a product that is whole is so to 15 digits.
    for (places, scale) in [(1, 10.0), (2, 100.0), (3, 1000.0)] {
        let scaled = value * scale;
        if scaled.fract() == 0.0 && scaled.abs() < WHOLE {
            let (mut units, mut places) = (scaled as i64, places);
            // 4,35 times 100 falls just short of whole, times 1000 does not.
            while places > 0 && units % 10 == 0 {
                (units, places) = (units / 10, places - 1);
            }
            return GridCell::Number { units, places };
        }
    }
    let written = format!("{value:.*e}", DIGITS - 1);
    decimal(&written).unwrap_or_else(|| GridCell::Text(written.into()))
}

/// Reads `-1.25e1` or `12.5` into units and places, if they fit.
pub(super) fn decimal(written: &str) -> Option<GridCell> {
    let (mantissa, exponent) = written.split_once(['e', 'E']).unwrap_or((written, "0"));
    let exponent: i32 = exponent.parse().ok()?;
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let part = part.trim_end_matches('0');
    let mut units: i64 = format!("{whole}{part}").parse().ok()?;
    let mut places = i32::try_from(part.len()).ok()? - exponent;
    while places > 0 && units % 10 == 0 {
        (units, places) = (units / 10, places - 1);
    }
    if places < 0 {
        units = units.checked_mul(10i64.checked_pow(places.unsigned_abs())?)?;
        places = 0;
    }
    Some(GridCell::Number { units, places: u8::try_from(places).ok().filter(|places| *places <= 18)? })
}

/// What a number with a format for days or times says.
pub(super) fn moment(value: f64, epoch: Epoch) -> GridCell {
    const MINUTES: f64 = 1440.0;
    if !value.is_finite() || value.abs() > 1e12 {
        return GridCell::Fault(Fault::Number);
    }
    if (0.0..1.0).contains(&value) && (value > 0.0 || epoch == Epoch::Windows1900) {
        let minutes = (value * MINUTES).round().min(MINUTES - 1.0);
        return GridCell::Time(minutes as u16);
    }
    let serial = value.floor() as i64;
    epoch.day(serial).map_or(GridCell::NoDay(serial), GridCell::Day)
}

/// A day as ISO writes it, with or without a time; anything else as text.
pub(super) fn iso_moment(text: &str) -> GridCell {
    match text.get(..10).and_then(|day| day.parse::<Day>().ok()) {
        Some(day) => GridCell::Day(day),
        None => GridCell::Text(text.into()),
    }
}

/// The fault that a cell shows, if it shows one.
pub(super) fn fault_of(shown: &str) -> Option<Fault> {
    Some(match shown {
        "#DIV/0!" => Fault::Division,
        "#N/A" => Fault::Missing,
        "#NAME?" => Fault::Name,
        "#NULL!" => Fault::Null,
        "#NUM!" => Fault::Number,
        "#REF!" => Fault::Reference,
        "#VALUE!" => Fault::Value,
        other if other.starts_with("Err:") => Fault::Value,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: f64, text: &str) {
        assert_eq!(number(value).text(), text);
    }

    #[test]
    fn numbers_are_read_as_excel_shows_them() {
        check(24_201_004_321.0, "24201004321");
        check(-7.0, "-7");
        check(0.1 + 0.2, "0,3");
        check(8.25, "8,25");
        check(4.35, "4,35");
        check(1.005, "1,005");
        check(2.0 / 3.0, "0,666666666666667");
        check(-0.05, "-0,05");
        check(1e15, "1000000000000000");
        check(1.5e17, "150000000000000000");
        check(1e300, "1.00000000000000e300");
        check(1e-30, "1.00000000000000e-30");
        check(f64::NAN, "#NUM!");
    }

    #[test]
    fn moments_are_days_times_or_neither() {
        assert_eq!(moment(44_255.75, Epoch::Windows1900).text(), "28/02/2021");
        assert_eq!(moment(0.3125, Epoch::Windows1900), GridCell::Time(450));
        assert_eq!(moment(60.0, Epoch::Windows1900), GridCell::NoDay(60));
        assert_eq!(moment(-3.0, Epoch::Windows1900), GridCell::NoDay(-3));
        assert_eq!(moment(0.0, Epoch::Mac1904).text(), "01/01/1904");
        assert_eq!(moment(1e300, Epoch::Mac1904), GridCell::Fault(Fault::Number));
    }

    #[test]
    fn cells_out_of_order_are_put_in_order() {
        let mut room = Room::new();
        let mut gatherer = Gatherer::new(&mut room, "S".into());
        for (row, column, text) in [(5, 2, "c"), (5, 1, "b"), (2, 0, "a"), (5, 2, "again"), (9, 0, " ")] {
            gatherer.add(row, column, GridCell::Text(text.into())).unwrap();
        }
        let sheet = gatherer.finish();
        let found: Vec<_> =
            sheet.rows.iter().flat_map(|row| row.cells.iter().map(|c| (row.number, c.0))).collect();
        assert_eq!(found, [(2, 0), (5, 1), (5, 2)]);
        assert_eq!(sheet.cell("C5".parse().unwrap()).unwrap().text(), "c");
    }
}
