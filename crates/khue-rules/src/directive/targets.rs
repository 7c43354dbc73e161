//! Figures against targets: exact comparison, sums before shares, missing is not zero.

use khue_base::Quantity;
use serde::{Deserialize, Serialize};

/// How a figure must stand to the target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Comparison {
    /// As named without a qualifier: "180 phòng học" asks for that many at least, zero for none.
    #[serde(rename = "=")]
    Equal,
    /// At least.
    #[serde(rename = ">=")]
    AtLeast,
    /// At most.
    #[serde(rename = "<=")]
    AtMost,
    /// More than.
    #[serde(rename = ">")]
    MoreThan,
    /// Less than.
    #[serde(rename = "<")]
    LessThan,
}

impl Comparison {
    /// All comparisons.
    pub const ALL: [Comparison; 5] = [
        Comparison::Equal,
        Comparison::AtLeast,
        Comparison::AtMost,
        Comparison::MoreThan,
        Comparison::LessThan,
    ];

    /// The sign under which it is stored.
    pub fn code(self) -> &'static str {
        match self {
            Comparison::Equal => "=",
            Comparison::AtLeast => ">=",
            Comparison::AtMost => "<=",
            Comparison::MoreThan => ">",
            Comparison::LessThan => "<",
        }
    }

    /// The comparison stored under `code`.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|comparison| comparison.code() == code)
    }

    /// In front of a number, with a space behind: `ít nhất `, or nothing.
    pub fn words(self) -> &'static str {
        match self {
            Comparison::Equal => "",
            Comparison::AtLeast => "ít nhất ",
            Comparison::AtMost => "không quá ",
            Comparison::MoreThan => "trên ",
            Comparison::LessThan => "dưới ",
        }
    }
}

/// A figure that a unit declares or a computation gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Figure {
    /// A share of a whole, compared in percent.
    Percent {
        /// How many have it.
        part: i64,
        /// Of how many.
        whole: i64,
    },
    /// So many per one, such as rooms per class.
    Ratio {
        /// How many there are.
        part: i64,
        /// For how many.
        whole: i64,
    },
    /// A plain number, summed over units.
    Amount {
        /// The number.
        amount: Quantity,
    },
}

impl Figure {
    /// The figure of several units together: parts and wholes are summed before dividing. Nothing
    /// when there is none, when they are of different kinds or when nobody has a whole.
    pub fn sum(figures: impl IntoIterator<Item = Figure>) -> Option<Figure> {
        let mut figures = figures.into_iter();
        let first = figures.next()?;
        let total = figures.try_fold(first, |sum, figure| match (sum, figure) {
            (Figure::Percent { part: a, whole: b }, Figure::Percent { part, whole }) => {
                Some(Figure::Percent { part: a.checked_add(part)?, whole: b.checked_add(whole)? })
            }
            (Figure::Ratio { part: a, whole: b }, Figure::Ratio { part, whole }) => {
                Some(Figure::Ratio { part: a.checked_add(part)?, whole: b.checked_add(whole)? })
            }
            (Figure::Amount { amount: a }, Figure::Amount { amount }) => {
                let amount = a.thousandths().checked_add(amount.thousandths())?;
                Some(Figure::Amount { amount: Quantity::from_thousandths(amount) })
            }
            _ => None,
        })?;
        total.has_value().then_some(total)
    }

    /// Whether it stands as the target wants, compared exactly; nothing without a whole.
    pub fn meets(self, comparison: Comparison, wanted: Quantity) -> Option<bool> {
        let (part, whole) = self.fraction()?;
        let order = part.cmp(&(i128::from(wanted.thousandths()) * whole));
        Some(match comparison {
            Comparison::Equal if wanted.thousandths() == 0 => order.is_eq(),
            Comparison::Equal => order.is_ge(),
            Comparison::AtLeast => order.is_ge(),
            Comparison::AtMost => order.is_le(),
            Comparison::MoreThan => order.is_gt(),
            Comparison::LessThan => order.is_lt(),
        })
    }

    /// As shown: `98,1%`, `0,99`, `1.234`; a figure that falls short never rounds up to the target
    /// of a whole: 999 of 1,000 is 99,9%, 9,999 of 10,000 is 99,9%, too.
    pub fn shown(self) -> String {
        let Some((part, whole)) = self.fraction() else { return "chưa có số liệu".to_owned() };
        match self {
            Figure::Percent { .. } => format!("{}%", decimal(part, whole, 100)),
            Figure::Ratio { .. } => decimal(part, whole, 10),
            Figure::Amount { amount } => amount.to_string(),
        }
    }

    /// What it is made of: `1.471/1.500`; empty for an amount.
    pub fn parts(self) -> String {
        match self {
            Figure::Percent { part, whole } | Figure::Ratio { part, whole } => {
                format!("{}/{}", count(part), count(whole))
            }
            Figure::Amount { .. } => String::new(),
        }
    }

    /// How many are still missing to the whole of a share; nothing for other figures.
    pub fn missing(self) -> Option<i64> {
        match self {
            Figure::Percent { part, whole } | Figure::Ratio { part, whole } => Some((whole - part).max(0)),
            Figure::Amount { .. } => None,
        }
    }

    fn has_value(self) -> bool {
        self.fraction().is_some()
    }

    /// Thousandths of the value as a fraction.
    fn fraction(self) -> Option<(i128, i128)> {
        let (part, whole) = match self {
            Figure::Percent { part, whole } => (i128::from(part) * 100_000, whole),
            Figure::Ratio { part, whole } => (i128::from(part) * 1000, whole),
            Figure::Amount { amount } => (i128::from(amount.thousandths()), 1),
        };
        (whole > 0).then_some((part, i128::from(whole)))
    }
}

/// A whole number in Vietnamese form: `1.234`.
pub fn count(number: i64) -> String {
    Quantity::from_thousandths(number.saturating_mul(1000)).to_string()
}

/// `part / whole` thousandths rounded half up to a `step` of thousandths, but never up to a whole
/// number that it has not reached.
fn decimal(part: i128, whole: i128, step: i128) -> String {
    let rounded = round_half_up(part, whole * step) * step;
    let reaches_more = rounded % 1000 == 0 && rounded * whole > part;
    let shown = if reaches_more { part.div_euclid(whole * step) * step } else { rounded };
    Quantity::from_thousandths(i64::try_from(shown).unwrap_or(i64::MAX)).to_string()
}

fn round_half_up(part: i128, whole: i128) -> i128 {
    (2 * part + whole).div_euclid(2 * whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(text: &str) -> Figure {
        let (kind, value) = text.split_once(' ').unwrap();
        let split = || value.split_once('/').map(|(a, b)| (a.parse().unwrap(), b.parse().unwrap())).unwrap();
        match kind {
            "%" => Figure::Percent { part: split().0, whole: split().1 },
            ":" => Figure::Ratio { part: split().0, whole: split().1 },
            _ => Figure::Amount { amount: value.parse().unwrap() },
        }
    }

    #[track_caller]
    fn check(text: &str, target: &str, shown: &str, met: Option<bool>) {
        let (sign, wanted) = target.split_once(' ').unwrap();
        let figure = figure(text);
        assert_eq!(figure.shown(), shown);
        assert_eq!(
            figure.meets(Comparison::from_code(sign).unwrap(), wanted.parse().unwrap()),
            met,
            "{text}"
        );
    }

    #[test]
    fn shares_are_compared_exactly_on_both_sides() {
        check("% 981/1000", ">= 98,1", "98,1%", Some(true));
        check("% 9809/10000", ">= 98,1", "98,1%", Some(false)); // rounding first says it is met
        check("% 9999/10000", "= 100", "99,9%", Some(false)); // never shown as 100%
        check("% 43/43", "= 100", "100%", Some(true));
        check("% 0/43", "<= 0", "0%", Some(true));
        check("% 1/3", "<= 33,3", "33,3%", Some(false));
        check("% 0/0", "= 100", "chưa có số liệu", None);
        check(": 1488/1500", ">= 1", "0,99", Some(false));
        check(": 1500/1500", ">= 1", "1", Some(true));
        check(": 1499/1500", ">= 1", "0,99", Some(false)); // 0,9993
        check("n 181", "= 180", "181", Some(true)); // more than asked for is no failure
        check("n 179", "= 180", "179", Some(false));
        check("n 0", "= 0", "0", Some(true)); // no temporary room left
        check("n 1", "= 0", "1", Some(false));
        check("n 12", "> 12", "12", Some(false));
        check("n 12,5", "> 12", "12,5", Some(true));
        check("n 1234", "< 1234", "1.234", Some(false));
    }

    #[track_caller]
    fn check_sum(figures: &str, expected: &str) {
        let sum = Figure::sum(figures.split(", ").filter(|text| !text.is_empty()).map(figure));
        assert_eq!(
            sum.map_or("nothing".into(), |sum| format!("{} {}", sum.shown(), sum.parts())).trim_end(),
            expected
        );
    }

    #[test]
    fn parts_and_wholes_are_summed_before_dividing() {
        check_sum("% 1/2, % 90/100", "89,2% 91/102"); // the mean of the shares would be 70 %
        check_sum("n 1, n 2,5", "3,5");
        check_sum("% 0/0, % 0/0", "nothing");
        check_sum("% 0/0, % 1/2", "50% 1/2");
        check_sum("% 1/2, n 3", "nothing");
        check_sum("", "nothing");
    }
}
