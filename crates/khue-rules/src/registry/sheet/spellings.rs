//! Spellings of the headings of one kind, and how near a heading comes to them.

use std::collections::HashMap;

use super::columns::{Candidate, Why};
use crate::registry::record::{Field, Kind, folded};

/// A heading as it is compared and remembered: without accents, case, signs and double spaces.
pub fn heading_key(heading: &str) -> String {
    folded(heading)
}

/// From this a column is taken without asking.
pub(super) const SURE: u8 = 75;
/// Below this a likeness is chance.
const LEAST: u8 = 55;

/// The spellings of a kind.
pub(super) struct Spellings {
    exact: HashMap<String, Vec<(&'static Field, Why)>>,
    words: Vec<(Vec<String>, &'static Field)>,
}

/// Words of headings over headings that name another person than the row's own.
const OTHERS: &[&str] = &["cha", "bo", "me", "giam", "ho", "vo", "chong", "phu", "huynh"];
/// Words of headings over headings that say nothing about the columns below.
const NEUTRAL: &[&str] = &[
    "thong", "tin", "chung", "ca", "nhan", "so", "yeu", "ly", "lich", "hoc", "sinh", "tre", "em", "giao",
    "vien", "can", "bo", "nhan", "vien", "ve", "cua", "lop", "truong", "phong", "co", "ban", "danh", "sach",
];

impl Spellings {
    pub(super) fn of(kind: &'static Kind) -> Self {
        let mut ranked: HashMap<String, Vec<(u8, &'static Field, Why)>> = HashMap::new();
        let mut words = Vec::new();
        for field in kind.sheet_fields() {
            let label = (folded(&field.label), Why::Label, 0);
            let own = field.headings.iter().map(|heading| (heading.clone(), Why::Heading, 1));
            let plain = (folded(&without_brackets(&field.label)), Why::Label, 2);
            for (spelling, why, rank) in [label].into_iter().chain(own).chain([plain]) {
                let known = ranked.entry(spelling.clone()).or_default();
                if known.iter().all(|(_, other, _)| other.code != field.code) {
                    known.push((rank, field, why));
                    words.push((sorted_words(&spelling), field));
                }
            }
        }
        // Where the name of a field is another's by-name, the name wins; a shortened name comes last.
        let exact = ranked
            .into_iter()
            .map(|(spelling, fields)| {
                let best = fields.iter().map(|(rank, ..)| *rank).min().unwrap_or_default();
                let fields = fields.into_iter().filter(|(rank, ..)| *rank == best);
                (spelling, fields.map(|(_, field, why)| (field, why)).collect())
            })
            .collect();
        Self { exact, words }
    }

    /// Fields whose spelling the heading is, best first. `parts` are the headings over one another,
    /// the lowest last.
    pub(super) fn exactly(&self, parts: &[String]) -> Vec<Candidate> {
        let Some((leaf, groups)) = parts.split_last() else { return Vec::new() };
        let group = groups.join(" ");
        let leaf_key = folded(leaf);
        if group.is_empty() {
            return self.known(leaf, 100);
        }
        let group_key = folded(&group);
        for together in [format!("{leaf} {group}"), format!("{group} {leaf}")] {
            let found = self.known(&together, 98);
            if !found.is_empty() {
                return found;
            }
        }
        let group_words: Vec<&str> = group_key.split(' ').collect();
        // "Thông tin về cha" over "Họ tên" is "Họ tên cha".
        let person: Vec<&str> = group_words.iter().copied().filter(|word| OTHERS.contains(word)).collect();
        let neutral = group_words.iter().all(|word| NEUTRAL.contains(word));
        if !person.is_empty() && !neutral {
            return self.known(&format!("{leaf_key} {}", person.join(" ")), 95);
        }
        let ceiling = if neutral { 92 } else { SURE - 1 };
        self.known(leaf, ceiling)
    }

    fn known(&self, heading: &str, ceiling: u8) -> Vec<Candidate> {
        let candidates = |key: &str, score: u8| -> Vec<Candidate> {
            let found = self.exact.get(key).into_iter().flatten();
            found.map(|(field, why)| Candidate { field, score, why: *why }).collect()
        };
        let found = candidates(&folded(heading), ceiling);
        if !found.is_empty() || !heading.contains(['(', '[', '*']) {
            return found;
        }
        candidates(&folded(&without_brackets(heading)), ceiling.saturating_sub(4))
    }

    /// Fields that share most words with the heading, best first.
    pub(super) fn nearly(&self, parts: &[String]) -> Vec<Candidate> {
        let heading = folded(&without_brackets(&parts.join(" ")));
        let words = sorted_words(&heading);
        let mut found: Vec<Candidate> = Vec::new();
        for (spelling, field) in &self.words {
            let common = words.iter().filter(|word| spelling.contains(word)).count();
            let all = words.len() + spelling.len();
            // Of two words one alone is chance.
            if common < 2 || all == 0 {
                continue;
            }
            let likeness = 200 * common / all;
            let score = match likeness {
                100.. => 90,
                86.. => 78,
                70.. => LEAST + 10,
                _ => continue,
            };
            match found.iter_mut().find(|candidate| candidate.field.code == field.code) {
                Some(known) => known.score = known.score.max(score),
                None => found.push(Candidate { field, score, why: Why::Words }),
            }
        }
        found.sort_by_key(|candidate| std::cmp::Reverse(candidate.score));
        found
    }
}

fn sorted_words(key: &str) -> Vec<String> {
    let mut words: Vec<String> = key.split(' ').map(str::to_owned).collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// `Ngày sinh (dd/mm/yyyy) *` is `Ngày sinh`.
pub(super) fn without_brackets(heading: &str) -> String {
    let mut depth = 0u32;
    heading
        .chars()
        .filter(|c| match c {
            '(' | '[' => {
                depth += 1;
                false
            }
            ')' | ']' => {
                depth = depth.saturating_sub(1);
                false
            }
            _ => depth == 0,
        })
        .collect()
}
