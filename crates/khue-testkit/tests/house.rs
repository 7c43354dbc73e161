//! Rules of the house that no compiler checks: layers, links and commands in documents, words that must
//! not occur. Every checker is tried on a planted fault as well, so that none passes by seeing nothing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)] // helpers of tests are tests

use std::fs;
use std::path::{Path, PathBuf};

/// A crate and those of ours that it may be built on. An arrow that is missing here is a decision to take.
const LAYERS: [(&str, &[&str]); 9] = [
    ("khue-base", &[]),
    ("khue-law", &["khue-base"]),
    ("khue-rules", &["khue-base", "khue-law"]),
    ("khue-db", &["khue-base"]),
    ("khue-office", &["khue-base"]),
    ("khue-app", &["khue-base", "khue-db", "khue-law", "khue-office", "khue-rules"]),
    ("khue-web", &["khue-app", "khue-base", "khue-office", "khue-rules"]),
    ("khue-testkit", &["khue-app", "khue-base", "khue-db", "khue-rules"]),
    ("khue", &["khue-app", "khue-base", "khue-db", "khue-office", "khue-rules", "khue-testkit", "khue-web"]),
];
/// Crates without database, network, clock and randomness.
const PURE: [&str; 3] = ["khue-base", "khue-law", "khue-rules"];
const IMPURE: [&str; 8] = ["tokio", "sqlx", "axum", "hyper", "hyper-util", "rand", "futures-util", "fs4"];
/// Commands of cargo itself, and of the tool that reads `deny.toml`.
const CARGO: [&str; 11] =
    ["bench", "build", "check", "clippy", "deny", "fmt", "install", "metadata", "run", "test", "update"];
/// In halves, so that this file does not name what it forbids.
const REGISTRIES: [(&str, &str); 9] = [
    ("crates", ".io"),
    ("npmjs", ".com"),
    ("npmjs", ".org"),
    ("pypi", ".org"),
    ("pythonhosted", ".org"),
    ("deb.debian", ".org"),
    ("proxy.golang", ".org"),
    ("rubygems", ".org"),
    ("docker", ".io"),
];
const UNFINISHED: [(&str, &str); 2] = [("todo", "!("), ("unimplemented", "!(")];
const DATA: [&str; 4] = ["csv", "json", "otf", "ttf"];

#[test]
fn crates_are_built_on_lower_layers_only() {
    let found: Vec<String> = folders(&root().join("crates"))
        .iter()
        .flat_map(|folder| layer_faults(&name_of(folder), &read(&folder.join("Cargo.toml"))))
        .collect();
    assert_none(&found);

    let planted =
        "[dependencies]\nkhue-app.workspace = true\ntokio = \"1\"\n[dev-dependencies]\nrand = \"1\"\n";
    assert_eq!(layer_faults("khue-rules", planted).len(), 3);
    assert_eq!(layer_faults("khue-new", "").len(), 1);
    assert!(layer_faults("khue-law", "[dependencies]\nkhue-base.workspace = true\n").is_empty());
}

#[test]
fn links_between_documents_lead_somewhere() {
    let found: Vec<String> = documents()
        .iter()
        .flat_map(|(path, text)| {
            let folder = path.parent().unwrap().to_owned();
            let missing = links(text).into_iter().filter(move |link| !folder.join(link).exists());
            missing.map(|link| format!("{}: no file at {link}", shown(path))).collect::<Vec<_>>()
        })
        .collect();
    assert_none(&found);

    let planted =
        "[a](b.md#c) [d](https://e/f) [g](#h) ![i](j.png \"k\") `[l](m)`\n```\n[n](o)\n```\n<img src=\"p\">";
    assert_eq!(links(planted), ["b.md", "j.png", "p"]);
}

#[test]
fn commands_in_documents_exist() {
    let commands = Commands::of_this_workspace();
    let found: Vec<String> = documents()
        .iter()
        .flat_map(|(path, text)| {
            let faults = code(text).into_iter().flat_map(|line| commands.faults(&line));
            faults.map(|fault| format!("{}: {fault}", shown(path))).collect::<Vec<_>>()
        })
        .collect();
    assert_none(&found);

    for good in
        ["cargo demo", "cargo xtask test -- -p khue", "sudo -u khue khue audit verify --database x", "khue"]
    {
        assert!(commands.faults(good).is_empty(), "{good}");
    }
    for planted in [
        "cargo dmeo",
        "cargo xtask tset",
        "khue srve",
        "khue audit verfy",
        "ExecStart=/usr/local/bin/khue serve --lisen x",
        "RUST_LOG=info khue directive raed",
        "true && khue doktor",
    ] {
        assert_eq!(commands.faults(planted).len(), 1, "{planted}");
    }
    assert_eq!(code("`khue a` and\n```sh\nkhue b # c\n```\nkhue d"), ["khue a", "khue b "]);
}

#[test]
fn no_file_names_a_registry() {
    // Cargo writes its lock file itself.
    let found: Vec<String> = texts(&root(), &|path| name_of(path) != "Cargo.lock")
        .iter()
        .flat_map(|(path, text)| words_in(path, text, &REGISTRIES))
        .collect();
    assert_none(&found);

    let planted = format!("a\nget it from https://{}{}/x", REGISTRIES[0].0, REGISTRIES[0].1);
    assert_eq!(words_in(Path::new("a"), &planted, &REGISTRIES).len(), 1);
}

#[test]
fn nothing_is_left_unfinished() {
    let found: Vec<String> = texts(&root().join("crates"), &|path| has_ending(path, &["rs"]))
        .iter()
        .flat_map(|(path, text)| words_in(path, text, &UNFINISHED))
        .collect();
    assert_none(&found);

    let planted = format!("fn a() {{ {}{}) }}", UNFINISHED[0].0, UNFINISHED[0].1);
    assert_eq!(words_in(Path::new("a"), &planted, &UNFINISHED).len(), 1);
}

#[test]
fn rules_count_without_floats() {
    let found: Vec<String> = PURE
        .iter()
        .flat_map(|name| {
            texts(&root().join("crates").join(name).join("src"), &|path| has_ending(path, &["rs"]))
        })
        .flat_map(|(path, text)| {
            floats(&text).into_iter().map(move |line| format!("{}: {line}", shown(&path)))
        })
        .collect();
    assert_none(&found);

    assert_eq!(
        floats("let a: f64 = 1.0;\nlet b = c as f32;\nlet sha_f64x = 1;"),
        ["let a: f64 = 1.0;", "let b = c as f32;"]
    );
}

#[test]
fn data_says_where_it_comes_from() {
    let mut folders = vec![root().join("catalogue")];
    folders.extend(self::folders(&root().join("crates")).iter().map(|one| one.join("data")));
    let found: Vec<String> = folders
        .iter()
        .flat_map(|folder| files(folder))
        .fold(Vec::<(PathBuf, Vec<String>)>::new(), |mut all, path| {
            let folder = path.parent().unwrap().to_owned();
            match all.iter_mut().find(|(known, _)| *known == folder) {
                Some((_, names)) => names.push(name_of(&path)),
                None => all.push((folder, vec![name_of(&path)])),
            }
            all
        })
        .iter()
        .filter(|(_, names)| lacks_origin(names))
        .map(|(folder, _)| format!("{}: data without README or licence", shown(folder)))
        .collect();
    assert_none(&found);

    let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
    assert!(lacks_origin(&names(&["a.csv", "b.toml"])));
    assert!(!lacks_origin(&names(&["a.csv", "README.md"])));
    assert!(!lacks_origin(&names(&["a.ttf", "LICENSE-OFL.txt"])));
    assert!(!lacks_origin(&names(&["a.toml"])));
}

fn layer_faults(name: &str, manifest: &str) -> Vec<String> {
    let Some((_, allowed)) = LAYERS.iter().find(|(known, _)| *known == name) else {
        return vec![format!("{name} has no row in LAYERS")];
    };
    let mut section = "";
    let mut faults = Vec::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            section = line;
            continue;
        }
        let needed = line.split(['.', ' ', '=']).next().unwrap_or_default();
        let ours = needed == "khue" || needed.starts_with("khue-");
        if section == "[dependencies]" && ours && !allowed.contains(&needed) {
            faults.push(format!("{name} must not be built on {needed}"));
        }
        if section.contains("dependencies") && PURE.contains(&name) && IMPURE.contains(&needed) {
            faults.push(format!("{name} is pure and must not use {needed}"));
        }
    }
    faults
}

/// Relative targets of links and pictures, outside of code.
fn links(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in outside_fences(text) {
        let plain: String = line.split('`').step_by(2).collect::<Vec<_>>().join(" ");
        let targets =
            plain.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(target, _)| target);
        let sources =
            plain.split("src=\"").skip(1).filter_map(|rest| rest.split_once('"')).map(|(target, _)| target);
        for target in targets.chain(sources) {
            let path = target.split([' ', '#']).next().unwrap_or_default();
            if !path.is_empty() && !path.contains(':') {
                found.push(path.to_owned());
            }
        }
    }
    found
}

fn outside_fences(text: &str) -> Vec<&str> {
    let mut inside = false;
    let mut lines = Vec::new();
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            inside = !inside;
        } else if !inside {
            lines.push(line);
        }
    }
    lines
}

/// Spans and fenced lines of code, without comments.
fn code(text: &str) -> Vec<String> {
    let mut inside = false;
    let mut found = Vec::new();
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            inside = !inside;
        } else if inside {
            found.push(line.split('#').next().unwrap_or_default().to_owned());
        } else {
            found.extend(line.split('`').skip(1).step_by(2).map(str::to_owned));
        }
    }
    found
}

/// What can be typed in this workspace.
struct Commands {
    aliases: Vec<String>,
    xtask: Vec<String>,
    khue: Vec<String>,
    /// `audit` with `verify` and so on.
    nested: Vec<(String, Vec<String>)>,
    /// Fields of arguments: `behind_proxy`.
    arguments: String,
}

impl Commands {
    fn of_this_workspace() -> Self {
        let config = read(&root().join(".cargo/config.toml"));
        let aliases = config.lines().skip_while(|line| *line != "[alias]").skip(1);
        let aliases = aliases.take_while(|line| !line.starts_with('['));
        let folder = root().join("crates/khue/src");
        let sources = texts(&folder.join("command"), &|path| has_ending(path, &["rs"]));
        let nested = |(path, text): &(PathBuf, String)| {
            let name = name_of(path).trim_end_matches(".rs").to_owned();
            // What takes words of its own beside subcommands (`khue import`) names these otherwise.
            let is_nested = text.contains("derive(Subcommand)") && text.contains("enum Command {");
            is_nested.then(|| (name, variants(text)))
        };
        let commands = Self {
            aliases: aliases
                .filter_map(|line| line.split_once(" = "))
                .map(|(name, _)| name.to_owned())
                .collect(),
            xtask: variants(&read(&root().join("xtask/src/main.rs"))),
            khue: variants(&read(&folder.join("main.rs"))),
            nested: sources.iter().filter_map(nested).collect(),
            arguments: sources.iter().map(|(_, text)| text.as_str()).collect(),
        };
        assert!(commands.aliases.len() >= 2 && commands.xtask.len() >= 2 && commands.khue.len() >= 6);
        assert!(commands.nested.len() >= 2, "{:?}", commands.nested);
        commands
    }

    fn faults(&self, line: &str) -> Vec<String> {
        line.split(['|', ';']).flat_map(|part| part.split("&&")).filter_map(|part| self.fault(part)).collect()
    }

    fn fault(&self, typed: &str) -> Option<String> {
        let mut words = typed.split_whitespace().peekable();
        // `sudo -u khue khue …`, `RUST_LOG=info khue …`
        while let Some(word) = words.peek().copied() {
            let before = ["$", "sudo", "-u"].contains(&word);
            if !before && (!word.contains('=') || word.starts_with("ExecStart=")) {
                break;
            }
            words.next();
            if word == "-u" {
                words.next();
            }
        }
        let program = words.next()?.trim_start_matches("ExecStart=");
        let words: Vec<&str> = words.collect();
        let known = |at: usize, names: &[String]| match words.get(at) {
            // A placeholder, an option or the end says nothing about a subcommand.
            Some(word) if word.chars().all(|letter| letter.is_ascii_lowercase() || letter == '-') => {
                word.starts_with('-') || names.iter().any(|name| name == word)
            }
            _ => true,
        };
        let right = match program {
            "cargo" => {
                let names: Vec<String> = CARGO.iter().map(|&name| name.to_owned()).collect();
                let alias = words.first() == Some(&"xtask");
                known(0, &[names, self.aliases.clone()].concat()) && (!alias || known(1, &self.xtask))
            }
            program if program == "khue" || program.ends_with("/khue") => {
                let below = self.nested.iter().find(|(name, _)| words.first() == Some(&name.as_str()));
                known(0, &self.khue)
                    && below.is_none_or(|(_, names)| known(1, names))
                    && words.iter().filter_map(|word| word.strip_prefix("--")).all(|option| {
                        let option = option.split('=').next().unwrap_or_default();
                        let field = format!("{}:", option.replace('-', "_"));
                        ["", "help", "version"].contains(&option) || self.arguments.contains(&field)
                    })
            }
            _ => true,
        };
        (!right).then(|| format!("no such command: {}", typed.trim()))
    }
}

/// The variants of `enum Command`, as clap spells them.
fn variants(source: &str) -> Vec<String> {
    let body = source.split_once("enum Command {").map_or("", |(_, rest)| rest);
    let body = body.split("\n}").next().unwrap_or_default();
    // Deeper lines belong to the fields of a variant.
    let lines = body
        .lines()
        .filter_map(|line| line.strip_prefix("    "))
        .filter(|line| line.chars().next().is_some_and(|letter| letter.is_ascii_uppercase()));
    let name = |line: &str| line.chars().take_while(char::is_ascii_alphanumeric).collect::<String>();
    lines.map(|line| kebab(&name(line))).collect()
}

fn kebab(name: &str) -> String {
    let mut out = String::new();
    for (at, letter) in name.char_indices() {
        if at > 0 && letter.is_ascii_uppercase() {
            out.push('-');
        }
        out.push(letter.to_ascii_lowercase());
    }
    out
}

fn words_in(path: &Path, text: &str, words: &[(&str, &str)]) -> Vec<String> {
    let words: Vec<String> = words.iter().map(|(first, second)| format!("{first}{second}")).collect();
    let named = |line: &str| words.iter().any(|word| line.contains(word.as_str()));
    let lines = text.lines().enumerate().filter(|(_, line)| named(line));
    lines.map(|(at, line)| format!("{}:{}: {}", shown(path), at + 1, line.trim())).collect()
}

fn floats(text: &str) -> Vec<String> {
    let is_float = |word: &str| word == "f32" || word == "f64";
    let named =
        |line: &&str| line.split(|letter: char| !letter.is_alphanumeric() && letter != '_').any(is_float);
    text.lines().filter(named).map(|line| line.trim().to_owned()).collect()
}

fn lacks_origin(names: &[String]) -> bool {
    let told = |name: &String| {
        name.starts_with("README") || name.starts_with("LICENSE") || name.starts_with("LICENCE")
    };
    names.iter().any(|name| has_ending(Path::new(name), &DATA)) && !names.iter().any(told)
}

fn assert_none(found: &[String]) {
    assert!(found.is_empty(), "{}", found.join("\n"));
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn documents() -> Vec<(PathBuf, String)> {
    let found = texts(&root(), &|path| has_ending(path, &["md"]));
    assert!(found.len() > 5, "the documents are not where they were");
    found
}

/// Files of text under `folder`, in order; none when there is no such folder.
fn texts(folder: &Path, wanted: &dyn Fn(&Path) -> bool) -> Vec<(PathBuf, String)> {
    let read = |path: PathBuf| {
        let text = String::from_utf8(fs::read(&path).unwrap()).ok()?;
        Some((path, text))
    };
    files(folder).into_iter().filter(|path| wanted(path)).filter_map(read).collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries.map(Result::unwrap) {
            let kind = entry.file_type().unwrap();
            let made = [".git", "target", "khue-data"].contains(&name_of(&entry.path()).as_str());
            match (kind.is_dir(), kind.is_file()) {
                (true, _) if !made => waiting.push(entry.path()),
                // In a second worktree `.git` is a file.
                (_, true) if !made => found.push(entry.path()),
                _ => {}
            }
        }
    }
    found.sort();
    found
}

fn folders(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut found: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
    found.sort();
    assert!(!found.is_empty(), "{} is empty", folder.display());
    found
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn has_ending(path: &Path, endings: &[&str]) -> bool {
    path.extension().and_then(|ending| ending.to_str()).is_some_and(|ending| endings.contains(&ending))
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}
