//! Metadata: what the head, the preamble and the body say about the document itself.

mod addressees;
mod bases;
mod cells;
mod issuer;
mod subject;
mod year;

use std::sync::LazyLock;

use regex::Regex;

use super::frame::Role;
use super::lines::Line;
use super::paragraphs::Para;
use super::references::Mention;
use super::times::{day_in, pattern};
use super::words::Words;
use super::{Metadata, Signer, Span, foot};
use addressees::{letter_addressees, operative};
use bases::bases;
use cells::{header_cells, mended, place};
use issuer::{issuer, province};
use subject::{document_kind, subject};
use year::{school_year, theme};

pub use issuer::proper;

static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^\s*Số\s*:?\s*(\d{1,6}\s?(?:/\s?(?:19|20)\d{2}\s?)?[/\-–]\s?[\p{Lu}Đ][\p{L}\d&]*(?:\s?[-–/]\s?[\p{Lu}Đ][\p{L}\d&]*)*)",
    )
});

static PLACE_DAY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"((?:(?:TP|Tp)\.?\s*)?\p{Lu}[\p{L}.]*(?:\s+(?:-\s+)?[\p{L}\d][\p{L}\d.]*){0,5}?)\s*,\s*ngày\b")
});

/// All a reading of metadata looks at.
pub struct Source<'a> {
    pub text: &'a str,
    pub lines: &'a [Line],
    pub paras: &'a [Para],
    pub roles: &'a [Role],
    pub mentions: &'a [Vec<Mention>],
    pub words: &'a Words,
}

impl Source<'_> {
    fn written(&self, at: usize) -> &str {
        self.paras.get(at).map_or("", |para| self.slice(para.span))
    }

    fn slice(&self, span: Span) -> &str {
        self.text.get(span.start..span.end).unwrap_or_default()
    }

    /// The first run of paragraphs with this role.
    fn first_run(&self, role: Role) -> std::ops::Range<usize> {
        let limit = self.roles.iter().position(|found| *found == Role::Body).unwrap_or(self.roles.len());
        let own = |at: &usize| self.roles.get(*at) == Some(&role);
        let start = (0..limit).find(own).unwrap_or(limit);
        let end = (start..limit).find(|at| !own(at)).unwrap_or(limit);
        start..end
    }
}

/// Reads the metadata.
pub fn metadata(source: &Source<'_>) -> Metadata {
    let head = source.first_run(Role::Head);
    let cells = mended(header_cells(source, head.clone()));
    let mut metadata = Metadata::default();
    for cell in &cells {
        if metadata.number.is_none()
            && let Some(number) = NUMBER.captures(cell).and_then(|found| found.get(1))
        {
            metadata.number = Some(
                number
                    .as_str()
                    .chars()
                    .filter(|letter| !letter.is_whitespace())
                    .map(|c| if c == '–' { '-' } else { c })
                    .collect(),
            );
        }
        if metadata.place.is_none()
            && let Some(place) = place(cell)
        {
            metadata.place = Some(place);
        }
        if metadata.date.is_none() && PLACE_DAY.is_match(cell) {
            metadata.date = day_in(cell).map(|(day, _)| day);
        }
    }
    metadata.kind = document_kind(source, head.clone());
    metadata.subject = subject(source, head.clone());
    metadata.legal_bases = bases(source);
    let (addressees, commander) = operative(source);
    metadata.addressees =
        if addressees.is_empty() { letter_addressees(source, head.clone()) } else { addressees };
    metadata.issuer = issuer(source, &cells).or(commander);
    metadata.province = province(source, &cells, metadata.issuer.as_deref(), metadata.place.as_deref());
    metadata.school_year = school_year(source, metadata.subject.as_deref());
    metadata.theme = theme(source);
    let (recipients, signer) =
        foot::foot(source.text, source.lines, source.paras, source.roles, source.words);
    metadata.recipients = recipients;
    metadata.signer = signer;
    if metadata.issuer.is_none() {
        metadata.issuer = metadata
            .signer
            .as_ref()
            .and_then(Signer::on_behalf)
            .filter(|name| name.contains(' '))
            .map(|name| proper(&name, source.words));
    }
    if metadata.kind.is_none() && has_to(source, head) {
        metadata.kind = Some("Công văn".to_owned());
    }
    metadata
}

fn has_to(source: &Source<'_>, head: std::ops::Range<usize>) -> bool {
    head.into_iter()
        .any(|at| source.paras.get(at).is_some_and(|para| source.words.leads.to.at(&para.tokens, 0) > 0))
}
