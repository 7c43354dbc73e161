//! Import of the sheets that schools have: looked at, applied and taken back as a whole.
//!
//! A file is read into tables (`open`), the records of the school are loaded (`known`), every row is compared with
//! what is (`compare`). Looking writes nothing; applying does the same within one transaction under one source.
//! An empty cell leaves what is known: guarded fields are absent from templates and must not be lost by that.

mod apply;
mod compare;
mod forget;
mod handed_in;
mod known;
mod open;
mod preview;
mod progress;
mod run;
mod template;

pub use apply::{Applied, Take, apply_import};
pub use compare::{CheckCount, Counts, ImportChange};
pub use forget::SHEETS_KEPT;
pub(crate) use forget::forget_sheets;
pub use handed_in::{ChooseColumns, HandedIn, choose_columns, hand_in, handed_in};
pub use open::{ImportOrder, year_matters};
pub use preview::{ImportPreview, ImportTable, marked_import, preview_import};
pub use progress::{ImportProgress, ImportStep, RunningImports};
pub(crate) use run::perform_import;
pub use run::{BACKGROUND_ROWS, IMPORT_ASKED, ImportRun, RunState, ask_import, import_run, stop_import};
pub use template::import_template;
