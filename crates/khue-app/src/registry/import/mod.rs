//! Import of the sheets that schools have: looked at, applied and taken back as a whole.
//!
//! A file is read into tables (`open`), the records of the school are loaded (`known`), every row is compared with
//! what is (`compare`). Looking writes nothing; applying does the same within one transaction under one source.
//! An empty cell leaves what is known: guarded fields are absent from templates and must not be lost by that.

mod apply;
mod compare;
mod handed_in;
mod known;
mod open;
mod preview;
mod template;

pub use apply::{Applied, Take, apply_import};
pub use compare::{Counts, ImportChange};
pub use handed_in::{ChooseColumns, HandedIn, choose_columns, hand_in, handed_in};
pub(in crate::registry) use open::span_of;
pub use open::{ImportOrder, school_year_of, year_matters};
pub use preview::{ImportPreview, ImportTable, marked_import, preview_import};
pub use template::import_template;
