//! Files in and out: official documents as PDF and DOCX, tables as XLSX and CSV,
//! charts and maps as SVG, calendars, text and tables out of uploaded files, and checks of evidence.
//! No database, no clock, no network.

pub mod archive;
pub mod calendar;
pub mod chart;
pub mod document;
mod error;
pub mod reading;
pub mod sheet;
pub mod upload;

pub use error::OfficeError;
pub use reading::FileRefusal;
