//! Documents of our own writing, read and compared with what they mean (`tests/golden/directive`).

#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::manual_checked_ops,
    reason = "helpers of tests"
)]

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use khue_rules::directive::reading::{decode, read};
use serde_json::Value;

/// Matched, predicted, expected.
#[derive(Clone, Copy, Debug, Default)]
struct Share {
    matched: usize,
    predicted: usize,
    expected: usize,
}

impl Share {
    /// Thousandths of F1; a part that is empty on both sides is whole.
    fn f1(self) -> usize {
        match self.predicted + self.expected {
            0 => 1000,
            both => 2000 * self.matched / both,
        }
    }
}

fn fold(value: &Value) -> String {
    let text = value.as_str().unwrap_or_default().replace(['–', '—'], "-").to_lowercase();
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").trim_matches([' ', '.', ';', ':', ',']).to_owned()
}

fn words(value: &Value) -> HashSet<String> {
    let text = value.as_str().unwrap_or_default().to_lowercase();
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Thousandths of the words that two texts share.
fn overlap(one: &HashSet<String>, other: &HashSet<String>) -> usize {
    let union = one.union(other).count();
    if union == 0 { 0 } else { 1000 * one.intersection(other).count() / union }
}

fn list(value: &Value, key: &str) -> Vec<Value> {
    value.get(key).and_then(Value::as_array).cloned().unwrap_or_default()
}

/// One-to-one pairs from the most alike down.
fn pairs(
    predicted: &[Value],
    expected: &[Value],
    least: usize,
    alike: impl Fn(&Value, &Value) -> usize,
) -> Vec<(usize, usize)> {
    let mut all: Vec<(usize, usize, usize, usize)> = Vec::new();
    for (p, one) in predicted.iter().enumerate() {
        for (e, other) in expected.iter().enumerate() {
            let likeness = alike(one, other);
            if likeness >= least {
                all.push((1000 - likeness.min(1000), p.abs_diff(e), p, e));
            }
        }
    }
    all.sort_unstable();
    let (mut used_p, mut used_e) = (HashSet::new(), HashSet::new());
    let mut found = Vec::new();
    for (_, _, p, e) in all {
        if !used_p.contains(&p) && !used_e.contains(&e) {
            used_p.insert(p);
            used_e.insert(e);
            found.push((p, e));
        }
    }
    found
}

/// Pairs against what is required; a prediction that hits something optional is not counted.
fn with_optional(
    predicted: &[Value],
    expected: &[Value],
    alike: impl Fn(&Value, &Value) -> usize,
    optional: impl Fn(&Value) -> bool,
) -> Share {
    let (free, required): (Vec<Value>, Vec<Value>) =
        expected.iter().cloned().partition(|item| optional(item));
    let found = pairs(predicted, &required, 500, &alike);
    let taken: HashSet<usize> = found.iter().map(|(p, _)| *p).collect();
    let left: Vec<Value> = predicted
        .iter()
        .enumerate()
        .filter(|(n, _)| !taken.contains(n))
        .map(|(_, item)| item.clone())
        .collect();
    let dropped = pairs(&left, &free, 500, &alike).len();
    Share { matched: found.len(), predicted: predicted.len() - dropped, expected: required.len() }
}

fn flat(reading: &Value, key: &str) -> Vec<Value> {
    list(reading, "tasks").iter().flat_map(|task| list(task, key)).collect()
}

fn digits(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty()).map(str::to_owned).collect()
}

fn number_of(value: &Value) -> String {
    match value {
        Value::Number(number) => number.as_f64().map(|number| number.to_string()).unwrap_or_default(),
        Value::String(text) => digits(text).join(","),
        _ => String::new(),
    }
}

fn target_likeness(one: &Value, other: &Value) -> usize {
    if number_of(&one["value"]) != number_of(&other["value"]) {
        return 0;
    }
    let (a, b) = (words(&one["text"]), words(&other["text"]));
    let shared = overlap(&a, &b);
    let contained = 1000 * a.intersection(&b).count() / a.len().min(b.len()).max(1);
    match fold(&one["unit"]) == fold(&other["unit"]) {
        true => 500 + shared / 2,
        false if shared >= 300 || contained >= 800 => 400 + shared / 2,
        false => 0,
    }
}

fn deadline_likeness(one: &Value, other: &Value) -> usize {
    let (a, b) = (fold(&one["text"]).replace(" - ", "-"), fold(&other["text"]).replace(" - ", "-"));
    match () {
        () if a == b => 1000,
        () if a.is_empty() || b.is_empty() => 0,
        () if (a.contains(&b) || b.contains(&a)) && digits(&a) == digits(&b) => 900,
        () => 0,
    }
}

/// The measures of `score.py`, in thousandths.
fn measures(predicted: &Value, gold: &Value) -> HashMap<&'static str, usize> {
    let mut found = HashMap::new();
    let annotated: HashSet<String> =
        list(gold, "annotated").iter().filter_map(|part| part.as_str().map(str::to_owned)).collect();
    let scored = |part: &str| annotated.is_empty() || annotated.contains(part);
    let of = |part: usize, all: usize| if all == 0 { 1000 } else { 1000 * part / all };
    if scored("references") {
        let key = |item: &Value| (fold(&item["kind"]), fold(&item["number"]).replace(' ', ""));
        let a: HashSet<_> = list(predicted, "references").iter().map(key).collect();
        let b: HashSet<_> = list(gold, "references").iter().map(key).collect();
        let share = Share { matched: a.intersection(&b).count(), predicted: a.len(), expected: b.len() };
        found.insert("references", share.f1());
    }
    if scored("sections") {
        let (a, b) = (list(predicted, "sections"), list(gold, "sections"));
        let same =
            |one: &Value, other: &Value| 1000 * usize::from(fold(&one["heading"]) == fold(&other["heading"]));
        let matched = pairs(&a, &b, 1000, same);
        found
            .insert("sections", Share { matched: matched.len(), predicted: a.len(), expected: b.len() }.f1());
        let paths = matched.iter().filter(|(p, e)| a[*p]["path"] == b[*e]["path"]).count();
        found.insert("section paths", of(paths, matched.len()));
    }
    if scored("tasks") {
        let (a, b) = (list(predicted, "tasks"), list(gold, "tasks"));
        let matched = pairs(&a, &b, 600, |one, other| overlap(&words(&one["text"]), &words(&other["text"])));
        found.insert("tasks", Share { matched: matched.len(), predicted: a.len(), expected: b.len() }.f1());
        let same = |key: &str| {
            of(matched.iter().filter(|(p, e)| fold(&a[*p][key]) == fold(&b[*e][key])).count(), matched.len())
        };
        found.insert("task sections", same("section"));
        found.insert("task kinds", same("kind"));
        found.insert("leading verbs", same("leading_verb"));
        let mut actors = Share::default();
        let named = |task: &Value| -> Vec<String> {
            let own = |actor: &&Value| actor.get("inherited_default").is_none();
            list(task, "actors").iter().filter(own).map(|actor| fold(&actor["name"])).collect()
        };
        for (p, e) in &matched {
            let (one, other) = (named(&a[*p]), named(&b[*e]));
            actors.matched += other.iter().filter(|name| one.contains(name)).count();
            actors.predicted += one.len();
            actors.expected += other.len();
        }
        found.insert("actors", actors.f1());
    }
    let free = |item: &Value| item["qualitative"] == true || item["scope"] == "title";
    if scored("targets") {
        let share = with_optional(&flat(predicted, "targets"), &flat(gold, "targets"), target_likeness, free);
        found.insert("targets", share.f1());
    }
    if scored("deadlines") {
        let share =
            with_optional(&flat(predicted, "deadlines"), &flat(gold, "deadlines"), deadline_likeness, free);
        found.insert("deadlines", share.f1());
    }
    if scored("recipients") {
        let (a, b) = (list(&predicted["metadata"], "recipients"), list(&gold["metadata"], "recipients"));
        let matched = pairs(&a, &b, 800, |one, other| overlap(&words(&one["name"]), &words(&other["name"])));
        found.insert(
            "recipients",
            Share { matched: matched.len(), predicted: a.len(), expected: b.len() }.f1(),
        );
        let purposes =
            matched.iter().filter(|(p, e)| fold(&a[*p]["purpose"]) == fold(&b[*e]["purpose"])).count();
        found.insert("purposes", of(purposes, matched.len()));
    }
    if scored("metadata") {
        let (a, b) = (&predicted["metadata"], &gold["metadata"]);
        let (mut right, mut all) = (0, 0);
        for field in ["type", "number", "date", "place", "issuer", "province", "subject", "school_year"] {
            if let Some(expected) = b.get(field) {
                all += 1;
                right += usize::from(fold(&a[field]) == fold(expected));
            }
        }
        for field in ["authority", "role", "name"] {
            if let Some(expected) = b["signer"].get(field) {
                all += 1;
                right += usize::from(fold(&a["signer"][field]) == fold(expected));
            }
        }
        found.insert("metadata", of(right, all));
    }
    found
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn compare(text: &Path, gold: &Path) -> HashMap<&'static str, usize> {
    let decoded =
        decode(&fs::read(text).unwrap()).unwrap_or_else(|refusal| panic!("{}: {refusal}", text.display()));
    let reading = read(&decoded.text).unwrap_or_else(|refusal| panic!("{}: {refusal}", text.display()));
    let gold: Value = serde_json::from_str(&fs::read_to_string(gold).unwrap()).unwrap();
    measures(&serde_json::to_value(reading).unwrap(), &gold)
}

/// Least thousandths for each measure.
const LEAST: [(&str, usize); 13] = [
    ("references", 980),
    ("sections", 980),
    ("section paths", 980),
    ("tasks", 930),
    ("task sections", 950),
    ("task kinds", 900),
    ("leading verbs", 930),
    ("actors", 900),
    ("targets", 900),
    ("deadlines", 900),
    ("recipients", 1000),
    ("purposes", 1000),
    ("metadata", 900),
];

#[test]
fn our_documents_are_read_as_they_are_meant() {
    let folder = root().join("tests/golden/directive");
    let mut names: Vec<String> = fs::read_dir(&folder)
        .unwrap()
        .filter_map(|entry| entry.unwrap().file_name().into_string().ok())
        .filter_map(|name| name.strip_suffix(".txt").map(str::to_owned))
        .collect();
    names.sort();
    assert!(names.len() >= 12, "only {} documents", names.len());
    let mut failures = Vec::new();
    for name in names {
        let found = compare(&folder.join(format!("{name}.txt")), &folder.join(format!("{name}.json")));
        for (measure, least) in LEAST {
            if let Some(share) = found.get(measure)
                && *share < least
            {
                failures.push(format!("{name}: {measure} {share} ‰, at least {least} ‰"));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn the_seed_directive_is_read_as_annotated() {
    let shared = root().join("../shared");
    let gold = shared.join("gold/seed.json");
    let text = shared.join("directives/000_71a8d10bee295e96.txt");
    if !gold.exists() || !text.exists() {
        println!("skipped: ../shared/gold is not here");
        return;
    }
    let found = compare(&text, &gold);
    for (measure, least) in LEAST {
        let share = found.get(measure).copied().unwrap_or_default();
        assert!(share >= least, "{measure} {share} ‰, at least {least} ‰");
    }
}

#[test]
fn the_measures_tell_right_from_wrong() {
    let gold = serde_json::json!({ "tasks": [{ "section": "I", "text": "Mở lớp bồi dưỡng cho giáo viên" }] });
    assert_eq!(measures(&gold, &gold)["tasks"], 1000);
    let other = serde_json::json!({ "tasks": [{ "section": "II", "text": "Xây dựng nhà vệ sinh" }] });
    assert_eq!(measures(&other, &gold)["tasks"], 0);
}
