//! English screens. Templates and refusals are written in Vietnamese where they are needed; for
//! who chose English, the finished page is rewritten by `catalogue/translations/en.toml`.
//!
//! What is the user's own (text of directives, names) is marked `translate="no"` in templates, or
//! stands in a hole of a pattern, and is never touched. docs/adr/0018 tells why it is so.

mod catalogue;
mod choice;
mod page;

use std::sync::LazyLock;

use khue_rules::registry::figures::forms;
use khue_rules::registry::record::{Kind, kinds};

use catalogue::Catalogue;

pub use choice::{Language, routes};
pub(crate) use choice::{in_english, of, speak};
pub use page::Rewritten;

static ENGLISH: LazyLock<Catalogue> = LazyLock::new(|| {
    let file = include_str!("../../../../catalogue/translations/en.toml");
    // Names of the fields of records stand beside them in their description.
    let fields = kinds().iter().flat_map(Kind::sheet_fields);
    let named = fields.flat_map(|field| {
        let (label, english) = (&field.label, &field.english);
        [(label.clone(), english.clone()), (format!("{label}:"), format!("{english}:"))]
    });
    // So do those of forms of the statistics and their lines.
    let lines = forms().iter().flat_map(|form| {
        let rows = form.rows.iter().map(|row| (row.label.clone(), row.english.clone()));
        std::iter::once((form.title.clone(), form.english.clone())).chain(rows)
    });
    Catalogue::read(file)
        .with(named.chain(lines).filter(|(_, english)| !english.starts_with(':') && !english.is_empty()))
});

/// The page in English, with what the catalogue does not know.
pub fn english(page: &str) -> Rewritten {
    page::rewrite(page, &ENGLISH)
}

/// One sentence in English, when the catalogue knows all of it.
pub fn english_sentence(sentence: &str) -> Option<String> {
    let pieces = ENGLISH.find(sentence)?;
    let known = pieces.iter().all(|piece| !matches!(piece, catalogue::Piece::Unknown(_)));
    known.then(|| pieces.iter().map(catalogue::Piece::text).collect())
}

/// Keys of the catalogue that are broken or mean the same as another.
pub fn faults_of_the_catalogue() -> &'static [String] {
    &ENGLISH.faults
}
