//! Code lists, read from `catalogue/codes`: dated, found by code, by name or by what people write instead.

use std::collections::HashMap;
use std::sync::LazyLock;

use khue_base::{Day, search_key};

use super::CatalogueError;

/// A list of codes with names.
#[derive(Clone, Debug)]
pub struct CodeList {
    /// Its name: `ethnic`.
    pub name: String,
    /// Its codes, in the order of forms.
    pub codes: Vec<Code>,
    by_code: HashMap<String, Vec<usize>>,
    by_written: HashMap<String, Vec<usize>>,
    by_key: HashMap<String, Vec<usize>>,
}

/// One code of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// As it is stored and exchanged.
    pub code: String,
    /// As screens name it.
    pub name: String,
    /// What people write instead.
    pub aliases: Vec<String>,
    /// The first day on which it may be used; from the beginning when absent.
    pub from: Option<Day>,
    /// The first day on which it may no longer be used; never when absent.
    pub until: Option<Day>,
    /// The document that sets it, or our own choice.
    pub source: String,
    /// Whether it is still to be confirmed.
    pub is_to_confirm: bool,
}

impl Code {
    /// Its name, then what people write instead.
    pub fn names(&self) -> impl Iterator<Item = &String> {
        [&self.name].into_iter().chain(&self.aliases)
    }

    /// Whether it may be used on `day`.
    pub fn holds_on(&self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day < until)
    }
}

impl CodeList {
    /// The code as it is stored.
    pub fn by_code(&self, code: &str) -> Option<&Code> {
        self.by_code.get(code)?.first().and_then(|at| self.codes.get(*at))
    }

    /// The codes that somebody may mean by `text` on `day`: a code, a name or an alias, with or without
    /// accents; a code written without its leading zeros counts too.
    pub fn find(&self, text: &str, day: Day) -> Vec<&Code> {
        let holding = |places: Option<&Vec<usize>>| -> Vec<&Code> {
            let found = places.into_iter().flatten().filter_map(|at| self.codes.get(*at));
            found.filter(|code| code.holds_on(day)).collect()
        };
        let key = matching(text);
        // As written with accents first: Mỹ is not Malaysia, whose code is MY.
        let found = [
            self.by_code.get(text.trim()),
            self.by_written.get(&text.trim().to_lowercase()),
            self.by_key.get(&key),
        ];
        let found = found.into_iter().map(holding).find(|found| !found.is_empty()).unwrap_or_default();
        if found.is_empty() && !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_digit()) {
            let number = key.trim_start_matches('0');
            let same = |code: &&Code| code.code.trim_start_matches('0') == number && code.holds_on(day);
            return self.codes.iter().filter(same).collect();
        }
        found
    }
}

/// The list with this name.
pub fn code_list(name: &str) -> Option<&'static CodeList> {
    code_lists().iter().find(|list| list.name == name)
}

/// All code lists.
pub fn code_lists() -> &'static [CodeList] {
    static LISTS: LazyLock<Vec<CodeList>> =
        LazyLock::new(|| read_all(FILES).unwrap_or_else(|error| panic!("{error}")));
    &LISTS
}

/// Words as sheets are compared: without accents, case, signs and double spaces.
pub fn folded(text: &str) -> String {
    let key = search_key(text);
    let words = key.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// As names of codes are compared: `H’Mông`, `Hmông` and `HMONG` are one, and so are `Kỹ` and `Kĩ`.
fn matching(text: &str) -> String {
    let key = search_key(text);
    key.chars().filter(|c| c.is_alphanumeric()).map(|c| if c == 'y' { 'i' } else { c }).collect()
}

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../../../../catalogue/codes/", $name, ".csv")))),*]
    };
}

const FILES: &[(&str, &str)] = files!(
    "accreditation_level",
    "admission",
    "area_class",
    "blood_group",
    "boarding",
    "building_grade",
    "class_session",
    "condition",
    "contract_form",
    "disability_degree",
    "disability_kind",
    "engagement_kind",
    "enrolment_begin",
    "enrolment_end",
    "equipment_list",
    "ethnic",
    "ethnic_language",
    "ethnic_region",
    "funding_source",
    "grade",
    "it_level",
    "kinship",
    "land_paper",
    "language",
    "language_level",
    "leave_kind",
    "leaving_reason",
    "level",
    "management_level",
    "national_standard",
    "nationality",
    "orphan",
    "ownership",
    "permanence",
    "policy_group",
    "politics_level",
    "post_kind",
    "poverty",
    "power_source",
    "programme",
    "pupil_status",
    "qualification_level",
    "rank",
    "religion",
    "room_ownership",
    "room_purpose",
    "school_type",
    "sex",
    "staff_group",
    "standard_kind",
    "standard_rating",
    "standard_state",
    "stream",
    "subject",
    "training_form",
    "training_programme",
    "training_result",
    "travel_means",
    "water_source",
    "weekly_sessions",
    "work_status",
    "works_kind",
    "works_stage",
    "yearly_rating",
);

fn read_all(files: &[(&str, &str)]) -> Result<Vec<CodeList>, CatalogueError> {
    files.iter().map(|(name, text)| read(name, text)).collect()
}

const HEAD: &str = "code,name,aliases,valid_from,valid_until,source,mark";

fn read(name: &str, text: &str) -> Result<CodeList, CatalogueError> {
    let wrong = |line: usize, problem: &str| CatalogueError {
        file: format!("codes/{name}.csv"),
        problem: format!("line {line}: {problem}"),
    };
    let mut lines = text.lines();
    if lines.next() != Some(HEAD) {
        return Err(wrong(1, "the head is not as expected"));
    }
    let mut codes = Vec::new();
    for (index, line) in lines.enumerate() {
        let number = index + 2;
        let cells = cells(line);
        let [code, called, aliases, from, until, source, mark] = cells.as_slice() else {
            return Err(wrong(number, "not seven columns"));
        };
        let day = |text: &String| {
            if text.is_empty() {
                return Ok(None);
            }
            text.parse::<Day>().map(Some).map_err(|_| wrong(number, "no day"))
        };
        let is_to_confirm = match mark.as_str() {
            "" => false,
            "U" => true,
            _ => return Err(wrong(number, "the mark is neither empty nor U")),
        };
        if code.is_empty() || called.is_empty() || code.contains(',') {
            return Err(wrong(number, "no code or no name"));
        }
        codes.push(Code {
            code: code.clone(),
            name: called.clone(),
            aliases: aliases
                .split(';')
                .map(str::trim)
                .filter(|alias| !alias.is_empty())
                .map(str::to_owned)
                .collect(),
            from: day(from)?,
            until: day(until)?,
            source: source.clone(),
            is_to_confirm,
        });
    }
    let index = |words: &dyn Fn(&Code) -> Vec<String>| {
        let mut places: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, code) in codes.iter().enumerate() {
            for word in words(code) {
                let found = places.entry(word).or_default();
                if !found.contains(&at) {
                    found.push(at);
                }
            }
        }
        places
    };
    let by_code = index(&|code| vec![code.code.clone()]);
    let by_written = index(&|code| code.names().map(|name| name.to_lowercase()).collect());
    let by_key = index(&|code| code.names().chain([&code.code]).map(|word| matching(word)).collect());
    Ok(CodeList { name: name.to_owned(), codes, by_code, by_written, by_key })
}

/// The cells of one line; a cell with a comma stands in quotes.
pub(in crate::registry) fn cells(line: &str) -> Vec<String> {
    let (mut cells, mut cell, mut is_quoted) = (Vec::new(), String::new(), false);
    for c in line.chars() {
        match c {
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => cells.push(std::mem::take(&mut cell)),
            c => cell.push(c),
        }
    }
    cells.push(cell);
    cells
}
