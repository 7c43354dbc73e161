//! Sentences of pages and of the official report, drafted from counts and names.
//!
//! Every function takes plain facts and gives whole Vietnamese sentences; a person may edit them.
//! Zero, one, all and unknown have their own wording: "Không có nhiệm vụ quá hạn.", never "0 nhiệm
//! vụ quá hạn". Numbers stand as Vietnam writes them (1.234,5).

use std::fmt;

use khue_base::{Day, Quantity};

use crate::directive::roll_up::StateCounts;
use crate::directive::state::TaskState;
use crate::directive::suggest::TargetSource;
use crate::directive::targets::{Comparison, Figure, count};

/// A stretch of a sentence and how it is set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// As the rest.
    Plain(String),
    /// Bold.
    Strong(String),
    /// Bold and in the colour of lateness.
    Late(String),
}

impl Piece {
    /// The words.
    pub fn text(&self) -> &str {
        match self {
            Piece::Plain(text) | Piece::Strong(text) | Piece::Late(text) => text,
        }
    }
}

/// A sentence in pieces; shown plainly, the pieces follow each other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sentence(pub Vec<Piece>);

impl Sentence {
    fn plain(&mut self, text: impl Into<String>) -> &mut Self {
        self.0.push(Piece::Plain(text.into()));
        self
    }

    fn strong(&mut self, text: impl Into<String>) -> &mut Self {
        self.0.push(Piece::Strong(text.into()));
        self
    }

    fn late(&mut self, text: impl Into<String>) -> &mut Self {
        self.0.push(Piece::Late(text.into()));
        self
    }
}

impl fmt::Display for Sentence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|piece| f.write_str(piece.text()))
    }
}

/// Who has not sent the report of a period.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Silent {
    /// How many units were to report.
    pub expected: u32,
    /// Names of those who did not, in the order of the list of units.
    pub names: Vec<String>,
    /// What they are: `huyện`, `đơn vị`.
    pub noun: String,
    /// Which report: `báo cáo quý`, `báo cáo quý II năm 2021`.
    pub report: String,
}

/// The whole directive at a glance.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overview {
    /// Tasks by state.
    pub tasks: StateCounts,
    /// Where most overdue tasks lie, most first, as words within a sentence: `phòng học`.
    pub overdue_mostly: Vec<String>,
    /// Who has not reported; nothing when no report is expected.
    pub silent: Option<Silent>,
}

/// The first sentence of the Chairman's page: what is on schedule, what is late and where, who has
/// not reported.
pub fn lead_sentence(overview: &Overview) -> Sentence {
    let mut sentence = Sentence::default();
    let tasks = &overview.tasks;
    let total = tasks.total();
    if total == 0 {
        sentence.plain("Chưa có nhiệm vụ nào được giao.");
        return sentence;
    }
    let on_schedule = tasks.on_schedule();
    let all = count(total.into());
    if tasks.done() == total {
        sentence.plain("Cả ").strong(&all).plain(" nhiệm vụ đã hoàn thành");
        if tasks.done_late > 0 {
            sentence.plain(format!(", trong đó {} hoàn thành muộn", count(tasks.done_late.into())));
        }
        sentence.plain(". ");
    } else if on_schedule == total {
        sentence.plain("Cả ").strong(&all).plain(" nhiệm vụ đúng tiến độ. ");
    } else if on_schedule == 0 {
        sentence.plain(format!("Chưa có nhiệm vụ nào trong {all} nhiệm vụ đúng tiến độ. "));
    } else {
        sentence.strong(count(on_schedule.into())).plain(format!(" trong {all} nhiệm vụ đúng tiến độ. "));
    }
    if tasks.overdue > 0 {
        sentence.late(format!("{} nhiệm vụ quá hạn", count(tasks.overdue.into())));
        if !overview.overdue_mostly.is_empty() {
            let mostly = if tasks.overdue == 1 { ", ở " } else { ", chủ yếu ở " };
            sentence.plain(format!("{mostly}{}", join(&overview.overdue_mostly)));
        }
    } else {
        sentence.plain("Không có nhiệm vụ quá hạn");
    }
    if tasks.unknown > 0 {
        sentence
            .plain("; ")
            .strong(format!("{} nhiệm vụ", count(tasks.unknown.into())))
            .plain(" chưa có báo cáo");
    }
    if let Some(silent) = overview.silent.as_ref().filter(|silent| silent.expected > 0) {
        let late = silent.names.len();
        if late == 0 {
            let expected = count(silent.expected.into());
            sentence.plain(format!("; cả {expected} {} đã gửi {}", silent.noun, silent.report));
        } else {
            let late = format!("{} {}", count(length(late)), silent.noun);
            sentence.plain("; ").strong(late).plain(format!(" chưa gửi {}", silent.report));
        }
    }
    sentence.plain(".");
    sentence
}

/// A task in a list of problems.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LateTask {
    /// Short title.
    pub title: String,
    /// Calendar days late.
    pub days: i64,
    /// Who must act, longest late first.
    pub units: Vec<String>,
}

/// One section of the directive.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SectionFacts {
    /// Tasks by state.
    pub tasks: StateCounts,
    /// Its overdue tasks, longest late first.
    pub late: Vec<LateTask>,
}

/// The opening paragraph of a section of the report: how many tasks stand how, which are late.
pub fn section_paragraph(facts: &SectionFacts) -> String {
    let tasks = &facts.tasks;
    let total = tasks.total();
    if total == 0 {
        return "Mục này không giao nhiệm vụ cụ thể.".to_owned();
    }
    let mut text = match (total, tasks.done()) {
        (1, 1) if tasks.done_late == 1 => "Nhiệm vụ duy nhất của mục này đã hoàn thành muộn.".to_owned(),
        (1, 1) => "Nhiệm vụ duy nhất của mục này đã hoàn thành đúng hạn.".to_owned(),
        (1, _) => {
            let state = TaskState::ALL
                .into_iter()
                .find(|state| tasks.of(*state) == 1 && *state != TaskState::Cancelled);
            format!("Nhiệm vụ duy nhất của mục này {}.", state.map_or("chưa rõ kết quả", spoken))
        }
        (_, done) if done == total => {
            format!("Cả {} nhiệm vụ của mục này đã hoàn thành{}.", count(total.into()), among_late(tasks))
        }
        _ => format!("Mục này có {} nhiệm vụ: {}.", count(total.into()), states(tasks)),
    };
    if total > 1 && tasks.overdue == 0 && tasks.done() < total {
        text.push_str(" Không có nhiệm vụ quá hạn.");
    }
    let shown = facts.late.iter().take(3);
    for late in shown {
        text.push_str(&format!(" {}", late_sentence(late)));
    }
    let rest = facts.late.len().saturating_sub(3);
    if rest > 0 {
        text.push_str(&format!(" Còn {} nhiệm vụ quá hạn khác nêu tại phụ lục.", count(length(rest))));
    }
    text
}

fn late_sentence(late: &LateTask) -> String {
    let units = match late.units.as_slice() {
        [] => String::new(),
        units => format!(", tại {}", join_some(units, 4, "đơn vị")),
    };
    format!("Nhiệm vụ “{}” chậm {} ngày{units}.", late.title, count(late.days))
}

/// One task of the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskFacts {
    /// Its state.
    pub state: TaskState,
    /// Calendar days late, when overdue or done late.
    pub late_days: Option<i64>,
    /// Its due day.
    pub due: Option<Day>,
    /// Name of the lead.
    pub lead: Option<String>,
    /// Units given a part in it, by state.
    pub units: StateCounts,
    /// What they are: `đơn vị`, `trường`, `huyện`.
    pub noun: String,
    /// Pieces of evidence accepted.
    pub evidence: u32,
    /// All units are done; the assigner may close it.
    pub ready_to_close: bool,
}

/// The result of one task in a sentence or two.
pub fn task_result(facts: &TaskFacts) -> String {
    let days = facts.late_days.map(count).unwrap_or_default();
    let mut text = match (facts.state, facts.due) {
        (TaskState::DoneOnTime, Some(due)) => format!("Hoàn thành đúng hạn (hạn {})", official_day(due)),
        (TaskState::DoneOnTime, None) => "Đã hoàn thành".to_owned(),
        (TaskState::DoneLate, _) => format!("Hoàn thành muộn {days} ngày"),
        (TaskState::Overdue, Some(due)) => format!("Quá hạn {days} ngày (hạn {})", official_day(due)),
        (TaskState::Overdue, None) => format!("Quá hạn {days} ngày"),
        (TaskState::Waiting, _) if facts.ready_to_close => {
            "Đủ điều kiện đóng, chờ người giao việc kết luận".into()
        }
        (TaskState::Paused | TaskState::Cancelled, _) => facts.state.name().to_owned(),
        (state, Some(due)) => format!("{} (hạn {})", state.name(), official_day(due)),
        (state, None) => state.name().to_owned(),
    };
    if facts.units.total() > 0 {
        text.push_str(&format!("; {}", facts.units.sentence(&facts.noun)));
    }
    if let Some(lead) = &facts.lead {
        text.push_str(&format!(". {lead} chủ trì"));
    }
    text.push_str(match facts.evidence {
        0 if facts.state.is_done() => "; chưa có minh chứng kèm theo.",
        0 => ".",
        _ => "",
    });
    if facts.evidence > 0 {
        text.push_str(&format!("; {} minh chứng kèm theo.", count(facts.evidence.into())));
    }
    text
}

/// One target of the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetFacts {
    /// What is measured, as words that can begin a sentence.
    pub name: String,
    /// How the figure must stand to the wanted one.
    pub comparison: Comparison,
    /// The wanted number; none when the target is in words only.
    pub wanted: Option<Quantity>,
    /// Its unit: `%`, `phòng học`.
    pub unit: String,
    /// What was reached; none when nobody gave a figure.
    pub figure: Option<Figure>,
    /// Declared by units or computed from records.
    pub source: TargetSource,
    /// How many units gave a figure.
    pub covered: u32,
    /// How many were to give one.
    pub expected: u32,
    /// What they are: `đơn vị`, `trường`.
    pub noun: String,
    /// Where most is missing, most first: name and how many.
    pub most_missing: Vec<(String, i64)>,
}

/// Whether a target is met; nothing when the figure or the number is missing.
pub fn target_met(facts: &TargetFacts) -> Option<bool> {
    facts.figure?.meets(facts.comparison, facts.wanted?)
}

/// A target in a sentence: reached, wanted, met or not, where from and how complete.
pub fn target_sentence(facts: &TargetFacts) -> String {
    let wanted = match facts.wanted {
        Some(wanted) => format!("mục tiêu {}{}", facts.comparison.words(), with_unit(wanted, &facts.unit)),
        None => "mục tiêu không ghi số".to_owned(),
    };
    let Some(figure) = facts.figure else {
        return format!("{}: chưa có số liệu ({wanted}); chưa đơn vị nào báo cáo.", facts.name);
    };
    let reached = match figure {
        Figure::Percent { .. } => format!("{} ({})", figure.shown(), figure.parts()),
        Figure::Ratio { .. } => format!("{} ({})", figure.shown(), figure.parts()),
        Figure::Amount { amount } => with_unit(amount, &facts.unit),
    };
    let verdict = match target_met(facts) {
        Some(true) => ", đạt",
        Some(false) => ", chưa đạt",
        None => "",
    };
    let mut text = format!("{}: {reached}, {wanted}{verdict}", facts.name);
    let missing: Vec<String> = facts
        .most_missing
        .iter()
        .take(3)
        .map(|(name, number)| format!("{name} {}", count(*number)))
        .collect();
    if !missing.is_empty() && target_met(facts) == Some(false) {
        text.push_str(&format!("; còn thiếu nhiều nhất: {}", missing.join(", ")));
    }
    text.push_str(&format!("; {}.", source_note(facts)));
    text
}

/// Where a figure comes from and how complete it is, as stands under it: `đơn vị báo cáo, chưa đối
/// chiếu; 52/60 đơn vị có số liệu`.
pub fn source_note(facts: &TargetFacts) -> String {
    let source = match facts.source {
        TargetSource::Declared => "đơn vị báo cáo, chưa đối chiếu",
        TargetSource::Computed => "tính từ hồ sơ",
    };
    if facts.expected == 0 {
        return source.to_owned();
    }
    let (covered, expected) = (count(facts.covered.into()), count(facts.expected.into()));
    if facts.covered == facts.expected {
        format!("{source}; đủ {expected} {}", facts.noun)
    } else {
        format!("{source}; {covered}/{expected} {} có số liệu", facts.noun)
    }
}

/// What the report names as outstanding and what it asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outstanding {
    /// Overdue tasks, longest late first.
    pub late: Vec<LateTask>,
    /// Who has not reported.
    pub silent: Option<Silent>,
    /// Names of targets not met.
    pub unmet_targets: Vec<String>,
    /// Names of targets without any figure.
    pub unknown_targets: Vec<String>,
    /// Reports given back and not sent again.
    pub returned: u32,
    /// Reports waiting for a decision.
    pub undecided: u32,
    /// Tasks that the assigner may close.
    pub ready_to_close: u32,
    /// Tasks due within a few working days.
    pub soon: u32,
    /// The day until which the next steps are asked for.
    pub until: Option<Day>,
}

/// What is outstanding, a sentence each; one sentence when nothing is.
pub fn problems(facts: &Outstanding) -> Vec<String> {
    let mut list = Vec::new();
    let late = facts.late.len();
    if late > 0 {
        let mut text = format!("{} nhiệm vụ quá hạn", count(length(late)));
        if let Some(longest) = facts.late.iter().max_by_key(|task| task.days) {
            let what = if late == 1 { "chậm" } else { "chậm nhất" };
            text.push_str(&format!(", {what} {} ngày: “{}”", count(longest.days), longest.title));
        }
        let units = facts.late_units();
        if !units.is_empty() {
            text.push_str(&format!("; tập trung ở {}", join_some(&units, 4, "đơn vị")));
        }
        list.push(format!("{text}."));
    }
    if let Some(silent) = facts.silent.as_ref().filter(|silent| !silent.names.is_empty()) {
        list.push(format!(
            "{} {} chưa gửi {}: {}.",
            count(length(silent.names.len())),
            silent.noun,
            silent.report,
            join_some(&silent.names, 6, &silent.noun)
        ));
    }
    if !facts.unmet_targets.is_empty() {
        let names = quoted(&facts.unmet_targets);
        list.push(format!("{} chỉ tiêu chưa đạt: {names}.", count(length(facts.unmet_targets.len()))));
    }
    if !facts.unknown_targets.is_empty() {
        let names = quoted(&facts.unknown_targets);
        list.push(format!(
            "{} chỉ tiêu chưa có số liệu: {names}.",
            count(length(facts.unknown_targets.len()))
        ));
    }
    if facts.returned > 0 {
        list.push(format!("{} báo cáo bị trả lại, chưa gửi lại.", count(facts.returned.into())));
    }
    if list.is_empty() {
        list.push("Không có tồn tại, hạn chế cần báo cáo.".to_owned());
    }
    list
}

/// What is asked for next, a sentence each; empty when nothing is.
pub fn next_steps(facts: &Outstanding) -> Vec<String> {
    let until = facts.until.map(|day| format!(" trước ngày {}", official_day(day))).unwrap_or_default();
    let mut list = Vec::new();
    let late = facts.late.len();
    if late > 0 {
        let units = facts.late_units();
        let who = if units.is_empty() {
            "các đơn vị chủ trì".to_owned()
        } else {
            join_some(&units, 6, "đơn vị")
        };
        list.push(format!(
            "Yêu cầu {who} hoàn thành dứt điểm {} nhiệm vụ quá hạn{until}.",
            count(length(late))
        ));
    }
    if let Some(silent) = facts.silent.as_ref().filter(|silent| !silent.names.is_empty()) {
        list.push(format!(
            "Đôn đốc {} gửi {}{until}.",
            join_some(&silent.names, 6, &silent.noun),
            silent.report
        ));
    }
    if facts.returned > 0 {
        list.push(format!(
            "Yêu cầu các đơn vị bổ sung, gửi lại {} báo cáo bị trả lại{until}.",
            count(facts.returned.into())
        ));
    }
    if facts.undecided > 0 {
        list.push(format!("Xem xét, duyệt {} báo cáo đang chờ.", count(facts.undecided.into())));
    }
    if !facts.unknown_targets.is_empty() {
        list.push(format!(
            "Yêu cầu báo cáo số liệu của {} chỉ tiêu chưa có số liệu.",
            count(length(facts.unknown_targets.len()))
        ));
    }
    if facts.soon > 0 {
        list.push(format!("Theo dõi sát {} nhiệm vụ sắp đến hạn.", count(facts.soon.into())));
    }
    if facts.ready_to_close > 0 {
        list.push(format!("Xem xét đóng {} nhiệm vụ đã đủ điều kiện.", count(facts.ready_to_close.into())));
    }
    list
}

impl Outstanding {
    /// Units named by late tasks, each once, in order.
    fn late_units(&self) -> Vec<String> {
        let mut units: Vec<String> = Vec::new();
        for unit in self.late.iter().flat_map(|task| &task.units) {
            if !units.contains(unit) {
                units.push(unit.clone());
            }
        }
        units
    }
}

/// What a report of a directive's progress is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportFacts {
    /// Kind of the directive: `Chỉ thị`.
    pub kind: String,
    /// Its number.
    pub number: Option<String>,
    /// Its day.
    pub issued: Option<Day>,
    /// Who issued it.
    pub issuer: Option<String>,
    /// Its subject, beginning with `về`.
    pub subject: Option<String>,
    /// Who reports.
    pub reporter: String,
    /// The day whose state is reported.
    pub as_of: Day,
    /// Tasks by state.
    pub tasks: StateCounts,
    /// Units with a part in them.
    pub units: u32,
}

/// `Chỉ thị số 15/CT-UBND ngày 04/9/2020 của Chủ tịch UBND tỉnh về …`, as far as it is known.
pub fn directive_name(facts: &ReportFacts) -> String {
    let mut name = facts.kind.clone();
    if let Some(number) = &facts.number {
        name.push_str(&format!(" số {number}"));
    }
    if let Some(day) = facts.issued {
        name.push_str(&format!(" ngày {}", official_day(day)));
    }
    if let Some(issuer) = &facts.issuer {
        name.push_str(&format!(" của {issuer}"));
    }
    if let Some(subject) = facts.subject.as_deref().map(str::trim).filter(|subject| !subject.is_empty()) {
        name.push_str(&format!(" {}", lower_first(subject)));
    }
    name
}

/// The subject of the report, under the word BÁO CÁO.
pub fn report_subject(facts: &ReportFacts) -> String {
    let number = facts.number.as_ref().map(|number| format!(" số {number}")).unwrap_or_default();
    let issuer = facts.issuer.as_ref().map(|issuer| format!(" của {issuer}")).unwrap_or_default();
    format!("Kết quả thực hiện {}{number}{issuer}", facts.kind)
}

/// The sentence that opens the report and ends in a colon.
pub fn report_opening(facts: &ReportFacts) -> String {
    format!(
        "Thực hiện {}, {} báo cáo kết quả thực hiện đến ngày {} như sau:",
        directive_name(facts),
        facts.reporter,
        official_day(facts.as_of)
    )
}

/// The paragraph of the report that sums everything up.
pub fn report_summary(facts: &ReportFacts) -> String {
    let tasks = &facts.tasks;
    let total = tasks.total();
    if total == 0 {
        return format!("Đến ngày {}, chưa có nhiệm vụ nào được giao.", official_day(facts.as_of));
    }
    let units = match facts.units {
        0 => String::new(),
        units => format!(", giao cho {} đơn vị", count(units.into())),
    };
    let mut text = format!(
        "{} đã được cụ thể hóa thành {} nhiệm vụ{units}. Đến ngày {}, ",
        facts.kind,
        count(total.into()),
        official_day(facts.as_of)
    );
    let share = Figure::Percent { part: tasks.done().into(), whole: total.into() }.shown();
    text.push_str(&match tasks.done() {
        0 => "chưa có nhiệm vụ nào hoàn thành".to_owned(),
        done if done == total => {
            format!("cả {} nhiệm vụ đã hoàn thành{}", count(total.into()), among_late(tasks))
        }
        done => {
            let (done, total) = (count(done.into()), count(total.into()));
            format!("{done}/{total} nhiệm vụ đã hoàn thành ({share}){}", among_late(tasks))
        }
    });
    let open = open_states(tasks);
    if !open.is_empty() {
        text.push_str(&format!("; {}", open.join(", ")));
    }
    text.push('.');
    if tasks.overdue == 0 && tasks.done() < total {
        text.push_str(" Không có nhiệm vụ quá hạn.");
    }
    text
}

/// A day as official documents write it: `04/9/2020` (days 1–9 and months 1–2 carry a zero).
pub fn official_day(day: Day) -> String {
    let (year, month, day) = day.parts();
    if month <= 2 { format!("{day:02}/{month:02}/{year}") } else { format!("{day:02}/{month}/{year}") }
}

/// Names in a row: `A`, `A và B`, `A, B và C`.
pub fn join(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} và {last}", first.join(", ")),
    }
}

/// At most `most` names, the rest counted: `A, B và 3 huyện khác`. One name left over is named.
pub fn join_some(names: &[String], most: usize, noun: &str) -> String {
    match names.get(..most) {
        Some(shown) if names.len() > most + 1 => {
            format!("{} và {} {noun} khác", shown.join(", "), count(length(names.len() - most)))
        }
        _ => join(names),
    }
}

/// The first words of a task as its title: cut between words, at most `most` characters.
pub fn short_title(text: &str, most: usize) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = text.trim_end_matches(['.', ';', ',', ':']);
    let mut title = String::new();
    let mut cut = false;
    for word in text.split(' ') {
        if !title.is_empty() && title.chars().count() + 1 + word.chars().count() > most {
            cut = true;
            break;
        }
        if !title.is_empty() {
            title.push(' ');
        }
        title.push_str(word);
    }
    if cut {
        title.truncate(title.trim_end_matches([',', ';', ':', '-', ' ']).len());
        title.push('…');
    }
    upper_first(&title)
}

/// A state inside a sentence.
fn spoken(state: TaskState) -> &'static str {
    match state {
        TaskState::Overdue => "đã quá hạn",
        TaskState::Unknown => "chưa có báo cáo",
        TaskState::NotStarted => "chưa thực hiện",
        TaskState::InProgress => "đang thực hiện",
        TaskState::Waiting => "đang chờ duyệt",
        TaskState::Paused => "tạm dừng",
        TaskState::DoneLate => "đã hoàn thành muộn",
        TaskState::DoneOnTime => "đã hoàn thành đúng hạn",
        TaskState::Cancelled => "đã huỷ bỏ",
    }
}

fn states(tasks: &StateCounts) -> String {
    let mut parts = Vec::new();
    if tasks.done() > 0 {
        parts.push(format!("{} đã hoàn thành{}", count(tasks.done().into()), among_late(tasks)));
    }
    parts.extend(open_states(tasks));
    parts.join(", ")
}

fn open_states(tasks: &StateCounts) -> Vec<String> {
    let open = [
        (tasks.in_progress, "đang thực hiện"),
        (tasks.waiting, "chờ duyệt"),
        (tasks.not_started, "chưa thực hiện"),
        (tasks.unknown, "chưa có báo cáo"),
        (tasks.paused, "tạm dừng"),
        (tasks.overdue, "quá hạn"),
    ];
    let present = open.into_iter().filter(|(number, _)| *number > 0);
    present.map(|(number, what)| format!("{} {what}", count(number.into()))).collect()
}

fn among_late(tasks: &StateCounts) -> String {
    match tasks.done_late {
        0 => String::new(),
        late if late == tasks.done() => ", đều muộn".to_owned(),
        late => format!(", trong đó {} hoàn thành muộn", count(late.into())),
    }
}

fn with_unit(number: Quantity, unit: &str) -> String {
    match unit {
        "" => number.to_string(),
        "%" => format!("{number}%"),
        unit => format!("{number} {unit}"),
    }
}

fn quoted(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("“{name}”")).collect();
    join_some(&names, 5, "chỉ tiêu")
}

fn length(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_lowercase().chain(chars).collect()).unwrap_or_default()
}

fn upper_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Counts as `state number` joined by commas.
    fn counts(text: &str) -> StateCounts {
        let mut all = StateCounts::default();
        for part in text.split(", ").filter(|part| !part.is_empty()) {
            let (state, number) = part.split_once(' ').unwrap();
            all.add(TaskState::from_code(state).unwrap(), number.parse().unwrap());
        }
        all
    }

    fn names(text: &str) -> Vec<String> {
        text.split(", ").filter(|name| !name.is_empty()).map(str::to_owned).collect()
    }

    fn silent(text: &str, expected: u32) -> Option<Silent> {
        Some(Silent { expected, names: names(text), noun: "huyện".into(), report: "báo cáo quý".into() })
    }

    #[track_caller]
    fn check_lead(tasks: &str, mostly: &str, silent: Option<Silent>, expected: &str) {
        let overview = Overview { tasks: counts(tasks), overdue_mostly: names(mostly), silent };
        assert_eq!(lead_sentence(&overview).to_string(), expected);
    }

    #[test]
    fn the_first_sentence_says_what_is_late_and_who_is_silent() {
        check_lead(
            "done-on-time 70, in-progress 42, overdue 9, unknown 23",
            "phòng học, bồi dưỡng giáo viên",
            silent("Lục Ngạn, Sơn Động, Yên Thế", 10),
            "112 trong 144 nhiệm vụ đúng tiến độ. 9 nhiệm vụ quá hạn, chủ yếu ở phòng học và bồi dưỡng giáo viên; 23 nhiệm vụ chưa có báo cáo; 3 huyện chưa gửi báo cáo quý.",
        );
        check_lead(
            "done-on-time 60",
            "",
            silent("", 10),
            "Cả 60 nhiệm vụ đã hoàn thành. Không có nhiệm vụ quá hạn; cả 10 huyện đã gửi báo cáo quý.",
        );
        check_lead(
            "done-on-time 58, done-late 2",
            "",
            None,
            "Cả 60 nhiệm vụ đã hoàn thành, trong đó 2 hoàn thành muộn. Không có nhiệm vụ quá hạn.",
        );
        check_lead(
            "done-on-time 1, in-progress 59",
            "",
            None,
            "Cả 60 nhiệm vụ đúng tiến độ. Không có nhiệm vụ quá hạn.",
        );
        check_lead(
            "overdue 1, in-progress 1233",
            "phòng học",
            silent("Yên Thế", 10),
            "1.233 trong 1.234 nhiệm vụ đúng tiến độ. 1 nhiệm vụ quá hạn, ở phòng học; 1 huyện chưa gửi báo cáo quý.",
        );
        check_lead(
            "overdue 2",
            "",
            None,
            "Chưa có nhiệm vụ nào trong 2 nhiệm vụ đúng tiến độ. 2 nhiệm vụ quá hạn.",
        );
        check_lead("", "", silent("A", 1), "Chưa có nhiệm vụ nào được giao.");
        check_lead("cancelled 4", "", None, "Chưa có nhiệm vụ nào được giao.");
    }

    #[test]
    fn lateness_is_set_apart_in_the_first_sentence() {
        let overview = Overview { tasks: counts("overdue 1, in-progress 2"), ..Overview::default() };
        let pieces = lead_sentence(&overview).0;
        assert!(pieces.contains(&Piece::Late("1 nhiệm vụ quá hạn".into())));
        assert_eq!(pieces.first(), Some(&Piece::Strong("2".into())));
    }

    #[track_caller]
    fn check_section(tasks: &str, late: &[LateTask], expected: &str) {
        assert_eq!(section_paragraph(&SectionFacts { tasks: counts(tasks), late: late.to_vec() }), expected);
    }

    fn late(title: &str, days: i64, units: &str) -> LateTask {
        LateTask { title: title.into(), days, units: names(units) }
    }

    #[test]
    fn a_section_in_a_paragraph() {
        check_section(
            "done-on-time 7, done-late 1, in-progress 3, overdue 1",
            &[late("Xây 120 phòng học", 12, "Lục Ngạn, Sơn Động")],
            "Mục này có 12 nhiệm vụ: 8 đã hoàn thành, trong đó 1 hoàn thành muộn, 3 đang thực hiện, 1 quá hạn. Nhiệm vụ “Xây 120 phòng học” chậm 12 ngày, tại Lục Ngạn và Sơn Động.",
        );
        check_section(
            "done-on-time 2, in-progress 1",
            &[],
            "Mục này có 3 nhiệm vụ: 2 đã hoàn thành, 1 đang thực hiện. Không có nhiệm vụ quá hạn.",
        );
        check_section("done-on-time 3", &[], "Cả 3 nhiệm vụ của mục này đã hoàn thành.");
        check_section("done-late 3", &[], "Cả 3 nhiệm vụ của mục này đã hoàn thành, đều muộn.");
        check_section("done-on-time 1", &[], "Nhiệm vụ duy nhất của mục này đã hoàn thành đúng hạn.");
        check_section("unknown 1", &[], "Nhiệm vụ duy nhất của mục này chưa có báo cáo.");
        check_section(
            "overdue 1",
            &[late("Xây phòng học", 1, "")],
            "Nhiệm vụ duy nhất của mục này đã quá hạn. Nhiệm vụ “Xây phòng học” chậm 1 ngày.",
        );
        check_section("", &[], "Mục này không giao nhiệm vụ cụ thể.");
        let five: Vec<LateTask> = (1..=5).map(|days| late("X", days, "A, B, C, D, E, F")).collect();
        let text = section_paragraph(&SectionFacts { tasks: counts("overdue 5"), late: five });
        assert!(text.contains("tại A, B, C, D và 2 đơn vị khác."), "{text}");
        assert!(text.ends_with("Còn 2 nhiệm vụ quá hạn khác nêu tại phụ lục."), "{text}");
    }

    #[track_caller]
    fn check_task(state: &str, late_days: Option<i64>, units: &str, evidence: u32, expected: &str) {
        let facts = TaskFacts {
            state: TaskState::from_code(state).unwrap(),
            late_days,
            due: Some("2021-05-31".parse().unwrap()),
            lead: Some("Sở GDĐT".into()),
            units: counts(units),
            noun: "trường".into(),
            evidence,
            ready_to_close: state == "waiting",
        };
        assert_eq!(task_result(&facts), expected);
    }

    #[test]
    fn a_task_in_a_line() {
        check_task(
            "overdue",
            Some(12),
            "done-on-time 38, overdue 3",
            4,
            "Quá hạn 12 ngày (hạn 31/5/2021); 38/41 trường hoàn thành, 3 quá hạn. Sở GDĐT chủ trì; 4 minh chứng kèm theo.",
        );
        check_task(
            "done-on-time",
            None,
            "",
            0,
            "Hoàn thành đúng hạn (hạn 31/5/2021). Sở GDĐT chủ trì; chưa có minh chứng kèm theo.",
        );
        check_task(
            "done-late",
            Some(3),
            "done-late 1",
            1,
            "Hoàn thành muộn 3 ngày; 1/1 trường hoàn thành, trong đó 1 hoàn thành muộn. Sở GDĐT chủ trì; 1 minh chứng kèm theo.",
        );
        check_task(
            "waiting",
            None,
            "done-on-time 2",
            0,
            "Đủ điều kiện đóng, chờ người giao việc kết luận; 2/2 trường hoàn thành. Sở GDĐT chủ trì.",
        );
        check_task(
            "unknown",
            None,
            "unknown 2",
            0,
            "Chưa báo cáo (hạn 31/5/2021); chưa có trường nào hoàn thành (0/2), 2 chưa báo cáo. Sở GDĐT chủ trì.",
        );
    }

    fn target(figure: Option<Figure>, covered: u32) -> TargetFacts {
        TargetFacts {
            name: "Giáo viên dạy lớp 2, lớp 6 được bồi dưỡng".into(),
            comparison: Comparison::Equal,
            wanted: Some(Quantity::whole(100)),
            unit: "%".into(),
            figure,
            source: TargetSource::Declared,
            covered,
            expected: 60,
            noun: "đơn vị".into(),
            most_missing: vec![("Lục Ngạn".into(), 20), ("Sơn Động".into(), 17)],
        }
    }

    #[test]
    fn a_target_says_where_its_figure_comes_from() {
        assert_eq!(
            target_sentence(&target(Some(Figure::Percent { part: 1963, whole: 2000 }), 52)),
            "Giáo viên dạy lớp 2, lớp 6 được bồi dưỡng: 98,2% (1.963/2.000), mục tiêu 100%, chưa đạt; còn thiếu nhiều nhất: Lục Ngạn 20, Sơn Động 17; đơn vị báo cáo, chưa đối chiếu; 52/60 đơn vị có số liệu."
        );
        assert_eq!(
            target_sentence(&target(Some(Figure::Percent { part: 2000, whole: 2000 }), 60)),
            "Giáo viên dạy lớp 2, lớp 6 được bồi dưỡng: 100% (2.000/2.000), mục tiêu 100%, đạt; đơn vị báo cáo, chưa đối chiếu; đủ 60 đơn vị."
        );
        assert_eq!(
            target_sentence(&target(None, 0)),
            "Giáo viên dạy lớp 2, lớp 6 được bồi dưỡng: chưa có số liệu (mục tiêu 100%); chưa đơn vị nào báo cáo."
        );
        let rooms = TargetFacts {
            name: "Phòng học xây mới".into(),
            comparison: Comparison::AtLeast,
            wanted: Some(Quantity::whole(1200)),
            unit: "phòng".into(),
            figure: Some(Figure::Amount { amount: Quantity::whole(1234) }),
            source: TargetSource::Computed,
            expected: 0,
            ..target(None, 0)
        };
        assert_eq!(
            target_sentence(&rooms),
            "Phòng học xây mới: 1.234 phòng, mục tiêu ít nhất 1.200 phòng, đạt; tính từ hồ sơ."
        );
        let words = TargetFacts { wanted: None, ..rooms };
        assert_eq!(
            target_sentence(&words),
            "Phòng học xây mới: 1.234 phòng, mục tiêu không ghi số; tính từ hồ sơ."
        );
        assert_eq!(target_met(&words), None);
    }

    #[test]
    fn nothing_outstanding_is_said_in_one_sentence() {
        let nothing = Outstanding::default();
        assert_eq!(problems(&nothing), ["Không có tồn tại, hạn chế cần báo cáo."]);
        assert!(next_steps(&nothing).is_empty());
    }

    #[test]
    fn what_is_outstanding_and_what_is_asked_for() {
        let facts = Outstanding {
            late: vec![
                late("Xây 120 phòng học", 62, "Lục Ngạn, Sơn Động"),
                late("Bồi dưỡng", 12, "Sơn Động"),
            ],
            silent: silent("Yên Thế, Lục Ngạn, Sơn Động", 10),
            unmet_targets: names("Phòng học trên lớp"),
            unknown_targets: Vec::new(),
            returned: 7,
            undecided: 12,
            ready_to_close: 5,
            soon: 3,
            until: Some("2021-06-05".parse().unwrap()),
        };
        assert_eq!(
            problems(&facts),
            [
                "2 nhiệm vụ quá hạn, chậm nhất 62 ngày: “Xây 120 phòng học”; tập trung ở Lục Ngạn và Sơn Động.",
                "3 huyện chưa gửi báo cáo quý: Yên Thế, Lục Ngạn và Sơn Động.",
                "1 chỉ tiêu chưa đạt: “Phòng học trên lớp”.",
                "7 báo cáo bị trả lại, chưa gửi lại.",
            ]
        );
        assert_eq!(
            next_steps(&facts),
            [
                "Yêu cầu Lục Ngạn và Sơn Động hoàn thành dứt điểm 2 nhiệm vụ quá hạn trước ngày 05/6/2021.",
                "Đôn đốc Yên Thế, Lục Ngạn và Sơn Động gửi báo cáo quý trước ngày 05/6/2021.",
                "Yêu cầu các đơn vị bổ sung, gửi lại 7 báo cáo bị trả lại trước ngày 05/6/2021.",
                "Xem xét, duyệt 12 báo cáo đang chờ.",
                "Theo dõi sát 3 nhiệm vụ sắp đến hạn.",
                "Xem xét đóng 5 nhiệm vụ đã đủ điều kiện.",
            ]
        );
        let one = Outstanding { late: vec![late("Xây", 1, "")], ..Outstanding::default() };
        assert_eq!(problems(&one), ["1 nhiệm vụ quá hạn, chậm 1 ngày: “Xây”."]);
        assert_eq!(next_steps(&one), ["Yêu cầu các đơn vị chủ trì hoàn thành dứt điểm 1 nhiệm vụ quá hạn."]);
    }

    fn report(tasks: &str, units: u32) -> ReportFacts {
        ReportFacts {
            kind: "Chỉ thị".into(),
            number: Some("15/CT-UBND".into()),
            issued: Some("2020-09-04".parse().unwrap()),
            issuer: Some("Chủ tịch UBND tỉnh".into()),
            subject: Some("Về nhiệm vụ năm học 2020-2021".into()),
            reporter: "Sở Giáo dục và Đào tạo".into(),
            as_of: "2021-05-31".parse().unwrap(),
            tasks: counts(tasks),
            units,
        }
    }

    #[test]
    fn a_report_opens_with_what_it_is_about() {
        let facts = report("done-on-time 39, done-late 2, overdue 9, in-progress 8, waiting 2", 1234);
        assert_eq!(
            report_opening(&facts),
            "Thực hiện Chỉ thị số 15/CT-UBND ngày 04/9/2020 của Chủ tịch UBND tỉnh về nhiệm vụ năm học 2020-2021, Sở Giáo dục và Đào tạo báo cáo kết quả thực hiện đến ngày 31/5/2021 như sau:"
        );
        assert_eq!(report_subject(&facts), "Kết quả thực hiện Chỉ thị số 15/CT-UBND của Chủ tịch UBND tỉnh");
        assert_eq!(
            report_summary(&facts),
            "Chỉ thị đã được cụ thể hóa thành 60 nhiệm vụ, giao cho 1.234 đơn vị. Đến ngày 31/5/2021, 41/60 nhiệm vụ đã hoàn thành (68,3%), trong đó 2 hoàn thành muộn; 8 đang thực hiện, 2 chờ duyệt, 9 quá hạn."
        );
        assert_eq!(
            report_summary(&report("in-progress 3", 0)),
            "Chỉ thị đã được cụ thể hóa thành 3 nhiệm vụ. Đến ngày 31/5/2021, chưa có nhiệm vụ nào hoàn thành; 3 đang thực hiện. Không có nhiệm vụ quá hạn."
        );
        assert_eq!(report_summary(&report("", 0)), "Đến ngày 31/5/2021, chưa có nhiệm vụ nào được giao.");
        let bare = ReportFacts { number: None, issued: None, issuer: None, subject: None, ..report("", 0) };
        assert_eq!(directive_name(&bare), "Chỉ thị");
    }

    #[test]
    fn days_carry_zeros_as_in_official_documents() {
        let shown = |iso: &str| official_day(iso.parse().unwrap());
        assert_eq!((shown("2021-02-09"), shown("2021-03-09")), ("09/02/2021".into(), "09/3/2021".into()));
        assert_eq!((shown("2021-03-10"), shown("2020-12-31")), ("10/3/2021".into(), "31/12/2020".into()));
    }

    #[test]
    fn names_in_a_row() {
        let row = |text: &str| join_some(&names(text), 2, "huyện");
        assert_eq!(row(""), "");
        assert_eq!(row("A"), "A");
        assert_eq!(row("A, B"), "A và B");
        assert_eq!(row("A, B, C"), "A, B và C"); // naming the third is no longer than counting it
        assert_eq!(row("A, B, C, D"), "A, B và 2 huyện khác");
    }

    #[test]
    fn titles_are_cut_between_words() {
        assert_eq!(short_title("  tổ chức\ntốt kỳ thi; ", 80), "Tổ chức tốt kỳ thi");
        assert_eq!(short_title("tổ chức tốt kỳ thi", 18), "Tổ chức tốt kỳ thi");
        assert_eq!(short_title("tổ chức tốt kỳ thi", 17), "Tổ chức tốt kỳ…");
        assert_eq!(short_title("rà soát, sắp xếp", 9), "Rà soát…");
        assert_eq!(short_title("mộttừrấtdài", 3), "Mộttừrấtdài");
        assert_eq!(short_title("", 10), "");
    }
}
