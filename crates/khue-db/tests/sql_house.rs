//! The house rules of SQL, for every `.sql` file of every crate.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)] // helpers of tests are tests

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use khue_db::{Db, Dialect, Migration, Statement};
use khue_testkit::for_each_database;

/// A `.sql` file with its area: the folder under `src`.
struct SqlFile {
    path: String,
    area: String,
    text: String,
}

#[test]
fn every_statement_keeps_the_house_rules() {
    let owners = owners();
    let files = sql_files();
    assert!(files.len() > 20 && owners.len() > 2, "the files are not where they are looked for");
    let found: Vec<_> = files.iter().flat_map(|file| problems(file, &owners)).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn every_statement_is_used() {
    let mut unused = Vec::new();
    for crate_folder in crates() {
        let code: String = files_under(&crate_folder.join("src"), "rs")
            .iter()
            .map(|path| std::fs::read_to_string(path).unwrap())
            .collect();
        for path in files_under(&crate_folder.join("src"), "sql") {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            if !code.contains(&format!("{name}\"")) {
                unused.push(path);
            }
        }
    }
    assert!(unused.is_empty(), "{unused:?}");
}

#[tokio::test]
async fn every_statement_prepares_on_both_databases() {
    for_each_database(async |db: Db| {
        let mut migrations: Vec<_> = crates().iter().flat_map(|folder| migrations(folder)).collect();
        migrations.sort_by_key(|migration| migration.number);
        db.migrate(&migrations).await.unwrap();
        let mut session = db.read().await.unwrap();
        let mut refused = Vec::new();
        for (name, statement) in statements() {
            let is_for_postgres_only = statement.text.is_empty();
            if is_for_postgres_only && statement.text_for(db.dialect()).is_empty() {
                continue;
            }
            match session.prepare(statement).await {
                Err(error) => refused.push(format!("{name} on {:?}: {error}", db.dialect())),
                Ok(columns) => refused.extend(
                    unreadable(db.dialect(), &columns)
                        .into_iter()
                        .map(|problem| format!("{name}: {problem}")),
                ),
            }
        }
        assert!(refused.is_empty(), "{}", refused.join("\n"));
        // A backup needs a primary key, and columns of three types only, in every table.
        khue_db::backup::digest(&db).await.unwrap();
        for text in ["SELECT nothing FROM nowhere", "SELECT id FROM job WHERE", "SELECT chain FROM job"] {
            assert!(
                session.prepare(Statement { name: "bad", text, postgres: None }).await.is_err(),
                "{text}"
            );
        }
        for text in ["SELECT SUM(attempt) AS all_attempts FROM job", "SELECT 1 AS one"] {
            let columns = session.prepare(Statement { name: "bad", text, postgres: None }).await.unwrap();
            let is_bad = !unreadable(db.dialect(), &columns).is_empty();
            assert_eq!(is_bad, db.dialect() == Dialect::Postgres, "{text}");
        }
    })
    .await;
}

/// PostgreSQL computes sums as NUMERIC and short numbers as INT4, which rows cannot be read as.
fn unreadable(dialect: Dialect, columns: &[(String, String)]) -> Vec<String> {
    let readable = ["INT8", "TEXT", "BYTEA", "VOID"];
    let bad =
        |(_, kind): &&(String, String)| dialect == Dialect::Postgres && !readable.contains(&kind.as_str());
    let say = |(name, kind): &(String, String)| format!("column {name} is {kind}: CAST it AS BIGINT or TEXT");
    columns.iter().filter(bad).map(say).collect()
}

#[test]
fn bad_statements_are_found() {
    let owners = BTreeMap::from([("task".to_owned(), "directive".to_owned()), owner("unit", "registry")]);
    let check = |text: &str, says: &str| {
        let file = SqlFile {
            path: "crates/khue-app/src/directive/x.sql".to_owned(),
            area: "directive".to_owned(),
            text: text.to_owned(),
        };
        let found = problems(&file, &owners).join("\n");
        assert!(if says.is_empty() { found.is_empty() } else { found.contains(says) }, "{text}: {found}");
    };
    check("SELECT id, state FROM task WHERE id = $1", "");
    check("SELECT t.unit, 'FROM unit; SELECT *' AS unit -- FROM unit\nFROM task t;\n", "");
    check("INSERT INTO task (id) VALUES ($1) ON CONFLICT (id) DO UPDATE SET state = 1", "");
    check("SELECT COUNT(*) AS number, 2 * id AS twice FROM task", "");
    check("SELECT id FROM task ORDER BY sort_key, id", "");
    check("SELECT * FROM task", "names no columns");
    check("SELECT t.* FROM task t", "names no columns");
    check("SELECT id FROM task; DELETE FROM task", "more than one statement");
    check("", "empty");
    check("SELECT id FROM unit", "unit belongs to registry");
    check("SELECT t.id FROM task t JOIN unit u ON u.id = t.unit", "unit belongs to registry");
    check("SELECT t.id FROM task t, unit u", "unit belongs to registry");
    check("SELECT id FROM (SELECT id FROM task) x, unit", "unit belongs to registry");
    check("SELECT id FROM task WHERE unit IN (SELECT id FROM Unit)", "unit belongs to registry");
    check("UPDATE unit SET name = $1", "unit belongs to registry");
    check("INSERT INTO unit (id) VALUES ($1)", "unit belongs to registry");
    check("DELETE FROM unit", "unit belongs to registry");
    check("DELETE FROM \"unit\"", "unit belongs to registry");
    check("SELECT id FROM task WHERE lower(text) = $1", "lower");
    check("SELECT UPPER (text) AS text FROM task", "upper");
    check("SELECT id FROM task ORDER BY name", "sort_key");
    check("SELECT id FROM task t ORDER BY t.state, t.full_name DESC LIMIT 3", "sort_key");
    check("SELECT id FROM task WHERE text ILIKE $1", "ilike");
    check("SELECT id FROM task WHERE id = ?", "$1");
}

fn owner(table: &str, area: &str) -> (String, String) {
    (table.to_owned(), area.to_owned())
}

fn problems(file: &SqlFile, owners: &BTreeMap<String, String>) -> Vec<String> {
    let mut words = words(&file.text);
    while words.last().is_some_and(|last| last == ";") {
        words.pop();
    }
    let mut found = Vec::new();
    if words.is_empty() {
        found.push("is empty".to_owned());
    }
    if words.iter().any(|word| word == ";") {
        found.push("holds more than one statement".to_owned());
    }
    // Long bulk statements bind by place on SQLite, which looks numbered places up one by one.
    let has_own_for_postgres = Path::new(&file.path.replace(".sql", ".pg.sql")).exists();
    if words.iter().any(|word| word == "?") && !has_own_for_postgres {
        found.push("binds with ?; use $1".to_owned());
    }
    for (index, word) in words.iter().enumerate() {
        let before = index.checked_sub(1).map_or("", |index| words[index].as_str());
        let after = words.get(index + 1).map_or("", String::as_str);
        if word == "*" && (["select", "distinct", "all", ",", "."].contains(&before)) {
            found.push("names no columns: SELECT *".to_owned());
        }
        if ["lower", "upper"].contains(&word.as_str()) && after == "(" {
            found.push(format!("uses {word}(): store search_key instead"));
        }
        if word == "ilike" {
            found.push("uses ilike: store search_key instead".to_owned());
        }
    }
    for word in ordered_by(&words) {
        if word == "name" || word.ends_with("_name") {
            found.push(format!("sorts by {word}: store sort_key instead"));
        }
    }
    for table in tables_named(&words) {
        match owners.get(&table) {
            Some(owner) if *owner != file.area => {
                found.push(format!("{table} belongs to {owner}, not to {}", file.area));
            }
            _ => {}
        }
    }
    found.into_iter().map(|problem| format!("{}: {problem}", file.path)).collect()
}

/// Words and signs in lower case, without comments and texts in quotes.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = if rest.starts_with("--") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if first == '\'' {
            rest[1..].find('\'').map_or(rest.len(), |end| end + 2)
        } else if first == '"' {
            let length = rest[1..].find('"').map_or(rest.len(), |end| end + 2);
            words.push(rest[..length].trim_matches('"').to_lowercase());
            length
        } else if first.is_alphanumeric() || first == '_' || first == '$' {
            let length = rest
                .find(|sign: char| !(sign.is_alphanumeric() || sign == '_' || sign == '$'))
                .unwrap_or(rest.len());
            words.push(rest[..length].to_lowercase());
            length
        } else {
            if !first.is_whitespace() {
                words.push(first.to_string());
            }
            first.len_utf8()
        };
        rest = &rest[length..];
    }
    words
}

fn ordered_by(words: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    for index in 0..words.len() {
        if words[index] == "order" && words.get(index + 1).is_some_and(|next| next == "by") {
            found.extend(
                words[index + 2..]
                    .iter()
                    .take_while(|word| !["limit", ")", "for", "offset"].contains(&word.as_str()))
                    .cloned(),
            );
        }
    }
    found
}

/// What stands where a table stands: after FROM, JOIN, INTO, UPDATE, and after commas of a FROM.
fn tables_named(words: &[String]) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    let mut in_from = vec![false];
    for (index, word) in words.iter().enumerate() {
        let next = words.get(index + 1);
        match word.as_str() {
            "from" | "join" | "into" | "update" | "using" | "table" => named.extend(next.cloned()),
            "," if in_from.last() == Some(&true) => named.extend(next.cloned()),
            _ => {}
        }
        match word.as_str() {
            "(" => in_from.push(false),
            ")" if in_from.len() > 1 => drop(in_from.pop()),
            "from" => *in_from.last_mut().unwrap() = true,
            "where" | "group" | "order" | "set" | "select" | "limit" | "on" | "union" | "returning" => {
                *in_from.last_mut().unwrap() = false;
            }
            _ => {}
        }
    }
    named
}

/// Which area owns each table: by the names of the migrations, `NNNN_AREA.sql` or `NNNN_AREA_WHAT.sql`,
/// and by what an area's own statements create.
fn owners() -> BTreeMap<String, String> {
    let mut owners = BTreeMap::new();
    for folder in crates() {
        let areas: BTreeSet<String> = sub_folders(&folder.join("src"));
        for path in files_under(&folder.join("migrations"), "sql") {
            let name = file_name(&path);
            let rest = name.split_once('_').map(|(_, rest)| rest).unwrap_or_default();
            let rest = rest.trim_end_matches(".sql").trim_end_matches(".pg");
            let area = areas
                .iter()
                .filter(|area| rest == *area || rest.starts_with(&format!("{area}_")))
                .max_by_key(|area| area.len());
            let area = area.unwrap_or_else(|| panic!("{name} is named after no folder of {folder:?}/src"));
            for table in tables_created(&std::fs::read_to_string(&path).unwrap()) {
                owners.insert(table, area.clone());
            }
        }
    }
    for file in sql_files() {
        for table in tables_created(&file.text) {
            owners.insert(table, file.area.clone());
        }
    }
    owners
}

fn tables_created(text: &str) -> Vec<String> {
    let words: Vec<_> =
        words(text).into_iter().filter(|word| !["if", "not", "exists"].contains(&word.as_str())).collect();
    words.windows(3).filter(|w| w[0] == "create" && w[1] == "table").map(|w| w[2].clone()).collect()
}

fn sql_files() -> Vec<SqlFile> {
    let mut found = Vec::new();
    for folder in crates() {
        let source = folder.join("src");
        for path in files_under(&source, "sql") {
            let inside = path.strip_prefix(&source).unwrap();
            let mut parts = inside.iter().map(|part| part.to_str().unwrap().to_owned());
            let area = parts.next().filter(|_| parts.next().is_some());
            let area = area.unwrap_or_else(|| panic!("{path:?} stands in no area's folder"));
            found.push(SqlFile {
                path: path.display().to_string(),
                area,
                text: std::fs::read_to_string(&path).unwrap(),
            });
        }
    }
    found
}

/// Each statement with its text for PostgreSQL where there is one beside it; the text is empty when it is
/// for PostgreSQL alone.
fn statements() -> Vec<(String, Statement)> {
    let mut texts: BTreeMap<String, (&'static str, Option<&'static str>)> = BTreeMap::new();
    for file in sql_files() {
        let text: &'static str = file.text.leak();
        match file.path.strip_suffix(".pg.sql") {
            Some(stem) => texts.entry(stem.to_owned()).or_default().1 = Some(text),
            None => texts.entry(file.path.trim_end_matches(".sql").to_owned()).or_default().0 = text,
        }
    }
    texts
        .into_iter()
        .map(|(name, (text, postgres))| (name, Statement { name: "checked", text, postgres }))
        .collect()
}

fn migrations(folder: &Path) -> Vec<Migration> {
    let mut found: BTreeMap<i64, Migration> = BTreeMap::new();
    for path in files_under(&folder.join("migrations"), "sql") {
        let name: &'static str = file_name(&path).leak();
        let text: &'static str = std::fs::read_to_string(&path).unwrap().leak();
        let number = name.split_once('_').and_then(|(number, _)| number.parse().ok());
        let number = number.unwrap_or_else(|| panic!("{name} does not begin with a number"));
        let one = found.entry(number).or_insert(Migration { number, name, text: "", postgres: None });
        if name.ends_with(".pg.sql") {
            one.postgres = Some(text);
        } else {
            (one.name, one.text) = (name, text);
        }
    }
    found.into_values().collect()
}

fn crates() -> Vec<PathBuf> {
    let all = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    sub_folders(all).into_iter().map(|name| all.join(name)).collect()
}

fn sub_folders(folder: &Path) -> BTreeSet<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().map(Result::unwrap);
    entries.filter(|entry| entry.path().is_dir()).map(|entry| file_name(&entry.path())).collect()
}

fn files_under(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_under(&path, ending));
        } else if path.extension().is_some_and(|extension| extension == ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap().to_str().unwrap().to_owned()
}
