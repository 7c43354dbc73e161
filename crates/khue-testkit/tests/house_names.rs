//! Whether headings, files and tests that documents name are there. Links to files and commands are held by
//! `house.rs`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)] // helpers of tests are tests

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

#[test]
fn headings_in_links_exist() {
    let documents = documents();
    assert!(documents.len() > 3, "the documents are not where they are looked for");
    let found: Vec<_> = documents.iter().flat_map(|(path, text)| broken_links(path, text)).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn named_files_and_tests_exist() {
    let code = code();
    let found: Vec<_> = documents()
        .iter()
        .flat_map(|(path, text)| {
            let missing = missing_names(text, &code, |file| root().join(file).exists());
            missing.into_iter().map(move |name| format!("{}: {name}", path.display()))
        })
        .collect();
    assert!(found.is_empty(), "named, but nowhere to be found:\n{}", found.join("\n"));
}

#[test]
fn missing_headings_are_found() {
    let readme = root().join("catalogue/geo/README.md");
    let check = |text: &str, expected: usize| {
        let found = broken_links(&readme, text);
        assert_eq!(found.len(), expected, "{text}: {found:?}");
    };
    check("see [units](../codes/admin/README.md#sources)", 0);
    check("see [units](../codes/admin/README.md#nowhere)", 1);
    check("![map](no-such-map.png) and [outlines](districts-2020.json)", 1);
    check("## Giao việc, báo cáo\n[up](#giao-việc-báo-cáo) [down](#gone)", 1);
    check("[out](https://example.org/x) and `[code](gone.md)`\n```\n[code](gone.md)\n```", 0);
}

#[test]
fn missing_names_are_found() {
    let code = "fn a_test_that_is_there() {}";
    let found = |text: &str| missing_names(text, code, |file| file == "crates/khue/src/main.rs");
    assert!(found("`a_test_that_is_there` in `crates/khue/src/main.rs`").is_empty());
    assert_eq!(found("`a_test_that_is_gone`"), ["a_test_that_is_gone"]);
    assert_eq!(found("`crates/khue/src/gone.rs`"), ["crates/khue/src/gone.rs"]);
    assert!(found("`target/debug/khue`, `unit_version`, `crates/*/src`").is_empty());
}

/// Links of a document that lead to no file or no heading.
fn broken_links(document: &Path, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for target in links(text) {
        if target.contains("://") || target.starts_with("mailto:") {
            continue;
        }
        let (file, anchor) = target.split_once('#').unwrap_or((&target, ""));
        let path = match file {
            "" => document.to_owned(),
            file => tidy(&document.parent().unwrap().join(file)),
        };
        let says = |what: &str| format!("{}: [{target}] {what}", document.display());
        if !path.exists() {
            found.push(says("is no file"));
        } else if !anchor.is_empty() {
            let own = path == document;
            let there =
                if own { text.to_owned() } else { std::fs::read_to_string(&path).unwrap_or_default() };
            if !anchors(&there).contains(anchor) {
                found.push(says("is no heading"));
            }
        }
    }
    found
}

/// Where the links and pictures of a text lead, outside code.
fn links(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in lines(text).into_iter().filter(|line| !line.fenced) {
        // Every second part between backticks is code.
        let prose: String = line.text.split('`').step_by(2).collect::<Vec<_>>().join(" ");
        for (at, _) in prose.match_indices("](") {
            let target = prose[at + 2..].split([')', ' ']).next().unwrap_or_default();
            found.push(target.to_owned());
        }
    }
    found
}

/// The anchors that headings of a document make.
fn anchors(text: &str) -> BTreeSet<String> {
    let headings = lines(text).into_iter().filter(|line| !line.fenced && line.text.starts_with('#'));
    headings
        .map(|line| {
            let words = line.text.trim_start_matches('#').trim().to_lowercase();
            let kept = words.chars().filter(|letter| letter.is_alphanumeric() || " -_".contains(*letter));
            kept.map(|letter| if letter == ' ' { '-' } else { letter }).collect()
        })
        .collect()
}

struct Line {
    text: String,
    fenced: bool,
}

fn lines(text: &str) -> Vec<Line> {
    let mut fenced = false;
    let mut found = Vec::new();
    for line in text.lines() {
        let is_fence = line.trim_start().starts_with("```");
        found.push(Line { text: line.to_owned(), fenced: fenced || is_fence });
        fenced ^= is_fence;
    }
    found
}

/// Words in code of a document: every `…` outside fences, every line inside them.
fn code_pieces(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in lines(text) {
        if line.fenced {
            found.push(line.text.trim().to_owned());
        } else {
            found.extend(line.text.split('`').skip(1).step_by(2).map(|piece| piece.trim().to_owned()));
        }
    }
    found
}

/// Files of the repository and names of tests that a document gives as code and that are not there. A
/// name of four words or more is taken for a test's: names of columns and files are shorter.
fn missing_names(text: &str, code: &str, exists: impl Fn(&str) -> bool) -> Vec<String> {
    let tops = ["crates/", "catalogue/", "law/", "docs/", "xtask/", "tests/", ".ci/", ".cargo/"];
    let outside_fences = lines(text).into_iter().filter(|line| !line.fenced);
    let text = outside_fences.map(|line| line.text).collect::<Vec<_>>().join("\n");
    let is_missing = |piece: &String| {
        let is_path =
            tops.iter().any(|top| piece.starts_with(top)) && !piece.contains(['*', '<', '…', '{', ' ']);
        let is_word = |part: &str| {
            !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        };
        let is_test = piece.split('_').count() >= 4 && piece.split('_').all(is_word);
        is_path && !exists(piece) || is_test && !code.contains(&format!("fn {piece}("))
    };
    code_pieces(&text).into_iter().filter(is_missing).collect()
}

/// All code of the workspace in one text.
fn code() -> String {
    let sources = files_under(root(), "rs");
    sources.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect()
}

/// The documents of the repository.
fn documents() -> Vec<(PathBuf, String)> {
    let paths = files_under(root(), "md").into_iter();
    paths.map(|path| (path.clone(), std::fs::read_to_string(path).unwrap())).collect()
}

fn files_under(folder: &Path, kind: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            if !["target", ".git", "node_modules"].contains(&name.as_str()) {
                found.extend(files_under(&path, kind));
            }
        } else if path.extension().is_some_and(|extension| extension == kind) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// A path without `..`, so that two ways to one file are equal.
fn tidy(path: &Path) -> PathBuf {
    let mut tidied = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir if tidied.file_name().is_some() => {
                tidied.pop();
            }
            Component::CurDir => {}
            part => tidied.push(part),
        }
    }
    tidied
}

fn root() -> &'static Path {
    // Two folders up, without `..`: links are compared by their paths.
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().and_then(Path::parent).unwrap()
}
