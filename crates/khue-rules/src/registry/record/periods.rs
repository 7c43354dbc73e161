//! Facts in valid time: which rows are replaced and which are written when something is to hold for a period.
//!
//! Rows are never edited. A row that a change touches is replaced as a whole; what of it still holds before
//! and after the period is written anew.

use std::collections::BTreeSet;

use khue_base::Day;

/// A row that holds now, under its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held<K, T> {
    /// What names the row: its version.
    pub key: K,
    /// First day inside.
    pub from: Day,
    /// First day outside.
    pub until: Day,
    /// What holds.
    pub value: T,
}

/// A row to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written<T> {
    /// First day inside.
    pub from: Day,
    /// First day outside.
    pub until: Day,
    /// What holds.
    pub value: T,
}

/// What a change does to the rows that hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan<K, T> {
    /// Rows that no longer hold.
    pub replaced: Vec<K>,
    /// Rows that hold instead, in order of time.
    pub written: Vec<Written<T>>,
}

impl<K, T> Plan<K, T> {
    /// Whether all is as it shall be already.
    pub fn is_empty(&self) -> bool {
        self.replaced.is_empty() && self.written.is_empty()
    }
}

/// What to replace and to write so that from `from` until the day before `until` holds what `change` makes of
/// what holds there now; nothing where it says nothing. Outside nothing changes. Rows of `held` do not overlap.
pub fn plan<K: Copy, T: Clone + PartialEq>(
    held: &[Held<K, T>],
    from: Day,
    until: Day,
    change: impl Fn(Option<&T>) -> Option<T>,
) -> Plan<K, T> {
    let mut plan = Plan { replaced: Vec::new(), written: Vec::new() };
    if until <= from {
        return plan;
    }
    let touched: Vec<&Held<K, T>> = held.iter().filter(|row| row.from < until && from < row.until).collect();
    let cuts = touched.iter().flat_map(|row| [row.from, row.until]).chain([from, until]);
    let cuts: BTreeSet<Day> = cuts.collect();
    let is_inside = |day: Day| from <= day && day < until;
    let at = |day: Day| touched.iter().position(|row| row.from <= day && day < row.until);
    let pieces: Vec<Piece<T>> = cuts
        .iter()
        .zip(cuts.iter().skip(1))
        .map(|(&start, &end)| {
            let row = at(start);
            let now = row.and_then(|row| touched.get(row)).map(|row| &row.value);
            let then = if is_inside(start) { change(now) } else { now.cloned() };
            let is_changed = then.as_ref() != now;
            Piece { start, end, row, then, is_changed }
        })
        .collect();
    let changed: BTreeSet<usize> =
        pieces.iter().filter(|piece| piece.is_changed).filter_map(|piece| piece.row).collect();
    plan.replaced = changed.iter().filter_map(|row| touched.get(*row)).map(|row| row.key).collect();
    for piece in pieces {
        let is_written = piece.row.map_or(piece.is_changed, |row| changed.contains(&row));
        let Some(value) = piece.then.filter(|_| is_written) else { continue };
        match plan.written.last_mut() {
            Some(last) if last.until == piece.start && last.value == value => last.until = piece.end,
            _ => plan.written.push(Written { from: piece.start, until: piece.end, value }),
        }
    }
    plan
}

struct Piece<T> {
    start: Day,
    end: Day,
    row: Option<usize>,
    then: Option<T>,
    is_changed: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(number: i64) -> Day {
        Day::from_epoch_days(number)
    }

    /// A table of rows under versions, some of them replaced, as the database keeps it.
    #[derive(Clone, Debug, Default)]
    struct Table(Vec<(Held<usize, String>, bool)>);

    impl Table {
        fn held(&self) -> Vec<Held<usize, String>> {
            self.0.iter().filter(|(_, holds)| *holds).map(|(row, _)| row.clone()).collect()
        }

        fn apply(&mut self, plan: Plan<usize, String>) {
            for key in plan.replaced {
                assert!(std::mem::take(&mut self.0[key].1), "version {key} is replaced twice");
            }
            for Written { from, until, value } in plan.written {
                assert!(from < until);
                self.0.push((Held { key: self.0.len(), from, until, value }, true));
            }
        }

        fn on(&self, number: i64) -> Option<String> {
            let held = self.held();
            let mut covering = held.iter().filter(|row| row.from <= day(number) && day(number) < row.until);
            let found = covering.next();
            assert!(covering.next().is_none(), "two rows hold on day {number}");
            found.map(|row| row.value.clone())
        }
    }

    /// `3..8 A`: A holds from day 3 until day 7; `-` holds nothing; `+x` adds a letter to what holds.
    fn step(table: &Table, text: &str) -> Plan<usize, String> {
        let (period, value) = text.split_once(' ').unwrap();
        let (from, until) = period.split_once("..").unwrap();
        let change = |now: Option<&String>| match value.strip_prefix('+') {
            Some(more) => now.map(|now| format!("{now}{more}")),
            None => (value != "-").then(|| value.to_owned()),
        };
        plan(&table.held(), day(from.parse().unwrap()), day(until.parse().unwrap()), change)
    }

    #[track_caller]
    fn check(steps: &[&str], holds: &str) {
        let mut table = Table::default();
        for text in steps {
            let plan = step(&table, text);
            table.apply(plan);
        }
        let mut held = table.held();
        held.sort_by_key(|row| row.from);
        let shown: Vec<String> = held
            .iter()
            .map(|row| format!("{}..{} {}", row.from.epoch_days(), row.until.epoch_days(), row.value))
            .collect();
        assert_eq!(shown.join(", "), holds, "{steps:?}");
    }

    #[test]
    fn a_fact_for_a_period_leaves_the_rest_as_it_was() {
        check(&["0..9 A"], "0..9 A");
        check(&["0..9 A", "3..5 B"], "0..3 A, 3..5 B, 5..9 A");
        check(&["0..9 A", "5..12 B"], "0..5 A, 5..12 B");
        check(&["0..9 A", "0..9 B"], "0..9 B");
        check(&["0..9 A", "3..5 -"], "0..3 A, 5..9 A");
        check(&["0..3 A", "6..9 A", "3..6 B"], "0..3 A, 3..6 B, 6..9 A");
        check(&["0..4 A", "4..9 B", "2..6 +x"], "0..2 A, 2..4 Ax, 4..6 Bx, 6..9 B");
        check(&["3..6 A", "0..9 +x"], "3..6 Ax");
        check(&["3..3 A"], "");
    }

    #[test]
    fn what_holds_already_is_not_written_again() {
        let mut table = Table::default();
        table.apply(step(&table, "0..9 A"));
        assert!(step(&table, "2..5 A").is_empty());
        let longer = step(&table, "5..12 A");
        assert!(longer.replaced.is_empty());
        assert_eq!(longer.written, [Written { from: day(9), until: day(12), value: "A".to_owned() }]);
    }

    fn steps() -> impl Strategy<Value = Vec<(i64, i64, Option<bool>, u8)>> {
        prop::collection::vec((0i64..30, 0i64..30, prop::option::of(any::<bool>()), 0u8..3), 1..12)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        /// No overlap, no gap made, nothing outside changed, history kept.
        #[test]
        fn every_change_does_what_it_says_and_nothing_else(steps in steps()) {
            let mut table = Table::default();
            for (from, until, way, letter) in steps {
                let change = |now: Option<&String>| match way {
                    Some(true) => Some(letter.to_string()),
                    Some(false) => now.map(|now| format!("{}{letter}", now.chars().take(2).collect::<String>())),
                    None => None,
                };
                let before: Vec<Option<String>> = (-2..34).map(|day| table.on(day)).collect();
                let rows = table.0.clone();
                let made = plan(&table.held(), day(from), day(until), change);
                table.apply(made);
                for (row, now) in rows.iter().zip(&table.0) {
                    prop_assert_eq!(&row.0, &now.0, "a row was edited");
                    prop_assert!(row.1 || !now.1, "a replaced row holds again");
                }
                for (number, before) in (-2..34).zip(before) {
                    let is_inside = from <= number && number < until;
                    let expected = if is_inside { change(before.as_ref()) } else { before };
                    prop_assert_eq!(table.on(number), expected, "on day {}", number);
                }
                if way != Some(false) {
                    prop_assert!(plan(&table.held(), day(from), day(until), change).is_empty());
                }
            }
        }
    }
}
