//! Opening and summary of the official report.

use khue_base::Day;

use super::words::{among_late, lower_first, official_day, open_states};
use crate::directive::roll_up::StateCounts;
use crate::directive::targets::{Figure, count};

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
