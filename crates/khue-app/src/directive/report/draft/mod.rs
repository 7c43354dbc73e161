//! Drafts the report from an overview: headings in the directive's own order, sentences, tables, pictures.

mod about;
mod ahead;
mod body;
mod general;
mod late;
mod sections;
mod shortcomings;
mod targets;
#[cfg(test)]
mod tests;
mod units;

use khue_rules::directive::sentences::{ReportFacts, directive_name, report_opening};

use super::super::overview::Overview;
use super::super::pictures::{Medium, pictures};
use super::content::Snapshot;
use super::facts::Facts;
use super::figures;
use super::letterhead::Letterhead;
use crate::OpError;
use ahead::{ahead, next_until};
use body::Body;
use general::general;
use sections::by_section;
use shortcomings::{outstanding, shortcomings};
use targets::targets;
use units::by_unit;

pub(super) use about::about;
pub(super) use targets::figure_of;

/// The frozen part of a report.
pub(super) fn draft(overview: &Overview, facts: &Facts, paper: &Letterhead) -> Result<Snapshot, OpError> {
    let about = about(overview, facts.units, &paper.reporter);
    let mut body = Body(Vec::new());
    body.sentence("mo-dau", report_opening(&ReportFacts { subject: None, ..about.clone() }), &[]);
    let drawn = pictures(overview, Medium::Paper);
    general(&mut body, overview, &about, [drawn.over_time, drawn.by_section]);
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
    by_unit(&mut annex, overview, [drawn.by_unit, drawn.map]);
    Ok(Snapshot {
        as_of: overview.as_of,
        counted_at: overview.counted_at,
        body: body.0,
        annex: annex.0,
        figures: figures::figures(overview),
    })
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

fn upper_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
