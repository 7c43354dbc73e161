//! Days of which only the month or the year may be known.

use std::fmt;
use std::str::FromStr;

use khue_base::Day;

/// A day known in full, to the month or to the year: `2010-05-12`, `2010-05`, `2010`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialDay {
    year: i16,
    month: Option<i8>,
    day: Option<i8>,
}

impl PartialDay {
    /// A year.
    pub fn year_only(year: i16) -> Option<Self> {
        (1..=9999).contains(&year).then_some(Self { year, month: None, day: None })
    }

    /// A month of a year.
    pub fn month_only(year: i16, month: i8) -> Option<Self> {
        let exists = (1..=9999).contains(&year) && (1..=12).contains(&month);
        exists.then_some(Self { year, month: Some(month), day: None })
    }

    /// The year.
    pub fn year(self) -> i16 {
        self.year
    }

    /// The month, when known.
    pub fn month(self) -> Option<i8> {
        self.month
    }

    /// The day, when it is known in full.
    pub fn full(self) -> Option<Day> {
        Day::new(self.year, self.month?, self.day?)
    }

    /// The first day that it may be.
    pub fn earliest(self) -> Day {
        let first = Day::new(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1));
        first.unwrap_or_else(|| Day::from_epoch_days(0))
    }

    /// The last day that it may be.
    pub fn latest(self) -> Day {
        match (self.month, self.day) {
            (Some(_), Some(_)) => self.earliest(),
            (Some(_), None) => self.earliest().end_of_month(),
            _ => Day::new(self.year, 12, 31).unwrap_or_else(|| Day::from_epoch_days(0)),
        }
    }

    /// As it is stored and exchanged.
    pub fn iso(self) -> String {
        match (self.month, self.day) {
            (Some(month), Some(day)) => format!("{:04}-{month:02}-{day:02}", self.year),
            (Some(month), None) => format!("{:04}-{month:02}", self.year),
            _ => format!("{:04}", self.year),
        }
    }
}

impl From<Day> for PartialDay {
    fn from(day: Day) -> Self {
        let (year, month, day) = day.parts();
        Self { year, month: Some(month), day: Some(day) }
    }
}

/// As lists print it: `12/05/2010`, `05/2010`, `2010`.
impl fmt::Display for PartialDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.month, self.day) {
            (Some(month), Some(day)) => write!(f, "{day:02}/{month:02}/{:04}", self.year),
            (Some(month), None) => write!(f, "{month:02}/{:04}", self.year),
            _ => write!(f, "{:04}", self.year),
        }
    }
}

impl FromStr for PartialDay {
    type Err = ();

    /// Reads the ISO forms only.
    fn from_str(text: &str) -> Result<Self, ()> {
        match text.len() {
            4 => Self::year_only(text.parse().map_err(drop)?).ok_or(()),
            7 => {
                let (year, month) = text.split_once('-').ok_or(())?;
                Self::month_only(year.parse().map_err(drop)?, month.parse().map_err(drop)?).ok_or(())
            }
            _ => text.parse::<Day>().map(Self::from).map_err(drop),
        }
    }
}
