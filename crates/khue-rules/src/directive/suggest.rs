//! What a reviewer is offered for a task, each with its reason: who leads, supports and carries it
//! out; whether a target can be computed; which tasks of other sections say the same.
//!
//! Tables: `catalogue/directive/responsibility.toml`, `catalogue/directive/indicators.toml`.
//! Whoever the text names comes first; the table speaks only where the text is silent.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::directive::reading::{ActorRole, ReadTarget, ReadTask};

/// A table of the catalogue that breaks its form; held whole by a test.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {problem}")]
pub struct CatalogueError {
    /// Path under the repository's root.
    pub file: &'static str,
    /// What is wrong.
    pub problem: String,
}

/// How a unit takes part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// Answers for the task.
    Lead,
    /// Works with the lead.
    Support,
    /// Does its own share of the work and reports it.
    Carry,
}

impl Part {
    /// As screens name it.
    pub fn name(self) -> &'static str {
        match self {
            Part::Lead => "Chủ trì",
            Part::Support => "Phối hợp",
            Part::Carry => "Thực hiện",
        }
    }
}

/// A unit, or all units of a kind, offered for a task.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct SuggestedUnit {
    /// How it takes part.
    pub part: Part,
    /// Code of the kind of unit, as in the registry: `department`, `agency`, `district`,
    /// `upper-secondary`, …
    pub kind: String,
    /// The name, where one unit is meant (an agency of the province, or as the text names it);
    /// without it all units of the kind are meant.
    pub name: Option<String>,
    /// Why, in Vietnamese.
    pub reason: String,
}

/// Who does what where the text is silent.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Responsibility {
    actor: Vec<ActorWords>,
    level: Vec<LevelWords>,
    rule: Vec<TopicRule>,
    default: TopicRule,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ActorWords {
    unit: String,
    words: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LevelWords {
    words: Vec<String>,
    kinds: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TopicRule {
    topic: String,
    #[serde(default)]
    words: Vec<String>,
    lead: Vec<String>,
    #[serde(default)]
    support: Vec<String>,
    #[serde(default)]
    carry: Vec<String>,
}

/// In the table: every institution, narrowed by the levels that the task names.
const SCHOOLS: &str = "schools";
const SCHOOL_KINDS: [&str; 7] = [
    "preschool",
    "primary",
    "primary-lower-secondary",
    "lower-secondary",
    "lower-upper-secondary",
    "upper-secondary",
    "continuing-centre",
];
const OTHER_KINDS: [&str; 5] = ["department", "district", "district-office", "commune", "office"];

impl Responsibility {
    /// The table of the catalogue.
    ///
    /// # Errors
    /// [`CatalogueError`] when the embedded file is broken.
    pub fn catalogue() -> Result<&'static Self, CatalogueError> {
        static TABLE: LazyLock<Result<Responsibility, CatalogueError>> = LazyLock::new(|| {
            read(
                "catalogue/directive/responsibility.toml",
                include_str!("../../../../catalogue/directive/responsibility.toml"),
            )
        });
        TABLE.as_ref().map_err(Clone::clone)
    }

    /// Units for `task`, which stands under the headings `headings` (outermost first).
    pub fn suggest_units(&self, task: &ReadTask, headings: &[&str]) -> Vec<SuggestedUnit> {
        let text = words_of(&task.text);
        let mut units = self.named(task);
        let leads = units.iter().any(|unit| unit.part == Part::Lead);
        let headings: Vec<String> = headings.iter().map(|heading| words_of(heading)).collect();
        let Topic { rule, in_text, phrase } = self.topic(&text, &headings);
        let why = match phrase {
            Some(phrase) if in_text => format!("Lĩnh vực {}: câu có cụm từ “{phrase}”.", rule.topic),
            Some(phrase) => format!("Lĩnh vực {}: tên mục có cụm từ “{phrase}”.", rule.topic),
            None => format!("Không nhận ra lĩnh vực; {} do Sở GDĐT theo dõi.", rule.topic),
        };
        let from_table =
            [(Part::Lead, &rule.lead), (Part::Support, &rule.support), (Part::Carry, &rule.carry)];
        for (part, named) in from_table {
            // A heading says too little of who must do the work.
            if part == Part::Carry && !in_text {
                continue;
            }
            // A named lead keeps the lead; who would have led by the table supports it.
            let part = if part == Part::Lead && leads { Part::Support } else { part };
            for unit in named {
                for (kind, name) in self.kinds_of(unit, &text) {
                    let known = units.iter().any(|other| other.kind == kind && other.name == name);
                    if !known {
                        units.push(SuggestedUnit { part, kind, name, reason: why.clone() });
                    }
                }
            }
        }
        units.sort_by_key(|unit| unit.part);
        units
    }

    /// Units that the text names; the default addressees of the document are nobody in particular.
    fn named(&self, task: &ReadTask) -> Vec<SuggestedUnit> {
        let mut units: Vec<SuggestedUnit> = Vec::new();
        for actor in task.actors.iter().filter(|actor| !actor.inherited_default) {
            let part = match actor.role {
                ActorRole::Lead => Part::Lead,
                ActorRole::Coordinate => Part::Support,
            };
            let mut found = self.unit_named(&actor.name);
            let mut reason = format!("Văn bản nêu tên “{}”.", actor.name);
            // Whoever must answer is never replaced by somebody else only because we cannot place them.
            if found.is_empty() && part == Part::Lead {
                found.push(("agency".into(), Some(actor.name.trim().to_owned())));
                reason.push_str(" Chưa có đơn vị này trong danh sách; chọn đơn vị tương ứng.");
            }
            for (kind, name) in found {
                let reason = reason.clone();
                let known = units.iter().any(|other| other.kind == kind && other.name == name);
                if !known {
                    units.push(SuggestedUnit { part, kind, name, reason });
                }
            }
        }
        units
    }

    fn unit_named(&self, name: &str) -> Vec<(String, Option<String>)> {
        let words = words_of(name);
        let longest = self
            .actor
            .iter()
            .filter_map(|actor| longest_in(&words, &actor.words).map(|phrase| (phrase.len(), actor)))
            .max_by_key(|(length, _)| *length);
        match longest {
            Some((_, actor)) => self.kinds_of(&actor.unit, &words),
            None if is_agency(&words) => vec![("agency".into(), Some(name.trim().to_owned()))],
            None => Vec::new(),
        }
    }

    /// The rule of which the text holds most words, else the headings do. Of equal rules the one
    /// that its headings name too, then the one whose words come first in the text.
    fn topic(&self, text: &str, headings: &[String]) -> Topic<'_> {
        let mut best = Topic { rule: &self.default, in_text: false, phrase: None };
        let mut best_rank = (0, 0, std::cmp::Reverse(0));
        for rule in &self.rule {
            let weight = |text: &str| -> usize {
                let held = rule.words.iter().filter(|phrase| holds(text, phrase));
                held.map(|phrase| phrase.split(' ').count()).sum()
            };
            let (own, around) = (weight(text), headings.iter().map(|heading| weight(heading)).sum::<usize>());
            let place =
                rule.words.iter().filter_map(|phrase| place_of(text, phrase)).min().unwrap_or(usize::MAX);
            let rank = (own, around, std::cmp::Reverse(place));
            if own + around > 0 && rank > best_rank {
                let phrase = longest_in(text, &rule.words)
                    .or_else(|| headings.iter().find_map(|heading| longest_in(heading, &rule.words)));
                best = Topic { rule, in_text: own > 0, phrase };
                best_rank = rank;
            }
        }
        best
    }

    fn kinds_of(&self, unit: &str, text: &str) -> Vec<(String, Option<String>)> {
        if unit == SCHOOLS {
            return self.school_kinds(text).into_iter().map(|kind| (kind, None)).collect();
        }
        let known = SCHOOL_KINDS.contains(&unit) || OTHER_KINDS.contains(&unit);
        vec![if known { (unit.into(), None) } else { ("agency".into(), Some(unit.into())) }]
    }

    /// Kinds of institutions of the levels named in the text; all kinds when it names none.
    fn school_kinds(&self, text: &str) -> Vec<String> {
        let levels = self.level.iter().filter(|level| longest_in(text, &level.words).is_some());
        let wanted: BTreeSet<&str> =
            levels.flat_map(|level| level.kinds.iter().map(String::as_str)).collect();
        let all = wanted.is_empty();
        SCHOOL_KINDS.into_iter().filter(|kind| all || wanted.contains(kind)).map(str::to_owned).collect()
    }
}

/// A rule that fits, and by what.
struct Topic<'t> {
    rule: &'t TopicRule,
    in_text: bool,
    phrase: Option<&'t str>,
}

/// Where the figure of a target comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TargetSource {
    /// Computed from records as soon as they are kept here.
    Computed,
    /// Declared by the units.
    Declared,
}

/// What a target seems to measure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TargetGuess {
    /// Key of the indicator, when one fits.
    pub indicator: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// Where its figure comes from.
    pub source: TargetSource,
    /// Why, in Vietnamese.
    pub reason: String,
}

/// Which targets can be computed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndicatorWords {
    indicator: Vec<IndicatorRule>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct IndicatorRule {
    key: String,
    name: String,
    unit: String,
    all: Vec<Vec<String>>,
    #[serde(default)]
    none: Vec<String>,
}

impl IndicatorWords {
    /// The table of the catalogue.
    ///
    /// # Errors
    /// [`CatalogueError`] when the embedded file is broken.
    pub fn catalogue() -> Result<&'static Self, CatalogueError> {
        static TABLE: LazyLock<Result<IndicatorWords, CatalogueError>> = LazyLock::new(|| {
            read(
                "catalogue/directive/indicators.toml",
                include_str!("../../../../catalogue/directive/indicators.toml"),
            )
        });
        TABLE.as_ref().map_err(Clone::clone)
    }

    /// What `target` of a task with the text `task_text` seems to measure.
    pub fn guess(&self, target: &ReadTarget, task_text: &str) -> TargetGuess {
        let own = words_of(&format!("{} {}", target.text, target.of.as_deref().unwrap_or_default()));
        // The target's own words first: a task can name several things of which one has a number.
        let around = words_of(task_text);
        let fits = |rule: &&IndicatorRule, text: &str| {
            rule.all.iter().all(|any| longest_in(text, any).is_some())
                && longest_in(text, &rule.none).is_none()
        };
        let unit_fits = |rule: &&IndicatorRule| {
            let unit = target.unit.as_deref().unwrap_or_default();
            target.qualitative
                || unit.is_empty()
                || unit == rule.unit
                || unit == "%"
                || rule.unit.starts_with(unit)
        };
        let rules = || self.indicator.iter().filter(unit_fits);
        let rule = rules().find(|rule| fits(rule, &own)).or_else(|| rules().find(|rule| fits(rule, &around)));
        match rule {
            Some(rule) => TargetGuess {
                indicator: Some(rule.key.clone()),
                name: Some(rule.name.clone()),
                source: TargetSource::Computed,
                reason: format!("Giống chỉ số “{}”, tính được từ hồ sơ khi có dữ liệu.", rule.name),
            },
            None => TargetGuess {
                indicator: None,
                name: None,
                source: TargetSource::Declared,
                reason: "Chưa có chỉ số nào trong hệ thống đo được; lấy số đơn vị báo cáo.".into(),
            },
        }
    }
}

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

fn read<T: serde::de::DeserializeOwned>(file: &'static str, text: &str) -> Result<T, CatalogueError> {
    toml::from_str(text).map_err(|error| CatalogueError { file, problem: error.to_string() })
}

/// Lower case, words apart by one space, a space at both ends, no marks between words.
fn words_of(text: &str) -> String {
    let lower = khue_base::to_nfc(text).to_lowercase();
    let mut words = String::with_capacity(lower.len() + 2);
    words.push(' ');
    for word in lower.split_whitespace() {
        let word = word.trim_matches(|c: char| !(c.is_alphanumeric() || c == '%'));
        if !word.is_empty() {
            words.push_str(word);
            words.push(' ');
        }
    }
    words
}

/// Whether the words hold the phrase, whole words only.
fn holds(words: &str, phrase: &str) -> bool {
    place_of(words, phrase).is_some()
}

fn place_of(words: &str, phrase: &str) -> Option<usize> {
    let mut places = words.match_indices(phrase).map(|(start, _)| start);
    places.find(|start| {
        let before = words.get(..*start).and_then(|before| before.chars().next_back());
        let after = words.get(start + phrase.len()..).and_then(|after| after.chars().next());
        before.is_none_or(|c| !c.is_alphanumeric()) && after.is_none_or(|c| !c.is_alphanumeric())
    })
}

fn longest_in<'p>(words: &str, phrases: &'p [String]) -> Option<&'p str> {
    phrases.iter().map(String::as_str).filter(|phrase| holds(words, phrase)).max_by_key(|phrase| phrase.len())
}

/// Whether a name is that of one agency of the province, not of "các sở, ban, ngành".
fn is_agency(words: &str) -> bool {
    let starts = [
        " sở ",
        " công an tỉnh",
        " ban dân tộc",
        " thanh tra tỉnh",
        " báo ",
        " đài ",
        " tỉnh đoàn",
        " kho bạc",
    ];
    starts.iter().any(|start| words.starts_with(start)) && !words.contains(" ban ngành")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directive::reading::{ReadActor, Span, TaskKind};

    fn task(section: &str, text: &str) -> ReadTask {
        ReadTask {
            id: "T001".into(),
            section: section.into(),
            kind: TaskKind::Task,
            text: text.into(),
            leading_verb: None,
            actors: Vec::new(),
            targets: Vec::new(),
            deadlines: Vec::new(),
            references: Vec::new(),
            scope: None,
            modality: None,
            report_to: None,
            span: Span::default(),
        }
    }

    fn actor(name: &str, role: ActorRole) -> ReadActor {
        ReadActor { name: name.into(), role, inherited_default: false }
    }

    /// Units as `lead: a, b | support: c | carry: d`, agencies by name.
    fn shown(units: &[SuggestedUnit]) -> String {
        let of = |part: Part, name: &str| {
            let units = units.iter().filter(|unit| unit.part == part);
            let names: Vec<&str> = units.map(|unit| unit.name.as_deref().unwrap_or(&unit.kind)).collect();
            if names.is_empty() { None } else { Some(format!("{name}: {}", names.join(", "))) }
        };
        let parts = [of(Part::Lead, "lead"), of(Part::Support, "support"), of(Part::Carry, "carry")];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" | ")
    }

    #[track_caller]
    fn check(text: &str, heading: &str, expected: &str) -> Vec<SuggestedUnit> {
        let units = Responsibility::catalogue().unwrap().suggest_units(&task("II.1", text), &[heading]);
        assert_eq!(shown(&units), expected, "{units:?}");
        units
    }

    #[test]
    fn the_table_speaks_where_the_text_is_silent() {
        let units = check(
            "Xây mới 120 phòng học thay thế phòng học tạm",
            "",
            "lead: district | support: department, Sở Kế hoạch và Đầu tư, Sở Tài chính | carry: preschool, primary, primary-lower-secondary, lower-secondary, lower-upper-secondary, upper-secondary, continuing-centre",
        );
        assert_eq!(units[0].reason, "Lĩnh vực cơ sở vật chất, thiết bị: câu có cụm từ “phòng học tạm”.");
        check(
            "Huy động 100% trẻ em 5 tuổi ra lớp mẫu giáo",
            "",
            "lead: department | support: district | carry: preschool",
        );
        // The level narrows the schools.
        check(
            "Tập huấn giáo viên dạy lớp 2",
            "Đội ngũ",
            "lead: department | support: district | carry: primary, primary-lower-secondary",
        );
        // The heading decides when the sentence is silent.
        let units =
            check("Giữ vững kết quả đã đạt được", "Phổ cập giáo dục", "lead: department | support: district");
        assert_eq!(units[0].reason, "Lĩnh vực phổ cập giáo dục, xóa mù chữ: tên mục có cụm từ “phổ cập”.");
        let units = check("Giữ vững kết quả đã đạt được", "Các việc khác", "lead: department");
        assert!(units[0].reason.starts_with("Không nhận ra lĩnh vực"));
        // Of two fields named once each, the one that comes first.
        check(
            "Thanh tra 18 đơn vị, công khai kết luận",
            "",
            "lead: department | support: Thanh tra tỉnh, district",
        );
        // Whole words only: "bơi" is not in "bồi", "thcs" not in "thcsx".
        check("Nâng mức thcsx", "", "lead: department");
    }

    #[test]
    fn whom_the_text_names_comes_first() {
        let mut named = task("KET", "UBND các huyện phối hợp với Sở Nội vụ tuyển dụng giáo viên");
        named.actors = vec![
            actor("UBND các huyện, thành phố", ActorRole::Lead),
            actor("Sở Nội vụ", ActorRole::Coordinate),
            actor("các ngành chức năng", ActorRole::Coordinate),
        ];
        let units = Responsibility::catalogue().unwrap().suggest_units(&named, &[]);
        assert_eq!(shown(&units), "lead: district | support: Sở Nội vụ, department");
        assert_eq!(units[0].reason, "Văn bản nêu tên “UBND các huyện, thành phố”.");
        assert!(units[2].reason.contains("biên chế, tuyển dụng"));
        let mut unplaced = task("KET", "các cấp ủy Đảng tăng cường lãnh đạo");
        unplaced.actors = vec![actor("các cấp ủy Đảng", ActorRole::Lead)];
        let units = Responsibility::catalogue().unwrap().suggest_units(&unplaced, &[]);
        assert_eq!(shown(&units), "lead: các cấp ủy Đảng | support: department");
        assert!(units[0].reason.ends_with("chọn đơn vị tương ứng."));
        // The document's addressees are nobody in particular.
        let mut default = task("II.1", "Giữ vững kết quả");
        default.actors =
            vec![ReadActor { name: "các sở".into(), role: ActorRole::Lead, inherited_default: true }];
        let units = Responsibility::catalogue().unwrap().suggest_units(&default, &[]);
        assert_eq!(shown(&units), "lead: department");
    }

    #[test]
    fn every_unit_of_the_table_is_a_kind_or_a_name() {
        let table = Responsibility::catalogue().unwrap();
        let rules = table.rule.iter().chain([&table.default]);
        for unit in rules.flat_map(|rule| rule.lead.iter().chain(&rule.support).chain(&rule.carry)) {
            let named = unit.chars().next().is_some_and(char::is_uppercase);
            let kind = SCHOOL_KINDS.contains(&unit.as_str()) || OTHER_KINDS.contains(&unit.as_str());
            assert!(named || kind || unit == SCHOOLS, "{unit}");
        }
        let phrases =
            table.rule.iter().flat_map(|rule| &rule.words).chain(table.actor.iter().flat_map(|a| &a.words));
        for phrase in phrases.chain(table.level.iter().flat_map(|level| &level.words)) {
            assert_eq!(phrase.to_lowercase(), *phrase);
        }
    }

    #[track_caller]
    fn check_target(text: &str, unit: &str, task: &str, expected: &str) {
        let target = ReadTarget {
            text: text.into(),
            value: None,
            range: None,
            unit: (!unit.is_empty()).then(|| unit.into()),
            comparison: ">=".into(),
            of: None,
            qualitative: false,
            span: Span::default(),
        };
        let guess = IndicatorWords::catalogue().unwrap().guess(&target, task);
        assert_eq!(guess.indicator.as_deref().unwrap_or("declared"), expected);
        assert_eq!(guess.source == TargetSource::Declared, expected == "declared");
    }

    #[test]
    fn targets_that_records_can_answer() {
        check_target("100% giáo viên dạy lớp 2 được bồi dưỡng", "%", "", "teachers-trained");
        check_target("100%", "%", "bảo đảm 100% GV được tập huấn", "teachers-trained");
        check_target("01 phòng học/01 lớp", "phòng học/lớp", "", "rooms-per-class");
        check_target(
            "93% trường đạt chuẩn quốc gia",
            "%",
            "Đầu tư phòng học kiên cố",
            "national-standard-share",
        );
        check_target("95% phòng học kiên cố", "%", "", "solid-rooms-share");
        check_target(
            "03 buổi giao lưu",
            "buổi",
            "tổ chức 03 buổi giao lưu cho giáo viên được bồi dưỡng",
            "declared",
        );
        check_target("20 đề tài", "đề tài", "", "declared");
        check_target("dịch vụ công trực tuyến mức độ 4", "mức độ", "công khai dịch vụ công", "declared");
    }

    #[track_caller]
    fn check_pair(first: &str, second: &str, expected: Option<u32>) {
        let tasks = [task("II.8", first), task("III.3", second)];
        let found = find_duplicates(&tasks);
        assert_eq!(found.first().map(|pair| pair.percent), expected, "{found:?}");
        assert!(find_duplicates(&[task("II.8", first), task("II.8", second)]).is_empty());
    }

    #[test]
    fn near_repetitions_across_sections_are_found() {
        let long = "Bố trí đủ kinh phí sửa chữa trường lớp trước năm học mới, ưu tiên xã khó khăn";
        check_pair(long, "Bố trí đủ kinh phí sửa chữa trường lớp", Some(100));
        check_pair(long, &long.to_uppercase(), Some(100));
        // Ten words, nine pairs: six shared are 66 %, five are 55 %.
        check_pair("a b c d e f g h i k", "a b c d e f g x y z", Some(66));
        check_pair("a b c d e f g h i k", "a b c d e f u x y z", None);
        // Four shared pairs of four say too little.
        check_pair("a b c d e", "a b c d e", None);
        check_pair("a b c d e f", "a b c d e f", Some(100));
    }

    #[test]
    fn a_sentence_repeated_everywhere_is_linked_to_its_first_place() {
        let text = "Báo cáo kết quả với Chủ tịch UBND tỉnh";
        let tasks: Vec<ReadTask> = (0..3000).map(|number| task(&format!("II.{number}"), text)).collect();
        let found = find_duplicates(&tasks);
        assert_eq!(found.len(), 2999);
        assert!(found.iter().all(|pair| pair.first == 0));
    }
}
