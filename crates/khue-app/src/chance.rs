//! Randomness as an argument: ids and secrets come from here, so that tests can seed them.

use std::sync::{Mutex, PoisonError};

use khue_base::Moment;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

/// 2020-01-01T00:00:00Z; ids count milliseconds from here, which lasts until 2089.
const EPOCH_MS: i64 = 1_577_836_800_000;
const RANDOM_BITS: u32 = 22;
/// How far ids may run ahead of the clock.
const BURST_MS: i64 = 60_000;

/// A source of ids and secrets.
pub struct Chance(Mutex<State>);

struct State {
    random: StdRng,
    /// The last id given out: within one millisecond ids count on, so that what was made first stands first.
    last: i64,
}

impl Chance {
    /// Seeded by the machine.
    pub fn from_machine() -> Self {
        Self(Mutex::new(State { random: rand::make_rng(), last: 0 }))
    }

    /// The same sequence for the same seed: for tests and the sample province.
    pub fn seeded(seed: u64) -> Self {
        Self(Mutex::new(State { random: StdRng::seed_from_u64(seed), last: 0 }))
    }

    /// A new id: 41 bits of time, 22 random bits. No database has to hand out numbers, and ids
    /// made later are greater, which keeps indexes compact.
    pub fn id<T: From<i64>>(&self, now: Moment) -> T {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let random = i64::from(state.random.next_u32() >> (32 - RANDOM_BITS));
        let wanted = ((now.0 - EPOCH_MS).max(0) << RANDOM_BITS) | random;
        // Many ids in one millisecond may run into the next ones: they count on from there, so that none is
        // given twice. A clock that was set back begins anew.
        let ahead = (state.last >> RANDOM_BITS) - (wanted >> RANDOM_BITS);
        let is_one_burst = (0..=BURST_MS).contains(&ahead);
        state.last = if is_one_burst { wanted.max(state.last + 1) } else { wanted };
        T::from(state.last)
    }

    /// A secret of 256 bits as 64 hexadecimal digits.
    pub fn secret(&self) -> String {
        (0..8).map(|_| format!("{:08x}", self.next_u32())).collect()
    }

    /// Random bytes, for salts.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.lock().unwrap_or_else(PoisonError::into_inner).random.fill_bytes(&mut bytes);
        bytes
    }

    fn next_u32(&self) -> u32 {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).random.next_u32()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use khue_base::TaskId;

    #[test]
    fn later_ids_are_greater_and_fit_63_bits() {
        let chance = Chance::seeded(1);
        let early: TaskId = chance.id(Moment(1_600_000_000_000));
        let late: TaskId = chance.id(Moment(1_600_000_000_001));
        assert!(0 < early.0 && early < late);
        assert_eq!(chance.secret().len(), 64);
        let many: Vec<TaskId> = (0..100_000).map(|_| chance.id(Moment(1_600_000_000_002))).collect();
        assert!(many.is_sorted_by(|first, second| first < second));
    }
}
