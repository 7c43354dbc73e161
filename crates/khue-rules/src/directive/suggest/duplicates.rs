//! Tasks of different sections that say the same.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Serialize;

use super::words::words_of;
use crate::directive::reading::ReadTask;

/// Two tasks of different sections that say nearly the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Duplicate {
    /// Position of the earlier task.
    pub first: usize,
    /// Position of the later task.
    pub second: usize,
    /// Share of the shorter task's word pairs that the other holds, in percent, rounded down.
    pub percent: u32,
    /// Why, in Vietnamese.
    pub reason: String,
}

/// A pair of words found in more tasks than this says nothing about any of them.
const COMMON: usize = 12;

/// Fewest word pairs that two tasks must share.
const SHARED_MIN: usize = 5;

/// Least share of the shorter task's word pairs, in percent.
const SHARED_PERCENT: usize = 60;

/// Pairs of tasks in different sections that say nearly the same.
///
/// Tasks are compared only where they share word pairs that few tasks have, so the work grows with
/// the length of the text, not with the square of the number of tasks.
pub fn find_duplicates(tasks: &[ReadTask]) -> Vec<Duplicate> {
    let mut numbers: HashMap<(String, String), usize> = HashMap::new();
    let mut sets: Vec<Vec<usize>> = Vec::new();
    let mut holders: Vec<Vec<usize>> = Vec::new();
    let mut alike: HashMap<&str, usize> = HashMap::new();
    let mut shared: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for (position, task) in tasks.iter().enumerate() {
        let text = words_of(&task.text);
        let words: Vec<&str> = text.split_whitespace().collect();
        let mut set = BTreeSet::new();
        for pair in words.windows(2) {
            let [first, second] = pair else { continue };
            let next = numbers.len();
            set.insert(*numbers.entry(((*first).to_owned(), (*second).to_owned())).or_insert(next));
        }
        holders.resize(numbers.len(), Vec::new());
        for pair in &set {
            if let Some(holders) = holders.get_mut(*pair).filter(|holders| holders.len() <= COMMON) {
                holders.push(position);
            }
        }
        sets.push(set.into_iter().collect());
        // A sentence repeated everywhere has only common pairs; it is linked to its first place.
        match alike.get(task.text.as_str()) {
            Some(first) => {
                shared.insert((*first, position), usize::MAX);
            }
            None => {
                alike.insert(&task.text, position);
            }
        }
    }
    for holders in holders.iter().filter(|holders| holders.len() <= COMMON) {
        for (at, first) in holders.iter().enumerate() {
            for second in holders.iter().skip(at + 1) {
                let count = shared.entry((*first, *second)).or_default();
                *count = count.saturating_add(1);
            }
        }
    }
    let candidates = shared.into_iter().filter(|(_, rare)| *rare >= SHARED_MIN / 2);
    candidates.filter_map(|((first, second), _)| compare(tasks, &sets, first, second)).collect()
}

fn compare(tasks: &[ReadTask], sets: &[Vec<usize>], first: usize, second: usize) -> Option<Duplicate> {
    let (one, other) = (tasks.get(first)?, tasks.get(second)?);
    if one.section == other.section {
        return None;
    }
    let (a, b) = (sets.get(first)?, sets.get(second)?);
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let shared = short.iter().filter(|pair| long.binary_search(pair).is_ok()).count();
    let shorter = short.len();
    if shared < SHARED_MIN || shared * 100 < SHARED_PERCENT * shorter {
        return None;
    }
    let percent = u32::try_from(shared * 100 / shorter).ok()?;
    let reason = format!(
        "Mục {} và mục {} cùng nói “{}” ({percent}% cụm từ giống nhau).",
        one.section,
        other.section,
        opening(&one.text)
    );
    Some(Duplicate { first, second, percent, reason })
}

/// The first words of a text.
fn opening(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    match words.get(..10) {
        Some(first) if words.len() > 10 => format!("{}…", first.join(" ")),
        _ => words.join(" "),
    }
}
