//! A table of dated values, read from one file of `law/`.

use khue_base::Day;
use serde::de::DeserializeOwned;

use crate::{Citation, Key, KeyKind};

/// What is wrong with a file of `law/`, or what it does not know.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LawError {
    /// The file breaks the form; found by tests and by `khue doctor`.
    #[error("{file}: {problem}")]
    File {
        /// Path under the repository's root.
        file: String,
        /// What is wrong.
        problem: String,
    },
    /// No value for this key.
    #[error("{title}: chưa có dữ liệu cho {wanted} (đã có: {known}). Bổ sung vào {file}.")]
    Gap {
        /// Path under the repository's root.
        file: String,
        /// What the table holds.
        title: String,
        /// The key asked for.
        wanted: String,
        /// Spans that are known.
        known: String,
    },
    /// Asked by a key of another kind: a mistake of the caller.
    #[error("{title}: không tra được theo {wanted}; bảng này dùng khoá khác (xem {file}).")]
    WrongKey {
        /// Path under the repository's root.
        file: String,
        /// What the table holds.
        title: String,
        /// The key asked for.
        wanted: String,
    },
}

/// A value with its source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found<'t, V> {
    /// The value.
    pub value: &'t V,
    /// Where it comes from.
    pub citation: &'t Citation,
}

/// Values of one matter, each valid for a span of keys.
#[derive(Clone, Debug)]
pub struct LawTable<V> {
    file: String,
    title: String,
    kind: KeyKind,
    rows: Vec<Row<V>>,
}

#[derive(Clone, Debug)]
struct Row<V> {
    /// The second key part, such as a grade; empty in a table without one.
    word: String,
    from: Key,
    to: Option<Key>,
    entry: usize,
    value: V,
    citation: Citation,
}

impl<V: DeserializeOwned> LawTable<V> {
    /// Reads the text of `file`.
    ///
    /// # Errors
    /// [`LawError::File`] naming the first thing that breaks the form.
    pub fn parse(file: &str, text: &str) -> Result<Self, LawError> {
        let fail = |problem: String| LawError::File { file: file.to_owned(), problem };
        let mut table: toml::Table = text.parse().map_err(|error| fail(format!("{error}")))?;
        let title = match table.remove("title") {
            Some(toml::Value::String(title)) if !title.trim().is_empty() => title,
            _ => return Err(fail("thiếu title".into())),
        };
        let (kind, words) = read_kind(table.remove("key")).ok_or_else(|| fail("key không hợp lệ".into()))?;
        let Some(toml::Value::Array(values)) = table.remove("value") else {
            return Err(fail("thiếu [[value]]".into()));
        };
        if let Some(name) = table.keys().next() {
            return Err(fail(format!("không hiểu trường “{name}”")));
        }
        let mut rows = Vec::new();
        for (entry, value) in values.into_iter().enumerate() {
            let here = |problem: &str| fail(format!("[[value]] thứ {}: {problem}", entry + 1));
            let toml::Value::Table(mut value) = value else { return Err(here("không phải bảng")) };
            let spans =
                read_spans(&mut value, kind, words).ok_or_else(|| here("at, from hoặc to không hợp lệ"))?;
            let citation =
                read_citation(&mut value).ok_or_else(|| here("cite, checked hoặc mark thiếu hay sai"))?;
            for (word, from, to) in spans {
                let read = V::deserialize(toml::Value::Table(value.clone()));
                let read = read.map_err(|error| here(&format!("{error}")))?;
                rows.push(Row { word, from, to, entry, value: read, citation: citation.clone() });
            }
        }
        rows.sort_by(|a, b| (&a.word, a.from).cmp(&(&b.word, b.from)));
        for pair in rows.windows(2) {
            let [a, b] = pair else { continue };
            let overlap = a.word == b.word && (a.from == b.from || a.to.is_some_and(|to| to >= b.from));
            if overlap {
                let problem = format!("[[value]] thứ {} và {} chồng lên nhau", a.entry + 1, b.entry + 1);
                return Err(fail(problem));
            }
        }
        Ok(Self { file: file.to_owned(), title, kind, rows })
    }
}

impl<V> LawTable<V> {
    /// The value for `key`.
    ///
    /// # Errors
    /// [`LawError::Gap`] when the table does not know it.
    pub fn at(&self, key: Key) -> Result<Found<'_, V>, LawError> {
        self.at_word(key, "")
    }

    /// The value for `key` and a second part such as a grade.
    ///
    /// # Errors
    /// [`LawError::Gap`] when the table does not know it.
    pub fn at_word(&self, key: Key, word: &str) -> Result<Found<'_, V>, LawError> {
        let named = || if word.is_empty() { key.to_string() } else { format!("{key}, {word}") };
        if key.kind() != self.kind {
            return Err(LawError::WrongKey {
                file: self.file.clone(),
                title: self.title.clone(),
                wanted: named(),
            });
        }
        let latest = self.rows.iter().rev().find(|row| row.word == word && row.from <= key);
        match latest {
            Some(row) if row.to.is_none_or(|to| key <= to) => {
                Ok(Found { value: &row.value, citation: &row.citation })
            }
            _ => Err(LawError::Gap {
                file: self.file.clone(),
                title: self.title.clone(),
                wanted: named(),
                known: self.known(word),
            }),
        }
    }

    /// Every value with the first key for which it holds, in order of the keys.
    pub fn rows(&self) -> impl Iterator<Item = (Key, Found<'_, V>)> {
        self.rows.iter().map(|row| (row.from, Found { value: &row.value, citation: &row.citation }))
    }

    /// Citations that somebody must still confirm, with the key for which they stand.
    pub fn to_confirm(&self) -> impl Iterator<Item = (Key, &Citation)> {
        self.rows
            .iter()
            .filter(|row| row.citation.mark.needs_confirming())
            .map(|row| (row.from, &row.citation))
    }

    /// What the table holds, in Vietnamese.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Known spans in words, neighbouring single years drawn together.
    fn known(&self, word: &str) -> String {
        let mut spans: Vec<(Key, Option<Key>)> = Vec::new();
        for row in self.rows.iter().filter(|row| row.word == word) {
            match spans.last_mut() {
                Some((_, last)) if last.is_none_or(|last| follows(last, row.from)) => *last = row.to,
                _ => spans.push((row.from, row.to)),
            }
        }
        if spans.is_empty() {
            return "chưa có gì".to_owned();
        }
        let words = spans.into_iter().map(|(from, to)| match to {
            Some(to) if to == from => from.to_string(),
            Some(to) => format!("{from} đến {to}"),
            None => format!("từ {from}"),
        });
        words.collect::<Vec<_>>().join("; ")
    }
}

fn follows(last: Key, next: Key) -> bool {
    match (last, next) {
        (Key::CalendarYear(a), Key::CalendarYear(b)) => a + 1 == b,
        (Key::SchoolYear(a), Key::SchoolYear(b)) => a.first_year() + 1 == b.first_year(),
        (Key::Day(a), Key::Day(b)) => a.plus_days(1) == b,
        _ => false,
    }
}

/// The kind of the first key part and whether a second follows.
fn read_kind(key: Option<toml::Value>) -> Option<(KeyKind, bool)> {
    let toml::Value::Array(parts) = key? else { return None };
    let first = KeyKind::from_code(parts.first()?.as_str()?)?;
    (parts.len() <= 2).then_some((first, parts.len() == 2))
}

type Span = (String, Key, Option<Key>);

fn read_spans(value: &mut toml::Table, kind: KeyKind, words: bool) -> Option<Vec<Span>> {
    let (at, from, to) = (value.remove("at"), value.remove("from"), value.remove("to"));
    if let Some(at) = at {
        let key = Key::read(kind, &at)?;
        return (from.is_none() && to.is_none() && !words).then(|| vec![(String::new(), key, Some(key))]);
    }
    let to = match to {
        Some(to) => Some(Key::read(kind, &to)?),
        None => None,
    };
    let spans = match (from?, words) {
        (toml::Value::Table(starts), true) => {
            let mut spans = Vec::new();
            for (list, start) in &starts {
                let start = Key::read(kind, start)?;
                spans.extend(list.split(',').map(|word| (word.trim().to_owned(), start, to)));
            }
            spans
        }
        (from, false) => vec![(String::new(), Key::read(kind, &from)?, to)],
        _ => return None,
    };
    spans.iter().all(|(_, from, to)| to.is_none_or(|to| *from <= to)).then_some(spans)
}

fn read_citation(value: &mut toml::Table) -> Option<Citation> {
    let toml::Value::String(text) = value.remove("cite")? else { return None };
    let toml::Value::Datetime(checked) = value.remove("checked")? else { return None };
    let checked: Day = checked.to_string().parse().ok()?;
    let mark = value.remove("mark")?.try_into().ok()?;
    (!text.trim().is_empty()).then_some(Citation { text, checked, mark })
}

#[cfg(test)]
mod tests {
    use super::*;
    use khue_base::SchoolYear;

    #[derive(Clone, Debug, PartialEq, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Midterm {
        midterm: u8,
    }

    const GRADES: &str = r#"
        title = "Số bài giữa kì"
        key = ["school-year", "grade"]
        [[value]]
        from = { "6" = "2011-2012", "7,10" = "2011-2012" }
        to = "2024-2025"
        midterm = 1
        cite = "TT 58/2011/TT-BGDĐT"
        checked = 2026-11-24
        mark = "M"
    "#;

    #[track_caller]
    fn check(key: Key, word: &str, expected: Result<u8, &str>) {
        let table = LawTable::<Midterm>::parse("law/test.toml", GRADES).unwrap();
        let found = table.at_word(key, word).map(|found| found.value.midterm);
        assert_eq!(found.map_err(|error| error.to_string()), expected.map_err(str::to_owned));
    }

    fn year(first: i16) -> Key {
        Key::SchoolYear(SchoolYear::starting(first))
    }

    #[test]
    fn a_value_is_found_by_the_facts_own_key() {
        check(year(2011), "6", Ok(1));
        check(year(2024), "10", Ok(1));
    }

    #[test]
    fn outside_known_spans_the_gap_is_named() {
        let known = "đã có: năm học 2011-2012 đến năm học 2024-2025). Bổ sung vào law/test.toml.";
        let before = format!("Số bài giữa kì: chưa có dữ liệu cho năm học 2010-2011, 6 ({known}");
        check(year(2010), "6", Err(&before));
        let after = format!("Số bài giữa kì: chưa có dữ liệu cho năm học 2025-2026, 7 ({known}");
        check(year(2025), "7", Err(&after));
        check(
            year(2020),
            "8",
            Err(
                "Số bài giữa kì: chưa có dữ liệu cho năm học 2020-2021, 8 (đã có: chưa có gì). Bổ sung vào law/test.toml.",
            ),
        );
        check(
            Key::CalendarYear(2020),
            "6",
            Err(
                "Số bài giữa kì: không tra được theo năm 2020, 6; bảng này dùng khoá khác (xem law/test.toml).",
            ),
        );
    }

    #[track_caller]
    fn refuse(values: &str, part: &str) {
        let text = format!("title = \"T\"\nkey = [\"calendar-year\"]\n{values}");
        let error = LawTable::<Midterm>::parse("law/test.toml", &text).unwrap_err().to_string();
        assert!(error.contains(part), "{error}");
    }

    const SOURCE: &str = "midterm = 1\ncite = \"X\"\nchecked = 2026-11-24\nmark = \"S\"\n";

    #[test]
    fn a_file_that_breaks_the_form_is_refused() {
        refuse("", "thiếu [[value]]");
        refuse(&format!("[[value]]\n{SOURCE}"), "at, from hoặc to");
        refuse(&format!("[[value]]\nat = \"2020\"\n{SOURCE}"), "at, from hoặc to");
        refuse(&format!("[[value]]\nfrom = 2021\nto = 2020\n{SOURCE}"), "at, from hoặc to");
        refuse("[[value]]\nat = 2020\nmidterm = 1\n", "cite, checked hoặc mark");
        refuse(&format!("[[value]]\nat = 2020\nsurprise = 1\n{SOURCE}"), "surprise");
        refuse(
            &format!("[[value]]\nat = 2020\n{SOURCE}[[value]]\nfrom = 2019\nto = 2020\n{SOURCE}"),
            "chồng",
        );
    }

    #[test]
    fn an_open_value_ends_where_the_next_begins() {
        let text = format!(
            "title = \"T\"\nkey = [\"calendar-year\"]\n[[value]]\nfrom = 2019\n{SOURCE}[[value]]\nfrom = 2021\n{}",
            SOURCE.replace("midterm = 1", "midterm = 2")
        );
        let table = LawTable::<Midterm>::parse("law/test.toml", &text).unwrap();
        let midterm = |year| table.at(Key::CalendarYear(year)).map(|found| found.value.midterm);
        assert_eq!((midterm(2020), midterm(2021), midterm(2030)), (Ok(1), Ok(2), Ok(2)));
        assert!(midterm(2018).unwrap_err().to_string().contains("đã có: từ năm 2019"));
    }
}
