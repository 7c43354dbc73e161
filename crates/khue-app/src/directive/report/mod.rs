//! The official report on a directive: figures frozen to a day, words that people edit, a paper in the form
//! of NĐ 30/2020.
//!
//! A report has snapshots (drafted sentences, tables, pictures; frozen once, never changed) and versions
//! (what people wrote over a snapshot; append-only). The newest version is what is printed.

mod content;
mod draft;
mod facts;
mod figures;
mod letterhead;
mod locks;
mod make_report;
mod print;
mod refresh_report;
mod report_detail;
mod save_report;

pub use content::{Lock, ReportBlock, ReportColumn, ReportParagraph, ReportTable, ReportWords};
pub use letterhead::reporting_unit;
pub use make_report::{MakeReport, current_period, make_report};
pub use print::{report_docx, report_pdf};
pub use refresh_report::{Refreshed, refresh_report};
pub use report_detail::{ReportDetail, ReportLine, report_detail, reports};
pub use save_report::{ReportStep, SaveReport, save_report};
