//! Everything that people read on screens has its English.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use khue_web::language;

/// Invented by samples, and the user's own: names, texts of directives. Nobody translates them.
const OWN: &str = include_str!("own_words.txt");

/// Every page, whose Vietnamese parts are marked or known to be the user's own.
#[test]
fn every_page_has_its_english() {
    let pages = super::rendered();
    let mut own: BTreeSet<String> = OWN.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect();
    own.extend(pages.iter().flat_map(|page| super::html::marked_texts(&page.2)));
    let mut missing = BTreeMap::new();
    for (name, sample, page) in &pages {
        let said = language::english(page);
        assert!(said.html.contains("<html lang=\"en\">"), "{name} ({sample}) does not say its language");
        for text in said.unknown.into_iter().filter(|text| !own.contains(text) && is_vietnamese(text)) {
            missing.entry(text).or_insert_with(|| format!("{name} ({sample})"));
        }
    }
    let list: Vec<_> = missing.into_iter().map(|(text, place)| format!("{place}: {text}")).collect();
    assert!(list.is_empty(), "{} texts without English:\n{}", list.len(), list.join("\n"));
}

/// Pages stay sound when they are rewritten, but for being English.
#[test]
fn english_pages_are_sound() {
    let mut faults = Vec::new();
    for (name, sample, page) in super::rendered() {
        let found = super::html::faults(&language::english(&page).html).into_iter();
        let found = found.filter(|fault| !fault.starts_with("English:") && !fault.contains("lang"));
        faults.extend(found.map(|fault| format!("{name} ({sample}): {fault}")));
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn the_catalogue_is_sound() {
    assert_eq!(language::faults_of_the_catalogue(), Vec::<String>::new());
    let text = std::fs::read_to_string(root().join("catalogue/translations/en.toml")).unwrap();
    let rooms: Vec<_> = text.lines().filter(|line| line.starts_with('[')).collect();
    assert!(rooms.is_sorted(), "rooms stand in order: {rooms:#?}");
}

/// Sentences of refusals and notices in the sources, wherever they arise.
#[test]
fn every_sentence_has_its_english() {
    let mut missing = Vec::new();
    let mut seen = 0;
    for folder in [
        "crates/khue-web/src",
        "crates/khue-app/src",
        "crates/khue-rules/src/directive",
        "crates/khue-rules/src/accounts",
        "crates/khue-office/src/reading",
        "crates/khue-base/src",
    ] {
        for path in super::files(&root().join(folder)) {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if name == "tests.rs" || name == "sample.rs" {
                continue;
            }
            let source = std::fs::read_to_string(&path).unwrap();
            for sentence in literals(&source).into_iter().filter(|text| is_sentence(text)) {
                seen += 1;
                if !is_known(&sentence) && !OWN.lines().any(|own| own == sentence) {
                    missing.push(format!("{}: {sentence}", path.strip_prefix(root()).unwrap().display()));
                }
            }
        }
    }
    assert!(seen > 150, "only {seen} sentences were seen");
    missing.retain(|line| !DOCUMENTS.iter().any(|file| line.contains(file)));
    assert!(missing.is_empty(), "{} sentences without English:\n{}", missing.len(), missing.join("\n"));
}

/// Files whose sentences no screen shows: they go into official reports, which stay Vietnamese.
const DOCUMENTS: [&str; 8] = [
    "report/draft",
    "report/letterhead.rs",
    "report/print.rs",
    "directive/sentences",
    "registry/import_admin.rs",
    // What is said about cells of a Vietnamese sheet stands in its copy with marks, too.
    "registry/import/compare",
    "registry/import/template.rs",
    // Faults of our own word lists, which tests find.
    "reading/words.rs",
];

fn root() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn is_vietnamese(text: &str) -> bool {
    let words = ["trong", "xem", "xong", "sau", "theo", "cao", "khi", "cho", "sang", "trang", "tin", "hay"];
    text.chars().any(|letter| letter.is_alphabetic() && !letter.is_ascii())
        || text.to_lowercase().split(|letter: char| !letter.is_alphabetic()).any(|word| words.contains(&word))
}

/// A whole sentence; fragments are seen on the pages that join them.
fn is_sentence(text: &str) -> bool {
    is_vietnamese(text)
        && !text.contains('\n')
        && text.ends_with(['.', '?'])
        && text.starts_with(|letter: char| letter.is_uppercase() || letter == '“' || letter == '{')
        && text.chars().filter(|letter| *letter == ' ').count() >= 3
}

/// Whether the sentence is known with its holes filled by a figure, a day or a name.
fn is_known(sentence: &str) -> bool {
    let holes = sentence.matches('{').count().min(4);
    let fillings = ["7", "31/5/2021", "", "đơn vị", "Tên Riêng", "quá hạn", "14 giờ 05, 31/5/2021"];
    let ways = (0..holes).fold(1, |ways, _| ways * fillings.len());
    (0..ways).any(|way| {
        let (mut filled, mut rest, mut way) = (String::new(), sentence, way);
        while let Some((before, after)) = rest.split_once('{') {
            filled.push_str(before);
            filled.push_str(fillings[way % fillings.len()]);
            way /= fillings.len();
            rest = after.split_once('}').map_or("", |(_, after)| after);
        }
        language::english_sentence(&(filled + rest)).is_some()
    })
}

/// Texts in quotation marks, without those of comments, tests and samples.
fn literals(source: &str) -> Vec<String> {
    let source = source.split("#[cfg(test)]").next().unwrap_or_default();
    let code: Vec<_> = source.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let mut code = code.join("\n");
    while let Some(start) = code.find("fn samples()") {
        let end = code[start..].find("\n    }\n").map_or(code.len(), |end| start + end);
        code.replace_range(start..end, "");
    }
    let mut found = Vec::new();
    let mut rest = code.as_str();
    while let Some(start) = rest.find('"') {
        rest = &rest[start + 1..];
        let mut text = String::new();
        let mut letters = rest.char_indices();
        let mut end = rest.len();
        while let Some((at, letter)) = letters.next() {
            match letter {
                '"' => {
                    end = at + 1;
                    break;
                }
                '\\' => match letters.next() {
                    Some((_, 'n')) => text.push('\n'),
                    // A line that goes on below, without its indentation.
                    Some((_, '\n')) => {
                        let ahead = letters.as_str();
                        let skipped = ahead.len() - ahead.trim_start().len();
                        for _ in 0..ahead[..skipped].chars().count() {
                            letters.next();
                        }
                    }
                    Some((_, other)) => text.push(other),
                    None => {}
                },
                _ => text.push(letter),
            }
        }
        found.push(text);
        rest = rest.get(end..).unwrap_or_default();
    }
    found
}
