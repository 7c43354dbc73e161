//! Drafts the report from an overview: headings in the directive's own order, sentences, tables, pictures.

use khue_base::{Day, Quantity};
use khue_rules::directive::report_window::ReportPeriod;
use khue_rules::directive::roll_up::StateCounts;
use khue_rules::directive::sentences::{
    LateTask, Outstanding, ReportFacts, SectionFacts, Silent, TargetFacts, TaskFacts, directive_name,
    join_some, next_steps, official_day, problems, report_opening, report_summary, section_paragraph,
    short_title, target_met, target_sentence, task_result,
};
use khue_rules::directive::state::TaskState;
use khue_rules::directive::suggest::TargetSource;
use khue_rules::directive::targets::{Comparison, Figure, count};

use super::super::overview::{Overview, TargetLine, TaskLine};
use super::content::{ReportBlock, ReportColumn, ReportParagraph, ReportTable, Snapshot};
use super::facts::Facts;
use super::letterhead::Letterhead;
use super::{figures, locks, pictures};
use crate::OpError;

/// Longest title of a task in a table, in letters.
const TABLE_TITLE: usize = 220;
/// Longest title of a task in a sentence, in letters.
const SENTENCE_TITLE: usize = 90;
/// Reasons quoted from reports of units.
const REASONS: usize = 5;
/// Longest quotation from a report of a unit, in letters.
const QUOTED: usize = 160;
/// A next period shorter than this many days is taken together with the one after it.
const SHORTEST_NEXT: i64 = 30;

/// The frozen part of a report.
pub(super) fn draft(overview: &Overview, facts: &Facts, paper: &Letterhead) -> Result<Snapshot, OpError> {
    let about = about(overview, facts.units, &paper.reporter);
    let mut body = Body(Vec::new());
    body.sentence("mo-dau", report_opening(&ReportFacts { subject: None, ..about.clone() }), &[]);
    general(&mut body, overview, &about);
    by_section(&mut body, overview, facts, &about);
    targets(&mut body, overview);
    let until = next_until(overview.as_of)?;
    let outstanding = outstanding(overview, facts, until);
    shortcomings(&mut body, overview, facts, &outstanding);
    ahead(&mut body, overview, &outstanding, until);
    let closing = format!(
        "Trên đây là báo cáo kết quả thực hiện {}, {} trân trọng báo cáo./.",
        directive_name(&ReportFacts { subject: None, ..about }),
        paper.reporter
    );
    body.sentence("ket", closing, &[]);
    let mut annex = Body(Vec::new());
    by_unit(&mut annex, overview);
    Ok(Snapshot {
        as_of: overview.as_of,
        counted_at: overview.counted_at,
        body: body.0,
        annex: annex.0,
        figures: figures::figures(overview),
    })
}

/// What the report is about.
pub(super) fn about(overview: &Overview, units: u32, reporter: &str) -> ReportFacts {
    let head = &overview.head;
    ReportFacts {
        kind: head.kind.clone().unwrap_or_else(|| "Văn bản".to_owned()),
        number: head.number.clone(),
        issued: head.issued_on,
        issuer: head.issuer.as_deref().map(in_sentence),
        subject: Some(head.subject.clone()),
        reporter: reporter.to_owned(),
        as_of: overview.as_of,
        tasks: overview.counts,
        units,
    }
}

/// Names of bodies are printed in capitals at the head of a document, but not within a sentence.
fn in_sentence(issuer: &str) -> String {
    let shouted = issuer.chars().any(char::is_alphabetic) && issuer.to_uppercase() == issuer;
    if !shouted {
        return issuer.to_owned();
    }
    const PROPER: &[&str] = &["UBND", "HĐND", "GDĐT"];
    let mut words: Vec<String> = Vec::new();
    for (at, word) in issuer.split_whitespace().enumerate() {
        let lower = word.to_lowercase();
        let common = ["ban", "nhân", "dân", "tỉnh", "thành", "phố", "và", "tịch", "huyện", "dục", "tạo"];
        let kept = PROPER.contains(&word);
        let plain = at > 0 && common.contains(&lower.as_str());
        let mut letters = lower.chars();
        let capital =
            letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default();
        words.push(if kept {
            word.to_owned()
        } else if plain {
            lower
        } else {
            capital
        });
    }
    words.join(" ")
}

/// `Mục II.2`, `Phần tổ chức thực hiện`.
pub(super) fn section_name(path: &str) -> String {
    match path {
        "KET" => "Phần tổ chức thực hiện".to_owned(),
        "body" => "Nội dung văn bản".to_owned(),
        path => format!("Mục {path}"),
    }
}

/// A declared sum as a figure; nothing while it has no value.
pub(super) fn figure_of(target: &TargetLine) -> Option<Figure> {
    let part = target.numerator?.thousandths();
    let percent = target.unit.as_deref() == Some("%");
    let figure = match target.denominator.map(Quantity::thousandths) {
        None if percent => return None,
        None => Figure::Amount { amount: Quantity::from_thousandths(part) },
        // Counts are whole numbers; amounts with decimals stay in thousandths, whose share is the same.
        Some(whole) => {
            let (part, whole) = if part % 1000 == 0 && whole % 1000 == 0 {
                (part / 1000, whole / 1000)
            } else {
                (part, whole)
            };
            if percent { Figure::Percent { part, whole } } else { Figure::Ratio { part, whole } }
        }
    };
    Figure::sum([figure])
}

struct Body(Vec<ReportBlock>);

impl Body {
    fn heading(&mut self, level: u8, text: impl Into<String>) {
        self.0.push(ReportBlock::Heading { level, text: text.into() });
    }

    fn sentence(&mut self, key: &str, text: String, names: &[&str]) {
        self.paragraph(key, text, names, false);
    }

    fn item(&mut self, key: &str, text: String, names: &[&str]) {
        self.paragraph(key, text, names, true);
    }

    fn paragraph(&mut self, key: &str, text: String, names: &[&str], item: bool) {
        let locks = locks::locks(&text, names);
        self.0.push(ReportBlock::Paragraph(ReportParagraph { key: key.to_owned(), text, item, locks }));
    }

    fn table(&mut self, caption: String, columns: &[(&str, u16, bool)], rows: Vec<Vec<String>>, note: &str) {
        if rows.is_empty() {
            return;
        }
        let columns = columns
            .iter()
            .map(|(title, weight, figures)| ReportColumn {
                title: (*title).to_owned(),
                figures: *figures,
                weight: *weight,
            })
            .collect();
        self.0.push(ReportBlock::Table(ReportTable { caption, columns, rows, note: note.to_owned() }));
    }
}

fn general(body: &mut Body, overview: &Overview, about: &ReportFacts) {
    body.heading(1, "I. KẾT QUẢ CHUNG");
    body.sentence("chung", report_summary(about), &[]);
    let mut given = StateCounts::default();
    for group in &overview.groups {
        figures::add(&mut given, &group.counts);
    }
    if given.total() > 0 {
        let text = format!("Tính theo từng đơn vị được giao: {}.", given.sentence("lượt giao việc"));
        body.sentence("luot-giao", text, &[]);
    }
    let rows = sections_with_tasks(overview)
        .into_iter()
        .map(|path| counts_row(section_title(overview, path), &own_counts(overview, path)))
        .chain([counts_row("Cộng".to_owned(), &overview.counts)])
        .collect();
    body.table(
        "Nhiệm vụ theo mục của văn bản".to_owned(),
        &COUNTS,
        rows,
        "Đếm nhiệm vụ, trừ nhiệm vụ đã huỷ bỏ; “đang thực hiện” gồm cả chờ duyệt và chưa bắt đầu.",
    );
    body.0.extend(pictures::over_time(overview));
    body.0.extend(pictures::by_section(overview));
}

const COUNTS: [(&str, u16, bool); 8] = [
    ("Mục", 34, false),
    ("Tổng số", 9, true),
    ("Hoàn thành đúng hạn", 12, true),
    ("Hoàn thành muộn", 12, true),
    ("Đang thực hiện", 11, true),
    ("Quá hạn", 10, true),
    ("Chưa báo cáo", 11, true),
    ("Tạm dừng", 10, true),
];

fn counts_row(name: String, counts: &StateCounts) -> Vec<String> {
    let running = counts.in_progress + counts.waiting + counts.not_started;
    let numbers = [
        counts.total(),
        counts.done_on_time,
        counts.done_late,
        running,
        counts.overdue,
        counts.unknown,
        counts.paused,
    ];
    std::iter::once(name).chain(numbers.into_iter().map(|number| count(number.into()))).collect()
}

/// Paths of the sections that give tasks themselves, in the order of the text.
pub(super) fn sections_with_tasks(overview: &Overview) -> Vec<&str> {
    let mut paths: Vec<&str> = Vec::new();
    for task in &overview.tasks {
        if !paths.contains(&task.section.as_str()) {
            paths.push(&task.section);
        }
    }
    paths
}

pub(super) fn own_counts(overview: &Overview, path: &str) -> StateCounts {
    let mut counts = StateCounts::default();
    for task in overview.tasks.iter().filter(|task| task.section == path) {
        counts.add_judged(&task.judged);
    }
    counts
}

/// `Mục II.2. Đội ngũ nhà giáo`.
fn section_title(overview: &Overview, path: &str) -> String {
    let name = section_name(path);
    match overview.sections.iter().find(|section| section.path == path) {
        Some(section) if !section.heading.trim().is_empty() && name.starts_with("Mục") => {
            format!("{name}. {}", short_title(&section.heading, TABLE_TITLE))
        }
        _ => name,
    }
}

fn by_section(body: &mut Body, overview: &Overview, facts: &Facts, about: &ReportFacts) {
    body.heading(1, format!("II. KẾT QUẢ THEO TỪNG MỤC CỦA {}", about.kind.to_uppercase()));
    let mut above: Option<&str> = None;
    for path in sections_with_tasks(overview) {
        // The outer section's own heading comes once, before the first section inside it.
        let outer = path.split_once('.').map(|(outer, _)| outer);
        if let Some(outer) = outer.filter(|outer| above != Some(*outer)) {
            body.heading(2, section_title(overview, outer));
        }
        above = Some(outer.unwrap_or(path));
        body.heading(if outer.is_some() { 3 } else { 2 }, section_title(overview, path));
        let tasks: Vec<&TaskLine> = overview.tasks.iter().filter(|task| task.section == path).collect();
        let late = late_tasks(tasks.iter().copied(), facts);
        let section = SectionFacts { tasks: own_counts(overview, path), late };
        body.sentence(&format!("muc-{path}"), section_paragraph(&section), &[]);
        let rows = tasks.into_iter().map(|task| task_row(task, facts)).collect();
        body.table(format!("Kết quả thực hiện, {}", lower_first(&section_name(path))), &TASKS, rows, "");
    }
}

const TASKS: [(&str, u16, bool); 4] =
    [("Mã số", 12, false), ("Nhiệm vụ", 42, false), ("Chủ trì", 14, false), ("Kết quả", 32, false)];

fn task_row(task: &TaskLine, facts: &Facts) -> Vec<String> {
    let own = task.judged.late.as_ref().map(|late| late.days);
    // Units may have been given an earlier day than the whole task has.
    let earlier = task.judged.state == TaskState::Overdue && own.is_none();
    let result = task_result(&TaskFacts {
        state: task.judged.state,
        late_days: own.or_else(|| facts.most_days(task.id)),
        due: if earlier { None } else { task.due_on },
        lead: None,
        units: task.counts,
        noun: "đơn vị".to_owned(),
        evidence: facts.evidence.get(&task.id).copied().unwrap_or(0),
        ready_to_close: task.ready_to_close,
    });
    vec![task.code.clone(), short_title(&task.text, TABLE_TITLE), lead(task), result]
}

fn lead(task: &TaskLine) -> String {
    if task.lead_name.is_empty() { "Chưa giao".to_owned() } else { task.lead_name.clone() }
}

/// Overdue tasks, longest late first.
fn late_tasks<'a>(tasks: impl IntoIterator<Item = &'a TaskLine>, facts: &Facts) -> Vec<LateTask> {
    let mut late: Vec<LateTask> = tasks
        .into_iter()
        .filter(|task| task.judged.state == TaskState::Overdue)
        .map(|task| LateTask {
            title: short_title(&task.text, SENTENCE_TITLE),
            days: days_late(task, facts),
            units: units_late(task, facts),
        })
        .collect();
    late.sort_by_key(|task| std::cmp::Reverse(task.days));
    late
}

fn days_late(task: &TaskLine, facts: &Facts) -> i64 {
    let own = task.judged.late.as_ref().map_or(0, |late| late.days);
    own.max(facts.most_days(task.id).unwrap_or(0))
}

/// Units with the task overdue, longest late first; the lead when it is late as a whole only.
fn units_late(task: &TaskLine, facts: &Facts) -> Vec<String> {
    match facts.late.get(&task.id) {
        Some(units) => units.iter().map(|(name, _)| name.clone()).collect(),
        None if task.lead_name.is_empty() => Vec::new(),
        None => vec![task.lead_name.clone()],
    }
}

fn target_facts(target: &TargetLine) -> TargetFacts {
    TargetFacts {
        name: short_title(&target.text, SENTENCE_TITLE),
        comparison: Comparison::from_code(&target.comparison).unwrap_or(Comparison::Equal),
        wanted: target.value,
        unit: target.unit.clone().unwrap_or_default(),
        figure: figure_of(target),
        source: TargetSource::Declared,
        covered: target.units_reported,
        expected: target.units_asked,
        noun: "đơn vị".to_owned(),
        most_missing: Vec::new(),
    }
}

fn targets(body: &mut Body, overview: &Overview) {
    body.heading(1, "III. KẾT QUẢ THỰC HIỆN CÁC CHỈ TIÊU");
    let all: Vec<(&TargetLine, TargetFacts)> =
        overview.targets.iter().map(|target| (target, target_facts(target))).collect();
    if all.is_empty() {
        body.sentence("chi-tieu", "Văn bản không đặt chỉ tiêu bằng số.".to_owned(), &[]);
        return;
    }
    let of = |met: Option<bool>| all.iter().filter(|(_, facts)| target_met(facts) == met).count();
    let mut parts = Vec::new();
    for (number, what) in
        [(of(Some(true)), "đạt"), (of(Some(false)), "chưa đạt"), (of(None), "chưa có số liệu để kết luận")]
    {
        if number > 0 {
            parts.push(format!("{number} {what}"));
        }
    }
    let text = format!("Văn bản đặt {} chỉ tiêu bằng số: {}.", all.len(), parts.join(", "));
    body.sentence("chi-tieu", text, &[]);
    for (target, facts) in all.iter().filter(|(_, facts)| target_met(facts) == Some(false)) {
        body.item(&format!("chi-tieu-{}", target.id), target_sentence(facts), &[&facts.name]);
    }
    let rows = all.iter().map(|(target, facts)| target_row(target, facts)).collect();
    let note = "Số liệu do đơn vị báo cáo, chưa đối chiếu với hồ sơ; chỉ tính báo cáo đã được chấp nhận.";
    body.table("Chỉ tiêu và kết quả".to_owned(), &TARGETS, rows, note);
}

const TARGETS: [(&str, u16, bool); 6] = [
    ("Mã số", 12, false),
    ("Chỉ tiêu", 31, false),
    ("Mục tiêu", 13, true),
    ("Đạt được", 20, true),
    ("Đánh giá", 13, false),
    ("Đơn vị có số liệu", 11, true),
];

fn target_row(target: &TargetLine, facts: &TargetFacts) -> Vec<String> {
    let mark = |number: String| match facts.unit.as_str() {
        "" => number,
        "%" => format!("{number}%"),
        unit => format!("{number} {unit}"),
    };
    let wanted = facts.wanted.map_or(String::new(), |wanted| {
        upper_first(&format!("{}{}", facts.comparison.words(), mark(wanted.to_string())))
    });
    let reached = match facts.figure {
        None => "Chưa có số liệu".to_owned(),
        Some(figure @ Figure::Amount { .. }) => mark(figure.shown()),
        Some(figure) => format!("{} ({})", figure.shown(), figure.parts()),
    };
    let verdict = match target_met(facts) {
        Some(true) => "Đạt",
        Some(false) => "Chưa đạt",
        None => "Chưa rõ",
    };
    vec![
        target.code.clone(),
        short_title(&target.text, TABLE_TITLE),
        wanted,
        reached,
        verdict.to_owned(),
        format!("{}/{}", count(facts.covered.into()), count(facts.expected.into())),
    ]
}

fn outstanding(overview: &Overview, facts: &Facts, until: Day) -> Outstanding {
    let names = |met: Option<bool>, known: bool| {
        let of = |target: &TargetLine| {
            let facts = target_facts(target);
            (target_met(&facts) == met && facts.figure.is_some() == known).then_some(facts.name)
        };
        overview.targets.iter().filter_map(of).collect::<Vec<String>>()
    };
    let silent = (!facts.silent.is_empty()).then(|| Silent {
        expected: facts.units,
        names: facts.silent.clone(),
        noun: "đơn vị".to_owned(),
        report: "báo cáo tiến độ về nhiệm vụ đã đến hạn".to_owned(),
    });
    let ready = overview.tasks.iter().filter(|task| task.ready_to_close).count();
    Outstanding {
        late: late_tasks(&overview.tasks, facts),
        silent,
        unmet_targets: names(Some(false), true),
        unknown_targets: names(None, false),
        returned: overview.tasks.iter().map(|task| task.returned).sum(),
        undecided: overview.tasks.iter().map(|task| task.counts.waiting).sum(),
        ready_to_close: u32::try_from(ready).unwrap_or(u32::MAX),
        soon: overview.counts.soon,
        until: Some(until),
    }
}

fn shortcomings(body: &mut Body, overview: &Overview, facts: &Facts, outstanding: &Outstanding) {
    body.heading(1, "IV. TỒN TẠI, NGUYÊN NHÂN, TRÁCH NHIỆM");
    for (at, text) in problems(outstanding).into_iter().enumerate() {
        body.item(&format!("ton-tai-{}", at + 1), text, &[]);
    }
    let mut late: Vec<&TaskLine> =
        overview.tasks.iter().filter(|task| task.judged.state == TaskState::Overdue).collect();
    if late.is_empty() {
        return;
    }
    late.sort_by_key(|task| std::cmp::Reverse(days_late(task, facts)));
    let rows = late
        .iter()
        .map(|task| {
            let due = task.due_on.map_or(String::new(), official_day);
            let days = count(days_late(task, facts));
            let who = join_some(&units_late(task, facts), 4, "đơn vị");
            vec![task.code.clone(), short_title(&task.text, TABLE_TITLE), lead(task), due, days, who]
        })
        .collect();
    let columns = [
        ("Mã số", 12, false),
        ("Nhiệm vụ", 27, false),
        ("Chủ trì", 13, false),
        ("Hạn", 15, false),
        ("Chậm nhất (ngày)", 9, true),
        ("Đơn vị chưa hoàn thành", 24, false),
    ];
    body.table(
        "Nhiệm vụ quá hạn".to_owned(),
        &columns,
        rows,
        "Số ngày chậm tính theo lịch, của đơn vị chậm nhất.",
    );
    body.sentence("nguyen-nhan", reasons(overview, facts), &[]);
    let responsible = responsible(overview, facts);
    if !responsible.is_empty() {
        let text = format!("Về trách nhiệm, số việc quá hạn theo đơn vị: {}.", responsible.join(", "));
        body.sentence("trach-nhiem", text, &[]);
    }
}

/// Reasons in the words of the units that are late; nobody else's guess.
fn reasons(overview: &Overview, facts: &Facts) -> String {
    let code = |task| overview.tasks.iter().find(|line| line.id == task).map(|line| line.code.clone());
    let quoted: Vec<String> = facts
        .reasons
        .iter()
        .filter(|(_, _, words)| gives_reason(words))
        .take(REASONS)
        .filter_map(|(task, unit, words)| {
            Some(format!("{unit} (nhiệm vụ {}): “{}”", code(*task)?, short_title(words, QUOTED)))
        })
        .collect();
    if quoted.is_empty() {
        return "Về nguyên nhân, các đơn vị có việc quá hạn chưa nêu lý do trong báo cáo tiến độ.".to_owned();
    }
    format!("Về nguyên nhân, theo báo cáo của đơn vị có việc quá hạn: {}.", quoted.join("; "))
}

/// Whether words tell why something is late, not only that work goes on.
fn gives_reason(words: &str) -> bool {
    const TELLING: &[&str] = &["do", "vì", "thiếu", "chờ", "khó khăn", "vướng", "chậm", "chưa", "lùi"];
    let words = format!(" {} ", words.to_lowercase().replace(|c: char| !c.is_alphanumeric(), " "));
    TELLING.iter().any(|word| words.contains(&format!(" {word} ")))
}

/// Groups with work overdue, most first: `huyện Lục Ngạn 3`.
fn responsible(overview: &Overview, facts: &Facts) -> Vec<String> {
    let mut groups: Vec<_> = overview.groups.iter().filter(|group| group.counts.overdue > 0).collect();
    groups.sort_by_key(|group| std::cmp::Reverse(group.counts.overdue));
    groups
        .iter()
        .map(|group| {
            let name = facts.groups.get(&group.unit).unwrap_or(&group.name);
            format!("{name} {}", count(group.counts.overdue.into()))
        })
        .collect()
}

fn ahead(body: &mut Body, overview: &Overview, outstanding: &Outstanding, until: Day) {
    body.heading(1, "V. NHIỆM VỤ, KIẾN NGHỊ THỜI GIAN TỚI");
    for (at, text) in next_steps(outstanding).into_iter().enumerate() {
        body.item(&format!("toi-{}", at + 1), text, &[]);
    }
    let coming = |task: &&TaskLine| {
        task.judged.state.is_open()
            && task.judged.state != TaskState::Paused
            && task.due_on.is_some_and(|due| overview.as_of <= due && due <= until)
    };
    let mut due: Vec<&TaskLine> = overview.tasks.iter().filter(coming).collect();
    due.sort_by_key(|task| task.due_on);
    let day = official_day(until);
    let text = match due.len() {
        0 => format!("Từ nay đến ngày {day} không có nhiệm vụ nào đến hạn."),
        number => {
            format!("Từ nay đến ngày {day} có {number} nhiệm vụ đến hạn, cần tập trung chỉ đạo hoàn thành.")
        }
    };
    body.sentence("den-han", text, &[]);
    let rows = due
        .iter()
        .map(|task| {
            let due = task.due_on.map_or(String::new(), official_day);
            vec![task.code.clone(), short_title(&task.text, TABLE_TITLE), lead(task), due]
        })
        .collect();
    let columns = [("Mã số", 12, false), ("Nhiệm vụ", 55, false), ("Chủ trì", 18, false), ("Hạn", 15, false)];
    body.table(format!("Nhiệm vụ đến hạn từ nay đến ngày {day}"), &columns, rows, "");
}

fn by_unit(annex: &mut Body, overview: &Overview) {
    let columns = [
        ("Đơn vị", 26, false),
        ("Lượt giao việc", 10, true),
        ("Hoàn thành đúng hạn", 12, true),
        ("Hoàn thành muộn", 12, true),
        ("Đang thực hiện", 11, true),
        ("Quá hạn", 9, true),
        ("Chưa báo cáo", 10, true),
        ("Tạm dừng", 10, true),
    ];
    let rows = overview.groups.iter().map(|group| counts_row(group.name.clone(), &group.counts)).collect();
    annex.table(
        "Lượt giao việc theo đơn vị".to_owned(),
        &columns,
        rows,
        "Đếm từng đơn vị được giao; trường, xã tính vào huyện, thành phố của mình.",
    );
    annex.0.extend(pictures::by_unit(overview));
    annex.0.extend(pictures::map(overview));
}

/// Until when the next period runs: the closing day of the quarter in whose window `day` lies, or of the one
/// after it when that is near.
fn next_until(day: Day) -> Result<Day, OpError> {
    let failed = |error: khue_law::LawError| OpError::Failed(error.to_string());
    let end = |day: Day| ReportPeriod::quarter_at(day).and_then(ReportPeriod::window).map_err(failed);
    let (_, near) = end(day.plus_days(1))?;
    if near.days_since(day) >= SHORTEST_NEXT { Ok(near) } else { Ok(end(near.plus_days(1))?.1) }
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

fn upper_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn issuers_do_not_shout_within_a_sentence() {
        assert_eq!(in_sentence("ỦY BAN NHÂN DÂN TỈNH BẮC GIANG"), "Ủy ban nhân dân tỉnh Bắc Giang");
        assert_eq!(in_sentence("Chủ tịch UBND tỉnh"), "Chủ tịch UBND tỉnh");
        assert_eq!(in_sentence("CHỦ TỊCH UBND TỈNH BẮC GIANG"), "Chủ tịch UBND tỉnh Bắc Giang");
    }

    #[test]
    fn a_next_period_is_long_enough_to_do_something_in() {
        let until = |iso: &str| next_until(iso.parse().unwrap()).unwrap().iso();
        assert_eq!(until("2021-03-31"), "2021-06-14");
        assert_eq!(until("2021-05-31"), "2021-09-14");
    }
}
