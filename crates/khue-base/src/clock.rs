//! Time as an argument: rules and operations never ask the machine what time it is.

use serde::{Deserialize, Serialize};

use crate::Day;

/// Vietnam keeps one zone without summer time: UTC+7.
const VIETNAM_OFFSET_MS: i64 = 7 * 3_600_000;
const DAY_MS: i64 = 86_400_000;

/// A moment in milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment(pub i64);

impl Moment {
    /// The calendar day in Vietnam.
    pub fn day(self) -> Day {
        Day::from_epoch_days((self.0 + VIETNAM_OFFSET_MS).div_euclid(DAY_MS))
    }

    /// Midnight in Vietnam at the start of `day`.
    pub fn start_of(day: Day) -> Self {
        Moment(day.epoch_days() * DAY_MS - VIETNAM_OFFSET_MS)
    }

    /// This moment moved by `ms` milliseconds.
    pub fn plus_ms(self, ms: i64) -> Self {
        Moment(self.0 + ms)
    }

    /// As programs exchange it: `2021-05-31T07:05:00.000Z`.
    pub fn iso(self) -> String {
        let day = Day::from_epoch_days(self.0.div_euclid(DAY_MS));
        let ms = self.0.rem_euclid(DAY_MS);
        let (hour, minute, second) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60);
        format!("{}T{hour:02}:{minute:02}:{second:02}.{:03}Z", day.iso(), ms % 1000)
    }

    /// The moment written so, in whatever zone; a day alone is its beginning in Greenwich.
    pub fn parse_iso(text: &str) -> Option<Self> {
        if let Ok(day) = text.parse::<Day>() {
            return Some(Moment(day.epoch_days() * DAY_MS));
        }
        let moment: jiff::Timestamp = text.parse().ok()?;
        Some(Moment(moment.as_millisecond()))
    }

    /// The time of day in Vietnam as printed in documents: `14 giờ 05`.
    pub fn time_of_day(self) -> String {
        let (hour, minute) = self.hour_minute();
        format!("{hour:02} giờ {minute:02}")
    }

    /// Hour and minute in Vietnam.
    pub fn hour_minute(self) -> (i64, i64) {
        let in_day = (self.0 + VIETNAM_OFFSET_MS).rem_euclid(DAY_MS);
        (in_day / 3_600_000, in_day / 60_000 % 60)
    }
}

/// `14 giờ 05, 31/5/2021`.
impl std::fmt::Display for Moment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}, {}", self.time_of_day(), self.day())
    }
}

/// Where operations take the present from; the machine's clock is one implementation.
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> Moment;

    /// Today in Vietnam.
    fn today(&self) -> Day {
        self.now().day()
    }
}

/// A clock that stands still, for tests.
#[derive(Clone, Copy, Debug)]
pub struct FixedClock(pub Moment);

impl Clock for FixedClock {
    fn now(&self) -> Moment {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_changes_at_vietnamese_midnight() {
        let midnight = Moment::start_of("2021-05-31".parse().unwrap());
        assert_eq!(midnight.day().to_string(), "31/5/2021");
        assert_eq!(midnight.plus_ms(-1).day().to_string(), "30/5/2021");
        assert_eq!(midnight.plus_ms(14 * 3_600_000 + 5 * 60_000).to_string(), "14 giờ 05, 31/5/2021");
    }

    #[test]
    fn moments_are_exchanged_in_greenwich_time() {
        let moment = Moment::start_of("2021-05-31".parse().unwrap()).plus_ms(7);
        assert_eq!(moment.iso(), "2021-05-30T17:00:00.007Z");
        assert_eq!(Moment::parse_iso("2021-05-31T00:00:00.007+07:00"), Some(moment));
        assert_eq!(Moment::parse_iso(&moment.iso()), Some(moment));
        assert_eq!(Moment::parse_iso("2021-05-30").map(Moment::iso).unwrap(), "2021-05-30T00:00:00.000Z");
        assert_eq!(Moment::parse_iso("2021-05-31T25:00:00Z"), None);
    }
}
