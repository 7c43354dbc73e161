//! Valid time: periods with values, of which the last recorded one that covers a day holds.

use std::collections::BTreeSet;

use khue_base::Day;

/// A value that holds from `from` until the day before `until`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span<T> {
    /// First day inside.
    pub from: Day,
    /// First day outside; [`open_end`] when no end is known.
    pub until: Day,
    /// What holds.
    pub value: T,
}

/// The end of periods whose end is not known. It is stored, so that a query compares days only.
pub fn open_end() -> Day {
    Day::from_epoch_days(2_932_896) // 9999-12-31
}

/// The day before all records.
pub(super) fn beginning() -> Day {
    Day::from_epoch_days(-719_162) // 0001-01-01
}

impl<T> Span<T> {
    /// From a day on, without a known end.
    pub fn open(from: Day, value: T) -> Self {
        Self { from, until: open_end(), value }
    }

    /// For a period; open when `until` is absent.
    pub fn new(from: Day, until: Option<Day>, value: T) -> Self {
        Self { from, until: until.unwrap_or_else(open_end), value }
    }

    /// Whether it covers `day`.
    pub fn covers(&self, day: Day) -> bool {
        self.from <= day && day < self.until
    }
}

/// What holds when, from versions in the order in which they were recorded.
pub(super) fn flatten<T: Clone + PartialEq>(versions: &[Span<Option<T>>]) -> Vec<Span<T>> {
    let pieces = pieces(versions.iter().map(|version| (version.from, version.until)));
    let held = pieces.into_iter().filter_map(|(from, until)| {
        let version = versions.iter().rev().find(|version| version.covers(from))?;
        Some(Span { from, until, value: version.value.clone()? })
    });
    join(held)
}

/// What must be recorded so that `wanted` holds where `current` holds now.
pub(super) fn additions<T: Clone + PartialEq>(
    current: &[Span<T>],
    wanted: &[Span<T>],
) -> Vec<Span<Option<T>>> {
    let at =
        |spans: &[Span<T>], day| spans.iter().find(|span| span.covers(day)).map(|span| span.value.clone());
    let pieces = pieces(current.iter().chain(wanted).map(|span| (span.from, span.until)));
    let changed = pieces.into_iter().filter_map(|(from, until)| {
        let value = at(wanted, from);
        (at(current, from) != value).then_some(Span { from, until, value })
    });
    join(changed)
}

/// `current` with `value` from `from` until the day before `until`.
pub(super) fn overlaid<T: Clone + PartialEq>(current: &[Span<T>], change: Span<Option<T>>) -> Vec<Span<T>> {
    let mut versions: Vec<Span<Option<T>>> = current
        .iter()
        .map(|span| Span { from: span.from, until: span.until, value: Some(span.value.clone()) })
        .collect();
    versions.push(change);
    flatten(&versions)
}

/// The periods between all days on which something begins or ends.
fn pieces(periods: impl Iterator<Item = (Day, Day)>) -> Vec<(Day, Day)> {
    let cuts: BTreeSet<Day> = periods.flat_map(|(from, until)| [from, until]).collect();
    cuts.iter().copied().zip(cuts.iter().copied().skip(1)).collect()
}

/// Neighbouring spans of the same value as one.
fn join<T: PartialEq>(spans: impl Iterator<Item = Span<T>>) -> Vec<Span<T>> {
    let mut joined: Vec<Span<T>> = Vec::new();
    for span in spans {
        match joined.last_mut() {
            Some(last) if last.until == span.from && last.value == span.value => last.until = span.until,
            _ => joined.push(span),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    /// `2020..2025 A` by years; `-` holds nothing.
    fn versions(text: &str) -> Vec<Span<Option<String>>> {
        text.split(", ")
            .filter(|one| !one.is_empty())
            .map(|one| {
                let (period, value) = one.split_once(' ').unwrap();
                let (from, until) = period.split_once("..").unwrap();
                let until = (!until.is_empty()).then(|| day(&format!("{until}-01-01")));
                Span::new(day(&format!("{from}-01-01")), until, (value != "-").then(|| value.to_owned()))
            })
            .collect()
    }

    fn shown(spans: &[Span<String>]) -> String {
        let year = |day: Day| if day == open_end() { String::new() } else { day.parts().0.to_string() };
        let all: Vec<String> = spans
            .iter()
            .map(|span| format!("{}..{} {}", year(span.from), year(span.until), span.value))
            .collect();
        all.join(", ")
    }

    #[track_caller]
    fn check(recorded: &str, holds: &str) {
        assert_eq!(shown(&flatten(&versions(recorded))), holds);
    }

    #[test]
    fn the_last_recorded_version_holds() {
        check("2020.. A", "2020.. A");
        check("2020.. A, 2025.. B", "2020..2025 A, 2025.. B");
        check("2020.. A, 2025.. -", "2020..2025 A");
        check("2020.. A, 2022..2023 B", "2020..2022 A, 2022..2023 B, 2023.. A");
        check("2025.. B, 2020.. A", "2020.. A");
        check("2020..2022 A, 2022.. A", "2020.. A");
        check("", "");
    }

    #[test]
    fn additions_lead_to_what_is_wanted_and_nothing_is_added_twice() {
        for (now, wanted) in [
            ("", "2020.. A"),
            ("2020.. A", "2020..2025 A, 2025.. B"),
            ("2020.. A", "2020..2025 A"),
            ("2019.. A", "2020.. A"),
            ("2020..2025 A, 2025.. B", "2020.. C"),
            ("2020.. A", ""),
        ] {
            let mut recorded = versions(now);
            let goal = flatten(&versions(wanted));
            recorded.extend(additions(&flatten(&recorded), &goal));
            assert_eq!(shown(&flatten(&recorded)), wanted, "from {now}");
            assert!(additions(&flatten(&recorded), &goal).is_empty());
        }
    }
}
