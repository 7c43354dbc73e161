//! Clocks of the running program: the only place that asks the machine for the time.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::SystemTime;

use khue_base::{Clock, Day, Moment};

/// The machine's clock.
pub struct MachineClock;

impl Clock for MachineClock {
    fn now(&self) -> Moment {
        machine_now()
    }
}

/// A clock that runs as the machine's does, but from another day: the demo lives in 2021.
pub struct ShiftedClock(AtomicI64);

impl ShiftedClock {
    /// A clock that shows `start` now.
    pub fn starting(start: Moment) -> Self {
        Self(AtomicI64::new(start.0 - machine_now().0))
    }

    /// Sets it to `moment`, from where it runs on.
    pub fn set(&self, moment: Moment) {
        self.0.store(moment.0 - machine_now().0, Ordering::SeqCst);
    }

    /// Sets it to the given time of `day` in Vietnam.
    pub fn set_day(&self, day: Day, hour: i64, minute: i64) {
        self.set(Moment::start_of(day).plus_ms((hour * 60 + minute) * 60_000));
    }
}

impl Clock for ShiftedClock {
    fn now(&self) -> Moment {
        machine_now().plus_ms(self.0.load(Ordering::SeqCst))
    }
}

#[expect(clippy::disallowed_methods, reason = "this is where the present comes in")]
fn machine_now() -> Moment {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Moment(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
