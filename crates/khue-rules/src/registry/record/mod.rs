//! Records of the sector, described by data: the kinds with their fields (`catalogue/records`), the code
//! lists (`catalogue/codes`), values read from what people type, and how facts change in valid time.
//!
//! ```
//! use khue_rules::registry::record::{Context, kind, parse};
//!
//! let pupil = kind("pupil").unwrap();
//! let today = "2026-11-24".parse().unwrap();
//! let birth_date = pupil.field("birth_date").unwrap();
//! let parsed = parse(birth_date, "31/02/2010", &Context::plain(today));
//! assert!(parsed.unwrap_err().to_string().contains("không có trong lịch"));
//! ```

mod codes;
mod facts;
mod field;
mod kind;
mod parse;
mod partial_day;
pub mod periods;
mod personal_number;
#[cfg(test)]
mod tests;
mod value;
mod words;

pub(in crate::registry) use codes::cells;
pub use codes::{Code, CodeList, code_list, code_lists, folded};
pub use facts::Facts;
pub use field::{Exchange, Field, FieldType, Guard, Storage};
pub use kind::{Beside, CatalogueError, Keeper, Kind, kind, kinds};
pub use parse::{Context, DaySystem, Found, Lookup, NoLookup, Parsed, Reason, parse};
pub use partial_day::PartialDay;
pub use personal_number::{Sex, told_by};
pub use value::{FieldValue, Stored};
pub use words::{Wanted, pairs_with, search_words, wanted};
