//! Paragraphs, tables and pictures on their way into a report.

use khue_rules::directive::roll_up::StateCounts;
use khue_rules::directive::sentences::short_title;
use khue_rules::directive::targets::count;

use super::super::super::overview::{Overview, TaskLine};
use super::super::super::pictures::{Picture, section_name};
use super::super::content::{ReportBlock, ReportColumn, ReportParagraph, ReportTable};
use super::super::locks;

/// Longest title of a task in a table, in letters.
pub(super) const TABLE_TITLE: usize = 220;

/// Longest title of a task in a sentence, in letters.
pub(super) const SENTENCE_TITLE: usize = 90;

pub(super) struct Body(pub(super) Vec<ReportBlock>);

impl Body {
    pub(super) fn pictures(&mut self, drawn: [Option<Picture>; 2]) {
        let block = |Picture { title, svg, source, .. }| ReportBlock::Picture { title, svg, source };
        self.0.extend(drawn.into_iter().flatten().map(block));
    }

    pub(super) fn heading(&mut self, level: u8, text: impl Into<String>) {
        self.0.push(ReportBlock::Heading { level, text: text.into() });
    }

    pub(super) fn sentence(&mut self, key: &str, text: String, names: &[&str]) {
        self.paragraph(key, text, names, false);
    }

    pub(super) fn item(&mut self, key: &str, text: String, names: &[&str]) {
        self.paragraph(key, text, names, true);
    }

    fn paragraph(&mut self, key: &str, text: String, names: &[&str], item: bool) {
        let locks = locks::locks(&text, names);
        self.0.push(ReportBlock::Paragraph(ReportParagraph { key: key.to_owned(), text, item, locks }));
    }

    pub(super) fn table(
        &mut self,
        caption: String,
        columns: &[(&str, u16, bool)],
        rows: Vec<Vec<String>>,
        note: &str,
    ) {
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

pub(super) fn counts_row(name: String, counts: &StateCounts) -> Vec<String> {
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

/// `Mục II.2. Đội ngũ nhà giáo`.
pub(super) fn section_title(overview: &Overview, path: &str) -> String {
    let name = section_name(path);
    match overview.sections.iter().find(|section| section.path == path) {
        Some(section) if !section.heading.trim().is_empty() && name.starts_with("Mục") => {
            format!("{name}. {}", short_title(&section.heading, TABLE_TITLE))
        }
        _ => name,
    }
}

pub(super) fn lead(task: &TaskLine) -> String {
    if task.lead_name.is_empty() { "Chưa giao".to_owned() } else { task.lead_name.clone() }
}
