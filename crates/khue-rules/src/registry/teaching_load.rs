//! How much a teacher teaches a week against the norm of the level (`law/staffing/teaching-norm.toml`):
//! periods taught + periods reduced for duties, compared with the norm. Where no reduction is recorded, a homeroom
//! teacher has the one of the law.

use khue_base::{Day, Quantity};
use khue_law::{Key, LawError, teaching_norms};

/// What is recorded of a teacher for a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taught {
    /// Periods a week.
    pub periods: Quantity,
    /// Periods fewer for duties, as recorded.
    pub reduced: Quantity,
    /// Classes of which the teacher is homeroom teacher.
    pub homerooms: usize,
}

/// A teacher's load against the norm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Load {
    /// Periods reduced.
    pub reduced: Quantity,
    /// The norm.
    pub norm: Quantity,
    /// What is taught and reduced above the norm; below it when negative.
    pub above: Quantity,
}

/// The load of a teacher on a day in a level, by the code of the list `level`.
///
/// # Errors
/// [`LawError::Gap`] when there is no norm: preschools count hours.
pub fn load(taught: Taught, level: &str, day: Day) -> Result<Load, LawError> {
    let law = teaching_norms()?.at_word(Key::Day(day), level)?.value;
    let whole = |periods: i64| periods * 1000;
    let reduced = match taught.reduced.thousandths() {
        0 if taught.homerooms > 0 => whole(law.homeroom_reduction),
        recorded => recorded,
    };
    let norm = whole(law.periods_a_week);
    let of = Quantity::from_thousandths;
    let above = taught.periods.thousandths() + reduced - norm;
    Ok(Load { reduced: of(reduced), norm: of(norm), above: of(above) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(level: &str, periods: i64, reduced: i64, homerooms: usize, above: i64) {
        let of = |tenths: i64| Quantity::from_thousandths(tenths * 100);
        let taught = Taught { periods: of(periods), reduced: of(reduced), homerooms };
        let load = load(taught, level, "2020-10-01".parse().unwrap()).unwrap();
        assert_eq!(load.above, of(above), "{load:?}");
    }

    #[test]
    fn duties_count_like_lessons() {
        check("03", 190, 0, 0, 0);
        check("03", 150, 0, 1, 0);
        check("03", 155, 0, 1, 5);
        // A recorded reduction holds the homeroom already.
        check("03", 120, 70, 1, 0);
        check("02", 200, 0, 1, 0);
        check("04", 100, 0, 0, -70);
        let none = Taught { periods: Quantity::whole(0), reduced: Quantity::whole(0), homerooms: 0 };
        assert!(load(none, "01", "2020-10-01".parse().unwrap()).is_err());
    }
}
